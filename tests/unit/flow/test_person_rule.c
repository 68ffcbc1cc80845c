/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "flow/person_rule.h"
#include "oidc/claims.h"

/* The face after a sign-in with these claims, as the next request reads it. */
static oas_face_t face_of(const char *json, oas_work_t *work)
{
    oas_face_t face = {.user = "u", .provider = "p"}, read;
    oas_claim_sources_t sources = {0};
    oas_bytes_t bytes;

    assert_int_equal(oas_json_parse_object(&sources.id_token, oas_bytes_of(json), 64 * 1024, "test", work), OAS_OK);
    assert_int_equal(oas_claims_keep(&face.claims, &face.members, &sources, work), OAS_OK);
    assert_int_equal(oas_face_compose(&bytes, &face, work), OAS_OK);
    assert_int_equal(oas_face_parse(&read, bytes, work), OAS_OK);
    return read;
}

static bool is_text(void *data, const char *text)
{
    return strcmp(data, text) == 0;
}

typedef struct {
    const char *json;
    const char *claim;
    const char *value;
} row_t;

static bool has(const row_t *row, oas_work_t *work)
{
    const oas_face_t face = face_of(row->json, work);
    char value[64];

    strcpy(value, row->value);
    return oas_person_has(&face, row->claim, is_text, value);
}

static void a_claim_has_its_text_or_one_of_its_values(void **state)
{
    static const row_t rows[] = {
        {"{\"department\":\"sales\"}", "department", "sales"},
        {"{\"department\":\"\"}", "department", ""},
        {"{\"level\":7}", "level", "7"},
        {"{\"level\":7.0}", "level", "7"},
        {"{\"level\":-0.25}", "level", "-0.25"},
        {"{\"level\":9007199254740991}", "level", "9007199254740991"},
        {"{\"staff\":true}", "staff", "true"},
        {"{\"staff\":false}", "staff", "false"},
        {"{\"groups\":[\"a\",\"b\"]}", "groups", "b"},
        {"{\"groups\":\"a\"}", "groups", "a"},
        {"{\"name\":\"[\\\"admin\\\"]\"}", "name", "[\"admin\"]"},
        {"{\"realm_access\":{\"roles\":[\"admin\"]}}", "realm_access.roles", "admin"},
        {"{\"https://example.com/roles\":[\"x\"]}", "https://example.com/roles", "x"},
        {"{\"a.b\":\"x\",\"a\":{\"b\":\"y\"}}", "a.b", "y"},
        {"{\"a.b\":[\"x\"],\"a\":{\"b\":\"y\"}}", "a.b", "y"},
        {"{\"a.b\":\"x\",\"a\":{\"b\":\"y\"}}", "a\\.b", "x"},
        {"{\"a.b\":[\"x\"],\"a\":{\"b\":\"y\"}}", "a\\.b", "x"},
        {"{\"https://example.com/role\":\"x\"}", "https://example.com/role", "x"},
        {"{\"address\":{\"country\":\"K\u00f6ln\"}}", "address.country", "K\u00f6ln"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (!has(&rows[i], unit_work(state)))
            fail_msg("%s: %s has no %s", rows[i].json, rows[i].claim, rows[i].value);
}

static void a_claim_has_nothing_else(void **state)
{
    static const row_t rows[] = {
        {"{\"department\":\"sales\"}", "department", "Sales"},
        {"{\"department\":\"sales\"}", "department", "sale"},
        {"{\"department\":\"sales\"}", "departments", "sales"},
        {"{\"department\":\"sales\"}", "Department", "sales"},
        {"{\"department\":\"sales\"}", "department.name", "sales"},
        {"{\"department\":null}", "department", "null"},
        {"{\"department\":null}", "department", ""},
        {"{\"level\":7}", "level", "7.0"},
        {"{\"level\":7}", "level", "07"},
        {"{\"groups\":\"a b\"}", "groups", "a"},
        {"{\"groups\":\"a,b\"}", "groups", "a"},
        {"{\"groups\":[\"ab\"]}", "groups", "a"},
        {"{\"groups\":[\"a\"]}", "groups", "[\"a\"]"},
        {"{\"groups\":[]}", "groups", ""},
        {"{\"groups\":[]}", "groups", "[]"},
        {"{\"name\":\"[\\\"admin\\\"]\"}", "name", "admin"}, /* a text that looks like a list */
        {"{\"realm_access\":\"{\\\"roles\\\":[\\\"admin\\\"]}\"}", "realm_access.roles", "admin"},
        {"{\"realm_access\":{\"roles\":[\"admin\"]}}", "realm_access", "admin"},
        {"{\"realm_access\":{\"roles\":[\"admin\"]}}", "roles", "admin"},
        {"{\"a.b\":\"x\",\"a\":{\"b\":\"y\"}}", "a.b", "x"},
        {"{\"a.b\":[\"x\"],\"a\":{\"b\":\"y\"}}", "a.b", "x"},
        {"{\"realm_access.roles\":[\"admin\"]}", "realm_access.roles", "admin"},
        {"{\"realm_access.roles\":\"admin\"}", "realm_access.roles", "admin"},
        {"{\"iss\":\"https://op.example\"}", "iss", "https://op.example"},
        {"{}", "", ""},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (has(&rows[i], unit_work(state)))
            fail_msg("%s: %s has %s", rows[i].json, rows[i].claim, rows[i].value);
}

/* Addresses */

static const char *domain_of(const char *json, oas_work_t *work)
{
    const oas_face_t face = face_of(json, work);

    return oas_person_email_domain(&face);
}

static void a_verified_address_has_a_domain(void **state)
{
    assert_string_equal(domain_of("{\"email\":\"a@example.org\",\"email_verified\":true}", unit_work(state)), "example.org");
    assert_string_equal(domain_of("{\"email\":\"a@b\",\"email_verified\":\"true\"}", unit_work(state)), "b");
}

static void no_other_address_has_one(void **state)
{
    static const char *const others[] = {
        "{}",
        "{\"email\":\"a@example.org\"}",
        "{\"email\":\"a@example.org\",\"email_verified\":false}",
        "{\"email\":\"a@example.org\",\"email_verified\":1}",
        "{\"email\":\"a@example.org\",\"email_verified\":\"yes\"}",
        "{\"email\":\"a@evil.example@example.org\",\"email_verified\":true}",
        "{\"email\":\"a@evil.example@example.org.\",\"email_verified\":true}",
        "{\"email\":\"\\\"a@b\\\"@example.org\",\"email_verified\":true}",
        "{\"email\":\"@example.org\",\"email_verified\":true}",
        "{\"email\":\"a@\",\"email_verified\":true}",
        "{\"email\":\"example.org\",\"email_verified\":true}",
        "{\"email\":\"\",\"email_verified\":true}",
    };

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (domain_of(others[i], unit_work(state)) != NULL)
            fail_msg("%s has a domain", others[i]);
}

static void who_is_kept_out_for_his_domain_need_not_have_proven_it(void **state)
{
    static const struct {
        const char *json;
        const char *domain;
    } rows[] = {
        {"{\"email\":\"a@example.org\",\"email_verified\":true}", "example.org"},
        {"{\"email\":\"a@example.org\",\"email_verified\":false}", "example.org"},
        {"{\"email\":\"a@example.org\"}", "example.org"},
        {"{\"email\":\"\\\"a@b\\\"@example.org\"}", "example.org"},
        {"{\"email\":\"example.org\"}", NULL},
        {"{}", NULL},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_face_t face = face_of(rows[i].json, unit_work(state));

        if (!oas_text_equal(oas_person_said_domain(&face), rows[i].domain) && rows[i].domain != NULL)
            fail_msg("%s is not at %s", rows[i].json, rows[i].domain);
        assert_true(rows[i].domain != NULL || oas_person_said_domain(&face) == NULL);
    }
}

static void only_an_address_that_the_provider_vouches_for_is_verified(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_face_t mail = face_of("{\"email\":\"a@b\",\"email_verified\":true,\"phone_number\":\"+1\",\"mail\":\"a@b\"}", work);
    const oas_face_t phone = face_of("{\"email\":\"a@b\",\"phone_number\":\"+1\",\"phone_number_verified\":true}", work);

    assert_false(oas_person_is_unverified(&mail, "email"));
    assert_true(oas_person_is_unverified(&mail, "phone_number"));
    assert_true(oas_person_is_unverified(&phone, "email"));
    assert_false(oas_person_is_unverified(&phone, "phone_number"));
    assert_false(oas_person_is_unverified(&phone, "sub")); /* no address */
}

static void a_domain_fits_itself_or_what_is_below_it(void **state)
{
    static const struct {
        const char *domain;
        const char *required;
        bool fits;
    } rows[] = {
        {"example.org", "example.org", true},
        {"Example.ORG", "example.org", true},
        {"example.org", "EXAMPLE.org", true},
        {"sales.example.org", "*.example.org", true},
        {"a.b.example.org", "*.Example.org", true},
        {"example.org", "*.example.org", false},
        {".example.org", "*.example.org", false},
        {"sales.example.org", "example.org", false},
        {"notexample.org", "example.org", false},
        {"notexample.org", "*.example.org", false},
        {"example.org.", "example.org", false},
        {"example.org.evil.example", "example.org", false},
        {"example.org.evil.example", "*.example.org", false},
        {"example.or", "example.org", false},
        {"", "example.org", false},
        {"b\u00fccher.example", "xn--bcher-kva.example", false}, /* who wants both says both */
        {"b\u00fccher.example", "b\u00fccher.example", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (oas_domain_fits(rows[i].domain, rows[i].required) != rows[i].fits)
            fail_msg("%s, required %s", rows[i].domain, rows[i].required);
}

/* Scope */

static bool was_granted(const char *scope, const char *word, oas_work_t *work)
{
    const oas_face_t face = {.scope = scope};
    char text[64];

    strcpy(text, word);
    return oas_person_was_granted(&face, is_text, text, work->pool);
}

static void each_word_of_the_scope_was_granted_and_no_other(void **state)
{
    static const char *const others[] = {"", " ", "read", "Read:all", "read:all write", "openid ", "all"};
    oas_work_t *work = unit_work(state);

    assert_true(was_granted("openid read:all write", "openid", work));
    assert_true(was_granted("openid read:all write", "read:all", work));
    assert_true(was_granted("openid  read:all write ", "write", work));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(was_granted("openid  read:all write ", others[i], work));
    assert_true(was_granted("read:org,read:user", "read:user", work));
    assert_false(was_granted("read:org,read:user", "read:org,read:user", work));
    assert_false(was_granted(NULL, "openid", work));
    assert_false(was_granted("", "openid", work));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_has_its_text_or_one_of_its_values),
        cmocka_unit_test(a_claim_has_nothing_else),
        cmocka_unit_test(a_verified_address_has_a_domain),
        cmocka_unit_test(no_other_address_has_one),
        cmocka_unit_test(who_is_kept_out_for_his_domain_need_not_have_proven_it),
        cmocka_unit_test(only_an_address_that_the_provider_vouches_for_is_verified),
        cmocka_unit_test(a_domain_fits_itself_or_what_is_below_it),
        cmocka_unit_test(each_word_of_the_scope_was_granted_and_no_other),
    };
    return unit_run("person_rule", tests, sizeof(tests) / sizeof(tests[0]));
}
