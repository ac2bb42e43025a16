/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <string.h>

#include "calls/implementation.h"

#define ANY (-1)

/* What an implementation writes into its Start-Control-Connection messages. */
static const struct fingerprint {
    const char *implementation;
    const char *vendor;             /* how the Vendor Name begins; NULL: anyhow */
    const char *host;               /* the Host Name; NULL: any */
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

const char *
pptp_implementation_of(const struct pptp_message *message)
{
    for (unsigned i = 0; i < sizeof fingerprints / sizeof *fingerprints; i++) {
        if (looks_like(message, &fingerprints[i]))
            return fingerprints[i].implementation;
    }
    return NULL;
}
