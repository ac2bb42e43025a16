"""MPPC: a compressor and a decompressor, a reading of RFC 2118.

The history is 8192 octets that a position walks through; a packet that has no room behind it goes to the front (bit B).
"""
HISTORY = 8192
FLUSHED, FRONT, COMPRESSED = 0x8000, 0x4000, 0x2000


def offset_bits(offset):
    """Section 4.2.1. 64 and 320 belong to the class that begins with them: the one before has no room for them."""
    if offset < 64:
        return f'1111{offset:06b}'
    if offset < 320:
        return f'1110{offset - 64:08b}'
    return f'110{offset - 320:013b}'


def length_bits(length):
    """Section 4.2.2: so many ones as the length has bits beyond two, a zero, and the bits behind the first."""
    if length == 3:
        return '0'
    more = length.bit_length() - 1
    return '1' * (more - 1) + '0' + f'{length - (1 << more):0{more}b}'


def literal_bits(octet):
    return f'{octet:08b}' if octet < 0x80 else f'10{octet & 0x7f:07b}'


def copy_bits(offset, length):
    return offset_bits(offset) + length_bits(length)


def packed(bits):
    """Behind the last bit zeros fill the octet; they are too few to be a token."""
    bits += '0' * (-len(bits) % 8)
    return int(bits or '0', 2).to_bytes(len(bits) // 8, 'big')


def tokens(before, octets, overlap=True):
    """Of a packet: octets that are sent themselves, or (offset, length) of what came before. before: what may be
    referred to, with None where nothing was yet; overlap: whether a copy may reach into itself."""
    all_octets, at, places = [*before, *octets], len(before), {}

    def same(place):
        limit = min(len(all_octets) - at, HISTORY - 1 if overlap else at - place)
        return next((length for length in range(limit) if all_octets[place + length] != all_octets[at + length]), limit)

    indexed = 0
    while at < len(all_octets):
        for indexed in range(indexed, at):
            places.setdefault(tuple(all_octets[indexed:indexed + 3]), []).append(indexed)
        indexed = at
        near = [place for place in places.get(tuple(all_octets[at:at + 3]), ())[-8:] if at - place < HISTORY]
        length, place = max(((same(place), place) for place in near), default=(0, 0))
        if length >= 3:
            yield at - place, length
            at += length
        else:
            yield all_octets[at]
            at += 1


def encoded(found):
    return packed(''.join(literal_bits(token) if isinstance(token, int) else copy_bits(*token) for token in found))


class Compressor:
    """A sender's: flags and octets of a packet. What would grow is sent as it is, and the history is flushed behind it.
    around: refer also to what was at the end of the history before the position went to the front, as in a ring;
    stateless: every packet begins anew; flush_to_front: bit B with every bit A."""

    def __init__(self, stateless=False, around=False, overlap=True, flush_to_front=False):
        self.stateless, self.around, self.overlap, self.flush_to_front = stateless, around, overlap, flush_to_front
        self.flush()

    def flush(self):
        """The history begins anew with the next packet: also what a Reset-Request wants."""
        self.history, self.position, self.flushed = [None] * HISTORY, 0, True

    def before(self, size):
        """What came before, but for what the packet itself overwrites."""
        if not self.around:
            return self.history[:self.position]
        return (self.history[self.position:] + self.history[:self.position])[size:]

    def send(self, octets):
        if self.stateless:
            self.flush()
        flags = 0
        if self.position + len(octets) > HISTORY:
            flags, self.position = FRONT, 0
        if self.flushed:
            flags |= FLUSHED | (FRONT if self.flush_to_front else 0)
            self.flushed = False
        coded = encoded(tokens(self.before(len(octets)), octets, self.overlap))
        if len(coded) >= len(octets):
            self.flush()
            return flags & FLUSHED, bytes(octets)
        self.history[self.position:self.position + len(octets)] = octets
        self.position += len(octets)
        return flags | COMPRESSED, coded


class Decompressor:
    """A receiver's, strict: None for what no compressor sends. around: a copy may reach beyond the front."""

    def __init__(self, around=True):
        self.around = around
        self.flush()

    def flush(self):
        self.history, self.position = [None] * HISTORY, 0

    def receive(self, flags, octets):
        if flags & FLUSHED:
            self.flush()
        if not flags & COMPRESSED:
            return bytes(octets)
        if flags & FRONT:
            self.position = 0
        out, bits = bytearray(), Bits(octets)
        while bits.left() >= 8:
            if not self.token(bits, out):
                return None
        return bytes(out)

    def token(self, bits, out):
        """Whether there is one, and it can be followed."""
        if not bits.take(1):
            return self.put(out, bits.take(7))
        if not bits.take(1):
            return bits.left() >= 7 and self.put(out, 0x80 | bits.take(7))
        offset, length = bits.offset(), bits.length()
        if not offset or not length or offset > self.position and not self.around:
            return False
        return all(self.put(out, self.history[(self.position - offset) % HISTORY]) for _ in range(length))

    def put(self, out, octet):
        if self.position >= HISTORY or octet is None:
            return False
        self.history[self.position] = octet
        self.position += 1
        out.append(octet)
        return True


class Bits:
    def __init__(self, octets):
        self.bits, self.at = ''.join(f'{octet:08b}' for octet in octets), 0

    def left(self):
        return len(self.bits) - self.at

    def take(self, count):
        """The next bits as a number; None if they are too few."""
        if self.left() < count:
            return None
        self.at += count
        return int(self.bits[self.at - count:self.at] or '0', 2)

    def plus(self, count, base):
        value = self.take(count)
        return None if value is None else value + base

    def offset(self):
        """Behind two ones."""
        if not self.take(1):
            return self.plus(13, 320)
        return self.plus(6, 0) if self.take(1) else self.plus(8, 64)

    def length(self):
        ones = 0
        while self.take(1):
            ones += 1
        if ones == 0:
            return 3
        return self.plus(ones + 1, 1 << ones + 1) if ones <= 11 else None
