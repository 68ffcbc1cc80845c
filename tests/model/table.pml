/* SPDX-License-Identifier: Apache-2.0 */
/* The protocol of the session table, docs/session-table.md, for the model checker spin. tests/model/run searches all that
 * can happen here: no assertion fails, and one does with each of the mistakes that -D plants.
 *
 * One stripe of five blocks and two buckets, with four sessions. Two writers make any calls in any order; the first may
 * die or stop for ever before any store, and who mends after it, too. A dead writer begins anew, as another process
 * would. A reader looks any session up and touches it. One is enough, for readers do not see each other, and one that
 * begins again is one that begins later.
 *
 * A step is what others can come between: one load of a reader, one store of a writer, in the order of lib/session/
 * (shm_bucket.c, shm_record.c, shm_records.c, shm_blocks.c, shm_audit.c). What a writer loads under the lock goes with the
 * store that follows: nobody else stores there but a touch. One that comes when its record is being replaced is kept.
 *
 * What is left to the argument on the page: here all see all steps in one order. C11 has to provide as much of it as is
 * needed, by stores that release and loads that acquire: content before its link, links before the version, the version
 * before the next content of a block; and in the reader the version, then links and content, then the version. A writer
 * that breaks one of these orders is among the mistakes. Not here either: damaged memory, bounds of walks (no ring
 * arises in so few calls), the chains of tags and of those that are due, counters, used ids, and a reader that takes the
 * lock after some rounds. Chains are for writers alone, and a repair makes them anew from the buckets. A record that is
 * over and dropped for room is removed like any other. A lease is one store with the lock, and nothing else. */

#ifndef CALLS
#define CALLS 1 /* of the first writer */
#define OTHER_CALLS 1
#define FAILURES 1
#endif

#define BLOCKS 5
#define BUCKETS 2
#define SESSIONS 4
#define BUCKET(session) ((session) == 3)      /* the others share bucket 0 */
#define BLOCKS_OF(session) (1 + (session) % 2)

#define LINK(generation, number) ((generation) * 8 + (number))
#define GENERATION(link) ((link) / 8)
#define NUMBER(link) ((link) % 8)

#define SELF(owner, next) ((owner) * 8 + (next))
#define OWNER(self) ((self) / 8)
#define NEXT(self) ((self) % 8)

/* Words that say whose they are. Content is sealed and so never equal to a time. */
#define CONTENT(session, generation) (128 + (session) * 8 + (generation))
#ifdef TIME_WITHOUT_RECORD
#define TIME(session) 1
#else
#define TIME(session) (session)
#endif
#define TOUCHED 64

typedef Block {
    byte self; /* the record's first block, 0: free; and the next block of the record or of the free list */
    byte link; /* to the next record of the bucket */
    byte index;
    byte generation;
    byte time; /* in blocks behind the first: content */
    byte content
}

Block block[BLOCKS + 1]; /* 0: none */
byte bucket[BUCKETS];
byte version[BUCKETS];
byte free_first;
bool locked;
bool holder_died; /* the news that comes with the lock */

/* What nobody knows but the assertions. */
mtype = { NEVER, COMING, THERE, ENDED }
mtype life[SESSIONS + 1] = NEVER;
byte current[SESSIONS + 1]; /* generation */
byte failures;
bool has_stopped;
byte touched; /* session */
bool is_kept; /* the touch was answered: it holds, unless somebody dies */

/* The writer */

mtype = { PUT, REPLACE, REMOVE, MEND }

#define MAY_FAIL (failures < FAILURES && (failures == 0 && is_first || failures > 0 && holder_died))

inline may_fail()
{
    if
    :: true
    :: MAY_FAIL -> failures++; goto died
    :: MAY_FAIL -> failures++; goto stopped
    fi
}

inline store(word, value)
{
    atomic { may_fail(); word = value }
}

/* The one store that decides. place: the block in which the link lies, 0: the bucket. */
inline store_link(value, life_then, generation_then)
{
    atomic {
        may_fail();
        if
        :: place == 0 -> bucket[BUCKET(session)] = value
        :: else -> block[place].link = value
        fi;
        life[session] = life_then;
        current[session] = generation_then
    }
}

inline grow(which)
{
    store(version[which], version[which] + 1)
}

/* former: link to the record, 0: it is not there. */
inline find()
{
    d_step {
        place = 0;
        former = bucket[BUCKET(session)];
        do
        :: former == 0 -> break
        :: former != 0 && block[NUMBER(former)].index == session -> break
        :: else -> place = NUMBER(former); former = block[place].link
        od
    }
}

/* At most two blocks are needed. */
#define HAS_ROOM (free_first != 0 && (BLOCKS_OF(session) == 1 || NEXT(block[free_first].self) != 0))

inline take_blocks()
{
    first = free_first;
    if
    :: BLOCKS_OF(session) > 1 ->
       second = NEXT(block[first].self);
       number = NEXT(block[second].self);
       store(block[first].self, SELF(first, second));
       store(block[second].self, SELF(first, 0))
    :: else ->
       number = NEXT(block[first].self);
       store(block[first].self, SELF(first, 0))
    fi;
    store(free_first, number)
}

inline fill()
{
    store(block[first].link, behind);
    store(block[first].index, session);
    store(block[first].time, TIME(session));
    store(block[first].generation, former_generation + 1);
    store(block[first].content, CONTENT(session, former_generation + 1));
    if
    :: second != 0 -> store(block[second].time, CONTENT(session, former_generation + 1))
    :: else
    fi
}

/* Compare and set: what is there now is what was read. */
inline publish()
{
    assert(call == PUT || life[session] == THERE && current[session] == former_generation);
    store_link(LINK(former_generation + 1, first), THERE, former_generation + 1)
}

#ifdef PUBLISHES_FIRST
inline write_record()
{
    store(block[first].link, behind);
    store(block[first].index, session);
    publish();
    fill()
}
#else
inline write_record() { fill(); publish() }
#endif

inline free_blocks()
{
    d_step { first = NUMBER(former); second = NEXT(block[first].self) };
    if
    :: second != 0 ->
       store(block[first].self, SELF(0, second));
       store(block[second].self, SELF(0, free_first))
    :: else ->
       store(block[first].self, SELF(0, free_first))
    fi;
    store(free_first, first)
}

/* What came to the former record before its version grew is seen now; who comes later finds the new one. */
#ifdef LOSES_TOUCHES
inline keep_touch() { skip }
#else
inline keep_touch()
{
    number = block[NUMBER(former)].time & TOUCHED;
    store(block[first].time, block[first].time | number)
}
#endif

#if defined FREES_FIRST
inline retire() { free_blocks(); grow(BUCKET(session)) }
#elif defined KEEPS_VERSION
inline retire() { free_blocks() }
#elif defined GROWS_ANOTHER_VERSION
inline retire() { grow(1 - BUCKET(session)); free_blocks() }
#else
inline retire() { grow(BUCKET(session)); free_blocks() }
#endif

#if defined KEEPS_TOUCHES_TOO_EARLY
inline retire_former() { keep_touch(); retire() }
#elif defined FREES_FIRST || defined KEEPS_VERSION || defined GROWS_ANOTHER_VERSION
inline retire_former() { retire() }
#else
inline retire_former() { grow(BUCKET(session)); keep_touch(); free_blocks() }
#endif

#if defined REPLACES_ANY_GENERATION
#define IS_FORMER (former != 0)
#elif defined REPLACES_WHAT_IS_GONE
#define IS_FORMER (former == 0 || GENERATION(former) == former_generation)
#else
#define IS_FORMER (former != 0 && GENERATION(former) == former_generation)
#endif

#define MAY_WRITE (HAS_ROOM && (call == PUT -> former == 0 : IS_FORMER))

inline put_or_replace()
{
    if
    :: MAY_WRITE ->
       take_blocks();
       if
       :: atomic { call == PUT -> place = 0; behind = bucket[BUCKET(session)] }
       :: atomic { call == REPLACE -> behind = block[NUMBER(former)].link }
       fi;
       write_record();
       if
       :: call == REPLACE -> retire_former()
       :: else
       fi
    :: else
    fi
}

inline remove()
{
    if
    :: former != 0 ->
       store_link(block[NUMBER(former)].link, ENDED, 0);
       retire()
    :: else
    fi
}

#define BIT(number) (1 << (number))
#define ALL_BLOCKS (BIT(BLOCKS + 1) - 2)

inline mark_records(which)
{
    former = bucket[which];
    do
    :: former == 0 -> break
    :: else ->
       first = NUMBER(former);
       second = NEXT(block[first].self);
       assert(OWNER(block[first].self) == first && !(used & BIT(first)));
       assert(second == 0 || block[second].self == SELF(first, 0) && !(used & BIT(second)));
       used = used | BIT(first) | (second != 0 -> BIT(second) : 0);
       former = block[first].link
    od
}

/* used: blocks of records. is_right: all others are in the free list. What leads to records is right at any moment. */
inline audit()
{
    used = 0;
    mark_records(0);
    mark_records(1);
    second = used;
    number = free_first;
    do
    :: number == 0 -> break
    :: number != 0 && (OWNER(block[number].self) != 0 || (second & BIT(number))) -> second = 0; break
    :: else -> second = second | BIT(number); number = NEXT(block[number].self)
    od;
    is_right = (second == ALL_BLOCKS)
}

#if defined MENDING_RESETS_VERSION
inline grow_all() { store(version[0], 0); store(version[1], 0) }
#elif defined MENDING_KEEPS_VERSION
inline grow_all() { skip }
#else
inline grow_all() { grow(0); grow(1) }
#endif

/* The dead one may have been between a link and its version: so all versions grow before any block is free. */
inline mend()
{
    grow_all();
    do
    :: number == 0 -> break
    :: number != 0 && (used & BIT(number)) -> number--
    :: number != 0 && !(used & BIT(number)) ->
       store(block[number].self, SELF(0, first));
       first = number;
       number--
    od;
    store(free_first, first)
}

#ifdef IGNORES_DEATH
inline mend_after_death() { holder_died = false }
#else
inline mend_after_death()
{
    if
    :: holder_died ->
       d_step { audit(); number = BLOCKS; first = 0; second = 0 };
       if
       :: !is_right -> mend()
       :: else
       fi;
       store(holder_died, false)
    :: else
    fi
}
#endif

/* An index is drawn once. Who replaces has read the record some time ago. */
inline choose_call()
{
    if
    :: life[3] == NEVER -> call = PUT; session = 3; life[3] = COMING
    :: life[4] == NEVER -> call = PUT; session = 4; life[4] = COMING
    :: life[1] == THERE -> call = REPLACE; session = 1; former_generation = current[1]
    :: life[2] == THERE -> call = REPLACE; session = 2; former_generation = current[2]
    :: life[1] == THERE -> call = REMOVE; session = 1
    :: life[2] == THERE -> call = REMOVE; session = 2
    fi
}

proctype writer(bool is_first; byte calls)
{
    byte session, former_generation, former, place, behind, first, second, number, used;
    bool is_right;
    mtype call;

begin:
    atomic {
        session = 0; former_generation = 0; former = 0; place = 0; behind = 0;
        first = 0; second = 0; number = 0; used = 0; is_right = false;
        if
        :: calls > 0 -> calls--; choose_call()
        :: calls == 0 && holder_died && !has_stopped -> call = MEND
        :: calls == 0 && (!holder_died || has_stopped) -> goto ended
        fi
    }
    if
    :: atomic { !locked -> locked = true }
    :: has_stopped -> goto begin /* whoever waits for the lock gives up */
    fi;
    mend_after_death();
    find();
    if
    :: call == PUT || call == REPLACE -> put_or_replace()
    :: call == REMOVE -> remove()
    :: call == MEND
    fi;
    d_step { audit(); assert(is_right) };
    store(locked, false);
    goto begin;
died:
    atomic { holder_died = true; locked = false; goto begin }
stopped:
    has_stopped = true;
ended:
    skip
}

/* The reader */

mtype = { MISSED, FOUND, MIXED }

#ifdef READS_VERSION_ONCE
#define IS_SAME_VERSION true
#else
#define IS_SAME_VERSION (version[BUCKET(session)] == version_before)
#endif

/* A word that does not fit makes a mixture of the copy, whatever the others are. */
inline load(word, expected)
{
    if
    :: word == expected
    :: atomic { else -> index = 0; link = 0; next = 0; result = MIXED; goto copied }
    fi
}

/* Step 2 of the page. What is no record of this bucket is met by those that are led astray, and by nobody else. */
inline find_and_copy()
{
    link = bucket[BUCKET(session)];
    do
    :: atomic { link == 0 -> result = MISSED; goto copied }
    :: atomic { link != 0 -> index = block[NUMBER(link)].index };
       load(BUCKET(index), BUCKET(session));
       load(block[NUMBER(link)].generation, GENERATION(link));
       load(OWNER(block[NUMBER(link)].self), NUMBER(link));
       if
       :: atomic { index == session -> index = 0; break }
       :: atomic { index != session -> index = 0; link = block[NUMBER(link)].link }
       fi
    od;
    load((block[NUMBER(link)].time & ~TOUCHED), TIME(session));
    load(block[NUMBER(link)].content, CONTENT(session, GENERATION(link)));
    if
    :: atomic { BLOCKS_OF(session) > 1 -> next = NEXT(block[NUMBER(link)].self) };
       load(OWNER(block[next].self), NUMBER(link));
       load(block[next].time, CONTENT(session, GENERATION(link)))
    :: BLOCKS_OF(session) == 1
    fi;
    atomic { next = 0; result = FOUND }
}

/* What came out, when the version says that it is good. */
inline judge()
{
    assert(result != MIXED);
    assert(result == FOUND || life_before != THERE || life[session] != THERE);
    assert(result == MISSED || life_before != ENDED && GENERATION(link) >= generation_before)
}

#ifdef TOUCHES_WITHOUT_COMPARE
#define MAY_TOUCH (result == FOUND)
#else
#define MAY_TOUCH (result == FOUND && block[NUMBER(link)].time == TIME(session))
#endif

proctype reader()
{
    byte session, generation_before, version_before, index, link, next;
    mtype life_before, result;

    atomic { select(session : 1 .. SESSIONS) };
#ifdef WAITS_FOR_WRITERS
    !locked;
#endif
begin:
    atomic {
        life_before = life[session];
        generation_before = current[session];
        version_before = version[BUCKET(session)]
    }
    find_and_copy();
copied:
    atomic {
        if
        :: IS_SAME_VERSION -> judge()
        :: else -> link = 0; result = 0; goto begin
        fi
    }
    atomic {
        if
        :: MAY_TOUCH -> touched = session; block[NUMBER(link)].time = block[NUMBER(link)].time | TOUCHED
        :: else -> goto answered
        fi
    }
    atomic {
        if
        :: IS_SAME_VERSION -> is_kept = true
        :: else -> link = 0; result = 0; goto begin
        fi
    }
answered:
    skip
}

/* At the beginning two sessions are there, one behind the other. At the end each is what it was made last. */

inline lay(which, first_block, second_block, behind)
{
    block[first_block].self = SELF(first_block, second_block);
    block[first_block].link = behind;
    block[first_block].index = which;
    block[first_block].generation = 1;
    block[first_block].time = TIME(which);
    block[first_block].content = CONTENT(which, 1);
    life[which] = THERE;
    current[which] = 1
}

inline check_record()
{
    find();
    assert((former != 0) == (life[session] == THERE));
    if
    :: former != 0 ->
       first = NUMBER(former);
       second = NEXT(block[first].self);
       assert(GENERATION(former) == current[session] && block[first].generation == current[session]);
       assert(block[first].content == CONTENT(session, current[session]));
       assert(second == 0 || block[second].time == CONTENT(session, current[session]));
       assert((block[first].time & ~TOUCHED) == TIME(session));
       assert(touched == session || !(block[first].time & TOUCHED));
       assert(touched != session || !is_kept || failures > 0 || (block[first].time & TOUCHED))
    :: else
    fi
}

init {
    byte session, former, place, first, second;

    atomic {
        lay(1, 1, 2, 0);
        block[2].self = SELF(1, 0);
        block[2].time = CONTENT(1, 1);
        lay(2, 3, 0, LINK(1, 1));
        bucket[0] = LINK(1, 3);
        free_first = 4;
        block[4].self = SELF(0, 5);
        run writer(true, CALLS);
        run writer(false, OTHER_CALLS);
#ifndef WITHOUT_READER
        run reader()
#endif
    }
    atomic {
        _nr_pr == 1 ->
        for (session : 1 .. SESSIONS) {
            check_record()
        }
        assert(has_stopped || !holder_died && !locked)
    }
}
