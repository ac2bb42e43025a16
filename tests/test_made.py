"""tests/generate makes the made captures, octet for octet."""
import pytest

from made import CAPTURES as MADE
from wireshark import CAPTURES

pytestmark = pytest.mark.logic


@pytest.mark.parametrize('name', MADE)
def test_generator_reproduces(name):
    assert (CAPTURES / name).read_bytes() == MADE[name]().octets()
