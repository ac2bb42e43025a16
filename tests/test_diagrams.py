"""Every state of RFC 2637 section 3 and every message: what may be sent, and where it leads.

The tables are a reading of the RFC's figures and texts of their own, merged to the one state that a capture shows:
that of the peer that waits. They say what may be sent in a state, not how the plugin stores it.
"""
import pytest

from packets import LAYOUTS
from story import Story

pytestmark = pytest.mark.logic

NAMES = {code: name for name, (code, _) in LAYOUTS.items()}
PNS_ID, PAC_ID = 11, 22
ALL_ONES = 0xffffffff

# What names a call, by the message's layout in section 2, for a call with both Call IDs.
FIELDS = {
    1: {'version': 0x100}, 2: {'version': 0x100, 'result': 1}, 4: {'result': 1},
    7: {'call_id': PNS_ID}, 8: {'call_id': PAC_ID, 'peer_call_id': PNS_ID, 'result': 1},
    9: {'call_id': PAC_ID}, 10: {'call_id': PNS_ID, 'peer_call_id': PAC_ID, 'result': 1}, 11: {'peer_call_id': PNS_ID},
    12: {'call_id': PNS_ID}, 13: {'call_id': PAC_ID}, 14: {'peer_call_id': PNS_ID},
    15: {'peer_call_id': PAC_ID, 'send_accm': ALL_ONES, 'receive_accm': ALL_ONES},
}

# 3.1.1 and 3.1.2. Nothing may be sent before a connection is established but what establishes it (section 2.1); all
# that is not about starting and stopping belongs to an established connection. The figure of 3.1.2 lets a
# Start-Control-Connection-Request arrive in Established; its text says Stop-Control-Connection-Request.
CONNECTION = {
    'idle': {1},
    'wait_ctl_reply': {2},
    'established': {3} | set(range(5, 16)),
    'wait_stop_reply': {4},
}
CONNECTION_HABITS = {('wait_ctl_reply', 3), ('wait_stop_reply', 5)}
CONNECTION_NEXT = {1: 'wait_ctl_reply', 2: 'established', 3: 'wait_stop_reply', 4: 'idle'}
# state: legal ways into it, each (end, code, fields that differ)
START = [(0, 1, {}), (1, 2, {})]
CONNECTION_WAYS = {
    'fresh idle': [], 'refused idle': [(0, 1, {}), (1, 2, {'result': 2})],
    'stopped idle': [*START, (0, 3, {}), (1, 4, {})],
    'wait_ctl_reply': START[:1], 'established': START, 'habitually established': [(0, 1, {}), (1, 2, {'result': 0})],
    'wait_stop_reply': [*START, (0, 3, {})],
}
# Who sends what: the originator asks to start, either end may stop or ask for an echo.
CONNECTION_SENDERS = {1: (0,), 2: (1,), 3: (0, 1), 4: (1,), 5: (0, 1), 6: (0, 1)}

# 3.2.4: the PAC's wait_cs_ans is the PNS' wait_reply. Section 2.12 allows Call-Clear-Request in any state.
OUTGOING = {
    'wait_reply': {8, 12},
    'established': {12, 13, 14, 15},
    'wait_disconnect': {12, 13},
    'idle': {12},
}
# 3.2.3: the PAC may abort a call that it announced. Its prose says Outgoing-Call-Reply for Incoming-Call-Reply.
INCOMING = {
    'wait_reply': {10, 12, 13},
    'wait_connect': {11, 12, 13},
    'established': {12, 13, 14, 15},
    'wait_disconnect': {12, 13},
    'idle': {12},
}
CALL_NEXT = {7: 'wait_reply', 8: 'established', 9: 'wait_reply', 10: 'wait_connect', 11: 'established',
             12: 'wait_disconnect', 13: 'idle'}
PAC_SENDS = {8, 9, 11, 13, 14}
CALLS = {'outgoing': (OUTGOING, 7), 'incoming': (INCOMING, 9)}
# state: the messages into it
CALL_WAYS = {
    'outgoing': {'wait_reply': [7], 'established': [7, 8], 'wait_disconnect': [7, 8, 12], 'idle': [7, 8, 12, 13]},
    'incoming': {'wait_reply': [9], 'wait_connect': [9, 10], 'established': [9, 10, 11],
                 'wait_disconnect': [9, 10, 11, 12], 'idle': [9, 10, 11, 13]},
}
# Repeated, though a message waits for its answer: an accepting Incoming-Call-Reply waits for Incoming-Call-Connected.
REPEATED = {('wait_connect', 10), ('wait_disconnect', 12)}
# What names its call by a Call ID that is not assigned yet; Call-Disconnect-Notify then goes by the PNS' one.
UNNAMEABLE = {('outgoing', 'wait_reply'): {11, 15}, ('incoming', 'wait_reply'): {11, 12, 14}}
# An outgoing call's reply says nothing about an incoming one, and the reverse: that is a matter of another call.
OF_ANOTHER_CALL = {'outgoing': {9, 10}, 'incoming': {7, 8}}


def send(link, end, code, crossing=0, **fields):
    return link.send(end, code, crossing, **{**FIELDS.get(code, {}), **fields})


def told(story, frame):
    return story.tell()[0][frame]


def a_connection(way):
    story = Story()
    link = story.connect()
    for end, code, fields in way:
        send(link, end, code, **fields)
    return story, link


def a_call(messages, pns):
    """A connection and the call's messages on it, the end pns being the PNS."""
    story, link = a_connection(START)
    for code in messages:
        send(link, 1 - pns if code in PAC_SENDS else pns, code)
    return story, link


def connection_cases():
    for place, way in CONNECTION_WAYS.items():
        state = place.split()[-1]
        for code in range(1, 7):
            for end in CONNECTION_SENDERS[code]:
                yield pytest.param(state, way, end, code, id=f'{place}-{NAMES[code]}-{end}')


@pytest.mark.parametrize('state, way, end, code', list(connection_cases()))
def test_connection(state, way, end, code):
    story, link = a_connection(way)
    facts = told(story, send(link, end, code, **{'identifier': 7} if code in (5, 6) else {}))
    repeated = (state, end, code) in (('wait_ctl_reply', 0, 1), ('wait_stop_reply', 0, 3))
    allowed = repeated or code in CONNECTION[state]
    habit = (state, code) in CONNECTION_HABITS
    assert facts.severity('unexpected_message') == (None if allowed else 'Note' if habit else 'Warning')
    assert (facts.severity('duplicate_request') is not None) == repeated
    assert allowed or facts.findings['unexpected_message'][1] == state
    assert facts['connection_state'] == CONNECTION_NEXT.get(code, state)


@pytest.mark.parametrize('code', range(7, 16), ids=NAMES.get)
@pytest.mark.parametrize('place', CONNECTION_WAYS)
def test_calls_need_a_connection(place, code):
    """Section 2.1; in an established connection it is the call's diagram that tells."""
    state = place.split()[-1]
    story, link = a_connection(CONNECTION_WAYS[place])
    facts = told(story, send(link, int(code in PAC_SENDS), code))
    assert facts['connection_state'] == state
    assert state == 'established' or facts.severity('unexpected_message') == 'Warning'
    assert state != 'established' or code not in (7, 9) or not facts.findings


@pytest.mark.parametrize('way, end, code', [
    ([(0, 1, {}), (0, 3, {})], 1, 2), ([*START, (0, 3, {}), (0, 1, {})], 1, 4),
    ([*START, (0, 5, {'identifier': 7}), (1, 3, {})], 1, 6),
    ([*START, (0, 5, {'identifier': 7}), (1, 3, {}), (0, 4, {})], 1, 6),
], ids=['2 after a Stop', '4 after a Start', '6 after a Stop', '6 in idle'])
def test_a_reply_to_an_open_request_is_never_unexpected(way, end, code):
    story, link = a_connection(way)
    facts = told(story, send(link, end, code, **{'identifier': 7} if code == 6 else {}))
    assert 'response_to' in facts and not facts.severity('unexpected_message')


def call_cases():
    for direction, (diagram, request) in CALLS.items():
        for state in diagram:
            codes = set(range(7, 16)) - OF_ANOTHER_CALL[direction] - UNNAMEABLE.get((direction, state), set())
            if state != 'wait_reply':
                codes.remove(request)       # a new call
            for code in sorted(codes):
                for pns in (0, 1):
                    yield pytest.param(direction, state, code, pns, id=f'{direction}-{state}-{NAMES[code]}-{pns}')


@pytest.mark.parametrize('direction, state, code, pns', list(call_cases()))
def test_call(direction, state, code, pns):
    diagram, request = CALLS[direction]
    story, link = a_call(CALL_WAYS[direction][state], pns)
    by_pns_id = {'call_id': PNS_ID} if (direction, state, code) == ('outgoing', 'wait_reply', 13) else {}
    facts = told(story, send(link, 1 - pns if code in PAC_SENDS else pns, code, **by_pns_id))
    repeated = (state, code) in {('wait_reply', request), *REPEATED}
    allowed = repeated or code in diagram[state]
    assert facts['call'] == 0
    assert facts.severity('unexpected_message') == (None if allowed else 'Warning')
    assert (facts.severity('duplicate_request') is not None) == repeated
    assert allowed or facts.findings['unexpected_message'][1] == state
    assert facts['call_state'] == CALL_NEXT.get(code, state)
    assert facts['connection_state'] == 'established'


@pytest.mark.parametrize('result, state', [(0, 'established'), (1, 'established'), (2, 'idle'), (7, 'idle')])
def test_outgoing_call_is_answered(result, state):
    story, link = a_call([7], 0)
    assert told(story, send(link, 1, 8, result=result))['call_state'] == state


@pytest.mark.parametrize('result, state', [(0, 'wait_connect'), (1, 'wait_connect'), (2, 'idle'), (3, 'idle')])
def test_incoming_call_is_answered(result, state):
    story, link = a_call([9], 0)
    assert told(story, send(link, 0, 10, result=result))['call_state'] == state


# What one end sends, and what the other sends that only this forbids: (way, first end, first code, second code)
CROSSINGS = {
    'Stop and a call': (START, 0, 3, 7), 'Stop and an echo': (START, 0, 3, 6), 'two Stops': (START, 0, 3, 3),
    'Stop and a disconnected call': ([*START, (0, 7, {}), (1, 8, {})], 0, 3, 13),
    'Clear and accepted': ([*START, (0, 7, {})], 0, 12, 8),
    'Clear and an error': ([*START, (0, 7, {}), (1, 8, {})], 0, 12, 14),
    'Clear and connected': ([*START, (1, 9, {}), (0, 10, {})], 0, 12, 11),
    'Disconnect and link info': ([*START, (0, 7, {}), (1, 8, {})], 1, 13, 15),
    'aborted and accepted': ([*START, (1, 9, {})], 1, 13, 10),
}


@pytest.mark.parametrize('way, end, first, second', CROSSINGS.values(), ids=CROSSINGS)
@pytest.mark.parametrize('crossing', [0, 1], ids=['acknowledged', 'crossing'])
def test_crossing(way, end, first, second, crossing):
    """A message is judged by what its sender could know."""
    story, link = a_connection(way)
    send(link, end, first)
    facts = told(story, send(link, 1 - end, second, crossing=crossing))
    assert facts.severity('unexpected_message') == (None if crossing else 'Warning')


def test_crossing_hides_only_what_crossed():
    """Whoever does not know of the last message still knows of those before."""
    story, link = a_call([7, 8, 12], 0)
    send(link, 0, 5, identifier=1)
    assert told(story, send(link, 1, 14, crossing=1)).severity('unexpected_message') == 'Warning'
    story, link = a_call([7, 8, 12], 0)
    send(link, 0, 5, identifier=1)
    assert not told(story, send(link, 1, 14, crossing=2)).findings


def test_own_messages_need_no_acknowledgement():
    """A sender knows what it sent, whatever it acknowledges."""
    story, link = a_call([7, 8], 0)
    send(link, 0, 3)
    assert told(story, send(link, 0, 7, crossing=2, call_id=5)).severity('unexpected_message') == 'Warning'


@pytest.mark.parametrize('messages, second, state', [([12, 13], 15, 'wait_disconnect'), ([3, 4], 7, 'wait_stop_reply')])
def test_a_finding_names_the_state_that_its_sender_knew(messages, second, state):
    """What crossed a message says nothing about why it was wrong."""
    story, link = a_call([7, 8], 0)
    for end, code in enumerate(messages):
        send(link, end, code)
    assert told(story, send(link, 0, second, crossing=1)).findings['unexpected_message'][:2] == ('Warning', state)
