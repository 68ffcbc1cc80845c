/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/metadata_url.h"
#include "unit.h"

static void a_well_known_url_says_whose_it_is(void **state)
{
    static const struct {
        const char *url, *issuer;
    } rows[] = {
        {"https://op.example/.well-known/openid-configuration", "https://op.example"},
        {"https://op.example/realms/staff/.well-known/openid-configuration", "https://op.example/realms/staff"},
        {"https://op.example/.well-known/oauth-authorization-server", "https://op.example"},
        /* RFC 8414 §3.1 */
        {"https://op.example/.well-known/oauth-authorization-server/issuer1", "https://op.example/issuer1"},
        {"https://op.example:8443/.well-known/oauth-authorization-server/a/b", "https://op.example:8443/a/b"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_string_equal(oas_metadata_url_issuer(unit_work(state)->pool, rows[i].url), rows[i].issuer);
}

static void any_other_url_does_not(void **state)
{
    static const char *const urls[] = {
        "https://op.example/metadata.json",
        "https://op.example",
        "",
        "https://op.example/.well-known/openid-configuration?tenant=1",
        "https://op.example/.well-known/openid-configuration/more",
        "https://op.example/.well-known/oauth-authorization-servers",
        "https://op.example/a/.well-known/oauth-authorization-server",
        "https://op.example/?/.well-known/openid-configuration",
        "https://.well-known/oauth-authorization-server",
    };

    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
        assert_null(oas_metadata_url_issuer(unit_work(state)->pool, urls[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_well_known_url_says_whose_it_is),
        cmocka_unit_test(any_other_url_does_not),
    };
    return unit_run("metadata_url", tests, sizeof(tests) / sizeof(tests[0]));
}
