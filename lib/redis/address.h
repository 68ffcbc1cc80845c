/* SPDX-License-Identifier: Apache-2.0 */
/* Where a Redis server is, as an administrator writes it. */
#ifndef OAS_REDIS_ADDRESS_H
#define OAS_REDIS_ADDRESS_H

#include "base/work.h"

typedef struct {
    const char *host; /* NULL: path counts */
    int port;
    const char *path; /* of a Unix socket; NULL: host counts */
    const char *user; /* NULL: the default one */
    const char *password; /* NULL: none is asked for */
    const char *database; /* a number */
    const char *title;    /* for people: without user and password */
} oas_redis_address_t;

/* redis://[user:password@]host[:port][/db], redis+unix:/path[?db=N]; user and password may be percent-encoded. *address lives
 * in work->pool; NULL unless OAS_OK. OAS_MISCONFIGURED (redis_address): says what is wrong, without the password. */
OAS_MUST_CHECK oas_status_t oas_redis_address_parse(oas_redis_address_t **address, const char *text, oas_work_t *work);

#endif
