/* SPDX-License-Identifier: Apache-2.0 */
/* The lock file of the sessions: which server they belong to, and which of its children are at work in them. Both are
 * record locks of single processes: nobody inherits them, not even CGI daemons and loggers, and no death leaves them
 * behind. Errors are sentences for the administrator; NULL: it went well. */
#ifndef OAS_HTTPD_SERVER_LOCK_H
#define OAS_HTTPD_SERVER_LOCK_H

#include <httpd.h>

/* One server: this process starts the others from here on. *lock is the descriptor of the file, for its children, too. */
const char *oas_server_lock_claim(int *lock, const char *path, apr_pool_t *pool);

/* In that process: nobody else is at work now, nor begins before oas_server_lock_admit. Who is just ending is waited for,
 * a few seconds long. */
const char *oas_server_lock_exclude(int lock, apr_pool_t *pool);
void oas_server_lock_admit(int lock);

/* In a child: at work from here until it ends. */
const char *oas_server_lock_enter(int lock, apr_pool_t *pool);

#endif
