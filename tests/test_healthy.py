"""Healthy sessions of random legal choices: no Warning in any of them."""
import json

import pytest

from made.healthy import IN_ONE, capture
from wireshark import OURS, folder

SEEDS = [pytest.param(seed, marks=pytest.mark.slow if seed > 1 else ()) for seed in range(20)]


@pytest.mark.parametrize('seed', SEEDS)
def test_no_warning_in_healthy_sessions(seed):
    path = folder('healthy') / f'{seed}.pcap'
    path.write_bytes(capture(seed))
    path.chmod(0o644)
    out = OURS.tshark(path, '-q', '-z', 'pptp,json').out
    told = json.loads(out)
    assert len(told['calls']) == IN_ONE and {call['stage'] for call in told['calls']} == {'Data'}
    assert [(one['id'], one['sentence']) for one in told['findings'] if one['severity'] == 'Warning'] == []
    report = OURS.tshark(path, '-q', '-z', 'pptp,diagnosis').out
    assert 'Warning' not in report and report.count('no warnings') == IN_ONE
