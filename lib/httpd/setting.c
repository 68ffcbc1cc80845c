/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/setting.h"

#include <limits.h>
#include <stdlib.h>
#include <strings.h>

#include <httpd.h>
#include <http_config.h>
#include <apr_lib.h>
#include <apr_strings.h>

#include "base/pairs.h"
#include "http/url.h"
#include "httpd/secret.h"

/* A member that nobody has set: NULL for texts and lists, no pairs, a size of 0, and this for numbers. */
enum { UNSET = -1 };

static void *member(void *config, const oas_setting_t *setting)
{
    return (char *)config + setting->offset;
}

static const char *wrong(const oas_setting_t *setting, const char *value, apr_pool_t *pool)
{
    return apr_psprintf(pool, "\"%s\" is not %s", value, setting->right);
}

/* Digits, then at most one letter that multiplies; -1 when it is anything else or too large. */
static apr_int64_t parse_amount(const char *text, const char *letters, const apr_int64_t *factors)
{
    const char *letter;
    char *end;
    apr_int64_t amount;

    if (!apr_isdigit(*text))
        return -1;
    amount = apr_strtoi64(text, &end, 10);
    if (amount < 0 || amount > INT_MAX)
        return -1;
    if (*end == '\0')
        return amount;
    letter = strchr(letters, *end);
    return letter != NULL && end[1] == '\0' ? amount * factors[letter - letters] : -1;
}

static apr_int64_t parse_seconds(const char *text)
{
    static const apr_int64_t factors[] = {1, 60, 3600, 86400};

    return parse_amount(text, "smhd", factors);
}

static apr_int64_t parse_size(const char *text)
{
    static const apr_int64_t factors[] = {1024, 1024 * 1024, 1024 * 1024 * 1024};

    return parse_amount(text, "kmg", factors);
}

/* "shm(32m)": -1 when it is anything else. */
static apr_int64_t parse_store(const char *text, apr_pool_t *pool)
{
    size_t length = strlen(text);

    if (strncasecmp(text, "shm(", 4) != 0 || text[length - 1] != ')')
        return -1;
    return parse_size(apr_pstrndup(pool, text + 4, length - 5));
}

static int place_among(const char *const *words, const char *value)
{
    for (int i = 0; words[i] != NULL; i++)
        if (strcasecmp(words[i], value) == 0)
            return i;
    return -1;
}

static const char *set_text(const char **text, const oas_setting_t *setting, const char *value, apr_pool_t *pool)
{
    if (*value == '\0')
        return wrong(setting, value, pool);
    for (const char *c = value; *c != '\0'; c++)
        if (apr_iscntrl(*c))
            return wrong(setting, value, pool);
    *text = value;
    return NULL;
}

/* An issuer as it is for one tenant: braces are nothing that a URL may have. */
static const char *without_place(const char *issuer, apr_pool_t *pool)
{
    static const char place[] = "/{tenantid}/";
    const char *at = strstr(issuer, place);

    if (at == NULL)
        return issuer;
    return apr_pstrcat(pool, apr_pstrmemdup(pool, issuer, at - issuer), "/", at + sizeof(place) - 1, NULL);
}

static const char *set_url(const char **text, const oas_setting_t *setting, const char *value, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, 0);
    oas_url_t *url;

    if (setting->kind == OAS_SETTING_URL_OR_OFF && strcasecmp(value, "off") == 0) {
        *text = "";
        return NULL;
    }
    if (oas_url_parse_secure(&url, setting->kind == OAS_SETTING_ISSUER ? without_place(value, pool) : value, "the URL", &work)
        != OAS_OK)
        return apr_psprintf(pool, "\"%s\" is not %s: %s", value, setting->right, work.failure);
    if (setting->kind == OAS_SETTING_ORIGIN && (strcmp(url->path, "/") != 0 || url->query != NULL))
        return wrong(setting, value, pool);
    *text = setting->kind == OAS_SETTING_ORIGIN ? url->origin : value;
    return NULL;
}

static const char *set_path(const char **text, const oas_setting_t *setting, const char *value, apr_pool_t *pool)
{
    if (!oas_url_is_local_target(value))
        return wrong(setting, value, pool);
    if (setting->kind == OAS_SETTING_PATH && (strpbrk(value, "?%") != NULL || value[strlen(value) - 1] == '/'))
        return wrong(setting, value, pool);
    *text = value;
    return NULL;
}

static const char *set_number(int *number, const oas_setting_t *setting, const char *value, apr_pool_t *pool)
{
    apr_int64_t amount = parse_amount(value, "", NULL);

    if (amount < setting->lowest || amount > setting->highest)
        return wrong(setting, value, pool);
    *number = (int)amount;
    return NULL;
}

static const char *set_size(int *size, const oas_setting_t *setting, const char *value, apr_pool_t *pool)
{
    apr_int64_t bytes = strcasecmp(value, "off") == 0 ? 0 : parse_size(value);

    if (bytes != 0 && (bytes < setting->lowest || bytes > setting->highest))
        return wrong(setting, value, pool);
    *size = (int)bytes;
    return NULL;
}

static const char *set_duration(apr_interval_time_t *time, const oas_setting_t *setting, const char *value,
                                apr_pool_t *pool)
{
    apr_int64_t seconds = parse_seconds(value);

    if (seconds < setting->lowest || seconds > setting->highest)
        return wrong(setting, value, pool);
    *time = apr_time_from_sec(seconds);
    return NULL;
}

static const char *set_store(apr_size_t *size, const oas_setting_t *setting, const char *value, apr_pool_t *pool)
{
    apr_int64_t bytes = parse_store(value, pool);

    if (bytes < setting->lowest || bytes / 1024 > setting->highest / 1024)
        return wrong(setting, value, pool);
    *size = (apr_size_t)bytes;
    return NULL;
}

static const char *set_choice(int *choice, const oas_setting_t *setting, const char *value, apr_pool_t *pool)
{
    int place = place_among(setting->words, value);

    if (place < 0)
        return wrong(setting, value, pool);
    *choice = place;
    return NULL;
}

/* One more text at the end of a list. */
static void append(const char *const **texts, const char *text, apr_pool_t *pool)
{
    const char **longer;
    int count = 0;

    while (*texts != NULL && (*texts)[count] != NULL)
        count++;
    longer = apr_pcalloc(pool, (count + 2) * sizeof(*longer));
    for (int i = 0; i < count; i++)
        longer[i] = (*texts)[i];
    longer[count] = text;
    *texts = longer;
}

/* One more of the words. */
static const char *add_word(const char *const **words, const oas_setting_t *setting, const char *value, apr_pool_t *pool)
{
    int place = place_among(setting->words, value);

    if (place < 0)
        return wrong(setting, value, pool);
    append(words, setting->words[place], pool);
    return NULL;
}

/* One more of the texts; a text that is there already is there once. */
static const char *add_text(const char *const **texts, const oas_setting_t *setting, const char *value, apr_pool_t *pool)
{
    if (!setting->is_right(value))
        return wrong(setting, value, pool);
    for (const char *const *text = *texts; text != NULL && *text != NULL; text++)
        if (strcmp(*text, value) == 0)
            return NULL;
    append(texts, value, pool);
    return NULL;
}

const char *oas_setting_set(void *config, const oas_setting_t *setting, const char *value, apr_pool_t *pool)
{
    void *place = member(config, setting);

    switch (setting->kind) {
    case OAS_SETTING_TEXT:       return set_text(place, setting, value, pool);
    case OAS_SETTING_URL:
    case OAS_SETTING_ISSUER:
    case OAS_SETTING_URL_OR_OFF:
    case OAS_SETTING_ORIGIN:     return set_url(place, setting, value, pool);
    case OAS_SETTING_PATH:
    case OAS_SETTING_TARGET:     return set_path(place, setting, value, pool);
    case OAS_SETTING_FILE:
        *(const char **)place = ap_server_root_relative(pool, value);
        return *(const char **)place != NULL ? NULL : wrong(setting, value, pool);
    case OAS_SETTING_SECRET:     return oas_secret_read(place, value, pool);
    case OAS_SETTING_DURATION:   return set_duration(place, setting, value, pool);
    case OAS_SETTING_NUMBER:     return set_number(place, setting, value, pool);
    case OAS_SETTING_SIZE:       return set_size(place, setting, value, pool);
    case OAS_SETTING_STORE:      return set_store(place, setting, value, pool);
    case OAS_SETTING_CHOICE:     return set_choice(place, setting, value, pool);
    case OAS_SETTING_LIST:       return add_text(place, setting, value, pool);
    case OAS_SETTING_WORDS:      return add_word(place, setting, value, pool);
    case OAS_SETTING_PAIR:
    case OAS_SETTING_VALUES:     break;
    }
    return "has two values";
}

const char *oas_setting_add(void *config, const oas_setting_t *setting, const char *name, const char *value,
                            apr_pool_t *pool)
{
    oas_pairs_t *pairs = member(config, setting);
    oas_pair_t *longer = apr_palloc(pool, (pairs->count + 1) * sizeof(*longer));

    if (*name == '\0')
        return wrong(setting, name, pool);
    if (setting->kind == OAS_SETTING_PAIR && oas_pairs_get(*pairs, name) != NULL)
        return apr_psprintf(pool, "\"%s\" is given twice", name);
    for (size_t i = 0; i < pairs->count; i++)
        longer[i] = pairs->items[i];
    longer[pairs->count] = (oas_pair_t){.name = name, .value = value};
    *pairs = (oas_pairs_t){.items = longer, .count = pairs->count + 1};
    return NULL;
}

/* How a member of each kind looks while nobody has set it: its size and its bytes. */
typedef struct {
    size_t size;
    const void *unset;
} shape_t;

static shape_t shape_of(oas_setting_kind_t kind)
{
    static const char *const no_text = NULL;
    static const char *const *const no_words = NULL;
    static const apr_interval_time_t no_time = UNSET;
    static const int no_number = UNSET;
    static const apr_size_t no_size = 0;
    static const oas_pairs_t no_pairs = {.count = 0};

    switch (kind) {
    case OAS_SETTING_TEXT:
    case OAS_SETTING_URL:
    case OAS_SETTING_ISSUER:
    case OAS_SETTING_URL_OR_OFF:
    case OAS_SETTING_ORIGIN:
    case OAS_SETTING_PATH:
    case OAS_SETTING_TARGET:
    case OAS_SETTING_FILE:
    case OAS_SETTING_SECRET:   return (shape_t){sizeof(no_text), &no_text};
    case OAS_SETTING_LIST:
    case OAS_SETTING_WORDS:    return (shape_t){sizeof(no_words), &no_words};
    case OAS_SETTING_DURATION: return (shape_t){sizeof(no_time), &no_time};
    case OAS_SETTING_NUMBER:
    case OAS_SETTING_SIZE:
    case OAS_SETTING_CHOICE:   return (shape_t){sizeof(no_number), &no_number};
    case OAS_SETTING_STORE:    return (shape_t){sizeof(no_size), &no_size};
    case OAS_SETTING_PAIR:
    case OAS_SETTING_VALUES:   return (shape_t){sizeof(no_pairs), &no_pairs};
    }
    return (shape_t){0, NULL};
}

void oas_setting_clear(void *config, const oas_setting_t *setting)
{
    const shape_t shape = shape_of(setting->kind);

    memcpy(member(config, setting), shape.unset, shape.size);
}

static bool is_set(const void *config, const oas_setting_t *setting)
{
    const shape_t shape = shape_of(setting->kind);

    return memcmp((const char *)config + setting->offset, shape.unset, shape.size) != 0;
}

/* Pairs have names of their own, and are inherited by them. */
static void inherit_pairs(oas_pairs_t *pairs, const oas_pairs_t *base, apr_pool_t *pool)
{
    oas_pair_t *all = apr_palloc(pool, (pairs->count + base->count) * sizeof(*all));
    size_t count = pairs->count;

    for (size_t i = 0; i < count; i++)
        all[i] = pairs->items[i];
    for (size_t i = 0; i < base->count; i++)
        if (oas_pairs_get(*pairs, base->items[i].name) == NULL)
            all[count++] = base->items[i];
    *pairs = (oas_pairs_t){.items = all, .count = count};
}

void oas_setting_inherit(void *config, const void *base, const oas_setting_t *setting, apr_pool_t *pool)
{
    const void *inherited = (const char *)base + setting->offset;

    if (!is_set(config, setting))
        memcpy(member(config, setting), inherited, shape_of(setting->kind).size);
    else if (setting->kind == OAS_SETTING_PAIR || setting->kind == OAS_SETTING_VALUES)
        inherit_pairs(member(config, setting), inherited, pool);
}

void oas_setting_default(void *config, const oas_setting_t *setting, apr_pool_t *pool)
{
    if (setting->fallback != NULL && !is_set(config, setting)
        && oas_setting_set(config, setting, setting->fallback, pool) != NULL)
        abort(); /* a default of ours that we refuse: the table is wrong */
}
