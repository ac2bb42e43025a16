"""The diagnosis against the causes of public reports (captures/reports): the cause comes first."""
import functools
import json
import re

import pytest

from causes import authentication, control, data, ppp, real
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


def hold(cause, report):
    """The report says what the cause demands, and nothing that it forbids."""
    assert re.search(cause.first, first_line(report)), report
    for pattern in cause.also:
        assert re.search(pattern, report), report
    for pattern in cause.never:
        assert not re.search(pattern, report), report


@pytest.mark.parametrize('options', [
    pytest.param((), id='plain'), pytest.param(ACCOUNT, id='account', marks=pytest.mark.slow)])
@pytest.mark.parametrize('name', sorted(CAUSES))
def test_the_cause_comes_first(name, options):
    hold(CAUSES[name], diagnosis(next(REPORTS.glob(f'{name}.pcap*')), *options))


@pytest.mark.parametrize('options', [
    pytest.param((), id='plain'), pytest.param(ACCOUNT, id='account', marks=pytest.mark.slow)])
@pytest.mark.parametrize('name', sorted(real.CAUSES))
def test_the_cause_of_real_trouble_comes_first(name, options):
    hold(real.CAUSES[name], diagnosis(f'{name}.pcap', *options))


def test_a_lost_request_is_no_habit():
    """Whose first GRE packet is number 1, because the one before it was lost, does not count from 1."""
    asked, habit = ('-o', 'pptp.show_habits:TRUE'), 'first GRE Sequence Number of 1'
    assert habit in diagnosis('trouble-habits.pcap', *asked)
    assert habit not in diagnosis(REPORTS / 'server_request_lost_once.pcap', *asked)


def test_every_report_has_a_row():
    assert set(CAUSES) == {path.stem for path in REPORTS.glob('*.pcap*')}


# Made captures: each session has its one cause, or none.
ONE_CAUSE = ('trouble-lcp', 'trouble-callback', 'trouble-framing', 'trouble-protocols', 'trouble-mtu',
             'trouble-negotiation-altered', 'trouble-inside', 'trouble-addresses-unusable', 'trouble-forgotten-sleep',
             'trouble-refusal-swallowed', 'trouble-mtu-fragments', 'trouble-authentication-success',
             'trouble-nat-address', 'trouble-gre-icmp', 'trouble-addresses-of-server', 'trouble-addresses-silent',
             'trouble-handshake', 'trouble-refusal-silence', 'trouble-gre-malformed',
             'trouble-loss-outage', 'trouble-refusal-held',
             'trouble-keepalive-ignored', 'trouble-inside-ways', 'trouble-keys-given-up', 'trouble-ends-in-use',
             'trouble-encryption-begun-again', 'trouble-window', 'trouble-transport', 'trouble-loss-loop',
             'trouble-stream-malformed', 'trouble-hangup-failed', 'trouble-lcp-again', 'trouble-forgotten-redialed',
             'trouble-replies', 'trouble-names', 'trouble-lan', 'trouble-keys-forwarded',
             'trouble-nat-call-id-of-peer', 'trouble-radius-ended', 'trouble-line',
             'trouble-addresses-shared', 'trouble-multilink', 'trouble-lcp-echo', 'trouble-addresses-again',
             'trouble-logons-later', 'trouble-accounting', 'trouble-delay', 'trouble-forgotten-absent',
             'trouble-forgotten-unnoticed', 'trouble-keepalive-load', 'trouble-lcp-echo-late',
             'trouble-keepalive-slow', 'trouble-keepalive-cut', 'trouble-keepalive-same', 'trouble-refusal-banned',
             'trouble-refusal-hung-up', 'trouble-transport-held-here', 'trouble-gre-nat64', 'trouble-refusal-route',
             'trouble-refusal-limit', 'trouble-loss-rare', 'trouble-call-reply', 'trouble-hangup-gone',
             'trouble-impostors-devices',
             'trouble-mtu-changed', 'trouble-lcp-restarts',
             'trouble-negotiation-again', 'trouble-mtu-inside', 'trouble-addresses-ipv6', 'trouble-inside-ipv6',
             'trouble-authentication-agreement-begun', 'trouble-authentication-success-lost',
             'trouble-inside-ports', 'trouble-inside-errors', 'trouble-inside-dhcp', 'trouble-radius-key-types',
             'trouble-authentication-names', 'trouble-inside-resolvers', 'trouble-framing-unread',
             'trouble-encryption-wanted', 'trouble-keys-resets', 'trouble-keys-flushed', 'trouble-eap-same',
             'trouble-handshake-checksum', 'trouble-refusal-meanwhile', 'trouble-gre-link', 'trouble-impostors-proxy',
             'trouble-refusal-early', 'trouble-refusal-shared', 'trouble-refusal-ecn', 'trouble-refusal-ecn-known',
             'trouble-mtu-icmp-ignored', 'trouble-gre-beside', 'trouble-addresses-refused', 'trouble-keepalive-limit',
             'trouble-negotiation-ended', 'trouble-refusal-given-up', 'trouble-multilink-cut',
             'trouble-forgotten-mute', 'trouble-none-begun', 'trouble-addresses-unauthorized',
             'trouble-authentication-agreement-mute', 'trouble-gre-provider', 'trouble-impostors-portal',
             'trouble-inside-netbios', 'trouble-names-unknown', 'trouble-refusal-full', 'trouble-idle',
             'trouble-keepalive-hasty', 'trouble-encryption-missing', 'trouble-keys-lengths',
             'trouble-inside-rejected', 'trouble-authentication-names-computer',
             'trouble-ends-unattended', 'trouble-portal', 'trouble-inside-dns-over-tls',
             'trouble-refusal-call-mute', 'trouble-addresses-adapter', 'trouble-radius-slow', 'trouble-one-way',
             'trouble-negotiation-deaf', 'trouble-inside-ports-refused', 'trouble-refusal-hung-up-again',
             'trouble-encryption-unwanted', 'trouble-protocols-ccp', 'trouble-keys-broadcasts', 'trouble-mtu-mppe',
             'trouble-audit-scanners', 'trouble-authentication-told', 'trouble-keys-few',
             'trouble-authentication-names-host', 'trouble-addresses-fixed')


@functools.cache
def document(name, *options):
    return json.loads(OURS.tshark(f'{name}.pcap', '-q', '-z', 'pptp,json', *options).out)


def told_of(name, case, *options):
    """The findings of a case, by its number or its client's address."""
    address = case if isinstance(case, str) else client_address(case)
    return [finding for finding in document(name, *options)['findings']
            if finding.get('client', {}).get('address') == address]


@pytest.mark.parametrize('name', ONE_CAUSE)
def test_nothing_but_the_cause(name):
    told = document(name)
    warnings = {finding['id'] for finding in told['findings'] if finding['severity'] == 'Warning'}
    for client in map(client_address, range(len(CASES[name]))):
        wanted = {finding for address, finding in EXPECTED[name] if address == client}
        found = {finding['id'] for finding in told['findings'] if finding.get('client', {}).get('address') == client}
        assert wanted <= found and found & warnings <= wanted, client


def test_where_a_client_moved_no_direction_is_missing():
    told = {finding['id'] for finding in document('trouble-nat-moved')['findings']}
    assert 'address_changed' in told and 'gre_half_captured' not in told


@pytest.mark.parametrize('name', ('trouble-keepalive-ignored', 'trouble-protocols', 'trouble-negotiation'))
def test_who_hangs_up_is_not_told_that_the_remote_computer_closed(name):
    """Windows: error 629, or 628."""
    enders = {finding['call']: finding['values'].get('ender')
              for finding in document(name)['findings'] if finding['id'] == 'ended'}
    shown = {(enders.get(finding['call']), bool(re.search('62[89]', finding['windows_error'] or '')))
             for finding in document(name)['findings'] if finding['severity'] == 'Warning'}
    assert ('the client', True) not in shown
    assert name == 'trouble-negotiation' or {('the client', False), ('the server', True)} <= shown


# Made captures: what the findings of a session must not be, and how often what they tell of happened.
@pytest.mark.parametrize('name, number, never', [
    *(('trouble-authentication-agreement-begun', number, {'auth_no_common', 'auth_not_begun', 'ppp_stuck'})
      for number in (3, 5, 6, 7)),
    *(('trouble-authentication-agreement-begun', number, {'auth_no_common', 'ppp_stuck'}) for number in (0, 1, 2)),
    ('trouble-authentication-agreement-begun', 5, {'auth_challenge_unanswered'}),
    ('trouble-authentication-agreement-begun', 7, {'auth_not_agreed'}),
    ('trouble-authentication-success-lost', 2, {'auth_outcome_lost'}),
    *(('trouble-authentication-told', number, {'auth_eap_stalled', 'auth_unanswered'}) for number in range(6)),
    *(('trouble-authentication-told', number, {'auth_refused'}) for number in range(6, 11)),
    ('i_eap_mschapv2_wrongid', '192.0.2.10', {'auth_outcome_lost'}),
    ('trouble-authentication-success-lost', 4, {'auth_server_rejected'}),
    ('trouble-encryption-wanted', 0, {'mppe_without_keys', 'mppe_not_used', 'ppp_replies_ignored'}),
    ('trouble-encryption-wanted', 2, {'ended_by_server', 'unexplained'}),
    *(('trouble-encryption-wanted', number, {'ccp_ended'}) for number in (3, 4)),
    *(('trouble-keys-flushed', number, {'mppe_not_flushed'}) for number in (1, 2)),
    *(('trouble-inside-world', number, {'world_not_forwarded'}) for number in range(1, 5)),
    *(('trouble-inside-netbios', number, {'netbios_unanswered'}) for number in range(2, 5)),
    *(('trouble-names-unknown', number, {'name_unknown'}) for number in range(2, 5)),
    ('trouble-logons-address', 1, {'address_replaced'}), ('trouble-logons-address', 2, {'address_replaced'}),
    ('trouble-mtu-resets', 2, {'mru_exceeded', 'mppe_resets'}), ('trouble-mtu-resets', 3, {'mru_exceeded'}),
    ('trouble-addresses', 17, {'dns_rejected'}), ('trouble-authentication-names', 12, {'pap_password'}),
    *(('trouble-inside-ports', number, {'tcp_port_silent'}) for number in (1, 2, 3)),
    *(('trouble-inside-dhcp', number, {'dhcp_unanswered'}) for number in (1, 2)),
    *(('trouble-keys-resets', number, {'mppe_resets_ignored'}) for number in (1, 2)),
    ('trouble-keepalive-radius', 0, {'ended_by_server'}), ('trouble-keepalive-radius', 1, {'connect_time'}),
    ('trouble-keepalive-radius', 2, {'ended_by_server'}), ('trouble-keepalive-radius', 3, {'idle_timeout'}),
    ('trouble-keepalive-radius', 4, {'connect_time'}),
    *(('trouble-keepalive-radius', number, {'idle_timeout', 'ended_by_server'}) for number in (5, 6)),
    *(('trouble-keepalive-radius', number, {'connect_time', 'ended_by_server'}) for number in (7, 8, 9)),
    ('trouble-refusal-swallowed', 0, {'tcp_unacknowledged'}), ('trouble-refusal-swallowed', 1, {'tcp_unacknowledged'}),
    *(('trouble-logons-again', number, {'client_came_again'}) for number in range(2, 9)),
    ('trouble-logons-left', 1, {'client_came_again'}),
    ('trouble-logons-again', 2, {'user_replaced'}),
    *(('trouble-encryption-begun-again', number, {'ccp_begun_again'}) for number in range(3, 9)),
    *(('trouble-encryption-begun-again', number, {'ccp_storm'}) for number in (1, 10, 11)),
    ('trouble-refusal-silence', 7, {'tcp_unanswered'}), ('trouble-names', 14, {'dns_unusable'}),
    *(('trouble-inside-ipv6', number, {'ipv6_unconfigured'}) for number in range(2, 6)),
    ('trouble-addresses-ipv6', 2, {'ipv6_no_agreement'}), ('trouble-protocols', 13, {'protocol_not_agreed'}),
    *(('trouble-impostors', number, {'unexplained'}) for number in (6, 7, 8, 9)), ('trouble-line', 1, {'line_errors'}),
    *(('trouble-radius-ended', number, {'radius_disconnected'}) for number in range(3, 8)),
    *(('trouble-lcp-again', number, {'lcp_again_unanswered'}) for number in range(2, 7)),
    ('trouble-nat-shared-mixed', 0, {'tunnel_loss', 'tunnel_reordered', 'tunnel_duplicates', 'call_displaced'}),
    ('trouble-addresses-silent', 0, {'vj_rejected_again', 'dns_rejected'}),
    ('trouble-addresses-silent', 1, {'vj_rejected_again', 'dns_rejected'}),
    ('trouble-keepalive-limit', 1, {'connect_time'}), ('trouble-keepalive-limit', 2, {'connect_time'}),
    ('trouble-keepalive-limit', 4, {'idle_timeout'}), ('trouble-keepalive-limit', 6, {'idle_timeout'}),
    ('trouble-addresses-refused', 2, {'ipcp_no_agreement', 'ipcp_terminated'}), ('trouble-protocols', 17, {
        'mppe_unanswered', 'address_never_assigned'}),
    ('trouble-addresses-shared', 1, {'ended_by_server', 'address_shared'}),
    *(('trouble-inside-ways', number, {'tcp_inside_refused'}) for number in (7, 8)),
    ('trouble-ends-in-use', 3, {'ended_by_server'}), ('trouble-ends-in-use', 4, {'ended_by_server'}),
    ('trouble-transport-held', 1, {'probe', 'unexplained'}), ('trouble-transport', 7, {'tcp_moved'}),
    *(('trouble-window', number, {'window_limits'}) for number in (1, 2, 3)),
    ('trouble-keys-step', 0, {'mppe_garbage'}), ('trouble-keys-step', 1, {'mppe_garbage'}),
    ('trouble-keys-step', 2, {'mppe_lost_step'}),
    *(('trouble-gre-icmp-while', number, {'gre_unreachable_for_a_while'}) for number in (1, 2)),
    *(('trouble-delay', number, {'tunnel_slower', 'gre_delayed'}) for number in (2, 3)),
    ('trouble-delay-always', 0, {'gre_delayed'}),
    *(('trouble-setup', number, {'setup_slow'}) for number in (1, 3, 6)),
    *(('trouble-setup-control', number, {'setup_slow'}) for number in (2, 3)),
    *(('trouble-delay', number, {'tunnel_slower'}) for number in (4, 5)),
    ('trouble-delay', 5, {'gre_delayed'}),
    *(('trouble-hangup-client', number, {'client_ended_at_once'}) for number in (2, 3, 4)),
    *(('trouble-inside-outside', number, {'address_of_outside'}) for number in (1, 2, 3)),
    ('trouble-negotiation-not-ready', 0, {'ppp_accepted_late'}),
    *(('trouble-loss-neighbors', number, {'tunnel_reordered'}) for number in (0, 1)),
    *(('trouble-forgotten-unnoticed', number, {'end_ignored', 'gre_stopped'}) for number in (1, 2)),
    ('trouble-lcp-echo-late', 1, {'lcp_echo_late'}), ('trouble-lcp-echo-late', 2, {'lcp_echo_late'}),
    ('trouble-keepalive-slow', 2, {'echo_unanswered'}), ('trouble-keepalive-load', 1, {'lcp_echo_ignored'}),
    *(('trouble-keepalive-same', number, {'connect_time'}) for number in (1, 3)),
    *(('trouble-refusal-hung-up', number, {'closed_before_call_reply'}) for number in (2, 3)),
    *(('trouble-nat-twin', end, {'gre_not_passed_on', 'gre_led_away'}) for end in ('192.0.2.12', *range(4, 10))),
    *(('trouble-multilink-cut', number, {'multilink_lost'}) for number in (0, 1)),
    ('trouble-refusal-half', 2, {'tcp_unanswered'}),
    *(('trouble-idle-missing', number, {'gre_idle_forgotten'}) for number in (2, 3, 4)),
    *(('trouble-radius-fallback', number, {'radius_fallback'}) for number in (1, 2)),
    *(('trouble-radius-slow', number, {'radius_slow'}) for number in (1, 2, 3)),
    *(('trouble-one-way', number, {'data_unanswered'}) for number in (0, 1)),
    ('trouble-negotiation-deaf', 0, {'ppp_no_agreement'}),
    ('trouble-negotiation-deaf', 1, {'ppp_replies_not_received'}),
    *(('trouble-inside-ports-refused', number, {'tcp_port_refused'}) for number in (1, 2)),
    ('trouble-ends-unattended', 3, {'windows_error'}), ('trouble-ends-unattended', 4, {'auth_unanswered'}),
    ('trouble-radius-cut', 1, {'radius_not_asked'}),
    ('trouble-radius-pap', 3, {'radius_silent', 'radius_not_asked'}), ('trouble-radius-pap', 4, {'radius_rejected'}),
    ('trouble-transport', 8, {'tcp_moved', 'tcp_moved_here'}),
    *(('trouble-protocols-ccp', number, {'protocol_ended_link', 'ccp_ended'}) for number in (1, 3)),
    ('trouble-framing', 4, {'clear_data', 'mppe_absent', 'clear_in_spite_of_mppe'}),
    ('trouble-authentication-agreement', 8, {'auth_downgraded'}),
    *(('trouble-audit', number, {'nmap_probe'}) for number in range(7)),
    ('trouble-impostors', 12, {'nmap_probe'}), ('trouble-habits', 12, {'habits'}),
    *(('trouble-audit-scanners', number, {'nmap_probe'}) for number in (0, 1)),
    ('trouble-transport-held-here', 0, {'unexplained'}), ('trouble-transport-held-here', 1, {'tcp_held'})])
def test_silence(name, number, never):
    assert not never & {finding['id'] for finding in told_of(name, number)}


def test_no_gre_is_missed_where_none_could_come():
    told = {one['id'] for one in document('trouble-gre-none-reset')['findings']}
    assert 'reset_forged' in told and 'gre_none_in_capture' not in told


def test_mixed_numberings_prove_nothing():
    told = document('trouble-nat-shared-mixed')['findings']
    assert [one['id'] for one in told if one['severity'] == 'Warning'] == ['call_id_shared']
    assert 'capture_incomplete' not in {one['id'] for one in told}


def test_half_a_session_tells_no_cause_of_the_other_half():
    told = [one for one in document('trouble-half-capture-ends')['findings'] if one['severity'] == 'Warning']
    assert [(one['id'], one['connection']) for one in told] == [('gre_forgotten', 6)]


def test_pings_of_the_server_prove_no_way_beyond_it():
    told = {one['call']: one['sentence'] for one in document('trouble-inside-ways')['findings']
            if one['id'] == 'tcp_inside_unanswered'}
    assert 'or the server forwards nothing: its own address' in told[9]


def test_who_logs_on_where_the_setup_is_missing():
    """Not who opened the connection."""
    told = [one['id'] for one in document('trouble-authentication-agreement-late')['findings']
            if one['severity'] == 'Warning']
    assert told == ['auth_failed_chap_md5']


def test_an_end_that_is_not_in_the_file():
    """Which end is the client is not known there."""
    told = [one['id'] for one in document('trouble-gre-one-end')['findings'] if one['severity'] == 'Warning']
    assert told == ['window_of_none', 'gre_only_from_pns', 'gre_unheard', 'gre_translated']


@pytest.mark.parametrize('name, trouble, says', [
    ('trouble-silence', 'server_silent', [r'3 calls of 198.*what all of them share']),
    ('trouble-silence-gre', 'server_silent', ['only GRE failed']), ('trouble-silence-none', 'server_silent', []),
    ('trouble-silence-clients', 'clients_silent', [r'3 calls of 198.*then, .*own line .* later, GRE came .* again']),
    ('trouble-silence-clients', 'server_silent', []), ('trouble-silence', 'clients_silent', []),
    ('trouble-silence-clients-none', 'clients_silent', []),
    ('trouble-breakdown', 'server_broke_down', [r'closed 3 con.* within 0\.004 s.* refused new .* again in frame']),
    ('trouble-breakdown-none', 'server_broke_down', []),
    ('trouble-logons-rejected', 'logons_all_rejected', [r'last 4 logons .* of 4 users \(.*, \.\.\.\).*before']),
    *((f'trouble-logons-rejected-{other}', 'logons_all_rejected', [])
      for other in ('mixed', 'users', 'one', 'accounts'))])
def test_a_server_that_fails_for_all(name, trouble, says):
    found = [one['sentence'] for one in document(name)['findings'] if one['id'] == trouble]
    assert len(found) == len(says) and all(map(re.search, says, found))


@pytest.mark.parametrize('name, cause, effects', [
    ('trouble-silence', 'server_silent', {'gre_stopped'}),
    ('trouble-silence-clients', 'clients_silent', {'gre_stopped', 'client_came_again'}),
    ('trouble-breakdown', 'server_broke_down', {'server_closed_without_stop'})])
def test_the_failure_of_a_server_explains_what_its_calls_show(name, cause, effects):
    """Of three calls; what another one shows has another cause."""
    found = [one['follows_from'] for one in document(name)['findings'] if one['id'] in effects]
    assert found.count(cause) == 3 and found.count(None) == len(found) - 3 == (name == 'trouble-silence-clients')


def test_a_connection_goes_on_after_a_syn_in_vain():
    """Wireshark begins another one at that SYN."""
    (held, *others) = document('trouble-transport-held-here')['connections']
    assert len(others) == 2 and held['client']['address'] == '192.0.2.10' and not [
        one for one in others if one['client']['address'] == '192.0.2.10']


def test_sessions_are_cut_alike():
    """In both calls of the first client."""
    told = [one['sentence'] for one in told_of('trouble-keepalive-cut', 0) if one['id'] == 'gre_stopped']
    assert ['In call 1, GRE also stopped' in told[0], 'In call 0, GRE also stopped' in told[1]] == [True, True]


def test_calls_that_last_as_long():
    told = [one['sentence'] for one in told_of('trouble-keepalive-same', 0) if one['id'] == 'connect_time']
    assert len(told) == 2 and all(re.search(r'754\.0 s after .* Call \d lasted as long', one) for one in told)


@pytest.mark.parametrize('name, says', [
    ('flood', [r'101 SYNs of 101 addresses to .*198\.51\.100\.1 came in 11.* It answered 34 of them']),
    ('crowd', []), ('rare', [])])
def test_a_flood_is_many_syns_that_nobody_repeats(name, says):
    found = [one['sentence'] for one in document(f'trouble-handshake-{name}')['findings'] if one['id'] == 'syn_flood']
    assert len(found) == len(says) and all(map(re.search, says, found)), found


def test_many_clients_without_a_call_are_told_as_one():
    lines = diagnosis('trouble-handshake-crowd.pcap')
    assert '60 sessions with the same trouble from 60 clients to 198.51.100.1 in' in lines
    assert lines.count('Attempt to connect') == 1


def test_fragments_are_trouble_only_if_they_are_many():
    found = {finding['client']['address']: finding['severity'] for finding in document('trouble-mtu')['findings']
             if finding['id'] == 'fragmented'}
    assert list(found.values()) == ['Warning', 'Warning', 'Note']


def test_an_older_connection_is_held():
    """Since Wireshark 4.2, each SYN after an RST is a connection of its own."""
    held = [one['sentence'] for one in told_of('trouble-transport-held', 0) if one['id'] == 'tcp_held']
    assert held and all('ACK that belongs to another connection' in sentence for sentence in held)


def test_a_moved_connection_is_named_at_both_ports():
    (here,) = [one for one in document('trouble-transport')['findings'] if one['id'] == 'tcp_moved_here']
    assert here['connection'] == 7 and 'control connection 6 going on from another port than 40060' in here['sentence']


@pytest.mark.parametrize('number', range(len(CASES['trouble-mtu-fragments'])))
def test_a_series_of_lost_fragments_is_counted_from_the_first(number):
    (finding,) = [one for one in told_of('trouble-mtu-fragments', number) if one['id'] == 'fragments_lost']
    assert finding['values']['count'] == 3


@pytest.mark.parametrize('name, number, finding, says, never', [
    ('trouble-refusal-swallowed', 0, 'start_swallowed', 'censor on the path', 'SYN-ACK'),
    ('trouble-setup-control', 0, 'setup_slow', r'8\.0 s for its Start.*Reply of the server .* \(7\.0 s after', None),
    ('trouble-setup-control', 1, 'setup_slow', r'7\.0 s for its Outgoing-Call-Reply .* program is', 'too'),
    ('trouble-call-reply', 0, 'call_reply_lost', r'3 times in 7\.0 s .* 4 GRE packets .* to the client probably', None),
    ('trouble-call-reply', 1, 'call_reply_lost', r'4 GRE packets .* the 32 octets that are missing', 'unless'),
    ('trouble-call-reply', 2, 'call_reply_lost', r'4 GRE packets .*, unless the server did not send it', 'octets'),
    ('trouble-refusal-swallowed', 1, 'start_swallowed', r'SYN-ACK 5 times .*asymmetric rout.*queue', 'censor'),
    ('trouble-transport', 0, 'start_swallowed', r'The server then reset the connection', None),
    ('trouble-transport', 2, 'tcp_unacknowledged', r'itself still sent .*frame \d+.* drops this message', 'down'),
    ('trouble-transport', 3, 'tcp_unacknowledged', r'checksum of all 4 repetitions is wrong', 'down'),
    ('trouble-transport', 4, 'tcp_unacknowledged', r'probably down', 'checksum'),
    ('o_nat_tcp_forgotten.lan', '192.168.1.10', 'tcp_forgotten', r'a NAT .* has probably lost its', 'drops'),
    ('trouble-transport', 5, 'tcp_forgotten', r'too little for an idle timeout.* Nothing here tells', 'forgotten'),
    ('trouble-transport', 9, 'tcp_forgotten', r'sent later was acknowledged either \(last in frame 213\)', 'drops'),
    ('trouble-transport', 10, 'tcp_forgotten', r'The server still sent segments \(last in frame 254\)', 'restart'),
    ('trouble-audit-protocols', 0, 'clear_data', r'2 IPX, 3 NetBEUI, 2 bridged, 1 other', None),
    ('trouble-impostors', 11, 'probe', r'closed the connection.* It is probably a port scanner', 'lost on the way'),
    ('trouble-impostors', 13, 'probe', r'then the server closed .* was lost on the way', 'session limit'),
    ('trouble-encryption-unwanted', 2, 'mppe_bits_rejected', r'differ in the obsolete bit \(0x10\)\.', 'stateless bit'),
    ('trouble-protocols-ccp', 4, 'mppe_bits_rejected', r'differ in the stateless bit \(0x1000000\)\.', 'obsolete'),
    ('trouble-encryption-unwanted', 1, 'mppe_bits_rejected', r'the bit of 128-bit keys .* and the bit of 40-bit', None),
    ('trouble-encryption-unwanted', 1, 'mppe_bits_rejected',
     r': the server asks for keys of 128 bits, the client .* 40', None),
    ('trouble-encryption', 2, 'mppe_no_agreement', r'on stateless mode: the client', 'asks for keys'),
    ('trouble-encryption', 3, 'mppe_no_agreement', r'length .the client .* 128 bits, the server .* 40 bits\)', None),
    ('trouble-addresses-fixed', 0, 'address_disputed',
     r'for 192\.168\.1\.50, .* 10\.10\.0\.\d+ in its .* error 735', None),
    ('trouble-transport', 6, 'tcp_moved', r'came from port 40060 .* port 40065 .* answered with an RST', None),
    ('trouble-handshake', 0, 'tcp_half_open', 'does not reach it', 'forged'),
    ('trouble-handshake', 1, 'tcp_half_open', '4 times in 7.0 s.*forged addresses', 'default route'),
    ('trouble-handshake', '192.168.7.20', 'tcp_answered_elsewhere', r"7\.2 is in the client's own", 'NAT did'),
    ('trouble-handshake', 3, 'tcp_answered_elsewhere', r'198\.51\.100\.2 is probably another', 'own network'),
    ('trouble-handshake-checksum', 0, 'tcp_half_open', r'checksum of each is wrong, so .*\.10 disc', 'taken at|lost'),
    ('trouble-handshake-checksum', 1, 'tcp_half_open', r'wrong, so .*taken at 198\.51.* lost on', None),
    ('trouble-handshake-checksum', 2, 'tcp_half_open', r'does not reach it', 'checksum'),
    ('trouble-handshake-checksum', 3, 'tcp_unanswered', r'checksum of each SYN is wrong', None),
    ('trouble-handshake-checksum', 4, 'tcp_unanswered', r'4 SYNs', 'checksum'),
    ('trouble-refusal-meanwhile', 0, 'tcp_unanswered', r'sent GRE to .*\.210 .*full table .*rule ag', 'later'),
    ('trouble-refusal-meanwhile', 1, 'tcp_unanswered', r'accepted a co.* of .*\.211 .*rule ag', 'full tab'),
    ('trouble-refusal-meanwhile', 2, 'tcp_unanswered', r'to .*\.212 .*later it served .*\.12', 'rule ag'),
    ('trouble-refusal-meanwhile', 3, 'tcp_unanswered', r'4 SYNs', 'Meanwhile'),
    ('trouble-refusal-meanwhile', 4, 'tcp_unanswered', r'served at 198\.51\.100\.9 .*its address has changed', 'IPv4'),
    ('trouble-refusal-meanwhile', 7, 'tcp_refused', r'2\d\.\d s later it accepted the same', None),
    ('trouble-refusal', 1, 'tcp_refused', r'with RST', 'later'),
    ('trouble-refusal-half', 1, 'tcp_unanswered', r'repeated its SYN .*cannot be told: .*connection 0', 'did not'),
    ('trouble-refusal-half', 3, 'tcp_unanswered', r'did not answer 3 SYNs', 'cannot be told'),
    ('trouble-refusal-meanwhile', '2001:db8:7::20', 'tcp_unanswered', r'over IPv4 to 198\.51', 'changed'),
    ('trouble-refusal-meanwhile', '2001:db8:7::21', 'tcp_unanswered', r'4 SYNs', 'IPv4'),
    ('trouble-refusal-late', 0, 'start_unanswered', r'came 24\.0 s .* within 0\.020 s, so the server', 'speak PPTP'),
    ('trouble-refusal-late', 1, 'start_unanswered', r'within 10\.0 s.* does not speak PPTP', 'slow'),
    ('trouble-refusal-late', 2, 'call_unanswered', r'within 20\.0 s; it came 32\.0 s after the request', None),
    ('trouble-refusal-silence', 0, 'tcp_unanswered', 'to which it forwards the port is off', 'earlier'),
    ('trouble-refusal-silence', 1, 'tcp_unanswered', r'203\.0\.113\.1 .*knows no way to the server', 'forwards'),
    ('trouble-refusal-silence', 2, 'tcp_unanswered', 'a firewall rejects the port', 'forwards'),
    ('trouble-refusal-silence', 3, 'tcp_unanswered', 'blocks that address after failed logons', 'went down'),
    ('trouble-refusal-silence', 4, 'tcp_unanswered', 'since then, it went down', 'logon'),
    ('trouble-gre-malformed', 0, 'gre_malformed', 'Payload Length is not .*acknowledged nothing', None),
    ('trouble-gre-malformed', 1, 'gre_malformed', 'the version is not 1 .*acknowledged nothing', None),
    ('trouble-gre-malformed', 2, 'gre_malformed', 'Payload Length is not .*all the same', 'discards'),
    ('trouble-loss-bursts', 0, 'tunnel_loss', r'missing from the client is the end of 6 bursts: .*policer', None),
    ('trouble-loss-bursts', 1, 'tunnel_loss', r'missing from the server is the end of 6 bursts', None),
    *(('trouble-loss-bursts', number, 'tunnel_loss', 'missing', 'policer') for number in (2, 3)),
    ('trouble-loss-alternate', 0, 'tunnel_loss', 'From the server, every second one is missing: ', None),
    *(('trouble-loss-alternate', number, 'tunnel_loss', 'missing', 'every second') for number in (1, 2)),
    ('trouble-loss-outage', 0, 'tunnel_outage', r'interrupted: none of 9 packets .*longest of 2.* 1 is missing', None),
    ('trouble-inside-ways', 4, 'tcp_inside_unanswered', 'blocks TCP', 'forwards nothing'),
    ('trouble-loss-outage', 3, 'tunnel_loss', r'too large .* more than \d+ octets from the server ', None),
    ('trouble-loss-outage', 5, 'tunnel_outage', r'interrupted: none of 9', 'too large'),
    ('trouble-loss-outage', 4, 'tunnel_loss', r'missing 5 times, about once every 10\.2 s: ', None),
    ('trouble-radius-slow', 0, 'radius_slow', r'"jack" took 6\.0 s', None),
    ('trouble-radius-slow', 2, 'radius_accepted_in_vain', r'the client had ended PPP 4\.0 s before', 'server rejected'),
    ('trouble-negotiation-deaf', 0, 'ppp_replies_not_received', r'7 times\), .* Configure-Reject each time', None),
    ('trouble-refusal-meanwhile', 8, 'tcp_refused', r'sent GRE to 192\.0\.2\.214 .* address filter', None),
    ('trouble-refusal-meanwhile', 7, 'tcp_refused', r'with RST', 'address filter'),
    ('trouble-refusal-hung-up-again', 0, 'closed_before_call_reply', r'had set up call 0 .* no session', 'kernel'),
    ('trouble-refusal-hung-up', 0, 'closed_before_call_reply', r'kernel has no PPTP', 'had set up'),
    ('trouble-gre-former', 0, 'gre_only_from_pns', r'call 0, .* had passed in both directions \(until frame \d+', None),
    ('trouble-gre-former', 1, 'gre_only_from_pns', r'only GRE from the client', 'had passed'),
    ('trouble-refusal-meanwhile', 4, 'tcp_unanswered', r'its name has several addresses', None),
    ('trouble-loss-outage', 6, 'tunnel_loss', r'12 of 162 from the server', 'about once every'),
    ('trouble-loss-outage', 1, 'tunnel_loss', 'missing', 'at regular intervals'),
    ('trouble-loss-outage', 1, 'tunnel_loss', 'missing', 'too large'),
    ('trouble-delay', 0, 'tunnel_slower', r'within 0\.0.* least 0\.3.* for 9\.0 s .* client .* 440 kbit', 'path'),
    ('trouble-delay', 4, 'gre_delayed', r'than 0\.560 s .* answered Start-.* in 0\.001 s', None),
    *(('trouble-setup', number, 'setup_slow', says, never) for number, says, never in (
        (0, r'9\.0 s for its first packet of LCP .* or the first packets were lost', 'received'),
        (2, r'12\.1 s for its outcome .*had received \(acknowledged in GRE, frame \d+\)\. What it asks', 'lost on'),
        (4, r'first packet of IPCP .* What gives it the addresses', 'lost on'), (5, r'^The client kept', 'probably'))),
    ('trouble-delay', 1, 'tunnel_slower', 'still at the end .* 1 kbit/s, not much', 'in front'),
    ('trouble-keys-step', 0, 'mppe_lost_step', r'accepted 5 encrypted packets from the server .* late', 'in order'),
    ('trouble-keys-step', 1, 'mppe_lost_step', r'accepted 5 .* packets came in order', 'late'),
    ('trouble-gre-icmp-while', 0, 'gre_unreachable_for_a_while', r'For 7\.\d s, 203\.0\.113\.6 .* 16 times', None),
    ('trouble-logons-again', 0, 'client_came_again',
     r'then sent 10 packets;.*192\.0\.2\.96.*has probably changed', None),
    ('trouble-logons-left', 0, 'client_came_again',
     r'nobody had ended it; 15\.1 s .* from 192\.0\.2\.96.*has probably changed .* dialed from another device', None),
    ('trouble-logons-again', 1, 'client_came_again', 'from the same address .*restarted, or cut off', 'changed'),
    ('trouble-refusal-held', 0, 'start_refused', 'still holds control connection 0', None),
    ('trouble-refusal', 7, 'start_refused', 'already exists', 'still holds'),
    ('trouble-window', 0, 'window_limits', r'The client filled it 37 times .* 3\.0 s of the 5\.3 s in which', None),
    ('trouble-window', 4, 'window_limits', r'The client .* of 3 packets\. The server filled it \d\d times', None),
    ('trouble-replies', 0, 'replies_elsewhere', r'10\.20\.0\.5 .* 10\.10\.0\.1 replied \(5 .* The server prob', ' or '),
    ('trouble-replies', 1, 'replies_elsewhere', r'10\.20\.0\.6 replied \(3 times.* has several', None),
    ('trouble-replies', 4, 'loop_inside', r'40 went .* 12 times .* 64 to 53\. 2 pack.* The server sends', None),
    ('trouble-replies', 5, 'loop_inside', r'2001:db8:1::5 went .* at least 6 times .* The client sends', 'did so'),
    ('trouble-lan', 0, 'arp_unanswered', r'10\.10\.0\.20 asks .* 10\.10\.0\.100, .*\(18 requests in all', None),
    ('trouble-lan', 1, 'address_in_use', r'52:54:00:00:00:01 .*3c:2a:f4:11:22:33', None),
    ('trouble-keys-forwarded', 0, 'data_unanswered', 'reads and forwards.* None to that address', 'unable'),
    ('trouble-keys-forwarded', 1, 'data_unanswered', 'reads and forwards.* does not send them', 'no route back'),
    ('trouble-names', 6, 'dns_unusable', r'127\.0\.0\.53 .*loopback.* Names do not', 'of use'),
    ('trouble-names', 10, 'dns_unusable', r'127\.0\.0\.53 .*loopback.* Other name servers are', 'do not resolve'),
    ('trouble-names', 11, 'dns_unusable', r'255\.255\.255\.255 .* Other name servers are', 'do not resolve'),
    ('trouble-authentication', 6, 'auth_failed', r'a logon had been rejected 1 time before \(first in frame', None),
    ('trouble-authentication', 5, 'auth_failed', r'It had first said', '1 time before'),
    ('trouble-authentication-names-computer', 0, 'auth_failed', r'PC-17 is the client\'s own computer', None),
    *(('trouble-authentication-names-computer', number, 'auth_failed', 'E=', 'computer') for number in (1, 2, 3, 4)),
    ('trouble-ends-unattended', 0, 'windows_error', r'703: user name .* had not answered the Challenge \(frame', None),
    ('trouble-ends-unattended', 1, 'windows_error', r'711 .* had not answered the Challenge', None),
    ('trouble-ends-unattended', 4, 'user_cancelled', r"ended the session in auth.*: pppd's .User request", 'gave up'),
    ('trouble-ends-unattended', 6, 'user_cancelled', r"gave up 15\.\d+ s after .* pppd's .User request", 'cancelled'),
    ('trouble-ends-unattended', 2, 'windows_error', r'722: PPP packet', 'Challenge'),
    ('trouble-inside-dns-over-tls', 0, 'tcp_port_silent', r'port 853 .* That port is DNS over TLS', None),
    ('trouble-inside-ports', 0, 'tcp_port_silent', r'probably drops them\.', 'DNS'),
    ('trouble-refusal-call-mute', 0, 'call_unanswered', r'TCP of the server acknowledged the request', None),
    ('trouble-refusal-late', 2, 'call_unanswered', r'was captured within', 'acknowledged'),
    ('trouble-nat', 1, 'call_unanswered', r'was captured within', 'acknowledged'),
    ('trouble-portal', 0, 'portal_inside',
     r'pay\.isp\.example: 4 pages, .*80, .*81 and .*82 \(from f', '8080'),
    ('trouble-portal', 1, 'portal_inside', r'it is sent to 10\.10\.0\.1: 3 pages', None),
    ('trouble-inside-rejected', 0, 'not_forwarded',
     r'12 times.* or 6 RSTs .* rejects them, since the port is', 'comes back'),
    ('trouble-inside-rejected', 1, 'dns_unanswered', r'\. A firewall there rejects the queries', 'No name server'),
    ('trouble-inside-rejected', 2, 'dns_unanswered', r'No name server runs there, or', None),
    ('trouble-inside', 2, 'not_forwarded', r'1 refuses .*all for TCP port 445, .*A firewall there', 'Nothing comes'),
    ('trouble-callback', 1, 'callback_unanswered', r'\(frame \d+, sent 4 times, the last in .* within 1\d\.', None),
    ('trouble-callback', 2, 'callback_unanswered', r'\(frame \d+\) was captured within 20', 'times'),
    ('trouble-mtu', 6, 'black_hole', r'and the error that DF demands is filtered\.', 'fragments'),
    ('trouble-mtu', 10, 'black_hole', r'and the fragments .*\(DF is not set\) get lost\.', 'filtered'),
    ('trouble-mtu', 3, 'mtu_icmp', r'MTU of that link is 1400\. The client still sent', None),
    ('trouble-protocols', 6, 'protocol_ended_link', r'The server rejected Encryption Control .*the client ended', None),
    ('trouble-protocols', 7, 'protocol_ended_link', r'The client rejected Bridging .*the server ended', None),
    ('trouble-protocols-ccp', 0, 'protocol_ended_link', r'The client rejected CCP .* the server ended', 'MPPE'),
    ('trouble-protocols-ccp', 2, 'protocol_ended_link', r'The client ended CCP .* the server ended', 'MPPE'),
    ('trouble-addresses-shared', 3, 'address_shared', r'which the client of this call already had.*no more data', None),
    ('trouble-addresses-shared', '192.0.2.220', 'address_shared', 'still had it', None),
    ('trouble-multilink', 6, 'multilink_joined_wrongly', r'4 Multilink .*over call 9 \(192.0.2.201', None),
    ('trouble-multilink', 9, 'ended_by_server', r'ended this link of its Multilink .* 0\.\d.* little use', 'RADIUS'),
    ('trouble-multilink', '192.0.2.201', 'multilink_joined_wrongly', '5 IPCP .*4 Multilink .*over this call', None),
    ('trouble-multilink', '192.0.2.202', 'multilink_joined_wrongly', '5 IPCP Configure-Requests', 'over this call'),
    ('trouble-addresses-of-server', 0, 'address_never_assigned', r'The server has no address of its own', 'assigned'),
    ('trouble-encryption-begun-again', 2, 'ccp_begun_again', r'frame (\d+), repeated until frame (?!\1)', None),
    ('trouble-encryption-begun-again', 9, 'ccp_storm', r'the client asked 6 times in \d\.\d s', None),
    ('trouble-refusal', 20, 'tcp_unanswered', r'a firewall there rejects the connection', 'went down'),
    ('trouble-refusal-silence', 5, 'tcp_unanswered', r'in a circle .a routing loop', 'firewall'),
    ('trouble-refusal-silence', 6, 'tcp_unanswered', r'did not answer 3 SYNs', 'had still answered'),
    *(('trouble-refusal-held', number, 'start_refused', r'refused the control', 'still holds') for number in (1, 2, 3)),
    *(('trouble-mtu-icmp', number, 'mtu_icmp', r'203\.0\.113\.1 answered GRE', 'still sent') for number in (0, 1)),
    *(('trouble-mtu-icmp', number, 'mtu_icmp', r'203\.0\.113\.1 answered GRE', 'MTU of that') for number in (0, 1)),
    ('trouble-mtu-icmp', '2001:db8::22', 'mtu_icmp', r'The MTU of that link is 1400', 'still sent'),
    ('trouble-authentication-twice', 0, 'auth_failed_no_reason', r'already has a session .* dead one', 'the password'),
    ('trouble-authentication-twice', 1, 'auth_failed_no_reason', r'already has a session ', 'dead'),
    *(('trouble-authentication-twice', number, 'auth_failed_no_reason', r'RADIUS', 'already has') for number in (2, 3)),
    ('trouble-authentication', 22, 'auth_failed_no_reason', r'and with no text either\.', 'only'),
    ('trouble-authentication', 23, 'auth_failed', r'E=691', 'asked to change'),
    ('trouble-line', 0, 'line_errors', r'CRC errors 120, alignment errors 6 since .*3 WAN-Error-Notify', 'framing'),
    ('trouble-radius-ended', 0, 'radius_disconnected', r'192\.0\.2\.200 told the server .*user "alice", frame', None),
    ('trouble-radius-ended', 1, 'radius_disconnected', r'Disconnect-Request, frame \d+, answered in frame', 'user'),
    ('trouble-lcp-restarts', 0, 'lcp_restarts', r"again 5 times .* client's IPV6CP Config.*Protocol-Reject", None),
    ('trouble-lcp-restarts', 1, 'lcp_restarts', r"again 3 times .* Auth\. .* server's LCP Time-Rem.*Code-Reject", None),
    ('trouble-lcp-restarts', 2, 'lcp_restarts', r'again 4 times .* than Auth\.$', 'Each time'),
    ('trouble-lcp-restarts', 6, 'lcp_again_unanswered', r'0\.010 s later the server ended the call without', None),
    ('trouble-lcp-restarts', 7, 'lcp_again_unanswered', r'later the client ended the call .*Call-Clear-Req', None),
    ('trouble-lcp-restarts', 11, 'lcp_begun_again', r'request 3 times.* server seems .* sending data .until', None),
    ('trouble-negotiation-again', 1, 'ipcp_no_agreement', r'7 requests from the client got 6 Naks and 1 Reject', 'VJ'),
    ('trouble-mtu-inside', 0, 'mtu_inside', r'10\.20\.0\.7 5 times in 30\.0 s .* MTU 1320.* 1360 .* the server', None),
    ('trouble-mtu-inside', 5, 'mtu_inside', r' 5 times in .* to 192\.168\.60\.4 are', '60.3'),
    ('trouble-mtu-inside', 1, 'mtu_inside', r'2001:db8:20::7 3 times .* 1390 octets.* at the client', None),
    ('trouble-addresses-ipv6', 0, 'ipv6_no_agreement', r'4 Naks .*Identifier ::211:22ff:fe33:4455, but each', None),
    ('trouble-addresses-ipv6', 1, 'ipv6_no_agreement', r'3 Naks from the server .*no IPv6', 'Both'),
    ('trouble-inside-ipv6', 0, 'ipv6_unconfigured', r'The client asked .*5 packets.* in 12\.0 s', None),
    ('trouble-inside-ipv6', 1, 'ipv6_unconfigured', r'The server asked .*3 packets', None),
    ('trouble-protocols', 12, 'protocol_not_agreed', r'Van Jac.* the client did not ask for it in IPCP .its', 'open'),
    ('trouble-protocols', 14, 'protocol_not_agreed', r'IPV6CP is not open, and the client rejects .* 3 times', 'ask'),
    ('trouble-mtu-changed', 0, 'mss_too_big', r'MSS of 1420 octets .* only 1260 fit its MRU of 1300:', None),
    ('trouble-mtu-changed', 2, 'mru_exceeded', r'sent 3 PPP .* up to 1390 octets .* the server is 1300\.', None),
    ('trouble-mtu-resets', 0, 'mru_exceeded', r'client sent 6 PPP .* 1446 .* answered 6 of them with a CCP', None),
    ('trouble-mtu-resets', 1, 'mru_exceeded', r'server sent 6 PPP .* 1404 .* of the client is 1400, and', None),
    ('trouble-mtu-resets', 3, 'mppe_resets', r'took 5 encrypted packets .* so the keys are right', 'different'),
    ('trouble-keys-change', 0, 'mppe_lost_step', r'In stateful mode the key changes .* after 255 packets', 'late'),
    ('trouble-keys-change', 1, 'mppe_lost_step', r'The server accepted 180 encrypted', 'key changes'),
    ('trouble-keys-change', 2, 'mppe_lost_step', r'The client accepted 255 encrypted', 'key changes'),
    ('trouble-addresses', 7, 'ipcp_terminated', r'Could not determine local IP address', 'acknowledged'),
    ('trouble-addresses-unauthorized', 0, 'ipcp_terminated', r'acknowledged the address 10\.10\.0\.100 of the client'
     r'.*pppd says so if', None),
    ('trouble-addresses-unauthorized', 1, 'ipcp_terminated', r'acknowledged the address 10\.10\.0\.1 of', 'text'),
    ('trouble-inside-world', 0, 'world_not_forwarded',
     r'6 packets to such addresses .93\.184\.216\.34, 8\.8\.8\.8, 1\.1', None),
    ('trouble-inside-netbios', 0, 'netbios_unanswered', r'6 packets, .* in 3\.8 s', 'WINS'),
    ('trouble-inside-netbios', 1, 'netbios_unanswered', r'no NetBIOS name server .WINS. in IPCP', None),
    ('trouble-names-unknown', 0, 'name_unknown', r'4 times that there is no "files\.corp\.example" .*resolved 1', None),
    ('trouble-names-unknown', 1, 'name_unknown', r'4 times that there is no "files\.corp\.example"', 'resolved'),
    ('trouble-impostors-portal', 0, 'other_service', r'sends everybody to another page: .* 192\.0\.2\.10 is in', None),
    ('trouble-impostors-portal', 1, 'other_service', r'asks for a logon to the network: this may be the captive', None),
    ('trouble-impostors-portal', 2, 'other_service', r'looks like HTTP\.$', 'portal'),
    ('trouble-authentication-agreement-mute', 0, 'auth_no_common', r'The client rejected the option itself', None),
    ('trouble-authentication-agreement-mute', 1, 'auth_no_common', r'asking for CHAP-MD5 instead', 'itself'),
    ('trouble-authentication-agreement-mute', 2, 'auth_no_common', r'which the client refused', 'itself'),
    ('trouble-gre-provider', '100.127.3.9', 'gre_only_from_pns', r'100\.127\.3\.9 is an .* carrier-grade', None),
    ('trouble-gre-provider', '100.128.3.9', 'gre_only_from_pns', r'only GRE from the client', 'carrier'),
    ('trouble-refusal-full', 0, 'call_refused', r'of 203\.0\.113\.20 was up .* later the same client .* no port', None),
    ('trouble-refusal-full', 1, 'call_refused', r'No-Resource .*of 203\.0\.113\.21 was up there at that time', 'later'),
    ('trouble-refusal-full', 2, 'call_refused', r'Busy', 'port'),
    ('trouble-refusal-full', 3, 'call_refused', r'Do Not Accept', 'port'),
    ('trouble-logons-forms', 0, 'auth_failed', r'30\.1 s later it accepted "CORP.+Paul" from the same client', None),
    ('trouble-logons-forms', 1, 'auth_failed', r'30\.1 s later it accepted "rita@corp\.example"', None),
    *(('trouble-logons-forms', number, 'auth_failed', r'E=691', 'later') for number in (2, 3, 4)),
    ('trouble-logons-compared', 0, 'auth_failed_chap_md5', r'"vera" from the same client .*upper and lower case', None),
    ('trouble-logons-compared', 1, 'auth_failed_chap_md5', r'Access denied', 'later'),
    ('trouble-logons-compared', 2, 'auth_failed_chap_md5', r'has a slash: ', None),
    ('trouble-logons-compared', 3, 'auth_failed_chap_md5', r'Access denied', 'slash'),
    ('trouble-logons-compared', 4, 'auth_failed_chap_md5', r'that of a Microsoft account: ', None),
    ('trouble-logons-compared', 5, 'auth_failed_chap_md5', r'Access denied', 'Microsoft account'),
    ('trouble-logons-compared', 6, 'auth_failed_chap_md5',
     r'user from 192\.0\.2\.92 before and after .*another user from here .*bound to an address', 'the same address'),
    *(('trouble-logons-compared', number, 'auth_failed_chap_md5', r'Access denied', 'accepted') for number in (7, 8)),
    ('trouble-logons-compared', 9, 'auth_failed_chap_md5', r'32\.3 s before, .*user from the same address', 'bound'),
    *(('trouble-logons-compared', number, 'auth_failed_chap_md5', r'Access denied', 'accepted') for number in (10, 11)),
    ('trouble-logons-compared-suits', 0, 'auth_failed', r'user by PAP \(frame 37\): if the password was', None),
    ('trouble-logons-compared-mschap', 0, 'auth_failed', r'E=691', 'PAP'),
    ('trouble-logons-address', 0, 'address_replaced', r'"ben", dialed .* 192\.0\.2\.10 .* of user "ada"', None),
    ('trouble-idle', 0, 'gre_idle_forgotten', r'^The server .*\(2 times; .* for 45\.0 s .* 4 packets .*asleep', None),
    ('trouble-idle', 2, 'gre_idle_forgotten', r'pause of the client: .* 4 packets .*; or the client was', 'times'),
    ('trouble-idle', 9, 'gre_idle_forgotten', r'4 packets .* Meanwhile its control connection worked', 'asleep'),
    ('trouble-idle', 10, 'gre_idle_forgotten', r'\(2 times; .* 2 packets .* Meanwhile its control', 'asleep'),
    ('trouble-idle-missing', 0, 'gre_idle_forgotten', r'^GRE from the server .* 2 times: .* 70\.1 s .*6 packets', None),
    ('trouble-idle-missing', 0, 'tunnel_loss', r'6 of 28 from the server', 'MTU'),
    ('trouble-idle-missing', 2, 'tunnel_loss', r'\(MTU\)', None),
    ('trouble-idle-missing', 1, 'gre_idle_forgotten', r'^GRE from the client .* 3 times: .*3 packets', None),
    ('trouble-idle', 1, 'gre_idle_forgotten', r'^The client sent .*\(3 times; .* no GRE for 33\.0 s', None),
    ('trouble-radius-ended', 2, 'radius_disconnected', r'Terminate-Request', 'answered'),
    ('trouble-lcp-again', 0, 'lcp_again_unanswered', r'4 Configure-Requests, .*its PPP ignored it', None),
    ('trouble-lcp-again', 1, 'lcp_again_unanswered', r'although its GRE still came', 'ignored'),
    ('trouble-inside', 5, 'dns_unanswered', r'4 DNS queries to 10\.10\.0\.53 .*do not resolve\.$', None),
    ('trouble-inside', 6, 'dns_unanswered', r'\(Port unreachable\) \(4 times, .*No name server', 'route'),
    ('trouble-inside', 7, 'dns_unanswered', r'do not resolve\.$', None),
    ('trouble-inside-ways', 5, 'tcp_inside_refused', r'6 SYNs, the first to 10\.20\.0\.5;.* 6 RSTs .*host', 'rare'),
    ('trouble-inside-ways', 6, 'tcp_inside_refused', r'6 SYNs, the first to 10\.20\.0\.0; .*rare: a firewall', None),
    ('trouble-keepalive-limit', 0, 'connect_time', r'The server ended the call 60 minutes after', None),
    ('trouble-keepalive-limit', 3, 'idle_timeout', r'The server ended the call 15 minutes after the last data', 'own'),
    ('trouble-keepalive-limit', 5, 'idle_timeout', r'The client ended the call 15 minutes .*its own: rout', 'RADIUS'),
    ('trouble-addresses-refused', 0, 'ipcp_no_agreement',
     r'of the client: it asked for 172\.16\.9\.9, .* 10\.10\.0\.100 in .* the server ended PPP: .*his IP', None),
    ('trouble-addresses-refused', 1, 'ipcp_no_agreement',
     r'address of the server: it asked for 172\.16\.9\.1, .*10\.10\.0\.1 in .* the client ended PPP', None),
    ('trouble-addresses-refused', 3, 'ipcp_rejected', r'The server rejected IPv6CP .*no network protocol is', None),
    ('trouble-keepalive-ignored', 0, 'lcp_echo_ignored', r'4 LCP Echo-Requests was captured .* the client', 'before'),
    ('trouble-keepalive-load', 0, 'lcp_echo_ignored', r'answered before .*, so it can answer: .*200 packets from',
     None),
    ('trouble-lcp-echo-late', 0, 'lcp_echo_late', r'server ended PPP .*: 3 of them came only 2\d\.\d s to 2\d',
     'discards'),
    ('trouble-keepalive-slow', 0, 'echo_unanswered', r'reply came 4\d\.\d s after .*, too late.* is slow', 'hangs'),
    ('trouble-keepalive-slow', 0, 'after_close', r'The server sent Echo-Reply', 'no reply'),
    ('trouble-keepalive-slow', 1, 'echo_unanswered', r'within 14\.\d s.* the server hangs', 'too late'),
    ('trouble-keepalive-cut', 1, 'gre_stopped', r'Only 0\.31\d s .* too little .* something on the path', 'In call'),
    ('trouble-keepalive-cut', 2, 'gre_stopped', r'Neither end had sent GRE for 95\.\d s .* forgotten', 'something'),
    ('trouble-keepalive-same', 2, 'connect_time', r'25 minutes after the authentication', 'lasted as long'),
    ('trouble-forgotten-absent', 0, 'tcp_unacknowledged', r'server sent neither TCP nor GRE for 13\d\d s', 'ALG'),
    ('trouble-forgotten-absent', 1, 'tcp_unacknowledged', r'Its last GRE had come', 'sent neither'),
    ('trouble-forgotten-absent', 2, 'tcp_forgotten', r'GRE from the server still came .* forgotten', 'neither'),
    ('trouble-forgotten-unnoticed', 0, 'end_ignored', r'the server went on: 12 GRE .* did not close its side', None),
    ('trouble-refusal-banned', 0, 'tcp_unanswered', r'had still answered 192\.0\.2\.10 20\.0 s bef.*a ban, as', None),
    ('trouble-refusal-banned', 1, 'tcp_unanswered', r'knows no way', 'still answered'),
    ('trouble-transport-held-here', 0, 'tcp_held', r'3 SYNs, from frame \d+ on.* The server still holds it', None),
    ('trouble-refusal-hung-up', 0, 'closed_before_call_reply', r'The server reset .* 2\.0 s after', 'closed'),
    ('trouble-refusal-hung-up', 1, 'closed_before_call_reply', r'The server closed .* 0\.041 s after', 'reset'),
    *(('trouble-authentication-names', number, 'auth_failed', r'is that of an empty password: ', 'match')
      for number in (0, 1)),
    ('trouble-authentication-names', 2, 'auth_failed', r'E=691', 'empty'),
    ('trouble-authentication-names', 3, 'auth_failed_chap_md5', r'two backslashes in a row', None),
    ('trouble-authentication-names', 4, 'auth_failed_chap_md5', r'Access denied', 'The user name'),
    ('trouble-authentication-names', 5, 'auth_failed_pap', r'ends with a space', None),
    ('trouble-authentication-names', 6, 'auth_failed_pap', r'quotation mark', 'space'),
    ('trouble-authentication-names', 7, 'auth_failed_pap', r'incorrect', 'The user name'),
    ('trouble-authentication-names', 8, 'auth_failed_chap_md5', r'call \d+, from 192\.0\.2\.18, since', None),
    ('trouble-authentication-names', 9, 'auth_failed_chap_md5', r'Access denied', 'session'),
    ('trouble-authentication-names', 10, 'auth_eap_failed', r'right after the Identity', 'password is'),
    ('trouble-authentication-names', 11, 'auth_eap_failed', r'EAP Failure', 'Identity'),
    ('trouble-inside-resolvers', 0, 'dns_unanswered', r'another name server, 10\.10\.0\.53 .frame', None),
    ('trouble-inside-resolvers', 1, 'dns_unanswered', r'do not resolve\.$', 'given'),
    ('trouble-addresses', 15, 'vj_rejected_again', r'2 Rejects, .*only delayed IPCP', 'keeps'),
    ('trouble-framing-unread', 0, 'auth_challenge_unanswered',
     r'no user name and password .* does answer LCP .* as LCP agreed', 'did not offer'),
    ('trouble-framing-unread', 1, 'auth_challenge_unanswered', r'does not answer it\. .* user to enter them\.$', 'LCP'),
    ('trouble-framing-unread', 2, 'auth_challenge_unanswered', r'although the client did not offer',
     'as LCP agreed|user name'),
    ('trouble-radius-key-types', 0, 'mppe_no_agreement', r'RADIUS server .* only 128-bit .*Types 4 in', None),
    *(('trouble-radius-key-types', number, 'mppe_no_agreement', r'disagree', 'RADIUS') for number in (1, 2)),
    ('trouble-inside-ports', 0, 'tcp_port_silent', r'10\.20\.0\.5 did not .* port 3389 and port 5900 .* in 1\d', None),
    ('trouble-inside-dhcp', 0, 'dhcp_unanswered', r'3 packets in 8\.\d+ s', None),
    ('trouble-authentication-names', 12, 'auth_failed_pap', r'The password is empty: ', None),
    ('trouble-authentication-names', 15, 'auth_failed_chap_md5', r'Failure is empty: .* only a hash of it', None),
    ('trouble-authentication-names', 4, 'auth_failed_chap_md5', r'rejected', 'is empty'),
    ('trouble-authentication-names-host', 0, 'auth_failed_chap_md5',
     r'a host without one .* no user name was set', 'also'),
    ('trouble-authentication-names-host', 1, 'auth_failed_chap_md5',
     r'also the name of the .* no user name was set', None),
    *(('trouble-authentication-names-host', number, 'auth_failed_chap_md5', r'rejected', 'host') for number in (2, 3)),
    ('trouble-authentication-names', 14, 'auth_failed_pap', r'Authenticate-Nak', 'empty'),
    ('trouble-ends-in-use', 9, 'ended_by_server', r'That text is the reason', 'Windows'),
    ('trouble-addresses', 2, 'address_never_assigned', r'0\.0\.0\.0, .*and the server rejected the option', 'either'),
    ('trouble-addresses', 3, 'address_never_assigned', r'and the server acknowledged 0\.0\.0\.0', None),
    ('trouble-addresses', 8, 'address_never_assigned', r'and the server left the last request unanswered', None),
    ('trouble-addresses', 9, 'address_never_assigned', r'and the server proposed 0\.0\.0\.0 in return', None),
    ('trouble-authentication-names', 13, 'auth_failed_pap', r'Login incorrect', 'empty'),
    ('trouble-addresses', 16, 'dns_rejected', r'0\.0\.0\.0 unchanged', 'rejected'),
    ('trouble-ends-in-use', 6, 'ended_by_server', r'Time-Remaining, 20 s, frame \d+\): a time limit', 'no reason'),
    *(('trouble-ends-in-use', number, 'ended_by_server', r'gives no reason', 'announced') for number in (7, 8)),
    ('trouble-keys-resets', 0, 'mppe_resets_ignored', r'The server asked .* 5 CCP .* the client sent neither', None),
    ('trouble-keys-resets', 0, 'stateful_loss', r'on\)\.$', 'waited'),
    ('trouble-keys-given-up', 3, 'mppe_given_up',
     r'from the server, this capture shows 0 missing, 0 late, \d repeated', None),
    ('trouble-ends-in-use', 0, 'ended_by_server', r'after the last data .* gives no reason', 'is the reason'),
    ('trouble-ends-in-use', 1, 'ended_by_server', r'"Link quality too poor" .* That text is the reason', 'RADIUS'),
    ('trouble-ends-in-use', 2, 'ended_by_server', r'"User request" .* when a signal ends it', 'no reason'),
    ('trouble-addresses', 14, 'ipcp_terminated', r'"Windows error 736: control protocol terminated by the', None),
    ('trouble-ends-in-use', 5, 'ended_by_server', r'no error" .* It gives no reason', 'is the reason'),
    ('trouble-ends-in-use', 4, 'windows_error', r'828: idle for too long', None),
    ('trouble-loss', 3, 'tunnel_duplicates', r'4 of 25 from the client \(16\.00 %\)', None),
    ('trouble-loss', 9, 'tunnel_loss_slight', r'1 of \d\d from the server', None),
    ('trouble-protocols', 9, 'protocol_disowned', r'The client .* 4 times in all\), which it had acknowledged', 'TCP'),
    ('trouble-protocols', 10, 'protocol_disowned', r'0xc223, frame \d+, 3 times', 'which it had'),
    ('trouble-protocols', 11, 'protocol_disowned', r'0x002d.*which it had requested itself', 'logon'),
    ('trouble-lcp-echo', 0, 'lcp_echo_in_vain', r'4 replies .*4 of them .* returned', 'do not reach'),
    ('trouble-lcp-echo', 1, 'lcp_echo_in_vain', r'they do not reach the client', 'Magic'),
    ('trouble-logons-later', 0, 'auth_failed_again', r'E=691\), although .* password was right then', 'wrong'),
    ('trouble-logons-later', 1, 'auth_failed_again', r'E=647, ', 'password was right'),
    ('trouble-addresses-again', 0, 'ipcp_address_changed', r'on 10\.10\.7\.9 .* in place of 10\.10\.0\.100', None),
    ('trouble-authentication', 1, 'auth_failed', r'E=647, the account is disabled .*The password was not', None),
    ('trouble-authentication', 2, 'auth_failed', r'E=648, the password has expired .retry not', 'was not the problem'),
    ('trouble-authentication', 5, 'auth_failed', r'first said E=648, .* asked to change the password .frame 125', None),
    ('trouble-authentication', 6, 'auth_failed', r'E=691, .*"Access denied"', 'was not the problem'),
    ('trouble-authentication', 8, 'auth_failed_pap', r'PAP Authenticate-Nak, frame \d+\): "Login incorrect"', None),
    ('trouble-authentication', 10, 'auth_no_common', r'requires MS-CHAPv2, .* asking for PAP instead', None),
    ('trouble-authentication', 11, 'auth_no_common', r'The server requires EAP, which the client', 'asking for'),
    ('trouble-authentication', 12, 'auth_timeout', r'within 6\d\.\d s after the Response', None),
    ('trouble-authentication', 13, 'auth_unanswered', r'PAP Authenticate-Request', 'Response'),
    ('trouble-authentication', 14, 'auth_server_rejected', r'probably does not match .* reason of its own', 'no valid'),
    ('trouble-authentication-agreement', 0, 'auth_before_lcp', r'the client repeated its LCP .* from the server', None),
    ('trouble-authentication-agreement', 1, 'auth_not_agreed', r'agreed without authentication .*then ended', 'while'),
    ('trouble-authentication-agreement', 2, 'auth_not_agreed',
     r'but the client sent 3 PAP .* and answered none of 3 CHAP',
     '  '),
    ('trouble-authentication-agreement-begun', 0, 'auth_not_begun',
     r'on EAP .* no EAP Request from the server, .* within 3\d\.\d s, although .* Then the client ended', 'hangs'),
    ('trouble-authentication-agreement-begun', 1, 'auth_not_begun',
     r'no Authenticate-Request from the client.* its PPP hangs', 'other GRE'),
    ('trouble-authentication-agreement-begun', 2, 'auth_not_begun',
     r'on MS-CHAP for .* 0\.1\d* s later, .* the server ended',
     'must begin'),
    ('trouble-authentication-agreement-begun', 4, 'auth_no_common',
     r'requires CHAP-MD5, .* asking for EAP instead', None),
    ('trouble-authentication-agreement-begun', 5, 'auth_not_agreed',
     r'but the client sent 4 PAP .* answered none of 4 CHAP Challenges of the server', 'while'),
    ('trouble-authentication-agreement-begun', 8, 'auth_challenge_unanswered',
     r'acknowledges such .* so it arrived', None),
    ('trouble-authentication-told', 0, 'auth_refused',
     r'CORP.+erik" .* 0\.060 s later, .* 691, user name', 'was not the'),
    ('trouble-authentication-told', 1, 'auth_refused',
     r' 8\.\d s later, with Windows error 812, prevented', 'was not the'),
    ('trouble-authentication-told', 2, 'auth_refused', r'"branch7" \(PAP .* 649, .* The password was not the', None),
    ('trouble-authentication-told', 3, 'auth_refused', r'"G3JACK" \(EAP Identity .* no password was asked for', None),
    ('trouble-authentication-told', 4, 'auth_refused', r'\(EAP Identity Response', 'no password'),
    ('trouble-authentication-told', 5, 'auth_refused', r'\(EAP-MSCHAPv2 Response, .* 649', 'no password'),
    ('trouble-authentication-success-lost', 0, 'auth_outcome_lost',
     r'PAP Auth.* no Authenticate-Ack .* 1 packet .* lost',
     'did not send'),
    ('trouble-authentication-success-lost', 1, 'auth_outcome_lost', r'No packet is missing .* did not send it', 'lost'),
    ('trouble-authentication-success-lost', 3, 'auth_server_rejected',
     r'lacks the space .* or S= does not', 'probably does'),
    ('trouble-encryption-wanted', 0, 'mppe_offered_again', r'asks for no encryption, and data flow', None),
    ('trouble-encryption-missing', 0, 'mppe_required',
     r'no encryption at all\. The pass.* of the client itself', 'keys:'),
    ('trouble-encryption-missing', 1, 'mppe_required', r'no keys: EAP-MD5 gives none', 'itself'),
    ('trouble-encryption-missing', 2, 'mppe_required', r'no keys: RADIUS, for ex', 'itself'),
    ('trouble-keys-lengths', 0, 'mppe_garbage', r'keys: the MPPE .* a choice between 56 and 128 bits; ', 'RADIUS'),
    ('trouble-keys-lengths', 1, 'mppe_garbage', r'often because RADIUS sends wrong ones; ', 'choice'),
    ('trouble-encryption-wanted', 1, 'mppe_required',
     r'The server had asked for no authentication in LCP', 'succeeded'),
    ('trouble-encryption-wanted', 2, 'ccp_ended',
     r'The server closed CCP .* the client, which .* 0\.4\d* s later', None),
    ('trouble-keys-flushed', 0, 'mppe_not_flushed', r'The server sent 7 of its 8 encrypted packets without', None),
    ('trouble-radius-attributes', 0, 'radius_silent', r'They have no Message-Authenticator: ', None),
    ('trouble-radius-attributes', 1, 'radius_silent', r'did not answer 2 Access', 'Message-Authenticator'),
    ('trouble-radius-attributes', 2, 'radius_accepted_in_vain', r'no MS-CHAP2-Success', 'secret'),
    ('trouble-negotiation-ended', 0, 'ppp_stuck', r'The server answered .* asked for Multilink and callback:', None),
    ('trouble-negotiation-ended', 1, 'ppp_stuck', r'The client answered the LCP .* of the server', 'asked for'),
    ('trouble-negotiation-ended', 2, 'ppp_stuck', r'did not get past LCP', 'instead of'),
    ('trouble-keepalive-load', 2, 'lcp_echo_ignored', r'did not answer \d Accounting-Requests of the server', None),
    *(('trouble-keepalive-load', number, 'lcp_echo_ignored', r'had no time for them', 'RADIUS') for number in (3, 4)),
    ('trouble-radius', 5, 'radius_rejected', r'Access-Reject', 'could not check'),
    ('trouble-radius-attributes', 4, 'radius_rejected', r'has no MS-CHAP-Challenge, .*could not check the Resp', None),
    ('trouble-radius-attributes', 5, 'radius_rejected', r'has no CHAP-Challenge, and its Authenticator', 'MS-CHAP'),
    ('trouble-radius-attributes', 6, 'radius_rejected', r'Access-Reject', 'could not check'),
    ('trouble-radius-attributes', 3, 'radius_accepted_in_vain', r'shared secret', 'MS-CHAP2-Success'),
    ('trouble-radius-fallback', 0, 'radius_fallback', r'"ivy" took 4\.0 s, .*\.53 did not .*\.54, asked', None),
    ('trouble-radius-pap', 0, 'radius_rejected', r'Access-Reject', 'again'),
    ('trouble-radius-pap', 1, 'radius_rejected', r'asked again .*secrets differ, .*reads the password of PAP', None),
    ('trouble-radius-pap', 2, 'radius_silent', r'did not answer 3 Access-Requests about user "gail"', None),
    ('trouble-radius-pap', 5, 'radius_rejected', r'asked again .*secrets differ, or', 'password of PAP'),
    ('trouble-radius-pap', 6, 'radius_rejected', r'asked again .*did not get the reply', 'secret'),
    ('trouble-keepalive-radius', 5, 'connect_time',
     r'session 200 s .* ended it 202.* "Connect time expired"', 'limit was'),
    ('trouble-keepalive-radius', 6, 'connect_time', r'because its time limit was reached', 'RADIUS'),
    ('trouble-keepalive-radius', 7, 'idle_timeout',
     r'90 s without data .* ended it 9\d\.\d s .* "Link inact', 'was idle'),
    *(('trouble-keepalive-radius', number, 'idle_timeout', r'because it was idle', 'RADIUS') for number in (8, 9)),
    ('trouble-keepalive-radius', 0, 'connect_time',
     r'this session 200 s \(Session-Timeout .* ended it 201\.\d s', 'to the'),
    ('trouble-keepalive-radius', 2, 'idle_timeout',
     r'90 s without data .* ended it 9\d\.\d s after the last data', 'to the'),
    ('trouble-eap-same', 0, 'auth_eap_no_common', r'So it knows PEAP and nothing else', 'no common'),
    ('trouble-authentication-agreement', 3, 'auth_value_size', r'it has 49: this is probably CHAP-MD5', None),
    ('trouble-authentication-agreement', 4, 'auth_value_size', r'it has 16: this is probably MS-CHAP or', None),
    ('trouble-authentication-agreement', 5, 'auth_of_server', r'has an empty name.*itself had accepted user', None),
    ('trouble-authentication', 19, 'auth_failed_late', r'until 15\.1 s .*The password may be right', None),
    ('trouble-authentication', 20, 'auth_failed_no_reason', r'with only a text: "Account alice', 'either'),
    ('trouble-authentication-success', 6, 'auth_server_rejected', r'no valid proof', 'of its own'),
    ('trouble-authentication-agreement', 7, 'auth_downgraded', r'from MS-CHAPv2 to PAP: .*in the clear', 'CHAP-MD5'),
    ('trouble-authentication-agreement', 10, 'auth_of_server', r'refused that option .*peer refused to auth', None),
    ('trouble-authentication-success', 0, 'auth_again_unanswered', r'first accepted the client .* 4 Challenges', None),
    ('trouble-authentication-success', 4, 'auth_identifier', r'sent 5 times\) with a Success that has', None),
    ('trouble-eap', 2, 'auth_eap_no_common', r'offered EAP-TLS .* asked for PEAP, EAP-MSCHAPv2', 'no other method'),
    ('trouble-eap', 3, 'auth_eap_no_common', r'offered EAP-MD5 .* named no other method', 'asked for'),
    ('trouble-eap', 4, 'auth_eap_type', r'had refused EAP-MD5 .* asked for EAP-MSCHAPv2', None),
    ('trouble-eap', 9, 'auth_eap_stalled', r'sent 3 times.*Packets of this size may be lost', None),
    ('trouble-eap', 10, 'auth_eap_stalled', r'no reply from the server to the EAP Identity Response', 'of this size'),
    ('trouble-inside-ports-refused-proxy', 0, 'tcp_port_refused',
     r'TTL, 64, is not .* \(49, .* probably the server itself refuses', 'listens'),
    *(('trouble-inside-ports-refused-proxy', number, 'tcp_port_refused', r'Nothing listens on that host', 'TTL')
      for number in (1, 2)),
    ('trouble-hangup-client', 0, 'client_ended_at_once', r'TCP FIN .*did come .* ICMP .*\(Protocol unreachable', None),
    ('trouble-hangup-client', 1, 'client_ended_at_once', r'without one packet of PPP: Stop-Control', 'ICMP'),
    ('trouble-negotiation-mute', 0, 'ppp_stuck', r'so it arrived: the PPP of the server does not answer', None),
    ('trouble-negotiation-mute', 1, 'ppp_stuck', r'no reply to the last was captured', 'arrived'),
    ('trouble-inside-outside', 0, 'address_of_outside', r'for 192\.0\.2\.10, .* 6 packets to hosts beyond', None),
    ('trouble-names-suffix', 0, 'name_unknown', r'It knows "files\.corp\.example" .*wrong DNS suffix', 'behind'),
    ('trouble-names-suffix', 1, 'name_unknown', r'If that name belongs', 'suffix'),
    ('trouble-eap-identity', 0, 'auth_eap_stalled', r'EAP Identity Request .* sent 10 .* so it arrived', 'this size'),
    ('trouble-eap-identity', 1, 'auth_eap_stalled', r'Identity Request', 'arrived'),
    ('trouble-eap', 7, 'auth_eap_failed', r'from the client .* refuses the certificate of the server', None),
    ('trouble-eap', 8, 'auth_eap_failed', r'from the server .* refuses the certificate of the client', None),
    ('trouble-nat-byte-order', 0, 'gre_astray', r'its Call ID 4611 are swapped', 'transit'),
    ('trouble-nat-byte-order', 1, 'gre_astray', r"probably this call's, altered in transit\.", 'swapped'),
    ('trouble-nat-address', 1, 'gre_elsewhere', r'A NAT probably cannot tell .* another client', 'proxy'),
    ('trouble-nat-address', 3, 'gre_elsewhere', r'sends its GRE from 198\.51\.100\.1 .* looked up twice', 'proxy'),
    ('trouble-nat-address', 4, 'gre_elsewhere', r'GRE comes from 192\.0\.2\.14 .* to the wrong host', 'proxy'),
    ('trouble-gre-icmp', 1, 'gre_ttl', r'GRE has TTL 1 .* TCP of the client has 64', 'loop'),
    ('trouble-gre-link', 0, 'gre_only_from_pac', r'the link of the client \(its TTL is 128, .* 117\)', 'behind this'),
    ('trouble-gre-link', 1, 'gre_only_from_pns', r'the link of the server \(its TTL is 64, .* 50\)', 'blocked'),
    ('trouble-gre-link', 2, 'gre_only_from_pns', r'probably blocked on its way to the client', 'the link'),
    ('trouble-gre-link', 3, 'gre_only_from_pac', r'blocked beyond this capture point', 'the link'),
    ('trouble-gre-link', '2001:db8:7::30', 'gre_icmp', r'was dialed\. Nothing there takes GRE over IPv6 \(the', None),
    ('trouble-gre-link', 5, 'gre_icmp', r'Port unreachable', 'was dialed'),
    ('trouble-gre-link', 6, 'gre_only_from_pac', r'GRE of call \d+, .* 20\.\d s before .* is not forbidden', 'blocked'),
    ('trouble-gre-link', 7, 'gre_only_from_pac', r'blocked beyond this capture point', 'forbidden'),
    ('trouble-gre', 3, 'gre_icmp', r'was dialed\. Nothing there takes GRE \(the', 'IPv6'),
    ('trouble-gre', 4, 'gre_icmp', r'a firewall there', 'was dialed'),
    ('trouble-nat-address-private', 0, 'gre_elsewhere', r'probably forwards TCP .* to 192\.168\.9\.3', 'twice'),
    ('trouble-nat-address-private', '192.168.7.10', 'gre_elsewhere', r'198\.51\.100\.1 .*NAT loopback', 'proxy'),
    ('trouble-nat-address-private', '192.168.7.11', 'gre_elsewhere', r'TTL 128.* two networks of one host', 'proxy'),
    ('trouble-nat-address-former', 0, 'gre_elsewhere', r'still gives GRE the former one', 'another client'),
    ('trouble-nat-address-former', 1, 'gre_elsewhere', r'another uplink that GRE', 'former|another client'),
    ('trouble-nat-address-untranslated', 0, 'gre_elsewhere', r'TTL 127 .* a NAT does not translate its GRE', 'proxy'),
    ('trouble-nat-address-untranslated', 1, 'gre_elsewhere', r'192\.168\.3\.4 is a private .* at .*2\.11', 'proxy'),
    ('trouble-nat-address-untranslated', 2, 'gre_elsewhere', r'a proxy, a relay or another uplink', 'TTL'),
    ('trouble-nat-address-untranslated', 3, 'gre_elsewhere', r'\.254 is in the client.s own .* in place', 'several'),
    ('trouble-nat-twin', '10.0.3.7', 'gre_not_passed_on', r'2\.11 passes TCP .* to 10\.0\.3\.7, .* the server', None),
    ('trouble-nat-twin', '192.0.2.11', 'gre_not_passed_on', r'10\.0\.3\.7 in place of 192.* to 10\.0\.3\.7, ', None),
    ('trouble-nat-twin', 3, 'gre_led_away', r'GRE for 192\.0\.2\.13 .* on from there to 10\.0\.3\.99 ', 'ICMP'),
    ('trouble-nat-address-second', 0, 'gre_elsewhere', r'server probably has several addresses', 'own network'),
    ('trouble-gre-icmp', 2, 'gre_icmp', r'comes from that very address .* NAT', 'not accepted'),
    ('trouble-gre-icmp', 3, 'gre_icmp', r'A firewall on 192.* by default.* or it is a NAT', 'load balancer'),
    *(('trouble-gre-icmp', number, 'gre_icmp', 'very address', 'no firewall') for number in (2, 3)),
    ('trouble-gre-nat64', '2001:db8:7::21', 'gre_translated', r'64:ff9b::/96.* none came back in 3', 'ICMP error'),
    ('trouble-gre-nat64', '2001:db8:7::22', 'gre_translated', r'ff9b:1::/48.* ICMP .*64:ff9b:1:a::cb', 'back in'),
    ('trouble-gre-malformed', 5, 'gre_damaged', r'in (\d+) of the first \1 packets', 'but right'),
    ('trouble-gre-malformed', 7, 'gre_damaged', r"the server's .* right in 2 packets before", None),
    ('trouble-refusal-limit', 0, 'closed_before_reply', r'never acknowledged .* 12\.0 s later .* a limit', 'typical'),
    ('trouble-refusal-limit', 1, 'closed_before_reply', r'control message\. 12\.0 s later .* a limit', 'typical'),
    ('trouble-refusal-limit', 2, 'closed_before_reply', r'typical of a session limit or an address', 'later'),
    ('trouble-logons', 2, 'user_replaced', r'ends the older one\.$', None),
    ('trouble-refusal-shared', 0, 'tcp_unanswered', r'of 192\.0\.2\.10 .*if several hosts behind a NAT', 'a rule'),
    ('trouble-refusal-ecn', 0, 'tcp_refused',
     r'none of the SYNs that 198.51.100.1 accepted .*192\.0\.2\.12, answered', None),
    ('trouble-refusal-ecn', 1, 'tcp_unanswered', r'asks for ECN .*does not know ECN\.$', 'Meanwhile'),
    ('trouble-refusal-ecn-known', 1, 'tcp_refused', r'with RST .frame \d+.\.$', 'ECN'),
    ('trouble-mtu-icmp-ignored', 0, 'mtu_icmp', r'7 times in all.* 1412\. The server still sent', None),
    ('trouble-authentication-success-limit', 0, 'ended_after_success', r'Call 0 was up .* let the same user in', None),
    *(('trouble-authentication-success-limit', number, 'ended_after_success', r'session limit', 'same user')
      for number in (1, 2)),
    ('trouble-gre-alike', '203.0.113.5', 'gre_only_from_pac', r'Call 1 of 192\.0\.2\.240 .* near the server', None),
    *((f'trouble-gre-alike-{other}', '192.0.2.240', 'gre_only_from_pac', r'is probably blocked', 'near the server')
      for other in ('served', 'near')),
    ('trouble-gre-beside', 0, 'gre_only_from_pns', r'GRE of call 0, .* knows one call of a control', 'blocked'),
    ('trouble-gre-beside', 1, 'gre_only_from_pns', r'GRE of call 2, .*: probably a NAT .* their calls', 'one call'),
    ('trouble-gre-beside', 2, 'gre_only_from_pns', r'is probably blocked', 'meanwhile'),
    ('trouble-gre-beside', 3, 'ppp_replies_not_received', r'GRE of call 6, .* their calls apart\.$', None),
    ('trouble-gre-beside', '192.168.3.12', 'gre_only_from_pns', r'between 192\.168\.3\.11 and .* one of them', None),
    ('trouble-gre-beside', '203.0.113.89', 'gre_only_from_pns', r'203\.0\.113\.20 .*near 203\.0\.113\.89\.$', 'NAT'),
    ('trouble-gre-beside', '203.0.113.91', 'gre_only_from_pns', r'is probably blocked', 'meanwhile'),
    ('trouble-keepalive', 8, 'lcp_echo_unanswered', r'connection of the server still worked \(', 'probably down'),
    ('trouble-keepalive', 9, 'lcp_echo_unanswered', r'connection of the client still worked \(', 'probably down'),
    ('trouble-keepalive-twins', 0, 'lcp_echo_unanswered', r'as call 0 from the same .* NAT at 192\.0\.2\.10', None),
    ('trouble-keepalive-twins', 1, 'lcp_echo_unanswered', r'still worked', 'from the same address'),
    ('trouble-keepalive-hasty', 0, 'lcp_echo_unanswered', r'; 5\.0 s after the first .* The client waits no l', 'down'),
    ('trouble-keepalive-hasty', 1, 'lcp_echo_unanswered', r'down\. The server waits no longer', 'still worked'),
    ('trouble-keepalive-hasty', 2, 'lcp_echo_unanswered', r'; 20\.0 s after the first of them, it', 'waits no'),
    ('trouble-keepalive', 15, 'lcp_echo_unanswered', r'path to it, was probably down\.$', 'worked'),
    *(('trouble-refusal-crowd', number, 'closed_before_reply', r'typical of', 'At that time') for number in (0, 3)),
    ('trouble-refusal-crowd', 4, 'closed_before_reply', r'accepted 203\.0\.113\.86 .* filter is more', 'likely reason'),
    ('trouble-refusal-late', 3, 'start_unanswered', r'Just before, control connection \d+ had ended', 'reverse DNS'),
    ('trouble-refusal-late', 0, 'start_unanswered', r'reverse DNS', 'no place'),
    ('trouble-refusal-crowd', 1, 'closed_before_reply', r'1 other control connection with it was open', 'typical|call'),
    ('trouble-refusal-crowd', 2, 'closed_before_reply', r'4 other .* 4 of them of 203\.0\.113\.88 without', 'typical'),
    ('trouble-refusal-early', 0, 'closed_before_reply', r'0\.002 s later, before the request', 'never acknowledged'),
    ('trouble-inside-errors', 0, 'not_forwarded', r'^fe80::1 refuses.*A firewall there forbids them\.', 'no route'),
    ('trouble-inside-errors', 1, 'not_forwarded', 'forbids them, or there is no route to those hosts', 'does not find'),
    ('trouble-inside-errors', 1, 'not_forwarded', 'forbids them, or there is no route to those', 'does not find'),
    ('trouble-inside-errors', 3, 'dns_unanswered', 'No name server runs there', 'IPCP'),
    ('trouble-inside-errors', 4, 'tcp_port_silent', r'^10\.20\.0\.5 did not answer .* port 3389 ', r'10\.20\.0\.6'),
    ('trouble-refusal-early', 1, 'closed_before_reply', r'before the request .*, or of a proxy or port', 'not speak'),
    ('trouble-impostors-proxy', 0, 'proxy_header', r'"PROXY TCP6 2001:db8:5::5 .*, and closed the', None),
    ('trouble-impostors-proxy', 1, 'proxy_header', r'protocol .frame \d+., with .*, and reset the', None),
    ('trouble-impostors-proxy', 2, 'proxy_header', r'"PROXY UNKNOWN".* never replied\.$', None),
    ('trouble-impostors-devices', 0, 'device_other', r'the client .*02:00:00:00:0c:0d.* at the same time', 'moved'),
    ('trouble-impostors-devices', 1, 'device_other', r'the server .*02:00:00:00:0c:0d.* probably moved', 'same time'),
    ('trouble-impostors-devices', 4, 'tcp_refused', r'came from 02:00:00:00:0c:0d, but .* connection \d', None),
    ('trouble-impostors-devices', 5, 'tcp_refused', r'with RST', 'came from'),
    ('trouble-refusal-route', 0, 'tcp_unanswered', r'192\.0\.2\.254 .* its gateway: .* uplink', 'server is off'),
    ('trouble-refusal-route', 1, 'tcp_unanswered', r'203\.0\.113\.77 .* a link behind it', 'server is off'),
    ('trouble-refusal-route', 2, 'tcp_unanswered', r'or the server is off', 'gateway'),
    ('trouble-stream-malformed', 0, 'message_malformed', r'Echo-Reply with Length 16 instead of 20 .* closed', None),
    ('trouble-stream-malformed', 1, 'message_malformed', r'Length 20 instead of 16 .* Stop-Control', None),
    ('trouble-gre-one-end', 1, 'gre_only_from_pns', r'in this file, whose times cannot be right', None),
    ('trouble-hangup-altered', 0, 'server_ended_at_once', r'0\.0\d* s after accepting it .*TCP RST', 'process'),
    ('trouble-hangup-gone', 0, 'server_closed_without_stop', r'refused a new one .*down\. It accepted one again', None),
    ('trouble-hangup', 4, 'server_closed_without_stop', r'while a call was up', 'Afterwards'),
    *(('trouble-hangup', number, 'server_ended_at_once', r'PPP process probably failed', None) for number in (0, 1, 2)),
    ('trouble-hangup-failed', 1, 'disconnected_by_error', r'PAC-Error, cause Network out of order', None)])
def test_the_words(name, number, finding, says, never):
    (found,) = [one for one in told_of(name, number) if one['id'] == finding]
    assert re.search(says, found['sentence']), found['sentence']
    assert not never or never not in found['sentence']


def test_a_connection_from_the_port_is_no_attempt():
    assert diagnosis('trouble-none-port.pcap').splitlines()[3] == 'No PPTP.'


def test_a_message_after_a_fin_closes_nothing():
    """The FIN or RST before it was the server's."""
    told = [one['sentence'] for one in document('trouble-refusal-early')['findings']
            if one['id'] == 'closed_before_reply']
    assert len(told) == 2 and all('before the request in frame' in sentence for sentence in told)


def test_what_is_the_same_of_several_clients_is_told_once():
    report = diagnosis('trouble-refusal-early.pcap')
    assert '2 sessions with the same trouble from 2 clients (192.0.2.10, 192.0.2.11) to 198.51.100.1 in' in report
    assert report.count('[closed_before_reply]') == 1
    assert 'same trouble' not in diagnosis('trouble-impostors-proxy.pcap')


def test_devices_that_take_turns():
    """All but the last turn, after which nobody comes back, in this capture."""
    told = [one['sentence'] for one in document('trouble-logons-turns')['findings'] if one['id'] == 'user_replaced']
    assert [' so they take turns' in sentence for sentence in told] == [True, True, True, False]
    assert all(', and 0.000240 s later the server' in sentence for sentence in told)


def test_who_cancels_soon_leaves_nobody_without_a_reply():
    """But who gives up after a while has waited for one."""
    followed = [finding['follows_from'] for number in (5, 6) for finding in told_of('trouble-ends-unattended', number)
                if finding['id'] == 'auth_unanswered']
    assert followed == ['user_cancelled', None]


def test_ipcp_that_waits_for_encryption_follows():
    """pppd keeps it closed until CCP is open."""
    (closed,) = [one for one in told_of('trouble-protocols-ccp', 4) if one['id'] == 'protocol_refused']
    assert closed['follows_from'] == 'mppe_bits_rejected'


def test_what_a_router_says_of_the_old_address_follows():
    report = diagnosis('trouble-logons-moved.pcap')
    assert re.search(r'Warning: .*\n.*\[(\w+)\]', report)[1] == 'client_came_again'
    assert re.search(r'Follows from it: 203\.0\.113\.8, a router .*\[gre_cut_off\]', report)
    assert report.count('Warning: ') == 1


def test_both_sides_tell_of_gre_that_is_not_passed_on():
    told = [one for one in told_of('trouble-nat-twin', 0) if one['id'] == 'gre_not_passed_on']
    assert len(told) == 2
    for one in told:
        assert re.search(r'100\.1 passes TCP .* to 10\.0\.3\.2, .*5 packets of the client', one['sentence'])


def test_a_right_password_after_wrong_ones():
    """It is not told with them, and the account may be locked."""
    report = diagnosis('trouble-authentication-names-locked.pcap', *ACCOUNT)
    assert '3 failed logons of user "alice"' in report
    assert re.search(r'matches the configured .* another password had been rejected before \(call 2,', report)
    assert 'locked' not in diagnosis('trouble-authentication-names-locked.pcap')


def test_a_right_password_that_the_server_can_use():
    """It does not keep it in a form that suits MS-CHAP, unless it accepts another logon by MS-CHAP."""
    unsuited, suited = (diagnosis(f'trouble-{name}.pcap', *ACCOUNT)
                        for name in ('authentication-names-locked', 'logons-compared-mschap'))
    assert 'in a form that MS-CHAP cannot use' in unsuited and 'set this password anew' in unsuited
    assert suited.count('and the server later accepted it: it refuses the user for another reason') == 2
    assert 'MS-CHAP cannot use' not in suited and 'set this password anew' not in suited
    assert 'knows another by now, or' in diagnosis('trouble-logons-compared-known.pcap', *ACCOUNT)


def test_a_finding_that_another_explains_guesses_nothing():
    explained, alone = ([one for one in told_of(name, number) if one['id'] == 'tcp_inside_unanswered']
                        for name, number in (('trouble-inside-explained', 0), ('trouble-inside-explained', 1)))
    assert 'A firewall' not in explained[0]['sentence'] and not explained[0]['next_step']
    assert 'A firewall on the server or behind it probably blocks TCP port 443' in alone[0]['sentence']
    assert alone[0]['next_step'].startswith('Look at the firewall')


def test_an_error_that_is_in_the_file_is_not_guessed():
    """A client that cancels tells none."""
    told = {number: [one['windows_error'] for one in told_of('trouble-ends-told', number)
                     if one['id'] == 'auth_unanswered'] for number in range(3)}
    assert told == {0: ['930'], 1: ['718'], 2: ['718']}


def test_an_empty_password_is_for_the_client_to_fill_in():
    for number, empty in (12, True), (13, False), (14, False):
        (found,) = [one for one in told_of('trouble-authentication-names', number) if one['id'] == 'auth_failed_pap']
        assert found['next_step'].startswith('Give the client this user\'s password.') == empty


def test_a_wrong_byte_order_is_no_nat():
    sender, nat = [one['sentence'] for one in document('trouble-nat-byte-order')['findings']
                   if one['id'] == 'gre_unknown_call_id']
    assert 'It is 4611 with its two octets swapped' in sender and 'NAT' not in sender
    assert 'A NAT that rewrites' in nat and 'swapped' not in nat


def test_an_outcome_that_the_client_discards_is_none():
    """In the table of calls: its Identifier is not that of the Response. Another client takes it all the same."""
    lines = OURS.tshark('trouble-authentication-success.pcap', '-q', '-z', 'pptp,calls').lines
    discarded, taken = [line for line in lines if '192.0.2.14' in line or '192.0.2.15' in line]
    assert 'MS-CHAPv2 no outcome' in discarded and 'MS-CHAPv2 ok' in taken


@pytest.mark.parametrize('name, number, finding, says', [
    ('trouble-addresses-adapter', 0, 'ipcp_rejected', 'reinstall the adapter'),
    ('trouble-authentication-names', 15, 'auth_failed_chap_md5', r'secret\. If they are right, let the client refuse'),
    ('trouble-framing-unread', 0, 'auth_challenge_unanswered',
     r'^Give the client a user name .* If that does not help'),
    ('trouble-framing-unread', 2, 'auth_challenge_unanswered', r'^Check the PPP log of the client\. Turn header'),
    ('trouble-encryption-missing', 0, 'mppe_required', r'^Install or load MPPE'),
    ('trouble-encryption-missing', 1, 'mppe_required',
     r'^Let the server ask for a logon that gives keys.*accept that\.$'),
    ('trouble-encryption-missing', 2, 'mppe_required', r'^If that end has no keys'),
    ('trouble-authentication-told', 1, 'auth_refused', r'^Look at the network policy .* allows\.$'),
    ('trouble-authentication-told', 2, 'auth_refused', r'^Give the account the permission'),
    ('trouble-authentication-told', 3, 'auth_refused', r'^Check the user name .* .pppd: refuse-eap'),
    ('trouble-authentication-told', 6, 'windows_error', r'^Look up that error'),
    ('trouble-authentication-told', 8, 'windows_error', r'^Check the user name exactly as sent'),
    ('trouble-addresses-adapter', 1, 'ipcp_rejected', r'on the server\.$'),
    ('trouble-logons-forms', 0, 'auth_failed', r'^Log on with the form of the name'),
    ('trouble-logons-forms', 2, 'auth_failed', r'^Check the user name'),
    ('trouble-negotiation-mute', 0, 'ppp_stuck', r'^Look in the PPP log of the server'),
    ('trouble-negotiation-mute', 1, 'ppp_stuck', r'^Check the PPP logs of both ends'),
    ('trouble-names-suffix', 0, 'name_unknown', r'^Set the DNS suffix corp\.example'),
    ('trouble-inside-ports-refused-proxy', 0, 'tcp_port_refused', r'^On the server, look for a proxy'),
    ('trouble-eap-identity', 0, 'auth_eap_stalled', r'^Check the log of the end that fell silent\.$'),
    ('trouble-logons-compared', 3, 'auth_failed_chap_md5', r'^If the message gives another reason'),
    ('trouble-logons-compared-mschap', 2, 'auth_failed', r'^Write the user name as the server does'),
    ('trouble-logons-compared-suits', '192.0.2.91', 'auth_downgraded', r'^See first why the server refused .*frame 14'),
    ('trouble-logons-compared-mschap', 4, 'auth_failed', r'^Log on with the user name and password of the VPN'),
    ('trouble-refusal-silence', 0, 'tcp_unanswered', r'which host 198\.51\.100\.1 forwards'),
    ('trouble-refusal-silence', 1, 'tcp_unanswered', r'^Check that the address of [\d.]+ is right, that [^.]*\.$'),
    ('trouble-refusal-silence', 2, 'tcp_unanswered', r'^Check the rules of 198\.51\.100\.1'),
    *(('trouble-refusal-route', number, 'tcp_unanswered', rf'^Check the uplink of {router}, .* to 198\.51\.100\.1\.$')
      for number, router in enumerate((r'192\.0\.2\.254', r'203\.0\.113\.77'))),
    ('trouble-refusal-silence', 3, 'tcp_unanswered', r'^Look for a block of 192\.0\.2\.13 on 198'),
    ('trouble-refusal', 20, 'tcp_unanswered', r'^Check the rules of 203\.0\.113\.1'),
    ('trouble-refusal-banned', 0, 'tcp_unanswered', r'pass\. Look for a block of 192\.0\.2\.10 on 203\.0\.113\.9'),
    ('trouble-keepalive-cut', 1, 'gre_stopped', r'^Check the PPP log of that end; compare .* at the client'),
    ('trouble-keepalive-cut', 2, 'gre_stopped', r'^Check the PPP log .*; raise .* .after 95\.\d s'),
    ('trouble-keepalive-load', 0, 'lcp_echo_ignored', r'^Make the server ignore missing'),
    ('trouble-keepalive-ignored', 0, 'lcp_echo_ignored', r'^Update the PPP of the client'),
    ('trouble-forgotten-absent', 0, 'tcp_unacknowledged', r'^Dial again, and keep the server from sleeping'),
    ('trouble-forgotten-unnoticed', 0, 'end_ignored', r'^Look at the sessions that the server'),
    ('trouble-mtu', 6, 'black_hole', r'let the ICMP error pass \(DF: .*at the server shows whether'),
    ('trouble-mtu', 10, 'black_hole', r'or let IP fragments pass \(DF is not set\)\.'),
    ('trouble-mtu', 3, 'mtu_icmp', r'PPP MTU to 1356 .TCP MSS 1316'),
    ('trouble-mtu-inside', 0, 'mtu_inside', r'TCP MSS to 1280\.$'),
    ('trouble-mtu-inside', 1, 'mtu_inside', r'TCP MSS to 1220\.$'),
    ('trouble-mtu-icmp-learned', 0, 'mtu_icmp', r'A PPP MTU of 1368 .TCP MSS 1328. spares'),
    *(('trouble-mtu-icmp-learned', number, 'mtu_icmp', r'Set the PPP MTU to 1368') for number in (1, 2)),
    ('trouble-mtu-icmp', 0, 'mtu_icmp', r'PPP MTU to 1400 .TCP MSS 1360'),
    ('trouble-mtu-icmp', '2001:db8::22', 'mtu_icmp', r'PPP MTU to 1336 .TCP MSS 1296')])
def test_the_next_step(name, number, finding, says):
    (found,) = [one for one in told_of(name, number) if one['id'] == finding]
    assert re.search(says, found['next_step']), found['next_step']


@pytest.mark.parametrize('options', [(), ACCOUNT])
def test_the_missing_bit_alone_is_enough_for_linux(options):
    """With the account, what lacks the FLUSHED bit can be read."""
    complains, silent = diagnosis('trouble-keys-unflushed.pcap', *options).split('Control connection 1,')
    assert re.search(r'Warning: .*7 of its 7 encrypted packets without the FLUSHED bit', complains)
    assert bool(options) == ('so only the bit is wrong' in complains)
    assert bool(options) != ('without the FLUSHED bit' in silent)


def test_encrypted_broadcasts_ask_nobody():
    """An account shows what they are: only the case of one host that is asked is left."""
    assert [{one['id'] for one in told_of('trouble-keys-broadcasts', number) if one['severity'] == 'Warning'}
            for number in range(3)] == [{'data_unanswered'}] * 3
    assert [{one['id'] for one in told_of('trouble-keys-broadcasts', number, *ACCOUNT) if one['severity'] == 'Warning'}
            for number in range(3)] == [set(), set(), {'data_unanswered'}]


def test_the_verdict_points_to_the_note_about_the_end():
    limited, sound = (diagnosis(f'{name}.pcap') for name in ('trouble-keepalive-radius', 'a_mppe128'))
    assert re.search(r'no warnings; a note says why the session ended\n  Note: RADIUS server', limited)
    assert re.search(r'no warnings\n', sound)


def test_few_encrypted_packets_may_all_be_broadcasts():
    """59 packets, 60 in four minutes, and 12: an idle host with Windows may send as many. Sixty in two minutes are too
    many, and for pptp-linux, 12 are."""
    told = [one for number in range(4) for one in told_of('trouble-keys-few', number) if one['id'] == 'data_unanswered']
    assert [one['severity'] for one in told] == ['Note'] * 3 + ['Warning']
    assert ['They may all be broadcasts' in one['sentence'] for one in told] == [True] * 3 + [False]
    warnings = [one for one in document('trouble-keys')['findings'] if one['id'] == 'data_unanswered']
    assert [one['severity'] for one in warnings] == ['Warning'] * 2


def test_segments_have_room_for_mppe():
    """With the account: an MSS of 1360 has none, 1356 has, and unencrypted 1360 has."""
    told = [[one for one in told_of('trouble-mtu-mppe', number, *ACCOUNT) if one['id'].startswith('mss_too_big')]
            for number in range(3)]
    assert [[one['id'] for one in of_case] for of_case in told] == [['mss_too_big_for_mppe'], [], []]
    assert re.search(r'behind the client .* an MSS of 1360 .* 4 octets only 1356 fit its MRU of 1400',
                     told[0][0]['sentence'])


def test_a_callback_is_a_stage_of_its_own():
    """Settling it comes between authentication and the network layer."""
    stages = [call['stage'] for call in document('trouble-callback')['calls']]
    assert stages == ['Callback', 'Callback', 'Callback', 'Auth', 'Callback', 'Data']
