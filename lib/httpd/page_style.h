/* SPDX-License-Identifier: Apache-2.0 */
/* How the pages look. */
#ifndef OAS_HTTPD_PAGE_STYLE_H
#define OAS_HTTPD_PAGE_STYLE_H

/* CSS. Its colours are the custom properties at its beginning, which a style behind it may set. */
extern const char oas_page_style[];

#endif
