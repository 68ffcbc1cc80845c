/* SPDX-License-Identifier: Apache-2.0 */
/* Lists and objects of JSON in a form of ours, in which a value is found in passing, without taking anything apart:
 *
 *   members   entry for each list or object that was added, and for places that were noted
 *   entry     string(name) value
 *   value     't' string(text)       a string as it is; of numbers, true and false the text in JSON
 *             'n' string(places)     no value, and under no name: a byte for each claim that was a number, true or false,
 *                                    which is its place among all, counted from 1
 *             'l' u32(size) value for each item
 *             'o' u32(size) entry for each member
 *
 * null is as absent. Integers have their highest byte first; a string is bytes that are not NUL, and one that is. */
#ifndef OAS_BASE_MEMBERS_H
#define OAS_BASE_MEMBERS_H

#include "base/buffer.h"
#include "base/json.h"

/* Add a list or an object under a name. Anything else is no member and left out. */
void oas_members_add(oas_buffer_t *members, const char *name, const oas_json_t *item);

/* Note which of the claims that are texts for applications were numbers or truth values, in as few bytes as can be, for each request
 * reads them. The 255th and later ones are taken for texts. */
typedef struct {
    char bytes[256]; /* a text */
    size_t count;
} oas_places_t;

void oas_place_add(oas_places_t *places, size_t place);
void oas_members_note(oas_buffer_t *members, const oas_places_t *places);

/* The claim at this place was noted. */
bool oas_members_noted(oas_bytes_t members, size_t place);

/* There is something under this name. */
bool oas_members_have(oas_bytes_t members, const char *name);

/* Whether a text passes. */
typedef bool oas_text_test_t(void *data, const char *text);

/* A value at this path passes. The path leads through objects by the names of their members (base/member_path.h), and through
 * lists to each item. A list or an object is no value, its items are. What is no form of the above has no values. */
bool oas_members_any(oas_bytes_t members, const char *path, oas_text_test_t *test, void *data);

/* What is under this name is a list, and no item of it a list or an object: show each to look, which goes on while it says
 * false. false: it is something else, and nothing was shown. */
bool oas_members_list(oas_bytes_t members, const char *name, oas_text_test_t *look, void *data);

#endif
