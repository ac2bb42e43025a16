"""What LCP agreed on, what comes instead, and which end must prove what."""
import functools

from made import CLIENT, SERVER
from made.ppp import AUTHENTICATION, FAILURE, LCP, PPP, SECOND, SUCCESS, magic, mru, noise
from made.trouble import case, lcp_options, with_lcp
from made.trouble_authentication import failure, refused
from packets import Tunnel

DISAGREEING = 'trouble-authentication-agreement'


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
    s.go_on(link, encrypted=False)


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
    s.go_on(link, encrypted=False)


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
    s.go_on(link)


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
    s.go_on(link, encrypted=False)


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


@case(BEGUN, 'user_cancelled')
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


# --- Who logs on is not known ---

LATE = f'{DISAGREEING}-late'


@case(LATE, 'auth_failed_chap_md5')
def dialed_in_through_a_pac(s):
    """The client is the PAC, and brings the user of an Incoming Call. The call's setup was not captured."""
    first = len(s.made.frames)
    s.start()
    s.say(CLIENT, 'Incoming-Call-Request', call_id=s.client_id, bearer_type=2)
    s.say(SERVER, 'Incoming-Call-Reply', call_id=s.server_id, peer_call_id=s.client_id, result=1, window=64)
    s.say(CLIENT, 'Incoming-Call-Connected', peer_call_id=s.server_id, connect_speed=64000, window=64, framing_type=1)
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, **s.ends))
    link.lcp_up('CHAP-MD5')
    s.made.frames[first:-4] = []
    link.challenge()
    link.response(noise('late', 16), 'branch')
    link.chap(SERVER, FAILURE, 'Login incorrect', after=SECOND)
    link.terminate(SERVER)
    s.say(SERVER, 'Call-Clear-Request', call_id=s.server_id)
    s.say(CLIENT, 'Call-Disconnect-Notify', call_id=s.client_id, result=4)
    s.stop(SERVER)


# --- A client that will not authenticate itself ---

MUTE = 'trouble-authentication-agreement-mute'


def refuses(s, auth, wanted=None, everything=False):
    """With a Reject of the option, or of all, or a Nak that asks for another."""
    link = s.call()
    asked = mru(1450), AUTHENTICATION[auth], magic(SERVER)
    link.request(CLIENT, LCP, magic(CLIENT))
    link.ack(SERVER, LCP)
    link.request(SERVER, LCP, *asked)
    if wanted:
        link.nak(CLIENT, LCP, AUTHENTICATION[wanted])
        link.request(SERVER, LCP, *asked)
        link.nak(CLIENT, LCP, AUTHENTICATION[wanted])
    else:
        link.reject(CLIENT, LCP, *(asked if everything else asked[1:2]))
    s.close(link, SERVER, 'peer refused to authenticate')


case(MUTE, 'auth_no_common')(functools.partial(refuses, auth='PAP'))
case(MUTE, 'auth_no_common')(functools.partial(refuses, auth='PAP', wanted='CHAP-MD5'))
# A client that rejects everything is broken in another way.
case(MUTE, 'auth_no_common')(functools.partial(refuses, auth='PAP', everything=True))


@case(MUTE, 'auth_no_common')
def asks_on_after_the_end(s):
    """The server ends LCP before it is open, so the client goes on asking (RFC 1661 section 4.1)."""
    link = s.call()
    link.request(CLIENT, LCP, magic(CLIENT))
    link.ack(SERVER, LCP)
    link.request(SERVER, LCP, mru(1450), AUTHENTICATION['EAP'], magic(SERVER))
    link.reject(CLIENT, LCP, AUTHENTICATION['EAP'])
    link.terminate(SERVER, 'peer refused to authenticate')
    for _ in range(9):
        link.again(CLIENT, LCP)
    s.end()
