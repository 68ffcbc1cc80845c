/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/snapshot_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_strings.h>

/* What every snapshot begins with, whatever its version. */
static const char mark[] = "OASSNAP";

static const char *failure(const char *what, const char *path, apr_pool_t *pool)
{
    return apr_psprintf(pool, "can not %s %s: %s", what, path, strerror(errno));
}

/* --- read --- */

typedef struct {
    void *data;
    size_t length;
} mapping_t;

static apr_status_t unmap(void *given)
{
    mapping_t *mapping = given;

    munmap(mapping->data, mapping->length);
    return APR_SUCCESS;
}

static const char *map(oas_bytes_t *bytes, int file, const char *path, apr_pool_t *pool)
{
    mapping_t *mapping = apr_pcalloc(pool, sizeof(*mapping));
    struct stat is;

    if (fstat(file, &is) != 0)
        return failure("look at", path, pool);
    if (!S_ISREG(is.st_mode) || is.st_uid != geteuid() || (is.st_mode & 077) != 0)
        return apr_psprintf(pool, "%s is no file that is ours alone", path);
    if (is.st_size == 0)
        return NULL;
    mapping->length = (size_t)is.st_size;
    mapping->data = mmap(NULL, mapping->length, PROT_READ, MAP_PRIVATE, file, 0);
    if (mapping->data == MAP_FAILED)
        return failure("map", path, pool);
    apr_pool_cleanup_register(pool, mapping, unmap, apr_pool_cleanup_null);
    *bytes = oas_bytes(mapping->data, mapping->length);
    return NULL;
}

const char *oas_snapshot_file_read(oas_bytes_t *bytes, const char *path, apr_pool_t *pool)
{
    const int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    const char *error;

    *bytes = oas_bytes(NULL, 0);
    if (file < 0)
        return errno == ENOENT ? NULL : failure("open", path, pool);
    error = map(bytes, file, path, pool);
    close(file);
    return error;
}

const char *oas_snapshot_file_check(const char *path, apr_pool_t *pool)
{
    const char *error;
    oas_bytes_t bytes;

    if ((error = oas_snapshot_file_read(&bytes, path, pool)) != NULL)
        return error;
    if (bytes.length == 0 || (bytes.length >= strlen(mark) && memcmp(bytes.data, mark, strlen(mark)) == 0))
        return NULL;
    return apr_psprintf(pool, "%s holds something else than sessions", path);
}

/* --- remove and write --- */

/* What was done to the file's name is done for good. */
static const char *sync_folder(const char *path, apr_pool_t *pool)
{
    const char *folder = ap_make_dirstr_parent(pool, path);
    const int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const char *error = NULL;

    if (file < 0 || (fsync(file) != 0 && errno != EINVAL))
        error = failure("sync", folder, pool);
    if (file >= 0)
        close(file);
    return error;
}

const char *oas_snapshot_file_remove(const char *path, apr_pool_t *pool)
{
    if (unlink(path) != 0)
        return errno == ENOENT ? NULL : failure("remove", path, pool);
    return sync_folder(path, pool);
}

static bool write_all(void *data, oas_bytes_t bytes)
{
    const int file = *(const int *)data;

    while (bytes.length != 0) {
        const ssize_t written = write(file, bytes.data, bytes.length);

        if (written > 0)
            bytes = oas_bytes(bytes.data + written, bytes.length - (size_t)written);
        else if (errno != EINTR)
            return false;
    }
    return true;
}

static const char *fill(int file, const char *path, oas_store_t *table, apr_size_t table_size, const oas_keyring_t *keys,
                        oas_work_t *work)
{
    const oas_status_t status = oas_snapshot_write(table, table_size, keys, write_all, &file, work);

    if (status != OAS_OK)
        return status == OAS_UNAVAILABLE ? failure("write", path, work->pool) : work->failure;
    return fsync(file) != 0 ? failure("write", path, work->pool) : NULL;
}

const char *oas_snapshot_file_write(const char *path, oas_store_t *table, apr_size_t table_size,
                                    const oas_keyring_t *keys, oas_work_t *work)
{
    const char *new_path = apr_pstrcat(work->pool, path, ".new", NULL);
    const char *error;
    int file;

    unlink(new_path); /* of a server that was killed while it wrote */
    if ((file = open(new_path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)) < 0)
        return failure("make", new_path, work->pool);
    error = fill(file, new_path, table, table_size, keys, work);
    close(file);
    if (error == NULL && rename(new_path, path) != 0)
        error = failure("replace", path, work->pool);
    if (error != NULL) {
        unlink(new_path);
        return error;
    }
    return sync_folder(path, work->pool);
}
