/* SPDX-License-Identifier: Apache-2.0 */
/* What session/ needs of a place that keeps records for all processes. A store reads heads and never bodies: those are
 * sealed under keys that only cookies carry. A record whose time has passed (oas_record_is_over) is as good as gone, and
 * no store gives it out but to visit_ended and take_ended. */
#ifndef OAS_SESSION_STORE_H
#define OAS_SESSION_STORE_H

#include <stdint.h>

#include <apr_tables.h>

#include "base/bytes.h"
#include "base/work.h"

typedef struct {
    unsigned char bytes[16];
} oas_index_t; /* where a record is found; derived from the cookie, of no use without it */

typedef struct {
    oas_index_t index;
    uint32_t key_id;                  /* the key its cookie was signed with */
    uint32_t lease;                   /* the second until which somebody works on it (oas_lease_second); 0: nobody */
    uint64_t realm;                   /* keyed tags: equal for equal things, and nothing else can be read from them */
    uint64_t subject;                 /* 0: none */
    uint64_t provider_session;        /* "sid"; 0: none */
    apr_time_t created;
    apr_time_t expires;               /* end of its lifetime, whatever happens */
    apr_time_t last_used;
    apr_interval_time_t idle_timeout; /* over when not used for so long */
    uint64_t generation;              /* grows with each replacement; part of what the boxes are bound to */
} oas_record_head_t;

typedef struct {
    oas_record_head_t head;
    oas_bytes_t face;   /* sealed: what each request needs */
    oas_bytes_t values; /* sealed: what the application keeps */
    oas_bytes_t vault;  /* sealed: tokens and raw claims */
    oas_bytes_t label;  /* sealed under the server's key: for lists of sessions */
} oas_record_t;

/* Which boxes are wanted with a record's head; the others are empty. */
typedef enum { OAS_BOXES_FACE, OAS_BOXES_FACE_AND_VALUES, OAS_BOXES_ALL } oas_boxes_t;

/* The time from which on it is over if nobody uses it before. */
apr_time_t oas_record_ends(const oas_record_head_t *head);

/* The record's lifetime has ended, or nobody used it for its idle timeout. */
bool oas_record_is_over(const oas_record_head_t *head, apr_time_t now);

/* A lease is told by the second in which it ends, for it must fit beside the key's id. One that would end later than
 * the longest was taken before the clock was set back, and is none. */
enum { OAS_LEASE_LONGEST = 300 /* seconds */ };

/* The second of a lease that is to last at least until this time. */
uint32_t oas_lease_second(apr_time_t until);

/* Somebody has taken the record's lease, and its time has not passed. */
bool oas_record_is_leased(const oas_record_head_t *head, apr_time_t now);

typedef enum { OAS_TAG_SUBJECT, OAS_TAG_PROVIDER_SESSION, OAS_TAG_REALM } oas_tag_kind_t;

typedef struct {
    uint64_t sessions;     /* kept now, over or not */
    uint64_t bytes_used;   /* of their records and what they need around them */
    uint64_t bytes_in_all;
    uint64_t highest_used; /* bytes, since the store was made; of its parts at any time, if it has several */
    uint64_t refused;      /* calls of put or replace for which there was no room; a login may make many */
    uint64_t lookups;      /* calls of get */
    uint64_t repairs;      /* how often something had to be mended after a death or damage */
} oas_store_usage_t;

/* Called for each record with its head and label (its other boxes are empty); the record is valid during the call only.
 * false ends the walk. */
typedef bool oas_record_visit_t(void *data, const oas_record_t *record);

/* All calls are made by any thread of any process at any time. Times are compared with work->now.
 * OAS_UNAVAILABLE may come from each: the store can not be asked now; nothing follows from it for the session.
 * OAS_NOT_FOUND and OAS_EXPIRED are answers, not failures: they are not noted in work. */
typedef struct oas_store_t oas_store_t;
typedef struct {
    /* *record with the boxes that are wanted; copies in work->pool. NULL unless OAS_OK.
     * OAS_NOT_FOUND: never there, ended, or over. */
    oas_status_t (*get)(oas_store_t *store, oas_record_t **record, const oas_index_t *index, oas_boxes_t wanted,
                        oas_work_t *work);

    /* Keep a new record, generation 1. OAS_FULL: no room where its index leads to, even without the records that are
     * over, and no living one is given up for it; under another index there may be some. OAS_REFUSED: its index is
     * taken, or it is larger than the whole store. */
    oas_status_t (*put)(oas_store_t *store, const oas_record_t *record, oas_work_t *work);

    /* Compare and set: the record takes the place of the one with its index, its time of creation and the generation
     * head.generation - 1. A touch that was made meanwhile is kept, and so is a lease, unless it is the one that
     * head.lease names: that ends here. OAS_NOT_FOUND: that one was ended meanwhile and stays so. OAS_EXPIRED: somebody
     * replaced it first; read again. OAS_FULL, OAS_REFUSED as for put; the old one stays. */
    oas_status_t (*replace)(oas_store_t *store, const oas_record_t *record, oas_work_t *work);

    /* Set last_used to work->now where the record is still there and no later use was noted; nothing else happens. *before,
     * if OAS_OK: the use that was the last one then. Each use that is noted follows another one: so of several at the same
     * time one follows the login, and no later one ever does. OAS_NOT_FOUND: it is not there. */
    oas_status_t (*touch)(oas_store_t *store, apr_time_t *before, const oas_index_t *index, oas_work_t *work);

    /* Let nobody else have the lease of the record with this head's index and time of creation until a time, at most
     * OAS_LEASE_LONGEST ahead: one of all who ask has it until he replaces the record or releases it, or that time has
     * come. Others read and replace as before. Who gets it reads the record again: another one may have had it before.
     * OAS_EXPIRED: somebody has it. OAS_NOT_FOUND: no such record. */
    oas_status_t (*lease)(oas_store_t *store, const oas_record_head_t *head, apr_time_t until, oas_work_t *work);

    /* Give the lease up that was taken until that time. OAS_EXPIRED: it was over, and may be somebody else's now.
     * OAS_NOT_FOUND: no such record. */
    oas_status_t (*release)(oas_store_t *store, const oas_record_head_t *head, apr_time_t until, oas_work_t *work);

    /* End it: gone for every process when this returns. OAS_NOT_FOUND: it was not there. */
    oas_status_t (*remove)(oas_store_t *store, const oas_index_t *index, oas_work_t *work);

    /* *heads (oas_record_head_t, in work->pool) of all living records of this tag, in no order; NULL unless OAS_OK, empty
     * for none. One that comes or goes meanwhile may be among them or not. No record has the tag 0. */
    oas_status_t (*find_tagged)(oas_store_t *store, apr_array_header_t **heads, oas_tag_kind_t kind, uint64_t tag,
                                oas_work_t *work);

    /* End all records of this tag; *count of them (NULL: not wanted). OAS_OK also for none. No record has the tag 0. */
    oas_status_t (*remove_tagged)(oas_store_t *store, oas_tag_kind_t kind, uint64_t tag, uint64_t *count,
                                  oas_work_t *work);

    /* Show all living records, in no order. One that comes or goes meanwhile may be shown or not. The visitor may call
     * the store. */
    oas_status_t (*visit)(oas_store_t *store, oas_record_visit_t *visit, void *data, oas_work_t *work);

    /* Show records that are over and still there, as visit shows the others. */
    oas_status_t (*visit_ended)(oas_store_t *store, oas_record_visit_t *visit, void *data, oas_work_t *work);

    /* Take away the record with this head's index and time of creation, which is over: of all who ask one is told OAS_OK.
     * OAS_NOT_FOUND: it is not there, or not over. */
    oas_status_t (*take_ended)(oas_store_t *store, const oas_record_head_t *head, oas_work_t *work);

    /* Remember an id (random, or a digest) until a time, once: OAS_REFUSED when it is remembered already, OAS_FULL when
     * there is no room: ids are never given up before their time. */
    oas_status_t (*use_once)(oas_store_t *store, const oas_index_t *id, apr_time_t until, oas_work_t *work);

    /* OAS_OK: remembered by use_once and its time has not passed; else OAS_NOT_FOUND. */
    oas_status_t (*was_used)(oas_store_t *store, const oas_index_t *id, oas_work_t *work);

    oas_status_t (*usage)(oas_store_t *store, oas_store_usage_t *usage, oas_work_t *work);

    /* The part of the store that a record of this index would be in, less than store->parts. NULL where there is one. */
    unsigned (*part_of)(const oas_store_t *store, const oas_index_t *index);
} oas_store_calls_t;

enum { OAS_STORE_MOST_PARTS = 64 };

struct oas_store_t {
    const oas_store_calls_t *calls; /* first member of every store */
    unsigned parts;                 /* that are full each for itself; 0 is as good as 1 */
    apr_interval_time_t linger;     /* records stay so long when they are over, unless others need their room */
};

#endif
