/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "flow/freshness.h"

#define BEGAN OAS_TEST_NOW
#define AFTER(seconds) (BEGAN + apr_time_from_sec(seconds))

static const oas_record_head_t head = {.created = BEGAN};
static const oas_freshness_t token_wanted = {.needs_token = true, .lead = apr_time_from_sec(60)};
static const oas_freshness_t user_wanted = {.confirmed_age = apr_time_from_sec(600)};
static const oas_freshness_t claims_wanted = {.claims_age = apr_time_from_sec(300)};

/* Of a token that lives for so long from the login on, so many seconds later. */
static oas_due_t token_due(int life, int later)
{
    const oas_vault_t vault = {.refresh_token = "r", .access_token_expires = AFTER(life)};

    return oas_token_due(&token_wanted, &vault, &head, AFTER(later));
}

static void a_token_is_due_before_it_is_over(void **state)
{
    (void)state;
    assert_int_equal(token_due(3600, 0), OAS_FRESH);
    assert_int_equal(token_due(3600, 3539), OAS_FRESH);
    assert_int_equal(token_due(3600, 3540), OAS_DUE);
    assert_int_equal(token_due(3600, 3599), OAS_DUE);
    assert_int_equal(token_due(3600, 3600), OAS_OVER);
}

/* Else each request would renew it. */
static void a_short_lived_token_is_due_at_half_of_its_life(void **state)
{
    (void)state;
    assert_int_equal(token_due(30, 14), OAS_FRESH);
    assert_int_equal(token_due(30, 15), OAS_DUE);
    assert_int_equal(token_due(30, 30), OAS_OVER);
}

static void the_life_of_a_renewed_token_begins_when_it_came(void **state)
{
    const oas_vault_t vault = {
        .refresh_token = "r", .access_token_received = AFTER(3000), .access_token_expires = AFTER(3030)};

    (void)state;
    assert_int_equal(oas_token_due(&token_wanted, &vault, &head, AFTER(3014)), OAS_FRESH);
    assert_int_equal(oas_token_due(&token_wanted, &vault, &head, AFTER(3015)), OAS_DUE);
}

static void a_token_without_an_end_is_never_due(void **state)
{
    const oas_vault_t unknown = {.refresh_token = "r"};

    (void)state;
    assert_int_equal(oas_token_due(&token_wanted, &unknown, &head, AFTER(1000000)), OAS_FRESH);
    assert_int_equal(token_due(0, 1000000), OAS_FRESH);
}

static void what_nobody_can_renew_is_never_due(void **state)
{
    const oas_vault_t vault = {.access_token_expires = AFTER(1)};

    (void)state;
    assert_int_equal(oas_token_due(&token_wanted, &vault, &head, AFTER(2)), OAS_FRESH);
}

static void a_place_that_needs_no_token_has_none_renewed(void **state)
{
    const oas_vault_t vault = {.refresh_token = "r", .access_token_expires = AFTER(1)};

    (void)state;
    assert_int_equal(oas_token_due(&claims_wanted, &vault, &head, AFTER(2)), OAS_FRESH);
}

static void claims_are_due_when_they_are_old(void **state)
{
    oas_vault_t vault = {0};

    (void)state;
    assert_int_equal(oas_claims_due(&claims_wanted, &vault, &head, AFTER(299)), OAS_FRESH);
    assert_int_equal(oas_claims_due(&claims_wanted, &vault, &head, AFTER(300)), OAS_DUE);
    vault.claims_read = AFTER(300);
    assert_int_equal(oas_claims_due(&claims_wanted, &vault, &head, AFTER(599)), OAS_FRESH);
    assert_int_equal(oas_claims_due(&claims_wanted, &vault, &head, AFTER(600)), OAS_DUE);
    assert_int_equal(oas_claims_due(&token_wanted, &vault, &head, AFTER(1000000)), OAS_FRESH);
}

/* It would be refused for its age. */
static void claims_are_not_due_when_no_token_can_ask_for_them(void **state)
{
    oas_vault_t vault = {.access_token_expires = AFTER(400)};

    (void)state;
    assert_int_equal(oas_claims_due(&claims_wanted, &vault, &head, AFTER(399)), OAS_DUE);
    assert_int_equal(oas_claims_due(&claims_wanted, &vault, &head, AFTER(400)), OAS_FRESH);
    vault.refresh_token = "r";
    assert_int_equal(oas_claims_due(&claims_wanted, &vault, &head, AFTER(400)), OAS_DUE);
    vault = (oas_vault_t){.access_token_expires = BEGAN}; /* no end is known */
    assert_int_equal(oas_claims_due(&claims_wanted, &vault, &head, AFTER(400)), OAS_DUE);
}

/* Else whoever had the clock ahead for a while would keep his groups for as long. */
static void claims_of_a_time_to_come_are_due(void **state)
{
    const oas_vault_t vault = {.claims_read = AFTER(86400)};

    (void)state;
    assert_int_equal(oas_claims_due(&claims_wanted, &vault, &head, AFTER(1)), OAS_DUE);
}

/* SL14 */
static void a_refresh_token_asks_for_the_user(void **state)
{
    oas_vault_t vault = {.refresh_token = "r", .access_token = "a"};

    (void)state;
    assert_int_equal(oas_token_due(&user_wanted, &vault, &head, AFTER(599)), OAS_FRESH);
    assert_int_equal(oas_token_due(&user_wanted, &vault, &head, AFTER(600)), OAS_DUE);
    assert_int_equal(oas_confirmation_due(&user_wanted, &vault, &head, AFTER(600)), OAS_FRESH);
    vault.confirmed = AFTER(600);
    assert_int_equal(oas_token_due(&user_wanted, &vault, &head, AFTER(1199)), OAS_FRESH);
    assert_int_equal(oas_token_due(&user_wanted, &vault, &head, AFTER(1200)), OAS_DUE);
    assert_int_equal(oas_token_due(&user_wanted, &vault, &head, AFTER(599)), OAS_DUE); /* the clock was set back */
    assert_int_equal(oas_token_due(&token_wanted, &vault, &head, AFTER(1000000)), OAS_FRESH);
}

static void an_access_token_does_it_while_it_lasts(void **state)
{
    oas_vault_t vault = {.access_token = "a", .access_token_expires = AFTER(900)};

    (void)state;
    assert_int_equal(oas_token_due(&user_wanted, &vault, &head, AFTER(600)), OAS_FRESH);
    assert_int_equal(oas_confirmation_due(&user_wanted, &vault, &head, AFTER(599)), OAS_FRESH);
    assert_int_equal(oas_confirmation_due(&user_wanted, &vault, &head, AFTER(600)), OAS_DUE);
    assert_int_equal(oas_confirmation_due(&user_wanted, &vault, &head, AFTER(900)), OAS_OVER);
    vault.confirmed = AFTER(890);
    assert_int_equal(oas_confirmation_due(&user_wanted, &vault, &head, AFTER(1489)), OAS_FRESH);
    assert_int_equal(oas_confirmation_due(&user_wanted, &vault, &head, AFTER(1490)), OAS_OVER);
    vault = (oas_vault_t){0};
    assert_int_equal(oas_confirmation_due(&user_wanted, &vault, &head, AFTER(600)), OAS_OVER);
    assert_int_equal(oas_confirmation_due(&token_wanted, &vault, &head, AFTER(1000000)), OAS_FRESH);
}

/* TR3 */
static void at_once_means_within_seconds(void **state)
{
    static const oas_freshness_t wanted = {.at_once = true};
    oas_vault_t vault = {.refresh_token = "r", .access_token = "a"};

    (void)state;
    assert_int_equal(oas_token_due(&wanted, &vault, &head, BEGAN), OAS_OVER);
    assert_int_equal(oas_claims_due(&wanted, &vault, &head, BEGAN), OAS_OVER);
    vault.access_token_received = vault.claims_read = AFTER(60);
    assert_int_equal(oas_token_due(&wanted, &vault, &head, AFTER(64)), OAS_FRESH);
    assert_int_equal(oas_claims_due(&wanted, &vault, &head, AFTER(64)), OAS_FRESH);
    assert_int_equal(oas_token_due(&wanted, &vault, &head, AFTER(65)), OAS_OVER);
    assert_int_equal(oas_claims_due(&wanted, &vault, &head, AFTER(65)), OAS_OVER);
    vault.refresh_token = NULL;
    assert_int_equal(oas_token_due(&wanted, &vault, &head, AFTER(65)), OAS_FRESH);
}

static void nobody_is_asked_with_nothing(void **state)
{
    (void)state;
    assert_true(oas_has_token_to_ask(&(oas_vault_t){.refresh_token = "r", .access_token_expires = AFTER(1)}, &head, AFTER(2)));
    assert_true(oas_has_token_to_ask(&(oas_vault_t){.access_token = "a"}, &head, AFTER(2)));
    assert_true(oas_has_token_to_ask(&(oas_vault_t){.access_token = "a", .access_token_expires = AFTER(3)}, &head, AFTER(2)));
    assert_false(oas_has_token_to_ask(&(oas_vault_t){.access_token = "a", .access_token_expires = AFTER(2)}, &head, AFTER(2)));
    assert_false(oas_has_token_to_ask(&(oas_vault_t){0}, &head, AFTER(2)));
}

static void who_failed_does_not_try_again_at_once(void **state)
{
    oas_vault_t vault = {.refresh_failed = AFTER(100)};

    (void)state;
    assert_true(oas_refresh_just_failed(&vault, AFTER(100)));
    assert_true(oas_refresh_just_failed(&vault, AFTER(104)));
    assert_false(oas_refresh_just_failed(&vault, AFTER(105)));
    assert_false(oas_refresh_just_failed(&vault, AFTER(99)));
    vault.refresh_failed = 0;
    assert_false(oas_refresh_just_failed(&vault, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_due_before_it_is_over),
        cmocka_unit_test(a_short_lived_token_is_due_at_half_of_its_life),
        cmocka_unit_test(the_life_of_a_renewed_token_begins_when_it_came),
        cmocka_unit_test(a_token_without_an_end_is_never_due),
        cmocka_unit_test(what_nobody_can_renew_is_never_due),
        cmocka_unit_test(a_place_that_needs_no_token_has_none_renewed),
        cmocka_unit_test(claims_are_due_when_they_are_old),
        cmocka_unit_test(claims_are_not_due_when_no_token_can_ask_for_them),
        cmocka_unit_test(claims_of_a_time_to_come_are_due),
        cmocka_unit_test(a_refresh_token_asks_for_the_user),
        cmocka_unit_test(an_access_token_does_it_while_it_lasts),
        cmocka_unit_test(at_once_means_within_seconds),
        cmocka_unit_test(nobody_is_asked_with_nothing),
        cmocka_unit_test(who_failed_does_not_try_again_at_once),
    };

    return unit_run("freshness", tests, sizeof(tests) / sizeof(tests[0]));
}
