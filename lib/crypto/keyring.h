/* SPDX-License-Identifier: Apache-2.0 */
/* The server's keys: the current one seals and signs, all others open and verify. A key is known by an id
 * that can be told to anybody, and is never used itself: each purpose has a key of its own, derived by HKDF. */
#ifndef OAS_CRYPTO_KEYRING_H
#define OAS_CRYPTO_KEYRING_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/work.h"

enum { OAS_KEY_LENGTH = 32 }; /* bytes, of a master key and of each derived one */

/* What a derived key is for. The names are part of the derivation: new ones go to the end, none is reused. */
typedef enum {
    OAS_PURPOSE_STATE,   /* seals a login attempt into state */
    OAS_PURPOSE_NONCE,   /* nonce of a login attempt */
    OAS_PURPOSE_PKCE,    /* code verifier of a login attempt */
    OAS_PURPOSE_BROWSER, /* hash of the browser-binding cookie */
    OAS_PURPOSE_LABEL,   /* seals what lists of sessions show */
    OAS_PURPOSE_TAG,     /* subject and provider-session tags in a record's head */
    OAS_PURPOSE_FORM,    /* tokens of our own forms */
    OAS_PURPOSE_SNAPSHOT, /* seals the session table as a file */
    OAS_PURPOSE_DPOP,     /* the key that a provider binds our tokens to */
    OAS_PURPOSE_NAME,     /* what sessions are called in lists */
    OAS_PURPOSE_TICKET_SUM, /* with the next one, what belongs to a session cookie (crypto/prf.h): */
    OAS_PURPOSE_TICKET_OUT, /* its tag, the record's index and the key of its boxes */
    OAS_PURPOSE_AUDIT,      /* what users are called in the audit log */
    OAS_PURPOSE_COUNT
} oas_purpose_t;

typedef struct oas_key_t oas_key_t;
typedef struct oas_keyring_t oas_keyring_t;

/* One base64 key of 32 bytes a line, the current one first; empty lines and lines that begin with # do not count.
 * *ring lives in work->pool and is wiped with it; NULL unless OAS_OK. OAS_MISCONFIGURED: a line is no such key, a key
 * stands there twice, there is none, or there are more than 16. */
OAS_MUST_CHECK oas_status_t oas_keyring_parse(oas_keyring_t **ring, oas_bytes_t text, oas_work_t *work);

/* A new key as a line for such a file, with its newline; in work->pool and wiped with it. OAS_BROKEN: no randomness. */
OAS_MUST_CHECK oas_status_t oas_keyring_new_line(const char **line, oas_work_t *work);

/* The key that seals now: the first one, unless it is held back. It may change from one call to the next. */
const oas_key_t *oas_keyring_current(const oas_keyring_t *ring);

/* While *others, processes that do not know the first keys of the ring, is not 0, the first one behind those seals; with none
 * behind them, the first one all the same. others has to live as long as the ring. */
void oas_keyring_hold_back(oas_keyring_t *ring, size_t keys, const _Atomic uint32_t *others);

/* All keys in the order of the file; NULL behind the last. */
const oas_key_t *oas_keyring_at(const oas_keyring_t *ring, size_t place);

/* The key of this id, NULL when it is not (or no longer) listed. */
const oas_key_t *oas_keyring_find(const oas_keyring_t *ring, uint32_t id);

/* Public name of a key; its value tells nothing about it. */
uint32_t oas_key_id(const oas_key_t *key);

/* Tells keys of this process apart for ever, even when a later one lies where an earlier one was. Never 0. */
uint64_t oas_key_serial(const oas_key_t *key);

/* The derived key of a purpose: OAS_KEY_LENGTH bytes that live as long as the ring. */
oas_bytes_t oas_key_for(const oas_key_t *key, oas_purpose_t purpose);

/* HMAC under the derived key of a purpose: 32 bytes (SHA-256) or 64 bytes (SHA-512) to out. The keyed context is kept
 * by each thread, so that a call costs two hash blocks. OAS_BROKEN: OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_key_mac256(unsigned char *out, const oas_key_t *key, oas_purpose_t purpose,
                                           oas_bytes_t bytes, oas_work_t *work);
OAS_MUST_CHECK oas_status_t oas_key_mac512(unsigned char *out, const oas_key_t *key, oas_purpose_t purpose,
                                           oas_bytes_t bytes, oas_work_t *work);

#endif
