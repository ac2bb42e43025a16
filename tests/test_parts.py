"""Parts of real captures: cut, filtered and with holes, they never make trouble that the whole does not have."""
import functools
import json
import os
import random
import shutil
import struct
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from made import CLIENT, SERVER
from made.control import established
from packets import Capture, Tunnel, message
from wireshark import CAPTURES, OURS, REAL, experts_in, folder, frames_of

MID = sorted(CAPTURES.glob('m_*.pcap'))     # real, too; they begin in mid-life
WHOLE = REAL + MID

# Its two calls fail alike; an ICMP error tells why, and the part lacks the second one. Nothing proves that.
# What no GRE from the server means is another finding if nothing else of it was captured.
STILL = {('d_nat2_nohelper.wan', 'every 7th missing'): {'server_ended_at_once'},
         ('c_gre_blocked', 'one direction'): {'gre_unheard'}}


def without_every(nth):
    def write(capture, part):
        holes = [str(frame) for frame in range(nth, frames_of(capture) + 1, nth)][:500]
        subprocess.run(['editcap', capture, part, *holes], check=True)
    return write


def cut_to(octets):
    return lambda capture, part: subprocess.run(['editcap', '-s', str(octets), capture, part], check=True)


def filtered(what):
    return lambda capture, part: subprocess.run(['tshark', '-r', capture, '-Y', what, '-w', part], check=True,
                                                capture_output=True)


def one_direction(capture, part):
    """What the host sent that sent the first IP packet."""
    sent = subprocess.run(['tshark', '-r', capture, '-T', 'fields', '-e', 'ip.src', '-Y', 'ip'], capture_output=True,
                          text=True, check=True).stdout.split()
    filtered(f'ip.src == {sent[0].split(",")[0]}')(capture, part)


def without_beginning(seed):
    def write(capture, part):
        count = frames_of(capture)
        first = random.Random(f'{capture.name} {seed}').randrange(2, count - 5)
        subprocess.run(['editcap', '-r', capture, part, f'{first}-{count}'], check=True)
    return write


def disordered(capture, part):
    """Every fifth frame comes behind the next one. A file of pcap: 24 octets, then 16 before each frame."""
    octets, frames, place = capture.read_bytes(), [], 24
    order = '<' if octets[:4] in (b'\xd4\xc3\xb2\xa1', b'\x4d\x3c\xb2\xa1') else '>'
    while place < len(octets):
        size = 16 + struct.unpack_from(f'{order}I', octets, place + 8)[0]
        frames.append(octets[place:place + size])
        place += size
    for number in range(4, len(frames) - 1, 5):
        frames[number:number + 2] = frames[number + 1], frames[number]
    part.write_bytes(octets[:24] + b''.join(frames))


BEGINNINGS = {f'beginning {seed}': without_beginning(seed) for seed in range(20)}
PARTS = {**BEGINNINGS, 'every 7th missing': without_every(7), 'every 3rd missing': without_every(3),
         '68 octets': cut_to(68), '96 octets': cut_to(96), '128 octets': cut_to(128), 'only TCP': filtered('tcp'),
         'only control': filtered('tcp.port == 1723'), 'only GRE': filtered('gre'), 'one direction': one_direction}
WRONG = {'disordered': disordered}      # these may make trouble, but the file is told to be so


@functools.cache
def report_of(capture):
    return json.loads(OURS.tshark(capture, '-q', '-z', 'pptp,json').out)


def ids_in(report, *severities):
    """The ids of the diagnosis's findings of these severities."""
    return {finding['id'] for finding in report['findings'] if finding['severity'] in severities}


@functools.cache
def experts_of(capture):
    """{name: severity} of the plugin's expert items."""
    pdml = ElementTree.fromstring(OURS.tshark(capture, '-2', '-T', 'pdml', '-Y', 'pptp || pptp.tunnel').out)
    return {expert.name: expert.severity for expert in experts_in(pdml) if (expert.name or '').startswith('pptp.')}


def new_expert_warnings(part, whole):
    """Those of a part; not those whose milder case, below the same name, the whole has: it holds the reason."""
    found, known = experts_of(part), experts_of(whole)
    return {name for name, severity in found.items() if severity in ('Warning', 'Error')
            and known.get(name) not in ('Warning', 'Error') and name not in {one.rpartition('.')[0] for one in known}}


def ids_of(call):
    return {(call[end]['address'], call[end]['call_id']) for end in ('pns', 'pac') if call[end]['call_id'] is not None}


def facts_of(call, first):
    """What a part must not contradict. Its end counts if the part holds it: all frames after the first ones."""
    known, ended = call['authentication'] or {}, call['ended']
    facts = {'user': known.get('user'), 'method': known.get('protocol'), 'error': known.get('error')}
    return {**facts, 'ended': ended['how']} if first is not None and ended and ended['frame'] > first else facts


def agree(fact, known):
    """CHAP is any kind of it."""
    return fact == known or (fact == 'CHAP' and 'CHAP' in (known or ''))


def contradictions(part, whole, first):
    """The facts of the part's calls with which those of no call of the whole with their Call IDs agree."""
    found = []
    for call in part['calls']:
        facts = {name: fact for name, fact in facts_of(call, 0).items() if fact is not None}
        same = [facts_of(other, first) for other in whole['calls'] if ids_of(call) <= ids_of(other)]
        if not any(all(agree(fact, other.get(name, fact)) for name, fact in facts.items()) for other in same):
            found.append((ids_of(call), facts, same))
    return found


# All of them take a quarter of an hour. PPTP_PARTS=1 checks another sample, and so on.
EVERY = [(path, kind) for path in WHOLE for kind in PARTS]
SAMPLE = random.Random(int(os.environ.get('PPTP_PARTS', 0))).sample(EVERY, 45)


@pytest.mark.parametrize('capture, kind', [
    pytest.param(path, kind, marks=pytest.mark.slow if i > 2 else (), id=f'{path.stem}-{kind}')
    for i, (path, kind) in enumerate(SAMPLE)])
def test_no_warning_that_the_whole_does_not_have(capture, kind):
    check(capture, kind)


# In one, the octets of all control messages are cut; without GRE, nothing tells that PPP ended the calls of the second.
# Of those that begin late, one begins with the FIN of a call's connection, which a Call-Clear-Request follows, one with
# CHAP's Failure, one with a session between an older one's packets, the last with LCP's last reply. One part lacks an
# Echo-Reply that TCP acknowledged, the last a Start-Control-Connection-Request that was answered after the Stop.
@pytest.mark.parametrize('name, kind', [
    ('g_kernel_mppe128', '68 octets'), ('d_nat2_nohelper.lan', 'only control'),
    ('d_nat2_nohelper.lan', 'beginning 1'), ('c_authfail', 'beginning 11'), ('d_nat2.wan', 'beginning 13'),
    ('m_mid_two_mppe128', 'beginning 13'), ('d_nat2.wan', 'every 3rd missing'),
    ('c_server_full', 'every 3rd missing')])
def test_parts_that_once_made_trouble(name, kind):
    check(CAPTURES / f'{name}.pcap', kind)


@pytest.mark.parametrize('name, kind, finding', [
    ('b_clear_pap_nocomp', 'only TCP', 'capture_filtered'), ('a_mppe128', 'every 7th missing', 'tunnel_not_captured'),
    ('a_mppe128', 'disordered', 'capture_disordered')])
def test_a_part_is_told_to_be_one(name, kind, finding):
    """The whole has nothing of it."""
    whole = CAPTURES / f'{name}.pcap'
    found = [[one['id'] for one in report_of(capture)['findings']] for capture in (whole, part_of(whole, kind))]
    assert finding not in found[0] and finding in found[1] and 'tunnel_loss' not in found[1]


def part_of(capture, kind):
    part = folder('parts') / f'{capture.stem}-{kind.replace(" ", "-")}.pcap'
    source = folder('wholes') / capture.name
    shutil.copy(capture, source)
    {**PARTS, **WRONG}[kind](source, part)
    part.chmod(0o644)
    return part


def check(capture, kind):
    part = part_of(capture, kind)
    found, known = report_of(part), report_of(capture)
    # What is a Note in the whole may be a Warning if its cause was not captured.
    assert (ids_in(found, 'Warning') - ids_in(known, 'Warning', 'Note')
            - STILL.get((capture.stem, kind), set())) == set()
    assert new_expert_warnings(part, capture) == set()
    first = frames_of(capture) - frames_of(part) if kind in BEGINNINGS else None
    assert contradictions(found, known, first) == []


def test_a_reply_proves_that_its_request_is_missing():
    """TCP acknowledges the request in the frame of the reply itself."""
    made = Capture()
    connection = established(made)
    connection.segment(CLIENT, message('Echo-Request', identifier=1))
    del made.frames[-1]
    connection.segment(SERVER, message('Echo-Reply', identifier=1, result=1))
    path = folder('parts') / 'reply.pcap'
    path.write_bytes(made.octets())
    path.chmod(0o644)
    assert not {'Warning', 'Error'} & set(experts_of(path).values())


def test_tcp_proves_that_a_file_is_not_whole():
    """The client acknowledges octets of the server's that were not captured."""
    made = Capture()
    connection = established(made)
    tunnel = Tunnel(made, 1000, 30720)
    connection.segment(CLIENT, message('Outgoing-Call-Request', call_id=1000, window=64))
    connection.segment(SERVER, message('Outgoing-Call-Reply', call_id=30720, peer_call_id=1000, result=1, window=64))
    for number in range(40):
        if number % 5:
            tunnel.send(SERVER, number)
    connection.segment(SERVER, message('Echo-Request', identifier=1))
    del made.frames[-1]
    connection.segment(CLIENT, message('Echo-Reply', identifier=1, result=1))
    path = folder('parts') / 'tcp.pcap'
    path.write_bytes(made.octets())
    path.chmod(0o644)
    found = {finding['id']: finding for finding in report_of(path)['findings']}
    assert 'tunnel_loss' not in found and 'tunnel_not_captured' in found
    assert '1 control connection' in found['capture_incomplete']['sentence']
