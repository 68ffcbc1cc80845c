/* SPDX-License-Identifier: Apache-2.0 */
/* Signs users in at a server that runs, without a browser and a provider, and prints their cookies:
 * fill SEGMENT KEY-FILE REALM USERS. Called by the benches of requests. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_general.h>

#include "crowd.h"
#include "session/shm_table.h"

enum { FRONT = 4096, KEYS = 4096 }; /* bytes: of a segment before its table (lib/httpd/segment.c), and of a key file */

static void *fail(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static oas_store_t *join(const char *path, oas_work_t *work)
{
    int file = open(path, O_RDWR);
    oas_store_t *store;
    struct stat about;
    char *memory;

    if (file < 0 || fstat(file, &about) != 0 || about.st_size <= FRONT)
        return fail(path);
    memory = mmap(NULL, (size_t)about.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED
        || oas_shm_table_join(&store, memory + FRONT, (size_t)about.st_size - FRONT, work->pool, work) != OAS_OK)
        return fail("no table");
    close(file);
    return store;
}

static const char *read_keys(const char *path)
{
    static char keys[KEYS];
    FILE *file = fopen(path, "r");

    if (file == NULL || fread(keys, 1, sizeof(keys) - 1, file) == 0)
        return fail(path);
    fclose(file);
    return keys;
}

/* The page that somebody came for, right after the login: it is noted as the session's first use, once, and is not what a
 * request costs. */
static void open_first_page(oas_session_t *session, const oas_sessions_t *sessions, const oas_work_t *login)
{
    oas_work_t work = oas_work(login->pool, login->now + 1);

    if (!oas_session_note_use(session, sessions, &work))
        fail("no first use");
}

static void sign_in(const oas_sessions_t *sessions, unsigned long users)
{
    char cookie[OAS_TICKET_LENGTH + 1];
    oas_work_t work = oas_work(NULL, apr_time_now());
    oas_session_t *session;

    if (apr_pool_create(&work.pool, NULL) != APR_SUCCESS)
        abort();
    for (unsigned long number = 0; number < users; number++) {
        if ((session = crowd_sign_in(cookie, sessions, number, &work)) == NULL)
            fail("no room");
        open_first_page(session, sessions, &work);
        puts(cookie);
        apr_pool_clear(work.pool);
    }
    apr_pool_destroy(work.pool);
}

int main(int count, char **arguments)
{
    oas_work_t work = oas_work(NULL, apr_time_now());
    oas_sessions_t sessions;

    if (count != 5 || apr_initialize() != APR_SUCCESS || apr_pool_create(&work.pool, NULL) != APR_SUCCESS)
        return EXIT_FAILURE;
    sessions = crowd_sessions(join(arguments[1], &work), read_keys(arguments[2]), arguments[3]);
    sign_in(&sessions, strtoul(arguments[4], NULL, 10));
    return EXIT_SUCCESS;
}
