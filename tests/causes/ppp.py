"""PPP: negotiation, framing, addresses, and protocols that take the link with them."""
from causes import Cause

DEAF = r'not the PPP of'
STUCK = r'Compare the PPP options of both ends'

CAUSES = {
    'lcp_looped_back': Cause(r'(?i)(come|comes|came) back|loop', (r'(?i)magic number',),
                             (r'cannot agree', STUCK, DEAF)),
    'multilink_acked': Cause(r'Multilink.*MRRU.*client acknowledged', (r'0x003d',),
                             (r'never assigned an address', r'unencrypted: 10 other')),
    'round_trip_too_long': Cause(r'(?i)round trip.*longer|restart timer.*shorter', (r'1\.15\d* s', r'1\.4\d* s'),
                                 (DEAF, r'firewall')),
    'server_request_lost_once': Cause(r'(?i)server.*(no|never).* Configure-Request',
                                      (r'(?i)lost',), (r'did not get past LCP',)),
    'mru_nak_loop': Cause(r'MRU.*1400.*1492|MRU.*1492.*1400', (), (STUCK,)),
    'callback_multilink_unheard': Cause(r'not the PPP of the client', (), (r'not the PPP of the server',)),
    'protocol_field_missing': Cause(r'(?i)8 packets without a protocol field',
                                    (r'IPv4', r'unencrypted: 12 IPv4'), (r'8 other',)),
    'ipcp_terminate_ack': Cause(r'IPCP.*Terminate-Ack', (), (r'Warning: .*MPPE', r'Windows: typically error 741')),
    # IPv4 worked, and the client did as it may.
    'ipv6cp_terminated': Cause(r'(?i)client (ended|terminated) IPV6CP.*server.*ended', (),
                               (r'no warnings', r'gives no reason', r'Warning: .*MPPE', r'IPCP is closed')),
    'ipv6cp_rejected_then_end': Cause(r'(?i)server rejected IPV6CP.*server ended the (whole )?link', (),
                                      (r'no reply to the last', r'did not get past')),
    'remote_address_conflict': Cause(r'203\.0\.113\.1.*169\.254\.2\.1|169\.254\.2\.1.*203\.0\.113\.1',
                                     (r'Conflicting remote IP address', r'ipcp-accept-remote'),
                                     (r'Give the server addresses',)),
    'dns_rejected': Cause(r'(?i)server rejected.*DNS', (r'(?i)names',), (r'never assigned',)),
    'lcp_begun_again': Cause(r'(?i)server (began|started) LCP (again|anew).*client.*no Configure-Request',
                             (), (DEAF, r'firewall')),
}
