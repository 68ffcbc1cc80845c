/* SPDX-License-Identifier: Apache-2.0 */
/* What a client says in our name is taken out of its request before anybody reads it. */
#ifndef OAS_HTTPD_SCRUB_H
#define OAS_HTTPD_SCRUB_H

#include <httpd.h>

/* post_read_request, for every request of the server whether anybody has to sign in or not: take out of it whatever an
 * application could take for our word (R-HDR-01 to R-HDR-03), and our own cookies; of an internal redirect also what the page was
 * told that led to it. */
int oas_scrub_request(request_rec *r);

/* Take the headers alone out of r->headers_in. */
void oas_scrub_headers(request_rec *r);

#endif
