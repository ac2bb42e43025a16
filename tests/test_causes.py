"""The diagnosis against the causes of public reports (captures/reports): the cause comes first."""
import re

import pytest

from causes import authentication, control, data, ppp
from wireshark import OURS, ROOT

REPORTS = ROOT / 'captures' / 'reports'
CAUSES = control.CAUSES | ppp.CAUSES | authentication.CAUSES | data.CAUSES
ACCOUNT = '-o', 'uat:pptp_accounts:"alice","wonderland42","password"'


def diagnosis(capture, *options):
    return OURS.tshark(capture, '-q', '-z', 'pptp,diagnosis', *options).out


def first_line(report):
    warning = re.search(r'Warning: .*', report)
    return warning[0] if warning else report


@pytest.mark.parametrize('options', [(), ACCOUNT], ids=['plain', 'account'])
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
