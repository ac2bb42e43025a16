"""Causes: authentication."""
from causes import Cause

# What a report of a session that was refused for another reason must not say.
BLAMES_PASSWORD = r'(user name or )?password is wrong'

CAUSES = {
    'password_guessing': Cause(
        r'12 failed logons .*user "administrator".*203\.0\.113\.66.* in 3\.\d s.*guess', never=(r'no warnings',)),
    'same_user_replaced': Cause(
        r'"alice".*(logged on|authenticated) again.*203\.0\.113\.9.*frame 57.*server.*ended.*frame 58',
        never=(r'(?s)Call 1 of.*Warning', r'gives no reason', r'Next: .*(keepalive|timeout)', BLAMES_PASSWORD)),
    'success_with_wrong_s': Cause(
        r'S=.*does not match|S=.*probably does not match', also=(r'RADIUS', r'778'), never=(BLAMES_PASSWORD,)),
    'down_to_pap': Cause(
        r'CHAP-MD5 to PAP', also=(r'CHAP-MD5.*(Nak|refused).*frame 13', r'password of user "bob" in the clear'),
        never=(r'Warning: ', r'server refused', r'from MS-CHAP')),
    'md5_value_for_mschapv2': Cause(
        r'16 octets.*MS-CHAPv2.*49', also=(r'frame 15',), never=(BLAMES_PASSWORD,)),
    'challenge_not_agreed': Cause(
        r'LCP.*without authentication', also=(r'CHAP Challenge', r'PAP'), never=(r'backend',)),
    'client_wants_server_auth': Cause(
        r'client demands.*server.*prove', also=(r'accepted user "alice"', r'frame 17', r'frame 24'),
        never=(r'user whose name was not captured', r'Check the user name')),
    'refused_after_15_s': Cause(r'15\.\d s', also=(r'RADIUS', r'second factor'), never=(BLAMES_PASSWORD,)),
    'eap_request_nak': Cause(
        r'EAP Request of Type 3 \(Nak', also=(r'frame 18', r'EAP-MD5', r'bug'), never=(r'rejected user "alice"',)),
    'eap_tls_short_ack': Cause(r'EAP-TLS.*Flags', also=(r'frame 22',), never=(r'no warnings',)),
    'eap_tls_alert': Cause(r'EAP-TLS.*TLS alert', also=(r'Internal Error', r'frame 24'), never=(BLAMES_PASSWORD,)),
    'chap_before_lcp_open': Cause(
        r'before LCP was open', also=(r'Configure-Request.*frame 14.*no reply from the server',), never=(r'backend',)),
    'eap_mschapv2_works': Cause(
        r'no warnings', also=(r'handshake of user "alice"', r'EAP-MSCHAPv2'), never=(r'Warning',)),
    'one_direction_authfail': Cause(
        r'rejected.*E=691', also=(r'Only control messages from the server', r'password is wrong'),
        never=(r'Allow IP protocol 47', r'(no|only) GRE from', r'client (did not|never)', r'captured within')),
    'challenge_again_slow_radius': Cause(
        r'repeated.*Challenge.*frame 16', also=(r'frame 20', r'RADIUS', r'RFC 1994'),
        never=(r'did not get past IPCP',)),
}
