"""Situations that no capture shows: a client tells each, and what the diagnosis says of it was read."""
import ipaddress
import json

import pytest

from made import CLIENT, SERVER
from made.ppp import INSIDE, IPCP, IPV4, SECOND, address, authenticator_response
from made.trouble import ASKED_TO_START, STARTED, Story, with_lcp
from made.trouble_inside import exchange, opening, up
from made.trouble_lan import HOST as LAN_HOST
from made.trouble_lan import arp, beside, encrypted
from made.trouble_mtu import BACKOFF, HOST, OTHER, exchange_tcp, refused_segment
from made.trouble_names import NO_SUCH_NAME, resolve
from made.trouble_portal import BLOCKED, page
from made.trouble_refusal import ECN_SETUP
from packets import ACK, RST, SYN, Capture, Connection, icmp_packet, ip_packet, message
from wireshark import OURS, folder

pytestmark = pytest.mark.longer


def written(tell, name='told'):
    """The capture of a story of one client, 192.0.2.10."""
    made = Capture()
    tell(Story(made, 0))
    path = folder('situations') / f'{name}.pcap'
    path.write_bytes(made.octets())
    path.chmod(0o644)
    return path


def said(tell, *options):
    """{finding: its sentence}"""
    found = json.loads(OURS.tshark(written(tell), '-q', '-z', 'pptp,json', *options).out)['findings']
    return {one['id']: one['sentence'] for one in found}


# --- names ---------------------------------------------------------------------------------------------------------

DENIED, LABEL = 'files.home.example', 40 * 'long'


@pytest.mark.parametrize('denied, known, server, sibling', [
    (DENIED, 'FILES.corp.example', '10.10.0.53', 'FILES.corp.example'),
    (DENIED, 'filer.corp.example', '10.10.0.53', None),
    (DENIED, 'files.corp.example', '10.10.0.54', None),         # another name server
    (DENIED, 'FILES.home.example', '10.10.0.53', None),         # the same name
    (DENIED, DENIED, '10.10.0.53', None),
    (f'{LABEL[:60]}.example', '', '10.10.0.53', None),
    ('', 'files.corp.example', '10.10.0.53', None)])
def test_a_host_with_another_suffix(denied, known, server, sibling):
    """The name server does not know a name, and knows another one: one host's, or not."""
    def tell(s):
        link = up(s)
        resolve(link, 4 * [denied], 4 * [NO_SUCH_NAME])
        resolve(link, [known], [0], server, 5)
        exchange(link, INSIDE[CLIENT], '192.0.2.200')
        s.close(link)

    sentence = said(tell).get('name_unknown', '')
    assert bool(sentence) == bool(denied) and (not denied or f'"{denied}"' in sentence)
    assert ('It knows' in sentence) == bool(sibling) and (not sibling or f'It knows "{sibling}"' in sentence)


# --- each with all its Warnings, and a part of a sentence --------------------------------------------------------------

TOLD = []


def situation(finding='', part='', warning=True, lacks=''):
    """Registers a story with its only Warning, or with a Note; without, nothing is wrong. part, lacks: of the sentence
    about it."""
    def register(tell):
        TOLD.append(pytest.param(tell, finding, part, warning, lacks, id=tell.__name__))
        return tell
    return register


# --- control connections ---

@situation('tcp_answered_elsewhere', '198.51.100.2 answered it')
def two_other_addresses_answer(s):
    asked = s.connect(handshake=False)
    asked.segment(CLIENT, b'', SYN)
    for address in '198.51.100.2', '198.51.100.3':
        other = Connection(s.made, s.ends['client'], address, s.port, handshake=False)
        other.next[CLIENT] = asked.next[CLIENT]
        other.segment(SERVER, b'', SYN | ACK, at=5000)
        other.segment(CLIENT, b'', RST)


@situation('tcp_refused', lacks='ECN')
def only_a_repeated_syn_asks_for_ecn(s):
    connection = s.connect(handshake=False)
    at = connection.segment(CLIENT, b'', SYN)
    connection.segment(CLIENT, b'', ECN_SETUP, at=at, after=SECOND)
    connection.segment(SERVER, b'', RST | ACK)


HTTP = b'GET / HTTP/1.1\r\n\r\n'


@situation('other_client', 'an HTTP request', warning=False)
def http_instead(s):
    s.connect().segment(CLIENT, HTTP)


@situation()
def http_instead_is_quoted(s):
    """An error of ICMP holds it: its TCP connection may be any."""
    s.connect().quote(CLIENT, HTTP)


@situation('lost_sync', '18 octets')
def http_between_messages(s):
    s.start().segment(CLIENT, HTTP)


@situation()
def http_between_messages_is_quoted(s):
    s.start().quote(CLIENT, HTTP)


@situation()
def a_refused_message_of_an_older_connection(s):
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, message('Echo-Request', identifier=1))
    connection.quote(CLIENT, message('Echo-Request', identifier=2))


@situation('probe_start', 'frame 5', warning=False)
def the_same_ports_again(s):
    """Not PPTP's, so the handshake of the second connection shows only later what it is for."""
    for first in 1000, 51000:
        s.connection = Connection(s.made, client_port=s.port, port=20000, first=first, **s.ends)
        s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
        s.say(SERVER, 'Start-Control-Connection-Reply', **STARTED, result=1)
        s.connection.close()
        s.made.clock += 100 * SECOND


# --- PPP ---

@situation('ipcp_address_changed', '10.10.0.101 (frame 25) in place of 10.10.0.100')
def the_address_changes_twice(s):
    link = s.session()
    link.pings(1)
    for inside in '10.10.0.101', '10.10.0.102':
        for client, own in (CLIENT, inside), (SERVER, '10.10.0.1'):
            link.request(client, IPCP, address(own), after=10 * SECOND)
            link.ack(not client, IPCP)
    s.close(link)


@situation('mppe_without_keys', 'EAP-GTC')
def eap_method_without_keys(s):
    link = with_lcp(s, 'EAP')
    for identifier, asked, answer in (1, b'\1', b'\1alice'), (2, b'\6Password: ', b'\6wonderland'):
        link.eap(SERVER, 1, asked, identifier)
        link.eap(CLIENT, 2, answer, identifier)
    link.eap(SERVER, 3, b'', 2)
    s.go_on(link)


@situation('auth_server_rejected', 'probably does not match', lacks='space')
def the_proof_stands_behind_something_else(s):
    """Only then the space that must follow it cannot be looked for. The client hangs up."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.success(f'P=1 {authenticator_response()}')
    s.close(link, text='')


@situation('gre_only_from_pns', lacks='IPv4')
def octets_that_only_begin_like_ipv4(s):
    """Without PPP's header, and the header of 60 octets would be longer than the packet."""
    link = s.call()
    for _ in range(4):
        link.tunnel.send(CLIENT, payload=bytes.fromhex('4f000028') + bytes(36), after=SECOND)


@situation('mtu_inside', '192.168.60.3 told 10.20.0.7')
def errors_about_two_hosts(s):
    """No notice is taken of those about the first one."""
    link = s.session()
    link.pings(1)
    for other in OTHER, OTHER + 1:
        exchange_tcp(link, CLIENT, HOST, other)
        for after in BACKOFF:
            refused_segment(link, CLIENT, (HOST, other), 1320, 1320, after)
    s.close(link)


@situation('not_forwarded', '5 packets to 10.20.0.5')
def a_quote_without_ports(s):
    link = up(s)
    for _ in range(5):
        sent = opening(INSIDE[CLIENT], '10.20.0.5')
        link.send(CLIENT, IPV4, sent, after=2 * SECOND)
        link.send(SERVER, IPV4, icmp_packet(INSIDE[SERVER], INSIDE[CLIENT], 3, 1, sent[:22]))
        link.hear(CLIENT)
    s.close(link)


@situation()
def multicast_that_cannot_be_read(s):
    """Its header would be longer than the packet. Nobody need answer it."""
    link = s.session()
    link.pings(1)
    for _ in range(5):
        sent = ip_packet(INSIDE[CLIENT], ipaddress.ip_address('224.0.0.251'), 17, bytes(12))
        link.send(CLIENT, IPV4, b'\x4f' + sent[1:], after=SECOND)
    link.pings(1)
    s.close(link)


@situation()
def one_host_redirects_again(s):
    """Two hosts in all: too few for a portal, which answers for all."""
    link = up(s)
    for number in 0, 0, 1, 0:
        page(link, number, BLOCKED)
    s.close(link)


@situation('data_unanswered', 'no route back')
def the_address_is_announced(s):
    """Gratuitous ARP asks for its sender's own address, so nobody looks for the client."""
    link = encrypted(s)
    for _ in range(6):
        link.encrypted(CLIENT, 88, after=2 * SECOND)
        beside(link, INSIDE[CLIENT], LAN_HOST)
        for _ in range(3):
            arp(link, 1, INSIDE[CLIENT], INSIDE[CLIENT], after=SECOND)
        link.hear(SERVER)
    s.close(link)


@pytest.mark.parametrize('tell, finding, part, warning, lacks', TOLD)
def test_a_situation(tell, finding, part, warning, lacks):
    told = json.loads(OURS.tshark(written(tell), '-q', '-z', 'pptp,json').out)['findings']
    warned = {one['id'] for one in told if one['severity'] == 'Warning'}
    sentences = [one['sentence'] for one in told if one['id'] == finding]
    assert warned == ({finding} if finding and warning else set())
    assert not finding or [one for one in sentences if part in one and (not lacks or lacks not in one)]
    assert 'capture_incomplete' not in {one['id'] for one in told}
