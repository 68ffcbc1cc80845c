/* SPDX-License-Identifier: Apache-2.0 */
/* Any Accept-Language leads to a language that is there, whatever is behind its commas. */
#include "fuzz.h"

#include <string.h>

#include "page/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const offered[] = {"en", "de", "ko", "pt-BR"};
    size_t count = sizeof(offered) / sizeof(offered[0]);
    char *header = malloc(size + 1); /* of its own, so that the sanitizer sees its end */

    if (size != 0)
        memcpy(header, data, size);
    header[size] = '\0';
    fuzz_require(oas_language_choose(header, offered, count) < count, "a language that is offered");
    fuzz_require(oas_language_choose(header, offered, 1) == 0, "the only one");
    free(header);
    return 0;
}
