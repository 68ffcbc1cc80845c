/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/registration_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <unixd.h>
#include <apr_strings.h>

#include "base/buffer.h"
#include "oidc/client_registration.h"

enum { FILE_LARGEST = 2 * OAS_CLIENT_REGISTRATION_LARGEST };

/* Who registers has one call to make, with a deadline of its own. */
static const apr_interval_time_t patience = 10 * APR_USEC_PER_SEC, look_again = APR_USEC_PER_SEC / 20;

typedef struct {
    oas_registration_store_t store; /* first: what callers hold */
    const char *path;
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
static oas_status_t wait_for_other(oas_registration_store_t *store, int file, oas_work_t *work)
{
    for (apr_interval_time_t waited = 0; waited < patience; waited += look_again) {
        if (flock(file, LOCK_SH | LOCK_NB) == 0)
            return OAS_OK;
        apr_sleep(look_again);
    }
    return oas_fail(work, OAS_UNAVAILABLE, "registration_pending", "another process has been registering for long, in %s",
                    path_of(store));
}

static oas_status_t claim_file(oas_registration_store_t *store, int *claim, oas_work_t *work)
{
    int file = open(path_of(store), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    oas_status_t status;

    *claim = -1;
    if (file < 0)
        return fail(store, "write", work);
    /* a lock of this opened file and not of this process: threads exclude each other, too */
    if (flock(file, LOCK_EX | LOCK_NB) == 0) {
        *claim = file;
        return OAS_OK;
    }
    status = errno == EWOULDBLOCK ? wait_for_other(store, file, work) : fail(store, "lock", work);
    close(file);
    return status;
}

static oas_status_t write_file(oas_registration_store_t *store, int claim, oas_bytes_t kept, oas_work_t *work)
{
    if (ftruncate(claim, 0) != 0 || pwrite(claim, kept.data, kept.length, 0) != (ssize_t)kept.length || fsync(claim) != 0)
        return fail(store, "write", work);
    return OAS_OK;
}

static void release_file(oas_registration_store_t *store, int claim)
{
    (void)store;
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

const char *oas_registration_file_prepare(const char *path, apr_pool_t *pool)
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
