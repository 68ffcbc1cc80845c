/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/fresh_hint.h"
#include "flow/scene.h"
#include "jose_signer.h"
#include "oidc/scripted_client.h"

enum { LIFE = 600 /* s */ };

/* Somebody who has just signed out, and what his session had. */
typedef struct {
    scene_t *scene;
    scripted_client_t script;
    jose_signer_t signer;
    oas_registration_t registration;
    oas_site_provider_t provider;
    oas_session_t session;
    oas_vault_t vault;
} leaving_t;

static const char *id_token(leaving_t *leaving, const char *subject, apr_time_t issued)
{
    apr_pool_t *pool = leaving->scene->work->pool;
    const long began = (long)apr_time_sec(issued);

    return jose_token(pool, &leaving->signer,
                      apr_psprintf(pool, "{\"iss\":\"https://op.test\",\"aud\":\"client\",\"sub\":\"%s\",\"iat\":%ld,\"exp\":%ld}",
                                   subject, began, began + LIFE));
}

/* His ID token has lived for so many seconds. */
static leaving_t *leaving_after(void **state, int seconds)
{
    leaving_t *leaving = apr_pcalloc(unit_work(state)->pool, sizeof(*leaving));
    oas_work_t *work;

    *unit_work(state) = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
    leaving->scene = scene_begin(state);
    work = leaving->scene->work;
    leaving->script = scripted_client();
    leaving->signer = jose_signer(work->pool, "ES256", "k1");
    leaving->registration = (oas_registration_t){.name = "op",
                                                 .client_id = "client",
                                                 .client_secret = "secret",
                                                 .leeway = apr_time_from_sec(10),
                                                 .logout_at_provider = true,
                                                 .fresh_logout_hint = true,
                                                 .by_hand = {.issuer = "https://op.test",
                                                             .authorization_endpoint = "https://op.test/authorize",
                                                             .token_endpoint = "https://op.test/token",
                                                             .jwks_uri = "https://op.test/jwks"}};
    leaving->provider.registration = &leaving->registration;
    assert_int_equal(oas_provider_cache_new(&leaving->provider.cache, &leaving->registration, work->pool, work), OAS_OK);
    leaving->scene->site.client = &leaving->script.client;
    leaving->vault = (oas_vault_t){.subject = "ada",
                                   .access_token = "a-1",
                                   .refresh_token = "r-1",
                                   .id_token = id_token(leaving, "ada", OAS_TEST_NOW - apr_time_from_sec(seconds))};
    return leaving;
}

static const oas_vault_t *ask(leaving_t *leaving)
{
    const oas_request_t request = browser_opens("/oauth/logout");
    const oas_leaver_t leaver = {.at = &leaving->provider, .vault = &leaving->vault};

    return oas_fresh_hint(&leaver, &leaving->session, &leaving->scene->site, &request, leaving->scene->work);
}

static void script_tokens(leaving_t *leaving, const char *id_token)
{
    apr_pool_t *pool = leaving->scene->work->pool;

    script_json(&leaving->script,
                apr_psprintf(pool, "{\"access_token\":\"a-2\",\"token_type\":\"Bearer\",\"refresh_token\":\"r-2\"%s%s%s}",
                             id_token != NULL ? ",\"id_token\":\"" : "", id_token != NULL ? id_token : "",
                             id_token != NULL ? "\"" : ""));
}

static void an_id_token_that_has_expired_is_replaced_and_the_others_with_it(void **state)
{
    leaving_t *ada = leaving_after(state, LIFE);
    const char *newer = id_token(ada, "ada", OAS_TEST_NOW);
    const oas_vault_t *vault;

    script_tokens(ada, newer);
    script_json(&ada->script, jose_signer_jwk_set(ada->scene->work->pool, &ada->signer));
    vault = ask(ada);
    assert_string_equal(vault->id_token, newer);
    assert_string_equal(vault->refresh_token, "r-2");
    assert_string_equal(vault->access_token, "a-2");
    assert_int_equal(ada->script.last.deadline, apr_time_from_sec(2));
    assert_null(ada->scene->work->news);
}

/* The script has no answer: each call would fail the test. */
static void nobody_is_asked_where_the_former_one_will_do(void **state)
{
    leaving_t *young = leaving_after(state, LIFE - 1);
    leaving_t *old = leaving_after(state, LIFE);

    assert_ptr_equal(ask(young), &young->vault);
    old->vault.refresh_token = NULL;
    assert_ptr_equal(ask(old), &old->vault);
    old->vault.refresh_token = "r-1";
    old->registration.fresh_logout_hint = false;
    assert_ptr_equal(ask(old), &old->vault);
    old->registration.fresh_logout_hint = true;
    old->vault.id_token = "no.token";
    assert_ptr_equal(ask(old), &old->vault);
    old->vault.id_token = NULL;
    assert_ptr_equal(ask(old), &old->vault);
    assert_null(old->scene->work->news);
}

static void without_an_answer_the_former_tokens_stay(void **state)
{
    leaving_t *ada = leaving_after(state, LIFE);
    const oas_vault_t *vault;

    script_failure(&ada->script, OAS_UNAVAILABLE);
    vault = ask(ada);
    assert_string_equal(vault->id_token, ada->vault.id_token);
    assert_string_equal(vault->refresh_token, "r-1");
    assert_string_equal(ada->scene->work->news, "fresh_hint_failed");
    assert_null(ada->scene->work->reason);
}

/* What came with it is to be revoked all the same. */
static void an_id_token_that_is_missing_or_of_another_one_is_not_taken(void **state)
{
    for (int missing = 0; missing <= 1; missing++) {
        leaving_t *ada = leaving_after(state, LIFE);
        const oas_vault_t *vault;

        script_tokens(ada, missing ? NULL : id_token(ada, "adam", OAS_TEST_NOW));
        if (!missing)
            script_json(&ada->script, jose_signer_jwk_set(ada->scene->work->pool, &ada->signer));
        vault = ask(ada);
        assert_string_equal(vault->id_token, ada->vault.id_token);
        assert_string_equal(vault->refresh_token, "r-2");
        assert_string_equal(ada->scene->work->news, "fresh_hint_failed");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_token_that_has_expired_is_replaced_and_the_others_with_it),
        cmocka_unit_test(nobody_is_asked_where_the_former_one_will_do),
        cmocka_unit_test(without_an_answer_the_former_tokens_stay),
        cmocka_unit_test(an_id_token_that_is_missing_or_of_another_one_is_not_taken),
    };

    return unit_run("fresh_hint", tests, sizeof(tests) / sizeof(tests[0]));
}
