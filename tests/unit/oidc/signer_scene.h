/* SPDX-License-Identifier: Apache-2.0 */
/* A provider whose keys are asked for from a scripted client, and a signer of it. */
#ifndef OAS_TESTS_SIGNER_SCENE_H
#define OAS_TESTS_SIGNER_SCENE_H

#include "jose_signer.h"
#include "oidc/scripted_client.h"
#include "oidc/signer.h"

typedef struct {
    oas_work_t *work;
    oas_registration_t registration;
    scripted_client_t client;
    jose_signer_t key; /* the provider's */
    oas_signer_t signer;
} signer_scene_t;

static inline signer_scene_t *signer_scene(void **state)
{
    static const char *const accepted[] = {"ES256", "HS256", NULL};
    oas_work_t *work = unit_work(state);
    signer_scene_t *scene = apr_pcalloc(work->pool, sizeof(*scene));
    oas_provider_cache_t *cache;

    scene->work = work;
    scene->client = scripted_client();
    scene->key = jose_signer(work->pool, "ES256", "k1");
    scene->registration = (oas_registration_t){.name = "op",
                                               .client_id = "client",
                                               .client_secret = "secret",
                                               .leeway = apr_time_from_sec(10),
                                               .by_hand = {.issuer = "https://op.example",
                                                           .authorization_endpoint = "https://op.example/authorize",
                                                           .token_endpoint = "https://op.example/token",
                                                           .jwks_uri = "https://op.example/jwks"}};
    assert_int_equal(oas_provider_cache_new(&cache, &scene->registration, work->pool, work), OAS_OK);
    scene->signer = (oas_signer_t){&scene->registration, cache, &scene->client.client, accepted};
    return scene;
}

/* The next call is answered with the key of this signer. */
static inline void script_keys(signer_scene_t *scene, const jose_signer_t *key)
{
    script_json(&scene->client, jose_signer_jwk_set(scene->work->pool, key));
}

#endif
