"""Sessions of the made captures, altered at one point or two: the diagnosis then says this, and nothing else.

Each row was read, and reaches conditions of the diagnosis that no capture does.
"""
import json

import pytest

from altered import (
    After, again, also, altered, astray, Beside, damaged, faster, forged_reset, heard, icmp_errors, instead, missing,
    moved, OTHER_CLIENT, over_ipv6, overtaken, part, pause, ppp, readdressed, reworded, says, since, unacknowledging,
    unsent, unsized, until, without)
from made import CLIENT, SERVER
from made.ppp import CCP, CHAP, EAP, IPCP, IPV6CP, LCP, PAP, SECOND
from made.trouble import SERVER_ADDRESS, client_address
from packets import message
from wireshark import OURS, folder

pytestmark = pytest.mark.longer

CBCP = 0xc029
# Packets of PPP: encrypted with a key that nobody knows, and a fragment of Multilink.
GARBAGE, FEW_OCTETS = (bytes.fromhex('00fd9000') + count * b'garbage' for count in (5, 2))
FRAGMENT = bytes.fromhex('003dc0000001') + b'abc'
OTHER_SERVER = readdressed(SERVER_ADDRESS, '198.51.100.9')
ACCOUNT = '-o', 'uat:pptp_accounts:"alice","wonderland42","password"'

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
    ('accounting', 5, [reworded(b'1\x06\0\0\0\x06', b'1\x06\0\0\0\x63')], ''),
    ('accounting', 6, [reworded(b'lready', b'LREADY')], 'radius_rejected'),
    ('accounting', 8, [until(35)], ''),
    ('accounting', 8, [reworded(bytes.fromhex('3a8c0809'), bytes.fromhex('3a8c6309')),
        reworded(b'\x1b\x06\0\0\x02\x58', b'\xfc\x06\0\0\x02\x58')], ''),
    ('accounting', 9, [missing(8, 10), without('192.0.2.19', 6), without('198.51.100.1', 6)], ''),
    ('addresses', 4, [without('192.0.2.14', 1), astray('192.0.2.14')], ''),
    ('addresses', 11, [instead(27, ppp(LCP, 5, b'\x00\x00\x00\x00\x00<\xcdt\x00\x00\x02w'))], ''),
    ('addresses-adapter', 0, [unsent(14)], 'ipcp_rejected'),
    ('addresses-adapter', 0, [unsent(18), also(17, SERVER, ppp(LCP, 5, b''))], 'ipcp_rejected'),
    ('addresses-of-server', 0, [without('192.0.2.10', 47)], ''),
    ('addresses-refused', 1, [pause(25, 70)], ''),
    ('addresses-refused', 3, [instead(19, ppp(LCP, 4, b'\x11\x04\x06N', 1))], 'ipcp_rejected ppp_reply_altered'),
    ('addresses-unusable', 4, [readdressed('198.51.100.1', '192.168.1.99')], ''),
    ('audit', 6, [missing(5, 6)], 'eap_name'),
    ('audit-downgrade', 0, [instead(15, ppp(CCP, 1, b'\x12\x06\x01\x00\x00\xa0', 1))], ''),
    ('authentication', 5, [also(14, SERVER, ppp(EAP, 1, b'\x01', 0)), overtaken(14)], 'auth_failed'),
    ('authentication', 5, [instead(14, ppp(CHAP, 3, b'', 1))], 'auth_failed'),
    ('authentication', 5, [reworded(b'E=648', b'E=699')], 'auth_failed'),
    ('authentication', 5, [since(15)], 'auth_failed'),
    ('authentication', 14, [also(15, CLIENT, ppp(LCP, 1, b'\x01\x04\x05x'))], 'unexplained'),
    ('authentication', 19, [reworded(b'E=691', b'E=646')], 'auth_failed'),
    ('authentication-agreement', 0, [instead(n, ppp(EAP, 1, b'\1', n)) for n in (11, 13, 15, 17)],
        'auth_before_lcp'),
    ('authentication-agreement', 1, [also(14, SERVER, ppp(LCP, 2, b'\x03\x05\xc2#\x05'), 20 * SECOND),
        also(17, SERVER, ppp(IPCP, 2, b'\x03\x06\x00\x00\x00\t'))], 'address_unusable'),
    ('authentication-agreement', 3, [reworded(b'E=691', b'E=999')], 'auth_value_size'),
    ('authentication-agreement', 5, [missing(5, 11)], ''),
    ('authentication-agreement', 9, [instead(10, ppp(LCP, 4, b"\x03\x04\xc0'\x01\x04\x05x\x05\x06#s\x99\xcf", 1)),
        until(19)], 'auth_no_common lcp_one_sided ppp_reply_altered'),
    ('authentication-agreement-begun', 0, [until(16)], 'auth_not_begun'),
    ('authentication-agreement-begun', 0, [reworded(b'\x03\x04\xc2\x27', b'\x03\x04\xc0\x27')], 'ppp_stuck'),
    ('authentication-agreement-begun', 0, [instead(18, ppp(LCP, 5, b'\x00\x00\x00\x00\x00<\xcdt\x00\x00\x02\xce'))],
        'auth_not_begun'),
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
    ('authentication-names-computer', 0, [reworded(b'pc-17\\nora', b'pc-18\\nora')], 'auth_failed'),
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
    ('authentication-success', 0, [also(34, CLIENT, ppp(LCP, 8, b'\xc2\x23\1\1\0\4'))], 'protocol_disowned'),
    ('authentication-success', 8, [overtaken(16)], 'ended_after_success'),
    ('authentication-success', 8, [unsent(14)], 'ended_after_success'),
    ('authentication-success', 8, [pause(17, 10)], 'ppp_stuck'),
    ('authentication-success', 9, [also(31, SERVER, ppp(LCP, 5), 20 * SECOND)], ''),
    ('authentication-success-limit', 0, [part(1, 30, OTHER_SERVER), part(51, 59, OTHER_SERVER)],
        'ended_after_success'),
    ('authentication-success-lost', 1, [After('trouble-nat-twin', 8),
        also(14, CLIENT, ppp(LCP, 8, b'\xc2#\x01\x02\x00\x04'))], 'protocol_disowned'),
    ('authentication-success-lost', 1, [also(11, SERVER, ppp(IPCP, 1, b'\x83\x06\n\x00\x005'))], 'ppp_stuck'),
    ('authentication-success-lost', 1, [also(9, CLIENT, ppp(EAP, 2, b'\x1a\x04')), until(15)], ''),
    ('authentication-success-lost', 1, [also(16, SERVER, ppp(CCP, 1, b'\x12\x06\1\0\0@', 1))],
        'auth_outcome_lost mppe_without_keys'),
    ('authentication-told', 0, [also(14, CLIENT, ppp(LCP, 1, b'\x01\x04\x05x', 5))], 'windows_error'),
    ('authentication-told', 0, [instead(13, ppp(CHAP, 2, b'\x10' + bytes(range(16)) + b'CORP\\erik', 1))],
        'auth_value_size'),
    ('call-reply', 0, [without(SERVER_ADDRESS, 47)], 'call_reply_lost'),
    ('call-reply', 0, [damaged(8, 9, 10, 11)], 'call_reply_lost'),
    ('callback', 0, [also(14, CLIENT, ppp(CCP, 1))], 'ended_after_success'),
    ('callback', 1, [also(22, SERVER, ppp(EAP, 1, b'\x01', 1))], 'callback_unanswered'),
    ('callback', 3, [also(14, CLIENT, ppp(LCP, 8, ppp(CBCP, 1, b'', 2)))], 'callback_rejected'),
    ('callback', 3, [until(14)], ''),
    ('callback', 4, [until(17)], ''),
    ('callback', 5, [astray('192.0.2.15')], ''),
    ('delay', 4, [pause(5, -3)], ''),
    ('eap', 1, [also(11, CLIENT, ppp(LCP, 5, b'MPPE required but not available'), 20 * SECOND)], 'mppe_required'),
    ('eap', 1, [instead(16, ppp(EAP, 3, b'', 3)), until(50)], ''),
    ('eap', 2, [instead(15, ppp(EAP, 2, b'\x03\r\x19\x1a\x04\x05\x06\x07\x08\t\n\x0b\x0c', 2))], 'auth_eap_no_common'),
    ('eap', 4, [also(11, SERVER, ppp(LCP, 10, b'\x01\x02\x03\x04\x00\x00\x00\x00'), 1 * SECOND), until(16)], ''),
    ('eap', 4, [instead(16, ppp(EAP, 1, b'\0x', 3)), instead(18, ppp(EAP, 1, b'\0x', 3)), instead(20, ppp(EAP, 1,
        b'\0x', 3)), instead(22, ppp(EAP, 1, b'\0x', 3))], 'auth_eap_type'),
    ('eap', 6, [instead(15, ppp(EAP, 2, b'\x03\r\x19\x1a\x04\x05\x06\x07\x08\t\n\x0b\x0c', 2))
        ], 'auth_eap_server_rejected'),
    ('eap', 7, [reworded(bytes.fromhex('15030300020230'), bytes.fromhex('150303000202fa'))], 'auth_eap_failed'),
    ('eap', 11, [After('trouble-breakdown', 0), missing(16, 28)], ''),
    ('eap-identity', 1, [missing(21, 28)], 'auth_eap_stalled'),
    ('encryption', 1, [without('192.0.2.11', 47)], 'mppe_ccp_rejected'),
    ('encryption', 2, [unsent(*range(19, 35)), unsent(37, 38)], 'mppe_no_agreement'),
    ('encryption', 2, [reworded(b'\x12\x06\x01\x00\x00@', b'\x12\x06\x01\x00\x00\xa0'),
        reworded(b'\x12\x06\x00\x00\x00@', b'\x12\x06\x01\x00\x00@')], 'mppe_no_agreement'),
    ('encryption', 10, [also(18, CLIENT, ppp(LCP, 8, b'\x00\x3d\x00\x00'))], 'mppe_unanswered'),
    ('encryption', 10, [also(18, SERVER, ppp(LCP, 8, b'\x00\x3d\x00\x00'))], 'mppe_unanswered'),
    ('encryption', 10, [also(18, SERVER, ppp(LCP, 8, b'\x80\xfd\x01\x01\0\4'))],
        'mppe_ccp_rejected ppp_replies_ignored'),
    ('encryption', 12, [also(14, CLIENT, ppp(CCP, 1, b'', 2))], 'mppe_without_keys'),
    ('encryption', 13, [instead(16, ppp(CCP, 2, b'\x12\x06\x01\x00\x00@', 1))], 'ppp_reply_altered'),
    ('encryption', 19, [also(29, SERVER, GARBAGE)], ''),
    ('encryption-begun-again', 0, [also(21, CLIENT, ppp(PAP, 3, b'\x02ok', 0))], 'ccp_begun_again mppe_without_keys'),
    ('encryption-begun-again', 9, [missing(25), missing(31), missing(37), missing(43)], 'ccp_storm'),
    ('encryption-unwanted', 0, [also(16, CLIENT, GARBAGE, 20 * SECOND)], 'mppe_no_agreement'),
    ('encryption-unwanted', 0, [also(20, SERVER, ppp(IPCP, 2, b'\x03\x06\x7f\x00\x00\x01'))
        ], 'address_unusable mppe_rejected'),
    ('encryption-wanted', 2, [until(38)], ''),
    ('encryption-wanted', 2, [also(38, SERVER, ppp(IPV6CP, 5, b''))], ''),
    ('encryption-wanted', 2, [instead(39, ppp(LCP, 5, b'MPPE disabled by peer'))], 'ccp_ended'),
    ('ends-told', 0, [without('192.0.2.10', 47), unsent(2)], 'windows_error'),
    ('ends-told', 1, [overtaken(20), forged_reset('192.0.2.11', 128)], 'auth_unanswered'),
    ('ends-unattended', 0, [also(10, SERVER, ppp(LCP, 8, b'\xc2#\x01\x02\x00\x04'))], 'windows_error'),
    ('forgotten', 0, [pause(34, 7200)], 'end_restarted'),
    ('forgotten', 1, [astray('192.0.2.11')], 'end_restarted'),
    ('forgotten', 2, [also(35, CLIENT, ppp(CHAP, 2, b'\x10Ls\x9e\xc4\x1d\xff&\xeb\x1a#JR\x07#\xa7Icarol', 1))
        ], 'tcp_forgotten'),
    ('forgotten', 2, [damaged(34, 38, 42, 46, 50)], 'tcp_forgotten'),
    ('forgotten', 2, [says(n, message('Echo-Request', identifier=1, control_type=99))
        for n in (34, 38, 42, 46, 50)], 'tcp_forgotten'),
    ('forgotten-mute', 0, [since(35)], 'gre_forgotten'),
    ('forgotten-redialed', 0, [without('192.0.2.10', 47)], 'gre_only_from_pac'),
    ('forgotten-redialed', 1, [astray('198.51.100.1'), overtaken(9), astray('192.0.2.11')], ''),
    ('forgotten-sleep', 0, [says(34, message('Echo-Request', identifier=0, control_type=99))], 'end_restarted'),
    ('forgotten-unnoticed', 0, [without('192.0.2.10', 6)], 'end_ignored'),
    ('framing', 0, [without('198.51.100.1', 47)], 'gre_only_from_pns hdlc_in_gre'),
    ('framing-unread', 2, [
        also(10, CLIENT, ppp(CHAP, 1, b'\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00'
        b'\x00x'), 20 * SECOND)], 'auth_challenge_unanswered auth_of_server'),
    ('gre', 3, [astray('192.0.2.13'), astray('198.51.100.1')], ''),
    ('gre-beside', 4, [readdressed(SERVER_ADDRESS, '192.168.9.1')], 'gre_only_from_pns'),
    ('gre-beside', 4, [readdressed('192.168.3.11', '203.0.113.44')], 'gre_only_from_pns'),
    ('gre-beside', 5, [unacknowledging(SERVER_ADDRESS), unacknowledging('203.0.113.89'),
        unacknowledging('192.0.2.15')], 'gre_only_from_pns'),
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
    ('gre-one-end', 0, [heard(10, CLIENT)], 'window_of_none'),
    ('gre-one-end', 0, [without('192.0.2.10', 6)], 'gre_unheard'),
    ('gre-one-end', 3, [readdressed('192.0.0.4', '192.0.0.9')], 'gre_only_from_pns'),
    ('handshake', 0, [forged_reset('192.0.2.10', 64)], ''),
    ('handshake-checksum', 2, [forged_reset('198.51.100.1', 128)], 'tcp_half_open'),
    ('handshake-flood', 0, [Beside('trouble-handshake-flood', 0, 1, OTHER_SERVER), Beside('trouble-handshake-flood',
        0, 2, readdressed(SERVER_ADDRESS, '198.51.100.8'), until(250)), Beside('trouble-handshake-flood', 0, 3,
        readdressed(SERVER_ADDRESS, '198.51.100.7'))], 'tcp_unanswered'),
    ('hangup-client', 0, [without('198.51.100.1', 47)], 'client_ended_at_once'),
    ('hangup-client', 0, [icmp_errors(3, 2, '203.0.113.7')], 'client_ended_at_once'),
    ('hangup-gone', 0, [Beside('trouble-refusal', 1, 2.5), Beside('trouble-refusal', 0, 2.6),
        Beside('trouble-refusal', 1, 2.7, OTHER_SERVER)], 'server_closed_without_stop tcp_refused'),
    ('impostors-devices', 1, [
        also(13, CLIENT, ppp(LCP, 5, b'\x00\x00\x00\x00\x00<\xcdt\x00\x00\x03\n'), 20 * SECOND), again(31)
        ], 'auth_succeeded_late device_other'),
    ('impostors-devices', 1, [faster(20), without('198.51.100.1', 47)], 'device_other'),
    ('impostors-devices', 1, [faster(20)], 'device_other'),
    ('impostors-devices', 4, [without('198.51.100.1', 47)], 'tcp_refused'),
    ('impostors-devices', 4, [without('192.0.2.14', 1), since(19)], 'tcp_refused'),
    ('impostors-proxy', 0, [says(4, b'\r\n\r\n\0\r\nQUI')], ''),
    ('impostors-proxy', 1, [reworded(b'\r\nQUIT\n', b'\r\nQUIX\n')], ''),
    ('impostors-proxy', 1, [reworded(b'\r\n\x00\r\nQUIT', b'\r\n\x01\r\nQUIT')], ''),
    ('inside-dhcp', 0, [faster(200)], ''),
    ('inside-dhcp', 1, [instead(29, FEW_OCTETS)], ''),
    ('inside-dhcp', 1, [without('198.51.100.1', 47)], ''),
    ('inside-dns-over-tls', 0, [instead(38, FRAGMENT)], ''),
    ('inside-ipv6', 0, [faster(20)], ''),
    ('inside-ipv6', 1, [also(36, CLIENT, GARBAGE)], ''),
    ('inside-ipv6', 3, [instead(29, FRAGMENT)], ''),
    ('inside-ipv6', 4, [astray('192.0.2.14')], ''),
    ('inside-netbios', 0, [instead(21, FRAGMENT)], ''),
    ('inside-netbios', 0, [instead(21, FEW_OCTETS)], ''),
    ('inside-netbios', 0, [faster(20)], ''),
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
    ('keepalive-limit', 1, [also(58, SERVER, ppp(LCP, 13, b'\1\2\3\4\xff\xff\xff\xff'))], ''),
    ('keepalive-limit', 2, [missing(58, 61)], ''),
    ('keepalive-load', 2, [missing(81), missing(70), missing(59), moved(48, -9.5)], 'lcp_echo_ignored'),
    ('keepalive-load', 3, [instead(23, ppp(IPCP, 1, b'\x03\x06\x00\x00\x00\x00', 2))
        ], 'address_never_assigned lcp_echo_ignored'),
    ('keepalive-radius', 0, [instead(82, ppp(LCP, 5, b'Connect time expired'))], ''),
    ('keepalive-radius', 0, [instead(82, ppp(LCP, 5, b'Link inactive'))], ''),
    ('keepalive-radius', 0, [instead(82, ppp(LCP, 5, b'idle timeout'))], ''),
    ('keepalive-radius', 0, [until(16)], ''),
    ('keepalive-radius', 0, [pause(84, 60)], ''),
    ('keepalive-radius', 2, [missing(26, 38)], 'tunnel_outage'),
    ('keepalive-radius', 3, [also(18, SERVER, ppp(LCP, 1, b'\x01\x04\x05\xdc'))], ''),
    ('keepalive-same', 0, [part(46, 200, OTHER_SERVER)], ''),
    ('keepalive-twins', 0, [part(1, 24, OTHER_SERVER), part(49, 57, OTHER_SERVER), part(67, 75, OTHER_SERVER)],
        'lcp_echo_unanswered'),
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
    ('lcp', 6, [also(17, CLIENT, ppp(LCP, 8, b'\x00\x3d\x00\x01'))], 'multilink_one_sided'),
    ('lcp', 6, [also(26, CLIENT, ppp(IPV6CP, 2, b'\x01\n11111111', 9)), also(27, SERVER, ppp(IPV6CP, 1,
        b'\x01\n11111111', 9)), also(28, SERVER, ppp(IPV6CP, 2, b'\x01\n22222222', 9)), also(29, CLIENT, ppp(IPV6CP,
        1, b'\x01\n22222222', 9))], ''),
    ('lcp', 6, [also(26, CLIENT, ppp(IPCP, 2, b'\x03\x06\n\n\x00\x01', 9)), also(27, SERVER, ppp(IPCP, 1,
        b'\x03\x06\n\n\x00\x01', 9)), also(28, SERVER, ppp(IPCP, 2, b'\x03\x06\n\n\x00\x02', 9)), also(29, CLIENT,
        ppp(IPCP, 1, b'\x03\x06\n\n\x00\x02', 9))], ''),
    ('lcp-echo-late', 0, [instead(54, ppp(LCP, 5, b'Peer not responding'))], 'lcp_echo_late'),
    ('lcp-echo-late', 0, [instead(54, ppp(LCP, 5, b'User request'))], ''),
    ('lcp-echo-late', 0, [unsent(41, 42, 43, 46, 47, 48, 51, 52, 53, 28, 29, 30, 32, 33, 34, 36, 37, 38)],
        'lcp_echo_late'),
    ('lcp-restarts', 1, [reworded(b'\xff\x03\xc0!\r', b'\xff\x03\xc2#\r')], 'lcp_restarts'),
    ('lcp-restarts', 1, [reworded(b'\xff\x03\xc0!\r', b'\xff\x03\xc2\x27\r')], 'lcp_restarts'),
    ('lcp-restarts', 1, [reworded(b'\xff\x03\xc0!\r', b'\xff\x03\xc0\x25\r')], 'lcp_restarts'),
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
    ('logons-later', 0, [instead(37, ppp(CHAP, 2, b'1' + bytes(48) + b'\0bob', 3))], 'auth_failed'),
    ('logons-moved', 0, [without('198.51.100.1', 47)], 'gre_cut_off'),
    ('logons-rejected', 0, [reworded(b'carol', b'alice')], 'auth_failed logons_all_rejected'),
    ('logons-rejected-one', 0, [After('trouble-gre-beside', 5)], 'auth_failed gre_only_from_pns'),
    ('logons-rejected-one', 0, [until(42), forged_reset('198.51.100.1', 128)], 'auth_failed reset_forged'),
    ('logons-turns', 0, [readdressed('192.0.2.96', '192.0.2.10')], 'user_replaced'),
    ('logons-turns', 0, [part(81, 146, readdressed('192.0.2.10', '192.0.2.77'))], 'user_replaced'),
    ('loss-alternate', 1, [readdressed('198.51.100.1', '192.168.1.99'), over_ipv6, missing(49, 59)], 'tunnel_loss'),
    ('loss-bursts', 0, [also(46, SERVER, bytes.fromhex('003dc0000ffc80210202000a03060a0a0064'), 1 * SECOND)
        ], 'tunnel_loss'),
    ('loss-loop', 0, [since(39)], ''),
    ('loss-outage', 0, [missing(69, 70)], 'tunnel_outage'),
    ('loss-outage', 6, [missing(97, 103)], 'tunnel_loss'),
    ('loss-outage', 6, [pause(24, 900)], 'tunnel_loss'),
    ('mtu', 6, [instead(36, bytes.fromhex('00fd9005') + bytes(1300))], 'black_hole'),
    ('mtu', 7, [since(40)], ''),
    ('mtu', 7, [also(28, CLIENT, bytes.fromhex('00fd9000') + bytes(1500))], 'mru_exceeded'),
    ('mtu-fragments', 1, [until(43)], 'fragments_lost'),
    ('mtu-icmp', 1, [over_ipv6], 'black_hole'),
    ('mtu-inside', 0, [reworded(bytes.fromhex('03042edc00000528'), bytes.fromhex('03042edc00000020'))], ''),
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
    ('names', 13, [instead(18, ppp(IPCP, 1, b'\x03\x06\n\n\x00d\x83\x06\0\0\0\0', 2)), instead(19, ppp(IPCP, 2,
        b'\x03\x06\n\n\x00d\x83\x06\0\0\0\0', 2))], ''),
    ('names-unknown', 0, [also(19, CLIENT, ppp(IPCP, 1, bytes([129, 6]) + b'\n\n\x005', 90)),
        also(20, SERVER, ppp(IPCP, 2, bytes([129, 6]) + b'\n\n\x005', 90))], ''),
    ('names-unknown', 0, [also(19, CLIENT, ppp(IPCP, 1, bytes([131, 6]) + b'\n\n\x005', 90)),
        also(20, SERVER, ppp(IPCP, 2, bytes([131, 6]) + b'\n\n\x005', 90))], ''),
    ('names-unknown', 0, [reworded(b'\x05files\x04corp\x07example', b'\x06isatap\x03abc\x07example')], ''),
    ('nat', 0, [icmp_errors(11, 0, '198.51.100.1'), astray('192.0.2.10'), pause(16, 2)], ''),
    ('nat-address-former', 1, [astray('192.0.2.11'), astray('198.51.100.1')], 'gre_elsewhere'),
    ('nat-address-former', 1, [astray('198.51.100.1')], 'gre_elsewhere'),
    ('nat-address-private', 0, [readdressed('192.0.2.10', '192.168.30.9')], 'gre_elsewhere'),
    ('nat-address-private', 0, [readdressed('192.168.9.3', '203.0.113.3')], 'gre_elsewhere'),
    ('nat-address-private', 1, [readdressed(SERVER_ADDRESS, '10.1.1.1')], 'gre_elsewhere'),
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
    ('negotiation', 2, [instead(11 + 2 * k, ppp(LCP, 3, b'\x01\x04\x05x\x11\x04\x05x', 1 + k)) for k in range(10)],
        'ppp_no_agreement'),
    ('negotiation', 2, [*(instead(11 + 2 * k, ppp(LCP, 4, b'\x07\x02', 1 + k)) for k in range(10)),
        *(instead(10 + 2 * k, ppp(LCP, 1, b'\x01\x04\x05\xdc\x07\x02', 1 + k)) for k in range(10))
        ], 'ppp_no_agreement'),
    ('negotiation', 7, [also(19, CLIENT, ppp(IPV6CP, 5, b'MPPE required but peer negotiation failed'), 20 * SECOND)
        ], 'mppe_required ppp_replies_ignored'),
    ('negotiation-again', 1, [After('trouble-handshake-checksum', 0), pause(29, 900)], 'ipcp_no_agreement'),
    ('negotiation-altered', 1, [also(14, SERVER, ppp(CCP, 14)),
        also(18, SERVER, ppp(LCP, 5, b'MPPE required but peer negotiation failed'), 1 * SECOND)
        ], 'mppe_required ppp_reply_altered'),
    ('negotiation-deaf', 0, [also(31, CLIENT, ppp(LCP, 5, b'\x00\x00\x00\x00\x00<\xcdt\x00\x00\x02'
        b'\xb3'), 1 * SECOND)], 'ppp_replies_not_received'),
    ('negotiation-deaf', 0, [reworded(b'\xc0\x21\x04', b'\xc0\x21\x03')], 'ppp_replies_not_received'),
    ('negotiation-ended', 0, [instead(9, ppp(LCP, 3, b'\x01\x04\x05x\x03\x04\xc0#\x05\x06#s\x99\xcf', 1))
        ], 'ppp_stuck'),
    ('negotiation-ended', 0, [instead(10, ppp(LCP, 1, b'\x01\x04\x05x\x11\x04\x05x', 1))], 'ppp_stuck'),
    ('negotiation-ended', 0, [moved(10, 0.02)], 'ppp_stuck'),
    ('none-in-part', 10, [without('192.0.2.20', 47)], ''),
    ('proof', 0, [also(12, CLIENT, ppp(LCP, 5))], 'unexplained'),
    ('proof', 1, [instead(26, ppp(LCP, 5, b'MPPE required but peer negotiation failed'))], 'mppe_required'),
    ('protocols', 6, [without('192.0.2.16', 47)], ''),
    ('protocols', 6, [pause(17, 30)], 'ppp_stuck'),
    ('protocols', 6, [reworded(b'\x80\x53', b'\x80\x99')], 'protocol_ended_link'),
    ('protocols', 6, [overtaken(16)], 'unexplained'),
    ('protocols', 9, [also(17, SERVER, ppp(LCP, 8, ppp(EAP, 1, b'', 2))),
        also(18, SERVER, ppp(LCP, 8, ppp(EAP, 1, b'', 2), 78))], 'protocol_disowned'),
    ('protocols', 12, [also(17, SERVER, ppp(LCP, 8, bytes.fromhex('002101020004'))),
        also(18, SERVER, ppp(LCP, 8, bytes.fromhex('002101020004'), 78))], 'protocol_disowned protocol_not_agreed'),
    ('protocols', 12, [also(9, CLIENT, ppp(LCP, 8, bytes.fromhex('002d01020004'))),
        also(10, CLIENT, ppp(LCP, 8, bytes.fromhex('002d01020004'), 78))], ''),
    ('protocols', 12, [without('198.51.100.1', 47)], ''),
    ('protocols', 12, [unsent(17), missing(7, 19)], ''),
    ('protocols', 12, [also(17, CLIENT, ppp(LCP, 8, bytes([0, 0x41 + 2 * k, 1, 2, 0, 4]), 90 + k)) for k in range(8)],
        ''),
    ('radius', 1, [part(16, 17, readdressed(SERVER_ADDRESS, '203.0.113.53'))], 'radius_silent'),
    ('radius', 1, [part(15, 15, readdressed('192.0.2.53', '192.0.2.55'))], 'radius_silent'),
    ('radius', 6, [until(15)], ''),
    ('radius', 12, [overtaken(15)], 'radius_from_elsewhere'),
    ('radius', 16, [until(15)], ''),
    ('radius', 18, [part(14, 14, reworded(b'\x50\x12', b'\xfb\x12'))], 'radius_accepted_in_vain'),
    ('radius-attributes', 0, [astray('192.0.2.10'), After('trouble-encryption', 17)], 'auth_failed'),
    ('radius-attributes', 2, [reworded(b'\x50\x12', b'\xfb\x12')], 'radius_accepted_in_vain'),
    ('radius-attributes', 4, [After('trouble-transport', 6), missing(21, 22)], 'radius_rejected'),
    ('radius-attributes', 5, [instead(12, ppp(CHAP, 1, bytes([24]) + bytes(24) + b'pptpd', 1))], 'radius_rejected'),
    ('radius-attributes', 6, [without('198.51.100.1', 47)], 'radius_rejected'),
    ('radius-cut', 0, [again(13)], ''),
    ('radius-cut', 0, [astray('192.0.2.10')], ''),
    ('radius-ended', 0, [missing(13)], ''),
    ('radius-ended', 0, [part(34, 34, reworded(b'alice', b'alize'))], ''),
    ('radius-fallback', 0, [moved(16, -3.9), moved(14, 0.5)], ''),
    ('radius-fallback', 2, [After('trouble-idle-missing', 1), pause(19, 400)], ''),
    ('radius-fallback', 2, [missing(16)], ''),
    ('radius-identity', 0, [since(16)], 'auth_eap_failed'),
    ('radius-pap', 1, [part(16, 16, readdressed(SERVER_ADDRESS, '203.0.113.53'))], 'radius_rejected'),
    ('radius-pap', 5, [reworded(b'E=691', b'E=999')], 'radius_rejected'),
    ('refusal', 1, [After('trouble-hangup', 5, 1, readdressed(OTHER_CLIENT, '192.0.2.11'))], 'tcp_refused'),
    ('refusal', 1, [After('trouble-none', 1, 1, readdressed(OTHER_CLIENT, '192.0.2.11'),
        reworded(b'\x1a+<M\x00\x03\x00\x00\x01', b'\x1a+<M\x00\x03\x00\x00\x03'))], 'tcp_refused'),
    ('refusal', 3, [Beside('trouble-refusal', 6, 1, readdressed(OTHER_CLIENT, '192.0.2.13'))],
        'closed_before_reply start_refused'),
    ('refusal', 3, [Beside('trouble-refusal', 19, 1, readdressed(OTHER_CLIENT, '192.0.2.13'))],
        'closed_before_reply'),
    ('refusal', 20, [icmp_errors(3, 0, '198.51.100.1')], 'tcp_unanswered'),
    ('refusal', 20, [icmp_errors(4, 0)], 'tcp_unanswered'),
    ('refusal-crowd', 4, [faster(0.05)], 'closed_before_reply'),
    ('refusal-early', 0, [After('trouble-gre-beside', 5)], 'closed_before_reply'),
    ('refusal-ecn', 0, [again(1)], 'tcp_refused'),
    ('refusal-ecn', 1, [until(8), forged_reset('192.0.2.11', 41)], 'reset_forged'),
    ('refusal-ecn', 1, [faster(0.05)], 'tcp_unanswered'),
    ('refusal-full', 0, [pause(48, 700)], 'call_refused'),
    ('refusal-hung-up', 3, [After('trouble-authentication-names', 1), pause(9, 2)], ''),
    ('refusal-late', 0, [missing(2)], 'start_unanswered'),
    ('refusal-late', 3, [faster(0.1)], 'start_unanswered'),
    ('refusal-late', 3, [missing(29, 35)], 'start_unanswered'),
    ('refusal-late', 3, [since(24)], 'start_unanswered'),
    ('refusal-late', 3, [Beside('trouble-none', 1, 39.5)], 'start_unanswered'),
    ('refusal-meanwhile', 5, [over_ipv6], 'tcp_unanswered'),
    ('refusal-route', 0, [icmp_errors(3, 4)], 'tcp_unanswered'),
    ('refusal-silence', 5, [over_ipv6], ''),
    ('refusal-swallowed', 0, [damaged(4, 5, 6, 7, 8, 9)], 'start_swallowed'),
    ('replies', 0, [part(31, 200, reworded(b'\x0a\x0a\x00\x01\x0a\x0a\x00\x64',
        b'\x0a\x14\x00\x05\x0a\x0a\x00\x64'))], ''),
    ('replies', 2, [also(23, CLIENT, ppp(LCP, 1, b'\x05\x06\x01\x02\x03\x04')), since(46)], ''),
    ('replies', 4, [unsent(26)], 'loop_inside'),
    ('setup', 4, [pause(9, 20), pause(14, 20), pause(20, 20)], ''),
    ('silence', 0, [faster(0.05)], 'gre_stopped'),
    ('silence', 0, [Beside('trouble-none', 1, 120), Beside('trouble-none', 1, 100, readdressed(OTHER_CLIENT,
        '192.0.2.111'))], ''),
    ('silence-none', 0, [faster(0.05), overtaken(46)], 'gre_stopped'),
    ('transport-held-here', 0, [forged_reset('198.51.100.1', 128), faster(0.2)], 'reset_forged tcp_held'),
    ('transport-held-here', 1, [also(19, CLIENT, ppp(LCP, 8, b"\xc2'\x01\x02\x00\x04"))], ''),
    ('window', 0, [also(63, CLIENT, ppp(EAP, 2, b'\r\x00'), 1 * SECOND)], ''),
    ('window', 0, [also(73, CLIENT, ppp(EAP, 2, b'\x03\x1a')), until(52)], ''),
]

# The same, read with the account of alice.
KNOWN = [
    ('authentication-names-locked', 0, [part(1, 66, OTHER_SERVER)], 'auth_failed'),
    ('authentication-names-locked', 0, [part(45, 66, without('192.0.2.10', 47)), part(45, 60,
        without(SERVER_ADDRESS, 47))], 'auth_failed server_ended_at_once'),
    ('keys-forwarded', 0, [missing(15, 18)], 'data_unanswered tunnel_loss'),
    ('authentication-known', 4, [instead(48, ppp(CHAP, 2, b'1' + bytes(49) + b'alice', 1))], 'auth_failed'),
]


def findings(name, number, *alterations, options=()):
    path = folder('altered') / f'{name}.pcap'
    path.write_bytes(altered(f'trouble-{name}', number, *alterations))
    path.chmod(0o644)
    return json.loads(OURS.tshark(path, '-q', '-z', 'pptp,json', *options).out)['findings']


def warnings(name, number, *alterations, **more):
    """About the session's client; about all that is in the capture if the client has another address than most."""
    found = findings(name, number, *alterations, **more)
    known, own = {one.get('client', {}).get('address') for one in found}, client_address(number)
    return {one['id'] for one in found if one['severity'] == 'Warning'
            and (own not in known or one.get('client', {}).get('address') == own)}


@pytest.mark.parametrize('name, number, alterations, wanted', ALTERED, ids=[
    f'{row}-{name}-{number}' for row, (name, number, *_) in enumerate(ALTERED)])
def test_an_altered_session(name, number, alterations, wanted):
    assert warnings(name, number, *alterations) == set(wanted.split())


@pytest.mark.parametrize('name, number, alterations, wanted', KNOWN, ids=[
    f'{row}-{name}-{number}' for row, (name, number, *_) in enumerate(KNOWN)])
def test_an_altered_session_of_a_known_user(name, number, alterations, wanted):
    assert warnings(name, number, *alterations, options=ACCOUNT) == set(wanted.split())


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
