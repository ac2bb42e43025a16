"""Multilink (RFC 1990): fragments joined over one link or two, MPPE inside, and what is missing."""
import re
import struct

import pytest

from test_analysis import PASSES
from test_mppe import ALICE, known
from wireshark import OURS, TRUTH, folder

SESSIONS = {'l_mp_mppe128': 33, 'l_mp_short_clear': 30, 'l_mp_two_links_clear': 32}


def blocks(octets):
    """The packets of a pcapng file."""
    at = 0
    while at < len(octets):
        kind, size = struct.unpack_from('<II', octets, at)
        if kind == 6:
            captured, = struct.unpack_from('<I', octets, at + 20)
            yield octets[at + 28:at + 28 + captured]
        at += size


def inside(capture, *options):
    """The IP packets inside the tunnels, as "tshark -U IP" exports them."""
    path = folder('multilink') / f'{capture}{len(options)}.pcapng'
    OURS.tshark(f'{capture}.pcap', '-U', 'IP', '-w', str(path), *known(ALICE), *options)
    return [packet for packet in blocks(path.read_bytes()) if packet[12:14] == b'\x0a\x0a']


def plaintext(name):
    """The client's ppp0 (Linux cooked capture)."""
    octets, at = (TRUTH / f'{name}.inner.pcap').read_bytes(), 24
    while at < len(octets):
        size, = struct.unpack_from('<I', octets, at + 8)
        yield octets[at + 32:at + 16 + size]
        at += 16 + size


@pytest.mark.longer
@PASSES
@pytest.mark.parametrize('name', SESSIONS)
def test_real_sessions_are_the_plaintext(name, passes):
    """Each packet came out whole, octet for octet, whatever its fragments and their links."""
    packets, truth = inside(name, *passes), [*plaintext(name)]
    assert len(packets) == SESSIONS[name]
    assert not [packet.hex() for packet in truth if packet not in packets]
    assert len([packet for packet in packets if packet not in truth]) <= 2


@pytest.fixture(scope='module')
def rows():
    """The packets of the made capture in two passes, each with the values of these fields."""
    fields = ['frame.number', 'pptp.call', 'mp.seq', 'mp.sseq', 'frame.protocols', 'mp.reassembled.in',
              'pptp.ppp.stage', 'pptp.ppp.fragments_lost', 'pptp.ppp.fragment_bits']
    return OURS.fields('trouble-multilink.pcap', fields, '-2', '-Y', 'mp')


def of_call(rows, number):
    return [row for row in rows if row[1] == [str(number)]]


def pings(rows):
    return [row for row in rows if row[4] and row[4][0].endswith(':mp:ppp:ip:icmp:data')]


def test_each_direction_has_its_own_header(rows):
    """Short numbers wrap from 4095 to 0; long ones do not."""
    call = of_call(rows, 0)
    assert len(pings(call)) == 6
    assert {'4095', '0'} <= {number for row in call for number in row[3]}
    assert {'4095', '4096'} <= {number for row in call for number in row[2]}
    assert not [row for row in call if row[7]]


def test_a_lost_fragment_costs_its_packet_only(rows):
    call = of_call(rows, 1)
    assert len(pings(call)) == 4
    assert len([row for row in call if row[7]]) == 1
    assert not [row for row in call if row[8]]


def test_fragments_without_an_end_cost_nothing_else(rows):
    call = of_call(rows, 2)
    assert len(pings(call)) == 2
    assert len([row for row in call if row[8]]) == 100


def test_two_links_are_one_bundle(rows):
    """Fragments go over both; what is lost is told once both have gone beyond it; the second goes on alone."""
    calls = of_call(rows, 4), of_call(rows, 5)
    assert len(pings(calls[0])) == 0
    assert len(pings(calls[1])) == 10
    assert [len([row for row in call if row[7]]) for call in calls] == [1, 0]
    assert {stage for row in calls[1] for stage in row[6]} == {'IPCP', 'Data'}


def test_a_later_session_is_another_bundle(rows):
    """Only the calls of the cases with two links are told to be links of another call's bundle."""
    assert [len(pings(of_call(rows, number))) for number in (6, 7)] == [2, 2]
    said = OURS.tshark('trouble-multilink.pcap', '-q', '-z', 'pptp,diagnosis').out
    assert re.findall(r'Discriminators and the user "(\w+)"', said) == ['dave', 'ivan']


def test_any_frame_first(rows):
    """A frame that is dissected alone shows what it shows among the others."""
    last = pings(of_call(rows, 5))[-1]
    assert OURS.fields('trouble-multilink.pcap', ['frame.protocols'], '-2', '-Y', f'frame.number == {last[0][0]}') \
        == [[last[4]]]
