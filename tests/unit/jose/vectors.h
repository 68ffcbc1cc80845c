/* SPDX-License-Identifier: Apache-2.0 */
/* Published test vectors. They are not ours to commit: they lie in vectors/ of the folder that OAS_SHARED_DIR names, or
 * of shared/ beside the checkout. Where there are none the test is skipped, and says so. */
#ifndef OAS_TEST_JOSE_VECTORS_H
#define OAS_TEST_JOSE_VECTORS_H

#include "unit.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <cjson/cJSON.h>

#include "base/json.h"
#include "jose/jwe.h"
#include "jose/private_key.h"

/* Everything we can decrypt: the default has no symmetric algorithm. */
static const char *const vectors_key_algorithms[] = {
    "RSA-OAEP", "RSA-OAEP-256", "ECDH-ES",   "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW", "A128KW", "A192KW",
    "A256KW",   "A128GCMKW",    "A192GCMKW", "A256GCMKW",      "dir",            NULL};
static const oas_jwe_allowed_t vectors_jwe_allowed = {.key_algorithms = vectors_key_algorithms};

static inline const char *vectors_path(apr_pool_t *pool, const char *name)
{
    const char *folder = getenv("OAS_SHARED_DIR");

    if (folder == NULL)
        folder = OAS_TEST_SOURCE_DIR "/../../shared";
    return apr_pstrcat(pool, folder, "/vectors/", name, NULL);
}

static inline apr_status_t vectors_delete(void *json)
{
    cJSON_Delete(json);
    return APR_SUCCESS;
}

/* The file's JSON, in pool. Read by cJSON alone: these files have more values than we take from anybody. */
static inline const oas_json_t *vectors_read(apr_pool_t *pool, const char *name)
{
    const char *path = vectors_path(pool, name);
    apr_size_t length;
    apr_finfo_t about;
    apr_file_t *file;
    cJSON *json;
    char *text;

    if (apr_file_open(&file, path, APR_FOPEN_READ, APR_OS_DEFAULT, pool) != APR_SUCCESS) {
        print_message("%s: not there, so nothing is tested\n", path);
        skip();
    }
    assert_int_equal(apr_file_info_get(&about, APR_FINFO_SIZE, file), APR_SUCCESS);
    length = (apr_size_t)about.size;
    text = apr_palloc(pool, length);
    assert_int_equal(apr_file_read_full(file, text, length, NULL), APR_SUCCESS);
    apr_file_close(file);
    json = cJSON_ParseWithLength(text, length);
    assert_non_null(json);
    apr_pool_cleanup_register(pool, json, vectors_delete, apr_pool_cleanup_null);
    return json;
}

/* A key of ours to decrypt with, as a set of one: empty when it can not be used. */
static inline const oas_jwk_set_t *vectors_own_key(const oas_json_t *key, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, OAS_TEST_NOW);
    oas_jwk_set_t *set = apr_pcalloc(pool, sizeof(*set));
    const char *kty = oas_json_string(key, "kty");
    oas_status_t status;

    if (kty != NULL && strcmp(kty, "oct") == 0)
        status = oas_jwk_parse(&set->keys, key, OAS_USE_ENCRYPTION, &work);
    else
        status = oas_private_key_parse(&set->keys, oas_bytes_of(oas_json_text(key, pool)), NULL, &work);
    set->count = status == OAS_OK;
    return set;
}

#endif
