/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/response_setting.h"

#include <strings.h>

#include <apr_strings.h>

const char *const oas_response_type_words[] = {"code",           "code id_token", "code token", "code id_token token",
                                               "id_token token", "id_token",      NULL};
const char *const oas_response_mode_words[] = {"query", "form_post", NULL};

/* Arguments of a directive as one text, without quotes. */
static const char *unquoted(const char *arguments, apr_pool_t *pool)
{
    const char *text = "";

    while (*arguments != '\0')
        text = apr_pstrcat(pool, text, *text != '\0' ? " " : "", ap_getword_conf(pool, &arguments), NULL);
    return text;
}

const char *oas_response_type_in_order(const char *arguments, apr_pool_t *pool)
{
    static const char *const words[] = {"code", "id_token", "token"};
    enum { WORDS = sizeof(words) / sizeof(*words) };
    const char *written = unquoted(arguments, pool), *rest = written, *ordered = "";
    bool there[WORDS] = {false};

    while (*rest != '\0') {
        const char *word = ap_getword_white(pool, &rest);
        int place = 0;

        while (place < WORDS && strcasecmp(word, words[place]) != 0)
            place++;
        if (place == WORDS || there[place])
            return written;
        there[place] = true;
    }
    for (int i = 0; i < WORDS; i++)
        if (there[i])
            ordered = apr_pstrcat(pool, ordered, *ordered != '\0' ? " " : "", words[i], NULL);
    return ordered;
}

const char *oas_response_complete(oas_provider_config_t *provider)
{
    oas_registration_t *registration = &provider->registration;

    registration->response_type = (oas_response_type_t)provider->response_type;
    if (registration->response_type != OAS_TYPE_CODE && registration->by_hand.issuer == NULL)
        return "OAuthResponseType other than code needs OAuthIssuer: only its ID tokens prove what comes through the "
               "browser";
    if (registration->response_type != OAS_TYPE_CODE && provider->response_mode == OAS_MODE_QUERY)
        return "OAuthResponseMode query can not bring tokens, which would stay in logs and histories: leave it out, or "
               "say "
               "form_post";
    if (provider->response_mode >= 0)
        registration->response_mode = (oas_response_mode_t)provider->response_mode;
    else
        registration->response_mode = registration->response_type == OAS_TYPE_CODE ? OAS_MODE_QUERY : OAS_MODE_FRAGMENT;
    return NULL;
}
