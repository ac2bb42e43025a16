"""Calls older than the capture: what a capture that begins in mid-life says, against what the whole one says."""
import json
import random
import struct

import pytest

from made.control import established
from packets import Capture, gre, ip_packet, message
from wireshark import CAPTURES, OURS, staged

WHOLE = ['a_mppe128', 'b_clear_pap_nocomp', 'd_nat2.wan', 'e_loss_reorder_dup', 'g_kernel_mppe128']
FIELDS = ['frame.number', 'pptp.call', 'pptp.tunnel.index', 'pptp.call.adopted', 'pptp.stream', 'ip.src']
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
    return {finding['id'] for finding in report['findings'] if finding['severity'] == 'Warning'}, report


def cuts(path):
    count = sum(1 for _ in records(path))
    return sorted(random.Random(path.stem).sample(range(2, count - 10), CUTS))


@pytest.mark.parametrize('name', WHOLE)
def test_in_mid_life_the_same_packets_are_in_the_same_call(name, tmp_path):
    path = CAPTURES / f'{name}.pcap'
    whole, (known, _) = facts(path, '-2'), warnings(path)
    for first in cuts(path):
        part = cut(path, first, tmp_path)
        seen = {frame: row for frame, row in whole.items() if frame >= first}
        assert groups(facts(part, '-2'), first - 1) == groups(seen), first
        assert warnings(part)[0] <= known, first
