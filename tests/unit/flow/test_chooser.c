/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/chooser.h"

#include "flow/realm.h"
#include "flow/scene.h"

/* What the login endpoint answers in a place that names no provider. */
static oas_reply_t open_login_in(scene_t *scene, const oas_site_t *site, const char *target)
{
    oas_request_t request = browser_opens(target);
    oas_reply_t reply = {0};

    request.provider = NULL;
    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_login_endpoint(&reply, site, &request, scene->work), OAS_OK);
    return reply;
}

static oas_reply_t open_login(scene_t *scene, const char *target)
{
    return open_login_in(scene, &scene->site, target);
}

static oas_reply_t demand(scene_t *scene, const oas_request_t *request, const char *provider)
{
    oas_reply_t reply = {0};

    assert_int_equal(oas_access_demand(&reply, &scene->site, request, provider, scene->work), OAS_OK);
    return reply;
}

static void assert_choices(const oas_reply_t *reply, const char *first, const char *second)
{
    assert_int_equal(reply->status, 200);
    assert_int_equal(reply->page.kind, OAS_PAGE_CHOOSER);
    assert_null(reply->location);
    assert_int_equal(reply->set_cookie_count, 0);
    assert_int_equal(reply->page.choices.count, 2);
    assert_string_equal(reply->page.choices.items[0].value, first);
    assert_string_equal(reply->page.choices.items[1].value, second);
}

static void of_several_providers_a_person_chooses_one(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply = open_login(scene, "/oauth/login?to=%2Fpage%3Fa%3D1%26b%3D2");

    assert_choices(&reply, "/oauth/login?provider=one&to=%2Fpage%3Fa%3D1%26b%3D2",
                   "/oauth/login?provider=two&to=%2Fpage%3Fa%3D1%26b%3D2");
}

static void a_page_that_names_no_provider_leads_to_the_choice(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_opens("/page?a=1&b=2");
    oas_reply_t reply = demand(scene, &request, NULL);

    assert_int_equal(reply.status, 302);
    assert_string_equal(reply.location, "https://site.test/oauth/login?to=%2Fpage%3Fa%3D1%26b%3D2");
    assert_int_equal(reply.page.kind, OAS_PAGE_NONE);
}

static void where_the_place_or_the_link_names_one_there_is_no_choice(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_opens("/oauth/login?to=/page");
    oas_reply_t reply = {0};

    request.provider = "two";
    assert_int_equal(oas_login_endpoint(&reply, &scene->site, &request, scene->work), OAS_OK);
    assert_memory_equal(reply.location, "https://two.test/authorize?", 27);
    reply = demand(scene, &request, "two");
    assert_memory_equal(reply.location, "https://two.test/authorize?", 27);
    reply = open_login(scene, "/oauth/login?provider=two&to=/page");
    assert_memory_equal(reply.location, "https://two.test/authorize?", 27);
}

static void of_one_provider_there_is_no_choice(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_opens("/page");
    oas_reply_t reply;

    scene->site.provider_count = 1;
    reply = demand(scene, &request, NULL);
    assert_memory_equal(reply.location, "https://one.test/authorize?", 27);
    reply = open_login(scene, "/oauth/login");
    assert_memory_equal(reply.location, "https://one.test/authorize?", 27);
}

static void a_script_is_told_where_people_choose(void **state)
{
    const oas_pair_t fetch[] = {{"Sec-Fetch-Mode", "cors"}, {NULL, NULL}};
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_request("GET", "/api", fetch);
    oas_reply_t reply = demand(scene, &request, NULL);

    assert_int_equal(reply.status, 401);
    assert_string_equal(reply.page.login_url, "https://site.test/oauth/login");
    assert_null(reply.location);
}

static void a_choice_leads_to_no_other_site(void **state)
{
    static const char *const foreign[] = {"https%3A%2F%2Fevil.test%2F", "%2F%2Fevil.test", "%2F%5Cevil.test",
                                          "javascript%3Aalert(1)", "%2Foauth%2Flogout"};
    scene_t *scene = scene_begin(state);

    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
        oas_reply_t reply = open_login(scene, apr_pstrcat(scene->work->pool, "/oauth/login?to=", foreign[i], NULL));

        assert_choices(&reply, "/oauth/login?provider=one&to=%2F", "/oauth/login?provider=two&to=%2F");
    }
}

static void what_the_link_asks_besides_is_asked_of_whom_is_chosen(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply = open_login(scene, "/oauth/login?login_hint=ada%40x&target_link_uri=https%3A%2F%2Fsite.test%2Fp");

    assert_choices(&reply, "/oauth/login?provider=one&login_hint=ada%40x&to=%2Fp",
                   "/oauth/login?provider=two&login_hint=ada%40x&to=%2Fp");
}

static void a_link_that_would_be_too_long_leads_to_the_start_page(void **state)
{
    scene_t *scene = scene_begin(state);
    char target[4100] = "/oauth/login?to=%2F";
    size_t length = strlen(target);
    oas_reply_t reply;

    memset(target + length, 'x', 4000);
    reply = open_login(scene, target);
    assert_true(strlen(reply.page.choices.items[0].value) > 4000);
    memset(target + length, '\'', 4000); /* three characters each, as we write it */
    reply = open_login(scene, target);
    assert_choices(&reply, "/oauth/login?provider=one", "/oauth/login?provider=two");
}

static void who_is_signed_in_has_chosen(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    reply = open_login(scene, "/oauth/login?to=/mine");
    assert_string_equal(reply.location, "https://site.test/mine");
    reply = open_login(scene, "/oauth/login?to=/mine&prompt=login");
    assert_choices(&reply, "/oauth/login?provider=one&prompt=login&to=%2Fmine",
                   "/oauth/login?provider=two&prompt=login&to=%2Fmine");
}

static void a_provider_is_called_as_the_site_calls_it(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene->registrations[1].display_name = "Second & Sons";
    reply = open_login(scene, "/oauth/login");
    assert_string_equal(reply.page.choices.items[0].name, "one");
    assert_string_equal(reply.page.choices.items[1].name, "Second & Sons");
}

static void a_realm_has_its_own_choice(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_site_t *staff;
    oas_reply_t reply;

    oas_realm_add(&scene->site, "staff", scene->work->pool);
    staff = oas_realm_named(&scene->site, oas_bytes_of("staff"));
    reply = open_login_in(scene, staff, "/oauth/realms/staff/login?to=/page");
    assert_choices(&reply, "/oauth/realms/staff/login?provider=one&to=%2Fpage",
                   "/oauth/realms/staff/login?provider=two&to=%2Fpage");
}

static void a_page_of_the_site_takes_the_place_of_ours(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene->site.chooser = "/choose";
    reply = open_login(scene, "/oauth/login?to=/page%3Fa%3D1&login_hint=ada");
    assert_int_equal(reply.status, 302);
    assert_string_equal(reply.location, "https://site.test/choose?login_hint=ada&to=%2Fpage%3Fa%3D1");
    scene->site.chooser = "/choose?look=dark";
    reply = open_login(scene, "/oauth/login");
    assert_string_equal(reply.location, "https://site.test/choose?look=dark&to=%2F");
    scene->site.realm = "staff";
    reply = open_login(scene, "/oauth/login");
    assert_string_equal(reply.location, "https://site.test/choose?look=dark&realm=staff&to=%2F");
}

static void a_closed_page_of_the_site_does_not_lead_to_itself(void **state)
{
    static const char *const closed[] = {"/oauth/login?to=/choose", "/oauth/login?to=/choose%3Fto%3D%2F"};
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene->site.chooser = "/choose?look=dark";
    for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++)
        assert_int_equal(open_login(scene, closed[i]).page.kind, OAS_PAGE_CHOOSER);
    reply = open_login(scene, "/oauth/login?to=/chooser");
    assert_int_equal(reply.status, 302);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_several_providers_a_person_chooses_one),
        cmocka_unit_test(a_page_that_names_no_provider_leads_to_the_choice),
        cmocka_unit_test(where_the_place_or_the_link_names_one_there_is_no_choice),
        cmocka_unit_test(of_one_provider_there_is_no_choice),
        cmocka_unit_test(a_script_is_told_where_people_choose),
        cmocka_unit_test(a_choice_leads_to_no_other_site),
        cmocka_unit_test(what_the_link_asks_besides_is_asked_of_whom_is_chosen),
        cmocka_unit_test(a_link_that_would_be_too_long_leads_to_the_start_page),
        cmocka_unit_test(who_is_signed_in_has_chosen),
        cmocka_unit_test(a_provider_is_called_as_the_site_calls_it),
        cmocka_unit_test(a_realm_has_its_own_choice),
        cmocka_unit_test(a_page_of_the_site_takes_the_place_of_ours),
        cmocka_unit_test(a_closed_page_of_the_site_does_not_lead_to_itself),
    };

    return unit_run("chooser", tests, sizeof(tests) / sizeof(tests[0]));
}
