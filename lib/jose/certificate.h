/* SPDX-License-Identifier: Apache-2.0 */
/* The name that RFC 8705 and RFC 7515 give to a certificate. */
#ifndef OAS_JOSE_CERTIFICATE_H
#define OAS_JOSE_CERTIFICATE_H

#include "base/bytes.h"
#include "base/work.h"

/* x5t#S256 (RFC 7515 §4.1.8) of the first certificate of a PEM text. *thumbprint lives in work->pool; NULL unless
 * OAS_OK. OAS_MISCONFIGURED: there is no certificate. */
OAS_MUST_CHECK oas_status_t oas_certificate_thumbprint(const char **thumbprint, oas_bytes_t pem, oas_work_t *work);

#endif
