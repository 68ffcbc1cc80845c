/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/succession.h"

#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/flash_telling.h"
#include "httpd/identity.h"
#include "httpd/realm.h"
#include "httpd/scrub.h"
#include "httpd/told_environment.h"

typedef struct oas_known_part_t {
    request_rec *request;
    oas_exchange_t *exchange; /* that knows it: the page around it may have got another one since, and lost that (take_user) */
    struct oas_known_part_t *next;
} oas_known_part_t;

/* A part that was only looked at is gone before the page is made. */
static apr_status_t forget_part(void *data)
{
    const oas_known_part_t *part = data;
    oas_known_part_t **place = &part->exchange->parts;

    while (*place != NULL && *place != part)
        place = &(*place)->next;
    if (*place != NULL)
        *place = part->next;
    return APR_SUCCESS;
}

void oas_succession_note(request_rec *part)
{
    oas_exchange_t *exchange = oas_exchange(part->main);
    oas_known_part_t *known = apr_palloc(part->pool, sizeof(*known));

    *known = (oas_known_part_t){.request = part, .exchange = exchange, .next = exchange->parts};
    exchange->parts = known;
    apr_pool_cleanup_register(part->pool, known, forget_part, apr_pool_cleanup_null);
}

/* NULL: r serves what it was asked for. */
static request_rec *part_served_by(const request_rec *r, const oas_exchange_t *exchange)
{
    const oas_known_part_t *part = exchange->parts;

    while (part != NULL && (part->request->main != r || part->request->per_dir_config != r->per_dir_config))
        part = part->next;
    return part != NULL ? part->request : NULL;
}

static bool is_of_another_sign_in(request_rec *r, const oas_exchange_t *exchange)
{
    const char *provider = oas_directory_config(r)->provider;

    if (exchange->site != NULL && exchange->site != oas_site_of(r))
        return true;
    return exchange->session != NULL && provider != NULL && strcmp(provider, exchange->session->face.provider) != 0;
}

/* Where nobody had to sign in for the part, the folder's user is still who asks, unless the part's place wants another one. */
static void take_user(request_rec *r, request_rec *part, const oas_exchange_t *exchange)
{
    if (part->user == NULL && !is_of_another_sign_in(r, exchange))
        return;
    r->user = part->user;
    r->ap_auth_type = part->ap_auth_type;
    if (oas_exchange(part) == exchange)
        return;
    oas_flash_return(r); /* what the folder was told once, nobody has seen */
    ap_set_module_config(r->request_config, &oauth_session_module, oas_exchange(part));
}

static void be_nobody(request_rec *r)
{
    r->user = NULL;
    r->subprocess_env = oas_environment_without_user(r);
    oas_scrub_headers(r);
}

void oas_succession_settle(request_rec *r)
{
    oas_exchange_t *exchange = oas_exchange(r);
    request_rec *part;
    int answer;

    if (exchange->parts == NULL || (part = part_served_by(r, exchange)) == NULL)
        return;
    r->subprocess_env = oas_environment_without_user(r);
    oas_scrub_headers(r);
    take_user(r, part, exchange);
    answer = oas_identity_pass(r);
    if (answer != OK && answer != DECLINED) /* the part would have been refused as well: it has changed in between */
        be_nobody(r);
}
