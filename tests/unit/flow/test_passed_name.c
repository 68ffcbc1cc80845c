/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "flow/passed_name.h"

static const char *repeat(char c, size_t count, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, count + 1);

    memset(text, c, count);
    text[count] = '\0';
    return text;
}

static void a_prefix_of_names_nobody_else_uses_is_right(void **state)
{
    static const char *const right[] = {"X-Remote-", "MELLON_", "X-App-User-", "Claim", "SHIB_", "abc"};

    for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
        if (oas_prefix_flaw(right[i], unit_work(state)->pool) != NULL)
            fail_msg("%s %s", right[i], oas_prefix_flaw(right[i], unit_work(state)->pool));
}

static void a_prefix_of_names_with_a_meaning_is_refused(void **state)
{
    static const char *const wrong[] = {
        "", "-", "X-", "x", "ab", "1st-", "_a_b_", "HTTP_", "http-", "HTTPS", "HTTP_X_", "LD_", "LD_PRELOAD_", "L_D_x", "PATH",
        "PATH_", "Pa-th", "REMOTE_", "REMOTE_USER", "Remote-User", "REDIRECT_", "SERVER_", "SSL_CLIENT_", "Content-", "X-Forwarded-",
        "Xforw", "Sec-", "Proxy-", "PHP_VALUE", "PHP_", "Host", "Hos", "Auth", "Authorization", "Cookie", "X-OAuth-", "X_OAUTH_CLAIM_",
        "OAUTH_", "OAUTH_CLAIM_", "X-Sess", "X-Session-", "X-Session-Data", "SCRIPT_", "Script", "DOCUMENT_", "Connec", "Transfer-",
        "a b", "X-Remote:", "X-R\xc3\xa9mote-", "X-\r\n", "AUTH_TYPE", "TMP", "ENV", "IFS", "PYTHON", "DYLD_"};

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        if (oas_prefix_flaw(wrong[i], unit_work(state)->pool) == NULL)
            fail_msg("\"%s\" is taken", wrong[i]);
    assert_non_null(oas_prefix_flaw(repeat('x', 65, unit_work(state)->pool), unit_work(state)->pool));
    assert_null(oas_prefix_flaw(repeat('x', 64, unit_work(state)->pool), unit_work(state)->pool));
}

static void a_header_for_the_user_may_have_any_name_without_a_meaning(void **state)
{
    static const char *const right[] = {"X-Forwarded-User", "X-Remote-User", "Remote-User", "REMOTE_USER", "X-WEBAUTH-USER", "User",
                                        "X-Forwarded-Email"};
    static const char *const wrong[] = {
        "", "Host", "host", "Cookie", "Authorization", "authori_zation", "Connection", "Content-Length", "Content-Type",
        "Transfer-Encoding", "X-Forwarded-For", "X_Forwarded_For", "Proxy", "Proxy-Authorization", "TE", "Upgrade", "Via", "Range",
        "X-OAuth-User", "XOAuthUser", "X-Session-Data", "Sec-Fetch-Site", "X-HTTP-Method-Override", "X-Original-URL", "a b", "a:b", "a\n"};

    for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
        if (oas_user_header_flaw(right[i], unit_work(state)->pool) != NULL)
            fail_msg("%s %s", right[i], oas_user_header_flaw(right[i], unit_work(state)->pool));
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        if (oas_user_header_flaw(wrong[i], unit_work(state)->pool) == NULL)
            fail_msg("\"%s\" is taken", wrong[i]);
}

static void names_of_claims_fit_where_they_stand(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_string_equal(oas_name_of_claim("X-Remote-", "email_verified", '-', pool), "X-Remote-email-verified");
    assert_string_equal(oas_name_of_claim("X-Remote-", "https://a.b/c", '_', pool), "X_Remote_https___a_b_c");
    assert_string_equal(oas_name_of_claim("MELLON_", "r\xc3\xb4le", '-', pool), "MELLON-r--le");
}

static void names_are_alike_by_their_letters_and_digits(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_true(oas_names_are_alike("X-Remote-User", "x_remote.user", pool));
    assert_false(oas_names_are_alike("X-Remote-User", "X-Remote-User2", pool));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_prefix_of_names_nobody_else_uses_is_right),
        cmocka_unit_test(a_prefix_of_names_with_a_meaning_is_refused),
        cmocka_unit_test(a_header_for_the_user_may_have_any_name_without_a_meaning),
        cmocka_unit_test(names_of_claims_fit_where_they_stand),
        cmocka_unit_test(names_are_alike_by_their_letters_and_digits),
    };

    return unit_run("passed_name", tests, sizeof(tests) / sizeof(tests[0]));
}
