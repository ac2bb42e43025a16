"""Encryption is agreed on, but the ends have different keys."""
import functools
import ipaddress
import struct

from made import CLIENT, SERVER, encrypted
from made.ppp import CCP, ENCRYPTED, FLUSHED, INSIDE, IPV4, KEY_128, KEY_56, MPPE, SECOND, STATELESS, noise, ping
from made.trouble import authenticated, case, overtake
from packets import ip_packet

KEYS = 'trouble-keys'
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


STEP = f'{KEYS}-step'


def rejects_later(s, then):
    """The client understood the server six times. Then it rejects all that it decrypts."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for _ in range(6):
        link.encrypted(CLIENT, after=SECOND)
        link.encrypted(SERVER)
    then(s, link)
    for number, protocol in enumerate(GARBAGE):
        link.encrypted(SERVER, after=SECOND)
        link.protocol_reject(CLIENT, protocol, noise(number, 86))
    s.close(link, text='')


def one_comes_late(s, link):
    link.encrypted(SERVER)
    link.encrypted(SERVER)
    overtake(s.made)


case(STEP, 'mppe_lost_step')(functools.partial(rejects_later, then=one_comes_late))
case(STEP, 'mppe_lost_step')(functools.partial(rejects_later, then=lambda s, link: None))


@case(STEP, 'mppe_garbage')
def packets_that_the_client_never_got(s):
    """All that the server sent before is lost behind the capture: the client did not understand it either."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.acknowledging.discard(CLIENT)
    for _ in range(6):
        link.encrypted(SERVER, after=SECOND)
    for number, protocol in enumerate(GARBAGE):
        link.encrypted(SERVER, after=SECOND)
        link.protocol_reject(CLIENT, protocol, noise(number, 86))
    s.close(link, text='')


@case(KEYS, 'mppe_resets')
def resets_without_loss(s):
    """Stateful MPPE: the server asks for a reset after each packet, though none is missing."""
    link = s.session(auth='MS-CHAPv2', bits=KEY_128)
    for _ in range(8):
        link.encrypted(CLIENT, after=200_000)
        link.reset(SERVER)
    s.close(link, text='')


def drops_silently(s, count, every, vendor='Microsoft'):
    """The client's data is acknowledged, LCP lives, but no data ever comes back."""
    s.vendor = vendor
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number in range(count):
        link.encrypted(CLIENT, after=every * SECOND)
        link.hear(SERVER)
        if number % 5 == 4:
            link.echo(CLIENT)
    s.close(link)


case(KEYS, 'data_unanswered')(functools.partial(drops_silently, count=60, every=2))


@case(KEYS, 'data_unanswered')
def clear_data_unanswered(s):
    """The server's GRE hears the client's packets in the clear; its PPP drops them."""
    link = s.session(auth='MS-CHAPv2')
    for _ in range(8):
        link.send(CLIENT, IPV4, ping(CLIENT), after=2 * SECOND)
        link.hear(SERVER)
    s.close(link)


@case(KEYS)
def broadcasts(s):
    """Announcements to everybody, which nobody needs to answer."""
    link = s.session(auth='CHAP-MD5')
    for _ in range(8):
        datagram = struct.pack('>HHHH', 138, 138, 8 + 40, 0) + noise('announcement', 40)
        link.send(CLIENT, IPV4, ip_packet(INSIDE[CLIENT], ipaddress.ip_address('10.10.0.255'), 17, datagram),
                  after=2 * SECOND)
        link.hear(SERVER)
    s.close(link)


# --- PPP that says so ---

GIVEN_UP = f'{KEYS}-given-up'


def rejected(s, times, itself=False):
    """The client rejects what is encrypted, and encrypts nothing."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    for number in range(times):
        if itself:
            link.encrypted(CLIENT, after=SECOND)
        link.encrypted(SERVER, after=20_000)
        link.protocol_reject(CLIENT, MPPE, noise(number, 60))
    if itself:
        link.pings(3, encrypted=True)
    s.close(link)


case(GIVEN_UP, 'mppe_protocol_rejected')(functools.partial(rejected, times=4))
case(GIVEN_UP)(functools.partial(rejected, times=1))
case(GIVEN_UP)(functools.partial(rejected, times=2, itself=True))


def out_of_step(s, by, ccp='Lost compression sync', lcp='Too many MPPE errors'):
    """Packets of the other end come twice, until pppd has had enough."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)
    link.pings(4, encrypted=True)
    for _ in range(3):
        link.encrypted(not by)
        link.tunnel.capture.frames.append(link.tunnel.capture.frames[-1])
    if ccp:
        link.terminate(by, ccp, CCP)
    link.terminate(by, lcp)
    s.end() if by else s.end_by_server()


case(GIVEN_UP, 'mppe_given_up')(functools.partial(out_of_step, by=CLIENT))
case(GIVEN_UP, 'mppe_given_up')(functools.partial(out_of_step, by=SERVER, ccp=None))
case(GIVEN_UP)(functools.partial(out_of_step, by=CLIENT, ccp=None, lcp='User request'))


# --- Flags ------------------------------------------------------------------------------------------------------------

FLUSHING = 'trouble-keys-flushed'


def mode_of(s, agreed, flags, by):
    """An end's encrypted packets have these flags, the other's are as agreed."""
    link = authenticated(s)
    link.ccp_up(agreed | KEY_128)
    link.ipcp_up()
    for number in range(8):
        link.encrypted(by, flags=flags if number else FLUSHED | ENCRYPTED, after=SECOND)
        link.encrypted(not by, flags=(FLUSHED if agreed else 0) | ENCRYPTED)
    s.close(link)


case(FLUSHING, 'mppe_not_flushed')(functools.partial(mode_of, agreed=STATELESS, flags=ENCRYPTED, by=SERVER))
case(FLUSHING)(functools.partial(mode_of, agreed=0, flags=ENCRYPTED, by=SERVER))
case(FLUSHING)(functools.partial(mode_of, agreed=0, flags=FLUSHED | ENCRYPTED, by=CLIENT))


# --- Reset-Requests ---

RESETS = f'{KEYS}-resets'


def ask_for_resets(link, flags):
    """A packet of the client is lost, and the server asks once a second, while the client goes on."""
    link.encrypted(CLIENT, flags=ENCRYPTED)
    link.tunnel.next[CLIENT] += 1
    link.coherency[CLIENT] += 1
    for _ in range(5):
        link.encrypted(CLIENT, flags=ENCRYPTED, after=900_000)
        link.reset(SERVER, answered=False, after=20_000)
        link.encrypted(CLIENT, flags=flags, after=30_000)


@case(RESETS, 'mppe_resets_ignored')
def client_does_not_heed_them(s):
    link = s.session(auth='MS-CHAPv2', bits=KEY_128)
    ask_for_resets(link, ENCRYPTED)
    s.close(link)


@case(RESETS)
def without_reset_ack(s):
    """A packet with the FLUSHED bit is enough (RFC 3078 section 8.2)."""
    link = s.session(auth='MS-CHAPv2', bits=KEY_128)
    ask_for_resets(link, FLUSHED | ENCRYPTED)
    s.close(link)


@case(RESETS)
def no_data_after_them(s):
    """The client had nothing more to send."""
    link = s.session(auth='MS-CHAPv2', bits=KEY_128)
    link.encrypted(CLIENT, flags=ENCRYPTED)
    for _ in range(4):
        link.reset(SERVER, answered=False, after=SECOND)
    s.close(link)


# --- Keys that change, and a bit that does not matter to everybody ---

CHANGE = f'{KEYS}-change'


def rejects_after(s, count, bits=KEY_128, by=SERVER):
    """The other end understands so many packets."""
    link = s.session(auth='MS-CHAPv2', bits=bits)
    flags = FLUSHED | ENCRYPTED if bits & STATELESS else ENCRYPTED
    for number in range(count):
        link.encrypted(by, 300, flags, after=9000)
        if number % 4 == 3:
            link.hear(not by, after=2000)
    link.hear(not by)
    for number, protocol in enumerate(GARBAGE):
        link.encrypted(by, flags=flags, after=SECOND)
        link.protocol_reject(not by, protocol, noise(number, 86))
    s.close(link, text='')


case(CHANGE, 'mppe_lost_step')(functools.partial(rejects_after, count=255))
case(CHANGE, 'mppe_lost_step')(functools.partial(rejects_after, count=180, by=CLIENT))
case(CHANGE, 'mppe_lost_step')(functools.partial(rejects_after, count=255, bits=STATELESS | KEY_128))

UNFLUSHED = f'{KEYS}-unflushed'


def lacks_the_bit(s, complains):
    """The client encrypts as in stateless mode, and does not say so. The password is alice's."""
    s = encrypted.Secret(s.made, s.number, [], {})
    link = s.session(auth='MS-CHAPv2')
    send = link.senders[CLIENT].send
    link.senders[CLIENT].send = lambda octets: unflush(send(octets))
    for _ in range(7):
        link.say(CLIENT)
        if complains:
            link.reset(SERVER, answered=False)
        link.say(SERVER)
        s.made.clock += SECOND
    if complains:
        link.terminate(SERVER, 'Lost compression sync', CCP)
        link.terminate(SERVER, 'Too many MPPE errors')
        s.end_by_server()
    else:
        s.close(link)


def unflush(packet):
    return bytes([packet[0] & ~(FLUSHED >> 8)]) + packet[1:]


case(UNFLUSHED, 'mppe_not_flushed')(functools.partial(lacks_the_bit, complains=True))
case(UNFLUSHED, 'mppe_not_flushed')(functools.partial(lacks_the_bit, complains=False))

# --- An option that leaves a choice ---

LENGTHS = f'{KEYS}-lengths'


def lengths_agreed(s, bits):
    """Each end encrypts with a key of its own length."""
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | bits)
    for number, protocol in enumerate(GARBAGE):
        link.encrypted(SERVER, after=SECOND)
        link.protocol_reject(CLIENT, protocol, noise(number, 86))
    s.close(link, text='')


case(LENGTHS, 'mppe_garbage')(functools.partial(lengths_agreed, bits=KEY_56 | KEY_128))
case(LENGTHS, 'mppe_garbage')(functools.partial(lengths_agreed, bits=KEY_56))


# --- As few packets as an idle host sends to everybody ---

FEW = f'{KEYS}-few'
for count, every in (59, 2), (60, 4), (12, 2):
    case(FEW, 'data_unanswered')(functools.partial(drops_silently, count=count, every=every))
# Linux sends no broadcasts over a new link.
case(FEW, 'data_unanswered')(functools.partial(drops_silently, count=12, every=2, vendor='cananian'))


# --- Nobody is asked ---

ONE_WAY = 'trouble-one-way'


def goes_one_way(s, port, payload):
    """The client sends UDP, the server nothing but acknowledgments and LCP."""
    link = s.session(auth='CHAP-MD5')
    udp = struct.pack('>4H', port, port, 8 + len(payload), 0) + payload
    for number in range(12):
        link.send(CLIENT, IPV4, ip_packet(INSIDE[CLIENT], INSIDE[SERVER], 17, udp), after=2 * SECOND)
        link.hear(SERVER)
        if number % 5 == 4:
            link.echo(CLIENT)
    s.close(link)


RTP = bytes.fromhex('8060000100000100deadbeef') + noise('media', 100)
case(ONE_WAY)(functools.partial(goes_one_way, port=514, payload=b'<30>router: link up'))
case(ONE_WAY)(functools.partial(goes_one_way, port=5004, payload=RTP))
# Of no version of RTP, and questions to a name server.
case(ONE_WAY, 'data_unanswered')(functools.partial(goes_one_way, port=5004, payload=b'\x40' + RTP[1:]))
case(ONE_WAY, 'data_unanswered')(functools.partial(goes_one_way, port=53, payload=RTP))


# --- What an account reads ---

INSIDE_MPPE = f'{KEYS}-broadcasts'


def asks_encrypted(s, destination):
    """Datagrams of the client, which the server's GRE acknowledges. The password is alice's."""
    s = encrypted.Secret(s.made, s.number, [], {})
    link = s.session()
    datagram = struct.pack('>HHHH', 138, 138, 8 + 40, 0) + noise('announcement', 40)
    for _ in range(8):
        link.encrypt(CLIENT, encrypted.ip(CLIENT, ip_packet(INSIDE[CLIENT], destination, 17, datagram)))
        link.hear(SERVER)
        s.made.clock += 2 * SECOND
    s.close(link)


# Announcements to everybody, or to a group, and the same to one host.
case(INSIDE_MPPE, 'data_unanswered')(functools.partial(asks_encrypted, destination=ipaddress.ip_address('10.10.0.255')))
case(INSIDE_MPPE, 'data_unanswered')(functools.partial(asks_encrypted, destination=ipaddress.ip_address('239.2.0.9')))
case(INSIDE_MPPE, 'data_unanswered')(functools.partial(asks_encrypted, destination=ipaddress.ip_address('10.20.0.5')))
