/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/claim_sources.h"

#include "oidc/issuer.h"

#include <apr_strings.h>

#include "base/buffer.h"
#include "oidc/signed_claims.h"

enum { MOST_SOURCES = 4, MOST_FETCHED = 2, ADDED_LARGEST = 16 * 1024, SETTLED_LARGEST = 80 * 1024 }; /* the latter: bytes */

/* One user info on its way to be settled. */
typedef struct {
    const oas_json_t *userinfo;
    const oas_json_t *id_token;
    const oas_claim_sources_t *sources;
    oas_buffer_t added; /* members, with a comma before each */
    int fetched;
    bool gave_up; /* a source could not be reached: nobody waits for another */
    oas_work_t *work;
} settlement_t;

/* --- hearing a source --- */

static const oas_signer_t *signer_of(const char *token, const settlement_t *settlement)
{
    const oas_claim_sources_t *sources = settlement->sources;

    for (size_t i = 0; i < sources->issuer_count; i++) {
        const oas_signer_t *signer = &sources->issuers[i];
        oas_work_t look = oas_work(settlement->work->pool, settlement->work->now);
        oas_jwt_t *jwt;

        if (oas_jwt_parse(&jwt, token, signer->algorithms, &look) == OAS_OK
            && oas_issuer_fits(signer->registration->by_hand.issuer, oas_json_string(jwt->claims, "iss")))
            return signer;
    }
    return NULL;
}

static void note(settlement_t *settlement, oas_status_t status, const oas_work_t *look)
{
    settlement->gave_up = settlement->gave_up || status == OAS_UNAVAILABLE;
    oas_tell(settlement->work, "claim_source", "claims of another issuer are left out: %s: %s", look->reason, look->failure);
}

/* The claims of a token; NULL: nobody we know has signed it. */
static const oas_json_t *verify(settlement_t *settlement, const char *token)
{
    oas_work_t look = oas_work(settlement->work->pool, settlement->work->now);
    const oas_signer_t *signer = signer_of(token, settlement);
    const oas_json_t *claims;
    oas_status_t status;

    if (signer == NULL)
        return NULL;
    status = oas_signed_claims_read(&claims, token, signer, OAS_AUDIENCE_IF_SAID, &look);
    if (status != OAS_OK)
        note(settlement, status, &look);
    return claims;
}

static bool is_listed(const char *const *list, const char *text)
{
    for (; list != NULL && *list != NULL; list++)
        if (strcmp(*list, text) == 0)
            return true;
    return false;
}

/* RFC 6749 appendix A.12: what is not visible ASCII would not stay within the header. */
static bool is_token(const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if (*c < 0x20 || *c > 0x7e)
            return false;
    return *text != '\0';
}

/* Only where the administrator allows it: the endpoint is a stranger's word, and our call could reach what his can not. */
static bool may_fetch(const settlement_t *settlement, const char *endpoint, const char *access_token)
{
    return endpoint != NULL && access_token != NULL && is_token(access_token) && settlement->fetched < MOST_FETCHED
           && is_listed(settlement->sources->endpoints, endpoint);
}

static oas_status_t judge(const oas_http_answer_t *answer, const char *endpoint, oas_work_t *work)
{
    if (answer->status != 200 || strcmp(answer->content_type, "application/jwt") != 0)
        return oas_fail(work, OAS_REFUSED, "claim_source_answer", "%s answered with status %d and \"%.64s\" instead of a token",
                        endpoint, answer->status, answer->content_type);
    return OAS_OK;
}

/* §5.6.2.2: the token that a source gives for its own access token; NULL: none is to be had. */
static const char *fetch(settlement_t *settlement, const oas_json_t *source)
{
    oas_work_t look = oas_work(settlement->work->pool, settlement->work->now);
    const char *endpoint = oas_json_string(source, "endpoint"), *access_token = oas_json_string(source, "access_token");
    oas_http_client_t *client = settlement->sources->client;
    oas_http_call_t call = {
        .url = endpoint, .purpose = "claims request", .accept = "application/jwt", .largest_answer = OAS_JWT_LARGEST};
    oas_http_answer_t *answer;
    oas_status_t status;

    if (!may_fetch(settlement, endpoint, access_token))
        return NULL;
    settlement->fetched++;
    call.authorization = apr_pstrcat(look.pool, "Bearer ", access_token, NULL);
    oas_wipe_with(look.pool, (void *)call.authorization, strlen(call.authorization));
    if ((status = client->call(client, &answer, &call, &look)) == OAS_OK && (status = judge(answer, endpoint, &look)) == OAS_OK)
        return oas_bytes_text(look.pool, answer->body);
    note(settlement, status, &look);
    return NULL;
}

static const oas_json_t *hear(settlement_t *settlement, const oas_json_t *source)
{
    const char *token = oas_json_string(source, "JWT");

    if (token == NULL)
        token = fetch(settlement, source);
    return token != NULL ? verify(settlement, token) : NULL;
}

/* --- taking its claims --- */

/* An address and whether it is verified are one statement: both are of one source, or the address comes without. */
static const struct {
    const char *address;
    const char *verified;
} statements[] = {{"email", "email_verified"}, {"phone_number", "phone_number_verified"}};

static bool is_said(const settlement_t *settlement, const char *name)
{
    return oas_json_member(settlement->userinfo, name) != NULL || oas_json_member(settlement->id_token, name) != NULL;
}

/* The name is this source's to say: nobody said it before, nor what belongs to it. */
static bool may_say(const settlement_t *settlement, const oas_json_t *names, const char *source, const char *name)
{
    if (strcmp(name, "sub") == 0 || is_said(settlement, name))
        return false;
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        if (strcmp(name, statements[i].address) == 0)
            return !is_said(settlement, statements[i].verified);
        if (strcmp(name, statements[i].verified) == 0)
            return !is_said(settlement, statements[i].address)
                   && oas_text_equal(oas_json_string(names, statements[i].address), source);
    }
    return true;
}

static void add_member(settlement_t *settlement, const char *name, const oas_json_t *value)
{
    apr_pool_t *pool = settlement->work->pool;
    const char *text = oas_json_text(value, pool);

    oas_buffer_add_text(&settlement->added, ",");
    oas_buffer_add_text(&settlement->added, oas_json_quote(pool, name));
    oas_buffer_add_text(&settlement->added, ":");
    oas_buffer_add_text(&settlement->added, oas_json_is_string(value) ? oas_json_quote(pool, text) : text);
}

/* The claims that _claim_names expects of this source, and no others. */
static void take(settlement_t *settlement, const char *source, const oas_json_t *claims)
{
    const oas_json_t *names = oas_json_member(settlement->userinfo, "_claim_names");
    const oas_json_t *first = oas_json_is_object(names) ? oas_json_first(names) : NULL;

    for (const oas_json_t *name = first; name != NULL; name = oas_json_next(name)) {
        const oas_json_t *value = oas_json_member(claims, oas_json_name(name));

        if (value != NULL && oas_text_equal(oas_json_string(names, oas_json_name(name)), source)
            && may_say(settlement, names, source, oas_json_name(name)))
            add_member(settlement, oas_json_name(name), value);
    }
}

/* userinfo and the members that were added are one object; user info alone when that would be too large. */
static void compose(const oas_json_t **settled, const settlement_t *settlement)
{
    oas_work_t look = oas_work(settlement->work->pool, settlement->work->now);
    const char *own = oas_json_text(settlement->userinfo, look.pool);
    const char *text = apr_pstrcat(look.pool, apr_pstrmemdup(look.pool, own, strlen(own) - 1),
                                   oas_buffer_text(&settlement->added), "}", NULL);

    if (settlement->added.overflowed
        || oas_json_parse_object(settled, oas_bytes_of(text), SETTLED_LARGEST, "user info", &look) != OAS_OK)
        *settled = settlement->userinfo;
}

void oas_claim_sources_settle(const oas_json_t **settled, const oas_json_t *userinfo, const oas_json_t *id_token,
                              const oas_claim_sources_t *sources, oas_work_t *work)
{
    settlement_t settlement = {userinfo, id_token, sources, .added = oas_buffer(work->pool, ADDED_LARGEST), .work = work};
    const oas_json_t *all = oas_json_member(userinfo, "_claim_sources");
    const oas_json_t *source = oas_json_is_object(all) ? oas_json_first(all) : NULL;
    const oas_json_t *claims;

    *settled = userinfo;
    for (int heard = 0; source != NULL && heard < MOST_SOURCES && !settlement.gave_up; heard++) {
        if ((claims = hear(&settlement, source)) != NULL)
            take(&settlement, oas_json_name(source), claims);
        source = oas_json_next(source);
    }
    if (settlement.added.length != 0)
        compose(settled, &settlement);
}
