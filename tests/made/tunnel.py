"""Captures of tunnels: GRE, with and without the control connection that announces it."""
import ipaddress

from made import CLIENT, SERVER, capture
from made.control import established
from packets import LCP_ECHO, MORE_FRAGMENTS, VLAN, Tunnel, gre, icmp_packet, ip_packet, message

PNS_ID, PAC_ID = 11, 22


def call(made, connection, client_id=PNS_ID, server_id=PAC_ID, windows=(64, 64), **tunnel):
    """The client requests a call, and the server connects it. Returns the call's tunnel."""
    connection.segment(CLIENT, message('Outgoing-Call-Request', call_id=client_id, window=windows[0], minimum_bps=2400,
                                       maximum_bps=10000000, bearer_type=3, framing_type=3))
    connection.segment(SERVER, message('Outgoing-Call-Reply', call_id=server_id, peer_call_id=client_id, result=1,
                                       connect_speed=10000000, window=windows[1]))
    return Tunnel(made, client_id, server_id, **tunnel)


def clear(connection, client_id=PNS_ID, server_id=PAC_ID):
    connection.segment(CLIENT, message('Call-Clear-Request', call_id=client_id))
    connection.segment(SERVER, message('Call-Disconnect-Notify', call_id=server_id, result=4))


@capture('tunnel-sequence')
def tunnel_sequence(made):
    """From the client: packets lost, late and duplicated, a stray 0, a numbering that begins again. From the server:
    packets in order, across the wrap of the numbers, one more than the client's window of 2; acknowledgments of
    several packets, of one never sent, and backwards."""
    tunnel = call(made, established(made), windows=(2, 64), first=(0, 2 ** 32 - 2))
    for number in (0, 1, 4, 3):                         # 2 and 3 are skipped, 3 is late
        tunnel.send(CLIENT, number)
    tunnel.acknowledge(SERVER, 1)                       # of 0 and 1
    tunnel.acknowledge(SERVER, 4)                       # of all
    tunnel.send(CLIENT, 5)
    tunnel.send(CLIENT, 5, same=len(made.frames))       # the same IP packet
    tunnel.send(CLIENT, 5)                              # another IP packet
    tunnel.send(CLIENT, 0)                              # stray
    tunnel.send(CLIENT, 6)
    tunnel.acknowledge(SERVER, 9)                       # never sent
    tunnel.acknowledge(SERVER, 3)                       # backwards
    for number in (0, 1, 2):                            # begun again
        tunnel.send(CLIENT, number)
    tunnel.send(SERVER)                                 # 2^32 - 2: not the first of a call
    tunnel.send(SERVER)
    tunnel.send(SERVER, 2 ** 32, acknowledgment=2)      # wraps; three in flight
    tunnel.acknowledge(CLIENT, 0, after=250_000)
    tunnel.send(SERVER, 2 ** 32 + 1)


@capture('tunnel-calls')
def tunnel_calls(made):
    """Two calls at once between the same peers, one with Call ID 0, the other with the same Call ID at both ends; an
    incoming call; Call IDs reused for a new call; packets just after the end of a call, one of them refused
    with an ICMP error, and long after it."""
    connection = established(made)
    first, second = call(made, connection, 0, 7), call(made, connection, 9, 9, first=(1, 0))
    for tunnel in (first, second, first, second):
        tunnel.send(CLIENT)
        tunnel.send(SERVER, acknowledgment=tunnel.next[CLIENT] - 1)
    connection.segment(SERVER, message('Incoming-Call-Request', call_id=30, bearer_type=3, dialing_number='5551234'))
    connection.segment(CLIENT, message('Incoming-Call-Reply', call_id=40, peer_call_id=30, result=1, window=5))
    connection.segment(SERVER, message('Incoming-Call-Connected', peer_call_id=40, connect_speed=64000, window=6))
    incoming = Tunnel(made, 40, 30)
    incoming.send(SERVER)
    incoming.send(CLIENT, acknowledgment=0)
    clear(connection, 9, 9)
    second.send(SERVER)                                 # on its way when the call ended
    second.error(SERVER, 3, 2, 8)
    second.send(SERVER, after=1_500_000)                # sent after the end
    again = call(made, connection, 9, 9)
    again.send(CLIENT)
    again.send(SERVER, acknowledgment=0)
    clear(connection, 0, 7)
    connection.close()
    first.send(CLIENT, after=5_000_000)


@capture('tunnel-without-call')
def tunnel_without_call(made):
    """GRE before its control connection is captured; Call IDs that a NAT rewrote on one side only; a tunnel in one
    direction; one whose control connection is not captured at all; and a call with only one known Call ID."""
    early = Tunnel(made, PNS_ID, PAC_ID, first=(500, 700))
    early.send(CLIENT, acknowledgment=699)
    early.send(SERVER, acknowledgment=500)
    early.send(CLIENT, 503)                             # two lost
    connection = established(made)
    tunnel = call(made, connection)
    tunnel.send(CLIENT)
    tunnel.send(SERVER, acknowledgment=0)
    rewritten = Tunnel(made, 51000, PAC_ID)
    rewritten.send(SERVER)
    rewritten.send(SERVER, 2)
    unknown = Tunnel(made, 5, 6, '198.51.100.10', '198.51.100.1')
    unknown.send(CLIENT)
    unknown.send(CLIENT)
    both = Tunnel(made, 5, 6, '198.51.100.20', '198.51.100.1')
    both.send(CLIENT)
    both.send(SERVER, acknowledgment=0)
    connection.segment(CLIENT, message('Outgoing-Call-Request', call_id=77, window=2, bearer_type=3, framing_type=3))
    half = Tunnel(made, 77, 0)
    for _ in range(4):                                  # whether they are acknowledged cannot be known
        half.send(SERVER)


@capture('tunnel-headers')
def tunnel_headers(made):
    """A sound packet with link-layer padding; headers that break one rule each; GRE that is not PPTP's."""
    tunnel = call(made, established(made))
    tunnel.send(CLIENT, payload=LCP_ECHO[4:], pad=6)
    for bits in (0x0800, 0x0100, 0x0400, 0x0008, 0x0040):   # strict source route, recursion, flags
        tunnel.send(CLIENT, flags=bits)
    tunnel.send(CLIENT, flags=0x8000, optional=b'\x12\x34\0\0')
    tunnel.send(CLIENT, flags=0x4000, optional=b'\0\0\0\0', payload=b'\0\0\0\0' + LCP_ECHO,    # a list of no routes
                payload_length=len(LCP_ECHO))
    tunnel.send(CLIENT, payload_length=len(LCP_ECHO) - 2)
    tunnel.send(CLIENT, payload_length=len(LCP_ECHO) + 2)
    tunnel.send(CLIENT, payload=b'')
    for octets in (gre(PAC_ID, LCP_ECHO),               # neither number
                   gre(PAC_ID, LCP_ECHO, acknowledgment=0),
                   gre(0, LCP_ECHO, number=99, key=False),
                   gre(PAC_ID),                         # no payload and no number
                   gre(PAC_ID, LCP_ECHO, number=99, version=0),
                   gre(PAC_ID, bytes(20), number=99, protocol=0x0800),
                   gre(PAC_ID, LCP_ECHO, number=99, version=2)):
        made.add(tunnel.packet(CLIENT, octets))
    tunnel.send(CLIENT)


@capture('tunnel-icmp')
def tunnel_icmp(made):
    """ICMP errors that quote GRE of a call, from the receiver and from routers, 8 octets of it or all; an error that
    quotes GRE of no call, one that quotes another version of GRE, and a redirect."""
    tunnel = call(made, established(made))
    tunnel.send(CLIENT)
    tunnel.send(SERVER)
    whole = len(gre(0, LCP_ECHO, 0))
    tunnel.error(CLIENT, 3, 2, whole)
    tunnel.error(CLIENT, 3, 2, 8)
    tunnel.error(SERVER, 3, 13, 12, '203.0.113.1')
    tunnel.error(CLIENT, 3, 4, 8, '203.0.113.1')
    tunnel.error(CLIENT, 11, 0, 8, '203.0.113.2')
    tunnel.error(CLIENT, 3, 99, 8, '203.0.113.2')
    tunnel.error(CLIENT, 5, 1, 8, '203.0.113.2')
    tunnel.error(CLIENT, 3, 2, 7, '203.0.113.2')        # the Call ID is cut
    Tunnel(made, 1, 2).error(CLIENT, 3, 2, whole)
    other = tunnel.packet(CLIENT, gre(PAC_ID, LCP_ECHO, 0, version=0))
    made.add(icmp_packet(tunnel.address[SERVER], tunnel.address[CLIENT], 3, 2, other), SERVER)
    tunnel.send(CLIENT)


@capture('tunnel-ipv6')
def tunnel_ipv6(made):
    """A tunnel over IPv6, and ICMPv6 errors."""
    ends = {'client': '2001:db8::10', 'server': '2001:db8::1'}
    tunnel = call(made, established(made, **ends), **ends)
    tunnel.send(CLIENT)
    tunnel.send(SERVER, acknowledgment=0)
    tunnel.acknowledge(CLIENT, 0)
    tunnel.send(CLIENT, 3)
    tunnel.send(CLIENT, 3)
    tunnel.error(CLIENT, 1, 1, 8, '2001:db8::ff')
    tunnel.error(CLIENT, 4, 1, 20)


@capture('tunnel-carried', link=VLAN)
def tunnel_carried(made):
    """In a VLAN: a tunnel in a tunnel, and an ICMP error that quotes it; IP fragments; packets that the capture cut at
    each octet of the header; a malformed packet inside."""
    outer_connection = established(made)
    outer = call(made, outer_connection)
    outer.send(CLIENT)
    outer.send(SERVER, acknowledgment=0)
    inner_ends = {'client': '10.0.0.10', 'server': '10.0.0.1'}
    inner_connection = established(made, **inner_ends, client_port=40001)
    inner = call(made, inner_connection, 1, 2, **inner_ends)
    for number in (0, 1, 3):
        carried = inner.packet(CLIENT, gre(inner.call_id[CLIENT], LCP_ECHO, number))
        outer.send(CLIENT, payload=b'\xff\x03\0\x21' + carried)
    quoted = outer.packet(CLIENT, gre(PAC_ID, b'\xff\x03\0\x21' + carried, outer.next[CLIENT] - 1))
    made.add(icmp_packet(outer.address[SERVER], outer.address[CLIENT], 3, 2, quoted), SERVER)
    whole = gre(PAC_ID, LCP_ECHO + bytes(84), outer.next[CLIENT])
    outer.next[CLIENT] += 1
    ends = outer.address[CLIENT], outer.address[SERVER]
    made.add(ip_packet(*ends, 47, whole[:64], 1000, MORE_FRAGMENTS))
    made.add(ip_packet(*ends, 47, whole[64:], 1000, 0x0008))
    link_and_ip = 18 + 20
    for size in range(len(gre(PAC_ID, LCP_ECHO, 0, 0))):
        outer.send(CLIENT, acknowledgment=0, snap=link_and_ip + size)
    outer.send(CLIENT, payload=b'\xff\x03\0\x21\x4f\0')     # an IP header without most of its octets
    outer.send(CLIENT, payload=b'\xff\x03\0\x21' + ip_packet(ipaddress.ip_address('10.0.0.1'),
                                                           ipaddress.ip_address('10.0.0.2'), 6, b'\0\x50'))
    outer.send(CLIENT)


@capture('tunnel-one-direction')
def tunnel_one_direction(made):
    """Two seconds of a tunnel, from the client only, which acknowledges what was not captured. One packet has a number
    that fits nothing."""
    tunnel = Tunnel(made, PNS_ID, PAC_ID, first=(500, 700))
    for number, acknowledgment in ((500, 700), (501, 701), (90000, 701), (502, 702), (503, 703)):
        tunnel.send(CLIENT, number, acknowledgment, after=500_000)
