"""Sessions of the made captures, altered at one point or two: the diagnosis then says this, and nothing else.

Each row was read, and reaches conditions of the diagnosis that no capture does.
"""
import json

import pytest

from altered import (
    After, again, also, altered, astray, faster, forged_reset, icmp_errors, instead, missing, over_ipv6, overtaken,
    pause, ppp, readdressed, reworded, since, unsent, unsized, until, without)
from made import CLIENT, SERVER
from made.ppp import CCP, CHAP, EAP, IPCP, IPV6CP, LCP, PAP, SECOND
from made.trouble import client_address
from wireshark import OURS, folder

pytestmark = pytest.mark.longer

CBCP = 0xc029
# Packets of PPP: encrypted with a key that nobody knows, and a fragment of Multilink.
GARBAGE, FEW_OCTETS = (bytes.fromhex('00fd9000') + count * b'garbage' for count in (5, 2))
FRAGMENT = bytes.fromhex('003dc0000001') + b'abc'

# The capture (trouble-...), the number of its session, what is altered, and all Warnings about its client.
ALTERED = [
    ('accounting', 0, [until(36)], ''),
    ('accounting', 1, [also(24, SERVER, ppp(LCP, 5, b'MPPE disabled by peer'), 20 * SECOND)], ''),
    ('accounting', 1, [astray('192.0.2.11')], ''),
    ('accounting', 1, [reworded(b'1\x06\x00\x00\x00\t', b'1\x06\x00\x00\x00\x02')], ''),
    ('accounting', 1, [reworded(b'1\x06\x00\x00\x00\t', b'1\x06\x00\x00\x00\x03')], 'accounting_ended'),
    ('accounting', 1, [reworded(b'1\x06\x00\x00\x00\t', b'1\x06\x00\x00\x00\x0f')], 'accounting_ended'),
    ('accounting', 1, [until(44)], 'accounting_ended'),
    ('accounting', 4, [unsent(12), since(14)], 'auth_failed_chap_md5'),
    ('accounting', 6, [reworded(b'lready', b'LREADY')], 'radius_rejected'),
    ('accounting', 8, [until(35)], ''),
    ('accounting', 9, [missing(8, 10), without('192.0.2.19', 6), without('198.51.100.1', 6)], ''),
    ('addresses', 4, [without('192.0.2.14', 1), astray('192.0.2.14')], ''),
    ('addresses-adapter', 0, [unsent(14)], 'ipcp_rejected'),
    ('addresses-of-server', 0, [without('192.0.2.10', 47)], ''),
    ('addresses-refused', 1, [pause(25, 70)], ''),
    ('addresses-refused', 3, [instead(19, ppp(LCP, 4, b'\x11\x04\x06N', 1))], 'ipcp_rejected ppp_reply_altered'),
    ('addresses-unusable', 4, [readdressed('198.51.100.1', '192.168.1.99')], ''),
    ('audit', 6, [missing(5, 6)], 'eap_name'),
    ('authentication', 5, [also(14, SERVER, ppp(EAP, 1, b'\x01', 0)), overtaken(14)], 'auth_failed'),
    ('authentication', 5, [instead(14, ppp(CHAP, 3, b'', 1))], 'auth_failed'),
    ('authentication', 5, [reworded(b'E=648', b'E=699')], 'auth_failed'),
    ('authentication', 14, [also(15, CLIENT, ppp(LCP, 1, b'\x01\x04\x05x'))], 'unexplained'),
    ('authentication-agreement', 1, [also(14, SERVER, ppp(LCP, 2, b'\x03\x05\xc2#\x05'), 20 * SECOND),
        also(17, SERVER, ppp(IPCP, 2, b'\x03\x06\x00\x00\x00\t'))], 'address_unusable'),
    ('authentication-agreement', 3, [reworded(b'E=691', b'E=999')], 'auth_value_size'),
    ('authentication-agreement', 5, [missing(5, 11)], ''),
    ('authentication-agreement', 9, [instead(10, ppp(LCP, 4, b"\x03\x04\xc0'\x01\x04\x05x\x05\x06#s\x99\xcf", 1)),
        until(19)], 'auth_no_common lcp_one_sided ppp_reply_altered'),
    ('authentication-agreement-begun', 0, [until(16)], 'auth_not_begun'),
    ('authentication-agreement-begun', 4, [missing(13)], ''),
    ('authentication-agreement-begun', 4, [forged_reset('192.0.2.14', 64),
        forged_reset('198.51.100.1', 128)], 'auth_no_common reset_forged'),
    ('authentication-agreement-begun', 6, [instead(15, ppp(CHAP, 4, b'Access granted', 1))], 'auth_failed_chap_md5'),
    ('authentication-agreement-begun', 8, [After('trouble-gre', 0), also(9, SERVER, ppp(EAP, 1, b'\x19 ', 1))
        ], 'auth_challenge_unanswered auth_eap_stalled'),
    ('authentication-agreement-mute', 0, [After('trouble-multilink', 9), since(25)], 'auth_no_common'),
    ('authentication-agreement-mute', 0, [until(11)], ''),
    ('authentication-agreement-mute', 0, [without('192.0.2.10', 6), without('198.51.100.1', 6)], 'auth_no_common'),
    ('authentication-known', 4, [instead(47, ppp(EAP, 1, b'\x01', 1))], 'auth_failed'),
    ('authentication-names', 0, [reworded(b'E=691', b'E=647')], 'auth_failed'),
    ('authentication-names', 2, [instead(14, ppp(CHAP, 4, b'E=691 R=0 C=4B71FC9EE625EF1D091E79D9A98709F1 V=3'
        b' M=', 4))], 'auth_failed auth_identifier'),
    ('authentication-names-computer', 1, [also(11, SERVER, ppp(IPCP, 2, b'\x03\x06\x00\x00\x00\t'))
        ], 'address_unusable auth_failed'),
    ('authentication-names-computer', 1, [
        instead(15, ppp(CHAP, 2, b'15\xf7Ll2\xde\xb5<\x8b\x1c\xf1\x92\x9d\x83\x94\xda\x00\x00\x00\x00\x00'
        b'\x00\x00\x00o\xb6\xe5\xd4pN\xcb2oC\xe8\x1e\xfb\xb2\x01\xe7\xb4X\xbeE+\xa4\x8d\xa4\x00CORP/bo\\b', 1))
        ], 'auth_failed'),
    ('authentication-names-locked', 0, [After('trouble-authentication-success-limit', 2)], 'auth_failed'),
    ('authentication-names-locked', 0, [
        instead(13, ppp(CHAP, 2, b'1 m\x8d\xf3\x8aY?}\xde\x16\xbc$\xd1\r\n\xda\x00\x00\x00\x00\x00\x00\x00'
        b'\x00\xde\x83\x99\xe2\xed\xd6\x95\xe8@/\x8bQM\x13\xc6\xde\xc8OV\x859\x01\xe4@\x00 bob', 1))], 'auth_failed'),
    ('authentication-success', 0, [since(28)], 'auth_challenge_unanswered'),
    ('authentication-success', 8, [overtaken(16)], 'ended_after_success'),
    ('authentication-success', 8, [unsent(14)], 'ended_after_success'),
    ('authentication-success', 9, [also(31, SERVER, ppp(LCP, 5), 20 * SECOND)], ''),
    ('authentication-success-lost', 1, [After('trouble-nat-twin', 8),
        also(14, CLIENT, ppp(LCP, 8, b'\xc2#\x01\x02\x00\x04'))], 'protocol_disowned'),
    ('authentication-success-lost', 1, [also(11, SERVER, ppp(IPCP, 1, b'\x83\x06\n\x00\x005'))], 'ppp_stuck'),
    ('authentication-success-lost', 1, [also(9, CLIENT, ppp(EAP, 2, b'\x1a\x04')), until(15)], ''),
    ('callback', 0, [also(14, CLIENT, ppp(CCP, 1))], 'ended_after_success'),
    ('callback', 1, [also(22, SERVER, ppp(EAP, 1, b'\x01', 1))], 'callback_unanswered'),
    ('callback', 3, [also(14, CLIENT, ppp(LCP, 8, ppp(CBCP, 1, b'', 2)))], 'callback_rejected'),
    ('callback', 5, [astray('192.0.2.15')], ''),
    ('eap', 1, [also(11, CLIENT, ppp(LCP, 5, b'MPPE required but not available'), 20 * SECOND)], 'mppe_required'),
    ('eap', 1, [instead(16, ppp(EAP, 3, b'', 3)), until(50)], ''),
    ('eap', 2, [instead(15, ppp(EAP, 2, b'\x03\r\x19\x1a\x04\x05\x06\x07\x08\t\n\x0b\x0c', 2))], 'auth_eap_no_common'),
    ('eap', 4, [also(11, SERVER, ppp(LCP, 10, b'\x01\x02\x03\x04\x00\x00\x00\x00'), 1 * SECOND), until(16)], ''),
    ('eap', 6, [instead(15, ppp(EAP, 2, b'\x03\r\x19\x1a\x04\x05\x06\x07\x08\t\n\x0b\x0c', 2))
        ], 'auth_eap_server_rejected'),
    ('eap', 11, [After('trouble-breakdown', 0), missing(16, 28)], ''),
    ('eap-identity', 1, [missing(21, 28)], 'auth_eap_stalled'),
    ('encryption', 1, [without('192.0.2.11', 47)], 'mppe_ccp_rejected'),
    ('encryption', 13, [instead(16, ppp(CCP, 2, b'\x12\x06\x01\x00\x00@', 1))], 'ppp_reply_altered'),
    ('encryption', 19, [also(29, SERVER, GARBAGE)], ''),
    ('encryption-begun-again', 0, [also(21, CLIENT, ppp(PAP, 3, b'\x02ok', 0))], 'ccp_begun_again mppe_without_keys'),
    ('encryption-unwanted', 0, [also(16, CLIENT, GARBAGE, 20 * SECOND)], 'mppe_no_agreement'),
    ('encryption-unwanted', 0, [also(20, SERVER, ppp(IPCP, 2, b'\x03\x06\x7f\x00\x00\x01'))
        ], 'address_unusable mppe_rejected'),
    ('ends-told', 0, [without('192.0.2.10', 47), unsent(2)], 'windows_error'),
    ('ends-told', 1, [overtaken(20), forged_reset('192.0.2.11', 128)], 'auth_unanswered'),
    ('ends-unattended', 0, [also(10, SERVER, ppp(LCP, 8, b'\xc2#\x01\x02\x00\x04'))], 'windows_error'),
    ('forgotten', 1, [astray('192.0.2.11')], 'end_restarted'),
    ('forgotten', 2, [also(35, CLIENT, ppp(CHAP, 2, b'\x10Ls\x9e\xc4\x1d\xff&\xeb\x1a#JR\x07#\xa7Icarol', 1))
        ], 'tcp_forgotten'),
    ('forgotten-mute', 0, [since(35)], 'gre_forgotten'),
    ('forgotten-redialed', 0, [without('192.0.2.10', 47)], 'gre_only_from_pac'),
    ('forgotten-redialed', 1, [astray('198.51.100.1'), overtaken(9), astray('192.0.2.11')], ''),
    ('forgotten-unnoticed', 0, [without('192.0.2.10', 6)], 'end_ignored'),
    ('framing', 0, [without('198.51.100.1', 47)], 'gre_only_from_pns hdlc_in_gre'),
    ('framing-unread', 2, [
        also(10, CLIENT, ppp(CHAP, 1, b'\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00'
        b'\x00x'), 20 * SECOND)], 'auth_challenge_unanswered auth_of_server'),
    ('gre', 3, [astray('192.0.2.13'), astray('198.51.100.1')], ''),
    ('gre-former', 0, [without('198.51.100.1', 47)], 'gre_only_from_pns'),
    ('gre-icmp', 0, [also(8, SERVER, ppp(LCP, 8, b'\xc2#\x01\x02\x00\x04'))], 'gre_icmp'),
    ('gre-icmp', 1, [without('192.0.2.11', 47)], 'gre_icmp'),
    ('gre-icmp', 2, [missing(5, 8)], ''),
    ('gre-icmp', 2, [since(18)], 'gre_icmp'),
    ('gre-icmp-while', 0, [unsent(9), until(61)], ''),
    ('gre-malformed', 0, [astray('192.0.2.10'), astray('198.51.100.1')], ''),
    ('gre-nat64', 1, [also(10, SERVER, ppp(LCP, 3, b'\x03\x04\xc0#'))], 'gre_icmp'),
    ('gre-nat64', 1, [unsent(8)], 'gre_translated'),
    ('gre-nat64', 1, [also(9, SERVER, ppp(LCP, 13, b'\x01\x02\x03\x04\x00\x00\x00\x00'))], 'gre_icmp'),
    ('gre-none-reset', 0, [since(8)], ''),
    ('gre-one-end', 3, [readdressed('192.0.0.4', '192.0.0.9')], 'gre_only_from_pns'),
    ('handshake-checksum', 2, [forged_reset('198.51.100.1', 128)], 'tcp_half_open'),
    ('hangup-client', 0, [without('198.51.100.1', 47)], 'client_ended_at_once'),
    ('impostors-devices', 1, [
        also(13, CLIENT, ppp(LCP, 5, b'\x00\x00\x00\x00\x00<\xcdt\x00\x00\x03\n'), 20 * SECOND), again(31)
        ], 'auth_succeeded_late device_other'),
    ('impostors-devices', 1, [faster(20), without('198.51.100.1', 47)], 'device_other'),
    ('impostors-devices', 1, [faster(20)], 'device_other'),
    ('impostors-devices', 4, [without('198.51.100.1', 47)], 'tcp_refused'),
    ('impostors-devices', 4, [without('192.0.2.14', 1), since(19)], 'tcp_refused'),
    ('impostors-proxy', 1, [reworded(b'\r\nQUIT\n', b'\r\nQUIX\n')], ''),
    ('impostors-proxy', 1, [reworded(b'\r\n\x00\r\nQUIT', b'\r\n\x01\r\nQUIT')], ''),
    ('inside-dhcp', 0, [faster(200)], ''),
    ('inside-dhcp', 1, [instead(29, FEW_OCTETS)], ''),
    ('inside-dhcp', 1, [without('198.51.100.1', 47)], ''),
    ('inside-dns-over-tls', 0, [instead(38, FRAGMENT)], ''),
    ('inside-ipv6', 1, [also(36, CLIENT, GARBAGE)], ''),
    ('inside-ipv6', 3, [instead(29, FRAGMENT)], ''),
    ('inside-ipv6', 4, [astray('192.0.2.14')], ''),
    ('inside-netbios', 0, [instead(21, FRAGMENT)], ''),
    ('inside-netbios', 0, [instead(21, FEW_OCTETS)], ''),
    ('inside-netbios', 1, [without('198.51.100.1', 47)], ''),
    ('inside-outside', 1, [astray('198.51.100.1')], ''),
    ('inside-ports', 0, [instead(56, FEW_OCTETS)], ''),
    ('inside-ports', 3, [until(57), faster(0.2)], ''),
    ('inside-ports-refused', 2, [
        instead(27, bytes.fromhex('002145000028000040004006264a0a1400050a0a00640d3dc35000000000'))], ''),
    ('inside-ports-refused-proxy', 0, [instead(15, ppp(IPCP, 1, b'\x03\x06\x00\x00\x00\x00', 1))], ''),
    ('inside-ways', 0, [faster(20)], ''),
    ('inside-ways', 0, [instead(21, FEW_OCTETS)], ''),
    ('inside-ways', 0, [instead(45, FRAGMENT)], ''),
    ('inside-world', 1, [missing(12, 22), After('trouble-logons-rejected-users', 0),
        instead(26, ppp(LCP, 2, b'\x01\x04\x05\xd4\x05\x06#s\x99\xcf', 2))], 'tcp_inside_unanswered'),
    ('inside-world', 2, [faster(20)], ''),
    ('inside-world', 2, [instead(29, FEW_OCTETS)], 'tcp_inside_unanswered'),
    ('keepalive', 2, [since(17)], ''),
    ('keepalive', 9, [faster(0.05)], 'lcp_echo_unanswered'),
    ('keepalive', 13, [forged_reset('192.0.2.23', 41)], 'reset_forged'),
    ('keepalive-cut', 0, [also(194, SERVER, ppp(LCP, 1, b'\x01\x04\x05x\x05\x01\xd6\x0b\xfa\t\r\x03\x06', 5),
        20 * SECOND), over_ipv6], 'gre_stopped lcp_again_unanswered'),
    ('keepalive-limit', 1, [also(43, SERVER, ppp(EAP, 4))], 'auth_failed_again'),
    ('keepalive-limit', 2, [missing(58, 61)], ''),
    ('keepalive-load', 3, [instead(23, ppp(IPCP, 1, b'\x03\x06\x00\x00\x00\x00', 2))
        ], 'address_never_assigned lcp_echo_ignored'),
    ('keepalive-radius', 0, [instead(82, ppp(LCP, 5, b'Connect time expired'))], ''),
    ('keepalive-radius', 0, [instead(82, ppp(LCP, 5, b'Link inactive'))], ''),
    ('keepalive-radius', 0, [instead(82, ppp(LCP, 5, b'idle timeout'))], ''),
    ('keepalive-radius', 0, [until(16)], ''),
    ('keepalive-radius', 2, [missing(26, 38)], 'tunnel_outage'),
    ('keepalive-radius', 3, [also(18, SERVER, ppp(LCP, 1, b'\x01\x04\x05\xdc'))], ''),
    ('keys', 0, [After('trouble-multilink', 6), without('192.0.2.10', 47)], ''),
    ('keys', 1, [unsent(26)], 'mppe_garbage'),
    ('keys-broadcasts', 2, [After('trouble-authentication-names', 0),
        also(22, CLIENT, ppp(PAP, 1, b'\x05alice\x01x'), 1 * SECOND)], 'data_unanswered mppe_without_keys'),
    ('keys-given-up', 0, [astray('192.0.2.10')], ''),
    ('keys-unflushed', 0, [until(45)], 'mppe_not_flushed'),
    ('keys-unflushed', 0, [instead(15, ppp(CCP, 4, b'\x12\x06\x01\x00\x00@', 1)), until(43)], 'mppe_not_flushed'),
    ('keys-unflushed', 0, [since(8), until(31)], 'mppe_not_flushed'),
    ('keys-unflushed', 1, [instead(14, ppp(CHAP, 3, b'S=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAM=x', 1))
        ], 'mppe_not_flushed'),
    ('keys-unflushed', 1, [since(35)], ''),
    ('lcp', 3, [missing(8, 18)], 'lcp_one_sided'),
    ('lcp', 5, [until(10)], 'lcp_one_sided'),
    ('lcp-echo-late', 0, [instead(54, ppp(LCP, 5, b'Peer not responding'))], 'lcp_echo_late'),
    ('lcp-restarts', 1, [reworded(b'\xff\x03\xc0!\r', b'\xff\x03\xc2#\r')], 'lcp_restarts'),
    ('lcp-restarts', 4, [instead(23, ppp(IPV6CP, 2, b'\x01\n]\xcf\x9c\x920\xf5\xd7T', 2))], ''),
    ('lcp-restarts', 5, [missing(31)], ''),
    ('lcp-restarts', 11, [
        instead(10, ppp(LCP, 6, b'\x01\x04\x05x\x02\x06\x00\x00\x00\x00\x03\x05\xc2#\x05\x05\x06#s\x99\xcf'
        b'\x07\x02\x08\x02', 1))], 'lcp_begun_again protocol_refused'),
    ('line', 1, [since(32)], ''),
    ('logons', 0, [pause(115, 900)], 'auth_failed'),
    ('logons', 0, [without('192.0.2.10', 47)], ''),
    ('logons-again', 1, [since(62)], ''),
    ('logons-compared', 5, [also(10, CLIENT, ppp(EAP, 4), 1 * SECOND)], 'auth_failed_chap_md5'),
    ('logons-compared', 6, [missing(28, 34)], 'auth_failed_chap_md5'),
    ('logons-compared-known', 0, [until(39), forged_reset('198.51.100.1', 41)], 'auth_failed reset_forged'),
    ('logons-compared-suits', 0, [without('192.0.2.10', 47)], 'auth_failed'),
    ('logons-later', 0, [instead(36, ppp(CHAP, 1, b'\x10\xd6\xeayn\xb6\xa7lj\xec\x8c\x1aEUb\xeb\xb8pptpd', 4))
        ], 'auth_failed_again'),
    ('logons-moved', 0, [without('198.51.100.1', 47)], 'gre_cut_off'),
    ('logons-rejected-one', 0, [After('trouble-gre-beside', 5)], 'auth_failed gre_only_from_pns'),
    ('logons-rejected-one', 0, [until(42), forged_reset('198.51.100.1', 128)], 'auth_failed reset_forged'),
    ('loss-alternate', 1, [readdressed('198.51.100.1', '192.168.1.99'), over_ipv6, missing(49, 59)], 'tunnel_loss'),
    ('loss-bursts', 0, [also(46, SERVER, bytes.fromhex('003dc0000ffc80210202000a03060a0a0064'), 1 * SECOND)
        ], 'tunnel_loss'),
    ('loss-loop', 0, [since(39)], ''),
    ('loss-outage', 6, [missing(97, 103)], 'tunnel_loss'),
    ('loss-outage', 6, [pause(24, 900)], 'tunnel_loss'),
    ('mtu', 7, [since(40)], ''),
    ('mtu-fragments', 1, [until(43)], 'fragments_lost'),
    ('mtu-icmp', 1, [over_ipv6], 'black_hole'),
    ('mtu-inside', 6, [unsent(30)], ''),
    ('mtu-mppe', 0, [without('192.0.2.10', 6)], ''),
    ('mtu-mppe', 2, [instead(17, ppp(LCP, 8, b'\x80!\x02\x01\x00\n\x03\x06\n\n\x00\x01', 1))], 'ipcp_rejected'),
    ('mtu-mppe', 2, [
        instead(8, ppp(LCP, 1, b'\x01\x04\x00\x00\x02\x06\x00\x00\x00\x00\x05\x06\xd6\x0b\xfa\t\x07\x02\x08'
        b'\x02', 1))], 'mru_exceeded'),
    ('mtu-resets', 0, [reworded(b'\x01\x04\x05x', b'\x01\x04\x00F')], 'mppe_resets mru_exceeded'),
    ('mtu-resets', 1, [instead(39, FEW_OCTETS)], 'mru_exceeded'),
    ('multilink', 2, [also(67, SERVER, ppp(LCP, 1, b"\x03\x04\xc2'"))], ''),
    ('multilink', 5, [missing(11, 21)], 'tunnel_loss'),
    ('multilink', 5, [missing(14, 24)], 'tunnel_loss'),
    ('multilink', 6, [unsent(35)], ''),
    ('multilink', 6, [until(44)], 'multilink_joined_wrongly'),
    ('multilink', 6, [without('192.0.2.16', 6), without('198.51.100.1', 6)], 'multilink_joined_wrongly'),
    ('multilink', 9, [instead(49, ppp(LCP, 5, b'Why'))], ''),
    ('multilink', 9, [since(19), astray('192.0.2.19'), astray('198.51.100.1')], 'gre_astray'),
    ('multilink-cut', 1, [until(91)], ''),
    ('names', 11, [instead(17, ppp(IPCP, 4, b'\x03\x06\n\n\x00d\x81\x06\xff\xff\xff\xff', 1))], 'ppp_reply_altered'),
    ('names', 13, [reworded(b'\n\n\x00\x01', b'\x00\x00\x00\t')], 'dns_unusable'),
    ('names-unknown', 0, [also(19, CLIENT, ppp(IPCP, 1, bytes([129, 6]) + b'\n\n\x005', 90)),
        also(20, SERVER, ppp(IPCP, 2, bytes([129, 6]) + b'\n\n\x005', 90))], ''),
    ('names-unknown', 0, [also(19, CLIENT, ppp(IPCP, 1, bytes([131, 6]) + b'\n\n\x005', 90)),
        also(20, SERVER, ppp(IPCP, 2, bytes([131, 6]) + b'\n\n\x005', 90))], ''),
    ('names-unknown', 0, [reworded(b'\x05files\x04corp\x07example', b'\x06isatap\x03abc\x07example')], ''),
    ('nat', 0, [icmp_errors(11, 0, '198.51.100.1'), astray('192.0.2.10'), pause(16, 2)], ''),
    ('nat-address-former', 1, [astray('192.0.2.11'), astray('198.51.100.1')], 'gre_elsewhere'),
    ('nat-address-former', 1, [astray('198.51.100.1')], 'gre_elsewhere'),
    ('nat-address-second', 0, [readdressed('192.0.2.10', '10.9.9.7')], 'gre_elsewhere'),
    ('nat-address-second', 0, [readdressed('192.0.2.10', '198.51.100.9')], 'gre_elsewhere'),
    ('nat-address-untranslated', 3, [over_ipv6], 'gre_elsewhere'),
    ('nat-shared', 1, [
        also(33, CLIENT, bytes.fromhex('00576000000000083aff000000000000000000000000000000000000000000000000'
        '00000000000000008000000000000000'), 20 * SECOND)], 'call_displaced'),
    ('nat-shared', 2, [unsent(9)], 'gre_icmp'),
    ('nat-twin', 2, [over_ipv6], ''),
    ('nat-twin', 3, [also(11, SERVER, GARBAGE)], 'gre_led_away'),
    ('nat-twin', 3, [instead(13, ppp(LCP, 4, b'\x01\x04\x05x\x03\x05\xc2#\x81\x05\x06#s\x99\xcf', 1))
        ], 'auth_of_server gre_led_away ppp_reply_altered'),
    ('nat-twin', 5, [astray('198.51.100.1')], 'ppp_unanswered'),
    ('negotiation', 7, [also(19, CLIENT, ppp(IPV6CP, 5, b'MPPE required but peer negotiation failed'), 20 * SECOND)
        ], 'mppe_required ppp_replies_ignored'),
    ('negotiation-again', 1, [After('trouble-handshake-checksum', 0), pause(29, 900)], 'ipcp_no_agreement'),
    ('negotiation-altered', 1, [also(14, SERVER, ppp(CCP, 14)),
        also(18, SERVER, ppp(LCP, 5, b'MPPE required but peer negotiation failed'), 1 * SECOND)
        ], 'mppe_required ppp_reply_altered'),
    ('negotiation-deaf', 0, [also(31, CLIENT, ppp(LCP, 5, b'\x00\x00\x00\x00\x00<\xcdt\x00\x00\x02'
        b'\xb3'), 1 * SECOND)], 'ppp_replies_not_received'),
    ('negotiation-ended', 0, [instead(9, ppp(LCP, 3, b'\x01\x04\x05x\x03\x04\xc0#\x05\x06#s\x99\xcf', 1))
        ], 'ppp_stuck'),
    ('none-in-part', 10, [without('192.0.2.20', 47)], ''),
    ('proof', 0, [also(12, CLIENT, ppp(LCP, 5))], 'unexplained'),
    ('protocols', 6, [without('192.0.2.16', 47)], ''),
    ('protocols', 9, [also(17, SERVER, ppp(LCP, 8, ppp(EAP, 1, b'', 2))),
        also(18, SERVER, ppp(LCP, 8, ppp(EAP, 1, b'', 2), 78))], 'protocol_disowned'),
    ('protocols', 12, [also(17, SERVER, ppp(LCP, 8, bytes.fromhex('002101020004'))),
        also(18, SERVER, ppp(LCP, 8, bytes.fromhex('002101020004'), 78))], 'protocol_disowned protocol_not_agreed'),
    ('protocols', 12, [also(9, CLIENT, ppp(LCP, 8, bytes.fromhex('002d01020004'))),
        also(10, CLIENT, ppp(LCP, 8, bytes.fromhex('002d01020004'), 78))], ''),
    ('protocols', 12, [without('198.51.100.1', 47)], ''),
    ('protocols', 12, [unsent(17), missing(7, 19)], ''),
    ('radius', 6, [until(15)], ''),
    ('radius', 12, [overtaken(15)], 'radius_from_elsewhere'),
    ('radius-attributes', 0, [astray('192.0.2.10'), After('trouble-encryption', 17)], 'auth_failed'),
    ('radius-attributes', 4, [After('trouble-transport', 6), missing(21, 22)], 'radius_rejected'),
    ('radius-attributes', 6, [without('198.51.100.1', 47)], 'radius_rejected'),
    ('radius-cut', 0, [again(13)], ''),
    ('radius-cut', 0, [astray('192.0.2.10')], ''),
    ('radius-ended', 0, [missing(13)], ''),
    ('radius-fallback', 2, [After('trouble-idle-missing', 1), pause(19, 400)], ''),
    ('radius-fallback', 2, [missing(16)], ''),
    ('radius-identity', 0, [since(16)], 'auth_eap_failed'),
    ('radius-pap', 5, [reworded(b'E=691', b'E=999')], 'radius_rejected'),
    ('refusal', 20, [icmp_errors(3, 0, '198.51.100.1')], 'tcp_unanswered'),
    ('refusal', 20, [icmp_errors(4, 0)], 'tcp_unanswered'),
    ('refusal-crowd', 4, [faster(0.05)], 'closed_before_reply'),
    ('refusal-early', 0, [After('trouble-gre-beside', 5)], 'closed_before_reply'),
    ('refusal-ecn', 0, [again(1)], 'tcp_refused'),
    ('refusal-ecn', 1, [until(8), forged_reset('192.0.2.11', 41)], 'reset_forged'),
    ('refusal-ecn', 1, [faster(0.05)], 'tcp_unanswered'),
    ('refusal-hung-up', 3, [After('trouble-authentication-names', 1), pause(9, 2)], ''),
    ('refusal-late', 3, [faster(0.1)], 'start_unanswered'),
    ('refusal-late', 3, [missing(29, 35)], 'start_unanswered'),
    ('refusal-late', 3, [since(24)], 'start_unanswered'),
    ('refusal-meanwhile', 5, [over_ipv6], 'tcp_unanswered'),
    ('refusal-route', 0, [icmp_errors(3, 4)], 'tcp_unanswered'),
    ('refusal-silence', 5, [over_ipv6], ''),
    ('replies', 2, [also(23, CLIENT, ppp(LCP, 1, b'\x05\x06\x01\x02\x03\x04')), since(46)], ''),
    ('replies', 4, [unsent(26)], 'loop_inside'),
    ('silence', 0, [faster(0.05)], 'gre_stopped'),
    ('silence-none', 0, [faster(0.05), overtaken(46)], 'gre_stopped'),
    ('transport-held-here', 0, [forged_reset('198.51.100.1', 128), faster(0.2)], 'reset_forged tcp_held'),
    ('transport-held-here', 1, [also(19, CLIENT, ppp(LCP, 8, b"\xc2'\x01\x02\x00\x04"))], ''),
    ('window', 0, [also(63, CLIENT, ppp(EAP, 2, b'\r\x00'), 1 * SECOND)], ''),
    ('window', 0, [also(73, CLIENT, ppp(EAP, 2, b'\x03\x1a')), until(52)], ''),
]


def findings(name, number, *alterations, options=()):
    path = folder('altered') / f'{name}.pcap'
    path.write_bytes(altered(f'trouble-{name}', number, *alterations))
    path.chmod(0o644)
    return json.loads(OURS.tshark(path, '-q', '-z', 'pptp,json', *options).out)['findings']


def warnings(name, number, *alterations):
    """About the session's client; about all that is in the capture if the client has another address than most."""
    found = findings(name, number, *alterations)
    known, own = {one.get('client', {}).get('address') for one in found}, client_address(number)
    return {one['id'] for one in found if one['severity'] == 'Warning'
            and (own not in known or one.get('client', {}).get('address') == own)}


@pytest.mark.parametrize('name, number, alterations, wanted', ALTERED, ids=[
    f'{row}-{name}-{number}' for row, (name, number, *_) in enumerate(ALTERED)])
def test_an_altered_session(name, number, alterations, wanted):
    assert warnings(name, number, *alterations) == set(wanted.split())


def test_an_address_acknowledged_later_had_not_been_before():
    """After the server gave IPCP up, both ends ask once more, and get what they ask for (the last step first here)."""
    steps = [(client, ppp(IPCP, code, bytes([3, 6, 10, 10, 0, host])))
             for client, code, host in ((CLIENT, 2, 1), (SERVER, 1, 1), (SERVER, 2, 100), (CLIENT, 1, 100))]
    said = findings('addresses-unauthorized', 0, *(also(23 + step, *packet) for step, packet in enumerate(steps)))
    assert [one['sentence'] for one in said if one['id'] == 'ipcp_terminated'] == [
        'The server gave up IPCP (frame 21): "Unauthorized remote IP address".']


@pytest.mark.parametrize('before', [(), (over_ipv6,)], ids=['IPv4', 'IPv6'])
def test_no_checksum_is_judged_without_a_length(before):
    """The message that nobody acknowledges has the same octets and the same wrong checksum, which may be the card's."""
    options = '-o', 'ipv6.tso_support:TRUE'
    said = {one['id']: one['sentence'] for one in findings('transport', 3, *before, unsized, options=options)}
    assert 'TCP repeated it 4 times' in said['tcp_unacknowledged'] and 'checksum' not in said['tcp_unacknowledged']
    assert before or 'checksum' in findings('transport', 3)[0]['sentence']
