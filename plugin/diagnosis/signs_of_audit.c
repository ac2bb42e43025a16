/* An eavesdropper can learn something: clear data, passwords, short keys, handshakes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "calls/implementation.h"
#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "ppp/eap.h"

typedef bool (*quality)(const struct pptp_authentication *authentication);

static struct pptp_moment
handshake_challenge(const struct pptp_authentication *authentication)
{
    return authentication->eap ? authentication->eap->mschapv2_challenge : authentication->challenge;
}

static struct pptp_moment
handshake_response(const struct pptp_authentication *authentication)
{
    return authentication->eap ? authentication->eap->mschapv2_response : authentication->response;
}

static bool
sends_password(const struct pptp_authentication *authentication)
{
    return authentication->protocol == PPTP_PAP && authentication->response.frame;
}

static bool
has_lm_response(const struct pptp_authentication *authentication)
{
    return authentication->has_lm_response;
}

static bool
is_ms_chap_handshake(const struct pptp_authentication *authentication)
{
    return authentication->protocol == PPTP_MSCHAP && authentication->challenge.frame
           && authentication->has_nt_response;
}

/* A client that has no password for the server may send zeros. */
static bool
has_password(const struct pptp_authentication *authentication)
{
    static const uint8_t none[PPTP_NT_RESPONSE];

    return authentication->has_nt_response && memcmp(authentication->nt_response, none, sizeof none) != 0;
}

/* That of EAP-MSCHAPv2 holds the same values. */
static bool
is_ms_chap_2_handshake(const struct pptp_authentication *authentication)
{
    return (authentication->protocol == PPTP_MSCHAPV2 || authentication->eap)
           && handshake_challenge(authentication).frame && has_password(authentication);
}

static bool
has_long_name(const struct pptp_authentication *authentication)
{
    return authentication->name_size > 255;
}

/* Returns the newest authentication that has the quality; NULL if there is none. */
static const struct pptp_authentication *
newest_with(const struct pptp_evidence *evidence, quality is_found)
{
    const struct pptp_authentication *authentication = evidence->subject.link->authentication;

    while (authentication && !is_found(authentication))
        authentication = authentication->before;
    return authentication;
}

static bool
find_authentication(struct pptp_evidence *evidence, quality is_found)
{
    const struct pptp_authentication *authentication = newest_with(evidence, is_found);

    if (!authentication)
        return false;
    pptp_evidence_put_authentication(evidence, authentication);
    pptp_evidence_put_frame(evidence, "challenge", authentication->challenge.frame);
    pptp_evidence_put_frame(evidence, "frame",
                            authentication->response.frame ? authentication->response.frame
                                                           : authentication->challenge.frame);
    pptp_evidence_put_number(evidence, "name_size", authentication->name_size);
    return true;
}

/* The first time is when the password was disclosed. */
bool
pptp_sign_pap_password(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *oldest = NULL;

    for (const struct pptp_authentication *each = evidence->subject.link->authentication; each; each = each->before) {
        if (sends_password(each) && !each->has_empty_password)
            oldest = each;
    }
    if (!oldest)
        return false;
    pptp_evidence_put_authentication(evidence, oldest);
    pptp_evidence_put_frame(evidence, "frame", oldest->response.frame);
    return true;
}

static void
add_count(wmem_strbuf_t *list, uint32_t count, const char *what)
{
    if (count > 0)
        wmem_strbuf_append_printf(list, "%s%u %s", wmem_strbuf_get_len(list) > 0 ? ", " : "", count, what);
}

bool
pptp_sign_clear_data(struct pptp_evidence *evidence)
{
    static const char *const names[] = {
        [PPTP_CLEAR_IPV4] = "IPv4", [PPTP_CLEAR_IPV6] = "IPv6", [PPTP_CLEAR_VJ] = "Van Jacobson TCP/IP",
        [PPTP_CLEAR_IPX] = "IPX", [PPTP_CLEAR_NETBEUI] = "NetBEUI", [PPTP_CLEAR_BRIDGED] = "bridged",
        [PPTP_CLEAR_OTHER] = "other"
    };
    const struct pptp_link *link = evidence->subject.link;
    wmem_strbuf_t *list = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned i = 0; i < PPTP_CLEAR_PROTOCOLS; i++)
        add_count(list, link->clear[i], names[i]);
    add_count(list, link->sent[0].compressed + link->sent[1].compressed, "compressed");
    if (wmem_strbuf_get_len(list) == 0)
        return false;
    pptp_evidence_put(evidence, "list", "%s", wmem_strbuf_get_str(list));
    pptp_evidence_put_frame(evidence, "frame", pptp_ppp_link_first_clear(link));
    return true;
}

bool
pptp_sign_lm_response(struct pptp_evidence *evidence)
{
    return find_authentication(evidence, has_lm_response);
}

/* A longer key than this one, if the end's first request offered one. */
static unsigned
stronger_offer(const struct pptp_negotiation *ccp, uint32_t bit)
{
    uint32_t offered = pptp_ppp_options_have(&ccp->first_asked, PPTP_OPTION_MPPE)
                           ? ccp->first_asked.value[PPTP_OPTION_MPPE]
                           : 0;

    if (offered & PPTP_MPPE_128)
        return 128;
    return offered & PPTP_MPPE_56 && bit == PPTP_MPPE_40 ? 56 : 0;
}

static void
put_stronger_offer(struct pptp_evidence *evidence, unsigned end, uint32_t bit)
{
    const struct pptp_negotiation *ccp = pptp_evidence_asked(evidence, PPTP_CCP, end);
    unsigned stronger = stronger_offer(ccp, bit);

    if (stronger == 0)
        return;
    pptp_evidence_put_party(evidence, "sender", end);
    pptp_evidence_put_number(evidence, "stronger", stronger);
    pptp_evidence_put_frame(evidence, "offered", ccp->first.frame);
}

static bool
is_weakly_encrypted(struct pptp_evidence *evidence, uint32_t bit)
{
    for (unsigned end = 0; end < 2; end++) {
        uint32_t bits = pptp_ppp_link_compression(evidence->subject.link, end).mppe & PPTP_MPPE_KEYS;

        if (bits != bit)
            continue;
        pptp_evidence_put_frame(evidence, "frame", pptp_evidence_asked(evidence, PPTP_CCP, end)->agreed.frame);
        put_stronger_offer(evidence, end, bit);
        return true;
    }
    return false;
}

bool
pptp_sign_mppe_40(struct pptp_evidence *evidence)
{
    return is_weakly_encrypted(evidence, PPTP_MPPE_40);
}

bool
pptp_sign_mppe_56(struct pptp_evidence *evidence)
{
    return is_weakly_encrypted(evidence, PPTP_MPPE_56);
}

bool
pptp_sign_mschapv1_handshake(struct pptp_evidence *evidence)
{
    return find_authentication(evidence, is_ms_chap_handshake);
}

bool
pptp_sign_mschapv2_handshake(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *found = newest_with(evidence, is_ms_chap_2_handshake);

    if (!found)
        return false;
    pptp_evidence_put_authentication(evidence, found);
    pptp_evidence_put(evidence, "handshake", "%s", found->eap ? "EAP-MSCHAPv2" : "MS-CHAPv2");
    pptp_evidence_put_frame(evidence, "challenge", handshake_challenge(found).frame);
    pptp_evidence_put_frame(evidence, "frame", handshake_response(found).frame);
    return true;
}

bool
pptp_sign_eap_name(struct pptp_evidence *evidence)
{
    return find_authentication(evidence, has_long_name);
}

bool
pptp_sign_nmap_probe(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;

    for (unsigned end = 0; end < 2; end++) {
        if (g_strcmp0(connection->implementation[end], "nmap") == 0) {
            pptp_evidence_put_address(evidence, "address", &connection->end[end].address);
            pptp_evidence_cite(evidence, connection->start_request ? connection->start_request->frame : 0);
            return true;
        }
    }
    return false;
}
