/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/new_keys.h"

#include <ap_mpm.h>
#include <http_config.h>
#include <mpm_common.h>
#include <apr_shm.h>
#include <apr_strings.h>

/* A former child is asked for nothing new for longer than a kept connection may rest; what it does after that is to finish
 * a download. */
#define LONGEST apr_time_from_sec(60)

typedef struct {
    const char *realm;
    uint32_t id;
} key_name_t;

/* What the parent remembers from one reading of the configuration to the next. */
typedef struct {
    unsigned children; /* of all generations */
    unsigned former;   /* of those before the last reading */
    apr_time_t read;
    apr_pool_t *pool;           /* of both lists */
    apr_array_header_t *listed; /* key_name_t, at the last reading */
    apr_array_header_t *known;  /* those of them that the former children knew, too */
} kept_t;

static kept_t *kept;
static _Atomic uint32_t *others; /* kept->former, for the children of this generation */

static void set_former(unsigned former)
{
    kept->former = former;
    if (others != NULL)
        atomic_store(others, former);
}

/* --- who is there --- */

static void count_child(server_rec *server, pid_t pid, ap_generation_t generation, int slot, mpm_child_status status)
{
    int mine = 0;

    (void)server, (void)pid, (void)slot;
    if (kept == NULL)
        return;
    if (status == MPM_CHILD_STARTED)
        kept->children++;
    if (status != MPM_CHILD_EXITED)
        return;
    if (kept->children > 0) /* the module may be younger than the child */
        kept->children--;
    if (kept->former > 0 && ap_mpm_query(AP_MPMQ_GENERATION, &mine) == APR_SUCCESS && generation != mine)
        set_former(kept->former - 1);
}

/* In the parent, every few seconds. */
static int wait_no_longer(apr_pool_t *pool, server_rec *server)
{
    (void)pool, (void)server;
    if (kept != NULL && kept->former > 0 && (uint64_t)apr_time_now() - (uint64_t)kept->read >= (uint64_t)LONGEST)
        set_former(0);
    return DECLINED;
}

void oas_new_keys_register(void)
{
    ap_hook_child_status(count_child, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_monitor(wait_no_longer, NULL, NULL, APR_HOOK_MIDDLE);
}

/* --- what they know --- */

static bool has(const apr_array_header_t *names, const char *realm, uint32_t id)
{
    for (int i = 0; names != NULL && i < names->nelts; i++) {
        const key_name_t *name = &APR_ARRAY_IDX(names, i, key_name_t);

        if (name->id == id && strcmp(name->realm, realm) == 0)
            return true;
    }
    return false;
}

static void add(apr_array_header_t *names, const char *realm, uint32_t id)
{
    APR_ARRAY_PUSH(names, key_name_t) = (key_name_t){.realm = apr_pstrdup(names->pool, realm), .id = id};
}

/* What all children of now know: what was listed when the configuration was last read; and as long as some are older than
 * that, of this only what those know. */
static apr_array_header_t *known_to_all(apr_pool_t *pool)
{
    apr_array_header_t *known = apr_array_make(pool, 16, sizeof(key_name_t));

    for (int i = 0; kept->listed != NULL && i < kept->listed->nelts; i++) {
        const key_name_t *name = &APR_ARRAY_IDX(kept->listed, i, key_name_t);

        if (kept->former == 0 || has(kept->known, name->realm, name->id))
            add(known, name->realm, name->id);
    }
    return known;
}

static void turn_the_page(apr_pool_t *lasting)
{
    apr_array_header_t *known;
    apr_pool_t *pool;

    apr_pool_create(&pool, lasting);
    known = known_to_all(pool);
    if (kept->pool != NULL)
        apr_pool_destroy(kept->pool);
    kept->pool = pool;
    kept->known = known;
    kept->listed = apr_array_make(pool, 16, sizeof(key_name_t));
    kept->read = apr_time_now();
}

const char *oas_new_keys_prepare(server_rec *server, apr_pool_t *pool)
{
    static const char key[] = "mod_oauth_session new keys v1";
    apr_shm_t *memory;

    if ((kept = ap_retained_data_get(key)) == NULL)
        kept = ap_retained_data_create(key, sizeof(*kept));
    if (apr_shm_create(&memory, sizeof(*others), NULL, pool) != APR_SUCCESS)
        return "no shared memory for the number of former children";
    others = apr_shm_baseaddr_get(memory);
    turn_the_page(server->process->pool);
    set_former(kept->children);
    return NULL;
}

void oas_new_keys_hold_back(oas_keyring_t *keys, const char *realm)
{
    const oas_key_t *key;
    size_t unknown = 0;

    while ((key = oas_keyring_at(keys, unknown)) != NULL && !has(kept->known, realm, oas_key_id(key)))
        unknown++;
    for (size_t place = 0; (key = oas_keyring_at(keys, place)) != NULL; place++)
        add(kept->listed, realm, oas_key_id(key));
    oas_keyring_hold_back(keys, unknown, others);
}
