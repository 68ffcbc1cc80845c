/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>

#include <apr_strings.h>
#include <openssl/pem.h>

#include "calls.h"
#include "http/tls_identity.h"

static oas_status_t read_pair(const oas_tls_identity_t **identity, const char *certificate, const char *key,
                              oas_work_t *work)
{
    return oas_tls_identity_read(identity, oas_bytes_of(certificate), oas_bytes_of(key), work);
}

static const oas_tls_identity_t *identity_of(const certificate_t *certificate, oas_work_t *work)
{
    const oas_tls_identity_t *identity;

    assert_int_equal(read_pair(&identity, certificate_text(certificate, work->pool),
                               certificate_key_text(certificate, work->pool), work),
                     OAS_OK);
    return identity;
}

static void one_text_may_hold_both(void **state)
{
    oas_work_t *work = unit_work(state);
    certificate_t made = certificate_new("DNS:client", 3600);
    const char *certificate = certificate_text(&made, work->pool), *key = certificate_key_text(&made, work->pool);
    const char *texts[] = {apr_pstrcat(work->pool, certificate, key, NULL),
                           apr_pstrcat(work->pool, "a comment\n", key, certificate, certificate, NULL)};
    const oas_tls_identity_t *identity;

    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(read_pair(&identity, texts[i], texts[i], work), OAS_OK);
        assert_true(oas_bytes_equal(identity->certificate, oas_bytes_of(texts[i])));
        assert_true(oas_bytes_equal(identity->key, oas_bytes_of(texts[i])));
        assert_ptr_not_equal(identity->key.data, texts[i]);
    }
    certificate_remove(&made);
}

/* The same key, for which one would be asked a passphrase. */
static const char *locked(const certificate_t *certificate, apr_pool_t *pool)
{
    BIO *to = BIO_new(BIO_s_mem());
    const char *text;
    char *data;
    long length;

    PEM_write_bio_PrivateKey(to, certificate->key, EVP_aes_128_cbc(), (const unsigned char *)"hunter2", 7, NULL, NULL);
    length = BIO_get_mem_data(to, &data);
    text = apr_pstrmemdup(pool, data, (apr_size_t)length);
    BIO_free(to);
    return text;
}

static void refuses_what_proves_nothing(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;
    certificate_t made = certificate_new("DNS:client", 3600), other = certificate_new("DNS:client", 3600);
    const char *certificate = certificate_text(&made, pool), *key = certificate_key_text(&made, pool);
    const struct {
        const char *certificate, *key, *reason;
    } rows[] = {
        {"", key, "tls_certificate"},
        {key, key, "tls_certificate"},
        {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", key, "tls_certificate"},
        {apr_pstrndup(pool, certificate, strlen(certificate) / 2), key, "tls_certificate"},
        {certificate, "", "tls_key"},
        {certificate, certificate, "tls_key"},
        {certificate, apr_pstrndup(pool, key, strlen(key) / 2), "tls_key"},
        {certificate, locked(&made, pool), "tls_key"},
        {certificate, certificate_key_text(&other, pool), "tls_key"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(pool, OAS_TEST_NOW);
        const oas_tls_identity_t *identity;

        assert_int_equal(read_pair(&identity, rows[i].certificate, rows[i].key, &work), OAS_MISCONFIGURED);
        assert_null(identity);
        assert_reason(&work, rows[i].reason);
        assert_no_openssl_errors();
    }
    certificate_remove(&made);
    certificate_remove(&other);
}

/* A server that asks for certificates, a client that trusts it, and two that it may be. */
typedef struct {
    certificate_t server_certificate, one, other;
    oas_curl_limits_t limits;
    server_t server;
    oas_http_client_t *client;
} scene_t;

static void begin(scene_t *scene, void **state, bool demanded)
{
    scene->server_certificate = certificate_new("IP:127.0.0.1", 3600);
    scene->one = certificate_new("DNS:one", 3600);
    scene->other = certificate_new("DNS:other", 3600);
    scene->limits = oas_curl_limits_default;
    scene->limits.ca_file = scene->server_certificate.file;
    server_start_tls(&scene->server, &hello, 1, &scene->server_certificate, 0);
    server_ask_for_certificates(&scene->server, demanded);
    scene->client = client_with(state, &scene->limits);
}

static void end(scene_t *scene)
{
    server_stop(&scene->server);
    certificate_remove(&scene->server_certificate);
    certificate_remove(&scene->one);
    certificate_remove(&scene->other);
}

static oas_http_call_t call_as(void **state, scene_t *scene, const certificate_t *certificate)
{
    oas_http_call_t call = get(url_of(state, &scene->server, "/"));

    if (certificate != NULL)
        call.identity = identity_of(certificate, unit_work(state));
    return call;
}

static void a_server_that_demands_a_certificate_gets_it(void **state)
{
    scene_t scene;

    begin(&scene, state, true);
    assert_answered(state, scene.client, call_as(state, &scene, &scene.one));
    end(&scene);
    assert_int_equal(scene.server.certificates_shown, 1);
}

/* With TLS 1.3 the server says so only after the request was sent. */
static void without_one_the_log_says_what_is_missing(void **state)
{
    scene_t scene;
    const char *why;

    begin(&scene, state, true);
    why = assert_fails(state, scene.client, call_as(state, &scene, NULL), OAS_UNAVAILABLE, "call_broken_off");
    end(&scene);
    assert_non_null(strstr(why, "certificate required"));
    assert_int_equal(scene.server.request_count, 0);
}

static void what_was_never_read_as_an_identity_is_none(void **state)
{
    const oas_tls_identity_t nonsense = {.certificate = oas_bytes_of("no certificate"), .key = oas_bytes_of("no key")};
    oas_http_call_t call;
    scene_t scene;

    begin(&scene, state, false);
    call = call_as(state, &scene, NULL);
    call.identity = &nonsense;
    assert_fails(state, scene.client, call, OAS_MISCONFIGURED, "call_certificate");
    end(&scene);
    assert_int_equal(scene.server.request_count, 0);
}

/* Who has no certificate must not call on the connection, nor take up the TLS session, of who has. */
static void nobody_calls_under_the_name_of_another(void **state)
{
    scene_t scene;

    begin(&scene, state, false);
    assert_answered(state, scene.client, call_as(state, &scene, NULL));
    assert_int_equal(scene.server.certificates_shown, 0);
    assert_answered(state, scene.client, call_as(state, &scene, &scene.one));
    assert_int_equal(scene.server.certificates_shown, 1);
    assert_answered(state, scene.client, call_as(state, &scene, NULL));
    assert_int_equal(scene.server.certificates_shown, 1);
    assert_answered(state, scene.client, call_as(state, &scene, &scene.other));
    assert_answered(state, scene.client, call_as(state, &scene, &scene.one));
    end(&scene);
    assert_int_equal(scene.server.certificates_shown, 3);
    assert_int_equal(scene.server.connection_count, 4); /* the first one is kept, for who shows nothing */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_text_may_hold_both),
        cmocka_unit_test(refuses_what_proves_nothing),
        cmocka_unit_test(a_server_that_demands_a_certificate_gets_it),
        cmocka_unit_test(without_one_the_log_says_what_is_missing),
        cmocka_unit_test(what_was_never_read_as_an_identity_is_none),
        cmocka_unit_test(nobody_calls_under_the_name_of_another),
    };

    signal(SIGPIPE, SIG_IGN); /* as httpd does */
    return unit_run("tls_identity", tests, sizeof(tests) / sizeof(tests[0]));
}
