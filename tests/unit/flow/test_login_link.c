/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/login_link.h"

static const char *const origins[] = {"https://accounts.test", NULL};

/* "one" is plain OAuth 2.0, "two" has an issuer. */
static scene_t *begin(void **state)
{
    scene_t *scene = scene_begin(state);

    scene->registrations[1].by_hand.issuer = "https://two.test";
    scene->site.webfinger_origins = origins;
    return scene;
}

static oas_status_t read_link(scene_t *scene, oas_login_wish_t *wish, const char *query)
{
    oas_request_t request = browser_opens(apr_pstrcat(scene->work->pool, "/oauth/login?", query, NULL));
    oas_pairs_t pairs;

    *wish = (oas_login_wish_t){.target = "/", .try_number = 1};
    oas_forgive(scene->work);
    assert_int_equal(oas_form_parse(&pairs, oas_bytes_of(query), scene->work), OAS_OK);
    return oas_login_link_read(wish, &scene->site, &request, pairs, scene->work);
}

/* OpenID Connect Core 1.0 §4 */
static void an_issuer_chooses_its_provider(void **state)
{
    scene_t *scene = begin(state);
    oas_login_wish_t wish;

    assert_int_equal(read_link(scene, &wish, "iss=https%3A%2F%2Ftwo.test"), OAS_OK);
    assert_string_equal(wish.provider, "two");
    assert_string_equal(wish.target, "/");
}

static void an_issuer_that_no_provider_has_is_refused(void **state)
{
    static const char *const queries[] = {"iss=https%3A%2F%2Ftwo.test%2F", "iss=https%3A%2F%2Fevil.test", "iss=",
                                          "iss=HTTPS%3A%2F%2Ftwo.test", "iss=two", "iss=https%3A%2F%2Fone.test"};
    scene_t *scene = begin(state);
    oas_login_wish_t wish;

    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        assert_int_equal(read_link(scene, &wish, queries[i]), OAS_REFUSED);
        assert_reason(scene->work, "login_issuer_unknown");
        assert_null(wish.provider);
    }
    assert_int_equal(scene->calls, 0);
}

static void a_target_is_a_page_of_this_site_or_the_start_page(void **state)
{
    static const struct {
        const char *query, *target;
    } rows[] = {
        {"target_link_uri=https%3A%2F%2Fsite.test%2Fa%3Fb%3Dc", "/a?b=c"},
        {"target_link_uri=https%3A%2F%2FSITE.test%3A443%2Fa", "/a"},
        {"target_link_uri=https%3A%2F%2Fsite.test", "/"},
        {"to=%2Fa&target_link_uri=https%3A%2F%2Fsite.test%2Fb", "/a"},
        {"target_link_uri=https%3A%2F%2Fevil.test%2Fa", "/"},
        {"target_link_uri=http%3A%2F%2Fsite.test%2Fa", "/"},
        {"target_link_uri=https%3A%2F%2Fsite.test%3A8443%2Fa", "/"},
        {"target_link_uri=https%3A%2F%2Fsite.test.evil.test%2Fa", "/"},
        {"target_link_uri=https%3A%2F%2Fsite.test%40evil.test%2Fa", "/"},
        {"target_link_uri=%2F%2Fevil.test", "/"},
        {"target_link_uri=%2Fa", "/"},
        {"target_link_uri=javascript%3Aalert(1)", "/"},
        {"target_link_uri=https%3A%2F%2Fsite.test%2F%2Fevil.test", "/"},
        {"target_link_uri=https%3A%2F%2Fsite.test%2Foauth%2Flogout", "/"},
        {"to=%2F%2Fevil.test", "/"},
    };
    scene_t *scene = begin(state);
    oas_login_wish_t wish;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(read_link(scene, &wish, rows[i].query), OAS_OK);
        assert_string_equal(wish.target, rows[i].target);
    }
}

static void an_account_chooses_the_provider_of_its_issuer(void **state)
{
    scene_t *scene = begin(state);
    oas_login_wish_t wish;

    scene->profile = "{\"links\":[{\"rel\":\"http://openid.net/specs/connect/1.0/issuer\",\"href\":\"https://two.test\"}]}";
    assert_int_equal(read_link(scene, &wish, "account=ada%40accounts.test&to=%2Fa"), OAS_OK);
    assert_string_equal(wish.provider, "two");
    assert_string_equal(wish.target, "/a");
    assert_int_equal(scene->calls, 1);
}

/* PD17 */
static void an_account_of_a_host_that_is_not_allowed_is_refused_without_a_call(void **state)
{
    scene_t *scene = begin(state);
    oas_login_wish_t wish;

    assert_int_equal(read_link(scene, &wish, "account=ada%40evil.test"), OAS_REFUSED);
    assert_reason(scene->work, "account_host");
    assert_int_equal(read_link(scene, &wish, "account=%40"), OAS_REFUSED);
    assert_reason(scene->work, "account_form");
    assert_int_equal(scene->calls, 0);
}

static void an_account_of_an_issuer_that_is_not_configured_is_refused(void **state)
{
    scene_t *scene = begin(state);
    oas_login_wish_t wish;

    scene->profile = "{\"links\":[{\"rel\":\"http://openid.net/specs/connect/1.0/issuer\",\"href\":\"https://evil.test\"}]}";
    assert_int_equal(read_link(scene, &wish, "account=ada%40accounts.test"), OAS_REFUSED);
    assert_reason(scene->work, "login_issuer_unknown");
    assert_null(wish.provider);
}

/* Nobody's image or prefetch makes us call anybody. */
static void only_a_person_has_an_account_looked_up(void **state)
{
    static const oas_pair_t image[] = {{"Sec-Fetch-Mode", "no-cors"}, {"Sec-Fetch-Dest", "image"}, {NULL, NULL}};
    static const oas_pair_t query[] = {{"account", "ada@accounts.test"}};
    scene_t *scene = begin(state);
    oas_request_t request = browser_request("GET", "/oauth/login?account=ada%40accounts.test", image);
    oas_login_wish_t wish = {.target = "/"};

    assert_int_equal(oas_login_link_read(&wish, &scene->site, &request, (oas_pairs_t){query, 1}, scene->work), OAS_OK);
    assert_null(wish.provider);
    assert_int_equal(scene->calls, 0);
}

static void a_form_becomes_the_link_of_the_same_words(void **state)
{
    scene_t *scene = begin(state);
    oas_request_t request = browser_request("POST", "/oauth/login?provider=one", browser_navigation);
    oas_reply_t reply = {0};

    request.form = oas_bytes_of("iss=https%3A%2F%2Ftwo.test&to=%2Fa+b%26");
    assert_int_equal(oas_login_endpoint(&reply, &scene->site, &request, scene->work), OAS_OK);
    assert_int_equal(reply.status, 303);
    assert_string_equal(reply.location, "https://site.test/oauth/login?iss=https%3A%2F%2Ftwo.test&to=%2Fa+b%26");
    assert_int_equal(reply.set_cookie_count, 0);
}

static void refuses_a_form_that_is_none_or_no_link(void **state)
{
    scene_t *scene = begin(state);
    oas_request_t request = browser_request("POST", "/oauth/login", browser_navigation);
    oas_reply_t reply = {0};

    request.form = oas_bytes_of("iss=a&iss=b");
    assert_int_equal(oas_login_endpoint(&reply, &scene->site, &request, scene->work), OAS_REFUSED);
    oas_forgive(scene->work);
    request.form = oas_bytes_of(apr_psprintf(scene->work->pool, "iss=%05000d", 0));
    assert_int_equal(oas_login_endpoint(&reply, &scene->site, &request, scene->work), OAS_REFUSED);
    assert_reason(scene->work, "login_form_length");
    assert_null(reply.location);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_issuer_chooses_its_provider),
        cmocka_unit_test(an_issuer_that_no_provider_has_is_refused),
        cmocka_unit_test(a_target_is_a_page_of_this_site_or_the_start_page),
        cmocka_unit_test(an_account_chooses_the_provider_of_its_issuer),
        cmocka_unit_test(an_account_of_a_host_that_is_not_allowed_is_refused_without_a_call),
        cmocka_unit_test(an_account_of_an_issuer_that_is_not_configured_is_refused),
        cmocka_unit_test(only_a_person_has_an_account_looked_up),
        cmocka_unit_test(a_form_becomes_the_link_of_the_same_words),
        cmocka_unit_test(refuses_a_form_that_is_none_or_no_link),
    };
    return unit_run("login_link", tests, sizeof(tests) / sizeof(tests[0]));
}
