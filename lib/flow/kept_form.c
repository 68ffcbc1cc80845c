/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/kept_form.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "flow/access.h"
#include "flow/known_user.h"
#include "flow/lost_form.h"
#include "flow/navigation.h"
#include "flow/realm.h"
#include "flow/return_target.h"
#include "http/cookie.h"
#include "session/whose.h"

/* The record is one of a session without a person: its face's user is whose form it is, its claims are the realm, the target, the
 * headers and the body, in base64url. The subject's tag, by which a user's forms are counted, is of that user, too. */
/* A login to a form's address has this and the record's index behind the address, as if it were a fragment. Who does not know the
 * record can not make it due. */
static const char mark_name[] = "#oauth-form=";

enum { MARK_LENGTH = sizeof(mark_name) - 1 + 22 };

static const char realm_name[] = "realm", target_name[] = "target", body_name[] = "body";

/* Headers that say what the body is, or where the form was: applications look at those for forms of other sites. */
static const char *const kept_headers[] = {"Content-Type", "Content-Encoding", "Origin", "Referer", "Sec-Fetch-Site"};

enum { HEADER_COUNT = sizeof(kept_headers) / sizeof(kept_headers[0]), OTHER_COUNT = 3 };

oas_sessions_t oas_kept_form_sessions(const oas_sessions_t *sessions, apr_pool_t *pool)
{
    oas_sessions_t forms = *sessions;

    forms.realm = apr_pstrcat(pool, sessions->realm, " forms", NULL);
    forms.lifetime = forms.idle_timeout = apr_time_from_sec(OAS_KEPT_FORM_SECONDS);
    forms.shortest_idle = 0;
    forms.most_per_user = OAS_KEPT_FORMS_OF_USER;
    forms.refuse_more = false;
    forms.begun_under = 0;
    return forms;
}

/* The cookie is for the path of the form alone; NULL: no cookie can name it. */
static const char *path_of(const oas_request_t *request, apr_pool_t *pool)
{
    size_t length = strcspn(request->target, "?");
    const char *path = apr_pstrmemdup(pool, request->target, length);

    return strpbrk(path, ";, \"") == NULL ? path : NULL;
}

/* value NULL clears it. */
static const char *cookie_with(const char *value, const oas_request_t *request, apr_pool_t *pool)
{
    const oas_cookie_names_t *names = oas_cookie_names(oas_request_is_secure(request));

    return oas_cookie_compose(pool, &(oas_cookie_t){.name = names->form,
                                                    .value = value,
                                                    .path = path_of(request, pool),
                                                    .secure = names->secure,
                                                    .max_age = OAS_KEPT_FORM_SECONDS});
}

bool oas_kept_form_may_be(const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    unsigned char user[OAS_KNOWN_USER_LENGTH];

    return site->forms.store != NULL && oas_lost_form_is_one(request) && oas_is_same_origin(request)
           && strlen(request->target) + MARK_LENGTH <= OAS_RETURN_TARGET_LONGEST && oas_site_may_return_to(site, request->target)
           && path_of(request, work->pool) != NULL && oas_known_user_find(user, site, request, work);
}

static const char *user_name(const unsigned char digest[OAS_KNOWN_USER_LENGTH], apr_pool_t *pool)
{
    return oas_base64url_encode(pool, oas_bytes(digest, OAS_KNOWN_USER_LENGTH));
}

/* The form as the claims of a face. */
static oas_pairs_t pairs_of(const oas_site_t *site, const oas_request_t *request, oas_bytes_t body, apr_pool_t *pool)
{
    oas_pair_t *pairs = apr_palloc(pool, (OTHER_COUNT + HEADER_COUNT) * sizeof(*pairs));
    size_t count = 0;

    pairs[count++] = (oas_pair_t){realm_name, site->sessions.realm};
    pairs[count++] = (oas_pair_t){target_name, request->target};
    pairs[count++] = (oas_pair_t){body_name, oas_base64url_encode(pool, body)};
    for (size_t i = 0; i < HEADER_COUNT; i++) {
        const char *value = oas_request_header(request, kept_headers[i]);

        if (value != NULL)
            pairs[count++] = (oas_pair_t){kept_headers[i], value};
    }
    return (oas_pairs_t){.items = pairs, .count = count};
}

/* A user's eldest go where he has too many. */
static void end_eldest(const oas_site_t *site, const oas_session_t *kept, const char *user, oas_work_t *work)
{
    const oas_whose_t whose = {.issuer = "", .subject = user};
    oas_work_t look = oas_work(work->pool, work->now);
    unsigned ended;

    if (oas_session_cap(&ended, &site->forms, kept, &whose, &look) != OAS_OK)
        oas_forgive(&look); /* they end soon */
}

/* On to the login, which comes back to the form's address. */
static void lead_on(oas_reply_t *reply, const oas_session_t *kept, const oas_site_t *site, const oas_request_t *request,
                    const char *provider, oas_work_t *work)
{
    const oas_index_t *index = &kept->ticket.index;
    const char *mark = oas_base64url_encode(work->pool, oas_bytes(index->bytes, sizeof(index->bytes)));
    const char *login;

    oas_access_refuse(reply, site, request, provider, apr_pstrcat(work->pool, request->target, mark_name, mark, NULL), work);
    login = reply->page.login_url + strlen(request->origin); /* it begins with that */
    reply->page = (oas_page_t){.kind = OAS_PAGE_ONWARD, .reason = "no_session", .link = login};
}

/* The table is there for sessions: forms leave half of it to those who sign in. */
static bool has_room(const oas_site_t *site, oas_work_t *work)
{
    oas_store_t *store = site->forms.store;
    oas_store_usage_t usage;

    return store->calls->usage(store, &usage, work) == OAS_OK && usage.bytes_used <= usage.bytes_in_all / 2;
}

oas_status_t oas_kept_form_keep(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                const char *provider, oas_bytes_t body, oas_work_t *work)
{
    unsigned char digest[OAS_KNOWN_USER_LENGTH];
    char cookie[OAS_TICKET_LENGTH + 1];
    const oas_label_t label = {0};
    const char *user;
    oas_session_t *kept;
    oas_status_t status;

    if (!oas_kept_form_may_be(site, request, work) || !oas_known_user_find(digest, site, request, work))
        return OAS_NOT_FOUND;
    if (!has_room(site, work))
        return OAS_FULL;
    user = user_name(digest, work->pool);
    status = oas_session_begin(&kept, cookie, &site->forms,
                               &(oas_face_t){.user = user, .provider = "", .claims = pairs_of(site, request, body, work->pool)},
                               &(oas_vault_t){.issuer = "", .subject = user}, &label, work);
    if (status != OAS_OK)
        return status;
    end_eldest(site, kept, user, work);
    lead_on(reply, kept, site, request, provider, work);
    oas_reply_set_cookie(reply, cookie_with(cookie, request, work->pool));
    oas_wipe(cookie, sizeof(cookie));
    return OAS_OK;
}

/* --- giving it back --- */

/* A use of its record is what makes it due. */
static void make_due(const oas_site_t *site, const char *mark, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_store_t *store = site->forms.store;
    oas_bytes_t bytes;
    oas_index_t index;
    apr_time_t before;

    if (store == NULL || !oas_base64url_decode(&bytes, oas_bytes_of(mark), work->pool) || bytes.length != sizeof(index.bytes))
        return;
    memcpy(index.bytes, bytes.data, sizeof(index.bytes));
    if (store->calls->touch(store, &before, &index, &look) != OAS_OK)
        oas_forgive(&look); /* it was sent again, or is over */
}

const char *oas_kept_form_lead_back(const oas_site_t *site, const char *target, oas_work_t *work)
{
    const char *mark = strstr(target, mark_name);

    if (mark == NULL)
        return target;
    make_due(site, mark + strlen(mark_name), work);
    return apr_pstrmemdup(work->pool, target, (size_t)(mark - target));
}

/* Its login has just sent the browser here; any other way to the address is somebody's link, perhaps. */
static bool is_due(const oas_session_t *kept, const oas_work_t *work)
{
    return !oas_session_is_unused(kept) && work->now - kept->head.last_used <= apr_time_from_sec(OAS_KEPT_FORM_DUE_SECONDS);
}

static const char *cookie_name(const oas_request_t *request)
{
    return oas_cookie_names(oas_request_is_secure(request))->form;
}

bool oas_kept_form_is_asked_for(const oas_request_t *request)
{
    const char *position = NULL;

    return request->cookies != NULL && oas_cookie_next(&position, request->cookies, cookie_name(request)).data != NULL;
}

/* The form of this very address that the browser has a cookie of. */
static oas_status_t find(oas_session_t **kept, const oas_site_t *host, const oas_request_t *request, oas_work_t *work)
{
    oas_status_t status =
        oas_access_find_among(kept, &host->forms, cookie_name(request), request->cookies, NULL, work);

    if (status != OAS_OK)
        return status;
    return oas_text_equal(oas_pairs_get((*kept)->face.claims, target_name), request->target) ? OAS_OK : OAS_NOT_FOUND;
}

/* Whoever is signed in now, in the realm that the form was sent to. OAS_NOT_FOUND: nobody is yet. */
static oas_status_t is_his(bool *his, const oas_session_t *kept, const oas_site_t *host, const oas_request_t *request,
                           oas_work_t *work)
{
    const oas_site_t *site = oas_realm_of_sessions(host, oas_pairs_get(kept->face.claims, realm_name));
    unsigned char digest[OAS_KNOWN_USER_LENGTH];
    oas_session_t *session;
    oas_vault_t *vault;
    oas_status_t status;

    *his = false;
    if (site == NULL)
        return OAS_NOT_FOUND;
    if ((status = oas_access_find(&session, site, request->cookies, oas_request_is_secure(request), NULL, work)) != OAS_OK
        || (status = oas_session_open_vault(&vault, &site->sessions, session, work)) != OAS_OK)
        return status;
    *his = oas_known_user_of(digest, vault, work) && strcmp(user_name(digest, work->pool), kept->face.user) == 0;
    return OAS_OK;
}

/* What is not ours among the pairs, and what is missing there. */
static oas_pairs_t headers_of(oas_pairs_t pairs, apr_pool_t *pool)
{
    oas_pair_t *headers = apr_palloc(pool, HEADER_COUNT * sizeof(*headers));

    for (size_t i = 0; i < HEADER_COUNT; i++)
        headers[i] = (oas_pair_t){kept_headers[i], oas_pairs_get(pairs, kept_headers[i])};
    return (oas_pairs_t){.items = headers, .count = HEADER_COUNT};
}

static oas_status_t read_form(oas_kept_form_t **form, const oas_session_t *kept, const oas_request_t *request, oas_work_t *work)
{
    const char *body = oas_pairs_get(kept->face.claims, body_name);
    oas_kept_form_t *read = apr_pcalloc(work->pool, sizeof(*read));

    if (body == NULL || !oas_base64url_decode(&read->body, oas_bytes_of(body), work->pool))
        return OAS_NOT_FOUND;
    read->headers = headers_of(kept->face.claims, work->pool);
    read->clear = cookie_with(NULL, request, work->pool);
    *form = read;
    return OAS_OK;
}

oas_status_t oas_kept_form_take(oas_kept_form_t **form, oas_reply_t *reply, const oas_site_t *host,
                                const oas_request_t *request, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_session_t *kept;
    oas_status_t status;
    bool his;

    *form = NULL;
    if (strcmp(request->method, "GET") != 0 || !oas_is_navigation(request)
        || find(&kept, host, request, &look) != OAS_OK || !is_due(kept, &look)
        || is_his(&his, kept, host, request, &look) != OAS_OK)
        return OAS_NOT_FOUND;
    /* of all who come with this cookie one is told that he took it away */
    status = host->forms.store->calls->remove(host->forms.store, &kept->ticket.index, &look);
    if (status != OAS_OK)
        return OAS_NOT_FOUND;
    if (his)
        return read_form(form, kept, request, work);
    oas_reply_set_cookie(reply, cookie_with(NULL, request, work->pool));
    return oas_fail(work, OAS_REFUSED, "form_other_user", "a form was kept for another user than the one who signed in now");
}

void oas_kept_form_drop(oas_reply_t *reply, const oas_site_t *host, const oas_request_t *request, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_session_t *kept;

    if (find(&kept, host, request, &look) != OAS_OK)
        return;
    if (host->forms.store->calls->remove(host->forms.store, &kept->ticket.index, &look) != OAS_OK)
        oas_forgive(&look);
    oas_reply_set_cookie(reply, cookie_with(NULL, request, work->pool));
}
