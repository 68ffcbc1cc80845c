/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/passed_tokens.h"

#include <strings.h>

#include <apr_strings.h>

#include "flow/kept_id_token.h"
#include "httpd/bridge.h"
#include "httpd/passed_texts.h"
#include "httpd/realm.h"

/* --- OAuthPassTokens --- */

/* Behind the first, in the order of the bits of oas_pass_tokens_t. */
const char *const oas_token_words[] = {"none", "access", "id", "id-claims", "refresh", NULL};

static int token_called(const char *word)
{
    for (int i = 0; oas_token_words[i] != NULL; i++)
        if (strcasecmp(oas_token_words[i], word) == 0)
            return i == 0 ? OAS_TOKENS_NONE : 1 << (i - 1);
    return -1;
}

const char *oas_passed_tokens_set(cmd_parms *cmd, void *directory, int count, char *const words[])
{
    int tokens = OAS_TOKENS_NONE;

    if (oas_server_config(cmd->server)->open_provider != NULL)
        return "OAuthPassTokens does not belong into <OAuthProvider>";
    for (int i = 0; i < count; i++) {
        int token = token_called(words[i]);

        if (token < 0 || (token == OAS_TOKENS_NONE && count != 1))
            return apr_psprintf(cmd->pool, "OAuthPassTokens: \"%s\" is not none alone, or some of access, id, id-claims and refresh",
                                words[i]);
        tokens |= token;
    }
    if (count == 0)
        return "OAuthPassTokens takes none, or some of access, id, id-claims and refresh";
    ((oas_directory_config_t *)directory)->pass_tokens = tokens;
    return NULL;
}

/* --- telling --- */

static const oas_vault_t *open_vault(request_rec *r, const oas_session_t *session)
{
    oas_work_t work = oas_bridge_work(r);
    oas_vault_t *vault = oas_exchange(r)->vault;

    if (vault != NULL
        || oas_session_open_vault(&vault, &oas_site_of(r)->sessions, session, &work) == OAS_OK)
        return vault;
    oas_bridge_log(r, OAS_NOT_FOUND, &work);
    return NULL;
}

const char *oas_passed_access_token(request_rec *r, const oas_session_t *session)
{
    const oas_vault_t *vault = open_vault(r, session);

    return vault != NULL ? vault->access_token : NULL;
}

/* RFC 6749 appendix A: no token, nor what else is said of it, has other characters. */
static void tell(const oas_receiver_t *receiver, const char *variable, const char *header, const char *token)
{
    if (token == NULL)
        return;
    for (const char *c = token; *c != '\0'; c++)
        if (*c < 0x20 || *c > 0x7e)
            return;
    oas_tell_receiver(receiver, variable, header, token);
}

static void tell_access_token(const oas_receiver_t *receiver, const oas_vault_t *vault)
{
    tell(receiver, "OAUTH_ACCESS_TOKEN", "X-OAuth-Access-Token", vault->access_token);
    if (vault->access_token == NULL)
        return;
    tell(receiver, "OAUTH_ACCESS_TOKEN_TYPE", "X-OAuth-Access-Token-Type", vault->token_type);
    tell(receiver, "OAUTH_SCOPE", "X-OAuth-Scope", vault->scope);
    if (vault->access_token_expires != 0)
        tell(receiver, "OAUTH_ACCESS_TOKEN_EXPIRES", "X-OAuth-Access-Token-Expires",
             apr_ltoa(receiver->r->pool, (long)apr_time_sec(vault->access_token_expires)));
}

/* The claims of the ID token that counts, as compact JSON: as they came, there may be line ends between them. */
static const char *compose_id_claims(request_rec *r, const oas_vault_t *vault)
{
    oas_work_t work = oas_bridge_work(r);
    const oas_json_t *claims;
    oas_status_t status = vault->refreshed_claims != NULL
                              ? oas_json_parse_object(&claims, oas_bytes_of(vault->refreshed_claims),
                                                      strlen(vault->refreshed_claims), "kept claims", &work)
                              : oas_kept_id_token_read(&claims, vault->id_token, &work);

    if (status == OAS_OK)
        return oas_json_text(claims, r->pool);
    oas_bridge_log(r, status, &work);
    return NULL;
}

static void tell_id_claims(const oas_receiver_t *receiver, const oas_session_t *session, const oas_vault_t *vault)
{
    static const char purpose[] = "claims of the ID token";
    const oas_text_key_t key = {session, purpose, ""};
    request_rec *r = receiver->r;
    const char *claims = oas_passed_text_find(&key, r->request_time, r->pool);

    if (claims == NULL && vault->id_token != NULL && (claims = compose_id_claims(r, vault)) != NULL)
        oas_passed_text_keep(&key, claims, r->request_time + apr_time_from_sec(3600));
    if (claims != NULL)
        oas_tell_receiver(receiver, "OAUTH_ID_TOKEN_CLAIMS", "X-OAuth-ID-Token-Claims", claims);
}

void oas_passed_tokens_tell(const oas_receiver_t *receiver, const oas_session_t *session, const oas_directory_config_t *directory)
{
    const oas_vault_t *vault = open_vault(receiver->r, session);

    if (vault == NULL)
        return;
    if (oas_passes_token(directory, OAS_TOKENS_ACCESS))
        tell_access_token(receiver, vault);
    if (oas_passes_token(directory, OAS_TOKENS_ID))
        tell(receiver, "OAUTH_ID_TOKEN", "X-OAuth-ID-Token", vault->id_token);
    if (oas_passes_token(directory, OAS_TOKENS_ID_CLAIMS))
        tell_id_claims(receiver, session, vault);
    if (oas_passes_token(directory, OAS_TOKENS_REFRESH))
        tell(receiver, "OAUTH_REFRESH_TOKEN", "X-OAuth-Refresh-Token", vault->refresh_token);
}
