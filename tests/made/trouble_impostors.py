"""Another than the server answers, or another than a client asks."""
import functools

from made import CLIENT, SERVER
from made.control import echo_request
from made.ppp import SECOND
from made.trouble import ASKED_TO_START, STARTED, case
from packets import ACK, FIN, RST, SYN, checksum, message

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


# --- A load balancer announces the client ---

PROXY = 'trouble-impostors-proxy'
HEADER = bytes.fromhex('0d0a0d0a000d0a515549540a2111000c') + bytes([203, 0, 113, 7, 198, 51, 100, 1, 195, 90, 6, 187])


@case(PROXY, 'proxy_header')
def balancer_announces_the_client(s):
    """The server closes at the sight of the header, as the request comes."""
    s.connect()
    s.connection.segment(CLIENT, b'PROXY TCP6 2001:db8:5::5 2001:db8:7::1 51820 1723\r\n')
    s.connection.segment(SERVER, b'', FIN | ACK, after=3000)
    s.say(CLIENT, 'Start-Control-Connection-Request', 30_000, **ASKED_TO_START)
    s.connection.segment(SERVER, b'', RST, at=s.connection.next[SERVER])


@case(PROXY, 'proxy_header')
def header_of_version_2(s):
    """The server resets."""
    s.connect()
    s.connection.segment(CLIENT, HEADER)
    s.connection.segment(SERVER, b'', RST | ACK, after=3000)


@case(PROXY, 'proxy_header')
def server_waits_for_more(s):
    s.connect()
    s.connection.segment(CLIENT, b'PROXY UNKNOWN\r\n')
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.connection.segment(SERVER, b'', ACK)
    s.hang_up(after=30 * SECOND)


@case(PROXY)
def server_that_knows_the_header(s):
    s.connect()
    s.connection.segment(CLIENT, HEADER)
    s.run()


# --- Two devices with one address ---

DEVICES = 'trouble-impostors-devices'
OTHER = '020000000c0d'


def rewrite(s, place, mac=None, ttl=None):
    """A frame comes from another Ethernet address, or from behind routers."""
    clock, size, octets = s.made.frames[place]
    octets = octets[:6] + bytes.fromhex(mac) + octets[12:] if mac else octets
    if ttl:
        header = octets[14:22] + bytes([ttl, octets[23], 0, 0]) + octets[26:34]
        octets = octets[:14] + header[:10] + checksum(header).to_bytes(2, 'big') + header[12:] + octets[34:]
    s.made.frames[place] = clock, size, octets


def places_of(s, first, end):
    """The frames of an end since then."""
    address = bytes(map(int, s.ends[end].split('.')))
    return [place for place in range(first, len(s.made.frames)) if s.made.frames[place][2][26:30] == address]


def forgotten_after_silence(s):
    """A session, half a minute of silence, and an RST for what the client then asks."""
    link = s.session(auth='PAP')
    link.pings(3)
    s.connection.segment(CLIENT, echo_request(1), after=30 * SECOND)
    s.connection.segment(SERVER, b'', RST, at=s.connection.next[SERVER])


@case(DEVICES, 'device_other')
def another_host_has_the_clients_address(s):
    """At the server: its SYN-ACK goes to the wrong one, which did not ask."""
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN)
    connection.segment(SERVER, b'', SYN | ACK)
    connection.segment(CLIENT, b'', RST, ttl=128)
    rewrite(s, -1, OTHER)


@case(DEVICES, 'device_other')
def failover_in_mid_session(s):
    forgotten_after_silence(s)
    rewrite(s, -1, OTHER)


@case(DEVICES, 'end_restarted')
def behind_two_routers(s):
    """The server was restarted; its packets come over another router since."""
    first = len(s.made.frames)
    forgotten_after_silence(s)
    rewrite(s, -1, OTHER)
    for place in places_of(s, first, 'server'):
        rewrite(s, place, ttl=57)


@case(DEVICES, 'end_restarted')
def server_with_two_network_cards(s):
    """It sends by both in turn, and was restarted."""
    first = len(s.made.frames)
    forgotten_after_silence(s)
    for place in places_of(s, first, 'server')[::2]:
        rewrite(s, place, OTHER)
    rewrite(s, -1, OTHER)


@case(DEVICES, 'tcp_refused')
def another_host_refuses(s):
    """After a session with the server itself."""
    s.close(s.session(auth='PAP'))
    s.port += 1
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN, after=9 * SECOND)
    connection.segment(SERVER, b'', RST | ACK, ttl=255)
    rewrite(s, -1, OTHER)


@case(DEVICES, 'tcp_refused')
def the_server_refuses(s):
    s.close(s.session(auth='PAP'))
    s.port += 1
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN, after=9 * SECOND)
    connection.segment(SERVER, b'', RST | ACK)


# --- A portal that answers for everybody ---

PORTAL = f'{IMPOSTORS}-portal'
for status in b'1.1 302 Found', b'1.0 511 Network Authentication Required', b'1.1 404 Not Found':
    octets = b'HTTP/' + status + b'\r\nLocation: http://logon.example.net/\r\nContent-Length: 0\r\n\r\n'
    case(PORTAL, 'other_service')(functools.partial(answers_with, octets=octets))


@case(IMPOSTORS, 'probe')
def waits_until_the_server_closes(s):
    """A banner grab of something that speaks second: only the server ends it."""
    s.connect()
    s.hang_up(SERVER, after=30 * SECOND)
