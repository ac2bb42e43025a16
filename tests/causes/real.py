"""Real captures (captures/README.md): what their logs say that happened."""
from causes import Cause

CAUSES = {
    # pptp: "closing control connection due to missing echo reply"; the client's host then refuses GRE, and pptpd ends
    # with "Protocol not available". Outside the router only that is seen.
    'o_nat_tcp_forgotten.wan': Cause(
        r'198\.51\.100\.2 answered GRE .*Protocol unreachable.*frame 129.*had worked in both directions',
        (r'PPP program of the client has ended', r'ended by the server: TCP FIN'),
        (r'GRE \(IP protocol 47\) (is|was) not accepted there', r'Allow IP protocol 47', r'restarted', r'too large',
         r'no warnings|nothing wrong')),
    # ping: 3 of 3 small ones, none of 3 large ones, 2 of 2 small ones.
    'p_df_blackhole_clear': Cause(
        r'client sent 3 packets of 1\d\d\d octets.*server never acknowledged.*MTU of the path',
        (r'Follows from it: .*17 of 40 from the server', r'27 IPv4'),
        (r'no warnings|nothing wrong', r'interrupted', r'forwards nothing', r'return route', r'policer', r'forgotten')),
    'p_df_blackhole_clear.server': Cause(
        r'server sent 17 packets of 1\d\d\d octets.*client never acknowledged.*MTU of the path',
        (r'Follows from it: .*3 of 27 from the client',),
        (r'no warnings|nothing wrong', r'interrupted', r'forwards nothing', r'return route', r'policer', r'forgotten')),
    # pppd, on both ends: "CHAP authentication succeeded", "MPPE 128-bit stateless compression enabled", and then "Could
    # not determine local IP address". It ends LCP with its last message, "MPPE disabled".
    'q_ipcp_noaddress': Cause(
        r'never assigned an address.*0\.0\.0\.0.*rejected the option \(frame 33\)\. It has none .*either: .*frame 30',
        (r'Follows from it: .*"Could not determine local IP address"',),
        (r'Warning: .*MPPE', r'Enable MPPE', r'password is wrong', r'did not get past', r'no warnings|nothing wrong')),
    # rc_own_ipaddress: "couldn't get own IP address".
    'k_radius_not_asked': Cause(
        r'rejected user "alice" .*without an error code .*RADIUS.* could not be asked',
        (r'ended by the server: LCP Terminate-Request "Authentication failed"',),
        (r'password is wrong', r'Check the user name', r'did not answer \d+ Access', r'no warnings|nothing wrong')),
    # "primary DNS address 10.10.0.53": nothing is wrong.
    'q_dns_given_clear': Cause(r'no warnings', (r'32 IPv4',), (r'Warning: ', r'[Nn]ames', r'rejected')),
}
