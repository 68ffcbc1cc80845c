/* SPDX-License-Identifier: Apache-2.0 */
/* main() of a fuzz target without libFuzzer: runs it once on every file of the folders given. */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input gets an allocation of exactly its size, so that the sanitizer sees a read behind its end. */
static bool replay_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(size);
    bool is_read = file != NULL && (data != NULL || size == 0) && fread(data, 1, size, file) == size;

    if (is_read) {
        fprintf(stderr, "%s\n", path); /* the last one named is the one that crashed */
        LLVMFuzzerTestOneInput(data, size);
    }
    free(data);
    if (file != NULL)
        fclose(file);
    return is_read;
}

/* The number of files replayed; negative when one cannot be read. Folders in a corpus are skipped. */
static int replay_folder(const char *folder)
{
    struct dirent *entry;
    struct stat about;
    char path[4096];
    int count = 0;
    DIR *files = opendir(folder);

    if (files == NULL)
        return -1;
    while (count >= 0 && (entry = readdir(files)) != NULL) {
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (stat(path, &about) != 0)
            count = -1;
        else if (S_ISREG(about.st_mode))
            count = replay_file(path, (size_t)about.st_size) ? count + 1 : -1;
    }
    closedir(files);
    return count;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        int count = replay_folder(argv[i]);

        if (count < 0) {
            fprintf(stderr, "%s: cannot be read\n", argv[i]);
            return 1;
        }
        printf("%s: %d inputs\n", argv[i], count);
    }
    return 0;
}
