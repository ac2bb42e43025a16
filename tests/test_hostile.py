"""What broken packets claim is not told (made/hostile_*.py). test_robustness.py asks whether they do harm."""
import collections
import re

import pytest

from test_reports import document
from wireshark import OURS

pytestmark = pytest.mark.longer

SECRET = '-o', 'radius.shared_secret:testing123'
# The warnings of each call: what else its packets could be taken for is none.
WARNINGS = {
    # Openings that nobody answers, some with a Maximum Segment Size that is sound; PPP in the framing of HDLC.
    'bad-inside': {0: {'not_forwarded', 'mss_too_big'}, 6: {'hdlc_in_gre'}},
    # The flags of EAP-TLS are missing; the client does answer Success with Failure; a server that refuses nothing.
    'bad-eap': {0: {'auth_eap_flags'}, 1: {'auth_eap_flags'}, 2: {'auth_eap_server_rejected'},
                3: {'auth_eap_server_rejected'}, 4: {'auth_not_agreed'}, 5: {'auth_not_agreed'},
                6: {'auth_eap_stalled'}, 7: {'auth_eap_stalled'}},
    'bad-multilink': {},
    'bad-places': {},
    # Keys of 15 octets and more, which are not those of the packets.
    'bad-radius': {call: {'mppe_other_keys'} for call in range(22, 28)}}


def of_calls(name, wanted):
    """The findings of each call that are wanted. All sentences are whole: none is about a packet that is not there."""
    found = collections.defaultdict(set)
    for finding in document(f'{name}.pcap', *SECRET)['findings']:
        assert finding['sentence'][-1] in '.?', finding['sentence']
        if wanted(finding):
            found[finding['call']].add(finding['id'])
    return found


@pytest.mark.parametrize('name', WARNINGS)
def test_only_what_is_there(name):
    assert of_calls(name, lambda finding: finding['severity'] == 'Warning') == WARNINGS[name]


def test_ip_shows_where_the_header_of_multilink_ends():
    """Nothing else of what is not encrypted does: octets that begin like another version, a header with reserved bits,
    the beginning of a packet."""
    clear = of_calls('bad-multilink', lambda finding: finding['id'] == 'clear_data')
    assert sorted(clear) == [2, 3, 4, 5, 22]       # the last agreed on Multilink


def test_keys_of_radius_that_are_cut_are_none():
    """Only whole ones were tried, in vain."""
    rows = OURS.fields('bad-radius.pcap', ['pptp.call', 'mppe.key_source'], *SECRET, '-Y', 'mppe')
    assert rows and not any(source for _, source in rows)


def test_copies_from_places_that_are_too_many_count_once():
    """Their packets still tell that they are copies, though not where they were captured."""
    calls = [line for line in OURS.tshark('bad-places.pcap', '-q', '-z', 'pptp,calls').lines if line.startswith('call')]
    assert ['GRE 187 from the client' in calls[0], 'GRE 47 from the client' in calls[1]] == [True, True]
    points = OURS.tshark('bad-places.pcap', '-q', '-z', 'pptp,points').out
    assert re.findall(r'^  Point.*', points, re.M) == ['  Point 0', '  Point 1'] and '27 at both, 0 lost' in points
