"""TCP's handshake fails: what answers the SYN is not heard, or is not what was asked."""
import functools

from made import CLIENT, SERVER
from made.ppp import SECOND
from made.trouble import case
from packets import ACK, RST, SYN, Connection

HANDSHAKE = 'trouble-handshake'


def synack_unheard(s, syns):
    """Linux repeats its SYN-ACK after 1, 2 and 4 s, and answers each further SYN with another."""
    connection = s.connect(handshake=False)
    at = connection.segment(CLIENT, b'', SYN)
    answer = connection.segment(SERVER, b'', SYN | ACK)
    for wait in 1, 2, 4:
        if syns:
            connection.segment(CLIENT, b'', SYN, at=at, after=wait * SECOND // 2)
            connection.segment(SERVER, b'', SYN | ACK, at=answer, after=50)
        connection.segment(SERVER, b'', SYN | ACK, at=answer, after=wait * SECOND // (2 if syns else 1))


@case(HANDSHAKE, 'tcp_half_open')
def replies_leave_by_another_router(s):
    synack_unheard(s, syns=True)


@case(HANDSHAKE, 'tcp_half_open')
def nobody_acknowledges(s):
    """One SYN only: its sender may not exist."""
    synack_unheard(s, syns=False)


def answered_by(s, address, resets=True):
    """Another address answers; the client resets what it did not ask for."""
    asked = s.connect(handshake=False)
    other = Connection(s.made, s.ends['client'], address, s.port, handshake=False)
    at = asked.segment(CLIENT, b'', SYN)
    other.next[CLIENT] = asked.next[CLIENT]
    for wait in 0, 1, 2:
        if wait:
            asked.segment(CLIENT, b'', SYN, at=at, after=wait * SECOND)
        other.segment(SERVER, b'', SYN | ACK, at=5000)
        if resets:
            other.segment(CLIENT, b'', RST)


@case(HANDSHAKE, 'tcp_answered_elsewhere', client='192.168.7.20')
def router_without_hairpin_nat(s):
    s.ends = {'client': '192.168.7.20', 'server': '198.51.100.1'}
    answered_by(s, '192.168.7.2')


@case(HANDSHAKE, 'tcp_answered_elsewhere')
def server_with_two_addresses(s):
    """A firewall of the client drops what it does not expect."""
    answered_by(s, '198.51.100.2', resets=False)


@case(HANDSHAKE)
def synack_repeated_once(s):
    """The client's ACK was late: the session is sound."""
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN)
    at = connection.segment(SERVER, b'', SYN | ACK)
    connection.segment(SERVER, b'', SYN | ACK, at=at, after=SECOND)
    connection.segment(CLIENT, b'', ACK, after=50)
    s.run()


@case(HANDSHAKE, 'probe')
def syn_scan(s):
    """A half-open scan resets what answers."""
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN)
    connection.segment(SERVER, b'', SYN | ACK)
    connection.segment(CLIENT, b'', RST)


# --- Checksums that nobody completes ---

def damaged_handshake(s, ttls, unheard):
    """An end's segments have a wrong checksum; ttls: of the client and the server, where they are captured."""
    connection = s.connect(handshake=False)
    at = connection.segment(CLIENT, b'', SYN, ttl=ttls[0], damaged=unheard == CLIENT)
    first = 5000
    for wait in 1, 2, 4:
        if unheard == SERVER:
            connection.segment(SERVER, b'', SYN | ACK, at=first, ttl=ttls[1], damaged=True)
        connection.segment(CLIENT, b'', SYN, at=at, after=wait * SECOND, ttl=ttls[0], damaged=unheard == CLIENT)
    if unheard == SERVER:
        connection.segment(SERVER, b'', SYN | ACK, at=first, ttl=ttls[1], damaged=True)


# At the client, on a link of both, and at the server itself.
for ends in (128, 120), (64, 64), (57, 128):
    case(f'{HANDSHAKE}-checksum', 'tcp_half_open')(functools.partial(damaged_handshake, ttls=ends, unheard=SERVER))

# Between the ends, and at the client itself.
for ends in (61, 0), (64, 0):
    case(f'{HANDSHAKE}-checksum', 'tcp_unanswered')(functools.partial(damaged_handshake, ttls=ends, unheard=CLIENT))


# --- Many clients ---

def many_ask(s, hosts, wait, again=0, answered=3):
    """Each from an address of its own, once or as clients do; the server answers each third SYN."""
    for number in hosts:
        connection = Connection(s.made, f'203.0.{113 + number % 3}.{number}', s.ends['server'], 2000 + 7 * number,
                                handshake=False)
        at = connection.segment(CLIENT, b'', SYN, after=wait)
        if answered and number % answered == 0:
            connection.segment(SERVER, b'', SYN | ACK, after=60)
        for _ in range(again):
            connection.segment(CLIENT, b'', SYN, at=at, after=SECOND)


@case(f'{HANDSHAKE}-flood')
def flood_of_syns(s):
    """And a client in the middle of it."""
    many_ask(s, range(40), wait=SECOND // 10)
    s.connect(handshake=False).segment(CLIENT, b'', SYN)
    many_ask(s, range(40, 100), wait=SECOND // 8)


@case(f'{HANDSHAKE}-crowd')
def many_clients_of_a_server_that_is_off(s):
    """Which repeat their SYN."""
    many_ask(s, range(60), wait=SECOND // 10, again=1, answered=0)


@case(f'{HANDSHAKE}-rare')
def scanners_of_the_internet(s):
    """One SYN each, but hardly one in a minute."""
    many_ask(s, range(60), wait=50 * SECOND)
