"""Taking the built-in dissector's place: ports, preferences, filter names and programs on the installed Wireshark."""
import json
import re

import pytest

from wireshark import OURS, PLUGIN, Programs, STOCK, VERSION, folder, staged

pytestmark = pytest.mark.longer

NO_HEURISTIC = ('--disable-heuristic', 'pptp_tcp')
SESSION = 9             # messages in port-1724.pcap
SESSION_FRAMES = 8      # two of them share a segment


def is_ours(result):
    """The built-in dissector writes only the bare name into Info."""
    return 'Outgoing-Call-Request, Call ID 5' in result.out


def test_plugin_is_loaded():
    """Without this the other tests might test the built-in dissector."""
    plugins = OURS.run('tshark', '-G', 'plugins')
    line = next(line for line in plugins.lines if 'pptp.so' in line)
    assert plugins.err == ''
    if VERSION >= (4, 4):
        assert 'dissector' in line
    assert 'pptp.so' not in STOCK.run('tshark', '-G', 'plugins').out


@pytest.mark.parametrize('report', ['plugins', 'protocols', 'fields', 'values', 'decodes', 'dissector-tables',
                                    'heuristic-decodes', 'defaultprefs', 'currentprefs'])
def test_stderr_is_silent_at_start(report):
    result = OURS.run('tshark', '-G', report)
    assert result.code == 0 and result.err == ''


def test_no_dissector_bug_aborts():
    """Every program runs with WIRESHARK_ABORT_ON_DISSECTOR_BUG=1, and Programs.tshark() requires an empty stderr."""
    assert OURS.environment['WIRESHARK_ABORT_ON_DISSECTOR_BUG'] == '1'
    assert OURS.tshark('a_mppe128.pcap', '-V').out


def stock_fields():
    """{filter name: type} of the built-in dissector."""
    rows = [line.split('\t') for line in STOCK.run('tshark', '-G', 'fields').lines]
    return {row[2]: row[3] for row in rows if row[0] == 'F' and row[4] == 'pptp'}


def typed(name, kind):
    """A filter that is valid only for a field of this kind of type."""
    if kind == 'FT_STRING':
        return f'{name} contains "text" or {name} matches "text"'
    if kind == 'FT_BYTES':
        return f'{name} == 00:00'
    return name if kind == 'FT_NONE' else f'{name} & 1 or {name} > 1'


def test_stock_filter_names_and_types():
    fields = stock_fields()
    assert len(fields) == 50
    OURS.tshark('messages-all.pcap', '-Y', ' or '.join(f'({typed(*field)})' for field in fields.items()))
    OURS.tshark('messages-all.pcap', '-Y', 'pptp.control_message_type == "Echo-Request" or pptp.out_result == "Busy"')


def test_stock_filter_names_match():
    """Each of the names occurs on a message; the expert item on a bad one."""
    names = sorted(set(stock_fields()) - {'pptp.magic_cookie.incorrect'})
    values = zip(*OURS.fields('messages-all.pcap', names, '-Y', 'pptp'))
    assert not [name for name, column in zip(names, values) if not any(column)]
    incorrect = OURS.fields('bad-magic-cookie.pcap', ['frame.number'], '-Y', 'pptp.magic_cookie.incorrect')
    assert incorrect == [[['6']], [['7']]]


def test_new_names_are_lower_case():
    ours = [line.split('\t')[2] for line in OURS.run('tshark', '-G', 'fields').lines
            if line.startswith('F\t') and line.split('\t')[4] == 'pptp']
    assert {name for name in ours if not re.fullmatch(r'pptp(\.[a-z_0-9]+)+', name)} == {'pptp.call_Statistics'}


def test_decode_as():
    result = OURS.tshark('port-1724.pcap', '-d', 'tcp.port==1724,pptp', *NO_HEURISTIC)
    assert is_ours(result)


def test_port_preference():
    for ports in ('1723-1725', '1724', '1723,1724'):
        assert is_ours(OURS.tshark('port-1724.pcap', '-o', f'pptp.tcp.port:{ports}', *NO_HEURISTIC)), ports


def test_saved_decode_as():
    home = folder('saved-decode-as')
    settings = folder('saved-decode-as/.config/wireshark')
    (settings / 'decode_as_entries').write_text('decode_as_entry: tcp.port,1724,(none),PPTP\n')
    programs = Programs('saved', PLUGIN, home=home)
    assert is_ours(programs.tshark('port-1724.pcap', *NO_HEURISTIC))


def test_neither_port_nor_heuristic():
    assert not OURS.messages('port-1724.pcap', *NO_HEURISTIC)


@pytest.mark.parametrize('passes', [(), ('-2',)], ids=['one pass', 'two passes'])
def test_heuristic_finds_pptp_on_other_ports(passes):
    assert len(OURS.messages('port-1724.pcap', *passes)) == SESSION
    assert STOCK.messages('port-1724.pcap', *passes) == []


def test_disabled_protocol():
    rows = OURS.fields('a_mppe128.pcap', ['_ws.col.Protocol', 'gre.key.call_id'], '--disable-protocol', 'pptp')
    assert 'PPTP' not in {row[0][0] for row in rows}
    assert any(row[1] for row in rows)
    assert not OURS.messages('port-1724.pcap', '--disable-protocol', 'pptp')


def test_second_copy_stays_idle():
    twice = Programs('twice', PLUGIN, (PLUGIN, 'pptp-copy.so'))
    result = twice.run('tshark', '-r', staged('port-1724.pcap'))
    assert result.code == 0 and is_ours(result)
    assert re.search(r'PPTP for Wireshark is installed twice', result.err)
    assert len(result.err.strip().splitlines()) == 1


def test_our_preference_and_experts():
    assert 'pptp.info_style' in OURS.run('tshark', '-G', 'defaultprefs').out
    assert 'Incorrect Magic Cookie' in OURS.tshark('bad-magic-cookie.pcap', '-q', '-z', 'expert').out


def sharkd(*requests):
    lines = '\n'.join(json.dumps({'jsonrpc': '2.0', 'id': n, 'method': method, 'params': params})
                      for n, (method, params) in enumerate(requests, 1))
    script = OURS.home / 'requests'
    script.write_text(lines + '\n')
    result = OURS.run('sh', '-c', f'sharkd - < {script}')
    answers = [json.loads(line) for line in result.lines if line.startswith('{')]
    return {answer['id']: answer.get('result') for answer in answers}


def test_sharkd_loads_twice():
    """Opening a second capture cleans up after the first; a changed preference dissects again."""
    load = ('load', {'file': str(staged('port-1724.pcap'))})
    frames = ('frames', {'filter': 'pptp'})
    style = ('setconf', {'name': 'pptp.info_style', 'value': 'network_monitor'})
    answers = sharkd(load, frames, load, frames, style, load, frames)
    assert [len(answers[n]) for n in (2, 4, 7)] == [SESSION_FRAMES] * 3
    assert answers[2] == answers[4]
    assert answers[7][0]['c'][6] == 'PPTP Control Packet (1): Start Session Request (1)'


@pytest.mark.parametrize('name', ['segmentation-coalesced.pcap', 'segmentation-middle.pcap', 'bad-junk.pcap'])
def test_sharkd_single_frames(name):
    """A frame clicked in any order shows the tree of the second pass."""
    numbers = [m.frame for m in OURS.messages(name)]
    order = sorted(set(numbers), key=lambda n: (n * 7919) % 101)
    answers = sharkd(('load', {'file': str(staged(name))}),
                     *(('frame', {'frame': n, 'proto': True}) for n in order),
                     *(('frame', {'frame': n, 'proto': True}) for n in reversed(order)))
    trees = [titles(answers[n]['tree']) for n in range(2, 2 + 2 * len(order))]
    assert trees[:len(order)] == trees[len(order):][::-1]
    expected = {}
    for message in OURS.messages(name, '-2'):
        expected.setdefault(message.frame, []).append(message.title)
    assert dict(zip(order, trees)) == expected


def titles(tree):
    return [node['l'] for node in tree if node['l'].startswith('Point-to-Point Tunnelling Protocol')]


def valgrind_errors(programs):
    capture = staged('segmentation-coalesced.pcap')
    result = programs.run('valgrind', '--error-limit=no', 'tshark', '-r', capture, '-2', '-V', timeout=600)
    assert result.code == 0, result.err[-2000:]
    return int(re.search(r'ERROR SUMMARY: (\d+) errors', result.err)[1]), result.err


@pytest.mark.slow
def test_no_new_valgrind_error():
    stock, _ = valgrind_errors(STOCK)
    ours, report = valgrind_errors(OURS)
    assert ours <= stock, report[-4000:]
    assert 'pptp.so' not in report
