/* SPDX-License-Identifier: Apache-2.0 */
/* The module record: a table of contents of what httpd calls. */
#include <httpd.h>
#include <http_config.h>

module AP_MODULE_DECLARE_DATA oauth_session_module;

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
}

module AP_MODULE_DECLARE_DATA oauth_session_module = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks, AP_MODULE_FLAG_NONE,
};
