/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of the client on libcurl to a server of the test. */
#ifndef OAS_TESTS_HTTP_CALLS_H
#define OAS_TESTS_HTTP_CALLS_H

#include "http/curl_client.h"
#include "server.h"
#include "unit.h"

enum { LARGEST_ANSWER = 1000 };

/* Answers "hello" with 200 and keeps the connection. */
extern const script_t hello;

/* As the default ones, with a deadline that a test can wait for. */
extern const oas_curl_limits_t short_limits;

/* libcurl's calls of connect() come through here. Since the last client_with() or client_of(): how many there were, how
 * many of their sockets a program would inherit, and what they fail with at once unless it is 0. */
extern atomic_int connects;
extern atomic_int inheritable_sockets;
extern int connect_error;

/* So does its clock, which tells it how long a connection was idle: so many seconds more than it was. */
extern atomic_int clock_ahead;

/* libcurl's calls of getaddrinfo() do, too: the look-up of slow.example ends when the other end of this pipe closes. */
extern int slow_lookup[2];

/* A client in the test's pool, with libcurl begun for it. */
oas_http_client_t *client_with(void **state, const oas_curl_limits_t *limits);
oas_http_client_t *client_of(void **state);

oas_http_call_t get(const char *url);
oas_http_call_t post(const char *url, const char *form);

const char *url_of(void **state, const server_t *server, const char *path);

/* Of a port on which nobody listens. */
const char *deserted_url(void **state);

/* The call ends well. */
oas_http_answer_t *assert_answered(void **state, oas_http_client_t *client, oas_http_call_t call);

/* The call fails so; the sentence of the failure. */
const char *assert_fails(void **state, oas_http_client_t *client, oas_http_call_t call, oas_status_t status,
                         const char *reason);

#endif
