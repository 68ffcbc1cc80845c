/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/client_registration.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "base/buffer.h"
#include "crypto/digest.h"
#include "oidc/answer.h"
#include "oidc/client_auth.h"

enum { REQUEST_LARGEST = 32 * 1024 }; /* bytes */

bool oas_client_registration_owns(const char *member)
{
    static const char *const ours[] = {
        "redirect_uris", "response_types", "grant_types", "token_endpoint_auth_method", "jwks", "jwks_uri",
        "scope",         "client_id",      "client_secret",
    };

    for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
        if (strcmp(member, ours[i]) == 0)
            return true;
    return false;
}

/* --- what is asked for --- */

/* json: the value as it is. NULL: nothing is added. */
static void add_json(oas_buffer_t *text, const char *name, const char *json)
{
    if (json == NULL)
        return;
    oas_buffer_add_text(text, text->length > 1 ? "," : "");
    oas_buffer_add_text(text, oas_json_quote(text->pool, name));
    oas_buffer_add_text(text, ":");
    oas_buffer_add_text(text, json);
}

static void add_text(oas_buffer_t *text, const char *name, const char *value)
{
    if (value != NULL)
        add_json(text, name, oas_json_quote(text->pool, value));
}

/* OpenID Connect Dynamic Client Registration 1.0 §2: implicit, where a token comes from the authorization endpoint. */
static const char *grant_types(oas_response_type_t type)
{
    const oas_response_parts_t *parts = oas_response_parts(type);

    if (!parts->has_code)
        return "[\"implicit\"]";
    return parts->has_id_token || parts->has_token ? "[\"authorization_code\",\"implicit\"]"
                                                   : "[\"authorization_code\"]";
}

static const char *list_of_one(const char *text, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "[", oas_json_quote(pool, text), "]", NULL);
}

static bool is_said_by_hand(const oas_registration_t *registration, const char *member)
{
    return oas_pairs_get(registration->dynamic->metadata, member) != NULL;
}

static void add_keys(oas_buffer_t *text, const oas_client_place_t *place)
{
    if (place->key_set != NULL && place->jwks_uri != NULL)
        add_text(text, "jwks_uri", place->jwks_uri);
    else
        add_json(text, "jwks", place->key_set);
}

typedef struct {
    oas_pair_t rows[4];
} encryptions_t;

/* OpenID Connect Dynamic Client Registration 1.0 §2 */
static encryptions_t encryptions(const oas_registration_t *registration)
{
    const oas_token_encryption_t *id_token = &registration->token_encryption, *userinfo = &registration->userinfo_encryption;

    return (encryptions_t){{{"id_token_encrypted_response_alg", id_token->algorithm},
                            {"id_token_encrypted_response_enc", id_token->content},
                            {"userinfo_encrypted_response_alg", userinfo->algorithm},
                            {"userinfo_encrypted_response_enc", userinfo->content}}};
}

static void add_agreed(oas_buffer_t *text, const oas_pair_t *agreed, size_t count, const oas_registration_t *registration)
{
    for (size_t i = 0; i < count; i++)
        if (!is_said_by_hand(registration, agreed[i].name))
            add_text(text, agreed[i].name, agreed[i].value);
}

/* What was agreed on that the provider has to know, so that it takes nothing less: OpenID Connect Dynamic Client
 * Registration 1.0 §2, RFC 9126 §6, RFC 9449 §5.2, RFC 8705 §3.4. What OAuthClientMetadata says of a member counts. */
static void add_agreements(oas_buffer_t *text, const oas_registration_t *registration)
{
    const oas_request_object_form_t *object = &registration->request_object;
    const bool is_object = object->way == OAS_REQUEST_OBJECT_VALUE || object->way == OAS_REQUEST_OBJECT_REFERENCE;
    const oas_pair_t agreed[] = {
        {"id_token_signed_response_alg",
         registration->signing_algorithms != NULL ? registration->signing_algorithms[0] : NULL},
        {"userinfo_signed_response_alg", registration->userinfo_signing != NULL ? registration->userinfo_signing[0] : NULL},
        {"request_object_signing_alg", is_object && object->algorithms != NULL ? object->algorithms[0] : NULL},
        {"request_object_encryption_alg", is_object ? object->key_encryption : NULL},
        {"request_object_encryption_enc", is_object && object->key_encryption != NULL ? object->content_encryption : NULL},
    };
    const encryptions_t encrypted = encryptions(registration);
    const oas_pair_t switched_on[] = {
        {"require_pushed_authorization_requests", registration->pushed == OAS_PUSHED_ON ? "true" : NULL},
        {"dpop_bound_access_tokens", registration->dpop != NULL ? "true" : NULL},
        {"tls_client_certificate_bound_access_tokens",
         registration->tls_identity != NULL && registration->dpop == NULL ? "true" : NULL},
    };

    add_agreed(text, agreed, sizeof(agreed) / sizeof(agreed[0]), registration);
    add_agreed(text, encrypted.rows, sizeof(encrypted.rows) / sizeof(encrypted.rows[0]), registration);
    for (size_t i = 0; i < sizeof(switched_on) / sizeof(switched_on[0]); i++)
        if (!is_said_by_hand(registration, switched_on[i].name))
            add_json(text, switched_on[i].name, switched_on[i].value);
}

oas_status_t oas_client_registration_compose(const char **request, const oas_registration_t *registration,
                                             const oas_provider_t *provider, const oas_client_place_t *place,
                                             oas_work_t *work)
{
    oas_buffer_t text = oas_buffer(work->pool, REQUEST_LARGEST);
    oas_client_auth_t method;
    oas_status_t status = oas_client_auth_wish(&method, registration, provider, work);
    oas_pairs_t more = registration->dynamic->metadata;

    *request = NULL;
    if (status != OAS_OK)
        return status;
    oas_buffer_add_text(&text, "{");
    add_json(&text, "redirect_uris", list_of_one(place->redirect_uri, work->pool));
    add_json(&text, "response_types",
             list_of_one(oas_response_parts(registration->response_type)->name, work->pool));
    add_json(&text, "grant_types", grant_types(registration->response_type));
    add_text(&text, "token_endpoint_auth_method", oas_client_auth_name(method));
    add_agreements(&text, registration);
    add_text(&text, "scope", registration->scope);
    if (place->post_logout_redirect_uri != NULL && !is_said_by_hand(registration, "post_logout_redirect_uris"))
        add_json(&text, "post_logout_redirect_uris", list_of_one(place->post_logout_redirect_uri, work->pool));
    if (place->request_uri != NULL && !is_said_by_hand(registration, "request_uris"))
        add_json(&text, "request_uris", list_of_one(place->request_uri, work->pool));
    add_keys(&text, place);
    for (size_t i = 0; i < more.count; i++)
        add_json(&text, more.items[i].name, more.items[i].value);
    oas_buffer_add_text(&text, "}");
    if (text.overflowed)
        return oas_fail(work, OAS_MISCONFIGURED, "registration_length",
                        "provider %s: the registration is longer than %d bytes", registration->name, REQUEST_LARGEST);
    *request = oas_buffer_text(&text);
    return OAS_OK;
}

/* --- what was given --- */

static oas_status_t crooked(const oas_registration_t *registration, const char *what, oas_work_t *work)
{
    return oas_fail(work, OAS_REFUSED, "registration_answer", "provider %s registered us with %s", registration->name,
                    what);
}

/* *text stays as it is when the member is absent or null. */
static oas_status_t read_text(const char **text, const oas_json_t *answer, const char *name,
                              const oas_registration_t *registration, oas_work_t *work)
{
    const oas_json_t *member = oas_json_member(answer, name);

    if (member == NULL || oas_json_is_null(member))
        return OAS_OK;
    *text = oas_json_string(answer, name);
    if (*text == NULL || **text == '\0')
        return crooked(registration, apr_psprintf(work->pool, "a %s that is no text", name), work);
    for (const char *c = *text; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return crooked(registration, apr_psprintf(work->pool, "a control character in %s", name), work);
    return OAS_OK;
}

static oas_status_t read_auth(oas_registration_t *registered, const oas_json_t *answer, oas_work_t *work)
{
    const char *name = NULL;
    oas_status_t status = read_text(&name, answer, "token_endpoint_auth_method", registered, work);

    if (status != OAS_OK)
        return status;
    if (name != NULL && (registered->client_auth == OAS_CLIENT_AUTH_UNSET
                         || strcmp(name, oas_client_auth_name(registered->client_auth)) != 0)
        && !oas_client_auth_find(&registered->client_auth, name))
        return crooked(registered, "a client authentication that we do not have", work);
    if (!oas_client_auth_is_possible(registered))
        return crooked(registered, "a client authentication for which we have nothing", work);
    return OAS_OK;
}

/* What it says it will sign with is the only thing that is accepted from then on; "none" never is. *agreed, of the member,
 * stays as it is when nothing is said. */
static oas_status_t read_algorithm(const char *const **agreed, const char *member, const oas_json_t *answer,
                                   const oas_registration_t *registration, oas_work_t *work)
{
    const char **only = apr_pcalloc(work->pool, 2 * sizeof(*only));
    oas_status_t status = read_text(&only[0], answer, member, registration, work);

    if (status != OAS_OK || only[0] == NULL)
        return status;
    if (!oas_algorithm_is_allowed(only[0], *agreed != NULL ? *agreed : oas_algorithms_default))
        return crooked(registration, apr_psprintf(work->pool, "a %s that is not accepted", member), work);
    *agreed = only;
    return OAS_OK;
}

/* User info that it says it will sign is not taken unsigned then; that it will not is what we may have asked for. */
static oas_status_t read_algorithms(oas_registration_t *registered, const oas_json_t *answer, oas_work_t *work)
{
    static const char for_user_info[] = "userinfo_signed_response_alg";
    oas_status_t status = read_algorithm(&registered->signing_algorithms, "id_token_signed_response_alg", answer, registered,
                                         work);

    if (status != OAS_OK
        || (registered->userinfo_signing == NULL && oas_text_equal(oas_json_string(answer, for_user_info), "none")))
        return status;
    return read_algorithm(&registered->userinfo_signing, for_user_info, answer, registered, work);
}

/* Tokens that come with another encryption than the one agreed on would be refused, each login anew. */
static oas_status_t check_encryptions(const oas_json_t *answer, const oas_registration_t *registration, oas_work_t *work)
{
    const encryptions_t agreed = encryptions(registration);

    for (size_t i = 0; i < sizeof(agreed.rows) / sizeof(agreed.rows[0]); i++) {
        const oas_pair_t *row = &agreed.rows[i];
        const char *said = row->value;
        oas_status_t status = said != NULL ? read_text(&said, answer, row->name, registration, work) : OAS_OK;

        if (status != OAS_OK)
            return status;
        if (said != NULL && strcmp(said, row->value) != 0)
            return crooked(registration, apr_psprintf(work->pool, "a %s that is not %s", row->name, row->value), work);
    }
    return OAS_OK;
}

/* RFC 7591 §3.2.1: seconds since 1970, or 0: never, which is also what is not said. */
static oas_status_t read_expiry(apr_time_t *expires, const oas_json_t *answer, const oas_registration_t *registration,
                                oas_work_t *work)
{
    const oas_json_t *member = oas_json_member(answer, "client_secret_expires_at");
    int64_t seconds = 0;

    if (member != NULL && !oas_json_is_null(member)
        && !oas_json_integer(&seconds, answer, "client_secret_expires_at", 0, INT64_C(1) << 40))
        return crooked(registration, "a client_secret_expires_at that is no time", work);
    *expires = apr_time_from_sec(seconds);
    return OAS_OK;
}

/* A provider may change what we asked for, and then nobody would ever come back from it. */
static oas_status_t check_redirect_uri(const oas_json_t *answer, const oas_registration_t *registration,
                                       const char *request, oas_work_t *work)
{
    const oas_json_t *asked;
    const oas_json_t *given = oas_json_member(answer, "redirect_uris");
    oas_status_t status = oas_json_parse_object(&asked, oas_bytes_of(request), REQUEST_LARGEST, "registration", work);

    if (status != OAS_OK || given == NULL || oas_json_is_null(given))
        return status;
    if (!oas_json_has_string(answer, "redirect_uris",
                             oas_json_text(oas_json_first(oas_json_member(asked, "redirect_uris")), work->pool)))
        return crooked(registration, "another redirect_uri", work);
    return OAS_OK;
}

static oas_status_t judge(oas_registration_t **registered, apr_time_t *expires, const oas_json_t *answer,
                          const oas_registration_t *registration, const char *request, oas_work_t *work)
{
    oas_registration_t *made = apr_pmemdup(work->pool, registration, sizeof(*made));
    oas_status_t status;

    *registered = NULL;
    made->client_id = NULL;
    if ((status = read_text(&made->client_id, answer, "client_id", registration, work)) != OAS_OK
        || (status = read_text(&made->client_secret, answer, "client_secret", registration, work)) != OAS_OK
        || (status = read_expiry(expires, answer, registration, work)) != OAS_OK
        || (status = check_redirect_uri(answer, registration, request, work)) != OAS_OK)
        return status;
    if (made->client_id == NULL)
        return crooked(registration, "no client_id", work);
    if ((status = read_auth(made, answer, work)) != OAS_OK || (status = read_algorithms(made, answer, work)) != OAS_OK
        || (status = check_encryptions(answer, registration, work)) != OAS_OK)
        return status;
    *registered = made;
    return OAS_OK;
}

/* --- what is kept: {"request": hash of it, "answer": as it came} --- */

static oas_status_t name_request(const char **name, const char *request, oas_work_t *work)
{
    unsigned char hash[32];
    oas_status_t status = oas_digest(hash, OAS_SHA256, oas_bytes_of(request), work);

    *name = oas_base64url_encode(work->pool, oas_bytes(hash, sizeof(hash)));
    return status;
}

static oas_status_t compose_kept(oas_bytes_t *kept, const char *request, oas_bytes_t answer, oas_work_t *work)
{
    const char *name;
    oas_status_t status = name_request(&name, request, work);

    if (status != OAS_OK)
        return status;
    *kept = oas_bytes_of(apr_pstrcat(work->pool, "{\"request\":\"", name, "\",\"answer\":",
                                     oas_bytes_text(work->pool, answer), "}\n", NULL));
    oas_wipe_with(work->pool, (void *)kept->data, kept->length);
    return OAS_OK;
}

oas_status_t oas_client_registration_read(const oas_registration_t **registered, oas_bytes_t kept,
                                          const oas_registration_t *registration, const char *request, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now); /* half a text is as if there were none */
    oas_registration_t *read;
    const oas_json_t *json;
    const char *name;
    apr_time_t expires;

    *registered = NULL;
    if (name_request(&name, request, &look) != OAS_OK
        || oas_json_parse_object(&json, kept, 2 * OAS_CLIENT_REGISTRATION_LARGEST, "kept registration", &look) != OAS_OK
        || !oas_text_equal(oas_json_string(json, "request"), name)
        || judge(&read, &expires, oas_json_member(json, "answer"), registration, request, &look) != OAS_OK)
        return oas_fail(work, OAS_NOT_FOUND, "registration_none", "we are not registered with provider %s",
                        registration->name);
    *registered = read;
    if (expires != 0 && expires <= work->now)
        return oas_fail(work, OAS_EXPIRED, "registration_expired", "our registration with provider %s has expired",
                        registration->name);
    return OAS_OK;
}

/* --- asking --- */

/* RFC 7591 §3.2.2. What others write is for the log alone, and short. */
static oas_status_t refuse(const oas_http_answer_t *answer, const oas_registration_t *registration, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now); /* an error need not be JSON */
    const oas_json_t *json = NULL;
    const char *error;

    if (!oas_answer_is_json(answer)
        || oas_json_parse_object(&json, answer->body, OAS_CLIENT_REGISTRATION_LARGEST, "refusal", &look) != OAS_OK)
        json = NULL;
    error = oas_json_string(json, "error_description");
    if (error == NULL)
        error = oas_json_string(json, "error");
    return oas_fail(work, OAS_REFUSED, "registration_refused", "provider %s refused to register us, status %d: %.256s",
                    registration->name, answer->status, error != NULL ? oas_json_quote(work->pool, error) : "no reason");
}

static oas_status_t judge_answer(oas_bytes_t *kept, const oas_http_answer_t *answer,
                                 const oas_registration_t *registration, const char *request, oas_work_t *work)
{
    const oas_json_t *json;
    oas_registration_t *registered;
    apr_time_t expires;
    oas_status_t status;

    if (oas_answer_is_unavailable(answer))
        return oas_fail(work, OAS_UNAVAILABLE, "registration_unavailable",
                        "the registration with provider %s was answered with status %d", registration->name,
                        answer->status);
    if ((answer->status != 201 && answer->status != 200) || !oas_answer_is_json(answer))
        return refuse(answer, registration, work);
    if ((status = oas_json_parse_object(&json, answer->body, OAS_CLIENT_REGISTRATION_LARGEST, "registration answer",
                                        work)) != OAS_OK
        || (status = judge(&registered, &expires, json, registration, request, work)) != OAS_OK)
        return status;
    if (expires != 0 && expires <= work->now)
        return crooked(registration, "a secret that has expired already", work);
    return compose_kept(kept, request, answer->body, work);
}

oas_status_t oas_client_registration_ask(oas_bytes_t *kept, const oas_registration_t *registration,
                                         const oas_provider_t *provider, const char *request, oas_http_client_t *client,
                                         oas_work_t *work)
{
    const char *token = registration->dynamic->initial_access_token;
    const oas_http_call_t call = {.url = provider->registration_endpoint,
                                  .purpose = "registration request",
                                  .authorization = token != NULL ? apr_pstrcat(work->pool, "Bearer ", token, NULL) : NULL,
                                  .form = oas_bytes_of(request),
                                  .form_type = "application/json",
                                  .largest_answer = OAS_CLIENT_REGISTRATION_LARGEST};
    oas_http_answer_t *answer;
    oas_status_t status;

    *kept = oas_bytes(NULL, 0);
    if (provider->registration_endpoint == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "registration_endpoint", "provider %s does not register clients",
                        registration->name);
    if ((status = client->call(client, &answer, &call, work)) != OAS_OK)
        return status;
    oas_wipe_with(work->pool, (void *)answer->body.data, answer->body.length);
    return judge_answer(kept, answer, registration, request, work);
}
