/* SPDX-License-Identifier: Apache-2.0 */
#include "page/html.h"

#include <string.h>

#include "base/buffer.h"

enum { HTML_LONGEST = 1024 * 1024 };

static const char *reference_of(char character)
{
    switch (character) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

const char *oas_html_escape(const char *text, apr_pool_t *pool)
{
    oas_buffer_t html = oas_buffer(pool, HTML_LONGEST);

    while (*text != '\0') {
        size_t plain = strcspn(text, "&<>\"'");

        oas_buffer_add(&html, oas_bytes(text, plain));
        text += plain;
        if (*text != '\0')
            oas_buffer_add_text(&html, reference_of(*text++));
    }
    return oas_buffer_text(&html);
}
