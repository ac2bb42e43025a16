/* Writes JSON text: objects, arrays and values, with their commas and line ends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_DUMP_H
#define PPTP_REPORT_DUMP_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

/* Begins as { .text = a GString of the caller's }. Wireshark's json_dumper costs more than all findings together. */
struct pptp_report_dump {
    GString *text;
    unsigned depth;             /* objects and arrays that are open */
    bool has_items;             /* the innermost of these does */
};

/* Each function below adds an item. name: the member's, which needs no escapes; NULL in an array. */

/* Opens an object or an array. bracket: '{' or '['. */
void pptp_report_dump_open(struct pptp_report_dump *dump, const char *name, char bracket);

/* Closes the innermost object or array. bracket: '}' or ']'. */
void pptp_report_dump_close(struct pptp_report_dump *dump, char bracket);

void pptp_report_dump_number(struct pptp_report_dump *dump, const char *name, uint64_t number);

/* Adds size octets as they are: a number, null, true or false. */
void pptp_report_dump_word(struct pptp_report_dump *dump, const char *name, const char *word, size_t size);

/* Adds a string. text: UTF-8 without control characters. */
void pptp_report_dump_string(struct pptp_report_dump *dump, const char *name, const char *text);

#endif
