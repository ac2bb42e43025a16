"""Texts of peers, as long as they can be: what a program that cuts them in the wrong place would break.

Not among the captures of this folder: test_texts.py writes them where it needs them.
"""
import struct

from made import CLIENT, SERVER
from made.ppp import (
    CHALLENGE, CHAP, EAP, FAILURE, IPCP, LCP, PAP, PPP, RESPONSE, SUCCESS, TERMINATE, mschapv2_value, sized)
from made.tunnel import call
from packets import Capture, Connection, message

LONGEST = 600
CHARACTERS = {
    '2 octets': '\u00e9', '3 octets': '\u20ac', '4 octets': '\U0001f511', 'no UTF-8': b'\xff',
    'half a character': b'\xe2\x82',
    'line separator': '\u2028', 'right to left': '\u202e', 'combining': 'e\u0301', 'escape': '\x1b[2J',
    'C1': '\u009b31m',
    'quotes': '"<&\'\\', 'NUL': '\0', 'no character': '\uffff'}


def texts():
    """{what it is: octets}: each kind of character, again and again, behind 0 to 3 octets."""
    for name, character in CHARACTERS.items():
        octets = character if isinstance(character, bytes) else character.encode()
        for shift in range(4):
            yield f'{name} + {shift}', (b'x' * shift + octets * LONGEST)[:LONGEST]


def packets(text):
    """(protocol, packet): every place in PPP that holds a text."""
    short = text[:255]

    def packet(code, octets):
        return struct.pack('>BBH', code, 1, 4 + len(octets)) + octets
    yield PAP, packet(1, sized(short) + sized(b'secret'))
    yield PAP, packet(2, sized(short))
    yield PAP, packet(1, sized(short) + sized(b'secret'))
    yield PAP, packet(3, sized(short))
    yield CHAP, packet(CHALLENGE, sized(bytes(16)) + text)
    yield CHAP, packet(RESPONSE, sized(mschapv2_value()) + text)
    yield CHAP, packet(SUCCESS, b'S=' + b'0' * 40 + b' M=' + text)
    yield CHAP, packet(CHALLENGE, sized(bytes(16)) + text)
    yield CHAP, packet(RESPONSE, sized(mschapv2_value('other')) + text)
    yield CHAP, packet(FAILURE, b'E=691 R=0 C=00 V=3 M=' + text)
    yield EAP, packet(1, b'\1' + text)
    yield EAP, packet(2, b'\1' + text)
    yield EAP, packet(1, b'\4' + sized(bytes(16)) + text)
    yield EAP, packet(4, b'')
    yield IPCP, packet(TERMINATE, text)
    yield LCP, packet(TERMINATE, text)


def session(made, number, text):
    """Text is in every field of the control connection too, several messages to a segment."""
    ends = {'client': f'192.0.2.{10 + number}', 'server': '198.51.100.1'}
    names = {'host_name': text[:64], 'vendor_name': text[:64]}
    connection = Connection(made, client_port=40000 + number, **ends)
    connection.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0100, **names))
    connection.segment(SERVER, message('Start-Control-Connection-Reply', version=0x0100, result=1, **names))
    link = PPP(call(made, connection, 1000 + number, 2000 + number, **ends))
    for protocol, octets in packets(text):
        link.send(octets[0] in (1, 2) and protocol != CHAP, protocol, octets)
    request = message('Outgoing-Call-Request', call_id=3000, phone_number=text[:64], phone_number_length=64,
                      subaddress=text[:64])
    connection.segment(CLIENT, request * 8)
    connection.segment(SERVER, message('Incoming-Call-Request', call_id=4000, dialed_number=text[:64],
                                       dialed_number_length=64, dialing_number=text[:64], dialing_number_length=64,
                                       subaddress=text[:64]))
    connection.segment(SERVER,
                       message('Call-Disconnect-Notify', call_id=2000 + number, result=4, call_statistics=text[:128]))
    connection.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0100, **names) * 30)
    connection.close()


def capture():
    made = Capture()
    for number, (_, text) in enumerate(texts()):
        session(made, number, text)
    return made.octets()
