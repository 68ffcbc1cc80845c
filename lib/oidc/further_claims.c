/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/further_claims.h"

#include "oidc/claims.h"
#include "oidc/emails.h"
#include "oidc/memberships.h"

enum { ALL_LARGEST = 256 * 1024 }; /* bytes of user info with its additions */

/* An object as it is written: what was added first stays, members of the same name that come later do not. */
typedef struct {
    oas_buffer_t text;
    const char *email;  /* JSON; NULL: the profile's stays */
    const char *groups; /* likewise */
} additions_t;

static void add_member(oas_buffer_t *text, const char *name, const char *json, apr_pool_t *pool)
{
    oas_buffer_add_text(text, text->length != 0 ? "," : "{");
    oas_buffer_add_text(text, oas_json_quote(pool, name));
    oas_buffer_add_text(text, ":");
    oas_buffer_add_text(text, json);
}

static bool is_replaced(const char *name, const additions_t *additions)
{
    if (additions->email != NULL && (strcmp(name, "email") == 0 || strcmp(name, "email_verified") == 0))
        return true;
    return additions->groups != NULL && strcmp(name, "groups") == 0;
}

static oas_status_t merge(const oas_json_t **userinfo, additions_t *additions, oas_work_t *work)
{
    oas_buffer_t *text = &additions->text;

    if (additions->email != NULL) {
        add_member(text, "email", additions->email, work->pool);
        add_member(text, "email_verified", strcmp(additions->email, "null") != 0 ? "true" : "false", work->pool);
    }
    if (additions->groups != NULL)
        add_member(text, "groups", additions->groups, work->pool);
    for (const oas_json_t *item = oas_json_first(*userinfo); item != NULL; item = oas_json_next(item))
        if (!is_replaced(oas_json_name(item), additions))
            add_member(text, oas_json_name(item),
                       oas_json_is_string(item) ? oas_json_quote(work->pool, oas_json_text(item, work->pool))
                                                : oas_json_text(item, work->pool),
                       work->pool);
    oas_buffer_add_text(text, "}");
    return oas_json_parse_object(userinfo, oas_buffer_bytes(text), ALL_LARGEST, "user info with what was added", work);
}

static bool has_groups(const oas_json_t *id_token, const oas_json_t *userinfo, const oas_registration_t *registration,
                       apr_pool_t *pool)
{
    return oas_claims_find(id_token, userinfo, oas_registration_claim_map(registration), "groups", pool) != NULL;
}

static const oas_json_t *claim(const char *name, const oas_json_t *id_token, const oas_json_t *userinfo,
                               const oas_registration_t *registration, apr_pool_t *pool)
{
    return oas_claims_find(id_token, userinfo, oas_registration_claim_map(registration), name, pool);
}

/* NULL: there is none, or nobody vouches for it. Who could choose an address would get another's groups. */
static const char *verified_email(const oas_json_t *id_token, const oas_json_t *userinfo,
                                  const oas_registration_t *registration, apr_pool_t *pool)
{
    const oas_json_t *email = claim("email", id_token, userinfo, registration, pool);
    const oas_json_t *verified = claim("email_verified", id_token, userinfo, registration, pool);

    if (!oas_json_is_string(email) || verified == NULL || strcmp(oas_json_text(verified, pool), "true") != 0)
        return NULL;
    return oas_json_text(email, pool);
}

static oas_status_t ask_email(additions_t *additions, const oas_registration_t *registration, oas_vendor_t *vendor,
                              oas_work_t *work)
{
    const char *address;
    oas_status_t status = oas_emails_fetch(&address, vendor, registration->emails_url, work);

    if (status == OAS_OK)
        additions->email = address != NULL ? oas_json_quote(work->pool, address) : "null";
    return status;
}

oas_status_t oas_further_claims_add(const oas_json_t **userinfo, const oas_json_t *id_token,
                                    const oas_registration_t *registration, oas_vendor_t *vendor, oas_work_t *work)
{
    const oas_memberships_t memberships = {.lists = registration->memberships,
                                           .only = registration->groups,
                                           .email = verified_email(id_token, *userinfo, registration, work->pool)};
    additions_t additions = {.text = oas_buffer(work->pool, ALL_LARGEST)};
    oas_status_t status;

    if (registration->emails_url != NULL && *registration->emails_url != '\0'
        && (status = ask_email(&additions, registration, vendor, work)) != OAS_OK)
        return status;
    if (memberships.lists.count != 0 && !has_groups(id_token, *userinfo, registration, work->pool)
        && (status = oas_memberships_fetch(&additions.groups, &memberships, vendor, work)) != OAS_OK)
        return status;
    return additions.email != NULL || additions.groups != NULL ? merge(userinfo, &additions, work) : OAS_OK;
}
