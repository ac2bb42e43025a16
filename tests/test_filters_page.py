"""plugin/FILTERS.md names every field and every expert item once, with its type or severity, and nothing else."""
import re

from test_expert import ROWS
from wireshark import OURS, ROOT, STOCK

PAGE = (ROOT / 'plugin' / 'FILTERS.md').read_text()
TYPES = {'UINT8': 'Unsigned integer (8 bits)', 'UINT16': 'Unsigned integer (16 bits)',
         'UINT32': 'Unsigned integer (32 bits)', 'STRING': 'Character string', 'STRINGZTRUNC': 'Character string',
         'BYTES': 'Byte sequence', 'BOOLEAN': 'Boolean', 'FRAMENUM': 'Frame number', 'RELATIVE_TIME': 'Time offset',
         'GUID': 'Globally Unique Identifier', 'NONE': 'Label'}
SEVERITIES = {'ERROR': 'Error', 'WARN': 'Warning', 'NOTE': 'Note', 'CHAT': 'Chat'}


def rows(text, heading):
    """The (name, type or severity) of each table row below a heading of the second level."""
    (chapter,) = re.findall(rf'^## {heading}\n(.*?)(?=^## |\Z)', text, re.S | re.M)
    return re.findall(r'^\| `([\w.]+)` \| ([^|]+) \|', chapter, re.M)


def filters(programs):
    """The filters of PPTP and MPPE that a Wireshark knows, with their types; an expert item is a Label.

    A frame number may be registered a second time as a plain number, which draws no arrow in the packet list.
    """
    types = {}
    for row in (line.split('\t') for line in programs.run('tshark', '-G', 'fields').lines):
        if row[0] == 'F' and row[4] in ('pptp', 'mppe'):
            types.setdefault(row[2], set()).add(TYPES[row[3].removeprefix('FT_')])
    frame = {'Frame number', 'Unsigned integer (32 bits)'}
    return {name: 'Frame number' if kinds == frame else ' or '.join(sorted(kinds)) for name, kinds in types.items()}


EXPERTS = {name: SEVERITIES[severity] for name, severity in ROWS}


def test_expert_items():
    page = rows(PAGE, 'Expert items')
    assert len(dict(page)) == len(page)
    assert dict(page) == EXPERTS
    types = filters(OURS)
    assert {types[name] for name in EXPERTS} == {'Label'}


def test_fields():
    page = [row for heading in re.findall(r'^## (.*)$', PAGE, re.M) if heading != 'Expert items'
            for row in rows(PAGE, heading)]
    assert len(dict(page)) == len(page)
    assert dict(page) == {name: kind for name, kind in filters(OURS).items() if name not in EXPERTS}


def test_fields_of_the_built_in():
    page = rows(PAGE, 'Fields of the built-in dissector')
    assert {name for name, _ in page} == set(filters(STOCK)) - set(EXPERTS)


def test_order():
    """Alphabetical, so that a reader finds a name."""
    for table in re.findall(r'(?:^\| `.*\n)+', PAGE, re.M):
        names = re.findall(r'^\| `([\w.]+)`', table, re.M)
        assert names == sorted(names)
