/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/end_session.h"

#include "http/form.h"
#include "http/url.h"

enum { LONGEST = 16 * 1024 }; /* bytes: each part is bounded, so that it is never reached */

bool oas_end_session_owns_parameter(const char *name)
{
    static const char *const ours[] = {"id_token_hint", "client_id", "post_logout_redirect_uri", "state"};

    for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
        if (strcmp(name, ours[i]) == 0)
            return true;
    return false;
}

const char *oas_end_session_url(const char *endpoint, const oas_registration_t *registration,
                                const oas_end_session_request_t *request, apr_pool_t *pool)
{
    oas_buffer_t parameters = oas_buffer(pool, LONGEST);

    if (request->id_token != NULL && strlen(request->id_token) <= OAS_ID_TOKEN_HINT_LONGEST)
        oas_form_add(&parameters, "id_token_hint", request->id_token);
    oas_form_add(&parameters, "client_id", registration->client_id);
    oas_form_add(&parameters, "post_logout_redirect_uri", request->redirect_uri);
    oas_form_add(&parameters, "state", request->state);
    for (size_t i = 0; i < registration->logout_parameters.count; i++)
        oas_form_add(&parameters, registration->logout_parameters.items[i].name, registration->logout_parameters.items[i].value);
    return oas_url_with_parameters(pool, endpoint, oas_buffer_text(&parameters));
}
