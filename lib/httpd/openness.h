/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a place of the server is open to everybody. */
#ifndef OAS_HTTPD_OPENNESS_H
#define OAS_HTTPD_OPENNESS_H

#include <stdbool.h>

#include <httpd.h>

/* The request got in without a name, and a stranger from any address would, too. To be asked by a handler. */
bool oas_is_open_to_everybody(request_rec *r);

#endif
