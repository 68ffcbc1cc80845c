/* SPDX-License-Identifier: Apache-2.0 */
/* The table of sessions in memory given by the caller and shared by all processes of a server: in production a named
 * shared memory segment that outlives the server. The layout is drawn in shm_segment.h. */
#ifndef OAS_SESSION_SHM_TABLE_H
#define OAS_SESSION_SHM_TABLE_H

#include "session/store.h"

enum { OAS_SHM_TABLE_SMALLEST = 124 * 1024 }; /* bytes */

/* What this build makes of a table's memory: another number is another layout. For processes that outlive their code. */
uint64_t oas_shm_table_layout(void);

/* A store on memory of size bytes, aligned to a page. What lies there is taken over when it is a table of this layout
 * and size; anything else is replaced by an empty table and *was_replaced says so (false for memory that was all
 * zeros). *store lives in pool, the table in memory; neither needs closing. OAS_MISCONFIGURED: too small.
 * OAS_BROKEN: no locks on this machine. To be called while nobody else uses the memory, for its locks are made anew and
 * none is taken; afterwards any number of processes forked from this one, and of their threads, may use it. */
OAS_MUST_CHECK oas_status_t oas_shm_table_open(oas_store_t **store, bool *was_replaced, void *memory, size_t size,
                                               apr_pool_t *pool, oas_work_t *work);

/* A store on memory in which there is a table that others are using: nothing is read, written or locked there. For the
 * parent of processes that use it, at a graceful restart. *store lives in pool. OAS_MISCONFIGURED: too small. */
OAS_MUST_CHECK oas_status_t oas_shm_table_join(oas_store_t **store, void *memory, size_t size, apr_pool_t *pool,
                                               oas_work_t *work);

/* Something that a table keeps: a record, or an id that was used. */
typedef struct {
    const oas_record_t *record; /* whole; or NULL, and: */
    const oas_index_t *id;
    apr_time_t until;           /* when it need not be remembered any more */
} oas_shm_item_t;

/* Called for each item, which is valid during the call only. false ends the walk. */
typedef bool oas_shm_item_visit_t(void *data, const oas_shm_item_t *item);

/* Show each living record and each used id whose time has not passed, of a table to which nobody of ours writes. No lock
 * is taken and no number believed that was not checked: what somebody else writes there costs items and nothing more. */
OAS_MUST_CHECK oas_status_t oas_shm_table_items(oas_store_t *store, oas_shm_item_visit_t *visit, void *data,
                                                oas_work_t *work);

/* Keep an item of another table as it is, with its generation and times. OAS_FULL: no room where it belongs.
 * OAS_REFUSED: it is there already. */
OAS_MUST_CHECK oas_status_t oas_shm_table_keep(oas_store_t *store, const oas_shm_item_t *item, oas_work_t *work);

/* Account for every byte of a table made here and mend what is not right; *was_sound: nothing was wrong. The table does
 * so by itself when it has to. */
OAS_MUST_CHECK oas_status_t oas_shm_table_audit(oas_store_t *store, bool *was_sound, oas_work_t *work);

#endif
