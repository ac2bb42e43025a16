"""Tunnels that are really encrypted: a capture for each kind of question, a client for each case of it.

What each packet of MPPE holds is recorded as it is sent, so that nothing has to be decrypted a second time: truth()
tells it. ACCOUNTS is what a user has to give to have everything decrypted that can be.
"""
import struct
from typing import NamedTuple, Optional

from made import CAPTURES, CLIENT, SERVER, capture, mppc, mschap
from made.mppe import ENCRYPTED, FLUSHED, Sender
from made.ppp import (
    ACK, CCP, CHALLENGE, CHANGE_PASSWORD, FAILURE, IPCP, IPV4, KEY_128, KEY_40, KEY_56, LCP, MPPE, PPP, REQUEST,
    RESPONSE, SECOND, STATELESS, SUCCESS, mppe, noise, ping, sized, tcp)
from made.trouble import Story, ip_of, overtake
from packets import MORE_FRAGMENTS, Tunnel, ip_packet

MPPC = 1                                                    # the bit of CCP's option (RFC 2118 section 2)
KEYS = {128: KEY_128, 56: KEY_56, 40: KEY_40}
CASES, EXPECTED, VERIFIED = {}, {}, {}

# User, secret, kind of secret. The names in the captures are these unless a case says otherwise.
PASSWORDS = {'alice': 'wonderland42', 'bob': 'builder7', 'carol': 'hashed only', 'erik': 'seven77',
             'dora': 'p\u00e4ssw\u00f6rd \u043a\u043b\u044e\u0447 \U0001f511', 'DOM\\frank': 'with a domain',
             'grace': 'domain not given', 'mallory': 'not what she types', 'server': 'the other way',
             '': 'whoever it is'}
ACCOUNTS = [(user, mschap.nt_hash(password).hex() if user == 'carol' else password,
             'NT hash' if user == 'carol' else 'password') for user, password in PASSWORDS.items()]


class Truth(NamedTuple):
    """Of a frame with PPP protocol 0x00fd. octets: the PPP packet inside, from its protocol on; None: there is none
    that anybody could read. reason: '' if it must be decrypted, or why it need not; what is decrypted all the same is
    these octets. account: whose secret decrypts it."""
    frame: int
    octets: Optional[bytes]
    reason: str
    account: str
    bits: int
    stateless: bool
    header: int


def truth(name):
    """[Truth] of a capture, in the order of its frames."""
    if name not in EXPECTED:
        CAPTURES[f'{name}.pcap']()
    return EXPECTED[name]


def verified(name):
    """{frame of a Response, or of MS-CHAPv2's Success behind one with the right password: whether it is what the user's
    account makes} of a capture, of users that have an account."""
    truth(name)
    return VERIFIED[name]


def case(name):
    """Registers a case of a capture."""
    def register(tell):
        if name not in CASES:
            CASES[name] = []
            capture(name)(lambda made: tell_all(name, made))
        CASES[name].append(tell)
        return tell
    return register


def tell_all(name, made):
    EXPECTED[name], VERIFIED[name] = [], {}
    for number, tell in enumerate(CASES[name]):
        tell(Secret(made, number, EXPECTED[name], VERIFIED[name]))
        made.clock += 5 * SECOND
    EXPECTED[name].sort()


class Secret(Story):
    """A client and its call, whose truth is written down."""

    def __init__(self, made, number, known, right):
        super().__init__(made, number)
        self.known, self.right = known, right

    def call(self, **tunnel):
        self.start()
        return Link(self.tunnel(**tunnel), self)

    def session(self, **up):
        link = self.call()
        link.up(**up)
        return link


class Packet(NamedTuple):
    """Encrypted, not yet delivered."""
    client: bool
    number: int
    data: bytes
    octets: Optional[bytes]
    sender: Sender


def ip(client, octets):
    """Behind its PPP protocol: the client compresses that (RFC 1661 section 6.5), the server does not, as pppd."""
    return (b'\x21' if client else b'\0\x21') + octets


class Link(PPP):
    """PPP whose answers are computed, and whose packets are encrypted with the keys that come of it."""

    def __init__(self, tunnel, story):
        super().__init__(tunnel)
        self.story, self.known = story, story.known
        self.start, self.senders, self.account = {}, {}, ''
        self.value, self.peer_challenge, self.nt_response = b'', b'', b''
        self.user, self.hash, self.authenticator = b'', b'', SERVER
        self.with_domain = False                        # in the hash of the name, by both ends
        self.sequence, self.rounds = {CLIENT: 1000, SERVER: 9000}, 0

    # --- authentication ---

    def challenge(self, size=16, name='pptpd', by=SERVER, value=None, **send):
        self.authentication = (self.authentication + 1) % 256
        self.authenticator = by
        self.value = noise(f'challenge {self.story.number} {self.authentication}', size) if value is None else value
        self.chap(by, CHALLENGE, sized(self.value) + name.encode(), **send)

    def response(self, user='alice', password=None, by=None, lm=False, use_nt=True, account=None, new=False, **send):
        """To the last challenge; of MS-CHAPv2 if that has 16 octets. password: what was typed in; lm: the LAN Manager's
        response too; new: the password is the user's new one (RFC 2759 section 7)."""
        password = PASSWORDS[user] if password is None else password
        self.user, self.hash = user.encode(), mschap.nt_hash(password)
        self.account = user if account is None else account
        if len(self.value) == 16:
            self.peer_challenge = noise(f'peer {self.story.number} {self.authentication}', 16)
            asked = mschap.challenge_hash(self.peer_challenge, self.value, self.user, self.with_domain)
            self.nt_response = mschap.challenge_response(asked, self.hash)
            value = mschap.response_value(self.nt_response, self.peer_challenge)
            self.start = {end: mschap.mschapv2_key(self.hash, self.nt_response, end == self.authenticator)
                          for end in (CLIENT, SERVER)}
        else:
            of_lm = mschap.challenge_response(self.value, mschap.lm_hash(password)) if lm else bytes(24)
            self.nt_response = mschap.challenge_response(self.value, self.hash) if use_nt else bytes(24)
            value = mschap.response_value(self.nt_response, lm=of_lm, use_nt=use_nt)
            self.start = {None: mschap.lm_hash(password), 128: mschap.mschap_key(self.hash, self.value)}
        code, octets = (CHANGE_PASSWORD, noise('changed', 516 + 16) + value + b'\0') if new else (RESPONSE,
            sized(value) + self.user)
        self.chap(not self.authenticator, code, octets, **send)
        if self.account in PASSWORDS and (use_nt or len(self.value) == 16 or self.account != 'carol'):
            self.story.right[len(self.story.made.frames)] = password == PASSWORDS[self.account]

    def success(self, right=True, **send):
        text = ''
        if len(self.value) == 16:
            proof = mschap.authenticator_response(self.hash, self.nt_response, self.peer_challenge, self.value,
                                                  self.user, self.with_domain)
            text = f'S={(proof if right else proof[::-1]).hex().upper()} M=Access granted'
        self.chap(self.authenticator, SUCCESS, text, **send)
        if text and self.hash == mschap.nt_hash(PASSWORDS.get(self.account, '')):
            self.story.right[len(self.story.made.frames)] = right

    def failure(self, **text):
        self.chap(self.authenticator, FAILURE, mschap.failure_text(**text))

    def authenticate(self, auth='MS-CHAPv2', user='alice', **response):
        if auth == 'CHAP-MD5':
            self.challenge()
            self.chap(CLIENT, RESPONSE, sized(noise('md5', 16)) + user.encode())
            self.chap(SERVER, SUCCESS, 'Access granted')
            return
        if auth == 'PAP':
            super().authenticate(auth, user)
            return
        self.challenge(16 if auth == 'MS-CHAPv2' else 8)
        self.response(user, **response)
        self.success()

    # --- encryption ---

    def keys(self, bits, stateless, compressed=False, **sender):
        """Both directions begin."""
        for end in CLIENT, SERVER:
            start = self.start[end] if end in self.start else self.start[128 if bits == 128 else None]
            compressor = mppc.Compressor(stateless,
                                         **(compressed if compressed is not True else {})) if compressed else None
            self.senders[end] = Sender(start, bits, stateless, compressor=compressor, **sender)

    def ccp_up(self, bits=128, stateless=True, compressed=False, **sender):
        super().ccp_up(KEYS[bits] | (STATELESS if stateless else 0) | (MPPC if compressed else 0))
        self.keys(bits, stateless, compressed, **sender)

    def up(self, auth='MS-CHAPv2', user='alice', bits=128, stateless=True, response=None, **sender):
        self.lcp_up(auth)
        self.authenticate(auth, user, **(response or {}))
        self.ccp_up(bits, stateless, **sender)
        self.ipcp_up()

    def prepare(self, client, octets):
        """Encrypts the next packet, and numbers it. If it is not delivered, it is lost."""
        number = self.tunnel.next[client]
        self.tunnel.next[client] += 1
        return Packet(client, number, self.senders[client].send(octets), octets, self.senders[client])

    def deliver(self, packet, reason='', **send):
        """Captures it, now or again."""
        before, came = self.tunnel.next[packet.client], self.tunnel.came[packet.client]
        self.send(packet.client, MPPE, packet.data, number=packet.number, **send)
        self.tunnel.next[packet.client] = max(before, packet.number + 1)
        self.tunnel.came[packet.client] = max(came, packet.number + 1)
        sender = packet.sender
        self.known.append(Truth(len(self.tunnel.capture.frames), packet.octets, reason, self.account, sender.bits,
                                sender.stateless, *struct.unpack('>H', packet.data[:2])))

    def encrypt(self, client, octets, reason='', **send):
        self.deliver(self.prepare(client, octets), reason, **send)

    def raw(self, client, data, reason, octets=None):
        """Behind 0x00fd, whatever it is."""
        self.send(client, MPPE, data)
        header = struct.unpack('>H', data[:2])[0] if len(data) > 1 else 0
        self.known.append(Truth(len(self.tunnel.capture.frames), octets, reason, '', 0, False, header))

    # --- data ---

    def packet(self, client):
        """The next: pings, and segments of HTTP."""
        self.rounds += 1
        if self.rounds % 3 != 1:
            return ip(client, ping(client, 20 + self.rounds % 7, 8 if client else 0))
        text = f'{"GET" if client else "HTTP/1.1 200 of"} /{self.rounds} {"ab" * (self.rounds % 9)}\r\n'.encode()
        numbers = self.sequence[client], self.sequence[not client]
        self.sequence[client] += len(text)
        return ip(client, tcp(client, 0x18, numbers, text))

    def talk(self, rounds=4, reason=''):
        """Both ways."""
        for _ in range(rounds):
            for client in CLIENT, SERVER:
                self.encrypt(client, self.packet(client), reason)

    def say(self, client, count=1, reason=''):
        for _ in range(count):
            self.encrypt(client, self.packet(client), reason)

    def lose(self, client, count=1):
        for _ in range(count):
            self.prepare(client, self.packet(client))

    def ask_reset(self, client, **reset):
        """The client or server lost a packet; the other end heard of it."""
        self.reset(client, **reset)
        self.senders[not client].reset()


# --- every kind of key ------------------------------------------------------------------------------------------------

def keys(auth, bits, stateless):
    @case('mppe-keys')
    def tell(s):
        """Either version of MS-CHAP, each length, both modes."""
        link = s.session(auth=auth, bits=bits, stateless=stateless)
        link.talk(3)
        link.hear(CLIENT)


for each_auth in 'MS-CHAPv2', 'MS-CHAP':
    for each_bits in 128, 56, 40:
        for each_stateless in True, False:
            keys(each_auth, each_bits, each_stateless)


# --- loss in stateless mode -------------------------------------------------------------------------------------------

@case('mppe-stateless-loss')
def stateless_disorder(s):
    """Lost, late, doubled, begun late; other packets between, which have numbers of GRE but no count."""
    link = s.session()
    link.lose(CLIENT, 2)                        # the first of the direction
    link.talk(2)
    link.lose(CLIENT)
    link.say(CLIENT)
    link.echo(CLIENT)
    first, second, third = (link.prepare(CLIENT, link.packet(CLIENT)) for _ in range(3))
    for packet in third, first, third, second, first:
        link.deliver(packet)
    link.talk(2)
    old = link.prepare(SERVER, link.packet(SERVER))
    link.lose(SERVER, 300)
    link.say(SERVER, 2)
    link.deliver(old)                           # 302 late
    link.say(SERVER)


@case('mppe-stateless-loss')
def stateless_wrap(s):
    """The count jumps by 4000, wraps in order, wraps in a gap, wraps out of order."""
    link = s.session(bits=40)
    link.talk(2)
    link.lose(SERVER, 4000)
    link.say(SERVER, 2)
    link.lose(SERVER, 89)
    link.say(SERVER, 6)                         # 4093 to 2
    link.lose(CLIENT, 4000)
    link.say(CLIENT)
    link.lose(CLIENT, 91)
    late = link.prepare(CLIENT, link.packet(CLIENT))        # 4094
    link.lose(CLIENT, 3)
    link.say(CLIENT, 2)                         # 2, 3
    link.deliver(late)
    link.say(CLIENT)
    link.deliver(late)                          # and doubled


@case('mppe-stateless-loss')
def stateless_lap(s):
    """So many lost that the count came by again; GRE's number tells."""
    link = s.session()
    link.say(SERVER, 2)
    link.lose(SERVER, 4094)
    link.say(SERVER, 2)                         # 0 and 1 again: the numbers say that these are no copies
    link.lose(SERVER, 5000)
    link.say(SERVER, 2, 'lap')
    link.talk(1, 'lap')
    link.lose(SERVER, 9000)                     # more than anybody looks for
    link.say(SERVER, 1, 'stray')                # by its number, until the next one follows it
    link.say(SERVER, 1, 'far')


@case('mppe-stateless-loss')
def handshake_and_a_later_part(s):
    """The agreement's own packet tells how many may be missing before the first of data."""
    link = s.session()
    link.lose(SERVER, 4200)
    link.say(SERVER, 2)
    link.lose(CLIENT, 9000)
    link.say(CLIENT, 1, 'stray')
    link.say(CLIENT, 1, 'far')


# --- loss in stateful mode --------------------------------------------------------------------------------------------

def stateful(name, tell, **sender):
    for linux in False, True:
        case(name)(lambda s, linux=linux: tell(s.session(stateless=False, linux=linux, **sender)))


def both_ways(link):
    """Lost on the way to the receiver, captured before: resets only; then lost before the capture."""
    link.talk(3)
    link.ask_reset(CLIENT)
    link.talk(3)
    link.lose(SERVER)
    link.say(SERVER, 2, 'lost')
    link.talk(0)
    link.ask_reset(CLIENT)
    link.say(SERVER, 3)
    link.say(CLIENT, 2)
    link.lose(CLIENT, 2)
    link.say(CLIENT, 1, 'lost')
    link.ask_reset(SERVER)
    link.ask_reset(SERVER)                      # asked twice, flushed once
    link.say(CLIENT, 3)


def around_the_flag(link):
    """Lost: all up to 0x0fd; the flag packet; the one before it; all of 0x1ff to 0x2fe."""
    link.say(SERVER, 2)
    link.lose(SERVER, 251)
    link.say(SERVER, 1, 'lost')                 # 0xfd
    link.ask_reset(CLIENT)
    link.say(SERVER, 4)                         # 0xfe to 0x101
    link.lose(SERVER, 0x1ff - 0x102)
    link.ask_reset(CLIENT)
    link.lose(SERVER, 0)
    link.say(SERVER, 3)                         # the flag packet is the flushed one
    link.lose(SERVER, 0x2ff - 0x202)
    # the flag packet is flushed by itself, or not
    link.say(SERVER, 2, '' if link.senders[SERVER].linux else 'lost')
    link.ask_reset(CLIENT)
    link.say(SERVER, 2)
    link.lose(SERVER, 0x3ff - 0x303 + 1)
    link.say(SERVER, 2, 'lost')                 # the flag packet was lost
    link.ask_reset(CLIENT)
    link.say(SERVER, 2)


def many_lost(link):
    """More than 256, than 1024; over the count's wrap; so many that the count came by again."""
    link.talk(2)
    for count in 300, 1100, 2600:
        link.lose(SERVER, count)
        link.say(SERVER, 1, 'lost')
        link.ask_reset(CLIENT)
        link.say(SERVER, 2)
    link.lose(SERVER, 4500)
    link.say(SERVER, 1, 'lost')
    link.ask_reset(CLIENT)
    link.say(SERVER, 2, 'lap')


def disorder(link):
    """Doubled: the copy is known, and nothing is lost. Late: the one that overtook it seems to follow a loss."""
    link.say(SERVER, 2)
    packet = link.prepare(SERVER, link.packet(SERVER))
    link.deliver(packet)
    link.deliver(packet, 'copy')
    link.say(SERVER, 2)
    late, soon = (link.prepare(SERVER, link.packet(SERVER)) for _ in 'ab')
    link.deliver(soon, 'lost')
    link.deliver(late, 'late')
    link.say(SERVER, 1, 'late')                 # who kept the octets of both knows how to go on
    link.ask_reset(CLIENT)
    link.say(SERVER, 2)


def flush_lost(link):
    """The flushed packet is lost too. As RFC 3078 has it the key is the same; Linux changed it, and nobody can see
    that."""
    linux = link.senders[SERVER].linux
    link.say(SERVER, 3)
    link.lose(SERVER)
    link.say(SERVER, 1, 'lost')
    link.ask_reset(CLIENT)
    link.lose(SERVER)
    link.say(SERVER, 1, 'lost')
    link.ask_reset(CLIENT)
    link.say(SERVER, 3, 'flush lost' if linux else '')


for each in both_ways, around_the_flag, many_lost, disorder, flush_lost:
    stateful('mppe-stateful-loss', each)
case('mppe-stateful-loss')(lambda s: around_the_flag(s.session(stateless=False, bits=40)))


@case('mppe-stateful-loss')
def flag_packets_flushed(s):
    """As RFC 3078 section 3.1 may be read: the tables are new at a flag packet, so it is FLUSHED."""
    link = s.session(stateless=False, bits=56, flag_flushed=True)
    link.say(SERVER, 2)
    link.lose(SERVER, 252)
    link.say(SERVER, 1, 'lost')                 # 0xfe
    link.say(SERVER, 2)                         # 0xff: flushed


# --- accounts ---------------------------------------------------------------------------------------------------------

def account(tell):
    return case('mppe-accounts')(tell)


def users(user, **up):
    return case('mppe-accounts')(lambda s: s.session(user=user, **up).talk(2))


users('DOM\\frank')
users('DOM\\grace', response={'password': PASSWORDS['grace'], 'account': 'grace'})
users('dora')
users('carol')
users('erik', auth='MS-CHAP', bits=40)
users('erik', auth='MS-CHAP', bits=56, response={'lm': True, 'use_nt': False})
users('erik', auth='MS-CHAP', bits=128, response={'lm': True})
users('nobody listed', response={'password': PASSWORDS[''], 'account': ''})


@account
def name_without_account(s):
    """Nobody's password fits."""
    s.session(user='stranger', response={'password': 'unknown to all'}).talk(2, 'account')


@account
def wrong_password(s):
    """The user was let in with another password than the one that is known."""
    s.session(user='mallory', response={'password': 'what she types'}).talk(2, 'password')


@account
def hash_without_lan_manager(s):
    """An NT hash is known where the LAN Manager hash makes the key."""
    s.session(auth='MS-CHAP', user='carol', bits=40).talk(2, 'LAN Manager')


@account
def hash_and_lan_manager_response(s):
    """Nor does it tell whether a Response is right that is LAN Manager's only."""
    s.session(auth='MS-CHAP', user='carol', response={'lm': True, 'use_nt': False}).talk(2, 'LAN Manager')


@account
def hash_for_mschap(s):
    """An NT hash is enough."""
    s.session(auth='MS-CHAP', user='carol', bits=128).talk(2)


@account
def retry(s):
    """RFC 2759 section 9.1.4: the challenge is in the Failure."""
    link = s.call()
    link.lcp_up()
    link.challenge()
    link.response(password='wonderland24')
    again = noise('challenge of the failure', 16)
    link.failure(retry=1, challenge=again)
    link.authentication, link.value = link.authentication + 1, again
    link.response()
    link.success()
    link.ccp_up()
    link.talk(2)


@account
def retry_mschap_with_challenge(s):
    """RFC 2433 section 8."""
    link = s.call()
    link.lcp_up('MS-CHAP')
    link.challenge(8)
    link.response(password='wonderland24')
    again = noise('challenge of the failure', 8)
    link.failure(retry=1, challenge=again)
    link.authentication, link.value = link.authentication + 1, again
    link.response()
    link.success()
    link.ccp_up()
    link.talk(2)


@account
def retry_mschap_without_challenge(s):
    """The same section: the first octet plus 23, modulo 256."""
    link = s.call()
    link.lcp_up('MS-CHAP')
    link.challenge(8, value=b'\xf0' + noise('challenge', 7))
    link.response(password='wonderland24')
    link.failure(retry=1)
    link.authentication, link.value = link.authentication + 1, bytes([0xf0 + 23 & 0xff]) + link.value[1:]
    link.response()
    link.success()
    link.ccp_up()
    link.talk(2)


@account
def domain_in_the_hash(s):
    """Both ends hash the name with its domain, as RFC 2759 section 4 forbids."""
    link = s.call()
    link.with_domain = True
    link.up(user='DOM\\frank')
    link.talk(2)


@account
def changed_password(s):
    """The old one has expired: the keys are those of the new one."""
    link = s.call()
    link.lcp_up()
    link.challenge()
    link.response(password='wonderland24')
    again = noise('challenge of the failure', 16)
    link.failure(error=648, retry=1, challenge=again)
    link.authentication, link.value = link.authentication + 1, again
    link.response(new=True)
    link.success()
    link.ccp_up()
    link.talk(2)


@account
def wrong_authenticator(s):
    """The server does not know the password: its S= is wrong. The client's Response is right."""
    link = s.call()
    link.lcp_up()
    link.challenge()
    link.response()
    link.success(right=False)
    link.ccp_up()
    link.talk(2)


@account
def server_of_other_keys(s):
    """RADIUS gave the server keys of its own: the client's packets are decrypted, the server's are garbage."""
    link = s.call()
    link.lcp_up()
    link.authenticate()
    link.ccp_up()
    link.senders[SERVER] = Sender(noise('RADIUS', 16))
    link.say(CLIENT, 2)
    link.say(SERVER, 2, 'other keys')


@account
def segments_without_room_for_mppe(s):
    """TCP's segments would fit the MRU of 1400, but for MPPE's own octets."""
    link = s.session()
    size = b'\2\4' + struct.pack('>H', 1360)
    link.encrypt(CLIENT, ip(CLIENT, tcp(CLIENT, 0x02, (0, 0), options=size)))
    link.encrypt(SERVER, ip(SERVER, tcp(SERVER, 0x12, (0, 1), options=size)))


@account
def control_protocols_encrypted(s):
    """LCP and IPCP inside MPPE, which needs them not: the keys are right."""
    link = s.session()
    for client in CLIENT, SERVER:
        link.encrypt(client, struct.pack('>HBBHI', LCP, 9, 1, 8, 0))
        link.encrypt(client, struct.pack('>HBBH', IPCP, 6, 7, 4))


# --- who authenticated whom, and when ---------------------------------------------------------------------------------

def again(tell):
    return case('mppe-again')(tell)


@again
def both_authenticate(s):
    """RFC 3079 section 3: the keys are those of the peer that initiated the call."""
    link = s.call()
    link.lcp_up()
    link.authenticate()
    start, account_of_client = link.start, link.account
    link.challenge(by=CLIENT, name='alice')
    link.response('server')
    link.success()
    link.start, link.account = start, account_of_client
    link.ccp_up()
    link.talk(2)


@again
def client_of_the_higher_address(s):
    """Roles do not depend on the order of addresses."""
    s.ends['client'] = '203.0.113.77'
    s.session().talk(2)


@again
def client_authenticates_the_server(s):
    """Nor on who began the TCP connection: the PNS is the authenticator, the PAC its peer."""
    link = s.call()
    link.lcp_up(auth=None)
    link.challenge(by=CLIENT, name='pns')
    link.response('bob')
    link.success()
    link.ccp_up()
    link.talk(2)


@again
def authenticated_again(s):
    """In the open link, by another password even: the keys stay, those of the first authentication (RFC 3079 section
    3)."""
    link = s.session()
    link.talk(2)
    link.authenticate()
    link.account = 'alice'
    link.talk(2)
    link.authenticate(user='bob')
    link.account = 'alice'
    link.talk(2)


@again
def negotiated_again(s):
    """CCP begins anew: so do keys and counts. Lost packets before that do not matter."""
    link = s.session(bits=128)
    link.talk(2)
    link.ccp_up(40, False)
    link.talk(2)
    link.lose(SERVER, 3)
    link.ccp_up(56, True)
    link.talk(2)


@again
def negotiated_again_after_authentication(s):
    """The keys are those of the first authentication (RFC 3079 section 3)."""
    link = s.session()
    link.talk(1)
    start = link.start
    link.authenticate()
    link.start = start
    link.ccp_up(40)
    link.talk(2)


@again
def negotiated_again_as_pppd(s):
    """Which takes those of the last authentication before CCP."""
    link = s.session()
    link.talk(1)
    link.authenticate()
    link.ccp_up(40)
    link.talk(2)


@again
def acknowledged_twice(s):
    """The second acknowledgment of a request changes nothing: neither RC4's place nor, over the count's wrap, the
    keys."""
    for stateless in False, True:
        link = s.session(stateless=False) if not stateless else link
        if stateless:
            link.ccp_up()
            link.lose(SERVER, 4090)
        link.talk(3)
        link.ack(CLIENT, CCP)
        link.ack(SERVER, CCP)
        link.lose(SERVER, 20 if stateless else 0)
        link.talk(3)


@again
def old_packets_on_their_way(s):
    """They come when the new session is agreed on, whose start keys are the same; its own packets are decrypted all the
    same."""
    link = s.session()
    link.talk(3)
    late = [link.prepare(client, link.packet(client)) for client in (CLIENT, SERVER)]
    link.ccp_up()
    for packet in late:
        link.deliver(packet, 'old')
    link.talk(3)


@again
def link_begun_again(s):
    """LCP begins anew with another user."""
    link = s.session(user='alice')
    link.talk(2)
    link.up(user='bob')
    link.talk(2)
    link.up('MS-CHAP', user='erik', bits=40, stateless=False)
    link.talk(2)


@again
def sessions_at_once(s):
    """Two calls of two users over one control connection."""
    first = s.session(user='alice')
    s.client_id, s.server_id = 5000, 5001
    second = Link(s.tunnel(), s)
    second.authentication = 7
    second.up(user='bob', bits=56)
    for _ in range(3):
        first.say(CLIENT)
        second.say(CLIENT)
        second.say(SERVER)
        first.say(SERVER)


class EapLink(Link):
    """The same in EAP-MSCHAPv2 (draft-kamath-pppext-eap-mschapv2 section 2)."""

    eap_identifier = 0

    def chap(self, client, code, octets, ms_length=None, **send):
        is_request, octets = client == self.authenticator, octets.encode() if isinstance(octets, str) else octets
        self.eap_identifier += is_request
        size = 4 + len(octets) if ms_length is None else ms_length
        self.eap(client, 1 if is_request else 2, struct.pack('>BBBH', 26, code, self.authentication, size) + octets,
                 self.eap_identifier, **send)

    def identify(self, user):
        self.eap_identifier += 1
        self.eap(SERVER, 1, b'\1', self.eap_identifier)
        self.eap(CLIENT, 2, b'\1' + user.encode(), self.eap_identifier)

    def end(self, code):
        self.eap(CLIENT, 2, bytes([26, code]), self.eap_identifier)
        self.eap(SERVER, code, b'', self.eap_identifier)

    def success(self, right=True, **send):
        super().success(right, **send)
        self.end(3)

    def up(self, user='alice', lcp=True, **ccp):
        if lcp:
            self.lcp_up('EAP')
        self.challenge()
        self.response(user)
        self.success()
        self.ccp_up(**ccp)


def eap(tell):
    @case('mppe-eap')
    def told(s):
        s.start()
        tell(EapLink(s.tunnel(), s))
    return told


def decrypted(link, **ccp):
    """After the Response."""
    link.success()
    link.ccp_up(**ccp)
    link.talk(2)


def refused(link, **failure):
    """The server refuses a wrong password, and sends the challenge for another try."""
    link.lcp_up('EAP')
    link.challenge()
    link.response(password='wonderland24')
    link.value = noise('challenge of the failure', 16)
    link.failure(retry=1, challenge=link.value, **failure)


@eap
def eap_name_of_the_response(link):
    """The Identity is another name, or comes again after the Response: the Name of the Response counts."""
    link.lcp_up('EAP')
    link.identify('someone@else.example')
    link.challenge()
    link.response()
    link.identify('bob')
    decrypted(link)


@eap
def eap_after_a_nak(link):
    """The server offers EAP-TLS first."""
    link.lcp_up('EAP')
    link.eap(SERVER, 1, b'\x0d\x20', 99)
    link.eap(CLIENT, 2, b'\x03\x1a', 99)
    link.challenge()
    link.response('DOM\\frank')
    decrypted(link, bits=40, stateless=False)


@eap
def eap_retry(link):
    """The challenge is in the Failure, which allows another try."""
    refused(link)
    link.response()
    decrypted(link)


@eap
def eap_changed_password(link):
    """The old one has expired: the keys are those of the new one."""
    refused(link, error=648)
    link.response(new=True)
    decrypted(link)


@eap
def eap_wrong_authenticator(link):
    """The server does not know the password: its S= is wrong."""
    link.lcp_up('EAP')
    link.challenge()
    link.response()
    link.success(right=False)
    link.ccp_up()
    link.talk(2)


@eap
def eap_authenticated_again(link):
    """Later in the open link, then with LCP begun anew by another user."""
    link.up()
    link.talk(2)
    link.challenge()
    link.response()
    decrypted(link)
    link.up('bob', bits=56)
    link.talk(2)


@eap
def eap_without_its_success(link):
    """As pppd 2.4.9: EAP has no Success of its own."""
    link.lcp_up('EAP')
    link.challenge()
    link.response()
    Link.success(link)
    link.ccp_up()
    link.talk(2)


@eap
def eap_lying_lengths(link):
    """MS-Length is wrong, which matters to nobody; a Value-Size is wrong, so the Response cannot be read."""
    link.lcp_up('EAP')
    link.challenge(ms_length=0xffff)
    link.response(ms_length=3)
    link.success(ms_length=0)
    link.ccp_up()
    link.talk(1)
    link.lcp_up('EAP')
    link.challenge()
    link.chap(CLIENT, RESPONSE, b'\xff' + noise('response', 49) + b'alice')
    link.end(3)
    link.account = ''
    link.ccp_up()
    link.talk(1, 'no keys')


@again
def keys_of_eap(s):
    """RFC 3079 section 4: they come of TLS."""
    link = s.call()
    link.lcp_up('EAP')
    link.eap(SERVER, 1, b'\1who')
    link.eap(CLIENT, 2, b'\1alice')
    link.eap(SERVER, 1, b'\x0d\x20', 2)
    link.eap(CLIENT, 2, b'\x0d\0' + noise('tls', 40), 2)
    link.eap(SERVER, 3, b'', 2)
    link.start = {end: noise(f'tls {end}', 16) for end in (CLIENT, SERVER)}
    link.account = ''
    link.ccp_up()
    link.talk(2, 'EAP')


@again
def keys_of_nothing(s):
    """PAP and CHAP with MD5 make none."""
    for auth in 'PAP', 'CHAP-MD5':
        link = s.call() if auth == 'PAP' else link
        link.lcp_up(auth)
        link.authenticate(auth)
        link.start = {end: noise(f'{auth} {end}', 16) for end in (CLIENT, SERVER)}
        link.account = ''
        link.ccp_up()
        link.talk(2, 'no keys')


@again
def one_way_only(s):
    """Each direction has its own mode: the option is what its sender is willing to receive."""
    link = s.call()
    link.lcp_up()
    link.authenticate()
    for client, bits in (SERVER, STATELESS | KEY_128), (CLIENT, KEY_40):
        link.request(client, CCP, mppe(bits))
        link.ack(not client, CCP)
    link.keys(128, True)
    link.senders[SERVER] = Sender(link.start[SERVER], 40, False)
    link.talk(3)


@again
def over_ipv6(s):
    """The tunnel; what is in it is IPv4."""
    s.ends = {'client': '2001:db8::77', 'server': '2001:db8::1'}
    s.session().talk(2)


@again
def incoming_call(s):
    """The PAC asks for the call; who authenticates is no matter of that."""
    s.start()
    s.say(SERVER, 'Incoming-Call-Request', call_id=s.server_id, bearer_type=3, dialing_number='5551234')
    s.say(CLIENT, 'Incoming-Call-Reply', call_id=s.client_id, peer_call_id=s.server_id, result=1, window=64)
    s.say(SERVER, 'Incoming-Call-Connected', peer_call_id=s.client_id, connect_speed=64000, window=64)
    link = Link(Tunnel(s.made, s.client_id, s.server_id, **s.ends), s)
    link.up(bits=56, stateless=False)
    link.talk(2)


@again
def in_fragments(s):
    """IP cut each packet in two; every second one arrives end first. It is decrypted where it is whole again."""
    link = s.session()
    for number in range(6):
        link.encrypt(CLIENT, link.packet(CLIENT))
        octets = ip_of(s.made.frames.pop())[20:]
        parts = [(octets[:32], MORE_FRAGMENTS), (octets[32:], 32 // 8)]
        for part, flags in parts if number % 2 else reversed(parts):
            s.made.add(ip_packet(link.tunnel.address[CLIENT], link.tunnel.address[SERVER], 47, part, 7000 + number,
                                 flags))
        link.known[-1] = link.known[-1]._replace(frame=len(s.made.frames))


def acknowledgment_late(stateless, linux):
    @again
    def tell(s):
        """The server's first packet overtakes its acknowledgment of the client's request: it tells of that."""
        link = s.call()
        link.lcp_up()
        link.authenticate()
        for client in CLIENT, SERVER:
            link.request(client, CCP, mppe(KEY_128 | (STATELESS if stateless else 0)))
        link.ack(CLIENT, CCP)
        link.ack(SERVER, CCP)
        link.keys(128, stateless, linux=linux)
        link.say(SERVER)
        overtake(s.made)
        link.known[-1] = link.known[-1]._replace(frame=len(s.made.frames) - 1)
        link.talk(3)


for each_mode in (True, False), (False, False), (False, True):
    acknowledgment_late(*each_mode)


@again
def acknowledgments_not_captured(s):
    """Of both ends; their packets tell that there were some."""
    link = s.call()
    link.lcp_up()
    link.authenticate()
    link.ccp_up(56, False)
    del s.made.frames[-2:]
    link.acknowledging.clear()                  # GRE tells nothing of them
    link.talk(3)


@again
def refused_and_sent_all_the_same(s):
    """The last request was answered otherwise, or leaves the length of the key open: what comes is nobody's guess."""
    link = s.call()
    link.lcp_up()
    link.authenticate()
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.nak(SERVER, CCP, mppe(STATELESS | KEY_40))
    link.request(SERVER, CCP, mppe(STATELESS | KEY_128 | KEY_40))
    link.keys(128, True)
    for client in CLIENT, SERVER:
        link.raw(client, link.prepare(client, link.packet(client)).data, 'no mode')


@capture('mppe-nested')
def nested(made):
    """A PPTP session through the tunnel of another one, each with MPPE of its own kind and its own account. In the last
    frames both ends of the outer tunnel, then those of the inner one, send a packet."""
    outer = Secret(made, 0, [], {}).session(user='alice')
    story = Secret(Carried(outer), 0, [], {})
    story.ends = {'client': '10.9.0.2', 'server': '10.9.0.1'}
    inner = story.session(user='bob', bits=40, stateless=False)
    outer.talk(1)
    inner.talk(1)


class Carried:
    """A capture of what a link carries."""

    def __init__(self, link):
        self.link, self.frames = link, link.story.made.frames

    def add(self, packet, outgoing, _snap, after):
        self.link.encrypt(outgoing, b'\0\x21' + packet, after=after)


# --- compression ------------------------------------------------------------------------------------------------------

TEXT = b'GET /a/rather/long/path HTTP/1.1\r\nHost: intranet.example\r\nAccept: */*\r\n\r\n'


def texts(link, rounds, size=1):
    """What compresses, what does not, and very long matches."""
    for number in range(rounds):
        for client in CLIENT, SERVER:
            text = (TEXT * 3)[:60 + 7 * number] if number % 4 else noise(f'{client} {number}', 90)
            if number % 5 == 3:
                text = bytes([number]) * 500 * size + bytes(range(256))
            numbers = link.sequence[client], link.sequence[not client]
            link.sequence[client] += len(text)
            link.encrypt(client, ip(client, tcp(client, 0x18, numbers, text)))


def compressed(**up):
    case('mppe-mppc')(lambda s: texts(s.session(**up), 10))


compressed(compressed=True)
compressed(compressed=True, bits=40)
compressed(compressed=True, stateless=False)
compressed(compressed={'flush_to_front': True}, stateless=False, bits=56)
compressed(compressed={'overlap': False}, stateless=False, auth='MS-CHAP')


@case('mppe-mppc')
def to_the_front(s):
    """Bit B: 8192 octets are full, several times over. And resets, that flush the history too."""
    link = s.session(stateless=False, compressed=True)
    for number in range(16):
        link.encrypt(SERVER, ip(SERVER, tcp(SERVER, 0x18, (9000, 1), (TEXT * 20)[number:1300 + number])))
    link.ask_reset(CLIENT)
    texts(link, 4)
    link.lose(SERVER)
    link.say(SERVER, 2, 'lost')
    link.ask_reset(CLIENT)
    texts(link, 4)


@case('mppe-mppc')
def mppc_alone(s):
    """No keys are needed."""
    link = s.call()
    link.lcp_up('CHAP-MD5')
    link.authenticate('CHAP-MD5')
    PPP.ccp_up(link, MPPC)
    compressors, counts = {end: mppc.Compressor() for end in (CLIENT, SERVER)}, {CLIENT: 0, SERVER: 0}
    for number in range(6):
        for client in CLIENT, SERVER:
            octets = ip(client, tcp(client, 0x18, (1, 1), TEXT if number != 3 else noise(number, 80)))
            flags, coded = compressors[client].send(octets)
            link.raw(client, struct.pack('>H', flags | counts[client]) + coded, 'MPPC alone', octets)
            counts[client] += 1


# --- malice -----------------------------------------------------------------------------------------------------------

def bad(tell):
    return case('bad-mppe')(tell)


@bad
def cut_by_the_sender(s):
    """Of a packet of MPPE there is nothing, an octet, the header; it is not encrypted, but counted; and what follows
    is as ever."""
    for stateless in True, False:
        link = s.session(stateless=stateless) if stateless else link
        if not stateless:
            link.up(stateless=False)
        for client in CLIENT, SERVER:
            link.say(client, 2)
            for data in b'', b'\x90':
                link.raw(client, data, 'short')
            link.raw(client, struct.pack('>H', link.senders[client].count | FLUSHED | ENCRYPTED), 'empty')
            clear = link.prepare(client, ip(client, ping(client)))
            link.deliver(clear._replace(data=bytes([clear.data[0] & 0x0f | 0x80, clear.data[1]]) + clear.octets),
                         'clear')
        link.talk(2, '' if stateless else 'after bad')


@bad
def in_the_clear_first(s):
    """What needs no key does not tell which of two authentications made it."""
    link = s.call()
    link.lcp_up()
    link.authenticate()
    link.authenticate()
    link.ccp_up()
    for client in CLIENT, SERVER:
        octets = ip(client, ping(client))
        link.raw(client, struct.pack('>H', FLUSHED) + octets, 'clear', octets)
    link.talk(2)


@bad
def without_negotiation(s):
    """Before any CCP, before any authentication; then all is as it should be."""
    link = s.call()
    for client in CLIENT, SERVER:
        link.raw(client, struct.pack('>H', FLUSHED | ENCRYPTED) + noise(client, 40), 'no CCP')
    link.lcp_up()
    link.authenticate()
    link.raw(CLIENT, struct.pack('>H', FLUSHED | ENCRYPTED) + noise('early', 40), 'no CCP')
    link.ccp_up()
    link.talk(2)


@bad
def without_authentication(s):
    """Nobody authenticated, CCP agrees all the same."""
    link = s.call()
    link.lcp_up(None)
    link.start = {end: noise(f'guess {end}', 16) for end in (CLIENT, SERVER)}
    link.ccp_up()
    link.talk(2, 'no keys')


@bad
def counts_at_random(s):
    """Noise with any count and any flags, in both modes; in stateless mode it must not harm what is right."""
    for stateless in True, False:
        link = s.session() if stateless else link
        if not stateless:
            link.up(stateless=False)
        for number in range(40):
            if number % 4 == 0:
                link.talk(1, '' if stateless else 'after bad')
            header = struct.unpack('>H', noise(f'header {number} {stateless}', 2))[0]
            link.raw(bool(number % 2), struct.pack('>H', header) + noise(f'body {number}', 30 + number), 'noise')


@bad
def garbage_compressed(s):
    """Offsets that lie, codes that end too soon, matches longer than the history, and octets that no token begins
    with."""
    codes = [mppc.packed(mppc.literal_bits(0x21) + bits) for bits in (
        mppc.copy_bits(5, 3), mppc.copy_bits(8191, 8191), mppc.copy_bits(0, 3), mppc.copy_bits(1, 8191) * 2,
        '110', '1111', '111100000', '1' * 16, '1' * 64, '1111000001' + '1' * 11, '1111000001' + '1' * 12 + '0' * 12)]
    for stateless in True, False:
        link = s.session(compressed=True) if stateless else link
        if not stateless:
            link.up(stateless=False, compressed=True)
        for code in codes:
            for sender in link.senders.values():
                sender.compressor.flush()
            for client in CLIENT, SERVER:
                real = link.senders[client].compressor
                link.senders[client].compressor = Fixed(mppc.FLUSHED | mppc.COMPRESSED, code)
                packet = link.prepare(client, b'')
                link.deliver(packet._replace(octets=None), 'garbage')
                link.senders[client].compressor = real
                link.say(client)


class Fixed:
    """A compressor that says always the same."""

    def __init__(self, flags, octets):
        self.said = flags, octets

    def send(self, octets):
        return self.said


@bad
def cut_by_the_capture(s):
    """At each octet of the header and behind it. What is not captured moves RC4's stream on all the same; but of a
    packet whose header is not captured nobody knows whether it is encrypted."""
    for stateless in True, False:
        link = s.session(stateless=stateless) if stateless else link
        if not stateless:
            link.up(stateless=False)
        for size in 30, 10, 4, 3, 2, 1, 0:
            packet = link.prepare(CLIENT, link.packet(CLIENT))
            link.deliver(packet._replace(octets=packet.octets[:max(size - 2, 0)]), 'cut')
            when, octets, frame = s.made.frames[-1]
            s.made.frames[-1] = when, octets, frame[:octets - len(packet.data) + size]
            link.say(CLIENT, 1, '' if stateless or size > 1 else 'after bad')


@bad
def no_ppp(s):
    """The right keys, and inside there is no PPP: nothing, one octet, an unassigned protocol, a cut one, noise."""
    for stateless in True, False:
        link = s.session(stateless=stateless) if stateless else link
        if not stateless:
            link.up(stateless=False)
        for octets in (b'', b'\x21', b'\0', b'\0\x21', b'\x21\x45', noise('a', 40), bytes(40), b'\xff' * 40,
                       b'\x21' + noise('b', 40)):
            for client in CLIENT, SERVER:
                link.encrypt(client, octets, 'no PPP')
                link.say(client)


@bad
def another_option(s):
    """CCP with no bits, with all of them, and with two lengths: what is agreed on is nobody's guess."""
    link = s.call()
    link.lcp_up()
    link.authenticate()
    for bits in 0, 0xffffffff, KEY_128 | KEY_40, STATELESS, STATELESS | KEY_56 | KEY_40:
        for client in SERVER, CLIENT:
            link.control(client, CCP, REQUEST, b'\x12\6' + struct.pack('>I', bits))
            link.control(not client, CCP, ACK, b'\x12\6' + struct.pack('>I', bits), link.identifier[client, CCP])
        for client in CLIENT, SERVER:
            link.raw(client, struct.pack('>H', FLUSHED | ENCRYPTED) + noise(f'{bits} {client}', 60), 'no mode')
    link.ccp_up()
    link.talk(2)


def bad_answers(tell):
    return case('bad-mschap')(tell)


@bad_answers
def flood_of_challenges(s):
    """The last of them counts. Then as many Responses, of which the last is right."""
    link = s.call()
    link.lcp_up()
    for _ in range(300):
        link.challenge(after=10)
    for number in range(100):
        link.chap(CLIENT, RESPONSE, sized(mschap.response_value(noise(number, 24), noise(number, 16))) + b'alice',
                  after=10)
    link.challenge()
    link.response()
    decrypted(link)


@bad_answers
def lying_responses(s):
    """Values whose length lies, is another algorithm's, or that are cut; challenges of any length. Then a right one."""
    link = s.call()
    link.lcp_up()
    for size in 0, 1, 7, 8, 15, 16, 17, 255:
        link.challenge(value=noise(f'value {size}', size))
        link.chap(CLIENT, RESPONSE, sized(noise('value', 49)) + b'alice')
        link.chap(SERVER, SUCCESS, 'S=' + 'F' * 40)
    for value in (b'\x31', b'\x31' + noise(1, 20), b'\x31' + noise(1, 48), b'\xff' + noise(1, 49), b'\0', b'',
                  b'\x30' + noise(1, 48) + b'alice', b'\x31' + noise(1, 49), b'\x31' + noise(1, 49) + b'DOM\\',
                  b'\x31' + noise(1, 49) + b'\\', b'\x31' + noise(1, 49) + b'alice' * 60,
                  b'\x31' + noise(1, 49) + b'al\0ice'):
        link.challenge()
        link.chap(CLIENT, RESPONSE, value)
    for text in 'S=', 'S=12', 'S=' + 'G' * 40, 'S=' + '0' * 39, 'S=' + '0' * 41, 's=' + '0' * 40, 'M=S=' + '0' * 40, '':
        link.challenge()
        link.response()
        link.chap(SERVER, SUCCESS, text)
    for text in 'C=', 'C=12', 'C=' + 'Z' * 32, 'C=' + '0' * 31, 'C=' + '0' * 33, '':
        link.challenge()
        link.response(password='wrong')
        link.chap(SERVER, FAILURE, 'E=691 R=1 ' + text)
        link.authentication += 1
        link.response()
        del s.right[len(s.made.frames)]         # to a challenge that nobody sent
        link.chap(SERVER, FAILURE, 'E=691 R=1 ' + text)
    link.lcp_up()
    link.authenticate()
    link.ccp_up()
    link.talk(2)
