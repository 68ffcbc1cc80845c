/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/form_body.h"

#include <strings.h>

#include <http_protocol.h>

#include "http/form.h"

static bool is_form(const request_rec *r)
{
    static const char type[] = "application/x-www-form-urlencoded";
    const char *given = apr_table_get(r->headers_in, "Content-Type");

    return given != NULL && strncasecmp(given, type, sizeof(type) - 1) == 0
           && strchr("; \t", given[sizeof(type) - 1]) != NULL;
}

int oas_body_read(oas_bytes_t *bytes, request_rec *r, size_t limit)
{
    oas_buffer_t body = oas_buffer(r->pool, limit);
    char piece[4096];
    long length;
    int status;

    *bytes = oas_bytes(NULL, 0);
    if ((status = ap_setup_client_block(r, REQUEST_CHUNKED_DECHUNK)) != OK || !ap_should_client_block(r))
        return status;
    while ((length = ap_get_client_block(r, piece, sizeof(piece))) > 0 && !body.overflowed)
        oas_buffer_add(&body, oas_bytes(piece, (size_t)length));
    if (length < 0)
        return HTTP_BAD_REQUEST;
    if (body.overflowed)
        return HTTP_REQUEST_ENTITY_TOO_LARGE;
    *bytes = oas_buffer_bytes(&body);
    return OK;
}

int oas_form_body_read(oas_bytes_t *form, request_rec *r)
{
    *form = oas_bytes(NULL, 0);
    return is_form(r) ? oas_body_read(form, r, OAS_FORM_LARGEST) : OK;
}
