"""The ladder of Flow Graph, as tshark -z flow,pptp,standard draws it and sharkd's seqa:pptp tells it."""
import re
import struct

import pytest

from made import CLIENT, SERVER
from made.control import echo_reply, echo_request, established, outgoing_call
from packets import ACK, LCP_ECHO, RST, SYN, Capture, Connection, Tunnel, gre, message
from test_points import merged, pair
from wireshark import OURS, folder

pytestmark = pytest.mark.longer

LOGIN = ['LCP: Configuration Request', 'LCP: Configuration Request', 'LCP: Configuration Ack',
         'LCP: Configuration Ack', '2 LCP Echo packets, 20 octets, until frame 20',
         '2 LCP Echo packets, 20 octets, until frame 23', 'CHAP: Challenge ', 'CHAP: Response ']
CLOSES = ['LCP: Termination Request', 'LCP: Termination Request', 'LCP: Termination Ack', 'LCP: Termination Ack']
NO_TEXT = r'[\x00-\x08\x0b-\x1f\x7f]'


def drawn(capture, *options, flow='flow,pptp,standard'):
    """(label, comment) of each line that tshark draws: the label as far as the arrow is long."""
    lines = OURS.tshark(capture, '-q', *options, '-z', flow).lines
    found = [re.fullmatch(r'(?:\d+ *)?\|[\d.]+ *\|([^|]*).*\|(.*)', line) for line in lines]
    return [(line[1].strip(), line[2]) for line in found if line]


def told(capture):
    """(from the first address, comment) of each line that sharkd tells."""
    (answer,) = OURS.sharkd(capture, ('tap', {'tap0': 'seqa:pptp'}))
    return [(line['n'][0] == 0, line['c']) for line in answer['taps'][0]['flows']]


def written(made, name):
    path = folder('ladder') / f'{name}.pcap'
    path.write_bytes(made.octets())
    return path


def test_a_login_that_fails():
    lines = told('c_authfail.pcap')
    comments = [comment for _, comment in lines]
    assert [from_client for from_client, _ in lines[:6]] == [True, False] * 3
    assert re.match(r'TCP: .*\[SYN\]', comments[0]) and re.match(r'TCP: .*\[SYN, ACK\]', comments[1])
    assert comments[2].startswith('Start-Control-Connection-Request, Host local')
    assert comments[5] == 'Outgoing-Call-Reply, Call ID 0, Peer Call ID 61873, Connected'
    assert all(map(str.startswith, comments[6:14], LOGIN))
    assert comments[14].startswith('CHAP: [authentication failed: 691] Failure ')
    assert comments[15:] == ['1 acknowledgment', *CLOSES, 'Call-Clear-Request, Call ID 61873', comments[-1]]
    assert re.match(r'TCP: .*\[FIN, ACK\]', comments[-1])
    labels = drawn('c_authfail.pcap')
    assert [comment for _, comment in labels] == comments
    assert labels[14][0].startswith('CHAP Failure') and labels[15][0] == '1 acknowledgment'
    assert labels == drawn('c_authfail.pcap', '-2', flow='flow,pptp,network')
    assert drawn('c_authfail.pcap', flow='flow,pptp,standard,pptp') == [
        line for line in labels if line[1].startswith(('Start', 'Out', 'Call'))]


def test_data_is_summed_up_until_the_next_step():
    comments = [comment for _, comment in told('a_mppe128.pcap')]
    assert comments[comments.index('IPCP: Configuration Nak') + 3:][:2] == [
        '45 data packets, 13144 octets, until frame 193', '43 data packets, 27580 octets, until frame 194']
    assert [comment for comment in comments if 'Echo' in comment] == [
        '10 LCP Echo packets, 100 octets, until frame 185', '10 LCP Echo packets, 100 octets, until frame 184',
        '2 Echo-Requests, until frame 179', '2 Echo-Replies, until frame 180']
    assert sum('acknowledgments' in comment for comment in comments) == 2


def test_trouble_in_a_run():
    (line,) = [comment for _, comment in told('e_loss_reorder_dup.pcap') if 'trouble' in comment]
    assert line == '[duplicate of 62] in frame 63, trouble in 15 more: 138 data packets, 54291 octets, until frame 332'


def test_refused_unanswered_and_unexpected():
    made = Capture()
    established(made).segment(CLIENT, echo_request(1))
    silent = Connection(made, client_port=40001, handshake=False)
    silent.segment(CLIENT, b'', SYN)
    silent.segment(CLIENT, b'', SYN, at=1000)
    refused = Connection(made, client_port=40002, handshake=False)
    refused.segment(CLIENT, b'', SYN)
    refused.segment(SERVER, b'', RST)
    full = established(made, client_port=40003)
    outgoing_call(full, 1, 0, result=4)
    full.segment(SERVER, echo_reply(77))
    path = written(made, 'refused')
    comments = [comment for _, comment in told(path)]
    assert comments[4] == '1 Echo-Request'
    assert re.match(r'TCP: \[unanswered\] 40001 ', comments[5])
    assert re.match(r'TCP: 40002 .*\[SYN\]', comments[6])
    assert re.match(r'TCP: \[closed before any message\] 1723 .*\[RST\]', comments[7])
    assert comments[-2].startswith('[refused: Busy] ') and re.match(r'\[.*\] Echo-Reply', comments[-1])
    assert len(comments) == 15


def test_handshakes_without_a_message():
    """One was answered, and one from another address: neither SYN is unanswered. The last connection is just closed."""
    made = Capture()
    Connection(made, client_port=40001)
    asked = Connection(made, client_port=40002, handshake=False)
    asked.segment(CLIENT, b'', SYN)
    other = Connection(made, server='192.0.2.2', client_port=40002, handshake=False)
    other.next[CLIENT] = asked.next[CLIENT]
    other.segment(SERVER, b'', SYN | ACK)
    closed = established(made, client_port=40003)
    outgoing_call(closed, 1, 0)
    closed.close()
    comments = [comment for _, comment in told(written(made, 'segments'))]
    assert len(comments) == 10
    assert all(re.match(rf'TCP: {port} .*\[SYN\]', comments[line]) for line, port in ((0, 40001), (2, 40002)))
    assert comments[9].startswith('TCP: [closed without Stop-Control-Connection-Request] 40003 ')


def test_a_step_without_a_sequence_number():
    """It is no acknowledgment; and a packet that ICMP quotes is no step."""
    made = Capture()
    tunnel, request = Tunnel(made, 7, 8), bytes.fromhex('ff03c0210101000a0506') + bytes(4)
    made.add(tunnel.packet(CLIENT, gre(8, request)), CLIENT)
    tunnel.send(SERVER, payload=request)
    tunnel.error(SERVER, 3, 1, 40)
    assert told(written(made, 'unnumbered')) == [(True, LOGIN[0]), (False, LOGIN[0])]


def test_copies_from_another_point_are_no_steps():
    def steps(capture):
        return [line for line in told(capture) if 'until frame' not in line[1]]

    assert steps(merged('ladder.pcapng', *pair('e_loss_reorder_dup'))) == steps('e_loss_reorder_dup.pcap')


def test_two_calls_that_send_at_once_are_two_lines_each_way():
    comments = [comment for _, comment in told('m_mid_two_mppe128.pcap')]
    assert [comment for comment in comments if 'data packet' in comment] == [
        '18 data packets, 1266 octets, until frame 97', '17 data packets, 7357 octets, until frame 98',
        '5 data packets, 1177 octets, until frame 82', '5 data packets, 1177 octets, until frame 83']


def test_hostile_names_stay_text():
    for name in ('bad-texts', 'bad-ppp'):
        text = OURS.tshark(f'{name}.pcap', '-q', '-z', 'flow,pptp,standard').octets.decode('utf-8')
        assert not re.search(NO_TEXT, text)
    assert r'\033' in text or r'\x1b' in text


def test_two_ladders_at_once():
    graphs = OURS.tshark('c_authfail.pcap', '-q', '-z', 'flow,pptp,standard', '-z', 'flow,pptp,network').lines
    assert graphs[:len(graphs) // 2] == graphs[len(graphs) // 2:]


def test_gre_of_which_no_message_told():
    """It has no connection: the first line's Call ID of the sender is 0, as long as it is not known."""
    text = OURS.tshark('tunnel-without-call.pcap', '-q', '-z', 'flow,pptp,standard').out
    assert '(0)      ------------------>  (22)' in text and '(11)     <------------------  (22)' in text
    assert drawn('tunnel-one-direction.pcap') == [
        ('5 LCP Echo packets', '[stray Sequence Number] in frame 3: 5 LCP Echo packets, 60 octets, until frame 5')]


def test_messages_that_are_none():
    comments = [comment for label, comment in drawn('bad-types.pcap') if label == 'Other message, or cu']
    assert comments[:2] == ['Management Message', 'Unknown PPTP Message Type']


def test_no_column_of_protocol_or_info():
    """What the ladder takes from them is left out, and trouble is told all the same."""
    lines = drawn('c_authfail.pcap', '-o', 'gui.column.format:"No.","%m"')
    assert [comment for _, comment in lines[:3]] == ['TCP: ', 'TCP: ', '']
    assert ('PPP', 'PPP: [authentication failed: 691] ') in lines


def test_packets_without_addresses():
    """A line needs two ends: an exported PDU of GRE (epan/exported_pdu.h) has none."""
    head = struct.pack('>HH', 14, 8) + b'ip.proto' + struct.pack('>HHI', 32, 4, 47) + bytes(4)
    frames = [head + gre(7, payload, number) for number, payload in enumerate(
        [bytes.fromhex('ff03c0210101000a0506') + bytes(4), LCP_ECHO, bytes.fromhex('ff03002145')])]
    path = folder('ladder') / 'exported.pcap'
    path.write_bytes(struct.pack('<IHHiIII', 0xA1B2C3D4, 2, 4, 0, 0, 262144, 252) + b''.join(
        struct.pack('<IIII', 1, 0, len(frame), len(frame)) + frame for frame in frames))
    path.chmod(0o644)
    assert drawn(path) == []
    assert len(OURS.tunnelled(path)) == len(frames)
