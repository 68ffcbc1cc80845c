/* SPDX-License-Identifier: Apache-2.0 */
/* Tags in the heads of records: equal for what is equal, and of no other meaning to who has no key. */
#ifndef OAS_SESSION_TAG_H
#define OAS_SESSION_TAG_H

#include "crypto/keyring.h"
#include "session/store.h"

/* The tag of a subject at an issuer, of a provider's session at an issuer, or of a realm (issuer NULL). Never 0, but for
 * a value that is NULL. OAS_REFUSED: of more bytes than any claim has. */
OAS_MUST_CHECK oas_status_t oas_tag(uint64_t *tag, const oas_key_t *key, oas_tag_kind_t kind, const char *issuer,
                                    const char *value, oas_work_t *work);

#endif
