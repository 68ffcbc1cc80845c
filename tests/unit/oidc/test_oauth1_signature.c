/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_base64.h>
#include <apr_strings.h>

#include "crypto/sha1_signature.h"
#include "http/form.h"
#include "jose_signer.h"
#include "oidc/oauth1_signature.h"

static const oas_registration_t client = {.name = "old", .client_id = "dpf43f3p2l4k3l03", .client_secret = "kd94hf93k423kf44"};

/* The value of a parameter in a header, unescaped. */
static const char *parameter(const char *header, const char *name, apr_pool_t *pool)
{
    const char *at = strstr(header, apr_pstrcat(pool, name, "=\"", NULL));
    oas_work_t look = oas_work(pool, 0);
    oas_pairs_t form;

    if (at == NULL)
        return NULL;
    at += strlen(name) + 2;
    assert_int_equal(oas_form_parse(&form, oas_bytes_of(apr_pstrcat(pool, "v=", apr_pstrmemdup(pool, at, strcspn(at, "\"")), NULL)),
                                    &look), OAS_OK);
    return oas_pairs_get(form, "v");
}

/* RFC 5849 §3.4.1.1, with what §3.4.1.3.1 has in the query; the body of the example is left out, as ours have none */
static void the_base_string_sorts_what_is_encoded(void **state)
{
    static const oas_pair_t protocol[] = {{"oauth_consumer_key", "9djdj82h48djs9d2"}, {"oauth_token", "kkk9d7dh3k39sjv7"},
                                          {"oauth_signature_method", "HMAC-SHA1"}, {"oauth_timestamp", "137131201"},
                                          {"oauth_nonce", "7d8f3e4a"}};
    const oas_oauth1_request_t request = {.method = "POST", .url = "http://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b"};
    const char *text;

    assert_int_equal(oas_oauth1_base_string(&text, &request, (oas_pairs_t){protocol, 5}, unit_work(state)), OAS_OK);
    assert_string_equal(text, "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26"
                              "oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-"
                              "SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7");
}

/* RFC 5849 §1.2 */
static void the_example_of_the_standard_has_its_signature(void **state)
{
    static const oas_pair_t protocol[] = {{"oauth_consumer_key", "dpf43f3p2l4k3l03"}, {"oauth_token", "nnch734d00sl2jdk"},
                                          {"oauth_signature_method", "HMAC-SHA1"}, {"oauth_timestamp", "137131202"},
                                          {"oauth_nonce", "chapoH"}};
    const oas_oauth1_request_t request = {.method = "GET",
                                          .url = "http://photos.example.net/photos?file=vacation.jpg&size=original"};
    const char *text;
    char base64[64];
    oas_bytes_t mac;

    assert_int_equal(oas_oauth1_base_string(&text, &request, (oas_pairs_t){protocol, 5}, unit_work(state)), OAS_OK);
    assert_int_equal(oas_hmac_sha1(&mac, oas_bytes_of("kd94hf93k423kf44&pfkkdhi9sl3r4s00"), oas_bytes_of(text), unit_work(state)),
                     OAS_OK);
    apr_base64_encode_binary(base64, mac.data, (int)mac.length);
    assert_string_equal(base64, "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
}

static void a_port_that_is_not_the_schemes_own_is_signed(void **state)
{
    const oas_oauth1_request_t request = {.method = "GET", .url = "https://www.Example.net:8080/?q=1"};
    const char *text;

    assert_int_equal(oas_oauth1_base_string(&text, &request, (oas_pairs_t){0}, unit_work(state)), OAS_OK);
    assert_string_equal(text, "GET&https%3A%2F%2Fwww.example.net%3A8080%2F&q%3D1"); /* §3.4.1.2 */
}

static void refuses_a_query_that_says_two_things(void **state)
{
    const oas_oauth1_request_t request = {.method = "GET", .url = "https://example.net/?a=1&a=2"};
    const char *text;

    assert_int_equal(oas_oauth1_base_string(&text, &request, (oas_pairs_t){0}, unit_work(state)), OAS_REFUSED);
    assert_null(text);
}

static const char *sign(const oas_registration_t *registration, oas_oauth1_request_t request, oas_work_t *work)
{
    const char *header;

    request.nonce = "wIjqoxSz";
    request.timestamp = apr_time_from_sec(137131200);
    assert_int_equal(oas_oauth1_sign(&header, registration, &request, work), OAS_OK);
    return header;
}

/* The values were computed by another implementation (oauthlib): RFC 5849 §1.2 leaves oauth_version out, which we send. */
static void signs_with_the_client_secret_and_the_tokens(void **state)
{
    const oas_oauth1_request_t first = {.method = "POST", .url = "https://photos.example.net/initiate",
                                        .parameter = {"oauth_callback", "http://printer.example.com/ready"}};
    const oas_oauth1_request_t last = {.method = "GET", .url = "http://photos.example.net/photos?file=vacation.jpg&size=original",
                                       .token = {"nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"}};
    oas_work_t *work = unit_work(state);
    const char *header = sign(&client, first, work);

    assert_int_equal(strncmp(header, "OAuth oauth_consumer_key=\"dpf43f3p2l4k3l03\", ", 45), 0);
    assert_string_equal(parameter(header, "oauth_callback", work->pool), "http://printer.example.com/ready");
    assert_string_equal(parameter(header, "oauth_signature_method", work->pool), "HMAC-SHA1");
    assert_string_equal(parameter(header, "oauth_timestamp", work->pool), "137131200");
    assert_null(parameter(header, "oauth_token", work->pool));
    assert_string_equal(parameter(header, "oauth_signature", work->pool), "3evyec4fL6He7MB2enSNJ6TvPQI=");
    header = sign(&client, last, work);
    assert_string_equal(parameter(header, "oauth_token", work->pool), "nnch734d00sl2jdk");
    assert_string_equal(parameter(header, "oauth_signature", work->pool), "7jpL3GCetqhpfDSutTjBPmrBWK4=");
}

static void secrets_with_every_character_are_encoded_before_they_are_a_key(void **state)
{
    const oas_registration_t odd = {.name = "old", .client_id = "a b&c", .client_secret = "100%+&\"\\ \xc3\xa9"};
    const oas_oauth1_request_t request = {.method = "GET", .url = "https://example.net/me", .token = {"t/=", "s&="}};

    assert_string_equal(parameter(sign(&odd, request, unit_work(state)), "oauth_signature", unit_work(state)->pool), "8wo9JRuzdkRx86QpR0RdggdY6As=");
}

static void no_header_shows_a_secret(void **state)
{
    const oas_oauth1_request_t request = {.method = "GET", .url = "https://example.net/", .token = {"token", "tokensecret"}};
    const char *header = sign(&client, request, unit_work(state));

    assert_null(strstr(header, "kd94hf93k423kf44"));
    assert_null(strstr(header, "tokensecret"));
}

static void without_a_secret_our_rsa_key_signs(void **state)
{
    oas_work_t *work = unit_work(state);
    const jose_signer_t ec = jose_signer(work->pool, "ES256", "a"), rsa = jose_signer(work->pool, "RS256", "b");
    const oas_jwk_t keys[] = {{.kty = OAS_KTY_EC, .key = ec.key}, {.kty = OAS_KTY_RSA, .use = OAS_USE_ENCRYPTION, .key = ec.key},
                              {.kty = OAS_KTY_RSA, .key = rsa.key}};
    const oas_jwk_set_t set = {.keys = keys, .count = 3};
    const oas_registration_t registration = {.name = "old", .client_id = "id", .own_keys = &set};
    const oas_oauth1_request_t request = {.method = "GET", .url = "https://example.net/me", .token = {"t", "s"}};
    const char *header = sign(&registration, request, work);
    unsigned char signature[512];
    int length = apr_base64_decode_binary(signature, parameter(header, "oauth_signature", work->pool));
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const char *text = "GET&https%3A%2F%2Fexample.net%2Fme&oauth_consumer_key%3Did%26oauth_nonce%3DwIjqoxSz%26oauth_signature_"
                       "method%3DRSA-SHA1%26oauth_timestamp%3D137131200%26oauth_token%3Dt%26oauth_version%3D1.0";

    assert_int_equal(EVP_DigestVerifyInit(context, NULL, EVP_sha1(), NULL, rsa.key), 1);
    assert_int_equal(EVP_DigestVerify(context, signature, (size_t)length, (const unsigned char *)text, strlen(text)), 1);
    EVP_MD_CTX_free(context);
}

static void without_secret_and_key_it_is_not_set_up(void **state)
{
    const oas_registration_t registration = {.name = "old", .client_id = "id"};
    const oas_oauth1_request_t request = {.method = "GET", .url = "https://example.net/me", .nonce = "n"};
    const char *header;

    assert_int_equal(oas_oauth1_sign(&header, &registration, &request, unit_work(state)), OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "oauth1_key");
    assert_null(header);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_base_string_sorts_what_is_encoded),
        cmocka_unit_test(the_example_of_the_standard_has_its_signature),
        cmocka_unit_test(a_port_that_is_not_the_schemes_own_is_signed),
        cmocka_unit_test(refuses_a_query_that_says_two_things),
        cmocka_unit_test(signs_with_the_client_secret_and_the_tokens),
        cmocka_unit_test(secrets_with_every_character_are_encoded_before_they_are_a_key),
        cmocka_unit_test(no_header_shows_a_secret),
        cmocka_unit_test(without_a_secret_our_rsa_key_signs),
        cmocka_unit_test(without_secret_and_key_it_is_not_set_up),
    };
    return unit_run("oauth1_signature", tests, sizeof(tests) / sizeof(tests[0]));
}
