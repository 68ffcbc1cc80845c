/* SPDX-License-Identifier: Apache-2.0 */
/* The named shared memory segment that the sessions are in. It belongs to no configuration and to no process: a graceful
 * restart finds it again, and so does the next start of the server. */
#ifndef OAS_HTTPD_SEGMENT_H
#define OAS_HTTPD_SEGMENT_H

#include <httpd.h>

typedef struct {
    void *memory; /* page-aligned; stays where it is for the life of this process */
    apr_size_t size;
} oas_segment_t;

/* Attach the server's segment, or make it (zeroed) when it is not there or of another size. NULL, or what is wrong and
 * what to do. To be called in the parent, at each start and restart. */
const char *oas_segment_open(oas_segment_t *segment, apr_size_t size, server_rec *server, apr_pool_t *temporary);

#endif
