/* SPDX-License-Identifier: Apache-2.0 */
#include "base/member_path.h"

#include <stdbool.h>
#include <string.h>

/* Asked for dots alone, of which few paths have any. In a name like "https://" those before its last slash go nowhere. */
static bool goes_into(const char *path, const char *dot)
{
    return strncmp(path + strcspn(path, ".:/"), "://", 3) != 0 || dot >= strrchr(path, '/');
}

const char *oas_member_path_behind(const char *path, const char *name)
{
    const char *at = path;

    for (; *name != '\0'; name++, at++) {
        if (at[0] == '\\' && at[1] == '.')
            at++;
        else if (*at == '.' && goes_into(path, at))
            return NULL;
        if (*at != *name)
            return NULL;
    }
    return *at == '\0' || (*at == '.' && goes_into(path, at)) ? at : NULL;
}
