/* SPDX-License-Identifier: Apache-2.0 */
/* The associated bytes of a box, integers with their highest byte first:
 *
 *   kind 1 | index 16 | key id 4 | realm 8 | subject 8 | provider session 8 | created 8 | expires 8 | idle timeout 8
 *   | generation 8 */
#include "session/boxes.h"

#include "crypto/seal.h"

enum { BOUND_LENGTH = 1 + 16 + 4 + 7 * 8 };

static unsigned char *write_integer(unsigned char *out, uint64_t value, int width)
{
    for (int i = 0; i < width; i++)
        out[i] = (unsigned char)(value >> (8 * (width - 1 - i)));
    return out + width;
}

static void write_bound(unsigned char bound[BOUND_LENGTH], const oas_box_binding_t *binding)
{
    const oas_record_head_t *head = binding->head;
    unsigned char *out = write_integer(bound, binding->kind, 1);

    memcpy(out, head->index.bytes, sizeof(head->index.bytes));
    out += sizeof(head->index.bytes);
    out = write_integer(out, head->key_id, 4);
    out = write_integer(out, head->realm, 8);
    out = write_integer(out, head->subject, 8);
    out = write_integer(out, head->provider_session, 8);
    out = write_integer(out, (uint64_t)head->created, 8);
    out = write_integer(out, (uint64_t)head->expires, 8);
    out = write_integer(out, (uint64_t)head->idle_timeout, 8);
    write_integer(out, head->generation, 8);
}

oas_status_t oas_record_box_close(oas_bytes_t *box, const oas_box_binding_t *binding, oas_bytes_t plain,
                                  oas_work_t *work)
{
    unsigned char bound[BOUND_LENGTH];
    oas_status_t status;

    write_bound(bound, binding);
    status = oas_box_close(box, binding->key, oas_bytes(bound, sizeof(bound)), plain, work);
    oas_wipe((void *)plain.data, plain.length);
    return status;
}

oas_status_t oas_record_box_open(oas_bytes_t *plain, const oas_box_binding_t *binding, oas_bytes_t box,
                                 oas_work_t *work)
{
    unsigned char bound[BOUND_LENGTH];
    oas_status_t status;

    write_bound(bound, binding);
    status = oas_box_open(plain, binding->key, oas_bytes(bound, sizeof(bound)), box, work);
    return status == OAS_REFUSED ? OAS_NOT_FOUND : status; /* to whom it does not belong, it is not there */
}
