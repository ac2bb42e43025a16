"""plugin/FILTERS.md names every field and every expert item once, with its type or severity, and nothing else."""
import re

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


def experts():
    """Every (name, severity) in the plugin's tables of expert items, which Wireshark does not list."""
    text = ''.join(path.read_text() for path in sorted((ROOT / 'plugin').rglob('*.c')))
    return [(name, SEVERITIES[severity])
            for name, severity in re.findall(r'\{\s*"((?:pptp|mppe)\.[\w.]+)",\s*PI_\w+,\s*PI_(\w+),', text)]


def test_expert_items():
    """No name stands for two severities, so what a user sets in the severity table holds for all that it names."""
    page = rows(PAGE, 'Expert items')
    assert sorted(page) == sorted(experts())
    assert {filters(OURS)[name] for name, _ in page} == {'Label'}


def test_fields():
    page = [row for heading in re.findall(r'^## (.*)$', PAGE, re.M) if heading != 'Expert items'
            for row in rows(PAGE, heading)]
    assert len(dict(page)) == len(page)
    named = {name for name, _ in experts()}
    assert dict(page) == {name: kind for name, kind in filters(OURS).items() if name not in named}


def test_fields_of_the_built_in():
    named = {name for name, _ in experts()}
    assert {name for name, _ in rows(PAGE, 'Fields of the built-in dissector')} == set(filters(STOCK)) - named


def test_order():
    """Alphabetical, so that a reader finds a name."""
    for table in re.findall(r'(?:^\| `.*\n)+', PAGE, re.M):
        names = re.findall(r'^\| `([\w.]+)`', table, re.M)
        assert names == sorted(names)
