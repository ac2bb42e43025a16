/* Packets are encrypted, but an end cannot decrypt them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/decryption.h"
#include "show.h"

enum { SOME_TIME = 5 };               /* seconds */
enum { MANY_RESETS = 5, MUCH_DATA = 5 };

/* A protocol number that Wireshark has no name for: nobody sends it on purpose. */
static bool
is_garbage(uint16_t protocol)
{
    return !pptp_show_field_value_name("ppp.protocol", protocol);
}

/* An end rejects what it decrypts: it is garbage. */
bool
pptp_sign_mppe_garbage(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);
    const struct pptp_rejected *oldest = NULL;
    uint32_t count = 0;

    for (const struct pptp_rejected *rejected = link->rejected; rejected; rejected = rejected->next) {
        const struct pptp_sent *sent = &link->sent[!rejected->by];

        if (sent->first_encrypted.frame == 0 || rejected->first.frame < sent->first_encrypted.frame
            || !is_garbage(rejected->protocol))
            continue;
        wmem_strbuf_append_printf(list, "%s0x%04x", count > 0 ? ", " : "", rejected->protocol);
        count += rejected->count;
        oldest = rejected;
    }
    if (count < 2)
        return false;
    pptp_evidence_put_rejected(evidence, oldest);
    pptp_evidence_put_count(evidence, "count", count, "LCP Protocol-Reject");
    pptp_evidence_put(evidence, "list", "%s", wmem_strbuf_get_str(list));
    return true;
}

/* The user proved knowledge of the password, but an end does not encrypt with keys derived from it. */
bool
pptp_sign_mppe_other_keys(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &link->sent[end];

        if (sent->garbage == 0 || sent->decrypted > 0)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_count(evidence, "count", sent->garbage, "packet");
        pptp_evidence_put_frame(evidence, "frame", sent->first_garbage.frame);
        if (link->sent[!end].decrypted > 0)
            pptp_evidence_put_count(evidence, "opened", link->sent[!end].decrypted, "packet");
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_resets(struct pptp_evidence *evidence)
{
    return pptp_evidence_put_resets(evidence, MANY_RESETS, true);
}

/* If CCP was not captured, the end's packets may be only compressed, which needs no keys. */
static bool
may_lack_keys(const struct pptp_link *link, unsigned end)
{
    return pptp_ppp_link_asked(link, PPTP_CCP, !end)->requests > 0
        || pptp_ppp_decryption_is_recognized(link->decryptions, end);
}

/* What is known to go to many receivers asks for no answer. */
static bool
find_unanswered(struct pptp_evidence *evidence, bool in_the_clear)
{
    const struct pptp_link *link = evidence->subject.link;

    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_sent *sent = &link->sent[end], *other = &link->sent[!end];
        const struct pptp_packet *by;

        if (sent->asking.count < MUCH_DATA || (sent->encrypted == 0) != in_the_clear
            || (!in_the_clear && !may_lack_keys(link, end))
            || !pptp_subject_flow(&evidence->subject, !end)
            || other->encrypted + other->clear + other->compressed + other->opaque > 0
            || sent->asking.last.when - sent->asking.first.when < SOME_TIME * PPTP_SECOND)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_party(evidence, "other", !end);
        pptp_evidence_put_count(evidence, "count", sent->asking.count, in_the_clear ? "packet" : "encrypted packet");
        pptp_evidence_put_frame(evidence, "frame", sent->asking.first.frame);
        if (!in_the_clear && sent->decrypted == 0)
            pptp_evidence_put(evidence, "or", "%s", "or these packets ask for no answer, such as broadcasts");
        by = pptp_tunnel_sequence_acknowledged_by(sent->first_asking);
        pptp_evidence_put_frame(evidence, "acknowledged", by ? by->frame : 0);
        return true;
    }
    return false;
}

bool
pptp_sign_data_unanswered(struct pptp_evidence *evidence)
{
    return find_unanswered(evidence, false);
}

bool
pptp_sign_clear_data_unanswered(struct pptp_evidence *evidence)
{
    return find_unanswered(evidence, true);
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
