/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of providers by name: OAuthPreset WORD stands for a few lines of a provider's section, as an
 * administrator would write them. So each preset can be read, and each line of it be replaced by one of his own. */
#ifndef OAS_OIDC_PRESET_H
#define OAS_OIDC_PRESET_H

#include <stdbool.h>

#include <apr_pools.h>

/* A directive and what stands behind it; "{}" is the preset's argument. */
typedef struct {
    const char *directive;
    const char *arguments;
} oas_preset_line_t;

/* What has to follow the word. */
typedef enum {
    OAS_PRESET_ALONE,
    OAS_PRESET_URL, /* of the installation or its realm, without a slash at its end */
    OAS_PRESET_NAME /* letters, digits, "-", "." and "_": a domain, a tenant */
} oas_preset_kind_t;

enum { OAS_PRESET_LINES = 12, OAS_PRESET_MEMBERSHIPS = 3 };

typedef struct {
    const char *word;
    oas_preset_kind_t kind;
    const char *argument;                          /* what the argument is, for errors and documentation: "TENANT" */
    const char *fallback;                          /* the argument where none is given; NULL: it has to be given */
    oas_preset_line_t lines[OAS_PRESET_LINES + 1]; /* the last has no directive */
    oas_preset_line_t memberships[OAS_PRESET_MEMBERSHIPS + 1]; /* besides, where OAuthMemberships is on */
} oas_preset_t;

/* All of them; the last has no word. */
extern const oas_preset_t oas_presets[];

/* NULL: there is none of this word. */
const oas_preset_t *oas_preset_find(const char *word);

/* The argument is one for this preset. It then holds nothing that ends an argument of a directive, or begins
 * another. */
bool oas_preset_takes(const oas_preset_t *preset, const char *argument, apr_pool_t *pool);

/* What stands behind the line's directive, in pool. NULL: the line is for presets with an argument, and this one,
 * "", has none. */
const char *oas_preset_arguments(const oas_preset_line_t *line, const char *argument, apr_pool_t *pool);

/* All words, in pool: "auth0, github, ...". */
const char *oas_preset_words(apr_pool_t *pool);

#endif
