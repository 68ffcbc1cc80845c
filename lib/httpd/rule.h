/* SPDX-License-Identifier: Apache-2.0 */
/* A Require line of ours, as the administrator wrote it, and what becomes of its answer: one that speaks against the user is noted, so
 * that he and the log can be told. What nobody is refused by costs nothing. */
#ifndef OAS_HTTPD_RULE_H
#define OAS_HTTPD_RULE_H

#include <httpd.h>
#include <http_config.h>
#include <mod_auth.h>
#include <stdbool.h>

typedef struct {
    const char *text;  /* "Require oauth-group staff"; NULL: it is used by another name, and nobody knows where */
    const char *shown; /* the same for the person who is refused: without values that name other people */
    const char *claim; /* that it looks at; NULL: none */
    const ap_directive_t *place;
    bool is_negated;   /* "Require not ...", or within a <RequireNone>: to be met by it keeps people out. Twice is not at all */
} oas_rule_t;

/* One that spoke against the user, newest first. */
typedef struct oas_refusal_t oas_refusal_t;
struct oas_refusal_t {
    const oas_rule_t *rule;
    const oas_refusal_t *before;
};

/* As it stands where cmd is; claim may be NULL. */
void oas_rule_read(oas_rule_t *rule, const cmd_parms *cmd, const char *claim);

/* Who is refused is shown this much of the line, behind "Require": the rest names people, or files. */
void oas_rule_hide_values(oas_rule_t *rule, const cmd_parms *cmd, const char *shown);

/* The line is an <AuthzProviderAlias>: other lines will use it, and which of them are negated nobody can know. */
bool oas_rule_has_alias(const cmd_parms *cmd);

/* The line's answer for httpd, noted where it speaks against the user. */
authz_status oas_rule_answer(request_rec *r, const oas_rule_t *rule, bool is_met);

/* Those of a request that was refused that may have been the reason, of const oas_rule_t *, in the order they were asked in; in r's
 * pool. */
apr_array_header_t *oas_rules_refusing(request_rec *r, const oas_refusal_t *refusals);

#endif
