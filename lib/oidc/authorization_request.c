/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/authorization_request.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/digest.h"

enum { OF_OURS = 10 }; /* parameters */

/* A list with room for all it will get. */
typedef struct {
    oas_pair_t *items;
    size_t count;
} list_t;

/* value NULL: nothing is added. */
static void add(list_t *list, const char *name, const char *value)
{
    if (value != NULL)
        list->items[list->count++] = (oas_pair_t){.name = name, .value = value};
}

/* What is asked for this once stands in the place of what is fixed for all; the shorter max_age stands in any case. */
static bool stands(const char *name, const char *fixed, const char *once)
{
    return once == NULL || (strcmp(name, "max_age") == 0 && apr_atoi64(fixed) < apr_atoi64(once));
}

static void add_fixed_and_passed(list_t *list, oas_pairs_t fixed, oas_pairs_t passed)
{
    for (size_t i = 0; i < fixed.count; i++)
        if (stands(fixed.items[i].name, fixed.items[i].value, oas_pairs_get(passed, fixed.items[i].name)))
            add(list, fixed.items[i].name, fixed.items[i].value);
    for (size_t i = 0; i < passed.count; i++) {
        const char *other = oas_pairs_get(fixed, passed.items[i].name);

        if (other == NULL || !stands(passed.items[i].name, other, passed.items[i].value))
            add(list, passed.items[i].name, passed.items[i].value);
    }
}

static size_t count_of(const char *const *texts)
{
    size_t count = 0;

    while (texts != NULL && texts[count] != NULL)
        count++;
    return count;
}

/* RFC 7636 §4.2: code_challenge = BASE64URL-ENCODE(SHA256(ASCII(code_verifier))) */
static oas_status_t challenge_of(const char **challenge, const char *verifier, oas_work_t *work)
{
    unsigned char digest[OAS_HASH_LONGEST];
    oas_status_t status = oas_digest(digest, OAS_SHA256, oas_bytes_of(verifier), work);

    if (status == OAS_OK)
        *challenge = oas_base64url_encode(work->pool, oas_bytes(digest, oas_hash_length(OAS_SHA256)));
    return status;
}

static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = words; (at = strstr(at, word)) != NULL; at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

/* OpenID Connect Core 1.0 §3.1.2.1: requests MUST contain the openid scope value. */
const char *oas_authorization_scope(const oas_registration_t *registration, const oas_provider_t *provider, apr_pool_t *pool)
{
    if (provider->issuer == NULL)
        return registration->scope;
    if (registration->scope == NULL)
        return "openid";
    if (has_word(registration->scope, "openid"))
        return registration->scope;
    return apr_pstrcat(pool, "openid ", registration->scope, NULL);
}

oas_status_t oas_authorization_parameters(oas_pairs_t *parameters, const oas_registration_t *registration,
                                          const oas_provider_t *provider, const oas_authorization_request_t *request,
                                          oas_work_t *work)
{
    oas_pairs_t fixed = registration->authorization_parameters;
    size_t most = OF_OURS + count_of(registration->resources) + fixed.count + request->passed.count;
    list_t list = {.items = apr_palloc(work->pool, most * sizeof(oas_pair_t))};
    const oas_response_parts_t *parts = oas_response_parts(registration->response_type);
    const char *challenge = NULL;
    oas_status_t status;

    *parameters = (oas_pairs_t){.count = 0};
    if (parts->has_code && !registration->without_pkce
        && (status = challenge_of(&challenge, request->verifier, work)) != OAS_OK)
        return status;
    add(&list, "response_type", parts->name);
    /* the others are what the type has anyway */
    add(&list, "response_mode", registration->response_mode == OAS_MODE_FORM_POST ? "form_post" : NULL);
    add(&list, "client_id", registration->client_id);
    add(&list, "redirect_uri", request->redirect_uri);
    add(&list, "scope", oas_authorization_scope(registration, provider, work->pool));
    add(&list, "state", request->state);
    add(&list, "nonce", provider->issuer != NULL ? request->nonce : NULL);
    add(&list, "code_challenge", challenge);
    add(&list, "code_challenge_method", challenge != NULL ? "S256" : NULL);
    /* RFC 9449 §10: the code is of use to the holder of this key alone */
    add(&list, "dpop_jkt", registration->dpop != NULL && parts->has_code ? registration->dpop->thumbprint : NULL);
    for (const char *const *resource = registration->resources; resource != NULL && *resource != NULL; resource++)
        add(&list, "resource", *resource);
    add_fixed_and_passed(&list, fixed, request->passed);
    *parameters = (oas_pairs_t){.items = list.items, .count = list.count};
    return OAS_OK;
}
