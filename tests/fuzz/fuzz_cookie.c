/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a Cookie header: our cookies are found where they are, and what is left without them is the others. */
#include "fuzz.h"

#include <string.h>

#include "http/cookie.h"

static const char name[] = "__Host-oauth_session";
static const char *const names[] = {name, "__Host-oauth_browser", NULL};

static size_t count(const char *header, const char *wanted)
{
    const char *position = NULL;
    oas_bytes_t value;
    size_t found = 0;

    while ((value = oas_cookie_next(&position, header, wanted)).data != NULL) {
        const char *start = (const char *)value.data - strlen(wanted) - 1;

        fuzz_require(start >= header && (const char *)value.data + value.length <= header + strlen(header),
                     "a value lies in the header");
        fuzz_require(strncmp(start, wanted, strlen(wanted)) == 0 && value.data[-1] == '=', "it is of that name");
        fuzz_require(value.length == 0 || memchr(value.data, ';', value.length) == NULL, "it is one cookie");
        found++;
    }
    return found;
}

/* Cookies, whosesoever they are: what is between semicolons and not blank. */
static size_t count_all(const char *header)
{
    size_t found = 0;

    while (*header != '\0') {
        size_t length = strcspn(header, ";");

        found += strspn(header, " \t") < length;
        header += length + (header[length] == ';');
    }
    return found;
}

static void judge(const char *header, apr_pool_t *pool)
{
    size_t ours = count(header, names[0]) + count(header, names[1]);
    const char *left = oas_cookie_without(pool, header, names);

    if (ours == 0) {
        fuzz_require(left == header, "nothing to take out, nothing changes");
        return;
    }
    fuzz_require((left == NULL) == (count_all(header) == ours), "nothing is left when all were ours");
    if (left == NULL)
        return;
    fuzz_require(count(left, names[0]) + count(left, names[1]) == 0, "none of ours is left");
    fuzz_require(count_all(left) == count_all(header) - ours, "all others are left");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *header = malloc(size + 1); /* of its own, so that the sanitizer sees its end */

    if (size != 0)
        memcpy(header, data, size);
    header[size] = '\0';
    judge(header, fuzz_work()->pool);
    free(header);
    return 0;
}
