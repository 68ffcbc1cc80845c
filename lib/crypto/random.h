/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes nobody can guess, from OpenSSL's generator, which is safe across fork and threads. */
#ifndef OAS_CRYPTO_RANDOM_H
#define OAS_CRYPTO_RANDOM_H

#include "base/work.h"

/* Fill data. OAS_BROKEN: the machine has no random source; data must not be used. */
OAS_MUST_CHECK oas_status_t oas_random(void *data, size_t length, oas_work_t *work);

#endif
