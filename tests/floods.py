"""Floods: captures of any size of each kind that an attacker could send, or that breaks an assumption about sizes.

Each kind is a function that adds some number of frames to a capture. Most begin with one call, whose PNS is the client.
"""
import random
import struct

from made import mppc, mschap
from made.radius import attribute, mschap_response
from packets import ACK, FIN, LCP_ECHO, RAW_IP, RST, SYN, Capture, Connection, gre, icmp_packet, ip_packet, message

KINDS = {}
CLIENT_ID, SERVER_ID = 10, 20           # Call IDs that each end assigns: the other end's packets bear them
ECHO = message('Echo-Request')
COOKIE = bytes.fromhex('0010 0001 1a2b3c4d')
DATA = bytes.fromhex('ff03 0021 4500001c 00010000 40010000 0a00000a 0a00000b 0800000000010001')
LCP, CCP, PAP, CHAP, EAP, MPPE = 0xc021, 0x80fd, 0xc023, 0xc223, 0xc227, b'\0\xfd'
STATELESS, KEY_128, MPPC = 0x01000000, 0x40, 1
SECRET = bytes(range(16)), bytes(range(16, 32))         # MS-CHAPv2: the server's challenge and the peer's
USER, PASSWORD = 'alice', 'wonderland42'


def kind(function):
    KINDS[function.__name__] = function
    return function


class Flood(Capture):
    """A capture with a call."""

    def __init__(self):
        super().__init__(RAW_IP)
        self.chance, self.number = random.Random(1), {True: 0, False: 0}

    def connect(self, started=True, called=False, **connection):
        self.tcp = Connection(self, **connection)
        if started or called:
            self.say(True, 'Start-Control-Connection-Request', version=0x100, host_name='host')
            self.say(False, 'Start-Control-Connection-Reply', version=0x100, result=1, vendor_name='vendor')
        if called:
            self.set_up(CLIENT_ID, SERVER_ID)
        return self

    def say(self, client, name, **values):
        self.tcp.segment(client, message(name, **values))

    def set_up(self, client_id, server_id=None):
        self.say(True, 'Outgoing-Call-Request', call_id=client_id % 65536, window=64)
        if server_id is not None:
            self.say(False, 'Outgoing-Call-Reply', call_id=server_id % 65536, peer_call_id=client_id % 65536, result=1,
                     window=64)

    def gre(self, client, payload=DATA, number=None, acknowledgment=None, call_id=None, ends=None, length=None):
        """A packet with the next number or another one. length: octets that it had before it was cut."""
        if number is None:
            number, self.number[client] = self.number[client], self.number[client] + 1
        octets = gre((SERVER_ID if client else CLIENT_ID) if call_id is None else call_id, payload,
                     None if number is False else number % 2 ** 32,
                     None if acknowledgment is None else acknowledgment % 2 ** 32, payload_length=length)
        source, destination = ends or (self.tcp.address[client], self.tcp.address[not client])
        packet = ip_packet(source, destination, 47, octets, len(self.frames))
        self.add(packet)
        if length:
            clock, _, _ = self.frames.pop()
            packet = packet[:2] + struct.pack('>H', len(packet) - len(payload) + length) + packet[4:]
            self.frames.append((clock, len(packet) - len(payload) + length, packet))

    def ppp(self, client, protocol, code, identifier=0, octets=b''):
        self.gre(client, struct.pack('>HHBBH', 0xff03, protocol, code, identifier % 256, 4 + len(octets)) + octets)

    def address(self):
        return type(self.tcp.address[True])(self.chance.randrange(0x01000000, 0xdf000000))

    def authenticate(self):
        """MS-CHAPv2 with the account that the plugin is told."""
        challenge, peer = SECRET
        answer = mschap.challenge_response(mschap.challenge_hash(peer, challenge, USER.encode()),
                                           mschap.nt_hash(PASSWORD))
        self.ppp(False, LCP, 1, 1, b'\3\5\xc2\x23\x81')
        self.ppp(True, LCP, 2, 1, b'\3\5\xc2\x23\x81')
        self.ppp(False, CHAP, 1, 1, b'\x10' + challenge + b'server')
        self.ppp(True, CHAP, 2, 1, b'\x31' + peer + bytes(8) + answer + b'\0' + USER.encode())
        self.ppp(False, CHAP, 3, 1, b'S=00 M=welcome')

    def compress(self, identifier, bits):
        """The client may send with this option of MPPE."""
        option = b'\x12\6' + struct.pack('>I', bits)
        self.ppp(False, CCP, 1, identifier, option)
        self.ppp(True, CCP, 2, identifier, option)

    def mppe(self, header, octets, length=None):
        self.gre(True, MPPE + struct.pack('>H', header) + octets, length=length)


# --- Control connections ----------------------------------------------------------------------------------------------

def segments(name, started, octets_of, acknowledged=False, client=True):
    """Registers a flood of segments. octets_of: what segment i holds."""
    def flood(f, n):
        f.connect(started)
        for i in range(n):
            f.tcp.segment(client, octets_of(i))
            if acknowledged:
                f.tcp.segment(not client, b'', ACK)
    KINDS[name] = flood


def octet(stream):
    return lambda i: stream[i % len(stream):i % len(stream) + 1]


segments('echo_unanswered', True, lambda i: message('Echo-Request', identifier=i))
segments('start_requests', False, lambda i: message('Start-Control-Connection-Request'))
segments('unknown_call', True, lambda i: message('Call-Disconnect-Notify', call_id=i), client=False)
segments('wan_errors', True, lambda i: message('WAN-Error-Notify', peer_call_id=i))
segments('link_infos', True, lambda i: message('Set-Link-Info', peer_call_id=i))
segments('octets', False, octet(message('Start-Control-Connection-Request') + message('Outgoing-Call-Request') * 1000))
segments('octets_lying', False, octet(message('Echo-Request', length=0xffff)[:12] + bytes(131070)))
segments('octets_unknown', False, octet(message('Echo-Request', length=220, control_type=99)[:12] + bytes(208)))
segments('octets_cookie', False, octet(COOKIE))
segments('octets_cookie_acknowledged', False, octet(COOKIE), acknowledged=True)
segments('junk', True, lambda i: random.Random(i).randbytes(1400))
segments('junk_headers', True, lambda i: (COOKIE[:-1] + b'\x4c') * 175)
segments('messages', True, lambda i: ECHO * 90)
segments('headers', False, lambda i: (COOKIE + COOKIE)[4 * (i > 0):12], acknowledged=True)
segments('short', False, lambda i: message('Echo-Request', length=156)[i % 2 * 8:][:8], acknowledged=True)
segments('passed_over', True, lambda i: b'xxxxx' + message('Echo-Reply'), acknowledged=True)


@kind
def echoes(f, n):
    f.connect()
    for i in range(n // 2):
        f.say(True, 'Echo-Request', identifier=i)
        f.say(False, 'Echo-Reply', identifier=i, result=1)


@kind
def start_pairs(f, n):
    for i in range(n // 2):
        f.connect() if i == 0 else [f.say(*each) for each in (
            (True, 'Start-Control-Connection-Request'), (False, 'Start-Control-Connection-Reply'))]


@kind
def backwards(f, n):
    f.connect()
    first = f.tcp.next[True]
    for i in range(n, 0, -1):
        f.tcp.segment(True, ECHO, at=first + 16 * i)


@kind
def same_call_id(f, n):
    f.connect()
    for _ in range(n // 2):
        f.set_up(7, 9)


@kind
def same_call_id_cleared(f, n):
    f.connect()
    for _ in range(n // 4):
        f.set_up(7, 9)
        f.say(True, 'Call-Clear-Request', call_id=7)
        f.say(False, 'Call-Disconnect-Notify', call_id=9, result=4)


@kind
def calls_cleared(f, n):
    f.connect()
    for i in range(n // 4):
        f.set_up(i, i + 30_000)
        f.say(True, 'Call-Clear-Request', call_id=i % 65536)
        f.say(False, 'Call-Disconnect-Notify', call_id=(i + 30_000) % 65536, result=4)


@kind
def calls_unanswered(f, n):
    f.connect()
    for i in range(n):
        f.set_up(i)


@kind
def calls_with_gre(f, n):
    f.connect()
    for i in range(n // 4):
        f.set_up(i, i)
        f.gre(True, call_id=i % 65536, number=0)
        f.gre(False, call_id=i % 65536, number=0, acknowledgment=0)


@kind
def connections(f, n):
    for i in range(n // 7):
        f.connect(called=True, client_port=1024 + i % 60000, first=i * 1000)


@kind
def handshakes(f, n):
    for i in range(n // 4):
        f.connect(False, client_port=1024 + i % 60000)
        f.tcp.segment(True, b'', RST)


@kind
def same_ports(f, n):
    for i in range(n // 4):
        f.connect(False, first=i * 100003)
        f.tcp.segment(True, b'', RST)


@kind
def same_ports_with_messages(f, n):
    for i in range(n // 5):
        f.connect(False, first=i * 100003)
        f.tcp.segment(True, ECHO)
        f.tcp.segment(True, b'', FIN | ACK)


@kind
def syns(f, n):
    f.connect()
    for i in range(n):
        f.connect(False, client=str(f.address()), handshake=False, first=f.chance.randrange(2 ** 31))
        f.tcp.segment(True, b'', SYN)


# --- Tunnels ----------------------------------------------------------------------------------------------------------

def packets(name, packet, **begin):
    """Registers a flood of GRE packets in a call. packet: adds packet i of n."""
    def flood(f, n):
        f.connect(called=True)
        for i in range(n):
            packet(f, i, n)
    KINDS[name] = flood


packets('acknowledged', lambda f, i, n: f.gre(i % 2 == 0, acknowledgment=max(i // 2 - 1, 0)))


def halves(name, acknowledgment):
    """Registers a flood of packets, and then of acknowledgments."""
    def packet(f, i, n):
        if i < n // 2:
            f.gre(True)
        else:
            f.gre(False, b'', False, acknowledgment(f, i - n // 2, n // 2))
    packets(name, packet)


def quote(f, router, source, destination, call_id, code):
    packet = ip_packet(source, destination, 47, gre(call_id, DATA, 1))
    f.add(icmp_packet(router, f.tcp.address[True], 3, code, packet[:40]))


def between(f):
    return f.address(), f.address()


packets('gre', lambda f, i, n: f.gre(i % 2 == 0, acknowledgment=i // 2))
packets('unknown_call_ids', lambda f, i, n: f.gre(True, number=f.chance.randrange(2 ** 32),
                                                 call_id=f.chance.randrange(65536)))
packets('unknown_ends', lambda f, i, n: f.gre(True, number=f.chance.randrange(2 ** 32), acknowledgment=i * 7919,
                                             call_id=f.chance.randrange(65536), ends=between(f)))
packets('unknown_links', lambda f, i, n: f.gre(True, LCP_ECHO, 0, call_id=i % 65536, ends=between(f)))
halves('acknowledgments_random', lambda f, i, n: f.chance.randrange(2 ** 32))
halves('acknowledgments_descending', lambda f, i, n: n - i)
halves('acknowledgments_late', lambda f, i, n: i)
packets('descending', lambda f, i, n: f.gre(True, number=2 * n - i))
packets('random', lambda f, i, n: f.gre(True, number=f.chance.randrange(2 ** 32)))
packets('wraps', lambda f, i, n: f.gre(True, number=i * 0x7ffffffe))
packets('restarts', lambda f, i, n: f.gre(True, number=i % 3))
packets('duplicates', lambda f, i, n: f.gre(True, number=i + 5 if i < n // 2 else 5))
packets('quotes', lambda f, i, n: quote(f, f.address(), f.tcp.address[True], f.tcp.address[False], SERVER_ID, i % 16))
packets('quotes_random', lambda f, i, n: quote(f, f.address(), f.address(), f.address(), i % 65536, 2))


@kind
def quotes_of_tcp(f, n):
    for i in range(n // 2):
        f.connect(False, handshake=False, client_port=1024 + i % 60000, first=i * 7777)
        f.tcp.segment(True, b'', SYN)
        f.tcp.quote(True, b'')


@kind
def clocks(f, n):
    """Times that jump from the first second to the last of the file format, and back."""
    f.connect(called=True)
    for i in range(n // 2):
        f.clock = 0
        f.gre(True)
        f.clock = (2 ** 32 - 10) * 10 ** 6
        f.gre(False, b'', False, i)


@kind
def nested(f, n):
    f.connect(called=True)
    inner = DATA
    for _ in range(12):
        inner = b'\xff\3\0\x21' + ip_packet(f.tcp.address[True], f.tcp.address[False], 47, gre(SERVER_ID, inner, 0))
    for _ in range(n):
        f.gre(True, inner)


# --- PPP --------------------------------------------------------------------------------------------------------------

def control(name, protocol, code, octets_of=lambda i: b''):
    packets(name, lambda f, i, n: f.ppp(True, protocol, code, i, octets_of(i)))


def response(i):
    return b'\x31' + struct.pack('>QQ', i, 3) + bytes(8) + struct.pack('>QQQ', i, 1, 2) + b'\0alice'


def radius(f, code, i, attributes):
    """Between the server and a RADIUS server, from as many ports as it takes. An Accept repeats the attributes."""
    attributes += attribute(1, USER.encode())
    octets = struct.pack('>BBHQQ', code, i % 256, 20 + len(attributes), i, 1) + attributes
    ends, ports = (f.tcp.address[False], f.tcp.address[False] + 1), (33000 + i // 256 % 30000, 1812)
    step = 1 if code == 1 else -1
    f.add(ip_packet(*ends[::step], 17, struct.pack('>HHHH', *ports[::step], 8 + len(octets), 0) + octets))


control('lcp_options', LCP, 1, lambda i: b'\5\2' * 700)
control('ccp_requests', CCP, 1, lambda i: b'\x12\6' + struct.pack('>I', i))
control('terminations', LCP, 5, lambda i: b'A' * 1400)
control('protocol_rejects', LCP, 8, lambda i: struct.pack('>H', i % 65536))
control('pap', PAP, 1, lambda i: b'\5alice\5xxxxx')
control('eap_identities', EAP, 2, lambda i: b'\1' + b'u' * 1400)
packets('eap_fragments', lambda f, i, n: f.ppp(True, EAP, 1 + i % 2, i, b'\x0d\xc0\0\0\xff\xff' + bytes(1300)))
packets('chap_both', lambda f, i, n: f.ppp(i % 2 == 0, CHAP, 1, i // 2, b'\x10' + bytes(16) + b'name'))
packets('chap_one_then_other', lambda f, i, n: f.ppp(False, CHAP, *(
    (1, i, b'\x10' + bytes(16) + b'srv') if i < n // 2 else (2, i, b'\x31' + bytes(49) + b'x'))))
packets('chap_one_and_seldom_other', lambda f, i, n: f.ppp(False, CHAP, *(
    (1, i, b'\x10' + bytes(16) + b'srv') if i % 4 else (2, i, b'\x31' + bytes(49) + b'x'))))
packets('chap_responses', lambda f, i, n: f.ppp(True, CHAP, 2, 1, response(i)))
packets('radius_requests', lambda f, i, n: radius(f, 1, i, mschap_response(response(i)[1:50])))
packets('radius_like_requests', lambda f, i, n: radius(f, 1, i, mschap_response(response(0)[1:50])))
packets('radius_rejections', lambda f, i, n: radius(f, 1 + i % 2 * 2, i // 2, mschap_response(response(i // 2)[1:50])))
packets('radius_sessions', lambda f, i, n: radius(
    f, i % 3, i // 3, mschap_response(response(i // 3)[1:50])) if i % 3 else f.ppp(True, CHAP, 2, i, response(i // 3)))
packets('chap_failures', lambda f, i, n: f.ppp(*(
    (False, CHAP, 1, i // 3, b'\x10' + struct.pack('>QQ', i, 1) + b'srv'), (True, CHAP, 2, i // 3, response(i)),
    (False, CHAP, 4, i // 3, b'E=691 R=1 C=00112233445566778899aabbccddeeff V=3 M=' + b'x' * 900))[i % 3]))
packets('lcp_negotiations', lambda f, i, n: f.ppp(
    i % 4 in (0, 3), LCP, 1 + i % 2, i // 4, b'\5\6' + struct.pack('>I', i // 4)))
packets('too_long', lambda f, i, n: f.gre(True) if i > 1 else f.ppp(i == 1, LCP, 1 + i, 1, b'\1\4\0\1'))
packets('cut', lambda f, i, n: f.gre(True, MPPE + struct.pack('>H', 0x9000 | i % 4096) + bytes(8), length=65000))


@kind
def authentications_and_ccp(f, n):
    f.connect(called=True)
    for i in range(n // 2):
        f.ppp(False, CHAP, 1, i, b'\x10' + bytes(16) + b'srv')
    for i in range(n // 6):
        f.compress(i, STATELESS | KEY_128)
        f.mppe(0x9000, bytes(20))


# --- Compressed and encrypted packets, with the account ---------------------------------------------------------------

def garbage(name, bits, count, size=20, length=None, authentications=1):
    """Registers a flood of random octets that claim to be encrypted. count: the header of packet i."""
    def flood(f, n):
        f.connect(called=True)
        for _ in range(authentications):
            f.authenticate()
        f.compress(1, bits)
        for i in range(n):
            f.mppe(count(f, i), f.chance.randbytes(size), length)
    KINDS[name] = flood


garbage('mppe_anywhere', STATELESS | KEY_128, lambda f, i: 0x9000 | f.chance.randrange(4096))
garbage('mppe_flushed_cut', KEY_128, lambda f, i: 0x9000 | i % 4096, 8, 65000)
garbage('mppe_cut', KEY_128, lambda f, i: 0x1000 | i % 4096, 8, 65000)
garbage('mppe_stateless_cut', STATELESS | KEY_128, lambda f, i: 0x9000 | i % 4096, 8, 65000)
garbage('mppe_four_keys', KEY_128, lambda f, i: 0x9000 | i % 4096, 1000, authentications=4)


@kind
def mppe_agreed_again(f, n):
    """Each time with one packet of the farthest count behind it."""
    f.connect(called=True)
    f.authenticate()
    for i in range(n // 3):
        f.compress(i, STATELESS | KEY_128)
        f.mppe(0x9fff, bytes(20))


@kind
def mppc_bombs(f, n):
    """Ten octets that decompress to 8,192."""
    f.connect(called=True)
    f.compress(1, MPPC)
    octets = mppc.packed(mppc.literal_bits(0) + mppc.literal_bits(0x21) + mppc.literal_bits(0x45)
                         + mppc.copy_bits(1, 8189))
    for i in range(n):
        f.mppe(0xe000 | i % 4096, octets)


def write(path, name, count):
    """Writes a flood of about so many frames, and returns how many it has."""
    flood = Flood()
    KINDS[name](flood, count)
    path.write_bytes(flood.octets())
    path.chmod(0o644)
    return len(flood.frames)
