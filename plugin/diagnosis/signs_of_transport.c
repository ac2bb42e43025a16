/* A TCP connection is not what its ends take it for: one of them holds an older one, or a NAT has moved it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"

/* The server answers the SYN with the numbers of an older connection, which the client's RST should end (RFC 9293
 * section 3.5.1). */
bool
pptp_sign_tcp_held(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;
    const struct pptp_transport *transport = attempt->transport;
    const struct pptp_transport_trouble *trouble = pptp_transport_trouble(&transport->end[attempt->server_end]);

    if (trouble->stales == 0 || attempt->answered.frame)
        return false;
    pptp_evidence_put_address(evidence, "server", &attempt->server->address);
    pptp_evidence_put_address(evidence, "client", &attempt->client->address);
    pptp_evidence_put_frame(evidence, "frame", attempt->asked.frame);
    pptp_evidence_put_frame(evidence, "answer", trouble->stale.frame);
    if (trouble->stales > 1)
        pptp_evidence_put_count(evidence, "times", trouble->stales, "time");
    if (pptp_transport_is_reset_by(transport, !attempt->server_end))
        pptp_evidence_put_frame(evidence, "reset", pptp_transport_reset(transport)->segment.moment.frame);
    return true;
}

/* The connection that is held was captured, too: an end opens it once more from the same port, long after its first
 * messages, and the other goes on as if nothing had been (RFC 5961 section 4.2). The
 * RST that should end it did not come. */
bool
pptp_sign_tcp_held_here(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_transport *transport = connection->transport;
    unsigned client = pptp_subject_client(&evidence->subject);
    const struct pptp_transport_end *asking = transport ? &transport->end[client] : NULL;
    const struct pptp_transport_end *holder = transport ? &transport->end[!client] : NULL;
    const struct pptp_transport_trouble *trouble = pptp_transport_trouble(asking);

    if (trouble->syns_again == 0 || pptp_transport_trouble(holder)->syns_again > 0 || !connection->had_call
        || !connection->last_sent[client] || connection->last_sent[client]->when > trouble->syn_again.when
        || holder->last.moment.when < trouble->syn_again.when || !(holder->last.flags & PPTP_TCP_ACK)
        || pptp_transport_is_reset_by(transport, client))
        return false;
    pptp_evidence_put_party(evidence, "client", client);
    pptp_evidence_put_party(evidence, "server", !client);
    pptp_evidence_put_count(evidence, "count", trouble->syns_again, "SYN");
    pptp_evidence_put_frame(evidence, "frame", trouble->syn_again.frame);
    pptp_evidence_put_frame(evidence, "answer", holder->last.moment.frame);
    return true;
}

static unsigned
moved_end(const struct pptp_connection *older)
{
    const struct pptp_connection *newer = older->moved_to;

    return older->end[0].port == newer->end[pptp_connection_is_crossed(older, newer)].port;
}

/* Nothing came from the former port since: numbers that two connections share by accident prove nothing. */
static bool
has_moved(const struct pptp_connection *older)
{
    return older && older->moved_to && older->transport->end[moved_end(older)].last.moment.frame < older->moved_in;
}

/* A NAT that lost its table gives the TCP connection another port. */
bool
pptp_sign_tcp_moved(struct pptp_evidence *evidence)
{
    const struct pptp_connection *older = evidence->subject.connection, *newer = older->moved_to;
    unsigned end, same;

    if (!has_moved(older))
        return false;
    end = moved_end(older);
    same = older->route[0] != newer->route[0];
    pptp_evidence_put_frame(evidence, "frame", older->moved_in);
    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put_number(evidence, "former", older->end[end].port);
    pptp_evidence_put_number(evidence, "port", newer->end[end ^ same].port);
    pptp_evidence_put_frame(evidence, "last", older->transport->end[end].last.moment.frame);
    if (pptp_transport_is_reset_by(newer->transport, !(end ^ same)))
        pptp_evidence_put_frame(evidence, "reset", pptp_transport_reset(newer->transport)->segment.moment.frame);
    return true;
}

bool
pptp_sign_tcp_moved_here(struct pptp_evidence *evidence)
{
    const struct pptp_connection *older = evidence->subject.connection->moved_from;

    if (!has_moved(older))
        return false;
    pptp_evidence_put_frame(evidence, "frame", older->moved_in);
    pptp_evidence_put_number(evidence, "number", older->number);
    pptp_evidence_put_number(evidence, "former", older->end[moved_end(older)].port);
    return true;
}
