/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/login_rounds.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "base/buffer.h"
#include "crypto/seal.h"
#include "flow/access.h"
#include "flow/lost_cookie.h"
#include "http/cookie.h"

/* The cookie is base64url(oas_seal(n)), bound to the label, to the browser that began the attempts and to their realm, and n is
 * one byte: logins completed in a row, each within a minute of the one before and without a session at its end. */
static const char label[] = "login rounds";

enum { MOST_ROUNDS = 3, MINUTE_SECONDS = 60 };

static oas_bytes_t bound_to(const oas_login_attempt_t *attempt, apr_pool_t *pool)
{
    oas_buffer_t bound = oas_buffer(pool, sizeof(label) + sizeof(attempt->browser) + strlen(attempt->realm));

    oas_buffer_add_text(&bound, label);
    oas_buffer_add(&bound, oas_bytes(attempt->browser, sizeof(attempt->browser)));
    oas_buffer_add_text(&bound, attempt->realm);
    return oas_buffer_bytes(&bound);
}

static oas_bytes_t find_cookie(const oas_request_t *request)
{
    const char *position = NULL;

    if (request->cookies == NULL)
        return oas_bytes(NULL, 0);
    return oas_cookie_next(&position, request->cookies, oas_cookie_names(oas_request_is_secure(request))->rounds);
}

/* 0: none, or so long ago that there is no hurry in it. */
static unsigned read_cookie(const oas_site_t *site, const oas_request_t *request, const oas_login_attempt_t *attempt,
                            oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_bytes_t cookie = find_cookie(request), sealed, rounds;

    if (cookie.data == NULL || !oas_base64url_decode(&sealed, cookie, work->pool)
        || oas_unseal(&rounds, site->sessions.keys, OAS_PURPOSE_STATE, bound_to(attempt, work->pool), sealed, &look) != OAS_OK)
        return 0;
    return rounds.length == 1 ? rounds.data[0] : 0;
}

/* value NULL clears it. */
static void set_cookie(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *value,
                       apr_pool_t *pool)
{
    const oas_cookie_names_t *names = oas_cookie_names(oas_request_is_secure(request));
    const oas_cookie_t cookie = {
        .name = names->rounds, .value = value, .path = site->path, .secure = names->secure, .max_age = MINUTE_SECONDS};

    oas_reply_set_cookie(reply, oas_cookie_compose(pool, &cookie));
}

/* Any session will do: its cookie was kept. */
static bool has_session(const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_session_t *session;

    return oas_access_find(&session, site, request->cookies, oas_request_is_secure(request), NULL, &look) == OAS_OK;
}

oas_status_t oas_login_rounds_check(unsigned *rounds, const oas_site_t *site, const oas_request_t *request,
                                    const oas_login_attempt_t *attempt, oas_work_t *work)
{
    *rounds = 1 + (has_session(site, request, work) ? 0 : read_cookie(site, request, attempt, work));
    if (*rounds < MOST_ROUNDS)
        return OAS_OK;
    return oas_lost_cookie(request, oas_site_cookies(site, oas_request_is_secure(request))->session, "session_cookie",
                           apr_psprintf(work->pool,
                                        "this is login %u within a minute of a browser that does not keep the cookie of its "
                                        "session",
                                        *rounds),
                           work);
}

void oas_login_rounds_note(oas_reply_t *reply, unsigned rounds, const oas_site_t *site, const oas_request_t *request,
                           const oas_login_attempt_t *attempt, oas_work_t *work)
{
    const unsigned char count = (unsigned char)rounds;
    oas_work_t look = oas_work(work->pool, work->now);
    oas_bytes_t sealed;

    if (oas_seal(&sealed, site->sessions.keys, OAS_PURPOSE_STATE, bound_to(attempt, work->pool), oas_bytes(&count, 1),
                 work->now + apr_time_from_sec(MINUTE_SECONDS), &look) == OAS_OK)
        set_cookie(reply, site, request, oas_base64url_encode(work->pool, sealed), work->pool);
}

void oas_login_rounds_forget(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, apr_pool_t *pool)
{
    if (find_cookie(request).data != NULL)
        set_cookie(reply, site, request, NULL, pool);
}
