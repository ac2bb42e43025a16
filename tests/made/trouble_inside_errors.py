"""What ICMP and ICMPv6 say inside the tunnel, and about which ports."""
import functools

from made import CLIENT, SERVER
from made.ppp import INSIDE, IPCP, IPV4, IPV6, SECOND, address, segment
from made.trouble import case
from made.trouble_inside import echo, host, opening, udp, up
from packets import icmp_packet

ERRORS = 'trouble-inside-errors'
PROHIBITED, SCOPE, PORT_V6 = 1, 2, 4        # codes of ICMPv6's type 1
FILTERED = 13                               # a code of ICMP's type 3


def refused_over_ipv6(s, code):
    """The server answers for the hosts beyond it."""
    link = s.session(auth='PAP')
    link.ipv6cp_up()
    for number in range(1, 6):
        asked = opening('2001:db8::100', f'2001:db8:1::{number}', 445)
        link.send(CLIENT, IPV6, asked, after=2 * SECOND)
        link.send(SERVER, IPV6, icmp_packet(host('fe80::1'), host('2001:db8::100'), 1, code, asked[:60]))
    s.close(link)


for each_code in PROHIBITED, SCOPE:
    case(ERRORS, 'not_forwarded')(functools.partial(refused_over_ipv6, code=each_code))


def with_dns(s, server):
    """IPCP gives a name server."""
    link = s.session(auth='PAP', addresses=INSIDE)
    given = address(INSIDE[CLIENT]), (129, host(server).packed)
    link.request(CLIENT, IPCP, *given)
    link.ack(SERVER, IPCP)
    link.pings(2)
    return link


@case(ERRORS, 'dns_unanswered')
def given_server_is_filtered(s):
    """A firewall rejects the queries to the name server that IPCP gave."""
    link = with_dns(s, '10.10.0.53')
    for number in range(4):
        query = udp(INSIDE[CLIENT], '10.10.0.53', (40000 + number, 53))
        link.send(CLIENT, IPV4, query, after=2 * SECOND)
        link.send(SERVER, IPV4, icmp_packet(INSIDE[SERVER], INSIDE[CLIENT], 3, FILTERED, query[:28]))
    s.close(link)


@case(ERRORS, 'dns_unanswered')
def server_over_ipv6_refuses(s):
    """The client asks a name server over IPv6, on which none runs, although IPCP gave another one."""
    link = with_dns(s, '10.10.0.53')
    link.ipv6cp_up()
    for number in range(4):
        query = udp('2001:db8::100', '2001:db8::53', (40000 + number, 53))
        link.send(CLIENT, IPV6, query, after=2 * SECOND)
        link.send(SERVER, IPV6, icmp_packet(host('2001:db8::53'), host('2001:db8::100'), 1, PORT_V6, query[:60]))
    s.close(link)


def knock(link, target, port, count=6):
    for _ in range(count):
        link.send(CLIENT, IPV4, opening(INSIDE[CLIENT], target, port), after=SECOND)
        link.hear(SERVER)


def lives(link, target):
    link.send(CLIENT, IPV4, echo(INSIDE[CLIENT], target))
    link.send(SERVER, IPV4, echo(target, INSIDE[CLIENT], 0))


@case(ERRORS, 'tcp_port_silent')
def doors_of_two_hosts(s):
    """Both answer pings, and neither takes a connection: the first one is told of."""
    link = up(s)
    link.send(SERVER, IPV4, segment(host('10.20.0.9'), INSIDE[CLIENT], (80, 50001), 0x12, (9, 2)))
    for target in '10.20.0.5', '10.20.0.6':
        knock(link, target, 3389, 3)
        lives(link, target)
        knock(link, target, 3389, 3)
    s.close(link)


@case(ERRORS)
def answered_only_before(s):
    """The host answered a ping before the first knock, and may be gone since."""
    link = up(s)
    link.send(SERVER, IPV4, segment(host('10.20.0.9'), INSIDE[CLIENT], (80, 50001), 0x12, (9, 2)))
    lives(link, '10.20.0.5')
    knock(link, '10.20.0.5', 3389)
    lives(link, '10.20.0.8')
    s.close(link)
