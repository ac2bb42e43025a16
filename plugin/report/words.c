/* Words for what a report says of a subject.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>
#include <epan/to_str.h>

#include "diagnosis/subject_tunnel.h"
#include "ppp/decryption.h"
#include "ppp/text.h"
#include "report/words.h"
#include "show.h"

const char *
pptp_report_word_end(wmem_allocator_t *scope, const address *host, uint16_t port)
{
    const char *name = host ? address_to_str(scope, host) : "?";
    bool brackets = host && host->type == AT_IPv6 && port;

    if (!port)
        return name;
    return wmem_strdup_printf(scope, "%s%s%s:%u", brackets ? "[" : "", name, brackets ? "]" : "", port);
}

const char *
pptp_report_word_time(wmem_allocator_t *scope, int64_t nanoseconds)
{
    GDateTime *moment = g_date_time_new_from_unix_utc(nanoseconds / PPTP_SECOND);
    char *day = moment ? g_date_time_format(moment, "%Y-%m-%d %H:%M:%S") : NULL;
    int64_t rest = nanoseconds % PPTP_SECOND;
    const char *word = day ? wmem_strdup_printf(scope, "%s.%06u", day, rest < 0 ? 0 : (unsigned)(rest / 1000)) : "?";

    g_free(day);
    if (moment)
        g_date_time_unref(moment);
    return word;
}

const struct pptp_authentication *
pptp_report_last_authentication(const struct pptp_link *link)
{
    const struct pptp_authentication *last = link ? link->authentication : NULL;

    while (last && last->outcome.frame == 0)
        last = last->before;
    return last ? last : link ? link->authentication : NULL;
}

static const char *
outcome_of(wmem_allocator_t *scope, const struct pptp_authentication *authentication)
{
    if (authentication->outcome.frame == 0)
        return "no outcome";
    if (authentication->succeeded)
        return "ok";
    return authentication->error ? wmem_strdup_printf(scope, "failed, E=%u", authentication->error) : "failed";
}

const char *
pptp_report_word_authentication(wmem_allocator_t *scope, const struct pptp_link *link)
{
    const struct pptp_authentication *last = pptp_report_last_authentication(link);
    const char *user;

    if (!last)
        return "";
    user = pptp_show_printable(scope, pptp_ppp_text_show(scope, &last->user));
    return wmem_strdup_printf(scope, "%s %s%s%s%s", pptp_ppp_authentication_name(last->protocol),
                              outcome_of(scope, last), *user ? " (user " : "", user, *user ? ")" : "");
}

bool
pptp_report_is_asked(const struct pptp_link *link, enum pptp_control_protocol protocol)
{
    return pptp_ppp_link_asked(link, protocol, 0)->requests + pptp_ppp_link_asked(link, protocol, 1)->requests > 0;
}

bool
pptp_report_is_encryption_known(const struct pptp_subject *subject)
{
    const struct pptp_link *link = subject->link;

    return pptp_report_is_asked(link, PPTP_CCP) || pptp_ppp_link_rejected(link, PPP_CCP)
        || (link->negotiation[PPTP_LCP][0] && link->negotiation[PPTP_LCP][1] && !pptp_subject_is_part(subject->tunnel)
            && link->sent[0].encrypted + link->sent[1].encrypted == 0);
}

static const char *
word_uncaptured(const struct pptp_link *link)
{
    if (link->sent[0].encrypted + link->sent[1].encrypted == 0)
        return "not captured";
    for (unsigned end = 0; end < 2; end++) {
        if (link->sent[end].encrypted > 0 && !pptp_ppp_decryption_is_recognized(link->decryptions, end))
            return "not captured, but packets are compressed or encrypted";
    }
    return "not captured, but packets are encrypted";
}

const char *
pptp_report_word_encryption(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    unsigned client = pptp_subject_client(subject);
    const char *to_client, *to_server;

    if (!subject->link || subject->link->furthest < PPTP_STAGE_CCP)
        return "";
    if (!pptp_report_is_encryption_known(subject))
        return word_uncaptured(subject->link);
    to_client = pptp_ppp_compression_name(scope, pptp_ppp_link_compression(subject->link, client));
    to_server = pptp_ppp_compression_name(scope, pptp_ppp_link_compression(subject->link, !client));
    if (g_strcmp0(to_client, to_server) == 0)
        return to_client;
    return wmem_strdup_printf(scope, "%s to %s, %s to %s", to_client, pptp_subject_party(scope, subject, client),
                              to_server, pptp_subject_party(scope, subject, !client));
}

const char *
pptp_report_word_ipv4(wmem_allocator_t *scope, uint32_t ipv4)
{
    return wmem_strdup_printf(scope, "%u.%u.%u.%u", ipv4 >> 24, ipv4 >> 16 & 0xff, ipv4 >> 8 & 0xff, ipv4 & 0xff);
}

uint32_t
pptp_report_ipcp_value(const struct pptp_link *link, unsigned end, enum pptp_option option)
{
    const struct pptp_negotiation *ipcp = link ? link->negotiation[PPTP_IPCP][end] : NULL;

    if (!ipcp || ipcp->agreed.frame == 0 || !pptp_ppp_options_have(&ipcp->options, option))
        return 0;
    return ipcp->options.value[option];
}

const char *
pptp_report_word_addresses(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    unsigned client = pptp_subject_client(subject);
    uint32_t one = pptp_report_ipcp_value(subject->link, client, PPTP_OPTION_ADDRESS);
    uint32_t other = pptp_report_ipcp_value(subject->link, !client, PPTP_OPTION_ADDRESS);

    if (!one && !other)
        return "";
    return wmem_strdup_printf(scope, "%s <-> %s", one ? pptp_report_word_ipv4(scope, one) : "?",
                              other ? pptp_report_word_ipv4(scope, other) : "?");
}

/* By a reply, or before the beginning of the capture. */
static bool
is_started(const struct pptp_connection *connection)
{
    return connection->start_request ? connection->start_request->reply != NULL : connection->last_event != NULL;
}

const char *
pptp_report_word_stage(const struct pptp_subject *subject)
{
    if (subject->link && subject->link->furthest != PPTP_STAGE_NONE)
        return pptp_ppp_stage_name(subject->link->furthest);
    if (subject->tunnel && (pptp_subject_flow(subject, 0) || pptp_subject_flow(subject, 1)))
        return "GRE";
    if (subject->call)
        return subject->call->established ? "Call" : "Control";
    if (subject->connection)
        return is_started(subject->connection) ? "Control" : "TCP";
    return subject->attempt && subject->attempt->answered.frame ? "TCP" : "none";
}
