/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/people_file.h"

#include <stdatomic.h>
#include <string.h>

#include <apr_file_io.h>
#include <apr_hash.h>
#include <apr_lib.h>
#include <apr_strings.h>

enum { LARGEST = 4 * 1024 * 1024, MOMENT_SECONDS = 2, ERROR_LONGEST = 128 };

/* What was read at one time. Nobody changes it, and it is given back when nobody looks at any. */
typedef struct list_t list_t;
struct list_t {
    apr_pool_t *pool;
    apr_hash_t *people; /* NULL: it could not be read */
    list_t *former;     /* that was in its place, and may still be looked at */
};

struct oas_people_file_t {
    const char *path;
    _Atomic(list_t *) current;
    atomic_int readers;      /* who look at a list just now */
    _Atomic apr_int64_t looked; /* when the file was last looked at, seconds */
    atomic_flag is_busy;     /* somebody looks: what is below is his */
    apr_finfo_t read;        /* as it was when it was read; mtime 0: look again */
};

/* --- reading --- */

static const char *lower(const char *text, apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, text);

    for (char *c = copy; *c != '\0'; c++)
        *c = (char)apr_tolower(*c);
    return copy;
}

static char *without_blanks_around(char *text)
{
    char *end = text + strlen(text);

    while (apr_isspace(*text))
        text++;
    while (end > text && apr_isspace(end[-1]))
        *--end = '\0';
    return text;
}

static void add_line(list_t *list, char *line)
{
    const char *person = without_blanks_around(line);

    if (*person != '\0' && *person != '#')
        apr_hash_set(list->people, strchr(person, '@') != NULL ? lower(person, list->pool) : person, APR_HASH_KEY_STRING, "");
}

/* A file of two bytes a character, as Windows writes them, is none of ours: NULL. */
static char *text_in(char *bytes, apr_size_t length)
{
    static const char mark[] = "\xef\xbb\xbf"; /* that it is UTF-8: no part of the first line */

    if (memchr(bytes, '\0', length) != NULL)
        return NULL;
    return strncmp(bytes, mark, sizeof(mark) - 1) == 0 ? bytes + sizeof(mark) - 1 : bytes;
}

static apr_status_t read_text(char **text, apr_finfo_t *found, const char *path, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_size_t length;
    char *bytes;
    apr_status_t status = apr_file_open(&file, path, APR_FOPEN_READ, APR_OS_DEFAULT, pool);

    if (status != APR_SUCCESS)
        return status;
    status = apr_file_info_get(found, APR_FINFO_MIN | APR_FINFO_INODE, file);
    if (status == APR_SUCCESS && (found->filetype != APR_REG || found->size > LARGEST))
        status = APR_EINVAL;
    if (status == APR_SUCCESS) {
        length = (apr_size_t)found->size;
        bytes = apr_pcalloc(pool, length + 1);
        status = length != 0 ? apr_file_read_full(file, bytes, length, &length) : APR_SUCCESS;
        if (status == APR_EOF) /* somebody is just making it shorter */
            status = APR_SUCCESS;
        if ((*text = text_in(bytes, length)) == NULL && status == APR_SUCCESS)
            status = APR_EINVAL;
    }
    apr_file_close(file);
    return status;
}

/* A list that could not be read has nobody in it, and is one all the same. */
static apr_status_t read_list(list_t **list, apr_finfo_t *found, const char *path)
{
    apr_pool_t *pool;
    char *text = NULL, *position;
    apr_status_t status = apr_pool_create_unmanaged(&pool);

    if (status != APR_SUCCESS)
        return status;
    *list = apr_pcalloc(pool, sizeof(**list));
    (*list)->pool = pool;
    status = read_text(&text, found, path, pool);
    if (status != APR_SUCCESS)
        return status;
    (*list)->people = apr_hash_make(pool);
    for (char *line = apr_strtok(text, "\r\n", &position); line != NULL; line = apr_strtok(NULL, "\r\n", &position))
        add_line(*list, line);
    return APR_SUCCESS;
}

static const char *reason_of(apr_status_t status, apr_pool_t *pool)
{
    char text[ERROR_LONGEST];

    if (status == APR_EINVAL)
        return "it is no file of people, a text of no more than 4 MB";
    return apr_pstrdup(pool, apr_strerror(status, text, sizeof(text)));
}

/* --- in its time --- */

static apr_status_t give_back(void *data)
{
    oas_people_file_t *file = data;

    for (list_t *list = atomic_load(&file->current), *former; list != NULL; list = former) {
        former = list->former;
        apr_pool_destroy(list->pool);
    }
    return APR_SUCCESS;
}

/* Who begins to look from now on gets the new list. Where nobody looks there is nobody left who has a former one. */
static void replace(oas_people_file_t *file, list_t *list)
{
    list->former = atomic_load(&file->current);
    atomic_store(&file->current, list);
    if (atomic_load(&file->readers) != 0)
        return;
    for (list_t *former = list->former, *next; former != NULL; former = next) {
        next = former->former;
        apr_pool_destroy(former->pool);
    }
    list->former = NULL;
}

static bool has_changed(const oas_people_file_t *file, apr_pool_t *pool)
{
    apr_finfo_t now;

    return apr_stat(&now, file->path, APR_FINFO_MIN | APR_FINFO_INODE, pool) != APR_SUCCESS || file->read.mtime == 0
           || now.mtime != file->read.mtime || now.size != file->read.size || now.inode != file->read.inode;
}

/* A file that was changed a moment ago may change once more within the same tick of its clock. */
static void remember(oas_people_file_t *file, const apr_finfo_t *found, apr_time_t now)
{
    file->read = *found;
    if (found->mtime > now - apr_time_from_sec(MOMENT_SECONDS))
        file->read.mtime = 0;
}

static oas_status_t read_again(oas_people_file_t *file, oas_work_t *work)
{
    bool was_known = atomic_load(&file->current)->people != NULL;
    list_t *list = NULL;
    apr_finfo_t found = {0};
    apr_status_t status = read_list(&list, &found, file->path);

    if (list == NULL)
        return OAS_OK; /* no memory for a pool: what was read stays */
    remember(file, &found, work->now);
    replace(file, list);
    if (status == APR_SUCCESS || !was_known)
        return OAS_OK;
    return oas_fail(work, OAS_MISCONFIGURED, "people_file", "%s can not be read, and lets nobody pass until it can: %s",
                    file->path, reason_of(status, work->pool));
}

static oas_status_t look(oas_people_file_t *file, oas_work_t *work)
{
    apr_int64_t second = apr_time_sec(work->now);
    oas_status_t status = OAS_OK;

    if (atomic_load_explicit(&file->looked, memory_order_relaxed) == second || atomic_flag_test_and_set(&file->is_busy))
        return OAS_OK;
    atomic_store_explicit(&file->looked, second, memory_order_relaxed);
    if (has_changed(file, work->pool))
        status = read_again(file, work);
    atomic_flag_clear(&file->is_busy);
    return status;
}

const char *oas_people_file_open(oas_people_file_t **file, const char *path, apr_pool_t *pool)
{
    list_t *list = NULL;
    apr_finfo_t found;
    apr_status_t status = read_list(&list, &found, path);

    *file = NULL;
    if (status != APR_SUCCESS) {
        if (list != NULL)
            apr_pool_destroy(list->pool);
        return reason_of(status, pool);
    }
    *file = apr_pcalloc(pool, sizeof(**file));
    (*file)->path = apr_pstrdup(pool, path);
    atomic_init(&(*file)->current, list); /* each process looks again, by its first request: it may have other rights */
    atomic_flag_clear(&(*file)->is_busy);
    apr_pool_cleanup_register(pool, *file, give_back, apr_pool_cleanup_null);
    return NULL;
}

static bool has(apr_hash_t *people, const char *key)
{
    return apr_hash_get(people, key, APR_HASH_KEY_STRING) != NULL;
}

/* Who may choose his name shall not choose somebody's address: a line with "@" is never a name. */
oas_status_t oas_people_file_has(bool *is_in, bool *is_known, oas_people_file_t *file, const char *user, const char *email,
                                 oas_work_t *work)
{
    oas_status_t status = look(file, work);
    apr_hash_t *people;

    atomic_fetch_add(&file->readers, 1);
    people = atomic_load(&file->current)->people;
    *is_known = people != NULL;
    *is_in = people != NULL
             && ((strchr(user, '@') == NULL && has(people, user))
                 || (email != NULL && strchr(email, '@') != NULL && has(people, lower(email, work->pool))));
    atomic_fetch_sub(&file->readers, 1);
    return status;
}
