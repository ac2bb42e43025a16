"""Malicious and broken RADIUS beside a sound session: what it claims is not there."""
import struct

from made import capture
from made.ppp import SECOND, mschapv2_value, noise
from made.radius import (
    ACCEPT, ACCOUNTED, COA, COA_ACK, COA_NAK, INTERIM, RADIUS_SERVER, REJECT, REQUEST, START, STOP, Radius, attribute,
    microsoft, mschap_response, number)
from made.trouble import SERVER_ADDRESS, Story, with_lcp

DISCONNECT, DISCONNECTED = 40, 41       # RFC 5176 section 3
KINDS = 1, 2, 3, 4, 5, 6, 7, 8, 11, 18, 24, 25, 27, 28, 31, 40, 44, 49, 60, 61, 79, 80
OF_MICROSOFT = 1, 2, 8, 11, 12, 16, 17, 25, 26


def bad_values():
    """Attributes whose values are too short or too long, and vendors that are none."""
    for size in 0, 1, 2, 3, 5, 16, 17, 49, 51:
        yield b''.join(attribute(kind, bytes(size)) for kind in KINDS)
        yield b''.join(microsoft(kind, bytes([9]) * size) for kind in OF_MICROSOFT)
        yield attribute(26, bytes(size)) + attribute(26, b'\0\0\x3a\x8c' + attribute(7, bytes(size)))
    yield attribute(61, struct.pack('>I', 5)) + 2 * attribute(5, struct.pack('>I', 3))
    yield attribute(79, b'\2\1\0\6\1a') + attribute(79, b'\1\1\0\6\4a')
    yield b'\1\0' + bytes(9)
    yield b'\1\1' + bytes(9)
    yield b'\1\xff' + bytes(9)


def bad_keys(radius):
    """One of the two keys is missing, cut, or has another length inside."""
    for salted in (b'', b'\x80', b'\x80\1', b'\x80\1' + bytes(15), b'\x80\1' + bytes(16), b'\x80\1' + bytes(255 - 12)):
        yield microsoft(16, salted)
        yield microsoft(16, salted) + radius.key(17, bytes(16), b'\x9c\1')
        yield radius.key(16, bytes(16), b'\xe2\x7f') + microsoft(17, salted)
    for size in 0, 5, 15, 16, 33:
        yield radius.key(16, bytes(size), b'\xe2\x7f') + radius.key(17, bytes(16), b'\x9c\1')
        yield radius.key(16, bytes(16), b'\xe2\x7f') + radius.key(17, bytes(size), b'\x9c\1')
    yield microsoft(12, bytes(32))
    yield microsoft(12, radius.encrypt(bytes([7]) * 32))


def bad_accounting(made):
    """Sessions that are named twice, end twice, come back, or share a calling station; unknown kinds of requests."""
    told = Radius(made, port=1813, own=33002)
    station = attribute(31, b'192.0.2.77')
    for status in 0, START, INTERIM, STOP, STOP, INTERIM, 7, 15:
        for session in 'S1', 'S2', '':
            told.account(status, session, 'alice', station, answered=session == 'S1')
    for after in 1, 1000, 3 * SECOND, 3600 * SECOND:
        told.account(INTERIM, 'S3', 'bob', answered=False, after=after)
    told.again(1)
    told.reply(ACCOUNTED)
    told.reply(ACCOUNTED)
    Radius(made, server='192.0.2.54', port=1813, own=33002).account(INTERIM, 'S3', 'bob')


def bad_changes(made):
    """CoA and Disconnect about nobody, about sessions that ended, without a limit, answered twice or by another."""
    told = Radius(made, port=1813, own=33003)
    told.account(START, 'S4', 'carol')
    change = Radius(made, SERVER_ADDRESS, RADIUS_SERVER, 3799, own=50000)
    for who in (attribute(44, b'S4'), attribute(44, b'S1'), attribute(44, b'S9'), attribute(1, b'carol'),
                attribute(1, b'nobody'), attribute(4, bytes(4)), b''):
        for limit in b'', number(27, 600), attribute(27, bytes(3)):
            change.demand(COA, who + limit)
            change.reply(COA_NAK)
            change.reply(COA_ACK)
    for _ in range(40):
        change.demand(DISCONNECT, attribute(1, b'carol'))
    change.reply(DISCONNECTED)
    change.reply(DISCONNECTED)
    for other in '192.0.2.99', 3800:
        change.reply(DISCONNECTED, other=other)
    for identifier in 0, 77:
        change.identifier = identifier
        change.reply(DISCONNECTED)
    for own, server in (50001, SERVER_ADDRESS), (50000, '198.51.100.7'):
        Radius(made, server, RADIUS_SERVER, 3799, own=own).reply(DISCONNECTED)


def bad_requests(made):
    """Lying lengths, what the snapshot length cut, and replies to nothing, late or to another port."""
    ask = Radius(made, own=33004)
    for attributes in bad_values():
        ask.ask(attributes)
        ask.reply(REJECT, attributes)
    for length in 0, 19, 20, 21, 4096, 4097, 0xffff:
        ask.send(struct.pack('>BBH', REQUEST, 1, length) + noise('authenticator', 16) + attribute(1, b'alice'), True)
    for size in range(0, 24, 3):
        ask.send((struct.pack('>BBH', REQUEST, 2, 24) + bytes(20))[:size], True)
    ask.ask(b'')
    ask.send(ask.packet, True, after=1)
    ask.send(ask.packet[:4] + bytes(16) + ask.packet[20:], True)
    for other, after in ((1900, 1000), ('192.0.2.54', 1000), (None, 1000), (None, 1000), (1900, 600 * SECOND)):
        ask.reply(REJECT, other=other, after=after)
    ask.identifier = 200
    ask.reply(ACCEPT, cut=9)


def accepted(s, place):
    """A session whose keys the Access-Accept has, but for these."""
    link, ask = with_lcp(s, 'MS-CHAPv2'), Radius(s.made, own=33001)
    link.challenge()
    value = mschapv2_value(f'hostile {place}')
    link.response(value)
    ask.ask(microsoft(11, noise('challenge', 16)) + mschap_response(value))
    ask.reply(ACCEPT, [*bad_keys(ask)][place])
    link.success()
    s.go_on(link)


@capture('bad-radius')
def bad_radius(made):
    for place, _ in enumerate(bad_keys(Radius(made))):
        accepted(Story(made, 1 + place), place)
    s = Story(made, 0)
    link = s.session(auth='MS-CHAPv2')
    link.pings(2)
    for kind in bad_requests, bad_accounting, bad_changes:
        kind(made)
    link.pings(1)
    s.close(link)
