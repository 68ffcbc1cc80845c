/* SPDX-License-Identifier: Apache-2.0 */
#include "http/curl_setup.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <apr_strings.h>
#include <openssl/ssl.h>

#include "config.h"

#define USER_AGENT PACKAGE_NAME "/" PACKAGE_VERSION

static const long MOST_IDLE = 1; /* seconds, of a connection that is to carry a POST */

/* How every call is made (R-OUT-01 to R-OUT-08). What is libcurl's default is said here, too, where it counts. */
static const struct {
    CURLoption option;
    long value;
} fixed_options[] = {
    {CURLOPT_NOSIGNAL, 1L},   /* signals are httpd's; name look-ups have a thread instead */
    {CURLOPT_QUICK_EXIT, 1L}, /* without it a deadline that passes during a look-up waits for the look-up */
    {CURLOPT_FOLLOWLOCATION, 0L},
    {CURLOPT_NETRC, CURL_NETRC_IGNORED},
    {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
    {CURLOPT_HTTP09_ALLOWED, 0L},
    {CURLOPT_SSL_VERIFYPEER, 1L},
    {CURLOPT_SSL_VERIFYHOST, 2L},
    {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
};

static const struct {
    CURLoption option;
    const char *value;
} fixed_texts[] = {
    {CURLOPT_PROTOCOLS_STR, "http,https"},
    {CURLOPT_PROXY, ""}, /* an empty one also switches off what the environment says */
    {CURLOPT_NOPROXY, "*"},
    {CURLOPT_USERAGENT, USER_AGENT},
};

/* libcurl would write the keys of each connection to the file that the environment's SSLKEYLOGFILE names. */
static CURLcode forget_key_log(CURL *handle, void *context, void *unused)
{
    (void)handle;
    (void)unused;
    SSL_CTX_set_keylog_callback(context, NULL);
    return CURLE_OK;
}

static bool is_loopback(const struct curl_sockaddr *address)
{
    if (address->family == AF_INET)
        return ntohl(((const struct sockaddr_in *)&address->addr)->sin_addr.s_addr) >> 24 == 127;
    if (address->family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)&address->addr)->sin6_addr);
    return false;
}

/* Without TLS no byte may leave this machine, whatever "localhost" is said to be. Programs that a worker starts do not
 * inherit the socket. */
static curl_socket_t open_socket(void *given, curlsocktype purpose, struct curl_sockaddr *address)
{
    const oas_url_t *url = given;

    (void)purpose;
    if (!url->is_https && !is_loopback(address))
        return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t read_header(char *line, size_t size, size_t count, void *given)
{
    oas_curl_transfer_t *transfer = given;

    (void)line;
    transfer->header_bytes += size * count;
    return transfer->header_bytes <= transfer->limits->largest_headers ? size * count : 0;
}

static size_t read_body(char *data, size_t size, size_t count, void *given)
{
    oas_curl_transfer_t *transfer = given;

    oas_buffer_add(&transfer->body, oas_bytes(data, size * count));
    return transfer->body.overflowed ? 0 : size * count;
}

/* Milliseconds for libcurl, to which 0 would mean "for ever". */
static long milliseconds(apr_interval_time_t time)
{
    return time > 1000 ? (long)((time + 999) / 1000) : 1;
}

static bool set_fixed_options(CURL *handle)
{
    bool is_set = true;

    for (size_t i = 0; i < sizeof(fixed_options) / sizeof(fixed_options[0]); i++)
        is_set &= curl_easy_setopt(handle, fixed_options[i].option, fixed_options[i].value) == CURLE_OK;
    for (size_t i = 0; i < sizeof(fixed_texts) / sizeof(fixed_texts[0]); i++)
        is_set &= curl_easy_setopt(handle, fixed_texts[i].option, fixed_texts[i].value) == CURLE_OK;
    return is_set && curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, forget_key_log) == CURLE_OK;
}

static bool set_callbacks(oas_curl_transfer_t *transfer)
{
    CURL *handle = transfer->handle;

    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK
           && curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, (void *)transfer->url) == CURLE_OK
           && curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, read_header) == CURLE_OK
           && curl_easy_setopt(handle, CURLOPT_HEADERDATA, transfer) == CURLE_OK
           && curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, read_body) == CURLE_OK
           && curl_easy_setopt(handle, CURLOPT_WRITEDATA, transfer) == CURLE_OK
           && curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, transfer->detail) == CURLE_OK;
}

static bool set_trust(CURL *handle, const char *ca_file)
{
    /* Only that file: the folder that libcurl was built with would count beside it. */
    return ca_file == NULL
           || (curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file) == CURLE_OK
               && curl_easy_setopt(handle, CURLOPT_CAPATH, NULL) == CURLE_OK);
}

static bool set_blob(CURL *handle, CURLoption option, oas_bytes_t text)
{
    struct curl_blob blob = {.data = (void *)text.data, .len = text.length, .flags = CURL_BLOB_NOCOPY};

    return curl_easy_setopt(handle, option, &blob) == CURLE_OK;
}

/* A connection, or a TLS session to take one up again, in which one client has shown who it is must never serve another:
 * libcurl compares certificates, but not in all versions keys. So these calls share neither. */
static bool set_identity(CURL *handle, const oas_tls_identity_t *identity)
{
    return identity == NULL
           || (set_blob(handle, CURLOPT_SSLCERT_BLOB, identity->certificate)
               && set_blob(handle, CURLOPT_SSLKEY_BLOB, identity->key)
               && curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L) == CURLE_OK
               && curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L) == CURLE_OK
               && curl_easy_setopt(handle, CURLOPT_SSL_SESSIONID_CACHE, 0L) == CURLE_OK);
}

static bool add_header(oas_curl_transfer_t *transfer, const char *header)
{
    struct curl_slist *longer = curl_slist_append(transfer->headers, header);

    if (longer == NULL)
        return false;
    transfer->headers = longer;
    return true;
}

static bool set_headers(oas_curl_transfer_t *transfer, apr_pool_t *pool)
{
    const oas_http_call_t *call = transfer->call;
    const char *accept = call->accept != NULL ? call->accept : "application/json";
    bool is_set = add_header(transfer, apr_pstrcat(pool, "Accept: ", accept, NULL)) && add_header(transfer, "Expect:");

    if (call->form_type != NULL)
        is_set = is_set && add_header(transfer, apr_pstrcat(pool, "Content-Type: ", call->form_type, NULL));
    if (call->authorization != NULL) {
        char *header = apr_pstrcat(pool, "Authorization: ", call->authorization, NULL);

        is_set = is_set && add_header(transfer, header);
        oas_wipe(header, strlen(header));
    }
    if (call->dpop != NULL)
        is_set = is_set && add_header(transfer, apr_pstrcat(pool, "DPoP: ", call->dpop, NULL));
    return is_set && curl_easy_setopt(transfer->handle, CURLOPT_HTTPHEADER, transfer->headers) == CURLE_OK;
}

/* Where a kept connection dies before the answer libcurl begins again on another one. */
static int begin_once(void *given, char *address, char *own_address, int port, int own_port)
{
    oas_curl_transfer_t *transfer = given;

    (void)address;
    (void)own_address;
    (void)port;
    (void)own_port;
    return transfer->begun++ == 0 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

/* A provider that sees a code twice takes back all that it gave for it (RFC 6749 §4.1.2), so a POST is sent once. That
 * makes it fail on a connection that the provider has just given up: it takes one that was in use a moment ago, for which
 * no server's patience is too short, or a new one. */
static bool set_form(oas_curl_transfer_t *transfer)
{
    const oas_bytes_t form = transfer->call->form;
    CURL *handle = transfer->handle;

    return form.data == NULL
           || (curl_easy_setopt(handle, CURLOPT_POST, 1L) == CURLE_OK
               && curl_easy_setopt(handle, CURLOPT_POSTFIELDS, form.data) == CURLE_OK
               && curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)form.length) == CURLE_OK
               && curl_easy_setopt(handle, CURLOPT_MAXAGE_CONN, MOST_IDLE) == CURLE_OK
               && curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, begin_once) == CURLE_OK
               && curl_easy_setopt(handle, CURLOPT_PREREQDATA, transfer) == CURLE_OK);
}

bool oas_curl_set_up(oas_curl_transfer_t *transfer, apr_pool_t *pool)
{
    const oas_curl_limits_t *limits = transfer->limits;
    CURL *handle = transfer->handle;

    transfer->body = oas_buffer(pool, transfer->call->largest_answer);
    return set_fixed_options(handle) && set_callbacks(transfer) && set_trust(handle, limits->ca_file)
           && set_identity(handle, transfer->call->identity) && set_form(transfer) && set_headers(transfer, pool)
           && curl_easy_setopt(handle, CURLOPT_URL, transfer->call->url) == CURLE_OK
           && curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(limits->connect_deadline)) == CURLE_OK;
}

CURLcode oas_curl_set_deadline(CURL *handle, apr_interval_time_t deadline)
{
    return curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, milliseconds(deadline));
}
