"""What the README shows is what the programs print."""
import re

import pytest

from wireshark import OURS, ROOT, STOCK, TRUTH, folder

pytestmark = pytest.mark.readme

TEXT = (ROOT / 'README.md').read_text()
BLOCKS = [block for language, block in re.findall(r'^```(\w*)\n(.*?)^```$', TEXT, re.S | re.M) if not language]
COLUMNS = ('-o', 'gui.column.format:"No.","%m","Protocol","%p","Info","%i"')


def words(lines):
    return [line.split() for line in lines]


def test_session():
    assert words(BLOCKS[0].splitlines()) == words(OURS.tshark('a_mppe128.pcap', '-Y', 'pptp').lines)


def test_mppe():
    """Without an account, and with the first of those that the README gives."""
    account = re.search(r"-o '(uat:pptp_accounts:.*)'", TEXT)[1]
    shown = [OURS.tshark('a_mppe128.pcap', '-Y', 'frame.number == 46', *COLUMNS, *more).lines[0]
             for more in ((), ('-o', account))]
    assert words(BLOCKS[2].splitlines()) == words(shown)


def test_export():
    """As many packets as the client's ppp0 had."""
    account = re.search(r"-o '(uat:pptp_accounts:.*)'", TEXT)[1]
    first, second = re.search(r"-o ACCOUNT (-Y .*) both.pcapng\ntshark -r both.pcapng (-Y .*) -w", TEXT).groups()
    both, name = folder('export') / 'both.pcapng', 'i_eap_mschapv2_mppe128'
    OURS.tshark(f'{name}.pcap', '-o', account, *first.split(), both)
    shown = '-T', 'fields', '-e', 'ip.src', '-e', 'ip.id', '-e', 'ip.len'
    inner, truth = (STOCK.run('tshark', '-r', capture, *only, *shown).lines for capture, *only in (
        (both, *second.replace("'", '').split()), (TRUTH / f'{name}.inner.pcap', '-Y', 'ip')))
    assert sorted(inner) == sorted(truth) != []


def test_diagnosis():
    said = OURS.tshark('c_gre_blocked.pcap', '-q', '-z', 'pptp,diagnosis').out
    assert BLOCKS[1] in said


def test_every_statistic_is_named():
    ours, stock = ({line.strip() for line in (listed.out + listed.err).splitlines()}
                   for listed in (programs.run('tshark', '-z', 'help') for programs in (OURS, STOCK)))
    assert ours - stock == set(re.findall(r'^\| `-z ([\w,]+)`', TEXT, re.M))


@pytest.mark.parametrize('page', ['README.md', 'plugin/README.md', 'plugin/FILTERS.md', 'plugin/SCRIPTS.md',
                                  'captures/README.md'])
def test_links(page):
    """Every link within the project leads to a file."""
    path = ROOT / page
    links = re.findall(r'\]\((?!https?:|#)([^)#]+)', path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_rooms():
    """The developers' page has the rooms in their order, and names only files that exist."""
    page = (ROOT / 'plugin' / 'README.md').read_text()
    rooms = [line.split() for line in re.findall(r'^\w.*$', (ROOT / 'plugin' / 'rooms.txt').read_text(), re.M)]
    named = [re.findall(r'`([\w/]+)`', cell) for cell in re.findall(r'^\| (`[^|]*) \|', page, re.M)]
    assert named == rooms
    files = {path.name for folder in ('plugin', 'tests', 'captures') for path in (ROOT / folder).rglob('*.*')}
    assert [file for file in re.findall(r'`[\w/]*?(\w+\.(?:[chpt]\w*))`', page) if file not in files] == []
