/* SPDX-License-Identifier: Apache-2.0 */
/* What a curl handle is told before a call: how all of them are made, and this one. */
#ifndef OAS_HTTP_CURL_SETUP_H
#define OAS_HTTP_CURL_SETUP_H

#include "http/curl_transfer.h"

/* Set all options but the deadline, and the buffer for the body, in pool. transfer->headers is to be freed whatever the
 * answer is. False: libcurl is out of memory, or too old for one of them; then there must be no call. */
OAS_MUST_CHECK bool oas_curl_set_up(oas_curl_transfer_t *transfer, apr_pool_t *pool);

/* End the next call so many microseconds after its beginning. Nothing or less is one millisecond, never "no deadline".
 */
OAS_MUST_CHECK CURLcode oas_curl_set_deadline(CURL *handle, apr_interval_time_t deadline);

#endif
