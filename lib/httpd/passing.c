/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/passing.h"

#include <apr_strings.h>

#include "flow/backend_token.h"
#include "flow/passed_name.h"
#include "flow/passed_value.h"
#include "httpd/bridge.h"
#include "httpd/passed_texts.h"
#include "httpd/passing_setting.h"
#include "httpd/realm.h"
#include "httpd/unauthorized.h"

/* What is told to whom, and how. */
typedef struct {
    const oas_receiver_t *receiver;
    const oas_session_t *session;
    oas_passing_t passing;
    oas_passed_form_t form;
    const void *line; /* its address tells one OAuthPassClaims from another */
    oas_work_t work;
} telling_t;

static oas_status_t encode(const char **encoded, const char *name, const char *value, telling_t *telling)
{
    oas_encoding_t encoding = telling->passing.encoding > 0 ? (oas_encoding_t)telling->passing.encoding : OAS_ENCODING_UTF8;

    *encoded = oas_encoded(encoding, value, telling->receiver->r->pool);
    if (*encoded != NULL)
        return OAS_OK;
    return oas_fail(&telling->work, OAS_REFUSED, "claim_encoding",
                    "%s has a character that OAuthClaimEncoding %s has no form for", name, oas_encoding_words[encoding]);
}

/* --- one by one --- */

/* No claim under a prefix takes the place of the user (R-HDR-09). */
static void tell_header(const telling_t *telling, const char *name, const char *value)
{
    const char *prefix = telling->passing.prefix != NULL ? telling->passing.prefix : "X-OAuth-Claim-";
    const char *user_header = telling->passing.user_header;
    apr_pool_t *pool = telling->receiver->r->pool;
    const char *header = oas_name_of_claim(prefix, name, '-', pool);

    if (user_header == NULL || !oas_names_are_alike(header, user_header, pool))
        apr_table_setn(telling->receiver->headers.table, header, value);
}

static void tell_claim(const telling_t *telling, const char *name, const char *value)
{
    const oas_receiver_t *receiver = telling->receiver;
    const char *prefix = telling->passing.prefix != NULL ? telling->passing.prefix : OAS_VARIABLE_PREFIX;

    if (receiver->environment.table != NULL)
        apr_table_setn(receiver->environment.table, oas_name_of_claim(prefix, name, '_', receiver->r->pool), value);
    if (receiver->headers.table != NULL)
        tell_header(telling, name, value);
}

/* NULL: there is nothing to tell of it. */
static oas_status_t value_of(const char **value, const oas_pair_t *claim, telling_t *telling)
{
    const char *delimiter = telling->passing.delimiter;

    *value = claim->value;
    if (delimiter == NULL || delimiter[1] != '\0'
        || oas_listed(value, &telling->session->face, claim, *delimiter, telling->receiver->r->pool))
        return OAS_OK;
    return oas_fail(&telling->work, OAS_REFUSED, "claim_encoding",
                    "%s has an item with a control character, for which OAuthClaimDelimiter %s has no form", claim->name, delimiter);
}

static oas_status_t tell_one(const oas_pair_t *claim, telling_t *telling)
{
    const char *value;
    oas_status_t status = value_of(&value, claim, telling);

    if (status == OAS_OK && value != NULL && (status = encode(&value, claim->name, value, telling)) == OAS_OK)
        tell_claim(telling, claim->name, value);
    return status;
}

static oas_status_t tell_claims(telling_t *telling)
{
    const oas_pairs_t claims = telling->session->face.claims;
    oas_status_t status = OAS_OK;

    for (size_t i = 0; i < claims.count && status == OAS_OK; i++)
        if (oas_claim_is_chosen(telling->form.claims, claims.items[i].name))
            status = tell_one(&claims.items[i], telling);
    return status;
}

/* --- all at once --- */

/* It is made of this session's face alone, and lasts until that changes. */
static oas_status_t tell_object(telling_t *telling)
{
    const oas_text_key_t key = {telling->session, telling->line, ""};
    apr_time_t now = telling->work.now;
    const char *object = oas_passed_text_find(&key, now, telling->receiver->r->pool);
    oas_status_t status;

    if (object == NULL) {
        object = oas_claims_object(&telling->session->face, telling->form.claims, NULL, telling->receiver->r->pool);
        oas_passed_text_keep(&key, object, now + apr_time_from_sec(3600));
    }
    if ((status = encode(&object, "the object of all claims", object, telling)) == OAS_OK)
        oas_tell_receiver(telling->receiver, "OAUTH_CLAIMS", "X-OAuth-Claims", object);
    return status;
}

static oas_status_t sign(const char **token, telling_t *telling)
{
    request_rec *r = telling->receiver->r;
    oas_request_t request;
    oas_backend_token_t content = {.user = r->user, .claims = telling->form.claims};
    oas_text_key_t key = {.session = telling->session, .purpose = telling->line};
    const oas_site_t *site = oas_site_of(r);
    apr_time_t now = telling->work.now, expires;
    oas_status_t status;

    oas_bridge_request(&request, r);
    content.issuer = request.origin;
    content.audience = apr_pstrcat(r->pool, request.origin, telling->form.place, NULL);
    key.detail = apr_pstrcat(r->pool, request.origin, " ", r->user, NULL);
    if ((*token = oas_passed_text_find(&key, now, r->pool)) != NULL)
        return OAS_OK;
    status = oas_backend_token_sign(token, &expires, &content, telling->session, site->providers[0].registration->own_keys,
                                    &telling->work);
    if (status == OAS_OK)
        oas_passed_text_keep(&key, *token, now + (expires - now) / 2);
    return status;
}

/* --- */

static oas_status_t tell_user(telling_t *telling)
{
    const oas_receiver_t *receiver = telling->receiver;
    const oas_session_t *session = telling->session;
    const char *user;
    oas_status_t status = encode(&user, "the user's name", receiver->r->user, telling);

    if (status != OAS_OK)
        return status;
    oas_tell_receiver(receiver, "OAUTH_USER", "X-OAuth-User", user);
    oas_tell_receiver(receiver, "OAUTH_PROVIDER", "X-OAuth-Provider", session->face.provider);
    oas_tell_receiver(receiver, "OAUTH_SESSION_EXPIRES", "X-OAuth-Session-Expires",
                      apr_ltoa(receiver->r->pool, (long)apr_time_sec(oas_session_ends(session))));
    return OAS_OK;
}

/* It is wanted by its name, so it is told whoever reads. */
static oas_status_t tell_user_header(telling_t *telling)
{
    request_rec *r = telling->receiver->r;
    const char *user;
    oas_status_t status;

    if (telling->passing.user_header == NULL)
        return OAS_OK;
    if ((status = encode(&user, "the user's name", r->user, telling)) == OAS_OK)
        apr_table_setn(r->headers_in, telling->passing.user_header, user);
    return status;
}

static oas_status_t tell_token(telling_t *telling)
{
    const char *token;
    oas_status_t status = sign(&token, telling);

    if (status == OAS_OK)
        oas_tell_receiver(telling->receiver, "OAUTH_JWT", "X-OAuth-JWT", token);
    return status;
}

static oas_status_t tell(telling_t *telling, int pass)
{
    oas_status_t status;

    if (pass == OAS_PASS_NONE)
        return OAS_OK;
    if (pass == OAS_PASS_JWT)
        return tell_token(telling);
    if ((status = tell_user(telling)) != OAS_OK)
        return status;
    return pass == OAS_PASS_JSON ? tell_object(telling) : tell_claims(telling);
}

static int refuse(request_rec *r, oas_status_t status, const oas_work_t *work)
{
    oas_bridge_log(r, status, work);
    return status == OAS_REFUSED ? oas_unauthorized_answer(r) : HTTP_INTERNAL_SERVER_ERROR;
}

int oas_passing_tell(const oas_receiver_t *receiver, const oas_session_t *session)
{
    static const oas_passing_t usual = {.encoding = OAS_ENCODING_UTF8};
    const oas_directory_config_t *directory = oas_directory_config(receiver->r);
    telling_t telling = {.receiver = receiver,
                         .session = session,
                         .passing = directory->passing != NULL ? *directory->passing : usual,
                         .line = directory->passed_form,
                         .work = oas_bridge_work(receiver->r)};
    oas_status_t status;

    if (directory->passed_form != NULL)
        telling.form = *directory->passed_form;
    status = tell(&telling, directory->pass_claims);
    if (status == OAS_OK)
        status = tell_user_header(&telling);
    return status == OAS_OK ? DECLINED : refuse(receiver->r, status, &telling.work);
}
