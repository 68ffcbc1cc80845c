/* SPDX-License-Identifier: Apache-2.0 */
/* Values that an application keeps in a session: names with any bytes, in name spaces that know nothing of each other.
 * Each space has a version, which grows with each change of it, so that a change can be made of what was read and of
 * nothing newer. */
#ifndef OAS_SESSION_VALUES_H
#define OAS_SESSION_VALUES_H

#include "session/lifecycle.h"

/* What one space may have. A proxied application is told all of it in one header. */
enum {
    OAS_VALUES_MOST = 64,
    OAS_VALUES_BYTES = 16 * 1024,  /* of all names and values together */
    OAS_VALUE_NAME_LONGEST = 128,  /* bytes */
    OAS_VALUE_SPACES_MOST = 16,    /* in one session */
    OAS_VALUE_SPACE_LONGEST = 64   /* characters of a space's name */
};

typedef struct {
    oas_bytes_t name;
    oas_bytes_t value;
} oas_value_t;

/* The values of one space, in the order in which they came. */
typedef struct {
    const oas_value_t *items;
    size_t count;
    uint64_t version; /* 0: nothing was ever written */
} oas_values_t;

/* One thing to do. */
typedef struct {
    enum { OAS_VALUE_SET, OAS_VALUE_UNSET, OAS_VALUES_CLEAR, OAS_VALUE_ADD } kind;
    oas_value_t value; /* set: name and value; unset: name; add: name, and a number to add to its value (value_sum.h) */
} oas_value_edit_t;

/* What one request wants to be done, all of it or nothing; borrowed. */
typedef struct {
    const oas_value_edit_t *items; /* in this order */
    size_t count;
    const uint64_t *if_version;    /* only if this is the version; NULL: whatever it is */
} oas_value_edits_t;

/* Names can be told anywhere: 1 to OAS_VALUE_NAME_LONGEST bytes of UTF-8 without control characters. */
bool oas_value_is_name(oas_bytes_t name);

/* A space's name: letters, digits, "-", "_" and ".", at most OAS_VALUE_SPACE_LONGEST. */
bool oas_value_is_space(const char *space);

/* The value of a name, NULL where there is none. */
const oas_bytes_t *oas_values_get(const oas_values_t *values, oas_bytes_t name);

/* The values of an open session's space as they are now, in work->pool and wiped with it. OAS_NOT_FOUND: the session was
 * ended meanwhile. OAS_UNAVAILABLE: the store can not say. */
OAS_MUST_CHECK oas_status_t oas_session_open_values(oas_values_t *values, const oas_sessions_t *sessions,
                                                    const oas_session_t *session, const char *space, oas_work_t *work);

/* Change them; *version is that of afterwards. Others who change other names meanwhile keep what they did; of two who
 * change the same, the last one counts. OAS_EXPIRED (values_version): the version is not the one that was demanded.
 * OAS_REFUSED: a name that is none (values_name), what is no number to add (values_number), too many values (values_many), too many bytes (values_large) or spaces
 * (values_spaces). OAS_NOT_FOUND, OAS_UNAVAILABLE, OAS_FULL: as oas_session_change. Nothing was changed then. */
OAS_MUST_CHECK oas_status_t oas_session_change_values(uint64_t *version, oas_session_t *session,
                                                      const oas_sessions_t *sessions, const char *space,
                                                      const oas_value_edits_t *edits, oas_work_t *work);

#endif
