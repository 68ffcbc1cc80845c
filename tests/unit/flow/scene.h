/* SPDX-License-Identifier: Apache-2.0 */
/* A whole site without a server: keys, a table of sessions, two plain OAuth 2.0 providers behind a scripted HTTP client,
 * and a browser that keeps cookies. */
#ifndef OAS_TESTS_FLOW_SCENE_H
#define OAS_TESTS_FLOW_SCENE_H

#include "unit.h"

#include <apr_strings.h>
#include <apr_tables.h>

#include "flow/access.h"
#include "flow/browser.h"
#include "flow/callback.h"
#include "flow/login.h"
#include "flow/logout.h"
#include "http/form.h"
#include "session/shm_table.h"

typedef struct scene_t scene_t;

typedef struct {
    oas_http_client_t client; /* first: the call gets a pointer to it */
    scene_t *scene;
} scene_client_t;

struct scene_t {
    oas_work_t *work;
    oas_site_t site;
    oas_site_provider_t providers[2];
    oas_registration_t registrations[2];
    scene_client_t client;
    apr_table_t *jar;         /* the browser's cookies */
    int calls;                /* made to providers */
    oas_status_t call_status; /* of the next calls */
    const char *profile;      /* what the profile URL answers */
    const char *token_type;   /* of the tokens that it gives; NULL: Bearer */
    const char *token_form;   /* what the token endpoint was last sent */
};

static inline oas_status_t scene_answer(oas_http_client_t *client, oas_http_answer_t **answer, const oas_http_call_t *call,
                                        oas_work_t *work)
{
    scene_t *scene = ((scene_client_t *)client)->scene;
    const char *body = scene->profile;

    scene->calls++;
    *answer = NULL;
    if (scene->call_status != OAS_OK)
        return oas_fail(work, scene->call_status, "call_deadline", "scripted");
    if (strstr(call->url, "/token") != NULL) {
        body = apr_psprintf(work->pool, "{\"access_token\":\"at-1\",\"token_type\":\"%s\"}",
                            scene->token_type != NULL ? scene->token_type : "Bearer");
        scene->token_form = oas_bytes_text(scene->work->pool, call->form);
    }
    *answer = apr_pcalloc(work->pool, sizeof(**answer));
    (*answer)->status = 200;
    (*answer)->content_type = "application/json";
    (*answer)->body = oas_bytes_copy(work->pool, oas_bytes_of(body));
    return OAS_OK;
}

static const oas_pair_t scene_claim_map[] = {{"sub", "id"}};

static inline void scene_provider(scene_t *scene, int i, const char *name)
{
    oas_registration_t *registration = &scene->registrations[i];

    *registration = (oas_registration_t){
        .name = name,
        .client_id = "client",
        .client_secret = "secret",
        .by_hand = {.authorization_endpoint = apr_psprintf(scene->work->pool, "https://%s.test/authorize", name),
                    .token_endpoint = apr_psprintf(scene->work->pool, "https://%s.test/token", name)},
        .profile_url = apr_psprintf(scene->work->pool, "https://%s.test/user", name),
        .claim_map = {scene_claim_map, 1}};
    scene->providers[i].registration = registration;
    assert_int_equal(oas_provider_cache_new(&scene->providers[i].cache, registration, scene->work->pool, scene->work), OAS_OK);
}

enum { SCENE_MEMORY = 256 * 1024 };

static inline void *scene_memory(scene_t *scene)
{
    return (void *)APR_ALIGN((uintptr_t)apr_pcalloc(scene->work->pool, SCENE_MEMORY + 4096), 4096);
}

/* A site at https://site.test whose providers are "one" and "two"; nobody is signed in. */
static inline scene_t *scene_begin(void **state)
{
    oas_work_t *work = unit_work(state);
    scene_t *scene = apr_pcalloc(work->pool, sizeof(*scene));
    oas_keyring_t *keys;
    oas_store_t *store;
    const char *line;
    bool was_replaced;

    scene->work = work;
    scene->jar = apr_table_make(work->pool, 4);
    scene->profile = "{\"id\":17,\"name\":\"Ada\"}";
    assert_int_equal(oas_keyring_new_line(&line, work), OAS_OK);
    assert_int_equal(oas_keyring_parse(&keys, oas_bytes_of(line), work), OAS_OK);
    assert_int_equal(oas_shm_table_open(&store, &was_replaced, scene_memory(scene), SCENE_MEMORY, work->pool, work), OAS_OK);
    scene->client = (scene_client_t){.client = {.call = scene_answer}, .scene = scene};
    scene_provider(scene, 0, "one");
    scene_provider(scene, 1, "two");
    scene->site = (oas_site_t){.path = "/oauth",
                               .providers = scene->providers,
                               .provider_count = 2,
                               .client = &scene->client.client,
                               .sessions = {.store = store,
                                            .keys = keys,
                                            .realm = "site.test:443",
                                            .idle_timeout = apr_time_from_sec(1800),
                                            .lifetime = apr_time_from_sec(28800)}};
    return scene;
}

/* --- the browser --- */

static inline int scene_add_cookie(void *given, const char *name, const char *value)
{
    oas_buffer_t *header = given;

    if (header->length != 0)
        oas_buffer_add_text(header, "; ");
    oas_buffer_add_text(header, apr_pstrcat(header->pool, name, "=", value, NULL));
    return 1;
}

static inline const char *scene_cookies(const scene_t *scene)
{
    oas_buffer_t header = oas_buffer(scene->work->pool, 8000);

    apr_table_do(scene_add_cookie, &header, scene->jar, NULL);
    return header.length != 0 ? oas_buffer_text(&header) : NULL;
}

/* What the browser does with a reply's cookies. */
static inline void scene_keep_cookies(scene_t *scene, const oas_reply_t *reply)
{
    for (int i = 0; i < reply->set_cookie_count; i++) {
        const char *set_cookie = reply->set_cookies[i];
        const char *name = apr_pstrndup(scene->work->pool, set_cookie, strcspn(set_cookie, "="));
        const char *value = set_cookie + strlen(name) + 1;

        if (strstr(set_cookie, "Max-Age=0") != NULL)
            apr_table_unset(scene->jar, name);
        else
            apr_table_set(scene->jar, name, apr_pstrndup(scene->work->pool, value, strcspn(value, ";")));
    }
}

/* The person opens a protected page: the reply of somebody who is not signed in. */
static inline oas_reply_t scene_open_protected(scene_t *scene, const char *target)
{
    oas_request_t request = browser_opens(target);
    oas_reply_t reply = {0};

    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_access_demand(&reply, &scene->site, &request, "one", scene->work), OAS_OK);
    scene_keep_cookies(scene, &reply);
    return reply;
}

/* A parameter of the URL that a reply sends the browser to. */
static inline const char *scene_parameter(const scene_t *scene, const oas_reply_t *reply, const char *name)
{
    oas_pairs_t parameters;

    assert_non_null(reply->location);
    assert_non_null(strchr(reply->location, '?'));
    assert_int_equal(oas_form_parse(&parameters, oas_bytes_of(strchr(reply->location, '?') + 1), scene->work), OAS_OK);
    assert_non_null(oas_pairs_get(parameters, name));
    return oas_pairs_get(parameters, name);
}

/* The provider sends the browser back with this query to this provider's callback. */
static inline oas_status_t scene_return_to(scene_t *scene, oas_reply_t *reply, const char *provider, const char *query)
{
    oas_request_t request = browser_opens(apr_pstrcat(scene->work->pool, "/oauth/callback/", provider, "?", query, NULL));
    oas_status_t status;

    *reply = (oas_reply_t){0};
    oas_forgive(scene->work);
    request.cookies = scene_cookies(scene);
    status = oas_callback(reply, &scene->site, &request, provider, scene->work);
    scene_keep_cookies(scene, reply);
    return status;
}

/* It comes back from the way that departure began, with a good code. */
static inline oas_status_t scene_return(scene_t *scene, oas_reply_t *reply, const oas_reply_t *departure)
{
    const char *state = scene_parameter(scene, departure, "state");

    return scene_return_to(scene, reply, "one", apr_pstrcat(scene->work->pool, "code=good&state=", state, NULL));
}

static inline void scene_sign_in(scene_t *scene)
{
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_reply_t reply;

    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
}

/* The session that the browser has; NULL: none. */
static inline oas_session_t *scene_session(scene_t *scene)
{
    oas_work_t look = oas_work(scene->work->pool, scene->work->now);
    oas_session_t *session;

    if (oas_access_find(&session, &scene->site, scene_cookies(scene), true, NULL, &look) != OAS_OK)
        return NULL;
    return session;
}

#endif
