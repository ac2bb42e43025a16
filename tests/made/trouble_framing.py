"""GRE carries what is no PPP packet, or PPP that nobody can read."""
import functools
import struct

from made import CLIENT, SERVER
from made.ppp import ECHO_REQUEST, IPV4, LCP, SECOND, encoded, noise, ping
from made.trouble import case, lcp_options, with_lcp

FRAMING = 'trouble-framing'


def raw(link, client, octets, after=10_000):
    """What it is, without PPP's header."""
    link.tunnel.send(client, payload=octets, after=after)


def escaped(octets):
    """RFC 1662 section 4.2."""
    return b''.join(bytes([0x7d, octet ^ 0x20]) if octet < 0x20 or octet in (0x7d, 0x7e) else bytes([octet])
                    for octet in octets)


@case(FRAMING, 'hdlc_in_gre')
def flags_and_escapes(s):
    """The client's pppd believes in a serial line: flags, escapes, checksum."""
    link = s.call()
    octets = encoded(lcp_options(CLIENT))
    frame = b'\xff' + escaped(struct.pack('>BHBBH', 3, LCP, 1, 1, 4 + len(octets)) + octets + noise('checksum', 2))
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    for _ in range(5):
        raw(link, CLIENT, b'\x7e' + frame + b'\x7e', 3 * SECOND)
        link.again(SERVER, LCP, 10_000)
    raw(link, CLIENT, frame)
    s.end_by_server(SECOND)


@case(FRAMING, 'protocol_missing')
def bare_ipv4(s):
    """Some of the client's packets have no protocol field; the server takes 0x45 for one."""
    link = s.session()
    link.pings(2)
    for _ in range(4):
        packet = ping(CLIENT)
        raw(link, CLIENT, packet, SECOND)
        link.protocol_reject(SERVER, 0x45, packet[1:])
    link.pings(1)
    s.close(link)


@case(FRAMING, 'protocol_missing')
def bare_ipv6(s):
    """IPv6 behind Address and Control, from the server."""
    link = s.session()
    link.pings(1)
    for number in range(3):
        raw(link, SERVER, b'\xff\x03' + struct.pack('>IHBB', 6 << 28, 40, 59, 64) + noise('addresses', 32)
            + noise(number, 40), SECOND)
    link.pings(1)
    s.close(link)


@case(FRAMING, 'protocol_compressed')
def compressed_unasked(s):
    """The client shortens the protocol field, though the server did not ask for it."""
    link = s.session(compressed=False)
    for number in range(3):
        raw(link, CLIENT, b'\xff\x03\x21' + ping(CLIENT), SECOND)
        link.send(SERVER, IPV4, ping(SERVER, kind=0))
    s.close(link)


@case(FRAMING, 'unreadable_data')
def encrypted_by_ecp(s):
    """Data of ECP's (RFC 1968): nobody can say that they are in the clear."""
    link = s.session()
    for number in range(4):
        for client in CLIENT, SERVER:
            link.send(client, 0x0053, noise(f'{client} {number}', 80), after=200_000)
    s.close(link)


@case(FRAMING)
def compressed_as_asked(s):
    """Both asked for a short protocol field, and get it."""
    link = s.session(compressed=True)
    link.pings(3)
    link.control(CLIENT, LCP, ECHO_REQUEST, bytes(4))
    s.close(link)


# --- A header that nobody reads ---

UNREAD = f'{FRAMING}-unread'


def challenged(s, compressed, leaves_out=None):
    """The client answers LCP to the end, but no Challenge. leaves_out: whether the server compresses its headers."""
    link = with_lcp(s, 'MS-CHAPv2', compressed=compressed)
    link.compressed[SERVER] = compressed if leaves_out is None else leaves_out
    for _ in range(4):
        link.challenge(after=3 * SECOND)
        link.hear(CLIENT)
    link.echo(SERVER)
    s.close(link, SERVER, 'Authentication failed')


case(UNREAD, 'auth_challenge_unanswered')(functools.partial(challenged, compressed=True))
case(UNREAD, 'auth_challenge_unanswered')(functools.partial(challenged, compressed=False))
case(UNREAD, 'auth_challenge_unanswered')(functools.partial(challenged, compressed=False, leaves_out=True))
