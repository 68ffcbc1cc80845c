/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a sealed value: never accepted. Any bytes as a value: sealed, they survive until one bit is changed. The
 * first two bytes choose the bit. */
#include "fuzz.h"

#include <string.h>

#include "crypto/seal.h"

static const oas_keyring_t *the_ring(void)
{
    static oas_keyring_t *ring;
    oas_work_t work = oas_work(fuzz_process_pool(), 0);

    if (ring == NULL)
        fuzz_require(oas_keyring_parse(&ring, oas_bytes_of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), &work)
                         == OAS_OK, "a key file can be read");
    return ring;
}

static oas_status_t unseal(oas_bytes_t *plain, oas_bytes_t sealed, oas_work_t *work)
{
    return oas_unseal(plain, the_ring(), OAS_PURPOSE_STATE, oas_bytes_of("realm"), sealed, work);
}

static void change_one_bit(oas_bytes_t sealed, size_t choice)
{
    size_t bit = choice % (sealed.length * 8);

    ((unsigned char *)sealed.data)[bit / 8] ^= (unsigned char)(1u << bit % 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    oas_bytes_t sealed, plain;

    fuzz_require(unseal(&plain, oas_bytes(data, size), work) != OAS_OK && plain.length == 0,
                 "nothing is sealed by luck");
    if (size < 2)
        return 0;
    fuzz_require(oas_seal(&sealed, the_ring(), OAS_PURPOSE_STATE, oas_bytes_of("realm"), oas_bytes(data, size),
                          work->now + 1, work) == OAS_OK, "all bytes can be sealed");
    fuzz_require(unseal(&plain, sealed, work) == OAS_OK && oas_bytes_equal(plain, oas_bytes(data, size)),
                 "they survive");
    change_one_bit(sealed, (size_t)data[0] << 8 | data[1]);
    fuzz_require(unseal(&plain, sealed, work) != OAS_OK && plain.length == 0, "a change is noticed");
    return 0;
}
