/* GRE carries something that is not a PPP packet, or PPP that nobody agreed on or that cannot be read here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "diagnosis/signs.h"
#include "show.h"

typedef const struct pptp_tally *(*tally_of)(const struct pptp_misframed *misframed);

static const struct pptp_tally *
hdlc(const struct pptp_misframed *misframed)
{
    return &misframed->hdlc;
}

static const struct pptp_tally *
without_protocol(const struct pptp_misframed *misframed)
{
    return &misframed->without_protocol;
}

static const struct pptp_tally *
short_protocol(const struct pptp_misframed *misframed)
{
    return &misframed->short_protocol;
}

/* The first end that sent such packets. Returns -1 if none did. */
static int
find_tally(struct pptp_evidence *evidence, tally_of find)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_tally *tally = find(pptp_ppp_link_misframed(evidence->subject.link, end));

        if (tally->count == 0)
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
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

static void
list_opaque(struct pptp_evidence *evidence, wmem_strbuf_t *list, uint16_t protocol, uint32_t count, uint32_t first)
{
    const char *name = pptp_show_field_value_name("ppp.protocol", protocol);

    if (count == 0)
        return;
    wmem_strbuf_append_printf(list, "%s%u of protocol 0x%04x (%s; from frame %u on)",
                              wmem_strbuf_get_len(list) > 0 ? ", " : "", count, protocol, name ? name : "unassigned",
                              first);
    pptp_evidence_cite(evidence, first);
}

static uint32_t
earlier(uint32_t frame, uint32_t other)
{
    return frame == 0 || other == 0 ? MAX(frame, other) : MIN(frame, other);
}

/* Fragments of Multilink that were not joined, and packets of it that cannot be read, are listed together. */
bool
pptp_sign_unreadable_data(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_incomplete *parts[] = { pptp_ppp_link_incomplete(link, 0), pptp_ppp_link_incomplete(link, 1) };
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);
    uint32_t multilink = parts[0]->unread + parts[1]->unread;
    uint32_t first = earlier(parts[0]->first_unread.frame, parts[1]->first_unread.frame);

    for (unsigned i = 0; i < link->opaque_count; i++) {
        const struct pptp_opaque *opaque = &link->opaque[i];

        if (opaque->protocol == PPP_MP) {
            multilink += opaque->sent.count;
            first = earlier(first, opaque->sent.first.frame);
        } else {
            list_opaque(evidence, list, opaque->protocol, opaque->sent.count, opaque->sent.first.frame);
        }
    }
    list_opaque(evidence, list, PPP_MP, multilink, first);
    pptp_evidence_put(evidence, "list", "%s", wmem_strbuf_get_str(list));
    return wmem_strbuf_get_len(list) > 0;
}
