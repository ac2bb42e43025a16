"""TCP, the control connection, and who may send GRE."""
from causes import Cause

NO_COMPLAINT = r'\A(?!.*Warning)'

CAUSES = {
    # The server's GRE goes to the proxy, the client's comes from its own address.
    'proxied_control_direct_gre': Cause(
        first=r'192\.0\.2\.77.*203\.0\.113\.5',
        also=(r'(?i)proxy|relay', r'ICMP'),
        never=(r'altered on its way|altered in transit', r'nf_nat_pptp')),
    'port_mapper_tcp_only': Cause(
        first=r'203\.0\.113\.5.*(?i:proxy|port mapper|forward)',
        also=(r'Protocol unreachable', r'protocol 47'),
        never=(r'nf_nat_pptp',)),
    'rst_injected_after_start': Cause(
        first=r'RST.*(?s:.)*241.*49|RST.*49.*241',
        also=(r'frame 9\b', r'Identification (is )?0\b'),
        never=(r'session limit', r'no reply will come', r'the server had closed', r'no warnings')),
    'not_pptp_on_1723': Cause(      # Wireshark 4.6 knows another of its servers first
        first=r'does not speak PPTP on TCP port 1723: its first octets are .* looks like (SSH|TLS)',
        also=(r'TLS', r'HTTP', r'SSH-2\.0'),
        never=(r'session limit', r'out of step', r'was not captured')),
    'short_messages': Cause(
        first=r'Length.*0, 4, 8(,| and) 11',
        also=(r'frame 9\b', r'frame 13\b'),
        never=(r'PPP process', r'pptpd logs', r'crashed')),
    'server_restarted': Cause(
        first=r'(?i)restarted',
        also=(r'frame 50\b', r'frame 54\b', r'Protocol unreachable'),
        never=(r'GRE \(IP protocol 47\) (is|was) not accepted there', r'crashed', r'NAT may have forgotten')),
    'router_own_firewall': Cause(
        first=r'Configure-Re(ject|quest).*(?i:firewall|reach the capture point)',
        also=(r'nf_nat_pptp|nf_conntrack_pptp|CT --helper pptp', r'If 192\.0\.2\.1 dials itself, there is nothing to'),
        never=(r'cannot agree',)),
    # The first session was cut off by its client, the second one is healthy, whatever still comes for the first.
    'call_id_again': Cause(
        first=r'client reset the TCP connection',
        also=(r'3 GRE packets.*frame 62.*belong to call 0',),
        never=(r'(?s)Call 1 of(?:(?!Call 0).)*Warning', r'altered', r'injected|third party')),
    'icmp_then_one_more': Cause(
        first=r'Protocol unreachable.*frame 46',
        also=(r'frame 43\b', r'worked in both directions|had worked'),
        never=(r'GRE \(IP protocol 47\) (is|was) not accepted there', r'Allow IP protocol 47', r'no warnings')),
    # Since the second call began, the first client acknowledges nothing any more.
    'only_one_behind_nat': Cause(
        first=r'call 1\b.*(acknowledg|NAT)',
        also=(r'192\.0\.2\.1\b', r'acknowledged'),
        never=(r'GRE to the client in call 0 stopped',)),
    **{name: Cause(first=NO_COMPLAINT, never=(r'Warning:',)) for name in (
        'any_sll2_every_packet_twice', 'in_pppoe', 'in_vxlan', 'over_ipv6', 'merged_two_clocks', 'snaplen_96')},
}
CAUSES['any_sll2_every_packet_twice'] = CAUSES['any_sll2_every_packet_twice']._replace(
    also=(r'packets more than once.*copies',))
CAUSES['snaplen_96'] = CAUSES['snaplen_96']._replace(also=(r'cut .* at most 96 octets',))
