/* The TCP stream is not a plain sequence of messages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"

bool
pptp_sign_lost_sync(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;

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

    if (connection->closed_in == 0 || !last || !last->kind || last->frame <= connection->closed_in)
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
