/* SPDX-License-Identifier: Apache-2.0 */
/* For all fuzz targets: memory and time for one input, and a way to say what must be true. */
#ifndef OAS_TESTS_FUZZ_H
#define OAS_TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <apr_general.h>

#include "base/work.h"
#include "crypto/context.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Found a bug: what was always to be true is not. */
static inline void fuzz_require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "not true: %s\n", what);
    abort();
}

/* Memory that lives as long as the process. The first call starts APR and crypto/. */
static inline apr_pool_t *fuzz_process_pool(void)
{
    static apr_pool_t *pool;
    oas_work_t work;

    if (pool != NULL)
        return pool;
    fuzz_require(apr_initialize() == APR_SUCCESS && apr_pool_create(&pool, NULL) == APR_SUCCESS, "APR starts");
    atexit(apr_terminate); /* the leak checker does not look into pools for what they will free */
    work = oas_work(pool, 0);
    fuzz_require(oas_crypto_begin(pool, &work) == OAS_OK, "crypto starts");
    return pool;
}

/* Work for one input, 2027-01-15 08:00:00 UTC; what the input before it left is gone. */
static inline oas_work_t *fuzz_work(void)
{
    static apr_pool_t *pool;
    static oas_work_t work;

    if (pool == NULL)
        fuzz_require(apr_pool_create(&pool, fuzz_process_pool()) == APR_SUCCESS, "a pool can be made");
    apr_pool_clear(pool);
    work = oas_work(pool, apr_time_from_sec(INT64_C(1800000000)));
    return &work;
}

#endif
