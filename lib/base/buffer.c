/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buffer.h"

enum { FIRST_CAPACITY = 256 };

oas_buffer_t oas_buffer(apr_pool_t *pool, size_t ceiling)
{
    return (oas_buffer_t){.pool = pool, .ceiling = ceiling};
}

/* Room for length more bytes and the NUL. */
static bool make_room(oas_buffer_t *buffer, size_t length)
{
    unsigned char *larger;
    size_t capacity = buffer->capacity != 0 ? buffer->capacity : FIRST_CAPACITY;

    if (buffer->overflowed || length > buffer->ceiling - buffer->length) {
        buffer->overflowed = true;
        return false;
    }
    if (buffer->length + length < buffer->capacity)
        return true;
    while (capacity <= buffer->length + length)
        capacity *= 2;
    larger = apr_palloc(buffer->pool, capacity);
    if (buffer->length != 0)
        memcpy(larger, buffer->data, buffer->length);
    buffer->data = larger;
    buffer->capacity = capacity;
    return true;
}

void oas_buffer_add(oas_buffer_t *buffer, oas_bytes_t bytes)
{
    if (bytes.length == 0 || !make_room(buffer, bytes.length))
        return;
    memcpy(buffer->data + buffer->length, bytes.data, bytes.length);
    buffer->length += bytes.length;
    buffer->data[buffer->length] = '\0';
}

void oas_buffer_add_text(oas_buffer_t *buffer, const char *text)
{
    oas_buffer_add(buffer, oas_bytes_of(text));
}

static void add_integer(oas_buffer_t *buffer, uint64_t value, size_t width)
{
    unsigned char bytes[8];

    for (size_t i = 0; i < width; i++)
        bytes[i] = (unsigned char)(value >> (8 * (width - 1 - i)));
    oas_buffer_add(buffer, oas_bytes(bytes, width));
}

void oas_buffer_add_u8(oas_buffer_t *buffer, uint8_t value)
{
    add_integer(buffer, value, 1);
}

void oas_buffer_add_u16(oas_buffer_t *buffer, uint16_t value)
{
    add_integer(buffer, value, 2);
}

void oas_buffer_add_u32(oas_buffer_t *buffer, uint32_t value)
{
    add_integer(buffer, value, 4);
}

void oas_buffer_add_u64(oas_buffer_t *buffer, uint64_t value)
{
    add_integer(buffer, value, 8);
}

oas_bytes_t oas_buffer_bytes(const oas_buffer_t *buffer)
{
    return oas_bytes(oas_buffer_text(buffer), buffer->length);
}

const char *oas_buffer_text(const oas_buffer_t *buffer)
{
    return buffer->length != 0 ? (const char *)buffer->data : "";
}
