"""A session comes up, but a step of it takes long."""
from made import CLIENT, SERVER
from made.ppp import IPCP, LCP, SECOND, address
from made.trouble import authenticated, case, lcp_options, with_lcp

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


@case(SETUP)
def slow_in_vain(s):
    """A session that does not come up has other findings."""
    link = with_lcp(s, 'CHAP-MD5')
    link.challenge()
    link.response(bytes(range(16)))
    link.success('Welcome', after=12 * SECOND)
    link.terminate(CLIENT, 'Peer not responding', after=SECOND)
    s.end()
