/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/shared_text.h"

#include <stdatomic.h>

#include "crypto/digest.h"

/* Everything is words of 64 bits. A load acquires and a store releases: who has read a word of a text sees all that was
 * written before it, and so can tell whether its place was given to a later text meanwhile.
 *
 *   version | copy 0 | copy 1
 *
 * version is 0 while there is no text; afterwards its lowest bit says which copy counts. A copy:
 *
 *   tag (4 words) | length | time | text, filled up with zeros
 *
 * The tag is an HMAC-SHA-256 over all that follows it, without the zeros. */
typedef _Atomic uint64_t word_t;

struct oas_text_memory_t {
    word_t version;
    word_t copies[];
};

enum { WORD = 8, TAG_WORDS = 4, HEAD_WORDS = TAG_WORDS + 2, TAG_BYTES = TAG_WORDS * WORD, HEAD_BYTES = HEAD_WORDS * WORD };

/* How often a copy is begun anew because texts came in faster than it was made: they come once a minute. */
enum { MOST_READS = 3 };

_Static_assert(sizeof(word_t) == WORD && ATOMIC_LLONG_LOCK_FREE == 2, "a lock inside would outlive its holder");

static size_t words_for(size_t length)
{
    return HEAD_WORDS + (length + WORD - 1) / WORD;
}

size_t oas_shared_text_size(size_t largest)
{
    return sizeof(oas_text_memory_t) + 2 * words_for(largest) * WORD;
}

static word_t *copy_of(const oas_shared_text_t *shared, uint64_t version)
{
    return shared->memory->copies + (version & 1) * words_for(shared->largest);
}

static uint64_t load(const word_t *word)
{
    return atomic_load_explicit(word, memory_order_acquire);
}

bool oas_shared_text_is_there(const oas_shared_text_t *shared)
{
    return load(&shared->memory->version) != 0;
}

apr_time_t oas_shared_text_glance(const oas_shared_text_t *shared)
{
    return (apr_time_t)load(&copy_of(shared, load(&shared->memory->version))[TAG_WORDS + 1]);
}

static oas_status_t tag_of(unsigned char *tag, const oas_shared_text_t *shared, const uint64_t *copy, size_t length,
                           oas_work_t *work)
{
    return oas_hmac(tag, OAS_SHA256, oas_bytes(shared->key, sizeof(shared->key)),
                    oas_bytes(copy + TAG_WORDS, HEAD_BYTES - TAG_BYTES + length), work);
}

/* One copy as it lies there, into words of the reader's; NULL when its length is none that it could have. */
static uint64_t *take_copy(const oas_shared_text_t *shared, uint64_t version, size_t *length, apr_pool_t *pool)
{
    const word_t *from = copy_of(shared, version);
    const uint64_t claimed = load(&from[TAG_WORDS]);
    uint64_t *taken;

    if (claimed > shared->largest)
        return NULL;
    *length = (size_t)claimed;
    taken = apr_palloc(pool, (words_for(*length) + 1) * WORD); /* one more, for the NUL */
    for (size_t i = 0; i < words_for(*length); i++)
        taken[i] = load(&from[i]);
    taken[TAG_WORDS] = claimed; /* also when it was changed since: what was bounded is what is used */
    return taken;
}

/* The copy that this version says. Not found: it is not authentic. */
static oas_status_t read_version(oas_text_copy_t *copy, const oas_shared_text_t *shared, uint64_t version,
                                 oas_work_t *work)
{
    unsigned char tag[OAS_HASH_LONGEST];
    size_t length;
    uint64_t *taken = take_copy(shared, version, &length, work->pool);
    unsigned char *text;
    oas_status_t status;

    if (taken == NULL)
        return OAS_NOT_FOUND;
    if ((status = tag_of(tag, shared, taken, length, work)) != OAS_OK)
        return status;
    if (!oas_bytes_equal(oas_bytes(tag, TAG_BYTES), oas_bytes(taken, TAG_BYTES)))
        return OAS_NOT_FOUND;
    text = (unsigned char *)(taken + HEAD_WORDS);
    text[length] = '\0';
    *copy = (oas_text_copy_t){
        .text = oas_bytes(text, length), .written = (apr_time_t)taken[TAG_WORDS + 1], .version = version};
    return OAS_OK;
}

static oas_status_t read_noted(const void **value, oas_bytes_t noted, const void *shared, oas_work_t *work)
{
    oas_text_copy_t *copy = apr_palloc(work->pool, sizeof(*copy));
    uint64_t version;

    memcpy(&version, noted.data, sizeof(version));
    *value = copy;
    return read_version(copy, shared, version, work);
}

/* A version that was found authentic is not read again: it was copied, so that nobody has changed it since. */
static oas_status_t read_once(oas_text_copy_t *copy, const oas_shared_text_t *shared, uint64_t version, oas_work_t *work)
{
    const void *known;
    oas_status_t status;

    if (shared->reading == NULL)
        return read_version(copy, shared, version, work);
    status = oas_reading_get(&known, shared->reading, oas_bytes(&version, sizeof(version)), read_noted, shared, work);
    if (status == OAS_OK)
        *copy = *(const oas_text_copy_t *)known;
    return status;
}

oas_status_t oas_shared_text_read(oas_text_copy_t *copy, const oas_shared_text_t *shared, oas_work_t *work)
{
    const word_t *version = &shared->memory->version;
    oas_status_t status = OAS_NOT_FOUND;

    *copy = (oas_text_copy_t){.version = load(version)};
    for (int i = 0; i < MOST_READS && status == OAS_NOT_FOUND && load(version) != 0; i++) {
        const uint64_t seen = load(version);

        copy->version = seen;
        status = read_once(copy, shared, seen, work);
        if (status == OAS_NOT_FOUND && load(version) == seen)
            break; /* nobody is changing it: it is damaged */
    }
    return status == OAS_NOT_FOUND ? OAS_OK : status;
}

static uint64_t *compose_copy(oas_bytes_t text, oas_work_t *work)
{
    uint64_t *made = apr_pcalloc(work->pool, words_for(text.length) * WORD);

    made[TAG_WORDS] = text.length;
    made[TAG_WORDS + 1] = (uint64_t)work->now;
    if (text.length != 0)
        memcpy(made + HEAD_WORDS, text.data, text.length);
    return made;
}

oas_status_t oas_shared_text_write(const oas_shared_text_t *shared, oas_bytes_t text, oas_work_t *work)
{
    uint64_t version = load(&shared->memory->version);
    word_t *to = copy_of(shared, version + 1);
    unsigned char tag[OAS_HASH_LONGEST];
    uint64_t *made;
    oas_status_t status;

    if (text.length > shared->largest)
        return oas_fail(work, OAS_REFUSED, "text_too_large", "%" APR_SIZE_T_FMT " bytes where at most %" APR_SIZE_T_FMT
                        " are kept", text.length, shared->largest);
    made = compose_copy(text, work);
    if ((status = tag_of(tag, shared, made, text.length, work)) != OAS_OK)
        return status;
    memcpy(made, tag, TAG_BYTES);
    for (size_t i = 0; i < words_for(text.length); i++)
        atomic_store_explicit(&to[i], made[i], memory_order_release);
    /* 0 means that there is none, also after 2^64 texts; and when somebody else was quicker, his counts */
    atomic_compare_exchange_strong(&shared->memory->version, &version, version + 1 != 0 ? version + 1 : 2);
    return OAS_OK;
}
