"""Time and memory grow with the frames of a capture, not faster, whatever it holds: floods of every kind (floods.py).

What counts is how many basic blocks of the plugin a run enters (count.c), which is the same on every machine and every
time. Two passes, the tree of every frame, all reports and statistics belong to the run.
"""
import json
import re
import sys

import pytest

import floods
from wireshark import PLUGIN, Served, folder, staged

SMALL, LARGE = 300, 1200        # frames
MOST_GROWTH = 1.25              # of the blocks for each frame
MOST_BLOCKS = 45_000            # for each frame or message: a tunnel of one packet takes 40,000: reports ask every rule
MOST_MEMORY = 4000              # octets for each frame or message, more than stock: a tunnel of one packet takes 3,850
MESSAGES = {'messages': 90, 'junk_headers': 175, 'junk': 10}    # in each frame that is full of them
EVERYTHING = ('-2', '-V', *(word for name in (
    'pptp,diagnosis', 'pptp,calls', 'pptp,points', 'pptp,json', 'pptp,conformance', 'pptp,stat', 'pptp_tree,tree',
    'pptp,srt', 'conv,pptp', 'endpoints,pptp') for word in ('-z', name)))
ACCOUNT = '-o', f'uat:pptp_accounts:"{floods.USER}","{floods.PASSWORD}","password"'
PLAIN_HEAP = {'GLIBC_TUNABLES': ''}      # large pages blur the peak
OURS = Served('plain', PLUGIN, environment=PLAIN_HEAP)
STOCK = Served('plain-stock', environment=PLAIN_HEAP)
COUNTED = PLUGIN.with_name('counted.so')

pytestmark = pytest.mark.slow


@pytest.fixture(scope='module')
def counted():
    assert COUNTED.exists(), f'{COUNTED} is missing: tests/build all'
    return Served('counted', COUNTED)


def blocks(counted, path):
    result = counted.run('tshark', '-r', path, *EVERYTHING, *ACCOUNT)
    assert result.code == 0, result.err
    return int(re.search(r'^(\d+) blocks$', result.err, re.MULTILINE)[1])


def peak(programs, path, *options):
    """Octets."""
    result = programs.run('tshark', '-r', path, '-q', '-z', 'conv,eth', *options)
    assert result.code == 0, result.err
    return programs.server.peak


def flood(name, count):
    path = folder('floods') / f'{name}-{count}.pcap'
    return path, floods.write(path, name, count) * MESSAGES.get(name, 1)


@pytest.mark.parametrize('name', floods.KINDS)
def test_time_grows_with_the_frames(counted, name):
    (small, fewer), (large, more) = (flood(name, count) for count in (SMALL, LARGE))
    few, many = blocks(counted, small), blocks(counted, large)
    each = (many - few) / (more - fewer)
    assert each < MOST_BLOCKS
    assert each < MOST_GROWTH * few / fewer


@pytest.mark.parametrize('name', floods.KINDS)
def test_memory_grows_with_the_frames(name):
    (small, fewer), (large, more) = (flood(name, count) for count in (LARGE, 4 * LARGE))
    ours, stock = (peak(programs, large, *options) - peak(programs, small, *options)
                   for programs, options in ((OURS, ACCOUNT), (STOCK, ())))
    assert ours - stock < MOST_MEMORY * (more - fewer)


@pytest.mark.parametrize('name, most', [    # octets of each frame, more than stock
    ('calls_cleared', 280),     # 245. With unused flows, 530
    ('connections', 470),       # of 7 frames: 440. With what few have in all of them, 490
    ('acknowledged', 95),       # 86: a row of 60 octets, and what grows by doubling
])
def test_what_captures_have_many_of_takes_little_memory(name, most):
    (small, fewer), (large, more) = (flood(name, count) for count in (10_000, 50_000))
    ours, stock = (peak(programs, large, '-2') - peak(programs, small, '-2') for programs in (OURS, STOCK))
    assert ours - stock < most * (more - fewer), (ours - stock) / (more - fewer)


SESSIONS = 50, 250
OPENED = 'a_mppe128.pcap', 'c_authfail.pcap', 'c_gre_blocked.pcap', 'trouble-names.pcap'
OURS_ONLY = (('setconf', {'name': 'pptp.info_style', 'value': 'network_monitor'}),
             ('tap', {'tap0': 'stat:pptp_tree', 'tap1': 'nstat:pptp,call_table', 'tap2': 'nstat:pptp,finding_table'}),
             ('setconf', {'name': 'pptp.info_style', 'value': 'wireshark'}))
SHARKD = """import resource, subprocess, sys
subprocess.run(['sharkd', '-'], stdin=open(sys.argv[1]), stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"""


def peak_of_sessions(programs, sessions, *requests):
    """Octets. Each session opens a capture, filters it, shows a frame, and asks what else is given."""
    asked = [request for session in range(sessions)
             for request in (('load', {'file': str(staged(OPENED[session % len(OPENED)]))}),
                             ('frames', {'filter': 'pptp'}), *requests, ('frame', {'frame': 20, 'proto': True}))]
    script = programs.home / 'sessions'
    script.write_text(''.join(json.dumps({'jsonrpc': '2.0', 'id': number, 'method': method, 'params': given}) + '\n'
                              for number, (method, given) in enumerate(asked, 1)))
    script.chmod(0o644)
    return int(programs.run(sys.executable, '-c', SHARKD, script).out) * 1024


def test_sessions_leave_nothing_behind():
    """One process opens capture after capture. sharkd itself keeps 0.1 to 0.6 MB of each; what the plugin knows of one
    of these takes 75,000 octets."""
    ours, stock = ([peak_of_sessions(programs, sessions, *requests) for sessions in SESSIONS]
                   for programs, requests in ((OURS, OURS_ONLY), (STOCK, ())))
    assert (ours[1] - ours[0]) - (stock[1] - stock[0]) < 40_000 * (SESSIONS[1] - SESSIONS[0]), (ours, stock)
