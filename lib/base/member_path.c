/* SPDX-License-Identifier: Apache-2.0 */
#include "base/member_path.h"

#include <string.h>

/* No dot before this goes anywhere. */
static const char *where_dots_begin(const char *path)
{
    return strncmp(path + strcspn(path, ".:/"), "://", 3) == 0 ? strrchr(path, '/') : path;
}

const char *oas_member_path_behind(const char *path, const char *name)
{
    const char *dots = where_dots_begin(path);

    for (; *name != '\0'; name++, path++) {
        if (path[0] == '\\' && path[1] == '.')
            path++;
        else if (*path == '.' && path >= dots)
            return NULL;
        if (*path != *name)
            return NULL;
    }
    return *path == '\0' || (*path == '.' && path >= dots) ? path : NULL;
}
