/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/provider_memory.h"

#include <errno.h>
#include <sys/mman.h>

#include <http_config.h>
#include <apr_shm.h>
#include <apr_strings.h>

#include "crypto/digest.h"
#include "crypto/random.h"
#include "http/breaker.h"
#include "http/by_origin.h"
#include "http/url.h"
#include "httpd/tallies.h"

enum { SECRET_BYTES = 32, LINE = 64 };

/* What this process keeps over restarts; no clean-up of httpd's reaches it. A restart may bring another version of this
 * module: what it makes of the memory is part of what the memory is for. */
typedef struct {
    void *memory; /* NULL: none yet. Who starts the others never reads it: they can write there. */
    apr_size_t size;
    unsigned char purpose[SECRET_BYTES]; /* digest of whose places there are, and how they are laid out */
    unsigned char secret[SECRET_BYTES];  /* in no memory but that of our processes themselves */
} kept_t;

static const char key[] = "mod_oauth_session providers"; /* of what httpd retains */
static const char layout[] = "2";                        /* counts on whenever a place gets another form */

/* Made in the parent, read by the children. */
static kept_t *kept;
static apr_array_header_t *identities; /* of const char *; a place has the number of its provider's */
static apr_array_header_t *names;      /* of const char *: what people call them; origins are their own names */
static oas_waiting_t waiting;

/* A place is a circuit breaker, in a line of its own, and the texts. */
static apr_size_t place_size(void)
{
    return LINE + APR_ALIGN(oas_provider_cache_size(), LINE);
}

/* No provider's has this beginning. */
static const char *identity_of_origin(const char *origin, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "origin ", origin, NULL);
}

static int place_of(const char *identity)
{
    int i = 0;

    while (i < identities->nelts && strcmp(APR_ARRAY_IDX(identities, i, const char *), identity) != 0)
        i++;
    return i;
}

/* NULL-terminated lists of origins, or of URLs. The directives see to it that they can be read. */
static void add_origins(apr_array_header_t *origins, const char *const *urls, apr_pool_t *pool)
{
    oas_work_t look = oas_work(pool, 0);
    oas_url_t *url;

    for (; urls != NULL && *urls != NULL; urls++)
        if (oas_url_parse(&url, *urls, "URL", &look) == OAS_OK)
            APR_ARRAY_PUSH(origins, const char *) = url->origin;
}

/* Whom this server asks that is no provider: hosts of accounts, and those who vouch for claims. */
static apr_array_header_t *origins_of(const oas_server_config_t *config, apr_pool_t *pool)
{
    apr_array_header_t *origins = apr_array_make(pool, 4, sizeof(const char *));

    add_origins(origins, config->webfinger_origins, pool);
    for (int i = 0; i < config->providers->nelts; i++)
        add_origins(origins, APR_ARRAY_IDX(config->providers, i, oas_provider_config_t *)->registration.claims_endpoints, pool);
    return origins;
}

static void add_identity(const char *identity)
{
    if (place_of(identity) == identities->nelts)
        APR_ARRAY_PUSH(identities, const char *) = identity;
}

static void add_name(const char *name)
{
    for (int i = 0; i < names->nelts; i++)
        if (strcmp(APR_ARRAY_IDX(names, i, const char *), name) == 0)
            return;
    APR_ARRAY_PUSH(names, const char *) = name;
}

/* Virtual hosts that know a provider in the same way share what is known of it. An origin has a place for its breaker alone:
 * what nobody writes to is no memory. */
static void collect_identities(server_rec *servers, apr_pool_t *pool)
{
    identities = apr_array_make(pool, 8, sizeof(const char *));
    names = apr_array_make(pool, 8, sizeof(const char *));
    for (server_rec *server = servers; server != NULL; server = server->next) {
        const oas_server_config_t *config = oas_server_config(server);
        const apr_array_header_t *origins = origins_of(config, pool);

        for (int i = 0; i < config->providers->nelts; i++) {
            const oas_provider_config_t *provider = APR_ARRAY_IDX(config->providers, i, oas_provider_config_t *);

            add_identity(oas_provider_cache_identity(&provider->registration, pool));
            add_name(provider->registration.name);
        }
        for (int i = 0; i < origins->nelts; i++) {
            add_identity(identity_of_origin(APR_ARRAY_IDX(origins, i, const char *), pool));
            add_name(APR_ARRAY_IDX(origins, i, const char *));
        }
    }
}

static oas_status_t purpose_of(unsigned char *purpose, oas_work_t *work)
{
    const char *places = apr_array_pstrcat(work->pool, identities, '\n');

    places = apr_psprintf(work->pool, "%s %" APR_SIZE_T_FMT "\n%s", layout, place_size(), places);
    return oas_digest(purpose, OAS_SHA256, oas_bytes_of(places), work);
}

/* Nothing is written to it here: a page that nobody writes to is no memory. */
static const char *make_memory(const unsigned char *purpose, oas_work_t *work)
{
    const apr_size_t size = (apr_size_t)identities->nelts * place_size();
    void *memory;

    if (oas_random(kept->secret, sizeof(kept->secret), work) != OAS_OK)
        return work->failure;
    memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return apr_psprintf(work->pool, "no memory for what is fetched from %d providers: %s", identities->nelts,
                            strerror(errno));
    if (kept->memory != NULL)
        munmap(kept->memory, kept->size); /* children of the last generation have it still */
    kept->memory = memory;
    kept->size = size;
    memcpy(kept->purpose, purpose, sizeof(kept->purpose));
    return NULL;
}

static apr_time_t tell_time(oas_clock_t *unused)
{
    (void)unused;
    return apr_time_now();
}

static void sleep_for(oas_clock_t *unused, apr_interval_time_t duration)
{
    (void)unused;
    apr_sleep(duration);
}

static const char *prepare_waiting(unsigned most_waiting, apr_interval_time_t longest_call, apr_pool_t *pool)
{
    static oas_clock_t clock = {tell_time, sleep_for};
    apr_shm_t *memory;

    if (apr_shm_create(&memory, oas_call_gate_size(most_waiting), NULL, pool) != APR_SUCCESS)
        return "no shared memory to count in who waits for a provider";
    memset(apr_shm_baseaddr_get(memory), 0, apr_shm_size_get(memory));
    waiting = (oas_waiting_t){.clock = &clock,
                              .room = oas_call_gate_init(apr_shm_baseaddr_get(memory), most_waiting),
                              .longest_call = longest_call};
    return NULL;
}

const char *oas_provider_memory_prepare(server_rec *servers, unsigned most_waiting, apr_interval_time_t longest_call,
                                        apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, apr_time_now());
    unsigned char purpose[OAS_HASH_LONGEST];
    const char *error;

    if ((error = prepare_waiting(most_waiting, longest_call, pool)) != NULL)
        return error;
    collect_identities(servers, pool);
    if ((error = oas_tallies_prepare(names, pool)) != NULL)
        return error;
    if ((kept = ap_retained_data_get(key)) == NULL)
        kept = ap_retained_data_create(key, sizeof(*kept));
    if (purpose_of(purpose, &work) != OAS_OK)
        return work.failure;
    if (kept->memory != NULL && memcmp(kept->purpose, purpose, sizeof(kept->purpose)) == 0)
        return NULL;
    return make_memory(purpose, &work);
}

const oas_waiting_t *oas_provider_memory_waiting(void)
{
    return &waiting;
}

static char *memory_of(const char *identity)
{
    return (char *)kept->memory + (apr_size_t)place_of(identity) * place_size();
}

static oas_http_client_t *guarded(oas_http_client_t *client, char *place, const char *name, apr_pool_t *pool)
{
    const oas_breaker_settings_t breaker = {.breaker = (oas_breaker_t *)(void *)place,
                                            .clock = waiting.clock,
                                            .longest_call = waiting.longest_call,
                                            .provider = name};

    client = oas_counting_client(client, &oas_tally_of(name)->calls, waiting.clock, pool);
    return oas_breaker_client(client, &breaker, pool);
}

oas_http_client_t *oas_provider_memory_guard(oas_http_client_t *client, const oas_server_config_t *config, oas_work_t *work)
{
    const apr_array_header_t *origins = origins_of(config, work->pool);
    oas_origin_client_t *rows = apr_palloc(work->pool, (size_t)origins->nelts * sizeof(*rows));

    for (int i = 0; i < origins->nelts; i++) {
        const char *origin = APR_ARRAY_IDX(origins, i, const char *);
        char *place = memory_of(identity_of_origin(origin, work->pool));

        rows[i] = (oas_origin_client_t){.origin = origin, .client = guarded(client, place, origin, work->pool)};
    }
    return oas_client_by_origin(client, rows, (size_t)origins->nelts, work->pool);
}

oas_status_t oas_provider_memory_wire(oas_site_provider_t *provider, oas_http_client_t *client, oas_work_t *work)
{
    char *place = memory_of(oas_provider_cache_identity(provider->registration, work->pool));
    const oas_provider_share_t share = {.memory = place + LINE,
                                        .secret = oas_bytes(kept->secret, sizeof(kept->secret)),
                                        .waiting = &waiting};

    provider->client = guarded(client, place, provider->registration->name, work->pool);
    return oas_provider_cache_share(&provider->cache, provider->registration, &share, work->pool, work);
}

static bool is_open(const char *identity)
{
    return place_of(identity) < identities->nelts && oas_breaker_is_open((oas_breaker_t *)(void *)memory_of(identity));
}

bool oas_provider_memory_is_down(const char *name, server_rec *servers, apr_pool_t *pool)
{
    if (is_open(identity_of_origin(name, pool)))
        return true;
    for (server_rec *server = servers; server != NULL; server = server->next) {
        const apr_array_header_t *providers = oas_server_config(server)->providers;

        for (int i = 0; i < providers->nelts; i++) {
            const oas_registration_t *registration = &APR_ARRAY_IDX(providers, i, oas_provider_config_t *)->registration;

            if (strcmp(registration->name, name) == 0 && is_open(oas_provider_cache_identity(registration, pool)))
                return true;
        }
    }
    return false;
}
