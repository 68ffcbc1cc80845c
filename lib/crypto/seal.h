/* SPDX-License-Identifier: Apache-2.0 */
/* AES-256-GCM (NIST SP 800-38D): values that only we can read and nobody can change. */
#ifndef OAS_CRYPTO_SEAL_H
#define OAS_CRYPTO_SEAL_H

#include "crypto/keyring.h"

/* Bytes that sealing adds to a value. */
enum {
    OAS_BOX_OVERHEAD = 12 + 16,          /* nonce, tag */
    OAS_SEAL_OVERHEAD = 4 + 12 + 8 + 16, /* key id, nonce, end of validity, tag */
};

/* Seal plain under a 32-byte key, bound to associated: a fresh nonce, the ciphertext, the tag.
 * *box lives in work->pool. OAS_BROKEN: no randomness, or OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_box_close(oas_bytes_t *box, oas_bytes_t key, oas_bytes_t associated, oas_bytes_t plain,
                                          oas_work_t *work);

/* What the box hides, in box.length - OAS_BOX_OVERHEAD bytes at out, for the caller to wipe; nothing unless OAS_OK. Answers as
 * oas_box_open. */
OAS_MUST_CHECK oas_status_t oas_box_open_to(unsigned char *out, oas_bytes_t key, oas_bytes_t associated, oas_bytes_t box,
                                            oas_work_t *work);

/* *plain lives in work->pool and is wiped with it, a NUL behind its end; empty unless OAS_OK.
 * OAS_REFUSED: not made with this key and these associated bytes, or changed since. */
OAS_MUST_CHECK oas_status_t oas_box_open(oas_bytes_t *plain, oas_bytes_t key, oas_bytes_t associated, oas_bytes_t box,
                                         oas_work_t *work);

/* Seal plain under the ring's current key of this purpose until the time expires, bound to associated. */
OAS_MUST_CHECK oas_status_t oas_seal(oas_bytes_t *sealed, const oas_keyring_t *ring, oas_purpose_t purpose,
                                     oas_bytes_t associated, oas_bytes_t plain, apr_time_t expires, oas_work_t *work);

/* *plain lives in work->pool and is wiped with it, a NUL behind its end; empty unless OAS_OK or OAS_EXPIRED.
 * OAS_NOT_FOUND: sealed under a key that is not in the ring. OAS_REFUSED: forged, changed or for another purpose.
 * OAS_EXPIRED: ours, but its time has passed; *plain is given, too, for the caller who can make something of it. */
OAS_MUST_CHECK oas_status_t oas_unseal(oas_bytes_t *plain, const oas_keyring_t *ring, oas_purpose_t purpose,
                                       oas_bytes_t associated, oas_bytes_t sealed, oas_work_t *work);

#endif
