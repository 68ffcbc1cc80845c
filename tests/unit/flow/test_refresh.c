/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/person_rule.h"
#include "flow/refresh.h"
#include "flow/renewal.h"
#include "jose_signer.h"
#include "oidc/scripted_client.h"
#include "session/change.h"

#define SECONDS(count) apr_time_from_sec(count)

enum { LEAD = 60, LONGEST_CALL = 5, ROOM = 2, LIFE = 300, CLAIMS_AGE = 200 /* s */ };

/* Somebody who was signed in by provider "op" when the test began. */
typedef struct {
    oas_clock_t clock; /* first: the clock gets a pointer to it */
    scene_t *scene;
    oas_work_t *work;
    oas_site_t *site;
    scripted_client_t script;
    oas_site_provider_t provider;
    oas_registration_t registration;
    jose_signer_t signer;
    oas_waiting_t waiting;
    oas_session_t *session;
    oas_vault_t *vault; /* of the last refresh */
    const oas_token_change_t *change; /* likewise */
    oas_need_t need;
    apr_time_t now;
    apr_interval_time_t longest_sleep;
    int sleeps, sleeps_before_news;
    const char *news; /* token that another process brings meanwhile; NULL: none */
} login_t;

static apr_time_t tell(oas_clock_t *clock)
{
    return ((login_t *)clock)->now;
}

static oas_status_t put_other_token(void *data, oas_contents_t *contents, oas_work_t *work)
{
    (void)work;
    contents->vault.access_token = data;
    contents->vault.refresh_token = "r-other";
    contents->vault.access_token_received = OAS_TEST_NOW + SECONDS(LIFE);
    contents->vault.access_token_expires = OAS_TEST_NOW + SECONDS(2 * LIFE);
    return OAS_OK;
}

/* Another process renews it. */
static void renew_elsewhere(void *context)
{
    login_t *login = context;
    oas_session_t twin = *login->session;
    const oas_change_t change = {.make = put_other_token, .data = (void *)login->news};

    assert_int_equal(oas_session_change(&twin, &login->site->sessions, &change, login->work), OAS_OK);
}

static void pass_time(oas_clock_t *clock, apr_interval_time_t duration)
{
    login_t *login = (login_t *)clock;

    login->now += duration;
    login->longest_sleep = duration > login->longest_sleep ? duration : login->longest_sleep;
    if (++login->sleeps == login->sleeps_before_news && login->news != NULL)
        renew_elsewhere(login);
}

static const char *claims_of(const login_t *login, const char *subject, const char *more)
{
    return apr_psprintf(login->work->pool,
                        "{\"iss\":\"https://op.test\",\"aud\":\"client\",\"sub\":\"%s\",\"iat\":%ld,\"exp\":%ld%s}", subject,
                        (long)apr_time_sec(OAS_TEST_NOW), (long)apr_time_sec(OAS_TEST_NOW) + 3600, more);
}

static void begin_session(login_t *login, const char *refresh_token)
{
    static const oas_pair_t claims[] = {{"sub", "ada"}, {"groups", "[\"staff\"]"}};
    const oas_face_t face = {.user = "ada", .provider = "op", .claims = {claims, 2}, .has_plain_names = true};
    const oas_vault_t vault = {.subject = "ada",
                               .issuer = "https://op.test",
                               .access_token = "a-1",
                               .token_type = "Bearer",
                               .access_token_expires = OAS_TEST_NOW + SECONDS(LIFE),
                               .refresh_token = refresh_token,
                               .id_token = jose_token(login->work->pool, &login->signer, claims_of(login, "ada", "")),
                               .claims_json = "{\"sub\":\"ada\",\"groups\":[\"staff\"]}"};
    const oas_label_t label = {.user = "ada", .provider = "op"};
    char cookie[OAS_TICKET_LENGTH + 1];

    assert_int_equal(oas_session_begin(&login->session, cookie, &login->site->sessions, &face, &vault, &label, login->work),
                     OAS_OK);
}

static login_t *login_with(void **state, const char *refresh_token)
{
    login_t *login = apr_pcalloc(unit_work(state)->pool, sizeof(*login));
    void *room = apr_pcalloc(unit_work(state)->pool, oas_call_gate_size(ROOM));

    *unit_work(state) = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
    login->clock = (oas_clock_t){tell, pass_time};
    login->scene = scene_begin(state);
    login->work = login->scene->work;
    login->site = &login->scene->site;
    login->script = scripted_client();
    login->signer = jose_signer(login->work->pool, "ES256", "k1");
    login->registration = (oas_registration_t){.name = "op",
                                               .client_id = "client",
                                               .client_secret = "secret",
                                               .leeway = SECONDS(10),
                                               .by_hand = {.issuer = "https://op.test",
                                                           .authorization_endpoint = "https://op.test/authorize",
                                                           .token_endpoint = "https://op.test/token",
                                                           .userinfo_endpoint = "https://op.test/userinfo",
                                                           .jwks_uri = "https://op.test/jwks"}};
    login->provider.registration = &login->registration;
    assert_int_equal(oas_provider_cache_new(&login->provider.cache, &login->registration, login->work->pool, login->work),
                     OAS_OK);
    login->waiting = (oas_waiting_t){
        .clock = &login->clock, .room = oas_call_gate_init(room, ROOM), .longest_call = SECONDS(LONGEST_CALL)};
    login->site->providers = &login->provider;
    login->site->provider_count = 1;
    login->site->client = &login->script.client;
    login->site->waiting = &login->waiting;
    login->need.freshness = (oas_freshness_t){.needs_token = true, .lead = SECONDS(LEAD)};
    login->now = OAS_TEST_NOW;
    begin_session(login, refresh_token);
    return login;
}

static login_t *login(void **state)
{
    return login_with(state, "r-1");
}

/* The answer of the token endpoint, with an ID token of these claims or with none. */
static void script_tokens(login_t *login, const char *refresh_token, const char *claims)
{
    apr_pool_t *pool = login->work->pool;
    const char *more = refresh_token != NULL ? apr_psprintf(pool, ",\"refresh_token\":\"%s\"", refresh_token) : "";

    if (claims != NULL)
        more = apr_pstrcat(pool, more, ",\"id_token\":\"", jose_token(pool, &login->signer, claims), "\"", NULL);
    script_json(&login->script, apr_psprintf(pool, "{\"access_token\":\"a-2\",\"token_type\":\"Bearer\",\"expires_in\":%d%s}",
                                             LIFE, more));
}

/* The same, before all that is scripted. */
static void script_tokens_first(login_t *login, const char *refresh_token, const char *claims)
{
    scripted_client_t *script = &login->script;
    scripted_answer_t first;

    script_tokens(login, refresh_token, claims);
    first = script->answers[script->answer_count - 1];
    memmove(script->answers + 1, script->answers, (script->answer_count - 1) * sizeof(first));
    script->answers[0] = first;
}

static void script_keys(login_t *login)
{
    script_json(&login->script, jose_signer_jwk_set(login->work->pool, &login->signer));
}

/* A request that comes so many seconds after the login. */
static oas_status_t request_after(login_t *login, int seconds)
{
    oas_refreshed_t refreshed;
    oas_status_t status;

    login->now = OAS_TEST_NOW + SECONDS(seconds);
    oas_forgive(login->work);
    login->work->news = NULL;
    login->work->now = login->now;
    status = oas_refresh(&refreshed, login->session, login->site, &login->need, login->work);
    login->vault = refreshed.vault;
    login->change = refreshed.change;
    assert_true((login->vault != NULL) == (status == OAS_OK));
    return status;
}

/* What the session has in the store. */
static const oas_vault_t *kept(login_t *login)
{
    oas_vault_t *vault;

    assert_int_equal(oas_session_open_vault(&vault, &login->site->sessions, login->session, login->work), OAS_OK);
    return vault;
}

static bool is_gone(login_t *login)
{
    oas_work_t look = oas_work(login->work->pool, login->work->now);
    oas_vault_t *vault;

    return oas_session_open_vault(&vault, &login->site->sessions, login->session, &look) == OAS_NOT_FOUND;
}

static const char *claim(const login_t *login, const char *name)
{
    return oas_pairs_get(login->session->face.claims, name);
}

static bool is_text(void *data, const char *text)
{
    return strcmp(data, text) == 0;
}

/* As a Require line of httpd sees it. */
static bool is_in_group(const login_t *login, const char *group)
{
    char wanted[16];

    apr_cpystrn(wanted, group, sizeof(wanted));
    return oas_person_has(&login->session->face, "groups", is_text, wanted);
}

/* --- tokens --- */

static void asks_for_nothing_while_the_token_is_fresh(void **state)
{
    login_t *ada = login(state);

    assert_int_equal(request_after(ada, LIFE - LEAD - 1), OAS_OK);
    assert_string_equal(ada->vault->access_token, "a-1");
    assert_int_equal(ada->script.call_count, 0);
}

static void a_new_token_is_used_and_kept(void **state)
{
    login_t *ada = login(state);

    script_tokens(ada, "r-2", NULL);
    assert_int_equal(request_after(ada, LIFE - LEAD), OAS_OK);
    assert_null(ada->work->reason);
    assert_string_equal(ada->vault->access_token, "a-2");
    assert_string_equal(kept(ada)->access_token, "a-2");
    assert_string_equal(kept(ada)->refresh_token, "r-2");
    assert_int_equal(kept(ada)->access_token_expires, OAS_TEST_NOW + SECONDS(2 * LIFE - LEAD));
    assert_string_equal(claim(ada, "groups"), "[\"staff\"]");
    assert_int_equal(request_after(ada, LIFE + 1), OAS_OK);
    assert_int_equal(ada->script.call_count, 1);
}

/* RFC 6749 §6: "if omitted is treated as equal to the scope originally granted" */
static void what_was_granted_stays_unless_the_refresh_says_otherwise(void **state)
{
    login_t *ada = login(state);

    ada->registration.scope = "openid read admin";
    script_json(&ada->script, "{\"access_token\":\"a-2\",\"token_type\":\"Bearer\",\"expires_in\":300,\"scope\":\"openid\"}");
    assert_int_equal(request_after(ada, LIFE), OAS_OK);
    assert_string_equal(ada->session->face.scope, "openid");
    script_tokens(ada, NULL, claims_of(ada, "ada", ""));
    script_keys(ada);
    assert_int_equal(request_after(ada, 2 * LIFE), OAS_OK);
    assert_string_equal(ada->session->face.scope, "openid");
    assert_string_equal(kept(ada)->scope, "openid");
}

/* RFC 6749 §6 */
static void a_refresh_token_that_was_not_replaced_stays(void **state)
{
    login_t *ada = login(state);

    script_tokens(ada, NULL, NULL);
    assert_int_equal(request_after(ada, LIFE), OAS_OK);
    assert_string_equal(kept(ada)->refresh_token, "r-1");
}

static void without_a_refresh_token_nothing_is_asked(void **state)
{
    login_t *ada = login_with(state, NULL);

    assert_int_equal(request_after(ada, LIFE + 1), OAS_OK);
    assert_string_equal(ada->vault->access_token, "a-1");
}

/* The user may have signed out there, or be somebody no longer: that his token lives on for a while is no comfort. */
static void a_grant_that_is_over_ends_the_session_at_once(void **state)
{
    login_t *ada = login(state);

    script_answer(&ada->script, 400, "application/json", "{\"error\":\"invalid_grant\"}");
    assert_int_equal(request_after(ada, LIFE - LEAD), OAS_NOT_FOUND);
    assert_string_equal(ada->work->news, "session_refused");
    assert_true(is_gone(ada));
}

typedef struct {
    int http_status; /* 0: no answer */
    const char *body;
} answer_t;

static const answer_t troubles[] = {{0, NULL}, {500, "{}"}, {503, "{\"error\":\"invalid_grant\"}"}, {429, "{}"}};
static const answer_t refusals[] = {{401, "{\"error\":\"invalid_client\"}"},
                                    {400, "{\"error\":\"unsupported_grant_type\"}"},
                                    {404, "{}"},
                                    {200, "{}"},
                                    {200, "[]"},
                                    {200, "{\"access_token\":\"a\",\"token_type\":\"mac\"}"}};

static void script_row(login_t *login, const answer_t *row)
{
    if (row->http_status == 0)
        script_failure(&login->script, OAS_UNAVAILABLE);
    else
        script_answer(&login->script, row->http_status, "application/json", row->body);
}

static void assert_serves_on(void **state, const answer_t *row)
{
    login_t *ada = login(state);

    script_row(ada, row);
    assert_int_equal(request_after(ada, LIFE - LEAD), OAS_OK);
    assert_non_null(ada->work->reason);
    assert_string_equal(ada->vault->access_token, "a-1");
    assert_string_equal(kept(ada)->refresh_token, "r-1");
    assert_int_equal(request_after(ada, LIFE - LEAD + 4), OAS_OK); /* too early to ask again */
    assert_null(ada->work->reason);
    script_tokens(ada, NULL, NULL);
    assert_int_equal(request_after(ada, LIFE - LEAD + 5), OAS_OK);
    assert_string_equal(ada->vault->access_token, "a-2");
    assert_int_equal(ada->script.call_count, 2);
}

/* R-RT-03 */
static void whatever_else_fails_the_token_serves_until_it_is_over(void **state)
{
    for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++)
        assert_serves_on(state, &troubles[i]);
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
        assert_serves_on(state, &refusals[i]);
}

static void a_provider_in_trouble_ends_no_session(void **state)
{
    for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
        login_t *ada = login(state);

        script_row(ada, &troubles[i]);
        assert_int_equal(request_after(ada, LIFE), OAS_UNAVAILABLE);
        assert_int_equal(request_after(ada, LIFE + 4), OAS_UNAVAILABLE);
        assert_reason(ada->work, "refresh_pending");
        assert_false(is_gone(ada));
        script_tokens(ada, NULL, NULL);
        assert_int_equal(request_after(ada, LIFE + 5), OAS_OK);
        assert_int_equal(ada->script.call_count, 2);
    }
}

/* They say nothing of the person: the secret ran out, or a firewall answered. */
static void refusals_that_are_not_about_the_grant_end_no_session(void **state)
{
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        login_t *ada = login(state);

        script_row(ada, &refusals[i]);
        assert_int_equal(request_after(ada, LIFE), OAS_UNAVAILABLE);
        assert_false(is_gone(ada));
        script_tokens(ada, NULL, NULL);
        assert_int_equal(request_after(ada, LIFE + 5), OAS_OK);
    }
}

static void a_provider_that_is_not_configured_any_more_is_not_asked(void **state)
{
    login_t *ada = login(state);

    ada->registration.name = "other";
    assert_int_equal(request_after(ada, LIFE - LEAD), OAS_OK);
    assert_reason(ada->work, "refresh_provider");
    assert_int_equal(request_after(ada, LIFE + 10), OAS_UNAVAILABLE);
    assert_false(is_gone(ada));
}

/* --- ID tokens --- */

/* What was learned from user info stays, and the ID token is believed before it, as at a login. */
static void a_refreshed_id_token_makes_a_new_face(void **state)
{
    login_t *ada = login(state);

    script_tokens(ada, "r-2", claims_of(ada, "ada", ",\"email\":\"ada@op.test\",\"groups\":[\"board\"]"));
    script_keys(ada);
    assert_int_equal(request_after(ada, LIFE), OAS_OK);
    assert_string_equal(claim(ada, "email"), "ada@op.test");
    assert_string_equal(claim(ada, "groups"), "[\"board\"]");
    assert_true(is_in_group(ada, "board") && !is_in_group(ada, "staff"));
    script_tokens(ada, "r-3", claims_of(ada, "ada", ""));
    assert_int_equal(request_after(ada, 2 * LIFE), OAS_OK);
    assert_null(claim(ada, "email"));
    assert_string_equal(claim(ada, "groups"), "[\"staff\"]"); /* of user info */
}

/* R-SES-08, R-RT-01 */
static void an_id_token_that_is_not_right_ends_the_session(void **state)
{
    static const char *const wrong[] = {",\"nonce\":\"n\"", ",\"azp\":\"client\"", ",\"at_hash\":\"AAAA\"", ",\"events\":{}"};

    for (size_t i = 0; i <= sizeof(wrong) / sizeof(wrong[0]); i++) {
        login_t *ada = login(state);

        script_tokens(ada, "r-2", i == 0 ? claims_of(ada, "adam", "") : claims_of(ada, "ada", wrong[i - 1]));
        script_keys(ada);
        assert_int_equal(request_after(ada, LIFE - LEAD), OAS_NOT_FOUND);
        assert_string_equal(ada->work->news, "session_refused");
        assert_true(is_gone(ada));
        assert_int_equal(ada->script.call_count, 2);
    }
}

static void what_can_not_be_judged_is_not_used_but_for_the_refresh_token(void **state)
{
    login_t *ada = login(state);

    script_tokens(ada, "r-2", claims_of(ada, "ada", ""));
    script_failure(&ada->script, OAS_UNAVAILABLE);
    assert_int_equal(request_after(ada, LIFE - LEAD), OAS_OK);
    assert_string_equal(ada->vault->access_token, "a-1");
    assert_string_equal(kept(ada)->access_token, "a-1");
    assert_string_equal(kept(ada)->refresh_token, "r-2");
}

/* The provider signs with a new key, and those that can be had are the former ones, also when they are asked for anew. */
static void a_key_that_is_not_known_yet_ends_no_session(void **state)
{
    login_t *ada = login(state);

    script_keys(ada);
    script_keys(ada);
    ada->signer = jose_signer(ada->work->pool, "ES256", "k2");
    script_tokens_first(ada, "r-2", claims_of(ada, "ada", ""));
    assert_int_equal(request_after(ada, LIFE), OAS_UNAVAILABLE);
    assert_reason(ada->work, "jwt_no_key");
    assert_int_equal(ada->script.call_count, 3);
    assert_string_equal(kept(ada)->refresh_token, "r-2");
    script_tokens(ada, "r-3", claims_of(ada, "ada", ""));
    assert_int_equal(request_after(ada, LIFE + 5), OAS_UNAVAILABLE); /* too early to ask for keys */
    assert_string_equal(kept(ada)->refresh_token, "r-3");
    script_tokens(ada, "r-4", claims_of(ada, "ada", ""));
    script_keys(ada);
    assert_int_equal(request_after(ada, LIFE + 65), OAS_OK);
    assert_string_equal(ada->vault->access_token, "a-2");
}

static void keys_that_can_not_be_had_end_no_session(void **state)
{
    login_t *ada = login(state);

    script_tokens(ada, "r-2", claims_of(ada, "ada", ""));
    script_answer(&ada->script, 404, "text/html", "");
    assert_int_equal(request_after(ada, LIFE), OAS_UNAVAILABLE);
    assert_string_equal(kept(ada)->refresh_token, "r-2");
}

static void a_wrong_signature_under_a_known_key_ends_the_session(void **state)
{
    login_t *ada = login(state);

    script_keys(ada);
    ada->signer = jose_signer(ada->work->pool, "ES256", "k1");
    script_tokens_first(ada, "r-2", claims_of(ada, "ada", ""));
    assert_int_equal(request_after(ada, LIFE - LEAD), OAS_NOT_FOUND);
    assert_true(is_gone(ada));
}

/* The login's token was judged by the rules of its day. */
static void other_algorithms_than_at_the_login_end_no_session(void **state)
{
    static const char *const algorithms[] = {"RS256", NULL};
    login_t *ada = login(state);

    ada->registration.signing_algorithms = algorithms;
    ada->signer = jose_signer(ada->work->pool, "RS256", "k2");
    script_tokens(ada, "r-2", claims_of(ada, "ada", ""));
    script_keys(ada);
    assert_int_equal(request_after(ada, LIFE), OAS_OK);
    assert_string_equal(ada->vault->access_token, "a-2");
}

/* --- others --- */

static void take_lease(login_t *login, int until)
{
    assert_int_equal(oas_session_lease(&login->site->sessions, login->session, OAS_TEST_NOW + SECONDS(until), login->work),
                     OAS_OK);
}

static void while_another_renews_it_the_old_token_serves(void **state)
{
    login_t *ada = login(state);

    ada->work->now += SECONDS(LIFE - LEAD);
    take_lease(ada, LIFE - LEAD + 20);
    assert_int_equal(request_after(ada, LIFE - LEAD + 1), OAS_OK);
    assert_string_equal(ada->vault->access_token, "a-1");
    assert_int_equal(ada->script.call_count + (size_t)ada->sleeps, 0);
}

static void who_needs_a_token_waits_for_the_other_in_short_steps(void **state)
{
    login_t *ada = login(state);

    ada->work->now += SECONDS(LIFE);
    take_lease(ada, LIFE + 20);
    ada->news = "a-other";
    ada->sleeps_before_news = 3;
    assert_int_equal(request_after(ada, LIFE + 1), OAS_OK);
    assert_string_equal(ada->vault->access_token, "a-other");
    assert_null(ada->change);
    assert_int_equal(ada->script.call_count, 0);
    assert_int_equal(ada->sleeps, 3);
    assert_in_range(ada->longest_sleep, 1, 20000);
}

static void who_waits_for_a_dead_one_gives_up_and_the_next_takes_over(void **state)
{
    login_t *ada = login(state);

    ada->work->now += SECONDS(LIFE);
    take_lease(ada, LIFE + 20);
    assert_int_equal(request_after(ada, LIFE + 1), OAS_UNAVAILABLE);
    assert_reason(ada->work, "refresh_awaited");
    assert_in_range(ada->now - OAS_TEST_NOW, SECONDS(LIFE + 1 + LONGEST_CALL), SECONDS(LIFE + 1 + LONGEST_CALL + 3));
    script_tokens(ada, "r-2", NULL);
    assert_int_equal(request_after(ada, LIFE + 21), OAS_OK);
    assert_string_equal(ada->vault->access_token, "a-2");
}

static void no_more_wait_than_there_is_room_for(void **state)
{
    login_t *ada = login(state);

    ada->work->now += SECONDS(LIFE);
    take_lease(ada, LIFE + 20);
    for (int i = 0; i < ROOM; i++)
        assert_true(oas_call_gate_enter(ada->waiting.room) >= 0);
    assert_int_equal(request_after(ada, LIFE + 1), OAS_UNAVAILABLE);
    assert_reason(ada->work, "refresh_crowded");
    assert_int_equal(ada->sleeps, 0);
}

/* R-SES-04 */
static void sign_out_elsewhere(void *context)
{
    login_t *login = context;

    assert_int_equal(oas_session_end(&login->site->sessions, login->session, login->work), OAS_OK);
}

static void sign_out_once(void *context)
{
    login_t *login = context;

    login->script.meanwhile = NULL;
    sign_out_elsewhere(login);
}

static void a_session_that_ended_meanwhile_does_not_come_back(void **state)
{
    login_t *ada = login(state);

    ada->script.meanwhile = sign_out_elsewhere;
    ada->script.context = ada;
    script_tokens(ada, "r-2", NULL);
    assert_int_equal(request_after(ada, LIFE - LEAD), OAS_NOT_FOUND);
    assert_null(ada->work->news);
    assert_true(is_gone(ada));
}

/* Nobody else knows them. */
static void tokens_that_come_after_a_sign_out_are_revoked(void **state)
{
    for (int judged = 0; judged <= 1; judged++) {
        login_t *ada = login(state);

        ada->registration.revoke_tokens = true;
        ada->registration.by_hand.revocation_endpoint = "https://op.test/revoke";
        ada->script.meanwhile = sign_out_once;
        ada->script.context = ada;
        script_tokens(ada, "r-2", judged ? NULL : claims_of(ada, "ada", ""));
        if (!judged)
            script_failure(&ada->script, OAS_UNAVAILABLE);
        script_answer(&ada->script, 200, "", "");
        script_answer(&ada->script, 200, "", "");
        assert_int_equal(request_after(ada, LIFE - LEAD), OAS_NOT_FOUND);
        assert_int_equal(ada->script.call_count, ada->script.answer_count);
        assert_non_null(strstr((const char *)ada->script.last.form.data, "token=a-2&"));
        assert_null(ada->work->news);
    }
}

/* TR7, and the three after it */
static void a_new_token_is_told_with_the_one_before(void **state)
{
    login_t *ada = login(state);

    script_tokens(ada, "r-2", NULL);
    assert_int_equal(request_after(ada, LIFE - LEAD), OAS_OK);
    assert_ptr_equal(ada->change->session, ada->session);
    assert_string_equal(ada->change->former, "a-1");
    assert_string_equal(ada->change->current, "a-2");
    assert_int_equal(ada->change->former_expires, OAS_TEST_NOW + SECONDS(LIFE));
    assert_int_equal(ada->change->current_expires, OAS_TEST_NOW + SECONDS(2 * LIFE - LEAD));
    assert_int_equal(request_after(ada, LIFE), OAS_OK);
    assert_null(ada->change);
}

static void what_could_not_be_renewed_is_no_change(void **state)
{
    login_t *ada = login(state);

    script_answer(&ada->script, 503, "application/json", "{}");
    assert_int_equal(request_after(ada, LIFE), OAS_UNAVAILABLE);
    assert_null(ada->change);
    script_answer(&ada->script, 400, "application/json", "{\"error\":\"invalid_grant\"}");
    assert_int_equal(request_after(ada, 2 * LIFE), OAS_NOT_FOUND);
    assert_null(ada->change);
}

/* The next request finds the token renewed, and would tell nobody. */
static void a_new_token_is_told_though_claims_fail(void **state)
{
    login_t *ada = login(state);

    ada->need.freshness = (oas_freshness_t){.at_once = true};
    script_tokens(ada, "r-2", NULL);
    script_failure(&ada->script, OAS_UNAVAILABLE);
    assert_int_equal(request_after(ada, LIFE), OAS_UNAVAILABLE);
    assert_string_equal(ada->change->current, "a-2");
    assert_string_equal(kept(ada)->access_token, "a-2");
}

static void of_a_session_that_ends_no_change_is_told(void **state)
{
    login_t *ada = login(state);

    ada->need.freshness = (oas_freshness_t){.at_once = true};
    script_tokens(ada, "r-2", NULL);
    script_answer(&ada->script, 401, "application/json", "{}");
    assert_int_equal(request_after(ada, LIFE), OAS_NOT_FOUND);
    assert_null(ada->change);
}

/* The token in the label of the one session that there is. */
static bool read_label_token(void *data, const oas_record_t *record)
{
    login_t *ada = data;
    oas_label_t *label;

    assert_int_equal(oas_session_open_label(&label, &ada->site->sessions, record, ada->work), OAS_OK);
    ada->news = label->token;
    return false;
}

static void a_new_refresh_token_is_the_one_to_be_revoked_when_the_session_is_over(void **state)
{
    for (int wanted = 0; wanted <= 1; wanted++) {
        login_t *ada = login(state);
        oas_store_t *store = ada->site->sessions.store;

        ada->registration.revoke_tokens = true;
        ada->registration.revoke_ended_tokens = wanted;
        script_tokens(ada, "r-2", NULL);
        assert_int_equal(request_after(ada, LIFE - LEAD), OAS_OK);
        assert_int_equal(store->calls->visit(store, read_label_token, ada, ada->work), OAS_OK);
        if (wanted)
            assert_string_equal(ada->news, "r-2");
        else
            assert_null(ada->news);
    }
}

static void who_comes_home_late_leaves_newer_tokens_alone(void **state)
{
    login_t *ada = login(state);

    ada->script.meanwhile = renew_elsewhere;
    ada->script.context = ada;
    ada->news = "a-other";
    script_tokens(ada, "r-2", NULL);
    assert_int_equal(request_after(ada, LIFE - LEAD), OAS_OK);
    assert_string_equal(ada->vault->access_token, "a-other");
    assert_string_equal(kept(ada)->refresh_token, "r-other");
    assert_null(ada->change);
}

static void a_refusal_that_comes_late_ends_no_renewed_session(void **state)
{
    login_t *ada = login(state);

    ada->script.meanwhile = renew_elsewhere;
    ada->script.context = ada;
    ada->news = "a-other";
    script_answer(&ada->script, 400, "application/json", "{\"error\":\"invalid_grant\"}");
    assert_int_equal(request_after(ada, LIFE), OAS_OK);
    assert_null(ada->work->reason);
    assert_string_equal(ada->vault->access_token, "a-other");
    assert_string_equal(kept(ada)->refresh_token, "r-other");
}

static oas_status_t can_not_say(oas_work_t *work)
{
    return oas_fail(work, OAS_UNAVAILABLE, "store_locked", "the store can not say");
}

static oas_status_t lease_nothing(oas_store_t *store, const oas_record_head_t *head, apr_time_t until, oas_work_t *work)
{
    (void)store, (void)head, (void)until;
    return can_not_say(work);
}

static oas_status_t replace_nothing(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    (void)store, (void)record;
    return can_not_say(work);
}

static void a_store_that_can_not_say_leaves_what_serves(void **state)
{
    login_t *ada = login(state);
    oas_store_t *store = ada->site->sessions.store;
    oas_store_calls_t calls = *store->calls;

    calls.lease = lease_nothing;
    store->calls = &calls;
    assert_int_equal(request_after(ada, LIFE - LEAD), OAS_OK);
    assert_string_equal(ada->vault->access_token, "a-1");
    assert_int_equal(request_after(ada, LIFE), OAS_UNAVAILABLE);
    assert_int_equal(ada->script.call_count, 0);
}

/* A store that has had so much trouble with what it was to keep. */
static struct {
    const oas_store_calls_t *calls;
    oas_status_t trouble;
    int times;
} troubled;

static oas_status_t replace_after_trouble(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    if (troubled.times-- > 0)
        return oas_fail(work, troubled.trouble, "store_trouble", "the store does not keep it");
    return troubled.calls->replace(store, record, work);
}

static void trouble_store(login_t *login, oas_store_calls_t *calls, oas_status_t trouble, int times)
{
    oas_store_t *store = login->site->sessions.store;

    troubled.calls = store->calls;
    troubled.trouble = trouble;
    troubled.times = times;
    *calls = *store->calls;
    calls->replace = replace_after_trouble;
    store->calls = calls;
}

static void a_store_that_is_held_up_is_tried_again(void **state)
{
    login_t *ada = login(state);
    oas_store_calls_t calls;

    script_tokens(ada, "r-2", NULL);
    trouble_store(ada, &calls, OAS_UNAVAILABLE, 3);
    assert_int_equal(request_after(ada, LIFE), OAS_OK);
    assert_null(ada->work->reason);
    assert_string_equal(kept(ada)->access_token, "a-2");
    assert_in_range(ada->longest_sleep, 1, 100000);
}

static void where_not_all_can_be_kept_the_tokens_are(void **state)
{
    static const oas_status_t troubles_of_stores[] = {OAS_FULL, OAS_REFUSED};

    for (size_t i = 0; i < sizeof(troubles_of_stores) / sizeof(troubles_of_stores[0]); i++) {
        login_t *ada = login(state);
        oas_store_calls_t calls;

        script_tokens(ada, "r-2", claims_of(ada, "ada", ",\"email\":\"ada@op.test\""));
        script_keys(ada);
        trouble_store(ada, &calls, troubles_of_stores[i], 1);
        assert_int_equal(request_after(ada, LIFE), OAS_OK);
        assert_reason(ada->work, "store_trouble");
        assert_string_equal(ada->vault->access_token, "a-2");
        assert_string_equal(kept(ada)->refresh_token, "r-2");
        assert_null(claim(ada, "email"));
    }
}

static void where_they_can_not_be_kept_the_refresh_token_is(void **state)
{
    login_t *ada = login(state);
    oas_store_calls_t calls;

    script_tokens(ada, "r-2", NULL);
    trouble_store(ada, &calls, OAS_FULL, 2);
    assert_int_equal(request_after(ada, LIFE), OAS_UNAVAILABLE);
    assert_string_equal(kept(ada)->access_token, "a-1");
    assert_string_equal(kept(ada)->refresh_token, "r-2");
}

static void what_can_not_be_kept_is_not_used(void **state)
{
    login_t *ada = login(state);
    oas_store_t *store = ada->site->sessions.store;
    oas_store_calls_t calls = *store->calls;

    calls.replace = replace_nothing;
    store->calls = &calls;
    script_tokens(ada, "r-2", NULL);
    assert_int_equal(request_after(ada, LIFE - LEAD), OAS_OK);
    assert_reason(ada->work, "store_locked");
    assert_string_equal(ada->vault->access_token, "a-1");
}

/* --- claims --- */

static login_t *login_with_old_claims(void **state)
{
    login_t *ada = login(state);

    ada->need.freshness = (oas_freshness_t){.claims_age = SECONDS(CLAIMS_AGE)};
    return ada;
}

static oas_status_t forget_id_token(void *data, oas_contents_t *contents, oas_work_t *work)
{
    (void)data, (void)work;
    contents->vault.id_token = NULL;
    return OAS_OK;
}

static login_t *login_of_plain_oauth(void **state)
{
    const oas_change_t change = {.make = forget_id_token};
    login_t *ada = login_with_old_claims(state);

    ada->registration.profile_url = "https://op.test/profile";
    assert_int_equal(oas_session_change(ada->session, &ada->site->sessions, &change, ada->work), OAS_OK);
    return ada;
}

/* TR2 */
static void old_claims_are_read_anew(void **state)
{
    login_t *ada = login_with_old_claims(state);

    assert_int_equal(request_after(ada, CLAIMS_AGE - 1), OAS_OK);
    script_json(&ada->script, "{\"sub\":\"ada\",\"groups\":[\"former\"]}");
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_OK);
    assert_string_equal(ada->script.last.authorization, "Bearer a-1");
    assert_string_equal(claim(ada, "groups"), "[\"former\"]");
    assert_true(is_in_group(ada, "former") && !is_in_group(ada, "staff"));
    assert_string_equal(ada->session->face.user, "ada");
    assert_int_equal(request_after(ada, LIFE - 1), OAS_OK);
    assert_int_equal(ada->script.call_count, 1);
}

static void a_token_that_is_over_is_renewed_before_it_asks(void **state)
{
    login_t *ada = login_with_old_claims(state);

    script_tokens(ada, "r-2", NULL);
    script_json(&ada->script, "{\"sub\":\"ada\"}");
    assert_int_equal(request_after(ada, LIFE), OAS_OK);
    assert_string_equal(ada->script.last.authorization, "Bearer a-2");
    assert_null(claim(ada, "groups"));
}

static void claims_that_can_not_be_had_serve_on(void **state)
{
    login_t *ada = login_with_old_claims(state);

    script_failure(&ada->script, OAS_UNAVAILABLE);
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_OK);
    assert_non_null(ada->work->reason);
    assert_string_equal(claim(ada, "groups"), "[\"staff\"]");
    assert_int_equal(request_after(ada, CLAIMS_AGE + 4), OAS_OK);
    script_json(&ada->script, "{\"sub\":\"ada\",\"groups\":[]}");
    assert_int_equal(request_after(ada, CLAIMS_AGE + 5), OAS_OK);
    assert_string_equal(claim(ada, "groups"), "[]");
}

static void claims_that_are_refused_end_the_session(void **state)
{
    static const answer_t rows[] = {{200, "{\"sub\":\"adam\"}"}, {401, "{}"}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        login_t *ada = login_with_old_claims(state);

        script_row(ada, &rows[i]);
        assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_NOT_FOUND);
        assert_string_equal(ada->work->news, "session_refused");
        assert_true(is_gone(ada));
    }
}

static void what_is_no_answer_about_him_ends_no_session(void **state)
{
    static const answer_t rows[] = {{200, "{}"}, {200, "{\"sub\":"}, {200, "[]"}, {403, "{}"}, {404, "{}"}, {302, ""}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        login_t *ada = login_with_old_claims(state);

        script_row(ada, &rows[i]);
        assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_OK);
        assert_non_null(ada->work->reason);
        assert_false(is_gone(ada));
        assert_string_equal(claim(ada, "groups"), "[\"staff\"]");
        script_json(&ada->script, "{\"sub\":\"ada\",\"groups\":[]}");
        assert_int_equal(request_after(ada, CLAIMS_AGE + 5), OAS_OK);
        assert_string_equal(claim(ada, "groups"), "[]");
    }
}

/* A captive page says 200 and means nothing of it. */
static void a_page_instead_of_claims_ends_no_session(void **state)
{
    login_t *ada = login_with_old_claims(state);

    script_answer(&ada->script, 200, "text/html", "<html>");
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_OK);
    assert_false(is_gone(ada));
    script_failure(&ada->script, OAS_REFUSED); /* too large */
    assert_int_equal(request_after(ada, CLAIMS_AGE + 5), OAS_OK);
    assert_false(is_gone(ada));
}

/* The provider would refuse it, and that would say nothing of the person. */
static void nobody_asks_with_a_token_that_is_over_and_can_not_be_renewed(void **state)
{
    login_t *ada = login_with(state, NULL);

    ada->need.freshness = (oas_freshness_t){.claims_age = SECONDS(CLAIMS_AGE)};
    assert_int_equal(request_after(ada, LIFE), OAS_OK);
    assert_null(ada->work->reason);
    assert_int_equal(ada->script.call_count, 0);
}

static void a_profile_of_nobody_ends_no_session(void **state)
{
    static const oas_pair_t admitted[] = {{"groups", "staff"}};
    login_t *ada = login_of_plain_oauth(state);

    ada->registration.admitted = (oas_pairs_t){admitted, 1};
    script_json(&ada->script, "{\"message\":\"come back later\"}");
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_OK);
    assert_false(is_gone(ada));
    script_json(&ada->script, "{\"sub\":\"adam\",\"groups\":\"staff\"}");
    assert_int_equal(request_after(ada, CLAIMS_AGE + 5), OAS_NOT_FOUND);
    assert_true(is_gone(ada));
}

static void who_may_not_sign_in_any_more_is_signed_out(void **state)
{
    static const oas_pair_t admitted[] = {{"groups", "staff"}};
    login_t *ada = login_with_old_claims(state);

    ada->registration.admitted = (oas_pairs_t){admitted, 1};
    script_json(&ada->script, "{\"sub\":\"ada\",\"groups\":[\"former\"]}");
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_NOT_FOUND);
    assert_true(is_gone(ada));
}

/* --- whether he is welcome at all: SL14 --- */

static login_t *login_to_be_confirmed(void **state, const char *refresh_token)
{
    login_t *ada = login_with(state, refresh_token);

    ada->need.freshness = (oas_freshness_t){.confirmed_age = SECONDS(CLAIMS_AGE)};
    return ada;
}

/* A provider that gives no claims for an access token, and says whether one counts. */
static login_t *login_to_be_introspected(void **state)
{
    login_t *ada = login_to_be_confirmed(state, NULL);

    ada->registration.by_hand.userinfo_endpoint = NULL;
    ada->registration.by_hand.introspection_endpoint = "https://op.test/introspect";
    return ada;
}

static void a_refresh_token_shows_that_he_is_welcome(void **state)
{
    login_t *ada = login_to_be_confirmed(state, "r-1");

    assert_int_equal(request_after(ada, CLAIMS_AGE - 1), OAS_OK);
    assert_int_equal(ada->script.call_count, 0);
    script_tokens(ada, "r-2", NULL);
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_OK);
    assert_string_equal(kept(ada)->access_token, "a-2");
    assert_int_equal(request_after(ada, 2 * CLAIMS_AGE - 1), OAS_OK);
    assert_int_equal(ada->script.call_count, 1);
    script_answer(&ada->script, 400, "application/json", "{\"error\":\"invalid_grant\"}");
    assert_int_equal(request_after(ada, 2 * CLAIMS_AGE), OAS_NOT_FOUND);
    assert_string_equal(ada->work->news, "session_refused");
    assert_true(is_gone(ada));
}

static void without_one_his_claims_show_it(void **state)
{
    login_t *ada = login_to_be_confirmed(state, NULL);

    script_json(&ada->script, "{\"sub\":\"ada\",\"groups\":[]}");
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_OK);
    assert_string_equal(claim(ada, "groups"), "[]");
    assert_int_equal(request_after(ada, LIFE - 1), OAS_OK);
    assert_int_equal(ada->script.call_count, 1);
    ada = login_to_be_confirmed(state, NULL);
    script_answer(&ada->script, 401, "application/json", "{}");
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_NOT_FOUND);
    assert_true(is_gone(ada));
}

static void where_there_are_none_his_token_is_asked_about(void **state)
{
    login_t *ada = login_to_be_introspected(state);

    script_json(&ada->script, "{\"active\":true}");
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_OK);
    assert_string_equal(ada->script.last.url, "https://op.test/introspect");
    assert_int_equal(request_after(ada, LIFE - 1), OAS_OK);
    assert_int_equal(ada->script.call_count, 1);
    ada = login_to_be_introspected(state);
    script_json(&ada->script, "{\"active\":false}");
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_NOT_FOUND);
    assert_string_equal(ada->work->news, "session_refused");
    assert_true(is_gone(ada));
}

/* Claims that are read anew count, where they come from an endpoint that takes the token. */
static void claims_of_nobody_confirm_nobody(void **state)
{
    login_t *ada = login_to_be_introspected(state);

    ada->need.freshness.claims_age = SECONDS(CLAIMS_AGE);
    script_json(&ada->script, "{\"active\":false}");
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_NOT_FOUND);
    assert_int_equal(ada->script.call_count, 1);
    assert_true(is_gone(ada));
}

static void a_provider_that_can_not_say_ends_no_session(void **state)
{
    static const answer_t answers[] = {{0, NULL}, {500, "{}"}, {429, "{\"active\":false}"}, {401, "{}"}, {200, "{}"},
                                       {200, "{\"active\":\"no\"}"}};

    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        login_t *ada = login_to_be_introspected(state);

        script_row(ada, &answers[i]);
        assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_OK);
        assert_non_null(ada->work->reason);
        assert_false(is_gone(ada));
        assert_int_equal(request_after(ada, CLAIMS_AGE + 4), OAS_OK);
        assert_int_equal(ada->script.call_count, 1);
        script_json(&ada->script, "{\"active\":false}");
        assert_int_equal(request_after(ada, CLAIMS_AGE + 5), OAS_NOT_FOUND);
        assert_true(is_gone(ada));
    }
}

/* As vendors say it of a token that was revoked, and others of one that may not ask. */
static const answer_t silences[] = {{400, "{\"error\":{\"type\":\"OAuthException\",\"code\":190}}"},
                                    {200, "{\"ok\":false,\"error\":\"invalid_auth\"}"},
                                    {403, "{}"},
                                    {404, "{}"},
                                    {200, "[]"}};

static void who_does_not_say_for_a_minute_confirms_nobody(void **state)
{
    for (size_t i = 0; i < sizeof(silences) / sizeof(silences[0]); i++) {
        login_t *ada = login_to_be_confirmed(state, NULL);

        script_row(ada, &silences[i]);
        assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_OK);
        assert_int_equal(request_after(ada, CLAIMS_AGE + 4), OAS_OK);
        script_row(ada, &silences[i]);
        assert_int_equal(request_after(ada, CLAIMS_AGE + 59), OAS_OK);
        script_row(ada, &silences[i]);
        assert_int_equal(request_after(ada, CLAIMS_AGE + 64), OAS_NOT_FOUND);
        assert_reason(ada->work, "session_unconfirmed");
        assert_null(ada->work->news);
        assert_int_equal(request_after(ada, CLAIMS_AGE + 65), OAS_NOT_FOUND);
        assert_int_equal(ada->script.call_count, 3);
        assert_false(is_gone(ada)); /* elsewhere it serves */
    }
}

static void a_profile_of_nobody_confirms_nobody(void **state)
{
    const oas_change_t change = {.make = forget_id_token};
    login_t *ada = login_to_be_confirmed(state, NULL);

    ada->registration.profile_url = "https://op.test/profile";
    assert_int_equal(oas_session_change(ada->session, &ada->site->sessions, &change, ada->work), OAS_OK);
    script_json(&ada->script, "{\"ok\":false,\"error\":\"invalid_auth\"}");
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_OK);
    script_json(&ada->script, "{\"ok\":false,\"error\":\"invalid_auth\"}");
    assert_int_equal(request_after(ada, CLAIMS_AGE + 60), OAS_NOT_FOUND);
    assert_reason(ada->work, "session_unconfirmed");
    assert_false(is_gone(ada));
}

static bool has_a_refusal(login_t *ada)
{
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_OK);
    assert_non_null(ada->work->reason);
    return kept(ada)->refused_first != 0;
}

/* It is what was agreed on that is amiss, or what else is to be known of him. */
static void only_what_says_nothing_of_the_user_is_a_refusal(void **state)
{
    static const char *const signing[] = {"ES256", NULL};
    login_t *ada = login_to_be_confirmed(state, NULL);

    ada->registration.userinfo_signing = signing;
    script_json(&ada->script, "{\"sub\":\"ada\"}");
    assert_false(has_a_refusal(ada));
    ada = login_to_be_confirmed(state, NULL);
    ada->registration.userinfo_encryption.algorithm = "RSA-OAEP-256";
    script_json(&ada->script, "{\"sub\":\"ada\"}");
    assert_false(has_a_refusal(ada));
    ada = login_to_be_confirmed(state, NULL);
    script_answer(&ada->script, 408, "application/json", "{}");
    assert_false(has_a_refusal(ada));
    ada = login_to_be_confirmed(state, NULL);
    script_answer(&ada->script, 403, "text/html", "");
    assert_true(has_a_refusal(ada));
}

/* However often: it says nothing of anybody. */
static void trouble_after_a_refusal_is_no_refusal(void **state)
{
    login_t *ada = login_to_be_confirmed(state, NULL);

    script_answer(&ada->script, 403, "application/json", "{}");
    assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_OK);
    for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
        script_row(ada, &troubles[i]);
        assert_int_equal(request_after(ada, CLAIMS_AGE + 5 * ((int)i + 1)), OAS_OK);
    }
    script_json(&ada->script, "{\"sub\":\"ada\"}");
    assert_int_equal(request_after(ada, CLAIMS_AGE + 30), OAS_OK);
    assert_int_equal(kept(ada)->refused_first, 0);
}

static void a_refusal_that_came_late_says_nothing_of_newer_tokens(void **state)
{
    login_t *ada = login_to_be_confirmed(state, NULL);
    oas_vault_t asked_with = *kept(ada);
    oas_renewal_t late = {.site = ada->site, .session = ada->session, .vault = &asked_with};

    oas_renewal_failed(&late, true, ada->work->now, ada->work);
    assert_true(kept(ada)->refused_first == ada->work->now);
    asked_with = *kept(ada);
    asked_with.access_token = "a-0";
    oas_renewal_failed(&late, true, ada->work->now + SECONDS(60), ada->work);
    assert_true(kept(ada)->refused_last == ada->work->now);
}

static void who_says_it_in_the_body_refuses_the_token_too(void **state)
{
    static const answer_t rows[] = {{400, "{\"error\":\"invalid_token\"}"}, {403, "{\"error\":\"invalid_token\"}"}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        login_t *ada = login_to_be_confirmed(state, NULL);

        script_row(ada, &rows[i]);
        assert_int_equal(request_after(ada, CLAIMS_AGE), OAS_NOT_FOUND);
        assert_string_equal(ada->work->news, "session_refused");
        assert_true(is_gone(ada));
    }
}

/* Who can not be asked for is no better than a stranger here, and is signed in elsewhere. */
static void who_can_not_be_asked_for_has_to_sign_in_anew(void **state)
{
    login_t *over = login_to_be_confirmed(state, NULL);
    login_t *silent;

    assert_int_equal(request_after(over, LIFE), OAS_NOT_FOUND);
    assert_reason(over->work, "session_unconfirmed");
    assert_null(over->work->news);
    assert_false(is_gone(over));
    silent = login_to_be_introspected(state);
    silent->registration.by_hand.introspection_endpoint = NULL;
    assert_int_equal(request_after(silent, CLAIMS_AGE), OAS_NOT_FOUND);
    assert_reason(silent->work, "session_unconfirmed");
    assert_false(is_gone(silent));
    silent->registration.is_oauth1 = true;
    silent->registration.by_hand.userinfo_endpoint = "https://op.test/userinfo";
    assert_int_equal(request_after(silent, CLAIMS_AGE), OAS_NOT_FOUND);
    assert_int_equal(silent->script.call_count + over->script.call_count, 0);
}

/* --- at once: TR3 --- */

static login_t *login_in_a_hurry(void **state, const char *refresh_token)
{
    login_t *ada = login_with(state, refresh_token);

    ada->need.freshness = (oas_freshness_t){.at_once = true};
    return ada;
}

static void what_is_wanted_at_once_is_asked_for_once_in_a_while(void **state)
{
    login_t *ada = login_in_a_hurry(state, "r-1");

    script_tokens(ada, "r-2", NULL);
    script_json(&ada->script, "{\"sub\":\"ada\",\"groups\":[]}");
    assert_int_equal(request_after(ada, 1), OAS_OK);
    assert_string_equal(ada->vault->access_token, "a-2");
    assert_string_equal(claim(ada, "groups"), "[]");
    assert_int_equal(request_after(ada, 5), OAS_OK);
    assert_int_equal(ada->script.call_count, 2);
    script_tokens(ada, "r-3", NULL);
    script_json(&ada->script, "{\"sub\":\"ada\"}");
    assert_int_equal(request_after(ada, 6), OAS_OK);
    assert_string_equal(kept(ada)->refresh_token, "r-3");
}

static void without_a_refresh_token_claims_are_what_there_is(void **state)
{
    login_t *ada = login_in_a_hurry(state, NULL);

    assert_true(oas_refresh_is_possible(ada->site, ada->session, kept(ada), ada->now));
    script_json(&ada->script, "{\"sub\":\"ada\",\"groups\":[]}");
    assert_int_equal(request_after(ada, 1), OAS_OK);
    assert_string_equal(claim(ada, "groups"), "[]");
    assert_int_equal(request_after(ada, LIFE), OAS_OK);
    assert_int_equal(ada->script.call_count, 1);
    assert_false(oas_refresh_is_possible(ada->site, ada->session, kept(ada), ada->now));
    ada->registration.is_oauth1 = true;
    assert_false(oas_refresh_is_possible(ada->site, ada->session, kept(ada), OAS_TEST_NOW));
}

static void who_wants_news_is_not_given_what_is_old(void **state)
{
    login_t *ada = login_in_a_hurry(state, "r-1");

    script_failure(&ada->script, OAS_UNAVAILABLE);
    assert_int_equal(request_after(ada, 1), OAS_UNAVAILABLE);
    assert_int_equal(request_after(ada, 5), OAS_UNAVAILABLE);
    assert_reason(ada->work, "refresh_pending");
    assert_int_equal(ada->script.call_count, 1);
    assert_false(is_gone(ada));
    script_tokens(ada, "r-2", NULL);
    script_failure(&ada->script, OAS_UNAVAILABLE); /* the claims */
    assert_int_equal(request_after(ada, 6), OAS_UNAVAILABLE);
    assert_string_equal(kept(ada)->refresh_token, "r-2");
    assert_false(is_gone(ada));
}

static void who_is_refused_in_a_hurry_is_signed_out(void **state)
{
    login_t *ada = login_in_a_hurry(state, "r-1");

    script_answer(&ada->script, 400, "application/json", "{\"error\":\"invalid_grant\"}");
    assert_int_equal(request_after(ada, 1), OAS_NOT_FOUND);
    assert_true(is_gone(ada));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_for_nothing_while_the_token_is_fresh),
        cmocka_unit_test(a_new_token_is_used_and_kept),
        cmocka_unit_test(what_was_granted_stays_unless_the_refresh_says_otherwise),
        cmocka_unit_test(a_refresh_token_that_was_not_replaced_stays),
        cmocka_unit_test(without_a_refresh_token_nothing_is_asked),
        cmocka_unit_test(a_grant_that_is_over_ends_the_session_at_once),
        cmocka_unit_test(whatever_else_fails_the_token_serves_until_it_is_over),
        cmocka_unit_test(a_provider_in_trouble_ends_no_session),
        cmocka_unit_test(refusals_that_are_not_about_the_grant_end_no_session),
        cmocka_unit_test(a_provider_that_is_not_configured_any_more_is_not_asked),
        cmocka_unit_test(a_refreshed_id_token_makes_a_new_face),
        cmocka_unit_test(an_id_token_that_is_not_right_ends_the_session),
        cmocka_unit_test(what_can_not_be_judged_is_not_used_but_for_the_refresh_token),
        cmocka_unit_test(a_key_that_is_not_known_yet_ends_no_session),
        cmocka_unit_test(keys_that_can_not_be_had_end_no_session),
        cmocka_unit_test(a_wrong_signature_under_a_known_key_ends_the_session),
        cmocka_unit_test(other_algorithms_than_at_the_login_end_no_session),
        cmocka_unit_test(while_another_renews_it_the_old_token_serves),
        cmocka_unit_test(who_needs_a_token_waits_for_the_other_in_short_steps),
        cmocka_unit_test(who_waits_for_a_dead_one_gives_up_and_the_next_takes_over),
        cmocka_unit_test(no_more_wait_than_there_is_room_for),
        cmocka_unit_test(a_session_that_ended_meanwhile_does_not_come_back),
        cmocka_unit_test(tokens_that_come_after_a_sign_out_are_revoked),
        cmocka_unit_test(a_new_token_is_told_with_the_one_before),
        cmocka_unit_test(what_could_not_be_renewed_is_no_change),
        cmocka_unit_test(a_new_token_is_told_though_claims_fail),
        cmocka_unit_test(of_a_session_that_ends_no_change_is_told),
        cmocka_unit_test(a_new_refresh_token_is_the_one_to_be_revoked_when_the_session_is_over),
        cmocka_unit_test(who_comes_home_late_leaves_newer_tokens_alone),
        cmocka_unit_test(a_refusal_that_comes_late_ends_no_renewed_session),
        cmocka_unit_test(a_store_that_can_not_say_leaves_what_serves),
        cmocka_unit_test(a_store_that_is_held_up_is_tried_again),
        cmocka_unit_test(where_not_all_can_be_kept_the_tokens_are),
        cmocka_unit_test(where_they_can_not_be_kept_the_refresh_token_is),
        cmocka_unit_test(what_can_not_be_kept_is_not_used),
        cmocka_unit_test(old_claims_are_read_anew),
        cmocka_unit_test(a_token_that_is_over_is_renewed_before_it_asks),
        cmocka_unit_test(claims_that_can_not_be_had_serve_on),
        cmocka_unit_test(claims_that_are_refused_end_the_session),
        cmocka_unit_test(what_is_no_answer_about_him_ends_no_session),
        cmocka_unit_test(a_page_instead_of_claims_ends_no_session),
        cmocka_unit_test(nobody_asks_with_a_token_that_is_over_and_can_not_be_renewed),
        cmocka_unit_test(a_profile_of_nobody_ends_no_session),
        cmocka_unit_test(who_may_not_sign_in_any_more_is_signed_out),
        cmocka_unit_test(a_refresh_token_shows_that_he_is_welcome),
        cmocka_unit_test(without_one_his_claims_show_it),
        cmocka_unit_test(where_there_are_none_his_token_is_asked_about),
        cmocka_unit_test(claims_of_nobody_confirm_nobody),
        cmocka_unit_test(a_provider_that_can_not_say_ends_no_session),
        cmocka_unit_test(who_does_not_say_for_a_minute_confirms_nobody),
        cmocka_unit_test(a_profile_of_nobody_confirms_nobody),
        cmocka_unit_test(only_what_says_nothing_of_the_user_is_a_refusal),
        cmocka_unit_test(a_refusal_that_came_late_says_nothing_of_newer_tokens),
        cmocka_unit_test(trouble_after_a_refusal_is_no_refusal),
        cmocka_unit_test(who_says_it_in_the_body_refuses_the_token_too),
        cmocka_unit_test(who_can_not_be_asked_for_has_to_sign_in_anew),
        cmocka_unit_test(what_is_wanted_at_once_is_asked_for_once_in_a_while),
        cmocka_unit_test(without_a_refresh_token_claims_are_what_there_is),
        cmocka_unit_test(who_wants_news_is_not_given_what_is_old),
        cmocka_unit_test(who_is_refused_in_a_hurry_is_signed_out),
    };

    return unit_run("refresh", tests, sizeof(tests) / sizeof(tests[0]));
}
