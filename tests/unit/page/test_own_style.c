/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "page/own_style.h"

static void css_is_taken(void **state)
{
    static const char *const styles[] = {
        "", ":root{--accent:#c00}", "@media print{\n h1 {color:red}\n}\n", "/* { ' */", "a:before{content:\"} ' \\\" /*\"}",
        "a{b:'\\\\'}", "a>b{}", "a/b", "/***/"};

    for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
        assert_null(oas_own_style_check(styles[i], "style.css", unit_work(state)->pool));
}

static void refuses_what_would_reach_beyond_its_end(void **state)
{
    static const char *const styles[][2] = {
        {"a{}\nb{\nc{}\n", "style.css line 2: there is no } for this {"},
        {"a{}\n}", "style.css line 2: there is no { for this }"},
        {"\n\n/* a\n", "style.css line 3: this comment has no */"},
        {"/*/", "style.css line 1: this comment has no */"},
        {"a{b:\"c\n\"}", "style.css line 1: this string has no end on its line"},
        {"a{b:'\\", "style.css line 1: this string has no end on its line"},
        {"a{b:'\\\n'}", "style.css line 1: this string has no end on its line"},
        {"a{}\n/* </style> */", "style.css line 2: </ and <! belong to HTML; this file is CSS alone"},
        {"<!-- a{} -->", "style.css line 1: </ and <! belong to HTML; this file is CSS alone"},
        {"{{{{{{{{{{{{{{{{{", "style.css line 1: there are too many { in each other"},
        {"a{}\n\xc3(", "style.css line 2: it is not UTF-8; save the file in that encoding"},
    };

    for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
        assert_string_equal(oas_own_style_check(styles[i][0], "style.css", unit_work(state)->pool), styles[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(css_is_taken),
        cmocka_unit_test(refuses_what_would_reach_beyond_its_end),
    };

    return unit_run("own_style", tests, sizeof(tests) / sizeof(tests[0]));
}
