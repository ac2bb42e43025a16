"""GRE packets are lost, late or doubled on their way."""
import functools

from made import CLIENT, SERVER
from made.ppp import CCP, ENCRYPTED, KEY_128, RESET_ACK, SECOND, STATELESS, noise
from made.trouble import case, ip_of, overtake

LOSS = 'trouble-loss'


def lost(link, client):
    """An encrypted packet that does not come as far as the capture, nor to the other end, which acknowledges none."""
    link.tunnel.next[client] += 1
    link.acknowledged[client] = link.tunnel.next[client]
    link.coherency[client] += 1


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


BURSTS = f'{LOSS}-bursts'


def in_bursts(s, client, passing, missing, between, pause):
    """A download or an upload: of each burst, so many pass, and the others are lost. between, pause: microseconds."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(6):
        for number in range(passing):
            link.encrypted(client, 1200, after=between if number else pause)
        for _ in range(missing):
            lost(link, client)
    link.encrypted(client, 1200, after=pause)
    link.hear(not client)
    s.close(link)


# A policer, for the client and for the server; a path that is interrupted while packets come all the time, as many as
# in the pause; single losses in a fast stream.
case(BURSTS, 'tunnel_loss')(functools.partial(in_bursts, client=CLIENT, passing=14, missing=9, between=300,
                                              pause=400_000))
case(BURSTS, 'tunnel_loss')(functools.partial(in_bursts, client=SERVER, passing=30, missing=2, between=100,
                                              pause=90_000))
case(BURSTS, 'tunnel_loss')(functools.partial(in_bursts, client=SERVER, passing=40, missing=44, between=2000,
                                              pause=90_000))
case(BURSTS, 'tunnel_loss')(functools.partial(in_bursts, client=CLIENT, passing=50, missing=1, between=300, pause=600))


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


@case(f'{LOSS}-neighbors', 'tunnel_reordered_slightly')
def neighbors_change_places(s, count=2):
    """Two of a hundred and more, each with the next."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(count):
        link.pings(50, encrypted=True, after=20_000)
        link.encrypted(CLIENT)
        link.encrypted(CLIENT)
        overtake(s.made)
        link.hear(SERVER)
    s.close(link)


# Too few for a rate; some, but of hundreds.
case(f'{LOSS}-neighbors', 'tunnel_reordered_slightly')(functools.partial(neighbors_change_places, count=6))


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


@case(LOSS, 'tunnel_reordered_slightly')
def one_packet_changes_places(s):
    """One of hundreds."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(150, encrypted=True, after=20_000)
    link.encrypted(SERVER)
    link.encrypted(SERVER)
    overtake(s.made)
    link.pings(2, encrypted=True)
    s.close(link)


@case(LOSS, 'tunnel_loss')
def a_burst_is_lost(s):
    """Fifteen in a row."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(5, encrypted=True)
    for _ in range(15):
        lost(link, SERVER)
    link.pings(20, encrypted=True)
    s.close(link)


@case(LOSS, 'stateful_loss')
def lost_behind_the_capture(s):
    """Captured at the server: none of its packets is missing there, but on their way to the client some are lost."""
    link = s.session(auth='MS-CHAPv2', bits=KEY_128)
    for _ in range(8):
        for _ in range(9):
            link.encrypted(SERVER, flags=ENCRYPTED)
            link.encrypted(CLIENT, flags=ENCRYPTED)
        link.reset(CLIENT)
        link.encrypted(SERVER)
    s.close(link)


@case(LOSS, 'tunnel_loss_slight')
def one_in_hundreds(s):
    """One of 250 packets of the client is missing."""
    link = s.session()
    link.pings(120, after=20_000, size=1)
    link.tunnel.next[CLIENT] += 1
    link.pings(120, after=20_000, size=1)
    s.close(link)


@case(LOSS, 'tunnel_loss_slight')
def one_in_a_short_session(s):
    """One of 20 packets is missing: that is no rate."""
    link = s.session()
    link.pings(6)
    link.tunnel.next[SERVER] += 1
    link.pings(6)
    s.close(link)


# --- The path is interrupted ---

OUTAGE = 'trouble-loss-outage'


def encrypted_session(s):
    return s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)


@case(OUTAGE, 'tunnel_outage', 'tunnel_loss')
def interrupted_twice(s):
    """9 packets of the server are lost in 10 s, and later 7 in 8 s; another one by itself."""
    link = encrypted_session(s)
    for missing in 9, 7, 1:
        link.pings(4, encrypted=True)
        for _ in range(missing):
            lost(link, SERVER)
            link.encrypted(CLIENT, after=SECOND)
    link.pings(2, encrypted=True)
    s.close(link)


@case(OUTAGE, 'tunnel_loss')
def lost_in_bursts(s):
    """A queue on the way overflows: 6 packets in a row, but within a moment."""
    link = encrypted_session(s)
    for _ in range(4):
        for number in range(12):
            if number in range(4, 10):
                lost(link, SERVER)
            else:
                link.encrypted(SERVER, 1200)
        link.hear(CLIENT, after=SECOND)
    s.close(link)


@case(OUTAGE, 'tunnel_loss')
def lost_one_by_one(s):
    """Every second answer to a ping; no gap of several."""
    link = encrypted_session(s)
    for number in range(20):
        link.encrypted(CLIENT, after=2 * SECOND)
        lost(link, SERVER) if number % 2 else link.encrypted(SERVER, after=20_000)
    link.pings(1, encrypted=True)
    s.close(link)


@case(OUTAGE, 'tunnel_loss')
def heard_in_the_meantime(s):
    """The server's data vanish for 10 s, as large packets do in a black hole, but its acknowledgments arrive."""
    link = encrypted_session(s)
    link.pings(4, encrypted=True)
    for _ in range(10):
        lost(link, SERVER)
        link.encrypted(CLIENT, after=SECOND)
        link.hear(SERVER)
    link.pings(2, encrypted=True)
    s.close(link)


def by_the_clock(s, times):
    """Once in 10 s a wireless card looks for other networks, and loses 4 packets."""
    link = encrypted_session(s)
    for _ in range(times):
        for number in range(50):
            if number >= 46:
                lost(link, SERVER)
                link.encrypted(CLIENT, after=SECOND // 5)
            else:
                link.encrypted(SERVER, after=SECOND // 5)
    link.pings(2, encrypted=True)
    s.close(link)


case(OUTAGE, 'tunnel_loss')(functools.partial(by_the_clock, times=5))


@case(OUTAGE, 'tunnel_outage', 'tunnel_loss')
def interrupted_both_ways(s):
    """For 9 s nothing gets through in either direction, small as it is."""
    link = encrypted_session(s)
    link.pings(4, encrypted=True)
    for _ in range(9):
        for client in CLIENT, SERVER:
            lost(link, client)
        s.made.clock += SECOND
    link.pings(3, encrypted=True)
    s.close(link)


# Three times may be chance.
case(OUTAGE, 'tunnel_loss')(functools.partial(by_the_clock, times=3))

# --- Every second packet ---

ALTERNATE = 'trouble-loss-alternate'


def some_lost(s, numbers):
    """Of 60 packets of the server, these are missing."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(3, encrypted=True)
    for number in range(60):
        if number in numbers:
            lost(link, SERVER)
        else:
            link.encrypted(SERVER, 600, after=100_000)
            link.hear(CLIENT, after=1000)
    s.close(link)


case(ALTERNATE, 'tunnel_loss')(functools.partial(some_lost, numbers=range(0, 60, 2)))
# Half of them by chance; and every second one for a short time only.
case(ALTERNATE, 'tunnel_loss')(functools.partial(some_lost, numbers=[number for number in range(60)
                                                                     if noise('chance', 60)[number] % 2]))
case(ALTERNATE, 'tunnel_loss')(functools.partial(some_lost, numbers=range(20, 40, 2)))


# --- Many copies ---

LOOP = 'trouble-loss-loop'


def copied(s, times):
    """Each of the server's packets comes so often, the same IP packet; the client's come once."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(12):
        link.encrypted(SERVER, after=100_000)
        for _ in range(times - 1):
            s.made.add(ip_of(s.made.frames[-1]), SERVER, after=300)
        link.encrypted(CLIENT, after=1000)
    s.close(link)


case(LOOP, 'tunnel_loop')(functools.partial(copied, times=9))
# Three mirror ports.
case(LOOP)(functools.partial(copied, times=3))


# --- Too few to be a rate ---

def rarely(s, missing=(), late=()):
    """Of 240 packets from the server, those are missing, and those come after the next two."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number in range(240):
        if number in missing:
            lost(link, SERVER)
        link.encrypted(SERVER, 200, after=SECOND // 10)
        if number - 2 in late:
            for place in (-2, -1):
                swap(s.made, place)
        if number % 4 == 3:
            link.encrypted(CLIENT)
    s.close(link)


def swap(made, place):
    """A packet, counted from the last, changes places with the one before it."""
    (early, *first), (late, *then) = made.frames[place - 1], made.frames[place]
    made.frames[place - 1], made.frames[place] = (early, *then), (late, *first)


case(f'{LOSS}-rare')(functools.partial(rarely, missing=(80, 160)))
case(f'{LOSS}-rare')(functools.partial(rarely, late=(40, 90, 140, 190)))
case(f'{LOSS}-rare', 'tunnel_loss')(functools.partial(rarely, missing=(80, 120, 160)))
case(f'{LOSS}-rare', 'tunnel_reordered')(functools.partial(rarely, late=(20, 60, 100, 140, 180, 220)))
