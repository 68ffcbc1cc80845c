/* SPDX-License-Identifier: Apache-2.0 */
/* A file of people, a line each: an address of a mail, which has an "@", or a user's name. Empty lines count as nothing, and so do
 * those that begin with "#". It is read again when it has changed: each process looks once a second, by a request that comes then,
 * and no other waits for it. */
#ifndef OAS_HTTPD_PEOPLE_FILE_H
#define OAS_HTTPD_PEOPLE_FILE_H

#include <apr_pools.h>
#include <stdbool.h>

#include "base/work.h"

typedef struct oas_people_file_t oas_people_file_t;

/* Lives as long as pool. NULL in *file: it can not be read, and what is returned says why. */
const char *oas_people_file_open(oas_people_file_t **file, const char *path, apr_pool_t *pool);

/* Whether the user is in it: by his name, or, where he has one, by his address, in which case is put aside. user may be no address.
 * OAS_MISCONFIGURED: it can not be read any more, and this is the first call to say so; *is_known is false as long as that is. */
OAS_MUST_CHECK oas_status_t oas_people_file_has(bool *has, bool *is_known, oas_people_file_t *file, const char *user,
                                                const char *email, oas_work_t *work);

#endif
