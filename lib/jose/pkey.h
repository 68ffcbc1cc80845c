/* SPDX-License-Identifier: Apache-2.0 */
/* What public and private keys share of OpenSSL: how one is made of its numbers, and who frees it. */
#ifndef OAS_JOSE_PKEY_H
#define OAS_JOSE_PKEY_H

#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/work.h"

/* From here on the key is the pool's. */
void oas_pkey_adopt(EVP_PKEY *key, apr_pool_t *pool);

/* Make a key of the builder's numbers; type is OpenSSL's name, selection EVP_PKEY_PUBLIC_KEY or EVP_PKEY_KEYPAIR. *key
 * lives in work->pool; NULL unless OAS_OK. OAS_REFUSED (jwk_number): OpenSSL makes none. The caller keeps OpenSSL's
 * error queue clean. */
OAS_MUST_CHECK oas_status_t oas_pkey_make(EVP_PKEY **key, const char *type, int selection, OSSL_PARAM_BLD *builder,
                                          oas_work_t *work);

#endif
