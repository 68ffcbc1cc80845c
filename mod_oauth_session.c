/* SPDX-License-Identifier: Apache-2.0 */
/* mod_oauth_session: sign-in with any OAuth 2.0 or OpenID Connect provider, and sessions. This file is the module record
 * and a table of contents: what httpd calls, in the order in which it does. */
#include <httpd.h>
#include <http_config.h>
#include <http_protocol.h>
#include <http_request.h>

#include "httpd/audit_log.h"
#include "httpd/authn.h"
#include "httpd/authz.h"
#include "httpd/caching.h"
#include "httpd/check_handler.h"
#include "httpd/config.h"
#include "httpd/directives.h"
#include "httpd/doctor.h"
#include "httpd/endpoints.h"
#include "httpd/expressions.h"
#include "httpd/form_keeping.h"
#include "httpd/identity.h"
#include "httpd/inherited.h"
#include "httpd/log_items.h"
#include "httpd/new_keys.h"
#include "httpd/optional_functions.h"
#include "httpd/our_names.h"
#include "httpd/people_requirement.h"
#include "httpd/person_requirement.h"
#include "httpd/relay.h"
#include "httpd/requirement.h"
#include "httpd/scrub.h"
#include "httpd/session_data.h"
#include "httpd/session_provider.h"
#include "httpd/startup.h"
#include "httpd/status.h"
#include "httpd/succession.h"

static void register_hooks(apr_pool_t *pool)
{
    /* SetEnv must not overwrite what we say of the user; RequestHeader, which comes last, may read it. */
    static const char *const before_passing[] = {"mod_env.c", "mod_setenvif.c", NULL};

    /* who makes the list that they are put into */
    static const char *const before_log_items[] = {"mod_log_config.c", NULL};

    /* whose thread finds our sites wired */
    static const char *const before_renewing[] = {"mod_watchdog.c", NULL};

    oas_settings_register();
    oas_caching_register();
    oas_form_keeping_register();
    oas_new_keys_register();
    oas_optional_functions_register();
    oas_requirements_register(pool);
    oas_person_requirements_register(pool);
    oas_people_requirement_register(pool);
    oas_session_data_register();
    oas_status_register();

    /* what the configuration may say */
    ap_hook_pre_config(oas_caching_begin, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_pre_config(oas_our_names_begin, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_pre_config(oas_log_items_register, before_log_items, NULL, APR_HOOK_MIDDLE);
    ap_hook_expr_lookup(oas_expression_look_up, NULL, NULL, APR_HOOK_MIDDLE);

    /* the life of the server */
    ap_hook_pre_config(oas_relay_join, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_pre_config(oas_session_provider_join, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_check_config(oas_startup_check, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_check_config(oas_doctor_look, NULL, NULL, APR_HOOK_REALLY_LAST);
    ap_hook_open_logs(oas_audit_log_open, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_post_config(oas_startup_prepare, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_child_init(oas_startup_child, NULL, before_renewing, APR_HOOK_MIDDLE);

    /* the way of a request */
    ap_hook_post_read_request(oas_scrub_request, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_post_read_request(oas_form_replay, NULL, NULL, APR_HOOK_REALLY_FIRST + 1);
    ap_hook_pre_translate_name(oas_endpoint_translate, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_translate_name(oas_endpoint_translate, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_map_to_storage(oas_endpoint_map, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_header_parser(oas_session_data_set_apart, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_check_access_ex(oas_endpoint_allow, NULL, NULL, APR_HOOK_REALLY_FIRST, AP_AUTH_INTERNAL_PER_URI);
    ap_hook_check_authn(oas_check_authn, NULL, NULL, APR_HOOK_MIDDLE, AP_AUTH_INTERNAL_PER_CONF);
    ap_hook_check_authz(oas_check_authz, NULL, NULL, APR_HOOK_REALLY_FIRST, AP_AUTH_INTERNAL_PER_CONF);
    ap_hook_fixups(oas_identity_pass, before_passing, NULL, APR_HOOK_MIDDLE);
    ap_hook_insert_filter(oas_inherited_keep_apart, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_insert_filter(oas_succession_settle, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_insert_filter(oas_caching_insert_filter, NULL, NULL, APR_HOOK_LAST);
    ap_hook_insert_error_filter(oas_session_data_insert_error_filter, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_handler(oas_check_handle, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler(oas_endpoint_handle, NULL, NULL, APR_HOOK_REALLY_FIRST);
}

module AP_MODULE_DECLARE_DATA oauth_session_module = {
    STANDARD20_MODULE_STUFF,
    oas_directory_config_create,
    oas_directory_config_merge,
    oas_server_config_create,
    oas_server_config_merge,
    oas_directives,
    register_hooks,
    AP_MODULE_FLAG_NONE,
};
