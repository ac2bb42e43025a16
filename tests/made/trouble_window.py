"""The receive window that an end announced is smaller than what its tunnel needs."""
from made import CLIENT, SERVER
from made.ppp import KEY_128, SECOND, STATELESS
from made.trouble import case

WINDOW = 'trouble-window'


def stream(s, window, outstanding, count=40, delay=240_000):
    """The client keeps so many packets on the way: each acknowledgment, which takes the delay, brings another one."""
    link = s.call(windows=(64, window))
    link.up(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.hear(SERVER)
    for number in range(count):
        if number >= outstanding:
            link.tunnel.acknowledge(SERVER, link.tunnel.came[CLIENT] - outstanding, after=delay // outstanding)
        link.encrypted(CLIENT, 400, after=1000)
    link.hear(SERVER)
    link.pings(2, encrypted=True)
    s.close(link)


@case(WINDOW, 'window_limits')
def window_always_full(s):
    """A window of 3 over a satellite."""
    stream(s, window=3, outstanding=3)


@case(WINDOW)
def window_seldom_full(s):
    """What the client sends waits for acknowledgments, too, but of TCP inside: the window has room."""
    stream(s, window=4, outstanding=3)


@case(WINDOW)
def window_ignored(s):
    """The client keeps more packets on the way than the window allows."""
    stream(s, window=3, outstanding=5)


@case(WINDOW)
def window_of_one(s):
    """One packet a second needs no more."""
    link = s.call(windows=(64, 1))
    link.up(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(40):
        link.encrypted(CLIENT, after=SECOND)
        link.hear(SERVER, after=100_000)
    link.pings(2, encrypted=True)
    s.close(link)


@case(WINDOW, 'window_limits')
def window_full_far_away(s):
    """Captured at the receiver: its acknowledgments leave at once, and after a round trip come the next three."""
    link = s.call(windows=(3, 64))
    link.up(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for burst in range(20):
        if burst % 4 == 0:
            link.encrypted(CLIENT, after=1000)
        for number in range(3):
            link.encrypted(SERVER, 400, after=1200 if number else 240_000)
        link.hear(CLIENT, after=500)
    link.pings(2, encrypted=True)
    s.close(link)
