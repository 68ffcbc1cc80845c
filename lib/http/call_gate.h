/* SPDX-License-Identifier: Apache-2.0 */
/* How many outside calls may be under way in the whole server: slots in memory that all processes share, so that a
 * provider that hangs holds up a few workers and never all of them. A slot names the process that holds it, and one
 * whose process is gone is free again. No lock: each slot is one atomic word. */
#ifndef OAS_HTTP_CALL_GATE_H
#define OAS_HTTP_CALL_GATE_H

#include <stddef.h>

#include "base/status.h"

typedef struct oas_call_gate_t oas_call_gate_t;

/* Bytes of memory a gate of so many slots needs. */
size_t oas_call_gate_size(unsigned slots);

/* Make a gate in memory (zeroed, aligned to 8 bytes, shared by all processes) that lives as long as it is used. */
oas_call_gate_t *oas_call_gate_init(void *memory, unsigned slots);

/* Take a slot; it does not wait. The slot's number, or -1 when all are held by living processes. */
int oas_call_gate_enter(oas_call_gate_t *gate);

/* Give the slot back that enter gave to this process. */
void oas_call_gate_leave(oas_call_gate_t *gate, int slot);

/* How many slots there are, and how many of them are held by living processes just now. */
unsigned oas_call_gate_slots(const oas_call_gate_t *gate);
unsigned oas_call_gate_held(const oas_call_gate_t *gate);

#endif
