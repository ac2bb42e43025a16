"""What the README shows is what the programs print."""
import re

import pytest

from wireshark import OURS, ROOT, STOCK

pytestmark = pytest.mark.readme

TEXT = (ROOT / 'README.md').read_text()
BLOCKS = [block for language, block in re.findall(r'^```(\w*)\n(.*?)^```$', TEXT, re.S | re.M) if not language]
COLUMNS = ('-o', 'gui.column.format:"No.","%m","Protocol","%p","Info","%i"')


def words(lines):
    return [line.split() for line in lines]


def test_session():
    assert words(BLOCKS[0].splitlines()) == words(OURS.tshark('a_mppe128.pcap', '-Y', 'pptp').lines)


def test_two_messages_in_one_segment():
    shown = [programs.tshark('segmentation-coalesced.pcap', '-Y', 'frame.number == 5', *COLUMNS).lines[0]
             for programs in (STOCK, OURS)]
    assert words(BLOCKS[1].splitlines()) == words(shown)


def test_facts_of_a_message():
    shown = OURS.tshark('a_mppe128.pcap', '-2', '-O', 'pptp', '-Y', 'frame.number == 12').lines
    facts = [line for line in shown if re.match(r'    \[', line)]
    # Wireshark 4.6 writes the time in milliseconds.
    assert facts[:-1] == BLOCKS[2].splitlines()[:-1] and '[Response time: ' in facts[-1]


def test_tunnel():
    shown = OURS.tshark('a_mppe128.pcap', '-2', '-O', 'gre', '-Y', 'frame.number == 17').lines
    facts = [line for line in shown if re.match(r' +\[', line)]
    # Wireshark 4.6 writes the time in milliseconds.
    timeless = [[line for line in lines if '[Time to acknowledge: ' not in line] for lines in (facts, BLOCKS[3].splitlines())]
    assert timeless[0] == timeless[1] and len(timeless[0]) == len(facts) - 1


def test_what_went_wrong():
    said = ''.join(OURS.tshark(f'{name}.pcap', '-2', '-q', '-z', 'expert').out
                   for name in ('c_gre_icmp', 'c_gre_blocked', 'e_loss_reorder_dup'))
    assert [line for line in BLOCKS[4].splitlines() if line not in said] == []


def test_mppe():
    """Without an account, and with the first of those that the README gives."""
    account = re.search(r"-o '(uat:pptp_accounts:.*)'", TEXT)[1]
    shown = [OURS.tshark('a_mppe128.pcap', '-Y', 'frame.number == 46', *COLUMNS, *more).lines[0] for more in ((), ('-o', account))]
    assert words(BLOCKS[5].splitlines()) == words(shown)


def test_diagnosis():
    said = OURS.tshark('c_gre_blocked.pcap', '-q', '-z', 'pptp,diagnosis').out
    assert BLOCKS[6] in said


def test_every_filter_is_named():
    """Every name that the stock dissector does not have, and no other."""
    fields = [line.split('\t') for line in OURS.run('tshark', '-G', 'fields').lines]
    stock = [line.split('\t') for line in STOCK.run('tshark', '-G', 'fields').lines]
    new = ({row[2] for row in fields if row[0] == 'F' and row[4] in ('pptp', 'mppe')}
           - {row[2] for row in stock if row[0] == 'F' and row[4] == 'pptp'})
    bits = {name for name in new if re.search(r'\.(async|sync|analog|digital)$|mppe\.flags\.[bcd]$', name)}
    assert len(bits) == 11
    assert not [name for name in new - bits if f'`{name}`' not in TEXT]


def test_every_statistic_is_named():
    ours, stock = ({line.strip() for line in (listed.out + listed.err).splitlines()}
                   for listed in (programs.run('tshark', '-z', 'help') for programs in (OURS, STOCK)))
    named = {name for name in re.findall(r'`(\w+,\w+)`', TEXT)} | set(re.findall(r'-z (pptp,\w+)', TEXT))
    assert sorted(ours - stock) == sorted(named)
