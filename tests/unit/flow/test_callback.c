/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "oidc/login_attempt.h"

static void a_login_ends_on_the_page_first_asked_for(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/reports?year=2026&q=a%20b");
    oas_reply_t reply;

    assert_int_equal(departure.status, 302);
    assert_int_equal(scene->calls, 0);
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_int_equal(reply.status, 303);
    assert_string_equal(reply.location, "https://site.test/reports?year=2026&q=a%20b");
    assert_string_equal(scene_session(scene)->face.user, "17");
    assert_string_equal(scene_session(scene)->face.provider, "one");
}

static void tabs_can_be_finished_in_any_order(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t first = scene_open_protected(scene, "/1");
    oas_reply_t second = scene_open_protected(scene, "/2");
    oas_reply_t third = scene_open_protected(scene, "/3");
    oas_reply_t reply;

    assert_int_equal(second.set_cookie_count, 0); /* one binding for all tabs */
    assert_int_equal(scene_return(scene, &reply, &third), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/3");
    assert_int_equal(scene_return(scene, &reply, &second), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/2");
    assert_int_equal(scene_return(scene, &reply, &first), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/1");
    assert_non_null(scene_session(scene));
}

/* A path of this many characters. */
static const char *long_target(const scene_t *scene, size_t length)
{
    char *target = apr_pcalloc(scene->work->pool, length + 1);

    memset(target, 'x', length);
    target[0] = '/';
    return target;
}

static void a_target_too_long_for_state_is_kept_in_a_cookie(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *target = long_target(scene, 2000);
    oas_reply_t departure = scene_open_protected(scene, target);
    oas_reply_t reply;

    assert_true(strlen(scene_parameter(scene, &departure, "state")) <= OAS_STATE_LONGEST);
    assert_non_null(apr_table_get(scene->jar, "__Secure-oauth_target"));
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_string_equal(reply.location, apr_pstrcat(scene->work->pool, "https://site.test", target, NULL));
    assert_null(apr_table_get(scene->jar, "__Secure-oauth_target"));
}

static void a_target_that_no_cookie_should_hold_becomes_the_start_page(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, long_target(scene, 3000));
    oas_reply_t reply;

    assert_null(apr_table_get(scene->jar, "__Secure-oauth_target"));
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/");
}

static void the_target_cookie_of_another_attempt_is_not_believed(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t first = scene_open_protected(scene, long_target(scene, 1500));
    oas_reply_t reply;

    scene_open_protected(scene, long_target(scene, 1600));
    assert_int_equal(scene_return(scene, &reply, &first), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/");
}

static void a_forged_state_is_refused_before_any_call(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_open_protected(scene, "/page");
    assert_int_equal(scene_return_to(scene, &reply, "one", "code=good&state=AAAA"), OAS_REFUSED);
    assert_int_equal(scene_return_to(scene, &reply, "one", "code=good&state="), OAS_REFUSED);
    assert_int_equal(scene_return_to(scene, &reply, "one", "code=good"), OAS_REFUSED);
    assert_reason(scene->work, "state_missing");
    assert_string_equal(reply.page.link, "/");
    assert_int_equal(scene_return_to(scene, &reply, "one", "code=good&state=a&state=b"), OAS_REFUSED);
    assert_int_equal(scene->calls, 0);
    assert_null(scene_session(scene));
}

static void a_callback_in_another_browser_begins_anew_without_any_call(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t again, reply;

    apr_table_clear(scene->jar);
    assert_int_equal(scene_return(scene, &again, &departure), OAS_OK);
    assert_int_equal(again.status, 302);
    assert_int_equal(scene->calls, 0);
    assert_null(scene_session(scene));
    assert_int_equal(scene_return(scene, &reply, &again), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/page");
}

static void a_browser_that_keeps_no_cookies_is_told_so_after_the_second_try(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t again, reply;

    apr_table_clear(scene->jar);
    assert_int_equal(scene_return(scene, &again, &departure), OAS_OK);
    apr_table_clear(scene->jar);
    assert_int_equal(scene_return(scene, &reply, &again), OAS_REFUSED);
    assert_reason(scene->work, "browser_cookie");
    assert_string_equal(reply.page.link, "/page");
    assert_null(reply.location);
    assert_int_equal(scene->calls, 0);
}

static void another_browsers_binding_is_as_good_as_none(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t reply;

    apr_table_set(scene->jar, "__Host-oauth_browser", "AAAAAAAAAAAAAAAAAAAAAA");
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_int_equal(reply.status, 302);
    assert_int_equal(scene->calls, 0);
}

static void a_login_that_took_too_long_begins_anew_once(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t again, reply;

    scene->work->now += apr_time_from_sec(OAS_ATTEMPT_LIFETIME_SECONDS + 1);
    assert_int_equal(scene_return(scene, &again, &departure), OAS_OK);
    assert_int_equal(again.status, 302);
    scene->work->now += apr_time_from_sec(OAS_ATTEMPT_LIFETIME_SECONDS + 1);
    assert_int_equal(scene_return(scene, &reply, &again), OAS_EXPIRED);
    assert_reason(scene->work, "state_expired");
    assert_int_equal(scene->calls, 0);
}

static void who_is_signed_in_already_goes_on_from_a_late_callback(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t reply;

    scene->work->now += apr_time_from_sec(OAS_ATTEMPT_LIFETIME_SECONDS + 1);
    scene_sign_in(scene);
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_int_equal(reply.status, 303);
    assert_string_equal(reply.location, "https://site.test/page");
}

/* He had it when the attempt began, and was sent to the provider nevertheless: it would lead him there again and again. */
static void a_session_from_before_the_login_is_no_way_on(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure, reply;

    scene_sign_in(scene);
    scene->work->now += apr_time_from_sec(1);
    departure = scene_open_protected(scene, "/page");
    apr_table_unset(scene->jar, "__Host-oauth_browser");
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_int_equal(reply.status, 302); /* once more */
    apr_table_unset(scene->jar, "__Host-oauth_browser");
    assert_int_equal(scene_return(scene, &departure, &reply), OAS_REFUSED);
    assert_reason(scene->work, "browser_cookie");
    assert_non_null(scene_session(scene));
}

static void a_callback_that_is_reloaded_goes_on_without_any_call(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t reply;
    int calls;

    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    calls = scene->calls;
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/page");
    assert_int_equal(reply.set_cookie_count, 0);
    assert_int_equal(scene->calls, calls);
}

static void a_callback_is_of_no_use_to_who_has_signed_out(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t reply;
    int calls;

    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    calls = scene->calls;
    apr_table_unset(scene->jar, "__Host-oauth_session");
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_REFUSED);
    assert_reason(scene->work, "callback_repeated");
    assert_int_equal(scene->calls, calls);
    assert_null(scene_session(scene));
}

static void an_answer_at_another_providers_callback_is_refused(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    const char *state_value = scene_parameter(scene, &departure, "state");
    oas_reply_t reply;

    assert_int_equal(scene_return_to(scene, &reply, "two", apr_pstrcat(scene->work->pool, "code=good&state=", state_value, NULL)),
                     OAS_REFUSED);
    assert_reason(scene->work, "state_provider");
    assert_int_equal(scene->calls, 0);
}

static void an_answer_at_another_sites_callback_is_refused(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t reply;

    scene->site.sessions.realm = "other.test:443";
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_REFUSED);
    assert_reason(scene->work, "state_realm");
    assert_int_equal(scene->calls, 0);
}

static void a_callback_of_no_provider_is_refused(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    assert_int_equal(scene_return_to(scene, &reply, "three", "code=good&state=x"), OAS_REFUSED);
    assert_reason(scene->work, "callback_unknown");
}

static void a_provider_that_says_no_ends_in_a_page(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    const char *state_value = scene_parameter(scene, &departure, "state");
    oas_reply_t reply;

    assert_int_equal(scene_return_to(scene, &reply, "one",
                                     apr_pstrcat(scene->work->pool, "error=access_denied&state=", state_value, NULL)),
                     OAS_REFUSED);
    assert_reason(scene->work, "access_denied");
    assert_null(reply.location);
    assert_int_equal(scene->calls, 0);
}

static void a_provider_in_trouble_is_one_that_may_be_tried_again(void **state)
{
    static const char *const errors[] = {"server_error", "temporarily_unavailable"};
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    const char *state_value = scene_parameter(scene, &departure, "state");
    oas_reply_t reply;

    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        const char *query = apr_pstrcat(scene->work->pool, "error=", errors[i], "&state=", state_value, NULL);

        assert_int_equal(scene_return_to(scene, &reply, "one", query), OAS_UNAVAILABLE);
        assert_reason(scene->work, "answer_unavailable");
        assert_string_equal(reply.page.link, "/page");
    }
}

static void any_other_error_is_the_sites_or_the_providers_fault(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    const char *state_value = scene_parameter(scene, &departure, "state");
    oas_reply_t reply;

    assert_int_equal(scene_return_to(scene, &reply, "one",
                                     apr_pstrcat(scene->work->pool, "error=invalid_request&state=", state_value, NULL)),
                     OAS_REFUSED);
    assert_reason(scene->work, "answer_error");
}

static void a_code_and_an_error_together_are_refused(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    const char *state_value = scene_parameter(scene, &departure, "state");
    oas_reply_t reply;

    assert_int_equal(scene_return_to(scene, &reply, "one",
                                     apr_pstrcat(scene->work->pool, "code=good&error=server_error&state=", state_value, NULL)),
                     OAS_REFUSED);
    assert_int_equal(scene->calls, 0);
    assert_null(scene_session(scene));
}

static void a_provider_that_does_not_answer_leaves_no_session(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t reply;

    scene->call_status = OAS_UNAVAILABLE;
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_UNAVAILABLE);
    assert_null(scene_session(scene));
    assert_int_equal(scene->calls, 1);
}

static void a_profile_without_a_user_is_refused(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t reply;

    scene->profile = "{\"name\":\"nobody\"}";
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_REFUSED);
    assert_null(scene_session(scene));
}

static void a_new_login_ends_the_former_session(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *former;

    scene_sign_in(scene);
    former = apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, "__Host-oauth_session"));
    scene_sign_in(scene);
    assert_string_not_equal(apr_table_get(scene->jar, "__Host-oauth_session"), former);
    assert_non_null(scene_session(scene));
    apr_table_set(scene->jar, "__Host-oauth_session", former);
    assert_null(scene_session(scene));
}

static void a_planted_session_cookie_does_not_become_the_users(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *planted;

    scene_sign_in(scene);
    planted = apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, "__Host-oauth_session"));
    apr_table_clear(scene->jar);
    apr_table_set(scene->jar, "__Host-oauth_session", planted);
    scene->profile = "{\"id\":18}";
    scene_sign_in(scene);
    assert_string_not_equal(apr_table_get(scene->jar, "__Host-oauth_session"), planted);
    assert_string_equal(scene_session(scene)->face.user, "18");
}

static void a_late_answer_at_another_providers_callback_is_a_mix_up_all_the_same(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    const char *state_value = scene_parameter(scene, &departure, "state");
    oas_reply_t reply;

    scene->work->now += apr_time_from_sec(OAS_ATTEMPT_LIFETIME_SECONDS + 1);
    assert_int_equal(scene_return_to(scene, &reply, "two", apr_pstrcat(scene->work->pool, "code=good&state=", state_value, NULL)),
                     OAS_REFUSED);
    assert_null(reply.location);
}

static void a_script_at_the_callback_begins_nothing_anew(void **state)
{
    const oas_pair_t fetch[] = {{"Sec-Fetch-Mode", "cors"}, {NULL, NULL}};
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    const char *state_value = scene_parameter(scene, &departure, "state");
    oas_request_t request = browser_request(
        "GET", apr_pstrcat(scene->work->pool, "/oauth/callback/one?code=good&state=", state_value, NULL), fetch);
    oas_reply_t reply = {0};

    assert_int_equal(oas_callback(&reply, &scene->site, &request, "one", scene->work), OAS_REFUSED);
    assert_reason(scene->work, "browser_cookie");
    assert_null(reply.location);
}

static void a_login_that_begins_anew_does_so_at_its_provider(void **state)
{
    const oas_login_wish_t wish = {.provider = "two", .target = "/page", .try_number = 1};
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_opens("/page");
    oas_reply_t departure = {0}, reply;

    assert_int_equal(oas_login_begin(&departure, &scene->site, &request, &wish, scene->work), OAS_OK);
    assert_int_equal(scene_return_to(scene, &reply, "two",
                                     apr_pstrcat(scene->work->pool, "code=good&state=",
                                                 scene_parameter(scene, &departure, "state"), NULL)),
                     OAS_OK);
    assert_memory_equal(reply.location, "https://two.test/authorize?", 27);
}

static void a_binding_is_found_among_a_few_of_its_name(void **state)
{
    const char *junk = "__Host-oauth_browser=junk; ";
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    const char *ours = scene_cookies(scene);
    const char *target = apr_pstrcat(scene->work->pool, "/oauth/callback/one?code=good&state=",
                                     scene_parameter(scene, &departure, "state"), NULL);
    oas_request_t request = browser_opens(target);
    oas_reply_t reply = {0};

    request.cookies = apr_pstrcat(scene->work->pool, junk, junk, junk, junk, ours, NULL);
    assert_int_equal(oas_callback(&reply, &scene->site, &request, "one", scene->work), OAS_OK);
    assert_int_equal(reply.status, 302);
    request.cookies = apr_pstrcat(scene->work->pool, junk, junk, junk, ours, NULL);
    reply = (oas_reply_t){0};
    assert_int_equal(oas_callback(&reply, &scene->site, &request, "one", scene->work), OAS_OK);
    assert_int_equal(reply.status, 303);
}

static void the_code_is_exchanged_for_the_address_that_it_was_sent_to(void **state)
{
    scene_t *scene = scene_begin(state);

    scene_sign_in(scene);
    assert_non_null(strstr(scene->token_form, "code=good"));
    assert_non_null(strstr(scene->token_form, "redirect_uri=https%3A%2F%2Fsite.test%2Foauth%2Fcallback%2Fone"));
}

static void a_persistent_cookie_outlives_the_browser_and_not_the_session(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t reply;

    scene->site.cookie_max_age = 28800;
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_non_null(strstr(reply.set_cookies[0], "; Max-Age=28800"));
    scene->work->now += apr_time_from_sec(1800);
    assert_null(scene_session(scene));
}

static void the_session_cookie_is_for_all_of_the_site_and_ends_with_the_browser(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t reply;

    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_memory_equal(reply.set_cookies[0], "__Host-oauth_session=", 21);
    assert_non_null(strstr(reply.set_cookies[0], "; Path=/;"));
    assert_non_null(strstr(reply.set_cookies[0], "; Secure"));
    assert_null(strstr(reply.set_cookies[0], "Max-Age"));
}

static bool read_label(void *data, const oas_record_t *record)
{
    scene_t *scene = data;
    oas_label_t *label;

    assert_int_equal(oas_session_open_label(&label, &scene->site.sessions, record, scene->work), OAS_OK);
    assert_string_equal(label->user, "17");
    assert_string_equal(label->provider, "one");
    assert_string_equal(label->address, "192.0.2.7");
    assert_string_equal(label->agent, "test");
    return true;
}

static void the_label_of_a_session_says_whose_it_is_and_from_where(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_store_t *store = scene->site.sessions.store;

    scene_sign_in(scene);
    assert_int_equal(store->calls->visit(store, read_label, scene, scene->work), OAS_OK);
}

/* --- many sessions of one user --- */

/* A browser of the same person that has seen nothing yet. */
static apr_table_t *another_browser(scene_t *scene)
{
    scene->jar = apr_table_make(scene->work->pool, 4);
    return scene->jar;
}

static bool is_signed_in(scene_t *scene, apr_table_t *jar)
{
    scene->jar = jar;
    return scene_session(scene) != NULL;
}

static void a_user_with_too_many_sessions_loses_the_oldest(void **state)
{
    scene_t *scene = scene_begin(state);
    apr_table_t *jars[3];

    scene->site.sessions.most_per_user = 2;
    for (int i = 0; i < 3; i++) {
        jars[i] = another_browser(scene);
        scene->work->now = OAS_TEST_NOW + apr_time_from_sec(i);
        scene_sign_in(scene);
        if (i < 2)
            assert_null(scene->work->news);
    }
    assert_string_equal(scene->work->news, "sessions_of_user");
    assert_false(is_signed_in(scene, jars[0]));
    assert_true(is_signed_in(scene, jars[1]) && is_signed_in(scene, jars[2]));
}

static void a_session_that_ends_anyway_takes_no_other_with_it(void **state)
{
    scene_t *scene = scene_begin(state);
    apr_table_t *first = another_browser(scene), *second;

    scene->site.sessions.most_per_user = 2;
    scene_sign_in(scene);
    second = another_browser(scene);
    scene_sign_in(scene);
    scene->work->now++;
    scene_sign_in(scene);
    assert_true(is_signed_in(scene, first) && is_signed_in(scene, second));
    assert_null(scene->work->news);
}

static void a_user_with_too_many_sessions_is_refused_where_that_is_wanted(void **state)
{
    scene_t *scene = scene_begin(state);
    apr_table_t *first = another_browser(scene), *second;
    oas_reply_t departure, reply;

    scene->site.sessions.most_per_user = 1;
    scene->site.sessions.refuse_more = true;
    scene_sign_in(scene);
    second = another_browser(scene);
    departure = scene_open_protected(scene, "/page");
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_REFUSED);
    assert_string_equal(scene->work->reason, "sessions_of_user_refused");
    assert_string_equal(reply.page.link, "/page");
    assert_null(apr_table_get(second, "__Host-oauth_session"));
    assert_true(is_signed_in(scene, first));
    assert_false(is_signed_in(scene, second));
}

static void who_signs_in_again_in_the_same_browser_is_not_refused(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *former;

    scene->site.sessions.most_per_user = 1;
    scene->site.sessions.refuse_more = true;
    scene_sign_in(scene);
    former = apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, "__Host-oauth_session"));
    scene_sign_in(scene);
    assert_non_null(scene_session(scene));
    apr_table_set(scene->jar, "__Host-oauth_session", former);
    assert_null(scene_session(scene));
}

/* Somebody else wants to sign in where a person is: he is refused, and that person stays. */
static void who_is_refused_takes_nobody_elses_session(void **state)
{
    scene_t *scene = scene_begin(state);
    apr_table_t *shared;
    oas_reply_t departure, reply;

    scene->site.sessions.most_per_user = 1;
    scene->site.sessions.refuse_more = true;
    another_browser(scene);
    scene_sign_in(scene);
    shared = another_browser(scene);
    scene->profile = "{\"id\":18,\"name\":\"Grace\"}";
    scene_sign_in(scene);
    scene->profile = "{\"id\":17,\"name\":\"Ada\"}";
    departure = scene_open_protected(scene, "/page");
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_REFUSED);
    assert_true(is_signed_in(scene, shared));
    assert_string_equal(scene_session(scene)->face.user, "18");
}

static oas_status_t can_not_say(oas_store_t *store, apr_array_header_t **heads, oas_tag_kind_t kind, uint64_t tag,
                                oas_work_t *work)
{
    (void)store, (void)heads, (void)kind, (void)tag;
    return oas_fail(work, OAS_UNAVAILABLE, "store_locked", "scripted");
}

static void a_login_does_not_suffer_when_his_others_can_not_be_counted(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_store_calls_t calls = *scene->site.sessions.store->calls;

    scene->site.sessions.most_per_user = 1;
    calls.find_tagged = can_not_say;
    scene->site.sessions.store->calls = &calls;
    scene_sign_in(scene);
    assert_non_null(scene_session(scene));
    assert_null(scene->work->reason);
}

static void where_more_are_refused_nobody_comes_in_uncounted(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_store_calls_t calls = *scene->site.sessions.store->calls;
    oas_reply_t departure, reply;

    scene->site.sessions.most_per_user = 1;
    scene->site.sessions.refuse_more = true;
    calls.find_tagged = can_not_say;
    scene->site.sessions.store->calls = &calls;
    departure = scene_open_protected(scene, "/page");
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_UNAVAILABLE);
    assert_null(scene_session(scene));
}

/* --- a store that does not take it; everything else is the real one's --- */

static oas_status_t is_full(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    (void)store, (void)record;
    return oas_fail(work, OAS_FULL, "store_full", "scripted");
}

static oas_status_t is_used(oas_store_t *store, const oas_index_t *id, apr_time_t until, oas_work_t *work)
{
    (void)store, (void)id, (void)until;
    return oas_fail(work, OAS_REFUSED, "id_used", "scripted");
}

static void assert_no_session_comes_of_it(scene_t *scene, const oas_store_calls_t *calls, oas_status_t expected)
{
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t reply;

    scene->site.sessions.store->calls = calls;
    assert_int_equal(scene_return(scene, &reply, &departure), expected);
    assert_int_equal(reply.set_cookie_count, 0);
    assert_null(reply.location);
    assert_string_equal(reply.page.link, "/page");
}

static void without_room_for_a_session_nobody_is_told_to_be_signed_in(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_store_calls_t calls = *scene->site.sessions.store->calls;

    calls.put = is_full;
    assert_no_session_comes_of_it(scene, &calls, OAS_FULL);
}

static void without_room_for_another_session_who_is_signed_in_stays_so(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_store_calls_t calls = *scene->site.sessions.store->calls;

    scene_sign_in(scene);
    calls.put = is_full;
    assert_no_session_comes_of_it(scene, &calls, OAS_FULL);
    assert_non_null(scene_session(scene));
}

static oas_status_t is_too_small(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    (void)store, (void)record;
    return oas_fail(work, OAS_REFUSED, "session_larger_than_store", "scripted");
}

static void a_session_larger_than_the_store_is_refused(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_store_calls_t calls = *scene->site.sessions.store->calls;

    calls.put = is_too_small;
    assert_no_session_comes_of_it(scene, &calls, OAS_REFUSED);
    assert_reason(scene->work, "session_larger_than_store");
}

/* Both asked whether it was completed before either had completed it. */
static void of_two_callbacks_at_the_same_moment_one_makes_no_session(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_store_calls_t calls = *scene->site.sessions.store->calls;

    calls.use_once = is_used;
    assert_no_session_comes_of_it(scene, &calls, OAS_REFUSED);
}

/* --- answers that come as forms --- */

/* A page posts this form to the first provider's callback. */
static oas_status_t post(scene_t *scene, oas_reply_t *reply, const char *form)
{
    oas_request_t request = browser_request("POST", "/oauth/callback/one", browser_navigation);
    oas_status_t status;

    *reply = (oas_reply_t){0};
    oas_forgive(scene->work);
    request.cookies = scene_cookies(scene);
    request.form = oas_bytes_of(form);
    status = oas_callback(reply, &scene->site, &request, "one", scene->work);
    scene_keep_cookies(scene, reply);
    return status;
}

static const char *form_of(const scene_t *scene, const oas_reply_t *departure)
{
    return apr_pstrcat(scene->work->pool, "code=good&state=", scene_parameter(scene, departure, "state"), NULL);
}

/* What the page of the reply does: open its link. */
static oas_status_t go_on(scene_t *scene, oas_reply_t *reply)
{
    assert_int_equal(reply->status, 200);
    assert_int_equal(reply->page.kind, OAS_PAGE_ONWARD);
    assert_int_equal(strncmp(reply->page.link, "/oauth/callback/one?state=", 26), 0);
    return scene_return_to(scene, reply, "one", strchr(reply->page.link, '?') + 1);
}

static void a_form_signs_in_and_the_get_after_it_goes_to_the_page(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure, reply;

    scene->registrations[0].response_mode = OAS_MODE_FORM_POST;
    departure = scene_open_protected(scene, long_target(scene, 1500));
    assert_string_equal(scene_parameter(scene, &departure, "response_mode"), "form_post");
    assert_int_equal(post(scene, &reply, form_of(scene, &departure)), OAS_OK);
    assert_non_null(scene_session(scene));
    assert_null(reply.location);
    assert_int_equal(go_on(scene, &reply), OAS_OK);
    assert_int_equal(reply.status, 303);
    assert_string_equal(reply.location, apr_pstrcat(scene->work->pool, "https://site.test", long_target(scene, 1500), NULL));
    assert_int_equal(scene->calls, 2);
}

/* Another site's form brings no cookie that is Lax. */
static void a_form_without_cookies_gets_its_second_chance_by_get(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure, reply;

    scene->registrations[0].response_mode = OAS_MODE_FORM_POST;
    departure = scene_open_protected(scene, "/page");
    apr_table_clear(scene->jar);
    assert_int_equal(post(scene, &reply, form_of(scene, &departure)), OAS_OK);
    assert_int_equal(go_on(scene, &reply), OAS_OK);
    assert_int_equal(reply.status, 302);
    assert_int_equal(post(scene, &departure, form_of(scene, &reply)), OAS_OK);
    assert_int_equal(go_on(scene, &departure), OAS_OK);
    assert_string_equal(departure.location, "https://site.test/page");
}

static void a_form_that_is_posted_again_goes_on_without_any_call(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure, reply;
    int calls;

    scene->registrations[0].response_mode = OAS_MODE_FORM_POST;
    departure = scene_open_protected(scene, "/page");
    assert_int_equal(post(scene, &reply, form_of(scene, &departure)), OAS_OK);
    calls = scene->calls;
    assert_int_equal(post(scene, &reply, form_of(scene, &departure)), OAS_OK);
    assert_int_equal(go_on(scene, &reply), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/page");
    apr_table_unset(scene->jar, "__Host-oauth_session");
    assert_int_equal(post(scene, &reply, form_of(scene, &departure)), OAS_OK);
    assert_int_equal(go_on(scene, &reply), OAS_REFUSED);
    assert_reason(scene->work, "callback_repeated");
    assert_int_equal(scene->calls, calls);
}

/* Its cookie came with the GET and not with the form. */
static void a_state_alone_begins_anew_once(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure, reply;

    scene->registrations[0].response_mode = OAS_MODE_FORM_POST;
    departure = scene_open_protected(scene, "/page");
    assert_int_equal(scene_return_to(scene, &reply, "one", form_of(scene, &departure) + strlen("code=good&")), OAS_OK);
    assert_int_equal(reply.status, 302);
    assert_int_equal(scene_return_to(scene, &departure, "one", form_of(scene, &reply) + strlen("code=good&")), OAS_REFUSED);
    assert_reason(scene->work, "browser_cookie");
    assert_int_equal(scene->calls, 0);
}

static void a_form_is_no_answer_where_a_query_was_asked_for(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t reply;

    assert_false(oas_callback_takes_form(&scene->site, "one"));
    assert_false(oas_callback_takes_form(&scene->site, "nobody"));
    assert_int_equal(post(scene, &reply, form_of(scene, &departure)), OAS_REFUSED);
    assert_reason(scene->work, "answer_mode");
    assert_int_equal(scene->calls, 0);
}

static void an_answer_behind_the_hash_is_asked_for_by_a_page(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene->registrations[0].response_mode = OAS_MODE_FRAGMENT;
    assert_true(oas_callback_takes_form(&scene->site, "one"));
    assert_int_equal(scene_return_to(scene, &reply, "one", ""), OAS_OK);
    assert_int_equal(reply.page.kind, OAS_PAGE_FRAGMENT);
    assert_string_equal(reply.page.action, "/oauth/callback/one");
    assert_int_equal(reply.set_cookie_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_login_ends_on_the_page_first_asked_for),
        cmocka_unit_test(tabs_can_be_finished_in_any_order),
        cmocka_unit_test(a_target_too_long_for_state_is_kept_in_a_cookie),
        cmocka_unit_test(a_target_that_no_cookie_should_hold_becomes_the_start_page),
        cmocka_unit_test(the_target_cookie_of_another_attempt_is_not_believed),
        cmocka_unit_test(a_forged_state_is_refused_before_any_call),
        cmocka_unit_test(a_callback_in_another_browser_begins_anew_without_any_call),
        cmocka_unit_test(a_browser_that_keeps_no_cookies_is_told_so_after_the_second_try),
        cmocka_unit_test(another_browsers_binding_is_as_good_as_none),
        cmocka_unit_test(a_login_that_took_too_long_begins_anew_once),
        cmocka_unit_test(who_is_signed_in_already_goes_on_from_a_late_callback),
        cmocka_unit_test(a_session_from_before_the_login_is_no_way_on),
        cmocka_unit_test(a_callback_that_is_reloaded_goes_on_without_any_call),
        cmocka_unit_test(a_callback_is_of_no_use_to_who_has_signed_out),
        cmocka_unit_test(an_answer_at_another_providers_callback_is_refused),
        cmocka_unit_test(an_answer_at_another_sites_callback_is_refused),
        cmocka_unit_test(a_callback_of_no_provider_is_refused),
        cmocka_unit_test(a_provider_that_says_no_ends_in_a_page),
        cmocka_unit_test(a_provider_in_trouble_is_one_that_may_be_tried_again),
        cmocka_unit_test(any_other_error_is_the_sites_or_the_providers_fault),
        cmocka_unit_test(a_code_and_an_error_together_are_refused),
        cmocka_unit_test(a_provider_that_does_not_answer_leaves_no_session),
        cmocka_unit_test(a_profile_without_a_user_is_refused),
        cmocka_unit_test(a_new_login_ends_the_former_session),
        cmocka_unit_test(a_planted_session_cookie_does_not_become_the_users),
        cmocka_unit_test(a_late_answer_at_another_providers_callback_is_a_mix_up_all_the_same),
        cmocka_unit_test(a_script_at_the_callback_begins_nothing_anew),
        cmocka_unit_test(a_login_that_begins_anew_does_so_at_its_provider),
        cmocka_unit_test(a_binding_is_found_among_a_few_of_its_name),
        cmocka_unit_test(the_code_is_exchanged_for_the_address_that_it_was_sent_to),
        cmocka_unit_test(a_persistent_cookie_outlives_the_browser_and_not_the_session),
        cmocka_unit_test(the_session_cookie_is_for_all_of_the_site_and_ends_with_the_browser),
        cmocka_unit_test(the_label_of_a_session_says_whose_it_is_and_from_where),
        cmocka_unit_test(a_user_with_too_many_sessions_loses_the_oldest),
        cmocka_unit_test(a_session_that_ends_anyway_takes_no_other_with_it),
        cmocka_unit_test(a_user_with_too_many_sessions_is_refused_where_that_is_wanted),
        cmocka_unit_test(who_signs_in_again_in_the_same_browser_is_not_refused),
        cmocka_unit_test(who_is_refused_takes_nobody_elses_session),
        cmocka_unit_test(where_more_are_refused_nobody_comes_in_uncounted),
        cmocka_unit_test(a_login_does_not_suffer_when_his_others_can_not_be_counted),
        cmocka_unit_test(without_room_for_a_session_nobody_is_told_to_be_signed_in),
        cmocka_unit_test(without_room_for_another_session_who_is_signed_in_stays_so),
        cmocka_unit_test(a_session_larger_than_the_store_is_refused),
        cmocka_unit_test(of_two_callbacks_at_the_same_moment_one_makes_no_session),
        cmocka_unit_test(a_form_signs_in_and_the_get_after_it_goes_to_the_page),
        cmocka_unit_test(a_form_without_cookies_gets_its_second_chance_by_get),
        cmocka_unit_test(a_form_that_is_posted_again_goes_on_without_any_call),
        cmocka_unit_test(a_state_alone_begins_anew_once),
        cmocka_unit_test(a_form_is_no_answer_where_a_query_was_asked_for),
        cmocka_unit_test(an_answer_behind_the_hash_is_asked_for_by_a_page),
    };

    return unit_run("callback", tests, sizeof(tests) / sizeof(tests[0]));
}
