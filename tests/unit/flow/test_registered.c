/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/registered.h"

#include "oidc/scripted_client.h"

#define ORIGIN "https://www.example.org"

static const oas_provider_t op = {.issuer = "https://op.example", .registration_endpoint = "https://op.example/register"};

/* A store in memory, and a provider that answers as a script says. */
typedef struct {
    oas_registration_store_t store; /* first */
    oas_bytes_t kept;
    bool is_claimed;
    oas_status_t ended;     /* as the store was told */
    bool is_busy;           /* somebody else registers ... */
    oas_bytes_t meanwhile;  /* ... and then this is kept */
    oas_dynamic_t dynamic;
    oas_registration_t registration;
    oas_site_provider_t provider;
    oas_site_t site;
    scripted_client_t client;
} scene_t;

static oas_status_t read_memory(oas_registration_store_t *store, oas_bytes_t *kept, oas_work_t *work)
{
    (void)work;
    *kept = ((scene_t *)store)->kept;
    return OAS_OK;
}

static oas_status_t claim_memory(oas_registration_store_t *store, int *claim, oas_work_t *work)
{
    scene_t *scene = (scene_t *)store;

    (void)work;
    assert_false(scene->is_claimed);
    *claim = scene->is_busy ? -1 : 7;
    scene->is_claimed = !scene->is_busy;
    if (scene->meanwhile.data != NULL)
        scene->kept = scene->meanwhile;
    return OAS_OK;
}

static oas_status_t write_memory(oas_registration_store_t *store, int claim, oas_bytes_t kept, oas_work_t *work)
{
    assert_int_equal(claim, 7);
    ((scene_t *)store)->kept = oas_bytes_copy(work->pool, kept);
    return OAS_OK;
}

static void release_memory(oas_registration_store_t *store, int claim, oas_status_t status, const oas_work_t *work)
{
    assert_int_equal(claim, 7);
    ((scene_t *)store)->is_claimed = false;
    ((scene_t *)store)->ended = status;
    assert_true(status == OAS_OK || work->reason != NULL);
}

static scene_t *begin(void **state)
{
    scene_t *scene = apr_pcalloc(unit_work(state)->pool, sizeof(*scene));

    scene->store = (oas_registration_store_t){read_memory, claim_memory, write_memory, release_memory};
    scene->client = scripted_client();
    scene->dynamic.store = &scene->store;
    scene->registration = (oas_registration_t){.name = "op", .dynamic = &scene->dynamic};
    scene->provider = (oas_site_provider_t){.registration = &scene->registration};
    scene->site = (oas_site_t){.path = "/oauth", .client = &scene->client.client};
    return scene;
}

static oas_status_t ask(const oas_registration_t **registered, scene_t *scene, bool may_register, oas_work_t *work)
{
    const oas_site_provider_t *chosen = &scene->provider;
    oas_status_t status = oas_registered(&chosen, &scene->site, &op, ORIGIN, may_register, work);

    *registered = chosen->registration;
    assert_false(scene->is_claimed);
    return status;
}

/* The provider's next answer: this client, whose secret lasts until then (seconds; 0: for ever). */
static void will_register(scene_t *scene, const char *client_id, apr_int64_t expires, oas_work_t *work)
{
    script_answer(&scene->client, 201, "application/json",
                  apr_psprintf(work->pool,
                               "{\"client_id\":\"%s\",\"client_secret\":\"s\",\"client_secret_expires_at\":%" APR_INT64_T_FMT
                               "}",
                               client_id, expires));
}

static void who_has_a_client_id_stays_who_he_is(void **state)
{
    scene_t *scene = begin(state);
    const oas_registration_t *registered;

    scene->registration.dynamic = NULL;
    scene->registration.client_id = "configured";
    assert_int_equal(ask(&registered, scene, true, unit_work(state)), OAS_OK);
    assert_ptr_equal(registered, &scene->registration);
}

static void registers_at_the_first_use_and_never_again(void **state)
{
    oas_work_t *work = unit_work(state);
    scene_t *scene = begin(state);
    const oas_registration_t *registered;

    will_register(scene, "given", 0, work);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ask(&registered, scene, i < 2, work), OAS_OK);
        assert_string_equal(registered->client_id, "given");
    }
    assert_int_equal(scene->client.call_count, 1);
    assert_string_equal(work->news, "registered");
    assert_non_null(strstr((const char *)scene->client.last.form.data, ORIGIN "/oauth/callback/op"));
    assert_null(scene->registration.client_id);
}

static bool says(const scene_t *scene, const char *words)
{
    return strstr((const char *)scene->client.last.form.data, words) != NULL;
}

/* OpenID Connect Dynamic Client Registration 1.0 §2: request_uris. What is pushed is fetched by nobody. */
static void tells_where_requests_are_fetched_only_where_they_are(void **state)
{
    static const struct {
        oas_request_object_way_t way;
        oas_pushed_t pushed;
        bool are_fetched;
    } rows[] = {
        {OAS_REQUEST_OBJECT_REFERENCE, OAS_PUSHED_AUTO, true},  {OAS_REQUEST_OBJECT_REFERENCE, OAS_PUSHED_OFF, true},
        {OAS_REQUEST_OBJECT_REFERENCE, OAS_PUSHED_ON, false},   {OAS_REQUEST_OBJECT_VALUE, OAS_PUSHED_AUTO, false},
        {OAS_REQUEST_OBJECT_AUTO, OAS_PUSHED_AUTO, false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scene_t *scene = begin(state);
        const oas_registration_t *registered;

        scene->registration.request_object.way = rows[i].way;
        scene->registration.pushed = rows[i].pushed;
        will_register(scene, "given", 0, unit_work(state));
        assert_int_equal(ask(&registered, scene, true, unit_work(state)), OAS_OK);
        assert_int_equal(says(scene, "\"request_uris\":[\"" ORIGIN "/oauth/request\"]"), rows[i].are_fetched);
        assert_int_equal(says(scene, "request_uris"), rows[i].are_fetched);
    }
}

static void an_answer_that_came_back_registers_nobody(void **state)
{
    scene_t *scene = begin(state);
    const oas_registration_t *registered;

    assert_int_equal(ask(&registered, scene, false, unit_work(state)), OAS_NOT_FOUND);
    assert_reason(unit_work(state), "registration_none");
    assert_int_equal(scene->client.call_count, 0);
}

static void registers_anew_when_the_secret_has_expired(void **state)
{
    oas_work_t *work = unit_work(state);
    scene_t *scene = begin(state);
    const oas_registration_t *registered;
    oas_work_t later = oas_work(work->pool, OAS_TEST_NOW + apr_time_from_sec(100));

    will_register(scene, "first", apr_time_sec(OAS_TEST_NOW) + 60, work);
    will_register(scene, "second", 0, work);
    assert_int_equal(ask(&registered, scene, true, work), OAS_OK);
    assert_int_equal(ask(&registered, scene, false, &later), OAS_OK);
    assert_string_equal(registered->client_id, "first"); /* whom the code is for */
    assert_int_equal(ask(&registered, scene, true, &later), OAS_OK);
    assert_string_equal(registered->client_id, "second");
    assert_null(later.reason);
}

static void another_configuration_is_another_client(void **state)
{
    oas_work_t *work = unit_work(state);
    scene_t *scene = begin(state);
    const oas_registration_t *registered;

    will_register(scene, "first", 0, work);
    will_register(scene, "second", 0, work);
    assert_int_equal(ask(&registered, scene, true, work), OAS_OK);
    scene->registration.scope = "openid email";
    assert_int_equal(ask(&registered, scene, true, work), OAS_OK);
    assert_string_equal(registered->client_id, "second");
}

static void who_waited_takes_what_the_other_was_given(void **state)
{
    oas_work_t *work = unit_work(state);
    scene_t *scene = begin(state);
    const oas_registration_t *registered;

    will_register(scene, "given", 0, work);
    assert_int_equal(ask(&registered, scene, true, work), OAS_OK);
    scene->meanwhile = scene->kept;
    for (int busy = 0; busy <= 1; busy++) {
        scene->kept = oas_bytes(NULL, 0);
        scene->is_busy = busy;
        assert_int_equal(ask(&registered, scene, true, work), OAS_OK);
        assert_string_equal(registered->client_id, "given");
    }
    assert_int_equal(scene->client.call_count, 1);
}

static void who_waited_in_vain_does_not_try_himself(void **state)
{
    scene_t *scene = begin(state);
    const oas_registration_t *registered;

    scene->is_busy = true;
    assert_int_equal(ask(&registered, scene, true, unit_work(state)), OAS_UNAVAILABLE);
    assert_reason(unit_work(state), "registration_pending");
    assert_int_equal(scene->client.call_count, 0);
}

static void a_refusal_is_not_kept_and_the_store_is_told(void **state)
{
    oas_work_t *work = unit_work(state);
    scene_t *scene = begin(state);
    const oas_registration_t *registered;
    oas_work_t later = oas_work(work->pool, OAS_TEST_NOW);

    script_answer(&scene->client, 400, "application/json", "{\"error\":\"invalid_client_metadata\"}");
    will_register(scene, "given", 0, work);
    assert_int_equal(ask(&registered, scene, true, work), OAS_REFUSED);
    assert_reason(work, "registration_refused");
    assert_int_equal(scene->kept.length, 0);
    assert_int_equal(scene->ended, OAS_REFUSED);
    assert_int_equal(ask(&registered, scene, true, &later), OAS_OK);
    assert_int_equal(scene->ended, OAS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_has_a_client_id_stays_who_he_is),
        cmocka_unit_test(registers_at_the_first_use_and_never_again),
        cmocka_unit_test(tells_where_requests_are_fetched_only_where_they_are),
        cmocka_unit_test(an_answer_that_came_back_registers_nobody),
        cmocka_unit_test(registers_anew_when_the_secret_has_expired),
        cmocka_unit_test(another_configuration_is_another_client),
        cmocka_unit_test(who_waited_takes_what_the_other_was_given),
        cmocka_unit_test(who_waited_in_vain_does_not_try_himself),
        cmocka_unit_test(a_refusal_is_not_kept_and_the_store_is_told),
    };
    return unit_run("registered", tests, sizeof(tests) / sizeof(tests[0]));
}
