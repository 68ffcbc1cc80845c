/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/template_setting.h"

#include <stdlib.h>

#include <apr_file_info.h>
#include <apr_strings.h>

#include "httpd/config.h"
#include "httpd/secret.h"
#include "page/own_style.h"
#include "page/own_words.h"
#include "page/template_text.h"

enum { FILES_MOST = 32 };

static const char words_prefix[] = "words.";

/* --- the files of a folder --- */

/* What people and their editors leave in a folder. */
static bool is_beside(const char *name)
{
    size_t length = strlen(name);

    return *name == '.' || strncmp(name, "README", 6) == 0 || name[length - 1] == '~';
}

static int compare(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* In the order of their names: words.de comes before words.de-AT, which goes on with it. */
static const char *list(apr_array_header_t **names, const char *folder, apr_pool_t *pool)
{
    char message[120];
    apr_finfo_t entry;
    apr_dir_t *opened;
    apr_status_t status = apr_dir_open(&opened, folder, pool);

    if (status != APR_SUCCESS)
        return apr_psprintf(pool, "can not read the folder %s: %s", folder, apr_strerror(status, message, sizeof(message)));
    *names = apr_array_make(pool, 8, sizeof(const char *));
    while ((*names)->nelts <= FILES_MOST && apr_dir_read(&entry, APR_FINFO_NAME, opened) == APR_SUCCESS)
        if (!is_beside(entry.name))
            APR_ARRAY_PUSH(*names, const char *) = apr_pstrdup(pool, entry.name);
    apr_dir_close(opened);
    if ((*names)->nelts > FILES_MOST)
        return apr_psprintf(pool, "%s has more than %d files; page.html, style.css and words.LANGUAGE are right", folder,
                            (int)FILES_MOST);
    qsort((*names)->elts, (size_t)(*names)->nelts, (size_t)(*names)->elt_size, compare);
    return NULL;
}

/* A mark that some editors put before UTF-8 is none of the text. */
static const char *read_file(const char **text, const char *path, apr_pool_t *pool)
{
    char *read;
    const char *error = oas_secret_read_public_file(&read, path, OAS_TEMPLATE_LARGEST, pool);

    if (error == NULL)
        *text = strncmp(read, "\xef\xbb\xbf", 3) == 0 ? read + 3 : read;
    return error;
}

/* --- a folder --- */

static const char *add_file(oas_templates_t *templates, apr_array_header_t *languages, const char *folder, const char *name,
                            apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, folder, "/", name, NULL), *text, *error;
    bool is_layout = strcmp(name, "page.html") == 0, is_style = strcmp(name, "style.css") == 0;

    if (!is_layout && !is_style && strncmp(name, words_prefix, sizeof(words_prefix) - 1) != 0)
        return apr_psprintf(pool, "%s is no template; page.html, style.css and words.LANGUAGE (words.de) are right", path);
    if ((error = read_file(&text, path, pool)) != NULL)
        return error;
    if (is_layout)
        return oas_layout_parse(&templates->layout, text, path, pool);
    if (!is_style)
        return oas_own_words_add(languages, name + sizeof(words_prefix) - 1, text, path);
    templates->style = text;
    return oas_own_style_check(text, path, pool);
}

static const char *read_folder(oas_templates_t *templates, const char *folder, apr_pool_t *pool)
{
    apr_array_header_t *languages = oas_own_words(pool), *names = NULL;
    const char *error = list(&names, folder, pool);

    for (int i = 0; error == NULL && i < names->nelts; i++)
        error = add_file(templates, languages, folder, APR_ARRAY_IDX(names, i, const char *), pool);
    if (error != NULL)
        return error;
    APR_ARRAY_PUSH(languages, const oas_words_t *) = NULL;
    templates->words = (const oas_words_t *const *)languages->elts;
    return NULL;
}

const char *oas_templates_set(cmd_parms *cmd, void *directory, const char *folder)
{
    oas_server_config_t *server = oas_server_config(cmd->server);
    oas_templates_t *templates = apr_pcalloc(cmd->pool, sizeof(*templates));
    const char *path = ap_server_root_relative(cmd->pool, folder), *error;

    (void)directory;
    if (server->open_provider != NULL)
        return "OAuthTemplates does not belong into <OAuthProvider>";
    if (path == NULL)
        return apr_psprintf(cmd->pool, "OAuthTemplates: \"%s\" is not the path of a folder", folder);
    *templates = (oas_templates_t){.layout = oas_layout_known, .style = "", .words = oas_words_known};
    if ((error = read_folder(templates, path, cmd->pool)) != NULL)
        return apr_pstrcat(cmd->pool, "OAuthTemplates: ", error, NULL);
    server->templates_folder = path;
    server->templates = templates;
    return NULL;
}

const oas_templates_t *oas_templates(const request_rec *r)
{
    static const oas_templates_t known = {.layout = oas_layout_known, .style = "", .words = oas_words_known};
    const oas_templates_t *templates = oas_server_config(r->server)->templates;

    return templates != NULL ? templates : &known;
}
