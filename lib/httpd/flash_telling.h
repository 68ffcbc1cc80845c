/* SPDX-License-Identifier: Apache-2.0 */
/* Which request is told the values that are told once (session/flash.h). */
#ifndef OAS_HTTPD_FLASH_TELLING_H
#define OAS_HTTPD_FLASH_TELLING_H

#include <httpd.h>

#include "session/values.h"

/* Of the values of a space of their holder (httpd/request_values.h) as they are now leave what this request is told: a page that somebody asked for takes those that are
 * told once, all else does not see them; nor does who opens values again, for he may have set them himself. */
void oas_flash_settle(request_rec *r, oas_values_t *values, const oas_session_t *holder, oas_work_t *work);

/* The answer, about to go out, may show what the request was told. A redirect shows nothing to anybody. */
bool oas_flash_is_shown(request_rec *r);

/* It does not: the request that follows is told what this one was. */
void oas_flash_return(request_rec *r);

/* Which version of a holder's values r's application means by the one that it was told; NULL for NULL. */
const uint64_t *oas_flash_version(request_rec *r, const oas_session_t *holder, const uint64_t *told);

#endif
