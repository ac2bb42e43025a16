"""LCP does not open, or opens in vain."""
import functools
import struct

from made import CLIENT, SERVER
from made.ppp import (
    ACK, AUTHENTICATION, ECHO_REPLY, ECHO_REQUEST, IPCP, IPV4, IPV6CP, KEY_128, LCP, NAK, REQUEST, SECOND, STATELESS,
    TERMINATE, address, encoded, interface, magic, mru, noise, ping)
from made.trouble import authenticated, case, lcp_options

OPENING = 'trouble-lcp'
MULTILINK, MRRU, SHORT_NUMBERS = 0x003d, (17, struct.pack('>H', 1500)), (18, b'')


def fragment(number, protocol, octets, flags=0xc0):
    """A whole packet behind Multilink's header (RFC 1990 section 3)."""
    return struct.pack('>BBHH', flags, 0, number, protocol) + octets


def configure(code, identifier, *options):
    octets = encoded(options)
    return struct.pack('>BBH', code, identifier, 4 + len(octets)) + octets


@case(OPENING, 'lcp_looped_back')
def echoing_terminal(s):
    """Nothing runs at the server: what the client sends comes back, its Naks, too."""
    link = s.call()
    link.acknowledging.clear()
    for number in range(6):
        for code in REQUEST, NAK:
            options = mru(1400), (5, noise(f'{code} {number}', 4))
            for client in CLIENT, SERVER:
                link.control(client, LCP, code, encoded(options), number, after=30_000)
    s.end(3 * SECOND)


@case(OPENING, 'lcp_looped_back')
def echoed_to_the_server(s):
    """The other way round; the server's request is repeated unchanged."""
    link = s.call()
    link.acknowledging.clear()
    for _ in range(10):
        for client in SERVER, CLIENT:
            link.control(client, LCP, REQUEST, encoded(lcp_options(SERVER, 'MS-CHAPv2')), 1, after=1500_000)
    s.end_by_server()


@case(OPENING, 'lcp_round_trip')
def satellite(s):
    """The client asks anew every 0.5 s, under a new Identifier; the reply takes 0.8 s."""
    link = s.call()
    options = encoded(lcp_options(CLIENT))
    link.control(CLIENT, LCP, REQUEST, options, 1)
    for number in range(2, 10):
        link.control(CLIENT, LCP, REQUEST, options, number, after=200_000)
        link.control(SERVER, LCP, ACK, options, number - 1, after=300_000)
    s.end(SECOND)


@case(OPENING, 'lcp_begun_again')
def server_begins_again(s):
    """After the logon the server begins LCP again, under new Identifiers; the client only acknowledges."""
    link = authenticated(s)
    for _ in range(5):
        link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), after=3 * SECOND)
        link.ack(CLIENT, LCP)
    s.end_by_server()


@case(OPENING, 'lcp_one_sided')
def never_asks(s):
    """The client acknowledges the server's request, and never sends its own."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.ack(CLIENT, LCP)
    s.end_by_server(30 * SECOND)


@case(OPENING, 'lcp_one_sided')
def asks_once_and_it_is_lost(s):
    """The server's first packet is lost, and not repeated."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.tunnel.next[SERVER] += 1
    link.acknowledging = {SERVER}
    link.ack(SERVER, LCP)
    s.end(20 * SECOND)


@case(OPENING, 'multilink_one_sided')
def acknowledged_unread(s):
    """The client asks for Multilink with short numbers, the server acknowledges all, and rejects none of it."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER, 'CHAP-MD5'), MRRU)
    link.ack(SERVER, LCP)
    link.ack(CLIENT, LCP)
    link.authenticate('CHAP-MD5')
    for number in range(6):
        link.send(SERVER, MULTILINK, fragment(number, IPCP, configure(REQUEST, 1, address('10.10.0.1'))),
                  after=3 * SECOND)
        link.hear(CLIENT)
    s.end_by_server()


@case(OPENING)
def multilink_of_both(s):
    """Both ask for Multilink, and all works inside it."""
    link = s.call()
    for client in CLIENT, SERVER:
        link.request(client, LCP, *lcp_options(client, None if client else 'CHAP-MD5'), MRRU)
        link.ack(not client, LCP)
    link.authenticate('CHAP-MD5')
    for number, (client, code, identifier, asked) in enumerate((
            (CLIENT, REQUEST, 1, '0.0.0.0'), (SERVER, REQUEST, 1, '10.10.0.1'), (CLIENT, ACK, 1, '10.10.0.1'),
            (SERVER, NAK, 1, '10.10.0.100'), (CLIENT, REQUEST, 2, '10.10.0.100'), (SERVER, ACK, 2, '10.10.0.100'))):
        link.send(client, MULTILINK, fragment(number, IPCP, configure(code, identifier, address(asked))))
    link.pings(2)
    s.close(link)


@case(OPENING)
def begun_again_by_both(s):
    """The server begins LCP again in mid-session, the client takes part, and all goes on."""
    link = s.session()
    link.pings(1)
    link.request(SERVER, LCP, *lcp_options(SERVER, 'CHAP-MD5'))
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(CLIENT, LCP)
    link.ack(SERVER, LCP)
    link.compressed = {CLIENT: False, SERVER: False}
    link.authenticate('CHAP-MD5')
    s.go_on(link, encrypted=False)


@case(OPENING)
def one_late_reply(s):
    """One reply comes after the next request; then both agree."""
    link = s.call()
    options = encoded(lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.ack(CLIENT, LCP)
    link.control(CLIENT, LCP, REQUEST, options, 1)
    link.control(CLIENT, LCP, REQUEST, options, 2, after=3 * SECOND)
    link.control(SERVER, LCP, ACK, options, 1, after=5000)
    link.control(SERVER, LCP, ACK, options, 2, after=5000)
    s.go_on(link, encrypted=False)


ECHOES = 'trouble-lcp-echo'


def echoes(link, count, mirrored=True):
    """The client asks every 30 s; the server answers with the client's Magic Number, or with its own."""
    for _ in range(count):
        link.control(CLIENT, LCP, ECHO_REQUEST, magic(CLIENT)[1], after=30 * SECOND)
        link.control(SERVER, LCP, ECHO_REPLY, magic(mirrored)[1], link.identifier[CLIENT, LCP])


@case(ECHOES, 'lcp_echo_in_vain')
def own_number_returned(s):
    """The client discards replies with its own Magic Number, and hangs up."""
    link = s.session()
    link.pings(1)
    echoes(link, 4)
    link.terminate(CLIENT, 'Peer not responding', after=30 * SECOND)
    s.end()


@case(ECHOES, 'lcp_echo_in_vain')
def replies_do_not_arrive(s):
    """The replies are in order, but the client does not see them."""
    link = s.session()
    link.pings(1)
    echoes(link, 4, mirrored=False)
    link.terminate(CLIENT, 'Peer not responding', after=30 * SECOND)
    s.end()


@case(ECHOES, 'lcp_echo_mirrored')
def own_number_accepted(s):
    """The client takes them as they are."""
    link = s.session()
    echoes(link, 2)
    link.pings(1)
    s.close(link)


@case(ECHOES)
def all_in_order(s):
    """Both ends ask and answer; the user hangs up."""
    link = s.session()
    for client in CLIENT, SERVER, CLIENT:
        link.echo(client, after=30 * SECOND)
    link.pings(1)
    s.close(link)


@case(ECHOES)
def silent_after_a_while(s):
    """The server answers twice, and then nothing more: the client is right."""
    link = s.session()
    link.pings(1)
    echoes(link, 2, mirrored=False)
    for _ in range(2):
        link.echo(CLIENT, answered=False, after=30 * SECOND)
    link.terminate(CLIENT, 'Peer not responding', answered=False, after=30 * SECOND)
    s.end()


# --- LCP in mid-session ---

AGAIN = f'{OPENING}-again'


def again(s, answered=False, heard=True, goes_on=True, count=4, after=SECOND):
    """The server begins LCP anew; the client goes on sending data."""
    link = s.session()
    link.pings(3)
    if not heard:
        link.acknowledging.discard(CLIENT)
    for _ in range(count):
        link.request(SERVER, LCP, *lcp_options(SERVER, 'CHAP-MD5'), after=3 * SECOND)
        if goes_on:
            link.send(CLIENT, IPV4, ping(CLIENT), after=after)
        if answered:
            link.reject(CLIENT, LCP, AUTHENTICATION['CHAP-MD5'])
            link.send(CLIENT, IPV4, ping(CLIENT), after=4 * SECOND)
    if goes_on:
        s.close(link, SERVER, '')
    else:
        s.end_by_server()


case(AGAIN, 'lcp_again_unanswered')(again)
case(AGAIN, 'lcp_again_unanswered')(functools.partial(again, heard=False))
# Answered, at the very end, and to a client that is gone.
case(AGAIN, 'ppp_no_agreement')(functools.partial(again, answered=True))
case(AGAIN)(functools.partial(again, count=1, after=60_000))
case(AGAIN, 'gre_stopped')(functools.partial(again, goes_on=False, heard=False, count=10))


@case(AGAIN, 'ppp_unanswered')
def client_asks_itself(s):
    """Both begin again; only the server's request gets no reply."""
    link = s.session()
    link.pings(3)
    for _ in range(3):
        link.request(SERVER, LCP, *lcp_options(SERVER, 'CHAP-MD5'), after=3 * SECOND)
        link.request(CLIENT, LCP, *lcp_options(CLIENT))
    s.end()


@case(AGAIN, 'ppp_stuck')
def no_data_before(s):
    """The client acknowledges nothing, in a session that has not come up yet."""
    link = s.call()
    for _ in range(4):
        link.request(SERVER, LCP, *lcp_options(SERVER, 'CHAP-MD5'), after=3 * SECOND)
        link.hear(CLIENT)
    s.end()


# --- LCP that begins again, and what the other end makes of it ---

RESTARTS = f'{OPENING}-restarts'
TIME_REMAINING = 13


def open_lcp(link, first=CLIENT, auth='MS-CHAPv2'):
    """first: who asks first."""
    link.compressed = {CLIENT: False, SERVER: False}
    for client in first, not first:
        link.request(client, LCP, *lcp_options(client, None if client else auth))
    for client in first, not first:
        link.ack(not client, LCP)


def begins_after(s, protocol, code, times, client=SERVER, logon='MS-CHAPv2'):
    """An end begins LCP again each time such a packet of the other comes."""
    link = s.call()
    open_lcp(link, auth=logon)
    for _ in range(times):
        link.authenticate(logon)
        link.control(not client, protocol, code, encoded([interface(not client)]), after=70_000)
        open_lcp(link, client, logon)
    link.authenticate(logon)
    return link


@case(RESTARTS, 'lcp_restarts')
def after_each_request_of_ipv6(s):
    """The server takes the client's IPv6CP for a reason to begin again."""
    begins_after(s, IPV6CP, REQUEST, 5)
    s.end(12 * SECOND)


@case(RESTARTS, 'lcp_restarts')
def after_each_time_remaining(s):
    """The client takes the server's Time-Remaining (RFC 1570 section 2.2) for one."""
    s.close(begins_after(s, LCP, TIME_REMAINING, 3, CLIENT, 'CHAP-MD5'), SERVER, '')


@case(RESTARTS, 'lcp_restarts')
def after_nothing(s):
    """The client begins again every 9 s."""
    link = s.call()
    open_lcp(link)
    for _ in range(4):
        link.authenticate()
        s.made.clock += 9 * SECOND
        open_lcp(link)
    s.end(9 * SECOND)


@case(RESTARTS, 'ppp_stuck')
def never_open(s):
    """The client hears nothing: it asks under ever new Identifiers, and acknowledges none of the server's requests."""
    link = s.call()
    link.acknowledging = {SERVER}
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    for _ in range(5):
        link.challenge()
        link.request(CLIENT, LCP, *lcp_options(CLIENT), after=3 * SECOND)
        link.ack(SERVER, LCP)
        link.again(SERVER, LCP, 10_000)
    s.end(5 * SECOND)


@case(RESTARTS)
def twice_and_then_it_works(s):
    link = begins_after(s, IPV6CP, REQUEST, 2)
    link.ipcp_up()
    link.pings(3)
    s.close(link)


@case(RESTARTS)
def often_and_then_it_works(s):
    link = begins_after(s, IPV6CP, REQUEST, 4)
    link.ipcp_up()
    link.pings(3)
    s.close(link)


def ended_at_once(s, client, close):
    """In mid-session an end begins LCP again, and the other ends the call."""
    link = s.session()
    link.pings(4)
    link.compressed = {CLIENT: False, SERVER: False}
    link.request(client, LCP, *lcp_options(client, None if client else 'CHAP-MD5'), after=20 * SECOND)
    close(link)


case(RESTARTS, 'lcp_again_unanswered')(
    lambda s: ended_at_once(s, CLIENT, lambda link: s.close(link, SERVER, '')))
case(RESTARTS, 'lcp_again_unanswered')(
    lambda s: ended_at_once(s, SERVER, lambda link: s.end(400_000)))
# A user who hangs up just then, as pppd and Windows say it; and an end that leaves its own request unanswered.
case(RESTARTS)(lambda s: ended_at_once(s, SERVER, lambda link: s.close(link, CLIENT, 'User request')))
case(RESTARTS)(lambda s: ended_at_once(s, SERVER, lambda link: (hang_up(link), s.end())))
case(RESTARTS)(lambda s: ended_at_once(s, CLIENT, lambda link: s.close(link, CLIENT, '')))


def hang_up(link):
    """As Windows does: its Magic Number, a signature, and error 0."""
    link.control(CLIENT, LCP, TERMINATE, magic(CLIENT)[1] + bytes.fromhex('003ccd74 00000000'))


def acknowledged_only(s, asks_at_last=False):
    """In mid-session the client begins LCP again; the server acknowledges each request, and goes on with its data."""
    link = s.session()
    link.pings(3)
    link.compressed[CLIENT] = False
    for number in range(4):
        link.send(SERVER, IPV4, ping(SERVER), after=SECOND)
        if number == 0:
            link.request(CLIENT, LCP, *lcp_options(CLIENT), after=3 * SECOND)
        else:
            link.again(CLIENT, LCP)
        link.ack(SERVER, LCP)
    if asks_at_last:
        link.compressed[SERVER] = False
        link.request(SERVER, LCP, *lcp_options(SERVER))
        link.ack(CLIENT, LCP)
        link.ipcp_up()
        link.pings(3)
    else:
        link.send(SERVER, IPV4, ping(SERVER), after=SECOND)
    s.close(link)


case(RESTARTS, 'lcp_begun_again')(acknowledged_only)
# The client has to repeat its request until the server asks, too.
case(RESTARTS)(functools.partial(acknowledged_only, asks_at_last=True))


# --- LCP Echo-Replies that come late ---

LATE = f'{OPENING}-echo-late'


def late_replies(s, delay, asked=6, text=''):
    """The server asks every 10 s; a reply comes so many requests later."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.echo(SERVER, after=10 * SECOND)
    for number in range(asked):
        link.echo(SERVER, answered=False, after=9 * SECOND)
        if number >= delay:
            link.control(CLIENT, LCP, ECHO_REPLY, magic(CLIENT)[1], link.identifier[SERVER, LCP] - delay,
                         after=400_000)
        link.pings(1, encrypted=True, after=100_000, size=700)
    return link


@case(LATE, 'lcp_echo_late')
def a_line_that_is_full(s):
    link = late_replies(s, 3)
    link.terminate(SERVER, '', after=2 * SECOND)
    s.end_by_server()


@case(LATE)
def late_once_and_sound_since(s):
    """Healthy: the replies come at once for three minutes more, and the client hangs up."""
    link = late_replies(s, 2)
    for _ in range(18):
        link.echo(SERVER, after=10 * SECOND)
    s.close(link)


@case(LATE, 'lcp_echo_unanswered')
def late_long_before_the_end(s):
    link = late_replies(s, 2)
    for _ in range(12):
        link.echo(SERVER, after=10 * SECOND)
    for _ in range(4):
        link.echo(SERVER, answered=False, after=10 * SECOND)
    link.terminate(SERVER, 'Peer not responding', answered=False, after=10 * SECOND)
    s.end_by_server()
