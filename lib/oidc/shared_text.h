/* SPDX-License-Identifier: Apache-2.0 */
/* A text in memory that all processes share. Readers take no lock and hold nobody up: a new text is written beside the one
 * that counts, and counts from one store on. What is read is authenticated under a key that only our processes have, so
 * that a half-written or damaged text is no text. */
#ifndef OAS_OIDC_SHARED_TEXT_H
#define OAS_OIDC_SHARED_TEXT_H

#include "base/bytes.h"
#include "base/work.h"
#include "oidc/reading.h"

enum { OAS_TEXT_KEY_LENGTH = 32 };

typedef struct oas_text_memory_t oas_text_memory_t;

/* This process's hold on it. */
typedef struct {
    oas_text_memory_t *memory; /* shared, oas_shared_text_size(largest) bytes, all zero at first, aligned to 8 */
    size_t largest;            /* bytes of a text */
    unsigned char key[OAS_TEXT_KEY_LENGTH];
    oas_reading_t *reading; /* the last version that this process has read; NULL: each is read each time */
} oas_shared_text_t;

/* A page of it that no text reached was never written to, so that address space is all that a high ceiling costs. */
size_t oas_shared_text_size(size_t largest);

/* There is a text, whatever it is worth. */
bool oas_shared_text_is_there(const oas_shared_text_t *shared);

/* When the text that counts was written, as its place says. Nobody vouches for it: it tells when to look, and nothing more. */
apr_time_t oas_shared_text_glance(const oas_shared_text_t *shared);

/* What was there at some moment of the read. */
typedef struct {
    oas_bytes_t text;   /* lives as long as the reader's pool, a NUL behind its end; data NULL: there is none */
    apr_time_t written; /* by the clock of its writer */
    uint64_t version;   /* tells it from earlier and later texts */
} oas_text_copy_t;

/* OAS_BROKEN: OpenSSL failed. Damage is no failure: there is no text then. */
OAS_MUST_CHECK oas_status_t oas_shared_text_read(oas_text_copy_t *copy, const oas_shared_text_t *shared,
                                                 oas_work_t *work);

/* Put a text in the place of the former one, as of work->now. One writer at a time: should a late one come between, the
 * next reader may find no text, and never a wrong one. OAS_REFUSED: it is larger than may be. OAS_BROKEN as above. */
OAS_MUST_CHECK oas_status_t oas_shared_text_write(const oas_shared_text_t *shared, oas_bytes_t text, oas_work_t *work);

#endif
