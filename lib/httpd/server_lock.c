/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/server_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <apr_strings.h>

/* Bytes of the file, which are never written. */
enum { SERVER, USERS };

static const apr_interval_time_t patience = 3 * APR_USEC_PER_SEC, look_again = APR_USEC_PER_SEC / 20;

static struct flock on(int byte, short type)
{
    return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
}

static int set(int lock, int byte, short type)
{
    struct flock wanted = on(byte, type);

    return fcntl(lock, F_SETLK, &wanted);
}

const char *oas_server_lock_claim(int *lock, const char *path, apr_pool_t *pool)
{
    *lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*lock < 0)
        return apr_psprintf(pool, "can not open the lock file %s: %s", path, strerror(errno));
    if (set(*lock, SERVER, F_WRLCK) == 0)
        return NULL;
    close(*lock);
    return apr_psprintf(pool, "another server uses the sessions of %s: give this one a DefaultRuntimeDir of its own", path);
}

static const char *still_used(int lock, apr_pool_t *pool)
{
    struct flock user = on(USERS, F_WRLCK);

    if (fcntl(lock, F_GETLK, &user) != 0)
        return apr_psprintf(pool, "the sessions can not be locked: %s", strerror(errno));
    return apr_psprintf(pool, "process %ld was started by a server that ended or restarted, and still uses the sessions: "
                              "end it, or wait until it has answered its last requests", (long)user.l_pid);
}

const char *oas_server_lock_exclude(int lock, apr_pool_t *pool)
{
    const apr_time_t end = apr_time_now() + patience;

    while (set(lock, USERS, F_WRLCK) != 0) {
        if (apr_time_now() >= end)
            return still_used(lock, pool);
        apr_sleep(look_again);
    }
    return NULL;
}

void oas_server_lock_admit(int lock)
{
    set(lock, USERS, F_UNLCK);
}

/* Waits for a server that is just taking over what another one left: this process began too late to be seen by it. */
const char *oas_server_lock_enter(int lock, apr_pool_t *pool)
{
    struct flock wanted = on(USERS, F_RDLCK);

    while (fcntl(lock, F_SETLKW, &wanted) != 0)
        if (errno != EINTR)
            return apr_psprintf(pool, "the sessions can not be locked: %s", strerror(errno));
    return NULL;
}
