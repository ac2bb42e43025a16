"""What comes back from hosts inside the tunnel is of no use to those that asked."""
import struct

from made import CLIENT, SERVER
from made.ppp import INSIDE, IPV4, IPV6, SECOND, noise, segment
from made.trouble import case
from made.trouble_inside import echo, exchange, host, opening, up
from packets import ACK, RST, SYN, checksum, icmp_packet, ip_packet

REPLIES = 'trouble-replies'


def numbered(source, destination, number, kind=8, identifier=7):
    """A ping, or the reply to it."""
    icmp = struct.pack('>BBHHH', kind, 0, 0, identifier, number) + noise('numbered', 32)
    icmp = icmp[:2] + struct.pack('>H', checksum(icmp)) + icmp[4:]
    return ip_packet(host(source), host(destination), 1, icmp)


def accepted(source, destination, port=443, sequence=1):
    """The SYN of a server."""
    return segment(host(source), host(destination), (port, 50000), SYN | ACK, (9, sequence + 1))


@case(REPLIES, 'replies_elsewhere')
def masqueraded(s):
    """The server puts its own address on what it forwards to the client."""
    link = up(s)
    for number in range(5):
        link.send(CLIENT, IPV4, numbered(INSIDE[CLIENT], '10.20.0.5', number), after=2 * SECOND)
        link.send(SERVER, IPV4, numbered(INSIDE[SERVER], INSIDE[CLIENT], number, 0))
    s.close(link)


@case(REPLIES, 'replies_elsewhere')
def another_address_of_the_host(s):
    """Other hosts reply as they should; the first has two addresses."""
    link = up(s)
    for number in range(3):
        link.send(CLIENT, IPV4, opening(INSIDE[CLIENT], '10.20.0.5'), after=2 * SECOND)
        link.send(SERVER, IPV4, accepted('10.20.0.6', INSIDE[CLIENT]))
        link.send(CLIENT, IPV4, segment(INSIDE[CLIENT], host('10.20.0.6'), (50000, 443), RST, (2, 0)))
        link.send(CLIENT, IPV4, numbered(INSIDE[CLIENT], '10.20.0.7', number), after=2 * SECOND)
        link.send(SERVER, IPV4, numbered('10.20.0.7', INSIDE[CLIENT], number, 0))
    s.close(link)


@case(REPLIES)
def many_hosts_at_once(s):
    """A program pings 20 hosts with the same numbers. Those that are up reply, the first ones last."""
    link = up(s)
    for number in range(3):
        for last in range(1, 21):
            link.send(CLIENT, IPV4, numbered(INSIDE[CLIENT], f'10.20.0.{last}', number), after=1000)
        for last in 20, 5, 2, 1:
            link.send(SERVER, IPV4, numbered(f'10.20.0.{last}', INSIDE[CLIENT], number, 0), after=1000)
        link.hear(CLIENT)
    s.close(link)


@case(REPLIES)
def once_elsewhere(s):
    """A single reply from another address; then the host itself replies."""
    link = up(s)
    for number in range(4):
        link.send(CLIENT, IPV4, numbered(INSIDE[CLIENT], '10.20.0.5', number), after=2 * SECOND)
        link.send(SERVER, IPV4, numbered('10.20.0.9' if number == 0 else '10.20.0.5', INSIDE[CLIENT], number, 0))
    s.close(link)


# --- Packets that come back ---

def bounce(link, packet, times, first=SERVER, version=IPV4, offset=8, after=SECOND):
    """The ends route the packet to each other. offset: of the TTL."""
    for number in range(times):
        ttl = bytes([packet[offset] - number])
        now = packet[:offset] + ttl + packet[offset + 1:]
        if version == IPV4:
            now = now[:10] + bytes(2) + now[12:]
            now = now[:10] + struct.pack('>H', checksum(now[:20])) + now[12:]
        link.send(first ^ (number % 2 == 1), version, now, after=after if number == 0 else 10_000)


@case(REPLIES, 'loop_inside')
def loop(s):
    """The client has no route but the default one for the network behind it."""
    link = up(s)
    bounce(link, echo('10.20.0.5', '192.168.5.40'), 12)
    exchange(link, INSIDE[CLIENT], '10.20.0.5')
    bounce(link, opening('10.20.0.5', '192.168.5.41'), 7)
    s.close(link)


@case(REPLIES, 'loop_inside')
def loop_of_ipv6(s):
    """The server sends back what the client sends to its own prefix."""
    link = s.session(auth='PAP')
    link.ipv6cp_up()
    bounce(link, icmp_packet(host('2001:db8::100'), host('2001:db8:1::5'), 128, 0, noise('inside', 32)), 6, CLIENT,
           IPV6, 7)
    s.close(link)


@case(REPLIES)
def back_once(s):
    """The server sends packets for a network to the client, whose router sends them back on purpose; each comes back
    once."""
    link = up(s)
    for number in range(5):
        bounce(link, numbered('10.20.0.5', '192.168.5.40', number), 2)
        link.send(SERVER, IPV4, numbered('192.168.5.40', INSIDE[CLIENT], number, 0))
    s.close(link)


# --- Checksums ---

def spoilt(packet):
    """With another checksum of TCP."""
    return packet[:36] + bytes([packet[36] ^ 0x5a]) + packet[37:]


def connect(s, spoil):
    link = up(s)
    for number in range(6):
        link.send(CLIENT, IPV4, opening(INSIDE[CLIENT], '10.20.0.5'), after=2 * SECOND)
        link.send(SERVER, IPV4, spoil(accepted('10.20.0.5', INSIDE[CLIENT]), number))
        link.hear(CLIENT)
    s.close(link)
    return link


@case(REPLIES, 'tcp_checksum_inside')
def wrong_checksums(s):
    """The reply to each SYN is discarded by the client."""
    connect(s, lambda packet, number: spoilt(packet))


@case(REPLIES)
def some_wrong_checksums(s):
    """Some were damaged."""
    connect(s, lambda packet, number: packet if number == 2 else spoilt(packet))


@case(REPLIES)
def wrong_checksums_that_do_no_harm(s):
    """Something changed the addresses in the file: TCP works."""
    link = up(s)
    for number in range(4):
        link.send(CLIENT, IPV4, spoilt(opening(INSIDE[CLIENT], '10.20.0.5')), after=SECOND)
        link.send(SERVER, IPV4, spoilt(accepted('10.20.0.5', INSIDE[CLIENT])))
        for _ in range(3):
            for client, ends in (CLIENT, (INSIDE[CLIENT], host('10.20.0.5'))), (SERVER, (host('10.20.0.5'),
                                                                                         INSIDE[CLIENT])):
                ports = (50000, 443) if client else (443, 50000)
                link.send(client, IPV4, spoilt(segment(*ends, ports, ACK, (2, 10), b'data')))
    s.close(link)
