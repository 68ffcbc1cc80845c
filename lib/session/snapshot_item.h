/* SPDX-License-Identifier: Apache-2.0 */
/* The byte form in which one item of a session table lies in a snapshot. */
#ifndef OAS_SESSION_SNAPSHOT_ITEM_H
#define OAS_SESSION_SNAPSHOT_ITEM_H

#include "base/buffer.h"
#include "base/reader.h"
#include "session/shm_table.h"

/* Add an item's bytes. */
void oas_snapshot_item_add(oas_buffer_t *buffer, const oas_shm_item_t *item);

/* Read the next item and show it. false: what is there is none, or the visitor has seen enough. */
bool oas_snapshot_item_show(oas_reader_t *reader, oas_shm_item_visit_t *visit, void *data);

#endif
