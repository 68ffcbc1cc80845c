/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "http/call_gate.h"
#include "unit.h"

/* Memory as httpd's children share it. */
static oas_call_gate_t *shared_gate(unsigned slots)
{
    void *memory = mmap(NULL, oas_call_gate_size(slots), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    assert_ptr_not_equal(memory, MAP_FAILED);
    return oas_call_gate_init(memory, slots);
}

static void drop_gate(oas_call_gate_t *gate, unsigned slots)
{
    munmap(gate, oas_call_gate_size(slots));
}

typedef struct {
    pid_t pid;
    int entered; /* the slots it took: one byte for each */
    int release; /* closed: it ends */
} child_t;

/* What a child does: take slots, say which, stay until its other end of the pipe is gone, leave nothing. */
static void hold_slots(oas_call_gate_t *gate, int count, int entered, int release)
{
    char byte;

    for (int i = 0; i < count; i++) {
        byte = (char)oas_call_gate_enter(gate);
        if (write(entered, &byte, 1) != 1)
            _exit(1);
    }
    _exit(read(release, &byte, 1) == 0 ? 0 : 1);
}

/* A child process that holds count slots of the gate. */
static child_t child_that_holds(oas_call_gate_t *gate, int count)
{
    int entered[2];
    int release[2];
    char slot;
    child_t child;

    assert_int_equal(pipe(entered), 0);
    assert_int_equal(pipe(release), 0);
    child = (child_t){.pid = fork(), .entered = entered[0], .release = release[1]};
    if (child.pid == 0) {
        close(release[1]);
        hold_slots(gate, count, entered[1], release[0]);
    }
    close(entered[1]);
    close(release[0]);
    for (int i = 0; i < count; i++) {
        assert_int_equal(read(child.entered, &slot, 1), 1);
        assert_int_equal(slot, i);
    }
    return child;
}

static void end_child(child_t child, int with_signal)
{
    if (with_signal != 0)
        kill(child.pid, with_signal);
    close(child.release);
    close(child.entered);
    assert_int_equal(waitpid(child.pid, NULL, 0), child.pid);
}

static void lets_in_as_many_as_it_has_slots(void **state)
{
    oas_call_gate_t *gate = shared_gate(3);

    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(oas_call_gate_enter(gate), i);
    assert_int_equal(oas_call_gate_enter(gate), -1);
    drop_gate(gate, 3);
}

static void a_slot_that_was_left_is_free_again(void **state)
{
    oas_call_gate_t *gate = shared_gate(2);

    (void)state;
    assert_int_equal(oas_call_gate_enter(gate), 0);
    assert_int_equal(oas_call_gate_enter(gate), 1);
    oas_call_gate_leave(gate, 0);
    assert_int_equal(oas_call_gate_enter(gate), 0);
    assert_int_equal(oas_call_gate_enter(gate), -1);
    drop_gate(gate, 2);
}

static void a_gate_without_slots_lets_nobody_in(void **state)
{
    oas_call_gate_t *gate = shared_gate(0);

    (void)state;
    assert_int_equal(oas_call_gate_enter(gate), -1);
    oas_call_gate_leave(gate, 0);
    assert_int_equal(oas_call_gate_enter(gate), -1);
    drop_gate(gate, 0);
}

/* In memory of exactly its size, so that the sanitizer sees a step beyond it. */
static void leaving_no_slot_changes_nothing(void **state)
{
    oas_call_gate_t *gate = oas_call_gate_init(calloc(1, oas_call_gate_size(1)), 1);

    (void)state;
    assert_int_equal(oas_call_gate_enter(gate), 0);
    oas_call_gate_leave(gate, -1);
    oas_call_gate_leave(gate, 1);
    assert_int_equal(oas_call_gate_enter(gate), -1);
    free(gate);
}

static void a_living_process_keeps_its_slots(void **state)
{
    oas_call_gate_t *gate = shared_gate(2);
    child_t child = child_that_holds(gate, 2);

    (void)state;
    assert_int_equal(oas_call_gate_enter(gate), -1);
    end_child(child, 0);
    drop_gate(gate, 2);
}

static void nobody_leaves_a_slot_of_another_process(void **state)
{
    oas_call_gate_t *gate = shared_gate(1);
    child_t child = child_that_holds(gate, 1);

    (void)state;
    oas_call_gate_leave(gate, 0);
    assert_int_equal(oas_call_gate_enter(gate), -1);
    end_child(child, 0);
    drop_gate(gate, 1);
}

static void the_slots_of_a_killed_process_are_free_again(void **state)
{
    oas_call_gate_t *gate = shared_gate(3);
    child_t killed = child_that_holds(gate, 3);

    (void)state;
    end_child(killed, SIGKILL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(oas_call_gate_enter(gate), i);
    assert_int_equal(oas_call_gate_enter(gate), -1);
    drop_gate(gate, 3);
}

/* The layout's words follow the number of slots. */
static _Atomic uint64_t *word_of(oas_call_gate_t *gate, int slot)
{
    return (_Atomic uint64_t *)gate + 1 + slot;
}

/* What enter() writes for this process when it has this name. */
static uint64_t word_under_the_name(oas_call_gate_t *gate, const char *name)
{
    uint64_t word;

    prctl(PR_SET_NAME, name);
    assert_int_equal(oas_call_gate_enter(gate), 0);
    word = atomic_load(word_of(gate, 0));
    oas_call_gate_leave(gate, 0);
    return word;
}

/* Field 2 of /proc/PID/stat is the name as it is: its spaces and parentheses must not move field 22. */
static void the_name_of_a_process_does_not_matter(void **state)
{
    static const char *const crooked[] = {") 1 2 3 (", "a b) c", ")", "", " ) S 9 9 9 9 9"};
    oas_call_gate_t *gate = shared_gate(1);
    uint64_t word = word_under_the_name(gate, "plain");

    (void)state;
    assert_int_equal(word >> 32, getpid());
    assert_int_not_equal((uint32_t)word, 0);
    for (size_t i = 0; i < sizeof(crooked) / sizeof(crooked[0]); i++)
        assert_int_equal(word_under_the_name(gate, crooked[i]), word);
    drop_gate(gate, 1);
}

static void a_later_process_with_the_same_id_is_somebody_else(void **state)
{
    oas_call_gate_t *gate = shared_gate(1);

    (void)state;
    assert_int_equal(oas_call_gate_enter(gate), 0);
    assert_int_equal(oas_call_gate_enter(gate), -1);
    atomic_fetch_xor(word_of(gate, 0), 1); /* as if it had begun one tick earlier or later */
    assert_int_equal(oas_call_gate_enter(gate), 0);
    drop_gate(gate, 1);
}

static void an_id_without_a_start_time_has_to_do(void **state)
{
    oas_call_gate_t *gate = shared_gate(1);

    (void)state;
    atomic_store(word_of(gate, 0), (uint64_t)getpid() << 32);
    assert_int_equal(oas_call_gate_enter(gate), -1);
    drop_gate(gate, 1);
}

static void a_word_that_names_no_process_is_a_free_slot(void **state)
{
    static const uint64_t words[] = {1, UINT64_MAX, UINT64_C(0x8000000000000000), UINT64_C(0x7fffffff00000001)};

    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        oas_call_gate_t *gate = shared_gate(1);

        atomic_store(word_of(gate, 0), words[i]);
        assert_int_equal(oas_call_gate_enter(gate), 0);
        drop_gate(gate, 1);
    }
}

enum { SLOTS = 3, THREADS = 8, ROUNDS = 2000 };

typedef struct {
    oas_call_gate_t *gate;
    atomic_int inside[SLOTS];
    atomic_int entered;
    atomic_int collisions; /* two were in one slot */
} crowd_t;

static void *come_and_go(void *given)
{
    crowd_t *crowd = given;

    for (int i = 0; i < ROUNDS; i++) {
        int slot = oas_call_gate_enter(crowd->gate);

        if (slot < 0)
            continue;
        crowd->entered++;
        if (atomic_fetch_add(&crowd->inside[slot], 1) != 0)
            crowd->collisions++;
        atomic_fetch_sub(&crowd->inside[slot], 1);
        oas_call_gate_leave(crowd->gate, slot);
    }
    return NULL;
}

static void threads_never_share_a_slot(void **state)
{
    crowd_t crowd = {.gate = shared_gate(SLOTS)};
    pthread_t threads[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, come_and_go, &crowd), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(crowd.collisions, 0);
    assert_in_range(crowd.entered, 1, THREADS * ROUNDS);
    for (int i = 0; i < SLOTS; i++)
        assert_int_equal(oas_call_gate_enter(crowd.gate), i);
    drop_gate(crowd.gate, SLOTS);
}

static void says_how_many_living_processes_are_in(void **state)
{
    oas_call_gate_t *gate = shared_gate(3);

    (void)state;
    assert_int_equal(oas_call_gate_slots(gate), 3);
    assert_int_equal(oas_call_gate_held(gate), 0);
    oas_call_gate_enter(gate);
    oas_call_gate_enter(gate);
    assert_int_equal(oas_call_gate_held(gate), 2);
    oas_call_gate_leave(gate, 0);
    assert_int_equal(oas_call_gate_held(gate), 1);
    drop_gate(gate, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lets_in_as_many_as_it_has_slots),
        cmocka_unit_test(a_slot_that_was_left_is_free_again),
        cmocka_unit_test(a_gate_without_slots_lets_nobody_in),
        cmocka_unit_test(leaving_no_slot_changes_nothing),
        cmocka_unit_test(a_living_process_keeps_its_slots),
        cmocka_unit_test(nobody_leaves_a_slot_of_another_process),
        cmocka_unit_test(the_slots_of_a_killed_process_are_free_again),
        cmocka_unit_test(the_name_of_a_process_does_not_matter),
        cmocka_unit_test(a_later_process_with_the_same_id_is_somebody_else),
        cmocka_unit_test(an_id_without_a_start_time_has_to_do),
        cmocka_unit_test(a_word_that_names_no_process_is_a_free_slot),
        cmocka_unit_test(threads_never_share_a_slot),
        cmocka_unit_test(says_how_many_living_processes_are_in),
    };

    return unit_run("call_gate", tests, sizeof(tests) / sizeof(tests[0]));
}
