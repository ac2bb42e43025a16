"""RADIUS beside the tunnel, as RFC 2865, 2548 and 3579 have it: what a server asks it, and what it replies.

In the capture radius-keys, only RADIUS's keys decrypt what the tunnels carry; keys() tells it.
"""
import hashlib
import hmac
import ipaddress
import struct

from made import CAPTURES, CLIENT, SERVER, capture, encrypted, mschap
from made.ppp import SECOND, noise, sized
from made.trouble import SERVER_ADDRESS
from packets import checksum, icmp_packet, ip_packet

SECRET = 'testing123'
REQUEST, ACCEPT, REJECT, ACCOUNT, ACCOUNTED, CHALLENGE, COA, COA_ACK, COA_NAK = 1, 2, 3, 4, 5, 11, 43, 44, 45
START, STOP, INTERIM = 1, 2, 3
RADIUS_SERVER = '192.0.2.53'


def attribute(kind, value):
    return bytes([kind, 2 + len(value)]) + value


def microsoft(kind, value):
    return attribute(26, struct.pack('>I', 311) + attribute(kind, value))


def parts(kind, octets):
    """EAP-Message or Reply-Message, of as many attributes as it takes."""
    return b''.join(attribute(kind, octets[at:at + 253]) for at in range(0, len(octets), 253))


def number(kind, value):
    return attribute(kind, struct.pack('>I', value))


PPP = attribute(6, struct.pack('>I', 2)) + attribute(7, struct.pack('>I', 1))


class Radius:
    """A RADIUS client, which has one server, one port and one secret."""

    def __init__(self, made, server=RADIUS_SERVER, client=SERVER_ADDRESS, port=1812, secret=SECRET, own=33000):
        self.made, self.secret, self.identifier = made, secret.encode(), len(made.frames) % 256
        self.ends = ipaddress.ip_address(client), ipaddress.ip_address(server)
        self.ports, self.authenticator, self.packet = (own, port), b'', b''

    def udp(self, payload, asks, other=None):
        """other: the end that replies instead of the one that was asked, its address or its port."""
        ends = (self.ends[0], ipaddress.ip_address(other)) if isinstance(other, str) else self.ends
        ports = (self.ports[0], other) if isinstance(other, int) else self.ports
        source, destination = ends if asks else ends[::-1]
        udp = struct.pack('>HHHH', *(ports if asks else ports[::-1]), 8 + len(payload), 0) + payload
        pseudo = source.packed + destination.packed + struct.pack('>II', len(udp), 17)
        return ip_packet(source, destination, 17, udp[:6] + struct.pack('>H', checksum(pseudo + udp)) + udp[8:])

    def send(self, payload, asks, after=5000, snap=None, other=None):
        self.made.add(self.udp(payload, asks, other), not asks, snap, after)

    def sign(self, code, attributes):
        """Message-Authenticator, before the attributes (RFC 3579 section 3.2)."""
        head = struct.pack('>BBH', code, self.identifier, 38 + len(attributes)) + self.authenticator
        digest = hmac.digest(self.secret, head + attribute(80, bytes(16)) + attributes, 'md5')
        return attribute(80, digest) + attributes

    def ask(self, attributes, user='alice', signed=False, authenticator=None, **send):
        self.identifier = (self.identifier + 1) % 256
        self.authenticator = authenticator or noise(f'authenticator {len(self.made.frames)} {self.ends}', 16)
        attributes = attribute(1, user.encode()) + PPP + attributes
        attributes = self.sign(REQUEST, attributes) if signed else attributes
        self.packet = struct.pack('>BBH', REQUEST, self.identifier, 20 + len(attributes)) + self.authenticator
        self.packet += attributes
        self.send(self.packet, True, **send)

    def demand(self, code, attributes, **send):
        """A request of accounting or CoA, whose Authenticator the secret proves (RFC 2866 section 3)."""
        self.identifier = (self.identifier + 1) % 256
        head = struct.pack('>BBH', code, self.identifier, 20 + len(attributes))
        self.authenticator = hashlib.md5(head + bytes(16) + attributes + self.secret).digest()
        self.packet = head + self.authenticator + attributes
        self.send(self.packet, True, **send)

    def account(self, status, session, user, more=b'', answered=True, **send):
        self.demand(ACCOUNT, number(40, status) + attribute(44, session.encode()) + attribute(1, user.encode()) + more,
                    **send)
        if answered:
            self.reply(ACCOUNTED)

    def again(self, after=3 * SECOND):
        self.send(self.packet, True, after)

    def refuse(self, code=3, size=1000):
        """ICMP: nobody listens on the port."""
        quoted = self.udp(self.packet, True)
        header = 40 if self.ends[0].version == 6 else 20
        kind = 1 if self.ends[0].version == 6 else 3
        self.made.add(icmp_packet(*self.ends[::-1], kind, code, quoted[:header + size]), True)

    def refuse_reply(self, other):
        """ICMP: the client lets nobody reply that it did not ask."""
        quoted = self.made.frames[-1][2][14:]
        self.made.add(icmp_packet(self.ends[0], ipaddress.ip_address(other), 3, 3, quoted), False)

    def reply(self, code, attributes=b'', cut=0, signed=False, **send):
        """cut: octets of it that the snapshot length takes."""
        attributes = self.sign(code, attributes) if signed else attributes
        head = struct.pack('>BBH', code, self.identifier, 20 + len(attributes))
        proof = hashlib.md5(head + self.authenticator + attributes + self.secret).digest()
        if cut:
            send['snap'] = 14 + len(self.udp(head + proof + attributes, False)) - cut
        self.send(head + proof + attributes, False, **send)

    def encrypt(self, clear, salt=b''):
        """RFC 2548 section 2.4.2, and without salt RFC 2865 section 5.2."""
        clear, before, out = clear + bytes(-len(clear) % 16), self.authenticator + salt, b''
        for at in range(0, len(clear), 16):
            mask = hashlib.md5(self.secret + before).digest()
            before = bytes(a ^ b for a, b in zip(mask, clear[at:at + 16]))
            out += before
        return out

    def key(self, kind, key, salt, padding=b''):
        return microsoft(kind, salt + self.encrypt(bytes([len(key)]) + key + padding, salt))

    def keys(self, send, receive, padding=b''):
        """MS-MPPE-Send-Key and MS-MPPE-Recv-Key, as FreeRADIUS puts them: after MS-MPPE-Encryption-Policy."""
        return (microsoft(7, struct.pack('>I', 1)) + self.key(17, receive, b'\x9c\x01', padding)
                + self.key(16, send, b'\xe2\x7f', padding))


def mschap_response(value, kind=25):
    """Of the Value in CHAP's Response: MS-CHAP2-Response, or with kind 1 MS-CHAP-Response."""
    return microsoft(kind, b'\1' + value[48:49] + value[:48])


# --- keys -------------------------------------------------------------------------------------------------------------

CASES, KNOWN = [], []
EAP_KEYS = noise('send', 32), noise('receive', 32)


def case(tell):
    CASES.append(tell)
    return tell


@capture('radius-keys')
def radius_keys(made):
    KNOWN.clear()
    for number, tell in enumerate(CASES):
        tell(encrypted.Secret(made, number, KNOWN, {}))
        made.clock += 5 * SECOND


def keys():
    """[encrypted.Truth]"""
    if not KNOWN:
        CAPTURES['radius-keys.pcap']()
    return KNOWN


def value_of(link):
    """Of the Response that was sent last."""
    return mschap.response_value(link.nt_response, link.peer_challenge if len(link.value) == 16 else None)


def swap(made):
    """The last two packets are captured in the other order."""
    one, other = made.frames[-2:]
    made.frames[-2:] = (one[0], *other[1:]), (other[0], *one[1:])


def session(s, ask, answer=None, bits=128, reason='', more=b'', order=None):
    """answer: what RADIUS does when it has been asked; more: attributes of the Access-Request."""
    link = s.call()
    link.lcp_up('MS-CHAPv2')
    link.challenge()
    link.response()
    ask.ask(mschap_response(value_of(link)) + more)
    if order:
        order(s.made)
    keys = ask.keys(link.start[SERVER], link.start[CLIENT])
    if answer:
        answer(keys, link)
    else:
        ask.reply(ACCEPT, keys)
    link.success()
    link.ccp_up(bits)
    link.ipcp_up()
    link.talk(3, reason)


@case
def start_keys(s):
    session(s, Radius(s.made))


@case
def request_before_response(s):
    """Two capture points: the Access-Request comes before the Response that it carries."""
    session(s, Radius(s.made), order=swap)


@case
def shorter_keys(s):
    session(s, Radius(s.made), bits=56)


@case
def over_ipv6(s):
    session(s, Radius(s.made, '2001:db8::53', '2001:db8::1', 1645))


@case
def repeated_attributes(s):
    """Junk repeats the Response and the keys, and ends the list."""
    ask = Radius(s.made)
    junk = microsoft(16, noise('junk', 34)) + microsoft(17, noise('junk', 34)) + b'\x12\0\x1a'
    session(s, ask, lambda keys, _: ask.reply(ACCEPT, keys + junk), more=mschap_response(noise('other', 49)))


@case
def passed_on(s):
    """The RADIUS server asks another one, which speaks another secret with it."""
    def answer(keys, link):
        home = Radius(s.made, '203.0.113.99', RADIUS_SERVER, secret='between them')
        home.ask(mschap_response(value_of(link)))
        home.reply(ACCEPT, home.keys(link.start[SERVER], link.start[CLIENT]))
        ask.reply(ACCEPT, keys)

    ask = Radius(s.made, own=33000)
    session(s, ask, answer)


@case
def second_server(s):
    """The first one is silent."""
    def answer(_, link):
        first.again()
        second = Radius(s.made, '192.0.2.54', own=33000)
        second.ask(mschap_response(value_of(link)), after=3 * SECOND)
        second.reply(ACCEPT, second.keys(link.start[SERVER], link.start[CLIENT]))

    first = Radius(s.made, own=33000)
    session(s, first, answer)


@case
def cut_behind_keys(s):
    """The snapshot length takes the end of the Access-Accept: the Response Authenticator proves nothing."""
    ask = Radius(s.made, own=33000)
    session(s, ask, lambda keys, _: ask.reply(ACCEPT, keys + attribute(25, bytes(60)), cut=30))


@case
def cut_in_keys(s):
    ask = Radius(s.made, own=33000)
    session(s, ask, lambda keys, _: ask.reply(ACCEPT, keys, cut=20), reason='no account for this user')


@case
def other_secret(s):
    ask = Radius(s.made, own=33000, secret='another one')
    session(s, ask, lambda keys, _: ask.reply(ACCEPT, keys), reason='the RADIUS shared secret does not match')


def answer_with(make):
    """A case whose keys make(RADIUS, start keys) returns."""
    def answered(s, **more):
        ask = Radius(s.made, own=33200)
        session(s, ask, lambda _, link: ask.reply(ACCEPT, make(ask, link.start[SERVER], link.start[CLIENT])), **more)
    return answered


def mschapv1(s, bits):
    link, ask = s.call(), Radius(s.made, own=33010 + bits)
    link.lcp_up('MS-CHAP')
    link.challenge(8)
    link.response()
    ask.ask(mschap_response(value_of(link), kind=1))
    hashes = mschap.lm_hash(encrypted.PASSWORDS['alice'])[:8] + mschap.md4(link.hash)
    ask.reply(ACCEPT, microsoft(12, ask.encrypt(hashes + bytes(8))))
    link.success()
    link.ccp_up(bits)
    link.ipcp_up()
    link.talk(3)


@case
def version_1(s):
    mschapv1(s, 128)


@case
def version_1_with_40_bits(s):
    mschapv1(s, 40)


@case
def eap_tls(s):
    """Everybody's Identity is the same; State ties the Access-Requests. The keys have 32 octets each."""
    def turn(code, octets, state=b'', reply=None, answer=b''):
        link.eap(CLIENT, 2, octets, code)
        ask.ask(parts(79, struct.pack('>BBH', 2, code, 4 + len(octets)) + octets) + state)
        if reply:
            ask.reply(CHALLENGE, parts(79, answer) + reply)

    link, ask = s.call(), Radius(s.made, own=33100)
    states = [attribute(24, noise(f'state {number}', 16)) for number in range(3)]
    link.lcp_up('EAP')
    link.eap(SERVER, 1, b'\1', 1)
    turn(1, b'\1alice', b'', states[0], b'\1\2\0\6\x0d\x20')
    link.eap(SERVER, 1, b'\x0d\x20', 2)
    turn(2, b'\x0d\0' + noise('client hello', 400), states[0], states[1], b'\1\3\0\x0e\x0d\0' + noise('tls', 8))
    link.eap(SERVER, 1, b'\x0d\0' + noise('tls', 8), 3)
    turn(3, b'\x0d\0', states[1])
    ask.reply(ACCEPT, ask.keys(*EAP_KEYS) + parts(79, b'\3\3\0\4'))
    link.eap(SERVER, 3, b'', 3)
    link.start, link.account = {end: key[:16] for end, key in zip((SERVER, CLIENT), EAP_KEYS)}, ''
    link.ccp_up()
    link.ipcp_up()
    link.talk(3)


@case
def random_padding(s):
    """Zeros are only recommended (RFC 2548 section 2.4.2)."""
    answer_with(lambda ask, send, receive: ask.keys(send, receive, noise('padding', 15)))(s)


@case
def lying_length(s):
    """The secret is right, but a Key-Length is longer than its String."""
    def keys(ask, send, receive):
        return ask.key(17, receive, b'\x9c\x01') + microsoft(16, b'\xe2\x7f' + ask.encrypt(b'\x40' + send, b'\xe2\x7f'))

    answer_with(keys)(s, reason='no account for this user')
