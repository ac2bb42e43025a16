"""Who accuses has proof: captures/trouble-proof.pcap holds sessions in which a hasty reader blames the wrong end,
beside those in which the blame is right (tests/made/trouble_proof.py)."""
import functools
import json
import re

import pytest

from made.trouble import CASES, client_address
from rules import rules
from wireshark import CAPTURES, OURS

PROOF = 'trouble-proof'

# Of each case: its first Warning (None: it has none), what its sentence says, and what the session's findings must not
# say.
WORDS = [
    ('ppp_stuck', 'past Auth .*SPAP, whose outcome cannot be read', ()),
    (None, None, ('unexplained',)),
    (None, None, ('unexplained', 'before PPP began', 'encrypted, in fragments')),
    ('ppp_stuck', 'the server ended it', ('auth_eap_stalled',)),
    ('auth_eap_stalled', 'no reply from the client', ()),
    ('auth_not_agreed', 'without authentication', ()),
    ('auth_server_rejected', 'probably does not match', ('reason of its own',)),
    ('windows_error', 'local computer does not support the required encryption', ('auth_server_rejected', 'S=')),
    ('ppp_unanswered', 'both ends acknowledge GRE', ('Allow IP protocol 47', 'neither end')),
    ('gre_elsewhere', 'The server probably has several addresses', ('kept repeating',)),
    ('ppp_replies_ignored', 'its GRE acknowledges it', ()),
    ('gre_icmp', 'a firewall there', ('Check that the other end is up',)),
    ('gre_icmp', 'cannot be reached', ('Allow IP protocol 47', 'firewall')),
    ('gre_only_from_pns', 'only GRE from the client', ('overloaded',)),
    ('fragments_lost', 'waited in vain for fragments', ('gre_forgotten', 'Allow IP protocol 47')),
    ('gre_forgotten', 'A firewall there has forgotten', ('program',)),
    ('gre_forgotten', 'The PPP program of the client has ended, or a NAT', ()),
    ('end_restarted', 'or had given up the silent connection', ()),
    ('end_restarted', 'or a NAT or firewall', ('given up',)),
    ('auth_failed', 'account is disabled', ('password_guessing',)),
    ('auth_failed_late', 'did not answer in time', ('password_guessing',)),
]


@functools.cache
def told(name):
    return json.loads(OURS.tshark(name, '-q', '-z', 'pptp,json').out)


def findings_of(number):
    """Of the client's sessions."""
    address = client_address(number)
    return [one for one in told(f'{PROOF}.pcap')['findings'] if one.get('client', {}).get('address') == address]


@pytest.mark.parametrize('number', range(len(WORDS)))
def test_the_cause_is_named_and_nothing_else_blamed(number):
    first, words, never = WORDS[number]
    found = findings_of(number)
    warnings = [one for one in found if one['severity'] == 'Warning']
    assert {one['id'] for one in warnings} == ({first} if first else set())
    if first:
        assert re.search(words, warnings[0]['sentence'], re.I), warnings[0]['sentence']
    blamed = [one for one in found if not one['id'].startswith('gre_other')]
    text = ' '.join(f"{one['id']} {one['sentence']} {one['next_step']}" for one in blamed if not one['follows_from'])
    assert not [word for word in never if word in text], text


def test_every_case_has_its_words():
    assert len(CASES[PROOF]) == len(WORDS) + 1      # the last is below


def test_failed_logons_follow_from_the_guessing():
    """The six sessions of the last case: the capture's Warning is the only one, and each of the others follows."""
    found = findings_of(len(WORDS))
    assert {one['id'] for one in found if one['follows_from'] == 'password_guessing'} == {'auth_failed'}
    assert [one['id'] for one in found if one['severity'] == 'Warning'] == []
    (cause,) = [one for one in told(f'{PROOF}.pcap')['findings'] if one['id'] == 'password_guessing']
    assert cause['values']['count'] == 6 and cause['values']['address'] == client_address(len(WORDS))


def test_unanswered_data_may_ask_for_no_answer():
    """What encryption hides may be broadcasts; what is in the clear is known not to be."""
    found = [one['sentence'] for one in told('trouble-keys.pcap')['findings'] if one['id'] == 'data_unanswered']
    assert sorted('broadcasts' in one for one in found) == [False, True], found


def test_each_end_is_told_of_the_packets_that_it_rejects():
    """Protocol-Rejects of both ends are never summed up as those of one."""
    one, both = [one for one in told('trouble-keys.pcap')['findings'] if one['id'] == 'mppe_garbage']
    assert one['values']['count'] == 5 and 'cannot either' not in one['sentence']
    assert both['values']['count'] == both['values']['back'] == 5, both['sentence']


def test_gre_that_stopped_was_awaited_since_the_first_packet_in_vain():
    """30 packets every 4 s, and 3 Terminate-Requests every 3 s; a message, not TCP's FIN, shows that TCP worked."""
    (found,) = [one for one in told('trouble-keepalive.pcap')['findings'] if one['id'] == 'gre_stopped']
    assert found['values']['count'] == 33 and found['values']['span'] == 29 * 4 + 3 * 3, found['sentence']


def test_a_disputed_address_is_cited_where_it_was_named():
    """The Nak in frame 30 names the other address; the Reject in frame 32 names none."""
    (found,) = [one for one in told('reports/remote_address_conflict.pcap')['findings']
                if one['id'] == 'ipcp_terminated']
    assert found['values']['disputed'] == 30, found['sentence']


def test_unanswered_clear_data_explain_that_nothing_was_encrypted():
    found = {one['id']: one['follows_from'] for one in told('reports/clear_data_unanswered.pcap')['findings']}
    assert found['mppe_absent'] == found['clear_data'] == 'data_unanswered'


def test_the_other_direction_of_a_stray_tunnel_is_in_a_call():
    assert 'gre_half_captured' not in {one['id'] for one in told('reports/proxied_control_direct_gre.pcap')['findings']}


# --- Cause and consequence in all captures ----------------------------------------------------------------------------

EXPLAINS = {(rule.id, word) for rule in rules() for word in (rule.explains or '').split()}
ALL = sorted(path for where in (CAPTURES, CAPTURES / 'reports') for path in where.glob('*.pcap*'))


def sessions(document):
    """The Warnings that stand for themselves, by connection and call; a connection's stand with each of its calls."""
    warnings = [one for one in document['findings'] if one['severity'] == 'Warning']
    places = {(one['connection'], one['call']) for one in warnings}
    for connection, call in places:
        yield [one for one in warnings if one['connection'] == connection and one['call'] in (call, None)]


@pytest.mark.slow
@pytest.mark.parametrize('path', ALL, ids=lambda path: str(path.relative_to(CAPTURES)))
def test_no_warning_follows_from_another_of_its_session(path):
    for warnings in sessions(told(path)):
        ids = {one['id'] for one in warnings}
        assert not [pair for pair in EXPLAINS if set(pair) <= ids], ids


@pytest.mark.longer
@pytest.mark.parametrize('path', ALL, ids=lambda path: str(path.relative_to(CAPTURES)))
def test_sentences_are_whole(path):
    """A value that is missing cuts a sentence off."""
    for finding in told(path)['findings']:
        assert re.search(r'[.?]$', finding['sentence']) and '  ' not in finding['sentence'], finding['sentence']
