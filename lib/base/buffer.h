/* SPDX-License-Identifier: Apache-2.0 */
/* A builder of bytes with a ceiling. What does not fit is not added and remembered: one check at the end will do. */
#ifndef OAS_BASE_BUFFER_H
#define OAS_BASE_BUFFER_H

#include <stdint.h>

#include "base/bytes.h"

typedef struct {
    apr_pool_t *pool;
    unsigned char *data; /* length bytes and a NUL behind them */
    size_t length;
    size_t capacity;
    size_t ceiling;
    bool overflowed; /* something was refused: the content is incomplete */
} oas_buffer_t;

/* An empty builder in pool for at most ceiling bytes. Memory is taken as it grows. */
oas_buffer_t oas_buffer(apr_pool_t *pool, size_t ceiling);

/* Add to the end; integers with their highest byte first. */
void oas_buffer_add(oas_buffer_t *buffer, oas_bytes_t bytes);
void oas_buffer_add_text(oas_buffer_t *buffer, const char *text);
void oas_buffer_add_u8(oas_buffer_t *buffer, uint8_t value);
void oas_buffer_add_u16(oas_buffer_t *buffer, uint16_t value);
void oas_buffer_add_u32(oas_buffer_t *buffer, uint32_t value);
void oas_buffer_add_u64(oas_buffer_t *buffer, uint64_t value);

/* What is there now: borrowed until the next addition, a NUL behind its end. */
oas_bytes_t oas_buffer_bytes(const oas_buffer_t *buffer);
const char *oas_buffer_text(const oas_buffer_t *buffer);

#endif
