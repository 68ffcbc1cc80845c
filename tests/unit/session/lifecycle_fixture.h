/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of a session's life work on: a realm whose sessions are in a table of its own, behind a store that
 * meddles where a test says so. */
#ifndef OAS_TESTS_LIFECYCLE_FIXTURE_H
#define OAS_TESTS_LIFECYCLE_FIXTURE_H

#include "unit.h"

#include "session/lifecycle.h"

#define FIRST_KEY  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
#define SECOND_KEY "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n"

enum { IDLE = 1800, LIFETIME = 28800, MEMORY = 512 * 1024 };

extern const oas_face_t face;
extern const oas_vault_t vault;
extern const oas_label_t label;

/* A store between lifecycle and the table that answers otherwise where a test says so. */
typedef struct meddler_t {
    oas_store_t store;
    oas_store_t *inner;
    void (*meddle)(oas_record_t *record); /* with what get gives; NULL: nothing */
    const oas_record_t *instead;          /* of what get found */
    oas_status_t get, put, replace, touch, remove, find; /* unless OAS_OK, answered without asking the table */
    void (*meanwhile)(struct meddler_t *meddler); /* called when a record is about to be replaced; NULL: nothing */
    void (*missed)(struct meddler_t *meddler); /* called instead of a search, which then finds nothing; NULL: nothing */
    void *data; /* of both */
    int touches, replaces;
} meddler_t;

typedef struct {
    oas_work_t work;
    meddler_t meddler;
    oas_sessions_t sessions;
    unsigned char *memory;
    char cookie[OAS_TICKET_LENGTH + 1];
} fixture_t;

const oas_keyring_t *ring(const char *lines, oas_work_t *work);

/* *state becomes a fixture_t. */
int set_up(void **state);
int tear_down(void **state);

/* Set its clock: so long after OAS_TEST_NOW. */
void at(fixture_t *fixture, apr_time_t after_start);

/* Begin a session with the face, vault and label from above; the fixture's cookie is its cookie then. */
oas_session_t *begin(fixture_t *fixture);

/* Open the session of the fixture's cookie. */
oas_status_t open_it(fixture_t *fixture, oas_session_t **session);
oas_session_t *opened(fixture_t *fixture);

/* As a request does that is a use of it. */
oas_session_t *use(fixture_t *fixture);

/* For missed, with the fixture as data: the session of its cookie goes on under another one, which is the fixture's then. */
void move_elsewhere(meddler_t *meddler);

void assert_no_session(fixture_t *fixture, oas_status_t status, const char *reason);

/* Its record in the table, copied. */
oas_record_t record_of(fixture_t *fixture);

/* Calls of get that the table has seen. */
uint64_t lookups(fixture_t *fixture);

#endif
