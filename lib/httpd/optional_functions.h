/* SPDX-License-Identifier: Apache-2.0 */
/* What other modules may call: the functions of mod_oauth_session.h. */
#ifndef OAS_HTTPD_OPTIONAL_FUNCTIONS_H
#define OAS_HTTPD_OPTIONAL_FUNCTIONS_H

/* Once, when hooks are registered. */
void oas_optional_functions_register(void);

#endif
