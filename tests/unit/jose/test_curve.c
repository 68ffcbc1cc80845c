/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "jose/curve.h"

static void a_curve_is_found_by_either_name(void **state)
{
    static const char *const names[] = {"P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448", "X25519", "X448"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const oas_curve_t *curve = oas_curve_find(names[i]);

        assert_non_null(curve);
        assert_string_equal(curve->name, names[i]);
        assert_ptr_equal(oas_curve_of_group(curve->group), curve);
        assert_true(curve->length <= OAS_COORDINATE_LONGEST);
    }
}

static void a_curve_of_one_use_has_no_other(void **state)
{
    (void)state;
    assert_true(oas_curve_find("P-256")->signs && oas_curve_find("P-256")->agrees);
    assert_false(oas_curve_find("secp256k1")->agrees);
    assert_false(oas_curve_find("Ed25519")->agrees);
    assert_false(oas_curve_find("Ed448")->agrees);
    assert_false(oas_curve_find("X25519")->signs);
    assert_false(oas_curve_find("X448")->signs);
}

static void strangers_are_not_found(void **state)
{
    static const char *const strangers[] = {"",        "p-256",    "P-192",           "P-224",
                                            "P-512",   "P-256 ",   "brainpoolP256r1", "ed25519",
                                            "ED25519", "Ed25519 ", "x25519",          "SECP256K1"};

    (void)state;
    assert_null(oas_curve_find(NULL));
    for (size_t i = 0; i < sizeof(strangers) / sizeof(*strangers); i++)
        assert_null(oas_curve_find(strangers[i]));
    assert_null(oas_curve_of_group("brainpoolP256r1"));
    assert_null(oas_curve_of_group("secp224r1"));
    assert_null(oas_curve_of_group("P-256"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_curve_is_found_by_either_name),
        cmocka_unit_test(a_curve_of_one_use_has_no_other),
        cmocka_unit_test(strangers_are_not_found),
    };

    return unit_run("curve", tests, sizeof(tests) / sizeof(*tests));
}
