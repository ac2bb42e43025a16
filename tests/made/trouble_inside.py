"""The tunnel works, but hosts beyond its ends do not answer."""
import functools
import ipaddress
import struct

from made import CLIENT, SERVER
from made.ppp import INSIDE, IPCP, IPV4, IPV6, SECOND, address, noise, segment
from made.trouble import authenticated, case
from packets import SYN, checksum, icmp_packet, ip_packet

INSIDE_TUNNEL = 'trouble-inside'


def host(text):
    return ipaddress.ip_address(text)


def echo(source, destination, kind=8):
    return icmp_packet(host(source), host(destination), kind, 0, noise('inside', 32))


def udp(source, destination, ports, octets=b'query'):
    return ip_packet(host(source), host(destination), 17, struct.pack('>HHHH', *ports, 8 + len(octets), 0) + octets)


def opening(source, destination, port=443):
    """TCP's SYN."""
    return segment(host(source), host(destination), (50000, port), SYN)


def ask(link, packets, client=CLIENT, protocol=IPV4):
    for packet in packets:
        link.send(client, protocol, packet, after=2 * SECOND)
        link.hear(not client)


def up(s):
    """The server answers for itself."""
    link = s.session(auth='PAP')
    link.pings(2)
    return link


@case(INSIDE_TUNNEL, 'not_forwarded')
def no_forwarding(s):
    """The server answers, and nothing beyond it does."""
    link = up(s)
    ask(link, [udp(INSIDE[CLIENT], '8.8.8.8', (40000 + number, 53)) for number in range(2)])
    ask(link, [opening(INSIDE[CLIENT], '93.184.216.34') for _ in range(4)])
    s.close(link)


@case(INSIDE_TUNNEL, 'not_forwarded')
def one_host_only(s):
    """The client asks for a single host."""
    link = up(s)
    ask(link, [echo(INSIDE[CLIENT], '10.1.0.5') for _ in range(6)])
    s.close(link)


@case(INSIDE_TUNNEL, 'not_forwarded')
def forwarding_prohibited(s):
    """The server's firewall answers for the hosts beyond it."""
    link = up(s)
    for number in range(5):
        asked = opening(INSIDE[CLIENT], f'192.168.77.{number + 1}', 445)
        link.send(CLIENT, IPV4, asked, after=2 * SECOND)
        link.send(SERVER, IPV4, icmp_packet(INSIDE[SERVER], INSIDE[CLIENT], 3, 13, asked[:28]))
    s.close(link)


@case(INSIDE_TUNNEL, 'not_forwarded')
def network_of_the_client(s):
    """The other way round: the server's network asks for hosts behind the client, which is a router."""
    link = up(s)
    ask(link, [echo('10.20.0.9', f'192.168.5.{number}') for number in range(1, 6)], SERVER)
    s.close(link)


@case(INSIDE_TUNNEL, 'not_forwarded')
def no_forwarding_of_ipv6(s):
    link = s.session(auth='PAP')
    link.ipv6cp_up()
    ask(link, [opening('2001:db8::100', f'2001:db8:1::{number}') for number in range(1, 6)], protocol=IPV6)
    link.send(SERVER, IPV6, icmp_packet(host('fe80::1'), host('fe80::2'), 129, 0, bytes(8)))
    s.close(link)


@case(INSIDE_TUNNEL, 'dns_unanswered')
def names_do_not_resolve(s):
    """Hosts beyond the server answer, but no name server does."""
    link = up(s)
    ask(link, [udp(INSIDE[CLIENT], '10.10.0.53', (40000 + number, 53)) for number in range(4)])
    link.send(CLIENT, IPV4, echo(INSIDE[CLIENT], '192.0.2.200'))
    link.send(SERVER, IPV4, echo('192.0.2.200', INSIDE[CLIENT], 0))
    s.close(link)


@case(INSIDE_TUNNEL, 'dns_unanswered')
def no_name_server_runs(s):
    """The server is the name server that it announced, but none runs there. Nothing else comes back."""
    link = s.session(auth='PAP')
    for number in range(4):
        query = udp(INSIDE[CLIENT], INSIDE[SERVER], (40000 + number, 53))
        link.send(CLIENT, IPV4, query, after=2 * SECOND)
        link.send(SERVER, IPV4, icmp_packet(INSIDE[SERVER], INSIDE[CLIENT], 3, 3, query[:28]))
    s.close(link)


@case(INSIDE_TUNNEL, 'dns_unanswered')
def answers_come_too_late(s):
    """No error refuses a query: the client closes its port too early, the server rejects a ping, and a TTL ends."""
    link = up(s)
    ask(link, [udp(INSIDE[CLIENT], INSIDE[SERVER], (40000 + number, 53)) for number in range(4)])
    link.send(CLIENT, IPV4, icmp_packet(INSIDE[CLIENT], INSIDE[SERVER], 3, 3,
                                        udp(INSIDE[SERVER], INSIDE[CLIENT], (53, 40000))[:28]))
    link.send(SERVER, IPV4, icmp_packet(INSIDE[SERVER], INSIDE[CLIENT], 3, 1, echo(INSIDE[CLIENT], '10.1.0.5')[:28]))
    link.send(SERVER, IPV4, icmp_packet(INSIDE[SERVER], INSIDE[CLIENT], 11, 0,
                                        udp(INSIDE[CLIENT], INSIDE[SERVER], (40000, 53))[:28]))
    s.close(link)


@case(INSIDE_TUNNEL)
def sound(s):
    """A query lost, a host down, a TTL exceeded; the rest answers."""
    link = up(s)
    for number in range(4):
        link.send(CLIENT, IPV4, udp(INSIDE[CLIENT], '8.8.8.8', (40000 + number, 53)), after=2 * SECOND)
        if number > 0:
            link.send(SERVER, IPV4, udp('8.8.8.8', INSIDE[CLIENT], (53, 40000 + number), b'answer'))
    ask(link, [echo(INSIDE[CLIENT], '10.1.0.5') for _ in range(6)])
    link.send(SERVER, IPV4, icmp_packet(INSIDE[SERVER], INSIDE[CLIENT], 11, 0, bytes(28)))
    s.close(link)


@case(INSIDE_TUNNEL)
def reports_that_need_no_answer(s):
    """Syslog to a host beyond the server."""
    link = up(s)
    ask(link, [udp(INSIDE[CLIENT], '10.1.0.5', (40000, 514)) for _ in range(8)])
    s.close(link)


# --- Ways that only some packets find ---

WAYS = f'{INSIDE_TUNNEL}-ways'


def exchange(link, source, destination):
    """A ping of a host beyond the server, which answers."""
    link.send(CLIENT, IPV4, echo(source, destination), after=SECOND)
    link.send(SERVER, IPV4, echo(destination, source, 0))


def router(s, answered=False, own=True):
    """The client's network goes into the tunnel with its own addresses."""
    link = up(s) if own else s.session(auth='PAP')
    for number in range(6):
        ask(link, [opening('192.168.88.20', '10.20.0.5') if answered else echo('192.168.88.20', '10.20.0.5')])
        if answered:
            link.send(SERVER, IPV4, echo('10.20.0.5', '192.168.88.20', 0))
        if own:
            exchange(link, INSIDE[CLIENT], '10.20.0.6')
    s.close(link)


case(WAYS, 'no_way_back')(router)
case(WAYS, 'no_way_back')(functools.partial(router, own=False))
case(WAYS, 'tcp_inside_unanswered')(functools.partial(router, answered=True))


@case(WAYS)
def left_over(s):
    """A few packets with the address that the client had before; the rest works."""
    link = up(s)
    ask(link, [echo('192.168.1.7', '10.20.0.5') for _ in range(3)])
    exchange(link, INSIDE[CLIENT], '10.20.0.5')
    s.close(link)


@case(WAYS, 'tcp_inside_unanswered')
def only_icmp(s):
    """Pings pass, TCP does not."""
    link = up(s)
    for port in 445, 3389, 80, 443, 445:
        ask(link, [opening(INSIDE[CLIENT], '10.20.0.5', port)])
        exchange(link, INSIDE[CLIENT], '10.20.0.5')
    s.close(link)


def reply(source, port, flags=0x14):
    """To opening(): an RST, unless other flags are given."""
    return segment(host(source), INSIDE[CLIENT], (port, 50000), flags, (0, 2))


@case(WAYS, 'tcp_inside_refused')
def refused_by_the_host(s):
    """The host answers with RST: there is nothing to connect to, but TCP passes. That is only worth a Note."""
    link = up(s)
    for port in range(440, 446):
        ask(link, [opening(INSIDE[CLIENT], '10.20.0.5', port)])
        link.send(SERVER, IPV4, reply('10.20.0.5', port))
        exchange(link, INSIDE[CLIENT], '10.20.0.5')
    s.close(link)


def refused_by_all(s, but=None):
    """Each host seems to answer with RST. but: the flags with which one of them answers."""
    link = up(s)
    for number in range(6):
        ask(link, [opening(INSIDE[CLIENT], f'10.20.0.{number}')])
        link.send(SERVER, IPV4, reply(f'10.20.0.{number}', 443, *([but] if but and number == 3 else [])))
    s.close(link)


case(WAYS, 'tcp_inside_refused')(refused_by_all)
# One of them accepts, or sends an RST in the middle of a connection: TCP passes.
for flags in 0x12, 0x04:
    case(WAYS)(functools.partial(refused_by_all, but=flags))


# --- IPv6's own configuration ---

OF_IPV6 = f'{INSIDE_TUNNEL}-ipv6'
LINK_LOCAL = {CLIENT: host('fe80::100'), SERVER: host('fe80::1')}
SOLICITATION, ADVERTISEMENT, DHCPV6 = 133, 134, (546, 547)


def icmpv6(client, destination, kind):
    """Without a checksum, which nobody here looks at. RFC 4861 sections 4.1 and 4.2."""
    return ip_packet(LINK_LOCAL[client], host(destination), 58, struct.pack('>BBHI', kind, 0, 0, 0) + bytes(8))


def configure(s, client=CLIENT, count=4, answer=None):
    """A host of that end asks for a prefix, and then by DHCPv6 for an address."""
    link = s.session(auth='PAP')
    link.ipv6cp_up()
    link.pings(1)
    for number in range(count):
        link.send(client, IPV6, icmpv6(client, 'ff02::2', SOLICITATION), after=4 * SECOND)
        if number == 1 and answer:
            link.send(not client, IPV6, answer)
    link.send(client, IPV6, udp(str(LINK_LOCAL[client]), 'ff02::1:2', DHCPV6, noise('solicit', 30)))
    link.pings(2)
    s.close(link)


case(OF_IPV6, 'ipv6_unconfigured')(configure)
case(OF_IPV6, 'ipv6_unconfigured')(functools.partial(configure, client=SERVER, count=2))
# A Router Advertisement to all, one to the host, a reply of DHCPv6; and too few questions to tell.
for answered in (icmpv6(SERVER, 'ff02::1', ADVERTISEMENT), icmpv6(SERVER, 'fe80::100', ADVERTISEMENT),
               udp('fe80::1', 'fe80::100', DHCPV6[::-1], noise('advertise', 40))):
    case(OF_IPV6)(functools.partial(configure, answer=answered))
case(OF_IPV6)(functools.partial(configure, count=1))


# --- Another name server than IPCP gave ---

RESOLVERS = f'{INSIDE_TUNNEL}-resolvers'


def resolve(s, resolver):
    """IPCP gives two name servers; none of the queries is answered, though the server answers for itself."""
    given = address(INSIDE[CLIENT]), (129, host('10.10.0.53').packed), (131, host('10.20.0.53').packed)
    link = authenticated(s, 'PAP')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, *given)
    link.ack(SERVER, IPCP)
    link.pings(2)
    ask(link, [udp(str(INSIDE[CLIENT]), resolver, (5353, 53))] * 4)
    link.pings(1)
    s.close(link)


case(RESOLVERS, 'dns_unanswered')(functools.partial(resolve, resolver='203.0.113.9'))
case(RESOLVERS, 'dns_unanswered')(functools.partial(resolve, resolver='10.20.0.53'))


# --- Ports that do not answer, of a host that does ---

PORTS = f'{INSIDE_TUNNEL}-ports'


def knock(s, answers=lambda packet: [], other=True, ports=(3389, 5900)):
    """Six SYNs to each port of a host. answers: what comes back at last; other: the host answers pings."""
    link = up(s)
    link.send(SERVER, IPV4, segment(host('10.20.0.7'), INSIDE[CLIENT], (80, 50001), 0x12, (9, 2)))
    for number in range(6):
        for port in ports:
            asked = opening(INSIDE[CLIENT], '10.20.0.5', port)
            link.send(CLIENT, IPV4, asked, after=SECOND)
            link.hear(SERVER)
        exchange(link, INSIDE[CLIENT], '10.20.0.5' if other else '10.20.0.6')
    for packet in answers(asked):
        link.send(SERVER, IPV4, packet)
    s.close(link)


def refused_with_rst(_):
    return [reply('10.20.0.5', 3389), reply('10.20.0.5', 5900)]


def refused_by_firewall(asked):
    return [reply('10.20.0.5', 3389, 0x12), icmp_packet(INSIDE[SERVER], INSIDE[CLIENT], 3, 13, asked[:28])]


case(PORTS, 'tcp_port_silent')(knock)
case(PORTS)(functools.partial(knock, other=False))
case(PORTS)(functools.partial(knock, answers=refused_with_rst))
case(PORTS)(functools.partial(knock, answers=refused_by_firewall))


def with_ttl(packet, ttl):
    """IPv4's TTL, and the checksum that belongs to it."""
    header = packet[:8] + bytes([ttl]) + packet[9:10] + bytes(2) + packet[12:20]
    return header[:10] + struct.pack('>H', checksum(header)) + header[12:] + packet[20:]


REFUSING = f'{INSIDE_TUNNEL}-ports-refused'


def refused_knocks(s, opens=False, elsewhere=True):
    """Six SYNs that a host refuses. opens: it accepts the last one; elsewhere: another host takes TCP."""
    link = up(s)
    if elsewhere:
        link.send(SERVER, IPV4, segment(host('10.20.0.7'), INSIDE[CLIENT], (80, 50001), 0x12, (9, 2)))
    for number in range(6):
        link.send(CLIENT, IPV4, opening(INSIDE[CLIENT], '10.20.0.5', 3389), after=SECOND)
        link.send(SERVER, IPV4, reply('10.20.0.5', 3389, 0x12 if opens and number == 5 else 0x14))
    s.close(link)


def refused_by(s, ttl, usual, own=64):
    """RSTs with a TTL; what else comes from that host, which answers pings, has another."""
    link = up(s)
    link.send(SERVER, IPV4, with_ttl(echo(INSIDE[SERVER], INSIDE[CLIENT], 0), own))
    link.send(SERVER, IPV4, segment(host('10.20.0.7'), INSIDE[CLIENT], (80, 50001), 0x12, (9, 2)))
    for _ in range(6):
        link.send(CLIENT, IPV4, opening(INSIDE[CLIENT], '10.20.0.5', 3389), after=SECOND)
        link.send(SERVER, IPV4, with_ttl(reply('10.20.0.5', 3389, 0x14), ttl))
        link.send(CLIENT, IPV4, echo(INSIDE[CLIENT], '10.20.0.5'))
        link.send(SERVER, IPV4, with_ttl(echo('10.20.0.5', INSIDE[CLIENT], 0), usual))
    s.close(link)


# The server itself refuses; the host does; a device behind the server.
PROXY = f'{REFUSING}-proxy'
case(PROXY, 'tcp_port_refused')(functools.partial(refused_by, ttl=64, usual=49))
case(PROXY, 'tcp_port_refused')(functools.partial(refused_by, ttl=49, usual=49))
case(PROXY, 'tcp_port_refused')(functools.partial(refused_by, ttl=60, usual=49))

case(REFUSING, 'tcp_port_refused')(refused_knocks)
case(REFUSING)(functools.partial(refused_knocks, opens=True))
case(REFUSING, 'tcp_inside_refused')(functools.partial(refused_knocks, elsewhere=False))


# --- DHCP ---

OF_DHCP = f'{INSIDE_TUNNEL}-dhcp'


def inform(s, count=3, answered=False):
    link = up(s)
    for _ in range(count):
        asked = udp(INSIDE[CLIENT], '255.255.255.255', (68, 67), noise('inform', 300))
        link.send(CLIENT, IPV4, asked, after=4 * SECOND)
    if answered:
        link.send(SERVER, IPV4, udp(INSIDE[SERVER], INSIDE[CLIENT], (67, 68), noise('ack', 300)))
    link.pings(2)
    s.close(link)


case(OF_DHCP, 'dhcp_unanswered')(inform)
case(OF_DHCP)(functools.partial(inform, answered=True))
case(OF_DHCP)(functools.partial(inform, count=1))


@case(WAYS)
def only_the_server_after_a_late_start(s):
    """The capture begins with the data: nobody knows that the pings are answered by the server itself."""
    first = len(s.made.frames)
    link = up(s)
    s.made.frames[first:] = []
    for port in 445, 3389, 80, 443, 445:
        ask(link, [opening(INSIDE[CLIENT], '10.20.0.5', port)])
        exchange(link, INSIDE[CLIENT], INSIDE[SERVER])
    s.close(link)


# --- The Internet, and names by broadcast ---

WORLD = f'{INSIDE_TUNNEL}-world'
OFFICE = '10.10.3.7'


def browse(s, hosts, answered=(), office=True):
    """The office's host answers pings; of the others only those do that are in answered."""
    link = up(s)
    for number, name in enumerate(hosts):
        ask(link, [opening(INSIDE[CLIENT], name)])
        for other in [OFFICE] * office + [name] * (name in answered):
            link.send(CLIENT, IPV4, echo(INSIDE[CLIENT], other), after=SECOND + number)
            link.send(SERVER, IPV4, echo(other, INSIDE[CLIENT], 0))
    s.close(link)


PUBLIC = ['93.184.216.34', '8.8.8.8', '93.184.216.34', '1.1.1.1', '8.8.8.8', '93.184.216.34']
case(WORLD, 'world_not_forwarded')(functools.partial(browse, hosts=PUBLIC))
# One public host answers; a single public host is asked; private hosts that are down; nothing at all answers.
case(WORLD)(functools.partial(browse, hosts=PUBLIC, answered=['1.1.1.1']))
case(WORLD)(functools.partial(browse, hosts=6 * PUBLIC[:1]))
case(WORLD)(functools.partial(browse, hosts=['10.10.9.1', '172.20.0.4', '192.168.9.9', '100.64.0.9'] * 2))
case(WORLD, 'not_forwarded')(functools.partial(browse, hosts=PUBLIC, office=False))

NETBIOS = f'{INSIDE_TUNNEL}-netbios'


def ask_by_broadcast(s, flags=0x0110, answered=False, rejected=False):
    """Three times for each of two names (RFC 1002 section 4.2)."""
    link = authenticated(s, 'PAP')
    if rejected:
        link.request(CLIENT, IPCP, address('0.0.0.0'), (130, bytes(4)))
        link.reject(SERVER, IPCP, (130, bytes(4)))
    link.ipcp_up()
    link.pings(2)
    for number in range(6):
        query = struct.pack('>HHHHHH', number // 3, flags, 1, 0, 0, 0) + noise('name', 38)
        link.send(CLIENT, IPV4, udp(INSIDE[CLIENT], '10.10.0.255', (137, 137), query), after=750_000)
    if answered:
        reply = struct.pack('>HHHHHH', 1, 0x8500, 0, 1, 0, 0) + noise('answer', 50)
        link.send(SERVER, IPV4, udp('10.10.0.9', INSIDE[CLIENT], (137, 137), reply))
    link.pings(2)
    s.close(link)


case(NETBIOS, 'netbios_unanswered')(ask_by_broadcast)
case(NETBIOS, 'netbios_unanswered')(functools.partial(ask_by_broadcast, rejected=True))
# A host answers; the client registers its own name; it asks a server of names.
case(NETBIOS)(functools.partial(ask_by_broadcast, answered=True))
case(NETBIOS)(functools.partial(ask_by_broadcast, flags=0x2910))
case(NETBIOS)(functools.partial(ask_by_broadcast, flags=0x0100))


# --- A firewall that rejects ---

REJECTED = f'{INSIDE_TUNNEL}-rejected'


def rejected(s, by, source, targets, own=False):
    """Linux's REJECT on the other end: RST in the name of the host for TCP, port unreachable for the rest. own: each
    host itself has no such port."""
    link = up(s)
    link.send(not by, IPV4, udp(INSIDE[not by], INSIDE[by], (5000, 514)))
    for number in range(6):
        target = targets[number % len(targets)]
        for asked in [udp(source, target, (40000 + number, 53))] + [echo(source, target)] * (not own):
            link.send(by, IPV4, asked, after=SECOND)
            refuser = host(target) if own else INSIDE[not by]
            link.send(not by, IPV4, icmp_packet(refuser, host(source), 3, 3, asked[:28]))
        if not own:
            link.send(by, IPV4, opening(source, target, 22))
            link.send(not by, IPV4, segment(host(target), host(source), (22, 50000), 0x14, (0, 2)))
    s.close(link)


case(REJECTED, 'not_forwarded', 'dns_unanswered')(functools.partial(rejected, by=SERVER, source='10.20.0.9',
                                                                    targets=('192.168.5.2', '192.168.5.3')))
case(REJECTED, 'not_forwarded', 'dns_unanswered')(functools.partial(rejected, by=CLIENT, source=str(INSIDE[CLIENT]),
                                                                    targets=('10.20.0.5', )))
case(REJECTED, 'dns_unanswered')(functools.partial(rejected, by=CLIENT, source=str(INSIDE[CLIENT]), own=True,
                                                   targets=('10.20.0.5', '10.20.0.6')))

case(f'{INSIDE_TUNNEL}-dns-over-tls', 'tcp_port_silent')(functools.partial(knock, ports=(853, )))


# --- Connections that another finding explains ---

EXPLAINED = f'{INSIDE_TUNNEL}-explained'


def opened_in_vain(s, is_alone):
    """The server answers its own pings; is_alone: a host beyond it does, too."""
    link = up(s)
    if is_alone:
        link.send(CLIENT, IPV4, echo(INSIDE[CLIENT], '10.1.0.9'))
        link.send(SERVER, IPV4, echo('10.1.0.9', INSIDE[CLIENT], 0))
    ask(link, [opening(INSIDE[CLIENT], '10.1.0.5') for _ in range(6)])
    s.close(link)


case(EXPLAINED, 'not_forwarded', 'tcp_inside_unanswered')(functools.partial(opened_in_vain, is_alone=False))
case(EXPLAINED, 'tcp_inside_unanswered')(functools.partial(opened_in_vain, is_alone=True))


# --- The client's own outer address inside the tunnel ---

OUTSIDE = f'{INSIDE_TUNNEL}-outside'


def with_address(s, inside, asked=None, answered=False):
    """asked: what the client asks for; None: it is told."""
    link = authenticated(s, 'PAP')
    if asked:
        link.request(SERVER, IPCP, address('10.10.0.1'))
        link.request(CLIENT, IPCP, address(asked))
        link.ack(CLIENT, IPCP)
        link.ack(SERVER, IPCP)
    else:
        link.ipcp_up({CLIENT: inside, SERVER: '10.10.0.1'})
    link.send(SERVER, IPV4, echo('10.10.0.1', inside))
    ask(link, [echo(inside, '10.20.0.5') for _ in range(6)])
    if answered:
        link.send(SERVER, IPV4, echo('10.20.0.5', inside, 0))
    s.close(link)


case(OUTSIDE, 'address_of_outside', 'not_forwarded')(lambda s: with_address(s, s.ends['client'], s.ends['client']))
# It works; another address; the server chose it.
case(OUTSIDE)(lambda s: with_address(s, s.ends['client'], s.ends['client'], answered=True))
case(OUTSIDE, 'not_forwarded')(lambda s: with_address(s, '10.10.0.100', '10.10.0.100'))
case(OUTSIDE, 'not_forwarded')(lambda s: with_address(s, s.ends['client']))


# --- Few questions, and no answer at all ---

FEW = f'{INSIDE_TUNNEL}-few'


def few_questions(s, answers):
    """Each end asks three times; the client's last question is answered, or none is."""
    link = s.session(auth='PAP')
    for number in range(3):
        ask(link, [echo('10.10.0.100', '10.30.0.9')])
        ask(link, [echo('10.20.0.5', '192.168.7.9')], SERVER)
    if answers:
        link.send(SERVER, IPV4, echo('10.30.0.9', '10.10.0.100', 0))
    s.close(link)


for answers in False, True:
    case(FEW)(functools.partial(few_questions, answers=answers))
