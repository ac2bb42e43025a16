/* Two users of one server have the same address inside the tunnel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/signs.h"
#include "diagnosis/subject_neighbors.h"
#include "diagnosis/subject_points.h"

enum { A_MOMENT = 5 };                  /* seconds */

/* The address that a call's user got inside the tunnel. */
struct lease {
    const struct pptp_call *call;
    unsigned user;                      /* the end that has it */
    uint32_t address;                   /* in host byte order; 0: none was agreed on */
    struct pptp_moment since;
    uint32_t until;                     /* the user still sends before that frame */
};

/* The frame up to which the user sends. A call may be dead although its end was not captured. */
static uint32_t
last_use(const struct pptp_call *call, unsigned user)
{
    const struct pptp_flow *flow = call->tunnel->flow[!user];
    uint32_t terminated = call->tunnel->link->terminated.frame, last = flow ? flow->last_frame : 0;

    last = call->ended_in ? MIN(last, call->ended_in) : last;
    return terminated ? MIN(last, terminated) : last;
}

/* The links of a Multilink bundle share its address, which the first of them has. */
static struct lease
find_lease(const struct pptp_call *call)
{
    const struct pptp_link *link = pptp_call_link(call);
    struct lease lease = { .call = call };

    if (!link || link->leader)
        return lease;
    lease.user = pptp_subject_user(call);
    lease.since = pptp_ppp_link_asked(link, PPTP_IPCP, lease.user)->agreed;
    if (lease.since.frame)
        lease.address = pptp_ppp_negotiation_value(pptp_ppp_link_asked(link, PPTP_IPCP, lease.user),
                                                   PPTP_OPTION_ADDRESS);
    lease.until = last_use(call, lease.user);
    return lease;
}

static const address *
server_of(const struct lease *lease)
{
    return &lease->call->connection->end[!lease->user].address;
}

/* Whether the later one got the address of the earlier one while that was still up. Frames tell the order, since clocks
 * may be set back. */
static bool
takes(const struct lease *later, const struct lease *earlier)
{
    return later->address && earlier->address == later->address && earlier->since.frame < later->since.frame
           && later->since.frame < earlier->until && addresses_equal(server_of(earlier), server_of(later))
           && !pptp_subject_is_same_session(later->call, earlier->call);
}

/* Whether an end of the call got an address after one frame and before another. It costs less than to find the lease,
 * which most neighbors can be spared. */
static bool
gets_address_between(const struct pptp_call *call, uint32_t after, uint32_t before)
{
    const struct pptp_link *link = pptp_call_link(call);

    for (unsigned end = 0; link && end < 2; end++) {
        const struct pptp_negotiation *asked = link->negotiation[PPTP_IPCP][end];

        if (asked && asked->agreed.frame > after && asked->agreed.frame < before)
            return true;
    }
    return false;
}

static bool
is_taken_by(const struct pptp_call *other, const void *data)
{
    const struct lease *earlier = data;
    struct lease later;

    if (!gets_address_between(other, earlier->since.frame, earlier->until))
        return false;
    later = find_lease(other);
    return takes(&later, earlier);
}

static bool
has_taken_from(const struct pptp_call *other, const void *data)
{
    const struct lease *later = data;
    struct lease earlier;

    if ((other->ended_in && other->ended_in <= later->since.frame)
        || !gets_address_between(other, 0, later->since.frame))
        return false;
    earlier = find_lease(other);
    return takes(later, &earlier);
}

/* Sets lease to the one of the subject, and other to the one that has the same address. Returns false if there is
 * none. */
static bool
find_leases(const struct pptp_evidence *evidence, pptp_choice choose, struct lease *lease, struct lease *other)
{
    const struct pptp_call *call = evidence->subject.call, *found;

    if (!call)
        return false;
    *lease = find_lease(call);
    found = lease->address ? pptp_subject_neighbor(call, choose, lease) : NULL;
    if (found)
        *other = find_lease(found);
    return found != NULL;
}

static void
put_lease(struct pptp_evidence *evidence, const struct lease *lease, const struct lease *other)
{
    pptp_evidence_put_party(evidence, "client", lease->user);
    pptp_evidence_put_ipv4(evidence, "address", lease->address);
    pptp_evidence_put_number(evidence, "other", other->call->number);
    pptp_evidence_put_address(evidence, "host", &other->call->connection->end[other->user].address);
}

bool
pptp_sign_address_shared(struct pptp_evidence *evidence)
{
    struct lease lease, other;

    if (!find_leases(evidence, has_taken_from, &lease, &other))
        return false;
    pptp_evidence_put_frame(evidence, "frame", lease.since.frame);
    pptp_evidence_put_frame(evidence, "other_frame", other.since.frame);
    put_lease(evidence, &lease, &other);
    return true;
}

/* The server sends no more data, but the user does. */
static void
put_silence(struct pptp_evidence *evidence, const struct lease *lease, struct pptp_moment taken)
{
    const struct pptp_sent *sent = evidence->subject.link->sent;
    struct pptp_moment last = sent[!lease->user].last_data, later = sent[lease->user].last_data;

    if (last.frame == 0 || last.when > taken.when + A_MOMENT * PPTP_SECOND
        || later.when < MAX(taken.when, last.when) + A_MOMENT * PPTP_SECOND)
        return;
    pptp_evidence_put_party(evidence, "server", !lease->user);
    pptp_evidence_put_frame(evidence, "last", last.frame);
    pptp_evidence_put_frame(evidence, "until", later.frame);
}

bool
pptp_sign_address_taken(struct pptp_evidence *evidence)
{
    struct lease lease, other;

    if (!find_leases(evidence, is_taken_by, &lease, &other))
        return false;
    pptp_evidence_put_frame(evidence, "other_frame", other.since.frame);
    pptp_evidence_put_frame(evidence, "frame", lease.since.frame);
    put_lease(evidence, &lease, &other);
    put_silence(evidence, &lease, other.since);
    return true;
}
