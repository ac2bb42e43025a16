"""Sessions of the made captures of troubles (made/trouble.py), altered at one point: what they show then.

A session is told by its function alone; its packets are numbered from 1, in their order. Some alterations change what
the ends send, so that all numbers that count on are right; others change what the capture holds.
"""
import contextlib
import functools
import ipaddress
import struct
from unittest import mock

from made.ppp import SECOND
from made.trouble import CASES, Story, client_address
from packets import RST, Capture, Connection, Tunnel, checksum, ip_packet

IP = 14         # octets of Ethernet's header before it
OTHER = 100     # the number of another session's client
OTHER_CLIENT = client_address(OTHER)


def ppp(protocol, code, octets=b'', identifier=77):
    """A packet of a control protocol, behind the number of the protocol."""
    return struct.pack('>HBBH', protocol, code, identifier, 4 + len(octets)) + octets


def unsent(*numbers):
    """An end does not send these packets."""
    return Sending({number: lambda send: None for number in numbers})


def also(number, client, payload, after=5000):
    """Before this packet, which must be one of GRE, an end sends another: protocol and octets of PPP."""
    def say(send):
        tunnel = send.args[0]
        tunnel.send(client, payload=b'\xff\x03' + payload, after=after)
        send()
    return Sending({number: say})


def instead(number, payload):
    """Another packet of PPP than this one."""
    return Sending({number: lambda send: send.func(*send.args, **{**send.keywords, 'payload': b'\xff\x03' + payload})})


def says(number, octets):
    """Other octets of TCP than in this segment."""
    return Sending({number: lambda send: send.func(*send.args[:2], octets, *send.args[3:], **send.keywords)})


def heard(number, client):
    """Before this packet, which must be one of GRE, an end acknowledges what came, and says nothing else."""
    def say(send):
        tunnel = send.args[0]
        tunnel.acknowledge(client, tunnel.came[not client] - 1)
        send()
    return Sending({number: say})


class Sending:
    """What becomes of packets instead of being sent."""

    def __init__(self, instead):
        self.instead = instead

    @contextlib.contextmanager
    def change(self):
        sent = 0

        def counted(send):
            @functools.wraps(send)
            def instead(*arguments, **more):
                nonlocal sent
                sent += 1
                action = functools.partial(send, *arguments, **more)
                return self.instead.get(sent, lambda send: send())(action)
            return instead

        with mock.patch.object(Tunnel, 'send', counted(Tunnel.send)), \
                mock.patch.object(Tunnel, 'acknowledge', counted(Tunnel.acknowledge)), \
                mock.patch.object(Connection, 'segment', counted(Connection.segment)):
            yield


class Other:
    """Another session, with a client of its own, unless its packets are altered."""

    def __init__(self, name, number, seconds=1, *alterations):
        self.name, self.number, self.seconds, self.alterations = name, number, seconds, alterations

    def tell(self, made):
        before = len(made.frames)
        CASES[self.name][self.number](Story(made, OTHER))
        for alteration in self.alterations:
            made.frames[before:] = alteration(made.frames[before:])


class After(Other):
    """The other session comes first, so many seconds before."""

    def before(self, made):
        self.tell(made)
        made.clock += int(self.seconds * SECOND)

    def meanwhile(self, made):
        pass


class Beside(Other):
    """The other session begins so many seconds after this one did."""

    def before(self, made):
        self.begin = made.clock + int(self.seconds * SECOND)

    def meanwhile(self, made):
        other = Capture()
        other.clock = self.begin
        self.tell(other)
        made.frames = sorted(made.frames + other.frames, key=lambda frame: frame[0])


def until(number):
    """The capture ends with this packet."""
    return lambda frames: frames[:number]


def since(number):
    return lambda frames: frames[number - 1:]


def missing(first, last=None):
    """The capture does not hold these packets."""
    return lambda frames: frames[:first - 1] + frames[last or first:]


def without(address, protocol):
    """It does not hold what this host sends over this protocol of IP."""
    octets = ipaddress.ip_address(address).packed
    return lambda frames: [frame for frame in frames if (frame[2][IP + 12:IP + 16], frame[2][IP + 9])
                           != (octets, protocol)]


def astray(address):
    """Another Call ID is in the GRE from this host."""
    octets = ipaddress.ip_address(address).packed

    def change(frame):
        if (frame[IP + 12:IP + 16], frame[IP + 9]) != (octets, 47):
            return frame
        return frame[:IP + 26] + bytes([frame[IP + 26] ^ 0x40]) + frame[IP + 27:]
    return lambda frames: [(clock, size, change(frame)) for clock, size, frame in frames]


def reworded(octets, other):
    """Of the same size, wherever they are sent."""
    return lambda frames: [(clock, size, frame.replace(octets, other)) for clock, size, frame in frames]


def forged_reset(address, ttl):
    """In place of this host's last segment an RST comes, with another TTL; the capture ends with it."""
    octets = ipaddress.ip_address(address).packed

    def change(frames):
        last = max(place for place, (_, _, frame) in enumerate(frames)
                   if (frame[IP + 12:IP + 16], frame[IP + 9]) == (octets, 6))
        clock, _, frame = frames[last]
        receiver, tcp = frame[IP + 16:IP + 20], bytearray(frame[IP + 20:IP + 40])
        tcp[12], tcp[13], tcp[16:18] = 5 << 4, RST, bytes(2)
        tcp[16:18] = struct.pack('>H', checksum(octets + receiver + struct.pack('>II', 20, 6) + bytes(tcp)))
        packet = ip_packet(ipaddress.ip_address(octets), ipaddress.ip_address(receiver), 6, bytes(tcp), ttl=ttl)
        return frames[:last] + [(clock, IP + len(packet), frame[:IP] + packet)]
    return change


def over_ipv6(frames):
    """TCP and GRE, with these addresses behind 2001:db8::"""
    def change(frame):
        if frame[12:14] != b'\x08\0' or frame[IP + 9] not in (6, 47):
            return frame
        ends = [ipaddress.ip_address(b'\x20\x01\x0d\xb8' + bytes(8) + frame[at:at + 4]) for at in (IP + 12, IP + 16)]
        payload = frame[IP + 20:]
        if frame[IP + 9] == 6:
            payload = payload[:16] + bytes(2) + payload[18:]
            sum_ = checksum(ends[0].packed + ends[1].packed + struct.pack('>II', len(payload), 6) + payload)
            payload = payload[:16] + struct.pack('>H', sum_) + payload[18:]
        return frame[:12] + b'\x86\xdd' + ip_packet(*ends, frame[IP + 9], payload, ttl=frame[IP + 8])
    return [(clock, size, change(frame)) for clock, size, frame in frames]


def unsized(frames):
    """IP's length is 0 in all segments of TCP, as where the network card is to cut them and fill it in."""
    def change(frame):
        if frame[12:14] == b'\x86\xdd' and frame[IP + 6] == 6:
            return frame[:IP + 4] + bytes(2) + frame[IP + 6:]
        if frame[12:14] != b'\x08\0' or frame[IP + 9] != 6:
            return frame
        header = frame[IP:IP + 2] + bytes(2) + frame[IP + 4:IP + 10] + bytes(2) + frame[IP + 12:IP + 20]
        return frame[:IP] + header[:10] + struct.pack('>H', checksum(header)) + header[12:] + frame[IP + 20:]
    return [(clock, size, change(frame)) for clock, size, frame in frames]


def icmp_errors(kind, code, sender=None):
    """All errors of ICMP have this type and code, and come from this host."""
    def change(frame):
        if frame[12:14] != b'\x08\0' or frame[IP + 9] != 1:
            return frame
        message = bytes([kind, code, 0, 0]) + frame[IP + 24:]
        message = message[:2] + struct.pack('>H', checksum(message)) + message[4:]
        ends = [ipaddress.ip_address(frame[at:at + 4]) for at in (IP + 12, IP + 16)]
        ends[0] = ipaddress.ip_address(sender) if sender else ends[0]
        return frame[:IP] + ip_packet(*ends, 1, message, flags=0, ttl=frame[IP + 8])
    return lambda frames: [(clock, size, change(frame)) for clock, size, frame in frames]


def readdressed(address, other):
    """The host has another address outside the tunnel; checksums are right, but for what ICMP quotes."""
    before, after = ipaddress.ip_address(address).packed, ipaddress.ip_address(other)

    def change(frame):
        ends = [after if frame[at:at + 4] == before else ipaddress.ip_address(frame[at:at + 4])
                for at in (IP + 12, IP + 16)]
        if frame[12:14] != b'\x08\0' or after not in ends:
            return frame
        payload = frame[IP + 20:]
        if frame[IP + 9] == 6:
            pseudo = ends[0].packed + ends[1].packed + struct.pack('>II', len(payload), 6)
            sum_ = checksum(pseudo + payload[:16] + bytes(2) + payload[18:])
            payload = payload[:16] + struct.pack('>H', sum_) + payload[18:]
        return frame[:IP] + ip_packet(*ends, frame[IP + 9], payload, *struct.unpack('>HH', frame[IP + 4:IP + 8]),
                                      frame[IP + 8])
    return lambda frames: [(clock, size, change(frame)) for clock, size, frame in frames]


def faster(times):
    """By so many times."""
    return lambda frames: [(frames[0][0] + int((clock - frames[0][0]) / times), *frame) for clock, *frame in frames]


def pause(number, seconds):
    """Before this packet."""
    return lambda frames: frames[:number - 1] + [(clock + seconds * SECOND, *frame)
                                                 for clock, *frame in frames[number - 1:]]


def again(number):
    """The packet comes twice."""
    return lambda frames: frames[:number] + [(frames[number - 1][0] + 1000, *frames[number - 1][1:])] + frames[number:]


def moved(number, seconds):
    """The packet comes so much later."""
    def change(frames):
        clock, *packet = frames[number - 1]
        return sorted([*frames[:number - 1], *frames[number:], (clock + int(seconds * SECOND), *packet)],
                      key=lambda frame: frame[0])
    return change


def part(first, last, alteration):
    """Only these packets are altered."""
    return lambda frames: frames[:first - 1] + alteration(frames[first - 1:last]) + frames[last:]


def damaged(*numbers):
    """The checksums of TCP in these packets are wrong."""
    def change(frame):
        return frame[:IP + 36] + bytes([frame[IP + 36] ^ 0x55]) + frame[IP + 37:]
    return lambda frames: [(clock, size, change(frame) if number in numbers else frame)
                           for number, (clock, size, frame) in enumerate(frames, 1)]


def unacknowledging(address):
    """No packet of GRE from this host acknowledges anything; those that do nothing else are not sent."""
    octets = ipaddress.ip_address(address).packed

    def change(frame):
        gre = frame[IP + 20:]
        if (frame[IP + 12:IP + 16], frame[IP + 9]) != (octets, 47) or not gre[1] & 0x80:
            return frame
        at = 12 if gre[0] & 0x10 else 8
        return frame[:IP] + ip_packet(*(ipaddress.ip_address(frame[at:at + 4]) for at in (IP + 12, IP + 16)), 47,
                                      gre[:1] + bytes([gre[1] & 0x7f]) + gre[2:at] + gre[at + 4:],
                                      *struct.unpack('>HH', frame[IP + 4:IP + 8]), frame[IP + 8])
    return lambda frames: [(clock, len(changed), changed)
                           for clock, changed in ((clock, change(frame)) for clock, _, frame in frames)
                           if len(changed) > IP + 28]


def overtaken(number):
    """By the next packet."""
    def change(frames):
        (early, *one), (late, *other) = frames[number - 1:number + 1]
        return frames[:number - 1] + [(early, *other), (late, *one)] + frames[number + 1:]
    return change


def altered(name, number, *alterations):
    """A session of a capture with these alterations, as a file of pcap."""
    made = Capture()
    for alteration in alterations:
        if isinstance(alteration, Other):
            alteration.before(made)
    with contextlib.ExitStack() as changes:
        for alteration in alterations:
            if isinstance(alteration, Sending):
                changes.enter_context(alteration.change())
        CASES[name][number](Story(made, number))
    for alteration in alterations:
        if isinstance(alteration, Other):
            alteration.meanwhile(made)
    for alteration in alterations:
        if not isinstance(alteration, (Sending, Other)):
            made.frames = alteration(made.frames)
    return made.octets()
