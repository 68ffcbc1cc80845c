/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "base/json.h"
#include "flow/session_view.h"

static const oas_pair_t program[] = {{"Accept", "application/json"}, {NULL, NULL}};

/* A page of so many sessions of a browser that says this of itself. */
static oas_session_view_t view_of(scene_t *scene, size_t count, const char *agent)
{
    oas_listed_session_t *items = apr_pcalloc(scene->work->pool, count * sizeof(*items));

    for (size_t i = 0; i < count; i++) {
        apr_snprintf(items[i].name, sizeof(items[i].name), "%022u", (unsigned)i);
        apr_cpystrn(items[i].agent, agent, sizeof(items[i].agent));
        items[i].created = OAS_TEST_NOW;
    }
    return (oas_session_view_t){.page = {.items = items, .count = count, .total = count}, .path = "/list", .here = "x"};
}

static const oas_json_t *json_of(scene_t *scene, const oas_session_view_t *view)
{
    oas_request_t request = browser_request("GET", "/list", program);
    const oas_json_t *json;
    oas_reply_t reply = {0};

    oas_session_view_show(&reply, view, &request, "the-token", scene->work->pool);
    assert_int_equal(reply.page.kind, OAS_PAGE_JSON);
    assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(reply.page.text), 1024 * 1024, "the list", scene->work), OAS_OK);
    assert_string_equal(oas_json_string(json, "token"), "the-token");
    return json;
}

static void a_full_page_of_the_longest_texts_is_whole(void **state)
{
    scene_t *scene = scene_begin(state);
    char agent[sizeof(((oas_listed_session_t *)NULL)->agent)];
    oas_session_view_t view;
    const oas_json_t *sessions;
    size_t count = 0;

    memset(agent, 1, sizeof(agent) - 1);
    agent[sizeof(agent) - 1] = '\0';
    view = view_of(scene, OAS_LIST_PAGE, agent);
    sessions = oas_json_member(json_of(scene, &view), "sessions");
    for (const oas_json_t *item = oas_json_first(sessions); item != NULL; item = oas_json_next(item), count++)
        assert_string_equal(oas_json_string(item, "agent"), agent);
    assert_int_equal(count, OAS_LIST_PAGE);
}

static void an_empty_list_is_one_too(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_session_view_t view = view_of(scene, 0, "");
    const oas_json_t *json = json_of(scene, &view);
    int64_t total;

    assert_true(oas_json_integer(&total, json, "total", 0, 0));
    assert_null(oas_json_first(oas_json_member(json, "sessions")));
    assert_null(oas_json_member(json, "next"));
}

static void a_link_keeps_the_filter_and_escapes_it(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_session_view_t view = view_of(scene, 1, "");
    const oas_list_filter_t filter = {.user = "a&b=c", .address = "::1"}, none = {0};
    apr_pool_t *pool = scene->work->pool;

    assert_string_equal(oas_session_view_link(&view, &none, NULL, pool), "/list");
    assert_string_equal(oas_session_view_link(&view, &filter, "place", pool), "/list?user=a%26b%3Dc&address=%3A%3A1&after=place");
    view.filter = filter;
    view.page.next = "place";
    assert_string_equal(oas_json_string(json_of(scene, &view), "next"), "/list?user=a%26b%3Dc&address=%3A%3A1&after=place");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_page_of_the_longest_texts_is_whole),
        cmocka_unit_test(an_empty_list_is_one_too),
        cmocka_unit_test(a_link_keeps_the_filter_and_escapes_it),
    };

    return unit_run("session_view", tests, sizeof(tests) / sizeof(tests[0]));
}
