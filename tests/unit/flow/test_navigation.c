/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "flow/browser.h"
#include "flow/navigation.h"

typedef struct {
    const char *who;
    const char *method;
    oas_pair_t headers[5]; /* the last one has no name */
} caller_t;

static const caller_t people[] = {
    {"a browser with Fetch Metadata", "GET", {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}}},
    {"the same after a link of another site", "GET",
     {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}, {"Sec-Fetch-Site", "cross-site"}}},
    {"a browser that says how and not where to", "GET", {{"Sec-Fetch-Mode", "navigate"}}},
    {"a browser without Fetch Metadata", "GET", {{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}}},
    {"a browser that asks for the headers alone", "HEAD", {{"Accept", "text/html"}}},
    {"an XHTML browser", "GET", {{"Accept", "application/xhtml+xml"}}},
};

static const caller_t others[] = {
    {"fetch()", "GET", {{"Sec-Fetch-Mode", "cors"}, {"Sec-Fetch-Dest", "empty"}, {"Accept", "*/*"}}},
    {"fetch() that asks for HTML", "GET", {{"Sec-Fetch-Mode", "same-origin"}, {"Sec-Fetch-Dest", "empty"}, {"Accept", "text/html"}}},
    {"an image", "GET", {{"Sec-Fetch-Mode", "no-cors"}, {"Sec-Fetch-Dest", "image"}, {"Accept", "image/avif,*/*"}}},
    {"a script", "GET", {{"Sec-Fetch-Mode", "no-cors"}, {"Sec-Fetch-Dest", "script"}}},
    {"a frame", "GET", {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "iframe"}, {"Accept", "text/html"}}},
    {"an event stream", "GET", {{"Accept", "text/event-stream"}}},
    {"a WebSocket", "GET", {{"Sec-Fetch-Mode", "websocket"}, {"Upgrade", "websocket"}}},
    {"XMLHttpRequest of an old library", "GET", {{"X-Requested-With", "XMLHttpRequest"}, {"Accept", "text/html"}}},
    {"a tool", "GET", {{"Accept", "*/*"}}},
    {"a program that wants JSON", "GET", {{"Accept", "application/json"}}},
    {"a program that says nothing", "GET", {{NULL, NULL}}},
    {"a form", "POST", {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}, {"Accept", "text/html"}}},
    {"a method nobody navigates with", "DELETE", {{"Accept", "text/html"}}},
    {"a lower-case method", "get", {{"Accept", "text/html"}}},
    {"a prefetch", "GET", {{"Sec-Purpose", "prefetch"}, {"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}}},
    {"a prerender", "GET", {{"Sec-Purpose", "prefetch;prerender"}, {"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}}},
    {"a prefetch of an old browser", "GET", {{"Purpose", "prefetch"}, {"Accept", "text/html"}}},
    {"a prefetch through a relay", "GET",
     {{"Sec-Purpose", "prefetch;anonymous-client-ip"}, {"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}}},
    {"a preview of Safari", "GET", {{"Purpose", "preview"}, {"Accept", "text/html"}}},
    {"a preview of an old Safari", "GET", {{"X-Purpose", "preview"}, {"Accept", "text/html"}}},
    {"a prefetch of an old Firefox", "GET", {{"X-Moz", "prefetch"}, {"Accept", "text/html"}}},
};

static bool is_navigation(const caller_t *caller)
{
    oas_request_t request = browser_request(caller->method, "/page", caller->headers);

    return oas_is_navigation(&request);
}

static void a_person_on_the_way_to_a_page_is_a_navigation(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++)
        if (!is_navigation(&people[i]))
            fail_msg("%s is taken for no navigation", people[i].who);
}

static void a_form_is_looked_at_and_a_script_is_not(void **state)
{
    static const oas_pair_t form[] = {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}, {NULL, NULL}};
    static const oas_pair_t fetch[] = {{"Sec-Fetch-Mode", "cors"}, {"Accept", "text/html"}, {NULL, NULL}};
    oas_request_t from_form = browser_request("POST", "/page", form);
    oas_request_t from_fetch = browser_request("POST", "/page", fetch);

    (void)state;
    assert_true(oas_is_looked_at(&from_form));
    assert_false(oas_is_looked_at(&from_fetch));
}

static void nothing_else_is_a_navigation(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (is_navigation(&others[i]))
            fail_msg("%s is taken for a navigation", others[i].who);
}

static const caller_t by_persons[] = {
    {"a browser with Fetch Metadata", "GET", {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}}},
    {"a form", "POST", {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}, {"Accept", "text/html"}}},
    {"fetch()", "GET", {{"Sec-Fetch-Mode", "cors"}, {"Sec-Fetch-Dest", "empty"}, {"Accept", "*/*"}}},
    {"fetch() of an image", "GET", {{"Sec-Fetch-Mode", "cors"}, {"Sec-Fetch-Dest", "empty"}, {"Accept", "image/png"}}},
    {"a frame", "GET", {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "iframe"}}},
    {"a browser without Fetch Metadata", "GET", {{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}}},
    {"XMLHttpRequest of an old library", "GET", {{"X-Requested-With", "XMLHttpRequest"}, {"Accept", "*/*"}}},
    {"a tool that says nothing", "GET", {{NULL, NULL}}},
    {"a method that changes something", "DELETE", {{"Accept", "application/json"}}},
};

static const caller_t by_themselves[] = {
    {"an image", "GET", {{"Sec-Fetch-Mode", "no-cors"}, {"Sec-Fetch-Dest", "image"}, {"Accept", "image/avif,*/*"}}},
    {"a script", "GET", {{"Sec-Fetch-Mode", "no-cors"}, {"Sec-Fetch-Dest", "script"}, {"Accept", "*/*"}}},
    {"a style sheet", "GET", {{"Sec-Fetch-Mode", "no-cors"}, {"Sec-Fetch-Dest", "style"}}},
    {"a font", "GET", {{"Sec-Fetch-Mode", "cors"}, {"Sec-Fetch-Dest", "font"}}},
    {"a film", "GET", {{"Sec-Fetch-Dest", "video"}}},
    {"a service worker that is looked for anew", "GET", {{"Sec-Fetch-Dest", "serviceworker"}}},
    {"a report", "POST", {{"Sec-Fetch-Dest", "report"}}},
    {"a kind that is not known yet", "GET", {{"Sec-Fetch-Dest", "smell"}}},
    {"an image of a browser without Fetch Metadata", "GET", {{"Accept", "image/png,image/*;q=0.8"}}},
    {"a style sheet of one", "GET", {{"Accept", "text/css,*/*;q=0.1"}}},
    {"an event stream", "GET", {{"Sec-Fetch-Dest", "empty"}, {"Accept", "text/event-stream"}}},
    {"a WebSocket", "GET", {{"Sec-Fetch-Mode", "websocket"}, {"Sec-Fetch-Dest", "empty"}, {"Upgrade", "websocket"}}},
    {"a prefetch", "GET", {{"Sec-Purpose", "prefetch"}, {"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}}},
    {"a prefetch of an old browser", "GET", {{"Purpose", "prefetch"}, {"Accept", "text/html"}}},
};

static bool is_by_itself(const caller_t *caller)
{
    oas_request_t request = browser_request(caller->method, "/page", caller->headers);

    return oas_is_by_itself(&request);
}

static void what_browsers_ask_for_by_themselves_is_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(by_themselves) / sizeof(by_themselves[0]); i++)
        if (!is_by_itself(&by_themselves[i]))
            fail_msg("%s is taken for somebody's use", by_themselves[i].who);
}

static void what_persons_and_scripts_ask_for_is_a_use(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(by_persons) / sizeof(by_persons[0]); i++)
        if (is_by_itself(&by_persons[i]))
            fail_msg("%s is taken for nobody's use", by_persons[i].who);
}

static bool is_same_origin(const char *site, const char *origin)
{
    const oas_pair_t headers[] = {{site != NULL ? "Sec-Fetch-Site" : "X-None", site != NULL ? site : ""},
                                  {origin != NULL ? "Origin" : "X-None", origin != NULL ? origin : ""},
                                  {NULL, NULL}};
    oas_request_t request = browser_request("POST", "/oauth/logout", headers);

    return oas_is_same_origin(&request);
}

static void our_own_pages_are_known_by_fetch_metadata_or_origin(void **state)
{
    (void)state;
    assert_true(is_same_origin("same-origin", NULL));
    assert_true(is_same_origin("same-origin", "https://site.test"));
    assert_true(is_same_origin(NULL, "https://site.test"));
}

static void foreign_pages_are_not_taken_for_ours(void **state)
{
    (void)state;
    assert_false(is_same_origin("cross-site", NULL));
    assert_false(is_same_origin("same-site", NULL));
    assert_false(is_same_origin("none", NULL));
    assert_false(is_same_origin("cross-site", "https://site.test"));
    assert_false(is_same_origin(NULL, "https://evil.test"));
    assert_false(is_same_origin(NULL, "http://site.test"));
    assert_false(is_same_origin(NULL, "https://site.test.evil.test"));
    assert_false(is_same_origin(NULL, "null"));
    assert_false(is_same_origin(NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_on_the_way_to_a_page_is_a_navigation),
        cmocka_unit_test(a_form_is_looked_at_and_a_script_is_not),
        cmocka_unit_test(nothing_else_is_a_navigation),
        cmocka_unit_test(what_browsers_ask_for_by_themselves_is_known),
        cmocka_unit_test(what_persons_and_scripts_ask_for_is_a_use),
        cmocka_unit_test(our_own_pages_are_known_by_fetch_metadata_or_origin),
        cmocka_unit_test(foreign_pages_are_not_taken_for_ours),
    };

    return unit_run("navigation", tests, sizeof(tests) / sizeof(tests[0]));
}
