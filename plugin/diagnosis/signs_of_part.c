/* The capture file holds only a part of what passed its capture point.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"
#include "witness/file.h"

/* The first tunnel that a filter seems to have gone through; NULL: none. */
static const struct pptp_tunnel *
find_filtered(const struct pptp_history *history)
{
    for (unsigned i = 0; i < wmem_array_get_count(history->tunnels); i++) {
        const struct pptp_tunnel *tunnel = pptp_list_at(history->tunnels, i);

        if (pptp_subject_is_filtered(tunnel))
            return tunnel;
    }
    return NULL;
}

static void
put_unseen(struct pptp_evidence *evidence)
{
    const struct pptp_witness_file *file = pptp_witness_file();

    if (file->packets->unseen > 0) {
        pptp_evidence_put_count(evidence, "count", file->packets->unseen, "packet");
        pptp_evidence_put(evidence, "verb", file->packets->unseen == 1 ? "was" : "were");
        pptp_evidence_put_frame(evidence, "frame", file->first_unseen);
    }
    if (file->streams > 0) {
        pptp_evidence_put_count(evidence, "streams", file->streams, "control connection");
        pptp_evidence_put_frame(evidence, "stream_frame", file->first_stream);
    }
}

bool
pptp_sign_capture_filtered(struct pptp_evidence *evidence)
{
    const struct pptp_tunnel *tunnel = find_filtered(evidence->subject.history);

    if (!tunnel)
        return false;
    put_unseen(evidence);
    for (unsigned end = 0; end < 2; end++)
        pptp_evidence_cite(evidence, tunnel->flow[end] ? tunnel->flow[end]->first_frame : 0);
    return true;
}

bool
pptp_sign_capture_incomplete(struct pptp_evidence *evidence)
{
    put_unseen(evidence);
    return pptp_witness_lacks_packets() && !find_filtered(evidence->subject.history);
}

/* A few copies come from elsewhere: the network duplicates packets, too. */
bool
pptp_sign_captured_twice(struct pptp_evidence *evidence)
{
    enum { ONE_IN = 3, MANY_COPIES = 5 };
    const struct pptp_witness_file *file = pptp_witness_file();

    if (file->copies < MANY_COPIES || file->copies < file->gre / ONE_IN)
        return false;
    pptp_evidence_put_number(evidence, "copies", file->copies);
    pptp_evidence_put_count(evidence, "count", file->gre, "GRE packet");
    pptp_evidence_put_frame(evidence, "frame", file->first_copy);
    return true;
}

/* A clock that is set back makes one such frame. */
bool
pptp_sign_capture_disordered(struct pptp_evidence *evidence)
{
    enum { LEAST = 3 };
    const struct pptp_witness_file *file = pptp_witness_file();

    if (file->early < LEAST)
        return false;
    pptp_evidence_put_number(evidence, "early", file->early);
    pptp_evidence_put_count(evidence, "frames", file->frames, "frame");
    pptp_evidence_put(evidence, "span", "%.6f s", (double)file->most_early / PPTP_SECOND);
    pptp_evidence_put_frame(evidence, "frame", file->first_early);
    return true;
}

bool
pptp_sign_capture_cut(struct pptp_evidence *evidence)
{
    const struct pptp_witness_file *file = pptp_witness_file();

    if (file->cut == 0)
        return false;
    pptp_evidence_put_number(evidence, "cut", file->cut);
    pptp_evidence_put_count(evidence, "frames", file->frames, "frame");
    pptp_evidence_put_number(evidence, "octets", file->longest_cut);
    pptp_evidence_put_frame(evidence, "frame", file->first_cut);
    return true;
}
