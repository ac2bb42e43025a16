/* Packets are encrypted, but an end cannot decrypt them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "diagnosis/facts.h"
#include "diagnosis/logons.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/beside.h"
#include "ppp/decryption.h"
#include "show.h"

enum { SOME_TIME = 5 };               /* seconds */
enum { MANY_RESETS = 5, MUCH_DATA = 5, SOME_DATA = 4 };

/* A protocol number that Wireshark has no name for: nobody sends it on purpose. */
static bool
is_garbage(uint16_t protocol)
{
    return !pptp_show_field_value_name("ppp.protocol", protocol);
}

/* The Protocol-Rejects with which an end answers what it decrypts to garbage. */
struct garbage {
    const struct pptp_rejected *oldest;
    uint32_t count;
    wmem_strbuf_t *list;                /* "0xf23a, 0x3008", the newest first */
};

static void
add_garbage(struct garbage *garbage, const struct pptp_rejected *rejected)
{
    wmem_strbuf_append_printf(garbage->list, "%s0x%04x", garbage->count > 0 ? ", " : "", rejected->protocol);
    garbage->count += rejected->count;
    garbage->oldest = rejected;
}

static struct garbage
collect_garbage(const struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_moment *encrypted = &link->sent[!end].first_encrypted;
    struct garbage garbage = { .list = wmem_strbuf_new(evidence->scope, NULL) };

    for (const struct pptp_rejected *rejected = link->rejected; rejected; rejected = rejected->next) {
        if (rejected->by == end && encrypted->frame && rejected->first.frame >= encrypted->frame
            && is_garbage(rejected->protocol))
            add_garbage(&garbage, rejected);
    }
    return garbage;
}

/* Data of an end that the other end decrypted, before it rejected what it decrypts. */
struct understood {
    uint32_t count;
    const struct pptp_packet *last;
    const struct pptp_packet *disorder;     /* the newest that came late, or behind a gap; NULL: none */
};

/* Returns whether the packet arrived before the end complained of what it decrypts. It would have complained of it,
 * too. */
static bool
was_understood(const struct pptp_packet *packet, uint32_t complaint)
{
    const struct pptp_packet *by = pptp_tunnel_sequence_acknowledged_by(packet);

    return packet->content == PPTP_CONTENT_DATA && by && by->frame < complaint;
}

/* What the sender sent before the frame in which the other end first complained. */
static struct understood
collect_understood(const struct pptp_evidence *evidence, unsigned sender, uint32_t complaint)
{
    const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, sender);
    const struct pptp_moment *encrypted = &evidence->subject.link->sent[sender].first_encrypted;
    struct understood understood = { .count = 0 };
    const struct pptp_packet *packet;

    for (unsigned i = 0; flow && (packet = pptp_tunnel_sequence_in_order(flow->sequence, i)) != NULL
             && packet->frame < complaint; i++) {
        if (packet->frame < encrypted->frame)
            continue;
        if (pptp_tunnel_trouble(packet)->gap > 0)
            understood.disorder = packet;
        if (was_understood(packet, complaint)) {
            understood.count++;
            understood.last = packet;
        }
    }
    return understood;
}

/* In stateful mode the key changes with the packet whose count ends in 0xff (RFC 3078 section 7.3). Acknowledgments may
 * skip some before. */
static bool
is_at_key_change(const struct pptp_evidence *evidence, unsigned end, const struct understood *understood)
{
    enum { PACKETS = 255, SKIPPED = 8 };
    uint32_t bits = pptp_ppp_link_compression(evidence->subject.link, end).mppe;

    return !(bits & PPTP_MPPE_STATELESS) && bits & PPTP_MPPE_KEYS && understood->count <= PACKETS
           && understood->count + SKIPPED >= PACKETS;
}

/* Where the end that no longer decrypts lost step. */
static void
put_lost_step(struct pptp_evidence *evidence, unsigned end, const struct understood *understood)
{
    if (understood->disorder) {
        pptp_evidence_put_frame(evidence, "disorder", understood->disorder->frame);
        pptp_evidence_put(evidence, "harm", "lose or reorder");
        return;
    }
    pptp_evidence_put(evidence, "order", "in order");
    if (!is_at_key_change(evidence, end, understood))
        return;
    pptp_evidence_put(evidence, "change", "RFC 3078 section 7.3");
    pptp_evidence_put_party(evidence, "changer", !end);
}

/* An end decrypted what it received, and then no longer: its keys were right. */
bool
pptp_sign_mppe_lost_step(struct pptp_evidence *evidence)
{
    struct garbage ends[] = { collect_garbage(evidence, 0), collect_garbage(evidence, 1) };
    unsigned end = ends[0].count < ends[1].count;
    struct understood understood = { .count = 0 };

    if (ends[end].count < 2 || ends[!end].count > 0)
        return false;
    understood = collect_understood(evidence, !ends[end].oldest->by, ends[end].oldest->first.frame);
    if (understood.count < SOME_DATA)
        return false;
    pptp_evidence_put_rejected(evidence, ends[end].oldest);
    pptp_evidence_put_count(evidence, "count", ends[end].count, "LCP Protocol-Reject");
    pptp_evidence_put_count(evidence, "good", understood.count, "encrypted packet");
    pptp_evidence_put_frame(evidence, "until", understood.last->frame);
    put_lost_step(evidence, end, &understood);
    return true;
}

/* RFC 3078 section 2.2 has the reply choose one key length. If an Ack leaves several, the ends may differ. */
static const char *
name_lengths(wmem_allocator_t *scope, uint32_t bits)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } names[] = { { PPTP_MPPE_40, "40" }, { PPTP_MPPE_56, "56" }, { PPTP_MPPE_128, "128" } };
    wmem_strbuf_t *list = wmem_strbuf_new(scope, NULL);

    for (unsigned i = 0; i < array_length(names); i++) {
        if (bits & names[i].bit)
            wmem_strbuf_append_printf(list, "%s%s", wmem_strbuf_get_len(list) > 0 ? " and " : "", names[i].name);
    }
    return wmem_strbuf_get_str(list);
}

/* Why the keys may differ. */
static void
put_source_of_keys(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);
        uint32_t keys = ccp->agreed.frame && pptp_ppp_options_have(&ccp->options, PPTP_OPTION_MPPE)
                            ? ccp->options.value[PPTP_OPTION_MPPE] & PPTP_MPPE_KEYS : 0;

        if ((keys & (keys - 1)) == 0)
            continue;
        pptp_evidence_put(evidence, "lengths", "%s", name_lengths(evidence->scope, keys));
        pptp_evidence_put_frame(evidence, "ack", ccp->agreed.frame);
        return;
    }
    pptp_evidence_put(evidence, "radius", "RADIUS");
}

/* An end rejects what it decrypts: it is garbage. If both do, the first to reject comes first. */
bool
pptp_sign_mppe_garbage(struct pptp_evidence *evidence)
{
    struct garbage ends[] = { collect_garbage(evidence, 0), collect_garbage(evidence, 1) };
    bool second = !ends[0].oldest || (ends[1].oldest && ends[1].oldest->first.frame < ends[0].oldest->first.frame);
    const struct garbage *first = &ends[second], *other = &ends[!second];
    struct pptp_evidence in_between = *evidence;

    if (ends[0].count + ends[1].count < 2 || pptp_sign_mppe_lost_step(&in_between))
        return false;
    pptp_evidence_put_rejected(evidence, first->oldest);
    pptp_evidence_put_count(evidence, "count", first->count, "LCP Protocol-Reject");
    pptp_evidence_put(evidence, "list", "%s", wmem_strbuf_get_str(first->list));
    if (other->count > 0) {
        pptp_evidence_put_count(evidence, "back", other->count, "such Protocol-Reject");
        pptp_evidence_put(evidence, "back_list", "%s", wmem_strbuf_get_str(other->list));
        pptp_evidence_put_frame(evidence, "back_frame", other->oldest->first.frame);
    }
    put_source_of_keys(evidence);
    return true;
}

/* The end that gives up because it cannot decrypt, as pppd and what derives from it say it; -1: none does. */
static int
gives_up(const struct pptp_link *link)
{
    if (link->terminated.frame && pptp_ppp_text_has(&link->terminated_text, "Too many MPPE errors"))
        return link->terminated_by;
    if (link->ncp_terminated.frame && link->ncp_terminated_protocol == PPTP_CCP
        && pptp_ppp_text_has(&link->ncp_terminated_text, "Lost compression sync"))
        return link->ncp_terminated_by;
    return -1;
}

/* The end does not take what the other end encrypts. */
static bool
complains(const struct pptp_link *link, unsigned end)
{
    return gives_up(link) == (int)end || pptp_ppp_link_resets(link, end)->count >= MANY_RESETS;
}

/* Most of what the end encrypts lacks the bit that all have in the mode that was agreed on. Some receivers take what
 * can be decrypted all the same. */
static bool
is_unflushed(const struct pptp_link *link, unsigned end)
{
    const struct pptp_sent *sent = &link->sent[end];
    const struct pptp_misprotected *misprotected = pptp_ppp_link_misprotected(link, end);

    return misprotected->unflushed >= 2 && 2 * misprotected->unflushed >= sent->encrypted
           && (sent->decrypted <= misprotected->garbage || complains(link, !end));
}

/* An end encrypts as in stateful mode although the ends agreed on stateless mode. A receiver discards that: its key is
 * another for each packet. */
bool
pptp_sign_mppe_not_flushed(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_misprotected *misprotected = pptp_ppp_link_misprotected(link, end);

        if (!is_unflushed(link, end))
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put(evidence, "count", "%u of its %u encrypted packets", misprotected->unflushed,
                          link->sent[end].encrypted);
        pptp_evidence_put_frame(evidence, "frame", misprotected->first_unflushed.frame);
        pptp_evidence_put_frame(evidence, "agreed", pptp_evidence_asked(evidence, PPTP_CCP, !end)->agreed.frame);
        if (link->sent[end].decrypted > misprotected->garbage)
            pptp_evidence_put_count(evidence, "opened", link->sent[end].decrypted, "packet");
        else
            pptp_evidence_put(evidence, "mode", "stateful mode");
        return true;
    }
    return false;
}

/* The user proved knowledge of the password, but an end does not encrypt with keys derived from it. */
bool
pptp_sign_mppe_other_keys(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_misprotected *misprotected = pptp_ppp_link_misprotected(link, end);

        if (misprotected->garbage == 0 || link->sent[end].decrypted > 0 || is_unflushed(link, end))
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_count(evidence, "count", misprotected->garbage, "packet");
        pptp_evidence_put_frame(evidence, "frame", misprotected->first_garbage.frame);
        if (link->sent[!end].decrypted > 0)
            pptp_evidence_put_count(evidence, "opened", link->sent[!end].decrypted, "packet");
        put_source_of_keys(evidence);
        return true;
    }
    return false;
}

/* An end rejects the protocol of encrypted packets, and encrypts nothing itself. A single packet may have overtaken
 * CCP's last reply. */
bool
pptp_sign_mppe_protocol_rejected(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_rejected *rejected = pptp_ppp_link_rejected(link, PPP_COMP);
    const struct pptp_negotiation *ccp;

    if (!rejected || rejected->count < 2 || link->sent[rejected->by].encrypted > 0
        || link->sent[!rejected->by].encrypted == 0)
        return false;
    ccp = pptp_evidence_asked(evidence, PPTP_CCP, rejected->by);
    pptp_evidence_put_rejected(evidence, rejected);
    pptp_evidence_put_count(evidence, "count", rejected->count, "time");
    pptp_evidence_put(evidence, "basis", "%s",
                      ccp->agreed.frame ? "although CCP had agreed on MPPE" : "for which it had not agreed on MPPE");
    pptp_evidence_put_frame(evidence, "agreed", ccp->agreed.frame);
    return true;
}

/* What of a flow does not come in order makes Coherency Counts jump. */
static void
put_disorder(struct pptp_evidence *evidence, unsigned end)
{
    struct pptp_counts counts = pptp_subject_flow_counts(pptp_subject_flow(&evidence->subject, end));

    if (counts.missing + counts.late + counts.duplicate > 0)
        pptp_evidence_put(evidence, "disorder", "%" PRIu64 " missing, %" PRIu64 " late, %" PRIu64 " repeated",
                          (uint64_t)counts.missing, (uint64_t)counts.late, (uint64_t)counts.duplicate);
}

bool
pptp_sign_mppe_given_up(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    int end = gives_up(link);
    bool by_ccp = link->ncp_terminated.frame && link->ncp_terminated_protocol == PPTP_CCP;

    if (end < 0)
        return false;
    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put_frame(evidence, "frame", by_ccp ? link->ncp_terminated.frame : link->terminated.frame);
    pptp_evidence_put(evidence, "protocol", "%s", by_ccp ? "CCP" : "LCP");
    pptp_evidence_put_reason(evidence, "text", by_ccp ? &link->ncp_terminated_text : &link->terminated_text);
    put_disorder(evidence, !end);
    return true;
}

/* The other end goes on without beginning anew, though it had time to. */
bool
pptp_sign_mppe_resets_ignored(struct pptp_evidence *evidence)
{
    enum { IN_A_ROW = 3, A_WHILE = 2 };     /* Reset-Requests; seconds */
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_resets *resets = pptp_ppp_link_resets(link, end);
        const struct pptp_sent *other = &link->sent[!end];
        uint32_t bits = pptp_ppp_link_compression(link, end).mppe;
        int64_t span = other->last_data.when - resets->first_open.when;

        if (resets->open < IN_A_ROW || span < A_WHILE * PPTP_SECOND || bits & PPTP_MPPE_STATELESS
            || !(bits & PPTP_MPPE_KEYS))
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_count(evidence, "count", resets->open, "CCP Reset-Request");
        pptp_evidence_put_frame(evidence, "frame", resets->first_open.frame);
        pptp_evidence_put_seconds(evidence, "span", span);
        pptp_evidence_put_frame(evidence, "last", other->last_data.frame);
        return true;
    }
    return false;
}

/* An end that took data before it first complained had the right keys. */
bool
pptp_sign_mppe_resets(struct pptp_evidence *evidence)
{
    int end = pptp_evidence_put_resets(evidence, MANY_RESETS, true);
    struct understood understood;

    if (end < 0)
        return false;
    understood = collect_understood(evidence, !end, pptp_ppp_link_resets(evidence->subject.link, end)->first.frame);
    if (understood.count < SOME_DATA && evidence->subject.link->sent[!end].decrypted == 0) {
        pptp_evidence_put(evidence, "keys", "the two ends have different MPPE keys");
        return true;
    }
    pptp_evidence_put_party(evidence, "other", !end);
    if (understood.count < SOME_DATA)
        return true;
    pptp_evidence_put_count(evidence, "good", understood.count, "encrypted packet");
    pptp_evidence_put_frame(evidence, "until", understood.last->frame);
    return true;
}

/* If CCP was not captured, the end's packets may be only compressed, which needs no keys. */
static bool
may_lack_keys(const struct pptp_link *link, unsigned end)
{
    return pptp_ppp_link_asked(link, PPTP_CCP, !end)->requests > 0
        || pptp_ppp_decryption_is_recognized(link->decryptions, end);
}

/* The end's packets were captured behind the other end, too. */
static void
put_forwarded(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_beside *beside = pptp_ppp_link_beside(evidence->subject.link, end);
    uint32_t own = pptp_ppp_negotiation_value(pptp_evidence_asked(evidence, PPTP_IPCP, end), PPTP_OPTION_ADDRESS);

    pptp_evidence_put_ipv4(evidence, "address", own);
    pptp_evidence_put_frame(evidence, "beside", beside->from.first.frame);
    if (beside->to.count > 0)
        pptp_evidence_put_frame(evidence, "returned", beside->to.first.frame);
    else
        pptp_evidence_put(evidence, "none", "None");
}

/* An end that asks nothing of everybody over a new link, as Windows does by dozens of broadcasts and multicasts. */
static bool
is_quiet(const struct pptp_connection *connection, unsigned end)
{
    return connection && g_strcmp0(connection->implementation[end], "pptp-linux") == 0;
}

/* The end sent more than the broadcasts and multicasts of a host that is otherwise idle, as far as this can be told of
 * packets that nobody can read. */
static bool
is_more_than_broadcasts(const struct pptp_subject *subject, unsigned end)
{
    enum { MANY = 60, EVERY = 3 };      /* packets, seconds */
    const struct pptp_sent *sent = &subject->link->sent[end];
    int64_t span = sent->asking.last.when - sent->asking.first.when;

    return sent->decrypted > 0 || is_quiet(subject->connection, end)
        || (sent->asking.count >= MANY && span <= sent->asking.count * EVERY * PPTP_SECOND);
}

/* The end asked for a while, and got no data. What is known to go to many receivers asks for no answer. */
static bool
is_unanswered(const struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_sent *sent = &evidence->subject.link->sent[end], *other = &evidence->subject.link->sent[!end];

    return sent->asking.count >= MUCH_DATA && pptp_subject_flow(&evidence->subject, !end)
           && other->encrypted + other->clear + other->compressed + other->opaque == 0
           && sent->asking.last.when - sent->asking.first.when >= SOME_TIME * PPTP_SECOND;
}

static void
put_unanswered(struct pptp_evidence *evidence, unsigned end, const char *what)
{
    const struct pptp_sent *sent = &evidence->subject.link->sent[end];
    const struct pptp_packet *by = pptp_tunnel_sequence_acknowledged_by(sent->first_asking);

    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put_count(evidence, "count", sent->asking.count, what);
    pptp_evidence_put_frame(evidence, "frame", sent->asking.first.frame);
    pptp_evidence_put_frame(evidence, "acknowledged", by ? by->frame : 0);
}

/* The end whose encrypted packets, which nobody is known to read, get no data; -1: none. */
static int
find_encrypted(const struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        if (is_unanswered(evidence, end) && link->sent[end].encrypted > 0 && may_lack_keys(link, end)
            && pptp_ppp_link_beside(link, end)->from.count == 0)
            return (int)end;
    }
    return -1;
}

bool
pptp_sign_data_unanswered(struct pptp_evidence *evidence)
{
    int end = find_encrypted(evidence);

    if (end < 0 || !is_more_than_broadcasts(&evidence->subject, end))
        return false;
    put_unanswered(evidence, end, "encrypted packet");
    if (evidence->subject.link->sent[end].decrypted == 0)
        pptp_evidence_put(evidence, "or", "%s", "or these packets ask for no answer, such as broadcasts");
    return true;
}

bool
pptp_sign_few_data_unanswered(struct pptp_evidence *evidence)
{
    int end = find_encrypted(evidence);

    if (end < 0 || is_more_than_broadcasts(&evidence->subject, end))
        return false;
    put_unanswered(evidence, end, "encrypted packet");
    return true;
}

bool
pptp_sign_clear_data_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        if (!is_unanswered(evidence, end) || link->sent[end].encrypted > 0
            || pptp_ppp_link_beside(link, end)->from.count > 0)
            continue;
        put_unanswered(evidence, end, "packet");
        if (!link->authentication || pptp_diagnosis_key_provider(link->authentication))
            pptp_evidence_put(evidence, "encrypted", "encrypted");
        return true;
    }
    return false;
}

bool
pptp_sign_forwarded_data_unanswered(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        if (!is_unanswered(evidence, end) || (link->sent[end].encrypted > 0 && !may_lack_keys(link, end))
            || pptp_ppp_link_beside(link, end)->from.count == 0)
            continue;
        put_unanswered(evidence, end, link->sent[end].encrypted ? "encrypted packet" : "packet");
        put_forwarded(evidence, end);
        return true;
    }
    return false;
}

/* Only the account's password can tell. */
bool
pptp_sign_password_encoding(struct pptp_evidence *evidence)
{
    static const char *const names[] = {
        [PPTP_ENCODING_UTF16] = "UTF-16", [PPTP_ENCODING_OCTETS] = "one character for each octet of UTF-8, as pppd does"
    };
    const struct pptp_authentication *authentication = evidence->subject.link->authentication;

    while (authentication && authentication->credentials.encoding == PPTP_ENCODING_ASCII)
        authentication = authentication->before;
    if (!authentication)
        return false;
    pptp_evidence_put_authentication(evidence, authentication);
    pptp_evidence_put_frame(evidence, "frame", authentication->response.frame);
    pptp_evidence_put(evidence, "encoding", "%s", names[authentication->credentials.encoding]);
    pptp_evidence_put(evidence, "other", "%s",
                      names[authentication->credentials.encoding == PPTP_ENCODING_UTF16 ? PPTP_ENCODING_OCTETS
                                                                                        : PPTP_ENCODING_UTF16]);
    return true;
}
