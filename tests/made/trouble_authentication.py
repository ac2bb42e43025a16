"""Authentication fails, or has no outcome."""
import functools
import struct

from made import CLIENT, SERVER
from made.ppp import AUTHENTICATION, CHANGE_PASSWORD, FAILURE, LCP, SECOND, mschap_value, mschapv2_value, noise, sized
from made.trouble import case, lcp_options, with_lcp

AUTHENTICATING = 'trouble-authentication'
REFUSAL = 'Authentication failed'       # what pppd's Terminate-Request says then


def failure(error, retry=0, text='Access denied', challenge=16, version=3):
    """RFC 2759 section 6; with challenge 8 and version 2, RFC 2433 section 8."""
    more = f' M={text}' if version == 3 else ''
    return f'E={error} R={retry} C={noise("retry", challenge).hex().upper()} V={version}{more}'


def refused(s, link, text=REFUSAL):
    s.close(link, SERVER, text)


def mschapv2_failure(s, error, user, text):
    """The server says why, no second try."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response(user=user)
    link.chap(SERVER, FAILURE, failure(error, text=text))
    refused(s, link)


for error, user, text in ((646, 'alice', 'Restricted logon hours'), (647, 'alice', 'Account disabled'),
                          (648, 'alice', 'Password expired'), (649, 'CORP\\bob', 'No dialin permission'),
                          (691, 'CORP\\alice', 'Access denied')):
    case(AUTHENTICATING, 'auth_failed')(functools.partial(mschapv2_failure, error=error, user=user, text=text))


@case(AUTHENTICATING, 'auth_failed')
def password_change_fails(s):
    """The password is expired; the client sends a new one, which the server does not take: E=709."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.chap(SERVER, FAILURE, failure(648, 1, 'Password expired'))
    link.authentication += 1
    link.chap(CLIENT, CHANGE_PASSWORD, noise('password', 516 + 16 + 16) + bytes(8) + noise('new', 24) + bytes(2))
    link.chap(SERVER, FAILURE, failure(709, text='Password not complex enough'), after=200_000)
    refused(s, link)


@case(AUTHENTICATING, 'auth_failed')
def wrong_twice(s):
    """A retry is allowed, and fails as well."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response(user='carol')
    link.chap(SERVER, FAILURE, failure(691, 1))
    link.authentication += 1
    link.response(mschapv2_value('second'), user='carol', after=8 * SECOND)
    link.chap(SERVER, FAILURE, failure(691))
    refused(s, link)


@case(AUTHENTICATING, 'auth_failed')
def wrong_for_version_1(s):
    """MS-CHAP, version 1: its Failure has a shorter challenge and no text."""
    link = with_lcp(s, 'MS-CHAP')
    link.challenge(8)
    link.response(mschap_value())
    link.chap(SERVER, FAILURE, failure(691, challenge=8, version=2))
    refused(s, link)


@case(AUTHENTICATING, 'auth_failed_pap')
def wrong_for_pap(s):
    link = with_lcp(s, 'PAP')
    link.pap_request(password='wrong')
    link.pap(SERVER, 3, sized('Login incorrect'))
    refused(s, link)


@case(AUTHENTICATING, 'auth_failed_chap_md5')
def wrong_for_md5(s):
    link = with_lcp(s, 'CHAP-MD5')
    link.challenge()
    link.response(noise('md5', 16))
    link.chap(SERVER, FAILURE, 'Authentication failed')
    refused(s, link)


@case(AUTHENTICATING, 'auth_no_common')
def pap_wanted(s):
    """The server wants MS-CHAPv2, the client PAP, until the server gives up."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    for _ in range(5):
        link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
        link.nak(CLIENT, LCP, AUTHENTICATION['PAP'])
    refused(s, link, 'peer refused to authenticate')


@case(AUTHENTICATING, 'auth_no_common')
def nothing_wanted(s):
    """The client rejects authentication altogether."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    link.request(SERVER, LCP, *lcp_options(SERVER, 'EAP'))
    link.reject(CLIENT, LCP, AUTHENTICATION['EAP'])
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.ack(CLIENT, LCP)
    refused(s, link, 'peer refused to authenticate')


@case(AUTHENTICATING, 'auth_timeout')
def response_without_answer(s):
    """The server hears the response, and says neither Success nor Failure for a minute (its RADIUS server is silent);
    LCP lives. Windows: error 718."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.hear(SERVER)
    for _ in range(2):
        link.echo(CLIENT, after=30 * SECOND)
    link.terminate(CLIENT, after=3 * SECOND)
    s.end()


@case(AUTHENTICATING, 'auth_unanswered')
def password_without_answer(s):
    """PAP's request 10 times; the server acknowledges the packets but does not answer."""
    link = with_lcp(s, 'PAP')
    for again in range(10):
        link.pap_request(after=3 * SECOND if again else 10_000)
        link.hear(SERVER)
    link.terminate(CLIENT, 'No response to PAP authenticate-requests', after=3 * SECOND)
    s.end()


@case(AUTHENTICATING, 'auth_server_rejected')
def server_is_not_trusted(s):
    """The server says Success, but what it answers to the client's challenge is wrong."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.authenticate()
    link.terminate(CLIENT, 'Failed to authenticate ourselves to peer')
    s.end()


@case(AUTHENTICATING, 'auth_eap_failed')
def wrong_for_eap(s):
    """EAP: Identity, MD5-Challenge, Failure."""
    link = with_lcp(s, 'EAP')
    link.eap(SERVER, 1, b'\1', 1)
    link.eap(CLIENT, 2, b'\1alice', 1)
    link.eap(SERVER, 1, b'\4' + sized(noise('eap', 16)) + b'pptpd', 2)
    link.eap(CLIENT, 2, b'\4' + sized(noise('md5', 16)) + b'alice', 2)
    link.eap(SERVER, 4, b'', 2)
    refused(s, link)


@case(AUTHENTICATING, 'auth_eap_failed')
def eap_mschapv2_has_errors_too(s):
    """MS-CHAPv2 inside EAP: the failure stands in a request, with its number."""
    link = s.call()
    link.lcp_up('EAP')
    link.eap(SERVER, 1, b'\1')
    link.eap(CLIENT, 2, b'\1CORP\\bob')
    failure = b'E=649 R=0 C=' + b'0' * 32 + b' V=3 M=No dial-in'
    link.eap(SERVER, 1, bytes([26, 4, 7]) + struct.pack('>H', 4 + len(failure)) + failure, 2)
    link.eap(CLIENT, 2, b'\x1a\4', 2)
    link.eap(SERVER, 4, b'', 2)
    s.end_by_server()


@case(AUTHENTICATING, 'auth_server_rejected')
def leaves_after_success_without_a_word(s):
    """The server's Success; the client clears the call 5 ms later, without a word of PPP."""
    link = s.call()
    link.lcp_up()
    link.authenticate()
    s.end(5000)


@case(AUTHENTICATING, 'auth_no_common')
def hung_up_on(s):
    """The client rejects PAP; the server closes TCP at once, without a word."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER, 'PAP'))
    link.reject(CLIENT, LCP, AUTHENTICATION['PAP'])
    s.hang_up(SERVER, after=20_000)


@case(AUTHENTICATING, 'auth_failed_late')
def late_refusal(s):
    """15 s pass before the Failure."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.hear(SERVER)
    link.chap(SERVER, FAILURE, failure(691), after=15 * SECOND)
    refused(s, link)


@case(AUTHENTICATING, 'auth_failed_no_reason')
def refusal_without_a_number(s):
    """What pppd sends for its RADIUS plugin: a Failure without E=."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.chap(SERVER, FAILURE, 'Account alice is locked until Monday', after=SECOND)
    refused(s, link)


@case(AUTHENTICATING, 'auth_challenge_unanswered')
def challenge_without_response(s):
    """The client does not respond, and says nothing else."""
    link = with_lcp(s, 'MS-CHAPv2')
    for _ in range(10):
        link.challenge(after=3 * SECOND)
    refused(s, link)


@case(AUTHENTICATING, 'auth_failed_no_reason')
def failure_without_anything(s):
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.chap(SERVER, FAILURE, '')
    refused(s, link)


@case(AUTHENTICATING, 'auth_failed')
def fails_twice(s):
    """The client tries again with another password, and does not change any."""
    link = with_lcp(s, 'MS-CHAPv2')
    for retry in 1, 0:
        link.challenge()
        link.response(mschapv2_value(f'try {retry}'))
        link.chap(SERVER, FAILURE, failure(691, retry))
    refused(s, link)
