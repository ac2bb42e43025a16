"""The made captures are what their generator makes, octet for octet."""
import pytest

from made import CAPTURES as MADE
from wireshark import CAPTURES

pytestmark = pytest.mark.logic


@pytest.mark.parametrize('name', MADE)
def test_generator_reproduces(name):
    assert (CAPTURES / name).read_bytes() == MADE[name]().octets()
