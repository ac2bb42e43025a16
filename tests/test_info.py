"""Info tells trouble and names the call; GRE's line in the tree tells call, sender and numbers without being opened."""
import functools
import re

import pytest

from wireshark import OURS


def infos(capture, *options):
    rows = OURS.fields(capture, ['frame.number', '_ws.col.Info'], *options)
    return {int(frame[0]): ';'.join(info) for frame, info in rows}


def brief(info):
    return re.findall(r'\[([^]]*)\] ', info)


@functools.lru_cache
def known(capture):
    return infos(capture, '-2', '-Y', 'pptp or gre')


@pytest.mark.parametrize('capture, frame, trouble', [
    ('tunnel-sequence.pcap', 10, 'previous packets not captured: 2'), ('tunnel-sequence.pcap', 11, 'late'),
    ('tunnel-sequence.pcap', 15, 'duplicate of 14'), ('tunnel-sequence.pcap', 22, 'numbering started over'),
    ('tunnel-sequence.pcap', 19, 'acknowledges a packet not captured'), ('tunnel-sequence.pcap', 9, None),
    ('c_authfail.pcap', 24, 'authentication failed: 691'), ('c_authfail.pcap', 23, None),
    ('trouble-refusal.pcap', 38, 'refused: No-Resource'), ('trouble-refusal.pcap', 104, 'refused: No Carrier'),
    ('trouble-refusal.pcap', 11, 'no reply captured'), ('trouble-refusal.pcap', 79, None)])
def test_trouble(capture, frame, trouble):
    assert brief(known(capture)[frame]) == ([trouble] if trouble else [])


def test_call():
    """From the second pass on with every packet of every call; in one pass, once a second call is known."""
    shown = infos('calls-several.pcap', '-2', '-Y', 'pptp')
    assert shown[6] == 'Call 0 PNS: Outgoing-Call-Request, Call ID 0'
    assert shown[9] == 'Call 1 PAC: Outgoing-Call-Reply, Call ID 0, Peer Call ID 1, Connected'
    assert shown[4].startswith('Start-Control-Connection-Request')
    at_once = infos('calls-several.pcap', '-Y', 'pptp')
    assert at_once[6] == 'Outgoing-Call-Request, Call ID 0'
    assert at_once[9] == shown[9]
    never = infos('calls-several.pcap', '-2', '-Y', 'pptp', '-o', 'pptp.info_call:never')
    assert never[9] == 'Outgoing-Call-Reply, Call ID 0, Peer Call ID 1, Connected'
    always = infos('c_authfail.pcap', '-Y', 'pptp or gre', '-o', 'pptp.info_call:always')
    assert always[24].startswith('Call 0 PAC: [authentication failed: 691] Failure')


def test_tunnelled_columns_keep_what_stands_inside():
    """What is written before the Info of an inner protocol that sets a fence, as TCP does, stays."""
    account = '-o', 'uat:pptp_accounts:"alice","wonderland42","password"', '-o', 'pptp.info_call:always'
    shown = infos('a_mppe128.pcap', *account, '-Y', 'http or icmp')
    assert shown[46].startswith('Call 0 PNS: Echo (ping) request')
    assert all(re.match('Call 0 P(NS|AC): ', info) for info in shown.values())


@pytest.mark.parametrize('capture', ['b_deflate', 'bad-mppe', 'mppe-accounts', 'mppe-stateless-loss'])
def test_each_packet_that_stays_encrypted_names_its_call(capture):
    """MPPE writes the name with its own line, once, unless trouble comes before the line or another dissector writes it
    anew, as that of an empty packet."""
    shown = infos(f'{capture}.pcap', '-2', '-Y', 'ppp.protocol == 0xfd && pptp.call', '-o', 'pptp.info_call:always')
    assert shown and all(re.match('Call [0-9]+ P(NS|AC): (?!.*Call [0-9]+ P)', info) for info in shown.values()), shown


def test_tunnel_in_a_tunnel():
    """The call that is named is the innermost packet's, whose words follow."""
    shown = infos('tunnel-carried.pcap', '-2', '-Y', 'gre')
    assert shown[17] == 'Call 1 PNS: Echo Request' and shown[22] == 'Call 0 PNS: Echo Request'
    assert not any(re.search('Call .*Call', info) for info in shown.values())


def test_account_to_add():
    shown = infos('a_mppe128.pcap', '-Y', 'frame.number == 46')
    assert shown[46].endswith('(no account for alice: Preferences, Protocols, PPTP, Accounts)')


def test_line_of_gre():
    tree = OURS.tshark('a_mppe128.pcap', '-V', '-Y', 'frame.number == 46').out
    assert 'Generic Routing Encapsulation (PPP), Call: 0, From: PNS, Seq: 15\n' in tree
