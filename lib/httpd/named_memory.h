/* SPDX-License-Identifier: Apache-2.0 */
/* Shared memory with a name (POSIX), which stays until it is removed or the machine ends. Everybody may make such names:
 * memory that is not this user's alone is not taken. Errors are sentences for the administrator; NULL: it went well. */
#ifndef OAS_HTTPD_NAMED_MEMORY_H
#define OAS_HTTPD_NAMED_MEMORY_H

#include <httpd.h>

/* Make memory of size bytes, all zero, with all of its pages: a page that can not be had later is a SIGBUS. *memory is
 * page-aligned; NULL unless it went well. The directive is the one that asks for it. */
const char *oas_named_memory_create(void **memory, const char *name, apr_size_t size, const char *directive,
                                    apr_pool_t *pool);

/* Map what has the name, all *size bytes of it. *memory is NULL when there is no such name. */
const char *oas_named_memory_attach(void **memory, apr_size_t *size, const char *name, apr_pool_t *pool);

/* Take it out of this process, or its name out of the system: it ends with the last process that has it mapped. */
void oas_named_memory_detach(void *memory, apr_size_t size);
void oas_named_memory_remove(const char *name);

#endif
