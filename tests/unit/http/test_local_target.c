/* SPDX-License-Identifier: Apache-2.0 */
#include "browser.h"
#include "http/url.h"
#include "row.h"

/* Ways that were tried on others, and their neighbours. Each of them is refused as it is; decoded once more it is
 * refused or harmless. */
static const char *const payloads[] = {
    /* no path of ours at all */
    "",
    " ",
    ".",
    "..",
    "x",
    "evil.example",
    "www.evil.example/",
    "evil.example/x",
    "?",
    "?a=b",
    "#",
    "#/",
    "@evil.example",
    ":",
    ":80",
    "*",
    "~",
    "%",
    "%2f",
    "%2fevil.example",
    "%2F%2Fevil.example",
    "%5cevil.example",
    "%2f%5cevil.example",
    "%252fevil.example",
    "./",
    "./evil",
    "../",
    "../evil",
    ".//evil.example",
    "..//evil.example",
    ".\\evil.example",
    "..\\/evil.example",

    /* a scheme */
    "http://evil.example",
    "https://evil.example/",
    "HTTPS://EVIL.EXAMPLE",
    "hTTp://evil.example",
    "http:evil.example",
    "https:evil.example",
    "http:/evil.example",
    "https:///evil.example",
    "http:////evil.example",
    "http:\\evil.example",
    "http:\\\\evil.example",
    "https:%5c%5cevil.example",
    "http:/\\evil.example",
    "ftp://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "blob:https://evil.example/x",
    "file:///etc/passwd",
    "view-source:https://evil.example",
    "mailto:a@evil.example",
    "about:blank",
    "x:",
    "http://our.example.evil.example/",
    "http://our.example@evil.example/",
    "https://our.example:443@evil.example/",
    "https://evil.example/?our.example",
    "https://evil.example#our.example",
    "https://evil.example\\our.example",
    "https://[::1]/",
    "https://0x7f.1/",
    "https://evil%E3%80%82example",

    /* a host behind two slashes */
    "//",
    "//evil.example",
    "//evil.example/",
    "//evil.example/%2e%2e",
    "//evil.example/..;/x",
    "///evil.example",
    "////evil.example",
    "/////evil.example",
    "///",
    "////",
    "//@evil.example",
    "//our.example@evil.example/",
    "//evil.example:80",
    "//evil.example?x",
    "//evil.example#x",
    "//%65vil.example",
    "//evil%2eexample",
    "//[::1]/",
    "//0",
    "//localhost",
    "//\\evil.example",
    "///\\;@evil.example",
    "//;@evil.example",
    "//https://evil.example",
    "///https:evil.example",
    "//..",
    "//.",
    "//%2f",
    "//%5c",

    /* a host behind a slash and a backslash */
    "/\\",
    "/\\evil.example",
    "/\\/evil.example",
    "/\\\\evil.example",
    "/\\/\\/evil.example",
    "/\\@evil.example",
    "\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "\\/\\/evil.example/",
    "\\",
    "/\\evil.example\\..",
    "/a\\b",
    "/a/\\evil.example",
    "/a?b=\\c",

    /* what browsers drop between the slashes */
    "/\t/evil.example",
    "/\t\\evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "/\r\n/evil.example",
    "/\t\t/evil.example",
    "\t//evil.example",
    "\n//evil.example",
    " //evil.example",
    "\x01//evil.example",
    "\x1f/evil",
    "/ /evil.example",
    "/ evil",
    "/\x0b/evil.example",
    "/\x0c/evil.example",
    "/\x08/evil.example",
    "/\x1f/evil.example",
    "/\x7f/evil.example",
    "/\xc2\xa0/evil.example",
    "/\xe2\x80\xa8/evil.example",
    "/\xe2\x80\xa9/evil.example",
    "/\xef\xbb\xbf/evil.example",
    "/\xe2\x80\x8b/evil.example",
    "\xef\xbb\xbf//evil.example",
    "\xc2\xa0/evil",
    "/\xc2\x85/evil.example",
    "/\xe3\x80\x80/evil.example",

    /* characters that look like slashes or dots, or become ones */
    "/\xef\xbc\x8f"
    "evil.example",
    "\xef\xbc\x8f\xef\xbc\x8f"
    "evil.example",
    "/\xe2\x81\x84"
    "evil.example",
    "/\xe2\x88\x95"
    "evil.example",
    "/\xef\xbc\xbc"
    "evil.example",
    "/\xe3\x80\x82/evil.example",
    "/\xc0\xaf"
    "evil.example",
    "/\xc0\xae\xc0\xae/",
    "/\xe0\x80\xaf"
    "evil.example",
    "/\xff/evil.example",
    "/a\xc3\xa4",

    /* the same, escaped, for whoever decodes once more */
    "/%2f",
    "/%2fevil.example",
    "/%2Fevil.example",
    "/%2f%2fevil.example",
    "/%2f/evil.example",
    "/%5cevil.example",
    "/%5Cevil.example",
    "/%5c%5cevil.example",
    "/%5c/evil.example",
    "/%2f%5cevil.example",
    "/%5c%2fevil.example",
    "/%09/evil.example",
    "/%09%2fevil.example",
    "/%0a/evil.example",
    "/%0d/evil.example",
    "/%0d%0a/evil.example",
    "/%0D%0ASet-Cookie:a=b",
    "/%20/evil.example",
    "/%20",
    "/%00/evil.example",
    "/%00",
    "/%01/evil.example",
    "/%1f/evil.example",
    "/%0b/evil.example",
    "/%7f/evil.example",
    "/%",
    "/%2",
    "/%zz",
    "/%%2f",
    "/%u2215evil.example",

    /* dot segments: what stays when they are gone */
    "/.",
    "/./",
    "/..",
    "/../",
    "/.//evil.example",
    "/..//evil.example",
    "/././/evil.example",
    "/./\\evil.example",
    "/.\\evil.example",
    "/../../evil.example",
    "/a/..//evil.example",
    "/a/../evil",
    "/a/./b",
    "/a/b/..",
    "/a/.",
    "/a/b/../..//evil.example",
    "/%2e",
    "/%2E/",
    "/%2e%2e",
    "/%2e//evil.example",
    "/%2E%2E//evil.example",
    "/.%2e//evil.example",
    "/%2e.//evil.example",
    "/a/%2e%2e//evil.example",
    "/a/%2e%2e%2f%2fevil.example",
    "/%2e%2f/evil.example",
    "/%2e%5cevil.example",
    "/.%2f/evil.example",
    "/..%2f/evil.example",
    "/..%5c/evil.example",
    "/a%2f..%2f%2fevil.example",
    "/a/..%2f..%2f",
    "/a/%2e%2e?b",
    "/..?a=b",
    "/.?//evil.example",
    "/.%09//evil.example",
    "/a/..%0a//evil.example",
    "/a%0d%0aSet-Cookie:a=b",
    "/a%00",
    "/a%7f",

    /* what splits a header, or leaves an attribute or a script (R-RD-04, CVE-2017-6059) */
    "/\r\nSet-Cookie: a=b",
    "/a\r\nLocation: //evil.example",
    "/a\nb",
    "/a\rb",
    "/a\tb",
    "/a b",
    "/a\x01",
    "/a\x1b[31m",
    "/a\x7f",
    "/a ",
    "/a\"onload=alert(1)",
    "/\"",
    "/a\"><script>",
    "/<script>alert(1)</script>",
    "/a<b",
    "/a>b",
    "/a?b=<c>",
    "/a?b=\"c\"",
    "/a?b=c\r\nd: e",
    "/a#",
    "/#",
    "/a#b",
    "/#//evil.example",
    "/a?b#c",
    "/#@evil.example",
    "/a\xe2\x80\xa8",
    "/a?b=\xc3\xa4",
};

/* What people do have in their address bars. */
static const char *const targets[] = {
    "/",
    "/a",
    "/a/",
    "/a/b.html",
    "/?",
    "/?a=b",
    "/a?b=c&d=e",
    "/a?b?c",
    "/a/b/c/?q=%C3%A4+x%20y",
    "/a;b=c",
    "/a:b",
    "/a@b",
    "/@a",
    "/:80",
    "/~user/",
    "/-",
    "/_",
    "/.well-known/openid-configuration",
    "/...",
    "/.../a",
    "/a..b/",
    "/a./b",
    "/.a",
    "/..a",
    "/a/.hidden/",
    "/a/..b",
    "/%41",
    "/%2e%2ea",
    "/%2e%2e%2e",
    "/%C3%A4",
    "/a%20b",
    "/a%2fb",
    "/a/b%5Cc",
    "/100%25",
    "/a//b",
    "/a/",
    "/a/https://provider.example/",
    "/a?to=https://provider.example/",
    "/a?to=//provider.example/",
    "/a?b=../..",
    "/a?b=/./c",
    "/?//",
    "/?/..",
    "/wiki/Rubik's_Cube",
    "/a?q=[1]&r={x}|y^z`",
    "/a?b=100%",
    "/a!$&'()*+,;=b",
    "/%7euser",
    "/%2d",
    "/a%2e",
    "/%2541",
    "/%252f",
};

static void refuses_every_way_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++)
        assert_row(!oas_url_is_local_target(payloads[i]), payloads[i]);
}

static void what_is_accepted_after_decoding_stays_here(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++) {
        char *decoded = browser_decode(payloads[i]);

        assert_row(!oas_url_is_local_target(decoded) || browser_stays(decoded), payloads[i]);
        free(decoded);
    }
}

static void refuses_no_target_at_all(void **state)
{
    (void)state;
    assert_false(oas_url_is_local_target(NULL));
}

static void accepts_the_pages_of_our_site(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        assert_row(oas_url_is_local_target(targets[i]), targets[i]);
        assert_row(browser_stays(targets[i]), targets[i]);
    }
}

/* A target that is accepted must not become one that leads away because someone decodes it. */
static void an_accepted_target_stays_here_when_it_is_decoded(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
        assert_row(browser_stays_decoded(targets[i]), targets[i]);
}

/* R-RD-04: each byte at three places. */
static void only_visible_characters_pass_at_any_place(void **state)
{
    static const char forbidden[] = "\"#<>\\";

    (void)state;
    for (int byte = 1; byte < 256; byte++) {
        bool visible = byte > ' ' && byte <= '~' && strchr(forbidden, byte) == NULL;
        char second[] = {'/', (char)byte, 'a', '\0'};
        char third[] = {'/', 'a', (char)byte, 'a', '\0'};
        char query[] = {'/', '?', 'a', (char)byte, '\0'};

        assert_int_equal(oas_url_is_local_target(second), visible && byte != '/' && byte != '%');
        assert_int_equal(oas_url_is_local_target(third), visible);
        assert_int_equal(oas_url_is_local_target(query), visible);
    }
}

static void a_long_target_is_judged_to_its_end(void **state)
{
    char target[64 * 1024];

    (void)state;
    memset(target, 'a', sizeof(target));
    target[0] = '/';
    target[sizeof(target) - 1] = '\0';
    assert_true(oas_url_is_local_target(target));
    target[sizeof(target) - 2] = '\n';
    assert_false(oas_url_is_local_target(target));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_every_way_out),
        cmocka_unit_test(what_is_accepted_after_decoding_stays_here),
        cmocka_unit_test(refuses_no_target_at_all),
        cmocka_unit_test(accepts_the_pages_of_our_site),
        cmocka_unit_test(an_accepted_target_stays_here_when_it_is_decoded),
        cmocka_unit_test(only_visible_characters_pass_at_any_place),
        cmocka_unit_test(a_long_target_is_judged_to_its_end),
    };

    return unit_run("local_target", tests, sizeof(tests) / sizeof(tests[0]));
}
