/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/our_names.h"

#include <string.h>

/* Of those that begin with X-Session, applications' values are told and changed by these; others are not ours. */
static const char *const headers_of_ours[] = {"X-OAuth*",        "X-Session-Data",  "X-Session-Version",
                                              "X-Session-Set",   "X-Session-Add",   "X-Session-Unset",
                                              "X-Session-Clear", "X-Session-If-Version"};

/* REMOTE_USER and AUTH_TYPE are httpd's, which says them again wherever there is a user. */
static const char *const variables_of_ours[] = {"REMOTE_USER",        "AUTH_TYPE",
                                                "OAUTH_USER",         "OAUTH_PROVIDER",
                                                "OAUTH_NEW_LOGIN",    "OAUTH_SESSION_EXPIRES",
                                                "OAUTH_SESSION_DATA", "OAUTH_SESSION_VERSION",
                                                "OAUTH_ACCESS_TOKEN", "OAUTH_CLAIM_*",
                                                "OAUTH_CLAIMS",       "OAUTH_JWT",
                                                "OAUTH_ACCESS_TOKEN_*", "OAUTH_SCOPE",
                                                "OAUTH_ID_TOKEN*",    "OAUTH_REFRESH_TOKEN"};

static oas_header_names_t *headers, *variables; /* of this reading of the configuration; in pconf */

const oas_header_names_t *oas_our_headers(void)
{
    return headers;
}

const oas_header_names_t *oas_our_variables(void)
{
    return variables;
}

static void add(oas_header_names_t *set, const char *name)
{
    size_t length = strlen(name);

    if (length != 0 && name[length - 1] == '*')
        oas_header_names_add_beginning(set, name);
    else
        oas_header_names_add(set, name);
}

void oas_our_headers_add(const char *name)
{
    add(headers, name);
}

void oas_our_variables_add(const char *name)
{
    add(variables, name);
}

int oas_our_names_begin(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    (void)plog;
    (void)ptemp;
    headers = oas_header_names(pconf);
    variables = oas_header_names(pconf);
    for (size_t i = 0; i < sizeof(headers_of_ours) / sizeof(headers_of_ours[0]); i++)
        oas_our_headers_add(headers_of_ours[i]);
    for (size_t i = 0; i < sizeof(variables_of_ours) / sizeof(variables_of_ours[0]); i++)
        oas_our_variables_add(variables_of_ours[i]);
    return OK;
}
