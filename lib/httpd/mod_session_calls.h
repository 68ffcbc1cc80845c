/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of mod_session that we call. They are looked up: a module that were linked against them could be loaded neither
 * without mod_session nor before it. */
#ifndef OAS_HTTPD_MOD_SESSION_CALLS_H
#define OAS_HTTPD_MOD_SESSION_CALLS_H

#include <mod_session.h>

typedef struct {
    void (*hook_load)(ap_HOOK_session_load_t *function, const char *const *before, const char *const *after, int order);
    void (*hook_save)(ap_HOOK_session_save_t *function, const char *const *before, const char *const *after, int order);
    apr_status_t (*encode)(request_rec *r, session_rec *record);
    apr_status_t (*decode)(request_rec *r, session_rec *record);
} oas_mod_session_calls_t;

/* From the time on at which all modules are loaded, until they are loaded anew. NULL: mod_session is not among them. */
const oas_mod_session_calls_t *oas_mod_session_calls(void);

#endif
