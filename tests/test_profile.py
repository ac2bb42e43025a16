"""The profile "PPTP": its files are valid, and each coloring rule colors the packets that it is meant for."""
import csv
import re
import shutil
import xml.etree.ElementTree as ElementTree

import pytest

from test_filters_page import PAGE, rows
from wireshark import PLUGIN, ROOT, Programs, folder

PROFILE = ROOT / 'plugin' / 'package' / 'profiles' / 'PPTP'
ACCOUNT = '-o', 'uat:pptp_accounts:"alice","wonderland42","password"'
LATE = ('pptp.tunnel.lost', 'pptp.tunnel.out_of_order', 'pptp.tunnel.duplicate')


@pytest.fixture(scope='module')
def programs():
    home = folder('profile-home')
    personal = home / '.config' / 'wireshark' / 'profiles'
    shutil.copytree(PROFILE, personal / 'PPTP', dirs_exist_ok=True)
    for path in (home / '.config').rglob('*'):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return Programs('profile', PLUGIN, home=home)


def settings(name):
    """The rows of one of the profile's tables."""
    lines = [line for line in (PROFILE / name).read_text().splitlines() if not line.startswith('#')]
    return [[re.sub(r'\\x22', '"', cell) for cell in row] for row in csv.reader(lines)]


def color(text):
    return [int(part) / 0xffff for part in text.split(',')]


def coloring_rules():
    for line in (PROFILE / 'colorfilters').read_text().splitlines():
        if not line.startswith('#'):
            name, words, background, text = re.fullmatch(r'@(.+)@(.+)@\[(.+)\]\[(.+)\]', line).groups()
            yield name, words, color(background), color(text)


def buttons():
    return {row[1]: row[2] for row in settings('dfilter_buttons')}


def test_all_filters_are_valid(programs):
    """All of them in one filter, and the files in one run: tshark prints nothing to stderr."""
    graphs = settings('io_graphs')
    filters = [*buttons().values(), *(row[2] for row in graphs), *(row[6] for row in graphs),
               *(words for _, words, _, _ in coloring_rules())]
    either = ' || '.join(f'({words})' for words in filters)
    assert programs.tshark('link-ethernet.pcap', '--color', '-C', 'PPTP', '-Y', either).out


def test_columns(programs):
    shown = ElementTree.fromstring(programs.tshark('c_authfail.pcap', '-C', 'PPTP', '-T', 'psml').out)
    titles = [section.text for section in shown.find('structure')]
    assert titles == ['No.', 'Time', 'Source', 'Destination', 'Call', 'From', 'Stage', 'Sequence', 'Protocol', 'Length',
                      'Info']
    cells = {packet[0].text: [section.text for section in packet[4:8]] for packet in shown.findall('packet')}
    assert cells['6'] == [None, None, None, None]
    assert cells['10'] == ['0', 'PNS', 'wait_reply', None]
    assert cells['24'] == ['0', 'PAC', 'Auth', '5']
    assert cells['25'] == ['0', 'PNS', 'Auth', None]


def colored(programs, capture, *options):
    """The coloring rule of every frame that has one. Without --color, tshark reads no rules."""
    found = programs.fields(capture, ['frame.number', 'frame.coloring_rule.name'], '--color', '-C', 'PPTP', *options)
    return {int(frame[0]): name[0] for frame, name in found if name}


def test_trouble_is_what_the_plugin_warns_of(programs):
    """And nothing else: a healthy session is not full of it because Wireshark warns of what is inside."""
    warnings = {name for name, severity in rows(PAGE, 'Expert items') if severity in ('Warning', 'Error')}
    (trouble,) = (words for name, words, _, _ in coloring_rules() if name == 'PPTP trouble')
    assert set(trouble.split(' || ')) == warnings - set(LATE)
    assert set(buttons()['Trouble'].split(' || ')) == warnings | set(LATE)
    assert 'PPTP trouble' not in colored(programs, 'b_clear_chapmd5_vj.pcap').values()


@pytest.mark.parametrize('capture, options, expected', [
    ('c_authfail.pcap', [], {6: 'control', 14: 'negotiation', 24: 'trouble', 25: 'acknowledgment', 30: 'control'}),
    ('a_mppe128.pcap', [], {8: 'control', 46: 'MPPE'}), ('a_mppe128.pcap', ACCOUNT, {46: 'data'}),
    ('tunnel-sequence.pcap', [], {10: 'lost or late', 11: 'lost or late', 15: 'lost or late'}),
    ('b_clear_chapmd5_vj.pcap', [], {58: 'data'})])
def test_colors(programs, capture, options, expected):
    found = colored(programs, capture, *options)
    assert {frame: found[frame] for frame in expected} == {frame: f'PPTP {name}' for frame, name in expected.items()}


def luminance(rgb):
    """WCAG's relative luminance."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_colors_are_readable():
    """Text stands out from its background, and what is wrong from all else by brightness, whatever colors eyes see."""
    ours = {name.removeprefix('PPTP '): (background, text) for name, _, background, text in coloring_rules()
            if name.startswith('PPTP ')}
    assert len(ours) == 7 and all(contrast(*pair) >= 4.5 for pair in ours.values())
    trouble, late, *rest = (background for background, _ in ours.values())
    assert all(contrast(trouble, one) > 3 for one in (late, *rest))
    assert all(contrast(late, one) > 1.3 for one in rest)
