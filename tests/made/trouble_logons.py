"""Many logons fail, or a user logs on twice."""
import functools

from made import CLIENT, SERVER
from made.ppp import FAILURE, SECOND
from made.trouble import Story, case, with_lcp
from made.trouble_authentication import failure, refused

LOGONS = 'trouble-logons'


def another(s, number, client=None):
    """Another session of the same client, or of one at another address."""
    other = Story(s.made, s.number + 20)
    other.ends['client'] = client or s.ends['client']
    other.port, other.client_id = s.port + number, s.client_id + 50 + number
    other.server_id = s.server_id + 256 * number
    return other


def log_on(s, user='alice', inside='10.10.0.100'):
    link = with_lcp(s, 'MS-CHAPv2')
    link.authenticate(user=user)
    link.ccp_up()
    link.ipcp_up({CLIENT: inside, SERVER: '10.10.0.1'})
    return link


@case(LOGONS)
def guesses(s):
    """Seven users, one password each, as fast as the server lets; the last is right."""
    for number, user in enumerate(('admin', 'root', 'alice', 'bob', 'carol', 'test')):
        story = another(s, number)
        link = with_lcp(story, 'MS-CHAPv2')
        link.challenge()
        link.response(user=user)
        link.chap(SERVER, FAILURE, failure(691))
        refused(story, link)
    story = another(s, 7)
    story.close(log_on(story, 'vpn'))


@case(LOGONS)
def mistakes(s):
    """A user who mistypes the password twice, then gets it right."""
    for number in range(2):
        story = another(s, number)
        link = with_lcp(story, 'MS-CHAPv2')
        link.challenge()
        link.response(user='dave')
        link.chap(SERVER, FAILURE, failure(691))
        refused(story, link)
        s.made.clock += 10 * SECOND
    story = another(s, 2)
    story.close(log_on(story, 'dave'))


@case(LOGONS, 'user_replaced')
def logged_on_elsewhere(s):
    """The user logs on from another address, and the server ends the first session."""
    first, other = log_on(s, 'erin'), another(s, 1, '192.0.2.99')
    first.pings(2, encrypted=True)
    second = log_on(other, 'erin', '10.10.0.101')
    s.close(first, SERVER, '')
    second.pings(2, encrypted=True)
    other.close(second)


@case(LOGONS)
def two_sessions_of_a_user(s):
    """The user logs on from another address; both sessions go on, and the server ends the first a minute later."""
    first, other = log_on(s, 'frank'), another(s, 1, '192.0.2.98')
    second = log_on(other, 'frank', '10.10.0.101')
    for _ in range(3):
        first.pings(1, encrypted=True, after=10 * SECOND)
        second.pings(1, encrypted=True, after=10 * SECOND)
    s.close(first, SERVER, '')
    other.close(second)


@case(LOGONS)
def two_users(s):
    """Another user logs on just before the server ends the first session."""
    first, other = log_on(s, 'grace'), another(s, 1, '192.0.2.97')
    first.pings(2, encrypted=True)
    second = log_on(other, 'heidi', '10.10.0.101')
    s.close(first, SERVER, '')
    other.close(second)


@case('trouble-logons-moved', 'client_came_again')
def address_is_gone(s):
    """The client's provider gives it another one; the router of the old one finds no host."""
    first, other = log_on(s, 'lee'), another(s, 1, '192.0.2.94')
    first.pings(2, encrypted=True)
    first.acknowledging.clear()
    for _ in range(4):
        first.encrypted(SERVER, after=3 * SECOND)
        s.icmp(3, 1, '203.0.113.8', to=SERVER)
    second = log_on(other, 'lee', '10.10.0.101')
    for _ in range(3):
        first.echo(SERVER, answered=False, after=10 * SECOND)
        s.icmp(3, 1, '203.0.113.8', to=SERVER)
    first.terminate(SERVER, 'Peer not responding', answered=False)
    s.end_by_server()
    second.pings(3, encrypted=True)
    other.close(second)


@case('trouble-logons-turns', 'user_replaced')
def two_devices_take_turns(s):
    """Each dials again when it is thrown out; the server ends the older session within a millisecond."""
    before = None
    for number in range(5):
        story = another(s, number, None if number % 2 == 0 else '192.0.2.96')
        link = with_lcp(story, 'MS-CHAPv2')
        link.authenticate(user='kim')
        if before:
            before[1].terminate(SERVER, '', after=240)
            before[0].end_by_server()
        link.ccp_up()
        link.ipcp_up({CLIENT: f'10.10.0.{100 + number}', SERVER: '10.10.0.1'})
        link.pings(4, encrypted=True, after=4 * SECOND)
        before = story, link


# --- A client that left without a word, and came again ---

AGAIN = 'trouble-logons-again'


def left_and_came(s, user, address=None, sends=True):
    """The server goes on in the first session, and finds out a minute after the second began."""
    first, other = log_on(s, user), another(s, 1, address or s.ends['client'])
    first.pings(2, encrypted=True)
    for _ in range(5):
        first.encrypted(SERVER, after=SECOND)
        if sends:
            first.hear(CLIENT)
    second = log_on(other, user, '10.10.0.101')
    second.pings(2, encrypted=True)
    for _ in range(4):
        first.echo(SERVER, answered=sends, after=10 * SECOND)
    first.terminate(SERVER, 'Peer not responding', answered=sends)
    s.end_by_server()
    second.pings(1, encrypted=True)
    other.close(second)


@case(AGAIN, 'client_came_again')
def came_from_another_network(s):
    left_and_came(s, 'kim', '192.0.2.96', sends=False)


@case(AGAIN, 'client_came_again')
def came_from_the_same_address(s):
    left_and_came(s, 'lee', sends=False)


@case(AGAIN)
def second_device(s):
    """The user has two devices; the first goes on."""
    left_and_came(s, 'max', '192.0.2.95')


# --- Here only the client was captured, of which nothing more comes ---

LEFT = 'trouble-logons-left'


def log_on_elsewhere(s, user, address, goes_on=False):
    first, other = log_on(s, user), another(s, 1, address)
    first.pings(2, encrypted=True)
    s.made.clock += 15 * SECOND
    second = log_on(other, user, '10.10.0.101')
    second.pings(20, encrypted=True, after=2 * SECOND)
    if goes_on:
        first.pings(1, encrypted=True)
    other.close(second)


@case(LEFT, 'client_came_again')
def from_another_network(s):
    log_on_elsewhere(s, 'kim', '192.0.2.96')


@case(LEFT)
def two_devices(s):
    """The first has nothing to say for a while."""
    log_on_elsewhere(s, 'lee', '192.0.2.95', goes_on=True)


LATER = 'trouble-logons-later'


def challenged(link, error=None):
    """In mid-session."""
    link.challenge(after=30 * SECOND)
    link.response()
    if error:
        link.chap(SERVER, FAILURE, failure(error))
    else:
        link.success()


@case(LATER, 'auth_failed_again')
def refused_in_mid_session(s):
    """The server accepts the user twice, and refuses the third Response."""
    link = s.session(auth='MS-CHAPv2')
    link.pings(2)
    challenged(link)
    link.pings(2)
    challenged(link, 691)
    s.close(link, SERVER, 'Authentication failed')


@case(LATER, 'auth_failed_again')
def disabled_in_mid_session(s):
    """The server says why."""
    link = s.session(auth='MS-CHAPv2')
    link.pings(2)
    challenged(link, 647)
    s.close(link, SERVER, '')


@case(LATER)
def accepted_in_mid_session(s):
    """All Responses are right."""
    link = s.session(auth='MS-CHAPv2')
    for _ in range(2):
        link.pings(2)
        challenged(link)
    link.pings(1)
    s.close(link)


@case(LATER, 'auth_failed')
def refused_by_the_second_server(s):
    """A dial-in server accepts the user, and the one behind it does not: no session ever was."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.authenticate()
    link.lcp_up('MS-CHAPv2')
    challenged(link, 691)
    s.close(link, SERVER, '')


# In the next cases, nothing shows that the second logon is that of the client that left.

def again(s, user, story, address=None):
    """The client logs on, from the same address unless another is given."""
    other = another(s, 1, address)
    second = log_on(other, user, '10.10.0.101')
    second.pings(2, encrypted=True)
    story()
    other.close(second)


def sent_in_vain(link, count=4, after=2 * SECOND):
    for _ in range(count):
        link.encrypted(SERVER, after=after)


@case(AGAIN)
def left_after_the_second_device_came(s):
    """The first device goes on for a while, and vanishes then."""
    def vanish():
        first.pings(2, encrypted=True)
        sent_in_vain(first)
        s.end_by_server()
    first = log_on(s, 'nell')
    first.pings(2, encrypted=True)
    again(s, 'nell', vanish, '192.0.2.94')


@case(AGAIN)
def left_long_before(s):
    """Silence for six minutes; the server still sends now and then."""
    first = log_on(s, 'olga')
    first.pings(2, encrypted=True)
    sent_in_vain(first, 6, 60 * SECOND)
    again(s, 'olga', s.end_by_server)


@case(AGAIN)
def given_up_before(s):
    """The server has given the first session up by then."""
    first = log_on(s, 'paul')
    first.pings(2, encrypted=True)
    sent_in_vain(first)
    s.end_by_server()
    again(s, 'paul', lambda: None)


@case(AGAIN)
def terminated_before(s):
    """The server ends PPP first, and the control connection after the second logon."""
    first = log_on(s, 'quin')
    first.pings(2, encrypted=True)
    sent_in_vain(first)
    first.terminate(SERVER, 'Peer not responding', answered=False)
    again(s, 'quin', s.end_by_server)


@case(AGAIN)
def hardly_left(s):
    """Two packets in vain may have other reasons; nor do a few in one second mean much."""
    first = log_on(s, 'rosa')
    first.pings(2, encrypted=True)
    sent_in_vain(first, 2, 4 * SECOND)
    again(s, 'rosa', s.end_by_server)


@case(AGAIN)
def left_a_moment_before(s):
    first = log_on(s, 'sven')
    first.pings(2, encrypted=True)
    sent_in_vain(first, 6, SECOND // 10)
    again(s, 'sven', s.end_by_server)


# --- The same person, or the same address ---

FORMS = f'{LOGONS}-forms'


def log_on_again(s, first, second, address=None):
    """The server refuses the first name, and takes the second, half a minute later."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response(user=first)
    link.chap(SERVER, FAILURE, 'E=691 R=0 C=' + 32 * '0' + ' V=3 M=')
    s.close(link, text='')
    s.made.clock += 30 * SECOND
    other = another(s, 1, address)
    other.close(log_on(other, second))


case(FORMS, 'auth_failed')(functools.partial(log_on_again, first='paul', second='CORP\\Paul'))
case(FORMS, 'auth_failed')(functools.partial(log_on_again, first='OTHER\\rita', second='rita@corp.example'))
# Another person; the same name, typed once more; another client.
case(FORMS, 'auth_failed')(functools.partial(log_on_again, first='saul', second='CORP\\ruth'))
case(FORMS, 'auth_failed')(functools.partial(log_on_again, first='tom', second='tom'))
case(FORMS, 'auth_failed')(functools.partial(log_on_again, first='uma', second='CORP\\uma', address='192.0.2.93'))

ONE_ADDRESS = f'{LOGONS}-address'


def second_user(s, first, second, after):
    """Behind the same NAT; the server ends the first session so many seconds after the second call."""
    link, other = log_on(s, first), another(s, 1, None)
    link.pings(3, encrypted=True)
    newer = with_lcp(other, 'MS-CHAPv2')
    newer.authenticate(user=second)
    s.made.clock += after * SECOND
    s.close(link, SERVER, '')
    newer.ccp_up()
    newer.ipcp_up({CLIENT: '10.10.0.140', SERVER: '10.10.0.1'})
    newer.pings(3, encrypted=True)
    other.close(newer)


case(ONE_ADDRESS, 'address_replaced')(functools.partial(second_user, first='ada', second='ben', after=1))
case(ONE_ADDRESS)(functools.partial(second_user, first='cleo', second='dan', after=20))
case(ONE_ADDRESS, 'user_replaced')(functools.partial(second_user, first='eve', second='eve', after=1))


# --- Everybody is rejected ---

ALL = f'{LOGONS}-rejected'
USERS = (('alice', 211), ('bob', 212), ('carol', 211), ('dave', 213))


def reject(s, number, user, client, error=691):
    story = another(s, number, f'192.0.2.{client}')
    link = with_lcp(story, 'MS-CHAPv2')
    link.challenge()
    link.response(user=user)
    link.chap(SERVER, FAILURE, failure(error))
    refused(story, link)
    s.made.clock += 20 * SECOND


def accept(s, number, user, client):
    story = another(s, number, f'192.0.2.{client}')
    story.close(log_on(story, user))


@case(ALL)
def nobody_gets_in_any_more(s):
    accept(s, 9, 'bob', 212)
    for number, (user, client) in enumerate(USERS):
        reject(s, number, user, client)


@case(f'{ALL}-mixed')
def one_gets_in(s):
    """In the end."""
    for number, (user, client) in enumerate(USERS):
        reject(s, number, user, client)
    accept(s, 9, 'bob', 212)


@case(f'{ALL}-users')
def two_users(s):
    for number, (user, client) in enumerate(USERS[:2] * 3):
        reject(s, number, user, client)


@case(f'{ALL}-one')
def one_client(s):
    """Which has several names."""
    for number, (user, _) in enumerate(USERS):
        reject(s, number, user, 211)


@case(f'{ALL}-accounts')
def several_accounts(s):
    """Each for a reason of its own."""
    for number, (user, client) in enumerate(USERS):
        reject(s, number, user, client, 646 + number % 4)

