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
