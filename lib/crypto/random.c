/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/random.h"

#include <limits.h>

#include <openssl/err.h>
#include <openssl/rand.h>

#include "base/bytes.h"

oas_status_t oas_random(void *data, size_t length, oas_work_t *work)
{
    bool done;

    ERR_set_mark();
    done = length <= INT_MAX && RAND_priv_bytes(data, (int)length) == 1;
    ERR_pop_to_mark();
    if (done)
        return OAS_OK;
    oas_wipe(data, length); /* zeros are easier to notice than what was there before */
    return oas_fail(work, OAS_BROKEN, "no_randomness", "OpenSSL's random generator failed");
}
