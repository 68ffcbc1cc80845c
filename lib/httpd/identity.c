/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/identity.h"

#include <strings.h>

#include <http_core.h>
#include <http_request.h>
#include <apr_lib.h>
#include <apr_strings.h>

#include "base/decimal.h"
#include "http/percent.h"
#include "httpd/authn.h"
#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/inherited.h"
#include "httpd/our_user.h"
#include "httpd/passed_tokens.h"
#include "httpd/passing.h"
#include "httpd/receiver.h"
#include "httpd/relay.h"
#include "httpd/realm.h"
#include "httpd/session_data.h"
#include "httpd/session_use.h"
#include "httpd/succession.h"
#include "httpd/visitor.h"
#include "session/lifecycle.h"

/* Where nobody else has put anything under a name like ours, ours can be added without a search for each. */
static oas_told_t place_for(apr_table_t *table, const char *prefix)
{
    const apr_array_header_t *array = apr_table_elts(table);
    const apr_table_entry_t *entries = (const apr_table_entry_t *)array->elts;

    for (int i = 0; i < array->nelts; i++)
        if (apr_toupper(entries[i].key[0]) == prefix[0] && strncasecmp(entries[i].key, prefix, strlen(prefix)) == 0)
            return (oas_told_t){.table = table, .put = apr_table_setn};
    return (oas_told_t){.table = table, .put = apr_table_addn};
}

/* Prefix and a claim's name, with filler for every character that is neither letter nor digit. No two claims become one
 * by it: oas_claims_flatten sees to that. */
static const char *fitting_name(apr_pool_t *pool, const char *prefix, const char *name, char filler)
{
    char *fitting = apr_pstrcat(pool, prefix, name, NULL);

    for (char *c = fitting + strlen(prefix); *c != '\0'; c++)
        if (!oas_is_alphanumeric(*c))
            *c = filler;
    return fitting;
}

static void tell_environment(const oas_told_t *place, const oas_face_t *face, apr_pool_t *pool)
{
    for (size_t i = 0; i < face->claims.count; i++) {
        const oas_pair_t *claim = &face->claims.items[i];
        const char *variable =
            face->variables != NULL ? face->variables[i] : fitting_name(pool, OAS_VARIABLE_PREFIX, claim->name, '_');

        place->put(place->table, variable, claim->value);
    }
}

static void tell_headers(const oas_told_t *place, const oas_face_t *face, apr_pool_t *pool)
{
    for (size_t i = 0; i < face->claims.count; i++) {
        const oas_pair_t *claim = &face->claims.items[i];

        place->put(place->table, fitting_name(pool, "X-OAuth-Claim-", claim->name, '-'), claim->value);
    }
}

/* The handler is another HTTP server; FastCGI and its like are proxied, too, but read an environment. */
static bool is_proxied_http(const request_rec *r)
{
    const char *target = r->filename != NULL && strncmp(r->filename, "proxy:", 6) == 0 ? r->filename + 6
                         : r->handler != NULL && strncmp(r->handler, "proxy:", 6) == 0 ? r->handler + 6
                                                                                       : NULL;

    return target != NULL
           && (strncasecmp(target, "http", 4) == 0 || strncasecmp(target, "balancer:", 9) == 0
               || strncasecmp(target, "ws", 2) == 0 || strncasecmp(target, "h2", 2) == 0);
}

static oas_receiver_t receiver_of(request_rec *r, int pass)
{
    bool environment = pass == OAS_PASS_ENVIRONMENT || pass == OAS_PASS_BOTH;
    bool headers = pass == OAS_PASS_HEADERS || pass == OAS_PASS_BOTH;

    if (pass <= OAS_PASS_AUTO || pass > OAS_PASS_NONE)
        headers = !(environment = !is_proxied_http(r));
    return (oas_receiver_t){.r = r,
                        .environment = environment ? place_for(r->subprocess_env, "OAUTH_") : (oas_told_t){0},
                        .headers = headers ? place_for(r->headers_in, "X-OAuth-") : (oas_told_t){0}};
}

static void tell_usual(const oas_receiver_t *receiver, const oas_session_t *session)
{
    request_rec *r = receiver->r;

    oas_tell_receiver(receiver, "OAUTH_USER", "X-OAuth-User", r->user);
    oas_tell_receiver(receiver, "OAUTH_PROVIDER", "X-OAuth-Provider", session->face.provider);
    oas_tell_receiver(receiver, "OAUTH_SESSION_EXPIRES", "X-OAuth-Session-Expires",
                      oas_decimal(r->pool, (uint64_t)apr_time_sec(oas_session_ends(session))));
    if (receiver->environment.table != NULL)
        tell_environment(&receiver->environment, &session->face, r->pool);
    if (receiver->headers.table != NULL)
        tell_headers(&receiver->headers, &session->face, r->pool);
}

static int tell_all(const oas_receiver_t *receiver, const oas_session_t *session, const oas_directory_config_t *directory)
{
    int answer = DECLINED;

    if (oas_passing_is_wanted(directory))
        answer = oas_passing_tell(receiver, session);
    else
        tell_usual(receiver, session);
    if (directory->pass_tokens > OAS_TOKENS_NONE)
        oas_passed_tokens_tell(receiver, session, directory);
    return answer;
}

/* Values are told also where claims are not, for nothing else was wanted of the place. session NULL: a guest's. */
static int tell_values(request_rec *r, const oas_session_t *session)
{
    int pass = oas_directory_config(r)->pass_claims;
    oas_receiver_t receiver = receiver_of(r, pass == OAS_PASS_NONE ? OAS_PASS_AUTO : pass);

    return oas_session_data_tell(r, session, receiver.environment.table, receiver.headers.table);
}

/* In answers of proxied applications and in errors, too. Seconds, for browsers' clocks differ from ours. */
static void tell_browser_when_it_ends(request_rec *r, const oas_session_t *session)
{
    apr_time_t left = oas_session_ends(session) - r->request_time;

    apr_table_setn(r->err_headers_out, "Session-Expires", apr_ltoa(r->pool, left > 0 ? (long)apr_time_sec(left) : 0));
}

static int tell_of_user(request_rec *r, oas_exchange_t *exchange)
{
    const oas_session_t *session = exchange->session;
    const oas_directory_config_t *directory = oas_directory_config(r);
    oas_receiver_t receiver;
    int answer;

    oas_session_use_note(r, exchange, directory);
    if (directory->tell_expiry == OAS_EXPIRY_TOLD)
        tell_browser_when_it_ends(r, session);
    if (oas_relay_is_on(directory) && (answer = oas_relay_prepare(r, session)) != DECLINED)
        return answer;
    receiver = receiver_of(r, directory->pass_claims);
    if ((answer = tell_all(&receiver, session, directory)) != DECLINED)
        return answer;
    if (exchange->is_new_login)
        oas_tell_receiver(&receiver, "OAUTH_NEW_LOGIN", "X-OAuth-New-Login", "1");
    if (directory->session_data > OAS_DATA_OFF) {
        exchange->keeps_values = true;
        return tell_values(r, session);
    }
    return DECLINED;
}

/* Whoever was let in without a name has one now, and there may be a Require about it ("Require not user bob"). */
static int authorize(request_rec *r)
{
    int answer = ap_satisfies(r) == SATISFY_ANY ? OK : ap_run_auth_checker(r);

    return answer == DECLINED ? OK : answer;
}

/* Who is nobody may have values all the same, now or after this request. */
static int tell_visitor(request_rec *r, oas_exchange_t *exchange)
{
    if (!oas_guests_are_on(oas_directory_config(r)))
        return DECLINED;
    exchange->keeps_values = true;
    oas_visitor_is_told(r);
    return tell_values(r, NULL);
}

/* Nobody had to sign in, or who did has a name from elsewhere. */
static int look_who_it_is(request_rec *r, oas_exchange_t *exchange)
{
    int answer;

    if (oas_directory_config(r)->unauthenticated != OAS_UNAUTHENTICATED_PASS || r->user != NULL
        || exchange->endpoint != NULL)
        return DECLINED;
    if ((answer = oas_authn_recognise(r)) == DECLINED)
        return tell_visitor(r, oas_exchange(r)); /* a session that is too old here may have set it apart */
    if (answer == OK)
        answer = authorize(r);
    return answer == OK ? tell_of_user(r, oas_exchange(r)) : answer;
}

int oas_identity_pass(request_rec *r)
{
    oas_exchange_t *exchange;

    /* TRACE would carry our word to an application that sends it back to the browser's scripts. */
    if (r->method_number == M_TRACE)
        return DECLINED;
    exchange = oas_exchange(r);
    if (r->main != NULL) {
        oas_succession_note(r);
        oas_inherited_forget(r, exchange);
    }
    return exchange->session != NULL && oas_has_our_user(r) ? tell_of_user(r, exchange) : look_who_it_is(r, exchange);
}
