/* Feeds calls/ with messages and prints the facts that come back: what tests/story.py talks to.
 *
 *   connect ADDRESS PORT ADDRESS PORT opening|middle     the next connection, its first end opening it
 *   message CONNECTION END SECONDS CODE ACKNOWLEDGED [FIELD=VALUE]...
 *   close CONNECTION END SECONDS
 *   facts                                                what is known of all messages so far
 *
 * A ~ in a VALUE stands for a space. Every line is a frame. ACKNOWLEDGED counts the messages of the other end that the
 * segment acknowledges. The addresses are IPv4's. "message" prints what its frame tells; "facts" prints a line per
 * message, with what later ones told.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "calls/follow.h"
#include "calls/requests.h"
#include "control/messages.h"

static const struct {
    const char *name;
    enum pptp_meaning meaning;
} fields[] = {
    { "version", PPTP_PROTOCOL_VERSION }, { "framing", PPTP_FRAMING_CAPABILITIES },
    { "bearer", PPTP_BEARER_CAPABILITIES }, { "channels", PPTP_MAXIMUM_CHANNELS },
    { "firmware", PPTP_FIRMWARE_REVISION }, { "host", PPTP_HOST_NAME }, { "vendor", PPTP_VENDOR_NAME },
    { "result", PPTP_RESULT }, { "identifier", PPTP_IDENTIFIER }, { "call_id", PPTP_CALL_ID },
    { "peer_call_id", PPTP_PEER_CALL_ID }, { "send_accm", PPTP_SEND_ACCM }, { "receive_accm", PPTP_RECEIVE_ACCM },
};

static const char *const verdicts[PPTP_VERDICTS] = {
    [PPTP_UNEXPECTED_MESSAGE] = "unexpected_message",
    [PPTP_WRONG_DIRECTION] = "wrong_direction",
    [PPTP_UNSOLICITED_REPLY] = "unsolicited_reply",
    [PPTP_DUPLICATE_REQUEST] = "duplicate_request",
    [PPTP_LATE_REPLY] = "late_reply",
    [PPTP_ECHO_IDENTIFIER_MISMATCH] = "echo_identifier_mismatch",
    [PPTP_KEEPALIVE_LATE] = "keepalive_late",
    [PPTP_UNKNOWN_CALL] = "unknown_call",
    [PPTP_CALL_ID_IN_USE] = "call_id_in_use",
    [PPTP_CALL_ID_CHANGED] = "call_id_changed",
    [PPTP_NAT_CALL_ID] = "nat_call_id",
    [PPTP_SHARED_CALL_ID] = "shared_call_id",
    [PPTP_COLLISION] = "collision",
    [PPTP_VERSION_MISMATCH] = "version_mismatch",
    [PPTP_CALL_REFUSED] = "call_refused",
    [PPTP_CONNECTION_REFUSED] = "connection_refused",
    [PPTP_AFTER_STOP] = "after_stop"
};

static const char *const severities[PPTP_SEVERITIES] = {
    [PPTP_WARNING] = "Warning", [PPTP_NOTE] = "Note", [PPTP_CHAT] = "Chat"
};

static struct pptp_history *history;
static GPtrArray *connections;
static GPtrArray *events;
static uint32_t frame;

static void
read_field(struct pptp_message *message, char *word)
{
    char *value = strchr(word, '=');

    *value++ = '\0';
    for (unsigned i = 0; i < array_length(fields); i++) {
        if (strcmp(word, fields[i].name) == 0) {
            message->present |= UINT64_C(1) << fields[i].meaning;
            message->value[fields[i].meaning] = strtoul(value, NULL, 0);
            if (fields[i].meaning < array_length(message->text))
                message->text[fields[i].meaning] = g_strdelimit(value, "~", ' ');
        }
    }
}

static void
print_findings(const struct pptp_event *event)
{
    for (const struct pptp_finding *finding = event->findings; finding; finding = finding->next)
        printf(" finding=%s,%s,%s,%u,%u", verdicts[finding->verdict], severities[finding->severity],
               finding->state ? pptp_state_name(finding->state) : "", finding->number,
               finding->other ? finding->other->frame : 0);
}

static void
print_call(const struct pptp_event *event)
{
    const struct pptp_call *call = event->call;

    const char *state = pptp_state_name(event->call_state);

    printf(" call=%u call_state=%s", call->number, state ? state : "");
    if (call->direction)
        printf(" direction=%s", pptp_message_direction_name(call->direction));
    if (call->setup)
        printf(" setup_in=%u", call->setup->frame);
    if (call->adopted)
        printf(" adopted=%s", call->adopted);
    for (unsigned i = 0; i < 2; i++)
        if (event->call_id_known >> i & 1 && call->roles_known)
            printf(" %s_call_id=%u", i == call->pns ? "pns" : "pac", event->call_id[i]);
    if (call->established)
        printf(" established_in=%u", call->established->frame);
    if (call->ended_in)
        printf(" ended_in=%u", call->ended_in);
}

static void
print_event(const struct pptp_event *event)
{
    const char *state = pptp_state_name(event->connection_state);
    const char *implementation = pptp_implementation_name(event->implementation);
    enum pptp_severity severity;

    printf("frame=%u stream=%u role=%s implementation=%s connection_state=%s phase=%s", event->frame,
           event->connection->number, pptp_message_role_name(event->role),
           implementation ? implementation : "", state ? state : "",
           pptp_message_phase_name(event->phase));
    if (event->originator_known)
        printf(" originator=%d", event->is_originator);
    if (event->request)
        printf(" response_to=%u response_time=%g", event->request->frame, (event->when - event->request->when) / 1e9);
    if (event->reply)
        printf(" response_in=%u", event->reply->frame);
    if (pptp_request_unanswered(event, &severity))
        printf(" unanswered=%s", severities[severity]);
    if (event->call)
        print_call(event);
    print_findings(event);
    putchar('\n');
}

static void
read_end(struct pptp_end *end, const char *host, const char *port)
{
    uint32_t *ip = wmem_new(history->scope, uint32_t);

    inet_pton(AF_INET, host, ip);
    set_address(&end->address, AT_IPv4, sizeof *ip, ip);
    end->port = strtoul(port, NULL, 0);
}

static void
connect_ends(char **words)
{
    struct pptp_end *end = wmem_alloc_array(history->scope, struct pptp_end, 2);

    read_end(&end[0], words[1], words[2]);
    read_end(&end[1], words[3], words[4]);
    g_ptr_array_add(connections, pptp_connection_new(history, end, strcmp(words[5], "opening") == 0));
}

static int64_t
nanoseconds(const char *seconds)
{
    history->last_time = (int64_t)(strtod(seconds, NULL) * 1e9);
    return history->last_time;
}

/* Sequence numbers count messages. */
static void
send_message(char **words)
{
    struct pptp_connection *connection = connections->pdata[atoi(words[1])];
    struct pptp_message message = { .kind = pptp_control_kind_find(atoi(words[4])) };
    struct pptp_sighting sighting = {
        .frame = frame, .when = nanoseconds(words[3]), .from = atoi(words[2]), .acknowledged = atoi(words[5])
    };

    for (unsigned i = 6; words[i]; i++)
        read_field(&message, words[i]);
    sighting.end = connection->last_sent[sighting.from] ? connection->last_sent[sighting.from]->end + 1 : 1;
    g_ptr_array_add(events, pptp_follow(connection, &sighting, &message));
    print_event(events->pdata[events->len - 1]);
}

static void
close_connection(char **words)
{
    struct pptp_connection *connection = connections->pdata[atoi(words[1])];

    struct pptp_moment moment = { .frame = frame, .when = nanoseconds(words[3]) };

    pptp_connection_close(connection, atoi(words[2]), moment, false);
    printf("frame=%u", frame);
    if (connection->closed_in == frame && connection->closed_without_stop)
        printf(" closed_without_stop=%s", severities[connection->closing]);
    putchar('\n');
}

static void
obey(char **words)
{
    frame++;
    if (strcmp(words[0], "connect") == 0)
        connect_ends(words);
    else if (strcmp(words[0], "message") == 0)
        send_message(words);
    else if (strcmp(words[0], "close") == 0)
        close_connection(words);
    else
        for (unsigned i = 0; i < events->len; i++)
            print_event(events->pdata[i]);
}

int
main(void)
{
    char line[1000];
    wmem_allocator_t *scope;

    wmem_init();
    scope = wmem_allocator_new(WMEM_ALLOCATOR_BLOCK);
    history = pptp_history_new(scope);
    connections = g_ptr_array_new();
    events = g_ptr_array_new();
    while (fgets(line, sizeof line, stdin)) {
        char **words = g_strsplit(g_strstrip(line), " ", -1);

        obey(words);
        g_strfreev(words);
    }
    g_ptr_array_free(connections, TRUE);
    g_ptr_array_free(events, TRUE);
    wmem_destroy_allocator(scope);
    wmem_cleanup();
    return 0;
}
