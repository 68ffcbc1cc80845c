/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "jose/jwk.h"
#include "jose_signer.h"

static apr_pool_t *key_pool; /* RSA keys take long: one for the whole program */
static jose_signer_t rsa, ec;

/* The members of a good key, without braces. */
static const char *numbers_of(const jose_signer_t *signer, oas_work_t *work)
{
    return jose_jwk_numbers(work->pool, signer);
}

static oas_status_t parse(const oas_jwk_t **jwk, oas_work_t *work, const char *text)
{
    const oas_json_t *json;

    oas_forgive(work);
    assert_int_equal(oas_json_parse(&json, oas_bytes_of(text), 8192, "key", work), OAS_OK);
    return oas_jwk_parse(jwk, json, OAS_USE_SIGNATURE, work);
}

static void assert_refused(oas_work_t *work, const char *text, const char *reason)
{
    const oas_jwk_t *jwk;

    assert_int_equal(parse(&jwk, work, text), OAS_REFUSED);
    assert_reason(work, reason);
    assert_null(jwk);
}

static const oas_jwk_set_t *set_of(oas_work_t *work, const char *text)
{
    const oas_jwk_set_t *set;

    oas_forgive(work);
    assert_int_equal(oas_jwk_set_parse(&set, oas_bytes_of(text), work), OAS_OK);
    assert_null(work->reason);
    return set;
}

static void assert_no_set(oas_work_t *work, const char *text, const char *reason)
{
    const oas_jwk_set_t *set;

    oas_forgive(work);
    assert_int_equal(oas_jwk_set_parse(&set, oas_bytes_of(text), work), OAS_REFUSED);
    assert_reason(work, reason);
    assert_null(set);
}

static void keys_of_every_kind_are_read(void **state)
{
    static const struct {
        const char *alg, *curve;
        oas_kty_t kty;
    } kinds[] = {{"RS256", NULL, OAS_KTY_RSA},   {"ES256", "P-256", OAS_KTY_EC},    {"ES384", "P-384", OAS_KTY_EC},
                 {"ES512", "P-521", OAS_KTY_EC}, {"EdDSA", "Ed25519", OAS_KTY_OKP}, {"HS256", NULL, OAS_KTY_OCT}};
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *jwk;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        jose_signer_t signer = kinds[i].kty == OAS_KTY_RSA ? rsa : jose_signer(work->pool, kinds[i].alg, "k");

        assert_int_equal(parse(&jwk, work, jose_signer_jwk(work->pool, &signer)), OAS_OK);
        assert_int_equal(jwk->kty, kinds[i].kty);
        assert_string_equal(jwk->kid, "k");
        assert_string_equal(jwk->alg, kinds[i].alg);
        assert_int_equal(jwk->key == NULL, kinds[i].kty == OAS_KTY_OCT);
        assert_int_equal(jwk->secret.length, kinds[i].kty == OAS_KTY_OCT ? 64 : 0);
        if (kinds[i].curve != NULL)
            assert_string_equal(jwk->curve, kinds[i].curve);
        else
            assert_null(jwk->curve);
        assert_true(oas_jwk_fits(jwk, oas_algorithm_find(kinds[i].alg)));
    }
}

static void a_key_needs_neither_kid_nor_alg_nor_use(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *jwk;

    assert_int_equal(parse(&jwk, work, apr_psprintf(work->pool, "{%s}", numbers_of(&rsa, work))), OAS_OK);
    assert_null(jwk->kid);
    assert_null(jwk->alg);
    assert_true(oas_jwk_fits(jwk, oas_algorithm_find("RS512")));
    assert_true(oas_jwk_fits(jwk, oas_algorithm_find("PS256")));
    assert_false(oas_jwk_fits(jwk, oas_algorithm_find("ES256")));
}

static void a_key_bound_to_an_algorithm_fits_no_other(void **state)
{
    static const char *const bound[] = {"RS384", "PS256", "RS25", "rs256", "RSA-OAEP", ""};
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *jwk;

    for (size_t i = 0; i < sizeof(bound) / sizeof(*bound); i++) {
        const char *text = apr_psprintf(work->pool, "{\"alg\":\"%s\",%s}", bound[i], numbers_of(&rsa, work));

        assert_int_equal(parse(&jwk, work, text), OAS_OK);
        assert_false(oas_jwk_fits(jwk, oas_algorithm_find("RS256")));
    }
}

static void a_curve_fits_its_algorithm_only(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *jwk;

    assert_int_equal(parse(&jwk, work, apr_psprintf(work->pool, "{%s}", numbers_of(&ec, work))), OAS_OK);
    assert_true(oas_jwk_fits(jwk, oas_algorithm_find("ES256")));
    assert_false(oas_jwk_fits(jwk, oas_algorithm_find("ES384")));
    assert_false(oas_jwk_fits(jwk, oas_algorithm_find("EdDSA")));
    assert_false(oas_jwk_fits(jwk, oas_algorithm_find("HS256")));
}

static void certificates_and_unknown_members_are_overlooked(void **state)
{
    static const char *const more[] = {"\"x5c\":[\"no certificate\"]", "\"x5u\":\"https://evil.example/\"", "\"x5t\":1",
                                       "\"exp\":1", "\"ext\":true"};
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *jwk;

    for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
        assert_int_equal(parse(&jwk, work, apr_psprintf(work->pool, "{%s,%s}", more[i], numbers_of(&ec, work))),
                         OAS_OK);
}

static void a_key_for_signatures_says_so_or_nothing(void **state)
{
    static const char *const good[] = {"\"use\":\"sig\"", "\"key_ops\":[\"verify\"]",
                                       "\"key_ops\":[\"sign\",\"verify\"]", "\"use\":\"sig\",\"key_ops\":[\"verify\"]"};
    static const char *const bad[] = {"\"use\":\"enc\"",
                                      "\"use\":\"\"",
                                      "\"use\":\"SIG\"",
                                      "\"use\":\"tls\"",
                                      "\"key_ops\":[]",
                                      "\"key_ops\":[\"encrypt\"]",
                                      "\"key_ops\":[\"Verify\"]",
                                      "\"key_ops\":\"verify\"",
                                      "\"key_ops\":null",
                                      "\"key_ops\":[[\"verify\"]]",
                                      "\"use\":\"enc\",\"key_ops\":[\"verify\"]"};
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *jwk;

    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
        assert_int_equal(parse(&jwk, work, apr_psprintf(work->pool, "{%s,%s}", good[i], numbers_of(&ec, work))),
                         OAS_OK);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_refused(work, apr_psprintf(work->pool, "{%s,%s}", bad[i], numbers_of(&ec, work)), "jwk_use");
}

static const oas_jwk_set_t *set_for_encryption(oas_work_t *work, const char *text)
{
    const oas_jwk_set_t *set;

    assert_int_equal(oas_jwk_set_parse_for_encryption(&set, oas_bytes_of(text), work), OAS_OK);
    return set;
}

static void a_key_for_encryption_is_none_for_signatures(void **state)
{
    static const char *const enc[] = {"\"use\":\"enc\"", "\"key_ops\":[\"wrapKey\"]", "\"key_ops\":[\"encrypt\"]",
                                      "\"use\":\"enc\",\"key_ops\":[\"deriveKey\"]"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(enc) / sizeof(*enc); i++) {
        const char *text = apr_psprintf(work->pool, "{\"keys\":[{%s,%s}]}", enc[i], numbers_of(&rsa, work));
        const oas_jwk_set_t *set = set_for_encryption(work, text);

        assert_int_equal(set->count, 1);
        assert_int_equal(set->keys[0].use, OAS_USE_ENCRYPTION);
        assert_false(oas_jwk_fits(&set->keys[0], oas_algorithm_find("RS256")));
        assert_int_equal(set_of(work, text)->count, 0);
    }
}

static void a_key_for_signatures_is_none_for_encryption(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t okp = jose_signer(work->pool, "EdDSA", "k");

    assert_int_equal(set_for_encryption(work, jose_signer_jwk_set(work->pool, &rsa))->count, 0);
    assert_int_equal(set_for_encryption(work, apr_psprintf(work->pool, "{\"keys\":[{%s}]}", numbers_of(&okp, work)))->count, 0);
    assert_int_equal(set_for_encryption(work, apr_psprintf(work->pool, "{\"keys\":[{%s}]}", numbers_of(&ec, work)))->count, 1);
}

static void a_key_for_agreements_is_read_for_encryption_alone(void **state)
{
    static const char text[] = "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"X25519\","
                               "\"x\":\"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo\"}]}";
    oas_work_t *work = unit_work(state);

    assert_int_equal(set_for_encryption(work, text)->count, 1);
    assert_int_equal(set_of(work, text)->count, 0);
}

static void no_shared_key_comes_from_a_set(void **state)
{
    static const char text[] = "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA\"}]}";

    assert_int_equal(set_for_encryption(unit_work(state), text)->count, 0);
}

static void refuses_labels_that_are_no_text(void **state)
{
    static const char *const names[] = {"kid", "alg", "use"}, *const values[] = {"1", "null", "[\"sig\"]", "{}",
                                                                                 "true"};
    oas_work_t *work = unit_work(state);

    for (int n = 0; n < 3; n++)
        for (int v = 0; v < 5; v++)
            assert_refused(work, apr_psprintf(work->pool, "{\"%s\":%s,%s}", names[n], values[v], numbers_of(&ec, work)),
                           "jwk_form");
}

static void refuses_kinds_it_does_not_know(void **state)
{
    static const char *const bad[] = {"{}",
                                      "{\"kty\":\"rsa\"}",
                                      "{\"kty\":\"AKP\"}",
                                      "{\"kty\":null}",
                                      "{\"kty\":1}",
                                      "{\"kty\":[\"RSA\"]}",
                                      "[]",
                                      "\"RSA\"",
                                      "null",
                                      "{\"KTY\":\"RSA\"}"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_refused(work, bad[i], "jwk_kind");
}

static void refuses_curves_it_does_not_know(void **state)
{
    static const char *const bad[] = {"{\"kty\":\"EC\"}",
                                      "{\"kty\":\"OKP\"}",
                                      "{\"kty\":\"OKP\",\"crv\":\"X25519\"}",
                                      "{\"kty\":\"OKP\",\"crv\":\"X448\",\"x\":\"AA\"}",
                                      "{\"kty\":\"OKP\",\"crv\":\"P-256\",\"x\":\"AA\"}",
                                      "{\"kty\":\"EC\",\"crv\":\"secp224k1\",\"x\":\"AA\",\"y\":\"AA\"}",
                                      "{\"kty\":\"EC\",\"crv\":\"Ed25519\",\"x\":\"AA\",\"y\":\"AA\"}"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_refused(work, bad[i], "jwk_curve");
    assert_refused(work, "{\"kty\":\"EC\",\"crv\":256,\"x\":\"AA\",\"y\":\"AA\"}", "jwk_form");
}

static void refuses_numbers_that_are_missing_or_not_base64url(void **state)
{
    static const char *const bad[] = {"\"n\":1",          "\"n\":null",     "\"n\":\"\"",      "\"n\":\"AQAB=\"",
                                      "\"n\":\"A\"",      "\"n\":\"A+/A\"", "\"n\":\"AQ AB\"", "\"n\":\"AR\"",
                                      "\"n\":[\"AQAB\"]", "\"x\":1"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_refused(work, apr_psprintf(work->pool, "{\"kty\":\"RSA\",\"e\":\"AQAB\",%s}", bad[i]), "jwk_form");
    assert_refused(work, "{\"kty\":\"oct\"}", "jwk_form");
    assert_refused(work, "{\"kty\":\"oct\",\"k\":\"\"}", "jwk_form");
    assert_refused(work, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\"}", "jwk_form");
    assert_refused(work, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}", "jwk_form");
}

static void refuses_numbers_too_long_before_it_reads_them(void **state)
{
    oas_work_t *work = unit_work(state);
    char *digits = apr_pcalloc(work->pool, 4001);

    memset(digits, 'A', 4000);
    assert_refused(work, apr_psprintf(work->pool, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\"}", digits), "jwk_form");
    assert_refused(work, apr_psprintf(work->pool, "{\"kty\":\"oct\",\"k\":\"%s\"}", digits), "jwk_form");
}

static void refuses_private_keys(void **state)
{
    static const char *const members[] = {"d", "p", "q", "dp", "dq", "qi", "oth"};
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < 7; i++) {
        assert_refused(work, apr_psprintf(work->pool, "{\"%s\":\"AQ\",%s}", members[i], numbers_of(&rsa, work)),
                       "jwk_private");
        assert_refused(work, apr_psprintf(work->pool, "{\"%s\":null,%s}", members[i], numbers_of(&ec, work)),
                       "jwk_private");
    }
}

/* R-JWT-02 */
static void a_set_has_no_symmetric_keys(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t shared = jose_signer(work->pool, "HS256", "shared");
    const oas_jwk_set_t *set = set_of(work, jose_signer_jwk_set(work->pool, &shared));

    assert_int_equal(set->count, 0);
    assert_int_equal(set->left_out, 1);
    assert_non_null(strstr(set->left_out_why, "symmetric"));
}

/* R-JK-05 */
static void a_broken_key_does_not_harm_a_good_one(void **state)
{
    static const char *const broken[] = {"null",
                                         "1",
                                         "\"key\"",
                                         "[]",
                                         "{}",
                                         "{\"kty\":\"oct\",\"k\":\"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0\"}",
                                         "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                                         "{\"kty\":\"RSA\",\"use\":\"enc\"}",
                                         "{\"kty\":\"PQC\"}",
                                         "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
                                         "{\"kty\":\"EC\",\"crv\":\"P-999\"}",
                                         "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}",
                                         "{\"kid\":{},\"kty\":\"RSA\"}"};
    oas_work_t *work = unit_work(state);
    const char *good = jose_signer_jwk(work->pool, &ec);

    for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
        const oas_jwk_set_t *after = set_of(work, apr_psprintf(work->pool, "{\"keys\":[%s,%s]}", broken[i], good));
        const oas_jwk_set_t *before = set_of(work, apr_psprintf(work->pool, "{\"keys\":[%s,%s]}", good, broken[i]));

        assert_int_equal(after->count, 1);
        assert_string_equal(after->keys[0].kid, "k");
        assert_int_equal(before->count, 1);
        assert_string_equal(before->keys[0].kid, "k");
        assert_int_equal(before->left_out, 1);
        assert_non_null(before->left_out_why);
    }
}

/* R-JK-04: never last-wins. */
static void a_repeated_kid_keeps_both_keys_in_order(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t other = jose_signer(work->pool, "ES256", "k");
    const oas_jwk_set_t *set =
        set_of(work, apr_psprintf(work->pool, "{\"keys\":[%s,%s,%s]}", jose_signer_jwk(work->pool, &ec),
                                  jose_signer_jwk(work->pool, &rsa), jose_signer_jwk(work->pool, &other)));

    assert_int_equal(set->count, 3);
    assert_int_equal(EVP_PKEY_eq(set->keys[0].key, ec.key), 1);
    assert_int_equal(EVP_PKEY_eq(set->keys[1].key, rsa.key), 1);
    assert_int_equal(EVP_PKEY_eq(set->keys[2].key, other.key), 1);
}

static void a_set_may_be_empty(void **state)
{
    const oas_jwk_set_t *set = set_of(unit_work(state), "{\"keys\":[]}");

    assert_int_equal(set->count, 0);
    assert_int_equal(set->left_out, 0);
    assert_null(set->left_out_why);
}

static void refuses_texts_that_are_no_set(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_no_set(work, "{}", "jwk_set_form");
    assert_no_set(work, "{\"keys\":null}", "jwk_set_form");
    assert_no_set(work, "{\"keys\":{}}", "jwk_set_form");
    assert_no_set(work, "{\"keys\":\"\"}", "jwk_set_form");
    assert_no_set(work, "{\"Keys\":[]}", "jwk_set_form");
    assert_no_set(work, jose_signer_jwk(work->pool, &ec), "jwk_set_form");
    assert_no_set(work, "[]", "json_not_an_object");
    assert_no_set(work, "", "json_syntax");
    assert_no_set(work, "<html>", "json_syntax");
    assert_no_set(work, "{\"keys\":[]} ,", "json_syntax");
    assert_no_set(work, "{\"keys\":[],\"keys\":[]}", "json_repeated_member");
}

static void refuses_a_text_beyond_its_ceiling(void **state)
{
    oas_work_t *work = unit_work(state);
    char *text = apr_palloc(work->pool, OAS_JWK_SET_LARGEST + 2);

    memset(text, ' ', OAS_JWK_SET_LARGEST + 1);
    memcpy(text, "{\"keys\":[]}", 11);
    text[OAS_JWK_SET_LARGEST + 1] = '\0';
    assert_no_set(work, text, "json_too_large");
    text[OAS_JWK_SET_LARGEST] = '\0';
    assert_int_equal(set_of(work, text)->count, 0);
}

static void looks_at_a_hundred_keys_and_no_more(void **state)
{
    oas_work_t *work = unit_work(state);
    const char *key = apr_psprintf(work->pool, "{%s}", numbers_of(&ec, work)), *list = key;
    const oas_jwk_set_t *set;

    for (int i = 1; i < 150; i++)
        list = apr_pstrcat(work->pool, list, ",", key, NULL);
    set = set_of(work, apr_psprintf(work->pool, "{\"keys\":[%s]}", list));
    assert_int_equal(set->count, OAS_JWK_SET_MOST);
    assert_int_equal(set->left_out, 50);
}

/* R-JWT-16 */
static void refuses_ten_thousand_keys(void **state)
{
    oas_work_t *work = unit_work(state);
    char *text = apr_palloc(work->pool, 10 + 10000 * 14 + 2), *end = text;

    end = apr_cpystrn(end, "{\"keys\":[", 11);
    for (int i = 0; i < 10000; i++)
        end = apr_cpystrn(end, "{\"kty\":\"EC\"},", 15);
    memcpy(end - 1, "]}", 3);
    assert_no_set(work, text, "json_too_large");
}

static void a_secret_is_a_set_of_one(void **state)
{
    static const char secret[] = "0123456789abcdef0123456789abcdef";
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t *set;

    assert_int_equal(oas_jwk_set_of_secret(&set, oas_bytes_of(secret), work), OAS_OK);
    assert_int_equal(set->count, 1);
    assert_null(set->keys[0].kid);
    assert_true(oas_jwk_fits(&set->keys[0], oas_algorithm_find("HS256")));
    assert_false(oas_jwk_fits(&set->keys[0], oas_algorithm_find("HS384")));
    assert_false(oas_jwk_fits(&set->keys[0], oas_algorithm_find("RS256")));
}

static void refuses_an_empty_secret(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t *set;

    assert_int_equal(oas_jwk_set_of_secret(&set, oas_bytes_of(NULL), work), OAS_REFUSED);
    assert_reason(work, "jwk_form");
    assert_null(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_every_kind_are_read),
        cmocka_unit_test(a_key_needs_neither_kid_nor_alg_nor_use),
        cmocka_unit_test(a_key_bound_to_an_algorithm_fits_no_other),
        cmocka_unit_test(a_curve_fits_its_algorithm_only),
        cmocka_unit_test(certificates_and_unknown_members_are_overlooked),
        cmocka_unit_test(a_key_for_signatures_says_so_or_nothing),
        cmocka_unit_test(a_key_for_encryption_is_none_for_signatures),
        cmocka_unit_test(a_key_for_signatures_is_none_for_encryption),
        cmocka_unit_test(a_key_for_agreements_is_read_for_encryption_alone),
        cmocka_unit_test(no_shared_key_comes_from_a_set),
        cmocka_unit_test(refuses_labels_that_are_no_text),
        cmocka_unit_test(refuses_kinds_it_does_not_know),
        cmocka_unit_test(refuses_curves_it_does_not_know),
        cmocka_unit_test(refuses_numbers_that_are_missing_or_not_base64url),
        cmocka_unit_test(refuses_numbers_too_long_before_it_reads_them),
        cmocka_unit_test(refuses_private_keys),
        cmocka_unit_test(a_set_has_no_symmetric_keys),
        cmocka_unit_test(a_broken_key_does_not_harm_a_good_one),
        cmocka_unit_test(a_repeated_kid_keeps_both_keys_in_order),
        cmocka_unit_test(a_set_may_be_empty),
        cmocka_unit_test(refuses_texts_that_are_no_set),
        cmocka_unit_test(refuses_a_text_beyond_its_ceiling),
        cmocka_unit_test(looks_at_a_hundred_keys_and_no_more),
        cmocka_unit_test(refuses_ten_thousand_keys),
        cmocka_unit_test(a_secret_is_a_set_of_one),
        cmocka_unit_test(refuses_an_empty_secret),
    };
    int failed;

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&key_pool, NULL) != APR_SUCCESS)
        return EXIT_FAILURE;
    rsa = jose_signer(key_pool, "RS256", "k");
    ec = jose_signer(key_pool, "ES256", "k");
    failed = unit_run("jwk", tests, sizeof(tests) / sizeof(*tests));
    apr_pool_destroy(key_pool);
    return failed;
}
