/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/mod_session_calls.h"

#include <stdbool.h>
#include <string.h>

#include <http_config.h>
#include <apr_dso.h>

static bool find(void *function, const module *owner, const char *name)
{
    apr_dso_handle_sym_t symbol;

    if (apr_dso_sym(&symbol, owner->dynamic_load_handle, name) != APR_SUCCESS)
        return false;
    memcpy(function, &symbol, sizeof(symbol));
    return true;
}

const oas_mod_session_calls_t *oas_mod_session_calls(void)
{
    static oas_mod_session_calls_t calls;
    const module *owner = ap_find_linked_module("mod_session.c");

    if (owner == NULL || owner->dynamic_load_handle == NULL)
        return NULL;
    return find(&calls.hook_load, owner, "ap_hook_session_load") && find(&calls.hook_save, owner, "ap_hook_session_save")
                   && find(&calls.encode, owner, "ap_run_session_encode")
                   && find(&calls.decode, owner, "ap_run_session_decode")
               ? &calls
               : NULL;
}
