/* SPDX-License-Identifier: Apache-2.0 */
/* All that a session table keeps, as the bytes of a file: for machines that are to end and begin again. Sealed under the
 * server's keys, so that who has the file can neither read nor change it, nor take anything out of it. */
#ifndef OAS_SESSION_SNAPSHOT_H
#define OAS_SESSION_SNAPSHOT_H

#include "crypto/keyring.h"
#include "session/shm_table.h"

/* Takes bytes of a snapshot, one piece after the other. false: it can not. */
typedef bool oas_snapshot_sink_t(void *data, oas_bytes_t bytes);

/* Write what a table of so many bytes keeps, as oas_shm_table_items shows it. OAS_UNAVAILABLE: the sink could not take
 * it. OAS_BROKEN: no randomness, or OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_snapshot_write(oas_store_t *table, size_t table_size, const oas_keyring_t *keys,
                                               oas_snapshot_sink_t *sink, void *data, oas_work_t *work);

/* One that was read, and found to be whole. */
typedef struct {
    oas_bytes_t head;   /* borrowed from the bytes that were read */
    oas_bytes_t chunks; /* likewise */
    const oas_key_t *key;
    size_t table_size;  /* of the table it was written from: all of it fits into one of this size */
} oas_snapshot_t;

/* Check all of a snapshot. OAS_REFUSED: it is none of this layout, or something is missing, too much or changed.
 * OAS_NOT_FOUND: it was sealed under a key that is not in the ring. */
OAS_MUST_CHECK oas_status_t oas_snapshot_read(oas_snapshot_t *snapshot, oas_bytes_t bytes, const oas_keyring_t *keys,
                                              oas_work_t *work);

typedef struct {
    unsigned long sessions; /* now in the table */
    unsigned long doubles;  /* items that were left out: there is one like them */
} oas_snapshot_restored_t;

/* Put what has not ended meanwhile into a table that is empty. OAS_FULL and others as oas_shm_table_keep says them, of
 * the first item for which the table has no room; the table has a part of them then. */
OAS_MUST_CHECK oas_status_t oas_snapshot_restore(const oas_snapshot_t *snapshot, oas_store_t *table,
                                                 oas_snapshot_restored_t *restored, oas_work_t *work);

#endif
