"""RADIUS in the same capture: tied to the call, its outcome, and its keys."""
import json
import re

import pytest

from made import encrypted, mschap, radius
from made.trouble import EXPECTED
from packets import Capture
from test_analysis import PASSES
from test_mppe import contents, decrypted, inner, left_over
from wireshark import CAPTURES, OURS, folder, plain

SECRET = '-o', f'radius.shared_secret:{radius.SECRET}'
REAL = 'k_radius_mppe128.any'


@PASSES
def test_a_real_session_is_the_plaintext(passes):
    """Without any account: each packet of ppp0, octet for octet."""
    both = decrypted(REAL, *SECRET, *passes)
    for client in True, False:
        packets = [packet for _, packet in both[client]]
        rest = left_over([packet for sent, packet in inner(REAL) if sent == client], packets)
        assert rest is not None and len(rest) <= 2
    assert sum(map(len, both.values())) == 33


@pytest.mark.parametrize('secret, reason', [
    ('testing124', 'the RADIUS shared secret does not match'),
    ('', 'no matching password, and no RADIUS shared secret')])
def test_a_wrong_secret_decrypts_nothing(secret, reason):
    """And says so, without the right one or the wrong one."""
    option = '-o', f'radius.shared_secret:{secret}'
    answer = OURS.tshark(f'{REAL}.pcap', '-V', *option)
    assert answer.out.count(f'[Not decrypted: {reason}]') == 33 and 'Decrypted MPPE' not in answer.out
    assert 'testing12' not in answer.out


def test_no_secret_is_printed():
    report = OURS.tshark(f'{REAL}.pcap', '-q', '-z', 'pptp,diagnosis', '-z', 'pptp,json', '-z', 'pptp,calls', *SECRET)
    assert radius.SECRET not in report.out
    assert radius.SECRET not in OURS.tshark(f'{REAL}.pcap', '-V', '-O', 'pptp,mppe,gre,radius', *SECRET).out


@PASSES
def test_made_keys(passes):
    """Each packet is decrypted to what was sent, or tells why not."""
    inside = contents('radius-keys.pcap', *SECRET, *passes)
    told = {int(row[0][0]): row[1:] for row in OURS.fields(
        'radius-keys.pcap', ['frame.number', 'mppe.key_source', 'mppe.not_decrypted'], '-Y', 'mppe', *SECRET, *passes)}
    for one in radius.keys():
        assert inside.get(one.frame) == (None if one.reason else one.octets), one
        source, reason = ([plain(value) for value in values] for values in told[one.frame])
        assert (source, reason) == (([], [one.reason]) if one.reason else (['RADIUS'], [])), one


def hashes_from(s, secret=radius.SECRET, more=lambda ask: b'', cut=0):
    """MS-CHAP: the reply holds the hashes that the keys are made of, and more."""
    link, ask = s.call(), radius.Radius(s.made, secret=secret)
    link.lcp_up('MS-CHAP')
    link.challenge(8)
    link.response()
    ask.ask(radius.mschap_response(radius.value_of(link), kind=1))
    hashes = mschap.lm_hash(encrypted.PASSWORDS['alice'])[:8] + mschap.md4(link.hash)
    ask.reply(radius.ACCEPT, radius.microsoft(12, ask.encrypt(hashes + bytes(8))) + more(ask)
              + radius.attribute(18, b'Welcome'), cut=cut)
    link.success()
    link.ccp_up(128)
    link.ipcp_up()
    link.talk(1, '')


@pytest.mark.parametrize('case, told', [
    ({'cut': 4}, [['RADIUS'], []]),
    ({'cut': 4, 'secret': 'another one'}, [[], ['the RADIUS shared secret does not match']]),
    ({'more': lambda ask: ask.key(16, bytes(range(16)), b'\xe2\x7f')}, [['RADIUS'], []])],
    ids=['cut', 'cut, and another secret', 'beside half of the keys'])
def test_hashes_in_the_reply(case, told):
    """Zeros behind them show that the secret is right where the reply was not captured in full."""
    made = Capture()
    hashes_from(encrypted.Secret(made, 0, [], {}), **case)
    path = folder('radius') / 'hashes.pcap'
    path.write_bytes(made.octets())
    path.chmod(0o644)
    rows = OURS.fields(path, ['mppe.key_source', 'mppe.not_decrypted'], '-Y', 'mppe', *SECRET)
    assert [[[plain(value) for value in values] for values in row] for row in rows] == len(rows) * [told] and rows


def test_a_password_comes_first():
    account = '-o', 'uat:pptp_accounts:"alice","wonderland42","password"'
    rows = OURS.fields(f'{REAL}.pcap', ['mppe.key_source', 'mppe.account'], '-Y', 'mppe', *SECRET, *account)
    assert [[plain(value) for value, in row] for row in rows] == [['password', 'alice']] * 33


def test_frames_are_linked():
    """In one pass, what is known by then."""
    fields = ['frame.number', 'pptp.auth.radius_request_in', 'pptp.auth.radius_reply_in', 'pptp.auth.radius_outcome',
              'pptp.auth.radius_time', 'pptp.auth.response_in']
    shown = 'pptp.auth.radius_request_in || pptp.auth.response_in'

    def rows(*options):
        return {int(row[0][0]): [plain(value[0]) if value else None for value in row[1:]]
                for row in OURS.fields(f'{REAL}.pcap', fields, '-Y', shown, *options)}

    known = ['23', '24', 'accept', '0.331455000', None]
    linked = {23: [None] * 4 + ['20'], 24: [None] * 4 + ['20'], 26: known}
    assert rows() == linked
    assert rows('-2') == linked | {20: known}


@pytest.mark.parametrize('options', [('-d', 'udp.port==11812,radius'), ('-o', 'radius.udp.port:11812')])
def test_another_port(options, tmp_path):
    octets = (CAPTURES / f'{REAL}.pcap').read_bytes().replace((1812).to_bytes(2, 'big'), (11812).to_bytes(2, 'big'))
    path = tmp_path / 'another-port.pcap'
    path.write_bytes(octets)
    path.chmod(0o644)
    frames = OURS.fields(path, ['frame.number'], '-Y', 'pptp.auth.response_in', *options)
    assert [int(row[0][0]) for row in frames] == [23, 24]


# --- what the diagnosis says ------------------------------------------------------------------------------------------

SAID = {
    'k_radius_reject_message.both.pcapng':
        'RADIUS server 203.0.113.10 rejected user "bob" with Reply-Message "Account bob is locked until Monday"'
        ' (Access-Reject, frame 29, 1.0 s after the Access-Request in frame 27).',
    'k_radius_silent.any.pcap':
        'RADIUS server 203.0.113.10 did not answer 2 Access-Requests about user "alice" (UDP port 1812, frame 22, the'
        ' last in frame 24): no reply was captured. They have no Message-Authenticator: RADIUS servers that are'
        ' protected against the Blast-RADIUS attack (CVE-2024-3596) may demand one, and ignore requests without it.',
    'k_radius_portunreach.both.pcapng':
        'RADIUS server 203.0.113.10 did not answer 2 Access-Requests about user "alice" (UDP port 1812, frame 27, the'
        ' last in frame 30): no reply was captured. 203.0.113.10 returned ICMP Destination unreachable (Port'
        ' unreachable) (frame 28).',
}


@pytest.mark.parametrize('capture', SAID)
def test_what_radius_did_comes_first(capture):
    report = OURS.tshark(capture, '-q', '-z', 'pptp,diagnosis').out
    assert [line.split('Warning: ')[1] for line in report.splitlines() if 'Warning: ' in line] == [SAID[capture]]


def test_nothing_but_what_radius_did():
    """Each made session has its one Warning, or none."""
    told = json.loads(OURS.tshark('trouble-radius.pcap', '-q', '-z', 'pptp,json').out)['findings']
    warnings = [(one['client']['address'], one['id']) for one in told if one['severity'] == 'Warning']
    assert sorted(warnings) == sorted(one for one in EXPECTED['trouble-radius'] if one[1] != 'radius_not_asked')


def test_what_the_sentences_say():
    said = OURS.tshark('trouble-radius.pcap', '-q', '-z', 'pptp,diagnosis').out
    # RFC 2548 section 2.1.5: Ident is any octet, and E= comes behind it.
    assert re.search('Reply-Message "No dial-in for contractors".*E=649, the account has no permission', said)
    assert 'Access-Accept came from 192.0.2.54 (frame 345)' in said and 'came from UDP port 1645' in said
    assert 'Port unreachable) came back for this one (frame 346)' in said
    # Line ends around the text and inside it.
    assert ': "Enter the code from your phone". It wants' in said
    assert len(re.findall('the request has a Message-Authenticator and the reply has none', said)) == 1
    assert len(re.findall('The shared secrets probably agree', said)) == 2


def test_json():
    told = json.loads(OURS.tshark('k_radius_portunreach.both.pcapng', '-q', '-z', 'pptp,json').out)
    assert told['calls'][0]['authentication']['radius'] == {
        'client': '203.0.113.1', 'server': '203.0.113.10', 'port': 1812, 'times': 2, 'request_in': 27,
        'reply_in': None, 'outcome': 'no reply', 'refused_in': 28}
