/* SPDX-License-Identifier: Apache-2.0 */
/* What a provider gave us when we registered is kept for all processes, and over restarts. */
#ifndef OAS_OIDC_REGISTRATION_STORE_H
#define OAS_OIDC_REGISTRATION_STORE_H

#include "base/bytes.h"
#include "base/work.h"

typedef struct oas_registration_store_t oas_registration_store_t;
struct oas_registration_store_t {
    /* What was kept last, in work->pool; empty: nothing. Half of it while somebody writes. OAS_MISCONFIGURED: it can not
     * be read. */
    oas_status_t (*read)(oas_registration_store_t *store, oas_bytes_t *kept, oas_work_t *work);

    /* *claim is a number to write and release with: nobody else in the whole server writes until then. -1: somebody else
     * did, and was waited for. OAS_MISCONFIGURED: it can not be written. OAS_UNAVAILABLE: too many wait already, or for too
     * long. Within some seconds of a failure: that one's status and reason. */
    oas_status_t (*claim)(oas_registration_store_t *store, int *claim, oas_work_t *work);
    oas_status_t (*write)(oas_registration_store_t *store, int claim, oas_bytes_t kept, oas_work_t *work);
    /* status: how it ended, and unless it is OAS_OK, why is in work. */
    void (*release)(oas_registration_store_t *store, int claim, oas_status_t status, const oas_work_t *work);
};

#endif
