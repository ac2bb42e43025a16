"""EAP fails, by method."""
import functools
import struct

from made import CLIENT, SERVER
from made.ppp import SECOND, authenticator_response, mschapv2_value, noise, sized
from made.trouble import case, with_lcp
from made.trouble_authentication import refused

EAP = 'trouble-eap'
REQUEST, RESPONSE, SUCCESS, FAILURE = 1, 2, 3, 4        # RFC 3748 section 4
IDENTITY, NAK, MD5, TLS, PEAP, MSCHAPV2 = 1, 3, 4, 13, 25, 26


class Conversation:
    """The server asks, the client answers with the same Identifier."""

    def __init__(self, s, user=b'alice'):
        self.link, self.identifier = with_lcp(s, 'EAP'), 0
        if user is not None:
            self.ask(IDENTITY)
            self.answer(IDENTITY, user)

    def ask(self, kind, octets=b'', again=False, **send):
        self.identifier += not again
        self.link.eap(SERVER, REQUEST, bytes([kind]) + octets, self.identifier, **send)

    def answer(self, kind, octets=b'', **send):
        self.link.eap(CLIENT, RESPONSE, bytes([kind]) + octets, self.identifier, **send)

    def end(self, code, **send):
        self.link.eap(SERVER, code, b'', self.identifier, **send)

    def mschapv2(self, ask, code, octets, identifier=7):
        """draft-kamath-pppext-eap-mschapv2 section 2."""
        (self.ask if ask else self.answer)(MSCHAPV2, struct.pack('>BBH', code, identifier, 4 + len(octets)) + octets)

    def handshake(self, user=b'alice'):
        self.mschapv2(True, 1, sized(noise('eap challenge', 16)) + b'pptpd')
        self.mschapv2(False, 2, sized(mschapv2_value('eap')) + user)

    def accept(self):
        self.mschapv2(True, 3, authenticator_response().encode())
        self.answer(MSCHAPV2, b'\3')
        self.end(SUCCESS)


@case(EAP)
def mschapv2_works(s):
    """EAP-MSCHAPv2 without an Identity: the name is in the Response only."""
    talk = Conversation(s, None)
    talk.handshake(b'CORP\\alice')
    talk.accept()
    s.go_on(talk.link)


@case(EAP)
def tls_in_fragments_works(s):
    """EAP-TLS after a Nak; fragments are acknowledged with their flags."""
    talk = Conversation(s)
    talk.ask(MD5, sized(noise('eap', 16)) + b'pptpd')
    talk.answer(NAK, bytes([TLS]))
    talk.ask(TLS, b'\x20')
    talk.answer(TLS, b'\xc0' + struct.pack('>I', 2000) + noise('tls', 1000))
    talk.ask(TLS, b'\0')
    talk.answer(TLS, b'\0' + noise('tls', 1000))
    talk.end(SUCCESS)
    s.go_on(talk.link)


@case(EAP, 'auth_eap_no_common')
def method_refused(s):
    """The server offers EAP-TLS, the client wants PEAP or EAP-MSCHAPv2."""
    talk = Conversation(s)
    talk.ask(TLS, b'\x20')
    talk.answer(NAK, bytes([PEAP, MSCHAPV2]))
    talk.end(FAILURE)
    s.close(talk.link, SERVER, '')


@case(EAP, 'auth_eap_no_common')
def no_other_method(s):
    """The client refuses MD5, names no other method, and hangs up."""
    talk = Conversation(s)
    talk.ask(MD5, sized(noise('eap', 16)) + b'pptpd')
    talk.answer(NAK, b'\0')
    s.close(talk.link)


@case(EAP, 'auth_eap_type')
def nak_as_a_request(s):
    """The server answers a Nak with a Request of type Nak, four times."""
    talk = Conversation(s)
    talk.ask(MD5, sized(noise('eap', 16)) + b'pptpd')
    talk.answer(NAK, bytes([MSCHAPV2]))
    for again in range(4):
        talk.ask(NAK, bytes([MSCHAPV2]), again, after=3 * SECOND)
        talk.link.hear(CLIENT)
    talk.end(FAILURE)
    s.close(talk.link, SERVER, '')


@case(EAP, 'auth_eap_flags')
def acknowledgment_without_flags(s):
    """The server acknowledges a fragment of EAP-TLS with the Type only."""
    talk = Conversation(s)
    talk.ask(TLS, b'\x20')
    talk.answer(TLS, b'\xc0' + struct.pack('>I', 2000) + noise('tls', 1000))
    talk.ask(TLS)
    s.close(talk.link)


@case(EAP, 'auth_eap_server_rejected')
def success_with_another_identifier(s):
    """The client answers EAP-MSCHAPv2's Success with Failure: its MS-CHAPv2-ID is not the Response's."""
    talk = Conversation(s)
    talk.handshake()
    talk.mschapv2(True, 3, authenticator_response().encode(), 8)
    talk.answer(MSCHAPV2, b'\4')
    s.close(talk.link, text='Failed to authenticate ourselves to peer')


@case(EAP, 'auth_eap_failed')
def alert_of_tls(s):
    """The client does not know the server's certificate authority."""
    talk = Conversation(s)
    talk.ask(TLS, b'\x20')
    talk.answer(TLS, b'\0' + noise('hello', 200))
    talk.ask(TLS, b'\0' + noise('certificate', 900))
    talk.answer(TLS, b'\0' + bytes([21, 3, 3, 0, 2, 2, 48]))
    talk.end(FAILURE)
    s.close(talk.link, SERVER, '')


@case(EAP, 'auth_eap_failed')
def certificate_of_the_client(s):
    """The client's certificate has expired, says the server."""
    talk = Conversation(s)
    talk.ask(TLS, b'\x20')
    talk.answer(TLS, b'\0' + noise('hello', 200))
    talk.ask(TLS, b'\0' + noise('certificate', 900))
    talk.answer(TLS, b'\0' + noise('certificate of the client', 900))
    talk.ask(TLS, b'\0' + bytes([21, 3, 3, 0, 2, 2, 45]))
    talk.answer(TLS, b'\0')
    talk.end(FAILURE)
    s.close(talk.link, SERVER, '')


@case(EAP, 'auth_eap_stalled')
def large_packet_is_lost(s):
    """PEAP: the server's certificate does not get through."""
    talk = Conversation(s)
    talk.ask(PEAP, b'\x20')
    talk.answer(PEAP, b'\0' + noise('hello', 200))
    for again in range(3):
        talk.ask(PEAP, b'\0' + noise('certificate', 1300), again, after=3 * SECOND)
    talk.link.terminate(SERVER, after=3 * SECOND)
    s.end_by_server()


@case(f'{EAP}-identity', 'auth_eap_stalled')
def identity_is_not_told(s, hears=True):
    """The client acknowledges each request in GRE, and does not answer."""
    link = with_lcp(s, 'EAP')
    if not hears:
        link.acknowledging.discard(CLIENT)
    for _ in range(10):
        link.eap(SERVER, 1, b'\1', after=3 * SECOND)
        if hears:
            link.hear(CLIENT)
    link.terminate(SERVER, after=3 * SECOND)
    s.end_by_server()


case(f'{EAP}-identity', 'auth_eap_stalled')(functools.partial(identity_is_not_told, hears=False))


@case(EAP, 'auth_eap_stalled')
def backend_is_silent(s):
    """The server does not go on after the Identity."""
    talk = Conversation(s)
    talk.link.hear(SERVER)
    talk.link.terminate(CLIENT, after=30 * SECOND)
    s.end()


@case(EAP, 'auth_eap_unfinished')
def capture_ends_here(s):
    """The capture ends with the server's start of PEAP."""
    talk = Conversation(s)
    talk.ask(PEAP, b'\x20')


# --- Refused and wanted -----------------------------------------------------------------------------------------------


@case('trouble-eap-same', 'auth_eap_no_common')
def method_refused_and_wanted(s):
    """The client refuses PEAP, and asks for PEAP: it is not set up."""
    talk = Conversation(s, b'frank')
    talk.ask(PEAP, b'\x20')
    talk.answer(NAK, struct.pack('>B', PEAP))
    talk.end(4)
    refused(s, talk.link)
