"""One protocol of a link fails, and takes the link with it."""
import functools
import struct

from made import CLIENT, SERVER
from made.ppp import (CCP, CHAP, CODE_REJECT, EAP, INSIDE, IPCP, IPV4, IPV6, IPV6CP, KEY_128, LCP, REQUEST, SECOND,
                      STATELESS, TERMINATED, VAN_JACOBSON, address, encoded, interface, mppe, noise, ping)
from made.trouble import authenticated, case, lcp_options, with_lcp
from made.trouble_lcp import MRRU, MULTILINK, configure
from made.trouble_multilink import Bundle

FAILING = 'trouble-protocols'


@case(FAILING, 'protocol_refused')
def ipcp_is_closed(s):
    """The server acknowledges nothing of IPCP any more: Terminate-Ack."""
    link = authenticated(s)
    link.request(SERVER, IPCP, address('10.10.0.1'))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address('10.10.0.100'))
    link.answer(SERVER, IPCP, TERMINATED)
    s.close(link, text='session closed')


@case(FAILING, 'protocol_refused')
def code_unknown(s):
    """The client's IPCP does not know the code of a Configure-Request: Code-Reject."""
    link = authenticated(s)
    link.request(SERVER, IPCP, address('10.10.0.1'))
    octets = encoded([address('10.10.0.1')])
    link.control(CLIENT, IPCP, CODE_REJECT, struct.pack('>BBH', 1, 1, 4 + len(octets)) + octets)
    s.close(link, SERVER, '')


@case(FAILING, 'protocol_ended_link')
def ipv6_ends_all(s):
    """The client gives up IPv6 in a session that works; the server ends everything."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.ipv6cp_up()
    link.pings(2, encrypted=True)
    link.terminate(CLIENT, '', IPV6CP)
    s.close(link, SERVER, '')


@case(FAILING, 'protocol_ended_link')
def ipv6_rejected_ends_all(s):
    """The server does not know IPv6CP, and ends all for it."""
    link = authenticated(s)
    link.ipcp_up()
    link.request(CLIENT, IPV6CP, interface(CLIENT))
    octets = encoded([interface(CLIENT)])
    link.protocol_reject(SERVER, IPV6CP, struct.pack('>BBH', 1, 1, 4 + len(octets)) + octets)
    s.close(link, SERVER, 'No network protocols running')


@case(FAILING)
def ipv6_rejected_and_all_is_well(s):
    """Rejected, too, but the session goes on; the user ends it."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.request(CLIENT, IPV6CP, interface(CLIENT))
    link.protocol_reject(SERVER, IPV6CP, struct.pack('>BBH', 1, 1, 14) + encoded([interface(CLIENT)]))
    link.pings(3, encrypted=True)
    s.close(link)


@case(FAILING)
def closes_one_after_the_other(s):
    """The client ends IPv6CP, IPCP and LCP in turn, as it should."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.ipv6cp_up()
    link.pings(2, encrypted=True)
    link.terminate(CLIENT, '', IPV6CP)
    link.terminate(CLIENT, '', IPCP)
    s.close(link, text='')


def asks_in_vain(s, client, protocol):
    """One end asks for a protocol that the other does not know."""
    link = authenticated(s)
    octets = encoded([interface(client)])
    link.request(client, protocol, interface(client))
    link.protocol_reject(not client, protocol, struct.pack('>BBH', 1, 1, 4 + len(octets)) + octets)
    return link


@case(FAILING, 'protocol_ended_link')
def encryption_control_is_required(s):
    """The client requires ECP (RFC 1968), which the server rejects."""
    s.close(asks_in_vain(s, CLIENT, 0x8053), text='encryption required')


@case(FAILING, 'protocol_ended_link')
def bridging_is_required(s):
    """The server requires BCP (RFC 3518), which the client rejects."""
    s.close(asks_in_vain(s, SERVER, 0x8031), SERVER, '')


@case(FAILING)
def apple_asks_for_its_own(s):
    """macOS asks for ACSP (0x8235), and does without it."""
    link = asks_in_vain(s, CLIENT, 0x8235)
    link.ipcp_up()
    link.pings(3)
    s.close(link)


@case(FAILING, 'protocol_disowned')
def eap_is_disowned(s):
    """The client acknowledges EAP, and rejects each Request."""
    link = with_lcp(s, 'EAP')
    for identifier in range(4):
        link.eap(SERVER, 1, b'\1', identifier, after=3 * SECOND)
        link.protocol_reject(CLIENT, EAP, struct.pack('>BBHB', 1, identifier, 5, 1))
    s.close(link, SERVER, 'Authentication failed')


@case(FAILING, 'protocol_disowned')
def chap_is_disowned(s):
    """The same of CHAP, whose LCP was not captured."""
    link = s.call()
    for number in range(3):
        link.challenge(after=3 * SECOND)
        link.protocol_reject(CLIENT, CHAP, struct.pack('>BBH', 1, number, 5))
    s.close(link, SERVER, '')


def compressing(s, client=True):
    """IPCP with Van Jacobson's compression of what the server sends, if the client asks for it."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, *[VAN_JACOBSON] * client, address(INSIDE[CLIENT]))
    link.ack(SERVER, IPCP)
    link.pings(2)
    return link


def send_compressed(link, count):
    """The server compresses a segment, which the client rejects."""
    for _ in range(count):
        link.send(CLIENT, IPV4, ping(CLIENT), after=SECOND)
        link.send(SERVER, 0x002d, noise('compressed', 40), after=SECOND)
        link.protocol_reject(CLIENT, 0x002d, noise('compressed', 40))


@case(FAILING, 'protocol_disowned')
def compression_is_disowned(s):
    """The client asks for Van Jacobson's compression, and rejects all that is compressed."""
    link = compressing(s)
    send_compressed(link, 3)
    s.close(link)


@case(FAILING, 'protocol_not_agreed')
def compression_that_nobody_asked_for(s):
    """The server compresses what it should not: the client does right to reject it."""
    link = compressing(s, client=False)
    send_compressed(link, 3)
    s.close(link)


@case(FAILING)
def compressed_once(s):
    """A single packet rejected is no trouble."""
    link = compressing(s)
    send_compressed(link, 1)
    link.pings(2)
    s.close(link)


def send_ipv6(s, count):
    """The client rejects IPv6CP, and each packet of IPv6 that the server sends all the same."""
    link = s.session()
    link.request(SERVER, IPV6CP, interface(SERVER))
    link.protocol_reject(CLIENT, IPV6CP, struct.pack('>BBH', 1, 1, 14) + encoded([interface(SERVER)]))
    for number in range(count):
        packet = struct.pack('>IHBB', 6 << 28, 20, 59, 64) + noise('from', 16) + noise('to', 16) + noise(number, 20)
        link.send(SERVER, IPV6, packet, after=SECOND)
        link.protocol_reject(CLIENT, IPV6, packet)
    link.pings(2)
    s.close(link)


case(FAILING, 'protocol_not_agreed')(lambda s: send_ipv6(s, 3))
case(FAILING)(lambda s: send_ipv6(s, 1))


@case(FAILING)
def compressed_unasked_once(s):
    link = compressing(s, client=False)
    send_compressed(link, 1)
    link.pings(2)
    s.close(link)


@case(FAILING, 'protocol_disowned')
def all_in_multilink_is_disowned(s):
    """The server asks for Multilink itself, and rejects it, with the CCP and IPCP that come in it."""
    link = s.call()
    for client in CLIENT, SERVER:
        link.request(client, LCP, *lcp_options(client, None if client else 'MS-CHAPv2'), MRRU)
        link.ack(not client, LCP)
    link.authenticate('MS-CHAPv2')
    bundle = Bundle(link)
    for number in range(8):
        protocol, option = (IPCP, address('0.0.0.0')) if number % 2 else (CCP, mppe(STATELESS | KEY_128))
        bundle.send(CLIENT, protocol, configure(REQUEST, 7, option), after=2 * SECOND)
        link.protocol_reject(SERVER, MULTILINK, noise('rejected', 12))
    s.close(link, CLIENT, '')


# --- Compression, which nobody needs ---

COMPRESSION = f'{FAILING}-ccp'
DEFLATE = 26, b'\x78\0'


def compression_fails(s, goes_on, agreed=False):
    """The server offers Deflate. The client does not know CCP, or ends it after a while."""
    link = s.session()
    link.request(SERVER, CCP, DEFLATE)
    if agreed:
        link.request(CLIENT, CCP, DEFLATE)
        link.ack(CLIENT, CCP)
        link.ack(SERVER, CCP)
        link.terminate(CLIENT, '', CCP)
    else:
        link.protocol_reject(CLIENT, CCP, configure(REQUEST, 1, DEFLATE))
    if goes_on:
        link.pings(3)
        s.close(link)
    else:
        s.close(link, SERVER, '')


for agreed in False, True:
    case(COMPRESSION, 'protocol_ended_link')(functools.partial(compression_fails, goes_on=False, agreed=agreed))
    case(COMPRESSION)(functools.partial(compression_fails, goes_on=True, agreed=agreed))


def waits_for_encryption(s, agrees):
    """pppd that requires MPPE keeps IPCP closed until CCP is open: it answers a request with a Terminate-Ack."""
    link = authenticated(s)
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.answer(CLIENT, IPCP, TERMINATED)
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.request(SERVER, CCP, mppe(STATELESS | KEY_128 if agrees else KEY_128))
    if not agrees:
        link.nak(SERVER, CCP, mppe(KEY_128))
        link.reject(CLIENT, CCP, mppe(KEY_128))
        s.close(link, text='MPPE required but peer negotiation failed')
        return
    link.ack(CLIENT, CCP)
    link.ack(SERVER, CCP)
    link.request(CLIENT, IPCP, address(INSIDE[CLIENT]))
    link.ack(SERVER, IPCP)
    link.again(SERVER, IPCP)
    link.ack(CLIENT, IPCP)
    link.pings(2, encrypted=True)
    s.close(link)


case(COMPRESSION, 'mppe_bits_rejected', 'mppe_no_agreement', 'mppe_required', 'protocol_refused')(
    functools.partial(waits_for_encryption, agrees=False))
case(COMPRESSION)(functools.partial(waits_for_encryption, agrees=True))
