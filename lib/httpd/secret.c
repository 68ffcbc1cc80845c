/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/secret.h"

#include <stdlib.h>

#include <httpd.h>
#include <http_config.h>
#include <apr_file_io.h>
#include <apr_strings.h>

#include "base/bytes.h"

enum { SECRET_LARGEST = 4096 };

/* Who may read or write the file is none of these. */
static const char *read_file(char **text, const char *path, apr_size_t limit, apr_int32_t nobody, apr_pool_t *pool)
{
    apr_finfo_t info;
    apr_file_t *file;
    apr_size_t length;
    char message[120];
    char *content;
    apr_status_t status;

    if ((status = apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool)) != APR_SUCCESS)
        return apr_psprintf(pool, "can not open %s: %s", path, apr_strerror(status, message, sizeof(message)));
    if (apr_file_info_get(&info, APR_FINFO_TYPE | APR_FINFO_PROT | APR_FINFO_SIZE, file) != APR_SUCCESS
        || info.filetype != APR_REG)
        return apr_psprintf(pool, "%s is no plain file", path);
    if (info.protection & nobody)
        return apr_psprintf(pool, "%s can be read or written by others than its owner: chmod 600 it", path);
    if (info.size > (apr_off_t)limit)
        return apr_psprintf(pool, "%s is larger than %" APR_SIZE_T_FMT " bytes", path, limit);
    length = (apr_size_t)info.size;
    content = apr_pcalloc(pool, length + 1);
    if (apr_file_read_full(file, content, length, &length) != APR_SUCCESS && length != (apr_size_t)info.size)
        return apr_psprintf(pool, "can not read %s", path);
    apr_file_close(file);
    *text = content;
    return NULL;
}

const char *oas_secret_read_file(char **text, const char *path, apr_size_t limit, apr_pool_t *pool)
{
    return read_file(text, path, limit, APR_FPROT_GREAD | APR_FPROT_GWRITE | APR_FPROT_WREAD | APR_FPROT_WWRITE, pool);
}

const char *oas_secret_read_public_file(char **text, const char *path, apr_size_t limit, apr_pool_t *pool)
{
    return read_file(text, path, limit, 0, pool);
}

/* What a person's editor puts behind a secret is not part of it. Wipes the text that it stood in. */
static const char *take_line(char *text, apr_pool_t *pool)
{
    const char *line = apr_pstrndup(pool, text, strcspn(text, "\r\n"));

    oas_wipe(text, strlen(text));
    return line;
}

static const char *read_line_of_file(const char **secret, const char *name, apr_pool_t *pool)
{
    const char *path = ap_server_root_relative(pool, name);
    const char *error;
    char *text;

    if (path == NULL)
        return "file: names no file";
    if ((error = oas_secret_read_file(&text, path, SECRET_LARGEST, pool)) == NULL)
        *secret = take_line(text, pool);
    return error;
}

static const char *read_command(const char **secret, const char *command, apr_pool_t *pool)
{
    char **arguments;
    char *line;

    if (apr_tokenize_to_argv(command, &arguments, pool) != APR_SUCCESS || arguments[0] == NULL)
        return "exec: names no command";
    line = ap_get_exec_line(pool, arguments[0], (const char *const *)arguments);
    if (line == NULL || *line == '\0')
        return apr_psprintf(pool, "the command %s printed nothing", arguments[0]);
    *secret = take_line(line, pool);
    return NULL;
}

const char *oas_secret_read(const char **secret, const char *value, apr_pool_t *pool)
{
    const char *error = NULL;

    *secret = value;
    if (strncmp(value, "file:", 5) == 0) {
        error = read_line_of_file(secret, value + 5, pool);
    } else if (strncmp(value, "env:", 4) == 0) {
        if ((*secret = getenv(value + 4)) == NULL)
            return apr_psprintf(pool, "the environment has no %s", value + 4);
        *secret = apr_pstrdup(pool, *secret);
    } else if (strncmp(value, "exec:", 5) == 0) {
        error = read_command(secret, value + 5, pool);
    }
    if (error == NULL && **secret == '\0')
        return "the secret is empty";
    return error;
}
