/* Recognizes implementations by their messages; holds the tables of what they do differently from RFC 2637.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "calls/implementation.h"

#define ANY (-1)

/* What implementations write into their Start-Control-Connection messages. */
static const struct fingerprint {
    const char *implementation;
    const char *vendor;             /* beginning of the Vendor Name; NULL: any */
    const char *host;               /* Host Name; NULL: any */
    int64_t framing;
    int64_t bearer;
    int64_t channels;
    int64_t firmware;
} fingerprints[] = {
    { "windows", "Microsoft", "", ANY, ANY, ANY, ANY },
    { "orckit", "MS Win NT", "RELAY_PPP1", ANY, ANY, ANY, 0x6021 },
    { "pptp-linux", "cananian", "local", 3, 3, 65535, 1 },
    { "accel-ppp", "cananian", "local", 3, 3, 1, 1 },
    { "poptop", "linux", "local", 0, 0, 1, 1 },
    { "poptop", "MoretonBay", "local", 0, 0, 1, ANY },
    { "mpd", "MPD", NULL, 3, 3, ANY, 0x0101 },
    { "npppd", NULL, NULL, 2, 2, 4, ANY },
    { "nmap", "nmap", "none", 1, 1, 65535, 1 },
};

#define CODE(code) (1u << PPTP_ ## code)
#define ANY_CODE (~0u)
#define STARTS (CODE(START_REQUEST) | CODE(START_REPLY))

/* Values that show a habit. */
static const struct {
    enum pptp_habit habit;
    unsigned codes;                 /* of the messages, a bit for each */
    enum pptp_meaning meaning;
    uint32_t from;                  /* first and last such value */
    uint32_t to;
    enum pptp_meaning also_0;       /* another field that must be 0; PPTP_PLAIN: none */
} habits[] = {
    { PPTP_HABIT_NO_CAPABILITIES, STARTS, PPTP_FRAMING_CAPABILITIES, 0, 0, PPTP_BEARER_CAPABILITIES },
    { PPTP_HABIT_CHANNELS, CODE(START_REPLY), PPTP_MAXIMUM_CHANNELS, 0, 0, PPTP_PLAIN },     /* 0 is a PNS's */
    { PPTP_HABIT_CHANNELS, STARTS, PPTP_MAXIMUM_CHANNELS, UINT16_MAX, UINT16_MAX, PPTP_PLAIN },
    { PPTP_HABIT_CORRELATION_ID, ANY_CODE, PPTP_SUBADDRESS, 1, 1, PPTP_PLAIN },
    { PPTP_HABIT_RESULT_0, ANY_CODE, PPTP_RESULT, PPTP_RESULT_HABIT, PPTP_RESULT_HABIT, PPTP_PLAIN },
    { PPTP_HABIT_WINDOW, ANY_CODE, PPTP_WINDOW, 16384, 16384, PPTP_PLAIN },
    { PPTP_HABIT_RESERVED, ANY_CODE, PPTP_RESERVED, 1, UINT32_MAX, PPTP_PLAIN },
};

/* Who deviates from RFC 2637, and how. */
static const struct {
    enum pptp_deviation deviation;
    uint16_t code;                  /* of the message; 0: any */
    enum pptp_state state;          /* PPTP_STATE_UNKNOWN: any */
    const char *known;
} deviations[] = {
    { PPTP_SENDS_IN_STATE, PPTP_STOP_REQUEST, PPTP_WAIT_CTL_REPLY, "pptp-linux sends it when it gives up waiting" },
    { PPTP_SENDS_IN_STATE, PPTP_ECHO_REQUEST, PPTP_WAIT_STOP_REPLY,
      "pptp-linux sends it after its Stop-Control-Connection-Request" },
    { PPTP_SENDS_IN_OTHER_ROLE, PPTP_SET_LINK_INFO, PPTP_STATE_UNKNOWN, "Windows does this" },
    { PPTP_SENDS_IN_OTHER_ROLE, PPTP_CALL_DISCONNECT_NOTIFY, PPTP_STATE_UNKNOWN, "pptp-linux does this" },
    { PPTP_NAMES_RECEIVERS_CALL_ID, PPTP_CALL_DISCONNECT_NOTIFY, PPTP_STATE_UNKNOWN,
      "Linux NAT and accel-ppp do this" },
    { PPTP_SWAPS_RECEIVERS_CALL_ID, PPTP_CALL_DISCONNECT_NOTIFY, PPTP_STATE_UNKNOWN,
      "old versions of accel-ppp do this and swap its octets" },
    { PPTP_CLOSES_INSTEAD, PPTP_CALL_CLEAR_REQUEST, PPTP_STATE_UNKNOWN, "poptop does this" },
    { PPTP_CLOSES_INSTEAD, PPTP_STOP_REQUEST, PPTP_STATE_UNKNOWN, "pptp-linux does this" },
    { PPTP_CLOSES_WITHOUT_STOP, 0, PPTP_STATE_UNKNOWN, "pptp-linux and poptop do this" },
    { PPTP_FILLS_RESERVED0, 0, PPTP_STATE_UNKNOWN, "some vendors' routers do this" },
    { PPTP_SENDS_VALUE_0, 0, PPTP_STATE_UNKNOWN, "several implementations send it" },
};

static bool
begins_with(const char *text, const char *beginning)
{
    return !beginning || (text && strncmp(text, beginning, strlen(beginning)) == 0);
}

static bool
is_text(const char *text, const char *wanted)
{
    return !wanted || (text && strcmp(text, wanted) == 0);
}

static bool
is_number(const struct pptp_message *message, enum pptp_meaning meaning, int64_t wanted)
{
    return wanted == ANY || message->value[meaning] == wanted;
}

static bool
looks_like(const struct pptp_message *message, const struct fingerprint *fingerprint)
{
    return begins_with(message->text[PPTP_VENDOR_NAME], fingerprint->vendor)
        && is_text(message->text[PPTP_HOST_NAME], fingerprint->host)
        && is_number(message, PPTP_FRAMING_CAPABILITIES, fingerprint->framing)
        && is_number(message, PPTP_BEARER_CAPABILITIES, fingerprint->bearer)
        && is_number(message, PPTP_MAXIMUM_CHANNELS, fingerprint->channels)
        && is_number(message, PPTP_FIRMWARE_REVISION, fingerprint->firmware);
}

uint8_t
pptp_implementation_of(const struct pptp_message *message)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(fingerprints); i++) {
        if (looks_like(message, &fingerprints[i]))
            return i + 1;
    }
    return 0;
}

const char *
pptp_implementation_name(uint8_t number)
{
    return number ? fingerprints[number - 1].implementation : NULL;
}

static bool
has_value(const struct pptp_message *message, enum pptp_meaning meaning, uint32_t from, uint32_t to)
{
    return pptp_message_has(message, meaning) && message->value[meaning] >= from && message->value[meaning] <= to;
}

unsigned
pptp_implementation_habits(const struct pptp_message *message)
{
    unsigned code = message->kind ? 1u << message->kind->code : 1u;
    unsigned found = 0;

    /* Every message passes here: unrolled, the rows become constants in the code. */
#pragma GCC unroll 16
    for (unsigned i = 0; i < G_N_ELEMENTS(habits); i++) {
        if (habits[i].codes & code && has_value(message, habits[i].meaning, habits[i].from, habits[i].to)
            && (habits[i].also_0 == PPTP_PLAIN || has_value(message, habits[i].also_0, 0, 0)))
            found |= 1u << habits[i].habit;
    }
    return found;
}

const char *
pptp_implementation_known_for(enum pptp_deviation deviation, uint16_t code, enum pptp_state state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(deviations); i++) {
        if (deviations[i].deviation == deviation && (deviations[i].code == 0 || deviations[i].code == code)
            && (deviations[i].state == PPTP_STATE_UNKNOWN || deviations[i].state == state))
            return deviations[i].known;
    }
    return NULL;
}
