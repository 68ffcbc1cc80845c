/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/utf8.h"
#include "page/language.h"
#include "page/sentence.h"
#include "page/words.h"

static size_t count_rows(const oas_words_t *words)
{
    size_t count = 0;

    while (words->rows[count].english != NULL)
        count++;
    return count;
}

static void each_language_has_every_text_with_the_same_names(void **state)
{
    (void)state;
    for (size_t i = 1; oas_words_known[i] != NULL; i++) {
        assert_int_equal(count_rows(oas_words_known[i]), count_rows(oas_words_known[1]));
        for (const oas_word_t *row = oas_words_known[i]->rows; row->english != NULL; row++) {
            assert_true(oas_words_are_text(row->english));
            assert_true(*row->translated != '\0' && oas_utf8_is_valid(oas_bytes_of(row->translated)));
            assert_true(oas_sentence_has_same_names(row->english, row->translated));
        }
    }
}

static void each_text_is_there_once(void **state)
{
    (void)state;
    for (size_t i = 1; oas_words_known[i] != NULL; i++)
        for (const oas_word_t *row = oas_words_known[i]->rows; row->english != NULL; row++)
            assert_ptr_equal(oas_words_say(oas_words_known[i], row->english), row->translated);
}

static void languages_have_tags_and_english_is_first(void **state)
{
    (void)state;
    assert_string_equal(oas_words_known[0]->tag, "en");
    for (size_t i = 0; oas_words_known[i] != NULL; i++)
        assert_true(oas_language_is_tag(oas_words_known[i]->tag));
}

static void the_reader_is_answered_in_his_language(void **state)
{
    static const char *const readers[][2] = {
        {NULL, "Sign out"}, {"fr", "Sign out"}, {"de-AT,en;q=0.5", "Abmelden"}, {"es-MX", "Cerrar sesión"}, {"ko-KR,ko;q=0.9", "로그아웃"}};

    (void)state;
    for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
        assert_string_equal(oas_words_say(oas_words_choose(oas_words_known, readers[i][0]), "Sign out"), readers[i][1]);
}

static void what_has_no_translation_stays_english(void **state)
{
    (void)state;
    assert_string_equal(oas_words_say(&oas_words_de, "no text of ours"), "no text of ours");
    assert_false(oas_words_are_text("no text of ours"));
}

static void own_words_come_before_those_that_are_known(void **state)
{
    static const oas_word_t rows[] = {{"Sign out", "Tschüs"}, {NULL, NULL}};
    static const oas_words_t own = {.tag = "de", .rows = rows, .other = &oas_words_de};

    (void)state;
    assert_string_equal(oas_words_say(&own, "Sign out"), "Tschüs");
    assert_string_equal(oas_words_say(&own, "Sign in"), "Anmelden");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_language_has_every_text_with_the_same_names),
        cmocka_unit_test(each_text_is_there_once),
        cmocka_unit_test(languages_have_tags_and_english_is_first),
        cmocka_unit_test(the_reader_is_answered_in_his_language),
        cmocka_unit_test(what_has_no_translation_stays_english),
        cmocka_unit_test(own_words_come_before_those_that_are_known),
    };

    return unit_run("words", tests, sizeof(tests) / sizeof(tests[0]));
}
