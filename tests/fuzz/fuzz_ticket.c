/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a session cookie, under a key that the corpus knows. What is accepted is accepted in this spelling only.
 */
#include "fuzz.h"

#include <string.h>

#include "session/ticket.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    char changed[OAS_TICKET_LENGTH];
    oas_keyring_t *keys;
    oas_ticket_t ticket;

    if (oas_keyring_parse(&keys, oas_bytes_of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), work) != OAS_OK)
        abort();
    if (oas_ticket_verify(&ticket, oas_bytes(data, size), keys, "r", work) != OAS_OK)
        return 0;
    fuzz_require(size == OAS_TICKET_LENGTH, "a cookie has its length");
    fuzz_require(oas_ticket_verify(&ticket, oas_bytes(data, size), keys, "s", work) == OAS_REFUSED, "it has its realm");
    for (size_t i = 0; i < size; i++) {
        memcpy(changed, data, size);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        fuzz_require(oas_ticket_verify(&ticket, oas_bytes(changed, size), keys, "r", work) == OAS_REFUSED,
                     "each character counts");
    }
    return 0;
}
