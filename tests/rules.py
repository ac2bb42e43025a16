"""The table of rules as it stands in plugin/diagnosis/rules.c."""
import collections
import functools
import re

from wireshark import ROOT

COLUMNS = 'id where severity sign sentence next_step windows'.split()
OPTIONAL = 'explains', 'series', 'is_habit'
Rule = collections.namedtuple('Rule', [*COLUMNS, *OPTIONAL])


def tokens(text):
    """Strings as ('text', value); all else as it stands."""
    text = re.sub(r'/\*.*?\*/', '', text, flags=re.S)
    for token in re.findall(r'"(?:\\.|[^"\\])*"|\w+|[{},]', text):
        yield ('text', token[1:-1].replace('\\"', '"').replace('\\\\', '\\')) if token[0] == '"' else token


def value(parts, macros):
    """Of a row's cell: strings and macros joined; a name; None for NULL."""
    if parts == ['NULL']:
        return None
    if len(parts) == 1 and isinstance(parts[0], str) and parts[0] not in macros:
        return parts[0]
    return ''.join(macros[part] if isinstance(part, str) else part[1] for part in parts)


def row_of(cells, macros):
    """The columns that may be missing have names: .explains = "..."."""
    named = {parts[0]: value(parts[1:], macros) for parts in cells[len(COLUMNS):]}
    return Rule(*(value(parts, macros) for parts in cells[:len(COLUMNS)]),
                *(named.get(column) for column in OPTIONAL))


def rules():
    """In their order."""
    text = (ROOT / 'plugin' / 'diagnosis' / 'rules.c').read_text()
    macros = {}
    for name, body in re.findall(r'^#define (\w+) ((?:[^\n]*\\\n)*[^\n]*)$', text, re.M):
        macros[name] = ''.join(macros.get(part, '') if isinstance(part, str) else part[1] for part in tokens(body))
    row, found = None, []
    for token in tokens(text[text.index('pptp_rules[] = {') + len('pptp_rules[] = {'):]):
        if token == '{':
            row = [[]]
        elif token == '}' and row:
            found.append(row_of(row, macros))
            row = None
        elif token == '}':
            return found
        elif token == ',' and row:
            row.append([])
        elif row:
            row[-1].append(token)


@functools.cache
def troubles():
    """The trouble of each sign."""
    return {sign: path.stem.removeprefix('signs_of_') for path in (ROOT / 'plugin' / 'diagnosis').glob('signs_of_*.c')
            for sign in re.findall(r'^(pptp_sign_\w+)\(', path.read_text(), re.M)}


def trouble_of(rule):
    """The trouble whose signs the rule's is one of."""
    return troubles()[rule.sign]
