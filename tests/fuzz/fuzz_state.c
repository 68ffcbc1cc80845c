/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as state: never accepted. Any bytes under our own seal: read or refused. Any text as target: it comes back
 * whole or not at all. */
#include "fuzz.h"

#include <string.h>

#include "base/base64url.h"
#include "crypto/seal.h"
#include "oidc/login_attempt.h"

static const oas_keyring_t *the_ring(void)
{
    static oas_keyring_t *ring;
    oas_work_t work = oas_work(fuzz_process_pool(), 0);

    if (ring == NULL)
        fuzz_require(oas_keyring_parse(&ring, oas_bytes_of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), &work)
                         == OAS_OK,
                     "a key file can be read");
    return ring;
}

static void open_anything(const char *state, oas_work_t *work)
{
    oas_login_attempt_t *attempt;

    fuzz_require(oas_login_attempt_open(&attempt, state, the_ring(), work) == OAS_REFUSED && attempt == NULL,
                 "nothing is ours by luck");
}

/* label as in login_attempt.c: what another version could have sealed. */
static void open_sealed(oas_bytes_t plain, oas_work_t *work)
{
    oas_login_attempt_t *attempt;
    oas_bytes_t sealed;

    fuzz_require(
        oas_seal(&sealed, the_ring(), OAS_PURPOSE_STATE, oas_bytes_of("login attempt 4"), plain, work->now + 1, work)
            == OAS_OK,
        "all bytes can be sealed");
    if (oas_login_attempt_open(&attempt, oas_base64url_encode(work->pool, sealed), the_ring(), work) != OAS_OK) {
        fuzz_require(attempt == NULL && work->reason != NULL, "what is refused is not given, and has a reason");
        return;
    }
    fuzz_require(strlen(attempt->provider) + strlen(attempt->realm) < plain.length, "names come from the text");
    fuzz_require(attempt->target == NULL || attempt->target[0] != '\0', "a target is none or some");
}

static void carry_target(const char *target, oas_work_t *work)
{
    const oas_login_attempt_t wanted = {.provider = "op", .realm = "realm", .target = target,
                                        .try_number = 1, .former = (const unsigned char *)"sixteen bytes..."};
    oas_login_attempt_t *attempt;
    const char *state;

    fuzz_require(oas_login_attempt_begin(&attempt, &state, the_ring(), &wanted, "browser", work) == OAS_OK,
                 "any target will do");
    fuzz_require(strlen(state) <= OAS_STATE_LONGEST, "state is short enough for every provider");
    fuzz_require(oas_login_attempt_open(&attempt, state, the_ring(), work) == OAS_OK, "it is ours");
    fuzz_require(attempt->target == NULL || strcmp(attempt->target, target) == 0, "the target is whole or not there");
    fuzz_require(memcmp(attempt->former, wanted.former, OAS_ATTEMPT_FORMER_LENGTH) == 0, "and so is the former session");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    const char *text = oas_bytes_text(work->pool, oas_bytes(data, size));

    open_anything(text, work);
    oas_forgive(work);
    open_sealed(oas_bytes(data, size), work);
    oas_forgive(work);
    carry_target(text, work);
    return 0;
}
