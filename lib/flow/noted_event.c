/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/noted_event.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "session/name.h"

enum { HASH_BYTES = 16, MAC_BYTES = 32 };

_Static_assert(OAS_BASE64URL_LENGTH(HASH_BYTES) == OAS_USER_HASH_LENGTH, "a hash is 16 bytes of a MAC");

/* Users of one name at two providers are two; no name of a provider has a space. */
static const char *hash_of(const oas_face_t *face, const oas_keyring_t *keys, oas_work_t *look)
{
    const char *who = apr_pstrcat(look->pool, face->provider, " ", face->user, NULL);
    char *hash = apr_pcalloc(look->pool, OAS_USER_HASH_LENGTH + 1);
    unsigned char mac[MAC_BYTES];

    if (oas_key_mac256(mac, oas_keyring_current(keys), OAS_PURPOSE_AUDIT, oas_bytes_of(who), look) != OAS_OK)
        return NULL;
    oas_base64url_encode_to(hash, oas_bytes(mac, HASH_BYTES));
    return hash;
}

void oas_note_session(oas_event_t event, const oas_sessions_t *sessions, const oas_session_t *session, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    char *name = apr_palloc(work->pool, OAS_SESSION_NAME_LENGTH + 1);

    event.provider = session->face.provider;
    event.user = session->face.user;
    event.user_hash = hash_of(&session->face, sessions->keys, &look);
    if (oas_session_name(name, sessions, &session->head, &look) == OAS_OK)
        event.session = name;
    oas_event_note(work, event);
}
