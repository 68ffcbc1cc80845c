/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as base64url: only one text is accepted for a value. Any bytes as a value: they survive. */
#include "fuzz.h"

#include "base/base64url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    oas_bytes_t input = oas_bytes(data, size);
    oas_bytes_t decoded;

    if (oas_base64url_decode(&decoded, input, work->pool))
        fuzz_require(oas_bytes_equal(oas_bytes_of(oas_base64url_encode(work->pool, decoded)), input),
                     "one text a value");
    fuzz_require(oas_base64url_decode(&decoded, oas_bytes_of(oas_base64url_encode(work->pool, input)), work->pool)
                     && oas_bytes_equal(decoded, input), "a value survives");
    return 0;
}
