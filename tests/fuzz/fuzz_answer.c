/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as what a provider answers, through libcurl: the call ends, within its ceilings, and says how. */
#include "fuzz.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/curl_client.h"

enum { LARGEST_ANSWER = 4096, LARGEST_HEADERS = 2048 };

static oas_bytes_t answer_bytes;

/* No network: libcurl's socket is one end of a pair, and the other end has said everything already. It stays open until
 * the next call, so that the request can be sent. */
int socket(int domain, int type, int protocol)
{
    static int provider = -1;
    int ends[2];

    (void)domain;
    (void)protocol;
    if (provider >= 0)
        close(provider);
    fuzz_require(socketpair(AF_UNIX, type, 0, ends) == 0, "a pair of sockets");
    provider = ends[1];
    fuzz_require(write(provider, answer_bytes.data, answer_bytes.length) == (ssize_t)answer_bytes.length,
                 "everything is said");
    shutdown(provider, SHUT_WR);
    return ends[0];
}

int connect(int socket_number, const struct sockaddr *address, socklen_t length)
{
    (void)socket_number;
    (void)address;
    (void)length;
    return 0;
}

static oas_http_client_t *client(void)
{
    static const oas_curl_limits_t limits = {.connect_deadline = apr_time_from_sec(1),
                                             .total_deadline = apr_time_from_sec(1),
                                             .largest_headers = LARGEST_HEADERS};
    static oas_http_client_t *made;
    oas_work_t work = oas_work(fuzz_process_pool(), 0);

    if (made != NULL)
        return made;
    signal(SIGPIPE, SIG_IGN);
    fuzz_require(oas_curl_begin(work.pool, &work) == OAS_OK
                     && oas_curl_client_new(&made, &limits, work.pool, &work) == OAS_OK,
                 "a client can be made");
    return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    oas_http_call_t call = {.url = "http://127.0.0.1/", .purpose = "test", .largest_answer = LARGEST_ANSWER};
    oas_http_answer_t *answer;
    oas_status_t status;

    if (size > 64 * 1024)
        return 0;
    answer_bytes = oas_bytes(data, size);
    status = client()->call(client(), &answer, &call, work);
    if (status != OAS_OK) {
        fuzz_require(answer == NULL && work->reason != NULL, "a failure gives a reason and nothing else");
        fuzz_require(status == OAS_REFUSED || status == OAS_UNAVAILABLE, "it is not our fault");
        return 0;
    }
    fuzz_require(answer->body.length <= LARGEST_ANSWER, "the body is under its ceiling");
    fuzz_require(answer->body.data[answer->body.length] == '\0', "a NUL stands behind it");
    fuzz_require(strpbrk(answer->content_type, "ABCDEFGHIJKLMNOPQRSTUVWXYZ; \r\n") == NULL, "the type is a plain one");
    return 0;
}
