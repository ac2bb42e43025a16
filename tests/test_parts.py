"""Parts of real captures: cut, filtered and with holes, they never make trouble that the whole does not have."""
import json
import random
import shutil
import subprocess

import pytest

from wireshark import CAPTURES, OURS, REAL, folder

# If every third packet is missing, acknowledgments may name none of them: nothing proves that they arrived.
STILL = {'every 3rd missing': {'tunnel_loss'}}


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


PARTS = {'every 7th missing': without_every(7), 'every 3rd missing': without_every(3), '68 octets': cut_to(68),
         '96 octets': cut_to(96), '128 octets': cut_to(128), 'only TCP': filtered('tcp'),
         'only control': filtered('tcp.port == 1723'), 'only GRE': filtered('gre'), 'one direction': one_direction}


def warnings_of(capture):
    """The ids of the Warnings of the diagnosis."""
    report = json.loads(OURS.tshark(capture, '-q', '-z', 'pptp,json').out)
    return {finding['id'] for finding in report['findings'] if finding['severity'] == 'Warning'}


@pytest.mark.slow
@pytest.mark.parametrize('kind', PARTS)
@pytest.mark.parametrize('capture', REAL, ids=lambda path: path.stem)
def test_no_warning_that_the_whole_does_not_have(capture, kind):
    check(capture, kind)


@pytest.mark.parametrize('seed', range(3))
def test_a_few_of_them(seed):
    chance = random.Random(seed)
    check(chance.choice(REAL), chance.choice(list(PARTS)))


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
    assert warnings_of(part) - warnings_of(capture) - STILL.get(kind, set()) == set()
