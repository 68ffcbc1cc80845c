/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/seal.h"
#include "oidc/login_attempt.h"

#define NEW_KEY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define OLD_KEY "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="

static const oas_login_attempt_t wanted = {
    .provider = "google", .realm = "www.example.org", .target = "/reports?year=2026", .try_number = 1};

static oas_keyring_t *ring_of(const char *lines, oas_work_t *work)
{
    oas_keyring_t *ring;

    assert_int_equal(oas_keyring_parse(&ring, oas_bytes_of(lines), work), OAS_OK);
    return ring;
}

static const char *begin(oas_login_attempt_t **attempt, const oas_keyring_t *ring, const oas_login_attempt_t *what,
                         oas_work_t *work)
{
    const char *text;

    assert_int_equal(oas_login_attempt_begin(attempt, &text, ring, what, "browser", work), OAS_OK);
    return text;
}

static void brings_everything_back(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    oas_login_attempt_t second = wanted, *begun, *opened;
    const char *text;

    second.try_number = 2;
    text = begin(&begun, ring, &second, work);
    assert_int_equal(oas_login_attempt_open(&opened, text, ring, work), OAS_OK);
    assert_string_equal(opened->provider, "google");
    assert_string_equal(opened->realm, "www.example.org");
    assert_string_equal(opened->target, "/reports?year=2026");
    assert_int_equal(opened->try_number, 2);
    assert_int_equal(opened->started, OAS_TEST_NOW);
    assert_memory_equal(opened->id, begun->id, sizeof(begun->id));
    assert_int_equal(opened->key_id, oas_key_id(oas_keyring_current(ring)));
}

static void remembers_what_the_link_asked_by_max_age(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    oas_login_attempt_t fresh = wanted, *begun, *opened;
    oas_pairs_t passed;

    fresh.authenticated_since = OAS_TEST_NOW - apr_time_from_sec(90);
    assert_int_equal(oas_login_attempt_open(&opened, begin(&begun, ring, &fresh, work), ring, work), OAS_OK);
    assert_int_equal(opened->authenticated_since, fresh.authenticated_since);
    passed = oas_login_attempt_passed(opened, work->pool);
    assert_int_equal(passed.count, 1);
    assert_string_equal(oas_pairs_get(passed, "max_age"), "90");
    assert_int_equal(oas_login_attempt_open(&opened, begin(&begun, ring, &wanted, work), ring, work), OAS_OK);
    assert_int_equal(opened->authenticated_since, 0);
    assert_int_equal(oas_login_attempt_passed(opened, work->pool).count, 0);
}

static void remembers_what_a_page_asked_and_never_drops_it(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    oas_login_attempt_t stronger = wanted, *begun, *opened;
    char text[256];

    stronger.step_up = "acr_values=gold";
    assert_int_equal(oas_login_attempt_open(&opened, begin(&begun, ring, &stronger, work), ring, work), OAS_OK);
    assert_string_equal(opened->step_up, "acr_values=gold");
    assert_string_equal(opened->target, "/reports?year=2026");
    memset(text, 'x', sizeof(text));
    text[255] = '\0';
    stronger.step_up = text + 50;
    assert_int_equal(oas_login_attempt_open(&opened, begin(&begun, ring, &stronger, work), ring, work), OAS_OK);
    assert_string_equal(opened->step_up, text + 50);
    stronger.step_up = text;
    assert_int_equal(oas_login_attempt_begin(&begun, &stronger.target, ring, &stronger, "browser", work), OAS_MISCONFIGURED);
    assert_reason(work, "state_names");
    assert_int_equal(oas_login_attempt_open(&opened, begin(&begun, ring, &wanted, work), ring, work), OAS_OK);
    assert_null(opened->step_up);
}

static const unsigned char former[OAS_ATTEMPT_FORMER_LENGTH] = "former\0session";

static void remembers_where_the_former_session_is_kept(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    oas_login_attempt_t again = wanted, *begun, *opened;

    again.former = former;
    assert_int_equal(oas_login_attempt_open(&opened, begin(&begun, ring, &again, work), ring, work), OAS_OK);
    assert_memory_equal(opened->former, former, sizeof(former));
    assert_string_equal(opened->target, wanted.target);
    assert_int_equal(oas_login_attempt_open(&opened, begin(&begun, ring, &wanted, work), ring, work), OAS_OK);
    assert_null(opened->former);
}

/* 263 bytes are for both names and the session. */
static void a_former_session_takes_its_room_from_the_target_and_not_from_the_names(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    char *realm = apr_pcalloc(work->pool, 255);

    memset(realm, 'r', 254);
    for (size_t length = 230; length <= 254; length++) {
        oas_login_attempt_t again = wanted, *begun, *opened;
        const char *text;

        again.former = former;
        again.realm = apr_pstrndup(work->pool, realm, length);
        text = begin(&begun, ring, &again, work);
        assert_true(strlen(text) <= OAS_STATE_LONGEST);
        assert_int_equal(oas_login_attempt_open(&opened, text, ring, work), OAS_OK);
        assert_string_equal(opened->realm, again.realm);
        assert_int_equal(opened->former != NULL, length <= 241);
        assert_int_equal(begun->former != NULL, length <= 241);
    }
}

static void state_tells_nothing_and_is_never_too_long(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);

    for (size_t length = 1; length < 600; length++) {
        oas_login_attempt_t long_one = wanted, *begun, *opened;
        char *target = apr_pcalloc(work->pool, length + 1);
        const char *text;

        memset(target, '/', length);
        long_one.target = target;
        text = begin(&begun, ring, &long_one, work);
        assert_true(strlen(text) <= OAS_STATE_LONGEST);
        assert_int_equal(strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                         strlen(text));
        assert_int_equal(begun->target != NULL, length <= 242);
        assert_int_equal(oas_login_attempt_open(&opened, text, ring, work), OAS_OK);
    }
}

static void a_target_that_does_not_fit_is_left_out_and_not_cut(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    oas_login_attempt_t long_one = wanted, *begun, *opened;
    char target[1000];

    memset(target, 'a', sizeof(target) - 1);
    target[0] = '/';
    target[sizeof(target) - 1] = '\0';
    long_one.target = target;
    assert_int_equal(oas_login_attempt_open(&opened, begin(&begun, ring, &long_one, work), ring, work), OAS_OK);
    assert_null(opened->target);
    assert_string_equal(opened->realm, "www.example.org");
}

static oas_status_t begin_with_names(size_t provider_length, size_t realm_length, oas_work_t *work)
{
    oas_login_attempt_t long_one = wanted, *begun, *opened;
    char *provider = apr_pcalloc(work->pool, provider_length + 1), *realm = apr_pcalloc(work->pool, realm_length + 1);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    oas_status_t status;
    const char *text;

    memset(provider, 'p', provider_length);
    memset(realm, 'r', realm_length);
    long_one.provider = provider;
    long_one.realm = realm;
    status = oas_login_attempt_begin(&begun, &text, ring, &long_one, "browser", work);
    assert_int_equal(begun != NULL, status == OAS_OK);
    assert_int_equal(text != NULL, status == OAS_OK);
    if (status == OAS_OK) {
        assert_int_equal(oas_login_attempt_open(&opened, text, ring, work), OAS_OK);
        assert_string_equal(opened->provider, provider);
        assert_string_equal(opened->realm, realm);
    }
    return status;
}

static void refuses_names_that_no_state_can_hold(void **state)
{
    static const struct {
        size_t provider, realm;
        oas_status_t status;
    } rows[] = {
        {1, 255, OAS_OK},
        {255, 1, OAS_OK},
        {1, 256, OAS_MISCONFIGURED},
        {256, 1, OAS_MISCONFIGURED},
        {8, 255, OAS_OK},
        {9, 255, OAS_MISCONFIGURED},
        {255, 255, OAS_MISCONFIGURED},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);

        assert_int_equal(begin_with_names(rows[i].provider, rows[i].realm, &work), rows[i].status);
        if (rows[i].status != OAS_OK)
            assert_reason(&work, "state_names");
    }
}

/* R-ST-05: bit by bit, the last six of them the padding of base64url */
static void refuses_a_change_of_any_character(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    oas_login_attempt_t *begun, *opened;
    const char *text = begin(&begun, ring, &wanted, work);

    for (size_t i = 0; i < strlen(text); i++) {
        oas_work_t attempt = oas_work(work->pool, work->now);
        char *changed = apr_pstrdup(work->pool, text);

        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        assert_int_equal(oas_login_attempt_open(&opened, changed, ring, &attempt), OAS_REFUSED);
        assert_null(opened);
        assert_non_null(attempt.reason);
    }
}

static void refuses_what_is_no_state_of_ours(void **state)
{
    static const char *const rows[] = {"", "a", "state", "====", "%41%41%41%41", "AAAA AAAA", "AAAA\xc3\xa9"};
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    oas_login_attempt_t *opened;
    char large[OAS_STATE_LONGEST + 5];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(oas_login_attempt_open(&opened, rows[i], ring, work), OAS_REFUSED);
        assert_null(opened);
    }
    memset(large, 'A', sizeof(large) - 1);
    large[sizeof(large) - 1] = '\0';
    oas_forgive(work);
    assert_int_equal(oas_login_attempt_open(&opened, large, ring, work), OAS_REFUSED);
    assert_reason(work, "state_form");
}

static void refuses_a_forgery(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_login_attempt_t *begun, *opened;
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    char *text = apr_pstrdup(work->pool, begin(&begun, ring, &wanted, work));

    text[100] = text[100] == 'A' ? 'B' : 'A';
    assert_int_equal(oas_login_attempt_open(&opened, text, ring, work), OAS_REFUSED);
    assert_reason(work, "state_forged");
}

/* What a session cookie's box or a form token of ours would be: right key, wrong purpose or label. */
static void refuses_what_we_sealed_for_something_else(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    oas_login_attempt_t *opened;
    oas_bytes_t sealed;

    assert_int_equal(oas_seal(&sealed, ring, OAS_PURPOSE_STATE, oas_bytes_of("another label"), oas_bytes_of("plain"),
                              work->now + 1, work),
                     OAS_OK);
    assert_int_equal(oas_login_attempt_open(&opened, oas_base64url_encode(work->pool, sealed), ring, work),
                     OAS_REFUSED);
    assert_reason(work, "state_forged");
    oas_forgive(work);
    assert_int_equal(oas_seal(&sealed, ring, OAS_PURPOSE_FORM, oas_bytes_of("login attempt 4"), oas_bytes_of("plain"),
                              work->now + 1, work),
                     OAS_OK);
    assert_int_equal(oas_login_attempt_open(&opened, oas_base64url_encode(work->pool, sealed), ring, work),
                     OAS_REFUSED);
    assert_reason(work, "state_forged");
}

/* The seal fits, the form inside does not: another version of this software made it. */
static void refuses_another_form_under_our_seal(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
    } rows[] = {
        {"", 0},
        {"0123456789abcdef", 16},
        {"0123456789abcdef"
         "kkkk"
         "bbbbbbbbbbbbbbbb"
         "tttttttt"
         "\1"
         "ssssssss"
         "\5goo",
         57},
        {"0123456789abcdef"
         "kkkk"
         "bbbbbbbbbbbbbbbb"
         "tttttttt"
         "\1"
         "ssssssss"
         "\2op"
         "\377r",
         58},
        {"0123456789abcdef"
         "kkkk"
         "bbbbbbbbbbbbbbbb"
         "tttttttt"
         "\1"
         "ssssssss"
         "\2o\0"
         "\1r",
         58},
        {"0123456789abcdef"
         "kkkk"
         "bbbbbbbbbbbbbbbb"
         "tttttttt"
         "\1"
         "ssssssss"
         "\2op"
         "\1r"
         "\17fffffffffffffff",
         74},
        {"0123456789abcdef"
         "kkkk"
         "bbbbbbbbbbbbbbbb"
         "tttttttt"
         "\1"
         "ssssssss"
         "\2op"
         "\1r"
         "\20fffffffffffffff",
         74},
    };
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t attempt = oas_work(work->pool, work->now);
        oas_login_attempt_t *opened;
        oas_bytes_t sealed;

        assert_int_equal(oas_seal(&sealed, ring, OAS_PURPOSE_STATE, oas_bytes_of("login attempt 4"),
                                  oas_bytes(rows[i].bytes, rows[i].length), work->now + 1, work),
                         OAS_OK);
        assert_int_equal(oas_login_attempt_open(&opened, oas_base64url_encode(work->pool, sealed), ring, &attempt),
                         OAS_REFUSED);
        assert_null(opened);
        assert_reason(&attempt, "state_form");
    }
}

static void an_attempt_that_took_too_long_is_still_known_for_ours(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    oas_login_attempt_t *begun, *opened;
    const char *text = begin(&begun, ring, &wanted, work);

    work->now += apr_time_from_sec(OAS_ATTEMPT_LIFETIME_SECONDS) - 1;
    assert_int_equal(oas_login_attempt_open(&opened, text, ring, work), OAS_OK);
    work->now += 1;
    assert_int_equal(oas_login_attempt_open(&opened, text, ring, work), OAS_EXPIRED);
    assert_reason(work, "state_expired");
    assert_string_equal(opened->target, "/reports?year=2026");
}

static void survives_a_new_key_while_the_old_one_is_listed(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *before = ring_of(OLD_KEY, work);
    oas_keyring_t *after = ring_of(NEW_KEY "\n" OLD_KEY, work);
    oas_keyring_t *later = ring_of(NEW_KEY, work);
    oas_login_attempt_t *begun, *opened;
    const char *text = begin(&begun, before, &wanted, work);
    const char *nonce_before, *nonce_after;

    assert_int_equal(oas_login_attempt_open(&opened, text, after, work), OAS_OK);
    assert_true(oas_login_attempt_is_of(opened, after, "browser", work));
    assert_int_equal(oas_login_attempt_nonce(&nonce_before, begun, before, work), OAS_OK);
    assert_int_equal(oas_login_attempt_nonce(&nonce_after, opened, after, work), OAS_OK);
    assert_string_equal(nonce_before, nonce_after);
    assert_int_equal(oas_login_attempt_open(&opened, text, later, work), OAS_REFUSED);
    assert_null(opened);
    assert_reason(work, "state_key");
}

static void no_secret_of_an_attempt_outlives_its_key(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *later = ring_of(NEW_KEY, work);
    oas_login_attempt_t *begun;
    const char *secret;

    begin(&begun, ring_of(OLD_KEY, work), &wanted, work);
    assert_false(oas_login_attempt_is_of(begun, later, "browser", work));
    assert_int_equal(oas_login_attempt_nonce(&secret, begun, later, work), OAS_REFUSED);
    assert_null(secret);
    assert_reason(work, "state_key");
    assert_int_equal(oas_login_attempt_verifier(&secret, begun, later, work), OAS_REFUSED);
    assert_null(secret);
}

/* R-ST-01 */
static void belongs_to_one_browser(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    oas_login_attempt_t *begun;

    begin(&begun, ring, &wanted, work);
    assert_true(oas_login_attempt_is_of(begun, ring, "browser", work));
    assert_false(oas_login_attempt_is_of(begun, ring, "Browser", work));
    assert_false(oas_login_attempt_is_of(begun, ring, "browser ", work));
    assert_false(oas_login_attempt_is_of(begun, ring, "", work));
    assert_false(oas_login_attempt_is_of(begun, ring, NULL, work));
}

/* R-ST-04, GEN-14, RFC 7636 §4.1 */
static void nonce_and_verifier_are_43_unreserved_characters_of_their_own(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = ring_of(NEW_KEY, work);
    oas_login_attempt_t *first, *second;
    const char *texts[4];

    begin(&first, ring, &wanted, work);
    begin(&second, ring, &wanted, work);
    assert_int_equal(oas_login_attempt_nonce(&texts[0], first, ring, work), OAS_OK);
    assert_int_equal(oas_login_attempt_nonce(&texts[1], second, ring, work), OAS_OK);
    assert_int_equal(oas_login_attempt_verifier(&texts[2], first, ring, work), OAS_OK);
    assert_int_equal(oas_login_attempt_verifier(&texts[3], second, ring, work), OAS_OK);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(strlen(texts[i]), OAS_ATTEMPT_SECRET_LENGTH);
        assert_int_equal(strspn(texts[i], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                         OAS_ATTEMPT_SECRET_LENGTH);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(texts[i], texts[j]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brings_everything_back),
        cmocka_unit_test(remembers_what_the_link_asked_by_max_age),
        cmocka_unit_test(remembers_what_a_page_asked_and_never_drops_it),
        cmocka_unit_test(remembers_where_the_former_session_is_kept),
        cmocka_unit_test(a_former_session_takes_its_room_from_the_target_and_not_from_the_names),
        cmocka_unit_test(state_tells_nothing_and_is_never_too_long),
        cmocka_unit_test(a_target_that_does_not_fit_is_left_out_and_not_cut),
        cmocka_unit_test(refuses_names_that_no_state_can_hold),
        cmocka_unit_test(refuses_a_change_of_any_character),
        cmocka_unit_test(refuses_what_is_no_state_of_ours),
        cmocka_unit_test(refuses_a_forgery),
        cmocka_unit_test(refuses_what_we_sealed_for_something_else),
        cmocka_unit_test(refuses_another_form_under_our_seal),
        cmocka_unit_test(an_attempt_that_took_too_long_is_still_known_for_ours),
        cmocka_unit_test(survives_a_new_key_while_the_old_one_is_listed),
        cmocka_unit_test(no_secret_of_an_attempt_outlives_its_key),
        cmocka_unit_test(belongs_to_one_browser),
        cmocka_unit_test(nonce_and_verifier_are_43_unreserved_characters_of_their_own),
    };
    return unit_run("login_attempt", tests, sizeof(tests) / sizeof(tests[0]));
}
