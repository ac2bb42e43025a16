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

/* What an end may refuse of a control message; NULL: nothing. */
static const struct pptp_flaw *
find_fault(const struct pptp_event *event)
{
    const struct pptp_flaw *flaw = event->flaws;

    while (flaw && flaw->fault != PPTP_FAULT_LENGTH)
        flaw = flaw->next;
    return flaw;
}

/* How the other end ended the control connection after a message; frame 0: it did not. */
static struct pptp_moment
ended_after(const struct pptp_event *event, const char **how)
{
    const struct pptp_connection *connection = event->connection;
    const struct pptp_event *stop = connection->stop_request;

    if (stop && stop->from != event->from && stop->frame > event->frame) {
        *how = "sent a Stop-Control-Connection-Request";
        return (struct pptp_moment){ .frame = stop->frame, .when = stop->when };
    }
    *how = connection->reset ? "reset the TCP connection" : "closed the TCP connection";
    return connection->closed_by != event->from && connection->closed_in > event->frame
               ? (struct pptp_moment){ .frame = connection->closed_in, .when = connection->closed_at }
               : (struct pptp_moment){ .frame = 0 };
}

/* The first message of its kind with such a fault, which the end that it goes to cannot stand; NULL: none. A message
 * that ends a call or the connection is no reason. */
static const struct pptp_event *
find_malformed(const struct pptp_connection *connection, unsigned end)
{
    uint32_t tolerated = 0;
    const char *how;

    for (const struct pptp_event *event = connection->first_sent[end]; event; event = event->next_sent) {
        struct pptp_moment ended = { .frame = 0 };

        if (!event->kind || event->phase == PPTP_DELETION || !find_fault(event))
            continue;
        if (!(tolerated >> event->kind->code & 1))
            ended = ended_after(event, &how);
        if (ended.frame && ended.when - event->when < PPTP_SECOND)
            return event;
        tolerated |= 1u << event->kind->code;
    }
    return NULL;
}

bool
pptp_sign_message_malformed(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *event = find_malformed(connection, 0);
    const struct pptp_flaw *fault;
    struct pptp_moment ended;
    const char *how;

    if (!event)
        event = find_malformed(connection, 1);
    if (!event || pptp_subject_is_reset_forged(connection))
        return false;
    ended = ended_after(event, &how);
    fault = find_fault(event);
    pptp_evidence_put_parties(evidence, "sender", "closer", event->from);
    pptp_evidence_put(evidence, "message", "%s", event->kind->name);
    pptp_evidence_put(evidence, "fault", "%s %u instead of %u", fault->field, fault->value, event->kind->length);
    pptp_evidence_put(evidence, "how", "%s", how);
    pptp_evidence_put_seconds(evidence, "span", ended.when - event->when);
    pptp_evidence_put_frame(evidence, "frame", event->frame);
    pptp_evidence_put_frame(evidence, "closed", ended.frame);
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
    if (last->awaits_reply)
        pptp_evidence_put(evidence, "outlook", "no reply will come");
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
