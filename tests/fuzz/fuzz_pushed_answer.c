/* SPDX-License-Identifier: Apache-2.0 */
/* Any answer to a pushed request. The first byte chooses status and media type. */
#include "fuzz.h"

#include <string.h>

#include "fuzz_client.h"
#include "oidc/pushed_request.h"

static void require_reference(const char *uri)
{
    fuzz_require(*uri != '\0' && strlen(uri) <= 1024, "it is there, and not too long for a URL");
    for (; *uri != '\0'; uri++)
        fuzz_require(*uri > 0x20 && *uri <= 0x7e, "it can be part of a header");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int statuses[] = {201, 200, 400, 503};
    static const oas_registration_t registration = {.name = "op", .client_id = "id", .client_secret = "s"};
    static const oas_provider_t provider = {.pushed_endpoint = "https://op.example/par"};
    static const oas_pair_t parameter = {"client_id", "id"};
    oas_work_t *work = fuzz_work();
    fuzz_client_t answering = {.client = {.call = fuzz_answer}};
    oas_status_t status;
    const char *uri;

    if (size == 0)
        return 0;
    answering.answer.status = statuses[data[0] & 3];
    answering.answer.content_type = (data[0] & 4) == 0 ? "application/json" : "text/html";
    answering.answer.body = oas_bytes_copy(work->pool, oas_bytes(data + 1, size - 1));
    status = oas_pushed_request(&uri, &registration, &provider, (oas_pairs_t){&parameter, 1}, &answering.client, work);
    if (status == OAS_OK) {
        fuzz_require((data[0] & 7) == 0, "only 201 and JSON are an answer");
        require_reference(uri);
        return 0;
    }
    fuzz_require(uri == NULL && work->reason != NULL, "what is refused gives a reason and nothing else");
    for (const char *at = work->failure; *at != '\0'; at++)
        fuzz_require((unsigned char)*at >= 0x20, "it is one line of a log");
    return 0;
}
