"""-z pptp,conformance: a capture breaks each requirement of RFC 2637, a capture keeps some of each section, and each
row points to an expert item; plugin/CONFORMANCE.md is the table."""
import collections
import os
import re

import pytest

from wireshark import OURS, ROOT

PAGE = ROOT / 'plugin' / 'CONFORMANCE.md'
Clause = collections.namedtuple('Clause', 'section bound level text item')
CAPTURES = [f'{name}.pcap' for name in (
    'bad-conformance', 'bad-length-invalid', 'bad-length-unexpected', 'bad-magic-cookie', 'bad-reserved', 'bad-results',
    'bad-texts', 'bad-types', 'bad-values', 'calls-identifiers-altered', 'calls-incoming', 'calls-several',
    'connections-troubled', 'messages-all', 'messages-full-fields', 'segmentation-coalesced', 'tunnel-calls',
    'tunnel-headers', 'tunnel-sequence', 'tunnel-without-call', 'a_mppe128', 'trouble-refusal', 'trouble-keepalive')]
# Only GRE breaks these, and a capture cannot tell the sender's fault from the network's.
UNCLEAR = {'pptp.tunnel.first_sequence', 'pptp.tunnel.restart', 'pptp.tunnel.no_call', 'pptp.tunnel.ack_backwards',
           'pptp.tunnel.duplicate', 'pptp.tunnel.window_exceeded'}


def clauses():
    text = (ROOT / 'plugin' / 'conformance' / 'clauses.c').read_text()
    rows = re.findall(r'\{ "([\d.]+)", "([^"]+)", PPTP_(\w+), "([^"]+)",[^}]*?"(pptp\.[\w.]+)"', text)
    return [Clause(section, bound, level if level != 'IMPLIED' else 'implied', text, item)
            for section, bound, level, text, item in rows]


CLAUSES = clauses()


@pytest.mark.logic
def test_every_row_is_read():
    text = (ROOT / 'plugin' / 'conformance' / 'clauses.c').read_text()
    assert len(CLAUSES) == len(re.findall(r'PPTP_BY_\w+, ', text)) >= 80
    keys = [(clause.section, clause.text) for clause in CLAUSES]
    assert len(set(keys)) == len(keys)
    assert all(len(clause.text.split()) <= 12 for clause in CLAUSES)
    sections = [[int(part) for part in clause.section.split('.')] for clause in CLAUSES]
    assert sections == sorted(sections)


@pytest.mark.logic
def test_rows_name_expert_items_and_sections():
    filters = (ROOT / 'plugin' / 'FILTERS.md').read_text()
    assert [clause.item for clause in CLAUSES if f'| `{clause.item}` |' not in filters] == []


def page():
    """The page: its text up to the table, which a person wrote, and the table."""
    head = PAGE.read_text().partition('| Section |')[0]
    rows = ''.join(f'| {c.section} | {c.bound} | {c.level} | {c.text} | `{c.item}` |\n' for c in CLAUSES)
    return f'{head}| Section | Binds | Level | Requirement | Judged by |\n|---|---|---|---|---|\n{rows}'


@pytest.mark.logic
def test_page():
    if os.environ.get('PPTP_WRITE_CONFORMANCE'):
        PAGE.write_text(page())
    assert PAGE.read_text() == page()


LINE = re.compile(r'^  (broken|known habit|unclear) +([\d.]+) +\w+ +(.*): \d+ times?, frames? [\d, .]+'
                  r'(?:, value \d+)? \((?:pptp\.[\w.]+)\)$', re.M)


def breaches(capture):
    """[(verdict, section, text)] of a capture."""
    return LINE.findall(OURS.tshark(capture, '-q', '-z', 'pptp,conformance').out)


@pytest.mark.longer
def test_every_requirement_is_broken_by_a_capture():
    broken = collections.defaultdict(set)
    for capture in CAPTURES:
        for verdict, *key in breaches(capture):
            broken[tuple(key)].add(verdict)
    told = {(clause.section, clause.text): clause for clause in CLAUSES}
    assert set(broken) <= set(told)
    missing = [key for key, clause in told.items()
               if not broken[key] & ({'broken', 'known habit'} | ({'unclear'} if clause.item in UNCLEAR else set()))]
    assert missing == []


def sums(capture):
    """[(section, kept, broken, habits, unclear, not exercised)] of a capture, for one peer after the other."""
    out = OURS.tshark(capture, '-q', '-z', 'pptp,conformance').out
    return [(row[0], *map(int, row[1:]))
            for row in re.findall(r'^  ([\d.]+|all) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)$', out, re.M)]


@pytest.mark.longer
@pytest.mark.parametrize('capture', ['a_mppe128.pcap', 'g_kernel_mppe128.pcap', 'q241252-rras-session.pcap'])
def test_healthy_sessions_break_known_habits_only(capture):
    totals = [row for row in sums(capture) if row[0] == 'all']
    assert len(totals) == 2 and all(sum(row[1:]) == len(CLAUSES) for row in totals)
    assert all(row[1] > 30 and row[2] == 0 for row in totals)


@pytest.mark.longer
def test_every_section_is_kept_by_a_capture():
    kept = collections.Counter()
    for capture in 'messages-all.pcap', 'calls-incoming.pcap', 'g_kernel_mppe128.pcap', 'bad-conformance.pcap':
        for section, count, *_ in sums(capture):
            kept[section] += count
    assert {clause.section for clause in CLAUSES} <= set(+kept)


@pytest.mark.longer
def test_filter_by_section():
    rows = OURS.fields('bad-conformance.pcap', ['frame.number', 'pptp.conformance'],
                       '-Y', 'pptp.conformance == "RFC 2637 section 2.9"')
    assert len(rows) == 1 and rows[0][1].count('RFC 2637 section 2.9') == 3
