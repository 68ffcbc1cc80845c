/* SPDX-License-Identifier: Apache-2.0 */
#include "http/call_gate.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One word for each slot: 0 when it is free, else who holds it.
 *
 *   63          32 31           0
 *   | process id  | start time  |
 *
 * The start time (its low bits, in ticks since boot) tells a process from a later one that was given the same id. It is
 * 0 where the system does not say; then the id alone has to do. */
struct oas_call_gate_t {
    uint64_t slots;
    _Atomic uint64_t holders[];
};

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "a lock inside shared memory would outlive its holder");

size_t oas_call_gate_size(unsigned slots)
{
    return sizeof(oas_call_gate_t) + slots * sizeof(_Atomic uint64_t);
}

oas_call_gate_t *oas_call_gate_init(void *memory, unsigned slots)
{
    oas_call_gate_t *gate = memory;

    gate->slots = slots;
    return gate;
}

/* Field 22 of Linux's /proc/PID/stat. The second field is the program's name in parentheses and may hold anything,
 * parentheses and spaces too, so fields are counted from the last ")". */
static uint32_t start_in(const char *stat)
{
    const char *field = strrchr(stat, ')');

    for (int number = 2; number < 22 && field != NULL; number++)
        field = strchr(field + 1, ' ');
    return field != NULL ? (uint32_t)strtoull(field, NULL, 10) : 0;
}

static uint32_t start_of(pid_t pid)
{
    char path[sizeof("/proc//stat") + 3 * sizeof(pid)];
    char stat[1024];
    ssize_t length = -1;
    int file;

    snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    length = read(file, stat, sizeof(stat) - 1);
    close(file);
    stat[length > 0 ? length : 0] = '\0';
    return start_in(stat);
}

static pid_t pid_of(uint64_t holder)
{
    return (pid_t)(holder >> 32);
}

/* The holder does not live any more. Only the same process id that began at another time is somebody else. */
static bool is_gone(uint64_t holder)
{
    uint32_t start;

    if (pid_of(holder) <= 0 || (kill(pid_of(holder), 0) != 0 && errno == ESRCH))
        return true;
    start = start_of(pid_of(holder));
    return start != 0 && (uint32_t)holder != 0 && start != (uint32_t)holder;
}

static bool swap(oas_call_gate_t *gate, uint64_t slot, uint64_t from, uint64_t to)
{
    return atomic_compare_exchange_strong(&gate->holders[slot], &from, to);
}

/* This process as a holder. The system is asked for its start time once, and once more after a fork. */
static uint64_t this_process(void)
{
    static _Atomic uint64_t known;
    uint64_t self = atomic_load_explicit(&known, memory_order_relaxed);

    if (pid_of(self) != getpid()) {
        self = (uint64_t)getpid() << 32 | start_of(getpid());
        atomic_store_explicit(&known, self, memory_order_relaxed);
    }
    return self;
}

int oas_call_gate_enter(oas_call_gate_t *gate)
{
    uint64_t self = this_process();

    for (uint64_t slot = 0; slot < gate->slots; slot++)
        if (swap(gate, slot, 0, self))
            return (int)slot;
    for (uint64_t slot = 0; slot < gate->slots; slot++) {
        uint64_t holder = atomic_load(&gate->holders[slot]);

        if (is_gone(holder) && swap(gate, slot, holder, self))
            return (int)slot;
    }
    return -1;
}

void oas_call_gate_leave(oas_call_gate_t *gate, int slot)
{
    uint64_t holder;

    if ((uint64_t)slot >= gate->slots) /* -1 as well: it is none */
        return;
    holder = atomic_load(&gate->holders[slot]);
    if (pid_of(holder) == getpid())
        swap(gate, (uint64_t)slot, holder, 0);
}

unsigned oas_call_gate_slots(const oas_call_gate_t *gate)
{
    return (unsigned)gate->slots;
}

unsigned oas_call_gate_held(const oas_call_gate_t *gate)
{
    unsigned held = 0;

    for (uint64_t slot = 0; slot < gate->slots; slot++) {
        uint64_t holder = atomic_load(&gate->holders[slot]);

        held += holder != 0 && !is_gone(holder);
    }
    return held;
}
