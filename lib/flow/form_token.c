/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/form_token.h"

#include "base/base64url.h"
#include "base/buffer.h"
#include "crypto/seal.h"
#include "flow/navigation.h"

enum { FORM_LIFETIME_SECONDS = 3600 };

oas_bytes_t oas_form_of_session(const char *kind, const oas_session_t *session, apr_pool_t *pool)
{
    oas_buffer_t bound = oas_buffer(pool, 64);

    oas_buffer_add_text(&bound, kind);
    oas_buffer_add(&bound, oas_bytes(session->ticket.index.bytes, sizeof(session->ticket.index.bytes)));
    return oas_buffer_bytes(&bound);
}

oas_status_t oas_form_token_make(const char **token, const oas_site_t *site, oas_bytes_t bound, oas_work_t *work)
{
    oas_bytes_t sealed;
    oas_status_t status = oas_seal(&sealed, site->sessions.keys, OAS_PURPOSE_FORM, bound, oas_bytes_of(""),
                                   work->now + apr_time_from_sec(FORM_LIFETIME_SECONDS), work);

    *token = status == OAS_OK ? oas_base64url_encode(work->pool, sealed) : NULL;
    return status;
}

bool oas_form_token_is_in(oas_pairs_t form, const oas_site_t *site, oas_bytes_t bound, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    const char *token = oas_pairs_get(form, "token");
    oas_bytes_t sealed, nothing;

    return token != NULL && oas_base64url_decode(&sealed, oas_bytes_of(token), work->pool)
           && oas_unseal(&nothing, site->sessions.keys, OAS_PURPOSE_FORM, bound, sealed, &look) == OAS_OK;
}

static bool says_where_from(const oas_request_t *request)
{
    return oas_request_header(request, "Sec-Fetch-Site") != NULL || oas_request_header(request, "Origin") != NULL;
}

oas_status_t oas_form_check(oas_pairs_t form, const oas_site_t *site, const oas_request_t *request, oas_bytes_t bound,
                            oas_work_t *work)
{
    if (says_where_from(request) && !oas_is_same_origin(request))
        return oas_fail(work, OAS_REFUSED, "form_foreign", "a form was sent by a page that is not of this site");
    if (!oas_form_token_is_in(form, site, bound, work))
        return oas_fail(work, OAS_REFUSED, "form_token",
                        "a form has no token, or an old one, or one that somebody else was given");
    return OAS_OK;
}
