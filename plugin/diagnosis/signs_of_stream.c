/* The TCP stream is not a plain sequence of messages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "control/messages.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_transport.h"

bool
pptp_sign_impossible_length(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_impossible *impossible = &connection->impossible;
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);

    if (impossible->count == 0)
        return false;
    for (unsigned i = 0; i < impossible->lengths; i++)
        wmem_strbuf_append_printf(list, "%s%u", i > 0 ? ", " : "", impossible->length[i]);
    pptp_evidence_put_party(evidence, "sender", impossible->from);
    pptp_evidence_put_count(evidence, "count", impossible->count, "control message");
    pptp_evidence_put(evidence, "list", "%s", wmem_strbuf_get_str(list));
    pptp_evidence_put_number(evidence, "least", PPTP_HEADER_LENGTH);
    pptp_evidence_put_number(evidence, "most", pptp_control_kind_longest());
    pptp_evidence_put_frame(evidence, "frame", impossible->frame);
    if (connection->closed_in > impossible->frame && connection->closed_by != impossible->from) {
        pptp_evidence_put_party(evidence, "closer", connection->closed_by);
        pptp_evidence_put(evidence, "how", "%s", connection->reset ? "reset" : "closed");
        pptp_evidence_put_frame(evidence, "closed", connection->closed_in);
    }
    return true;
}

bool
pptp_sign_lost_sync(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;

    if (pptp_subject_is_other_service(&evidence->subject))
        return false;
    if (connection->passed_over > 0)
        pptp_evidence_put_count(evidence, "octets", connection->passed_over, "octet");
    pptp_evidence_put_frame(evidence, "frame", connection->passed_over_in);
    pptp_evidence_put_frame(evidence, "cookie", connection->wrong_cookie_in);
    return connection->passed_over > 0 || connection->wrong_cookie_in;
}

bool
pptp_sign_after_close(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *last = connection->last_event;

    if (connection->closed_in == 0 || !last || !last->kind || last->frame <= connection->closed_in
        || pptp_subject_is_reset_forged(connection))
        return false;
    pptp_evidence_put(evidence, "message", "%s", last->kind->name);
    pptp_evidence_put_frame(evidence, "frame", last->frame);
    pptp_evidence_put_frame(evidence, "closed", connection->closed_in);
    pptp_evidence_put_party(evidence, "sender", last->from);
    pptp_evidence_put_party(evidence, "closer", connection->closed_by);
    return true;
}

bool
pptp_sign_several_messages(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_event *event = evidence->subject.connection->first_sent[end];

        for (; event && event->next_sent; event = event->next_sent) {
            if (event->next_sent->frame != event->frame)
                continue;
            pptp_evidence_put_frame(evidence, "frame", event->frame);
            return true;
        }
    }
    return false;
}
