/* Judges how certainly decrypted octets are PPP: by the protocol field and by the header of what PPP carries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/ppptypes.h>

#include "checksum.h"
#include "mppe/recognize.h"

static enum pptp_mppe_certainty
recognize_ipv4(const uint8_t *ip, unsigned captured, unsigned length)
{
    unsigned header, total;

    if (captured < 20)
        return captured == 0 || ip[0] >> 4 == 4 ? PPTP_MPPE_LIKELY : PPTP_MPPE_NO_PPP;
    header = (ip[0] & 15) * 4;
    total = ip[2] << 8 | ip[3];
    if (ip[0] >> 4 != 4 || header < 20 || total < header || total > length)
        return PPTP_MPPE_NO_PPP;
    return total == length || (header <= captured && pptp_checksum_is_right_of_ip(ip, header)) ? PPTP_MPPE_CERTAIN
                                                                                               : PPTP_MPPE_LIKELY;
}

/* IPv6 has no header checksum, and a length shorter than the packet is too often plausible by chance. */
static enum pptp_mppe_certainty
recognize_ipv6(const uint8_t *ip, unsigned captured, unsigned length)
{
    unsigned total;

    if (captured < 40)
        return captured == 0 || ip[0] >> 4 == 6 ? PPTP_MPPE_LIKELY : PPTP_MPPE_NO_PPP;
    total = (ip[4] << 8 | ip[5]) + 40;
    if (ip[0] >> 4 != 6 || total > length)
        return PPTP_MPPE_NO_PPP;
    return total == length ? PPTP_MPPE_CERTAIN : PPTP_MPPE_LIKELY;
}

/* Van Jacobson's UNCOMPRESSED_TCP (RFC 1144) is an IPv4 header with another number in its Protocol field. */
static enum pptp_mppe_certainty
recognize_uncompressed(const uint8_t *ip, unsigned captured, unsigned length)
{
    return MIN(recognize_ipv4(ip, captured, length), PPTP_MPPE_LIKELY);
}

/* Van Jacobson's COMPRESSED_TCP begins with a change mask whose first bit is 0. */
static enum pptp_mppe_certainty
recognize_compressed(const uint8_t *changes, unsigned captured, unsigned length _U_)
{
    return captured == 0 || changes[0] < 0x80 ? PPTP_MPPE_LIKELY : PPTP_MPPE_NO_PPP;
}

/* A control protocol (RFC 1661 section 5): Code, Identifier and Length. Some ends encrypt these, too. */
static enum pptp_mppe_certainty
recognize_control(const uint8_t *octets, unsigned captured, unsigned length)
{
    enum { MOST_CODES = 15 };

    if (captured > 0 && (octets[0] == 0 || octets[0] > MOST_CODES))
        return PPTP_MPPE_NO_PPP;
    if (captured < 4)
        return PPTP_MPPE_POSSIBLE;
    return (unsigned)(octets[2] << 8 | octets[3]) == length ? PPTP_MPPE_CERTAIN : PPTP_MPPE_NO_PPP;
}

static enum pptp_mppe_certainty
recognize_any(const uint8_t *octets _U_, unsigned captured _U_, unsigned length _U_)
{
    return PPTP_MPPE_POSSIBLE;
}

/* What PPTP is known to carry. Any other protocol number counts as garbage. */
static const struct {
    uint16_t protocol;
    enum pptp_mppe_certainty (*recognize)(const uint8_t *octets, unsigned captured, unsigned length);
} protocols[] = {
    { PPP_IP, recognize_ipv4 },
    { PPP_IPV6, recognize_ipv6 },
    { PPP_VJC_COMP, recognize_compressed },
    { PPP_VJC_UNCOMP, recognize_uncompressed },
    { PPP_AT, recognize_any },
    { PPP_IPX, recognize_any },
    { PPP_BCP_BPDU, recognize_any },
    { PPP_MP, recognize_any },
    { PPP_NB, recognize_any },
    { PPP_RTP_FH, recognize_any },
    { PPP_RTP_CTCP, recognize_any },
    { PPP_RTP_CNTCP, recognize_any },
    { PPP_RTP_CUDP8, recognize_any },
    { PPP_RTP_CRTP8, recognize_any },
    { PPP_LCP, recognize_control },
    { PPP_CCP, recognize_control },
    { PPP_IPCP, recognize_control },
    { PPP_IPV6CP, recognize_control },
    { PPP_CHAP, recognize_control },
};

/* The protocol field has one octet or two. A single octet is often right by chance, so it needs an earlier proof
 * unless what follows is certain. */
enum pptp_mppe_certainty
pptp_mppe_recognize(const uint8_t *octets, unsigned captured, unsigned length, bool has_proof)
{
    unsigned size = captured > 0 && octets[0] & 1 ? 1 : 2, protocol;
    enum pptp_mppe_certainty certainty = PPTP_MPPE_NO_PPP;

    if (captured < size)
        return length > captured && has_proof ? PPTP_MPPE_POSSIBLE : PPTP_MPPE_NO_PPP;
    protocol = size == 1 ? octets[0] : octets[0] << 8 | octets[1];
    for (unsigned i = 0; i < G_N_ELEMENTS(protocols); i++) {
        if (protocols[i].protocol == protocol)
            certainty = protocols[i].recognize(octets + size, captured - size, length - size);
    }
    if (certainty == PPTP_MPPE_CERTAIN || certainty == PPTP_MPPE_NO_PPP)
        return certainty;
    return size == 2 ? PPTP_MPPE_LIKELY : has_proof ? certainty : PPTP_MPPE_NO_PPP;
}
