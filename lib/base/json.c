/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <math.h>
#include <stdlib.h>

#include <cjson/cJSON.h>

#include "base/json_scan.h"

/* Texts may hold tokens, so they are wiped before cJSON gives their memory back. */
static void wipe_texts(cJSON *item)
{
    for (; item != NULL; item = item->next) {
        if (item->valuestring != NULL)
            oas_wipe(item->valuestring, strlen(item->valuestring));
        wipe_texts(item->child);
    }
}

static apr_status_t delete_now(void *json)
{
    wipe_texts(json);
    cJSON_Delete(json);
    return APR_SUCCESS;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* RFC 8259 §4 leaves open what a repeated member means, so two readers could differ about who signed in. Sorted,
 * because the text's author chooses the names: no hash to collide, no square of their number. */
static bool has_repeated_member(const cJSON *object, apr_pool_t *pool)
{
    size_t count = (size_t)cJSON_GetArraySize(object);
    const char **names = apr_palloc(pool, (count + 1) * sizeof(*names));
    size_t i = 0;

    for (const cJSON *member = object->child; member != NULL; member = member->next)
        names[i++] = member->string;
    qsort(names, count, sizeof(*names), compare_names);
    for (i = 1; i < count; i++)
        if (strcmp(names[i - 1], names[i]) == 0)
            return true;
    return false;
}

/* What only shows once names are unescaped and numbers read. As deep as the scanner lets a text be. */
static oas_status_t check_tree(const cJSON *item, const char *what, oas_work_t *work)
{
    oas_status_t status = OAS_OK;

    if (cJSON_IsNumber(item) && fabs(item->valuedouble) > (double)OAS_JSON_LARGEST_INTEGER)
        return oas_fail(work, OAS_REFUSED, "json_number", "%s: a number beyond 2^53 - 1", what);
    if (cJSON_IsObject(item) && has_repeated_member(item, work->pool))
        return oas_fail(work, OAS_REFUSED, "json_repeated_member", "%s: an object has two members of one name", what);
    for (const cJSON *child = item->child; child != NULL && status == OAS_OK; child = child->next)
        status = check_tree(child, what, work);
    return status;
}

oas_status_t oas_json_parse(const oas_json_t **json, oas_bytes_t text, size_t ceiling, const char *what,
                            oas_work_t *work)
{
    oas_status_t status;
    cJSON *tree;

    *json = NULL;
    if (text.length > ceiling)
        return oas_fail(work, OAS_REFUSED, "json_too_large", "%s: %" APR_SIZE_T_FMT " bytes, at most %" APR_SIZE_T_FMT,
                        what, text.length, ceiling);
    if ((status = oas_json_scan(text, what, work)) != OAS_OK)
        return status;
    tree = cJSON_ParseWithLength((const char *)text.data, text.length);
    if (tree == NULL)
        return oas_fail(work, OAS_REFUSED, "json_unreadable", "%s: cJSON cannot read it", what);
    apr_pool_cleanup_register(work->pool, tree, delete_now, apr_pool_cleanup_null);
    if ((status = check_tree(tree, what, work)) != OAS_OK)
        return status;
    *json = tree;
    return OAS_OK;
}

oas_status_t oas_json_parse_object(const oas_json_t **json, oas_bytes_t text, size_t ceiling, const char *what,
                                   oas_work_t *work)
{
    oas_status_t status = oas_json_parse(json, text, ceiling, what, work);

    if (status != OAS_OK || cJSON_IsObject(*json))
        return status;
    *json = NULL;
    return oas_fail(work, OAS_REFUSED, "json_not_an_object", "%s: not an object", what);
}

const oas_json_t *oas_json_member(const oas_json_t *object, const char *name)
{
    return cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, name) : NULL;
}

const char *oas_json_string(const oas_json_t *object, const char *name)
{
    return cJSON_GetStringValue(oas_json_member(object, name));
}

bool oas_json_integer(int64_t *value, const oas_json_t *object, const char *name, int64_t lowest, int64_t highest)
{
    const oas_json_t *member = oas_json_member(object, name);
    double number = cJSON_IsNumber(member) ? member->valuedouble : NAN;

    if (!(fabs(number) <= (double)OAS_JSON_LARGEST_INTEGER) || number != (double)(int64_t)number)
        return false;
    if ((int64_t)number < lowest || (int64_t)number > highest)
        return false;
    *value = (int64_t)number;
    return true;
}

bool oas_json_is_true(const oas_json_t *object, const char *name)
{
    return cJSON_IsTrue(oas_json_member(object, name));
}

bool oas_json_has_string(const oas_json_t *object, const char *name, const char *text)
{
    const oas_json_t *array = oas_json_member(object, name);

    if (!oas_json_is_array(array))
        return false;
    for (const oas_json_t *item = array->child; item != NULL; item = item->next)
        if (oas_json_is_string(item) && oas_text_equal(item->valuestring, text))
            return true;
    return false;
}

const oas_json_t *oas_json_first(const oas_json_t *container)
{
    return container != NULL ? container->child : NULL;
}

const oas_json_t *oas_json_next(const oas_json_t *item)
{
    return item->next;
}

const char *oas_json_name(const oas_json_t *member)
{
    return member->string;
}

bool oas_json_is_string(const oas_json_t *item)
{
    return cJSON_IsString(item);
}

bool oas_json_is_object(const oas_json_t *item)
{
    return cJSON_IsObject(item);
}

bool oas_json_is_array(const oas_json_t *item)
{
    return cJSON_IsArray(item);
}

bool oas_json_is_null(const oas_json_t *item)
{
    return cJSON_IsNull(item);
}
