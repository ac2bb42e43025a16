"""What authentication came to: methods and users of EAP, and findings about many logons.

Expectations are a reading of RFC 3748 and of draft-kamath-pppext-eap-mschapv2.
"""
import json
import re

import pytest

from test_analysis import PASSES
from wireshark import OURS

EAP = ['frame.number', 'eap.code', 'eap.type', 'pptp.auth.method', 'pptp.auth.user']


def findings(capture, *options):
    return json.loads(OURS.tshark(capture, '-q', '-z', 'pptp,json', *options).out)['findings']


@PASSES
def test_method_and_user_of_eap(passes):
    """The first two conversations of trouble-eap: EAP-MSCHAPv2 without an Identity; EAP-TLS after a Nak."""
    rows = OURS.fields('trouble-eap.pcap', EAP, '-Y', 'eap && pptp.call < 2', *passes)
    told = [tuple(''.join(value).replace('\\\\', '\\') for value in row[3:]) for row in rows]    # doubled since 4.4
    ask, tell = ('EAP-MSCHAPv2', ''), ('EAP-MSCHAPv2', 'CORP\\alice')
    tls = [('EAP-TLS', ''), ('EAP-TLS', 'alice')]
    assert told == [ask, tell, tell, tell, tell,
                    ('', ''), ('', 'alice'), ('EAP-MD5', ''), ('EAP-MD5', 'alice'), *tls, *tls, ('EAP-TLS', 'alice')]


def test_guesses_are_counted_once():
    """Six users from one address, then a success; two mistakes of another client are none."""
    (found,) = [one for one in findings('trouble-logons.pcap') if one['id'] == 'password_guessing']
    assert re.search(r'^6 failed logons of 6 users \("admin", "root", "alice", \.\.\.\) from 192\.0\.2\.10 at 198',
                     found['sentence'])
    assert 'accepted user "vpn"' in found['sentence']
    assert found['severity'] == 'Warning'


@pytest.mark.parametrize('name', ['trouble-authentication', 'trouble-eap', 'trouble-keys', 'calls-several'])
def test_failures_of_many_clients_are_no_guesses(name):
    assert 'password_guessing' not in {one['id'] for one in findings(f'{name}.pcap')}


HEALTHY = {'trouble-authentication-agreement': {6, 8, 11}, 'trouble-authentication-success': {1, 5, 9, 11},
           'trouble-eap': {0, 1}, 'trouble-logons': {6, 9, 11, 13, 14}}


@pytest.mark.parametrize('name', HEALTHY)
def test_cases_without_trouble_have_no_warning(name):
    """Both ends prove themselves; a Challenge is repeated; EAP instead of MS-CHAPv2; a second session of a user."""
    warned = {one['call'] for one in findings(f'{name}.pcap') if one['severity'] == 'Warning'}
    assert not HEALTHY[name] & warned


def test_a_wrong_password_is_not_contradicted():
    """The account is disabled, and the Response does not match the configured password: both are said as such."""
    account = '-o', 'uat:pptp_accounts:"alice","another","password"'
    sentences = [one['sentence'] for one in findings('trouble-authentication.pcap', *account)]
    disabled = [sentence for sentence in sentences if 'E=647' in sentence]
    assert len(disabled) == 1
    assert 'does not match the configured password, but the server gives another reason' in disabled[0]
    assert 'The password was not the problem' not in disabled[0]


def test_a_known_wrong_password_explains_a_late_failure():
    """Without the account, 15 s point to a backend."""
    account = '-o', 'uat:pptp_accounts:"alice","another","password"'
    assert 'auth_failed_late' in {one['id'] for one in findings('trouble-authentication.pcap')}
    assert 'auth_failed_late' not in {one['id'] for one in findings('trouble-authentication.pcap', *account)}


DORA = '"dora","p\u00e4ssw\u00f6rd \u043a\u043b\u044e\u0447 \U0001f511","password"'
KNOWN = '-o', 'uat:pptp_accounts:"alice","wonderland42","password"', '-o', f'uat:pptp_accounts:{DORA}'


# Of the clients of trouble-authentication-known: the finding, and what it says without and with the password.
@pytest.mark.parametrize('number, finding, without, known', [
    (0, 'auth_server_rejected', 'lacks the space.*or S= does not match', 'lacks the space.*S= itself is that of'),
    (1, 'auth_server_rejected', 'lacks the space.*or S= does not match', r'\(S=\) does not match.*password\.$'),
    (2, 'auth_server_rejected', r'\(S=\) probably does not match', r'\(S=\) does not match.*password\.$'),
    (3, 'auth_server_rejected', r'\(S=\) probably does not match', None),
    (4, 'auth_failed', 'or another password is sent', 'the same password was sent, so something changed'),
    (5, 'auth_failed', 'bound to an address.*, unless another password', r'an address \(a caller ID, a policy\)\.'),
    (6, 'auth_failed', r'\(retry not allowed\)\. Message', 'only with one character for each octet of UTF-8'),
    (7, 'auth_eap_server_rejected', r'proof \(S=\)\. The server', 'The configured password gives another S='),
])
def test_what_a_known_password_tells(number, finding, without, known):
    for options, wanted in ((), without), (KNOWN, known):
        told = [one['sentence'] for one in findings('trouble-authentication-known.pcap', *options)
                if one['id'] == finding and one['client']['address'] == f'192.0.2.{10 + number}']
        assert len(told) == (wanted is not None) and all(re.search(wanted, sentence) for sentence in told)


def test_nothing_is_compared_where_decryption_is_off():
    """Not even with an empty password; and packets say why they are not decrypted."""
    off = '-o', 'pptp.decrypt_mppe:FALSE'
    told = ' '.join(one['sentence'] for name in ('trouble-authentication-known', 'trouble-authentication-names')
                    for one in findings(f'{name}.pcap', *KNOWN, *off))
    assert 'rejected user' in told and 'configured password' not in told and 'is that of an empty' not in told
    infos = {info for (info,), in OURS.fields('trouble-authentication-known.pcap', ['_ws.col.Info'], *KNOWN, *off,
                                              '-Y', 'mppe && !ipcp')}
    assert infos and all('decryption is switched off' in info for info in infos)


def test_a_longer_key_that_was_offered_first():
    """The sessions of trouble-audit ask for short keys from the start; that of trouble-audit-downgrade does not."""
    def of_keys(name):
        return [one['sentence'] for one in findings(f'{name}.pcap') if one['id'] in ('mppe_40', 'mppe_56')]
    assert len(of_keys('trouble-audit')) == 2 and not [one for one in of_keys('trouble-audit') if 'offered' in one]
    (told,) = of_keys('trouble-audit-downgrade')
    assert re.search(r'40-bit.* The client had offered 128-bit keys first \(frame \d+\)', told)
