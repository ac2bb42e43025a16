"""plugin/SCRIPTS.md: its commands, as they stand there, with other folders."""
import collections
import json
import re
import shutil

import pytest

from test_reports import SCHEMA, document
from wireshark import ALONE, CAPTURES, OURS, ROOT, folder, staged

pytestmark = [pytest.mark.longer, pytest.mark.readme]

PAGE = (ROOT / 'plugin' / 'SCRIPTS.md').read_text()
CAPTURE_NAMES = ['a_mppe128', 'c_authfail', 'e_loss_reorder_dup', 'bad-ppp', 'trouble-authentication', 'tunnel-icmp']
HOSTILE = 'it\'s "one";\n$(touch hit) `touch hit` | x.pcap'


def block(*words, language='sh'):
    """The page's block with all of these words."""
    (found,) = [text for told, text in re.findall(r'^```(\w*)\n(.*?)^```$', PAGE, re.S | re.M)
                if told == language and all(word in text for word in words)]
    return found


class Place:
    """A folder in which the commands run, with captures below it."""

    def __init__(self, name):
        self.path = folder(name)
        self.captures = folder(f'{name}/captures')

    def add(self, name, octets, mode=0o644):
        path = self.path / name
        path.write_bytes(octets)
        path.chmod(mode)
        return path

    def run(self, text, **environment):
        """The folder /captures is this one's; programs that it has go before others."""
        done = OURS.run('sh', '-c', f'cd {self.path} || exit\n' + text.replace('/captures', str(self.captures)),
                        environment={'PATH': f'{self.path}:{OURS.environment["PATH"]}', 'SHELL': '/bin/sh',
                                     **environment})
        assert done.code == 0, done.err
        return done.out

    def json(self, text, **environment):
        return [json.loads(line) for line in self.run(text, **environment).split('\n') if line]


@pytest.fixture(scope='module')
def place():
    """Good captures, one with a hostile name, and three that cannot be read, or not to their end."""
    made = Place('scripts')
    made.add('captures/pptp-lines', block('pptp-lines CAPTURE:').encode(), 0o755)
    for name in CAPTURE_NAMES:
        made.add(f'captures/{name}.pcap', (CAPTURES / f'{name}.pcap').read_bytes())
    good = (CAPTURES / 'c_authfail.pcap').read_bytes()
    made.add(f'captures/{HOSTILE}', good)
    made.add('captures/cut.pcap', good[:-5])
    made.add('captures/text.pcap', b'No capture.\n' * 9)
    made.add('captures/json.pcap', b'{"calls": []}\n')
    # Two workers, which are this machine: what ssh gets is a host, and words that are a command together.
    made.add('ssh', b'''#!/bin/sh
while [ "${1#-}" != "$1" ]; do shift; done
echo "$1" >>hosts
shift
[ "$1" != -- ] || shift
exec sh -c "$*"
''', 0o755)
    made.add('machines', b'one\ntwo\n')
    return made


@pytest.fixture(scope='module')
def lines(place):
    """The whole recipe: the captures on two workers, and what they print."""
    place.run(block('--sshloginfile'), PARALLEL_SSH=str(place.path / 'ssh'))
    assert set((place.path / 'hosts').read_text().split()) == {'one', 'two'}
    return [json.loads(line) for line in (place.path / 'lines.jsonl').read_text().splitlines()]


def of_kind(lines, kind):
    return [line for line in lines if line['kind'] == kind]


def test_every_capture_has_its_line(place, lines):
    """Whatever its name is, and whether it could be read or not."""
    assert place.run(block('wc -l')).split() == ['10', '10']
    prefix = f'{place.captures}/'
    assert {line['capture'].removeprefix(prefix).replace('\\x0a', '\n') for line in lines} == {
        path.name for path in place.captures.iterdir()} - {'pptp-lines'}
    assert not list(place.path.rglob('hit'))


def test_what_is_done_is_not_done_again(place, lines):
    again = block('--sshloginfile').replace('--joblog', '--resume --joblog').replace('>lines', '>>lines')
    place.run(again, PARALLEL_SSH=str(place.path / 'ssh'))
    assert len((place.path / 'lines.jsonl').read_text().splitlines()) == len(lines)


def test_what_cannot_be_read_is_an_error(place, lines):
    """What came before the cut is there nevertheless."""
    errors = {line['capture'].rpartition('/')[2]: line for line in of_kind(lines, 'error')}
    assert errors.keys() == {'cut.pcap', 'text.pcap', 'json.pcap'}
    assert errors['cut.pcap']['status'] != 0 and 'cut short' in errors['cut.pcap']['message']
    assert all("isn't a capture file" in errors[name]['message'] for name in ('text.pcap', 'json.pcap'))
    read = {line['capture'].rpartition('/')[2] for line in of_kind(lines, 'call')}
    assert 'cut.pcap' in read and not read & {'text.pcap', 'json.pcap'}


def test_a_line_that_was_cut_is_left_out(place):
    """As if tshark had been killed."""
    stopped = Place('stopped')
    stopped.add('tshark', b'#!/bin/sh\nprintf \'{"kind": "capture"}\\n{"kind": "ca\'\nkill -9 $$\n', 0o755)
    script = stopped.add('pptp-lines', block('pptp-lines CAPTURE:').encode(), 0o755)
    told = stopped.json(f'{script} any.pcap')
    assert [line['kind'] for line in told] == ['capture', 'error'] and told[1]['status'] == 128 + 9


@pytest.fixture(scope='module')
def database(place, lines):
    place.run(block('CREATE TABLE'))
    return place


def rows(place, *words):
    out = place.run(f"sqlite3 -json pptp.db <<'END'\n{block(*words, language='sql')}END")
    return json.loads(out or '[]')


def test_a_row_for_each_line(database, lines):
    """Octet by octet, with the hostile texts of bad-ppp.pcap among them."""
    told = database.run("sqlite3 pptp.db 'SELECT line FROM lines'")
    assert told == (database.path / 'lines.jsonl').read_text() and r'\\x1b' in told


def test_failed_logins_per_server(database, lines):
    wanted = collections.Counter(line['pac']['address'] for line in of_kind(lines, 'call')
                                 if (line['authentication'] or {}).get('outcome') == 'failure')
    told = rows(database, 'AS failed')
    assert {row['server']: row['failed'] for row in told} == wanted and len(wanted) > 1
    assert told[0]['failed'] == max(wanted.values())


def test_loss_per_day(database, lines):
    wanted = collections.defaultdict(lambda: [0, 0])
    for call in of_kind(lines, 'call'):
        for end in call['pns'], call['pac']:
            count = wanted[call['start'] and call['start'][:10]]
            count[0] += end['packets']
            count[1] += (end['missing'] or 0) - (end['not_captured'] or 0)
    told = rows(database, 'AS lost')
    assert {row['day']: [row['captured'], row['lost']] for row in told} == wanted
    assert any(row['lost'] for row in told)
    assert all(row['percent'] is None or 0 <= row['percent'] < 100 for row in told)


def test_implementations_seen(database, lines):
    wanted = collections.Counter((side, line[f'{side}_implementation']) for line in of_kind(lines, 'connection')
                                 for side in ('client', 'server'))
    told = rows(database, 'AS implementation')
    assert {(row['side'], row['implementation']): row['connections'] for row in told} == wanted
    assert ('server', 'poptop') in wanted


def test_errors_and_warnings(database, lines):
    told = {row['capture']: row['status'] for row in rows(database, "= 'error'")}
    assert told == {line['capture']: line['status'] for line in of_kind(lines, 'error')}
    wanted = collections.Counter(finding['id'] for line in lines for finding in line.get('findings', ())
                                 if finding['severity'] == 'Warning')
    assert {row['warning']: row['findings'] for row in rows(database, 'AS findings')} == wanted


def test_documents_merge(place):
    told = []
    for name, target in ('a_mppe128', 'one'), ('c_authfail', 'other'):
        told.append(json.loads(ALONE.tshark(f'{name}.pcap', '-q', '-z', 'pptp,json').out))
        place.add(f'{target}.json', json.dumps(told[-1]).encode())
    place.run(block('jq -s'))
    both = json.loads((place.path / 'both.json').read_text())
    assert [one['capture'] for one in both['captures']] == [one['capture'] for one in told] != [None, None]
    for name in 'connections', 'calls', 'tunnels', 'attempts', 'points', 'findings', 'series':
        assert both[name] == [{'capture': one['capture']} | member for one in told for member in one[name]]
    assert both.keys() - {'captures'} == SCHEMA['properties'].keys() - {'capture', 'frames', 'start', 'start_seconds',
                                                                        'duration'}


# --- OpenSearch -------------------------------------------------------------------------------------------------------

SENT = b'#!/bin/sh\nfor word; do last=$word; done\ncat >>sent\n[ "$last" = @- ]\n'


def sent(place, text):
    """What the commands give to curl."""
    place.add('curl', SENT, 0o755)
    (place.path / 'sent').unlink(missing_ok=True)
    place.run(text)
    return (place.path / 'sent').read_text()


def leaves(value, path=()):
    if isinstance(value, dict):
        yield path, 'object'
        for name, member in value.items():
            yield from leaves(member, (*path, name))
    elif isinstance(value, list):
        for member in value:
            yield from leaves(member, path)
    elif value is not None:
        yield path, 'number' if type(value) in (int, float) else type(value).__name__


def test_lines_are_documents_for_opensearch(place, lines):
    """After each action its document; and no name has texts in one document and objects or numbers in another."""
    index = json.loads(sent(place, block('dynamic_templates')))
    told = [json.loads(line) for line in sent(place, block('select(.kind != "series")')).splitlines()]
    assert told[::2] == [{'index': {'_index': 'pptp'}}] * (len(told) // 2)
    assert told[1::2] == [line for line in lines if line['kind'] != 'series']
    types = collections.defaultdict(set)
    for one in told[1::2]:
        for path, kind in leaves(one):
            if 'values' not in path:
                types[path].add(kind)
    assert {path: kinds for path, kinds in types.items() if len(kinds) > 1} == {} and len(types) > 100
    assert index['mappings']['properties']['findings']['properties']['values']['enabled'] is False
    times = re.compile(index['mappings']['dynamic_templates'][0]['seconds']['match'])
    for name, definition in SCHEMA['definitions'].items():
        for member, told in definition.get('properties', {}).items():
            if name not in ('series', 'line') and '$ref' not in told:
                assert ('number' in told.get('type', ())) == bool(times.match(member)), member


EXPECTED = {'integer': r'-?\d+', 'long': r'-?\d+', 'short': r'-?\d+', 'float': r'-?\d+(\.\d+)?',
            'double': r'-?\d+(\.\d+)?', 'boolean': 'True|False', 'ip': r'[\da-f.:]+', 'date': r'[\dTZ:.-]+',
            'byte': r'\w\w(:\w\w)*'}


def test_packets_fit_the_mapping(place):
    """Every field of the plugin is in the layer pptp, once, and those that the mapping names are of its type; but
    octets, and numbers in hexadecimal, need ignore_malformed."""
    place.add('pptp-ek.jq', block('def is_ours', language='jq').encode())
    found, gre = set(), set()
    for name in 'a_mppe128', 'tunnel-icmp':
        told = sent(place, block('-T ek').replace('CAPTURE', f'/captures/{name}.pcap'))
        layers = [json.loads(line)['layers'] for line in told.splitlines() if line.startswith('{"timestamp"')]
        assert '"_type"' not in told
        wanted = OURS.fields(f'{name}.pcap', ['pptp.tunnel.index', 'pptp.call'], '-Y', 'pptp || pptp.tunnel')
        assert [[values_of(one, f'pptp_pptp_{name}') for name in ('tunnel_index', 'call')] for one in layers] == wanted
        gre |= {key for one in layers for key in re.findall('"gre": {.*?}', json.dumps(one))}
        found |= {(key, str(value)) for one in layers for member in elements(one.get('pptp')) for key in member
                  for value in elements(member[key])}
    assert gre and not [one for one in gre if 'pptp_' in one or '_ws_expert' in one]
    known = json.loads((place.path / 'mapping.json').read_text())['mappings']['properties']['layers']['properties']
    types = {key: told['type'] for key, told in known['pptp']['properties'].items()}
    assert [(key, value) for key, value in found if key in types and not value.startswith('0x')
            and not re.fullmatch(EXPECTED[types[key]], value)] == []
    assert {'pptp_pptp_tunnel_index', 'pptp_pptp_call', 'pptp_pptp_magic_cookie'} <= types.keys() & dict(found).keys()
    assert {('pptp_pptp_tunnel', 'True'), ('pptp_pptp_auth_user', 'alice')} <= found


def elements(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def values_of(layers, key):
    return [value for one in elements(layers.get('pptp')) for value in elements(one.get(key))]


# --- One large capture ------------------------------------------------------------------------------------------------

LARGE = 'trouble-authentication', 'trouble-gre', 'c_gre_icmp', 'd_nat2.wan'


def told_of(capture):
    """What does not depend on other calls of the file: numbers and frames do."""
    def plain(call):
        ends = {end: {**call[end], 'first_frame': None} for end in ('pns', 'pac')}
        return {**{name: call[name] for name in ('start', 'duration', 'stage', 'direction')}, **ends}
    return sorted((plain(call) for call in document(capture)['calls']), key=json.dumps)


@pytest.mark.skipif(not shutil.which('tcpdump'), reason='needs tcpdump')
def test_parts_of_a_large_capture_have_the_same_calls():
    split = Place('large')
    sources = [staged(f'{name}.pcap') for name in LARGE]
    assert OURS.run('mergecap', '-F', 'pcap', '-w', split.path / 'large.pcap', *sources).code == 0
    split.run(block('tcpdump').replace('LARGE', 'large.pcap'))
    parts = [told_of(split.path / f'part-{number}.pcap') for number in range(4)]
    whole = told_of(split.path / 'large.pcap')
    assert sorted(sum(parts, []), key=json.dumps) == whole and sum(bool(part) for part in parts) > 1
    client, server = re.search(r'ip.addr == ([\d.]+) && ip.addr == ([\d.]+)', PAGE).groups()
    split.run(block('pair.pcapng').replace('LARGE', 'large.pcap'))
    assert told_of(split.path / 'pair.pcapng') == [call for call in whole if {
        call['pns']['address'], call['pac']['address']} == {client, server}] != []
