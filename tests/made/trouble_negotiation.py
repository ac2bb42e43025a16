"""Both ends speak PPP, but do not agree."""
import functools

from made import CLIENT, SERVER
from made.ppp import (ACK, CCP, INSIDE, IPCP, KEY_40, KEY_56, KEY_128, LCP, SECOND, STATELESS, VAN_JACOBSON, address,
                      mppe, mru)
from made.trouble import authenticated, case, lcp_options

DISAGREEING = 'trouble-negotiation'


@case(DISAGREEING, 'ppp_replies_not_received', 'linux_nat_helper')
def client_is_deaf(s):
    """The server answers each of the client's requests, and asks itself; the client repeats its first one unchanged. So
    does one behind a NAT of Linux that does not know its call, seen from outside."""
    link = s.call()
    link.acknowledging = {SERVER}
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.ack(SERVER, LCP)
    for _ in range(9):
        link.again(CLIENT, LCP)
        link.again(SERVER, LCP, after=10_000)
        link.ack(SERVER, LCP)
    s.end(3 * SECOND)


@case(DISAGREEING, 'ppp_replies_not_received')
def server_is_deaf(s):
    """The other way round: the client rejects an option, the server asks for it again and again."""
    link = s.call()
    link.acknowledging = {CLIENT}
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), (19, b'\1pptpd'))
    link.reject(CLIENT, LCP, (19, b'\1pptpd'))
    for _ in range(9):
        link.again(SERVER, LCP)
        link.reject(CLIENT, LCP, (19, b'\1pptpd'))
    s.end_by_server(3 * SECOND)


@case(DISAGREEING, 'ppp_no_agreement')
def unit_disagreed(s):
    """The client wants an MRU of 1500, the server 1400; each of the client's requests is a new one."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.ack(CLIENT, LCP)
    for _ in range(10):
        link.request(CLIENT, LCP, *lcp_options(CLIENT, unit=1500))
        link.nak(SERVER, LCP, mru(1400))
    s.end(3 * SECOND)


@case(DISAGREEING, 'ppp_unanswered')
def both_only_ask(s):
    """Both ends ask, neither answers: neither hears the other."""
    link = s.call()
    link.acknowledging.clear()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    for _ in range(9):
        link.again(CLIENT, LCP)
        link.again(SERVER, LCP, after=10_000)
    s.end(3 * SECOND)


@case(DISAGREEING, 'ppp_accepted_late')
def waits_for_a_lost_packet(s):
    """A packet of the server's is lost; the client keeps the Configure-Ack behind it waiting, asks once more after 3 s,
    and takes the answer then: all is well in the end."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.ack(CLIENT, LCP)
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.tunnel.next[SERVER] += 1
    link.acknowledging = {SERVER}
    link.ack(SERVER, LCP)
    link.again(CLIENT, LCP)
    link.acknowledging = {CLIENT, SERVER}
    link.ack(SERVER, LCP)
    link.ipcp_up()
    s.close(link)


@case(DISAGREEING, 'ppp_replies_not_received')
def deaf_under_new_identifiers(s):
    """The server acknowledges each of the client's requests, and the client goes on asking, as Windows does."""
    link = s.call()
    link.acknowledging = {SERVER}
    for _ in range(10):
        link.request(CLIENT, LCP, *lcp_options(CLIENT), after=3 * SECOND)
        link.ack(SERVER, LCP)
    s.end(3 * SECOND)


DEAF = 'trouble-negotiation-deaf'


def asks_in_vain(s, hears):
    """The server rejects an option each time, and asks itself; the client goes on asking for it, as Windows does.
    hears: and acknowledges the server's GRE."""
    link = s.call()
    link.acknowledging = {SERVER, CLIENT} if hears else {SERVER}
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    for _ in range(8):
        link.request(CLIENT, LCP, *lcp_options(CLIENT), (13, b'\6'), after=3 * SECOND)
        link.reject(SERVER, LCP, (13, b'\6'))
        link.again(SERVER, LCP, after=10_000)
    s.end(3 * SECOND)


case(DEAF, 'ppp_replies_not_received')(functools.partial(asks_in_vain, hears=False))
case(DEAF, 'ppp_no_agreement')(functools.partial(asks_in_vain, hears=True))


@case(DISAGREEING, 'ppp_stuck')
def heard_but_not_answered(s):
    """The server acknowledges each of the client's LCP requests, and answers none."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    for _ in range(9):
        link.hear(SERVER)
        link.again(CLIENT, LCP)
    s.end(3 * SECOND)


@case(DISAGREEING, 'ppp_replies_ignored')
def heard_but_not_taken(s):
    """The client's GRE acknowledges each reply, but its PPP goes on asking."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.ack(CLIENT, LCP)
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    for _ in range(9):
        link.again(CLIENT, LCP)
        link.ack(SERVER, LCP)
    s.end(3 * SECOND)


@case(DISAGREEING, 'ppp_replies_not_received')
def only_what_came_later_is_acknowledged(s):
    """The client acknowledges the highest number that it received, not the Acks below it, which never arrive."""
    link = s.call()
    link.acknowledging = {SERVER}
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    for _ in range(6):
        link.ack(SERVER, LCP)
        link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
        link.hear(CLIENT)
        link.again(CLIENT, LCP)
    s.end(3 * SECOND)


# --- Replies that are no copies of the request ---

ALTERED = f'{DISAGREEING}-altered'
ENDPOINT = (19, b'\3\2\0\0\0\0\1')


def acknowledged_otherwise(s, change, client=CLIENT, options=()):
    """Each request is acknowledged with other options, and repeated."""
    link = s.call()
    link.request(not client, LCP, *lcp_options(not client, 'MS-CHAPv2' if client else None))
    link.ack(client, LCP)
    asked = *lcp_options(client, None if client else 'MS-CHAPv2'), *options
    link.request(client, LCP, *asked)
    link.answer(not client, LCP, ACK, *change(asked))
    for _ in range(4):
        link.again(client, LCP)
        link.answer(not client, LCP, ACK, *change(asked))
    s.end(3 * SECOND)


@case(ALTERED, 'ppp_reply_altered')
def other_unit(s):
    acknowledged_otherwise(s, lambda asked: (mru(1450), *asked[1:]))


@case(ALTERED, 'ppp_reply_altered')
def without_an_option(s):
    """The other way round: the client leaves the server's authentication out."""
    acknowledged_otherwise(s, lambda asked: tuple(option for option in asked if option[0] != 3), SERVER)


@case(ALTERED, 'ppp_reply_altered')
def in_another_order(s):
    acknowledged_otherwise(s, lambda asked: asked[::-1])


@case(ALTERED, 'ppp_reply_altered')
def unknown_option_altered(s):
    """An Endpoint Discriminator (RFC 1990 section 5.1.3) of another class."""
    acknowledged_otherwise(s, lambda asked: (*asked[:-1], (19, b'\1\2\0\0\0\0\1')), options=[ENDPOINT])


@case(ALTERED, 'ppp_reply_altered')
def rejects_what_was_not_asked(s):
    """IPCP: the server rejects an address of its own choice, again and again."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address(INSIDE[CLIENT]))
    link.reject(SERVER, IPCP, address('10.9.9.9'))
    for _ in range(4):
        link.again(CLIENT, IPCP)
        link.reject(SERVER, IPCP, address('10.9.9.9'))
    s.close(link)


@case(ALTERED, 'ppp_reply_altered')
def taken_all_the_same(s):
    """The server's Ack lacks the client's magic number; the client does not mind."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.ack(CLIENT, LCP)
    link.answer(SERVER, LCP, ACK, mru(1400))
    s.go_on(link, encrypted=False)


@case(ALTERED)
def one_identifier_for_all(s):
    """Healthy: the client's second request has the Identifier of the first; the Ack of the first comes late."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.ack(CLIENT, LCP)
    link.request(CLIENT, LCP, *lcp_options(CLIENT, unit=1500), identifier=1)
    link.request(CLIENT, LCP, *lcp_options(CLIENT, unit=1400), identifier=1, after=3 * SECOND)
    link.identifier[CLIENT, LCP] = 1
    link.answer(SERVER, LCP, ACK, *lcp_options(CLIENT, unit=1500))
    link.ack(SERVER, LCP)
    s.go_on(link, encrypted=False)


# --- Negotiated anew in mid-session ---

AGAIN = f'{DISAGREEING}-again'


def negotiate(link, client_address='10.10.0.100', naks=1, bits=STATELESS | KEY_128):
    """LCP and all that follows. Each time the server refuses some of what the client asks for, which then obeys; and
    the other way round."""
    link.compressed = {CLIENT: False, SERVER: False}
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), ENDPOINT)
    link.reject(CLIENT, LCP, ENDPOINT)
    link.request(CLIENT, LCP, *lcp_options(CLIENT, unit=1500))
    link.nak(SERVER, LCP, mru(1400))
    for client in SERVER, CLIENT:
        link.request(client, LCP, *lcp_options(client, None if client else 'MS-CHAPv2'))
        link.ack(not client, LCP)
    link.authenticate()
    link.request(CLIENT, CCP, mppe(bits | KEY_56 | KEY_40))
    link.nak(SERVER, CCP, mppe(bits))
    link.ccp_up(bits)
    link.request(SERVER, IPCP, VAN_JACOBSON, address(INSIDE[SERVER]))
    link.reject(CLIENT, IPCP, VAN_JACOBSON)
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, VAN_JACOBSON, address('0.0.0.0'), (129, bytes(4)))
    link.reject(SERVER, IPCP, VAN_JACOBSON, (129, bytes(4)))
    for _ in range(naks):
        link.request(CLIENT, IPCP, address(client_address if naks > 1 else '0.0.0.0'))
        link.nak(SERVER, IPCP, address(INSIDE[CLIENT]))
    if naks == 1:
        link.request(CLIENT, IPCP, address(client_address))
        link.ack(SERVER, IPCP)


@case(AGAIN)
def refused_alike_each_time(s):
    """Healthy: all is negotiated four times, and at last LCP once more, when the user hangs up."""
    link = s.call()
    for _ in range(4):
        negotiate(link)
        link.coherency = {CLIENT: 0, SERVER: 0}
        link.pings(2, encrypted=True)
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), after=SECOND)
    s.close(link)


@case(AGAIN, 'ipcp_no_agreement')
def disagreed_the_second_time(s):
    """The client insists on another address only in the second negotiation."""
    link = s.call()
    negotiate(link)
    link.pings(2, encrypted=True)
    negotiate(link, '10.10.9.9', naks=6)
    s.end(5 * SECOND)


@case(AGAIN)
def addresses_renewed_without_lcp(s):
    """IPCP alone is negotiated five times; Van Jacobson's compression is rejected each time."""
    link = authenticated(s, 'CHAP-MD5')
    for _ in range(5):
        link.request(CLIENT, IPCP, address(INSIDE[CLIENT]))
        link.ack(SERVER, IPCP)
        link.request(SERVER, IPCP, VAN_JACOBSON, address(INSIDE[SERVER]))
        link.reject(CLIENT, IPCP, VAN_JACOBSON)
        link.request(SERVER, IPCP, address(INSIDE[SERVER]))
        link.ack(CLIENT, IPCP)
        link.pings(2)
    s.close(link)


# --- An end that ends the link instead of negotiating ---

ENDED = f'{DISAGREEING}-ended'
CALLBACK = 13, b'\6'


@case(ENDED, 'ppp_stuck')
def ended_for_multilink(s):
    """The server ends the link as soon as the client asks for Multilink and callback."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER, 'PAP'))
    link.ack(CLIENT, LCP)
    link.request(CLIENT, LCP, *lcp_options(CLIENT), CALLBACK, (17, b'\6\x4e'))
    s.close(link, SERVER, '')


@case(ENDED, 'ppp_stuck')
def ended_for_no_option(s):
    """The client does it to the server, which asks for nothing special."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    s.close(link, CLIENT, '')


@case(ENDED, 'ppp_stuck')
def ended_after_a_reject(s):
    """The server rejects Multilink as it should, and ends the link at the next request."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER, 'PAP'))
    link.request(CLIENT, LCP, *lcp_options(CLIENT), (17, b'\6\x4e'))
    link.reject(SERVER, LCP, (17, b'\6\x4e'))
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    s.close(link, SERVER, '')


@case(ENDED, 'ppp_replies_not_received')
def rejects_unheard(s):
    """The client never drops the option that the server rejects: it repeats its first request after the replies."""
    link = s.call()
    link.acknowledging = {SERVER}
    link.request(CLIENT, LCP, *lcp_options(CLIENT), CALLBACK)
    for _ in range(2):
        link.reject(SERVER, LCP, CALLBACK)
        link.again(CLIENT, LCP)
    link.reject(SERVER, LCP, CALLBACK)
    s.end(3 * SECOND)


# --- An end that is not ready yet ---

@case(f'{DISAGREEING}-not-ready')
def not_ready_at_first(s):
    """The server asks, and answers with Terminate-Acks what comes before it is ready. 3 s later, both ask again."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(CLIENT, LCP)
    for _ in range(2):
        link.control(SERVER, LCP, 6, b'', link.identifier[CLIENT, LCP])
    link.again(CLIENT, LCP)
    link.ack(SERVER, LCP)
    link.again(SERVER, LCP, after=50_000)
    link.ack(CLIENT, LCP)
    link.ipcp_up()
    link.pings(2)
    s.close(link)


# --- An end that hears, and does not answer ---

def not_answered(s, hears):
    """The server took the client's first reply, acknowledges the client's requests in GRE, and replies to none."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.ack(CLIENT, LCP)
    if not hears:
        link.acknowledging.discard(SERVER)
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    for _ in range(9):
        if hears:
            link.hear(SERVER)
        link.again(CLIENT, LCP)
    link.terminate(CLIENT, answered=False, after=3 * SECOND)
    s.end()


case(f'{DISAGREEING}-mute', 'ppp_stuck')(functools.partial(not_answered, hears=True))
case(f'{DISAGREEING}-mute', 'ppp_stuck')(functools.partial(not_answered, hears=False))
