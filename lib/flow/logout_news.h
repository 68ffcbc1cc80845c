/* SPDX-License-Identifier: Apache-2.0 */
/* Who else is told by us that a person has signed out here. */
#ifndef OAS_FLOW_LOGOUT_NEWS_H
#define OAS_FLOW_LOGOUT_NEWS_H

#include "flow/leaver.h"

/* Make the leaver's logout call, where the administrator wants one. To be called when his session is gone, which no failure
 * changes: that somebody could not be told is news, and nothing else. */
void oas_logout_tell(const oas_leaver_t *leaver, const oas_site_t *site, oas_work_t *work);

#endif
