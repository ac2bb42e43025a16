"""Read filters find the same frames whoever reads beside them: with columns, with trees, and with neither, when the
plugin leaves out what no filter asks for."""
import pytest

from wireshark import OURS, folder, frames_of

FILTERS = ['pptp', 'pptp.control_message_type == 7', 'pptp.call == 0', 'pptp.tunnel', 'pptp.tunnel.lost',
           'pptp.conformance', 'pptp.segment.several_messages', 'gre', 'ip.len > 100', 'tcp.pdu.size', '_ws.expert',
           '_ws.expert.severity >= "Warning"', '_ws.expert.message contains "ecr"', '_ws.expert.group == "Sequence"',
           'mppe', 'mppe.coherency_count == 3', 'mppe.not_decrypted', 'mppe.no_account', 'comp_data',
           'frame.protocols contains "mppe"', 'frame.protocols contains "pptp"']
CAPTURES = ['a_mppe128', 'b_deflate', 'conformance-calls', 'mppe-accounts', 'segmentation-coalesced',
            'segmentation-snaplen', 'tunnel-headers', 'tunnel-sequence']


@pytest.mark.parametrize('capture', CAPTURES)
@pytest.mark.parametrize('wanted', FILTERS)
def test_found_by_any_reader(capture, wanted):
    target = folder('filtered') / 'found.pcap'
    trees = OURS.tshark(f'{capture}.pcap', '-Y', wanted, '-V').lines
    OURS.tshark(f'{capture}.pcap', '-Y', wanted, '-w', target)
    assert len(OURS.tshark(f'{capture}.pcap', '-Y', wanted).lines) == frames_of(target) \
        == sum(line.startswith('Frame ') for line in trees)


@pytest.mark.parametrize('wanted', FILTERS)
def test_some_are_found(wanted):
    """Otherwise the test above says nothing."""
    assert any(OURS.tshark(f'{capture}.pcap', '-Y', wanted).lines for capture in CAPTURES)
