/* SPDX-License-Identifier: Apache-2.0 */
/* A small real server on a free port of loopback, in threads of the test: it reads requests and answers as a script
 * says, well or badly. */
#ifndef OAS_TESTS_HTTP_SERVER_H
#define OAS_TESTS_HTTP_SERVER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "certificate.h"

/* What is done with one request, in this order. All zero: the connection is closed without a word. */
typedef struct {
    const char *answer; /* sent first; NULL: nothing */
    size_t length;      /* of answer; 0: it is a text */
    const char *again;  /* then sent again and again, until the client hangs up; NULL: nothing */
    int pause;          /* milliseconds before each byte of it, for a slow server; 0: as fast as it goes */
    bool echoes;        /* instead of answer: 200 with the request's first line as its body */
    bool waits;         /* then nothing more is said until the client hangs up */
    bool keeps;         /* the connection stays for another request */
} script_t;

enum { SERVER_MOST = 128 }; /* connections in a server's life */

typedef struct server_t server_t;

typedef struct {
    server_t *server;
    pthread_t thread;
    int socket;
    void *tls; /* SSL, NULL without */
} connection_t;

struct server_t {
    const script_t *scripts; /* one for each request; the last one for all that follow */
    size_t script_count;
    int socket;
    int port;
    pthread_t thread;
    void *tls_context; /* SSL_CTX, NULL without */
    connection_t connections[SERVER_MOST];
    atomic_int connection_count;
    atomic_int ended_count; /* connections on which the server has hung up */
    atomic_int request_count;
    atomic_int certificates_shown; /* connections whose client showed one */
    char protocols[64]; /* what the last client with TLS offered to speak (ALPN), each behind its length */
    pthread_mutex_t lock;
    char last_request[8192]; /* as it came, its body included; read it when the server has stopped */
};

/* Listen and answer. The scripts are borrowed. */
void server_start(server_t *server, const script_t *scripts, size_t script_count);

/* The same with TLS, up to this version (OpenSSL's number); 0: the newest. */
void server_start_tls(server_t *server, const script_t *scripts, size_t script_count, const certificate_t *certificate,
                      int newest_version);

/* From the next connection on clients are asked for a certificate, whichever it is; without one they are let in, or, where
 * it is demanded, turned away. */
void server_ask_for_certificates(server_t *server, bool demanded);

/* Hang up on everybody. Nothing of the server runs any more. */
void server_stop(server_t *server);

#endif
