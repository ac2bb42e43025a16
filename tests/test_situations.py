"""Situations that no capture shows: a client tells each, and what the diagnosis says of it was read."""
import functools
import ipaddress
import json
import struct

import pytest

from made import CLIENT, SERVER
from made.ppp import (
    AUTHENTICATION, INSIDE, IPCP, IPV4, LCP, PPP, SECOND, address, authenticator_response, mschapv2_value, noise, ping,
    sized)
from made.radius import INTERIM, REJECT, STOP, Radius, attribute, parts
from made.radius import number as numbered
from made.trouble import ASKED_TO_START, STARTED, Story, lcp_options, with_lcp
from made.trouble_accounting import ADMIN_RESET
from made.trouble_authentication import failure, refused
from made.trouble_eap import TLS, Conversation
from made.trouble_inside import exchange, opening, up
from made.trouble_lan import HOST as LAN_HOST
from made.trouble_lan import arp, beside, encrypted
from made.trouble_lcp import MRRU, MULTILINK
from made.trouble_logons import another
from made.trouble_mtu import BACKOFF, HOST, OTHER, exchange_tcp, refused_segment
from made.trouble_multilink import DISCRIMINATORS, Bundle, joined
from made.trouble_names import NO_SUCH_NAME, resolve
from made.trouble_portal import BLOCKED, page
from made.trouble_radius import accept, asked, reject
from made.trouble_refusal import ECN_SETUP
from made.trouble_replies import numbered as numbered_ping
from packets import ACK, RST, SYN, Capture, Connection, Tunnel, gre, icmp_packet, ip_packet, message
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


def ping_and_reply(link, asked, number, identifier):
    link.send(CLIENT, IPV4, numbered_ping(INSIDE[CLIENT], asked, number, identifier=identifier), after=2 * SECOND)
    link.send(SERVER, IPV4, numbered_ping(INSIDE[SERVER], INSIDE[CLIENT], number, 0, identifier))


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


def test_a_name_longer_than_any():
    """A name has 255 octets (RFC 1035 section 2.3.4); what goes on behind them is not shown."""
    def tell(s):
        link = up(s)
        resolve(link, 4 * ['.'.join(7 * [LABEL[:60]])], 4 * [NO_SUCH_NAME])
        exchange(link, INSIDE[CLIENT], '192.0.2.200')
        s.close(link)

    assert f'"{".".join(5 * [LABEL[:60]])}"' in said(tell)['name_unknown']


@pytest.mark.parametrize('passes', [(), ('-2',)])
def test_a_sender_that_shows_later_who_it_is(passes):
    """Not before that: the text in an earlier Subaddress is none of Microsoft's identifiers, in any pass."""
    def tell(s):
        s.connect(handshake=False)
        for vendor in None, 'Microsoft Windows NT':
            if vendor:
                s.say(CLIENT, 'Start-Control-Connection-Request', **{**ASKED_TO_START, 'vendor_name': vendor})
            s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, subaddress='a text that is longer')

    rows = OURS.fields(written(tell), ['pptp.subaddress', 'pptp.correlation_id'], *passes)
    assert [bool(correlation) for _, correlation in rows] == [False, False, True]


# --- each with all its Warnings, and a part of a sentence -----------------------------------------------------------

TOLD = []


def situation(finding='', part='', warning=True, lacks='', absent=''):
    """Registers a story with its only Warning, or with a Note; without, nothing is wrong. part, lacks: of the sentence
    about it; absent: what is not found."""
    def register(tell):
        TOLD.append(pytest.param(tell, finding, part, warning, lacks, absent, id=getattr(tell, 'func', tell).__name__))
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


def refused_in_a_tunnel(s, refused):
    """An error about the SYN crosses the tunnel, and an error about the tunnel's packet quotes it there. refused: the
    host that asked gets it too."""
    asked = s.connect(handshake=False)
    at = asked.segment(CLIENT, b'', SYN)
    error = icmp_packet(ipaddress.ip_address('203.0.113.9'), asked.address[CLIENT], 3, 1,
                        asked.packet(CLIENT, at, b'', SYN))
    if refused:
        s.made.add(error)
    tunnel = Tunnel(s.made, s.client_id, s.server_id, **s.ends)
    quoted = tunnel.packet(SERVER, gre(s.client_id, b'\xff\3\0\x21' + error, 3))
    s.made.add(icmp_packet(asked.address[CLIENT], asked.address[SERVER], 3, 1, quoted), True)
    for number in range(2):
        asked.segment(CLIENT, b'', SYN, at=at, after=SECOND << number)
    s.made.clock += 20 * SECOND


@situation('tcp_unanswered', lacks='ICMP')
def a_quoted_error_refuses_nothing(s):
    refused_in_a_tunnel(s, False)


@situation('tcp_unanswered', '203.0.113.9 returned ICMP')
def an_error_refuses(s):
    refused_in_a_tunnel(s, True)


@situation()
def a_quote_cut_in_its_header(s):
    """It ends in the addresses, and its header says that TCP's follows at once."""
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN)
    quoted = bytes.fromhex('40000028 00004000 40060000 c000')
    s.made.add(icmp_packet(connection.address[SERVER], connection.address[CLIENT], 3, 1, quoted), False)


@situation('tcp_unanswered', 'a firewall there rejects')
def a_firewall_rejects_over_ipv6(s):
    s.ends = {'client': '2001:db8::10', 'server': '2001:db8::1'}
    connection = s.connect(handshake=False)
    at = connection.segment(CLIENT, b'', SYN)
    quoted = connection.packet(CLIENT, at, b'', SYN)
    s.made.add(icmp_packet(connection.address[SERVER], connection.address[CLIENT], 1, 1, quoted), False)


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


@situation('auth_no_common', 'CHAP with algorithm 6')
def chap_with_an_unknown_algorithm(s):
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    for _ in range(3):
        link.request(SERVER, LCP, *lcp_options(SERVER)[:1], (3, b'\xc2\x23\6'))
        link.nak(CLIENT, LCP, AUTHENTICATION['MS-CHAPv2'])
    s.close(link, SERVER, '')


def acknowledged_without_data(s, octets, **send):
    talk = Conversation(s)
    talk.ask(TLS, b'\x20')
    talk.answer(TLS, b'\xc0' + struct.pack('>I', 2000) + noise('tls', 1000))
    talk.ask(TLS, octets, **send)
    s.close(talk.link)


@situation('auth_eap_stalled', absent='auth_eap_flags')
def the_snapshot_length_took_the_flags(s):
    acknowledged_without_data(s, bytes(3), snap=57)


def eap_mschapv2(s, second):
    """The first Response is answered by this, and then comes another."""
    def response(identifier):
        value = sized(mschapv2_value(f'response {identifier}')) + b'alice'
        return b'\x1a\2' + bytes([identifier]) + struct.pack('>H', 4 + len(value)) + value

    link = Conversation(s).link
    challenge = sized(noise('eap challenge', 16)) + b'server'
    link.eap(SERVER, 1, b'\x1a\1\7' + struct.pack('>H', 4 + len(challenge)) + challenge, 5)
    link.eap(CLIENT, 2, response(7), 5)
    link.eap(SERVER, 1, b'\x1a' + second[:2] + struct.pack('>H', 2 + len(second)) + second[2:], 6)
    link.eap(CLIENT, 2, response(8), 6)
    link.eap(SERVER, 4, b'', 6)
    s.close(link, SERVER, '')


@situation('auth_eap_failed', 'had been rejected 1 time before')
def another_try_without_another_challenge(s):
    """The Failure allows one, and holds no challenge for it."""
    eap_mschapv2(s, b'\4\7E=691 R=1 V=3')


@situation('auth_eap_failed', lacks='before')
def another_challenge_without_a_failure(s):
    eap_mschapv2(s, b'\1\x08' + sized(noise('another challenge', 16)) + b'server')


@situation()
def a_malformed_reject(s):
    """Its only option has a length of 1, which the client ignores; then all is well."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.control(SERVER, LCP, 4, b'\1\1', link.identifier[CLIENT, LCP])
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.ack(CLIENT, LCP)


@situation('ppp_reply_altered', 'was not in the request')
def a_malformed_request_is_rejected(s):
    """Its second option has a length of 1; the Reject names one that is not there."""
    link = s.call()
    link.control(CLIENT, LCP, 1, b'\1\4\5\x78\5\1')
    link.control(SERVER, LCP, 4, b'\7\2', link.identifier[CLIENT, LCP])


@situation('replies_elsewhere', '5 times')
def replies_of_two_hosts_from_elsewhere(s):
    """Those of the first one are counted."""
    link = up(s)
    for number in range(5):
        for last in 5, 7:
            ping_and_reply(link, f'10.20.0.{last}', number, last)
    s.close(link)


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


# --- Multilink ---

@situation()
def a_link_begins_its_bundle_again(s):
    """LCP is negotiated again, and numbers begin with 0."""
    link = joined(s)
    for again in False, True:
        if again:
            for client in CLIENT, SERVER:
                options = [*lcp_options(client, None if client else 'CHAP-MD5'), MRRU, DISCRIMINATORS[client]]
                link.request(client, LCP, *options)
                link.ack(not client, LCP)
            link.authenticate('CHAP-MD5')
        bundle = Bundle(link)
        bundle.ipcp_up()
        bundle.ping(cuts=(50, 100))
    s.close(link)


def two_links(s, tell):
    other = another(s, 1)
    links = joined(s), joined(other)
    bundle = Bundle(links[0])
    bundle.ipcp_up()
    tell(bundle, *links)
    other.close(links[1])
    s.close(links[0])


@situation('multilink_bundle', 'began in frame 8', warning=False)
def the_second_link_begins_with_what_is_missing(s):
    def tell(bundle, link, second):
        packet = ping(CLIENT, 200, 8)
        bundle.send(CLIENT, IPV4, packet, cuts=(50, 100), lose=(1,))
        bundle.number[CLIENT] -= 2
        second.send(CLIENT, MULTILINK, bundle.header(CLIENT, 0) + (b'\0\x21' + packet)[50:100])
        bundle.number[CLIENT] += 1
        bundle.links.append(second)
        bundle.ping(cuts=(50,), over=(0, 1))

    two_links(s, tell)


@situation(absent='multilink_bundle')
def the_second_link_begins_far_beyond(s):
    """Its numbers are those of another bundle."""
    def tell(bundle, link, second):
        Bundle(second, first=1_000_000).ping(cuts=(50,))
        bundle.ping(cuts=(50,))

    two_links(s, tell)


@situation('multilink_bundle', 'began in frame 8', warning=False)
def ten_links(s):
    """More than those whose numbers tell what is missing."""
    stories = [s, *(another(s, number) for number in range(1, 10))]
    bundle = Bundle(joined(s))
    bundle.ipcp_up()
    for number, story in enumerate(stories[1:], 1):
        bundle.links.append(joined(story))
        bundle.ping(cuts=(50,), over=(0, number))
    bundle.ping(cuts=range(20, 200, 20), over=range(10))
    for story, link in zip(stories[::-1], bundle.links[::-1]):
        story.close(link)


@situation('multilink_lost', '1 Multilink packet', warning=False)
def the_second_link_carries_nothing_more(s):
    """Nobody waits for it."""
    def tell(bundle, link, second):
        bundle.links.append(second)
        bundle.ping(cuts=(50,), over=(0, 1))
        for _ in range(50):
            bundle.ping(cuts=(50,))
        bundle.send(CLIENT, IPV4, ping(CLIENT, 200, 8), cuts=(50, 100), lose=(1,))
        for _ in range(4):
            bundle.ping(cuts=(50,))

    two_links(s, tell)


@situation('mru_exceeded', '8 PPP packets of up to 9034 octets')
def fragments_of_more_than_any_packet(s):
    """72,000 octets: no MRRU allows as many, so they are not joined."""
    link = joined(s)
    bundle = Bundle(link)
    bundle.ipcp_up()
    bundle.send(CLIENT, IPV4, ping(CLIENT, 60000, 8) + bytes(12000), cuts=range(9000, 72000, 9000), after=1000)
    bundle.ping(cuts=(50,))
    s.close(link)


def once_more(s, frames):
    for _, size, frame in frames:
        s.made.clock += 1000
        s.made.frames.append((s.made.clock, size, frame))


@situation('tunnel_duplicates', '3 of ', warning=False)
def copies_of_fragments_after_the_link_began_again(s):
    link = joined(s)
    bundle = Bundle(link)
    bundle.ipcp_up()
    bundle.send(CLIENT, IPV4, ping(CLIENT, 200, 8), cuts=(50, 100))
    fragments = s.made.frames[-3:]
    for client in CLIENT, SERVER:
        link.request(client, LCP, *lcp_options(client, None if client else 'CHAP-MD5'), MRRU, DISCRIMINATORS[client])
        link.ack(not client, LCP)
    once_more(s, fragments)
    link.authenticate('CHAP-MD5')
    bundle = Bundle(link)
    bundle.ipcp_up()
    bundle.ping(cuts=(50, 100))
    s.close(link)


@situation('unreadable_data', '1 of protocol 0x003d', warning=False)
def a_copy_of_what_completes_multilink_in_multilink(s):
    """Nobody reads that, neither at once nor again."""
    link = joined(s)
    bundle = Bundle(link)
    bundle.ipcp_up()
    bundle.send(CLIENT, MULTILINK, struct.pack('>I', 0xc0000005) + b'\0\x21' + ping(CLIENT, 100, 8), cuts=(50,))
    once_more(s, s.made.frames[-1:])
    bundle.ping()
    s.close(link)


# --- RADIUS ---

def peap(number):
    return b'\x19\0' + noise(f'peap {number}', 40)


def in_eap(code, identifier, octets=b''):
    return parts(79, struct.pack('>BBH', code, identifier, 4 + len(octets)) + octets)


def requests_before_responses(s, captured):
    """Another clock has the Access-Requests of these Responses before all of these, without the replies that tie them.
    The last one is rejected."""
    link, ask = with_lcp(s, 'EAP'), Radius(s.made)
    for number in captured:
        ask.ask(in_eap(2, number, peap(number)))
    for number in 1, 2, 3, 1:
        link.eap(SERVER, 1, peap(-number), number)
        link.eap(CLIENT, 2, peap(number), number)
    ask.ask(in_eap(2, 4, peap(4)))
    ask.reply(REJECT, in_eap(4, 4) + attribute(18, b'Locked'))
    link.eap(SERVER, 1, peap(-4), 4)
    link.eap(CLIENT, 2, peap(4), 4)
    link.eap(SERVER, 4, b'', 4)
    refused(s, link)


@pytest.mark.parametrize('captured', [(1, 2, 3), (3, 2, 1), (2,), ()])
def test_access_requests_before_their_responses(captured):
    """All are of one authentication, whatever their order."""
    path = written(functools.partial(requests_before_responses, captured=captured))
    rows = [[value[0] if value else None for value in row] for row in OURS.fields(
        path, ['eap.id', 'ip.proto', 'frame.number', 'pptp.auth.radius_request_in'], '-2', '-Y', 'eap.code == 2')]
    asked = {number: frame for number, protocol, frame, _ in rows if protocol == '17'}
    assert sorted(asked) == sorted({'4', *map(str, captured)})
    assert {number: tied for number, protocol, _, tied in reversed(rows) if protocol == '47'} == {
        number: asked.get(number) for number in '1234'}


situation('radius_rejected', '"Locked"')(functools.partial(requests_before_responses, captured=(3, 2, 1)))


@situation(absent='radius_from_elsewhere')
def a_second_reply_from_elsewhere(s):
    """The server that was asked has replied already."""
    link, ask, _ = asked(s)
    accept(ask)
    ask.reply(REJECT, other='192.0.2.54')
    link.success()
    s.go_on(link)


@situation('radius_silent', 'no reply was captured', absent='radius_from_elsewhere')
def a_reply_from_elsewhere_long_after(s):
    link, ask, _ = asked(s)
    ask.reply(REJECT, other='192.0.2.54', after=100 * SECOND)
    reject(s, link, failure(691))


@situation('radius_from_elsewhere', 'came from 192.0.2.54', lacks='ICMP')
def another_stray_reply_is_refused(s):
    """The error of ICMP quotes one of a third server."""
    link, ask, _ = asked(s)
    ask.reply(REJECT, other='192.0.2.54')
    third = ipaddress.ip_address('192.0.2.55')
    s.made.add(icmp_packet(ask.ends[0], third, 3, 3, ask.udp(ask.packet, False, str(third))), False)
    reject(s, link, failure(691))


def ended_beyond_the_logon(s, sessions):
    """The logon was not captured. RADIUS knows the client's address from so many sessions, and is told why the first
    one ended."""
    s.connect(handshake=False)
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, **s.ends, first=(100, 200)))
    account, station = Radius(s.made, port=1813, own=33002), attribute(31, s.ends['client'].encode())
    for number in range(sessions):
        account.account(INTERIM, f'S{number}', 'alice', numbered(5, number) + station)
    link.pings(2)
    link.terminate(SERVER)
    s.end_by_server()
    account.account(STOP, 'S0', 'alice', numbered(5, 0) + numbered(49, ADMIN_RESET) + station)


@situation('ended_by_server', 'told RADIUS the cause Admin-Reset', warning=False)
def one_session_of_the_client(s):
    ended_beyond_the_logon(s, 1)


@situation('ended_by_server', 'gives no reason', warning=False, lacks='Admin-Reset')
def two_sessions_behind_one_address(s):
    ended_beyond_the_logon(s, 2)


@pytest.mark.parametrize('tell, finding, part, warning, lacks, absent', TOLD)
def test_a_situation(tell, finding, part, warning, lacks, absent):
    told = json.loads(OURS.tshark(written(tell), '-q', '-z', 'pptp,json').out)['findings']
    warned = {one['id'] for one in told if one['severity'] == 'Warning'}
    sentences = [one['sentence'] for one in told if one['id'] == finding]
    assert warned == ({finding} if finding and warning else set())
    assert not finding or [one for one in sentences if part in one and (not lacks or lacks not in one)]
    assert not {'capture_incomplete', absent} & {one['id'] for one in told}
