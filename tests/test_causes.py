"""The diagnosis against the causes of public reports (captures/reports): the cause comes first."""
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
             'trouble-nat-address', 'trouble-gre-routes')


@pytest.mark.parametrize('name', ONE_CAUSE)
def test_nothing_but_the_cause(name):
    told = json.loads(OURS.tshark(f'{name}.pcap', '-q', '-z', 'pptp,json').out)
    warnings = {finding['id'] for finding in told['findings'] if finding['severity'] == 'Warning'}
    for client in map(client_address, range(len(CASES[name]))):
        wanted = {finding for address, finding in EXPECTED[name] if address == client}
        found = {finding['id'] for finding in told['findings'] if finding.get('client', {}).get('address') == client}
        assert wanted <= found and found & warnings <= wanted, client
