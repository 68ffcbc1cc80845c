/* SPDX-License-Identifier: Apache-2.0 */
/* How many sessions there are that a cookie still opens. */
#ifndef OAS_HTTPD_LIVING_H
#define OAS_HTTPD_LIVING_H

#include <stdbool.h>

#include <httpd.h>

#include "session/store.h"

/* *count of those in the store, of all virtual hosts; forms that wait there for a sign-in are none. The whole store is looked
 * through. false: it is NULL, or can not say. */
bool oas_living_count(uint64_t *count, oas_store_t *store, request_rec *r);

#endif
