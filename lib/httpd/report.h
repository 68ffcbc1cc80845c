/* SPDX-License-Identifier: Apache-2.0 */
/* What administrators read in a terminal: headings, lines of a name and a value, and what is wrong between them. */
#ifndef OAS_HTTPD_REPORT_H
#define OAS_HTTPD_REPORT_H

#include <apr_file_io.h>

#include "base/status.h"

typedef struct {
    apr_file_t *out;
    apr_pool_t *pool;
    int errors;   /* that it will not work */
    int warnings; /* what may be meant so, or not */
} oas_report_t;

/* The texts may come from elsewhere: what would move the terminal's cursor is written as "?". */
OAS_PRINTF(2, 3)
void oas_report_heading(oas_report_t *report, const char *format, ...);

OAS_PRINTF(3, 4)
void oas_report_line(oas_report_t *report, const char *name, const char *format, ...);

OAS_PRINTF(2, 3)
void oas_report_warning(oas_report_t *report, const char *format, ...);

OAS_PRINTF(2, 3)
void oas_report_error(oas_report_t *report, const char *format, ...);

#endif
