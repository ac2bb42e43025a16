"""One end hangs up: it died, or its program did not start."""
import functools

from made import CLIENT, SERVER
from made.control import set_link_info
from made.ppp import KEY_128, LCP, SECOND, STATELESS
from made.trouble import case, lcp_options
from made.trouble_logons import another
from packets import ACK, RST, SYN

GONE = 'trouble-hangup'


@case(GONE, 'server_ended_at_once')
def closed_after_a_second(s):
    """The server takes the call, and closes TCP a second later without a packet of GRE, as in tcpdump's pptp.pcap."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT), after=25_000)
    s.hang_up(SERVER, after=935_000)


@case(GONE, 'server_ended_at_once')
def disconnected_after_a_second(s):
    """The same with the messages of pptpd when its pppd does not start."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT), after=25_000)
    s.end_by_server(600_000)


@case(GONE, 'server_ended_at_once')
def disconnected_after_a_word(s):
    """The server's pppd says one word, and is gone."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT), after=25_000)
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    s.end_by_server(400_000)


@case(f'{GONE}-altered', 'set_link_info_call_id')
def set_link_info_is_altered(s):
    """A NAT put another Call ID in, and a firewall on the server resets the connection."""
    link = s.call()
    s.connection.segment(CLIENT, set_link_info(s.server_id + 7), after=40_000)
    s.connection.segment(SERVER, b'', RST | ACK)
    link.request(CLIENT, LCP, *lcp_options(CLIENT), after=25_000)


@case(GONE, 'client_closed_without_stop')
def client_killed(s):
    """The client closes TCP in mid-session, without a word."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(3, encrypted=True)
    s.hang_up(after=3 * SECOND)


@case(GONE, 'server_closed_without_stop')
def server_gone(s):
    """The server closes TCP in the middle of a session, without a word."""
    link = s.session()
    link.pings(2)
    s.hang_up(SERVER)


@case(GONE, 'shut_down')
def service_stopped(s):
    """An administrator stops the server's service in mid-session."""
    link = s.session()
    link.pings(2)
    s.say(SERVER, 'Call-Disconnect-Notify', SECOND, call_id=s.server_id, result=3)
    s.stop(SERVER, reason=3)


@case(f'{GONE}-gone', 'server_closed_without_stop', 'tcp_refused')
def server_program_restarts(s):
    """The client's PPP ends after that; a new connection is refused at first."""
    link = s.session()
    link.pings(2)
    s.hang_up(SERVER)
    link.terminate(CLIENT, 'Modem hangup', answered=False)
    again = another(s, 3)
    again.connect(handshake=False)
    again.connection.segment(CLIENT, b'', SYN, after=SECOND)
    again.connection.segment(SERVER, b'', RST | ACK)
    again = another(s, 4)
    again.session().pings(2)
    again.stop()


@case(f'{GONE}-gone')
def server_says_it_late(s):
    """Its PPP ends the session, in the packet after TCP's end."""
    link = s.session()
    link.pings(2)
    s.hang_up(SERVER)
    link.terminate(SERVER, 'Link inactive', answered=False)


# --- Result Codes of failures ---

FAILED = f'{GONE}-failed'


def failed(s, **codes):
    link = s.session()
    link.pings(4)
    s.say(SERVER, 'Call-Disconnect-Notify', SECOND, call_id=s.server_id, **codes)
    s.stop()


case(FAILED, 'disconnected_by_error')(functools.partial(failed, result=1))
case(FAILED, 'disconnected_by_error')(functools.partial(failed, result=2, error=6, cause=38))


@case(FAILED)
def ended_before(s):
    """Healthy: PPP has ended, so the carrier that the server loses then is nobody's loss."""
    link = s.session()
    link.pings(4)
    link.terminate(CLIENT, 'User request')
    s.say(SERVER, 'Call-Disconnect-Notify', call_id=s.server_id, result=1)
    s.stop()


@case(FAILED)
def answers_with_lost_carrier(s):
    """Healthy: the server answers Call-Clear-Request with Result Code 1, as pptp-linux does."""
    link = s.session()
    link.pings(4)
    s.say(CLIENT, 'Call-Clear-Request', SECOND, call_id=s.client_id)
    s.say(SERVER, 'Call-Disconnect-Notify', call_id=s.server_id, result=1)
    s.stop()


# --- The client's PPP does not start ---

AT_ONCE = f'{GONE}-client'


def ended_by_client(s, hears, after=40_000, stops=False, asks=False, refuses=True):
    """hears: the server's first request comes; refuses: the client's host refuses it; asks: the client's PPP begins,
    which is not captured if the server's request comes, too."""
    link = s.call()
    if asks:
        link.request(CLIENT, LCP, *lcp_options(CLIENT))
    if asks and hears:
        s.made.frames.pop()
    if hears:
        link.request(SERVER, LCP, *lcp_options(SERVER))
    if hears and refuses:
        s.icmp(3, 2, to=SERVER)
    if stops:
        s.stop(after=after)
    else:
        s.hang_up(after=after)


case(AT_ONCE, 'client_ended_at_once')(functools.partial(ended_by_client, hears=True))
case(AT_ONCE, 'client_ended_at_once')(functools.partial(ended_by_client, hears=False, stops=True))
# It gives up after some time; its PPP began; and so it did where that was not captured.
case(AT_ONCE, 'gre_icmp')(functools.partial(ended_by_client, hears=True, after=20 * SECOND))
case(AT_ONCE, 'unexplained')(functools.partial(ended_by_client, hears=False, asks=True))
case(AT_ONCE)(functools.partial(ended_by_client, hears=True, asks=True, refuses=False))
