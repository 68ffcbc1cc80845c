/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/nested.h"

#include <strings.h>

static int count_dots(oas_bytes_t text)
{
    int dots = 0;

    for (size_t i = 0; i < text.length; i++)
        dots += text.data[i] == '.';
    return dots;
}

/* RFC 7519 §5.2: "cty" is "JWT", in capitals for old readers' sake. Some leave it out; what is inside shows by
 * itself. */
static oas_status_t check_content(const oas_jwe_t *jwe, oas_work_t *work)
{
    if (jwe->content_type != NULL && strcasecmp(jwe->content_type, "JWT") != 0)
        return oas_fail(work, OAS_REFUSED, "jwe_content", "\"cty\" of the encrypted token is \"%.40s\"",
                        jwe->content_type);
    if (memchr(jwe->plaintext.data, '\0', jwe->plaintext.length) != NULL || count_dots(jwe->plaintext) != 2)
        return oas_fail(work, OAS_REFUSED, "jwe_content", "there is no signed token inside the encrypted one");
    return OAS_OK;
}

oas_status_t oas_nested_open(const char **inner, const char *text, const oas_jwk_set_t *keys,
                             const oas_jwe_allowed_t *allowed, bool must_be_encrypted, oas_work_t *work)
{
    static const oas_jwk_set_t none = {.count = 0};
    bool encrypted = count_dots(oas_bytes(text, strnlen(text, OAS_JWE_LARGEST + 1))) == 4;
    const oas_jwe_t *jwe;
    oas_status_t status;

    *inner = NULL;
    if (!encrypted && must_be_encrypted)
        return oas_fail(work, OAS_REFUSED, "jwe_missing", "token is not encrypted");
    if (!encrypted) {
        *inner = text;
        return OAS_OK;
    }
    if ((status = oas_jwe_decrypt(&jwe, text, keys != NULL ? keys : &none, allowed, work)) != OAS_OK
        || (status = check_content(jwe, work)) != OAS_OK)
        return status;
    *inner = (const char *)jwe->plaintext.data;
    return OAS_OK;
}
