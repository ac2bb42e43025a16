"""Troubles that look like others at first: an authentication that never begins or whose outcome is lost, encryption
that nobody has keys for or asks for, limits that RADIUS set."""
import functools
import struct

from made import CLIENT, SERVER
from made.ppp import (
    AUTHENTICATION, CCP, ENCRYPTED, FAILURE, FLUSHED, IPCP, KEY_128, LCP, SECOND, STATELESS, address,
    authenticator_response, mppe, mschapv2_value, noise)
from made.radius import ACCEPT, Radius, attribute, microsoft, mschap_response, number
from made.trouble import authenticated, case, lcp_options, with_lcp
from made.trouble_authentication import failure, refused
from made.trouble_eap import NAK, PEAP, Conversation

# --- Agreed on, and not begun -----------------------------------------------------------------------------------------

BEGUN = 'trouble-authentication-agreement-begun'


@case(BEGUN, 'auth_not_begun')
def server_never_asks(s):
    """LCP agrees on EAP. The server answers LCP's echoes, but asks nothing."""
    link = with_lcp(s, 'EAP')
    for _ in range(3):
        link.echo(CLIENT, after=10 * SECOND)
    s.close(link, text='Failed to authenticate ourselves to peer')


@case(BEGUN, 'auth_not_begun')
def client_never_sends_its_password(s):
    """LCP agrees on PAP. The client, which must begin, is silent until the server gives up."""
    link = with_lcp(s, 'PAP')
    link.hear(CLIENT)
    link.terminate(SERVER, 'No PAP request', after=20 * SECOND, answered=False)
    s.end_by_server()


def agreed_after_nak(s):
    """EAP is refused, MS-CHAP agreed on."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    link.request(SERVER, LCP, *lcp_options(SERVER, 'EAP'))
    link.nak(CLIENT, LCP, AUTHENTICATION['MS-CHAP'])
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAP'))
    link.ack(CLIENT, LCP)
    return link


@case(BEGUN, 'auth_not_begun')
def server_leaves_at_once(s):
    agreed_after_nak(s)
    s.end_by_server(100_000)


@case(BEGUN, 'unexplained')
def user_leaves_at_once(s):
    s.close(agreed_after_nak(s))


@case(BEGUN, 'auth_no_common')
def another_is_refused_as_well(s):
    """The server goes from MS-CHAPv2 to CHAP-MD5, and the client wants EAP each time."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    for auth in 'MS-CHAPv2', 'CHAP-MD5':
        link.request(SERVER, LCP, *lcp_options(SERVER, auth))
        link.nak(CLIENT, LCP, AUTHENTICATION['EAP'])
    refused(s, link, 'peer refused to authenticate')


@case(BEGUN, 'auth_not_agreed')
def password_before_the_challenge(s):
    """LCP agrees on MS-CHAPv2. The client does not wait for the Challenge, which comes late and in vain."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.pap_request(after=2 * SECOND)
    for _ in range(3):
        link.challenge(after=2 * SECOND)
        link.pap_request(after=SECOND)
    link.challenge(after=2 * SECOND)
    refused(s, link)


@case(BEGUN)
def password_and_then_a_response(s):
    """The same once, but then the client answers as agreed."""
    link = with_lcp(s, 'CHAP-MD5')
    link.pap_request(after=2 * SECOND)
    link.authenticate('CHAP-MD5')
    link.ipcp_up()
    link.pings(2)
    s.close(link)


@case(BEGUN, 'auth_failed')
def password_after_the_end(s):
    """The server refuses the Response and closes LCP; only then the client sends its password."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response(user='carol')
    link.chap(SERVER, FAILURE, failure(691))
    link.terminate(SERVER, answered=False)
    link.pap_request('carol')
    s.end_by_server()


@case(BEGUN, 'auth_challenge_unanswered')
def challenges_arrive(s):
    """The client's GRE acknowledges each Challenge, its PPP does nothing."""
    link = with_lcp(s, 'CHAP-MD5')
    for _ in range(4):
        link.challenge(after=3 * SECOND)
        link.hear(CLIENT)
    refused(s, link, 'Peer failed to respond to CHAP challenge')


# --- A Success that does not arrive, or is malformed ------------------------------------------------------------------

LOST = 'trouble-authentication-success-lost'


def unheard(s, link, lost, count=5):
    """The server goes on with IP, the client still waits for the outcome."""
    link.tunnel.next[SERVER] += lost
    link.request(SERVER, IPCP, address('10.10.0.1'))
    for _ in range(count):
        link.hear(CLIENT)
        link.again(SERVER, IPCP)
    s.close(link, SERVER, '')


@case(LOST, 'auth_outcome_lost')
def acknowledgment_lost(s):
    """PAP's Authenticate-Ack is missing."""
    link = with_lcp(s, 'PAP')
    link.pap_request('dora')
    unheard(s, link, 1)


@case(LOST, 'auth_outcome_lost')
def success_not_sent(s):
    """No packet is missing."""
    link = with_lcp(s, 'CHAP-MD5')
    link.challenge()
    link.response(noise('md5', 16), 'dora')
    unheard(s, link, 0)


@case(LOST)
def success_not_captured(s):
    """The client has it, and goes on."""
    link = with_lcp(s, 'CHAP-MD5')
    link.challenge()
    link.response(noise('md5', 16))
    link.tunnel.next[SERVER] += 1
    link.ipcp_up()
    link.pings(3)
    s.close(link)


def success_without_space(s, accepted):
    """As Windows Server 2019 writes it."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response(user='dora')
    link.success(authenticator_response().replace(' M=', 'M='))
    if accepted:
        link.ccp_up()
        link.ipcp_up()
        link.pings(2, encrypted=True)
    s.close(link, text='User request' if accepted else 'Failed to authenticate ourselves to peer')


case(LOST, 'auth_server_rejected')(functools.partial(success_without_space, accepted=False))
case(LOST)(functools.partial(success_without_space, accepted=True))

# --- Encryption -------------------------------------------------------------------------------------------------------

WANTED = 'trouble-encryption-wanted'


@case(WANTED, 'mppe_offered_again')
def nothing_asked_for_ever(s):
    """The server asks for MPPE without any bit, under one Identifier, while data flow."""
    link = s.session(auth='PAP')
    link.request(SERVER, CCP, mppe(0))
    link.reject(CLIENT, CCP, mppe(0))
    for _ in range(6):
        link.pings(1)
        link.again(SERVER, CCP, after=2 * SECOND)
        link.reject(CLIENT, CCP, mppe(0))
    s.close(link)


@case(WANTED, 'mppe_required')
def nobody_is_asked_for_a_password(s):
    """The server asks for no authentication, the client requires encryption."""
    link = with_lcp(s, None)
    link.terminate(CLIENT, 'MPPE required but not available')
    s.end()


@case(WANTED, 'ccp_ended')
def server_closes_ccp(s):
    """In mid-session. The client does not go on without encryption."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(4, encrypted=True)
    link.terminate(SERVER, '', CCP)
    link.terminate(CLIENT, 'MPPE disabled', after=400_000)
    s.end()


@case(WANTED)
def client_goes_on_in_the_clear(s):
    """The server closes CCP, the client does not mind, and leaves some seconds later."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(4, encrypted=True)
    link.terminate(SERVER, '', CCP)
    link.pings(3, after=4 * SECOND)
    s.close(link, text='')


@case(WANTED)
def client_closes_everything(s):
    """CCP first, then IPCP; the server then closes LCP."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(4, encrypted=True)
    for protocol in CCP, IPCP:
        link.terminate(CLIENT, '', protocol)
    s.close(link, SERVER, 'No network protocols running')


FLUSHING = 'trouble-keys-flushed'


def mode_of(s, agreed, flags, by):
    """An end's encrypted packets have these flags, the other's are as agreed."""
    link = authenticated(s)
    link.ccp_up(agreed | KEY_128)
    link.ipcp_up()
    for number in range(8):
        link.encrypted(by, flags=flags if number else FLUSHED | ENCRYPTED, after=SECOND)
        link.encrypted(not by, flags=(FLUSHED if agreed else 0) | ENCRYPTED)
    s.close(link)


case(FLUSHING, 'mppe_not_flushed')(functools.partial(mode_of, agreed=STATELESS, flags=ENCRYPTED, by=SERVER))
case(FLUSHING)(functools.partial(mode_of, agreed=0, flags=ENCRYPTED, by=SERVER))
case(FLUSHING)(functools.partial(mode_of, agreed=0, flags=FLUSHED | ENCRYPTED, by=CLIENT))

# --- RADIUS -----------------------------------------------------------------------------------------------------------

ATTRIBUTES = 'trouble-radius-attributes'


def asked(s, signed, user):
    link, ask = with_lcp(s, 'MS-CHAPv2'), Radius(s.made)
    link.challenge()
    value = mschapv2_value(f'attributes {s.number}')
    link.response(value, user)
    ask.ask(mschap_response(value), user, signed)
    return link, ask


def silent(s, signed):
    """RADIUS ignores two requests."""
    link, ask = asked(s, signed, 'erin')
    ask.again()
    link.chap(SERVER, FAILURE, failure(691), after=2 * SECOND)
    refused(s, link)


case(ATTRIBUTES, 'radius_silent')(functools.partial(silent, signed=False))
case(ATTRIBUTES, 'radius_silent')(functools.partial(silent, signed=True))


def accepted(s, more):
    """RADIUS accepts, and the server rejects."""
    link, ask = asked(s, True, 'erin')
    ask.reply(ACCEPT, ask.keys(noise('send', 16), noise('receive', 16)) + more, signed=True)
    link.chap(SERVER, FAILURE, failure(691))
    refused(s, link)


case(ATTRIBUTES, 'radius_accepted_in_vain')(functools.partial(accepted, more=b''))
case(ATTRIBUTES, 'radius_accepted_in_vain')(functools.partial(
    accepted, more=microsoft(26, b'\1' + authenticator_response().encode())))

LIMITED = 'trouble-keepalive-radius'


def limited(s, more, seconds, data, by=SERVER):
    """RADIUS sets a limit; the end closes the session so many seconds after the Access-Accept, with data until so many
    seconds."""
    link, ask = asked(s, False, 'erin')
    ask.reply(ACCEPT, ask.keys(noise('send', 16), noise('receive', 16)) + more)
    begun = s.made.clock
    link.success()
    link.ccp_up()
    link.ipcp_up()
    for at in range(10, data + 1, 10):
        s.made.clock = begun + at * SECOND
        link.pings(1, encrypted=True, after=0)
    s.made.clock = begun + seconds * SECOND
    s.close(link, by, '')


case(LIMITED, 'connect_time')(functools.partial(limited, more=number(27, 200), seconds=201, data=190))
case(LIMITED, 'ended_by_server')(functools.partial(limited, more=number(27, 600), seconds=247, data=230))
case(LIMITED, 'idle_timeout')(functools.partial(limited, more=number(28, 90), seconds=133, data=40))
case(LIMITED, 'ended_by_server')(functools.partial(limited, more=number(28, 90), seconds=61, data=40))
case(LIMITED)(functools.partial(limited, more=number(27, 200), seconds=201, data=190, by=CLIENT))

# --- EAP --------------------------------------------------------------------------------------------------------------


@case('trouble-eap-same', 'auth_eap_no_common')
def method_refused_and_wanted(s):
    """The client refuses PEAP, and asks for PEAP: it is not set up."""
    talk = Conversation(s, b'frank')
    talk.ask(PEAP, b'\x20')
    talk.answer(NAK, struct.pack('>B', PEAP))
    talk.end(4)
    refused(s, talk.link)
