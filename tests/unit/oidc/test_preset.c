/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "http/url.h"
#include "oidc/preset.h"

static const oas_preset_t *preset_of(const char *word)
{
    const oas_preset_t *preset = oas_preset_find(word);

    assert_non_null(preset);
    return preset;
}

/* The arguments of the preset's only line of this directive; NULL when there is none. */
static const char *line_of(const char *word, const char *argument, const char *directive, apr_pool_t *pool)
{
    const char *arguments = NULL;

    for (const oas_preset_line_t *line = preset_of(word)->lines; line->directive != NULL; line++)
        if (strcmp(line->directive, directive) == 0) {
            assert_null(arguments);
            arguments = oas_preset_arguments(line, argument, pool);
        }
    return arguments;
}

static void assert_line(void **state, const char *word, const char *argument, const char *directive,
                        const char *expected)
{
    const char *arguments = line_of(word, argument, directive, unit_work(state)->pool);

    assert_non_null(arguments);
    assert_string_equal(arguments, expected);
}

static void words_are_unique_and_sorted(void **state)
{
    (void)state;
    for (const oas_preset_t *preset = oas_presets; preset->word != NULL; preset++)
        assert_true(preset[1].word == NULL || strcmp(preset->word, preset[1].word) < 0);
}

static void every_preset_says_where_people_sign_in_and_who_they_are(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    for (const oas_preset_t *preset = oas_presets; preset->word != NULL; preset++) {
        bool has_issuer = line_of(preset->word, "x", "OAuthIssuer", pool) != NULL;

        assert_true(has_issuer || line_of(preset->word, "x", "OAuthProfileURL", pool) != NULL);
        assert_true(has_issuer || line_of(preset->word, "x", "OAuthTokenEndpoint", pool) != NULL);
        assert_true(has_issuer || line_of(preset->word, "x", "OAuthAuthorizationEndpoint", pool) != NULL);
    }
}

static void every_url_is_https(void **state)
{
    for (const oas_preset_t *preset = oas_presets; preset->word != NULL; preset++)
        for (const oas_preset_line_t *line = preset->lines; line->directive != NULL; line++) {
            const char *argument = preset->kind == OAS_PRESET_URL ? "https://example.org" : "example.org";
            const char *arguments = oas_preset_arguments(line, argument, unit_work(state)->pool);
            oas_url_t *url;

            if (strncmp(arguments, "http", 4) != 0)
                continue;
            assert_int_equal(strncmp(arguments, "https://", 8), 0);
            if (strstr(arguments, "{tenantid}") != NULL)
                continue;
            assert_int_equal(oas_url_parse(&url, arguments, line->directive, unit_work(state)), OAS_OK);
            assert_true(url->is_https);
        }
}

static void what_takes_no_argument_uses_none(void **state)
{
    (void)state;
    for (const oas_preset_t *preset = oas_presets; preset->word != NULL; preset++) {
        assert_true((preset->argument == NULL) == (preset->kind == OAS_PRESET_ALONE));
        for (const oas_preset_line_t *line = preset->lines; line->directive != NULL; line++)
            assert_true(preset->kind != OAS_PRESET_ALONE || strstr(line->arguments, "{}") == NULL);
    }
}

static void an_unknown_word_is_none(void **state)
{
    (void)state;
    assert_null(oas_preset_find("githu"));
    assert_null(oas_preset_find("GitHub"));
    assert_null(oas_preset_find(""));
}

static void arguments_go_where_they_belong(void **state)
{
    assert_line(state, "auth0", "acme.eu.auth0.com", "OAuthIssuer", "https://acme.eu.auth0.com/");
    assert_line(state, "okta", "acme.okta.com", "OAuthIssuer", "https://acme.okta.com");
    assert_line(state, "keycloak", "https://sso.example.org/realms/staff", "OAuthIssuer",
                "https://sso.example.org/realms/staff");
    assert_line(state, "gitlab", preset_of("gitlab")->fallback, "OAuthIssuer", "https://gitlab.com");
    assert_line(state, "google", "", "OAuthIssuer", "https://accounts.google.com");
    assert_line(state, "github", "", "OAuthProfileURL", "https://api.github.com/user");
    assert_line(state, "gitea", "https://codeberg.org", "OAuthTokenEndpoint",
                "https://codeberg.org/login/oauth/access_token");
    assert_line(state, "nextcloud", "https://cloud.example.org/nc", "OAuthProfileURL",
                "https://cloud.example.org/nc/ocs/v2.php/cloud/user?format=json");
    assert_line(state, "entra", "organizations", "OAuthIssuer", "https://login.microsoftonline.com/{tenantid}/v2.0");
    assert_line(state, "entra", "organizations", "OAuthJwksURI",
                "https://login.microsoftonline.com/organizations/discovery/v2.0/keys");
    assert_line(state, "google", "example.org", "OAuthAdmit", "hd example.org");
    assert_line(state, "linkedin", "", "OAuthPKCE", "off");
    assert_line(state, "login.gov", "", "OAuthIssuer", "https://secure.login.gov/");
}

static void a_line_that_needs_the_argument_is_left_out_without(void **state)
{
    const oas_preset_line_t line = {"OAuthIssuer", "https://{}/"};

    assert_null(oas_preset_arguments(&line, "", unit_work(state)->pool));
    assert_null(line_of("google", "", "OAuthAdmit", unit_work(state)->pool));
}

static void refuses_arguments_that_are_none(void **state)
{
    static const char *const names[] = {"",   " ",    "a b",  "a/b",  "a\"b", "a'b", ".",
                                        "..", "a..b", "a\\b", "a\nb", "{}",   "a?b", "a:b"};
    static const char *const urls[] = {"",
                                       "gitlab.example.org",
                                       "http://gitlab.example.org",
                                       "https://gitlab.example.org/",
                                       "https://gitlab.example.org?a",
                                       "https://gitlab.example.org/a b",
                                       "https://gitlab.example.org/\"",
                                       "https://gitlab.example.org/'",
                                       "https://user@gitlab.example.org",
                                       "https://"};
    apr_pool_t *pool = unit_work(state)->pool;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_false(oas_preset_takes(preset_of("okta"), names[i], pool));
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
        assert_false(oas_preset_takes(preset_of("keycloak"), urls[i], pool));
    assert_false(oas_preset_takes(preset_of("github"), "github.com", pool));
}

static void takes_arguments_of_its_kind(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_true(oas_preset_takes(preset_of("okta"), "acme-1.okta.com", pool));
    assert_true(oas_preset_takes(preset_of("keycloak"), "https://sso.example.org:8443/realms/staff", pool));
    assert_true(oas_preset_takes(preset_of("keycloak"), "http://127.0.0.1:8080/realms/staff", pool));
}

static void names_all_words(void **state)
{
    const char *words = oas_preset_words(unit_work(state)->pool);

    for (const oas_preset_t *preset = oas_presets; preset->word != NULL; preset++)
        assert_non_null(strstr(words, preset->word));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_unique_and_sorted),
        cmocka_unit_test(every_preset_says_where_people_sign_in_and_who_they_are),
        cmocka_unit_test(every_url_is_https),
        cmocka_unit_test(what_takes_no_argument_uses_none),
        cmocka_unit_test(an_unknown_word_is_none),
        cmocka_unit_test(arguments_go_where_they_belong),
        cmocka_unit_test(a_line_that_needs_the_argument_is_left_out_without),
        cmocka_unit_test(refuses_arguments_that_are_none),
        cmocka_unit_test(takes_arguments_of_its_kind),
        cmocka_unit_test(names_all_words),
    };

    return unit_run("preset", tests, sizeof(tests) / sizeof(tests[0]));
}
