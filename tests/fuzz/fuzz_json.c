/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as JSON. What is accepted means the same when it is written and read again. */
#include "fuzz.h"

#include <string.h>

#include "base/json.h"

enum { CEILING = 64 * 1024 };

/* The value in JSON; a string needs its quotes back. */
static const char *write_json(const oas_json_t *json, oas_work_t *work)
{
    const char *text = oas_json_text(json, work->pool);

    return oas_json_is_string(json) ? oas_json_quote(work->pool, text) : text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    const oas_json_t *json, *again;
    const char *text;

    if (oas_json_parse(&json, oas_bytes(data, size), CEILING, "input", work) != OAS_OK) {
        fuzz_require(json == NULL, "what is refused is not given");
        fuzz_require(strcmp(work->reason, "json_unreadable") != 0, "cJSON reads what the scanner accepts");
        return 0;
    }
    text = write_json(json, work);
    fuzz_require(oas_json_parse(&again, oas_bytes_of(text), SIZE_MAX, "text", work) == OAS_OK, "it can be read again");
    fuzz_require(strcmp(write_json(again, work), text) == 0, "it means the same");
    return 0;
}
