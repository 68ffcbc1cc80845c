/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/person_requirement.h"

#include <strings.h>

#include <ap_expr.h>
#include <ap_provider.h>
#include <ap_regex.h>
#include <http_config.h>
#include <http_log.h>
#include <http_request.h>
#include <mod_auth.h>
#include <apr_strings.h>

#include "base/utf8.h"
#include "flow/person_rule.h"
#include "httpd/requirement.h"
#include "httpd/rule.h"

APLOG_USE_MODULE(oauth_session);

/* One of the values of a line, of which one has to fit: a text, a text that follows from the request, or a pattern. */
typedef struct {
    const char *text;
    const ap_expr_info_t *expression;
    const ap_regex_t *pattern;
} wanted_t;

typedef struct line_t line_t;

/* The person is as the line wants it. */
typedef bool look_t(const oas_face_t *face, oas_text_test_t *test, void *data, const line_t *line, apr_pool_t *pool);

struct line_t {
    look_t *look;
    const char *claim; /* that is looked at */
    bool (*fits)(const char *there, const char *wanted);
    oas_rule_t rule;
    apr_array_header_t *wanted; /* wanted_t */
};

/* --- reading --- */

/* "$" is the end of the value, and not also before a line feed there, whatever RegexDefaultOptions says. */
static const char *add_pattern(cmd_parms *cmd, line_t *line, const char *name, const char *value)
{
    wanted_t *wanted = apr_array_push(line->wanted);

    wanted->pattern = ap_pregcomp(cmd->pool, value, AP_REG_DOLLAR_ENDONLY);
    if (wanted->pattern == NULL)
        return apr_psprintf(cmd->pool, "Require %s: \"%s\" is no regular expression", name, value);
    return NULL;
}

static const char *add_text(cmd_parms *cmd, line_t *line, const char *name, const char *value)
{
    wanted_t *wanted = apr_array_push(line->wanted);
    const char *error = NULL;

    wanted->text = value;
    if (strstr(value, "%{") == NULL)
        return NULL;
    wanted->expression = ap_expr_parse_cmd(cmd, value, AP_EXPR_FLAG_STRING_RESULT, &error, NULL);
    if (error != NULL)
        return apr_psprintf(cmd->pool, "Require %s: \"%s\" is no expression: %s", name, value, error);
    return NULL;
}

typedef const char *add_t(cmd_parms *cmd, line_t *line, const char *name, const char *value);

/* "~" as the first of them: those behind it are patterns. An empty value is more often a variable that is not set than meant. */
static const char *read_values(cmd_parms *cmd, line_t *line, const char *name, const char *text, bool may_have_patterns)
{
    const char *value = ap_getword_conf(cmd->pool, &text), *error = NULL;
    add_t *add = add_text;

    if (strchr(text, '@') != NULL) /* addresses name people, and lists of them */
        oas_rule_hide_values(&line->rule, cmd, name);
    if (may_have_patterns && strcmp(value, "~") == 0) {
        add = add_pattern;
        value = ap_getword_conf(cmd->pool, &text);
    }
    line->wanted = apr_array_make(cmd->pool, 4, sizeof(wanted_t));
    do {
        if (*value == '\0')
            return apr_psprintf(cmd->pool, "Require %s takes one or more values%s, none of them empty", name,
                                add == add_pattern ? " behind ~" : "");
        if (!oas_utf8_is_valid(oas_bytes_of(value)))
            return apr_psprintf(cmd->pool, "Require %s: a value is not UTF-8, and claims are", name);
        error = add(cmd, line, name, value);
        value = *text != '\0' ? ap_getword_conf(cmd->pool, &text) : NULL;
    } while (error == NULL && value != NULL);
    return error;
}

static bool is_same(const char *there, const char *wanted)
{
    return strcmp(there, wanted) == 0;
}

static line_t *new_line(const cmd_parms *cmd, look_t *look, const char *claim, const void **parsed)
{
    line_t *line = apr_pcalloc(cmd->pool, sizeof(*line));

    line->look = look;
    line->fits = is_same;
    oas_rule_read(&line->rule, cmd, claim);
    line->claim = claim;
    *parsed = line;
    return line;
}

/* What is right for an address that nobody has verified depends on where the line stands. */
static const char *refuse_alias(const cmd_parms *cmd, const char *name)
{
    if (!oas_rule_has_alias(cmd))
        return NULL;
    return apr_psprintf(cmd->pool, "Require %s can have no <AuthzProviderAlias>: an address that is not verified counts behind "
                                   "\"not\" and nowhere else. Write the line itself where the alias is used", name);
}

/* An address that nobody has verified opens nothing, and is refused where it is to be. */
static bool look_at_claim(const oas_face_t *face, oas_text_test_t *test, void *data, const line_t *line, apr_pool_t *pool)
{
    (void)pool;
    return (line->rule.is_negated || !oas_person_is_unverified(face, line->claim)) && oas_person_has(face, line->claim, test, data);
}

/* Values of these claims name people, whatever object they are in, and who is refused may be anybody. */
static bool names_people(const char *path)
{
    static const char *const claims[] = {"sub", "oid", "email", "emails", "mail", "phone_number", "preferred_username", "name", "upn",
                                         "unique_name", "login", "employee_number", NULL};
    const char *last = path;

    for (const char *c = path; *c != '\0'; c++)
        if (strchr("./:", *c) != NULL)
            last = c + 1;
    for (const char *const *name = claims; *name != NULL; name++)
        if (strcasecmp(*name, last) == 0)
            return true;
    return false;
}

static const char *parse_claim(cmd_parms *cmd, const char *text, const void **parsed)
{
    const char *claim = ap_getword_conf(cmd->pool, &text);
    line_t *line = new_line(cmd, look_at_claim, claim, parsed);
    const char *name, *error;

    if (!oas_utf8_is_valid(oas_bytes_of(claim)))
        return "Require oauth-claim: the name of the claim is not UTF-8, and those of providers are";
    if (*line->claim == '\0' || strcmp(line->claim, "~") == 0)
        return "Require oauth-claim takes the name of a claim and one or more values";
    name = apr_pstrcat(cmd->pool, "oauth-claim ", line->claim, NULL);
    if (names_people(claim))
        oas_rule_hide_values(&line->rule, cmd, name);
    error = oas_person_is_address(line->claim) ? refuse_alias(cmd, name) : NULL;
    return error != NULL ? error : read_values(cmd, line, name, text, true);
}

static const char *parse_group(cmd_parms *cmd, const char *text, const void **parsed)
{
    line_t *line = new_line(cmd, look_at_claim, "groups", parsed);

    return read_values(cmd, line, "oauth-group", text, true);
}

static bool look_at_scope(const oas_face_t *face, oas_text_test_t *test, void *data, const line_t *line, apr_pool_t *pool)
{
    (void)line;
    return oas_person_was_granted(face, test, data, pool);
}

static const char *parse_scope(cmd_parms *cmd, const char *text, const void **parsed)
{
    return read_values(cmd, new_line(cmd, look_at_scope, NULL, parsed), "oauth-scope", text, false);
}

static bool look_at_provider(const oas_face_t *face, oas_text_test_t *test, void *data, const line_t *line, apr_pool_t *pool)
{
    (void)line;
    (void)pool;
    return test(data, face->provider);
}

static const char *parse_provider(cmd_parms *cmd, const char *text, const void **parsed)
{
    return read_values(cmd, new_line(cmd, look_at_provider, NULL, parsed), "oauth-provider", text, false);
}

static bool look_at_email_domain(const oas_face_t *face, oas_text_test_t *test, void *data, const line_t *line,
                                 apr_pool_t *pool)
{
    const char *domain = line->rule.is_negated ? oas_person_said_domain(face) : oas_person_email_domain(face);

    (void)pool;
    return domain != NULL && test(data, domain);
}

/* "example.org" or "*.example.org"; whether there is such a domain is not asked. */
static bool is_domain(const char *text)
{
    const char *labels = strncmp(text, "*.", 2) == 0 ? text + 2 : text;
    size_t length = strlen(labels);

    return length != 0 && labels[0] != '.' && labels[length - 1] != '.' && strstr(labels, "..") == NULL
           && strpbrk(labels, "@*/: \t") == NULL;
}

static const char *parse_email_domain(cmd_parms *cmd, const char *text, const void **parsed)
{
    line_t *line = new_line(cmd, look_at_email_domain, "email", parsed);
    const char *error = refuse_alias(cmd, "oauth-email-domain");

    if (error == NULL)
        error = read_values(cmd, line, "oauth-email-domain", text, false);
    line->fits = oas_domain_fits;
    for (int i = 0; error == NULL && i < line->wanted->nelts; i++) {
        const wanted_t *wanted = &APR_ARRAY_IDX(line->wanted, i, wanted_t);

        if (wanted->expression == NULL && !is_domain(wanted->text))
            return apr_psprintf(cmd->pool, "Require oauth-email-domain \"%s\": a domain is like example.org, or *.example.org for "
                                           "all below it", wanted->text);
    }
    return error;
}

/* --- asking --- */

typedef struct {
    request_rec *r;
    const line_t *line;
    const char **texts; /* of each expression, as far as they are known; "": none that could fit. NULL: none was asked for */
    bool has_failed;    /* a value could not be compared: nothing is known of the answer */
} inquiry_t;

static void fail(inquiry_t *inquiry, const char *why)
{
    oas_work_t work = oas_bridge_work(inquiry->r);

    oas_bridge_log(inquiry->r, oas_fail(&work, OAS_BROKEN, "require_unanswered", "a Require line has no answer: %s", why), &work);
    inquiry->has_failed = true;
}

static const char *text_of(inquiry_t *inquiry, int i)
{
    const wanted_t *wanted = &APR_ARRAY_IDX(inquiry->line->wanted, i, wanted_t);
    const char *error = NULL;

    if (wanted->expression == NULL)
        return wanted->text;
    if (inquiry->texts == NULL)
        inquiry->texts = apr_pcalloc(inquiry->r->pool, (apr_size_t)inquiry->line->wanted->nelts * sizeof(*inquiry->texts));
    if (inquiry->texts[i] == NULL) {
        inquiry->texts[i] = ap_expr_str_exec(inquiry->r, wanted->expression, &error);
        if (error != NULL || inquiry->texts[i] == NULL) {
            inquiry->texts[i] = "";
            fail(inquiry, error != NULL ? error : "no text came of an expression");
        }
    }
    return inquiry->texts[i];
}

/* A pattern that takes too long is given up by the library: that is not the same as no match. */
static bool matches(inquiry_t *inquiry, const ap_regex_t *pattern, const char *there)
{
    int answer = ap_regexec(pattern, there, 0, NULL, 0);

    if (answer != 0 && answer != AP_REG_NOMATCH)
        fail(inquiry, "a regular expression was given up");
    return answer == 0;
}

static bool is_wanted(void *data, const char *there)
{
    inquiry_t *inquiry = data;
    bool is_one = false;

    for (int i = 0; i < inquiry->line->wanted->nelts && !is_one; i++) {
        const wanted_t *wanted = &APR_ARRAY_IDX(inquiry->line->wanted, i, wanted_t);
        const char *text;

        if (wanted->pattern != NULL)
            is_one = matches(inquiry, wanted->pattern, there);
        else
            is_one = *(text = text_of(inquiry, i)) != '\0' && inquiry->line->fits(there, text);
    }
    return is_one;
}

static authz_status check(request_rec *r, const char *text, const void *parsed)
{
    const line_t *line = parsed;
    inquiry_t inquiry = {.r = r, .line = line};
    const oas_session_t *session;
    authz_status status = oas_requirement_session(&session, r);
    bool is_met;

    (void)text;
    if (status != AUTHZ_GRANTED)
        return status;
    is_met = line->look(&session->face, is_wanted, &inquiry, line, r->pool);
    if (!is_met && inquiry.has_failed)
        return AUTHZ_GENERAL_ERROR; /* what is not known is no "not" */
    return oas_rule_answer(r, &line->rule, is_met);
}

static const authz_provider claim = {.check_authorization = check, .parse_require_line = parse_claim};
static const authz_provider group = {.check_authorization = check, .parse_require_line = parse_group};
static const authz_provider scope = {.check_authorization = check, .parse_require_line = parse_scope};
static const authz_provider provider = {.check_authorization = check, .parse_require_line = parse_provider};
static const authz_provider email_domain = {.check_authorization = check, .parse_require_line = parse_email_domain};

void oas_person_requirements_register(apr_pool_t *pool)
{
    static const struct {
        const char *name;
        const authz_provider *answers;
    } kinds[] = {{"oauth-claim", &claim},
                 {"oauth-group", &group},
                 {"oauth-scope", &scope},
                 {"oauth-provider", &provider},
                 {"oauth-email-domain", &email_domain}};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        ap_register_auth_provider(pool, AUTHZ_PROVIDER_GROUP, kinds[i].name, AUTHZ_PROVIDER_VERSION, kinds[i].answers,
                                  AP_AUTH_INTERNAL_PER_CONF);
}
