/* SPDX-License-Identifier: Apache-2.0 */
/* Users who are signed in: sealed sessions in a store, of about 1,500 bytes as usual ones are, and the cookies that open
 * them. */
#ifndef OAS_BENCH_CROWD_H
#define OAS_BENCH_CROWD_H

#include "session/lifecycle.h"

/* The sessions of a realm in a store, under the keys of a key file's text (NULL: new ones). Both borrowed. */
oas_sessions_t crowd_sessions(oas_store_t *store, const char *keys, const char *realm);

/* One user more signs in: his session, in work->pool. NULL: there is no room. */
oas_session_t *crowd_sign_in(char cookie[OAS_TICKET_LENGTH + 1], const oas_sessions_t *sessions, uint64_t number,
                             oas_work_t *work);

#endif
