/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "base/json.h"
#include "flow/audit_line.h"

static const oas_audit_place_t here = {
    .time = OAS_TEST_NOW + 7000, .host = "www.example.org", .client = "192.0.2.7", .request = "YXNk", .names_users = true};

static const oas_event_t login = {.kind = OAS_EVENT_LOGIN,
                                  .provider = "main",
                                  .user = "alice",
                                  .user_hash = "0123456789012345678901",
                                  .session = "abcdefghijklmnopqrstuv"};

/* The line as JSON; it is one line. */
static const oas_json_t *read_line(const oas_event_t *event, const oas_audit_place_t *place, oas_work_t *work)
{
    const char *line = oas_audit_line(event, place, work->pool);
    const oas_json_t *json;

    assert_in_range(strlen(line), 2, OAS_AUDIT_LINE_LONGEST);
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
    assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(line), OAS_AUDIT_LINE_LONGEST, "line", work), OAS_OK);
    return json;
}

static void a_login_is_this_line(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_string_equal(oas_audit_line(&login, &here, work->pool),
                        "{\"time\":\"2027-01-15T08:00:00.007Z\",\"event\":\"login\",\"outcome\":\"success\",\"reason\":null,"
                        "\"code\":null,\"by\":null,\"host\":\"www.example.org\",\"client\":\"192.0.2.7\",\"request\":\"YXNk\","
                        "\"provider\":\"main\",\"user\":\"alice\",\"user_hash\":\"0123456789012345678901\","
                        "\"session\":\"abcdefghijklmnopqrstuv\",\"sessions\":1,\"left_out\":0}\n");
}

static void a_failure_has_its_reason_and_the_code_of_it(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_event_t event = {.kind = OAS_EVENT_LOGIN, .status = OAS_REFUSED, .reason = "json_syntax"};
    const oas_json_t *json = read_line(&event, &here, work);

    assert_string_equal(oas_json_string(json, "outcome"), "failure");
    assert_string_equal(oas_json_string(json, "reason"), "json_syntax");
    assert_string_equal(oas_json_string(json, "code"), "OAS1001");
    assert_true(oas_json_is_null(oas_json_member(json, "session")));
}

static void a_user_is_named_only_where_that_is_wanted(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_audit_place_t place = here;
    const oas_json_t *json;

    place.names_users = false;
    json = read_line(&login, &place, work);
    assert_true(oas_json_is_null(oas_json_member(json, "user")));
    assert_string_equal(oas_json_string(json, "user_hash"), login.user_hash);
    assert_null(strstr(oas_audit_line(&login, &place, work->pool), "alice"));
}

static void each_event_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int one = 0; one < OAS_EVENT_COUNT; one++)
        for (int other = 0; other < one; other++)
            assert_string_not_equal(oas_event_name((oas_event_kind_t)one), oas_event_name((oas_event_kind_t)other));
}

/* Every byte, alone and among others, where any text may stand. */
static void no_byte_of_any_text_breaks_the_line(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int byte = 1; byte < 256; byte++) {
        const char *text = apr_psprintf(work->pool, "%ca\"},{%c\\", byte, byte);
        const oas_event_t event = {.kind = OAS_EVENT_DENIAL, .by = text, .provider = text, .user = text, .user_hash = text, .session = text};
        const oas_audit_place_t place = {.host = text, .client = text, .request = text, .names_users = true};
        const oas_json_t *json = read_line(&event, &place, work);

        assert_string_equal(oas_json_string(json, "event"), "denial");
        if (byte < 0x80)
            assert_string_equal(oas_json_string(json, "user"), text);
    }
}

static void what_is_too_long_is_cut_between_characters_and_the_line_stays_whole(void **state)
{
    static const char *const fillers[] = {"<", "\"", "\x01", "x", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x99\x82", "\xFF"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(fillers) / sizeof(fillers[0]); i++) {
        char *text = apr_pstrdup(work->pool, "y");
        oas_event_t event = login;
        oas_audit_place_t place = here;

        for (int times = 0; times < 400; times++)
            text = apr_pstrcat(work->pool, text, fillers[i], NULL);
        event.user = event.provider = event.by = event.session = event.user_hash = text;
        place.host = place.client = place.request = text;
        assert_in_range(strlen(oas_json_string(read_line(&event, &place, work), "user")), 250, 256);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_login_is_this_line),
        cmocka_unit_test(a_failure_has_its_reason_and_the_code_of_it),
        cmocka_unit_test(a_user_is_named_only_where_that_is_wanted),
        cmocka_unit_test(each_event_has_a_name_of_its_own),
        cmocka_unit_test(no_byte_of_any_text_breaks_the_line),
        cmocka_unit_test(what_is_too_long_is_cut_between_characters_and_the_line_stays_whole),
    };
    return unit_run("audit_line", tests, sizeof(tests) / sizeof(tests[0]));
}
