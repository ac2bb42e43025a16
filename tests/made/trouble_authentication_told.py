"""Windows' server refuses a logon: the end of PPP is its reply, and tells the error."""
from made import CLIENT, SERVER
from made.ppp import FAILURE, LCP, SECOND, TERMINATE, magic
from made.trouble import case, with_lcp
from made.trouble_authentication import failure
from made.trouble_eap import IDENTITY, MSCHAPV2, REQUEST, Conversation

TOLD = 'trouble-authentication-told'


def tell(s, link, error, by=SERVER, after=60_000):
    link.control(by, LCP, TERMINATE, magic(by)[1] + bytes.fromhex('003ccd74') + error.to_bytes(4, 'big'), after=after)
    s.end()


def responded(s, user='CORP\\erik'):
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response(user=user)
    return link


@case(TOLD, 'auth_refused')
def password_not_accepted(s):
    tell(s, responded(s), 691)


@case(TOLD, 'auth_refused')
def policy_asked_for_long(s):
    """It takes a while, as RADIUS may."""
    link = responded(s)
    link.hear(SERVER)
    tell(s, link, 812, after=8 * SECOND)


@case(TOLD, 'auth_refused')
def no_dial_in_by_pap(s):
    link = with_lcp(s, 'PAP')
    link.pap_request('branch7')
    tell(s, link, 649)


@case(TOLD, 'auth_refused')
def identity_not_accepted(s):
    """No method of EAP begins."""
    tell(s, Conversation(s, b'G3JACK').link, 691)


@case(TOLD, 'auth_refused')
def identity_not_accepted_in_part(s):
    """A packet of the server was not captured: a method may have begun."""
    link = Conversation(s).link
    link.tunnel.next[SERVER] += 1
    tell(s, link, 691)


@case(TOLD, 'auth_refused')
def no_dial_in_by_eap(s):
    """The Response of EAP-MSCHAPv2 gets no EAP Failure."""
    talk = Conversation(s)
    talk.handshake(b'CORP\\ivy')
    tell(s, talk.link, 649)


@case(TOLD, 'auth_unanswered', 'windows_error')
def backend_silent(s):
    """Windows has waited in vain: that is no answer."""
    tell(s, responded(s), 718, after=30 * SECOND)


@case(TOLD, 'auth_eap_stalled', 'windows_error')
def backend_of_eap_silent(s):
    tell(s, Conversation(s).link, 718, after=30 * SECOND)


@case(TOLD, 'auth_eap_stalled', 'windows_error')
def client_silent(s):
    """The server waits for the client, so it has nothing to answer."""
    talk = Conversation(s)
    talk.link.eap(SERVER, REQUEST, bytes([MSCHAPV2, 1]), 2)
    tell(s, talk.link, 691, after=30 * SECOND)


@case(TOLD, 'auth_eap_stalled', 'windows_error')
def client_leaves(s):
    """The error is the client's own."""
    link = Conversation(s, None).link
    link.eap(SERVER, REQUEST, bytes([IDENTITY]), 1)
    link.eap(CLIENT, 2, bytes([IDENTITY]) + b'alice', 1)
    tell(s, link, 691, by=CLIENT, after=30 * SECOND)


@case(TOLD, 'auth_failed', 'windows_error')
def failure_before(s):
    """The Failure is the answer."""
    link = responded(s)
    link.chap(SERVER, FAILURE, failure(691))
    tell(s, link, 691)
