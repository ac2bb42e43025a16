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
pptp_report_word_peer(wmem_allocator_t *scope, const struct pptp_connection *connection, unsigned end)
{
    const char *role = pptp_message_role_name(connection->role[end]), *looks = connection->implementation[end];

    return wmem_strdup_printf(scope, "%s%s%s%s%s", address_to_str(scope, &connection->end[end].address),
                              *role ? ", the " : "", role, looks ? ", looks like " : "", looks ? looks : "");
}

static void
write_digits(char *to, unsigned count, unsigned number)
{
    for (; count > 0; number /= 10)
        to[--count] = (char)('0' + number % 10);
}

/* form: what becomes the time. A time of a capture is from 0 to PPTP_LATEST, which GLib can express, and whose year has
 * four digits. JSON has very many times: printf() would take three times as long. */
static const char *
write_time(wmem_allocator_t *scope, int64_t nanoseconds, const char *form)
{
    GDateTime *moment = g_date_time_new_from_unix_utc(nanoseconds / PPTP_SECOND);
    char *text = wmem_strdup(scope, form);
    int year, month, day;

    g_date_time_get_ymd(moment, &year, &month, &day);
    write_digits(text, 4, year);
    write_digits(text + 5, 2, month);
    write_digits(text + 8, 2, day);
    write_digits(text + 11, 2, g_date_time_get_hour(moment));
    write_digits(text + 14, 2, g_date_time_get_minute(moment));
    write_digits(text + 17, 2, g_date_time_get_second(moment));
    write_digits(text + 20, 6, (unsigned)(nanoseconds % PPTP_SECOND / 1000));
    g_date_time_unref(moment);
    return text;
}

const char *
pptp_report_word_time(wmem_allocator_t *scope, int64_t nanoseconds)
{
    return write_time(scope, nanoseconds, "0000-00-00 00:00:00.000000");
}

const char *
pptp_report_word_timestamp(wmem_allocator_t *scope, int64_t nanoseconds)
{
    return write_time(scope, nanoseconds, "0000-00-00T00:00:00.000000Z");
}

/* Whether a Response waits for its outcome until the end of the link. */
static bool
is_waiting(const struct pptp_link *link)
{
    const struct pptp_authentication *last = link->authentication;

    while (last && (last->response.frame == 0 || last->outcome.frame || last->is_over))
        last = last->before;
    return last && link->furthest <= PPTP_STAGE_AUTHENTICATION;
}

/* While a Response waits, its sender discards an outcome that belongs to no Response. */
static bool
has_outcome(const struct pptp_authentication *authentication, bool waits)
{
    bool is_stray = authentication->response.frame + authentication->challenge.frame == 0 && !authentication->eap;

    return authentication->outcome.frame && !(is_stray && waits);
}

const struct pptp_authentication *
pptp_report_last_authentication(const struct pptp_link *link)
{
    bool waits = link && is_waiting(link);
    const struct pptp_authentication *open = NULL, *last = link ? link->authentication : NULL;

    for (; last; last = last->before) {
        if (has_outcome(last, waits))
            return last;
        if (!open && last->outcome.frame == 0)
            open = last;
    }
    return open;
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

/* Without CCP, nothing is agreed on: but only if the beginning of the link was captured in both directions, and no
 * packet of 0x00FD shows that CCP came from somewhere. */
static bool
is_encryption_known(const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_link *link = subject->link;

    if (!link || link->furthest < PPTP_STAGE_CCP)
        return false;
    if (pptp_ppp_link_asked(link, PPTP_CCP, end)->options.is_cut)
        return false;
    return pptp_ppp_link_asked(link, PPTP_CCP, end)->agreed.frame || pptp_ppp_link_rejected(link, PPP_CCP)
        || (link->negotiation[PPTP_LCP][0] && link->negotiation[PPTP_LCP][1] && !pptp_subject_is_part(subject->tunnel)
            && subject->tunnel->flow[0] && subject->tunnel->flow[1] && link->sent[!end].encrypted == 0);
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
pptp_report_word_encryption_to(wmem_allocator_t *scope, const struct pptp_subject *subject, unsigned end)
{
    return is_encryption_known(subject, end)
        ? pptp_ppp_compression_name(scope, pptp_ppp_link_compression(subject->link, end)) : NULL;
}

const char *
pptp_report_word_encryption(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    unsigned client = pptp_subject_client(subject);
    const char *to_client = pptp_report_word_encryption_to(scope, subject, client);
    const char *to_server = pptp_report_word_encryption_to(scope, subject, !client);

    if (!subject->link || subject->link->furthest < PPTP_STAGE_CCP)
        return "";
    if (!to_client && !to_server)
        return word_uncaptured(subject->link);
    to_client = to_client ? to_client : "not captured";
    to_server = to_server ? to_server : "not captured";
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

/* --- Key sequences ---------- */

bool
pptp_report_is_creation_complete(const struct pptp_connection *connection)
{
    return connection->start_request && connection->start_request->reply && connection->had_call;
}

bool
pptp_report_is_deletion_complete(const struct pptp_connection *connection)
{
    return connection->stop_request && connection->stop_reply;
}

static const char *
word_creation(wmem_allocator_t *scope _U_, const struct pptp_connection *connection)
{
    if (pptp_report_is_creation_complete(connection))
        return ", complete";
    if (!connection->start_request)
        return ", incomplete (no Start-Control-Connection-Request)";
    return connection->start_request->reply ? ", incomplete (no call)"
                                            : ", incomplete (no Start-Control-Connection-Reply)";
}

static const char *
word_maintenance(wmem_allocator_t *scope, const struct pptp_connection *connection)
{
    uint32_t echoes = connection->echo_replies, open = connection->echo_requests - echoes;
    const char *word = wmem_strdup_printf(scope, " (%u echo%s", echoes, echoes == 1 ? "" : "es");

    if (open == 0)
        return wmem_strdup_printf(scope, "%s)", word);
    if (pptp_subject_is_half_captured(connection))
        return wmem_strdup_printf(scope, "%s; the replies to %u were not captured)", word, open);
    return wmem_strdup_printf(scope, "%s, %u without a reply)", word, open);
}

static const char *
word_deletion(wmem_allocator_t *scope _U_, const struct pptp_connection *connection)
{
    if (pptp_report_is_deletion_complete(connection))
        return ", complete";
    return connection->stop_request ? ", incomplete (no Stop-Control-Connection-Reply)"
                                    : ", incomplete (no Stop-Control-Connection-Request)";
}

/* "frames 4-12"; without the noun, "4-12". */
static const char *
word_frames(wmem_allocator_t *scope, const struct pptp_key_sequence *sequence, bool with_noun)
{
    bool is_one = sequence->first == sequence->last;
    const char *noun = !with_noun ? "" : is_one ? "frame " : "frames ";

    if (is_one)
        return wmem_strdup_printf(scope, "%s%u", noun, sequence->first);
    return wmem_strdup_printf(scope, "%s%u-%u", noun, sequence->first, sequence->last);
}

const char *
pptp_report_word_sequences(wmem_allocator_t *scope, const struct pptp_connection *connection)
{
    static const char *(*const more[])(wmem_allocator_t *, const struct pptp_connection *) = {
        [PPTP_CREATION] = word_creation, [PPTP_MAINTENANCE] = word_maintenance, [PPTP_DELETION] = word_deletion
    };
    wmem_strbuf_t *text = wmem_strbuf_new(scope, NULL);
    bool is_first = true;

    for (unsigned phase = PPTP_CREATION; phase <= PPTP_DELETION; phase++) {
        const struct pptp_key_sequence *sequence = &connection->sequence[phase];

        wmem_strbuf_append_printf(text, "%s%s: ", phase == PPTP_CREATION ? "" : "; ", pptp_message_phase_name(phase));
        if (sequence->messages == 0) {
            wmem_strbuf_append(text, "not captured");
            continue;
        }
        wmem_strbuf_append_printf(text, "%s%s", word_frames(scope, sequence, is_first), more[phase](scope, connection));
        is_first = false;
    }
    return wmem_strbuf_get_str(text);
}
