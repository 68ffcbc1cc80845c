/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as lists and objects that were kept, behind a path: what is found there ends inside of them. Any JSON object: it is
 * kept whole, and only what is a list or an object has a name. */
#include "fuzz.h"

#include "base/members.h"

typedef struct {
    oas_bytes_t members;
    size_t count;
} found_t;

static bool is_inside(void *data, const char *text)
{
    found_t *found = data;
    const unsigned char *start = (const unsigned char *)text, *end = found->members.data + found->members.length;

    fuzz_require(start >= found->members.data && start < end && memchr(start, '\0', (size_t)(end - start)) != NULL,
                 "a value lies in the members");
    found->count++;
    return false;
}

static void find(oas_bytes_t members, const char *path)
{
    found_t found = {.members = members};

    (void)oas_members_any(members, path, is_inside, &found);
    fuzz_require(found.count <= members.length, "no value is found twice");
}

static void keep(const oas_json_t *object, oas_work_t *work)
{
    oas_buffer_t members = oas_buffer(work->pool, SIZE_MAX);

    for (const oas_json_t *item = oas_json_first(object); item != NULL; item = oas_json_next(item))
        oas_members_add(&members, oas_json_name(item), item);
    for (const oas_json_t *item = oas_json_first(object); item != NULL; item = oas_json_next(item)) {
        fuzz_require(oas_members_have(oas_buffer_bytes(&members), oas_json_name(item))
                         == (oas_json_is_object(item) || oas_json_is_array(item)),
                     "lists and objects are there, and nothing else is");
        find(oas_buffer_bytes(&members), oas_json_name(item));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size != 0 ? memchr(data, '\0', size) : NULL;
    oas_work_t *work = fuzz_work();
    const oas_json_t *object;

    if (end != NULL)
        find(oas_bytes(end + 1, size - (size_t)(end + 1 - data)), (const char *)data);
    if (oas_json_parse_object(&object, oas_bytes(data, size), 64 * 1024, "input", work) == OAS_OK)
        keep(object, work);
    oas_forgive(work);
    return 0;
}
