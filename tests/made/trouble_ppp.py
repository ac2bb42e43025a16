"""PPP that comes to nothing, or tells an eavesdropper too much."""
import functools
import struct

from made import CLIENT, SERVER
from made.ppp import (
    AUTHENTICATION, CCP, CHANGE_PASSWORD, FAILURE, INSIDE, IPCP, KEY_128, KEY_40, KEY_56, LCP, SECOND, STATELESS,
    VAN_JACOBSON, address, encoded, mppe, mru, mschap_value, mschapv2_value, noise, sized)
from made.trouble import STARTED, case, lcp_options

# --- 4: PPP talks, but does not agree -------------------------------------------------------------------------------

DISAGREEING = 'trouble-04-no-agreement'


@case(DISAGREEING, 'ppp_replies_not_received', 'linux_nat_helper')
def client_is_deaf(s):
    """The server answers each of the client's requests, and asks itself; the client repeats its first one unchanged. So
    does one behind a NAT of Linux that does not know its call, seen from outside."""
    link = s.call()
    link.acknowledging = {SERVER}
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.ack(SERVER, LCP)
    for _ in range(9):
        link.again(CLIENT, LCP)
        link.again(SERVER, LCP, after=10_000)
        link.ack(SERVER, LCP)
    s.end(3 * SECOND)


@case(DISAGREEING, 'ppp_replies_not_received')
def server_is_deaf(s):
    """The other way round: the client rejects an option, the server asks for it again and again."""
    link = s.call()
    link.acknowledging = {CLIENT}
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'), (19, b'\1pptpd'))
    link.reject(CLIENT, LCP, (19, b'\1pptpd'))
    for _ in range(9):
        link.again(SERVER, LCP)
        link.reject(CLIENT, LCP, (19, b'\1pptpd'))
    s.end_by_server(3 * SECOND)


@case(DISAGREEING, 'ppp_no_agreement')
def unit_disagreed(s):
    """The client wants an MRU of 1500, the server 1400; each of the client's requests is a new one."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.ack(CLIENT, LCP)
    for _ in range(10):
        link.request(CLIENT, LCP, *lcp_options(CLIENT, unit=1500))
        link.nak(SERVER, LCP, mru(1400))
    s.end(3 * SECOND)


@case(DISAGREEING, 'ppp_unanswered')
def both_only_ask(s):
    """Both ends ask, neither answers: neither hears the other."""
    link = s.call()
    link.acknowledging.clear()
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    for _ in range(9):
        link.again(CLIENT, LCP)
        link.again(SERVER, LCP, after=10_000)
    s.end(3 * SECOND)


@case(DISAGREEING, 'ppp_accepted_late')
def waits_for_a_lost_packet(s):
    """A packet of the server's is lost; the client keeps the Configure-Ack behind it waiting, asks once more after 3 s,
    and takes the answer then: all is well in the end."""
    link = s.call()
    link.request(SERVER, LCP, *lcp_options(SERVER))
    link.ack(CLIENT, LCP)
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    link.tunnel.next[SERVER] += 1
    link.acknowledging = {SERVER}
    link.ack(SERVER, LCP)
    link.again(CLIENT, LCP)
    link.acknowledging = {CLIENT, SERVER}
    link.ack(SERVER, LCP)
    link.ipcp_up()
    s.close(link)


@case(DISAGREEING, 'ppp_replies_not_received')
def deaf_under_new_identifiers(s):
    """The server acknowledges each of the client's requests, and the client goes on asking, as Windows does."""
    link = s.call()
    link.acknowledging = {SERVER}
    for _ in range(10):
        link.request(CLIENT, LCP, *lcp_options(CLIENT), after=3 * SECOND)
        link.ack(SERVER, LCP)
    s.end(3 * SECOND)


# --- 5: authentication fails ----------------------------------------------------------------------------------------

AUTHENTICATING = 'trouble-05-authentication'
REFUSAL = 'Authentication failed'       # what pppd's Terminate-Request says then


def with_lcp(s, auth, **lcp):
    link = s.call()
    link.lcp_up(auth, **lcp)
    return link


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


# --- 6: encryption cannot be agreed ---------------------------------------------------------------------------------

ENCRYPTING = 'trouble-06-encryption'


def authenticated(s, auth='MS-CHAPv2'):
    link = with_lcp(s, auth)
    link.authenticate(auth)
    return link


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


# --- 7: keys that differ --------------------------------------------------------------------------------------------

KEYS = 'trouble-07-keys'
GARBAGE = 0x3a57, 0x8ed1, 0x00e3, 0x5c2f, 0x9431    # unassigned, but of the form of protocol numbers


@case(KEYS, 'mppe_garbage')
def server_reads_garbage(s):
    """What the server decrypts makes no sense: it rejects the protocols that it reads."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number, protocol in enumerate(GARBAGE):
        link.encrypted(CLIENT, after=SECOND)
        link.protocol_reject(SERVER, protocol, noise(number, 86))
    s.close(link, text='')


@case(KEYS, 'mppe_garbage')
def both_read_garbage(s):
    """Neither end can decrypt the other."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number, protocol in enumerate(GARBAGE):
        for client in CLIENT, SERVER:
            link.encrypted(client, after=500_000)
            link.protocol_reject(not client, protocol ^ 0x0600 * client, noise(number, 86))
    s.close(link, text='')


@case(KEYS, 'mppe_resets')
def resets_without_loss(s):
    """Stateful MPPE: the server asks for a reset after each packet, though none is missing."""
    link = s.session(auth='MS-CHAPv2', bits=KEY_128)
    for _ in range(8):
        link.encrypted(CLIENT, after=200_000)
        link.reset(SERVER)
    s.close(link, text='')


@case(KEYS, 'data_unanswered')
def silently_dropped(s):
    """The client's data is acknowledged, LCP lives, but no data ever comes back."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number in range(12):
        link.encrypted(CLIENT, after=2 * SECOND)
        link.hear(SERVER)
        if number % 5 == 4:
            link.echo(CLIENT)
    s.close(link)


# --- 13: addresses --------------------------------------------------------------------------------------------------

ADDRESSES = 'trouble-13-addresses'


@case(ADDRESSES, 'ipcp_rejected')
def no_ipcp(s):
    """The server has no IPCP (Windows: error 720)."""
    link = authenticated(s, 'CHAP-MD5')
    request = encoded([address('0.0.0.0')])
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.protocol_reject(SERVER, IPCP, struct.pack('>BBH', 1, 1, 4 + len(request)) + request)
    s.close(link, text='')


@case(ADDRESSES, 'ipcp_no_agreement')
def fixed_address(s):
    """The client insists on an address, the server on another."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    for _ in range(10):
        link.request(CLIENT, IPCP, address('192.168.1.5'))
        link.nak(SERVER, IPCP, address(INSIDE[CLIENT]))
    s.close(link, text='')


@case(ADDRESSES, 'address_never_assigned')
def address_rejected(s):
    """The client asks for any address; the server rejects the option."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.reject(SERVER, IPCP, address('0.0.0.0'))
    link.request(CLIENT, IPCP)
    link.ack(SERVER, IPCP)
    s.close(link, text='')


@case(ADDRESSES, 'address_never_assigned')
def any_address_agreed(s):
    """The server agrees to 0.0.0.0."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.ack(SERVER, IPCP)
    s.close(link, text='')


@case(ADDRESSES, 'ipcp_only_ipv6')
def only_ipv6(s):
    """Nobody speaks of IPv4."""
    link = authenticated(s, 'CHAP-MD5')
    link.ipv6cp_up()
    link.echo(CLIENT, after=30 * SECOND)
    s.close(link)


@case(ADDRESSES, 'vj_rejected_again')
def compression_asked_again(s):
    """The client asks for Van Jacobson's compression although it was rejected (RFC 1661 section 5.4: it must not)."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    for _ in range(4):
        link.request(CLIENT, IPCP, VAN_JACOBSON, address(INSIDE[CLIENT]))
        link.reject(SERVER, IPCP, VAN_JACOBSON)
    link.request(CLIENT, IPCP, address(INSIDE[CLIENT]))
    link.ack(SERVER, IPCP)
    s.close(link)


@case(ADDRESSES, 'ipcp_terminated')
def pool_exhausted(s):
    """The server has no address left."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.terminate(SERVER, 'Cannot satisfy pool request', IPCP)
    s.close(link, SERVER, 'No network protocols running')


@case(ADDRESSES, 'ipcp_terminated')
def own_address_unknown(s):
    """pppd at the client got no address for itself."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(CLIENT, IPCP)
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(SERVER, IPCP)
    link.ack(CLIENT, IPCP)
    link.terminate(CLIENT, 'Could not determine local IP address', IPCP)
    s.close(link, text='No network protocols running')


@case(ADDRESSES, 'address_never_assigned')
def nobody_answers_the_request_for_an_address(s):
    """0.0.0.0 asked for ten times; LCP lives, IPCP is not answered."""
    link = s.call()
    link.lcp_up('CHAP-MD5')
    link.authenticate('CHAP-MD5')
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    for _ in range(9):
        link.again(CLIENT, IPCP)
        link.echo(CLIENT)
    s.close(link)


@case(ADDRESSES, 'address_never_assigned')
def wants_it_to_have_none(s):
    """The server's Nak names 0.0.0.0 again and again."""
    link = s.call()
    link.lcp_up('CHAP-MD5')
    link.authenticate('CHAP-MD5')
    for _ in range(5):
        link.request(CLIENT, IPCP, address('0.0.0.0'))
        link.nak(SERVER, IPCP, address('0.0.0.0'))
    s.close(link)


# --- 18: what an audit asks -----------------------------------------------------------------------------------------

AUDITED = 'trouble-18-audit'


@case(AUDITED, 'clear_data')
def data_in_the_clear(s):
    """CHAP-MD5, no encryption: six packets of IPv4 in the clear."""
    link = s.session()
    link.pings(3)
    s.close(link)


@case(AUDITED, 'pap_password')
def password_in_the_clear(s):
    link = s.session(auth='PAP')
    s.close(link)


@case(AUDITED, 'lm_response')
def lan_manager(s):
    """MS-CHAP, version 1, with LAN Manager's response."""
    link = with_lcp(s, 'MS-CHAP')
    link.challenge(8)
    link.response(mschap_value(lan_manager=True))
    link.success('')
    link.ccp_up()
    link.ipcp_up()
    s.close(link)


def short_keys(s, bits):
    link = s.session(auth='MS-CHAPv2', bits=bits)
    link.pings(2, encrypted=True)
    s.close(link)


case(AUDITED, 'mppe_40')(functools.partial(short_keys, bits=STATELESS | KEY_40))
case(AUDITED, 'mppe_56')(functools.partial(short_keys, bits=STATELESS | KEY_56))


@case(AUDITED, 'mschapv2_handshake')
def handshake(s):
    """Challenge, response and Success of MS-CHAPv2: all that an attack offline needs."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(2, encrypted=True)
    s.close(link)


@case(AUDITED, 'eap_name')
def long_name(s):
    """A client that needs no authentication sends an MD5-Challenge of EAP with a name of 600 octets, as the attack on
    pppd does (CVE-2020-8597)."""
    link = s.call()
    link.lcp_up(None, compressed=False)
    link.eap(CLIENT, 1, b'\4' + sized(noise('eap', 16)) + b'A' * 600, 1)
    s.end()


@case(AUDITED, 'nmap_probe')
def scanned(s):
    """nmap's probe: a start, and that was it."""
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', version=0x0100, framing_capabilities=1, bearer_capabilities=1,
          maximum_channels=65535, firmware_revision=1, host_name='none', vendor_name='nmap')
    s.say(SERVER, 'Start-Control-Connection-Reply', 20_000, **STARTED, result=1)
    s.hang_up()
