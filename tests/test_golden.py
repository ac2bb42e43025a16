"""What every capture shows: a line per control message (frame, summary) and, indented, its facts and expert items.

The goldens are read before they are committed; `tests/run --golden` writes them anew.
"""
import os
import pathlib
import re

import pytest

from wireshark import CAPTURES, OURS

GOLDEN = pathlib.Path(__file__).parent / 'golden'
# What TCP hands over of late segments depends on Wireshark's version; of the other, test_stream.py tells every line.
WITHOUT = {'segmentation-reordered', 'segmentation-split'}
NAMES = sorted({path.stem for path in CAPTURES.glob('*.pcap')} - WITHOUT)


# Captures about octets, not about what happened: their goldens hold no facts.
WITHOUT_FACTS = ('bad-', 'correlation-', 'messages-', 'port-', 'segmentation-')


def lines(messages, facts=False):
    for message in messages:
        yield f'{message.frame} {message.summary}'
        if facts and message.facts:
            yield '    ' + ' '.join(f'{name.removeprefix("pptp.")}={value}' for name, value in message.facts.items())
        yield from (f'    {expert}' for expert in message.experts)


def shown(name, *options):
    text = '\n'.join(lines(OURS.messages(f'{name}.pcap', *options), facts=not name.startswith(WITHOUT_FACTS)))
    return text + '\n'


def known_at_once(text):
    """Without what only later frames tell."""
    text = re.sub(r'^    pptp\.analysis\.unanswered .*\n', '', text, flags=re.M)
    return re.sub(r' (response_in|call\.established_in|call\.ended_in)=\d+', '', text)


@pytest.mark.parametrize('name', NAMES)
def test_two_passes(name):
    golden = GOLDEN / f'{name}.txt'
    text = shown(name, '-2')
    if 'PPTP_WRITE_GOLDEN' in os.environ:
        golden.write_text(text)
    assert text == golden.read_text()


@pytest.mark.parametrize('name', NAMES)
def test_one_pass(name):
    assert known_at_once(shown(name)) == known_at_once((GOLDEN / f'{name}.txt').read_text())


def test_no_golden_without_capture():
    assert sorted(path.stem for path in GOLDEN.glob('*.txt')) == NAMES
