/* Judges the numbers in messages that only make sense beside those of other messages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "calls/numbers.h"
#include "report/values.h"

enum {
    VERSION = 0x0100,
    SMALL_DELAY = 10        /* tenths of a second; the RFC gives no number */
};

/* Judges a number in each of the peer's messages of a code by what it should be, which the rule reads. */
static void
judge_each(const struct pptp_judging *judging, struct pptp_conduct *conduct, uint16_t code, enum pptp_meaning meaning,
           enum pptp_ruling (*rule)(uint32_t number, uint32_t wanted), uint32_t wanted)
{
    uint32_t number;

    for (const struct pptp_event *event = pptp_report_first_of(judging, code); event;
         event = pptp_report_next_of(event)) {
        if (pptp_event_number(event, meaning, &number))
            pptp_report_conduct_add_value(conduct, rule(number, wanted), event->frame, number);
    }
}

/* --- Protocol Version, 1.4 ---------- */

static enum pptp_ruling
rule_equal(uint32_t number, uint32_t wanted)
{
    return pptp_report_rule(number == wanted);
}

/* The version that the RFC describes. */
void
pptp_report_judge_version(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_each(judging, conduct, PPTP_START_REQUEST, PPTP_PROTOCOL_VERSION, rule_equal, VERSION);
    judge_each(judging, conduct, PPTP_START_REPLY, PPTP_PROTOCOL_VERSION, rule_equal, VERSION);
}

/* --- Maximum Channels, 2.1 and 2.2 ---------- */

/* A PNS has none. */
static enum pptp_ruling
rule_channels(uint32_t channels, uint32_t unused _U_)
{
    return channels == 0 ? PPTP_RULED_KEPT : channels == UINT16_MAX ? PPTP_RULED_HABIT : PPTP_RULED_BROKEN;
}

/* A PAC has some. Windows servers announce 0, as a PNS should. */
static enum pptp_ruling
rule_no_channels(uint32_t channels, uint32_t unused _U_)
{
    return channels > 0 ? PPTP_RULED_KEPT : PPTP_RULED_HABIT;
}

static void
judge_channels(const struct pptp_judging *judging, struct pptp_conduct *conduct, uint16_t code, enum pptp_role role,
               enum pptp_ruling (*rule)(uint32_t channels, uint32_t unused))
{
    if (judging->connection->role[judging->end] == role)
        judge_each(judging, conduct, code, PPTP_MAXIMUM_CHANNELS, rule, 0);
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

/* Type 3 fits any capability. */
static enum pptp_ruling
rule_common(uint32_t type, uint32_t announced)
{
    return pptp_report_rule((type & announced) != 0);
}

/* A PAC that announces none has left the field empty. */
static void
judge_types(const struct pptp_judging *judging, struct pptp_conduct *conduct, uint16_t code, enum pptp_meaning type,
            enum pptp_meaning capabilities)
{
    uint32_t announced = capabilities_of_pac(judging->connection, capabilities);

    if (announced > 0)
        judge_each(judging, conduct, code, type, rule_common, announced);
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

static enum pptp_ruling
rule_at_most(uint32_t number, uint32_t most)
{
    return pptp_report_rule(number <= most);
}

void
pptp_report_judge_outgoing_delay(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_each(judging, conduct, PPTP_OUTGOING_CALL_REQUEST, PPTP_PROCESSING_DELAY, rule_at_most, SMALL_DELAY);
}

void
pptp_report_judge_incoming_delay(const struct pptp_judging *judging, struct pptp_conduct *conduct)
{
    judge_each(judging, conduct, PPTP_INCOMING_CALL_REPLY, PPTP_PROCESSING_DELAY, rule_at_most, SMALL_DELAY);
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
