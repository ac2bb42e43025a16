"""The rules beside the state diagrams: who answers what, which call is meant, what is worth a word.

A story is told in steps: (end, code, fields), the end 0 being the client. (end, 'close', fields) closes TCP.
"""
import random

import pytest

from story import Story
from wireshark import processor_seconds

pytestmark = pytest.mark.logic

ONES = 0xffffffff
PNS_ID, PAC_ID = 11, 22
CLIENT, SERVER = '10.0.0.1', '10.0.0.2'


def step(end, code, **defaults):
    """A step that can be told with other fields."""
    return lambda **fields: (end, code, {**defaults, **fields})


def other_way(steps):
    """The same story with the server in the client's place; TCP is still opened by the client."""
    return [(1 - end, code, fields) for end, code, fields in steps]


ask_start, start = step(0, 1, version=0x100), step(1, 2, version=0x100, result=1)
ask_stop, stop = step(0, 3), step(1, 4, result=1)
ask_echo, echo = step(0, 5, identifier=7), step(1, 6, identifier=7, result=1)
# The client is the PNS.
dial, dialled = step(0, 7, call_id=PNS_ID), step(1, 8, call_id=PAC_ID, peer_call_id=PNS_ID, result=1)
ring, accept = step(1, 9, call_id=PAC_ID), step(0, 10, call_id=PNS_ID, peer_call_id=PAC_ID, result=1)
connected, clear = step(1, 11, peer_call_id=PNS_ID), step(0, 12, call_id=PNS_ID)
gone, wan_error = step(1, 13, call_id=PAC_ID), step(1, 14, peer_call_id=PNS_ID)
link_info = step(0, 15, peer_call_id=PAC_ID, send_accm=ONES, receive_accm=ONES)
servers_info = step(1, 15, peer_call_id=PNS_ID, send_accm=ONES, receive_accm=ONES)
close = step(0, 'close')

START = [ask_start(), start()]
CALL = [*START, dial(), dialled()]
SECOND = [dial(call_id=5), dialled(call_id=6, peer_call_id=5)]
RUNG = [*START, ring(), accept(), connected()]


def perform(link, steps):
    """The frames of the steps."""
    return [link.close(end, **fields) if code == 'close' else link.send(end, code, **fields)
            for end, code, fields in steps]


def play(steps, **connection):
    """What each step told when it came, and what is known of each in the end (closes tell only at once)."""
    story = Story()
    frames = perform(story.connect(**connection), steps)
    told, known = story.tell()
    return [told[frame] for frame in frames], [known.get(frame) for frame in frames]


def story_facts(story, frame):
    return story.tell()[0][frame]


def last(steps, **connection):
    return play(steps, **connection)[0][-1]


def cases(table):
    return [pytest.param(*row, id=row_id) for row_id, row in table.items()]


def refusals(*replies):
    """(story before, request, reply, how many results): only 1 accepts, and the habit 0."""
    stories = [([*before, asked, reply(result=result)], result, len(before))
               for before, asked, reply, results in replies for result in range(results)]
    return ([(steps, 'Warning', asked) for steps, result, asked in stories if result > 1],
            [steps for steps, result, _ in stories if result < 2])


# What the last step of a story is told to be: {verdict: ([(story, severity, index of the step it points to or None)],
# [stories on which it is silent])}. A Start-Control-Connection-Request releases all Call IDs (section 3.2.1).
VERDICTS = {
    'duplicate_request': ([
        ([ask_start(), ask_start()], 'Warning', 0), ([*START, ask_stop(), ask_stop()], 'Warning', 2),
        ([*START, ask_echo(), ask_echo()], 'Warning', 2), ([*START, dial(), dial()], 'Warning', 2),
        ([*START, dial(), dial(), dial()], 'Warning', 2), ([*START, ring(), ring()], 'Warning', 2),
        ([*CALL, clear(), clear()], 'Warning', 4),
    ], [
        [*START, ask_start()], [*START, ask_stop(), (1, 3, {})], [*START, ask_echo(), ask_echo(identifier=8)],
        [*START, ask_echo(), (1, 5, {'identifier': 7})], [*START, ask_echo(), echo(), ask_echo()],
        [*START, dial(), dial(call_id=5)], [*CALL, dial()], [*START, dial(), ring(call_id=PNS_ID)], [*RUNG, ring()],
        [*CALL, clear(), gone(), clear()], [*CALL, dial(call_id=5), clear(), clear(call_id=5)],
    ]),
    'call_id_in_use': ([
        ([*CALL, dial()], 'Warning', 2), ([*CALL, clear(), dial()], 'Warning', 2),
        ([*CALL, dial(call_id=5), dialled(peer_call_id=5)], 'Warning', 2), ([*CALL, ring()], 'Warning', 2),
        ([*RUNG, ring()], 'Warning', 2), ([*RUNG, ring(call_id=5), accept(peer_call_id=5)], 'Warning', 2),
    ], [
        [*CALL, clear(), gone(), dial()], [*START, dial(), dialled(result=4), dial()], [*START, dial(), dial()],
        [*CALL, dial(call_id=5), dialled(peer_call_id=5, call_id=5)], [*CALL, dial(call_id=PAC_ID)],
        [*CALL, ring(call_id=PNS_ID)], [*RUNG, gone(), ring()], [*CALL, ask_start(), start(), dial()],
    ]),
    'unsolicited_reply': ([
        ([start()], 'Warning', None), ([*START, start()], 'Warning', None), ([*START, stop()], 'Warning', None),
        ([*START, echo()], 'Warning', None), ([*START, ask_echo(), echo(), echo()], 'Warning', None),
        ([*START, dialled()], 'Warning', None), ([*CALL, dialled()], 'Warning', None),
        ([*START, accept()], 'Warning', None),
    ], [
        START, [*START, ask_stop(), stop()], [*START, ask_echo(), echo()], CALL, RUNG[:4], [*CALL, gone()],
        [*CALL, clear(), gone()],
    ]),
    'late_reply': ([
        ([ask_start(), start(after=60.1)], 'Warning', None), ([*START, ask_stop(), stop(after=61)], 'Warning', None),
        ([*START, ask_echo(), echo(after=61)], 'Warning', None), ([*START, dial(), dialled(after=61)], 'Note', None),
        ([*START, ring(), accept(after=61)], 'Warning', None), ([*RUNG[:4], connected(after=61)], 'Warning', None),
        ([*CALL, clear(), gone(after=61)], 'Warning', None),
        ([*START, dial(), ask_echo(after=40), echo(), dialled(after=40)], 'Note', None),
    ], [
        [ask_start(), start(after=60)], [*START, ask_stop(), stop(after=60)], [*START, ask_echo(), echo(after=60)],
        [*START, dial(), dialled(after=60)], [*START, ring(), accept(after=60)], [*RUNG[:4], connected(after=60)],
        [*CALL, clear(), gone(after=60)], [*CALL, gone(after=1000)],
    ]),
    'echo_identifier_mismatch': ([
        ([*START, ask_echo(), echo(identifier=8)], 'Warning', 2),
    ], [
        [*START, ask_echo(), echo()], [*START, echo()], [*START, ask_echo(), (0, 6, {'identifier': 8})],
        [*START, ask_echo(), echo(), echo(identifier=8)],
    ]),
    'keepalive_late': ([
        ([*START, ask_echo(after=120.1)], 'Note', 1), ([*CALL, clear(after=121)], 'Note', 3),
    ], [
        [*START, ask_echo(after=120)], [ask_start(), start(after=121)],
        [*START, ask_stop(), stop(), ask_start(after=121)],
    ]),
    'nat_call_id': ([
        ([*START, dial(call_id=40000)], 'Note', None), ([*START, ring(), accept(call_id=40000)], 'Note', None),
    ], [
        [*START, dial(call_id=40001)], [*START, ring(call_id=40000)], [*START, dial(), dialled(call_id=40000)],
        [*START, dial(), dialled(call_id=1723)],
    ]),
    'version_mismatch': ([
        ([ask_start(), start(version=0x101)], 'Warning', 0),
    ], [
        START, [ask_start(version=0x200), start(version=0x200)], [ask_start(version=0x200)],
        [ask_start(version=0x200), start()], [ask_start(version=0x1), start(result=5)],
    ]),
    'connection_refused': refusals(([], ask_start(), start, 6)),
    'call_refused': refusals((START, dial(), dialled, 8), (START, ring(), accept, 4)),
    'after_stop': ([
        ([*START, ask_stop(), stop(), ask_echo()], 'Warning', 3), ([*START, ask_stop(), stop(), dial()], 'Warning', 3),
        ([*START, ask_stop(), stop(), ask_start()], 'Warning', 3),
    ], [
        [*START, ask_stop(), ask_echo()], [*START, ask_stop(), stop()],
        [*START, ask_stop(), stop(result=2), ask_echo()],
        [*START, ask_stop(), stop(), (0, 5, {'crossing': 1})],
        [*START, ask_stop(), (1, 3, {'crossing': 1}), stop(), (0, 4, {})],
    ]),
    'call_id_changed': ([
        ([*CALL, gone(call_id=PNS_ID)], 'Note', 2), ([*CALL, gone(call_id=PNS_ID << 8)], 'Note', 2),
        ([*CALL, clear(call_id=5)], 'Warning', 2), ([*CALL, link_info(peer_call_id=5)], 'Warning', 2),
        ([*CALL, wan_error(peer_call_id=5)], 'Warning', 2),
        ([*START, dial(), dialled(peer_call_id=5, result=2)], 'Warning', 2),
    ], [
        [*CALL, gone()], [*CALL, clear()], [*CALL, link_info()], [*CALL, wan_error()],
        [*START, dial(), gone(call_id=PNS_ID)],
    ]),
    'wrong_direction': ([
        ([*CALL, (0, 8, {'call_id': 5, 'peer_call_id': 6, 'result': 1})], 'Warning', None),
        ([*CALL, (1, 7, {'call_id': 5})], 'Warning', None), ([*CALL, (0, 9, {'call_id': 5})], 'Warning', None),
        ([*CALL, (1, 10, {'call_id': 5, 'peer_call_id': 6, 'result': 1})], 'Warning', None),
        ([*RUNG, (0, 11, {'peer_call_id': PAC_ID})], 'Warning', None),
        ([*CALL, (1, 12, {'call_id': PAC_ID})], 'Warning', None), ([*CALL, (0, 13, {'call_id': PNS_ID})], 'Note', None),
        ([*CALL, (0, 14, {'peer_call_id': PAC_ID})], 'Warning', None), ([*CALL, servers_info()], 'Note', None),
    ], [
        CALL, [*CALL, dial(call_id=5)], [*CALL, ring(call_id=5)], RUNG[:4], RUNG, [*CALL, clear()], [*CALL, gone()],
        [*CALL, wan_error()], [*CALL, link_info()],
        *([*CALL, (end, code, {'identifier': 7})] for end in (0, 1) for code in range(1, 7)),
    ]),
}


def verdict_cases():
    """Each story as it is, and with the server as the PNS; but a NAT that rewrites Call IDs takes the client for it."""
    for verdict, (loud, silent) in VERDICTS.items():
        for i, (steps, severity, other) in enumerate([*loud, *((steps, None, None) for steps in silent)]):
            yield pytest.param(verdict, steps, severity, other, id=f'{verdict}-{i}')
            if verdict != 'nat_call_id':
                yield pytest.param(verdict, other_way(steps), severity, other, id=f'{verdict}-{i}-turned')


@pytest.mark.parametrize('verdict, steps, severity, other', list(verdict_cases()))
def test_verdict(verdict, steps, severity, other):
    """Where it speaks, how loud, and which frame it points to; where it must keep silent."""
    facts = last(steps)
    assert facts.severity(verdict) == severity
    if other is not None:
        assert facts.findings[verdict][3] == other + 2


@pytest.mark.parametrize('steps, verdict, number', [
    ([*CALL, clear(call_id=99)], 'unknown_call', 99), ([*CALL, dial()], 'call_id_in_use', PNS_ID),
    ([*CALL, gone(call_id=PNS_ID)], 'call_id_changed', PAC_ID), ([*START, dial(call_id=40000)], 'nat_call_id', 40000),
    ([*CALL, link_info(peer_call_id=5)], 'call_id_changed', PAC_ID),
    ([ask_start(), start(version=0x200)], 'version_mismatch', 0x100),
])
def test_number_of_a_finding(steps, verdict, number):
    assert last(steps).findings[verdict][2] == number


UNKNOWN = {'refused 8': dialled(result=4), 'refused 10': accept(result=3), '11': connected(), '12': clear(),
'13': gone(),
           '14': wan_error(), '15': link_info(), "15 of the PAC": servers_info()}


@pytest.mark.parametrize('unknown', UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_call(unknown):
    """It may be older than a capture that begins in the middle, which adopts a call unless it was refused."""
    facts = last([*START, unknown])
    assert facts.severity('unknown_call') == 'Warning' and 'call' not in facts
    facts = last([ask_echo(), unknown], opening=False)
    refused = unknown in (UNKNOWN['refused 8'], UNKNOWN['refused 10'])
    assert facts.severity('unknown_call') == ('Chat' if refused else None) and ('call' in facts) == (not refused)
    assert 'setup_in' not in facts and refused == ('adopted' not in facts)
    assert last([*START, unknown], opening=False).severity('unknown_call') == 'Warning'
    assert last([*START, unknown, dial(call_id=5)])['call'] == 0


CREATORS = {'7': dial(), '9': ring(), '8': dialled(), '10': accept()}


@pytest.mark.parametrize('creator', CREATORS.values(), ids=CREATORS)
@pytest.mark.parametrize('opening', [True, False])
def test_known_call(creator, opening):
    facts = last([*START, creator] if opening else [creator], opening=opening)
    assert facts['call'] == 0 and not facts.severity('unknown_call')
    assert facts['direction'] == ('outgoing' if creator[1] in (7, 8) else 'incoming')


def test_numbering():
    """Streams in the order of connections, calls in the order of what creates them, over all connections."""
    story = Story()
    links = [story.connect(client=f'10.0.1.{number}') for number in range(3)]
    frames = [perform(link, START) for link in links]
    creators = [dial(), ring(call_id=7), dialled(call_id=8, peer_call_id=9), accept(call_id=4, peer_call_id=3)]
    calls = [perform(link, [creator])[0] for creator in creators for link in reversed(links)]
    told = story.tell()[0]
    assert [told[frame]['stream'] for pair in frames for frame in pair] == [0, 0, 1, 1, 2, 2]
    assert [told[frame]['call'] for frame in calls] == list(range(12))


def test_what_counts_as_a_call():
    """Refused calls count, duplicates and stray messages do not."""
    told, _ = play([*START, dial(), dialled(result=4), dial(), dial(), dialled(), clear(call_id=77), ring(call_id=5),
                    ring(call_id=5), accept(peer_call_id=5, call_id=6, result=2), dialled(peer_call_id=44, result=4),
                    dial(call_id=1)])
    assert [facts.get('call') for facts in told] == [None, None, 0, 0, 1, 1, 1, None, 2, 2, 2, None, 3]


# story, index of the reply, index of what it answers or None
ANSWERS = {
    '1-2': (START, 1, 0), '1-1-2': ([ask_start(), *START], 2, 0),
    '2 for nothing': ([*START, start()], 2, None),
    '3-4': ([*START, ask_stop(), stop()], 3, 2), '3-3-4': ([*START, ask_stop(), ask_stop(), stop()], 4, 2),
    'two Stops': ([*START, ask_stop(), (1, 3, {'crossing': 1}), (0, 4, {}), stop()], 4, 3),
    'two Stops, the other reply': ([*START, ask_stop(), (1, 3, {'crossing': 1}), (0, 4, {}), stop()], 5, 2),
    '5-6': ([*START, ask_echo(), echo()], 3, 2), '5-6 mismatch': ([*START, ask_echo(), echo(identifier=8)], 3, None),
    '6 after mismatch': ([*START, ask_echo(), echo(identifier=8), echo()], 4, 2),
    '5-5-6': ([*START, ask_echo(), ask_echo(identifier=8), echo(identifier=8)], 4, 3),
    '5-5-6-6': ([*START, ask_echo(), ask_echo(identifier=8), echo(identifier=8), echo()], 5, 2),
    'own echo': ([*START, ask_echo(), (0, 6, {'identifier': 7})], 3, None),
    'echoes both ways': ([*START, ask_echo(), (1, 5, {'identifier': 7}), (0, 6, {'identifier': 7}), echo()], 4, 3),
    'echo identifier recycled': ([*START, ask_echo(), echo(), ask_echo(), echo()], 5, 4),
    '7-8': (CALL, 3, 2), '7-8 refused': ([*START, dial(), dialled(result=4)], 3, 2),
    '7-7-8': ([*START, dial(), dial(call_id=5), dialled(peer_call_id=5)], 4, 3),
    '7-7-8-8': ([*START, dial(), dial(call_id=5), dialled(peer_call_id=5), dialled(call_id=4)], 5, 2),
    '8 for nothing': ([*START, dialled()], 2, None),
    '9-10': (RUNG, 3, 2), '10-11': (RUNG, 4, 3), '9-10 refused': ([*START, ring(), accept(result=2)], 3, 2),
    '10 of another call': ([*START, ring(), ring(call_id=5), accept(peer_call_id=5)], 4, 3),
    '11 of another call': ([*START, ring(), ring(call_id=5), accept(), accept(peer_call_id=5, call_id=6),
                            connected(peer_call_id=6)], 6, 5),
    '12-13': ([*CALL, clear(), gone()], 5, 4), '12-13 by the PNS': ([*CALL, clear(), gone(call_id=PNS_ID)], 5, 4),
    '13 for nothing': ([*CALL, gone()], 4, None), '13 after 13': ([*CALL, clear(), gone(), gone()], 6, None),
    '13 of another call': ([*CALL, *SECOND, clear(), gone(call_id=6)], 7, None),
    '14 answers nothing': ([*CALL, clear(), wan_error()], 5, None),
}


@pytest.mark.parametrize('steps, reply, asked', cases(ANSWERS))
@pytest.mark.parametrize('turned', [False, True], ids=['told', 'turned'])
def test_answer(steps, reply, asked, turned):
    """Both know of each other: the reply at once, the request in the end."""
    told, known = play(other_way(steps) if turned else steps)
    assert told[reply].get('response_to') == (None if asked is None else asked + 2)
    if asked is not None:
        assert told[reply]['response_time'] == reply - asked
        assert known[asked]['response_in'] == reply + 2 and 'response_in' not in told[asked]


UNANSWERED = {
    'answered': ([*START, ask_echo(), echo(), ask_echo(after=100)], 2, None),
    'echo': ([*START, ask_echo(), ask_echo(identifier=8, after=61)], 2, 'Warning'),
    'echo, time left': ([*START, ask_echo(), ask_echo(identifier=8, after=59)], 2, 'Note'),
    'the capture ends': ([ask_start()], 0, 'Note'), 'start': ([ask_start(), close(after=61)], 0, 'Warning'),
    'echo, closed': ([*START, ask_echo(), close(after=61)], 2, 'Warning'),
    'ring': ([*START, ring(), ask_echo(after=61)], 2, 'Warning'),
    'accept': ([*START, ring(), accept(), ask_echo(after=61)], 3, 'Warning'),
    'refused': ([*START, ring(), accept(result=2), ask_echo(after=61)], 3, None),
    'Call-Clear': ([*CALL, clear(), ask_echo(after=61)], 4, 'Warning'),
    'Call-Clear, poptop': ([*CALL, clear(), (1, 'close', {})], 4, 'Note'),
    'Call-Clear, closed late': ([*CALL, clear(), close(after=61)], 4, 'Note'),
    'Call-Clear, pptp-linux': ([*CALL, clear(), close()], 4, 'Note'),
    'Stop': ([*START, ask_stop(), ask_echo(after=61)], 2, 'Warning'),
    'Stop, closed': ([*START, ask_stop(), close(after=61)], 2, 'Note'),
    'Incoming-Call-Connected': ([*RUNG, ask_echo(after=61)], 4, None),
    'Call-Disconnect-Notify': ([*CALL, gone(), ask_echo(after=61)], 4, None),
    'Set-Link-Info': ([*CALL, link_info(), ask_echo(after=61)], 4, None),
}


@pytest.mark.parametrize('steps, asked, severity', cases(UNANSWERED))
def test_unanswered(steps, asked, severity):
    assert play(steps)[1][asked].get('unanswered') == severity


# Every step is in the figures of 3.2.3 and 3.2.4, or crosses one that is: nobody waits for an answer any more.
LEGAL_ENDS = {
    'dialling is aborted': [dial(), clear(), gone(call_id=PNS_ID)],
    'with a Call ID that nobody told': [dial(), clear(), gone(call_id=99)],
    'echo crosses Stop': [ask_stop(), (1, 5, {'identifier': 9, 'crossing': 1}), stop()],
    'ringing is aborted': [ring(), gone()],
    'no connection': [ring(), accept(), gone()], 'dialling, and Stop': [dial(), ask_stop(), stop()],
    'clearing, and Stop': [*CALL[2:], clear(), ask_stop(), stop()],
    'aborted before accepted': [ring(), gone(), accept(crossing=1)],
    'accepted before aborted': [ring(), accept(), gone(crossing=1)],
    'disconnected before cleared': [*CALL[2:], gone(), clear(crossing=1)],
    'cleared before disconnected': [*CALL[2:], clear(), gone(crossing=1)],
    'refused before cleared': [dial(), dialled(result=4), clear(crossing=1)],
}


@pytest.mark.parametrize('steps', LEGAL_ENDS.values(), ids=LEGAL_ENDS)
def test_a_legal_end_leaves_nothing_unanswered(steps):
    _, known = play([*START, *steps, ask_echo(after=61)])
    assert [facts.get('unanswered') for facts in known].count('Warning') == 0
    assert not any(facts.severity('unknown_call') for facts in known)


CLOSES = {
    'a call': (CALL, 'Warning'), 'an incoming call': (RUNG, 'Warning'), 'no call': (START, 'Note'),
    'nothing was said': ([], None), 'no reply': ([ask_start()], 'Note'),
    'connection refused': ([ask_start(), start(result=2)], None),
    'being set up': ([*START, dial()], 'Note'), 'being cleared': ([*CALL, clear()], 'Note'),
    'cleared': ([*CALL, clear(), gone()], 'Note'), 'refused': ([*START, dial(), dialled(result=4)], 'Note'),
    'one cleared, one not': ([*CALL, *SECOND, clear()], 'Warning'),
    'asked to stop': ([*CALL, ask_stop()], None), 'stopped': ([*CALL, ask_stop(), stop()], None),
    'again': ([*CALL, close()], None),
    'accepted while being cleared': ([*START, dial(), clear(), dialled(crossing=1)], 'Note'),
}


@pytest.mark.parametrize('steps, severity', cases(CLOSES))
@pytest.mark.parametrize('end', [0, 1])
def test_closed_without_stop(steps, severity, end):
    assert last([*steps, (end, 'close', {})]).get('closed_without_stop') == severity


@pytest.mark.parametrize('ending', [[ask_stop(), stop()], [close()], [(1, 'close', {})]],
                         ids=['stopped', 'closed', 'closed by the server'])
def test_calls_end_with_their_connection(ending):
    """Those that have not ended before; their Call IDs are free again (3.2.1)."""
    steps = [*CALL, gone(), dial(call_id=5), ring(call_id=9), *ending]
    _, known = play(steps)
    assert [known[i]['ended_in'] for i in (2, 4, 5, 6)] == [6, 6, len(steps) + 1, len(steps) + 1]
    story = Story()
    first, second = story.connect(), story.connect(client_port=40001)
    perform(first, steps)
    frames = perform(second, [*START, dial(call_id=5)])
    assert not story.tell()[0][frames[-1]].findings


ASK_AGAIN = [*START, dial()]
SHARED = {
    'shared': ({}, [], ASK_AGAIN, PNS_ID),
    "the PAC's": ({}, [], [*START, dial(call_id=5), dialled(peer_call_id=5)], PAC_ID),
    'another ID': ({}, [], [*START, dial(call_id=5)], None),
    'another client': ({'client': '10.0.0.3'}, [], ASK_AGAIN, None),
    'another server': ({'server': '10.0.0.3'}, [], ASK_AGAIN, None),
    'cleared': ({}, [clear(), gone()], ASK_AGAIN, None),
    'closed': ({}, [close()], ASK_AGAIN, None),
    'the other way': ({'client': SERVER, 'server': CLIENT}, [], ASK_AGAIN, None),
}


@pytest.mark.parametrize('second, ending, steps, shared', cases(SHARED))
def test_shared_call_id(second, ending, steps, shared):
    """GRE names no port: the Call IDs of two connections between the same two addresses must differ."""
    story = Story()
    links = story.connect(CLIENT), story.connect(**{'client': CLIENT, 'client_port': 40001, **second})
    frames = perform(links[0], [*CALL, *ending])
    facts = story_facts(story, perform(links[1], steps)[-1])
    assert facts.severity('shared_call_id') == (shared and 'Warning') and not facts.severity('call_id_in_use')
    assert shared is None or facts.findings['shared_call_id'][2:] == (shared, frames[2])


@pytest.mark.parametrize('ends, ids', [((CLIENT, SERVER), (PNS_ID, PAC_ID)), ((SERVER, CLIENT), (PAC_ID, PNS_ID))])
def test_each_connection_keeps_its_calls(ends, ids):
    """A connection announces the Call IDs of another one between the same two addresses: both name their own call."""
    story = Story()
    links = story.connect(), story.connect(*ends, client_port=40001)
    setups = perform(links[0], CALL)[2], perform(links[1], [
        *START, dial(call_id=ids[0]), dialled(call_id=ids[1], peer_call_id=ids[0])])[2]
    ends = perform(links[0], [clear(), gone()]), perform(links[1], [clear(call_id=ids[0]), gone(call_id=ids[1])])
    told, _ = story.tell()
    assert [[told[frame]['setup_in'] for frame in frames] for frames in ends] == [[setup] * 2 for setup in setups]


def test_a_host_that_calls_itself():
    """Both ends have one address, and assign the same Call IDs to two calls, crosswise."""
    steps = [*START, dial(call_id=5), dialled(call_id=6, peer_call_id=5),
             dial(call_id=6), dialled(call_id=5, peer_call_id=6), clear(call_id=6), gone(call_id=6)]
    told, _ = play(steps, client=CLIENT, server=CLIENT)
    assert [facts['setup_in'] for facts in told[6:]] == [told[4]['setup_in'], told[2]['setup_in']]


@pytest.mark.parametrize('first, second, winner', [
    (CLIENT, SERVER, 0), (SERVER, CLIENT, 1), ('9.255.0.1', '10.0.0.1', 0), ('192.33.45.89', '192.33.45.17', 1),
    ('200.0.0.1', '100.0.0.1', 1),
])
def test_collision(first, second, winner):
    """3.1.3: both ask each other to start; the higher address wins, as an unsigned number."""
    story = Story()
    one, two = story.connect(first, second), story.connect(second, first)
    before = one.send(0, 1, version=0x100)
    facts = story_facts(story, two.send(0, 1, version=0x100))
    assert facts.findings['collision'][2:] == (winner, before)


@pytest.mark.parametrize('before, second', [
    (START, (SERVER, CLIENT)), ([ask_start(), start(result=2)], (SERVER, CLIENT)),
    ([ask_start(), close()], (SERVER, CLIENT)),
    ([], (SERVER, CLIENT)), ([ask_start()], (CLIENT, SERVER)), ([ask_start()], ('10.0.0.3', CLIENT)),
], ids=['started', 'refused', 'closed', 'not asked', 'same client', 'another peer'])
def test_no_collision(before, second):
    story = Story()
    one, two = story.connect(CLIENT, SERVER), story.connect(*second, client_port=40001)
    perform(one, before)
    assert not story_facts(story, two.send(0, 1, version=0x100)).severity('collision')


def test_call_facts():
    """Each fact from the frame on that tells it."""
    told, known = play([*CALL, clear(), gone()])
    facts = [{name: one.get(name) for name in ('pns_call_id', 'pac_call_id', 'established_in', 'ended_in', 'setup_in')}
             for one in told[2:]]
    assert facts == [dict(pns_call_id=PNS_ID, pac_call_id=None, established_in=None, ended_in=None, setup_in=4),
                     *[dict(pns_call_id=PNS_ID, pac_call_id=PAC_ID, established_in=5, ended_in=None, setup_in=4)] * 2,
                     dict(pns_call_id=PNS_ID, pac_call_id=PAC_ID, established_in=5, ended_in=7, setup_in=4)]
    assert {(one['established_in'], one['ended_in']) for one in known[2:]} == {(5, 7)}
    told, _ = play(RUNG)
    assert [(one.get('pns_call_id'), one.get('pac_call_id'), one.get('established_in')) for one in told[2:]] == [
        (None, PAC_ID, None), (PNS_ID, PAC_ID, None), (PNS_ID, PAC_ID, 6)]


@pytest.mark.parametrize('pns_id, pac_id', [(0, 0), (0, 5), (5, 0), (7, 7), (0xffff, 0xffff), (0x100, 1)])
def test_call_ids_are_each_ends_own(pns_id, pac_id):
    """0 is valid, and both ends may choose the same number."""
    told, _ = play([*START, dial(call_id=pns_id), dialled(call_id=pac_id, peer_call_id=pns_id),
                    link_info(peer_call_id=pac_id), wan_error(peer_call_id=pns_id),
                    clear(call_id=pns_id), gone(call_id=pac_id)])
    assert all(facts['call'] == 0 and not facts.findings for facts in told[2:])
    assert told[-1]['call_state'] == 'idle'


def test_many_calls():
    """Both ends number from 0, in opposite order, and the calls are mixed; then the IDs are recycled."""
    ids = list(range(50))
    one_round = [*(dial(call_id=i) for i in ids), *(dialled(call_id=49 - i, peer_call_id=i) for i in ids),
                 *(link_info(peer_call_id=49 - i) for i in ids), *(clear(call_id=i) for i in ids),
                 *(gone(call_id=49 - i) for i in ids)]
    told, _ = play([*START, *one_round, *one_round])
    assert [facts['call'] for facts in told[2:]] == [i + base for base in (0, 50) for _ in range(5) for i in ids]
    assert not any(facts.findings for facts in told)


def test_the_newest_call_has_the_id():
    told, _ = play([*CALL, dial(), dialled(call_id=5), clear(), gone(call_id=5)])
    assert [facts['call'] for facts in told[2:]] == [0, 0, 1, 1, 1, 1]


NEWER = [step for number in range(16) for step in (dial(call_id=100 + number), dialled(
    call_id=200 + number, peer_call_id=100 + number))]


@pytest.mark.parametrize('newer, found', [(15, True), (16, False)])
@pytest.mark.parametrize('before, message, opening', [
    ([*START, dial(), clear()], gone(call_id=999), True), ([dial()], link_info(peer_call_id=999), False)],
    ids=['the peer confirms', 'the peer was not told'])
def test_a_message_means_a_call_by_elimination(before, message, opening, newer, found):
    """Of the 16 newest calls, only that one lacks a Call ID."""
    facts = last([*before, *NEWER[:2 * newer], message], opening=opening)
    assert (facts.get('call') == 0) == found
    assert (facts.severity('unknown_call') or facts.get('adopted')) == (
        None if found else 'Warning' if opening else 'Set-Link-Info')


ROLES = {7: 'PNS', 8: 'PAC', 9: 'PAC', 10: 'PNS', 11: 'PAC', 12: 'PNS', 14: 'PAC', 15: None}


@pytest.mark.parametrize('code, role', ROLES.items())
@pytest.mark.parametrize('end', [0, 1])
def test_role(code, role, end):
    """Known from the message on that tells it, of both ends; Set-Link-Info tells nothing: Windows' PAC sends it."""
    told, _ = play([*START, ask_echo(), (end, code, {'call_id': 1, 'peer_call_id': 2, 'result': 1}),
                    (end, 5, {'identifier': 1}), (1 - end, 5, {'identifier': 1})])
    other = {'PNS': 'PAC', 'PAC': 'PNS', None: None}[role]
    assert [facts.get('role') for facts in told] == [None, None, None, role, role, other]


def test_originator():
    """Who opened it, who asks to start, or whose peer has the server's port 1723."""
    told, _ = play([*START, (1, 5, {'identifier': 1})])
    assert [facts.get('originator') for facts in told] == [1, 0, 0]
    assert last(START, opening=False)['originator'] == 0
    assert 'originator' not in last([ask_echo()], opening=False, port=1724)
    assert [facts['originator'] for facts in play([ask_echo(), echo()], opening=False)[0]] == [1, 0]


@pytest.mark.parametrize('code', range(5, 16))
def test_a_connection_older_than_the_capture(code):
    assert last([(0, code, {})], opening=False)['connection_state'] == 'established'
    assert last([(0, code, {})])['connection_state'] == 'idle'


def test_state_of_a_connection_older_than_the_capture():
    told, _ = play([(0, 99, {}), ask_stop(), stop()], opening=False)
    assert [facts.get('connection_state') for facts in told] == [None, 'wait_stop_reply', 'idle']


@pytest.mark.parametrize('code, phase', [
    *((code, 'creation') for code in (1, 2, 7, 8, 9, 10, 11)), *((code, 'maintenance') for code in (5, 6, 14)),
    *((code, 'deletion') for code in (12, 13, 3, 4)), (0, None), (16, None), (999, None),
])
def test_phase(code, phase):
    assert last([(0, code, {})]).get('phase') == phase


# The client's Set-Link-Infos of the call (or other steps), and the last one's phase
SOME, OTHER = dict(send_accm=0, receive_accm=0), dict(send_accm=0, receive_accm=ONES)
C, M, D = 'creation', 'maintenance', 'deletion'
LINK_INFOS = {
    'first': ([link_info()], C), 'twice': ([link_info(), link_info()], C),
    'other': ([link_info(), link_info(**SOME)], C),
    'same again': ([link_info(**SOME), link_info(**SOME)], C), 'down': ([link_info(**SOME), link_info()], D),
    'half down': ([link_info(**SOME), link_info(**OTHER)], C), 'down from half': ([link_info(**OTHER), link_info()], D),
    'down, and up': ([link_info(**SOME), link_info(), link_info(**SOME)], C),
    "the other sender's": ([servers_info(**SOME), link_info()], C),
    'echo': ([ask_echo(), link_info()], D), 'echo, new': ([ask_echo(), link_info(**SOME)], M),
    "the server's echo": ([(1, 5, {'identifier': 1}), link_info()], D),
    'echo, half new': ([link_info(), ask_echo(), link_info(**OTHER)], M),
    'echo, same': ([link_info(**SOME), ask_echo(), link_info(**SOME)], D),
    'echo, sent since': ([ask_echo(), link_info(**SOME), link_info(**SOME)], D),
    'echo, sent long ago': ([link_info(**SOME), link_info(**OTHER), ask_echo(), link_info(**SOME)], D),
    "echo, the other sender's": ([servers_info(**SOME), ask_echo(), link_info(**SOME)], M),
    'reply only': ([echo(), link_info()], C),
    "another call's": ([link_info(**SOME), *SECOND, link_info(peer_call_id=6)], C),
    'echo, another call set up': ([ask_echo(), *SECOND, link_info(peer_call_id=6)], C),
    'echo after both': ([*SECOND, ask_echo(), link_info(peer_call_id=6)], D),
    'recycled': ([link_info(**SOME), clear(), gone(), dial(), dialled(), link_info()], C),
}


@pytest.mark.parametrize('steps, phase', cases(LINK_INFOS))
def test_phase_of_set_link_info(steps, phase):
    assert last([*CALL, *steps])['phase'] == phase
    assert last([*START, ask_echo(), echo(), *CALL[2:], *steps])['phase'] == phase


def test_an_echo_while_a_call_is_set_up_does_not_count():
    assert last([*RUNG[:4], ask_echo(), connected(), link_info()])['phase'] == C


def test_phase_of_set_link_info_in_the_middle():
    told, _ = play([dial(), dialled(), link_info(), link_info(**SOME), link_info(**SOME)], opening=False)
    assert [facts['phase'] for facts in told[2:]] == [D, M, D]


ECHO_BACK = [(1, 5, {'identifier': 7}), (0, 6, {'identifier': 7, 'result': 1})]
ARTICLE = [*CALL, link_info(), link_info(**SOME), servers_info(), link_info(**OTHER), servers_info(**SOME),
           *ECHO_BACK * 3, link_info(), servers_info(), clear(), gone(), ask_stop(), stop()]


def test_the_articles_session():
    """Microsoft's Q241252 counts 9, 6 and 6, whatever was known when."""
    told, known = play(ARTICLE)
    assert [facts['phase'] for facts in told] == [facts['phase'] for facts in known] == [C] * 9 + [M] * 6 + [D] * 6
    assert {(verdict, facts.severity(verdict)) for facts in told for verdict in facts.findings} == {
        ('wrong_direction', 'Note')}


# What the implementations put into their Start-Control-Connection messages.
FINGERPRINTS = [
    ('windows', dict(vendor='Microsoft', host='', channels=0, firmware=0, framing=1, bearer=1)),
    ('windows', dict(vendor='Microsoft', host='', channels=0, firmware=2160, framing=2, bearer=1)),
    ('orckit', dict(vendor='MS Win NT', host='RELAY_PPP1', channels=0, firmware=0x6021, framing=1, bearer=1)),
    (None, dict(vendor='MS Win NT', host='RELAY_PPP1', channels=0, firmware=1, framing=1, bearer=1)),
    ('pptp-linux', dict(host='local', vendor='cananian', channels=65535, firmware=1, framing=3, bearer=3)),
    ('poptop', dict(host='local', vendor='linux', channels=1, firmware=1, framing=0, bearer=0)),
    ('poptop', dict(host='local', vendor='MoretonBay', channels=1, firmware=1, framing=0, bearer=0)),
    ('accel-ppp', dict(host='local', vendor='cananian', channels=1, firmware=1, framing=3, bearer=3)),
    ('mpd', dict(host='bsd', vendor='MPD', channels=1, firmware=0x101, framing=3, bearer=3)),
    ('npppd', dict(host='bsd', vendor='', channels=4, firmware=1, framing=2, bearer=2)),
    ('nmap', dict(host='none', vendor='nmap', channels=65535, firmware=1, framing=1, bearer=1)),
    (None, dict(host='router', vendor='Draytek', channels=1, firmware=1, framing=3, bearer=3)),
]


@pytest.mark.parametrize('name, fields', FINGERPRINTS)
def test_implementation(name, fields):
    """From Start-Control-Connection-Request or -Reply, and from then on for all its sender's messages."""
    told, _ = play([ask_start(**fields), start(), ask_echo(), echo()])
    assert [facts.get('implementation') for facts in told] == [name, None, name, None]
    told, _ = play([ask_start(), start(**fields), ask_echo(), echo()])
    assert [facts.get('implementation') for facts in told] == [None, name, None, name]


def hostile(seed, codes, length=400):
    """Any message with any field from either end, with any acknowledgement, now and then a close."""
    rng = random.Random(seed)
    for _ in range(length):
        fields = {name: rng.randrange(4) for name in ('call_id', 'peer_call_id', 'result', 'identifier', 'version')}
        code = 'close' if rng.random() < .005 else rng.choice(codes)
        accm = {name: rng.choice((0, 1, ONES)) for name in ('send_accm', 'receive_accm')}
        yield (rng.randrange(2), code, {'after': rng.choice((0, 0.1, 1, 61, 130))}
               | ({} if code == 'close' else {'crossing': rng.randrange(3), **fields, **accm}))


LATER_FACTS = {'response_in', 'established_in', 'ended_in', 'unanswered'}
# Of a call that is older than the capture, a later message may tell the direction, and which end is the PNS.
LATER_IN_MID_LIFE = {'direction', 'pns_call_id', 'pac_call_id'}


@pytest.mark.parametrize('steps', [ARTICLE, RUNG, *(list(hostile(seed, range(1, 16))) for seed in range(10)),
                                   list(hostile(10, range(18)))])
@pytest.mark.parametrize('opening', [True, False])
def test_facts_are_pinned(steps, opening):
    """A fact that follows from a frame and earlier ones is the same ever after; later frames only add theirs."""
    told, known = play(steps, opening=opening)
    for at_once, in_the_end in zip(told, known):
        if in_the_end is not None:
            changed = {name for name in at_once.keys() | in_the_end if at_once.get(name) != in_the_end.get(name)}
            assert changed - (set() if opening else LATER_IN_MID_LIFE) <= LATER_FACTS
            assert at_once.findings == in_the_end.findings
            assert not (changed - {'unanswered'}) & at_once.keys()


def many_calls(link, count):
    """Calls that stay up, each Call ID used again and again."""
    for number in range(count):
        link.send(0, 7, call_id=number % 5000)
        link.send(1, 8, call_id=number % 7000, peer_call_id=number % 5000, result=1)


def many_echoes(link, count):
    """None is answered in time, each is answered at last."""
    for number in range(count):
        link.send(0, 5, identifier=number)
    for number in range(count):
        link.send(1, 6, identifier=number)


def many_connections(link, count):
    """Between the same addresses, with the same Call ID."""
    for number in range(count):
        other = link.story.connect(client_port=number)
        other.start()
        other.send(0, 7, call_id=1)


def seconds(fill, count):
    story = Story()
    link = story.connect()
    link.start()
    fill(link, count)
    return processor_seconds(story.tell)


@pytest.mark.slow
@pytest.mark.parametrize('fill', [many_calls, many_echoes, many_connections])
def test_time_grows_with_the_messages_only(fill):
    """Eight times the messages take about eight times the time; a search through all of them would take 64 times."""
    assert seconds(fill, 24000) < 24 * seconds(fill, 3000)
