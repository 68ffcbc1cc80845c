/* SPDX-License-Identifier: Apache-2.0 */
/* What an application wrote in its answer could not be saved: another answer goes out in its place, for this one would say that it
 * was. */
#ifndef OAS_FLOW_UNSAVED_H
#define OAS_FLOW_UNSAVED_H

#include "base/work.h"
#include "flow/message.h"
#include "flow/site.h"

/* Make reply say so, by how the saving ended, which is not OAS_OK: a page for a person with the way back to where he was, and a
 * problem document for programs. site NULL: this virtual host has no provider. */
void oas_unsaved_explain(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_status_t status,
                         oas_work_t *work);

#endif
