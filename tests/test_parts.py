"""Parts of real captures: cut, filtered and with holes, they never make trouble that the whole does not have."""
import json
import random
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from wireshark import CAPTURES, OURS, REAL, experts_in, folder

MID = sorted(CAPTURES.glob('m_*.pcap'))     # real, too; they begin in mid-life
WHOLE = REAL + MID

# Its two calls fail alike; an ICMP error tells why, and the part lacks the second one. Nothing proves that.
STILL = {('d_nat2_nohelper.wan', 'every 7th missing'): {'server_ended_at_once'}}


def frames_of(capture):
    return int(subprocess.run(['capinfos', '-Mrc', capture], capture_output=True, text=True,
                              check=True).stdout.split()[-1])


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


BEGINNINGS = {f'beginning {seed}': without_beginning(seed) for seed in range(5)}
PARTS = {**BEGINNINGS, 'every 7th missing': without_every(7), 'every 3rd missing': without_every(3),
         '68 octets': cut_to(68), '96 octets': cut_to(96), '128 octets': cut_to(128), 'only TCP': filtered('tcp'),
         'only control': filtered('tcp.port == 1723'), 'only GRE': filtered('gre'), 'one direction': one_direction}


def report_of(capture):
    return json.loads(OURS.tshark(capture, '-q', '-z', 'pptp,json').out)


def warnings_in(report):
    """The ids of the Warnings of the diagnosis."""
    return {finding['id'] for finding in report['findings'] if finding['severity'] == 'Warning'}


def expert_warnings_of(capture):
    """The names of the plugin's Warnings and Errors among the expert items."""
    pdml = ElementTree.fromstring(OURS.tshark(capture, '-2', '-T', 'pdml', '-Y', 'pptp || pptp.tunnel').out)
    return {expert.name for expert in experts_in(pdml)
            if expert.severity in ('Warning', 'Error') and (expert.name or '').startswith('pptp.')}


def ids_of(call):
    return {(call[end]['address'], call[end]['call_id']) for end in ('pns', 'pac') if call[end]['call_id'] is not None}


def facts_of(call, with_end):
    """What a part may lack but must not contradict."""
    known = call['authentication'] or {}
    facts = {'user': known.get('user'), 'method': known.get('protocol'), 'error': known.get('error')}
    return {**facts, 'ended': call['ended']['how']} if with_end and call['ended'] else facts


def contradictions(part, whole, with_end):
    """The facts of the part's calls that those of no call of the whole with their Call IDs agree with."""
    found = []
    for call in part['calls']:
        facts = {name: fact for name, fact in facts_of(call, with_end).items() if fact is not None}
        same = [facts_of(other, with_end) for other in whole['calls'] if ids_of(call) <= ids_of(other)]
        if not any(facts.items() <= other.items() for other in same):
            found.append((ids_of(call), facts, same))
    return found


@pytest.mark.slow
@pytest.mark.parametrize('kind', PARTS)
@pytest.mark.parametrize('capture', WHOLE, ids=lambda path: path.stem)
def test_no_warning_that_the_whole_does_not_have(capture, kind):
    check(capture, kind)


@pytest.mark.parametrize('seed', range(3))
def test_a_few_of_them(seed):
    chance = random.Random(seed)
    check(chance.choice(WHOLE), chance.choice(list(PARTS)))


# In one, the octets of all control messages are cut; without GRE, nothing tells that PPP ended the calls of the other.
@pytest.mark.parametrize('name, kind', [('g_kernel_mppe128', '68 octets'), ('d_nat2_nohelper.lan', 'only control')])
def test_parts_that_once_made_trouble(name, kind):
    check(CAPTURES / f'{name}.pcap', kind)


def check(capture, kind):
    part = folder('parts') / f'{capture.stem}-{kind.replace(" ", "-")}.pcap'
    source = folder('wholes') / capture.name
    shutil.copy(capture, source)
    PARTS[kind](source, part)
    part.chmod(0o644)
    found, known = report_of(part), report_of(capture)
    assert warnings_in(found) - warnings_in(known) - STILL.get((capture.stem, kind), set()) == set()
    assert expert_warnings_of(part) - expert_warnings_of(capture) == set()
    assert contradictions(found, known, kind in BEGINNINGS) == []
