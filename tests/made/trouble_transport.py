"""TCP is in the way: a device between the ends drops, damages or moves its segments, or an end remembers too much."""
from made import CLIENT, SERVER
from made.control import echo_reply, echo_request
from made.ppp import SECOND
from made.trouble import ASKED_TO_CALL, ASKED_TO_START, STARTED, case
from packets import ACK, FIN, RST, SYN, message

NAME = 'trouble-transport'
HELD = 'trouble-transport-held'


def repeat(connection, octets, at, count=6, **segment):
    """TCP's repetitions, ever later."""
    for number in range(count):
        connection.segment(CLIENT, octets, at=at, after=SECOND << number, **segment)


def call_request(s):
    return message('Outgoing-Call-Request', call_id=s.client_id, call_serial_number=1, **ASKED_TO_CALL)


def clear_request(s):
    return message('Call-Clear-Request', call_id=s.client_id)


@case(NAME, 'start_swallowed')
def nothing_behind_a_proxy(s):
    """A SYN proxy completes the handshake for a server that is down, and resets the connection in the end."""
    connection = s.connect()
    request = message('Start-Control-Connection-Request', **ASKED_TO_START)
    at = connection.segment(CLIENT, request)
    repeat(connection, request, at, 4)
    connection.segment(SERVER, b'', RST | ACK, heard=at, after=5 * SECOND)


@case(NAME, 'closed_before_reply')
def request_arrived_before_the_reset(s):
    """The RST acknowledges the request, whose repetitions crossed it: the server had it."""
    connection = s.connect()
    request = message('Start-Control-Connection-Request', **ASKED_TO_START)
    repeat(connection, request, connection.segment(CLIENT, request), 2)
    connection.segment(SERVER, b'', RST | ACK)


@case(NAME, 'tcp_unacknowledged')
def message_is_dropped(s):
    """The Outgoing-Call-Request is dropped by its content; the server asks for an echo meanwhile."""
    connection = s.start()
    at = connection.segment(CLIENT, call_request(s))
    repeat(connection, call_request(s), at, 4)
    connection.segment(SERVER, echo_request(1), heard=at, after=10 * SECOND)
    connection.segment(CLIENT, echo_reply(1))


@case(NAME, 'tcp_unacknowledged')
def message_is_damaged(s):
    """A NAT rewrites the Call ID, and leaves the checksum as it was."""
    connection = s.start()
    at = connection.segment(CLIENT, call_request(s), damaged=True)
    repeat(connection, call_request(s), at, 4, damaged=True)


@case(NAME, 'tcp_unacknowledged')
def checksums_are_the_network_cards_work(s):
    """All checksums of the client are wrong, as where its network card computes them: nothing follows from that."""
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN, damaged=True)
    connection.segment(SERVER, b'', SYN | ACK)
    connection.segment(CLIENT, b'', ACK, damaged=True)
    connection.segment(CLIENT, message('Start-Control-Connection-Request', **ASKED_TO_START), damaged=True)
    connection.segment(SERVER, message('Start-Control-Connection-Reply', result=1, version=0x0100))
    at = connection.segment(CLIENT, call_request(s), damaged=True)
    repeat(connection, call_request(s), at, 4, damaged=True)


@case(NAME, 'tcp_forgotten')
def message_is_dropped_while_gre_flows(s):
    """Only milliseconds after the segment before: no NAT forgets so fast."""
    link = s.session(auth='PAP')
    info = message('Set-Link-Info', peer_call_id=s.server_id, send_accm=0, receive_accm=0)
    at = s.connection.segment(CLIENT, info)
    for number in range(4):
        link.pings(1)
        s.connection.segment(CLIENT, info, at=at, after=SECOND << number)
    link.pings(1)


def move(s, port):
    """From another port on."""
    s.connection.port[CLIENT] = port


@case(NAME, 'tcp_moved')
def nat_changes_the_port(s):
    """A NAT that restarted gives the connection another port, from which the server does not know it."""
    s.session(auth='PAP')
    former, heard = s.connection.port[CLIENT], s.connection.next[CLIENT]
    move(s, former + 5)
    s.connection.segment(CLIENT, echo_request(7), after=60 * SECOND)
    s.connection.segment(SERVER, b'', RST, at=s.connection.next[SERVER])
    move(s, former)
    at = s.connection.segment(SERVER, echo_request(8), after=30 * SECOND, heard=heard)
    for number in range(4):
        s.connection.segment(SERVER, echo_request(8), at=at, after=SECOND << number, heard=heard)


def speak_beside(s, numbers):
    """A request and its reply on another connection of the same hosts, with these numbers."""
    former, own = s.connection.port[CLIENT], dict(s.connection.next)
    s.connection.next = dict(numbers)
    move(s, former + 5)
    s.connection.segment(CLIENT, echo_request(9), after=SECOND)
    s.connection.segment(SERVER, echo_reply(9))
    move(s, former)
    s.connection.next = own


@case(NAME)
def another_connection_in_mid_life(s):
    """Of the same hosts, from another port, with numbers of its own: its beginning was not captured."""
    link = s.session(auth='PAP')
    speak_beside(s, {CLIENT: 900_000, SERVER: 700_000})
    s.close(link)


@case(NAME)
def another_connection_with_the_same_numbers(s):
    """Of the same hosts, from another port: its numbers happen to be the next ones, but both connections go on."""
    link = s.session(auth='PAP')
    speak_beside(s, s.connection.next)
    s.close(link)


def lose_an_echo(s):
    """An Echo-Request is repeated in vain while GRE flows. Returns where it begins."""
    link = s.session(auth='PAP')
    at = s.connection.segment(CLIENT, echo_request(31), after=15 * SECOND)
    for number in range(4):
        link.pings(1)
        s.connection.segment(CLIENT, echo_request(31), at=at, after=SECOND << number)
    link.pings(1)
    return at


@case(NAME, 'tcp_forgotten')
def nat_loses_its_table(s):
    """Nothing that the client sends arrives any more, soon after the segment before."""
    lose_an_echo(s)
    s.connection.segment(CLIENT, clear_request(s), after=SECOND)


@case(NAME, 'tcp_forgotten')
def echo_is_dropped_alone(s):
    """What the client sends next arrives: the server acknowledges once more what came before the lost message."""
    at = lose_an_echo(s)
    s.connection.segment(CLIENT, clear_request(s), after=SECOND)
    s.connection.segment(SERVER, b'', ACK, heard=at)


def meet_an_older_one(connection, after=SECOND):
    """The server answers the SYN with the numbers of an older connection; the client resets that, and asks again."""
    connection.segment(SERVER, b'', ACK, heard=99_000)
    connection.segment(CLIENT, b'', RST, at=99_000)
    connection.segment(CLIENT, b'', SYN, at=1000, after=after)
    connection.next[CLIENT] = 1001


@case(HELD, 'tcp_held')
def older_connection_is_held(s):
    """The client was switched off and on, and takes the same port: the server has not noticed, and gets no RST."""
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN)
    for number in range(3):
        meet_an_older_one(connection, SECOND << number)


@case(HELD)
def older_connection_is_given_up(s):
    """Here the RST arrives, and the next SYN opens the connection."""
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN)
    meet_an_older_one(connection)
    connection.segment(SERVER, b'', SYN | ACK)
    connection.segment(CLIENT, b'', ACK)


# --- The same, and the older connection was captured, too ---

HELD_HERE = f'{HELD}-here'


def dial_from_the_same_port(s, count, answer=True):
    """The client was cut off without a word, and dials with new numbers; the server goes on with the old ones."""
    link = s.session(auth='PAP')
    link.pings(3)
    old = dict(s.connection.next)
    for number in range(count):
        s.connection.segment(CLIENT, b'', SYN, at=7_700_000, after=25 * SECOND << number)
        s.connection.next = dict(old)
        if answer:
            s.connection.segment(SERVER, b'', ACK, after=300)


@case(HELD_HERE, 'tcp_held')
def server_goes_on(s):
    dial_from_the_same_port(s, 3)
    s.connection.segment(SERVER, echo_request(31), after=40 * SECOND)
    s.say(SERVER, 'Stop-Control-Connection-Request', after=60 * SECOND, reason=1)
    s.connection.segment(SERVER, b'', FIN | ACK)


@case(HELD_HERE)
def client_resets_it(s):
    """Its RST ends the old connection, and the next SYN opens a new one."""
    dial_from_the_same_port(s, 1)
    s.connection.segment(CLIENT, b'', RST)
    again = s.connect(first=8_800_000)
    again.segment(CLIENT, message('Start-Control-Connection-Request', **ASKED_TO_START))
    s.say(SERVER, 'Start-Control-Connection-Reply', **STARTED, result=1)
    s.stop()
