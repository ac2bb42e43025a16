/* GRE carries what is no PPP packet, or PPP that nobody agreed on, or that nobody here can read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "show.h"

/* A tally of what an end sent. */
typedef const struct pptp_tally *(*tally_of)(const struct pptp_sent *sent);

static const struct pptp_tally *
hdlc(const struct pptp_sent *sent)
{
    return &sent->hdlc;
}

static const struct pptp_tally *
without_protocol(const struct pptp_sent *sent)
{
    return &sent->without_protocol;
}

static const struct pptp_tally *
short_protocol(const struct pptp_sent *sent)
{
    return &sent->short_protocol;
}

/* The first end that sent such packets. Returns -1 if none did. */
static int
find_tally(struct pptp_evidence *evidence, tally_of find)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_tally *tally = find(&evidence->subject.link->sent[end]);

        if (tally->count == 0)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_count(evidence, "count", tally->count, "packet");
        pptp_evidence_put_frame(evidence, "frame", tally->first.frame);
        return end;
    }
    return -1;
}

bool
pptp_sign_hdlc_in_gre(struct pptp_evidence *evidence)
{
    return find_tally(evidence, hdlc) >= 0;
}

/* An IPv4 header begins with 0x45, or with options 0x46 to 0x4F; one of IPv6 with 0x6. */
static bool
looks_like_ip(uint16_t protocol)
{
    return (protocol >= 0x45 && protocol <= 0x4f) || (protocol >= 0x4500 && protocol <= 0x6fff);
}

bool
pptp_sign_protocol_missing(struct pptp_evidence *evidence)
{
    int end = find_tally(evidence, without_protocol);
    const struct pptp_rejected *rejected = evidence->subject.link->rejected;

    while (rejected && !(rejected->by == !end && looks_like_ip(rejected->protocol)))
        rejected = rejected->next;
    if (end >= 0 && rejected) {
        pptp_evidence_put(evidence, "rejected", "0x%04x", rejected->protocol);
        pptp_evidence_put_count(evidence, "rejects", rejected->count, "LCP Protocol-Reject");
        pptp_evidence_put_frame(evidence, "reject_frame", rejected->first.frame);
    }
    return end >= 0;
}

bool
pptp_sign_protocol_compressed(struct pptp_evidence *evidence)
{
    return find_tally(evidence, short_protocol) >= 0;
}

bool
pptp_sign_unreadable_data(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned i = 0; i < link->opaque_count; i++) {
        const struct pptp_opaque *opaque = &link->opaque[i];
        const char *name = pptp_show_field_value_name("ppp.protocol", opaque->protocol);

        wmem_strbuf_append_printf(list, "%s%u of protocol 0x%04x (%s; from frame %u on)", i > 0 ? ", " : "",
                                  opaque->sent.count, opaque->protocol, name ? name : "unassigned",
                                  opaque->sent.first.frame);
        pptp_evidence_cite(evidence, opaque->sent.first.frame);
    }
    pptp_evidence_put(evidence, "list", "%s", wmem_strbuf_get_str(list));
    return link->opaque_count > 0;
}
