"""One end hangs up: it died, or its program did not start."""
from made import CLIENT, SERVER
from made.ppp import KEY_128, LCP, SECOND, STATELESS
from made.trouble import case, lcp_options

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
