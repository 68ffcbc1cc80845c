/* SPDX-License-Identifier: Apache-2.0 */
/* Any claims in a logout token that is signed as it should be: what is accepted says who signed out, now, here. */
#include "fuzz.h"

#include <string.h>

#include "fuzz_token.h"
#include "oidc/logout_token.h"

static void require_straight(const oas_logout_token_t *token, const oas_json_t *claims, apr_time_t now)
{
    const oas_json_t *event =
        oas_json_member(oas_json_member(claims, "events"), "http://schemas.openid.net/event/backchannel-logout");

    fuzz_require(strcmp(oas_json_string(claims, "iss"), "https://op.example") == 0, "it is the issuer's");
    fuzz_require(oas_json_member(claims, "nonce") == NULL, "it is no ID token");
    fuzz_require(oas_json_is_object(event), "it is of this event");
    fuzz_require(token->id != NULL && *token->id != '\0', "it has an id");
    fuzz_require(token->subject != NULL || token->provider_session != NULL, "it names somebody");
    fuzz_require(token->too_old > now && token->too_old <= now + apr_time_from_sec(140), "it is of now");
}

static void read_token(oas_bytes_t payload, oas_work_t *work)
{
    static const char *const algorithms[] = {"HS256", NULL};
    const oas_registration_t registration = {.name = "op", .client_id = "client", .client_secret = fuzz_secret,
                                             .leeway = apr_time_from_sec(10), .by_hand = {.issuer = "https://op.example"}};
    const oas_signer_t signer = {.registration = &registration, .algorithms = algorithms};
    const char *text = fuzz_token(payload, work);
    oas_logout_token_t *token;
    const oas_json_t *claims;

    if (oas_logout_token_read(&token, text, &signer, work) != OAS_OK) {
        fuzz_require(token == NULL && work->reason != NULL, "what is refused is not given, and has a reason");
        return;
    }
    fuzz_require(oas_logout_token_peek(&claims, text, work) == OAS_OK, "what is accepted can be looked at before");
    fuzz_require(oas_logout_token_is_for(claims, &registration, work->pool), "and is seen to be for us");
    require_straight(token, claims, work->now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    const oas_json_t *claims;

    if (oas_logout_token_peek(&claims, oas_bytes_text(work->pool, oas_bytes(data, size)), work) != OAS_OK)
        oas_forgive(work);
    read_token(oas_bytes(data, size), work);
    apr_pool_clear(work->pool); /* or what cJSON holds for it would look like a leak */
    return 0;
}
