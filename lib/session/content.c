/* SPDX-License-Identifier: Apache-2.0 */
/* The byte forms; integers have their highest byte first:
 *
 *   face    'F' version u8(has_plain_names) u8(scope is known) u32(claims) u32(bytes of members) u32(bytes of strings)
 *           the place of each string, u16, or u32 where strings have more bytes than that counts: user, provider, scope if
 *           it is known, name and value of each claim; members; strings, each with a NUL behind it; names follow the
 *           prefix of variables if they are plain
 *   vault   'V' version text for each of vault_texts, u64 for each of vault_times; and, where the first of them is not 0,
 *           u64 for refused_first and refused_last
 *   label   'L' version text for each of label_texts; then nothing more, or u8(token_is_for_refresh) text(token)
 *   text    u32(size), size bytes of which the last and no other is NUL; size 0: the text is NULL
 *
 * Texts and strings bring their NUL along, so that who parses a form can borrow from it. Each request reads a face: to find
 * its strings by their places takes a quarter of the steps that a search for each NUL would. */
#include "session/content.h"

#include <stddef.h>

#include "base/reader.h"

enum {
    VERSION = 1,      /* of vault and label: a change makes sessions begin anew */
    FACE_VERSION = 2, /* the same */
    SMALLEST_CLAIM = 2 * 3, /* bytes: two strings of no characters, and their places */
    PREFIX_LENGTH = sizeof(OAS_VARIABLE_PREFIX) - 1
};

static const size_t vault_texts[] = {
    offsetof(oas_vault_t, subject),      offsetof(oas_vault_t, issuer),     offsetof(oas_vault_t, provider_session),
    offsetof(oas_vault_t, access_token), offsetof(oas_vault_t, token_type), offsetof(oas_vault_t, refresh_token),
    offsetof(oas_vault_t, id_token),     offsetof(oas_vault_t, scope),      offsetof(oas_vault_t, claims_json),
    offsetof(oas_vault_t, refreshed_claims), offsetof(oas_vault_t, session_state),
    offsetof(oas_vault_t, step_up),
};
enum { VAULT_TEXTS = sizeof(vault_texts) / sizeof(vault_texts[0]) };

static const size_t vault_times[] = {
    offsetof(oas_vault_t, access_token_expires),
    offsetof(oas_vault_t, access_token_received),
    offsetof(oas_vault_t, claims_read),
    offsetof(oas_vault_t, confirmed),
    offsetof(oas_vault_t, refresh_failed),
};
enum { VAULT_TIMES = sizeof(vault_times) / sizeof(vault_times[0]) };

static const size_t label_texts[] = {
    offsetof(oas_label_t, user),
    offsetof(oas_label_t, provider),
    offsetof(oas_label_t, address),
    offsetof(oas_label_t, agent),
};
enum { LABEL_TEXTS = sizeof(label_texts) / sizeof(label_texts[0]) };

/* A form being written. It is written twice: without data to learn its length, and then in memory of that size; a
 * buffer that grows would leave copies of tokens behind. */
typedef struct {
    unsigned char *data;
    size_t length;
} form_t;

static void write_bytes(form_t *form, const void *bytes, size_t length)
{
    if (form->data != NULL)
        memcpy(form->data + form->length, bytes, length);
    form->length += length;
}

static void write_integer(form_t *form, uint64_t value, size_t width)
{
    unsigned char bytes[8];

    for (size_t i = 0; i < width; i++)
        bytes[i] = (unsigned char)(value >> (8 * (width - 1 - i)));
    write_bytes(form, bytes, width);
}

static void write_start(form_t *form, unsigned char kind, unsigned char version)
{
    write_integer(form, kind, 1);
    write_integer(form, version, 1);
}

static void write_text(form_t *form, const char *text)
{
    size_t size = text != NULL ? strlen(text) + 1 : 0;

    write_integer(form, size, 4);
    if (size != 0)
        write_bytes(form, text, size);
}

static void write_texts(form_t *form, const void *content, const size_t *offsets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        write_text(form, *(const char *const *)((const char *)content + offsets[i]));
}

/* Bytes of the place of a string, where all of them have so many. */
static size_t place_width(size_t strings)
{
    return strings <= UINT16_MAX ? 2 : 4;
}

/* The strings of a face, in a form of their own: before each of them its place is noted in the other one. */
static void write_string(form_t *strings, form_t *places, size_t width, const char *prefix, const char *string)
{
    write_integer(places, strings->length, width);
    write_bytes(strings, prefix, strlen(prefix));
    write_bytes(strings, string, strlen(string) + 1);
}

static void write_strings(form_t *strings, form_t *places, size_t width, const oas_face_t *face)
{
    const char *prefix = face->has_plain_names ? OAS_VARIABLE_PREFIX : "";

    write_string(strings, places, width, "", face->user);
    write_string(strings, places, width, "", face->provider);
    if (face->scope != NULL)
        write_string(strings, places, width, "", face->scope);
    for (size_t i = 0; i < face->claims.count; i++) {
        write_string(strings, places, width, prefix, face->claims.items[i].name);
        write_string(strings, places, width, "", face->claims.items[i].value);
    }
}

static void write_face(form_t *form, const void *content)
{
    const oas_face_t *face = content;
    form_t strings = {0}, places = {0};
    size_t width;

    write_strings(&strings, &places, 0, face); /* to learn their length */
    width = place_width(strings.length);
    write_start(form, 'F', FACE_VERSION);
    write_integer(form, face->has_plain_names, 1);
    write_integer(form, face->scope != NULL, 1);
    write_integer(form, face->claims.count, 4);
    write_integer(form, face->members.length, 4);
    write_integer(form, strings.length, 4);
    strings = (form_t){0};
    write_strings(&strings, form, width, face);
    if (face->members.length != 0)
        write_bytes(form, face->members.data, face->members.length);
    write_strings(form, &places, 0, face);
}

static void write_time(form_t *form, apr_time_t time)
{
    write_integer(form, (uint64_t)time, 8);
}

static void write_vault(form_t *form, const void *content)
{
    const oas_vault_t *vault = content;

    write_start(form, 'V', VERSION);
    write_texts(form, content, vault_texts, VAULT_TEXTS);
    for (size_t i = 0; i < VAULT_TIMES; i++)
        write_time(form, *(const apr_time_t *)((const char *)content + vault_times[i]));
    if (vault->refused_first == 0)
        return;
    write_time(form, vault->refused_first);
    write_time(form, vault->refused_last);
}

static void write_label(form_t *form, const void *content)
{
    const oas_label_t *label = content;

    write_start(form, 'L', VERSION);
    write_texts(form, content, label_texts, LABEL_TEXTS);
    if (label->token == NULL)
        return;
    write_integer(form, label->token_is_for_refresh, 1);
    write_text(form, label->token);
}

static oas_status_t compose(oas_bytes_t *bytes, void (*write)(form_t *form, const void *content), const void *content,
                            oas_work_t *work)
{
    form_t form = {0};

    *bytes = oas_bytes(NULL, 0);
    write(&form, content);
    if (form.length > OAS_CONTENT_LARGEST)
        return oas_fail(work, OAS_REFUSED, "session_too_large",
                        "the session would hold %" APR_SIZE_T_FMT " bytes, %d are allowed", form.length,
                        OAS_CONTENT_LARGEST);
    form = (form_t){.data = apr_palloc(work->pool, form.length)};
    write(&form, content);
    *bytes = oas_bytes(form.data, form.length);
    return OAS_OK;
}

static bool is_whole(const oas_face_t *face)
{
    bool whole = face->user != NULL && face->provider != NULL;

    for (size_t i = 0; whole && i < face->claims.count; i++)
        whole = face->claims.items[i].name != NULL && face->claims.items[i].value != NULL;
    return whole;
}

oas_status_t oas_face_compose(oas_bytes_t *bytes, const oas_face_t *face, oas_work_t *work)
{
    *bytes = oas_bytes(NULL, 0);
    if (!is_whole(face))
        return oas_fail(work, OAS_BROKEN, "session_incomplete",
                        "a session needs a user, a provider, and claims with a value");
    return compose(bytes, write_face, face, work);
}

oas_status_t oas_vault_compose(oas_bytes_t *bytes, const oas_vault_t *vault, oas_work_t *work)
{
    return compose(bytes, write_vault, vault, work);
}

oas_status_t oas_label_compose(oas_bytes_t *bytes, const oas_label_t *label, oas_work_t *work)
{
    return compose(bytes, write_label, label, work);
}

/* What is wrong with a form is noted and asked for once, at its end. */
static const char *refuse(oas_reader_t *form)
{
    form->overrun = true;
    form->rest.length = 0;
    return NULL;
}

static void read_start(oas_reader_t *form, unsigned char kind, unsigned char version)
{
    if (oas_read_u8(form) != kind || oas_read_u8(form) != version)
        refuse(form);
}

static const char *read_text(oas_reader_t *form)
{
    oas_bytes_t text = oas_read_bytes(form, oas_read_u32(form));

    if (text.length == 0)
        return NULL;
    return memchr(text.data, '\0', text.length) == text.data + text.length - 1 ? (const char *)text.data : refuse(form);
}

static bool read_bool(oas_reader_t *form)
{
    uint8_t value = oas_read_u8(form);

    if (value > 1)
        refuse(form);
    return value == 1;
}

static void read_texts(oas_reader_t *form, void *content, const size_t *offsets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        *(const char **)((char *)content + offsets[i]) = read_text(form);
}

/* The strings of a face. What stands between their places is not looked at: the bytes were sealed by us. */
typedef struct {
    const char *bytes;
    size_t length; /* of them, the last of which is NUL */
    const unsigned char *place; /* of the next one; there are as many as are asked for */
    bool misplaced;             /* one of them */
} strings_t;

/* Widths are constants where this is compiled in. */
static inline const char *next_string(strings_t *strings, size_t width)
{
    const unsigned char *at = strings->place;
    size_t place = (size_t)at[0] << 8 | at[1];

    if (width == 4)
        place = place << 16 | (size_t)at[2] << 8 | at[3];
    strings->place += width;
    if (place < strings->length)
        return strings->bytes + place;
    strings->misplaced = true;
    return strings->bytes + strings->length - 1;
}

static inline const char *name_behind(strings_t *strings, const char *variable)
{
    if (strings->bytes + strings->length - variable > PREFIX_LENGTH
        && memcmp(variable, OAS_VARIABLE_PREFIX, PREFIX_LENGTH) == 0) /* is no call, as strncmp would be */
        return variable + PREFIX_LENGTH;
    strings->misplaced = true;
    return "";
}

static inline void read_claims(oas_face_t *face, strings_t *strings, size_t width, size_t count, apr_pool_t *pool)
{
    oas_pair_t *items = apr_palloc(pool, count * (sizeof(*items) + sizeof(const char *)));
    const char **variables = (const char **)(items + count);

    for (size_t i = 0; i < count; i++) {
        variables[i] = next_string(strings, width);
        items[i].name = face->has_plain_names ? name_behind(strings, variables[i]) : variables[i];
        items[i].value = next_string(strings, width);
    }
    face->claims = (oas_pairs_t){.items = items, .count = count};
    face->variables = face->has_plain_names ? variables : NULL;
}

static inline bool read_strings(oas_face_t *face, strings_t strings, size_t width, bool has_scope, size_t count, apr_pool_t *pool)
{
    face->user = next_string(&strings, width);
    face->provider = next_string(&strings, width);
    face->scope = has_scope ? next_string(&strings, width) : NULL;
    read_claims(face, &strings, width, count, pool);
    return !strings.misplaced;
}

/* false: they are not there. */
static bool find_strings(strings_t *strings, oas_face_t *face, oas_reader_t *form, size_t count)
{
    size_t members = oas_read_u32(form), length = oas_read_u32(form);

    *strings = (strings_t){.length = length};
    strings->place = oas_read_bytes(form, count * place_width(length)).data;
    face->members = oas_read_bytes(form, members);
    strings->bytes = (const char *)oas_read_bytes(form, length).data;
    return oas_reader_is_done(form) && length != 0 && strings->bytes[length - 1] == '\0';
}

static bool read_face(oas_face_t *face, oas_reader_t *form, apr_pool_t *pool)
{
    strings_t strings;
    bool has_scope;
    size_t count;

    read_start(form, 'F', FACE_VERSION);
    face->has_plain_names = read_bool(form);
    has_scope = read_bool(form);
    count = oas_read_u32(form);
    if (count > form->rest.length / SMALLEST_CLAIM /* before memory is taken for them */
        || !find_strings(&strings, face, form, 2 + has_scope + 2 * count))
        return false;
    if (place_width(strings.length) == 2)
        return read_strings(face, strings, 2, has_scope, count, pool);
    return read_strings(face, strings, 4, has_scope, count, pool);
}

static oas_status_t not_a_form(oas_work_t *work, const char *kind)
{
    return oas_fail(work, OAS_BROKEN, "session_form_unknown", "the session's %s is in no form of this version", kind);
}

oas_status_t oas_face_parse(oas_face_t *face, oas_bytes_t bytes, oas_work_t *work)
{
    oas_reader_t form = oas_reader(bytes);

    if (read_face(face, &form, work->pool))
        return OAS_OK;
    *face = (oas_face_t){0};
    return not_a_form(work, "face");
}

static void read_refusals(oas_vault_t *vault, oas_reader_t *form)
{
    bool more = form->rest.length != 0;

    vault->refused_first = more ? (apr_time_t)oas_read_u64(form) : 0;
    vault->refused_last = more ? (apr_time_t)oas_read_u64(form) : 0;
    if (more && vault->refused_first == 0)
        refuse(form);
}

oas_status_t oas_vault_parse(oas_vault_t *vault, oas_bytes_t bytes, oas_work_t *work)
{
    oas_reader_t form = oas_reader(bytes);

    read_start(&form, 'V', VERSION);
    read_texts(&form, vault, vault_texts, VAULT_TEXTS);
    for (size_t i = 0; i < VAULT_TIMES; i++)
        *(apr_time_t *)((char *)vault + vault_times[i]) = (apr_time_t)oas_read_u64(&form);
    read_refusals(vault, &form);
    if (oas_reader_is_done(&form))
        return OAS_OK;
    *vault = (oas_vault_t){0};
    return not_a_form(work, "vault");
}

static void read_token(oas_label_t *label, oas_reader_t *form)
{
    bool is_there = form->rest.length != 0;

    label->token_is_for_refresh = is_there && read_bool(form);
    label->token = is_there ? read_text(form) : NULL;
    if (is_there && label->token == NULL)
        refuse(form);
}

oas_status_t oas_label_parse(oas_label_t *label, oas_bytes_t bytes, oas_work_t *work)
{
    oas_reader_t form = oas_reader(bytes);

    read_start(&form, 'L', VERSION);
    read_texts(&form, label, label_texts, LABEL_TEXTS);
    read_token(label, &form);
    if (oas_reader_is_done(&form))
        return OAS_OK;
    *label = (oas_label_t){0};
    return not_a_form(work, "label");
}
