"""-z pptp,conformance: one capture breaks each requirement of RFC 2637 and one keeps it; each row points to an expert
item or is judged by the report; our captures walk through every state diagram; plugin/CONFORMANCE.md is the table."""
import collections
import functools
import json
import os
import re

import jsonschema
import pytest

from made import CLIENT, SERVER
from made.ppp import SECOND
from made.trouble import ASKED_TO_START, STARTED, Story
from packets import ACK, FIN, Capture, Connection, message
from wireshark import CAPTURES, OURS, ROOT, folder

PAGE = ROOT / 'plugin' / 'CONFORMANCE.md'
Clause = collections.namedtuple('Clause', 'section bound level text item')
BROKEN_IN = [f'{name}.pcap' for name in (
    'conformance-calls', 'conformance-connections', 'conformance-timers', 'conformance-tunnel', 'port-1724',
    'bad-conformance', 'bad-length-invalid', 'bad-length-unexpected', 'bad-magic-cookie', 'bad-reserved', 'bad-results',
    'bad-texts', 'bad-types', 'bad-values', 'calls-identifiers-altered', 'calls-incoming', 'calls-several',
    'connections-troubled', 'messages-all', 'messages-full-fields', 'segmentation-coalesced', 'tunnel-calls',
    'tunnel-headers', 'tunnel-sequence', 'tunnel-without-call', 'a_mppe128', 'trouble-framing', 'trouble-keepalive',
    'trouble-refusal')]
KEPT_IN = [f'{name}.pcap' for name in (
    'messages-all', 'calls-incoming', 'g_kernel_mppe128', 'bad-conformance', 'conformance-calls',
    'conformance-connections', 'conformance-diagrams', 'conformance-timers', 'conformance-tunnel',
    'connections-collide', 'q241252-rras-session')]
WALKED_IN = [f'{name}.pcap' for name in (
    'conformance-connections', 'conformance-diagrams', 'connections-collide', 'calls-incoming')]
SCHEMA = json.loads((ROOT / 'tests' / 'report.schema.json').read_text())['definitions']['conformance']
# Only GRE breaks these, and a capture cannot tell the sender's fault from the network's.
UNCLEAR = {'pptp.tunnel.first_sequence', 'pptp.tunnel.restart', 'pptp.tunnel.no_call', 'pptp.tunnel.ack_backwards',
           'pptp.tunnel.duplicate', 'pptp.tunnel.window_exceeded', "Data is acknowledged before the sender's time-out"}


def clauses():
    text = (ROOT / 'plugin' / 'conformance' / 'clauses.c').read_text()
    rows = re.findall(r'\{ "([\d.]+)", "([^"]+)", PPTP_(\w+), "([^"]+)",[^}]*?(?:"(pptp\.[\w.]+)"|NULL),\s+PPTP_RULED',
                      text)
    return [Clause(section, bound, level if level != 'IMPLIED' else 'implied', text, item)
            for section, bound, level, text, item in rows]


CLAUSES = clauses()


@pytest.mark.logic
def test_every_row_is_read():
    text = (ROOT / 'plugin' / 'conformance' / 'clauses.c').read_text()
    assert len(CLAUSES) == len(re.findall(r'PPTP_BY_\w+, ', text)) >= 150
    courses = (ROOT / 'plugin' / 'conformance' / 'clauses.h').read_text()
    judged = re.findall(r'PPTP_BY_COURSE, (\w+)', text)
    assert sorted(judged) == sorted(set(re.findall(r'PPTP_COURSE_\w+', courses)))
    keys = [(clause.section, clause.text) for clause in CLAUSES]
    assert len(set(keys)) == len(keys)
    assert all(len(clause.text.split()) <= 12 for clause in CLAUSES)
    sections = [[int(part) for part in clause.section.split('.')] for clause in CLAUSES]
    assert sections == sorted(sections)


@pytest.mark.logic
def test_rows_name_expert_items_and_sections():
    filters = (ROOT / 'plugin' / 'FILTERS.md').read_text()
    assert [clause.item for clause in CLAUSES if clause.item and f'| `{clause.item}` |' not in filters] == []


def columns(name, count):
    """The lines of a file of tests/, each with so many columns."""
    lines = [line.split('|') for line in (ROOT / 'tests' / name).read_text().splitlines() if not line.startswith('#')]
    return [[cell.strip() for cell in [*line, '', '', ''][:count]] for line in lines]


@pytest.mark.logic
def test_table_agrees_with_an_independent_list():
    """Whatever only one of them has, or has otherwise, has its reason."""
    listed = {(section, asked): (bound, level)
              for section, bound, level, asked in columns('requirements.txt', 4)}
    table = {f'{clause.section} {clause.text}': (clause.bound, clause.level) for clause in CLAUSES}
    compared = [(section, asked, [row.strip() for row in rows.split(';') if row.strip()], reason)
                for section, asked, rows, reason in columns('requirements-compared.txt', 4)]
    assert sorted((section, asked) for section, asked, *_ in compared if asked) == sorted(listed)
    assert {row for *_, rows, _ in compared for row in rows} == set(table)
    assert [asked for section, asked, rows, reason in compared if not reason and (
        not rows or any(table[row] != listed.get((section, asked)) for row in rows))] == []


HEAD = '| Section | Binds | Level | Requirement | Judged by | pptp-linux | poptop |'
IMPLEMENTATIONS = 'pptp-linux', 'poptop'
WORST = 'broken', 'known habit', 'unclear', 'kept'


def page(observed):
    """The page: its text up to the table, which a person wrote, and the table. observed: (implementation, section,
    requirement) -> verdict."""
    head = PAGE.read_text().partition('| Section |')[0]
    rows = ''.join(
        f'| {c.section} | {c.bound} | {c.level} | {c.text} | {f"`{c.item}`" if c.item else "the report"} | '
        + ' | '.join(observed.get((who, c.section, c.text), '') for who in IMPLEMENTATIONS) + ' |\n' for c in CLAUSES)
    return f'{head}{HEAD}\n|---|---|---|---|---|---|---|\n{rows}'


def observed_on_page():
    rows = [row.strip('|\n').split(' | ') for row in PAGE.read_text().partition(f'{HEAD}\n')[2].splitlines()[1:]]
    return {(who, row[0].strip(), row[3]): verdict.strip() for row in rows
            for who, verdict in zip(IMPLEMENTATIONS, row[5:])}


@pytest.mark.logic
def test_page():
    if os.environ.get('PPTP_WRITE_CONFORMANCE'):
        PAGE.write_text(page(observed_on_page()))
    assert PAGE.read_text() == page(observed_on_page())


@functools.cache
def document(capture):
    """The report as JSON."""
    return json.loads(OURS.tshark(capture, '-q', '-z', 'pptp,conformance,json').out)


def requirements(captures):
    """(key, what the report says) of each requirement that a peer in these captures exercised."""
    return [((row['section'], row['requirement']), row) for capture in captures
            for connection in document(capture)['conformance'] for peer in connection['peers']
            for row in peer['requirements']]


TOLD = {(clause.section, clause.text): clause for clause in CLAUSES}


@pytest.mark.longer
def test_every_requirement_is_broken_by_a_capture():
    verdicts = collections.defaultdict(set)
    for key, row in requirements(BROKEN_IN):
        verdicts[key].add(row['verdict'])
    assert set(verdicts) <= set(TOLD)
    missing = [key for key, clause in TOLD.items() if not verdicts[key] & (
        {'broken', 'known habit'} | ({'unclear'} if clause.item in UNCLEAR or clause.text in UNCLEAR else set()))]
    assert missing == []


@pytest.mark.longer
def test_every_requirement_is_kept_by_a_capture():
    kept = {key for key, row in requirements(KEPT_IN) if row['kept']}
    assert [key for key in TOLD if key not in kept] == []


@pytest.mark.longer
def test_tcp_without_a_message():
    """The server's own row; a client that closes before the 60 seconds are over does not exercise it."""
    peers = [peer for connection in document('conformance-timers.pcap')['conformance']
             if connection['connection'] is None for peer in connection['peers']]
    assert [(peer['address'], row['section'], row['verdict'], row['frames']) for peer in peers
            for row in peer['requirements']] == [
        ('192.0.2.1', '3.1.4', 'kept', []), ('192.0.2.1', '3.1.4', 'broken', [34])]
    assert all(connection['connection'] is not None for connection in document('trouble-refusal.pcap')['conformance'])


@pytest.mark.longer
def test_every_transition_is_walked_by_a_capture():
    walked = collections.Counter()
    for capture in WALKED_IN:
        for transition in document(capture)['transitions']:
            walked[tuple(transition[name] for name in ('section', 'from', 'to', 'on'))] += transition['count']
    assert len(walked) == 39 and [transition for transition in walked if not walked[transition]] == []


@pytest.mark.longer
def test_page_tells_what_implementations_do():
    """As far as captures of real sessions show it."""
    verdicts = collections.defaultdict(set)
    for capture in sorted(CAPTURES.glob('[a-m]_*.pcap')):
        for connection in document(capture.name)['conformance']:
            for peer in connection['peers']:
                for row in peer['requirements']:
                    verdicts[peer['implementation'], row['section'], row['requirement']].add(row['verdict'])
    observed = {key: next(verdict for verdict in WORST if verdict in seen) for key, seen in verdicts.items()}
    if os.environ.get('PPTP_WRITE_CONFORMANCE'):
        PAGE.write_text(page(observed))
    assert PAGE.read_text() == page(observed)


LINE = re.compile(r'^  (broken|known habit|unclear) +([\d.]+) +(\w+) +(.*): (\d+) times?, frames? [\d, .]+'
                  r'(?:, value \d+)?(?: \((?:pptp\.[\w.]+)\))?$', re.M)


@pytest.mark.longer
def test_text_says_what_the_document_says():
    out = OURS.tshark('conformance-calls.pcap', '-q', '-z', 'pptp,conformance').out
    told = [(row['verdict'], row['section'], row['level'], row['requirement'], str(row['not_kept']))
            for _, row in requirements(['conformance-calls.pcap']) if row['verdict'] != 'kept']
    assert LINE.findall(out) == told
    walked = [transition['count'] for transition in document('conformance-calls.pcap')['transitions']]
    arrows = re.findall(r'^    \w+ -> \w+ +.*: (?:(\d+) times?, first in frame \d+|not exercised)$', out, re.M)
    assert [int(count or 0) for count in arrows] == walked


@pytest.mark.longer
@pytest.mark.parametrize('capture', BROKEN_IN)
def test_document_fits_the_schema(capture):
    jsonschema.validate(document(capture), SCHEMA)


@pytest.mark.longer
@pytest.mark.parametrize('capture', ['a_mppe128.pcap', 'g_kernel_mppe128.pcap', 'q241252-rras-session.pcap'])
def test_healthy_sessions_break_known_habits_only(capture):
    peers = [peer for connection in document(capture)['conformance'] for peer in connection['peers']]
    sums = [{name: sum(section[name] for section in peer['sections'])
             for name in ('kept', 'broken', 'habits', 'unclear', 'not_exercised')} for peer in peers]
    assert len(sums) == 2 and all(sum(row.values()) == len(CLAUSES) for row in sums)
    assert all(row['kept'] > 30 and row['broken'] == 0 for row in sums)


@pytest.mark.longer
def test_filter_by_section():
    rows = OURS.fields('bad-conformance.pcap', ['frame.number', 'pptp.conformance'],
                       '-Y', 'pptp.conformance == "RFC 2637 section 2.9"')
    assert len(rows) == 1 and rows[0][1].count('RFC 2637 section 2.9') == 3


@pytest.mark.longer
@pytest.mark.parametrize('capture', [f'conformance-{name}.pcap' for name in (
    'calls', 'connections', 'timers', 'tunnel')])
def test_field_names_what_only_the_report_judges(capture):
    """On the second pass, on each packet that breaks it; on the first, a later packet may yet show that."""
    rows = OURS.fields(capture, ['frame.number', 'pptp.conformance'], '-2', '-Y', 'pptp.conformance')
    named = {(frame, section) for (frame,), sections in rows for section in sections}
    judged = [row for _, row in requirements([capture]) if row['expert_item'] is None]
    broken = {(str(frame), f'RFC 2637 section {row["section"]}') for row in judged
              if row['verdict'] in ('broken', 'known habit') for frame in row['frames']}
    assert len(broken) > 5 and broken <= named
    unclear = {str(frame) for row in judged if row['verdict'] == 'unclear' for frame in row['frames']}
    assert not unclear & {frame for frame, _ in named - broken}


@pytest.mark.longer
def test_field_names_what_ppp_breaks():
    rows = OURS.fields('conformance-tunnel.pcap', ['pptp.conformance'], '-Y', 'pptp.ppp.hdlc || pptp.ppp.no_protocol')
    assert rows == [[['RFC 2637 section 4']]] * 4


@pytest.mark.longer
@pytest.mark.parametrize('passes', [(), ('-2',)])
def test_headers_that_are_not_pptp_s(passes):
    """The Key is that of a call, in every pass."""
    rows = OURS.fields('conformance-tunnel.pcap', ['pptp.conformance', 'gre.flags.version', 'gre.proto'], *passes,
                       '-Y', 'pptp.tunnel.header.version || pptp.tunnel.header.protocol_type')
    assert rows == [[['RFC 2637 section 4.1'], ['0'], ['0x880b']], [['RFC 2637 section 4.1'], ['1'], ['0x0800']]]


@pytest.mark.longer
def test_table_has_a_row_for_each_requirement():
    out = OURS.tshark('conformance-calls.pcap', '-q', '-z', 'pptp,requirement_table').out
    rows = re.findall(r'^(kept|broken|known habit|unclear) *\|([\d.]+) *\|(MUST|SHOULD|implied) *\|', out, re.M)
    assert rows == [(row['verdict'], row['section'], row['level'])
                    for _, row in requirements(['conformance-calls.pcap'])]


# --- situations that no capture has ---

def begin_older(s):
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.say(SERVER, 'Start-Control-Connection-Reply', **{**STARTED, 'version': 0x0090}, result=1)


def end_with_an_error(s):
    """A General Error is no reply to Call-Clear-Request that the clause is about."""
    s.session()
    s.say(CLIENT, 'Call-Clear-Request', call_id=s.client_id)
    s.say(SERVER, 'Call-Disconnect-Notify', call_id=s.server_id, result=2, error=3, after=3 * SECOND)


def refuse_itself(s):
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.say(CLIENT, 'Start-Control-Connection-Reply', **STARTED, result=2)


def collide(s, closes=None):
    """The client loses. closes: the end that closes its connection."""
    ends = s.ends['client'], s.ends['server']
    lost, won = Connection(s.made, *ends, s.port), Connection(s.made, *ends[::-1], s.port + 1)
    for connection in lost, won:
        connection.segment(CLIENT, message('Start-Control-Connection-Request', **ASKED_TO_START))
    won.segment(SERVER, message('Start-Control-Connection-Reply', **STARTED, result=1))
    if closes is not None:
        lost.segment(closes, b'', FIN | ACK)


OLDER = 'A reply with an unsupported version gets a Stop-Control-Connection-Request'
OTHER = 'After a Call-Clear-Request, Result Code is Request'
LOSES = 'The loser of a collision closes its own connection'


@pytest.mark.longer
@pytest.mark.parametrize('tell, requirement, verdict, collides', [
    (begin_older, OLDER, None, False), (end_with_an_error, OTHER, None, False), (collide, LOSES, 'unclear', False),
    (functools.partial(collide, closes=SERVER), LOSES, 'kept', False),
    (functools.partial(collide, closes=CLIENT), LOSES, 'kept', True), (refuse_itself, None, None, False)])
def test_situations(tell, requirement, verdict, collides):
    """No verdict: the peers did not exercise it. Only the loser's closing is the arrow of a collision."""
    made = Capture()
    tell(Story(made, 0))
    path = folder('conformance') / 'situation.pcap'
    path.write_bytes(made.octets())
    path.chmod(0o644)
    told = document.__wrapped__(path)
    found = [row['verdict'] for connection in told['conformance'] for peer in connection['peers']
             for row in peer['requirements'] if row['requirement'] == requirement]
    assert found == ([verdict] if verdict else [])
    walked = {row['on'] for row in told['transitions'] if row['count']}
    assert ('collision; TCP closed' in walked) == collides
    assert tell != refuse_itself or len(walked) == 1
