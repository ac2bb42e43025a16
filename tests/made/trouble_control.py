"""Control connections that are refused, die, end, or are no stream of messages."""
import functools
import ipaddress

from made import CLIENT, SERVER
from made.control import echo_reply, echo_request
from made.ppp import FAILURE, KEY_128, LCP, PPP, SECOND, STATELESS, TERMINATE, noise
from made.trouble import ASKED_TO_CALL, ASKED_TO_START, STARTED, case, ip_of, lcp_options
from packets import ACK, FIN, RST, SYN, Connection, Tunnel, message

# --- 9: sessions that end after minutes -----------------------------------------------------------------------------

KEPT = 'trouble-09-keepalive'


@case(KEPT, 'echo_unanswered')
def control_path_dead(s):
    """The client's Echo-Request gets no reply for a minute, while GRE flows to the end: the control connection alone is
    gone, as after a NAT's timeout for idle TCP."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    s.connection.segment(CLIENT, echo_request(7), after=60 * SECOND)
    link.pings(6, encrypted=True, after=9_900_000)
    s.say(CLIENT, 'Stop-Control-Connection-Request', after=200_000, reason=1)
    s.connection.segment(CLIENT, b'', FIN | ACK)


@case(KEPT, 'echo_unanswered')
def both_paths_dead(s):
    """The same, with nothing of the server's left at all."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(1, encrypted=True)
    s.connection.segment(CLIENT, echo_request(8), after=60 * SECOND)
    for _ in range(3):
        link.encrypted(CLIENT, after=15 * SECOND)
    s.connection.segment(CLIENT, b'', FIN | ACK, after=15 * SECOND)


@case(KEPT, 'echo_unanswered')
def server_waits_in_vain(s):
    """The server asks, and ends everything when a minute has passed."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    s.connection.segment(SERVER, echo_request(9), after=60 * SECOND)
    link.pings(2, encrypted=True, after=20 * SECOND)
    s.say(SERVER, 'Stop-Control-Connection-Request', after=20 * SECOND, reason=1)
    s.connection.segment(SERVER, b'', FIN | ACK)


def control_lost(s, flags, by):
    """Five minutes without a control message, then the control connection breaks, in the middle of the data."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(6, encrypted=True, after=50 * SECOND)
    s.connection.segment(by, b'', flags, after=100_000)
    link.encrypted(not by, after=100_000)


for flags, by in (RST, SERVER), (RST, CLIENT), (FIN | ACK, SERVER), (FIN | ACK, CLIENT):
    case(KEPT, 'control_idle')(functools.partial(control_lost, flags=flags, by=by))


@case(KEPT, 'echo_identifier')
def wrong_identifier(s):
    """The server replies to another Echo-Request than the client's; mpd and npppd end the connection for that."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    s.connection.segment(CLIENT, echo_request(6), after=60 * SECOND)
    s.connection.segment(SERVER, echo_reply(6))
    link.pings(1, encrypted=True, after=59 * SECOND)
    s.connection.segment(CLIENT, echo_request(7))
    s.connection.segment(SERVER, echo_reply(6))
    s.stop(reason=2)


def lcp_echo_dead(s, by):
    """pppd's lcp-echo-interval 30 and lcp-echo-failure 4: the fifth is not sent."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.echo(by, after=30 * SECOND)
    link.acknowledging = {not by}
    for _ in range(4):
        link.echo(by, answered=False, after=30 * SECOND)
    link.terminate(by, 'Peer not responding', answered=False, after=30 * SECOND)
    link.control(by, LCP, TERMINATE, b'Peer not responding', link.identifier[by, LCP], after=3 * SECOND)
    s.end(3 * SECOND) if by else s.end_by_server(3 * SECOND)


case(KEPT, 'lcp_echo_unanswered')(functools.partial(lcp_echo_dead, by=CLIENT))
case(KEPT, 'lcp_echo_unanswered')(functools.partial(lcp_echo_dead, by=SERVER))


@case(KEPT, 'idle_timeout')
def nothing_to_do(s):
    """pppd's option idle 600; until then only keepalives."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(1, encrypted=True)
    for identifier in range(1, 10):
        s.connection.segment(CLIENT, echo_request(identifier), after=60 * SECOND)
        s.connection.segment(SERVER, echo_reply(identifier))
    link.terminate(CLIENT, 'Link inactive', after=60 * SECOND)
    s.end()


@case(KEPT, 'connect_time')
def time_is_up(s):
    """pppd's option maxconnect, at the server."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(3, encrypted=True, after=15 * SECOND)
    s.close(link, SERVER, 'Connect time expired')


@case(KEPT, 'gre_stopped')
def gre_stops_one_way(s):
    """After 20 s nothing more comes from the server through the tunnel; its control connection lives."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(20, encrypted=True)
    link.acknowledging = {SERVER}
    for _ in range(30):
        link.encrypted(CLIENT, after=4 * SECOND)
    for _ in range(3):
        link.terminate(CLIENT, 'User request', answered=False, after=3 * SECOND)
    s.end()


# --- 10: the server dies, the client leaves -------------------------------------------------------------------------

GONE = 'trouble-10-server-ended'


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


# --- 11: the control connection is refused --------------------------------------------------------------------------

REFUSED = 'trouble-11-refused'


@case(REFUSED, 'tcp_unanswered')
def nobody_there(s):
    """A SYN and its retransmissions, 1, 2, 4 and 8 s later."""
    connection = s.connect(handshake=False)
    first = connection.segment(CLIENT, b'', SYN)
    for wait in 1, 2, 4, 8:
        connection.segment(CLIENT, b'', SYN, at=first, after=wait * SECOND)


@case(REFUSED, 'tcp_refused')
def nobody_listens(s):
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN)
    connection.segment(SERVER, b'', RST | ACK)


@case(REFUSED, 'start_unanswered')
def start_without_reply(s):
    """The server takes the connection, and says nothing for a minute."""
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.connection.segment(SERVER, b'', ACK)
    s.hang_up(after=60 * SECOND)


@case(REFUSED, 'closed_before_reply')
def too_many_sessions(s):
    """As accel-ppp closes a connection above its limit."""
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.hang_up(SERVER, after=20_000)


@case(REFUSED, 'closed_before_reply')
def closed_before_request(s):
    """The server closes before the client says a word."""
    s.connect()
    s.hang_up(SERVER)


@case(REFUSED, 'closed_before_reply')
def reset_before_reply(s):
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.connection.segment(SERVER, b'', RST | ACK)


def start_refused(s, result, error=0):
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.say(SERVER, 'Start-Control-Connection-Reply', 20_000, **STARTED, result=result, error=error)
    s.hang_up(SERVER)


# General error (here: no resource), exists already, not authorized, version not supported.
for result, error in (2, 4), (3, 0), (4, 0), (5, 0):
    case(REFUSED, 'start_refused')(functools.partial(start_refused, result=result, error=error))


@case(REFUSED, 'version')
def version_differs(s):
    """The client speaks version 2.0, the server agrees and speaks 1.0: the client leaves."""
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **{**ASKED_TO_START, 'version': 0x0200})
    s.say(SERVER, 'Start-Control-Connection-Reply', 20_000, **STARTED, result=1)
    s.hang_up()


def call_refused(s, result, error=0, cause=0):
    s.start()
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, **ASKED_TO_CALL)
    s.say(SERVER, 'Outgoing-Call-Reply', 20_000, call_id=0, peer_call_id=s.client_id, result=result, error=error,
          cause=cause)
    s.stop()


# General error: no resource, and an error of the PAC's; no carrier, busy (Q.931's cause: user busy), no dial tone,
# time-out, do not accept.
for refusal in ({'result': 2, 'error': 4}, {'result': 2, 'error': 6}, {'result': 3}, {'result': 4, 'cause': 17},
                {'result': 5}, {'result': 6}, {'result': 7}):
    case(REFUSED, 'call_refused')(functools.partial(call_refused, **refusal))


@case(REFUSED, 'call_unanswered')
def call_without_reply(s):
    """No Outgoing-Call-Reply for a minute."""
    s.start()
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, **ASKED_TO_CALL)
    s.stop(after=60 * SECOND)


@case(REFUSED, 'collision')
def both_start(s):
    """Both start a control connection to the other; the one with the lower address closes its own (section 3.1.3)."""
    lower = s.connect()
    higher = Connection(s.made, s.ends['server'], s.ends['client'], client_port=s.port + 1)
    for connection in lower, higher:
        connection.segment(CLIENT, message('Start-Control-Connection-Request', **ASKED_TO_START))
    s.hang_up()
    s.connection = higher
    s.say(SERVER, 'Start-Control-Connection-Reply', **STARTED, result=1)
    s.stop(after=5 * SECOND)


@case(REFUSED, 'tcp_unanswered')
def a_router_refuses_the_way(s):
    """A SYN to which a router answers that it is administratively prohibited; and no second one."""
    s.connect(handshake=False).segment(CLIENT, b'', SYN)
    s.icmp(3, 13, '203.0.113.1')


@case(REFUSED, 'control_half_captured')
def only_one_direction_is_captured(s):
    """A healthy session of which the client's packets alone were captured."""
    first = len(s.made.frames)
    link = s.session()
    link.pings(10)
    s.close(link)
    s.made.frames[first:] = [frame for frame in s.made.frames[first:]
                             if ip_of(frame)[12:16] == ipaddress.ip_address(s.ends['client']).packed]


# --- 14: who ended it, and why --------------------------------------------------------------------------------------

ENDS = 'trouble-14-ends'


def terminated(s, by, text):
    """LCP's Terminate-Request says it."""
    s.close(s.session(), by, text)


case(ENDS, 'ended')(functools.partial(terminated, by=CLIENT, text='User request'))
case(ENDS, 'ended')(functools.partial(terminated, by=SERVER, text='Server is shutting down'))
case(ENDS, 'ended')(functools.partial(terminated, by=CLIENT, text=''))


@case(ENDS, 'ended')
def challenged_again(s):
    """In mid-session the server authenticates the client anew, and fails it."""
    link = s.session()
    link.challenge(after=10 * SECOND)
    link.response(noise('md5', 16))
    link.chap(SERVER, FAILURE, 'Account expired')
    s.end_by_server()


@case(ENDS, 'ended')
def server_is_authenticated(s):
    """It is the client that authenticates, and fails the server."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.ack(CLIENT, LCP)
    link.request(CLIENT, LCP, *lcp_options(CLIENT, 'CHAP-MD5'))
    link.ack(SERVER, LCP)
    link.challenge(name='client', by=CLIENT)
    link.response(noise('md5', 16), 'pptpd', by=SERVER)
    link.chap(CLIENT, FAILURE, 'I do not know you')
    s.end()


def disconnected(s, result, error=0, cause=0):
    """The server ends the call, unasked, and leaves it to the client to end the connection."""
    s.session()
    s.say(SERVER, 'Call-Disconnect-Notify', 10 * SECOND, call_id=s.server_id, result=result, error=error, cause=cause)
    s.stop()


# Lost carrier (Q.931's cause: normal clearing), general error (the PAC's), administrative, Windows's 0.
for end in {'result': 1, 'cause': 16}, {'result': 2, 'error': 6}, {'result': 3}, {'result': 0}:
    case(ENDS, 'ended')(functools.partial(disconnected, **end))


def answered_call(s):
    """A call that the client asks for as PAC."""
    s.start()
    s.say(CLIENT, 'Incoming-Call-Request', call_id=s.client_id, bearer_type=1, dialing_number_length=7,
          dialing_number='5551234')
    s.say(SERVER, 'Incoming-Call-Reply', call_id=s.server_id, peer_call_id=s.client_id, result=1, window=64)
    s.say(CLIENT, 'Incoming-Call-Connected', peer_call_id=s.server_id, connect_speed=64000, window=64, framing_type=1)
    return PPP(Tunnel(s.made, s.client_id, s.server_id, **s.ends))


@case(ENDS, 'ended')
def cleared_with_result_1(s):
    """The server answers Call-Clear-Request as pptp-linux does: result 1 and the Call ID of the one who asked."""
    s.session()
    s.say(CLIENT, 'Call-Clear-Request', 10 * SECOND, call_id=s.client_id)
    s.say(SERVER, 'Call-Disconnect-Notify', call_id=s.client_id, result=1)
    s.stop()


@case(ENDS, 'ended')
def client_loses_the_line(s):
    """An incoming call: the client is the PAC, and tells that the carrier is lost."""
    answered_call(s).up()
    s.say(CLIENT, 'Call-Disconnect-Notify', 10 * SECOND, call_id=s.client_id, result=1)
    s.stop(SERVER)


@case(ENDS, 'ended')
def server_clears(s):
    """An incoming call: the server is the PNS, and asks to clear it."""
    answered_call(s).up()
    s.say(SERVER, 'Call-Clear-Request', 10 * SECOND, call_id=s.server_id)
    s.say(CLIENT, 'Call-Disconnect-Notify', call_id=s.client_id, result=4)
    s.stop(SERVER)


@case(ENDS, 'ended')
def client_clears(s):
    """Call-Clear-Request, without a word of PPP's."""
    s.session()
    s.end(10 * SECOND)


def stopped(s, by, reason):
    """The control connection is stopped, the call with it: none, protocol, local shutdown, and accel-ppp's 0."""
    s.session()
    s.stop(by, reason, after=10 * SECOND)


def broken(s, by, flags):
    """TCP ends, without a message."""
    s.session()
    if flags == RST:
        s.connection.segment(by, b'', RST, after=10 * SECOND)
    else:
        s.hang_up(by, after=10 * SECOND)


def fallen_silent(s, ends):
    """Nothing more is heard of one end, or both; the other asks on, and then no more either."""
    link = s.session()
    link.echo(CLIENT, after=30 * SECOND)
    link.acknowledging -= ends
    for client in {CLIENT, SERVER} - ends:
        for identifier in 1, 2:
            link.echo(client, answered=False, after=30 * SECOND)
            s.connection.segment(client, echo_request(identifier))
    s.made.clock += 300 * SECOND


# Before others, whose packets show that the capture went on.
for ends in {CLIENT}, {SERVER}, {CLIENT, SERVER}:
    case(ENDS, 'ended')(functools.partial(fallen_silent, ends=ends))
for by in CLIENT, SERVER:
    for reason in 1, 2, 3:
        case(ENDS, 'ended')(functools.partial(stopped, by=by, reason=reason))
    for flags in FIN, RST:
        case(ENDS, 'ended')(functools.partial(broken, by=by, flags=flags))
case(ENDS, 'ended')(functools.partial(stopped, by=SERVER, reason=0))


# --- 17: the stream of control messages -----------------------------------------------------------------------------

STREAM = 'trouble-17-stream'


@case(STREAM, 'lost_sync')
def wrong_cookie(s):
    """A message with another Magic Cookie; the server closes ("Bad magic cookie - lost synchronization")."""
    s.session()
    s.say(CLIENT, 'Echo-Request', 60 * SECOND, identifier=1, cookie=0x1A2B3C4E)
    s.hang_up(SERVER)


@case(STREAM, 'lost_sync')
def octets_between(s):
    """Octets between two messages that belong to neither; the server finds the next one."""
    s.session()
    s.connection.segment(CLIENT, echo_request(1) + b'what is this doing here?' + echo_request(2), after=60 * SECOND)
    s.connection.segment(SERVER, echo_reply(1))
    s.connection.segment(SERVER, echo_reply(2))
    s.end()


@case(STREAM, 'after_close')
def into_a_closed_connection(s):
    """The client sends on although the server closed and the client agreed."""
    s.session()
    s.hang_up(SERVER)
    s.say(CLIENT, 'Call-Clear-Request', 5000, call_id=s.client_id)
    s.connection.segment(SERVER, b'', RST)


@case(STREAM, 'after_close')
def after_its_own_end(s):
    """The client sends on after its own FIN."""
    s.session()
    s.connection.segment(CLIENT, b'', FIN | ACK)
    s.say(CLIENT, 'Call-Clear-Request', 5000, call_id=s.client_id)
    s.connection.segment(SERVER, b'', RST)


@case(STREAM)
def split_and_sent_again(s):
    """Nothing is wrong: messages split over segments, and one that TCP sends again after the FIN."""
    s.session()
    request = echo_request(1)
    for part in request[:5], request[5:14], request[14:]:
        s.connection.segment(CLIENT, part, after=10_000)
    s.connection.segment(SERVER, echo_reply(1))
    clearing = message('Call-Clear-Request', call_id=s.client_id)
    at = s.connection.segment(CLIENT, clearing)
    disconnect = message('Call-Disconnect-Notify', call_id=s.server_id, result=4)
    s.connection.segment(SERVER, disconnect[:100])
    s.connection.segment(SERVER, disconnect[100:])
    s.say(CLIENT, 'Stop-Control-Connection-Request', reason=1)
    s.say(SERVER, 'Stop-Control-Connection-Reply', result=1)
    s.connection.segment(CLIENT, b'', FIN | ACK)
    s.connection.segment(CLIENT, clearing, at=at, after=200_000)
    s.connection.segment(SERVER, b'', FIN | ACK)
    s.connection.segment(CLIENT, b'', ACK)
