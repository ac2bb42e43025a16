"""Files that hold what several capture points saw, merged here: each point's counts are those of its own file, and what
happened between two is what comparing the files' octets shows."""
import json
import re
import struct
import subprocess

import pytest

from made import CLIENT, SERVER
from made.control import established
from made.ppp import LCP, PPP, encoded, magic
from packets import Capture, Tunnel, message
from wireshark import CAPTURES, OURS, folder

ETHERNET, RAW_IP = 1, 101
CLIENT_ADDRESS = b'\xc0\0\x02\x0a'
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
        assert clock['values'] == {'behind': int(shift < 0), 'ahead': int(shift > 0), 'time': 0.038}


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


@pytest.mark.parametrize('shift', [0, 2_000_000, -20_000_000])
def test_all_is_lost(shift):
    """No GRE packet was captured twice: TCP's SYN was, whatever the clocks say."""
    client, server = pair('c_gre_blocked')
    capture = merged('blocked.pcapng', client, rewritten(server, 'blocked-server.pcap', shift))
    assert {(stretch['from'], stretch['both'], stretch['lost']) for stretch in stretches(capture).values()} \
        == {('the client', 0, 10), ('the server', 0, 10)}
    found = findings(capture)
    assert [name for name, finding in found.items() if finding['severity'] == 'Warning'] == ['points_blocked']
    assert 'points_lost' not in found and 'ppp_unanswered' not in found


@pytest.mark.parametrize('shift', [2_000_000, -2_000_000])
def test_all_is_captured_again_by_another_clock(shift):
    """No copy is a repetition: not the one either that completes the proof of two points."""
    whole = CAPTURES / 'c_mppe_mismatch.pcap'
    found = findings(merged('again.pcap', whole, rewritten(whole, 'again-server.pcap', shift), options=['-F', 'pcap']))
    assert set(found) - {'points_clock'} == set(findings(whole))


def test_a_reply_on_its_way():
    """The client asks again between the reply at the server and the reply at the client: it was no late acceptance."""
    made = Capture()
    connection = established(made)
    ppp = PPP(Tunnel(made, 1000, 30720))
    connection.segment(CLIENT, message('Outgoing-Call-Request', call_id=1000, window=64))
    connection.segment(SERVER, message('Outgoing-Call-Reply', call_id=30720, peer_call_id=1000, result=1, window=64))
    ppp.request(CLIENT, LCP, magic(CLIENT))
    ppp.again(CLIENT, LCP, after=900_000)
    ppp.ack(SERVER, LCP, after=100_000)
    whole = folder('points') / 'whole.pcap'
    whole.write_bytes(made.octets())
    whole.chmod(0o644)
    sent = [rewritten(whole, f'sent-{name}.pcap', shift, change=lambda frame, by=by: beyond(1, CLIENT_ADDRESS)(
        b'\x02\0\0\0\0\x09\x02\0\0\0\0\x08' + frame[12:]) if frame[23] == 47 and frame[26:30] == by else None)
            for name, shift, by in (('client', 500_000, CLIENT_ADDRESS), ('server', -450_000, b'\xc0\0\x02\x01'))]
    capture = merged('on-its-way.pcap', whole, *sent, options=['-F', 'pcap'])
    assert [stretch['both'] for stretch in stretches(capture).values()] == [2, 1]
    assert 'ppp_accepted_late' not in findings(capture)


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


def beyond(ttl, address=b'\xcb\x00\x71\x09'):
    """Changes frames: what they are when 192.0.2.10 has another address, and the TTL is lower."""
    def change(frame):
        if frame[12:14] != b'\x08\0':
            return frame
        addresses = [address if one == b'\xc0\0\x02\x0a' else one for one in (frame[26:30], frame[30:34])]
        return frame[:22] + bytes([frame[22] - ttl]) + frame[23:26] + b''.join(addresses) + frame[34:]
    return change


@pytest.mark.parametrize('shift, ttl', [(20, 0), (20, 1), (2_000_000, 1), (-2_000_000, 1)])
def test_one_session_on_both_sides(shift, ttl):
    """At once, or by another clock if a router lies between."""
    whole = CAPTURES / 'a_mppe128.pcap'
    capture = merged('sides.pcapng', whole, rewritten(whole, 'beyond.pcap', shift, change=beyond(ttl)))
    assert {(stretch['both'], stretch['lost'], stretch['only_second']) for stretch in stretches(capture).values()} \
        == {(69, 0, 0), (68, 0, 0)}
    found = findings(capture)
    assert 'points_nat' in found and 'address_shared' not in found and 'same_user' not in found
    assert {one['id'] for one in found.values() if one['severity'] == 'Warning'} \
        == {one['id'] for one in findings(whole).values() if one['severity'] == 'Warning'}


def renumbered(change):
    """Changes frames, and their Identification."""
    def other(frame):
        frame = change(frame)
        number = struct.unpack('>H', frame[18:20])[0] * 40503 + 1 & 0xffff
        return frame[:18] + struct.pack('>H', number) + frame[20:] if frame[12:14] == b'\x08\0' else frame
    return other


def over_ipv6(change):
    """Changes frames, and then sends them over IPv6."""
    def other(frame):
        frame = change(frame)
        if frame[12:14] != b'\x08\0':
            return frame
        payload = frame[34:14 + struct.unpack('>H', frame[16:18])[0]]
        addresses = [b'\x20\x01\x0d\xb8' + bytes(8) + one for one in (frame[26:30], frame[30:34])]
        return frame[:12] + struct.pack('>HIHBB', 0x86dd, 6 << 28, len(payload), frame[23], frame[22]) \
            + b''.join(addresses) + payload
    return other


def unchanged(frame):
    return frame


@pytest.mark.parametrize('first, second', [
    (unchanged, renumbered(beyond(1))), (over_ipv6(unchanged), over_ipv6(beyond(1)))], ids=['renumbered', 'IPv6'])
@pytest.mark.parametrize('shift', [20, 2_000_000])
def test_a_nat_without_identification(first, second, shift):
    """The NAT changes IPv4's Identification, or there is none: Magic Numbers and challenges tell."""
    whole = rewritten(CAPTURES / 'a_mppe128.pcap', 'inside.pcap', change=first)
    capture = merged('outside.pcapng', whole, rewritten(CAPTURES / 'a_mppe128.pcap', 'outside.pcap', shift,
                                                        change=second))
    assert {(stretch['both'], stretch['lost'], stretch['only_second'], stretch['reordered'])
            for stretch in stretches(capture).values()} == {(69, 0, 0, 0), (68, 0, 0, 0)}
    found = findings(capture)
    assert 'points_nat' in found
    assert {name for name, one in found.items() if one['severity'] == 'Warning'} \
        == {name for name, one in findings(whole).items() if one['severity'] == 'Warning'}


def test_calls_of_a_client_at_once_beyond_a_nat():
    """Each of the two is tied to itself."""
    capture = merged('two.pcapng', CAPTURES / 'd_nat2.lan.pcap',
                     rewritten(CAPTURES / 'd_nat2.wan.pcap', 'two-wan.pcap', change=renumbered(unchanged)))
    report = json.loads(OURS.tshark(capture, '-q', '-z', 'pptp,json').out)
    assert sorted((stretch['both'], stretch['lost'], stretch['only_second']) for stretch in report['points']) \
        == [(45, 0, 0), (45, 0, 0), (47, 0, 0), (47, 0, 0)]


def test_a_loop_is_no_nat():
    """What comes back to its sender was not captured beyond a NAT."""
    made = Capture()
    established(made)
    ppp = PPP(Tunnel(made, 1000, 30720))
    for _ in range(4):
        ppp.request(CLIENT, LCP, magic(CLIENT))
        ppp.control(SERVER, LCP, 1, encoded([magic(CLIENT)]), ppp.identifier[CLIENT, LCP])
    path = folder('points') / 'loop.pcap'
    path.write_bytes(made.octets())
    path.chmod(0o644)
    assert stretches(path) == {} and 'points_nat' not in findings(path)


@pytest.mark.parametrize('change', [unchanged, renumbered(unchanged)], ids=['numbered', 'renumbered'])
@pytest.mark.parametrize('shift, ttl, address', [
    (300_000, 0, b'\xcb\x00\x71\x09'),      # a second client that says the same, a moment later
    (60_000_000, 1, b'\xcb\x00\x71\x09'),   # a client that came again from another address, or a replay
    (60_000_000, 0, b'\xc0\0\x02\x0a'),      # the same hosts again
])
def test_sessions_that_are_alike(shift, ttl, address, change):
    whole = CAPTURES / 'a_mppe128.pcap'
    capture = merged('alike.pcap', whole, rewritten(whole, 'alike-again.pcap', shift,
                                                  change=lambda frame: change(beyond(ttl, address)(frame))),
                     options=['-F', 'pcap'])
    assert stretches(capture) == {}
    assert not {'points_nat', 'points_clock', 'points_lost', 'points_blocked'} & set(findings(capture))


def test_calls_one_after_another():
    """Twelve calls of the same hosts, with the same Magic Numbers and Challenges, are twelve."""
    capture = CAPTURES / 'reports' / 'password_guessing.pcap'
    assert stretches(capture) == {}
    assert not {'points_nat', 'points_clock'} & set(findings(capture))


def test_two_sessions_in_one_file():
    other = rewritten(CAPTURES / 'b_mppe40.pcap', 'other.pcap', next(records(CAPTURES / 'a_mppe128.pcap'))[0]
                      - next(records(CAPTURES / 'b_mppe40.pcap'))[0])
    capture = merged('others.pcapng', CAPTURES / 'a_mppe128.pcap', other)
    assert stretches(capture) == {}
    assert not {'points_nat', 'points_clock', 'points_lost'} & set(findings(capture))


def test_one_point_begins_later():
    """What the first point captured before the second one began is not lost, though nothing else tells the order."""
    whole = CAPTURES / 'a_mppe128.pcap'
    begin = [when for when, frame in records(whole) if frame[23] == 47][0] + 100_000
    first = rewritten(whole, 'gre.pcap', change=lambda frame: frame if frame[23] == 47 else None)
    times = iter([when for when, _ in records(first)])
    later = rewritten(first, 'gre-later.pcap', -5, change=lambda frame: frame if next(times) >= begin else None)
    ours = stretches(merged('later.pcapng', first, later, options=['-I', 'none']))
    missing = sum(1 for when, _ in records(first) if when < begin)
    assert missing and ours
    assert all(stretch['lost'] == stretch['only_second'] == 0 for stretch in ours.values())
    assert sum(stretch['outside'] for stretch in ours.values()) <= missing


@pytest.mark.parametrize('how', MERGES)
def test_a_point_that_begins_a_packet_later(how):
    """Where nothing but the order tells points apart, what only one of them has of the beginning is not lost."""
    whole = CAPTURES / 'm_mid_before_chap.pcap'
    turn = iter(range(10 ** 6))
    later = rewritten(whole, 'mid-later.pcap', 100, change=lambda frame: frame if next(turn) else None)
    ours = stretches(merged(f'mid.{how.split()[0]}', whole, later, options=MERGES[how]))
    assert {(sender, stretch['both'], stretch['lost'], stretch['outside']) for sender, stretch in ours.items()} \
        == {('the client', 26, 0, 0), ('the server', 26, 0, 1)}


def test_a_short_flow_twice():
    """Too few packets to prove two points, but no duplicates of a network."""
    whole = CAPTURES / 'c_gre_icmp.pcap'
    capture = merged('short.pcap', whole, rewritten(whole, 'short-again.pcap', 7), options=['-F', 'pcap'])
    assert 'tunnel_duplicates' not in findings(capture)


def test_few_are_lost():
    """One packet of hundreds, beyond a router."""
    whole = CAPTURES / 'trouble-loss.pcap'
    flow = max(numbered(whole).values(), key=len)
    lost = flow[len(flow) // 2][0]
    lower = beyond(1, CLIENT_ADDRESS)
    frames = [frame for when, frame in records(whole) if when == lost]
    part = rewritten(whole, 'few.pcap', 20, change=lambda frame: None if frame in frames else lower(frame))
    found = findings(merged('few.pcapng', whole, part))
    assert len(flow) > 200 and len(frames) == 1
    assert found['points_lost_slightly']['severity'] == 'Note' and 'points_lost' not in found


def test_one_cause():
    """The loss between the points explains what each point shows of it."""
    found = findings(merged('cause.pcapng', *pair('e_loss_reorder_dup')))
    warnings = [name for name, finding in found.items() if finding['severity'] == 'Warning']
    assert warnings == ['points_lost']
    assert 'two interfaces' not in json.dumps(found['tunnel_duplicates'])
    alone = findings(CAPTURES / 'e_loss_reorder_dup.pcap').get('tunnel_duplicates')
    assert not alone or 'two interfaces' in alone['sentence']


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


def counts(capture, statistic, *options):
    """What a statistic prints, less its times and rates."""
    return [re.sub(r'\d+\.\d+%?|\s', '', line)
            for line in OURS.tshark(capture, '-q', *options, '-z', statistic).lines]


@pytest.mark.parametrize('how, options', [('pcapng', ()), ('interfaces kept apart', ()), ('pcap', ('-2',))])
def test_statistics_count_packets_once(how, options):
    """The second point is beyond a router, or nothing but the order tells it."""
    whole = CAPTURES / 'a_mppe128.pcap'
    again = rewritten(whole, 'counted-again.pcap', 20, change=beyond(int(how == 'pcapng'), CLIENT_ADDRESS))
    capture = merged(f'counted.{how.split()[0]}', whole, again, options=MERGES[how])
    assert len(stretches(capture)) == 2
    for statistic in 'conv,pptp', 'endpoints,pptp', 'pptp,stat', 'pptp_tree,tree', 'pptp,srt':
        assert counts(capture, statistic, *options) == counts(whole, statistic, *options), statistic


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


def test_two_interfaces_of_any():
    """Linux's cooked capture, version 2: only the interface index tells them apart. A file of pcap knows no more."""
    def on_any(index):
        header = struct.pack('>HIHBB', 0, index, 1, 0, 6)
        return lambda frame: frame[12:14] + header + frame[6:12] + bytes(2) + frame[14:]

    client, server = pair('e_loss_reorder_dup')
    capture = merged('any.pcap', *(rewritten(path, f'any-{path.name}', link=276, change=on_any(index))
                                   for index, path in ((2, client), (3, server))), options=('-F', 'pcap'))
    check(capture, client, server)
    told = OURS.tshark(capture, '-q', '-z', 'pptp,points').out
    assert 'Point 0: interface index 2\n' in told and 'Point 1: interface index 3\n' in told
