/* SPDX-License-Identifier: Apache-2.0 */
#include "session/name.h"

#include "base/base64url.h"

enum { NAME_BYTES = 16, MAC_BYTES = 32 };

_Static_assert(OAS_BASE64URL_LENGTH(NAME_BYTES) == OAS_SESSION_NAME_LENGTH, "a name is 16 bytes of a MAC");

oas_status_t oas_session_name(char name[OAS_SESSION_NAME_LENGTH + 1], const oas_sessions_t *sessions,
                              const oas_record_head_t *head, oas_work_t *work)
{
    const oas_key_t *key = oas_keyring_find(sessions->keys, head->key_id);
    unsigned char mac[MAC_BYTES];
    oas_status_t status;

    memset(name, 0, OAS_SESSION_NAME_LENGTH + 1);
    if (key == NULL)
        return oas_fail(work, OAS_NOT_FOUND, "session_key_unknown", "the session's key %08x is not listed", head->key_id);
    status = oas_key_mac256(mac, key, OAS_PURPOSE_NAME, oas_bytes(head->index.bytes, sizeof(head->index.bytes)), work);
    if (status == OAS_OK)
        oas_base64url_encode_to(name, oas_bytes(mac, NAME_BYTES));
    return status;
}
