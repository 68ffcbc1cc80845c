/* SPDX-License-Identifier: Apache-2.0 */
/* The byte forms; integers have their highest byte first:
 *
 *   face    'F' version string(user) string(provider) u8(has_plain_names) u32(claims) then for each claim
 *           string(name), behind the prefix of variables if names are plain, string(value); then nothing more, or
 *           text(scope) u32(size) size bytes of members
 *   vault   'V' version text for each of vault_texts, u64 for each of vault_times; and, where the first of them is not 0,
 *           u64 for refused_first and refused_last
 *   label   'L' version text for each of label_texts; then nothing more, or u8(token_is_for_refresh) text(token)
 *   text    u32(size), size bytes of which the last and no other is NUL; size 0: the text is NULL
 *   string  bytes that are not NUL, and one that is
 *
 * Both bring their NUL along so that who parses a form can borrow from it; a string is read in fewer steps. */
#include "session/content.h"

#include <stddef.h>

#include "base/reader.h"

enum {
    VERSION = 1,        /* of all three: a change to one of them makes sessions begin anew */
    SMALLEST_CLAIM = 2, /* bytes: two strings of no characters */
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

static void write_start(form_t *form, unsigned char kind)
{
    write_integer(form, kind, 1);
    write_integer(form, VERSION, 1);
}

static void write_text(form_t *form, const char *text)
{
    size_t size = text != NULL ? strlen(text) + 1 : 0;

    write_integer(form, size, 4);
    if (size != 0)
        write_bytes(form, text, size);
}

static void write_string(form_t *form, const char *string)
{
    write_bytes(form, string, strlen(string) + 1);
}

static void write_texts(form_t *form, const void *content, const size_t *offsets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        write_text(form, *(const char *const *)((const char *)content + offsets[i]));
}

static void write_rest(form_t *form, const oas_face_t *face)
{
    write_text(form, face->scope);
    write_integer(form, face->members.length, 4);
    if (face->members.length != 0)
        write_bytes(form, face->members.data, face->members.length);
}

static void write_face(form_t *form, const void *content)
{
    const oas_face_t *face = content;

    write_start(form, 'F');
    write_string(form, face->user);
    write_string(form, face->provider);
    write_integer(form, face->has_plain_names, 1);
    write_integer(form, face->claims.count, 4);
    for (size_t i = 0; i < face->claims.count; i++) {
        if (face->has_plain_names)
            write_bytes(form, OAS_VARIABLE_PREFIX, PREFIX_LENGTH);
        write_string(form, face->claims.items[i].name);
        write_string(form, face->claims.items[i].value);
    }
    if (face->scope != NULL || face->members.length != 0)
        write_rest(form, face);
}

static void write_time(form_t *form, apr_time_t time)
{
    write_integer(form, (uint64_t)time, 8);
}

static void write_vault(form_t *form, const void *content)
{
    const oas_vault_t *vault = content;

    write_start(form, 'V');
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

    write_start(form, 'L');
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

static void read_start(oas_reader_t *form, unsigned char kind)
{
    if (oas_read_u8(form) != kind || oas_read_u8(form) != VERSION)
        refuse(form);
}

static const char *read_text(oas_reader_t *form)
{
    oas_bytes_t text = oas_read_bytes(form, oas_read_u32(form));

    if (text.length == 0)
        return NULL;
    return memchr(text.data, '\0', text.length) == text.data + text.length - 1 ? (const char *)text.data : refuse(form);
}

static inline const char *read_string(oas_reader_t *form)
{
    const unsigned char *string = form->rest.data;
    const unsigned char *end = form->rest.length != 0 ? memchr(string, '\0', form->rest.length) : NULL;

    if (end == NULL)
        return refuse(form);
    return (const char *)oas_read_bytes(form, (size_t)(end - string) + 1).data;
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

static void read_variable_prefix(oas_reader_t *form)
{
    const unsigned char *bytes = oas_read_bytes(form, PREFIX_LENGTH).data;

    if (bytes == NULL || memcmp(bytes, OAS_VARIABLE_PREFIX, PREFIX_LENGTH) != 0)
        refuse(form);
}

static void read_claims(oas_face_t *face, oas_reader_t *form, apr_pool_t *pool)
{
    size_t count = oas_read_u32(form);
    const char **variables;
    oas_pair_t *items;

    if (count > form->rest.length / SMALLEST_CLAIM) { /* before memory is taken for them */
        refuse(form);
        count = 0;
    }
    items = apr_palloc(pool, count * sizeof(*items));
    variables = apr_palloc(pool, count * sizeof(*variables));
    for (size_t i = 0; i < count; i++) {
        variables[i] = (const char *)form->rest.data;
        if (face->has_plain_names)
            read_variable_prefix(form);
        items[i].name = read_string(form);
        items[i].value = read_string(form);
    }
    face->claims = (oas_pairs_t){.items = items, .count = count};
    face->variables = face->has_plain_names ? variables : NULL;
}

static void read_rest(oas_face_t *face, oas_reader_t *form)
{
    bool more = form->rest.length != 0;

    face->scope = more ? read_text(form) : NULL;
    face->members = more ? oas_read_bytes(form, oas_read_u32(form)) : oas_bytes(NULL, 0);
}

static oas_status_t not_a_form(oas_work_t *work, const char *kind)
{
    return oas_fail(work, OAS_BROKEN, "session_form_unknown", "the session's %s is in no form of this version", kind);
}

oas_status_t oas_face_parse(oas_face_t *face, oas_bytes_t bytes, oas_work_t *work)
{
    oas_reader_t form = oas_reader(bytes);

    read_start(&form, 'F');
    face->user = read_string(&form);
    face->provider = read_string(&form);
    face->has_plain_names = read_bool(&form);
    read_claims(face, &form, work->pool);
    read_rest(face, &form);
    if (oas_reader_is_done(&form))
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

    read_start(&form, 'V');
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

    read_start(&form, 'L');
    read_texts(&form, label, label_texts, LABEL_TEXTS);
    read_token(label, &form);
    if (oas_reader_is_done(&form))
        return OAS_OK;
    *label = (oas_label_t){0};
    return not_a_form(work, "label");
}
