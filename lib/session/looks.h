/* SPDX-License-Identifier: Apache-2.0 */
/* Who ends sessions has to find them first, and one that goes on under another cookie (session/reissue.h) meanwhile may be missed:
 * its new record came where he had looked already, and its former one was over before he got there. So he looks once more. */
#ifndef OAS_SESSION_LOOKS_H
#define OAS_SESSION_LOOKS_H

#include <stdbool.h>

/* So many looks were taken, and the last one found some to end: is another one needed? One that finds none is the last, but for
 * the first; and where sessions begin all the time somebody has to stop. */
static inline bool oas_look_again(int looks, bool found_some)
{
    enum { LEAST = 2, MOST = 8 };

    return looks < LEAST || (found_some && looks < MOST);
}

#endif
