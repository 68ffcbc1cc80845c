/* SPDX-License-Identifier: Apache-2.0 */
/* The endpoint at which providers fetch our public keys: the jwks_uri of RFC 7591 §2. */
#ifndef OAS_FLOW_KEY_SET_H
#define OAS_FLOW_KEY_SET_H

#include "flow/message.h"
#include "flow/site.h"

/* OAS_OK: the keys, or 404 where there are none. */
OAS_MUST_CHECK oas_status_t oas_key_set(oas_reply_t *reply, const oas_site_t *site);

#endif
