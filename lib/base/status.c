/* SPDX-License-Identifier: Apache-2.0 */
#include "base/status.h"

const char *oas_status_name(oas_status_t status)
{
    switch (status) {
    case OAS_OK:            return "ok";
    case OAS_NOT_FOUND:     return "not_found";
    case OAS_EXPIRED:       return "expired";
    case OAS_REFUSED:       return "refused";
    case OAS_UNAVAILABLE:   return "unavailable";
    case OAS_FULL:          return "full";
    case OAS_MISCONFIGURED: return "misconfigured";
    case OAS_BROKEN:        return "broken";
    }
    return "unknown";
}
