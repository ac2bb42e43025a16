"""The rules of the diagnosis: their rows against what is known of Windows' errors, against the troubles, and against
plugin/FINDINGS.md."""
import os
import re
import textwrap

import pytest

from made.trouble import EXPECTED
from rules import rules, trouble_of
from wireshark import ROOT

pytestmark = pytest.mark.logic

RULES = rules()
EVERY = pytest.mark.parametrize('rule', RULES, ids=lambda rule: rule.sign.removeprefix('pptp_sign_'))

# Which troubles Windows' errors are about, as users and vendors describe them (619, 721, 806: Microsoft's 888201).
# 646 to 649, 691 and 709 are on the wire, as E= in a Failure; the others never are, and only hint at a trouble.
ERRORS = {
    619: {'gre', 'nat', 'negotiation', 'forgotten'},                        # GRE missing or one-way, Call IDs altered
    628: {'hangup'},                                                        # closed by the remote end
    629: {'hangup', 'negotiation', 'authentication', 'eap', 'logons', 'keepalive', 'protocols', 'forgotten', 'stream',
          'lcp', 'radius'},
    691: {'authentication', 'eap', 'radius'},
    718: {'negotiation', 'authentication', 'eap', 'lcp', 'forgotten'},      # PPP answered, then silence
    720: {'addresses', 'negotiation', 'protocols', 'lcp', 'multilink'},     # no PPP protocol, no address
    733: {'addresses'}, 738: {'addresses'},
    721: {'gre', 'nat', 'negotiation', 'forgotten'},                        # LCP unanswered
    734: {'authentication', 'eap', 'encryption', 'negotiation', 'radius'},  # terminated after a disagreement
    741: {'encryption', 'radius'}, 742: {'encryption', 'radius'},           # encryption required, or not supported
    778: {'authentication', 'eap'},                                         # the server is not who it claims to be
    800: {'refusal', 'impostors', 'handshake', 'transport', 'call'}, 809: {'refusal', 'handshake', 'transport'},
    806: {'gre'},
    # An end or a long silence in mid-session.
    807: {'keepalive', 'refusal', 'hangup', 'forgotten', 'impostors', 'transport'},
}
# What a finding must name, where the error's description is that finding's.
NAMED = {
    'tcp_unanswered': {800, 809}, 'tcp_refused': {800}, 'start_unanswered': {800}, 'start_refused': {800},
    'closed_before_reply': {800, 807}, 'gre_icmp': {619, 721, 806}, 'gre_only_from_pns': {619, 721, 806},
    'gre_only_from_pac': {619, 721, 806}, 'gre_none': {619, 721, 806},
    'set_link_info_call_id': {619}, 'server_ended_at_once': {628, 629}, 'ppp_replies_not_received': {718},
    'auth_failed_pap': {691}, 'auth_timeout': {718}, 'auth_no_common': {691, 734}, 'mppe_rejected': {741, 742},
    'mppe_ccp_rejected': {741, 742}, 'mppe_without_keys': {741, 742}, 'mppe_required': {734, 741, 742},
    'ipcp_rejected': {720}, 'address_never_assigned': {720, 738}, 'echo_unanswered': {807}, 'control_idle': {807},
}
# Of these the packet itself tells the number.
ON_THE_WIRE = {'auth_failed': '[{error}]', 'auth_eap_failed': '{windows}', 'auth_failed_late': '[{error}]',
               'auth_failed_again': '[{error}]', 'auth_value_size': '[{error}]', 'radius_rejected': '[{error}]',
               'windows_error': '{error}', 'auth_refused': '{error}'}


def numbers(rule):
    return {int(number) for number in re.findall(r'\d+', rule.windows or '')}


@EVERY
def test_windows_errors_are_those_of_the_trouble(rule):
    if rule.id in ON_THE_WIRE:
        assert rule.windows == ON_THE_WIRE[rule.id]
    else:
        assert numbers(rule) >= NAMED.get(rule.id, set())
        kind = trouble_of(rule).partition('_')[0]
        assert all(kind in ERRORS[number] for number in numbers(rule))
        assert not rule.windows or re.fullmatch(r'\d+(, \d+)*( or \d+)?', rule.windows)


def test_the_table_names_rules():
    assert {*NAMED, *ON_THE_WIRE} <= {rule.id for rule in RULES}


@EVERY
def test_a_trouble_bears_one_name(rule):
    """The capture that was made for a finding has the name of its signs."""
    captures = {name for name, cases in EXPECTED.items() for _, finding in cases if finding == rule.id}
    trouble = trouble_of(rule).replace('_', '-')
    assert not captures or any(name.startswith(f'trouble-{trouble}') for name in captures), (rule.id, captures)


# --- plugin/FINDINGS.md -----------------------------------------------------------------------------------------------

PAGE = ROOT / 'plugin' / 'FINDINGS.md'
SUBJECTS = {'CAPTURE': 'the capture', 'ATTEMPT': 'attempts to connect', 'CONNECTION': 'control connections',
            'CALL': 'calls', 'STRAY_TUNNEL': 'tunnels without a call', 'TUNNEL': 'tunnels', 'LINK': 'PPP links'}


def wrapped(text, first='', later=''):
    return textwrap.fill(text, 120, initial_indent=first, subsequent_indent=later, break_long_words=False,
                         break_on_hyphens=False)


def readable(template):
    return re.sub(r'\{(\w+)\}', r'*\1*', template)


def opening(trouble):
    """The sentence with which the file of its signs opens."""
    text = (ROOT / 'plugin' / 'diagnosis' / f'signs_of_{trouble}.c').read_text()
    return re.match(r'/\* (.*?\.)\n', text, re.S)[1].replace('\n * ', ' ')


def chapter(finding, meaning):
    """What the page says of a finding: its meaning, which is written by hand, and what its rules say."""
    same = [rule for rule in RULES if rule.id == finding]
    where = ', '.join(dict.fromkeys(SUBJECTS[rule.where.removeprefix('PPTP_IN_')] for rule in same))
    severity = ' or '.join(dict.fromkeys(rule.severity.removeprefix('PPTP_').capitalize() for rule in same))
    told = [('Next step', same[0].next_step), ('Windows', same[0].windows and f'error {same[0].windows}'),
            ('Explains', same[0].explains and ', '.join(f'`{one}`' for one in same[0].explains.split()))]
    return [f'### `{finding}`', wrapped(f'{severity}, of {where}. {meaning}'),
            *(wrapped(readable(sentence), '> ', '> ') for sentence in dict.fromkeys(rule.sentence for rule in same)),
            *filter(None, ['\n'.join(wrapped(f'{name}: {readable(words)}', '- ', '  ')
                                     for name, words in told if words)])]


def page(introduction, meanings):
    parts = [introduction]
    for trouble in dict.fromkeys(trouble_of(rule) for rule in RULES):
        title = re.sub(r'\b(eap|gre|icmp|lan|lcp|mtu|nat|radius)\b', lambda name: name[0].upper(),
                       trouble.replace('_', ' '))
        parts += [f'## {title[0].upper()}{title[1:]}', wrapped(opening(trouble))]
        for finding in dict.fromkeys(rule.id for rule in RULES if trouble_of(rule) == trouble):
            parts += chapter(finding, meanings.get(finding, ''))
    return '\n\n'.join(parts) + '\n'


def test_the_page_of_findings():
    """By trouble, in the order of the rules. PPTP_WRITE_FINDINGS=1 writes it anew and keeps the meanings."""
    text = PAGE.read_text()
    meanings = {finding: ' '.join(words.split()) for finding, words in re.findall(
        r'^### `(\w+)`\n\n\w+(?: or \w+)?, of [^.]*\.(.*?)\n\n', text, re.M | re.S)}
    written = page(text.partition('\n\n## ')[0], meanings)
    if 'PPTP_WRITE_FINDINGS' in os.environ:
        PAGE.write_text(written)
    assert PAGE.read_text() == written
    assert set(meanings) == {rule.id for rule in RULES} and all(meanings.values())
