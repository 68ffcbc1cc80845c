/* SPDX-License-Identifier: Apache-2.0 */
/* How a call can end: few values, each saying whose fault it was. The sentence for a person is in oas_work_t. */
#ifndef OAS_BASE_STATUS_H
#define OAS_BASE_STATUS_H

typedef enum {
    OAS_OK = 0,
    OAS_NOT_FOUND,     /* nothing there: no cookie, no such session, an unknown key id */
    OAS_EXPIRED,       /* it was right once; only its time has passed */
    OAS_REFUSED,       /* what the other side sent is wrong, forged or too large */
    OAS_UNAVAILABLE,   /* try again later: the provider is down, too many calls are under way */
    OAS_FULL,          /* the store has no room for one more */
    OAS_MISCONFIGURED, /* the administrator can mend it */
    OAS_BROKEN         /* ours or the machine's fault: random source, memory, OpenSSL */
} oas_status_t;

/* The result of a call may not be ignored. */
#define OAS_MUST_CHECK __attribute__((warn_unused_result))
/* The compiler checks the arguments of a printf format. */
#define OAS_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))

/* The value's name without its prefix in lower case, for logs and tests: "not_found". Constant text. */
const char *oas_status_name(oas_status_t status);

#endif
