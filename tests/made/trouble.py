"""What goes wrong with PPTP: a capture for each kind of trouble that users have, a connection for each case of it.

A case is a function that tells the story of one client. It has an address of its own, 192.0.2.10 and up in the order of
the capture's cases. EXPECTED says what is to be found: {capture: [(client address, finding)]}. Notes that hold for any
session (how it ended, that a password or data crossed in the clear) are listed only where the case is about them.
"""
import functools
import ipaddress
import struct
import uuid

from made import CLIENT, SERVER, capture
from made.control import echo_reply, echo_request, established, set_link_info
from made.ppp import (
    ACK as CONFIGURE_ACK, AUTHENTICATION, CCP, CHALLENGE, CHANGE_PASSWORD, CHAP, EAP, ECHO_REQUEST, ENCRYPTED, FAILURE,
    INSIDE, IPCP, IPV4, IPV6CP, KEY_128, KEY_40, KEY_56, LCP, MPPE, NAK, PAP, PPP, PROTOCOL_REJECT, REJECT, REQUEST,
    RESET_ACK, RESPONSE, SECOND, STATELESS, SUCCESS, TERMINATE, VAN_JACOBSON, address, encoded, magic, mppe, mru,
    mschap_value, mschapv2_value, noise, sized, tcp)
from made.tunnel import call
from packets import ACK, FIN, PSH, RST, SYN, Connection, Tunnel, checksum, ip_packet, message

SERVER_ADDRESS = '198.51.100.1'
CASES, EXPECTED = {}, {}

# As pptp-linux and pptpd fill their messages.
ASKED_TO_START = {'version': 0x0100, 'framing_capabilities': 3, 'bearer_capabilities': 3, 'maximum_channels': 65535,
                  'firmware_revision': 1, 'host_name': 'local', 'vendor_name': 'cananian'}
STARTED = {'version': 0x0100, 'maximum_channels': 1, 'firmware_revision': 1, 'host_name': 'local',
           'vendor_name': 'linux'}
ASKED_TO_CALL = {'minimum_bps': 2400, 'maximum_bps': 10000000, 'bearer_type': 3, 'framing_type': 3, 'window': 3}


def case(name, *findings):
    """Registers a case of a capture, and what is to be found at its client's address."""
    def register(tell):
        if name not in CASES:
            CASES[name], EXPECTED[name] = [], []
            capture(name)(functools.partial(tell_all, name))
        EXPECTED[name] += [(client_address(len(CASES[name])), finding) for finding in findings]
        CASES[name].append(tell)
        return tell
    return register


def tell_all(name, made):
    for number, tell in enumerate(CASES[name]):
        tell(Story(made, number))
        made.clock += 5 * SECOND


def client_address(number):
    return f'192.0.2.{10 + number}'


def ip_of(frame):
    """The IP packet in a frame of Ethernet."""
    return frame[2][14:]


class Story:
    """A client, its connection, its call, and what the call carries."""

    def __init__(self, made, number, server=SERVER_ADDRESS):
        self.made, self.number = made, number
        self.ends = {'client': client_address(number), 'server': server}
        self.port = 40000 + 10 * number
        self.client_id, self.server_id = 1000 + number, 30720 + number
        self.connection = None

    def connect(self, **connection):
        """TCP only."""
        self.connection = Connection(self.made, client_port=self.port, **self.ends, **connection)
        return self.connection

    def start(self):
        """And the messages that start the control connection."""
        self.connection = established(self.made, client_port=self.port, **self.ends)
        return self.connection

    def tunnel(self, **tunnel):
        return call(self.made, self.connection, self.client_id, self.server_id, **{**self.ends, **tunnel})

    def call(self, **tunnel):
        """And a call, over which nothing went yet."""
        self.start()
        return PPP(self.tunnel(**tunnel))

    def session(self, **ppp):
        """And PPP, up to its first packet of data."""
        link = self.call()
        link.up(**ppp)
        return link

    def say(self, client, name, after=1000, **values):
        self.connection.segment(client, message(name, **values), after=after)

    def hang_up(self, first=CLIENT, after=1000):
        """TCP's end."""
        self.connection.segment(first, b'', FIN | ACK, after=after)
        self.connection.segment(not first, b'', FIN | ACK)
        self.connection.segment(first, b'', ACK)

    def stop(self, by=CLIENT, reason=1, after=1000):
        """The control connection's end."""
        self.say(by, 'Stop-Control-Connection-Request', after, reason=reason)
        self.say(not by, 'Stop-Control-Connection-Reply', result=1)
        self.hang_up(by)

    def clear(self, after=1000):
        self.say(CLIENT, 'Call-Clear-Request', after, call_id=self.client_id)
        self.say(SERVER, 'Call-Disconnect-Notify', call_id=self.server_id, result=4)

    def end(self, after=20_000):
        """The client ends everything in order, but for PPP."""
        self.clear(after)
        self.stop()

    def end_by_server(self, after=20_000):
        """As pptpd ends everything when its pppd is gone."""
        self.say(SERVER, 'Call-Disconnect-Notify', after, call_id=self.server_id, result=3)
        self.stop(SERVER)

    def close(self, link, client=CLIENT, text='User request'):
        """The client or server ends everything in order, PPP first."""
        link.terminate(client, text)
        self.end() if client else self.end_by_server()

    def icmp(self, kind, code, router=None, size=28, to=CLIENT, mtu=0, after=5000):
        """An error about the last packet, which it quotes; from its receiver or from a router."""
        addresses = {end: ipaddress.ip_address(self.ends['client' if end else 'server']) for end in (CLIENT, SERVER)}
        source = ipaddress.ip_address(router) if router else addresses[not to]
        icmp = struct.pack('>BBHI', kind, code, 0, mtu) + ip_of(self.made.frames[-1])[:20 + size]
        icmp = icmp[:2] + struct.pack('>H', checksum(icmp)) + icmp[4:]
        self.made.add(ip_packet(source, addresses[to], 1, icmp, flags=0), not to, after=after)


def lcp_options(client, auth=None, unit=1400):
    return (mru(unit), magic(client)) if auth is None else (mru(unit), AUTHENTICATION[auth], magic(client))


def ask_in_vain(link, client=CLIENT, options=None, count=10):
    """pppd's Configure-Requests: the same every 3 s, 10 times."""
    link.request(client, LCP, *(options or lcp_options(client)), after=5000)
    for _ in range(count - 1):
        link.again(client, LCP)


# --- 1: GRE does not get through ------------------------------------------------------------------------------------

BLOCKED = 'trouble-01-gre-blocked'


@case(BLOCKED, 'gre_only_from_pns')
def only_the_client_is_heard(s):
    """The client's LCP, not one packet from the server; the client gives up after 30 s."""
    ask_in_vain(s.call())
    s.end(3 * SECOND)


@case(BLOCKED, 'gre_only_from_pac')
def only_the_server_is_heard(s):
    """The server's LCP, not one packet from the client; the server gives up."""
    ask_in_vain(s.call(), SERVER, lcp_options(SERVER, 'MS-CHAPv2'))
    s.end_by_server(3 * SECOND)


@case(BLOCKED, 'gre_none')
def nobody_is_heard(s):
    """A call of half a minute without GRE, in a capture that holds GRE of other calls."""
    s.call()
    s.end(30 * SECOND)


@case(BLOCKED, 'gre_icmp')
def server_without_gre(s):
    """Protocol unreachable, from the server itself: pptp-linux ends at once ("Protocol not available")."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    s.icmp(3, 2, size=64)
    s.end()


def gre_prohibited(s, code, router):
    """A router on the way prohibits it; a client that does not care asks on, in vain."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    s.icmp(3, code, router, size=8)
    for _ in range(3):
        link.again(CLIENT, LCP)
        s.icmp(3, code, router, size=8)
    s.end(3 * SECOND)


case(BLOCKED, 'gre_icmp')(functools.partial(gre_prohibited, code=13, router='203.0.113.1'))
case(BLOCKED, 'gre_icmp')(functools.partial(gre_prohibited, code=10, router='203.0.113.2'))


@case('trouble-01-no-gre', 'gre_none_in_capture')
def capture_filter(s):
    """A healthy session of a minute as a capture filter "tcp port 1723" shows it: no GRE at all."""
    s.call()
    s.end(60 * SECOND)


# --- 2: NAT breaks Call IDs -----------------------------------------------------------------------------------------

NAT = 'trouble-02-nat'


def second_client(s, client_id):
    """Another client behind the same address."""
    other = Story(s.made, s.number)
    other.port, other.client_id, other.server_id = s.port + 1, client_id, s.server_id + 256
    return other


@case(NAT, 'call_id_shared')
def same_call_id_twice(s):
    """Two clients behind one address with Call ID 0 to the same server, both calls up at once."""
    s.client_id = 0
    first = s.call()
    first.lcp_up()
    other = second_client(s, 0)
    second = other.call()
    second.lcp_up()
    first.authenticate()
    second.authenticate()
    for story, link in (s, first), (other, second):
        story.close(link)


@case(NAT, 'gre_unknown_call_id')
def rewritten_in_control_only(s):
    """The server's GRE comes with Call ID 51000, which no message named; the client does not take it for its own."""
    link = s.call()
    link.acknowledging.clear()
    link.tunnel.call_id[SERVER] = 51000
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    for _ in range(5):
        link.again(SERVER, LCP)
        link.again(CLIENT, LCP, after=10_000)
    s.end(3 * SECOND)


@case(NAT, 'call_id_changed')
def reply_to_another_call(s):
    """Outgoing-Call-Reply with a Peer's Call ID of nobody's: the client waits on, and gives up."""
    s.start()
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, minimum_bps=2400, maximum_bps=10000000, bearer_type=3,
          framing_type=3, window=64)
    s.say(SERVER, 'Outgoing-Call-Reply', 20_000, call_id=s.server_id, peer_call_id=51001, result=1,
          connect_speed=10000000, window=64)
    s.stop(after=20 * SECOND)


@case(NAT, 'set_link_info_call_id')
def link_info_for_another_call(s):
    """Set-Link-Info names Call ID 34; ISA 2006 ends the connection for that."""
    link = s.call()
    link.lcp_up()
    s.connection.segment(CLIENT, set_link_info(34))
    s.end_by_server()


@case(NAT, 'gre_other_address')
def server_with_two_addresses(s):
    """The server's GRE leaves by its other line: the client drops it."""
    link = s.call()
    link.acknowledging.clear()
    other = Tunnel(s.made, s.client_id, s.server_id, s.ends['client'], '198.51.100.2')
    server = PPP(other)
    for _ in range(4):
        link.request(CLIENT, LCP, *lcp_options(CLIENT), identifier=1, after=3 * SECOND)
        server.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), identifier=1)
    s.end(3 * SECOND)


@case(NAT, 'gre_other_address')
def client_with_two_addresses(s):
    """The client's GRE comes from another address than its control connection."""
    s.start()
    s.tunnel()
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, '203.0.113.77', s.ends['server']))
    for _ in range(4):
        link.request(CLIENT, LCP, *lcp_options(CLIENT), identifier=1, after=3 * SECOND)
    s.end(3 * SECOND)


@case(NAT, 'call_displaced')
def second_displaces_first(s):
    """One GRE mapping for all behind an address: with the first packet of a second client's call, the first call's GRE
    ends both ways; its client gives up."""
    first = s.session(auth=None)
    first.pings(2)
    other = second_client(s, s.client_id + 500)
    second = other.session(auth=None)
    second.pings(3)
    s.made.clock += 25 * SECOND
    s.end()
    second.pings(1)
    other.close(second)


@case(NAT, 'nat_call_id')
def call_id_is_port(s):
    """The client's Call ID is its TCP port: Linux's NAT wrote both, and all is well."""
    s.client_id = s.port
    link = s.session()
    s.close(link)


# --- 3: a NAT of Linux without its helper ---------------------------------------------------------------------------

LINUX_NAT = 'trouble-03-linux-nat'


@case(LINUX_NAT, 'linux_nat_helper')
def helper_not_at_work(s):
    """On the outer side of the NAT: the Call ID is not the port, so nf_nat_pptp did not write it; the NAT's own host
    answers the server's GRE with ICMP protocol unreachable, and the client, which gets none of it, repeats itself."""
    link = s.call()
    link.acknowledging = {SERVER}
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    s.icmp(3, 2, to=SERVER)
    link.ack(SERVER, LCP)
    s.icmp(3, 2, to=SERVER)
    for _ in range(4):
        link.again(CLIENT, LCP)
        link.ack(SERVER, LCP)
        s.icmp(3, 2, to=SERVER)
    s.end(3 * SECOND)


@case(LINUX_NAT, 'several_messages')
def two_in_a_segment(s):
    """An Echo-Request and the Outgoing-Call-Request in one segment: Linux's NAT would read the first only and know
    nothing of the call. Here no NAT is in the way, and all goes well."""
    s.start()
    asked = message('Outgoing-Call-Request', call_id=s.client_id, **ASKED_TO_CALL)
    s.connection.segment(CLIENT, echo_request(1) + asked)
    s.connection.segment(SERVER, echo_reply(1))
    s.say(SERVER, 'Outgoing-Call-Reply', call_id=s.server_id, peer_call_id=s.client_id, result=1,
          connect_speed=10000000, window=3)
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, **s.ends))
    link.up()
    s.close(link)


# --- 4: PPP talks, but does not agree -------------------------------------------------------------------------------

DISAGREEING = 'trouble-04-no-agreement'


@case(DISAGREEING, 'ppp_replies_not_received')
def client_is_deaf(s):
    """The server answers each of the client's requests, and asks itself; the client repeats its first one unchanged."""
    link = s.call()
    link.acknowledging = {SERVER}
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.ack(SERVER, LCP)
    for _ in range(9):
        link.again(CLIENT, LCP)
        link.again(SERVER, LCP, after=10_000)
        link.ack(SERVER, LCP)
    s.end(3 * SECOND)


@case(DISAGREEING, 'ppp_replies_not_received')
def server_is_deaf(s):
    """The other way round: the client rejects an option, the server asks for it again and again."""
    link = s.call()
    link.acknowledging = {CLIENT}
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), (19, b'\1pptpd'))
    link.reject(CLIENT, LCP, (19, b'\1pptpd'))
    for _ in range(9):
        link.again(SERVER, LCP)
        link.reject(CLIENT, LCP, (19, b'\1pptpd'))
    s.end_by_server(3 * SECOND)


@case(DISAGREEING, 'ppp_no_agreement')
def unit_disagreed(s):
    """The client wants an MRU of 1500, the server 1400; each of the client's requests is a new one."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.ack(CLIENT, LCP)
    for _ in range(10):
        link.request(CLIENT, LCP, *lcp_options(CLIENT, unit=1500))
        link.nak(SERVER, LCP, mru(1400))
    s.end(3 * SECOND)


@case(DISAGREEING, 'ppp_unanswered')
def both_only_ask(s):
    """Both ends ask, neither answers: neither hears the other."""
    link = s.call()
    link.acknowledging.clear()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    for _ in range(9):
        link.again(CLIENT, LCP)
        link.again(SERVER, LCP, after=10_000)
    s.end(3 * SECOND)


@case(DISAGREEING, 'ppp_accepted_late')
def waits_for_a_lost_packet(s):
    """A packet of the server's is lost; the client keeps the Configure-Ack behind it waiting, asks once more after 3 s,
    and takes the answer then: all is well in the end."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.ack(CLIENT, LCP)
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.tunnel.next[SERVER] += 1
    link.acknowledging = {SERVER}
    link.ack(SERVER, LCP)
    link.again(CLIENT, LCP)
    link.acknowledging = {CLIENT, SERVER}
    link.ack(SERVER, LCP)
    link.ipcp_up()
    s.close(link)


# --- 5: authentication fails ----------------------------------------------------------------------------------------

AUTHENTICATING = 'trouble-05-authentication'
REFUSAL = 'Authentication failed'       # what pppd's Terminate-Request says then


def with_lcp(s, auth, **lcp):
    link = s.call()
    link.lcp_up(auth, **lcp)
    return link


def failure(error, retry=0, text='Access denied', challenge=16, version=3):
    """RFC 2759 section 6; with challenge 8 and version 2, RFC 2433 section 8."""
    more = f' M={text}' if version == 3 else ''
    return f'E={error} R={retry} C={noise("retry", challenge).hex().upper()} V={version}{more}'


def refused(s, link, text=REFUSAL):
    s.close(link, SERVER, text)


def mschapv2_failure(s, error, user, text):
    """The server says why, no second try."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response(user=user)
    link.chap(SERVER, FAILURE, failure(error, text=text))
    refused(s, link)


for error, user, text in ((646, 'alice', 'Restricted logon hours'), (647, 'alice', 'Account disabled'),
                          (648, 'alice', 'Password expired'), (649, 'CORP\\bob', 'No dialin permission'),
                          (691, 'CORP\\alice', 'Access denied')):
    case(AUTHENTICATING, 'auth_failed')(functools.partial(mschapv2_failure, error=error, user=user, text=text))


@case(AUTHENTICATING, 'auth_failed')
def password_change_fails(s):
    """The password is expired; the client sends a new one, which the server does not take: E=709."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.chap(SERVER, FAILURE, failure(648, 1, 'Password expired'))
    link.authentication += 1
    link.chap(CLIENT, CHANGE_PASSWORD, noise('password', 516 + 16 + 16) + bytes(8) + noise('new', 24) + bytes(2))
    link.chap(SERVER, FAILURE, failure(709, text='Password not complex enough'), after=200_000)
    refused(s, link)


@case(AUTHENTICATING, 'auth_failed')
def wrong_twice(s):
    """A retry is allowed, and fails as well."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response(user='carol')
    link.chap(SERVER, FAILURE, failure(691, 1))
    link.authentication += 1
    link.response(mschapv2_value('second'), user='carol', after=8 * SECOND)
    link.chap(SERVER, FAILURE, failure(691))
    refused(s, link)


@case(AUTHENTICATING, 'auth_failed')
def wrong_for_version_1(s):
    """MS-CHAP, version 1: its Failure has a shorter challenge and no text."""
    link = with_lcp(s, 'MS-CHAP')
    link.challenge(8)
    link.response(mschap_value())
    link.chap(SERVER, FAILURE, failure(691, challenge=8, version=2))
    refused(s, link)


@case(AUTHENTICATING, 'auth_failed_pap')
def wrong_for_pap(s):
    link = with_lcp(s, 'PAP')
    link.pap_request(password='wrong')
    link.pap(SERVER, 3, sized('Login incorrect'))
    refused(s, link)


@case(AUTHENTICATING, 'auth_failed_chap_md5')
def wrong_for_md5(s):
    link = with_lcp(s, 'CHAP-MD5')
    link.challenge()
    link.response(noise('md5', 16))
    link.chap(SERVER, FAILURE, 'Authentication failed')
    refused(s, link)


@case(AUTHENTICATING, 'auth_no_common')
def pap_wanted(s):
    """The server wants MS-CHAPv2, the client PAP, until the server gives up."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    for _ in range(5):
        link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
        link.nak(CLIENT, LCP, AUTHENTICATION['PAP'])
    refused(s, link, 'peer refused to authenticate')


@case(AUTHENTICATING, 'auth_no_common')
def nothing_wanted(s):
    """The client rejects authentication altogether."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    link.request(SERVER, LCP, *lcp_options(SERVER, 'EAP'))
    link.reject(CLIENT, LCP, AUTHENTICATION['EAP'])
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.ack(CLIENT, LCP)
    refused(s, link, 'peer refused to authenticate')


@case(AUTHENTICATING, 'auth_timeout')
def response_without_answer(s):
    """The server hears the response, and says neither Success nor Failure for a minute (its RADIUS server is silent);
    LCP lives. Windows: error 718."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.hear(SERVER)
    for _ in range(2):
        link.echo(CLIENT, after=30 * SECOND)
    link.terminate(CLIENT, after=3 * SECOND)
    s.end()


@case(AUTHENTICATING, 'auth_unanswered')
def password_without_answer(s):
    """PAP's request 10 times; the server acknowledges the packets but does not answer."""
    link = with_lcp(s, 'PAP')
    for again in range(10):
        link.pap_request(after=3 * SECOND if again else 10_000)
        link.hear(SERVER)
    link.terminate(CLIENT, 'No response to PAP authenticate-requests', after=3 * SECOND)
    s.end()


@case(AUTHENTICATING, 'auth_server_rejected')
def server_is_not_trusted(s):
    """The server says Success, but what it answers to the client's challenge is wrong."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.authenticate()
    link.terminate(CLIENT, 'Failed to authenticate ourselves to peer')
    s.end()


@case(AUTHENTICATING, 'auth_eap_failed')
def wrong_for_eap(s):
    """EAP: Identity, MD5-Challenge, Failure."""
    link = with_lcp(s, 'EAP')
    link.eap(SERVER, 1, b'\1', 1)
    link.eap(CLIENT, 2, b'\1alice', 1)
    link.eap(SERVER, 1, b'\4' + sized(noise('eap', 16)) + b'pptpd', 2)
    link.eap(CLIENT, 2, b'\4' + sized(noise('md5', 16)) + b'alice', 2)
    link.eap(SERVER, 4, b'', 2)
    refused(s, link)


# --- 6: encryption cannot be agreed ---------------------------------------------------------------------------------

ENCRYPTING = 'trouble-06-encryption'


def authenticated(s, auth='MS-CHAPv2'):
    link = with_lcp(s, auth)
    link.authenticate(auth)
    return link


@case(ENCRYPTING, 'mppe_rejected')
def option_rejected(s):
    """The server rejects MPPE's option; the client ends the link (Windows: error 742)."""
    link = authenticated(s)
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.reject(SERVER, CCP, mppe(STATELESS | KEY_128))
    s.close(link, text='')


@case(ENCRYPTING, 'mppe_ccp_rejected')
def protocol_rejected(s):
    """The server has no CCP at all: LCP Protocol-Reject."""
    link = authenticated(s)
    request = encoded([mppe(STATELESS | KEY_128)])
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.protocol_reject(SERVER, CCP, struct.pack('>BBH', 1, 1, 4 + len(request)) + request)
    s.close(link, text='')


def bits_disagreed(s, asked, offered):
    """The client asks for the one, the server offers the other, ten times."""
    link = authenticated(s)
    for _ in range(10):
        link.request(CLIENT, CCP, mppe(asked))
        link.nak(SERVER, CCP, mppe(offered))
    link.terminate(CLIENT, '', CCP)
    s.close(link, text='')


case(ENCRYPTING, 'mppe_no_agreement')(functools.partial(bits_disagreed, asked=STATELESS | KEY_128, offered=KEY_128))
case(ENCRYPTING, 'mppe_no_agreement')(functools.partial(bits_disagreed, asked=STATELESS | KEY_128,
                                                        offered=STATELESS | KEY_40))


@case(ENCRYPTING, 'mppe_absent')
def nobody_asks(s):
    """MS-CHAPv2 would give keys, but nobody asks for encryption: what the user does crosses in the clear."""
    link = authenticated(s)
    link.ipcp_up()
    link.pings(3)
    s.close(link)


@case(ENCRYPTING, 'mppe_required')
def not_available(s):
    """The client requires what it cannot do itself."""
    link = authenticated(s)
    link.terminate(CLIENT, 'MPPE required but not available')
    s.end()


@case(ENCRYPTING, 'mppe_required')
def negotiation_failed(s):
    """CCP's requests find no answer; pppd's own words at the end."""
    link = authenticated(s)
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    for _ in range(9):
        link.again(CLIENT, CCP)
        link.hear(SERVER)
    link.terminate(CLIENT, 'MPPE required but peer negotiation failed', after=3 * SECOND)
    s.end()


def keys_missing(s, auth):
    """The authentication gives no keys, yet the server asks for MPPE, and ends the link when the client cannot."""
    link = authenticated(s, auth)
    link.request(SERVER, CCP, mppe(STATELESS | KEY_128))
    link.reject(CLIENT, CCP, mppe(STATELESS | KEY_128))
    s.close(link, SERVER, '')


case(ENCRYPTING, 'mppe_without_keys')(functools.partial(keys_missing, auth='PAP'))
case(ENCRYPTING, 'mppe_without_keys')(functools.partial(keys_missing, auth='CHAP-MD5'))


@case(ENCRYPTING, 'mppe_offered_again')
def nothing_offered_again(s):
    """The client asks for MPPE without any bit, again and again after it was rejected."""
    link = authenticated(s)
    for _ in range(4):
        link.request(CLIENT, CCP, mppe(0))
        link.reject(SERVER, CCP, mppe(0))
    s.close(link, text='')


# --- 7: keys that differ --------------------------------------------------------------------------------------------

KEYS = 'trouble-07-keys'
GARBAGE = 0x3a57, 0x8ed1, 0x00e3, 0x5c2f, 0x9431    # unassigned, but of the form of protocol numbers


@case(KEYS, 'mppe_garbage')
def server_reads_garbage(s):
    """What the server decrypts makes no sense: it rejects the protocols that it reads."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number, protocol in enumerate(GARBAGE):
        link.encrypted(CLIENT, after=SECOND)
        link.protocol_reject(SERVER, protocol, noise(number, 86))
    s.close(link, text='')


@case(KEYS, 'mppe_garbage')
def both_read_garbage(s):
    """Neither end can decrypt the other."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number, protocol in enumerate(GARBAGE):
        for client in CLIENT, SERVER:
            link.encrypted(client, after=500_000)
            link.protocol_reject(not client, protocol ^ 0x0600 * client, noise(number, 86))
    s.close(link, text='')


@case(KEYS, 'mppe_resets')
def resets_without_loss(s):
    """Stateful MPPE: the server asks for a reset after each packet, though none is missing."""
    link = s.session(auth='MS-CHAPv2', bits=KEY_128)
    for _ in range(8):
        link.encrypted(CLIENT, after=200_000)
        link.reset(SERVER)
    s.close(link, text='')


@case(KEYS, 'data_unanswered')
def silently_dropped(s):
    """The client's data is acknowledged, LCP lives, but no data ever comes back."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number in range(12):
        link.encrypted(CLIENT, after=2 * SECOND)
        link.hear(SERVER)
        if number % 5 == 4:
            link.echo(CLIENT)
    s.close(link)


# --- 8: loss --------------------------------------------------------------------------------------------------------

LOSS = 'trouble-08-loss'


def lost(link, client):
    """An encrypted packet that does not come as far as the capture."""
    link.tunnel.next[client] += 1
    link.coherency[client] += 1


def overtake(made):
    """The last packet came before the one before it."""
    (early, *overtaken), (late, *overtaking) = made.frames[-2:]
    made.frames[-2:] = [(early, *overtaking), (late, *overtaken)]


@case(LOSS, 'tunnel_loss')
def packets_lost(s):
    """From the server 5 of 30 packets are missing, two of them together."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number in range(30):
        if number in (3, 11, 12, 21, 26):
            lost(link, SERVER)
        else:
            link.encrypted(SERVER, 1200)
        if number % 5 == 4:
            link.hear(CLIENT, after=1000)
    s.close(link)


def reordered(s, overtaken, overtaking):
    """From the server, 5 packets that come after the one sent behind them."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(5):
        for size, after in (overtaken, 100_000), (overtaking, 10_000), (overtaken, 10_000), (overtaking, 300):
            link.encrypted(SERVER, size, after=after)
        overtake(s.made)
        link.hear(CLIENT)
    s.close(link)


# Small packets overtake big ones; and packets of one size each other.
case(LOSS, 'tunnel_reordered')(functools.partial(reordered, overtaken=1380, overtaking=60))
case(LOSS, 'tunnel_reordered')(functools.partial(reordered, overtaken=600, overtaking=600))


@case(LOSS, 'tunnel_duplicates')
def packets_doubled(s):
    """4 of the client's packets come twice, the same IP packets."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number in range(12):
        link.encrypted(CLIENT, after=100_000)
        if number % 3 == 1:
            s.made.add(ip_of(s.made.frames[-1]), CLIENT, after=200)
    link.hear(SERVER)
    s.close(link)


@case(LOSS, 'stateful_loss')
def losses_cost_resets(s):
    """Stateful MPPE: after each loss the client discards what comes until the server began its tables anew, a tenth
    of a second later."""
    link = s.session(auth='MS-CHAPv2', bits=KEY_128)
    link.encrypted(SERVER)
    for _ in range(3):
        for _ in range(3):
            link.encrypted(SERVER, flags=ENCRYPTED)
        lost(link, SERVER)
        link.encrypted(SERVER, flags=ENCRYPTED)
        link.reset(CLIENT, answered=False)
        link.encrypted(SERVER, flags=ENCRYPTED, after=50_000)
        link.control(SERVER, CCP, RESET_ACK, b'', link.identifier[CLIENT, CCP], after=50_000)
        link.encrypted(SERVER)
    s.close(link)


# --- 9: sessions that end after minutes -----------------------------------------------------------------------------

KEPT = 'trouble-09-keepalive'


@case(KEPT, 'echo_unanswered')
def control_path_dead(s):
    """The client's Echo-Request gets no reply for a minute, while GRE flows to the end: the control connection alone is
    gone, as after a NAT's timeout for idle TCP."""
    link = s.session(bits=STATELESS | KEY_128)
    s.connection.segment(CLIENT, echo_request(7), after=60 * SECOND)
    link.pings(6, encrypted=True, after=9_900_000)
    s.say(CLIENT, 'Stop-Control-Connection-Request', after=200_000, reason=1)
    s.connection.segment(CLIENT, b'', FIN | ACK)


@case(KEPT, 'echo_unanswered')
def both_paths_dead(s):
    """The same, with nothing of the server's left at all."""
    link = s.session(bits=STATELESS | KEY_128)
    link.pings(1, encrypted=True)
    s.connection.segment(CLIENT, echo_request(8), after=60 * SECOND)
    for _ in range(3):
        link.encrypted(CLIENT, after=15 * SECOND)
    s.connection.segment(CLIENT, b'', FIN | ACK, after=15 * SECOND)


@case(KEPT, 'echo_unanswered')
def server_waits_in_vain(s):
    """The server asks, and ends everything when a minute has passed."""
    link = s.session(bits=STATELESS | KEY_128)
    s.connection.segment(SERVER, echo_request(9), after=60 * SECOND)
    link.pings(2, encrypted=True, after=20 * SECOND)
    s.say(SERVER, 'Stop-Control-Connection-Request', after=20 * SECOND, reason=1)
    s.connection.segment(SERVER, b'', FIN | ACK)


def control_lost(s, flags, by):
    """Five minutes without a control message, then the control connection breaks, in the middle of the data."""
    link = s.session(bits=STATELESS | KEY_128)
    link.pings(6, encrypted=True, after=50 * SECOND)
    s.connection.segment(by, b'', flags, after=100_000)
    link.encrypted(not by, after=100_000)


for flags, by in (RST, SERVER), (RST, CLIENT), (FIN | ACK, SERVER), (FIN | ACK, CLIENT):
    case(KEPT, 'control_idle')(functools.partial(control_lost, flags=flags, by=by))


@case(KEPT, 'echo_identifier')
def wrong_identifier(s):
    """The server replies to another Echo-Request than the client's; mpd and npppd end the connection for that."""
    link = s.session(bits=STATELESS | KEY_128)
    s.connection.segment(CLIENT, echo_request(6), after=60 * SECOND)
    s.connection.segment(SERVER, echo_reply(6))
    link.pings(1, encrypted=True, after=59 * SECOND)
    s.connection.segment(CLIENT, echo_request(7))
    s.connection.segment(SERVER, echo_reply(6))
    s.stop(reason=2)


def lcp_echo_dead(s, by):
    """pppd's lcp-echo-interval 30 and lcp-echo-failure 4: the fifth is not sent."""
    link = s.session(bits=STATELESS | KEY_128)
    link.echo(by, after=30 * SECOND)
    link.acknowledging = {not by}
    for _ in range(4):
        link.echo(by, answered=False, after=30 * SECOND)
    link.terminate(by, 'Peer not responding', answered=False, after=30 * SECOND)
    link.control(by, LCP, TERMINATE, b'Peer not responding', link.identifier[by, LCP], after=3 * SECOND)
    s.end(3 * SECOND) if by else s.end_by_server(3 * SECOND)


case(KEPT, 'lcp_echo_unanswered')(functools.partial(lcp_echo_dead, by=CLIENT))
case(KEPT, 'lcp_echo_unanswered')(functools.partial(lcp_echo_dead, by=SERVER))


@case(KEPT, 'idle_timeout')
def nothing_to_do(s):
    """pppd's option idle 600; until then only keepalives."""
    link = s.session(bits=STATELESS | KEY_128)
    link.pings(1, encrypted=True)
    for identifier in range(1, 10):
        s.connection.segment(CLIENT, echo_request(identifier), after=60 * SECOND)
        s.connection.segment(SERVER, echo_reply(identifier))
    link.terminate(CLIENT, 'Link inactive', after=60 * SECOND)
    s.end()


@case(KEPT, 'connect_time')
def time_is_up(s):
    """pppd's option maxconnect, at the server."""
    link = s.session(bits=STATELESS | KEY_128)
    link.pings(3, encrypted=True, after=15 * SECOND)
    s.close(link, SERVER, 'Connect time expired')


# --- 10: the server dies, the client leaves -------------------------------------------------------------------------

GONE = 'trouble-10-server-ended'


@case(GONE, 'server_ended_at_once')
def closed_after_a_second(s):
    """The server takes the call, and closes TCP a second later without a packet of GRE, as in tcpdump's pptp.pcap."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT), after=25_000)
    s.hang_up(SERVER, after=935_000)


@case(GONE, 'server_ended_at_once')
def disconnected_after_a_second(s):
    """The same with the messages of pptpd when its pppd does not start."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT), after=25_000)
    s.end_by_server(600_000)


@case(GONE, 'server_ended_at_once')
def disconnected_after_a_word(s):
    """The server's pppd says one word, and is gone."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT), after=25_000)
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    s.end_by_server(400_000)


@case(GONE, 'client_closed_without_stop')
def client_killed(s):
    """The client closes TCP in mid-session, without a word."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(3, encrypted=True)
    s.hang_up(after=3 * SECOND)


# --- 11: the control connection is refused --------------------------------------------------------------------------

REFUSED = 'trouble-11-refused'


@case(REFUSED, 'tcp_unanswered')
def nobody_there(s):
    """A SYN and its retransmissions, 1, 2, 4 and 8 s later."""
    connection = s.connect(handshake=False)
    first = connection.segment(CLIENT, b'', SYN)
    for wait in 1, 2, 4, 8:
        connection.segment(CLIENT, b'', SYN, at=first, after=wait * SECOND)


@case(REFUSED, 'tcp_refused')
def nobody_listens(s):
    connection = s.connect(handshake=False)
    connection.segment(CLIENT, b'', SYN)
    connection.segment(SERVER, b'', RST | ACK)


@case(REFUSED, 'start_unanswered')
def start_without_reply(s):
    """The server takes the connection, and says nothing for a minute."""
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.connection.segment(SERVER, b'', ACK)
    s.hang_up(after=60 * SECOND)


@case(REFUSED, 'closed_before_reply')
def too_many_sessions(s):
    """As accel-ppp closes a connection above its limit."""
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.hang_up(SERVER, after=20_000)


@case(REFUSED, 'closed_before_reply')
def closed_before_request(s):
    """The server closes before the client says a word."""
    s.connect()
    s.hang_up(SERVER)


@case(REFUSED, 'closed_before_reply')
def reset_before_reply(s):
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.connection.segment(SERVER, b'', RST | ACK)


def start_refused(s, result, error=0):
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **ASKED_TO_START)
    s.say(SERVER, 'Start-Control-Connection-Reply', 20_000, **STARTED, result=result, error=error)
    s.hang_up(SERVER)


# General error (here: no resource), exists already, not authorized, version not supported.
for result, error in (2, 4), (3, 0), (4, 0), (5, 0):
    case(REFUSED, 'start_refused')(functools.partial(start_refused, result=result, error=error))


@case(REFUSED, 'version')
def version_differs(s):
    """The client speaks version 2.0, the server agrees and speaks 1.0: the client leaves."""
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **{**ASKED_TO_START, 'version': 0x0200})
    s.say(SERVER, 'Start-Control-Connection-Reply', 20_000, **STARTED, result=1)
    s.hang_up()


def call_refused(s, result, error=0, cause=0):
    s.start()
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, **ASKED_TO_CALL)
    s.say(SERVER, 'Outgoing-Call-Reply', 20_000, call_id=0, peer_call_id=s.client_id, result=result, error=error,
          cause=cause)
    s.stop()


# General error: no resource, and an error of the PAC's; no carrier, busy (Q.931's cause: user busy), no dial tone,
# time-out, do not accept.
for refusal in ({'result': 2, 'error': 4}, {'result': 2, 'error': 6}, {'result': 3}, {'result': 4, 'cause': 17},
                {'result': 5}, {'result': 6}, {'result': 7}):
    case(REFUSED, 'call_refused')(functools.partial(call_refused, **refusal))


@case(REFUSED, 'call_unanswered')
def call_without_reply(s):
    """No Outgoing-Call-Reply for a minute."""
    s.start()
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, **ASKED_TO_CALL)
    s.stop(after=60 * SECOND)


@case(REFUSED, 'collision')
def both_start(s):
    """Both start a control connection to the other; the one with the lower address closes its own (section 3.1.3)."""
    lower = s.connect()
    higher = Connection(s.made, s.ends['server'], s.ends['client'], client_port=s.port + 1)
    for connection in lower, higher:
        connection.segment(CLIENT, message('Start-Control-Connection-Request', **ASKED_TO_START))
    s.hang_up()
    s.connection = higher
    s.say(SERVER, 'Start-Control-Connection-Reply', **STARTED, result=1)
    s.stop(after=5 * SECOND)


# --- 12: connected, ping works, some sites hang ---------------------------------------------------------------------

UNITS = 'trouble-12-mtu'
MORE = 0x2000       # IP's flag: more fragments follow


def fragments(s, link, client, size):
    """An encrypted packet that IP had to fragment for Ethernet's 1500."""
    link.encrypted(client, size)
    packet = ip_of(s.made.frames.pop())
    source, destination = (link.tunnel.address[end] for end in (client, not client))
    for start, flags in (0, MORE), (1480, 0):
        s.made.add(ip_packet(source, destination, 47, packet[20:][start:start + 1480 if flags else None],
                             1000 + link.tunnel.next[client], flags | start // 8), client, after=100)


@case(UNITS, 'fragmented')
def too_big_for_ethernet(s):
    """An MRU of 1500 in the tunnel: each full packet takes two of IP's."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128, units=(1500, 1500))
    link.pings(1, encrypted=True)
    for _ in range(6):
        fragments(s, link, SERVER, 1498)
        link.encrypted(CLIENT, 42)
    s.close(link)


@case(UNITS, 'mru_exceeded')
def bigger_than_asked(s):
    """The server's MRU is 1400, the client's packets have 1456 octets of IP."""
    link = s.session(units=(1400, 1400))
    link.pings(2)
    for number in range(4):
        link.send(CLIENT, IPV4, tcp(CLIENT, ACK, (1 + 1416 * number, 1), noise('page', 1416)))
    s.close(link)


@case(UNITS, 'mru_exceeded')
def bigger_than_asked_encrypted(s):
    """The other way round, and encrypted: MPPE's header counts, too (RFC 3078 section 3)."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128, units=(1400, 1400))
    link.pings(2, encrypted=True)
    for _ in range(4):
        link.encrypted(SERVER, 1454)
    s.close(link)


@case(UNITS, 'mtu_icmp')
def router_says_too_big(s):
    """A router of a line with an MTU of 1400 answers each full packet; small ones get through."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(2, encrypted=True)
    for _ in range(4):
        link.encrypted(CLIENT, 1390, after=SECOND)
        s.icmp(3, 4, '203.0.113.1', size=8, mtu=1400)
    link.pings(1, encrypted=True)
    s.close(link)


@case(UNITS, 'mss_too_big')
def segments_too_big(s):
    """TCP in the tunnel agrees on 1460 octets, for which the MRU of 1400 has no room: the page never comes."""
    link = s.session(units=(1400, 1400))
    link.pings(2)
    size = b'\2\4' + struct.pack('>H', 1460)
    link.send(CLIENT, IPV4, tcp(CLIENT, SYN, (0, 0), options=size, port=50001), after=SECOND)
    link.send(SERVER, IPV4, tcp(SERVER, SYN | ACK, (0, 1), options=size, port=50001))
    link.send(CLIENT, IPV4, tcp(CLIENT, ACK, (1, 1), port=50001))
    link.send(CLIENT, IPV4, tcp(CLIENT, PSH | ACK, (1, 1), b'GET / HTTP/1.0\r\n\r\n', port=50001))
    link.send(SERVER, IPV4, tcp(SERVER, ACK, (1, 19), port=50001))
    link.hear(CLIENT)
    s.made.clock += 30 * SECOND
    s.close(link)


# --- 13: addresses --------------------------------------------------------------------------------------------------

ADDRESSES = 'trouble-13-addresses'


@case(ADDRESSES, 'ipcp_rejected')
def no_ipcp(s):
    """The server has no IPCP (Windows: error 720)."""
    link = authenticated(s, 'CHAP-MD5')
    request = encoded([address('0.0.0.0')])
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.protocol_reject(SERVER, IPCP, struct.pack('>BBH', 1, 1, 4 + len(request)) + request)
    s.close(link, text='')


@case(ADDRESSES, 'ipcp_no_agreement')
def fixed_address(s):
    """The client insists on an address, the server on another."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    for _ in range(10):
        link.request(CLIENT, IPCP, address('192.168.1.5'))
        link.nak(SERVER, IPCP, address(INSIDE[CLIENT]))
    s.close(link, text='')


@case(ADDRESSES, 'address_never_assigned')
def address_rejected(s):
    """The client asks for any address; the server rejects the option."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.reject(SERVER, IPCP, address('0.0.0.0'))
    link.request(CLIENT, IPCP)
    link.ack(SERVER, IPCP)
    s.close(link, text='')


@case(ADDRESSES, 'address_never_assigned')
def any_address_agreed(s):
    """The server agrees to 0.0.0.0."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.ack(SERVER, IPCP)
    s.close(link, text='')


@case(ADDRESSES, 'ipcp_only_ipv6')
def only_ipv6(s):
    """Nobody speaks of IPv4."""
    link = authenticated(s, 'CHAP-MD5')
    link.ipv6cp_up()
    link.echo(CLIENT, after=30 * SECOND)
    s.close(link)


@case(ADDRESSES, 'vj_rejected_again')
def compression_asked_again(s):
    """The client asks for Van Jacobson's compression although it was rejected (RFC 1661 section 5.4: it must not)."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    for _ in range(4):
        link.request(CLIENT, IPCP, VAN_JACOBSON, address(INSIDE[CLIENT]))
        link.reject(SERVER, IPCP, VAN_JACOBSON)
    link.request(CLIENT, IPCP, address(INSIDE[CLIENT]))
    link.ack(SERVER, IPCP)
    s.close(link)


@case(ADDRESSES, 'ipcp_terminated')
def pool_exhausted(s):
    """The server has no address left."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.terminate(SERVER, 'Cannot satisfy pool request', IPCP)
    s.close(link, SERVER, 'No network protocols running')


@case(ADDRESSES, 'ipcp_terminated')
def own_address_unknown(s):
    """pppd at the client got no address for itself."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(CLIENT, IPCP)
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(SERVER, IPCP)
    link.ack(CLIENT, IPCP)
    link.terminate(CLIENT, 'Could not determine local IP address', IPCP)
    s.close(link, text='No network protocols running')


# --- 14: who ended it, and why --------------------------------------------------------------------------------------

ENDS = 'trouble-14-ends'


def terminated(s, by, text):
    """LCP's Terminate-Request says it."""
    s.close(s.session(), by, text)


case(ENDS, 'ended')(functools.partial(terminated, by=CLIENT, text='User request'))
case(ENDS, 'ended')(functools.partial(terminated, by=SERVER, text='Server is shutting down'))
case(ENDS, 'ended')(functools.partial(terminated, by=CLIENT, text=''))


@case(ENDS, 'ended')
def challenged_again(s):
    """In mid-session the server authenticates the client anew, and fails it."""
    link = s.session()
    link.challenge(after=10 * SECOND)
    link.response(noise('md5', 16))
    link.chap(SERVER, FAILURE, 'Account expired')
    s.end_by_server()


@case(ENDS, 'ended')
def server_is_authenticated(s):
    """It is the client that authenticates, and fails the server."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.ack(CLIENT, LCP)
    link.request(CLIENT, LCP, *lcp_options(CLIENT, 'CHAP-MD5'))
    link.ack(SERVER, LCP)
    link.challenge(name='client', by=CLIENT)
    link.response(noise('md5', 16), 'pptpd', by=SERVER)
    link.chap(CLIENT, FAILURE, 'I do not know you')
    s.end()


def disconnected(s, result, error=0, cause=0):
    """The server ends the call, unasked, and leaves it to the client to end the connection."""
    s.session()
    s.say(SERVER, 'Call-Disconnect-Notify', 10 * SECOND, call_id=s.server_id, result=result, error=error, cause=cause)
    s.stop()


# Lost carrier (Q.931's cause: normal clearing), general error (the PAC's), administrative, Windows's 0.
for end in {'result': 1, 'cause': 16}, {'result': 2, 'error': 6}, {'result': 3}, {'result': 0}:
    case(ENDS, 'ended')(functools.partial(disconnected, **end))


def answered_call(s):
    """A call that the client asks for as PAC."""
    s.start()
    s.say(CLIENT, 'Incoming-Call-Request', call_id=s.client_id, bearer_type=1, dialing_number_length=7,
          dialing_number='5551234')
    s.say(SERVER, 'Incoming-Call-Reply', call_id=s.server_id, peer_call_id=s.client_id, result=1, window=64)
    s.say(CLIENT, 'Incoming-Call-Connected', peer_call_id=s.server_id, connect_speed=64000, window=64, framing_type=1)
    return PPP(Tunnel(s.made, s.client_id, s.server_id, **s.ends))


@case(ENDS, 'ended')
def cleared_with_result_1(s):
    """The server answers Call-Clear-Request as pptp-linux does: result 1 and the Call ID of the one who asked."""
    s.session()
    s.say(CLIENT, 'Call-Clear-Request', 10 * SECOND, call_id=s.client_id)
    s.say(SERVER, 'Call-Disconnect-Notify', call_id=s.client_id, result=1)
    s.stop()


@case(ENDS, 'ended')
def client_loses_the_line(s):
    """An incoming call: the client is the PAC, and tells that the carrier is lost."""
    answered_call(s).up()
    s.say(CLIENT, 'Call-Disconnect-Notify', 10 * SECOND, call_id=s.client_id, result=1)
    s.stop(SERVER)


@case(ENDS, 'ended')
def server_clears(s):
    """An incoming call: the server is the PNS, and asks to clear it."""
    answered_call(s).up()
    s.say(SERVER, 'Call-Clear-Request', 10 * SECOND, call_id=s.server_id)
    s.say(CLIENT, 'Call-Disconnect-Notify', call_id=s.client_id, result=4)
    s.stop(SERVER)


@case(ENDS, 'ended')
def client_clears(s):
    """Call-Clear-Request, without a word of PPP's."""
    s.session()
    s.end(10 * SECOND)


def stopped(s, by, reason):
    """The control connection is stopped, the call with it: none, protocol, local shutdown, and accel-ppp's 0."""
    s.session()
    s.stop(by, reason, after=10 * SECOND)


def broken(s, by, flags):
    """TCP ends, without a message."""
    s.session()
    if flags == RST:
        s.connection.segment(by, b'', RST, after=10 * SECOND)
    else:
        s.hang_up(by, after=10 * SECOND)


def fallen_silent(s, ends):
    """Nothing more is heard of one end, or both; the other asks on, and then no more either."""
    link = s.session()
    link.echo(CLIENT, after=30 * SECOND)
    link.acknowledging -= ends
    for client in {CLIENT, SERVER} - ends:
        for identifier in 1, 2:
            link.echo(client, answered=False, after=30 * SECOND)
            s.connection.segment(client, echo_request(identifier))
    s.made.clock += 300 * SECOND


# Before others, whose packets show that the capture went on.
for ends in {CLIENT}, {SERVER}, {CLIENT, SERVER}:
    case(ENDS, 'ended')(functools.partial(fallen_silent, ends=ends))
for by in CLIENT, SERVER:
    for reason in 1, 2, 3:
        case(ENDS, 'ended')(functools.partial(stopped, by=by, reason=reason))
    for flags in FIN, RST:
        case(ENDS, 'ended')(functools.partial(broken, by=by, flags=flags))
case(ENDS, 'ended')(functools.partial(stopped, by=SERVER, reason=0))


# --- 17: the stream of control messages -----------------------------------------------------------------------------

STREAM = 'trouble-17-stream'


@case(STREAM, 'lost_sync')
def wrong_cookie(s):
    """A message with another Magic Cookie; the server closes ("Bad magic cookie - lost synchronization")."""
    s.session()
    s.say(CLIENT, 'Echo-Request', 60 * SECOND, identifier=1, cookie=0x1A2B3C4E)
    s.hang_up(SERVER)


@case(STREAM, 'lost_sync')
def octets_between(s):
    """Octets between two messages that belong to neither; the server finds the next one."""
    s.session()
    s.connection.segment(CLIENT, echo_request(1) + b'what is this doing here?' + echo_request(2), after=60 * SECOND)
    s.connection.segment(SERVER, echo_reply(1))
    s.connection.segment(SERVER, echo_reply(2))
    s.end()


@case(STREAM, 'after_close')
def into_a_closed_connection(s):
    """The client sends on although the server closed and the client agreed."""
    s.session()
    s.hang_up(SERVER)
    s.say(CLIENT, 'Call-Clear-Request', 5000, call_id=s.client_id)
    s.connection.segment(SERVER, b'', RST)


@case(STREAM, 'after_close')
def after_its_own_end(s):
    """The client sends on after its own FIN."""
    s.session()
    s.connection.segment(CLIENT, b'', FIN | ACK)
    s.say(CLIENT, 'Call-Clear-Request', 5000, call_id=s.client_id)
    s.connection.segment(SERVER, b'', RST)


@case(STREAM)
def split_and_sent_again(s):
    """Nothing is wrong: messages split over segments, and one that TCP sends again after the FIN."""
    s.session()
    request = echo_request(1)
    for part in request[:5], request[5:14], request[14:]:
        s.connection.segment(CLIENT, part, after=10_000)
    s.connection.segment(SERVER, echo_reply(1))
    clearing = message('Call-Clear-Request', call_id=s.client_id)
    at = s.connection.segment(CLIENT, clearing)
    disconnect = message('Call-Disconnect-Notify', call_id=s.server_id, result=4)
    s.connection.segment(SERVER, disconnect[:100])
    s.connection.segment(SERVER, disconnect[100:])
    s.say(CLIENT, 'Stop-Control-Connection-Request', reason=1)
    s.say(SERVER, 'Stop-Control-Connection-Reply', result=1)
    s.connection.segment(CLIENT, b'', FIN | ACK)
    s.connection.segment(CLIENT, clearing, at=at, after=200_000)
    s.connection.segment(SERVER, b'', FIN | ACK)
    s.connection.segment(CLIENT, b'', ACK)


# --- 18: what an audit asks -----------------------------------------------------------------------------------------

AUDITED = 'trouble-18-audit'


@case(AUDITED, 'clear_data')
def data_in_the_clear(s):
    """CHAP-MD5, no encryption: six packets of IPv4 in the clear."""
    link = s.session()
    link.pings(3)
    s.close(link)


@case(AUDITED, 'pap_password')
def password_in_the_clear(s):
    link = s.session(auth='PAP')
    s.close(link)


@case(AUDITED, 'lm_response')
def lan_manager(s):
    """MS-CHAP, version 1, with LAN Manager's response."""
    link = with_lcp(s, 'MS-CHAP')
    link.challenge(8)
    link.response(mschap_value(lan_manager=True))
    link.success('')
    link.ccp_up()
    link.ipcp_up()
    s.close(link)


def short_keys(s, bits):
    link = s.session(auth='MS-CHAPv2', bits=bits)
    link.pings(2, encrypted=True)
    s.close(link)


case(AUDITED, 'mppe_40')(functools.partial(short_keys, bits=STATELESS | KEY_40))
case(AUDITED, 'mppe_56')(functools.partial(short_keys, bits=STATELESS | KEY_56))


@case(AUDITED, 'mschapv2_handshake')
def handshake(s):
    """Challenge, response and Success of MS-CHAPv2: all that an attack offline needs."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(2, encrypted=True)
    s.close(link)


@case(AUDITED, 'eap_name')
def long_name(s):
    """A client that needs no authentication sends an MD5-Challenge of EAP with a name of 600 octets, as the attack on
    pppd does (CVE-2020-8597)."""
    link = s.call()
    link.lcp_up(None, compressed=False)
    link.eap(CLIENT, 1, b'\4' + sized(noise('eap', 16)) + b'A' * 600, 1)
    s.end()


@case(AUDITED, 'nmap_probe')
def scanned(s):
    """nmap's probe: a start, and that was it."""
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', version=0x0100, framing_capabilities=1, bearer_capabilities=1,
          maximum_channels=65535, firmware_revision=1, host_name='none', vendor_name='nmap')
    s.say(SERVER, 'Start-Control-Connection-Reply', 20_000, **STARTED, result=1)
    s.hang_up()


# --- 19: habits that are no errors ----------------------------------------------------------------------------------

HABITS = 'trouble-19-habits'


def with_habit(s, asked=(), started=(), calling=(), called=(), ended=(), ids=None, first=(0, 0), link_info=False,
               pns_id=False, reserved0=0):
    """A session that is in order, but for one habit: other values in one of its messages, or what is named."""
    s.client_id, s.server_id = ids or (s.client_id, s.server_id)
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **{**ASKED_TO_START, 'maximum_channels': 1, **dict(asked)})
    s.say(SERVER, 'Start-Control-Connection-Reply', 20_000, reserved0=reserved0, **{
        **STARTED, 'framing_capabilities': 3, 'bearer_capabilities': 3, 'result': 1, **dict(started)})
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, **{**ASKED_TO_CALL, **dict(calling)})
    s.say(SERVER, 'Outgoing-Call-Reply', 20_000, call_id=s.server_id, peer_call_id=s.client_id, result=1,
          **{'connect_speed': 10000000, 'window': 64, **dict(called)})
    if link_info:
        s.connection.segment(SERVER, set_link_info(s.client_id))
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, first=first, **s.ends))
    link.up()
    link.terminate(CLIENT, 'User request')
    s.say(CLIENT, 'Call-Clear-Request', call_id=s.client_id)
    s.say(SERVER, 'Call-Disconnect-Notify', call_id=s.client_id if pns_id else s.server_id,
          **{'result': 4, **dict(ended)})
    s.stop()


GUID = uuid.UUID('3f2504e0-4f89-11d3-9a0c-0305e82c3301').bytes_le

for habit in (
        {'first': (1, 0)},                                                          # pptp-linux counts GRE from 1
        {'link_info': True},                                                        # Windows' PAC sends it, too
        {'started': {'framing_capabilities': 0, 'bearer_capabilities': 0}},         # pptpd
        {'ids': (0, 30720)},                                                        # Call ID 0 is a Call ID
        {'called': {'window': 16384}},                                              # Windows
        {'pns_id': True},                                                           # Linux's NAT, accel-ppp
        {'started': {'result': 0}},                                                 # Alcatel's modems
        {'ended': {'result': 0}},                                                   # Windows
        {'reserved0': 1},                                                           # Cisco
        {'started': {'maximum_channels': 0}},                                       # Windows
        {'asked': {'maximum_channels': 65535}},                                     # pptp-linux
        {'calling': {'subaddress': GUID}}):                                         # Windows
    case(HABITS, 'habits')(functools.partial(with_habit, **habit))


# --- what the list of problems does not number ----------------------------------------------------------------------

OTHERS = 'trouble-20-others'


@case(OTHERS, 'ppp_stuck')
def heard_but_not_answered(s):
    """The server acknowledges each of the client's LCP requests, and answers none."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    for _ in range(9):
        link.hear(SERVER)
        link.again(CLIENT, LCP)
    s.end(3 * SECOND)


@case(OTHERS, 'windows_error')
def ended_by_windows(s):
    """Windows' reason in a Terminate-Request: the Magic Number, 00 3C CD 74, and error 691."""
    link = s.call()
    link.lcp_up('PAP')
    link.control(SERVER, LCP, TERMINATE, magic(SERVER)[1] + bytes.fromhex('003ccd74 000002b3'))
    s.end()


@case(OTHERS, 'server_closed_without_stop')
def server_gone(s):
    """The server closes TCP in the middle of a session, without a word."""
    link = s.session()
    link.pings(2)
    s.hang_up(SERVER)


@case(OTHERS, 'tunnel_loss_slight')
def one_in_hundreds(s):
    """One of 250 packets of the client is missing."""
    link = s.session()
    link.pings(120, after=20_000, size=1)
    link.tunnel.next[CLIENT] += 1
    link.pings(120, after=20_000, size=1)
    s.close(link)


@case(OTHERS, 'gre_half_captured')
def half_a_tunnel(s):
    """The client's packets only, but they acknowledge the server's."""
    link = s.call()
    for number in range(4):
        link.tunnel.send(CLIENT, acknowledgment=number, after=SECOND)
    s.end()


# --- nothing wrong --------------------------------------------------------------------------------------------------

HEALTHY = 'trouble-none'


@case(HEALTHY)
def encrypted_session(s):
    """MS-CHAPv2, MPPE-128 stateless, IPv6CP, keepalives of both planes, acknowledgments both ways."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.ipv6cp_up()
    link.pings(3, encrypted=True)
    for client in CLIENT, SERVER:
        link.echo(client)
        link.hear(client)
    s.connection.segment(CLIENT, echo_request(1), after=50 * SECOND)
    s.connection.segment(SERVER, echo_reply(1))
    link.encrypted(CLIENT)
    link.hear(SERVER)
    s.close(link)


@case(HEALTHY)
def session_in_the_clear(s):
    """PAP, no compression, no encryption: it works, whatever an audit says."""
    link = s.session(auth='PAP', compressed=False)
    link.pings(3)
    s.close(link)


@case(HEALTHY)
def the_same_call_id(s):
    """Two clients at two addresses with the same Call ID to one server, at once."""
    other = Story(s.made, s.number + 100)
    other.client_id = s.client_id
    sessions = [(story, story.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)) for story in (s, other)]
    for _ in range(2):
        for _, link in sessions:
            link.pings(1, encrypted=True)
    for story, link in sessions:
        story.close(link)


@case(HEALTHY)
def incoming_call(s):
    """The server is the PAC and announces a call; the client is the PNS, and clears it."""
    s.start()
    s.say(SERVER, 'Incoming-Call-Request', call_id=s.server_id, bearer_type=1, dialed_number_length=4,
          dialed_number='1000', dialing_number_length=7, dialing_number='5551234')
    s.say(CLIENT, 'Incoming-Call-Reply', call_id=s.client_id, peer_call_id=s.server_id, result=1, window=64)
    s.say(SERVER, 'Incoming-Call-Connected', peer_call_id=s.client_id, connect_speed=64000, window=64, framing_type=1)
    s.connection.segment(CLIENT, set_link_info(s.server_id, 0, 0))
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, **s.ends))
    link.up()
    s.close(link)


# --- hostile PPP ----------------------------------------------------------------------------------------------------

CONTROL = LCP, CCP, IPCP, IPV6CP
HOSTILE_TEXTS = (
    b'bell\a backspace\b tab\t line\n return\r delete\x7f', b'\x1b[31mred \x1b]0;title\a\x1b[2J',
    b'"quotes" \'and\' `more`', b'back\\slash \\n \\x00 %s %n %d',
    b'\xff\xfe\xc3\x28\xe2\x82 no UTF-8', 'z\u00fcrich \u202eright to left'.encode(),
    b'nul\0behind it', b'\0', b'', b'E=691 R=1 C=', b'A' * 300, b'\x1b' * 300)


def packet(code, octets=b'', identifier=1, length=None):
    """A packet of a control or authentication protocol whose Length may lie."""
    return struct.pack('>BBH', code, identifier, 4 + len(octets) if length is None else length) + octets


def bad_options():
    """In requests and in answers: lengths of 0 and 1, beyond the packet, one octet, missing values."""
    for protocol in CONTROL:
        for code in REQUEST, CONFIGURE_ACK, NAK, REJECT:
            for kind in 1, 3, 5, 18:
                for octets in (bytes([kind]), bytes([kind, 0]), bytes([kind, 1]), bytes([kind, 2]), bytes([kind, 6, 1]),
                               bytes([kind, 255]) + bytes(4), bytes([kind, 4, 5, 120, kind, 0, 1, 1])):
                    yield protocol, packet(code, octets)


def bad_lengths():
    """A Length too short, too long, without its own header; and every packet cut at each octet of its header."""
    for protocol in (*CONTROL, PAP, CHAP, EAP):
        for code in range(17):
            yield protocol, packet(code)
        for length in 0, 1, 3, 4, 5, 7, 9, 0xffff:
            for code in REQUEST, CONFIGURE_ACK, TERMINATE, PROTOCOL_REJECT, ECHO_REQUEST:
                yield protocol, packet(code, b'\5\6\1\2', length=length)
        for size in range(4):
            yield protocol, packet(REQUEST)[:size]
    yield LCP, packet(PROTOCOL_REJECT, b'\x80')


def bad_authentication():
    """Values and names that overrun; EAP without a type, or with one and nothing else."""
    for code in CHALLENGE, RESPONSE:
        for size, rest in ((0, b''), (0, b'name'), (16, b''), (16, bytes(15)), (49, bytes(49)), (49, bytes(20)),
                           (255, bytes(16))):
            yield CHAP, packet(code, bytes([size]) + rest)
        yield CHAP, packet(code)
    for octets in (b'', b'\5', b'\5use', b'\5alice', b'\5alice\xff', b'\5alice\4abc', b'\xff' * 20, b'\0\0', b'\0'):
        for code in 1, 2, 3:
            yield PAP, packet(code, octets)
    for code in range(6):
        for octets in b'', b'\0', b'\1', b'\4', b'\4\xff', b'\4\x10' + bytes(8), b'\xff', b'\x0d\x80':
            yield EAP, packet(code, octets)
    for text in ('E=', 'E=99999999999999999999 R=x', 'E=-1 R=-1', 'E=691E=691', 'E=691 R=1 C=' + 'Z' * 300,
                 'E=691 R=1 C=0 V=', 'S=', 'S=' + 'G' * 40, 'M=only', 'E =691'):
        for code in SUCCESS, FAILURE:
            yield CHAP, packet(code, text.encode())


def bad_texts():
    """Names, passwords and messages that no terminal should see."""
    for text in HOSTILE_TEXTS:
        short = text[:255]
        yield PAP, packet(1, sized(short) + sized(short[::-1]))
        yield PAP, packet(3, sized(short))
        yield CHAP, packet(CHALLENGE, sized(bytes(16)) + text)
        yield CHAP, packet(RESPONSE, sized(mschapv2_value()) + text)
        yield CHAP, packet(SUCCESS, text)
        yield CHAP, packet(FAILURE, b'E=691 R=0 C=00 V=3 M=' + text)
        yield EAP, packet(2, b'\1' + text)
        yield EAP, packet(1, b'\4' + sized(bytes(16)) + text)
        yield IPCP, packet(TERMINATE, text)
        yield LCP, packet(12, bytes(4) + text)
        yield LCP, packet(TERMINATE, text)


def bad_protocols():
    """Empty payloads, unknown protocols, data where none was agreed, cut headers of MPPE and IP."""
    for protocol in (0, 1, 0x21, 0x23, 0x29, 0x2b, 0x2d, 0x2f, 0x3d, 0x57, 0xc3, 0xfb, MPPE, 0x9d31, 0x8ed1, 0xc025,
                     0xffff):
        for octets in b'', b'\0', bytes(3), b'\x45\0\xff\xff' + bytes(16), b'\x9f\xff' + bytes(40):
            yield protocol, octets


def send_bad(s, link, packets):
    """From both ends in turn."""
    for number, (protocol, octets) in enumerate(packets):
        link.send(bool(number % 3), protocol, octets, after=1000)
    s.end()


@capture('bad-ppp')
def bad_ppp(made):
    """PPP with lying lengths, cut packets, hostile texts and unknown protocols; a call for each, before and after it is
    up; and payloads that end within PPP's own header."""
    kinds = bad_options, bad_lengths, bad_authentication, bad_texts, bad_protocols
    for number, kind in enumerate(kinds):
        s = Story(made, number)
        send_bad(s, s.call(), kind())
    for number, kind in enumerate(kinds[1:], len(kinds)):
        s = Story(made, number)
        send_bad(s, s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128), kind())
    s = Story(made, 2 * len(kinds))
    link = s.call()
    for octets in (b'', b'\xff', b'\xff\x03', b'\xff\x03\xc0', b'\xff\x03\xc0\x21', b'\xff\x03\x21', b'\xc0',
                   b'\xc0\x21', b'\x21', b'\xfd', b'\0', b'\0\xfd', b'\0\xfd\x90', b'\x0f\0\x08\0', b'\x8f\0',
                   b'\xff\xff\xff\xff'):
        for client in CLIENT, SERVER:
            link.tunnel.send(client, payload=octets)
    s.end()
