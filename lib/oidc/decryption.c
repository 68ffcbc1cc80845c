/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/decryption.h"

static const char *const *list_of_one(const char *name, apr_pool_t *pool)
{
    const char **list = apr_pcalloc(pool, 2 * sizeof(*list));

    list[0] = name;
    return list;
}

/* §10.2: the symmetric encryption key is derived from the client_secret value. */
static oas_status_t choose_keys(oas_decryption_t *decryption, const oas_token_encryption_t *agreed,
                                const oas_registration_t *registration, oas_work_t *work)
{
    static const oas_jwk_set_t none = {.count = 0};

    decryption->keys = registration->own_keys != NULL ? registration->own_keys : &none;
    if (!oas_key_algorithm_is_symmetric(agreed->algorithm))
        return OAS_OK;
    if (registration->client_secret == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "decryption_secret", "provider %s encrypts with a client secret, and gave none",
                        registration->name);
    return oas_jwk_set_of_secret(&decryption->keys, oas_bytes_of(registration->client_secret), work);
}

static oas_status_t choose(oas_decryption_t *decryption, const oas_token_encryption_t *agreed,
                           const oas_registration_t *registration, oas_work_t *work)
{
    *decryption = (oas_decryption_t){.is_required = agreed->algorithm != NULL};
    if (agreed->algorithm != NULL) {
        decryption->allowed.key_algorithms = list_of_one(agreed->algorithm, work->pool);
        decryption->allowed.content_algorithms = list_of_one(agreed->content, work->pool);
    }
    return choose_keys(decryption, agreed, registration, work);
}

oas_status_t oas_decryption_of_id_tokens(oas_decryption_t *decryption, const oas_registration_t *registration, oas_work_t *work)
{
    return choose(decryption, &registration->token_encryption, registration, work);
}

oas_status_t oas_decryption_of_userinfo(oas_decryption_t *decryption, const oas_registration_t *registration, oas_work_t *work)
{
    oas_status_t status;

    if (registration->userinfo_encryption.algorithm != NULL)
        return choose(decryption, &registration->userinfo_encryption, registration, work);
    status = oas_decryption_of_id_tokens(decryption, registration, work);
    decryption->is_required = false;
    return status;
}
