/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/lost_form.h"

static oas_reply_t send_form(scene_t *scene, const char *referer)
{
    const oas_pair_t form[] = {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}, {"Accept", "text/html"},
                               {referer != NULL ? "Referer" : NULL, referer}, {NULL, NULL}};
    oas_request_t request = browser_request("POST", "/save?id=7", form);
    oas_reply_t reply = {0};

    assert_int_equal(oas_access_demand(&reply, &scene->site, &request, "two", scene->work), OAS_OK);
    return reply;
}

static void a_person_is_told_that_his_form_is_lost_and_where_to_sign_in(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply = send_form(scene, "https://site.test/notes?day=7");

    assert_int_equal(reply.status, 401);
    assert_int_equal(reply.page.kind, OAS_PAGE_MESSAGE);
    assert_string_equal(reply.page.reason, "no_session");
    assert_non_null(strstr(reply.page.title, "not saved"));
    assert_string_equal(reply.page.link, "/oauth/login?provider=two&to=%2Fnotes%3Fday%3D7");
    assert_string_equal(reply.page.link_text, "Sign in");
    assert_null(reply.location);
    assert_int_equal(reply.set_cookie_count, 0);
}

/* Where the browser does not say, the login ends on the start page; the form's own address is no page. */
static void no_other_page_than_one_of_this_site_is_gone_back_to(void **state)
{
    static const char *const referers[] = {
        NULL, "", "/notes", "https://evil.test/notes", "https://site.test.evil.test/", "http://site.test/notes",
        "https://site.test:8443/notes", "https://user@site.test/notes", "https://site.test//evil.test/", "about:blank",
        "https://site.test/oauth/logout", "https://site.test/a/../../b"};
    scene_t *scene = scene_begin(state);

    for (size_t i = 0; i < sizeof(referers) / sizeof(referers[0]); i++)
        assert_string_equal(send_form(scene, referers[i]).page.link, "/oauth/login?provider=two");
}

static void a_script_and_a_tool_get_the_document(void **state)
{
    static const oas_pair_t senders[][3] = {
        {{"Sec-Fetch-Mode", "cors"}, {"Accept", "text/html"}, {NULL, NULL}},
        {{"X-Requested-With", "XMLHttpRequest"}, {"Accept", "text/html"}, {NULL, NULL}},
        {{"Accept", "*/*"}, {NULL, NULL}},
        {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "iframe"}, {NULL, NULL}},
    };
    scene_t *scene = scene_begin(state);

    for (size_t i = 0; i < sizeof(senders) / sizeof(senders[0]); i++) {
        oas_request_t request = browser_request("POST", "/save", senders[i]);
        oas_reply_t reply = {0};

        assert_int_equal(oas_access_demand(&reply, &scene->site, &request, NULL, scene->work), OAS_OK);
        assert_int_equal(reply.page.kind, OAS_PAGE_PROBLEM_JSON);
    }
}

static void only_forms_are_forms(void **state)
{
    static const char *const methods[] = {"GET", "HEAD", "PUT", "DELETE", "PATCH", "post"};
    const oas_pair_t person[] = {{"Accept", "text/html"}, {NULL, NULL}};

    (void)state;
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        oas_request_t request = browser_request(methods[i], "/save", person);

        assert_false(oas_lost_form_is_one(&request));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_is_told_that_his_form_is_lost_and_where_to_sign_in),
        cmocka_unit_test(no_other_page_than_one_of_this_site_is_gone_back_to),
        cmocka_unit_test(a_script_and_a_tool_get_the_document),
        cmocka_unit_test(only_forms_are_forms),
    };
    return unit_run("lost_form", tests, sizeof(tests) / sizeof(tests[0]));
}
