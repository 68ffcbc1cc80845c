/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/trusted_keys.h"

#include <apr_strings.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/buffer.h"
#include "jose/curve.h"
#include "jose/pkey.h"
#include "jose/thumbprint.h"

enum { GROUP_LONGEST = 80 };

/* --- PEM, as JWKs: so that there is one way in which a key is judged --- */

/* One block of a PEM text, as OpenSSL gives it. */
typedef struct {
    char *name;
    char *header;
    unsigned char *data;
    long length;
} block_t;

static void free_block(block_t *block)
{
    OPENSSL_free(block->name);
    OPENSSL_free(block->header);
    OPENSSL_free(block->data);
}

static EVP_PKEY *key_of_certificate(const unsigned char *data, long length)
{
    X509 *certificate = d2i_X509(NULL, &data, length);
    EVP_PKEY *key = certificate != NULL ? X509_get_pubkey(certificate) : NULL;

    X509_free(certificate);
    return key;
}

static EVP_PKEY *key_of_block(const block_t *block)
{
    const unsigned char *data = block->data;

    if (strcmp(block->name, PEM_STRING_PUBLIC) == 0)
        return d2i_PUBKEY(NULL, &data, block->length);
    if (strcmp(block->name, PEM_STRING_X509) == 0)
        return key_of_certificate(data, block->length);
    return NULL;
}

/* Which kind of key it is; its numbers are judged with the JWK's. */
static bool recognize(oas_jwk_t *jwk)
{
    char group[GROUP_LONGEST];
    const char *name = EVP_PKEY_get0_type_name(jwk->key);
    const oas_curve_t *curve;

    jwk->kty = OAS_KTY_RSA;
    if (EVP_PKEY_is_a(jwk->key, "RSA"))
        return true;
    if (EVP_PKEY_is_a(jwk->key, "EC"))
        name = EVP_PKEY_get_utf8_string_param(jwk->key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof(group), NULL) == 1 ? group
                                                                                                                     : NULL;
    if (name == NULL || (curve = oas_curve_of_group(name)) == NULL)
        return false;
    jwk->kty = curve->kty;
    jwk->curve = curve->name;
    return true;
}

static oas_status_t add_block(oas_buffer_t *keys, const block_t *block, oas_work_t *work)
{
    oas_jwk_t jwk = {.key = key_of_block(block)};
    const char *json;
    oas_status_t status;

    if (jwk.key == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "trusted_key_form", "\"%.40s\" is not a public key or certificate",
                        block->name);
    oas_pkey_adopt(jwk.key, work->pool);
    if (!recognize(&jwk))
        return oas_fail(work, OAS_MISCONFIGURED, "trusted_key_form", "a key of this kind is not supported");
    if ((status = oas_jwk_public(&json, &jwk, work)) != OAS_OK)
        return status;
    if (keys->length != 0)
        oas_buffer_add_text(keys, ",");
    oas_buffer_add_text(keys, json);
    return OAS_OK;
}

static oas_status_t add_blocks(oas_buffer_t *keys, BIO *pem, oas_work_t *work)
{
    oas_status_t status = OAS_OK;
    block_t block = {0};

    while (status == OAS_OK && PEM_read_bio(pem, &block.name, &block.header, &block.data, &block.length) == 1) {
        status = add_block(keys, &block, work);
        free_block(&block);
    }
    return status;
}

static oas_status_t jwks_of_pem(const char **keys, oas_bytes_t text, oas_work_t *work)
{
    oas_buffer_t buffer = oas_buffer(work->pool, OAS_JWK_SET_LARGEST);
    BIO *pem = BIO_new_mem_buf(text.data, (int)text.length);
    oas_status_t status;

    if (pem == NULL)
        return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL reads no PEM");
    ERR_set_mark();
    status = add_blocks(&buffer, pem, work);
    ERR_pop_to_mark();
    BIO_free(pem);
    *keys = oas_buffer_text(&buffer);
    return status;
}

/* --- all forms --- */

/* The text of a JWK set with all that is in it. */
static oas_status_t as_set(oas_bytes_t *set, oas_bytes_t text, oas_work_t *work)
{
    const oas_json_t *json;
    const char *keys = NULL;
    oas_status_t status;

    if (text.length == 0 || text.data[0] != '{') {
        status = jwks_of_pem(&keys, text, work);
    } else {
        status = oas_json_parse_object(&json, text, OAS_JWK_SET_LARGEST, "trusted keys", work);
        if (status == OAS_OK && oas_json_member(json, "keys") != NULL) {
            *set = text;
            return OAS_OK;
        }
        keys = oas_bytes_text(work->pool, text);
    }
    if (status == OAS_OK)
        *set = oas_bytes_of(apr_pstrcat(work->pool, "{\"keys\":[", keys, "]}", NULL));
    return status;
}

static oas_status_t read_all(const oas_jwk_set_t **set, oas_bytes_t text, oas_work_t *work)
{
    const oas_jwk_set_t *read;
    oas_status_t status;

    if (text.length > OAS_JWK_SET_LARGEST)
        return oas_fail(work, OAS_MISCONFIGURED, "trusted_key_form", "more than %d bytes", (int)OAS_JWK_SET_LARGEST);
    if ((status = as_set(&text, text, work)) != OAS_OK || (status = oas_jwk_set_parse(&read, text, work)) != OAS_OK)
        return status;
    if (read->left_out != 0)
        return oas_fail(work, OAS_MISCONFIGURED, "trusted_key_form", "a key can not be used: %s", read->left_out_why);
    if (read->count == 0)
        return oas_fail(work, OAS_MISCONFIGURED, "trusted_key_form", "there is no key: a JWK set, a JWK, or PEM is needed");
    *set = read;
    return OAS_OK;
}

oas_status_t oas_trusted_keys_parse(const oas_jwk_set_t **set, oas_bytes_t text, oas_work_t *work)
{
    oas_status_t status;

    *set = NULL;
    status = read_all(set, text, work);
    return status == OAS_REFUSED ? OAS_MISCONFIGURED : status; /* whatever is wrong, the administrator can mend it */
}
