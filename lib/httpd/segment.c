/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <http_config.h>
#include <http_log.h>
#include <apr_shm.h>
#include <apr_strings.h>

#include "httpd/config.h"

APLOG_USE_MODULE(oauth_session);

/* APR puts its own header before the memory it gives; one page more lets ours begin at a page. */
enum { PAGE = 4096 };

/* What this process keeps over restarts. Its pool is its own: no clean-up of httpd's reaches the segment. */
typedef struct {
    apr_pool_t *pool;
    apr_shm_t *shm;
    apr_size_t size;
    int lock; /* descriptor of the lock file; -1: not locked */
} retained_t;

static retained_t *retained(void)
{
    static const char key[] = "mod_oauth_session segment";
    retained_t *kept = ap_retained_data_get(key);

    if (kept == NULL) {
        kept = ap_retained_data_create(key, sizeof(*kept));
        kept->lock = -1;
    }
    return kept;
}

/* One server, one segment: a record lock of this process, which no child inherits and no death leaves behind. */
static const char *lock_server(retained_t *kept, const char *path, apr_pool_t *pool)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    if (kept->lock >= 0)
        return NULL;
    kept->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (kept->lock < 0)
        return apr_psprintf(pool, "can not open the lock file %s: %s", path, strerror(errno));
    if (fcntl(kept->lock, F_SETLK, &lock) == 0)
        return NULL;
    close(kept->lock);
    kept->lock = -1;
    return apr_psprintf(pool, "another server uses the sessions of %s: give this one a DefaultRuntimeDir of its own", path);
}

/* A page that can not be had when it is first written is a SIGBUS: so room is asked for before. */
static const char *check_room(apr_size_t size, apr_pool_t *pool)
{
    struct statvfs room;
    apr_uint64_t free_bytes;

    if (statvfs("/dev/shm", &room) != 0)
        return NULL; /* another system: its shared memory is no file system */
    free_bytes = (apr_uint64_t)room.f_bavail * room.f_frsize;
    if (free_bytes >= size)
        return NULL;
    return apr_psprintf(pool,
                        "OAuthSessionStore asks for %" APR_SIZE_T_FMT " kB of shared memory, and /dev/shm has %" APR_UINT64_T_FMT
                        " kB free: make it larger (docker: --shm-size) or the store smaller",
                        size / 1024, free_bytes / 1024);
}

static bool attach(retained_t *kept, const char *path, apr_size_t size, server_rec *server)
{
    if (apr_shm_attach(&kept->shm, path, kept->pool) != APR_SUCCESS)
        return false;
    if (apr_shm_size_get(kept->shm) == size)
        return true;
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server,
                 "oauth: reason=store_resized: the size of OAuthSessionStore has changed: all sessions end");
    apr_shm_detach(kept->shm);
    apr_shm_remove(path, kept->pool);
    return false;
}

static const char *create(retained_t *kept, const char *path, apr_size_t size, apr_pool_t *pool)
{
    const char *error = check_room(size, pool);
    char message[120];
    apr_status_t status;

    if (error != NULL)
        return error;
    if ((status = apr_shm_create(&kept->shm, size, path, kept->pool)) != APR_SUCCESS)
        return apr_psprintf(pool, "can not make shared memory for %s: %s", path,
                            apr_strerror(status, message, sizeof(message)));
    memset(apr_shm_baseaddr_get(kept->shm), 0, size);
    return NULL;
}

const char *oas_segment_open(oas_segment_t *segment, apr_size_t size, server_rec *server, apr_pool_t *temporary)
{
    const char *path = ap_runtime_dir_relative(temporary, "oauth_session");
    const apr_size_t whole = size + PAGE;
    retained_t *kept = retained();
    const char *error;

    if ((error = lock_server(kept, apr_pstrcat(temporary, path, ".lock", NULL), temporary)) != NULL)
        return error;
    if (kept->shm == NULL || kept->size != size) {
        /* A former mapping stays: children of the last generation still work in theirs. */
        if (kept->pool == NULL && apr_pool_create_unmanaged(&kept->pool) != APR_SUCCESS)
            return "no memory";
        if (!attach(kept, path, whole, server) && (error = create(kept, path, whole, temporary)) != NULL)
            return error;
        kept->size = size;
    }
    segment->size = size;
    segment->memory = (void *)APR_ALIGN((apr_uintptr_t)apr_shm_baseaddr_get(kept->shm), PAGE);
    return NULL;
}
