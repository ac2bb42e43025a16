"""What comes after a pause is in vain, until the end that paused sends again."""
import functools

from made import CLIENT, SERVER
from made.ppp import KEY_128, SECOND, STATELESS
from made.trouble import case

IDLE = 'trouble-idle'


def answer(link, by, alone):
    """With an acknowledgment, alone or with data."""
    if alone:
        link.hear(by)
    else:
        link.encrypted(by)


def pause(link, by, seconds, alone, count=4, arrives=False):
    """The other end sends after so many seconds, twice a second at first; then the one that paused, which was not
    reached."""
    link.acknowledging.discard(by)
    before = link.tunnel.came[not by]
    for number in range(count):
        link.encrypted(not by, 200, after=500_000 * 2 ** number if number else seconds * SECOND)
        if arrives:
            link.hear(by)
    came, link.tunnel.came[not by] = link.tunnel.came[not by], before
    link.encrypted(by, after=9 * SECOND)
    link.tunnel.came[not by] = came
    link.acknowledging.add(by)
    link.encrypted(not by, 200)
    answer(link, by, alone)


def talk(s, pauses, by=CLIENT, alone=True, **how):
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for seconds in pauses:
        for _ in range(4):
            link.encrypted(by, after=SECOND)
            link.encrypted(not by, after=20_000)
            answer(link, by, alone)
        pause(link, by, seconds, alone, **how)
    s.close(link)


case(IDLE, 'gre_idle_forgotten')(functools.partial(talk, pauses=(45, 70)))
case(IDLE, 'gre_idle_forgotten')(functools.partial(talk, pauses=(33, 40, 50), by=SERVER))
# Once only; all arrives; no acknowledgment comes without data; soon after the last packet.
case(IDLE)(functools.partial(talk, pauses=(45,)))
case(IDLE)(functools.partial(talk, pauses=(45, 70), arrives=True))
case(IDLE)(functools.partial(talk, pauses=(45, 70), alone=False))
case(IDLE)(functools.partial(talk, pauses=(12, 15)))


# --- Captured beyond the NAT ---

MISSING = f'{IDLE}-missing'


def hear_nothing(s, pauses, by=CLIENT, lost=3, until=0, elsewhere=0):
    """The end that pauses does not get what the other one sends late in a pause. until: how long it still gets
    something; elsewhere: packets that are lost while it talks."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for seconds in pauses:
        for number in range(5):
            link.encrypted(by, after=SECOND)
            link.tunnel.next[not by] += elsewhere if number == 2 else 0
            link.encrypted(not by, after=20_000)
            link.hear(by)
        if until:
            link.encrypted(not by, 200, after=until * SECOND)
            link.hear(by) if until < seconds else None
        link.tunnel.next[not by] += lost
        link.encrypted(by, after=seconds * SECOND)
        link.encrypted(not by, 200, after=20_000)
        link.hear(by)
    s.close(link)


case(MISSING, 'gre_idle_forgotten')(functools.partial(hear_nothing, pauses=(70, 95)))
case(MISSING, 'gre_idle_forgotten')(functools.partial(hear_nothing, pauses=(41, 64, 50), by=SERVER, lost=1, until=20))
# Once only; soon after the last packet; while it talks, too.
case(MISSING, 'tunnel_loss')(functools.partial(hear_nothing, pauses=(70,)))
case(MISSING, 'tunnel_loss')(functools.partial(hear_nothing, pauses=(11, 15)))
case(MISSING, 'tunnel_loss')(functools.partial(hear_nothing, pauses=(70, 95), elsewhere=2))

