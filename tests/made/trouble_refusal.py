"""A control connection or a call is refused, or not answered."""
import functools

from made import CLIENT, SERVER
from made.ppp import FAILURE, INSIDE, SECOND
from made.trouble import ASKED_TO_CALL, ASKED_TO_START, STARTED, Story, case, with_lcp
from made.trouble_authentication import failure, refused
from made.trouble_half_capture import keep
from packets import ACK, FIN, RST, SYN, Connection, message

REFUSED = 'trouble-refusal'


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


@case(REFUSED, 'stop_refused')
def stop_without_success(s):
    """General Error: the control connection stays open, and is closed all the same."""
    link = s.session()
    link.terminate(CLIENT)
    s.say(CLIENT, 'Stop-Control-Connection-Request', reason=1)
    s.say(SERVER, 'Stop-Control-Connection-Reply', result=2, error=6)
    s.hang_up()


@case('trouble-refusal-swallowed', 'start_swallowed')
def first_message_is_swallowed(s):
    """TCP is accepted, but the Start-Control-Connection-Request never arrives: a censor."""
    s.connect()
    request = message('Start-Control-Connection-Request', **ASKED_TO_START)
    at = s.connection.segment(CLIENT, request)
    for number in range(5):
        s.connection.segment(CLIENT, request, at=at, after=SECOND << number)


@case('trouble-refusal-swallowed', 'start_swallowed')
def queue_of_the_server_is_full(s):
    """The server's kernel has answered the SYN, but does not open the connection: it repeats its SYN-ACK."""
    s.connect()
    answered = s.made.frames[-2]
    request = message('Start-Control-Connection-Request', **ASKED_TO_START)
    at = s.connection.segment(CLIENT, request)
    for number in range(5):
        s.made.clock += SECOND << number
        s.made.frames.append((s.made.clock, *answered[1:]))
        s.connection.segment(CLIENT, b'', ACK)
        s.connection.segment(CLIENT, request, at=at, after=SECOND // 5)


@case('trouble-refusal-swallowed', 'start_swallowed')
def swallowed_and_given_up(s):
    """The same; the client then aborts TCP."""
    first_message_is_swallowed(s)
    s.connection.segment(CLIENT, b'', RST | ACK, after=30 * SECOND)


# --- SYNs without a SYN-ACK ---

SILENCE = 'trouble-refusal-silence'


def ask_again(s):
    connection = s.connect(handshake=False)
    at = connection.segment(CLIENT, b'', SYN)
    for wait in 1, 2:
        connection.segment(CLIENT, b'', SYN, at=at, after=wait * SECOND)


def refused_by(s, code, router=None):
    s.connect(handshake=False).segment(CLIENT, b'', SYN)
    s.icmp(3, code, router)


@case(SILENCE, 'tcp_unanswered')
def forwarded_to_a_host_that_is_off(s):
    refused_by(s, 1)


@case(SILENCE, 'tcp_unanswered')
def no_way_to_the_server(s):
    refused_by(s, 1, '203.0.113.1')


@case(SILENCE, 'tcp_unanswered')
def port_rejected_by_a_firewall(s):
    """As Linux's REJECT does."""
    refused_by(s, 3)


@case(SILENCE, 'auth_failed', 'tcp_unanswered')
def blocked_after_failed_logons(s):
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.chap(SERVER, FAILURE, failure(691))
    refused(s, link)
    s.port += 1
    s.made.clock += 8 * SECOND
    ask_again(s)


@case(SILENCE, 'tcp_unanswered')
def gone_since_the_last_session(s):
    link = s.session()
    link.pings(2)
    s.close(link)
    s.port += 1
    s.made.clock += 8 * SECOND
    ask_again(s)


@case(SILENCE, 'tcp_unanswered')
def routers_pass_it_in_a_circle(s):
    s.connect(handshake=False).segment(CLIENT, b'', SYN)
    s.icmp(11, 0, '203.0.113.1')


@case(SILENCE, 'tcp_unanswered')
def up_only_later(s):
    """The server answers afterwards: nothing is known of the time before."""
    ask_again(s)
    s.port += 1
    s.made.clock += 8 * SECOND
    s.close(s.session())


@case(SILENCE)
def capture_ends(s):
    """Right after the first SYN. This must be the last case."""
    s.connect(handshake=False).segment(CLIENT, b'', SYN)


ROUTE = 'trouble-refusal-route'


@case(ROUTE, 'tcp_unanswered')
def gateway_without_an_uplink(s):
    ask_again(s)
    s.icmp(3, 0, '192.0.2.254')


@case(ROUTE, 'tcp_unanswered')
def router_on_the_way_without_a_route(s):
    refused_by(s, 0, '203.0.113.77')


@case(ROUTE, 'tcp_unanswered')
def gateway_that_finds_no_host(s):
    """The server may be off: it is in a network of the gateway."""
    refused_by(s, 1, '192.0.2.254')


LIMIT = 'trouble-refusal-limit'


def closed_and_served(s, wait, says=True):
    """The server closes at once, with or without a word of the client, and serves the same client later."""
    s.connect()
    at = s.connection.next[CLIENT]
    if says:
        s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.connection.segment(SERVER, b'', FIN | ACK, heard=at, after=3000)
    s.port += 1
    s.made.clock += wait
    s.close(s.session(auth='PAP'))


# Accepted after 12 s, twice, and after a quarter of an hour, in which a block may end.
case(LIMIT, 'closed_before_reply')(functools.partial(closed_and_served, wait=12 * SECOND))
case(LIMIT, 'closed_before_reply')(functools.partial(closed_and_served, wait=12 * SECOND, says=False))
case(LIMIT, 'closed_before_reply')(functools.partial(closed_and_served, wait=900 * SECOND))


EARLY = 'trouble-refusal-early'


def closed_as_the_request_comes(s, flags):
    s.connect()
    s.connection.segment(SERVER, b'', flags, after=800)
    s.say(CLIENT, 'Start-Control-Connection-Request', 30_000, **ASKED_TO_START)
    if flags & FIN:
        s.connection.segment(SERVER, b'', RST, at=s.connection.next[SERVER])


# With a FIN that crosses the request, and with an RST.
case(EARLY, 'closed_before_reply')(functools.partial(closed_as_the_request_comes, flags=FIN | ACK))
case(EARLY, 'closed_before_reply')(functools.partial(closed_as_the_request_comes, flags=RST | ACK))


@case(EARLY)
def client_closes_as_the_reply_comes(s):
    """It has seen that the port is open."""
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.connection.segment(CLIENT, b'', FIN | ACK)
    s.say(SERVER, 'Start-Control-Connection-Reply', 30_000, **STARTED, result=1)
    s.connection.segment(CLIENT, b'', RST, at=s.connection.next[CLIENT])


@case('trouble-refusal-given-up')
def client_resets_its_own_attempt(s):
    """Before anybody answered: nobody refused."""
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN)
    connection.segment(CLIENT, b'', RST, after=200_000)


HELD = 'trouble-refusal-held'


@case(HELD, 'start_refused')
def server_still_holds_the_old_connection(s):
    """The client is cut off, and dials again before the server has noticed."""
    s.session().pings(2)
    s.port += 1
    s.made.clock += 20 * SECOND
    start_refused(s, result=3)


@case(HELD, 'start_refused')
def refused_for_another_reason(s):
    """Not authorized: that has nothing to do with the other connection."""
    s.session().pings(2)
    s.port += 1
    start_refused(s, result=4)


@case(HELD, 'start_refused')
def the_other_connection_lives(s):
    link, first = s.session(), s.connection
    s.port += 1
    start_refused(s, result=3)
    link.pings(2)
    s.connection = first
    s.close(link)


@case(HELD, 'start_refused')
def the_other_connection_was_closed(s):
    s.close(s.session())
    s.port += 1
    s.made.clock += 20 * SECOND
    start_refused(s, result=3)


# --- A server that hangs up when it is to set up the call ---

HUNG_UP = 'trouble-refusal-hung-up'


def ask_for_a_call(s):
    s.start()
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, **ASKED_TO_CALL)


@case(HUNG_UP, 'closed_before_call_reply')
def program_crashes(s):
    ask_for_a_call(s)
    s.connection.segment(SERVER, b'', RST | ACK, after=2 * SECOND)


@case(HUNG_UP, 'closed_before_call_reply')
def no_pptp_in_the_kernel(s):
    ask_for_a_call(s)
    s.connection.segment(SERVER, b'', ACK)
    s.hang_up(SERVER, after=40_000)


@case(HUNG_UP)
def client_hangs_up(s):
    ask_for_a_call(s)
    s.hang_up(after=2 * SECOND)


@case(HUNG_UP)
def server_stops(s):
    """It says so."""
    ask_for_a_call(s)
    s.stop(SERVER, reason=3, after=SECOND)


# --- A client that the server had served, and a firewall refuses ---

BANNED = 'trouble-refusal-banned'


def dial_again(s, kind, code, router):
    link = s.session()
    link.pings(3)
    s.close(link)
    s.port += 1
    again = s.connect(handshake=False)
    for _ in range(2):
        again.segment(CLIENT, b'', SYN, at=1000, after=20 * SECOND)
        s.icmp(kind, code, router)


@case(BANNED, 'tcp_unanswered')
def banned(s):
    dial_again(s, 3, 13, '203.0.113.9')


@case(BANNED, 'tcp_unanswered')
def line_broke(s):
    dial_again(s, 3, 1, '203.0.113.9')


# --- What the server does for others while SYNs are in vain, and where their client goes ---

MEANWHILE = 'trouble-refusal-meanwhile'
IPV6 = {'client': '2001:db8:7::20', 'server': '2001:db8:1::1'}


def dial_in_vain(s, between=lambda: None, waits=(1, 2, 4), **ends):
    """between: what happens before each SYN that is sent again."""
    connection = Connection(s.made, **{**s.ends, **ends}, client_port=s.port + 5, handshake=False)
    at = connection.segment(CLIENT, b'', SYN)
    for wait in waits:
        between()
        connection.segment(CLIENT, b'', SYN, at=at, after=wait * SECOND)


def neighbor_of(s, client='192.0.2.210', server=None):
    other = Story(s.made, s.number + 50)
    other.ends = {'client': client, 'server': server or s.ends['server']}
    return other


@case(MEANWHILE, 'tcp_unanswered')
def table_is_full(s):
    """What is known passes."""
    other = neighbor_of(s)
    link = other.session()
    dial_in_vain(s, functools.partial(link.pings, 2, after=SECOND // 5))
    other.close(link)


@case(MEANWHILE, 'tcp_unanswered')
def others_are_accepted(s):
    other = neighbor_of(s, '192.0.2.211')
    dial_in_vain(s, lambda: other.connection or other.session())
    other.end()


@case(MEANWHILE, 'tcp_unanswered')
def accepted_at_last(s):
    """A limit of new connections per time."""
    other = neighbor_of(s, '192.0.2.212')
    link = other.session(addresses={**INSIDE, CLIENT: '10.10.0.112'})
    dial_in_vain(s, functools.partial(link.pings, 1, after=SECOND // 5))
    s.close(s.session())
    other.close(link)


@case(MEANWHILE, 'tcp_unanswered')
def the_path_is_down(s):
    """GRE of the server came before and after, and none meanwhile."""
    other = neighbor_of(s, '192.0.2.213')
    link = other.session()
    link.pings(2)
    s.made.clock += SECOND
    dial_in_vain(s)
    s.made.clock += 2 * SECOND
    link.pings(2)
    other.close(link)


@case(MEANWHILE, 'tcp_unanswered')
def server_has_moved(s):
    dial_in_vain(s)
    s.made.clock += 40 * SECOND
    s.ends['server'] = '198.51.100.9'
    s.close(s.session())


@case(MEANWHILE, 'tcp_unanswered', client=IPV6['client'])
def ipv6_first(s):
    dial_in_vain(s, **IPV6)
    s.made.clock += 8 * SECOND
    s.close(s.session())


@case(MEANWHILE, 'tcp_unanswered', client='2001:db8:7::21')
def ipv6_only(s):
    """A session over IPv4, minutes later, is another matter."""
    dial_in_vain(s, **{**IPV6, 'client': '2001:db8:7::21'})
    s.made.clock += 300 * SECOND
    s.close(s.session())


SHARED = 'trouble-refusal-shared'


@case(SHARED, 'tcp_unanswered')
def another_host_with_the_address_is_served(s):
    """Two hosts behind a NAT; the server drops the SYNs of one."""
    other = neighbor_of(s, s.ends['client'])
    dial_in_vain(s, lambda: other.connection or other.session())
    other.end()


# --- ECN ---

ECN, ECN_KNOWN = 'trouble-refusal-ecn', 'trouble-refusal-ecn-known'
ECN_SETUP = SYN | 0xc0


def dial_with_ecn(s, repeated=0):
    """repeated: how often its SYN is sent again; if never, it is refused."""
    connection = s.connect(handshake=False)
    at = connection.segment(CLIENT, b'', ECN_SETUP)
    for _ in range(repeated):
        connection.segment(CLIENT, b'', ECN_SETUP, at=at, after=3 * SECOND)
    if not repeated:
        connection.segment(SERVER, b'', RST | ACK, after=9000)


case(ECN, 'tcp_refused')(dial_with_ecn)
case(ECN, 'tcp_unanswered')(functools.partial(dial_with_ecn, repeated=2))


@case(ECN)
@case(ECN_KNOWN)
def served_without_ecn(s):
    s.close(s.session(auth='PAP'))


@case(ECN_KNOWN, 'tcp_refused')
def refused_for_another_reason(s):
    dial_with_ecn(s)


@case(ECN_KNOWN)
def served_with_ecn(s):
    first = len(s.made.frames)
    s.close(s.session(auth='PAP'))
    clock, size, frame = s.made.frames[first]
    s.made.frames[first] = clock, size, frame[:47] + bytes([ECN_SETUP]) + frame[48:]


# --- Replies that come when the client has given up ---

LATE = 'trouble-refusal-late'


def reply_late(s, patience, delay, trip=20_000):
    """The client closes TCP after its patience."""
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN)
    connection.segment(SERVER, b'', SYN | ACK, after=trip)
    connection.segment(CLIENT, b'', ACK)
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    connection.segment(SERVER, b'', ACK, after=trip)
    connection.segment(CLIENT, b'', FIN | ACK, after=patience * SECOND)
    connection.segment(SERVER, b'', ACK, after=trip)
    if delay:
        s.say(SERVER, 'Start-Control-Connection-Reply', (delay - patience) * SECOND, **STARTED, result=1)
        connection.segment(CLIENT, b'', RST)


# A server that looks up names for 24 s, and one that never replies.
for delay in 24, 0:
    case(LATE, 'start_unanswered')(functools.partial(reply_late, patience=10, delay=delay))


@case(LATE, 'call_unanswered')
def call_reply_late(s):
    s.start()
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, **ASKED_TO_CALL)
    s.say(CLIENT, 'Stop-Control-Connection-Request', 20 * SECOND, reason=1)
    s.say(SERVER, 'Outgoing-Call-Reply', 12 * SECOND, call_id=s.server_id, peer_call_id=s.client_id, result=1)
    s.say(SERVER, 'Stop-Control-Connection-Reply', result=1)
    s.hang_up()


@case(MEANWHILE, 'tcp_refused')
def server_starts(s):
    """Its service does not listen yet."""
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN)
    connection.segment(SERVER, b'', RST | ACK)
    s.made.clock += 20 * SECOND
    s.port += 5
    s.close(s.session())


@case(f'{HUNG_UP}-again', 'closed_before_call_reply')
def hangs_up_on_a_second_call(s):
    """A limit of sessions: the server had set up a call for this client before."""
    s.session()
    s.port += 1
    s.client_id += 40
    ask_for_a_call(s)
    s.hang_up(SERVER, after=2000)


@case(MEANWHILE, 'tcp_refused')
def refused_while_another_is_served(s):
    """A rule against this client's address."""
    other = neighbor_of(s, '192.0.2.214')
    link = other.session()
    connection = Connection(s.made, **s.ends, client_port=s.port, handshake=False)
    connection.segment(CLIENT, b'', SYN)
    connection.segment(SERVER, b'', RST | ACK)
    link.pings(1)
    other.close(link)


# --- No call left ---

FULL = f'{REFUSED}-full'


def refuses_call(s, result, error=0, beside=True, later=True):
    """Another client's call is up, and the same client gets one later."""
    other = Story(s.made, s.number)
    other.ends['client'], other.client_id, other.server_id = f'203.0.113.{20 + s.number}', 77, 78
    link = other.session() if beside else None
    s.start()
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, **ASKED_TO_CALL)
    s.say(SERVER, 'Outgoing-Call-Reply', peer_call_id=s.client_id, result=result, error=error)
    s.stop()
    if beside:
        link.pings(2)
        other.close(link)
    if later:
        s.port, s.client_id = s.port + 3, s.client_id + 500
        s.made.clock += 30 * SECOND
        s.close(s.session())


case(FULL, 'call_refused')(functools.partial(refuses_call, result=4))
case(FULL, 'call_refused')(functools.partial(refuses_call, result=2, error=4, later=False))
# Nobody else is there; another reason.
case(FULL, 'call_refused')(functools.partial(refuses_call, result=4, beside=False, later=False))
case(FULL, 'call_refused')(functools.partial(refuses_call, result=7))

MUTE = f'{REFUSED}-call-mute'


@case(MUTE, 'call_unanswered')
def call_acknowledged_by_tcp_only(s):
    s.start()
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, **ASKED_TO_CALL)
    s.connection.segment(SERVER, b'', ACK, after=20_000)
    s.connection.segment(CLIENT, b'', RST, after=60 * SECOND)


# --- What the server sends is missing from the file ---

HALF = 'trouble-refusal-half'


def mirrored(s):
    """A healthy session of which the client's packets alone were captured."""
    first = len(s.made.frames)
    link = s.session()
    link.pings(3)
    s.say(CLIENT, 'Echo-Request', identifier=1)
    s.say(SERVER, 'Echo-Reply', identifier=1, result=1)
    s.close(link)
    keep(s, CLIENT, first)


@case(HALF, 'control_half_captured')
def one_direction_only(s):
    mirrored(s)


@case(HALF, 'tcp_unanswered')
def repeated_in_one_direction(s):
    ask_again(s)


@case(HALF)
def asked_once_in_one_direction(s):
    s.connect(handshake=False).segment(CLIENT, b'', SYN)


@case(HALF, 'tcp_unanswered')
def another_server(s):
    """That one may not be mirrored, or is down."""
    s.ends['server'] = '203.0.113.61'
    ask_again(s)


# --- What is open while a connection is turned away ---

CROWD = 'trouble-refusal-crowd'


def turned_away(s, says):
    """says: the client's request comes before the server's FIN."""
    s.connect()
    if says:
        s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.hang_up(SERVER)


def held(s, number):
    """A control connection without a call, of a client that keeps it."""
    other = Story(s.made, s.number)
    other.ends['client'], other.port = '203.0.113.88', 52000 + number
    other.start()
    return other


@case(CROWD, 'closed_before_reply')
def nobody_is_there(s):
    turned_away(s, True)


@case(CROWD, 'closed_before_reply')
def somebody_is_in_a_session(s):
    """Another client, which stays."""
    other = Story(s.made, s.number)
    other.ends['client'] = '203.0.113.87'
    link = other.session()
    turned_away(s, True)
    link.pings(1)
    other.close(link)


@case(CROWD, 'closed_before_reply')
def connections_are_held(s):
    others = [held(s, number) for number in range(4)]
    turned_away(s, False)
    for other in others:
        other.hang_up()


@case(CROWD, 'closed_before_reply')
def all_are_closed_again(s):
    for number in range(4):
        held(s, number).hang_up()
    turned_away(s, True)


@case(CROWD, 'closed_before_reply')
def another_client_is_let_in(s):
    """While a session of yet another goes on: no limit can be the reason."""
    there, let_in = Story(s.made, s.number), Story(s.made, s.number)
    there.ends['client'], let_in.ends['client'] = '203.0.113.85', '203.0.113.86'
    link = there.session()
    turned_away(s, True)
    s.made.clock += 5 * SECOND
    other = let_in.session()
    let_in.close(other)
    link.pings(1)
    there.close(link)


@case(LATE, 'start_unanswered')
def place_becomes_free(s):
    """The reply comes when another session has ended, for which the client did not wait."""
    other = Story(s.made, s.number)
    other.ends['client'] = '203.0.113.84'
    link = other.session()
    reply_late(s, 10, 0)
    s.made.clock += 30 * SECOND
    other.close(link)
    s.say(SERVER, 'Start-Control-Connection-Reply', SECOND // 2, **STARTED, result=1)
    s.connection.segment(CLIENT, b'', RST)
