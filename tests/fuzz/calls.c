/* Gives calls/ messages of control connections between a few addresses. What comes back must refer to what came
 * before, and requests and replies to each other.
 *
 * An input is a row of messages: an octet with the connection (bits 0 and 1), its end (bit 2), what the segment does
 * not acknowledge (bits 3 and 4), and whether it is no message but the connection's beginning (5 and 6) or end (7); an
 * octet for the clock, the Control Message Type, and for each field that calls/ reads an octet, or two.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/follow.h"
#include "calls/requests.h"
#include "control/messages.h"
#include "fuzz/target.h"

enum { CONNECTIONS = 4, MOST_MESSAGES = 1000, END_BIT = 4, BEGIN = 0x60, CLOSE = 0x80 };

struct session {
    struct pptp_history *history;
    struct pptp_connection *connections[CONNECTIONS];
    GPtrArray *events;
    uint32_t frame;
    int64_t now;
};

/* Names by which calls/ knows implementations, and some that say nothing. */
static const char *const texts[] = {
    "", "Microsoft", "Microsoft Windows NT", "linux", "cananian", "local", "MikroTik", "Vendor", "FreeBSD", "pptpd"
};

/* The connections have two clients and two servers. */
static struct pptp_connection *
connect_ends(struct session *session, unsigned number, bool start_captured)
{
    static const uint8_t hosts[] = { 1, 2, 10, 11 };
    uint8_t octets[2][4] = { { 192, 0, 2, hosts[number & 1] }, { 192, 0, 2, hosts[2 + (number >> 1)] } };
    struct pptp_end *end = wmem_alloc0_array(session->history->scope, struct pptp_end, 2);

    for (unsigned i = 0; i < 2; i++) {
        alloc_address_wmem(session->history->scope, &end[i].address, AT_IPv4, 4, octets[i]);
        end[i].port = i == 0 ? 40000 : 1723;
    }
    return pptp_connection_new(session->history, end, start_captured);
}

/* A field of one octet has the size of small numbers, so that Call IDs, codes and identifiers often agree. */
static void
read_fields(struct pptp_message *message, struct fuzz_input *input)
{
    for (unsigned i = 0; message->kind && i < message->kind->field_count; i++) {
        const struct pptp_field *field = &message->kind->fields[i];
        unsigned value = (unsigned)fuzz_take(input, 1);

        if (value == 0xff)
            value = (unsigned)fuzz_take(input, MIN(field->length, 4));
        if (value == 0xfe)
            continue;
        message->present |= UINT64_C(1) << field->meaning;
        message->value[field->meaning] = value;
        if (field->meaning < G_N_ELEMENTS(message->text))
            message->text[field->meaning] = texts[value % G_N_ELEMENTS(texts)];
    }
}

static void
send_message(struct session *session, unsigned what, struct pptp_connection *connection, struct fuzz_input *input)
{
    struct pptp_message message = { .kind = pptp_control_kind_find((uint16_t)fuzz_take(input, 1)) };
    struct pptp_sighting sighting = {
        .frame = session->frame, .when = session->now, .from = (what & END_BIT) != 0, .is_malformed = !message.kind
    };
    struct pptp_event *const *last = connection->last_sent;

    read_fields(&message, input);
    sighting.end = last[sighting.from] ? last[sighting.from]->end + 1 : 1;
    sighting.acknowledged = (last[!sighting.from] ? last[!sighting.from]->end : 0) - (what >> 3 & 3);
    g_ptr_array_add(session->events, pptp_follow(connection, &sighting, &message));
}

static void
step(struct session *session, struct fuzz_input *input)
{
    unsigned what = (unsigned)fuzz_take(input, 1), clock = (unsigned)fuzz_take(input, 1);
    struct pptp_connection **connection = &session->connections[what % CONNECTIONS];

    session->frame++;
    session->now += INT64_C(1) << clock % 38;
    session->history->last_time = session->now;
    if (!*connection || (what & BEGIN) == BEGIN)
        *connection = connect_ends(session, what % CONNECTIONS, clock & 128);
    if (what & CLOSE)
        pptp_connection_close(*connection, (what & END_BIT) != 0,
                              (struct pptp_moment){ .frame = session->frame, .when = session->now }, clock & 64);
    else
        send_message(session, what, *connection, input);
}

static void
check_request(const struct pptp_event *event)
{
    if (!event->request)
        return;
    fuzz_expect(event->request->frame < event->frame, "a request comes before its reply");
    fuzz_expect(event->request->connection == event->connection, "a reply is on its request's connection");
    fuzz_expect(event->request->from != event->from, "the other end replies");
    fuzz_expect(event->kind && event->kind->answers == event->request->kind->code, "a reply answers its request");
}

static void
check_findings(const struct pptp_event *event)
{
    for (const struct pptp_finding *finding = event->findings; finding; finding = finding->next) {
        fuzz_expect(finding->verdict < PPTP_VERDICTS && finding->severity < PPTP_SEVERITIES, "a finding has a name");
        fuzz_expect(!finding->other || finding->other->frame <= event->frame, "a finding is about what came before");
        fuzz_expect(pptp_event_has(event, finding->verdict), "an event has its findings");
    }
}

static void
check_call(const struct pptp_event *event)
{
    const struct pptp_call *call = event->call;

    if (!call)
        return;
    fuzz_expect(call->first.frame <= event->frame, "a call is known by its first message");
    fuzz_expect(!call->setup || call->setup->call == call, "a call is the one that its message created");
    fuzz_expect(!call->ended_in || call->ended_in >= call->first.frame, "a call ends after it began");
    fuzz_expect(!call->established || call->established->frame >= call->first.frame, "a call is established later");
    fuzz_expect(call->adopted || call->setup, "a call is set up or adopted");
}

static void
check_event(const struct pptp_event *event)
{
    enum pptp_severity severity;

    check_request(event);
    check_findings(event);
    check_call(event);
    fuzz_expect(!event->reply || event->reply->request == event, "a reply and its request know each other");
    fuzz_expect(!pptp_request_unanswered(event, &severity) || !event->reply, "what was answered is not unanswered");
}

void
fuzz_calls(const uint8_t *octets, size_t size)
{
    struct fuzz_input input = { octets, octets + size };
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_SIMPLE);
    struct session session = { .history = pptp_history_new(scope), .events = g_ptr_array_new() };

    while (input.at < input.end && session.frame < MOST_MESSAGES)
        step(&session, &input);
    for (unsigned i = 0; i < session.events->len; i++)
        check_event(session.events->pdata[i]);
    g_ptr_array_free(session.events, TRUE);
    wmem_destroy_allocator(scope);
}
