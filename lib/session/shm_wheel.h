/* SPDX-License-Identifier: Apache-2.0 */
/* The wheel of a stripe says where a record is that may be over, without a search. It has a slot for each second, as far
 * ahead as it reaches; in a slot are the records that are due then (shm_chains.h), and a hand goes from slot to slot with
 * the time. Nobody passes a slot with a record in it. Due is not over: a touch makes a record end later and leaves it
 * where it is, and one that ends beyond the last slot is due there. Who comes to it looks, and lets it be due again.
 *
 * So the one thing that has to be true is that the hand comes to each record no later than the record is over, to the
 * second. It goes on where slots are empty. Where it is more than a turn late, all slots lie before it, wherever it
 * begins. Where it is ahead of the time, for the clock was set back, it goes back, too, and comes to all records earlier.
 * Only when the clock jumps forth and back again may it come a turn too late, to one that was over before. */
#ifndef OAS_SESSION_SHM_WHEEL_H
#define OAS_SESSION_SHM_WHEEL_H

#include "session/shm_record.h"

/* The second in which a record is due. */
uint32_t oas_shm_wheel_due(const oas_shm_stripe_t *stripe, const oas_record_head_t *head, apr_time_t now);

/* Let the hand go on to the next record that is due. false: none is. *second is that of its slot. */
OAS_MUST_CHECK bool oas_shm_wheel_turn(const oas_shm_stripe_t *stripe, uint64_t *second, apr_time_t now);

/* Begin to fetch the records that are due, as the first in their slots. */
void oas_shm_wheel_prefetch(const oas_shm_stripe_t *stripe, apr_time_t now);

/* Put the hand of an empty wheel to where it is to be now. */
void oas_shm_wheel_set(const oas_shm_stripe_t *stripe, apr_time_t now);

/* The hand comes to the record before it is over, or now. */
bool oas_shm_wheel_comes_in_time(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix, apr_time_t now);

#endif
