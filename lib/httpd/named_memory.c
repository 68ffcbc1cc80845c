/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/named_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <apr_strings.h>

static const char *failure(const char *what, const char *name, int error, apr_pool_t *pool)
{
    return apr_psprintf(pool, "can not %s the shared memory %s: %s", what, name, strerror(error));
}

static const char *no_room(apr_size_t size, const char *directive, apr_pool_t *pool)
{
    struct statvfs room;
    apr_uint64_t free_bytes = statvfs("/dev/shm", &room) == 0 ? (apr_uint64_t)room.f_bavail * room.f_frsize : 0;

    return apr_psprintf(pool,
                        "%s asks for %" APR_SIZE_T_FMT " kB of shared memory, and /dev/shm has "
                        "%" APR_UINT64_T_FMT " kB free: make it larger (docker: --shm-size) or the store smaller",
                        directive, size / 1024, free_bytes / 1024);
}

/* All pages now. 0, or errno; a system that can not promise them makes them when they are written to. */
static int take_pages(int file, apr_size_t size)
{
    int error;

    if (ftruncate(file, (off_t)size) != 0)
        return errno;
    do
        error = posix_fallocate(file, 0, (off_t)size);
    while (error == EINTR);
    return error == EOPNOTSUPP || error == EINVAL ? 0 : error;
}

static const char *map(void **memory, int file, apr_size_t size, const char *name, apr_pool_t *pool)
{
    void *mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);

    if (mapped == MAP_FAILED)
        return failure("map", name, errno, pool);
    *memory = mapped;
    return NULL;
}

const char *oas_named_memory_create(void **memory, const char *name, apr_size_t size, const char *directive,
                                    apr_pool_t *pool)
{
    const int file = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600); /* closed in programs that are started */
    const char *error;
    int reason;

    *memory = NULL;
    if (file < 0)
        return failure("make", name, errno, pool);
    if ((reason = take_pages(file, size)) == ENOSPC)
        error = no_room(size, directive, pool);
    else
        error = reason != 0 ? failure("make", name, reason, pool) : map(memory, file, size, name, pool);
    close(file);
    if (error != NULL)
        shm_unlink(name);
    return error;
}

const char *oas_named_memory_attach(void **memory, apr_size_t *size, const char *name, apr_pool_t *pool)
{
    const int file = shm_open(name, O_RDWR, 0);
    const char *error;
    struct stat is;

    *memory = NULL;
    if (file < 0)
        return errno == ENOENT ? NULL : failure("open", name, errno, pool);
    if (fstat(file, &is) != 0)
        error = failure("open", name, errno, pool);
    else if (is.st_uid != geteuid() || (is.st_mode & 077) != 0)
        error = apr_psprintf(pool, "the shared memory %s is not ours alone: it is user %ld's, mode %03lo; remove it", name,
                             (long)is.st_uid, (unsigned long)is.st_mode & 0777);
    else
        error = is.st_size == 0 ? NULL : map(memory, file, *size = (apr_size_t)is.st_size, name, pool);
    close(file);
    return error;
}

void oas_named_memory_detach(void *memory, apr_size_t size)
{
    munmap(memory, size);
}

void oas_named_memory_remove(const char *name)
{
    shm_unlink(name);
}
