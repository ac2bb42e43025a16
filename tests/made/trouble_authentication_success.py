"""Authentication succeeds, in vain or without proof."""
import functools

from made import CLIENT, SERVER
from made.ppp import (
    CCP, CHALLENGE, IPCP, KEY_128, LCP, SECOND, STATELESS, address, authenticator_response, mppe, noise, sized)
from made.trouble import case, with_lcp
from made.trouble_logons import another, log_on

SUCCEEDING = 'trouble-authentication-success'


@case(SUCCEEDING, 'auth_again_unanswered')
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


@case(SUCCEEDING)
def challenged_again(s):
    """And a client that answers."""
    link = s.session()
    link.pings(2)
    link.authenticate('CHAP-MD5')
    link.pings(1)
    s.close(link)


@case(SUCCEEDING, 'ended_after_success')
def server_leaves_after_success(s):
    """The server lets the client in, and ends the call at once without saying why."""
    with_lcp(s, 'MS-CHAPv2').authenticate()
    s.end_by_server(300_000)


@case(SUCCEEDING, 'ended_after_success')
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
    s.go_on(link) if accepted else s.close(link)


case(SUCCEEDING, 'auth_identifier')(functools.partial(numbered, accepted=False))
case(SUCCEEDING)(functools.partial(numbered, accepted=True))


@case(SUCCEEDING, 'auth_server_rejected')
def success_without_proof(s):
    """The Success has no S=, and the client hangs up."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.success('M=Welcome')
    s.close(link, text='')


@case(SUCCEEDING, 'auth_server_unproven')
def success_without_proof_is_accepted(s):
    """The Success has no S=, and the client does not mind."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.success('M=Welcome')
    s.go_on(link)


@case(SUCCEEDING, 'auth_challenge_again')
def challenge_repeated_too_often(s):
    """The backend is slow, the server repeats its Challenge, and does not like that the client answers twice."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.chap(SERVER, CHALLENGE, sized(noise('challenge', 16)) + b'pptpd', after=SECOND)
    link.success(after=200_000)
    link.response()
    s.close(link, SERVER, '')


@case(SUCCEEDING)
def challenge_repeated_once(s):
    """The same, and the server takes no offense."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response()
    link.chap(SERVER, CHALLENGE, sized(noise('challenge', 16)) + b'pptpd', after=SECOND)
    link.success(after=200_000)
    link.response()
    s.go_on(link)


@case(SUCCEEDING, 'auth_succeeded_late')
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


@case(SUCCEEDING)
def success_in_time(s):
    """The second factor takes 20 s, and the client waits."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    for again in range(7):
        link.response(after=3 * SECOND if again else 10_000)
        link.hear(SERVER)
    link.success(after=2 * SECOND)
    s.go_on(link)


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


# --- A limit of sessions ---

LIMIT = f'{SUCCEEDING}-limit'


def second_session(s, released, user='bob'):
    """Of another client, whom the server sends away while the first is there. released: the first has ended when the
    second comes again."""
    first = another(s, 1, '192.0.2.221')
    link = log_on(first, 'alice')
    link.pings(2, encrypted=True)
    away = another(s, 2)
    with_lcp(away, 'MS-CHAPv2').authenticate(user='bob')
    away.end_by_server(3000)
    if released:
        first.close(link)
    again = another(s, 3)
    second = log_on(again, user, '10.10.0.101')
    second.pings(2, encrypted=True)
    again.close(second)
    if not released:
        link.pings(2, encrypted=True)
        first.close(link)


case(LIMIT, 'ended_after_success')(functools.partial(second_session, released=True))
# Both are there in the end; another user comes.
case(LIMIT, 'ended_after_success')(functools.partial(second_session, released=False))
case(LIMIT, 'ended_after_success')(functools.partial(second_session, released=True, user='carol'))

