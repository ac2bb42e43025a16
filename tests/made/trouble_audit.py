"""What an eavesdropper or a security audit learns from a tunnel."""
import functools

from made import CLIENT, SERVER
from made.ppp import CCP, KEY_128, KEY_40, KEY_56, PPP, STATELESS, mppe, mschap_value, noise, sized
from made.trouble import ASKED_TO_START, STARTED, case, with_lcp

AUDITED = 'trouble-audit'


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


def start_and_leave(s, vendor_name):
    """With nmap's values, but for the vendor's name."""
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', version=0x0100, framing_capabilities=1, bearer_capabilities=1,
          maximum_channels=65535, firmware_revision=1, host_name='none', vendor_name=vendor_name)
    s.say(SERVER, 'Start-Control-Connection-Reply', 20_000, **STARTED, result=1)
    s.hang_up()


@case(AUDITED, 'nmap_probe')
def scanned(s):
    """nmap's probe: a start, and that was it."""
    start_and_leave(s, 'nmap')


SCANNED = f'{AUDITED}-scanners'


@case(SCANNED, 'probe_start')
def scanned_by_another(s):
    """A scanner that names no vendor."""
    start_and_leave(s, '')


@case(SCANNED)
def host_of_that_name(s):
    """A user whose computer is called nmap."""
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **{**ASKED_TO_START, 'host_name': 'nmap'})
    s.say(SERVER, 'Start-Control-Connection-Reply', 20_000, **STARTED, result=1)
    link = PPP(s.tunnel())
    link.up()
    link.pings(2)
    s.close(link)


@case(f'{AUDITED}-downgrade', 'mppe_40')
def shorter_keys(s):
    """The client offers 128-bit keys, the server wants 40 bits, and gets them."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.authenticate()
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_128))
    link.request(SERVER, CCP, mppe(STATELESS | KEY_40))
    link.nak(SERVER, CCP, mppe(STATELESS | KEY_40))
    link.ack(CLIENT, CCP)
    link.request(CLIENT, CCP, mppe(STATELESS | KEY_40))
    link.ack(SERVER, CCP)
    link.ipcp_up()
    link.pings(2, encrypted=True)
    s.close(link)


@case(f'{AUDITED}-protocols', 'clear_data')
def other_than_ip(s):
    """NetBEUI, IPX, frames of a bridge, and AppleTalk."""
    link = s.session()
    for protocol, count in (0x3f, 3), (0x2b, 2), (0x31, 2), (0x29, 1):
        for number in range(count):
            link.send(CLIENT, protocol, noise(f'{protocol} {number}', 40))
            link.hear(SERVER)
    s.close(link)
