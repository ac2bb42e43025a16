"""The inputs of the fuzz targets that were kept, and all captures: see fuzz/README.md for what must hold."""
import os
import subprocess

import pytest

import floods
import wireshark
from wireshark import BUILT, CAPTURES, ROOT, folder

KEPT = {path.name: sorted(path.iterdir()) for path in (ROOT / 'tests' / 'fuzz' / 'corpus').iterdir()}
DISSECTING = 'capture', 'stream', 'tunnel'


def replay(target, files, programs=None):
    programs = programs or wireshark.PROGRAMS
    empty = str(folder('replay'))
    done = subprocess.run(
        [programs / 'replay', programs / 'pptp.so', target, *files],
        stderr=subprocess.PIPE, text=True, errors='replace',
        env={**os.environ, 'HOME': empty, 'WIRESHARK_DATA_DIR': empty, 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC',
             'G_SLICE': 'always-malloc', 'WIRESHARK_DEBUG_WMEM_OVERRIDE': 'simple', 'ASAN_OPTIONS': 'detect_leaks=0',
             'UBSAN_OPTIONS': 'print_stacktrace=1:halt_on_error=1'})
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.longer
@pytest.mark.parametrize('target', DISSECTING)
def test_inputs_replayed_in_one_process(target):
    replay(target, KEPT[target])


@pytest.mark.longer
@pytest.mark.parametrize('half', range(2))
def test_captures_replayed_in_one_process(half):
    """Without sanitizers, which see them in test_robustness.py."""
    replay('capture', sorted(CAPTURES.glob('*.pcap'))[half::2], BUILT)


@pytest.mark.longer
def test_floods_replayed_in_one_process():
    """More of everything than the plugin keeps: the passes agree on what is left out, too."""
    paths = [folder('floods') / f'{name}.pcap' for name in floods.KINDS]
    for path in paths:
        floods.write(path, path.stem, 300)
    replay('capture', paths, BUILT)


@pytest.mark.logic
@pytest.mark.parametrize('target', sorted(set(KEPT) - set(DISSECTING)))
def test_inputs_replayed_without_dissectors(target):
    replay(target, KEPT[target])
