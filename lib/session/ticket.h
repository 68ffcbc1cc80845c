/* SPDX-License-Identifier: Apache-2.0 */
/* The session cookie's value. A pseudo-random function of it and the realm gives three things that say nothing about each
 * other: the tag that the cookie must carry, the index of the record, and the key of its boxes. So a forged cookie costs
 * a few blocks of AES and no look-up, and without the cookie not even the server can read the record. */
#ifndef OAS_SESSION_TICKET_H
#define OAS_SESSION_TICKET_H

#include "crypto/keyring.h"
#include "session/store.h"

enum {
    OAS_TICKET_LENGTH = 71, /* characters of a cookie value */
    OAS_REALM_LONGEST = 255 /* characters of a realm's name */
};

typedef struct {
    uint32_t key_id;
    oas_index_t index;
    unsigned char box_key[32]; /* a secret: wipe the ticket when it is done with */
} oas_ticket_t;

/* The key of a session's boxes; borrowed from the ticket. */
static inline oas_bytes_t oas_ticket_box_key(const oas_ticket_t *ticket)
{
    return oas_bytes(ticket->box_key, sizeof(ticket->box_key));
}

/* Draw a new ticket under this key; cookie gets OAS_TICKET_LENGTH characters and a NUL, and is empty unless OAS_OK.
 * OAS_BROKEN: no randomness. OAS_MISCONFIGURED, here and below: the realm's name is too long. */
OAS_MUST_CHECK oas_status_t oas_ticket_issue(oas_ticket_t *ticket, char cookie[OAS_TICKET_LENGTH + 1],
                                             const oas_key_t *key, const char *realm, oas_work_t *work);

/* Check a cookie's value; its tag is compared in constant time. *ticket is filled if OAS_OK.
 * OAS_REFUSED: not ours, changed, of another realm, or signed with a key that is listed no more. */
OAS_MUST_CHECK oas_status_t oas_ticket_verify(oas_ticket_t *ticket, oas_bytes_t cookie, const oas_keyring_t *keys,
                                              const char *realm, oas_work_t *work);

#endif
