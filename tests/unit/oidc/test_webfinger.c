/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/scripted_client.h"
#include "oidc/webfinger.h"

static const char *const allowed[] = {"https://example.org", "https://Two.example:8443", NULL};

/* OpenID Connect Discovery 1.0 §2.1.2, §2.2 */
static void reads_what_people_call_their_accounts(void **state)
{
    static const struct {
        const char *typed, *resource, *host;
        int port;
    } rows[] = {
        {"ada@example.org", "acct:ada@example.org", "example.org", 443},
        {"ada@Example.ORG:8443", "acct:ada@Example.ORG:8443", "example.org", 8443},
        {"acct:ada@example.org", "acct:ada@example.org", "example.org", 443},
        {"ada+x@example.org", "acct:ada+x@example.org", "example.org", 443},
        {"ada@home.example@example.org", "acct:ada%40home.example@example.org", "example.org", 443},
        {"https://example.org/ada", "https://example.org/ada", "example.org", 443},
        {"https://example.org/ada?x=@y", "https://example.org/ada?x=@y", "example.org", 443},
        {"example.org", "https://example.org", "example.org", 443},
        {"example.org:8443", "https://example.org:8443", "example.org", 8443},
        {"example.org/@ada", "https://example.org/@ada", "example.org", 443},
        {"http://127.0.0.1:8080/ada", "http://127.0.0.1:8080/ada", "127.0.0.1", 8080},
    };
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_account_t *account;

        if (oas_account_read(&account, rows[i].typed, work) != OAS_OK)
            fail_msg("refused: %s: %s", rows[i].typed, work->failure);
        assert_string_equal(account->resource, rows[i].resource);
        assert_string_equal(account->host, rows[i].host);
        assert_int_equal(account->port, rows[i].port);
    }
}

static void refuses_what_is_no_account(void **state)
{
    static const char *const rows[] = {
        "", " ", "@", "@example.org", "=ada", "!ada", "ada@", "ada@@", "a da@example.org", "ada@exam ple.org",
        "ada@example.org/path", "acct:ada", "acct:@example.org", "ada@example.org#x", "ada\r\n@example.org",
        "ada@example.org\r\nX: y", "http://example.org/ada", "ftp://example.org/ada", "file:///etc/passwd",
        "https://user@example.org/ada", "https://example.org/#ada", "ada@0x7f.1", "ada@127.1", "ada@[::1", "\xc3\xa9@example.org",
        "javascript:alert(1)", "//example.org", "https:example.org", "ada%40b@example.org",
    };
    oas_work_t *work = unit_work(state);
    const oas_account_t *account;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (oas_account_read(&account, rows[i], work) != OAS_REFUSED)
            fail_msg("not refused: %s", rows[i]);
        assert_null(account);
    }
    assert_int_equal(oas_account_read(&account, apr_pstrcat(work->pool, apr_psprintf(work->pool, "%0310d", 0),
                                                            "@example.org", NULL), work), OAS_REFUSED);
}

static oas_status_t ask(const char **issuer, scripted_client_t *script, const char *typed, oas_work_t *work)
{
    const oas_account_t *account;

    oas_forgive(work);
    assert_int_equal(oas_account_read(&account, typed, work), OAS_OK);
    return oas_webfinger_ask(issuer, account, allowed, &script->client, work);
}

/* RFC 7033 §4.1 */
static void asks_the_host_of_the_account_for_its_issuer(void **state)
{
    scripted_client_t script = scripted_client();
    const char *issuer;

    script_answer(&script, 200, "application/jrd+json",
                  "{\"subject\":\"acct:ada@example.org\",\"links\":[{\"rel\":\"self\",\"href\":\"https://evil.test\"},"
                  "{\"rel\":\"http://openid.net/specs/connect/1.0/issuer\",\"href\":\"https://op.example\"}]}");
    assert_int_equal(ask(&issuer, &script, "ada@example.org", unit_work(state)), OAS_OK);
    assert_string_equal(issuer, "https://op.example");
    assert_string_equal(script.last.url, "https://example.org/.well-known/webfinger?resource=acct%3Aada%40example.org&rel=http"
                                         "%3A%2F%2Fopenid.net%2Fspecs%2Fconnect%2F1.0%2Fissuer");
    assert_null(script.last.authorization);
    assert_null(script.last.form.data);
}

/* The script foresees no call: one would fail the test. */
static void calls_no_host_that_is_not_allowed(void **state)
{
    static const char *const rows[] = {
        "ada@evil.test", "ada@example.org:8443", "ada@example.org.evil.test", "ada@www.example.org", "ada@two.example",
        "https://127.0.0.1/", "http://127.0.0.1/ada", "ada@localhost", "example.com", "https://169.254.169.254/latest",
    };
    scripted_client_t script = scripted_client();
    const char *issuer;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(ask(&issuer, &script, rows[i], unit_work(state)), OAS_REFUSED);
        assert_reason(unit_work(state), "account_host");
        assert_null(issuer);
    }
}

static void without_a_list_no_host_is_allowed(void **state)
{
    scripted_client_t script = scripted_client();
    const oas_account_t *account;
    const char *issuer;

    assert_int_equal(oas_account_read(&account, "ada@example.org", unit_work(state)), OAS_OK);
    assert_int_equal(oas_webfinger_ask(&issuer, account, NULL, &script.client, unit_work(state)), OAS_REFUSED);
}

static void a_port_is_part_of_what_is_allowed(void **state)
{
    scripted_client_t script = scripted_client();
    const char *issuer;

    script_failure(&script, OAS_UNAVAILABLE);
    assert_int_equal(ask(&issuer, &script, "ada@TWO.example:8443", unit_work(state)), OAS_UNAVAILABLE);
    assert_int_equal(strncmp(script.last.url, "https://two.example:8443/.well-known/webfinger?", 47), 0);
}

static void refuses_an_answer_that_names_no_issuer(void **state)
{
    static const struct {
        int status;
        const char *type, *body, *reason;
    } rows[] = {
        {200, "application/jrd+json", "{}", "account_issuer"},
        {200, "application/jrd+json", "{\"links\":[]}", "account_issuer"},
        {200, "application/jrd+json", "{\"links\":\"x\"}", "account_issuer"},
        {200, "application/jrd+json", "{\"links\":[1,\"a\",null,{}]}", "account_issuer"},
        {200, "application/jrd+json", "{\"links\":[{\"rel\":\"http://openid.net/specs/connect/1.0/issuer\"}]}", "account_issuer"},
        {200, "application/jrd+json", "{\"links\":[{\"rel\":\"http://openid.net/specs/connect/1.0/issuer\",\"href\":7}]}",
         "account_issuer"},
        {200, "application/json", "[]", "json_not_an_object"},
        {200, "text/html", "{}", "provider_content_type"},
        {302, "application/jrd+json", "{}", "provider_status"},
        {404, "application/jrd+json", "{}", "provider_status"},
    };
    const char *issuer;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scripted_client_t script = scripted_client();

        script_answer(&script, rows[i].status, rows[i].type, rows[i].body);
        assert_int_equal(ask(&issuer, &script, "ada@example.org", unit_work(state)), OAS_REFUSED);
        assert_reason(unit_work(state), rows[i].reason);
        assert_null(issuer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_people_call_their_accounts),
        cmocka_unit_test(refuses_what_is_no_account),
        cmocka_unit_test(asks_the_host_of_the_account_for_its_issuer),
        cmocka_unit_test(calls_no_host_that_is_not_allowed),
        cmocka_unit_test(without_a_list_no_host_is_allowed),
        cmocka_unit_test(a_port_is_part_of_what_is_allowed),
        cmocka_unit_test(refuses_an_answer_that_names_no_issuer),
    };
    return unit_run("webfinger", tests, sizeof(tests) / sizeof(tests[0]));
}
