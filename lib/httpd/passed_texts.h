/* SPDX-License-Identifier: Apache-2.0 */
/* Texts about a session that take work to make (a signature, JSON): each child keeps those that it made last, so that no request
 * makes one that another has made before. */
#ifndef OAS_HTTPD_PASSED_TEXTS_H
#define OAS_HTTPD_PASSED_TEXTS_H

#include <httpd.h>

#include "session/lifecycle.h"

/* What a text is, and of whom. A session that changes has another one. */
typedef struct {
    const oas_session_t *session;
    const void *purpose; /* its address tells one kind of text, or one place of the configuration, from any other */
    const char *detail;  /* what else it depends on */
} oas_text_key_t;

/* child_init. */
void oas_passed_texts_begin(apr_pool_t *pool);

/* The text, if it was kept and is good at this time, in pool; else NULL. */
const char *oas_passed_text_find(const oas_text_key_t *key, apr_time_t now, apr_pool_t *pool);

/* Keep it until then. A very long one is not kept. */
void oas_passed_text_keep(const oas_text_key_t *key, const char *text, apr_time_t until);

#endif
