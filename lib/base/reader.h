/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the byte forms that oas_buffer_t writes. Reading past the end gives zeros and is remembered:
 * one check at the end will do. */
#ifndef OAS_BASE_READER_H
#define OAS_BASE_READER_H

#include <stdint.h>

#include "base/bytes.h"

typedef struct {
    oas_bytes_t rest; /* not read yet; borrowed from what is read */
    bool overrun;     /* more was asked for than there was */
} oas_reader_t;

oas_reader_t oas_reader(oas_bytes_t bytes);

uint8_t oas_read_u8(oas_reader_t *reader);
uint16_t oas_read_u16(oas_reader_t *reader);
uint32_t oas_read_u32(oas_reader_t *reader);
uint64_t oas_read_u64(oas_reader_t *reader);

/* A view of the next length bytes; empty when there are fewer. */
oas_bytes_t oas_read_bytes(oas_reader_t *reader, size_t length);

/* Everything was read, and nothing beyond it. */
bool oas_reader_is_done(const oas_reader_t *reader);

#endif
