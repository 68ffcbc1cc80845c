/* SPDX-License-Identifier: Apache-2.0 */
/* Values that are told once, such as a message for the next page. They are values like all others, and known by their names. */
#ifndef OAS_SESSION_FLASH_H
#define OAS_SESSION_FLASH_H

#include "session/values.h"

/* The name begins with "!". */
bool oas_value_is_flash(oas_bytes_t name);

/* There are such values in it. */
bool oas_values_have_flash(const oas_values_t *values);

/* Take those of a space out of an open session, whose values of now are given: they stay in *values, which then has the
 * version of afterwards, and no other request gets them. One that somebody else took meanwhile is not in it any more. None is,
 * when they can not be taken: they wait for the next request. */
void oas_session_take_flash(oas_values_t *values, oas_session_t *session, const oas_sessions_t *sessions, const char *space,
                            oas_work_t *work);

/* Leave them out of *values, for a request that is not to be told. In work->pool. */
void oas_values_hide_flash(oas_values_t *values, oas_work_t *work);

/* Put those of taken back that nobody has set anew: they were told to a request that showed nothing to anybody. The version of
 * afterwards when nothing else was changed since they were taken, else the one of then. */
uint64_t oas_session_return_flash(const oas_values_t *taken, oas_session_t *session, const oas_sessions_t *sessions,
                                  const char *space, oas_work_t *work);

#endif
