/* SPDX-License-Identifier: Apache-2.0 */
#include "calls.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <apr_strings.h>

atomic_int connects;
atomic_int inheritable_sockets;
int connect_error;
atomic_int clock_ahead;
int slow_lookup[2];

int connect(int socket, const struct sockaddr *address, socklen_t length)
{
    int (*original)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "connect");

    connects++;
    inheritable_sockets += (fcntl(socket, F_GETFD) & FD_CLOEXEC) == 0;
    if (connect_error != 0) {
        errno = connect_error;
        return -1;
    }
    return original(socket, address, length);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int (*original)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int result = original(clock, now);

    if (clock == CLOCK_MONOTONIC)
        now->tv_sec += clock_ahead;
    return result;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found)
{
    int (*original)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
        dlsym(RTLD_NEXT, "getaddrinfo");
    char byte;

    if (name == NULL || strcmp(name, "slow.example") != 0)
        return original(name, service, hints, found);
    while (read(slow_lookup[0], &byte, 1) > 0)
        continue;
    return EAI_AGAIN;
}

const oas_curl_limits_t short_limits = {
    .connect_deadline = apr_time_from_msec(300),
    .total_deadline = apr_time_from_msec(300),
    .largest_headers = 32 * 1024,
};

const script_t hello = {.answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n"
                                  "hello",
                        .keeps = true};

oas_http_client_t *client_with(void **state, const oas_curl_limits_t *limits)
{
    oas_work_t *work = unit_work(state);
    oas_http_client_t *client;

    connects = inheritable_sockets = connect_error = clock_ahead = 0;
    assert_int_equal(oas_curl_begin(work->pool, work), OAS_OK);
    assert_int_equal(oas_curl_client_new(&client, limits, work->pool, work), OAS_OK);
    return client;
}

oas_http_client_t *client_of(void **state)
{
    return client_with(state, &oas_curl_limits_default);
}

oas_http_call_t get(const char *url)
{
    return (oas_http_call_t){.url = url, .purpose = "test request", .largest_answer = LARGEST_ANSWER};
}

oas_http_call_t post(const char *url, const char *form)
{
    oas_http_call_t call = get(url);

    call.form = oas_bytes_of(form);
    return call;
}

const char *url_of(void **state, const server_t *server, const char *path)
{
    return apr_psprintf(unit_work(state)->pool, "%s://127.0.0.1:%d%s", server->tls_context != NULL ? "https" : "http",
                        server->port, path);
}

const char *deserted_url(void **state)
{
    server_t server;

    server_start(&server, &hello, 1);
    server_stop(&server);
    return url_of(state, &server, "/secret?token=hunter2");
}

oas_http_answer_t *assert_answered(void **state, oas_http_client_t *client, oas_http_call_t call)
{
    oas_work_t *work = unit_work(state);
    oas_http_answer_t *answer;
    oas_status_t status = client->call(client, &answer, &call, work);

    if (status != OAS_OK)
        fail_msg("%s: %s", work->reason, work->failure);
    return answer;
}

const char *assert_fails(void **state, oas_http_client_t *client, oas_http_call_t call, oas_status_t status,
                         const char *reason)
{
    oas_work_t work = *unit_work(state);
    oas_http_answer_t *answer = (oas_http_answer_t *)&work;

    assert_int_equal(client->call(client, &answer, &call, &work), status);
    assert_null(answer);
    assert_string_equal(work.reason, reason);
    assert_no_openssl_errors();
    return work.failure;
}
