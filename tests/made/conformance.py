"""Captures that break what no other capture breaks of RFC 2637, and keep it in other connections."""
from made import CLIENT, SERVER, capture
from made.control import clear, disconnect, echo_reply, echo_request, established, incoming_call, outgoing_call, stop
from made.tunnel import call
from packets import ACK, FIN, LCP_ECHO, Connection, gre, message

SECOND = 1_000_000
BEYOND_ASCII = 'Zürich'.encode()


def start(c, first=CLIENT, request=None, reply=None):
    c.segment(first, message('Start-Control-Connection-Request', **{'version': 0x0100, **(request or {})}))
    c.segment(not first, message('Start-Control-Connection-Reply', **{'version': 0x0100, 'result': 1,
                                                                      **(reply or {})}))


def request(c, call_id, **values):
    c.segment(CLIENT, message('Outgoing-Call-Request', **{
        'call_id': call_id, 'call_serial_number': call_id, 'minimum_bps': 300, 'maximum_bps': 64000, 'bearer_type': 3,
        'framing_type': 3, 'window': 3, **values}))


def reply(c, call_id, peer_call_id, **values):
    c.segment(SERVER, message('Outgoing-Call-Reply', **{
        'call_id': call_id, 'peer_call_id': peer_call_id, 'result': 1, 'connect_speed': 64000, 'window': 3, **values}))


def end(c):
    """Both ends close TCP, which keeps what RFC 2637 wants after a Stop."""
    stop(c)
    c.close()


@capture('conformance-calls')
def conformance_calls(made):
    """Fields of call messages: a serial number twice, speeds and windows out of bounds, text beyond ASCII, channels of
    a PNS, whichever end it is; Result Codes of Call-Disconnect-Notify, and WAN-Error-Notify."""
    c = Connection(made)                                        # the client is the PNS
    start(c, request={'maximum_channels': 7, 'host_name': BEYOND_ASCII}, reply={'host_name': BEYOND_ASCII})
    request(c, 1)
    reply(c, 11, 1)
    request(c, 2, call_serial_number=1, minimum_bps=64000, maximum_bps=300, window=0, phone_number=BEYOND_ASCII,
            phone_number_length=len(BEYOND_ASCII))
    reply(c, 12, 2, window=0)
    request(c, 3)
    reply(c, 13, 3, connect_speed=128000)
    c.segment(SERVER, message('Call-Disconnect-Notify', call_id=13, result=4, call_statistics=BEYOND_ASCII))
    clear(c, 2)
    c.segment(SERVER, message('Call-Disconnect-Notify', call_id=12, result=3), after=2 * SECOND)
    for after, errors in (0, 5), (70, 6), (5, 6), (70, 4):
        c.segment(SERVER, message('WAN-Error-Notify', peer_call_id=1, crc_errors=errors), after=after * SECOND)
    clear(c, 1)
    disconnect(c, 11)
    end(c)
    c = Connection(made, client_port=40001)                     # the server is
    start(c, reply={'maximum_channels': 7})
    for call_id in 21, 22:
        c.segment(CLIENT, message('Incoming-Call-Request', call_id=call_id, call_serial_number=5, bearer_type=1,
                                  dialed_number=BEYOND_ASCII, dialed_number_length=len(BEYOND_ASCII),
                                  dialing_number=BEYOND_ASCII, dialing_number_length=len(BEYOND_ASCII)))
        c.segment(SERVER, message('Incoming-Call-Reply', call_id=call_id, peer_call_id=call_id, result=1))
        c.segment(CLIENT, message('Incoming-Call-Connected', peer_call_id=call_id, framing_type=1))
    end(c)
    c = Connection(made, client_port=40002)                     # nothing is wrong
    start(c)
    c.segment(CLIENT, message('Incoming-Call-Request', call_id=31, call_serial_number=1, bearer_type=1,
                              dialed_number='5551', dialed_number_length=4, dialing_number='5552',
                              dialing_number_length=4))
    c.segment(SERVER, message('Incoming-Call-Reply', call_id=32, peer_call_id=31, result=1, window=3))
    c.segment(CLIENT, message('Incoming-Call-Connected', peer_call_id=32, framing_type=1, window=3))
    c.segment(CLIENT, message('Call-Disconnect-Notify', call_id=31, result=1, call_statistics='none'))
    end(c)
    announced = {'framing_capabilities': 1, 'bearer_capabilities': 1, 'maximum_channels': 2}
    c = Connection(made, client_port=40003)                     # types that the PAC, the server, announced, or not
    start(c, reply=announced)
    request(c, 51, delay=64, bearer_type=2, framing_type=2)
    reply(c, 0, 51, result=2, error=3)
    request(c, 52)
    reply(c, 53, 52)
    c.segment(SERVER, b'', FIN | ACK)                           # it ends the call without a word
    c.segment(CLIENT, b'', FIN | ACK)
    c = Connection(made, client_port=40004)                     # likewise, but the client is the PAC
    start(c, request=announced)
    for call_id, kind, delay in (61, 2, 64), (62, 1, 0):
        c.segment(CLIENT, message('Incoming-Call-Request', call_id=call_id, call_serial_number=call_id,
                                  bearer_type=kind))
        c.segment(SERVER, message('Incoming-Call-Reply', call_id=call_id, peer_call_id=call_id, result=1, window=3,
                                  delay=delay))
        c.segment(CLIENT, message('Incoming-Call-Connected', peer_call_id=call_id, framing_type=kind, window=3))
    end(c)


@capture('conformance-timers')
def conformance_timers(made):
    """What RFC 2637 wants after 60 seconds, done in time and too late: closing TCP without a Start, a Start or a Stop
    without a reply, a call that waits, an Echo-Request after a silence. And a reply of an older version, after which
    the client closes TCP without a Stop, and a PPP link that ends although its call goes on."""
    for port, wait in (40000, 61), (40010, 100):
        c = Connection(made, client_port=port)                  # nobody starts
        c.segment(SERVER, b'', FIN | ACK, after=wait * SECOND)
        c.segment(CLIENT, b'', FIN | ACK)
        c = Connection(made, client_port=port + 1)              # no reply to a Start
        c.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0100))
        c.segment(CLIENT, b'', FIN | ACK, after=wait * SECOND)
        c.segment(SERVER, b'', FIN | ACK)
        c = established(made, client_port=port + 2)             # no reply to a Stop
        c.segment(CLIENT, message('Stop-Control-Connection-Request', reason=1))
        c.segment(CLIENT, b'', FIN | ACK, after=wait * SECOND)
        c.segment(SERVER, b'', FIN | ACK)
        c = established(made, client_port=port + 3)             # no reply to a call, but to an Echo-Request
        request(c, 1)
        c.segment(SERVER, echo_request(1), after=(wait - 1) * SECOND)
        c.segment(CLIENT, echo_reply(1))
        c.segment(CLIENT, message('Stop-Control-Connection-Request', reason=1), after=SECOND)
        c.segment(SERVER, message('Stop-Control-Connection-Reply', result=1))
        c.close()
    c = Connection(made, client_port=40020)                     # the reply's version is not the client's
    start(c, request={'version': 0x0200})
    c.segment(CLIENT, b'', FIN | ACK)
    c.segment(SERVER, b'', FIN | ACK)
    c = established(made, client_port=40021)                    # PPP ends, but no message says that the call does
    tunnel = call(made, c, 14, 25)
    tunnel.send(CLIENT, payload=bytes.fromhex('ff03c0210501000961646d696e'))
    made.clock += 50 * SECOND
    end(c)


@capture('conformance-connections')
def conformance_connections(made):
    """Who starts and closes a control connection, and when: the server starts; TCP stays open after a stop and after a
    refused version; a start comes late; an Echo-Request goes unanswered and nobody minds; the ends go on after a wrong
    Magic Cookie and a malformed message; the winner of a collision, and its loser, go on with the wrong connection."""
    c = Connection(made)                                        # the server starts, and stops
    start(c, SERVER)
    c.segment(SERVER, message('Stop-Control-Connection-Request', reason=1))
    c.segment(CLIENT, message('Stop-Control-Connection-Reply', result=1))
    c.close()
    c = established(made, client_port=40001)                    # the server stops, the client started
    c.segment(SERVER, message('Stop-Control-Connection-Request', reason=1))
    c.segment(CLIENT, message('Stop-Control-Connection-Reply', result=1))
    c.close()
    stopped = established(made, client_port=40002)              # TCP stays open
    stop(stopped)
    refused = Connection(made, client_port=40003)
    start(refused, request={'version': 0x0200}, reply={'result': 5})
    c = Connection(made, client_port=40004)                     # refused, and closed
    start(c, request={'version': 0x0200}, reply={'result': 5})
    c.close()
    c = Connection(made, client_port=40005)                     # an older version, which the client does not have
    start(c, request={'version': 0x0200})
    end(c)
    c = Connection(made, client_port=40006)                     # started late
    made.clock += 100 * SECOND
    start(c)
    end(c)
    c = established(made, client_port=40007)                    # an Echo-Request unanswered
    c.segment(CLIENT, echo_request(1))
    c.segment(CLIENT, echo_request(2), after=100 * SECOND)
    c.segment(SERVER, echo_reply(2))
    end(c)
    # Synchronization lost, and a malformed message.
    for port, fault in (40008, {'cookie': 0}), (40010, {'control_type': 99}):
        c = established(made, client_port=port)
        c.segment(CLIENT, message('Echo-Request', identifier=1, **fault))
        c.segment(CLIENT, message('Echo-Request', identifier=2), after=2 * SECOND)
        c.segment(SERVER, echo_reply(2))
        end(c)
        c = established(made, client_port=port + 1)                             # ... and TCP closed at once
        c.segment(CLIENT, message('Echo-Request', identifier=1, **fault))
        c.segment(SERVER, b'', FIN | ACK)
        c.segment(CLIENT, b'', FIN | ACK)
    collide(made)


def collide(made):
    """192.0.2.2 wins, but replies on the connection of 192.0.2.1, which goes on using it."""
    lost = Connection(made, '192.0.2.1', '192.0.2.2')
    won = Connection(made, '192.0.2.2', '192.0.2.1')
    for c in lost, won:
        c.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0100))
    for c in lost, won:
        c.segment(SERVER, message('Start-Control-Connection-Reply', version=0x0100, result=1))
    request(lost, 41)
    reply(lost, 42, 41)
    clear(lost, 41)
    disconnect(lost, 42)
    for c in lost, won:
        end(c)


@capture('conformance-diagrams')
def conformance_diagrams(made):
    """The transitions of the state diagrams that no other capture has: an outgoing call that is not completed, given up
    while dialing, and dropped by the line; an incoming one given up while it rings, and dropped by the line."""
    c = established(made)
    outgoing_call(c, 1, 0, result=4)
    request(c, 2)
    clear(c, 2)
    disconnect(c, 12)
    request(c, 3)
    reply(c, 13, 3)
    disconnect(c, 13, result=1)
    incoming_call(c, 14)
    disconnect(c, 14, result=1)
    incoming_call(c, 15)
    c.segment(CLIENT, message('Incoming-Call-Reply', call_id=5, peer_call_id=15, result=1, window=3))
    c.segment(SERVER, message('Incoming-Call-Connected', peer_call_id=5, framing_type=1, window=3))
    disconnect(c, 15, result=1)
    request(c, 6)
    reply(c, 0, 6, result=7)
    end(c)


@capture('conformance-tunnel')
def conformance_tunnel(made):
    """Packets with the Key of a call, but another version, Protocol Type, or no number; packets longer than 1532
    octets, HDLC framing, IP without PPP; nothing acknowledged, and a window sent at once; slow acknowledgments; a
    window that grows too fast."""
    c = established(made)
    tunnel = call(made, c, windows=(64, 64))
    tunnel.send(CLIENT, acknowledgment=0)
    tunnel.send(SERVER, acknowledgment=0)
    tunnel.send(CLIENT, version=0)
    tunnel.send(CLIENT, protocol=0x0800)
    made.add(tunnel.packet(CLIENT, gre(tunnel.call_id[CLIENT])))
    tunnel.send(CLIENT, payload=LCP_ECHO + bytes(1532))
    tunnel.send(CLIENT, payload=bytes.fromhex('7eff7d23c0217d217d217d207d24d1b57e'))
    for _ in range(3):
        tunnel.send(CLIENT, payload=bytes.fromhex('45000014000000004001f6ddc0000201c000020a'))
    end(c)
    c = established(made, client_port=40001)
    tunnel = call(made, c, 12, 23, windows=(64, 4))
    for _ in range(12):
        tunnel.send(CLIENT)
    tunnel.send(SERVER)
    end(c)
    c = established(made, client_port=40002)
    tunnel = call(made, c, 13, 24)
    for number in range(3):
        tunnel.send(CLIENT)
        tunnel.acknowledge(SERVER, number, after=3 * SECOND)
    end(c)
    c = established(made, client_port=40003)
    tunnel = call(made, c, 15, 26, windows=(64, 64))
    for _ in range(32):                                         # half the window; then 33 packets would be in order
        tunnel.send(CLIENT)
    tunnel.acknowledge(SERVER, 31)
    for _ in range(34):
        tunnel.send(CLIENT)
    end(c)

