/* SPDX-License-Identifier: Apache-2.0 */
/* A session table becomes one of another size. */
#ifndef OAS_HTTPD_STORE_SIZE_H
#define OAS_HTTPD_STORE_SIZE_H

#include <httpd.h>

#include "httpd/segment.h"
#include "session/store.h"

/* Move all of *store, which is in the segment in use, to a segment of this size, which takes its place. Nobody's session
 * is ended for a size: what can not be moved stays as it was, and the log says why. No child may be at work. */
void oas_store_resize(oas_store_t **store, oas_segment_kept_t *kept, apr_size_t size, server_rec *server,
                      oas_work_t *work);

#endif
