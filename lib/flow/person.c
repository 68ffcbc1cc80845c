/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/person.h"

#include <string.h>

#include "flow/claims_elsewhere.h"
#include "flow/other_claims.h"
#include "oidc/admission.h"
#include "oidc/claims.h"
#include "oidc/further_claims.h"
#include "oidc/oauth1.h"
#include "oidc/userinfo.h"

const char *oas_person_url(const oas_evidence_t *evidence)
{
    const oas_registration_t *registration = evidence->chosen->registration;
    const char *url = registration->profile_url;

    if (url == NULL)
        url = evidence->provider->userinfo_endpoint;
    if (url == NULL || *url == '\0')
        return NULL;
    return registration->tls_identity != NULL ? oas_provider_mtls_url(evidence->provider, url) : url;
}

static oas_status_t ask_oauth1_profile(const oas_json_t **userinfo, const oas_site_t *site,
                                       const oas_evidence_t *evidence, oas_work_t *work)
{
    const oas_oauth1_token_t token = {evidence->tokens->access_token, evidence->tokens->secret};

    return oas_oauth1_profile(userinfo, evidence->chosen->registration, &token, oas_site_client(site, evidence->chosen),
                              work);
}

static oas_status_t ask_userinfo(const oas_json_t **userinfo, const oas_site_t *site, const oas_evidence_t *evidence,
                                 oas_work_t *work)
{
    const oas_registration_t *registration = evidence->chosen->registration;
    oas_userinfo_question_t question = {
        .url = oas_person_url(evidence), .access_token = evidence->tokens->access_token,
        .is_refused = evidence->is_refused,
        .is_final = evidence->is_final,
        .signer = {.registration = registration,
                   .cache = evidence->chosen->cache,
                   .client = oas_site_client(site, evidence->chosen)}};
    oas_status_t status;

    if (registration->is_oauth1)
        return ask_oauth1_profile(userinfo, site, evidence, work);
    if (question.url == NULL && evidence->id_token == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "profile_missing",
                        "%s gives no ID token: OAuthProfileURL must say where the user's profile is",
                        registration->name);
    if (question.url == NULL || question.access_token == NULL)
        return OAS_OK;
    /* OpenID Connect Core 1.0 §5.3.2: user info of another subject must not be used. */
    question.subject = oas_json_string(evidence->id_token, "sub");
    question.signer.algorithms = oas_registration_userinfo_algorithms(registration, evidence->provider, work->pool);
    if ((status = oas_userinfo_fetch(userinfo, &question, work)) == OAS_OK)
        oas_other_claims_add(userinfo, site, evidence, work);
    return status;
}

oas_status_t oas_person_ask(const oas_json_t **userinfo, const oas_site_t *site, const oas_evidence_t *evidence,
                            oas_work_t *work)
{
    oas_vendor_t vendor = {.access_token = evidence->tokens->access_token,
                           .client = oas_site_client(site, evidence->chosen),
                           .calls_left = OAS_VENDOR_CALLS};
    oas_status_t status;

    *userinfo = NULL;
    if ((status = ask_userinfo(userinfo, site, evidence, work)) == OAS_OK)
        status = oas_further_claims_add(userinfo, evidence->id_token, evidence->chosen->registration, &vendor, work);
    if (status != OAS_OK)
        *userinfo = NULL;
    return status;
}

/* What has to be read again when he is described anew: of all paths the longest list there can be. */
static const char *const *members_read(const oas_site_provider_t *chosen, apr_pool_t *pool)
{
    const oas_registration_t *registration = chosen->registration;
    size_t count = 0;
    const char **paths = apr_pcalloc(pool, (registration->claim_map.count + registration->admitted.count + 3) * sizeof(*paths));

    for (size_t i = 0; i < registration->claim_map.count; i++)
        paths[count++] = registration->claim_map.items[i].value;
    for (size_t i = 0; i < registration->admitted.count; i++)
        paths[count++] = registration->admitted.items[i].name;
    paths[count++] = chosen->user_claim != NULL ? chosen->user_claim : "sub";
    paths[count++] = "email_verified";
    return paths;
}

const char *oas_person_kept(const oas_json_t *claims, const oas_site_provider_t *chosen, apr_pool_t *pool)
{
    if (chosen->registration->kept_claims == NULL)
        return oas_json_text(claims, pool);
    return oas_kept_members(claims, chosen->registration->kept_claims, members_read(chosen, pool), pool);
}

/* Whose names they are: of one tenant, where the provider has many. */
static const char *issuer_of(const oas_evidence_t *evidence)
{
    if (evidence->id_token != NULL)
        return oas_json_string(evidence->id_token, "iss");
    return evidence->provider->issuer != NULL ? evidence->provider->issuer : evidence->chosen->registration->name;
}

/* The claim that names the user need not be kept itself. */
static oas_status_t name_user(oas_face_t *face, const oas_evidence_t *evidence, const oas_claim_sources_t *kept, oas_work_t *work)
{
    const char *claim = evidence->chosen->user_claim;
    const char *const naming[] = {claim != NULL ? claim : "sub", "email_verified", NULL};
    oas_claim_sources_t sources = *kept;
    oas_pairs_t claims = face->claims;
    oas_bytes_t members;
    oas_status_t status = OAS_OK;

    sources.kept = naming;
    if (!oas_claim_is_kept(kept->kept, naming[0]) || (strcmp(naming[0], "email") == 0 && !oas_claim_is_kept(kept->kept, naming[1])))
        status = oas_claims_keep(&claims, &members, &sources, work);
    if (status != OAS_OK || (status = oas_claims_user(&face->user, claims, claim, work)) != OAS_OK)
        return status;
    return oas_user_form_apply(&face->user, &evidence->chosen->user_form, issuer_of(evidence), work);
}

oas_status_t oas_person_describe(oas_face_t *face, const oas_evidence_t *evidence, const oas_json_t *userinfo,
                                 oas_work_t *work)
{
    const oas_registration_t *registration = evidence->chosen->registration;
    const oas_claim_sources_t sources = {evidence->id_token, userinfo, oas_registration_claim_map(registration), registration->kept_claims};
    oas_status_t status;

    *face = (oas_face_t){.provider = registration->name};
    if ((status = oas_admission_check(registration->admitted, evidence->id_token, userinfo, oas_registration_claim_map(registration),
                                      work)) != OAS_OK
        || (status = oas_claims_keep(&face->claims, &face->members, &sources, work)) != OAS_OK
        || (status = name_user(face, evidence, &sources, work)) != OAS_OK)
        return status;
    oas_claims_elsewhere_keep(face, evidence->id_token, userinfo, work);
    face->has_plain_names = oas_claims_are_plain(face->claims);
    return OAS_OK;
}
