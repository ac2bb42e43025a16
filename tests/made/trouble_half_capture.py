"""Only one direction of a healthy session was captured."""
import ipaddress

from made import CLIENT, SERVER
from made.ppp import SECOND
from made.trouble import case, ip_of
from packets import Tunnel

HALF = 'trouble-half-capture'


@case(HALF, 'control_half_captured')
def only_one_direction_is_captured(s):
    """A healthy session of which the client's packets alone were captured."""
    first = len(s.made.frames)
    link = s.session()
    link.pings(10)
    s.close(link)
    s.made.frames[first:] = [frame for frame in s.made.frames[first:]
                             if ip_of(frame)[12:16] == ipaddress.ip_address(s.ends['client']).packed]


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
