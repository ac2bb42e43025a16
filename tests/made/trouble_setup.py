"""A session comes up, but a step of it takes long."""
import functools

from made import CLIENT, SERVER
from made.ppp import IPCP, LCP, PPP, SECOND, address
from made.trouble import ASKED_TO_CALL, ASKED_TO_START, STARTED, authenticated, case, lcp_options, with_lcp
from packets import ACK, Tunnel, message

SETUP = 'trouble-setup'


def go_on(s, link):
    link.ipcp_up()
    link.pings(2)
    s.close(link)


def wait_for_ppp(s, times):
    """The client asks so many times, each 3 s, before the server's PPP says something."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    for _ in range(times):
        link.again(CLIENT, LCP)
    link.request(SERVER, LCP, *lcp_options(SERVER, 'CHAP-MD5'))
    link.ack(CLIENT, LCP)
    link.ack(SERVER, LCP)
    link.authenticate('CHAP-MD5')
    go_on(s, link)


def wait_for_outcome(s, after):
    link = with_lcp(s, 'CHAP-MD5')
    link.challenge()
    link.response(bytes(range(16)))
    link.hear(SERVER)
    link.success('Welcome', after=after)
    go_on(s, link)


@case(SETUP, 'setup_slow')
def ppp_starts_late(s):
    wait_for_ppp(s, 3)


@case(SETUP)
def ppp_starts_soon(s):
    wait_for_ppp(s, 1)


@case(SETUP, 'setup_slow')
def logon_is_checked_slowly(s):
    """The server has the Response, and lets the client wait."""
    wait_for_outcome(s, 12 * SECOND)


@case(SETUP)
def logon_is_checked_soon(s):
    wait_for_outcome(s, 3 * SECOND)


@case(SETUP, 'setup_slow')
def address_comes_late(s):
    """The server has all of the client's requests, but no address to give so far."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    for _ in range(4):
        link.hear(SERVER)
        link.again(CLIENT, IPCP)
    go_on(s, link)


@case(SETUP, 'setup_slow')
def client_takes_its_time(s):
    """A person at the client has to do something first."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address('10.10.0.1'))
    link.hear(CLIENT)
    for _ in range(2):
        link.again(SERVER, IPCP)
        link.hear(CLIENT)
    go_on(s, link)


CONTROL = f'{SETUP}-control'


def control_takes_long(s, start=0, call=0, repeated=False):
    """The server's TCP acknowledges each request at once, or, if repeated, only what TCP had to send again."""
    s.connect()
    for name, asked, reply, answer, seconds in (
            ('Start-Control-Connection-Request', ASKED_TO_START, 'Start-Control-Connection-Reply', STARTED, start),
            ('Outgoing-Call-Request', ASKED_TO_CALL | {'call_id': s.client_id}, 'Outgoing-Call-Reply',
             {'call_id': s.server_id, 'peer_call_id': s.client_id, 'connect_speed': 10000000, 'window': 3}, call)):
        octets = message(name, **asked)
        place = s.connection.segment(CLIENT, octets)
        for pause in (1, 2, 4) if repeated and seconds else ():
            s.connection.segment(CLIENT, octets, at=place, after=pause * SECOND)
        s.connection.segment(SERVER, b'', ACK)
        s.say(SERVER, reply, after=1000 if repeated else 1000 + seconds * SECOND, **answer, result=1)
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, **s.ends))
    link.up()
    link.pings(2)
    s.close(link)


case(CONTROL, 'setup_slow')(functools.partial(control_takes_long, start=8, call=7))
case(CONTROL, 'setup_slow')(functools.partial(control_takes_long, call=7))
case(CONTROL)(functools.partial(control_takes_long, start=3, call=4))
# The requests were late.
case(CONTROL)(functools.partial(control_takes_long, start=7, repeated=True))


@case(SETUP)
def slow_in_vain(s):
    """A session that does not come up has other findings."""
    link = with_lcp(s, 'CHAP-MD5')
    link.challenge()
    link.response(bytes(range(16)))
    link.success('Welcome', after=12 * SECOND)
    link.terminate(CLIENT, 'Peer not responding', after=SECOND)
    s.end()
