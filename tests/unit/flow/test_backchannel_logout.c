/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/backchannel_logout.h"

#include <apr_strings.h>

#include "flow/browser.h"
#include "jose_signer.h"
#include "oidc/scripted_client.h"
#include "session/shm_table.h"

enum { MEMORY = 256 * 1024 };

/* A site whose one provider has keys, and sessions that nobody's browser holds. */
typedef struct {
    oas_work_t *work;
    oas_site_t site;
    oas_site_provider_t provider;
    oas_registration_t registration;
    scripted_client_t client;
    jose_signer_t key;
} scene_t;

static scene_t *set_scene(void **state)
{
    oas_work_t *work = unit_work(state);
    scene_t *scene = apr_pcalloc(work->pool, sizeof(*scene));
    oas_sessions_t sessions = {.realm = "site.test:443", .idle_timeout = apr_time_from_sec(1800),
                               .lifetime = apr_time_from_sec(28800)};
    oas_keyring_t *keys;
    const char *line;
    bool was_replaced;
    void *memory = (void *)APR_ALIGN((uintptr_t)apr_pcalloc(work->pool, MEMORY + 4096), 4096);

    scene->work = work;
    scene->client = scripted_client();
    scene->key = jose_signer(work->pool, "ES256", "k1");
    script_json(&scene->client, jose_signer_jwk_set(work->pool, &scene->key));
    scene->registration = (oas_registration_t){.name = "op", .client_id = "client", .leeway = apr_time_from_sec(10),
                                               .by_hand = {.issuer = "https://op.example",
                                                           .authorization_endpoint = "https://op.example/authorize",
                                                           .token_endpoint = "https://op.example/token",
                                                           .jwks_uri = "https://op.example/jwks"}};
    scene->provider.registration = &scene->registration;
    assert_int_equal(oas_provider_cache_new(&scene->provider.cache, &scene->registration, work->pool, work), OAS_OK);
    assert_int_equal(oas_keyring_new_line(&line, work), OAS_OK);
    assert_int_equal(oas_keyring_parse(&keys, oas_bytes_of(line), work), OAS_OK);
    assert_int_equal(oas_shm_table_open(&sessions.store, &was_replaced, memory, MEMORY, work->pool, work), OAS_OK);
    sessions.keys = keys;
    scene->site = (oas_site_t){.path = "/oauth", .providers = &scene->provider, .provider_count = 1,
                               .client = &scene->client.client, .sessions = sessions};
    return scene;
}

static void begin(scene_t *scene, const char *subject, const char *provider_session)
{
    const oas_face_t face = {.user = subject, .provider = "op"};
    const oas_vault_t vault = {
        .issuer = "https://op.example", .subject = subject, .provider_session = provider_session};
    const oas_label_t label = {.user = subject};
    char cookie[OAS_TICKET_LENGTH + 1];
    oas_session_t *session;

    assert_int_equal(oas_session_begin(&session, cookie, &scene->site.sessions, &face, &vault, &label, scene->work),
                     OAS_OK);
}

static uint64_t sessions(scene_t *scene)
{
    oas_store_t *store = scene->site.sessions.store;
    oas_store_usage_t usage;

    assert_int_equal(store->calls->usage(store, &usage, scene->work), OAS_OK);
    return usage.sessions;
}

/* names: the members of the token that say which one it is and who signed out. */
static const char *token(scene_t *scene, const char *names)
{
    return jose_token(scene->work->pool, &scene->key,
                      apr_psprintf(scene->work->pool,
                                   "{\"iss\":\"https://op.example\",\"aud\":\"client\",\"iat\":1800000000,\"events\":{"
                                   "\"http://schemas.openid.net/event/backchannel-logout\":{}},%s}",
                                   names));
}

static oas_status_t post(scene_t *scene, oas_reply_t *reply, const char *form)
{
    static const oas_pair_t no_headers[] = {{NULL, NULL}};
    oas_request_t request = browser_request("POST", "/oauth/backchannel-logout", no_headers);

    request.form = oas_bytes_of(form);
    *reply = (oas_reply_t){0};
    oas_forgive(scene->work);
    return oas_backchannel_logout(reply, &scene->site, &request, scene->work);
}

static oas_status_t post_token(scene_t *scene, const char *text)
{
    oas_reply_t reply;
    oas_status_t status = post(scene, &reply, apr_pstrcat(scene->work->pool, "more=1&logout_token=", text, NULL));

    assert_int_equal(reply.status, status == OAS_OK ? 200 : 0);
    return status;
}

static void the_named_sessions_end(void **state)
{
    scene_t *scene = set_scene(state);

    begin(scene, "ada", "one");
    begin(scene, "ada", "two");
    begin(scene, "bob", "three");
    assert_int_equal(post_token(scene, token(scene, "\"jti\":\"1\",\"sub\":\"ada\",\"sid\":\"one\"")), OAS_OK);
    assert_int_equal(sessions(scene), 2);
    assert_string_equal(scene->work->news, "provider_sign_out");
    assert_int_equal(post_token(scene, token(scene, "\"jti\":\"2\",\"sub\":\"ada\"")), OAS_OK);
    assert_int_equal(sessions(scene), 1);
}

static void a_session_that_is_gone_already_is_fine(void **state)
{
    scene_t *scene = set_scene(state);

    assert_int_equal(post_token(scene, token(scene, "\"jti\":\"1\",\"sid\":\"one\"")), OAS_OK);
    assert_null(scene->work->news);
}

static void a_token_counts_once(void **state)
{
    scene_t *scene = set_scene(state);
    const char *text = token(scene, "\"jti\":\"1\",\"sub\":\"ada\"");

    assert_int_equal(post_token(scene, text), OAS_OK);
    begin(scene, "ada", "one");
    assert_int_equal(post_token(scene, text), OAS_REFUSED);
    assert_reason(scene->work, "logout_token_repeated");
    assert_int_equal(sessions(scene), 1);
    assert_int_equal(post_token(scene, token(scene, "\"jti\":\"another\",\"sub\":\"ada\"")), OAS_OK);
    assert_int_equal(sessions(scene), 0);
}

/* A token that did not count leaves nothing behind: the same id may come again. */
static void what_is_refused_is_not_remembered(void **state)
{
    scene_t *scene = set_scene(state);
    jose_signer_t other = jose_signer(scene->work->pool, "ES256", "k1"), own = scene->key;

    begin(scene, "ada", "one");
    scene->key = other;
    assert_int_equal(post_token(scene, token(scene, "\"jti\":\"1\",\"sub\":\"ada\"")), OAS_REFUSED);
    assert_int_equal(sessions(scene), 1);
    scene->key = own;
    assert_int_equal(post_token(scene, token(scene, "\"jti\":\"1\",\"sub\":\"ada\"")), OAS_OK);
    assert_int_equal(sessions(scene), 0);
}

static void strangers_cause_no_call_to_the_provider(void **state)
{
    static const char *const forms[] = {"", "logout_token=", "token=a.b.c", "logout_token=a.b.c", "logout_token=a&logout_token=b",
                                        "logout_token=e30.eyJpc3MiOiJodHRwczovL2V2aWwifQ.e30"};
    scene_t *scene = set_scene(state);
    oas_reply_t reply;

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        assert_int_equal(post(scene, &reply, forms[i]), OAS_REFUSED);
        assert_string_equal(reply.page.title, "Nobody was signed out");
    }
    assert_int_equal(scene->client.call_count, 0);
}

static void nothing_is_claimed_while_the_keys_can_not_be_had(void **state)
{
    scene_t *scene = set_scene(state);

    begin(scene, "ada", "one");
    scene->client.call_count = scene->client.answer_count = 0;
    script_failure(&scene->client, OAS_UNAVAILABLE);
    assert_int_equal(post_token(scene, token(scene, "\"jti\":\"1\",\"sub\":\"ada\"")), OAS_UNAVAILABLE);
    assert_int_equal(sessions(scene), 1);
}

/* --- a store that fails: R-LO-04 --- */

static oas_status_t can_not_say(oas_store_t *store, const oas_index_t *id, oas_work_t *work)
{
    (void)store, (void)id;
    return oas_fail(work, OAS_UNAVAILABLE, "store_locked", "scripted");
}

static oas_status_t has_no_room(oas_store_t *store, const oas_index_t *id, apr_time_t until, oas_work_t *work)
{
    (void)store, (void)id, (void)until;
    return oas_fail(work, OAS_FULL, "store_full", "scripted");
}

/* R-LO-04 */
static void a_store_that_can_not_say_whether_a_token_came_before_takes_none(void **state)
{
    scene_t *scene = set_scene(state);
    oas_store_t *store = scene->site.sessions.store;
    oas_store_calls_t calls = *store->calls;

    begin(scene, "ada", "one");
    calls.was_used = can_not_say;
    store->calls = &calls;
    assert_int_equal(post_token(scene, token(scene, "\"jti\":\"1\",\"sub\":\"ada\"")), OAS_UNAVAILABLE);
    assert_int_equal(sessions(scene), 1);
}

/* R-LO-04 */
static void a_token_that_can_not_be_remembered_was_not_taken(void **state)
{
    scene_t *scene = set_scene(state);
    oas_store_t *store = scene->site.sessions.store;
    const oas_store_calls_t *sound = store->calls;
    oas_store_calls_t calls = *sound;
    const char *text = token(scene, "\"jti\":\"1\",\"sub\":\"ada\"");

    calls.use_once = has_no_room;
    store->calls = &calls;
    assert_int_equal(post_token(scene, text), OAS_FULL);
    store->calls = sound;
    assert_int_equal(post_token(scene, text), OAS_OK); /* the provider tries again */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_named_sessions_end),
        cmocka_unit_test(a_session_that_is_gone_already_is_fine),
        cmocka_unit_test(a_token_counts_once),
        cmocka_unit_test(what_is_refused_is_not_remembered),
        cmocka_unit_test(strangers_cause_no_call_to_the_provider),
        cmocka_unit_test(nothing_is_claimed_while_the_keys_can_not_be_had),
        cmocka_unit_test(a_store_that_can_not_say_whether_a_token_came_before_takes_none),
        cmocka_unit_test(a_token_that_can_not_be_remembered_was_not_taken),
    };
    return unit_run("backchannel_logout", tests, sizeof(tests) / sizeof(tests[0]));
}
