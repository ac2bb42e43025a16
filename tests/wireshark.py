"""Runs Wireshark's programs with the plugin, and parses their output.

WIRESHARK_PLUGIN_DIR loads the plugin without installing it. Wireshark ignores that variable when it runs as root, so
root runs the programs as another user; what they read and write is in a folder that this user can reach (STAGE).
"""
import functools
import hashlib
import json
import os
import pathlib
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

from fork_server import SPENT, ForkServer

ROOT = pathlib.Path(__file__).resolve().parent.parent
CAPTURES = ROOT / 'captures'
REAL = sorted(CAPTURES.glob('[a-g]_*.pcap'))    # captured in a lab, not made
TRUTH = CAPTURES / 'truth'                      # logs, plaintext and counts of the same sessions
PLUGIN = pathlib.Path(os.environ.get('PPTP_PLUGIN', ROOT / 'build' / 'pptp.so'))
SANITIZED_PLUGIN = pathlib.Path(os.environ.get('PPTP_SANITIZED_PLUGIN', ROOT / 'build-sanitize' / 'pptp.so'))
BUILT = PLUGIN.parent
PROGRAMS = BUILT      # folder of the test programs; with --all conftest.py chooses the sanitized ones
FORK_SERVER = BUILT / 'fork_server.so'
NOBODY = 65534
# A fifth of the start of a program is page faults of the heap: fewer, larger pages spare it.
LARGE_PAGES = 'glibc.malloc.hugetlb=1:glibc.malloc.top_pad=134217728'
# Another quarter is reading tables of names that no test looks at; Wireshark 4.2 and later have them built in.
UNREAD = 'enterprises.tsv', 'manuf', 'services'
PASS_OPTIONS = (), ('-2',)      # one pass of tshark, or two as in the GUI

STAGE = pathlib.Path(tempfile.mkdtemp(prefix='pptp-tests-'))
STAGE.chmod(0o755)
# The stage of the process that started the tests: its workers find this variable already set.
SHARED = pathlib.Path(os.environ.setdefault('PPTP_TESTS_SHARED', str(STAGE)))
TOLD = SHARED / 'told'          # what tshark told


def version():
    """Returns Wireshark's version as (major, minor)."""
    text = subprocess.run(['tshark', '--version'], capture_output=True, text=True, check=True).stdout
    return tuple(int(n) for n in re.search(r'(\d+)\.(\d+)\.\d+', text).groups())


VERSION = version()


def folder(name):
    """Makes a folder of the stage in which the programs may write."""
    path = STAGE / name
    path.mkdir(parents=True, exist_ok=True)
    if os.getuid() == 0:
        os.chown(path, NOBODY, NOBODY)
    return path


@functools.cache
def data_folder():
    """Makes a folder for WIRESHARK_DATA_DIR: links to Wireshark's data files, but for those in UNREAD."""
    told = subprocess.run(['tshark', '-G', 'folders'], capture_output=True, text=True, check=True).stdout
    theirs = pathlib.Path(re.search(r'^Global configuration:\s*(.+)$', told, re.MULTILINE)[1])
    ours = STAGE / 'data'
    ours.mkdir()
    for file in theirs.iterdir():
        if file.name not in UNREAD:
            (ours / file.name).symlink_to(file)
    return ours


def as_nobody():
    """What subprocess needs to run a program as another user than root."""
    return {'user': NOBODY, 'group': NOBODY, 'extra_groups': []} if os.getuid() == 0 else {}


def plugin_folder(name, *plugins):
    """Makes a folder for WIRESHARK_PLUGIN_DIR with the plugins: files, or (file, new name)."""
    path = STAGE / name / f'{VERSION[0]}.{VERSION[1]}' / 'epan'
    if not path.exists():
        path.mkdir(parents=True)
        for plugin in plugins:
            source, target = plugin if isinstance(plugin, tuple) else (plugin, plugin.name)
            shutil.copy(source, path / target)
    return STAGE / name


def staged(capture):
    """Returns a path from which the programs can read a capture: a name in captures/, or a path."""
    source = pathlib.Path(capture)
    source = source if source.is_absolute() else CAPTURES / source
    if STAGE in source.parents or SHARED in source.parents:
        return source
    target = SHARED / 'captures' / source.name
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        put(source.read_bytes(), target)
    return target


def frames_of(capture):
    """How many frames a file holds, as capinfos counts them."""
    return int(subprocess.run(['capinfos', '-Mrc', capture], capture_output=True, text=True,
                              check=True).stdout.split()[-1])


def put(octets, target):
    """Writes a file at once: another worker must not read half of it."""
    written = target.with_name(f'{os.getpid()}-{target.name}')
    written.write_bytes(octets)
    written.chmod(0o644)
    written.rename(target)


class Result:
    """The output of a program."""

    def __init__(self, done):
        self.code = done.returncode
        self.octets = done.stdout
        self.out = done.stdout.decode('utf-8', 'replace')
        self.err = done.stderr.decode('utf-8', 'replace')

    @property
    def lines(self):
        return self.out.splitlines()


class Programs:
    """Wireshark's programs with some plugins and a configuration of their own."""

    def __init__(self, name, *plugins, home=None, environment=()):
        self.home = home or folder(f'{name}-home')
        self.environment = {
            'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC', 'HOME': str(self.home),
            'WIRESHARK_PLUGIN_DIR': str(plugin_folder(f'{name}-plugins', *plugins)),
            'WIRESHARK_DATA_DIR': str(data_folder()), 'WIRESHARK_ABORT_ON_DISSECTOR_BUG': '1',
            'GLIBC_TUNABLES': LARGE_PAGES, **dict(environment)}

    def run(self, *command, timeout=300, **more):
        return Result(subprocess.run([str(word) for word in command], capture_output=True, cwd=self.home,
                                     env={**self.environment, **more.pop('environment', {})},
                                     input=more.pop('stdin_text', '').encode(), timeout=timeout, **as_nobody(), **more))

    def tshark(self, capture, *options, **more):
        """Runs tshark on a capture. It must succeed and print nothing to stderr."""
        result = self.run('tshark', '-r', staged(capture), *options, **more)
        assert result.code == 0, result.err
        assert result.err == ''
        return result

    def fields(self, capture, fields, *options):
        """Returns a row per frame, which has a list of values per field (tshark -T fields)."""
        asked = [word for field in fields for word in ('-e', field)]
        lines = self.tshark(capture, '-T', 'fields', '-E', 'aggregator=;', *asked, *options).lines
        return [[value.split(';') if value else [] for value in line.split('\t')] for line in lines]

    def messages(self, capture, *options):
        """Returns every protocol item of the control connection, in order (tshark -T pdml)."""
        pdml = ElementTree.fromstring(self.tshark(
            capture, '-T', 'pdml', '-J', 'pptp icmp', '-Y', 'pptp', *options).out)
        return [Message(packet, proto) for packet in pdml.iter('packet')
                for proto in packet.iter('proto') if proto.get('name') == 'pptp']

    def tunnelled(self, capture, *options):
        """Returns every packet of a tunnel, in order (tshark -T pdml)."""
        pdml = ElementTree.fromstring(self.tshark(
            capture, '-T', 'pdml', '-J', 'gre icmp icmpv6', '-Y', 'pptp.tunnel', *options).out)
        return [TunnelPacket(packet, field) for packet in pdml.iter('packet')
                for field in packet.iter('field') if field.get('name') == 'pptp.tunnel']

    def sharkd(self, capture, *requests):
        """Loads the capture into sharkd and returns its result for each request (method, parameters)."""
        asked = [('load', {'file': str(staged(capture))}), *requests]
        told = self.run('sharkd', '-', stdin_text='\n'.join(
            json.dumps({'jsonrpc': '2.0', 'id': number, 'method': method, 'params': parameters})
            for number, (method, parameters) in enumerate(asked, 1)) + '\n')
        answers = [json.loads(line) for line in told.lines if line.startswith('{')]
        assert [answer['id'] for answer in answers] == list(range(1, len(asked) + 1)), told.err
        return [answer['result'] for answer in answers[1:]]

    def trees(self, capture, frames):
        """Returns the trees of frames in this order, as the GUI shows them when they are clicked (sharkd)."""
        return [answer['tree'] for answer in self.sharkd(
            capture, *(('frame', {'frame': frame, 'proto': True}) for frame in frames))]


def frame_of(packet):
    return int(next(field for field in packet.iter('field') if field.get('name') == 'num').get('show'))


def experts_in(element):
    return [Expert(field) for field in element.iter('field') if field.get('name') == '_ws.expert']


def plain(value):
    """Wireshark 4.0 shows a boolean as 0 or 1, later versions as a word."""
    return {'False': '0', 'True': '1'}.get(value, value)


class Expert:
    """An expert item: its filter name, severity and text."""

    def __init__(self, field):
        name, words = None, field.get('showname')
        for child in field:
            if child.get('name') not in ('_ws.expert.message', '_ws.expert.severity', '_ws.expert.group', ''):
                name = child.get('name')
        match = re.match(r'Expert Info \((\w+)/\w+\): (.*)', words)
        self.name, self.severity, self.text = name, match[1], match[2]

    def __str__(self):
        return f'{self.name} {self.severity}: {self.text}'


class Message:
    """A protocol item: a control message, or skipped octets. Its fields show octets; its facts were worked out."""

    def __init__(self, packet, proto):
        self.frame = frame_of(packet)
        self.title = proto.get('showname')
        self.experts = experts_in(proto)
        shown = [f for f in proto.iter('field') if f.get('name', '').startswith('pptp.') and f.get('hide') != 'yes'
                 and not any(f.get('name') == e.name and not f.get('value') for e in self.experts)]
        self.fields = [(f.get('name'), f.get('show'), f.get('showname') or f.get('show'), f.get('value'))
                       for f in shown if f.get('size') != '0']
        self.every_fact = [(f.get('name'), plain(f.get('show'))) for f in shown if f.get('size') == '0']
        self.facts = dict(self.every_fact)

    @property
    def summary(self):
        return self.title.partition(', ')[2]

    def __getitem__(self, name):
        """Returns the value of the message's only field of this name."""
        (value,) = self.all(name)
        return value

    def all(self, name):
        return [show for field, show, _, _ in self.fields if field == name]

    def octets(self, name):
        """Returns the octets of every field of this name, in hexadecimal."""
        return [value for field, _, _, value in self.fields if field == name]

    def words(self, name):
        """Returns the text of every field of this name."""
        return [showname for field, _, showname, _ in self.fields if field == name]

    @property
    def faults(self):
        """The expert items about the octets, not about the message's place among others."""
        return [e for e in self.experts if not e.name.startswith('pptp.analysis.')]

    def expert_names(self):
        return [expert.name for expert in self.experts]


class TunnelPacket:
    """What the plugin shows about a GRE packet."""

    def __init__(self, packet, field):
        self.frame = frame_of(packet)
        self.title = field.get('showname')
        self.experts = experts_in(field)
        self.facts = {child.get('name'): child.get('show') for child in field if child.get('name') != '_ws.expert'}


COMPLAINTS = ('Dissector bug', 'DISSECTOR_ASSERT', 'AddressSanitizer:', 'runtime error:', 'STATUS_', 'Assertion',
              'pptp.so')


def complaints(result):
    """Returns the lines of a run that a sound plugin never causes."""
    told = result.out + result.err
    words = [word for word in COMPLAINTS if word in told]
    found = [line for line in told.splitlines() if any(word in line for word in words)] if words else []
    return found + ([f'exit code {result.code}: {result.err[-500:]}'] if result.code not in (0, 2) else [])


# Freed blocks are kept, so that their use is seen. Keeping 256 MB of them, as by default, takes half of the time.
NO_LEAKS = 'detect_leaks=0:exitcode=99:quarantine_size_mb=16'
LEAKS = f'{NO_LEAKS}:detect_leaks=1:strict_string_checks=1'


@functools.cache
def sanitizer():
    """The library that has to be loaded before what is built with sanitizers."""
    found = subprocess.run(['gcc', '-print-file-name=libasan.so'], capture_output=True, text=True, check=True)
    return found.stdout.strip()


@functools.cache
def server_of(name, **environment):
    """The search for leaks would take five times as long as all else; that of tshark with the plugin finds the same."""
    preloaded = sanitizer() if PROGRAMS == SANITIZED_PLUGIN.parent else ''
    return ForkServer(str(PROGRAMS / name), FORK_SERVER, {
        **os.environ, 'LD_PRELOAD': preloaded, 'ASAN_OPTIONS': NO_LEAKS, **environment}, STAGE)


def run_program(name, text, **environment):
    """Feeds the text to a test program (tests/NAME.c) and returns the lines that it prints."""
    done = server_of(name, **environment).run([], text.encode())
    assert (done.returncode, done.stderr) == (0, b''), done.stderr.decode()
    return done.stdout.decode().splitlines()


def processor_seconds(action, *arguments):
    """Returns the processor time of the programs that the action runs. Waiting on a busy machine does not count."""
    before, runs = os.times(), len(SPENT)
    action(*arguments)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system + sum(
        SPENT[runs:])


class Served(Programs):
    """Programs whose tshark starts once, and is asked each question about a capture of the project once in a run of the
    tests."""

    @functools.cached_property
    def server(self):
        library = folder('fork-server') / FORK_SERVER.name
        put(FORK_SERVER.read_bytes(), library)
        return ForkServer('tshark', library, self.environment, self.home, **as_nobody())

    def run(self, *command, **more):
        if command[0] != 'tshark' or more:
            return super().run(*command, **more)
        return Result(self.server.run([str(word) for word in command[1:]]))

    def tshark(self, capture, *options, **more):
        question = repr((self.home.name, staged(capture).name, *map(str, options)))
        if more or staged(capture).parent != SHARED / 'captures' or str(STAGE) in question:
            return super().tshark(capture, *options, **more)
        answer = TOLD / hashlib.sha256(question.encode()).hexdigest()
        if answer.exists():
            return pickle.loads(answer.read_bytes())
        result = super().tshark(capture, *options)
        TOLD.mkdir(exist_ok=True)
        put(pickle.dumps(result), answer)
        return result


STOCK = Served('stock')
OURS = Served('ours', PLUGIN)
ALONE = Programs('ours', PLUGIN)        # starts for each run, as users do


def main(capture, *options):
    """wireshark.py CAPTURE [OPTION...]: runs tshark with the plugin."""
    result = ALONE.run('tshark', '-r', staged(pathlib.Path(capture).resolve()), *options)
    print(result.out, end='')
    print(result.err, end='', file=sys.stderr)
    shutil.rmtree(STAGE)
    return result.code


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
