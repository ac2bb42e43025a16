"""The made captures: a function fills each. tests/generate writes them into captures/."""
from packets import Capture

CAPTURES = {}
CLIENT, SERVER = True, False


def capture(name, link=None):
    """Registers the function that fills a capture."""
    def register(fill):
        def build():
            made = Capture(link) if link else Capture()
            fill(made)
            return made
        CAPTURES[f'{name}.pcap'] = build
        return build
    return register


from made import (  # noqa: E402,F401 they fill CAPTURES
    conformance, control, encrypted, hostile, hostile_inside, hostile_places, hostile_radius, radius,
    trouble_accounting, trouble_addresses, trouble_audit, trouble_authentication, trouble_authentication_agreement,
    trouble_authentication_known, trouble_authentication_names, trouble_authentication_success,
    trouble_authentication_told, trouble_authentication_twice, trouble_breakdown, trouble_call_reply, trouble_callback,
    trouble_delay, trouble_eap, trouble_encryption, trouble_ends, trouble_forgotten, trouble_framing, trouble_gre,
    trouble_habits, trouble_half_capture, trouble_handshake, trouble_hangup, trouble_idle, trouble_impostors,
    trouble_inside, trouble_inside_errors, trouble_keepalive, trouble_keys, trouble_lan, trouble_lcp, trouble_line,
    trouble_logons, trouble_logons_compared, trouble_loss, trouble_mtu, trouble_multilink, trouble_names, trouble_nat,
    trouble_negotiation, trouble_none, trouble_none_control, trouble_portal, trouble_proof, trouble_protocols,
    trouble_radius, trouble_refusal, trouble_replies, trouble_setup, trouble_silence, trouble_stream, trouble_transport,
    trouble_window, tunnel)
