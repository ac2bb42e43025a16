"""PPP in a call's tunnel: control protocols, authentication, clear and encrypted packets.

A reading of its own of RFC 1661, 1332, 1334, 1962, 1994, 2284, 2433, 2759, 3078 and 5072. Identifiers, acknowledgments
and coherency counts count on; keys, hashes and what is encrypted are octets that only look random.
"""
import hashlib
import ipaddress
import struct

from made import CLIENT, SERVER
from packets import checksum, icmp_packet, ip_packet

LCP, PAP, CHAP, EAP, CCP, IPCP, IPV6CP = 0xc021, 0xc023, 0xc223, 0xc227, 0x80fd, 0x8021, 0x8057
IPV4, IPV6, MPPE = 0x0021, 0x0057, 0x00fd

# Codes that the control protocols share (RFC 1661 section 5), LCP's own, and CCP's (RFC 1962 section 3).
(REQUEST, ACK, NAK, REJECT, TERMINATE, TERMINATED, CODE_REJECT, PROTOCOL_REJECT, ECHO_REQUEST, ECHO_REPLY) = range(1,
                                                                                                                   11)
RESET_REQUEST, RESET_ACK = 14, 15
# RFC 1994 section 4, RFC 2759 section 7.
CHALLENGE, RESPONSE, SUCCESS, FAILURE, CHANGE_PASSWORD = 1, 2, 3, 4, 7

# Options are (type, octets). LCP's:
ASYNC_MAP, SHORT_PROTOCOL, SHORT_ADDRESS = (2, bytes(4)), (7, b''), (8, b'')
AUTHENTICATION = {'PAP': (3, b'\xc0\x23'), 'EAP': (3, b'\xc2\x27'), 'CHAP-MD5': (3, b'\xc2\x23\x05'),
                  'MS-CHAP': (3, b'\xc2\x23\x80'), 'MS-CHAPv2': (3, b'\xc2\x23\x81')}
# IPCP's, with Van Jacobson's compression (RFC 1332), and the bits of MPPE's (RFC 3078 section 2).
VAN_JACOBSON = (2, b'\x00\x2d\x0f\x01')
STATELESS, KEY_128, KEY_56, KEY_40 = 0x01000000, 0x40, 0x80, 0x20
# MPPE's header (RFC 3078 section 3.1).
FLUSHED, ENCRYPTED = 0x8000, 0x1000

SECOND = 1_000_000
INSIDE = {CLIENT: ipaddress.ip_address('10.10.0.100'), SERVER: ipaddress.ip_address('10.10.0.1')}


def noise(seed, size):
    """Octets that look random, the same for the same seed."""
    return hashlib.shake_128(str(seed).encode()).digest(size)


def mru(octets):
    return 1, struct.pack('>H', octets)


def magic(client):
    return 5, noise(f'magic {client}', 4)


def mppe(bits):
    return 18, struct.pack('>I', bits)


def address(text):
    return 3, ipaddress.ip_address(text).packed


def interface(client):
    return 1, noise(f'interface {client}', 8)


def encoded(options):
    return b''.join(bytes([kind, 2 + len(octets)]) + octets for kind, octets in options)


def sized(text, code='B'):
    """A text behind its length."""
    octets = text.encode() if isinstance(text, str) else text
    return struct.pack(f'>{code}', len(octets)) + octets


def ping(client, size=56, kind=8):
    """An echo request of ICMP to the other end of the link."""
    return icmp_packet(INSIDE[client], INSIDE[not client], kind, 0, noise('ping', size))


def tcp(client, flags, numbers, payload=b'', options=b'', port=50000):
    """A segment of HTTP between the ends of the link. numbers: sequence and acknowledgment."""
    return segment(INSIDE[client], INSIDE[not client], (port, 80) if client else (80, port), flags, numbers, payload,
                   options)


def segment(source, destination, ports, flags, numbers=(1, 0), payload=b'', options=b''):
    """TCP between any hosts."""
    offset = 5 + len(options) // 4
    tcp = struct.pack('>HHIIBBHHH', *ports, *numbers, offset << 4, flags, 65535, 0, 0) + options + payload
    pseudo = source.packed + destination.packed + struct.pack('>II', len(tcp), 6)
    return ip_packet(source, destination, 6, tcp[:16] + struct.pack('>H', checksum(pseudo + tcp)) + tcp[18:])


class PPP:
    """The link that a call's tunnel carries. Its ends are the call's: client (True) and server (False)."""

    def __init__(self, tunnel):
        self.tunnel = tunnel
        self.compressed = {CLIENT: False, SERVER: False}    # the header of what each sends
        self.acknowledging = {CLIENT, SERVER}               # the ends that hear the other, and say so
        self.acknowledged = dict(tunnel.next)               # the next number that each did not yet acknowledge
        self.identifier, self.asked = {}, {}                # of each end and protocol: the last; its options
        self.coherency = {CLIENT: 0, SERVER: 0}
        self.authentication = 0                             # CHAP's identifier

    # --- packets ---

    def header(self, client, protocol, octets):
        """Address, control and protocol: never compressed where that is negotiated (RFC 1661 sections 6.5 and 6.6)."""
        if not self.compressed[client] or protocol == LCP and octets and octets[0] in range(REQUEST, CODE_REJECT + 1):
            return struct.pack('>HH', 0xff03, protocol)
        return struct.pack('>B' if protocol < 0x100 else '>H', protocol)

    def send(self, client, protocol, octets, after=10_000, **gre):
        """A packet; it acknowledges what came since the last."""
        heard = self.tunnel.came[not client]
        acknowledgment = None
        if client in self.acknowledging and heard > self.acknowledged[not client]:
            acknowledgment, self.acknowledged[not client] = heard - 1, heard
        self.tunnel.send(client, acknowledgment=acknowledgment, payload=self.header(client, protocol, octets) + octets,
                         after=after, **gre)

    def hear(self, client, after=50_000):
        """An acknowledgment with nothing else, as pptpd sends 50 ms after a packet that got no answer."""
        self.acknowledged[not client] = self.tunnel.came[not client]
        self.tunnel.acknowledge(client, self.tunnel.came[not client] - 1, after=after)

    def control(self, client, protocol, code, octets=b'', identifier=None, **send):
        """A packet of a control protocol, with the next identifier or with another one."""
        if identifier is None:
            identifier = self.identifier[client, protocol] = self.identifier.get((client, protocol), 0) + 1
        self.send(client, protocol, struct.pack('>BBH', code, identifier, 4 + len(octets)) + octets, **send)

    # --- the control protocols' packets ---

    def request(self, client, protocol, *options, **send):
        self.asked[client, protocol] = options
        self.control(client, protocol, REQUEST, encoded(options), **send)

    def again(self, client, protocol, after=3 * SECOND):
        """The last Configure-Request unchanged, identifier and all: what its timer sends, 3 s later."""
        self.control(client, protocol, REQUEST, encoded(self.asked[client, protocol]),
                     self.identifier[client, protocol], after=after)

    def answer(self, client, protocol, code, *options, **send):
        """To the other end's last Configure-Request."""
        self.control(client, protocol, code, encoded(options), self.identifier[not client, protocol], **send)

    def ack(self, client, protocol, **send):
        self.answer(client, protocol, ACK, *self.asked[not client, protocol], **send)

    def nak(self, client, protocol, *options, **send):
        self.answer(client, protocol, NAK, *options, **send)

    def reject(self, client, protocol, *options, **send):
        self.answer(client, protocol, REJECT, *options, **send)

    def terminate(self, client, text='', protocol=LCP, answered=True, **send):
        self.control(client, protocol, TERMINATE, text.encode(), **send)
        if answered:
            self.control(not client, protocol, TERMINATED, b'', self.identifier[client, protocol])

    def protocol_reject(self, client, protocol, rejected=b'', **send):
        self.control(client, LCP, PROTOCOL_REJECT, struct.pack('>H', protocol) + rejected, **send)

    def echo(self, client, answered=True, **send):
        self.control(client, LCP, ECHO_REQUEST, magic(client)[1], **send)
        if answered:
            self.control(not client, LCP, ECHO_REPLY, magic(not client)[1], self.identifier[client, LCP])

    def reset(self, client, answered=True, **send):
        """CCP's, of stateful MPPE. Reset-Ack is pppd's: RFC 3078 section 8.2 needs none."""
        self.control(client, CCP, RESET_REQUEST, **send)
        if answered:
            self.control(not client, CCP, RESET_ACK, b'', self.identifier[client, CCP])

    # --- authentication's packets ---

    def pap(self, client, code, octets, identifier=1, **send):
        self.control(client, PAP, code, octets, identifier, **send)

    def pap_request(self, user='alice', password='wonderland', **send):
        self.pap(CLIENT, 1, sized(user) + sized(password), **send)

    def chap(self, client, code, octets, **send):
        text = octets.encode() if isinstance(octets, str) else octets
        self.control(client, CHAP, code, text, self.authentication, **send)

    def challenge(self, size=16, name='pptpd', by=SERVER, **send):
        self.authentication += 1
        self.chap(by, CHALLENGE, sized(noise('challenge', size)) + name.encode(), **send)

    def response(self, value=None, user='alice', by=CLIENT, **send):
        value = mschapv2_value() if value is None else value
        self.chap(by, RESPONSE, sized(value) + user.encode(), **send)

    def success(self, text=None, **send):
        self.chap(SERVER, SUCCESS, authenticator_response() if text is None else text, **send)

    def eap(self, client, code, octets, identifier=1, **send):
        """A request or response with its type and data, a success or failure without."""
        self.control(client, EAP, code, octets, identifier, **send)

    # --- exchanges that go well ---

    def lcp_up(self, auth='MS-CHAPv2', compressed=True, units=(1400, 1400)):
        """Client's and server's MRU in units; None is none."""
        more = [SHORT_PROTOCOL, SHORT_ADDRESS] if compressed else []
        asked = [AUTHENTICATION[auth]] if auth else []
        client, server = ([mru(unit)] if unit else [] for unit in units)
        self.request(CLIENT, LCP, *client, ASYNC_MAP, magic(CLIENT), *more)
        self.request(SERVER, LCP, *server, ASYNC_MAP, *asked, magic(SERVER), *more)
        self.ack(CLIENT, LCP)
        self.ack(SERVER, LCP)
        self.compressed = {CLIENT: compressed, SERVER: compressed}

    def authenticate(self, auth='MS-CHAPv2', user='alice'):
        if auth == 'PAP':
            self.pap_request(user)
            self.pap(SERVER, 2, sized('Login ok'))
        elif auth:
            size, value, text = {
                'CHAP-MD5': (16, noise('md5', 16), 'Access granted'),
                'MS-CHAP': (8, mschap_value(), ''),
                'MS-CHAPv2': (16, mschapv2_value(), authenticator_response())}[auth]
            self.challenge(size)
            self.response(value, user)
            self.success(text)

    def ccp_up(self, bits=STATELESS | KEY_128):
        for client in SERVER, CLIENT:
            self.request(client, CCP, mppe(bits))
        for client in SERVER, CLIENT:
            self.ack(client, CCP)

    def ipcp_up(self, addresses=INSIDE):
        self.request(CLIENT, IPCP, address('0.0.0.0'))
        self.request(SERVER, IPCP, address(addresses[SERVER]))
        self.ack(CLIENT, IPCP)
        self.nak(SERVER, IPCP, address(addresses[CLIENT]))
        self.request(CLIENT, IPCP, address(addresses[CLIENT]))
        self.ack(SERVER, IPCP)

    def ipv6cp_up(self):
        for client in CLIENT, SERVER:
            self.request(client, IPV6CP, interface(client))
        for client in SERVER, CLIENT:
            self.ack(client, IPV6CP)

    def up(self, auth='CHAP-MD5', bits=None, user='alice', addresses=INSIDE, **lcp):
        """Everything, up to the first packet of data. bits: MPPE's, or None."""
        self.lcp_up(auth, **lcp)
        self.authenticate(auth, user)
        if bits is not None:
            self.ccp_up(bits)
        self.ipcp_up(addresses)

    # --- data ---

    def encrypted(self, client, size=88, flags=FLUSHED | ENCRYPTED, **send):
        """A packet of MPPE: header and that many octets."""
        count = self.coherency[client] % 4096
        self.coherency[client] += 1
        self.send(client, MPPE, struct.pack('>H', flags | count) + noise(f'{client} {count}', size), **send)

    def pings(self, count=1, encrypted=False, after=SECOND, size=56):
        """Asked by the client, answered by the server, and that acknowledged."""
        for _ in range(count):
            for client, kind, delay in (CLIENT, 8, after), (SERVER, 0, 20_000):
                if encrypted:
                    self.encrypted(client, size + 32, after=delay)
                else:
                    self.send(client, IPV4, ping(client, size, kind), after=delay)
            self.hear(CLIENT)


def mschapv2_value(seed='response'):
    """RFC 2759 section 4: Peer-Challenge, 8 octets 0, NT-Response, flags."""
    return noise(f'peer {seed}', 16) + bytes(8) + noise(f'nt {seed}', 24) + b'\0'


def mschap_value(lan_manager=False):
    """RFC 2433 section 7: LAN Manager's response, NT's, and the flag that says which one to use."""
    return (noise('lm', 24) + bytes(24) + b'\0') if lan_manager else (bytes(24) + noise('nt', 24) + b'\1')


def authenticator_response():
    """RFC 2759 section 5."""
    return f'S={noise("authenticator", 20).hex().upper()} M=Access granted'
