/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "page/language.h"

static const char *const offered[] = {"en", "de", "es", "ko", "pt-BR", "zh-Hant"};

static const char *chosen(const char *accept)
{
    return offered[oas_language_choose(accept, offered, sizeof(offered) / sizeof(offered[0]))];
}

static void the_most_wanted_of_those_offered_is_chosen(void **state)
{
    static const char *const headers[][2] = {
        {"de", "de"},
        {"de;q=0.3, ko;q=0.9, es;q=0.8", "ko"},
        {"fr, es;q=0.7, de;q=0.7", "es"}, /* of equals the first */
        {"ko;q=0.999,de", "de"},
        {"es;q=0.001", "es"},
        {"KO", "ko"},
        {" de \t; q=0.5 ,\tko", "ko"},
        {"de;Q=1.000", "de"},
        {",, de ,", "de"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        assert_string_equal(chosen(headers[i][0]), headers[i][1]);
}

/* RFC 4647 §3.4 */
static void a_region_or_script_that_is_not_offered_falls_back_to_its_language(void **state)
{
    static const char *const headers[][2] = {
        {"de-AT", "de"},          {"de-CH-1996,es", "de"}, {"es-419, en;q=0.9", "es"}, {"ko-Kore-KR", "ko"},
        {"pt-br", "pt-BR"},       {"pt-BR-x-private", "pt-BR"},
        {"pt", "pt-BR"}, /* better than none: what is asked for is a part of what is there */
        {"zh-Hant-TW", "zh-Hant"}, {"fr-CA, de-AT;q=0.1", "de"}, {"de-DE-x-goethe", "de"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        assert_string_equal(chosen(headers[i][0]), headers[i][1]);
}

static void who_wants_none_of_them_gets_the_first(void **state)
{
    static const char *const headers[] = {"", "fr", "fr, nl;q=0.5", "*", "fr;q=0.9, *;q=0.1", "*;q=0", "d", "dex", "e", "zh-Hans;q=0.4"};

    (void)state;
    assert_string_equal(chosen(NULL), "en");
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        assert_string_equal(chosen(headers[i]), "en");
}

/* RFC 9110 §12.4.2: 0 is not acceptable. */
static void what_is_refused_is_not_chosen(void **state)
{
    static const char *const headers[][2] = {
        {"de;q=0, es", "es"},
        {"en;q=0", "de"}, /* whoever refuses English takes what is next */
        {"en;q=0, *", "de"},
        {"en;q=0, de;q=0.0, *;q=0.2", "es"},
        {"de-AT;q=0, de", "de"}, /* another German is no Austrian one */
        {"de-AT, de;q=0", "en"},
        {"*;q=0, ko", "ko"},
        {"*;q=0, en;q=0, es;q=0", "en"}, /* nothing is left to take */
        {"pt;q=0, pt-BR;q=0.1", "pt-BR"}, /* the closest counts */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        assert_string_equal(chosen(headers[i][0]), headers[i][1]);
}

static void what_is_malformed_is_passed_over(void **state)
{
    static const char *const headers[] = {
        "de;q=2, es;q=0.1",     "de;q=1.001, es;q=0.1", "de;q=, es;q=0.1",      "de;q=-1, es;q=0.1",  "de;q=0.9999, es;q=0.1",
        "de;q=.9, es;q=0.1",    "de;q=1x, es;q=0.1",    "de;level=1, es;q=0.1", "de;, es;q=0.1",      "de q=1, es;q=0.1",
        "d_e, es;q=0.1",        "1de, es;q=0.1",        "-de, es;q=0.1",        "de-, es;q=0.1",      "de--AT, es;q=0.1",
        "deutschland, es;q=0.1", "\xc3\xa4, es;q=0.1",  "**, es;q=0.1",         "de;q=0.5;q=1, es;q=0.1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        assert_string_equal(chosen(headers[i]), "es");
}

static void of_a_header_without_end_the_beginning_counts(void **state)
{
    char header[32 * 3 + 4] = "";

    (void)state;
    for (int i = 0; i < 32; i++)
        strcat(header, "fr,");
    strcat(header, "de");
    assert_string_equal(chosen(header), "en");
    assert_string_equal(chosen(header + 3), "de");
}

static void tags_are_known(void **state)
{
    static const char *const tags[] = {"de", "pt-BR", "zh-Hant", "sl-rozaj-1994"};
    static const char *const others[] = {"", "-", "de-", "d3", "de_DE", "../de", "de.bak", "de-abcdefghi",
                                         "aa-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaa"};

    (void)state;
    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
        assert_true(oas_language_is_tag(tags[i]));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(oas_language_is_tag(others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_wanted_of_those_offered_is_chosen),
        cmocka_unit_test(a_region_or_script_that_is_not_offered_falls_back_to_its_language),
        cmocka_unit_test(who_wants_none_of_them_gets_the_first),
        cmocka_unit_test(what_is_refused_is_not_chosen),
        cmocka_unit_test(what_is_malformed_is_passed_over),
        cmocka_unit_test(of_a_header_without_end_the_beginning_counts),
        cmocka_unit_test(tags_are_known),
    };

    return unit_run("language", tests, sizeof(tests) / sizeof(tests[0]));
}
