/* SPDX-License-Identifier: Apache-2.0 */
/* Paths to members of JSON objects, such as "realm_access.roles". Each dot goes into an object; one that belongs to a name is
 * written "\.", and in a name that begins like "https://" those before its last slash belong to it as they are. So what a path
 * leads to follows from its text alone, and nobody who chooses the names of members can take the place of another one. */
#ifndef OAS_BASE_MEMBER_PATH_H
#define OAS_BASE_MEMBER_PATH_H

/* What of the path is behind its first name: from the next dot on, or "" where it ends. NULL: its first name is another. */
const char *oas_member_path_behind(const char *path, const char *name);

#endif
