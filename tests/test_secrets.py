"""MS-CHAP's hashes, MPPE's keys and packets, MPPC: every example of the RFCs, and random data against made/'s reading
of them.

A question is a line to a program that knows nothing of Wireshark; octets are hexadecimal, in questions and answers.
"""
import random
import struct

import pytest

from made import CLIENT, SERVER, mppc, mppe, mschap
from made.encrypted import PASSWORDS, TEXT, ip
from made.ppp import noise, ping, tcp
from wireshark import processor_seconds, run_program

pytestmark = pytest.mark.logic


def ask(program, lines):
    """An answer to each line."""
    answers = run_program(program, ''.join(f'{line}\n' for line in lines))
    assert len(answers) == len(lines)
    return answers


def words(*given):
    """A question's words: octets and text become hexadecimal, numbers decimal."""
    def word(value):
        if isinstance(value, str):
            value = value.encode()
        return value.hex() or '-' if isinstance(value, bytes) else str(value)
    return ' '.join(word(value) for value in given)


def secret(kind, *given, mode=()):
    """The answer to one question."""
    return ask('secrets', [' '.join([kind, words(*given), *mode])])[0]


def octets(text):
    return bytes.fromhex(text)


# --- RFC 2759 section 9.2, which RFC 3079 section 3.5 goes on with ----------------------------------------------------

USER, PASSWORD = 'User', 'clientPass'
CHALLENGE = octets('5B 5D 7C 7D 7B 3F 2F 3E 3C 2C 60 21 32 26 26 28')
PEER_CHALLENGE = octets('21 40 23 24 25 5E 26 2A 28 29 5F 2B 3A 33 7C 7E')
NT_HASH = octets('44 EB BA 8D 53 12 B8 D6 11 47 44 11 F5 69 89 AE')
NT_RESPONSE = octets('82 30 9E CD 8D 70 8B 5E A0 8F AA 39 81 CD 83 54 42 33 11 4A 3D 85 D6 DF')
START_KEY = octets('8B 7C DC 14 9B 99 3A 1B A1 18 CB 15 3F 56 DC CB')
# RFC 3079 section 2.5: the MS-CHAP of the same password. RFC 2433 appendix B.
LM_HASH = octets('76 a1 52 93 60 96 d7 83 0e 23 90 22 74 04 af d2')
CHALLENGE_8 = octets('10 2D B5 DF 08 5D 30 41')
MY_PW_HASH = octets('FC 15 6A F7 ED CD 6C 0E DD E3 33 7D 42 7F 4E AC')
# Section 2.5.3 has this key twice: step 3 writes its eighth octet "ca", step 4 "c1", and only c1 leads to step 5.
INITIAL_KEY = octets('a8 94 78 50 cf c0 ac c1 d1 78 9f b6 2d dc dd b0')
MISPRINTED_KEY = octets('a8 94 78 50 cf c0 ac ca d1 78 9f b6 2d dc dd b0')

EXAMPLES = {
    'RFC 2759, 9.2: Challenge': (('challenge_hash', PEER_CHALLENGE, CHALLENGE, USER), 'D0 2E 43 86 BC E9 12 26'),
    'RFC 2759, 9.2: PasswordHash': (('nt_hash', PASSWORD), NT_HASH.hex()),
    'RFC 2759, 9.2: NT-Response': (('response', octets('D0 2E 43 86 BC E9 12 26'), NT_HASH), NT_RESPONSE.hex()),
    'RFC 2759, 9.2: AuthenticatorResponse': (
        ('authenticator_response', NT_HASH, NT_RESPONSE, PEER_CHALLENGE, CHALLENGE, USER),
        '407A5589115FD0D6209F510FE9C04566932CDA56'),
    'RFC 2759, 9.3: PasswordHash': (('nt_hash', 'MyPw'), MY_PW_HASH.hex()),
    'RFC 2759, 9.3: first key': (('des_key', MY_PW_HASH[:7]), 'FD 0B 5B 5E 7F 6E 34 D9'),
    'RFC 2759, 9.3: second key': (('des_key', MY_PW_HASH[7:14]), '0E 6E 79 67 37 EA 08 FE'),
    'RFC 2433, B.2: NtPasswordHash': (('nt_hash', 'MyPw'), MY_PW_HASH.hex()),
    'RFC 2433, B.2: NtChallengeResponse': (
        ('response', CHALLENGE_8, MY_PW_HASH),
        '4E 9D 3C 8F 9C FD 38 5D 5B F4 D3 24 67 91 95 6C A4 C3 51 AB 40 9A 3D 61'),
    'RFC 3079, 2.5.1 and 2.5.2: PasswordHash': (('lm_hash', PASSWORD), LM_HASH.hex()),
    'RFC 3079, 2.5.1: SessionKey': (('session_key', LM_HASH[:8], 40), 'd1 26 9e 53 8c ec 4a 08'),
    'RFC 3079, 2.5.2: SessionKey': (('session_key', LM_HASH[:8], 56), 'd1 08 01 53 8c ec 4a 08'),
    'RFC 3079, 2.5.3: PasswordHash': (('nt_hash', PASSWORD), NT_HASH.hex()),
    'RFC 3079, 2.5.3: InitialSessionKey': (('mschap_key', NT_HASH, CHALLENGE_8), INITIAL_KEY.hex()),
    'RFC 3079, 2.5.3: CurrentSessionKey': (
        ('session_key', INITIAL_KEY, 128), '59 d1 59 bc 09 f7 6f 1d a2 a8 6a 28 ff ec 0b 1e'),
    'RFC 3079, 3.5.1 to 3.5.3: SendStartKey': (('mschapv2_key', NT_HASH, NT_RESPONSE), START_KEY.hex()),
    'RFC 3079, 3.5.1: SendSessionKey40': (('session_key', START_KEY[:8], 40), 'D1 26 9E C4 9F A6 2E 3E'),
    'RFC 3079, 3.5.2: SendSessionKey56': (('session_key', START_KEY[:8], 56), 'D1 5C 00 C4 9F A6 2E 3E'),
    'RFC 3079, 3.5.3: SendSessionKey128': (
        ('session_key', START_KEY, 128), '40 5C B2 24 7A 79 56 E6 E2 11 00 7A E2 7B 22 D4'),
    # Not of an RFC.
    'the empty password': (('nt_hash', ''), '31d6cfe0d16ae931b73c59d7e0c089c0'),
    'the empty password, twice a weak key': (('lm_hash', ''), 'aad3b435b51404eeaad3b435b51404ee'),
    'no key': (('des_key', bytes(7)), '01' * 8),
    'all ones': (('des_key', b'\xff' * 7), 'fe' * 8),
}


@pytest.mark.parametrize('question, answer', EXAMPLES.values(), ids=EXAMPLES)
def test_examples(question, answer):
    mode = ['server'] if question[0] == 'mschapv2_key' else []
    assert secret(*question, mode=mode) == octets(answer).hex()


def test_misprint():
    """Else the test above would say nothing about it."""
    assert secret('session_key', MISPRINTED_KEY, 128) != '59d159bc09f76f1da2a86a28ffec0b1e'


# "Sample Encrypted Message" of 3.5.1 to 3.5.3: with the first session key, as a stateful sender's first packet is.
# 3.5.2 calls its SendSessionKey56 "SendSessionKey40", and its last octet, printed as 58, is b8: a stream cipher that
# gives the eleven others cannot give it. "test message" is no PPP, which a program may refuse to take for it.
SAMPLES = {40: '92 91 37 91 7E 58 03 D6 68 D7 58 98', 56: '3F 10 68 33 FA 44 8D A8 42 BC 57 b8',
           128: '81 84 83 17 DF 68 84 62 72 FB 5A BE'}


@pytest.mark.parametrize('bits, sample', SAMPLES.items())
def test_sample_encrypted_messages(bits, sample):
    """A packet of PPP whose first octets are encrypted with the sample's part of the key's stream."""
    assert mschap.rc4(mschap.session_key(START_KEY, bits)).encrypt(b'test message') == octets(sample)
    stream = bytes(a ^ b for a, b in zip(octets(sample), b'test message'))
    inside = ip(SERVER, ping(SERVER, 0, 0))
    data = bytes(a ^ b for a, b in zip(inside[:12], stream)) + mppe.Sender(START_KEY, bits, False).send(inside)[2 + 12:]
    assert tell(bits, 'stateful', START_KEY, [(0, b'\x90\0' + data)]) == [inside]


@pytest.mark.parametrize('sender', ['server', 'client'])
def test_keys_of_either_end(sender):
    """Section 3.4: one's send key is the other's receive key."""
    wanted = mschap.mschapv2_key(NT_HASH, NT_RESPONSE, sender == 'server')
    assert secret('mschapv2_key', NT_HASH, NT_RESPONSE, mode=[sender]) == wanted.hex()
    assert (wanted == START_KEY) == (sender == 'server')


@pytest.mark.parametrize('user', ['User', 'DOM\\User', '\\User', 'a.b.c\\User'])
def test_domain_is_no_part_of_the_name(user):
    """RFC 2759 section 4: in the challenge hash, and so in the authenticator's response."""
    assert secret('challenge_hash', PEER_CHALLENGE, CHALLENGE, user) == 'd02e4386bce91226'
    assert secret('authenticator_response', NT_HASH, NT_RESPONSE, PEER_CHALLENGE, CHALLENGE,
                  user).startswith('407a5589')


@pytest.mark.parametrize('user', ['user', '', 'User ', 'Us\0er', 'M\u00fcller', 'x' * 255, 'a/b', 'a@b'])
def test_names(user):
    """Case-sensitive, octet for octet."""
    wanted = mschap.challenge_hash(PEER_CHALLENGE, CHALLENGE, user.encode())
    assert secret('challenge_hash', PEER_CHALLENGE, CHALLENGE, user) == wanted.hex()


@pytest.mark.parametrize('password', [*PASSWORDS.values(), 'a' * 256, '\uffff', '\U0010ffff', 'e\u0301', ' '])
def test_unicode_passwords(password):
    """UTF-16LE, with surrogates beyond the first 65536."""
    assert secret('nt_hash', password) == mschap.nt_hash(password).hex()


@pytest.mark.parametrize('password', ['a', '1234567', '12345678', 'MixedCase', 'MIXEDCASE', '14 characters!', '~[]{}|',
                                      'more than 14 characters'])
def test_lan_manager_passwords(password):
    """Upper case, 14 characters of them; the second half of seven or fewer is DES's weak key of zeros."""
    assert secret('lm_hash', password) == mschap.lm_hash(password).hex()
    assert (mschap.lm_hash(password)[8:].hex() == 'aad3b435b51404ee') == (len(password) < 8)


@pytest.mark.parametrize('password', ['\u00e4', 'wonderland\u00df', '\U0001f511', 'fourteen ASCII, and \u00e4'])
def test_lan_manager_passwords_of_unknown_code_page(password):
    assert secret('lm_hash', password) == 'none'


def test_not_utf_8():
    """No password, or whatever it likes; but it lives on."""
    assert ask('secrets', ['nt_hash ff', 'nt_hash c3', 'lm_hash e282', 'nt_hash eda080'])


def test_responses():
    """Of any hash: weak keys too, as an LM hash's second half is one in the third key."""
    hashes = [mschap.lm_hash('short'), bytes(16), b'\xff' * 16, *(noise(i, 16) for i in range(20))]
    asked = ['response ' + words(noise(f'challenge {i}', 8), one) for i, one in enumerate(hashes)]
    told = [mschap.challenge_response(noise(f'challenge {i}', 8), one).hex() for i, one in enumerate(hashes)]
    assert ask('secrets', asked) == told


@pytest.mark.parametrize('bits', [40, 56, 128])
def test_keys_at_random(bits):
    for i in range(10):
        start = noise(f'start {i}', mschap.size_of(bits))
        assert secret('session_key', start, bits) == mschap.session_key(start, bits).hex()


@pytest.mark.parametrize('environment, told', [({}, 'available'), ({'LIBGCRYPT_FORCE_FIPS_MODE': '1'}, 'refused')])
def test_fips_mode(environment, told):
    """libgcrypt has no MD4 then, and ends the program that asks for it."""
    assert run_program('secrets', 'ciphers\n', **environment) == [told]


# --- MPPE -------------------------------------------------------------------------------------------------------------

def tell(bits, mode, start, packets):
    """What became of each packet, given as (number, header and data): its octets, or None. A third word is the
    length on the wire of what the data is the beginning of."""
    lines = [f'mppe {bits} {mode} {start[:mschap.size_of(bits)].hex()}']
    lines += [f'packet {number} {data.hex() or "-"} {max(len(data) - 2, 0) if not more else more[0]}'
              for number, data, *more in packets]
    first, *told = ask('secrets', lines)
    assert first == 'ok'
    answers = [line.split(' ', 1) for line in told]
    assert all(word == 'decrypted' or word == 'refused' and why for word, why in answers)
    return [octets(what.replace('-', '')) if word == 'decrypted' else None for word, what in answers]


def plain(rng, number):
    """PPP packets of all sizes."""
    client = rng.random() < 0.5
    if number % 2:
        return ip(client, ping(client, rng.choice((0, 1, 20, 56, 500))))
    return ip(client, tcp(client, 0x18, (number, 1), (TEXT * 3)[:rng.randint(0, 200)]))


def stateless(seed, bits):
    """[(number, data)] as they come, and the octets of each: lost, late, doubled; the numbers count other packets
    too."""
    rng = random.Random(seed)
    sender, number, sent = mppe.Sender(noise(seed, 16), bits), 0, []
    for i in range(400):
        for _ in range(rng.choice((0,) * 12 + (1, 2, 40, 1500))):
            sender.send(b'\x21')
            number += 1
        number += rng.choice((1, 1, 1, 2, 3))
        octets = plain(rng, i)
        sent.append((number, sender.send(octets), octets))
    for _ in range(60):
        at = rng.randrange(len(sent))
        sent.insert(at + rng.randrange(1, 40), sent[at])
    for _ in range(60):
        at = rng.randrange(len(sent))
        sent.insert(at + rng.randrange(9), sent.pop(at))
    return sent


@pytest.mark.parametrize('bits', [40, 56, 128])
@pytest.mark.parametrize('seed', range(4))
def test_stateless_packets_are_decrypted_all(seed, bits):
    """RFC 3078 section 8.1, late packets and copies as well: each has a key of its own. Late by less than half a
    round of the count, for what is late by more may as well be early."""
    kept, highest = [], 0
    for packet in stateless(seed, bits):
        if packet[0] > highest - 2000:
            kept.append(packet)
        highest = max(highest, packet[0])
    told = tell(bits, 'stateless', noise(seed, 16), [packet[:2] for packet in kept])
    assert told == [octets for _, _, octets in kept]


@pytest.mark.parametrize('bits', [40, 56, 128])
def test_stateless_count_wraps(bits):
    """Each of 2 * 4096 and more packets."""
    rng, sender = random.Random(bits), mppe.Sender(noise(bits, 16), bits)
    inside = [ip(CLIENT, ping(CLIENT, rng.randint(0, 3))) for _ in range(9000)]
    sent = [(number, sender.send(octets)) for number, octets in enumerate(inside)]
    assert tell(bits, 'stateless', noise(bits, 16), sent) == inside


# How a sender may tell of new tables: see made/mppe.py.
STYLES = {'RFC 3078': {}, 'first packet not flushed': {'first_flushed': False},
          'flag packets flushed': {'flag_flushed': True},
          'Linux': {'linux': True}}


def stateful(seed, bits, style):
    """[(number, data, octets, whether they must be decrypted)]: nothing is late; what was lost is asked for some
    packets later. The flushed packet that answers is not lost itself: who changes the key then would leave no
    trace of that."""
    rng = random.Random(f'{seed} {bits} {style}')
    sender, number, known, asked = mppe.Sender(noise(seed, 16), bits, False, **STYLES[style]), 0, True, False
    for i in range(600):
        if not asked and rng.random() < 0.06:
            for _ in range(rng.choice((1, 1, 1, 2, 30, 255, 256, 257, 600, 1500))):
                sender.send(ip(CLIENT, ping(CLIENT, rng.randint(0, 40))))
                number += 1
            known = False
        asked = rng.random() < (0.04 if known else 0.3)
        if asked:
            sender.reset()
        number += rng.choice((1, 1, 1, 2))
        octets = plain(rng, i)
        data = sender.send(octets)
        known = known or bool(data[0] & 0x80)
        yield number, data, octets, known


@pytest.mark.parametrize('style', STYLES)
@pytest.mark.parametrize('bits', [40, 56, 128])
@pytest.mark.parametrize('seed', range(3))
def test_stateful_packets_are_decrypted_up_to_a_loss_and_from_the_next_flushed_one_on(seed, bits, style):
    sent = list(stateful(seed, bits, style))
    told = tell(bits, 'stateful', noise(seed, 16), [packet[:2] for packet in sent])
    for got, (number, data, octets, known) in zip(told, sent):
        assert got == octets if known else got in (None, octets), (number, data[:2].hex())


@pytest.mark.parametrize('style', STYLES)
def test_stateful_without_loss(style):
    """Over every flag packet and the count's wrap."""
    sender = mppe.Sender(noise(style, 16), 128, False, **STYLES[style])
    inside = [ip(CLIENT, ping(CLIENT, number % 5)) for number in range(4600)]
    sent = [(number, sender.send(octets)) for number, octets in enumerate(inside)]
    assert tell(128, 'stateful', noise(style, 16), sent) == inside


def test_the_flushed_packet_is_lost_too():
    """As RFC 3078 has it the key is the same; so the next flushed one is decrypted."""
    sender, sent, lost = mppe.Sender(noise(1, 16), 128, False), [], (3, 13, 28, 29)
    for number in range(40):
        if number % 8 == 5:
            sender.reset()
        octets = ip(SERVER, ping(SERVER, number))
        data = sender.send(octets)
        if number not in lost:
            sent.append((number, data, octets, number not in (4, *range(14, 21), *range(30, 37))))
    told = tell(128, 'stateful', noise(1, 16), [packet[:2] for packet in sent])
    for got, (number, _, octets, known) in zip(told, sent):
        assert got == octets if known else got in (None, octets), number


@pytest.mark.parametrize('mode', ['stateless', 'stateful'])
def test_packets_cut_by_the_capture(mode):
    """The stream of a stateful sender goes on behind what was not captured. What was is decrypted, or not."""
    sender, sent = mppe.Sender(noise(2, 16), 128, mode == 'stateless'), []
    for number in range(60):
        octets = ip(SERVER, tcp(SERVER, 0x18, (number, 1), TEXT))
        data = sender.send(octets)
        size = 2 + number * 7 % len(octets) if number % 3 == 1 else len(data)
        sent.append((number, data[:size], len(data) - 2, octets[:size - 2]))
    told = tell(128, mode, noise(2, 16), [packet[:3] for packet in sent])
    for got, (number, data, length, octets) in zip(told, sent):
        assert got == octets if len(octets) == length else got in (None, octets), number


@pytest.mark.parametrize('bits', [40, 56, 128])
@pytest.mark.parametrize('mode', ['stateless', 'stateful'])
def test_another_key_opens_nothing(mode, bits):
    sender = mppe.Sender(noise('right', 16), bits, mode == 'stateless')
    sent = [(number, sender.send(plain(random.Random(number), number))) for number in range(300)]
    assert tell(bits, mode, noise('wrong', 16), sent) == [None] * 300


@pytest.mark.parametrize('mode', ['stateless', 'stateful'])
def test_another_key_opens_nothing_of_many_packets(mode):
    """Where each packet may seem to be PPP, rarely: large ones, cut by the capture."""
    sent = [(number, struct.pack('>H', 0x9000 | number % 4096) + noise(f'sealed {number}', 50), 1400)
            for number in range(20000)]
    assert tell(128, mode, noise('wrong', 16), sent) == [None] * len(sent)


def test_a_flushed_packet_that_was_altered_breaks_the_history():
    """What refers to it is not shown with the altered octets."""
    sender = mppe.Sender(noise('altered', 16), 128, False, compressor=Fixed())
    first, second = (ip(SERVER, tcp(SERVER, 0x18, (number, 1), b'a' * 60)) for number in (1, 2))
    literals = lambda octets: ''.join(mppc.literal_bits(octet) for octet in octets)
    data = bytearray(sender.send((FLAGS, mppc.packed(literals(first)))))
    data[3] ^= 1                                # PPP's protocol
    data[-30] ^= 2                              # text
    copied = mppc.packed(literals(second[:-60]) + mppc.copy_bits(len(second), 60))
    sent = [(0, bytes(data)), (1, sender.send((mppc.COMPRESSED, copied)))]
    sender.reset()
    sent.append((2, sender.send((FLAGS, mppc.packed(literals(second))))))
    assert tell(128, 'stateful', noise('altered', 16), sent) == [None, None, second]


class Fixed:
    """A compressor that is told what to say."""

    def flush(self):
        pass

    def send(self, said):
        return said


@pytest.mark.parametrize('mode', ['stateless', 'stateful'])
def test_noise_harms_nothing_in_stateless_mode(mode):
    """Any count, any flags, numbers in order; every fourth packet is right. Noise may begin like a protocol that has
    no look of its own, by chance, but rarely: of 256 octets some ten are one."""
    sender, sent = mppe.Sender(noise('right', 16), 128, mode == 'stateless'), []
    for number in range(2000):
        octets = plain(random.Random(number), number) if number % 4 == 0 else None
        body = noise(f'noise {number}', 2 + number % 50)
        sent.append((number, sender.send(octets) if octets else bytes([body[0] & 0xdf | 0x10]) + body[1:], octets))
    sent += [(2000, b'\x90\0', None)]
    told = tell(128, mode, noise('right', 16), [packet[:2] for packet in sent])
    right = [(got, octets) for got, (_, _, octets) in zip(told, sent) if octets]
    assert all(got == octets or mode == 'stateful' and got is None for got, octets in right)
    assert sum(got is not None for got, (_, _, octets) in zip(told, sent) if not octets) < 0.06 * 1500


def seconds(lines):
    return processor_seconds(ask, 'secrets', lines)


def test_counts_at_random_cost_one_round_of_keys():
    """4096 key changes, once: not up to as many for each packet."""
    begin = f'mppe 128 stateless {noise(1, 16).hex()}'
    def packets(count):
        return [f'packet {n} {0x9000 | count(n):04x}{noise(n, 40).hex()} 40' for n in range(5000)]
    in_order = seconds([begin, *packets(lambda number: number % 4096)])
    assert seconds([begin, *packets(lambda number: number * 2731 % 4096)]) < 3 * in_order + 1


# --- the same packet again --------------------------------------------------------------------------------------------

def sessions(seed, mode, compressor):
    """The lines of three sessions of one direction. Some packets are lost, some of these are asked for again."""
    rng = random.Random(seed)
    for session in range(3):
        start = noise(f'{seed} {session}', 16)
        sender = mppe.Sender(start, 128, mode == 'stateless', compressor=compressor and compressor())
        yield f'mppe 128 {mode} {start.hex()} next'
        for number in range(500):
            if rng.random() < 0.02:
                sender.reset()
            octets = rng.choice((rng.randbytes(rng.randint(0, 400)), (TEXT * 3)[:rng.randint(0, 200)]))
            data = sender.send(ip(number % 2, tcp(number % 2, 0x18, (number, 1), octets)))
            if rng.random() > 0.01:
                yield f'packet {number} {data.hex()} {len(data) - 2}'


COMPRESSORS = {'': None, 'MPPC': mppc.Compressor, 'MPPC, stateless': lambda: mppc.Compressor(stateless=True)}


@pytest.mark.parametrize('compressor', COMPRESSORS.values(), ids=COMPRESSORS)
@pytest.mark.parametrize('mode', ['stateless', 'stateful'])
def test_any_packet_again(mode, compressor):
    """In order, at random and backwards: as it was decrypted first, in whatever session that was."""
    lines = list(sessions(f'again {mode}', mode, compressor))
    first = [told for line, told in zip(lines, ask('secrets', lines)) if line.startswith('packet')]
    whole, some = range(len(first)), random.Random(mode).choices(range(len(first)), k=300)
    asked = [*whole, *some, *reversed(whole[-300:])]
    told = ask('secrets', lines + [f'again {number}' for number in asked])[len(lines):]
    assert told == [first[number] if first[number].startswith('decrypted') else 'refused' for number in asked]
    assert sum(one.startswith('decrypted') for one in first) > 200


def test_a_small_packet_that_grows_again():
    """10 octets that decompress to 8,000, a thousand times: any of them again, at bounded cost."""
    sender = mppe.Sender(noise('bomb', 16), 128, False, compressor=Fixed())
    head = ip(CLIENT, tcp(CLIENT, 0x18, (1, 1), b''))
    literals = ''.join(mppc.literal_bits(octet) for octet in head)
    front = mppc.COMPRESSED | mppc.FRONT
    lines = [f'mppe 128 stateful {noise("bomb", 16).hex()}']
    for number in range(1000):
        data = sender.send((front | (0 if number else mppc.FLUSHED), mppc.packed(literals + mppc.copy_bits(1, 8000))))
        lines.append(f'packet {number} {data.hex()} {len(data) - 2}')
    asked = random.Random(1).choices(range(1000), k=200)
    told = ask('secrets', lines + [f'again {number}' for number in asked])
    assert told[1 + len(lines) - 1:] == [told[1 + number] for number in asked]


# --- MPPC -------------------------------------------------------------------------------------------------------------

FLAGS = mppc.FLUSHED | mppc.COMPRESSED


def decompress(packets):
    """What comes of (flags, octets), one after the other; None where nothing does."""
    lines = [f'packet {flags | count % 4096:04x}{data.hex()}' for count, (flags, data) in enumerate(packets)]
    first, *told = ask('mppc', ['new', *lines])
    return [None if line == 'none' else octets(line.replace('-', '')) for line in told]


def coded(*tokens):
    """Literal octets and text, and bits as the RFC writes them or (offset, length)."""
    bits = ''
    for token in tokens:
        if isinstance(token, bytes):
            bits += ''.join(mppc.literal_bits(octet) for octet in token)
        else:
            bits += token.replace(' ', '') if isinstance(token, str) else mppc.copy_bits(*token)
    return mppc.packed(bits)


def test_example_of_the_rfc():
    """RFC 2118 section 4."""
    tokens = b'for whom the bell tolls,', (16, 15), b' ', (40, 4), (19, 3), b'e.'
    assert decompress([(FLAGS, coded(*tokens))]) == [b'for whom the bell tolls, the bell tolls for thee.']


def test_literals_of_the_rfc():
    """Section 4.1."""
    assert decompress([(FLAGS, coded('01010110', '101100111', '01010110'))]) == [b'\x56\xe7\x56']
    every = bytes(range(256))
    assert decompress([(FLAGS, coded(every))]) == [every]


# Section 4.2, as it writes them.
OFFSETS = {3: '1111 000011', 128: '1110 01000000', 1024: '110 0001011000000'}
LENGTHS = {15: '110 111', 120: '111110 111000', 4097: '111111111110 000000000001', 3: '0'}


@pytest.mark.parametrize('offset', OFFSETS)
@pytest.mark.parametrize('length', LENGTHS)
def test_tuples_of_the_rfc(offset, length):
    assert mppc.copy_bits(offset, length) == (OFFSETS[offset] + LENGTHS[length]).replace(' ', '')
    before = noise('before', 2000)
    wanted = before
    for _ in range(length):
        wanted += wanted[-offset:][:1]
    assert decompress([(FLAGS, coded(before, OFFSETS[offset] + LENGTHS[length]))]) == [wanted]


EDGES_OF_OFFSETS = 1, 2, 62, 63, 64, 65, 318, 319, 320, 321, 4000, 8180
EDGES_OF_LENGTHS = [3, 4, *(edge for power in range(3, 13) for edge in (2 ** power - 1, 2 ** power)), 8000]


def test_every_class_of_offset():
    before = noise('before', 8180)
    packets = [(FLAGS, coded(before, (offset, 3))) for offset in EDGES_OF_OFFSETS]
    whole = [before + (before[-offset:] + before[-offset:] * 3)[:3] for offset in EDGES_OF_OFFSETS]
    assert decompress(packets) == whole


def test_every_class_of_length():
    """Of copies that reach into themselves, which the RFC does not forbid and compressors send."""
    packets = [(FLAGS, coded(b'xy', (2, length))) for length in (*EDGES_OF_LENGTHS, 8190)]
    assert decompress(packets) == [(b'xy' * 5000)[:2 + length] for length in (*EDGES_OF_LENGTHS, 8190)]
    assert decompress([(FLAGS, coded(b'x', (1, 8191)))]) == [b'x' * 8192]


def test_history_goes_on():
    """From packet to packet, until it is flushed; an uncompressed packet is no part of it."""
    packets = [(FLAGS, b'one two'), (mppc.COMPRESSED, coded((3, 3), (10, 3))), (0, b'\xf0raw'), (FLAGS, b'x'),
               (mppc.COMPRESSED, coded((1, 4)))]
    assert decompress(packets) == [b'one two', b'twoone', b'\xf0raw', b'x', b'xxxx']


def test_front():
    """Bit B: the position is the first again; what is behind it there is what the packet itself brought."""
    full = noise(1, 8000)
    told = decompress([(FLAGS, coded(full)), (mppc.COMPRESSED | mppc.FRONT, coded(noise(2, 500), (500, 500))),
                       (mppc.COMPRESSED, coded((1000, 100)))])
    assert told == [full, noise(2, 500) * 2, noise(2, 100)]


def test_ring():
    """"There is always 8192 bytes of history to use": before the front is the history's end, as it was before."""
    full = noise(1, 8192)
    told = decompress([(FLAGS, coded(full)), (mppc.COMPRESSED | mppc.FRONT, coded((100, 50), (100, 3)))])
    assert told == [full, full[-100:-50] + full[-50:-47]]


def stories(rng):
    """Packets that compress, that do not, that fill the history, that are empty or one octet."""
    texts = [rng.randbytes(rng.randint(1, 9)) for _ in range(40)] + [bytes(400), TEXT]
    for i in range(250):
        size = rng.choice((0, 1, 2, 3, 60, 1400, 1500, 8192)) if rng.random() < 0.3 else rng.randint(1, 600)
        yield rng.randbytes(size) if rng.random() < 0.15 else b''.join(rng.choice(texts)
                                                                       for _ in range(size // 3 + 1))[:size]


KINDS = [{}, {'stateless': True}, {'around': True}, {'overlap': False}, {'flush_to_front': True}]


@pytest.mark.parametrize('kind', KINDS, ids=str)
@pytest.mark.parametrize('seed', range(3))
def test_what_was_compressed(seed, kind):
    """With a reset now and then."""
    rng, compressor, packets = random.Random(seed), mppc.Compressor(**kind), []
    inside = list(stories(rng))
    for one in inside:
        if rng.random() < 0.03:
            compressor.flush()
        packets.append(compressor.send(one))
    model = mppc.Decompressor(around=kind.get('around', False))
    assert [model.receive(*packet) for packet in packets] == inside
    assert decompress(packets) == inside
    assert {flags for flags, _ in packets} >= {FLAGS, 0 if not kind.get('stateless') else mppc.FLUSHED} or kind


LIES = {
    'offset 0': coded(b'ab', (0, 3)), 'offset beyond the history': coded(b'ab' * 200, '110' + f'{8192 + 10 - 320:013b}',
        '0'), 'longer than the history': coded(b'a', (1, 8191), b'b'),
    'twice as long': coded(b'a', (1, 8000), (1, 8000)), 'offset ends': coded(b'ab', '1111 0000'),
    'length is missing, offset of 13 bits': coded(b'ab', '110 00000000 00000'),
    'length is missing': coded(b'ab', '1110 00000000', '1111'),
    'length ends': coded(b'abcd', '1111 000001 1 1 1 1 1 1'),
    'a length that is none': coded(b'ab', '1111 000001', '1' * 12, '0' * 14), 'nothing but ones': b'\xff' * 40,
}


@pytest.mark.parametrize('lie', LIES.values(), ids=LIES)
def test_lies(lie):
    """No compressor says that; and what follows it flushed is as ever."""
    assert decompress([(FLAGS, lie), (FLAGS, coded(b'well', (4, 4)))]) == [None, b'wellwell']


@pytest.mark.parametrize('tokens', [[(1, 3)], [b'ab', (3, 3)], [b'ab', (8191, 3)], [b'ab', (8191, 8000)]], ids=str)
def test_unused_history(tokens):
    """Section 3.1 forbids to refer to it, and says that it is zeros: nothing comes of it, or zeros do."""
    before = b''.join(token for token in tokens if isinstance(token, bytes))
    offset, length = tokens[-1]
    zeros = bytes(8192) + before
    for _ in range(length):
        zeros += zeros[-offset:][:1]
    told = decompress([(FLAGS, coded(*tokens)), (FLAGS, coded(b'well', (4, 4)))])
    assert told[0] in (None, zeros[8192:]) and told[1] == b'wellwell'


def test_noise_decompressed():
    """Nothing crashes, nothing grows beyond the history."""
    rng = random.Random(1)
    packets = [(rng.choice((0, FLAGS, mppc.COMPRESSED, mppc.COMPRESSED | mppc.FRONT)),
                rng.randbytes(rng.randint(0, 200)))
               for _ in range(3000)]
    assert all(told is None or len(told) <= mppc.HISTORY for told in decompress(packets))
