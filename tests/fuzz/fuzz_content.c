/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as face, vault, label and values. Each form but the face has one spelling: what is read is written
 * the same. A face whose strings lie in another order, or twice, is read as well, but not written. */
#include "fuzz.h"

#include "session/content.h"
#include "session/value_form.h"

static void require_same(oas_status_t status, oas_bytes_t again, oas_bytes_t input)
{
    fuzz_require(status == OAS_OK && oas_bytes_equal(again, input), "what was read is written the same");
}

/* Written, read and written again, it is the same. */
static void require_same_face(const oas_face_t *face, oas_work_t *work)
{
    oas_bytes_t first, second;
    oas_face_t read;

    if (oas_face_compose(&first, face, work) != OAS_OK)
        return; /* strings that lie one in another may be too many when each of them is written out */
    fuzz_require(oas_face_parse(&read, first, work) == OAS_OK, "what was written is read");
    require_same(oas_face_compose(&second, &read, work), second, first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    oas_bytes_t input = oas_bytes(data, size), again;
    oas_face_t face;
    oas_vault_t vault;
    oas_label_t label;
    apr_array_header_t *spaces;

    if (size > OAS_CONTENT_LARGEST)
        return 0;
    if (oas_face_parse(&face, input, work) == OAS_OK)
        require_same_face(&face, work);
    else
        fuzz_require(face.user == NULL && face.claims.count == 0, "what is refused is not given");
    if (oas_vault_parse(&vault, input, work) == OAS_OK)
        require_same(oas_vault_compose(&again, &vault, work), again, input);
    if (oas_label_parse(&label, input, work) == OAS_OK)
        require_same(oas_label_compose(&again, &label, work), again, input);
    if (oas_value_form_parse(&spaces, input, work) == OAS_OK && size > 0 && spaces->nelts <= OAS_VALUE_SPACES_MOST
        && size < OAS_VALUES_BYTES) {
        oas_value_form_compose(&again, spaces, work);
        require_same(OAS_OK, again, input);
    }
    return 0;
}
