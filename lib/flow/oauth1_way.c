/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/oauth1_way.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "base/buffer.h"
#include "base/reader.h"
#include "crypto/seal.h"
#include "http/cookie.h"

/* The cookie is base64url(oas_seal(plain)), bound to the label and the attempt's id, and plain is the token's length in two
 * bytes, the token, and its secret. */
static const char label[] = "oauth1";

enum { PLAIN_LONGEST = 2100, ID_LENGTH = 16 }; /* bytes: a token and a secret of 1,024 */

static oas_bytes_t bound_to(const oas_login_attempt_t *attempt, apr_pool_t *pool)
{
    oas_buffer_t bound = oas_buffer(pool, sizeof(label) + ID_LENGTH);

    oas_buffer_add_text(&bound, label);
    oas_buffer_add(&bound, oas_bytes(attempt->id, ID_LENGTH));
    return oas_buffer_bytes(&bound);
}

/* value NULL clears it. */
static void set_cookie(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                       const oas_login_attempt_t *attempt, const char *value, oas_work_t *work)
{
    const oas_cookie_names_t *names = oas_cookie_names(oas_request_is_secure(request));
    const oas_cookie_t cookie = {.name = names->temporary,
                                 .value = value,
                                 .path = oas_site_callback_path(site, attempt->provider, work->pool),
                                 .secure = names->secure,
                                 .max_age = OAS_ATTEMPT_LIFETIME_SECONDS};

    oas_reply_set_cookie(reply, oas_cookie_compose(work->pool, &cookie));
}

static oas_status_t keep(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                         const oas_login_attempt_t *attempt, const oas_oauth1_token_t *token, oas_work_t *work)
{
    apr_time_t end = attempt->started + apr_time_from_sec(OAS_ATTEMPT_LIFETIME_SECONDS);
    oas_buffer_t plain = oas_buffer(work->pool, PLAIN_LONGEST);
    oas_bytes_t sealed;
    oas_status_t status;

    oas_buffer_add_u16(&plain, (uint16_t)strlen(token->token));
    oas_buffer_add_text(&plain, token->token);
    oas_buffer_add_text(&plain, token->secret);
    oas_wipe_with(work->pool, plain.data, plain.length);
    status = oas_seal(&sealed, site->sessions.keys, OAS_PURPOSE_STATE, bound_to(attempt, work->pool), oas_buffer_bytes(&plain),
                      end, work);
    if (status == OAS_OK)
        set_cookie(reply, site, request, attempt, oas_base64url_encode(work->pool, sealed), work);
    return status;
}

oas_status_t oas_oauth1_depart(const char **url, oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                               const oas_login_attempt_t *attempt, const char *state, oas_work_t *work)
{
    const oas_site_provider_t *chosen = oas_site_provider(site, attempt->provider);
    const char *callback = apr_pstrcat(work->pool, request->origin,
                                       oas_site_callback_path(site, attempt->provider, work->pool), "?state=", state, NULL);
    oas_oauth1_token_t token;
    oas_status_t status;

    *url = NULL;
    if ((status = oas_oauth1_begin(&token, chosen->registration, callback, oas_site_client(site, chosen), work)) != OAS_OK
        || (status = keep(reply, site, request, attempt, &token, work)) != OAS_OK)
        return status;
    *url = oas_oauth1_authorization_url(chosen->registration, &token, work->pool);
    return OAS_OK;
}

/* What is kept of this attempt. False: nothing, or of another one. */
static bool read_cookie(oas_oauth1_token_t *token, const oas_site_t *site, const oas_request_t *request,
                        const oas_login_attempt_t *attempt, oas_work_t *work)
{
    const char *name = oas_cookie_names(oas_request_is_secure(request))->temporary;
    oas_work_t look = oas_work(work->pool, work->now);
    const char *position = NULL;
    oas_bytes_t cookie = {0}, sealed, plain;
    oas_reader_t reader;

    if (request->cookies != NULL)
        cookie = oas_cookie_next(&position, request->cookies, name);
    if (cookie.data == NULL || !oas_base64url_decode(&sealed, cookie, work->pool)
        || oas_unseal(&plain, site->sessions.keys, OAS_PURPOSE_STATE, bound_to(attempt, work->pool), sealed, &look) != OAS_OK)
        return false;
    reader = oas_reader(plain);
    token->token = oas_bytes_text(work->pool, oas_read_bytes(&reader, oas_read_u16(&reader)));
    token->secret = oas_bytes_text(work->pool, reader.rest);
    return !reader.overrun;
}

bool oas_oauth1_recall(oas_oauth1_token_t *temporary, oas_reply_t *reply, const oas_site_t *site,
                       const oas_request_t *request, const oas_login_attempt_t *attempt, oas_work_t *work)
{
    if (!read_cookie(temporary, site, request, attempt, work))
        return false;
    set_cookie(reply, site, request, attempt, NULL, work);
    return true;
}
