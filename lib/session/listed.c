/* SPDX-License-Identifier: Apache-2.0 */
#include "session/listed.h"

#include "base/utf8.h"

/* As much of the text as there is room for; bytes that are no UTF-8 become question marks. */
static void copy_text(char *to, size_t size, const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;

    if (length >= size)
        for (length = size - 1; length != 0 && ((unsigned char)text[length] & 0xC0) == 0x80;)
            length--; /* not in the midst of a character */
    memcpy(to, length != 0 ? text : "", length);
    to[length] = '\0';
    if (oas_utf8_is_valid(oas_bytes(to, length)))
        return;
    for (char *c = to; *c != '\0'; c++)
        if ((unsigned char)*c >= 0x80)
            *c = '?';
}

void oas_listed_fill(oas_listed_session_t *listed, const oas_record_head_t *head, const oas_label_t *label)
{
    copy_text(listed->user, sizeof(listed->user), label->user);
    copy_text(listed->provider, sizeof(listed->provider), label->provider);
    copy_text(listed->address, sizeof(listed->address), label->address);
    copy_text(listed->agent, sizeof(listed->agent), label->agent);
    listed->last_used = head->last_used;
    listed->ends = oas_record_ends(head);
}
