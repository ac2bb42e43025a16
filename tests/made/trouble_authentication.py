"""Authentication fails."""
import functools
import struct

from made import CLIENT, SERVER
from made.ppp import (AUTHENTICATION, CCP, CHALLENGE, CHANGE_PASSWORD, FAILURE, KEY_128, LCP, SECOND, STATELESS,
                      SUCCESS, mppe, mschap_value, mschapv2_value, noise, sized)
from made.trouble import case, lcp_options, with_lcp

AUTHENTICATING = 'trouble-authentication'
DISAGREEING = 'trouble-authentication-agreement'        # what LCP agreed on, and which end must prove what
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


# --- What LCP agreed on, and which end must prove what ----------------------------------------------------------------

@case(DISAGREEING, 'auth_before_lcp')
def challenge_before_lcp_is_open(s):
    """The server acknowledges none of the client's Configure-Requests, but challenges it."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.ack(CLIENT, LCP)
    for _ in range(4):
        link.challenge(after=2 * SECOND)
        link.again(CLIENT, LCP, after=SECOND)
    s.close(link)


@case(DISAGREEING, 'auth_not_agreed')
def challenge_that_nobody_agreed_on(s):
    """LCP opens without authentication. The server challenges the client all the same."""
    link = with_lcp(s, None)
    for _ in range(4):
        link.challenge(after=3 * SECOND)
    refused(s, link)


@case(DISAGREEING, 'auth_not_agreed')
def password_instead_of_a_response(s):
    """LCP agrees on MS-CHAPv2. The client sends its password by PAP."""
    link = with_lcp(s, 'MS-CHAPv2')
    for _ in range(3):
        link.challenge(after=2 * SECOND)
        link.pap_request(after=SECOND)
    refused(s, link, 'peer refused to authenticate')


@case(DISAGREEING, 'auth_value_size')
def hash_of_another_protocol(s):
    """LCP agrees on MS-CHAPv2. The Response has the 16 octets of MD5."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response(noise('md5', 16))
    link.chap(SERVER, FAILURE, failure(691))
    refused(s, link)


@case(DISAGREEING, 'auth_value_size')
def long_hash_for_md5(s):
    """LCP agrees on MD5. The Response has the 49 octets of MS-CHAP, and no reply comes."""
    link = with_lcp(s, 'CHAP-MD5')
    link.challenge()
    link.response()
    link.hear(SERVER)
    link.terminate(CLIENT, after=20 * SECOND)
    s.end()


@case(DISAGREEING, 'auth_of_server')
def client_asks_the_server(s):
    """Both ends ask for authentication. The client is accepted; the server has no name to give."""
    link = s.call()
    for client in CLIENT, SERVER:
        link.request(client, LCP, *lcp_options(client, 'MS-CHAPv2'))
    for client in CLIENT, SERVER:
        link.ack(client, LCP)
    link.authenticate()
    link.challenge(name='alice', by=CLIENT)
    link.response(bytes(49), user='', by=SERVER)
    link.chap(CLIENT, FAILURE, failure(691))
    refused(s, link)


@case(DISAGREEING)
def both_prove_themselves(s):
    """Both ends ask, and both pass."""
    link = s.call()
    for client in CLIENT, SERVER:
        link.request(client, LCP, *lcp_options(client, 'CHAP-MD5'))
    for client in CLIENT, SERVER:
        link.ack(client, LCP)
    link.authenticate('CHAP-MD5')
    link.challenge(name='alice', by=CLIENT)
    link.response(noise('server', 16), user='pptpd', by=SERVER)
    link.chap(CLIENT, SUCCESS, 'Access granted')
    link.ipcp_up()
    link.pings(2)
    s.close(link)


@case(DISAGREEING, 'auth_failed_late')
def late_refusal(s):
    """15 s pass before the Failure."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.hear(SERVER)
    link.chap(SERVER, FAILURE, failure(691), after=15 * SECOND)
    refused(s, link)


@case(DISAGREEING, 'auth_failed_no_reason')
def refusal_without_a_number(s):
    """What pppd sends for its RADIUS plugin: a Failure without E=."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.chap(SERVER, FAILURE, 'Account alice is locked until Monday', after=SECOND)
    refused(s, link)


@case(DISAGREEING, 'auth_server_rejected')
def success_without_proof(s):
    """The Success has no S=, and the client hangs up."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.success('M=Welcome')
    s.close(link, text='')


@case(DISAGREEING, 'auth_server_unproven')
def success_without_proof_is_accepted(s):
    """The Success has no S=, and the client does not mind."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.success('M=Welcome')
    link.ccp_up()
    link.ipcp_up()
    link.pings(2, encrypted=True)
    s.close(link)


@case(DISAGREEING, 'auth_challenge_again')
def challenge_repeated_too_often(s):
    """The backend is slow, the server repeats its Challenge, and does not like that the client answers twice."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.chap(SERVER, CHALLENGE, sized(noise('challenge', 16)) + b'pptpd', after=SECOND)
    link.success(after=200_000)
    link.response()
    s.close(link, SERVER, '')


@case(DISAGREEING)
def challenge_repeated_once(s):
    """The same, and the server takes no offense."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.chap(SERVER, CHALLENGE, sized(noise('challenge', 16)) + b'pptpd', after=SECOND)
    link.success(after=200_000)
    link.response()
    link.ccp_up()
    link.ipcp_up()
    link.pings(2, encrypted=True)
    s.close(link)


@case(DISAGREEING, 'auth_challenge_unanswered')
def challenge_without_response(s):
    """The client does not respond, and says nothing else."""
    link = with_lcp(s, 'MS-CHAPv2')
    for _ in range(10):
        link.challenge(after=3 * SECOND)
    refused(s, link)


@case(DISAGREEING, 'auth_downgraded')
def down_to_a_password(s):
    """MS-CHAPv2 is refused, then MD5; PAP is agreed on."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    for auth in 'MS-CHAPv2', 'CHAP-MD5':
        link.request(SERVER, LCP, *lcp_options(SERVER, auth))
        link.nak(CLIENT, LCP, AUTHENTICATION['PAP'])
    link.request(SERVER, LCP, *lcp_options(SERVER, 'PAP'))
    link.ack(CLIENT, LCP)
    link.authenticate('PAP')
    link.ipcp_up()
    link.pings(2)
    s.close(link)


@case(DISAGREEING)
def from_eap_to_version_2(s):
    """EAP is refused, MS-CHAPv2 is agreed on: no weaker."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    link.request(SERVER, LCP, *lcp_options(SERVER, 'EAP'))
    link.nak(CLIENT, LCP, AUTHENTICATION['MS-CHAPv2'])
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.ack(CLIENT, LCP)
    link.authenticate()
    link.ccp_up()
    link.ipcp_up()
    link.pings(2, encrypted=True)
    s.close(link)


@case(DISAGREEING, 'auth_no_common')
def spap_wanted(s):
    """The server wants SPAP, which the client rejects."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    link.request(SERVER, LCP, (3, b'\xc0\x27'), *lcp_options(SERVER))
    link.nak(CLIENT, LCP, AUTHENTICATION['MS-CHAPv2'])
    refused(s, link, 'peer refused to authenticate')


@case(DISAGREEING, 'auth_of_server')
def server_rejects_the_demand(s):
    """Both ends ask for authentication; the server rejects that, and the client, which could do without, hangs up."""
    link = s.call()
    for client in CLIENT, SERVER:
        link.request(client, LCP, *lcp_options(client, 'MS-CHAPv2'))
    link.ack(CLIENT, LCP)
    link.reject(SERVER, LCP, AUTHENTICATION['MS-CHAPv2'])
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    link.terminate(CLIENT, 'peer refused to authenticate', answered=False)
    link.challenge()
    s.end()


@case(DISAGREEING)
def demand_is_dropped(s):
    """The same, but the client goes on."""
    link = s.call()
    for client in CLIENT, SERVER:
        link.request(client, LCP, *lcp_options(client, 'CHAP-MD5'))
    link.ack(CLIENT, LCP)
    link.reject(SERVER, LCP, AUTHENTICATION['CHAP-MD5'])
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(SERVER, LCP)
    link.authenticate('CHAP-MD5')
    link.ipcp_up()
    link.pings(2)
    s.close(link)


@case(DISAGREEING, 'auth_succeeded_late')
def success_after_the_client_gave_up(s):
    """The second factor takes 41 s, the client's patience 30 s."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    for again in range(10):
        link.response(after=3 * SECOND if again else 10_000)
        link.hear(SERVER)
    link.terminate(CLIENT, 'Failed to authenticate ourselves to peer', after=3 * SECOND, answered=False)
    link.success(after=11 * SECOND)
    s.end()


@case(DISAGREEING)
def success_in_time(s):
    """The second factor takes 20 s, and the client waits."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    for again in range(7):
        link.response(after=3 * SECOND if again else 10_000)
        link.hear(SERVER)
    link.success(after=2 * SECOND)
    link.ccp_up()
    link.ipcp_up()
    link.pings(2, encrypted=True)
    s.close(link)


@case('trouble-authentication-again', 'auth_again_unanswered')
def challenged_again_in_vain(s):
    """pptpd's chap-interval: five minutes later the client does not answer any more."""
    link = s.session()
    link.pings(2)
    s.made.clock += 300 * SECOND
    link.challenge()
    link.authentication -= 1
    for _ in range(3):
        link.hear(CLIENT)
        link.challenge(after=3 * SECOND)
        link.authentication -= 1
    link.terminate(SERVER, 'Peer failed to respond to CHAP challenge')
    s.end_by_server()


@case('trouble-authentication-again')
def challenged_again(s):
    """And a client that answers."""
    link = s.session()
    link.pings(2)
    link.authenticate('CHAP-MD5')
    link.pings(1)
    s.close(link)


@case('trouble-authentication-again', 'ended_after_success')
def server_leaves_after_success(s):
    """The server lets the client in, and ends the call at once without saying why."""
    with_lcp(s, 'MS-CHAPv2').authenticate()
    s.end_by_server(300_000)


@case('trouble-authentication-again', 'ended_after_success')
def server_terminates_after_success(s):
    """By LCP, while the client asks for encryption."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.authenticate()
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.terminate(SERVER)
    s.end_by_server()


def numbered(s, accepted):
    """The Success has another Identifier than the Response."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    for _ in range(1 if accepted else 4):
        link.authentication = 0
        link.success(after=20_000)
        link.authentication = 1
        if not accepted:
            link.response(after=3 * SECOND)
    if accepted:
        link.ccp_up()
        link.ipcp_up()
        link.pings(2, encrypted=True)
    s.close(link)


case('trouble-authentication-again', 'auth_identifier')(functools.partial(numbered, accepted=False))
case('trouble-authentication-again')(functools.partial(numbered, accepted=True))


@case('trouble-authentication-again', 'auth_failed_no_reason')
def failure_without_anything(s):
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.chap(SERVER, FAILURE, '')
    refused(s, link)


@case('trouble-authentication-again', 'auth_failed')
def fails_twice(s):
    """The client tries again with another password, and does not change any."""
    link = with_lcp(s, 'MS-CHAPv2')
    for retry in 1, 0:
        link.challenge()
        link.response(mschapv2_value(f'try {retry}'))
        link.chap(SERVER, FAILURE, failure(691, retry))
    refused(s, link)
