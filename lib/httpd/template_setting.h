/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthTemplates: a folder of an administrator's own looks and words for the pages. */
#ifndef OAS_HTTPD_TEMPLATE_SETTING_H
#define OAS_HTTPD_TEMPLATE_SETTING_H

#include <httpd.h>
#include <http_config.h>

#include "page/layout.h"
#include "page/words.h"

typedef struct oas_templates_t {
    const oas_layout_part_t *layout;  /* of page.html, or ours */
    const char *style;                /* of style.css, or "" */
    const oas_words_t *const *words;  /* all languages, NULL-terminated */
} oas_templates_t;

/* Read the folder as the directive's command; errors name file and line. */
const char *oas_templates_set(cmd_parms *cmd, void *directory, const char *folder);

/* Those of the server that this is a request of, or ours. */
const oas_templates_t *oas_templates(const request_rec *r);

#endif
