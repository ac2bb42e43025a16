/* Writes members of JSON objects with Wireshark's json_dumper.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <inttypes.h>

#include "report/members.h"

void
pptp_report_member_number(json_dumper *dumper, const char *name, uint64_t number)
{
    json_dumper_set_member_name(dumper, name);
    json_dumper_value_anyf(dumper, "%" PRIu64, number);
}

void
pptp_report_member_null(json_dumper *dumper, const char *name)
{
    json_dumper_set_member_name(dumper, name);
    json_dumper_value_string(dumper, NULL);
}

void
pptp_report_member_string(json_dumper *dumper, const char *name, const char *text)
{
    if (!text || !*text) {
        pptp_report_member_null(dumper, name);
        return;
    }
    json_dumper_set_member_name(dumper, name);
    json_dumper_value_string(dumper, text);
}

void
pptp_report_member_array(json_dumper *dumper, const char *name)
{
    json_dumper_set_member_name(dumper, name);
    json_dumper_begin_array(dumper);
}

void
pptp_report_members_flush(json_dumper *dumper, FILE *file)
{
    fwrite(dumper->output_string->str, 1, dumper->output_string->len, file);
    g_string_truncate(dumper->output_string, 0);
}
