"""What every capture shows: a line per control message (frame, summary) and, indented, its expert items.

The goldens are read before they are committed; `tests/run --golden` writes them anew.
"""
import os
import pathlib

import pytest

from wireshark import CAPTURES, OURS

GOLDEN = pathlib.Path(__file__).parent / 'golden'
# What TCP hands over of late segments depends on Wireshark's version; of the other, test_stream.py tells every line.
WITHOUT = {'segmentation-reordered', 'segmentation-split'}
NAMES = sorted({path.stem for path in CAPTURES.glob('*.pcap')} - WITHOUT)


def lines(messages):
    for message in messages:
        yield f'{message.frame} {message.summary}'
        yield from (f'    {expert}' for expert in message.experts)


def shown(name, *options):
    return '\n'.join(lines(OURS.messages(f'{name}.pcap', *options))) + '\n'


@pytest.mark.parametrize('name', NAMES)
def test_one_pass(name):
    golden = GOLDEN / f'{name}.txt'
    text = shown(name)
    if 'PPTP_WRITE_GOLDEN' in os.environ:
        golden.write_text(text)
    assert text == golden.read_text()


@pytest.mark.parametrize('name', NAMES)
def test_two_passes(name):
    assert shown(name, '-2') == (GOLDEN / f'{name}.txt').read_text()


def test_no_golden_without_capture():
    assert sorted(path.stem for path in GOLDEN.glob('*.txt')) == NAMES
