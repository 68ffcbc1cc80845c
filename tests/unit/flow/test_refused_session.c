/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/login.h"

/* What a script is told whose session a place does not take. */
static const char *login_url(scene_t *scene, const char *provider)
{
    oas_request_t request = browser_opens("/young");
    oas_reply_t reply = {0};

    request.cookies = scene_cookies(scene);
    oas_access_refuse(&reply, &scene->site, &request, provider, NULL, scene->work);
    return reply.page.login_url;
}

/* 302: it is a login; 303: straight on to the page. */
static int follow(scene_t *scene, oas_reply_t *reply, const char *url)
{
    oas_request_t request = browser_opens(url + strlen("https://site.test"));

    *reply = (oas_reply_t){0};
    oas_forgive(scene->work);
    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_login_endpoint(reply, &scene->site, &request, scene->work), OAS_OK);
    return reply->status;
}

static void the_link_signs_in_anew_and_only_once(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *url;
    oas_reply_t departure, reply;

    scene_sign_in(scene);
    url = apr_pstrcat(scene->work->pool, login_url(scene, "one"), "&to=/page", NULL);
    assert_int_equal(follow(scene, &departure, url), 302);
    assert_int_equal(follow(scene, &departure, url), 302); /* nothing came of the first */
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/page");
    assert_int_equal(follow(scene, &reply, url), 303);
    assert_string_equal(reply.location, "https://site.test/page");
}

static void the_link_of_a_site_with_any_provider_does_so_too(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    assert_int_equal(follow(scene, &reply, login_url(scene, NULL)), 302);
}

static void nobody_is_signed_in_anew_by_the_link_of_somebody_else(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *url;
    oas_reply_t reply;

    scene_sign_in(scene);
    url = login_url(scene, "one");
    scene_sign_in(scene);
    assert_int_equal(follow(scene, &reply, url), 303);
    assert_int_equal(follow(scene, &reply, "https://site.test/oauth/login?provider=one&again=1"), 303);
    assert_int_equal(follow(scene, &reply, "https://site.test/oauth/login?provider=one&again="), 303);
}

static void the_link_is_for_an_hour(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *url;
    oas_reply_t reply;

    scene->site.sessions.idle_timeout = apr_time_from_sec(2 * 3600);
    scene_sign_in(scene);
    url = login_url(scene, "one");
    scene->work->now += apr_time_from_sec(3601);
    assert_int_equal(follow(scene, &reply, url), 303);
}

static void without_a_session_of_the_provider_there_is_nothing_to_say(void **state)
{
    scene_t *scene = scene_begin(state);

    assert_string_equal(login_url(scene, "one"), "https://site.test/oauth/login?provider=one");
    scene_sign_in(scene);
    assert_string_equal(login_url(scene, "two"), "https://site.test/oauth/login?provider=two");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_link_signs_in_anew_and_only_once),
        cmocka_unit_test(the_link_of_a_site_with_any_provider_does_so_too),
        cmocka_unit_test(nobody_is_signed_in_anew_by_the_link_of_somebody_else),
        cmocka_unit_test(the_link_is_for_an_hour),
        cmocka_unit_test(without_a_session_of_the_provider_there_is_nothing_to_say),
    };
    return unit_run("refused_session", tests, sizeof(tests) / sizeof(tests[0]));
}
