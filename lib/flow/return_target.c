/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/return_target.h"

#include "base/base64url.h"
#include "crypto/seal.h"
#include "http/cookie.h"

static oas_bytes_t bound_to(const oas_login_attempt_t *attempt)
{
    return oas_bytes(attempt->id, sizeof(attempt->id));
}

/* value NULL clears it. */
static void set_cookie(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                       const oas_login_attempt_t *attempt, const char *value, oas_work_t *work)
{
    const oas_cookie_names_t *names = oas_cookie_names(oas_request_is_secure(request));
    const oas_cookie_t cookie = {.name = names->target,
                                 .value = value,
                                 .path = oas_site_callback_path(site, attempt->provider, work->pool),
                                 .secure = names->secure,
                                 .max_age = OAS_ATTEMPT_LIFETIME_SECONDS};

    oas_reply_set_cookie(reply, oas_cookie_compose(work->pool, &cookie));
}

oas_status_t oas_return_target_keep(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                    const oas_login_attempt_t *attempt, const char *target, oas_work_t *work)
{
    apr_time_t end = attempt->started + apr_time_from_sec(OAS_ATTEMPT_LIFETIME_SECONDS);
    oas_bytes_t sealed;
    oas_status_t status;

    if (strlen(target) > OAS_RETURN_TARGET_LONGEST)
        return OAS_OK;
    status = oas_seal(&sealed, site->sessions.keys, OAS_PURPOSE_STATE, bound_to(attempt), oas_bytes_of(target), end, work);
    if (status == OAS_OK)
        set_cookie(reply, site, request, attempt, oas_base64url_encode(work->pool, sealed), work);
    return status;
}

/* The target in the cookie; NULL: none, or one of another attempt. An expired one is as good: nothing but the way of
 * this browser's own attempt is in it. */
static const char *read_cookie(const oas_site_t *site, const oas_request_t *request, const oas_login_attempt_t *attempt,
                               oas_work_t *work)
{
    const char *name = oas_cookie_names(oas_request_is_secure(request))->target;
    const char *position = NULL;
    oas_bytes_t cookie = {0}, sealed, target;
    oas_status_t status;

    if (request->cookies != NULL)
        cookie = oas_cookie_next(&position, request->cookies, name);
    if (cookie.data == NULL || !oas_base64url_decode(&sealed, cookie, work->pool))
        return NULL;
    status = oas_unseal(&target, site->sessions.keys, OAS_PURPOSE_STATE, bound_to(attempt), sealed, work);
    oas_forgive(work);
    return status == OAS_OK || status == OAS_EXPIRED ? (const char *)target.data : NULL;
}

const char *oas_return_target_take(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                   const oas_login_attempt_t *attempt, oas_work_t *work)
{
    const char *target = attempt->target;

    if (target == NULL) {
        target = read_cookie(site, request, attempt, work);
        set_cookie(reply, site, request, attempt, NULL, work);
    }
    return target != NULL && oas_site_may_return_to(site, target) ? target : "/";
}
