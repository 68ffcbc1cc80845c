/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "flow/session_words.h"

static const char *agent_in_english(const char *agent, apr_pool_t *pool)
{
    oas_sentence_t sentence = oas_agent_in_words(agent, pool);

    return oas_sentence_in_english(&sentence, pool);
}

static const char *time_in_english(apr_time_t time, apr_time_t now, apr_pool_t *pool)
{
    oas_sentence_t sentence = oas_time_in_words(time, now, pool);

    return oas_sentence_in_english(&sentence, pool);
}

static void browsers_have_the_names_that_people_call_them(void **state)
{
    static const char *const agents[][2] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Windows"},
        {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
         "Chrome on Linux"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 "
         "Edg/120.0.0.0", "Edge on Windows"},
        {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 "
         "Safari/605.1.15", "Safari on Mac"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 "
         "Mobile/15E148 Safari/604.1", "Safari on iPhone"},
        {"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
         "Chrome on Android"},
        {"curl/7.88.1", "curl"},
        {"python-requests/2.31 (Linux)", "python-requests on Linux"},
    };
    oas_work_t *work = *state;

    for (size_t i = 0; i < sizeof(agents) / sizeof(*agents); i++)
        assert_string_equal(agent_in_english(agents[i][0], work->pool), agents[i][1]);
}

static void what_nobody_knows_is_an_unknown_browser(void **state)
{
    static const char *const agents[] = {"", "/", " ", "Mozilla/5.0", "Mozilla/5.0 (a test) Gecko/20100101"};
    oas_work_t *work = *state;

    for (size_t i = 0; i < sizeof(agents) / sizeof(*agents); i++)
        assert_string_equal(agent_in_english(agents[i], work->pool), "An unknown browser");
}

static void times_are_told_from_now(void **state)
{
    static const struct {
        apr_int64_t seconds;
        const char *words;
    } times[] = {{-100, "just now"},       {0, "just now"},           {59, "just now"},         {60, "1 minute ago"},
                 {119, "1 minute ago"},    {120, "2 minutes ago"},    {3599, "59 minutes ago"}, {3600, "1 hour ago"},
                 {172799, "47 hours ago"}, {172800, "2 days ago"}};
    oas_work_t *work = *state;

    for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++)
        assert_string_equal(time_in_english(OAS_TEST_NOW - apr_time_from_sec(times[i].seconds), OAS_TEST_NOW, work->pool),
                            times[i].words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(browsers_have_the_names_that_people_call_them),
        cmocka_unit_test(what_nobody_knows_is_an_unknown_browser),
        cmocka_unit_test(times_are_told_from_now),
    };

    return unit_run("session_words", tests, sizeof(tests) / sizeof(tests[0]));
}
