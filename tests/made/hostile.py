"""Malicious and broken PPP."""
import struct

from made import CLIENT, SERVER, capture
from made.ppp import (
    CCP, CHALLENGE, CHAP, ACK as CONFIGURE_ACK, EAP, ECHO_REQUEST, FAILURE, IPCP, IPV6CP, KEY_128, LCP, MPPE, NAK,
    PAP, PROTOCOL_REJECT, REJECT, REQUEST, RESPONSE, STATELESS, SUCCESS, TERMINATE, mschapv2_value, sized)
from made.trouble import Story

CONTROL = LCP, CCP, IPCP, IPV6CP
HOSTILE_TEXTS = (
    b'bell\a backspace\b tab\t line\n return\r delete\x7f', b'\x1b[31mred \x1b]0;title\a\x1b[2J',
    b'"quotes" \'and\' `more`', b'back\\slash \\n \\x00 %s %n %d',
    b'\xff\xfe\xc3\x28\xe2\x82 no UTF-8', 'z\u00fcrich \u202eright to left'.encode(),
    b'nul\0behind it', b'\0', b'', b'E=691 R=1 C=', b'A' * 300, b'\x1b' * 300)


def packet(code, octets=b'', identifier=1, length=None):
    """A packet of a control or authentication protocol. Its Length may lie."""
    return struct.pack('>BBH', code, identifier, 4 + len(octets) if length is None else length) + octets


def bad_options():
    """Options in requests and replies: lengths of 0, 1 and beyond the packet, a single octet, missing values."""
    for protocol in CONTROL:
        for code in REQUEST, CONFIGURE_ACK, NAK, REJECT:
            for kind in 1, 3, 5, 18:
                for octets in (bytes([kind]), bytes([kind, 0]), bytes([kind, 1]), bytes([kind, 2]), bytes([kind, 6, 1]),
                               bytes([kind, 255]) + bytes(4), bytes([kind, 4, 5, 120, kind, 0, 1, 1])):
                    yield protocol, packet(code, octets)


def bad_lengths():
    """A Length that is too short, too long, or shorter than the header; and packets cut inside their header."""
    for protocol in (*CONTROL, PAP, CHAP, EAP):
        for code in range(17):
            yield protocol, packet(code)
        for length in 0, 1, 3, 4, 5, 7, 9, 0xffff:
            for code in REQUEST, CONFIGURE_ACK, TERMINATE, PROTOCOL_REJECT, ECHO_REQUEST:
                yield protocol, packet(code, b'\5\6\1\2', length=length)
        for size in range(4):
            yield protocol, packet(REQUEST)[:size]
    yield LCP, packet(PROTOCOL_REJECT, b'\x80')


def bad_authentication():
    """Values and names that overrun the packet; EAP without a type, or with nothing but a type."""
    for code in CHALLENGE, RESPONSE:
        for size, rest in ((0, b''), (0, b'name'), (16, b''), (16, bytes(15)), (49, bytes(49)), (49, bytes(20)),
                           (255, bytes(16))):
            yield CHAP, packet(code, bytes([size]) + rest)
        yield CHAP, packet(code)
    for octets in (b'', b'\5', b'\5use', b'\5alice', b'\5alice\xff', b'\5alice\4abc', b'\xff' * 20, b'\0\0', b'\0'):
        for code in 1, 2, 3:
            yield PAP, packet(code, octets)
    for code in range(6):
        for octets in b'', b'\0', b'\1', b'\4', b'\4\xff', b'\4\x10' + bytes(8), b'\xff', b'\x0d\x80':
            yield EAP, packet(code, octets)
    for text in ('E=', 'E=99999999999999999999 R=x', 'E=-1 R=-1', 'E=691E=691', 'E=691 R=1 C=' + 'Z' * 300,
                 'E=691 R=1 C=0 V=', 'S=', 'S=' + 'G' * 40, 'M=only', 'E =691'):
        for code in SUCCESS, FAILURE:
            yield CHAP, packet(code, text.encode())


def bad_texts():
    """Names, passwords and messages that must not reach a terminal as they are."""
    for text in HOSTILE_TEXTS:
        short = text[:255]
        yield PAP, packet(1, sized(short) + sized(short[::-1]))
        yield PAP, packet(3, sized(short))
        yield CHAP, packet(CHALLENGE, sized(bytes(16)) + text)
        yield CHAP, packet(RESPONSE, sized(mschapv2_value()) + text)
        yield CHAP, packet(SUCCESS, text)
        yield CHAP, packet(FAILURE, b'E=691 R=0 C=00 V=3 M=' + text)
        yield EAP, packet(2, b'\1' + text)
        yield EAP, packet(1, b'\4' + sized(bytes(16)) + text)
        yield IPCP, packet(TERMINATE, text)
        yield LCP, packet(12, bytes(4) + text)
        yield LCP, packet(TERMINATE, text)


def bad_protocols():
    """Empty payloads, unknown protocols, data that nothing was negotiated for, cut headers of MPPE and IP."""
    for protocol in (0, 1, 0x21, 0x23, 0x29, 0x2b, 0x2d, 0x2f, 0x3d, 0x57, 0xc3, 0xfb, MPPE, 0x9d31, 0x8ed1, 0xc025,
                     0xffff):
        for octets in b'', b'\0', bytes(3), b'\x45\0\xff\xff' + bytes(16), b'\x9f\xff' + bytes(40):
            yield protocol, octets


def send_bad(s, link, packets):
    """Sends the packets from both ends."""
    for number, (protocol, octets) in enumerate(packets):
        link.send(bool(number % 3), protocol, octets, after=1000)
    s.end()


@capture('bad-ppp')
def bad_ppp(made):
    """PPP with lying lengths, cut packets, hostile texts and unknown protocols, each in a call whose link is not up and
    in one whose link is; and payloads that end inside PPP's own header."""
    kinds = bad_options, bad_lengths, bad_authentication, bad_texts, bad_protocols
    for number, kind in enumerate(kinds):
        s = Story(made, number)
        send_bad(s, s.call(), kind())
    for number, kind in enumerate(kinds[1:], len(kinds)):
        s = Story(made, number)
        send_bad(s, s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128), kind())
    s = Story(made, 2 * len(kinds))
    link = s.call()
    for octets in (b'', b'\xff', b'\xff\x03', b'\xff\x03\xc0', b'\xff\x03\xc0\x21', b'\xff\x03\x21', b'\xc0',
                   b'\xc0\x21', b'\x21', b'\xfd', b'\0', b'\0\xfd', b'\0\xfd\x90', b'\x0f\0\x08\0', b'\x8f\0',
                   b'\xff\xff\xff\xff'):
        for client in CLIENT, SERVER:
            link.tunnel.send(client, payload=octets)
    s.end()
