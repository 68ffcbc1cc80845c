/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions under keys that are listed no more: no cookie opens them, and they only take up room and are counted. */
#ifndef OAS_SESSION_DROPPED_KEYS_H
#define OAS_SESSION_DROPPED_KEYS_H

#include "crypto/keyring.h"
#include "session/store.h"

typedef struct {
    const oas_keyring_t *const *rings; /* of all realms of the store; NULL-terminated */
    bool (*are_current)(void);         /* false: others may know newer keys than these */
} oas_listed_keys_t;

/* End all sessions whose key is in none of the rings; *ended of them, whatever the answer. Whether the keys are still those
 * that count is asked between seeing a session and ending it, each time, and the walk ends when they are not: a session under
 * a key of now must not be taken for one under a key of before. OAS_UNAVAILABLE: the store can not say. */
OAS_MUST_CHECK oas_status_t oas_session_end_of_dropped_keys(uint64_t *ended, oas_store_t *store,
                                                            const oas_listed_keys_t *keys, oas_work_t *work);

#endif
