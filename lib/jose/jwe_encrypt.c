/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/jwe.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "jose/jwe_content.h"
#include "jose/jwe_key.h"

static const char *member(const char *name, const char *value, oas_work_t *work)
{
    return value != NULL ? apr_pstrcat(work->pool, ",\"", name, "\":", oas_json_quote(work->pool, value), NULL) : "";
}

static const char *header_text(const oas_jwe_header_t *header, const oas_sealed_key_t *key, oas_work_t *work)
{
    return apr_pstrcat(work->pool, "{\"alg\":\"", header->algorithm->name, "\",\"enc\":\"", header->content->name, "\"",
                       member("typ", header->type, work), member("cty", header->content_type, work),
                       member("kid", header->kid, work), key->members, "}", NULL);
}

static const char *encode(oas_bytes_t bytes, oas_work_t *work)
{
    return oas_base64url_encode(work->pool, bytes);
}

oas_status_t oas_jwe_encrypt(const char **compact, const oas_jwe_header_t *header, const oas_jwk_t *theirs,
                             oas_bytes_t plaintext, oas_work_t *work)
{
    unsigned char key[OAS_CONTENT_KEY_LONGEST];
    oas_sealed_key_t sealed = {.algorithm = header->algorithm, .content = header->content};
    oas_sealed_content_t content;
    const char *head = NULL;
    oas_status_t status;

    *compact = NULL;
    if (!oas_jwk_fits_wrap(theirs, header->algorithm, header->content))
        return oas_fail(work, OAS_REFUSED, "jwe_no_key", "key is none for %s with %s", header->algorithm->name,
                        header->content->name);
    if ((status = oas_jwe_key_seal(key, &sealed, theirs, work)) == OAS_OK) {
        head = encode(oas_bytes_of(header_text(header, &sealed, work)), work);
        content.aad = oas_bytes_of(head);
        status = oas_jwe_content_seal(&content, header->content, key, plaintext, work);
    }
    oas_wipe(key, sizeof(key));
    if (status == OAS_OK)
        *compact = apr_pstrcat(work->pool, head, ".", encode(sealed.encrypted_key, work), ".", encode(content.iv, work),
                               ".", encode(content.ciphertext, work), ".", encode(content.tag, work), NULL);
    return status;
}
