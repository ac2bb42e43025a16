"""Legal orders of messages and segments, about which nobody complains."""
from made import CLIENT, SERVER
from made.control import echo_reply, echo_request
from made.ppp import PPP, SECOND, noise
from made.trouble import ASKED_TO_CALL, ASKED_TO_START, STARTED, case
from packets import RST, Connection

LEGAL = 'trouble-none-control'


@case(LEGAL)
def call_given_up_while_waiting(s):
    """The client clears the call before the server answers; the Call ID of the Call-Disconnect-Notify is new
    (section 3.2.4). Its next call goes well."""
    s.start()
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id + 500, **ASKED_TO_CALL)
    s.say(CLIENT, 'Call-Clear-Request', SECOND, call_id=s.client_id + 500)
    s.say(SERVER, 'Call-Disconnect-Notify', call_id=s.server_id + 500, result=4)
    s.made.clock += 100 * SECOND
    link = PPP(s.tunnel())
    link.up()
    s.close(link)


@case(LEGAL)
def older_version_in_the_reply(s):
    """Section 3.1.1: the older one is used."""
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **{**ASKED_TO_START, 'version': 0x0200})
    s.say(SERVER, 'Start-Control-Connection-Reply', **STARTED, result=1)
    link = PPP(s.tunnel())
    link.up()
    s.close(link)


@case(LEGAL)
def echo_crosses_stop(s):
    """The server's Echo-Request is on its way when the client stops."""
    link = s.session()
    link.terminate(CLIENT)
    s.clear()
    s.say(CLIENT, 'Stop-Control-Connection-Request', reason=1)
    s.connection.segment(SERVER, echo_request(1))
    s.say(SERVER, 'Stop-Control-Connection-Reply', result=1)
    s.made.clock += 100 * SECOND


@case(LEGAL)
def stop_refused(s):
    """General Error: the control connection stays open (section 2.4)."""
    link = s.session()
    s.say(CLIENT, 'Stop-Control-Connection-Request', reason=1)
    s.say(SERVER, 'Stop-Control-Connection-Reply', result=2, error=6)
    s.connection.segment(CLIENT, echo_request(1), after=30 * SECOND)
    s.connection.segment(SERVER, echo_reply(1))
    s.close(link)


@case(LEGAL)
def socket_closed_first(s):
    """The client closes its socket for GRE, on which one more packet arrives, and then ends the call."""
    link = s.session()
    link.pings(2)
    link.acknowledging.discard(SERVER)
    link.echo(SERVER, answered=False)
    s.icmp(3, 2, to=SERVER, after=100)
    s.end(after=500)


@case(LEGAL)
def way_back_found(s):
    """A router cannot forward one packet; what follows arrives."""
    link = s.session()
    link.pings(1)
    link.echo(CLIENT, answered=False)
    s.icmp(3, 1, '203.0.113.1', size=8)
    link.pings(2)
    s.close(link)


@case(LEGAL)
def reset_after_all(s):
    """An RST instead of the last ACK, as some hosts close."""
    link = s.session()
    link.terminate(CLIENT)
    s.clear()
    s.say(CLIENT, 'Stop-Control-Connection-Request', reason=1)
    s.say(SERVER, 'Stop-Control-Connection-Reply', result=1)
    s.connection.segment(CLIENT, b'', RST)


@case('trouble-none-port')
def opened_from_the_port(s):
    """A client of TLS whose own port happens to be 1723."""
    connection = Connection(s.made, **s.ends, client_port=1723, port=443)
    connection.segment(CLIENT, b'\x16\x03\x01\x00\xc8\x01' + noise('hello', 199))
    for number in range(3):
        connection.segment(SERVER, b'\x17\x03\x03\x01\x00' + noise(number, 256))
        connection.segment(CLIENT, b'\x17\x03\x03\x00\x40' + noise(number, 64))
    connection.close()
