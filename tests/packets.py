"""Builds captures, octet for octet the same on every run: control messages of RFC 2637, GRE, TCP, link layers, pcap.

The layouts are an independent reading of the RFC, against which the plugin's tables are checked.
"""
import ipaddress
import struct

COOKIE = 0x1A2B3C4D
SYN, ACK, FIN, RST, PSH = 0x02, 0x10, 0x01, 0x04, 0x08
MORE_FRAGMENTS = 0x2000     # of IPv4

# name: (Control Message Type, fields after the common header in the order of the RFC's figure, with struct codes)
LAYOUTS = {
    'Start-Control-Connection-Request': (1, 'version:H reserved1:H framing_capabilities:I bearer_capabilities:I'
                                            ' maximum_channels:H firmware_revision:H host_name:64s vendor_name:64s'),
    'Start-Control-Connection-Reply': (2, 'version:H result:B error:B framing_capabilities:I bearer_capabilities:I'
                                          ' maximum_channels:H firmware_revision:H host_name:64s vendor_name:64s'),
    'Stop-Control-Connection-Request': (3, 'reason:B reserved1:B reserved2:H'),
    'Stop-Control-Connection-Reply': (4, 'result:B error:B reserved1:H'),
    'Echo-Request': (5, 'identifier:I'),
    'Echo-Reply': (6, 'identifier:I result:B error:B reserved1:H'),
    'Outgoing-Call-Request': (7, 'call_id:H call_serial_number:H minimum_bps:I maximum_bps:I bearer_type:I'
                                 ' framing_type:I window:H delay:H phone_number_length:H reserved1:H phone_number:64s'
                                 ' subaddress:64s'),
    'Outgoing-Call-Reply': (8, 'call_id:H peer_call_id:H result:B error:B cause:H connect_speed:I window:H delay:H'
                               ' physical_channel_id:I'),
    'Incoming-Call-Request': (9, 'call_id:H call_serial_number:H bearer_type:I physical_channel_id:I'
                                 ' dialed_number_length:H dialing_number_length:H dialed_number:64s'
                                 ' dialing_number:64s subaddress:64s'),
    'Incoming-Call-Reply': (10, 'call_id:H peer_call_id:H result:B error:B window:H delay:H reserved1:H'),
    'Incoming-Call-Connected': (11, 'peer_call_id:H reserved1:H connect_speed:I window:H delay:H framing_type:I'),
    'Call-Clear-Request': (12, 'call_id:H reserved1:H'),
    'Call-Disconnect-Notify': (13, 'call_id:H result:B error:B cause:H reserved1:H call_statistics:128s'),
    'WAN-Error-Notify': (14, 'peer_call_id:H reserved1:H crc_errors:I framing_errors:I hardware_overruns:I'
                             ' buffer_overruns:I timeout_errors:I alignment_errors:I'),
    'Set-Link-Info': (15, 'peer_call_id:H reserved1:H send_accm:I receive_accm:I'),
}


def layout(name):
    """Returns [(field, struct code)] of a message after its common header."""
    return [tuple(field.split(':')) for field in LAYOUTS[name][1].split()]


def message(name, *, length=None, message_type=1, cookie=COOKIE, control_type=None, reserved0=0, **values):
    """Returns the octets of a control message. Fields not given are 0 or empty; any header field can be wrong."""
    fields = layout(name)
    unknown = set(values) - {field for field, _ in fields}
    assert not unknown, unknown
    defaults = {code: (b'' if code.endswith('s') else 0) for _, code in fields}
    body = struct.pack('>' + ''.join(code for _, code in fields),
                       *(encode(values.get(field, defaults[code])) for field, code in fields))
    length = 12 + len(body) if length is None else length
    return struct.pack('>HHIHH', length, message_type, cookie,
                       LAYOUTS[name][0] if control_type is None else control_type, reserved0) + body


def encode(value):
    return value.encode() if isinstance(value, str) else value


def checksum(octets):
    total = sum(struct.unpack(f'>{(len(octets) + 1) // 2}H', octets + b'\0' * (len(octets) % 2)))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ip_packet(source, destination, protocol, payload, identification=0, flags=0x4000, ttl=64):
    """An IPv4 or IPv6 packet, like its addresses. flags: IPv4's, with the fragment offset; ttl: IPv4's."""
    if source.version == 6:
        return struct.pack('>IHBB', 6 << 28, len(payload), protocol, 64) + source.packed + destination.packed + payload
    ip = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 20 + len(payload), identification & 0xffff, flags, ttl, protocol, 0,
                     source.packed, destination.packed)
    return ip[:10] + struct.pack('>H', checksum(ip)) + ip[12:] + payload


def fragments(packet, size, last_first=False):
    """Returns an IPv4 packet as two fragments, the first with `size` octets, or as it is if it has no more."""
    source, destination = (ipaddress.ip_address(packet[at:at + 4]) for at in (12, 16))
    parts = [(packet[20:20 + size], MORE_FRAGMENTS), (packet[20 + size:], size // 8)]
    if not parts[1][0]:
        return [packet]
    identification, ttl, protocol = struct.unpack('>4xH2xBB', packet[:10])
    made = [ip_packet(source, destination, protocol, part, identification, flags, ttl) for part, flags in parts]
    return made[::-1] if last_first else made


def icmp_packet(source, destination, icmp_type, code, quoted):
    """An ICMP or ICMPv6 error that quotes a packet."""
    icmp = struct.pack('>BBHI', icmp_type, code, 0, 0) + quoted
    protocol, pseudo, flags = 1, b'', 0
    if source.version == 6:
        protocol, pseudo = 58, source.packed + destination.packed + struct.pack('>II', len(icmp), 58)
    icmp = icmp[:2] + struct.pack('>H', checksum(pseudo + icmp)) + icmp[4:]
    return ip_packet(source, destination, protocol, icmp, flags=flags)


def gre(call_id, payload=b'', number=None, acknowledgment=None, flags=0, key=True, optional=b'', payload_length=None,
        version=1, protocol=0x880b):
    """The enhanced GRE header (section 4.1) and its payload. flags: bits that must be 0; optional: the fields that
    these bits announce; version, protocol: for other GRE."""
    flags |= version | key << 13 | (number is not None) << 12 | (acknowledgment is not None) << 7
    header = struct.pack('>HH', flags, protocol) + optional
    if key:
        header += struct.pack('>HH', len(payload) if payload_length is None else payload_length, call_id)
    for number in number, acknowledgment:
        header += b'' if number is None else struct.pack('>I', number)
    return header + payload


# An Echo-Request of LCP, without Magic Number.
LCP_ECHO = bytes.fromhex('ff03c021 0901000800000000')


class Tunnel:
    """The GRE of a call. Client (True) and server (False) send packets with consecutive sequence numbers."""

    def __init__(self, capture, client_id, server_id, client='192.0.2.10', server='192.0.2.1', first=(0, 0)):
        self.capture = capture
        self.address = {True: ipaddress.ip_address(client), False: ipaddress.ip_address(server)}
        self.call_id = {True: server_id, False: client_id}      # that each end sends
        self.next = {True: first[0], False: first[1]}
        self.ttl = {True: 64, False: 64}
        self.came = dict(self.next)             # what the other end acknowledges next: no packet that was lost

    def send(self, client, number=None, acknowledgment=None, payload=LCP_ECHO, after=1000, snap=None, same=None, pad=0,
             **header):
        """Sends a packet with the next number or with another one. same: the frame that it is a copy of; pad: the
        number of link-layer octets after it."""
        number = self.next[client] if number is None else number
        self.next[client] = self.came[client] = number + 1
        packet = self.packet(client, gre(self.call_id[client], payload, number % 2 ** 32, acknowledgment, **header),
                             same)
        self.capture.add(packet + bytes(pad), client, snap, after)

    def acknowledge(self, client, acknowledgment, after=1000, **header):
        """Sends an acknowledgment without a payload."""
        packet = self.packet(client, gre(self.call_id[client], b'', None, acknowledgment, **header))
        self.capture.add(packet, client, None, after)

    def packet(self, client, octets, same=None):
        """Returns an IP packet with these octets of GRE."""
        identification = len(self.capture.frames) + 1 if same is None else same
        return ip_packet(self.address[client], self.address[not client], 47, octets, identification,
                         ttl=self.ttl[client])

    def error(self, client, icmp_type, code, size, router=None):
        """A router, or the receiver, answers a packet of the client or server with an ICMP error, which quotes `size`
        octets after the IP header."""
        source = ipaddress.ip_address(router) if router else self.address[not client]
        quoted = self.packet(client, gre(self.call_id[client], LCP_ECHO, max(self.next[client] - 1, 0)))
        cut = len(quoted) - len(gre(0, LCP_ECHO, 0)) + size
        self.capture.add(icmp_packet(source, self.address[client], icmp_type, code, quoted[:cut]), not client)


class Link:
    """A link layer: its number in pcap, and how it frames an IP packet."""

    def __init__(self, number, header):
        self.number, self.header = number, header

    def frame(self, packet, outgoing):
        ethertype = 0x86dd if packet[0] >> 4 == 6 else 0x0800
        return self.header(ethertype, outgoing) + packet


def ethernet(ethertype, outgoing, vlan=None):
    ends = [bytes.fromhex('020000000001'), bytes.fromhex('020000000002')]
    destination, source = ends[::-1] if outgoing else ends
    tag = struct.pack('>HH', 0x8100, vlan) if vlan else b''
    return destination + source + tag + struct.pack('>H', ethertype)


def cooked(ethertype, outgoing):
    return struct.pack('>HHH8sH', 4 if outgoing else 0, 1, 6, bytes.fromhex('020000000001'), ethertype)


ETHERNET = Link(1, ethernet)
VLAN = Link(1, lambda ethertype, outgoing: ethernet(ethertype, outgoing, vlan=42))
COOKED = Link(113, cooked)
RAW_IP = Link(101, lambda ethertype, outgoing: b'')


class Capture:
    """Frames, and the clock that stamps them."""

    def __init__(self, link=ETHERNET):
        self.link, self.frames, self.clock = link, [], 946684800_000000      # microseconds since 1970

    def add(self, packet, outgoing=True, snap=None, after=1000):
        self.clock += after
        frame = self.link.frame(packet, outgoing)
        self.frames.append((self.clock, len(frame), frame if snap is None else frame[:snap]))

    def replace(self, packets):
        """Puts other packets in the place of each: packets returns them. No frame may be cut."""
        link = len(self.link.header(0, True))
        self.frames = [(clock, link + len(packet), frame[:link] + packet)
                       for clock, _, frame in self.frames for packet in packets(frame[link:])]

    def octets(self):
        header = struct.pack('<IHHiIII', 0xA1B2C3D4, 2, 4, 0, 0, 262144, self.link.number)
        return header + b''.join(
            struct.pack('<IIII', clock // 1000000, clock % 1000000, len(data), size) + data
            for clock, size, data in self.frames)


class Connection:
    """A TCP connection. Client (True) and server (False) send segments with consecutive sequence numbers."""

    def __init__(self, capture, client='192.0.2.10', server='192.0.2.1', client_port=40000, port=1723, handshake=True,
                 first=1000):
        self.capture = capture
        self.address = {True: ipaddress.ip_address(client), False: ipaddress.ip_address(server)}
        self.port = {True: client_port, False: port}
        self.next = {True: first, False: 5000}
        if handshake:
            self.segment(True, b'', SYN)
            self.segment(False, b'', SYN | ACK)
            self.segment(True, b'', ACK)

    def segment(self, client, payload, flags=PSH | ACK, at=None, snap=None, lost=False, after=1000, ttl=64,
                heard=None, damaged=False):
        """Sends a segment, the next one or one at another sequence number, and returns its sequence number. A lost one
        counts but is not captured. heard: what it acknowledges, if not all. damaged: its checksum is wrong."""
        sequence = self.next[client] if at is None else at
        end = sequence + len(payload) + bool(flags & (SYN | FIN))
        self.next[client] = max(self.next[client], end)
        if not lost:
            self.capture.add(self.packet(client, sequence, payload, flags, ttl, heard, damaged), client, snap, after)
        return sequence

    def skip(self, client, octets):
        """Counts octets that are not captured."""
        self.next[client] += octets

    def packet(self, client, sequence, payload, flags, ttl=64, heard=None, damaged=False):
        source, destination = self.address[client], self.address[not client]
        acknowledgement = (self.next[not client] if heard is None else heard) if flags & ACK else 0
        tcp = struct.pack('>HHIIBBHHH', self.port[client], self.port[not client], sequence % 2 ** 32,
                          acknowledgement % 2 ** 32, 5 << 4, flags, 65535, 0, 0) + payload
        pseudo = source.packed + destination.packed + struct.pack('>II', len(tcp), 6)
        tcp = tcp[:16] + struct.pack('>H', checksum(pseudo + tcp) ^ damaged) + tcp[18:]
        return ip_packet(source, destination, 6, tcp, len(self.capture.frames), ttl=ttl)

    def quote(self, client, payload):
        """The server answers a segment of the client, which is not captured, with ICMP Host unreachable."""
        packet = self.packet(client, self.next[client], payload, PSH | ACK)
        self.next[client] += len(payload)
        self.capture.add(icmp_packet(self.address[not client], self.address[client], 3, 1, packet), not client)

    def close(self):
        self.segment(True, b'', FIN | ACK)
        self.segment(False, b'', FIN | ACK)
        self.segment(True, b'', ACK)
