/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "oidc/memberships.h"
#include "scripted_client.h"

#define ORGS "https://api.example/user/orgs?per_page=2&page={page}"

/* One list; more than one are asked for in turn. */
static oas_status_t fetch(const char **groups, scripted_client_t *script, const char *url, const char *path,
                          oas_work_t *work)
{
    const oas_pair_t pair = {url, path};
    const oas_memberships_t memberships = {.lists = {.items = &pair, .count = 1}};
    oas_vendor_t vendor = {.access_token = "token", .client = &script->client, .calls_left = OAS_VENDOR_CALLS};
    oas_status_t status = oas_memberships_fetch(groups, &memberships, &vendor, work);

    assert_int_equal(*groups != NULL, status == OAS_OK);
    return status;
}

static void assert_groups(scripted_client_t *script, const char *url, const char *path, const char *expected,
                          oas_work_t *work)
{
    const char *groups;

    assert_int_equal(fetch(&groups, script, url, path, work), OAS_OK);
    assert_string_equal(groups, expected);
    assert_int_equal(script->call_count, script->answer_count);
}

static void a_list_is_asked_for_with_the_token(void **state)
{
    scripted_client_t script = scripted_client();

    script_json(&script, "[{\"login\":\"acme\"},{\"login\":\"a \\\"b\\\"\"}]");
    assert_groups(&script, "https://api.example/orgs", "login", "[\"acme\",\"a \\\"b\\\"\"]", unit_work(state));
    assert_string_equal(script.last.url, "https://api.example/orgs");
    assert_string_equal(script.last.authorization, "Bearer token");
}

static void names_may_have_parts_and_depth(void **state)
{
    scripted_client_t script = scripted_client();

    script_json(&script, "[{\"organization\":{\"login\":\"acme\"},\"slug\":\"web\",\"id\":7}]");
    assert_groups(&script, "https://api.example/teams", "organization.login/slug/id", "[\"acme/web/7\"]",
                  unit_work(state));
}

static void numbered_pages_go_on_until_one_is_not_full(void **state)
{
    scripted_client_t script = scripted_client();

    script_json(&script, "[{\"login\":\"a\"},{\"login\":\"b\"}]");
    script_json(&script, "[{\"login\":\"c\"}]");
    assert_groups(&script, ORGS, "login", "[\"a\",\"b\",\"c\"]", unit_work(state));
    assert_string_equal(script.last.url, "https://api.example/user/orgs?per_page=2&page=2");
}

static void numbered_pages_without_a_size_go_on_until_one_is_empty(void **state)
{
    scripted_client_t script = scripted_client();

    script_json(&script, "[{\"login\":\"a\"}]");
    script_json(&script, "[]");
    assert_groups(&script, "https://api.example/{page}", "login", "[\"a\"]", unit_work(state));
    assert_string_equal(script.last.url, "https://api.example/2");
}

static void an_answer_may_say_where_it_goes_on(void **state)
{
    scripted_client_t script = scripted_client();
    oas_work_t *work = unit_work(state);

    script_json(
        &script,
        "{\"@odata.context\":\"c\",\"@odata.nextLink\":\"https://graph.example/p2\",\"value\":[{\"id\":\"a\"}]}");
    script_json(&script, "{\"value\":[{\"id\":\"b\"}],\"next\":\"https://graph.example/p3\"}");
    script_json(&script, "{\"value\":[{\"id\":\"c\"}]}");
    assert_groups(&script, "https://graph.example/me", "id", "[\"a\",\"b\",\"c\"]", work);
    assert_string_equal(script.last.url, "https://graph.example/p3");
}

static void an_answer_may_give_a_token_to_go_on_with(void **state)
{
    scripted_client_t script = scripted_client();

    script_json(&script, "{\"memberships\":[{\"groupKey\":{\"id\":\"a@x\"}}],\"nextPageToken\":\"t&=\"}");
    script_json(&script, "{\"nextPageToken\":\"\"}");
    assert_groups(&script, "https://api.example/g?q=1", "groupKey.id", "[\"a@x\"]", unit_work(state));
    assert_string_equal(script.last.url, "https://api.example/g?q=1&pageToken=t%26%3D");
}

static oas_status_t fetch_by(const char *email, scripted_client_t *script, oas_work_t *work)
{
    static const oas_pair_t list = {"https://api.example/g?q='{email}'&p={page}", "n"};
    oas_vendor_t vendor = {.access_token = "t", .client = &script->client, .calls_left = OAS_VENDOR_CALLS};
    const oas_memberships_t memberships = {.lists = {&list, 1}, .email = email};
    const char *groups;

    oas_forgive(work);
    return oas_memberships_fetch(&groups, &memberships, &vendor, work);
}

static void a_list_may_be_of_an_address(void **state)
{
    scripted_client_t script = scripted_client();

    script_json(&script, "[]");
    assert_int_equal(fetch_by("a+b@example.org", &script, unit_work(state)), OAS_OK);
    assert_string_equal(script.last.url, "https://api.example/g?q='a%2Bb%40example.org'&p=1");
}

static void nobody_is_asked_for_an_address_that_could_be_more_than_one(void **state)
{
    static const char *const emails[] = {NULL, "", "a'b@example.org", "a\\b@example.org", "\"a b\"@example.org", "a b@example.org",
                                         "a\x01@example.org", "\xc3\xa9@example.org", "a(b)@example.org", "a,b@example.org"};
    scripted_client_t script = scripted_client();

    for (size_t i = 0; i < sizeof(emails) / sizeof(emails[0]); i++) {
        assert_int_equal(fetch_by(emails[i], &script, unit_work(state)), OAS_REFUSED);
        assert_reason(unit_work(state), "membership_email");
    }
    assert_int_equal(script.call_count, 0);
}

static void who_is_a_member_of_nothing_has_an_empty_list(void **state)
{
    scripted_client_t list = scripted_client(), object = scripted_client(), empty = scripted_client();

    script_json(&list, "[]");
    assert_groups(&list, ORGS, "login", "[]", unit_work(state));
    script_json(&object, "{\"value\":[]}");
    assert_groups(&object, "https://api.example/", "login", "[]", unit_work(state));
    script_json(&empty, "{}");
    assert_groups(&empty, "https://api.example/", "login", "[]", unit_work(state));
}

static void only_names_that_count_are_kept(void **state)
{
    static const char *const only[] = {"b", "d", NULL};
    static const oas_pair_t pairs[] = {{"https://api.example/1", "n"}, {"https://api.example/2", "n"}};
    const oas_memberships_t memberships = {.lists = {.items = pairs, .count = 2}, .only = only};
    scripted_client_t script = scripted_client();
    oas_vendor_t vendor = {.access_token = "token", .client = &script.client, .calls_left = OAS_VENDOR_CALLS};
    const char *groups;

    script_json(&script, "[{\"n\":\"a\"},{\"n\":\"b\"}]");
    script_json(&script, "[{\"n\":\"bb\"},{\"n\":\"d\"}]");
    assert_int_equal(oas_memberships_fetch(&groups, &memberships, &vendor, unit_work(state)), OAS_OK);
    assert_string_equal(groups, "[\"b\",\"d\"]");
}

static void refuses_answers_that_are_no_lists(void **state)
{
    static const struct {
        const char *body, *reason;
    } rows[] = {
        {"[{\"login\":\"a\"},{}]", "membership_name"},
        {"[{\"login\":\"\"}]", "membership_name"},
        {"[{\"login\":null}]", "membership_name"},
        {"[{\"login\":[\"a\"]}]", "membership_name"},
        {"[{\"login\":{}}]", "membership_name"},
        {"[\"a\"]", "membership_name"},
        {"{\"a\":[],\"b\":[]}", "vendor_answer"},
        {"\"a\"", "vendor_answer"},
        {"null", "vendor_answer"},
        {"[{\"login\":\"a\"}", "json_syntax"},
        {"{\"v\":[],\"next\":\"https://evil.example/\"}", "membership_page"},
        {"{\"v\":[],\"next\":\"https://api.example:444/\"}", "membership_page"},
        {"{\"v\":[],\"@odata.nextLink\":\"http://api.example/\"}", "url_not_secure"},
        {"{\"v\":[],\"next\":\"/page/2\"}", "url_malformed"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scripted_client_t script = scripted_client();
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        const char *groups;

        script_json(&script, rows[i].body);
        assert_int_equal(fetch(&groups, &script, "https://api.example/", "login", &work), OAS_REFUSED);
        assert_reason(&work, rows[i].reason);
    }
}

static void a_list_that_can_not_be_had_fails_all(void **state)
{
    scripted_client_t down = scripted_client(), forbidden = scripted_client(), half = scripted_client();
    oas_work_t *work = unit_work(state);
    const char *groups;

    script_answer(&down, 502, "text/html", "");
    assert_int_equal(fetch(&groups, &down, ORGS, "login", work), OAS_UNAVAILABLE);
    oas_forgive(work);
    script_answer(&forbidden, 403, "application/json", "{\"message\":\"Resource not accessible\"}");
    assert_int_equal(fetch(&groups, &forbidden, ORGS, "login", work), OAS_REFUSED);
    oas_forgive(work);
    script_json(&half, "[{\"login\":\"a\"},{\"login\":\"b\"}]");
    script_failure(&half, OAS_UNAVAILABLE);
    assert_int_equal(fetch(&groups, &half, ORGS, "login", work), OAS_UNAVAILABLE);
}

static void nothing_is_asked_without_a_token(void **state)
{
    const oas_pair_t pair = {"https://api.example/", "login"};
    const oas_memberships_t memberships = {.lists = {.items = &pair, .count = 1}};
    scripted_client_t script = scripted_client();
    oas_vendor_t vendor = {.client = &script.client, .calls_left = OAS_VENDOR_CALLS};
    const char *groups;

    assert_int_equal(oas_memberships_fetch(&groups, &memberships, &vendor, unit_work(state)), OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "vendor_token");
}

static void a_list_without_end_is_refused(void **state)
{
    scripted_client_t numbered = scripted_client(), linked = scripted_client();
    oas_work_t *work = unit_work(state);
    const char *groups;

    for (int i = 0; i < OAS_VENDOR_CALLS; i++) {
        script_json(&numbered, "[{\"login\":\"a\"},{\"login\":\"b\"}]");
        script_json(&linked, "{\"v\":[],\"next\":\"https://api.example/\"}");
    }
    assert_int_equal(fetch(&groups, &numbered, ORGS, "login", work), OAS_REFUSED);
    assert_reason(work, "vendor_calls");
    oas_forgive(work);
    assert_int_equal(fetch(&groups, &linked, "https://api.example/", "login", work), OAS_REFUSED);
    assert_reason(work, "vendor_calls");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_asked_for_with_the_token),
        cmocka_unit_test(names_may_have_parts_and_depth),
        cmocka_unit_test(numbered_pages_go_on_until_one_is_not_full),
        cmocka_unit_test(numbered_pages_without_a_size_go_on_until_one_is_empty),
        cmocka_unit_test(an_answer_may_say_where_it_goes_on),
        cmocka_unit_test(an_answer_may_give_a_token_to_go_on_with),
        cmocka_unit_test(a_list_may_be_of_an_address),
        cmocka_unit_test(nobody_is_asked_for_an_address_that_could_be_more_than_one),
        cmocka_unit_test(who_is_a_member_of_nothing_has_an_empty_list),
        cmocka_unit_test(only_names_that_count_are_kept),
        cmocka_unit_test(refuses_answers_that_are_no_lists),
        cmocka_unit_test(a_list_that_can_not_be_had_fails_all),
        cmocka_unit_test(nothing_is_asked_without_a_token),
        cmocka_unit_test(a_list_without_end_is_refused),
    };

    return unit_run("memberships", tests, sizeof(tests) / sizeof(tests[0]));
}
