/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a URL: what is accepted, libcurl reads the same way. Any text as a redirect target: what is accepted
 * leads nowhere else, not even when somebody decodes it once more. */
#include "fuzz.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <curl/curl.h>

#include "../unit/http/browser.h"
#include "http/url.h"

static bool curl_reads(CURLU *parts, CURLUPart part, const char *expected)
{
    char *text = NULL;
    CURLUcode code = curl_url_get(parts, part, &text, part == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0);
    bool same = code == CURLUE_OK && strcasecmp(text, expected) == 0;

    curl_free(text);
    return same;
}

static void ask_curl(const oas_url_t *url, const char *text, apr_pool_t *pool)
{
    CURLU *parts = curl_url();
    bool is_ipv6 = strchr(url->host, ':') != NULL;

    fuzz_require(curl_url_set(parts, CURLUPART_URL, text, CURLU_PATH_AS_IS) == CURLUE_OK, "libcurl takes it, too");
    fuzz_require(curl_reads(parts, CURLUPART_SCHEME, url->is_https ? "https" : "http"), "the same scheme");
    fuzz_require(is_ipv6 || curl_reads(parts, CURLUPART_HOST, url->host), "the same host");
    fuzz_require(curl_reads(parts, CURLUPART_PORT, apr_itoa(pool, url->port)), "the same port");
    curl_url_cleanup(parts);
}

static void judge_url(const char *text, oas_work_t *work)
{
    oas_url_t *url, *again;
    const char *whole;

    if (oas_url_parse(&url, text, "input", work) != OAS_OK) {
        fuzz_require(url == NULL && work->failure != NULL, "a refusal gives a reason and nothing else");
        return;
    }
    ask_curl(url, text, work->pool);
    whole = apr_pstrcat(work->pool, url->origin, url->path, url->query != NULL ? "?" : "", url->query, NULL);
    fuzz_require(strlen(whole) > 2048 || oas_url_parse(&again, whole, "input", work) == OAS_OK, "its parts make a URL");
    fuzz_require(strpbrk(url->origin, "@\\#? \t\r\n\"<>%") == NULL, "the origin is nothing but one");
}

static void judge_target(const char *text)
{
    if (!oas_url_is_local_target(text))
        return;
    fuzz_require(strpbrk(text, "\\#\"<> \t\r\n") == NULL, "no character that could change the origin");
    fuzz_require(text[0] == '/' && text[1] != '/', "one slash");
    fuzz_require(browser_stays(text), "a browser stays");
    fuzz_require(browser_stays_decoded(text), "a browser stays when it is decoded");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1); /* of its own, so that the sanitizer sees its end */

    if (size != 0)
        memcpy(text, data, size);
    text[size] = '\0';
    judge_url(text, fuzz_work());
    judge_target(text);
    free(text);
    return 0;
}
