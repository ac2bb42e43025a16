"""Multilink (RFC 1990): packets over several links, with long and short numbers, and what gets lost."""
import struct

from made import CLIENT, SERVER
from made.ppp import ACK, IPCP, IPV4, LCP, NAK, REQUEST, SECOND, address, ping
from made.trouble import Story, case, lcp_options
from made.trouble_lcp import MRRU, MULTILINK, SHORT_NUMBERS, configure
from made.trouble_logons import another

LINKS = 'trouble-multilink'
BEGINS, ENDS = 0x80, 0x40
DISCRIMINATORS = {CLIENT: (19, b'\3client'), SERVER: (19, b'\3server')}


class Bundle:
    """What goes over the links of a bundle. short: for each sender, whether its numbers have 12 bits."""

    def __init__(self, *links, short=(), first=0):
        self.links, self.short, self.number = [*links], short, {CLIENT: first, SERVER: first}

    def header(self, client, flags):
        number, self.number[client] = self.number[client], self.number[client] + 1
        if client in self.short:
            return struct.pack('>H', flags << 8 | number % 4096)
        return struct.pack('>I', flags << 24 | number % 2 ** 24)

    def send(self, client, protocol, octets, cuts=(), over=(0,), lose=(), **send):
        """A packet, cut into fragments, which take turns on the links; those of lose never come."""
        octets = struct.pack('>H', protocol) + octets
        parts = [octets[begin:end] for begin, end in zip((0, *cuts), (*cuts, len(octets)))]
        for index, part in enumerate(parts):
            flags = BEGINS * (index == 0) | ENDS * (index == len(parts) - 1)
            packet = self.header(client, flags) + part
            if index not in lose:
                self.links[over[index % len(over)]].send(client, MULTILINK, packet, **send)

    def ipcp_up(self, inside='10.10.0.100'):
        for client, code, identifier, asked in (
                (CLIENT, REQUEST, 1, '0.0.0.0'), (SERVER, REQUEST, 1, '10.10.0.1'), (CLIENT, ACK, 1, '10.10.0.1'),
                (SERVER, NAK, 1, inside), (CLIENT, REQUEST, 2, inside), (SERVER, ACK, 2, inside)):
            self.send(client, IPCP, configure(code, identifier, address(asked)))

    def ping(self, size=200, **how):
        for client, kind in (CLIENT, 8), (SERVER, 0):
            self.send(client, IPV4, ping(client, size, kind), **how)


def joined(s, short=(), user='alice'):
    """LCP with Multilink and authentication. short: the senders that are to use short numbers."""
    link = s.call()
    for client in CLIENT, SERVER:
        options = [*lcp_options(client, None if client else 'CHAP-MD5'), MRRU, DISCRIMINATORS[client]]
        link.request(client, LCP, *options, *[SHORT_NUMBERS] * ((not client) in short))
        link.ack(not client, LCP)
    link.authenticate('CHAP-MD5', user)
    return link


@case(LINKS)
def directions_differ(s):
    """Only the client sends short numbers, and they wrap."""
    link = joined(s, short=(CLIENT,))
    bundle = Bundle(link, short=(CLIENT,), first=4090)
    bundle.ipcp_up()
    for _ in range(3):
        bundle.ping(cuts=(50, 100))
    s.close(link)


@case(LINKS, 'multilink_lost')
def fragment_lost(s):
    """The middle one of three; the next packets come whole."""
    link = joined(s, user='bob')
    bundle = Bundle(link)
    bundle.ipcp_up()
    bundle.ping(cuts=(50, 100))
    bundle.send(CLIENT, IPV4, ping(CLIENT, 200, 8), cuts=(50, 100), lose=(1,))
    bundle.ping(cuts=(50, 100))
    s.close(link)


@case(LINKS)
def never_end(s):
    """A hundred fragments begin a packet, and none ends it; then all is well."""
    link = joined(s, user='carol')
    bundle = Bundle(link)
    bundle.ipcp_up()
    for number in range(100):
        link.send(CLIENT, MULTILINK, bundle.header(CLIENT, BEGINS) + b'\0\x21' + bytes(60))
        if number % 20 == 0:
            link.hear(SERVER)
    bundle.ping(cuts=(50, 100))
    s.close(link)


@case(LINKS, 'multilink_rejected')
def not_wanted(s):
    """The server rejects Multilink, and all goes on without it."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER, 'CHAP-MD5'))
    link.ack(CLIENT, LCP)
    link.request(CLIENT, LCP, *lcp_options(CLIENT), MRRU)
    link.reject(SERVER, LCP, MRRU)
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    link.authenticate('CHAP-MD5')
    s.go_on(link, encrypted=False)


@case(LINKS, 'multilink_lost', 'multilink_bundle')
def first_link(s):
    """The fragments of one packet over two links, to two addresses of the server; the first link ends first."""
    second = Story(s.made, s.number + 50, '198.51.100.2')
    second.ends['client'] = s.ends['client']
    link, other = joined(s, user='dave'), None
    bundle = Bundle(link)
    bundle.ipcp_up()
    other = joined(second, user='dave')
    bundle.links.append(other)
    for _ in range(3):
        bundle.ping(cuts=(50, 100), over=(1, 0))
    bundle.send(CLIENT, IPV4, ping(CLIENT, 200, 8), cuts=(50, 100), over=(1, 0), lose=(1,))
    bundle.ping(cuts=(50, 100), over=(1, 0))
    s.close(link)
    bundle.ping(cuts=(50, 100), over=(1,))
    second.close(other)


@case(LINKS)
def session_after_session(s):
    """The client ends its session and begins another, with the same user and numbers from 0: another bundle."""
    for story in s, another(s, 1):
        link = joined(story, user='erin')
        bundle = Bundle(link)
        bundle.ipcp_up()
        bundle.ping(cuts=(50, 100))
        story.close(link)


def copied(s, number):
    """Another computer, installed as a copy of the first."""
    return another(s, number, f'192.0.2.{200 + number}')


@case(LINKS, 'multilink_joined_wrongly')
def copy_of_a_computer(s):
    """Two computers have the same Endpoint Discriminator: the server sends the first one's packets to both."""
    link, second = joined(s, user='frank'), copied(s, 1)
    bundle = Bundle(link)
    bundle.ipcp_up()
    bundle.ping()
    other = joined(second, user='frank')
    bundle.links.append(other)
    other.request(CLIENT, IPCP, address('0.0.0.0'))
    for _ in range(4):
        bundle.send(CLIENT, IPV4, ping(CLIENT, 200, 8))
        bundle.send(SERVER, IPV4, ping(SERVER, 200, 0), over=(1,))
        other.again(CLIENT, IPCP)
    second.close(other)
    s.close(link)


@case(LINKS, 'multilink_joined_wrongly', client='192.0.2.202')
def copy_that_asks_inside(s):
    """As before, but the second one asks for an address inside Multilink, with numbers from 0."""
    link, second = joined(s, user='grace'), copied(s, 2)
    bundle = Bundle(link)
    bundle.ipcp_up()
    bundle.ping()
    other = joined(second, user='grace')
    asked = Bundle(other)
    for _ in range(5):
        asked.send(CLIENT, IPCP, configure(REQUEST, 1, address('0.0.0.0')), after=3_000_000)
        bundle.ping()
    second.close(other)
    s.close(link)


@case(LINKS)
def sessions_side_by_side(s):
    """The server does not bundle them: both get an address."""
    links = []
    for number, story in enumerate((s, copied(s, 3))):
        links.append((story, joined(story, user='heidi')))
        bundle = Bundle(links[-1][1])
        bundle.ipcp_up(f'10.10.0.{100 + number}')
        bundle.ping()
    for story, link in links:
        story.close(link)


@case(LINKS, 'ended_by_server')
def link_dropped(s):
    """The server drops the second link of two, and the first goes on."""
    link, second = joined(s, user='ivan'), another(s, 1)
    bundle = Bundle(link)
    bundle.ipcp_up()
    bundle.ping()
    bundle.links.append(joined(second, user='ivan'))
    for _ in range(3):
        bundle.ping(cuts=(100,), over=(0, 1))
    second.close(bundle.links.pop(), SERVER, '')
    for _ in range(3):
        bundle.ping()
    s.close(link)


# --- Which links are a bundle is not known ---

CUT = f'{LINKS}-cut'


def cut(s, first, size):
    """What the capture has left of the GRE since a frame."""
    for place, (clock, length, octets) in enumerate(s.made.frames[first:], first):
        if octets[23] == 47:
            s.made.frames[place] = clock, length, octets[:size]


def use(s, one, second):
    """Both links, of which the server ends the second."""
    two = joined(second)
    bundle = Bundle(one, two)
    bundle.ipcp_up()
    for _ in range(6):
        bundle.ping(cuts=(50, 100, 150), over=(0, 1))
    s.made.clock += 20 * SECOND
    second.close(two, SERVER, '')
    s.close(one)


@case(CUT)
def lcp_cut_from_both(s):
    """The capture cut the last option of LCP, so that each of the two links looks like a bundle of its own."""
    first = len(s.made.frames)
    one = joined(s)
    use(s, one, another(s, 1))
    cut(s, first, 80)


@case(CUT)
def lcp_cut_from_the_first(s):
    """The second link has no network protocol of its own, and needs none."""
    first = len(s.made.frames)
    one = joined(s)
    cut(s, first, 60)
    use(s, one, another(s, 1))
