"""Captures of control connections."""
import uuid

from made import CLIENT, SERVER, capture
from packets import ACK, COOKED, FIN, RAW_IP, RST, VLAN, Connection, LAYOUTS, fragments, layout, message

def established(made, vendor='cananian', **connection):
    """A control connection, set up with the fields of pptp-linux, but for this vendor's name, and poptop."""
    made = Connection(made, **connection)
    made.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0100, framing_capabilities=3,
                                 bearer_capabilities=3, maximum_channels=65535, firmware_revision=1,
                                 host_name='local', vendor_name=vendor))
    made.segment(SERVER, message('Start-Control-Connection-Reply', version=0x0100, result=1, maximum_channels=1,
                                 firmware_revision=1, host_name='local', vendor_name='linux'))
    return made


def echo_request(identifier):
    return message('Echo-Request', identifier=identifier)


def echo_reply(identifier):
    return message('Echo-Reply', identifier=identifier, result=1)


def set_link_info(peer_call_id, send_accm=0xffffffff, receive_accm=0xffffffff):
    return message('Set-Link-Info', peer_call_id=peer_call_id, send_accm=send_accm, receive_accm=receive_accm)


# --- Microsoft's article Q241252 ---------------------------------------------------------------------------------

@capture('q241252-rras-session')
def rras_session(made):
    """Two RRAS servers of Windows 2000. After [MS-PTPT]: no host name, channels and firmware revision 0, speeds 300 to
    100,000,000, windows 64 and 16384, a correlation GUID as Subaddress, Call-Disconnect-Notify with result 0."""
    caller, answerer = 49152, 16384
    rras = {'version': 0x0100, 'framing_capabilities': 1, 'bearer_capabilities': 1, 'vendor_name': 'Microsoft'}
    guid = uuid.UUID('3f2504e0-4f89-11d3-9a0c-0305e82c3301').bytes_le
    c = Connection(made, '10.10.10.1', '10.10.10.10', client_port=1025)
    c.segment(CLIENT, message('Start-Control-Connection-Request', **rras))
    c.segment(SERVER, message('Start-Control-Connection-Reply', result=1, **rras))
    c.segment(CLIENT, message('Outgoing-Call-Request', call_id=caller, call_serial_number=1, minimum_bps=300,
                              maximum_bps=100000000, bearer_type=3, framing_type=3, window=64, subaddress=guid))
    c.segment(SERVER, message('Outgoing-Call-Reply', call_id=answerer, peer_call_id=caller, result=1,
                              connect_speed=100000000, window=16384))
    c.segment(CLIENT, set_link_info(answerer))
    c.segment(CLIENT, set_link_info(answerer, send_accm=0))
    c.segment(SERVER, set_link_info(caller))
    c.segment(CLIENT, set_link_info(answerer, send_accm=0, receive_accm=0))
    c.segment(SERVER, set_link_info(caller, send_accm=0, receive_accm=0))
    for identifier in (1, 2, 3):
        c.segment(SERVER, echo_request(identifier), after=60_000_000)
        c.segment(CLIENT, echo_reply(identifier))
    c.segment(CLIENT, set_link_info(answerer), after=30_000_000)
    c.segment(SERVER, set_link_info(caller))
    c.segment(CLIENT, message('Call-Clear-Request', call_id=caller))
    c.segment(SERVER, message('Call-Disconnect-Notify', call_id=answerer))
    c.segment(CLIENT, message('Stop-Control-Connection-Request', reason=1))
    c.segment(SERVER, message('Stop-Control-Connection-Reply', result=1))
    c.close()


# --- connections and calls ------------------------------------------------------------------------------------------

def outgoing_call(c, pns_call_id, pac_call_id, **reply):
    """The client requests a call, the server replies."""
    c.segment(CLIENT, message('Outgoing-Call-Request', call_id=pns_call_id, bearer_type=3, framing_type=3, window=3))
    c.segment(SERVER, message('Outgoing-Call-Reply', call_id=pac_call_id, peer_call_id=pns_call_id, window=3,
                              **{'result': 1, **reply}))


def incoming_call(c, pac_call_id):
    c.segment(SERVER, message('Incoming-Call-Request', call_id=pac_call_id, bearer_type=1))


def incoming_reply(c, pns_call_id, pac_call_id, **values):
    c.segment(CLIENT, message('Incoming-Call-Reply', call_id=pns_call_id, peer_call_id=pac_call_id, window=3,
                              **{'result': 1, **values}))


def clear(c, call_id, after=1000):
    c.segment(CLIENT, message('Call-Clear-Request', call_id=call_id), after=after)


def disconnect(c, call_id, result=4):
    c.segment(SERVER, message('Call-Disconnect-Notify', call_id=call_id, result=result))


def stop(c):
    c.segment(CLIENT, message('Stop-Control-Connection-Request', reason=1))
    c.segment(SERVER, message('Stop-Control-Connection-Reply', result=1))


@capture('calls-incoming')
def calls_incoming(made):
    """Incoming calls: one with line errors, cleared by the PNS; one that the PNS refuses; one that the PAC gives up."""
    c = established(made)
    incoming_call(c, 100)
    incoming_reply(c, 200, 100)
    c.segment(SERVER, message('Incoming-Call-Connected', peer_call_id=200, framing_type=1))
    c.segment(CLIENT, set_link_info(100, send_accm=0, receive_accm=0))
    c.segment(SERVER, message('WAN-Error-Notify', peer_call_id=200, crc_errors=7))
    incoming_call(c, 101)
    incoming_reply(c, 0, 101, result=3)
    incoming_call(c, 102)
    incoming_reply(c, 202, 102)
    disconnect(c, 102, result=1)
    clear(c, 200)
    disconnect(c, 100)
    stop(c)
    c.close()


@capture('calls-several')
def calls_several(made):
    """Three calls at once, with Call ID 0 and the same numbers at both ends; a refused call; Call IDs reused after
    their call ended, and before it ended."""
    c = established(made)
    outgoing_call(c, 0, 1)
    outgoing_call(c, 1, 0)
    outgoing_call(c, 2, 2)
    outgoing_call(c, 3, 0, result=4)
    clear(c, 1)
    disconnect(c, 0)
    outgoing_call(c, 1, 0)
    outgoing_call(c, 2, 5)
    c.segment(CLIENT, set_link_info(2) + set_link_info(5))
    clear(c, 2)
    disconnect(c, 5)
    clear(c, 77)
    stop(c)
    c.close()


@capture('calls-identifiers-altered')
def calls_identifiers_altered(made):
    """Call-Disconnect-Notify with the PNS's Call ID, and with that of swapped octets; a Call ID equal to the TCP port;
    a Call ID altered on the way; two clients with the same address and the same Call ID."""
    c = established(made, client_port=40001)
    outgoing_call(c, 0x0102, 9)
    clear(c, 0x0102)
    disconnect(c, 0x0102)
    outgoing_call(c, 0x0304, 10)
    clear(c, 0x0304)
    disconnect(c, 0x0403)
    outgoing_call(c, 40001, 11)
    c.segment(CLIENT, set_link_info(12))
    other = established(made, client_port=40002)
    outgoing_call(other, 40001, 13)
    for connection in c, other:
        stop(connection)
        connection.close()


@capture('connections-collide')
def connections_collide(made):
    """Each peer opens a connection to the other; the one with the lower address closes its own."""
    start = message('Start-Control-Connection-Request', version=0x0100, vendor_name='MPD', framing_capabilities=3,
                    bearer_capabilities=3, firmware_revision=0x0101)
    lower = Connection(made, '192.0.2.1', '192.0.2.2')
    higher = Connection(made, '192.0.2.2', '192.0.2.1')
    lower.segment(CLIENT, start)
    higher.segment(CLIENT, start)
    lower.close()
    higher.segment(SERVER, message('Start-Control-Connection-Reply', version=0x0100, result=1))
    outgoing_call(higher, 1, 2)
    clear(higher, 1)
    disconnect(higher, 2)
    stop(higher)
    higher.close()


@capture('connections-troubled')
def connections_troubled(made):
    """Violations of the state diagrams and timers, each in a connection of its own."""
    second = 1_000_000
    c = established(made, client_port=41000)                    # late replies, a silent hour, wrong identifiers
    c.segment(CLIENT, echo_request(1))
    c.segment(SERVER, echo_reply(1), after=61 * second)
    c.segment(CLIENT, message('Outgoing-Call-Request', call_id=1, bearer_type=3, framing_type=3))
    c.segment(SERVER, message('Outgoing-Call-Reply', call_id=2, peer_call_id=1, result=1), after=90 * second)
    c.segment(CLIENT, echo_request(2), after=3600 * second)
    c.segment(SERVER, echo_reply(3))
    c.segment(CLIENT, message('Outgoing-Call-Request', call_id=3, bearer_type=3, framing_type=3))
    c.segment(CLIENT, message('Outgoing-Call-Request', call_id=3, bearer_type=3, framing_type=3))
    c.segment(SERVER, message('Outgoing-Call-Reply', call_id=4, peer_call_id=9, result=1))
    c.segment(CLIENT, b'', FIN | ACK)                           # with a call up
    c = Connection(made, client_port=41001)                     # refused, for its version
    c.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0200))
    c.segment(SERVER, message('Start-Control-Connection-Reply', version=0x0100, result=5))
    c.close()
    c = Connection(made, client_port=41002)                     # nothing is started
    outgoing_call(c, 5, 6)
    c = established(made, client_port=41003)                    # after the end; roles swapped
    outgoing_call(c, 7, 8)
    c.segment(SERVER, set_link_info(7))
    c.segment(SERVER, message('Call-Clear-Request', call_id=8))
    c.segment(CLIENT, message('Call-Disconnect-Notify', call_id=7))
    stop(c)
    c.segment(CLIENT, echo_request(9))
    c.close()
    c = Connection(made, client_port=41004, handshake=False)    # begins before the capture
    c.segment(CLIENT, set_link_info(10))
    c.segment(SERVER, echo_reply(11))
    c.segment(CLIENT, message('Stop-Control-Connection-Request', reason=1))
    c.segment(SERVER, message('Echo-Request', identifier=12))
    c.segment(CLIENT, b'', RST)
    c = Connection(made, client_port=41005, handshake=False)    # so does this one, with a call that is refused
    c.segment(SERVER, message('Outgoing-Call-Reply', call_id=0, peer_call_id=13, result=7))
    c.segment(CLIENT, b'', RST)
    c = Connection(made, client_port=41006)                     # accepted with a newer version
    c.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0100))
    c.segment(SERVER, message('Start-Control-Connection-Reply', version=0x0200, result=1))
    c.close()


# --- every message ------------------------------------------------------------------------------------------------

# Fields whose codes or lengths RFC 2637 fixes. All others get consecutive numbers, so that no two are equal.
FIXED = {
    'version': 0x0100, 'result': 1, 'reason': 3, 'bearer_type': 2, 'framing_type': 1,
    'framing_capabilities': 1, 'bearer_capabilities': 2,
    'phone_number': '5551001', 'phone_number_length': 7,
    'dialed_number': '55520022', 'dialed_number_length': 8,
    'dialing_number': '555300333', 'dialing_number_length': 9,
    'error': 0,
}


def distinct_values(name, count):
    """Returns a value for each field, and the number after the last one used."""
    values = {}
    for field, code in layout(name):
        if field in FIXED:
            values[field] = FIXED[field]
        elif field.startswith('reserved'):
            values[field] = 0
        elif code.endswith('s'):
            values[field] = f'{field} of {name}'[:int(code[:-1]) - 1]
        else:
            count += 1
            values[field] = count * (0x01010101 if code == 'I' else 1)
    return values, count


# Who sends it: RFC 2637 sections 2.1 to 2.15; here the client is the PNS.
FROM_SERVER = {'Start-Control-Connection-Reply', 'Stop-Control-Connection-Reply', 'Echo-Reply', 'Outgoing-Call-Reply',
               'Incoming-Call-Request', 'Incoming-Call-Connected', 'Call-Disconnect-Notify', 'WAN-Error-Notify'}


def every_message():
    """(name, field values) of each message, in the order of their codes."""
    count = 0x30
    for name in LAYOUTS:
        values, count = distinct_values(name, count)
        yield name, values


@capture('messages-all')
def messages_all(made):
    c = Connection(made)
    for name, values in every_message():
        c.segment(name not in FROM_SERVER, message(name, **values))
    c.close()


@capture('messages-full-fields')
def messages_full_fields(made):
    """Texts that fill their fields to the last octet, without a NUL."""
    c = established(made)
    c.segment(CLIENT, message('Outgoing-Call-Request', bearer_type=3, framing_type=3, phone_number_length=64,
                              phone_number='0123456789' * 6 + '0123', subaddress='s' * 64))
    c.segment(SERVER, message('Call-Disconnect-Notify', result=1, cause=16, call_statistics='x' * 127 + '!'))


# --- segmentation --------------------------------------------------------------------------------------------------

@capture('segmentation-split')
def segmentation_split(made):
    """The first message of a stream, and a later one, split at each octet, each time in a new connection."""
    first = message('Start-Control-Connection-Request', version=0x0100, framing_capabilities=3, bearer_capabilities=3,
                    host_name='first', vendor_name='split')
    later = message('Incoming-Call-Reply', call_id=7, peer_call_id=8, result=1, window=9)
    for at in range(1, len(first)):
        c = Connection(made, client_port=20000 + at)
        c.segment(CLIENT, first[:at])
        c.segment(CLIENT, first[at:])
        at = 1 + at % (len(later) - 1)
        c.segment(CLIENT, later[:at])
        c.segment(CLIENT, later[at:])
        c.segment(SERVER, echo_request(at))


@capture('segmentation-slivers')
def segmentation_slivers(made):
    """The first message of a stream in three segments, two of which end inside its header, and octet by octet; in a
    claimed stream, octets that may and may not begin a header."""
    for first in range(1, 8):
        for second in range(first + 1, 9):
            c = Connection(made, client_port=28000 + 10 * first + second)
            request = echo_request(10 * first + second)
            for part in request[:first], request[first:second], request[second:]:
                c.segment(CLIENT, part)
    c = Connection(made, client_port=28100)
    for octet in echo_request(100):
        c.segment(CLIENT, bytes([octet]))
    c = established(made, client_port=28101)
    c.segment(CLIENT, b'\0' * 8)
    c.segment(CLIENT, b'\0' * 20 + echo_request(101)[:4])
    c.segment(CLIENT, echo_request(101)[4:])
    c.segment(SERVER, echo_reply(102) + b'\0')
    c.segment(SERVER, b'no header, and long enough')


@capture('segmentation-coalesced')
def segmentation_coalesced(made):
    c = Connection(made)
    everything = b''.join(message(name, **values) for name, values in every_message())
    c.segment(CLIENT, everything)
    c.segment(SERVER, echo_reply(1) + set_link_info(2))
    c.segment(CLIENT, echo_request(3) + set_link_info(4)[:11])      # one and a half
    c.segment(CLIENT, set_link_info(4)[11:] + echo_request(5))
    c.segment(SERVER, set_link_info(8)[:20])
    c.segment(SERVER, set_link_info(8)[20:] + echo_reply(9))        # the rest of one, and one
    for octet in echo_request(6) + echo_reply(7):                   # octet by octet
        c.segment(CLIENT, bytes([octet]))
    for start in range(0, len(everything), 50):                     # boundaries anywhere
        c.segment(SERVER, everything[start:start + 50])


@capture('segmentation-middle')
def segmentation_middle(made):
    """Connections whose capture begins inside a message, each at another octet, with the next message's header split,
    whole, or far away."""
    reply = message('Outgoing-Call-Reply', call_id=1, peer_call_id=2, result=1)
    for cut in (1, 4, 8, 12, 31):
        c = Connection(made, client_port=21000 + cut, handshake=False)
        c.segment(SERVER, reply[cut:])
        c.segment(SERVER, echo_request(cut))
        c.segment(CLIENT, echo_reply(cut))
    for split in range(1, 16):
        c = Connection(made, client_port=22000 + split, handshake=False)
        c.segment(SERVER, reply[20:] + echo_request(split)[:split])
        c.segment(SERVER, echo_request(split)[split:])
        c.segment(CLIENT, echo_reply(split))
    c = Connection(made, client_port=23000, handshake=False)
    for octet in reply[20:] + echo_request(1):
        c.segment(SERVER, bytes([octet]))


@capture('segmentation-retransmitted')
def segmentation_retransmitted(made):
    c = established(made)
    start = c.segment(CLIENT, echo_request(1))
    c.segment(CLIENT, echo_request(1), at=start, after=300_000)
    half = c.segment(CLIENT, set_link_info(2)[:10])
    c.segment(CLIENT, set_link_info(2)[:10], at=half, after=300_000)
    rest = c.segment(CLIENT, set_link_info(2)[10:])
    c.segment(CLIENT, set_link_info(2)[10:], at=rest, after=300_000)
    c.segment(SERVER, b'', ACK)
    c.segment(CLIENT, set_link_info(2)[10:], at=rest, after=300_000)    # spurious: already acknowledged
    c.segment(CLIENT, echo_request(3))


@capture('segmentation-again')
def segmentation_again(made):
    """Octets that TCP delivers more than once: headers that begin in one segment and end in the next; messages sent
    again inside longer segments, across the wrap of the sequence numbers; a new connection between the same ports with
    some of the old one's sequence numbers."""
    c = Connection(made)
    header = echo_request(0)[:8]
    c.segment(CLIENT, header[:4])
    for _ in range(12):
        c.segment(CLIENT, header[4:] + header[:4])
        c.segment(SERVER, b'', ACK)
    c = Connection(made, client_port=40001, first=2 ** 32 - 41)
    start = c.segment(CLIENT, echo_request(1) + echo_request(2))
    c.segment(CLIENT, echo_request(2) + echo_request(3), at=start + 16)
    c.segment(CLIENT, echo_request(3) + echo_request(4), at=start + 32)
    c.segment(CLIENT, echo_request(4), at=start + 48)
    c = Connection(made, client_port=40001, first=start + 20)
    c.segment(CLIENT, echo_request(5))
    c.segment(CLIENT, echo_request(6))


@capture('segmentation-reordered')
def segmentation_reordered(made):
    """Segments in the order 1, 3, 2, cut differently each time."""
    for number, cuts in enumerate(((16, 32), (5, 40), (20, 30), (10, 60))):
        c = established(made, client_port=24000 + number)
        stream = b''.join(echo_request(10 * number + n) for n in range(6))
        start = c.next[CLIENT]
        c.segment(CLIENT, stream[:cuts[0]])
        c.segment(CLIENT, stream[cuts[1]:], at=start + cuts[1])
        c.segment(CLIENT, stream[cuts[0]:cuts[1]], at=start + cuts[0])
        c.segment(CLIENT, echo_request(10 * number + 6))
    c = established(made, client_port=24004)        # a message in each segment
    start = c.next[CLIENT]
    for n in (0, 2, 1, 3):
        c.segment(CLIENT, echo_request(40 + n), at=start + 16 * n)


@capture('segmentation-hole')
def segmentation_hole(made):
    """A segment is missing, and with it a message, its beginning, its end, or its middle."""
    request = message('Outgoing-Call-Request', call_id=3, bearer_type=3, framing_type=3)
    parts = ((0, 0, 168), (0, 40, 168), (30, 100, 168), (100, 168, 168), (3, 60, 168))
    for number, (lost_from, lost_to, end) in enumerate(parts):
        c = established(made, client_port=25000 + number)
        stream = request[:end] + echo_request(number) + set_link_info(number)
        c.segment(CLIENT, echo_request(100 + number) + stream[:lost_from])
        c.segment(CLIENT, stream[lost_from:lost_to], lost=True)
        c.segment(CLIENT, stream[lost_to:])
        c.segment(SERVER, echo_reply(number))


@capture('segmentation-snaplen')
def segmentation_snaplen(made):
    """Packets that the capture cut at each part of the message; the headers before it take 54 octets."""
    c = established(made)
    for octets in (0, 1, 2, 6, 8, 10, 12, 13, 20, 39, 100, 167):
        c.segment(CLIENT, message('Outgoing-Call-Request', call_id=octets, bearer_type=3, framing_type=3,
                                  phone_number='555', phone_number_length=3), snap=54 + octets)
    c.segment(CLIENT, echo_request(1) + echo_request(2) + echo_request(3), snap=54 + 20)
    c.segment(CLIENT, set_link_info(4)[:14], snap=54 + 12)      # cut; goes on in the next segment
    c.segment(CLIENT, set_link_info(4)[14:] + echo_request(5))
    c.segment(SERVER, message('Outgoing-Call-Reply', result=2, error=4), snap=54 + 17)      # not the Error Code


def unacknowledged(made, **connection):
    """TCP repeats an Echo-Request in vain."""
    c = established(made, **connection)
    c.segment(CLIENT, message('Outgoing-Call-Request', call_id=5, bearer_type=3, framing_type=3, window=3))
    c.segment(SERVER, message('Outgoing-Call-Reply', call_id=6, peer_call_id=5, result=1, window=3))
    c.segment(CLIENT, echo_request(1) + echo_request(2))
    c.segment(SERVER, echo_reply(1) + echo_reply(2))
    at = c.segment(CLIENT, echo_request(3) + echo_request(4))
    for number in range(3):
        c.segment(CLIENT, echo_request(3) + echo_request(4), at=at, after=1000000 << number)


@capture('segmentation-fragments')
def segmentation_fragments(made):
    """IPv4 fragments behind each header of TCP; the server's last fragment comes first."""
    unacknowledged(made)
    made.replace(lambda packet: fragments(packet, 24, last_first=packet[15] == 1))


@capture('segmentation-extensions')
def segmentation_extensions(made):
    """IPv6 extension headers before TCP's: Hop-by-Hop Options, and Destination Options of 16 octets."""
    unacknowledged(made, client='2001:db8::10', server='2001:db8::1')
    made.replace(lambda packet: [behind_options(packet)])


def behind_options(packet):
    """RFC 8200 sections 4.3 and 4.6; PadN fills the headers."""
    options = bytes([60, 0, 1, 4, 0, 0, 0, 0]) + bytes([packet[6], 1, 1, 12]) + bytes(12)
    length = int.from_bytes(packet[4:6], 'big') + len(options)
    return packet[:4] + length.to_bytes(2, 'big') + b'\0' + packet[7:40] + options + packet[40:]


# --- link layers ---------------------------------------------------------------------------------------------------

def short_session(made, **connection):
    c = established(made, **connection)
    c.segment(CLIENT, message('Outgoing-Call-Request', call_id=5, bearer_type=3, framing_type=3, window=3))
    c.segment(SERVER, message('Outgoing-Call-Reply', call_id=6, peer_call_id=5, result=1, window=3))
    c.segment(CLIENT, set_link_info(6) + echo_request(1))
    c.segment(SERVER, echo_reply(1))
    c.segment(CLIENT, message('Call-Clear-Request', call_id=5))
    c.segment(SERVER, message('Call-Disconnect-Notify', call_id=6, result=4))
    c.close()


capture('link-ethernet')(short_session)
capture('link-vlan', VLAN)(short_session)
capture('link-linux-cooked', COOKED)(short_session)
capture('link-raw-ip', RAW_IP)(short_session)
capture('link-ipv6')(lambda made: short_session(made, client='2001:db8::10', server='2001:db8::1'))


# --- where PPTP is, and is not -------------------------------------------------------------------------------------

capture('port-1724')(lambda made: short_session(made, port=1724))


@capture('port-1723-not-pptp')
def port_1723_not_pptp(made):
    """Other protocols on PPTP's port, some with octets that look like the beginning of a header."""
    talks = ((b'GET / HTTP/1.1\r\nHost: example.test\r\n\r\n', b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
             (b'SSH-2.0-OpenSSH_9.2\r\n', b'SSH-2.0-OpenSSH_9.2\r\n'),
             (b'\0', b'\0\x9c\0\x01\x1a\x2b'), (b'\0' * 156, b'\xff' * 12))
    for number, (request, reply) in enumerate(talks):
        c = Connection(made, client_port=26000 + number)
        c.segment(CLIENT, request)
        c.segment(SERVER, reply)
        c.segment(CLIENT, request)
        c.close()


@capture('port-1723-late-pptp')
def port_1723_late_pptp(made):
    """Text, then PPTP: after other octets in the same segment, and in the segments that follow."""
    c = Connection(made)
    c.segment(CLIENT, b'hello, anybody there?\n')
    c.segment(SERVER, b'yes\n')
    c.segment(CLIENT, b'then: ' + echo_request(1))
    c.segment(SERVER, echo_reply(1))


@capture('port-icmp-quote')
def port_icmp_quote(made):
    """An ICMP error quotes PPTP; the connection itself carries none."""
    c = Connection(made)
    c.quote(CLIENT, echo_request(1))
    c.segment(CLIENT, b'no header in this one')
    c.segment(SERVER, b'nor in this')


# --- bad input: a capture for each kind ----------------------------------------------------------------------------

def after_start(name):
    """Registers a function that adds segments to an established connection; an echo follows them."""
    def register(fill):
        def whole(made):
            c = established(made)
            fill(c)
            c.segment(CLIENT, echo_request(99))
            c.segment(SERVER, echo_reply(99))
        return capture(f'bad-{name}')(whole)
    return register


@after_start('magic-cookie')
def bad_magic_cookie(c):
    c.segment(CLIENT, message('Set-Link-Info', cookie=0x4D3C2B1A, peer_call_id=1))
    c.segment(CLIENT, message('Echo-Request', cookie=0, identifier=1) + echo_request(2))


@after_start('length-invalid')
def bad_length_invalid(c):
    for length in (0, 1, 8, 11, 221, 0x7fff, 0xffff):
        c.segment(CLIENT, message('Set-Link-Info', length=length, peer_call_id=1) + echo_request(length))
    c.segment(CLIENT, message('Set-Link-Info', length=3, control_type=77, peer_call_id=2))
    c.segment(CLIENT, message('Set-Link-Info', length=8, message_type=2)[:8])


@after_start('length-unexpected')
def bad_length_unexpected(c):
    """Lengths too long and too short, with as many octets as they claim, and without."""
    c.segment(CLIENT, message('Incoming-Call-Reply', length=148, peer_call_id=1))           # scapy's mistake
    c.segment(CLIENT, message('Incoming-Call-Reply', length=148, peer_call_id=2) + echo_request(2))
    c.segment(CLIENT, message('Call-Clear-Request', length=32, call_id=3))                  # [MS-PTPT]'s example
    c.segment(CLIENT, message('Echo-Request', length=28, identifier=4) + b'trailing 12!')
    c.segment(CLIENT, message('Echo-Request', length=28, identifier=5) + b'trailing 12!' + echo_request(5))
    c.segment(CLIENT, message('Set-Link-Info', length=14, peer_call_id=6)[:14])
    c.segment(CLIENT, message('Set-Link-Info', length=18, peer_call_id=7)[:18] + echo_request(7))
    c.segment(CLIENT, message('Set-Link-Info', length=16, peer_call_id=8) + echo_request(8))    # a lie
    c.segment(CLIENT, message('Incoming-Call-Reply', length=148, peer_call_id=9) + echo_request(9)[:5])
    c.segment(CLIENT, echo_request(9)[5:])


@after_start('types')
def bad_types(c):
    c.segment(CLIENT, message('Echo-Request', message_type=2, identifier=1))
    c.segment(CLIENT, message('Echo-Request', message_type=0, identifier=2))
    c.segment(CLIENT, message('Echo-Request', message_type=0x4141, identifier=3) + echo_request(3))
    for control_type in (0, 16, 0xffff):
        c.segment(CLIENT, message('Set-Link-Info', control_type=control_type, peer_call_id=control_type))


@after_start('reserved')
def bad_reserved(c):
    """Every reserved field of every message, each with a different number."""
    number = 0
    for name, values in every_message():
        for field in [f for f, _ in layout(name) if f.startswith('reserved')]:
            number += 1
            values[field] = number
        number += 1
        c.segment(name not in FROM_SERVER, message(name, reserved0=number, **values))


@after_start('results')
def bad_results(c):
    """Every result, error and reason of RFC 2637, 0, and the first undefined one; causes."""
    for name, codes in (('Start-Control-Connection-Reply', 7), ('Stop-Control-Connection-Reply', 4), ('Echo-Reply', 4),
                        ('Outgoing-Call-Reply', 9), ('Incoming-Call-Reply', 5), ('Call-Disconnect-Notify', 6)):
        version = {'version': 0x0100} if name.startswith('Start') else {}
        for code in range(codes):
            c.segment(SERVER, message(name, result=code, error=4 if code == 2 else 0, **version))
    for error in range(8):
        c.segment(SERVER, message('Outgoing-Call-Reply', result=2, error=error))
    for reason in range(5):
        c.segment(CLIENT, message('Stop-Control-Connection-Request', reason=reason))
    c.segment(SERVER, message('Outgoing-Call-Reply', result=4, cause=17))
    c.segment(SERVER, message('Call-Disconnect-Notify', result=2, error=6, cause=0x4141))
    c.segment(SERVER, message('Echo-Reply', result=1, error=3))


@after_start('values')
def bad_values(c):
    for bearer, framing in ((0, 1), (4, 2), (1, 0), (2, 0xffffffff)):
        c.segment(CLIENT, message('Outgoing-Call-Request', bearer_type=bearer, framing_type=framing))
    for bearer in range(4):
        c.segment(SERVER, message('Incoming-Call-Request', bearer_type=bearer))
    for framing in range(4):
        c.segment(SERVER, message('Incoming-Call-Connected', framing_type=framing))
    c.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0203, framing_capabilities=0x80000007,
                              bearer_capabilities=8))


@after_start('texts')
def bad_texts(c):
    """Phone numbers and their lengths, octets after the NUL, control characters and octets outside ASCII."""
    for length, number in ((0, '555'), (3, ''), (3, '555'), (64, '555'), (0xffff, '5' * 64), (3, b'555\0007')):
        c.segment(CLIENT, message('Outgoing-Call-Request', bearer_type=1, framing_type=1, phone_number_length=length,
                                  phone_number=number))
    c.segment(SERVER, message('Incoming-Call-Request', bearer_type=1, dialed_number_length=2, dialed_number='123',
                              dialing_number_length=4, dialing_number='1234', subaddress='ok'))
    c.segment(SERVER, message('Incoming-Call-Request', bearer_type=1, dialed_number_length=3, dialed_number='123',
                              dialing_number_length=5, dialing_number='1234', subaddress=b'sub\0address'))
    c.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0100, host_name=b'h\x1b[31m\xff\xfe\0leak',
                              vendor_name=b'\0vendor'))
    c.segment(SERVER, message('Call-Disconnect-Notify', result=3, call_statistics=b'statistics\0' + b'\xc3\x28' * 20))


@after_start('junk')
def bad_junk(c):
    """Octets that belong to no message: before, between and after messages, many and few, with a cookie in them."""
    cookie = echo_request(1)[4:8]
    c.segment(CLIENT, b'junk' + echo_request(1))
    c.segment(CLIENT, echo_request(2) + b'between' + echo_request(3))
    c.segment(CLIENT, echo_request(4) + b'after, and long enough')
    c.segment(CLIENT, b'A' * 500)
    c.segment(CLIENT, b'B' * 20 + cookie + b'C' * 20 + echo_request(5))
    c.segment(CLIENT, b'\0' * 300 + echo_request(6))
    c.segment(CLIENT, b'D' * 30 + echo_request(7)[:3])
    c.segment(CLIENT, echo_request(7)[3:])


@capture('correlation-id')
def correlation_id(made):
    """Subaddresses: a GUID of a Windows client and of an unknown one, text, text with a NUL, nothing."""
    guid = uuid.UUID('00112233-4455-6677-8899-aabbccddeeff').bytes_le
    printable = b'ABCDEFGHIJKLMNOP'
    for number, vendor in enumerate((b'Microsoft', b'Microsoft Windows NT', b'cananian')):
        c = Connection(made, client_port=27000 + number)
        c.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0100, vendor_name=vendor))
        c.segment(SERVER, message('Start-Control-Connection-Reply', version=0x0100, result=1,
                                  vendor_name=b'Microsoft'))
        for subaddress in (guid, printable, b'', b'text', guid + b'more', b'a\0b'):
            c.segment(CLIENT, message('Outgoing-Call-Request', bearer_type=3, framing_type=3, subaddress=subaddress))


@capture('bad-conformance')
def bad_conformance(made):
    """What no other capture breaks of RFC 2637: Error Codes without General Error and the reverse, undefined bits and
    octets behind the NUL in a Start-Control-Connection-Reply, numbers of an incoming call; incoming calls that one end
    leaves unanswered."""
    c = Connection(made)
    c.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0100))
    c.segment(SERVER, message('Start-Control-Connection-Reply', version=0x0100, result=1, error=3,
                              framing_capabilities=4, bearer_capabilities=8, host_name=b'local\0x',
                              vendor_name=b'vendor\0x'))
    behind = b'1\0x'
    c.segment(SERVER, message('Incoming-Call-Request', call_id=1, bearer_type=1, dialed_number_length=1,
                              dialing_number_length=1, dialed_number=behind, dialing_number=behind,
                              subaddress=17 * b'1' + b'\0x'))
    incoming_reply(c, 11, 1, error=3)
    c.segment(SERVER, message('Incoming-Call-Connected', peer_call_id=11, framing_type=1))
    c.segment(SERVER, message('Call-Disconnect-Notify', call_id=1, result=1, error=3))
    incoming_call(c, 2)
    incoming_reply(c, 0, 2, result=2)
    incoming_reply(c, 0, 99, result=3)
    outgoing_call(c, 12, 3, error=3)
    c.segment(SERVER, message('Outgoing-Call-Reply', peer_call_id=99, result=4))
    c.segment(SERVER, message('Call-Disconnect-Notify', call_id=3, result=2))
    c.segment(CLIENT, message('Outgoing-Call-Request', call_id=13, bearer_type=3, framing_type=3, window=3,
                              subaddress=17 * b'1' + b'\0x'))
    clear(c, 13)
    disconnect(c, 6)
    c.segment(CLIENT, message('Echo-Request', identifier=1))
    c.segment(SERVER, message('Echo-Reply', identifier=1, result=2))
    for result, error in ((2, 0), (1, 3)):
        c.segment(CLIENT, message('Stop-Control-Connection-Request', reason=1))
        c.segment(SERVER, message('Stop-Control-Connection-Reply', result=result, error=error))
    c.close()
    c = Connection(made, client_port=40001)
    c.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0100))
    c.segment(SERVER, message('Start-Control-Connection-Reply', version=0x0100, result=2))
    c.close()
    c = established(made, client_port=40002)
    incoming_call(c, 4)
    incoming_call(c, 5)
    incoming_reply(c, 15, 5)
    c.segment(CLIENT, message('Echo-Request', identifier=1), after=100_000_000)
    c.segment(SERVER, message('Echo-Reply', identifier=1, result=1))
