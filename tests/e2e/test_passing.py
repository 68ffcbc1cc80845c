# SPDX-License-Identifier: Apache-2.0
"""A place may want to be told otherwise than most: chosen claims, other names and encodings, one JSON value, one signed JWT."""

import base64
import json
import re
import tempfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from authlib.jose import JsonWebKey, JsonWebToken
from authlib.jose.errors import BadSignatureError, ExpiredTokenError, InvalidClaimError
from jwcrypto import jwk, jwt

from harness.browser import Browser, raw_request, raw_status
from harness.configuration import ONE_PROCESS, open_place, protect, provider_block, with_applications, write_secret
from harness.echo import EchoBackend
from harness.own_keys import new_key, pem
from harness.steps import sign_in

USER = "7d20aa31-bob"
NAME, EMOJI = "Özdemir", "\U0001f511 key"
GROUPS = ["staff", "a,b", "c\\d", ""]
CLAIMS = {"name": NAME, "nickname": EMOJI, "groups": GROUPS, "level": 7, "digits": "7", "empty": [], "deep": [["x"]],
          "user": "root", "provider": "root", "iss": "root"}
BACKEND = EchoBackend()
KEYS = tempfile.TemporaryDirectory(prefix="oas-passing-")
SIGNING = JsonWebToken(["ES256"])
KEY, NEXT_KEY = new_key("EC"), new_key("RSA")
PLACES = {
    "/usual": [],
    "/prefix": ["OAuthClaimPrefix X-Remote-", "OAuthPassClaims both"],
    "/user": ["OAuthUserHeader X-Forwarded-User", "OAuthPassClaims none"],
    "/both-names": ["OAuthUserHeader X_Remote_User", "OAuthClaimPrefix X-Remote-", "OAuthPassClaims headers"],
    "/utf8": ["OAuthClaimEncoding utf-8"],
    "/latin1": ["OAuthClaimEncoding latin1", "OAuthPassClaims auto sub name"],
    "/latin1-all": ["OAuthClaimEncoding latin1"],
    "/base64url": ["OAuthClaimEncoding base64url", "OAuthUserHeader X-Forwarded-User"],
    "/percent": ["OAuthClaimEncoding percent"],
    "/delimited": ["OAuthClaimDelimiter ,"],
    "/delimited/latin1": ["OAuthClaimDelimiter ,", "OAuthClaimEncoding latin1", "OAuthPassClaims both groups"],
    "/delimited/json": ["OAuthClaimDelimiter json"],
    "/chosen": ["OAuthPassClaims auto email groups"],
    "/but": ["OAuthPassClaims auto !email !groups"],
    "/chosen/all": ["OAuthPassClaims auto"],
    "/json": ["OAuthPassClaims json"],
    "/access": ["OAuthPassTokens access", "OAuthPassClaims jwt"],
    "/all-tokens": ["OAuthPassTokens access id id-claims refresh", "OAuthPassClaims both"],
    "/all-tokens/none": ["OAuthPassTokens none"],
    "/jwt": ["OAuthPassClaims jwt"],
    "/jwt/inside": [],
    "/jwt-chosen": ["OAuthPassClaims jwt email", "OAuthUserClaim email"],
    "/jwt/usual": ["OAuthPassClaims auto"],
}


def configure(provider):
    folder = Path(KEYS.name)
    folder.chmod(0o755)
    files = [write_secret(folder / f"{number}.pem", pem(key)) for number, key in enumerate((KEY, NEXT_KEY))]
    places = "".join(with_applications(path, BACKEND.url) + protect(path, "main", "Require valid-user", *lines)
                     for path, lines in sorted(PLACES.items()))
    places += provider_block("mapping", provider.issuer("main"), MapClaim="teams unit.teams commas") + "".join(
        with_applications(path, BACKEND.url) + protect(path, "mapping", "Require valid-user", *lines)
        for path, lines in (("/mapped", ["OAuthClaimDelimiter ,"]), ("/mapped-as-json", [])))
    places += "".join(with_applications(path, BACKEND.url) + protect(path, "main", "Require valid-user") for path in ("/by-tilde", "/by-match"))
    places += "<Location ~ /by-tilde>\nOAuthPassClaims jwt\n</Location>\n<LocationMatch ^/by-match>\nOAuthPassClaims jwt\n</LocationMatch>\n"
    return ONE_PROCESS + "".join(f"OAuthPrivateKey {file}\n" for file in files) + places


@pytest.fixture(scope="module")
def member(site_process, provider_process):
    """Somebody who signed in with all those claims."""
    browser = Browser()
    provider_process.untwist()
    provider_process.twist("userinfo", tenant="main", json_set=CLAIMS)
    provider_process.twist("token", tenant="main", json_set={"refresh_token": "renewing-secret"})
    sign_in(browser, site_process)
    provider_process.untwist()
    return browser


def env(member, site, place):
    page = member.fetch(f"{site.url}{place}/env")
    assert page.status == 200, page.text
    return page.json


def headers(member, site, place):
    """What a proxied application gets; texts are bytes still, one character each."""
    page = member.fetch(f"{site.url}{place}/app")
    assert page.status == 200, page.text
    head = page.body.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
    return dict(line.split(": ", 1) if ": " in line else (line.rstrip(":"), "") for line in head)


def as_utf8(text):
    return text.encode("latin-1").decode()


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()


# Names


def test_claims_have_the_prefix_of_the_place(site, member):
    told = headers(member, site, "/prefix")
    assert told["X-Remote-email"] == "bob@example.org" and told["X-Remote-email-verified"] == "true"
    assert told["X-OAuth-User"] == USER and not any(name.startswith("X-OAuth-Claim") for name in told)
    local = env(member, site, "/prefix")
    assert local["X_Remote_email"] == "bob@example.org" and local["OAUTH_USER"] == USER
    assert local["HTTP_X_REMOTE_EMAIL"] == "bob@example.org" and "OAUTH_CLAIM_email" not in local


def test_one_header_has_the_user_and_nothing_else_is_told(site, member):
    told = headers(member, site, "/user")
    assert told["X-Forwarded-User"] == USER and not any("oauth" in name.lower() for name in told)
    local = env(member, site, "/user")
    assert local["HTTP_X_FORWARDED_USER"] == local["REMOTE_USER"] == USER and "OAUTH_USER" not in local


def test_no_claim_takes_the_place_of_the_user(site, member):
    told = headers(member, site, "/both-names")
    assert told["X_Remote_User"] == USER and "X-Remote-user" not in told
    assert told["X-Remote-name"] and "root" not in (told["X-OAuth-User"], told["X-OAuth-Provider"])


@pytest.mark.parametrize("place", ["/open", "/mixed", "/usual", "/user", "/both-names", "/prefix"])
@pytest.mark.parametrize("name", ["X-Forwarded-User", "x_forwarded_user", "XForwardedUser", "X-Remote-User", "X.Remote.Anything",
                                  "x-remote-email", "X_REMOTE_EMAIL"])
def test_nobody_else_says_what_these_names_say(site, member, place, name):
    for program in ("/env", "/app"):
        answer = raw_request(site, place + program, f"{name}: root-spoof", member.cookie_line())
        assert raw_status(answer) == 200 and b"root-spoof" not in answer, answer


@pytest.mark.parametrize("place", ["/open", "/mixed", "/satisfy"])
def test_nobody_says_it_where_he_need_not_sign_in(site, provider, place):
    spoofs = [f"{name}: root-spoof" for name in ("X-Forwarded-User", "x_forwarded_user", "X_Remote_email", "XRemoteUser", "X.Oauth.Jwt")]
    for program in ("/env", "/app"):
        answer = raw_request(site, place + program, *spoofs, "X-Honest: kept")
        assert raw_status(answer) == 200 and b"root-spoof" not in answer and b"kept" in answer, answer


def test_a_part_of_another_place_is_told_nothing_by_these_names(start_site, provider, browser):
    lines = ("OAuthClaimPrefix X-Remote-", "OAuthUserHeader X-Forwarded-User", "OAuthPassClaims both", "OAuthPassTokens access id refresh")
    site = start_site("OAuthSessionStore shm(2m)\n<Directory {root}>\nRequire all granted\nOptions +Includes\nAddOutputFilter INCLUDES .shtml\n"
                      "AddType text/html .shtml\n</Directory>\n" + provider_block("main", provider.issuer("main"))
                      + protect("/pages", "main", "Require valid-user", *lines) + "Alias /pages {root}/htdocs\n"
                      + open_place("/part", "OAuthUnauthenticated pass", "OAuthProvider main", "OAuthPassClaims none")
                      + f"ProxyPass /part/app {BACKEND.url}/part\nScriptAlias /part/env {{root}}/cgi/env\n")
    for part in ("app", "env"):
        (site.root / "htdocs" / f"{part}.shtml").write_text(f'<!--#include virtual="/part/{part}" -->')
    sign_in(browser, site, "/pages/index.html")
    app, local = (browser.navigate(f"{site.url}/pages/{part}.shtml").text for part in ("app", "env"))
    assert app.startswith("GET /part HTTP/1.1") and "bob" not in app.lower()
    assert not [name for name in json.loads(local) if re.match("(HTTP_)?(X_)?(REMOTE_(?!USER|ADDR|PORT)|FORWARDED_USER|OAUTH)", name.upper())], local


def test_nobody_takes_the_header_of_the_user_away(site, member):
    answer = raw_request(site, "/user/app", "Connection: X-Forwarded-User", member.cookie_line())
    assert b"X-Forwarded-User: " + USER.encode() in answer


# Values


def test_each_encoding_reads_back_as_the_claim(site, member):
    assert as_utf8(headers(member, site, "/utf8")["X-OAuth-Claim-name"]) == NAME
    assert env(member, site, "/utf8")["OAUTH_CLAIM_nickname"] == EMOJI
    assert headers(member, site, "/latin1")["X-OAuth-Claim-name"] == NAME
    for place, read in (("/base64url", from_base64url), ("/percent", unquote)):
        for told, claim in ((headers(member, site, place), "X-OAuth-Claim-"), (env(member, site, place), "OAUTH_CLAIM_")):
            assert told[claim + "name"].isascii() and read(told[claim + "name"]) == NAME
            assert read(told[claim + "nickname"]) == EMOJI and json.loads(read(told[claim + "groups"])) == GROUPS
    told = headers(member, site, "/base64url")
    assert from_base64url(told["X-OAuth-User"]) == from_base64url(told["X-Forwarded-User"]) == USER
    assert env(member, site, "/base64url")["REMOTE_USER"] == USER


def test_what_an_encoding_has_no_form_for_is_refused_and_not_replaced(site, member):
    page = member.fetch(site.url + "/latin1-all/app")
    assert page.status == 403 and b"GET /latin1-all" not in page.body
    site.announce("reason=claim_encoding .*nickname")


def test_a_list_may_have_a_delimiter_and_reads_back(site, member):
    told = env(member, site, "/delimited")
    assert told["OAUTH_CLAIM_groups"] == "staff,a\\,b,c\\\\d," and "OAUTH_CLAIM_empty" not in told
    assert told["OAUTH_CLAIM_deep"] == '[["x"]]' and told["OAUTH_CLAIM_name"] == NAME
    assert json.loads(env(member, site, "/delimited/json")["OAUTH_CLAIM_groups"]) == GROUPS
    assert json.loads(env(member, site, "/usual")["OAUTH_CLAIM_groups"]) == GROUPS


SPLITTING = ["a\nb", "a\r", "a\u0001", "a\r\nX-OAuth-User: root"]


def refuse_the_list(browser, site, place):
    site.announce("reason=claim_encoding .*control character")
    for program in ("/env", "/app"):
        page = browser.fetch(site.url + place + program)
        assert page.status == 403 and b"REMOTE_USER" not in page.body and b"GET " + place.encode() not in page.body


@pytest.mark.parametrize("item", SPLITTING)
def test_no_item_of_a_list_splits_a_header(site, provider, browser, item):
    """R-HDR-05: JSON has it escaped, so nobody is refused at his login."""
    provider.twist("userinfo", tenant="main", json_set={"groups": ["x", item]})
    sign_in(browser, site, "/usual/env")
    refuse_the_list(browser, site, "/delimited")
    refuse_the_list(browser, site, "/delimited/latin1")


@pytest.mark.parametrize("item", SPLITTING)
def test_nor_does_one_of_a_list_that_was_made_of_a_text(site, provider, browser, item):
    provider.twist("userinfo", tenant="main", json_set={"unit": {"teams": f"x,{item}y"}})
    sign_in(browser, site, "/mapped-as-json/env")
    assert json.loads(env(browser, site, "/mapped-as-json")["OAUTH_CLAIM_teams"]) == ["x", item + "y"]
    refuse_the_list(browser, site, "/mapped")


# Which claims


def claims_in(told):
    return {name.removeprefix("OAUTH_CLAIM_") for name in told if name.startswith("OAUTH_CLAIM_")}


def test_only_the_chosen_claims_are_told(site, member):
    assert claims_in(env(member, site, "/chosen")) == {"email", "groups"}
    usual = claims_in(env(member, site, "/usual"))
    assert claims_in(env(member, site, "/but")) == usual - {"email", "groups"}
    assert claims_in(env(member, site, "/chosen/all")) == usual and len(usual) > 10


def test_all_claims_may_be_one_json_value(site, member):
    told = env(member, site, "/json")
    claims = json.loads(told["OAUTH_CLAIMS"])
    assert claims == json.loads(as_utf8(headers(member, site, "/json")["X-OAuth-Claims"]))
    assert {name: claims[name] for name in CLAIMS if name != "iss"} == {name: value for name, value in CLAIMS.items() if name != "iss"}
    assert claims["email_verified"] is True and claims["sub"] == USER and "iss" not in claims
    assert claims_in(told) == set() and told["OAUTH_USER"] == USER


# The signed one


def token_of(told):
    return told.get("X-OAuth-JWT") or told["OAUTH_JWT"]


def published(member, site):
    return member.fetch(site.url + "/oauth/jwks").json


def test_a_backend_verifies_the_token_with_the_published_keys(site, member):
    told = headers(member, site, "/jwt")
    origin = site.url
    token = jwt.JWT(jwt=token_of(told), key=jwk.JWKSet.from_json(json.dumps(published(member, site))))
    claims = json.loads(token.claims)
    assert json.loads(token.header) == {"alg": "ES256", "typ": "JWT", "kid": KEY.thumbprint()}
    assert (claims["iss"], claims["aud"], claims["sub"], claims["provider"]) == (origin, origin + "/jwt", USER, "main")
    assert claims["exp"] - claims["iat"] == 120 and claims["groups"] == GROUPS and claims["level"] == 7 and claims["digits"] == "7"
    assert claims["email_verified"] is True and claims["name"] == NAME and "nonce" not in claims
    assert not any(name.startswith("X-OAuth") and name not in ("X-OAuth-JWT", "X-OAuth-New-Login") for name in told)
    local = env(member, site, "/jwt")
    assert local["REMOTE_USER"] == USER and token_of(local) == token_of(told) and "OAUTH_USER" not in local


def test_a_backend_refuses_what_was_altered_or_is_old_or_is_for_another(site, member):
    keys = JsonWebKey.import_key_set(published(member, site))
    token = token_of(headers(member, site, "/jwt"))
    head, body, signature = token.split(".")
    altered = json.dumps({**json.loads(from_base64url(body)), "sub": "root"}).encode()
    with pytest.raises(BadSignatureError):
        SIGNING.decode(".".join([head, base64.urlsafe_b64encode(altered).decode().rstrip("="), signature]), keys)
    claims = SIGNING.decode(token, keys, claims_options={"aud": {"essential": True, "value": site.url + "/jwt"}})
    claims.validate(now=claims["iat"])
    with pytest.raises(ExpiredTokenError):
        claims.validate(now=claims["exp"] + 1)
    elsewhere = SIGNING.decode(token, keys, claims_options={"aud": {"essential": True, "value": site.url + "/other"}})
    with pytest.raises(InvalidClaimError):
        elsewhere.validate(now=claims["iat"])


def test_a_token_is_signed_once_for_many_requests(site, member):
    assert len({token_of(headers(member, site, "/jwt")) for _ in range(5)}) == 1
    assert token_of(headers(member, site, "/jwt/inside")) == token_of(headers(member, site, "/jwt"))


@pytest.mark.parametrize("place", ["/by-tilde", "/by-match"])
def test_a_token_of_a_place_without_one_path_is_for_the_whole_site(site, member, place):
    assert json.loads(from_base64url(token_of(headers(member, site, place)).split(".")[1]))["aud"] == site.url + "/"


def test_each_session_has_tokens_of_its_own(site, provider, member, browser):
    sign_in(browser, site, "/jwt/env")
    other = json.loads(from_base64url(token_of(env(browser, site, "/jwt")).split(".")[1]))
    assert other["sub"] == USER and "level" not in other
    assert json.loads(from_base64url(token_of(env(member, site, "/jwt")).split(".")[1]))["level"] == 7


def test_a_token_may_have_chosen_claims_alone_and_the_user_of_its_place(site, member):
    claims = json.loads(from_base64url(token_of(headers(member, site, "/jwt-chosen")).split(".")[1]))
    assert set(claims) == {"iss", "aud", "sub", "provider", "iat", "exp", "email"}
    assert claims["sub"] == "bob@example.org" and claims["aud"] == site.url + "/jwt-chosen"
    assert "OAUTH_JWT" not in env(member, site, "/jwt/usual")


@pytest.mark.parametrize("name", ["X-OAuth-JWT", "x_oauth_jwt"])
def test_nobody_brings_a_token_of_his_own(site, member, name):
    for place in ("/open", "/mixed", "/usual", "/jwt"):
        assert b"root-spoof" not in raw_request(site, place + "/app", f"{name}: root-spoof", member.cookie_line())


def test_a_key_is_changed_without_a_break(start_site, provider, browser):
    old, new = (write_secret(Path(KEYS.name) / f"{name}.pem", pem(key)) for name, key in (("old", KEY), ("new", NEXT_KEY)))
    site = start_site("OAuthSessionStore shm(2m)\n" + provider_block("main", provider.issuer("main")) + f"OAuthPrivateKey {old}\n"
                      + f"OAuthPrivateKey {new}\nScriptAlias /jwt/env {{root}}/cgi/env\n" + protect("/jwt", "main", "Require valid-user", "OAuthPassClaims jwt"))
    sign_in(browser, site, "/jwt/env")
    tokens = [token_of(env(browser, site, "/jwt"))]
    site.change(f"OAuthPrivateKey {old}\nOAuthPrivateKey {new}\n", f"OAuthPrivateKey {new}\nOAuthPrivateKey {old}\n")
    site.graceful()
    tokens.append(token_of(env(browser, site, "/jwt")))
    keys = jwk.JWKSet.from_json(json.dumps(published(browser, site)))
    heads = [json.loads(jwt.JWT(jwt=token, key=keys, algs=["ES256", "RS256"]).header) for token in tokens]
    assert [(head["alg"], head["kid"]) for head in heads] == [("ES256", KEY.thumbprint()), ("RS256", NEXT_KEY.thumbprint())]


# The provider's tokens

TOKENS = {"OAUTH_ACCESS_TOKEN", "OAUTH_ACCESS_TOKEN_TYPE", "OAUTH_ACCESS_TOKEN_EXPIRES", "OAUTH_SCOPE", "OAUTH_ID_TOKEN",
          "OAUTH_ID_TOKEN_CLAIMS", "OAUTH_REFRESH_TOKEN"}


def tokens_in(told):
    return {name for name in told if name in TOKENS or name.removeprefix("HTTP_X_") in TOKENS}


@pytest.mark.requirement("R-HDR-10")
@pytest.mark.parametrize("place", ["/usual", "/jwt", "/all-tokens/none", "/prefix", "/mixed", "/open"])
def test_no_token_goes_where_it_was_not_configured(site, member, place):
    given = env(member, site, "/all-tokens")
    secrets = [given[name] for name in ("OAUTH_ACCESS_TOKEN", "OAUTH_ID_TOKEN", "OAUTH_REFRESH_TOKEN")]
    told = env(member, site, place)
    assert tokens_in(told) == set() and not any(secret in str(told) for secret in secrets)


def test_the_access_token_comes_with_what_is_known_of_it(site, member):
    told = headers(member, site, "/access")
    assert told["X-OAuth-Access-Token"] and told["X-OAuth-Access-Token-Type"] == "Bearer"
    assert int(told["X-OAuth-Access-Token-Expires"]) > 1700000000 and "openid" in told["X-OAuth-Scope"].split()
    assert tokens_in(env(member, site, "/access")) == {name for name in TOKENS if "ACCESS" in name or "SCOPE" in name}


def test_the_id_token_is_told_in_three_forms(site, member):
    told = env(member, site, "/all-tokens")
    claims = json.loads(told["OAUTH_ID_TOKEN_CLAIMS"])
    assert claims == json.loads(from_base64url(told["OAUTH_ID_TOKEN"].split(".")[1]))
    assert claims["aud"] == "site" and claims["sub"] == told["OAUTH_CLAIM_sub"] == USER
    proxied = headers(member, site, "/all-tokens")
    assert proxied["X-OAuth-ID-Token"] == told["OAUTH_ID_TOKEN"] == told["HTTP_X_OAUTH_ID_TOKEN"]
    assert json.loads(proxied["X-OAuth-ID-Token-Claims"]) == claims and tokens_in(told) >= TOKENS


def test_a_token_that_no_header_could_hold_is_not_told(site, provider, browser):
    provider.twist("token", tenant="main", json_set={"refresh_token": "a\r\nX-Evil: yes"})
    sign_in(browser, site, "/usual/env")
    told = env(browser, site, "/all-tokens")
    assert "OAUTH_REFRESH_TOKEN" not in told and "evil" not in str(told).lower() and told["OAUTH_ACCESS_TOKEN"]


# Collisions


@pytest.mark.requirement("R-HDR-09")
def test_names_that_fall_together_are_one_claim_under_every_form(site, provider, browser):
    provider.twist("userinfo", tenant="main", json_set={"Sub": "root", "s_u_b": "root", "s-u-b": "root", "JWT": "root", "claims": "x"})
    sign_in(browser, site, "/usual/env")
    for place in ("/usual", "/prefix", "/percent", "/delimited"):
        assert "root" not in [value for name, value in headers(browser, site, place).items() if "sub" in name.lower().replace("-", "")]
    assert json.loads(env(browser, site, "/json")["OAUTH_CLAIMS"])["sub"] == USER
    told = env(browser, site, "/usual")
    assert told["OAUTH_CLAIM_sub"] == USER and "OAUTH_CLAIM_Sub" not in told and "OAUTH_JWT" not in told
