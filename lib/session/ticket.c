/* SPDX-License-Identifier: Apache-2.0 */
/* The cookie's value is the base64url form of
 *
 *   version 1 byte | key id 4 | token 32 random | tag 16
 *
 * A pseudo-random function of realm length (1 byte), realm, version, key id and token gives 64 bytes (crypto/prf.h):
 *
 *   tag 16 | index 16 | box key 32
 *
 * of which the cookie shows the first, the store sees the second, and nobody the third. */
#include "session/ticket.h"

#include "base/base64url.h"
#include "crypto/prf.h"
#include "crypto/random.h"

enum {
    VERSION = 2, /* of version 1, all was derived by HMAC */
    KEY_ID = 1, /* where each part of the cookie begins */
    TOKEN = 5,
    TAG = 37,
    LENGTH = 53,
    TAG_LENGTH = LENGTH - TAG,
    INDEX = TAG_LENGTH, /* the same in what is derived */
    BOX_KEY = INDEX + sizeof(oas_index_t)
};

_Static_assert(OAS_BASE64URL_LENGTH(LENGTH) == OAS_TICKET_LENGTH, "the cookie's length is that of its bytes");
_Static_assert(BOX_KEY + sizeof(((oas_ticket_t *)0)->box_key) == OAS_PRF_LENGTH, "nothing is left over");
_Static_assert(1 + OAS_REALM_LONGEST + TAG <= OAS_PRF_TEXT_LONGEST, "the longest realm fits");

static void write_key_id(unsigned char *cookie, uint32_t id)
{
    for (int i = 0; i < 4; i++)
        cookie[KEY_ID + i] = (unsigned char)(id >> (8 * (3 - i)));
}

static uint32_t read_key_id(const unsigned char *cookie)
{
    uint32_t id = 0;

    for (int i = 0; i < 4; i++)
        id = id << 8 | cookie[KEY_ID + i];
    return id;
}

/* What belongs to the cookie's first TAG bytes: the tag that must follow them, and a ticket. */
static oas_status_t derive(unsigned char tag[TAG_LENGTH], oas_ticket_t *ticket, const unsigned char *cookie,
                           const oas_key_t *key, const char *realm, oas_work_t *work)
{
    unsigned char parts[OAS_PRF_LENGTH];
    size_t length = strlen(realm);
    oas_prf_text_t text;
    oas_status_t status;

    if (length > OAS_REALM_LONGEST)
        return oas_fail(work, OAS_MISCONFIGURED, "realm_too_long", "a realm's name has at most %d characters",
                        OAS_REALM_LONGEST);
    text.length = 1 + length + TAG;
    text.bytes[0] = (unsigned char)length;
    memcpy(text.bytes + 1, realm, length);
    memcpy(text.bytes + 1 + length, cookie, TAG);
    if ((status = oas_prf(parts, key, &text, work)) != OAS_OK)
        return status;
    memcpy(tag, parts, TAG_LENGTH);
    ticket->key_id = oas_key_id(key);
    memcpy(ticket->index.bytes, parts + INDEX, sizeof(ticket->index.bytes));
    memcpy(ticket->box_key, parts + BOX_KEY, sizeof(ticket->box_key));
    oas_wipe(parts, sizeof(parts));
    return OAS_OK;
}

oas_status_t oas_ticket_issue(oas_ticket_t *ticket, char cookie[OAS_TICKET_LENGTH + 1], const oas_key_t *key,
                              const char *realm, oas_work_t *work)
{
    unsigned char bytes[LENGTH] = {VERSION};
    oas_status_t status;

    cookie[0] = '\0';
    write_key_id(bytes, oas_key_id(key));
    if ((status = oas_random(bytes + TOKEN, TAG - TOKEN, work)) != OAS_OK
        || (status = derive(bytes + TAG, ticket, bytes, key, realm, work)) != OAS_OK)
        return status;
    oas_base64url_encode_to(cookie, oas_bytes(bytes, LENGTH));
    cookie[OAS_TICKET_LENGTH] = '\0';
    oas_wipe(bytes, LENGTH);
    return OAS_OK;
}

oas_status_t oas_ticket_verify(oas_ticket_t *ticket, oas_bytes_t cookie, const oas_keyring_t *keys, const char *realm,
                               oas_work_t *work)
{
    unsigned char bytes[LENGTH], tag[TAG_LENGTH];
    const oas_key_t *key;
    oas_status_t status;

    if (!oas_base64url_decode_to(bytes, LENGTH, cookie) || bytes[0] != VERSION)
        return oas_fail(work, OAS_REFUSED, "ticket_malformed", "the session cookie has not the form of ours");
    if ((key = oas_keyring_find(keys, read_key_id(bytes))) == NULL)
        return oas_fail(work, OAS_REFUSED, "ticket_key_unknown", "the session cookie's key %08x is not listed",
                        read_key_id(bytes));
    if ((status = derive(tag, ticket, bytes, key, realm, work)) != OAS_OK)
        return status;
    if (oas_bytes_equal(oas_bytes(tag, TAG_LENGTH), oas_bytes(bytes + TAG, TAG_LENGTH)))
        return OAS_OK;
    oas_wipe(ticket, sizeof(*ticket));
    return oas_fail(work, OAS_REFUSED, "ticket_forged", "the session cookie was not made here for this realm");
}
