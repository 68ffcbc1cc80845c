/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthSessionData: whether applications of a place keep values in the session, how they are told them, and in which name
 * space they are. */
#ifndef OAS_HTTPD_SESSION_DATA_SETTING_H
#define OAS_HTTPD_SESSION_DATA_SETTING_H

#include "httpd/config.h"

extern const char *const oas_session_data_words[];

/* A word and, if one is given, a space. NULL, or what is wrong. */
const char *oas_session_data_set(cmd_parms *cmd, void *directory, const char *word, const char *space);

/* The space goes with the word: both are the base's where config has no word. Before the settings are inherited. */
void oas_session_data_inherit(oas_directory_config_t *config, const oas_directory_config_t *base);

#endif
