/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "http/url.h"
#include "row.h"

static oas_url_t *parse(void **state, const char *text)
{
    oas_url_t *url;

    assert_row(oas_url_parse(&url, text, "test", unit_work(state)) == OAS_OK, text);
    return url;
}

static void takes_a_url_apart(void **state)
{
    oas_url_t *url = parse(state, "https://provider.example:8443/token?a=b&c=d/e?f");

    assert_true(url->is_https);
    assert_false(url->is_loopback);
    assert_string_equal(url->origin, "https://provider.example:8443");
    assert_string_equal(url->host, "provider.example");
    assert_int_equal(url->port, 8443);
    assert_string_equal(url->path, "/token");
    assert_string_equal(url->query, "a=b&c=d/e?f");
}

static void a_url_without_a_path_has_the_path_slash(void **state)
{
    assert_string_equal(parse(state, "https://provider.example")->path, "/");
    assert_null(parse(state, "https://provider.example")->query);
    assert_string_equal(parse(state, "https://provider.example?a")->path, "/");
    assert_string_equal(parse(state, "https://provider.example?a")->query, "a");
    assert_string_equal(parse(state, "https://provider.example/?")->query, "");
}

static void writes_one_origin_for_all_spellings(void **state)
{
    static const char *const spellings[][2] = {
        {"HTTPS://Provider.EXAMPLE/", "https://provider.example"},
        {"https://provider.example:443/x", "https://provider.example"},
        {"http://provider.example:80", "http://provider.example"},
        {"http://provider.example:443", "http://provider.example:443"},
        {"https://provider.example:80", "https://provider.example:80"},
        {"https://[2001:DB8::1]:443/", "https://[2001:db8::1]"},
        {"https://[2001:db8::1]:65535/", "https://[2001:db8::1]:65535"},
        {"http://192.0.2.1:8080/", "http://192.0.2.1:8080"},
        {"https://xn--bcher-kva.example/", "https://xn--bcher-kva.example"},
        {"https://my_provider:1/", "https://my_provider:1"},
    };

    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
        assert_string_equal(parse(state, spellings[i][0])->origin, spellings[i][1]);
}

static void knows_loopback_only_where_it_is_written(void **state)
{
    static const char *const loopback[] = {
        "http://localhost/", "http://LocalHost:8080/", "http://127.0.0.1/", "http://127.255.0.9:1/", "http://[::1]/",
    };
    static const char *const elsewhere[] = {
        "http://localhost.example/",  "http://127.0.0.1.example/",
        "http://128.0.0.1/",          "http://[::]/",
        "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/",
        "http://mylocalhost/",        "http://127.0.0.1.nip.example/",
    };

    for (size_t i = 0; i < sizeof(loopback) / sizeof(loopback[0]); i++)
        assert_row(parse(state, loopback[i])->is_loopback, loopback[i]);
    for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
        assert_row(!parse(state, elsewhere[i])->is_loopback, elsewhere[i]);
}

static void refuses_what_two_programs_would_read_differently(void **state)
{
    static const char *const malformed[] = {
        "",
        "/",
        "//provider.example/",
        "provider.example",
        "https:",
        "https:/",
        "https://",
        "https:///",
        "https:///path",
        "https:provider.example",
        "https:/provider.example",
        "https:\\\\provider.example",
        "ftp://provider.example/",
        "file:///etc/passwd",
        "gopher://provider.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "httpss://a/",
        " https://provider.example/",
        "https://provider.example/ ",
        "https://provider.example/a b",
        "https ://a/",
        "https://user@provider.example/",
        "https://user:secret@provider.example/",
        "https://@provider.example/",
        "https://a@b@c/",
        "http://localhost:80@attacker.example/",
        "https://a\\@b/",
        "https://provider.example\\.evil/",
        "https://provider.example/#",
        "https://provider.example/#fragment",
        "https://provider.example#@evil/",
        "https://provider.example/\t",
        "https://provi\tder.example/",
        "https://provider.example/\n",
        "https://provider.example/\r\nX: y",
        "https://provider.example/\x7f",
        "https://provider.example/\x01",
        "https://provider.example/\xc3\xa4",
        "https://b\xc3\xbc"
        "cher.example/",
        "https://provider\xe3\x80\x82"
        "example/",
        "https://provider.example/\"",
        "https://provider.example/<",
        "https://provider.example/>",
        "https://provider.example/^",
        "https://provider.example/`",
        "https://provider.example/{a}",
        "https://provider.example/a|b",
        "https://provider.example/[a]",
        "https://provider.example/?a[]=b",
        "https://provider.example/%",
        "https://provider.example/%2",
        "https://provider.example/%zz",
        "https://provider.example/%2g",
        "https://provider.example/?%",
        "https://provider%2eexample/",
        "https://%00/",
        "https://provider.example:/",
        "https://provider.example:0/",
        "https://provider.example:00443/",
        "https://provider.example:65536/",
        "https://provider.example:99999/",
        "https://provider.example:443443/",
        "https://provider.example:4a3/",
        "https://provider.example:-1/",
        "https://provider.example:+443/",
        "https://provider.example:443:443/",
        "https://:443/",
        "https://.provider.example/",
        "https://provider.example./",
        "https://provider..example/",
        "https://./",
        "https://../",
        "https://provider,example/",
        "https://a;b/",
        "https://provider.example&a/",
        "https://a=b/",
        "https://*.example/",
        "https://~/",
        "https://a'b/",
        "https://(a)/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.01/",
        "https://127.0.0.256/",
        "https://1.2.3.4.5/",
        "https://provider.0x/",
        "https://provider.1/",
        "https://[::1/",
        "https://::1/",
        "https://[::1]x/",
        "https://[::1]x443/",
        "https://[::1]:/",
        "https://[]/",
        "https://[127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://[::1].example/",
        "https://a[::1]/",
        "https://[[::1]]/",
        "https://[v1.a]/",
        "https://provider.example]/",
    };

    for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
        oas_work_t work = *unit_work(state);
        oas_url_t *url = (oas_url_t *)&work;

        assert_row(oas_url_parse(&url, malformed[i], "test", &work) == OAS_REFUSED, malformed[i]);
        assert_null(url);
        assert_string_equal(work.reason, "url_malformed");
    }
}

static void refuses_no_url_at_all(void **state)
{
    oas_url_t *url;

    assert_int_equal(oas_url_parse(&url, NULL, "test", unit_work(state)), OAS_REFUSED);
    assert_null(url);
}

static const char *url_of_length(void **state, size_t length)
{
    static const char start[] = "https://provider.example/";
    char *text = apr_palloc(unit_work(state)->pool, length + 1);

    memset(text, 'a', length);
    memcpy(text, start, sizeof(start) - 1);
    text[length] = '\0';
    return text;
}

static void refuses_a_url_of_2049_characters(void **state)
{
    oas_url_t *url;

    assert_non_null(parse(state, url_of_length(state, 2048)));
    assert_int_equal(oas_url_parse(&url, url_of_length(state, 2049), "test", unit_work(state)), OAS_REFUSED);
}

static void refuses_a_host_of_254_characters(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;
    char *host = apr_pcalloc(pool, 255);
    oas_url_t *url;

    memset(host, 'a', 254);
    assert_int_equal(oas_url_parse(&url, apr_pstrcat(pool, "https://", host, NULL), "test", unit_work(state)),
                     OAS_REFUSED);
    assert_non_null(parse(state, apr_pstrcat(pool, "https://", host + 1, NULL)));
}

static void a_failure_names_the_thing_and_no_secret(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_url_t *url;

    assert_int_equal(oas_url_parse(&url, "https://user:hunter2@a/?code=hunter2", "token endpoint", work), OAS_REFUSED);
    assert_string_equal(work->failure, "token endpoint: the URL carries user information");
    oas_forgive(work);
    assert_int_equal(oas_url_parse(&url, "https://a/#hunter2", "token endpoint", work), OAS_REFUSED);
    assert_string_equal(work->failure, "token endpoint: the URL has a fragment");
}

static void secure_is_https_or_this_machine(void **state)
{
    static const char *const secure[] = {"https://provider.example/", "http://localhost:8080/", "http://127.0.0.1/",
                                         "http://[::1]:1/"};
    static const char *const insecure[] = {"http://provider.example/", "http://169.254.169.254/latest/meta-data/",
                                           "http://10.0.0.1/", "http://localhost.example/",
                                           "http://[::ffff:127.0.0.1]/"};
    oas_url_t *url;

    for (size_t i = 0; i < sizeof(secure) / sizeof(secure[0]); i++)
        assert_row(oas_url_parse_secure(&url, secure[i], "test", unit_work(state)) == OAS_OK && url != NULL, secure[i]);
    for (size_t i = 0; i < sizeof(insecure) / sizeof(insecure[0]); i++) {
        oas_work_t work = *unit_work(state);

        assert_row(oas_url_parse_secure(&url, insecure[i], "test", &work) == OAS_REFUSED && url == NULL, insecure[i]);
        assert_string_equal(work.reason, "url_not_secure");
    }
}

static void secure_refuses_a_malformed_url_too(void **state)
{
    oas_url_t *url;

    assert_int_equal(oas_url_parse_secure(&url, "https://a@b/", "test", unit_work(state)), OAS_REFUSED);
    assert_null(url);
}

static void escapes_all_but_unreserved_characters(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_string_equal(oas_url_escape(pool, "AZaz09-._~"), "AZaz09-._~");
    assert_string_equal(oas_url_escape(pool, " +/%&=?#\"'\n\x7f"), "%20%2B%2F%25%26%3D%3F%23%22%27%0A%7F");
    assert_string_equal(oas_url_escape(pool, "\xc3\xa4"), "%C3%A4");
    assert_string_equal(oas_url_escape(pool, ""), "");
}

static void parameters_follow_what_is_there(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_string_equal(oas_url_with_parameters(pool, "https://a/b", "c=d"), "https://a/b?c=d");
    assert_string_equal(oas_url_with_parameters(pool, "https://a/b?x=y", "c=d"), "https://a/b?x=y&c=d");
    assert_string_equal(oas_url_with_parameters(pool, "https://a/b?", "c=d"), "https://a/b?c=d");
    assert_string_equal(oas_url_with_parameters(pool, "https://a/b?x=y&", "c=d"), "https://a/b?x=y&c=d");
    assert_string_equal(oas_url_with_parameters(pool, "https://a/b", ""), "https://a/b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_a_url_apart),
        cmocka_unit_test(a_url_without_a_path_has_the_path_slash),
        cmocka_unit_test(writes_one_origin_for_all_spellings),
        cmocka_unit_test(knows_loopback_only_where_it_is_written),
        cmocka_unit_test(refuses_what_two_programs_would_read_differently),
        cmocka_unit_test(refuses_no_url_at_all),
        cmocka_unit_test(refuses_a_url_of_2049_characters),
        cmocka_unit_test(refuses_a_host_of_254_characters),
        cmocka_unit_test(a_failure_names_the_thing_and_no_secret),
        cmocka_unit_test(secure_is_https_or_this_machine),
        cmocka_unit_test(secure_refuses_a_malformed_url_too),
        cmocka_unit_test(escapes_all_but_unreserved_characters),
        cmocka_unit_test(parameters_follow_what_is_there),
    };

    return unit_run("url", tests, sizeof(tests) / sizeof(tests[0]));
}
