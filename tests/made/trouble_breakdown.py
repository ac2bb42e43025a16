"""A server closes the control connections of several clients at once."""
from made import CLIENT, SERVER
from made.ppp import SECOND
from made.trouble import case
from made.trouble_logons import another
from packets import ACK, FIN, RST, SYN

BREAKDOWN = 'trouble-breakdown'


def sessions(s):
    """Three clients, each in a session that works."""
    stories = s, another(s, 1, '192.0.2.221'), another(s, 2, '192.0.2.222')
    for number, story in enumerate(stories):
        story.session(addresses={CLIENT: f'10.10.0.{number + 5}', SERVER: '10.10.0.1'}).pings(3)
    return stories


def close(stories, after):
    """The server closes TCP, and the clients follow."""
    for story in stories:
        story.connection.segment(SERVER, b'', FIN | ACK, after=after)
    for story in stories:
        story.connection.segment(CLIENT, b'', FIN | ACK)
        story.connection.segment(SERVER, b'', ACK)


@case(BREAKDOWN)
def program_crashes(s):
    """And is started again: one client is refused before, and accepted afterwards."""
    stories = sessions(s)
    close(stories, after=2000)
    again = another(s, 3)
    again.connect(handshake=False)
    again.connection.segment(CLIENT, b'', SYN, after=SECOND)
    again.connection.segment(SERVER, b'', RST | ACK)
    last = another(s, 4)
    last.session(addresses={CLIENT: '10.10.0.5', SERVER: '10.10.0.1'}).pings(3)


@case(f'{BREAKDOWN}-none')
def one_after_the_other(s):
    """The server closes one each minute."""
    close(sessions(s), after=60 * SECOND)
