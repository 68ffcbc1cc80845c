/* SPDX-License-Identifier: Apache-2.0 */
/* How a Location wants to be told who the user is, where it wants it otherwise than most. */
#ifndef OAS_HTTPD_PASSING_SETTING_H
#define OAS_HTTPD_PASSING_SETTING_H

#include "flow/claims_object.h"
#include "httpd/config.h"

/* What one line of OAuthPassClaims says beside its first word. */
struct oas_passed_form_t {
    oas_chosen_claims_t claims; /* NULL: all */
    const char *place;          /* of our site, where the line stands: whom a JWT is for */
};

/* One structure for all that few Locations have: sections are merged with each request. */
struct oas_passing_t {
    const char *prefix;      /* of claims' names: OAuthClaimPrefix; NULL: ours */
    const char *user_header; /* OAuthUserHeader; NULL: none */
    int encoding;            /* oas_encoding_t; -1: not set */
    const char *delimiter;   /* OAuthClaimDelimiter: one character, or "json"; NULL: not set */
};

extern const char *const oas_pass_words[];
extern const char *const oas_encoding_words[];

/* OAuthPassClaims WORD [CLAIM...]. */
const char *oas_passing_set_claims(cmd_parms *cmd, void *directory, int count, char *const words[]);

/* OAuthClaimPrefix, OAuthUserHeader, OAuthClaimDelimiter. */
const char *oas_passing_set_prefix(cmd_parms *cmd, void *directory, const char *prefix);
const char *oas_passing_set_user_header(cmd_parms *cmd, void *directory, const char *name);
const char *oas_passing_set_delimiter(cmd_parms *cmd, void *directory, const char *delimiter);

/* The structure that OAS_PLACE_PASSING means, in a section that is being read. */
oas_passing_t *oas_passing_of(oas_directory_config_t *directory, apr_pool_t *pool);

/* What the section does not set is as in base. */
void oas_passing_inherit_some(oas_directory_config_t *config, const oas_directory_config_t *base, apr_pool_t *pool);

/* The same; most have nothing to inherit. */
static inline void oas_passing_inherit(oas_directory_config_t *config, const oas_directory_config_t *base, apr_pool_t *pool)
{
    if (base->passing != NULL || base->passed_form != NULL)
        oas_passing_inherit_some(config, base, pool);
}

#endif
