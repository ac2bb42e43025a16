"""Every field of every message: against the generator's reading of RFC 2637, and against scapy's parser."""
import shutil
import struct
import subprocess
import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter('ignore')
    from scapy.layers.inet import TCP
    from scapy.layers.pptp import PPTP
    from scapy.utils import PcapReader

from made.control import every_message
from packets import LAYOUTS
from wireshark import CAPTURES, OURS, ROOT, STOCK, Programs, folder

# The generator's names of fields whose filter names are not "pptp." and the same.
FILTER_NAMES = {
    'version': 'protocol_version', 'window': 'packet_receive_window_size', 'delay': 'packet_processing_delay',
}
RESULTS = {
    'Start-Control-Connection-Reply': 'control_result', 'Stop-Control-Connection-Reply': 'stop_result',
    'Echo-Reply': 'echo_result', 'Outgoing-Call-Reply': 'out_result', 'Incoming-Call-Reply': 'in_result',
    'Call-Disconnect-Notify': 'disc_result',
}
# Worked out of other fields, or shown below them.
NO_FIELDS_OF_THEIR_OWN = ('pptp.correlation_id', 'pptp.trailing_data', '.async', '.sync', '.analog', '.digital')


def filter_name(message_name, field):
    if field == 'result':
        field = RESULTS[message_name]
    return 'pptp.' + FILTER_NAMES.get(field, field)


def as_number(show):
    return int(show, 0)


@pytest.mark.parametrize('index, name, values', [(i, n, v) for i, (n, v) in enumerate(every_message())],
                         ids=list(LAYOUTS))
def test_every_field(every_shown, index, name, values):
    shown = every_shown[index]
    assert shown.summary.startswith(name)
    assert as_number(shown['pptp.control_message_type']) == LAYOUTS[name][0]
    assert as_number(shown['pptp.length']) == 12 + struct.calcsize('>' + ''.join(
        field.split(':')[1] for field in LAYOUTS[name][1].split()))
    for field, value in values.items():
        if field.startswith('reserved'):
            continue
        show = shown[filter_name(name, field)]
        assert (show if isinstance(value, str) else as_number(show)) == value, field
    reserved = 1 + sum(field.startswith('reserved') for field in values)
    assert len(shown.all('pptp.reserved')) == reserved
    assert not shown.faults


@pytest.fixture(scope='module')
def every_shown():
    return OURS.messages('messages-all.pcap')


def octets_of(message):
    """The octets of the message's own fields, in the order shown."""
    return [value for name, _, _, value in message.fields if not name.endswith(NO_FIELDS_OF_THEIR_OWN)]


def streams(capture):
    """The octets that each direction of each connection carries, put together by sequence number."""
    found = {}
    for packet in PcapReader(str(capture)):
        if TCP not in packet or not len(packet[TCP].payload):
            continue
        ip = packet[TCP].underlayer
        key = (ip.src, packet[TCP].sport, ip.dst, packet[TCP].dport)
        found.setdefault(key, {}).setdefault(packet[TCP].seq, bytes(packet[TCP].payload))
    return {key: put_together(segments) for key, segments in found.items()}


def put_together(segments):
    start = min(segments)
    octets = bytearray()
    for sequence, payload in sorted(segments.items()):
        at = sequence - start
        assert at <= len(octets), 'a hole'
        octets[at:at + len(payload)] = payload
    return bytes(octets)


def parsed_by_scapy(octets):
    """The fields' octets of each message in the stream."""
    while octets:
        length = struct.unpack_from('>H', octets)[0]
        layer = PPTP(octets[:length])
        assert bytes(layer) == octets[:length]
        yield [field.addfield(layer, b'', layer.getfieldval(field.name)).hex() for field in layer.fields_desc]
        octets = octets[length:]


# Captures whose TCP connections carry control messages, and nothing else. Impostors speak other protocols.
# The captures of troubles repeat the messages of the others.
WELL_FORMED = sorted(path.name for path in CAPTURES.glob('*.pcap')
                     if not path.name.startswith(('bad-', 'port-', 'segmentation-', 'correlation-', 'trouble-',
                                                  'tunnel-one-direction'))) \
    + ['segmentation-split.pcap', 'segmentation-coalesced.pcap', 'segmentation-retransmitted.pcap', 'port-1724.pcap']


@pytest.mark.slow
@pytest.mark.parametrize('name', WELL_FORMED)
def test_against_scapy(name):
    """As many messages as scapy finds in the streams, each with the same octets in each of its fields."""
    expected = [message for octets in streams(CAPTURES / name).values() for message in parsed_by_scapy(octets)]
    shown = [octets_of(message) for message in OURS.messages(name)]
    assert expected
    assert sorted(shown) == sorted(expected)


def test_stock_shows_less():
    """The README's claim, and the reason for this plugin: of 15 messages in one segment stock shows one."""
    segment = ('-Y', 'frame.number == 4')
    assert len(STOCK.messages('segmentation-coalesced.pcap')[0].all('pptp.control_message_type')) == 1
    assert len(STOCK.fields('segmentation-coalesced.pcap', ['pptp.control_message_type'], *segment)[0][0]) == 1
    assert len(OURS.fields('segmentation-coalesced.pcap', ['pptp.control_message_type'], *segment)[0][0]) == 15


def first(capture, name):
    return next(m for m in OURS.messages(capture) if m.summary.startswith(name))


@pytest.mark.parametrize('name, field, words', [
    ('Start-Control-Connection-Request', 'pptp.protocol_version', 'Protocol Version: 1.0'),
    ('Start-Control-Connection-Request', 'pptp.length', 'Length: 156 octets'),
    ('Start-Control-Connection-Request', 'pptp.framing_capabilities.async',
     '.... .... .... .... .... .... .... ...1 = Asynchronous framing: Supported'),
    ('Start-Control-Connection-Request', 'pptp.framing_capabilities.sync',
     '.... .... .... .... .... .... .... ..0. = Synchronous framing: Not supported'),
    ('Start-Control-Connection-Request', 'pptp.bearer_capabilities.analog',
     '.... .... .... .... .... .... .... ...0 = Analog access: Not supported'),
    ('Start-Control-Connection-Request', 'pptp.bearer_capabilities.digital',
     '.... .... .... .... .... .... .... ..1. = Digital access: Supported'),
    ('Stop-Control-Connection-Request', 'pptp.reason', 'Reason: Stop-Local-Shutdown (3)'),
    ('Outgoing-Call-Request', 'pptp.minimum_bps', 'Minimum BPS: 960051513 bit/s'),
    ('Outgoing-Call-Request', 'pptp.bearer_type', 'Bearer Type: Digital (2), Digital channel'),
    ('Outgoing-Call-Request', 'pptp.framing_type.async',
     '.... .... .... .... .... .... .... ...1 = Asynchronous framing: True'),
    ('Outgoing-Call-Request', 'pptp.packet_processing_delay', 'Packet Processing Delay: 60 (6.0 seconds)'),
    ('Outgoing-Call-Request', 'pptp.packet_receive_window_size', 'Packet Receive Window Size: 59 packets'),
    ('Outgoing-Call-Reply', 'pptp.cause', 'Cause Code: 63 (Q.931: Service or option not available, unspecified)'),
    ('Set-Link-Info', 'pptp.send_accm',
     'Send ACCM: 0x5a5a5a5a (SOH, ETX, EOT, ACK, HT, VT, FF, SO, DC1, DC3, DC4, SYN, EM, ESC, FS, RS)'),
])
def test_words(every_shown, name, field, words):
    message = next(m for m in every_shown if m.summary.startswith(name))
    assert message.words(field) == [words]


def test_accm_words():
    shown = OURS.messages('q241252-rras-session.pcap')
    infos = [m for m in shown if m.summary.startswith('Set-Link-Info')]
    assert infos[0].words('pptp.receive_accm') == ['Receive ACCM: 0xffffffff (all control characters)']
    assert infos[1].words('pptp.send_accm') == ['Send ACCM: 0x00000000 (none)']


def test_call_statistics_are_whole():
    """RFC 2637 section 2.13: 128 octets; stock stops at 64."""
    whole = 'x' * 127 + '!'
    assert first('messages-full-fields.pcap', 'Call-Disconnect')['pptp.call_statistics'] == whole
    stock_name = ('messages-full-fields.pcap', ['pptp.call_Statistics'], '-Y', 'pptp.call_Statistics')
    assert OURS.fields(*stock_name) == [[[whole]]]
    assert STOCK.fields(*stock_name) == [[[whole[:64]]]]


def test_correlation_id():
    """Only where the Subaddress holds one, and in Microsoft's byte order."""
    guid, text = '00112233-4455-6677-8899-aabbccddeeff', '44434241-4645-4847-494a-4b4c4d4e4f50'
    requests = [m for m in OURS.messages('correlation-id.pcap', '-2') if m.summary.startswith('Outgoing')]
    ids = [m.all('pptp.correlation_id') for m in requests]
    microsoft = [[guid], [text], [], ['74786574-0000-0000-0000-000000000000'], [guid],
                 ['00620061-0000-0000-0000-000000000000']]
    unknown = [[guid], [], [], [], [], ['00620061-0000-0000-0000-000000000000']]
    assert ids == microsoft + microsoft + unknown
    assert first('q241252-rras-session.pcap', 'Outgoing-Call-Request')['pptp.correlation_id'] == \
        '3f2504e0-4f89-11d3-9a0c-0305e82c3301'
    assert not OURS.fields('a_mppe128.pcap', ['frame.number'], '-Y', 'pptp.correlation_id')


def plugin_of_tables(name, source):
    """A plugin that registers nothing but the message table in this source, built as Wireshark's releases are."""
    made = folder(f'tables-{name}')
    for path in 'compat.h', 'message.h', 'control/messages.h', 'control/names.h', 'control/names.c':
        (made / path).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / 'plugin' / path, made / path)
    (made / 'control' / 'messages.c').write_text(source)
    (made / 'plugin.c').write_text(PLUGIN_OF_TABLES)
    flags = subprocess.run(['pkg-config', '--cflags', 'wireshark'], capture_output=True, text=True, check=True)
    subprocess.run(['gcc', '-shared', '-fPIC', '-DNDEBUG', '-DHAVE_SSIZE_T', f'-I{made}', *flags.stdout.split(),
                    '-o', made / 'tables.so',
                    made / 'plugin.c', *(made / 'control').glob('*.c')], check=True)
    return made / 'tables.so'


PLUGIN_OF_TABLES = '''
#include "compat.h"
#include <epan/proto.h>
#include "control/messages.h"
WS_DLL_PUBLIC_DEF const char plugin_version[] = "0";
WS_DLL_PUBLIC_DEF const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
WS_DLL_PUBLIC_DEF const int plugin_want_minor = WIRESHARK_VERSION_MINOR;
WS_DLL_PUBLIC void plugin_register(void);
WS_DLL_PUBLIC uint32_t plugin_describe(void);
static void registers(void) { pptp_control_messages_register(proto_get_id_by_filter_name("pptp")); }
static void hands_off(void) { }
void plugin_register(void)
{
    static proto_plugin plugin = { registers, hands_off };

    proto_register_plugin(&plugin);
}
uint32_t plugin_describe(void) { return PPTP_PLUGIN_DESCRIBES_DISSECTOR; }
'''
TABLES = (ROOT / 'plugin' / 'control' / 'messages.c').read_text()


@pytest.mark.parametrize('row, broken, words', [
    ('{  12,   4, PPTP_IDENTIFIER', '{  12,   4, PPTP_IDENTIFIER', None),
    ('{  12,   4, PPTP_IDENTIFIER', '{  12,   2, PPTP_IDENTIFIER', 'do not add up to its length'),
    ('{  18,   2, PPTP_CAUSE', '{  19,   2, PPTP_CAUSE', 'does not begin where'),
    ('{ PPTP_ECHO_REPLY, 20,', '{ PPTP_ECHO_REPLY, 24,', 'do not add up to its length'),
    ('{ PPTP_ECHO_REPLY, 20,', '{ PPTP_ECHO_REQUEST, 20,', 'not in its row'),
    ('{  10,   2, PPTP_RESERVED', '{  10,   4, PPTP_RESERVED', 'the common header does not have 12 octets'),
], ids=['sound', 'length of a field', 'offset', 'length of a message', 'code', 'header'])
def test_a_broken_table_ends_wireshark_at_its_start(row, broken, words):
    """In release builds too, where Wireshark's own assertions are off."""
    assert row in TABLES
    name = 'sound' if words is None else f'broken-{abs(hash(broken))}'
    told = Programs(name, plugin_of_tables(name, TABLES.replace(row, broken, 1))).run('tshark', '-G', 'protocols')
    if words is None:
        assert told.code == 0, told.err
    else:
        assert told.code != 0 and words in told.err
