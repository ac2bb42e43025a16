"""The name server that clients are told to use does not resolve names."""
import functools
import ipaddress
import struct

from made import CLIENT, SERVER
from made.ppp import INSIDE, IPCP, IPV4, SECOND, address
from made.trouble import case
from made.trouble_inside import echo, exchange, udp, up

NAMES = 'trouble-names'
REFUSED, FAILED, NO_SUCH_NAME = 5, 2, 3


def message(number, name, code=None):
    """A query of DNS, or a reply to it (RFC 1035 section 4)."""
    flags = 0x0100 if code is None else 0x8180 | code
    labels = b''.join(bytes([len(label)]) + label.encode() for label in name.split('.')) + b'\0'
    return struct.pack('>HHHHHH', number, flags, 1, 0, 0, 0) + labels + struct.pack('>HH', 1, 1)


def resolve(link, names, codes, server='10.10.0.53', first=1):
    for number, (name, code) in enumerate(zip(names, codes), first):
        ports = 40000 + number, 53
        link.send(CLIENT, IPV4, udp(INSIDE[CLIENT], server, ports, message(number, name)), after=SECOND)
        link.send(SERVER, IPV4, udp(server, INSIDE[CLIENT], ports[::-1], message(number, name, code)))
        link.hear(CLIENT)


WANTED = 'www.example.com', 'mail.example.org', 'www.example.com', 'time.example.net'


def ask(s, codes, names=WANTED):
    link = up(s)
    resolve(link, names, codes)
    exchange(link, INSIDE[CLIENT], '192.0.2.200')
    s.close(link)


case(NAMES, 'dns_query_refused')(functools.partial(ask, codes=4 * [REFUSED]))
case(NAMES, 'dns_server_failure')(functools.partial(ask, codes=4 * [FAILED]))
# One name that nobody resolves; a server that fails for some names; names that do not exist.
case(NAMES)(functools.partial(ask, codes=4 * [FAILED], names=4 * ['broken.example.com']))
case(NAMES)(functools.partial(ask, codes=[FAILED, 0, FAILED, FAILED]))
case(NAMES)(functools.partial(ask, codes=[REFUSED, NO_SUCH_NAME, REFUSED, REFUSED]))


@case(NAMES)
def one_server_of_two(s):
    """The client goes on to the other name server."""
    link = up(s)
    resolve(link, WANTED, 4 * [REFUSED])
    resolve(link, WANTED, 4 * [0], '10.10.0.54', 5)
    s.close(link)


# --- Addresses of name servers ---

def given(s, *servers, resolves=False):
    """IPCP gives the name servers (RFC 1877)."""
    link = s.call()
    link.lcp_up('PAP')
    link.authenticate('PAP', 'alice')
    asked = [(kind, ipaddress.ip_address(server).packed) for kind, server in zip((129, 131), servers)]
    link.request(CLIENT, IPCP, address('0.0.0.0'), *((kind, bytes(4)) for kind, _ in asked))
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.nak(SERVER, IPCP, address(INSIDE[CLIENT]), *asked)
    link.request(CLIENT, IPCP, address(INSIDE[CLIENT]), *asked)
    link.ack(SERVER, IPCP)
    link.pings(2)
    if resolves:
        resolve(link, WANTED, 4 * [0])
    exchange(link, INSIDE[CLIENT], '192.0.2.200')
    s.close(link)


case(NAMES, 'dns_unusable')(lambda s: given(s, '127.0.0.53'))
case(NAMES, 'dns_unusable')(lambda s: given(s, '169.254.7.7', '127.0.0.1'))
case(NAMES, 'dns_unusable')(lambda s: given(s, '169.254.7.7', '0.0.0.0'))
case(NAMES, 'dns_unusable')(lambda s: given(s, str(INSIDE[CLIENT])))
# Notes: there is another, or the client uses another.
case(NAMES, 'dns_unusable')(lambda s: given(s, '127.0.0.53', '10.10.0.53'))
case(NAMES, 'dns_unusable')(lambda s: given(s, '255.255.255.255', resolves=True))
case(NAMES)(lambda s: given(s, '10.10.0.53', '0.0.0.0'))
case(NAMES)(lambda s: given(s, str(INSIDE[SERVER])))


@case(NAMES)
def nothing_given(s):
    """IPCP opens without any option: no name server, and no address that would be the same as none."""
    link = s.call()
    link.lcp_up('PAP')
    link.authenticate('PAP', 'alice')
    for client in SERVER, CLIENT:
        link.request(client, IPCP)
        link.ack(not client, IPCP)
    for _ in range(4):
        link.send(CLIENT, IPV4, echo('172.16.9.2', '172.16.9.1'), after=SECOND)
        link.send(SERVER, IPV4, echo('172.16.9.1', '172.16.9.2', 0))
    s.close(link)


# --- A name that the name server does not know ---

UNKNOWN = f'{NAMES}-unknown'


def ask_in_vain_for(s, *names):
    """No name exists but www.example.com."""
    link = up(s)
    resolve(link, names, [0 if name == 'www.example.com' else NO_SUCH_NAME for name in names])
    exchange(link, INSIDE[CLIENT], '192.0.2.200')
    s.close(link)


SHARE = 4 * ['files.corp.example']
case(UNKNOWN, 'name_unknown')(lambda s: ask_in_vain_for(s, 'www.example.com', *SHARE))
case(UNKNOWN, 'name_unknown')(lambda s: ask_in_vain_for(s, 'a.example', 'b.example', *SHARE, 'c.example', 'd.example'))
# What programs ask for everywhere; one name each; twice only.
case(UNKNOWN)(lambda s: ask_in_vain_for(s, *(4 * ['wpad.corp.example']), *(4 * ['1.0.0.10.in-addr.arpa'])))
case(UNKNOWN)(lambda s: ask_in_vain_for(s, *(f'host{number}.corp.example' for number in range(6))))
case(UNKNOWN)(lambda s: ask_in_vain_for(s, *SHARE[:2], 'www.example.com'))

# The same host with another suffix, which exists; another host with that suffix.
SUFFIX = f'{NAMES}-suffix'


def ask_with_suffixes(s, *names):
    """What ends with corp.example exists."""
    link = up(s)
    resolve(link, names, [0 if name.endswith('corp.example') else NO_SUCH_NAME for name in names])
    exchange(link, INSIDE[CLIENT], '192.0.2.200')
    s.close(link)


case(SUFFIX, 'name_unknown')(lambda s: ask_with_suffixes(s, *(4 * ['files.home.example', 'files.corp.example'])))
case(SUFFIX, 'name_unknown')(lambda s: ask_with_suffixes(s, *(4 * ['files.home.example', 'www.corp.example'])))
