"""Hosts on the network behind the server do not find the client's address inside the tunnel."""
import functools
import ipaddress
import struct

from made import CLIENT
from made.ppp import INSIDE, KEY_128, SECOND, STATELESS
from made.trouble import case
from packets import icmp_packet

LAN = 'trouble-lan'
SERVER_MAC, HOST_MAC, PRINTER_MAC = (bytes.fromhex(mac) for mac in ('525400000001', '001132000020', '3c2af4112233'))
HOST = ipaddress.ip_address('10.10.0.20')


def arp(link, operation, sender, target, mac=HOST_MAC, after=1000):
    """RFC 826."""
    made = link.tunnel.capture
    octets = b'\xff' * 6 + mac + b'\x08\x06' + struct.pack('>HHBBH', 1, 0x0800, 6, 4, operation)
    octets += mac + sender.packed + bytes(6) + target.packed + bytes(18)
    made.clock += after
    made.frames.append((made.clock, len(octets), octets))


def beside(link, source, destination, kind=8):
    """A ping on the server's LAN."""
    link.tunnel.capture.add(icmp_packet(source, destination, kind, 0, bytes(32)))


def encrypted(s):
    return s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128)


def ask(s, claims=(), requests=3, back=False):
    """The client pings a host, which looks for the client by ARP."""
    link = encrypted(s)
    for _ in range(6):
        link.encrypted(CLIENT, 88, after=2 * SECOND)
        beside(link, INSIDE[CLIENT], HOST)
        for number in range(requests):
            arp(link, 1, HOST, INSIDE[CLIENT], after=SECOND)
        for mac in claims:
            arp(link, 2, INSIDE[CLIENT], HOST, mac)
        if back:
            beside(link, HOST, INSIDE[CLIENT], 0)
        link.hear(not CLIENT)
    s.close(link)


def answered(s, again=0):
    """The server answers for the client, and replies come back. again: requests whose replies a switch keeps from the
    capture."""
    link = encrypted(s)
    for number in range(8):
        link.encrypted(CLIENT, 88, after=30 * SECOND)
        beside(link, INSIDE[CLIENT], HOST)
        arp(link, 1, HOST, INSIDE[CLIENT])
        if number >= again:
            arp(link, 2, INSIDE[CLIENT], HOST, SERVER_MAC)
        beside(link, HOST, INSIDE[CLIENT], 0)
        link.encrypted(not CLIENT, 88)
    s.close(link)
    arp(link, 1, HOST, INSIDE[CLIENT])
    arp(link, 1, HOST, INSIDE[CLIENT], after=SECOND)
    arp(link, 1, HOST, INSIDE[CLIENT], after=SECOND)


case(LAN, 'arp_unanswered')(ask)
case(LAN, 'address_in_use')(functools.partial(ask, claims=(SERVER_MAC, PRINTER_MAC), requests=1, back=True))
case(LAN)(answered)
case(LAN)(functools.partial(answered, again=8))

# The same without ARP: the server is behind a router, which has no route back, or leads replies elsewhere.
FORWARDED = 'trouble-keys-forwarded'
case(FORWARDED, 'data_unanswered')(functools.partial(ask, requests=0))
case(FORWARDED, 'data_unanswered')(functools.partial(ask, requests=0, back=True))
