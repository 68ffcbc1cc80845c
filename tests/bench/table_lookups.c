/* SPDX-License-Identifier: Apache-2.0 */
/* A lookup is what each request does: from the cookie to the open session. What the table has to do with it is shown on
 * its own as "get". Whatever is found lies where no cache foresees it; the step into memory says what that costs here. */
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "crowd.h"
#include "stage.h"
#include "timing.h"
#include "../unit/session/samples.h"

enum { LARGEST = 1000000, ROUNDS = 5, VISITS = 20000, MEMORY_LINE = 64 };

typedef struct {
    char cookie[OAS_TICKET_LENGTH + 1];
    oas_index_t index;
} user_t;

typedef struct {
    stage_t stage;
    oas_sessions_t sessions;
    user_t *users;
    uint64_t count;  /* of users who are signed in */
    uint64_t visits; /* so far: no two of them begin with the same user */
    double nothing;  /* nanoseconds */
} lookups_t;

static double times[VISITS];

static void sign_in_until(lookups_t *lookups, uint64_t count)
{
    const oas_session_t *session;

    for (; lookups->count < count; lookups->count++) {
        user_t *user = &lookups->users[lookups->count];

        session = crowd_sign_in(user->cookie, &lookups->sessions, lookups->count, &lookups->stage.work);
        if (session == NULL)
            stage_fail(&lookups->stage, "no room");
        user->index = session->ticket.index;
        apr_pool_clear(lookups->stage.work.pool);
    }
}

static void look_up(stage_t *stage, const oas_sessions_t *sessions, const user_t *user)
{
    oas_session_t *session;

    if (oas_session_open(&session, sessions, oas_bytes(user->cookie, OAS_TICKET_LENGTH), &stage->work) != OAS_OK)
        stage_fail(stage, "a session that was begun does not open");
}

static void get(stage_t *stage, const oas_sessions_t *sessions, const user_t *user)
{
    (void)sessions;
    stage_get(stage, &user->index);
}

typedef void visit_t(stage_t *stage, const oas_sessions_t *sessions, const user_t *user);

static double median_of_visits(lookups_t *lookups, visit_t *visit)
{
    for (int i = 0; i < VISITS; i++) {
        const user_t user = lookups->users[sample_hash(lookups->visits++) % lookups->count]; /* a request brings its cookie */
        double start = nanoseconds();

        visit(&lookups->stage, &lookups->sessions, &user);
        times[i] = nanoseconds() - start - lookups->nothing;
        apr_pool_clear(lookups->stage.work.pool);
    }
    return quantile(times, VISITS, 0.5);
}

static double median_of_steps(const lookups_t *lookups)
{
    const volatile unsigned char *memory = lookups->stage.memory;
    unsigned sum = 0;

    for (uint64_t i = 0; i < VISITS; i++) {
        uint64_t place = sample_hash(i) % (lookups->stage.size / MEMORY_LINE) * MEMORY_LINE;
        double start = nanoseconds();

        sum += memory[place];
        times[i] = nanoseconds() - start - lookups->nothing;
    }
    return sum == 0 ? 0 : quantile(times, VISITS, 0.5);
}

static void say(const char *what, uint64_t sessions, double time)
{
    char name[40];

    snprintf(name, sizeof(name), "table.%s.%llu", what, (unsigned long long)sessions);
    figure(name, time, "ns");
}

static double smaller(double left, double right)
{
    return left < right ? left : right;
}

/* The best round of each counts: so somebody else's work on the machine does least harm. */
static void measure_among(lookups_t *lookups, uint64_t sessions)
{
    double lookup = HUGE_VAL, alone = HUGE_VAL;

    sign_in_until(lookups, sessions);
    for (int round = 0; round < ROUNDS; round++) {
        lookup = smaller(lookup, median_of_visits(lookups, look_up));
        alone = smaller(alone, median_of_visits(lookups, get));
    }
    say("lookup", sessions, lookup);
    say("get", sessions, alone);
}

void measure_lookups(void)
{
    static const uint64_t counts[] = {10, 10000, 100000, LARGEST};
    lookups_t lookups = {.users = malloc(LARGEST * sizeof(*lookups.users)), .nothing = nanoseconds_of_nothing()};

    if (lookups.users == NULL)
        abort();
    stage_open(&lookups.stage, stage_size_for(LARGEST));
    lookups.sessions = crowd_sessions(lookups.stage.store, NULL, "localhost");
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        measure_among(&lookups, counts[i]);
    figure("table.step_into_memory", median_of_steps(&lookups), "ns");
    stage_close(&lookups.stage);
    free(lookups.users);
}
