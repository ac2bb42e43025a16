/* Writes members of JSON objects with Wireshark's json_dumper.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_REPORT_MEMBERS_H
#define PPTP_REPORT_MEMBERS_H

#include <stdint.h>
#include <stdio.h>

#include <wireshark.h>

#include <wsutil/json_dumper.h>

/* Each function below adds a member to the object that is open. name: UTF-8. */

void pptp_report_member_number(json_dumper *dumper, const char *name, uint64_t number);

void pptp_report_member_null(json_dumper *dumper, const char *name);

/* Adds null if text is NULL or empty. text: UTF-8 that is safe to show. */
void pptp_report_member_string(json_dumper *dumper, const char *name, const char *text);

/* Opens an array; json_dumper_end_array() closes it. */
void pptp_report_member_array(json_dumper *dumper, const char *name);

/* Moves what was written so far to the file: to a file json_dumper writes each octet by itself. The dumper must have
 * been made with output_string. */
void pptp_report_members_flush(json_dumper *dumper, FILE *file);

#endif
