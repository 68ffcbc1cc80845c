/* SPDX-License-Identifier: Apache-2.0 */
#include "session/end_of.h"

#include "session/looks.h"

static oas_status_t end_found(unsigned *ended, bool *found_some, const oas_sessions_t *sessions, const oas_whose_t *whose,
                              oas_work_t *work)
{
    oas_store_t *store = sessions->store;
    apr_array_header_t *found;
    oas_status_t status;

    if ((status = oas_session_find_of(&found, sessions, whose, work)) != OAS_OK)
        return status;
    *found_some = found->nelts != 0;
    for (int i = 0; i < found->nelts; i++) {
        status = store->calls->remove(store, &APR_ARRAY_IDX(found, i, oas_record_head_t).index, work);
        if (status != OAS_OK && status != OAS_NOT_FOUND) /* somebody may have been faster */
            return status;
        *ended += status == OAS_OK;
    }
    return OAS_OK;
}

oas_status_t oas_session_end_of(unsigned *ended, const oas_sessions_t *sessions, const oas_whose_t *whose, oas_work_t *work)
{
    oas_status_t status = OAS_OK;
    bool found_some = false;

    *ended = 0;
    for (int looks = 0; status == OAS_OK && oas_look_again(looks, found_some); looks++)
        status = end_found(ended, &found_some, sessions, whose, work);
    return status;
}
