# SPDX-License-Identifier: Apache-2.0
"""The provider is right before it judges anybody: a relying party in Python signs in at it, straight and crooked."""

import base64
import hashlib
import json
import secrets
import time
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
import requests
from jwcrypto.jwk import JWKSet
from jwcrypto.jws import InvalidJWSSignature
from jwcrypto.jwt import JWT, JWTMissingKey

CALLBACK = "http://127.0.0.1:1/callback"
SECRET = "s3cret: 100%+&é"


class RelyingParty:
    """The least a client does: authorization request with PKCE, token request, verification."""

    def __init__(self, issuer, client_id="self", secret=SECRET):
        self.client_id, self.secret = client_id, secret
        self.verifier = secrets.token_urlsafe(32)
        self.metadata = requests.get(f"{issuer}/.well-known/openid-configuration").json()

    def request(self, **more):
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return {"response_type": "code", "client_id": self.client_id, "redirect_uri": CALLBACK, "state": "st",
                "nonce": "n0nce", "scope": "openid profile email", "code_challenge_method": "S256",
                "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), **more}

    def authorize(self, **more):
        return requests.get(self.metadata["authorization_endpoint"], self.request(**more), allow_redirects=False)

    def code(self, **more):
        return parse_qs(urlsplit(self.authorize(**more).headers["Location"]).query)["code"][0]

    def exchange(self, code, form=(), **options):
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK,
                "code_verifier": self.verifier, **dict(form)}
        options.setdefault("auth", (quote_plus(self.client_id), quote_plus(self.secret)))
        return requests.post(self.metadata["token_endpoint"], form, timeout=5, **options)

    def claims(self, id_token):
        keys = JWKSet.from_json(requests.get(self.metadata["jwks_uri"]).text)
        algorithms = self.metadata["id_token_signing_alg_values_supported"]
        return json.loads(JWT(jwt=id_token, key=keys, algs=algorithms).claims)


@pytest.fixture
def party(provider):
    provider.register("self", client_secret=SECRET, auto_login="bob")
    return RelyingParty(provider.issuer("self"))


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
def test_a_login_ends_with_a_token_that_verifies(provider, party, algorithm):
    provider.register("self", client_secret=SECRET, auto_login="bob", algorithm=algorithm)
    tokens = party.exchange(party.code()).json()
    claims = party.claims(tokens["id_token"])
    assert claims["nonce"] == "n0nce" and claims["aud"] == "self" and claims["iss"] == provider.issuer("self")
    userinfo = requests.get(party.metadata["userinfo_endpoint"],
                            headers={"Authorization": f"Bearer {tokens['access_token']}"}).json()
    assert userinfo["sub"] == claims["sub"] and userinfo["groups"] == ["staff", "admins"]


def test_the_answer_carries_state_and_issuer(provider, party):
    answer = parse_qs(urlsplit(party.authorize().headers["Location"]).query)
    assert answer["state"] == ["st"] and answer["iss"] == [provider.issuer("self")]


@pytest.mark.parametrize("method, form, auth", [
    ("client_secret_basic", {}, (quote_plus("self"), quote_plus(SECRET))),
    ("client_secret_post", {"client_id": "self", "client_secret": SECRET}, None),
    ("none", {"client_id": "self"}, None),
])
def test_a_client_may_use_its_own_method_and_no_other(provider, party, method, form, auth):
    for registered in ("client_secret_basic", "client_secret_post", "none"):
        provider.register("self", client_secret=SECRET, auto_login="bob", auth_method=registered)
        answer = party.exchange(party.code(), form, auth=auth)
        assert answer.status_code == (200 if registered == method else 401)


@pytest.mark.parametrize("wrong", [
    {"code_verifier": "x" * 43}, {"redirect_uri": CALLBACK + "/other"}, {"code": "no such code"},
])
def test_a_code_is_worth_nothing_with_anything_else_wrong(party, wrong):
    assert party.exchange(party.code(), wrong).json()["error"] == "invalid_grant"


def test_a_code_can_be_used_once(party):
    code = party.code()
    assert party.exchange(code).ok
    assert party.exchange(code).json()["error"] == "invalid_grant"


def test_the_login_page_names_the_client_and_takes_a_password(provider, party):
    provider.register("self", client_secret=SECRET, name="Tea <Shop>")
    assert "Tea &lt;Shop&gt;" in party.authorize().text
    url, person = party.metadata["authorization_endpoint"], {"username": "alice", "password": "wrong"}
    wrong = requests.post(url, {**party.request(), **person}, allow_redirects=False)
    right = requests.post(url, {**party.request(), **person, "password": "alice"}, allow_redirects=False)
    assert wrong.status_code == 401 and 'role="alert"' in wrong.text
    assert right.status_code == 302 and right.headers["Location"].startswith(CALLBACK + "?code=")
    again = requests.get(url, party.request(), cookies=right.cookies, allow_redirects=False)
    assert again.status_code == 302


def test_nobody_is_sent_to_a_place_the_client_did_not_register(provider, party):
    provider.register("self", redirect_uris=[CALLBACK], auto_login="bob")
    assert party.authorize(redirect_uri="https://elsewhere.example/").status_code == 400
    assert party.authorize(client_id="registered by no file").status_code == 400


def test_plain_oauth_has_a_profile_and_no_id_token(provider, party):
    provider.register("self", client_secret=SECRET, auto_login="alice", token_format="form")
    answer = party.exchange(party.code(scope="read:user"))
    tokens = parse_qs(answer.text)
    assert answer.headers["Content-Type"] == "application/x-www-form-urlencoded" and "id_token" not in tokens
    profile = requests.get(f"{provider.issuer('self')}/user",
                           headers={"Authorization": f"Bearer {tokens['access_token'][0]}"}).json()
    assert profile["login"] == "alice" and profile["id"] == 1001 and "sub" not in profile


@pytest.mark.parametrize("twist", [
    {"flip_signature": True}, {"sign_with": "foreign"}, {"sign_with": "unknown"}, {"sign_with": "none"},
    {"algorithm": "HS256", "sign_with": "public_pem"}, {"algorithm": "HS256", "sign_with": "public_jwk"},
])
def test_a_twisted_signature_does_not_verify(provider, party, twist):
    provider.twist("id_token", tenant="self", **twist)
    with pytest.raises((InvalidJWSSignature, JWTMissingKey, ValueError)):
        party.claims(party.exchange(party.code()).json()["id_token"])


def test_a_twisted_claim_verifies_and_is_wrong(provider, party):
    provider.twist("id_token", claims_append={"nonce": "x"}, claims_remove=["at_hash"], claims_set={"extra": [1]},
                   claims_shift={"exp": 60}, header_set={"x": "y"})
    tokens = party.exchange(party.code()).json()
    claims = party.claims(tokens["id_token"])
    assert claims["nonce"] == "n0ncex" and claims["extra"] == [1] and "at_hash" not in claims
    assert claims["exp"] - claims["iat"] == 660


def test_a_twist_for_the_next_answer_is_gone_after_it(provider, party):
    provider.twist("token", times=1, status=500, body="out of order")
    assert party.exchange(party.code()).status_code == 500
    assert party.exchange(party.code()).status_code == 200


def test_a_twist_of_one_client_or_tenant_leaves_others_alone(provider, party):
    provider.twist("token", client="other", status=500)
    provider.twist("token", tenant="other", status=500)
    assert party.exchange(party.code()).status_code == 200


def test_an_unknown_twist_is_refused(provider):
    with pytest.raises(AssertionError, match="claims_sett"):
        provider.twist("id_token", claims_sett={})


def test_an_authorization_answer_can_lose_repeat_and_change_parameters(provider, party):
    provider.twist("authorize", parameters_remove=["code", "iss"], parameters_repeat=["state"],
                   parameters_set={"error": "access_denied"})
    answer = parse_qs(urlsplit(party.authorize().headers["Location"]).query)
    assert answer == {"error": ["access_denied"], "state": ["st", "st"]}


def test_an_answer_can_never_come(provider, party):
    provider.twist("token", never=True)
    with pytest.raises(requests.Timeout):
        requests.post(party.metadata["token_endpoint"], {}, timeout=0.3)


def test_an_answer_can_trickle_stall_or_break_off(provider, party):
    provider.twist("userinfo", times=1, trickle=0.002)
    assert requests.get(party.metadata["userinfo_endpoint"]).status_code == 401
    provider.twist("userinfo", times=1, stall_after=20)
    with pytest.raises(requests.Timeout):
        requests.get(party.metadata["userinfo_endpoint"], timeout=0.3)
    provider.twist("userinfo", times=1, close_after=0)
    with pytest.raises(requests.ConnectionError):
        requests.get(party.metadata["userinfo_endpoint"])


def test_an_answer_can_be_any_bytes(provider, party):
    provider.twist("jwks", times=1, raw_base64=base64.b64encode(b"HTTP/1.1 299 Odd\r\n\r\n\0\xff").decode())
    answer = requests.get(party.metadata["jwks_uri"])
    assert answer.status_code == 299 and answer.content == b"\0\xff"
    provider.twist("jwks", times=1, body_size=100_000)
    assert len(requests.get(party.metadata["jwks_uri"]).content) == 100_000


def test_keys_rotate_and_tenants_have_their_own(provider, party):
    def kids(tenant):
        return {key["kid"] for key in requests.get(f"{provider.issuer(tenant)}/jwks").json()["keys"]}
    before = kids("self")
    provider.rotate_keys("self")
    assert not before & kids("self") and not kids("self") & kids("other")


def test_requests_are_counted_and_kept_for_the_test(provider, party):
    party.exchange(party.code())
    party.exchange("wrong")
    assert provider.count("token") == 2 and provider.count("userinfo") == 0
    first = provider.requests("token", tenant="self")[0]
    assert first["method"] == "POST" and "grant_type=authorization_code" in first["body"]
    assert time.time() - first["at"] < 10
