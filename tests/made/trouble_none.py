"""Nothing is wrong."""
import functools
import ipaddress

from made import CLIENT, SERVER
from made.control import echo_reply, echo_request, set_link_info
from made.ppp import CCP, INSIDE, KEY_128, KEY_40, LCP, PPP, SECOND, STATELESS, mppe
from made.trouble import Story, case, ip_of, lcp_options, second_client
from packets import Tunnel

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
    inside = {CLIENT: '10.0.0.3', SERVER: INSIDE[SERVER]}
    sessions = [(story, story.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128, addresses=addresses))
                for story, addresses in ((s, INSIDE), (other, inside))]
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
    """A session with keepalives of both planes. Captured are the packets of these ends: of the control connection, of
    the tunnel."""
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


# --- The capture ends before the session ---

BEGUN = f'{HEALTHY}-begun'


@case(BEGUN)
def slow_line(s):
    """By satellite, each reply takes more than a second: after 5 s, PPP is no further than CCP."""
    link = s.call()
    wait = {'after': 1_200_000}
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), **wait)
    link.ack(CLIENT, LCP)
    link.ack(SERVER, LCP)
    link.challenge(**wait)
    link.response()
    link.success(**wait)
    link.request(SERVER, CCP, mppe(STATELESS | KEY_128))
    link.ack(CLIENT, CCP)
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.echo(SERVER, **wait)
