/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "session/content.h"

static const oas_pair_t claims[] = {
    {"sub", "248289761001"}, {"email", "janedoe@example.com"}, {"groups", "[\"a\",\"b\"]"}, {"empty", ""},
    {"", "unnamed"},
};
static const oas_face_t jane = {
    .user = "jane", .provider = "example", .claims = {.items = claims, .count = 5}, .has_plain_names = true};
static const oas_face_t jane_in_groups = {
    .user = "jane", .provider = "example", .claims = {.items = claims, .count = 5}, .has_plain_names = true,
    .scope = "openid read", .members = {(const unsigned char *)"m\0m", 3}};

static const oas_vault_t tokens = {
    .subject = "248289761001",
    .issuer = "https://op.example.com",
    .access_token = "SlAV32hkKG",
    .token_type = "Bearer",
    .access_token_expires = OAS_TEST_NOW + 3600,
    .scope = "",
    .claims_json = "{\"sub\":\"248289761001\"}",
    .session_state = "ab12.cd",
    .access_token_received = OAS_TEST_NOW + 1,
    .claims_read = OAS_TEST_NOW + 2,
    .refresh_failed = OAS_TEST_NOW + 3,
    .confirmed = OAS_TEST_NOW + 4,
};

static void refusals_are_read_as_they_were_written(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_vault_t refused = tokens, vault;
    oas_bytes_t bytes;

    refused.refused_first = OAS_TEST_NOW + 5;
    refused.refused_last = OAS_TEST_NOW + 6;
    assert_int_equal(oas_vault_compose(&bytes, &refused, work), OAS_OK);
    assert_int_equal(oas_vault_parse(&vault, bytes, work), OAS_OK);
    assert_true(vault.refused_first == OAS_TEST_NOW + 5 && vault.refused_last == OAS_TEST_NOW + 6);
    bytes.length -= 8;
    assert_int_equal(oas_vault_parse(&vault, bytes, work), OAS_BROKEN);
    bytes.length -= 8;
    assert_int_equal(oas_vault_parse(&vault, bytes, work), OAS_OK);
    assert_true(vault.refused_first == 0 && vault.refused_last == 0);
}

static const oas_label_t seen = {.user = "jane", .provider = "example", .address = "192.0.2.1"};

static oas_bytes_t face_bytes(const oas_face_t *face, oas_work_t *work)
{
    oas_bytes_t bytes;

    assert_int_equal(oas_face_compose(&bytes, face, work), OAS_OK);
    return bytes;
}

static void a_face_is_read_as_it_was_written(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes = face_bytes(&jane, work);
    oas_face_t face;

    assert_int_equal(oas_face_parse(&face, bytes, work), OAS_OK);
    assert_string_equal(face.user, "jane");
    assert_string_equal(face.provider, "example");
    assert_true(face.has_plain_names);
    assert_int_equal(face.claims.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(face.claims.items[i].name, claims[i].name);
        assert_string_equal(face.claims.items[i].value, claims[i].value);
        assert_string_equal(face.variables[i], apr_pstrcat(work->pool, "OAUTH_CLAIM_", claims[i].name, NULL));
    }
}

static void a_face_has_what_was_granted_and_members_or_neither(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_face_t scope_alone = jane, face;

    scope_alone.scope = "";
    assert_int_equal(oas_face_parse(&face, face_bytes(&jane_in_groups, work), work), OAS_OK);
    assert_string_equal(face.scope, "openid read");
    assert_int_equal(face.members.length, 3);
    assert_memory_equal(face.members.data, "m\0m", 3);
    assert_int_equal(face.claims.count, 5);
    assert_int_equal(oas_face_parse(&face, face_bytes(&scope_alone, work), work), OAS_OK);
    assert_string_equal(face.scope, "");
    assert_int_equal(face.members.length, 0);
    assert_int_equal(oas_face_parse(&face, face_bytes(&jane, work), work), OAS_OK);
    assert_null(face.scope);
    assert_int_equal(face.members.length, 0);
}

static void the_texts_of_a_face_are_borrowed_from_its_bytes(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes = face_bytes(&jane, work);
    const char *begin = (const char *)bytes.data, *end = begin + bytes.length;
    oas_face_t face;

    assert_int_equal(oas_face_parse(&face, bytes, work), OAS_OK);
    assert_true(face.user > begin && face.user < end);
    assert_true(face.claims.items[4].value > begin && face.claims.items[4].value < end);
}

static void names_that_no_environment_has_come_without_variables(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_pair_t claim = {"https://example.org/role", "editor"};
    oas_face_t face = {.user = "jane", .provider = "example", .claims = {.items = &claim, .count = 1}};

    assert_int_equal(oas_face_parse(&face, face_bytes(&face, work), work), OAS_OK);
    assert_string_equal(oas_pairs_get(face.claims, "https://example.org/role"), "editor");
    assert_null(face.variables);
}

static void a_face_without_claims_is_a_face(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_face_t face = {.user = "", .provider = ""};

    assert_int_equal(oas_face_parse(&face, face_bytes(&face, work), work), OAS_OK);
    assert_string_equal(face.user, "");
    assert_false(face.has_plain_names);
    assert_int_equal(face.claims.count, 0);
}

static void a_vault_tells_an_empty_text_from_none(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes;
    oas_vault_t vault;

    assert_int_equal(oas_vault_compose(&bytes, &tokens, work), OAS_OK);
    assert_int_equal(oas_vault_parse(&vault, bytes, work), OAS_OK);
    assert_string_equal(vault.subject, tokens.subject);
    assert_string_equal(vault.issuer, tokens.issuer);
    assert_string_equal(vault.access_token, tokens.access_token);
    assert_string_equal(vault.token_type, tokens.token_type);
    assert_string_equal(vault.claims_json, tokens.claims_json);
    assert_string_equal(vault.session_state, tokens.session_state);
    assert_true(vault.access_token_expires == tokens.access_token_expires);
    assert_true(vault.access_token_received == tokens.access_token_received);
    assert_true(vault.claims_read == tokens.claims_read);
    assert_true(vault.refresh_failed == tokens.refresh_failed);
    assert_true(vault.confirmed == tokens.confirmed);
    assert_string_equal(vault.scope, "");
    assert_null(vault.provider_session);
    assert_null(vault.refresh_token);
    assert_null(vault.id_token);
    assert_null(vault.refreshed_claims);
}

static void a_label_is_read_as_it_was_written(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes;
    oas_label_t label;

    assert_int_equal(oas_label_compose(&bytes, &seen, work), OAS_OK);
    assert_int_equal(oas_label_parse(&label, bytes, work), OAS_OK);
    assert_string_equal(label.user, "jane");
    assert_string_equal(label.provider, "example");
    assert_string_equal(label.address, "192.0.2.1");
    assert_null(label.agent);
}

static void a_label_is_read_with_its_token(void **state)
{
    const oas_label_t with = {.user = "jane", .token = "rt-1", .token_is_for_refresh = true};
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes;
    oas_label_t label;

    assert_int_equal(oas_label_compose(&bytes, &with, work), OAS_OK);
    assert_int_equal(oas_label_parse(&label, bytes, work), OAS_OK);
    assert_string_equal(label.token, "rt-1");
    assert_true(label.token_is_for_refresh);
    assert_int_equal(oas_label_compose(&bytes, &seen, work), OAS_OK);
    assert_int_equal(oas_label_parse(&label, bytes, work), OAS_OK);
    assert_null(label.token);
}

static void refuses_a_face_without_a_user(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_face_t face = {.provider = "example"};
    oas_bytes_t bytes;

    assert_int_equal(oas_face_compose(&bytes, &face, work), OAS_BROKEN);
    assert_reason(work, "session_incomplete");
    assert_null(bytes.data);
}

static void refuses_a_face_with_a_claim_without_a_value(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_pair_t claim = {.name = "email"};
    oas_face_t face = {.user = "jane", .provider = "example", .claims = {.items = &claim, .count = 1}};
    oas_bytes_t bytes;

    assert_int_equal(oas_face_compose(&bytes, &face, work), OAS_BROKEN);
}

/* A vault with a scope of so many characters. */
static oas_status_t compose_with_scope(size_t length, oas_work_t *work)
{
    char *scope = apr_palloc(work->pool, length + 1);
    oas_vault_t vault = {.scope = scope};
    oas_bytes_t bytes;

    memset(scope, 'x', length);
    scope[length] = '\0';
    return oas_vault_compose(&bytes, &vault, work);
}

static void refuses_more_than_a_session_may_hold(void **state)
{
    oas_work_t *work = unit_work(state);
    size_t largest = OAS_CONTENT_LARGEST - 2 - 12 * 4 - 5 * 8 - 1; /* all but its start, sizes, times and final NUL */

    assert_int_equal(compose_with_scope(largest, work), OAS_OK);
    assert_int_equal(compose_with_scope(largest + 1, work), OAS_REFUSED);
    assert_reason(work, "session_too_large");
}

/* All three parsers must refuse the bytes, and leave nothing in what they would have filled. */
static void assert_no_form(oas_bytes_t bytes, oas_work_t *work)
{
    oas_face_t face;
    oas_vault_t vault;
    oas_label_t label;

    assert_int_equal(oas_face_parse(&face, bytes, work), OAS_BROKEN);
    assert_null(face.user);
    assert_int_equal(face.claims.count, 0);
    assert_int_equal(oas_vault_parse(&vault, bytes, work), OAS_BROKEN);
    assert_null(vault.subject);
    assert_int_equal(oas_label_parse(&label, bytes, work), OAS_BROKEN);
    assert_null(label.user);
    assert_reason(work, "session_form_unknown");
}

static void refuses_bytes_that_are_no_form(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_no_form(oas_bytes(NULL, 0), work);
    assert_no_form(oas_bytes("F", 1), work);
    assert_no_form(oas_bytes("V\1", 2), work);
    assert_no_form(oas_bytes("{\"user\":\"jane\"}", 15), work);
}

static void refuses_a_form_that_is_cut_anywhere(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes;

    bytes = face_bytes(&jane, work);
    for (size_t length = 0; length < bytes.length; length++)
        assert_no_form(oas_bytes_copy(work->pool, oas_bytes(bytes.data, length)), work);
    assert_int_equal(oas_vault_compose(&bytes, &tokens, work), OAS_OK);
    for (size_t length = 0; length < bytes.length; length++)
        assert_no_form(oas_bytes_copy(work->pool, oas_bytes(bytes.data, length)), work);
    assert_int_equal(oas_label_compose(&bytes, &seen, work), OAS_OK);
    for (size_t length = 0; length < bytes.length; length++)
        assert_no_form(oas_bytes_copy(work->pool, oas_bytes(bytes.data, length)), work);
}

static void refuses_a_label_whose_token_is_cut_short(void **state)
{
    const oas_label_t with = {.token = "rt-1", .token_is_for_refresh = true};
    const size_t without = 2 + 4 * 4; /* bytes: what is a whole label, too */
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes;

    assert_int_equal(oas_label_compose(&bytes, &with, work), OAS_OK);
    for (size_t length = without + 1; length < bytes.length; length++)
        assert_no_form(oas_bytes_copy(work->pool, oas_bytes(bytes.data, length)), work);
}

/* The bytes with one of them changed, or with one more behind their end. */
static oas_bytes_t changed(oas_bytes_t bytes, size_t at, unsigned char value, oas_work_t *work)
{
    unsigned char *copy = apr_palloc(work->pool, bytes.length + 1);

    memcpy(copy, bytes.data, bytes.length);
    copy[at] = value;
    return oas_bytes(copy, at < bytes.length ? bytes.length : bytes.length + 1);
}

static void refuses_bytes_behind_the_end(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes = face_bytes(&jane, work);

    assert_no_form(changed(bytes, bytes.length, 0, work), work);
}

static void refuses_another_version(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_no_form(changed(face_bytes(&jane, work), 1, 3, work), work);
}

static void refuses_a_vault_as_a_face(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes;
    oas_face_t face;

    assert_int_equal(oas_vault_compose(&bytes, &tokens, work), OAS_OK);
    assert_int_equal(oas_face_parse(&face, bytes, work), OAS_BROKEN);
    assert_int_equal(oas_face_parse(&face, changed(bytes, 0, 'F', work), work), OAS_BROKEN);
}

static oas_bytes_t label_bytes(oas_work_t *work)
{
    oas_bytes_t bytes;

    assert_int_equal(oas_label_compose(&bytes, &seen, work), OAS_OK);
    return bytes;
}

static void refuses_a_text_with_a_nul_inside(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_no_form(changed(label_bytes(work), 2 + 4 + 1, '\0', work), work);
}

static void refuses_a_text_without_its_nul(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_no_form(changed(label_bytes(work), 2 + 4 + 4, 'x', work), work);
}

static void refuses_a_string_without_its_nul(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes = face_bytes(&jane, work);

    assert_no_form(changed(bytes, bytes.length - 1, 'x', work), work);
}

static void refuses_a_plain_name_without_its_prefix(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes = face_bytes(&jane, work);
    const unsigned char *prefix = memmem(bytes.data, bytes.length, "OAUTH_CLAIM_", 12);

    assert_non_null(prefix);
    assert_no_form(changed(bytes, (size_t)(prefix - bytes.data) + 11, '-', work), work);
}

enum { FLAGS = 2, COUNT = 4, PLACES = 16 }; /* where they are in a face */

static void refuses_a_flag_that_is_neither_yes_nor_no(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_no_form(changed(face_bytes(&jane, work), FLAGS, 2, work), work);
    assert_no_form(changed(face_bytes(&jane, work), FLAGS + 1, 2, work), work);
}

static void refuses_more_pairs_than_there_can_be(void **state)
{
    static const unsigned char counts[][4] = {{0, 0, 0, 6}, {0, 1, 0, 0}, {0x7f, 255, 255, 255}, {255, 255, 255, 255}};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < 4; i++) {
        oas_bytes_t bytes = face_bytes(&jane, work);

        memcpy((unsigned char *)bytes.data + COUNT, counts[i], 4);
        assert_no_form(bytes, work);
    }
}

static void refuses_a_place_behind_the_end(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes = face_bytes(&jane, work);

    for (size_t place = 0; place < 12; place++)
        assert_no_form(changed(bytes, PLACES + 2 * place, 0xff, work), work);
}

/* The places of a name and its value may be any: what lies there is a text in any case. */
static void a_name_in_the_last_bytes_is_not_read_beyond_them(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes = face_bytes(&jane, work);
    size_t strings = bytes.length - (PLACES + 12 * 2);
    unsigned char *alone = malloc(bytes.length);

    assert_non_null(alone);
    for (size_t behind = 1; behind < 14; behind++) {
        memcpy(alone, bytes.data, bytes.length);
        alone[PLACES + 4] = (unsigned char)((strings - behind) >> 8);
        alone[PLACES + 5] = (unsigned char)(strings - behind);
        assert_no_form(oas_bytes(alone, bytes.length), work);
    }
    free(alone);
}

static void a_face_may_be_longer_than_two_bytes_count(void **state)
{
    oas_work_t *work = unit_work(state);
    char *value = memset(apr_pcalloc(work->pool, 70001), 'v', 70000);
    const oas_pair_t long_claims[] = {{"long", value}, {"last", "z"}};
    oas_face_t given = {.user = "jane", .provider = "example", .claims = {long_claims, 2}, .has_plain_names = true,
                        .scope = "openid", .members = {(const unsigned char *)"m\0m", 3}};
    oas_face_t face;

    assert_int_equal(oas_face_parse(&face, face_bytes(&given, work), work), OAS_OK);
    assert_string_equal(face.scope, "openid");
    assert_string_equal(oas_pairs_get(face.claims, "long"), value);
    assert_string_equal(oas_pairs_get(face.claims, "last"), "z");
    assert_string_equal(face.variables[1], "OAUTH_CLAIM_last");
    assert_memory_equal(face.members.data, "m\0m", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals_are_read_as_they_were_written),
        cmocka_unit_test(a_face_is_read_as_it_was_written),
        cmocka_unit_test(a_face_has_what_was_granted_and_members_or_neither),
        cmocka_unit_test(the_texts_of_a_face_are_borrowed_from_its_bytes),
        cmocka_unit_test(names_that_no_environment_has_come_without_variables),
        cmocka_unit_test(a_face_without_claims_is_a_face),
        cmocka_unit_test(a_vault_tells_an_empty_text_from_none),
        cmocka_unit_test(a_label_is_read_as_it_was_written),
        cmocka_unit_test(a_label_is_read_with_its_token),
        cmocka_unit_test(refuses_a_label_whose_token_is_cut_short),
        cmocka_unit_test(refuses_a_face_without_a_user),
        cmocka_unit_test(refuses_a_face_with_a_claim_without_a_value),
        cmocka_unit_test(refuses_more_than_a_session_may_hold),
        cmocka_unit_test(refuses_bytes_that_are_no_form),
        cmocka_unit_test(refuses_a_form_that_is_cut_anywhere),
        cmocka_unit_test(refuses_bytes_behind_the_end),
        cmocka_unit_test(refuses_another_version),
        cmocka_unit_test(refuses_a_vault_as_a_face),
        cmocka_unit_test(refuses_a_text_with_a_nul_inside),
        cmocka_unit_test(refuses_a_text_without_its_nul),
        cmocka_unit_test(refuses_a_string_without_its_nul),
        cmocka_unit_test(refuses_a_plain_name_without_its_prefix),
        cmocka_unit_test(refuses_a_flag_that_is_neither_yes_nor_no),
        cmocka_unit_test(refuses_more_pairs_than_there_can_be),
        cmocka_unit_test(refuses_a_place_behind_the_end),
        cmocka_unit_test(a_name_in_the_last_bytes_is_not_read_beyond_them),
        cmocka_unit_test(a_face_may_be_longer_than_two_bytes_count),
    };
    return unit_run("content", tests, sizeof(tests) / sizeof(tests[0]));
}
