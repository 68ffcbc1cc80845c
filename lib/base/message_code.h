/* SPDX-License-Identifier: Apache-2.0 */
/* The number of each reason code: what a line of the log begins with, "OAS1023", and docs/messages.md explains. */
#ifndef OAS_BASE_MESSAGE_CODE_H
#define OAS_BASE_MESSAGE_CODE_H

#include <stddef.h>

enum { OAS_MESSAGE_CODES = 1024 }; /* no more than these, in all times to come */

/* Where the reason stands in the table; 0, the place of "none", for one that is not there. */
size_t oas_message_place(const char *reason);

/* Of that place. */
unsigned oas_message_number(size_t place);

/* Likewise; NULL behind the end of the table. Constant text. */
const char *oas_message_reason(size_t place);

#endif
