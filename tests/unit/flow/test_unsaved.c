/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/unsaved.h"

static oas_reply_t explained(scene_t *scene, const oas_pair_t *headers, oas_status_t status)
{
    oas_request_t request = browser_request("POST", "/save", headers);
    oas_reply_t reply = {0};

    scene->work->reason = "values_version";
    oas_unsaved_explain(&reply, &scene->site, &request, status, scene->work);
    return reply;
}

static const oas_pair_t person[] = {{"Accept", "text/html"}, {"Referer", "https://site.test/notes?day=7"}, {NULL, NULL}};
static const oas_pair_t script[] = {{"Sec-Fetch-Mode", "cors"}, {"Accept", "application/json"}, {NULL, NULL}};

static void a_person_is_told_what_to_do_and_where_to_go_back_to(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply = explained(scene, person, OAS_EXPIRED);

    assert_int_equal(reply.page.kind, OAS_PAGE_MESSAGE);
    assert_string_equal(reply.page.title, "What you did was not saved");
    assert_non_null(strstr(reply.page.text, "once more"));
    assert_string_equal(reply.page.link, "/notes?day=7");
    assert_string_equal(reply.page.reason, "values_version");
}

static void a_script_gets_a_document(void **state)
{
    assert_int_equal(explained(scene_begin(state), script, OAS_EXPIRED).page.kind, OAS_PAGE_PROBLEM_JSON);
}

static void the_status_says_whether_it_can_be_tried_again(void **state)
{
    static const struct {
        oas_status_t status;
        int http_status, retry_after;
    } rows[] = {{OAS_EXPIRED, 409, 0}, {OAS_NOT_FOUND, 409, 0},      {OAS_UNAVAILABLE, 503, 1}, {OAS_FULL, 503, 1},
                {OAS_REFUSED, 500, 0}, {OAS_MISCONFIGURED, 500, 0}, {OAS_BROKEN, 500, 0}};
    scene_t *scene = scene_begin(state);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_reply_t reply = explained(scene, person, rows[i].status);

        assert_int_equal(reply.status, rows[i].http_status);
        assert_int_equal(reply.retry_after, rows[i].retry_after);
        assert_true(strlen(reply.page.text) > 40);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_is_told_what_to_do_and_where_to_go_back_to),
        cmocka_unit_test(a_script_gets_a_document),
        cmocka_unit_test(the_status_says_whether_it_can_be_tried_again),
    };
    return unit_run("unsaved", tests, sizeof(tests) / sizeof(tests[0]));
}
