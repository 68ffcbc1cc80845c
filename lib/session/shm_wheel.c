/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_wheel.h"

enum { SLOTS_FORESEEN = 8 }; /* that lie in one line of memory, or two */

static const apr_time_t SECOND = APR_TIME_C(1000000);

/* The second that has begun. */
static int64_t second_of(apr_time_t now)
{
    return now / SECOND - (now % SECOND < 0);
}

/* The first second that begins when the record is over, unless somebody uses it. */
static int64_t first_over(const oas_record_head_t *head)
{
    apr_time_t ends = oas_record_ends(head);

    return ends / SECOND + (ends % SECOND > 0);
}

/* Where the hand is to be taken for: not ahead of the time, if the clock was set back, nor a turn behind it, if nobody
 * came for so long. It may be any number that somebody wrote there. */
static int64_t hand_at(const oas_shm_stripe_t *stripe, int64_t second)
{
    int64_t hand = (int64_t)oas_shm_load(&stripe->control->hand), earliest = second - (stripe->slot_count - 1);

    return hand > second ? second : hand < earliest ? earliest : hand;
}

static void set_hand(const oas_shm_stripe_t *stripe, int64_t second)
{
    if ((int64_t)oas_shm_load(&stripe->control->hand) != second)
        oas_shm_store(OAS_SHM_AT_HAND, &stripe->control->hand, (uint64_t)second);
}

/* A hand that is ahead of the time has to be set back by who adds a record: it would come a turn too late to one that
 * is due between. */
uint32_t oas_shm_wheel_due(const oas_shm_stripe_t *stripe, const oas_record_head_t *head, apr_time_t now)
{
    int64_t hand = hand_at(stripe, second_of(now)), over = first_over(head);
    uint64_t slots = over > hand ? (uint64_t)over - (uint64_t)hand : 0;

    set_hand(stripe, hand);
    if (slots > stripe->slot_count - 1)
        slots = stripe->slot_count - 1;
    return (uint32_t)((uint64_t)hand + slots);
}

bool oas_shm_wheel_turn(const oas_shm_stripe_t *stripe, uint64_t *second, apr_time_t now)
{
    int64_t last = second_of(now), hand = hand_at(stripe, last);
    const oas_shm_word_t *slot;

    while (oas_shm_load(slot = oas_shm_slot(stripe, (uint64_t)hand)) == 0 && hand < last)
        hand++;
    set_hand(stripe, hand);
    *second = (uint64_t)hand;
    return oas_shm_load(slot) != 0;
}

void oas_shm_wheel_prefetch(const oas_shm_stripe_t *stripe, apr_time_t now)
{
    int64_t last = second_of(now), second = hand_at(stripe, last);

    for (int slot = 0; slot < SLOTS_FORESEEN && second <= last; slot++, second++) {
        uint64_t number = oas_shm_load(oas_shm_slot(stripe, (uint64_t)second));
        const oas_shm_block_t *block = oas_shm_block(stripe, oas_shm_low(number));

        if (block != NULL)
            oas_shm_block_prefetch(block);
    }
}

void oas_shm_wheel_set(const oas_shm_stripe_t *stripe, apr_time_t now)
{
    set_hand(stripe, second_of(now));
}

bool oas_shm_wheel_comes_in_time(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix, apr_time_t now)
{
    int64_t second = second_of(now), hand = hand_at(stripe, second), over = first_over(&prefix->head);
    uint32_t due = oas_shm_due(&oas_shm_block(stripe, prefix->number)->first);
    int64_t comes = hand + ((due - (uint32_t)hand) & (stripe->slot_count - 1));

    return comes <= over || comes <= second;
}
