/* SPDX-License-Identifier: Apache-2.0 */
/* What a directive may be given: one row says the kind of value, the place it is kept at, its default and what to tell
 * somebody who got it wrong. Reading, inheriting and defaulting all walk these rows. */
#ifndef OAS_HTTPD_SETTING_H
#define OAS_HTTPD_SETTING_H

#include <apr_pools.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum {
    OAS_SETTING_TEXT,       /* const char *: one visible word or sentence */
    OAS_SETTING_URL,        /* const char *: https, or http to loopback */
    OAS_SETTING_ISSUER,     /* the same; "{tenantid}" may stand in its path */
    OAS_SETTING_URL_OR_OFF, /* the same; "" for the word off */
    OAS_SETTING_ORIGIN,     /* const char *: scheme, host and port of a URL without a path */
    OAS_SETTING_PATH,       /* const char *: of our site: "/oauth" */
    OAS_SETTING_TARGET,     /* const char *: of our site, a query may follow: "/bye?from=here" */
    OAS_SETTING_FILE,       /* const char *: relative ones begin at ServerRoot */
    OAS_SETTING_SECRET,     /* const char *: itself, file:PATH, env:NAME or exec:COMMAND */
    OAS_SETTING_DURATION,   /* apr_interval_time_t: 90s, 30m, 8h, 7d */
    OAS_SETTING_NUMBER,     /* int */
    OAS_SETTING_SIZE,       /* int: bytes, such as 64k; 0 or the word off: none */
    OAS_SETTING_STORE,      /* apr_size_t: shm(32m) */
    OAS_SETTING_CHOICE,     /* int: place of the word in words */
    OAS_SETTING_LIST,       /* const char *const *: texts that is_right likes, NULL-terminated; may be repeated */
    OAS_SETTING_WORDS,      /* const char *const *: some of words, NULL-terminated */
    OAS_SETTING_PAIR,       /* oas_pairs_t: name and value; the directive may be repeated */
    OAS_SETTING_VALUES      /* oas_pairs_t: the same, and a name may have several values */
} oas_setting_kind_t;

typedef enum {
    OAS_PLACE_SERVER,
    OAS_PLACE_PROVIDER,
    OAS_PLACE_DIRECTORY,
    OAS_PLACE_PASSING /* of a directory, in a structure of its own: few have it */
} oas_setting_place_t;

typedef struct {
    oas_setting_kind_t kind;
    oas_setting_place_t place;
    size_t offset;            /* of the member in the place's structure */
    const char *right;        /* what would be right, for errors: "a time from 1s to 30d, such as 30m" */
    const char *fallback;     /* the default as one would write it; NULL: none */
    long lowest, highest;     /* seconds, or the number itself */
    const char *const *words; /* NULL-terminated */
    bool (*is_right)(const char *value);
    bool is_global;           /* one value for all virtual hosts: it may not stand in one of them */
} oas_setting_t;

/* Set the member of this setting in config from what was written, in pool. NULL, or what is wrong with the value
 * (without the directive's name). */
const char *oas_setting_set(void *config, const oas_setting_t *setting, const char *value, apr_pool_t *pool);

/* Add a pair. */
const char *oas_setting_add(void *config, const oas_setting_t *setting, const char *name, const char *value,
                            apr_pool_t *pool);

/* Mark the member as not set. */
void oas_setting_clear(void *config, const oas_setting_t *setting);

/* Copy the member from base where config has none; of pairs and values, those whose names config has none of. */
void oas_setting_inherit(void *config, const void *base, const oas_setting_t *setting, apr_pool_t *pool);

/* Give the member its default where it has none yet. */
void oas_setting_default(void *config, const oas_setting_t *setting, apr_pool_t *pool);

#endif
