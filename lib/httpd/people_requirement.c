/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/people_requirement.h"

#include <ap_provider.h>
#include <http_config.h>
#include <http_request.h>
#include <mod_auth.h>
#include <apr_strings.h>

#include "flow/person_rule.h"
#include "httpd/bridge.h"
#include "httpd/people_file.h"
#include "httpd/requirement.h"
#include "httpd/rule.h"

typedef struct {
    oas_people_file_t *file;
    oas_rule_t rule;
} line_t;

static const char *parse(cmd_parms *cmd, const char *text, const void **parsed)
{
    line_t *line = apr_pcalloc(cmd->pool, sizeof(*line));
    const char *value = ap_getword_conf(cmd->pool, &text), *error;
    const char *path = *value != '\0' ? ap_server_root_relative(cmd->pool, value) : NULL;

    *parsed = line;
    if (path == NULL || *text != '\0')
        return "Require oauth-user-file takes one file, with the address or name of one person in each line";
    oas_rule_read(&line->rule, cmd, "email");
    oas_rule_hide_values(&line->rule, cmd, "oauth-user-file");
    if (oas_rule_has_alias(cmd))
        return "Require oauth-user-file can have no <AuthzProviderAlias>: an address that is not verified counts behind \"not\" and "
               "nowhere else. Write the line itself where the alias is used";
    if ((error = oas_people_file_open(&line->file, path, cmd->pool)) != NULL)
        return apr_psprintf(cmd->pool, "Require oauth-user-file: %s can not be read: %s", path, error);
    return NULL;
}

/* An address that nobody has verified opens nothing, and is refused where it is to be. */
static const char *address_of(const oas_face_t *face, const oas_rule_t *rule)
{
    return !rule->is_negated && oas_person_is_unverified(face, "email") ? NULL : oas_pairs_get(face->claims, "email");
}

/* While nobody can say who is in the file, the answer is the one that keeps people out. */
static authz_status check(request_rec *r, const char *text, const void *parsed)
{
    const line_t *line = parsed;
    oas_work_t work = oas_bridge_work(r);
    const oas_session_t *session;
    authz_status status = oas_requirement_session(&session, r);
    oas_status_t news;
    bool is_in, is_known;

    (void)text;
    if (status != AUTHZ_GRANTED)
        return status;
    news = oas_people_file_has(&is_in, &is_known, line->file, r->user, address_of(&session->face, &line->rule), &work);
    if (news != OAS_OK)
        oas_bridge_log(r, news, &work);
    return oas_rule_answer(r, &line->rule, is_known ? is_in : line->rule.is_negated);
}

static const authz_provider provider = {.check_authorization = check, .parse_require_line = parse};

void oas_people_requirement_register(apr_pool_t *pool)
{
    ap_register_auth_provider(pool, AUTHZ_PROVIDER_GROUP, "oauth-user-file", AUTHZ_PROVIDER_VERSION, &provider,
                              AP_AUTH_INTERNAL_PER_CONF);
}
