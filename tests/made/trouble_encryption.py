"""The ends do not agree on encryption."""
import functools
import struct

from made import CLIENT, SERVER
from made.ppp import CCP, IPCP, IPV4, KEY_128, KEY_40, SECOND, STATELESS, encoded, mppe, noise, ping, sized
from made.trouble import authenticated, case, with_lcp
from made.trouble_eap import MD5, SUCCESS, Conversation

ENCRYPTING = 'trouble-encryption'


@case(ENCRYPTING, 'mppe_rejected')
def option_rejected(s):
    """The server rejects MPPE's option; the client ends the link (Windows: error 742)."""
    link = authenticated(s)
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.reject(SERVER, CCP, mppe(STATELESS | KEY_128))
    s.close(link, text='')


@case(ENCRYPTING, 'mppe_ccp_rejected')
def protocol_rejected(s):
    """The server has no CCP at all: LCP Protocol-Reject."""
    link = authenticated(s)
    request = encoded([mppe(STATELESS | KEY_128)])
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.protocol_reject(SERVER, CCP, struct.pack('>BBH', 1, 1, 4 + len(request)) + request)
    s.close(link, text='')


def bits_disagreed(s, asked, offered):
    """The client asks for the one, the server offers the other, ten times."""
    link = authenticated(s)
    for _ in range(10):
        link.request(CLIENT, CCP, mppe(asked))
        link.nak(SERVER, CCP, mppe(offered))
    link.terminate(CLIENT, '', CCP)
    s.close(link, text='')


case(ENCRYPTING, 'mppe_no_agreement')(functools.partial(bits_disagreed, asked=STATELESS | KEY_128, offered=KEY_128))
case(ENCRYPTING, 'mppe_no_agreement')(functools.partial(bits_disagreed, asked=STATELESS | KEY_128,
                                                        offered=STATELESS | KEY_40))


@case(ENCRYPTING, 'mppe_absent')
def nobody_asks(s):
    """MS-CHAPv2 would give keys, but nobody asks for encryption: what the user does crosses in the clear."""
    link = authenticated(s)
    link.ipcp_up()
    link.pings(3)
    s.close(link)


@case(ENCRYPTING, 'mppe_required')
def not_available(s):
    """The client requires what it cannot do itself."""
    link = authenticated(s)
    link.terminate(CLIENT, 'MPPE required but not available')
    s.end()


@case(ENCRYPTING, 'mppe_required')
def negotiation_failed(s):
    """CCP's requests find no answer; pppd's own words at the end."""
    link = authenticated(s)
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    for _ in range(9):
        link.again(CLIENT, CCP)
        link.hear(SERVER)
    link.terminate(CLIENT, 'MPPE required but peer negotiation failed', after=3 * SECOND)
    s.end()


def keys_missing(s, auth):
    """The authentication gives no keys, yet the server asks for MPPE, and ends the link when the client cannot."""
    link = authenticated(s, auth)
    link.request(SERVER, CCP, mppe(STATELESS | KEY_128))
    link.reject(CLIENT, CCP, mppe(STATELESS | KEY_128))
    s.close(link, SERVER, '')


case(ENCRYPTING, 'mppe_without_keys')(functools.partial(keys_missing, auth='PAP'))
case(ENCRYPTING, 'mppe_without_keys')(functools.partial(keys_missing, auth='CHAP-MD5'))


@case(ENCRYPTING, 'mppe_offered_again')
def nothing_offered_again(s):
    """The client asks for MPPE without any bit, again and again after it was rejected."""
    link = authenticated(s)
    for _ in range(4):
        link.request(CLIENT, CCP, mppe(0))
        link.reject(SERVER, CCP, mppe(0))
    s.close(link, text='')


@case(ENCRYPTING, 'mppe_unanswered')
def ccp_is_not_answered(s):
    """The client offers MPPE ten times; the server does not even refuse, and data go in the clear."""
    link = s.call()
    link.lcp_up()
    link.authenticate()
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    for _ in range(9):
        link.again(CLIENT, CCP)
    link.ipcp_up()
    link.pings(3)
    s.close(link)


@case(ENCRYPTING, 'mppe_without_keys', 'mppe_rejected')
def eap_md5_makes_no_keys(s):
    """EAP-MD5 lets the client in; the server offers MPPE, for which there are no keys."""
    link = s.call()
    link.lcp_up('EAP')
    link.eap(SERVER, 1, b'\4' + sized(noise('md5', 16)) + b'pptpd', 2)
    link.eap(CLIENT, 2, b'\4' + sized(noise('md5 response', 16)) + b'alice', 2)
    link.eap(SERVER, 3, b'', 2)
    link.request(SERVER, CCP, mppe(STATELESS | KEY_128))
    link.reject(CLIENT, CCP, mppe(STATELESS | KEY_128))
    s.close(link)


@case(ENCRYPTING, 'mppe_without_keys')
def nobody_authenticates(s):
    """LCP without authentication; the client offers MPPE."""
    link = s.call()
    link.lcp_up(None)
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.reject(SERVER, CCP, mppe(STATELESS | KEY_128))
    s.close(link)


@case(ENCRYPTING, 'mppe_bits_rejected')
def compression_bit(s):
    """The client offers MPPC, too; the server, which asks for the same without, rejects that (Windows: error 742)."""
    link = authenticated(s)
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128 | 1))
    link.request(SERVER, CCP, mppe(STATELESS | KEY_128))
    link.reject(SERVER, CCP, mppe(STATELESS | KEY_128 | 1))
    link.ack(CLIENT, CCP)
    s.close(link, text='')


@case(ENCRYPTING, 'mppe_not_used')
def nobody_insists(s):
    """The server's offer is rejected, and data flow in the clear, as both want it."""
    link = authenticated(s, 'MS-CHAPv2')
    link.request(SERVER, CCP, mppe(STATELESS | KEY_128))
    link.reject(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.ipcp_up()
    link.pings(3)
    s.close(link)


@case(ENCRYPTING, 'clear_in_spite_of_mppe')
def leaks(s):
    """Encryption is in use both ways; some of the client's packets go past it."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(3, encrypted=True)
    for _ in range(3):
        link.send(CLIENT, IPV4, ping(CLIENT), after=SECOND)
    link.pings(1, encrypted=True)
    s.close(link)


@case(ENCRYPTING, 'mppe_required')
def server_has_no_keys(s):
    """The user is let in, but RADIUS sent no keys to the server."""
    link = authenticated(s)
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.terminate(SERVER, 'MPPE required but not available')
    s.end_by_server()


@case(ENCRYPTING)
def encryption_ended_by_both(s):
    """CCP is terminated; what follows is in the clear, and may be."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(2, encrypted=True)
    link.terminate(SERVER, '', CCP)
    link.pings(2)
    s.close(link)


@case(ENCRYPTING, 'clear_in_spite_of_mppe')
def never_encrypts(s):
    """MPPE is agreed on both ways, yet the client sends in the clear. The server encrypts."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(6):
        link.send(CLIENT, IPV4, ping(CLIENT), after=SECOND)
        link.encrypted(SERVER)
    s.close(link)


@case(ENCRYPTING)
def first_packet_in_the_clear(s):
    """The client's first packet leaves before the Ack of CCP reaches it."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.send(CLIENT, IPV4, ping(CLIENT), after=1000)
    link.hear(SERVER)
    link.terminate(SERVER, '', CCP)
    s.close(link)


@case(ENCRYPTING, 'mppe_absent')
def nobody_asks_after_eap(s):
    """The keys of EAP-MSCHAPv2 follow from the password, too."""
    talk = Conversation(s)
    talk.handshake()
    talk.accept()
    talk.link.ipcp_up()
    talk.link.pings(3)
    s.close(talk.link)


@case(ENCRYPTING)
def eap_without_keys(s):
    """EAP-MD5 provides no keys: no MPPE could have been agreed on."""
    talk = Conversation(s)
    talk.ask(MD5, sized(noise('eap', 16)) + b'pptpd')
    talk.answer(MD5, sized(noise('digest', 16)) + b'alice')
    talk.end(SUCCESS)
    talk.link.ipcp_up()
    talk.link.pings(3)
    s.close(talk.link)


# --- CCP in mid-session ---

BEGUN_AGAIN = f'{ENCRYPTING}-begun-again'


def begun_again(s, answered, times=8):
    """The server negotiates CCP anew."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(4, encrypted=True)
    link.request(SERVER, CCP, mppe(STATELESS | KEY_128), after=SECOND)
    if answered:
        link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
        link.ack(SERVER, CCP)
        link.ack(CLIENT, CCP)
    for _ in range(0 if answered else times):
        link.encrypted(CLIENT, after=SECOND)
        link.again(SERVER, CCP, after=2 * SECOND)
    if answered:
        link.pings(4, encrypted=True)
    s.close(link, SERVER, '' if answered else 'MPPE required but peer negotiation failed')


case(BEGUN_AGAIN, 'ccp_begun_again')(functools.partial(begun_again, answered=False))
case(BEGUN_AGAIN)(functools.partial(begun_again, answered=True))


BITS = mppe(STATELESS | KEY_128)


def in_vain(link, count=3):
    """The server asks anew, and the client goes on encrypting."""
    for _ in range(count):
        link.request(SERVER, CCP, BITS, after=2 * SECOND)
        link.encrypted(CLIENT, after=SECOND)


def encrypting(s):
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(2, encrypted=True)
    return link


@case(BEGUN_AGAIN, 'ccp_begun_again')
def under_new_identifiers(s):
    link = encrypting(s)
    in_vain(link)
    s.close(link)


@case(BEGUN_AGAIN, 'mppe_rejected')
def rejected(s):
    """The client answers, if only with a Reject."""
    link = encrypting(s)
    link.request(SERVER, CCP, BITS)
    link.reject(CLIENT, CCP, BITS)
    link.encrypted(CLIENT, after=4 * SECOND)
    s.close(link)


@case(BEGUN_AGAIN)
def given_up(s):
    """The server ends CCP for it; data then is in the clear."""
    link = encrypting(s)
    in_vain(link)
    link.terminate(SERVER, '', CCP)
    link.pings(4)
    s.close(link)


@case(BEGUN_AGAIN)
def at_the_end(s):
    link = encrypting(s)
    link.request(SERVER, CCP, BITS)
    s.close(link)


@case(BEGUN_AGAIN, 'mppe_unanswered', 'data_unanswered')
def never_open(s):
    """The server asks for the first time, when only the client's request was agreed on."""
    link = authenticated(s)
    link.request(CLIENT, CCP, BITS)
    link.ack(SERVER, CCP)
    link.ipcp_up()
    for _ in range(3):
        link.encrypted(CLIENT, after=SECOND)
    in_vain(link)
    s.close(link)


@case(BEGUN_AGAIN)
def before_it_was_used(s):
    """CCP is begun again before any packet was encrypted."""
    link = authenticated(s)
    link.ccp_up()
    link.request(SERVER, CCP, BITS)
    link.ipcp_up()
    for _ in range(4):
        link.encrypted(CLIENT, after=SECOND)
    s.close(link)


@case(BEGUN_AGAIN)
def never_used(s):
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(3):
        link.request(SERVER, CCP, BITS, after=2 * SECOND)
        link.hear(CLIENT)
    s.close(link)


def storm(s, count, after):
    """The client negotiates CCP anew, again and again."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(1, encrypted=True)
    for _ in range(count):
        link.request(CLIENT, CCP, BITS, after=after)
        link.request(SERVER, CCP, BITS)
        link.ack(SERVER, CCP)
        link.ack(CLIENT, CCP)
        link.pings(1, encrypted=True, after=1000)
    s.close(link)


case(BEGUN_AGAIN, 'ccp_storm')(functools.partial(storm, count=6, after=SECOND))
# A minute apart, or only a few times.
case(BEGUN_AGAIN)(functools.partial(storm, count=6, after=60 * SECOND))
case(BEGUN_AGAIN)(functools.partial(storm, count=4, after=SECOND))


# --- Asked for by one end only, or closed -----------------------------------------------------------------------------

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


@case(WANTED, 'ppp_stuck')
def client_is_not_as_far(s):
    """The capture lacks LCP and authentication: the server goes on after its Success, but the client rejects that."""
    link = s.call()
    first = len(s.made.frames)
    link.lcp_up()
    link.authenticate()
    s.made.frames[first:] = []
    for _ in range(4):
        link.request(SERVER, CCP, mppe(STATELESS | KEY_128), after=SECOND)
        link.hear(CLIENT)
    s.close(link, text='Failed to authenticate ourselves to peer')


# --- MPPE that an end requires, and does not have itself ---

MISSING = 'trouble-encryption-missing'


def has_none(s, by=CLIENT, auth='MS-CHAP'):
    """pppd's words; it did not even ask."""
    if auth == 'EAP':
        talk = Conversation(s)
        talk.ask(MD5, sized(noise('eap', 16)) + b'pptpd')
        talk.answer(MD5, sized(noise('digest', 16)) + b'alice')
        talk.end(SUCCESS)
        link = talk.link
    else:
        link = authenticated(s, auth)
    link.request(not by, CCP, mppe(STATELESS | KEY_128))
    link.terminate(by, 'MPPE required but not available')
    s.end() if by else s.end_by_server()


case(MISSING, 'mppe_required')(has_none)
case(MISSING, 'mppe_required', 'mppe_without_keys')(functools.partial(has_none, auth='EAP'))
case(MISSING, 'mppe_required')(functools.partial(has_none, by=SERVER))


# --- An end that wants no encryption ---

UNWANTED = 'trouble-encryption-unwanted'


def asks_for(s, bits):
    """The client rejects the server's offer; it asks for these bits itself, which the server does not accept."""
    link = authenticated(s, 'MS-CHAPv2')
    link.request(SERVER, CCP, mppe(STATELESS | KEY_128))
    link.reject(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.request(CLIENT, CCP, mppe(bits))
    link.nak(SERVER, CCP, mppe(STATELESS | KEY_128))
    s.close(link, SERVER, '')


case(UNWANTED, 'mppe_rejected')(functools.partial(asks_for, bits=1))
case(UNWANTED, 'mppe_bits_rejected')(functools.partial(asks_for, bits=KEY_40))
case(UNWANTED, 'mppe_bits_rejected')(functools.partial(asks_for, bits=STATELESS | KEY_128 | 0x10))
