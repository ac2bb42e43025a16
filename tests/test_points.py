"""Files that hold what several capture points saw, merged here: each point's counts are those of its own file, and what
happened between two is what comparing the files' octets shows."""
import json
import struct
import subprocess

import pytest

from wireshark import CAPTURES, OURS, folder

ETHERNET, RAW_IP = 1, 101
PAIRS = ['e_loss_reorder_dup', 'e_loss_mppe128_stateful']
MERGES = {'pcapng': (), 'interfaces kept apart': ('-I', 'none'), 'pcap': ('-F', 'pcap')}


def records(path):
    """(microseconds since 1970, octets) of each frame."""
    octets, at = path.read_bytes(), 24
    while at < len(octets):
        seconds, fraction, size, _ = struct.unpack('<IIII', octets[at:at + 16])
        yield seconds * 1_000_000 + fraction, octets[at + 16:at + 16 + size]
        at += 16 + size


def rewritten(path, name, shift=0, link=ETHERNET, change=lambda frame: frame):
    """A copy: times shifted by microseconds, of another link type, its frames changed (None: left out)."""
    target = folder('points') / name
    octets = path.read_bytes()[:20] + struct.pack('<I', link)
    for when, frame in records(path):
        frame = change(frame)
        if frame is None:
            continue
        frame = frame[14:] if link == RAW_IP else frame
        octets += struct.pack('<IIII', *divmod(when + shift, 1_000_000), len(frame), len(frame)) + frame
    target.write_bytes(octets)
    target.chmod(0o644)
    return target


def merged(name, *captures, options=()):
    target = folder('points') / name
    subprocess.run(['mergecap', *options, '-w', target, *captures], check=True)
    target.chmod(0o644)
    return target


def numbered(path):
    """{(sender, receiver): [(microseconds, Sequence Number)]} of the GRE packets that have one."""
    flows = {}
    for when, frame in records(path):
        ip = frame[14:]
        gre = ip[(ip[0] & 15) * 4:]
        if frame[12:14] == b'\x08\0' and ip[9] == 47 and gre[0] & 0x10:
            flows.setdefault((ip[12:16], ip[16:20]), []).append((when, struct.unpack('>I', gre[8:12])[0]))
    return flows


def counted(packets):
    """How many numbers are missing, and how many came late."""
    seen, highest, late = set(), -1, 0
    for _, number in packets:
        late += number not in seen and number < highest
        seen.add(number)
        highest = max(highest, number)
    return highest - packets[0][1] + 1 - len(seen), late


def passage(first, second):
    """What happened to the packets between two points."""
    there, here = {}, {}
    for times, packets in ((there, first), (here, second)):
        for when, number in packets:
            times.setdefault(number, when)
    delays = [here[number] - there[number] for number in there if number in here]
    return {'both': len(delays), 'lost': len(there.keys() - here.keys()),
            'only_second': len(here.keys() - there.keys()),
            'delay': {'least': min(delays), 'average': sum(delays) // len(delays), 'most': max(delays)}}


def stretches(capture, *options):
    """{sender: stretch}, with delays in microseconds."""
    report = json.loads(OURS.tshark(capture, '-q', '-z', 'pptp,json', *options).out)
    for stretch in report['points']:
        stretch['delay'] = stretch['delay'] and {name: round(value * 1e6) for name, value in stretch['delay'].items()}
    return {stretch['from']: stretch for stretch in report['points']}


def findings(capture, *options):
    report = json.loads(OURS.tshark(capture, '-q', '-z', 'pptp,json', *options).out)
    return {finding['id']: finding for finding in report['findings']}


def rows(capture, *fields, options=()):
    """[{field: value}] of the tunnels' packets."""
    lines = OURS.tshark(capture, '-Y', 'pptp.tunnel && !icmp', '-T', 'fields', '-E', 'occurrence=f',
                        *(word for name in fields for word in ('-e', name)), *options).lines
    return [dict(zip(fields, line.split('\t'))) for line in lines]


def close(one, other):
    return {name: pytest.approx(value, abs=1) for name, value in one.items()} == other


def check(capture, client, server, shift=0):
    ours = stretches(capture)
    for sender, first, second, sign in (('the client', client, server, 1), ('the server', server, client, -1)):
        there = numbered(first)
        (flow,) = [flow for flow in there if (flow == min(there)) == (sender == 'the client')]
        truth = passage(there[flow], numbered(second)[flow])
        truth['delay'] = {name: value + sign * shift for name, value in truth['delay'].items()}
        assert {name: ours[sender][name] for name in ('both', 'lost', 'only_second')} \
            == {name: truth[name] for name in ('both', 'lost', 'only_second')}, sender
        assert close(truth['delay'], ours[sender]['delay']), sender
        assert ours[sender]['outside'] == 0
        assert len(ours[sender]['lost_frames']) == min(truth['lost'], 8)
    assert ours['the client']['first'] == ours['the server']['second']
    assert ours['the client']['second'] == ours['the server']['first']


def pair(name):
    return CAPTURES / f'{name}.pcap', CAPTURES / f'{name}.server.pcap'


@pytest.mark.parametrize('how', MERGES)
@pytest.mark.parametrize('name', PAIRS)
def test_between_client_and_server(name, how):
    check(merged(f'{name}.{how.split()[0]}', *pair(name), options=MERGES[how]), *pair(name))


@pytest.mark.parametrize('shift', [0, 38_000, -38_000])
@pytest.mark.parametrize('link', [ETHERNET, RAW_IP])
def test_clocks_and_links_that_do_not_tell(link, shift):
    """Only the TTL tells the points apart in a file of raw IP, whatever the clocks say."""
    client, server = pair('e_loss_reorder_dup')
    capture = merged('clocks.pcap', rewritten(client, 'client.pcap', link=link),
                     rewritten(server, 'server.pcap', shift, link), options=['-F', 'pcap'])
    check(capture, client, server, shift)
    clock = findings(capture).get('points_clock')
    assert bool(clock) == bool(shift)
    if clock:
        assert clock['values'] == {'behind': str(int(shift < 0)), 'ahead': str(int(shift > 0)), 'time': '0.038 s'}


@pytest.mark.parametrize('options', [(), ('-2',)])
def test_each_point_has_its_own_numbering(options):
    """What is missing and late at a point is what is missing and late in its file."""
    client, server = pair('e_loss_reorder_dup')
    capture = merged('own.pcapng', client, server)
    found = rows(capture, 'ip.src', 'pptp.capture_point', 'pptp.tunnel.gap', '_ws.expert.message', options=options)
    for point, path in enumerate((client, server)):
        for (sender, _), packets in numbered(path).items():
            here = [row for row in found if row['pptp.capture_point'] == str(point)
                    and row['ip.src'] == '.'.join(map(str, sender))]
            late = sum('is late: ' in row['_ws.expert.message'] for row in here)
            skipped = sum(int(row['pptp.tunnel.gap'] or 0) for row in here)
            assert (skipped - late, late) == counted(packets)
    assert 'pptp.tunnel.first_sequence' not in findings(capture)


def test_copies_name_their_originals():
    capture = merged('copies.pcapng', *pair('e_loss_reorder_dup'))
    found = rows(capture, 'frame.number', 'ip.src', 'ip.id', 'gre.sequence_number', 'pptp.tunnel.copy_of',
                 'pptp.capture_point', options=['-2'])
    by_frame = {row['frame.number']: row for row in found}
    copies = [row for row in found if row['pptp.tunnel.copy_of']]
    assert len(copies) >= 147 + 152
    for row in copies:
        original = by_frame[row['pptp.tunnel.copy_of']]
        assert int(original['frame.number']) < int(row['frame.number'])
        for field in ('ip.src', 'ip.id', 'gre.sequence_number'):
            assert original[field] == row[field]
        assert original['pptp.capture_point'] != row['pptp.capture_point']


def test_one_pass_is_like_two():
    """But for the packets before the proof, whose point is known later."""
    capture = merged('passes.pcapng', *pair('e_loss_reorder_dup'))
    fields = ('frame.number', 'pptp.call', 'pptp.tunnel.copy_of', 'pptp.tunnel.expected_sequence',
              '_ws.expert.message')
    assert rows(capture, *fields) == rows(capture, *fields, options=['-2'])
    points = [row['pptp.capture_point'] for row in rows(capture, 'pptp.capture_point')]
    later = [row['pptp.capture_point'] for row in rows(capture, 'pptp.capture_point', options=['-2'])]
    assert all(point in ('', after) for point, after in zip(points, later)) and '' not in later


def test_where_the_loss_is():
    found = findings(merged('loss.pcapng', *pair('e_loss_reorder_dup')))
    assert '7 of 154' in found['points_lost']['sentence'] and '3 of 155' in found['points_lost']['sentence']
    assert '12 of 147' in found['points_reordered']['sentence']
    assert '7 of 154' in found['tunnel_loss']['sentence']
    assert 'points_clock' not in found and 'capture_incomplete' not in found


def test_all_is_lost():
    """No GRE packet was captured twice: TCP's SYN was."""
    capture = merged('blocked.pcapng', *pair('c_gre_blocked'))
    assert {(stretch['both'], stretch['lost']) for stretch in stretches(capture).values()} == {(0, 10)}
    found = findings(capture)
    assert found['points_blocked']['severity'] == 'Warning'
    assert 'points_lost' not in found


@pytest.mark.parametrize('shift', [0, 38_000])
def test_sides_of_a_nat(shift):
    """The session of each client is one, seen twice; the NAT rewrites its address and its Call ID."""
    capture = merged('nat.pcapng', CAPTURES / 'd_nat2.lan.pcap',
                     rewritten(CAPTURES / 'd_nat2.wan.pcap', 'wan.pcap', shift))
    report = json.loads(OURS.tshark(capture, '-q', '-z', 'pptp,json').out)
    assert len(report['points']) == 4
    for stretch in report['points']:
        assert stretch['both'] == (45 if stretch['from'] == 'the client' else 47)
        assert stretch['lost'] == stretch['only_second'] == 0
    assert len({stretch['first'] if stretch['from'] == 'the client' else stretch['second']
                for stretch in report['points']}) == 1
    changes = [finding['values']['changes'] for finding in report['findings'] if finding['id'] == 'points_nat']
    assert len(changes) == 2
    if shift:
        assert changes == ['address 192.168.1.10 became 198.51.100.2, Call ID 63519 became 41784',
                           'address 192.168.1.11 became 198.51.100.2, Call ID 34164 became 34726']
    points = dict(row.values() for row in rows(capture, 'gre.key.call_id', 'pptp.capture_point', options=['-2']))
    assert points['63519'] == points['34164'] != points['41784'] == points['34726']


@pytest.mark.parametrize('shift', [3, 40_000])
def test_everything_twice(shift):
    """Nothing tells the copies apart, but nothing is lost."""
    whole = CAPTURES / 'a_mppe128.pcap'
    capture = merged('twice.pcap', whole, rewritten(whole, 'again.pcap', shift), options=['-F', 'pcap'])
    ours = stretches(capture)
    assert {(sender, stretch['both'], stretch['lost'], stretch['only_second'], stretch['reordered'])
            for sender, stretch in ours.items()} == {('the client', 69, 0, 0, 0), ('the server', 68, 0, 0, 0)}
    found = findings(capture)
    assert not {'tunnel_duplicates', 'tunnel_loss', 'points_lost', 'points_reordered'} & set(found)
    assert ('points_clock' in found) == (shift == 40_000)
    assert not any('already in frame' in row['_ws.expert.message'] or 'lower than' in row['_ws.expert.message']
                   for row in rows(capture, '_ws.expert.message', options=['-2']))


def test_other_frames_at_one_point():
    """Two links of one capture point, one half of the packets on each, are no two capture points."""
    turn = iter(range(10 ** 6))
    capture = rewritten(CAPTURES / 'a_mppe128.pcap', 'links.pcap',
                        change=lambda frame: (frame[:11] if next(turn) % 2 else frame[:10] + b'\x55') + frame[11:])
    assert stretches(capture) == {}
    assert not rows(capture, 'pptp.capture_point')[0]['pptp.capture_point']
    assert set(findings(capture)) == set(findings(CAPTURES / 'a_mppe128.pcap'))


def test_identification_0():
    """Without IP Identification, the payload proves a copy."""
    def without_identification(frame):
        return frame[:18] + b'\0\0' + frame[20:] if frame[12:14] == b'\x08\0' and frame[23] == 47 else frame
    client, server = pair('e_loss_reorder_dup')
    check(merged('zero.pcapng', rewritten(client, 'zero-client.pcap', change=without_identification),
                 rewritten(server, 'zero-server.pcap', change=without_identification)), client, server)


def test_random_vantages_cost_what_packets_cost():
    """Random links and TTLs: no crash, nothing that grows but with the packets."""
    step = iter(range(10 ** 6))

    def anywhere(frame):
        number = next(step) * 2654435761 & 0xffffffff
        return struct.pack('>I', number) + frame[4:22] + bytes([number >> 8 & 0xff]) + frame[23:]
    capture = merged('random.pcap', *(rewritten(path, f'random-{path.name}', change=anywhere)
                                      for path in pair('e_loss_reorder_dup')), options=['-F', 'pcap'])
    report = OURS.tshark(capture, '-q', '-z', 'pptp,points')
    assert 'PPTP capture points' in report.out


def test_report_of_one_point():
    assert 'Nothing shows more than one capture point.' in OURS.tshark('a_mppe128.pcap', '-q', '-z', 'pptp,points').out
