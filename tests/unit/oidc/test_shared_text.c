/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "oidc/shared_text.h"
#include "unit.h"

enum { LARGEST = 1000 };

static oas_shared_text_t text_in(void *memory)
{
    oas_shared_text_t shared = {.memory = memory, .largest = LARGEST};

    memset(shared.key, 'k', sizeof(shared.key));
    return shared;
}

static oas_shared_text_t nothing_written(oas_work_t *work)
{
    return text_in(apr_pcalloc(work->pool, oas_shared_text_size(LARGEST)));
}

/* What a reader sees; NULL: no text. */
static const char *seen(const oas_shared_text_t *shared, oas_work_t *work)
{
    oas_text_copy_t copy;

    assert_int_equal(oas_shared_text_read(&copy, shared, work), OAS_OK);
    return (const char *)copy.text.data;
}

static void write_text(const oas_shared_text_t *shared, const char *text, oas_work_t *work)
{
    assert_int_equal(oas_shared_text_write(shared, oas_bytes_of(text), work), OAS_OK);
}

static void what_nobody_wrote_is_not_there(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shared_text_t shared = nothing_written(work);

    assert_null(seen(&shared, work));
    assert_false(oas_shared_text_is_there(&shared));
}

static void what_was_written_last_is_read_with_its_time(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shared_text_t shared = nothing_written(work);
    oas_work_t later = oas_work(work->pool, work->now + 17);
    oas_text_copy_t first, second;

    write_text(&shared, "one", work);
    assert_int_equal(oas_shared_text_read(&first, &shared, work), OAS_OK);
    write_text(&shared, "two, which is longer", &later);
    assert_int_equal(oas_shared_text_read(&second, &shared, work), OAS_OK);
    assert_string_equal((const char *)second.text.data, "two, which is longer");
    assert_int_equal(second.text.length, 20);
    assert_true(second.written == work->now + 17 && first.written == work->now);
    assert_int_not_equal(first.version, second.version);
    write_text(&shared, "3", work);
    assert_string_equal(seen(&shared, work), "3");
}

static void a_text_may_be_as_large_as_its_ceiling_and_no_larger(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shared_text_t shared = nothing_written(work);
    char text[LARGEST + 2];

    memset(text, 'x', sizeof(text));
    text[LARGEST] = '\0';
    write_text(&shared, text, work);
    write_text(&shared, text, work); /* into the other place, too */
    assert_string_equal(seen(&shared, work), text);
    text[LARGEST] = 'x';
    text[LARGEST + 1] = '\0';
    assert_int_equal(oas_shared_text_write(&shared, oas_bytes_of(text), work), OAS_REFUSED);
    assert_reason(work, "text_too_large");
    assert_int_equal(strlen(seen(&shared, work)), LARGEST);
}

static void what_another_key_wrote_is_no_text(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shared_text_t shared = nothing_written(work), other = shared;

    other.key[31]++;
    write_text(&other, "planted", work);
    assert_null(seen(&shared, work));
    write_text(&shared, "ours", work);
    assert_string_equal(seen(&shared, work), "ours");
    assert_null(seen(&other, work));
}

/* Whatever a stray or hostile write changes: nothing outside is touched (the sanitizers watch), and what is read is what
 * was written, or nothing. */
static void no_damage_of_a_word_changes_what_is_read(void **state)
{
    static const uint64_t damages[] = {0, 1, UINT64_MAX, UINT64_C(1) << 63, LARGEST, LARGEST + 1, UINT64_MAX - 7};
    oas_work_t *work = unit_work(state);
    const size_t size = oas_shared_text_size(LARGEST);
    oas_shared_text_t shared = nothing_written(work);
    uint64_t *words = (uint64_t *)(void *)shared.memory;

    write_text(&shared, "former", work);
    write_text(&shared, "a text of more than one word", work);
    for (size_t i = 0; i < size / 8; i++)
        for (size_t d = 0; d < sizeof(damages) / sizeof(damages[0]); d++) {
            const uint64_t whole = words[i];
            const char *read;

            words[i] = whole ^ damages[d];
            read = seen(&shared, work);
            assert_true(read == NULL || strcmp(read, "former") == 0 || strcmp(read, "a text of more than one word") == 0);
            words[i] = damages[d];
            read = seen(&shared, work);
            assert_true(read == NULL || strcmp(read, "former") == 0 || strcmp(read, "a text of more than one word") == 0);
            words[i] = whole;
        }
    assert_string_equal(seen(&shared, work), "a text of more than one word");
}

static void who_has_read_a_version_is_not_hit_by_its_damage(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shared_text_t shared = nothing_written(work), other = shared;

    assert_int_equal(oas_reading_new(&shared.reading, work->pool, work), OAS_OK);
    write_text(&shared, "one", work);
    assert_string_equal(seen(&shared, work), "one");
    memset((unsigned char *)shared.memory + sizeof(uint64_t), 'x', oas_shared_text_size(LARGEST) - sizeof(uint64_t));
    assert_null(seen(&other, work));
    assert_string_equal(seen(&shared, work), "one");
}

static void who_has_read_a_version_sees_the_next(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shared_text_t shared = nothing_written(work);
    const char *one;

    assert_int_equal(oas_reading_new(&shared.reading, work->pool, work), OAS_OK);
    assert_null(seen(&shared, work));
    write_text(&shared, "one", work);
    one = seen(&shared, work);
    write_text(&shared, "two", work);
    assert_string_equal(seen(&shared, work), "two");
    assert_string_equal(one, "one");
}

static void what_is_not_authentic_is_not_kept(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shared_text_t shared = nothing_written(work), other = shared;

    assert_int_equal(oas_reading_new(&shared.reading, work->pool, work), OAS_OK);
    other.key[31]++;
    write_text(&other, "planted", work);
    assert_null(seen(&shared, work));
    write_text(&shared, "ours", work);
    assert_string_equal(seen(&shared, work), "ours");
}

static void after_damage_the_next_write_counts(void **state)
{
    oas_work_t *work = unit_work(state);
    const size_t size = oas_shared_text_size(LARGEST);
    oas_shared_text_t shared = nothing_written(work);

    for (int byte = 0; byte < 256; byte += 85) {
        memset(shared.memory, byte, size);
        write_text(&shared, "new", work);
        assert_string_equal(seen(&shared, work), "new");
    }
}

/* --- several processes --- */

static oas_shared_text_t between_processes(void)
{
    void *memory = mmap(NULL, oas_shared_text_size(LARGEST), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    assert_ptr_not_equal(memory, MAP_FAILED);
    return text_in(memory);
}

static void drop(const oas_shared_text_t *shared)
{
    munmap(shared->memory, oas_shared_text_size(LARGEST));
}

/* Texts of two lengths by turns, each of one letter, until somebody kills it. */
static void write_for_ever(const oas_shared_text_t *shared)
{
    char text[LARGEST + 1];

    for (int i = 0;; i++) {
        apr_pool_t *pool;
        oas_work_t work;

        if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
            _exit(1);
        work = oas_work(pool, OAS_TEST_NOW);
        memset(text, 'a' + i % 26, sizeof(text));
        text[i % 2 == 0 ? LARGEST : LARGEST / 3] = '\0';
        if (oas_shared_text_write(shared, oas_bytes_of(text), &work) != OAS_OK)
            _exit(1);
        apr_pool_destroy(pool);
    }
}

static bool is_whole(const char *text)
{
    const size_t length = strlen(text);

    return (length == LARGEST || length == LARGEST / 3) && strspn(text, (char[]){text[0], '\0'}) == length;
}

static void a_reader_sees_whole_texts_whatever_dies_in_the_middle_of_writing_them(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shared_text_t shared = between_processes();
    int texts = 0;

    for (int round = 0; round < 10; round++) {
        const pid_t writer = fork();
        const char *text;

        if (writer == 0)
            write_for_ever(&shared);
        while (!oas_shared_text_is_there(&shared))
            usleep(100);
        for (int i = 0; i < 200; i++)
            if ((text = seen(&shared, work)) != NULL) {
                assert_true(is_whole(text));
                texts++;
            }
        kill(writer, SIGKILL);
        assert_int_equal(waitpid(writer, NULL, 0), writer);
        text = seen(&shared, work);
        assert_non_null(text); /* the one that counts is not the one that was being written */
        assert_true(is_whole(text));
    }
    assert_true(texts > 0);
    drop(&shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_nobody_wrote_is_not_there),
        cmocka_unit_test(what_was_written_last_is_read_with_its_time),
        cmocka_unit_test(a_text_may_be_as_large_as_its_ceiling_and_no_larger),
        cmocka_unit_test(what_another_key_wrote_is_no_text),
        cmocka_unit_test(no_damage_of_a_word_changes_what_is_read),
        cmocka_unit_test(who_has_read_a_version_is_not_hit_by_its_damage),
        cmocka_unit_test(who_has_read_a_version_sees_the_next),
        cmocka_unit_test(what_is_not_authentic_is_not_kept),
        cmocka_unit_test(after_damage_the_next_write_counts),
        cmocka_unit_test(a_reader_sees_whole_texts_whatever_dies_in_the_middle_of_writing_them),
    };
    return unit_run("shared_text", tests, sizeof(tests) / sizeof(tests[0]));
}
