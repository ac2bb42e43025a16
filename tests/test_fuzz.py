"""The inputs of the fuzz target that were kept, and all captures: see fuzz/README.md for what must hold."""
import os
import subprocess

import pytest

import wireshark
from wireshark import CAPTURES, ROOT, VERSION, folder

KEPT = sorted((ROOT / 'tests' / 'fuzz' / 'corpus').glob('*.pcap'))


@pytest.mark.longer
@pytest.mark.skipif(VERSION >= (4, 6), reason='the target is for Wireshark 4.0 to 4.4: see CMakeLists.txt')
def test_inputs_replayed_in_one_process():
    empty = str(folder('replay'))
    done = subprocess.run(
        [wireshark.PROGRAMS / 'replay', wireshark.PROGRAMS / 'pptp.so', *KEPT, *sorted(CAPTURES.glob('*.pcap'))],
        stderr=subprocess.PIPE, text=True, errors='replace',
        env={**os.environ, 'HOME': empty, 'WIRESHARK_DATA_DIR': empty, 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC',
             'G_SLICE': 'always-malloc', 'WIRESHARK_DEBUG_WMEM_OVERRIDE': 'simple', 'ASAN_OPTIONS': 'detect_leaks=0',
             'UBSAN_OPTIONS': 'print_stacktrace=1:halt_on_error=1'})
    assert done.returncode == 0, done.stderr[-2000:]
