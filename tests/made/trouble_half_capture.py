"""Only one direction of a session was captured."""
import functools
import ipaddress

from made import CLIENT, SERVER
from made.ppp import INSIDE, IPCP, KEY_128, SECOND, STATELESS, address
from made.trouble import case, ip_of
from made.trouble_callback import CBCP, NO_CALLBACK, REQUEST, RESPONSE, with_callback
from made.trouble_eap import FAILURE, Conversation
from made.tunnel import clear
from packets import Tunnel

HALF = 'trouble-half-capture'
ENDS = f'{HALF}-ends'


def keep(s, end, first=0):
    """Of the frames from the first on, those of the other end were not captured."""
    sender = ipaddress.ip_address(s.ends['client' if end else 'server']).packed
    s.made.frames[first:] = [frame for frame in s.made.frames[first:] if ip_of(frame)[12:16] == sender]


def half(of):
    """A case of which only what that end sent was captured."""
    def register(tell):
        @functools.wraps(tell)
        def told(s):
            first = len(s.made.frames)
            tell(s)
            keep(s, of, first)
        return case(ENDS)(told)
    return register


@case(HALF, 'control_half_captured')
def only_one_direction_is_captured(s):
    """A healthy session of which the client's packets alone were captured."""
    first = len(s.made.frames)
    link = s.session()
    link.pings(10)
    s.close(link)
    keep(s, CLIENT, first)


@case(HALF, 'gre_half_captured')
def half_a_tunnel_long_after_half_a_call(s):
    """The server acknowledges packets of a tunnel that the client's call, over by then, does not hold."""
    link = s.call()
    for _ in range(2):
        link.tunnel.send(CLIENT, after=SECOND)
    s.end()
    later = Tunnel(s.made, 5, 6, **{**s.ends, 'server': '198.51.100.77'})
    for number in range(4):
        later.send(SERVER, acknowledgment=number, after=30 * SECOND)


@case(HALF, 'gre_half_captured')
def half_a_tunnel(s):
    """The client's packets only, but they acknowledge the server's."""
    link = s.call()
    for number in range(4):
        link.tunnel.send(CLIENT, acknowledgment=number, after=SECOND)
    s.end()


# --- What such a capture cannot tell ---

@half(of=SERVER)
def client_leaves_after_ipcp(s):
    """Soon after the Success, but not for it: its own packets would show CCP and IPCP."""
    s.close(s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128))


@half(of=CLIENT)
def eap_failure(s):
    """The server answered the Response: with an EAP Failure."""
    talk = Conversation(s)
    talk.handshake()
    talk.end(FAILURE)
    s.close(talk.link, SERVER, '')


@half(of=CLIENT)
def callback_refused(s):
    link = with_callback(s)
    link.control(SERVER, CBCP, REQUEST, NO_CALLBACK, 1)
    link.control(CLIENT, CBCP, RESPONSE, NO_CALLBACK, 1)
    s.close(link, SERVER, '')


@half(of=CLIENT)
def address_refused(s):
    """The server rejects each request for an address, whatever the client adds."""
    link = s.call()
    link.lcp_up()
    link.authenticate()
    for _ in range(4):
        link.request(CLIENT, IPCP, address('0.0.0.0'))
        link.reject(SERVER, IPCP, address('0.0.0.0'))
    s.close(link)


@half(of=CLIENT)
def server_loses_packets(s):
    """Stateful MPPE: each Reset-Request is for a packet that was lost on its way to the client."""
    link = s.session(auth='MS-CHAPv2', bits=KEY_128)
    for _ in range(10):
        link.tunnel.next[SERVER] += 1
        link.coherency[SERVER] += 1
        link.encrypted(SERVER, after=SECOND)
        link.reset(CLIENT)
    s.close(link)


@half(of=SERVER)
def second_call_without_gre(s):
    """The replies to two requests, of which the second call has no packet of the server."""
    link = s.session()
    link.pings(2)
    first = s.client_id, s.server_id
    s.client_id, s.server_id = s.client_id + 300, s.server_id + 300
    other = s.tunnel()
    for _ in range(4):
        other.send(CLIENT, after=2 * SECOND)
        link.pings(1)
    clear(s.connection, s.client_id, s.server_id)
    s.client_id, s.server_id = first
    s.close(link)


@half(of=SERVER)
def server_refuses_what_it_took(s):
    """ICMP errors of the server tell it: its acknowledgments show that it took the client's packets before."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(5, encrypted=True)
    for _ in range(3):
        link.encrypted(SERVER)
        link.encrypted(CLIENT, after=4 * SECOND)
    link.hear(SERVER)
    for _ in range(3):
        link.encrypted(CLIENT, after=10 * SECOND)
        s.icmp(3, 2, size=16)


@half(of=SERVER)
def office_like_home(s):
    """How much the client sent into the tunnel is unknown."""
    s.ends['client'] = '192.168.77.5'
    link = s.session(addresses={CLIENT: '192.168.77.201', SERVER: str(INSIDE[SERVER])})
    link.pings(4)
    s.close(link)


@half(of=SERVER)
def client_closes_tcp(s):
    """The server's FIN answers the client's; an Echo-Request was its last message."""
    link = s.session()
    link.pings(2)
    s.say(SERVER, 'Echo-Request', SECOND, identifier=1)
    s.say(CLIENT, 'Echo-Reply', identifier=1, result=1)
    s.hang_up(CLIENT, SECOND)
