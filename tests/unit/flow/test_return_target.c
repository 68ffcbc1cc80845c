/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "base/base64url.h"
#include "crypto/seal.h"
#include "flow/return_target.h"

static const char cookie_name[] = "__Secure-oauth_target";

/* An attempt that was begun just now; target NULL: it did not fit into state. */
static oas_login_attempt_t attempt_with(const scene_t *scene, const char *target)
{
    return (oas_login_attempt_t){.id = {1, 2, 3}, .provider = "one", .target = target, .started = scene->work->now};
}

static const char *path_of_length(const scene_t *scene, size_t length)
{
    char *path = apr_pcalloc(scene->work->pool, length + 1);

    memset(path, 'x', length);
    path[0] = '/';
    return path;
}

/* The browser is given the target to keep. */
static oas_reply_t keep(scene_t *scene, const oas_login_attempt_t *attempt, const char *target)
{
    oas_request_t request = browser_opens("/page");
    oas_reply_t reply = {0};

    assert_int_equal(oas_return_target_keep(&reply, &scene->site, &request, attempt, target, scene->work), OAS_OK);
    scene_keep_cookies(scene, &reply);
    return reply;
}

/* It comes back with its cookies. */
static const char *take(scene_t *scene, oas_reply_t *reply, const oas_login_attempt_t *attempt)
{
    oas_request_t request = browser_opens("/oauth/callback/one");
    const char *target;

    *reply = (oas_reply_t){0};
    request.cookies = scene_cookies(scene);
    target = oas_return_target_take(reply, &scene->site, &request, attempt, scene->work);
    assert_null(scene->work->reason); /* a target that is lost is no failure of the login */
    return target;
}

/* A cookie that we sealed for this attempt, whatever is in it. */
static void keep_sealed(scene_t *scene, const oas_login_attempt_t *attempt, const char *target)
{
    oas_bytes_t sealed;

    assert_int_equal(oas_seal(&sealed, scene->site.sessions.keys, OAS_PURPOSE_STATE,
                              oas_bytes(attempt->id, sizeof(attempt->id)), oas_bytes_of(target),
                              scene->work->now + apr_time_from_sec(60), scene->work),
                     OAS_OK);
    apr_table_set(scene->jar, cookie_name, oas_base64url_encode(scene->work->pool, sealed));
}

static void a_target_that_state_holds_needs_no_cookie(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_login_attempt_t attempt = attempt_with(scene, "/page?a=b");
    oas_reply_t reply;

    assert_string_equal(take(scene, &reply, &attempt), "/page?a=b");
    assert_int_equal(reply.set_cookie_count, 0);
}

static void the_cookie_is_sent_to_its_callback_alone_and_not_for_ever(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_login_attempt_t attempt = attempt_with(scene, NULL);
    oas_reply_t reply = keep(scene, &attempt, "/page");

    assert_int_equal(reply.set_cookie_count, 1);
    assert_non_null(strstr(reply.set_cookies[0], "; Path=/oauth/callback/one"));
    assert_non_null(strstr(reply.set_cookies[0], "; Max-Age=600"));
    assert_non_null(strstr(reply.set_cookies[0], "; Secure"));
    assert_null(strstr(reply.set_cookies[0], "page"));
}

static void a_target_in_the_cookie_is_gone_to_once(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_login_attempt_t attempt = attempt_with(scene, NULL);
    oas_reply_t reply;

    keep(scene, &attempt, "/page");
    assert_string_equal(take(scene, &reply, &attempt), "/page");
    assert_int_equal(reply.set_cookie_count, 1);
    assert_memory_equal(reply.set_cookies[0], "__Secure-oauth_target=;", 23);
    assert_non_null(strstr(reply.set_cookies[0], "; Path=/oauth/callback/one")); /* or it would not be cleared */
    scene_keep_cookies(scene, &reply);
    assert_string_equal(take(scene, &reply, &attempt), "/");
}

static void the_longest_target_is_kept_and_a_longer_one_given_up(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_login_attempt_t attempt = attempt_with(scene, NULL);
    const char *longest = path_of_length(scene, OAS_RETURN_TARGET_LONGEST);
    oas_reply_t reply;

    assert_int_equal(keep(scene, &attempt, path_of_length(scene, OAS_RETURN_TARGET_LONGEST + 1)).set_cookie_count, 0);
    keep(scene, &attempt, longest);
    assert_true(strlen(apr_table_get(scene->jar, cookie_name)) < 4000); /* browsers keep no more */
    assert_string_equal(take(scene, &reply, &attempt), longest);
}

static void a_cookie_that_was_changed_leads_to_the_start_page(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_login_attempt_t attempt = attempt_with(scene, NULL);
    oas_reply_t reply;
    char *cookie;

    keep(scene, &attempt, "/page");
    cookie = apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, cookie_name));
    cookie[strlen(cookie) / 2] ^= 1;
    apr_table_set(scene->jar, cookie_name, cookie);
    assert_string_equal(take(scene, &reply, &attempt), "/");
    apr_table_set(scene->jar, cookie_name, "/page");
    assert_string_equal(take(scene, &reply, &attempt), "/");
    apr_table_set(scene->jar, cookie_name, "");
    assert_string_equal(take(scene, &reply, &attempt), "/");
}

/* The login is begun anew then, and should still end on its page. */
static void a_cookie_that_came_too_late_is_as_good(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_login_attempt_t attempt = attempt_with(scene, NULL);
    oas_reply_t reply;

    keep(scene, &attempt, "/page");
    scene->work->now += apr_time_from_sec(OAS_ATTEMPT_LIFETIME_SECONDS + 1);
    assert_string_equal(take(scene, &reply, &attempt), "/page");
}

/* As if what is fit had changed between two versions of this module, with keys that stayed. */
static void no_seal_makes_a_target_fit(void **state)
{
    static const char *const targets[] = {"//evil.test/", "https://evil.test/", "/oauth/logout", ""};
    scene_t *scene = scene_begin(state);
    const oas_login_attempt_t attempt = attempt_with(scene, NULL);
    oas_reply_t reply;

    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        const oas_login_attempt_t direct = attempt_with(scene, targets[i]);

        keep_sealed(scene, &attempt, targets[i]);
        assert_string_equal(take(scene, &reply, &attempt), "/");
        assert_string_equal(take(scene, &reply, &direct), "/");
    }
}

static void without_tls_the_cookie_has_its_other_name(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_login_attempt_t attempt = attempt_with(scene, NULL);
    oas_request_t request = browser_opens("/page");
    oas_reply_t reply = {0};

    request.origin = "http://site.test";
    assert_int_equal(oas_return_target_keep(&reply, &scene->site, &request, &attempt, "/page", scene->work), OAS_OK);
    assert_memory_equal(reply.set_cookies[0], "oauth_target=", 13);
    assert_null(strstr(reply.set_cookies[0], "Secure"));
    scene_keep_cookies(scene, &reply);
    request.cookies = scene_cookies(scene);
    assert_string_equal(oas_return_target_take(&reply, &scene->site, &request, &attempt, scene->work), "/page");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_that_state_holds_needs_no_cookie),
        cmocka_unit_test(the_cookie_is_sent_to_its_callback_alone_and_not_for_ever),
        cmocka_unit_test(a_target_in_the_cookie_is_gone_to_once),
        cmocka_unit_test(the_longest_target_is_kept_and_a_longer_one_given_up),
        cmocka_unit_test(a_cookie_that_was_changed_leads_to_the_start_page),
        cmocka_unit_test(a_cookie_that_came_too_late_is_as_good),
        cmocka_unit_test(no_seal_makes_a_target_fit),
        cmocka_unit_test(without_tls_the_cookie_has_its_other_name),
    };

    return unit_run("return_target", tests, sizeof(tests) / sizeof(tests[0]));
}
