/* SPDX-License-Identifier: Apache-2.0 */
/* Any body as a token response. The first byte chooses status, media type and kind of provider. */
#include "fuzz.h"

#include <string.h>

#include "fuzz_client.h"
#include "oidc/token_request.h"

static void require_tokens(const oas_tokens_t *tokens, apr_time_t now)
{
    fuzz_require(tokens->access_token != NULL && tokens->access_token[0] != '\0', "there is an access token");
    for (const char *at = tokens->access_token; *at != '\0'; at++)
        fuzz_require(*at >= 0x20 && *at <= 0x7e, "it can be part of a header");
    fuzz_require(strcmp(tokens->token_type, "Bearer") == 0, "its type is known");
    fuzz_require(tokens->expires == 0
                     || (tokens->expires >= now && tokens->expires <= now + apr_time_from_sec(10 * 366 * 86400)),
                 "its end is a time to come");
}

static void exchange(const uint8_t *data, size_t size, oas_work_t *work)
{
    static const oas_registration_t registration = {.name = "op", .client_id = "id"};
    static const oas_provider_t issuer = {.issuer = "https://op.example", .token_endpoint = "https://op.example/t"};
    static const oas_provider_t plain = {.token_endpoint = "https://op.example/t"};
    static const int statuses[] = {200, 200, 400, 503};
    uint8_t choice = size != 0 ? data[0] : 0;
    fuzz_client_t answering = {.client = {.call = fuzz_answer}, .answer = {.status = statuses[choice & 3]}};
    oas_tokens_t *tokens;
    oas_status_t status;

    answering.answer.content_type = choice & 4 ? "application/x-www-form-urlencoded" : "application/json";
    answering.answer.body = size != 0 ? oas_bytes_copy(work->pool, oas_bytes(data + 1, size - 1)) : oas_bytes("", 0);
    status = oas_tokens_exchange(&tokens, &registration, choice & 8 ? &plain : &issuer, "code", "https://rp.example/",
                                 "verifier", &answering.client, work);
    if (status == OAS_OK)
        require_tokens(tokens, work->now);
    else
        fuzz_require(tokens == NULL && work->reason != NULL, "what is refused is not given, and has a reason");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();

    exchange(data, size, work);
    apr_pool_clear(work->pool); /* or what cJSON holds for it would look like a leak */
    return 0;
}
