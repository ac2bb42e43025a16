"""MPPE decrypted with the user's accounts: against the plaintext of real sessions, and against what the made captures
hold."""
import base64
import collections
import functools
import json
import random
import re
import struct
from unittest import mock

import pytest

from made import encrypted, mschap, radius
from made.encrypted import ACCOUNTS, PASSWORDS
from packets import Capture, gre
from test_analysis import PASSES
from wireshark import OURS, PLUGIN, STOCK, TRUTH, Programs, complaints, folder, plain, staged

MADE = sorted(encrypted.CASES)
ALICE, BOB = ('alice', 'wonderland42', 'password'), ('bob', 'builder7', 'password')


def row(account):
    """A line of the table: \\x5c and \\x22 are what it reads in all versions."""
    return ','.join('"' + text.replace('\\', '\\x5c').replace('"', '\\x22') + '"' for text in account)


def known(*accounts):
    """Options of tshark."""
    return [word for account in accounts for word in ('-o', f'uat:pptp_accounts:{row(account)}')]


def sources(capture, *options):
    """{frame: {name: octets}} of the data sources beside the frame itself: tshark -x, each behind its frame's
    number."""
    found, frame, name = {}, None, None
    for line in OURS.tshark(capture, '-P', '-x', '-o', 'gui.column.format:"No.","%m"', *options).lines:
        if match := re.fullmatch(r' *(\d+)', line):
            frame, name = int(match[1]), None
        elif match := re.fullmatch(r'(.+) \(\d+ bytes?\):', line):
            name = match[1]
            found.setdefault(frame, {})[name] = b''
        elif name:
            found[frame][name] += bytes.fromhex(line[6:54])
    return found


def contents(capture, *options):
    """{frame: octets of the PPP packet inside}"""
    return {frame: named['Decrypted MPPE'] for frame, named in sources(capture, *options).items()
            if 'Decrypted MPPE' in named}


def counted(capture, field, *options):
    """How often each value of a field is there."""
    return collections.Counter(value for row in OURS.fields(capture, [field], *options) for value in row[0])


@functools.cache
def expert_items():
    """The names of MPPE's."""
    return [line.split('\t')[2] for line in OURS.run('tshark', '-G', 'fields').lines
            if re.match(r'F\t[^\t]*\tmppe\.\w+\tFT_NONE\t', line)]


@functools.cache
def encrypted_without_accounts(capture):
    """The frames, as -T fields tells their numbers."""
    return [row[0] for row in OURS.fields(capture, ['frame.number'], '-Y', 'mppe')]


# --- real captures ----------------------------------------------------------------------------------------------------

SESSIONS = ['a_mppe128', 'b_mppe40', 'b_mppe128_stateful', 'b_mschapv1_mppe128', 'e_loss_reorder_dup',
            'e_loss_mppe128_stateful', 'g_kernel_mppe128', 'i_eap_mschapv2_mppe128', 'i_eap_mschapv2_noidentity']
CLIENT = '192.0.2.10'


def inner(name):
    """The client's ppp0: (whether the client sends, IP packet). Linux cooked capture."""
    octets, at = (TRUTH / f'{name}.inner.pcap').read_bytes(), 24
    assert struct.unpack('<I', octets[20:24])[0] == 113
    while at < len(octets):
        size = struct.unpack('<I', octets[at + 8:at + 12])[0]
        frame, at = octets[at + 16:at + 16 + size], at + 16 + size
        yield frame[:2] == b'\0\4', frame[16:]


def ip_of(ppp):
    """Without the protocol field, of one octet or two."""
    return ppp[1 if ppp[0] & 1 else 2:]


def decrypted(name, *options):
    """{client: [(number, IP packet)]} in the order in which they were sent, copies once."""
    capture, inside = f'{name}.pcap', contents(f'{name}.pcap', *options)
    both = {True: {}, False: {}}
    for frame, source, number in OURS.fields(capture, ['frame.number', 'ip.src', 'gre.sequence_number'], '-Y', 'mppe',
                                             *options):
        if int(frame[0]) in inside:
            numbers = both[source[0] == CLIENT]
            packet = ip_of(inside[int(frame[0])])
            assert numbers.setdefault(int(number[0]), packet) == packet
    return {client: sorted(numbers.items()) for client, numbers in both.items()}


def left_over(part, whole):
    """What is in the whole beside a part of it in the same order; None if it is no part."""
    rest, part = [], list(part)
    for one in whole:
        if part and one == part[0]:
            part.pop(0)
        else:
            rest.append(one)
    return None if part else rest


# What the client's outer interface has and its ppp0 has not: what the kernel sends before the capture of ppp0 began,
# and in captures with loss what the client discards because it comes too late or, stateful, behind a loss.
@PASSES
@pytest.mark.parametrize('name', SESSIONS)
def test_real_sessions_are_the_plaintext(name, passes):
    """Each packet that ppp0 sent or received was decrypted, octet for octet, in the order in which they were sent."""
    both = decrypted(name, *known(ALICE), *passes)
    for client in True, False:
        packets = [packet for _, packet in both[client]]
        rest = left_over([packet for sent, packet in inner(name) if sent == client], packets)
        assert rest is not None
        assert len(rest) <= (20 if name.startswith('e_') and not client else 2)


def independent_counts():
    """{capture: {protocol: packets decrypted} by a checker that is no part of the project."""
    text = (TRUTH / 'counts.txt').read_text()
    return {name: {int(protocol, 16): int(count) for protocol,
                   count in re.findall(r"'decrypted ok (0x\w+)': (\d+)", counts)}
            for name, counts in re.findall(r'^(\S+\.pcap) \{(.*decrypted ok.*)\}$', text, re.M)}


@pytest.mark.slow
@PASSES
@pytest.mark.parametrize('name', independent_counts())
def test_as_many_as_an_independent_checker_decrypted(name, passes):
    inside = contents(name, *known(ALICE), *passes)
    found = collections.Counter(ppp[0] if ppp[0] & 1 else ppp[0] << 8 | ppp[1] for ppp in inside.values())
    wanted = independent_counts()[name]
    assert set(found) == set(wanted) and all(found[protocol] >= count for protocol, count in wanted.items())


@PASSES
def test_what_the_independent_checker_could_not_open(passes):
    """Of e_loss_reorder_dup late packets and copies: all are decrypted. Of e_loss_mppe128_stateful the packets between
    a loss and the next flushed one, 14, which the receiver discards too: each says so."""
    for name, lost in ('e_loss_reorder_dup', 0), ('e_loss_mppe128_stateful', 14):
        capture = f'{name}.pcap'
        why = OURS.fields(capture, ['frame.number', 'mppe.not_decrypted'], '-Y', 'mppe', *known(ALICE), *passes)
        assert sum(bool(reason) for _, reason in why) == lost
        assert len(contents(capture, *known(ALICE), *passes)) == len(why) - lost
        assert bool(counted(capture, 'frame.number', '-Y', 'mppe.lost', *known(ALICE), *passes)) == bool(lost)


@pytest.mark.slow
@PASSES
@pytest.mark.parametrize('name', SESSIONS)
def test_real_responses_are_verified(name, passes):
    """And the server's answers, where MS-CHAPv2 has them: with the right password, and not with another one."""
    for password, right in (ALICE[1], '1'), ('wonderland43', '0'):
        capture, account = f'{name}.pcap', known(('alice', password, 'password'))
        values = [plain(value) for value in counted(capture, 'pptp.auth.verified', *account, *passes).elements()]
        assert values and set(values) == {right} and (right == '0' or len(values) == (1 if 'v1' in name else 2))
        assert bool(contents(capture, *account, *passes)) == (right == '1')
    assert counted(capture, 'pptp.auth.verified', *passes).total() == 0


@PASSES
def test_two_users_at_once(passes):
    """Behind one NAT: each account decrypts its own call; together they decrypt all."""
    capture = 'd_nat2.wan.pcap'
    each = [set(contents(capture, *known(account), *passes)) for account in (ALICE, BOB)]
    assert [len(frames) for frames in each] == [61, 61]
    assert set(contents(capture, *known(ALICE, BOB), *passes)) == each[0] | each[1]
    assert counted(capture, 'mppe.account', *known(ALICE, BOB), *passes) == {'alice': 61, 'bob': 61}
    calls = OURS.fields(capture, ['pptp.call', 'mppe.account'], '-Y', 'mppe.account', *known(ALICE, BOB), *passes)
    assert len({(call[0], account[0]) for call, account in calls}) == 2


@pytest.mark.slow
@pytest.mark.parametrize('account', [
    ('nobody', 'x', 'password'), ('nobody', 'wonderland42', 'password'), ('alice', 'x', 'password'),
    ('alice', '0' * 32, 'NT hash'), ('', 'x', 'password'), ('alice2', 'wonderland42', 'password')])
@pytest.mark.parametrize('name', SESSIONS)
def test_another_account_opens_nothing(name, account):
    capture = f'{name}.pcap'
    assert contents(capture, *known(account)) == {}
    asked = ['frame.number', 'mppe.not_decrypted', 'mppe.account', 'frame.protocols']
    rows = OURS.fields(capture, asked, '-Y', 'mppe', *known(account))
    assert [row[0] for row in rows] == encrypted_without_accounts(capture)
    assert all(reason and not decrypted_with for _, reason, decrypted_with, _ in rows)
    assert all(protocols[0].endswith(':mppe') for *_, protocols in rows)


@pytest.mark.slow
@pytest.mark.parametrize('account', [
    ('', 'wonderland42', 'password'), ('alice', mschap.nt_hash('wonderland42').hex(), 'NT hash'),
    ('alice', mschap.nt_hash('wonderland42').hex().upper(), 'NT hash')])
@pytest.mark.parametrize('name', SESSIONS)
def test_any_user_and_nt_hash(name, account):
    """The same as with the password: keys of 128 bits, and MS-CHAPv2's shorter ones, come of the NT hash."""
    capture = f'{name}.pcap'
    assert contents(capture, *known(account)) == contents(capture, *known(ALICE))


@PASSES
def test_deflate_stays_as_stock_shows_it(passes):
    """0x00fd is MPPE only where CCP agreed on it. But for GRE's subtree and PPTP nothing is another."""
    capture = 'b_deflate.pcap'
    assert contents(capture, *known(ALICE), *passes) == {}
    fields = ['frame.number', 'frame.protocols', 'ppp.protocol', 'comp_data', 'data.data', '_ws.col.Protocol',
              '_ws.col.Info']
    only = ['-Y', 'comp_data', *passes]
    assert OURS.fields(capture, fields, *only, *known(ALICE)) == STOCK.fields(capture, fields, *only) != []
    assert not counted(capture, 'frame.number', '-Y', 'mppe', *passes)


# --- made captures ----------------------------------------------------------------------------------------------------

ALL = known(*ACCOUNTS)
# Why a packet is not decrypted, and how that is told.
TOLD = {'account': {'mppe.no_account', 'mppe.wrong_password'}, 'password': {'mppe.wrong_password'},
        'LAN Manager': {'mppe.no_lm_hash'}, 'EAP': {'mppe.eap'}, 'no keys': {'mppe.no_keys', 'mppe.no_handshake'},
        'lost': {'mppe.lost'}, 'far': {'mppe.far'}, 'stray': {'mppe.far', 'mppe.garbage'}, 'short': {'mppe.short'},
        'other keys': {'mppe.garbage'}, 'no CCP': {'mppe.no_ccp', 'mppe.unknown'}}


@functools.cache
def shown(name, *options):
    """{frame: octets}, {frame: fields}, {frame: expert items} of what has PPP protocol 0x00fd."""
    fields = ['mppe.key_length', 'mppe.stateless', 'mppe.account', 'mppe.not_decrypted', 'mppe.coherency_count',
              *(f'mppe.flags.{bit}' for bit in 'abcd')]
    wanted = ' || '.join(['mppe', *expert_items()])
    rows = OURS.fields(f'{name}.pcap', ['frame.number', *fields, *expert_items()], '-Y', wanted, *options)
    told = {int(row[0][0]): {field: plain(values[0]) if values else None for field, values in zip(fields, row[1:])}
            for row in rows}
    items = {int(row[0][0]): {item for item, values in zip(expert_items(), row[1 + len(fields):]) if values}
             for row in rows}
    return contents(f'{name}.pcap', *options), told, {frame: found for frame, found in items.items() if found}


@PASSES
@pytest.mark.parametrize('name', MADE)
def test_what_can_be_decrypted_is(name, passes):
    """The truth, octet for octet; and nothing else, ever."""
    inside = shown(name, *ALL, *passes)[0]
    missed = [(one.frame, f'{one.header:04x}') for one in encrypted.truth(name) if not one.reason
              and one.frame not in inside]
    false = [(one.frame, one.reason, inside[one.frame].hex()) for one in encrypted.truth(name)
             if one.frame in inside and inside[one.frame] != one.octets and not begins_like_ppp(one, inside)]
    assert (missed, false) == ([], [])
    assert set(inside) <= {one.frame for one in encrypted.truth(name)}


def begins_like_ppp(one, inside):
    """Noise that a sender encrypted may begin like PPP by chance, behind a right key: nobody can tell."""
    return one.reason in ('noise', 'no PPP') and inside[one.frame][:1] not in (b'\x21', b'\x57')


@PASSES
@pytest.mark.parametrize('name', MADE)
def test_header_and_mode(name, passes):
    told = shown(name, *ALL, *passes)[1]
    for one in encrypted.truth(name):
        fields = told.get(one.frame)
        if one.bits == 0 or fields is None or fields['mppe.key_length'] is None:
            assert one.bits == 0 or one.reason == 'cut'
            continue
        assert fields['mppe.key_length'] == str(one.bits) and fields['mppe.stateless'] == str(int(one.stateless)), one
        if one.reason != 'cut':
            assert fields['mppe.coherency_count'] == str(one.header & 0xfff), one
            assert [fields[f'mppe.flags.{bit}'] for bit in 'abcd'] == [str(one.header >> 15 - i & 1)
                                                                       for i in range(4)], one


@PASSES
@pytest.mark.parametrize('name', MADE)
def test_who_decrypted_it_or_why_nobody_did(name, passes):
    """Either, never both. The first of those that nobody decrypted has an expert item."""
    inside, told, items = shown(name, *ALL, *passes)
    for one in encrypted.truth(name):
        fields = told.get(one.frame)
        if one.frame in inside:
            assert fields['mppe.not_decrypted'] is None
            name_told = (fields['mppe.account'] or '').replace('\\\\', '\\')       # -T fields doubles it since 4.4
            assert one.reason or name_told == one.account or not one.account, one
            assert one.reason != 'clear' or not name_told, one
        elif fields is not None:
            assert fields['mppe.account'] is None
            assert (one.reason in ('short', 'clear', 'cut') or fields['mppe.not_decrypted']
                    or items[one.frame] & {'mppe.unknown'}), one
    for reason in {one.reason for one in encrypted.truth(name) if one.reason in TOLD and one.frame not in inside}:
        frames = [one.frame for one in encrypted.truth(name) if one.reason == reason and one.frame not in inside]
        assert items.get(frames[0], set()) & TOLD[reason], (reason, frames[0], items.get(frames[0]))
        assert not set().union(*(items.get(frame, set()) for frame in frames)) - TOLD[reason]


@PASSES
@pytest.mark.parametrize('name', MADE)
def test_responses_and_successes_are_verified(name, passes):
    rows = OURS.fields(f'{name}.pcap', ['frame.number', 'pptp.auth.verified'], '-Y', 'pptp.auth.verified', *ALL,
                       *passes)
    told = {int(frame[0]): plain(value[0]) == '1' for frame, value in rows}
    wanted = encrypted.verified(name)
    assert {frame: told.get(frame) for frame in wanted} == wanted


@pytest.mark.slow
@PASSES
@pytest.mark.parametrize('name', MADE)
def test_what_does_not_match_has_an_expert_item(name, passes):
    """The Response, or the server's Success; and none without an account."""
    fields = ['frame.number', 'pptp.auth.verified', 'pptp.auth.outcome', 'pptp.auth.wrong_password',
              'pptp.auth.wrong_server']
    rows = OURS.fields(f'{name}.pcap', fields, '-Y', 'pptp.auth.protocol', *ALL, *passes)
    for _, matches, outcome, *wrong in rows:
        differs = bool(matches) and plain(matches[0]) == '0'
        assert sum(bool(item) for item in wrong) == differs and not (wrong[0] and outcome)
    names = 'pptp.auth.verified || pptp.auth.wrong_password || pptp.auth.wrong_server'
    assert not OURS.fields(f'{name}.pcap', ['frame.number'], '-Y', names, *passes)


@PASSES
def test_diagnosis_tells_what_accounts_tell(passes):
    """Whose password it was, whose proof, whose keys; each of the client whose case it is, and of no other."""
    said = OURS.tshark('mppe-accounts.pcap', '-q', '-z', 'pptp,diagnosis', *ALL, *passes).out
    assert said.count('cannot be decrypted with the keys derived') == 1
    assert re.search(r'2 packets from the server \(from frame \d+ on\) cannot be decrypted .*; 2 packets from the'
                     r' client can\. The server probably has other keys', said)
    assert said.count('The Response does not match the configured password') == 0


@PASSES
def test_diagnosis_tells_a_wrong_password(passes):
    refused = OURS.tshark('c_authfail.pcap', '-q', '-z', 'pptp,diagnosis', *known(ALICE), *passes).out
    assert 'The Response does not match the configured password' in refused


@pytest.mark.parametrize('error, explained', [(691, False), (646, True), (648, True), (649, True)])
def test_a_right_password_that_is_refused(error, explained):
    """The server may know another one, unless it says why."""
    made = Capture()
    link = encrypted.Secret(made, 0, [], {}).call()
    link.lcp_up()
    link.challenge()
    link.response()
    link.failure(error=error)
    path = folder('refused') / f'{error}.pcap'
    path.write_bytes(made.octets())
    said = OURS.tshark(path, '-q', '-z', 'pptp,diagnosis', *known(ALICE)).out
    assert 'The Response matches the configured password' in said
    assert ('the server knows another' in said) != explained
    assert ('set this password anew on the server' in said) != explained
    assert 'Check the user name exactly' not in said


def refused_as(number, tell, error=691, **text):
    """A function that adds a session whose Response, which tell sends, the server refuses."""
    def add(made):
        link = encrypted.Secret(made, number, [], {}).call()
        link.lcp_up()
        link.challenge()
        tell(link)
        link.failure(error=error, **text)
    return add


def with_domain_in_its_hash(link):
    link.with_domain = True
    link.response('DOM\\frank')


def with_a_new_password(link):
    link.response()
    link.value = b'next challenge..'
    link.failure(error=648, challenge=link.value)
    link.authentication += 1
    link.response(password='weak', new=True)


def test_what_is_wrong_though_the_password_is_right():
    """The name's domain, the password's characters, and a new password that is refused."""
    path, made = folder('refused') / 'domain.pcap', Capture()
    for add in (refused_as(0, with_domain_in_its_hash), refused_as(1, lambda link: link.response('DOM\\frank')),
                refused_as(2, with_a_new_password, 709), refused_as(3, lambda link: link.response(), 649),
                refused_as(4, lambda link: link.response(), text='You are already logged in')):
        add(made)
    path.write_bytes(made.octets())
    said = OURS.tshark(path, '-q', '-z', 'pptp,diagnosis', *known(ALICE, *ACCOUNTS)).out
    domain, right, change, permission, again = (call for call in said.split('\nCall ') if '[auth_failed]' in call)
    assert 'matches the configured password, but with the domain of the user name in its hash' in domain
    assert 'or hashes the user name with its domain (FreeRADIUS: with_ntdomain_hack)' in right
    assert re.search(r'E=709, .* first said E=648, the password has expired \(frame \d+\), .* change the', change)
    assert 'configured password' not in change and 'Next: Choose a password' in change
    assert 'first said' not in domain + right + permission + again
    assert 'Next: Give the account the permission to dial in' in permission
    assert 'Next: If the message gives another reason' in again


def session_of(user, password, account, auth='MS-CHAPv2'):
    """A capture of a session with MPPE-128: (path, options with the account, what each packet holds)."""
    made, truth = Capture(), []
    link = encrypted.Secret(made, 0, truth, {}).call()
    link.lcp_up(auth=auth)
    link.challenge(16 if auth == 'MS-CHAPv2' else 8)
    link.response(user, password, account=user)
    link.success()
    link.ccp_up()
    link.ipcp_up()
    link.talk(2)
    path = folder('sessions') / f'{user}-{password}-{auth}.pcap'.replace('\\', '-')
    path.write_bytes(made.octets())
    return path, known(account), {one.frame: one.octets for one in truth}


@pytest.mark.parametrize('auth', ['MS-CHAPv2', 'MS-CHAP'])
@pytest.mark.parametrize('read, said', [(lambda password: password, 'UTF-16'), (
    lambda password: password.encode().decode('latin-1'), 'one character for each octet of UTF-8, as pppd does')])
def test_a_password_that_is_not_ascii(read, said, auth):
    """It fits in both encodings, and decrypts what both ends send; the finding tells which, and that a peer with the
    other one fails."""
    password = 'p\u00e4ssw\u00f6rt'
    path, account, truth = session_of('alice', read(password), ('alice', password, 'password'), auth)
    assert list(counted(path, 'pptp.auth.verified', *account)) in (['1'], ['True'])
    assert contents(path, *account) == truth != {}
    told = OURS.tshark(path, '-q', '-z', 'pptp,diagnosis', *account).out
    assert 'is not ASCII' in told and f'hashed it as {said}' in ' '.join(told.split())


def test_an_ascii_password_has_one_encoding():
    path, account, _ = session_of('alice', 'wonderland42', ALICE)
    assert 'is not ASCII' not in OURS.tshark(path, '-q', '-z', 'pptp,diagnosis', *account).out


@pytest.mark.parametrize('user, name, fits', [
    ('alice@corp.example', 'alice', True), ('CORP\\alice', 'alice', True), ('alice', 'alice@corp.example', True),
    ('alice', 'CORP\\alice', True), ('CORP\\alice', 'OTHER\\alice', False), ('CORP\\alice', 'CORP', False),
    ('alice@corp.example', 'ALICE@Corp.Example', True), ('alice@corp.example', 'alice@other.example', False),
    ('alice@corp.example', 'bob', False), ('@alice', 'alice', False), ('alice@', 'alice', True)])
def test_an_account_fits_a_name_with_a_realm(user, name, fits):
    path, account, truth = session_of(user, 'wonderland42', (name, 'wonderland42', 'password'))
    assert contents(path, *account) == (truth if fits else {})


@PASSES
def test_a_tunnel_in_a_tunnel(passes):
    """Each is decrypted with its own account; and the inner one's control connection and GRE with the outer one's.
    Which call is named first depends on Wireshark's version."""
    only = ['-Y', 'icmp || tcp.port == 80', *ALL, *passes]
    last = OURS.fields('mppe-nested.pcap', ['mppe.account', 'mppe.key_length', 'pptp.call'], *only)
    assert [(accounts, [plain(length) for length in lengths], sorted(calls)) for accounts, lengths,
            calls in last] == 2 * [
        (['alice'], ['128'], ['0'])] + 2 * [(['alice', 'bob'], ['128', '40'], ['0', '1'])]
    inner = counted('mppe-nested.pcap', 'frame.number', '-Y', 'pptp.control_message_type && mppe.account == "alice"',
                    *ALL, *passes)
    assert inner.total() == 4
    assert not counted('mppe-nested.pcap', 'frame.number', '-Y', 'pptp.call == 1', *passes)


@PASSES
@pytest.mark.parametrize('user', ['DOM\\', '\\'])
def test_an_account_of_a_domain_without_a_name(user, passes):
    """Nor has one of the Responses a name; nothing is said on stderr."""
    assert not counted('bad-mschap.pcap', 'mppe.account', *known((user, 'x', 'password')), *passes)


@pytest.mark.slow
@PASSES
@pytest.mark.parametrize('name', MADE)
def test_without_accounts_nothing_is_decrypted(name, passes):
    """The item says what it is, and how to set the preference where that would help."""
    inside, told, items = shown(name, *passes)
    assert all(one.frame not in inside or one.reason in ('clear', 'MPPC alone') for one in encrypted.truth(name))
    assert all(fields['mppe.account'] is None for fields in told.values())
    for one in encrypted.truth(name):
        if not one.reason:
            assert told[one.frame]['mppe.key_length'] == str(one.bits)
            assert told[one.frame]['mppe.not_decrypted'] and items.get(one.frame, set()) <= {'mppe.no_account'}
    first = next(one.frame for one in encrypted.truth(name) if not one.reason)
    assert items[first] == {'mppe.no_account'}
    words = OURS.fields(f'{name}.pcap', ['_ws.expert.message'], '-Y', f'frame.number == {first}', *passes)
    assert 'uat:pptp_accounts:' in str(words)


def test_account_of_another_user_only():
    """Neither the name nor "any" fits."""
    inside, told, items = shown('mppe-accounts', *known(BOB))
    assert inside == {} and set().union(*items.values()) == {'mppe.no_account'}
    assert all(fields['mppe.not_decrypted'] for fields in told.values())


@pytest.mark.slow
@pytest.mark.parametrize('name', MADE)
def test_frames_at_random_show_the_same(name):
    """As in the GUI, whose table is a file."""
    inside, told, _ = shown(name, *ALL, '-2')
    frames = [one.frame for one in encrypted.truth(name)]
    frames = random.Random(1).sample(frames, min(len(frames), 60))
    asked = [('frame', {'frame': frame, 'bytes': True, 'proto': True}) for frame in frames]
    answers = configured().sharkd(f'{name}.pcap', *asked)
    for frame, answer in zip(frames, answers):
        assert decrypted_source(answer) == inside.get(frame), frame
        labels = json.dumps(answer['tree'])
        if told.get(frame, {}).get('mppe.account'):
            assert json.dumps(told[frame]['mppe.account'])[1:-1] in labels


@pytest.mark.slow
@pytest.mark.parametrize('name', [*SESSIONS, 'k_radius_mppe128.any', 'radius-keys'])
def test_frames_of_real_sessions_at_random(name):
    """sharkd shows what one pass of tshark shows, octet for octet, in whatever order frames are asked for."""
    inside = contents(f'{name}.pcap', *known(ALICE), '-o', f'radius.shared_secret:{radius.SECRET}')
    frames = random.Random(name).choices(sorted(inside), k=60)
    answers = configured().sharkd(f'{name}.pcap', *(('frame', {'frame': frame, 'bytes': True}) for frame in frames))
    assert [decrypted_source(answer) for answer in answers] == [inside[frame] for frame in frames]


def decrypted_source(answer):
    sources_shown = {source['name'].split(' (')[0]: base64.b64decode(source['bytes'])
                     for source in answer.get('ds', ())}
    return sources_shown.get('Decrypted MPPE')


@functools.cache
def configured(plugin=PLUGIN, **environment):
    """Programs with the accounts and the RADIUS shared secret in the user's folder."""
    programs = Programs('with-accounts', plugin, **environment)
    path = folder('with-accounts-home') / '.config' / 'wireshark'
    for one in path.parent, path:
        one.mkdir(exist_ok=True)
        one.chmod(0o755)
    (path / 'pptp_accounts').write_text(''.join(f'{row(account)}\n' for account in ACCOUNTS), encoding='utf-8')
    (path / 'preferences').write_text(f'radius.shared_secret: {radius.SECRET}\n')
    for one in path.iterdir():
        one.chmod(0o644)
    return programs


def test_table_in_the_users_folder():
    asked = ['frame.number', 'mppe.account'], '-Y', 'mppe.account'
    assert configured().fields('mppe-accounts.pcap', *asked) == OURS.fields('mppe-accounts.pcap', *asked, *ALL) != []


@pytest.mark.slow
@PASSES
def test_switched_off(passes):
    off = '-o', 'pptp.decrypt_mppe:FALSE', *ALL, *passes
    for name in MADE:
        inside, told, _ = shown(name, *off)
        assert inside == {} and all(fields['mppe.account'] is None for fields in told.values())
    assert any(fields['mppe.key_length'] for fields in shown('mppe-keys', *off)[1].values())
    rows = OURS.fields('mppe-keys.pcap', ['frame.number'], '-Y', 'tcp.port == 80 || icmp', *off)
    assert rows == []


def test_what_was_decrypted_is_like_any_packet():
    """Filters and columns."""
    truth = encrypted.truth('mppe-keys')
    asked = ['frame.number', 'frame.protocols', '_ws.col.Protocol', 'ip.src']
    rows = OURS.fields('mppe-keys.pcap', asked, '-Y', 'icmp || tcp.port == 80', *ALL)
    assert [int(row[0][0]) for row in rows] == [one.frame for one in truth]
    assert all(re.search(r':ppp(:comp_data)?:mppe:ppp:ip:(tcp|icmp)', row[1][0]) for row in rows)
    assert {row[2][0] for row in rows} <= {'ICMP', 'TCP', 'HTTP'}
    assert {row[3][1] for row in rows} == {'10.10.0.100', '10.10.0.1'}


# --- secrets stay secret ----------------------------------------------------------------------------------------------

SECRETS = [form for password in PASSWORDS.values() for form in (
    password, password.encode('utf-16-le').hex(), mschap.nt_hash(password).hex(),
    mschap.nt_hash(password).hex().upper())]
RADIUS_SECRETS = [radius.SECRET, *(key.hex() for key in radius.EAP_KEYS)]
OUTPUTS = {'tree': ['-V'], 'octets': ['-x'], 'pdml': ['-T', 'pdml'], 'json': ['-T', 'jsonraw'], 'elastic': ['-T', 'ek'],
           'diagnosis': ['-q', '-z', 'pptp,diagnosis'], 'report': ['-q', '-z', 'pptp,json'],
           'calls': ['-q', '-z', 'pptp,calls'],
           'expert items': ['-q', '-z', 'expert']}


def secrets_in(text):
    squeezed = re.sub(r'[\s:]', '', text).lower()
    return {secret for secret in SECRETS + RADIUS_SECRETS if secret in text or secret.lower() in squeezed}


@pytest.mark.longer
@pytest.mark.parametrize('output', OUTPUTS.values(), ids=OUTPUTS)
def test_no_secret_is_ever_told(output):
    """On the screen, in a report, on stderr (which must be silent). Wireshark 4.4 itself shows the keys in RADIUS."""
    secret = '-o', f'radius.shared_secret:{radius.SECRET}'
    for name in 'mppe-accounts', 'mppe-again', 'mppe-eap', 'bad-mschap', 'radius-keys':
        text = OURS.tshark(f'{name}.pcap', *output, *ALL, *secret).out
        told = secrets_in(text)
        assert text and (not told or told <= secrets_in(STOCK.tshark(f'{name}.pcap', *output, *secret).out)), told


def test_no_secret_in_the_preferences_or_in_what_is_written():
    """The preferences that tshark prints, and a capture that it writes."""
    for option in 'currentprefs', 'defaultprefs':
        told = configured().run('tshark', '-G', option)
        assert not [secret for secret in SECRETS if secret in told.out + told.err]
    target = folder('written') / 'copy.pcapng'
    OURS.tshark('mppe-accounts.pcap', '-w', target, *ALL)
    octets = target.read_bytes()
    assert not [secret for secret in SECRETS if secret.encode() in octets]


@pytest.mark.parametrize('account',
                         [('alice', '0' * 31, 'NT hash'), ('alice', 'x' * 32, 'NT hash'), ('alice', '', 'NT hash')])
def test_what_is_no_hash_is_refused(account):
    """Never silently taken for a password."""
    told = OURS.run('tshark', '-r', staged('mppe-keys.pcap'), *known(account))
    assert told.code != 0 and 'hexadecimal digits' in told.err


def test_a_password_that_is_no_utf_8_is_refused():
    told = OURS.run('tshark', '-r', staged('mppe-keys.pcap'), '-o', r'uat:pptp_accounts:"alice","\xff\xfe","password"')
    assert told.code != 0 and 'The password is not UTF-8' in told.err


# --- malice -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize('name', MADE)
def test_made_under_sanitizers(sanitized, name):
    """With the accounts: without them test_robustness.py does it."""
    assert complaints(sanitized.run('tshark', '-2', '-r', staged(f'{name}.pcap'), '-V', '-x', *ALL)) == []


# RC4, DES, MD4, MD5 and SHA-1.
ALGORITHMS = [('CIPHER', 301), ('CIPHER', 302), ('HASH', 301), ('HASH', 1), ('HASH', 2)]


def refusing(kind, number):
    return {'LD_PRELOAD': str(staged(PLUGIN.parent / 'refused.so')), f'REFUSED_{kind}': str(number)}


@pytest.mark.parametrize('kind, number', ALGORITHMS)
def test_without_an_algorithm(kind, number):
    """A libgcrypt that refuses it: the account stays, and every packet says why it was not decrypted."""
    told = OURS.tshark('mppe-keys.pcap', '-T', 'fields', '-e', 'mppe.not_decrypted', '-Y', 'mppe && mppe.flags.d',
                       *known(*ACCOUNTS), environment=refusing(kind, number)).lines
    assert 'libgcrypt refuses RC4, DES or MD4' in told and '' not in told
    assert counted('mppe-keys.pcap', 'mppe.account', *known(*ACCOUNTS))
    found = OURS.tshark('mppe-keys.pcap', '-Y', 'mppe.no_ciphers', *known(*ACCOUNTS),
                        environment=refusing(kind, number)).lines
    assert found and not counted('mppe-keys.pcap', 'frame.number', '-Y', 'mppe.no_ciphers', *known(*ACCOUNTS))


def test_radius_without_an_algorithm():
    """Its keys are as useless as a password."""
    secret = '-o', f'radius.shared_secret:{radius.SECRET}'
    told = OURS.tshark('radius-keys.pcap', '-T', 'fields', '-e', 'mppe.not_decrypted', '-Y', 'mppe', *secret,
                       environment=refusing('CIPHER', 301)).lines
    assert set(told) == {'libgcrypt refuses RC4, DES or MD4', 'the keys come from EAP'}


def test_no_password_is_tried_without_an_algorithm():
    """Nobody can see then that the password of a Response is empty."""
    said = [' '.join(one['sentence'] for one in json.loads(OURS.tshark(
        'trouble-authentication-names.pcap', '-q', '-z', 'pptp,json', environment=environment).out)['findings'])
            for environment in ({}, refusing('CIPHER', 301))]
    assert [text.count('empty password') for text in said] == [2, 0]





IPCP_REQUEST = bytes.fromhex('8021 0101000a 03060a000001')
NOTHING = 'the result is not a PPP packet'


@pytest.mark.parametrize('octets, captured, reason', [
    *((IPCP_REQUEST, size, None) for size in (2, 3, 4, 5, 6, 12)),
    (IPCP_REQUEST.replace(b'\x21\1', b'\x21\0'), 3, NOTHING),
    (IPCP_REQUEST.replace(b'\x21\1', b'\x21\x20'), 12, NOTHING),
    # Headers of 60 octets of IPv4; IPv6 and octets behind it.
    (bytes.fromhex('0021 4f000046') + bytes(80), 32, None),
    (bytes.fromhex('0057 60000000 00143b40') + bytes(62), 72, None)])
def test_what_the_snapshot_length_leaves_of_a_packet(octets, captured, reason):
    """The first one of a direction must look like a packet of PPP, as far as it goes."""
    made = Capture()
    link = encrypted.Secret(made, 0, [], {}).session(bits=128)
    link.encrypt(True, octets, snap=14 + 20 + 16 + 1 + 2 + captured)
    path = folder('mppe') / 'snapped.pcap'
    path.write_bytes(made.octets())
    path.chmod(0o644)
    frame = len(made.frames)
    assert contents(path, *known(ALICE)) == ({} if reason else {frame: octets[:captured]})
    assert counted(path, 'mppe.not_decrypted', *known(ALICE)) == ({reason: 1} if reason else {})


def test_a_failure_behind_the_right_response():
    """Whatever is encrypted all the same has other keys."""
    made, sent = Capture(), []
    link = encrypted.Secret(made, 0, sent, {}).call()
    link.lcp_up('MS-CHAPv2')
    link.challenge()
    link.response()
    link.chap(False, 4, 'E=649 R=0')
    link.ccp_up(128)
    link.ipcp_up()
    link.talk(2)
    path = folder('mppe') / 'failed.pcap'
    path.write_bytes(made.octets())
    path.chmod(0o644)
    why = counted(path, 'mppe.not_decrypted', *known(ALICE))
    assert why == {'no MS-CHAP authentication was captured in full': 4} and contents(path, *known(ALICE)) == {}


def is_of(protocol, payload):
    begins = payload.removeprefix(b'\xff\3')
    return begins.startswith(protocol) or not protocol[0] and begins.startswith(protocol[1:])


@PASSES
@pytest.mark.parametrize('protocol', [b'', b'\x80\xfd', b'\0\xfd'], ids=['any packet', 'CCP', 'MPPE'])
def test_without_sequence_numbers(protocol, passes):
    """Packets with a payload must have them (RFC 2637 section 4.1). Without, they count in their order."""
    def unnumbered(call_id, payload=b'', number=None, acknowledgment=None, **header):
        number = None if not protocol or is_of(protocol, payload) else number
        return gre(call_id, payload, number, acknowledgment, **header)

    made, sent = Capture(), []
    with mock.patch('packets.gre', unnumbered):
        story = encrypted.Secret(made, 0, sent, {})
        link = story.session(bits=128)
        link.talk(3)
        story.close(link)
    path = folder('mppe') / 'unnumbered.pcap'
    path.write_bytes(made.octets())
    path.chmod(0o644)
    assert contents(path, *known(ALICE), *passes) == {one.frame: one.octets for one in sent}
