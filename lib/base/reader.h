/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the byte forms that oas_buffer_t writes. Reading past the end gives zeros and is remembered:
 * one check at the end will do. All of it is here so that it is compiled into who reads: each request reads a face. */
#ifndef OAS_BASE_READER_H
#define OAS_BASE_READER_H

#include <stdint.h>

#include "base/bytes.h"

typedef struct {
    oas_bytes_t rest; /* not read yet; borrowed from what is read */
    bool overrun;     /* more was asked for than there was */
} oas_reader_t;

static inline oas_reader_t oas_reader(oas_bytes_t bytes)
{
    return (oas_reader_t){.rest = bytes};
}

/* A view of the next length bytes; empty when there are fewer. */
static inline oas_bytes_t oas_read_bytes(oas_reader_t *reader, size_t length)
{
    oas_bytes_t bytes = oas_bytes(reader->rest.data, length);

    if (length > reader->rest.length) {
        reader->overrun = true;
        reader->rest.length = 0;
        return oas_bytes(NULL, 0);
    }
    if (length != 0)
        reader->rest = oas_bytes(reader->rest.data + length, reader->rest.length - length);
    return bytes;
}

/* Integers have their highest byte first. */
static inline uint8_t oas_read_u8(oas_reader_t *reader)
{
    const unsigned char *data = oas_read_bytes(reader, 1).data;

    return data != NULL ? data[0] : 0;
}

static inline uint16_t oas_read_u16(oas_reader_t *reader)
{
    const unsigned char *data = oas_read_bytes(reader, 2).data;

    return data != NULL ? (uint16_t)(data[0] << 8 | data[1]) : 0;
}

static inline uint32_t oas_read_u32(oas_reader_t *reader)
{
    const unsigned char *data = oas_read_bytes(reader, 4).data;

    return data != NULL ? (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3] : 0;
}

static inline uint64_t oas_read_u64(oas_reader_t *reader)
{
    uint64_t high = oas_read_u32(reader);

    return high << 32 | oas_read_u32(reader);
}

/* Everything was read, and nothing beyond it. */
static inline bool oas_reader_is_done(const oas_reader_t *reader)
{
    return !reader->overrun && reader->rest.length == 0;
}

#endif
