# SPDX-License-Identifier: Apache-2.0
"""A provider's answer that is wrong in one way signs nobody in.

Each case: an error page, one line in the log with the reason, no session, no second token request, and user info is not
asked with a token that came with a wrong ID token."""

import base64
import time

import pytest

from harness.configuration import protect, provider_block
from harness.steps import SESSION, assert_refused, begin, is_signed_in, sign_in

# name, what the ID token is like, the reason in the log
TOKENS = [
    ("another_issuer", {"claims_append": {"iss": "x"}}, "id_token_issuer"),
    ("an_issuer_in_upper_case", {"claims_set": {"iss": "HTTP://127.0.0.1"}}, "id_token_issuer"),
    ("no_issuer", {"claims_remove": ["iss"]}, "id_token_issuer"),
    ("no_subject", {"claims_remove": ["sub"]}, "id_token_subject"),
    ("an_empty_subject", {"claims_set": {"sub": ""}}, "id_token_subject"),
    ("a_number_as_subject", {"claims_set": {"sub": 7}}, "id_token_subject"),
    ("a_subject_of_256_characters", {"claims_set": {"sub": "x" * 256}}, "id_token_subject"),
    ("another_audience", {"claims_append": {"aud": "x"}}, "id_token_audience"),
    ("no_audience", {"claims_remove": ["aud"]}, "id_token_audience"),
    ("an_empty_audience", {"claims_set": {"aud": []}}, "id_token_audience"),
    ("a_second_audience", {"claims_set": {"aud": ["site", "other"], "azp": "site"}}, "id_token_audience"),
    ("another_authorized_party", {"claims_set": {"azp": "other"}}, "id_token_azp"),
    ("no_time_of_issue", {"claims_remove": ["iat"]}, "id_token_time"),
    ("a_time_of_issue_ahead", {"claims_shift": {"iat": 120}}, "id_token_early"),
    ("a_time_of_issue_long_ago", {"claims_shift": {"iat": -3600}}, "id_token_old"),
    ("an_end_six_minutes_ago", {"claims_shift": {"exp": -960}}, "id_token_expired"),
    ("no_end", {"claims_remove": ["exp"]}, "id_token_time"),
    ("an_end_in_words", {"claims_set": {"exp": "tomorrow"}}, "id_token_time"),
    ("an_end_beyond_all_numbers", {"claims_set": {"exp": 1e300}}, "id_token_time|json_number"),
    ("a_beginning_ahead", {"claims_set": {"nbf": 4000000000}}, "id_token_early"),
    ("another_nonce", {"claims_append": {"nonce": "x"}}, "id_token_nonce"),
    ("no_nonce", {"claims_remove": ["nonce"]}, "id_token_nonce"),
    ("an_array_as_nonce", {"claims_set": {"nonce": ["n"]}}, "id_token_nonce"),
    ("another_at_hash", {"claims_append": {"at_hash": "A"}}, "id_token_at_hash"),
    ("an_at_hash_of_another_token", {"claims_set": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}, "id_token_at_hash"),
    ("a_flipped_signature", {"flip_signature": True}, "jwt_signature|jws_signature"),
    ("the_signature_of_another_key", {"sign_with": "foreign"}, "jwt_signature|jws_signature"),
    ("a_key_nobody_knows", {"sign_with": "unknown"}, "jwt_no_key"),
    ("no_signature", {"sign_with": "none", "algorithm": "none"}, "jwt_form|id_token_algorithm"),
    ("the_algorithm_none_in_capitals", {"sign_with": "none", "header_set": {"alg": "NONE"}},
     "jwt_form|id_token_algorithm"),
    ("no_signature_bytes", {"sign_with": "none"}, "jwt_\\w+|jws_signature"),
    ("an_hmac_with_the_public_key_as_pem", {"sign_with": "public_pem", "algorithm": "HS256"},
     "id_token_algorithm|jwt_algorithm"),
    ("an_hmac_with_the_public_key_as_jwk", {"sign_with": "public_jwk", "algorithm": "HS256"},
     "id_token_algorithm|jwt_algorithm"),
    ("an_hmac_with_the_client_secret", {"algorithm": "HS256"}, "id_token_algorithm|jwt_algorithm"),
    ("an_hmac_that_says_it_is_rs256", {"sign_with": "public_pem", "algorithm": "HS256", "header_set": {"alg": "RS256"}},
     "jwt_signature|jws_signature"),
    ("the_header_of_another_algorithm", {"header_set": {"alg": "PS256"}}, "jwt_signature|jws_signature"),
    ("the_header_of_another_kind_of_key", {"header_set": {"alg": "ES256"}}, "jwt_no_key|jws_key|jwt_signature"),
    ("a_critical_header", {"header_set": {"crit": ["x"], "x": 1}}, "jwt_header"),
    ("a_header_of_another_type", {"header_set": {"typ": "logout+jwt"}}, "id_token_type|jwt_header"),
    ("a_payload_that_is_no_json", {"payload_base64": base64.b64encode(b"hello").decode()}, "json_\\w+"),
    ("a_payload_that_is_an_array", {"payload_base64": base64.b64encode(b"[1]").decode()}, "json_\\w+"),
    ("a_member_twice", {"payload_base64": base64.b64encode(b'{"sub":"a","sub":"b"}').decode()}, "json_\\w+"),
    ("a_nul_in_the_payload", {"payload_base64": base64.b64encode(b'{"sub":"a\0b"}').decode()}, "json_\\w+"),
    ("two_parts", {"compact": "e30.e30"}, "jwt_form"),
    ("five_parts", {"compact": "e30.e30.e30.e30.e30"}, "jwe_\\w+"),
    ("padding", {"compact": "e30=.e30=.AA=="}, "jwt_form"),
    ("seventeen_kilobytes", {"claims_set": {"filler": "x" * 17000}}, "jwt_too_large"),
]

# name, what the token endpoint answers, the reason
TOKEN_ANSWERS = [
    ("no_id_token", {"json_remove": ["id_token"]}, "id_token_missing"),
    ("no_access_token", {"json_remove": ["access_token"]}, "token_response_access_token"),
    ("another_token_type", {"json_set": {"token_type": "mac"}}, "token_response_token_type"),
    ("no_token_type", {"json_remove": ["token_type"]}, "token_response_token_type"),
    ("an_array", {"json": []}, "token_response_\\w+|json_\\w+"),
    ("an_error", {"status": 400, "json": {"error": "invalid_grant", "error_description": "<b>\x1b[31m\r\nno"}},
     "token_refused"),
    ("an_error_with_status_200", {"json": {"error": "bad_verification_code"}}, "token_refused"),
    ("a_refused_client", {"status": 401, "json": {"error": "invalid_client"}}, "token_refused"),
    ("a_redirect", {"status": 307, "headers": {"Location": "/t/main/userinfo"}}, "token_\\w+|provider_status"),
    ("a_member_twice", {"body": '{"access_token":"a","access_token":"b","token_type":"Bearer"}'}, "json_\\w+"),
    ("a_page", {"body": "<html>", "headers": {"Content-Type": "text/html"}}, "token_response_content_type"),
]

# name, what the user info endpoint answers, the reason
USERINFO_ANSWERS = [
    ("another_subject", {"json_set": {"sub": "7d20aa31-bobx"}}, "userinfo_subject"),
    ("no_subject", {"json_remove": ["sub"]}, "userinfo_subject"),
    ("an_array", {"json": []}, "json_\\w+|userinfo_\\w+"),
    ("a_control_character", {"json_set": {"name": "a\r\nb"}}, "claim_control"),
    ("a_thousand_groups", {"json_set": {"groups": [f"group-{number}" for number in range(1000)]}}, "claim_length"),
    ("too_much_in_all", {"json_set": {f"text{number}": "x" * 4000 for number in range(5)}}, "claims_length"),
    ("a_value_of_five_kilobytes", {"json_set": {"name": "x" * 5000}}, "claim_length"),
    ("ten_thousand_groups", {"json_set": {"groups": ["group-%d" % n for n in range(10000)]}}, "\\w+"),
]

# name, what the authorization answer is like, status, the reason
AUTHORIZATION_ANSWERS = [
    ("another_issuer", {"parameters_set": {"iss": "http://127.0.0.1:1"}}, 400, "answer_issuer"),
    ("no_issuer_though_announced", {"parameters_remove": ["iss"]}, 400, "answer_issuer"),
    ("another_issuer_with_an_error", {"parameters_set": {"iss": "http://127.0.0.1:1", "error": "access_denied"},
                                      "parameters_remove": ["code"]}, 400, "answer_issuer"),
    ("access_denied", {"parameters_set": {"error": "access_denied"}, "parameters_remove": ["code"]}, 403,
     "access_denied"),
    ("a_server_error", {"parameters_set": {"error": "server_error", "error_description": "<script>alert(1)</script>"},
                        "parameters_remove": ["code"]}, 503, "answer_unavailable"),
    ("a_refusal_of_our_request", {"parameters_set": {"error": "invalid_scope"}, "parameters_remove": ["code"]}, 400,
     "answer_error"),
    ("code_and_error", {"parameters_set": {"error": "access_denied"}}, 400, "answer_contradiction"),
    ("neither_code_nor_error", {"parameters_remove": ["code"]}, 400, "answer_code"),
    ("the_code_twice", {"parameters_repeat": ["code"]}, 400, "form_repeated"),
    ("the_state_twice", {"parameters_repeat": ["state"]}, 400, "form_repeated"),
    ("the_issuer_twice", {"parameters_repeat": ["iss"]}, 400, "form_repeated"),
    ("a_code_of_five_kilobytes", {"parameters_set": {"code": "x" * 5000}}, 400, "answer_code|form_\\w+"),
]

# name, what the metadata is like, the reason
METADATA = [
    ("another_issuer", {"json_set": {"issuer": "http://127.0.0.1/other"}}, "metadata_issuer"),
    ("no_issuer", {"json_remove": ["issuer"]}, "metadata_issuer"),
    ("no_token_endpoint", {"json_remove": ["token_endpoint"]}, "provider_endpoint"),
    ("an_endpoint_without_tls", {"json_set": {"token_endpoint": "http://192.0.2.1/token"}}, "url_\\w+"),
    ("an_endpoint_that_is_a_file", {"json_set": {"jwks_uri": "file:///etc/passwd"}}, "url_\\w+"),
    ("an_endpoint_with_a_user", {"json_set": {"token_endpoint": "https://a@127.0.0.1/token"}}, "url_\\w+"),
    ("an_array", {"json": []}, "metadata_\\w+|json_\\w+"),
    ("half_of_it", {"body": '{"issuer": "'}, "json_\\w+"),
]


def metadata_tenant(name):
    return "metadata-" + name.replace("_", "-")


def configure(provider):
    """The metadata is kept for all, so each crooked one comes from an issuer of its own."""
    text = provider_block("plain", None, Scope="read", AuthorizationEndpoint=provider.issuer("plain") + "/authorize",
                          TokenEndpoint=provider.issuer("plain") + "/token", MapClaim="sub id",
                          ProfileURL=provider.issuer("plain") + "/user") + protect("/plain", "plain")
    text += provider_block("fresh", provider.issuer("main"), AuthorizationParameter="max_age 60")
    text += protect("/fresh", "fresh") + "Alias /fresh {root}/htdocs\n"
    text += provider_block("mended", provider.issuer("mended")) + protect("/mended", "mended")
    text += provider_block("by-email", provider.issuer("main"), UserClaim="email", Scope="openid email")
    text += protect("/by-email", "by-email")
    for number, (name, _, _) in enumerate(METADATA):
        text += provider_block(f"m{number}", provider.issuer(metadata_tenant(name)))
        text += protect(f"/m{number}", f"m{number}")
    return text


def named(rows, **proofs):
    """Each case by its name; proofs: the rows of rp-cases.tsv that it proves."""
    return pytest.mark.parametrize("case", [
        pytest.param(row, id=row[0], marks=[pytest.mark.rp(proofs[row[0]])] if row[0] in proofs else []) for row in rows])


def assert_nobody_signed_in(site, provider, browser, page, status, reason, asked):
    """asked: how often token and user info endpoints were."""
    counted = tuple(provider.count(endpoint, tenant="main") for endpoint in ("token", "userinfo"))
    assert_refused(browser, site, page, status, reason)
    assert counted == asked
    assert "<script" not in page.text and "\x1b" not in page.text


@named(TOKENS, another_issuer="CORE-invalid-iss/code", no_subject="CORE-missing-sub/code",
       another_audience="CORE-invalid-aud/code", no_audience="CORE-missing-aud/code",
       no_time_of_issue="CORE-missing-iat/code", another_nonce="CORE-nonce-invalid/code",
       a_flipped_signature="CORE-invalid-sig-rs256/code", no_signature="CORE-idtoken-sig-none",
       an_hmac_with_the_public_key_as_pem="X-alg-confusion", an_hmac_with_the_public_key_as_jwk="X-alg-confusion",
       an_end_six_minutes_ago="X-exp-past", no_end="X-exp-past", a_second_audience="X-aud-array",
       another_authorized_party="X-aud-array")
def test_an_id_token_is_refused_that_has(site, provider, browser, case):
    _, twist, reason = case
    provider.twist("id_token", tenant="main", **twist)
    page = browser.navigate(site.url + "/protected/index.html")
    assert_nobody_signed_in(site, provider, browser, page, 400, reason, asked=(1, 0))


@named(TOKEN_ANSWERS)
def test_a_token_answer_is_refused_that_has(site, provider, browser, case):
    _, twist, reason = case
    provider.twist("token", tenant="main", **twist)
    page = browser.navigate(site.url + "/protected/index.html")
    assert page.status in (400, 503)
    assert_nobody_signed_in(site, provider, browser, page, page.status, reason, asked=(1, 0))


@named(USERINFO_ANSWERS, another_subject="CORE-userinfo-invalid-sub")
def test_user_info_is_refused_that_has(site, provider, browser, case):
    _, twist, reason = case
    provider.twist("userinfo", tenant="main", **twist)
    page = browser.navigate(site.url + "/protected/index.html")
    assert_nobody_signed_in(site, provider, browser, page, 400, reason, asked=(1, 1))


@named(AUTHORIZATION_ANSWERS, another_issuer="X-iss-param", no_issuer_though_announced="X-iss-param")
def test_an_authorization_answer_is_refused_that_has(site, provider, browser, case):
    _, twist, status, reason = case
    provider.twist("authorize", tenant="main", **twist)
    page = browser.navigate(site.url + "/protected/index.html")
    assert_nobody_signed_in(site, provider, browser, page, status, reason, asked=(0, 0))


@named(METADATA, another_issuer="CFG-issuer-mismatch")
def test_nobody_is_sent_to_a_provider_whose_metadata_has(site, provider, browser, case):
    name, twist, reason = case
    number = [row[0] for row in METADATA].index(name)
    provider.twist("discovery", tenant=metadata_tenant(name), **twist)
    page = browser.navigate(f"{site.url}/m{number}/")
    assert page.status in (400, 500, 503) and page.steps == []
    assert_refused(browser, site, page, page.status, reason)
    assert provider.count("authorize", tenant=metadata_tenant(name)) == 0


@pytest.mark.rp("CFG-issuer-mismatch")
def test_metadata_that_was_refused_is_not_kept(site, provider, browser):
    provider.twist("discovery", tenant="mended", json_remove=["issuer"], times=1)
    assert browser.navigate(site.url + "/mended").status == 400
    time.sleep(1.1)  # a call that failed is not repeated within a second
    begin(browser, site, "/mended")
    site.announce("metadata_issuer")


@pytest.mark.parametrize("verified", [{"json_set": {"email_verified": False}}, {"json_set": {"email_verified": 1}},
                                      {"json_remove": ["email_verified"]}, {"json_remove": ["email"]}])
def test_an_email_names_the_user_only_when_it_is_verified(site, provider, browser, verified):
    provider.twist("userinfo", tenant="main", **verified)
    page = browser.navigate(site.url + "/by-email")
    assert_refused(browser, site, page, 400, "user_email_unverified|user_claim")


@pytest.mark.rp("X-auth-time")
@pytest.mark.parametrize("twist", [{"claims_remove": ["auth_time"]}, {"claims_shift": {"auth_time": -3600}},
                                   {"claims_set": {"auth_time": "now"}}])
def test_who_asked_for_a_fresh_sign_in_takes_no_older_one(site, provider, browser, twist):
    provider.twist("id_token", tenant="main", **twist)
    assert_refused(browser, site, browser.navigate(site.url + "/fresh/"), 400, "id_token_auth_time|id_token_time")


def test_who_asked_for_a_fresh_sign_in_takes_one(site, provider, browser):
    sign_in(browser, site, "/fresh/index.html")


def test_a_profile_without_the_mapped_member_signs_nobody_in(site, provider, browser):
    provider.twist("profile", tenant="plain", json_remove=["id"])
    assert_refused(browser, site, browser.navigate(site.url + "/plain"), 400, "user_claim")


@pytest.mark.rp("GEN-10")
def test_a_refused_answer_does_not_begin_another_login(site, provider, browser):
    provider.twist("id_token", tenant="main", flip_signature=True)
    page = browser.navigate(site.url + "/protected/index.html")
    assert page.location is None and provider.count("authorize", tenant="main") == 1
    site.announce("jw._signature")


def test_a_refused_answer_offers_a_way_on(site, provider, browser):
    provider.twist("id_token", tenant="main", flip_signature=True, times=1)
    page = browser.navigate(site.url + "/protected/index.html")
    assert 'href="/protected/index.html"' in page.text
    site.announce("jw._signature")
    sign_in(browser, site, "/protected/index.html")


def test_a_session_outlives_a_refused_second_login(site, provider, browser):
    sign_in(browser, site)
    cookie = browser.cookie(SESSION)
    provider.twist("token", tenant="plain", json={"error": "invalid_grant"})
    assert browser.navigate(site.url + "/plain").status == 400
    assert browser.cookie(SESSION) == cookie and is_signed_in(browser, site)
    site.announce("token_refused")


def test_what_a_provider_writes_is_escaped_in_one_line_of_the_log(site, provider, browser):
    error = {"error": "a\r\nb", "error_description": "\x1b[31m\nforged"}
    provider.twist("token", tenant="main", status=400, json=error)
    page = browser.navigate(site.url + "/protected/index.html")
    assert page.status == 400 and "forged" not in page.text
    site.announce("token_refused")
    assert "\x1b" not in site.new_log() and not any(line.startswith("forged") for line in site.new_log().splitlines())
