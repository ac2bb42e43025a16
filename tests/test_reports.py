"""The reports: calls, diagnosis and JSON, against the captures' stories, logs, raw octets, and each other."""
import collections
import datetime
import functools
import ipaddress
import json
import os
import re
import struct

import jsonschema
import pytest

from made.control import established
from made.encrypted import ACCOUNTS
from made.trouble import EXPECTED
from packets import LCP_ECHO, Capture, gre, ip_packet, message
from rules import rules
from test_analysis import PASSES
from test_mppe import known
from test_tunnel import counted_from_octets
from wireshark import (ALONE, CAPTURES, OURS, REAL, ROOT, STOCK, TRUTH, VERSION, folder, frames_of, processor_seconds,
                       staged)

pytestmark = pytest.mark.longer

SCHEMA = json.loads((ROOT / 'tests' / 'report.schema.json').read_text())
MADE = sorted(path.name for path in CAPTURES.glob('*.pcap'))


@functools.cache
def report(capture, *options, kind='json'):
    """One kind, or several of them in one run."""
    kinds = [word for one in kind.split() for word in ('-z', f'pptp,{one}')]
    return OURS.tshark(capture, '-q', *kinds, *options).out


def pcapng_block(kind, body):
    return struct.pack('<II', kind, len(body) + 12) + body + struct.pack('<I', len(body) + 12)


def document(capture, *options):
    told = json.loads(report(capture, *options))
    jsonschema.validate(told, SCHEMA)
    return told


def addresses(told, finding):
    """All addresses that a finding is about."""
    found = {value for value in finding['values'].values() if value}
    found |= {finding[end]['address'] for end in ('client', 'server') if end in finding}
    return found | {connection[end]['address'] for connection in told['connections'] for end in ('client', 'server')
                    if connection['index'] == finding['connection']}


def of_severity(told, severity='Warning'):
    return sorted({finding['id'] for finding in told['findings'] if finding['severity'] == severity})


# --- findings ---------------------------------------------------------------------------------------------------------

@PASSES
@pytest.mark.parametrize('name', sorted(EXPECTED))
def test_every_trouble_is_found(name, passes):
    """Captures whose author knew the RFC and the list of problems, not the rules."""
    told = document(f'{name}.pcap', *passes)
    for client, wanted in EXPECTED[name]:
        there = [finding['id'] for finding in told['findings'] if client in addresses(told, finding)]
        assert wanted in there, (client, wanted, there)


def test_resets_are_no_proof_of_other_keys():
    """Only where hardly a packet goes without one."""
    assert [finding['id'] for finding in document('trouble-loss.pcap')['findings']].count('mppe_resets') == 0
    assert [finding['id'] for finding in document('trouble-keys.pcap')['findings']].count('stateful_loss') == 0


@pytest.mark.slow
@pytest.mark.parametrize('size', range(40, 64, 2))
def test_what_was_not_captured_of_ccp_is_not_taken_for_clear(size):
    """Frames cut before, within and behind CCP's option."""
    path = folder('cut') / f'a_mppe128-{size}.pcap'
    assert OURS.run('editcap', '-s', size, staged('a_mppe128.pcap'), path).code == 0
    assert 'clear_data' not in [finding['id'] for finding in document(path)['findings']]


def is_start_reply(message):
    return 'Start-Control-Connection-Reply' in message.title


def is_call_reply(message):
    return 'Outgoing-Call-Reply' in message.title


@pytest.mark.slow
@pytest.mark.parametrize('name', ['a_mppe128', 'g_kernel_mppe128'])
@pytest.mark.parametrize('lost', [is_start_reply, is_call_reply])
def test_a_reply_that_only_the_capture_lost_is_no_trouble(name, lost):
    """What came behind it shows that there was one. With the call's, the server's Call ID is not known."""
    path = folder('lost') / f'{name}-{lost.__name__}.pcap'
    frames = [message.frame for message in OURS.messages(f'{name}.pcap') if lost(message)]
    assert frames and OURS.run('editcap', staged(f'{name}.pcap'), path, *frames).code == 0
    assert of_severity(document(path)) == []


@pytest.mark.slow
@pytest.mark.parametrize('name', ['a_mppe128', 'g_kernel_mppe128'])
@pytest.mark.parametrize('sender', ['192.0.2.1', '192.0.2.10'])
def test_half_a_capture_says_so_and_no_more(name, sender):
    """What one end sent."""
    path = folder('half') / f'{name}-{sender}.pcap'
    assert OURS.run('tshark', '-r', staged(f'{name}.pcap'), '-Y', f'ip.src == {sender}', '-w', path).code == 0
    told = document(path)
    assert of_severity(told) == [] and 'control_half_captured' in [finding['id'] for finding in told['findings']]


@pytest.mark.slow
def test_every_rule_speaks_somewhere():
    rules = set(re.findall(r'^    \{ "(\w+)", PPTP_IN_', (ROOT / 'plugin' / 'diagnosis' / 'rules.c').read_text(), re.M))
    told = {finding['id'] for name in MADE if name.startswith('trouble') for finding in document(name)['findings']}
    told |= {finding['id'] for finding in document('mppe-accounts.pcap', *known(*ACCOUNTS))['findings']}
    told |= {finding['id'] for finding in document('trouble-mtu-mppe.pcap', *known(*ACCOUNTS))['findings']}
    told |= {finding['id'] for name in ('call_id_again', 'any_sll2_every_packet_twice')
             for finding in document(f'reports/{name}.pcap')['findings']}
    # Parts of a capture, and captures of several points, are made in the tests that look at them.
    others = ''.join((ROOT / 'tests' / f'test_{name}.py').read_text() for name in ('points', 'parts', 'tunnel'))
    told |= {rule for rule in rules if rule.startswith(('points_', 'capture_', 'tunnel_not')) and rule in others}
    assert told <= rules and rules - told == set() and len(rules) > 60


# Of captures/README.md, too: EAP, Multilink, RADIUS, name servers; and what begins in mid-session.
SOUND = ['i_eap_mschapv2_mppe128.pcap', 'i_eap_mschapv2_noidentity.pcap', 'k_radius_mppe128.any.pcap',
         *sorted(path.name for path in CAPTURES.glob('[lm]_*.pcap')), 'q_dns_given_clear.pcap']


@PASSES
@pytest.mark.parametrize('name', [path.name for path in REAL if re.match(r'[abg]_|d_nat2\.', path.name)] + SOUND
                         + ['trouble-none.pcap', 'trouble-none-in-part.pcap', 'trouble-none-control.pcap'])
def test_no_trouble_in_healthy_sessions(name, passes):
    told, text = document(name, *passes), report(name, *passes, kind='diagnosis')
    verdicts = r'nothing wrong was seen' if name.startswith('m_') else r'no warnings' if name[1] == '_' else \
        r'no warnings|nothing wrong was seen|Note: The session ended'
    assert of_severity(told) == [] and len(re.findall(verdicts, text)) >= len(told['calls']) > 0
    assert 'Warning' not in text


# By captures/README.md of the real captures and their logs.
TROUBLES = {
    'c_authfail': ['auth_failed'], 'c_client_killed': ['client_closed_without_stop'],
    'c_gre_blocked': ['gre_only_from_pns'],
    'c_gre_blocked.server': ['gre_only_from_pac'], 'c_gre_icmp': ['gre_icmp'],
    'c_mppe_mismatch': ['mppe_rejected'], 'c_server_full': ['start_unanswered'],
    'd_nat2_nohelper.lan': ['server_ended_at_once'], 'd_nat2_nohelper.wan': ['gre_icmp'],
    'e_loss_reorder_dup': ['tunnel_loss', 'tunnel_reordered'],
    'e_loss_mppe128_stateful': ['tunnel_loss'],
    'k_radius_not_asked': ['auth_failed_no_reason'], 'o_nat_tcp_forgotten.wan': ['gre_forgotten'],
    'p_df_blackhole_clear': ['black_hole'], 'p_df_blackhole_clear.server': ['black_hole'],
    'q_ipcp_noaddress': ['address_never_assigned'],
}


@PASSES
@pytest.mark.parametrize('name', sorted(TROUBLES))
def test_real_troubles(name, passes):
    told = document(f'{name}.pcap', *passes)
    assert of_severity(told) == TROUBLES[name.removesuffix('.server') if name.startswith('e_') else name]
    assert 'no warnings' not in report(f'{name}.pcap', *passes, kind='diagnosis') or name == 'c_server_full'


@pytest.mark.slow
@pytest.mark.parametrize('name', sorted(EXPECTED))
def test_evidence_is_in_the_capture(name):
    """Frames exist, and the sentence names the first or none."""
    frames = frames_of(CAPTURES / f'{name}.pcap')
    for finding in document(f'{name}.pcap')['findings']:
        assert all(frame <= frames for frame in finding['frames'])
        assert not re.search(r'\{\w+\}|  | [.,;:)](?!\.\.|:)', finding['sentence']), finding['sentence']
        assert re.match(r'[^a-z]|[0-9a-f]*:', finding['sentence']) and finding['sentence'][-1] in '.?'
        if finding['severity'] == 'Warning':
            assert finding['next_step']


@pytest.mark.slow
@pytest.mark.parametrize('expert, finding, name', [
    ('pptp.auth.failed', 'auth_failed', 'trouble-authentication'),
    ('pptp.auth.failed', 'auth_failed_pap', 'trouble-authentication'),
    ('pptp.ppp.encryption_rejected', 'mppe_rejected', 'trouble-encryption'),
    ('pptp.ppp.encryption_offered_again', 'mppe_offered_again', 'trouble-encryption'),
    ('pptp.auth.password_in_clear', 'pap_password', 'trouble-audit'),
    ('pptp.auth.lm_response', 'lm_response', 'trouble-audit'),
    ('pptp.auth.eap_name', 'eap_name', 'trouble-audit'),
    ('pptp.ppp.clear_data', 'clear_data', 'trouble-audit'),
    ('pptp.ppp.mru_exceeded', 'mru_exceeded', 'trouble-mtu'), ('pptp.ppp.mss_too_big', 'mss_too_big', 'trouble-mtu'),
    ('pptp.ppp.reset_request', 'mppe_resets', 'trouble-keys'),
    ('pptp.ppp.protocol_rejected', 'mppe_garbage', 'trouble-keys'),
    ('pptp.ppp.repeated_after_answer', 'ppp_replies_not_received', 'trouble-negotiation'),
    ('pptp.analysis.call_refused', 'call_refused', 'trouble-refusal'),
    ('pptp.tunnel.icmp_error', 'gre_icmp', 'trouble-gre')])
def test_findings_of_one_packet_are_expert_items_there(expert, finding, name):
    frames = {int(row[0][0]) for row in OURS.fields(f'{name}.pcap', ['frame.number'], '-Y', expert)}
    told = [one for one in document(f'{name}.pcap')['findings'] if one['id'] == finding]
    assert told and frames
    assert all(frames & set(one['frames']) or expert.endswith('repeated_after_answer') for one in told)


# --- values -----------------------------------------------------------------------------------------------------------

@pytest.mark.slow
@pytest.mark.parametrize('path', REAL, ids=lambda path: path.stem)
def test_counts_of_calls_are_those_of_the_octets(path):
    counted = counted_from_octets(path)
    told = {}
    for call in document(path)['calls']:
        for sender, receiver in (('pns', 'pac'), ('pac', 'pns')):
            one, other = call[sender], call[receiver]
            if one['packets']:
                told[one['address'], other['address'], str(other['call_id'])] = tuple(
                    one[name] for name in ('packets', 'missing', 'late', 'duplicate'))
    assert told == {key: (frames, missing, late, duplicate)
                    for key, (frames, _, _, missing, late, duplicate, _) in counted.items()}


LOGS = ['a_mppe128', 'b_mppe40', 'b_mppe128_stateful', 'b_mschapv1_mppe128', 'b_clear_chapmd5_vj', 'b_clear_pap_nocomp',
        'b_deflate', 'c_authfail', 'c_client_killed', 'c_mppe_mismatch', 'c_server_full', 'e_loss_reorder_dup',
        'e_loss_mppe128_stateful', 'g_kernel_mppe128', 'k_radius_not_asked', 'p_df_blackhole_clear',
        'q_dns_given_clear', 'q_ipcp_noaddress']
# The capture, the log of the client at its end, and which call that is.
LOGGED_CALLS = [(name, f'{name}.client', 0) for name in LOGS] + [
    (f'd_nat2.{place}', f'd_nat2.lan{1 + call}', call) for place in ('lan', 'wan') for call in (0, 1)]


@PASSES
@pytest.mark.parametrize('name, client, index', LOGGED_CALLS)
def test_calls_are_what_pppd_says(name, client, index, passes):
    """Authentication, user, MPPE, addresses, who ended PPP and with what words: from the client's debug log."""
    text = (TRUTH / f'{client}.pppd.log').read_text(errors='replace')
    call = document(f'{name}.pcap', *passes)['calls'][index]
    asked = set(re.findall(r'<auth (pap|chap MD5|chap MS-v2|chap MS)>', text))
    names = {'pap': 'PAP', 'chap MD5': 'CHAP-MD5', 'chap MS': 'MS-CHAP', 'chap MS-v2': 'MS-CHAPv2'}
    assert {call['authentication']['protocol']} <= {names[one] for one in asked} and asked
    assert call['authentication']['user'] in re.findall(r'(?:name = |user=)"(\w+)"', text)
    failed = bool(re.search(r'CHAP authentication failed|E=691', text))
    assert (call['authentication']['outcome'] == 'failure') == failed
    agreed = re.findall(r'MPPE (\d+)-bit (stateless|stateful) compression enabled', text)
    wanted = f'MPPE {agreed[0][0]}-bit {agreed[0][1]}' if agreed else None
    for peer in call['pns'], call['pac']:
        assert (peer['encryption_to'] == wanted) if wanted else 'MPPE' not in (peer['encryption_to'] or '')
    for end, words in ('pns', 'local '), ('pac', 'remote'):
        found = re.findall(rf'{words} IP address ([\d.]+)', text)
        assert call[end]['assigned_address'] == (found[0] if found else None)
    ends = {'sent': 'the client', 'rcvd': 'the server'}     # Terminate-Requests may cross
    said = {(ends[one], f'LCP Terminate-Request {words}')
            for one, words in re.findall(r'(sent|rcvd) \[LCP TermReq id=\w+ ("[^"]*")', text)}
    assert (call['ended']['by'], call['ended']['how']) in (said or {('the client', 'TCP FIN')})


def test_a_call_as_a_line():
    """Read by hand in the capture and its logs."""
    line = next(line for line in report('a_mppe128.pcap', kind='calls').splitlines() if line.startswith('call 0'))
    for words in ('192.0.2.10:42646 -> 192.0.2.1:1723', 'ids PNS 12148 / PAC 0', 'outgoing', 'stage Data',
                  'MS-CHAPv2 ok (user alice)', 'MPPE 128-bit stateless', 'IPCP 10.10.0.100 <-> 10.10.0.1',
                  'GRE 88 from the client (missing 0, late 0, duplicate 0', '79 from the server',
                  'by the client (frame 195)'):
        assert words in line


@pytest.mark.parametrize('name', ['a_mppe128', 'd_nat2.wan', 'e_loss_reorder_dup'])
def test_which_gre_is_the_calls(name):
    """The first and the last packet of each direction."""
    found = collections.defaultdict(list)
    fields = ['frame.number', 'pptp.call', 'pptp.tunnel.sender']
    for (frame,), (call,), (sender,) in OURS.fields(f'{name}.pcap', fields, '-Y',
                                                    'pptp.tunnel && pptp.call && !icmp.type == 3'):
        found[int(call), sender].append(int(frame))
    for finding in document(f'{name}.pcap')['findings']:
        if finding['id'] == 'tunnel_frames':
            values = finding['values']
            for sender, receiver in ('PNS', 'pac'), ('PAC', 'pns'):
                frames = found.pop((finding['call'], sender))
                ends = [int(values[f'{which}_to_{receiver}']) for which in ('first', 'last')]
                assert ends == [frames[0], frames[-1]]
    assert not found


EXPLAINS_END = {rule.id for rule in rules() if 'unexplained' in (rule.explains or '').split()}


def first_troubles(told):
    """[(frame, finding)] of each call and of what never became one: of its Warnings (a call's own, and its connection's
    until the call ended) the earliest that explains the end, or else the first in the order of the rules. What explains
    several sessions is the first of each."""
    calls = {call['connection']: call for call in told['calls']}
    of_all = {finding['id']: finding for finding in told['findings']
              if finding['severity'] == 'Warning' and finding['connection'] is None and not finding.get('client')}
    found = collections.defaultdict(list)
    for number, finding in enumerate(told['findings']):
        finding = of_all.get(finding['follows_from'], {}) | {'connection': finding['connection']} \
            if finding['follows_from'] in of_all else finding
        call, frame = calls.get(finding['connection']), (finding['frames'] or [0])[0]
        if finding['severity'] == 'Warning' and (finding['connection'] is not None or finding.get('client')):
            explains, is_own = finding['id'] in EXPLAINS_END, finding['call'] is not None
            found[finding['connection'], str(finding.get('client')), not call and frame].append(
                ((not explains, frame if explains else 0, not is_own, number), (frame, finding['id'])))
    return sorted(min(several)[1] for several in found.values())


@pytest.mark.slow
@pytest.mark.parametrize('name', [name for name in sorted(EXPECTED) if 'nat' not in name])
def test_the_first_trouble_is_on_the_line(name):
    """And in the table. These captures have a call in each connection; tunnels without a call borrow its trouble."""
    wanted = first_troubles(document(f'{name}.pcap'))
    told = report(f'{name}.pcap', kind='calls call_table')
    found = re.findall(r'^(?!tunnel).*  first warning: (\w+) \(frame (\d+)\)', told, re.M)
    assert sorted((int(frame), trouble) for trouble, frame in found) == wanted
    assert all(f'|{trouble} (frame {frame}) ' in told for trouble, frame in found)


def test_who_ended_it():
    """Each way to end of trouble-ends: another word of who or how."""
    told = document('trouble-ends.pcap')
    findings = {finding['call']: finding for finding in told['findings'] if finding['id'] == 'ended'}
    endings = {(finding['values'].get('ender'), re.sub(r'[("].*', '', finding['values']['how']).strip())
               for finding in findings.values()}
    for how in 'LCP Terminate-Request', 'Call-Clear-Request', 'Stop-Control-Connection-Request', 'TCP FIN', 'TCP RST':
        assert {('the client', how), ('the server', how)} <= endings or how == 'Call-Clear-Request'
    assert ('the server', 'Call-Disconnect-Notify') in endings
    lines = dict(re.findall(r'^call (\d+) .*  (ended: .*|still up at the end of the capture)$',
                            report('trouble-ends.pcap', kind='calls'), re.M))
    for call in told['calls']:
        still_up = call['index'] in {finding['call'] for finding in told['findings'] if finding['id'] == 'still_up'}
        assert (call['ended'] is None) == still_up == (lines[str(call['index'])][:5] == 'still')
        assert still_up != (call['index'] in findings)
    assert [call['ended'] for call in told['calls']].count(None) == 3


def test_times_octets_and_throughput():
    """By Wireshark's own fields."""
    name = 'a_mppe128.pcap'
    told = document(name)
    rows = OURS.fields(name, ['frame.time_epoch', 'pptp.tunnel.sender', 'gre.key.payload_length'])
    times = [float(row[0][0]) for row in rows]
    assert told['frames'] == len(rows)
    assert (told['start_seconds'], told['duration']) == pytest.approx((times[0], times[-1] - times[0]), abs=1e-6)
    (call,), (connection,) = told['calls'], told['connections']
    for one, frame in [(call, call['setup_in']), (connection, connection['key_sequences']['creation']['first_frame']),
                       *((finding, finding['frames'][0]) for finding in told['findings'] if finding['frames'])]:
        assert one['start_seconds'] == pytest.approx(times[frame - 1], abs=1e-6)
        moment = datetime.datetime.strptime(one['start'], '%Y-%m-%dT%H:%M:%S.%f%z')
        assert moment.timestamp() == pytest.approx(one['start_seconds'], abs=1e-6)
    for end in 'PNS', 'PAC':
        sent = [(time, int(length)) for time, (_, sender, lengths) in zip(times, rows) if sender == [end]
                for length in lengths]
        octets, peer = sum(length for _, length in sent), call[end.lower()]
        assert peer['octets'] == octets > 0
        assert peer['bits_per_second'] == round(8 * octets / (sent[-1][0] - sent[0][0]))


LONG = [] if VERSION < (4, 4) else [['--read-file=NAME'], ['--read-file', 'NAME']]      # 4.0 only speaks of it


@pytest.mark.parametrize('options', [['-nr', 'NAME'], ['-rNAME'], ['-r', 'other', '-r', 'NAME'], *LONG], ids=' '.join)
def test_name_of_the_capture(options):
    """The one that tshark reads, whatever is in it."""
    path = folder('reports') / 'a "name"\x1b\n\\.pcap'
    path.write_bytes((CAPTURES / 'c_server_full.pcap').read_bytes())
    path.chmod(0o644)
    words = [word.replace('NAME', str(path)) for word in options]
    told = json.loads(ALONE.run('tshark', *words, '-q', '-z', 'pptp,json').out)
    assert told['capture'] == str(path).replace('\x1b', r'\x1b').replace('\n', r'\x0a')


def test_a_capture_without_a_name():
    """From another program's output, in which no name stands."""
    command = f"exec tshark -r - -q -z pptp,json <'{staged('c_server_full.pcap')}'"
    assert json.loads(ALONE.run('sh', '-c', command).out)['capture'] is None


# The part of a document that is a line's, by the line's kind.
PARTS = {'connection': 'connections', 'call': 'calls', 'tunnel': 'tunnels', 'attempt': 'attempts', 'series': 'series'}


def lines_of(capture, *options, filter=''):
    return [json.loads(line) for line in
            OURS.tshark(capture, '-q', '-z', f'pptp,json,lines{filter}', *options).out.splitlines()]


@PASSES
@pytest.mark.parametrize('name', ['a_mppe128', 'c_server_full', 'd_nat2.wan', 'trouble-authentication', 'trouble-gre',
                                  'trouble-logons', 'tunnel-without-call', 'port-1723-not-pptp'])
def test_lines_are_the_document_in_parts(name, passes):
    """One for each subject, which says by itself what it is and of which capture."""
    told, lines = document(f'{name}.pcap', *passes), lines_of(f'{name}.pcap', *passes)
    head = [*SCHEMA['definitions']['line']['required']]
    found = collections.defaultdict(list)
    for line in lines:
        assert [line[member] for member in head[:3]] == [told[member] for member in head[:3]]
        rest = {member: value for member, value in line.items() if member not in head}
        for member in 'points', 'findings':
            found[member] += rest.pop(member, [])
        found[PARTS.get(line['kind'])].append(rest)
    (capture,) = found.pop(None)
    assert lines[0]['kind'] == 'capture' and capture == {
        member: told[member] for member in SCHEMA['definitions']['capture']['required']}
    assert {line['kind'] for line in lines} <= set(SCHEMA['definitions']['line']['properties']['kind']['enum'])
    assert {member: parts for member, parts in found.items() if parts} == {
        member: parts for member, parts in told.items() if isinstance(parts, list) and parts}


def test_a_filter_chooses_lines():
    lines = lines_of('trouble-authentication.pcap', filter=',pptp.call==3')
    assert [line['kind'] for line in lines] == ['capture', 'connection', 'call'] and lines[2]['index'] == 3
    (line,) = lines_of('trouble-authentication.pcap', filter=',dns')
    assert line['kind'] == 'capture' and line['findings'] == [] and line['frames'] > 100


# --- what is asked for ------------------------------------------------------------------------------------------------

@pytest.mark.slow
@pytest.mark.parametrize('name', MADE[::3])     # test_fuzz.py compares the JSON of all
def test_passes_agree(name):
    kinds = 'calls diagnosis json call_table finding_table'
    assert sorted(report(name, kind=kinds).splitlines()) == sorted(report(name, '-2', kind=kinds).splitlines())


def test_a_filter_chooses():
    whole, chosen = document('trouble-authentication.pcap'), json.loads(
        OURS.tshark('trouble-authentication.pcap', '-q', '-z', 'pptp,json,pptp.call==3').out)
    assert [call['index'] for call in chosen['calls']] == [3] and len(whole["calls"]) > 3
    assert {finding['call'] for finding in chosen['findings']} == {None, 3}
    text = OURS.tshark('trouble-authentication.pcap', '-q', '-z', 'pptp,calls,pptp.call==3').out
    assert re.findall(r'^call (\d+)', text, re.M) == ['3']
    wrong = OURS.run('tshark', '-r', staged('trouble-none.pcap'), '-q', '-z', 'pptp,calls,no such filter')
    assert wrong.code != 0 and wrong.err


@pytest.mark.parametrize('kind', ['diagnosis', 'calls', 'conformance', 'call_table', 'finding_table',
                                  'requirement_table'])
def test_a_filter_chooses_in_every_report(kind):
    """Connections, attempts without an answer, and habits."""
    for name, one, other in (('trouble-habits', '192.0.2.11', '192.0.2.10'),
                             ('trouble-refusal', '192.0.2.13', '192.0.2.14')):
        told = report(f'{name}.pcap', '-o', 'pptp.show_habits:TRUE', kind=f'{kind},ip.addr=={one}')
        assert re.search(rf'{one}\b', told) and not re.search(rf'{other}\b', told)


ODD_TIMES = {
    # Microseconds that are more than a second, and more than 31 bits of nanoseconds hold.
    'pcap': (struct.pack('<IHHiIII', 0xA1B2C3D4, 2, 4, 0, 0, 262144, 101),
             lambda frame, time: struct.pack('<IIII', *time, len(frame), len(frame)) + frame,
             [(1, 2_000_000), (1, 3_000_000), (2 ** 32 - 1, 4_000_000)]),
    # A clock that counts seconds, with 64 bits.
    'pcapng': (pcapng_block(0x0A0D0D0A, struct.pack('<IHHq', 0x1A2B3C4D, 1, 0, -1))
               + pcapng_block(1, struct.pack('<HHI', 101, 0, 0) + struct.pack('<HHB3xHH', 9, 1, 0, 0, 0)),
               lambda frame, time: pcapng_block(
                   6, struct.pack('<IIIII', 0, *time, len(frame), len(frame)) + frame + bytes(-len(frame) % 4)),
               [(0, 5), (0x7fffffff, 0xffffffff), (0x80000000, 5)])}


@pytest.mark.parametrize('kind', ODD_TIMES)
def test_times_that_no_clock_shows(kind):
    """All are told as from 1970 to 2116: the last one that is kept."""
    head, record, times = ODD_TIMES[kind]
    frame = ip_packet(*map(ipaddress.ip_address, ('192.0.2.10', '192.0.2.1')), 47, gre(7, LCP_ECHO, 0))
    path = folder('times') / f'odd.{kind}'
    path.write_bytes(head + b''.join(record(frame, time) for time in times))
    path.chmod(0o644)
    told = document(path)
    assert told['start'] == '1970-01-01T00:00:00.000000Z' and 4.2e9 < told['duration'] <= 2 ** 62 / 1e9 + 1
    assert 'GRE 3 from 192.0.2.10' in report(path, kind='calls')


def test_nothing_to_report():
    empty = folder('reports') / 'empty.pcap'
    empty.write_bytes(Capture().octets())
    empty.chmod(0o644)
    for capture in empty, 'port-1723-not-pptp.pcap':
        for kind in 'calls', 'diagnosis':
            assert re.search('No PPTP|no call|Attempt', report(capture, kind=kind))
    assert document(empty)['calls'] == [] and 'No PPTP' in report(empty, kind='calls')


@pytest.mark.parametrize('kind', ['calls', 'diagnosis', 'json'])
@pytest.mark.parametrize('name, octets, is_read', [
    ('one.json', b'{"calls": []}\n', True), ('one.xml', b'<?xml version="1.0"?>\n<pptp/>\n', True),
    ('one.txt', b'No capture.\n' * 9, False)], ids=['json', 'xml', 'text'])
def test_no_result_of_a_file_that_is_no_capture(name, octets, is_read, kind):
    """Of files that it reads, but not as captures, tshark itself says nothing, and a tap cannot alter its status."""
    path = folder('reports') / name
    path.write_bytes(octets)
    path.chmod(0o644)
    told = OURS.run('tshark', '-r', path, '-q', '-z', f'pptp,{kind}')
    stock = STOCK.run('tshark', '-r', path, '-q')
    assert told.code == stock.code and (told.code == 0) == is_read
    assert told.out == '' and re.search("isn't a capture file", told.err)


def test_tables_tell_what_json_does():
    for name in 'trouble-authentication.pcap', 'trouble-refusal.pcap':
        told = document(name)
        table = report(name, kind='call_table')
        rows = re.findall(r'^ *(\d+) +\|', table, re.M)
        assert [int(row) for row in rows] == [call['index'] for call in told['calls']]
        findings = [line for line in report(name, kind='finding_table').splitlines()
                    if re.match(r' *(\d+|none) *\|\d (Warning|Note|Chat)', line)]
        assert len(findings) == len(told['findings'])
        assert all(any(finding['sentence'].replace('\\', '') in line.replace('\\', '') for line in findings)
                   for finding in told['findings'])


def test_rows_of_tables_tell_their_filter():
    """What a row is about is what its filter, the last column, finds."""
    told = document('trouble-refusal.pcap')
    calls, findings = ([[cell.strip() for cell in line.split('|')[:-1]] for line in report(
        'trouble-refusal.pcap', kind=kind).splitlines() if line.count('|') > 4][1:]
        for kind in ('call_table', 'finding_table'))
    of_calls = {row[0]: row for row in calls if row[0] != 'none'}
    for call in told['calls']:
        row = of_calls[str(call['index'])]
        assert row[-1] == f'pptp.call == {call["index"]}'
        assert row[1] == (call['start'] or '').rstrip('Z').replace('T', ' ')
        assert not row[2] or float(row[2]) == pytest.approx(call['duration'])
    frames = [[int(frame) for frame in re.findall(r'\d+', row[-1])] for row in findings]
    assert sorted(frames) == sorted(finding['frames'] for finding in told['findings'])
    filters = ' || '.join(f'({row[-1]})' for row in [*calls, *findings] if row[-1])
    assert OURS.tshark('trouble-refusal.pcap', '-Y', filters).lines


@functools.cache
def capture_of_calls(count):
    """Calls that are set up and cleared on one connection, each with findings of its own."""
    made, path = Capture(), folder(f'reports-{os.getpid()}') / f'calls-{count}.pcap'
    connection = established(made)
    for number in range(count):
        for client, name, values in (
                (True, 'Outgoing-Call-Request', {'call_id': number % 65536}),
                (False, 'Outgoing-Call-Reply',
                 {'call_id': number % 65536, 'peer_call_id': number % 65536, 'result': 1}),
                (True, 'Call-Clear-Request', {'call_id': number % 65536})):
            connection.segment(client, message(name, **values), after=2_000_000)
    path.write_bytes(made.octets())
    path.chmod(0o644)
    return path


def seconds(capture, statistic):
    """Of the processor, tshark's start and Wireshark's own work not counted."""
    def taken(statistic):
        return processor_seconds(OURS.tshark, capture, '-q', '-z', statistic)
    return min(taken(statistic) for _ in range(3)) - min(taken('conv,eth') for _ in range(3))


@pytest.mark.slow
@pytest.mark.parametrize('kind', ['calls', 'diagnosis', 'json', 'call_table', 'finding_table'])
def test_time_grows_with_the_calls_only(kind):
    """Ten thousand calls, and ten times fewer; a search through all of them for each would take a hundred times as
    long."""
    few, many = (seconds(path, f'pptp,{kind}') for path in (capture_of_calls(1000), capture_of_calls(10_000)))
    assert many < 30 * max(few, 0.05)


# --- bad input --------------------------------------------------------------------------------------------------------

HARMFUL = r'[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]'


def test_texts_from_packets_are_harmless():
    """User names and messages with control characters, terminal escapes, quotes, and octets that are no UTF-8."""
    for kind in 'calls', 'diagnosis':
        text = report('bad-ppp.pcap', kind=kind)
        assert not re.search(HARMFUL, text)
        assert r'\x1b' in report('bad-ppp.pcap', kind='diagnosis')
    assert any(r'\x1b' in finding['sentence'] for finding in document('bad-ppp.pcap')['findings'])
    experts = OURS.tshark('bad-ppp.pcap', '-q', '-z', 'expert').out
    assert r'\x1b' in experts and not re.search(HARMFUL, experts)
