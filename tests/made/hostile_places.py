"""More link-layer addresses and TTLs than capture points are kept."""
import struct

from made import capture
from made.ppp import SECOND
from made.trouble import Story
from packets import checksum


def place(number):
    """Two Ethernet addresses that no other number has."""
    return struct.pack('>HI', 0x0200, 2 * number) + struct.pack('>HI', 0x0200, 2 * number + 1)


def moved(frame, number, ttl=64):
    """The frame as it was captured at another place."""
    ip = bytearray(frame[14:])
    ip[8], ip[10:12] = ttl, bytes(2)
    ip[10:12] = struct.pack('>H', checksum(bytes(ip[:20])))
    return place(number) + frame[12:14] + bytes(ip)


def session(s, count):
    link = s.session(auth='PAP')
    link.pings(count)
    s.close(link)


@capture('bad-places')
def bad_places(made):
    """A session each of whose packets comes from another place; and copies of a second one from two places more, which
    are too many to be known."""
    session(Story(made, 0), 90)
    made.frames = [(clock, size, moved(frame, number)) for number, (clock, size, frame) in enumerate(made.frames)]
    first = len(made.frames)
    made.clock += 5 * SECOND
    session(Story(made, 1), 20)
    made.frames[first:] = [copy for clock, size, frame in made.frames[first:]
                           for copy in ((clock, size, moved(frame, 1000)), (clock + 100, size, moved(frame, 1001, 63)))]
