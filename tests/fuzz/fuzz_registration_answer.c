/* SPDX-License-Identifier: Apache-2.0 */
/* Any answer to a registration, and what is kept of it. The first byte chooses status and media type, and whether the rest is
 * the answer or the text that was kept of one. */
#include "fuzz.h"

#include <string.h>

#include "fuzz_client.h"
#include "oidc/client_registration.h"

static const char request[] = "{\"redirect_uris\":[\"https://www.example.org/oauth/callback/op\"]}";
static const oas_dynamic_t dynamic = {.initial_access_token = NULL};
static const oas_registration_t wanted = {.name = "op", .dynamic = &dynamic};
static const oas_provider_t provider = {.registration_endpoint = "https://op.example/register"};

static void require_line(const char *text)
{
    for (; *text != '\0'; text++)
        fuzz_require((unsigned char)*text >= 0x20 && *text != 0x7f, "it can be part of a header, and of a form");
}

/* Whatever we become known as by it, we can use. */
static void require_usable(oas_bytes_t kept, oas_work_t *work)
{
    const oas_registration_t *registered;
    oas_status_t status = oas_client_registration_read(&registered, kept, &wanted, request, work);

    if (status != OAS_OK && status != OAS_EXPIRED) {
        fuzz_require(status == OAS_NOT_FOUND && registered == NULL, "half a text is none");
        return;
    }
    fuzz_require(registered->client_id != NULL && *registered->client_id != '\0', "we have a name");
    require_line(registered->client_id);
    require_line(registered->client_secret != NULL ? registered->client_secret : "");
    if (registered->signing_algorithms != NULL)
        fuzz_require(oas_algorithm_is_allowed(registered->signing_algorithms[0], oas_algorithms_default),
                     "no answer makes us accept another signature");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int statuses[] = {201, 200, 400, 503};
    oas_work_t *work = fuzz_work();
    fuzz_client_t answering = {.client = {.call = fuzz_answer}};
    oas_bytes_t kept, rest;
    oas_status_t status;

    if (size == 0)
        return 0;
    rest = oas_bytes_copy(work->pool, oas_bytes(data + 1, size - 1));
    if ((data[0] & 8) != 0) {
        require_usable(rest, work);
        return 0;
    }
    answering.answer.status = statuses[data[0] & 3];
    answering.answer.content_type = (data[0] & 4) == 0 ? "application/json" : "text/html";
    answering.answer.body = rest;
    status = oas_client_registration_ask(&kept, &wanted, &provider, request, &answering.client, work);
    if (status == OAS_OK) {
        fuzz_require((data[0] & 6) == 0, "only 201 or 200 and JSON are an answer");
        require_usable(kept, work);
        return 0;
    }
    fuzz_require(kept.length == 0 && work->reason != NULL, "what is refused gives a reason and nothing else");
    for (const char *at = work->failure; *at != '\0'; at++)
        fuzz_require((unsigned char)*at >= 0x20, "it is one line of a log");
    return 0;
}
