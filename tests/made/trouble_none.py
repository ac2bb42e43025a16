"""What is no trouble: habits, healthy sessions; and what the list of problems does not number."""
import functools
import ipaddress
import uuid

from made import CLIENT, SERVER
from made.control import echo_reply, echo_request, set_link_info
from made.ppp import CCP, KEY_128, KEY_40, LCP, PPP, SECOND, STATELESS, TERMINATE, magic, mppe
from made.trouble import ASKED_TO_CALL, ASKED_TO_START, STARTED, Story, case, ip_of, lcp_options
from made.trouble_tunnel import second_client
from packets import Tunnel

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


@case(OTHERS, 'ppp_stuck')
def server_leaves_after_success(s):
    """The server lets the client in, and ends the call at once without saying why."""
    link = s.call()
    link.lcp_up()
    link.authenticate()
    s.end_by_server(300_000)


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


# --- nothing wrong, but not all was captured ------------------------------------------------------------------------

PARTLY = 'trouble-none-in-part'
TCP, GRE = 6, 47


def captured_in_part(s, control, tunnel):
    """A session with keepalives of both planes, of which these ends' packets are captured, of the control connection and
    of the tunnel."""
    first = len(s.made.frames)
    link = s.call()
    link.lcp_up()
    link.authenticate()
    for bits in KEY_128 | KEY_40, STATELESS | KEY_128 | KEY_40, STATELESS | KEY_128:
        link.request(CLIENT, CCP, mppe(bits))
        link.nak(SERVER, CCP, mppe(STATELESS | KEY_128)) if bits & KEY_40 else link.ack(SERVER, CCP)
    link.request(SERVER, CCP, mppe(STATELESS | KEY_128))
    link.ack(CLIENT, CCP)
    link.ipcp_up()
    for number in range(4):
        for client in CLIENT, SERVER:
            s.connection.segment(client, echo_request(number), after=40 * SECOND)
            s.connection.segment(not client, echo_reply(number))
            link.echo(client)
        link.pings(2, encrypted=True)
    link.pings(5, encrypted=True, after=9 * SECOND)
    s.close(link)
    ends = {TCP: control, GRE: tunnel}
    sender = {ipaddress.ip_address(s.ends[end]).packed: end == 'client' for end in s.ends}
    s.made.frames[first:] = [frame for frame in s.made.frames[first:]
                             if sender[ip_of(frame)[12:16]] in ends[ip_of(frame)[9]]]


BOTH, NEITHER = {CLIENT, SERVER}, set()
for control, tunnel in (({CLIENT}, {CLIENT}), ({SERVER}, {SERVER}), (BOTH, {CLIENT}), (BOTH, {SERVER}),
                        ({CLIENT}, BOTH), ({SERVER}, BOTH), (NEITHER, BOTH), (NEITHER, {CLIENT})):
    case(PARTLY)(functools.partial(captured_in_part, control=control, tunnel=tunnel))


@case(PARTLY)
def begun_in_the_middle(s):
    """Of a session in full swing."""
    first = len(s.made.frames)
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(3, encrypted=True)
    s.made.frames[first:] = []
    link.pings(20, encrypted=True)
    s.connection.segment(CLIENT, echo_request(1))
    s.connection.segment(SERVER, echo_reply(1))
    s.close(link)


@case(PARTLY)
def keepalives_alone(s):
    """Of a session that is up and idle."""
    first = len(s.made.frames)
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    s.made.frames[first:] = []
    for _ in range(4):
        for client in CLIENT, SERVER:
            link.echo(client, after=15 * SECOND)


@case(PARTLY)
def idle_while_another_works(s):
    """Two clients behind one address; the first has nothing to do when the second one comes, and the capture ends."""
    s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128).pings(2, encrypted=True)
    second_client(s, s.client_id + 500).session(auth='MS-CHAPv2', bits=STATELESS | KEY_128).pings(12, encrypted=True)
