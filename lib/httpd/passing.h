/* SPDX-License-Identifier: Apache-2.0 */
/* Telling an application who the user is in the way that its Location asks for: other names, other encodings, chosen claims, one
 * JSON value or one JWT. */
#ifndef OAS_HTTPD_PASSING_H
#define OAS_HTTPD_PASSING_H

#include "httpd/config.h"
#include "httpd/receiver.h"

/* The Location asks for something of the kind. */
static inline bool oas_passing_is_wanted(const oas_directory_config_t *directory)
{
    return directory->passing != NULL || directory->passed_form != NULL;
}

/* Tell the user, his provider and claims. DECLINED: it is done. Else what a hook gives back to httpd: a value has no form in what
 * the Location asks for, or nothing can be signed; it was logged. */
int oas_passing_tell(const oas_receiver_t *receiver, const oas_session_t *session);

#endif
