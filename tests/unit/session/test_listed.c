/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "session/listed.h"

static const oas_record_head_t head = {
    .created = 1000, .last_used = 2000, .expires = 9000, .idle_timeout = 5000};

static oas_listed_session_t listed_of(const char *agent)
{
    const oas_label_t label = {.user = "jane", .provider = "main", .address = "2001:db8::1", .agent = agent};
    oas_listed_session_t listed;

    memset(&listed, 'x', sizeof(listed));
    oas_listed_fill(&listed, &head, &label);
    return listed;
}

static void it_has_texts_and_times(void **state)
{
    oas_listed_session_t listed = listed_of("Mozilla/5.0");

    (void)state;
    assert_string_equal(listed.user, "jane");
    assert_string_equal(listed.provider, "main");
    assert_string_equal(listed.address, "2001:db8::1");
    assert_string_equal(listed.agent, "Mozilla/5.0");
    assert_int_equal(listed.last_used, 2000);
    assert_int_equal(listed.ends, 7000);
}

static void a_text_that_is_missing_is_empty(void **state)
{
    (void)state;
    assert_string_equal(listed_of(NULL).agent, "");
}

static void a_long_text_is_cut_between_two_characters(void **state)
{
    oas_listed_session_t listed;
    char agent[400];

    (void)state;
    for (size_t before = 0; before < 4; before++) {
        memset(agent, 'a', before);
        for (size_t i = before; i + 3 < sizeof(agent); i += 3)
            memcpy(agent + i, "\xE2\x82\xAC", 4);
        listed = listed_of(agent);
        assert_in_range(strlen(listed.agent), sizeof(listed.agent) - 4, sizeof(listed.agent) - 1);
        assert_int_equal((strlen(listed.agent) - before) % 3, 0);
        assert_null(strchr(listed.agent, '?'));
    }
}

static void what_is_no_utf8_becomes_question_marks(void **state)
{
    (void)state;
    assert_string_equal(listed_of("a\xFF" "b\xC3").agent, "a?b?");
    assert_string_equal(listed_of("\xC0\xAF<script>").agent, "?" "?<script>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_texts_and_times),
        cmocka_unit_test(a_text_that_is_missing_is_empty),
        cmocka_unit_test(a_long_text_is_cut_between_two_characters),
        cmocka_unit_test(what_is_no_utf8_becomes_question_marks),
    };

    return unit_run("listed", tests, sizeof(tests) / sizeof(tests[0]));
}
