/* SPDX-License-Identifier: Apache-2.0 */
#include "server.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static long receive(connection_t *connection, char *data, size_t length)
{
    if (connection->tls != NULL)
        return SSL_read(connection->tls, data, (int)length);
    return recv(connection->socket, data, length, 0);
}

static bool transmit(connection_t *connection, const char *data, size_t length)
{
    if (length == 0)
        return true;
    if (connection->tls != NULL)
        return SSL_write(connection->tls, data, (int)length) == (int)length;
    return send(connection->socket, data, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static bool is_complete(const char *request)
{
    const char *body = strstr(request, "\r\n\r\n");
    const char *length = strstr(request, "Content-Length: ");

    return body != NULL && (length == NULL || strlen(body + 4) >= strtoul(length + 16, NULL, 10));
}

/* False when the client hung up instead. */
static bool read_request(connection_t *connection, char *request, size_t size)
{
    size_t length = 0;

    request[0] = '\0';
    while (!is_complete(request)) {
        long more = receive(connection, request + length, size - 1 - length);

        if (more <= 0)
            return false;
        length += (size_t)more;
        request[length] = '\0';
    }
    return true;
}

static bool echo(connection_t *connection, const char *request)
{
    char answer[1024];
    int line = (int)strcspn(request, "\r");

    snprintf(answer, sizeof(answer), "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%.*s", line, line, request);
    return transmit(connection, answer, strlen(answer));
}

static bool answer_slowly(connection_t *connection, const char *text, int pause)
{
    struct pollfd gone = {.fd = connection->socket, .events = POLLRDHUP};

    for (; *text != '\0'; text++)
        if (poll(&gone, 1, pause) != 0 || !transmit(connection, text, 1))
            return false;
    return true;
}

/* False when the connection is at its end. */
static bool answer(connection_t *connection, const script_t *script, const char *request)
{
    size_t length = script->length != 0 || script->answer == NULL ? script->length : strlen(script->answer);
    bool open = transmit(connection, script->answer, length) && (!script->echoes || echo(connection, request));
    char byte;

    while (open && script->again != NULL)
        open = script->pause != 0 ? answer_slowly(connection, script->again, script->pause)
                                  : transmit(connection, script->again, strlen(script->again));
    if (open && script->waits)
        (void)receive(connection, &byte, 1);
    return open && script->keeps;
}

static bool say_hello(connection_t *connection)
{
    server_t *server = connection->server;

    if (server->tls_context == NULL)
        return true;
    connection->tls = SSL_new(server->tls_context);
    SSL_set_fd(connection->tls, connection->socket);
    if (SSL_accept(connection->tls) != 1)
        return false;
    server->certificates_shown += SSL_get0_peer_certificate(connection->tls) != NULL;
    return true;
}

static void *serve_connection(void *given)
{
    connection_t *connection = given;
    server_t *server = connection->server;
    char request[sizeof(server->last_request)];
    bool open = say_hello(connection);

    while (open && read_request(connection, request, sizeof(request))) {
        size_t number = (size_t)atomic_fetch_add(&server->request_count, 1);

        pthread_mutex_lock(&server->lock);
        memcpy(server->last_request, request, strlen(request) + 1);
        pthread_mutex_unlock(&server->lock);
        open = answer(connection, &server->scripts[number < server->script_count ? number : server->script_count - 1],
                      request);
    }
    if (connection->tls != NULL)
        SSL_shutdown(connection->tls);
    SSL_free(connection->tls);
    ERR_clear_error();
    shutdown(connection->socket, SHUT_RDWR);
    server->ended_count++;
    return NULL;
}

static void *accept_connections(void *given)
{
    server_t *server = given;
    int accepted;

    while (server->connection_count < SERVER_MOST && (accepted = accept(server->socket, NULL, NULL)) >= 0) {
        connection_t *connection = &server->connections[server->connection_count];

        *connection = (connection_t){.server = server, .socket = accepted};
        if (pthread_create(&connection->thread, NULL, serve_connection, connection) != 0)
            abort();
        server->connection_count++;
    }
    return NULL;
}

static int note_protocols(SSL *tls, const unsigned char **chosen, unsigned char *chosen_length,
                          const unsigned char *offered, unsigned length, void *given)
{
    server_t *server = given;

    (void)tls;
    (void)chosen;
    (void)chosen_length;
    snprintf(server->protocols, sizeof(server->protocols), "%.*s", (int)length, (const char *)offered);
    return SSL_TLSEXT_ERR_NOACK;
}

static void listen_on_loopback(server_t *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);

    server->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(server->socket, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(server->socket, 64) != 0
        || getsockname(server->socket, (struct sockaddr *)&address, &length) != 0)
        abort();
    server->port = ntohs(address.sin_port);
}

void server_start_tls(server_t *server, const script_t *scripts, size_t script_count, const certificate_t *certificate,
                      int newest_version)
{
    memset(server, 0, sizeof(*server));
    server->scripts = scripts;
    server->script_count = script_count;
    if (certificate != NULL) {
        server->tls_context = SSL_CTX_new(TLS_server_method());
        SSL_CTX_use_certificate(server->tls_context, certificate->certificate);
        SSL_CTX_use_PrivateKey(server->tls_context, certificate->key);
        SSL_CTX_set_cipher_list(server->tls_context, "DEFAULT:@SECLEVEL=0"); /* for the old versions */
        SSL_CTX_set_max_proto_version(server->tls_context, newest_version);
        SSL_CTX_set_alpn_select_cb(server->tls_context, note_protocols, server);
    }
    listen_on_loopback(server);
    if (pthread_mutex_init(&server->lock, NULL) != 0
        || pthread_create(&server->thread, NULL, accept_connections, server) != 0)
        abort();
}

void server_start(server_t *server, const script_t *scripts, size_t script_count)
{
    server_start_tls(server, scripts, script_count, NULL, 0);
}

static int let_in(X509_STORE_CTX *chain, void *unused)
{
    (void)chain;
    (void)unused;
    return 1;
}

void server_ask_for_certificates(server_t *server, bool demanded)
{
    SSL_CTX_set_verify(server->tls_context, SSL_VERIFY_PEER | (demanded ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
    SSL_CTX_set_cert_verify_callback(server->tls_context, let_in, NULL);
}

void server_stop(server_t *server)
{
    shutdown(server->socket, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->socket);
    for (int i = 0; i < server->connection_count; i++) {
        shutdown(server->connections[i].socket, SHUT_RDWR);
        pthread_join(server->connections[i].thread, NULL);
        close(server->connections[i].socket);
    }
    SSL_CTX_free(server->tls_context);
    pthread_mutex_destroy(&server->lock);
}
