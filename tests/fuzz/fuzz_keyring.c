/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a key file. A ring has a current key; a failure tells nothing of the text. */
#include "fuzz.h"

#include <string.h>

#include "crypto/keyring.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    oas_keyring_t *ring;
    const oas_key_t *key;

    if (oas_keyring_parse(&ring, oas_bytes(data, size), work) != OAS_OK) {
        fuzz_require(ring == NULL, "what is refused is not given");
        fuzz_require(strlen(work->failure) < 80, "a failure is a short sentence");
        return 0;
    }
    key = oas_keyring_current(ring);
    fuzz_require(oas_keyring_find(ring, oas_key_id(key)) == key, "the current key is found");
    return 0;
}
