/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/scripted_client.h"

#include "oidc/provider_cache.h"

#define ISSUER "https://op.example"

/* RFC 8037 appendix A.2 */
#define KEY_X "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

static const oas_registration_t registration = {
    .name = "op", .client_id = "id", .discover = true, .by_hand = {.issuer = ISSUER}};

static const char metadata[] =
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://op.example/authorize\","
    "\"token_endpoint\":\"https://op.example/token\",\"jwks_uri\":\"https://op.example/keys\"}";
static const char first_keys[] =
    "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"one\",\"x\":\"" KEY_X "\"}]}";
static const char second_keys[] =
    "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"two\",\"x\":\"" KEY_X "\"}]}";

static oas_provider_cache_t *cache_of(const oas_registration_t *whose, oas_work_t *work)
{
    oas_provider_cache_t *cache;

    assert_int_equal(oas_provider_cache_new(&cache, whose, work->pool, work), OAS_OK);
    return cache;
}

/* The work of a request that comes so many seconds later. */
static oas_work_t later(const oas_work_t *work, apr_int64_t seconds)
{
    return oas_work(work->pool, work->now + apr_time_from_sec(seconds));
}

/* Where a browser would be sent, so many seconds after the beginning; NULL: nowhere. */
static const char *endpoint(oas_provider_cache_t *cache, scripted_client_t *script, const oas_work_t *work,
                            apr_int64_t seconds)
{
    oas_work_t request = later(work, seconds);
    const oas_provider_t *provider;
    oas_status_t status = oas_provider_cache_get(&provider, cache, &script->client, &request);

    assert_int_equal(provider != NULL, status == OAS_OK);
    assert_int_equal(request.reason != NULL, status != OAS_OK);
    return provider != NULL ? provider->authorization_endpoint : NULL;
}

/* The id of the first key, so many seconds after the beginning; NULL: none. */
static const char *key_id(oas_provider_cache_t *cache, scripted_client_t *script, bool fresh, const oas_work_t *work,
                          apr_int64_t seconds)
{
    oas_work_t request = later(work, seconds);
    const oas_jwk_set_t *keys;
    oas_status_t status = oas_provider_cache_keys(&keys, cache, fresh, &script->client, &request);

    assert_int_equal(keys != NULL, status == OAS_OK);
    return keys != NULL && keys->count != 0 ? keys->keys[0].kid : NULL;
}

/* PD3 */
static void many_logins_of_an_hour_fetch_the_metadata_once(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_provider_cache_t *cache = cache_of(&registration, work);
    scripted_client_t script = scripted_client();

    script_json(&script, metadata);
    for (apr_int64_t second = 0; second < 3600; second += 300)
        assert_string_equal(endpoint(cache, &script, work, second), "https://op.example/authorize");
    assert_string_equal(script.last.url, "https://op.example/.well-known/openid-configuration");
    assert_int_equal(script.last.largest_answer, OAS_METADATA_LARGEST);
    assert_int_equal(script.call_count, 1);
}

/* CFG-issuer-mismatch, R-OUT-10 */
static void bad_metadata_is_refused_and_not_kept(void **state)
{
    static const struct {
        int status;
        const char *type;
        const char *body;
        oas_status_t outcome;
        const char *reason;
    } rows[] = {
        {200, "application/json", "{\"issuer\":\"https://op.examplex\"}", OAS_REFUSED, "metadata_issuer"},
        {200, "application/json", "{\"issuer\":\"" ISSUER "\",\"jwks_uri\":\"file:///\"}", OAS_REFUSED,
         "url_malformed"},
        {200, "application/json", "<html>", OAS_REFUSED, "json_syntax"},
        {200, "text/html", metadata, OAS_REFUSED, "provider_content_type"},
        {301, "application/json", metadata, OAS_REFUSED, "provider_status"},
        {404, "application/json", metadata, OAS_REFUSED, "provider_status"},
        {503, "application/json", metadata, OAS_UNAVAILABLE, "provider_unavailable"},
        {200, "application/json", "{\"issuer\":\"" ISSUER "\"}", OAS_MISCONFIGURED, "provider_endpoint"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        oas_provider_cache_t *cache = cache_of(&registration, &work);
        scripted_client_t script = scripted_client();
        const oas_provider_t *provider;

        script_answer(&script, rows[i].status, rows[i].type, rows[i].body);
        assert_int_equal(oas_provider_cache_get(&provider, cache, &script.client, &work), rows[i].outcome);
        assert_reason(&work, rows[i].reason);
        assert_null(provider);
    }
}

/* PD2 */
static void what_is_set_by_hand_needs_no_call(void **state)
{
    static const char *const macs[] = {"HS256", "HS512", NULL};
    const oas_registration_t by_hand = {.name = "op",
                                        .client_id = "id",
                                        .signing_algorithms = macs,
                                        .by_hand = {.issuer = ISSUER,
                                                    .authorization_endpoint = "https://op.example/authorize",
                                                    .token_endpoint = "https://op.example/token"}};
    oas_work_t *work = unit_work(state);
    oas_provider_cache_t *cache = cache_of(&by_hand, work);
    scripted_client_t script = scripted_client();
    const oas_jwk_set_t *keys;

    assert_string_equal(endpoint(cache, &script, work, 0), "https://op.example/authorize");
    assert_int_equal(oas_provider_cache_keys(&keys, cache, false, &script.client, work), OAS_OK);
    assert_int_equal(keys->count, 0);
    assert_int_equal(script.call_count, 0);
}

static void says_that_there_are_no_keys_to_verify_with(void **state)
{
    static const char *const mixed[] = {"HS256", "RS256", NULL};
    static const char *const *const algorithms[] = {NULL, mixed};

    for (size_t i = 0; i < 2; i++) {
        const oas_registration_t by_hand = {.name = "op",
                                            .client_id = "id",
                                            .signing_algorithms = algorithms[i],
                                            .by_hand = {.issuer = ISSUER,
                                                        .authorization_endpoint = "https://op.example/authorize",
                                                        .token_endpoint = "https://op.example/token"}};
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        scripted_client_t script = scripted_client();
        const oas_jwk_set_t *keys;

        assert_int_equal(oas_provider_cache_keys(&keys, cache_of(&by_hand, &work), false, &script.client, &work),
                         OAS_MISCONFIGURED);
        assert_null(keys);
        assert_reason(&work, "provider_endpoint");
    }
}

/* PD8 */
static void keys_given_by_hand_need_no_call(void **state)
{
    oas_registration_t by_hand = registration;
    oas_work_t *work = unit_work(state);
    scripted_client_t nobody = scripted_client();

    assert_int_equal(oas_jwk_set_parse(&by_hand.trusted_keys, oas_bytes_of(first_keys), work), OAS_OK);
    for (int fresh = 0; fresh <= 1; fresh++)
        assert_string_equal(key_id(cache_of(&by_hand, work), &nobody, fresh, work, 0), "one");
}

/* CFG-jwks-uri */
static void keys_come_from_where_the_metadata_says(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_provider_cache_t *cache = cache_of(&registration, work);
    scripted_client_t script = scripted_client();

    script_json(&script, metadata);
    script_answer(&script, 200, "application/jwk-set+json", first_keys);
    assert_string_equal(key_id(cache, &script, false, work, 0), "one");
    assert_string_equal(script.last.url, "https://op.example/keys");
    assert_int_equal(script.last.largest_answer, OAS_JWK_SET_LARGEST);
    assert_string_equal(key_id(cache, &script, false, work, 3599), "one");
    assert_int_equal(script.call_count, 2);
}

/* R-JK-01, CFG-key-rotation: at once, however young the copy is */
static void an_unknown_key_fetches_the_keys_again(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_provider_cache_t *cache = cache_of(&registration, work);
    scripted_client_t script = scripted_client();

    script_json(&script, metadata);
    script_json(&script, first_keys);
    script_json(&script, second_keys);
    assert_string_equal(key_id(cache, &script, false, work, 0), "one");
    assert_string_equal(key_id(cache, &script, true, work, 0), "two");
    assert_string_equal(key_id(cache, &script, false, work, 1), "two");
}

/* R-JK-02, PD7 */
static void a_thousand_unknown_keys_fetch_once_a_minute(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_provider_cache_t *cache = cache_of(&registration, work);
    scripted_client_t script = scripted_client();

    script_json(&script, metadata);
    script_json(&script, first_keys);
    script_json(&script, second_keys);
    script_json(&script, first_keys);
    assert_string_equal(key_id(cache, &script, false, work, 0), "one");
    for (int i = 0; i < 1000; i++)
        assert_string_equal(key_id(cache, &script, true, work, i * 59 / 999), "two");
    assert_int_equal(script.call_count, 3);
    assert_string_equal(key_id(cache, &script, true, work, 60), "one");
}

static oas_status_t renew(oas_provider_cache_t *cache, scripted_client_t *script, const oas_work_t *work,
                          apr_int64_t seconds)
{
    oas_work_t tick = later(work, seconds);
    oas_status_t status = oas_provider_cache_renew(cache, &script->client, &tick);

    assert_int_equal(tick.reason != NULL, status != OAS_OK);
    return status;
}

/* PD4 */
static void metadata_and_keys_are_renewed_ahead_of_time(void **state)
{
    oas_registration_t often = registration;
    oas_work_t *work = unit_work(state);
    oas_provider_cache_t *cache;
    scripted_client_t script = scripted_client();

    often.metadata_refresh = apr_time_from_sec(80);
    cache = cache_of(&often, work);
    script_json(&script, metadata);
    script_json(&script, first_keys);
    script_json(&script, metadata);
    script_json(&script, second_keys);
    assert_string_equal(key_id(cache, &script, false, work, 0), "one");
    for (apr_int64_t second = 0; second < 70; second++)
        assert_int_equal(renew(cache, &script, work, second), OAS_OK);
    assert_int_equal(script.call_count, 2);
    assert_int_equal(renew(cache, &script, work, 70), OAS_OK);
    assert_string_equal(key_id(cache, &script, false, work, 80), "two");
    assert_int_equal(script.call_count, 4);
}

/* R-JK-03 */
static void keys_are_renewed_each_hour_however_seldom_metadata_is(void **state)
{
    oas_registration_t seldom = registration;
    oas_work_t *work = unit_work(state);
    oas_provider_cache_t *cache;
    scripted_client_t script = scripted_client();

    seldom.metadata_refresh = apr_time_from_sec(24 * 3600);
    cache = cache_of(&seldom, work);
    script_json(&script, metadata);
    script_json(&script, first_keys);
    script_json(&script, second_keys);
    assert_string_equal(key_id(cache, &script, false, work, 0), "one");
    assert_string_equal(key_id(cache, &script, false, work, 3600), "two");
}

static void renewing_in_vain_is_told(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_provider_cache_t *cache = cache_of(&registration, work);
    scripted_client_t script = scripted_client();

    script_json(&script, metadata);
    script_json(&script, first_keys);
    script_failure(&script, OAS_UNAVAILABLE);
    assert_string_equal(key_id(cache, &script, false, work, 0), "one");
    assert_int_equal(renew(cache, &script, work, 3590), OAS_UNAVAILABLE);
    script_failure(&script, OAS_UNAVAILABLE);
    assert_int_equal(renew(cache, &script, work, 3591), OAS_UNAVAILABLE); /* the keys */
    assert_int_equal(renew(cache, &script, work, 3592), OAS_OK);
    assert_string_equal(key_id(cache, &script, false, work, 3593), "one");
}

static void what_was_never_asked_for_is_not_renewed(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_provider_cache_t *cache = cache_of(&registration, work);
    scripted_client_t nobody = scripted_client();

    assert_int_equal(renew(cache, &nobody, work, 3600), OAS_OK);
}

/* PD6 */
static void metadata_comes_from_where_the_administrator_says(void **state)
{
    oas_registration_t elsewhere = registration;
    oas_work_t *work = unit_work(state);
    oas_provider_cache_t *cache;
    scripted_client_t script = scripted_client();

    elsewhere.metadata_url = "https://op.example/.well-known/oauth-authorization-server";
    cache = cache_of(&elsewhere, work);
    script_json(&script, metadata);
    assert_string_equal(endpoint(cache, &script, work, 0), "https://op.example/authorize");
    assert_string_equal(script.last.url, "https://op.example/.well-known/oauth-authorization-server");
}

/* RFC 8414 §3.3 */
static void metadata_of_another_issuer_is_refused_wherever_it_comes_from(void **state)
{
    static const oas_registration_t rows[] = {
        {.name = "op", .discover = true, .by_hand = {.issuer = "https://other.example"}, .metadata_url = "https://x.example"},
        {.name = "op", .discover = true, .metadata_issuer = "https://other.example", .metadata_url = "https://x.example"},
    };

    for (size_t i = 0; i < 2; i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        scripted_client_t script = scripted_client();
        const oas_provider_t *provider;

        script_json(&script, metadata);
        assert_int_equal(oas_provider_cache_get(&provider, cache_of(&rows[i], &work), &script.client, &work), OAS_REFUSED);
        assert_reason(&work, "metadata_issuer");
    }
}

static void metadata_makes_no_openid_provider_of_a_plain_one(void **state)
{
    const oas_registration_t plain = {
        .name = "op", .discover = true, .metadata_issuer = ISSUER, .metadata_url = "https://op.example/metadata"};
    oas_work_t *work = unit_work(state);
    scripted_client_t script = scripted_client();
    const oas_provider_t *provider;

    script_json(&script, metadata);
    assert_int_equal(oas_provider_cache_get(&provider, cache_of(&plain, work), &script.client, work), OAS_OK);
    assert_string_equal(provider->token_endpoint, "https://op.example/token");
    assert_null(provider->issuer);
}

static void keys_that_were_never_had_are_unavailable(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_provider_cache_t *cache = cache_of(&registration, work);
    scripted_client_t script = scripted_client();
    const oas_jwk_set_t *keys;

    script_json(&script, metadata);
    script_failure(&script, OAS_UNAVAILABLE);
    assert_int_equal(oas_provider_cache_keys(&keys, cache, true, &script.client, work), OAS_UNAVAILABLE);
    assert_null(keys);
    assert_reason(work, "scripted");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_logins_of_an_hour_fetch_the_metadata_once),
        cmocka_unit_test(bad_metadata_is_refused_and_not_kept),
        cmocka_unit_test(what_is_set_by_hand_needs_no_call),
        cmocka_unit_test(says_that_there_are_no_keys_to_verify_with),
        cmocka_unit_test(keys_given_by_hand_need_no_call),
        cmocka_unit_test(keys_come_from_where_the_metadata_says),
        cmocka_unit_test(an_unknown_key_fetches_the_keys_again),
        cmocka_unit_test(a_thousand_unknown_keys_fetch_once_a_minute),
        cmocka_unit_test(metadata_and_keys_are_renewed_ahead_of_time),
        cmocka_unit_test(keys_are_renewed_each_hour_however_seldom_metadata_is),
        cmocka_unit_test(renewing_in_vain_is_told),
        cmocka_unit_test(what_was_never_asked_for_is_not_renewed),
        cmocka_unit_test(metadata_comes_from_where_the_administrator_says),
        cmocka_unit_test(metadata_of_another_issuer_is_refused_wherever_it_comes_from),
        cmocka_unit_test(metadata_makes_no_openid_provider_of_a_plain_one),
        cmocka_unit_test(keys_that_were_never_had_are_unavailable),
    };
    return unit_run("provider_cache", tests, sizeof(tests) / sizeof(tests[0]));
}
