"""Packets are too long: the tunnel is up and ping works, but some sites hang."""
import functools
import ipaddress
import struct

from made import CLIENT, SERVER, encrypted
from made.ppp import INSIDE, IPV4, IPV6, KEY_128, LCP, SECOND, STATELESS, noise, segment, tcp
from made.trouble import case, ip_of, lcp_options
from packets import ACK, MORE_FRAGMENTS, PSH, SYN, checksum, ip_packet

UNITS = 'trouble-mtu'


def fragments(s, link, client, size):
    """An encrypted packet that IP had to fragment for Ethernet's 1500."""
    link.encrypted(client, size)
    packet = ip_of(s.made.frames.pop())
    source, destination = (link.tunnel.address[end] for end in (client, not client))
    for start, flags in (0, MORE_FRAGMENTS), (1480, 0):
        s.made.add(ip_packet(source, destination, 47, packet[20:][start:start + 1480 if flags else None],
                             1000 + link.tunnel.next[client], flags | start // 8), client, after=100)


@case(UNITS, 'fragmented')
def too_big_for_ethernet(s):
    """An MRU of 1500 in the tunnel: each full packet takes two of IP's."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128, units=(1500, 1500))
    link.pings(1, encrypted=True)
    for _ in range(6):
        fragments(s, link, SERVER, 1498)
        link.encrypted(CLIENT, 42)
    s.close(link)


@case(UNITS, 'mru_exceeded')
def bigger_than_asked(s):
    """The server's MRU is 1400, the client's packets have 1456 octets of IP."""
    link = s.session(units=(1400, 1400))
    link.pings(2)
    for number in range(4):
        link.send(CLIENT, IPV4, tcp(CLIENT, ACK, (1 + 1416 * number, 1), noise('page', 1416)))
    s.close(link)


@case(UNITS, 'mru_exceeded')
def bigger_than_asked_encrypted(s):
    """The other way round, and encrypted: MPPE's header counts, too (RFC 3078 section 3)."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128, units=(1400, 1400))
    link.pings(2, encrypted=True)
    for _ in range(4):
        link.encrypted(SERVER, 1454)
    s.close(link)


@case(UNITS, 'mtu_icmp')
def router_says_too_big(s):
    """A router of a line with an MTU of 1400 answers each full packet; small ones get through."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(2, encrypted=True)
    for _ in range(4):
        link.encrypted(CLIENT, 1390, after=SECOND)
        s.icmp(3, 4, '203.0.113.1', size=8, mtu=1400)
    link.pings(1, encrypted=True)
    s.close(link)


SITE = ipaddress.ip_address('203.0.113.80')


def announced(octets):
    """TCP's option Maximum Segment Size."""
    return b'\2\4' + struct.pack('>H', octets)


def ask_site(link, own, sites, port=50001):
    """The client and a site beyond the server announce the sizes of segments that they take; the site says no more."""
    inside = (INSIDE[CLIENT], SITE, (port, 80)), (SITE, INSIDE[CLIENT], (80, port))
    link.send(CLIENT, IPV4, segment(*inside[0], SYN, (0, 0), options=announced(own)), after=SECOND)
    link.send(SERVER, IPV4, segment(*inside[1], SYN | ACK, (0, 1), options=announced(sites)))
    link.send(CLIENT, IPV4, segment(*inside[0], ACK, (1, 1)))
    link.send(CLIENT, IPV4, segment(*inside[0], PSH | ACK, (1, 1), b'GET / HTTP/1.0\r\n\r\n'))
    link.send(SERVER, IPV4, segment(*inside[1], ACK, (1, 19)))
    link.hear(CLIENT)


@case(UNITS, 'mss_too_big')
def segments_too_big(s):
    """TCP in the tunnel agrees on 1460 octets, for which the MRU of 1400 has no room: the page never comes."""
    link = s.session(units=(1400, 1400))
    link.pings(2)
    ask_site(link, 1460, 1460)
    s.made.clock += 30 * SECOND
    s.close(link)


@case(UNITS, 'fragmented', client='2001:db8::21')
def long_packets_over_ipv6(s):
    """IPv6 fragments them in two, with a header of its own (RFC 8200 section 4.5)."""
    s.ends = {'client': '2001:db8::21', 'server': '2001:db8::1'}
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128, units=(1500, 1500))
    for number in range(3):
        link.encrypted(SERVER, 1460)
        packet = ip_of(s.made.frames.pop())
        for start, more in (0, 1), (1448, 0):
            part = packet[40:][start:start + 1448]
            s.made.add(packet[:4] + struct.pack('>HBB', 8 + len(part), 44, 64) + packet[8:40]
                       + struct.pack('>BBHI', 47, 0, start | more, number) + part, SERVER, after=100)
        link.encrypted(CLIENT, 50)
    s.close(link)


def large_ones_vanish(s, flags=0x4000):
    """The path drops large packets silently; GRE acknowledges the small ones only."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(3, encrypted=True)
    link.acknowledging = {CLIENT}
    source, destination = (link.tunnel.address[client] for client in (CLIENT, SERVER))
    for number in range(5):
        link.encrypted(CLIENT, 1390, after=200_000 << number)
        packet = ip_of(s.made.frames.pop())
        s.made.add(ip_packet(source, destination, 47, packet[20:], packet[4] << 8 | packet[5], flags), CLIENT, after=0)
    s.made.clock += 8 * SECOND
    for _ in range(2):
        link.encrypted(CLIENT, after=SECOND)
        link.hear(SERVER, after=20_000)
        link.encrypted(SERVER, after=1000)
        link.hear(CLIENT, after=20_000)
    s.close(link)


case(UNITS, 'black_hole')(large_ones_vanish)


@case(UNITS, 'mru_exceeded_by_mppe')
def four_octets_more(s):
    """As Windows counts: 1400 octets of IP, and MPPE's own."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128, units=(1400, 1400))
    link.pings(2, encrypted=True)
    for _ in range(4):
        link.encrypted(CLIENT, 1402)
        link.hear(SERVER)
    s.close(link)


@case(UNITS)
def upload(s):
    """Full packets one after the other, of which the last of each group is acknowledged."""
    link = s.session(units=(1400, 1400))
    link.pings(3)
    for number in range(12):
        link.send(CLIENT, IPV4, tcp(CLIENT, ACK, (1 + 1360 * number, 1), noise('page', 1360)))
        if number % 4 == 3:
            link.hear(SERVER)
    s.close(link)


@case(UNITS, 'fragmented')
def one_of_many_is_too_big(s):
    """A single long packet among many short ones: no reason to change the MTU."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128, units=(1500, 1500))
    link.pings(6, encrypted=True)
    fragments(s, link, SERVER, 1498)
    link.encrypted(CLIENT, 42)
    s.close(link)


# Without DF, routers cut the large ones, and something drops the fragments.
case(UNITS, 'black_hole')(functools.partial(large_ones_vanish, flags=0))


# --- Fragments that do not arrive ---

FRAGMENTS = f'{UNITS}-fragments'


def reassembled_in_vain(s, kind, code, client=CLIENT, router=None):
    """Small packets pass; of large ones only the first fragment does, and the receiver says so."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(2, encrypted=True)
    for _ in range(3):
        fragments(s, link, client, 1498)
        s.made.frames.pop()
        link.tunnel.came[client] -= 1
        s.icmp(kind, code, router, to=client, after=30 * SECOND)
        link.pings(1, encrypted=True)
    s.close(link)


@case(FRAGMENTS, 'fragments_lost')
def only_first_fragments_arrive(s):
    reassembled_in_vain(s, 11, 1)


@case(FRAGMENTS, 'fragments_lost')
def only_first_fragments_from_the_server(s):
    reassembled_in_vain(s, 11, 1, SERVER)


# --- ICMP errors about size ---

ICMP = f'{UNITS}-icmp'


def too_big(s, mtu, count, after):
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(2, encrypted=True)
    for _ in range(count):
        link.encrypted(CLIENT, 1390, after=after)
        s.icmp(3, 4, '203.0.113.1', size=8, mtu=mtu)
    link.pings(1, encrypted=True)
    s.close(link)


# Twice only, and at once; routers that tell no MTU (RFC 1191 section 5), or one that no link has.
case(ICMP, 'mtu_icmp')(functools.partial(too_big, mtu=68, count=2, after=4 * SECOND))
case(ICMP, 'mtu_icmp')(functools.partial(too_big, mtu=0, count=4, after=SECOND // 10))


@case(ICMP, 'mtu_icmp', client='2001:db8::22')
def packet_too_big(s):
    """ICMPv6 (RFC 4443 section 3.2)."""
    s.ends = {'client': '2001:db8::22', 'server': '2001:db8::1'}
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(2, encrypted=True)
    link.encrypted(CLIENT, 1390)
    router, client = ipaddress.ip_address('2001:db8::fe'), ipaddress.ip_address('2001:db8::22')
    error = struct.pack('>BBHI', 2, 0, 0, 1400) + ip_of(s.made.frames[-1])[:600]
    pseudo = router.packed + client.packed + struct.pack('>II', len(error), 58)
    s.made.add(ip_packet(router, client, 58, error[:2] + struct.pack('>H', checksum(pseudo + error)) + error[4:]),
               SERVER, after=5000)
    s.close(link)


@case(f'{ICMP}-learned', 'mtu_icmp')
def error_taken_notice_of(s, later=12, errors=1):
    """One error, after which smaller packets go on."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(errors):
        link.encrypted(CLIENT, 1390)
        s.icmp(3, 4, '203.0.113.1', size=8, mtu=1412)
    for _ in range(later):
        link.encrypted(CLIENT, 1300)
        link.hear(SERVER)
    s.close(link)


# It hardly sends anything afterwards; two errors.
case(f'{ICMP}-learned', 'mtu_icmp')(functools.partial(error_taken_notice_of, later=2))
case(f'{ICMP}-learned', 'mtu_icmp')(functools.partial(error_taken_notice_of, errors=2))


@case(f'{ICMP}-ignored', 'mtu_icmp')
def errors_taken_no_notice_of(s):
    """The server goes on sending large packets; the small ones between them arrive."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(7):
        link.pings(1, encrypted=True)
        link.encrypted(SERVER, 1380)
        link.tunnel.came[SERVER] -= 1
        s.icmp(3, 4, '203.0.113.1', to=SERVER, size=8, mtu=1412)
    link.pings(2, encrypted=True)
    s.close(link)


# --- The MRU changes in mid-session ---

CHANGED = f'{UNITS}-changed'


def begin_again(link, units):
    """Both ends negotiate LCP anew, with other MRUs."""
    link.compressed = {CLIENT: False, SERVER: False}
    for client, unit in zip((SERVER, CLIENT), units):
        link.request(client, LCP, *lcp_options(client, unit=unit))
        link.ack(not client, LCP)
    link.ipcp_up()


def open_tcp(link, size, port=50007):
    """A host behind the server announces the size of segments that it takes to one behind the client."""
    lan = ipaddress.ip_address('192.168.7.30')
    link.send(SERVER, IPV4, segment(INSIDE[SERVER], lan, (port, 80), SYN, (0, 0), options=announced(size)),
              after=SECOND)
    link.send(CLIENT, IPV4, segment(lan, INSIDE[SERVER], (80, port), SYN | ACK, (0, 1), options=announced(536)))
    link.hear(SERVER)


@case(CHANGED, 'mss_too_big')
def too_big_for_the_mru_of_then(s):
    """An MSS of 1420 does not fit the server's MRU of 1300; the next LCP agrees on 1492."""
    link = s.session(units=(1300, 1300))
    open_tcp(link, 1420)
    link.pings(2)
    begin_again(link, (1492, 1492))
    link.pings(2)
    s.close(link)


@case(CHANGED)
def fits_the_mru_of_then(s):
    """An MSS of 1452 fits the server's MRU of 1492; the next LCP agrees on 1280."""
    link = s.session(units=(1400, 1492))
    open_tcp(link, 1452)
    link.pings(2)
    begin_again(link, (1280, 1280))
    link.pings(2)
    s.close(link)


@case(CHANGED, 'mru_exceeded')
def longer_than_the_mru_of_then(s):
    """The client sends 1390 octets to an MRU of 1300, and longer packets to the next one, which they fit."""
    link = s.session(units=(1300, 1300))
    for number in range(3):
        link.send(CLIENT, IPV4, tcp(CLIENT, ACK, (1 + 1350 * number, 1), noise('page', 1350)))
    begin_again(link, (1492, 1492))
    for number in range(3):
        link.send(CLIENT, IPV4, tcp(CLIENT, ACK, (4051 + 1440 * number, 1), noise('page', 1440)))
    link.hear(SERVER)
    s.close(link)


# --- Too big for a link beyond the tunnel ---

BEYOND = f'{UNITS}-inside'
HOST, OTHER = ipaddress.ip_address('10.20.0.7'), ipaddress.ip_address('192.168.60.3')
HOST6, OTHER6 = ipaddress.ip_address('2001:db8:20::7'), ipaddress.ip_address('2001:db8:60::3')


def exchange_tcp(link, client, host, other):
    """A connection that is opened; the sender of large segments is the host at that end."""
    protocol = IPV4 if host.version == 4 else IPV6
    for sender, flags, ends, ports in ((client, SYN, (host, other), (445, 51000)),
                                       (not client, SYN | ACK, (other, host), (51000, 445))):
        link.send(sender, protocol, segment(*ends, ports, flags, (1, 1)), after=SECOND)


def refused_segment(link, client, ends, size, unit, after, router=None):
    """A segment, and the error that comes back from the other end."""
    host, other = ends
    sent = segment(host, other, (445, 51000), ACK, (2, 2), noise('file', size))
    version4 = host.version == 4
    link.send(client, IPV4 if version4 else IPV6, sent, after=after)
    error = struct.pack('>BBHI', 3 if version4 else 2, 4 if version4 else 0, 0, unit) + sent[:28 if version4 else 600]
    router = router or other
    pseudo = b'' if version4 else router.packed + host.packed + struct.pack('>II', len(error), 58)
    error = error[:2] + struct.pack('>H', checksum(pseudo + error)) + error[4:]
    link.send(not client, IPV4 if version4 else IPV6, ip_packet(router, host, 1 if version4 else 58, error))


def told_inside(s, client, ends, size, unit, waits):
    link = s.session()
    if ends[0].version == 6:
        link.ipv6cp_up()
    link.pings(1)
    exchange_tcp(link, client, *ends)
    for after in waits:
        refused_segment(link, client, ends, size, unit, after)
    link.pings(2)
    s.close(link)


BACKOFF = [SECOND << number for number in range(5)]
case(BEYOND, 'mtu_inside')(lambda s: told_inside(s, SERVER, (HOST, OTHER), 1320, 1320, BACKOFF))
case(BEYOND, 'mtu_inside')(lambda s: told_inside(s, CLIENT, (HOST6, OTHER6), 1330, 1280, BACKOFF[:3]))
# All at once; once in ten minutes; and of packets that fit.
case(BEYOND)(lambda s: told_inside(s, SERVER, (HOST, OTHER), 1320, 1320, 5 * [20_000]))
case(BEYOND)(lambda s: told_inside(s, SERVER, (HOST, OTHER), 1320, 1320, 4 * [600 * SECOND]))
case(BEYOND)(lambda s: told_inside(s, SERVER, (HOST, OTHER), 1200, 1320, BACKOFF))


@case(BEYOND, 'mtu_inside')
def only_one_host_takes_notice(s):
    """Errors about a volley to one host, and then about each repetition to another."""
    link = s.session()
    link.pings(1)
    for other, waits in (OTHER, 5 * [20_000]), (OTHER + 1, BACKOFF):
        exchange_tcp(link, CLIENT, HOST, other)
        for after in waits:
            refused_segment(link, CLIENT, (HOST, other), 1320, 1320, after)
    s.close(link)


@case(BEYOND)
def one_error_for_each_host(s):
    """The host takes notice, but each of its connections goes to another host."""
    link = s.session()
    link.pings(1)
    for number in range(6):
        other = OTHER + number
        exchange_tcp(link, CLIENT, HOST, other)
        refused_segment(link, CLIENT, (HOST, other), 1320, 1320, SECOND, OTHER)
        link.send(CLIENT, IPV4, segment(HOST, other, (445, 51000), ACK, (2, 2), noise('file', 1280)))
        link.hear(SERVER)
    s.close(link)


# --- A receiver that discards what is too long for it ---

IN_VAIN = f'{UNITS}-resets'


def send_long(s, size, answered, by=CLIENT, count=6):
    """Packets of MPPE with that many octets to an MRU of 1400, between small ones."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128, units=(1400, 1400))
    link.pings(3, encrypted=True)
    for _ in range(count):
        link.encrypted(by, size, after=300_000)
        if answered:
            link.reset(not by, answered=False)
        else:
            link.hear(not by)
        link.pings(1, encrypted=True)
    s.close(link)


case(IN_VAIN, 'mru_exceeded')(functools.partial(send_long, size=1444, answered=True))
# Only MPPE's own octets are too many, as Windows sends them and Linux discards them.
case(IN_VAIN, 'mru_exceeded')(functools.partial(send_long, size=1402, answered=True, by=SERVER))
case(IN_VAIN, 'mru_exceeded_by_mppe')(functools.partial(send_long, size=1402, answered=False))


@case(IN_VAIN, 'mppe_resets')
def resets_for_another_reason(s):
    """After some sound data the server complains of every packet, whatever its size."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(5, encrypted=True)
    for _ in range(9):
        link.encrypted(CLIENT, after=200_000)
        link.reset(SERVER, answered=False)
    s.close(link)


@case(UNITS)
def site_takes_more(s):
    """What a site takes binds the client, which knows itself that only 1360 octets fit."""
    link = s.session(units=(1400, 1400))
    link.pings(2)
    ask_site(link, 1360, 1460)
    body = noise('page', 1360)
    for number in range(3):
        link.send(SERVER, IPV4, segment(SITE, INSIDE[CLIENT], (80, 50001), PSH | ACK, (1 + 1360 * number, 19), body))
    link.send(CLIENT, IPV4, segment(INSIDE[CLIENT], SITE, (50001, 80), ACK, (19, 1 + 1360 * 3)))
    s.close(link)


# --- MPPE's own octets ---

IN_MPPE = f'{UNITS}-mppe'


def segments_in_mppe(s, size, encrypts=True):
    """TCP in the tunnel agrees on segments of that size; the MRU is 1400. The password is alice's."""
    s = encrypted.Secret(s.made, s.number, [], {})
    link = s.call()
    link.lcp_up()
    link.authenticate()
    if encrypts:
        link.ccp_up()
    link.ipcp_up()
    for client, ends, ports, flags, numbers in ((CLIENT, (INSIDE[CLIENT], SITE), (50000, 80), SYN, (0, 0)),
                                                (SERVER, (SITE, INSIDE[CLIENT]), (80, 50000), SYN | ACK, (0, 1))):
        packet = segment(*ends, ports, flags, numbers, options=announced(size))
        link.encrypt(client, encrypted.ip(client, packet)) if encrypts else link.send(client, IPV4, packet)
    s.close(link)


for size in 1360, 1356:
    case(IN_MPPE)(functools.partial(segments_in_mppe, size=size))
case(IN_MPPE)(functools.partial(segments_in_mppe, size=1360, encrypts=False))
