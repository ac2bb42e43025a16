"""Cases in which a hasty reader accuses the wrong end, beside those in which the accusation is right.

tests/test_proof.py says which words each must and must not have.
"""
import functools
import struct

from made import CLIENT, SERVER
from made.control import echo_request
from made.ppp import FAILURE, LCP, PPP, SECOND, magic
from made.trouble import case, lcp_options, with_lcp
from made.trouble_authentication import failure, refused
from made.trouble_eap import IDENTITY, MD5, Conversation
from made.trouble_logons import another
from packets import RST, Tunnel

PROOF = 'trouble-proof'
SPAP, MULTILINK, WINDOWS = 0xc027, 0x003d, b'\0\x3c\xcd\x74'
UNREACHABLE, QUENCH, EXPIRED = 3, 4, 11         # types of ICMP


# --- Authentication that cannot be read -------------------------------------------------------------------------------

def spap(s):
    """SPAP is agreed on, and one packet of it passes each way."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, (3, struct.pack('>H', SPAP)), *lcp_options(SERVER))
    link.ack(CLIENT, LCP)
    link.ack(SERVER, LCP)
    for client, code in (CLIENT, 1), (SERVER, 2):
        link.control(client, SPAP, code, b'alice')
    return link


@case(PROOF, 'ppp_stuck')
def spap_fails(s):
    refused(s, spap(s), '')


@case(PROOF)
def spap_works(s):
    link = spap(s)
    s.go_on(link, encrypted=False)


@case(PROOF, 'unreadable_data')
def data_in_fragments(s):
    """All data is fragments of Multilink."""
    link = s.session(auth=None)
    for number in range(4):
        for client in CLIENT, SERVER:
            link.send(client, MULTILINK, struct.pack('>I', number) + b'fragment')
    s.close(link)


# --- EAP --------------------------------------------------------------------------------------------------------------

def given_up(s, by):
    """20 ms after the server's last Request, an end ends the call."""
    talk = Conversation(s)
    talk.ask(MD5, b'\x10' + bytes(16))
    s.close(talk.link, by, '')


case(PROOF, 'ppp_stuck')(functools.partial(given_up, by=SERVER))
case(PROOF, 'auth_eap_stalled')(functools.partial(given_up, by=CLIENT))


@case(PROOF, 'auth_not_agreed')
def eap_out_of_the_blue(s):
    """LCP agreed on no authentication; the server asks for EAP, and gets no reply."""
    link = with_lcp(s, None)
    for number in range(4):
        link.eap(SERVER, 1, bytes([IDENTITY]), number, after=3 * SECOND)
    s.end_by_server()


# --- The server's proof -----------------------------------------------------------------------------------------------

def leaves_after_success(s, error):
    """With a Windows error as the reason."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.authenticate()
    link.control(CLIENT, LCP, 5, magic(CLIENT)[1] + WINDOWS + struct.pack('>I', error))
    s.end()


case(PROOF, 'auth_server_rejected')(functools.partial(leaves_after_success, error=778))
case(PROOF, 'windows_error')(functools.partial(leaves_after_success, error=741))


# --- LCP --------------------------------------------------------------------------------------------------------------

@case(PROOF, 'ppp_unanswered')
def asked_in_vain_though_heard(s):
    """Both ends ask and acknowledge GRE, but neither PPP answers."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    for _ in range(4):
        link.again(CLIENT, LCP)
        link.again(SERVER, LCP, after=10_000)
    s.end(3 * SECOND)


@case(PROOF, 'gre_elsewhere')
def answers_from_another_address(s):
    """The server answers from another of its addresses: in that tunnel there are replies only."""
    link = s.call()
    server = PPP(Tunnel(s.made, s.client_id, s.server_id, s.ends['client'], '198.51.100.2'))
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    server.identifier[CLIENT, LCP] = 1
    for _ in range(4):
        server.asked[CLIENT, LCP] = link.asked[CLIENT, LCP]
        server.ack(SERVER, LCP)
        link.again(CLIENT, LCP)
    s.end(3 * SECOND)


@case(PROOF, 'ppp_replies_ignored')
def challenged_while_in_lcp(s):
    """The client acknowledges GRE but takes no Configure-Ack, so that it cannot answer the Challenge."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.ack(CLIENT, LCP)
    link.ack(SERVER, LCP)
    link.challenge()
    for _ in range(6):
        link.again(CLIENT, LCP)
        link.ack(SERVER, LCP)
    s.end(3 * SECOND)


# --- ICMP -------------------------------------------------------------------------------------------------------------

def refused_gre(s, kind, code, router='203.0.113.1'):
    """An error about the client's first requests, which get no reply."""
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    s.icmp(kind, code, router)
    for _ in range(3):
        link.again(CLIENT, LCP)
        s.icmp(kind, code, router)
    s.end(3 * SECOND)


case(PROOF, 'gre_icmp')(functools.partial(refused_gre, kind=UNREACHABLE, code=13))
case(PROOF, 'gre_icmp')(functools.partial(refused_gre, kind=UNREACHABLE, code=1))
case(PROOF, 'gre_only_from_pns')(functools.partial(refused_gre, kind=QUENCH, code=0))


@case(PROOF, 'fragments_lost')
def fragments_lost(s):
    """The server misses fragments, in the middle of a session."""
    link = s.session(auth=None)
    link.pings(2)
    for _ in range(2):
        link.pings(1)
        link.send(CLIENT, 0x21, bytes([0x45]) + bytes(1300))
        s.icmp(EXPIRED, 1)
    s.made.clock += 3 * SECOND
    s.end()


def refused_in_session(s, code):
    """The client's address refuses GRE that it took before."""
    link = s.session(auth=None)
    link.pings(3)
    for _ in range(6):
        link.send(SERVER, 0x21, bytes([0x45]) + bytes(60), after=4 * SECOND)
        s.icmp(UNREACHABLE, code, to=SERVER)


case(PROOF, 'gre_forgotten')(functools.partial(refused_in_session, code=13))
case(PROOF, 'gre_forgotten')(functools.partial(refused_in_session, code=2))


def asks_after(s, silence):
    """The client's Echo-Request after a silence gets an RST."""
    s.session(auth=None).pings(2)
    s.connection.segment(CLIENT, echo_request(1), after=silence * SECOND)
    s.connection.segment(SERVER, b'', RST)


case(PROOF, 'end_restarted')(functools.partial(asks_after, silence=3600))
case(PROOF, 'end_restarted')(functools.partial(asks_after, silence=59))


# --- Many failures ----------------------------------------------------------------------------------------------------

def fails(s, count, reply):
    for number in range(count):
        story = another(s, number)
        link = with_lcp(story, 'MS-CHAPv2')
        link.challenge()
        link.response(user='alice')
        reply(link)
        refused(story, link)


@case(PROOF, 'auth_failed')
def redials_with_disabled_account(s):
    """A client redials; the account is disabled, whatever the password."""
    fails(s, 6, lambda link: link.chap(SERVER, FAILURE, failure(647)))


@case(PROOF, 'auth_failed_late')
def redials_while_radius_is_down(s):
    fails(s, 6, lambda link: link.chap(SERVER, FAILURE, failure(691), after=9 * SECOND))


@case(PROOF)
def redials_with_wrong_password(s):
    fails(s, 6, lambda link: link.chap(SERVER, FAILURE, failure(691)))
