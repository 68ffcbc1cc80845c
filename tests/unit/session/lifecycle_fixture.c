/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle_fixture.h"

#include <string.h>

#include "session/reissue.h"
#include "session/shm_table.h"

static const oas_pair_t claims[] = {{"email", "canary-mail@example.com"}, {"name", "canary-name"}};
const oas_face_t face = {
    .user = "canary-user", .provider = "canary-op", .claims = {.items = claims, .count = 2}};
const oas_vault_t vault = {
    .subject = "canary-subject",
    .issuer = "https://canary.example.com",
    .provider_session = "canary-sid",
    .access_token = "canary-access-token",
    .refresh_token = "canary-refresh-token",
    .claims_json = "{\"sub\":\"canary-subject\"}",
};
const oas_label_t label = {
    .user = "canary-user", .provider = "canary-op", .address = "192.0.2.17", .agent = "canary-agent"};

static oas_status_t meddled_get(oas_store_t *store, oas_record_t **record, const oas_index_t *index, oas_boxes_t wanted,
                                oas_work_t *work)
{
    meddler_t *meddler = (meddler_t *)store;
    oas_status_t status = meddler->get;

    *record = NULL;
    if (status == OAS_OK)
        status = meddler->inner->calls->get(meddler->inner, record, index, wanted, work);
    if (status == OAS_OK && meddler->meddle != NULL)
        meddler->meddle(*record);
    if (status == OAS_OK && meddler->instead != NULL)
        **record = *meddler->instead;
    return status;
}

static oas_status_t meddled_put(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    meddler_t *meddler = (meddler_t *)store;

    return meddler->put != OAS_OK ? meddler->put : meddler->inner->calls->put(meddler->inner, record, work);
}

static oas_status_t meddled_replace(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    meddler_t *meddler = (meddler_t *)store;
    void (*meanwhile)(meddler_t *meddler) = meddler->meanwhile;

    meddler->replaces++;
    if (meanwhile != NULL)
        meanwhile(meddler);
    return meddler->replace != OAS_OK ? meddler->replace : meddler->inner->calls->replace(meddler->inner, record, work);
}

static oas_status_t meddled_lease(oas_store_t *store, const oas_record_head_t *head, apr_time_t until,
                                  oas_work_t *work)
{
    meddler_t *meddler = (meddler_t *)store;

    return meddler->inner->calls->lease(meddler->inner, head, until, work);
}

static oas_status_t meddled_release(oas_store_t *store, const oas_record_head_t *head, apr_time_t until,
                                    oas_work_t *work)
{
    meddler_t *meddler = (meddler_t *)store;

    return meddler->inner->calls->release(meddler->inner, head, until, work);
}

static oas_status_t meddled_touch(oas_store_t *store, apr_time_t *before, const oas_index_t *index, oas_work_t *work)
{
    meddler_t *meddler = (meddler_t *)store;

    meddler->touches++;
    if (meddler->touch == OAS_UNAVAILABLE)
        return oas_fail(work, OAS_UNAVAILABLE, "store_locked", "as a test says");
    return meddler->touch != OAS_OK ? meddler->touch : meddler->inner->calls->touch(meddler->inner, before, index, work);
}

static oas_status_t meddled_remove(oas_store_t *store, const oas_index_t *index, oas_work_t *work)
{
    meddler_t *meddler = (meddler_t *)store;

    return meddler->remove != OAS_OK ? meddler->remove : meddler->inner->calls->remove(meddler->inner, index, work);
}

/* What is looked for is somewhere else while somebody looks for it, once. */
static bool is_missed(meddler_t *meddler)
{
    void (*missed)(meddler_t *meddler) = meddler->missed;

    meddler->missed = NULL;
    if (missed != NULL)
        missed(meddler);
    return missed != NULL;
}

static oas_status_t meddled_find(oas_store_t *store, apr_array_header_t **heads, oas_tag_kind_t kind, uint64_t tag,
                                 oas_work_t *work)
{
    meddler_t *meddler = (meddler_t *)store;

    *heads = apr_array_make(work->pool, 1, sizeof(oas_record_head_t));
    if (is_missed(meddler))
        return OAS_OK;
    *heads = NULL;
    return meddler->find != OAS_OK ? meddler->find
                                   : meddler->inner->calls->find_tagged(meddler->inner, heads, kind, tag, work);
}

static oas_status_t meddled_visit(oas_store_t *store, oas_record_visit_t *visit, void *data, oas_work_t *work)
{
    meddler_t *meddler = (meddler_t *)store;

    if (is_missed(meddler))
        return OAS_OK;
    return meddler->inner->calls->visit(meddler->inner, visit, data, work);
}

static const oas_store_calls_t meddled_calls = {
    .get = meddled_get,
    .put = meddled_put,
    .replace = meddled_replace,
    .lease = meddled_lease,
    .release = meddled_release,
    .touch = meddled_touch,
    .remove = meddled_remove,
    .find_tagged = meddled_find,
    .visit = meddled_visit,
};

const oas_keyring_t *ring(const char *lines, oas_work_t *work)
{
    oas_keyring_t *keys;

    assert_int_equal(oas_keyring_parse(&keys, oas_bytes_of(lines), work), OAS_OK);
    return keys;
}

int set_up(void **state)
{
    fixture_t *fixture = calloc(1, sizeof(*fixture));
    apr_pool_t *pool;
    bool was_replaced;

    if (fixture == NULL || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    fixture->work = oas_work(pool, OAS_TEST_NOW);
    fixture->memory = aligned_alloc(4096, MEMORY);
    memset(fixture->memory, 0, MEMORY);
    assert_int_equal(
        oas_shm_table_open(&fixture->meddler.inner, &was_replaced, fixture->memory, MEMORY, pool, &fixture->work),
        OAS_OK);
    fixture->meddler.store.calls = &meddled_calls;
    fixture->sessions = (oas_sessions_t){
        .store = &fixture->meddler.store,
        .keys = ring(FIRST_KEY, &fixture->work),
        .realm = "www.example.org",
        .idle_timeout = apr_time_from_sec(IDLE),
        .lifetime = apr_time_from_sec(LIFETIME),
    };
    *state = fixture;
    return 0;
}

int tear_down(void **state)
{
    fixture_t *fixture = *state;

    apr_pool_destroy(fixture->work.pool);
    free(fixture->memory);
    free(fixture);
    assert_no_openssl_errors();
    return 0;
}

oas_session_t *begin(fixture_t *fixture)
{
    oas_session_t *session;

    assert_int_equal(
        oas_session_begin(&session, fixture->cookie, &fixture->sessions, &face, &vault, &label, &fixture->work),
        OAS_OK);
    return session;
}

oas_status_t open_it(fixture_t *fixture, oas_session_t **session)
{
    return oas_session_open(session, &fixture->sessions, oas_bytes_of(fixture->cookie), &fixture->work);
}

oas_session_t *opened(fixture_t *fixture)
{
    oas_session_t *session;

    assert_int_equal(open_it(fixture, &session), OAS_OK);
    return session;
}

oas_session_t *use(fixture_t *fixture)
{
    oas_session_t *session = opened(fixture);

    if (oas_session_use_is_due(session, &fixture->sessions, fixture->work.now))
        oas_session_note_use(session, &fixture->sessions, &fixture->work);
    return session;
}

void move_elsewhere(meddler_t *meddler)
{
    fixture_t *fixture = meddler->data;
    oas_session_t *session = opened(fixture);

    assert_int_equal(oas_session_reissue(session, fixture->cookie, &fixture->sessions, &fixture->work), OAS_OK);
}

void assert_no_session(fixture_t *fixture, oas_status_t status, const char *reason)
{
    oas_session_t *session = (oas_session_t *)fixture;

    oas_forgive(&fixture->work);
    assert_int_equal(open_it(fixture, &session), status);
    assert_null(session);
    assert_reason(&fixture->work, reason);
}

uint64_t lookups(fixture_t *fixture)
{
    oas_store_usage_t usage;

    assert_int_equal(fixture->meddler.inner->calls->usage(fixture->meddler.inner, &usage, &fixture->work), OAS_OK);
    return usage.lookups;
}

void at(fixture_t *fixture, apr_time_t after_start)
{
    fixture->work.now = OAS_TEST_NOW + after_start;
}

oas_record_t record_of(fixture_t *fixture)
{
    oas_ticket_t ticket;
    oas_record_t *record;

    assert_int_equal(oas_ticket_verify(&ticket, oas_bytes_of(fixture->cookie), fixture->sessions.keys,
                                       fixture->sessions.realm, &fixture->work),
                     OAS_OK);
    assert_int_equal(fixture->meddler.inner->calls->get(fixture->meddler.inner, &record, &ticket.index, OAS_BOXES_ALL,
                                                        &fixture->work),
                     OAS_OK);
    return *record;
}
