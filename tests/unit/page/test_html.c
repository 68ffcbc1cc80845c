/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "page/html.h"

static void nothing_that_html_has_a_meaning_for_is_left(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_string_equal(oas_html_escape("<b id='a' class=\"b\">&amp;</b>", pool),
                        "&lt;b id=&#39;a&#39; class=&quot;b&quot;&gt;&amp;amp;&lt;/b&gt;");
    assert_string_equal(oas_html_escape("'", pool), "&#39;");
}

static void other_text_stays_as_it_is(void **state)
{
    static const char *const texts[] = {"", "Ann", "M\xc3\xbcller \xec\x84\xb1", "${title} {user} %s", "a\nb"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_string_equal(oas_html_escape(texts[i], unit_work(state)->pool), texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_that_html_has_a_meaning_for_is_left),
        cmocka_unit_test(other_text_stays_as_it_is),
    };

    return unit_run("html", tests, sizeof(tests) / sizeof(tests[0]));
}
