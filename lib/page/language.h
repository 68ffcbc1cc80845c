/* SPDX-License-Identifier: Apache-2.0 */
/* Which language a person is answered in: Accept-Language (RFC 9110 §12.5.4), looked up as RFC 4647 §3.4 has it. */
#ifndef OAS_PAGE_LANGUAGE_H
#define OAS_PAGE_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

/* The place in offered of the language that the header asks for most. accept may be NULL; the first is for who wants none of
 * them, if he does not refuse it while he takes another. What is malformed in the header is passed over. */
size_t oas_language_choose(const char *accept, const char *const *offered, size_t count);

/* The text is a language tag as files and attributes have them: "de", "pt-BR". */
bool oas_language_is_tag(const char *text);

#endif
