/* SPDX-License-Identifier: Apache-2.0 */
#include "session/tag.h"

#include "base/buffer.h"

enum { CEILING = 64 * 1024 }; /* bytes of what a tag is made of: no claim is larger */

oas_status_t oas_tag(uint64_t *tag, const oas_key_t *key, oas_tag_kind_t kind, const char *issuer, const char *value,
                     oas_work_t *work)
{
    oas_buffer_t name = oas_buffer(work->pool, CEILING);
    unsigned char mac[32];
    oas_status_t status;

    *tag = 0;
    if (value == NULL)
        return OAS_OK;
    oas_buffer_add_u8(&name, (uint8_t)kind);
    oas_buffer_add_u32(&name, (uint32_t)oas_bytes_of(issuer).length);
    oas_buffer_add_text(&name, issuer);
    oas_buffer_add_text(&name, value);
    if (name.overflowed)
        return oas_fail(work, OAS_REFUSED, "session_too_large", "a subject or provider session of more than %d bytes",
                        CEILING);
    if ((status = oas_key_mac256(mac, key, OAS_PURPOSE_TAG, oas_buffer_bytes(&name), work)) != OAS_OK)
        return status;
    memcpy(tag, mac, sizeof(*tag));
    if (*tag == 0)
        *tag = 1; /* 0 says that there is none */
    return OAS_OK;
}
