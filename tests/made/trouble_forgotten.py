"""A session breaks in the middle: somebody has forgotten it."""
from made import CLIENT, SERVER
from made.control import echo_reply, echo_request
from made.ppp import KEY_128, LCP, PPP, SECOND, STATELESS
from made.trouble import ask_in_vain, case, lcp_options, second_client
from packets import ACK, FIN, RST, Tunnel, message

FORGOTTEN = 'trouble-forgotten'


def encrypted(s, pings=3):
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(pings, encrypted=True)
    return link


def send_in_vain(link, client=CLIENT, count=3, after=5 * SECOND):
    link.acknowledging.discard(client)
    for _ in range(count):
        link.encrypted(client, after=after)


def repeat(s, client, octets, count=3):
    """TCP's repetitions, ever later."""
    at = s.connection.segment(client, octets, after=10 * SECOND)
    for number in range(count):
        s.connection.segment(client, octets, at=at, after=SECOND << number)


@case(FORGOTTEN, 'end_restarted')
def server_booted(s):
    """GRE is answered with ICMP, the Echo-Request with an RST."""
    link = encrypted(s)
    send_in_vain(link)
    s.icmp(3, 2)
    s.connection.segment(CLIENT, echo_request(1), after=10 * SECOND)
    s.connection.segment(SERVER, b'', RST)


@case(FORGOTTEN, 'end_restarted')
def client_booted(s):
    """The server asks a client that has come up again."""
    link = encrypted(s)
    send_in_vain(link, SERVER)
    s.connection.segment(SERVER, echo_request(1), after=10 * SECOND)
    s.connection.segment(CLIENT, b'', RST)


@case(FORGOTTEN, 'tcp_forgotten')
def nat_forgot_tcp(s):
    """The client's Echo-Request is repeated in vain, while GRE flows."""
    link = encrypted(s)
    at = s.connection.segment(CLIENT, echo_request(1), after=60 * SECOND)
    for number in range(4):
        link.pings(1, encrypted=True)
        s.connection.segment(CLIENT, echo_request(1), at=at, after=SECOND << number)
    link.pings(1, encrypted=True)


@case(FORGOTTEN, 'tcp_unacknowledged')
def server_gone(s):
    """Nothing comes from the server any more, neither TCP nor GRE."""
    link = encrypted(s)
    send_in_vain(link, count=2)
    repeat(s, CLIENT, echo_request(1))


@case(FORGOTTEN, 'gre_forgotten')
def call_forgotten(s):
    """The server answers GRE with ICMP in mid-session, and Echo-Requests as before; the client sends on."""
    link = encrypted(s)
    send_in_vain(link, count=1, after=30 * SECOND)
    s.icmp(3, 2)
    send_in_vain(link, count=1)
    s.connection.segment(CLIENT, echo_request(1), after=10 * SECOND)
    s.connection.segment(SERVER, echo_reply(1))


@case(FORGOTTEN, 'gre_cut_off')
def firewall_forgot_gre(s):
    """A router prohibits what it had let through."""
    link = encrypted(s)
    for _ in range(2):
        send_in_vain(link, count=1, after=30 * SECOND)
        s.icmp(3, 13, '203.0.113.1', size=8)


@case(FORGOTTEN, 'numbering_not_followed')
def server_counts_anew(s):
    """The server's numbers start over within the call, as after a failover; the client discards them as old."""
    link = encrypted(s, 10)
    link.acknowledging.discard(CLIENT)
    link.tunnel.next[SERVER] = 0
    for _ in range(6):
        link.encrypted(CLIENT, after=SECOND)
        link.encrypted(SERVER)
    link.encrypted(CLIENT, after=SECOND)
    s.hang_up()


# --- A client that slept ---

SLEEP = f'{FORGOTTEN}-sleep'


def sleep(s, by=CLIENT, echoes=2):
    """Nothing for two hours from an end that sent Echo-Requests before."""
    link = encrypted(s)
    for number in range(echoes):
        s.connection.segment(by, echo_request(number), after=60 * SECOND)
        s.connection.segment(not by, echo_reply(number))
    s.made.clock += 7200 * SECOND
    return link


@case(SLEEP, 'end_restarted')
def laptop_slept(s):
    """It wakes up, and the server no longer knows its session."""
    link = sleep(s)
    send_in_vain(link, count=2, after=SECOND)
    s.connection.segment(CLIENT, echo_request(9), after=SECOND)
    s.connection.segment(SERVER, b'', RST)


@case(SLEEP, 'end_restarted')
def server_slept(s):
    """A virtual machine that was suspended: the client is gone."""
    sleep(s, SERVER)
    s.connection.segment(SERVER, echo_request(9), after=SECOND)
    s.connection.segment(CLIENT, b'', RST)


@case(SLEEP, 'tcp_unacknowledged')
def laptop_slept_and_nobody_answers(s):
    """The NAT between has forgotten both, and says nothing."""
    link = sleep(s)
    send_in_vain(link, count=2, after=SECOND)
    repeat(s, CLIENT, echo_request(9))


@case(SLEEP, 'end_restarted')
def idle_without_echoes(s):
    """The client never sent Echo-Requests: nothing says that it slept."""
    sleep(s, echoes=0)
    s.connection.segment(CLIENT, echo_request(9), after=SECOND)
    s.connection.segment(SERVER, b'', RST)


# --- A new call, and the Call ID of the old one ---

REDIALED = f'{FORGOTTEN}-redialed'


@case(REDIALED, 'old_call_id')
def goes_on_with_the_old_call_id(s):
    """The client redials; its GRE still has the Call ID of its first call, and the server hears none of it."""
    link = s.session()
    link.pings(2)
    s.close(link)
    again = second_client(s, s.client_id + 500)
    heard = again.call()
    old = PPP(Tunnel(s.made, again.client_id, s.server_id, **s.ends))
    for one in heard, old:
        one.acknowledging.clear()
    heard.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    old.request(CLIENT, LCP, *lcp_options(CLIENT))
    for _ in range(5):
        heard.again(SERVER, LCP)
        old.asked[SERVER, LCP], old.identifier[SERVER, LCP] = heard.asked[SERVER, LCP], 1
        old.ack(CLIENT, LCP)
        old.again(CLIENT, LCP, after=10_000)
    again.end(3 * SECOND)


@case(REDIALED)
def stragglers(s):
    """Healthy: two packets of the first call come when the second is already up."""
    link = s.session()
    link.pings(2)
    s.close(link)
    again = second_client(s, s.client_id + 500)
    new = again.call()
    for _ in range(2):
        link.echo(CLIENT, answered=False, after=5000)
    new.up()
    new.pings(2)
    again.close(new)


# --- An end that was away, and comes back ---

ABSENT = f'{FORGOTTEN}-absent'


def away(s, seconds):
    """The client ends PPP and the call; the server's host is away, and then goes on as if nothing had been."""
    link = encrypted(s, 12)
    link.echo(CLIENT, answered=False, after=40 * SECOND)
    link.terminate(CLIENT, 'User request', answered=False, after=20 * SECOND)
    repeat(s, CLIENT, message('Call-Clear-Request', call_id=s.client_id), 4)
    s.made.clock += seconds * SECOND
    for _ in range(3):
        link.encrypted(SERVER, after=SECOND)
    s.connection.segment(SERVER, echo_request(77), after=SECOND, heard=s.connection.next[CLIENT] - 16)
    s.connection.segment(CLIENT, b'', RST)


@case(ABSENT, 'tcp_unacknowledged', 'end_restarted')
def server_was_suspended(s):
    away(s, 1300)


@case(ABSENT, 'tcp_unacknowledged', 'end_restarted')
def server_was_away_for_a_moment(s):
    """Too short to say that it was off."""
    away(s, 20)


@case(ABSENT, 'tcp_forgotten')
def data_comes_all_the_while(s):
    """While the client repeats its message, and for a quarter of an hour after."""
    link = encrypted(s, 4)
    octets = message('Call-Clear-Request', call_id=s.client_id)
    at = s.connection.segment(CLIENT, octets, after=90 * SECOND)
    for number in range(5):
        link.encrypted(SERVER, after=SECOND)
        s.connection.segment(CLIENT, octets, at=at, after=SECOND << number)
    for _ in range(9):
        link.encrypted(SERVER, after=100 * SECOND)


# --- An end that takes no notice of the end ---

UNNOTICED = f'{FORGOTTEN}-unnoticed'


def hang_up_on(s, link, packets, after):
    """The client ends everything; TCP of the server acknowledges that, and its PPP goes on."""
    link.terminate(CLIENT, 'User request')
    s.clear()
    s.connection.segment(CLIENT, b'', FIN | ACK)
    s.connection.segment(SERVER, b'', ACK)
    for _ in range(packets):
        link.encrypted(SERVER, after=after)


@case(UNNOTICED, 'end_ignored')
def server_goes_on(s):
    hang_up_on(s, encrypted(s, 5), 12, 15 * SECOND)


@case(UNNOTICED)
def server_sends_what_it_had(s):
    """Healthy: a few packets of a queue, and a few seconds of timers."""
    link = encrypted(s, 5)
    hang_up_on(s, link, 8, 100_000)
    for _ in range(2):
        link.encrypted(SERVER, after=6 * SECOND)


@case(UNNOTICED, 'tcp_forgotten')
def server_cannot_know(s):
    """Its TCP acknowledges nothing of the end."""
    link = encrypted(s, 5)
    octets = message('Call-Clear-Request', call_id=s.client_id)
    at = s.connection.segment(CLIENT, octets, after=SECOND)
    for number in range(6):
        link.encrypted(SERVER, after=3 * SECOND)
        s.connection.segment(CLIENT, octets, at=at, after=SECOND << number)
    s.connection.segment(CLIENT, b'', FIN | ACK)
    for _ in range(6):
        link.encrypted(SERVER, after=9 * SECOND)


# --- Ends that acknowledge nothing ---

MUTE = f'{FORGOTTEN}-mute'


@case(MUTE, 'gre_forgotten')
def data_shows_that_gre_worked(s):
    """As Linux's pptp.ko, the server acknowledges only what it answers at once; then its program is killed."""
    link = s.call()
    link.acknowledging.clear()
    link.up(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(6):
        for client in CLIENT, SERVER:
            link.encrypted(client, after=SECOND // 2)
    for _ in range(3):
        link.encrypted(CLIENT, after=4 * SECOND)
        s.icmp(3, 2)


@case(MUTE, 'gre_icmp')
def server_never_took_any(s):
    """Its requests come, but what goes to it is refused from the beginning."""
    link = s.call()
    link.acknowledging.clear()
    ask_in_vain(link, SERVER, count=4)
    for _ in range(4):
        link.ack(CLIENT, LCP, after=SECOND)
        s.icmp(3, 2)
