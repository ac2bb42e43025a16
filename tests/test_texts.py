"""Texts of peers in every output: what a machine reads is valid, and no terminal sees a control character."""
import json
import unicodedata
import xml.etree.ElementTree as ElementTree

import pytest

from made import texts
from wireshark import OURS, folder

JSON, XML, LINES, PLAIN = range(4)
OUTPUTS = {
    'json': (JSON, '-T', 'json'), 'ek': (LINES, '-T', 'ek'), 'pdml': (XML, '-T', 'pdml'), 'psml': (XML, '-T', 'psml'),
    'fields': (PLAIN, '-T', 'fields', *(word for field in (
        'pptp.host_name', 'pptp.auth.user', '_ws.expert.message', '_ws.col.Info') for word in ('-e', field))),
    'tree': (PLAIN, '-V'), 'summary': (PLAIN,), 'expert': (PLAIN, '-q', '-z', 'expert'),
    'diagnosis': (PLAIN, '-q', '-z', 'pptp,diagnosis'), 'calls': (PLAIN, '-q', '-z', 'pptp,calls'),
    'report': (JSON, '-q', '-z', 'pptp,json')}
# The columns of built-in dissectors show characters that end a line, or turn it round. (-T fields shows every octet as
# it is.)
FOR_TERMINALS = {name: () for name in ('tree', 'expert', 'diagnosis', 'calls')} | {
    'summary': ('Zl', 'Zp', 'Cf')}
READERS = {JSON: json.loads, XML: ElementTree.fromstring, PLAIN: str,
           LINES: lambda text: [json.loads(line) for line in text.split('\n') if line]}


@pytest.fixture(scope='module')
def capture():
    path = folder('made') / 'texts.pcap'
    path.write_bytes(texts.capture())
    path.chmod(0o644)
    return path


@pytest.mark.longer
@pytest.mark.parametrize('name', OUTPUTS)
def test_outputs_are_valid(capture, name):
    kind, *options = OUTPUTS[name]
    assert READERS[kind](OURS.tshark(capture, *options).octets.decode('utf-8', 'strict')) is not None


@pytest.mark.parametrize('name', FOR_TERMINALS)
def test_no_control_character_reaches_a_terminal(capture, name):
    text = OURS.tshark(capture, *OUTPUTS[name][1:]).octets.decode('utf-8', 'strict')
    kinds = {'Cc', 'Zl', 'Zp', 'Cf'} - {*FOR_TERMINALS[name]}
    assert not {hex(ord(c)) for c in {*text} - {*'\n\t'} if unicodedata.category(c) in kinds}


def test_what_was_cut_says_so(capture):
    """A name of 600 octets hides nothing of what follows it; what does not fit ends with an ellipsis, where its
    place ends."""
    rows = OURS.fields(capture, ['_ws.expert.message'], '-Y', 'pptp.auth.failed')
    # Since 4.4, -T fields doubles a backslash.
    labels = [text.replace('\\\\', '\\') for (texts_of_frame,) in rows for text in texts_of_frame]
    assert len(labels) >= 3 * len(list(texts.texts()))
    failures = [label for label in labels if label.startswith('MS-CHAPv2 authentication of user')]
    assert failures and all('" failed: E=691, user name or password is wrong' in label for label in failures)
    assert all(label.endswith('\u2026') and 190 < len(label.encode()) <= 203 for label in failures)
