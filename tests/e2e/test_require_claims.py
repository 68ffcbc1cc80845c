# SPDX-License-Identifier: Apache-2.0
"""Require oauth-claim, oauth-group, oauth-scope, oauth-provider and oauth-email-domain: who may pass by what his provider
says of him, alone and within httpd's own RequireAll, RequireAny and RequireNone."""

import pytest

from harness.configuration import open_place, protect, provider_block
from harness.httpd import Site
from harness.steps import lines_with, sign_in

MODULES = ("authz_groupfile",)
TENANT = "claims"
ADA = {
    "department": "sales", "level": 7, "staff": True, "robot": False, "share": 0.25, "nothing": None,
    "groups": ["staff", "Küche", "a b"], "email": "ada@example.org", "email_verified": True,
    "phone_number": "+49 1", "realm_access": {"roles": ["user", "admin"], "depth": {"of": ["a", {"name": "b"}]}},
    "https://example.com/roles": ["writer"], "a.b": "literal", "a": {"b": "nested"},
    "one": 1, "one_point": 1.0, "big": 9007199254740991, "quoted": 'a "boss" of two', "tenant": "one.example",
    "lines": ["boss\n"], "nickname": '["boss"]', "note": "a" * 40 + "!",
}
BEN = {"email": "ada@example.org", "email_verified": False, "blocked": True}


def any_of(*lines):
    return ["<RequireAny>", *lines, "</RequireAny>"]


def all_of(*lines):
    return ["<RequireAll>", *lines, "</RequireAll>"]


def none_of(*lines):
    return ["<RequireNone>", *lines, "</RequireNone>"]


NOBODY = "Require oauth-claim sub nobody"
LINES = {  # name of a place: its lines, and whether they let Ada and Ben in
    "text": (["Require oauth-claim department sales"], True, False),
    "one-of-several": (["Require oauth-claim department it sales"], True, False),
    "other-text": (["Require oauth-claim department Sales sale sales2"], False, False),
    "number": (["Require oauth-claim level 7"], True, False),
    "other-number": (["Require oauth-claim level 7.0 07 8"], False, False),
    "fraction": (["Require oauth-claim share 0.25"], True, False),
    "one": (["Require oauth-claim one 1"], True, False),
    "one-otherwise": (["Require oauth-claim one 1.0 01 +1 1e0 true"], False, False),
    "one-point": (["Require oauth-claim one_point 1"], True, False),
    "big": (["Require oauth-claim big 9007199254740991"], True, False),
    "big-neighbour": (["Require oauth-claim big 9007199254740990 9007199254740992 9.007199254740991e15"], False, False),
    "quoted": (['Require oauth-claim quoted "a \\"boss\\" of two"'], True, False),
    "quoted-part": (['Require oauth-claim quoted boss "a boss of two"'], False, False),
    "true": (["Require oauth-claim staff true"], True, False),
    "false": (["Require oauth-claim robot false"], True, False),
    "null": (["Require oauth-claim nothing null"], False, False),
    "list": (["Require oauth-claim groups staff"], True, False),
    "list-utf8": (["Require oauth-claim groups Küche"], True, False),
    "list-with-space": (['Require oauth-claim groups "a b"'], True, False),
    "list-word": (["Require oauth-claim groups a b"], False, False),
    "looks-like-list": (["Require oauth-claim nickname boss"], False, False),
    "nested": (["Require oauth-claim realm_access.roles admin"], True, False),
    "nested-deep": (["Require oauth-claim realm_access.depth.of.name b"], True, False),
    "nested-other": (["Require oauth-claim realm_access.roles root"], False, False),
    "nested-object": (["Require oauth-claim realm_access admin"], False, False),
    "url": (["Require oauth-claim https://example.com/roles writer"], True, False),
    "dotted": (["Require oauth-claim a\\.b literal"], True, False),
    "dotted-nested": (["Require oauth-claim a.b nested"], True, False),
    "dotted-instead": (["Require oauth-claim a.b literal"], False, False),
    "pattern": (["Require oauth-claim department ~ ^sa"], True, False),
    "pattern-anchored": (["Require oauth-claim department ~ ^ale"], False, False),
    "pattern-of-several": (["Require oauth-claim department ~ ^x (?i)LES$"], True, False),
    "pattern-in-list": (["Require oauth-group ~ ^st.ff$"], True, False),
    "pattern-and-line-feed": (["Require oauth-claim lines ~ ^boss$"], False, False),
    "group": (["Require oauth-group admins staff"], True, False),
    "other-group": (["Require oauth-group Staff sta"], False, False),
    "scope": (["Require oauth-scope profile"], True, True),
    "other-scope": (["Require oauth-scope admin prof"], False, False),
    "provider": (["Require oauth-provider other teller"], True, True),
    "other-provider": (["Require oauth-provider main"], False, False),
    "pattern-anywhere": (["Require oauth-claim department ~ ale"], True, False),
    "domain": (["Require oauth-email-domain example.net Example.Org"], True, False),
    "below-domain": (["Require oauth-email-domain *.example.org"], False, False),
    "address": (["Require oauth-claim email ada@example.org"], True, False),
    "phone": (['Require oauth-claim phone_number "+49 1"'], False, False),
    "not-address": (all_of("Require valid-user", "Require not oauth-claim email ada@example.org"), False, False),
    "not-address-tab": (all_of("Require valid-user", "Require not\toauth-claim email ada@example.org"), False, False),
    "not-address-quoted": (all_of("Require valid-user", 'Require "NOT"  oauth-claim email ada@example.org'), False, False),
    "none-address": (all_of("Require valid-user", *none_of("Require oauth-claim email ada@example.org")), False, False),
    "none-address-within": (all_of("Require valid-user", *none_of("<IfModule mod_authz_core.c>", *any_of(
        NOBODY, "Require oauth-claim email ada@example.org"), "</IfModule>")), False, False),
    "not-not-address": (all_of("Require valid-user", *none_of(*all_of(
        "Require valid-user", "Require not oauth-claim email ada@example.org"))), True, False),
    "not-domain": (all_of("Require valid-user", "Require not oauth-email-domain example.org"), False, False),
    "not-other-domain": (all_of("Require valid-user", "Require not oauth-email-domain *.example.org"), True, True),
    "not": (all_of("Require valid-user", "Require not oauth-claim blocked true"), True, False),
    "not-list": (all_of("Require valid-user", "Require not oauth-group staff"), False, True),
    "not-pattern": (all_of("Require valid-user", "Require not oauth-claim email ~ @example\\.org$"), False, False),
    "none": (all_of("Require valid-user", *none_of("Require oauth-group staff", "Require oauth-claim blocked false")), False, True),
    "all": (all_of("Require oauth-group staff", "Require oauth-claim level 7"), True, False),
    "not-all": (all_of("Require oauth-group staff", "Require oauth-claim level 8"), False, False),
    "any": (any_of(NOBODY, "Require oauth-claim level 7"), True, False),
    "any-with-ip": (any_of(NOBODY, "Require ip 127.0.0.1 ::1"), True, True),
    "other-ip": (any_of(NOBODY, "Require ip 192.0.2.1"), False, False),
    "nested-sections": (any_of(NOBODY, *all_of("Require oauth-scope openid", *any_of("Require oauth-group x staff", NOBODY))),
                        True, False),
    "valid-user": (["Require valid-user"], True, True),
    "user": (["Require user alice 7d20aa31-bob"], True, True),
    "other-user": (["Require user alice bob"], False, False),
    "group-file": (["AuthGroupFile {root}/groups", "Require group editors"], True, True),
    "other-group-file": (["AuthGroupFile {root}/groups", "Require group readers"], False, False),
    "with-user": (all_of("Require user 7d20aa31-bob", "Require oauth-group staff"), True, False),
}
STRONGER = {  # name: its lines, and whether Ada is asked for a stronger sign-in
    "stronger": (all_of("Require oauth-group staff", "Require oauth-acr gold"), True),
    "stronger-in-vain": (all_of("Require oauth-group board", "Require oauth-acr gold"), False),
    "stronger-or-not": (any_of("Require oauth-group board", "Require oauth-acr gold"), True),
    "stronger-not-needed": (any_of("Require oauth-group staff", "Require oauth-acr gold"), None),
}
OTHERS = {
    **{name: lines for name, (lines, _) in STRONGER.items()},
    "alias": all_of("Require salespeople", "Require not blocked"),
    "tenant": ["Require oauth-claim tenant %{HTTP_HOST}"],
    "query": ["Require oauth-group %{QUERY_STRING}"],
    "endless": all_of("Require valid-user", "Require not oauth-claim note ~ ^(a+)+$"),
    "page": ["Require valid-user"],
}


def configure(provider):
    places = {**{name: lines for name, (lines, _, _) in LINES.items()}, **OTHERS}
    return "RegexDefaultOptions -DOLLAR_ENDONLY\n" + "".join([
        provider_block("teller", provider.issuer(TENANT), Scope="openid profile"),
        '<AuthzProviderAlias oauth-claim salespeople "department sales">\n</AuthzProviderAlias>\n',
        '<AuthzProviderAlias oauth-claim blocked "blocked true">\n</AuthzProviderAlias>\n',
        *(protect(f"/{name}", "teller", *lines) for name, lines in places.items()),
        *(f"AliasMatch ^/{name}$ {{root}}/htdocs/index.html\n" for name in places),
        "Alias /later {root}/later\n<Directory {root}/later>\n    AllowOverride AuthConfig\n</Directory>\n",
        "<LocationMatch ^/later>\n    OAuthProvider teller\n</LocationMatch>\n",
    ])


@pytest.fixture(scope="module", autouse=True)
def group_file(site_process):
    (site_process.root / "groups").write_text("editors: 7d20aa31-bob\nreaders: 7d20aa31-alice\n")


def signed_in(browser, site, provider, **claims):
    """Somebody of whom the provider says this and nothing else."""
    provider.untwist(tenant=TENANT)
    provider.twist("id_token", tenant=TENANT, claims_set=claims)
    provider.twist("userinfo", tenant=TENANT, json={"sub": "7d20aa31-bob"})
    sign_in(browser, site, "/page")


def answers(browser, site, names):
    statuses = {name: browser.navigate(f"{site.url}/{name}", follow=False).status for name in names}
    if 403 in statuses.values():
        site.announce("AH01631|reason=forbidden ")
    return statuses


def test_lines_let_in_whom_they_name(site, provider, browser):
    signed_in(browser, site, provider, **ADA)
    expected = {name: 200 if ada else 403 for name, (_, ada, _) in LINES.items()}
    assert answers(browser, site, LINES) == expected


def test_and_nobody_else(site, provider, browser):
    signed_in(browser, site, provider, **BEN)
    expected = {name: 200 if ben else 403 for name, (_, _, ben) in LINES.items()}
    assert answers(browser, site, LINES) == expected


def test_who_is_not_signed_in_is_sent_to_sign_in_unless_another_line_lets_him_in(site, browser):
    expected = {name: 200 if name == "any-with-ip" else 302 for name in LINES}
    assert answers(browser, site, LINES) == expected


def test_a_scope_that_was_not_granted_opens_nothing(site, provider, browser):
    """RFC 6749 §5.1: the answer says what was granted where it is less than was asked for."""
    provider.untwist(tenant=TENANT)
    provider.twist("token", tenant=TENANT, json_set={"scope": "openid"})
    sign_in(browser, site, "/page")
    assert answers(browser, site, ["scope", "other-scope"]) == {"scope": 403, "other-scope": 403}
    provider.untwist(tenant=TENANT)


def test_a_value_may_follow_from_the_request(site, provider, browser):
    signed_in(browser, site, provider, **ADA)
    queries = {"query?staff": 200, "query?admins": 403, "query?": 403, "query": 403}
    assert answers(browser, site, queries) == queries


@pytest.mark.parametrize("host, status", [("one.example", 200), ("two.example", 403), ("one.example.", 403)])
def test_a_value_may_be_the_host_that_is_asked(site, provider, browser, host, status):
    signed_in(browser, site, provider, **ADA)
    site.tolerate("AH01631|reason=forbidden ")
    assert browser.navigate(site.url + "/tenant", follow=False, headers={"Host": host}).status == status


@pytest.mark.parametrize("address, status", [
    ("ada@example.org", 200), ("ada@EXAMPLE.org", 200), ("ada@evil.example@example.org", 403), ("ada@example.org@evil.example", 403),
    ("ada@example.org.", 403), ("ada@example.org.evil.example", 403), ("ada@ex\u0430mple.org", 403), ("example.org", 403),
])
def test_a_domain_is_what_follows_the_only_at_sign(site, provider, browser, address, status):
    signed_in(browser, site, provider, email=address, email_verified=True)
    assert answers(browser, site, ["domain"]) == {"domain": status}


def test_what_can_not_be_compared_is_no_not(site, provider, browser):
    signed_in(browser, site, provider, **ADA)
    site.announce("reason=require_unanswered ")
    assert browser.navigate(site.url + "/endless", follow=False).status == 500
    assert len(lines_with(site, "require_unanswered")) == 1


def test_a_line_that_came_after_the_sign_in_knows_all_that_was_said(site, provider, browser):
    signed_in(browser, site, provider, **ADA)
    folder = site.root / "later"
    folder.mkdir()
    (folder / "page.html").write_text("a page")
    for roles, status in (("admin", 200), ("root", 403)):
        (folder / ".htaccess").write_text(f"AuthType OAuth\nRequire oauth-claim realm_access.roles {roles}\n")
        assert answers(browser, site, ["later/page.html"]) == {"later/page.html": status}


def test_a_stronger_sign_in_is_asked_for_only_where_it_would_open_the_page(site, provider, browser):
    signed_in(browser, site, provider, **ADA)
    expected = {name: 200 if asked is None else 302 if asked else 403 for name, (_, asked) in STRONGER.items()}
    assert answers(browser, site, STRONGER) == expected


@pytest.mark.parametrize("claims, status", [(ADA, 200), ({**ADA, "blocked": True}, 403), (BEN, 403)])
def test_a_line_may_have_an_alias(site, provider, browser, claims, status):
    signed_in(browser, site, provider, **claims)
    assert answers(browser, site, ["alias"]) == {"alias": status}


# The configuration


@pytest.mark.parametrize("line, wrong", [
    ("Require oauth-claim", "takes the name of a claim and one or more values"),
    ("Require oauth-claim ~ x", "takes the name of a claim"),
    ("Require oauth-claim department", "oauth-claim department takes one or more values"),
    ('Require oauth-claim department ""', "none of them empty"),
    ("Require oauth-claim department ~", "takes one or more values behind ~"),
    ("Require oauth-claim department ~ (", '"(" is no regular expression'),
    ("Require oauth-claim department %{no_such_function:x}", "is no expression"),
    ("Require oauth-group", "oauth-group takes one or more values"),
    ("Require oauth-scope", "oauth-scope takes one or more values"),
    ("Require oauth-provider", "oauth-provider takes one or more values"),
    ("Require oauth-email-domain", "oauth-email-domain takes one or more values"),
    ("Require oauth-email-domain @example.org", "a domain is like example.org"),
    ("Require oauth-email-domain example.org.", "a domain is like example.org"),
    ("Require oauth-email-domain *", "a domain is like example.org"),
])
def test_a_line_that_makes_no_sense_is_told_at_start(module, line, wrong):
    site = Site(open_place("/wrong", line))
    try:
        status, text = site.check()
    finally:
        site.remove()
    assert status != 0 and line.split()[1] in text and wrong in text, text


@pytest.mark.parametrize("line", ["oauth-claim email ada@example.org", "oauth-claim phone_number ~ ^123",
                                  "oauth-email-domain example.org"])
def test_an_address_has_no_alias_for_it_is_not_known_whether_a_not_will_be_before_it(module, line):
    kind, values = line.split(" ", 1)
    site = Site(f'<AuthzProviderAlias {kind} known "{values}">\n</AuthzProviderAlias>\n')
    try:
        status, text = site.check()
    finally:
        site.remove()
    assert status != 0 and kind in text and "can have no <AuthzProviderAlias>" in text, text
