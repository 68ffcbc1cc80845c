/* SPDX-License-Identifier: Apache-2.0 */
#include "crowd.h"

#include <stdio.h>
#include <stdlib.h>

#include <apr_strings.h>

#include "crypto/context.h"

enum { IDLE = 1800, LIFETIME = 28800, TOKEN = 300 };

static void fail(const oas_work_t *work)
{
    fprintf(stderr, "%s\n", work->failure);
    exit(EXIT_FAILURE);
}

oas_sessions_t crowd_sessions(oas_store_t *store, const char *keys, const char *realm)
{
    oas_work_t work = oas_work(NULL, 0); /* of the program's whole life */
    oas_keyring_t *ring = NULL;

    if (apr_pool_create_unmanaged_ex(&work.pool, NULL, NULL) != APR_SUCCESS)
        abort();
    if (oas_crypto_begin(work.pool, &work) != OAS_OK
        || (keys == NULL && oas_keyring_new_line(&keys, &work) != OAS_OK)
        || oas_keyring_parse(&ring, oas_bytes_of(keys), &work) != OAS_OK)
        fail(&work);
    return (oas_sessions_t){
        .store = store,
        .keys = ring,
        .realm = realm,
        .idle_timeout = apr_time_from_sec(IDLE),
        .lifetime = apr_time_from_sec(LIFETIME),
    };
}

/* A text of so many characters, such as a token. */
static const char *text_of(int length, oas_work_t *work)
{
    char *text = apr_palloc(work->pool, (apr_size_t)length + 1);

    memset(text, 'x', (apr_size_t)length);
    text[length] = '\0';
    return text;
}

oas_session_t *crowd_sign_in(char cookie[OAS_TICKET_LENGTH + 1], const oas_sessions_t *sessions, uint64_t number,
                             oas_work_t *work)
{
    const char *user = apr_psprintf(work->pool, "user-%08" APR_UINT64_T_FMT, number);
    const oas_pair_t claims[] = {
        {"sub", user},
        {"name", "Somebody With Two Names"},
        {"email", apr_pstrcat(work->pool, user, "@organisation.example", NULL)},
        {"groups", text_of(TOKEN, work)},
    };
    const oas_face_t face = {user, "bench", {claims, sizeof(claims) / sizeof(claims[0])}, .has_plain_names = true};
    const oas_vault_t vault = {
        .subject = user,
        .issuer = "https://provider.example",
        .provider_session = user,
        .access_token = text_of(TOKEN, work),
        .token_type = "Bearer",
        .refresh_token = text_of(TOKEN, work),
    };
    const oas_label_t label = {.user = user,
                               .provider = "bench",
                               .address = "192.0.2.1",
                               .agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101"};
    oas_session_t *session;
    oas_status_t status = oas_session_begin(&session, cookie, sessions, &face, &vault, &label, work);

    if (status != OAS_OK && status != OAS_FULL)
        fail(work);
    return session;
}
