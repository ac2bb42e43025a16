"""GRE does not get through: blocked, or refused with ICMP."""
import functools
import ipaddress

from made import CLIENT, SERVER
from made.ppp import IPV4, LCP, PPP, SECOND, ping
from made.trouble import ASKED_TO_CALL, ask_in_vain, case, ip_of, lcp_options, set_ttls
from packets import RST, gre, icmp_packet

BLOCKED = 'trouble-gre'


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


def refused_on_the_way(s, kind, code, router, ttl=None):
    """A router refuses the client's GRE; a client that does not care asks on, in vain."""
    link = s.call()
    if ttl:
        link.tunnel.ttl[CLIENT] = ttl
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    s.icmp(kind, code, router, size=8)
    for _ in range(3):
        link.again(CLIENT, LCP)
        s.icmp(kind, code, router, size=8)
    s.end(3 * SECOND)


# Two routers prohibit it.
for code, router in (13, '203.0.113.1'), (10, '203.0.113.2'):
    case(BLOCKED, 'gre_icmp')(functools.partial(refused_on_the_way, kind=3, code=code, router=router))


@case('trouble-gre-none', 'gre_none_in_capture')
def capture_filter(s):
    """A healthy session of a minute as a capture filter "tcp port 1723" shows it: no GRE at all."""
    s.call()
    s.end(60 * SECOND)


@case(f'{BLOCKED}-icmp', 'gre_icmp')
def routing_loop(s):
    """The routers on the way pass the client's GRE to each other until its TTL ends."""
    refused_on_the_way(s, 11, 0, '203.0.113.3')


@case(f'{BLOCKED}-icmp', 'gre_ttl')
def ttl_too_small(s):
    """No loop: the client's host gives GRE a TTL of 1, so the first router discards it."""
    refused_on_the_way(s, 11, 0, '203.0.113.4', ttl=1)


def refused_where_gre_comes_from(s, code, asker):
    """What the asker sends is refused by the host whose own GRE gets out."""
    link = s.call()
    link.acknowledging.clear()
    link.request(not asker, LCP, *lcp_options(not asker, 'MS-CHAPv2'))
    link.request(asker, LCP, *lcp_options(asker))
    s.icmp(3, code, to=asker)
    for _ in range(3):
        link.again(not asker, LCP)
        link.again(asker, LCP, after=10_000)
        s.icmp(3, code, to=asker)
    s.end(3 * SECOND)


# The server is behind a NAT that forwards TCP port 1723 only; the client is, and its router rejects all else.
case(f'{BLOCKED}-icmp', 'gre_icmp')(functools.partial(refused_where_gre_comes_from, code=2, asker=CLIENT))
case(f'{BLOCKED}-icmp', 'gre_icmp')(functools.partial(refused_where_gre_comes_from, code=3, asker=SERVER))


# --- Headers that receivers discard ---

WHILE = f'{BLOCKED}-icmp-while'


def out_of_reach(s, count, then):
    """A router on the way says so of each packet of the server, twice a second."""
    link = s.session()
    link.pings(3)
    for number in range(count):
        link.send(SERVER, IPV4, ping(SERVER, number), after=SECOND // 2)
        s.icmp(3, 1, '203.0.113.6', size=8, to=SERVER)
    then(s, link)


def goes_on(s, link):
    link.pings(3, after=SECOND)
    s.close(link)


def never_comes_back(s, link):
    link.send(SERVER, IPV4, ping(SERVER, 99), after=SECOND)
    s.icmp(3, 1, '203.0.113.6', size=8, to=SERVER)
    s.end_by_server(20 * SECOND)


case(WHILE, 'gre_unreachable_for_a_while')(functools.partial(out_of_reach, count=16, then=goes_on))
case(WHILE)(functools.partial(out_of_reach, count=1, then=goes_on))
case(WHILE, 'gre_cut_off')(functools.partial(out_of_reach, count=16, then=never_comes_back))


MALFORMED = 'trouble-gre-malformed'


def discarded(s, cut=0, **header):
    """The server discards all that the client sends, and asks on; so does the client, who hears nothing new. cut: the
    octets that the client's packets lose at their end."""
    link = s.call()
    link.acknowledging = {CLIENT}
    packet = link.tunnel.packet
    link.tunnel.packet = lambda client, octets, same=None: packet(client, octets[:-cut] if client and cut else octets,
                                                                  same)
    for _ in range(5):
        link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), after=3 * SECOND)
        link.request(CLIENT, LCP, *lcp_options(CLIENT), **header)
        link.ack(CLIENT, LCP, **header)
    s.end_by_server(3 * SECOND)


@case(MALFORMED, 'gre_malformed')
def payload_length_0(s):
    discarded(s, payload_length=0)


@case(MALFORMED, 'gre_malformed')
def version_0(s):
    discarded(s, version=0)


@case(MALFORMED, 'gre_malformed')
def payload_length_is_ignored(s):
    """The server does not read Payload Length."""
    link = s.session()
    for number in range(30):
        link.send(CLIENT, IPV4, ping(CLIENT), after=SECOND, payload_length=0)
        link.send(SERVER, IPV4, ping(SERVER, kind=0))
        link.hear(CLIENT)
    s.close(link)


@case(MALFORMED)
def another_tunnel_beside_it(s):
    """Plain GRE between the same hosts, with a Key that is no Call ID."""
    link = s.session()
    for number in range(4):
        link.pings(1)
        s.made.add(link.tunnel.packet(CLIENT, gre(100, ip_of(s.made.frames[-1]), protocol=0x0800, version=0)))
    s.close(link)


@case(MALFORMED, 'gre_malformed')
def two_octets_short(s):
    """The end of each packet is lost, but Payload Length counts it: that PPP's options are cut is no fault of PPP."""
    discarded(s, cut=2)


def damage(s, first, end='client', spared=0, last=None):
    """The end's GRE from this frame on loses the right checksum of its IP header, but for the first packets."""
    sender = ipaddress.ip_address(s.ends[end]).packed
    for place, frame in enumerate(s.made.frames[first:last], first):
        octets = frame[2]
        if octets[23] == 47 and octets[26:30] == sender and (spared := spared - 1) < 0:
            s.made.frames[place] = (*frame[:2], octets[:24] + bytes([octets[24] ^ 0x5a]) + octets[25:], *frame[3:])


@case(MALFORMED, 'gre_damaged')
def checksum_of_ip(s):
    """A NAT changes the header of the client's packets, and leaves the checksum."""
    first = len(s.made.frames)
    discarded(s)
    damage(s, first)


@case(MALFORMED)
def checksum_of_ip_that_nobody_minds(s):
    """So it was captured; but the server gets the packets."""
    first = len(s.made.frames)
    link = s.session()
    link.pings(4)
    s.close(link)
    damage(s, first)


def renegotiated_in_vain(s, heard):
    """What the server sends after its first packets reaches the client or not."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.ack(CLIENT, LCP)
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.hear(SERVER)
    if not heard:
        link.acknowledging = {SERVER}
    for _ in range(6):
        link.ack(SERVER, LCP)
        link.request(CLIENT, LCP, *lcp_options(CLIENT), after=3 * SECOND)
    s.end(3 * SECOND)


@case(MALFORMED, 'gre_damaged')
def checksum_of_ip_from_the_third_packet_on(s):
    """A NAT in front of the server computes it for the first packets only, and passes the others with their old one."""
    first = len(s.made.frames)
    renegotiated_in_vain(s, heard=False)
    damage(s, first, 'server', spared=2)


@case(MALFORMED)
def checksum_of_ip_of_some_packets(s):
    """Bits that fell over on the way when the client no longer acknowledges: the last of the server are right."""
    link = s.session()
    link.acknowledging = {SERVER}
    first = len(s.made.frames)
    link.pings(6)
    damage(s, first, 'server', last=len(s.made.frames) - 4)
    s.close(link)


# --- A network that has no IPv4 ---

NAT64 = 'trouble-gre-nat64'


def icmp6(s, code):
    """The server's address says that the last packet did not arrive (RFC 4443 section 3.1)."""
    source, destination = (ipaddress.ip_address(s.ends[end]) for end in ('server', 'client'))
    s.made.add(icmp_packet(source, destination, 1, code, ip_of(s.made.frames[-1])), SERVER, after=2000)


@case(NAT64, 'gre_translated', client='2001:db8:7::21')
def behind_a_nat64(s):
    s.ends = {'client': '2001:db8:7::21', 'server': '64:ff9b::203.0.113.9'}
    ask_in_vain(s.call())
    s.end(3 * SECOND)


@case(NAT64, 'gre_translated', client='2001:db8:7::22')
def behind_a_nat64_that_says_so(s):
    """With the network's own prefix, and errors (RFC 6146 section 3.4)."""
    s.ends = {'client': '2001:db8:7::22', 'server': '64:ff9b:1:a::203.0.113.9'}
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    icmp6(s, 4)
    for _ in range(3):
        link.again(CLIENT, LCP)
        icmp6(s, 4)
    s.end(3 * SECOND)


@case(NAT64)
def behind_a_nat64_that_carries_gre(s):
    s.ends = {'client': '2001:db8:7::23', 'server': '64:ff9b::203.0.113.9'}
    link = s.session()
    link.pings(2)
    s.close(link)


@case(NAT64, 'gre_icmp', client='2001:db8:7::24')
def no_nat64_but_no_gre(s):
    s.ends = {'client': '2001:db8:7::24', 'server': '2001:db8:9::1'}
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    icmp6(s, 1)
    s.end()


# --- Why only one end is heard ---

ONE_END = 'trouble-gre-one-end'


@case(ONE_END, 'window_of_none')
def window_of_0(s):
    """The server announces a window of 0, and the client takes that seriously."""
    ask_in_vain(s.call(windows=(64, 0)), SERVER, lcp_options(SERVER, 'MS-CHAPv2'))
    s.end_by_server(3 * SECOND)


@case(ONE_END, 'gre_only_from_pns')
def without_times(s):
    """A file with a microsecond for each packet, as text2pcap makes it: the requests are many all the same."""
    first = len(s.made.frames)
    ask_in_vain(s.call())
    s.end(3 * SECOND)
    start = s.made.frames[first][0]
    s.made.frames[first:] = [(start + place, *frame[1:]) for place, frame in enumerate(s.made.frames[first:])]


@case(ONE_END)
def one_sided_and_never_acknowledged(s):
    """Nothing from the client is in the file, and the server acknowledges none of its GRE."""
    first = len(s.made.frames)
    link = s.call()
    link.acknowledging.clear()
    ask_in_vain(link, SERVER, lcp_options(SERVER, 'MS-CHAPv2'))
    s.end_by_server(3 * SECOND)
    s.made.frames[first:] = [frame for frame in s.made.frames[first:]
                             if ip_of(frame)[12:16] == ipaddress.ip_address(s.ends['server']).packed]


@case(ONE_END, 'gre_translated', client='192.0.0.4')
def behind_a_translator(s):
    """A telephone whose network has IPv6 only: 464XLAT gives it this address, and its NAT64 drops GRE."""
    s.ends['client'] = '192.0.0.4'
    ask_in_vain(s.call())
    s.end(3 * SECOND)


@case(ONE_END)
def window_of_0_ignored(s):
    """Healthy: nobody minds the server's window."""
    link = s.call(windows=(64, 0))
    link.up()
    link.pings(2)
    s.close(link)


# --- How far GRE gets ---

FAR = 'trouble-gre-link'


def heard_from_one(s, sender, client, server):
    """client, server: their TTLs where they are captured."""
    first = len(s.made.frames)
    ask_in_vain(s.call(), sender, lcp_options(sender, None if sender == CLIENT else 'MS-CHAPv2'))
    (s.end if sender == CLIENT else s.end_by_server)(3 * SECOND)
    set_ttls(s, first, client, server)


@case(FAR, 'gre_only_from_pac')
def firewall_of_the_client(s):
    """Captured on the client: pppd may not send protocol 47."""
    heard_from_one(s, SERVER, 128, 117)


@case(FAR, 'gre_only_from_pns')
def firewall_of_the_server(s):
    """Captured on the server's link."""
    heard_from_one(s, CLIENT, 50, 64)


@case(FAR, 'gre_only_from_pns')
def somewhere_behind_the_client(s):
    """Captured on the client's link."""
    heard_from_one(s, CLIENT, 64, 54)


@case(FAR, 'gre_only_from_pac')
def somewhere_between(s):
    heard_from_one(s, SERVER, 60, 54)


@case(FAR, 'gre_icmp', client='2001:db8:7::30')
def server_without_gre_over_ipv6(s):
    s.ends = {'client': '2001:db8:7::30', 'server': '2001:db8:1::1'}
    link = s.call()
    ends = [ipaddress.ip_address(s.ends[end]) for end in ('server', 'client')]
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    s.made.add(icmp_packet(*ends, 4, 1, ip_of(s.made.frames[-1])), False)
    link.again(CLIENT, LCP)
    s.end(3 * SECOND)


@case(FAR, 'gre_icmp')
def firewall_of_the_dialed_host(s):
    """It says Port unreachable, and sends no GRE."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    s.icmp(3, 3, size=64)
    s.end()


def dial_again(s, pause):
    """After a session that works, the NAT has no entry for the GRE of the next one."""
    link = s.session()
    link.pings(2)
    s.close(link)
    s.made.clock += pause * SECOND
    s.port += 7
    s.client_id, s.server_id = s.client_id + 500, s.server_id + 500
    ask_in_vain(s.call(), SERVER, lcp_options(SERVER, 'MS-CHAPv2'))
    s.end_by_server(3 * SECOND)


# Soon, and long after.
for pause in 20, 3000:
    case(FAR, 'gre_only_from_pac')(functools.partial(dial_again, pause=pause))


# --- GRE of another call passes at the same time ---

BESIDE = f'{BLOCKED}-beside'


def second_call(s, link, count=8):
    """Another call of the same connection, to which nothing comes back while the first one works."""
    s.client_id, s.server_id = s.client_id + 300, s.server_id + 300
    other = PPP(s.tunnel())
    other.acknowledging.clear()
    for _ in range(count):
        other.request(CLIENT, LCP, *lcp_options(CLIENT), identifier=1, after=3 * SECOND)
        if link:
            link.pings(1)


@case(BESIDE, 'gre_only_from_pns')
def second_call_of_a_connection(s):
    link = s.session()
    link.pings(2)
    second_call(s, link)


@case(BESIDE, 'gre_only_from_pns')
def second_host_behind_a_nat(s):
    """With the same address, and a control connection of its own."""
    link = s.session()
    link.pings(2)
    s.port += 3
    s.start()
    second_call(s, link)


@case(BESIDE, 'gre_only_from_pns')
def both_calls_cut(s):
    """The first one works no longer when the second begins."""
    link = s.session()
    link.pings(2)
    link.acknowledging.clear()
    for _ in range(4):
        link.send(CLIENT, IPV4, ping(CLIENT), after=3 * SECOND)
    second_call(s, None)


@case(BESIDE, 'ppp_replies_not_received')
def second_host_whose_replies_go_astray(s):
    """As before, but captured in front of the NAT: the server's packets come as far as there."""
    link = s.session()
    link.pings(2)
    s.port += 3
    s.client_id, s.server_id = s.client_id + 300, s.server_id + 300
    s.start()
    other = PPP(s.tunnel())
    other.acknowledging.clear()
    other.request(CLIENT, LCP, *lcp_options(CLIENT))
    for _ in range(5):
        other.ack(SERVER, LCP)
        link.pings(1)
        other.again(CLIENT, LCP)


def beside_another(s, other, client):
    """The other client has a session with the server while the client gets no GRE."""
    s.ends['client'] = other
    link = s.session()
    s.ends['client'] = client
    s.port += 3
    s.start()
    second_call(s, link)


@case(BESIDE, 'gre_only_from_pns', client='192.168.3.12')
def second_client_in_the_lan(s):
    """Captured behind the NAT, with the addresses that the clients have there."""
    beside_another(s, '192.168.3.11', '192.168.3.12')


@case(BESIDE, 'gre_only_from_pns', client='203.0.113.89')
def client_elsewhere(s):
    """The server takes GRE of others."""
    beside_another(s, '203.0.113.20', '203.0.113.89')


@case(BESIDE, 'gre_only_from_pns', client='203.0.113.91')
def client_after_another(s):
    """The other client's session is over by then: GRE may be forbidden since."""
    s.ends['client'] = '203.0.113.90'
    s.close(s.session())
    s.ends['client'] = '203.0.113.91'
    s.port += 3
    s.start()
    second_call(s, None)


# --- Behind a provider's NAT ---

PROVIDER = 'trouble-gre-provider'


def dial_from(s, address):
    s.ends['client'] = address
    ask_in_vain(s.call())
    s.end(3 * SECOND)


for address in '100.127.3.9', '100.128.3.9':
    case(PROVIDER, 'gre_only_from_pns', client=address)(functools.partial(dial_from, address=address))


# --- The same trouble at several clients ---

ALIKE = f'{BLOCKED}-alike'


def unheard_clients(s, clients, served=None):
    """Captured at the server: no GRE comes, from any client but the one that is served."""
    for number, client in enumerate(clients):
        s.ends['client'], s.port = client, s.port + 3
        s.client_id, s.server_id = s.client_id + 30, s.server_id + 30
        link = s.call()
        if client == served:
            link.up()
            link.pings(2)
            s.close(link)
            continue
        for _ in range(6):
            link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), identifier=1, after=3 * SECOND)
        s.end(SECOND)


for name, clients, served in (('', ('203.0.113.5', '192.0.2.240'), None), ('-served', (
        '203.0.113.5', '192.0.2.240', '192.0.2.241'), '192.0.2.241'), ('-near', ('192.0.2.240', '192.0.2.241'), None)):
    case(f'{ALIKE}{name}', 'gre_only_from_pac', client='192.0.2.240')(functools.partial(
        unheard_clients, clients=clients, served=served))



# --- The call before ---

FORMER = 'trouble-gre-former'


def dials_again(s, mute=0):
    """The client hears no GRE in its second call. mute: so often it heard none in the first, either, at its end."""
    link = s.session()
    link.pings(3)
    link.acknowledging.clear()
    for _ in range(mute):
        link.send(CLIENT, IPV4, ping(CLIENT), after=10 * SECOND)
    s.end()
    s.made.clock += 5 * SECOND
    s.port += 3
    s.client_id, s.server_id = s.client_id + 300, s.server_id + 300
    s.start()
    second_call(s, None)


case(FORMER, 'gre_only_from_pns')(dials_again)
case(FORMER, 'gre_only_from_pns', 'gre_stopped')(functools.partial(dials_again, mute=6))


@case('trouble-gre-none-reset')
def closed_before_the_call_was_up(s):
    """Another device resets the connection before the reply, which comes all the same: no GRE was to be expected."""
    s.start()
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, **ASKED_TO_CALL)
    s.connection.segment(SERVER, b'', RST)
    s.say(SERVER, 'Outgoing-Call-Reply', call_id=s.server_id, peer_call_id=s.client_id, result=1)
