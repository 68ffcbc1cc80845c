/* SPDX-License-Identifier: Apache-2.0 */
/* The named shared memory that a table of sessions is in: one for people who are signed in, one for guests. It belongs to no configuration and to no process: a restart finds it
 * again, and so does the next start of the server.
 *
 * There are two names, used by turns. A table of another size is made under the one that is free, and counts from the
 * moment in which it is marked as complete; only then the former one is removed. So whenever all of this is killed, one
 * complete table is found and never none. */
#ifndef OAS_HTTPD_SEGMENT_H
#define OAS_HTTPD_SEGMENT_H

#include <httpd.h>

typedef struct {
    void *memory;       /* of the table, page-aligned; NULL: there is none */
    apr_size_t size;    /* bytes of it */
    apr_uint64_t epoch; /* of two complete ones, the higher counts */
    int name;           /* 0 or 1 */
} oas_segment_t;

typedef enum { OAS_SEGMENT_SESSIONS, OAS_SEGMENT_GUESTS } oas_segment_kind_t;

/* What this process keeps over restarts; no clean-up of httpd's reaches it. A restart may bring another version of this
 * module, which finds this as the former one left it: what is new takes some of what is spare. */
typedef struct {
    oas_segment_t segment; /* the one in use */
    char names[64];        /* what the two names begin with; "" before oas_segment_claim */
    int lock;              /* of server_lock.h */
    apr_uint64_t layout;   /* of the table in it */
    apr_uint64_t kind;     /* oas_segment_kind_t */
    apr_uint64_t spare[7]; /* 0 */
} oas_segment_kept_t;

/* One server, one table of a kind: claim the one of this server's DefaultRuntimeDir, that of the sessions first. Does nothing
 * at a restart. All functions but those that return a const char * for a kept are for the process that starts the others; they
 * return NULL or what is wrong and what to do. */
const char *oas_segment_claim(oas_segment_kept_t **kept, oas_segment_kind_t kind, apr_pool_t *pool);

/* For administrators: what it is, and the directive that says how large. */
const char *oas_segment_title(const oas_segment_kept_t *kept);
const char *oas_segment_directive(const oas_segment_kept_t *kept);

/* In a child: it uses the tables from here until it ends. */
const char *oas_segment_enter(apr_pool_t *pool);

/* Find the complete one of a server that ran before, and remove what else it left. */
const char *oas_segment_find(oas_segment_kept_t *kept, apr_pool_t *pool);

/* Make one beside the one in use: zeroed, and not complete. */
const char *oas_segment_make(oas_segment_t *segment, const oas_segment_kept_t *kept, apr_size_t size, apr_pool_t *pool);

/* It is the one in use from here on; the former one is gone. */
void oas_segment_complete(oas_segment_kept_t *kept, oas_segment_t segment);

/* Remove it, with all that is in it. */
void oas_segment_remove(oas_segment_t *segment, const oas_segment_kept_t *kept);

#endif
