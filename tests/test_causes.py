"""The diagnosis against the causes of public reports (captures/reports): the cause comes first."""
import functools
import json
import re

import pytest

from causes import authentication, control, data, ppp
from made.trouble import CASES, EXPECTED, client_address
from wireshark import OURS, ROOT

REPORTS = ROOT / 'captures' / 'reports'
CAUSES = control.CAUSES | ppp.CAUSES | authentication.CAUSES | data.CAUSES
ACCOUNT = '-o', 'uat:pptp_accounts:"alice","wonderland42","password"'


def diagnosis(capture, *options):
    return OURS.tshark(capture, '-q', '-z', 'pptp,diagnosis', *options).out


def first_line(report):
    warning = re.search(r'Warning: .*', report)
    return warning[0] if warning else report


@pytest.mark.parametrize('options', [
    pytest.param((), id='plain'), pytest.param(ACCOUNT, id='account', marks=pytest.mark.slow)])
@pytest.mark.parametrize('name', sorted(CAUSES))
def test_the_cause_comes_first(name, options):
    report = diagnosis(next(REPORTS.glob(f'{name}.pcap*')), *options)
    assert re.search(CAUSES[name].first, first_line(report)), report
    for pattern in CAUSES[name].also:
        assert re.search(pattern, report), report
    for pattern in CAUSES[name].never:
        assert not re.search(pattern, report), report


def test_every_report_has_a_row():
    assert set(CAUSES) == {path.stem for path in REPORTS.glob('*.pcap*')}


# Made captures: each session has its one cause, or none.
ONE_CAUSE = ('trouble-lcp', 'trouble-callback', 'trouble-framing', 'trouble-protocols', 'trouble-mtu',
             'trouble-negotiation-altered', 'trouble-inside', 'trouble-addresses-unusable', 'trouble-forgotten-sleep',
             'trouble-refusal-swallowed', 'trouble-mtu-fragments', 'trouble-authentication-again',
             'trouble-nat-address', 'trouble-gre-routes', 'trouble-addresses-of-server', 'trouble-addresses-silent',
             'trouble-handshake', 'trouble-refusal-silence', 'trouble-gre-malformed',
             'trouble-loss-outage', 'trouble-refusal-held',
             'trouble-keepalive-ignored', 'trouble-inside-ways', 'trouble-keys-given-up', 'trouble-ends-in-use',
             'trouble-encryption-begun-again', 'trouble-window', 'trouble-replies', 'trouble-names',
             'trouble-lan', 'trouble-keys-forwarded')


@functools.cache
def document(name):
    return json.loads(OURS.tshark(f'{name}.pcap', '-q', '-z', 'pptp,json').out)


def told_of(name, case):
    """The findings of a case, by its number or its client's address."""
    address = case if isinstance(case, str) else client_address(case)
    return [finding for finding in document(name)['findings'] if finding.get('client', {}).get('address') == address]


@pytest.mark.parametrize('name', ONE_CAUSE)
def test_nothing_but_the_cause(name):
    told = document(name)
    warnings = {finding['id'] for finding in told['findings'] if finding['severity'] == 'Warning'}
    for client in map(client_address, range(len(CASES[name]))):
        wanted = {finding for address, finding in EXPECTED[name] if address == client}
        found = {finding['id'] for finding in told['findings'] if finding.get('client', {}).get('address') == client}
        assert wanted <= found and found & warnings <= wanted, client


# Made captures: what the findings of a session must not be, and how often what they tell of happened.
@pytest.mark.parametrize('name, number, never', [
    ('trouble-refusal-swallowed', 0, {'tcp_unacknowledged'}), ('trouble-refusal-swallowed', 1, {'tcp_unacknowledged'}),
    ('trouble-logons-again', 2, {'client_came_again', 'user_replaced'}),
    ('trouble-nat-mixed', 0, {'tunnel_loss', 'tunnel_reordered', 'tunnel_duplicates', 'call_displaced'}),
    ('trouble-addresses-silent', 0, {'vj_rejected_again', 'dns_rejected'}),
    ('trouble-addresses-silent', 1, {'vj_rejected_again', 'dns_rejected'}),
    ('trouble-keepalive-limit', 1, {'connect_time'}), ('trouble-keepalive-limit', 2, {'connect_time'}),
    ('trouble-keepalive-limit', 4, {'idle_timeout'}), ('trouble-keepalive-limit', 5, {'idle_timeout'}),
    ('trouble-ends-in-use', 3, {'ended_by_server'}), ('trouble-ends-in-use', 4, {'ended_by_server'}),
    *(('trouble-window', number, {'window_limits'}) for number in (1, 2, 3))])
def test_silence(name, number, never):
    assert not never & {finding['id'] for finding in told_of(name, number)}


def test_mixed_numberings_prove_nothing():
    (call_id_shared,) = [one for one in document('trouble-nat-mixed')['findings'] if one['severity'] == 'Warning']
    assert call_id_shared['id'] == 'call_id_shared'
    assert not {one['id'] for one in document('trouble-nat-mixed')['findings']} & {'capture_incomplete'}


def test_fragments_are_trouble_only_if_they_are_many():
    found = {finding['client']['address']: finding['severity'] for finding in document('trouble-mtu')['findings']
             if finding['id'] == 'fragmented'}
    assert list(found.values()) == ['Warning', 'Warning', 'Note']


@pytest.mark.parametrize('number', range(len(CASES['trouble-mtu-fragments'])))
def test_a_series_of_lost_fragments_is_counted_from_the_first(number):
    (finding,) = [one for one in told_of('trouble-mtu-fragments', number) if one['id'] == 'fragments_lost']
    assert finding['values']['count'] == 3


@pytest.mark.parametrize('name, number, finding, says, never', [
    ('trouble-refusal-swallowed', 0, 'start_swallowed', 'censor on the path', 'SYN-ACK'),
    ('trouble-refusal-swallowed', 1, 'start_swallowed', r'SYN-ACK 5 times .*queue', 'censor'),
    ('trouble-handshake', 0, 'tcp_half_open', 'does not reach it', 'forged'),
    ('trouble-handshake', 1, 'tcp_half_open', '4 times in 7.0 s.*forged addresses', 'default route'),
    ('trouble-handshake', '192.168.7.20', 'tcp_answered_elsewhere', r"7\.2 is in the client's own", 'NAT did'),
    ('trouble-handshake', 3, 'tcp_answered_elsewhere', r'198\.51\.100\.2 is probably another', 'own network'),
    ('trouble-refusal-silence', 0, 'tcp_unanswered', 'to which it forwards the port is off', 'earlier'),
    ('trouble-refusal-silence', 1, 'tcp_unanswered', r'203\.0\.113\.1 .*knows no way to the server', 'forwards'),
    ('trouble-refusal-silence', 2, 'tcp_unanswered', 'a firewall rejects the port', 'forwards'),
    ('trouble-refusal-silence', 3, 'tcp_unanswered', 'blocks that address after failed logons', 'went down'),
    ('trouble-refusal-silence', 4, 'tcp_unanswered', 'since then, it went down', 'logon'),
    ('trouble-gre-malformed', 0, 'gre_malformed', 'Payload Length is not .*acknowledged nothing', None),
    ('trouble-gre-malformed', 1, 'gre_malformed', 'the version is not 1 .*acknowledged nothing', None),
    ('trouble-gre-malformed', 2, 'gre_malformed', 'Payload Length is not .*all the same', 'discards'),
    ('trouble-loss-alternate', 0, 'tunnel_loss', 'From the server, every second one is', None),
    *(('trouble-loss-alternate', number, 'tunnel_loss', 'missing', 'every second') for number in (1, 2)),
    ('trouble-loss-outage', 0, 'tunnel_outage', r'interrupted: none of 9 packets .*longest of 2.* 1 is missing', None),
    ('trouble-logons-again', 0, 'client_came_again', r'10 packets since.*192\.0\.2\.96.*has probably changed', None),
    ('trouble-logons-again', 1, 'client_came_again', 'from the same address .*restarted, or cut off', 'changed'),
    ('trouble-refusal-held', 0, 'start_refused', 'still holds control connection 0', None),
    ('trouble-refusal', 7, 'start_refused', 'already exists', 'still holds'),
    ('trouble-window', 0, 'window_limits', r'The client filled it 37 times .* 3\.0 s of the 5\.3 s in which', None),
    ('trouble-window', 4, 'window_limits', r'The client .* of 3 packets\. The server filled it \d\d times', None),
    ('trouble-replies', 0, 'replies_elsewhere', r'10\.20\.0\.5 .* 10\.10\.0\.1 replied \(5 .* The server prob', ' or '),
    ('trouble-replies', 1, 'replies_elsewhere', r'10\.20\.0\.6 replied \(3 times.* has several', None),
    ('trouble-replies', 4, 'loop_inside', r'40 went .* 12 times .* 64 to 53\. 2 pack.* The server sends', None),
    ('trouble-replies', 5, 'loop_inside', r'2001:db8:1::5 went .* 6 times .* The client sends', 'did so'),
    ('trouble-lan', 0, 'arp_unanswered', r'10\.10\.0\.20 asks .* 10\.10\.0\.100, .* 18 requests', None),
    ('trouble-lan', 1, 'address_in_use', r'52:54:00:00:00:01 .*3c:2a:f4:11:22:33', None),
    ('trouble-keys-forwarded', 0, 'data_unanswered', 'reads and forwards.* None to that address', 'unable'),
    ('trouble-keys-forwarded', 1, 'data_unanswered', 'reads and forwards.* does not send them', 'no route back'),
    ('trouble-names', 6, 'dns_unusable', r'127\.0\.0\.53 .*loopback.* Names do not', 'of use'),
    ('trouble-names', 10, 'dns_unusable', r'127\.0\.0\.53 .*loopback.* Others are', 'do not resolve'),
    ('trouble-names', 11, 'dns_unusable', r'255\.255\.255\.255 .* Others are', 'do not resolve'),
    ('trouble-inside', 2, 'not_forwarded', r'1 refuses .*all for TCP port 445, .*A firewall there', 'Nothing comes'),
    ('trouble-mtu', 3, 'mtu_icmp', r'MTU of that link is 1400\. The client still sent', None),
    ('trouble-protocols', 6, 'protocol_ended_link', r'The server rejected Encryption Control .*the client ended', None),
    ('trouble-protocols', 7, 'protocol_ended_link', r'The client rejected Bridging .*the server ended', None),
    ('trouble-addresses-of-server', 0, 'address_never_assigned', r'The server has no address of its own', 'assigned'),
    ('trouble-keepalive-limit', 0, 'connect_time', r'The server ended the call 60 minutes after', None),
    ('trouble-keepalive-limit', 3, 'idle_timeout', r'The server ended the call 15 minutes after the last data', None),
    ('trouble-keepalive-ignored', 0, 'lcp_echo_ignored', r'4 LCP Echo-Requests was captured .* the client', None),
    ('trouble-keys-given-up', 3, 'mppe_given_up', r'from the server, here are 0 missing, 0 late, \d repeated', None),
    ('trouble-ends-in-use', 0, 'ended_by_server', r'after the last data .* gives no reason', 'is the reason'),
    ('trouble-ends-in-use', 1, 'ended_by_server', r'"Link quality too poor" .* That text is the reason', 'RADIUS'),
    ('trouble-ends-in-use', 2, 'ended_by_server', r'"User request" .* gives no reason', None),
    ('trouble-ends-in-use', 4, 'windows_error', r'828: idle for too long', None),
    ('trouble-loss', 3, 'tunnel_duplicates', r'4 of 25 from the client \(16\.00 %\)', None),
    ('trouble-loss', 9, 'tunnel_loss_slight', r'1 of \d\d from the server', None),
    ('trouble-eap', 7, 'auth_eap_failed', r'from the client .* refuses the certificate of the server', None),
    ('trouble-eap', 8, 'auth_eap_failed', r'from the server .* refuses the certificate of the client', None),
    ('trouble-nat-address', 1, 'gre_elsewhere', r'A NAT probably cannot tell .* another client', 'proxy')])
def test_the_words(name, number, finding, says, never):
    (found,) = [one for one in told_of(name, number) if one['id'] == finding]
    assert re.search(says, found['sentence']), found['sentence']
    assert not never or never not in found['sentence']
