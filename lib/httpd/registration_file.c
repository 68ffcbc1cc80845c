/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/registration_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <unixd.h>
#include <apr_shm.h>
#include <apr_strings.h>

#include "base/buffer.h"
#include "oidc/client_registration.h"

enum { FILE_LARGEST = 2 * OAS_CLIENT_REGISTRATION_LARGEST };

static const apr_interval_time_t patience = 5 * APR_USEC_PER_SEC, look_again = APR_USEC_PER_SEC / 20;
/* Each try sends the initial access token, and may leave a client behind that nobody uses: not one for each visitor. */
static const apr_interval_time_t tried_again_after = 5 * APR_USEC_PER_SEC;

typedef struct {
    oas_registration_store_t store; /* first: what callers hold */
    const char *path;
    const oas_waiting_t *waiting;
    oas_fetch_turn_t *last; /* how it ended, in memory that all processes share; whose turn it is, the file's lock says */
} registration_file_t;

static const char *path_of(oas_registration_store_t *store)
{
    return ((registration_file_t *)store)->path;
}

static oas_status_t fail(oas_registration_store_t *store, const char *what, oas_work_t *work)
{
    return oas_fail(work, OAS_MISCONFIGURED, "registration_file", "OAuthClientRegistration: can not %s %s: %s", what,
                    path_of(store), strerror(errno));
}

static oas_status_t read_file(oas_registration_store_t *store, oas_bytes_t *kept, oas_work_t *work)
{
    oas_buffer_t text = oas_buffer(work->pool, FILE_LARGEST);
    int file = open(path_of(store), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    unsigned char piece[4096];
    ssize_t length;

    *kept = oas_bytes(NULL, 0);
    if (file < 0)
        return errno == ENOENT ? OAS_OK : fail(store, "read", work);
    while ((length = read(file, piece, sizeof(piece))) > 0)
        oas_buffer_add(&text, oas_bytes(piece, (size_t)length));
    close(file);
    oas_wipe(piece, sizeof(piece));
    if (length < 0)
        return fail(store, "read", work);
    *kept = oas_buffer_bytes(&text);
    oas_wipe_with(work->pool, text.data, text.length);
    return OAS_OK;
}

/* Who registers holds the lock alone; all who waited for him may go on together. */
static bool is_free_in_time(const oas_waiting_t *waiting, int file)
{
    for (apr_interval_time_t waited = 0; waited < patience; waited += look_again) {
        if (flock(file, LOCK_SH | LOCK_NB) == 0)
            return true;
        waiting->clock->sleep(waiting->clock, look_again);
    }
    return false;
}

/* A provider that hangs holds up those who have a slot in the waiting room, and never all workers. */
static oas_status_t wait_for_other(const registration_file_t *own, int file, oas_work_t *work)
{
    int slot = oas_call_gate_enter(own->waiting->room);
    bool is_free;

    if (slot < 0)
        return oas_fail(work, OAS_UNAVAILABLE, "registration_pending", "another process is registering, in %s, and too many "
                        "wait already", own->path);
    is_free = is_free_in_time(own->waiting, file);
    oas_call_gate_leave(own->waiting->room, slot);
    return is_free ? OAS_OK
                   : oas_fail(work, OAS_UNAVAILABLE, "registration_pending",
                              "another process has been registering for long, in %s", own->path);
}

/* *alone: the lock is ours. It is one of this opened file and not of this process: threads exclude each other, too. */
static oas_status_t lock(bool *alone, registration_file_t *own, int file, oas_work_t *work)
{
    *alone = flock(file, LOCK_EX | LOCK_NB) == 0;
    if (*alone)
        return OAS_OK;
    return errno == EWOULDBLOCK ? wait_for_other(own, file, work) : fail(&own->store, "lock", work);
}

/* A clock that was set back counts as much time gone. */
static bool has_just_failed(const registration_file_t *own)
{
    const apr_time_t failed = (apr_time_t)atomic_load(&own->last->failed), now = own->waiting->clock->now(own->waiting->clock);

    return failed != 0 && now >= failed && now - failed < tried_again_after;
}

/* Room for what the provider may answer, before it is asked: else each try on a full disk would leave a client behind there.
 * The file's length stays as it is, and what is not needed is given back when it is written. A file system that can not do
 * this is taken at its word when it comes to writing. */
static bool has_room(int file)
{
    return fallocate(file, FALLOC_FL_KEEP_SIZE, 0, FILE_LARGEST) == 0 || errno == EOPNOTSUPP || errno == ENOSYS;
}

static oas_status_t claim_file(oas_registration_store_t *store, int *claim, oas_work_t *work)
{
    registration_file_t *own = (registration_file_t *)store;
    int file = open(own->path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    oas_status_t status;
    bool alone;

    *claim = -1;
    if (file < 0)
        return fail(store, "write", work);
    status = lock(&alone, own, file, work);
    if (status == OAS_OK && has_just_failed(own)) /* while we waited, or before */
        status = oas_fetch_turn_fail(own->last, "registration", work);
    if (status == OAS_OK && alone && !has_room(file))
        status = fail(store, "write", work);
    if (status == OAS_OK && alone)
        *claim = file;
    else
        close(file);
    return status;
}

static bool put(int file, const void *data, size_t length, off_t place)
{
    return pwrite(file, data, length, place) == (ssize_t)length;
}

/* Shortened last: on a full disk there is room where the former text stands. Its first character is spoilt before and made
 * good in the end, so that no mixture of both is ever taken for a registration. */
static oas_status_t write_file(oas_registration_store_t *store, int claim, oas_bytes_t kept, oas_work_t *work)
{
    if (!put(claim, "-", 1, 0) || !put(claim, kept.data + 1, kept.length - 1, 1) || ftruncate(claim, (off_t)kept.length) != 0
        || fsync(claim) != 0 || !put(claim, kept.data, 1, 0) || fsync(claim) != 0)
        return fail(store, "write", work);
    return OAS_OK;
}

/* The end is told before the lock is gone: who gets it next has to know. */
static void release_file(oas_registration_store_t *store, int claim, oas_status_t status, const oas_work_t *work)
{
    const registration_file_t *own = (const registration_file_t *)store;
    oas_work_t end = *work;

    end.now = own->waiting->clock->now(own->waiting->clock);
    oas_fetch_turn_settle(own->last, 0, status, &end);
    close(claim);
}

oas_registration_store_t *oas_registration_file(const char *path, apr_pool_t *pool)
{
    registration_file_t *made = apr_palloc(pool, sizeof(*made));

    *made = (registration_file_t){
        .store = {.read = read_file, .claim = claim_file, .write = write_file, .release = release_file}, .path = path};
    return &made->store;
}

/* --- at start --- */

/* The folder may be writable by others: a link, or another name of a file elsewhere, would give that file away. */
static const char *what_is_wrong_with(const struct stat *about)
{
    if (!S_ISREG(about->st_mode) || about->st_nlink != 1)
        return "is no plain file, or has further names";
    if (about->st_uid != geteuid() && about->st_uid != ap_unixd_config.user_id)
        return "belongs to another user";
    return about->st_mode & (S_IRWXG | S_IRWXO) ? "can be read or written by others than its owner: chmod 600 it" : NULL;
}

static const char *prepare_file(const char *path, apr_pool_t *pool)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    struct stat about;
    const char *wrong = NULL;

    if (file < 0)
        return apr_psprintf(pool, "can not open %s: %s", path, strerror(errno));
    if (fstat(file, &about) != 0)
        wrong = strerror(errno);
    else if ((wrong = what_is_wrong_with(&about)) == NULL && geteuid() == 0
             && fchown(file, ap_unixd_config.user_id, (gid_t)-1) != 0)
        wrong = "can not be given to the user of the server";
    close(file);
    return wrong != NULL ? apr_psprintf(pool, "%s %s", path, wrong) : NULL;
}

const char *oas_registration_file_prepare(oas_registration_store_t *store, const oas_waiting_t *waiting, apr_pool_t *pool)
{
    registration_file_t *own = (registration_file_t *)store;
    apr_shm_t *memory;

    if (apr_shm_create(&memory, sizeof(*own->last), NULL, pool) != APR_SUCCESS)
        return "no shared memory to remember in how a registration ended";
    own->last = apr_shm_baseaddr_get(memory);
    memset(own->last, 0, sizeof(*own->last));
    own->waiting = waiting;
    return prepare_file(own->path, pool);
}
