"""TCP carries more or less than messages in order."""
from made import CLIENT, SERVER
from made.control import echo_reply, echo_request
from made.ppp import PPP, SECOND
from made.trouble import ASKED_TO_CALL, case
from packets import ACK, FIN, RST, Tunnel, message

STREAM = 'trouble-stream'


@case(STREAM, 'lost_sync')
def wrong_cookie(s):
    """A message with another Magic Cookie; the server closes ("Bad magic cookie - lost synchronization")."""
    s.session()
    s.say(CLIENT, 'Echo-Request', 60 * SECOND, identifier=1, cookie=0x1A2B3C4E)
    s.hang_up(SERVER)


@case(STREAM, 'lost_sync')
def octets_between(s):
    """Octets between two messages that belong to neither; the server finds the next one."""
    s.session()
    s.connection.segment(CLIENT, echo_request(1) + b'what is this doing here?' + echo_request(2), after=60 * SECOND)
    s.connection.segment(SERVER, echo_reply(1))
    s.connection.segment(SERVER, echo_reply(2))
    s.end()


@case(STREAM, 'after_close')
def into_a_closed_connection(s):
    """The client sends on although the server closed and the client agreed."""
    s.session()
    s.hang_up(SERVER)
    s.say(CLIENT, 'Call-Clear-Request', 5000, call_id=s.client_id)
    s.connection.segment(SERVER, b'', RST)


@case(STREAM, 'after_close')
def after_its_own_end(s):
    """The client sends on after its own FIN."""
    s.session()
    s.connection.segment(CLIENT, b'', FIN | ACK)
    s.say(CLIENT, 'Call-Clear-Request', 5000, call_id=s.client_id)
    s.connection.segment(SERVER, b'', RST)


@case(STREAM)
def split_and_sent_again(s):
    """Nothing is wrong: messages split over segments, and one that TCP sends again after the FIN."""
    s.session()
    request = echo_request(1)
    for part in request[:5], request[5:14], request[14:]:
        s.connection.segment(CLIENT, part, after=10_000)
    s.connection.segment(SERVER, echo_reply(1))
    clearing = message('Call-Clear-Request', call_id=s.client_id)
    at = s.connection.segment(CLIENT, clearing)
    disconnect = message('Call-Disconnect-Notify', call_id=s.server_id, result=4)
    s.connection.segment(SERVER, disconnect[:100])
    s.connection.segment(SERVER, disconnect[100:])
    s.say(CLIENT, 'Stop-Control-Connection-Request', reason=1)
    s.say(SERVER, 'Stop-Control-Connection-Reply', result=1)
    s.connection.segment(CLIENT, b'', FIN | ACK)
    s.connection.segment(CLIENT, clearing, at=at, after=200_000)
    s.connection.segment(SERVER, b'', FIN | ACK)
    s.connection.segment(CLIENT, b'', ACK)


@case(STREAM, 'several_messages')
def two_in_a_segment(s):
    """An Echo-Request and the Outgoing-Call-Request in one segment: Linux's NAT would read the first only and know
    nothing of the call. Here no NAT is in the way, and all goes well."""
    s.start()
    asked = message('Outgoing-Call-Request', call_id=s.client_id, **ASKED_TO_CALL)
    s.connection.segment(CLIENT, echo_request(1) + asked)
    s.connection.segment(SERVER, echo_reply(1))
    s.say(SERVER, 'Outgoing-Call-Reply', call_id=s.server_id, peer_call_id=s.client_id, result=1,
          connect_speed=10000000, window=3)
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, **s.ends))
    link.up()
    s.close(link)


@case(STREAM, 'impossible_length')
def shorter_than_the_header(s):
    """Messages that end before their header does; the server resets."""
    s.session()
    for length in 0, 4, 8, 11:
        s.connection.segment(CLIENT, message('Echo-Request', identifier=1, length=length)[:12], after=SECOND)
    s.connection.segment(SERVER, b'', RST | ACK)


@case(STREAM, 'impossible_length')
def shorter_than_the_header_at_once(s):
    """As the first thing that a client says."""
    s.connect()
    s.connection.segment(CLIENT, message('Start-Control-Connection-Request', version=0x0100, length=8))
    s.hang_up(SERVER)


# --- Messages of the wrong length ---

MALFORMED = f'{STREAM}-malformed'


@case(MALFORMED, 'message_malformed')
def short_reply(s):
    """The client's first Echo-Reply lacks the octets after its identifier; the server closes at once."""
    link = s.session()
    link.pings(2)
    s.connection.segment(SERVER, echo_request(1), after=60 * SECOND)
    s.connection.segment(CLIENT, message('Echo-Reply', identifier=1, length=16)[:16])
    s.hang_up(SERVER)


@case(MALFORMED, 'message_malformed')
def long_request(s):
    """The server's Echo-Request has four octets too many; the client ends the connection in order."""
    link = s.session()
    link.pings(2)
    s.connection.segment(SERVER, message('Echo-Request', identifier=1, length=20) + bytes(4), after=60 * SECOND)
    s.stop(CLIENT, reason=2)


@case(MALFORMED)
def tolerated(s):
    """Healthy: the client's replies are always short, and the server does not mind; the session ends in order after
    such a reply. Nor does the last message, which the server answers by ending everything, prove anything."""
    link = s.session()
    for identifier in 1, 2:
        link.pings(2)
        s.connection.segment(SERVER, echo_request(identifier), after=60 * SECOND)
        s.connection.segment(CLIENT, message('Echo-Reply', identifier=identifier, length=16)[:16])
    link.terminate(SERVER, 'User request')
    s.end_by_server()
