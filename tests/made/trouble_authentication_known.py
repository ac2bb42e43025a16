"""MS-CHAP whose hashes are computed: what a reader who knows the password is told besides."""
import functools

from made import CLIENT, SERVER, mschap
from made.encrypted import PASSWORDS, Link
from made.ppp import SECOND, SUCCESS, noise, sized
from made.trouble import case
from made.trouble_authentication import refused
from made.trouble_eap import Conversation
from made.trouble_logons import another

KNOWN = 'trouble-authentication-known'


def open_lcp(s):
    s.known, s.right = [], {}
    s.start()
    link = Link(s.tunnel(), s)
    link.lcp_up()
    return link


def proof(link, right=True):
    octets = mschap.authenticator_response(link.hash, link.nt_response, link.peer_challenge, link.value, link.user)
    return 'S=' + (octets if right else octets[::-1]).hex().upper()


def proof_rejected(s, right, space):
    """The client hangs up after Success."""
    link = open_lcp(s)
    link.challenge()
    link.response()
    link.chap(SERVER, SUCCESS, proof(link, right) + (' M=ok' if space else 'M=ok'))
    s.close(link, text='Failed to authenticate ourselves to peer')


for is_right, has_space in (True, False), (False, False), (False, True), (True, True):
    case(KNOWN, 'auth_server_rejected')(functools.partial(proof_rejected, right=is_right, space=has_space))


def log_on(s, user='alice', **response):
    """As far as data, and an orderly end."""
    link = open_lcp(s)
    link.challenge()
    link.response(user, **response)
    link.success()
    link.ccp_up()
    link.ipcp_up()
    link.talk(1)
    s.close(link)


def log_on_in_vain(s, user='alice', **response):
    link = open_lcp(s)
    link.challenge()
    link.response(user, **response)
    link.failure()
    refused(s, link)


@case(KNOWN, 'auth_failed')
def refused_later(s):
    """The server took the same password some minutes before."""
    log_on(another(s, 1))
    s.made.clock += 300 * SECOND
    log_on_in_vain(s)


@case(KNOWN, 'auth_failed')
def refused_at_one_address(s):
    """The account works at another address, before and after; this address works for another user."""
    log_on(another(s, 1, '192.0.2.230'))
    log_on_in_vain(s)
    log_on(another(s, 2), 'bob')
    log_on(another(s, 3, '192.0.2.230'))


@case(KNOWN, 'auth_failed')
def hashed_by_octets(s):
    """The client makes a character of each octet of UTF-8."""
    log_on_in_vain(s, 'dora', password=PASSWORDS['dora'].encode().decode('latin-1'))


@case(KNOWN, 'auth_eap_server_rejected')
def proof_rejected_in_eap(s):
    """The client refuses the Success of EAP-MSCHAPv2, whose proof is that of another password."""
    talk = Conversation(s)
    challenge, peer, secret = noise('known challenge', 16), noise('known peer', 16), mschap.nt_hash(PASSWORDS['alice'])
    response = mschap.challenge_response(mschap.challenge_hash(peer, challenge, b'alice'), secret)
    other = mschap.authenticator_response(mschap.nt_hash('another'), response, peer, challenge, b'alice')
    talk.mschapv2(True, 1, sized(challenge) + b'pptpd')
    talk.mschapv2(False, 2, sized(mschap.response_value(response, peer)) + b'alice')
    talk.mschapv2(True, 3, f'S={other.hex().upper()} M=ok'.encode())
    talk.answer(26, b'\4')
    refused(s, talk.link)
