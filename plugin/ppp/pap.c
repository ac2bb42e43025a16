/* Reads the packets of PAP: who asks, and whether the other end accepts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "ppp/pap.h"
#include "ppp/radius.h"

/* Codes (RFC 1334 section 2.2). */
enum { REQUEST = 1, ACK, NAK };

/* Reads a length and as many octets: Peer-ID, Password or Message (RFC 1334 section 2.2). */
static struct pptp_text
counted(struct pptp_authentication_packet *packet, unsigned at)
{
    unsigned size = at < packet->size ? packet->octets[at] : 0;

    if (at + 1 + size <= packet->size)
        return (struct pptp_text){ .octets = packet->octets + at + 1, .size = size };
    packet->is_malformed = true;
    return (struct pptp_text){ .octets = NULL };
}

static enum pptp_authentication_part
follow_request(struct pptp_authentication_packet *packet)
{
    struct pptp_authentication *authentication = pptp_ppp_authentication_of(packet, !packet->from);
    struct pptp_text user = counted(packet, 0), password;

    authentication->protocol = PPTP_PAP;
    password = counted(packet, 1 + user.size);
    authentication->has_empty_password = password.octets && password.size == 0;
    pptp_ppp_authentication_count_response(authentication, packet);
    if (authentication->responses == 1 && user.octets)
        pptp_ppp_authentication_name_user(authentication, packet, user.octets, user.size);
    pptp_ppp_radius_follow_user(authentication, packet, user);
    return PPTP_RESPONSE;
}

static enum pptp_authentication_part
follow_outcome(struct pptp_authentication_packet *packet)
{
    struct pptp_authentication *authentication = pptp_ppp_authentication_of(packet, packet->from);
    struct pptp_text text = { .octets = NULL };

    if (packet->size > 0)
        text = counted(packet, 0);
    authentication->protocol = PPTP_PAP;
    if (authentication->outcome.frame == 0)
        authentication->message = pptp_ppp_text_keep(packet->scope, text.octets, text.size);
    return pptp_ppp_authentication_conclude(authentication, packet, packet->code == ACK);
}

enum pptp_authentication_part
pptp_ppp_pap_follow(struct pptp_authentication_packet *packet)
{
    static const struct pptp_authentication_code codes[] = {
        { REQUEST, follow_request }, { ACK, follow_outcome }, { NAK, follow_outcome }
    };

    return pptp_ppp_authentication_follow(codes, array_length(codes), packet);
}
