"""Statistics against counts of another way: from protocol trees, from single fields, from the raw octets.

The sums are asked of tshark, which prints them, and of sharkd, which tells numbers as they are.
"""
import collections
import json
import re
import struct

import pytest

from made import CLIENT, SERVER
from made.control import echo_reply, echo_request
from packets import ACK, LAYOUTS, SYN, Capture, Connection
from test_analysis import PASSES
from test_tunnel import gre_of
from wireshark import CAPTURES, OURS, folder, staged

pytestmark = pytest.mark.longer

NAMES = {str(code): name for name, (code, _) in LAYOUTS.items()}
# Sections 2.1 to 2.13: which request a reply answers.
ANSWERED = {'2': '1', '4': '3', '6': '5', '8': '7', '10': '9', '11': '10', '13': '12'}
RESULTS = ('pptp.control_result', 'pptp.stop_result', 'pptp.echo_result', 'pptp.out_result', 'pptp.in_result',
           'pptp.disc_result')
GENERAL_ERROR = '2'
OTHER = 'Other message, or cut short'
CONTROL = ['a_mppe128', 'c_server_full', 'q241252-rras-session', 'messages-all', 'calls-incoming', 'calls-several',
           'bad-results', 'bad-types', 'segmentation-coalesced', 'segmentation-snaplen', 'tunnel-icmp']
TUNNELS = ['a_mppe128', 'c_server_full', 'c_gre_icmp', 'd_nat2.wan', 'e_loss_reorder_dup', 'g_kernel_mppe128']
TALKING = ['a_mppe128', 'c_server_full', 'q241252-rras-session', 'calls-several', 'd_nat2.wan', 'e_loss_reorder_dup']
PNS = {'192.0.2.10', '192.0.2.11', '198.51.100.2'}       # who sends Outgoing-Call-Requests in these captures
STATISTICS = ['pptp,stat', 'pptp_tree,tree', 'pptp,srt', 'conv,pptp', 'endpoints,pptp']
TAPS = ['nstat:pptp,stat', 'stat:pptp_tree', 'srt:pptp', 'conv:PPTP', 'endpt:PPTP']


def capture_of(name):
    return f'{name}.pcap'


def empty():
    path = folder('empty') / 'empty.pcap'
    path.write_bytes(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    return path


def printed(capture, statistic, *options, display_filter=''):
    return OURS.tshark(capture, '-q', *options, '-z', ','.join(filter(None, [statistic, display_filter]))).lines


def tapped(capture, *taps):
    """{tap: what it tells}."""
    (answer,) = OURS.sharkd(capture, ('tap', {f'tap{number}': tap for number, tap in enumerate(taps)}))
    return {re.sub('^stats:', 'stat:', told['tap']): told for told in answer['taps']}


# --- pptp,stat -----------------------------------------------------------------------------------------------------

def tables(capture, *options, **more):
    """{table: {row: (from PNS, from PAC, unknown, total)}}; rows of nothing left out."""
    found, table = {}, None
    for line in printed(capture, 'pptp,stat', *options, **more):
        row = re.fullmatch(r'(\S.*?) +\|' + r' +(\d+) \|' * 4, line)
        if row and row[5] != '0':
            found[table][row[1]] = tuple(map(int, row.groups()[1:]))
        elif line in ('Messages', 'Result Codes', 'Error Codes of General Error'):
            table = line
            found[table] = {}
    return found


def words_of(message, field):
    """A code as the tree shows it."""
    return re.search(r': (.*?)(?: \(\d+\))?$', message.words(field)[0])[1]


def name_of(message, field):
    name, code = words_of(message, field), message[field]
    return f'{NAMES[message["pptp.control_message_type"]]}: ' + (f'Unknown ({code})' if name == 'Unknown' else name)


def tables_from_trees(capture, *options):
    found = {table: collections.defaultdict(lambda: [0, 0, 0, 0])
             for table in ('Messages', 'Result Codes', 'Error Codes of General Error')}

    def count(table, row, message):
        column = {'PNS': 0, 'PAC': 1, None: 2}[message.facts.get('pptp.role')]
        found[table][row][column] += 1
        found[table][row][3] += 1

    for message in OURS.messages(capture, *options):
        if 'pptp.stream' not in message.facts:
            continue
        codes = message.all('pptp.control_message_type')
        count('Messages', NAMES.get(codes[0], OTHER) if codes else OTHER, message)
        (result,) = [field for field in RESULTS if message.all(field)] or [None]
        if result:
            count('Result Codes', name_of(message, result), message)
            if message[result] == GENERAL_ERROR and message.all('pptp.error'):
                count('Error Codes of General Error', name_of(message, 'pptp.error'), message)
    return {table: {row: tuple(counts) for row, counts in rows.items()} for table, rows in found.items()}


@PASSES
@pytest.mark.parametrize('name', CONTROL)
def test_messages_and_results_are_those_of_the_trees(name, passes):
    assert tables(capture_of(name), *passes) == tables_from_trees(capture_of(name), *passes)


def test_messages_are_those_of_the_octets():
    """Read by hand from the article's sequences: Microsoft's client, and its server that sends Result Code 0."""
    found = tables('q241252-rras-session.pcap')
    assert found['Messages']['Set-Link-Info'] == (4, 3, 0, 7) and found['Messages']['Echo-Request'] == (0, 3, 0, 3)
    assert found['Result Codes']['Call-Disconnect-Notify: Unknown (0)'] == (0, 1, 0, 1)
    assert sum(row[3] for row in found['Messages'].values()) == 21


def test_a_result_that_was_not_captured_is_not_0():
    """In segmentation-snaplen.pcap messages are cut, one Outgoing-Call-Reply between its Result and its Error Code."""
    found = tables('segmentation-snaplen.pcap')
    assert 'Outgoing-Call-Reply: General Error' in found['Result Codes']
    assert not any('(0)' in row for row in found['Result Codes']) and not found['Error Codes of General Error']


@pytest.mark.parametrize('name, errors', [('bad-results', 15), ('a_mppe128', 0), ('calls-incoming', 0)])
def test_errors_are_counted_where_there_are_some(name, errors):
    found = tables(capture_of(name))
    assert sum(counts[3] for row, counts in found['Result Codes'].items() if row.endswith(': General Error')) == errors
    assert sum(counts[3] for counts in found['Error Codes of General Error'].values()) == errors


@PASSES
@pytest.mark.parametrize('display_filter', ['ip.src == 192.0.2.1', 'pptp.call == 1', 'frame.number < 20'])
def test_messages_of_a_filter(display_filter, passes):
    found = tables('c_server_full.pcap', *passes, display_filter=display_filter)
    assert found['Messages']
    assert found == tables_from_trees('c_server_full.pcap', '-Y', f'pptp && {display_filter}', *passes)


# --- pptp_tree -----------------------------------------------------------------------------------------------------

def tree(capture, *options, **more):
    """{path of names: count} of what -z pptp_tree prints; its names are unique below each other."""
    found, path = {}, []
    for line in printed(capture, 'pptp_tree,tree', *options, **more):
        row = re.match(r'( *)(\S.*?) +(\d+) {3,}', line)
        if row:
            path = [*path[:len(row[1])], row[2]]
            found['/'.join(path)] = int(row[3])
    return found


def below(found, branch):
    return {path: count for path, count in found.items() if path.startswith(f'{branch}/')}


@pytest.mark.slow
@PASSES
@pytest.mark.parametrize('name', CONTROL)
def test_messages_by_phase(name, passes):
    expected = collections.Counter()
    for message in OURS.messages(capture_of(name), *passes):
        if 'pptp.stream' in message.facts:
            codes = message.all('pptp.control_message_type')
            phase = f'Control messages/{message.facts.get("pptp.phase", "no phase")}'
            expected.update(['Control messages', phase, f'{phase}/{NAMES.get(codes[0], OTHER) if codes else OTHER}'])
    found = tree(capture_of(name), *passes)
    assert below(found, 'Control messages') == below(expected, 'Control messages')
    assert found['Control messages'] == expected['Control messages']


def packets_from_octets(name):
    """Packets by sender and kind, and verdicts, from nothing but the raw octets."""
    path = CAPTURES / capture_of(name)
    seen, found, highest = collections.defaultdict(set), collections.Counter(), {}
    for sender, receiver, call_id, number, _ in gre_of(path):
        role = 'PNS' if '.'.join(map(str, sender)) in PNS else 'PAC'
        kind = f'Tunnel packets/from the {role}/' + ('acknowledgment only' if number is None else 'payload')
        flow = sender, receiver, call_id
        found.update([f'Tunnel packets/from the {role}', kind])
        if number is None:
            continue
        if number in seen[flow]:
            found[f'{kind}/duplicate'] += 1
        elif flow in highest and number < highest[flow]:
            found[f'{kind}/late'] += 1
        elif flow in highest and number > highest[flow] + 1:
            found[f'{kind}/after a gap'] += 1
        seen[flow].add(number)
        highest[flow] = max(number, highest.get(flow, number))
    return found


@PASSES
@pytest.mark.parametrize('name', TUNNELS)
def test_packets_are_those_of_the_octets(name, passes):
    assert below(tree(capture_of(name), *passes), 'Tunnel packets') == packets_from_octets(name)


def test_lost_packets_are_counted_where_there_are_some():
    losses = {name: sum(count for path, count in tree(capture_of(name)).items() if path.count('/') == 3)
              for name in ('e_loss_reorder_dup', 'a_mppe128')}
    assert losses['e_loss_reorder_dup'] == 16 and losses['a_mppe128'] == 0


def test_senders_whose_call_was_not_captured():
    found = tree('tunnel-without-call.pcap', '-2')
    frames = OURS.fields('tunnel-without-call.pcap', ['pptp.tunnel.sender'], '-2', '-Y', 'pptp.tunnel')
    assert found['Tunnel packets/from an unknown role'] == sum(not sender for (sender,) in frames) > 0
    assert found['Tunnel packets'] == len(frames)


@pytest.mark.slow
@PASSES
@pytest.mark.parametrize('name', sorted({*CONTROL, *TUNNELS}))
@pytest.mark.parametrize('display_filter', ['', 'ip.src == 192.0.2.11', 'pptp.tunnel'])
def test_connections_and_calls_are_counted_once(name, passes, display_filter):
    """Of what PPTP is in: a bare TCP segment names its connection too, so a filter of PPTP is asked of both."""
    asked = f'(pptp || pptp.tunnel) && !icmp && {display_filter or "frame"}'
    rows = OURS.fields(capture_of(name), ['pptp.stream', 'pptp.call'], '-Y', asked, *passes)
    found = tree(capture_of(name), *passes, display_filter=asked)
    for column, branch in enumerate(('Control connections', 'Calls')):
        assert found[branch] == len({number for row in rows for number in row[column]}), branch


# --- pptp,srt ------------------------------------------------------------------------------------------------------

def times_from_trees(capture, *options):
    """{request: its response times in seconds}, from the times of the frames."""
    frames = {int(row[0][0]): float(row[1][0])
              for row in OURS.fields(capture, ['frame.number', 'frame.time_relative'], *options)}
    found = collections.defaultdict(list)
    for message in OURS.messages(capture, *options):
        if 'pptp.response_to' in message.facts:
            asked = frames[int(message.facts['pptp.response_to'])]
            found[NAMES[ANSWERED[message['pptp.control_message_type']]]].append(frames[message.frame] - asked)
    return found


@pytest.mark.slow
@pytest.mark.parametrize('name', CONTROL)
def test_response_times(name):
    expected = times_from_trees(capture_of(name))
    (table,) = tapped(capture_of(name), 'srt:pptp')['srt:pptp']['tables']
    found = {row['n']: row for row in table['r']}
    assert found.keys() == expected.keys() and (expected or name == 'tunnel-icmp')
    for request, times in expected.items():
        row = found[request]
        assert NAMES[str(row['idx'])] == request
        assert row['num'] == len(times)
        assert (row['min'], row['max'], row['tot']) == pytest.approx((min(times), max(times), sum(times)), abs=1e-6)


@PASSES
@pytest.mark.parametrize('display_filter', ['', 'pptp.call == 0', 'tcp.dstport == 1723'])
def test_response_times_of_a_filter(passes, display_filter):
    """A filter chooses replies."""
    answers = OURS.messages('c_server_full.pcap', '-Y', f'pptp && {display_filter or "frame"}')
    expected = collections.Counter(NAMES[ANSWERED[message['pptp.control_message_type']]]
                                   for message in answers if 'pptp.response_to' in message.facts)
    found = {row[1]: int(row[2]) for row in (
        re.match(r' +\d+  (\S+) +(\d+)  ', line) for line in printed(
            'c_server_full.pcap', 'pptp,srt', *passes, display_filter=display_filter)) if row}
    assert found == expected


# --- conv,pptp and endpoints,pptp ----------------------------------------------------------------------------------

def sizes(capture, display_filter, *options):
    """{sender: octets of each message and GRE packet}, from the messages' Length and from IP's."""
    found = collections.defaultdict(list)
    for source, lengths in OURS.fields(capture, ['ip.src', 'pptp.length'],
                                       '-Y', f'pptp && ({display_filter})', *options):
        found[source[0]] += map(int, lengths)
    for source, total, header in OURS.fields(capture, ['ip.src', 'ip.len', 'ip.hdr_len'], '-Y',
                                             f'pptp.tunnel && !icmp.type == 3 && ({display_filter})', *options):
        found[source[0]].append(int(total[0]) - int(header[0]))
    return found


def summed(found):
    return sum(map(len, found.values())), sum(map(sum, found.values()))


@pytest.mark.slow
@pytest.mark.parametrize('name', TALKING)
def test_a_conversation_is_what_its_filter_shows(name):
    rows = tapped(capture_of(name), 'conv:PPTP')['conv:PPTP']['convs']
    for row in rows:
        found = sizes(capture_of(name), row['filter'])
        assert (row['txf'], row['txb']) == summed({0: found.pop(row['saddr'])})
        assert (row['rxf'], row['rxb']) == summed({0: found.pop(row['daddr'], [])}) and not found
    assert (sum(row['txf'] + row['rxf'] for row in rows), sum(row['txb'] + row['rxb'] for row in rows)) \
        == summed(sizes(capture_of(name), 'frame'))


@pytest.mark.slow
@pytest.mark.parametrize('name', TALKING)
def test_an_endpoint_is_what_its_filter_shows(name):
    for row in tapped(capture_of(name), 'endpt:PPTP')['endpt:PPTP']['hosts']:
        found = sizes(capture_of(name), row['filter'])
        assert (row['txf'], row['txb']) == summed({0: found.pop(row['host'], [])})
        assert (row['rxf'], row['rxb']) == summed(found)


@pytest.mark.slow
@pytest.mark.parametrize('name', TUNNELS)
def test_a_call_has_one_conversation_and_a_connection_too(name):
    rows = tapped(capture_of(name), 'conv:PPTP')['conv:PPTP']['convs']
    calls = {(call[0], index[0]) for call, index in OURS.fields(
        capture_of(name), ['pptp.call', 'pptp.tunnel.index'], '-Y', 'pptp.tunnel && !icmp.type == 3')}
    connections = {stream[0] for (stream,) in OURS.fields(capture_of(name), ['pptp.stream'], '-Y', 'pptp')}
    tunnels = [match[1] for row in rows if (match := re.match(r'pptp\.tunnel\.index == (\d+)', row['filter']))]
    assert len({call for call, _ in calls}) == len(calls)
    assert sorted(tunnels) == sorted(index for _, index in calls) and len(rows) == len(calls) + len(connections)


@pytest.mark.parametrize('name', TALKING)
def test_a_control_connection_names_its_tcp_stream(name):
    """The row's conv_id, which the GUI follows and draws, is what its filter names; of a tunnel the call's number."""
    rows = [row['filter'] for row in tapped(capture_of(name), 'conv:PPTP')['conv:PPTP']['convs']
            if 'pptp.tunnel' not in row['filter']]
    named = [set(re.findall(r'tcp\.stream == (\d+)', row)) for row in rows]
    streams = {tuple(sorted(one)) for one, in OURS.fields(capture_of(name), ['tcp.stream'], '-Y', 'pptp && tcp')}
    assert rows and {tuple(one) for one in named} == streams and all(len(one) == 1 for one in named)


def test_connections_of_the_same_ports_are_conversations_of_their_own():
    made, path = Capture(), folder('ports') / 'again.pcap'
    for first in 1000, 900_000:
        connection = Connection(made, handshake=False)
        connection.next = {CLIENT: first, SERVER: first}
        for client, flags in (CLIENT, SYN), (SERVER, SYN | ACK), (CLIENT, ACK):
            connection.segment(client, b'', flags)
        connection.segment(CLIENT, echo_request(1))
        connection.segment(SERVER, echo_reply(1))
        connection.close()
    path.write_bytes(made.octets())
    path.chmod(0o644)
    rows = tapped(path, 'conv:PPTP')['conv:PPTP']['convs']
    assert [(row['txf'], row['rxf']) for row in rows] == [(1, 1), (1, 1)]
    for row in rows:
        assert summed(sizes(path, row['filter']))[0] == 2


def test_conversations_over_ipv6():
    for row in tapped('tunnel-ipv6.pcap', 'conv:PPTP')['conv:PPTP']['convs']:
        shown = OURS.tshark('tunnel-ipv6.pcap', '-Y', f'(pptp || pptp.tunnel) && !icmpv6 && {row["filter"]}').lines
        assert len(shown) == row['txf'] + row['rxf'] > 0 and 'ipv6.addr==2001:db8::10' in row['filter']


def test_a_tunnel_is_one_conversation():
    """With a call or without, both directions, and no tunnel twice."""
    capture = 'tunnel-without-call.pcap'
    rows = tapped(capture, 'conv:PPTP')['conv:PPTP']['convs']
    frames = {match[1]: row['rxf'] + row['txf'] for row in rows
              if (match := re.match(r'pptp\.tunnel\.index == (\d+)', row['filter']))}
    indices = [value for (values,) in OURS.fields(capture, ['pptp.tunnel.index']) for value in values]
    assert frames == dict(collections.Counter(indices)) != {}
    assert len(frames) == sum('pptp.tunnel.index' in row['filter'] for row in rows)


@pytest.mark.slow
@PASSES
@pytest.mark.parametrize('display_filter', ['', 'ip.addr == 192.0.2.11', 'pptp.tunnel'])
def test_printed_conversations_and_endpoints(passes, display_filter):
    """tshark shows no ports but those of TCP, UDP and SCTP."""
    capture, options = 'c_server_full.pcap', {'display_filter': display_filter}
    frames = summed(sizes(capture, display_filter or 'frame'))[0]
    conversations = [line.split() for line in printed(capture, 'conv,pptp', *passes, **options) if '<->' in line]
    assert sum(int(row[3]) + int(row[6]) for row in conversations) == frames
    endpoints = [re.findall(r'\S+', line.replace(' bytes', '')) for line in printed(
        capture, 'endpoints,pptp', *passes, **options) if line.startswith('192')]
    assert sum(int(row[1]) for row in endpoints) == 2 * frames
    assert sum(int(row[3]) for row in endpoints) == sum(int(row[5]) for row in endpoints) == frames


# --- all -----------------------------------------------------------------------------------------------------------

def test_tshark_lists_them():
    listed = OURS.run('tshark', '-z', 'help')
    assert set(STATISTICS) <= {line.strip() for line in (listed.out + listed.err).splitlines()}


@PASSES
@pytest.mark.parametrize('statistic', STATISTICS)
def test_an_empty_capture(statistic, passes):
    counts = [line for line in printed(empty(), statistic, *passes) if re.search(r'<->|[1-9]\d* +\|', line)]
    assert not counts
    assert statistic != 'pptp_tree,tree' or not any(tree(empty(), *passes).values())


def test_a_session_of_sharkd_begins_anew_each_time(sanitized):
    taps = {f'tap{number}': tap for number, tap in enumerate(TAPS)}
    load = ('load', {'file': str(staged(empty()))})
    for programs in (OURS, sanitized):
        first, second, _, nothing = programs.sharkd(
            'c_server_full.pcap', ('tap', taps), ('tap', taps), load, ('tap', taps))
        assert first == second and len(first['taps']) == len(TAPS)
        assert nothing == programs.sharkd(empty(), ('tap', taps))[0] != first


def test_sharkd_survives_a_request_that_it_refuses():
    """It forgets to remove what such a request registered, and calls it when the tables have been freed, or along with
    what the next request registers: then everything is counted twice."""
    good, bad = {'tap0': TAPS[0]}, {'tap0': TAPS[0], 'tap1': 'stat:unknown'}
    asked = [('load', {'file': str(staged('c_server_full.pcap'))}), ('tap', good), ('tap', bad), ('tap', good),
             ('tap', good)]
    told = OURS.run('sharkd', '-', stdin_text=''.join(
        json.dumps({'jsonrpc': '2.0', 'id': number, 'method': method, 'params': parameters}) + '\n'
        for number, (method, parameters) in enumerate(asked)))
    answers = [json.loads(line) for line in told.lines if line.startswith('{')]
    assert [answer['id'] for answer in answers] == list(range(len(asked))), told.err
    assert 'error' in answers[2] and all('result' in answers[i] for i in (1, 3, 4))
