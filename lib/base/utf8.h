/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 as RFC 3629 defines it. */
#ifndef OAS_BASE_UTF8_H
#define OAS_BASE_UTF8_H

#include "base/bytes.h"

/* Well-formed from begin to end: shortest forms only, no surrogates, nothing above U+10FFFF. */
bool oas_utf8_is_valid(oas_bytes_t text);

#endif
