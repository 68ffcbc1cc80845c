/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "page/own_words.h"

static const char *said(apr_array_header_t *languages, const char *accept, const char *english)
{
    apr_array_header_t *offered = apr_array_copy(languages->pool, languages);

    APR_ARRAY_PUSH(offered, const oas_words_t *) = NULL;
    return oas_words_say(oas_words_choose((const oas_words_t *const *)offered->elts, accept), english);
}

static void own_words_take_the_place_of_known_ones(void **state)
{
    apr_array_header_t *languages = oas_own_words(unit_work(state)->pool);

    assert_null(oas_own_words_add(languages, "en", "# ours\n\nSign out\n=  Leave \r\n", "words.en"));
    assert_null(oas_own_words_add(languages, "de", "You are signed in as {user}.\n= Du bist {user}.", "words.de"));
    assert_string_equal(said(languages, "en", "Sign out"), "Leave");
    assert_string_equal(said(languages, "en", "Sign in"), "Sign in");
    assert_string_equal(said(languages, "de", "You are signed in as {user}."), "Du bist {user}.");
    assert_string_equal(said(languages, "de", "Sign out"), "Abmelden");
    assert_string_equal(said(languages, NULL, "Sign out"), "Leave");
}

static void a_language_can_be_added_and_goes_on_with_what_is_next_to_it(void **state)
{
    apr_array_header_t *languages = oas_own_words(unit_work(state)->pool);

    assert_null(oas_own_words_add(languages, "fr", "Sign out\n= Se déconnecter\n", "words.fr"));
    assert_null(oas_own_words_add(languages, "de", "Sign in\n= Herein\n", "words.de"));
    assert_null(oas_own_words_add(languages, "de-AT", "Sign out\n= Baba\n", "words.de-AT"));
    assert_string_equal(said(languages, "fr-CA", "Sign out"), "Se déconnecter");
    assert_string_equal(said(languages, "fr", "Sign in"), "Sign in");
    assert_string_equal(said(languages, "de-AT", "Sign out"), "Baba");
    assert_string_equal(said(languages, "de-AT", "Sign in"), "Herein");
    assert_string_equal(said(languages, "de", "Sign out"), "Abmelden");
}

static void refuses_what_is_wrong_and_says_where(void **state)
{
    static const char *const words[][2] = {
        {"\nSign otu\n= Leave", "words.en line 2: no page has the text \"Sign otu\"; the closest is \"Sign out\""},
        {"Sign out\nSign in\n= a", "words.en line 2: the text above has no translation: a line that begins with = is right"},
        {"Sign out\n\n", "words.en line 2: the last text has no translation: a line that begins with = is right"},
        {"= Leave", "words.en line 1: there is no text above this translation"},
        {"Sign out\n= a\n= b", "words.en line 3: there is no text above this translation"},
        {"Sign out\n= \n", "words.en line 2: there is nothing behind ="},
        {"Sign out\n= a\nSign out\n= b", "words.en line 3: \"Sign out\" was translated before"},
        {"You are signed in as {user}.\n= Hello!",
         "words.en line 2: the names in braces have to be those of the text above, all of them and no others"},
        {"Sign out\n= Leave, {user}",
         "words.en line 2: the names in braces have to be those of the text above, all of them and no others"},
        {"Sign out\n= \xe4", "words.en line 2: it is not UTF-8; save the file in that encoding"},
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        apr_array_header_t *languages = oas_own_words(unit_work(state)->pool);

        assert_string_equal(oas_own_words_add(languages, "en", words[i][0], "words.en"), words[i][1]);
        assert_string_equal(said(languages, "en", "Sign out"), "Sign out");
    }
}

static void refuses_a_name_that_is_no_language(void **state)
{
    static const char *const tags[] = {"", "de_DE", "de.bak", "../en"};
    apr_array_header_t *languages = oas_own_words(unit_work(state)->pool);

    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
        assert_non_null(strstr(oas_own_words_add(languages, tags[i], "", "words.x"), "is no language; a tag such as de or pt-BR is right"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_words_take_the_place_of_known_ones),
        cmocka_unit_test(a_language_can_be_added_and_goes_on_with_what_is_next_to_it),
        cmocka_unit_test(refuses_what_is_wrong_and_says_where),
        cmocka_unit_test(refuses_a_name_that_is_no_language),
    };

    return unit_run("own_words", tests, sizeof(tests) / sizeof(tests[0]));
}
