/* SPDX-License-Identifier: Apache-2.0 */
#include "base/reader.h"

oas_reader_t oas_reader(oas_bytes_t bytes)
{
    return (oas_reader_t){.rest = bytes};
}

oas_bytes_t oas_read_bytes(oas_reader_t *reader, size_t length)
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

/* Integers are read with each session's face: no loop, no call. data has width bytes, or they are read as zeros. */
uint8_t oas_read_u8(oas_reader_t *reader)
{
    const unsigned char *data = oas_read_bytes(reader, 1).data;

    return data != NULL ? data[0] : 0;
}

uint16_t oas_read_u16(oas_reader_t *reader)
{
    const unsigned char *data = oas_read_bytes(reader, 2).data;

    return data != NULL ? (uint16_t)(data[0] << 8 | data[1]) : 0;
}

uint32_t oas_read_u32(oas_reader_t *reader)
{
    const unsigned char *data = oas_read_bytes(reader, 4).data;

    return data != NULL ? (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3] : 0;
}

uint64_t oas_read_u64(oas_reader_t *reader)
{
    uint64_t high = oas_read_u32(reader);

    return high << 32 | oas_read_u32(reader);
}

bool oas_reader_is_done(const oas_reader_t *reader)
{
    return !reader->overrun && reader->rest.length == 0;
}
