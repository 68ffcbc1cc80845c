/* SPDX-License-Identifier: Apache-2.0 */
/* Where an application reads what it is told. */
#ifndef OAS_HTTPD_RECEIVER_H
#define OAS_HTTPD_RECEIVER_H

#include <httpd.h>

typedef struct {
    apr_table_t *table; /* NULL: it does not read there */
    void (*put)(apr_table_t *table, const char *name, const char *value);
} oas_told_t;

typedef struct {
    request_rec *r;
    oas_told_t environment;
    oas_told_t headers;
} oas_receiver_t;

static inline void oas_tell_receiver(const oas_receiver_t *receiver, const char *variable, const char *header, const char *value)
{
    if (receiver->environment.table != NULL)
        receiver->environment.put(receiver->environment.table, variable, value);
    if (receiver->headers.table != NULL)
        receiver->headers.put(receiver->headers.table, header, value);
}

#endif
