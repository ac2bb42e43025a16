"""The stage is removed when the tests end."""
import shutil

from wireshark import STAGE


def pytest_sessionfinish():
    shutil.rmtree(STAGE, ignore_errors=True)
