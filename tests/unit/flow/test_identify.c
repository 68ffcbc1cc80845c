/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/base64url.h"
#include "crypto/digest.h"
#include "base/members.h"
#include "flow/identify.h"
#include "jose_signer.h"
#include "oidc/scripted_client.h"

/* A provider with an issuer, wired by hand, and an attempt that came back from it with a code. */
typedef struct {
    oas_work_t *work;
    oas_site_t site;
    oas_site_provider_t chosen;
    oas_registration_t registration;
    scripted_client_t client;
    oas_identify_input_t input;
    jose_signer_t signer;
    const char *nonce;
    const char *granted; /* what the token endpoint says of it: a member of its answer, or "" */
} scene_t;

static oas_keyring_t *new_keys(oas_work_t *work)
{
    oas_keyring_t *keys;
    const char *line;

    assert_int_equal(oas_keyring_new_line(&line, work), OAS_OK);
    assert_int_equal(oas_keyring_parse(&keys, oas_bytes_of(line), work), OAS_OK);
    return keys;
}

static const oas_login_attempt_t *begin_attempt(scene_t *scene)
{
    const oas_login_attempt_t wanted = {
        .provider = "op", .realm = "site", .target = "/", .started = scene->work->now, .try_number = 1};
    oas_login_attempt_t *attempt;
    const char *state;

    assert_int_equal(oas_login_attempt_begin(&attempt, &state, scene->site.sessions.keys, &wanted, "browser", scene->work),
                     OAS_OK);
    assert_int_equal(oas_login_attempt_nonce(&scene->nonce, attempt, scene->site.sessions.keys, scene->work), OAS_OK);
    return attempt;
}

static scene_t *begin(void **state)
{
    oas_work_t *work = unit_work(state);
    scene_t *scene = apr_pcalloc(work->pool, sizeof(*scene));

    scene->work = work;
    scene->granted = ",\"scope\":\"openid\"";
    scene->client = scripted_client();
    scene->signer = jose_signer(work->pool, "ES256", "k1");
    scene->registration = (oas_registration_t){.name = "op",
                                               .client_id = "client",
                                               .client_secret = "secret",
                                               .leeway = apr_time_from_sec(10),
                                               .by_hand = {.issuer = "https://op.test",
                                                           .authorization_endpoint = "https://op.test/authorize",
                                                           .token_endpoint = "https://op.test/token",
                                                           .userinfo_endpoint = "https://op.test/userinfo",
                                                           .jwks_uri = "https://op.test/jwks"}};
    scene->site = (oas_site_t){.client = &scene->client.client, .sessions.keys = new_keys(work)};
    scene->chosen.registration = &scene->registration;
    assert_int_equal(oas_provider_cache_new(&scene->chosen.cache, &scene->registration, work->pool, work), OAS_OK);
    scene->input = (oas_identify_input_t){.chosen = &scene->chosen,
                                          .attempt = begin_attempt(scene),
                                          .code = "good",
                                          .redirect_uri = "https://site.test/oauth/callback/op"};
    return scene;
}

/* The token endpoint answers with an ID token of "ada", signed by the scene's signer, that ends so many seconds from now;
 * more is further members of it. */
static void answer_with_token_of(scene_t *scene, long lifetime, const char *more)
{
    long now = (long)apr_time_sec(scene->work->now);
    apr_pool_t *pool = scene->work->pool;
    const char *payload = apr_psprintf(pool,
                                       "{\"iss\":\"https://op.test\",\"aud\":\"client\",\"sub\":\"ada\",\"sid\":\"s-1\","
                                       "\"nonce\":\"%s\",\"iat\":%ld,\"exp\":%ld%s}",
                                       scene->nonce, now - 60, now + lifetime, more);

    script_json(&scene->client, apr_psprintf(pool,
                                             "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"expires_in\":60,"
                                             "\"refresh_token\":\"rt\"%s,\"id_token\":\"%s\"}",
                                             scene->granted, jose_token(pool, &scene->signer, payload)));
}

static void answer_with_token(scene_t *scene)
{
    answer_with_token_of(scene, 300, "");
}

static void answer_with_keys_of(scene_t *scene, const jose_signer_t *signer)
{
    script_json(&scene->client, jose_signer_jwk_set(scene->work->pool, signer));
}

static oas_status_t identify(scene_t *scene, oas_identity_t *identity)
{
    *identity = (oas_identity_t){0};
    assert_int_equal(oas_provider_cache_get(&scene->input.provider, scene->chosen.cache, scene->site.client, scene->work),
                     OAS_OK);
    return oas_identify(identity, &scene->site, &scene->input, scene->work);
}

static void a_token_and_user_info_become_a_person(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    answer_with_token(scene);
    answer_with_keys_of(scene, &scene->signer);
    script_json(&scene->client, "{\"sub\":\"ada\",\"name\":\"Ada\"}");
    assert_int_equal(identify(scene, &identity), OAS_OK);
    assert_string_equal(identity.face.user, "ada");
    assert_string_equal(identity.face.provider, "op");
    assert_string_equal(oas_pairs_get(identity.face.claims, "name"), "Ada");
    assert_true(identity.face.has_plain_names);
    assert_string_equal(identity.vault.subject, "ada");
    assert_string_equal(identity.vault.issuer, "https://op.test");
    assert_string_equal(identity.vault.provider_session, "s-1");
    assert_string_equal(identity.vault.access_token, "at");
    assert_string_equal(identity.vault.token_type, "Bearer");
    assert_int_equal(identity.vault.access_token_expires, scene->work->now + apr_time_from_sec(60));
    assert_string_equal(identity.vault.refresh_token, "rt");
    assert_string_equal(identity.vault.scope, "openid");
    assert_int_equal(strncmp(identity.vault.id_token, "ey", 2), 0);
    assert_string_equal(identity.vault.claims_json, "{\"sub\":\"ada\",\"name\":\"Ada\"}");
    assert_int_equal(scene->client.call_count, 3);
}

/* The claims that name the user and let him in are read again when he is described anew; nobody is told them. */
static void what_is_not_kept_is_in_no_part_of_the_session(void **state)
{
    static const char *const kept[] = {"!address", "!secret", "!name", "!level", NULL};
    static const oas_pair_t admitted = {"level", "7"};
    scene_t *scene = begin(state);
    oas_identity_t identity;

    scene->registration.kept_claims = kept;
    scene->registration.admitted = (oas_pairs_t){&admitted, 1};
    scene->chosen.user_claim = "name";
    answer_with_token(scene);
    answer_with_keys_of(scene, &scene->signer);
    script_json(&scene->client, "{\"sub\":\"ada\",\"name\":\"Ada\",\"level\":7,\"address\":{\"a\":1},\"secret\":\"x\",\"Secret\":\"y\",\"n\":[1]}");
    assert_int_equal(identify(scene, &identity), OAS_OK);
    assert_string_equal(identity.face.user, "Ada");
    assert_string_equal(identity.vault.claims_json, "{\"sub\":\"ada\",\"name\":\"Ada\",\"level\":7,\"n\":[1]}");
    assert_non_null(oas_pairs_get(identity.face.claims, "n"));
    assert_null(oas_pairs_get(identity.face.claims, "name"));
    assert_null(oas_pairs_get(identity.face.claims, "level"));
    assert_null(oas_pairs_get(identity.face.claims, "secret"));
    assert_null(oas_pairs_get(identity.face.claims, "Secret"));
    assert_false(oas_members_have(identity.face.members, "address"));
    assert_false(oas_members_have(identity.face.members, "level"));
}

static void of_an_id_token_alone_nothing_is_kept_twice(void **state)
{
    static const char *const kept[] = {"email", NULL};
    scene_t *scene = begin(state);
    oas_identity_t identity;

    scene->registration.kept_claims = kept;
    scene->registration.by_hand.userinfo_endpoint = "";
    answer_with_token(scene);
    answer_with_keys_of(scene, &scene->signer);
    assert_int_equal(identify(scene, &identity), OAS_OK);
    assert_string_equal(identity.face.user, "ada");
    assert_null(identity.vault.claims_json);
}

/* The scope that a session knows when the provider says this of it and that was asked for. */
static const char *scope_known(void **state, const char *granted, const char *asked)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    scene->granted = granted;
    scene->registration.scope = asked;
    answer_with_token(scene);
    answer_with_keys_of(scene, &scene->signer);
    script_json(&scene->client, "{\"sub\":\"ada\"}");
    assert_int_equal(identify(scene, &identity), OAS_OK);
    assert_string_equal(identity.face.scope, identity.vault.scope);
    return identity.face.scope;
}

/* RFC 6749 §5.1 */
static void what_was_granted_is_what_was_asked_for_unless_the_provider_says_otherwise(void **state)
{
    assert_string_equal(scope_known(state, ",\"scope\":\"openid\"", "openid read write"), "openid");
    assert_string_equal(scope_known(state, ",\"scope\":\"openid more\"", "openid"), "openid more");
    assert_string_equal(scope_known(state, "", "openid read"), "openid read");
    assert_string_equal(scope_known(state, "", "read"), "openid read");
    assert_string_equal(scope_known(state, "", NULL), "openid");
}

static void keys_that_changed_just_before_signing_are_fetched_once_more(void **state)
{
    scene_t *scene = begin(state);
    const jose_signer_t former = jose_signer(scene->work->pool, "ES256", "k0");
    oas_identity_t identity;

    answer_with_token(scene);
    answer_with_keys_of(scene, &former);
    answer_with_keys_of(scene, &scene->signer);
    script_json(&scene->client, "{\"sub\":\"ada\"}");
    assert_int_equal(identify(scene, &identity), OAS_OK);
    assert_int_equal(scene->client.call_count, 4);
    assert_null(scene->work->reason);
}

static void a_key_that_is_nowhere_is_refused_before_user_info_is_asked(void **state)
{
    scene_t *scene = begin(state);
    const jose_signer_t other = jose_signer(scene->work->pool, "ES256", "k0");
    oas_identity_t identity;

    answer_with_token(scene);
    answer_with_keys_of(scene, &other);
    answer_with_keys_of(scene, &other);
    assert_int_equal(identify(scene, &identity), OAS_REFUSED);
    assert_reason(scene->work, "jwt_no_key");
    assert_int_equal(scene->client.call_count, 3);
}

static void a_provider_with_an_issuer_has_to_give_an_id_token(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    script_json(&scene->client, "{\"access_token\":\"at\",\"token_type\":\"Bearer\"}");
    assert_int_equal(identify(scene, &identity), OAS_REFUSED);
    assert_reason(scene->work, "id_token_missing");
    assert_int_equal(scene->client.call_count, 1);
}

static void user_info_of_somebody_else_is_refused(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    answer_with_token(scene);
    answer_with_keys_of(scene, &scene->signer);
    script_json(&scene->client, "{\"sub\":\"adam\"}");
    assert_int_equal(identify(scene, &identity), OAS_REFUSED);
    assert_reason(scene->work, "userinfo_subject");
}

static void user_info_that_was_switched_off_is_not_asked(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    scene->registration.by_hand.userinfo_endpoint = "";
    answer_with_token(scene);
    answer_with_keys_of(scene, &scene->signer);
    assert_int_equal(identify(scene, &identity), OAS_OK);
    assert_int_equal(scene->client.call_count, 2);
    assert_non_null(strstr(identity.vault.claims_json, "\"sid\":\"s-1\""));
}

static void a_claim_map_does_not_change_who_the_provider_says_it_is(void **state)
{
    static const oas_pair_t map[] = {{"sub", "name"}};
    scene_t *scene = begin(state);
    oas_identity_t identity;

    scene->registration.claim_map = (oas_pairs_t){map, 1};
    answer_with_token(scene);
    answer_with_keys_of(scene, &scene->signer);
    script_json(&scene->client, "{\"sub\":\"ada\",\"name\":\"Ada\"}");
    assert_int_equal(identify(scene, &identity), OAS_OK);
    assert_string_equal(identity.face.user, "Ada");
    assert_string_equal(identity.vault.subject, "ada");
}

static void a_login_older_than_the_provider_was_asked_for_is_refused(void **state)
{
    static const oas_pair_t parameters[] = {{"max_age", "60"}};
    scene_t *scene = begin(state);
    oas_identity_t identity;

    scene->registration.authorization_parameters = (oas_pairs_t){parameters, 1};
    answer_with_token(scene);
    answer_with_keys_of(scene, &scene->signer);
    assert_int_equal(identify(scene, &identity), OAS_REFUSED);
    assert_reason(scene->work, "id_token_auth_time");
}

static void the_link_of_the_login_may_have_asked_for_a_fresh_one(void **state)
{
    scene_t *scene = begin(state);
    oas_login_attempt_t asked = *scene->input.attempt;
    long now = (long)apr_time_sec(scene->work->now);
    oas_identity_t identity;

    asked.authenticated_since = scene->work->now - apr_time_from_sec(60);
    scene->input.attempt = &asked;
    answer_with_token_of(scene, 300, apr_psprintf(scene->work->pool, ",\"auth_time\":%ld", now - 71));
    answer_with_keys_of(scene, &scene->signer);
    assert_int_equal(identify(scene, &identity), OAS_REFUSED);
    assert_reason(scene->work, "id_token_auth_time");
    oas_forgive(scene->work);
    answer_with_token_of(scene, 300, apr_psprintf(scene->work->pool, ",\"auth_time\":%ld", now - 70));
    script_json(&scene->client, "{\"sub\":\"ada\"}");
    assert_int_equal(identify(scene, &identity), OAS_OK);
}

/* OpenID Connect Core 1.0 §5.5.1.1 */
static void an_essential_acr_has_to_be_in_the_token(void **state)
{
    static const oas_pair_t parameters[] = {
        {"claims", "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"phr\"]}}}"}};
    scene_t *scene = begin(state);
    oas_identity_t identity;

    scene->registration.authorization_parameters = (oas_pairs_t){parameters, 1};
    answer_with_token_of(scene, 300, ",\"acr\":\"pwd\"");
    answer_with_keys_of(scene, &scene->signer);
    assert_int_equal(identify(scene, &identity), OAS_REFUSED);
    assert_reason(scene->work, "id_token_acr");
    oas_forgive(scene->work);
    answer_with_token_of(scene, 300, ",\"acr\":\"phr\"");
    script_json(&scene->client, "{\"sub\":\"ada\"}");
    assert_int_equal(identify(scene, &identity), OAS_OK);
}

static void plain_oauth_without_a_profile_can_tell_nobody_apart(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    scene->registration.by_hand.issuer = NULL;
    scene->registration.by_hand.userinfo_endpoint = NULL;
    script_json(&scene->client, "{\"access_token\":\"at\"}");
    assert_int_equal(identify(scene, &identity), OAS_MISCONFIGURED);
    assert_reason(scene->work, "profile_missing");
}

static void a_user_without_the_claim_that_names_him_is_refused(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    scene->chosen.user_claim = "preferred_username";
    answer_with_token(scene);
    answer_with_keys_of(scene, &scene->signer);
    script_json(&scene->client, "{\"sub\":\"ada\"}");
    assert_int_equal(identify(scene, &identity), OAS_REFUSED);
}

static void keys_that_can_not_be_had_leave_the_token_unjudged(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    answer_with_token(scene);
    script_failure(&scene->client, OAS_UNAVAILABLE);
    assert_int_equal(identify(scene, &identity), OAS_UNAVAILABLE);
    assert_int_equal(scene->client.call_count, 2);
}

/* OpenID Connect Core 1.0 §3.1.3.8 */
static void a_token_for_another_access_token_is_refused(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    answer_with_token_of(scene, 300, ",\"at_hash\":\"AAAAAAAAAAAAAAAAAAAAAA\"");
    answer_with_keys_of(scene, &scene->signer);
    assert_int_equal(identify(scene, &identity), OAS_REFUSED);
    assert_reason(scene->work, "id_token_at_hash");
}

static void a_token_may_have_ended_within_the_leeway_and_no_earlier(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    answer_with_token_of(scene, -9, "");
    answer_with_keys_of(scene, &scene->signer);
    script_json(&scene->client, "{\"sub\":\"ada\"}");
    assert_int_equal(identify(scene, &identity), OAS_OK);
    answer_with_token_of(scene, -11, "");
    assert_int_equal(identify(scene, &identity), OAS_EXPIRED);
}

static void claims_that_no_header_could_carry_are_refused(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    answer_with_token(scene);
    answer_with_keys_of(scene, &scene->signer);
    script_json(&scene->client, "{\"sub\":\"ada\",\"name\":\"a\\nb\"}");
    assert_int_equal(identify(scene, &identity), OAS_REFUSED);
    assert_reason(scene->work, "claim_control");
}

static void plain_oauth_knows_its_users_by_the_providers_name(void **state)
{
    static const oas_pair_t map[] = {{"sub", "id"}};
    scene_t *scene = begin(state);
    oas_identity_t identity;

    scene->registration.by_hand.issuer = NULL;
    scene->registration.profile_url = "https://op.test/user";
    scene->registration.claim_map = (oas_pairs_t){map, 1};
    script_json(&scene->client, "{\"access_token\":\"at\"}");
    script_json(&scene->client, "{\"id\":17}");
    assert_int_equal(identify(scene, &identity), OAS_OK);
    assert_string_equal(scene->client.last.url, "https://op.test/user");
    assert_string_equal(identity.vault.issuer, "op");
    assert_string_equal(identity.vault.subject, "17");
    assert_null(identity.vault.provider_session);
    assert_string_equal(identity.vault.claims_json, "{\"id\":17}");
}

/* --- what came through the browser --- */

static const char *hash_of(scene_t *scene, const char *text)
{
    unsigned char digest[OAS_HASH_LONGEST];

    assert_int_equal(oas_digest(digest, OAS_SHA256, oas_bytes_of(text), scene->work), OAS_OK);
    return oas_base64url_encode(scene->work->pool, oas_bytes(digest, oas_hash_length(OAS_SHA256) / 2));
}

/* The answer to a request of this type, with an ID token of this subject that fits code "good" and access token "front". */
static void answer_through_the_browser(scene_t *scene, oas_response_type_t type, const char *subject)
{
    const oas_response_parts_t *asked = oas_response_parts(type);
    long now = (long)apr_time_sec(scene->work->now);
    apr_pool_t *pool = scene->work->pool;
    const char *payload = apr_psprintf(pool,
                                       "{\"iss\":\"https://op.test\",\"aud\":\"client\",\"sub\":\"%s\",\"nonce\":\"%s\","
                                       "\"iat\":%ld,\"exp\":%ld,\"c_hash\":\"%s\"%s}",
                                       subject, scene->nonce, now, now + 300, hash_of(scene, "good"),
                                       asked->has_token ? apr_psprintf(pool, ",\"at_hash\":\"%s\"", hash_of(scene, "front")) : "");
    oas_pair_t *items = apr_pcalloc(pool, 3 * sizeof(*items));
    size_t count = 0;

    if (asked->has_id_token)
        items[count++] = (oas_pair_t){"id_token", jose_token(pool, &scene->signer, payload)};
    if (asked->has_token) {
        items[count++] = (oas_pair_t){"access_token", "front"};
        items[count++] = (oas_pair_t){"token_type", "Bearer"};
    }
    scene->registration.response_type = type;
    scene->input.answer = (oas_pairs_t){items, count};
    scene->input.code = asked->has_code ? "good" : NULL;
}

static void an_id_token_alone_needs_nothing_but_keys(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    answer_through_the_browser(scene, OAS_TYPE_ID_TOKEN, "ada");
    answer_with_keys_of(scene, &scene->signer);
    assert_int_equal(identify(scene, &identity), OAS_OK);
    assert_string_equal(identity.face.user, "ada");
    assert_int_equal(scene->client.call_count, 1);
    assert_null(identity.vault.access_token);
    assert_null(identity.face.scope); /* nothing was granted */
    assert_string_equal(identity.vault.id_token, oas_pairs_get(scene->input.answer, "id_token"));
    assert_non_null(strstr(identity.vault.claims_json, "\"sub\":\"ada\""));
}

static void an_access_token_of_the_browser_asks_for_user_info_where_there_is_no_code(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    answer_through_the_browser(scene, OAS_TYPE_ID_TOKEN_TOKEN, "ada");
    answer_with_keys_of(scene, &scene->signer);
    script_json(&scene->client, "{\"sub\":\"ada\",\"name\":\"Ada\"}");
    assert_int_equal(identify(scene, &identity), OAS_OK);
    assert_string_equal(scene->client.last.authorization, "Bearer front");
    assert_string_equal(identity.vault.access_token, "front");
    assert_int_equal(scene->client.call_count, 2);
}

/* OpenID Connect Core 1.0 §3.3.3.6; GEN-11 */
static void with_a_code_what_the_token_endpoint_says_wins(void **state)
{
    static const oas_response_type_t types[] = {OAS_TYPE_CODE_ID_TOKEN, OAS_TYPE_CODE_TOKEN, OAS_TYPE_CODE_ID_TOKEN_TOKEN};

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        scene_t *scene = begin(state);
        oas_identity_t identity;
        bool has_id_token = oas_response_parts(types[i])->has_id_token;

        answer_through_the_browser(scene, types[i], "ada");
        if (has_id_token)
            answer_with_keys_of(scene, &scene->signer);
        answer_with_token(scene);
        if (!has_id_token)
            answer_with_keys_of(scene, &scene->signer);
        script_json(&scene->client, "{\"sub\":\"ada\"}");
        assert_int_equal(identify(scene, &identity), OAS_OK);
        assert_string_equal(scene->client.last.authorization, "Bearer at");
        assert_string_equal(identity.vault.access_token, "at");
        assert_string_equal(identity.vault.provider_session, "s-1");
        assert_int_equal(scene->client.call_count, 3);
    }
}

/* X-hybrid-sub-differs */
static void two_id_tokens_of_two_people_are_refused(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    answer_through_the_browser(scene, OAS_TYPE_CODE_ID_TOKEN, "adam");
    answer_with_keys_of(scene, &scene->signer);
    answer_with_token(scene);
    assert_int_equal(identify(scene, &identity), OAS_REFUSED);
    assert_reason(scene->work, "id_token_pair");
    assert_int_equal(scene->client.call_count, 2);
}

/* CORE-.../front: nobody but the keys is asked for */
static void a_wrong_id_token_of_the_browser_is_refused_before_its_code_is_used(void **state)
{
    scene_t *scene = begin(state);
    oas_identity_t identity;

    answer_through_the_browser(scene, OAS_TYPE_CODE_ID_TOKEN, "ada");
    scene->input.code = "another";
    answer_with_keys_of(scene, &scene->signer);
    assert_int_equal(identify(scene, &identity), OAS_REFUSED);
    assert_reason(scene->work, "id_token_c_hash");
    assert_int_equal(scene->client.call_count, 1);
}

static void an_empty_id_token_is_none(void **state)
{
    static const oas_pair_t empty[] = {{"id_token", ""}};
    scene_t *scene = begin(state);
    oas_identity_t identity;

    answer_through_the_browser(scene, OAS_TYPE_ID_TOKEN, "ada");
    scene->input.answer = (oas_pairs_t){empty, 1};
    assert_int_equal(identify(scene, &identity), OAS_REFUSED);
    assert_reason(scene->work, "id_token_missing");
    assert_int_equal(scene->client.call_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_and_user_info_become_a_person),
        cmocka_unit_test(what_is_not_kept_is_in_no_part_of_the_session),
        cmocka_unit_test(of_an_id_token_alone_nothing_is_kept_twice),
        cmocka_unit_test(what_was_granted_is_what_was_asked_for_unless_the_provider_says_otherwise),
        cmocka_unit_test(keys_that_changed_just_before_signing_are_fetched_once_more),
        cmocka_unit_test(a_key_that_is_nowhere_is_refused_before_user_info_is_asked),
        cmocka_unit_test(a_provider_with_an_issuer_has_to_give_an_id_token),
        cmocka_unit_test(user_info_of_somebody_else_is_refused),
        cmocka_unit_test(user_info_that_was_switched_off_is_not_asked),
        cmocka_unit_test(a_claim_map_does_not_change_who_the_provider_says_it_is),
        cmocka_unit_test(a_login_older_than_the_provider_was_asked_for_is_refused),
        cmocka_unit_test(the_link_of_the_login_may_have_asked_for_a_fresh_one),
        cmocka_unit_test(an_essential_acr_has_to_be_in_the_token),
        cmocka_unit_test(plain_oauth_without_a_profile_can_tell_nobody_apart),
        cmocka_unit_test(a_user_without_the_claim_that_names_him_is_refused),
        cmocka_unit_test(keys_that_can_not_be_had_leave_the_token_unjudged),
        cmocka_unit_test(a_token_for_another_access_token_is_refused),
        cmocka_unit_test(a_token_may_have_ended_within_the_leeway_and_no_earlier),
        cmocka_unit_test(claims_that_no_header_could_carry_are_refused),
        cmocka_unit_test(plain_oauth_knows_its_users_by_the_providers_name),
        cmocka_unit_test(an_id_token_alone_needs_nothing_but_keys),
        cmocka_unit_test(an_access_token_of_the_browser_asks_for_user_info_where_there_is_no_code),
        cmocka_unit_test(with_a_code_what_the_token_endpoint_says_wins),
        cmocka_unit_test(two_id_tokens_of_two_people_are_refused),
        cmocka_unit_test(a_wrong_id_token_of_the_browser_is_refused_before_its_code_is_used),
        cmocka_unit_test(an_empty_id_token_is_none),
    };

    return unit_run("identify", tests, sizeof(tests) / sizeof(tests[0]));
}
