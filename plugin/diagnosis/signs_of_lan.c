/* Hosts on the network behind an end do not find the address that the other end has inside the tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "ppp/beside.h"

enum { MANY = 3, SOME = 2 };

static void
put_mac(struct pptp_evidence *evidence, const char *name, const uint8_t *mac)
{
    address shown = ADDRESS_INIT(AT_ETHER, PPTP_MAC_OCTETS, mac);

    pptp_evidence_put_address(evidence, name, &shown);
}

static void
put_owner(struct pptp_evidence *evidence, unsigned end)
{
    uint32_t own = pptp_ppp_negotiation_value(pptp_evidence_asked(evidence, PPTP_IPCP, end), PPTP_OPTION_ADDRESS);

    pptp_evidence_put_parties(evidence, "owner", "other", end);
    pptp_evidence_put_ipv4(evidence, "address", own);
}

bool
pptp_sign_address_in_use(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_beside *beside = pptp_ppp_link_beside(evidence->subject.link, end);

        if (!beside->other_claim.frame)
            continue;
        put_owner(evidence, end);
        put_mac(evidence, "mac", beside->mac);
        pptp_evidence_put_frame(evidence, "frame", beside->claims.first.frame);
        put_mac(evidence, "other_mac", beside->other_mac);
        pptp_evidence_put_frame(evidence, "other_frame", beside->other_claim.frame);
        return true;
    }
    return false;
}

/* A switch may keep the replies from the capture, but who got one does not ask again at once. */
bool
pptp_sign_arp_unanswered(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_beside *beside = pptp_ppp_link_beside(evidence->subject.link, end);

        if (beside->claims.count > 0 || beside->asked.count < MANY || beside->asked_again < SOME)
            continue;
        put_owner(evidence, end);
        pptp_evidence_put_ipv4(evidence, "asker", g_ntohl(beside->first_asker));
        pptp_evidence_put_count(evidence, "count", beside->asked.count, "request");
        pptp_evidence_put_frame(evidence, "frame", beside->asked.first.frame);
        return true;
    }
    return false;
}
