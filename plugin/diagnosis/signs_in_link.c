/* What happens to a PPP link that is up, and what its ends say when they leave.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "ppp/text.h"

enum { MANY_ECHOES = 3 };

/* Where nothing of the other end was captured, its replies were not either. */
bool
pptp_sign_lcp_echo_unanswered(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &evidence->subject.link->sent[end];

        if (sent->echo_requests < MANY_ECHOES || !pptp_subject_flow(&evidence->subject, !end)
            || evidence->subject.link->sent[!end].last_data.when > sent->echo.when)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_number(evidence, "count", sent->echo_requests);
        pptp_evidence_put_frame(evidence, "frame", sent->echo.frame);
        if (evidence->subject.link->terminated_by == end)
            pptp_evidence_put_frame(evidence, "terminated", evidence->subject.link->terminated.frame);
        return true;
    }
    return false;
}

static bool
is_terminated_for(struct pptp_evidence *evidence, const char *words, const char *or_words)
{
    const struct pptp_link *link = evidence->subject.link;

    if (link->terminated.frame == 0
        || !(pptp_ppp_text_has(&link->terminated_text, words) || pptp_ppp_text_has(&link->terminated_text, or_words)))
        return false;
    pptp_evidence_put_party(evidence, "sender", link->terminated_by);
    pptp_evidence_put_text(evidence, "text", &link->terminated_text);
    pptp_evidence_put_frame(evidence, "frame", link->terminated.frame);
    return true;
}

bool
pptp_sign_idle_timeout(struct pptp_evidence *evidence)
{
    return is_terminated_for(evidence, "inactive", "idle");
}

bool
pptp_sign_connect_time(struct pptp_evidence *evidence)
{
    return is_terminated_for(evidence, "Connect time", "onnect time");
}

/* --- Its end -------------------------------------------------------------------------------------------------------------- */

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

/* --- Lengths ---------------------------------------------------------------------------------------------------------------- */

bool
pptp_sign_mru_exceeded(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &evidence->subject.link->sent[end];

        if (sent->too_long == 0)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_number(evidence, "octets", sent->longest);
        pptp_evidence_put_number(evidence, "mru", pptp_ppp_link_mru(evidence->subject.link, !end));
        pptp_evidence_put_count(evidence, "count", sent->too_long, "packet");
        pptp_evidence_put_frame(evidence, "frame", sent->first_too_long.frame);
        return true;
    }
    return false;
}

bool
pptp_sign_mss_too_big(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &evidence->subject.link->sent[end];
        uint32_t mru = pptp_ppp_link_mru(evidence->subject.link, end);

        if (sent->mss == 0 || mru < 40)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_number(evidence, "mss", sent->mss);
        pptp_evidence_put_number(evidence, "mru", mru);
        pptp_evidence_put_number(evidence, "fits", mru - 40);
        pptp_evidence_put_frame(evidence, "frame", sent->mss_at.frame);
        return true;
    }
    return false;
}
