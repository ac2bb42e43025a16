"""Calls older than the capture: what a capture that begins in mid-life says, against what the whole one says."""
import json
import random
import struct

import pytest

from made import CLIENT, SERVER
from made.control import established
from made.tunnel import clear
from packets import Capture, Connection, Tunnel, message
from wireshark import CAPTURES, OURS, staged

WHOLE = ['a_mppe128', 'b_clear_pap_nocomp', 'd_nat2.wan', 'e_loss_reorder_dup', 'g_kernel_mppe128', 'm_mid_before_chap',
         'm_mid_clear', 'm_mid_two_mppe128']
FIELDS = ['frame.number', 'pptp.call', 'pptp.tunnel.index', 'pptp.call.adopted', 'pptp.stream', 'gre.key.call_id']
CUTS = 3


def records(path):
    octets, at = path.read_bytes(), 24
    while at < len(octets):
        size = struct.unpack('<I', octets[at + 8:at + 12])[0]
        yield octets[at:at + 16 + size]
        at += 16 + size


def cut(path, first, folder):
    """The capture from a frame on."""
    part = folder / f'{path.stem}-{first}.pcap'
    part.write_bytes(path.read_bytes()[:24] + b''.join(list(records(path))[first - 1:]))
    return staged(part)


def facts(capture, *options):
    """{frame: {field: value}} of the packets of calls and tunnels."""
    lines = OURS.tshark(capture, '-Y', 'pptp || pptp.tunnel', '-T', 'fields', '-E', 'occurrence=f',
                        *(word for name in FIELDS for word in ('-e', name)), *options).lines
    rows = [dict(zip(FIELDS, line.split('\t'))) for line in lines]
    return {int(row['frame.number']): row for row in rows}


def groups(rows, later=0):
    """The frames of each call."""
    calls = {}
    for frame, row in rows.items():
        if row['pptp.call']:
            calls.setdefault(row['pptp.call'], set()).add(frame + later)
    return {frozenset(frames) for frames in calls.values()}


def warnings(capture):
    report = json.loads(OURS.tshark(capture, '-2', '-q', '-z', 'pptp,json').out)
    found = {finding['id'] for finding in report['findings'] if finding['severity'] == 'Warning'}
    return found - {'lcp_echo_unanswered'}, report         # those of made tunnels never are answered


def cuts(path):
    count = sum(1 for _ in records(path))
    return sorted(random.Random(path.stem).sample(range(2, count - 10), CUTS))


@pytest.mark.slow
@pytest.mark.parametrize('name', WHOLE)
def test_in_mid_life_the_same_packets_are_in_the_same_call(name, tmp_path):
    path = CAPTURES / f'{name}.pcap'
    whole, (known, _) = facts(path, '-2'), warnings(path)
    for first in cuts(path):
        part = cut(path, first, tmp_path)
        seen = {frame: row for frame, row in whole.items() if frame >= first}
        assert groups(facts(part, '-2'), first - 1) == groups(seen), first
        assert warnings(part)[0] <= known, first


def written(made, folder, name):
    path = folder / f'adoption-{name}.pcap'
    path.write_bytes(made.octets())
    return staged(path)


def exchange(tunnel, rounds):
    for _ in range(rounds):
        for end in CLIENT, SERVER:
            last = tunnel.next[not end] - 1
            tunnel.send(end, acknowledgment=last if last >= 0 else None)


def calls_of(rows):
    return ''.join(row['pptp.call'] for row in rows.values())


@pytest.mark.parametrize('options', [[], ['-2']], ids=['one pass', 'two passes'])
@pytest.mark.parametrize('first', [CLIENT, SERVER], ids=['client', 'server'])
def test_gre_before_the_message_that_announces_it(first, options, tmp_path):
    made = Capture()
    connection, tunnel = established(made), Tunnel(made, 1000, 30720)
    connection.segment(CLIENT, message('Outgoing-Call-Request', call_id=1000, window=64))
    tunnel.send(first)
    connection.segment(SERVER, message('Outgoing-Call-Reply', call_id=30720, peer_call_id=1000, result=1, window=64))
    exchange(tunnel, 3)
    rows = facts(written(made, tmp_path, f'early-{first}'), *options)
    assert {row['pptp.call'] for frame, row in rows.items() if frame > 5} == {'0'}
    assert {row['pptp.tunnel.index'] for row in rows.values()} == {'', '0'}
    assert warnings(written(made, tmp_path, f'early-{first}'))[0] == set()


def test_announcement_that_contradicts_the_gre_before_it(tmp_path):
    made = Capture()
    connection, stray, tunnel = established(made), Tunnel(made, 1000, 5555), Tunnel(made, 1000, 30720)
    connection.segment(CLIENT, message('Outgoing-Call-Request', call_id=1000, window=64))
    stray.send(CLIENT)
    connection.segment(SERVER, message('Outgoing-Call-Reply', call_id=30720, peer_call_id=1000, result=1, window=64))
    exchange(tunnel, 3)
    rows = list(facts(written(made, tmp_path, 'contradicted'), '-2').values())
    assert [row['pptp.call'] for row in rows if row['pptp.tunnel.index']] == [''] + 6 * ['0']


def test_two_tunnels_are_paired_by_acknowledgments(tmp_path):
    """Both directions of the client's come first, so that the first of the server's fits either by addresses."""
    made = Capture()
    one, other = Tunnel(made, 1000, 30720, first=(500, 900)), Tunnel(made, 1001, 30721, first=(40, 70))
    one.send(CLIENT)
    other.send(CLIENT)
    for tunnel in other, one:
        tunnel.send(SERVER, acknowledgment=tunnel.next[CLIENT] - 1)
        exchange(tunnel, 2)
    rows = facts(written(made, tmp_path, 'two'), '-2')
    assert calls_of(rows) == '01' + '11111' + '00000'


def test_wrong_pair_is_undone(tmp_path):
    """The first two packets are of different tunnels, and nothing tells that at once."""
    made = Capture()
    one, other = Tunnel(made, 1000, 30720, first=(20, 30)), Tunnel(made, 1001, 30721, first=(12, 10))
    one.send(CLIENT)
    other.send(SERVER)
    one.send(SERVER, acknowledgment=20)
    other.send(CLIENT, acknowledgment=10)
    for tunnel in one, other, one, other:
        exchange(tunnel, 2)
    rows = facts(written(made, tmp_path, 'wrong'), '-2')
    first, second = ({row['pptp.call'] for row in rows.values() if row['gre.key.call_id'] in ids}
                     for ids in (('1000', '30720'), ('1001', '30721')))
    assert len(first) == len(second) == 1 and first != second


# From the first packet that CCP made possible: the flags and the count tell, but not whether a compression is Deflate.
@pytest.mark.parametrize('name, is_mppe', [('b_mppe40', True), ('b_mppe128_stateful', True), ('b_deflate', False)])
def test_mppe_without_ccp(name, is_mppe, tmp_path):
    compressed = 'ppp.protocol == 0x00fd'
    first = OURS.fields(f'{name}.pcap', ['frame.number'], '-2', '-Y', compressed)[0][0][0]
    part = cut(CAPTURES / f'{name}.pcap', int(first), tmp_path)
    every, told, unknown = (len(OURS.fields(part, ['frame.number'], '-2', '-Y', what))
                            for what in (compressed, 'mppe.not_decrypted == "CCP was not captured"', 'mppe.unknown'))
    assert every > 50 and (told, unknown) == ((every, 0) if is_mppe else (0, 2))
    assert len(OURS.fields(part, ['frame.number'], '-2', '-Y', 'mppe.no_ccp')) == (2 if is_mppe else 0)
    word = 'are encrypted' if is_mppe else 'are compressed or encrypted'
    assert f'CCP not captured, but packets {word}' in OURS.tshark(part, '-q', '-z', 'pptp,calls').out


def test_mppe_without_ccp_until_ccp_begins(tmp_path):
    """Once CCP is asked for, without an outcome, nobody knows what that direction's packets are."""
    whole = CAPTURES / 'b_mppe40.pcap'
    frames = list(records(whole))
    ccp, compressed = ([int(row[0][0]) for row in OURS.fields(whole, ['frame.number'], '-2', '-Y', what)]
                       for what in ('ppp.protocol == 0x80fd', 'ppp.protocol == 0x00fd'))
    request = frames[ccp[0] - 1].replace(bytes.fromhex('120601000020'), bytes.fromhex('120601000060'))  # 40 or 128 bits
    assert request != frames[ccp[0] - 1]
    part = tmp_path / 'begun-again.pcap'
    part.write_bytes(whole.read_bytes()[:24] + b''.join(frames[number - 1] for number in compressed[:20])
                     + request + b''.join(frames[number - 1] for number in compressed[20:40]))
    rows = OURS.fields(staged(part), ['mppe.not_decrypted', 'ip.src'], '-2', '-Y', 'ppp.protocol == 0x00fd')
    assert [bool(told) for told, _ in rows] == [True] * 20 + [sender == ['192.0.2.1'] for _, sender in rows[20:]]


def test_roles_end_and_reports(tmp_path):
    """From the first packet on: Call-Clear-Request tells the roles."""
    made = Capture()
    connection, tunnel = Connection(made, handshake=False), Tunnel(made, 1000, 30720, first=(500, 900))
    exchange(tunnel, 3)
    clear(connection, 1000, 30720)
    path = written(made, tmp_path, 'cleared')
    found, report = warnings(path)
    call, = report['calls']
    assert found == set() and call['adopted'] == 'GRE' and call['roles_known'] and call['connection'] == 0
    assert (call['pns']['call_id'], call['pac']['call_id']) == (1000, 30720)
    assert call['start'] is call['duration'] is call['setup_in'] is None
    assert call['ended']['how'] == 'Call-Clear-Request'
    assert 'older than the capture' in OURS.tshark(path, '-q', '-z', 'pptp,calls').out
    assert len([line for line in OURS.tshark(path, '-q', '-z', 'conv,pptp').lines if '<->' in line]) == 2


@pytest.mark.parametrize('options', [[], ['-2']], ids=['one pass', 'two passes'])
def test_not_announced_stands_once_per_direction(options, tmp_path):
    made = Capture()
    exchange(Tunnel(made, 1000, 30720, first=(500, 900)), 5)
    path = written(made, tmp_path, 'unannounced')
    rows = OURS.fields(path, ['frame.number'], '-Y', 'pptp.tunnel.no_call.older', *options)
    assert [frame for (frame,), in rows] == ['1', '2']


def test_reports_of_both_passes_agree_after_a_wrong_pair(tmp_path):
    made = Capture()
    one, other = Tunnel(made, 1000, 30720, first=(20, 30)), Tunnel(made, 1001, 30721, first=(12, 10))
    one.send(CLIENT)
    other.send(SERVER)
    one.send(SERVER, acknowledgment=20)
    other.send(CLIENT, acknowledgment=10)
    for tunnel in one, other, one, other:
        exchange(tunnel, 2)
    path = written(made, tmp_path, 'wrong-report')
    assert OURS.tshark(path, '-q', '-z', 'pptp,json').out == OURS.tshark(path, '-2', '-q', '-z', 'pptp,json').out
    one_pass, two_passes = facts(path), facts(path, '-2')
    settled = [frame for frame in two_passes if frame > 8]
    assert [one_pass[frame] for frame in settled] == [two_passes[frame] for frame in settled]


def many_calls(connection, count):
    """Calls that are up, over which nothing goes."""
    for number in range(count):
        connection.segment(CLIENT, message('Outgoing-Call-Request', call_id=100 + number, window=64))
        connection.segment(SERVER, message('Outgoing-Call-Reply', call_id=200 + number, peer_call_id=100 + number,
                                           result=1, window=64))


@pytest.mark.parametrize('newer, found', [(15, True), (16, False)])
def test_gre_of_a_call_that_lacks_its_reply(newer, found, tmp_path):
    """It is looked for among the 16 newest calls."""
    made = Capture()
    connection, tunnel = established(made), Tunnel(made, 1000, 30720)
    connection.segment(CLIENT, message('Outgoing-Call-Request', call_id=1000, window=64))
    many_calls(connection, newer)
    exchange(tunnel, 2)
    rows = list(facts(written(made, tmp_path, f'lacking-{newer}')).values())
    assert [row['pptp.call'] for row in rows[-4:]] == 4 * ['0'] if found else ['', '0', '', '0']


@pytest.mark.parametrize('newer, found', [(15, True), (16, False)])
def test_a_wrong_pair_is_undone_among_the_newest(newer, found, tmp_path):
    """So many tunnels begin before anything tells that the first two were taken for each other."""
    made = Capture()
    tunnels = [Tunnel(made, 1000 + number, 30720 + number, first=(5000 * number, 5000 * number + 2500))
               for number in range(newer + 2)]
    one, other, *rest = tunnels
    one.send(CLIENT)
    other.send(SERVER)
    one.send(SERVER)
    other.send(CLIENT)
    for tunnel in rest:
        tunnel.send(CLIENT)
        tunnel.send(SERVER, acknowledgment=tunnel.next[CLIENT] - 1)
    for tunnel in one, other:
        exchange(tunnel, 2)
    rows = list(facts(written(made, tmp_path, f'far-{newer}'), '-2').values())
    calls = [row['pptp.call'] for row in rows]
    assert (calls[-8:-4] == 4 * calls[-8:-7] and calls[-4:] == 4 * calls[-4:-3]) == found


def mixed_up(made):
    """Two tunnels, each direction of one taken for the other direction of the other."""
    one, other = Tunnel(made, 1000, 30720, first=(20, 3000)), Tunnel(made, 1001, 30721, first=(6000, 9000))
    one.send(CLIENT)
    other.send(SERVER)
    one.send(SERVER)
    other.send(CLIENT)
    return one, other


@pytest.mark.parametrize('first', [(0, CLIENT), (0, SERVER), (1, CLIENT), (1, SERVER)])
def test_what_was_announced_stays_in_its_call(first, tmp_path):
    """A message names the Call ID of one direction; the other direction is in the wrong call, and changes it."""
    made = Capture()
    connection, tunnels = Connection(made, handshake=False), mixed_up(made)
    connection.segment(CLIENT, message('Set-Link-Info', peer_call_id=30720))
    number, end = first
    tunnel = tunnels[number]
    tunnel.send(end, acknowledgment=tunnel.next[not end] - 1)
    for tunnel in tunnels:
        exchange(tunnel, 2)
    rows = facts(written(made, tmp_path, f'announced-{number}-{end}'), '-2')
    calls = [{row['pptp.call'] for row in rows.values() if row['gre.key.call_id'] in ids}
             for ids in (('1000', '30720'), ('1001', '30721'))]
    assert [len(call) for call in calls] == [1, 1] and calls[0] != calls[1]
    assert calls[0] == {row['pptp.call'] for row in rows.values() if row['pptp.stream'] == '0' and row['pptp.call']
                        and not row['gre.key.call_id']}


def test_what_was_announced_of_two_calls_is_not_mixed(tmp_path):
    """Messages named a Call ID of each call before anything told that they are one."""
    made = Capture()
    connection, tunnels = Connection(made, handshake=False), mixed_up(made)
    connection.segment(CLIENT, message('Set-Link-Info', peer_call_id=30720))
    connection.segment(SERVER, message('Set-Link-Info', peer_call_id=1000))
    for tunnel in tunnels:
        exchange(tunnel, 2)
    rows = facts(written(made, tmp_path, 'announced-both'), '-2')
    by_id = {row['gre.key.call_id']: row['pptp.call'] for row in rows.values() if row['gre.key.call_id']}
    assert by_id == {'30720': '0', '1001': '0', '30721': '1', '1000': '1'}


def test_a_quote_decides_nothing(tmp_path):
    """Two calls lack the Call ID of a packet, and an error of ICMP quotes it: either may be meant, until the end says
    what it has received."""
    made = Capture()
    one, other = Tunnel(made, 1000, 30720, first=(500, 900)), Tunnel(made, 1001, 30721, first=(40, 70))
    one.send(CLIENT)
    other.send(CLIENT)
    other.send(SERVER)
    other.error(SERVER, 3, 1, 16)
    rows = facts(written(made, tmp_path, 'quoted'))
    assert [row['pptp.call'] for row in rows.values()] == ['0', '1', '', '']
    exchange(other, 2)
    rows = facts(written(made, tmp_path, 'quoted-later'), '-2')
    assert calls_of(rows) == '01' + 6 * '1'


@pytest.mark.parametrize('what, told', [('gre.key.call_id == 5555', 1), ('tcp', 0)])
def test_a_report_of_some_packets_has_their_tunnels(what, told, tmp_path):
    """The first packet of the tunnel without a call came when it could still be the call's."""
    made = Capture()
    connection = established(made)
    connection.segment(CLIENT, message('Outgoing-Call-Request', call_id=1000, window=64))
    Tunnel(made, 1000, 5555).send(CLIENT)
    connection.segment(SERVER, message('Outgoing-Call-Reply', call_id=30720, peer_call_id=1000, result=1, window=64))
    Tunnel(made, 1000, 30720).send(SERVER)
    path = written(made, tmp_path, 'left')
    assert len(json.loads(OURS.tshark(path, '-q', '-z', f'pptp,json,{what}').out)['tunnels']) == told
