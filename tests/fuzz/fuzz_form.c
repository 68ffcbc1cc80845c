/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as form parameters. What is accepted has each name once, and survives being written and read again. */
#include "fuzz.h"

#include <string.h>

#include "http/form.h"

static void judge(oas_pairs_t form, oas_work_t *work)
{
    oas_buffer_t text = oas_buffer(work->pool, SIZE_MAX);
    oas_pairs_t again;

    for (size_t i = 0; i < form.count; i++) {
        fuzz_require(oas_pairs_get(form, form.items[i].name) == form.items[i].value, "a name is there once");
        oas_form_add(&text, form.items[i].name, form.items[i].value);
    }
    if (text.length > OAS_FORM_LARGEST)
        return;
    fuzz_require(oas_form_parse(&again, oas_buffer_bytes(&text), work) == OAS_OK, "it can be read again");
    fuzz_require(again.count == form.count, "as many parameters");
    for (size_t i = 0; i < form.count; i++)
        fuzz_require(strcmp(again.items[i].name, form.items[i].name) == 0
                         && strcmp(again.items[i].value, form.items[i].value) == 0,
                     "the same parameters");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    oas_pairs_t form;

    if (oas_form_parse(&form, oas_bytes(data, size), work) == OAS_OK)
        judge(form, work);
    else
        fuzz_require(form.count == 0 && work->reason != NULL, "a refusal gives a reason and nothing else");
    return 0;
}
