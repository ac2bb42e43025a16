"""What goes wrong with PPTP: a capture for each kind of trouble that users have, a connection for each case of it.

The cases are in trouble_*.py: each is a function that tells the story of one client. It has an address of its own,
192.0.2.10 and up in the order of the capture's cases. EXPECTED says what is to be found: {capture: [(client address,
finding)]}. Notes that hold for any session (how it ended, that a password or data crossed in the clear) are listed only
where the case is about them.
"""
import functools
import ipaddress
import struct

from made import CLIENT, SERVER, capture
from made.control import established
from made.ppp import AUTHENTICATION, LCP, PPP, SECOND, magic, mru
from made.tunnel import call
from packets import ACK, FIN, Connection, checksum, ip_packet, message

SERVER_ADDRESS = '198.51.100.1'
CASES, EXPECTED = {}, {}

# As pptp-linux and pptpd fill their messages.
ASKED_TO_START = {'version': 0x0100, 'framing_capabilities': 3, 'bearer_capabilities': 3, 'maximum_channels': 65535,
                  'firmware_revision': 1, 'host_name': 'local', 'vendor_name': 'cananian'}
STARTED = {'version': 0x0100, 'maximum_channels': 1, 'firmware_revision': 1, 'host_name': 'local',
           'vendor_name': 'linux'}
ASKED_TO_CALL = {'minimum_bps': 2400, 'maximum_bps': 10000000, 'bearer_type': 3, 'framing_type': 3, 'window': 3}


def case(name, *findings, client=None):
    """Registers a case of a capture, and what is to be found at its client's address, which the case may change."""
    def register(tell):
        if name not in CASES:
            CASES[name], EXPECTED[name] = [], []
            capture(name)(functools.partial(tell_all, name))
        EXPECTED[name] += [(client or client_address(len(CASES[name])), finding) for finding in findings]
        CASES[name].append(tell)
        return tell
    return register


def tell_all(name, made):
    for number, tell in enumerate(CASES[name]):
        tell(Story(made, number))
        made.clock += 5 * SECOND


def client_address(number):
    return f'192.0.2.{10 + number}'


def ip_of(frame):
    """The IP packet in a frame of Ethernet."""
    return frame[2][14:]


class Story:
    """A client, its connection, its call, and what the call carries."""

    def __init__(self, made, number, server=SERVER_ADDRESS):
        self.made, self.number = made, number
        self.ends = {'client': client_address(number), 'server': server}
        self.port = 40000 + 10 * number
        self.client_id, self.server_id = 1000 + number, 30720 + number
        self.connection = None
        self.vendor = 'cananian'        # of the client; pptp-linux

    def connect(self, **connection):
        """TCP only."""
        self.connection = Connection(self.made, client_port=self.port, **self.ends, **connection)
        return self.connection

    def start(self):
        """And the messages that start the control connection."""
        self.connection = established(self.made, self.vendor, client_port=self.port, **self.ends)
        return self.connection

    def tunnel(self, **tunnel):
        return call(self.made, self.connection, self.client_id, self.server_id, **{**self.ends, **tunnel})

    def call(self, **tunnel):
        """And a call, over which nothing went yet."""
        self.start()
        return PPP(self.tunnel(**tunnel))

    def session(self, **ppp):
        """And PPP, up to its first packet of data."""
        link = self.call()
        link.up(**ppp)
        return link

    def say(self, client, name, after=1000, **values):
        self.connection.segment(client, message(name, **values), after=after)

    def hang_up(self, first=CLIENT, after=1000):
        """TCP's end."""
        self.connection.segment(first, b'', FIN | ACK, after=after)
        self.connection.segment(not first, b'', FIN | ACK)
        self.connection.segment(first, b'', ACK)

    def stop(self, by=CLIENT, reason=1, after=1000):
        """The control connection's end."""
        self.say(by, 'Stop-Control-Connection-Request', after, reason=reason)
        self.say(not by, 'Stop-Control-Connection-Reply', result=1)
        self.hang_up(by)

    def clear(self, after=1000):
        self.say(CLIENT, 'Call-Clear-Request', after, call_id=self.client_id)
        self.say(SERVER, 'Call-Disconnect-Notify', call_id=self.server_id, result=4)

    def end(self, after=20_000):
        """The client ends everything in order, but for PPP."""
        self.clear(after)
        self.stop()

    def end_by_server(self, after=20_000):
        """As pptpd ends everything when its pppd is gone."""
        self.say(SERVER, 'Call-Disconnect-Notify', after, call_id=self.server_id, result=3)
        self.stop(SERVER)

    def go_on(self, link, encrypted=True):
        """After authentication all goes well: the network layer, two pings, and an orderly end."""
        if encrypted:
            link.ccp_up()
        link.ipcp_up()
        link.pings(2, encrypted)
        self.close(link)

    def run(self):
        """A sound session, on the TCP connection that is open already."""
        self.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
        self.say(SERVER, 'Start-Control-Connection-Reply', **STARTED, result=1)
        link = PPP(self.tunnel())
        link.up()
        link.pings(2)
        self.close(link)

    def close(self, link, client=CLIENT, text='User request'):
        """The client or server ends everything in order, PPP first."""
        link.terminate(client, text)
        self.end() if client else self.end_by_server()

    def icmp(self, kind, code, router=None, size=28, to=CLIENT, mtu=0, after=5000):
        """An error about the last packet, which it quotes; from its receiver or from a router."""
        addresses = {end: ipaddress.ip_address(self.ends['client' if end else 'server']) for end in (CLIENT, SERVER)}
        source = ipaddress.ip_address(router) if router else addresses[not to]
        icmp = struct.pack('>BBHI', kind, code, 0, mtu) + ip_of(self.made.frames[-1])[:20 + size]
        icmp = icmp[:2] + struct.pack('>H', checksum(icmp)) + icmp[4:]
        self.made.add(ip_packet(source, addresses[to], 1, icmp, flags=0), not to, after=after)


def set_ttls(s, since, client, server):
    """What comes from the client's and the server's address in the frames since then has these TTLs."""
    ttls = {ipaddress.ip_address(s.ends[end]).packed: ttl for end, ttl in (('client', client), ('server', server))}
    for place, (clock, size, frame) in enumerate(s.made.frames[since:], since):
        header = bytearray(frame[14:34])
        header[8] = ttls.get(bytes(header[12:16]), header[8])
        header[10:12] = bytes(2)
        header[10:12] = struct.pack('>H', checksum(bytes(header)))
        s.made.frames[place] = clock, size, frame[:14] + bytes(header) + frame[34:]


def overtake(made):
    """The last packet came before the one before it."""
    (early, *overtaken), (late, *overtaking) = made.frames[-2:]
    made.frames[-2:] = [(early, *overtaking), (late, *overtaken)]


def lcp_options(client, auth=None, unit=1400):
    return (mru(unit), magic(client)) if auth is None else (mru(unit), AUTHENTICATION[auth], magic(client))


def ask_in_vain(link, client=CLIENT, options=None, count=10):
    """pppd's Configure-Requests: the same every 3 s, 10 times."""
    link.request(client, LCP, *(options or lcp_options(client)), after=5000)
    for _ in range(count - 1):
        link.again(client, LCP)


def second_client(s, client_id):
    """Another client behind the same address."""
    other = Story(s.made, s.number)
    other.port, other.client_id, other.server_id = s.port + 1, client_id, s.server_id + 256
    return other


def with_lcp(s, auth, **lcp):
    link = s.call()
    link.lcp_up(auth, **lcp)
    return link


def authenticated(s, auth='MS-CHAPv2'):
    link = with_lcp(s, auth)
    link.authenticate(auth)
    return link
