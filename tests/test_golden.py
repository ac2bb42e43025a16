"""What every capture shows: a line per control message (frame, summary) with its facts and expert items below it, and,
for captures of tunnels, a line per GRE packet with its facts and expert items.

`tests/run --golden` writes the goldens anew. Read every changed line before you commit it.
"""
import os
import pathlib
import re

import pytest

from wireshark import CAPTURES, OURS

GOLDEN = pathlib.Path(__file__).parent / 'golden'
# What TCP hands over of late and repeated segments depends on Wireshark's version; test_stream.py tells every line of
# the third.
WITHOUT = ['segmentation-again', 'segmentation-reordered', 'segmentation-split']
# These are long; test_reports.py, test_ppp.py, test_mppe.py, test_radius.py and test_hostile.py ask what is found in
# them.
WITHOUT += ['trouble-*', 'mppe-*', 'radius-*', 'bad-ppp', 'bad-mppe', 'bad-mschap', 'bad-inside', 'bad-eap',
            'bad-multilink', 'bad-places', 'bad-radius']
# The control messages of these sessions are those of a_mppe128, c_gre_blocked, d_nat2*.wan and o_nat*.wan with other
# numbers.
WITHOUT += ['[beikp]_*', 'c_gre_blocked.server', 'd_nat2*.lan', 'o_nat*.lan', 'q_dns_given_clear']
NAMES = sorted({path.stem for path in CAPTURES.glob('*.pcap')}
               - {path.stem for pattern in WITHOUT for path in CAPTURES.glob(f'{pattern}.pcap')})

# Captures that have the golden of another: the same messages over other link layers, with another tunnel behind them.
SAME_AS = {**{f'link-{layer}': 'link-ethernet' for layer in ('ipv6', 'linux-cooked', 'raw-ip', 'vlan')},
           **{f'tunnel-{kind}': 'tunnel-headers' for kind in ('icmp', 'ipv6', 'sequence')},
           'tunnel-one-direction': 'port-1723-not-pptp'}

# Captures about octets, not about what happened: their goldens hold no facts.
WITHOUT_FACTS = ('bad-', 'correlation-', 'messages-', 'port-', 'segmentation-')


def lines(messages, facts=False):
    for message in messages:
        yield f'{message.frame} {message.summary}'
        if facts and message.every_fact:
            yield '    ' + ' '.join(f'{name.removeprefix("pptp.")}={value}' for name, value in message.every_fact)
        yield from (f'    {expert}' for expert in message.experts)


def shown(name, *options):
    text = '\n'.join(lines(OURS.messages(f'{name}.pcap', *options), facts=not name.startswith(WITHOUT_FACTS)))
    return text + '\n'


def known_at_once(text):
    """Without what only later frames tell."""
    later = r'analysis\.unanswered(\.ended)?|tunnel\.one_way(\.half_captured)?'
    text = re.sub(rf'^    pptp\.({later}) .*\n', '', text, flags=re.M)
    for frame in re.findall(r'The numbering started over in frame (\d+)', text):
        text = re.sub(rf'^{frame}( .*)?\n(    .*\n)*', '', text, flags=re.M)
    text = re.sub(r' conformance=RFC 2637 section [\d.]+', '', text)     # also of a reply that never comes
    text = re.sub(r'^ +\n', '', text, flags=re.M)
    return re.sub(r' (response_in|call\.established_in|call\.ended_in|acked_in|gap_filled_in)=\d+', '', text)


TUNNELS = sorted({path.stem for path in CAPTURES.glob('tunnel-*.pcap')} | {'c_gre_icmp', 'c_gre_blocked'})


def tunnel_lines(packets):
    for packet in packets:
        facts = (f'{name.removeprefix("pptp.").removeprefix("tunnel.")}={value}'
                 for name, value in packet.facts.items())
        yield ' '.join([str(packet.frame), *facts])
        yield from (f'    {expert}' for expert in packet.experts)


def tunnel_shown(name, *options):
    return '\n'.join(tunnel_lines(OURS.tunnelled(f'{name}.pcap', *options))) + '\n'


# The goldens' files below GOLDEN, what writes them, and of which capture.
GOLDENS = [*((f'{SAME_AS.get(name, name)}.txt', shown, name) for name in NAMES),
           *((f'tunnel/{name}.txt', tunnel_shown, name) for name in TUNNELS)]
EVERY = pytest.mark.parametrize('path, show, name', GOLDENS,
                                ids=[name if show is shown else path for path, show, name in GOLDENS])


@EVERY
def test_two_passes(path, show, name):
    golden, text = GOLDEN / path, show(name, '-2')
    if 'PPTP_WRITE_GOLDEN' in os.environ and golden.stem == name:
        golden.write_text(text)
    assert text == golden.read_text()


@EVERY
def test_one_pass(path, show, name):
    assert known_at_once(show(name)) == known_at_once((GOLDEN / path).read_text())


def test_no_golden_without_capture_and_no_two_alike():
    texts = {str(path.relative_to(GOLDEN)): path.read_text() for path in GOLDEN.rglob('*.txt')}
    assert sorted(texts) == sorted({path for path, _, _ in GOLDENS})
    assert len(set(texts.values())) == len(texts)
