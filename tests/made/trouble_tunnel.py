"""GRE that does not get through: blocked, altered by a NAT, lost, too long."""
import functools
import struct

from made import CLIENT, SERVER
from made.control import echo_reply, echo_request, set_link_info
from made.ppp import CCP, ENCRYPTED, IPV4, KEY_128, LCP, PPP, RESET_ACK, SECOND, STATELESS, noise, tcp
from made.trouble import ASKED_TO_CALL, Story, ask_in_vain, case, ip_of, lcp_options, overtake
from packets import ACK, MORE_FRAGMENTS, PSH, SYN, Tunnel, ip_packet, message

# --- 1: GRE does not get through ------------------------------------------------------------------------------------

BLOCKED = 'trouble-01-gre-blocked'


@case(BLOCKED, 'gre_only_from_pns')
def only_the_client_is_heard(s):
    """The client's LCP, not one packet from the server; the client gives up after 30 s."""
    ask_in_vain(s.call())
    s.end(3 * SECOND)


@case(BLOCKED, 'gre_only_from_pac')
def only_the_server_is_heard(s):
    """The server's LCP, not one packet from the client; the server gives up."""
    ask_in_vain(s.call(), SERVER, lcp_options(SERVER, 'MS-CHAPv2'))
    s.end_by_server(3 * SECOND)


@case(BLOCKED, 'gre_none')
def nobody_is_heard(s):
    """A call of half a minute without GRE, in a capture that holds GRE of other calls."""
    s.call()
    s.end(30 * SECOND)


@case(BLOCKED, 'gre_icmp')
def server_without_gre(s):
    """Protocol unreachable, from the server itself: pptp-linux ends at once ("Protocol not available")."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    s.icmp(3, 2, size=64)
    s.end()


def gre_prohibited(s, code, router):
    """A router on the way prohibits it; a client that does not care asks on, in vain."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    s.icmp(3, code, router, size=8)
    for _ in range(3):
        link.again(CLIENT, LCP)
        s.icmp(3, code, router, size=8)
    s.end(3 * SECOND)


case(BLOCKED, 'gre_icmp')(functools.partial(gre_prohibited, code=13, router='203.0.113.1'))
case(BLOCKED, 'gre_icmp')(functools.partial(gre_prohibited, code=10, router='203.0.113.2'))


@case('trouble-01-no-gre', 'gre_none_in_capture')
def capture_filter(s):
    """A healthy session of a minute as a capture filter "tcp port 1723" shows it: no GRE at all."""
    s.call()
    s.end(60 * SECOND)


# --- 2: NAT breaks Call IDs -----------------------------------------------------------------------------------------

NAT = 'trouble-02-nat'


def second_client(s, client_id):
    """Another client behind the same address."""
    other = Story(s.made, s.number)
    other.port, other.client_id, other.server_id = s.port + 1, client_id, s.server_id + 256
    return other


@case(NAT, 'call_id_shared', 'linux_nat_helper')
def same_call_id_twice(s):
    """Two clients behind one address with Call ID 0 to the same server, both calls up at once."""
    s.client_id = 0
    first = s.call()
    first.lcp_up()
    other = second_client(s, 0)
    second = other.call()
    second.lcp_up()
    first.authenticate()
    second.authenticate()
    for story, link in (s, first), (other, second):
        story.close(link)


@case(NAT, 'gre_unknown_call_id')
def rewritten_in_control_only(s):
    """The server's GRE comes with Call ID 51000, which no message named; the client does not take it for its own."""
    link = s.call()
    link.acknowledging.clear()
    link.tunnel.call_id[SERVER] = 51000
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    for _ in range(5):
        link.again(SERVER, LCP)
        link.again(CLIENT, LCP, after=10_000)
    s.end(3 * SECOND)


@case(NAT, 'call_id_changed')
def reply_to_another_call(s):
    """Outgoing-Call-Reply with a Peer's Call ID of nobody's: the client waits on, and gives up."""
    s.start()
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, minimum_bps=2400, maximum_bps=10000000, bearer_type=3,
          framing_type=3, window=64)
    s.say(SERVER, 'Outgoing-Call-Reply', 20_000, call_id=s.server_id, peer_call_id=51001, result=1,
          connect_speed=10000000, window=64)
    s.stop(after=20 * SECOND)


@case(NAT, 'set_link_info_call_id')
def link_info_for_another_call(s):
    """Set-Link-Info names Call ID 34; ISA 2006 ends the connection for that."""
    link = s.call()
    link.lcp_up()
    s.connection.segment(CLIENT, set_link_info(34))
    s.end_by_server()


@case(NAT, 'gre_other_address')
def server_with_two_addresses(s):
    """The server's GRE leaves by its other line: the client drops it."""
    link = s.call()
    link.acknowledging.clear()
    other = Tunnel(s.made, s.client_id, s.server_id, s.ends['client'], '198.51.100.2')
    server = PPP(other)
    for _ in range(4):
        link.request(CLIENT, LCP, *lcp_options(CLIENT), identifier=1, after=3 * SECOND)
        server.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), identifier=1)
    s.end(3 * SECOND)


@case(NAT, 'gre_other_address')
def client_with_two_addresses(s):
    """The client's GRE comes from another address than its control connection."""
    s.start()
    s.tunnel()
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, '203.0.113.77', s.ends['server']))
    for _ in range(4):
        link.request(CLIENT, LCP, *lcp_options(CLIENT), identifier=1, after=3 * SECOND)
    s.end(3 * SECOND)


@case(NAT, 'call_displaced')
def second_displaces_first(s):
    """One GRE mapping for all behind an address: with the first packet of a second client's call, the first call's GRE
    ends both ways; its client gives up."""
    first = s.session(auth=None)
    first.pings(2)
    other = second_client(s, s.client_id + 500)
    second = other.session(auth=None)
    second.pings(3)
    s.made.clock += 25 * SECOND
    s.end()
    second.pings(1)
    other.close(second)


@case(NAT, 'nat_call_id')
def call_id_is_port(s):
    """The client's Call ID is its TCP port: Linux's NAT wrote both, and all is well."""
    s.client_id = s.port
    link = s.session()
    s.close(link)


# --- 3: a NAT of Linux without its helper ---------------------------------------------------------------------------

LINUX_NAT = 'trouble-03-linux-nat'


@case(LINUX_NAT, 'linux_nat_helper')
def helper_not_at_work(s):
    """On the outer side of the NAT: the Call ID is not the port, so nf_nat_pptp did not write it; the NAT's own host
    answers the server's GRE with ICMP protocol unreachable, and the client, which gets none of it, repeats itself."""
    link = s.call()
    link.acknowledging = {SERVER}
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    s.icmp(3, 2, to=SERVER)
    link.ack(SERVER, LCP)
    s.icmp(3, 2, to=SERVER)
    for _ in range(4):
        link.again(CLIENT, LCP)
        link.ack(SERVER, LCP)
        s.icmp(3, 2, to=SERVER)
    s.end(3 * SECOND)


@case(LINUX_NAT, 'several_messages')
def two_in_a_segment(s):
    """An Echo-Request and the Outgoing-Call-Request in one segment: Linux's NAT would read the first only and know
    nothing of the call. Here no NAT is in the way, and all goes well."""
    s.start()
    asked = message('Outgoing-Call-Request', call_id=s.client_id, **ASKED_TO_CALL)
    s.connection.segment(CLIENT, echo_request(1) + asked)
    s.connection.segment(SERVER, echo_reply(1))
    s.say(SERVER, 'Outgoing-Call-Reply', call_id=s.server_id, peer_call_id=s.client_id, result=1,
          connect_speed=10000000, window=3)
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, **s.ends))
    link.up()
    s.close(link)


# --- 8: loss --------------------------------------------------------------------------------------------------------

LOSS = 'trouble-08-loss'


def lost(link, client):
    """An encrypted packet that does not come as far as the capture."""
    link.tunnel.next[client] += 1
    link.coherency[client] += 1


@case(LOSS, 'tunnel_loss')
def packets_lost(s):
    """From the server 5 of 30 packets are missing, two of them together."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number in range(30):
        if number in (3, 11, 12, 21, 26):
            lost(link, SERVER)
        else:
            link.encrypted(SERVER, 1200)
        if number % 5 == 4:
            link.hear(CLIENT, after=1000)
    s.close(link)


def reordered(s, overtaken, overtaking):
    """From the server, 5 packets that come after the one sent behind them."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(5):
        for size, after in (overtaken, 100_000), (overtaking, 10_000), (overtaken, 10_000), (overtaking, 300):
            link.encrypted(SERVER, size, after=after)
        overtake(s.made)
        link.hear(CLIENT)
    s.close(link)


# Small packets overtake big ones; and packets of one size each other.
case(LOSS, 'tunnel_reordered')(functools.partial(reordered, overtaken=1380, overtaking=60))
case(LOSS, 'tunnel_reordered')(functools.partial(reordered, overtaken=600, overtaking=600))


@case(LOSS, 'tunnel_duplicates')
def packets_doubled(s):
    """4 of the client's packets come twice, the same IP packets."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number in range(12):
        link.encrypted(CLIENT, after=100_000)
        if number % 3 == 1:
            s.made.add(ip_of(s.made.frames[-1]), CLIENT, after=200)
    link.hear(SERVER)
    s.close(link)


@case(LOSS, 'stateful_loss')
def losses_cost_resets(s):
    """Stateful MPPE: after each loss the client discards what comes until the server began its tables anew, a tenth
    of a second later."""
    link = s.session(auth='MS-CHAPv2', bits=KEY_128)
    link.encrypted(SERVER)
    for _ in range(3):
        for _ in range(3):
            link.encrypted(SERVER, flags=ENCRYPTED)
        lost(link, SERVER)
        link.encrypted(SERVER, flags=ENCRYPTED)
        link.reset(CLIENT, answered=False)
        link.encrypted(SERVER, flags=ENCRYPTED, after=50_000)
        link.control(SERVER, CCP, RESET_ACK, b'', link.identifier[CLIENT, CCP], after=50_000)
        link.encrypted(SERVER)
    s.close(link)


@case(LOSS, 'tunnel_reordered_slightly')
def one_packet_changes_places(s):
    """One of hundreds."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(150, encrypted=True, after=20_000)
    link.encrypted(SERVER)
    link.encrypted(SERVER)
    overtake(s.made)
    link.pings(2, encrypted=True)
    s.close(link)


@case(LOSS, 'tunnel_loss')
def a_burst_is_lost(s):
    """Fifteen in a row."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(5, encrypted=True)
    for _ in range(15):
        lost(link, SERVER)
    link.pings(20, encrypted=True)
    s.close(link)


@case(LOSS, 'stateful_loss')
def lost_behind_the_capture(s):
    """Captured at the server: none of its packets is missing there, but on their way to the client some are lost."""
    link = s.session(auth='MS-CHAPv2', bits=KEY_128)
    for _ in range(8):
        for _ in range(9):
            link.encrypted(SERVER, flags=ENCRYPTED)
            link.encrypted(CLIENT, flags=ENCRYPTED)
        link.reset(CLIENT)
        link.encrypted(SERVER)
    s.close(link)


# --- 12: connected, ping works, some sites hang ---------------------------------------------------------------------

UNITS = 'trouble-12-mtu'


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


@case(UNITS, 'mss_too_big')
def segments_too_big(s):
    """TCP in the tunnel agrees on 1460 octets, for which the MRU of 1400 has no room: the page never comes."""
    link = s.session(units=(1400, 1400))
    link.pings(2)
    size = b'\2\4' + struct.pack('>H', 1460)
    link.send(CLIENT, IPV4, tcp(CLIENT, SYN, (0, 0), options=size, port=50001), after=SECOND)
    link.send(SERVER, IPV4, tcp(SERVER, SYN | ACK, (0, 1), options=size, port=50001))
    link.send(CLIENT, IPV4, tcp(CLIENT, ACK, (1, 1), port=50001))
    link.send(CLIENT, IPV4, tcp(CLIENT, PSH | ACK, (1, 1), b'GET / HTTP/1.0\r\n\r\n', port=50001))
    link.send(SERVER, IPV4, tcp(SERVER, ACK, (1, 19), port=50001))
    link.hear(CLIENT)
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
