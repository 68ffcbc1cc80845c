/* SPDX-License-Identifier: Apache-2.0 */
#include "page/template_text.h"

#include <stdarg.h>

#include <apr_strings.h>

#include "base/utf8.h"

const char *oas_template_error(apr_pool_t *pool, const char *file, int line, const char *format, ...)
{
    const char *sentence;
    va_list arguments;

    va_start(arguments, format);
    sentence = apr_pvsprintf(pool, format, arguments);
    va_end(arguments);
    return apr_psprintf(pool, "%s line %d: %s", file, line, sentence);
}

static bool is_control(unsigned char character)
{
    return (character < ' ' && character != '\t' && character != '\r') || character == 0x7f;
}

const char *oas_template_check(const char *text, const char *file, apr_pool_t *pool)
{
    for (int line = 1; *text != '\0'; line++) {
        size_t length = strcspn(text, "\n");

        if (!oas_utf8_is_valid(oas_bytes(text, length)))
            return oas_template_error(pool, file, line, "it is not UTF-8; save the file in that encoding");
        for (size_t i = 0; i < length; i++)
            if (is_control((unsigned char)text[i]))
                return oas_template_error(pool, file, line, "a control character (%d) is no text", text[i]);
        text += length;
        text += *text == '\n';
    }
    return NULL;
}
