"""What RADIUS does to a logon: it is silent, says no, or yes in vain."""
import functools
import struct

from made import CLIENT, SERVER
from made.ppp import (
    CCP, FAILURE, KEY_128, KEY_40, LCP, SECOND, STATELESS, TERMINATE, authenticator_response, magic, mppe,
    mschapv2_value, noise, sized)
from made.radius import ACCEPT, CHALLENGE, REJECT, Radius, attribute, microsoft, mschap_response, parts
from made.trouble import case, with_lcp
from made.trouble_authentication import failure, refused

RADIUS = 'trouble-radius'


def asked(s, user='alice', signed=False, **radius):
    """The server has the Response, and asks RADIUS about it."""
    link, ask = with_lcp(s, 'MS-CHAPv2'), Radius(s.made, **radius)
    link.challenge()
    value = mschapv2_value(f'radius {s.number}')
    link.response(value, user)
    ask.ask(microsoft(11, noise('challenge', 16)) + mschap_response(value), user, signed)
    return link, ask, value


def accept(ask, **reply):
    """RADIUS says yes, and sends keys."""
    ask.reply(ACCEPT, ask.keys(noise('send', 16), noise('receive', 16)), **reply)


def reject(s, link, text=''):
    link.chap(SERVER, FAILURE, text)
    refused(s, link)


@case(RADIUS)
def works(s):
    """It says yes, and sends keys; the first request is lost."""
    link, ask, _ = asked(s)
    ask.again()
    accept(ask)
    link.success()
    s.go_on(link)


@case(RADIUS, 'radius_silent')
def two_silent_servers(s):
    """The first is asked twice, then the second."""
    link, ask, value = asked(s)
    ask.again()
    other = Radius(s.made, '192.0.2.54')
    other.ask(mschap_response(value), after=3 * SECOND)
    other.again()
    s.made.clock += 3 * SECOND
    reject(s, link)


@case(RADIUS, 'radius_silent')
def port_unreachable_over_ipv6(s):
    """Each request is refused with ICMPv6; the quote holds no more than UDP's header."""
    link, ask, _ = asked(s, server='2001:db8::53', client='2001:db8::1')
    ask.refuse(4, size=8)
    ask.again()
    ask.refuse(4, size=8)
    s.made.clock += SECOND
    reject(s, link)


@case(RADIUS, 'radius_silent')
def silent_about_an_identity(s):
    """EAP does not get beyond the Identity. The client gives up."""
    link, ask = with_lcp(s, 'EAP'), Radius(s.made)
    link.eap(SERVER, 1, b'\1', 1)
    link.eap(CLIENT, 2, b'\1zoe', 1)
    ask.ask(parts(79, struct.pack('>BBH', 2, 1, 8) + b'\1zoe'), 'zoe')
    ask.again()
    s.made.clock += 20 * SECOND
    s.close(link)


@case(RADIUS, 'radius_rejected')
def two_messages(s):
    """Reply-Message comes in two parts, MS-CHAP-Error with them."""
    link, ask, _ = asked(s)
    error = failure(649)
    ask.reply(REJECT, attribute(18, b'No dial-in ') + microsoft(2, b'\0' + error.encode())
              + attribute(18, b'for contractors'))
    reject(s, link, error)


@case(RADIUS, 'radius_rejected')
def chap_md5(s):
    """CHAP-Password; the request was not answered by the first server."""
    link, ask = with_lcp(s, 'CHAP-MD5'), Radius(s.made, '192.0.2.55')
    link.challenge()
    value = noise(f'md5 {s.number}', 16)
    link.response(value)
    ask.ask(attribute(3, b'\1' + value) + attribute(60, noise('challenge', 16)))
    other = Radius(s.made)
    other.ask(attribute(3, b'\1' + value) + attribute(60, noise('challenge', 16)), after=3 * SECOND)
    other.reply(REJECT)
    reject(s, link, 'Access denied')


@case(RADIUS, 'radius_rejected')
def eap_rejected(s):
    """EAP-MSCHAPv2: the second Access-Request of the conversation is rejected."""
    def turn(identifier, octets, state=b''):
        link.eap(CLIENT, 2, octets, identifier)
        ask.ask(parts(79, struct.pack('>BBH', 2, identifier, 4 + len(octets)) + octets) + state)

    link, ask, state = with_lcp(s, 'EAP'), Radius(s.made), attribute(24, noise('state', 8))
    challenge = b'\x1a\1\7' + struct.pack('>H', 26) + sized(noise('eap challenge', 16)) + b'radius'
    value = sized(mschapv2_value(f'radius {s.number}')) + b'alice'
    link.eap(SERVER, 1, b'\1', 1)
    turn(1, b'\1alice')
    ask.reply(CHALLENGE, parts(79, struct.pack('>BBH', 1, 2, 4 + len(challenge)) + challenge) + state)
    link.eap(SERVER, 1, challenge, 2)
    turn(2, b'\x1a\2\7' + struct.pack('>H', 4 + len(value)) + value, state)
    ask.reply(REJECT, parts(79, b'\4\2\0\4') + attribute(18, b'Certificate store offline'))
    link.eap(SERVER, 4, b'', 2)
    refused(s, link)


@case(RADIUS, 'radius_accepted_in_vain')
def too_late(s):
    """The server gives up before RADIUS says yes."""
    link, ask, _ = asked(s)
    ask.again()
    s.made.clock += 3 * SECOND
    link.chap(SERVER, FAILURE, '')
    accept(ask)
    refused(s, link)


def in_vain(s, asks, **reply):
    """RADIUS says yes; the server asks again, gets the same reply, and rejects the user."""
    link, ask, _ = asked(s, **asks)
    accept(ask, **reply)
    ask.again()
    accept(ask, **reply)
    s.made.clock += 3 * SECOND
    reject(s, link)


@case(RADIUS, 'radius_accepted_in_vain')
def wrong_secret(s):
    """The server discards the reply."""
    in_vain(s, {'secret': 'theirs'})


@case(RADIUS, 'radius_without_keys')
def no_keys(s):
    """The client offers MPPE, the server has no keys for it."""
    link, ask, _ = asked(s)
    ask.reply(ACCEPT, attribute(8, bytes([10, 10, 0, 100])))
    link.success()
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.terminate(SERVER, 'MPPE required but not available')
    s.end_by_server()


@case(RADIUS)
def no_keys_and_none_wanted(s):
    link, ask, _ = asked(s)
    ask.reply(ACCEPT)
    link.success()
    s.go_on(link, encrypted=False)


@case(RADIUS, 'radius_not_asked', 'auth_failed_no_reason')
def not_asked(s):
    """The server, which asks RADIUS about others, refuses at once."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response(mschapv2_value(f'radius {s.number}'), 'guest')
    reject(s, link)


@case(RADIUS, 'radius_from_elsewhere')
def another_address_replies(s):
    """RADIUS has two addresses; the server refuses what it did not ask for."""
    link, ask, _ = asked(s)
    accept(ask, other='192.0.2.54')
    ask.refuse_reply('192.0.2.54')
    ask.again()
    accept(ask, other='192.0.2.54')
    s.made.clock += 3 * SECOND
    reject(s, link)


@case(RADIUS, 'radius_from_elsewhere')
def another_port_replies(s):
    link, ask, _ = asked(s)
    ask.reply(REJECT, other=1645)
    s.made.clock += 8 * SECOND
    reject(s, link)


@case(RADIUS, 'radius_silent')
def somebody_elses_reply(s):
    """The server asks another RADIUS server about another service, from the same port with the same Identifier."""
    link, ask, _ = asked(s)
    other = Radius(s.made, '192.0.2.77')
    other.identifier = ask.identifier - 1
    other.ask(attribute(2, noise('hidden', 16)), 'wireless')
    other.reply(ACCEPT)
    ask.again()
    s.made.clock += 5 * SECOND
    reject(s, link)


@case(RADIUS)
def the_right_one_replies_too(s):
    """A copy comes from another address first."""
    link, ask, _ = asked(s)
    accept(ask, other='192.0.2.54')
    accept(ask)
    link.success()
    s.go_on(link)


@case(RADIUS, 'radius_challenged')
def a_code_is_wanted(s):
    """Access-Challenge to MS-CHAPv2."""
    link, ask, _ = asked(s, 'rose')
    question = attribute(18, b'\r\nEnter the code\r\nfrom your phone\r\n')
    ask.reply(CHALLENGE, question + attribute(24, noise('state', 8)))
    reject(s, link, failure(691))


@case(RADIUS, 'radius_accepted_in_vain')
def unsigned_reply(s):
    """The server demands a Message-Authenticator."""
    in_vain(s, {'signed': True})


@case(RADIUS, 'radius_accepted_in_vain')
def signed_reply_in_vain(s):
    """Both packets are signed: the secrets agree. The reply does not reach the server."""
    in_vain(s, {'signed': True}, signed=True)


@case(RADIUS)
def unsigned_reply_accepted(s):
    """This server does not demand one."""
    link, ask, _ = asked(s, signed=True)
    accept(ask)
    link.success()
    s.go_on(link)


# --- RADIUS ends sessions (RFC 5176) ---

ENDED = f'{RADIUS}-ended'
DISCONNECT, DISCONNECT_ACK, DISCONNECT_NAK = 40, 41, 42


def disconnect(s, attributes, reply=DISCONNECT_ACK, wait=0):
    """A portal tells the server to end a session, which it does."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(3, encrypted=True)
    portal = Radius(s.made, s.ends['server'], client='192.0.2.200', port=3799, own=3799)
    for code, asks in (DISCONNECT, True), (reply, False):
        octets = attributes if asks else b''
        if code:
            portal.send(struct.pack('>BBH', code, s.number, 20 + len(octets)) + noise('disconnect', 16) + octets, asks)
    s.made.clock += wait
    s.close(link, SERVER, '')


USER, INNER = attribute(1, b'alice'), attribute(8, bytes([10, 10, 0, 100]))
for told in {'attributes': USER + attribute(44, b'5F2A0001')}, {'attributes': INNER}, {
        'attributes': USER + INNER, 'reply': None}:
    case(ENDED, 'radius_disconnected')(functools.partial(disconnect, **told))
# Of another user, or address; refused; long before; and one that names neither.
for told in {'attributes': attribute(1, b'bob')}, {'attributes': USER + attribute(8, bytes([10, 10, 0, 101]))}, {
        'attributes': USER, 'reply': DISCONNECT_NAK}, {'attributes': USER, 'wait': 20 * SECOND}, {
        'attributes': attribute(44, b'5F2A0001')}:
    case(ENDED)(functools.partial(disconnect, **told))


# --- Attributes that are missing --------------------------------------------------------------------------------------

ATTRIBUTES = 'trouble-radius-attributes'


def silent(s, signed):
    """RADIUS ignores two requests."""
    link, ask, _ = asked(s, 'erin', signed)
    ask.again()
    link.chap(SERVER, FAILURE, failure(691), after=2 * SECOND)
    refused(s, link)


case(ATTRIBUTES, 'radius_silent')(functools.partial(silent, signed=False))
case(ATTRIBUTES, 'radius_silent')(functools.partial(silent, signed=True))


def accepted(s, more):
    """RADIUS accepts, and the server rejects."""
    link, ask, _ = asked(s, 'erin', True)
    ask.reply(ACCEPT, ask.keys(noise('send', 16), noise('receive', 16)) + more, signed=True)
    link.chap(SERVER, FAILURE, failure(691))
    refused(s, link)


case(ATTRIBUTES, 'radius_accepted_in_vain')(functools.partial(accepted, more=b''))
case(ATTRIBUTES, 'radius_accepted_in_vain')(functools.partial(
    accepted, more=microsoft(26, b'\1' + authenticator_response().encode())))


@case(ATTRIBUTES, 'radius_rejected')
def response_without_challenge(s):
    """RADIUS gets a Response of MS-CHAPv2, and not what it responds to."""
    link, ask = with_lcp(s, 'MS-CHAPv2'), Radius(s.made)
    link.challenge()
    value = mschapv2_value(f'radius {s.number}')
    link.response(value, 'erin')
    ask.ask(mschap_response(value), 'erin', True)
    ask.reply(REJECT, signed=True)
    reject(s, link, failure(691))


def chap_of(s, **ask):
    """CHAP-MD5, rejected."""
    link, radius = with_lcp(s, 'CHAP-MD5'), Radius(s.made)
    link.challenge()
    value = noise(f'md5 {s.number}', 16)
    link.response(value, 'erin')
    radius.ask(attribute(3, b'\1' + value), 'erin', **ask)
    radius.reply(REJECT)
    reject(s, link, 'Access denied')


case(ATTRIBUTES, 'radius_rejected')(chap_of)
case(ATTRIBUTES, 'radius_rejected')(functools.partial(chap_of, authenticator=noise('challenge', 16)))


# --- Key lengths ---

KEY_TYPES = f'{RADIUS}-key-types'


def limited(s, types, offered, wanted):
    """RADIUS says which keys are allowed; the ends do not agree on a length or mode."""
    link, ask, _ = asked(s, 'ida', True)
    ask.reply(ACCEPT, ask.keys(noise('send', 16), noise('receive', 16)) + microsoft(8, struct.pack('>I', types))
              + microsoft(26, b'\1' + authenticator_response().encode()), signed=True)
    link.success()
    for _ in range(4):
        link.request(CLIENT, CCP, mppe(offered))
        link.nak(SERVER, CCP, mppe(wanted))
    s.close(link, text='MPPE required but peer negotiation failed')


case(KEY_TYPES, 'mppe_no_agreement')(functools.partial(
    limited, types=4, offered=STATELESS | KEY_40, wanted=STATELESS | KEY_128))
case(KEY_TYPES, 'mppe_no_agreement')(functools.partial(
    limited, types=6, offered=STATELESS | KEY_128, wanted=KEY_128))
case(KEY_TYPES, 'mppe_no_agreement')(functools.partial(
    limited, types=8, offered=STATELESS | KEY_128, wanted=STATELESS | KEY_40))


# --- PAP, whose password is hidden with the secret ---

OF_PAP = f'{RADIUS}-pap'
HIDDEN = attribute(2, noise('hidden', 16))


def pap(s, user='gail', wait=5000, **ask):
    link, radius = with_lcp(s, 'PAP'), Radius(s.made)
    link.pap_request(user)
    radius.ask(HIDDEN, user, after=wait, **ask)
    return link, radius


def nak(s, link, text='Login incorrect'):
    link.pap(SERVER, 3, sized(text))
    refused(s, link)


@case(OF_PAP, 'radius_rejected')
def pap_rejected(s):
    """The client asks again before RADIUS has replied."""
    link, ask = pap(s)
    link.pap_request('gail', after=SECOND)
    ask.reply(REJECT, after=SECOND)
    nak(s, link)


@case(OF_PAP, 'radius_rejected')
def pap_of_another_secret(s):
    """The server takes no reply, in the end not that of the second server either."""
    link, ask = pap(s)
    ask.reply(REJECT, after=SECOND)
    other = Radius(s.made, '192.0.2.56')
    other.ask(HIDDEN, 'gail', after=4 * SECOND)
    other.again(4 * SECOND)
    s.made.clock += 4 * SECOND
    nak(s, link)


@case(OF_PAP, 'radius_silent')
def pap_unanswered(s):
    link, ask = pap(s)
    ask.again()
    ask.again()
    s.made.clock += 3 * SECOND
    nak(s, link)


@case(OF_PAP)
def pap_accepted(s):
    link, ask = pap(s)
    ask.reply(ACCEPT)
    link.pap(SERVER, 2, sized(''))
    s.go_on(link, encrypted=False)


@case(OF_PAP, 'auth_failed_pap', 'radius_not_asked')
def pap_of_somebody_else(s):
    """Much later, something else asks about the same name."""
    link = with_lcp(s, 'PAP')
    link.pap_request('hugo')
    link.pap(SERVER, 3, sized('Login incorrect'))
    refused(s, link)
    ask = Radius(s.made)
    ask.ask(HIDDEN, 'hugo', after=20 * SECOND)
    ask.reply(REJECT)


def rejected_again(s, **asks):
    """Of MS-CHAPv2; the reply comes twice."""
    link, ask, _ = asked(s, 'gail', **asks)
    ask.reply(REJECT, microsoft(2, b'\0' + failure(691).encode()))
    ask.again()
    ask.reply(REJECT, microsoft(2, b'\0' + failure(691).encode()))
    reject(s, link, failure(691))


case(OF_PAP, 'radius_rejected')(rejected_again)
case(OF_PAP, 'radius_rejected')(functools.partial(rejected_again, signed=True))


# --- The second server accepts ---

FALLBACK = f'{RADIUS}-fallback'


def second_accepts(s, server='192.0.2.54', wait=2 * SECOND):
    link, ask, value = asked(s, 'ivy')
    ask.again(wait)
    other = Radius(s.made, server)
    other.ask(microsoft(11, noise('challenge', 16)) + mschap_response(value), 'ivy', after=wait)
    accept(other)
    link.success()
    s.go_on(link)


case(FALLBACK, 'radius_fallback')(second_accepts)
# At once; the same server, asked anew.
case(FALLBACK)(functools.partial(second_accepts, wait=SECOND // 2))
case(FALLBACK)(functools.partial(second_accepts, server='192.0.2.53'))


# --- RADIUS takes its time ---

SLOW = f'{RADIUS}-slow'


def accepts_after(s, wait, patience=None):
    """patience: how long the client waits."""
    link, ask, _ = asked(s, 'jack')
    if patience:
        link.control(CLIENT, LCP, TERMINATE, magic(CLIENT)[1] + bytes.fromhex('003ccd74 000002ce'), after=patience)
        s.end()
    accept(ask, after=wait)
    if not patience:
        link.success()
        s.go_on(link)


case(SLOW, 'radius_slow')(functools.partial(accepts_after, wait=6 * SECOND))
case(SLOW)(functools.partial(accepts_after, wait=2 * SECOND))
case(SLOW, 'radius_accepted_in_vain')(functools.partial(accepts_after, wait=4 * SECOND, patience=30 * SECOND))


@case(SLOW)
def lost_first(s):
    """RADIUS accepts at once when it is asked again."""
    link, ask, _ = asked(s, 'jill')
    ask.again(5 * SECOND)
    accept(ask)
    link.success()
    s.go_on(link)


# --- Requests that the capture cuts ---

CUT = f'{RADIUS}-cut'


@case(CUT)
def whole_request(s):
    link, ask = pap(s)
    ask.reply(ACCEPT)
    link.pap(SERVER, 2, sized(''))
    s.go_on(link, encrypted=False)


@case(CUT, 'auth_failed')
def cut_request(s):
    """Of 128 octets, which do not hold the Response."""
    link, ask = with_lcp(s, 'MS-CHAPv2'), Radius(s.made)
    link.challenge()
    value = mschapv2_value(f'radius {s.number}')
    link.response(value, 'gail')
    ask.ask(microsoft(11, noise('challenge', 16)) + mschap_response(value), 'gail', snap=128)
    ask.reply(REJECT)
    reject(s, link, failure(691))


# --- An Identity that was not captured --------------------------------------------------------------------------------

def eap_from_the_response(s, by_proxy):
    """The capture of the tunnel lacks the Identity, that of RADIUS has it: State ties the request with the Response to
    it. by_proxy: another server, which keeps no State, was asked first."""
    link, ask, state = with_lcp(s, 'EAP'), Radius(s.made), attribute(24, noise(f'state {s.number}', 8))
    message = struct.pack('>BBH', 2, 1, 8) + b'\1eve'
    challenge = b'\x1a\1\7' + struct.pack('>H', 26) + sized(noise(f'identity {s.number}', 16)) + b'radius'
    value = sized(mschapv2_value(f'identity {s.number}')) + b'eve'
    answer = b'\x1a\2\7' + struct.pack('>H', 4 + len(value)) + value
    ask.ask(parts(79, message), 'eve')
    ask.reply(CHALLENGE, parts(79, struct.pack('>BBH', 1, 2, 4 + len(challenge)) + challenge) + state)
    link.eap(SERVER, 1, challenge, 2)
    link.eap(CLIENT, 2, answer, 2)
    message = parts(79, struct.pack('>BBH', 2, 2, 4 + len(answer)) + answer)
    if by_proxy:
        Radius(s.made, '192.0.2.55', own=33005).ask(message, 'eve')
    ask.ask(message + state, 'eve', after=3 * SECOND if by_proxy else 5000)
    ask.reply(REJECT, parts(79, b'\4\2\0\4'))
    link.eap(SERVER, 4, b'', 2)
    refused(s, link)


for proxied in False, True:
    case('trouble-radius-identity', 'radius_rejected')(functools.partial(eap_from_the_response, by_proxy=proxied))
