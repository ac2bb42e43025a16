"""Expert items: one name, one severity, which a user can change; and all of them under PPTP."""
import collections
import re

import pytest

from wireshark import OURS, ROOT

# Rows of Wireshark's registration: { "name", PI_GROUP, PI_SEVERITY, "summary", EXPFILL }
ROW = re.compile(r'\{\s*"([\w.]+)",\s*PI_\w+,\s*PI_(\w+),[^}]*?EXPFILL')
ROWS = [match.groups() for path in sorted((ROOT / 'plugin').rglob('*.c')) for match in ROW.finditer(path.read_text())]


def test_every_row_is_read():
    text = ''.join(path.read_text() for path in (ROOT / 'plugin').rglob('*.c'))
    assert len(ROWS) == text.count('EXPFILL') > 60


def test_every_name_is_registered_once():
    """Wireshark keeps one entry per name: of two severities a user could change only one."""
    names = collections.Counter(name for name, _ in ROWS)
    assert [name for name, count in names.items() if count > 1] == []


def test_a_milder_case_stands_below_its_name():
    """So that the filter's completion offers both."""
    severities = {name: severity for name, severity in ROWS}
    order = 'ERROR', 'WARN', 'NOTE', 'CHAT'
    milder = [(name, name.rpartition('.')[0]) for name in severities if name.rpartition('.')[0] in severities]
    assert milder
    assert all(order.index(severities[name]) > order.index(severities[above]) for name, above in milder)


def severities(capture, *options):
    """{expert name: the severities that it has} of all messages."""
    found = collections.defaultdict(set)
    for message in OURS.messages(capture, '-2', *options):
        for expert in message.experts:
            found[expert.name].add(expert.severity)
    return found


def with_severity(name, severity):
    return '-o', f'uat:expert_severity:"{name}","{severity}"'


@pytest.mark.longer
@pytest.mark.parametrize('capture, name, mild, severity', [
    ('connections-troubled.pcap', 'pptp.analysis.unexpected_message', 'habit', 'Note'),
    ('connections-troubled.pcap', 'pptp.analysis.wrong_direction', 'habit', 'Note'),
    ('connections-troubled.pcap', 'pptp.analysis.late_reply', 'outgoing', 'Note'),
    ('connections-troubled.pcap', 'pptp.analysis.unanswered', 'ended', 'Note'),
    ('calls-identifiers-altered.pcap', 'pptp.analysis.call_id_changed', 'habit', 'Note'),
    ('bad-reserved.pcap', 'pptp.reserved.nonzero', 'habit', 'Note'),
    ('bad-results.pcap', 'pptp.value.invalid', 'habit', 'Note'),
])
def test_a_user_changes_the_severity_of_a_name(capture, name, mild, severity):
    """Of the trouble without the habit, and the other way round."""
    before = severities(capture)
    assert before[name] == {'Warning'} and before[f'{name}.{mild}'] == {severity}
    louder = severities(capture, *with_severity(name, 'Error'))
    assert louder[name] == {'Error'} and louder[f'{name}.{mild}'] == {severity}
    softer = severities(capture, *with_severity(f'{name}.{mild}', 'Chat'))
    assert softer[name] == {'Warning'} and softer[f'{name}.{mild}'] == {'Chat'}
    assert before.keys() == louder.keys() == softer.keys()
