"""Sessions end after minutes: no echo, idle timeouts, time limits."""
import functools

from made import CLIENT, SERVER
from made.control import echo_reply, echo_request
from made.ppp import INSIDE, KEY_128, LCP, SECOND, STATELESS, TERMINATE, noise
from made.radius import ACCEPT, INTERIM, STOP, number
from made.trouble import authenticated, case, second_client
from made.trouble_accounting import logged_on
from made.trouble_radius import asked
from packets import ACK, FIN, RST

KEPT = 'trouble-keepalive'


@case(KEPT, 'echo_unanswered')
def control_path_dead(s):
    """The client's Echo-Request gets no reply for a minute, while GRE flows to the end: the control connection alone is
    gone, as after a NAT's timeout for idle TCP."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    s.connection.segment(CLIENT, echo_request(7), after=60 * SECOND)
    link.pings(6, encrypted=True, after=9_900_000)
    s.say(CLIENT, 'Stop-Control-Connection-Request', after=200_000, reason=1)
    s.connection.segment(CLIENT, b'', FIN | ACK)


@case(KEPT, 'echo_unanswered')
def both_paths_dead(s):
    """The same, with nothing of the server's left at all."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(1, encrypted=True)
    s.connection.segment(CLIENT, echo_request(8), after=60 * SECOND)
    for _ in range(3):
        link.encrypted(CLIENT, after=15 * SECOND)
    s.connection.segment(CLIENT, b'', FIN | ACK, after=15 * SECOND)


@case(KEPT, 'echo_unanswered')
def server_waits_in_vain(s):
    """The server asks, and ends everything when a minute has passed."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    s.connection.segment(SERVER, echo_request(9), after=60 * SECOND)
    link.pings(2, encrypted=True, after=20 * SECOND)
    s.say(SERVER, 'Stop-Control-Connection-Request', after=20 * SECOND, reason=1)
    s.connection.segment(SERVER, b'', FIN | ACK)


def control_lost(s, flags, by):
    """Five minutes without a control message, then the control connection breaks, in the middle of the data."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(6, encrypted=True, after=50 * SECOND)
    s.connection.segment(by, b'', flags, after=100_000)
    link.encrypted(not by, after=100_000)


for flags, by in (RST, SERVER), (RST, CLIENT), (FIN | ACK, SERVER), (FIN | ACK, CLIENT):
    case(KEPT, 'control_idle')(functools.partial(control_lost, flags=flags, by=by))


@case(KEPT, 'echo_identifier')
def wrong_identifier(s):
    """The server replies to another Echo-Request than the client's; mpd and npppd end the connection for that."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    s.connection.segment(CLIENT, echo_request(6), after=60 * SECOND)
    s.connection.segment(SERVER, echo_reply(6))
    link.pings(1, encrypted=True, after=59 * SECOND)
    s.connection.segment(CLIENT, echo_request(7))
    s.connection.segment(SERVER, echo_reply(6))
    s.stop(reason=2)


def lcp_echo_dead(s, by):
    """pppd's lcp-echo-interval 30 and lcp-echo-failure 4: the fifth is not sent."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.echo(by, after=30 * SECOND)
    link.acknowledging = {not by}
    for _ in range(4):
        link.echo(by, answered=False, after=30 * SECOND)
    link.terminate(by, 'Peer not responding', answered=False, after=30 * SECOND)
    link.control(by, LCP, TERMINATE, b'Peer not responding', link.identifier[by, LCP], after=3 * SECOND)
    s.end(3 * SECOND) if by else s.end_by_server(3 * SECOND)


case(KEPT, 'lcp_echo_unanswered')(functools.partial(lcp_echo_dead, by=CLIENT))
case(KEPT, 'lcp_echo_unanswered')(functools.partial(lcp_echo_dead, by=SERVER))


@case(KEPT, 'idle_timeout')
def nothing_to_do(s):
    """pppd's option idle 600; until then only keepalives."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(1, encrypted=True)
    for identifier in range(1, 10):
        s.connection.segment(CLIENT, echo_request(identifier), after=60 * SECOND)
        s.connection.segment(SERVER, echo_reply(identifier))
    link.terminate(CLIENT, 'Link inactive', after=60 * SECOND)
    s.end()


@case(KEPT, 'connect_time')
def time_is_up(s):
    """pppd's option maxconnect, at the server."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(3, encrypted=True, after=15 * SECOND)
    s.close(link, SERVER, 'Connect time expired')


@case(KEPT, 'gre_stopped')
def gre_stops_one_way(s):
    """After 20 s nothing more comes from the server through the tunnel; its control connection lives."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(20, encrypted=True)
    link.acknowledging = {SERVER}
    for _ in range(30):
        link.encrypted(CLIENT, after=4 * SECOND)
    for _ in range(3):
        link.terminate(CLIENT, 'User request', answered=False, after=3 * SECOND)
    s.end()


@case(KEPT, 'control_idle')
def echo_answered_with_reset(s):
    """Five minutes without a control message; then an RST answers the Echo-Request, while GRE flows on."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(6, encrypted=True, after=50 * SECOND)
    s.connection.segment(CLIENT, echo_request(1), after=100_000)
    s.connection.segment(SERVER, b'', RST)
    link.pings(1, encrypted=True, after=100_000)


@case(KEPT, 'echo_unanswered')
def program_hangs(s):
    """The client's TCP acknowledges each Echo-Request, its program never answers one; GRE flows to the end."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number in range(3):
        s.connection.segment(SERVER, echo_request(20 + number), after=20 * SECOND)
        s.connection.segment(CLIENT, b'', ACK, after=1000)
        link.pings(2, encrypted=True, after=9 * SECOND)
    link.pings(2, encrypted=True, after=20 * SECOND)
    s.connection.segment(SERVER, b'', FIN | ACK)


# --- Time limits without a word ---

LIMIT = f'{KEPT}-limit'


def session_of(s, seconds, client=SERVER):
    """A session that an end closes so long after the authentication, without a text."""
    link = authenticated(s)
    begun = s.made.clock
    link.ccp_up()
    link.ipcp_up()
    link.pings(3, encrypted=True)
    for at in range(300, seconds, 300):
        s.made.clock = begun + at * SECOND
        link.echo(CLIENT)
    s.made.clock = begun + seconds * SECOND
    s.close(link, client, '')


@case(LIMIT, 'connect_time')
def an_hour(s):
    session_of(s, 3600)


@case(LIMIT)
def an_hour_and_a_half_minute(s):
    session_of(s, 3630)


@case(LIMIT)
def an_hour_of_the_client(s):
    session_of(s, 3600, CLIENT)


def idle(s, seconds, client=SERVER):
    """The same, so long after the last data; keepalives go on, and are answered."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(4, encrypted=True, after=7 * SECOND)
    since = s.made.clock - 50_000                       # the last packet only acknowledges
    for at in range(60, seconds, 60):
        s.made.clock = since + at * SECOND
        link.echo(SERVER)
        link.hear(SERVER)
    s.made.clock = since + seconds * SECOND - 20_000
    s.close(link, client, '')


@case(LIMIT, 'idle_timeout')
def idle_for_a_quarter_of_an_hour(s):
    idle(s, 900)


@case(LIMIT)
def idle_for_an_odd_time(s):
    idle(s, 917)


@case(LIMIT, 'idle_timeout')
def idle_client(s):
    idle(s, 900, CLIENT)


@case(LIMIT)
def user_hangs_up_after_a_while(s):
    idle(s, 906, CLIENT)


# --- LCP's Echo-Requests without a reply, while data comes ---

IGNORED = f'{KEPT}-ignored'


def data_without_replies(s, by, text='Peer not responding', replies=False):
    """An end asks in vain for two minutes; the data of the other one comes all the while."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(4):
        link.pings(3, encrypted=True, after=9 * SECOND)
        link.echo(by, answered=replies, after=3 * SECOND)
        link.hear(not by)
    link.pings(1, encrypted=True, after=9 * SECOND)
    link.terminate(by, text, after=21 * SECOND)
    s.end() if by else s.end_by_server()


case(IGNORED, 'lcp_echo_ignored')(functools.partial(data_without_replies, by=SERVER))
case(IGNORED, 'lcp_echo_ignored')(functools.partial(data_without_replies, by=CLIENT))
case(IGNORED, 'lcp_echo_ignored')(functools.partial(data_without_replies, by=SERVER, text=''))
case(IGNORED)(functools.partial(data_without_replies, by=SERVER, text='', replies=True))
case(IGNORED)(functools.partial(data_without_replies, by=CLIENT, text='User request'))


# --- The same by an end that had answered before: load ---

LOAD = f'{KEPT}-load'


def loaded(s, during=40, after_end=0):
    """The server asks five times in vain; the client, which answered once, sends data meanwhile or only afterwards."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.echo(SERVER, after=15 * SECOND)
    link.pings(2, encrypted=True)
    for _ in range(5):
        link.echo(SERVER, answered=False, after=2 * SECOND)
        for _ in range(during):
            link.encrypted(CLIENT, 900, after=200_000)
        s.made.clock += (40 - during) * 200_000
    link.terminate(SERVER, 'Peer not responding', after=5 * SECOND, answered=False)
    for _ in range(after_end):
        link.encrypted(CLIENT, after=300_000)
    s.end_by_server()


case(LOAD, 'lcp_echo_ignored')(loaded)


@case(LOAD, 'lcp_echo_unanswered')
def data_after_the_end(s):
    """What comes when it is over does not show that the client was there."""
    loaded(s, during=0, after_end=3)


def waits_for_radius(s, late, repeats=True):
    """The client asks in vain, while the server's PPP waits for RADIUS, or while it need not. Without a repetition, the
    reply was only not captured."""
    link, account, told = logged_on(s, 'ines', f'C{s.number}')
    link.echo(CLIENT)
    account.account(INTERIM, *told, answered=late, after=20 * SECOND)
    for _ in range(4):
        link.echo(CLIENT, answered=False, after=SECOND)
        link.pings(3, encrypted=True, after=2 * SECOND)
        if repeats and not late:
            account.again()
    link.terminate(CLIENT, 'Peer not responding', answered=False)
    s.end()
    if late:                                            # only what ends the session goes unanswered
        account.account(STOP, *told, answered=False, after=SECOND)
        account.again()


case(LOAD, 'lcp_echo_ignored')(functools.partial(waits_for_radius, late=False))
case(LOAD, 'lcp_echo_ignored')(functools.partial(waits_for_radius, late=True))
case(LOAD, 'lcp_echo_ignored')(functools.partial(waits_for_radius, late=False, repeats=False))


# --- A slow Echo-Reply, for which the other end does not wait ---

SLOW = f'{KEPT}-slow'


def give_up(s, before, after=None):
    """The client closes so many seconds after its Echo-Request; the reply comes before, or after, or never."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(4, encrypted=True, after=5 * SECOND)
    s.connection.segment(CLIENT, echo_request(300))
    s.connection.segment(SERVER, b'', ACK, after=1000)
    for _ in range(before):
        link.pings(1, encrypted=True, after=900_000)
    if after is None:
        s.connection.segment(SERVER, echo_reply(300))
        link.pings(5, encrypted=True, after=4 * SECOND)
    s.connection.segment(CLIENT, b'', FIN | ACK)
    if after:
        s.connection.segment(SERVER, echo_reply(300), after=after)


@case(SLOW, 'echo_unanswered', 'client_closed_without_stop')
def reply_after_the_end(s):
    give_up(s, 45, 2 * SECOND)


@case(SLOW, 'echo_unanswered', 'client_closed_without_stop')
def gives_up_after_a_quarter_of_a_minute(s):
    give_up(s, 15, 0)


@case(SLOW, 'client_closed_without_stop')
def reply_in_time(s):
    """The client closes for another reason."""
    give_up(s, 15)


# --- GRE that stops in full flow ---

CUT = f'{KEPT}-cut'


def cut(s, link, packets, pause=300_000):
    """The client's GRE is cut off after so many packets, as seen at the server."""
    for _ in range(packets):
        link.encrypted(SERVER, after=100_000)
        link.encrypted(CLIENT, after=20_000)
    link.acknowledging.discard(SERVER)
    s.made.clock += pause
    for _ in range(7):
        link.encrypted(SERVER)
        s.made.clock += 6 * SECOND
    s.connection.segment(SERVER, echo_request(1))
    s.connection.segment(CLIENT, echo_reply(1))
    s.end_by_server()


@case(CUT, 'gre_stopped')
def a_filter_cuts_every_session(s):
    cut(s, s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128), 50)
    again = second_client(s, s.client_id + 500)
    cut(again, again.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128), 51)


@case(CUT, 'gre_stopped')
def cut_once(s):
    cut(s, s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128), 30)
    again = second_client(s, s.client_id + 500)
    link = again.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(20, encrypted=True)
    again.close(link)


@case(CUT, 'gre_stopped')
def forgotten_while_idle(s):
    cut(s, s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128), 50, 95 * SECOND)


# --- Sessions of the same length ---

SAME = f'{KEPT}-same'


def twice(s, first, second):
    """Two sessions with the server, which ends both without a word."""
    session_of(s, first)
    s.made.clock += 70 * SECOND
    session_of(second_client(s, s.client_id + 500), second)


@case(SAME, 'connect_time')
def a_limit_of_odd_length(s):
    twice(s, 754, 754)


@case(SAME)
def different_lengths(s):
    twice(s, 661, 801)


@case(SAME, 'connect_time')
def five_and_twenty_minutes(s):
    session_of(s, 1500)


@case(SAME)
def ended_together(s):
    """The server ends all of its sessions, which had begun together, too."""
    one, other = s, second_client(s, s.client_id + 500)
    links = [authenticated(one), authenticated(other)]
    begun = s.made.clock
    for number, link in enumerate(links):
        link.ccp_up()
        link.ipcp_up({**INSIDE, CLIENT: INSIDE[CLIENT] + 1 + number})
        link.pings(3, encrypted=True)
    s.made.clock = begun + 533 * SECOND
    for link in links:
        link.terminate(SERVER, '')
    for story in one, other:
        story.end_by_server()


# --- Limits that RADIUS set -------------------------------------------------------------------------------------------

LIMITED = 'trouble-keepalive-radius'


def limited(s, more, seconds, data, by=SERVER, text=''):
    """RADIUS sets a limit; the end closes the session so many seconds after the Access-Accept, with data until so many
    seconds."""
    link, ask, _ = asked(s, 'erin')
    ask.reply(ACCEPT, ask.keys(noise('send', 16), noise('receive', 16)) + more)
    begun = s.made.clock
    link.success()
    link.ccp_up()
    link.ipcp_up()
    for at in range(10, data + 1, 10):
        s.made.clock = begun + at * SECOND
        link.pings(1, encrypted=True, after=0)
    s.made.clock = begun + seconds * SECOND
    s.close(link, by, text)


case(LIMITED, 'connect_time')(functools.partial(limited, more=number(27, 200), seconds=201, data=190))
case(LIMITED, 'ended_by_server')(functools.partial(limited, more=number(27, 600), seconds=247, data=230))
case(LIMITED, 'idle_timeout')(functools.partial(limited, more=number(28, 90), seconds=133, data=40))
case(LIMITED, 'ended_by_server')(functools.partial(limited, more=number(28, 90), seconds=61, data=40))
case(LIMITED)(functools.partial(limited, more=number(27, 200), seconds=201, data=190, by=CLIENT))
# pppd says which limit it was.
for more in number(27, 200), number(27, 600):
    case(LIMITED, 'connect_time')(functools.partial(limited, more=more, seconds=202, data=190,
                                                    text='Connect time expired'))
for more in number(28, 90), number(28, 600), number(27, 130):
    case(LIMITED, 'idle_timeout')(functools.partial(limited, more=more, seconds=131, data=40, text='Link inactive'))


@case(KEPT, 'lcp_echo_unanswered')
def nothing_answers(s):
    """Neither GRE nor TCP of the client comes any more."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.acknowledging = {CLIENT}
    for _ in range(4):
        link.echo(SERVER, answered=False, after=30 * SECOND)
    link.terminate(SERVER, 'Peer not responding', answered=False, after=30 * SECOND)


# --- Keepalives that wait for seconds ---

HASTY = 'trouble-keepalive-hasty'


def gives_up(s, by, every, control=True):
    """After five requests in vain. control: the other end's control connection works on."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(6):
        link.echo(by, after=every)
    link.acknowledging = {not by}
    for _ in range(5):
        link.echo(by, answered=False, after=every)
    link.terminate(by, 'Peer not responding', answered=False, after=every)
    if control:
        s.end()
    else:
        s.say(SERVER, 'Call-Disconnect-Notify', 3 * SECOND, call_id=s.server_id, result=2)
        s.say(SERVER, 'Stop-Control-Connection-Request', 30 * SECOND, reason=1)


case(HASTY, 'lcp_echo_unanswered')(functools.partial(gives_up, by=CLIENT, every=SECOND))
case(HASTY, 'lcp_echo_unanswered')(functools.partial(gives_up, by=SERVER, every=2 * SECOND, control=False))
case(HASTY, 'lcp_echo_unanswered')(functools.partial(gives_up, by=CLIENT, every=4 * SECOND))


# --- Two clients behind one NAT, of which one hangs up ---

TWINS = f'{KEPT}-twins'
TWO = {CLIENT: '10.10.0.101', SERVER: '10.10.0.1'}


def one_hangs_up(s, before):
    """The other's GRE stops; its control connection lives. before: how long it had been silent then."""
    twin = second_client(s, s.client_id + 500)
    first = twin.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128, addresses=TWO)
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for one in first, link:
        one.pings(3, encrypted=True)
    s.made.clock += before
    twin.close(first)
    for _ in range(4):
        link.echo(SERVER, answered=False, after=20 * SECOND)
    s.connection.segment(CLIENT, echo_request(5))
    s.connection.segment(SERVER, echo_reply(5))
    link.terminate(SERVER, 'Peer not responding', answered=False, after=20 * SECOND)
    s.end_by_server()


for before in 0, 30 * SECOND:
    case(TWINS, 'lcp_echo_unanswered')(functools.partial(one_hangs_up, before=before))
