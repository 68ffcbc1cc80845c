/* SPDX-License-Identifier: Apache-2.0 */
/* What all pages of the module have in common: their layout, their language, their looks, and what a browser may do with them. */
#ifndef OAS_HTTPD_PAGE_LAYOUT_H
#define OAS_HTTPD_PAGE_LAYOUT_H

#include <httpd.h>

#include "flow/message.h"

/* A text of page/words_de.c and its like in the language of who reads it, as HTML; in the request's pool. */
const char *oas_page_say(request_rec *r, const char *english);

/* The same with values in it, which are escaped, too. */
const char *oas_page_say_with(request_rec *r, const char *english, oas_pairs_t values);

/* The same with values that are HTML. */
const char *oas_page_say_html(request_rec *r, const char *english, oas_pairs_t values);

/* Write a page up to where its content begins; its heading is the title in the reader's language. The nonce that a script of it
 * needs. */
const char *oas_page_begin(request_rec *r, const oas_page_t *page, const char *title);

/* Write what stands behind the content. page and title as at the beginning. */
void oas_page_end(request_rec *r, const oas_page_t *page, const char *title);

#endif
