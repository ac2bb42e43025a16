"""MPPE: what a sender does to its packets, a reading of RFC 3078; and what Linux's does otherwise."""
import struct

from made import mppc
from made.mschap import next_key, rc4, session_key

FLUSHED, ENCRYPTED, COUNTS = 0x8000, 0x1000, 4096


class Sender:
    """One direction's. start: the start key, before the first session key.

    stateless: each packet has a key of its own.
    Otherwise RFC 3078 section 8.2 applies: after a Reset-Request the sender restarts RC4 with the key it has, and sets
    FLUSHED in the next packet; the key changes before a packet whose count ends in 0xFF. FLUSHED may be set there or
    not: section 3.1 asks for it, because the tables are new, section 8.2 does not.
    linux: as Linux's ppp_mppe does: the key changes in both cases, and FLUSHED is set in both. Its first packet is not
    FLUSHED, though its tables are new.
    compressor: of MPPC, which goes first and shares count, FLUSHED and resets."""

    def __init__(self, start, bits=128, stateless=True, linux=False, flag_flushed=False, first_flushed=None,
                 compressor=None):
        self.start, self.bits, self.stateless, self.linux = start, bits, stateless, linux
        self.flag_flushed, self.compressor = flag_flushed or linux, compressor
        self.key = session_key(start, bits)
        self.stream = rc4(self.key)
        self.flush = not linux if first_flushed is None else first_flushed      # the next packet is FLUSHED
        self.first, self.count = True, 0

    def reset(self):
        """A Reset-Request came."""
        self.flush = True
        if self.compressor:
            self.compressor.flush()

    def change(self):
        self.key = next_key(self.start, self.key, self.bits)
        self.stream = rc4(self.key)

    def send(self, octets):
        """Header and encrypted octets of the next packet."""
        flags, flag = ENCRYPTED, self.count % 256 == 255
        if self.compressor:
            more, octets = self.compressor.send(octets)
            flags |= more
            self.flush |= bool(more & mppc.FLUSHED)
        if self.stateless or flag or self.flush and self.linux and not self.first:
            self.change()
        elif self.flush:
            self.stream = rc4(self.key)
        if self.stateless or self.flush or flag and self.flag_flushed:
            flags |= FLUSHED
        self.flush = self.first = False
        header = struct.pack('>H', flags | self.count)
        self.count = (self.count + 1) % COUNTS
        return header + self.stream.encrypt(octets)
