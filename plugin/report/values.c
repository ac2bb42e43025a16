/* Judges the numbers in messages that only make sense beside those of other messages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "report/values.h"

enum {
    VERSION = 0x0100,
    SMALL_DELAY = 10        /* tenths of a second; the RFC gives no number */
};

/* 1.4: the version that the RFC describes. */
static void
judge_version_in(const struct pptp_judging *judging, struct pptp_conduct *conduct, uint16_t code)
{
    uint32_t version;

    for (const struct pptp_event *event = pptp_report_first_of(judging, code); event;
         event = pptp_report_next_of(event)) {
        if (pptp_event_number(event, PPTP_PROTOCOL_VERSION, &version))
            pptp_report_conduct_add_value(conduct, pptp_report_rule(version == VERSION), event->frame, version);
    }
}

void
pptp_report_judge_version(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_version_in(judging, conduct, PPTP_START_REQUEST);
    judge_version_in(judging, conduct, PPTP_START_REPLY);
}

/* --- Maximum Channels, 2.1 and 2.2 ---------- */

/* A PNS has none. */
static enum pptp_ruling
rule_channels(uint32_t channels)
{
    return channels == 0 ? PPTP_RULED_KEPT : channels == UINT16_MAX ? PPTP_RULED_HABIT : PPTP_RULED_BROKEN;
}

/* A PAC has some. Windows servers announce 0, as a PNS should. */
static enum pptp_ruling
rule_no_channels(uint32_t channels)
{
    return channels > 0 ? PPTP_RULED_KEPT : PPTP_RULED_HABIT;
}

static void
judge_channels(const struct pptp_judging *judging, struct pptp_conduct *conduct, uint16_t code, enum pptp_role role,
               enum pptp_ruling (*rule)(uint32_t channels))
{
    const struct pptp_event *event = pptp_report_first_of(judging, code);
    uint32_t channels;

    if (judging->connection->role[judging->end] != role)
        return;
    for (; event; event = pptp_report_next_of(event)) {
        if (pptp_event_number(event, PPTP_MAXIMUM_CHANNELS, &channels))
            pptp_report_conduct_add_value(conduct, rule(channels), event->frame, channels);
    }
}

void
pptp_report_judge_channels_asking(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_channels(judging, conduct, PPTP_START_REQUEST, PPTP_PNS, rule_channels);
}

void
pptp_report_judge_channels_replying(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_channels(judging, conduct, PPTP_START_REPLY, PPTP_PNS, rule_channels);
}

void
pptp_report_judge_no_channels_asking(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_channels(judging, conduct, PPTP_START_REQUEST, PPTP_PAC, rule_no_channels);
}

void
pptp_report_judge_no_channels_replying(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_channels(judging, conduct, PPTP_START_REPLY, PPTP_PAC, rule_no_channels);
}

/* --- Bearer and framing, 2.7, 2.9 and 2.11 ---------- */

/* Returns the capabilities that the connection's PAC announced; 0: none, or they were not captured. */
static uint32_t
capabilities_of_pac(const struct pptp_connection *connection, enum pptp_meaning capabilities)
{
    const struct pptp_event *request = connection->start_request, *reply = request ? request->reply : NULL;
    const struct pptp_event *start = NULL;
    uint32_t announced;

    if (request && connection->role[request->from] == PPTP_PAC)
        start = request;
    else if (reply && connection->role[reply->from] == PPTP_PAC)
        start = reply;
    return start && pptp_event_number(start, capabilities, &announced) ? announced : 0;
}

/* Type 3 fits any capability. A PAC that announces none has left the field empty. */
static void
judge_types(const struct pptp_judging *judging, struct pptp_conduct *conduct, uint16_t code, enum pptp_meaning type,
            enum pptp_meaning capabilities)
{
    uint32_t announced = capabilities_of_pac(judging->connection, capabilities), wanted;

    if (announced == 0)
        return;
    for (const struct pptp_event *event = pptp_report_first_of(judging, code); event;
         event = pptp_report_next_of(event)) {
        if (pptp_event_number(event, type, &wanted))
            pptp_report_conduct_add_value(conduct, pptp_report_rule((wanted & announced) != 0), event->frame, wanted);
    }
}

void
pptp_report_judge_outgoing_bearer(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_types(judging, conduct, PPTP_OUTGOING_CALL_REQUEST, PPTP_BEARER_TYPE, PPTP_BEARER_CAPABILITIES);
}

void
pptp_report_judge_outgoing_framing(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_types(judging, conduct, PPTP_OUTGOING_CALL_REQUEST, PPTP_FRAMING_TYPE, PPTP_FRAMING_CAPABILITIES);
}

void
pptp_report_judge_incoming_bearer(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_types(judging, conduct, PPTP_INCOMING_CALL_REQUEST, PPTP_BEARER_TYPE, PPTP_BEARER_CAPABILITIES);
}

void
pptp_report_judge_incoming_framing(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_types(judging, conduct, PPTP_INCOMING_CALL_CONNECTED, PPTP_FRAMING_TYPE, PPTP_FRAMING_CAPABILITIES);
}

/* --- Packet Processing Delay of a PNS, 2.7 and 4.4 ---------- */

static void
judge_delays(const struct pptp_judging *judging, struct pptp_conduct *conduct, uint16_t code)
{
    uint32_t delay;

    for (const struct pptp_event *event = pptp_report_first_of(judging, code); event;
         event = pptp_report_next_of(event)) {
        if (pptp_event_number(event, PPTP_PROCESSING_DELAY, &delay))
            pptp_report_conduct_add_value(conduct, pptp_report_rule(delay <= SMALL_DELAY), event->frame, delay);
    }
}

void
pptp_report_judge_outgoing_delay(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_delays(judging, conduct, PPTP_OUTGOING_CALL_REQUEST);
}

void
pptp_report_judge_incoming_delay(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_delays(judging, conduct, PPTP_INCOMING_CALL_REPLY);
}

/* --- Serial numbers and speeds, 2.7 to 2.9 ---------- */

/* 2.7, 2.9: within a connection. A NAT lets several hosts have one address, so no other is compared. */
static void
judge_serials(const struct pptp_judging *judging, struct pptp_conduct *conduct, uint16_t code)
{
    GHashTable *known = g_hash_table_new(NULL, NULL);
    uint32_t serial;

    for (const struct pptp_event *event = pptp_report_first_of(judging, code); event;
         event = pptp_report_next_of(event)) {
        if (pptp_event_has(event, PPTP_DUPLICATE_REQUEST) || !pptp_event_number(event, PPTP_SERIAL_NUMBER, &serial))
            continue;
        pptp_report_conduct_add_value(
            conduct, pptp_report_rule(!g_hash_table_contains(known, GUINT_TO_POINTER(serial))), event->frame, serial);
        g_hash_table_add(known, GUINT_TO_POINTER(serial));
    }
    g_hash_table_destroy(known);
}

void
pptp_report_judge_serials_outgoing(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_serials(judging, conduct, PPTP_OUTGOING_CALL_REQUEST);
}

void
pptp_report_judge_serials_incoming(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_serials(judging, conduct, PPTP_INCOMING_CALL_REQUEST);
}

/* 2.8 */
void
pptp_report_judge_speed(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    uint32_t speed, least, most;

    for (const struct pptp_event *event = pptp_report_first_of(judging, PPTP_OUTGOING_CALL_REPLY); event;
         event = pptp_report_next_of(event)) {
        if (event->outcome == PPTP_ACCEPTED && pptp_event_number(event, PPTP_CONNECT_SPEED, &speed) && event->request
            && pptp_event_number(event->request, PPTP_MINIMUM_BPS, &least)
            && pptp_event_number(event->request, PPTP_MAXIMUM_BPS, &most) && least <= most)
            pptp_report_conduct_add_value(conduct, pptp_report_rule(least <= speed && speed <= most), event->frame,
                                          speed);
    }
}
