"""How the diagnosis reaches its verdicts: cause before consequence, an earned "no warnings", series, habits, and the
key sequences of Microsoft's article."""
import json
import random
import re

import jsonschema
import pytest

from rules import rules
from wireshark import CAPTURES, OURS, REAL, ROOT, folder, frames_of, staged

SCHEMA = json.loads((ROOT / 'tests' / 'report.schema.json').read_text())
RULES = rules()
EVERY = sorted([*CAPTURES.glob('*.pcap*'), *(CAPTURES / 'reports').glob('*.pcap*')])
REPORTS = sorted((CAPTURES / 'reports').glob('*.pcap*'))
HABITS = '-o', 'pptp.show_habits:TRUE'


def text(capture, *options):
    return OURS.tshark(capture, '-q', '-z', 'pptp,diagnosis', *options).out


def document(capture, *options):
    told = json.loads(OURS.tshark(capture, '-q', '-z', 'pptp,json', *options).out)
    jsonschema.validate(told, SCHEMA)
    return told


def explained():
    """What each rule's finding explains: {id: ids}."""
    return {rule.id: set((rule.explains or '').split()) for rule in RULES}


# --- cause before consequence -----------------------------------------------------------------------------------------

def test_causes_are_rules():
    assert set().union(*explained().values()) <= {rule.id for rule in RULES}


def test_no_finding_explains_itself():
    """Not even through others."""
    direct = explained()
    for finding in direct:
        reached, left = set(), set(direct[finding])
        while left:
            reached |= left
            left = set().union(*(direct[one] for one in left)) - reached
        assert finding not in reached, finding


@pytest.mark.parametrize('name, cause, consequence', [
    ('c_mppe_mismatch', 'mppe_rejected', 'mppe_required'),                      # two findings of a call
    ('reports/proxied_control_direct_gre', 'gre_elsewhere', 'gre_other_address'),   # of a tunnel without a call
    ('reports/success_with_wrong_s', 'auth_server_rejected', 'windows_error')])
def test_what_follows_is_below(name, cause, consequence):
    report = text(CAPTURES / f'{name}.pcap')
    assert len(re.findall('^  Warning: ', report, re.M)) == 1, report
    (lines,) = re.findall(r'^  Warning: .*\n((?:    .*\n)*)', report, re.M)
    assert re.search(rf'^    Follows from it: .*\[{consequence}\]$', lines, re.M)
    assert f'[{cause}]' in lines
    assert not re.search('Follows from it.*\n *Next', lines)
    (told,) = [one for one in document(CAPTURES / f'{name}.pcap')['findings'] if one['id'] == consequence]
    assert told['severity'] == 'Note' and told['follows_from'] == cause


@pytest.mark.slow
@pytest.mark.parametrize('path', [path for path in EVERY if path.stem.startswith('trouble')],
                         ids=lambda path: path.stem)
def test_text_and_json_agree(path):
    """Each finding of the one is in the other, with the same severity; those that follow from others in neither as a
    Warning. A series hides all but its first session, as do many clients with the same trouble."""
    told, report = document(path), text(path)
    warnings = [one['id'] for one in told['findings'] if one['severity'] == 'Warning']
    found = re.findall(r'^  Warning: .*\n    Evidence: .*\[(\w+)\]', report, re.M)
    assert set(found) <= set(warnings)
    assert told['series'] or 'with the same trouble from' in report or sorted(found) == sorted(warnings)
    assert all(one['severity'] != 'Warning' for one in told['findings'] if one['follows_from'])


@pytest.mark.slow
@pytest.mark.parametrize('path', REPORTS, ids=lambda path: path.stem)
def test_the_line_of_a_call_names_the_first_warning(path):
    told = document(path)
    if len(told['calls']) != 1 or len(told['connections']) != 1 or told['attempts'] or told['series']:
        pytest.skip('not one session')
    found = re.findall(r'^  Warning: .*\n    Evidence: .*\[(\w+)\]', text(path), re.M)
    line = re.findall(r'first warning: (\w+)', OURS.tshark(path, '-q', '-z', 'pptp,calls').out)
    assert line[:1] == found[:1]
    ends = {finding for finding, others in explained().items() if 'unexplained' in others}
    assert not ends & set(found) or found[0] in ends


def test_numbers_are_numbers():
    """In JSON, "12 packets" is 12."""
    values = [one['values'] for one in document('c_gre_blocked.pcap')['findings'] if one['id'] == 'gre_only_from_pns']
    assert values[0]['count'] == 10 and values[0]['frame'] == 14 and 29 < values[0]['span'] < 31


def test_errors_of_windows_have_words():
    table = (ROOT / 'plugin' / 'diagnosis' / 'windows.c').read_text()
    known = {int(number) for number in re.findall(r'^    \{ (\d+), "', table, re.M)}
    wanted = {int(number) for rule in RULES for number in re.findall(r'\d{3}', rule.windows or '')}
    assert wanted <= known
    assert 'error 619 (connection not established, port closed), 721 (' in text('c_gre_icmp.pcap')


# --- what has to be earned --------------------------------------------------------------------------------------------

# Notes on what anybody may see of a session, not on why it ended.
NO_REASON = {'habits', 'nat_call_id', 'linux_nat_helper', 'mschapv1_handshake', 'mschapv2_handshake',
             'several_messages', 'pap_password', 'lm_response', 'mppe_40', 'mppe_56', 'tunnel_duplicates'}


def silent_ends(told):
    """The sessions that ended before data and of which no finding tells more than that."""
    reasons = [one for one in told['findings'] if one['severity'] != 'Chat' and one['id'] not in NO_REASON]
    calls = [call for call in told['calls'] if call['ended'] and call['stage'] != 'Data' and not any(
        one['call'] == call['index'] or (one['call'] is None and one['connection'] == call['connection'])
        for one in reasons)]
    with_calls = {call['connection'] for call in told['calls']}
    connections = [one for one in told['connections'] if one['ended'] and one['index'] not in with_calls
                   and not any(finding['connection'] == one['index'] for finding in reasons)]
    return calls + connections


@pytest.mark.slow
@pytest.mark.parametrize('path', EVERY, ids=lambda path: path.stem)
def test_no_end_before_data_is_silent(path):
    assert silent_ends(document(path)) == []


def cut(path, seed):
    """A random part of a capture: without its beginning, its end, or frames in between. And its report must stand."""
    chance = random.Random(f'{path.stem} {seed}')
    frames = frames_of(path)
    first = chance.choice([1, 1, chance.randint(1, frames)])
    last = chance.choice([frames, chance.randint(first, frames)])
    gone = chance.sample(range(first, last + 1), chance.choice([0, 1, min(60, (last - first) // 3)]))
    beside = ([f'1-{first - 1}'] if first > 1 else []) + ([f'{last + 1}-{frames}'] if last < frames else [])
    target = folder('cuts') / f'{path.stem}-{seed}.pcap'
    assert OURS.run('editcap', staged(path), target, *beside, *gone).code == 0
    return target


@pytest.mark.parametrize('path', [path for path in REAL if path.stem in ('c_authfail', 'a_mppe128')],
                         ids=lambda path: path.stem)
def test_no_end_of_a_part_is_silent(path):
    assert silent_ends(document(cut(path, 0))) == []


@pytest.mark.slow
@pytest.mark.parametrize('path', [path for path in EVERY if path.stat().st_size < 200_000], ids=lambda path: path.stem)
def test_no_end_of_any_part_is_silent(path):
    part = cut(path, seed=1)
    assert silent_ends(document(part)) == []


@pytest.mark.parametrize('stage, wanted', [
    ('pptp', 'no PPTP GRE'), ('pptp || chap || lcp', r'nothing wrong was seen|Warning: |The session ended')])
def test_what_was_not_seen_is_not_praised(stage, wanted):
    """A healthy session without its data."""
    path = folder('parts') / f'{len(stage)}.pcap'
    assert OURS.run('tshark', '-r', staged('a_mppe128.pcap'), '-Y', f'({stage}) && !(ip.proto == 47 && !lcp && !chap)',
                    '-w', path).code == 0
    report = text(path)
    assert 'no warnings' not in report and re.search(wanted, report), report


def test_without_gre_no_stage_of_ppp_is_claimed():
    """Who ended it, in which frame; and that only GRE would tell how far PPP came."""
    report = text(CAPTURES / 'q241252-rras-session.pcap')
    assert re.search(r'Follows from gre_none_in_capture: The session ended with none of its GRE captured:'
                     r' Call-Clear-Request by the client \(frame 21\)\. Not seen in this capture: LCP, authentication,'
                     r' IPCP, data\.', report)
    assert 'nothing wrong' not in report and 'before PPP' not in report


def test_the_end_of_a_capture_is_not_the_end_of_a_session():
    path = folder('parts') / 'endless.pcap'
    done = OURS.run('tshark', '-r', staged('q241252-rras-session.pcap'), '-Y', 'frame.number < 19', '-w', path)
    assert done.code == 0
    report = text(path)
    assert 'nothing wrong was seen up to the stage Call; no end was captured; not seen: LCP' in report
    assert 'The session ended' not in report


def test_data_that_nobody_answered_is_not_a_sound_session():
    """Both ends sent data, all of it questions; in the second session the client got an answer."""
    report = text(CAPTURES / 'trouble-inside-few.pcap')
    assert re.findall(r'not seen: (.*)|(no warnings)', report) == [
        ('an answer to data from the client, an answer to data from the server', ''),
        ('an answer to data from the server', '')]


def test_messages_that_were_not_captured_were_sent():
    """Only the opening and the closing of TCP: what lies between is missing from the file."""
    path = folder('parts') / 'opening.pcap'
    assert OURS.run('tshark', '-r', staged('a_mppe128.pcap'), '-Y', 'tcp.port == 1723 && (tcp.flags & 3)', '-w',
                    path).code == 0
    report = text(path)
    assert 'The TCP connection ended with no control message captured: ' in report
    assert 'tested whether the port is open' not in report


def test_a_refused_call_ended_with_the_refusal():
    """Not when its connection was stopped."""
    calls = document(CAPTURES / 'calls-incoming.pcap')['calls']
    assert calls[1]['ended'] == {'frame': 12, 'by': 'the PNS', 'how': 'Incoming-Call-Reply (Do Not Accept)'}


def test_a_client_that_gave_up_waiting_is_no_scanner():
    """The replies come when it has closed the connection, or asked to stop it."""
    found = [one['id'] for one in document(CAPTURES / 'c_server_full.pcap')['findings']]
    assert found.count('start_unanswered') == 2 and 'probe_start' not in found


# --- series -----------------------------------------------------------------------------------------------------------

def test_like_attempts_are_one_line():
    path = CAPTURES / 'reports' / 'password_guessing.pcap'
    report, told = text(path), document(path)
    (series,) = told['series']
    assert (series['id'], series['count'], series['user']) == ('auth_failed', 12, 'administrator')
    assert series['frames'] == [one['frames'][0] for one in told['findings'] if one['id'] == 'auth_failed']
    assert re.search(r'12 failed logons of user "administrator" from 203.0.113.66 to 198.51.100.1 in 3\.\d s \(frames ',
                     report)
    assert report.count('[auth_failed]') == 1 and len(re.findall('^Call ', report, re.M)) == 1
    assert len(told['calls']) == 12


def test_ends_alone_are_not_the_same_trouble():
    """Sessions of which it is only known that they ended."""
    report = text(CAPTURES / 'connections-troubled.pcap')
    assert re.search(r'\d sessions that ended without data from 192\.0\.2\.10', report)
    assert 'same trouble' not in report


def test_two_attempts_without_a_call_are_told_once():
    assert text('c_server_full.pcap').count('[start_unanswered]') == 1
    assert [(one['id'], one['count']) for one in document('c_server_full.pcap')['series']] == [('start_unanswered', 2)]


# --- habits -----------------------------------------------------------------------------------------------------------

def test_habits_are_shown_on_request():
    """Once per implementation, at the end; always in JSON."""
    name = 'trouble-ends.pcap'
    assert 'oddities' not in text(name)
    report = text(name, *HABITS)
    assert report.count('oddities') == 1 and report.count('Maximum Channels 0 or 65535') <= 2
    habits = report[report.index('oddities'):]
    assert 'Warning' not in habits and 'Call 0' not in habits
    assert [one for one in document(name)['findings'] if one['id'] == 'habits']


# --- Q241252 ----------------------------------------------------------------------------------------------------------

def test_key_sequences_of_the_article():
    line = 'creation: frames 4-12, complete; maintenance: 13-18 (3 echoes); deletion: 19-24, complete'
    name = 'q241252-rras-session.pcap'
    assert f'\n  {line}\n' in text(name)
    assert line in OURS.tshark(name, '-q', '-z', 'pptp,call_table').out
    (connection,) = document(name)['connections']
    assert connection['key_sequences'] == {
        'creation': {'messages': 9, 'first_frame': 4, 'last_frame': 12, 'complete': True},
        'maintenance': {'messages': 6, 'first_frame': 13, 'last_frame': 18, 'echo_requests': 3, 'echo_replies': 3},
        'deletion': {'messages': 6, 'first_frame': 19, 'last_frame': 24, 'complete': True}}


def test_key_sequences_in_part():
    path = folder('parts') / 'sequences.pcap'
    assert OURS.run('tshark', '-r', staged('q241252-rras-session.pcap'), '-Y',
                    'frame.number < 23 && frame.number != 14 && frame.number != 7', '-w', path).code == 0
    (line,) = re.findall('  (creation: .*)', text(path))
    assert line == ('creation: frames 4-11, incomplete (no call); maintenance: 12-16 (2 echoes, 1 without a reply);'
                    ' deletion: 17-20, incomplete (no Stop-Control-Connection-Request)')


def test_groups_are_the_articles():
    groups = {'Control Connection Management': range(1, 7), 'Call Management': range(7, 14), 'Error Reporting': [14],
              'PPP Session Control': [15]}
    wanted = {str(code): group for group, codes in groups.items() for code in codes}
    rows = OURS.fields('messages-all.pcap', ['pptp.control_message_type', 'pptp.group'], '-Y', 'pptp')
    found = {code: group for codes, names in rows for code, group in zip(codes, names, strict=False)
             if code in wanted}
    assert found == wanted
