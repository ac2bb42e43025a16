/* How a call ended.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "ppp/text.h"

bool
pptp_sign_windows_error(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    uint32_t error = 0;
    const char *meaning;

    if (link->terminated.frame == 0 || !pptp_ppp_termination_is_windows(&link->terminated_text, &error) || error == 0)
        return false;
    meaning = try_val_to_str(error, pptp_authentication_errors);
    pptp_evidence_put_number(evidence, "error", error);
    if (meaning)
        pptp_evidence_put(evidence, "meaning", "%s", meaning);
    pptp_evidence_put_party(evidence, "sender", link->terminated_by);
    pptp_evidence_put_frame(evidence, "frame", link->terminated.frame);
    return true;
}

bool
pptp_sign_ended(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);

    if (ending.frame == 0)
        return false;
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    if (ending.end >= 0)
        pptp_evidence_put_party(evidence, "ender", ending.end);
    if (subject->call->ended_in > ending.frame)
        pptp_evidence_put_frame(evidence, "end_frame", subject->call->ended_in);
    return true;
}

bool
pptp_sign_still_up(struct pptp_evidence *evidence)
{
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);

    if (!pptp_subject_is_still_up(&evidence->subject, &ending))
        return false;
    pptp_evidence_put_frame(evidence, "frame", evidence->subject.call->established->frame);
    return true;
}
