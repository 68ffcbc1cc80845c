/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/audit_line.h"

#include <apr_strings.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/message_code.h"
#include "base/utf8.h"

/* Bytes of a text, each of which may take six in JSON: all of them together stay below what is written in one piece. */
enum { LONGEST_USER = 256, LONGEST_HOST = 96, LONGEST_NAME = 48, LONGEST_WORD = 32 };

static const char *cut(const char *text, size_t longest, apr_pool_t *pool)
{
    size_t length = strlen(text);

    if (length <= longest)
        return text;
    while (longest > 0 && ((unsigned char)text[longest] & 0xC0) == 0x80)
        longest--; /* no half of a character */
    return apr_pstrmemdup(pool, text, longest);
}

/* A header may hold any bytes. */
static const char *in_utf8(const char *text, apr_pool_t *pool)
{
    char *plain;

    if (oas_utf8_is_valid(oas_bytes_of(text)))
        return text;
    plain = apr_pstrdup(pool, text);
    for (char *c = plain; *c != '\0'; c++)
        if ((unsigned char)*c >= 0x80)
            *c = '?';
    return plain;
}

static void add(oas_buffer_t *line, const char *name, const char *value, size_t longest)
{
    apr_pool_t *pool = line->pool;

    oas_buffer_add_text(line, apr_pstrcat(pool, ",\"", name, "\":", NULL));
    oas_buffer_add_text(line, value != NULL ? oas_json_quote(pool, cut(in_utf8(value, pool), longest, pool)) : "null");
}

/* RFC 3339, in UTC and milliseconds. */
static const char *time_of(apr_time_t time, apr_pool_t *pool)
{
    apr_time_exp_t parts;

    apr_time_exp_gmt(&parts, time);
    return apr_psprintf(pool, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                        parts.tm_hour, parts.tm_min, parts.tm_sec, parts.tm_usec / 1000);
}

static void add_reason(oas_buffer_t *line, const char *reason)
{
    const char *code = NULL;

    if (reason != NULL)
        code = apr_psprintf(line->pool, "OAS%u", oas_message_number(oas_message_place(reason)));
    add(line, "reason", reason, LONGEST_WORD);
    add(line, "code", code, LONGEST_WORD);
}

const char *oas_audit_line(const oas_event_t *event, const oas_audit_place_t *place, apr_pool_t *pool)
{
    oas_buffer_t line = oas_buffer(pool, OAS_AUDIT_LINE_LONGEST);
    unsigned sessions = event->sessions != 0 ? event->sessions : event->session != NULL;

    oas_buffer_add_text(&line, apr_psprintf(pool, "{\"time\":\"%s\"", time_of(place->time, pool)));
    add(&line, "event", oas_event_name(event->kind), LONGEST_WORD);
    add(&line, "outcome", event->status == OAS_OK ? "success" : "failure", LONGEST_WORD);
    add_reason(&line, event->reason);
    add(&line, "by", event->by, LONGEST_WORD);
    add(&line, "host", place->host, LONGEST_HOST);
    add(&line, "client", place->client, LONGEST_NAME);
    add(&line, "request", place->request, LONGEST_WORD);
    add(&line, "provider", event->provider, LONGEST_NAME);
    add(&line, "user", place->names_users ? event->user : NULL, LONGEST_USER);
    add(&line, "user_hash", event->user_hash, LONGEST_WORD);
    add(&line, "session", event->session, LONGEST_WORD);
    oas_buffer_add_text(&line, apr_psprintf(pool, ",\"sessions\":%u,\"left_out\":%u}\n", sessions, place->left_out));
    return oas_buffer_text(&line);
}
