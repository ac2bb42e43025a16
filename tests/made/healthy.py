"""Sessions in which nothing is wrong, made of random choices that the RFCs and known implementations allow.

Not in CAPTURES: tests/test_healthy.py makes them anew, the same for the same seed.
"""
import functools
import ipaddress
import random
import struct

from made import CLIENT, SERVER
from made.control import echo_reply, echo_request, set_link_info
from made.ppp import (
    CCP, IPCP, IPV4, IPV6CP, KEY_128, KEY_40, KEY_56, LCP, PPP, SECOND, STATELESS, AUTHENTICATION, ASYNC_MAP,
    SHORT_ADDRESS, SHORT_PROTOCOL, VAN_JACOBSON, address, magic, mppe, mru, ping)
from made.trouble import Story
from packets import Capture, Connection, Tunnel, checksum, message

IN_ONE = 10     # sessions in a capture

# What clients and servers write into their Start-Control-Connection messages.
CLIENTS = [
    {'framing_capabilities': 3, 'bearer_capabilities': 3, 'maximum_channels': 65535, 'firmware_revision': 1,
     'host_name': 'local', 'vendor_name': 'cananian'},
    {'framing_capabilities': 1, 'bearer_capabilities': 1, 'vendor_name': 'Microsoft'},
    {'framing_capabilities': 3, 'bearer_capabilities': 3, 'firmware_revision': 0x0101, 'maximum_channels': 20,
     'host_name': 'router', 'vendor_name': 'MPD'},
    {'framing_capabilities': 2, 'bearer_capabilities': 1, 'host_name': 'gate', 'vendor_name': 'Example'}]
SERVERS = [
    {'maximum_channels': 1, 'firmware_revision': 1, 'host_name': 'local', 'vendor_name': 'linux'},
    {'framing_capabilities': 1, 'bearer_capabilities': 1, 'firmware_revision': 3790, 'vendor_name': 'Microsoft'},
    {'framing_capabilities': 3, 'bearer_capabilities': 3, 'maximum_channels': 1, 'firmware_revision': 1,
     'host_name': 'local', 'vendor_name': 'cananian'},
    {'framing_capabilities': 2, 'bearer_capabilities': 2, 'maximum_channels': 4, 'host_name': 'bsd',
     'vendor_name': 'npppd'}]
KEYS = {'MS-CHAP': [KEY_40, KEY_128], 'MS-CHAPv2': [KEY_40, KEY_56, KEY_128]}
REASONS = ['User request', 'Server is shutting down', '', 'Goodbye']


class Session(Story):
    """One session, its choices drawn from chance."""

    def __init__(self, made, number, chance):
        super().__init__(made, number)
        self.chance = chance
        self.delay = chance.choice([300, 5000, 40_000, 250_000])        # microseconds, one way
        self.incoming = chance.random() < 0.15
        if chance.random() < 0.2:
            self.ends = {'client': f'2001:db8::{10 + number:x}', 'server': '2001:db8:1::1'}
        self.nat = chance.random() < 0.3
        self.client_id = self.port if self.nat else chance.randint(0, 65535)
        self.server_id = chance.randint(0, 65535)

    def is_so(self, share=0.5):
        return self.chance.random() < share

    def tell_control(self, client, octets, after=None):
        """A message, which TCP may send twice."""
        after = self.delay if after is None else after
        sequence = self.connection.segment(client, octets, after=after)
        if self.is_so(0.05):
            self.connection.segment(client, octets, at=sequence, after=300_000)

    def begin(self):
        self.connection = Connection(self.made, client_port=self.port, first=self.chance.randint(1, 2 ** 32 - 1),
                                     **self.ends)
        self.tell_control(CLIENT, message('Start-Control-Connection-Request', version=0x0100,
                                          **self.chance.choice(CLIENTS)))
        self.tell_control(SERVER, message('Start-Control-Connection-Reply', version=0x0100, result=1,
                                          **self.chance.choice(SERVERS)))

    def place_call(self):
        window = self.chance.choice([3, 64, 100, 16384])
        if self.incoming:
            self.tell_control(SERVER, message('Incoming-Call-Request', call_id=self.server_id, bearer_type=1,
                                              dialed_number_length=4, dialed_number='1000'))
            self.tell_control(CLIENT, message('Incoming-Call-Reply', call_id=self.client_id,
                                              peer_call_id=self.server_id, result=1, window=window))
            self.tell_control(SERVER, message('Incoming-Call-Connected', peer_call_id=self.client_id,
                                              connect_speed=64000, window=64, framing_type=1))
        else:
            self.tell_control(CLIENT, message('Outgoing-Call-Request', call_id=self.client_id, call_serial_number=1,
                                              minimum_bps=2400, maximum_bps=10000000, bearer_type=3, framing_type=3,
                                              window=window))
            self.tell_control(SERVER, message('Outgoing-Call-Reply', call_id=self.server_id,
                                              peer_call_id=self.client_id, result=1, connect_speed=10000000,
                                              window=64))
        first = self.chance.choice([(0, 0), (0, 0), (1, 0), (1, 1)])
        return Tunnel(self.made, self.client_id, self.server_id, first=first, **self.ends)

    def link_info(self):
        """As Windows and pptp-linux do when LCP is up."""
        if self.is_so():
            self.tell_control(CLIENT, set_link_info(self.server_id))
        if self.is_so(0.3):
            self.tell_control(CLIENT, set_link_info(self.server_id, send_accm=0, receive_accm=0))


class Link(PPP):
    """PPP that waits as long for each packet as the path takes."""

    def __init__(self, tunnel, session):
        super().__init__(tunnel)
        self.session = session

    def send(self, client, protocol, octets, after=None, **gre):
        super().send(client, protocol, octets, after=self.session.delay if after is None else after, **gre)


def agree(s, link, protocol, wanted, tried=(), order=(CLIENT, SERVER)):
    """Each end asks for what it wants. tried: what the client asks for first, with the code of the reply to that."""
    for options, reply in tried:
        link.request(CLIENT, protocol, *options[0])
        link.answer(SERVER, protocol, reply, *options[1])
    for end in order:
        link.request(end, protocol, *wanted[end])
    if s.is_so(0.15) and s.delay < 100_000:             # a request was lost before the capture point saw a reply
        link.again(order[1], protocol)
    for end in s.chance.sample(order, 2):
        link.ack(not end, protocol)


def bring_lcp_up(s, link, auth, units):
    compressed = s.is_so()
    more = [SHORT_PROTOCOL, SHORT_ADDRESS] if compressed else []
    extra = s.chance.choice([[], [], [(13, b'\x06')], [(17, b'\x06\x4e'), (19, b'\x01' + bytes(20))]])
    wanted = {CLIENT: [mru(units[CLIENT]), magic(CLIENT), *more],
              SERVER: [mru(units[SERVER]), ASYNC_MAP, *([AUTHENTICATION[auth]] if auth else []), magic(SERVER), *more]}
    tried = [((wanted[CLIENT] + extra, extra), 4)] if extra else []
    agree(s, link, LCP, wanted, tried, order=s.chance.choice([(CLIENT, SERVER), (SERVER, CLIENT)]))
    link.compressed = {CLIENT: compressed, SERVER: compressed}


def bring_ccp_up(s, link, bits):
    offered = bits | s.chance.choice([0, KEY_40, KEY_128 | KEY_40])
    tried = [(([mppe(offered)], [mppe(bits)]), 3)] if offered != bits else []
    agree(s, link, CCP, {end: [mppe(bits)] for end in (CLIENT, SERVER)}, tried)


def bring_ipcp_up(s, link):
    client, server = f'10.10.{s.number}.2', f'10.10.{s.number}.1'
    dns = [(129, ipaddress.ip_address('10.0.0.53').packed)] if s.is_so() else []
    asked = [(129, bytes(4))] if dns else []
    tried = [(([VAN_JACOBSON, address('0.0.0.0'), *asked], [VAN_JACOBSON]), 4)] if s.is_so(0.4) else []
    tried.append((([address('0.0.0.0'), *asked], [address(client), *dns]), 3))
    agree(s, link, IPCP, {CLIENT: [address(client), *dns], SERVER: [address(server)]}, tried)


def carry(s, link, encrypted, most):
    """Echo requests of all sizes that fit, and their replies. Now and then something else, or a keepalive."""
    for number in range(s.chance.randint(1, 6)):
        size = s.chance.randint(0, most)
        link.pings(1, encrypted=encrypted, after=s.chance.choice([20_000, SECOND, 9 * SECOND]), size=size)
        if s.is_so(0.2):
            end = s.chance.choice([CLIENT, SERVER])
            link.echo(end)
            link.hear(end)
        if s.is_so(0.3):
            end = s.chance.choice([CLIENT, SERVER])
            s.tell_control(end, echo_request(number + 1), after=20 * SECOND)
            s.tell_control(not end, echo_reply(number + 1))


def finish(s, link):
    """An end that somebody asked for, in one of the usual ways; or none."""
    way = s.chance.choice(['user', 'server', 'control', 'stop', 'up'])
    by = s.chance.choice([CLIENT, SERVER])
    if way in ('user', 'server'):
        link.terminate(way == 'user', s.chance.choice(REASONS))
    if way == 'up':
        s.made.clock += 2 * SECOND
    elif way == 'stop':
        s.stop(by)
    elif way == 'server' and not s.incoming:
        s.end_by_server()
    else:
        s.end()


def session(made, number, chance):
    s = Session(made, number, chance)
    s.begin()
    link = Link(s.place_call(), s)
    auth = chance.choice([None, 'PAP', 'CHAP-MD5', 'MS-CHAP', 'MS-CHAPv2', 'MS-CHAPv2', 'MS-CHAPv2'])
    bits = chance.choice(KEYS[auth]) | chance.choice([0, STATELESS]) if auth in KEYS and s.is_so(0.8) else None
    units = {CLIENT: chance.choice([1396, 1400, 1500]), SERVER: chance.choice([1400, 1450, 1500])}
    bring_lcp_up(s, link, auth, units)
    s.link_info()
    link.authenticate(auth, user=f'user{number}')
    steps = [functools.partial(bring_ipcp_up, s, link)]
    if bits is not None:
        steps.append(functools.partial(bring_ccp_up, s, link, bits))
    if s.is_so(0.3):
        steps.append(link.ipv6cp_up)
    chance.shuffle(steps)
    for step in steps:
        step()
    carry(s, link, bits is not None, min(*units.values(), 1300) - 80)
    finish(s, link)


def fragment(made, chance):
    """One of the larger packets of GRE arrives in two fragments."""
    large = [row for row, (_, _, frame) in enumerate(made.frames)
             if frame[14] >> 4 == 4 and frame[23] == 47 and len(frame) > 600]
    if not large:
        return
    row = chance.choice(large)
    clock, _, frame = made.frames[row]
    ethernet, ip, octets = frame[:14], frame[14:34], frame[34:]
    parts = []
    for offset, part, more in (0, octets[:400], 0x2000), (50, octets[400:], 0):
        header = ip[:2] + struct.pack('>HHH', 20 + len(part), 4711, more | offset) + ip[8:10] + bytes(2) + ip[12:]
        packet = ethernet + header[:10] + struct.pack('>H', checksum(header)) + header[12:] + part
        parts.append((clock, len(packet), packet))
    made.frames[row:row + 1] = parts


def capture(seed, sessions=IN_ONE):
    chance, made = random.Random(seed), Capture()
    for number in range(sessions):
        session(made, number, chance)
        made.clock += 5 * SECOND
    if chance.random() < 0.5:
        fragment(made, chance)
    return made.octets()
