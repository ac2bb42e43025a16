"""Which tests run: all, or all but the slow ones. And the fixtures of several test modules."""
import collections
import shutil

import pytest

import wireshark


def pytest_addoption(parser):
    parser.addoption('--all', action='store_true', help='every test')
    parser.addoption('--longer', action='store_true', help='also the tests marked longer')


def pytest_configure(config):
    if config.getoption('all'):
        wireshark.PROGRAMS = wireshark.SANITIZED_PLUGIN.parent


def is_left_out(item):
    asked = item.config.getoption
    return not asked('all') and bool(item.get_closest_marker('slow') or (
        item.get_closest_marker('longer') and not asked('longer')))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    for item in items:
        if 'sanitized' in item.fixturenames:
            item.add_marker('slow')
    left_out = [item for item in items if is_left_out(item)]
    config.left_out = collections.Counter(item.path.stem.removeprefix('test_') for item in left_out)
    items[:] = [item for item in items if not is_left_out(item)]


def pytest_sessionfinish(session):
    shutil.rmtree(wireshark.STAGE, ignore_errors=True)
    if hasattr(session.config, 'workeroutput'):
        session.config.workeroutput['left_out'] = dict(session.config.left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Each of xdist's workers collects all tests."""
    node.config.left_out = getattr(node, 'workeroutput', {}).get('left_out')


def pytest_terminal_summary(terminalreporter, config):
    left_out = getattr(config, 'left_out', None)
    if left_out:
        counts = ', '.join(f'{count} {name}' for name, count in left_out.items())
        terminalreporter.write_line(f'Left out, because they are slow: {counts}. tests/run --all runs every test.')
    elif config.getoption('all'):
        terminalreporter.write_line('Left out: nothing.')


@pytest.fixture(scope='session')
def sanitized():
    """The programs with the sanitized plugin. A test that asks for them is slow."""
    assert wireshark.SANITIZED_PLUGIN.exists(), f'{wireshark.SANITIZED_PLUGIN} is missing: tests/build all'
    return wireshark.Programs('sanitized', wireshark.SANITIZED_PLUGIN, environment={
        'LD_PRELOAD': wireshark.sanitizer(),
        'ASAN_OPTIONS': wireshark.LEAKS,
        # Each object in a block of its own: the sanitizer sees what runs from one into the next.
        'WIRESHARK_DEBUG_WMEM_OVERRIDE': 'simple',
        'UBSAN_OPTIONS': 'print_stacktrace=1:halt_on_error=1'})
