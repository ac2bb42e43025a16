"""Every capture in the build with AddressSanitizer, LeakSanitizer and UBSan; mutations; floods."""
import ipaddress
import os
import re
import struct

import pytest

import floods
from made import CAPTURES as MADE
from packets import LCP_ECHO, Capture, Connection, gre, ip_packet, message
from test_golden import known_at_once, lines
from test_statistics import STATISTICS
from wireshark import CAPTURES, NO_LEAKS, OURS, PASS_OPTIONS, complaints, folder, processor_seconds, staged

NAMES = sorted(path.name for path in CAPTURES.glob('*.pcap'))
EACH = 24       # captures, because starting a program costs more than what it reads
BATCHES = {f'{name}-{NAMES[min(first + EACH, len(NAMES)) - 1]}': NAMES[first:first + EACH]
           for first, name in enumerate(NAMES) if first % EACH == 0}
SEED = 0                # of each capture's mutation
TREE = ('-V',)          # shows the tree and every expert item
FREED = ['pptp,calls', 'pptp,diagnosis', 'pptp,json', 'flow,pptp,standard', STATISTICS[0]]
KEPT = ['pptp,call_table', 'pptp,finding_table', *STATISTICS[1:]]   # tshark frees no table, tree or conversation


def test_sanitizers_are_at_work(sanitized):
    """The sanitized plugin is the one that runs: without the sanitizer's library it cannot even be loaded."""
    capture = ('tshark', '-r', staged('port-1724.pcap'))
    assert 'Outgoing-Call-Request, Call ID 5' in sanitized.run(*capture).out
    assert 'ASan runtime does not come first' in sanitized.run(*capture, environment={'LD_PRELOAD': ''}).err


def mutated(name, *options):
    """The capture with one octet in fifty changed."""
    path = folder(f'mutated-{os.getpid()}') / name
    made = OURS.run('editcap', '-E', '0.02', '--seed', SEED, *options, staged(name), path)
    assert made.code == 0, made.err
    return path


def reports(names):
    return [word for name in names for word in ('-z', name)]


def in_one_file(name, *captures):
    """One capture of several, because starting a program costs more than what it reads."""
    together = folder(f'together-{os.getpid()}') / f'{name}.pcapng'
    made = OURS.run('mergecap', '-a', '-w', together, *captures)
    assert made.code == 0, made.err
    return together


@pytest.mark.parametrize('batch', BATCHES)
def test_captures(sanitized, batch):
    """With every report and statistic. Only the first run, which makes no tree, is asked about leaks; GLib's slices, in
    blocks of their own in the second, show those of Wireshark itself. Fuzzing (fuzz/run) tries what no capture has."""
    together = in_one_file(batch, *map(staged, BATCHES[batch]))
    for options, environment in ((('-q', *reports(FREED)), {}),
                                 (('-2', *TREE, *reports(FREED + KEPT)),
                                  {'ASAN_OPTIONS': NO_LEAKS, 'G_SLICE': 'always-malloc'})):
        found = complaints(sanitized.run('tshark', '-r', together, *options, environment=environment))
        assert not found


AGREEING = [name for name in MADE if not name.startswith('link-')]      # other link layers have longer headers


@pytest.mark.slow
@pytest.mark.parametrize('name', AGREEING)
def test_passes_agree_on_mutated_messages(name):
    """Only octets after Ethernet, IP and TCP (54 octets), whose own dissection of mutations differs between passes."""
    capture = mutated(name, '-o', 54)
    one, two = (known_at_once(''.join(f'{line}\n' for line in lines(OURS.messages(capture, *passes), facts=True)))
                for passes in PASS_OPTIONS)
    assert one == two, f'editcap -E 0.02 --seed {SEED} -o 54'


def flood(name, header):
    """1.6 MB of messages of 16 octets, which TCP delivers all at once because the first segment comes last."""
    made = Capture()
    connection = Connection(made)
    connection.segment(True, message('Echo-Request'))
    start = connection.next[True]
    connection.skip(True, 4096)
    for _ in range(400):
        connection.segment(True, header * 256)
    connection.segment(True, header * 256, at=start)
    path = folder('floods') / name
    path.write_bytes(made.octets())
    return path


def seconds(capture):
    return processor_seconds(OURS.tshark, capture, '-o', 'tcp.reassemble_out_of_order:TRUE', '-q', '-z', 'conv,eth')


def test_lying_lengths_cost_no_more_than_the_octets():
    """Compared with as many sound messages, so that the speed of the machine does not matter. A search for the next
    header that ran to the end of the octets for every message took 100 times as long."""
    good, bad = flood('good.pcap', message('Echo-Request')), flood('bad.pcap', message('Echo-Request', length=0xffff))
    assert seconds(bad) < 10 * seconds(good)


def test_times_that_no_clock_shows_and_packets_without_addresses(sanitized):
    """A pcapng file whose clock counts seconds, with the largest value; an exported PDU of GRE without addresses."""
    def block(kind, body):
        return struct.pack('<II', kind, len(body) + 12) + body + struct.pack('<I', len(body) + 12)
    frame = ip_packet(*map(ipaddress.ip_address, ['192.0.2.10', '192.0.2.1']), 47, gre(7, LCP_ECHO, 0))
    late = folder('made') / 'late.pcapng'
    late.write_bytes(block(0x0A0D0D0A, struct.pack('<IHHq', 0x1A2B3C4D, 1, 0, -1))
                     + block(1, struct.pack('<HHI', 101, 0, 0) + struct.pack('<HHB3xHH', 9, 1, 0, 0, 0))
                     + block(6, struct.pack('<IIIII', 0, 0x7fffffff, 0xffffffff, len(frame), len(frame)) + frame))
    pdu = (struct.pack('>HH', 14, 8) + b'ip.proto' + struct.pack('>HHI', 32, 4, 47) + struct.pack('>HH', 0, 0)
           + gre(7, LCP_ECHO, 0))
    bare = folder('made') / 'bare.pcap'
    bare.write_bytes(struct.pack('<IHHiIII', 0xA1B2C3D4, 2, 4, 0, 0, 262144, 252)
                     + struct.pack('<IIII', 1, 0, len(pdu), len(pdu)) + pdu)
    for capture in late, bare:
        capture.chmod(0o644)
        for passes in PASS_OPTIONS:
            assert complaints(sanitized.run('tshark', '-r', capture, '-V', *passes)) == []


FIRST_SECOND, LAST_SECOND = 0, (2 ** 32 - 10) * 10 ** 6
REPORTS = tuple(word for name in ('diagnosis', 'calls', 'points', 'json') for word in ('-z', f'pptp,{name}'))


def jump(capture, request, reply):
    """Frames at the first second that the file format knows, and at the last."""
    for _ in range(3):
        capture.clock = FIRST_SECOND
        request()
        capture.clock = LAST_SECOND
        reply()


def test_clocks_that_jump_and_a_user_without_a_name(sanitized):
    """The sums of times would need more than 63 bits; and none is negative when the clock jumps back."""
    capture = floods.Flood().connect(called=True)
    capture.ppp(False, floods.CHAP, 1, 1, b'\x10' + bytes(16) + b'server')
    capture.ppp(True, floods.CHAP, 2, 1, b'\x31' + bytes(16) + bytes(8) + bytes(24) + b'\0')
    capture.compress(1, floods.KEY_128)
    jump(capture, lambda: capture.gre(True), lambda: capture.gre(False, b'', False, capture.number[True] - 1))
    jump(capture, lambda: capture.ppp(True, floods.CCP, 14), lambda: capture.ppp(False, floods.CCP, 15))
    jump(capture, lambda: capture.say(True, 'Echo-Request', identifier=1),
         lambda: capture.say(False, 'Echo-Reply', identifier=1, result=1))
    jump(capture, lambda: capture.set_up(7), lambda: capture.say(
        False, 'Outgoing-Call-Reply', call_id=8, peer_call_id=7, result=2))
    capture.tcp.close()
    path = folder('made') / 'clocks.pcap'
    path.write_bytes(capture.octets())
    path.chmod(0o644)
    for passes in PASS_OPTIONS:
        result = sanitized.run('tshark', '-r', path, '-V', *passes, *REPORTS, '-o',
                               f'uat:pptp_accounts:"","{floods.PASSWORD}","password"')
        assert complaints(result) == []
        assert not re.search(r'(?<!\w)-\d+\.\d+ (m?s|seconds)\b', result.out.partition('===')[2])
