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

static uint64_t read_integer(oas_reader_t *reader, size_t width)
{
    oas_bytes_t bytes = oas_read_bytes(reader, width);
    uint64_t value = 0;

    for (size_t i = 0; i < bytes.length; i++)
        value = value << 8 | bytes.data[i];
    return value;
}

uint8_t oas_read_u8(oas_reader_t *reader)
{
    return (uint8_t)read_integer(reader, 1);
}

uint16_t oas_read_u16(oas_reader_t *reader)
{
    return (uint16_t)read_integer(reader, 2);
}

uint32_t oas_read_u32(oas_reader_t *reader)
{
    return (uint32_t)read_integer(reader, 4);
}

uint64_t oas_read_u64(oas_reader_t *reader)
{
    return read_integer(reader, 8);
}

bool oas_reader_is_done(const oas_reader_t *reader)
{
    return !reader->overrun && reader->rest.length == 0;
}
