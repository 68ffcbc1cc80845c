/* SPDX-License-Identifier: Apache-2.0 */
/* A page that httpd serves in the place of the one asked for, without a request of its own: the index of a folder (mod_dir), and
 * what content negotiation has chosen. It was looked up as a part, and the request for the folder then takes over its file, its
 * place in the configuration and its environment, and keeps the user of its own place. */
#ifndef OAS_HTTPD_SUCCESSION_H
#define OAS_HTTPD_SUCCESSION_H

#include <httpd.h>

/* In each part, once it has been told what its place passes. */
void oas_succession_note(request_rec *part);

/* insert_filter, the first of them: where r serves one of its parts, it has that one's user and session, and is told what that one's
 * place passes and nothing else. */
void oas_succession_settle(request_rec *r);

#endif
