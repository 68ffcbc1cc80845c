/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/claims.h"

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/member_path.h"
#include "base/members.h"
#include "http/percent.h"

/* Together they fit into the headers of one request to an application (R-HDR-05). */
enum { MOST_CLAIMS = 256, VALUE_LARGEST = 4 * 1024, ALL_LARGEST = 16 * 1024, NAMES_SHOWN = 1024 };

/* Claims as they are gathered. */
typedef struct {
    oas_claim_sources_t sources;
    oas_pair_t *items; /* room for MOST_CLAIMS */
    const oas_json_t **values; /* of each, as it was before it became text */
    size_t count;
    size_t bytes; /* of all names and values */
} gathered_t;

/* Members that say something about a token, not about a user: RFC 7519 §4.1, OpenID Connect Core 1.0 §2, §3.3.2.11,
 * §5.6.2. */
bool oas_claim_is_of_token(const char *name)
{
    static const char *const names[] = {"iss", "aud",     "exp",    "nbf",    "iat",   "jti",
                                        "azp", "at_hash", "c_hash", "s_hash", "nonce", "sid",
                                        "_claim_names", "_claim_sources"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* How and when the person signed in, OpenID Connect Core 1.0 §2: for the ID token to say. */
static const char *const of_authentication[] = {"auth_time", "acr", "amr", NULL};

static bool has_control(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return true;
    return false;
}

static size_t length_of(const oas_pair_t *claim)
{
    return strlen(claim->name) + strlen(claim->value);
}

/* The next letter or digit, case put aside; NUL at the end. */
static char next_significant(const char **text)
{
    char c = '\0';

    while (**text != '\0' && c == '\0') {
        if (apr_isalnum(**text))
            c = (char)apr_tolower(**text);
        (*text)++;
    }
    return c;
}

/* Applications could take one name for the other: they differ in case and punctuation alone, which environments and
 * headers do not keep (R-HDR-09). */
bool oas_claims_are_alike(const char *left, const char *right)
{
    char l, r;

    do {
        l = next_significant(&left);
        r = next_significant(&right);
    } while (l == r && l != '\0');
    return l == r;
}

/* OpenID Connect Core 1.0 §5.1: the second speaks of the first, and of no other address. */
static const struct {
    const char *address;
    const char *verified;
} statements[] = {{"email", "email_verified"}, {"phone_number", "phone_number_verified"}};

static const char *address_in(const oas_json_t *source, const char *name, apr_pool_t *pool)
{
    const oas_json_t *item = oas_json_member(source, name);

    return item != NULL && !oas_json_is_null(item) ? oas_json_text(item, pool) : NULL;
}

static const char *path_in(oas_pairs_t paths, const char *name)
{
    for (size_t i = 0; i < paths.count; i++)
        if (oas_claims_are_alike(paths.items[i].name, name))
            return paths.items[i].value;
    return NULL;
}

/* The address is read from a member of another name, or made of one: of that the provider's statement says nothing. */
static bool is_read_elsewhere(const char *address, oas_claim_map_t map)
{
    const char *path = path_in(map.paths, address);

    for (const oas_claim_rule_t *rule = map.rules; rule != NULL && rule->claim != NULL; rule++)
        if (oas_claims_are_alike(rule->claim, address))
            return true;
    return path != NULL && strcmp(path, address) != 0;
}

/* What source says under this name is about an address that will not stand beside it: the other source's address does, or
 * one of another member, so that one would be taken for verified which nobody vouches for (R-HDR-08). */
static bool is_about_another_address(const char *name, const oas_json_t *source, const oas_claim_sources_t *sources, apr_pool_t *pool)
{
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
        if (oas_claims_are_alike(name, statements[i].verified)) {
            const char *standing = address_in(sources->id_token, statements[i].address, pool);

            if (is_read_elsewhere(statements[i].address, sources->map))
                return true;
            if (standing == NULL)
                standing = address_in(sources->userinfo, statements[i].address, pool);
            return standing != NULL && !oas_text_equal(address_in(source, statements[i].address, pool), standing);
        }
    return false;
}

/* Many providers let users choose what else is in their profile: nobody shall write there that he came with a second factor. */
static bool is_hearsay(const char *name, const oas_json_t *source, const oas_claim_sources_t *sources)
{
    for (const char *const *own = of_authentication; source != sources->id_token && *own != NULL; own++)
        if (oas_claims_are_alike(name, *own))
            return true;
    return false;
}

static oas_pair_t *find(const gathered_t *gathered, const char *name)
{
    for (size_t i = 0; i < gathered->count; i++)
        if (oas_claims_are_alike(gathered->items[i].name, name))
            return &gathered->items[i];
    return NULL;
}

/* A control character could split a header or a line of a log, and a cut list of groups is another list: whoever sends
 * such is refused as a whole (R-HDR-05, R-HDR-06). */
static oas_status_t check_texts(const char *name, const char *value, oas_work_t *work)
{
    if (has_control(name))
        return oas_fail(work, OAS_REFUSED, "claim_control", "a claim's name %.64s has a control character",
                        oas_json_quote(work->pool, name));
    if (has_control(value))
        return oas_fail(work, OAS_REFUSED, "claim_control", "the value of claim %.64s has a control character", name);
    if (strlen(value) > VALUE_LARGEST)
        return oas_fail(work, OAS_REFUSED, "claim_length", "the value of claim %.64s is longer than %d bytes", name,
                        VALUE_LARGEST);
    return OAS_OK;
}

/* A place for one more claim. */
static oas_status_t make_place(oas_pair_t **place, gathered_t *gathered, oas_work_t *work)
{
    if (gathered->count == MOST_CLAIMS)
        return oas_fail(work, OAS_REFUSED, "claims_count", "there are more than %d claims", MOST_CLAIMS);
    *place = &gathered->items[gathered->count++];
    **place = (oas_pair_t){.name = "", .value = ""};
    return OAS_OK;
}

/* Put the item there under this name, in the place of what has the name already. null is as absent. */
static oas_status_t put(gathered_t *gathered, const char *name, const oas_json_t *item, oas_work_t *work)
{
    oas_pair_t claim = {.name = name};
    oas_pair_t *place = find(gathered, name);
    oas_status_t status;

    if (oas_json_is_null(item) || name[0] == '\0')
        return OAS_OK;
    claim.value = oas_json_text(item, work->pool);
    if ((status = check_texts(name, claim.value, work)) != OAS_OK
        || (place == NULL && (status = make_place(&place, gathered, work)) != OAS_OK))
        return status;
    gathered->bytes += length_of(&claim) - length_of(place);
    if (gathered->bytes > ALL_LARGEST)
        return oas_fail(work, OAS_REFUSED, "claims_length", "the claims are longer than %d bytes in all", ALL_LARGEST);
    *place = claim;
    gathered->values[place - gathered->items] = item;
    return OAS_OK;
}

static oas_status_t put_unless_named(gathered_t *gathered, const oas_json_t *source, const char *name,
                                     const oas_json_t *item, oas_work_t *work)
{
    if (!oas_claim_is_kept(gathered->sources.kept, name) || oas_claim_is_of_token(name) || find(gathered, name) != NULL || is_hearsay(name, source, &gathered->sources)
        || is_about_another_address(name, source, &gathered->sources, work->pool))
        return OAS_OK;
    return put(gathered, name, item, work);
}

/* OpenID Connect Core 1.0 §5.1, §2. They go first: many providers let users choose further claims, and one called Sub or
 * email-verified must not stand where an application looks for the true one. */
static const char *const standard_claims[] = {
    "sub",
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "gender",
    "birthdate",
    "email_verified",
    "locale",
    "address",
    "zoneinfo",
    "phone_number",
    "updated_at",
    "phone_number_verified",
    "auth_time",
    "acr",
    "amr",
};

static oas_status_t put_standard(gathered_t *gathered, const oas_json_t *source, oas_work_t *work)
{
    oas_status_t status = OAS_OK;

    for (size_t i = 0; i < sizeof(standard_claims) / sizeof(standard_claims[0]) && status == OAS_OK; i++) {
        const oas_json_t *item = oas_json_member(source, standard_claims[i]);

        if (item != NULL)
            status = put_unless_named(gathered, source, standard_claims[i], item, work);
    }
    return status;
}

static oas_status_t put_all(gathered_t *gathered, const oas_json_t *source, oas_work_t *work)
{
    oas_status_t status = OAS_OK;

    for (const oas_json_t *item = oas_json_first(source); item != NULL && status == OAS_OK; item = oas_json_next(item))
        status = put_unless_named(gathered, source, oas_json_name(item), item, work);
    return status;
}

/* *path goes on behind the member. */
static const oas_json_t *first_member(const oas_json_t *object, const char **path)
{
    const oas_json_t *item = oas_json_is_object(object) ? oas_json_first(object) : NULL;

    for (; item != NULL; item = oas_json_next(item)) {
        const char *behind = oas_member_path_behind(*path, oas_json_name(item));

        if (behind != NULL) {
            *path = behind;
            return item;
        }
    }
    return NULL;
}

const oas_json_t *oas_claims_member(const oas_json_t *object, const char *path)
{
    const oas_json_t *member = object != NULL ? first_member(object, &path) : NULL;

    while (member != NULL && *path == '.') {
        path++;
        member = first_member(member, &path);
    }
    return member;
}

static const oas_json_t *find_unmapped(const oas_claim_sources_t *sources, const char *name, apr_pool_t *pool)
{
    const oas_json_t *const all[] = {sources->id_token, sources->userinfo};

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        const oas_json_t *member = oas_json_member(all[i], name);

        if (member != NULL && !is_hearsay(name, all[i], sources) && !is_about_another_address(name, all[i], sources, pool))
            return member;
    }
    return NULL;
}

const oas_json_t *oas_claims_find(const oas_json_t *id_token, const oas_json_t *userinfo, oas_claim_map_t map,
                                  const char *name, apr_pool_t *pool)
{
    const char *path = oas_pairs_get(map.paths, name);
    const oas_claim_rule_t *rule = oas_claim_rule(&map, name);
    const oas_json_t *member;

    if (path == NULL)
        return find_unmapped(&(oas_claim_sources_t){.id_token = id_token, .userinfo = userinfo, .map = map}, name, pool);
    member = oas_claims_member(id_token, path);
    if (member == NULL)
        member = oas_claims_member(userinfo, path);
    return rule != NULL ? oas_claim_rewrite(rule, member, pool) : member;
}

static void take_away(gathered_t *gathered, const char *name)
{
    oas_pair_t *place = find(gathered, name);

    if (place == NULL)
        return;
    gathered->bytes -= length_of(place);
    gathered->count--;
    gathered->values[place - gathered->items] = gathered->values[gathered->count];
    *place = gathered->items[gathered->count];
}

/* What a rule does not fit is not what the administrator wants under that name, whoever else says it. */
static oas_status_t put_mapped(gathered_t *gathered, const char *name, oas_work_t *work)
{
    const oas_claim_sources_t *sources = &gathered->sources;
    const oas_json_t *member;

    if (!oas_claim_is_kept(sources->kept, name))
        return OAS_OK;
    member = oas_claims_find(sources->id_token, sources->userinfo, sources->map, name, work->pool);
    if (member != NULL)
        return put(gathered, name, member, work);
    if (oas_claim_rule(&sources->map, name) != NULL)
        take_away(gathered, name);
    return OAS_OK;
}

static oas_status_t gather(gathered_t *gathered, const oas_claim_sources_t *sources, oas_work_t *work)
{
    oas_status_t status;

    *gathered = (gathered_t){.sources = *sources,
                             .items = apr_palloc(work->pool, MOST_CLAIMS * sizeof(oas_pair_t)),
                             .values = apr_palloc(work->pool, MOST_CLAIMS * sizeof(oas_json_t *))};
    if ((status = put_standard(gathered, sources->id_token, work)) != OAS_OK
        || (status = put_standard(gathered, sources->userinfo, work)) != OAS_OK
        || (status = put_all(gathered, sources->id_token, work)) != OAS_OK
        || (status = put_all(gathered, sources->userinfo, work)) != OAS_OK)
        return status;
    for (size_t i = 0; i < sources->map.paths.count && status == OAS_OK; i++)
        status = put_mapped(gathered, sources->map.paths.items[i].name, work);
    return status;
}

oas_status_t oas_claims_flatten(oas_pairs_t *claims, const oas_json_t *id_token, const oas_json_t *userinfo,
                                oas_claim_map_t map, oas_work_t *work)
{
    oas_bytes_t members;

    return oas_claims_keep(claims, &members, &(oas_claim_sources_t){id_token, userinfo, map, NULL}, work);
}

oas_status_t oas_claims_keep(oas_pairs_t *claims, oas_bytes_t *members, const oas_claim_sources_t *sources, oas_work_t *work)
{
    oas_buffer_t kept = oas_buffer(work->pool, SIZE_MAX); /* no longer than five times the texts */
    oas_places_t places = {.count = 0};
    gathered_t gathered;
    oas_status_t status = gather(&gathered, sources, work);

    *claims = (oas_pairs_t){.count = 0};
    *members = oas_bytes(NULL, 0);
    if (status != OAS_OK)
        return status;
    for (size_t i = 0; i < gathered.count; i++) {
        const oas_json_t *value = gathered.values[i];

        oas_members_add(&kept, gathered.items[i].name, value);
        if (!oas_json_is_string(value) && !oas_json_is_object(value) && !oas_json_is_array(value))
            oas_place_add(&places, i);
    }
    oas_members_note(&kept, &places);
    *claims = (oas_pairs_t){.items = gathered.items, .count = gathered.count};
    *members = oas_buffer_bytes(&kept);
    return OAS_OK;
}

bool oas_claims_are_plain(oas_pairs_t claims)
{
    for (size_t i = 0; i < claims.count; i++)
        for (const char *c = claims.items[i].name; *c != '\0'; c++)
            if (!oas_is_alphanumeric(*c) && *c != '_')
                return false;
    return true;
}

/* Names only: values are the user's business. */
static const char *names_of(oas_pairs_t claims, apr_pool_t *pool)
{
    oas_buffer_t names = oas_buffer(pool, NAMES_SHOWN);

    for (size_t i = 0; i < claims.count; i++) {
        oas_buffer_add_text(&names, i != 0 ? ", " : "");
        oas_buffer_add_text(&names, claims.items[i].name);
    }
    return claims.count != 0 ? oas_buffer_text(&names) : "none";
}

oas_status_t oas_claims_user(const char **user, oas_pairs_t claims, const char *claim, oas_work_t *work)
{
    const char *name = claim != NULL ? claim : "sub";
    const char *value = oas_pairs_get(claims, name);
    const char *verified = oas_pairs_get(claims, "email_verified");

    *user = NULL;
    if (value == NULL || value[0] == '\0')
        return oas_fail(work, OAS_REFUSED, "user_claim", "there is no claim %s to name the user; there are: %s", name,
                        names_of(claims, work->pool));
    /* Whoever may write any address into his profile must not become its owner (R-HDR-08) */
    if (strcmp(name, "email") == 0 && (verified == NULL || strcmp(verified, "true") != 0))
        return oas_fail(work, OAS_REFUSED, "user_email_unverified",
                        "the provider does not say that the user's e-mail address is verified");
    *user = value;
    return OAS_OK;
}
