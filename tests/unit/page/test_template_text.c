/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "page/template_text.h"

static void errors_name_file_and_line(void **state)
{
    assert_string_equal(oas_template_error(unit_work(state)->pool, "page.html", 3, "%s is wrong", "it"), "page.html line 3: it is wrong");
}

static void text_is_utf8_without_controls(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_null(oas_template_check("", "f", pool));
    assert_null(oas_template_check("one\r\n\ttwo\n\xed\x95\x9c", "f", pool));
    assert_string_equal(oas_template_check("one\ntwo \xff\n", "f", pool), "f line 2: it is not UTF-8; save the file in that encoding");
    assert_string_equal(oas_template_check("\n\na\x01", "f", pool), "f line 3: a control character (1) is no text");
    assert_non_null(oas_template_check("\x7f", "f", pool));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_name_file_and_line),
        cmocka_unit_test(text_is_utf8_without_controls),
    };

    return unit_run("template_text", tests, sizeof(tests) / sizeof(tests[0]));
}
