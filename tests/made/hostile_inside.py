"""Malicious and broken packets inside a link that is up, in EAP and in Multilink: what they claim is not there."""
import itertools
import struct

from made import CLIENT, SERVER, capture
from made.ppp import CHALLENGE, CHAP, INSIDE, IPV4, IPV6, LCP, PROTOCOL_REJECT, SECOND, interface, segment, sized
from made.trouble import Story, with_lcp
from made.trouble_eap import MD5, MSCHAPV2, NAK, REQUEST, RESPONSE, SUCCESS, TLS, Conversation
from made.trouble_inside import host, udp
from made.trouble_lcp import MULTILINK
from made.trouble_multilink import BEGINS, ENDS, Bundle, joined
from packets import ACK, SYN, icmp_packet, ip_packet

CBCP = 0xc029
BEYOND = '203.0.113.80'
MSS = b'\2\4\5\xb4'
# Methods of EAP without keys, and others that carry TLS.
OTP, GTC, TTLS, FAST, TEAP = 5, 6, 21, 43, 55


def tcp(flags, options=b'', size=None, fragment=0, to=BEYOND, port=443, payload=b'', client=CLIENT):
    """TCP of the client's end and a host beyond, cut to so many octets behind IP's header."""
    ends, ports = [INSIDE[CLIENT], host(to)], [50000, port]
    step = 1 if client else -1
    packet = segment(*ends[::step], ports[::step], flags, (1, 1), payload, options)
    return ip_packet(*ends[::step], 6, packet[20:][:size], flags=fragment)


def bad_openings():
    """SYNs whose options lie, or that are cut; and more ports than are kept."""
    for options in (b'\0' + MSS + bytes(3), b'\1\1\1' + MSS + b'\1', b'\2\3\5\xb4', b'\1\1\2\4', b'\3\0' + bytes(2),
                    b'\3\1' + MSS[:2], b'\x08\x0a' + bytes(2), b'\3\3\7' + MSS + b'\0'):
        yield tcp(SYN, options)
    for size in range(0, 24, 3):
        yield tcp(SYN, MSS, size)
    yield tcp(SYN, MSS, fragment=0x2000)
    yield tcp(SYN, MSS, fragment=3)
    for port in range(10):
        yield tcp(SYN, port=1000 + port)
    whole = tcp(SYN, MSS)
    yield b'\x4f' + whole[1:40]
    yield b'\x41' + whole[1:]
    yield from (whole[:size] for size in (1, 19, 20, 21))


def bad_errors():
    """ICMP errors that quote nothing, little, or another version of IP; redirects and parameter problems."""
    asked, query = tcp(SYN), udp(INSIDE[CLIENT], BEYOND, (40000, 53))
    for kind, code in (3, 0), (3, 3), (3, 4), (5, 1), (11, 0), (12, 0):
        for quoted in b'', asked[:1], asked[:20], asked[:22], asked[:28], query[:28], bytes([0x60]) + bytes(47):
            yield icmp_packet(INSIDE[SERVER], INSIDE[CLIENT], kind, code, quoted)
    for size in range(5):
        yield ip_packet(INSIDE[SERVER], INSIDE[CLIENT], 1, b'\3\1\0\0\0'[:size])


def bad_errors_of_ipv6():
    """The same of ICMPv6, and what routers and DHCPv6 send to many."""
    near, far, beyond, many = map(host, ('fe80::1', 'fe80::2', '2001:db8::9', 'ff02::1'))
    asked = ip_packet(near, beyond, 6, tcp(SYN)[20:])
    for kind, code in (1, 0), (1, 4), (1, 9), (2, 0), (3, 0), (4, 1):
        for quoted in b'', asked[:4], asked[:40], asked[:42], asked, tcp(SYN):
            yield icmp_packet(far, near, kind, code, quoted)
    for size in range(3):
        yield ip_packet(far, near, 58, b'\1\0\0'[:size])
        yield ip_packet(far, many, 58, b'\x85\0\0'[:size])
    yield ip_packet(host('fec0::1'), host('feff::2'), 6, tcp(SYN)[20:])
    yield ip_packet(near, beyond, 0, bytes(8))


def bad_names():
    """Names of DNS that do not end, whose labels lie beyond the message, or that are too long; and no name."""
    for labels in (b'', b'\3ab', b'\3abc', b'\x3f' + bytes(10), b'\xff', b'\0', b'\1.' * 200, b'\xff' * 600):
        for code in 2, 3:
            message = struct.pack('>HHHHHH', 7, 0x8180 | code, 1, 0, 0, 0) + labels
            yield udp(BEYOND, INSIDE[CLIENT], (53, 40000), message)
            yield udp(BEYOND, INSIDE[CLIENT], (53, 40000), message[:len(labels) + 3])


def bad_redirects():
    """HTTP that is cut anywhere, or sends elsewhere each time."""
    line = b'HTTP/1.1 302 Found\r\nLocation: http://a.example/x\r\n\r\n'
    for text in (*(line[:size] for size in range(5, len(line) - 3, 3)), line, line, line.replace(b'a.', b'bb.'),
                 line.replace(b'a.', b'b.'), line.replace(b'http:', b'   '), b'HTTP/1.1 302\n\n\nLocation:',
                 b'HTTP/1.1 302\nLocation:://'):
        yield tcp(ACK, port=80, payload=text, client=SERVER)


def bad_media():
    """UDP to an even port that is RTP by its payload type only, and to nobody."""
    for kind in 0, 34, 35, 95, 96, 0x80 | 72:
        yield udp(INSIDE[CLIENT], BEYOND, (4000, 4002), bytes([0x80, kind]) + bytes(20))
    for ports in (68, 67), (68, 69), (67, 68):
        yield udp('0.0.0.0', '255.255.255.255', ports, bytes(9))
    yield ip_packet(host('0.0.0.0'), host('255.255.255.255'), 17, bytes(3))


def send_data(s, protocol, packets):
    """From both ends, and each once as it is and once cut by the snapshot length."""
    link = s.session(auth='PAP')
    link.pings(2)
    for packet in packets:
        for client in CLIENT, SERVER:
            link.send(client, protocol, packet, after=SECOND // 10)
        link.send(SERVER, protocol, packet, snap=14 + 20 + 16 + 2 + len(packet) // 2)
    s.close(link)


@capture('bad-inside')
def bad_inside(made):
    kinds = bad_openings, bad_errors, bad_names, bad_redirects, bad_media
    for number, kind in enumerate(kinds):
        send_data(Story(made, number), IPV4, kind())
    send_data(Story(made, len(kinds)), IPV6, bad_errors_of_ipv6())
    crowd(Story(made, len(kinds) + 1))


def crowd(s):
    """More unknown protocols and more rejects than are kept; callback control that is cut."""
    link = s.session(auth='PAP')
    link.pings(2)
    for number in range(40):
        link.send(CLIENT, 0x4001 + 2 * number, bytes(20), after=1000)
        link.control(SERVER, LCP, PROTOCOL_REJECT, struct.pack('>H', 0x4001 + 2 * number) + bytes(20))
    for size in range(5):
        link.send(SERVER, CBCP, b'\1\1\0\4'[:size])
    for octets in (b'\x7e\x7e\x7e', b'\x7e\0\x7e', b'\xff\x7d\x22', b'\xff\x7d\x23\xc0\x21', b'\x7e\0\0', b'\x7e'):
        link.tunnel.send(CLIENT, payload=octets)
    s.close(link)


# --- EAP --------------------------------------------------------------------------------------------------------------

def bad_alerts(talk):
    """Alerts of TLS of another version, length or level; and no flags, cut and again."""
    for kind in TLS, TTLS, FAST, TEAP:
        for record in (b'\x15\2\1\0\2\2\x30', b'\x15\3\1\1\2\2\x30', b'\x15\3\1\0\3\2\x30', b'\x15\3\1\0\2\1\x30',
                       b'\x15\3\1\0\2\2'):
            talk.ask(kind, b'\0' + record)
        talk.ask(kind, snap=14 + 20 + 12 + 8)
        talk.ask(kind)
        talk.ask(kind)


def bad_challenges(talk):
    """EAP-MSCHAPv2 whose values are cut, have other sizes, or come in another order."""
    for size in range(5):
        for code in range(1, 8):
            talk.ask(MSCHAPV2, bytes([code, 7, 0, 9])[:size])
            talk.answer(MSCHAPV2, bytes([code, 7, 0, 9])[:size])
    for value in (b'', b'\x10', b'\x10' + bytes(15), b'\x31' + bytes(48), b'\x31' + bytes(49),
                  b'\x31' + bytes(49) + b'\\'):
        for code in range(1, 8):
            talk.mschapv2(True, code, value)
            talk.mschapv2(False, code, value)
    talk.mschapv2(False, 7, bytes(516) + bytes(66))
    talk.ask(MSCHAPV2, struct.pack('>BBH', 3, 7, 46) + b'S=' + bytes(40), snap=14 + 20 + 12 + 20)
    talk.answer(MSCHAPV2, b'\4')
    talk.answer(MSCHAPV2, b'\4')


def bad_order(talk):
    """Naks of more methods than are kept, and the same packet as request, response and success."""
    for kind in OTP, GTC, MD5:
        talk.ask(kind, sized(bytes(16)))
        talk.answer(NAK, bytes(range(4, 12)))
        talk.answer(kind, bytes(3))
    for code in REQUEST, RESPONSE, SUCCESS, RESPONSE:
        talk.link.eap(SERVER, code, b'\4', talk.identifier)


def names_of_domain(talk):
    """The Response's name is that of the Identity without its domain, or another as long."""
    for name in b'alice', b'Alice', b'p\\bob', b'':
        talk.handshake(name)


@capture('bad-eap')
def bad_eap(made):
    kinds = bad_alerts, bad_challenges, bad_order, names_of_domain
    for number, (kind, user) in enumerate(itertools.product(kinds, (b'alice', b'CORP\\alice'))):
        s = Story(made, number)
        talk = Conversation(s, user)
        kind(talk)
        s.close(talk.link, SERVER, '')
    s = Story(made, 9)
    link = with_lcp(s, 'MS-CHAPv2')
    link.chap(SERVER, CHALLENGE, sized(bytes(8)))
    link.chap(CLIENT, 2, sized(bytes(49)) + b'alice')
    link.chap(CLIENT, 7, bytes(516) + bytes(66))
    link.success('S' * 42)
    s.close(link)


# --- Multilink --------------------------------------------------------------------------------------------------------

def in_mid_session(s, kinds, first=700):
    """No LCP, so that whole packets show where the header ends."""
    s.start()
    link = s.call()
    for number, (header, octets) in enumerate(kinds, first):
        for client in CLIENT, SERVER:
            link.send(client, MULTILINK, header(number) + octets)
    s.end()


def short(number, flags=BEGINS | ENDS):
    return struct.pack('>H', flags << 8 | number)


def long(number, flags=BEGINS | ENDS):
    return struct.pack('>I', flags << 24 | number)


def short_with_reserved(number):
    return short(number, 0xf0)


def long_with_reserved(number):
    return long(number, 0xff)


def begun(number):
    return short(number, BEGINS)


INSIDE_BUNDLE = (b'\0\x21' + bytes(20), b'\0\x21\x45' + bytes(30), b'\0\x57\x60' + bytes(50),
                 b'\0\xfd\x90\0' + bytes(9), b'\x80\xfd\1\1\0\4', b'\x80\x21\1\1\0\4', b'\x80\x57\1\1\0\4', b'\0\x21',
                 b'\x57', b'\x80', b'\0\x3d' + bytes(9))


@capture('bad-multilink')
def bad_multilink(made):
    """Headers that nothing announced, cut, nested, or full of gaps."""
    later = [(odd, INSIDE_BUNDLE[3]) for odd in (long_with_reserved, short_with_reserved, begun, short, long)]
    for number, octets in enumerate(INSIDE_BUNDLE):
        for header in short, long:
            in_mid_session(Story(made, 2 * number + (header is long)), [(header, octets)] * 2 + later)
    of_gaps(Story(made, 2 * len(INSIDE_BUNDLE)))


def of_gaps(s):
    """Every other number is missing; then numbers far away, nested headers, and headers that the capture cut."""
    link = joined(s)
    bundle = Bundle(link)
    for number in range(300):
        link.send(CLIENT, MULTILINK, long(2 * number, BEGINS if number % 3 else 0) + bytes(30), after=1000)
    for number in 2 ** 23, 5, 601, 599, 2 ** 24 - 1, 0:
        link.send(CLIENT, MULTILINK, long(number) + b'\0\x3d\xc0\0\0\1')
        link.send(CLIENT, MULTILINK, long(number, BEGINS) + bytes(30), snap=14 + 20 + 12 + 6)
        link.send(CLIENT, MULTILINK, long(number)[:3])
    for client in CLIENT, SERVER:
        bundle.send(client, IPV6, interface(client)[1] * 9, cuts=(0, 4, 8))
    s.close(link)
