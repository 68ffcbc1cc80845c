/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "http/cookie.h"
#include "row.h"

#define NAME "__Host-oauth_session"

static const char *const names[] = {NAME, "__Host-oauth_browser", NULL};

/* All values of our name, with "|" between them; "none" when there is none. The header is copied to the end of a block
 * of its own size, so that the address sanitizer sees a read behind it. */
static const char *values(void **state, const char *header)
{
    apr_pool_t *pool = unit_work(state)->pool;
    char *copy = strdup(header);
    const char *position = NULL;
    const char *found = NULL;
    oas_bytes_t value;

    while ((value = oas_cookie_next(&position, copy, NAME)).data != NULL)
        found =
            apr_pstrcat(pool, found != NULL ? found : "", found != NULL ? "|" : "", oas_bytes_text(pool, value), NULL);
    free(copy);
    return found != NULL ? found : "none";
}

static const char *without(void **state, const char *header)
{
    return oas_cookie_without(unit_work(state)->pool, header, names);
}

static void finds_our_cookie_wherever_it_stands(void **state)
{
    assert_string_equal(values(state, NAME "=v"), "v");
    assert_string_equal(values(state, "a=b; " NAME "=v"), "v");
    assert_string_equal(values(state, NAME "=v; a=b"), "v");
    assert_string_equal(values(state, "a=b; " NAME "=v; c=d"), "v");
    assert_string_equal(values(state, "a=b;" NAME "=v;c=d"), "v");
    assert_string_equal(values(state, "a=b;\t  " NAME "=v"), "v");
    assert_string_equal(values(state, "a; ;; " NAME "=v;"), "v");
}

static void finds_every_cookie_of_our_name_in_its_order(void **state)
{
    assert_string_equal(values(state, NAME "=1; a=b; " NAME "=2;" NAME "=; " NAME "=4"), "1|2||4");
}

static void says_so_again_when_there_is_no_further_one(void **state)
{
    const char *position = NULL;

    (void)state;
    assert_int_equal(oas_cookie_next(&position, NAME "=v", NAME).length, 1);
    for (int i = 0; i < 3; i++)
        assert_null(oas_cookie_next(&position, NAME "=v", NAME).data);
}

static void a_request_without_a_cookie_header_has_no_cookie(void **state)
{
    const char *position = NULL;

    assert_null(oas_cookie_next(&position, NULL, NAME).data);
    assert_null(without(state, NULL));
}

static void a_value_is_what_stands_there(void **state)
{
    assert_string_equal(values(state, NAME "="), "");
    assert_string_equal(values(state, NAME "=a=b="), "a=b=");
    assert_string_equal(values(state, NAME "=\"v\""), "\"v\"");
    assert_string_equal(values(state, NAME "= v "), " v ");
    assert_string_equal(values(state, NAME "=%3d"), "%3d");
}

/* R-CK-04, R-CK-05: and nothing of it may be taken out of the header either. */
static void other_names_and_garbage_are_not_ours(void **state)
{
    static const char *const foreign[] = {
        "",
        ";",
        ";;",
        "=",
        "==",
        " ",
        "\t",
        "; ",
        " ;",
        ";=;",
        "a",
        "a=",
        "=a",
        "a;b;c",
        "\"",
        "\";\"",
        "$Version=1",
        NAME,
        NAME ";",
        NAME "; a=b",
        "a=b; " NAME,
        "a=b; " NAME " ",
        NAME " =v",
        NAME "\t=v",
        "=" NAME "=v",
        "x=" NAME "=v",
        NAME "x=v",
        "x" NAME "=v",
        "oauth_session=v",
        "__host-oauth_session=v",
        "__HOST-OAUTH_SESSION=v",
        "__Host-oauth_Session=v",
        "__Secure-oauth_session=v",
        "__Host-oauth_sessio=v",
        "__Host-oauth_session2=v",
        "$" NAME "=v",
        "." NAME "=v",
        "$Version=\"1\"; $" NAME "=v; $Path=\"/\"",
        "a=\" " NAME "=v\"",
        "a=b, " NAME "=v",
        "a=b," NAME "=v",
        "a=b\x01" NAME "=v",
        "a=b\n" NAME "=v",
        "a=b&" NAME "=v",
        "a=b%3b" NAME "=v",
        "\xc2\xa0" NAME "=v",
        "\x0b" NAME "=v",
        "\xff\xfe\x80",
        NAME "%3Dv",
        NAME ":v",
        "_Host-oauth_session=v",
        "__Host-oauth_session\xc3\xa4=v",
    };

    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
        assert_row(strcmp(values(state, foreign[i]), "none") == 0, foreign[i]);
        assert_ptr_equal(without(state, foreign[i]), foreign[i]);
    }
}

/* Programs that know quotes see one cookie "a" here; browsers and we see two. */
static void quotes_hold_nothing_together(void **state)
{
    assert_string_equal(values(state, "a=\"b; " NAME "=v\""), "v\"");
    assert_string_equal(without(state, "a=\"b; " NAME "=v\"; c=d"), "a=\"b; c=d");
}

static char *repeat(void **state, const char *text, size_t times)
{
    size_t length = strlen(text);
    char *all = apr_palloc(unit_work(state)->pool, length * times + 1);

    for (size_t i = 0; i < times; i++)
        memcpy(all + i * length, text, length);
    all[length * times] = '\0';
    return all;
}

static void large_headers_are_read_to_their_end(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;
    const char *semicolons = repeat(state, ";", 8190);
    const char *others = repeat(state, "a=b; ", 1000);

    assert_string_equal(values(state, semicolons), "none");
    assert_string_equal(values(state, repeat(state, "=", 8190)), "none");
    assert_string_equal(values(state, repeat(state, NAME, 400)), "none");
    assert_string_equal(values(state, apr_pstrcat(pool, semicolons, NAME "=v", NULL)), "v");
    assert_string_equal(values(state, apr_pstrcat(pool, others, NAME "=v", NULL)), "v");
    assert_int_equal(strlen(values(state, apr_pstrcat(pool, NAME "=", repeat(state, "v", 8190), NULL))), 8190);
    assert_int_equal(strlen(without(state, apr_pstrcat(pool, others, NAME "=v; c=d", NULL))), 5 * 1000 + strlen("c=d"));
}

/* R-CK-09 */
static void takes_ours_out_and_leaves_the_others_as_they_came(void **state)
{
    static const char *const headers[][2] = {
        {NAME "=v; a=b", "a=b"},
        {"a=b; " NAME "=v", "a=b"},
        {"a=b; " NAME "=v; c=d", "a=b; c=d"},
        {"a=b;" NAME "=v;c=d", "a=b;c=d"},
        {"a=b ;\t" NAME "=v;  c = d ; e", "a=b ;  c = d ; e"},
        {NAME "=1; " NAME "=2; a=\"b,c\"; __Host-oauth_browser=3", "a=\"b,c\""},
        {"a=b; a=b; " NAME "=v; a=b", "a=b; a=b; a=b"},
        {"a=; =b; =; " NAME "=v", "a=; =b; ="},
        {NAME "; " NAME "=v; " NAME, NAME "; " NAME},
        {NAME "x=1; " NAME "=2; x" NAME "=3", NAME "x=1; x" NAME "=3"},
        {"  a=b; " NAME "=v", "a=b"},
        {"a=\xff\x01; " NAME "=v", "a=\xff\x01"},
    };

    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        assert_string_equal(without(state, headers[i][0]), headers[i][1]);
}

static void nothing_is_left_when_all_were_ours(void **state)
{
    static const char *const headers[] = {
        NAME "=v", " " NAME "=v ", NAME "=v;", ";" NAME "=v; ;", NAME "=v; __Host-oauth_browser=w", NAME "=",
    };

    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        assert_row(without(state, headers[i]) == NULL, headers[i]);
}

static void what_is_left_has_none_of_ours(void **state)
{
    const char *left = without(state, "a=b; " NAME "=1;;; " NAME "=2; \t" NAME "=3 ; c=d; __Host-oauth_browser=x");

    assert_string_equal(values(state, left), "none");
    assert_string_equal(left, "a=b; c=d");
}

static const char *compose(void **state, oas_cookie_t cookie)
{
    return oas_cookie_compose(unit_work(state)->pool, &cookie);
}

static void writes_a_cookie_that_scripts_and_other_sites_can_not_use(void **state)
{
    assert_string_equal(compose(state, (oas_cookie_t){.name = NAME, .value = "v", .path = "/", .secure = true}),
                        NAME "=v; Path=/; Secure; HttpOnly; SameSite=Lax");
}

static void writes_what_a_site_asks_for_otherwise(void **state)
{
    assert_string_equal(compose(state, (oas_cookie_t){.name = "oauth_session", .value = "v", .path = "/app"}),
                        "oauth_session=v; Path=/app; HttpOnly; SameSite=Lax");
    assert_string_equal(compose(state, (oas_cookie_t){.name = "oauth_target",
                                                      .value = "v",
                                                      .path = "/oauth/callback",
                                                      .secure = true,
                                                      .cross_site = true,
                                                      .max_age = 600}),
                        "oauth_target=v; Path=/oauth/callback; Max-Age=600; Secure; HttpOnly; SameSite=None");
}

/* R-CK-07: with the attributes it was set with, or the browser keeps it. */
static void clears_with_the_attributes_that_it_was_set_with(void **state)
{
    assert_string_equal(compose(state, (oas_cookie_t){.name = NAME, .path = "/", .secure = true, .max_age = 600}),
                        NAME "=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
    assert_string_equal(compose(state, (oas_cookie_t){.name = "x", .path = "/app", .secure = true, .cross_site = true}),
                        "x=; Path=/app; Max-Age=0; Secure; HttpOnly; SameSite=None");
}

static void a_name_that_ends_with_a_dash_stands_for_all_that_begin_so(void **state)
{
    static const char *const family[] = {"ours-", NULL};
    apr_pool_t *pool = unit_work(state)->pool;

    assert_string_equal(oas_cookie_without(pool, "a=b; ours-staff=1; ours=2; Ours-x=3; c=d; ours-=4", family),
                        "a=b; ours=2; Ours-x=3; c=d");
    assert_null(oas_cookie_without(pool, "ours-a=1; ours-b=2", family));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_our_cookie_wherever_it_stands),
        cmocka_unit_test(finds_every_cookie_of_our_name_in_its_order),
        cmocka_unit_test(says_so_again_when_there_is_no_further_one),
        cmocka_unit_test(a_request_without_a_cookie_header_has_no_cookie),
        cmocka_unit_test(a_value_is_what_stands_there),
        cmocka_unit_test(other_names_and_garbage_are_not_ours),
        cmocka_unit_test(quotes_hold_nothing_together),
        cmocka_unit_test(large_headers_are_read_to_their_end),
        cmocka_unit_test(takes_ours_out_and_leaves_the_others_as_they_came),
        cmocka_unit_test(nothing_is_left_when_all_were_ours),
        cmocka_unit_test(what_is_left_has_none_of_ours),
        cmocka_unit_test(writes_a_cookie_that_scripts_and_other_sites_can_not_use),
        cmocka_unit_test(writes_what_a_site_asks_for_otherwise),
        cmocka_unit_test(clears_with_the_attributes_that_it_was_set_with),
        cmocka_unit_test(a_name_that_ends_with_a_dash_stands_for_all_that_begin_so),
    };

    return unit_run("cookie", tests, sizeof(tests) / sizeof(tests[0]));
}
