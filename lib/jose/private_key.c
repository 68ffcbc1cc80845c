/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/private_key.h"

#include <apr_strings.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "jose/curve.h"
#include "jose/pkey.h"
#include "jose/private_jwk.h"
#include "jose/public_key.h"
#include "jose/thumbprint.h"

enum { GROUP_LONGEST = 80 };

/* Never ask the terminal for a password. */
static int know_no_password(char *buffer, int size, int writing, void *unused)
{
    (void)buffer, (void)size, (void)writing, (void)unused;
    return -1;
}

static oas_status_t read_pem(oas_jwk_t *jwk, oas_bytes_t text, oas_work_t *work)
{
    BIO *bio = BIO_new_mem_buf(text.data, (int)text.length);

    if (bio != NULL)
        jwk->key = PEM_read_bio_PrivateKey(bio, NULL, know_no_password, NULL);
    BIO_free(bio);
    if (jwk->key == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "private_key_form",
                        "there is no private key in PEM that opens without a password");
    oas_pkey_adopt(jwk->key, work->pool);
    return OAS_OK;
}

static oas_status_t check_rsa(const oas_jwk_t *jwk, oas_work_t *work)
{
    oas_status_t status = OAS_BROKEN;
    BIGNUM *n = NULL, *e = NULL;

    if (EVP_PKEY_get_bn_param(jwk->key, OSSL_PKEY_PARAM_RSA_N, &n) == 1
        && EVP_PKEY_get_bn_param(jwk->key, OSSL_PKEY_PARAM_RSA_E, &e) == 1)
        status = oas_public_key_check_rsa(n, e, work);
    BN_free(n);
    BN_free(e);
    return status;
}

/* The group of an EC key, or the type of any other, as OpenSSL calls it. */
static const char *name_of(const EVP_PKEY *key, char group[static GROUP_LONGEST])
{
    if (!EVP_PKEY_is_a(key, "EC"))
        return EVP_PKEY_get0_type_name(key);
    if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group, GROUP_LONGEST, NULL) != 1)
        return NULL;
    return group;
}

/* Which kind of key it turned out to be. */
static oas_status_t recognize(oas_jwk_t *jwk, oas_work_t *work)
{
    char group[GROUP_LONGEST];
    const char *name = name_of(jwk->key, group);
    const oas_curve_t *curve = name != NULL ? oas_curve_of_group(name) : NULL;

    if (EVP_PKEY_is_a(jwk->key, "RSA")) {
        jwk->kty = OAS_KTY_RSA;
        return check_rsa(jwk, work);
    }
    if (curve == NULL)
        return oas_fail(work, OAS_REFUSED, "private_key_kind", "a private key of kind \"%.40s\" is not supported",
                        name != NULL ? name : "EC");
    jwk->kty = curve->kty;
    jwk->curve = curve->name;
    return OAS_OK;
}

static oas_status_t check_halves(const oas_jwk_t *jwk, oas_work_t *work)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, jwk->key, NULL);
    bool good = context != NULL && EVP_PKEY_pairwise_check(context) == 1;

    EVP_PKEY_CTX_free(context);
    if (!good)
        return oas_fail(work, OAS_REFUSED, "private_key_halves",
                        "private and public half of a key do not belong together");
    return OAS_OK;
}

static oas_status_t name_it(oas_jwk_t *jwk, const char *kid, oas_work_t *work)
{
    if (kid != NULL)
        jwk->kid = apr_pstrdup(work->pool, kid);
    return jwk->kid != NULL ? OAS_OK : oas_jwk_thumbprint(&jwk->kid, jwk, work);
}

static oas_status_t read_key(oas_jwk_t *jwk, oas_bytes_t text, oas_work_t *work)
{
    oas_status_t status;

    if (text.length > OAS_PRIVATE_KEY_LARGEST)
        return oas_fail(work, OAS_MISCONFIGURED, "private_key_form", "a private key has more than %d bytes",
                        (int)OAS_PRIVATE_KEY_LARGEST);
    jwk->is_private = true;
    status =
        text.length != 0 && text.data[0] == '{' ? oas_private_jwk_read(jwk, text, work) : read_pem(jwk, text, work);
    if (status != OAS_OK || (status = recognize(jwk, work)) != OAS_OK)
        return status;
    return check_halves(jwk, work);
}

/* Whatever is wrong with our own key, the administrator can mend it. */
static oas_status_t blame(oas_status_t status)
{
    return status == OAS_REFUSED ? OAS_MISCONFIGURED : status;
}

oas_status_t oas_private_key_parse(const oas_jwk_t **jwk, oas_bytes_t text, const char *kid, oas_work_t *work)
{
    oas_jwk_t *made = apr_pcalloc(work->pool, sizeof(*made));
    oas_status_t status;

    *jwk = NULL;
    ERR_set_mark();
    status = read_key(made, text, work);
    ERR_pop_to_mark();
    if (status != OAS_OK || (status = name_it(made, kid, work)) != OAS_OK)
        return blame(status);
    *jwk = made;
    return OAS_OK;
}

static EVP_PKEY *generate(const oas_curve_t *curve)
{
    if (curve->kty == OAS_KTY_EC)
        return EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve->group);
    return EVP_PKEY_Q_keygen(NULL, NULL, curve->group);
}

oas_status_t oas_private_key_generate(const oas_jwk_t **jwk, const char *name, oas_work_t *work)
{
    oas_jwk_t *made = apr_pcalloc(work->pool, sizeof(*made));
    const oas_curve_t *curve = oas_curve_find(name);
    oas_status_t status;

    *jwk = NULL;
    ERR_set_mark();
    made->key = curve != NULL ? generate(curve) : NULL;
    ERR_pop_to_mark();
    if (made->key == NULL)
        return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL makes no key of %s", name);
    oas_pkey_adopt(made->key, work->pool);
    made->kty = curve->kty;
    made->curve = curve->name;
    made->is_private = true;
    if ((status = name_it(made, NULL, work)) == OAS_OK)
        *jwk = made;
    return status;
}

static const char *write_pem(const oas_jwk_t *jwk, BIO *bio, oas_work_t *work)
{
    oas_bytes_t text;
    char *written;
    long length;

    if (bio == NULL || jwk->key == NULL || PEM_write_bio_PKCS8PrivateKey(bio, jwk->key, NULL, NULL, 0, NULL, NULL) != 1
        || (length = BIO_get_mem_data(bio, &written)) <= 0)
        return NULL;
    text = oas_bytes_copy(work->pool, oas_bytes(written, (size_t)length));
    oas_wipe_with(work->pool, (void *)text.data, text.length);
    return (const char *)text.data;
}

oas_status_t oas_private_key_text(const char **pem, const oas_jwk_t *jwk, oas_work_t *work)
{
    BIO *bio;

    ERR_set_mark();
    bio = BIO_new(BIO_s_secmem()); /* wiped when it is freed */
    *pem = write_pem(jwk, bio, work);
    BIO_free(bio);
    ERR_pop_to_mark();
    return *pem != NULL ? OAS_OK : oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL does not write a key");
}
