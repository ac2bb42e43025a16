"""Who ended a call, and why."""
import functools
import struct

from made import CLIENT, SERVER
from made.control import echo_request
from made.ppp import FAILURE, LCP, PPP, SECOND, TERMINATE, magic, noise
from made.trouble import case, lcp_options
from packets import FIN, RST, Tunnel

ENDS = 'trouble-ends'


def terminated(s, by, text):
    """LCP's Terminate-Request says it."""
    s.close(s.session(), by, text)


case(ENDS, 'ended')(functools.partial(terminated, by=CLIENT, text='User request'))
case(ENDS, 'ended')(functools.partial(terminated, by=SERVER, text='Server is shutting down'))
case(ENDS, 'ended')(functools.partial(terminated, by=CLIENT, text=''))


@case(ENDS, 'ended')
def challenged_again(s):
    """In mid-session the server authenticates the client anew, and fails it."""
    link = s.session()
    link.challenge(after=10 * SECOND)
    link.response(noise('md5', 16))
    link.chap(SERVER, FAILURE, 'Account expired')
    s.end_by_server()


@case(ENDS, 'ended')
def server_is_authenticated(s):
    """It is the client that authenticates, and fails the server."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.ack(CLIENT, LCP)
    link.request(CLIENT, LCP, *lcp_options(CLIENT, 'CHAP-MD5'))
    link.ack(SERVER, LCP)
    link.challenge(name='client', by=CLIENT)
    link.response(noise('md5', 16), 'pptpd', by=SERVER)
    link.chap(CLIENT, FAILURE, 'I do not know you')
    s.end()


def disconnected(s, result, error=0, cause=0):
    """The server ends the call, unasked, and leaves it to the client to end the connection."""
    s.session()
    s.say(SERVER, 'Call-Disconnect-Notify', 10 * SECOND, call_id=s.server_id, result=result, error=error, cause=cause)
    s.stop()


# Lost carrier (Q.931's cause: normal clearing), general error (the PAC's), administrative, Windows's 0.
for end in {'result': 1, 'cause': 16}, {'result': 2, 'error': 6}, {'result': 3}, {'result': 0}:
    case(ENDS, 'ended')(functools.partial(disconnected, **end))


def answered_call(s):
    """A call that the client asks for as PAC."""
    s.start()
    s.say(CLIENT, 'Incoming-Call-Request', call_id=s.client_id, bearer_type=1, dialing_number_length=7,
          dialing_number='5551234')
    s.say(SERVER, 'Incoming-Call-Reply', call_id=s.server_id, peer_call_id=s.client_id, result=1, window=64)
    s.say(CLIENT, 'Incoming-Call-Connected', peer_call_id=s.server_id, connect_speed=64000, window=64, framing_type=1)
    return PPP(Tunnel(s.made, s.client_id, s.server_id, **s.ends))


@case(ENDS, 'ended')
def cleared_with_result_1(s):
    """The server answers Call-Clear-Request as pptp-linux does: result 1 and the Call ID of the one who asked."""
    s.session()
    s.say(CLIENT, 'Call-Clear-Request', 10 * SECOND, call_id=s.client_id)
    s.say(SERVER, 'Call-Disconnect-Notify', call_id=s.client_id, result=1)
    s.stop()


@case(ENDS, 'ended')
def client_loses_the_line(s):
    """An incoming call: the client is the PAC, and tells that the carrier is lost."""
    answered_call(s).up()
    s.say(CLIENT, 'Call-Disconnect-Notify', 10 * SECOND, call_id=s.client_id, result=1)
    s.stop(SERVER)


@case(ENDS, 'ended')
def server_clears(s):
    """An incoming call: the server is the PNS, and asks to clear it."""
    answered_call(s).up()
    s.say(SERVER, 'Call-Clear-Request', 10 * SECOND, call_id=s.server_id)
    s.say(CLIENT, 'Call-Disconnect-Notify', call_id=s.client_id, result=4)
    s.stop(SERVER)


@case(ENDS, 'ended')
def client_clears(s):
    """Call-Clear-Request, without a word of PPP's."""
    s.session()
    s.end(10 * SECOND)


def stopped(s, by, reason):
    """The control connection is stopped, the call with it: none, protocol, local shutdown, and accel-ppp's 0."""
    s.session()
    s.stop(by, reason, after=10 * SECOND)


def broken(s, by, flags):
    """TCP ends, without a message."""
    s.session()
    if flags == RST:
        s.connection.segment(by, b'', RST, after=10 * SECOND)
    else:
        s.hang_up(by, after=10 * SECOND)


def fallen_silent(s, ends):
    """Nothing more is heard of one end, or both; the other asks on, and then no more either."""
    link = s.session()
    link.echo(CLIENT, after=30 * SECOND)
    link.acknowledging -= ends
    for client in {CLIENT, SERVER} - ends:
        for identifier in 1, 2:
            link.echo(client, answered=False, after=30 * SECOND)
            s.connection.segment(client, echo_request(identifier))
    s.made.clock += 300 * SECOND


# Before others, whose packets show that the capture went on.
for ends in {CLIENT}, {SERVER}, {CLIENT, SERVER}:
    case(ENDS, 'still_up')(functools.partial(fallen_silent, ends=ends))
for by in CLIENT, SERVER:
    for reason in 1, 2, 3:
        case(ENDS, 'ended')(functools.partial(stopped, by=by, reason=reason))
    for flags in FIN, RST:
        case(ENDS, 'ended')(functools.partial(broken, by=by, flags=flags))
case(ENDS, 'ended')(functools.partial(stopped, by=SERVER, reason=0))


@case(ENDS, 'windows_error')
def ended_by_windows(s):
    """Windows' reason in a Terminate-Request: the Magic Number, 00 3C CD 74, and error 691."""
    link = s.call()
    link.lcp_up('PAP')
    link.control(SERVER, LCP, TERMINATE, magic(SERVER)[1] + bytes.fromhex('003ccd74 000002b3'))
    s.end()


@case(ENDS, 'unexplained')
def hung_up_in_authentication(s):
    """The client hangs up when it is challenged. Nothing says why."""
    link = s.call()
    link.lcp_up()
    link.challenge()
    link.hear(CLIENT)
    s.hang_up(after=SECOND)


# --- A session in use ---

IN_USE = f'{ENDS}-in-use'


def ended_in_use(s, by, text):
    link = s.session()
    link.pings(4)
    s.close(link, by, text)


case(IN_USE, 'ended_by_server')(functools.partial(ended_in_use, by=SERVER, text=''))
case(IN_USE, 'ended_by_server')(functools.partial(ended_in_use, by=SERVER, text='Link quality too poor'))
case(IN_USE, 'ended_by_server')(functools.partial(ended_in_use, by=SERVER, text='User request'))
case(IN_USE)(functools.partial(ended_in_use, by=CLIENT, text=''))


@case(IN_USE, 'windows_error')
def idle_for_windows(s):
    """Error 828."""
    link = s.session()
    link.pings(4)
    link.control(SERVER, LCP, TERMINATE, magic(SERVER)[1] + bytes.fromhex('003ccd74 0000033c'))
    s.end_by_server()


@case(IN_USE, 'ended_by_server')
def ended_by_windows_without_error(s):
    """Error 0 is no reason."""
    link = s.session()
    link.pings(2)
    link.control(SERVER, LCP, TERMINATE, magic(SERVER)[1] + bytes.fromhex('003ccd74 00000000'))
    s.end_by_server()


def announced(s, seconds, after, by=SERVER):
    """The server says in LCP how much time is left, or the client says it of its own."""
    link = s.session()
    link.pings(2)
    link.control(by, LCP, 13, magic(by)[1] + struct.pack('>I', seconds) + b'Goodbye soon')
    link.pings(after)
    s.close(link, SERVER, '')


case(IN_USE, 'ended_by_server')(functools.partial(announced, seconds=20, after=20))
case(IN_USE, 'ended_by_server')(functools.partial(announced, seconds=600, after=20))
case(IN_USE, 'ended_by_server')(functools.partial(announced, seconds=20, after=20, by=CLIENT))


@case(IN_USE, 'ended_by_server')
def no_number_of_windows(s):
    """What looks like Windows's twelve octets has one more."""
    link = s.session()
    link.pings(2)
    link.control(SERVER, LCP, TERMINATE, magic(SERVER)[1] + bytes.fromhex('003ccd74 000002e0') + b'!')
    s.end_by_server()


# --- Windows dials, and nobody is there to be asked ---

UNATTENDED = f'{ENDS}-unattended'


def leaves_with(s, error, responds=False):
    link = s.call()
    link.lcp_up()
    link.challenge()
    if responds:
        link.response()
        link.success()
    link.control(CLIENT, LCP, TERMINATE, magic(CLIENT)[1] + bytes.fromhex('003ccd74') + error.to_bytes(4, 'big'))
    s.end()


case(UNATTENDED, 'windows_error')(functools.partial(leaves_with, error=703))
case(UNATTENDED, 'windows_error')(functools.partial(leaves_with, error=711))
case(UNATTENDED, 'windows_error')(functools.partial(leaves_with, error=722, responds=True))
case(UNATTENDED, 'user_cancelled')(functools.partial(leaves_with, error=631))


def changes_his_mind(s, after):
    """pppd is told to end while the server checks the password."""
    link = s.call()
    link.lcp_up()
    link.challenge()
    link.response()
    s.made.clock += after
    s.close(link)


case(UNATTENDED, 'user_cancelled')(functools.partial(changes_his_mind, after=SECOND))
case(UNATTENDED, 'user_cancelled', 'auth_unanswered')(functools.partial(changes_his_mind, after=7 * SECOND))
case(UNATTENDED, 'user_cancelled', 'auth_unanswered')(functools.partial(changes_his_mind, after=15 * SECOND))


# --- Windows says why it ends ---

TOLD = f'{ENDS}-told'


def gives_up(s, by, error):
    """No reply to the Response comes. error: None: the Terminate-Request tells none."""
    link = s.call()
    link.lcp_up()
    link.challenge()
    link.response()
    told = bytes.fromhex('003ccd74') + error.to_bytes(4, 'big') if error else b''
    link.control(by, LCP, TERMINATE, magic(by)[1] + told if error else b'', after=30 * SECOND)
    s.end()


case(TOLD, 'auth_unanswered', 'windows_error')(functools.partial(gives_up, by=SERVER, error=930))
case(TOLD, 'auth_unanswered', 'user_cancelled')(functools.partial(gives_up, by=CLIENT, error=631))
case(TOLD, 'auth_unanswered')(functools.partial(gives_up, by=CLIENT, error=None))
