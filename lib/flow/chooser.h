/* SPDX-License-Identifier: Apache-2.0 */
/* Which of several providers signs a person in, where neither the place nor the link says so: he chooses on a page of ours, or
 * on one of the site's own (OAuthChooser). Each choice is a link to the endpoint "login" with the name of a provider, as
 * anybody may write it (flow/login_link.h). */
#ifndef OAS_FLOW_CHOOSER_H
#define OAS_FLOW_CHOOSER_H

#include "flow/message.h"
#include "flow/site.h"

/* There is something to choose. provider: what the place or the link names; NULL: nothing. */
bool oas_chooser_is_needed(const oas_site_t *site, const char *provider);

/* Let the person choose, and go on to target, which is fit to be gone to. query: of the link that he came by; what it asks
 * besides is in each of the links. */
void oas_chooser_show(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_pairs_t query,
                      const char *target, oas_work_t *work);

#endif
