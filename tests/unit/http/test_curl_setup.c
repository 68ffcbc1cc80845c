/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_strings.h>
#include <openssl/ssl.h>

#include "calls.h"
#include "config.h"

static void a_get_says_no_more_than_it_must(void **state)
{
    server_t server;

    server_start(&server, &hello, 1);
    assert_answered(state, client_of(state), get(url_of(state, &server, "/path?a=b")));
    server_stop(&server);
    assert_string_equal(server.last_request, apr_psprintf(unit_work(state)->pool,
                                                          "GET /path?a=b HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                                                          "User-Agent: mod_oauth_session/" PACKAGE_VERSION "\r\n"
                                                          "Accept: application/json\r\n\r\n",
                                                          server.port));
}

static void a_post_carries_form_and_credentials(void **state)
{
    oas_http_call_t call;
    server_t server;

    server_start(&server, &hello, 1);
    call = post(url_of(state, &server, "/token"), "code=a%00b");
    call.authorization = "Basic YTpi";
    call.accept = "application/jwt";
    assert_answered(state, client_of(state), call);
    server_stop(&server);
    assert_string_equal(server.last_request,
                        apr_psprintf(unit_work(state)->pool,
                                     "POST /token HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                                     "User-Agent: mod_oauth_session/" PACKAGE_VERSION "\r\n"
                                     "Accept: application/jwt\r\nAuthorization: Basic YTpi\r\nContent-Length: 10\r\n"
                                     "Content-Type: application/x-www-form-urlencoded\r\n\r\ncode=a%%00b",
                                     server.port));
}

static void a_post_may_be_of_another_type(void **state)
{
    oas_http_client_t *client = client_of(state);
    oas_http_call_t call;
    server_t server;

    server_start(&server, &hello, 1);
    call = post(url_of(state, &server, "/register"), "{}");
    call.form_type = "application/json";
    assert_answered(state, client, call);
    server_stop(&server);
    assert_non_null(strstr(server.last_request, "\r\nContent-Type: application/json\r\n"));
    assert_null(strstr(server.last_request, "urlencoded"));
}

static void an_empty_form_is_a_post_all_the_same(void **state)
{
    server_t server;

    server_start(&server, &hello, 1);
    assert_answered(state, client_of(state), post(url_of(state, &server, "/"), ""));
    server_stop(&server);
    assert_memory_equal(server.last_request, "POST / ", 7);
}

static void a_large_form_is_sent_without_asking_first(void **state)
{
    char *form = apr_pcalloc(unit_work(state)->pool, 6001);
    server_t server;

    memset(form, 'a', 6000);
    server_start(&server, &hello, 1);
    assert_answered(state, client_of(state), post(url_of(state, &server, "/"), form));
    server_stop(&server);
    assert_null(strstr(server.last_request, "Expect"));
    assert_non_null(strstr(server.last_request, form));
}

/* R-OUT-02 */
static void follows_no_redirect(void **state)
{
    static const int statuses[] = {301, 302, 303, 307, 308};
    oas_http_client_t *client = client_of(state);

    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        script_t script = {.answer = apr_psprintf(
                               unit_work(state)->pool,
                               "HTTP/1.1 %d Elsewhere\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n", statuses[i]),
                           .keeps = true};
        server_t server;

        server_start(&server, &script, 1);
        assert_int_equal(assert_answered(state, client, get(url_of(state, &server, "/")))->status, statuses[i]);
        assert_int_equal(assert_answered(state, client, post(url_of(state, &server, "/"), "a"))->status, statuses[i]);
        server_stop(&server);
        assert_int_equal(server.request_count, 2);
    }
}

/* R-OUT-04: a provider that sees a code twice takes back what it gave for it. */
static void never_sends_a_form_twice(void **state)
{
    const script_t scripts[] = {hello, {.keeps = false}, hello};
    oas_http_client_t *client = client_of(state);
    server_t server;

    server_start(&server, scripts, 3);
    assert_answered(state, client, get(url_of(state, &server, "/")));
    assert_fails(state, client, post(url_of(state, &server, "/"), "code=a"), OAS_UNAVAILABLE, "call_broken_off");
    server_stop(&server);
    assert_int_equal(server.request_count, 2);
}

static void gives_up_at_the_deadline_while_a_name_is_looked_up(void **state)
{
    assert_int_equal(pipe(slow_lookup), 0);
    assert_fails(state, client_with(state, &short_limits), get("https://slow.example/"), OAS_UNAVAILABLE,
                 "call_deadline");
    close(slow_lookup[1]);
}

/* A listener whose queue is full drops what comes, as a firewall does. Its port. */
static int full_queue(int sockets[], int count)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);

    sockets[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(sockets[0], (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(sockets[0], 0), 0);
    assert_int_equal(getsockname(sockets[0], (struct sockaddr *)&address, &length), 0);
    for (int i = 1; i < count; i++) {
        sockets[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        (void)connect(sockets[i], (struct sockaddr *)&address, sizeof(address));
    }
    return ntohs(address.sin_port);
}

static void gives_up_connecting_before_the_whole_deadline(void **state)
{
    const oas_curl_limits_t limits = {
        .connect_deadline = apr_time_from_msec(200), .total_deadline = apr_time_from_sec(30), .largest_headers = 1024};
    int sockets[4];
    int port = full_queue(sockets, 4);
    apr_time_t begin = apr_time_now();

    assert_fails(state, client_with(state, &limits),
                 get(apr_psprintf(unit_work(state)->pool, "http://127.0.0.1:%d/", port)), OAS_UNAVAILABLE,
                 "call_deadline");
    assert_true(apr_time_now() - begin < apr_time_from_sec(15));
    for (int i = 0; i < 4; i++)
        close(sockets[i]);
}

static void no_program_inherits_a_connection(void **state)
{
    oas_http_client_t *client = client_of(state);
    server_t server;

    server_start(&server, &hello, 1);
    assert_answered(state, client, get(url_of(state, &server, "/")));
    server_stop(&server);
    assert_int_equal(connects, 1);
    assert_int_equal(inheritable_sockets, 0);
}

static void a_deadline_of_nothing_is_not_for_ever(void **state)
{
    static const oas_curl_limits_t nothing = {.largest_headers = 1024};
    const script_t script = {.waits = true};
    server_t server;

    server_start(&server, &script, 1);
    assert_fails(state, client_with(state, &nothing), get(url_of(state, &server, "/")), OAS_UNAVAILABLE,
                 "call_deadline");
    server_stop(&server);
}

static void http_to_localhost_stays_on_this_machine(void **state)
{
    oas_http_client_t *client = client_of(state);
    server_t server;

    server_start(&server, &hello, 1);
    assert_answered(state, client, get(apr_psprintf(unit_work(state)->pool, "http://localhost:%d/", server.port)));
    server_stop(&server);
}

/* R-OUT-08 */
static void the_environment_has_no_say(void **state)
{
    static const char *const proxies[] = {"http_proxy",  "HTTP_PROXY", "https_proxy",
                                          "HTTPS_PROXY", "all_proxy",  "ALL_PROXY"};
    const char *proxy = deserted_url(state);
    oas_http_client_t *client = client_of(state);
    server_t server;

    for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); i++)
        setenv(proxies[i], proxy, 1);
    server_start(&server, &hello, 1);
    assert_answered(state, client, get(url_of(state, &server, "/")));
    server_stop(&server);
    for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); i++)
        unsetenv(proxies[i]);
    assert_memory_equal(server.last_request, "GET / ", 6);
}

static void a_netrc_file_has_no_say(void **state)
{
    char home[] = "/tmp/oas-home-XXXXXX";
    const char *former = getenv("HOME");
    const char *netrc;
    FILE *file;
    server_t server;

    assert_non_null(mkdtemp(home));
    netrc = apr_pstrcat(unit_work(state)->pool, home, "/.netrc", NULL);
    file = fopen(netrc, "w");
    fputs("machine 127.0.0.1 login user password hunter2\ndefault login user password hunter2\n", file);
    fclose(file);
    setenv("HOME", home, 1);
    server_start(&server, &hello, 1);
    assert_answered(state, client_of(state), get(url_of(state, &server, "/")));
    server_stop(&server);
    former != NULL ? setenv("HOME", former, 1) : unsetenv("HOME");
    unlink(netrc);
    rmdir(home);
    assert_null(strstr(server.last_request, "Authorization"));
}

static void speaks_tls_with_whom_it_trusts(void **state)
{
    certificate_t certificate = certificate_new("IP:127.0.0.1", 3600);
    oas_curl_limits_t limits = oas_curl_limits_default;
    server_t server;

    limits.ca_file = certificate.file;
    server_start_tls(&server, &hello, 1, &certificate, 0);
    assert_int_equal(assert_answered(state, client_with(state, &limits), get(url_of(state, &server, "/")))->status,
                     200);
    server_stop(&server);
    assert_string_equal(server.protocols, "\x08http/1.1");
    certificate_remove(&certificate);
}

/* One call to a server with this certificate and TLS version, by a client that trusts ca_file, fails so. */
static void assert_tls_fails(void **state, const certificate_t *certificate, int version, const char *ca_file,
                             oas_status_t status, const char *reason)
{
    oas_curl_limits_t limits = oas_curl_limits_default;
    server_t server;

    limits.ca_file = ca_file;
    server_start_tls(&server, &hello, 1, certificate, version);
    assert_fails(state, client_with(state, &limits), get(url_of(state, &server, "/")), status, reason);
    server_stop(&server);
    assert_int_equal(server.request_count, 0);
}

/* R-OUT-05 */
static void refuses_tls_with_anybody_else(void **state)
{
    certificate_t good = certificate_new("IP:127.0.0.1", 3600);
    certificate_t other = certificate_new("IP:127.0.0.1", 3600);
    certificate_t expired = certificate_new("IP:127.0.0.1", -60);
    certificate_t wrong_host = certificate_new("DNS:provider.example,IP:127.0.0.2", 3600);

    assert_tls_fails(state, &good, 0, NULL, OAS_UNAVAILABLE, "call_tls");
    assert_tls_fails(state, &good, 0, other.file, OAS_UNAVAILABLE, "call_tls");
    assert_tls_fails(state, &expired, 0, expired.file, OAS_UNAVAILABLE, "call_tls");
    assert_tls_fails(state, &wrong_host, 0, wrong_host.file, OAS_UNAVAILABLE, "call_tls");
    assert_tls_fails(state, &good, TLS1_1_VERSION, good.file, OAS_UNAVAILABLE, "call_tls");
    certificate_remove(&good);
    certificate_remove(&other);
    certificate_remove(&expired);
    certificate_remove(&wrong_host);
}

static void a_ca_file_that_can_not_be_read_is_a_misconfiguration(void **state)
{
    certificate_t certificate = certificate_new("IP:127.0.0.1", 3600);

    assert_tls_fails(state, &certificate, 0, "/nonexistent/ca.pem", OAS_MISCONFIGURED, "call_ca_file");
    assert_tls_fails(state, &certificate, 0, "/dev/null", OAS_MISCONFIGURED, "call_ca_file");
    certificate_remove(&certificate);
}

/* R-OUT-08: the keys of our connections are nobody's. */
static void writes_no_tls_keys_to_where_the_environment_says(void **state)
{
    certificate_t certificate = certificate_new("IP:127.0.0.1", 3600);
    oas_curl_limits_t limits = oas_curl_limits_default;
    char log[] = "/tmp/oas-keylog-XXXXXX";
    struct stat about;
    server_t server;

    close(mkstemp(log));
    setenv("SSLKEYLOGFILE", log, 1);
    limits.ca_file = certificate.file;
    server_start_tls(&server, &hello, 1, &certificate, 0);
    assert_answered(state, client_with(state, &limits), get(url_of(state, &server, "/")));
    server_stop(&server);
    unsetenv("SSLKEYLOGFILE");
    assert_int_equal(stat(log, &about), 0);
    assert_int_equal(about.st_size, 0);
    unlink(log);
    certificate_remove(&certificate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_get_says_no_more_than_it_must),
        cmocka_unit_test(a_post_carries_form_and_credentials),
        cmocka_unit_test(a_post_may_be_of_another_type),
        cmocka_unit_test(an_empty_form_is_a_post_all_the_same),
        cmocka_unit_test(a_large_form_is_sent_without_asking_first),
        cmocka_unit_test(follows_no_redirect),
        cmocka_unit_test(never_sends_a_form_twice),
        cmocka_unit_test(gives_up_at_the_deadline_while_a_name_is_looked_up),
        cmocka_unit_test(gives_up_connecting_before_the_whole_deadline),
        cmocka_unit_test(no_program_inherits_a_connection),
        cmocka_unit_test(a_deadline_of_nothing_is_not_for_ever),
        cmocka_unit_test(http_to_localhost_stays_on_this_machine),
        cmocka_unit_test(the_environment_has_no_say),
        cmocka_unit_test(a_netrc_file_has_no_say),
        cmocka_unit_test(speaks_tls_with_whom_it_trusts),
        cmocka_unit_test(refuses_tls_with_anybody_else),
        cmocka_unit_test(a_ca_file_that_can_not_be_read_is_a_misconfiguration),
        cmocka_unit_test(writes_no_tls_keys_to_where_the_environment_says),
    };

    signal(SIGPIPE, SIG_IGN); /* as httpd does */
    return unit_run("curl_setup", tests, sizeof(tests) / sizeof(tests[0]));
}
