/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/session_idle_setting.h"

void oas_session_idle_note(oas_server_config_t *config, apr_interval_time_t idle_timeout)
{
    if (config->shortest_idle == 0 || idle_timeout < config->shortest_idle)
        config->shortest_idle = idle_timeout;
}

void oas_session_idle_inherit(oas_server_config_t *config, const oas_server_config_t *base)
{
    if (base->shortest_idle != 0)
        oas_session_idle_note(config, base->shortest_idle);
}
