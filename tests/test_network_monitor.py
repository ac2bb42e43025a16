"""Microsoft's article Q241252: its three listings, line by line, in the Network Monitor view."""
import pathlib
import re

from packets import LAYOUTS
from wireshark import OURS

# The lines of the article's listings (creation, maintenance, deletion), as they stand there.
LISTINGS = pathlib.Path(__file__).parent / 'data' / 'q241252-listings.txt'
STYLE = ('-o', 'pptp.info_style:network_monitor')


def without_space(text):
    return re.sub(r'\s', '', text)


def test_article():
    columns = OURS.fields('q241252-rras-session.pcap', ['_ws.col.Info', 'ip.src', 'ip.dst'], '-Y', 'pptp', *STYLE)
    shown = [without_space(''.join(value[0] for value in row)) for row in columns]
    assert shown == [without_space(line) for line in LISTINGS.read_text().splitlines()]
    assert len(shown) == 9 + 6 + 6


def test_source_and_destination_columns():
    """The same with tshark's own columns; between source and destination it draws an arrow."""
    lines = OURS.tshark('q241252-rras-session.pcap', '-Y', 'pptp', *STYLE, '-o',
                        'gui.column.format:"Info","%i","Source","%s","Destination","%d"').lines
    assert [without_space(line).replace('→', '') for line in lines] == \
        [without_space(line) for line in LISTINGS.read_text().splitlines()]


def test_every_message_is_named():
    infos = [row[0][0] for row in OURS.fields('messages-all.pcap', ['_ws.col.Info'], '-Y', 'pptp', *STYLE)]
    assert len(infos) == len(LAYOUTS)
    for info, (code, _) in zip(infos, LAYOUTS.values()):
        assert re.fullmatch(rf'PPTP Control Packet \(1\): [A-Z][A-Za-z ]+ \({code}\)', info)


def test_unknown_and_several():
    infos = {int(frame[0]): ';'.join(info) for frame, info in
             OURS.fields('bad-types.pcap', ['frame.number', '_ws.col.Info'], '-Y', 'pptp', *STYLE)}
    assert infos[6] == 'PPTP Management Packet (2)'
    assert infos[8] == 'PPTP Unknown Packet (16705); PPTP Control Packet (1): Echo Request (5)'
    assert infos[10] == 'PPTP Control Packet (1): Unknown (16)'


def test_rfc_style_is_default():
    infos = [row[0][0] for row in OURS.fields('q241252-rras-session.pcap', ['_ws.col.Info'], '-Y', 'pptp')]
    assert infos[3] == 'Outgoing-Call-Reply, Call ID 16384, Peer Call ID 49152, Connected'
    assert infos[4] == 'Set-Link-Info, Peer Call ID 16384, ACCM send 0xffffffff receive 0xffffffff'
    assert infos[10] == 'Echo-Reply, ID 1, OK'
