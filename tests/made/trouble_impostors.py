"""Another than the server answers, or another than a client asks."""
import functools

from made import CLIENT, SERVER
from made.ppp import SECOND
from made.trouble import ASKED_TO_START, STARTED, case
from packets import ACK, RST, SYN, message

IMPOSTORS = 'trouble-impostors'
ALERT = bytes.fromhex('15030100020246')


def ask(s):
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)


@case(IMPOSTORS, 'reset_forged')
def reset_on_the_way(s):
    """A censor's RST after the request; the server's reply comes later."""
    ask(s)
    s.connection.segment(SERVER, b'', RST | ACK, ttl=250)
    s.say(SERVER, 'Start-Control-Connection-Reply', 100_000, **STARTED, result=1)


@case(IMPOSTORS, 'reset_forged')
def reset_with_the_same_ttl(s):
    """The same, and the censor counted the hops."""
    ask(s)
    s.connection.segment(SERVER, b'', RST | ACK)
    s.say(SERVER, 'Start-Control-Connection-Reply', 100_000, **STARTED, result=1)


@case(IMPOSTORS, 'reset_forged')
def reset_before_a_word(s):
    """After the handshake; the censor drops the rest."""
    s.connect()
    s.connection.segment(SERVER, b'', RST | ACK, ttl=250)


@case(IMPOSTORS, 'reset_forged')
def reset_in_mid_session(s):
    """As the client, to the server."""
    link = s.session()
    link.pings(2)
    s.connection.segment(CLIENT, b'', RST, ttl=33)
    link.pings(2)


@case(IMPOSTORS, 'other_service')
def banner_first(s):
    """A banner before the client's request, with which the server can do nothing."""
    s.connect()
    s.connection.segment(SERVER, b'SSH-2.0-dropbear_2022.83\r\n', after=20_000)
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.hang_up(SERVER)


@case(IMPOSTORS, 'other_service')
def banner_only(s):
    """The client leaves at the sight of it."""
    s.connect()
    s.connection.segment(SERVER, b'220 mail.example.net ESMTP\r\n', after=20_000)
    s.hang_up()


def answers_with(s, octets):
    ask(s)
    s.connection.segment(SERVER, octets, after=20_000)
    s.hang_up(SERVER)


# TLS, HTTP, and something without a name.
for octets in ALERT, b'HTTP/1.0 400 Bad Request\r\nConnection: close\r\n\r\n', bytes(range(1, 60)):
    case(IMPOSTORS, 'other_service')(functools.partial(answers_with, octets=octets))


@case(IMPOSTORS, 'other_client')
def a_browser(s):
    s.connect()
    s.connection.segment(CLIENT, b'GET / HTTP/1.1\r\nHost: 198.51.100.1:1723\r\n\r\n')
    s.hang_up(SERVER)


@case(IMPOSTORS, 'probe')
def half_open(s):
    """A SYN scan: the scanner's host resets what it did not ask for."""
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN)
    connection.segment(SERVER, b'', SYN | ACK)
    connection.segment(CLIENT, b'', RST)


@case(IMPOSTORS, 'probe')
def connects_and_leaves(s):
    """Waits five seconds for a banner."""
    s.connect()
    s.hang_up(after=5 * SECOND)


@case(IMPOSTORS, 'probe_start')
def asks_who_is_there(s):
    """A scanner without a fingerprint."""
    s.connect()
    s.connection.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0100, vendor_name='x'))
    s.say(SERVER, 'Start-Control-Connection-Reply', 20_000, **STARTED, result=1)
    s.hang_up()
