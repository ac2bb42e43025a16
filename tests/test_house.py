"""The order of the house: what a file may include, how it opens, what functions are called, how long lines are."""
import functools
import pathlib
import re
import shutil
import subprocess

import pytest

from wireshark import ROOT

PLUGIN = ROOT / 'plugin'
FILES = sorted(path.relative_to(PLUGIN) for path in PLUGIN.rglob('*.[ch]'))
MODULES = sorted({path.with_suffix('') for path in FILES})      # a .c file and its .h are one
COLUMNS = 120
FUNCTION_LINES = 60

pytestmark = pytest.mark.logic


class Room:
    """A folder of plugin/, or files beside the folders; and how the names of its public functions begin."""

    def __init__(self, names, prefixes):
        self.names, self.prefixes = names.split(), tuple(prefixes.split())

    def holds(self, module):
        return (f'{module.parts[0]}/' if len(module.parts) > 1 else module.name) in self.names


ROOMS = [Room(*found) for found in re.findall(r'^(\w.*)\n((?: .*\n)+)', (PLUGIN / 'rooms.txt').read_text(), re.M)]


def floor(module):
    """The number of the module's room, from the ground up."""
    (number,) = [number for number, room in enumerate(ROOMS) if room.holds(module)]
    return number


def without_comments(path):
    return re.sub(r'/\*.*?\*/|//[^\n]*', lambda comment: '\n' * comment[0].count('\n'), (PLUGIN / path).read_text(),
                  flags=re.S)


@functools.cache
def includes(module):
    """The modules of the plugin that a module's files include."""
    texts = (without_comments(path) for path in FILES if path.with_suffix('') == module)
    named = {pathlib.Path(name).with_suffix('') for text in texts for name in re.findall(r'#include "(.+)"', text)}
    return sorted(named - {module})


def accept(complaints):
    """No complaint is left."""
    complaints = [str(one) for one in complaints]
    assert not complaints, '\n' + '\n'.join(complaints)


def test_every_file_has_a_room_and_every_room_a_file():
    accept(module for module in MODULES if sum(room.holds(module) for room in ROOMS) != 1)
    accept(room.names for room in ROOMS if not any(room.holds(module) for module in MODULES))


def test_no_room_includes_one_above():
    accept(f'{module} includes {other}' for module in MODULES for other in includes(module)
           if floor(other) > floor(module))


@functools.cache
def reached(module):
    """All that a module includes, itself or through others."""
    found, left = set(), list(includes(module))
    while left:
        other = left.pop()
        if other not in found:
            found.add(other)
            left += includes(other)
    return found


def test_no_circle_of_includes():
    circles = {module for module in MODULES if module in reached(module)}
    accept(f'{module} includes {other}' for module in sorted(circles) for other in includes(module)
           if module in reached(other))


LICENCE = 'SPDX-License-Identifier: GPL-2.0-or-later'


def opens_with_a_sentence(path):
    comment = re.match(r'/\*(.*?)\*/', (PLUGIN / path).read_text(), re.S)
    sentence, _, licence = re.sub(r'\n \*[ ]?', '\n', comment[1] if comment else '').strip().rpartition('\n')
    return licence == LICENCE and re.fullmatch(r'[A-Z].*\.', sentence.strip(), re.S)


def test_every_file_opens_with_a_sentence():
    """It says what the file is for; the licence follows in the same comment."""
    accept(path for path in FILES if not opens_with_a_sentence(path))


def public_functions(path):
    """The names of the functions that a header declares."""
    text = re.sub(r'^#.*(?:\\\n.*)*', '', without_comments(path), flags=re.M)
    text = re.sub(r'\b(?:_Static_assert|G_STATIC_ASSERT)\b[^;]*;', '', text)
    return re.findall(r'^[\w *]*?\b(\w+)\((?!\*)[^;{}]*\)[^;{}()]*[;{]', text, re.M)


def test_names_tell_the_room():
    headers = [path for path in FILES if path.suffix == '.h']
    accept(f'{path}: {name}()' for path in headers for name in public_functions(path)
           if not name.startswith(ROOMS[floor(path.with_suffix(''))].prefixes))
    assert sum(len(public_functions(path)) for path in headers) > 200


def functions(path):
    """(name, lines) of the functions that a .c file defines, as .clang-format lays them out, without tables in them."""
    for match in re.finditer(r'^\w[^\n;]*\n(\w+)\([^;{}]*\)\n\{\n.*?^\}\n', without_comments(path), re.M | re.S):
        body = re.sub(r'^    static [^;{]*= \{\n.*?^    \};\n', '', match[0], flags=re.M | re.S)
        yield match[1], body.count('\n')


def test_functions_are_short():
    found = [(path, name, lines) for path in FILES if path.suffix == '.c' for name, lines in functions(path)]
    accept(f'{path}: {name}() has {lines} lines' for path, name, lines in found if lines > FUNCTION_LINES)
    assert len(found) > 500


def sources():
    """Every text that people write. Without git: every file but what is built."""
    git = 'git', '-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True).stdout if shutil.which('git') else ''
    paths = [ROOT / name for name in listed.split('\0') if name] or ROOT.rglob('*')
    return sorted(path for path in paths if path.is_file() and (path.suffix in WRITTEN or path.name in WRITTEN_NAMES)
                  and not path.is_relative_to(ROOT / 'tests' / 'golden')
                  and not {'profiles', 'corpus'} & set(path.parts)
                  and not path.relative_to(ROOT).parts[0].startswith('build'))


WRITTEN = ('', '.c', '.h', '.py', '.md', '.json', '.ini')
WRITTEN_NAMES = ('CMakeLists.txt', 'rooms.txt')


def is_free(line):
    """Tables, pictures and links of Markdown cannot be broken."""
    return line.startswith(('|', '![')) or ' ' not in line.strip()


def faults(path):
    """What is wrong with the lines of a text. What programs print stands between fences in Markdown, as it is."""
    shown = False
    for number, line in enumerate(path.read_text().split('\n'), 1):
        shown ^= path.suffix == '.md' and line.lstrip().startswith('```')
        if len(line) > COLUMNS and not (path.suffix == '.md' and (shown or is_free(line))):
            yield f'{path.relative_to(ROOT)}:{number} has {len(line)} columns'
        if line != line.rstrip() or '\t' in line and not shown:
            yield f'{path.relative_to(ROOT)}:{number} has a tab or blanks at its end'


def test_lines():
    accept(fault for path in SOURCES for fault in faults(path))


def test_nothing_speaks_of_what_a_reader_cannot_see():
    """No number of a task, no folder beside the project."""
    hidden = re.compile(r'\bissue[s]? #?\d|\bshared[/]|\.\./shared[ \'"]', re.I)
    accept(f'{path.relative_to(ROOT)}: {found}' for path in SOURCES for found in hidden.findall(path.read_text()))


SOURCES = sources()
