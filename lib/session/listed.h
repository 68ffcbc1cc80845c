/* SPDX-License-Identifier: Apache-2.0 */
/* A session as lists show it, and a page of them. */
#ifndef OAS_SESSION_LISTED_H
#define OAS_SESSION_LISTED_H

#include "session/name.h"

enum { OAS_LIST_PAGE = 100 }; /* sessions */

/* A copy of a head's times and of its label's texts. Those of a browser are cut where they are longer than anybody needs
 * to see, and are UTF-8 whatever it sent; they are as untrusted as before. */
typedef struct {
    char name[OAS_SESSION_NAME_LENGTH + 1];
    char user[512];
    char provider[64];
    char address[64];
    char agent[256];
    apr_time_t created;
    apr_time_t last_used; /* to a tenth of the idle timeout */
    apr_time_t ends;      /* unless it is used before */
} oas_listed_session_t;

/* Where a page begins: behind the last session of the one before. "" is the beginning. */
enum { OAS_LIST_PLACE_LENGTH = 16 + 1 + OAS_SESSION_NAME_LENGTH };

typedef struct {
    const oas_listed_session_t *items; /* the newest first */
    size_t count;
    size_t total; /* of the list, on all pages */
    const char *next; /* where the next page begins; NULL: this is the last */
} oas_session_page_t;

/* Fill in all but name and created. */
void oas_listed_fill(oas_listed_session_t *listed, const oas_record_head_t *head, const oas_label_t *label);

#endif
