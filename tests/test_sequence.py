"""Sequence numbers: examples from RFC 2637 section 4.3 and the definitions, and random ones against a slow model."""
import random

import pytest

from wireshark import processor_seconds, run_program

pytestmark = pytest.mark.logic

WRAP = 2 ** 32
MANY = 2 ** 31
FAR = 4096          # a step beyond that needs a second packet to be believed
FEW = 16            # that second one's number is at most so many higher
MILLIONS = 2 ** 24  # nobody misses more


def tell(steps):
    """What each step told at once, what is known of each in the end, and the counts of each numbering. A step is
    ('data', number, IP ID) or ('ack', number)."""
    text = '\n'.join(' '.join(str(word) for word in step) for step in steps)
    told = [facts(line) for line in run_program('sequence', text)]
    return told[:len(steps)], told[len(steps):2 * len(steps)], told[2 * len(steps):]


def facts(line):
    words = dict(word.split('=') for word in line.split())
    verdicts = {'verdicts': {name for name in words.pop('verdicts').split(',') if name}} if 'verdicts' in words else {}
    return {**{name: int(value) for name, value in words.items()}, **verdicts}


def numbers(*given, ip_id=1):
    """Packets with these numbers, each with an IP ID of its own."""
    return [('data', number % WRAP, ip_id + i) for i, number in enumerate(given)]


def verdicts(told):
    return ' '.join('+'.join(sorted(facts['verdicts'])) or '-' for facts in told)


# Numbers: verdicts when they come, verdicts in the end, (packets, missing, late, duplicate) of each run.
COUNTS = 'packets', 'missing', 'late', 'duplicate'

EXAMPLES = {
    'in order': ([0, 1, 2, 3], '- - - -', None, [(4, 0, 0, 0)]),
    'the RFC\'s: 4 overtakes 3': ([0, 1, 2, 4, 3, 5], '- - - lost late -', None, [(6, 0, 1, 0)]),
    'lost': ([0, 1, 4, 5], '- - lost -', None, [(4, 2, 0, 0)]),
    'two gaps, the older one filled': ([5, 7, 9, 6], '- lost lost late', None, [(4, 1, 1, 0)]),
    'doubled': ([5, 5, 6, 5], '- duplicate - duplicate', None, [(4, 0, 0, 2)]),
    'late and doubled': ([5, 7, 6, 6], '- lost late duplicate', None, [(4, 0, 1, 1)]),
    'begins in the middle, what came before it is late but was never missing':
        ([50, 48, 48, 51], '- late duplicate -', None, [(4, 0, 1, 1)]),
    'wraps': ([WRAP - 2, WRAP - 1, 0, 1, 2], '- - - - -', None, [(5, 0, 0, 0)]),
    'a gap over the wrap': ([WRAP - 2, 1, WRAP - 1, 0], '- lost late late', None, [(4, 0, 2, 0)]),
    'begins again with 0': ([0, 1, 2, 0, 1, 2], '- - - duplicate restart -', '- - - - restart -',
                            [(3, 0, 0, 0), (3, 0, 0, 0)]),
    'begins again with 1': ([1, 2, 3, 1, 2, 4], '- - - duplicate restart lost', '- - - - restart lost',
                            [(3, 0, 0, 0), (3, 1, 0, 0)]),
    'begins again, the beginning not captured': ([7, 8, 0, 1], '- - late restart', '- - - restart',
                                                 [(2, 0, 0, 0), (2, 0, 0, 0)]),
    'a 0 that nothing follows is a duplicate': ([0, 1, 2, 0, 3], '- - - duplicate -', None, [(5, 0, 0, 1)]),
    'a 0 at the end too': ([0, 1, 2, 0], '- - - duplicate', None, [(4, 0, 0, 1)]),
    'late at the end': ([7, 8, 0], '- - late', None, [(3, 0, 1, 0)]),
    'the first two overtake each other': ([1, 0, 2], '- late -', None, [(3, 0, 1, 0)]),
    'a 1 that was skipped is late, whatever follows': ([0, 3, 1, 2, 4], '- lost late late -', None, [(5, 0, 2, 0)]),
    'twice begun': ([0, 1, 2, 0, 1, 2, 0, 1], '- - - duplicate restart - duplicate restart',
                    '- - - - restart - - restart',
                    [(3, 0, 0, 0), (3, 0, 0, 0), (2, 0, 0, 0)]),
    'a number that lies, ahead': ([0, MANY - 1, 1], '- stray -', None, [(2, 0, 0, 0)]),
    'a number that lies, behind': ([0, MANY + 1, 1], '- stray -', None, [(2, 0, 0, 0)]),
    'the farthest number there is': ([0, 1, MANY + 1, 2], '- - stray -', None, [(3, 0, 0, 0)]),
    'a number that lies, at the end': ([0, 1, 9999], '- - stray', None, [(2, 0, 0, 0)]),
    'several that lie': ([0, 1, 70000, 900000, 5000, 2], '- - stray stray stray -', None, [(3, 0, 0, 0)]),
    'a burst of loss': ([0, 1, FAR + 1, FAR + 2], '- - lost -', None, [(4, FAR - 1, 0, 0)]),
    'a jump': ([0, 1, FAR + 2, FAR + 3, FAR + 4], '- - stray jump+lost -', '- - - jump+lost -', [(5, FAR, 0, 0)]),
    'a jump with loss behind it': ([0, 1, 9000, 9000 + FEW], '- - stray jump+lost', '- - - jump+lost',
                                   [(4, 8998 + FEW - 1, 0, 0)]),
    'nothing follows from so far': ([0, 1, 9000, 9001 + FEW], '- - stray stray', None, [(2, 0, 0, 0)]),
    'a jump over the wrap': ([WRAP - 9, WRAP - 8, 9000, 9001], '- - stray jump+lost', '- - - jump+lost',
                             [(4, 9007, 0, 0)]),
    'elsewhere': ([0, 1, MANY, MANY + 1], '- - stray restart', '- - - restart', [(2, 0, 0, 0), (2, 0, 0, 0)]),
    'far back': ([9000, 9001, 50, 51, 52], '- - stray restart -', '- - - restart -', [(2, 0, 0, 0), (3, 0, 0, 0)]),
    'far back, where it was before': ([*range(FAR + 9), 5, 6], '- ' * (FAR + 9) + 'duplicate restart',
                                      '- ' * (FAR + 9) + '- restart', [(FAR + 9, 0, 0, 0), (2, 0, 0, 0)]),
    'the first number lies': ([MANY, 5, 6, 7], '- stray restart -', '- - restart -', [(1, 0, 0, 0), (3, 0, 0, 0)]),
}


@pytest.mark.parametrize('given, at_once, in_the_end, counts', list(EXAMPLES.values()), ids=list(EXAMPLES))
def test_examples(given, at_once, in_the_end, counts):
    told, known, counted = tell(numbers(*given))
    assert verdicts(told) == at_once
    assert verdicts(known) == (in_the_end or at_once)
    assert [tuple(run[name] for name in COUNTS) for run in counted] == counts


def test_copies_do_not_begin_again():
    """Copies at a second interface have the IP ID of the first; the same numbers in other IP packets begin again."""
    first = [('data', number, 10 + number) for number in (0, 1, 2)]
    assert verdicts(tell(first + first)[1]) == '- - - duplicate duplicate duplicate'
    assert len(tell(first + numbers(0, 1, 2, ip_id=50))[2]) == 2


def test_every_packet_captured_twice():
    """Also the one with which the numbering begins again."""
    twice = [('data', number, ip_id) for ip_id, number in enumerate((5, 6, 0, 1, 2), 1) for _ in range(2)]
    _, known, counts = tell(twice)
    assert verdicts(known) == '- duplicate - duplicate - duplicate restart duplicate - duplicate'
    assert [tuple(run[name] for name in COUNTS) for run in counts] == [(4, 0, 0, 2), (6, 0, 0, 3)]


def test_acknowledgment_of_a_packet_with_which_the_numbering_begins_again():
    """LCP's first packets go by turns, each acknowledged before the next."""
    lockstep = [*numbers(0, 1, 2), ('ack', 2), *numbers(0, ip_id=10), ('ack', 0), *numbers(1, ip_id=11), ('ack', 1)]
    _, known, _ = tell(lockstep)
    assert verdicts(known) == '- - - - - - restart -'
    assert (known[5]['acknowledged'], known[4]['acked_in']) == (5, 6)


def test_acknowledgment_that_waits_is_judged_by_when_it_came():
    """The number turns out to be merely late; or it is acknowledged twice before it turns out to begin anew."""
    _, known, _ = tell([*numbers(2, 1), ('ack', 1), ('ack', 2), *numbers(3)])
    assert verdicts(known) == '- late - - -'
    _, known, _ = tell([*numbers(0, 1, 2), ('ack', 2), *numbers(0, ip_id=10), ('ack', 0), ('ack', 0),
                        *numbers(1, ip_id=11)])
    assert verdicts(known) == '- - - - - - - restart'


def test_acknowledgment_of_a_number_that_was_not_captured():
    """It got there all the same; what was captured below it is acknowledged."""
    _, known, _ = tell([*numbers(0, 5), ('ack', 3), ('ack', 7)])
    assert verdicts(known) == '- lost unseen unseen'
    assert [packet.get('acknowledged') for packet in known[2:]] == [1, 2]
    assert [packet.get('acked_in') for packet in known[:2]] == [3, 4]


def test_what_was_acknowledged_was_not_lost():
    """A number that was acknowledged twice counts once, one that is captured later or lies ahead of all does not."""
    _, _, counts = tell([*numbers(0), ('ack', 2), ('ack', 3), ('ack', 3), ('ack', 4), *numbers(5, 2, 6), ('ack', 9)])
    assert (counts[0]['missing'], counts[0]['arrived']) == (3, 2)


def test_gap_tells_who_filled_it():
    _, known, _ = tell(numbers(0, 4, 2, 1))
    assert (known[1]['gap'], known[1]['filled'], known[1]['other']) == (3, 2, 4)
    assert known[2]['other'] == known[3]['other'] == 2


def test_acknowledgments():
    """Several packets with one acknowledgment; the highest acknowledged is the one that is timed (section 4.2.5)."""
    _, known, _ = tell([*numbers(0, 1, 2), ('ack', 1), ('ack', 1), ('ack', 2), ('ack', 0), ('ack', 3), *numbers(3)])
    assert [packet.get('acked_in') for packet in known[:3]] == [4, 4, 6]
    assert [packet.get('acknowledged') for packet in known[3:8]] == [2, None, 3, None, None]
    assert verdicts(known[3:]) == '- - - backwards unseen -'
    assert [packet['in_flight'] for packet in known if 'in_flight' in packet] == [1, 2, 3, 1]


def test_acknowledgments_of_the_numbering_before():
    known = tell([*numbers(*range(9)), *numbers(0, 1, ip_id=50), ('ack', 8), ('ack', 20), ('ack', 1)])[1]
    assert verdicts(known[-3:]) == '- unseen -'
    # by frame 13, though unseen: more than 0
    assert known[9].get('acked_in') == 13 and known[8].get('acked_in') is None


def test_nothing_acknowledges_a_stray():
    """Nor its copies: the number is too far from those that are acknowledged to be compared with them."""
    _, known, _ = tell([*numbers(0), ('data', MANY // 2, 7), ('data', MANY // 2, 7), *numbers(3, ip_id=9),
                        ('ack', MANY + MANY // 3)])
    assert verdicts(known[:4]) == '- stray duplicate lost'
    assert not any('acked_in' in packet for packet in known)


def test_acknowledgment_that_waits_comes_before_those_that_came_meanwhile():
    """The jump settles that 9000 was acknowledged in frame 4, and so was all below; 1 in frame 5 adds nothing."""
    _, known, _ = tell([*numbers(0, 1), ('data', 9000, 8), ('ack', 9000), ('ack', 0), ('ack', 1),
                        *numbers(9001, ip_id=9)])
    assert verdicts(known) == '- - - - - - jump+lost'
    assert [packet.get('acked_in') for packet in known[:3]] == [4, 4, 4]


def test_positions_beyond_32_bits_are_compared():
    """An acknowledgment of a number long before, then jumps: by 32 bits it would look newer than a late packet."""
    jumps = [step for turn in range(1, 140) for step in numbers(turn * MILLIONS, turn * MILLIONS + 1, ip_id=2 * turn)]
    _, known, _ = tell([*numbers(0, 1), ('ack', 1), *jumps, ('ack', jumps[-1][1])])
    assert {packet.get('acked_in') for packet in known[:2]} == {3}
    assert {packet.get('acked_in') for packet in known[3:-1]} == {len(known)}


def test_copies_of_a_new_beginning_are_acknowledged_with_it():
    _, known, _ = tell([*numbers(0, 1, 2), ('data', 0, 7), ('data', 0, 7), ('data', 1, 8), ('ack', 1)])
    assert verdicts(known[3:]) == '- duplicate restart -'
    assert [packet.get('acked_in') for packet in known[3:6]] == [7, 7, 7]


def signed(number):
    return (number + MANY) % WRAP - MANY


class Numbering:
    """The slow, obvious model of one numbering: every number that was seen, in a dictionary."""

    def __init__(self):
        self.seen, self.first, self.highest, self.acknowledged = {}, None, None, None
        self.counts = {'packets': 0, 'late': 0, 'duplicate': 0}

    def position(self, number):
        return number if self.highest is None else self.highest + signed(number - self.highest)

    def base(self):
        """The numbers above it are in flight."""
        return self.first - 1 if self.acknowledged is None else max(self.acknowledged, self.first - 1)

    def arrived(self, acknowledged):
        """Numbers between the first and the highest that were never captured, but acknowledged."""
        return len({row['position'] for row in acknowledged if row.get('within') is self
                    and self.first <= row['position'] < self.highest} - set(self.seen))

    def missing(self):
        return self.highest - self.first + 1 - sum(position >= self.first for position in self.seen)

    def put(self, row, position):
        self.counts['packets'] += 1
        if position in self.seen:
            self.counts['duplicate'] += 1
        elif self.highest is not None and position < self.highest:
            self.counts['late'] += 1
        row['in_order'] = self.highest is None or position > self.highest
        self.seen.setdefault(position, row)
        self.first = position if self.first is None else self.first
        self.highest = position if self.highest is None else max(position, self.highest)
        row.update(position=position, numbering=self)


def model(steps):
    """The same answers as tell(), worked out slowly."""
    numbering, candidate, copies, waiting, rows, runs = Numbering(), None, [], None, [], []
    runs.append(numbering)
    for frame, step in enumerate(steps, 1):
        row = {'frame': frame, 'verdicts': set(), 'step': step}
        rows.append(row)
        number = step[1]
        if step[0] == 'ack':
            if candidate and number == candidate['step'][1]:
                waiting = waiting or {'row': row, 'since': numbering.acknowledged}
            else:
                acknowledge(numbering, runs, row, number)
            continue
        if candidate and number == candidate['step'][1] and is_copy(candidate, row):
            copies.append(row)
            row.update(verdicts={'duplicate'}, gap=0, in_flight=0, acked_in=None)
            continue
        if candidate:
            what = read(numbering, candidate, row)
            if what == 'restart':
                numbering = Numbering()
                runs.append(numbering)
                candidate['verdicts'] = set()
                candidate.pop('expected'), candidate.update(in_flight=1)
                row['verdicts'].add('restart')
            elif what == 'jump':
                position = numbering.position(candidate['step'][1])
                candidate.update(verdicts=set(), gap=position - numbering.highest - 1,
                                 in_flight=position - numbering.base())
                row['verdicts'] |= {'jump', 'lost'}
            for each in (candidate, *copies) if what != 'stray' else ():
                numbering.put(each, numbering.position(each['step'][1]))
            if waiting and what != 'stray':
                since = () if what == 'restart' else waiting['since']
                acknowledge(numbering, runs, waiting['row'], waiting['row']['step'][1], since)
            copies, waiting = [], None
        candidate = place(numbering, row, number)
    for each in (candidate, *copies) if candidate and 'stray' not in candidate['verdicts'] else ():
        numbering.put(each, numbering.position(each['step'][1]))
    finish(rows)
    acknowledged = [row for row in rows if 'unseen' in row['verdicts']]
    return rows, [{'packets': run.counts['packets'], 'missing': run.missing(), 'late': run.counts['late'],
                   'duplicate': run.counts['duplicate'], 'arrived': run.arrived(acknowledged)}
                  for run in runs if run.seen]


def read(numbering, candidate, row):
    """What the candidate was, now that the next packet is here."""
    number, due = row['step'][1], candidate['step'][1]
    position = numbering.position(due)
    far = abs(position - numbering.highest) > FAR
    near = [(due + more) % WRAP for more in range(1, FEW + 1 if far else 2)]
    if number not in near or is_copy(numbering.seen.get(numbering.position(number)), row):
        return 'stray' if 'stray' in candidate['verdicts'] else 'nothing'
    alone = sum(packet['in_order'] for packet in numbering.seen.values()) == 1
    return 'jump' if 0 < position - numbering.highest <= MILLIONS and not alone else 'restart'


def is_copy(seen, row):
    return seen is not None and seen['step'][2] == row['step'][2] != 0


def place(numbering, row, number):
    """Answers the row if it may begin the numbering again, or go on elsewhere."""
    position, highest = numbering.position(number), numbering.highest
    row['gap'], row['in_flight'] = 0, 1
    if highest is None:
        numbering.put(row, position)
        return None
    row['expected'] = (highest + 1) % WRAP
    seen = numbering.seen.get(position)
    far = abs(position - highest) > FAR
    if position > highest and not far:
        row['gap'] = position - highest - 1
    if row['gap']:
        row['verdicts'].add('lost')
    if seen is not None:
        row['verdicts'].add('duplicate')
    elif far:
        row['verdicts'].add('stray')
    elif position < highest:
        row['verdicts'].add('late')
    may_begin = not is_copy(seen, row) and (
        far or number in (0, 1) and position < highest and (seen is not None or position < numbering.first))
    if not may_begin:
        numbering.put(row, position)
    row['in_flight'] = numbering.highest - numbering.base()
    return row if may_begin else None


def acknowledge(numbering, runs, row, number, since=()):
    """since: what was acknowledged when the row came, if that is not now."""
    if numbering.highest is None:
        row['verdicts'].add('unseen')
        return
    position, before = numbering.position(number), runs[-2] if len(runs) > 1 else None
    if position > numbering.highest and before and before.position(number) <= before.highest:
        return
    if position - numbering.highest > FAR:
        row['verdicts'].add('unseen')
        return
    if position >= numbering.first and position not in numbering.seen:
        row['verdicts'].add('unseen')
        row.update(position=position, within=numbering)
    reached, acknowledged = min(position, numbering.highest), numbering.acknowledged
    if acknowledged is None or reached > acknowledged:
        numbering.acknowledged = reached
        row.update(acknowledges=position, of=numbering)
        told = [seen for seen, first in numbering.seen.items() if (acknowledged is None or seen > acknowledged)
                and (seen == position or (seen < position and first['in_order']))]
        row['acknowledged'] = numbering.seen[max(told)]['frame'] if told else None
    elif position < (acknowledged if since == () else -1 if since is None else since):
        row['verdicts'].add('backwards')


def finish(rows):
    for row in rows:
        if row['step'][0] == 'data' and 'numbering' in row:
            later = (other['frame'] for other in rows[row['frame']:]
                     if other.get('of') is row['numbering'] and other['acknowledges'] >= row['position'])
            row['acked_in'] = next(later, None)


def random_steps(chance):
    """A tunnel's life with loss, reordering, doubling, restarts, wild numbers and acknowledgments."""
    number, steps, ip_id = chance.choice([0, 1, 7, WRAP - 5, chance.randrange(WRAP)]), [], 0
    for _ in range(chance.randrange(1, 60)):
        what, ip_id = chance.random(), ip_id + 1
        if what < 0.25:
            steps.append(('ack', (number - chance.randrange(-2, 8)) % WRAP))
            continue
        if what < 0.3:
            number = chance.choice([0, 1])
        elif what < 0.35:
            away = chance.choice([-1, 1]) * (FAR + chance.randrange(9))
            wild = chance.choice([chance.randrange(WRAP), number + away])
            steps += [('data', wild % WRAP, ip_id)] * chance.choice([1, 1, 2])
            number = chance.choice([number, wild % WRAP])
            continue
        elif what < 0.5:
            number = (number + chance.randrange(-6, 7)) % WRAP
        else:
            number = (number + 1) % WRAP
        steps.append(('data', number, chance.choice([ip_id, ip_id, 0, chance.randrange(3)])))
    return steps


@pytest.mark.parametrize('seed', [pytest.param(seed, marks=pytest.mark.slow if seed >= 100 else ())
                                  for seed in range(400)])
def test_random_numbers_against_the_model(seed):
    steps = random_steps(random.Random(seed))
    rows, counts = model(steps)
    _, known, counted = tell(steps)
    for row, packet in zip(rows, known):
        data = ['verdicts', 'gap', 'in_flight', 'expected']
        names = ['verdicts', 'acknowledged'] if row['step'][0] == 'ack' else data
        names += ['acked_in'] if not row['verdicts'] & {'duplicate', 'stray'} else []
        assert {name: packet.get(name) for name in names} == {name: row.get(name) for name in names}, (seed, row)
    assert counted == counts or not counts


def begun(known, restart):
    """The frame with which the numbering began again: the last before that is no copy and acknowledges nothing."""
    return max(packet['frame'] for packet in known[:restart['frame'] - 1]
               if 'gap' in packet and 'duplicate' not in packet['verdicts'])


def test_what_is_told_at_once_stays_true():
    """Except the packet with which the numbering begins again or jumps, as the next tells, and its acknowledgment."""
    names = ('verdicts', 'expected', 'gap', 'in_flight', 'acknowledged')
    for seed in range(50):
        steps = random_steps(random.Random(seed))
        told, known, _ = tell(steps)
        unsettled = {begun(known, packet) for packet in known if 'restart' in packet['verdicts']}
        strays = {packet['frame'] for packet in told if 'stray' in packet['verdicts']}
        numbers_of_strays = {steps[frame - 1][1] for frame in strays}
        unsettled |= strays | {frame for frame, step in enumerate(steps, 1)
                               if step[0] == 'ack' and step[1] in numbers_of_strays}
        unsettled |= {frame for frame, (kind, number, *_) in enumerate(steps, 1) if kind == 'ack' and number < 2}
        for at_once, later in zip(told, known):
            if at_once['frame'] not in unsettled:
                assert [at_once.get(name) for name in names] == [later.get(name) for name in names]


def seconds(steps):
    text = '\n'.join(' '.join(str(word) for word in step) for step in steps)
    return processor_seconds(run_program, 'sequence', text)


@pytest.mark.parametrize('kind', ['order', 'random', 'late', 'restarts', 'acknowledgments'])
def test_time_grows_with_the_packets_only(kind):
    """Four times the packets take four times the time, whatever numbers they carry."""
    def steps(count):
        chance = random.Random(1)
        return {
            'order': lambda: [('data', i, 0) for i in range(count)],
            'random': lambda: [('data', chance.randrange(WRAP), 0) for _ in range(count)],
            'late': lambda: [('data', i, 0) for i in (*range(0, count, 2), *range(count - 1, 0, -2))],
            'restarts': lambda: [('data', i % 2, 0) for i in range(count)],
            'acknowledgments': lambda: [step for i in range(count // 2)
                                        for step in (('data', i * 5, 0), ('ack', chance.randrange(i * 5 + 1)))],
        }[kind]()
    assert seconds(steps(200_000)) < 8 * seconds(steps(50_000)) + 0.2
