/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "flow/claims_object.h"
#include "oidc/claims.h"

static const char claims[] = "{\"sub\":\"s\",\"n\":7,\"t\":\"7\",\"yes\":true,\"no\":\"false\",\"list\":[\"a\",1],\"o\":{\"a\":null},"
                             "\"l\":\"[1]\",\"q\":\"\\\"\\\\<\\u00e4\"}";

static oas_face_t face_of(const char *json, oas_work_t *work)
{
    oas_face_t face = {.user = "u", .provider = "p"};
    oas_claim_sources_t sources = {0};

    assert_int_equal(oas_json_parse_object(&sources.id_token, oas_bytes_of(json), 64 * 1024, "test", work), OAS_OK);
    assert_int_equal(oas_claims_keep(&face.claims, &face.members, &sources, work), OAS_OK);
    return face;
}

static const oas_json_t *object_of(oas_chosen_claims_t chosen, const char *const *without, oas_work_t *work)
{
    const oas_face_t face = face_of(claims, work);
    const char *text = oas_claims_object(&face, chosen, without, work->pool);
    const oas_json_t *json;

    assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(text), 64 * 1024, "object", work), OAS_OK);
    return json;
}

static size_t count_of(const oas_json_t *object)
{
    size_t count = 0;

    for (const oas_json_t *item = oas_json_first(object); item != NULL; item = oas_json_next(item))
        count++;
    return count;
}

static void each_claim_keeps_its_kind(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_json_t *object = object_of(NULL, NULL, work);
    int64_t number;

    assert_int_equal(count_of(object), 9);
    assert_true(oas_json_integer(&number, object, "n", 7, 7));
    assert_string_equal(oas_json_string(object, "t"), "7");
    assert_true(oas_json_is_true(object, "yes"));
    assert_string_equal(oas_json_string(object, "no"), "false");
    assert_string_equal(oas_json_text(oas_json_member(object, "list"), work->pool), "[\"a\",1]");
    assert_string_equal(oas_json_text(oas_json_member(object, "o"), work->pool), "{\"a\":null}");
    assert_string_equal(oas_json_string(object, "l"), "[1]");
    assert_string_equal(oas_json_string(object, "q"), "\"\\<\xc3\xa4");
}

static void only_the_chosen_are_there(void **state)
{
    static const char *const chosen[] = {"sub", "list", "unheard_of", NULL};
    const oas_json_t *object = object_of(chosen, NULL, unit_work(state));

    assert_int_equal(count_of(object), 2);
    assert_non_null(oas_json_member(object, "sub"));
    assert_non_null(oas_json_member(object, "list"));
}

static void all_but_the_chosen_are_there(void **state)
{
    static const char *const chosen[] = {"!sub", "!list", NULL};
    static const char *const without[] = {"n", NULL};
    const oas_json_t *object = object_of(chosen, without, unit_work(state));

    assert_int_equal(count_of(object), 6);
    assert_null(oas_json_member(object, "sub"));
    assert_null(oas_json_member(object, "list"));
    assert_null(oas_json_member(object, "n"));
}

static void an_object_may_be_empty(void **state)
{
    static const char *const chosen[] = {"unheard_of", NULL};

    assert_int_equal(count_of(object_of(chosen, NULL, unit_work(state))), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_claim_keeps_its_kind),
        cmocka_unit_test(only_the_chosen_are_there),
        cmocka_unit_test(all_but_the_chosen_are_there),
        cmocka_unit_test(an_object_may_be_empty),
    };

    return unit_run("claims_object", tests, sizeof(tests) / sizeof(tests[0]));
}
