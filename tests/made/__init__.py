"""The captures that are made, not taken: one function each. tests/generate writes them into captures/."""
from packets import Capture

CAPTURES = {}
CLIENT, SERVER = True, False


def capture(name, link=None):
    """Registers a function that fills a capture."""
    def register(fill):
        def build():
            made = Capture(link) if link else Capture()
            fill(made)
            return made
        CAPTURES[f'{name}.pcap'] = build
        return build
    return register


from made import (  # noqa: E402,F401 they fill CAPTURES
    control, encrypted, hostile, trouble_control, trouble_none, trouble_ppp, trouble_tunnel, tunnel)
