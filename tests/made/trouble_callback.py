"""The ends agree on a callback in LCP."""
import struct

from made import CLIENT, SERVER
from made.ppp import LCP, SECOND
from made.trouble import case, lcp_options

CALLING = 'trouble-callback'
CBCP, CALLBACK = 0xc029, (13, b'\6')
REQUEST, RESPONSE, ACK = 1, 2, 3
NO_CALLBACK, USER_NUMBER = b'\1\2', b'\2\3\5'


def with_callback(s):
    link = s.call()
    link.request(CLIENT, LCP, *lcp_options(CLIENT), CALLBACK)
    link.request(SERVER, LCP, *lcp_options(SERVER, 'MS-CHAPv2'))
    link.ack(SERVER, LCP)
    link.ack(CLIENT, LCP)
    link.authenticate()
    return link


@case(CALLING, 'callback_rejected')
def client_has_no_cbcp(s):
    """The server asks how to call back; the client does not know the protocol. The server waits."""
    link = with_callback(s)
    link.control(SERVER, CBCP, REQUEST, NO_CALLBACK, 1)
    link.protocol_reject(CLIENT, CBCP, struct.pack('>BBH', 1, 1, 6) + NO_CALLBACK)
    s.close(link, SERVER, '')


@case(CALLING, 'callback_unanswered')
def request_unanswered(s):
    """The client hears the Callback-Request, and does nothing."""
    link = with_callback(s)
    for _ in range(4):
        link.control(SERVER, CBCP, REQUEST, NO_CALLBACK, 1, after=3 * SECOND)
        link.hear(CLIENT)
    s.end_by_server(SECOND)


@case(CALLING, 'callback_unanswered')
def response_unanswered(s):
    """The server never acknowledges the client's choice."""
    link = with_callback(s)
    link.control(SERVER, CBCP, REQUEST, NO_CALLBACK, 1)
    link.control(CLIENT, CBCP, RESPONSE, NO_CALLBACK, 1)
    link.hear(SERVER)
    s.end(20 * SECOND)


@case(CALLING, 'callback_unanswered')
def server_does_not_begin(s):
    """The server acknowledged the callback, and leaves it at that."""
    link = with_callback(s)
    link.echo(CLIENT, after=10 * SECOND)
    s.end(10 * SECOND)


@case(CALLING, 'callback_agreed')
def server_hangs_up_to_call(s):
    """All is settled: the server hangs up and would call the number."""
    link = with_callback(s)
    link.control(SERVER, CBCP, REQUEST, USER_NUMBER, 1)
    link.control(CLIENT, CBCP, RESPONSE, USER_NUMBER + b'\1' + b'5551234\0', 1)
    link.control(SERVER, CBCP, ACK, USER_NUMBER + b'\1' + b'5551234\0', 1)
    s.close(link, SERVER, '')


@case(CALLING)
def no_callback_chosen(s):
    """The client chooses not to be called back, and goes on."""
    link = with_callback(s)
    link.control(SERVER, CBCP, REQUEST, NO_CALLBACK, 1)
    link.control(CLIENT, CBCP, RESPONSE, NO_CALLBACK, 1)
    link.control(SERVER, CBCP, ACK, NO_CALLBACK, 1)
    s.go_on(link)
