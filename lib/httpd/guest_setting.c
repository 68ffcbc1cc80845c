/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/guest_setting.h"

#include <apr_strings.h>

#include "httpd/setting.h"

static void note_place(cmd_parms *cmd, const oas_directory_config_t *directory)
{
    APR_ARRAY_PUSH(oas_server_config(cmd->server)->guest_places, oas_guest_place_t) = (oas_guest_place_t){
        .directory = directory, .file = cmd->directive->filename, .line = cmd->directive->line_num};
}

/* Who is to be a guest has to get in: so pass need not be written beside it. */
const char *oas_guest_set(cmd_parms *cmd, void *directory, const char *word)
{
    oas_directory_config_t *config = directory;
    const char *error;

    if (oas_server_config(cmd->server)->open_provider != NULL)
        return "OAuthGuestSession does not belong into <OAuthProvider>";
    if ((error = oas_setting_set(config, cmd->info, word, cmd->pool)) != NULL)
        return apr_psprintf(cmd->pool, "OAuthGuestSession: %s", error);
    if (config->guests != OAS_GUESTS_ON)
        return NULL;
    if (config->unauthenticated == -1)
        config->unauthenticated = OAS_UNAUTHENTICATED_PASS;
    note_place(cmd, config);
    return NULL;
}

void oas_guests_want(cmd_parms *cmd)
{
    note_place(cmd, NULL);
}

bool oas_guests_are_wanted(const server_rec *servers)
{
    for (const server_rec *server = servers; server != NULL; server = server->next)
        if (oas_server_config(server)->guest_places->nelts != 0)
            return true;
    return false;
}

static const char *check_place(const oas_guest_place_t *place, const server_rec *server, apr_pool_t *pool)
{
    const oas_directory_config_t *directory = place->directory;
    int data = directory->session_data;

    if (data == -1)
        data = oas_server_directory_config(server)->session_data;
    if (data <= OAS_DATA_OFF)
        return apr_psprintf(pool,
                            "OAuthGuestSession on (%s line %d) needs OAuthSessionData on, form or json beside it: there are no "
                            "values to keep",
                            place->file, place->line);
    if (directory->unauthenticated != OAS_UNAUTHENTICATED_PASS)
        return apr_psprintf(pool,
                            "OAuthGuestSession on (%s line %d) is for who is not signed in: let OAuthUnauthenticated be pass "
                            "beside it, or leave it out",
                            place->file, place->line);
    return NULL;
}

const char *oas_guest_check(const server_rec *server, apr_pool_t *pool)
{
    const apr_array_header_t *places = oas_server_config(server)->guest_places;
    const char *error = NULL;

    for (int i = 0; i < places->nelts && error == NULL; i++)
        if (APR_ARRAY_IDX(places, i, oas_guest_place_t).directory != NULL)
            error = check_place(&APR_ARRAY_IDX(places, i, oas_guest_place_t), server, pool);
    return error;
}
