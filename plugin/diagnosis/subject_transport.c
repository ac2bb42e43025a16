/* What TCP and GRE together show of a control connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"
#include "witness/points.h"

enum { MANY_REPETITIONS = 2 };

struct pptp_server
pptp_subject_server(const struct pptp_subject *subject)
{
    const struct pptp_connection *connection = subject->connection;
    unsigned end = connection ? !pptp_subject_client(subject) : 0;

    if (connection)
        return (struct pptp_server){ connection->transport, end, &connection->end[end].address };
    return (struct pptp_server){ subject->attempt->transport, subject->attempt->server_end,
                                 &subject->attempt->server->address };
}

bool
pptp_subject_is_waited_for(const struct pptp_attempt *attempt)
{
    enum { LONGEST_PAUSE = 5 };     /* seconds */

    return attempt->closed.when - attempt->answered.when > LONGEST_PAUSE * PPTP_SECOND;
}

bool
pptp_subject_is_other_service(const struct pptp_subject *subject)
{
    struct pptp_server server = pptp_subject_server(subject);
    const struct pptp_transport_end *end = server.transport ? &server.transport->end[server.end] : NULL;

    return end && end->opening && !end->has_message;
}

bool
pptp_subject_is_reset_forged(const struct pptp_connection *connection)
{
    return pptp_transport_is_reset_forged(connection->transport)
        && connection->closed_in == pptp_transport_reset(connection->transport)->segment.moment.frame;
}

/* Looks at the packets one by one only if the flow went on. */
static struct pptp_moment
last_until(const struct pptp_flow *flow, int64_t when)
{
    if (flow->last_time > when)
        return pptp_subject_sent_between(flow, -1, when, false).last;
    return (struct pptp_moment){ .frame = flow->last_frame, .when = flow->last_time };
}

struct pptp_moment
pptp_subject_last_gre_until(const struct pptp_connection *connection, unsigned end, int64_t when)
{
    struct pptp_moment last = { .frame = 0 };

    for (const struct pptp_call *call = connection->first_call; call; call = call->next) {
        const struct pptp_flow *flow = call->tunnel ? call->tunnel->flow[!end] : NULL;
        struct pptp_moment moment = flow && flow->packets > 0 ? last_until(flow, when) : last;

        if (moment.frame > 0 && moment.when >= last.when)
            last = moment;
    }
    return last;
}

struct pptp_moment
pptp_subject_last_gre(const struct pptp_connection *connection, unsigned end)
{
    return pptp_subject_last_gre_until(connection, end, PPTP_LATEST);
}

static struct pptp_moment
later(struct pptp_moment one, struct pptp_moment other)
{
    return other.when > one.when ? other : one;
}

struct pptp_moment
pptp_subject_last_packet_of(const struct pptp_connection *connection, unsigned end)
{
    struct pptp_moment gre = pptp_subject_last_gre(connection, end);

    return later(connection->transport->end[end].last.moment, gre);
}

struct pptp_moment
pptp_subject_last_packet(const struct pptp_connection *connection, const struct pptp_call *call)
{
    struct pptp_moment last = { .frame = 0 };

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = call && call->tunnel ? call->tunnel->flow[end] : NULL;

        if (connection->transport)
            last = later(last, connection->transport->end[end].last.moment);
        if (flow)
            last = later(last, (struct pptp_moment){ .frame = flow->last_frame, .when = flow->last_time });
    }
    return last;
}

const char *
pptp_subject_message_in(const struct pptp_connection *connection, unsigned end, uint32_t frame)
{
    const struct pptp_event *event = connection->first_sent[end];

    while (event && event->frame < frame)
        event = event->next_sent;
    return event && event->frame == frame && event->kind ? event->kind->name : "a TCP segment";
}

uint32_t
pptp_subject_message_between(const struct pptp_subject *subject, unsigned end, int64_t after, int64_t until)
{
    const struct pptp_event *event = subject->connection ? subject->connection->first_sent[end] : NULL;

    while (event && event->when <= after)
        event = event->next_sent;
    return event && event->when <= until ? event->frame : 0;
}

bool
pptp_subject_is_ttl_of_sender(uint8_t ttl)
{
    return ttl == 64 || ttl == 128 || ttl == 255;
}

bool
pptp_subject_is_captured_at(const struct pptp_transport *transport, unsigned end)
{
    const struct pptp_transport_end *near = &transport->end[end], *far = &transport->end[!end];

    return pptp_subject_is_ttl_of_sender(near->ttl) && !near->ttl_varies
        && (far->segments == 0 || (far->ttl > 0 && !pptp_subject_is_ttl_of_sender(far->ttl)));
}

bool
pptp_subject_is_unsound(const struct pptp_transport *transport, unsigned end)
{
    return transport->end[end].is_unsound && !transport->end[end].is_sound
        && !pptp_subject_is_captured_at(transport, end);
}

bool
pptp_subject_is_of_another(const struct pptp_transport_end *from, const struct pptp_segment *reset,
                           const address *link[2])
{
    return reset->moment.frame && from->segments > 0 && !from->vantage_varies
        && pptp_subject_is_ttl_of_sender(from->ttl) && pptp_subject_is_ttl_of_sender(reset->ttl)
        && pptp_witness_other_links(from->vantage, reset->vantage, link);
}

bool
pptp_subject_is_reset_of_another(const struct pptp_transport *transport, const address *link[2])
{
    const struct pptp_transport_reset *reset = pptp_transport_reset(transport);

    return transport && pptp_subject_is_of_another(&transport->end[reset->by], &reset->segment, link);
}

bool
pptp_subject_is_restarted(const struct pptp_connection *connection)
{
    const struct pptp_transport *transport = connection->transport;
    const struct pptp_transport_reset *reset = pptp_transport_reset(transport);
    int64_t asked = reset->provoked.moment.when;
    const address *link[2];

    return pptp_transport_is_reset_unknowing(transport) && !pptp_subject_is_reset_of_another(transport, link)
        && connection->first_sent[reset->by]
        && transport->end[reset->by].last.moment.when < asked - PPTP_SECOND
        && pptp_subject_last_gre(connection, reset->by).when < asked - PPTP_SECOND;
}

/* If nothing of the other end's was captured, its acknowledgments may have arrived. */
static bool
is_repeated_in_vain(const struct pptp_transport *transport, unsigned end)
{
    return transport && transport->end[!end].segments > 0 && transport->end[end].waiting.moment.frame
        && pptp_transport_trouble(&transport->end[end])->repetitions >= MANY_REPETITIONS;
}

bool
pptp_subject_is_unacknowledged(const struct pptp_connection *connection, unsigned end)
{
    const struct pptp_transport *transport = connection->transport;

    return is_repeated_in_vain(transport, end) && !pptp_transport_is_reset_by(transport, !end);
}

bool
pptp_subject_is_damaged(const struct pptp_connection *connection, unsigned end)
{
    const struct pptp_transport_end *sender = connection->transport ? &connection->transport->end[end] : NULL;
    const struct pptp_transport_trouble *trouble = pptp_transport_trouble(sender);

    return sender && sender->is_sound && trouble->repetitions > 0 && trouble->damaged == trouble->repetitions;
}

bool
pptp_subject_is_call_reply_swallowed(const struct pptp_connection *connection, const struct pptp_event *reply)
{
    const struct pptp_transport *transport = connection->transport;

    return is_repeated_in_vain(transport, reply->from)
           && pptp_transport_trouble(&transport->end[reply->from])->unheard.frame
           && transport->end[reply->from].waiting.moment.frame == reply->frame;
}

bool
pptp_subject_is_start_swallowed(const struct pptp_connection *connection)
{
    const struct pptp_event *request = connection->start_request;

    return request && !connection->first_sent[!request->from] && !pptp_subject_is_half_captured(connection)
           && is_repeated_in_vain(connection->transport, request->from)
           && connection->transport->end[request->from].waiting.moment.frame == request->frame;
}

bool
pptp_subject_is_delivered(const struct pptp_connection *connection, const struct pptp_event *request)
{
    const struct pptp_transport *transport = connection->transport;
    uint32_t waiting = transport->end[request->from].waiting.moment.frame;

    return transport->end[!request->from].segments > 0 && (waiting == 0 || waiting > request->frame);
}
