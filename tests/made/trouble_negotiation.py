"""Both ends speak PPP, but do not agree."""
from made import CLIENT, SERVER
from made.ppp import LCP, SECOND, mru
from made.trouble import case, lcp_options

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


@case(DISAGREEING, 'ppp_stuck')
def heard_but_not_answered(s):
    """The server acknowledges each of the client's LCP requests, and answers none."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    for _ in range(9):
        link.hear(SERVER)
        link.again(CLIENT, LCP)
    s.end(3 * SECOND)


@case(DISAGREEING, 'ppp_stuck')
def server_leaves_after_success(s):
    """The server lets the client in, and ends the call at once without saying why."""
    link = s.call()
    link.lcp_up()
    link.authenticate()
    s.end_by_server(300_000)


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
