/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/login_attempt.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "base/buffer.h"
#include "base/reader.h"
#include "crypto/digest.h"
#include "crypto/random.h"
#include "crypto/seal.h"

/* state is base64url(oas_seal(plain)), bound to the label below, and plain is, integers with their highest byte first:
 *
 *      0   16  attempt id
 *     16    4  id of the key that nonce, verifier and browser hash are derived under
 *     20   16  hash of the binding cookie's value
 *     36    8  time of the beginning, microseconds since 1970
 *     44    1  number of this try
 *     45    8  time since when the user must have been authenticated, like the other; 0: any
 *     53    1  p, length of the provider's name
 *     54    p  provider
 *   54+p    1  r, length of the realm
 *   55+p    r  realm
 * 55+p+r    1  s, length of the next
 * 56+p+r    s  text of a step-up; empty: it is none
 *    ...    1  f, length of the next: 16 or 0
 *    ...    f  where the browser's session of before is kept
 *        rest  target; empty: it is not in here
 *
 * A change of this form is a new label: then old ones are refused, and their login begins again. */
static const char label[] = "login attempt 4";

enum {
    ID_LENGTH = 16,
    BROWSER_LENGTH = 16,
    SECRET_BYTES = 32,
    NAME_LONGEST = 255
};

/* Bytes that fit, sealed and encoded, into the characters the attempt may have. */
static size_t room_of(const oas_login_attempt_t *attempt)
{
    bool is_short = attempt->state_longest != 0 && attempt->state_longest < OAS_STATE_LONGEST;
    size_t characters = is_short ? attempt->state_longest : OAS_STATE_LONGEST;
    size_t bytes = characters / 4 * 3;

    return bytes > OAS_SEAL_OVERHEAD ? bytes - OAS_SEAL_OVERHEAD : 0;
}

/* The hash that ties an attempt to a browser: half a MAC is enough for something that is worth one login. */
static oas_status_t hash_browser(unsigned char hash[BROWSER_LENGTH], const oas_key_t *key, const char *browser,
                                 oas_work_t *work)
{
    unsigned char mac[SECRET_BYTES];
    oas_status_t status = oas_key_mac256(mac, key, OAS_PURPOSE_BROWSER, oas_bytes_of(browser), work);

    if (status == OAS_OK)
        memcpy(hash, mac, BROWSER_LENGTH);
    return status;
}

/* name NULL: an empty one. */
static void add_name(oas_buffer_t *plain, const char *name)
{
    oas_buffer_add_u8(plain, name != NULL ? (uint8_t)strlen(name) : 0);
    oas_buffer_add_text(plain, name);
}

static size_t room_left(const oas_buffer_t *plain)
{
    return plain->ceiling - plain->length;
}

/* For a login that would work without it, it need not fail. */
static void add_former(oas_buffer_t *plain, oas_login_attempt_t *attempt)
{
    if (room_left(plain) < 1 + OAS_ATTEMPT_FORMER_LENGTH)
        attempt->former = NULL;
    oas_buffer_add_u8(plain, attempt->former != NULL ? OAS_ATTEMPT_FORMER_LENGTH : 0);
    if (attempt->former != NULL)
        oas_buffer_add(plain, oas_bytes(attempt->former, OAS_ATTEMPT_FORMER_LENGTH));
}

/* Everything but the target. */
static oas_buffer_t compose(oas_login_attempt_t *attempt, apr_pool_t *pool)
{
    oas_buffer_t plain = oas_buffer(pool, room_of(attempt));

    oas_buffer_add(&plain, oas_bytes(attempt->id, ID_LENGTH));
    oas_buffer_add_u32(&plain, attempt->key_id);
    oas_buffer_add(&plain, oas_bytes(attempt->browser, BROWSER_LENGTH));
    oas_buffer_add_u64(&plain, (uint64_t)attempt->started);
    oas_buffer_add_u8(&plain, (uint8_t)attempt->try_number);
    oas_buffer_add_u64(&plain, (uint64_t)attempt->authenticated_since);
    add_name(&plain, attempt->provider);
    add_name(&plain, attempt->realm);
    add_name(&plain, attempt->step_up); /* never left out: who does not know that it was asked asks for ever */
    add_former(&plain, attempt);
    return plain;
}

static oas_status_t seal(const char **state, oas_login_attempt_t *attempt, const oas_keyring_t *keys, oas_work_t *work)
{
    oas_buffer_t plain = compose(attempt, work->pool);
    oas_bytes_t sealed;
    oas_status_t status;

    if (plain.overflowed || strlen(attempt->provider) > NAME_LONGEST || strlen(attempt->realm) > NAME_LONGEST)
        return oas_fail(work, OAS_MISCONFIGURED, "state_names", "the names of provider %s and realm %s%s are too long",
                        attempt->provider, attempt->realm, attempt->step_up != NULL ? " with what Require oauth-acr lists" : "");
    if (attempt->target != NULL && strlen(attempt->target) > room_left(&plain))
        attempt->target = NULL;
    oas_buffer_add_text(&plain, attempt->target);
    status = oas_seal(&sealed, keys, OAS_PURPOSE_STATE, oas_bytes_of(label), oas_buffer_bytes(&plain),
                      attempt->started + apr_time_from_sec(OAS_ATTEMPT_LIFETIME_SECONDS), work);
    if (status == OAS_OK)
        *state = oas_base64url_encode(work->pool, sealed);
    return status;
}

oas_status_t oas_login_attempt_begin(oas_login_attempt_t **attempt, const char **state, const oas_keyring_t *keys,
                                     const oas_login_attempt_t *wanted, const char *browser, oas_work_t *work)
{
    oas_login_attempt_t *begun = apr_pmemdup(work->pool, wanted, sizeof(*begun));
    const oas_key_t *key = oas_keyring_current(keys);
    oas_status_t status;

    *attempt = NULL;
    *state = NULL;
    begun->key_id = oas_key_id(key);
    begun->started = work->now;
    if ((status = oas_random(begun->id, ID_LENGTH, work)) != OAS_OK
        || (status = hash_browser(begun->browser, key, browser, work)) != OAS_OK
        || (status = seal(state, begun, keys, work)) != OAS_OK)
        return status;
    *attempt = begun;
    return OAS_OK;
}

/* No text of ours has a NUL: one that has counts as broken. */
static const char *read_text(oas_reader_t *reader, size_t length, apr_pool_t *pool)
{
    oas_bytes_t bytes = oas_read_bytes(reader, length);

    if (bytes.length != 0 && memchr(bytes.data, '\0', bytes.length) != NULL)
        reader->overrun = true;
    return oas_bytes_text(pool, bytes);
}

/* NULL: it is empty. */
static const char *read_optional(oas_reader_t *reader, size_t length, apr_pool_t *pool)
{
    return length != 0 ? read_text(reader, length, pool) : NULL;
}

static const unsigned char *read_former(oas_reader_t *reader)
{
    size_t length = oas_read_u8(reader);

    if (length != 0 && length != OAS_ATTEMPT_FORMER_LENGTH)
        reader->overrun = true;
    return length != 0 ? oas_read_bytes(reader, length).data : NULL;
}

/* False: it is not the form above, though it was sealed by us. */
static bool parse(oas_login_attempt_t *attempt, oas_bytes_t plain, apr_pool_t *pool)
{
    oas_reader_t reader = oas_reader(plain);
    oas_bytes_t id = oas_read_bytes(&reader, ID_LENGTH);
    oas_bytes_t browser;

    attempt->key_id = oas_read_u32(&reader);
    browser = oas_read_bytes(&reader, BROWSER_LENGTH);
    attempt->started = (apr_time_t)oas_read_u64(&reader);
    attempt->try_number = oas_read_u8(&reader);
    attempt->authenticated_since = (apr_time_t)oas_read_u64(&reader);
    attempt->provider = read_text(&reader, oas_read_u8(&reader), pool);
    attempt->realm = read_text(&reader, oas_read_u8(&reader), pool);
    attempt->step_up = read_optional(&reader, oas_read_u8(&reader), pool);
    attempt->former = read_former(&reader);
    attempt->target = read_optional(&reader, reader.rest.length, pool);
    if (!oas_reader_is_done(&reader))
        return false;
    memcpy(attempt->id, id.data, ID_LENGTH);
    memcpy(attempt->browser, browser.data, BROWSER_LENGTH);
    return true;
}

static oas_status_t refuse(oas_status_t status, oas_work_t *work)
{
    if (status == OAS_NOT_FOUND)
        return oas_fail(work, OAS_REFUSED, "state_key", "state was sealed under a key that is no longer listed");
    return oas_fail(work, OAS_REFUSED, "state_forged", "state was not made by us, or was changed on its way");
}

oas_status_t oas_login_attempt_open(oas_login_attempt_t **attempt, const char *state, const oas_keyring_t *keys,
                                    oas_work_t *work)
{
    oas_login_attempt_t *opened = apr_pcalloc(work->pool, sizeof(*opened));
    oas_work_t inner = oas_work(work->pool, work->now); /* its reasons are about seals, ours about state */
    oas_bytes_t sealed, plain;
    oas_status_t status;

    *attempt = NULL;
    if (strlen(state) > OAS_STATE_LONGEST || !oas_base64url_decode(&sealed, oas_bytes_of(state), work->pool))
        return oas_fail(work, OAS_REFUSED, "state_form", "state has not the form of ours");
    status = oas_unseal(&plain, keys, OAS_PURPOSE_STATE, oas_bytes_of(label), sealed, &inner);
    if (status == OAS_BROKEN)
        return oas_fail(work, status, inner.reason, "%s", inner.failure);
    if (status != OAS_OK && status != OAS_EXPIRED)
        return refuse(status, work);
    if (!parse(opened, plain, work->pool))
        return oas_fail(work, OAS_REFUSED, "state_form", "state has not the form of ours");
    *attempt = opened;
    if (status == OAS_EXPIRED)
        return oas_fail(work, OAS_EXPIRED, "state_expired", "the login began %" APR_TIME_T_FMT " s ago",
                        apr_time_sec(work->now - opened->started));
    return OAS_OK;
}

bool oas_login_attempt_is_of(const oas_login_attempt_t *attempt, const oas_keyring_t *keys, const char *browser,
                             oas_work_t *work)
{
    const oas_key_t *key = oas_keyring_find(keys, attempt->key_id);
    unsigned char hash[BROWSER_LENGTH];

    if (browser == NULL || key == NULL || hash_browser(hash, key, browser, work) != OAS_OK)
        return false;
    return oas_bytes_equal(oas_bytes(hash, BROWSER_LENGTH), oas_bytes(attempt->browser, BROWSER_LENGTH));
}

oas_pairs_t oas_login_attempt_passed(const oas_login_attempt_t *attempt, apr_pool_t *pool)
{
    apr_interval_time_t age = attempt->started - attempt->authenticated_since;
    oas_pair_t *max_age = apr_palloc(pool, sizeof(*max_age));

    if (attempt->authenticated_since == 0)
        return (oas_pairs_t){.count = 0};
    *max_age = (oas_pair_t){.name = "max_age", .value = apr_psprintf(pool, "%" APR_TIME_T_FMT, apr_time_sec(age))};
    return (oas_pairs_t){.items = max_age, .count = 1};
}

/* 32 bytes that belong to the attempt and this purpose, as text: nobody without the key can tell them from random. */
static oas_status_t derive(const char **secret, const oas_login_attempt_t *attempt, const oas_keyring_t *keys,
                           oas_purpose_t purpose, oas_work_t *work)
{
    const oas_key_t *key = oas_keyring_find(keys, attempt->key_id);
    unsigned char mac[SECRET_BYTES];
    char *text;
    oas_status_t status;

    *secret = NULL;
    if (key == NULL)
        return oas_fail(work, OAS_REFUSED, "state_key", "the login began under a key that is no longer listed");
    if ((status = oas_key_mac256(mac, key, purpose, oas_bytes(attempt->id, ID_LENGTH), work)) != OAS_OK)
        return status;
    text = apr_pcalloc(work->pool, OAS_ATTEMPT_SECRET_LENGTH + 1);
    oas_base64url_encode_to(text, oas_bytes(mac, sizeof(mac)));
    oas_wipe(mac, sizeof(mac));
    oas_wipe_with(work->pool, text, OAS_ATTEMPT_SECRET_LENGTH);
    *secret = text;
    return OAS_OK;
}

oas_status_t oas_login_attempt_nonce(const char **nonce, const oas_login_attempt_t *attempt, const oas_keyring_t *keys,
                                     oas_work_t *work)
{
    return derive(nonce, attempt, keys, OAS_PURPOSE_NONCE, work);
}

oas_status_t oas_login_attempt_verifier(const char **verifier, const oas_login_attempt_t *attempt,
                                        const oas_keyring_t *keys, oas_work_t *work)
{
    return derive(verifier, attempt, keys, OAS_PURPOSE_PKCE, work);
}
