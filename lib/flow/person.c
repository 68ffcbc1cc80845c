/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/person.h"

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

oas_status_t oas_person_describe(oas_face_t *face, const oas_evidence_t *evidence, const oas_json_t *userinfo,
                                 oas_work_t *work)
{
    const oas_registration_t *registration = evidence->chosen->registration;
    const oas_claim_sources_t sources = {evidence->id_token, userinfo, registration->claim_map};
    oas_status_t status;

    *face = (oas_face_t){.provider = registration->name};
    if ((status = oas_admission_check(registration->admitted, evidence->id_token, userinfo, registration->claim_map,
                                      work)) != OAS_OK
        || (status = oas_claims_keep(&face->claims, &face->members, &sources, work)) != OAS_OK
        || (status = oas_claims_user(&face->user, face->claims, evidence->chosen->user_claim, work)) != OAS_OK)
        return status;
    face->has_plain_names = oas_claims_are_plain(face->claims);
    return OAS_OK;
}
