/* SPDX-License-Identifier: Apache-2.0 */
/* The associated bytes of a box, integers with their highest byte first:
 *
 *   index 16 | kind 4 | key id 4 | realm 8 | subject 8 | provider session 8 | created 8 | expires 8 | idle timeout 8
 *   | generation 8 */
#include "session/boxes.h"

#include "crypto/seal.h"

enum { NUMBERS = 8 };

typedef struct {
    oas_index_t index;
    uint64_t numbers[NUMBERS];
} bound_t;

_Static_assert(sizeof(bound_t) == sizeof(oas_index_t) + NUMBERS * sizeof(uint64_t), "nothing between and behind");

/* Written out, so that compilers make one instruction of it. */
static uint64_t highest_first(uint64_t value)
{
    const unsigned char bytes[] = {
        (unsigned char)(value >> 56), (unsigned char)(value >> 48), (unsigned char)(value >> 40),
        (unsigned char)(value >> 32), (unsigned char)(value >> 24), (unsigned char)(value >> 16),
        (unsigned char)(value >> 8),  (unsigned char)value,
    };

    memcpy(&value, bytes, sizeof(value));
    return value;
}

static bound_t bound_of(const oas_box_binding_t *binding)
{
    const oas_record_head_t *head = binding->head;

    return (bound_t){
        .index = head->index,
        .numbers =
            {
                highest_first((uint64_t)binding->kind << 32 | head->key_id),
                highest_first(head->realm),
                highest_first(head->subject),
                highest_first(head->provider_session),
                highest_first((uint64_t)head->created),
                highest_first((uint64_t)head->expires),
                highest_first((uint64_t)head->idle_timeout),
                highest_first(head->generation),
            },
    };
}

oas_status_t oas_record_box_close(oas_bytes_t *box, const oas_box_binding_t *binding, oas_bytes_t plain,
                                  oas_work_t *work)
{
    bound_t bound = bound_of(binding);
    oas_status_t status = oas_box_close(box, binding->key, oas_bytes(&bound, sizeof(bound)), plain, work);

    oas_wipe((void *)plain.data, plain.length);
    return status;
}

/* To whom it does not belong, it is not there. */
static oas_status_t not_there(oas_status_t status)
{
    return status == OAS_REFUSED ? OAS_NOT_FOUND : status;
}

oas_status_t oas_record_box_open_to(unsigned char *out, const oas_box_binding_t *binding, oas_bytes_t box, oas_work_t *work)
{
    bound_t bound = bound_of(binding);

    return not_there(oas_box_open_to(out, binding->key, oas_bytes(&bound, sizeof(bound)), box, work));
}

oas_status_t oas_record_box_open(oas_bytes_t *plain, const oas_box_binding_t *binding, oas_bytes_t box,
                                 oas_work_t *work)
{
    bound_t bound = bound_of(binding);

    return not_there(oas_box_open(plain, binding->key, oas_bytes(&bound, sizeof(bound)), box, work));
}
