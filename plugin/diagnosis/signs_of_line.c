/* The line behind the PAC damages PPP frames.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/numbers.h"
#include "diagnosis/signs.h"

enum { MANY_ERRORS = 10 };

/* Puts the counters that are not 0 (RFC 2637 section 2.14). They count from the start of the call. Returns the sum. */
static uint64_t
put_errors(struct pptp_evidence *evidence, const struct pptp_event *notice)
{
    static const char *const names[] = { "CRC errors", "framing errors", "hardware overruns", "buffer overruns",
                                         "time-out errors", "alignment errors" };
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);
    uint64_t sum = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        uint32_t errors = 0;

        if (!pptp_event_number(notice, PPTP_CRC_ERRORS + i, &errors) || errors == 0)
            continue;
        wmem_strbuf_append_printf(list, "%s%s %u", sum > 0 ? ", " : "", names[i], errors);
        sum += errors;
    }
    pptp_evidence_put(evidence, "errors", "%s", wmem_strbuf_get_str(list));
    return sum;
}

bool
pptp_sign_line_errors(struct pptp_evidence *evidence)
{
    const struct pptp_call *call = evidence->subject.call;

    if (!call->line_errors || put_errors(evidence, call->line_errors) < MANY_ERRORS)
        return false;
    pptp_evidence_put_party(evidence, "sender", call->line_errors->from);
    pptp_evidence_put_count(evidence, "count", call->line_notices, "WAN-Error-Notify message");
    pptp_evidence_put_frame(evidence, "frame", call->line_errors->frame);
    return true;
}
