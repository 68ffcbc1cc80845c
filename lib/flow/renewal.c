/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/renewal.h"

#include "base/members.h"
#include "flow/bound_registration.h"
#include "flow/ended_tokens.h"
#include "flow/id_token_check.h"
#include "flow/kept_id_token.h"
#include "flow/registered.h"
#include "flow/token_revocation.h"
#include "oidc/claims.h"
#include "oidc/introspection.h"
#include "oidc/token_request.h"

/* A store that was held up is back in a moment, and what the provider gave once is worth the patience. */
enum { KEEP_TRIES = 4 };
static const apr_interval_time_t between_tries = 50 * 1000; /* microseconds */

enum { CLAIMS_LARGEST = OAS_CONTENT_LARGEST }; /* bytes: we have kept them, so they were small enough once */

oas_status_t oas_renewal_begin(oas_renewal_t *renewal, oas_work_t *work)
{
    const oas_site_t *site = renewal->site;
    oas_status_t status;

    renewal->chosen = oas_site_provider(site, renewal->session->face.provider);
    if (renewal->chosen == NULL)
        return oas_fail(work, OAS_NOT_FOUND, "refresh_provider", "provider %s is not configured any more",
                        renewal->session->face.provider);
    if ((status = oas_provider_cache_get(&renewal->provider, renewal->chosen->cache,
                                         oas_site_client(site, renewal->chosen), work)) != OAS_OK
        || (status = oas_registered(&renewal->chosen, site, renewal->provider, renewal->origin, false, work)) != OAS_OK)
        return status;
    return oas_bound_registration(&renewal->chosen, &site->sessions, renewal->session->head.key_id, work);
}

/* --- what is kept --- */

/* What is put into a session; what is NULL or 0 stays as it was. */
typedef struct {
    oas_renewal_t *renewal;
    const char *refresh_token_sent; /* NULL: this is not about tokens */
    oas_tokens_t tokens;
    const oas_face_t *face;
    const char *claims_json, *refreshed_claims;
    apr_time_t access_token_received, claims_read, confirmed, failed, refused;
    const char *access_token_refused;
    bool came_late;
    oas_vault_t kept; /* what became of the vault */
} news_t;

static void put_text(const char **kept, const char *text)
{
    if (text != NULL)
        *kept = text;
}

static void put_time(apr_time_t *kept, apr_time_t time)
{
    if (time != 0)
        *kept = time;
}

/* RFC 6749 §6: the refresh token that was sent stays good when no other one came with the answer. */
static void put_tokens(oas_vault_t *vault, const news_t *news)
{
    put_text(&vault->refresh_token, news->tokens.refresh_token);
    put_text(&vault->scope, news->tokens.scope);
    put_text(&vault->token_type, news->tokens.token_type);
    put_text(&vault->refreshed_claims, news->refreshed_claims);
    if (news->tokens.access_token == NULL)
        return;
    vault->access_token = news->tokens.access_token;
    vault->access_token_expires = news->tokens.expires;
    vault->access_token_received = news->access_token_received;
    vault->confirmed = news->access_token_received;
}

/* The first one counts until he is confirmed, and the last one. One that came late says nothing of tokens that are newer. */
static void put_refusal(oas_vault_t *vault, const news_t *news)
{
    if (news->confirmed != 0 || news->tokens.access_token != NULL)
        vault->refused_first = vault->refused_last = 0;
    if (news->refused == 0 || !oas_text_equal(news->access_token_refused, vault->access_token))
        return;
    if (vault->refused_first == 0)
        vault->refused_first = news->refused;
    vault->refused_last = news->refused;
}

/* Whose lease had ended while he asked may find the tokens of his successor: they are the newer ones, and stay. */
static oas_status_t put_news(void *data, oas_contents_t *contents, oas_work_t *work)
{
    news_t *news = data;
    oas_vault_t *vault = &contents->vault;

    (void)work;
    news->came_late = news->refresh_token_sent != NULL && !oas_text_equal(news->refresh_token_sent, vault->refresh_token);
    if (!news->came_late) {
        put_tokens(vault, news);
        put_text(&vault->claims_json, news->claims_json);
        put_time(&vault->claims_read, news->claims_read);
        put_time(&vault->confirmed, news->confirmed);
        vault->refresh_failed = news->failed;
        put_refusal(vault, news);
        if (news->face != NULL)
            contents->face = *news->face;
        contents->face.scope = vault->scope;
        if (news->renewal->chosen != NULL)
            oas_ended_tokens_label(&contents->label, vault, news->renewal->chosen->registration);
    }
    news->kept = *vault;
    return OAS_OK;
}

static oas_status_t keep(news_t *news, oas_work_t *work)
{
    const oas_change_t change = {.make = put_news, .data = news};
    oas_renewal_t *renewal = news->renewal;
    oas_status_t status = oas_session_change(renewal->session, &renewal->site->sessions, &change, work);

    if (status != OAS_OK)
        return status;
    *renewal->vault = news->kept;
    renewal->has_new_token |= news->tokens.access_token != NULL && !news->came_late;
    return OAS_OK;
}

void oas_renewal_failed(oas_renewal_t *renewal, bool was_refused, apr_time_t now, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    news_t news = {.renewal = renewal,
                   .failed = now,
                   .refused = was_refused ? now : 0,
                   .access_token_refused = renewal->vault->access_token};

    if (keep(&news, &look) != OAS_OK)
        oas_forgive(&look); /* then another request tries sooner */
}

/* --- what was known before --- */

/* Claims of the ID token that counts: the last one that came, else the login's. NULL: plain OAuth 2.0. */
static oas_status_t id_token_claims(const oas_json_t **claims, const oas_renewal_t *renewal, oas_work_t *work)
{
    const oas_vault_t *vault = renewal->vault;

    *claims = NULL;
    if (vault->refreshed_claims != NULL)
        return oas_json_parse_object(claims, oas_bytes_of(vault->refreshed_claims), CLAIMS_LARGEST, "kept claims", work);
    if (vault->id_token == NULL)
        return OAS_OK;
    return oas_kept_id_token_read(claims, vault->id_token, work);
}

/* User info as it was last read; NULL where none ever was, so that what is kept are the claims of an ID token. */
static oas_status_t kept_userinfo(const oas_json_t **userinfo, const oas_renewal_t *renewal, oas_work_t *work)
{
    const oas_vault_t *vault = renewal->vault;
    const oas_json_t *id_token;
    oas_status_t status;

    *userinfo = NULL;
    if (vault->claims_json == NULL || oas_text_equal(vault->claims_json, vault->refreshed_claims))
        return OAS_OK;
    if ((status = oas_json_parse_object(userinfo, oas_bytes_of(vault->claims_json), CLAIMS_LARGEST, "kept claims", work)) != OAS_OK
        || (status = id_token_claims(&id_token, renewal, work)) != OAS_OK)
        return status;
    if (id_token != NULL && strcmp(oas_json_text(id_token, work->pool), oas_json_text(*userinfo, work->pool)) == 0)
        *userinfo = NULL;
    return OAS_OK;
}

/* A refreshed ID token may leave auth_time out (§12.2). When the person signed in is known all the same, and must not look
 * later for it: without the claim the session's beginning counts. */
static void keep_auth_time(oas_face_t *face, const oas_session_t *session, apr_pool_t *pool)
{
    static const char name[] = "auth_time";
    const char *before = oas_pairs_get(session->face.claims, name);
    oas_buffer_t members = oas_buffer(pool, SIZE_MAX);
    oas_places_t number = {.count = 0};
    oas_pair_t *claims;

    if (before == NULL || oas_pairs_get(face->claims, name) != NULL)
        return;
    claims = apr_palloc(pool, (face->claims.count + 1) * sizeof(*claims));
    for (size_t i = 0; i < face->claims.count; i++)
        claims[i] = face->claims.items[i];
    claims[face->claims.count] = (oas_pair_t){name, before};
    oas_place_add(&number, face->claims.count);
    oas_buffer_add(&members, face->members);
    oas_members_note(&members, &number);
    face->members = oas_buffer_bytes(&members);
    face->claims = (oas_pairs_t){.items = claims, .count = face->claims.count + 1};
}

/* --- tokens --- */

/* An ID token came with the answer: it is judged, and makes a new face with what else is known of the user. */
static oas_status_t judge_id_token(news_t *news, oas_face_t *face, oas_work_t *work)
{
    const oas_renewal_t *renewal = news->renewal;
    oas_evidence_t evidence = {.chosen = renewal->chosen, .provider = renewal->provider, .tokens = &news->tokens};
    const oas_json_t *userinfo;
    oas_jwt_t *id_token;
    oas_status_t status;

    if (renewal->vault->id_token == NULL)
        return oas_fail(work, OAS_REFUSED, "refreshed_id_token", "an ID token came where the login had none");
    if ((status = oas_id_token_check_refreshed(&id_token, &news->tokens, renewal->vault->id_token, renewal->site,
                                               renewal->chosen, renewal->provider, work)) != OAS_OK
        || (status = kept_userinfo(&userinfo, renewal, work)) != OAS_OK)
        return status;
    evidence.id_token = id_token->claims;
    if ((status = oas_person_describe(face, &evidence, userinfo, work)) != OAS_OK)
        return status;
    keep_auth_time(face, renewal->session, work->pool);
    news->face = face;
    news->refreshed_claims = renewal->chosen->registration->kept_claims == NULL
                                 ? (const char *)id_token->claims_text.data
                                 : oas_person_kept(id_token->claims, renewal->chosen, work->pool);
    if (userinfo == NULL)
        news->claims_json = news->refreshed_claims;
    return OAS_OK;
}

static oas_status_t keep_patiently(news_t *news, oas_work_t *work)
{
    const oas_waiting_t *waiting = news->renewal->site->waiting;
    oas_status_t status = keep(news, work);

    for (int i = 1; i < KEEP_TRIES && status == OAS_UNAVAILABLE && waiting != NULL; i++) {
        oas_forgive(work);
        waiting->clock->sleep(waiting->clock, between_tries);
        status = keep(news, work);
    }
    return status;
}

/* He signed out while we asked: what came since is in no session, and nobody but us can revoke it. */
static void give_back(const news_t *news, oas_work_t *work)
{
    const oas_renewal_t *renewal = news->renewal;
    const oas_vault_t vault = {.access_token = news->tokens.access_token, .refresh_token = news->tokens.refresh_token};
    const oas_leaver_t leaver = {.at = oas_site_provider(renewal->site, renewal->session->face.provider), .vault = &vault};
    const oas_request_t request = {.origin = renewal->origin};

    oas_tokens_revoke(&leaver, renewal->site, &request, work);
}

static oas_status_t keep_tokens(const news_t *news, oas_tokens_t tokens, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    news_t alone = {.renewal = news->renewal,
                    .refresh_token_sent = news->refresh_token_sent,
                    .tokens = tokens,
                    .access_token_received = news->access_token_received};

    return keep_patiently(&alone, &look);
}

/* What came can not be judged now, or all of it not be kept. Where the refresh token was replaced, the old one is worth nothing
 * any more. failure is what follows from that, unless the session has ended. */
static oas_status_t keep_refresh_token(const news_t *news, oas_status_t failure, oas_work_t *work)
{
    const oas_tokens_t alone = {.refresh_token = news->tokens.refresh_token};

    if (alone.refresh_token == NULL || keep_tokens(news, alone, work) != OAS_NOT_FOUND)
        return failure; /* where it could not be kept the provider will say what comes of it */
    give_back(news, work);
    return OAS_NOT_FOUND;
}

/* A store that has no room for all of it may have some for what can not be had again. */
static oas_status_t keep_all_or_tokens(news_t *news, oas_work_t *work)
{
    oas_status_t status = keep_patiently(news, work);

    if (status == OAS_OK)
        return status;
    if (status != OAS_NOT_FOUND && keep_tokens(news, news->tokens, work) == OAS_OK)
        return OAS_OK;
    if (status != OAS_NOT_FOUND)
        return keep_refresh_token(news, status, work);
    give_back(news, work);
    return status;
}

static oas_status_t ask_for_tokens(news_t *news, oas_work_t *work)
{
    const oas_renewal_t *renewal = news->renewal;
    oas_tokens_t *tokens;
    oas_status_t status = oas_tokens_refresh(&tokens, renewal->chosen->registration, renewal->provider,
                                             news->refresh_token_sent, oas_site_client(renewal->site, renewal->chosen),
                                             work);

    if (status == OAS_OK)
        news->tokens = *tokens;
    return status;
}

oas_status_t oas_renewal_of_tokens(oas_renewal_t *renewal, oas_work_t *work)
{
    news_t news = {.renewal = renewal,
                   .refresh_token_sent = renewal->vault->refresh_token,
                   .access_token_received = work->now};
    oas_face_t face;
    oas_status_t status = ask_for_tokens(&news, work);

    renewal->is_final = status == OAS_EXPIRED;
    if (status != OAS_OK)
        return status;
    if (renewal->provider->issuer != NULL && news.tokens.id_token != NULL)
        status = judge_id_token(&news, &face, work);
    if (status == OAS_OK)
        return keep_all_or_tokens(&news, work);
    renewal->is_final = status == OAS_REFUSED || status == OAS_EXPIRED;
    return renewal->is_final ? status : keep_refresh_token(&news, status, work);
}

/* --- claims --- */

/* OpenID Connect Core 1.0 §5.3.2 compares user info with the ID token; a profile of plain OAuth 2.0 is compared here. One that
 * is nobody's is not what was asked for, whatever it is. */
static oas_status_t check_same_person(oas_renewal_t *renewal, const oas_evidence_t *evidence, const oas_json_t *userinfo,
                                      oas_work_t *work)
{
    const char *subject;
    oas_pairs_t claims;
    oas_status_t status;

    if (evidence->id_token != NULL)
        return OAS_OK;
    if ((status = oas_claims_flatten(&claims, NULL, userinfo, oas_registration_claim_map(renewal->chosen->registration), work)) != OAS_OK)
        return status;
    subject = oas_pairs_get(claims, "sub");
    renewal->is_refused = subject == NULL;
    if (subject == NULL)
        return oas_fail(work, OAS_UNAVAILABLE, "refreshed_subject", "the profile does not say whose it is");
    if (oas_text_equal(subject, renewal->vault->subject))
        return OAS_OK;
    renewal->is_final = true;
    return oas_fail(work, OAS_REFUSED, "refreshed_subject", "the profile is of another subject than that of the login");
}

static oas_status_t describe_anew(news_t *news, oas_face_t *face, oas_work_t *work)
{
    oas_renewal_t *renewal = news->renewal;
    const oas_tokens_t tokens = {.access_token = renewal->vault->access_token};
    oas_evidence_t evidence = {.chosen = renewal->chosen,
                               .provider = renewal->provider,
                               .origin = renewal->origin,
                               .tokens = &tokens,
                               .is_refused = &renewal->is_refused,
                               .is_final = &renewal->is_final};
    const oas_json_t *userinfo;
    oas_status_t status;

    if ((status = id_token_claims(&evidence.id_token, renewal, work)) != OAS_OK
        || (status = oas_person_ask(&userinfo, renewal->site, &evidence, work)) != OAS_OK
        || (status = check_same_person(renewal, &evidence, userinfo, work)) != OAS_OK)
        return status;
    if ((status = oas_person_describe(face, &evidence, userinfo, work)) != OAS_OK) {
        renewal->is_final = status == OAS_REFUSED;
        return status;
    }
    keep_auth_time(face, renewal->session, work->pool);
    news->face = face;
    if (userinfo == NULL)
        return OAS_OK;
    news->claims_json = oas_person_kept(userinfo, renewal->chosen, work->pool);
    news->confirmed = work->now;
    return OAS_OK;
}

oas_status_t oas_renewal_of_claims(oas_renewal_t *renewal, oas_work_t *work)
{
    news_t news = {.renewal = renewal, .claims_read = work->now};
    oas_face_t face;
    oas_status_t status = describe_anew(&news, &face, work);

    return status == OAS_OK ? keep(&news, work) : status;
}

/* --- whether he is welcome at all --- */

static oas_status_t introspect(oas_renewal_t *renewal, oas_work_t *work)
{
    const oas_authorization_server_t server = {.registration = renewal->chosen->registration,
                                               .provider = renewal->provider,
                                               .cache = renewal->chosen->cache,
                                               .client = oas_site_client(renewal->site, renewal->chosen)};
    news_t news = {.renewal = renewal, .confirmed = work->now};
    oas_status_t status = oas_token_introspect(renewal->vault->access_token, &server, work);

    renewal->is_final = status == OAS_EXPIRED;
    return status == OAS_OK ? keep(&news, work) : status;
}

oas_status_t oas_renewal_of_confirmation(oas_renewal_t *renewal, oas_work_t *work)
{
    const oas_evidence_t evidence = {.chosen = renewal->chosen, .provider = renewal->provider};

    if (oas_person_url(&evidence) != NULL)
        return oas_renewal_of_claims(renewal, work);
    if (renewal->provider->introspection_endpoint != NULL)
        return introspect(renewal, work);
    return oas_fail(work, OAS_NOT_FOUND, "session_unconfirmed",
                    "provider %s has no endpoint that could be asked for the user", renewal->session->face.provider);
}
