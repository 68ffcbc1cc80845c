/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/keyring.h"

#include "base/base64url.h"
#include "base/reader.h"
#include "crypto/digest.h"
#include "crypto/random.h"

enum {
    MOST_KEYS = 16,
    KEY_ID_LENGTH = 4,                   /* bytes */
    SIGNIFICANT = 43, LINE_LENGTH = 44,  /* characters: 32 bytes in base64, without and with the padding */
};

struct oas_key_t {
    uint64_t serial;
    uint32_t id;
    unsigned char derived[OAS_PURPOSE_COUNT][OAS_KEY_LENGTH];
};

struct oas_keyring_t {
    size_t count;
    size_t held_back;                /* keys that do not seal yet */
    const _Atomic uint32_t *others;  /* 0: they do; NULL: none was held back */
    oas_key_t keys[MOST_KEYS];
};

/* HKDF's info of each purpose. Changing one makes everything made under it worthless. */
static const char *const purpose_info[OAS_PURPOSE_COUNT] = {
    [OAS_PURPOSE_STATE]    = "mod_oauth_session state v1",
    [OAS_PURPOSE_NONCE]    = "mod_oauth_session nonce v1",
    [OAS_PURPOSE_PKCE]     = "mod_oauth_session pkce v1",
    [OAS_PURPOSE_BROWSER]  = "mod_oauth_session browser v1",
    [OAS_PURPOSE_LABEL]    = "mod_oauth_session label v1",
    [OAS_PURPOSE_TAG]      = "mod_oauth_session tag v1",
    [OAS_PURPOSE_FORM]     = "mod_oauth_session form v1",
    [OAS_PURPOSE_SNAPSHOT] = "mod_oauth_session snapshot v1",
    [OAS_PURPOSE_DPOP]     = "mod_oauth_session dpop v1",
    [OAS_PURPOSE_NAME]     = "mod_oauth_session name v1",
    [OAS_PURPOSE_TICKET_SUM] = "mod_oauth_session ticket sum v1",
    [OAS_PURPOSE_TICKET_OUT] = "mod_oauth_session ticket out v1",
    [OAS_PURPOSE_AUDIT]    = "mod_oauth_session audit v1",
};
static const char id_info[] = "mod_oauth_session key id v1";

static oas_status_t expand(unsigned char *out, size_t length, oas_bytes_t master, const char *info, oas_work_t *work)
{
    return oas_hkdf(out, length, master, oas_bytes(NULL, 0), oas_bytes_of(info), work);
}

/* Everything that follows from a master key; the key itself is not kept. */
static oas_status_t derive_all(oas_key_t *key, oas_bytes_t master, oas_work_t *work)
{
    static _Atomic uint64_t last_serial;
    unsigned char id[KEY_ID_LENGTH] = {0};
    oas_reader_t reader = oas_reader(oas_bytes(id, sizeof(id)));
    oas_status_t status = expand(id, sizeof(id), master, id_info, work);

    for (int purpose = 0; status == OAS_OK && purpose < OAS_PURPOSE_COUNT; purpose++)
        status = expand(key->derived[purpose], OAS_KEY_LENGTH, master, purpose_info[purpose], work);
    key->id = oas_read_u32(&reader);
    key->serial = atomic_fetch_add(&last_serial, 1) + 1;
    return status;
}

/* The strict decoder knows base64url alone: put its two characters for those that base64 has instead. */
static bool decode_master(unsigned char master[OAS_KEY_LENGTH], oas_bytes_t line)
{
    char text[SIGNIFICANT];
    bool decoded = line.length == LINE_LENGTH && line.data[SIGNIFICANT] == '=';

    for (size_t i = 0; decoded && i < SIGNIFICANT; i++) {
        char c = (char)line.data[i];

        decoded = c != '-' && c != '_';
        text[i] = (char)(c == '+' ? '-' : c == '/' ? '_' : c);
    }
    decoded = decoded && oas_base64url_decode_to(master, OAS_KEY_LENGTH, oas_bytes(text, SIGNIFICANT));
    oas_wipe(text, sizeof(text));
    return decoded;
}

static oas_status_t add_key(oas_keyring_t *ring, oas_bytes_t line, unsigned number, oas_work_t *work)
{
    unsigned char master[OAS_KEY_LENGTH];
    oas_key_t *key = &ring->keys[ring->count];
    oas_status_t status;

    if (ring->count == MOST_KEYS)
        return oas_fail(work, OAS_MISCONFIGURED, "keyring_too_long", "line %u: more than %d keys", number, MOST_KEYS);
    if (line.length != LINE_LENGTH)
        return oas_fail(work, OAS_MISCONFIGURED, "keyring_bad_line",
                        "line %u: a key has %d characters, this has %" APR_SIZE_T_FMT, number, LINE_LENGTH,
                        line.length);
    if (!decode_master(master, line)) {
        oas_wipe(master, sizeof(master));
        return oas_fail(work, OAS_MISCONFIGURED, "keyring_bad_line", "line %u: not base64 of %d bytes", number,
                        OAS_KEY_LENGTH);
    }
    status = derive_all(key, oas_bytes(master, sizeof(master)), work);
    oas_wipe(master, sizeof(master));
    if (status != OAS_OK)
        return status;
    if (oas_keyring_find(ring, key->id) != NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "keyring_repeated_key", "line %u: this key stands above already",
                        number);
    ring->count++;
    return OAS_OK;
}

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next line without its end and the blanks around it; rest begins behind it. */
static oas_bytes_t next_line(oas_bytes_t *rest)
{
    const unsigned char *end = memchr(rest->data, '\n', rest->length);
    oas_bytes_t line = oas_bytes(rest->data, end != NULL ? (size_t)(end - rest->data) : rest->length);
    size_t taken = end != NULL ? line.length + 1 : line.length;

    *rest = oas_bytes(rest->data + taken, rest->length - taken);
    while (line.length != 0 && is_blank(line.data[line.length - 1]))
        line.length--;
    while (line.length != 0 && is_blank(line.data[0]))
        line = oas_bytes(line.data + 1, line.length - 1);
    return line;
}

oas_status_t oas_keyring_parse(oas_keyring_t **ring, oas_bytes_t text, oas_work_t *work)
{
    oas_keyring_t *made = apr_pcalloc(work->pool, sizeof(*made));
    oas_status_t status;

    *ring = NULL;
    oas_wipe_with(work->pool, made, sizeof(*made));
    for (unsigned number = 1; text.length != 0; number++) {
        oas_bytes_t line = next_line(&text);

        if (line.length == 0 || line.data[0] == '#')
            continue;
        if ((status = add_key(made, line, number, work)) != OAS_OK)
            return status;
    }
    if (made->count == 0)
        return oas_fail(work, OAS_MISCONFIGURED, "keyring_empty", "no key in it");
    *ring = made;
    return OAS_OK;
}

oas_status_t oas_keyring_new_line(const char **line, oas_work_t *work)
{
    unsigned char master[OAS_KEY_LENGTH];
    char *text = apr_palloc(work->pool, LINE_LENGTH + 2);
    oas_status_t status = oas_random(master, sizeof(master), work);

    *line = NULL;
    if (status != OAS_OK)
        return status;
    oas_wipe_with(work->pool, text, LINE_LENGTH + 2);
    oas_base64url_encode_to(text, oas_bytes(master, sizeof(master)));
    oas_wipe(master, sizeof(master));
    for (size_t i = 0; i < SIGNIFICANT; i++)
        text[i] = (char)(text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i]);
    memcpy(text + SIGNIFICANT, "=\n", 3);
    *line = text;
    return OAS_OK;
}

const oas_key_t *oas_keyring_current(const oas_keyring_t *ring)
{
    bool is_held_back = ring->others != NULL && atomic_load(ring->others) != 0;

    return &ring->keys[is_held_back ? ring->held_back : 0];
}

void oas_keyring_hold_back(oas_keyring_t *ring, size_t keys, const _Atomic uint32_t *others)
{
    ring->held_back = keys < ring->count ? keys : 0;
    ring->others = others;
}

const oas_key_t *oas_keyring_at(const oas_keyring_t *ring, size_t place)
{
    return place < ring->count ? &ring->keys[place] : NULL;
}

const oas_key_t *oas_keyring_find(const oas_keyring_t *ring, uint32_t id)
{
    for (size_t i = 0; i < ring->count; i++)
        if (ring->keys[i].id == id)
            return &ring->keys[i];
    return NULL;
}

uint32_t oas_key_id(const oas_key_t *key)
{
    return key->id;
}

uint64_t oas_key_serial(const oas_key_t *key)
{
    return key->serial;
}

oas_bytes_t oas_key_for(const oas_key_t *key, oas_purpose_t purpose)
{
    return oas_bytes(key->derived[purpose], OAS_KEY_LENGTH);
}
