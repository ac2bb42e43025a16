"""Installing into Wireshark's plugin folder, and into the user's own; what a Wireshark says that cannot load it."""
import os
import re
import subprocess

import pytest

from wireshark import CAPTURES, PLUGIN, Programs, ROOT, STOCK, folder

pytestmark = pytest.mark.readme

BUILD = PLUGIN.parent


def test_install_into_wireshark():
    target = folder('destdir')
    subprocess.run(['cmake', '--install', BUILD], env={**os.environ, 'DESTDIR': str(target)}, check=True,
                   capture_output=True)
    plain = {name: value for name, value in os.environ.items() if name != 'WIRESHARK_PLUGIN_DIR'}
    folders = subprocess.run(['tshark', '-G', 'folders'], env=plain, capture_output=True, text=True, check=True).stdout
    plugins = next(line.split('\t')[-1].strip() for line in folders.splitlines() if line.startswith('Global Plugins'))
    installed = {f'/{path.relative_to(target)}' for path in target.rglob('*') if path.is_file()}
    assert f'{plugins}/epan/pptp.so' in installed
    names = {path.rpartition('/')[2] for path in installed}
    assert {'pptp-wireshark.7.gz', 'report.schema.json', 'copyright', 'README.md'} <= names
    settings = next(line.split('\t')[-1].strip() for line in folders.splitlines() if line.startswith('Global config'))
    assert f'{settings}/profiles/PPTP/colorfilters' in installed


def test_install_for_the_user():
    """Without root, and without WIRESHARK_PLUGIN_DIR."""
    home = folder('personal')
    subprocess.run(['cmake', '--build', BUILD, '--target', 'install-personal'], env={**os.environ, 'HOME': str(home)},
                   check=True, capture_output=True)
    programs = Programs('personal', home=home)
    assert 'pptp.so' in programs.run('tshark', '-G', 'plugins').out
    shown = programs.messages('link-ethernet.pcap', '-C', 'PPTP')
    assert shown[2].summary == 'Outgoing-Call-Request, Call ID 5'
    assert 'pptp.so' not in STOCK.run('tshark', '-G', 'plugins').out


def test_the_archive_is_laid_out_as_its_note_says():
    """tests/packages follows the note, in the roots of tests/versions."""
    target = folder('archive')
    subprocess.run(['cmake', '--install', BUILD, '--component', 'personal', '--prefix', target], check=True,
                   capture_output=True)
    packed = {str(path.relative_to(target)) for path in target.rglob('*') if path.is_file()}
    note = (target / 'INSTALL.txt').read_text()
    removed = re.search(r'rm ~/.local/lib/wireshark/(.*)', note)[1]
    assert {removed, 'documents/README.md', 'documents/COPYING', 'documents/pptp-wireshark.7'} <= packed
    assert '@' not in note


PLUGIN_OF_ANOTHER_VERSION = '''
const char plugin_version[] = "0";
const int plugin_want_major = 4;
const int plugin_want_minor = 99;
void plugin_register(void) { }
'''


@pytest.mark.parametrize('linked', [True, False], ids=['other library', 'other version'])
def test_a_mismatched_wireshark_says_so(linked):
    """In one sentence of the README's kinds, and goes on with its built-in dissector."""
    made = folder(f'mismatch-{linked}')
    library, plugin, source = made / 'libwireshark.so.99', made / 'pptp.so', made / 'pptp.c'
    source.write_text(PLUGIN_OF_ANOTHER_VERSION)
    subprocess.run(['gcc', '-shared', '-Wl,-soname,libwireshark.so.99', '-x', 'c', '/dev/null', '-o', library],
                   check=True)
    subprocess.run(['gcc', '-shared', '-fPIC', source, '-o', plugin, *['-Wl,--no-as-needed', library] * linked],
                   check=True)
    told = Programs(f'mismatch-{linked}', plugin).run('tshark', '-r', CAPTURES / 'link-ethernet.pcap', '-Y', 'pptp')
    (sentence,) = [line for line in told.err.splitlines() if 'pptp.so' in line]
    known = re.findall(r"`(.*?)'pptp.so'(.*?)`", (ROOT / 'README.md').read_text())
    assert any(re.sub(r'4\.\d+|so\.\d+', '', end) in re.sub(r'4\.\d+|so\.\d+', '', sentence) for _, end in known)
    assert 'Outgoing-Call-Request' in told.out


def test_release():
    """The changelog begins with the version that the plugin has."""
    version = re.search(r'PPTP_VERSION (.*)\)', (ROOT / 'plugin' / 'CMakeLists.txt').read_text())[1]
    assert re.search(r'^## (.*)', (ROOT / 'CHANGELOG.md').read_text(), re.M)[1] == version
    programs = Programs('release', PLUGIN)
    listed = programs.run('tshark', '-G', 'plugins').out
    assert re.search(r'^pptp\.so\s+(\S+)', listed, re.M)[1] == version
    assert f'PPTP calls (plugin version {version})' in programs.tshark(
        'link-ethernet.pcap', '-q', '-z', 'pptp,calls').lines


@pytest.mark.slow
@pytest.mark.logic
def test_windows_compiler():
    read = subprocess.run([ROOT / 'tests' / 'windows'], capture_output=True, text=True)
    assert read.returncode == 0, read.stderr
