/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/report.h"

#include <stdarg.h>

#include <apr_lib.h>
#include <apr_strings.h>

/* A report that can not be written has nobody who reads it: its end still tells. */
static void write_line(oas_report_t *report, const char *before, const char *format, va_list values)
{
    char *text = apr_pvsprintf(report->pool, format, values);

    for (char *c = text; *c != '\0'; c++)
        if (apr_iscntrl(*c))
            *c = '?';
    apr_file_printf(report->out, "%s%s\n", before, text);
}

void oas_report_heading(oas_report_t *report, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    write_line(report, "\n", format, values);
    va_end(values);
}

void oas_report_line(oas_report_t *report, const char *name, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    write_line(report, apr_psprintf(report->pool, "  %-20s ", name), format, values);
    va_end(values);
}

void oas_report_warning(oas_report_t *report, const char *format, ...)
{
    va_list values;

    report->warnings++;
    va_start(values, format);
    write_line(report, "  WARNING: ", format, values);
    va_end(values);
}

void oas_report_error(oas_report_t *report, const char *format, ...)
{
    va_list values;

    report->errors++;
    va_start(values, format);
    write_line(report, "  ERROR: ", format, values);
    va_end(values);
}
