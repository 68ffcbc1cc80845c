/* SPDX-License-Identifier: Apache-2.0 */
/* Anything as a snapshot. The input's first byte says what it is:
 *
 *   even  the snapshot itself: never accepted
 *   odd   the content of the only chunk of one, sealed as ours are: accepted or not, it can be restored without harm
 */
#include "fuzz.h"

#include <string.h>

#include "base/buffer.h"
#include "crypto/seal.h"
#include "session/snapshot.h"

enum { SIZE = 256 * 1024 };

static _Alignas(4096) unsigned char memory[SIZE];

static const oas_keyring_t *the_ring(void)
{
    static oas_keyring_t *ring;
    oas_work_t work = oas_work(fuzz_process_pool(), 0);

    if (ring == NULL)
        fuzz_require(oas_keyring_parse(&ring, oas_bytes_of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), &work)
                         == OAS_OK, "a key file can be read");
    return ring;
}

/* As session/snapshot.c draws it. */
static oas_bytes_t sealed(oas_bytes_t content, oas_work_t *work)
{
    static const unsigned char first_and_last[9] = {[8] = 1};
    const oas_key_t *key = oas_keyring_current(the_ring());
    oas_buffer_t file = oas_buffer(work->pool, content.length + 200);
    oas_buffer_t bound = oas_buffer(work->pool, 100);
    oas_bytes_t box;

    oas_buffer_add_text(&file, "OASSNAP2");
    oas_buffer_add_u32(&file, oas_key_id(key));
    oas_buffer_add_u64(&file, SIZE);
    oas_buffer_add_text(&file, "a random number.");
    oas_buffer_add(&bound, oas_buffer_bytes(&file));
    oas_buffer_add(&bound, oas_bytes(first_and_last, sizeof(first_and_last)));
    fuzz_require(oas_box_close(&box, oas_key_for(key, OAS_PURPOSE_SNAPSHOT), oas_buffer_bytes(&bound), content, work)
                     == OAS_OK, "all bytes can be sealed");
    oas_buffer_add_u32(&file, (uint32_t)box.length);
    oas_buffer_add(&file, box);
    return oas_buffer_bytes(&file);
}

static void restore(const oas_snapshot_t *snapshot, oas_work_t *work)
{
    oas_store_t *store;
    oas_snapshot_restored_t restored;
    bool was;

    memset(memory, 0, SIZE);
    fuzz_require(oas_shm_table_open(&store, &was, memory, SIZE, work->pool, work) == OAS_OK, "it opens");
    (void)!oas_snapshot_restore(snapshot, store, &restored, work);
    fuzz_require(oas_shm_table_audit(store, &was, work) == OAS_OK && was, "the table is sound afterwards");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    oas_snapshot_t snapshot;

    if (size == 0)
        return 0;
    if (data[0] % 2 == 0) {
        fuzz_require(oas_snapshot_read(&snapshot, oas_bytes(data + 1, size - 1), the_ring(), work) != OAS_OK,
                     "nothing is sealed by luck");
        return 0;
    }
    if (oas_snapshot_read(&snapshot, sealed(oas_bytes(data + 1, size - 1), work), the_ring(), work) == OAS_OK)
        restore(&snapshot, work);
    return 0;
}
