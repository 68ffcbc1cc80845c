/* SPDX-License-Identifier: Apache-2.0 */
#include "http/curl_transfer.h"

#include <errno.h>
#include <strings.h>

#include <apr_date.h>
#include <apr_strings.h>
#include <openssl/err.h>

#include "http/curl_setup.h"
#include "http/percent.h"

enum { TOO_LARGE = 100 };     /* CURLE_TOO_LARGE, which older headers do not have */
enum { NONCE_LONGEST = 512 };  /* bytes */
enum { LONGEST_WAIT = 1000 }; /* milliseconds; libcurl ends the wait at its own deadlines */

/* What curl_easy_perform() does, but with connections that outlive the handle. */
static CURLcode perform_with(CURLM *connections, CURL *handle)
{
    CURLcode code = CURLE_FAILED_INIT;
    CURLMsg *message;
    int count = 1;

    if (curl_multi_add_handle(connections, handle) != CURLM_OK)
        return code;
    while (curl_multi_perform(connections, &count) == CURLM_OK && count != 0
           && curl_multi_poll(connections, NULL, 0, LONGEST_WAIT, NULL) == CURLM_OK)
        continue;
    message = curl_multi_info_read(connections, &count);
    if (message != NULL && message->msg == CURLMSG_DONE)
        code = message->data.result;
    curl_multi_remove_handle(connections, handle);
    return code;
}

static CURLcode perform_within(const oas_curl_transfer_t *transfer, apr_interval_time_t deadline)
{
    CURLcode code = oas_curl_set_deadline(transfer->handle, deadline);

    if (code == CURLE_OK)
        code = perform_with(transfer->connections, transfer->handle);
    ERR_clear_error(); /* mod_ssl reads the same queue */
    return code == CURLE_ABORTED_BY_CALLBACK ? CURLE_GOT_NOTHING : code; /* for which it would have been sent again */
}

static apr_interval_time_t deadline_of(const oas_curl_transfer_t *transfer)
{
    apr_interval_time_t all = transfer->limits->total_deadline, own = transfer->call->deadline;

    return own != 0 && own < all ? own : all;
}

/* A provider that is being restarted refuses connections for a moment. Only what may be asked twice is asked twice, and
 * both times together have the one deadline. */
static CURLcode perform(const oas_curl_transfer_t *transfer)
{
    apr_interval_time_t deadline = deadline_of(transfer);
    CURLcode code = perform_within(transfer, deadline);
    curl_off_t spent = 0;
    long error = 0;

    if (code != CURLE_COULDNT_CONNECT || transfer->call->form.data != NULL
        || curl_easy_getinfo(transfer->handle, CURLINFO_OS_ERRNO, &error) != CURLE_OK || error != ECONNREFUSED
        || curl_easy_getinfo(transfer->handle, CURLINFO_TOTAL_TIME_T, &spent) != CURLE_OK || spent >= deadline)
        return code;
    return perform_within(transfer, deadline - spent);
}

/* What libcurl's ends mean to us. All others are its own trouble. detail: what it says to it names addresses and
 * certificates; from other ends it could quote the answer, so there the bare name of the end has to do. */
static const struct {
    int code; /* CURLcode */
    oas_status_t status;
    const char *reason;
    bool has_detail;
} failures[] = {
    {CURLE_OPERATION_TIMEDOUT, OAS_UNAVAILABLE, "call_deadline", false},
    {CURLE_COULDNT_RESOLVE_HOST, OAS_UNAVAILABLE, "call_name", true},
    {CURLE_COULDNT_CONNECT, OAS_UNAVAILABLE, "call_connect", true},
    {CURLE_SSL_CONNECT_ERROR, OAS_UNAVAILABLE, "call_tls", true},
    {CURLE_PEER_FAILED_VERIFICATION, OAS_UNAVAILABLE, "call_tls", true},
    {CURLE_SSL_CACERT_BADFILE, OAS_MISCONFIGURED, "call_ca_file", true},
    {CURLE_SSL_CERTPROBLEM, OAS_MISCONFIGURED, "call_certificate", true},
    {CURLE_GOT_NOTHING, OAS_UNAVAILABLE, "call_broken_off", false},
    {CURLE_SEND_ERROR, OAS_UNAVAILABLE, "call_broken_off", false},
    {CURLE_RECV_ERROR, OAS_UNAVAILABLE, "call_broken_off", true}, /* TLS 1.3: the server may want a certificate of ours */
    {CURLE_PARTIAL_FILE, OAS_UNAVAILABLE, "call_broken_off", false},
    {CURLE_WRITE_ERROR, OAS_REFUSED, "call_too_large", false},
    {CURLE_OUT_OF_MEMORY, OAS_REFUSED, "call_too_large", false}, /* a single line of header over 100 kB ... */
    {TOO_LARGE, OAS_REFUSED, "call_too_large", false},           /* ... since 8.6 */
    {CURLE_UNSUPPORTED_PROTOCOL, OAS_REFUSED, "call_not_http", false},
    {CURLE_WEIRD_SERVER_REPLY, OAS_REFUSED, "call_not_http", false},
    {CURLE_BAD_FUNCTION_ARGUMENT, OAS_REFUSED, "call_not_http", false}, /* a line of header that is none */
    {CURLE_BAD_CONTENT_ENCODING, OAS_REFUSED, "call_encoded", false},
};

static oas_status_t explain(const oas_curl_transfer_t *transfer, CURLcode code, oas_work_t *work)
{
    const char *purpose = transfer->call->purpose;
    const char *origin = transfer->url->origin;

    for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
        if (failures[i].code == (int)code)
            return oas_fail(work, failures[i].status, failures[i].reason, "%s to %s: %s", purpose, origin,
                            failures[i].has_detail && transfer->detail[0] != '\0' ? transfer->detail
                                                                                  : curl_easy_strerror(code));
    return oas_fail(work, OAS_BROKEN, "call_failed", "%s to %s: %s", purpose, origin, curl_easy_strerror(code));
}

/* The one value that a header of the answer may have is absent, or this. */
static bool is_absent_or(CURL *handle, const char *name, const char *value)
{
    struct curl_header *header;

    if (curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return true;
    return header->amount == 1 && strcasecmp(header->value, value) == 0;
}

/* The type alone: lower case, its parameters cut off. */
static const char *read_content_type(CURL *handle, apr_pool_t *pool)
{
    char *given = NULL;
    char *type;

    if (curl_easy_getinfo(handle, CURLINFO_CONTENT_TYPE, &given) != CURLE_OK || given == NULL)
        return "";
    type = apr_pstrmemdup(pool, given, strcspn(given, "; \t"));
    for (char *at = type; *at != '\0'; at++)
        *at = oas_ascii_lower(*at);
    return type;
}

/* RFC 9449 §8.1: nonce = 1*NQCHAR. It goes back in a token of ours, so that it may not be of any length. */
static const char *read_nonce(CURL *handle, apr_pool_t *pool)
{
    struct curl_header *header;
    size_t length;

    if (curl_easy_header(handle, "DPoP-Nonce", 0, CURLH_HEADER, -1, &header) != CURLHE_OK || header->amount != 1)
        return NULL;
    length = strlen(header->value);
    for (const char *at = header->value; *at != '\0'; at++)
        if (*at < 0x21 || *at > 0x7e || *at == '"' || *at == '\\')
            return NULL;
    return length > 0 && length <= NONCE_LONGEST ? apr_pstrdup(pool, header->value) : NULL;
}

static apr_time_t read_date(CURL *handle)
{
    struct curl_header *header;
    apr_time_t date;

    if (curl_easy_header(handle, "Date", 0, CURLH_HEADER, -1, &header) != CURLHE_OK || header->amount != 1)
        return 0;
    date = apr_date_parse_http(header->value);
    return date > 0 ? date : 0;
}

static oas_status_t read_answer(oas_http_answer_t **answer, const oas_curl_transfer_t *transfer, oas_work_t *work)
{
    oas_http_answer_t *read = apr_palloc(work->pool, sizeof(*read));
    long status = 0;

    if (!is_absent_or(transfer->handle, "Content-Encoding", "identity")
        || !is_absent_or(transfer->handle, "Transfer-Encoding", "chunked"))
        return explain(transfer, CURLE_BAD_CONTENT_ENCODING, work);
    if (curl_easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK)
        return explain(transfer, CURLE_WEIRD_SERVER_REPLY, work);
    *read = (oas_http_answer_t){.status = (int)status,
                                .content_type = read_content_type(transfer->handle, work->pool),
                                .dpop_nonce = read_nonce(transfer->handle, work->pool),
                                .date = read_date(transfer->handle),
                                .body = oas_buffer_bytes(&transfer->body)};
    oas_wipe_with(work->pool, transfer->body.data, transfer->body.length); /* tokens, often */
    *answer = read;
    return OAS_OK;
}

static void end(oas_curl_transfer_t *transfer)
{
    curl_easy_cleanup(transfer->handle);
    for (struct curl_slist *header = transfer->headers; header != NULL; header = header->next)
        oas_wipe(header->data, strlen(header->data));
    curl_slist_free_all(transfer->headers);
}

oas_status_t oas_curl_transfer_run(oas_http_answer_t **answer, oas_curl_transfer_t *transfer, oas_work_t *work)
{
    CURLcode code = CURLE_FAILED_INIT;
    oas_status_t status;

    *answer = NULL;
    transfer->handle = curl_easy_init();
    if (transfer->handle != NULL && oas_curl_set_up(transfer, work->pool))
        code = perform(transfer);
    status = code == CURLE_OK ? read_answer(answer, transfer, work) : explain(transfer, code, work);
    end(transfer);
    return status;
}
