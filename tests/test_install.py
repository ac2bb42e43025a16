"""Installing into Wireshark's plugin folder, and into the user's own."""
import os
import subprocess

import pytest

from wireshark import PLUGIN, Programs, STOCK, folder

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
