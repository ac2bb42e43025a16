"""The round trip through the tunnel becomes longer."""
import ipaddress

from made import CLIENT, SERVER
from made.ppp import KEY_128, SECOND, STATELESS
from made.trouble import case, ip_of

DELAY = 'trouble-delay'
ALWAYS = 'trouble-delay-always'


def encrypted_session(s):
    return s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)


def upload(link, count, delay, size=1300, gap=25_000):
    """The client sends a packet each gap. The server acknowledges each after the delay."""
    behind = delay // gap
    for number in range(count):
        link.encrypted(CLIENT, size, after=gap - 1000)
        if number >= behind:
            link.tunnel.acknowledge(SERVER, link.tunnel.came[CLIENT] - behind, after=1000)
    link.hear(SERVER)


def exchange(link, count, delay):
    """Each second a question, which the other end answers after the delay."""
    for _ in range(count):
        link.encrypted(CLIENT, 64, after=SECOND - delay)
        link.encrypted(SERVER, 64, after=delay)


@case(DELAY, 'tunnel_slower')
def uplink_full(s):
    """An upload fills the queue: the round trip goes from 30 to 600 ms, and back when it is over."""
    link = encrypted_session(s)
    exchange(link, 45, 30_000)
    upload(link, 400, 600_000)
    exchange(link, 45, 30_000)
    s.close(link)


@case(DELAY, 'tunnel_slower')
def path_changed(s):
    """The same questions and answers, but suddenly over a satellite."""
    link = encrypted_session(s)
    exchange(link, 45, 30_000)
    exchange(link, 85, 560_000)
    s.close(link)


@case(DELAY)
def acknowledged_late(s):
    """One end sends, and the other acknowledges by its timer, half a second later: that is no round trip."""
    link = encrypted_session(s)
    exchange(link, 45, 30_000)
    for _ in range(90):
        link.encrypted(CLIENT, 64, after=SECOND // 2)
        link.hear(SERVER, after=SECOND // 2)
    s.close(link)


@case(DELAY)
def slow_for_a_moment(s):
    """An upload of two seconds."""
    link = encrypted_session(s)
    exchange(link, 45, 30_000)
    upload(link, 80, 600_000)
    exchange(link, 45, 30_000)
    s.close(link)


# --- Always ---

def messages_take(s, time):
    """What the server says on TCP comes so much later, and all that follows."""
    late, server = 0, ipaddress.ip_address(s.ends['server']).packed
    for place, (clock, size, frame) in enumerate(s.made.frames):
        packet = ip_of((clock, size, frame))
        if packet[9] == 6 and packet[12:16] == server and len(packet) > 40:
            late += time
        s.made.frames[place] = clock + late, size, frame
    s.made.clock += late


@case(DELAY, 'gre_delayed')
def always_slow(s):
    """GRE takes long from the beginning on, unlike TCP."""
    link = encrypted_session(s)
    exchange(link, 85, 560_000)
    s.close(link)


@case(DELAY)
def held_back_by_tcp(s):
    """Keystrokes: TCP of the client acknowledges the echo a fifth of a second later, for want of a further key."""
    link = encrypted_session(s)
    for delay in 45 * [1000] + 85 * [200_000]:
        link.encrypted(CLIENT, 64, after=SECOND)
        link.encrypted(SERVER, 64, after=22_000)
        link.encrypted(CLIENT, 52, after=delay)
    s.close(link)


@case(ALWAYS)
def over_a_satellite(s):
    """Here TCP takes as long."""
    link = encrypted_session(s)
    exchange(link, 85, 560_000)
    s.close(link)
    messages_take(s, 550_000)
