/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "base/base64url.h"
#include "flow/request_uri.h"
#include "oidc/login_attempt.h"

static const char *const unsigned_only[] = {"none", NULL};
static const char *const passed_names[] = {"login_hint", NULL};

/* The first provider is sent requests by reference. */
static scene_t *by_reference(void **state)
{
    scene_t *scene = scene_begin(state);

    scene->registrations[0].by_hand.issuer = "https://one.test";
    scene->registrations[0].request_object =
        (oas_request_object_form_t){.way = OAS_REQUEST_OBJECT_REFERENCE, .algorithms = unsigned_only};
    scene->registrations[0].passed_parameters = passed_names;
    return scene;
}

/* Where the browser is sent with this wish: the request_uri in it. */
static const char *reference_of(scene_t *scene, const oas_login_wish_t *wish)
{
    oas_request_t request = browser_opens("/");
    oas_reply_t reply = {0};
    oas_pairs_t query;

    assert_int_equal(oas_login_begin(&reply, &scene->site, &request, wish, scene->work), OAS_OK);
    assert_int_equal(oas_form_parse(&query, oas_bytes_of(strchr(reply.location, '?') + 1), scene->work), OAS_OK);
    assert_null(oas_pairs_get(query, "state"));
    return oas_pairs_get(query, "request_uri");
}

static oas_status_t fetch(scene_t *scene, oas_reply_t *reply, const char *uri)
{
    oas_request_t request = browser_opens(uri + strlen("https://site.test"));

    *reply = (oas_reply_t){0};
    oas_forgive(scene->work);
    return oas_request_uri_endpoint(reply, &scene->site, &request, scene->work);
}

static void the_address_has_all_that_the_object_is_made_of(void **state)
{
    static const oas_pair_t hint = {"login_hint", "ann&b"};
    const oas_login_wish_t wish = {.target = "/page", .try_number = 1, .passed = {&hint, 1}};
    scene_t *scene = by_reference(state);
    const char *uri = reference_of(scene, &wish);
    oas_reply_t reply;

    assert_memory_equal(uri, "https://site.test/oauth/request?state=", 38);
    assert_int_equal(fetch(scene, &reply, uri), OAS_OK);
    assert_int_equal(reply.page.kind, OAS_PAGE_REQUEST_OBJECT);
    assert_int_equal(reply.set_cookie_count, 0);
    assert_memory_equal(reply.page.text, "eyJhbGciOiJub25lIn0.", 20);
}

static void what_a_page_asks_is_in_the_object_though_no_link_may_ask_it(void **state)
{
    const oas_login_wish_t wish = {.target = "/page", .try_number = 1, .step_up = "acr_values=gold"};
    scene_t *scene = by_reference(state);
    const char *uri = reference_of(scene, &wish);
    oas_bytes_t claims;
    oas_reply_t reply;
    const char *part;

    assert_null(strstr(uri, "gold"));
    assert_int_equal(fetch(scene, &reply, uri), OAS_OK);
    part = strchr(reply.page.text, '.') + 1;
    assert_true(oas_base64url_decode(&claims, oas_bytes(part, strcspn(part, ".")), scene->work->pool));
    assert_non_null(strstr((const char *)claims.data, "\"acr_values\":\"gold\""));
}

/* OpenID Connect Core 1.0 §6.2 */
static void the_address_is_never_too_long(void **state)
{
    scene_t *scene = by_reference(state);

    for (size_t length = 1; length < 600; length += 7) {
        char *target = apr_pcalloc(scene->work->pool, length + 1);
        const oas_login_wish_t wish = {.target = target, .try_number = 1};

        memset(target, 'a', length);
        target[0] = '/';
        assert_true(strlen(reference_of(scene, &wish)) <= OAS_REQUEST_URI_LONGEST);
    }
}

static void an_address_that_has_room_for_no_state_is_not_given_out(void **state)
{
    char hint[400] = "";
    const oas_pair_t passed = {"login_hint", hint};
    const oas_login_wish_t wish = {.target = "/page", .try_number = 1, .passed = {&passed, 1}};
    scene_t *scene = by_reference(state);
    oas_request_t request = browser_opens("/");
    oas_reply_t reply = {0};

    memset(hint, 'a', sizeof(hint) - 1);
    assert_int_equal(oas_login_begin(&reply, &scene->site, &request, &wish, scene->work), OAS_MISCONFIGURED);
    assert_reason(scene->work, "state_names");
    assert_null(reply.location);
}

static void there_is_no_object_for_anything_else(void **state)
{
    const oas_login_wish_t wish = {.target = "/page", .try_number = 1};
    scene_t *scene = by_reference(state);
    char *uri = apr_pstrdup(scene->work->pool, reference_of(scene, &wish));
    oas_reply_t reply;

    assert_int_equal(fetch(scene, &reply, "https://site.test/oauth/request"), OAS_REFUSED);
    assert_reason(scene->work, "state_missing");
    assert_int_equal(fetch(scene, &reply, apr_pstrcat(scene->work->pool, uri, "&login_hint=%00", NULL)), OAS_REFUSED);
    scene->registrations[0].request_object.way = OAS_REQUEST_OBJECT_VALUE;
    assert_int_equal(fetch(scene, &reply, uri), OAS_REFUSED);
    assert_reason(scene->work, "request_object_none");
    scene->registrations[0].request_object.way = OAS_REQUEST_OBJECT_REFERENCE;
    scene->site.sessions.realm = "other.test:443";
    assert_int_equal(fetch(scene, &reply, uri), OAS_REFUSED);
    assert_reason(scene->work, "state_realm");
    scene->site.sessions.realm = "site.test:443";
    uri[60] = uri[60] == 'A' ? 'B' : 'A';
    assert_int_equal(fetch(scene, &reply, uri), OAS_REFUSED);
    assert_reason(scene->work, "state_forged");
    uri[60] = uri[60] == 'A' ? 'B' : 'A';
}

static void an_address_ends_with_its_login(void **state)
{
    const oas_login_wish_t wish = {.target = "/page", .try_number = 1};
    scene_t *scene = by_reference(state);
    const char *uri = reference_of(scene, &wish);
    oas_reply_t reply;

    scene->work->now += apr_time_from_sec(OAS_ATTEMPT_LIFETIME_SECONDS);
    assert_int_equal(fetch(scene, &reply, uri), OAS_EXPIRED);
    assert_int_equal(reply.page.kind, OAS_PAGE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_address_has_all_that_the_object_is_made_of),
        cmocka_unit_test(what_a_page_asks_is_in_the_object_though_no_link_may_ask_it),
        cmocka_unit_test(the_address_is_never_too_long),
        cmocka_unit_test(an_address_that_has_room_for_no_state_is_not_given_out),
        cmocka_unit_test(there_is_no_object_for_anything_else),
        cmocka_unit_test(an_address_ends_with_its_login),
    };

    return unit_run("request_uri", tests, sizeof(tests) / sizeof(tests[0]));
}
