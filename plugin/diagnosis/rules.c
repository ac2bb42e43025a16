/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include "diagnosis/rules.h"

#define CHECK_GRE "Let IP protocol 47 (not TCP or UDP port 47) through every firewall and NAT between the two, in both directions."

const struct pptp_rule pptp_rules[] = {
    /* 11: the control connection is refused */
    { "tcp_unanswered", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_tcp_unanswered,
      "No answer of {server} to {count} SYN(s) to TCP port 1723 was captured (frame {frame}, and for {span} more)[; {address}"
      " answered with ICMP {error} (frame {unreachable})].",
      "Check the server's address, that it is up, and that firewalls let TCP port 1723 through.", "800 or 809" },
    { "tcp_refused", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_tcp_refused,
      "{server} refused TCP port 1723 with RST (frame {frame}).",
      "No PPTP server listens there, or a firewall answers for it.", "800" },
    { "closed_before_reply", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_closed_before_message,
      "The server accepted TCP but closed it before any control message ({span}, frame {frame}): typical of a session limit or an"
      " address filter.", "Look at the server's limits (sessions, addresses) and its log.", "800 or 807" },
    { "closed_before_reply", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_closed_before_reply,
      "The server accepted TCP but closed it without a Start-Control-Connection-Reply ({span} after frame {request}, frame"
      " {frame}): typical of a session limit or an address filter.",
      "Look at the server's limits (sessions, addresses) and its log.", "800 or 807" },
    { "start_unanswered", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_start_unanswered,
      "The server accepted TCP but no Start-Control-Connection-Reply to frame {frame} was captured in {span}[, then one that came"
      " too late (frame {late})]: it may be at its limit, or hang.",
      "Look at the server's limits and its log; try again later.", "800" },
    { "start_refused", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_start_refused,
      "{sender} refused the control connection: {result} (frame {frame}, to frame {request}).",
      "The result tells why; look at the server's log.", "800" },
    { "collision", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_collision,
      "Both ends started a control connection to the other at once (frame {frame} and connection {other_connection}); {winner} has"
      " the higher address and wins (RFC 2637 section 3.1.3).", "Let only one end dial.", NULL },
    { "version", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_version,
      "{sender}'s {message} has another protocol version than {version}, which was due (frame {frame}).",
      "Update the peer that does not speak PPTP 1.0.", NULL },
    { "call_refused", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_call_refused,
      "{sender} refused the call: {result} (frame {frame}, to frame {request}).",
      "The result tells why; look at the log of who refused.", "800" },
    { "call_unanswered", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_call_unanswered,
      "No reply to {sender}'s {message} (frame {frame}) was captured in {span}[, then one that came too late (frame {late})].",
      "Look at the log of the other end.", "800" },

    /* 1: GRE does not get through */
    { "gre_icmp", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_gre_icmp,
      "{address} answered GRE from {sender} with ICMP {error} (frame {frame}[, {times} times]): {meaning}.",
      CHECK_GRE, "619, 721 or 806" },
    { "gre_only_from_pns", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_only_from_pns,
      "PPTP call established (frame {established}) but in {span} only {sender} sent GRE ({count} from frame {frame}[, {requests}"
      " LCP Configure-Requests], Call ID {call_id}); none from {other} was captured. GRE (IP protocol 47) is probably blocked"
      " toward {sender}, or before it reaches {other}.", CHECK_GRE " A NAT of Linux needs nf_nat_pptp.", "619, 721 or 806" },
    { "gre_only_from_pac", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_only_from_pac,
      "PPTP call established (frame {established}) but in {span} only {sender} sent GRE ({count} from frame {frame}[, {requests}"
      " LCP Configure-Requests], Call ID {call_id}); none from {other} was captured. GRE (IP protocol 47) is probably blocked on"
      " its way out from {other}, or toward it.", CHECK_GRE, "619, 721 or 806" },
    { "gre_none", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_none,
      "PPTP call established (frame {frame}) but in {span} no GRE packet of it was captured, though GRE of others was: both ends'"
      " GRE is blocked before the capture point, or takes another way.", CHECK_GRE, "619, 721 or 806" },
    { "gre_none_in_capture", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_none_in_capture,
      "PPTP call established (frame {frame}) but there is no GRE packet of PPTP in this capture, in {span}: was the capture filter"
      " limited to TCP port 1723? Use \"tcp port 1723 or proto gre\". Otherwise GRE is blocked on this host.",
      "Capture again with that filter; then let IP protocol 47 through.", "619, 721 or 806" },
    { "control_half_captured", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_control_half_captured,
      "Only the control messages of {sender} were captured (from frame {frame}): those of {other} take another way, or were not"
      " captured.", "Capture where both directions pass.", NULL },
    { "gre_half_captured", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_gre_half_captured,
      "Only GRE from {sender} was captured (frame {frame}), but it acknowledges packets of {other}: the other direction takes"
      " another way, or was not captured.", "Capture where both directions pass.", NULL },
    { "server_ended_at_once", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_server_ended_at_once,
      "{server} ended the call {span} after accepting it (frame {established}), {gre}: {how} (frame {frame}). The PPP process"
      " there most likely failed to start, or was told that its GRE is refused.",
      "Check pppd's options and log on the server (pptpd: \"GRE: read ... from PTY failed\").", "628 or 629" },

    /* 2: NAT alters Call IDs; 3: Linux's helper */
    { "call_id_shared", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_call_id_shared,
      "Two clients behind {address}, or one that dialled again without closing, use the same Call ID {call_id} to this server"
      " (connections {other_connection} and {connection}, frames {other_frame} and {frame}): a NAT without PPTP ALG cannot tell"
      " their GRE apart.", "Use a NAT with a PPTP helper, one client at a time, or clients with random Call IDs.", "619" },
    { "call_id_changed", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_call_id_changed,
      "{message} in frame {frame} names Call ID {named}, but {call_id} was announced[ in frame {other_frame}][, {times} times]:"
      " altered in transit?", "Look for a NAT that rewrites only some messages; switch its PPTP ALG off, or on.", "619" },
    { "set_link_info_call_id", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_set_link_info_call_id,
      "Set-Link-Info (frame {frame}) names Call ID {named}, but {call_id} was announced[ in frame {other_frame}]: altered in"
      " transit? This is known to make ISA 2006 drop the call.",
      "Look for a NAT that rewrites Call IDs in some messages only.", "619" },
    { "gre_other_address", PPTP_IN_STRAY_TUNNEL, PPTP_WARNING, pptp_sign_gre_other_address,
      "GRE with Call ID {call_id} of call {call} goes from {from} to {to} (frame {frame}), but the control connection is between"
      " {one} and {other}: several uplinks, or a forwarding that changes addresses. Peers that check the address drop it.",
      "Route GRE and TCP port 1723 of a client the same way.", "619 or 721" },
    { "gre_astray", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_astray,
      "No GRE[ from {missing}] was captured that belongs to call {call}, but GRE that belongs to no call goes from {from} to {to}"
      " with Call ID {call_id} (frame {frame}): probably this call's, altered on its way.",
      "See what is said of that tunnel; compare captures on both sides of the NAT.", "619 or 721" },
    { "gre_unknown_call_id", PPTP_IN_STRAY_TUNNEL, PPTP_WARNING, pptp_sign_gre_unknown_call_id,
      "GRE Call ID {call_id} (frame {frame}, {count}) matches no call on {from} <-> {to}[; the client announced {pns_id}"
      " and the server {pac_id}]. A NAT that rewrites the control connection but not GRE (or the reverse) does this.",
      "Compare captures on both sides of the NAT; switch its PPTP ALG off, or on.", "619 or 721" },
    { "call_displaced", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_call_displaced,
      "GRE to {client} of call {call} stopped when call {other} was established (frame {frame}) and did not come back in {span}:"
      " the newer call takes its packets.", "Use a NAT that tells calls apart by their Call IDs, or one client at a time.", NULL },
    { "linux_nat_helper", PPTP_IN_CALL, PPTP_NOTE, pptp_sign_linux_nat_helper,
      "If {address} is a Linux gateway: the Call ID {call_id} of frame {frame} was not rewritten to the source port {port}, so"
      " nf_nat_pptp was probably not active.",
      "Load nf_nat_pptp and assign it (iptables -t raw ... -j CT --helper pptp, or nf_conntrack_helper=1).", "619 or 721" },

    /* 4: PPP does not converge */
    { "ppp_replies_not_received", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ppp_replies_not_received,
      "{other} {answered} {sender}'s {protocol} request[ id {identifier}] at frame {frame} ({span}) but {sender} kept asking again"
      " until frame {last} ({times} times): the replies reach the capture point but not the PPP of {sender}.",
      "Look for a firewall on that host, for GRE blocked between there and the capture point, a wrong source address, or"
      " offloading.", "619, 718 or 721" },
    { "ppp_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ppp_unanswered,
      "Both ends sent LCP Configure-Requests ({count} from frame {frame}, in {span}), and neither answered: GRE passes the capture"
      " point but reaches neither PPP.", CHECK_GRE, "619 or 721" },
    { "ppp_no_agreement", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ppp_no_agreement,
      "{sender} and {other} do not agree on {protocol}: {requests} requests of {sender} got {naks} Naks and {rejects} Rejects (the"
      " last in frame {nak}).", "Compare the PPP options of both ends.", "734" },
    { "ppp_accepted_late", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_ppp_accepted_late,
      "{sender} repeated its {protocol} request id {identifier} after {other} had {answered} it (frame {frame}, repeated until"
      " frame {last}): the answer came late, or was lost behind the capture point.", NULL, NULL },
    { "windows_error", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_windows_error,
      "{sender} ended PPP with Windows error {error}[: {meaning}] (frame {frame}).",
      "Look that error up, and at that end's event log.", "{error}" },

    /* 5: authentication */
    { "auth_failed", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_failed,
      "{server} rejected {who} ({protocol}, frame {frame})[: E={error}][, {meaning}][ ({retry})].[ {not_password}.][ {verified}.]["
      " It says: \"{message}\".]",
      "Check the user name as it is written (with or without a domain), the account and, for 691, the password.", "[{error}]" },
    { "auth_failed_pap", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_failed_pap,
      "{server} rejected {who} (PAP Nak, frame {frame})[: \"{message}\"].",
      "Check the user name as it is written, and the password.", "691" },
    { "auth_failed_chap_md5", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_failed_chap_md5,
      "{server} rejected {who} ({protocol} Failure, frame {frame})[: \"{message}\"].",
      "Check the user name as it is written, and the secret.", "691" },
    { "auth_eap_failed", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_eap_failed,
      "{server} rejected {who} (EAP Failure[ of {method}], frame {frame})[: E={error}][, {meaning}][ ({retry})].["
      " {not_password}.][ It says: \"{message}\".]",
      "Check certificates or password, and the log of the server and of RADIUS.", "{windows}" },
    { "auth_no_common", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_no_common,
      "{server} wants {asked}; {client} refused it (frame {frame})[ and asked for {wanted}]: no common authentication.",
      "Allow the same authentication protocol on both ends.", "691 or 734" },
    { "auth_timeout", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_timeout,
      "No outcome of {protocol} was captured in {span} after the {what} in frame {frame}: the server, or the RADIUS behind it,"
      " does not answer.", "Look at the server's authentication backend.", "718" },
    { "auth_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_unanswered,
      "No answer to the {what} of {protocol} (frame {frame}) was captured in {span}.",
      "Look at the server's authentication backend.", "718 or 629" },
    { "auth_server_rejected", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_server_rejected,
      "{server} accepted {who} (frame {frame}), but {client} hung up at once (frame {ended}: {how}). The server's proof (S=)"
      " {matches} {client}'s password.",
      "The server may know another password, or its RADIUS sends a wrong MS-CHAP2-Success.", NULL },

    /* 6: encryption is not agreed on; 7: keys differ */
    { "mppe_ccp_rejected", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_ccp_rejected,
      "{other} rejected CCP altogether (LCP Protocol-Reject 0x80fd, frame {frame})[; {sender} offered {offer}]. The tunnel cannot"
      " be encrypted.", "Enable MPPE (and CCP) on that end, or do not require it on the other.", "741 or 742" },
    { "mppe_without_keys", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_without_keys,
      "MPPE impossible: authentication was {protocol}, but MS-CHAP keys are needed ({sender} asks for MPPE in frame {frame}).",
      "Authenticate with MS-CHAPv2.", "741 or 742" },
    { "mppe_rejected", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_rejected,
      "{sender} offered [{offer}], {other} rejected MPPE (CCP Configure-Reject, frame {frame}): packets to {sender} will not be"
      " encrypted.", "Enable MPPE on that end, or do not require it on the other.", "741 or 742" },
    { "mppe_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_unanswered,
      "{sender} offered [{offer}] in {count} CCP Configure-Requests (from frame {frame}), and no answer of {other} was captured[:"
      " data go in the clear (from frame {clear})].",
      "Enable MPPE (and CCP) on that end, or do not require it on the other.", "741 or 742" },
    { "mppe_no_agreement", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_no_agreement,
      "Peers disagree on {about}: {sender} wants [{offer}], {other} wants [{wanted}] ({naks} Naks, the last in frame {frame}).",
      "Set the same key length and the same mode (stateless or not) on both ends.", "741 or 742" },
    { "mppe_required", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_required,
      "{sender} requires MPPE and gave up (frame {frame}): \"{text}\".",
      "Enable MPPE on the other end, with the key length and mode that this one wants.", "734, 741 or 742" },
    { "mppe_offered_again", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_offered_again,
      "{sender} offers an all-zero MPPE option again (frame {frame}) after it was rejected (frame {rejected}): a bug of that peer"
      " (RFC 1661).", "Update that peer.", NULL },
    { "mppe_garbage", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_garbage,
      "After MPPE started {other} sent {count} LCP Protocol-Rejects for unassigned protocols ({list}, from frame {frame}): it"
      " cannot decrypt. The two ends probably derived different MPPE keys (often RADIUS MS-MPPE keys).",
      "Check the MPPE keys that RADIUS sends, and its shared secret.", NULL },
    { "mppe_other_keys", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_other_keys,
      "{count} that {sender} encrypted (from frame {frame}) cannot be decrypted with the keys that follow from the account's password,"
      " though the user authenticated with it[; {opened} of {other} can]: {sender} has other keys (often RADIUS MS-MPPE keys).",
      "Check the MPPE keys that RADIUS sends, and its shared secret.", NULL },
    { "mppe_resets", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_resets,
      "{sender} sent {count} CCP Reset-Requests from frame {frame} though {lost} missing or late here: it probably cannot decrypt,"
      " for the two ends have different MPPE keys; or packets are lost behind the capture point.",
      "Check the MPPE keys that RADIUS sends, and its shared secret.", NULL },
    { "data_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_data_unanswered,
      "{sender} sent {count} encrypted packets (from frame {frame}) and no data came back, though GRE did: {other} may be unable"
      " to decrypt (different MPPE keys), or have no route back.",
      "Check keys (RADIUS), routing and forwarding on that end.", NULL },
    { "mppe_absent", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mppe_absent,
      "{protocol} would have made keys, but no CCP was captured: data go in the clear (from frame {frame}).",
      "Require MPPE on both ends.", NULL },

    /* 13: addresses */
    { "ipcp_rejected", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ipcp_rejected,
      "{other} rejected IPCP (LCP Protocol-Reject 0x8021, frame {frame}): no IPv4 in this tunnel.",
      "Enable TCP/IP for dial-in on that end.", "720 or 733" },
    { "address_never_assigned", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_address_never_assigned,
      "{other} never assigned an address: {sender} asked for one (0.0.0.0, frame {asked}), {other} {answer} (frame {frame}).",
      "Give the server addresses to assign (pool, RADIUS), or the client a fixed one.", "720 or 738" },
    { "vj_rejected_again", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_vj_rejected_again,
      "{sender} asks for Van Jacobson compression again after it was rejected ({count} rejects, the last in frame {frame}).",
      "Switch Van Jacobson compression off (pppd: novj) on that end.", "720" },
    { "ipcp_no_agreement", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ipcp_no_agreement,
      "{sender} and {other} do not agree on IPCP: {requests} requests of {sender} got {naks} Naks and {rejects} Rejects (the last"
      " in frame {nak}).", "Compare addresses and DNS settings of both ends.", "720 or 733" },
    { "ipcp_terminated", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ipcp_terminated,
      "{sender} gave IPCP up (frame {frame})[: \"{text}\"].",
      "Give the server addresses to assign; compare IP settings of both ends.", "720 or 733" },
    { "ipcp_only_ipv6", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ipcp_only_ipv6,
      "Only IPv6 was negotiated (IPV6CP, frame {frame}); no IPCP was captured, so there is no IPv4 in this tunnel.",
      "Enable IPv4 on both ends.", "720 or 733" },

    /* 8: loss; 12: length */
    { "stateful_loss", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_stateful_loss,
      "Stateful MPPE: each loss costs a reset ({count} Reset-Requests of {sender} from frame {frame}, {span} without data in all).",
      "Use stateless MPPE, as Windows does.", NULL },
    { "tunnel_loss", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_tunnel_loss,
      "GRE packets are missing: {directions}.", "Look for loss on the way (compare a capture at the other end).", NULL },
    { "tunnel_loss_slight", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_tunnel_loss_slight,
      "A few GRE packets are missing: {directions}.", NULL, NULL },
    { "tunnel_reordered", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_tunnel_reordered,
      "GRE packets arrived late, behind packets that were sent after them: {directions}. Receivers that do not reorder drop them.",
      "Look for parallel lines or queues by size on the way; allow the receiver to reorder.", NULL },
    { "tunnel_reordered_slightly", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_tunnel_reordered_slightly,
      "A few GRE packets arrived late, behind packets that were sent after them: {directions}.", NULL, NULL },
    { "tunnel_duplicates", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_tunnel_duplicates,
      "GRE packets arrived more than once: {directions}.",
      "If the copies have the same IP Identification, the capture may hold two interfaces.", NULL },
    { "mtu_icmp", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_mtu_icmp,
      "{address} answered GRE from {sender} with ICMP {error} (frame {frame}[, {times} times]): {meaning}.",
      "A PPP MTU of 1400 (MSS 1360) fits nearly everywhere.", NULL },
    { "fragmented", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_fragmented,
      "{count} of {packets} GRE packets from {sender} ({share}, from frame {frame}) came in fragments of IP; the longest holds"
      " {octets} octets of PPP. A PPP MTU of 1400 (MSS 1360) would fit.", "Lower the MTU of the PPP interface on that end.", NULL },
    { "mru_exceeded", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mru_exceeded,
      "{sender} sent PPP packets of up to {octets} octets though the MRU of {other} is {mru} ({count} from frame {frame}).",
      "Lower the MTU of the PPP interface on that end.", NULL },
    { "mss_too_big", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mss_too_big,
      "TCP behind {sender} announces segments of {mss} octets (frame {frame}), but only {fits} fit its MRU of {mru}: connected,"
      " ping works, some sites may hang.", "Clamp the MSS to the MTU of the PPP interface.", NULL },

    /* 9: drops after a while; 14: ends */
    { "echo_unanswered", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_echo_unanswered,
      "Echo-Request id {identifier} of {sender} (frame {frame}) was not answered for {span}, as far as captured[; {closer} then"
      " ended the connection (frame {closed})][. The control TCP path died while GRE of {other} still came ({gre}): a NAT or"
      " firewall idle timeout on port 1723 is likely][. No GRE of {other} came either (the last {quiet} before the end): the whole"
      " way, or that host, was gone].",
      "Raise the idle timeout of NATs and firewalls for TCP port 1723, or send echoes more often.", "807" },
    { "echo_identifier", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_echo_identifier,
      "Echo-Reply in frame {frame} does not match request id {wanted} (frame {request}); mpd and npppd drop the connection for"
      " this.", "Update the peer that answers.", NULL },
    { "control_idle", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_control_idle,
      "{closer} {how} the control connection (frame {frame}) {span} after its last message (frame {last}), without a word and with"
      " GRE still flowing: a NAT or firewall that forgot the idle TCP connection, or a program that was killed.",
      "Send Echo-Requests every 60 s; raise idle timeouts for TCP port 1723.", "807" },
    { "client_closed_without_stop", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_client_closed_without_stop,
      "{closer} {how} TCP without Stop-Control-Connection-Request while a call was up (frame {frame}; pptpd logs \"EOF or bad"
      " error reading ctrl packet length\").", "Look whether the client's program died or was killed.", NULL },
    { "server_closed_without_stop", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_server_closed_without_stop,
      "{closer} {how} TCP without Stop-Control-Connection-Request while a call was up (frame {frame}).",
      "Look whether the server's program died or was restarted.", "629 or 807" },
    { "lcp_echo_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_lcp_echo_unanswered,
      "The last {count} LCP Echo-Requests of {sender} (from frame {frame}) were not answered, as far as captured[; it then ended"
      " PPP (frame {terminated})]: the other end, or the way of GRE, is gone.",
      "Look at the other end's log, and at GRE in both directions.", "629" },
    { "idle_timeout", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_idle_timeout,
      "{sender} ended the call for inactivity (frame {frame}): \"{text}\".",
      "Raise or remove the idle limit (pppd: idle).", "629" },
    { "connect_time", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_connect_time,
      "{sender} ended the call because its time was up (frame {frame}): \"{text}\".",
      "Raise or remove the limit (pppd: maxconnect).", "629" },

    /* what none of these explains */
    { "gre_stopped", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_gre_stopped,
      "GRE from {sender} stopped after frame {frame}, while {other} sent {count} more packets in {span}, which nothing"
      " acknowledged: {sender} is gone, or a firewall or NAT on the way has forgotten GRE of this call.",
      "Look at that end's PPP log; raise the idle timeout of NATs and firewalls for GRE.", "807" },
    { "ppp_stuck", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ppp_stuck,
      "PPP did not get beyond {stage} in {span}[; {sender} sent {count} {protocol} request(s) (the last in frame {frame}) and no"
      " answer to the last was captured][; then {ender} ended it: {how} (frame {ended})].", "Look at the PPP logs of both ends.",
      "629, 718, 720 or 721" },

    /* 17: the stream */
    { "lost_sync", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_lost_sync,
      "[{octets} octets of the control connection begin no PPTP message (first in frame {frame}). ][The Magic Cookie of a message"
      " is wrong (frame {cookie}). ]A part was not captured, or a sender is out of step; peers that do not look for the next"
      " message close the connection.", "Capture without loss; else update that peer.", NULL },
    { "after_close", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_after_close,
      "{sender} sent {message} (frame {frame}) after {closer} had closed TCP (frame {closed}): nobody answers it.", NULL, NULL },
    { "several_messages", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_several_messages,
      "Two control messages share one TCP segment (frame {frame}): NAT helpers that read only the first (Linux) will miss the"
      " second.", NULL, NULL },

    /* 18: audit */
    { "pap_password", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_pap_password,
      "PAP: the password of {who} was sent in the clear (frame {frame}).",
      "Change it, and allow only MS-CHAPv2 or EAP-TLS.", NULL },
    { "clear_data", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_clear_data,
      "Cleartext: packets crossed this tunnel unencrypted ({list}[; from frame {frame}]).",
      "Require MPPE, or replace PPTP.", NULL },
    { "lm_response", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_lm_response,
      "MS-CHAPv1 with LM response (frame {frame}): the password of {who} is easily recovered.",
      "Allow only MS-CHAPv2, and replace PPTP.", NULL },
    { "mppe_40", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mppe_40,
      "MPPE 40-bit (agreed in frame {frame}): the key can be searched through.", "Require 128-bit keys, or replace PPTP.", NULL },
    { "mppe_56", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mppe_56,
      "MPPE 56-bit (agreed in frame {frame}): the key can be searched through.", "Require 128-bit keys, or replace PPTP.", NULL },
    { "mschapv1_handshake", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mschapv1_handshake,
      "MS-CHAPv1 handshake of {who} complete (frames {challenge} and {frame}): the password's hash is recoverable offline (single"
      " DES), and the server proved nothing.", "Allow only MS-CHAPv2, and replace PPTP.", NULL },
    { "mschapv2_handshake", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mschapv2_handshake,
      "MS-CHAPv2 handshake of {who} complete (frames {challenge} and {frame}): the password's hash is recoverable offline (single"
      " DES).", "Replace PPTP where it protects anything.", NULL },
    { "eap_name", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_eap_name,
      "EAP name of {name_size} octets (frame {frame}), longer than 255: the pattern of CVE-2020-8597, an attack on pppd.",
      "Update pppd on both ends; look where the packet comes from.", NULL },
    { "nmap_probe", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_nmap_probe,
      "{address} looks like nmap: a probe (host \"none\", vendor \"nmap\"), no user.", NULL, NULL },

    /* 2, 19: oddities that are no trouble; 14, 16: what happened */
    { "nat_call_id", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_nat_call_id,
      "The client's Call ID {call_id} is its TCP source port (frame {frame}[, {times} times]): a Linux NAT rewrote it. Harmless.",
      NULL, NULL },
    { "habits", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_habits,
      "Not as RFC 2637 wants, but harmless habits of implementations: {list}.", NULL, NULL },
    { "tunnel_frames", PPTP_IN_CALL, PPTP_CHAT, pptp_sign_tunnel_frames,
      "GRE of this call (filter pptp.call == {call}):[ {to_pac} to {server} with its Call ID {pac_id} ({frames_to_pac}).]"
      "[ {to_pns} to {client} with its Call ID {pns_id} ({frames_to_pns}).] GRE carries the receiver's Call ID.", NULL, NULL },
    { "ended", PPTP_IN_CALL, PPTP_CHAT, pptp_sign_ended,
      "Call ended[ by {ender}]: {how} (frame {frame})[; it was over in frame {end_frame}].", NULL, NULL },
    { "still_up", PPTP_IN_CALL, PPTP_CHAT, pptp_sign_still_up,
      "The call was still up at the end of the capture (established in frame {frame}).", NULL, NULL },
};

const unsigned pptp_rule_count = G_N_ELEMENTS(pptp_rules);
