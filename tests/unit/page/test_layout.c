/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/buffer.h"
#include "page/layout.h"

static void a_layout_is_html_with_slots_between(void **state)
{
    const oas_layout_part_t *part;

    assert_null(oas_layout_parse(&part, "<p lang='${language}'>$5 ${title}${head}<hr>${content}</p>", "page.html",
                                 unit_work(state)->pool));
    assert_string_equal(part->html, "<p lang='");
    assert_int_equal((part++)->slot, OAS_SLOT_LANGUAGE);
    assert_string_equal(part->html, "'>$5 ");
    assert_int_equal((part++)->slot, OAS_SLOT_TITLE);
    assert_string_equal(part->html, "");
    assert_int_equal((part++)->slot, OAS_SLOT_HEAD);
    assert_string_equal(part->html, "<hr>");
    assert_int_equal((part++)->slot, OAS_SLOT_CONTENT);
    assert_string_equal(part->html, "</p>");
    assert_int_equal(part->slot, OAS_SLOT_END);
}

static void what_is_known_could_be_a_file(void **state)
{
    static const char *const names[] = {"", "${language}", "${title}", "${page}", "${site}", "${head}", "${content}"};
    oas_buffer_t text = oas_buffer(unit_work(state)->pool, 4096);
    const oas_layout_part_t *part = oas_layout_known, *parsed;

    do {
        oas_buffer_add_text(&text, part->html);
        oas_buffer_add_text(&text, names[part->slot]);
    } while ((part++)->slot != OAS_SLOT_END);
    assert_null(oas_layout_parse(&parsed, oas_buffer_text(&text), "page.html", unit_work(state)->pool));
    for (part = oas_layout_known; part->slot != OAS_SLOT_END; part++, parsed++) {
        assert_string_equal(part->html, parsed->html);
        assert_int_equal(part->slot, parsed->slot);
    }
}

static void refuses_what_is_wrong_and_says_where(void **state)
{
    static const char *const layouts[][2] = {
        {"\n${titel}", "page.html line 2: ${titel} is no variable; ${language}, ${title}, ${page}, ${site}, ${head} and ${content} are"},
        {"${title", "page.html line 1: ${title is no variable"},
        {"${}", "page.html line 1: ${} is no variable"},
        {"${Title}", "page.html line 1: ${Title} is no variable"},
        {"<p>\n<a ${title}>", "page.html line 2: a variable belongs between tags, or between quotes in a tag"},
        {"<a href=${title}>", "page.html line 1: a variable belongs between tags"},
        {"<!--\n${title} -->", "page.html line 2: a variable belongs between tags"},
        {"<p title=\"${head}\">", "page.html line 1: ${head} and ${content} belong between tags"},
        {"${head}\n${head}", "page.html line 2: ${head} stands here for the second time; once is right"},
        {"${head}${content}\n\n${content}", "page.html line 3: ${content} stands here for the second time; once is right"},
        {"${content}${head}", "page.html line 1: ${content} stands here before ${head}"},
        {"${content}", "page.html line 1: ${content} stands here before ${head}"},
        {"a\nb", "page.html line 2: ${head} is missing, which belongs between <head> and </head>"},
        {"${head}\n", "page.html line 2: ${content} is missing, which belongs into the body"},
        {"${head}\n${content}\n<p\n\n", "page.html line 3: what begins here with < has no end"},
        {"${head}${content}<!-- a\n->", "page.html line 1: what begins here with < has no end"},
        {"${head}${content}<a b='>", "page.html line 1: what begins here with < has no end"},
        {"${head}\n<SCRIPT src=\"/a.js\">", "page.html line 2: <script> has no effect under the policy of the pages"},
        {"<style>", "page.html line 1: <style> has no effect"},
        {"<base href=\"/\">", "page.html line 1: <base> has no effect"},
        {"<iframe>", "page.html line 1: <iframe> has no effect"},
        {"<p\n onclick=\"a()\">", "page.html line 2: the attribute onclick has no effect"},
        {"<svg/onload=a()>", "page.html line 1: the attribute onload has no effect"},
        {"<p STYLE=\"color:red\">", "page.html line 1: the attribute STYLE has no effect"},
        {"\n\xff", "page.html line 2: it is not UTF-8"},
    };
    const oas_layout_part_t *layout;

    for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
        const char *error = oas_layout_parse(&layout, layouts[i][0], "page.html", unit_work(state)->pool);

        assert_null(layout);
        if (error == NULL || strncmp(error, layouts[i][1], strlen(layouts[i][1])) != 0)
            fail_msg("%s: %s", layouts[i][0], error != NULL ? error : "taken");
    }
}

static void takes_what_looks_alike(void **state)
{
    static const char *const layouts[] = {
        "${head}${content} 1 < 2", "${head}${content}<one two=\"on\" styled open>", "${head}<!-- <script> ' \" -->${content}",
        "${head}${content}<a title=\"it's ${title}\" alt='\"${site}\"'>", "${head}${content}<scripture></based>", "$ {${head}${content}$"};
    const oas_layout_part_t *layout;

    for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
        const char *error = oas_layout_parse(&layout, layouts[i], "page.html", unit_work(state)->pool);

        if (error != NULL)
            fail_msg("%s: %s", layouts[i], error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_layout_is_html_with_slots_between),
        cmocka_unit_test(what_is_known_could_be_a_file),
        cmocka_unit_test(refuses_what_is_wrong_and_says_where),
        cmocka_unit_test(takes_what_looks_alike),
    };

    return unit_run("layout", tests, sizeof(tests) / sizeof(tests[0]));
}
