/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/own_keys.h"

#include "base/buffer.h"
#include "jose/sign.h"
#include "jose/thumbprint.h"

enum { JSON_LARGEST = OAS_OWN_KEYS_MOST * 4 * 1024 }; /* bytes; an RSA key of 8192 bits has 1.5 kB */

oas_status_t oas_own_keys_choose(const oas_jwk_t **key, const oas_algorithm_t **algorithm, const oas_jwk_set_t *keys,
                                 const char *const *offered, const char *purpose, oas_work_t *work)
{
    *key = NULL;
    *algorithm = NULL;
    for (size_t i = 0; keys != NULL && i < keys->count; i++) {
        if (keys->keys[i].use == OAS_USE_ENCRYPTION
            || (*algorithm = oas_algorithm_for(&keys->keys[i], offered)) == NULL)
            continue;
        *key = &keys->keys[i];
        return OAS_OK;
    }
    return oas_fail(work, OAS_MISCONFIGURED, "own_key", "%s: none of our %d private keys can sign what the provider takes",
                    purpose, keys != NULL ? (int)keys->count : 0);
}

oas_status_t oas_own_keys_publish(const char **json, const oas_jwk_set_t *keys, oas_work_t *work)
{
    oas_buffer_t text = oas_buffer(work->pool, JSON_LARGEST);
    const char *key;
    oas_status_t status;

    *json = NULL;
    oas_buffer_add_text(&text, "{\"keys\":[");
    for (size_t i = 0; i < keys->count; i++) {
        if ((status = oas_jwk_published(&key, &keys->keys[i], work)) != OAS_OK)
            return status;
        oas_buffer_add_text(&text, i != 0 ? "," : "");
        oas_buffer_add_text(&text, key);
    }
    oas_buffer_add_text(&text, "]}");
    if (text.overflowed)
        return oas_fail(work, OAS_MISCONFIGURED, "own_keys_large", "our public keys are larger than %d bytes",
                        (int)JSON_LARGEST);
    *json = oas_buffer_text(&text);
    return OAS_OK;
}
