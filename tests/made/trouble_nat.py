"""A NAT alters Call IDs or addresses, or cannot tell calls apart."""
import functools
import ipaddress
import struct

from made import CLIENT, SERVER
from made.control import set_link_info
from made.ppp import IPV4, LCP, PPP, SECOND, ping
from made.trouble import (
    ASKED_TO_CALL, ASKED_TO_START, STARTED, Story, ask_in_vain, case, lcp_options, second_client, set_ttls)
from packets import ACK, FIN, PSH, SYN, Tunnel, checksum, message

NAT = 'trouble-nat'
ELSEWHERE = f'{NAT}-address'
SHARED = f'{NAT}-shared'


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


def moved_to(s, link, address):
    """The client's PPP at another address, where its numbers go on."""
    tunnel = Tunnel(s.made, s.client_id, s.server_id, address, s.ends['server'])
    tunnel.next, tunnel.came = dict(link.tunnel.next), dict(link.tunnel.came)
    return PPP(tunnel)


@case(ELSEWHERE, 'address_changed')
def client_moves(s):
    """A telephone leaves Wi-Fi for the mobile network; the server hears its GRE from there, and does not take it."""
    link = s.session(auth=None)
    link.pings(3)
    moved = moved_to(s, link, '203.0.113.77')
    moved.acknowledging.clear()
    for _ in range(4):
        moved.echo(CLIENT, answered=False, after=5 * SECOND)
    for _ in range(3):
        link.echo(SERVER, answered=False, after=10 * SECOND)
    s.hang_up(SERVER)


@case(ELSEWHERE, 'gre_elsewhere')
def replies_go_to_the_other_client(s):
    """Captured behind a NAT without a helper: it gives what comes for this client to another one, which was first."""
    other = Story(s.made, s.number + 100)
    first = other.session(auth=None)
    first.pings(3)
    link = s.call()
    link.acknowledging.clear()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    astray = PPP(Tunnel(s.made, s.client_id, s.server_id, **other.ends))
    astray.acknowledging.clear()
    astray.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    for _ in range(5):
        link.again(CLIENT, LCP)
        astray.again(SERVER, LCP, after=10_000)
        first.pings(1)
    s.end(3 * SECOND)
    other.close(first)


@case(ELSEWHERE)
def two_clients_with_one_server_id(s):
    """Healthy: after one session ends, another client's has the same Call ID at the server."""
    first = s.session(auth=None)
    first.pings(2)
    s.close(first)
    other = Story(s.made, s.number + 50)
    other.server_id = s.server_id
    second = other.session(auth=None)
    second.pings(3)
    other.close(second)


def half_elsewhere(s, by, **other):
    """The GRE of one end goes where its control connection does, that of the other (by) between other addresses."""
    link = s.call()
    link.acknowledging.clear()
    astray = PPP(Tunnel(s.made, s.client_id, s.server_id, **{**s.ends, **other}))
    astray.identifier[not by, LCP] = 1
    link.request(not by, LCP, *lcp_options(not by))
    for _ in range(4):
        link.again(not by, LCP)
        astray.request(by, LCP, *lcp_options(by), identifier=1)
    s.end(3 * SECOND)


# A name that was looked up twice; a host to which a NAT forwards what comes unasked.
for by, other in (CLIENT, {'server': '198.51.100.2'}), (SERVER, {'client': '203.0.113.78'}):
    case(ELSEWHERE, 'gre_elsewhere')(functools.partial(half_elsewhere, by=by, **other))


@case(f'{ELSEWHERE}-second', 'gre_other_address', 'gre_elsewhere')
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


@case(f'{ELSEWHERE}-second', 'gre_other_address', 'gre_elsewhere')
def client_with_two_addresses(s):
    """The client's GRE comes from another address than its control connection."""
    s.start()
    s.tunnel()
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, '203.0.113.77', s.ends['server']))
    for _ in range(4):
        link.request(CLIENT, LCP, *lcp_options(CLIENT), identifier=1, after=3 * SECOND)
    s.end(3 * SECOND)


def client_elsewhere(s, address, ttl, ttl_of_gre):
    """The client's GRE comes from another address than its TCP, with a TTL of its own."""
    first = len(s.made.frames)
    s.start()
    s.tunnel()
    set_ttls(s, first, ttl, 54)
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, address, s.ends['server']))
    link.tunnel.ttl[CLIENT] = ttl_of_gre
    for _ in range(4):
        link.request(CLIENT, LCP, *lcp_options(CLIENT), identifier=1, after=3 * SECOND)
    first = len(s.made.frames)
    s.end(3 * SECOND)
    set_ttls(s, first, ttl, 54)


# A NAT that leaves GRE out: seen behind it, at it, and with a proxy at another distance.
for address, ttl, ttl_of_gre in ('203.0.113.50', 127, 127), ('192.168.3.4', 64, 63), ('203.0.113.51', 60, 57):
    case(f'{ELSEWHERE}-untranslated', 'gre_other_address', 'gre_elsewhere')(
        functools.partial(client_elsewhere, address=address, ttl=ttl, ttl_of_gre=ttl_of_gre))


@case(f'{ELSEWHERE}-untranslated', 'gre_other_address', 'gre_elsewhere')
def router_answers_in_place_of_the_server(s):
    """Its own PPTP server takes the call, and sends GRE from its address in the client's network."""
    link = s.call()
    link.acknowledging.clear()
    router = PPP(Tunnel(s.made, s.client_id, s.server_id, s.ends['client'], '192.0.2.254'))
    for _ in range(4):
        link.request(CLIENT, LCP, *lcp_options(CLIENT), identifier=1, after=3 * SECOND)
        router.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), identifier=1)
    s.end(3 * SECOND)


@case(NAT, 'nat_call_id')
def call_id_is_port(s):
    """The client's Call ID is its TCP port: Linux's NAT wrote both, and all is well."""
    s.client_id = s.port
    link = s.session()
    s.close(link)


def wrong_call_id(s, announced, sent):
    """The client announces a Call ID, and the server's GRE carries another one."""
    s.client_id = announced
    link = s.call()
    link.acknowledging.clear()
    link.tunnel.call_id[SERVER] = sent
    for _ in range(6):
        link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), after=3 * SECOND)
        link.request(CLIENT, LCP, *lcp_options(CLIENT))
    s.end(3 * SECOND)


# The same two octets in the wrong order, and others.
for announced, sent in (0x1203, 0x0312), (0x1203, 0x0313):
    case(f'{NAT}-byte-order', 'gre_unknown_call_id')(
        functools.partial(wrong_call_id, announced=announced, sent=sent))


@case(SHARED, 'call_id_shared', 'linux_nat_helper')
def same_call_id_twice(s):
    """Two clients behind one address with Call ID 0 to the same server, both calls up at once."""
    s.client_id = 0
    first = s.call()
    first.lcp_up()
    other = second_client(s, 0)
    second = other.call()
    second.lcp_up()
    for link in first, second:
        link.acknowledging.clear()              # of two numberings with one Call ID
    first.authenticate()
    second.authenticate()
    for story, link in (s, first), (other, second):
        story.close(link)


@case(SHARED, 'call_displaced')
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


@case(SHARED, 'linux_nat_helper')
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


@case(SHARED, 'call_displaced')
def second_takes_what_the_first_should_get(s):
    """The NAT gives the server's GRE to the newer client: the first one sends on, and acknowledges nothing more."""
    first = s.session(auth=None)
    first.pings(2)
    other = second_client(s, s.client_id + 500)
    second = other.session(auth=None)
    second.pings(2)
    first.acknowledging.discard(CLIENT)
    for _ in range(4):
        first.echo(CLIENT, after=3 * SECOND)
        second.pings(1)
    s.end()
    second.pings(1)
    other.close(second)


@case(f'{SHARED}-mixed', 'call_id_shared')
def two_calls_with_one_call_id(s):
    """Both calls of two clients work, although the server sends the same Call ID in both: a NAT that tells them apart
    by something else."""
    s.client_id = 0
    first, other = s.session(), second_client(s, 0)
    first.pings(3)
    second = other.call()
    second.up(addresses={CLIENT: '10.10.0.101', SERVER: '10.10.0.1'})
    for _ in range(8):
        first.pings(1)
        second.pings(2)
    other.close(second)
    s.close(first)


# --- The Call ID of the other end ---

OF_PEER = f'{NAT}-call-id-of-peer'


@case(OF_PEER, 'call_id_of_peer', 'call_refused')
def clears_by_the_wrong_call_id(s):
    """The client clears its call by the server's Call ID; the server does not find it, and is busy for the next."""
    link = s.session(auth=None)
    link.pings(2)
    s.say(CLIENT, 'Call-Clear-Request', call_id=s.server_id)
    s.say(CLIENT, 'Outgoing-Call-Request', 8 * SECOND, call_id=s.client_id + 1, **ASKED_TO_CALL)
    s.say(SERVER, 'Outgoing-Call-Reply', peer_call_id=s.client_id + 1, result=4)
    s.stop()


# --- A call on both sides of a device that passes TCP on ---

TWIN = f'{NAT}-twin'


def on_both(sides, sender, payload, flags=PSH | ACK, after=1000):
    for side in sides:
        side.connection.segment(sender, payload, flags, after=after)
        after = 30


def control_on_both(s, inner):
    """inner: the addresses on the second side. Returns both sides, with a call."""
    sides = s, Story(s.made, s.number)
    sides[1].ends = {**s.ends, **inner}
    for side in sides:
        side.connect(handshake=False)
    for sender, flags in (CLIENT, SYN), (SERVER, SYN | ACK), (CLIENT, ACK):
        on_both(sides, sender, b'', flags)
    on_both(sides, CLIENT, message('Start-Control-Connection-Request', **ASKED_TO_START))
    on_both(sides, SERVER, message('Start-Control-Connection-Reply', **STARTED, result=1))
    on_both(sides, CLIENT, message('Outgoing-Call-Request', call_id=s.client_id, **ASKED_TO_CALL))
    on_both(sides, SERVER, message('Outgoing-Call-Reply', call_id=s.server_id, peer_call_id=s.client_id, result=1,
                                   connect_speed=10000000, window=64))
    return sides, [PPP(Tunnel(s.made, s.client_id, s.server_id, **side.ends)) for side in sides]


def end_on_both(sides):
    on_both(sides, SERVER, message('Call-Disconnect-Notify', call_id=sides[0].server_id, result=3), after=3 * SECOND)
    on_both(sides, SERVER, b'', FIN | ACK)
    on_both(sides, CLIENT, b'', FIN | ACK)


@case(TWIN, 'gre_not_passed_on')
def port_forwarding_without_gre(s):
    """The router has no rule for protocol 47; captured on all its interfaces."""
    sides, (outer, inner) = control_on_both(s, {'server': '10.0.3.2'})
    outer.acknowledging.clear()
    inner.acknowledging.clear()
    for _ in range(5):
        outer.request(CLIENT, LCP, *lcp_options(CLIENT), identifier=1, after=2 * SECOND)
        inner.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), identifier=1, after=SECOND)
    end_on_both(sides)


@case(TWIN, 'gre_not_passed_on', client='10.0.3.7')
def nat_without_helper(s):
    """What the client sends is translated; what comes back is dropped."""
    inner = dict(s.ends)
    s.ends['client'] = '10.0.3.7'
    sides, links = control_on_both(s, inner)
    for link in links:
        link.acknowledging.clear()
    for _ in range(5):
        for link, after in zip(links, (2 * SECOND, 40)):
            link.request(CLIENT, LCP, *lcp_options(CLIENT), identifier=1, after=after)
        links[1].request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), identifier=1, after=SECOND)
    end_on_both(sides)


@case(TWIN)
def port_forwarding_with_gre(s):
    """Healthy."""
    sides, links = control_on_both(s, {'server': '10.0.3.3'})
    first = len(s.made.frames)
    links[0].up(auth=None)
    links[0].pings(3)
    go_on_beyond(s, first, s.ends['server'], '10.0.3.3')
    end_on_both(sides)


def go_on_beyond(s, first, outside, inside, both_ways=True, back=40):
    """A router sends the GRE since then on, 40 us later, with another address. both_ways: what comes back, too, so many
    microseconds later, or earlier."""
    outer, inner = (ipaddress.ip_address(host).packed for host in (outside, inside))
    for clock, size, frame in s.made.frames[first:]:
        place = 30 if frame[30:34] == outer else 26
        if place == 26 and not both_ways:
            continue
        header = frame[14:24] + bytes(2) + frame[26:place] + inner + frame[place + 4:34]
        header = header[:10] + struct.pack('>H', checksum(header)) + header[12:]
        s.made.frames.append((clock + (40 if place == 30 else back), size, frame[:14] + header + frame[34:]))
    s.made.frames[first:] = sorted(s.made.frames[first:], key=lambda row: row[0])


def dial_from_router(s, led_away, copied=None):
    """Captured on all interfaces of the router that dials itself; led_away: where a rule sends the server's GRE;
    copied: where it sends a copy."""
    link = s.call()
    first = len(s.made.frames)
    if led_away:
        link.acknowledging = {SERVER}
        ask_in_vain(link, count=4)
        for _ in range(4):
            link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), identifier=1, after=3 * SECOND)
        go_on_beyond(s, first, s.ends['client'], led_away, both_ways=False)
        s.end(3 * SECOND)
        return
    link.up(auth=None)
    link.pings(2)
    if copied:
        go_on_beyond(s, first, s.ends['client'], copied, both_ways=False)
    s.close(link)


case(TWIN, 'gre_led_away')(functools.partial(dial_from_router, led_away='10.0.3.99'))
case(TWIN)(functools.partial(dial_from_router, led_away=None))


def port_forwarding_to_a_deaf_host(s, back):
    """GRE passes in both directions, and neither end hears the other. back: when the server's is captured inside."""
    sides, (outer, _) = control_on_both(s, {'server': '10.0.3.5'})
    first = len(s.made.frames)
    outer.acknowledging.clear()
    for _ in range(4):
        outer.request(CLIENT, LCP, *lcp_options(CLIENT), identifier=1, after=2 * SECOND)
        outer.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), identifier=1, after=SECOND)
    go_on_beyond(s, first, s.ends['server'], '10.0.3.5', back=back)
    end_on_both(sides)


case(TWIN)(functools.partial(port_forwarding_to_a_deaf_host, back=40))
case(TWIN)(functools.partial(port_forwarding_to_a_deaf_host, back=-40))


@case(TWIN)
def the_same_call_ids_at_another_server(s):
    """A client that begins its Call IDs anew, and servers that do, too: no copy of the call."""
    ask_in_vain(s.call(), count=4)
    s.end(3 * SECOND)
    s.ends['server'], s.port = '198.51.100.77', s.port + 1
    s.call()
    s.end(3 * SECOND)


@case(TWIN)
def port_forwarding_that_had_no_time(s):
    """The call ends as its first GRE comes."""
    sides, (outer, _) = control_on_both(s, {'server': '10.0.3.4'})
    outer.acknowledging.clear()
    outer.request(CLIENT, LCP, *lcp_options(CLIENT), identifier=1, after=20_000)
    on_both(sides, SERVER, message('Call-Disconnect-Notify', call_id=s.server_id, result=3), after=9000)
    on_both(sides, SERVER, b'', FIN | ACK)
    on_both(sides, CLIENT, b'', FIN | ACK)


case(TWIN)(functools.partial(dial_from_router, led_away=None, copied='10.0.3.98'))


# --- A client that moves, and hears the server there ---

MOVED = f'{NAT}-moved'


@case(MOVED, 'address_changed')
def goes_on_from_another_uplink(s):
    """Its packets go on with the next numbers, and acknowledge what the server sends to the old address."""
    link = s.session(auth=None)
    link.pings(3)
    moved = moved_to(s, link, '203.0.113.78')
    for _ in range(4):
        link.send(SERVER, IPV4, ping(SERVER), after=SECOND)
        moved.tunnel.came[SERVER] = link.tunnel.came[SERVER]
        moved.send(CLIENT, IPV4, ping(CLIENT), after=SECOND)
    s.hang_up(SERVER)


# --- GRE with the address that a NAT had before ---

FORMER = f'{ELSEWHERE}-former'


def other_address(s, address):
    """The host that the NAT shows under another address."""
    other = Story(s.made, s.number + 100)
    other.ends['client'] = address
    return other


def ask_with(s, address):
    """The client's TCP comes from its address, its GRE from another one."""
    s.start()
    s.tunnel()
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, address, s.ends['server']))
    for _ in range(4):
        link.request(CLIENT, LCP, *lcp_options(CLIENT), identifier=1, after=3 * SECOND)
    s.end(3 * SECOND)


@case(FORMER, 'gre_elsewhere')
def line_came_back_with_another_address(s):
    """The session before fell silent; TCP has the new address, GRE still the former one."""
    before = other_address(s, '203.0.113.120')
    before.session(auth=None).pings(3)
    s.made.clock += 60 * SECOND
    ask_with(s, '203.0.113.120')


@case(FORMER, 'gre_elsewhere')
def other_client_is_still_there(s):
    """The other address is that of another client's session, which goes on."""
    other = other_address(s, '203.0.113.121')
    link = other.session(auth=None)
    link.pings(3)
    ask_with(s, '203.0.113.121')
    link.pings(3)
    other.close(link)


# --- Private addresses ---

PRIVATE = f'{ELSEWHERE}-private'


@case(PRIVATE, 'gre_elsewhere')
def gre_is_forwarded_to_another_host(s):
    """Behind the router in front of the server: it forwards TCP to one host, and GRE to the one that was it before."""
    s.ends['server'] = '192.168.9.3'
    half_elsewhere(s, CLIENT, server='192.168.9.2')


@case(PRIVATE, 'gre_elsewhere', client='192.168.7.10')
def public_address_dialed_from_inside(s):
    """The router leads TCP back to the server behind it, whose GRE comes with its own address."""
    s.ends['client'] = '192.168.7.10'
    half_elsewhere(s, SERVER, server='192.168.8.2')


@case(PRIVATE, 'gre_elsewhere', 'gre_other_address', client='192.168.7.11')
def two_networks_of_the_client(s):
    s.ends['client'] = '192.168.7.11'
    client_elsewhere(s, '192.168.6.11', 128, 128)
