"""The reply that sets a call up gets lost on the way, every time."""
from made import CLIENT, SERVER
from made.ppp import LCP, PPP, SECOND
from made.trouble import ask_in_vain, case, lcp_options
from packets import ACK, FIN, Tunnel, message

REPLY = 'trouble-call-reply'


def request(s):
    """The call, which the server's TCP acknowledges. Returns the link that the server begins then."""
    s.start()
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, window=3, bearer_type=3, framing_type=3)
    s.connection.segment(SERVER, b'', ACK)
    return PPP(Tunnel(s.made, s.client_id, s.server_id, **s.ends))


def reply(s, lost=False):
    octets = message('Outgoing-Call-Reply', call_id=s.server_id, peer_call_id=s.client_id, result=1, window=3)
    return s.connection.segment(SERVER, octets, lost=lost), octets


def reply_in_vain(s):
    """TCP repeats it. Returns its sequence number."""
    place, octets = reply(s)
    for seconds in (1, 2, 4):
        s.connection.segment(SERVER, octets, at=place, after=seconds * SECOND)
    return place


def ask(link, count=4):
    ask_in_vain(link, SERVER, lcp_options(SERVER), count)


@case(REPLY, 'call_reply_lost', 'tcp_unacknowledged', 'gre_only_from_pac')
def reply_is_swallowed(s):
    """Captured at the server: the client lives, but its TCP lacks the reply."""
    link = request(s)
    place = reply_in_vain(s)
    ask(link)
    s.connection.segment(CLIENT, message('Stop-Control-Connection-Request', reason=1), heard=place, after=SECOND)
    s.connection.segment(CLIENT, b'', FIN | ACK, heard=place)


@case(REPLY, 'call_reply_lost')
def reply_is_missing(s):
    """Captured at the client, which acknowledges what came before the reply."""
    link = request(s)
    place, _ = reply(s, lost=True)
    ask(link)
    s.connection.segment(SERVER, b'', FIN | ACK, after=SECOND)
    s.connection.segment(CLIENT, b'', ACK, heard=place)


@case(REPLY, 'call_reply_lost')
def reply_is_not_seen(s):
    """Captured at the client; nothing tells whether the server sent a reply."""
    ask(request(s))
    s.hang_up()


@case(REPLY, 'tcp_unacknowledged', 'gre_only_from_pac')
def client_is_gone(s):
    """No segment comes from the client."""
    link = request(s)
    reply_in_vain(s)
    ask(link)


@case(REPLY, 'call_unanswered')
def server_hangs(s):
    """No reply, and no GRE."""
    request(s)
    s.hang_up(after=60 * SECOND)


@case(REPLY)
def reply_is_not_captured(s):
    """The client acknowledges a reply that only the capture lacks; its GRE is lost."""
    link = request(s)
    reply(s, lost=True)
    s.connection.segment(CLIENT, b'', ACK)
    ask(link)
    s.hang_up()


@case(REPLY, 'tcp_unacknowledged')
def acknowledgment_is_not_captured(s):
    """The client's GRE tells that it knows the call."""
    link = request(s)
    place = reply_in_vain(s)
    link.request(CLIENT, LCP, *lcp_options(CLIENT))
    ask(link)
    s.connection.segment(CLIENT, b'', FIN | ACK, heard=place, after=SECOND)


@case(REPLY, 'unexplained')
def server_says_a_word(s):
    """One packet of GRE, which may come before a reply, and none later."""
    ask(request(s), count=1)
    s.hang_up(after=60 * SECOND)


@case(REPLY, 'unexplained')
def server_says_two_words(s):
    """They lie far apart."""
    link = request(s)
    ask(link, count=1)
    link.again(SERVER, LCP, after=10 * SECOND)
    s.hang_up(after=60 * SECOND)


@case(REPLY, 'unexplained')
def server_says_it_quickly(s):
    """Three packets, and no more: it may have given up before it replied."""
    link = request(s)
    ask(link, count=1)
    for _ in range(2):
        link.again(SERVER, LCP, after=SECOND)
    s.hang_up(after=60 * SECOND)
