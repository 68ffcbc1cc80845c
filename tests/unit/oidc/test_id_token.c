/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "crypto/digest.h"
#include "jose_signer.h"
#include "oidc/id_token.h"

/* A straight token, and what a test makes crooked in it: a member's JSON, NULL as here, "" left out. */
typedef struct {
    const char *iss, *sub, *aud, *exp, *iat, *nonce;
    const char *more; /* further members with a comma before each */
} payload_t;

static const char *const accepted[] = {"RS256", "PS256", "ES256", "EdDSA", NULL};

/* Keys take a moment to make: made once, in main(). */
static jose_signer_t provider_key, stranger_key, rsa_key, eddsa_key;

static const char *member(apr_pool_t *pool, const char *name, const char *given, const char *straight)
{
    const char *value = given != NULL ? given : straight;

    return *value != '\0' ? apr_psprintf(pool, ",\"%s\":%s", name, value) : "";
}

static const char *json_of(const payload_t *payload, apr_pool_t *pool)
{
    return apr_pstrcat(
        pool, "{\"a\":1", member(pool, "iss", payload->iss, "\"https://op.example/\""),
        member(pool, "sub", payload->sub, "\"248289761001\""), member(pool, "aud", payload->aud, "\"client\""),
        member(pool, "exp", payload->exp, "1800000300"), member(pool, "iat", payload->iat, "1800000000"),
        member(pool, "nonce", payload->nonce, "\"NONCE\""), payload->more != NULL ? payload->more : "", "}", NULL);
}

static oas_id_token_expectation_t expectation(void)
{
    return (oas_id_token_expectation_t){.issuer = "https://op.example/",
                                        .client_id = "client",
                                        .nonce = "NONCE",
                                        .access_token = "access",
                                        .algorithms = accepted,
                                        .leeway = apr_time_from_sec(10)};
}

static oas_status_t verify_with(const char *token, const jose_signer_t *key, const oas_id_token_expectation_t *expected,
                                oas_work_t *work)
{
    const oas_jwk_set_t *keys;
    oas_jwt_t *verified;
    oas_status_t status;

    assert_int_equal(oas_jwk_set_parse(&keys, oas_bytes_of(jose_signer_jwk_set(work->pool, key)), work), OAS_OK);
    status = oas_id_token_verify(&verified, token, keys, expected, work);
    assert_int_equal(verified != NULL, status == OAS_OK);
    return status;
}

static oas_status_t verify(const payload_t *payload, oas_work_t *work)
{
    const oas_id_token_expectation_t expected = expectation();

    return verify_with(jose_token(work->pool, &provider_key, json_of(payload, work->pool)), &provider_key, &expected,
                       work);
}

static void assert_accepted(const payload_t *rows, size_t count, apr_pool_t *pool)
{
    for (size_t i = 0; i < count; i++) {
        oas_work_t work = oas_work(pool, OAS_TEST_NOW);

        if (verify(&rows[i], &work) != OAS_OK)
            fail_msg("%s: %s", json_of(&rows[i], pool), work.failure);
    }
}

static void assert_refused(const payload_t *rows, size_t count, oas_status_t status, const char *reason,
                           apr_pool_t *pool)
{
    for (size_t i = 0; i < count; i++) {
        oas_work_t work = oas_work(pool, OAS_TEST_NOW);

        if (verify(&rows[i], &work) != status)
            fail_msg("not %s: %s", oas_status_name(status), json_of(&rows[i], pool));
        assert_reason(&work, reason);
    }
}

/* One issuer for each tenant: tid and iss have to go together. */
static void an_issuer_of_many_tenants_is_the_one_of_the_tokens_tenant(void **state)
{
    static const payload_t own = {.iss = "\"https://op.example/9122040d-6c67-4c5b-b112-36a304b66dad/\"",
                                  .more = ",\"tid\":\"9122040d-6c67-4c5b-b112-36a304b66dad\""};
    static const payload_t others = {.iss = "\"https://op.example/9122040d-6c67-4c5b-b112-36a304b66dad/\"",
                                     .more = ",\"tid\":\"fabe2f15-40f8-48a2-b0b8-0a9ad0f7dab5\""};
    static const payload_t none = {.iss = "\"https://op.example/{tenantid}/\""};
    oas_id_token_expectation_t expected = expectation();
    oas_work_t *work = unit_work(state);

    expected.issuer = "https://op.example/{tenantid}/";
    assert_int_equal(verify_with(jose_token(work->pool, &provider_key, json_of(&own, work->pool)), &provider_key, &expected, work),
                     OAS_OK);
    assert_int_equal(
        verify_with(jose_token(work->pool, &provider_key, json_of(&others, work->pool)), &provider_key, &expected, work),
        OAS_REFUSED);
    assert_reason(work, "id_token_issuer");
    oas_forgive(work);
    assert_int_equal(verify_with(jose_token(work->pool, &provider_key, json_of(&none, work->pool)), &provider_key, &expected, work),
                     OAS_REFUSED);
    assert_reason(work, "id_token_issuer");
}

static void gives_the_claims_of_a_straight_token(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_id_token_expectation_t expected = expectation();
    const payload_t straight = {.more = ",\"email\":\"a@b\""};
    const oas_jwk_set_t *keys;
    oas_jwt_t *verified;

    assert_int_equal(oas_jwk_set_parse(&keys, oas_bytes_of(jose_signer_jwk_set(work->pool, &provider_key)), work),
                     OAS_OK);
    assert_int_equal(oas_id_token_verify(&verified,
                                         jose_token(work->pool, &provider_key, json_of(&straight, work->pool)), keys,
                                         &expected, work),
                     OAS_OK);
    assert_string_equal(oas_json_string(verified->claims, "sub"), "248289761001");
    assert_string_equal(oas_json_string(verified->claims, "email"), "a@b");
    assert_null(work->reason);
}

static void accepts_what_the_standard_leaves_free(void **state)
{
    static const payload_t rows[] = {
        {.aud = "[\"client\"]"},
        {.more = ",\"azp\":\"client\""},
        {.exp = "1799999991"},
        {.iat = "1800000010"},
        {.iat = "1799999390"},
        {.more = ",\"nbf\":1800000010"},
        {.more = ",\"auth_time\":0,\"acr\":\"0\",\"amr\":[]"},
        {.sub = "\"\\u00e9 with spaces\""},
        {.exp = "253402300799"},
    };

    assert_accepted(rows, sizeof(rows) / sizeof(rows[0]), unit_work(state)->pool);
}

/* §3.1.3.7 (2), R-JWT-08, CORE-invalid-iss */
static void refuses_a_token_of_another_issuer(void **state)
{
    static const payload_t rows[] = {
        {.iss = "\"https://op.example\""},
        {.iss = "\"https://op.example/x\""},
        {.iss = "\"https://OP.example/\""},
        {.iss = "[\"https://op.example/\"]"},
        {.iss = "\"\""},
        {.iss = "null"},
        {.iss = ""},
        {.iss = "\"https://op.example/ \""},
    };

    assert_refused(rows, sizeof(rows) / sizeof(rows[0]), OAS_REFUSED, "id_token_issuer", unit_work(state)->pool);
}

/* §3.1.3.7 (3), R-JWT-09, CORE-invalid-aud, X-aud-array */
static void refuses_a_token_meant_for_another_client(void **state)
{
    static const payload_t rows[] = {
        {.aud = "\"client1\""},
        {.aud = "\"Client\""},
        {.aud = "\"\""},
        {.aud = "[]"},
        {.aud = "[\"other\"]"},
        {.aud = "[\"client\",\"other\"]"},
        {.aud = "[\"other\",\"client\"]"},
        {.aud = "[\"client\",1]"},
        {.aud = "[[\"client\"]]"},
        {.aud = "{\"client\":1}"},
        {.aud = "{\"0\":\"client\"}"},
        {.aud = "null"},
        {.aud = "1"},
        {.aud = ""},
    };

    assert_refused(rows, sizeof(rows) / sizeof(rows[0]), OAS_REFUSED, "id_token_audience", unit_work(state)->pool);
}

/* §3.1.3.7 (4, 5) */
static void refuses_a_token_issued_to_another_client(void **state)
{
    static const payload_t rows[] = {
        {.more = ",\"azp\":\"other\""},
        {.more = ",\"azp\":[\"client\"]"},
        {.more = ",\"azp\":null"},
        {.more = ",\"azp\":\"client \""},
    };

    assert_refused(rows, sizeof(rows) / sizeof(rows[0]), OAS_REFUSED, "id_token_azp", unit_work(state)->pool);
}

/* §3.1.3.7 (11), R-ST-06, CORE-nonce-invalid */
static void refuses_a_token_of_another_login(void **state)
{
    static const payload_t rows[] = {
        {.nonce = "\"NONCEx\""}, {.nonce = "\"NONC\""}, {.nonce = "\"nonce\""},   {.nonce = "\"\""},
        {.nonce = "null"},       {.nonce = ""},         {.nonce = "[\"NONCE\"]"},
    };

    assert_refused(rows, sizeof(rows) / sizeof(rows[0]), OAS_REFUSED, "id_token_nonce", unit_work(state)->pool);
}

static void refuses_every_token_where_no_nonce_was_drawn(void **state)
{
    static const payload_t straight = {.nonce = "null"};
    oas_id_token_expectation_t expected = expectation();
    apr_pool_t *pool = unit_work(state)->pool;

    expected.nonce = NULL;
    assert_int_equal(verify_with(jose_token(pool, &provider_key, json_of(&straight, pool)), &provider_key, &expected,
                                 unit_work(state)),
                     OAS_REFUSED);
    assert_reason(unit_work(state), "id_token_nonce");
}

static const char *text_of(size_t length, apr_pool_t *pool)
{
    char *text = apr_pcalloc(pool, length + 3);

    memset(text, 'x', length + 2);
    text[0] = text[length + 1] = '"';
    return text;
}

/* §2, R-JWT-11, CORE-missing-sub */
static void refuses_a_token_about_nobody(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;
    const payload_t longest = {.sub = text_of(255, pool)};
    const payload_t rows[] = {
        {.sub = "\"\""},    {.sub = ""},          {.sub = "null"},        {.sub = "1"},
        {.sub = "[\"a\"]"}, {.sub = "\"a\\nb\""}, {.sub = "\"\\u007f\""}, {.sub = text_of(256, pool)},
    };

    assert_accepted(&longest, 1, pool);
    assert_refused(rows, sizeof(rows) / sizeof(rows[0]), OAS_REFUSED, "id_token_subject", pool);
}

/* §3.1.3.7 (9), X-exp-past */
static void a_token_past_its_end_is_expired(void **state)
{
    static const payload_t rows[] = {{.exp = "1799999990"}, {.exp = "1799999640"}, {.exp = "0"}};

    assert_refused(rows, sizeof(rows) / sizeof(rows[0]), OAS_EXPIRED, "id_token_expired", unit_work(state)->pool);
}

/* §3.1.3.7 (10), R-JWT-10 */
static void a_token_that_is_too_old_or_of_tomorrow_is_not_for_now(void **state)
{
    static const payload_t old[] = {{.iat = "1799999389"}, {.iat = "0"}};
    static const payload_t early[] = {{.iat = "1800000011"}, {.iat = "1800086400"}, {.more = ",\"nbf\":1800000011"}};

    assert_refused(old, sizeof(old) / sizeof(old[0]), OAS_EXPIRED, "id_token_old", unit_work(state)->pool);
    assert_refused(early, sizeof(early) / sizeof(early[0]), OAS_EXPIRED, "id_token_early", unit_work(state)->pool);
}

/* R-JWT-10, R-INT-01, TV4, CORE-missing-iat */
static void refuses_times_that_are_none(void **state)
{
    static const payload_t rows[] = {
        {.exp = ""},
        {.iat = ""},
        {.exp = "\"1800000300\""},
        {.iat = "\"1800000000\""},
        {.exp = "-1"},
        {.iat = "-1"},
        {.exp = "1800000300.5"},
        {.iat = "null"},
        {.exp = "9e15"},
        {.exp = "true"},
        {.exp = "[1800000300]"},
        {.exp = "253402300800"},
        {.iat = "{}"},
        {.more = ",\"nbf\":\"0\""},
        {.more = ",\"nbf\":null"},
    };

    assert_refused(rows, sizeof(rows) / sizeof(rows[0]), OAS_REFUSED, "id_token_time", unit_work(state)->pool);
}

static void expired_means_that_nothing_else_is_wrong(void **state)
{
    static const payload_t other_login = {.exp = "1", .nonce = "\"other\""};
    static const payload_t other_token = {.exp = "1", .more = ",\"at_hash\":\"AAAA\""};

    assert_refused(&other_login, 1, OAS_REFUSED, "id_token_nonce", unit_work(state)->pool);
    assert_refused(&other_token, 1, OAS_REFUSED, "id_token_at_hash", unit_work(state)->pool);
}

/* A member that ties the token to what came beside it. */
static const char *hash_member(const char *name, oas_hash_t hash, const char *of, oas_work_t *work)
{
    unsigned char digest[OAS_HASH_LONGEST];

    assert_int_equal(oas_digest(digest, hash, oas_bytes_of(of), work), OAS_OK);
    return apr_psprintf(work->pool, ",\"%s\":\"%s\"", name,
                        oas_base64url_encode(work->pool, oas_bytes(digest, oas_hash_length(hash) / 2)));
}

static const char *at_hash(oas_hash_t hash, const char *access_token, oas_work_t *work)
{
    return hash_member("at_hash", hash, access_token, work);
}

static const char *c_hash(const char *code, oas_work_t *work)
{
    return hash_member("c_hash", OAS_SHA256, code, work);
}

/* §3.1.3.8, R-JWT-12, TV6 */
static void an_access_token_hash_that_is_there_must_fit(void **state)
{
    oas_work_t *work = unit_work(state);
    const payload_t fits = {.more = at_hash(OAS_SHA256, "access", work)};
    const payload_t rows[] = {
        {.more = at_hash(OAS_SHA256, "Access", work)},
        {.more = at_hash(OAS_SHA512, "access", work)},
        {.more = ",\"at_hash\":\"\""},
        {.more = ",\"at_hash\":null"},
        {.more = ",\"at_hash\":1"},
        {.more = apr_pstrcat(work->pool, ",\"at_hash\":\"", "P2xxxKl9dxqGZXWJVt2JRA==", "\"", NULL)},
    };

    assert_accepted(&fits, 1, work->pool);
    assert_refused(rows, sizeof(rows) / sizeof(rows[0]), OAS_REFUSED, "id_token_at_hash", work->pool);
}

static void a_hash_of_no_access_token_fits_nothing(void **state)
{
    oas_work_t *work = unit_work(state);
    const payload_t payload = {.more = at_hash(OAS_SHA256, "", work)};
    oas_id_token_expectation_t expected = expectation();

    expected.access_token = NULL;
    assert_int_equal(verify_with(jose_token(work->pool, &provider_key, json_of(&payload, work->pool)), &provider_key,
                                 &expected, work),
                     OAS_REFUSED);
    assert_reason(work, "id_token_at_hash");
}

/* Verify a token with these further members against an access token, a code (NULL: none), and where it came. */
static oas_status_t verify_beside(const char *more, const char *access_token, const char *code, bool is_front_channel,
                                  oas_work_t *work)
{
    const payload_t payload = {.more = more};
    oas_id_token_expectation_t expected = expectation();

    expected.access_token = access_token;
    expected.code = code;
    expected.is_front_channel = is_front_channel;
    oas_forgive(work);
    return verify_with(jose_token(work->pool, &provider_key, json_of(&payload, work->pool)), &provider_key, &expected, work);
}

/* §3.2.2.9, §3.3.2.9, §3.3.2.10: CORE-missing-athash, CORE-missing-chash */
static void through_the_browser_what_comes_beside_a_token_has_its_hash_in_it(void **state)
{
    oas_work_t *work = unit_work(state);
    const char *access = at_hash(OAS_SHA256, "access", work), *code = c_hash("code", work);
    const char *both = apr_pstrcat(work->pool, access, code, NULL);

    assert_int_equal(verify_beside(both, "access", "code", true, work), OAS_OK);
    assert_int_equal(verify_beside(code, NULL, "code", true, work), OAS_OK);
    assert_int_equal(verify_beside(access, "access", NULL, true, work), OAS_OK);
    assert_int_equal(verify_beside("", NULL, NULL, true, work), OAS_OK);
    assert_int_equal(verify_beside(access, "access", "code", true, work), OAS_REFUSED);
    assert_reason(work, "id_token_c_hash");
    assert_int_equal(verify_beside(code, "access", "code", true, work), OAS_REFUSED);
    assert_reason(work, "id_token_at_hash");
    assert_int_equal(verify_beside("", "access", NULL, true, work), OAS_REFUSED);
    assert_reason(work, "id_token_at_hash");
}

static void from_the_token_endpoint_a_hash_may_be_missing_and_has_to_fit(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(verify_beside("", "access", "code", false, work), OAS_OK);
    assert_int_equal(verify_beside(c_hash("code", work), "access", "code", false, work), OAS_OK);
    assert_int_equal(verify_beside(c_hash("other", work), "access", "code", false, work), OAS_REFUSED);
    assert_reason(work, "id_token_c_hash");
    assert_int_equal(verify_beside(c_hash("any", work), "access", NULL, false, work), OAS_OK); /* of a code nobody has */
}

/* R-JWT-12, CORE-invalid-chash */
static void a_code_hash_is_compared_as_a_whole(void **state)
{
    oas_work_t *work = unit_work(state);
    const char *const rows[] = {
        c_hash("Code", work),
        hash_member("c_hash", OAS_SHA512, "code", work),
        ",\"c_hash\":\"\"",
        ",\"c_hash\":null",
        ",\"c_hash\":1",
        apr_psprintf(work->pool, "%.*sA\"", (int)strlen(c_hash("code", work)) - 1, c_hash("code", work)),
        apr_psprintf(work->pool, "%.*s\"", (int)strlen(c_hash("code", work)) - 2, c_hash("code", work)),
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(verify_beside(rows[i], NULL, "code", true, work), OAS_REFUSED);
        assert_reason(work, "id_token_c_hash");
    }
}

/* EdDSA names no hash: SHA-512 is what most take, SHA-256 what glewlwyd takes. */
static void with_eddsa_the_access_token_hash_may_be_of_either_length(void **state)
{
    static const struct {
        oas_hash_t hash;
        const char *of;
        oas_status_t status;
    } rows[] = {
        {OAS_SHA512, "access", OAS_OK},     {OAS_SHA256, "access", OAS_OK},     {OAS_SHA384, "access", OAS_REFUSED},
        {OAS_SHA512, "other", OAS_REFUSED}, {OAS_SHA256, "other", OAS_REFUSED},
    };
    const oas_id_token_expectation_t expected = expectation();

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        const payload_t payload = {.more = at_hash(rows[i].hash, rows[i].of, &work)};

        assert_int_equal(
            verify_with(jose_token(work.pool, &eddsa_key, json_of(&payload, work.pool)), &eddsa_key, &expected, &work),
            rows[i].status);
    }
}

/* What Ed448 has inside, by another implementation: the left half of 114 bytes of SHAKE256. */
static void with_eddsa_the_access_token_hash_may_be_that_of_ed448(void **state)
{
    static const struct {
        const char *more;
        oas_status_t status;
    } rows[] = {
        {",\"at_hash\":\"oDOmyPbvuzcxsliscHcdCNLqHW3FMGhgOwZr2GeRfBSd2AlmDBIxUzQ4nrJM0C4uI78RJuLRBBq6\"", OAS_OK},
        {",\"at_hash\":\"oDOmyPbvuzcxsliscHcdCNLqHW3FMGhgOwZr2GeRfBQ\"", OAS_REFUSED}, /* 64 bytes of it, as who reads RFC 8419 here */
        {",\"at_hash\":\"NdkEFjKz1RUtAAoBnV_2r97NMb4FKzD_AKpHYJWn9_AF6V4QRbeCN9w2c4zFus9e88z2inBlTnVB\"", OAS_REFUSED}, /* of another token */
    };
    const oas_id_token_expectation_t expected = expectation();

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        const payload_t payload = {.more = rows[i].more};

        assert_int_equal(
            verify_with(jose_token(work.pool, &eddsa_key, json_of(&payload, work.pool)), &eddsa_key, &expected, &work),
            rows[i].status);
    }
}

/* Nobody names it for another signature. */
static void with_another_signature_the_hash_of_ed448_fits_nothing(void **state)
{
    static const payload_t payload = {.more = ",\"at_hash\":\"oDOmyPbvuzcxsliscHcdCNLqHW3FMGhgOwZr2GeRfBSd2AlmDBIxUzQ4nrJM0C4uI78RJuLRBBq6\""};

    assert_refused(&payload, 1, OAS_REFUSED, "id_token_at_hash", unit_work(state)->pool);
}

/* §3.1.3.7 (13), X-auth-time: max_age=300 was asked for a minute ago */
static void refuses_a_sign_in_that_is_older_than_max_age(void **state)
{
    static const struct {
        const char *more;
        oas_status_t status;
        const char *reason;
    } rows[] = {
        {",\"auth_time\":1799999640", OAS_OK, NULL},
        {",\"auth_time\":1799999630", OAS_OK, NULL},
        {",\"auth_time\":1799999629", OAS_REFUSED, "id_token_auth_time"},
        {",\"auth_time\":0", OAS_REFUSED, "id_token_auth_time"},
        {"", OAS_REFUSED, "id_token_auth_time"},
        {",\"auth_time\":\"1799999640\"", OAS_REFUSED, "id_token_time"},
        {",\"auth_time\":null", OAS_REFUSED, "id_token_time"},
    };
    oas_id_token_expectation_t expected = expectation();

    expected.authenticated_since = OAS_TEST_NOW - apr_time_from_sec(360);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        const payload_t payload = {.more = rows[i].more};
        const char *token = jose_token(work.pool, &provider_key, json_of(&payload, work.pool));

        assert_int_equal(verify_with(token, &provider_key, &expected, &work), rows[i].status);
        if (rows[i].reason != NULL)
            assert_reason(&work, rows[i].reason);
    }
}

/* R-JWT-14, RFC 8725 §3.11 */
static void refuses_other_kinds_of_token(void **state)
{
    static const char *const types[] = {
        "\"at+jwt\"", "\"logout+jwt\"", "\"secevent+jwt\"", "\"application/at+jwt\"", "\"oauth-authz-req+jwt\"",
        "\"\"",       "\"JWT \""};
    static const payload_t straight = {.iss = NULL};
    static const payload_t logout = {.more = ",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}"};
    const oas_id_token_expectation_t expected = expectation();

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        const char *header = apr_psprintf(work.pool, "{\"typ\":%s,\"alg\":\"ES256\",\"kid\":\"one\"}", types[i]);
        const char *token = jose_token_of(work.pool, &provider_key, header, json_of(&straight, work.pool));

        assert_int_equal(verify_with(token, &provider_key, &expected, &work), OAS_REFUSED);
        assert_reason(&work, "id_token_type");
    }
    assert_refused(&logout, 1, OAS_REFUSED, "id_token_type", unit_work(state)->pool);
}

static void a_token_without_a_type_is_a_plain_one(void **state)
{
    static const char *const headers[] = {"{\"alg\":\"ES256\",\"kid\":\"one\"}",
                                          "{\"typ\":\"jwt\",\"alg\":\"ES256\",\"kid\":\"one\"}"};
    static const payload_t straight = {.iss = NULL};
    const oas_id_token_expectation_t expected = expectation();

    for (size_t i = 0; i < 2; i++)
        assert_int_equal(verify_with(jose_token_of(unit_work(state)->pool, &provider_key, headers[i],
                                                   json_of(&straight, unit_work(state)->pool)),
                                     &provider_key, &expected, unit_work(state)),
                         OAS_OK);
}

/* CORE-invalid-sig */
static void refuses_a_token_that_was_changed(void **state)
{
    static const payload_t straight = {.iss = NULL};
    const oas_id_token_expectation_t expected = expectation();
    apr_pool_t *pool = unit_work(state)->pool;
    const char *mine = jose_token(pool, &provider_key, json_of(&straight, pool));
    const char *theirs = jose_token(pool, &stranger_key, json_of(&straight, pool));
    const char *mixed =
        apr_pstrcat(pool, apr_pstrmemdup(pool, mine, (size_t)(strrchr(mine, '.') - mine)), strrchr(theirs, '.'), NULL);

    assert_int_equal(verify_with(mixed, &provider_key, &expected, unit_work(state)), OAS_REFUSED);
    assert_reason(unit_work(state), "jwt_signature");
}

/* R-JK-01: the caller fetches the keys again */
static void an_unknown_key_is_not_found(void **state)
{
    static const payload_t straight = {.iss = NULL};
    const oas_id_token_expectation_t expected = expectation();
    jose_signer_t renamed = provider_key;
    apr_pool_t *pool = unit_work(state)->pool;

    renamed.kid = "two";
    assert_int_equal(
        verify_with(jose_token(pool, &renamed, json_of(&straight, pool)), &provider_key, &expected, unit_work(state)),
        OAS_NOT_FOUND);
    assert_reason(unit_work(state), "jwt_no_key");
}

static void assert_not_verified(const char *token, const jose_signer_t *key, const char *const *algorithms,
                                const char *secret, oas_work_t *work)
{
    oas_id_token_expectation_t expected = expectation();

    expected.algorithms = algorithms;
    expected.client_secret = secret;
    assert_int_not_equal(verify_with(token, key, &expected, work), OAS_OK);
    oas_forgive(work);
}

/* R-JWT-01, R-JWT-02, X-alg-confusion */
static void refuses_algorithms_that_were_not_agreed_on(void **state)
{
    static const char *const with_hmac[] = {"RS256", "HS256", NULL}, *const only_es256[] = {"ES256", NULL};
    static const payload_t straight = {.iss = NULL};
    oas_work_t *work = unit_work(state);
    const char *payload = json_of(&straight, work->pool);
    jose_signer_t confused =
        jose_signer_of_secret("HS256", rsa_key.kid, oas_bytes_of(jose_signer_jwk(work->pool, &rsa_key)));
    const char *hmac = jose_token(work->pool, &confused, payload);
    const char *none = apr_pstrcat(work->pool, oas_base64url_encode(work->pool, oas_bytes_of("{\"alg\":\"none\"}")),
                                   ".", oas_base64url_encode(work->pool, oas_bytes_of(payload)), ".", NULL);

    assert_not_verified(hmac, &rsa_key, accepted, "the secret of the client, at least 32 bytes", work);
    assert_not_verified(hmac, &rsa_key, with_hmac, "the secret of the client, at least 32 bytes", work);
    assert_not_verified(hmac, &rsa_key, with_hmac, NULL, work);
    assert_not_verified(none, &provider_key, accepted, NULL, work);
    assert_not_verified(jose_token(work->pool, &rsa_key, payload), &rsa_key, only_es256, NULL, work);
}

/* §3.1.3.7 (8) */
static void a_mac_is_checked_with_the_client_secret_alone(void **state)
{
    static const char secret[] = "the secret of the client, at least 32 bytes";
    static const char *const with_hmac[] = {"HS256", NULL};
    static const payload_t straight = {.iss = NULL};
    oas_id_token_expectation_t expected = expectation();
    apr_pool_t *pool = unit_work(state)->pool;
    jose_signer_t client = jose_signer_of_secret("HS256", NULL, oas_bytes_of(secret));
    const char *token = jose_token(pool, &client, json_of(&straight, pool));

    expected.algorithms = with_hmac;
    expected.client_secret = secret;
    assert_int_equal(verify_with(token, &provider_key, &expected, unit_work(state)), OAS_OK);
    expected.client_secret = NULL;
    assert_int_equal(verify_with(token, &provider_key, &expected, unit_work(state)), OAS_REFUSED);
    assert_reason(unit_work(state), "id_token_algorithm");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_claims_of_a_straight_token),
        cmocka_unit_test(an_issuer_of_many_tenants_is_the_one_of_the_tokens_tenant),
        cmocka_unit_test(accepts_what_the_standard_leaves_free),
        cmocka_unit_test(refuses_a_token_of_another_issuer),
        cmocka_unit_test(refuses_a_token_meant_for_another_client),
        cmocka_unit_test(refuses_a_token_issued_to_another_client),
        cmocka_unit_test(refuses_a_token_of_another_login),
        cmocka_unit_test(refuses_every_token_where_no_nonce_was_drawn),
        cmocka_unit_test(refuses_a_token_about_nobody),
        cmocka_unit_test(a_token_past_its_end_is_expired),
        cmocka_unit_test(a_token_that_is_too_old_or_of_tomorrow_is_not_for_now),
        cmocka_unit_test(refuses_times_that_are_none),
        cmocka_unit_test(expired_means_that_nothing_else_is_wrong),
        cmocka_unit_test(an_access_token_hash_that_is_there_must_fit),
        cmocka_unit_test(a_hash_of_no_access_token_fits_nothing),
        cmocka_unit_test(through_the_browser_what_comes_beside_a_token_has_its_hash_in_it),
        cmocka_unit_test(from_the_token_endpoint_a_hash_may_be_missing_and_has_to_fit),
        cmocka_unit_test(a_code_hash_is_compared_as_a_whole),
        cmocka_unit_test(with_eddsa_the_access_token_hash_may_be_of_either_length),
        cmocka_unit_test(with_eddsa_the_access_token_hash_may_be_that_of_ed448),
        cmocka_unit_test(with_another_signature_the_hash_of_ed448_fits_nothing),
        cmocka_unit_test(refuses_a_sign_in_that_is_older_than_max_age),
        cmocka_unit_test(refuses_other_kinds_of_token),
        cmocka_unit_test(a_token_without_a_type_is_a_plain_one),
        cmocka_unit_test(refuses_a_token_that_was_changed),
        cmocka_unit_test(an_unknown_key_is_not_found),
        cmocka_unit_test(refuses_algorithms_that_were_not_agreed_on),
        cmocka_unit_test(a_mac_is_checked_with_the_client_secret_alone),
    };
    apr_pool_t *pool;
    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    provider_key = jose_signer(pool, "ES256", "one");
    stranger_key = jose_signer(pool, "ES256", "one");
    rsa_key = jose_signer(pool, "RS256", "rsa");
    eddsa_key = jose_signer(pool, "EdDSA", "ed");
    failed = unit_run("id_token", tests, sizeof(tests) / sizeof(tests[0]));
    return failed;
}
