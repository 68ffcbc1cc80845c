/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include "jose/compact.h"
#include "jose_signer.h"

static const char *const all[] = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512",   "ES256", "ES384",
                                  "ES512", "EdDSA", "HS256", "HS384", "HS512", "Ed25519", NULL};

static apr_pool_t *key_pool; /* keys take long: these are for the whole program */
static jose_signer_t rsa, ec, okp, hmac;

static const char *encode(oas_work_t *work, const char *text)
{
    return oas_base64url_encode(work->pool, oas_bytes_of(text));
}

static oas_status_t parse(const oas_compact_t **compact, oas_work_t *work, const char *text)
{
    oas_forgive(work);
    return oas_compact_parse(compact, text, all, work);
}

static void assert_refused(oas_work_t *work, const char *text, const char *reason)
{
    const oas_compact_t *compact;

    assert_int_equal(parse(&compact, work, text), OAS_REFUSED);
    assert_reason(work, reason);
    assert_null(compact);
}

/* A well signed token of this header. */
static void assert_header_refused(oas_work_t *work, const char *header, const char *reason)
{
    assert_refused(work, jose_token_of(work->pool, &hmac, header, "{}"), reason);
}

static const oas_jwk_set_t *set_of(oas_work_t *work, const char *keys)
{
    const oas_jwk_set_t *set;
    const char *text = apr_psprintf(work->pool, "{\"keys\":[%s]}", keys);

    assert_int_equal(oas_jwk_set_parse(&set, oas_bytes_of(text), work), OAS_OK);
    return set;
}

static oas_status_t check(oas_work_t *work, const char *token, const oas_jwk_set_t *set)
{
    const oas_compact_t *compact;

    assert_int_equal(parse(&compact, work, token), OAS_OK);
    return oas_compact_check_signature(compact, set, work);
}

static const char *jwk_of(oas_work_t *work, const jose_signer_t *signer, const char *kid)
{
    jose_signer_t named = *signer;

    named.kid = kid;
    return jose_signer_jwk(work->pool, &named);
}

static const char *token_of(oas_work_t *work, const jose_signer_t *signer, const char *kid)
{
    jose_signer_t named = *signer;

    named.kid = kid;
    return jose_token(work->pool, &named, "{}");
}

static void a_token_is_taken_apart(void **state)
{
    oas_work_t *work = unit_work(state);
    const char *text = jose_token_of(work->pool, &rsa, "{\"alg\":\"RS256\",\"kid\":\"7\",\"typ\":\"at+jwt\"}", "any");
    const oas_compact_t *compact;

    assert_int_equal(parse(&compact, work, text), OAS_OK);
    assert_ptr_equal(compact->algorithm, oas_algorithm_find("RS256"));
    assert_string_equal(compact->kid, "7");
    assert_string_equal(compact->type, "at+jwt");
    assert_string_equal(oas_json_string(compact->header, "alg"), "RS256");
    assert_string_equal((const char *)compact->payload.data, "any");
    assert_int_equal(compact->payload.length, 3);
    assert_int_equal(compact->signature.length, 256);
    assert_ptr_equal(compact->signed_bytes.data, text);
    assert_int_equal(compact->signed_bytes.length, strrchr(text, '.') - text);
}

static void a_header_needs_nothing_but_alg(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_compact_t *compact;

    assert_int_equal(parse(&compact, work, jose_token_of(work->pool, &ec, "{\"alg\":\"ES256\"}", "")), OAS_OK);
    assert_null(compact->kid);
    assert_null(compact->type);
    assert_int_equal(compact->payload.length, 0);
}

static void refuses_texts_that_do_not_have_three_parts(void **state)
{
    static const char *const texts[] = {
        "", ".", "a", "a.b", "a.b.c.d", "e30", ".....", "a.b.c.", "a.b.c.d.e.f", "{\"payload\":\"\"}", " "};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        assert_refused(work, texts[i], "jwt_form");
}

static void an_encrypted_token_has_a_reason_of_its_own(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_refused(work, "....", "jwt_encrypted");
    assert_refused(work, "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a2V5.aXY.dGV4dA.dGFn", "jwt_encrypted");
}

static void refuses_empty_headers_and_signatures(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_refused(work, "..", "jwt_form");
    assert_refused(work, apr_psprintf(work->pool, "%s.%s.", encode(work, "{\"alg\":\"HS256\"}"), encode(work, "{}")),
                   "jwt_form");
    assert_refused(work, apr_psprintf(work->pool, ".%s.AAAA", encode(work, "{}")), "json_syntax");
}

/* R-JWT-06: one text for one value. */
static void refuses_parts_that_are_not_strict_base64url(void **state)
{
    static const struct {
        const char *before, *after;
    } bad[] = {{"", "="}, {"", "=="}, {"=", ""}, {" ", ""},   {"", " "},     {"", "\n"},   {"\r\n", ""},     {"", "\t"},
               {"", "+"}, {"/", ""},  {"", "?"}, {"", "%3D"}, {"", "A\x01"}, {"", "\x7f"}, {"", "\xc3\xa9"}, {"A", ""}};
    oas_work_t *work = unit_work(state);
    const char *parts[3] = {"eyJhbGciOiJIUzI1NiJ9", "e30x", "AAAA"};

    for (int part = 0; part < 3; part++)
        for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
            const char *changed[3] = {parts[0], parts[1], parts[2]};

            changed[part] = apr_pstrcat(work->pool, bad[i].before, parts[part], bad[i].after, NULL);
            assert_refused(work, apr_pstrcat(work->pool, changed[0], ".", changed[1], ".", changed[2], NULL),
                           "jwt_form");
        }
}

static void refuses_trailing_bits_that_are_not_zero(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_refused(work, "eyJhbGciOiJIUzI1NiJ9.e31.AAAA", "jwt_form");
    assert_refused(work, "eyJhbGciOiJIUzI1NiJ9.e30.AAB", "jwt_form");
    assert_refused(work, "eyJhbGciOiJIUzI1NiJ9.e30.AB", "jwt_form");
    assert_refused(work, "eyJhbGciOiJIUzI1NiIgfR.e30.AAAA", "jwt_form");
}

/* R-JWT-16: what is too large is not read. */
static void refuses_tokens_beyond_their_ceiling(void **state)
{
    static const size_t lengths[] = {OAS_JWT_LARGEST + 1, 100 * 1000, 1024 * 1024};
    oas_work_t *work = unit_work(state);
    char *text = apr_palloc(work->pool, 1024 * 1024 + 1);

    for (size_t i = 0; i < 3; i++) {
        memset(text, 'A', lengths[i]);
        text[lengths[i]] = '\0';
        assert_refused(work, text, "jwt_too_large");
        memset(text, '.', lengths[i]);
        assert_refused(work, text, "jwt_too_large");
    }
    text[OAS_JWT_LARGEST] = '\0';
    assert_refused(work, text, "jwt_form");
}

static const char *token_of_length(oas_work_t *work, size_t header, size_t length)
{
    char *text = apr_palloc(work->pool, length + 1);
    char *spaces = apr_palloc(work->pool, header + 1);

    memset(spaces, ' ', header);
    memcpy(spaces, "{\"alg\":\"HS256\"}", 15);
    spaces[header] = '\0';
    memset(text, 'A', length);
    text[length] = '\0';
    header = (size_t)(apr_cpystrn(text, encode(work, spaces), length) - text);
    text[header] = text[length - 5] = '.';
    text[header + 1] = 'A';
    return text;
}

static void a_token_may_have_as_many_bytes_as_its_ceiling(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_compact_t *compact;

    assert_int_equal(parse(&compact, work, token_of_length(work, 15, OAS_JWT_LARGEST)), OAS_OK);
    assert_int_equal(parse(&compact, work, token_of_length(work, 1536, 8192)), OAS_OK);
    assert_refused(work, token_of_length(work, 1537, 8192), "jwt_too_large");
    assert_refused(work, token_of_length(work, 15, OAS_JWT_LARGEST + 1), "jwt_too_large");
}

/* R-JWT-01 */
static void refuses_algorithms_that_are_not_allowed(void **state)
{
    static const char *const names[] = {"none",   "None",   "NONE",  "nOnE",  "none ",  " none",  "non",
                                        "",       "null",   "hs256", "Hs256", "HS256 ", " HS256", "HS256,none",
                                        "ES256K", "RSA1_5", "ES521", "Ed448", "HS2560", "dir",    "A256GCM"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        assert_header_refused(work, apr_psprintf(work->pool, "{\"alg\":\"%s\"}", names[i]), "jwt_algorithm");
    assert_header_refused(work, "{\"alg\":\"none\\n\"}", "jwt_algorithm");
    assert_header_refused(work, "{\"alg\":\"no\\u0131e\"}", "jwt_algorithm");
}

/* With the empty signature that RFC 7515 A.5 gives it, and with one. */
static void refuses_unsecured_tokens(void **state)
{
    static const char *const with_none[] = {"RS256", "none", "None", "NONE", NULL};
    oas_work_t *work = unit_work(state);
    const oas_compact_t *compact;

    assert_refused(work, "eyJhbGciOiJub25lIn0.e30.", "jwt_form");
    assert_refused(work, "eyJhbGciOiJub25lIn0.e30", "jwt_form");
    oas_forgive(work);
    assert_int_equal(oas_compact_parse(&compact, "eyJhbGciOiJub25lIn0.e30.AAAA", with_none, work), OAS_REFUSED);
    assert_reason(work, "jwt_algorithm");
}

static void refuses_algorithms_we_have_but_the_caller_does_not_allow(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_compact_t *compact;

    assert_int_equal(oas_compact_parse(&compact, token_of(work, &hmac, NULL), oas_algorithms_default, work),
                     OAS_REFUSED);
    assert_reason(work, "jwt_algorithm");
    assert_non_null(strstr(work->failure, "HS256"));
}

static void refuses_header_members_of_another_type(void **state)
{
    static const char *const values[] = {"null", "true", "false",       "0",  "256",
                                         "1.5",  "[]",   "[\"HS256\"]", "{}", "{\"alg\":\"HS256\"}"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        assert_header_refused(work, apr_psprintf(work->pool, "{\"alg\":%s}", values[i]), "jwt_header");
        assert_header_refused(work, apr_psprintf(work->pool, "{\"alg\":\"HS256\",\"typ\":%s}", values[i]),
                              "jwt_header");
    }
    for (size_t i = 1; i < sizeof(values) / sizeof(*values); i++)
        assert_header_refused(work, apr_psprintf(work->pool, "{\"alg\":\"HS256\",\"kid\":%s}", values[i]),
                              "jwt_header");
    assert_header_refused(work, "{}", "jwt_header");
    assert_header_refused(work, "{\"Alg\":\"HS256\"}", "jwt_header");
}

/* R-JWT-05. crit, RFC 7515 §4.1.11: we understand no extension. */
static void refuses_headers_that_change_what_is_signed(void **state)
{
    static const char *const members[] = {"\"crit\":[\"exp\"],\"exp\":1",
                                          "\"crit\":[]",
                                          "\"crit\":null",
                                          "\"b64\":false,\"crit\":[\"b64\"]",
                                          "\"b64\":false",
                                          "\"b64\":true",
                                          "\"zip\":\"DEF\"",
                                          "\"zip\":null"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
        assert_header_refused(work, apr_psprintf(work->pool, "{\"alg\":\"HS256\",%s}", members[i]), "jwt_header");
}

static void refuses_headers_that_are_no_strict_object(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_header_refused(work, "[{\"alg\":\"HS256\"}]", "json_not_an_object");
    assert_header_refused(work, "\"HS256\"", "json_not_an_object");
    assert_header_refused(work, "{\"alg\":\"HS256\"", "json_syntax");
    assert_header_refused(work, "{\"alg\":\"HS256\"}}", "json_syntax");
    assert_header_refused(work, "{\"alg\":\"HS256\\u0000\"}", "json_nul");
    assert_header_refused(work, "{\"alg\":\"none\",\"alg\":\"HS256\"}", "json_repeated_member");
    assert_header_refused(work, "{\"alg\":\"HS256\",\"\\u0061lg\":\"none\"}", "json_repeated_member");
    assert_header_refused(work, "{\"alg\":\"HS256\",\"jwk\":{\"k\":1,\"k\":2}}", "json_repeated_member");
}

/* R-JWT-04: a token that brings its own key is checked with ours. */
static void keys_that_a_token_brings_or_names_count_for_nothing(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t attacker = jose_signer(work->pool, "ES256", "k");
    const char *jwk = jose_signer_jwk(work->pool, &attacker);
    const char *header = apr_psprintf(work->pool,
                                      "{\"alg\":\"ES256\",\"kid\":\"k\",\"jwk\":%s,\"jku\":\"https://evil.example/\","
                                      "\"x5u\":\"https://evil.example/\",\"x5c\":[\"AAAA\"]}",
                                      jwk);
    const oas_jwk_set_t *ours = set_of(work, jwk_of(work, &ec, "k"));

    assert_int_equal(check(work, jose_token_of(work->pool, &attacker, header, "{}"), ours), OAS_REFUSED);
    assert_reason(work, "jwt_signature");
    assert_int_equal(check(work, jose_token_of(work->pool, &attacker, header, "{}"), set_of(work, "")), OAS_NOT_FOUND);
    assert_int_equal(check(work, jose_token_of(work->pool, &ec, header, "{}"), ours), OAS_OK);
}

static void the_key_of_the_kid_checks_the_signature(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t other = jose_signer(work->pool, "ES256", NULL);
    const oas_jwk_set_t *set = set_of(work, apr_psprintf(work->pool, "%s,%s,%s", jwk_of(work, &other, "old"),
                                                         jwk_of(work, &rsa, "rsa"), jwk_of(work, &ec, "new")));

    assert_int_equal(check(work, token_of(work, &ec, "new"), set), OAS_OK);
    assert_int_equal(check(work, token_of(work, &other, "old"), set), OAS_OK);
    assert_int_equal(check(work, token_of(work, &rsa, "rsa"), set), OAS_OK);
}

static void refuses_a_signature_by_the_key_of_another_kid(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t other = jose_signer(work->pool, "ES256", NULL);
    const oas_jwk_set_t *set =
        set_of(work, apr_psprintf(work->pool, "%s,%s", jwk_of(work, &other, "old"), jwk_of(work, &ec, "new")));

    assert_int_equal(check(work, token_of(work, &other, "new"), set), OAS_REFUSED);
    assert_reason(work, "jwt_signature");
}

/* R-JK-01: the caller may look whether there are newer keys. */
static void an_unknown_kid_is_not_found(void **state)
{
    static const char *const kids[] = {"other", "K", "k ", "", "kk"};
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t *set = set_of(work, jwk_of(work, &ec, "k"));

    for (size_t i = 0; i < sizeof(kids) / sizeof(*kids); i++) {
        assert_int_equal(check(work, token_of(work, &ec, kids[i]), set), OAS_NOT_FOUND);
        assert_reason(work, "jwt_no_key");
    }
}

static void a_kid_of_a_key_that_does_not_fit_is_not_found(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(check(work, token_of(work, &ec, "k"), set_of(work, jwk_of(work, &rsa, "k"))), OAS_NOT_FOUND);
    assert_int_equal(check(work, token_of(work, &ec, NULL), set_of(work, jwk_of(work, &rsa, NULL))), OAS_NOT_FOUND);
    assert_int_equal(check(work, token_of(work, &ec, NULL), set_of(work, "")), OAS_NOT_FOUND);
}

static void a_message_about_a_missing_key_names_what_was_left_out(void **state)
{
    static const char broken[] = "{\"kid\":\"k\",\"kty\":\"EC\",\"crv\":\"P-999\",\"x\":\"AA\",\"y\":\"AA\"}";
    oas_work_t *work = unit_work(state);

    assert_int_equal(check(work, token_of(work, &ec, "k"), set_of(work, broken)), OAS_NOT_FOUND);
    assert_string_equal(work->failure, "no key for ES256 with kid \"k\" among 0, 1 more can not be used "
                                       "(\"k\": curve \"P-999\" is not supported)");
}

static void a_token_without_kid_is_tried_with_all_keys_that_fit(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t other = jose_signer(work->pool, "ES256", NULL);
    const oas_jwk_set_t *set = set_of(work, apr_psprintf(work->pool, "%s,%s,%s", jwk_of(work, &rsa, "r"),
                                                         jwk_of(work, &other, "a"), jwk_of(work, &ec, "b")));

    assert_int_equal(check(work, token_of(work, &ec, NULL), set), OAS_OK);
    assert_null(work->reason);
    set = set_of(work, jwk_of(work, &other, "a"));
    assert_int_equal(check(work, token_of(work, &ec, NULL), set), OAS_REFUSED);
    assert_reason(work, "jwt_signature");
}

static void a_kid_that_is_null_is_none(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t *set = set_of(work, jwk_of(work, &ec, "k"));
    const char *token = jose_token_of(work->pool, &ec, "{\"alg\":\"ES256\",\"kid\":null}", "any");

    assert_int_equal(check(work, token, set), OAS_OK);
    token = jose_token_of(work->pool, &rsa, "{\"alg\":\"ES256\",\"kid\":null}", "any");
    assert_int_equal(check(work, token, set), OAS_REFUSED);
    assert_reason(work, "jwt_signature");
}

/* R-JWT-16 */
static void tries_eight_keys_and_no_more(void **state)
{
    oas_work_t *work = unit_work(state);
    const char *keys = jwk_of(work, &ec, "k");

    for (int i = 0; i < 8; i++) {
        jose_signer_t other = jose_signer(work->pool, "ES256", "k");

        assert_int_equal(check(work, token_of(work, &ec, NULL), set_of(work, keys)), OAS_OK);
        assert_int_equal(check(work, token_of(work, &ec, "k"), set_of(work, keys)), OAS_OK);
        keys = apr_psprintf(work->pool, "%s,%s", jose_signer_jwk(work->pool, &other), keys);
    }
    assert_int_equal(check(work, token_of(work, &ec, NULL), set_of(work, keys)), OAS_REFUSED);
    assert_int_equal(check(work, token_of(work, &ec, "k"), set_of(work, keys)), OAS_REFUSED);
}

/* A kid says little: the key may be an older one. So a failure is no proof of forgery. */
static void a_key_without_kid_is_tried_when_no_key_has_the_tokens(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t other = jose_signer(work->pool, "ES256", NULL);

    assert_int_equal(check(work, token_of(work, &ec, "k"), set_of(work, jwk_of(work, &ec, NULL))), OAS_OK);
    assert_int_equal(check(work, token_of(work, &other, "k"), set_of(work, jwk_of(work, &ec, NULL))), OAS_NOT_FOUND);
    assert_reason(work, "jwt_no_key");
    assert_int_equal(
        check(work, token_of(work, &ec, "k"),
              set_of(work, apr_psprintf(work->pool, "%s,%s", jwk_of(work, &ec, NULL), jwk_of(work, &other, "k")))),
        OAS_REFUSED);
}

/* Entra and others name the certificate instead of the key. */
static void a_certificate_chooses_the_key(void **state)
{
    static const char *const names[] = {"x5t", "x5t#S256"};
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < 2; i++) {
        const char *numbers = jose_jwk_numbers(work->pool, &ec);
        const char *header = apr_psprintf(work->pool, "{\"alg\":\"ES256\",\"%s\":\"mine\"}", names[i]);
        const char *token = jose_token_of(work->pool, &ec, header, "{}");
        const char *mine = apr_psprintf(work->pool, "{%s,\"%s\":\"mine\"}", numbers, names[i]);
        const char *other = apr_psprintf(work->pool, "{%s,\"%s\":\"other\"}", numbers, names[i]);

        assert_int_equal(check(work, token, set_of(work, mine)), OAS_OK);
        assert_int_equal(check(work, token, set_of(work, apr_psprintf(work->pool, "{%s}", numbers))), OAS_OK);
        assert_int_equal(check(work, token, set_of(work, other)), OAS_NOT_FOUND);
        assert_reason(work, "jwt_no_key");
    }
}

static void refuses_a_thumbprint_that_is_no_text(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_header_refused(work, "{\"alg\":\"HS256\",\"x5t\":1}", "jwt_header");
    assert_header_refused(work, "{\"alg\":\"HS256\",\"x5t#S256\":null}", "jwt_header");
}

static void a_shared_secret_serves_every_kid(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t other = jose_signer(work->pool, "HS256", NULL);
    const oas_jwk_set_t *set;

    assert_int_equal(oas_jwk_set_of_secret(&set, hmac.secret, work), OAS_OK);
    assert_int_equal(check(work, token_of(work, &hmac, NULL), set), OAS_OK);
    assert_int_equal(check(work, token_of(work, &hmac, "k"), set), OAS_OK);
    assert_int_equal(check(work, token_of(work, &other, NULL), set), OAS_REFUSED);
    assert_int_equal(check(work, token_of(work, &other, "k"), set), OAS_REFUSED);
}

static void assert_not_by_secret(oas_work_t *work, oas_bytes_t secret, const oas_jwk_set_t *set)
{
    static const char *const hmacs[] = {"HS256", "HS384", "HS512"};

    for (int i = 0; i < 3; i++) {
        jose_signer_t attacker = jose_signer_of_secret(hmacs[i], "k", secret);

        assert_int_equal(check(work, jose_token(work->pool, &attacker, "{}"), set), OAS_NOT_FOUND);
        attacker.kid = NULL;
        assert_int_equal(check(work, jose_token(work->pool, &attacker, "{}"), set), OAS_NOT_FOUND);
    }
}

static void assert_no_confusion(oas_work_t *work, const jose_signer_t *signer)
{
    const oas_jwk_set_t *set = set_of(work, jwk_of(work, signer, "k"));
    unsigned char *der = NULL;
    int length = i2d_PUBKEY(signer->key, &der);
    BIO *out = BIO_new(BIO_s_mem());
    char *pem;
    long pem_length;

    assert_int_equal(PEM_write_bio_PUBKEY(out, signer->key), 1);
    pem_length = BIO_get_mem_data(out, &pem);
    assert_not_by_secret(work, oas_bytes(pem, (size_t)pem_length), set);
    assert_not_by_secret(work, oas_bytes(pem, (size_t)pem_length - 1), set);
    assert_not_by_secret(work, oas_bytes(der, (size_t)length), set);
    assert_not_by_secret(work, oas_bytes_of(jwk_of(work, signer, "k")), set);
    assert_not_by_secret(work, oas_bytes("", 0), set);
    BIO_free(out);
    OPENSSL_free(der);
}

/* R-JWT-02, CVE-2024-37568: a public key is no secret, in none of its forms. */
static void public_keys_are_no_hmac_secrets(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_no_confusion(work, &rsa);
    assert_no_confusion(work, &ec);
    assert_no_confusion(work, &okp);
    assert_not_by_secret(work, jose_key_number(work->pool, rsa.key, OSSL_PKEY_PARAM_RSA_N, 0),
                         set_of(work, jwk_of(work, &rsa, "k")));
    assert_not_by_secret(work, jose_key_number(work->pool, ec.key, OSSL_PKEY_PARAM_EC_PUB_X, 32),
                         set_of(work, jwk_of(work, &ec, "k")));
}

static void a_secret_among_published_keys_counts_for_nothing(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t *set =
        set_of(work, apr_psprintf(work->pool, "%s,%s", jwk_of(work, &hmac, "k"), jwk_of(work, &rsa, "r")));

    assert_int_equal(check(work, token_of(work, &hmac, "k"), set), OAS_NOT_FOUND);
    assert_int_equal(check(work, token_of(work, &rsa, "r"), set), OAS_OK);
}

static void refuses_a_token_with_any_character_changed(void **state)
{
    const jose_signer_t *signers[] = {&rsa, &ec, &okp};
    oas_work_t *work = unit_work(state);

    for (int s = 0; s < 3; s++) {
        const oas_jwk_set_t *set = set_of(work, jwk_of(work, signers[s], "k"));
        char *token = apr_pstrdup(work->pool, token_of(work, signers[s], "k"));
        const oas_compact_t *compact;

        for (size_t i = 0; token[i] != '\0'; i++) {
            char right = token[i];

            token[i] = right == 'A' ? 'B' : 'A';
            assert_true(parse(&compact, work, token) != OAS_OK
                        || oas_compact_check_signature(compact, set, work) != OAS_OK);
            token[i] = right;
        }
        assert_int_equal(check(work, token, set), OAS_OK);
    }
}

static void refuses_a_token_cut_anywhere(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t *set = set_of(work, jwk_of(work, &ec, "k"));
    const char *token = token_of(work, &ec, "k");
    const oas_compact_t *compact;

    for (size_t length = 0; length < strlen(token); length++)
        assert_true(parse(&compact, work, apr_pstrmemdup(work->pool, token, length)) != OAS_OK
                    || oas_compact_check_signature(compact, set, work) != OAS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_taken_apart),
        cmocka_unit_test(a_header_needs_nothing_but_alg),
        cmocka_unit_test(refuses_texts_that_do_not_have_three_parts),
        cmocka_unit_test(an_encrypted_token_has_a_reason_of_its_own),
        cmocka_unit_test(refuses_empty_headers_and_signatures),
        cmocka_unit_test(refuses_parts_that_are_not_strict_base64url),
        cmocka_unit_test(refuses_trailing_bits_that_are_not_zero),
        cmocka_unit_test(refuses_tokens_beyond_their_ceiling),
        cmocka_unit_test(a_token_may_have_as_many_bytes_as_its_ceiling),
        cmocka_unit_test(refuses_algorithms_that_are_not_allowed),
        cmocka_unit_test(refuses_unsecured_tokens),
        cmocka_unit_test(refuses_algorithms_we_have_but_the_caller_does_not_allow),
        cmocka_unit_test(refuses_header_members_of_another_type),
        cmocka_unit_test(refuses_headers_that_change_what_is_signed),
        cmocka_unit_test(refuses_headers_that_are_no_strict_object),
        cmocka_unit_test(keys_that_a_token_brings_or_names_count_for_nothing),
        cmocka_unit_test(the_key_of_the_kid_checks_the_signature),
        cmocka_unit_test(refuses_a_signature_by_the_key_of_another_kid),
        cmocka_unit_test(an_unknown_kid_is_not_found),
        cmocka_unit_test(a_kid_of_a_key_that_does_not_fit_is_not_found),
        cmocka_unit_test(a_message_about_a_missing_key_names_what_was_left_out),
        cmocka_unit_test(a_token_without_kid_is_tried_with_all_keys_that_fit),
        cmocka_unit_test(a_kid_that_is_null_is_none),
        cmocka_unit_test(tries_eight_keys_and_no_more),
        cmocka_unit_test(a_key_without_kid_is_tried_when_no_key_has_the_tokens),
        cmocka_unit_test(a_certificate_chooses_the_key),
        cmocka_unit_test(refuses_a_thumbprint_that_is_no_text),
        cmocka_unit_test(a_shared_secret_serves_every_kid),
        cmocka_unit_test(public_keys_are_no_hmac_secrets),
        cmocka_unit_test(a_secret_among_published_keys_counts_for_nothing),
        cmocka_unit_test(refuses_a_token_with_any_character_changed),
        cmocka_unit_test(refuses_a_token_cut_anywhere),
    };
    int failed;

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&key_pool, NULL) != APR_SUCCESS)
        return EXIT_FAILURE;
    rsa = jose_signer(key_pool, "RS256", NULL);
    ec = jose_signer(key_pool, "ES256", NULL);
    okp = jose_signer(key_pool, "EdDSA", NULL);
    hmac = jose_signer(key_pool, "HS256", NULL);
    failed = unit_run("compact", tests, sizeof(tests) / sizeof(*tests));
    apr_pool_destroy(key_pool);
    return failed;
}
