/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/session_check.h"

#include <apr_strings.h>

#include "flow/access.h"
#include "flow/ended_tokens.h"
#include "flow/login.h"
#include "flow/navigation.h"
#include "http/form.h"
#include "session/change.h"

enum { CHECK = 0, HINT_LONGEST = 2048 /* characters: the URL has other parameters, too */ };

const oas_site_provider_t *oas_session_check_provider(const oas_site_t *site, const oas_session_t *session)
{
    const oas_site_provider_t *at = oas_site_provider(site, session->face.provider);

    return at != NULL && at->registration->session_management ? at : NULL;
}

bool oas_session_check_is_one(const oas_login_attempt_t *attempt)
{
    return attempt->try_number == CHECK;
}

/* --- there --- */

static const char *target_of(const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    oas_pairs_t query;
    const char *target = NULL;

    if (oas_form_parse(&query, oas_bytes_of(request->query), work) == OAS_OK)
        target = oas_pairs_get(query, "to");
    return target != NULL && oas_site_may_return_to(site, target) ? target : "/";
}

/* §3.1: prompt=none, and the old ID token as id_token_hint. */
static oas_pairs_t question(const oas_site_t *site, const oas_session_t *session, oas_work_t *work)
{
    oas_pair_t *pairs = apr_pcalloc(work->pool, 2 * sizeof(*pairs));
    oas_vault_t *vault;
    size_t count = 0;

    pairs[count++] = (oas_pair_t){"prompt", "none"};
    if (oas_session_open_vault(&vault, &site->sessions, session, work) == OAS_OK && vault->id_token != NULL
        && strlen(vault->id_token) <= HINT_LONGEST)
        pairs[count++] = (oas_pair_t){"id_token_hint", vault->id_token};
    return (oas_pairs_t){.items = pairs, .count = count};
}

static oas_status_t begin(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *target,
                          oas_work_t *work)
{
    oas_login_wish_t wish = {.target = target, .try_number = CHECK};
    oas_session_t *session;
    oas_status_t status;

    if (!oas_is_navigation(request))
        return OAS_NOT_FOUND;
    status = oas_access_find(&session, site, request->cookies, oas_request_is_secure(request), NULL, work);
    if (status != OAS_OK)
        return status;
    if (oas_session_check_provider(site, session) == NULL)
        return OAS_NOT_FOUND;
    wish.provider = session->face.provider;
    wish.passed = question(site, session, work);
    return oas_login_begin(reply, site, request, &wish, work);
}

oas_status_t oas_session_check(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    const char *target = target_of(site, request, &look);
    oas_status_t status = begin(reply, site, request, target, &look);

    if (status == OAS_OK)
        return OAS_OK;
    if (status != OAS_NOT_FOUND)
        oas_tell(work, "session_check_failed", "nobody could be asked whether a person is still signed in: %s",
                 look.failure);
    oas_reply_redirect(reply, 303, apr_pstrcat(work->pool, request->origin, target, NULL));
    return OAS_OK;
}

/* --- and back --- */

/* §3.1: who gives no ID token for the same person, though he could answer, says that this one is not signed in. */
static bool says_no(oas_pairs_t answer, const oas_work_t *judged)
{
    static const char *const errors[] = {"login_required", "interaction_required", "account_selection_required",
                                         "consent_required", "access_denied"};
    const char *error = oas_pairs_get(answer, "error");

    if (error == NULL || (strcmp(judged->reason, "answer_error") != 0 && strcmp(judged->reason, "access_denied") != 0))
        return false;
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
        if (strcmp(error, errors[i]) == 0)
            return true;
    return false;
}

/* A store that can not say whose session it is says nothing against it. */
static oas_check_result_t compare(const oas_site_t *site, const oas_session_t *session, const oas_vault_t *found,
                                  oas_work_t *work)
{
    oas_vault_t *vault;

    if (oas_session_open_vault(&vault, &site->sessions, session, work) != OAS_OK)
        return OAS_CHECK_MOOT;
    return oas_text_equal(vault->issuer, found->issuer) && oas_text_equal(vault->subject, found->subject) ? OAS_CHECK_SAME
                                                                                                         : OAS_CHECK_GONE;
}

oas_check_result_t oas_session_check_result(oas_session_t **session, const oas_site_t *site, const oas_request_t *request,
                                            oas_pairs_t answer, oas_status_t status, const oas_vault_t *found,
                                            oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);

    *session = NULL;
    if (status != OAS_OK && !says_no(answer, work))
        return OAS_CHECK_UNKNOWN;
    if (oas_access_find(session, site, request->cookies, oas_request_is_secure(request), NULL, &look) != OAS_OK)
        return OAS_CHECK_MOOT;
    return status == OAS_OK ? compare(site, *session, found, &look) : OAS_CHECK_GONE;
}

typedef struct {
    const oas_identity_t *found;
    const oas_site_provider_t *at; /* NULL: it is not configured any more */
} answered_t;

/* One that is renewed has a face and a vault as a new one has. The refresh token it had stays good when none came: a
 * provider need not give one to whom it has given one. */
static oas_status_t renew(void *data, oas_contents_t *contents, oas_work_t *work)
{
    const answered_t *answered = data;
    const oas_identity_t *found = answered->found;
    const char *before = contents->vault.provider_session, *now = found->vault.provider_session;
    const char *refresh_token = contents->vault.refresh_token;

    if ((before != NULL || now != NULL) && !oas_text_equal(before, now))
        return OAS_NOT_FOUND;
    contents->face = found->face;
    contents->vault = found->vault;
    if (contents->vault.refresh_token == NULL)
        contents->vault.refresh_token = refresh_token;
    /* it did not begin with them */
    contents->vault.access_token_received = contents->vault.claims_read = contents->vault.confirmed = work->now;
    if (answered->at != NULL)
        oas_ended_tokens_label(&contents->label, &contents->vault, answered->at->registration);
    return OAS_OK;
}

/* Tokens that came with an answer are bound to the key of its attempt (RFC 9449), and those of a session to its own. */
static bool may_have_tokens(const oas_session_t *session, const oas_site_provider_t *at, uint32_t key_id)
{
    return at == NULL || at->registration->dpop == NULL || session->head.key_id == key_id;
}

oas_status_t oas_session_check_renew(oas_session_t *session, const oas_site_t *site, const oas_identity_t *found,
                                     uint32_t key_id, oas_work_t *work)
{
    answered_t answered = {.found = found, .at = oas_site_provider(site, session->face.provider)};
    const oas_change_t change = {.make = renew, .data = &answered};

    if (!may_have_tokens(session, answered.at, key_id))
        return OAS_NOT_FOUND;
    return oas_session_change(session, &site->sessions, &change, work);
}
