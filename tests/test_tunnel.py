"""GRE tied to its calls: counts against the raw octets, verdicts where they belong, what stock shows unchanged."""
import collections
import ipaddress
import json
import os
import random
import re
import struct
from xml.etree import ElementTree

import pytest

from made import CLIENT, SERVER
from made.control import established
from made.tunnel import call, clear
from packets import LCP_ECHO, Capture, Connection, Tunnel, gre, icmp_packet, ip_packet, message
from test_analysis import PASSES, plain, shown_facts
from test_golden import TUNNELS, known_at_once, tunnel_lines
from wireshark import CAPTURES, OURS, REAL, ROOT, STOCK, TRUTH, experts_in, folder, processor_seconds, staged

pytestmark = pytest.mark.longer

HERE, THERE, ELSEWHERE = (ipaddress.ip_address(text) for text in ('192.0.2.10', '192.0.2.1', '203.0.113.9'))


def gre_of(path):
    """What the octets say of each GRE packet, without Wireshark: sender, receiver, Call ID, number, acknowledgment."""
    octets = path.read_bytes()
    link, at = struct.unpack('<I', octets[20:24])[0], 24
    while at < len(octets):
        size = struct.unpack('<I', octets[at + 8:at + 12])[0]
        frame, at = octets[at + 16:at + 16 + size], at + 16 + size
        packet = frame[{1: 14, 113: 16}[link]:]
        if packet[0] >> 4 == 4 and packet[9] == 47:
            yield packet[12:16], packet[16:20], *header(packet[(packet[0] & 15) * 4:])


def header(octets):
    flags, _, _, call_id = struct.unpack('>HHHH', octets[:8])
    numbers, at = [], 8
    for bit in 0x1000, 0x0080:
        numbers.append(struct.unpack('>I', octets[at:at + 4])[0] if flags & bit else None)
        at += 4 if flags & bit else 0
    return call_id, *numbers


def counted_from_octets(path):
    """{(sender, receiver, Call ID): frames, first, highest, missing, late, duplicate, ack backwards}."""
    directions = collections.defaultdict(lambda: {'frames': 0, 'seen': [], 'acks': []})
    for sender, receiver, call_id, number, acknowledgment in gre_of(path):
        direction = directions['.'.join(map(str, sender)), '.'.join(map(str, receiver)), str(call_id)]
        direction['frames'] += 1
        direction['seen'] += [] if number is None else [number]
        direction['acks'] += [] if acknowledgment is None else [acknowledgment]
    return {key: count(**direction) for key, direction in directions.items()}


def count(frames, seen, acks):
    duplicates = len(seen) - len(set(seen))
    late = sum(number < max(seen[:i], default=-1) and number not in seen[:i] for i, number in enumerate(seen))
    backwards = sum(number < max(acks[:i], default=-1) for i, number in enumerate(acks))
    return frames, seen[0], max(seen), max(seen) - seen[0] + 1 - len(set(seen)), late, duplicates, backwards


def counted_by_plugin(capture, *passes):
    names = ['ip.src', 'ip.dst', 'gre.key.call_id', 'gre.sequence_number', 'pptp.tunnel.gap',
             'pptp.tunnel.out_of_order',
             'pptp.tunnel.duplicate', 'pptp.tunnel.ack_backwards']
    counts = {}
    for source, destination, call_id, number, gap, late, duplicate, backwards in OURS.fields(
            capture, names, '-Y', 'pptp.tunnel && !icmp.type == 3', *passes):
        row = counts.setdefault((source[0], destination[0], call_id[0]), [0, None, -1, 0, 0, 0, 0])
        row[0] += 1
        if number:
            row[1:3] = int(number[0]) if row[1] is None else row[1], max(row[2], int(number[0]))
        row[3] += int(gap[0]) if gap else 0
        for place, verdict in enumerate((late, duplicate, backwards), 4):
            row[place] += bool(verdict)
        row[3] -= bool(late)
    return {key: tuple(row) for key, row in counts.items()}


@PASSES
@pytest.mark.parametrize('path', REAL, ids=lambda path: path.stem)
def test_counts_are_those_of_the_octets(path, passes):
    assert counted_by_plugin(path, *passes) == counted_from_octets(path)


def truth():
    """{capture: {(sender, receiver, Call ID): counts}} of a program that is no part of the project."""
    told = collections.defaultdict(dict)
    for line in (TRUTH / 'counts.txt').read_text().splitlines():
        if re.fullmatch(r'\S+\.pcap', line):
            capture = line
        match = re.match(r'\s+(\S+) -> (\S+) call (\d+): (\d+) frames, seq (\d+)\.\.(\d+), missing (\d+), late (\d+),'
                         r' duplicate (\d+), ack backwards (\d+)', line)
        if match:
            told[capture][match.groups()[:3]] = tuple(map(int, match.groups()[3:]))
    return told


@pytest.mark.slow
def test_counts_are_the_ground_truth():
    told = truth()
    assert len(told) == 29
    for capture, counts in told.items():
        assert counted_by_plugin(capture) == counts, capture


# --- which call ----------------------------------------------------------------------------------------------------

def test_one_filter_shows_a_call_whole():
    rows = OURS.fields('a_mppe128.pcap', ['pptp.control_message_type', 'gre.key.call_id'], '-Y', 'pptp.call == 0')
    assert [row[0][0] for row in rows if row[0]] == ['7', '8', '12']
    assert {row[1][0] for row in rows if row[1]} == {'0', '12148'} and sum(bool(row[1]) for row in rows) == 88 + 79


def test_calls_behind_one_nat_are_told_apart():
    """The Call IDs that the control messages announced, read by hand: 0 and 41784, 128 and 34726."""
    rows = OURS.fields('d_nat2.wan.pcap', ['pptp.call', 'gre.key.call_id', 'pptp.tunnel.sender'], '-Y', 'pptp.tunnel')
    assert {tuple(value[0] for value in row) for row in rows} == {
        ('0', '0', 'PNS'), ('0', '41784', 'PAC'), ('1', '128', 'PNS'), ('1', '34726', 'PAC')}


# --- verdicts ------------------------------------------------------------------------------------------------------

# In orderly sessions: pptp-linux begins with 1, and neither it nor poptop keeps to the window of 3.
HABITS = {'pptp.tunnel.first_sequence.one', 'pptp.tunnel.window_exceeded',
          'pptp.ppp.terminated', 'pptp.ppp.clear_data', 'pptp.auth.password_in_clear', 'pptp.ppp.reset_request'}
ORDERLY = [path for path in REAL if re.match(r'[abg]_|d_nat2\.|c_(authfail|mppe|client)', path.name)]


@PASSES
@pytest.mark.parametrize('path', ORDERLY, ids=lambda path: f'{path.parent.parent.name}-{path.stem}')
def test_orderly_tunnels_get_no_more_than_notes_of_habits(path, passes):
    found = [expert for packet in OURS.tunnelled(path, *passes) for expert in packet.experts]
    troubles = {'c_authfail': {'pptp.auth.failed'},
                'c_mppe_mismatch': {'pptp.ppp.encryption_rejected'}}.get(path.stem.split('.')[0], set())
    assert {expert.name for expert in found} - troubles <= HABITS
    assert {expert.severity for expert in found if expert.name not in troubles} <= {'Chat', 'Note'}


def test_every_verdict_speaks_somewhere():
    fields = [line.split('\t') for line in OURS.run('tshark', '-G', 'fields').lines]
    text = ''.join((ROOT / 'tests' / 'golden' / 'tunnel' / f'{name}.txt').read_text() for name in TUNNELS)
    registered = {row[2] for row in fields if row[0] == 'F' and row[2].startswith('pptp.tunnel.')
                  and row[3] == 'FT_NONE'}
    foreign = {'pptp.tunnel.header.version', 'pptp.tunnel.header.protocol_type'}       # test_conformance.py has these
    assert registered - foreign == set(re.findall(r'^    (pptp\.tunnel\.\S+) ', text, re.M)) and len(registered) == 30


def severities(capture, *options):
    """{expert item of the tunnel: its severities}."""
    told = collections.defaultdict(set)
    for packet in OURS.tunnelled(capture, *options):
        for expert in packet.experts:
            told[expert.name].add(expert.severity)
    return told


@pytest.mark.parametrize('name, severity, mild, capture', [
    ('first_sequence', 'Note', 'one', 'tunnel-calls.pcap'), ('first_sequence', 'Note', 'one', 'tunnel-sequence.pcap'),
    ('no_call', 'Warning', 'older', 'tunnel-without-call.pcap'),
    ('after_end', 'Warning', 'in_flight', 'tunnel-calls.pcap'),
    ('icmp_error', 'Warning', 'closing', 'tunnel-calls.pcap')])
def test_a_name_has_one_severity_which_the_user_can_set(name, severity, mild, capture):
    """The milder case has a name of its own below the other's."""
    names = {f'pptp.tunnel.{name}': severity, f'pptp.tunnel.{name}.{mild}': 'Chat'}
    told = severities(capture)
    said = names.keys() & told.keys()
    assert said and all(told[item] == {names[item]} for item in said)
    for item in said:
        assert severities(capture, '-o', f'uat:expert_severity:"{item}","Error"') == {**told, item: {'Error'}}


@pytest.mark.parametrize('name', ['tunnel-calls', 'tunnel-headers', 'tunnel-icmp', 'tunnel-sequence', 'c_gre_icmp',
                                  'trouble-authentication', 'trouble-encryption', 'mppe-stateful-loss'])
def test_expert_information_lists_every_item_under_pptp(name):
    """The tunnel's, PPP's and MPPE's, though GRE, ICMP or MPPE is dissected where they are added."""
    pdml = ElementTree.fromstring(OURS.tshark(f'{name}.pcap', '-T', 'pdml').out)
    ours = {expert.text for expert in experts_in(pdml) if expert.name
            and re.match(r'pptp\.(tunnel|ppp|auth)\.|mppe\.', expert.name)}
    listed = re.findall(r'^ +\d+ +\S+ +(\S+)  (.*)$', OURS.tshark(f'{name}.pcap', '-q', '-z', 'expert').out, re.M)
    protocols = {text: protocol for protocol, text in listed if text in ours}
    assert set(protocols.values()) == {'PPTP'} and protocols


# --- the packet list's arrows --------------------------------------------------------------------------------------

def links(tree):
    """Every link to a frame, in the order of the tree."""
    for node in tree:
        if node.get('t') == 'framenum':
            yield node['fnum'], node['f'].split(' ')[0]
        yield from links(node.get('n', []))


def drawn(programs, capture, frame):
    """{frame: the link that the packet list draws}: the first in the tree."""
    (tree,) = programs.trees(capture, [frame])
    first = {}
    for linked, name in links(tree):
        first.setdefault(linked, name)
    return first


def test_arrows_join_a_request_and_its_response():
    """Of an Outgoing-Call-Reply, which set up the call and acknowledges in one."""
    assert drawn(OURS, 'a_mppe128.pcap', 12)[10] == 'pptp.response_to'
    assert drawn(OURS, 'a_mppe128.pcap', 10)[12] == 'pptp.response_in'


def test_arrows_inside_an_unencrypted_tunnel_are_those_of_its_protocols():
    """Of ping, whose packets acknowledge each other in the tunnel as well. Filters find that as ever."""
    for frame in 37, 38:
        stock, ours = (drawn(programs, 'b_clear_pap_nocomp.pcap', frame) for programs in (STOCK, OURS))
        assert stock and stock.items() <= ours.items()
    assert OURS.fields('b_clear_pap_nocomp.pcap', ['frame.number', 'pptp.tunnel.acked_in'], '-2', '-Y',
                       'pptp.tunnel.acks_frame == 37') == [[['38'], ['39']]]


def test_arrows_of_the_tunnel_are_drawn_where_its_protocols_have_none():
    assert drawn(OURS, 'b_clear_pap_nocomp.pcap', 38)[39] == 'pptp.tunnel.acked_in'


@PASSES
def test_reports_name_the_router_that_refuses(passes):
    """Wireshark keeps expert items in quotes out of its reports."""
    said = OURS.tshark('d_nat2_nohelper.wan.pcap', '-q', '-z', 'expert', *passes).out
    for number in 0, 1:
        assert (f'198.51.100.2 answered GRE of call {number} with ICMP Destination unreachable'
                ' (Protocol unreachable)') in said


@PASSES
def test_a_fragment_is_not_said_to_be_short(passes):
    """The first fragment, when Wireshark puts none together; the packet counts once."""
    whole, first = (OURS.tunnelled('tunnel-carried.pcap', *passes, '-o', f'ip.defragment:{on}')
                    for on in ('TRUE', 'FALSE'))
    assert [packet.frame for packet in whole if packet.frame in (21, 22)] == [22]
    assert [(packet.frame, packet.facts['pptp.tunnel.expected_sequence'], packet.experts) for packet in first
            if packet.frame in (21, 22)] == [(21, '4', [])]


def made(fill):
    """A capture that a test fills."""
    capture = Capture()
    fill(capture)
    path = folder('made') / 'made.pcap'
    path.write_bytes(capture.octets())
    path.chmod(0o644)
    return path


def test_gre_of_a_reused_call_id_is_the_newer_calls():
    """The server assigns a Call ID again, and late GRE of the first call comes before any of the second."""
    def fill(capture):
        connection = established(capture)
        first = call(capture, connection, 50, 60)
        clear(connection, 50, 60)
        second = call(capture, connection, 51, 60)
        for tunnel, end in (first, SERVER), (second, CLIENT), (second, SERVER):
            tunnel.send(end)
    path = made(fill)
    for passes in [], ['-2']:
        assert [packet.facts['pptp.call'] for packet in OURS.tunnelled(path, *passes)] == ['0', '1', '1']


def test_more_layers_than_wireshark_counts():
    """A frame of 250 PPP packets (PPP Multiplexing), then GRE and GRE that an ICMP error quotes."""
    def fill(capture):
        inner = [b'\x03x'] * 248
        inner.append(b'\x21' + ip_packet(HERE, ELSEWHERE, 47, gre(77, b'', None, 3)))
        inner.append(b'\x21' + icmp_packet(ELSEWHERE, HERE, 3, 2, ip_packet(HERE, ELSEWHERE, 47, gre(99, LCP_ECHO, 5))))
        payload = b'\xff\x03\x00\x59' + b''.join(struct.pack('>H', 0xc000 | len(part)) + part for part in inner)
        capture.add(ip_packet(HERE, THERE, 47, gre(7, payload, 0), 1))
    for passes in [], ['-2']:
        OURS.tshark(made(fill), '-V', *passes)


def test_gre_in_what_an_icmp_error_quotes_was_not_refused():
    """The refused protocol is IP in IP."""
    def fill(capture):
        quoted = ip_packet(HERE, ELSEWHERE, 4, ip_packet(HERE, THERE, 47, gre(7, LCP_ECHO, 0)))
        capture.add(ip_packet(HERE, THERE, 47, gre(7, LCP_ECHO, 0), 1))
        capture.add(icmp_packet(ELSEWHERE, HERE, 3, 2, quoted), False)
    assert OURS.fields(made(fill), ['frame.number'], '-Y', 'pptp.tunnel.icmp_error') == []


def test_gre_under_another_call_id_is_not_called_blocked():
    """A NAT changed the client's Call ID in the control connection, but not in GRE."""
    def fill(capture):
        tunnel = call(capture, established(capture), 40000, 2)
        tunnel.call_id[False] = 1
        for _ in range(3):
            tunnel.send(True)
            tunnel.send(False)
    assert OURS.fields(made(fill), ['frame.number'], '-2', '-Y', 'pptp.tunnel.one_way') == []
    assert len(OURS.fields(made(fill), ['frame.number'], '-2', '-Y', 'pptp.tunnel.no_call')) == 3


def test_a_quote_of_ipv6_with_extensions_is_told():
    """A packet with the header of an only fragment, with options, with two extensions; one cut in its options."""
    client, server, router = (ipaddress.ip_address(f'2001:db8::{end}') for end in ('10', '1', 'ff'))
    options = bytes.fromhex('2f01 010c') + b'\x3b' * 12

    def fill(capture):
        packet = gre(22, LCP_ECHO, 0)
        capture.add(ip_packet(client, server, 47, packet))
        for icmp_type, protocol, headers in (
                (2, 44, struct.pack('>BBHI', 47, 0, 0, 7)), (1, 60, options), (1, 0, b'\x3c' + options[1:] + options),
                (1, 60, b'')):
            quoted = ip_packet(client, server, protocol, headers + (packet if headers else b''))
            capture.add(icmp_packet(router, client, icmp_type, 0, quoted), False)
    said = OURS.fields(made(fill), ['frame.number', 'icmpv6.type'], '-Y', 'pptp.tunnel.icmp_error')
    assert said == [[['2'], ['2']], [['3'], ['1']], [['4'], ['1']]]


@pytest.mark.parametrize('code, name', [
    (2, 'Beyond scope of source address'), (5, 'Source address failed ingress/egress policy'),
    (6, 'Reject route to destination')])
def test_an_icmpv6_error_is_named(code, name):
    """RFC 4443 section 3.1"""
    ends = {'client': '2001:db8::10', 'server': '2001:db8::1'}

    def fill(capture):
        tunnel = call(capture, established(capture, **ends), **ends)
        tunnel.send(CLIENT)
        tunnel.error(CLIENT, 1, code, 8, '2001:db8::ff')
    assert f'ICMP Destination unreachable ({name})' in OURS.tshark(made(fill), '-q', '-z', 'pptp,json').out


def test_a_second_copy_does_not_exceed_the_window_once_more():
    """Nor is it said to be in flight."""
    def fill(capture):
        tunnel = call(capture, established(capture), windows=(64, 1))
        for number in range(3):
            tunnel.send(True, number)
            tunnel.send(True, number, same=len(capture.frames))
    names = ['pptp.tunnel.in_flight', 'pptp.tunnel.window_exceeded']
    assert OURS.fields(made(fill), names, '-Y', 'pptp.tunnel.window_exceeded || pptp.tunnel.duplicate') == [
        [[], []], [['2'], ['1']], [[], []], [['3'], ['1']], [[], []]]


@pytest.mark.parametrize('ends, stage', [((HERE, THERE), 'LCP'), (('2001:db8::10', '2001:db8::1'), 'Data')],
                         ids=['v4', 'v6'])
def test_ppp_begins_again_with_the_numbering(ends, stage):
    """With its first packets, which look like duplicates when they come; second copies of them tell nothing. IPv6 does
    not number its packets, which could be either."""
    def fill(capture):
        tunnel, ping = Tunnel(capture, 11, 22, *ends), b'\xff\x03\x00\x21' + ip_packet(HERE, THERE, 1, bytes(8))
        for identifier in 1, 2:
            request, ack = (struct.pack('>IBBH', 0xff03c021, code, identifier, 4) for code in (1, 2))
            for number, payload in enumerate([request, ack, ping]):
                for end in True, False:
                    tunnel.send(end, number, payload=payload)
        for end in True, False:
            tunnel.send(end, 0, payload=request, same=7 if end else 8)
    for passes in [], ['-2']:
        stages = [row[0][0] for row in OURS.fields(made(fill), ['pptp.ppp.stage'], *passes)]
        assert stages == ['LCP'] * 4 + ['Data'] * 2 + [stage] * 4 + ['Data'] * 4


@pytest.mark.parametrize('whole, name, severity', [(True, 'no_call', 'Warning'), (False, 'no_call.older', 'Chat')])
def test_a_capture_that_begins_late_may_lack_the_announcement(whole, name, severity):
    """So that a Call ID without a call is no sign of trouble."""
    def fill(capture):
        connection = established(capture) if whole else Connection(capture, handshake=False)
        connection.segment(True, message('Echo-Request', identifier=1))
        Tunnel(capture, 11, 22).send(True)
    (packet,) = OURS.tunnelled(made(fill), '-Y', 'gre')
    assert [(expert.name, expert.severity) for expert in packet.experts] == [(f'pptp.tunnel.{name}', severity)]


def test_packets_before_the_announcement_are_the_first_of_the_call():
    """The Reply is captured after GRE that it permits, which belongs to the call all the same."""
    def fill(capture):
        connection, tunnel = established(capture), Tunnel(capture, 11, 22)
        connection.segment(True, message('Outgoing-Call-Request', call_id=11, bearer_type=3, framing_type=3))
        for number in 0, 1:
            tunnel.send(True, number)
        connection.segment(False, message('Outgoing-Call-Reply', call_id=22, peer_call_id=11, result=1))
        for number in 2, 4:
            tunnel.send(True, number)
    names = ['pptp.call', 'pptp.tunnel.no_call', 'pptp.tunnel.first_sequence', 'pptp.tunnel.gap']
    assert OURS.fields(made(fill), names, '-Y', 'gre') == [
        *[[['0'], [], [], []]] * 3, [['0'], [], [], ['1']]]


def test_what_is_only_quoted_is_no_tunnel():
    """An ICMP error of the capture quotes GRE of no call."""
    told = json.loads(OURS.tshark('tunnel-icmp.pcap', '-q', '-z', 'pptp,json').out)
    assert (len(told['calls']), told['tunnels']) == (1, [])


def test_late_below_the_first_captured_is_told_as_such():
    def fill(capture):
        tunnel = call(capture, established(capture))
        for number in 5, 3, 6:
            tunnel.send(True, number)
    (expert,) = (expert for packet in OURS.tunnelled(made(fill)) for expert in packet.experts
                 if expert.name == 'pptp.tunnel.out_of_order')
    assert expert.text == 'Sequence Number 3 is late: the first one captured was 5 (frame 8)'


def test_the_way_of_a_number_that_was_not_captured_is_not_timed():
    """An acknowledgment of it acknowledges the packet below it all the same."""
    def fill(capture):
        tunnel = call(capture, established(capture))
        for number in 0, 5:
            tunnel.send(True, number)
        tunnel.acknowledge(False, 3)
    path = made(fill)
    assert OURS.fields(path, ['pptp.tunnel.acks_frame', 'pptp.tunnel.ack_rtt'], '-Y', 'gre.ack_number') == [[['8'], []]]
    assert json.loads(OURS.tshark(path, '-q', '-z', 'pptp,json').out)['calls'][0]['pns']['ack_rtt'] is None


def test_an_address_field_that_the_capture_cut_is_no_data():
    """Of the PPP packet only its first octet was captured."""
    def fill(capture):
        tunnel = call(capture, established(capture))
        tunnel.send(True, snap=14 + 20 + 12 + 1)
    assert OURS.fields(made(fill), ['pptp.ppp.stage', 'pptp.ppp.clear_data'], '-Y', 'gre') == [[[], []]]


def test_malformed_data_does_not_make_a_fragment_short():
    """What the packet carries throws, which leaves what Wireshark says of fragments as the inner packet set it."""
    def fill(capture):
        query = struct.pack('>HHHHHH', 1, 0x100, 1, 0, 0, 0) + b'\x3f' + b'a' * 220
        inner = ip_packet(HERE, ELSEWHERE, 17, struct.pack('>HHHH', 5000, 53, 8 + len(query), 0) + query)
        capture.add(ip_packet(HERE, THERE, 47, gre(7, b'\xff\x03\x00\x21' + inner, 0)[:96], 1, 0x2000))
    assert OURS.fields(made(fill), ['frame.number'], '-o', 'ip.defragment:FALSE', '-Y',
                       'pptp.tunnel.header.payload_length') == []


def test_acknowledgments_are_named():
    rows = OURS.fields('a_mppe128.pcap', ['gre.ack_number', 'gre.key.call_id', '_ws.col.Info'],
                       '-Y', 'gre.key.payload_length == 0')
    assert len(rows) == 19 + 11
    assert all(info == [f'Acknowledgment {number[0]}, Call ID {call_id[0]}'] for number, call_id, info in rows)
    named = OURS.fields('tunnel-headers.pcap', ['_ws.col.Info'], '-Y', 'pptp.tunnel.header.sequence_without_payload')
    assert named and 'Acknowledgment' not in named[0][0][0]       # it acknowledges nothing
    path = made(lambda capture: capture.add(ip_packet(HERE, THERE, 47, gre(0, b'', None, 5, key=False))))
    assert OURS.fields(path, ['_ws.col.Info']) == [[['Acknowledgment 5']]]


class Address(bytes):
    version = 4
    packed = property(bytes)


# --- stock's own ---------------------------------------------------------------------------------------------------

def is_ours(field):
    """The tunnel's subtree; or what is said of a header that is not PPTP's, which has none."""
    inside = field if field.get('name') == '_ws.expert' else ()
    return any(one.get('name', '').startswith('pptp.') for one in (field, *inside))


def without_tunnel(element):
    """Nor white space, nor what the plugin appends to GRE's line."""
    element.text = element.tail = None
    if element.get('name') == 'gre':
        element.set('showname', re.sub(r'(, (Call|From|Seq|Ack): \w+)+$', '', element.get('showname')))
    for child in list(element):
        if is_ours(child):
            element.remove(child)
        else:
            without_tunnel(child)
    return element


@pytest.mark.parametrize('name', [name for name in TUNNELS if name != 'c_gre_blocked'] + ['b_clear_pap_nocomp'])
def test_all_that_stock_shows_stays(name):
    """GRE, ICMP and what they carry, octet for octet, beside the tunnel's subtree."""
    ours, stock = ([ElementTree.tostring(without_tunnel(packet)) for packet in ElementTree.fromstring(
        programs.tshark(f'{name}.pcap', '-T', 'pdml', '-Y', '!tcp.port == 1723').out).iter('packet')]
        for programs in (OURS, STOCK))
    assert ours == stock and ours


@pytest.mark.parametrize('name', ['tunnel-headers', 'tunnel-carried', 'tunnel-icmp', 'e_loss_reorder_dup'])
def test_columns_stay_but_for_acknowledgments_and_mppe(name):
    columns = ['frame.number', 'frame.protocols', '_ws.col.Protocol', '_ws.col.Info']
    ours, stock = (programs.fields(f'{name}.pcap', columns, '-Y', '!tcp.port == 1723') for programs in (OURS, STOCK))
    for mine, theirs in zip(ours, stock, strict=True):
        mine[3] = [re.sub(r'^(\[[^]]+\] |Call \d+ (PNS|PAC): )+', '', info) for info in mine[3]]
        if theirs[2] == ['PPP Comp'] and mine[2] == ['MPPE']:
            assert mine[0] == theirs[0] and mine[1] == [f'{theirs[1][0]}:mppe']
            assert mine[3][0].startswith('MPPE 128-bit')
            continue
        assert mine == theirs or mine[:3] == theirs[:3] and (
            theirs[3][0].startswith('Encapsulated PPP') and mine[3][0].startswith('Acknowledgment'))


def test_disabled_it_is_stock():
    ours, stock = (programs.tshark('tunnel-icmp.pcap', '-V', '--disable-protocol', 'pptp').out
                   for programs in (OURS, STOCK))
    assert ours == stock


def test_decode_as_offers_ours():
    """Where the user chooses GRE for another IP protocol."""
    made, ends = Capture(), (Address(b'\x0a\0\0\1'), Address(b'\x0a\0\0\2'))
    made.add(ip_packet(*ends, 99, gre(5, LCP_ECHO, 0)))
    path = folder('decode-as') / 'gre.pcap'
    path.write_bytes(made.octets())
    assert OURS.fields(path, ['frame.protocols', 'pptp.tunnel.no_call.older'], '-d', 'ip.proto==99,gre') == [
        [['eth:ethertype:ip:gre:ppp:lcp'], ['1']]]


# --- passes --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize('name', ['tunnel-sequence', 'tunnel-carried', 'tunnel-icmp', 'e_loss_reorder_dup'])
def test_frames_at_random_tell_what_the_second_pass_does(name):
    facts = collections.defaultdict(list)
    for packet in OURS.tunnelled(f'{name}.pcap', '-2'):
        facts[packet.frame] += sorted(packet.facts.items())
    # 4.6: milliseconds. Clauses stand outside PPTP's subtree, too.
    names = {fact for pairs in facts.values() for fact, _ in pairs} - {'pptp.tunnel.ack_rtt', 'pptp.conformance'}
    frames = sorted(facts)
    random.Random(1).shuffle(frames)
    for frame, tree in zip(frames, OURS.trees(f'{name}.pcap', frames)):
        assert sorted(shown_facts(tree, names)) == sorted((fact, plain(value)) for fact, value in facts[frame]
                                                          if fact in names), frame


@pytest.mark.longer
@pytest.mark.parametrize('name, kept', [
    ('e_loss_reorder_dup', 'ip.src == 192.0.2.10'), ('e_loss_reorder_dup', 'pptp.tunnel.lost'),
    ('a_mppe128', 'pptp.control_message_type == 6 || pptp.control_message_type == 8')])
def test_a_read_filter_leaves_facts_with_their_packets(name, kept):
    """tshark gives the number of a frame that -R drops to the next one. A clause that only the report judges is left
    out then, because either may have broken it."""
    def told(*options):
        return [*OURS.messages(f'{name}.pcap', '-2', *options), *OURS.tunnelled(f'{name}.pcap', '-2', *options)]

    def facts(shown):
        return [(one.title, [pair for pair in one.facts.items() if not re.search('_in$|_to$|frame$|mance$', pair[0])],
                 [expert.name for expert in one.experts]) for one in shown]

    def clauses(shown):
        return [one.facts.get('pptp.conformance') for one in shown]
    frames = {int(row[0][0]) for row in OURS.fields(f'{name}.pcap', ['frame.number'], '-2', '-Y', kept)}
    wanted, shown = [one for one in told() if one.frame in frames], told('-R', kept)
    assert facts(shown) == facts(wanted) and wanted
    assert all(clause in (None, right) for clause, right in zip(clauses(shown), clauses(wanted)))


@pytest.mark.slow
@pytest.mark.parametrize('seed', range(8))
def test_passes_agree_on_mutated_tunnels(seed):
    """Behind Ethernet and IP. Where the numbering began again, the first pass could not know."""
    path = folder(f'mutated-{os.getpid()}') / f'tunnel-{seed}.pcap'
    made = OURS.run('editcap', '-E', '0.02', '--seed', seed, '-o', 34, staged('e_loss_reorder_dup.pcap'), path)
    assert made.code == 0, made.err
    one, two = (known_at_once(''.join(f'{line}\n' for line in tunnel_lines(OURS.tunnelled(path, *passes))))
                for passes in ((), ('-2',)))
    assert one == two or 'pptp.tunnel.restart' in two


# --- floods --------------------------------------------------------------------------------------------------------

def flood(name, packets):
    made = Capture()
    for packet in packets:
        made.add(packet, after=10)
    path = folder('floods') / f'{name}.pcap'
    path.write_bytes(made.octets())
    return path


def seconds(capture, *options):
    return processor_seconds(OURS.tshark, capture, '-2', '-q', '-z', 'conv,eth', *options)


FLOODS = {
    'call-ids': lambda chance: ({}, {'call_id': chance.randrange(2 ** 16), 'number': 0}),
    'numbers': lambda chance: ({}, {'call_id': 1, 'number': chance.randrange(2 ** 32)}),
    'acknowledgments': lambda chance: ({}, {'call_id': 1, 'number': 5, 'acknowledgment': chance.randrange(2 ** 32)}),
    'addresses': lambda chance: ({'source': chance.randbytes(4), 'destination': chance.randbytes(4)},
                                 {'call_id': 1, 'number': 0}),
    'restarts': lambda chance: ({}, {'call_id': 1, 'number': chance.randrange(2)}),
}


@pytest.mark.slow
@pytest.mark.parametrize('kind', FLOODS)
def test_floods_cost_no_more_than_their_packets(kind):
    """Against the same packets with the plugin looking away, so that the machine's speed does not matter."""
    chance, packets = random.Random(1), []
    for i in range(60_000):
        ends, fields = FLOODS[kind](chance)
        source = Address(ends.get('source', b'\x0a\0\0\1'))
        destination = Address(ends.get('destination', b'\x0a\0\0\2'))
        packets.append(ip_packet(source, destination, 47, gre(payload=LCP_ECHO, **fields), i))
    path = flood(kind, packets)
    assert seconds(path) < 4 * seconds(path, '--disable-protocol', 'pptp') + 0.2


def test_a_payload_of_one_octet():
    """Less than any packet of PPP, and not what its header says."""
    made = Capture()
    tunnel = Tunnel(made, 1000, 30720)
    tunnel.send(CLIENT, payload=b'\xc0', payload_length=2)
    path = folder('tunnel') / 'one-octet.pcap'
    path.write_bytes(made.octets())
    path.chmod(0o644)
    (packet,) = OURS.tunnelled(path)
    assert 'Payload Length is 2, but 1 octet follows the header' in [expert.text for expert in packet.experts]
