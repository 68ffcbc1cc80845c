/* SPDX-License-Identifier: Apache-2.0 */
/* What a list of sessions says in words that people use. */
#ifndef OAS_FLOW_SESSION_WORDS_H
#define OAS_FLOW_SESSION_WORDS_H

#include <apr_pools.h>
#include <apr_time.h>

#include "page/sentence.h"

/* A browser's User-Agent header as people call it: "Firefox on Windows"; in pool. What is not known is its own first word,
 * and "An unknown browser" where there is none. It is a guess, for whoever sends the header writes what he likes. */
oas_sentence_t oas_agent_in_words(const char *agent, apr_pool_t *pool);

/* "just now", "5 minutes ago", "2 days ago"; in pool. A time to come is now: clocks differ. */
oas_sentence_t oas_time_in_words(apr_time_t time, apr_time_t now, apr_pool_t *pool);

#endif
