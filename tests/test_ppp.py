"""PPP in the tunnel: how far a call came, who authenticated, what was agreed on, and what is said of single packets.

Expectations are a reading of RFC 1661, 1962, 1994, 2433, 2759 and 3078. A case is a link of its own, told in one line;
all of them are one capture, because starting tshark costs more than they do.
"""
import functools
import itertools
import random
import re
import struct

import pytest

from made import CLIENT, SERVER
from made.control import established
from made.ppp import (
    ACK, AUTHENTICATION, CCP, CHALLENGE, CHAP, CODE_REJECT, EAP, FAILURE, IPCP, IPV4, IPV6CP, KEY_128, KEY_40, KEY_56,
    LCP, MPPE,
    NAK, PAP, PPP, PROTOCOL_REJECT, REJECT, REQUEST, RESPONSE, STATELESS, SUCCESS, TERMINATE, encoded, magic, mppe,
    mru, mschap_value, mschapv2_value, noise, ping, sized, tcp)
from made.trouble_callback import CBCP
from made.trouble_lcp import MRRU, MULTILINK
from made.tunnel import call
from packets import SYN, Capture, Tunnel
from test_analysis import PASSES, shown_facts
from wireshark import OURS, REAL, TRUTH, complaints, folder, plain

BITS = STATELESS | KEY_128
AUTH = 'pptp.auth.protocol', 'pptp.auth.user', 'pptp.auth.outcome', 'pptp.auth.error'


# --- making links -----------------------------------------------------------------------------------------------------

def late(p, by=1):
    """The frame that was so many before the last comes last."""
    frames = p.tunnel.capture.frames
    moved = frames[-by - 1:]
    frames[-by - 1:] = [(when[0], *frame[1:]) for when, frame in zip(moved, moved[1:] + moved[:1])]


def copy(p, back):
    """The network delivers a frame a second time: -1 is the last."""
    capture = p.tunnel.capture
    capture.clock += 1000
    capture.frames.append((capture.clock, *capture.frames[back][1:]))


def plainly(p, client, protocol, octets):
    """Neither address and control nor protocol compressed, whatever was agreed on."""
    p.tunnel.send(client, payload=struct.pack('>HH', 0xff03, protocol) + octets)


def shortly(p, client, protocol, octets):
    """Both compressed."""
    p.tunnel.send(client, payload=struct.pack('>B' if protocol < 0x100 else '>H', protocol) + octets)


def chap(p, client, code, octets, identifier=7):
    p.control(client, CHAP, code, octets.encode() if isinstance(octets, str) else octets, identifier)


def failure(p, text='E=691 R=0 C=00 V=3 M=Access denied', identifier=7):
    chap(p, SERVER, FAILURE, text, identifier)


def trial(p, identifier=7, by=SERVER, user='alice', value=None):
    """A Challenge, and the Response to it."""
    chap(p, by, CHALLENGE, sized(noise('challenge', 16)) + b'pptpd', identifier)
    chap(p, not by, RESPONSE, sized(value or mschapv2_value()) + user.encode(), identifier)


def offer(p, client, *options, code=ACK):
    p.request(client, CCP, *options)
    p.answer(not client, CCP, code, *options)


def anew(p):
    """All programs began anew, and count from the same Identifiers; other options show it, as a Magic Number would."""
    p.identifier.clear()
    p.up(units=(1300, 1300))


def syn(p, client, mss, flags=SYN):
    p.send(client, IPV4, tcp(client, flags, (1, 0), options=b'\1\1\1\1\2\4' + struct.pack('>H', mss) + b'\0\0\0\0'))


def fragments(p, *bits, first=0, wanted=MRRU):
    """The client's Multilink packets, numbered one after another, each with its bits B and E; None never comes. The
    server wants Multilink."""
    p.request(SERVER, LCP, magic(SERVER), *[wanted] * bool(wanted))
    p.ack(CLIENT, LCP)
    for number, bit in enumerate(bits, first):
        if bit is not None:
            octets = {'B': 0x80, 'E': 0x40, 'BE': 0xc0, '': 0}[bit] << 24 | number % 2 ** 24
            p.send(CLIENT, MULTILINK, struct.pack('>I', octets) + (b'\0\x57' if 'B' in bit else b'') + bytes(9))


def settle_callback(p):
    for client, code in (SERVER, 1), (CLIENT, 2), (SERVER, 3):
        p.control(client, CBCP, code, b'\1\2', 1)


# --- stages: after each GRE packet ------------------------------------------------------------------------------------

UP = 'LCP*4 Auth*3 IPCP*6'
STAGES = {
    'in order': ('LCP*4 Auth*3 CCP*4 IPCP*6 Data*3', lambda p: (p.up('MS-CHAPv2', BITS), p.pings(encrypted=True))),
    'no tunnel of a call': (f'{UP} Data*3 Closed*2', lambda p: (p.up(), p.pings(), p.terminate(CLIENT))),
    'without authentication': ('LCP*4 IPCP*6', lambda p: p.up(None)),
    'IPv6 only': ('LCP*4 IPCP*4', lambda p: (p.lcp_up(None), p.ipv6cp_up())),
    'data only': ('Data*3', lambda p: p.pings()),
    'VJ, unknown network protocol': ('LCP*4 Data*2', lambda p: (
        p.lcp_up(), p.send(CLIENT, 0x2d, b'xyz'), p.send(SERVER, 0x2b, b'xyz'))),
    'unknown control protocol': ('LCP*5', lambda p: (p.lcp_up(), p.send(CLIENT, 0x8281, b'\1\1\0\4'))),
    'request repeated': ('LCP*6', lambda p: (p.request(CLIENT, LCP), p.again(CLIENT, LCP), p.again(CLIENT, LCP),
                                             p.ack(SERVER, LCP), p.request(SERVER, LCP), p.ack(CLIENT, LCP))),
    'request repeated when answered': ('LCP*4 Auth*3',
                                       lambda p: (p.lcp_up(), p.challenge(), p.again(CLIENT, LCP), p.response())),
    'request repeated, its answer not captured': ('LCP*1 Auth*2', lambda p: (
        p.request(CLIENT, LCP), p.challenge(), p.again(CLIENT, LCP))),
    'copy of the first request': (f'{UP} Data*4', lambda p: (p.up(), p.pings(), copy(p, -16))),
    'Success overtaken': ('LCP*4 Auth*2 CCP*2', lambda p: (p.lcp_up(), p.challenge(), p.response(), p.success(),
                                                           p.request(SERVER, CCP, mppe(BITS)), late(p))),
    'echo in open link': (f'{UP} Data*5', lambda p: (p.up(), p.pings(), p.echo(SERVER))),
    'LCP again': (f'{UP} Data*3 {UP} Data*3', lambda p: (p.up(), p.pings(), p.up(), p.pings())),
    'LCP again, the same Identifiers': (f'{UP} Data*3 {UP} Data*3', lambda p: (p.up(), p.pings(), anew(p), p.pings())),
    'LCP again, data on the way': (f'{UP} Data*3 LCP*5 Auth*3', lambda p: (
        p.up(), p.pings(), p.request(CLIENT, LCP), p.send(SERVER, IPV4, ping(SERVER)), p.ack(SERVER, LCP),
        p.request(SERVER, LCP),
        p.ack(CLIENT, LCP), p.authenticate('CHAP-MD5'))),
    'LCP again, data overtaken': (f'{UP} Data*3 LCP*5 Auth*3', lambda p: (
        p.up(), p.pings(), p.send(CLIENT, IPV4, ping(CLIENT)), p.request(CLIENT, LCP), late(p), p.request(SERVER, LCP),
        p.ack(SERVER, LCP), p.ack(CLIENT, LCP), p.authenticate('CHAP-MD5'))),
    'CCP again': ('LCP*4 Auth*3 CCP*4 IPCP*6 Data*7', lambda p: (p.up(bits=BITS), p.pings(encrypted=True), p.ccp_up())),
    'IPCP again': (f'{UP} Data*9', lambda p: (p.up(), p.pings(), p.ipcp_up())),
    'authenticated again': (f'{UP} Data*6', lambda p: (p.up(), p.pings(), p.authenticate('CHAP-MD5'))),
    'failed again in open link': (f'{UP} Data*6', lambda p: (p.up('MS-CHAPv2'), p.pings(), trial(p), failure(p))),
    'refused': ('LCP*4 Auth*3 Closed*2', lambda p: (p.lcp_up(), trial(p), failure(p), p.terminate(SERVER))),
    'callback': ('LCP*4 Auth*3 Callback*3 CCP*1 IPCP*2', lambda p: (
        p.lcp_up(), p.authenticate('CHAP-MD5'), settle_callback(p), p.request(SERVER, CCP, mppe(BITS)),
        p.request(SERVER, IPCP), p.ack(CLIENT, IPCP))),
    'IPCP ended': ('LCP*4 Auth*3 IPCP*8', lambda p: (p.up(), p.terminate(CLIENT, protocol=IPCP))),
    'ended, data on the way': (f'{UP} Closed*3',
                               lambda p: (p.up(), p.terminate(CLIENT), p.send(SERVER, IPV4, ping(SERVER)))),
    'ended, begun again': (f'{UP} Closed*2 {UP}', lambda p: (p.up(), p.terminate(CLIENT), p.up())),
    'ended, begun again by both': (f'{UP} Closed*3 LCP*3 Auth*3 IPCP*6',
                                   lambda p: (p.up(), p.terminate(SERVER), p.up())),
    'never compressed': (f'{UP} Data*3', lambda p: (p.up(compressed=False), p.pings())),
    'compression agreed, not used': ('LCP*4 Auth*1 Data*1', lambda p: (
        p.lcp_up(), plainly(p, SERVER, CHAP, b'\1\1\0\x0a\4abcde'), plainly(p, CLIENT, IPV4, ping(CLIENT)))),
    'compression used, not agreed': ('Auth*1 Data*1', lambda p: (shortly(p, SERVER, CHAP, b'\1\1\0\x0a\4abcde'),
                                                                 shortly(p, CLIENT, MPPE, b'\x90\0' + bytes(40)))),
    'only the address compressed': ('Data*1', lambda p: p.tunnel.send(CLIENT, payload=b'\0\x21' + ping(CLIENT))),
    'only the protocol compressed': ('Data*1', lambda p: p.tunnel.send(CLIENT, payload=b'\xff\x03\x21' + ping(CLIENT))),
}


# --- authentication: what each of its packets tells -------------------------------------------------------------------

def eap_identity(p):
    p.eap(SERVER, 1, b'\1who')
    p.eap(CLIENT, 2, b'\1alice')


def mutual(p, crossing):
    """Both ends want to know (RFC 1994 section 2), with the same Identifier."""
    p.lcp_up()
    steps = [[(by, CHALLENGE, sized(noise(by, 16)) + b'any'), (not by, RESPONSE, sized(mschapv2_value(user)) + user),
              (by, SUCCESS, 'S=' + 40 * '0')] for by, user in ((SERVER, b'alice'), (CLIENT, b'server'))]
    for step in itertools.chain(*(zip(*steps) if crossing else steps)):
        chap(p, *step)


V2 = ['MS-CHAPv2', 'MS-CHAPv2/alice']
AUTHENTICATIONS = {
    **{auth: ([*([] if auth == 'PAP' else [auth]), f'{auth}/alice', f'{auth}/alice/success'],
              lambda p, auth=auth: (p.lcp_up(auth), p.authenticate(auth)))
              for auth in ('PAP', 'CHAP-MD5', 'MS-CHAP', 'MS-CHAPv2')},
    **{f'E={error}': ([*V2, f'MS-CHAPv2/alice/failure/{error}'],
                      lambda p, error=error: (p.lcp_up(), trial(p), failure(p, f'E={error} R=0 C={40 * "0"} V=3 M=no')))
       for error in (646, 647, 648, 649, 691, 709)},
    'PAP refused': (['PAP/alice', 'PAP/alice/failure'], lambda p: (
        p.lcp_up('PAP'), p.pap_request(), p.pap(SERVER, 3, sized('no')))),
    'EAP': (['EAP', 'EAP/alice', 'EAP', 'EAP/alice', 'EAP/alice/success'], lambda p: (
        p.lcp_up('EAP'), eap_identity(p), p.eap(SERVER, 1, b'\4' + sized(noise(1, 16)) + b'x', 2),
        p.eap(CLIENT, 2, b'\4' + sized(noise(2, 16)) + b'alice', 2), p.eap(SERVER, 3, b'', 2))),
    'EAP refused': (['EAP', 'EAP/alice', 'EAP/alice/failure'],
                    lambda p: (p.lcp_up('EAP'), eap_identity(p), p.eap(SERVER, 4, b''))),
    'EAP, another Identity': (['EAP', 'EAP/alice', 'EAP', 'EAP/bob', 'EAP/bob/failure'], lambda p: (
        p.lcp_up('EAP'), eap_identity(p), p.eap(SERVER, 1, b'\1who', 2), p.eap(CLIENT, 2, b'\1bob', 2),
        p.eap(SERVER, 4, b'', 2))),
    # RFC 2759, 9.1.4
    'tried again': ([*V2, 'MS-CHAPv2/alice/failure/691', 'MS-CHAPv2/bob', 'MS-CHAPv2/bob/success'], lambda p: (
        p.lcp_up(), trial(p), failure(p, f'E=691 R=1 C={32 * "A"} V=3 M=again'),
        chap(p, CLIENT, RESPONSE, sized(mschapv2_value(2)) + b'bob', 8), chap(p, SERVER, SUCCESS, f'S={40 * "A"}', 8))),
    'tried again, Response not captured': ([*V2, 'MS-CHAPv2/alice/failure/691', 'MS-CHAPv2/alice/success'], lambda p: (
        p.lcp_up(), trial(p), failure(p, 'E=691 R=1 V=3'), chap(p, SERVER, SUCCESS, f'S={40 * "A"}'))),
    'text of a Success': ([*V2, 'MS-CHAPv2/alice/success'], lambda p: (
        p.lcp_up(), trial(p), chap(p, SERVER, SUCCESS, f'S={40 * "A"} M=last time it was E=691 R=1'))),
    'Response and outcome repeated': ([*V2, V2[1], *['MS-CHAPv2/alice/success'] * 2], lambda p: (
        p.lcp_up(), trial(p), chap(p, CLIENT, RESPONSE, sized(mschapv2_value()) + b'alice'),
        *(chap(p, SERVER, SUCCESS, 'S=0') for _ in 'ab'))),
    'Challenge repeated': ([*V2, *V2, 'MS-CHAPv2/alice/success'], lambda p: (      # the Peer-Challenge is another
        p.lcp_up(), trial(p), trial(p, value=mschapv2_value('another')), chap(p, SERVER, SUCCESS, 'S=0'))),
    'again in open link': ([*V2, 'MS-CHAPv2/alice/success', 'MS-CHAPv2', 'MS-CHAPv2/bob', 'MS-CHAPv2/bob/success'],
                           lambda p: (
        p.up('MS-CHAPv2', BITS), trial(p, 8, user='bob', value=mschapv2_value('bob')),
        chap(p, SERVER, SUCCESS, 'S=0', 8))),
    'again after LCP, nothing was decided': ([*V2, 'MS-CHAPv2', 'MS-CHAPv2/bob'], lambda p: (
        p.lcp_up(), trial(p), p.lcp_up(), trial(p, user='bob', value=mschapv2_value('bob')))),
    'PAP instead after LCP': ([*V2, 'PAP/bob', 'PAP/bob/success'], lambda p: (
        p.lcp_up(), trial(p), p.lcp_up('PAP'), p.pap(CLIENT, 1, sized('bob') + sized('x'), 7),
        p.pap(SERVER, 2, sized(''), 7))),
    'both ends': ([*V2, 'MS-CHAPv2/alice/success', 'CHAP', 'MS-CHAPv2/server', 'MS-CHAPv2/server/success'],
                  lambda p: mutual(p, crossing=False)),
    'both ends at once': (['MS-CHAPv2', 'CHAP', 'MS-CHAPv2/alice', 'MS-CHAPv2/server', 'MS-CHAPv2/alice/success',
                           'MS-CHAPv2/server/success'], lambda p: mutual(p, crossing=True)),
    'no LCP, MS-CHAPv2': (['CHAP', 'MS-CHAPv2/alice', 'MS-CHAPv2/alice/success'],
                          lambda p: p.authenticate('MS-CHAPv2')),
    'no LCP, MS-CHAP': (['CHAP', 'MS-CHAP/alice', 'MS-CHAP/alice/success'], lambda p: p.authenticate('MS-CHAP')),
    'no LCP, MD5': (['CHAP', 'CHAP-MD5/alice', 'CHAP-MD5/alice/success'], lambda p: p.authenticate('CHAP-MD5')),
    'from the Response on, MS-CHAPv2': (['MS-CHAPv2/alice'], lambda p: p.response(mschapv2_value())),
    # no LAN Manager: 24 times 0
    'from the Response on, MS-CHAP': (['MS-CHAP/alice'], lambda p: p.response(mschap_value())),
    'from the Failure on': (['MS-CHAPv2/failure/691'], lambda p: failure(p)),
    'MRU that lies before the option': (V2, lambda p: (      # the option is skipped, the next is read
        p.request(SERVER, LCP, (1, b'\5'), AUTHENTICATION['MS-CHAPv2']), p.ack(CLIENT, LCP), trial(p))),
}


# --- encryption: at the last packet -----------------------------------------------------------------------------------

AGREED = 'MPPE 128-bit stateless'
ENCRYPTIONS = {
    **{words: (words, lambda p, options=options: [offer(p, client, *options) for client in (CLIENT, SERVER)])
       for words, options in (
           (AGREED, [mppe(BITS)]), ('MPPE 56-bit stateless', [mppe(STATELESS | KEY_56)]),
           ('MPPE 40-bit stateful', [mppe(KEY_40)]),
           ('MPPE 128-bit stateless, MPPC', [mppe(BITS | 1)]), ('MPPC', [mppe(1)]), ('Deflate', [(26, b'\x78\0')]),
           ('BSD-Compress', [(21, b'\x2f')]), ('none', []))},
    'the lying option is skipped': (AGREED,
        lambda p: [offer(p, client, (18, b'\1'), mppe(BITS)) for client in (CLIENT, SERVER)]),
    # an option is what its sender receives
    'only one way': (f'{AGREED} to the PAC', lambda p: offer(p, SERVER, mppe(BITS))),
    'only asked for': ('none', lambda p: [p.request(client, CCP, mppe(BITS)) for client in (CLIENT, SERVER)]),
    'Ack of another request': ('none', lambda p: (p.request(CLIENT, CCP, mppe(BITS)),
                                                  p.control(SERVER, CCP, ACK, encoded([mppe(BITS)]), identifier=99))),
    'Ack, its request not captured': (f'{AGREED} to the PNS',
                                      lambda p: p.control(SERVER, CCP, ACK, encoded([mppe(BITS)]))),
    'rejected': ('none', lambda p: offer(p, CLIENT, mppe(BITS), code=REJECT)),
    'after a Nak': ('MPPE 40-bit stateless', lambda p: (
        offer(p, SERVER, mppe(STATELESS | KEY_40)), p.request(CLIENT, CCP, mppe(BITS)),
        p.nak(SERVER, CCP, mppe(STATELESS | KEY_40)), offer(p, CLIENT, mppe(STATELESS | KEY_40)))),
    'request overtaken by the next': (AGREED, lambda p: (
        offer(p, SERVER, mppe(BITS)), p.request(CLIENT, CCP, mppe(KEY_40)), p.request(CLIENT, CCP, mppe(BITS)), late(p),
        p.ack(SERVER, CCP))),
    'again': ('MPPE 40-bit stateful', lambda p: (p.ccp_up(BITS), p.pings(encrypted=True), p.ccp_up(KEY_40))),
    'begun again': ('none',
                    lambda p: (p.ccp_up(BITS), [p.request(client, CCP, mppe(BITS)) for client in (CLIENT, SERVER)])),
    'LCP again': ('none to', lambda p: (p.up(bits=BITS), p.lcp_up(), offer(p, CLIENT, mppe(BITS)))),
    'at a Reset-Request': (AGREED, lambda p: (p.ccp_up(BITS), p.reset(CLIENT))),
}


# --- expert items: (words, at which of the case's packets, how it is told) --------------------------------------------

def eap_md5(p, name, kind=4, identifier=1):
    p.eap(SERVER, 1, bytes([kind]) + sized(noise(1, 16)) + name * b'A', identifier)


def clear(p, client, size):
    """IPv4 of so many octets in all."""
    p.send(client, IPV4, ping(client, size - 28))


WINDOWS = b'\1\2\3\4\0\x3c\xcd\x74' + struct.pack('>I', 734)
SPEAKS = {
    'pptp.ppp.length': [('', -1, tell) for tell in (
        *(lambda p, options=options: p.control(CLIENT, LCP, REQUEST, options)
          for options in (b'\1', b'\1\0', b'\1\1', b'\1\4\5', b'\1\3\5', b'\3\3\xc0', b'\5\6abcd\2\xff')),
        *(lambda p, octets=octets: p.send(CLIENT, LCP, octets) for octets in (
            b'', b'\x09', b'\x09\1', b'\x09\1\0', b'\x09\1\0\0abcd', b'\x09\1\0\3abcd',
             b'\x09\1\0\x09abcd', b'\x09\1\xff\xffabcd')),
        lambda p: p.control(SERVER, LCP, PROTOCOL_REJECT, b'\x80'),
        *(lambda p, code=code, value=value: p.chap(CLIENT, code, value)
          for code in (CHALLENGE, RESPONSE) for value in (b'', b'\x10', b'\x10' + bytes(15))),
        *(lambda p, octets=octets: p.pap(CLIENT, 1, octets) for octets in (b'', b'\5alic', b'\5alice', b'\5alice\2x')),
        lambda p: p.pap(SERVER, 2, b'\3ok'))],
    'pptp.auth.failed': [
        (r'MS-CHAPv2 authentication of user "alice" failed: E=691, .*password.*\. Message: Access denied$', -1,
         lambda p: (p.lcp_up(), trial(p), failure(p))),
        (r'E=648, .*expired\. A retry is allowed', -1,
         lambda p: (p.lcp_up(), trial(p), failure(p, 'E=648 R=1 C=0 V=3'))),
        (r'^PAP authentication of user "alice" failed\. Message: no$', -1,
         lambda p: (p.pap_request(), p.pap(SERVER, 3, sized('no')))),
        (r'^EAP authentication of user "alice" failed$', -1, lambda p: (eap_identity(p), p.eap(SERVER, 4, b''))),
        ('CHAP-MD5 authentication of user "bob" failed', -4, lambda p: (
            p.lcp_up('CHAP-MD5'), trial(p, user='bob', value=bytes(16)), failure(p, 'no'), trial(p, 8, value=bytes(16)),
            chap(p, SERVER, SUCCESS, 'yes', 8)))],
    'pptp.auth.password_in_clear': [('', -1, lambda p: (p.lcp_up('PAP'), p.pap_request()))],
    'pptp.auth.lm_response': [('', -1,
                               lambda p: (p.lcp_up('MS-CHAP'), p.challenge(8), p.response(mschap_value(True))))],
    'pptp.auth.eap_name': [('', -1, lambda p: (eap_identity(p), eap_md5(p, 256))),
                           ('', -2, lambda p: (eap_identity(p), eap_md5(p, 256), p.eap(CLIENT, 2, b'\3\x0d')))],
    'pptp.auth.eap_type': [
        (r'Type 3, which only a Response may have', -1, lambda p: (eap_identity(p), p.eap(SERVER, 1, b'\3\x1a', 2))),
        (r'Type 0, which is reserved', -1, lambda p: (eap_identity(p), p.eap(SERVER, 1, b'\0', 2)))],
    'pptp.auth.eap_flags': [
        ('', -1, lambda p: (eap_identity(p), p.eap(SERVER, 1, b'\x0d', 2))),
        ('', -1, lambda p: (eap_identity(p), p.eap(SERVER, 1, b'\x19\x20', 2), p.eap(CLIENT, 2, b'\x19', 2)))],
    'pptp.auth.not_agreed': [
        (r'^CHAP, but LCP agreed on no authentication', -1, lambda p: (p.lcp_up(None), p.challenge())),
        (r'^PAP, but LCP agreed on MS-CHAPv2', -1, lambda p: (p.lcp_up(), p.pap_request())),
        (r'^CHAP, but LCP agreed on PAP', -1, lambda p: (p.lcp_up('PAP'), p.challenge())),
        (r'^CHAP, but LCP agreed on no authentication', -1, lambda p: (
            p.lcp_up(), p.authenticate(), p.challenge(by=CLIENT)))],
    'pptp.auth.value_size': [
        (r'16 octets, but MS-CHAPv2 has 49', -1, lambda p: (p.lcp_up(), trial(p, value=bytes(16)))),
        (r'24 octets, but CHAP-MD5 has 16', -1, lambda p: (p.lcp_up('CHAP-MD5'), trial(p, value=bytes(24)))),
        (r'1 octet, but MS-CHAP has 49', -1, lambda p: (p.lcp_up('MS-CHAP'), trial(p, value=b'x')))],
    'pptp.auth.no_proof': [('', -1, lambda p, text=text: (p.lcp_up(), trial(p), chap(p, SERVER, SUCCESS, text)))
                           for text in ('', 'M=Welcome', 'S=12', 'S=' + 'x' * 40)],
    'pptp.ppp.terminated': [
        ('^The PNS terminates LCP: "User request"$', -1,
         lambda p: (p.up(), p.terminate(CLIENT, 'User request', answered=False))),
        ('^The PAC terminates CCP$', -1,
         lambda p: (p.up(bits=BITS), p.terminate(SERVER, protocol=CCP, answered=False))),
        ('^The PAC terminates LCP: "Windows error 734"$', -1, lambda p: p.control(SERVER, LCP, TERMINATE, WINDOWS))],
    'pptp.ppp.protocol_rejected': [
        (r'^The PAC rejects protocol 0x80fd \([^)]+\)$', -1, lambda p: (p.lcp_up(), p.protocol_reject(SERVER, CCP))),
        ('0x1234 .*different MPPE keys', -1, lambda p: (p.up(bits=BITS), p.protocol_reject(SERVER, 0x1234)))],
    'pptp.ppp.encryption_rejected': [('', -1, lambda p: offer(p, SERVER, mppe(BITS), code=REJECT))],
    'pptp.ppp.encryption_offered_again': [
        ('frame {-2} rejected', -1,
         lambda p: (offer(p, SERVER, mppe(0), code=REJECT), p.request(SERVER, CCP, mppe(0)))),
        ('frame {-6} rejected', -5,
         lambda p: (offer(p, SERVER, mppe(0), code=REJECT), offer(p, SERVER, mppe(0), code=NAK), p.pings())),
        ('frame {-4} rejected', [-3, -1],
         lambda p: (offer(p, SERVER, mppe(0), code=REJECT), offer(p, SERVER, mppe(0), code=NAK),
                                                p.again(SERVER, CCP)))],
    'pptp.ppp.repeated_after_answer': [('^The PNS .* frame {-2} answered:', -1, lambda p: (
        p.request(CLIENT, IPCP), p.ack(SERVER, IPCP), p.again(CLIENT, IPCP)))],
    'pptp.ppp.reset_request': [('', -1, lambda p: (p.ccp_up(KEY_128), p.reset(CLIENT, answered=False)))],
    'pptp.ppp.clear_data': [('', -3, lambda p: (p.up(), p.pings())),
                            ('', -2, lambda p: (clear(p, CLIENT, 99), clear(p, CLIENT, 99))),
                            ('', -1, lambda p: (p.ccp_up(), p.send(CLIENT, 0x57, bytes(40)))),
                            ('', -1, lambda p: p.send(SERVER, 0x2d, bytes(9)))],
    'pptp.ppp.mru_exceeded': [
        ('^1401 octets', -1, lambda p: (p.lcp_up(None), clear(p, CLIENT, 1401))),
        ('^1401 octets', -1,
         lambda p: (p.lcp_up(None, units=(1400, 1500)), clear(p, CLIENT, 1500), clear(p, SERVER, 1401))),
        ('^1501 octets', -1, lambda p: p.encrypted(SERVER, 1499)),
        ('^1600 octets', -1, lambda p: (p.lcp_up('EAP'), eap_md5(p, 1600 - 4 - 1 - 17)))],
    'pptp.ppp.mss_too_big': [
        ('of 1361 octets', -1, lambda p: (p.lcp_up(None), syn(p, CLIENT, 1361))),
        ('of 1460 octets', -1,
         lambda p: (p.lcp_up(None, units=(1500, 1400)), syn(p, CLIENT, 1460), syn(p, SERVER, 1460)))],
}
SPEAKS |= {
    'pptp.ppp.fragments_lost': [
        ('^1 Multilink packet is missing: .*beyond it$', -1, lambda p: fragments(p, 'BE', None, 'BE')),
        ('^3 Multilink packets are missing: .*beyond them$', -2,
         lambda p: fragments(p, 'B', None, None, None, 'E', 'BE', first=2 ** 24 - 2))],
    'pptp.ppp.fragment_bits': [
        ('', -2, lambda p: fragments(p, 'B', 'B', 'E')), ('', -1, lambda p: fragments(p, 'B', '', 'E', '')),
        ('', -2, lambda p: fragments(p, 'BE', 'E', 'BE'))],
    'pptp.ppp.looped_back': [
        ('', -1, lambda p: [p.request(client, LCP, magic(CLIENT)) for client in (CLIENT, SERVER)])],
    'pptp.ppp.hdlc': [('', -1, lambda p, octets=octets: p.tunnel.send(CLIENT, payload=octets)) for octets in (
        b'\x7e\xff\x03\xc0\x21\x09\1\0\4\x7e', b'\xff\x7d\x23\xc0\x21\x7d\x29', b'\x7e\x7d\x23\xc0')],
    'pptp.ppp.no_protocol': [
        ('', -1, lambda p: p.tunnel.send(CLIENT, payload=ping(CLIENT))),
        ('', -1, lambda p: p.tunnel.send(SERVER, payload=b'\xff\x03' + ping(SERVER))),
        ('', -1, lambda p: p.tunnel.send(SERVER, payload=b'\x60' + bytes(4) + b'\3' + bytes(34) + b'abc'))],
    'pptp.ppp.protocol_compressed': [
        ('', -1, lambda p: (p.lcp_up(None, compressed=False), p.tunnel.send(CLIENT, payload=b'\x21' + ping(CLIENT)))),
        ('', -2, lambda p: (p.lcp_up(None, compressed=False),
                            [p.tunnel.send(CLIENT, payload=b'\x21' + ping(CLIENT)) for _ in range(2)]))],
    'pptp.ppp.clear_in_spite_of_mppe': [
        ('', -1, lambda p: (p.up('MS-CHAPv2', BITS), p.encrypted(CLIENT), p.send(CLIENT, IPV4, ping(CLIENT))))],
    'pptp.ppp.mru_exceeded.habit': [
        ('', -1, lambda p: (p.up('MS-CHAPv2', BITS), p.encrypted(CLIENT, 1402))),
        ('', -1, lambda p: (p.up('MS-CHAPv2', BITS), p.encrypted(SERVER, 1399)))],
}
SILENT = {
    'pptp.ppp.fragments_lost': [
        lambda p: fragments(p, 'B', '', 'E', 'BE', first=2 ** 24 - 2),
        lambda p: (fragments(p, 'B', 'E', 'BE'), copy(p, -2)),
        lambda p: fragments(p, 'BE', None, 'BE', wanted=None)],
    'pptp.ppp.fragment_bits': [
        lambda p: fragments(p, 'BE', 'B', '', '', 'E', 'BE'), lambda p: fragments(p, 'B', None, 'B', None, 'E', 'BE'),
        lambda p: fragments(p, '', '', 'BE', 'E', wanted=None)],
    'pptp.ppp.looped_back': [
        lambda p: p.up(), lambda p: [p.request(client, LCP, (5, bytes(4))) for client in (CLIENT, SERVER)],
        lambda p: (p.request(CLIENT, LCP, magic(CLIENT)), p.again(CLIENT, LCP))],
    'pptp.ppp.hdlc': [lambda p: p.up(), lambda p: p.tunnel.send(CLIENT, payload=b'\x7e\x01abc')],
    'pptp.ppp.no_protocol': [
        lambda p: p.up(), lambda p: p.tunnel.send(CLIENT, payload=ping(CLIENT)[:-1]),
        lambda p: p.tunnel.send(CLIENT, payload=ping(CLIENT)[:8] + b'\0' + ping(CLIENT)[9:])],
    'pptp.ppp.protocol_compressed': [
        lambda p: (p.lcp_up(None), p.pings()), lambda p: p.tunnel.send(CLIENT, payload=b'\x21' + ping(CLIENT))],
    'pptp.ppp.clear_in_spite_of_mppe': [
        lambda p: (p.up('MS-CHAPv2', BITS), p.pings()),
        lambda p: (p.up('MS-CHAPv2', BITS), p.encrypted(SERVER), p.send(CLIENT, IPV4, ping(CLIENT))),
        lambda p: (p.up('MS-CHAPv2', BITS), p.encrypted(CLIENT), p.terminate(SERVER, protocol=CCP), p.pings()),
        lambda p: (p.up('MS-CHAPv2', BITS), p.encrypted(CLIENT), p.send(CLIENT, 0x0053, bytes(9)))],
    'pptp.ppp.mru_exceeded.habit': [
        lambda p: (p.up('MS-CHAPv2', BITS), p.encrypted(CLIENT, 1403)),
        lambda p: (p.up('MS-CHAPv2', BITS), p.encrypted(CLIENT, 1398)),
        lambda p: (p.up('MS-CHAPv2'), p.encrypted(CLIENT, 1400))],
    'pptp.ppp.length': [
        lambda p: p.send(CLIENT, LCP, b'\x09\1\0\x08abcd padding'),
        lambda p: p.control(CLIENT, LCP, REQUEST, b'\x63\7abcde\x07\2'),
        lambda p: p.control(CLIENT, IPCP, REQUEST), lambda p: p.chap(CLIENT, RESPONSE, sized(bytes(16))),
        lambda p: p.pap(SERVER, 2, b''), lambda p: p.pap(CLIENT, 1, sized('') + sized('')),
        lambda p: p.eap(SERVER, 3, b'')],
    'pptp.auth.failed': [lambda p: p.up('MS-CHAPv2'), lambda p: p.control(SERVER, IPCP, FAILURE),
                         lambda p: (p.lcp_up(), trial(p), chap(p, SERVER, SUCCESS, 'S=0 M=E=691 no more'))],
    'pptp.auth.password_in_clear': [lambda p: p.up('CHAP-MD5'),
                                    lambda p: (p.lcp_up('PAP'), p.pap(SERVER, 2, sized('')))],
    'pptp.auth.lm_response': [lambda p: (p.lcp_up('MS-CHAP'), p.authenticate('MS-CHAP')), lambda p: p.up('MS-CHAPv2')],
    'pptp.auth.eap_name': [lambda p: (eap_identity(p), eap_md5(p, 255)),
                           lambda p: (eap_identity(p), eap_md5(p, 256, kind=13))],
    'pptp.auth.eap_type': [lambda p: (eap_identity(p), p.eap(SERVER, 1, b'\2Hello', 2), p.eap(CLIENT, 2, b'\3\x0d', 3)),
                           lambda p: p.eap(SERVER, 1, b'')],
    'pptp.auth.eap_flags': [lambda p: (eap_identity(p), p.eap(SERVER, 1, b'\x0d\0', 2)),
                            lambda p: (eap_identity(p), p.eap(SERVER, 1, b'\x1a', 2), p.eap(CLIENT, 2, b'\6', 2))],
    'pptp.auth.not_agreed': [lambda p: p.challenge(), lambda p: (p.request(SERVER, LCP), p.challenge()),
                             lambda p: p.up('MS-CHAPv2'), lambda p: p.up('PAP')],
    'pptp.auth.value_size': [lambda p: trial(p, value=bytes(16)), lambda p: p.up('MS-CHAP'), lambda p: p.up('PAP'),
                             lambda p: p.up('CHAP-MD5')],
    'pptp.auth.no_proof': [lambda p: p.up('MS-CHAPv2'), lambda p: p.up('CHAP-MD5'), lambda p: p.up('MS-CHAP')],
    'pptp.ppp.terminated': [lambda p: (p.up(), p.control(SERVER, LCP, TERMINATE + 1))],
    'pptp.ppp.protocol_rejected': [lambda p: (p.lcp_up(), p.control(SERVER, LCP, CODE_REJECT, b'\x0c\1\0\4')),
                                   lambda p: p.control(SERVER, CCP, PROTOCOL_REJECT, b'\x80\xfd')],
    'pptp.ppp.encryption_rejected': [
        lambda p: offer(p, SERVER, (26, b'\x78\0'), code=REJECT), lambda p: offer(p, SERVER, mppe(BITS), code=NAK),
        *(lambda p, protocol=protocol, option=option: (
            p.request(SERVER, protocol, option), p.reject(CLIENT, protocol, option))
          for protocol, option in ((LCP, mru(1400)), (LCP, (18, bytes(4))), (IPCP, (3, bytes(4))))),
        lambda p: (p.request(SERVER, CCP, mppe(BITS)),
                   p.control(CLIENT, CCP, REJECT, encoded([mppe(BITS)]), identifier=99))],
    'pptp.ppp.encryption_offered_again': [
        lambda p: (offer(p, SERVER, mppe(0), code=NAK), offer(p, SERVER, mppe(0))),
        lambda p: (offer(p, SERVER, mppe(0), code=REJECT), offer(p, SERVER)),
        lambda p: (offer(p, SERVER, mppe(BITS), code=REJECT), offer(p, SERVER, mppe(BITS))),
        lambda p: (offer(p, SERVER, mppe(0), code=REJECT), offer(p, CLIENT, mppe(0)))],
    'pptp.ppp.repeated_after_answer': [
        lambda p: (p.up(), anew(p)),
        lambda p: (p.request(CLIENT, IPCP), p.again(CLIENT, IPCP), p.ack(SERVER, IPCP), p.request(CLIENT, IPCP)),
        lambda p: (p.request(CLIENT, IPCP), p.ack(SERVER, IPCP), copy(p, -2))],
    'pptp.ppp.reset_request': [lambda p: (p.ccp_up(KEY_128), p.control(CLIENT, CCP, 15)),
                               lambda p: p.control(CLIENT, LCP, 14)],
    'pptp.ppp.clear_data': [lambda p: (p.up(bits=BITS), p.pings(encrypted=True), p.echo(CLIENT)),
                            lambda p: (p.send(CLIENT, 0x8281, b'\1\1\0\4'), p.send(CLIENT, 0xc025, bytes(4)))],
    'pptp.ppp.mru_exceeded': [
        lambda p: (p.lcp_up(None), clear(p, CLIENT, 1400), clear(p, SERVER, 1400)), lambda p: clear(p, CLIENT, 1500),
        lambda p: (p.request(SERVER, LCP, mru(1400)), p.nak(CLIENT, LCP, mru(1500)), clear(p, CLIENT, 1500)),
        lambda p: (p.lcp_up(None), p.lcp_up(None, units=(None, None)), clear(p, CLIENT, 1500))],
    'pptp.ppp.mss_too_big': [
        lambda p: (p.lcp_up(None), syn(p, CLIENT, 1360)), lambda p: (p.lcp_up(None), syn(p, CLIENT, 1460, flags=0x10)),
        lambda p: (p.lcp_up(None, units=(1500, 1400)), syn(p, CLIENT, 1460))],
}

TABLES = {
    **{f'stages: {name}': tell for name, (_, tell) in STAGES.items()},
    **{f'authentication: {name}': tell for name, (_, tell) in AUTHENTICATIONS.items()},
    **{f'encryption: {name}': tell for name, (_, tell) in ENCRYPTIONS.items()},
    **{f'{expert} speaks {i}': tell for expert, rows in SPEAKS.items() for i, (_, _, tell) in enumerate(rows)},
    **{f'{expert} is silent {i}': tell for expert, tells in SILENT.items() for i, tell in enumerate(tells)},
    'passes: two Failures, one Identifier': lambda p: (p.lcp_up(), trial(p), failure(p),
                                                       failure(p, 'E=648 R=1 C=00 V=3')),
}


def written(name, capture):
    path = folder('ppp') / name
    path.write_bytes(capture.octets())
    path.chmod(0o644)
    return path


def link_of(capture, number, controlled=True):
    client = f'10.1.{number // 200}.{number % 200 + 1}'
    if not controlled:
        return PPP(Tunnel(capture, 11, 22, client))
    return PPP(call(capture, established(capture, client=client), client=client))


@functools.cache
def cases():
    """The capture of all cases, and {case: its frames}."""
    capture, frames = Capture(), {}
    for number, (name, tell) in enumerate(TABLES.items()):
        link, begin = link_of(capture, number, 'no tunnel of a call' not in name), len(capture.frames) + 1
        tell(link)
        frames[name] = range(begin, len(capture.frames) + 1)
    return written('cases.pcap', capture), frames


@functools.cache
def packets(*passes):
    """{frame: what is shown of it}."""
    return {packet.frame: packet for packet in OURS.tunnelled(cases()[0], *passes)}


def told(name, passes):
    return [packets(*passes)[frame] for frame in cases()[1][name]]


# --- the cases --------------------------------------------------------------------------------------------------------

@PASSES
@pytest.mark.parametrize('name', STAGES)
def test_stages(name, passes):
    shown = [packet.facts.get('pptp.ppp.stage') for packet in told(f'stages: {name}', passes)]
    wanted = [stage for word in STAGES[name][0].split() for stage, count in [word.split('*')]
              for _ in range(int(count))]
    assert shown == wanted


@PASSES
@pytest.mark.parametrize('name', AUTHENTICATIONS)
def test_authentication(name, passes):
    shown = ['/'.join(packet.facts[fact] for fact in AUTH if fact in packet.facts)
             for packet in told(f'authentication: {name}', passes) if AUTH[0] in packet.facts]
    assert shown == AUTHENTICATIONS[name][0]


@PASSES
@pytest.mark.parametrize('name', ENCRYPTIONS)
def test_encryption(name, passes):
    """Each direction for itself, unless both are the same."""
    shown, wanted = told(f'encryption: {name}', passes)[-1].facts['pptp.ppp.encryption'], ENCRYPTIONS[name][0]
    assert shown == wanted or ' to ' in shown and ' to' in wanted and wanted in shown


def test_encryption_is_told_at_packets_of_ccp():
    told_at = [packet.facts['pptp.ppp.stage'] for packet in told('stages: in order', ())
               if 'pptp.ppp.encryption' in packet.facts]
    assert told_at == ['CCP'] * 4


@PASSES
@pytest.mark.parametrize('expert, number', [(expert, i) for expert, rows in SPEAKS.items() for i in range(len(rows))])
def test_expert_item_speaks(expert, number, passes):
    """At one packet, or those listed, and nowhere else. It names frames of the case: {-2} is its last but one."""
    shown, (words, at, _) = told(f'{expert} speaks {number}', passes), SPEAKS[expert][number]
    words = re.sub(r'\{(-\d+)\}', lambda match: str(shown[int(match[1])].frame), words)
    assert [(packet.frame, bool(re.search(words, one.text))) for packet in shown for one in packet.experts
            if one.name == expert] == [(shown[i].frame, True) for i in (at if isinstance(at, list) else [at])]


@PASSES
@pytest.mark.parametrize('expert, number', [(expert, i) for expert, tells in SILENT.items() for i in range(len(tells))])
def test_expert_item_is_silent(expert, number, passes):
    shown = told(f'{expert} is silent {number}', passes)
    assert shown and not [packet.frame for packet in shown for one in packet.experts if one.name == expert]


BY_ACCOUNTS = {'pptp.auth.wrong_password', 'pptp.auth.wrong_server'}       # they need some: test_mppe.py


def test_no_expert_item_is_forgotten():
    fields = [line.split('\t') for line in OURS.run('tshark', '-G', 'fields').lines]
    assert {row[2] for row in fields if row[0] == 'F' and row[3] == 'FT_NONE'
            and re.match(r'pptp\.(ppp|auth)\.', row[2])} \
        - BY_ACCOUNTS == set(SPEAKS) == set(SILENT)


def test_healthy_links_get_no_word():
    """Beyond what any link in the clear, or its end, gets."""
    for name in 'in order', 'IPv6 only', 'no tunnel of a call', 'copy of the first request', 'CCP again', 'LCP again':
        words = {one.name for packet in told(f'stages: {name}', ()) for one in packet.experts}
        assert {word for word in words if 'tunnel' not in word} <= {'pptp.ppp.clear_data', 'pptp.ppp.terminated'}


# --- passes -----------------------------------------------------------------------------------------------------------

def of_ppp(facts):
    return sorted((name, plain(value)) for name, value in facts if re.match(r'pptp\.(ppp|auth)\.', name))


def test_passes_agree():
    for frame, one in packets().items():
        two = packets('-2')[frame]
        assert of_ppp(one.facts.items()) == of_ppp(two.facts.items())
        assert [str(expert) for expert in one.experts if 'tunnel' not in expert.name] \
            == [str(expert) for expert in two.experts if 'tunnel' not in expert.name]


def test_frames_at_random_tell_the_same():
    frames = random.Random(1).sample(sorted(packets('-2')), 300)
    names = {name for packet in packets('-2').values() for name in packet.facts}
    for frame, tree in zip(frames, OURS.trees(cases()[0], frames)):
        assert of_ppp(shown_facts(tree, names)) == of_ppp(packets('-2')[frame].facts.items()), frame


# --- octets -----------------------------------------------------------------------------------------------------------

def responses_in(path):
    """{frame: the Value of an MS-CHAP Response}, from the octets, without Wireshark: 49 octets (RFC 2433, 2759
    section 4)."""
    octets, at, frame, found = path.read_bytes(), 24, 0, {}
    link = {1: 14, 113: 16}[struct.unpack('<I', octets[20:24])[0]]
    while at < len(octets):
        size, frame = struct.unpack('<I', octets[at + 8:at + 12])[0], frame + 1
        data, at = octets[at + 16 + link:at + 16 + size], at + 16 + size
        gre = data[20:]
        ppp = gre[8 + 4 * bool(gre[0] & 0x10) + 4 * bool(gre[1] & 0x80):] if data[9] == 47 else b''
        ppp = ppp.removeprefix(b'\xff\x03')
        if ppp[:3] == b'\xc2\x23\2' and ppp[6:7] == b'\x31':
            found[frame] = ppp[7:56]
    return found


def assert_octets(path, passes):
    names = ['frame.number', 'pptp.auth.protocol', 'pptp.auth.peer_challenge', 'pptp.auth.nt_response']
    rows = OURS.fields(path, names, '-Y', 'pptp.auth.nt_response', *passes)
    shown = {int(frame[0]): (protocol[0], *(''.join(value).replace(':', '') for value in values))
             for frame, protocol, *values in rows}
    assert shown == {frame: (shown[frame][0], value[:16].hex() if shown[frame][0] == 'MS-CHAPv2' else '',
                             value[24:48].hex())
                     for frame, value in responses_in(path).items()}
    return [row[0] for row in shown.values()]


@PASSES
def test_responses_are_the_octets_of_the_packet(passes):
    """Where every Response is MS-CHAP's: of another algorithm no NT response is told."""
    assert set(assert_octets(cases()[0], passes)) == {'MS-CHAP', 'MS-CHAPv2'}


# --- real captures ----------------------------------------------------------------------------------------------------

@pytest.mark.slow
@PASSES
@pytest.mark.parametrize('path', [path for path in REAL if not re.search('lan|wan|gre|clear|full', path.name)],
                         ids=lambda path: path.stem)
def test_real_responses_are_the_octets_of_the_packet(path, passes):
    assert assert_octets(path, passes) or 'nohelper' in path.name


def told_by_log(path):
    """The stages in the order in which pppd's debug log first names their packets; data are not logged."""
    name = path.name.split('.')[0]
    text = (TRUTH / f'{name}.client.pppd.log').read_text(errors='replace')
    stages = {'LCP': 'LCP', 'PAP': 'Auth', 'CHAP': 'Auth', 'CCP': 'CCP', 'IPCP': 'IPCP', 'IPV6CP': 'IPCP'}
    packets = re.findall(r'^(?:sent|rcvd) \[(\w+) (\w+)', text, re.M)
    seen = ['Closed' if code == 'TermReq' and protocol == 'LCP' else stages[protocol] for protocol, code in packets
            if protocol in stages]
    order = ['LCP', 'Auth', 'CCP', 'IPCP', 'Closed']
    return [stage for i, stage in enumerate(seen)
            if all(order.index(stage) > order.index(before) for before in seen[:i])]


@pytest.mark.slow
@PASSES
@pytest.mark.parametrize('path', [path for path in REAL if re.match(r'([abeg]|c_auth|c_mppe)_?\w+\.pcap', path.name)],
                         ids=lambda path: path.stem)
def test_real_stages_are_those_of_the_log(path, passes):
    rows = OURS.fields(path, ['pptp.ppp.stage'], '-Y', 'pptp.ppp.stage', *passes)
    stages = [stage for stage, _ in itertools.groupby(row[0][0] for row in rows)]
    assert [stage for stage in stages if stage != 'Data'] == told_by_log(path)
    assert ('Data' in stages) == path.name.startswith(('a', 'b', 'e', 'g'))


# --- bad input --------------------------------------------------------------------------------------------------------

def control(code, octets, length=None):
    return struct.pack('>BBH', code, 1, 4 + len(octets) if length is None else length) + octets


# Whole, to be cut: each protocol with what is read of it.
WHOLE = [
    (LCP, control(REQUEST, encoded([mru(1400), AUTHENTICATION['MS-CHAPv2'], (8, b'')]))),
    (LCP, control(TERMINATE, WINDOWS)),
    (LCP, control(PROTOCOL_REJECT, b'\x80\xfd')), (CCP, control(REJECT, encoded([mppe(BITS), (26, b'\x78\0')]))),
    (IPCP, control(REQUEST, encoded([(3, bytes(4)), (129, bytes(4))]))),
    (IPV6CP, control(REQUEST, encoded([(1, bytes(8))]))),
    (PAP, control(1, sized('alice') + sized('x'))), (PAP, control(3, sized('no'))),
    (CHAP, control(CHALLENGE, sized(bytes(16)) + b'pptpd')),
    (CHAP, control(RESPONSE, sized(mschapv2_value()) + b'alice')),
    (CHAP, control(FAILURE, b'E=691 R=1 C=00 V=3 M=no')), (EAP, control(1, b'\4' + sized(bytes(16)) + b'name')),
    (EAP, control(2, b'\1alice')),
    (IPV4, tcp(CLIENT, SYN, (1, 0), options=b'\2\4\5\xb4')), (MPPE, b'\x90\0' + bytes(20))]


def cut_by_the_capture(capture):
    """At each octet behind Ethernet (14), IP (20) and GRE (12): to have captured less is no fault of the packet."""
    tunnel = link_of(capture, 0).tunnel
    for protocol, octets in WHOLE:
        for size in range(len(octets) + 4):
            tunnel.send(CLIENT, payload=struct.pack('>HH', 0xff03, protocol) + octets, snap=14 + 20 + 12 + size)


def cut_by_the_sender(capture):
    """At each octet, the Length as it was, and as it is then."""
    for number, whole_length in enumerate((True, False)):
        p = link_of(capture, number)
        for protocol, octets in WHOLE:
            for size in range(len(octets)):
                length = octets[2:4] if whole_length else struct.pack('>H', size)
                plainly(p, size % 2, protocol, (octets[:2] + length + octets[4:])[:size])


def lying(capture):
    """Every size of a Value, of an option, of a name, in packets that are shorter; the header's length 0 to 3 and
    too long."""
    p = link_of(capture, 0)
    for size in range(256):
        for protocol, kind in ((CHAP, b''), (PAP, b''), (EAP, b'\4'), (LCP, b'\1'), (LCP, b'\3'), (CCP, b'\x12'),
                               (IPV6CP, b'\1')):
            for code in REQUEST, RESPONSE:
                plainly(p, size % 2, protocol, control(code, kind + bytes([size]) + noise(size, 60)))
    for protocol, octets in WHOLE:
        for length in 0, 1, 2, 3, len(octets) + 1, 0xffff:
            plainly(p, CLIENT, protocol, control(octets[0], octets[4:], length))


@pytest.mark.parametrize('fill', [cut_by_the_capture, cut_by_the_sender, lying], ids=lambda fill: fill.__name__)
def test_bad_packets_under_sanitizers(sanitized, fill):
    capture = Capture()
    fill(capture)
    path = written(f'{fill.__name__}.pcap', capture)
    for passes in (), ('-2',):
        assert complaints(sanitized.run('tshark', '-r', path, '-V', *passes)) == []
    assert bool(OURS.fields(path, ['frame.number'], '-Y', 'pptp.ppp.length')) == (fill is not cut_by_the_capture)


def test_cases_under_sanitizers(sanitized):
    for passes in (), ('-2',):
        assert complaints(sanitized.run('tshark', '-r', cases()[0], '-V', *passes)) == []
