/* SPDX-License-Identifier: Apache-2.0 */
/* Room for requests that wait until another one has renewed a token. */
#ifndef OAS_HTTPD_REFRESH_ROOM_H
#define OAS_HTTPD_REFRESH_ROOM_H

#include "oidc/kept_text.h"

/* In the parent: like waiting, with room of its own for three quarters of the workers. People in the middle of their work wait
 * there for one call that is under way, which is more worth waiting for than a provider's metadata. NULL, or what is wrong. */
const char *oas_refresh_room_prepare(const oas_waiting_t *waiting, apr_pool_t *pool);

const oas_waiting_t *oas_refresh_room(void);

#endif
