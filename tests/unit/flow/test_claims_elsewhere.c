/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "flow/claims_elsewhere.h"

#include "oidc/claims.h"

static oas_face_t face_of(const char *id_token, void **state)
{
    oas_work_t *work = unit_work(state);
    oas_claim_sources_t sources = {0};
    oas_face_t face = {.provider = "entra"};

    assert_int_equal(oas_json_parse_object(&sources.id_token, oas_bytes_of(id_token), 4096, "test", work), OAS_OK);
    assert_int_equal(oas_claims_keep(&face.claims, &face.members, &sources, work), OAS_OK);
    oas_claims_elsewhere_keep(&face, sources.id_token, NULL, work);
    return face;
}

static void a_list_that_was_not_sent_is_known_to_be_elsewhere(void **state)
{
    oas_face_t face = face_of("{\"sub\":\"s\",\"_claim_names\":{\"groups\":\"src1\"},\"_claim_sources\":{\"src1\":{}}}", state);

    assert_true(oas_claim_is_elsewhere(&face, "groups", unit_work(state)->pool));
    assert_false(oas_claim_is_elsewhere(&face, "roles", unit_work(state)->pool));
    assert_string_equal(unit_work(state)->news, "claims_elsewhere");
    assert_null(oas_pairs_get(face.claims, "_claim_names"));
}

static void so_are_groups_where_there_only_are_some(void **state)
{
    oas_face_t face = face_of("{\"sub\":\"s\",\"hasgroups\":true}", state);

    assert_true(oas_claim_is_elsewhere(&face, "groups", unit_work(state)->pool));
    assert_false(oas_claim_is_elsewhere(&face, "roles", unit_work(state)->pool));
    assert_string_equal(unit_work(state)->news, "claims_elsewhere");
}

static void what_somebody_fetched_is_here(void **state)
{
    oas_face_t face = face_of("{\"sub\":\"s\",\"_claim_names\":{\"groups\":\"src1\"},\"groups\":[\"a\"],\"hasgroups\":true}", state);

    assert_false(oas_claim_is_elsewhere(&face, "groups", unit_work(state)->pool));
    assert_null(unit_work(state)->news);
}

static void who_is_in_no_group_is_in_none(void **state)
{
    static const char *const tokens[] = {"{\"sub\":\"s\"}", "{\"sub\":\"s\",\"hasgroups\":false}", "{\"sub\":\"s\",\"_claim_names\":\"groups\"}",
                                         "{\"sub\":\"s\",\"_claim_names\":{}}"};

    for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
        oas_face_t face = face_of(tokens[i], state);

        assert_false(oas_claim_is_elsewhere(&face, "groups", unit_work(state)->pool));
        assert_null(unit_work(state)->news);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_that_was_not_sent_is_known_to_be_elsewhere),
        cmocka_unit_test(so_are_groups_where_there_only_are_some),
        cmocka_unit_test(what_somebody_fetched_is_here),
        cmocka_unit_test(who_is_in_no_group_is_in_none),
    };

    return unit_run("claims_elsewhere", tests, sizeof(tests) / sizeof(tests[0]));
}
