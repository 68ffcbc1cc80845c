/* SPDX-License-Identifier: Apache-2.0 */
/* What a user is a member of, where only the vendor's own interface tells: organisations, teams, groups. */
#ifndef OAS_OIDC_MEMBERSHIPS_H
#define OAS_OIDC_MEMBERSHIPS_H

#include "base/buffer.h"
#include "base/pairs.h"
#include "oidc/vendor_call.h"

/* What to ask: lists is of URLs and, for each, the path of the name in an item of its list ("login"), or of several
 * with "/" between them ("organization.login/slug"). only: the names that count, NULL-terminated; NULL: all. */
typedef struct {
    oas_pairs_t lists;
    const char *const *only;
    const char *email; /* of the user, verified, for "{email}" in a URL; NULL: there is none */
} oas_memberships_t;

/* url as it is called for the first page of this user's list, in pool; NULL: it has "{email}", and email is NULL, or has a
 * character that could end a text in somebody's query language. */
const char *oas_memberships_url(const char *url, const char *email, apr_pool_t *pool);

/* Ask for all lists and all their pages; *groups is a JSON array of names in work->pool; NULL unless OAS_OK. A list
 * goes on at the URL its answer gives (@odata.nextLink, next), with the token it gives (nextPageToken), or, where
 * its URL has "{page}", with the next number, until a page is empty or has fewer items than per_page in the URL
 * says. OAS_REFUSED: a user without an address where one is asked for, an answer that is no such list, an item without name, a further page at another site, too many
 * of them. OAS_UNAVAILABLE: as oas_vendor_get(). Nothing is ever left out but by only. */
OAS_MUST_CHECK oas_status_t oas_memberships_fetch(const char **groups, const oas_memberships_t *memberships,
                                                  oas_vendor_t *vendor, oas_work_t *work);

#endif
