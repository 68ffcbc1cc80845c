/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/known_user.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "base/buffer.h"
#include "crypto/digest.h"
#include "crypto/seal.h"
#include "http/cookie.h"

/* The cookie is base64url(oas_seal(digest)), bound to the label and the realm. It counts for so long after the session could
 * have lasted: who comes back the next morning finds his form kept. */
static const char label[] = "known user ";
static const apr_interval_time_t longest_absence = 24 * 3600 * APR_USEC_PER_SEC;

enum { LARGEST_NAMES = 8192 };

static oas_bytes_t bound_to(const oas_site_t *site, apr_pool_t *pool)
{
    return oas_bytes_of(apr_pstrcat(pool, label, site->sessions.realm, NULL));
}

bool oas_known_user_of(unsigned char digest[OAS_KNOWN_USER_LENGTH], const oas_vault_t *vault, oas_work_t *work)
{
    oas_buffer_t names = oas_buffer(work->pool, LARGEST_NAMES);
    oas_work_t look = oas_work(work->pool, work->now);

    if (vault->subject == NULL)
        return false;
    oas_buffer_add_text(&names, vault->issuer != NULL ? vault->issuer : "");
    oas_buffer_add(&names, oas_bytes("", 1)); /* that no two pairs look alike */
    oas_buffer_add_text(&names, vault->subject);
    return !names.overflowed && oas_digest(digest, OAS_SHA256, oas_buffer_bytes(&names), &look) == OAS_OK;
}

/* value NULL clears it. */
static void set_cookie(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *value,
                       apr_pool_t *pool)
{
    const oas_cookie_names_t *names = oas_site_cookies(site, oas_request_is_secure(request));

    oas_reply_set_cookie(reply, oas_cookie_compose(pool, &(oas_cookie_t){.name = names->user,
                                                                         .value = value,
                                                                         .path = "/",
                                                                         .secure = names->secure,
                                                                         .max_age = site->cookie_max_age}));
}

void oas_known_user_note(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const oas_vault_t *vault,
                         oas_work_t *work)
{
    unsigned char digest[OAS_KNOWN_USER_LENGTH];
    oas_work_t look = oas_work(work->pool, work->now);
    oas_bytes_t sealed;

    if (site->forms.store != NULL && oas_known_user_of(digest, vault, work)
        && oas_seal(&sealed, site->sessions.keys, OAS_PURPOSE_FORM, bound_to(site, work->pool), oas_bytes(digest, sizeof(digest)),
                    work->now + site->sessions.lifetime + longest_absence, &look) == OAS_OK)
        set_cookie(reply, site, request, oas_base64url_encode(work->pool, sealed), work->pool);
}

static oas_bytes_t find_cookie(const oas_site_t *site, const oas_request_t *request)
{
    const char *position = NULL;

    if (request->cookies == NULL)
        return oas_bytes(NULL, 0);
    return oas_cookie_next(&position, request->cookies, oas_site_cookies(site, oas_request_is_secure(request))->user);
}

bool oas_known_user_find(unsigned char digest[OAS_KNOWN_USER_LENGTH], const oas_site_t *site, const oas_request_t *request,
                         oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_bytes_t cookie = find_cookie(site, request), sealed, plain;

    if (cookie.data == NULL || !oas_base64url_decode(&sealed, cookie, work->pool)
        || oas_unseal(&plain, site->sessions.keys, OAS_PURPOSE_FORM, bound_to(site, work->pool), sealed, &look) != OAS_OK
        || plain.length != OAS_KNOWN_USER_LENGTH)
        return false;
    memcpy(digest, plain.data, OAS_KNOWN_USER_LENGTH);
    return true;
}

void oas_known_user_forget(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, apr_pool_t *pool)
{
    if (find_cookie(site, request).data != NULL)
        set_cookie(reply, site, request, NULL, pool);
}
