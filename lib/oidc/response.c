/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/response.h"

const oas_response_parts_t *oas_response_parts(oas_response_type_t type)
{
    static const oas_response_parts_t parts[] = {
        [OAS_TYPE_CODE] = {"code", .has_code = true},
        [OAS_TYPE_ID_TOKEN] = {"id_token", .has_id_token = true},
        [OAS_TYPE_CODE_ID_TOKEN] = {"code id_token", .has_code = true, .has_id_token = true},
        [OAS_TYPE_CODE_TOKEN] = {"code token", .has_code = true, .has_token = true},
        [OAS_TYPE_CODE_ID_TOKEN_TOKEN] = {"code id_token token", .has_code = true, .has_id_token = true,
                                          .has_token = true},
        [OAS_TYPE_ID_TOKEN_TOKEN] = {"id_token token", .has_id_token = true, .has_token = true},
    };

    return &parts[type];
}
