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


def pause(link, by, seconds, alone, count=4, arrives=False, late=False, meanwhile=None,
          gap=500_000):
    """The other end sends after so many seconds, twice a second at first; then the one that paused, which was not
    reached. late: it was, but acknowledges that only now; meanwhile: what is said on the control connection."""
    link.acknowledging.discard(by)
    before = link.tunnel.came[not by]
    for number in range(count):
        link.encrypted(not by, 200, after=gap * 2 ** number if number else seconds * SECOND)
        if arrives:
            link.hear(by)
        if meanwhile and number == 1:
            meanwhile(by)
    came, link.tunnel.came[not by] = link.tunnel.came[not by], before
    link.encrypted(by, after=9 * SECOND)
    link.tunnel.came[not by] = came
    link.acknowledging.add(by)
    if late:
        link.hear(by)
    link.encrypted(not by, 200)
    answer(link, by, alone)


def talk(s, pauses, by=CLIENT, alone=True, alive=False, **how):
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for seconds in pauses:
        for _ in range(4):
            link.encrypted(by, after=SECOND)
            link.encrypted(not by, after=20_000)
            answer(link, by, alone)
        pause(link, by, seconds, alone, meanwhile=functools.partial(probe, s) if alive else None, **how)
    return link


def probe(s, by):
    """An Echo-Request of the control connection, and its reply."""
    s.say(by, 'Echo-Request', identifier=7)
    s.say(not by, 'Echo-Reply', identifier=7, result=1)


def talk_and_close(s, **how):
    s.close(talk(s, **how))


case(IDLE, 'gre_idle_forgotten')(functools.partial(talk_and_close, pauses=(45, 70)))
case(IDLE, 'gre_idle_forgotten')(functools.partial(talk_and_close, pauses=(33, 40, 50), by=SERVER))
case(IDLE, 'gre_idle_forgotten')(functools.partial(talk_and_close, pauses=(45,)))
# All arrives; no acknowledgment comes without data; soon after the last packet.
case(IDLE)(functools.partial(talk_and_close, pauses=(45, 70), arrives=True))
case(IDLE)(functools.partial(talk_and_close, pauses=(45, 70), alone=False))
case(IDLE)(functools.partial(talk_and_close, pauses=(12, 15)))
# All in a moment; once, and two packets only; all arrives, but is acknowledged only after the other end's next packet.
case(IDLE)(functools.partial(talk_and_close, pauses=(45, 70), gap=20_000))
case(IDLE)(functools.partial(talk_and_close, pauses=(45,), count=2))
case(IDLE)(functools.partial(talk_and_close, pauses=(45, 70), late=True))
case(IDLE, 'gre_idle_forgotten')(functools.partial(talk_and_close, pauses=(45,), alive=True))


@case(IDLE, 'gre_idle_forgotten')
def give_up(s):
    """The server's LCP Echo-Requests come less often than the NAT forgets: two in vain in a pause, and at last five."""
    link = talk(s, pauses=())
    for count in (2, 2, 5):
        for _ in range(4):
            link.encrypted(SERVER, after=20_000)
            link.hear(CLIENT)
            link.encrypted(CLIENT, after=SECOND)
        link.acknowledging.discard(CLIENT)
        before = link.tunnel.came[SERVER]
        for _ in range(count):
            link.echo(SERVER, answered=False, after=60 * SECOND)
            probe(s, CLIENT)
        came, link.tunnel.came[SERVER] = link.tunnel.came[SERVER], before
        if count == 2:
            link.encrypted(CLIENT, after=9 * SECOND)
        link.tunnel.came[SERVER] = came
        link.acknowledging.add(CLIENT)
    link.terminate(SERVER, 'Peer not responding', answered=False, after=60 * SECOND)
    s.end_by_server()


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

