/* SPDX-License-Identifier: Apache-2.0 */
/* The HTML around what a page says: ours, or an administrator's page.html, in which ${variables} stand for what differs. */
#ifndef OAS_PAGE_LAYOUT_H
#define OAS_PAGE_LAYOUT_H

#include <apr_pools.h>

typedef enum {
    OAS_SLOT_END,      /* there is no more */
    OAS_SLOT_LANGUAGE, /* tag of the page's language */
    OAS_SLOT_TITLE,    /* heading of the page */
    OAS_SLOT_PAGE,     /* which of our pages it is, a word */
    OAS_SLOT_SITE,     /* host of this site */
    OAS_SLOT_HEAD,     /* what has to stand in the head: our style is in it */
    OAS_SLOT_CONTENT   /* texts, links and forms */
} oas_slot_t;

/* Some HTML, and what follows it. */
typedef struct {
    const char *html;
    oas_slot_t slot;
} oas_layout_part_t;

/* Ours. The last part of a layout has OAS_SLOT_END; each has HEAD once, and CONTENT once behind it. */
extern const oas_layout_part_t oas_layout_known[];

/* Take page.html apart, in pool. NULL, or an error that names file and line; *layout is then NULL. A variable stands where its
 * escaped value can mean nothing else: between tags, or between quotes in one. What the policy of the pages forbids is refused,
 * as it would have no effect. */
const char *oas_layout_parse(const oas_layout_part_t **layout, const char *text, const char *file, apr_pool_t *pool);

#endif
