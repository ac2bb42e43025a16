/* The rules: what the diagnosis can find, in the order in which findings of one severity are reported.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "diagnosis/rules.h"

/* The last columns are optional. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* Next steps of several findings. */
#define ALLOW_GRE_BETWEEN \
    "Allow IP protocol 47 (GRE, not TCP or UDP port 47) in both directions on every firewall and NAT between "
#define ALLOW_GRE ALLOW_GRE_BETWEEN "the ends."
#define ARRIVES_THERE " A capture taken at {other} shows whether this GRE arrives, and whether GRE leaves."
#define LEAVES_BEHIND \
    " A capture on the network behind {other} shows whether these packets leave it, and whether answers come back."
#define LOOK_AT_MUTE \
    "[Check the firewall of {mute} itself (IP protocol 47, in both directions), and the log of its PPP; if a router" \
    " has that address, it must pass GRE on, as it does TCP port 1723.]"
#define SHARE_NAT \
    "[ Use a PPTP helper (ALG) on the NAT in front of {shared} clients, or one client at a time.]"
#define WAIT_FOR_NAT \
    "[Wait before dialing again until the NATs have forgotten the former call, or restart them; use a PPTP helper" \
    " (ALG) on {holder}.][Give each call a {own} of its own, or use a NAT with a PPTP helper (ALG) for several calls.]"
#define ENABLE_MPPE "Enable MPPE (and CCP) on the end that lacks it, or do not require it on the other."
#define AGREE_ON_BITS \
    "Let both ends offer the same bits[: set the same {mode} on both][; turn {compression} off on the end that offers" \
    " it]."
#define CHECK_KEYS \
    "[Let both ends allow one key length only, instead of {lengths} bits.][Check the MS-MPPE keys that {radius} sends" \
    ", and the {radius} shared secret.]"
#define LENGTHS_OPEN "the MPPE option on which CCP agreed (frame {ack}) leaves a choice between {lengths} bits"
#define LOOK_BETWEEN "Look for loss on the path between these capture points; pptp,points shows the packets."
#define LOWER_MTU "Lower the MTU of the PPP interface on that end."

/* What follows from several findings. */
#define THE_END \
    "unexplained ppp_stuck windows_error server_ended_at_once client_closed_without_stop server_closed_without_stop"
#define NO_GRE_BACK "gre_stopped lcp_echo_unanswered data_unanswered auth_unanswered auth_timeout ppp_unanswered"
#define NO_TUNNEL "gre_only_from_pns gre_only_from_pac gre_none gre_astray ppp_replies_not_received"
#define NO_MPPE "mppe_required mppe_offered_again mppe_absent clear_data"
#define NO_LOGON \
    "auth_failed auth_refused auth_failed_pap auth_failed_chap_md5 auth_eap_failed auth_failed_late" \
    " auth_failed_no_reason auth_timeout auth_unanswered auth_eap_stalled auth_eap_unfinished auth_challenge_unanswered"
#define NO_IPCP "ipcp_no_agreement ipcp_terminated ipcp_only_ipv6"

/* What the other end proves to be missing from the file. */
#define UNSEEN \
    "[ {count} that the other end acknowledged (first in frame {frame}) {verb} not captured.][ TCP segments of" \
    " {streams} that the other end acknowledged or answered (first in frame {stream_frame}) were not captured.]"

/* GRE gets as far as the link of the end that sends none. */
#define BESIDE \
    "[ GRE of call {beside}, between the same hosts, passed in both directions meanwhile, so it is not forbidden:" \
    " probably {single}.]"
#define ELSEWHERE \
    "[ GRE of call {served}, between {fellow} and {peer}, passed in both directions meanwhile, so the server takes" \
    " GRE: {hence}.][ Call {alike} of {fellow} has the same trouble, and no call with that server here has GRE in" \
    " both directions: what blocks it is probably near the server (a firewall in front of it, or a network that" \
    " carries no GRE, as that of some clouds).]"
#define ARRIVES \
    "[ This was probably captured on the link of {mute} (its TTL is {near}, that of the other end {far}), so GRE" \
    " arrives there: a firewall on that host drops what it receives or sends, or its PPP did not start.][ GRE of call" \
    " {former}, between the same hosts, had passed in both directions (until frame {until}, {ago} before this call)," \
    " so it is not forbidden: {holder} probably has no entry for this call, because it still holds the former one" \
    " (for minutes), or cannot tell calls apart.]"

/* Losses that come at regular intervals. */
#define BURSTS \
    "[ Several packets in a row are missing {bursts} times, about once every {period}: something on the path does" \
    " this at regular intervals (a wireless scan, a timer, a job).]"

/* A black hole looks like a loss where the packets that it swallows were not captured. */
#define SMALL_ONLY \
    "[ The missing ones may also have been too large for the path (MTU), which reported no error: no packet of more" \
    " than {largest} octets from {small} came through.]"
#define TRY_SMALLER "[ Try an MTU of 1300 on the PPP interface of {small}.]"

/* Sentences about attempts to connect and control connections alike. */
#define SERVED_LATER \
    "{later} later it served the same client (frame {served}), so neither an address filter nor another program is" \
    " the reason: it is probably a limit (concurrent sessions, rate of new connections), or load."
#define FORGED \
    "The RST that bears the address of {sender} (frame {frame}) probably came from another device on the path:" \
    " {cause}.[ Its TTL is {ttl}, but that of other packets from {sender} is {usual} (its IP Identification is" \
    " {id}, its window {window}).][ {sender} itself went on after it (frame {on}).]"
#define ANOTHER_DEVICE \
    "The RST that bears the address of {sender} (frame {frame}) came from {link}, but {sender}'s other packets of" \
    " this connection came from {usual} (last in frame {last}): {reading}.[ {sender} itself went on after it (frame" \
    " {on}).]"
#define FIND_DEVICE \
    "Look for {link} and {usual} on this link (switch tables, ARP, the state of a failover pair). PPTP sessions do" \
    " not move to another device: clients must dial again."
#define LOOK_ON_THE_WAY \
    "[Switch off the PPTP helper (ALG) of the NATs between {damager} and {victim}, or update it.][Compare with a" \
    " capture taken at {target}; look for a firewall or a PPTP helper (ALG) on the way that inspects messages.]"
#define DAMAGED \
    " The TCP checksum of all {damaged} is wrong, unlike that of other segments from {damager}: a NAT or an ALG on" \
    " the way probably rewrote the message without correcting it, and {victim} discards it."
#define LOSES_REPLY "Switch off the PPTP helper (ALG) of the NATs and firewalls between the ends, or update it."
#define OTHER_SERVICE \
    "{server} does not speak PPTP on TCP port 1723: its first octets are {octets} (frame {frame})[, which looks like" \
    " {service}].[ {portal}: this may be the captive portal of the network that {client} is in (a hotel, a hotspot)," \
    " which answers in place of {server} until somebody logs on.]"
#define FIND_SERVICE \
    "[If {client} is a guest in its network, open any page by http there, and log on if a portal comes. ]Check which" \
    " program listens on TCP port 1723 there, or where the port is forwarded to."

#define ASKED_FOR_ECN \
    "[ The client's SYN asks for ECN (bits ECE and CWR), and none of the SYNs that {server} accepted here did (such" \
    " as that of {plain_client}, answered in frame {plain}): a firewall in front of it, or its TCP, probably does not" \
    " know ECN.]"
#define SWITCH_OFF_ECN \
    "[Switch ECN off on {ecn} (Linux: net.ipv4.tcp_ecn=0), or update the firewall or TCP that does not know it.]"
#define PROXY_HEADER \
    "{client} began with a header of the PROXY protocol (frame {frame}[: {octets}]), with which a load balancer or" \
    " proxy names the client whose connection it passes on. A PPTP server does not know it, and takes it for a" \
    " damaged message: this one never replied[, and {how} the connection (frame {closed})]."
#define SWITCH_OFF_PROXY \
    "Switch the PROXY protocol off on {client} for TCP port 1723 (HAProxy: send-proxy; nginx: proxy_protocol). It" \
    " must also pass on IP protocol 47 (GRE), which no TCP proxy does."

/* A Configure-Ack or -Reject that is no copy of what it answers. */
#define ALTERED \
    "{other} answered {sender}'s {protocol} Configure-Request with a {reply} (frame {frame}[, {times}" \
    " times in all]) that does not repeat its options as it must (RFC 1661 section {section}): {difference}."

/* What other logons tell about a refused one. */
#define OTHER_LOGONS \
    "[ {before_ago} before, {server} had accepted this user from the same address (frame {before}):" \
    " {before_reading}.]" \
    "[ {server} accepted this user from {bound_to} before and after (frames {bound} and {bound_again}), and another" \
    " user from here (frame {bound_other}): {bound_reading}.]" \
    "[ {server} accepted this user by PAP (frame {pap}): if the password was the same, it or its backend probably" \
    " keeps it in a form that suits PAP only (a hash, a directory), and not MS-CHAP.]"

/* What may be behind a refused logon. */
#define SAME_USER \
    "[ The same user already has a session with this server (call {session}, from {elsewhere}, since frame {since}):" \
    " some servers allow only one.][ Nothing has come from that session since frame {left}, so the server probably" \
    " holds a dead one.]"
#define MAYBE_NOT_THE_PASSWORD \
    "[ In the same session, a logon had been rejected {earlier} before (first in frame {first_rejected}).]" \
    "[ A logon of this user with another password had been rejected before (call {wrong}, frame {wrong_frame}):" \
    " the account may have been locked since.]" \
    OTHER_LOGONS \
    "[ {computer} is the client's own computer (LCP Identification, frame {identified}): the client probably sent the" \
    " name with which its user logs on to Windows.][ A name of this kind is that of {account_of}: the client probably" \
    " sent the name with which its user logs on to Windows.][ {oddity}.]" SAME_USER \
    "[ {form_later} later it accepted \"{form}\" from the same client (frame {form_accepted}): it probably knows the" \
    " user by that form of the name, with or without a domain.]" \
    "[ {form_later} later it accepted \"{cased}\" from the same client (frame {form_accepted}): the two" \
    " names differ only in upper and lower case, which it probably tells apart.]"

/* TCP inside the tunnel. */
#define TCP_REFUSED \
    "{sender} tried to open TCP connections through the tunnel ({count}, the first to {host}; from frame {frame} on)," \
    " and nothing but {resets} came back (from frame {reset} on): the connections were refused."

/* The networks at both ends have the same numbers. */
#define OVERLAPS \
    "The addresses inside the tunnel ({address} for the client, frame {frame}) belong to the network that the" \
    " client's own address {host} is in ({network}.0/24, if that network is that large). The client then looks for" \
    " hosts of the remote network in its own: their packets never enter the tunnel."
#define RENUMBER \
    "Renumber one of the two networks, or give the client routes to the individual hosts through the tunnel."

const struct pptp_rule pptp_rules[] = {
    /* diagnosis/signs_of_part.c */
    { "capture_filtered", PPTP_IN_CAPTURE, PPTP_NOTE, pptp_sign_capture_filtered,
      "This file was probably saved through a filter: it holds data of a tunnel, but neither the first packets, PPP"
      " negotiation nor bare acknowledgments." UNSEEN " Gaps in Sequence Numbers do not show loss.",
      "Use the original capture, or one with the capture filter \"tcp port 1723 or proto gre\".", NULL },
    /* diagnosis/signs_of_gre.c */
    { "gre_none_in_capture", PPTP_IN_CAPTURE, PPTP_NOTE, pptp_sign_gre_none_in_capture,
      "This capture holds control connections only: no PPTP GRE at all, although {count} {verb} established (the first"
      " by {client} in frame {frame}). What PPP did is unknown.[ A call was up for {span}, longer than a client waits"
      " for PPP: GRE probably passed, and the capture filter left it out.][ {either}.]",
      "Capture again with the filter \"tcp port 1723 or proto gre\".[ If there is still no GRE, allow IP protocol 47 on"
      " {host}.]", NULL,
      .explains = THE_END },

    /* diagnosis/signs_of_part.c */
    { "capture_incomplete", PPTP_IN_CAPTURE, PPTP_NOTE, pptp_sign_capture_incomplete,
      "This capture is not complete." UNSEEN " The capturing host dropped packets, or a filter removed them. Gaps in"
      " Sequence Numbers do not show loss.",
      "Capture without drops and without a filter (see the drop count of dumpcap or tcpdump).", NULL },
    { "captured_twice", PPTP_IN_CAPTURE, PPTP_NOTE, pptp_sign_captured_twice,
      "This file holds packets more than once: at least {copies} of {count} are copies of one captured before (first"
      " recognized in frame {frame}). A mirror port that copies both directions, several interfaces (-i any) or merged"
      " captures cause this. The reports count each packet once.",
      "Capture at one interface, or mirror one direction of each port (editcap -d removes exact copies). If you merged"
      " captures of several points, compare the points with pptp,points.", NULL },
    { "capture_disordered", PPTP_IN_CAPTURE, PPTP_NOTE, pptp_sign_capture_disordered,
      "The frames of this file are not in chronological order: {early} of {frames} with PPTP are earlier than the one"
      " before (the first is frame {frame}), by up to {span}. A reply may stand before its request; what this report"
      " calls missing, late or unanswered may only be in the wrong place.",
      "Sort the file with reordercap, and look again.", NULL },
    { "capture_cut", PPTP_IN_CAPTURE, PPTP_NOTE, pptp_sign_capture_cut,
      "The snapshot length cut {cut} of {frames} with PPTP to at most {octets} octets (first frame {frame}). What came"
      " after that is unknown: names and options, the end of control messages, data to decrypt.",
      "Capture whole packets (tcpdump: -s 0).", NULL },

    /* diagnosis/signs_of_logons.c */
    { "password_guessing", PPTP_IN_CAPTURE, PPTP_WARNING, pptp_sign_password_guessing,
      "{count} of {users} from {address} at {server} in {span} (frames {frame} to {last})[; {others} of addresses had"
      " many, too]. {reading}.[ The server then accepted {accepted} (frame {success}).]",
      "Block that address if it is not yours; lock accounts after several failures; correct stored passwords.", NULL,
      .explains = "auth_failed auth_refused auth_failed_pap auth_failed_chap_md5 auth_failed_no_reason"
                  " auth_eap_failed" },

    /* diagnosis/signs_of_logons_rejected.c */
    { "logons_all_rejected", PPTP_IN_CAPTURE, PPTP_WARNING, pptp_sign_logons_all_rejected,
      "{server} rejected the last {count} in this capture, of {users} from more than one address (frames {frame} to"
      " {last}), and accepted nobody meanwhile.[ The last that it had accepted came before (frame {accepted}).] So many"
      " wrong passwords are less likely than a fault of its own, or of the authentication backend that it asks (RADIUS,"
      " a domain controller that no longer takes NTLM or is not reached); unless somebody guesses names.",
      "Log on with a password that is known to be right, and look in the logs of {server} and of its backend.", NULL },

    /* diagnosis/signs_of_silence.c */
    { "server_silent", PPTP_IN_CAPTURE, PPTP_WARNING, pptp_sign_server_silent,
      "{count} of {server} ({clients}) fell silent within {span}: the last GRE from it came in frames {frame} to"
      " {last}, while the clients went on sending. {reading}.[ {outage} later, GRE came from it again (frame"
      " {again}).]",
      "Check that server, its uplink, and its log for that time.", NULL,
      .explains = THE_END " " NO_GRE_BACK " tcp_unacknowledged echo_unanswered" },
    { "clients_silent", PPTP_IN_CAPTURE, PPTP_WARNING, pptp_sign_clients_silent,
      "{count} of {server} ({clients}) fell silent within {span}: the last GRE from the clients came in frames {frame}"
      " to {last}, while the server went on sending. {reading}.[ {outage} later, GRE came from a client again (frame"
      " {again}).]",
      "Check the line and the uplink of the server (its router, its provider) for that time.", NULL,
      .explains = THE_END " " NO_GRE_BACK " tcp_unacknowledged echo_unanswered client_came_again" },

    /* diagnosis/signs_of_breakdown.c */
    { "server_broke_down", PPTP_IN_CAPTURE, PPTP_WARNING, pptp_sign_server_broke_down,
      "{server} closed {count} ({clients}) within {span}, without a Stop-Control-Connection-Request (frames {frame} to"
      " {last}).[ It then refused new connections (frame {refused}).][ It accepted connections again in frame"
      " {accepted}.] Its program, or the whole server, probably crashed or was restarted.",
      "Check that server's uptime, and its log for that time.", NULL,
      .explains = THE_END " " NO_GRE_BACK },

    /* diagnosis/signs_of_stream.c */
    { "impossible_length", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_impossible_length,
      "{sender} sent {count} with an impossible Length ({list}; first in frame {frame}): a header alone has {least}"
      " octets, and the longest message has {most}.[ {closer} {how} the TCP connection after that (frame {closed}).]",
      "Find out what sends these messages: a faulty program, or a test of firewalls and servers.", NULL,
      .explains = THE_END " lost_sync gre_none gre_only_from_pns gre_only_from_pac closed_before_reply"
                  " closed_before_call_reply" },

    { "message_malformed", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_message_malformed,
      "{sender} sent {message} with {fault} (frame {frame}), and {span} later {closer} {how} (frame {closed}): it"
      " probably does not accept such a message.",
      "Update the PPTP of the end that sent it, or look for a device that alters control messages on the way; the log"
      " of the other end may name the error.", "629",
      .explains = THE_END " lost_sync closed_before_reply start_unanswered call_unanswered closed_before_call_reply"
                  " echo_unanswered" },

    /* diagnosis/signs_of_impostors.c */
    { "device_other", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_device_other,
      ANOTHER_DEVICE, FIND_DEVICE, "800 or 807",
      .explains = THE_END " " NO_GRE_BACK " after_close closed_before_reply start_unanswered control_idle"
                  " echo_unanswered tcp_forgotten gre_forgotten gre_icmp" },
    { "device_other", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_device_other,
      ANOTHER_DEVICE, FIND_DEVICE, "800 or 807",
      .explains = THE_END " " NO_GRE_BACK " after_close closed_before_reply start_unanswered control_idle"
                  " echo_unanswered tcp_forgotten gre_forgotten gre_icmp" },
    { "reset_forged", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_reset_forged,
      FORGED, "Look for that device between the ends; compare captures of both ends.", "800 or 807",
      .explains = THE_END " after_close closed_before_reply start_unanswered control_idle" },
    { "reset_forged", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_reset_forged,
      FORGED, "Look for that device between the ends; compare captures of both ends.", "800 or 807",
      .explains = THE_END " after_close closed_before_reply start_unanswered control_idle" },
    { "other_service", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_other_service,
      OTHER_SERVICE, FIND_SERVICE, "800",
      .explains = THE_END " after_close closed_before_reply start_unanswered lost_sync probe" },
    { "other_service", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_other_service,
      OTHER_SERVICE, FIND_SERVICE, "800",
      .explains = THE_END " after_close closed_before_reply start_unanswered lost_sync probe" },

    { "proxy_header", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_proxy_header,
      PROXY_HEADER, SWITCH_OFF_PROXY, "800",
      .explains = THE_END " after_close closed_before_reply start_unanswered lost_sync other_client" },
    { "proxy_header", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_proxy_header,
      PROXY_HEADER, SWITCH_OFF_PROXY, "800",
      .explains = THE_END " after_close closed_before_reply start_unanswered lost_sync other_client" },

    /* diagnosis/signs_of_call_reply.c */
    { "call_reply_lost", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_call_reply_swallowed,
      "{other} did not acknowledge {message} of {sender} (frame {frame}), although TCP repeated it {times} in {span}"
      " (until frame {last}), but still sent segments (last in frame {unheard}), which acknowledge only what came"
      " before it: {other} does not know that the call is up[, and {count} from {sender} (from frame {gre} on) were in"
      " vain].[ A firewall or an ALG on the way to {target} probably drops this message.][" DAMAGED "]",
      LOSES_REPLY "[ A capture taken at {target} shows whether the reply arrives there.]", "800",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL " tcp_unacknowledged end_restarted" },
    { "call_reply_lost", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_call_reply_missing,
      "{other} acknowledged {message} of {sender} (frame {frame}) and set the call up, since {count} for it came from"
      " there (from frame {gre} on); but {sender} never got the reply[, nor acknowledged the {octets} that are missing"
      " in the TCP of {other} (before frame {later})]. A firewall or an ALG between them probably drops this message["
      ", unless {unsure} did not send it].",
      LOSES_REPLY " A capture taken at {other} shows whether the reply leaves there.", "800",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL " call_unanswered" },

    /* diagnosis/signs_of_transport.c */
    { "tcp_held", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_tcp_held,
      "{server} answered the SYN of {client} (frame {frame}) with an ACK that belongs to another connection (frame"
      " {answer}[, {times} in all]): it still holds an older one between the same ports, from before the client"
      " restarted or changed.[ The client's RST (frame {reset}) should end that connection; if the server goes on like"
      " this, the RST does not reach it.]",
      "Have firewalls on the way let RST segments pass; dial from another port, or wait until the server gives up the"
      " old connection.", "800 or 809",
      .explains = THE_END },

    /* diagnosis/signs_of_handshake.c */
    { "syn_flood", PPTP_IN_CAPTURE, PPTP_WARNING, pptp_sign_syn_flood,
      "{count} of {clients} addresses to TCP port 1723 of {server} came in {span} (frames {frame} to {last}). It"
      " answered {answered} of them, and none of the senders continued or asked again, as clients do: this is probably"
      " a flood of SYNs with forged addresses. It fills the server's queue of new connections, so clients get an"
      " answer late or never.",
      "Limit SYNs per second in front of that server; on the server, enable SYN cookies (Linux:"
      " net.ipv4.tcp_syncookies) or lengthen the queue.", NULL },
    { "tcp_half_open", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_tcp_half_open,
      "{server} answered the SYN of {client} (frame {frame}) {count} in {span} (frames {answer} to {last}), but nothing"
      " acknowledged its SYN-ACK.[ {client} repeated its SYN (last in frame {again}), so the SYN-ACK does not reach it."
      " The SYN-ACK probably takes another path than the SYN (the server's default route does not lead back to the"
      " router that forwards the port, or there is a second uplink), or a firewall drops it, maybe the client's own.]["
      " The SYN-ACK or the ACK is lost on its way; or {flooder} never asked: a flood of SYNs with forged addresses"
      " looks like this.][ The TCP checksum of each is wrong, so {client} discards them: the network card or virtual"
      " switch of {offloader} should fill it in (transmit offloading), and probably does not; or a NAT on the way does"
      " not correct it.][ If this capture was taken at {offloader} itself, that may still happen after the capture"
      " point; then {lost}.]",
      "[Switch off transmit checksum offloading on {offloader} (Linux: ethtool -K ... tx off), or on the host of that"
      " virtual machine or container.][Check the default route of {answerer}, and the firewalls on the way back to the"
      " client; compare with a capture taken at the client.]", "800 or 809",
      .explains = THE_END " closed_before_reply" },
    { "tcp_answered_elsewhere", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_tcp_answered_elsewhere,
      "{client} sent its SYN to {server} (frame {frame}), but {address} answered it (SYN-ACK in frame {answer}).[ The"
      " client, which had not asked that address, reset it (frame {reset}).][ {inside} is in the client's own network:"
      " the router forwards the client's packets to it, and it answers the client directly, past the router, which then"
      " cannot translate the reply back.][ {outside} is probably another address of the server, or a NAT did not"
      " translate the reply back.]",
      "[Inside that network, dial {inside} itself; or have the router translate the client's address, too (hairpin NAT,"
      " NAT loopback).][Let the server answer from the address that the client dials, not from {outside}; check the NAT"
      " between them.]", "800 or 809",
      .explains = THE_END },

    /* diagnosis/signs_of_refusal.c */
    { "tcp_unanswered", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_tcp_unanswered,
      "{server} did not answer {count} to its TCP port 1723 in this capture (frame {frame}[, repeated for {span}])[;"
      " {address} returned ICMP {error} (frame {unreachable})].[ {reading}.][ It had still answered {client} {ago}"
      " before (frame {before}): {since}.][ Meanwhile it {did} {neighbor} (frame {busy}), so it is up: what drops these"
      " SYNs, on it or in front of it, is probably {dropper}.][ The TCP checksum of each {damaged} is wrong, so the"
      " server discards them, unless they were captured at the client itself, whose network card fills it in later.]["
      " {later} later {client} was served at {place} (frame {served}): if that is the same server, its address has"
      " changed, or its name has several addresses, of which this one is dead.]" ASKED_FOR_ECN
      "[ {later} later a session over IPv4 to {place_of_ipv4} began (frame {served}): if that is the same client, the"
      " server's name also has an IPv6 address, and the server does not answer there.]",
      "[Check that the address of {unheard} is right, that this host is up, and that firewalls allow TCP port"
      " 1723; a capture taken there shows whether SYNs arrive.][Look for full tables of connections, limits and rules"
      " for new ones on {limiter} and in front of it.][Check the rules of {filter}: it must let TCP port 1723 pass.]["
      " Look for a block of {client} on {banner} (fail2ban, an address list), and when it ends.][Check the uplink of"
      " {router}, and its route to {aim}.][Check which host {forwarder} forwards TCP port 1723 to, and that this host"
      " is up.][Look for a block of {client} on {guard} (fail2ban, an address list), and when it ends.]" SWITCH_OFF_ECN,
      "800 or 809",
      .explains = THE_END },
    { "tcp_unanswered", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_tcp_unanswered_in_half,
      "{client} repeated its SYN to TCP port 1723 of {server} ({count}, frame {frame}, repeated for {span}), so no"
      " answer reached it. Whether {server} answered cannot be told: nothing that it sent was captured (of control"
      " connection {half}, only what its client sent was).",
      "Capture at a point that both directions pass; check the way from the server back to {client}, too.",
      "800 or 809",
      .explains = THE_END },
    { "tcp_refused", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_tcp_refused,
      "{server} refused the connection to TCP port 1723 with RST (frame {frame})." ASKED_FOR_ECN
      "[ It had ended the session before with Stop-Local-Shutdown (frame {stop}, {ago} earlier), so its service was"
      " probably stopped.][ {later} later it accepted the same client (frame {served}): its PPTP service probably"
      " started only then.][ The RST came from {link}, but the server's packets of control connection {other} came from"
      " {usual}: another device has, had or uses that address (an address conflict, a failover), or answers in its"
      " place.][ Meanwhile the server {did} {neighbor} (frame {busy}), so it runs: what refuses this connection is"
      " probably an address filter or a limit, on it or in front of it.]",
      "[Check that a PPTP server is running there; a firewall may have answered in {place} (a capture taken at the"
      " server shows whether the RST is its own).][Look in the log of {starter} for why its PPTP service was down at"
      " that time.][Check the address filters and the limits for {refused}, on the server and on the firewalls before"
      " it.]" SWITCH_OFF_ECN, "800",
      .explains = THE_END },
    { "closed_before_reply", PPTP_IN_ATTEMPT, PPTP_WARNING, pptp_sign_closed_before_message,
      "The server accepted the TCP connection and closed it after {span} (frame {frame}), before any control message[:"
      " typical of {typical}, or of a proxy or port forwarding whose server is not there].[ " SERVED_LATER "]["
      " {crowd}.]",
      "[Check the server's session limits, {filters} and its log, and what the port is forwarded to; a capture taken at"
      " the server shows whether the connection reaches it.][Check {filter}. ][Check limits and load of {limited}, and"
      " its log.][ Block {holder} if it is not yours.]",
      "800 or 807",
      .explains = THE_END " after_close" },
    { "closed_before_reply", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_closed_before_reply,
      "The server accepted the TCP connection but closed it[ without a Start-Control-Connection-Reply, {span} after the"
      " request in frame {request}][ {open} later, before the request in frame {late} came] (frame {frame})[: typical"
      " of {typical}, or of {program}].[ It never acknowledged {unread}, so what that asks for is not the reason.]["
      " " SERVED_LATER "][ {crowd}.]",
      "[Check the server's session limits, {filters} and its log, and which program listens there.]"
      "[Check {filter}. ][Check limits and load of {limited}, and its log.][ Block {holder} if it is not yours.]",
      "800 or 807",
      .explains = THE_END " after_close" },
    { "start_swallowed", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_start_swallowed,
      "The server accepted the TCP connection, but never acknowledged {message} (frame {frame}), although TCP repeated"
      " it {times} in {span} (until frame {last}).[ Segments without a message pass, but the message does not: {filter}"
      " probably drops PPTP by its content, or a proxy without a server behind it accepted the connection.][ The server"
      " then reset the connection (frame {reset}).][" DAMAGED "][ The server repeated its SYN-ACK {syns} (from frame"
      " {syn} on), although the client had acknowledged it: for the server, the connection is not open yet. Probably"
      " the client's SYN arrives there and nothing else does: a stateful firewall through which only one direction"
      " passes (asymmetric routing), or a SYN proxy. Or the server's queue of new connections is full (many clients, a"
      " flood of SYNs, or a program that hangs and accepts none).]",
      "Compare with a capture taken at the server.[ Try a path without {filter}.][ Switch off the PPTP helper (ALG)"
      " of the NATs between {damager} and {victim}.][ If the client's packets do not arrive at {listener}, compare the"
      " routes of both directions, and the states of the firewalls on them; if they do, look at its queue of TCP"
      " connections (Linux: ss -lnt, nstat).]", "800 or 807",
      .explains = THE_END " after_close start_unanswered" },
    { "start_unanswered", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_start_unanswered,
      "The server accepted the TCP connection, but no Start-Control-Connection-Reply to frame {frame} was captured"
      " within {span}.[ It came {delay} after the request (frame {late}), when {sender} had given up.][ Just"
      " before, control connection {freed} had ended (frame {closed}), so the server probably had no place free: it was"
      " at its session limit.][ TCP was answered within {trip}, so {slow} is slow, not the path: it may be at its"
      " session limit, look up the client's name first (reverse DNS), or be overloaded.][ The server may be at its"
      " session limit, or it may hang; or a proxy listens there, or a program that does not speak {silent}.]",
      "[Raise the limit of {places} of the server (pptpd: connections), or end those that nobody uses.][Check the"
      " session limit and the load of {slow}, the name servers that it asks, and its log.][Check the"
      " server's limits and its log, and whether a program for {silent} listens there; a capture taken at the server"
      " shows whether the request reaches it.]", "800",
      .explains = THE_END " after_close" },
    { "start_refused", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_start_refused,
      "{sender} refused the control connection: {result} (frame {frame}, in reply to frame {request}).[ It probably"
      " still holds control connection {held}, which nobody closed in this capture (the client's last message was frame"
      " {last}, {ago} earlier).]",
      "The result gives the reason; the log of that end has the details.[ Control connection {held} must end there"
      " first: wait for its timeouts (an Echo-Request without a reply, RFC 2637 section 3.1.4), or disconnect it.]",
      "800",
      .explains = THE_END " after_close" },
    { "collision", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_collision,
      "Both ends opened a control connection to each other at the same time (frame {frame} and control connection"
      " {other_connection}). {winner} has the higher IP address, so its connection stays (RFC 2637 section 3.1.3).",
      "Let only one end dial.", NULL,
      .explains = THE_END " start_refused closed_before_reply start_unanswered" },
    { "version", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_version,
      "{other} asked for protocol version {asked} (frame {request}), and {sender} replied with version {version} (frame"
      " {frame})[; {other} then left (frame {left})].",
      "Update the peer that does not support PPTP 1.0.", NULL,
      .explains = THE_END },
    { "call_refused", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_call_refused,
      "{sender} refused the call: {result} (frame {frame}, in reply to frame {request}).[ Call {beside} of {holder} was"
      " up there at that time.][ {later} later the same client got a call (frame {given}).][ So {full} serves PPTP, but"
      " probably had no port or session left for this call.]",
      "[Raise the number of ports or sessions that {full} has (Windows: the ports of WAN Miniport (PPTP); pools,"
      " licences), or end those that are idle. ]The result gives the reason; the log of that end has the details.",
      "800",
      .explains = THE_END },
    { "stop_refused", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_stop_refused,
      "{sender} refused to close the control connection: {result} (frame {frame}, in reply to frame {request}). It"
      " stays open.",
      "The result gives the reason; the log of that end has the details.", NULL },
    { "call_unanswered", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_call_unanswered,
      "No reply to {sender}'s {message} (frame {frame}) was captured within {span}[; it came {delay} after the request,"
      " too late (frame {late})].[ TCP of {mute} acknowledged the request, so it arrived, but the PPTP program"
      " there did not answer.]",
      "Check the log of the other end.", "800",
      .explains = THE_END },
    { "closed_before_call_reply", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_closed_before_call_reply,
      "{closer} {how} the TCP connection {span} after {sender}'s {message} (frame {request}) instead of answering it"
      " (frame {frame}). Its program accepted the control connection, but probably failed to set up the call["
      " ({causes})], or it crashed.[ It had set up call {former} between the same hosts (frame {before}), so its"
      " programs work: probably no session is free, or it still counts the former one.]",
      "Look in the log of {closer} for that time[ (Linux: {modprobe}; is the PPP program installed?)].", "800 or 807",
      .explains = THE_END },

    /* diagnosis/signs_of_transport.c */
    { "tcp_held", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_tcp_held_here,
      "{client} tried to open the TCP connection anew from the same port ({count}, from frame {frame} on): it was"
      " restarted, and no longer knows this connection. {server} still holds it, and instead of a SYN-ACK, it sent a"
      " segment of the old connection (last in frame {answer}), as RFC 5961 section 4.2 requires. The RST from {client}"
      " that should end the old connection was not captured: a firewall in front of it probably drops what it takes for"
      " a stray segment.",
      "Have firewalls on the way let ACK and RST segments pass; dial from another port, or wait until the server gives"
      " up the old connection.", "800 or 809",
      .explains = THE_END " " NO_GRE_BACK " lcp_echo_ignored echo_unanswered control_idle tcp_unacknowledged"
                  " tcp_forgotten" },
    { "tcp_moved", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_tcp_moved,
      "The TCP connection of {sender} came from port {former} until frame {last}, and goes on from port {port} with the"
      " next sequence numbers (frame {frame}): a NAT on the way lost its table in mid-session, for example because it"
      " restarted. {other} does not know the connection from that port[, and answered with an RST (frame {reset})].",
      "Look at the uptime and the log of the NAT in front of {sender}; dial again.", "807",
      .explains = THE_END " " NO_GRE_BACK " tcp_unacknowledged tcp_forgotten echo_unanswered control_idle" },
    { "tcp_moved_here", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_tcp_moved_here,
      "This is control connection {number} going on from another port than {former} (frame {frame}): a NAT has changed"
      " it in mid-session.",
      NULL, NULL,
      .explains = THE_END },

    /* diagnosis/signs_of_forgotten.c */
    { "end_restarted", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_end_restarted,
      "{sender} no longer knew the TCP connection: it answered {message} (frame {asked}) with an RST that acknowledges"
      " nothing (frame {frame}).[ {address} also answered GRE with ICMP {error} (frame {unreachable}).] Its last"
      " TCP or GRE packet before that was frame {last}, {span} earlier.[ {asleep}.][ {restarted}.]",
      "[Check the uptime and the log of {restarter}.][Dial again, and keep {sleeper} from sleeping during a session.]",
      "629 or 807",
      .explains = THE_END " " NO_GRE_BACK " gre_forgotten echo_unanswered control_idle" },
    { "tcp_forgotten", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_tcp_forgotten,
      "{other} did not acknowledge {message} of {sender} (frame {frame}), although TCP repeated it {times} in {span}"
      " (until frame {last}). GRE from {other} still came (until frame {gre}), so only the TCP connection is gone[: a"
      " NAT or firewall has probably forgotten it after {quiet} without a segment]." "[" DAMAGED "][ Only {lull} had"
      " passed since the segment before, too little for an idle timeout.][ {other} still sent segments (last in frame"
      " {unheard}), none of which acknowledges it: a firewall or an ALG on the way probably drops this message.]["
      " Nothing that {sender} sent later was acknowledged either (last in frame {beyond}): a NAT or firewall on the way"
      " has probably lost its connections (a restart, a flushed table), or the TCP connection of {other} is gone.]["
      " Nothing {either} tells whether a firewall or an ALG on the way drops this message, or a NAT or firewall has"
      " lost the connection (a restart, a flushed table).]",
      "[Raise the idle timeout of NATs and firewalls for TCP port 1723, or send Echo-Requests more often (after {quiet}"
      " it was too late).][Find out whether a NAT or firewall between {loser} and {other} was restarted or lost its"
      " connections then; compare with a capture taken at {other}.]" LOOK_ON_THE_WAY, "807",
      .explains = THE_END " echo_unanswered control_idle after_close gre_forgotten gre_stopped" },
    { "tcp_unacknowledged", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_tcp_unacknowledged,
      "{other} did not acknowledge {message} of {sender} (frame {frame}), although TCP repeated it {times} in {span}"
      " (until frame {last}).[ Its last GRE had come in frame {gre}.][" DAMAGED "][ {speaker} itself still sent"
      " segments (last in frame {unheard}), none of which acknowledges it: a firewall or an ALG on the way probably"
      " drops this message.][ {asleep}.][ {down}.]",
      "[Check that {gone} is up, and the path to it.][Dial again, and keep {absent} from sleeping during a session.]"
      LOOK_ON_THE_WAY, "807",
      .explains = THE_END " " NO_GRE_BACK " echo_unanswered start_unanswered call_unanswered after_close"
                  " end_restarted" },
    { "gre_forgotten", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_gre_forgotten,
      "{address} answered GRE from {sender} with ICMP {error} (frame {frame}[, {times} times in all]), although GRE had"
      " worked in both directions[: the last packet from {other} came in frame {last}, {span} earlier]. {cause}.[ The"
      " control connection of {other} still worked later (frame {tcp}).]",
      "Check the PPP log of that end[; raise the idle timeout of NATs and firewalls for GRE ({quiet} was too long)].",
      "807",
      .explains = THE_END " " NO_GRE_BACK " echo_unanswered lcp_echo_ignored" },
    { "gre_cut_off", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_gre_cut_off,
      "{address}, a router on the path, answered GRE from {sender} with ICMP {error} (frame {frame}[, {times} times in"
      " all]), although GRE had worked in both directions[: the last packet from {other} came in frame {last}, {span}"
      " earlier]. {cause}.[ The control connection of {other} still worked later (frame {tcp}).]",
      "Check that router, and the path behind it.", "807",
      .explains = THE_END " " NO_GRE_BACK " echo_unanswered" },
    /* diagnosis/signs_of_idle.c */
    { "gre_idle_forgotten", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_gre_idle_forgotten,
      "{sender} sent in vain after a pause of {other}[ ({times}; here the first)]: {other} had sent no GRE for {idle}"
      " or more, acknowledged none of the {count} that came next (frames {frame} to {last}), and went on as before as"
      " soon as it had sent something itself (frame {back}).[ Meanwhile its control connection worked (frame {tcp}).] A"
      " NAT or firewall near {other} probably forgets the call in such a pause, and drops what comes until {other}"
      " sends again[; or {suspect} was asleep, or cut off].",
      "Let an end send LCP Echo-Requests at shorter intervals than the pauses (pppd: lcp-echo-interval 20), or raise"
      " the idle timeout for GRE of that NAT or firewall. A capture taken at {other} shows whether the packets arrive"
      " there.", NULL,
      .explains = THE_END " lcp_echo_unanswered lcp_echo_ignored" },
    { "gre_idle_forgotten", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_gre_idle_missing,
      "GRE from {sender} is missing after pauses of {other} only, {times}: {other} had sent no GRE for {idle} or more,"
      " and what {sender} sent late in such a pause did not come ({count} in all), but the next did as soon as {other}"
      " had sent something itself (the first time frames {back} and {frame}). A NAT or firewall near {other} probably"
      " forgets the call in such a pause, and drops what comes until {other} sends again; or {other}, if this was"
      " captured there, was asleep.",
      "Let an end send LCP Echo-Requests at shorter intervals than the pauses (pppd: lcp-echo-interval 20), or raise"
      " the idle timeout for GRE of that NAT or firewall. A capture taken at {other} shows whether the packets arrive"
      " there.", NULL,
      .explains = "tunnel_loss tunnel_loss_slight tunnel_outage stateful_loss" },

    /* diagnosis/signs_of_forgotten.c */
    { "end_ignored", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_end_ignored,
      "{sender} ended the session: {how} (frame {frame}), and TCP of {other} acknowledged what it said. Yet {other}"
      " went on: {count} in that call, until {span} after its end (frames {first} to {last}).[ It did not close its"
      " side of the TCP connection, either, after the FIN in frame {open}.] Its PPTP took no notice of the end, and"
      " nothing will answer it.",
      "[Dial again; restart or update the PPTP of {dialer}.][Look at the sessions that {holder} still holds; restart or"
      " update its PPTP.]", NULL,
      .explains = NO_GRE_BACK },
    { "numbering_not_followed", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_numbering_not_followed,
      "The Sequence Numbers of {sender}'s GRE started over in frame {frame}, at {number}, within the call. {other} had"
      " acknowledged up to {acknowledged} before, but none of the {count} since, although it goes on sending (until"
      " frame {sending}): it probably discards whatever is not above {acknowledged}, as old (RFC 2637 section 4.3). The"
      " GRE of {sender} was probably restarted, or taken over by another machine.",
      "Look for a restart or a failover at that end; afterwards, the call must be set up anew.", "629 or 807",
      .explains = THE_END " " NO_GRE_BACK " echo_unanswered" },

    { "former_session", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_former_session,
      "{count} from {sender} (from frame {frame} on) still belong to call {former}, which has ended: they continue its"
      " numbering (last in frame {last}), and the new call has the same Call ID {call_id}. The receiver discards them,"
      " or takes them for the new call's.",
      "Use a client that chooses a new Call ID for each call.", NULL },

    { "old_call_id", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_old_call_id,
      "{sender} still sends its GRE with Call ID {old} of call {former}, which was over in frame {ended}: {count} since"
      " this call was established (from frame {frame} on), and none with Call ID {call_id}, which {other} announced for"
      " it (frame {established}). {other} probably discards them.",
      "Restart the PPTP of that end, and update it.", "619, 718 or 721",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL " gre_icmp" },

    /* diagnosis/signs_of_nat.c */
    { "gre_elsewhere", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_elsewhere,
      "GRE of call {call} (Call ID {call_id}) goes from {from} to {to} (frame {frame}), but its control connection is"
      " between {one} and {two}.[ {address} answered GRE with ICMP {error} (frame {unreachable}).] {reading}."
      " Peers that check the address drop such packets.",
      "[Use a NAT that tells calls apart by Call ID (a PPTP helper, ALG), or one client at a time: {misled} gets the"
      " GRE of another.][Let the server send its GRE from {dialed}, which the client dials; or dial the address that"
      " it sends from.][Let TCP port 1723 take the path of GRE, not the one through {proxy}.][Have the NAT at"
      " {translator} translate GRE, too, and to the same address (its PPTP helper, ALG; paired addresses if it has"
      " several; no rule that leaves protocol 47 out); or let both leave by one uplink.][On {near}, let TCP port 1723"
      " pass to other servers (no redirection of what comes from its own network).][On the router in front, forward IP"
      " protocol 47 (GRE) to {target}, not to {forwarded}.][Dial {named} by its address, or have TCP port 1723 and GRE"
      " go to the same server.][On the NAT, remove what forwards GRE to {wrong}; use its PPTP helper (ALG).][Dial"
      " {inside} from there, or dial from outside.][Give that host one route to the server, which {networks} TCP and"
      " GRE take.][On the NAT that had {former}, remove its entries for GRE (Linux: conntrack -D -p gre), or restart"
      " it; have it forget them when its address changes.]", "619 or 721",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL
                  " gre_icmp gre_other_address gre_half_captured gre_unknown_call_id linux_nat_helper" },

    /* diagnosis/signs_of_nat_twin.c */
    { "gre_not_passed_on", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_not_passed_on,
      "This call was captured a second time, with {there} in place of {here} (call {other}): {device} passes TCP"
      " port 1723 on to {target}, but not GRE. {count} of {sender}'s GRE came as far as {device} (from frame {frame}"
      " on), and none came out of it.",
      "Have {device} pass IP protocol 47 (GRE) on to {target}, too: a NAT with its PPTP helper (ALG), a port forwarding"
      " with a rule for that protocol; or give a container the network of its host.", "619 or 721",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL " gre_icmp linux_nat_helper" },
    { "gre_led_away", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_led_away,
      "{sender}'s GRE for {host} (frame {frame}) goes on from there to {away} (frame {on}), although {owner}'s own GRE"
      " begins at {host} (frame {own}): a rule of {host} for a DMZ host, or a forwarding of everything, takes it from"
      " its own PPTP.[ The sender then gets ICMP {error} from {address} (frame {refused}).]",
      "On {host}, exempt IP protocol 47 (GRE) of its own sessions from the rule that forwards to {away}.", "619 or 721",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL " linux_nat_helper gre_icmp ppp_unanswered" },

    { "address_changed", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_address_changed,
      "In mid-session the address of {sender} changed: its GRE with Call ID {call_id} came from {from} until frame"
      " {last}, and has come from {to} since frame {frame}, with the next Sequence Numbers ({count}). The control"
      " connection is bound to the old address, so the session is lost.",
      "Look for a change of network or uplink at that end, or a new address from its provider; dial again.", NULL,
      .explains = THE_END " " NO_GRE_BACK " tcp_unacknowledged tcp_forgotten echo_unanswered control_idle"
                          " gre_other_address" },

    /* diagnosis/signs_of_gre.c */
    { "gre_icmp", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_gre_icmp,
      "{address} answered GRE from {sender} with ICMP {error} (frame {frame}[, {times} times in all]): {meaning}.[ No"
      " GRE from {other} was captured: {proxy} is probably a proxy, a port mapper or a NAT that forwards TCP port 1723"
      " only.][ So GRE reaches {taker}, the very host that was dialed. Nothing there takes GRE{over} (the kernel has no"
      " PPTP, or no program takes GRE), a firewall there rejects it, or the host forwards only TCP port 1723 to a PPTP"
      " server behind it (a port forwarding, the host of a container).]",
      "[" ALLOW_GRE_BETWEEN "{ends}.][On {taker}, look for what takes GRE (Linux: the module pptp, or pptpd), for"
      " firewall rules about IP protocol 47, and for the host that TCP port 1723 is forwarded to: GRE must go there,"
      " too.][ Few servers take GRE{over}: dial the IPv4 address of {server}.][ A proxy or port mapper at {proxy}"
      " cannot forward GRE: there, use a NAT with a PPTP helper (ALG), or a path without it.]", "619, 721 or 806",
      .explains = THE_END " " NO_GRE_BACK " gre_only_from_pns gre_only_from_pac gre_none ppp_replies_not_received" },
    { "gre_icmp", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_gre_icmp_of_its_own,
      "{address} answered GRE from {sender} with ICMP {error} (frame {frame}[, {times} times in all]), although GRE of"
      " {other} comes from that very address (from frame {own} on).[ {nat} is probably a NAT or a load balancer that"
      " forwards GRE from a host behind it, but does not pass returning GRE to that host; or nothing there takes the"
      " GRE of this call, or a firewall there rejects incoming GRE.][ A firewall on {rejecter} probably rejects"
      " incoming GRE (Linux's REJECT answers like this by default; outgoing packets pass other rules); or its kernel"
      " has GRE, but no PPTP that takes it (Linux: ip_gre in place of pptp); or it is a NAT that does not pass this GRE"
      " on to the host behind it.]",
      "[On {nat}, have GRE go to the same host as the control connection (a PPTP helper or ALG; a load balancer must"
      " keep TCP port 1723 and GRE of a client together).][On {rejecter}, let IP protocol 47 come in, and look for what"
      " takes GRE there (Linux: the modules pptp and ip_gre); a NAT needs a PPTP helper (ALG).]", "619, 721 or 806",
      .explains = THE_END " " NO_GRE_BACK " gre_only_from_pns gre_only_from_pac gre_none ppp_replies_not_received" },
    { "gre_ttl", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_gre_ttl,
      "{address} answered GRE from {sender} with ICMP {error} (frame {frame}[, {times} times in all]): that GRE has TTL"
      " {ttl} where it was captured, but TCP of {sender} has {usual}. {sender} probably sends GRE with a TTL that is"
      " too small for the path.",
      "Raise the TTL of the tunnel's packets on that end (Linux: the ttl of the tunnel; a rule that sets it).",
      "619, 721 or 806",
      .explains = THE_END " " NO_GRE_BACK " gre_only_from_pns gre_only_from_pac gre_none ppp_replies_not_received" },
    { "gre_icmp", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_gre_icmp_unreachable,
      "{address} answered GRE from {sender} with ICMP {error} (frame {frame}[, {times} times in all]): {meaning}.["
      " No GRE from {other} was captured.]",
      "Check that the other end is up, and the routes to it on the host that returned the error and behind it.",
      "619, 721 or 806",
      .explains = THE_END " " NO_GRE_BACK " gre_only_from_pns gre_only_from_pac gre_none ppp_replies_not_received" },
    { "gre_unreachable_for_a_while", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_gre_icmp_for_a_while,
      "For {span}, {address} answered GRE from {sender} with ICMP {error} (frames {frame} to {last}[, {times} times]),"
      " and {other} sent no GRE. Later {other} acknowledged GRE again: it was only out of reach for a while.",
      "If the session hangs now and then, look for what interrupts the line of that end: a wireless link, a line that"
      " reconnects, a change of routes.", NULL,
      .explains = "tunnel_outage tunnel_loss tunnel_loss_slight" },
    { "window_of_none", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_window_of_none,
      "{receiver} announced a Packet Receive Window Size of 0 ({message}, frame {frame}), and in {span} no GRE with a"
      " payload from {sender} was captured: {sender} probably concludes that it may not send anything. The smallest"
      " window is 1 (RFC 2637 section 4.2.1).",
      "Correct the Packet Receive Window Size of that end.", "619, 721 or 806",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL },
    { "gre_damaged", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_damaged,
      "The IP header checksum of {sender}'s GRE is wrong (in {damaged} of the first {judged} packets, from frame"
      " {frame} on)[, but right in {sound} before that], and {other} acknowledged none of those: a NAT or another"
      " device on the way probably changes the header without correcting the checksum, and hosts discard such packets.",
      "Update or replace that device; compare with a capture taken before it.[ (If this capture was taken at {source}"
      " itself, its network card may fill the checksum in later.)]", "619 or 721",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL },
    { "gre_malformed", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_malformed,
      "{sender} sent {count} whose header breaks RFC 2637 section 4.1: {fault} (first in frame {frame}). {other}"
      " acknowledged nothing of what {sender} sent, so it probably discards these packets.",
      "Compare with a capture taken at that end: its PPTP may be at fault, or its network card (GRE offloading), or a"
      " NAT on the way.", "619 or 721",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL },
    { "gre_malformed", PPTP_IN_CALL, PPTP_NOTE, pptp_sign_gre_malformed_harmlessly,
      "{sender} sent {count} whose header breaks RFC 2637 section 4.1: {fault} (first in frame {frame}). {other}"
      " acknowledges such packets all the same.",
      NULL, NULL },
    { "points_blocked", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_points_blocked,
      "GRE is lost between two capture points, or the second capture left it out: {directions}.",
      LOOK_BETWEEN, NULL,
      .explains = THE_END " " NO_GRE_BACK " gre_only_from_pns gre_only_from_pac gre_none ppp_replies_not_received" },
    { "gre_translated", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_translated,
      "{sender} sends GRE from {address} ({count} from frame {frame} on), and none came back in {span}. Only hosts"
      " behind 464XLAT or DS-Lite have such an address (192.0.0.0/29, RFC 7335): the translator of such a network"
      " carries TCP, UDP and ICMP, but probably no GRE.",
      "Dial from a network with native IPv4, or use a VPN over TCP or UDP.", "619, 721 or 806",
      .explains = THE_END " gre_only_from_pns" },
    { "gre_translated", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_nat64,
      "{sender} dials {server}, which stands for an IPv4 host behind a NAT64 ({prefix}): {count} of GRE went there"
      " (from frame {frame} on), and none came back[ in {span}][ but ICMP {error} from {address} (frame {refused})]. A"
      " NAT64 carries TCP, UDP and ICMP (RFC 6146), so the control connection passes, but GRE probably does not,"
      " whatever firewalls allow.",
      "Dial from a network with native IPv4, or use a VPN over TCP or UDP.", "619, 721 or 806",
      .explains = THE_END " gre_only_from_pns gre_icmp" },
    { "gre_unheard", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_unheard,
      "Only packets from {sender} were captured, including those of TCP. It acknowledges no GRE in {count} with"
      " {requests} (frames {frame} to {last}): GRE from {other} probably does not reach it, or {other} sends none.",
      ALLOW_GRE " A capture taken at {other} shows whether it sends any.", "619, 721 or 806",
      .explains = THE_END },
    { "gre_only_from_pns", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_only_from_pns,
      "The call was established (frame {established}), but in {span} only GRE from {sender} was captured: {count} with"
      " Call ID {call_id} (from frame {frame} on[, including {requests}]), and none from {other}.[ GRE (IP protocol 47)"
      " is probably blocked on its way to {blocked}, or does not reach {other}.]" ARRIVES
      BESIDE ELSEWHERE
      "[ {private} is an address of the range that providers use behind a carrier-grade NAT (100.64.0.0/10, RFC 6598)."
      " Many of these NATs carry TCP, UDP and ICMP, but no GRE.]",
      "[" ALLOW_GRE_BETWEEN "{ends}. A Linux NAT gateway also needs nf_nat_pptp." ARRIVES_THERE "]"
      LOOK_AT_MUTE WAIT_FOR_NAT SHARE_NAT
      "[ If the NAT is the provider's, ask it for a public address instead of {private}, or use a VPN over TCP or"
      " UDP.]",
      "619, 721 or 806",
      .explains = THE_END },
    { "gre_only_from_pac", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_only_from_pac,
      "The call was established (frame {established}), but in {span} only GRE from {sender} was captured: {count} with"
      " Call ID {call_id} (from frame {frame} on[, including {requests}]), and none from {other}.[ GRE (IP protocol 47)"
      " of {blocked} is probably blocked beyond this capture point, or what {other} sends is blocked before it.]"
      ARRIVES BESIDE ELSEWHERE,
      "[" ALLOW_GRE_BETWEEN "{ends}." ARRIVES_THERE "]" LOOK_AT_MUTE WAIT_FOR_NAT SHARE_NAT, "619, 721 or 806",
      .explains = THE_END },
    { "gre_none", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_none,
      "The call was established (frame {frame}), but none of its GRE was captured in {span}, although the capture holds"
      " other PPTP GRE. The GRE of both ends is probably blocked before the capture point, or takes another path.",
      ALLOW_GRE " Captures taken at the ends show whether they send it.", "619, 721 or 806",
      .explains = THE_END },

    /* diagnosis/signs_of_half_capture.c */
    { "control_half_captured", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_control_half_captured,
      "Only control messages from {sender} were captured (from frame {frame} on). Those from {other} took another"
      " path, or were not captured.",
      "Capture at a point that both directions pass.", NULL },
    { "gre_half_captured", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_gre_half_captured,
      "Only GRE from {sender} was captured (from frame {frame} on), but it acknowledges packets from {other}. The"
      " other direction took another path, or was not captured.",
      "Capture at a point that both directions pass.", NULL },

    /* diagnosis/signs_of_hangup.c */
    { "client_ended_at_once", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_client_ended_at_once,
      "{client} ended the call {span} after {server} had accepted it (frame {established}), without one packet of PPP:"
      " {how} (frame {frame}).[ GRE of {server} did come (frame {gre}).][ Its host answers GRE with ICMP {error} (frame"
      " {refused}): nothing takes it there.] Its PPP probably did not start (a kernel without PPTP, a program that"
      " crashes or is missing), unless its user cancelled or only the server was probed.",
      "Look in the log of {client} for why its PPP did not start (Linux: the module pptp or pppoe, pppd; Android: a"
      " kernel with PPPoPNS).", NULL,
      .explains = "unexplained client_closed_without_stop gre_none gre_only_from_pac gre_icmp gre_unheard"
                  " ppp_unanswered" },
    { "server_ended_at_once", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_server_ended_at_once,
      "{server} ended the call {span} after accepting it (frame {established}), {gre}: {how} (frame {frame}).[ Its PPP"
      " {process} probably failed to start, or learned that its GRE was rejected.]",
      "Check the PPP options and the log on the server (pptpd logs \"GRE: read ... from PTY failed\").", "628 or 629",
      .explains = "unexplained" },

    /* diagnosis/signs_of_nat.c */
    { "call_id_shared", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_call_id_shared,
      "Two clients behind {address}, or one client that redialed without closing, use the same Call ID {call_id} to"
      " this server (control connections {other_connection} and {connection}, frames {other_frame} and {frame}). A"
      " NAT without PPTP support cannot tell their GRE apart. Nor can this report, so it does not judge the Sequence"
      " Numbers of GRE with that Call ID.",
      "Use a NAT with a PPTP helper (ALG), clients that choose random Call IDs, or one client at a time.", "619",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL " call_displaced" },
    { "call_id_shared", PPTP_IN_CALL, PPTP_NOTE, pptp_sign_call_id_taken,
      "Call {other} took the same Call ID {call_id} while this call was up (frame {frame}). Since then, GRE to"
      " {receiver} with that Call ID has been counted there, whichever call it belongs to.",
      NULL, NULL,
      .explains = NO_GRE_BACK " ppp_replies_not_received ppp_stuck ipcp_no_agreement call_displaced" },
    { "call_id_of_peer", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_call_id_of_peer,
      "{message} of {sender} (frame {frame}[, {times} times in all]) names the call by {named}, which is the Call ID"
      " that {other} assigned. It must carry the sender's own, {call_id} (RFC 2637 section 2): {other} probably does"
      " not find the call, and keeps it.",
      "Update the PPTP of that end.", NULL,
      .explains = THE_END " call_unanswered call_id_changed" },
    { "call_id_changed", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_call_id_changed,
      "{message} (frame {frame}[, {times} times in all]) carries Call ID {named}, but {call_id} was announced[ in"
      " frame {other_frame}]. It may have been altered in transit.",
      "Look for a NAT that rewrites only some messages; turn its PPTP ALG off if it is on, and on if it is off.", "619",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL
                  " gre_icmp call_unanswered set_link_info_call_id gre_unknown_call_id" },
    { "set_link_info_call_id", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_set_link_info_call_id,
      "Set-Link-Info (frame {frame}) carries Call ID {named}, but {call_id} was announced[ in frame {other_frame}]."
      " It may have been altered in transit. ISA Server 2006 is known to drop the call for this.",
      "Look for a NAT that rewrites Call IDs in only some messages.", "619",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL " auth_not_begun" },
    { "gre_other_address", PPTP_IN_STRAY_TUNNEL, PPTP_WARNING, pptp_sign_gre_other_address,
      "GRE with Call ID {call_id} of call {call} goes from {from} to {to} (frame {frame}), but the control connection"
      " is between {one} and {other}. Several uplinks, or a NAT that changes addresses, can cause this. Peers that"
      " check the address drop such packets.",
      "Route a client's GRE and its TCP port 1723 over the same path.", "619 or 721",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL " gre_icmp" },
    { "gre_astray", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_gre_astray,
      "No GRE[ from {missing}] that belongs to call {call} was captured, but GRE that belongs to no call goes from"
      " {from} to {to} with Call ID {call_id} (frame {frame}). It is probably this call's[, {change}][: the two"
      " octets of its Call ID {swapped} are swapped].",
      "See the findings of that tunnel.", "619 or 721",
      .explains = THE_END " " NO_GRE_BACK " gre_icmp gre_half_captured" },
    { "gre_unknown_call_id", PPTP_IN_STRAY_TUNNEL, PPTP_WARNING, pptp_sign_gre_unknown_call_id,
      "Call ID {call_id} in GRE (frame {frame}, {count}) matches no call between {from} and {to}[; the client"
      " announced {pns_id} and the server {pac_id}].[ It is {swapped} with its two octets swapped: its sender uses the"
      " wrong byte order.][ {reading}.]",
      "[Update the PPTP of {faulty}.][Compare captures taken on both sides of {nat}; turn its PPTP ALG off if it is on,"
      " and on if it is off.]",
      "619 or 721",
      .explains = THE_END " " NO_GRE_BACK " " NO_TUNNEL " gre_icmp gre_half_captured" },
    { "call_displaced", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_call_displaced,
      "GRE to {client} in call {call} stopped when call {other} was established (frame {frame}), and did not resume"
      " within {span}. A NAT probably sends its packets to the newer call.",
      "Use a NAT that tells calls apart by Call ID, or one client at a time.", NULL,
      .explains = THE_END " " NO_GRE_BACK },
    { "call_displaced", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_call_displaced_unheard,
      "Since call {other} between the same addresses was established (frame {frame}), {client} has acknowledged nothing"
      " in call {call}: {count} from {server} from frame {unheard} on, although it goes on sending (until frame"
      " {sending}) and had acknowledged packets before. A NAT at {address} probably gives the GRE of both calls to the"
      " newer client.",
      "Use a NAT that tells calls apart by Call ID (a PPTP helper, ALG), or one client at a time.", NULL,
      .explains = THE_END " " NO_GRE_BACK },
    { "linux_nat_helper", PPTP_IN_CALL, PPTP_NOTE, pptp_sign_linux_nat_helper,
      "If {address} is a Linux NAT gateway, nf_nat_pptp was probably not active: Call ID {call_id} (frame {frame}) was"
      " not rewritten to the TCP source port {port}.[ If {dialer} dials itself, there is nothing to rewrite: then its"
      " firewall may drop the replies, unless the helper tracks its own connections, too.]",
      "Load nf_nat_pptp and assign the helper (iptables -t raw ... -j CT --helper pptp, in PREROUTING for clients"
      " behind the gateway, in OUTPUT for its own connections; or the sysctl nf_conntrack_helper=1).",
      "619 or 721" },

    /* diagnosis/signs_of_framing.c */
    { "hdlc_in_gre", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_hdlc_in_gre,
      "{sender} sent {count} with the flags or escapes of HDLC (from frame {frame} on). PPP in GRE has neither (RFC"
      " 2637 section 4), so {other} cannot read them.",
      "On that end, run pppd without HDLC framing (pppd: sync on both sides of the pty), or update its PPTP.",
      NULL,
      .explains = THE_END },
    { "protocol_missing", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_protocol_missing,
      "{sender} sent {count} without a protocol field (from frame {frame} on): an IPv4 or IPv6 header stands where it"
      " should be, so they are lost.[ {other} took their first octets for protocol {rejected}, and sent {rejects} (from"
      " frame {reject_frame} on).]",
      "Update the PPP of that end; look for a program there that writes packets past PPP.", NULL,
      .explains = "data_unanswered" },

    /* diagnosis/signs_of_lcp.c */
    { "lcp_looped_back", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_lcp_looped_back,
      "{sender}'s own PPP packets come back to it: {count} from {other} with the Magic Number that {sender} had just"
      " chosen ({magic} in the first, frame {frame}). No PPP answers there: something at {other} or on the way, such as"
      " a terminal that echoes, returns what it receives.",
      "On that end, check that pppd starts (log, permissions, options) and that no other program holds its pty.",
      NULL,
      .explains = THE_END },
    { "lcp_echo_late", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_lcp_echo_late,
      "{sender} ended PPP (frame {terminated}), probably because the replies to its LCP Echo-Requests came too late:"
      " {count} of them came only {least} to {most} after their requests, when it had already sent others (frames"
      " {frame} to {last}). {other} does answer: the packets waited in a queue on the path, or its PPP was busy.["
      " {sender} itself had sent {packets} of data in {span}.]",
      "Find the queue that fills (pptp,points compares captures of both sides), and limit the rate of the data to less"
      " than the line carries; make {sender} wait for more replies (pppd: lcp-echo-failure, lcp-echo-adaptive).",
      "629",
      .explains = THE_END " lcp_echo_unanswered lcp_echo_ignored" },
    { "lcp_echo_in_vain", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_lcp_echo_in_vain,
      "{sender} ended PPP with \"{text}\" (frame {terminated}), although {other} had answered its LCP Echo-Requests:"
      " {count} replies were captured, the last in frame {last}.[ {mirrored} of them (from frame {frame} on) returned"
      " the Magic Number of the request, {magic}, instead of the sender's own (RFC 1661 section 5.8): pppd takes such a"
      " reply for its own packet that came back, and discards it.][ Either they do not reach {deaf}, or it discards"
      " them.]",
      "[Update the PPP of {faulty}; until then, turn the Echo-Requests off on the other end (pppd: lcp-echo-failure 0),"
      " or negotiate no Magic Numbers (pppd: nomagic).][Check the firewall and the PPP log of {deaf}; a capture taken"
      " there shows whether the replies arrive.]", NULL,
      .explains = THE_END },
    { "lcp_echo_mirrored", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_lcp_echo_mirrored,
      "{other} returned the Magic Number of the request, {magic}, instead of its own in LCP Echo-Replies ({mirrored},"
      " from frame {frame} on; RFC 1661 section 5.8). pppd takes such a reply for its own packet that came back,"
      " discards it, and hangs up after a few of them.",
      "Update the PPP of that end.", NULL },
    { "lcp_round_trip", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_lcp_round_trip,
      "{sender}'s restart timer is shorter than the round trip: {count} it sent a new {protocol} Configure-Request"
      " before the reply to the previous one came, and that reply then no longer counts (RFC 1661 section 5.2). The"
      " last time, the next request came after {interval} (frames {request} and {next}), and the reply after {delay}"
      " (frame {frame}).",
      "Raise that end's restart timer above the round trip time (pppd: lcp-restart), or find what delays the path.",
      "718",
      .explains = THE_END },
    { "lcp_begun_again", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_lcp_begun_again,
      "{sender} began LCP again (frame {begun})[, repeating its request {times}]. {other} acknowledged the request"
      " (frame {frame}), but sent no Configure-Request of its own, as it must (RFC 1661 section 4.1). So LCP cannot"
      " open again: {other} seems to believe that it is still open[, and goes on sending data (until frame {data})].",
      "Find out in the log of the end that began again why it did; update the PPP of the other.", "718",
      .explains = THE_END },
    { "lcp_again_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_lcp_again_unanswered,
      "{sender} began LCP again in mid-session ({count}, from frame {frame} on), and no reply from {other} was"
      " captured, although its GRE still came (last in frame {still}).[ It acknowledged the GRE packet with the last of"
      " these requests (frame {heard}), so its PPP ignored it.] Until LCP is open again, {sender} discards all data"
      " (RFC 1661 section 3.4).",
      "Find out in the log of the end that began again why it did; update the PPP of the other.", "629",
      .explains = THE_END " ccp_begun_again mppe_unanswered data_unanswered lcp_echo_unanswered" },
    { "lcp_again_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_lcp_again_ended,
      "{sender} began LCP again in mid-session (frame {frame}), and {span} later {other} ended the call without"
      " replying to it: {how} (frame {ended}). {other} probably takes the request for the end of the link, but has to"
      " negotiate anew (RFC 1661 section 4.1).",
      "Find out in the log of the end that began again why it did; update the PPP of the other.", "629",
      .explains = THE_END },
    { "lcp_restarts", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_lcp_restarts,
      "{sender} began LCP again {times} (frames {frame} to {last}), and PPP got no further than {stage}.[ Each time"
      " {other}'s {what} had just come (the last in frame {before}).][ {sender} probably {duty}.]",
      "Update the PPP of the end that begins again; until then, on the other end, turn off what it cannot handle.",
      "718 or 720",
      .explains = THE_END " " NO_LOGON " " NO_IPCP " lcp_begun_again mppe_unanswered address_never_assigned" },
    { "lcp_one_sided", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_lcp_one_sided,
      "{other} acknowledged {sender}'s LCP Configure-Request (frame {frame}), but no Configure-Request of its own was"
      " captured in {span}; without one, LCP does not open.[ Its first GRE packet captured is number {number}: an"
      " earlier one, probably that request, was lost and not repeated.]",
      "Look for loss right after the call is set up; an end must repeat its request until it is answered (RFC 1661"
      " section 4.6): check the PPP log of that end.", "718",
      .explains = THE_END },
    { "multilink_one_sided", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_multilink_one_sided,
      "{sender} asked for Multilink (MRRU {mrru}), and {other} acknowledged it (frame {acked}) without asking for it"
      " itself. Since then {sender} has sent {count} as Multilink (0x003d, from frame {frame} on); {other} {reaction},"
      " so it probably does not know Multilink.",
      "Turn Multilink off on the end that asks for it (pppd: nomp), or update the end that acknowledges it.", "720",
      .explains = THE_END },

    /* diagnosis/signs_of_multilink.c */
    { "multilink_joined_wrongly", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_multilink_joined_wrongly,
      "{server} seems to take this call for one more link of the Multilink bundle of call {other} ({host}, from frame"
      " {first} on): both clients announce the same Endpoint Discriminator[, and their user is \"{user}\" both times]."
      " So it does not answer the {requests} of {client} (from frame {frame} on), which gets no address.[ {count} of"
      " the bundle came over this call (from frame {since} on).]",
      "Turn Multilink off (pppd: nomp), or give each computer an Endpoint Discriminator of its own (pppd: endpoint) or"
      " its own user: copies of one installation often share it.", "720",
      .explains = THE_END " " NO_IPCP " multilink_lost data_unanswered" },
    { "multilink_joined_wrongly", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_multilink_split,
      "{server} sent {count} of this call's bundle over call {other} ({host}, from frame {since} on), as if that were"
      " another link of it. But that call is probably of another computer with the same Endpoint Discriminator, since"
      " it negotiates IPCP of its own. What goes there is lost to this call.",
      "Turn Multilink off (pppd: nomp), or give each computer an Endpoint Discriminator of its own (pppd: endpoint) or"
      " its own user: copies of one installation often share it.", NULL,
      .explains = "multilink_lost data_unanswered tunnel_loss" },
    { "multilink_lost", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_multilink_lost,
      "{count} from {sender} did not arrive (noticed in frame {frame}[, last in frame {last}]): all active links of"
      " the bundle have gone beyond that number.[ From the other end, {others} did not arrive.] Each missing fragment"
      " costs a whole packet.",
      "Look for loss on the path of each link; fragments make it worse, so turn Multilink off if one link is enough.",
      NULL },
    { "multilink_rejected", PPTP_IN_LINK, PPTP_CHAT, pptp_sign_multilink_rejected,
      "{sender} asked for Multilink (MRRU {mrru}), and {other} rejected it (LCP Configure-Reject, frame {frame}).",
      NULL, NULL },
    { "multilink_bundle", PPTP_IN_LINK, PPTP_CHAT, pptp_sign_multilink_bundle,
      "This call is a link of the Multilink bundle whose first link began in frame {frame}: both have the same Endpoint"
      " Discriminators[ and the user \"{user}\"]. What the bundle carries is reported for the call of the first link.",
      NULL, NULL },

    /* diagnosis/signs_of_callback.c */
    { "callback_rejected", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_callback_rejected,
      "{sender} asked for a callback in LCP and {other} acknowledged it (frame {agreed}), but {rejecter} rejected CBCP,"
      " which settles it (LCP Protocol-Reject of 0xc029, frame {frame}). PPP got no further.",
      "Turn callback off on both ends: PPTP has no use for it.", NULL,
      .explains = THE_END },
    { "callback_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_callback_unanswered,
      "PPP stopped while settling a callback (CBCP): no {wanted} from {other} to {sender}'s {sent} (frame {frame}[,"
      " sent {times} times, the last in frame {last}]) was captured within {span}.",
      "Turn callback off on both ends: PPTP has no use for it.", NULL,
      .explains = THE_END },
    { "callback_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_callback_missing,
      "{sender} asked for a callback in LCP and {other} acknowledged it (frame {agreed}). After authentication (frame"
      " {frame}) PPP stopped: no packet of CBCP, which settles the callback, was captured within {span}.",
      "Turn callback off on both ends: PPTP has no use for it.", NULL,
      .explains = THE_END },
    { "callback_agreed", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_callback_agreed,
      "The ends agreed on a callback (CBCP Callback-Ack, frame {frame}), and {sender} ended the link because of it"
      " (frame {ended}). Nobody calls back over PPTP.",
      "Turn callback off on both ends: PPTP has no use for it.", NULL,
      .explains = THE_END },

    /* diagnosis/signs_of_protocols.c */
    { "protocol_disowned", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_protocol_disowned,
      "{sender} rejected {protocol} (LCP Protocol-Reject of {number}, frame {frame}[, {times} in all])[, {basis} (frame"
      " {agreed})]. {loss}.",
      "{advice}.", NULL,
      .explains = THE_END " " NO_LOGON " auth_again_unanswered data_unanswered not_forwarded multilink_one_sided" },
    { "protocol_not_agreed", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_protocol_not_agreed,
      "{sender} sends {protocol} ({number}), although {basis}[ (its Configure-Request was acknowledged in frame"
      " {agreed})], and {other} rejects it (LCP Protocol-Reject, frame {frame}, {times} in all). {loss}.",
      "{advice}.", NULL,
      .explains = "data_unanswered not_forwarded tcp_inside_unanswered" },
    { "protocol_refused", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_protocol_refused,
      "{other} answered {sender}'s {protocol} Configure-Request (frame {asked}) with a {answer} (frame {frame}): its"
      " {protocol} is closed[, although it had asked for {protocol} itself (frame {own})].",
      "Look in the log of that end for what closed it, such as an address that it cannot use.", "720",
      .explains = THE_END " " NO_IPCP },
    { "protocol_ended_link", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_protocol_ended_link,
      "{sender} {verb} {protocol} ({how}, frame {frame}), and {span} later {ender} ended the whole link (LCP"
      " Terminate-Request, frame {ended}); nothing in this capture says that IPv4 failed.",
      "Turn {protocol} off on both ends if nobody needs it (pppd: {option}), or update the end that ended the link.",
      "629",
      .explains = THE_END },

    { "protocol_ended_link", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_protocol_missed,
      "{sender} rejected {protocol} (LCP Protocol-Reject of {number}, frame {frame}), for which {ender} had asked;"
      " {span} later {ender} ended the call: {how} (frame {ended}). It probably requires that protocol.",
      "Turn that protocol on or off on both ends alike.", "629",
      .explains = THE_END },

    /* diagnosis/signs_of_negotiation.c */
    { "ppp_replies_not_received", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ppp_replies_not_received,
      "{sender} kept repeating its {protocol} Configure-Request[ (id {identifier})] until frame {last} ({times}"
      " times), although {other} had answered it with {answered} (frame {frame}, after {span}). The replies reach the"
      " capture point, but apparently not the PPP of {sender}." BESIDE,
      "[Use a NAT with a PPTP helper (ALG) in front of the clients, or one client at a time: without the helper, each"
      " call needs a {own} of its own. ]Check the firewall of that host (a Linux router that dials itself needs its"
      " PPTP helper for its own connections, too), GRE between there and the capture point, and NIC"
      " offloading.", "619, 718 or 721",
      .explains = THE_END " auth_unanswered auth_timeout auth_challenge_unanswered" },
    { "ppp_replies_ignored", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ppp_replies_ignored,
      "{sender} kept repeating its {protocol} Configure-Request[ (id {identifier})] until frame {last} ({times} times),"
      " although {other} had answered it with {answered} (frame {frame}, after {span}). The reply arrived, since"
      " {proof}: the PPP of {sender} does not accept it.",
      "Look in the PPP log of that end for why it discards the reply.", "718",
      .explains = THE_END " auth_unanswered auth_timeout auth_challenge_unanswered lcp_echo_unanswered" },
    { "ppp_reply_altered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ppp_reply_altered,
      ALTERED " {sender} must discard such a reply, {sequel}.",
      "Update the PPP of the end that sent the reply, or look for what alters packets in between: compare with a"
      " capture taken at that end.", "718",
      .explains = THE_END " ppp_replies_ignored ppp_replies_not_received auth_challenge_unanswered auth_unanswered"
                          " auth_timeout auth_before_lcp mppe_unanswered lcp_round_trip address_never_assigned "
                          NO_IPCP },
    { "ppp_reply_altered", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_ppp_reply_altered_harmlessly,
      ALTERED " {sender} went on all the same.",
      "Update the PPP of the end that sent the reply.", NULL },
    { "ppp_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ppp_unanswered,
      "Both ends sent LCP Configure-Requests ({count} in {span}, from frame {frame} on), but no reply was captured. GRE"
      " passes the capture point, but probably reaches the PPP of neither end.",
      ALLOW_GRE " Captures taken at the ends show how far it gets.", "619 or 721",
      .explains = THE_END },
    { "ppp_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ppp_unanswered_though_heard,
      "Both ends sent LCP Configure-Requests ({count} in {span}, from frame {frame} on), but no reply was captured."
      " {hearers}, so GRE arrives there: PPP does not accept what GRE carries.",
      "Look in the PPP logs of both ends for why they discard these packets.", "718",
      .explains = THE_END },
    { "ppp_no_agreement", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ppp_no_agreement,
      "{sender} and {other} cannot agree on {protocol} options[ ({dispute})]. {requests} from {sender} got {answers}"
      " (last in frame {nak}).",
      "Let one end ask for what the other allows.", "734",
      .explains = THE_END },
    { "ppp_accepted_late", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_ppp_accepted_late,
      "{sender} repeated its {protocol} Configure-Request (id {identifier}) until frame {last}, after {other} had"
      " answered it with {answered} (frame {frame}). The reply arrived late, or was lost beyond the capture point.",
      NULL, NULL },

    /* diagnosis/signs_of_logons.c */
    { "client_came_again", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_client_came_again,
      "{client} sent nothing more in this call after frame {last}, although {server} then sent {count}; {span} later"
      " user \"{user}\" logged on again from {place} (frame {frame}[, call {other_call}]). {reading}; {server} keeps"
      " the old session until it notices.",
      "Look for {cause} at that end; shorten the LCP echo interval of the server (pppd: lcp-echo-interval,"
      " lcp-echo-failure) if the old session gets in the way.", NULL,
      .explains = THE_END " " NO_GRE_BACK " tcp_unacknowledged tcp_forgotten echo_unanswered control_idle"
                  " user_replaced gre_cut_off" },
    { "client_came_again", PPTP_IN_CALL, PPTP_NOTE, pptp_sign_client_left,
      "Nothing of this call was captured after frame {last} of {client}, although nobody had ended it; {span} later"
      " user \"{user}\" logged on from {place} (frame {frame}, call {other_call}). The address of {client} has probably"
      " changed (another network, a new address from its provider), which leaves a session behind; or the user dialed"
      " from another device.",
      "Look for a change of network or of address at that end.", NULL },
    { "user_replaced", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_same_user,
      "User \"{user}\" logged on again from {place} (frame {again}[, call {other_call}]), and {span} later {server}"
      " ended this call: {how} (frame {frame}). The server probably allows one session per user, and ends the older"
      " one.[ Then {returning} logged on again (frame {back}): both dial again when they are disconnected, so they"
      " take turns.]",
      "Give each client a user of its own, or allow several sessions per user on the server.", "629",
      .explains = THE_END },
    { "address_replaced", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_address_replaced,
      "Another user, \"{rival}\", dialed from the same address {address} (call {other_call}, connected in frame"
      " {dialed}), and {span} later {server} ended this call of user \"{user}\": {how} (frame {frame}). The server"
      " probably allows one tunnel for each client address, and ends the older one; clients behind one NAT then"
      " throw each other out.",
      "Allow several tunnels from one address on the server, or give each client a public address of its own.", "629",
      .explains = THE_END },

    /* diagnosis/signs_of_authentication.c */
    { "auth_before_lcp", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_before_lcp,
      "{server} sent {challenges} (from frame {frame} on) before LCP was open: {waiting} repeated its LCP"
      " Configure-Request (frame {request}) until frame {last}, and no reply from {silent} was captured. {client} need"
      " not answer anything but LCP until then (RFC 1661 section 3.4).",
      "Update the end that does not answer LCP; if it answers and the reply is lost, check GRE.", "718 or 629",
      .explains = THE_END " auth_challenge_unanswered auth_eap_stalled ppp_replies_not_received" },
    { "auth_not_agreed", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_not_agreed,
      "LCP was agreed {agreed}[ (frame {acknowledged})], but[ {server} sent {challenges} (from frame {challenge}"
      " on)]{both}[ {client} sent {requests} (from frame {request} on)][ and answered none of {unanswered} of {server}"
      " (from frame {challenge} on)]. Neither end has to answer an authentication"
      " that LCP did not agree on (RFC 1661 section 6.2).[ {sequel}.]",
      "Let the server ask for the authentication in its LCP Configure-Request, and the client use that one.", "629",
      .explains = THE_END " auth_challenge_unanswered auth_eap_stalled auth_of_server" },
    { "auth_value_size", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_value_size,
      "{client}'s Response (frame {frame}) has a Value of {octets}, but LCP agreed on {protocol}, where it has"
      " {right}[: this is probably {other}].[ {sequel}.] That says nothing about the password.",
      "Correct the client: it must answer with the protocol that it acknowledged in LCP.", "[{error}]",
      .explains = THE_END },
    { "windows_error", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_windows_error,
      "{sender} ended PPP with Windows error {error}[: {meaning}] (frame {frame}).[ It had not answered the Challenge"
      " (frame {challenge}).]",
      "[Save the user name and the password in the connection of {unattended}, or give them to the program that dials"
      " (rasdial NAME USER PASSWORD).][{advice}][Look up that {error_of}, and check the event log of that end.]",
      "{error}",
      .explains = "unexplained ppp_stuck client_closed_without_stop server_closed_without_stop" },
    { "user_cancelled", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_user_cancelled,
      "The user of {sender}, or a program there, ended the session[ {stage}]: {how} (frame {frame}).[ Not seen:"
      " {unseen}.]",
      NULL, NULL,
      .explains = THE_END " auth_unanswered" },
    { "user_cancelled", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_user_gave_up,
      "The user of {sender}, or a program there, gave up {span} after the call was set up, {stage}: {how} (frame"
      " {frame}).",
      NULL, NULL },

    /* diagnosis/signs_of_radius.c */
    { "radius_from_elsewhere", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_radius_from_elsewhere,
      "{server} asked {radius} about {who} ({count}, UDP port {port}, frame {frame}[, the last in frame {last}]), but"
      " the {outcome} came from {other} (frame {reply}). RADIUS clients ignore replies from an address or port that"
      " they did not ask[; the ICMP error {error} came back for this one (frame {icmp})].",
      "Let the RADIUS server reply from the address and port where it is asked (FreeRADIUS: ipaddr in its listen"
      " section), or ask it at the address that it replies from; look for a NAT between the two.", NULL,
      .explains = THE_END " " NO_LOGON },
    { "radius_silent", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_radius_silent,
      "{radius} did not answer {count} about {who} (UDP port {port}, frame {frame}[, the last in frame {last}]): no"
      " reply was captured.[ {address} returned ICMP {error} (frame {icmp}).][ {unsigned} no Message-Authenticator:"
      " RADIUS servers that are protected against the Blast-RADIUS attack (CVE-2024-3596) may demand one, and ignore"
      " requests without it.]",
      "Check that the RADIUS server runs and listens on that port, that firewalls let RADIUS pass, and that it lists"
      " the VPN server as a client, with the same shared secret: it ignores unknown clients. A capture taken there"
      " shows whether the requests arrive.[ {see} whether it demands a Message-Authenticator (FreeRADIUS:"
      " require_message_authenticator); if so, let the VPN server send one (update it).]", NULL,
      .explains = THE_END " " NO_LOGON },
    { "radius_fallback", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_radius_fallback,
      "The logon of {who} took {delay}, because {radius} did not answer {count} (from frame {frame} on); {second},"
      " asked next, accepted (frame {reply}). Clients that do not wait as long fail.",
      "Repair {radius}, or ask {second} first; see whether the former lists the VPN server as a client, and whether"
      " firewalls let its packets pass.", NULL },
    { "radius_slow", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_radius_slow,
      "The logon of {who} took {delay}, because {radius} did not accept the user sooner (Access-Request in frame"
      " {request}, Access-Accept in frame {frame}). Clients that do not wait as long fail.",
      "Find out what RADIUS waits for: name resolution, a directory, a database, a second factor.", NULL },
    { "radius_rejected", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_radius_rejected,
      "{radius} rejected {who}[ with Reply-Message \"{message}\"] (Access-Reject, frame {frame}, {delay} after the"
      " Access-Request in frame {request})[: E={error}][, {meaning}].[ The Accounting-Request that ended this user's"
      " earlier session (Stop, {stops}) got no captured reply: RADIUS may consider that session to be still running.]["
      " By then, no captured Accounting-Request (Stop) had ended this user's earlier session (frame {running}).][ That"
      " Access-Request has no {attribute}, and its Authenticator is not the challenge either (frame {challenge}):"
      " RADIUS could not check the Response, right or wrong.][ {server} asked again after that reply (frame {again}):"
      " {discarded}.]" OTHER_LOGONS,
      "[{compare} of {radius} and the VPN server. ][Let the server's RADIUS client send {attribute}: its dictionary"
      " probably lacks the attribute. ]Look for this user in the RADIUS server's log, and act on the reason that it"
      " gives.[ See why accounting was not answered (frame {stop}), and delete the session from RADIUS's records.]",
      "[{error}]",
      .explains = THE_END " " NO_LOGON, .series = "failed logons" },
    { "radius_challenged", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_radius_challenged,
      "{radius} replied to the Access-Request about {who} (frame {request}) with an Access-Challenge (frame {frame})[:"
      " \"{message}\"]. It wants more than the password, such as a one-time code, for which {protocol} cannot ask the"
      " user[; {server} rejected the user (frame {failure})].",
      "Exempt VPN users from the second step, or choose one that needs no input in the VPN client (a push to the"
      " phone), or an EAP method that both the client and RADIUS support.", NULL,
      .explains = THE_END " " NO_LOGON, .series = "failed logons" },
    { "radius_accepted_in_vain", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_radius_accepted_in_vain,
      "{radius} accepted {who} (Access-Accept, frame {frame}, {delay} after the Access-Request in frame {request}), but"
      " {server} rejected the user (frame {failure}): {why}.",
      "{advice}, and look in the server's log.", NULL,
      .explains = THE_END " " NO_LOGON, .series = "failed logons" },
    { "radius_accepted_in_vain", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_radius_accepted_too_late,
      "{radius} accepted {who} (Access-Accept, frame {frame}, {delay} after the Access-Request in frame {request}), but"
      " {sender} had ended PPP {early} before (frame {ended}): it did not wait so long.",
      "Find out what RADIUS waits for (a directory, a second factor), or let the client wait longer.", NULL,
      .explains = THE_END " " NO_LOGON, .series = "failed logons" },
    { "radius_without_keys", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_radius_without_keys,
      "{radius} accepted {who} (Access-Accept, frame {frame}), but without MPPE keys: the reply has neither"
      " MS-MPPE-Send-Key and MS-MPPE-Recv-Key nor MS-CHAP-MPPE-Keys. An end asked for MPPE (frame {wanted}), and"
      " {server} cannot encrypt without keys.",
      "Make the RADIUS server send the keys (FreeRADIUS: use_mppe in the mschap module; NPS: encryption in the network"
      " policy).",
      "734, 741 or 742",
      .explains = THE_END " " NO_MPPE " mppe_without_keys mppe_ccp_rejected mppe_rejected mppe_bits_rejected"
                  " mppe_unanswered mppe_no_agreement mppe_garbage mppe_other_keys mppe_resets data_unanswered" },

    /* diagnosis/signs_of_accounting.c */
    { "accounting_ended", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_accounting_ended,
      "{radius} did not answer {count} about the session[ of user \"{user}\"] (UDP port {port}, frame {frame}[, the"
      " last in frame {last}]), and {server} ended the session: {how} (frame {ended}). Some servers, such as"
      " accel-ppp, end sessions that they cannot account for[; {cause}].",
      "Check that RADIUS accounting runs and listens on that port, and that firewalls let it pass.", NULL,
      .explains = THE_END " ended_by_server" },
    { "radius_address_ignored", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_radius_address_ignored,
      "{radius} gave {who} the address {wanted} (Framed-IP-Address in the Access-Accept, frame {accept}), but {server}"
      " assigned {assigned} (IPCP, frame {frame}).",
      "See in the server's log and settings why it does not take the address from RADIUS: its own pool or its list of"
      " users may come first, or the address is in use already.", NULL },

    /* diagnosis/signs_of_logons.c */
    { "auth_failed_again", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_failed_again,
      "{server} rejected {who} in mid-session ({protocol}, frame {frame}[: E={error}][, {meaning}]), although it had"
      " accepted the same user in this call before (last in frame {succeeded}, {span} earlier).[ The password was right"
      " then, so {changed} since; or the backend of the server, such as RADIUS, failed.][ Message: \"{message}\".]",
      "Find out in the logs of the server and of RADIUS what changed for that user in that time: the account, its"
      " password, a limit.", "[{error}]",
      .explains = THE_END },

    /* diagnosis/signs_of_authentication.c */
    { "auth_failed", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_failed,
      "{server} rejected {who} ({protocol}, frame {frame})[: E={error}][, {meaning}][ ({retry})].[ It had first said"
      " {first_error} (frame {first_failure}), and {client} asked to change the password (frame {change}).]["
      " {not_password}.][ {verified}.]" MAYBE_NOT_THE_PASSWORD "[ Message: \"{message}\".]",
      "{advice}",
      "[{error}]",
      .explains = THE_END, .series = "failed logons" },
    { "auth_refused", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_refused,
      "{server} refused the logon of {who} ({proof}, frame {response}): no other reply was captured than the end of"
      " PPP, {span} later, with Windows error {error}, {meaning} (frame {frame}).[ That came after the Identity of"
      " {eap}, before any method began: no password was asked for.][ {not_password}.]["
      " {verified}.]" MAYBE_NOT_THE_PASSWORD,
      "{advice}[ If the client is not meant to use {eap}, forbid that there (pppd: refuse-eap).]", "{error}",
      .explains = THE_END, .series = "failed logons" },
    { "auth_failed_pap", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_failed_pap,
      "{server} rejected {who} (PAP Authenticate-Nak, frame {frame})[: \"{message}\"].[ {verified}.]"
      MAYBE_NOT_THE_PASSWORD,
      "{advice}", "691",
      .explains = THE_END, .series = "failed logons" },
    { "auth_failed_chap_md5", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_failed_chap_md5,
      "{server} rejected {who} ({protocol} Failure, frame {frame})[: \"{message}\"].[ The Failure is empty: it gives no"
      " reason. If the user name and the secret are right, {without_words} may be unable to check CHAP-MD5 at all: that"
      " takes the secret itself, and some servers, or the RADIUS or directory behind them, have only a hash of it.]"
      MAYBE_NOT_THE_PASSWORD,
      "{advice}[ If they are right, let the client refuse CHAP-MD5 (pppd: refuse-chap), so that {without_words} asks"
      " for MS-CHAPv2.]", "691",
      .explains = THE_END, .series = "failed logons" },
    { "auth_eap_failed", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_eap_failed,
      "{server} rejected {who} (EAP Failure[, {method}], frame {frame})[: E={error}][, {meaning}][ ({retry})][ after"
      " the TLS alert \"{alert}\" from {alerter} (frame {alert_frame})].[ That alert refuses the certificate of"
      " {certified}.][ {early}.][ {not_password}.][ {verified}.]" MAYBE_NOT_THE_PASSWORD
      "[ Message: \"{message}\".]",
      "Check {credentials}, and the logs of the server and of RADIUS.", "{windows}",
      .explains = THE_END, .series = "failed logons" },
    { "auth_challenge_again", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_challenge_again,
      "{server} repeated its Challenge (frame {again}) {span} after the Response (frame {response}), while it probably"
      " waited for a slow backend such as RADIUS. The Response to the repeated Challenge (frame {late}) came after the"
      " Success (frame {frame}), and {server} ended the call: {how} (frame {ended}). Such a Response must be allowed"
      " (RFC 1994 section 4.1).",
      "Make the backend answer faster, or raise the server's Challenge timer; update the server.", "629",
      .explains = THE_END " address_never_assigned" },

    /* diagnosis/signs_of_eap.c */
    { "auth_eap_stalled", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_eap_stalled,
      "{method} stalled: no reply from {other} to the EAP {what} of {sender} ({octets}, frame {frame}[, sent {times}"
      " times]) was captured within {span}.[ {hint}.][ The GRE of {other} acknowledges it (frame {heard}),"
      " so it arrived: the EAP of {other} does not answer, or waits itself (for a user, a certificate, a backend).]["
      " {sequel}.]",
      "Check the log of the end that fell silent[, and whether {large} get through].", "718 or 629",
      .explains = THE_END },

    /* diagnosis/signs_of_authentication.c */
    { "auth_challenge_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_challenge_unanswered,
      "No Response to the {protocol} Challenge from {server} (frame {frame}, {challenges} in all) was captured within"
      " {span}.[ The GRE of {client} acknowledges such a Challenge (frame {by}), so it arrived: the PPP of {client}"
      " does not answer it.][ {mute} probably has no user name and password for this server, or waits for its user to"
      " enter them.][ It does answer LCP (last in frame {lcp}), which always has the full header.]["
      " {compressor} leaves Address and Control out of other packets, as LCP agreed (frame {agreed}): perhaps {client}"
      " cannot read that.][ {compressor} leaves Address and Control out of other packets, although {client} did not"
      " offer to read such packets (LCP, frame {unasked}): it probably discards them.]",
      "[Give {mute} a user name and a password for this server (pppd: user, chap-secrets), or look there for a prompt"
      " that waits for its user. ]Check the PPP log of {client}[, and {unheard}].[ {turn} header compression off on"
      " {compressor} (pppd: noaccomp, nopcomp).]", "718 or 629",
      .explains = THE_END },
    { "auth_identifier", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_identifier,
      "{server} answered the {protocol} Response of {client} (Identifier {right}, frame {response}[, sent {times}])"
      " with a {outcome} that has the Identifier {wrong} (frame {frame}). It must be the Response's (RFC 1994 section"
      " 4.2), so {client} discards it.",
      "Update the server.", "718 or 629",
      .explains = THE_END " auth_unanswered auth_timeout mppe_unanswered" },
    { "auth_again_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_again_unanswered,
      "{server} first accepted {client} (frame {succeeded}) and later challenged it again ({protocol}, frame {frame},"
      " {challenges} in all). No Response was captured, and {server} ended the call because of that: {how} (frame"
      " {ended}).",
      "Turn the repeated Challenge off on the server (pppd: chap-interval), or update the client, which must answer it"
      " (RFC 1994 section 2).", "629",
      .explains = THE_END " auth_challenge_unanswered" },
    { "auth_no_common", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_no_common,
      "{server} requires {asked}, which {client} refused (frame {frame})[, asking for {wanted} instead]. They"
      " found no common authentication protocol.[ {mute} rejected the option itself, and asked for nothing in its"
      " place: it probably will not authenticate itself at all, since it has no name and password for this server, or"
      " may use none of the protocols.]",
      "[Allow the same authentication protocol on {both}.][Give {mute} a user name and a password for this server"
      " (pppd: user, chap-secrets, remotename), and let it use {asked} (pppd: no refuse-...; NetworkManager: its list"
      " of authentication methods).]", "691 or 734",
      .explains = THE_END },

    /* diagnosis/signs_of_eap.c */
    { "auth_eap_type", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_eap_type,
      "{server} sent an EAP Request of Type {type} ({meaning}, frame {frame}[, {times} times in all]), which {rule}"
      " (RFC 3748 section 5): a bug in that end.[ {client} had refused {refused} (Nak, frame {nak}) and {wanted}.]["
      " {sequel}.]",
      "Update that server; let it offer the EAP method that the client asks for.", "691",
      .explains = THE_END },
    { "auth_eap_flags", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_eap_flags,
      "The {method} packet from {sender} in frame {frame} lacks the Flags octet, which even the acknowledgment of a"
      " fragment has (RFC 5216 section 3.1): a bug in that end. The longest packet before it had {octets} (frame"
      " {longest}).[ {sequel}.]",
      "Update that end; until then, use certificates that are small enough for one packet.", NULL,
      .explains = THE_END },
    { "auth_eap_no_common", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_eap_no_common,
      "{server} offered {refused} (EAP, frame {frame}), but {client} refused it (Nak, frame {nak}) and {wanted}.[ They"
      " found no common {other}.][ So it knows {same} and nothing else, but cannot begin it: it probably has no"
      " certificate or other credentials for it. No user name or password was refused.][ {sequel}.]",
      "[Allow the same {other} on both ends.][Set up {same} on {client} (its certificate, and the one of the server's"
      " issuer), or allow another method on both ends.]", "691 or 734",
      .explains = THE_END },

    /* diagnosis/signs_of_authentication.c */
    { "auth_of_server", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_of_server,
      "{client} demands that {server} prove its identity, too ({protocol} Challenge, frame {frame}), but {proof}.["
      " {sequel}.][ {server} itself had {accepted} (frame {accepted_in}).]",
      "Unless both ends know a secret for the server, do not demand that proof on the client (pppd: noauth).", NULL,
      .explains = THE_END " mppe_unanswered" },
    { "auth_of_server", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_of_server_refused,
      "{client} demands that {server} prove its identity, too ({asked} in LCP[, frame {request}]), but {server} refused"
      " that option (Configure-Reject, frame {frame}). {client} then ended the call: {how} (frame {ended}).",
      "Unless both ends know a secret for the server, do not demand that proof on the client (pppd: noauth).", NULL,
      .explains = THE_END " mppe_unanswered" },
    { "auth_succeeded_late", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_succeeded_late,
      "{server} accepted {who} ({protocol}, frame {frame}) only {delay} after the first Response (frame {response})[,"
      " of {times} in all]. {client} had given up by then ({how}, frame {ended}). {server} probably waited for a slow"
      " backend (RADIUS, a second factor).",
      "Make the authentication backend answer faster, or raise the client's timeout for authentication.", "718",
      .explains = THE_END },
    { "auth_timeout", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_timeout,
      "No outcome of {protocol} was captured within {span} after the {what} in frame {frame}. The server, or the"
      " RADIUS server behind it, may not be answering.",
      "Check the server's authentication backend.", "718",
      .explains = THE_END },
    { "auth_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_unanswered,
      "No reply to the {protocol} {what} in frame {frame} was captured within {span}.",
      "Check the server's authentication backend; a capture taken at the server shows whether it asks RADIUS or a"
      " domain controller, and what these answer.", "718 or 629",
      .explains = THE_END },
    { "auth_outcome_lost", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_outcome_lost,
      "{server} went on with the network protocols (frame {frame}) after the {protocol} {what} of {client} (frame"
      " {response}), so it probably accepted {who}. But no {outcome} was captured, and {client} answers none of these"
      " requests: it probably still waits for the {outcome}.[ {missing} from {server} {verb} missing between the two:"
      " the {outcome} was probably lost on its way.][ No packet is missing between the two: {silent} probably did not"
      " send it.]",
      "[Connect again. If this happens often, look for what loses packets on the path ({missing} here).][Update"
      " {silent}.]", "718",
      .explains = THE_END " mppe_unanswered mppe_required auth_unanswered auth_timeout address_never_assigned" },
    { "auth_server_rejected", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_server_rejected,
      "{server} accepted {who} (frame {frame}), but {client} hung up at once ({how}, frame {ended}). {proof}[, {or}."
      " With the user's password in the table of accounts, this report says which].[ {right}.]",
      "[Compare the password that {holder} or its RADIUS server holds with the client's.][Let {prover} send S=: update"
      " it, or let its RADIUS server return MS-CHAP2-Success.][Update the PPP of {strict}.]", "778",
      .explains = THE_END },

    /* diagnosis/signs_of_eap.c */
    { "auth_eap_server_rejected", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_eap_server_rejected,
      "{server} accepted {who} (EAP-MSCHAPv2 Success, frame {frame}), but {client} answered with Failure (frame"
      " {refusal}): it does not accept[ the MS-CHAPv2-ID of the Success, {success_id}, which is not the"
      " Response's, {response_id},][ {or}] the server's proof (S=).[ {proof}.][ {sequel}.]",
      "Update the server, or check which password it and its RADIUS server hold.", "778",
      .explains = THE_END " mppe_unanswered" },

    /* diagnosis/signs_of_authentication.c */
    { "auth_failed_late", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_failed_late,
      "{server} did not reject {who} until {delay} after the Response in frame {response} ({protocol}, frame {frame})[:"
      " E={error}][, with {challenges} Challenges in between].[ It probably waited for {backend} that did not answer in"
      " time.][ RADIUS had replied by then (frame {reply}).][ {verified}.][ Message: \"{message}\".]",
      "Check the server's authentication backend, and raise the server's timeout for it.", "[{error}]",
      .explains = THE_END, .series = "failed logons" },
    { "auth_failed_no_reason", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_failed_no_reason,
      "{server} rejected {who} ({protocol} Failure, frame {frame}) without an error code (E=), and with {how}[:"
      " \"{message}\"].[ Such a Failure usually comes from {backend} such as RADIUS, which refused the user or could"
      " not be asked.][ {verified}.]" SAME_USER OTHER_LOGONS,
      "[End the session of call {session} at the server, or wait until the server notices that it is dead (pppd:"
      " lcp-echo-interval), or allow several sessions for each user.][Check the logs of the server and of its"
      " authentication {log} for this user.]", NULL,
      .explains = THE_END, .series = "failed logons" },

    /* diagnosis/signs_of_encryption.c */
    { "mppe_ccp_rejected", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_ccp_rejected,
      "{other} rejected CCP (LCP Protocol-Reject of 0x80fd, frame {frame})[; {sender} had offered {offer}]. The"
      " tunnel cannot be encrypted.",
      ENABLE_MPPE, "741 or 742",
      .explains = THE_END " " NO_MPPE " mppe_rejected mppe_unanswered mppe_no_agreement protocol_refused" },
    { "mppe_without_keys", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_without_keys,
      "{sender} requests MPPE (frame {frame}), but the authentication ({protocol}) provides no keys for it.",
      "Authenticate with MS-CHAPv2.", "741 or 742",
      .explains = THE_END " " NO_MPPE
                  " mppe_ccp_rejected mppe_rejected mppe_bits_rejected mppe_unanswered mppe_no_agreement" },
    { "mppe_rejected", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_rejected,
      "{other} rejected {sender}'s offer[ of {offer}] (CCP Configure-Reject, frame {frame}). Packets to {sender} will"
      " not be encrypted.",
      ENABLE_MPPE, "741 or 742",
      .explains = THE_END " " NO_MPPE " protocol_refused" },
    { "mppe_bits_rejected", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_bits_rejected,
      "{other} rejected {sender}'s offer of {offer} (CCP Configure-Reject, frame {frame}), although it asks for {own}"
      " itself (frame {own_frame}). The two differ in {bits}[: {lengths}]. Packets to {sender} will not be encrypted.",
      AGREE_ON_BITS, "741 or 742",
      .explains = THE_END " mppe_no_agreement " NO_MPPE " protocol_refused" },
    { "clear_in_spite_of_mppe", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_clear_in_spite_of_mppe,
      "{sender} sent {count} in the clear (from frame {frame} on), although {name} to {other} was agreed on and in use."
      " Either {sender} leaks data past its encryption, or somebody else injects packets into the tunnel.",
      "Compare the TTL and IP Identification of these packets with those of its other packets; if they agree, update"
      " that end.", NULL,
      .explains = "clear_data" },
    { "clear_in_spite_of_mppe", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_never_used,
      "{sender} sent {count} in the clear (from frame {frame} on) and encrypted none, although {name} to {other} was"
      " agreed on[ (frame {agreed})]. {other} probably discards them.",
      "Check MPPE on that end (its kernel module or driver), and update it.", NULL,
      .explains = THE_END " clear_data data_unanswered" },
    { "ccp_begun_again", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ccp_begun_again,
      "{sender} began CCP again in mid-session (Configure-Request in frame {frame}[, repeated until frame {last}]), and"
      " no reply from {other} was captured. {other} had encrypted since frame {encrypted}; until CCP is open again,"
      " {sender} probably decrypts nothing.",
      "Look in the PPP log of the end that began CCP again for the reason, and update the end that does not answer.",
      NULL,
      .explains = THE_END " mppe_required mppe_unanswered data_unanswered lcp_echo_unanswered" },
    { "ccp_ended", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ccp_ended,
      "{sender} closed CCP in mid-session (Terminate-Request[ \"{text}\"], frame {frame}), and with it the encryption;"
      " {other}, which probably requires encryption, ended the call {span} later: {how} (frame {ended}).",
      "Look in the PPP log of {sender} for why it closed CCP: it could not decrypt, lost its keys, or was told to.",
      NULL,
      .explains = THE_END " mppe_required protocol_refused" },
    { "ccp_storm", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ccp_storm,
      "CCP was negotiated anew again and again in mid-session: {sender} asked {count} in {span} (frames {frame} to"
      " {last}) although it was open. Each time, encryption begins anew, and what is on its way is lost.",
      "Look in the PPP logs of both ends for the reason, and update the end that asks.", NULL,
      .explains = "mppe_garbage mppe_resets" },
    { "mppe_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_unanswered,
      "{sender} offered [{offer}] in {count} (from frame {frame} on), and no reply from {other} was captured[; data"
      " is sent in the clear (from frame {clear} on)].",
      ENABLE_MPPE, "741 or 742",
      .explains = THE_END " " NO_MPPE },
    { "mppe_no_agreement", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_no_agreement,
      "The ends disagree on {about}[ ({lengths})]: {sender} wants [{offer}], {other} wants [{wanted}]; they differ in"
      " {bits} ({naks}, last in frame {frame}).[ {radius} allows the server only {allowed} keys"
      " (MS-MPPE-Encryption-Types {types} in"
      " the Access-Accept, frame {accept}).]",
      "[Let {radius} allow the keys that the client wants: MS-MPPE-Encryption-Types 2 is 40 bits, 4 is 128 bits, 6 is"
      " either (RFC 2548 section 2.4.4); dictionaries may name them differently. ]" AGREE_ON_BITS,
      "741 or 742",
      .explains = THE_END " " NO_MPPE " protocol_refused" },
    { "mppe_required", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_required,
      "{sender} requires MPPE and gave up (frame {frame}): \"{text}\".[ {asker} had asked for no authentication in LCP"
      " (Configure-Request, frame {lcp}), so there are no keys: MPPE's keys come from MS-CHAP or EAP.][ {protocol} had"
      " succeeded (frame {succeeded}), but {sender} asked for no encryption at all][, so it probably has no keys:"
      " {source}.][. The password gives it keys, so the PPP or the kernel of {lacking} itself probably lacks MPPE.]",
      "[Let {asker} require MS-CHAPv2 of {asked} (pppd: require-mschap-v2, not noauth).][Let {keyless} ask for a logon"
      " that gives keys, such as MS-CHAPv2 (pppd: require-mschap-v2), and the other end accept that.][Install or load"
      " MPPE on {lacking} (Linux: modprobe ppp_mppe).][If that end has no keys, check what its authentication gives"
      " it (RADIUS:"
      " MS-MPPE keys); {otherwise} enable MPPE on the other end, with the key length and mode that it wants.]",
      "734, 741 or 742",
      .explains = THE_END " protocol_refused" },
    { "mppe_offered_again", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_offered_again,
      "{sender} offers MPPE with no bit set again (frame {frame}), although that was rejected (frame {rejected}): a bug"
      " in that peer (RFC 1661).",
      "Update that peer.", NULL },

    { "mppe_offered_again", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mppe_offered_again_harmlessly,
      "{sender} offers MPPE with no bit set again (frame {frame}), although that was rejected (frame {rejected}): a bug"
      " in that peer (RFC 1661), but it asks for no encryption, and data flows.",
      "Update that peer.", NULL },

    /* diagnosis/signs_of_keys.c */
    { "mppe_lost_step", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_lost_step,
      "{other} accepted {good} from {sender} without complaint (until frame {until}), and then sent {count} for"
      " unassigned protocols (from frame {frame} on), so it probably no longer decrypts them: its MPPE got out of step"
      " in mid-session. The keys were right, or it would have complained from the beginning.[ Just before, a packet of"
      " {sender} was missing or late (frame {disorder}): a PPP that mistakes a late packet for a whole turn of the"
      " Coherency Count changes its key too often.][ All of {sender}'s packets came {order}.][ In stateful mode the"
      " key changes for the first time after 255 packets ({change}): one of the two ends probably does that in another"
      " way.]",
      "Connect again. Update the PPP of {other}[ and of {changer}, or use stateless MPPE][; avoid paths that {harm}"
      " packets].", NULL,
      .explains = THE_END " mppe_resets data_unanswered lcp_echo_unanswered" },
    { "mppe_garbage", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_garbage,
      "Since MPPE started, {other} has sent {count} for unassigned protocols ({list}; first in frame {frame}), so it"
      " probably cannot decrypt.[ {sender} has sent {back} ({back_list}; first in frame {back_frame}), so it cannot"
      " either.] The two ends may have different MPPE keys[: " LENGTHS_OPEN "][, often because {radius} sends wrong"
      " ones]; packets that were damaged on their way look the same.",
      CHECK_KEYS, NULL,
      .explains = THE_END " mppe_resets data_unanswered lcp_echo_unanswered" },
    { "mppe_not_flushed", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_not_flushed,
      "{sender} sent {count} without the FLUSHED bit (from frame {frame} on), which RFC 3078 section 3.1 requires of"
      " all packets in the stateless mode that CCP agreed on[ (frame {agreed})].[ It probably encrypts in {mode}, and"
      " {other} cannot decrypt that.][ The account's password decrypts {opened} as in stateless mode, so only the bit"
      " is wrong: {other} probably discards packets without it, as Linux does.]",
      "Update the PPP of {sender}[, or let both ends agree on {mode}].", NULL,
      .explains = THE_END " mppe_garbage mppe_other_keys mppe_given_up mppe_resets data_unanswered"
                  " lcp_echo_unanswered" },
    { "mppe_other_keys", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_other_keys,
      "{count} from {sender} (from frame {frame} on) cannot be decrypted with the keys derived from the account's"
      " password, although the user authenticated with it[; {opened} from {other} can]. {sender} probably has other"
      " keys[: " LENGTHS_OPEN "][, often wrong ones from {radius}]; packets that were damaged on their way look the"
      " same.",
      CHECK_KEYS, NULL,
      .explains = THE_END " mppe_garbage mppe_resets data_unanswered lcp_echo_unanswered" },
    { "mppe_protocol_rejected", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_protocol_rejected,
      "{other} rejected {sender}'s encrypted packets {count} (LCP Protocol-Reject of 0x00fd, first in frame {frame}),"
      " {basis}[ (frame {agreed})], and encrypts nothing itself: its PPP has no working MPPE.",
      "Check MPPE on that end (its kernel module or driver, and CCP in its PPP log).", NULL,
      .explains = THE_END " clear_in_spite_of_mppe clear_data data_unanswered mppe_absent" },
    { "mppe_given_up", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_given_up,
      "{sender} gave up MPPE ({protocol} Terminate-Request \"{text}\", frame {frame}): it could not decrypt what"
      " {other} sent. Linux does so after many packets whose MPPE header is not the one that it expects: they are late"
      " or repeated, or they lack the FLUSHED bit or the encryption bit.[ Of the GRE packets from {other}, this capture"
      " shows {disorder}.]",
      "If packets are lost, late or repeated on the path, find out where; otherwise update the PPP of {other}.",
      NULL,
      .explains = THE_END " mppe_required mppe_resets protocol_ended_link ccp_ended" },
    { "mppe_resets_ignored", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_resets_ignored,
      "{sender} asked in vain to restart the stateful encryption: {count} (from frame {frame} on), but {other} sent"
      " neither a Reset-Ack nor an MPPE packet with the FLUSHED bit, and went on with data for {span} (last in frame"
      " {last}). {sender} apparently decrypts none of that. In stateful mode, one lost packet is enough for this.",
      "Use stateless MPPE, or update the PPP of {other}. Perhaps the Reset-Requests do not reach it: compare with a"
      " capture taken there.", NULL,
      .explains = THE_END " mppe_resets stateful_loss mppe_given_up mppe_garbage data_unanswered"
                  " lcp_echo_unanswered" },
    { "mppe_resets", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mppe_resets,
      "{sender} sent {count} (from frame {frame} on), although {lost} missing or late here.[ It probably cannot"
      " decrypt, because {keys}; or packets are lost beyond the capture point.][ It took {good} from {other} before"
      " without complaint (until frame {until}), so the keys are right: it probably lost step, discards some packets"
      " for another reason, or packets are lost beyond the capture point.]",
      "[Check the MS-MPPE keys that RADIUS sends, and the RADIUS shared secret, in case {keys}.][Look in the PPP log of"
      " {sender} for why it does not take all that {other} sends.]", NULL,
      .explains = THE_END " data_unanswered lcp_echo_unanswered" },
    { "data_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_data_unanswered,
      "{sender} sent {count} (from frame {frame} on), but the GRE captured from {other} carries no data.[ The packets"
      " arrive, since {other} acknowledges them (the first in frame {acknowledged}).] {other} may be unable to decrypt"
      " (different MPPE keys), or may have no return route[; {or}].",
      "On that end, check the MPPE keys (RADIUS), routing and forwarding; ping it through the tunnel."
      LEAVES_BEHIND, NULL,
      .explains = THE_END },
    { "data_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_clear_data_unanswered,
      "{sender} sent {count} in the clear (from frame {frame} on), but the GRE captured from {other} carries no data.["
      " The packets arrive, since {other} acknowledges them (the first in frame {acknowledged}).] {other} may[ discard"
      " what is not {encrypted} (it may require MPPE), or may] have no return route, or a firewall that drops what"
      " comes out of the tunnel.",
      "On that end, check[ MPPE ({encrypted} data only),] routing, forwarding and the firewall of the PPP interface."
      LEAVES_BEHIND,
      NULL,
      .explains = THE_END " mppe_absent clear_data" },
    { "data_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_forwarded_data_unanswered,
      "{sender} sent {count} (from frame {frame} on), but the GRE captured from {other} carries no data. {other} reads"
      " and forwards them: packets from {address} were captured outside the tunnel (first in frame {beside}).[ Packets"
      " to that address were, too (first in frame {returned}), but {other} does not send them into the"
      " tunnel.][ {none} to that address was: there is probably no route back.]",
      "On the network behind that end, find where packets to that address go: routes, proxy ARP, another host with the"
      " same address.", NULL,
      .explains = THE_END },
    { "data_unanswered", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_few_data_unanswered,
      "{sender} sent {count} (from frame {frame} on), but the GRE captured from {other} carries no data.[ The packets"
      " arrive, since {other} acknowledges them (the first in frame {acknowledged}).] They may all be broadcasts and"
      " multicasts, which a host sends by itself and nobody answers; otherwise {other} may be unable to decrypt"
      " (different MPPE keys), or may have no return route.",
      "If no data comes back, ping {other} through the tunnel; without a reply, check the MPPE keys (RADIUS), routing"
      " and forwarding there.", NULL },
    { "password_encoding", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_password_encoding,
      "The account's password is not ASCII. {who} hashed it as {encoding} (Response in frame {frame}). A peer that"
      " hashes it as {other} has another hash: there the same password fails.",
      "Use a password of ASCII characters.", NULL },

    /* diagnosis/signs_of_encryption.c */
    { "mppe_not_used", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mppe_not_used,
      "{other} rejected {sender}'s offer[ of {offer}] (CCP Configure-Reject, frame {frame}), and {sender} did not"
      " insist: packets to {sender} are not encrypted.",
      "Require MPPE on both ends.", NULL },
    { "mppe_absent", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mppe_absent,
      "{method} would have provided keys, but no CCP was captured: data is sent in the clear (from frame {frame}"
      " on).",
      "Require MPPE on both ends.", NULL },

    /* diagnosis/signs_of_addresses.c */
    { "tunnel_in_itself", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_tunnel_in_itself,
      "IPCP gave {owner} the address {address} inside the tunnel (frame {frame}), which is also its address outside."
      " {other} then probably routes the tunnel's own packets into the tunnel: its last GRE came in frame {last}, just"
      " as IPCP opened.",
      "Give that end another address inside the tunnel (pptpd: localip), or route its outer address past the tunnel.",
      NULL,
      .explains = THE_END " " NO_GRE_BACK " tcp_unacknowledged echo_unanswered" },
    { "tunnel_in_itself", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_tunnel_swallowed,
      "{other} sent nothing more once IPCP had opened (frame {frame}): neither GRE (the last came in frame {last}) nor"
      " a TCP acknowledgment of {message} (frame {waiting}). It probably routes the tunnel's own packets into the"
      " tunnel (a default route or a network that covers the address of {owner}); or it broke down just then.",
      "On that end, route the other end's outer address past the tunnel (a host route to the server).", NULL,
      .explains = THE_END " " NO_GRE_BACK " tcp_unacknowledged echo_unanswered" },
    { "address_unusable", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_address_unusable,
      "The client got the address {address} inside the tunnel (IPCP, frame {frame}), {why}. Hardly anything came back"
      " to it through the tunnel.",
      "Give the server addresses to assign: a pool, DHCP that it can reach, or RADIUS with a usable Framed-IP-Address.",
      NULL,
      .explains = THE_END " data_unanswered not_forwarded dns_unanswered" },
    { "address_unusable", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_address_odd,
      "The client got the address {address} inside the tunnel (IPCP, frame {frame}), {why}.",
      "Give the server addresses to assign: a pool, DHCP that it can reach, or RADIUS with a usable Framed-IP-Address.",
      NULL },
    { "address_overlaps", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_address_overlaps,
      OVERLAPS " Hardly anything went from the client into the tunnel.",
      RENUMBER, NULL,
      .explains = "unexplained" },
    { "address_overlaps", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_address_overlaps_harmlessly,
      OVERLAPS,
      RENUMBER, NULL },
    { "ipcp_rejected", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ipcp_rejected,
      "{other} rejected IPCP (LCP Protocol-Reject of 0x8021, frame {frame}), so this tunnel cannot carry IPv4.["
      " {refuser} rejected IPv6CP (frame {ipv6}), so it cannot carry IPv6 either: no network protocol is left.]",
      "Enable IPv4 for this kind of connection on {other}[, or IPv6 on {refuser}].[ If it is enabled, reinstall the"
      " adapter \"{adapter}\" there (Device Manager).]", "720 or 733",
      .explains = THE_END " " NO_IPCP " address_never_assigned" },
    { "address_never_assigned", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_address_never_assigned,
      "{other} never assigned an address: {sender} asked for one (0.0.0.0, frame {asked}), and {other} {answer}"
      " (frame {frame}).[ It has none for itself, either: it asked for 0.0.0.0, too (frame {own}).]",
      "Give the server addresses to assign (pool, RADIUS)[, and one for its own end (frame {own})], or give the client"
      " a fixed one.", "720 or 738",
      .explains = THE_END " " NO_IPCP },
    { "address_never_assigned", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_address_of_server,
      "{sender} has no address of its own for the tunnel: it asked for 0.0.0.0 (frame {asked}), and {other} {answer}"
      " (frame {frame}).",
      "Give the server's end of the tunnel an address (pptpd: localip; MikroTik: local-address in the profile).",
      "720 or 738",
      .explains = THE_END " " NO_IPCP },
    /* diagnosis/signs_of_addresses_shared.c */
    { "address_shared", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_address_shared,
      "{client} got the address {address} (frame {frame}), although call {other} ({host}) still had it (frame"
      " {other_frame}).",
      "Give each client an address of its own (pool, RADIUS); look for two servers with the same pool.", NULL,
      .explains = "data_unanswered" },
    { "address_shared", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_address_taken,
      "Call {other} ({host}) got the address {address} (frame {other_frame}), which {client} of this call already had"
      " (frame {frame}).[ Since then, {server} has sent no more data into this call (last in frame {last}), although"
      " {client} went on sending (until frame {until}).]",
      "Give each client an address of its own (pool, RADIUS); look for two servers with the same pool.", NULL,
      .explains = "data_unanswered not_forwarded dns_unanswered" },

    /* diagnosis/signs_of_addresses.c */
    { "ipcp_address_changed", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ipcp_address_changed,
      "{owner} got another address in mid-session: IPCP was negotiated again and agreed on {to} (frame {frame}) in"
      " place of {from} (frame {since}, {span} earlier). Connections that use {from} break then, such as a remote"
      " desktop or a download.",
      "Find out in the PPP log of both ends why IPCP began again; give the user a fixed address (RADIUS:"
      " Framed-IP-Address).", NULL,
      .explains = "data_unanswered not_forwarded dns_unanswered" },
    { "vj_rejected_again", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_vj_rejected_again,
      "{sender} keeps requesting Van Jacobson compression, although {other} rejected it ({count}, last in frame"
      " {frame}).",
      "Turn off Van Jacobson compression on that end (pppd: novj).", "720",
      .explains = THE_END " " NO_IPCP },
    { "vj_rejected_again", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_vj_rejected_again_at_first,
      "{sender} kept requesting Van Jacobson compression, although {other} had rejected it ({count}, last in frame"
      " {frame}). That only delayed IPCP: data passed.",
      "Turn off Van Jacobson compression on that end (pppd: novj).", NULL },
    { "ipcp_no_agreement", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ipcp_no_agreement,
      "{sender} and {other} cannot agree on IPCP options[ ({dispute})]. {requests} from {sender} got {answers}"
      " (last in frame {nak}).",
      "Compare the address and DNS settings of both ends.[ Let {holder} take the address that it is given, instead of"
      " {fixed}; or allow it that one.]", "720 or 733",
      .explains = THE_END " ipcp_terminated address_disputed" },
    { "ipcp_no_agreement", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ipcp_address_left_out,
      "The ends disagreed on the address of {owner}: it asked for {own}, and {opponent} wanted {wanted} (last in frame"
      " {disputed}). In its last request {owner} named no address at all, which {opponent} acknowledged (frame"
      " {frame}); {span} later {sender} ended PPP: {how} (frame {ended}).",
      "Let {owner} take the address that it is given, instead of {own}; or let {opponent} accept that one (pppd:"
      " ipcp-accept-remote).", "720 or 733",
      .explains = THE_END },
    { "ipcp_terminated", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ipcp_terminated,
      "{sender} gave up IPCP (frame {frame})[: \"{text}\"].[ It had acknowledged the address {given} of {holder} (frame"
      " {agreed}).][ pppd says so if its {secrets} allow that user other addresses, or none.]",
      "[Give the server {addresses}; compare the IP settings of both ends.][Let the {secrets} of {sender} allow {given}"
      " to that user (the fourth column; * allows any address).][Look in the PPP {log} of {sender} for why it objects"
      " to {given}.]", "720 or 733",
      .explains = THE_END },
    { "address_disputed", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_address_disputed,
      "The ends disagree on the address of {owner}: it asked for {own}, {opponent} wanted {wanted} (Configure-Nak,"
      " frame {disputed}), and {sender} then ended PPP: {how} (frame {frame}).",
      "Let {owner} take the address that it is given (Windows: obtain an IP address automatically), or let {opponent}"
      " accept {own}.", "720 or 733",
      .explains = THE_END },
    { "ipcp_terminated", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ipcp_address_disputed,
      "{sender} gave up IPCP (frame {frame})[: \"{text}\"]. The ends disagreed on the address of {owner}: it asked for"
      " {own}, and {opponent} wanted {wanted} (last in frame {disputed}).",
      "Configure that address on one end only: let the end that wants another one accept it (pppd: ipcp-accept-remote,"
      " and no remote address of its own), or give the owner the address that the other wants.", "720 or 733",
      .explains = THE_END },
    { "dns_rejected", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_dns_rejected,
      "{other} rejected {sender}'s request for {servers} servers (IPCP Configure-Reject, frame {frame}): the tunnel"
      " gives it none, so names may not resolve.",
      "Configure name servers on the end that gives addresses (pppd: ms-dns, ms-wins), or by hand on the other.",
      NULL },
    { "dns_rejected", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_dns_zero,
      "{other} acknowledged {sender}'s request for a name server with the address 0.0.0.0 unchanged (IPCP, frame"
      " {frame}): the tunnel gives it none, so names may not resolve.",
      "Configure name servers on the end that gives addresses (pppd: ms-dns), or by hand on the other.", NULL },
    { "ipv6_no_agreement", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_ipv6_no_agreement,
      "IPV6CP does not open: {requests} from {sender} got {answers} from {other} (last in frame {nak}).[ Both ask for"
      " the Interface Identifier {identifier}, but each needs its own.] The tunnel carries no IPv6.",
      "Give the ends different Interface Identifiers (pppd: ipv6), or turn IPv6 off for the tunnel (pppd: noipv6).",
      NULL },
    { "ipcp_only_ipv6", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ipcp_only_ipv6,
      "Only IPv6 was negotiated (IPV6CP, frame {frame}). No IPCP was captured, so the tunnel probably carries no"
      " IPv4.",
      "Enable IPv4 on both ends.", "720 or 733" },

    /* diagnosis/signs_of_lan.c */
    { "address_in_use", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_address_in_use,
      "Two devices claim, by ARP, the address {address} that {owner} has inside the tunnel: {mac} (frame"
      " {frame}) and {other_mac} (frame {other_frame}). Hosts there send what is for {owner} to one of the two, perhaps"
      " to the wrong one.",
      "Keep the addresses of tunnels out of the range that DHCP or an administrator assigns to other hosts; find the"
      " device by its MAC address.", NULL,
      .explains = "data_unanswered not_forwarded tcp_inside_unanswered dns_unanswered" },
    { "arp_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_arp_unanswered,
      "Hosts behind {other} do not find {owner}: {asker} asks by ARP for {address}, and again at once ({count} in all,"
      " first in frame {frame}), so nobody answers. {other} has to answer for {owner} (proxy ARP), or they need a"
      " route to it.",
      "Turn on proxy ARP on that end (pppd: proxyarp; MikroTik: arp=proxy-arp on the LAN's interface; Linux:"
      " net.ipv4.conf.DEVICE.proxy_arp), or give the tunnels addresses of a network of their own and route it there.",
      NULL,
      .explains = "data_unanswered not_forwarded tcp_inside_unanswered dns_unanswered" },

    /* diagnosis/signs_of_names.c */
    { "dns_query_refused", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_dns_query_refused,
      "The name server {resolver} refused {count} of {sender} (REFUSED, first in frame {frame}), and no reply through"
      " the tunnel resolved a name. Its access list probably lacks the tunnel's addresses.",
      "On that name server, allow queries and recursion for the tunnel's addresses (BIND: allow-query, allow-recursion;"
      " Unbound: access-control; MikroTik: allow-remote-requests).", NULL },
    { "dns_server_failure", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_dns_server_failure,
      "The name server {resolver} answered {count} of {sender} with a failure (SERVFAIL, first in frame {frame}), and"
      " no reply through the tunnel resolved a name. It probably reaches no other name server itself, or cannot"
      " validate what these reply (DNSSEC, a wrong clock).",
      "On that name server, check its forwarders, its own path to the Internet, and its clock.", NULL },
    { "dns_unusable", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_dns_unusable,
      "IPCP gave the client the name server {address} (frame {frame}), {why}. Names do not resolve there.",
      "Have the server give the address of a name server that clients reach through the tunnel (pppd: ms-dns;"
      " accel-ppp: section dns; RADIUS: MS-Primary-DNS-Server).", NULL },
    { "dns_unusable", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_dns_odd,
      "IPCP gave the client the name server {address} (frame {frame}), {why}. Other name servers are usable.",
      "Have the server give the address of a name server that clients reach through the tunnel (pppd: ms-dns;"
      " accel-ppp: section dns; RADIUS: MS-Primary-DNS-Server).", NULL },

    { "name_unknown", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_name_unknown,
      "The name server {resolver}[, which IPCP gave {sender} (frame {agreed}),] told {sender} {count} that there is no"
      " \"{name}\" (NXDOMAIN, first in frame {frame})[; replies through the tunnel resolved {resolved}, so DNS itself"
      " works].[ If that name belongs to the network behind {network_of}, {resolver} does not know that network's"
      " names.][ It knows \"{sibling}\" (frame {exists}): the client appends a wrong DNS suffix to the host's name.]",
      "[If it does, have {network_of} give clients the name server of that network instead (pppd: ms-dns), and its DNS"
      " suffix; or let {resolver} forward that domain to it.][Set the DNS suffix {suffix} for this connection, or use"
      " full names; IPCP cannot tell a suffix, DHCP in the tunnel can (option 15).]", NULL },

    /* diagnosis/signs_of_replies.c */
    { "replies_elsewhere", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_replies_elsewhere,
      "Replies come from another address: {sender} asked {host} (frame {asked}), and {replier} replied ({count}, first"
      " in frame {frame}). Hosts discard such replies. {other} {reading}.",
      "On that end, restrict NAT (masquerading) to packets that leave for the Internet; bind services to the addresses"
      " that clients ask.", NULL,
      .explains = "not_forwarded tcp_inside_unanswered dns_unanswered" },
    { "loop_inside", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_loop_inside,
      "The ends send packets back and forth: one from {host} to {destination} went through the tunnel at least {times}"
      " times (frames {frame} to {last}), its TTL falling from {first_ttl} to {ttl}.[ {packets} packets did so.]"
      " {sender} sends such packets to {other}, which sends them back: it has no other route to {destination}.",
      "On the end that sends them back, add the route to that network, or one that discards packets to it; or remove it"
      " from the routes of the other end (RADIUS: Framed-Route).", NULL,
      .explains = "no_way_back not_forwarded tcp_inside_unanswered dns_unanswered" },
    { "tcp_checksum_inside", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_tcp_checksum_inside,
      "TCP cannot connect: each SYN that comes through the tunnel from {sender} has a wrong TCP checksum ({count},"
      " first in frame {frame}), so its receiver discards it. Something there probably changes packets without"
      " correcting their checksum (NAT, MSS clamping), or leaves that to a network card that never sees them (checksum"
      " offload).",
      "Turn off checksum offload on that end and on the hosts behind it (Linux: ethtool -K DEVICE rx off tx off);"
      " update what rewrites addresses or the MSS there.", NULL,
      .explains = "tcp_inside_unanswered" },

    /* diagnosis/signs_of_inside.c */
    { "address_of_outside", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_address_of_outside,
      "{sender} asked in IPCP for {address}, its own address outside of the tunnel, and {other} acknowledged it (frame"
      " {frame}) instead of assigning one. {count} to hosts beyond {other} (from frame {first} on) got no answer: hosts"
      " there have no route to that address, or one that leads elsewhere.",
      "Let the client take the address that it is given (pppd: noipdefault; no fixed address in its settings), and let"
      " the server insist on one of its pool.", NULL,
      .explains = "not_forwarded tcp_inside_unanswered dns_unanswered data_unanswered world_not_forwarded" },
    { "no_way_back", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_no_way_back,
      "{sender} sent {count} of other hosts into the tunnel (the first from {host}, frame {frame}), and nothing to such"
      " a host came back[, although packets to its own address {own} did (first in frame {near})]. {other} probably has"
      " no route to those hosts, or discards packets that do not come from the assigned address.",
      "Translate such packets to the tunnel's address on the client (NAT, masquerading), or give the server a route to"
      " the network behind the client (RADIUS: Framed-Route)." LEAVES_BEHIND, NULL,
      .explains = "not_forwarded tcp_inside_unanswered dns_unanswered data_unanswered" },
    { "not_forwarded", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_not_forwarded,
      "Nothing comes back from beyond {other}: {sender} sent {count} to hosts there ({hosts}; from frame {frame} on),"
      " and no answer was captured[, although {other} itself sends packets ({address}, frame {own})].[ {refuser}"
      " returned ICMP {error} ({refusals}, first in frame {refused}).] {reading}.",
      "On that end, check IP forwarding, NAT or proxy ARP, the firewall's forwarding rules, and the routes back to the"
      " tunnel's addresses." LEAVES_BEHIND, NULL,
      .explains = "tcp_inside_unanswered dns_unanswered data_unanswered" },
    { "not_forwarded", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_forwarding_refused,
      "{refuser} refuses what {sender} sends to hosts beyond {other}: {count} to {hosts} (from frame {frame} on) got"
      " ICMP {error} ({refusals}, first in frame {refused})[, all for {port}][ or {resets} (first in frame {reset})],"
      " and no other answer. {reading}.",
      "Look at the routes and the firewall's forwarding rules of the host that sends these errors.", NULL,
      .explains = "tcp_inside_unanswered tcp_inside_refused dns_unanswered data_unanswered" },
    { "world_not_forwarded", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_world_not_forwarded,
      "Hosts in private networks behind {other} answer, but nothing comes back from public addresses: {sender} sent"
      " {count} to such addresses ({hosts}; from frame {frame} on), and no answer was captured.[ {refuser} returned"
      " ICMP {error} ({refusals}, first in frame {refused}).] {other} probably does not translate the tunnel's"
      " addresses on the way to the Internet (NAT), or does not forward them there.",
      "On that end, masquerade the tunnel's addresses towards the Internet, and check its forwarding rules; or let the"
      " client send only the remote network's packets into the tunnel (no default route, Windows: no default gateway"
      " on the remote network)." LEAVES_BEHIND, NULL,
      .explains = "tcp_inside_unanswered tcp_port_silent" },
    { "tcp_inside_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_tcp_inside_unanswered,
      "{sender} tried to open TCP connections through the tunnel ({count}, the first to {host}; from frame {frame} on),"
      " and no TCP came back, although other packets did.[ {refuser} returned ICMP {error} ({refusals}, first in frame"
      " {refused}).][ {guess}.]",
      "[Look at the firewall's forwarding rules on {guess_at}, and on the hosts behind it. A capture taken"
      " behind it shows whether these packets leave it, and whether answers come back.]", NULL },
    { "tcp_inside_refused", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_tcp_inside_refused,
      TCP_REFUSED " Hosts that all lack a service are rare: a firewall on {other} or behind it probably rejects TCP.",
      "Look at the firewall's forwarding rules on that end, for TCP from the tunnel's addresses.", NULL },
    { "dns_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_dns_unanswered,
      "{sender} sent {count} to {resolver} through the tunnel (from frame {frame} on), and no answer was captured in"
      " {span}, although other packets came back: names do not resolve.[ {refuser} returned ICMP {error} ({refusals},"
      " first in frame {refused}).][ {reading}.][ IPCP had given {sender} another name server, {given} (frame"
      " {agreed}): its resolver probably keeps the one that it had before.]",
      "[Let {sender} ask {given} while the tunnel is up. ]Check the name server that the client uses, and that"
      " it answers the tunnel's addresses (its access list, its route back). A capture taken there shows whether the"
      " queries arrive.", NULL },

    { "tcp_port_silent", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_tcp_port_silent,
      "{host} did not answer the SYNs of {sender} to TCP {ports} through the tunnel (from frame {frame} on, in"
      " {span}), although other packets of it came back (last in frame {other}): it is up, and the tunnel carries TCP."
      " A firewall on that host or in front of it probably drops them.[ {service}.]",
      "Let the firewall of that host admit the tunnel's addresses to these ports. Windows admits file sharing from its"
      " own subnet only, unless its rules say otherwise.", NULL },
    { "tcp_port_refused", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_tcp_port_refused,
      "{host} refused the SYNs of {sender} to TCP {ports} through the tunnel (from frame {frame} on) with RST (first in"
      " frame {refused}), while TCP elsewhere worked: the tunnel carries it.[ Nothing listens on {listener}, or a"
      " firewall rejects the connections.][ Their TTL, {ttl}, is not that of the host's other packets ({usual}, such as"
      " frame {usual_in}), but that of the own packets of {refuser}: probably {refuser} itself refuses the connections,"
      " in a proxy or a filter.]",
      "[Check that the service runs on {listener}, and that its firewall lets the tunnel's addresses in.]"
      "[On {refuser}, look for a proxy, a redirection or a rule for these ports.]", NULL },
    { "dhcp_unanswered", PPTP_IN_LINK, PPTP_CHAT, pptp_sign_dhcp_unanswered,
      "{sender} asked by DHCP for what IPCP does not tell it ({count} in {span}, from frame {frame} on), and no reply"
      " was captured: no routes (options 121 and 249) and no DNS suffix reach it this way. Windows asks in every"
      " tunnel, and many servers do not answer.",
      "If clients need that, let the server answer or relay DHCP (Windows: DHCP Relay Agent; Linux: dnsmasq on the"
      " tunnels' interfaces); or set routes on the clients.", NULL },

    { "netbios_unanswered", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_netbios_unanswered,
      "{sender} asked for NetBIOS names by broadcast ({count}, from frame {frame} on, in {span}), and nobody answered:"
      " a broadcast goes no further than the other end of the tunnel.[ {other} gave it no NetBIOS name server (WINS) in"
      " IPCP (Configure-Reject, frame {rejected}).] So nobody finds computers behind {other} by such a name, or by"
      " browsing the network; their addresses still work.",
      "If users miss that, use DNS names or addresses, or have the server give clients a WINS server (pppd: ms-wins) or"
      " a DNS suffix.", NULL },

    { "ipv6_unconfigured", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_ipv6_unconfigured,
      "{sender} asked for an IPv6 prefix or address through the tunnel ({count}: Router Solicitations or DHCPv6, in"
      " {span}, from frame {frame} on), and {other} sent neither a Router Advertisement nor DHCPv6. So {sender}"
      " probably has only its link-local IPv6 address.",
      "If IPv6 is wanted, let that end advertise a prefix or answer DHCPv6 (radvd, dnsmasq; accel-ppp: ipv6_nd,"
      " ipv6_dhcp and a pool); otherwise turn it off for the tunnel (pppd: noipv6).", NULL },

    /* diagnosis/signs_of_portal.c */
    { "portal_inside", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_portal_inside,
      "Whatever page {sender} asks for through the tunnel, it is sent to {target}: {count}, in the name of {hosts}"
      " (from frame {frame} on), and these hosts answered with nothing else. A portal of {other}, or of the network"
      " behind it, probably answers in their place: the account may be blocked or unpaid, or a logon there may be"
      " missing.",
      "Open {target} in a browser on the client, and do what it asks for; otherwise ask whoever runs the server.",
      NULL,
      .explains = "not_forwarded world_not_forwarded tcp_inside_unanswered tcp_port_silent data_unanswered" },

    /* diagnosis/signs_of_line.c */
    { "line_errors", PPTP_IN_CALL, PPTP_NOTE, pptp_sign_line_errors,
      "{sender} reports errors of the line behind it: {errors} since the call began ({count}, the last in frame"
      " {frame}). PPP frames that the line damages are lost.",
      "Check that line and its modem. These counters say nothing about the path between the ends of the tunnel.",
      NULL },

    /* diagnosis/signs_of_window.c */
    { "window_limits", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_window_limits,
      "{receiver} announced a receive window of {window}. {sender} filled it {times} (the first time in frame {frame})"
      " and then waited for an acknowledgment: {waited} of the {active} in which it had something to send.",
      "If the tunnel is slow, raise the Packet Receive Window Size that {receiver} announces.", NULL },

    /* diagnosis/signs_of_delay.c */
    { "tunnel_slower", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_tunnel_slower,
      "The round trip through the tunnel became longer: {receiver} acknowledged a packet from {sender} within {fast}"
      " (frame {usual}), but from frame {frame} on at least {slow} passed (frame {quickest}), for {span} in all[ and"
      " {end} at the end of the capture].[ {sender} then sent {load} kbit/s, far more than otherwise: its packets"
      " probably wait in a full queue in front of a slow link, and all others with them.][ {sender} then sent"
      " {ordinary} kbit/s, not much more than otherwise: other traffic may fill a queue on the path, or the path or"
      " {receiver} became slower.]",
      "[Limit what {sender} sends to a little less than {load} kbit/s, or use a fair queue (such as fq_codel), on the"
      " router in front of the slow link. ]Compare with pings outside the tunnel at the same time: if these are slow,"
      " too, it is the path, not the VPN.", NULL },
    { "gre_delayed", PPTP_IN_CALL, PPTP_NOTE, pptp_sign_gre_delayed,
      "GRE takes much longer than TCP: from frame {since} on, {receiver} hardly acknowledged a packet from {sender}"
      " sooner than {slow} after it was sent (frame {quickest}), although it answered {message} (frame {frame}) in"
      " {time}. Something on the path probably delays GRE (a provider's shaping, a queue of its own for protocol 47),"
      " or the PPP of {receiver} is slow.",
      "Ping through the tunnel and outside it at the same time: if only the tunnel is slow, ask the provider about"
      " GRE, or compare with a capture taken at {receiver}.", NULL },

    /* diagnosis/signs_of_setup.c */
    { "setup_slow", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_setup_slow,
      "{slow} kept {other} waiting {delay} for its {word} (frame {frame}), after the {question} in frame {asked}[,"
      " which it had received (acknowledged in GRE, frame {receipt})].[ {guess}, or the first packets were lost on the"
      " way.][ {cause}.][ The {second_word} of {second} came late, too ({second_delay} after it was asked for, frame"
      " {second_frame}).]",
      "Look in the log of {slow} for what it waited for.", NULL },

    /* diagnosis/signs_of_mtu.c */
    { "fragments_lost", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_fragments_lost,
      "{address} waited in vain for fragments of {count} from {sender}: ICMP {error} (frame {frame}). IP fragments"
      " large GRE packets on the way, and some fragments do not arrive: a firewall or NAT there probably drops all but"
      " the first, which small packets do not need.",
      "Lower the MTU of that sender's PPP interface to 1400 (TCP MSS 1360), so that nothing is fragmented; or let"
      " fragments pass.", NULL,
      .explains = "black_hole fragmented tunnel_loss tunnel_loss_slight auth_eap_stalled" },
    { "black_hole", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_black_hole,
      "{sender} sent {count} of {octets} octets (from frame {frame} on) that {other} never acknowledged, while it went"
      " on to acknowledge smaller ones (up to {small} octets). Large packets vanish on the way without an ICMP error:"
      " the MTU of the path is probably smaller, and[ the error that {bound} demands is filtered][ the fragments into"
      " which a router cuts them ({cut}) get lost].",
      "Lower the MTU of the PPP interface (and clamp the TCP MSS to it)[, or let the ICMP error pass ({bound}:"
      " \"fragmentation needed\", \"packet too big\")][, or let IP fragments pass ({cut})]. A capture taken at {other}"
      " shows whether the large packets arrive.",
      NULL,
      .explains = "tunnel_loss auth_eap_stalled" },

    { "mtu_inside", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mtu_inside,
      "Inside the tunnel, {router} told {host} {count} in {span} that its TCP segments to {destination} are too big for"
      " a link beyond the tunnel (ICMP, frames {frame} to {last}; MTU {mtu}), and {host} still sends packets of"
      " {octets} octets: it takes no notice. Something at {sender}, such as a firewall, probably drops these errors."
      " Large transfers to such hosts hang, while small packets pass.",
      "Let ICMP \"fragmentation needed\" (IPv6: \"packet too big\") in at that end, or clamp the TCP MSS to {mss}.",
      NULL },

    /* diagnosis/signs_of_points.c */
    { "points_lost", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_points_lost,
      "GRE packets were captured at one capture point and not at the next, so they were lost between the two, or the"
      " second capture dropped them: {directions}.",
      LOOK_BETWEEN, NULL,
      .explains = "tunnel_loss tunnel_reordered points_reordered stateful_loss" },
    { "points_lost_slightly", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_points_lost_slightly,
      "A few GRE packets were captured at one capture point and not at the next: {directions}.",
      LOOK_BETWEEN, NULL,
      .explains = "tunnel_loss tunnel_loss_slight" },
    { "points_reordered", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_points_reordered,
      "GRE packets were reordered between two capture points: {directions}.",
      "Look for parallel links or queues between these capture points.", NULL },
    { "points_clock", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_points_clock,
      "The clock at capture point {ahead} is about {time} ahead of the clock at point {behind}, or packets take that"
      " much longer one way than the other.",
      "Do not compare times of different capture points.", NULL },
    { "points_nat", PPTP_IN_CALL, PPTP_CHAT, pptp_sign_points_nat,
      "This is call {call} on the other side of a NAT: {changes}.",
      NULL, NULL },

    /* diagnosis/signs_of_loss.c */
    { "stateful_loss", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_stateful_loss,
      "Stateful MPPE: each lost packet costs a reset, which stateless MPPE does not need. {sender} sent {count} (from"
      " frame {frame} on)[, and waited {span} in all for the answers].",
      "Use stateless MPPE, as Windows does.", NULL },
    { "tunnel_outage", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_tunnel_outage,
      "The path was probably interrupted: none of {lost} packets that {sender} sent between frames {frame} and {after}"
      " ({span}) arrived[, in the longest of {times} such gaps].[ Of its other packets, {rest} {verb} missing.]" BURSTS
      SMALL_ONLY,
      "Look for what was interrupted at that time: a wireless link or roaming, a line that reconnects, a change of"
      " routes; compare with other traffic on the path." TRY_SMALLER, NULL,
      .explains = "tunnel_loss tunnel_loss_slight stateful_loss multilink_lost" },
    { "tunnel_loss", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_tunnel_loss,
      "GRE packets are missing: {directions}.[ From {alternate}, every second one is missing: something on the path"
      " probably uses two paths in turn (a bundle of links, balanced routes), one of which loses all.][ What is missing"
      " from {bursting} is the end of {tails}: at least {least} packets came within 20 ms, those after them were lost,"
      " and then there was a pause. So something on the path probably limits the rate and drops the rest (a policer),"
      " or its queue is too short.]" BURSTS SMALL_ONLY,
      "[Look for what happens every {period} on the path. ][Look for a rate limit on the path, and shape what"
      " {bursting} sends to that rate. ]Find the loss on the path: compare with a capture taken at the other end."
      TRY_SMALLER, NULL,
      .explains = "stateful_loss multilink_lost" },
    { "tunnel_not_captured", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_tunnel_not_captured,
      "GRE packets are missing from this capture: {directions}.",
      NULL, NULL },
    { "tunnel_loss_slight", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_tunnel_loss_slight,
      "A few GRE packets are missing: {directions}.",
      NULL, NULL,
      .explains = "stateful_loss multilink_lost" },
    { "tunnel_reordered", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_tunnel_reordered,
      "GRE packets arrived late, after packets that were sent later: {directions}. Receivers that do not reorder drop"
      " them.",
      "Look for parallel links or size-dependent queues on the path; allow the receiver to reorder.", NULL,
      .explains = "points_reordered stateful_loss" },
    { "tunnel_reordered_slightly", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_tunnel_reordered_slightly,
      "A small share of GRE packets arrived late, after packets that were sent later: {directions}.",
      NULL, NULL,
      .explains = "points_reordered" },
    { "tunnel_loop", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_tunnel_loop,
      "Each GRE packet from {sender} arrived {times} times on average ({copies} of {count} are copies, the first in"
      " frame {frame}). Neither several interfaces nor the ends make so many: packets probably circulate without end,"
      " as in a loop of switches or bridges, or a device repeats them.",
      "Look for a loop near the capture point: two ports joined by mistake, a bridge without spanning tree. In the"
      " switches, the source of the copies shows as an address that moves from port to port.", NULL,
      .explains = "tunnel_duplicates" },
    { "tunnel_duplicates", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_tunnel_duplicates,
      "GRE packets arrived more than once: {directions}.[ Copies with the same IP Identification may have been"
      " {captured} on two interfaces.]",
      "Look for a device on the path that repeats packets.", NULL },

    /* diagnosis/signs_of_mtu.c */
    { "mtu_icmp", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_mtu_icmp,
      "{address} answered GRE from {sender} with ICMP {error} (frame {frame}[, {times} times in all]): {meaning}.[ The"
      " MTU of that link is {mtu}.][ {sender} still sent such packets {span} later: the error does not reach it, or it"
      " takes no notice.]",
      "Set the PPP MTU to {fits} (TCP MSS {mss}).", NULL,
      .explains = "auth_eap_stalled tunnel_loss" },
    { "mtu_icmp", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_mtu_icmp_learned,
      "{address} answered GRE from {sender} with ICMP {error} once (frame {frame}).[ The MTU of that link is {mtu}.]"
      " {sender} went on without another one, so it probably took notice.",
      "A PPP MTU of {fits} (TCP MSS {mss}) spares it the first packet.", NULL },
    { "fragmented", PPTP_IN_TUNNEL, PPTP_WARNING, pptp_sign_fragmented,
      "IP fragmented {count} of {packets} from {sender} ({share}, from frame {frame} on); the longest carries"
      " {octets} octets of PPP. A PPP MTU of 1400 (TCP MSS 1360) would fit.",
      LOWER_MTU, NULL },
    { "fragmented", PPTP_IN_TUNNEL, PPTP_NOTE, pptp_sign_fragmented_harmlessly,
      "IP fragmented {count} of {packets} from {sender} ({share}, from frame {frame} on). Fragments cost time, and some"
      " firewalls drop them.",
      NULL, NULL },
    { "mru_exceeded", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mru_exceeded_in_vain,
      "{sender} sent {count} of up to {octets} octets (from frame {frame} on), but the MRU of {other} is {mru}, and"
      " {other} answered {resets} of them with a CCP Reset-Request: it probably discards what is too long instead of"
      " decrypting it, as Linux does. Small packets pass, large ones do not.",
      LOWER_MTU " Clamp the TCP MSS to it.", NULL,
      .explains = "mppe_resets data_unanswered" },
    { "mru_exceeded", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mru_exceeded,
      "{sender} sent {count} of up to {octets} octets (from frame {frame} on), but the MRU of {other} is {mru}.",
      LOWER_MTU, NULL },
    { "mru_exceeded_by_mppe", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mru_exceeded_by_mppe,
      "{sender} sent {count} of up to {octets} octets (from frame {frame} on), and the MRU of {other} is {mru}: it does"
      " not count MPPE's own 4 octets, as Windows does not. What is inside fits.",
      NULL, NULL },
    { "mss_too_big", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_mss_too_big,
      "TCP behind {sender} announces an MSS of {mss} octets (frame {frame}), but only {fits} fit its MRU of {mru}:"
      " the tunnel works and ping works, but some sites may hang.",
      "Clamp the TCP MSS to the MTU of the PPP interface.", NULL,
      .explains = "mru_exceeded" },
    { "mss_too_big_for_mppe", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mss_too_big_for_mppe,
      "TCP behind {sender} announces an MSS of {mss} octets (frame {frame}). With MPPE's own 4 octets only {fits} fit"
      " its MRU of {mru}. Ends that count these octets, as Linux does, drop full segments.",
      "If some sites hang, clamp the TCP MSS to that size.", NULL },

    /* diagnosis/signs_of_framing.c */
    { "protocol_compressed", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_protocol_compressed,
      "{sender} sent {count} with a protocol field of one octet (from frame {frame} on), although {other} had not asked"
      " for that compression in LCP. An end that is strict drops them (RFC 1661 section 6.5).",
      "If data is lost, turn protocol field compression off on that end (pppd: nopcomp).", NULL },
    { "unreadable_data", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_unreadable_data,
      "This tunnel carries packets that cannot be read here: {list}.",
      NULL, NULL },

    /* diagnosis/signs_of_keepalive.c */
    { "echo_unanswered", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_echo_unanswered,
      "No reply to {sender}'s Echo-Request (id {identifier}, frame {frame}) was captured within {span}[; {closer}"
      " then ended the connection (frame {closed})].[ The reply came {delay} after the request (frame {late}), too"
      " late.][ GRE from {other} still arrived ({gre}), so probably only the"
      " TCP path failed: an idle timeout of a NAT or firewall is likely.][ No GRE from {other} was captured after that"
      " either (the last packet came {quiet} before the end), so the whole path or that host was probably down.]",
      "Raise the idle timeout of NATs and firewalls for TCP port 1723, or send Echo-Requests more often. A capture"
      " taken at {other} shows whether the request arrives.", "807",
      .explains = THE_END " after_close" },
    { "echo_unanswered", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_echo_ignored,
      "{sender}'s Echo-Request (id {identifier}, frame {frame}) reached {other}, since TCP acknowledged it, but no"
      " Echo-Reply was captured within {span}[; {closer} then ended the connection (frame {closed})].[ The reply came"
      " {delay} after the request (frame {late}), too late.][ GRE from {other} still arrived ({gre}).][ No GRE from"
      " {other} was captured after that either (the last packet came {quiet} before the end).] So the TCP path works:"
      " [the PPTP program of {mute} hangs, or does not answer Echo-Requests][the PPTP program of {slow} is slow (busy,"
      " or waiting for something), or {sender} gives up too soon (RFC 2637 section 3.1.4: after 60 s)].",
      "Check the PPTP program of that end, and its log; update it.", "807",
      .explains = THE_END " after_close" },
    { "echo_identifier", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_echo_identifier,
      "The Echo-Reply in frame {frame} does not carry the identifier {wanted} of its request (frame {request}). mpd and"
      " npppd drop the connection for this.",
      "Update the peer that sent the reply.", NULL,
      .explains = THE_END " echo_unanswered" },
    { "control_idle", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_control_idle,
      "{closer} {how} the control connection (frame {frame}[, in reply to {message} in frame {asked}]) after {span}"
      " without a message (since frame {last}), while GRE was still flowing. A NAT or firewall has probably forgotten"
      " the idle TCP connection[; or the program of {program} was killed].",
      "Send an Echo-Request every 60 s; raise idle timeouts for TCP port 1723. A capture taken at {closer} shows"
      " whether it closed the connection itself.", "807",
      .explains = THE_END },

    /* diagnosis/signs_of_hangup.c */
    { "client_closed_without_stop", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_client_closed_without_stop,
      "{closer} {how} the TCP connection without a Stop-Control-Connection-Request while a call was up (frame"
      " {frame})[; {poptop} logs \"EOF or bad error reading ctrl packet length\" for this].",
      "Check whether the client's program crashed or was killed.", NULL,
      .explains = "unexplained" },
    { "server_closed_without_stop", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_server_closed_without_stop,
      "{closer} {how} the TCP connection without a Stop-Control-Connection-Request while a call was up (frame"
      " {frame}).[ Afterwards it refused a new one (frame {refused}): its PPTP service was down.][ It accepted one"
      " again in frame {accepted}.]",
      "Check whether the server's program crashed or was restarted.", "629 or 807",
      .explains = "unexplained" },
    { "shut_down", PPTP_IN_CALL, PPTP_NOTE, pptp_sign_shut_down,
      "{sender} says that it was shut down (first in frame {frame}): {codes}. An administrator or its system probably"
      " stopped the service.",
      "Ask whoever runs that end; look in its log for that time.", "629",
      .explains = THE_END },

    { "disconnected_by_error", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_disconnected_by_error,
      "{sender} ended the call[, {span} after the last data (frame {last})]: {how} (frame {frame}). That code reports a"
      " failure: a call that ends normally has Result Code 3 or 4 (RFC 2637 section 2.13).",
      "Look in the log of that end for that time; its Call Statistics in that frame may say more.", "629",
      .explains = THE_END },

    /* diagnosis/signs_of_keepalive.c */
    { "lcp_echo_unanswered", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_lcp_echo_unanswered,
      "No reply to the last {count} from {sender} was captured (from frame {frame} on)[; {waited} after the first of"
      " them, it ended PPP (frame {terminated})].[ The other end, or the GRE path {to} it, was probably down.][ The"
      " control connection of {alive} still worked (frame {tcp}), so that end was there: the GRE path was probably"
      " interrupted, or its PPP program had ended.][ Its last GRE (frame {fell}) came as call {neighbor} from the same"
      " address ended (frame {over}): a NAT at {shared} probably does not tell the two apart, and forgot the GRE of"
      " both.][ {hasty} waits no longer: for it, a short interruption is the"
      " end.]",
      "[Use a NAT at {shared} that tells calls apart (a PPTP helper, ALG). ]Check the log of the other end; a capture"
      " taken there shows whether the requests arrive, and whether replies leave.[ If such interruptions are short, let"
      " {hasty} wait longer (pppd: lcp-echo-interval, lcp-echo-failure; OpenWrt: keepalive).]", "629",
      .explains = THE_END " echo_unanswered" },
    { "lcp_echo_ignored", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_lcp_echo_ignored,
      "{sender} ended PPP (frame {terminated}), probably because it considered {other} dead: no reply to its last"
      " {count} was captured (from frame {frame} on). Data from {other} still came, the last in frame {data}.[ {other}"
      " had answered before (last in frame {answered}), so it can answer: the requests or the replies were lost, or"
      " waited behind the data ({packets} from {other} in {span} meanwhile), or its PPP had no time for them.][ In that"
      " time {radius} did not answer {accounting} of {other} (from frame {request} on): a PPP program that waits for"
      " RADIUS answers nothing else (pppd: radius.so).]",
      "[See first why {radius} does not answer. ][Update the PPP of {mute}, which does not answer Echo-Requests, or"
      " turn them off on the other end (pppd: lcp-echo-failure 0, or lcp-echo-adaptive).][Make {strict} ignore missing"
      " Echo-Replies while data comes (pppd: lcp-echo-adaptive), or wait for more of them (lcp-echo-failure); limit the"
      " rate of the data to less than the line carries.]", "629",
      .explains = THE_END },
    { "connect_time", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_connect_time_of_radius,
      "{radius} had allowed this session {limit} (Session-Timeout in the Access-Accept, frame {accept}), and {sender}"
      " ended it {span} after that: {how} (frame {frame}).",
      "Raise or remove the time limit in RADIUS (Session-Timeout).", "629",
      .explains = THE_END },
    { "idle_timeout", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_idle_timeout_of_radius,
      "{radius} had allowed this session {limit} without data (Idle-Timeout in the Access-Accept, frame {accept}), and"
      " {sender} ended it {span} after the last data (frame {since}): {how} (frame {frame}).",
      "Raise or remove the idle limit in RADIUS (Idle-Timeout), or send something more often than that.", "629",
      .explains = THE_END },
    { "idle_timeout", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_idle_timeout,
      "{sender} ended the call because it was idle (frame {frame}): \"{text}\".",
      "Raise or remove the idle limit (pppd: idle; RADIUS: Idle-Timeout).", "629",
      .explains = THE_END },
    { "connect_time", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_connect_time,
      "{sender} ended the call because its time limit was reached (frame {frame}): \"{text}\".",
      "Raise or remove the time limit (pppd: maxconnect; RADIUS: Session-Timeout).", "629",
      .explains = THE_END },
    { "connect_time", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_connect_time_even,
      "{sender} ended the call [{minutes}][{length}] after {begin} (frame {since}), to the second: {how} (frame"
      " {frame}).[ Call {twin} lasted as long.] That is probably a time limit (RADIUS: Session-Timeout).",
      "Raise or remove the time limit (pppd: maxconnect).", "629",
      .explains = THE_END },
    { "idle_timeout", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_idle_timeout_even,
      "{sender} ended the call {minutes} after the last data (frame {since}), to the second: {how} (frame {frame})."
      " That is probably an idle limit ({kind}).",
      "Raise or remove the idle limit, or send something more often than that.", "629",
      .explains = THE_END },
    { "gre_stopped", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_gre_stopped,
      "GRE from {sender} stopped after frame {frame}, while {other} sent {count} more packets in {span}; none of them"
      " was acknowledged.[ Neither end had sent GRE for {quiet} before them.][ Only {lull} had passed, too little for"
      " an idle timeout.] {suspects}.[ In call {twin}, GRE also stopped after about the same time ({age} after its"
      " first packet): a filter that lets the start of a session pass is likely.]",
      "Check the PPP log of that end[; raise the idle timeout of NATs and firewalls for GRE (after {quiet} it was too"
      " late)][; compare with a capture taken at {target} to see whether GRE still leaves it].", "807",
      .explains = THE_END " lcp_echo_unanswered data_unanswered echo_unanswered" },

    /* diagnosis/signs_of_authentication_agreement.c */
    { "auth_not_begun", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_not_begun,
      "LCP agreed on {protocol} for {client} (LCP open in frame {frame}), but no {opening} from {beginner}, which must"
      " begin, was captured within {span}[, although other GRE from it still came (last in frame {later})][: {or}].["
      " Then {ender} ended the call: {how} (frame {ended}).]",
      "Look in the PPP log of {beginner} for why it does not begin the authentication.", "718 or 629",
      .explains = THE_END },
    { "auth_not_begun", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_auth_ended_before,
      "LCP agreed on {protocol} for {client} (LCP open in frame {frame}), but {span} later, before any packet of it was"
      " captured, {ender} ended the call: {how} (frame {ended}). No user name or password had been sent, so neither can"
      " be wrong.",
      "Look in the log of {ender} for the reason: its policy, a limit of sessions, an address that it does not serve.",
      "629",
      .explains = THE_END },

    /* diagnosis/signs_of_authentication.c */
    { "ended_after_success", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ended_after_success,
      "{server} accepted {who} (frame {succeeded}) and ended the call {span} later: {how} (frame {frame}). The password"
      " was not the problem: the server's policy (hours, session limit, group), its address pool or its encryption"
      " settings probably refused what came next.[ Call {holder} was up meanwhile; once it had ended (frame"
      " {released}), the server let the same user in (frame {let_in}), so it is probably a limit of sessions (a"
      " license, its number of ports).]",
      "Look in the server's log, and that of its RADIUS server, for this user at that time.", "629",
      .explains = THE_END },

    /* diagnosis/signs_of_negotiation.c */
    { "ppp_stuck", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ppp_ended_at_request,
      "{ender} answered the LCP Configure-Request of {sender} (frame {frame}) with a Terminate-Request (frame"
      " {ended}), {span} later, instead of a Configure-Ack, -Nak or -Reject.[ The request asked for {extras}: an end"
      " that does not know an option must reject it (RFC 1661 section 5.4), but some ends close the link.] {ender} may"
      " also have no room for the session, or not serve this peer.",
      "[Ask without {extras} (Windows: PPP settings, \"Negotiate multi-link for single-link connections\" off). ]Look"
      " in the PPP log of {ender}.", "629 or 734",
      .explains = "unexplained" },
    { "ppp_stuck", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_ppp_stuck,
      "PPP did not get past {stage} in {span}[ ({unread}, whose outcome cannot be read here)][; {sender} sent {count}"
      " (last in frame {frame}), and no reply to the last was captured][ (the GRE of {mute} acknowledges such a"
      " request in frame {heard}, so it arrived: the PPP of {mute} does not answer)][; then {ender} ended it: {how}"
      " (frame {ended})].",
      "[Look in the PPP log of {mute} for why it does not answer (an address that it cannot get, a process that"
      " hangs).][Check the PPP logs of {both}.]", "629, 718, 720 or 721",
      .explains = "unexplained" },

    /* diagnosis/signs_of_stream.c */
    { "lost_sync", PPTP_IN_CONNECTION, PPTP_WARNING, pptp_sign_lost_sync,
      "[The control connection holds {octets} that belong to no message (first in frame {frame}). ][A message has a"
      " wrong Magic Cookie (frame {cookie}). ]Part of the stream was not captured, or a sender is out of step. Peers"
      " that do not search for the next message close the connection.",
      "Capture without loss; if nothing was lost, update that peer.", NULL,
      .explains = THE_END " echo_identifier echo_unanswered start_unanswered call_unanswered" },
    { "after_close", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_after_close,
      "{sender} sent {message} (frame {frame}) after {closer} had closed the TCP connection (frame {closed})[;"
      " {outlook}].",
      NULL, NULL },
    { "several_messages", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_several_messages,
      "Two control messages share one TCP segment (frame {frame}). NAT helpers that read only the first, such as"
      " Linux's, miss the second.",
      NULL, NULL },

    /* diagnosis/signs_of_radius.c */
    { "radius_disconnected", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_radius_disconnected,
      "{radius} told {server} by RADIUS to end this session (Disconnect-Request[ for user \"{user}\"], frame {frame}[,"
      " answered in frame {acknowledged}]), and {server} ended it {delay} later: {how} (frame {ended}).",
      "Ask whoever runs {radius} why it ended the session: an administrator, a portal, or a limit of volume or time.",
      "629",
      .explains = THE_END " idle_timeout connect_time user_replaced" },
    { "radius_not_asked", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_radius_not_asked,
      "{server} rejected {who} (frame {frame}), but no Access-Request about that user was captured, although {server}"
      " asked {radius} about other users (frame {request}). It decided by itself, could not ask, or the request was"
      " not captured.",
      "Look for this user in the server's log.", NULL },

    /* diagnosis/signs_of_accounting.c */
    { "accounting_silent", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_accounting_silent,
      "{radius} did not answer {count} about the session[ of user \"{user}\"] (UDP port {port}, frame {frame}[, the"
      " last in frame {last}]): no reply was captured. {consequence}.",
      "Check that RADIUS accounting runs and listens on that port, and that firewalls let it pass.", NULL },
    { "radius_changed", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_radius_changed,
      "RADIUS asked {server} to change the session[ of user \"{user}\"] (CoA-Request from {asker}, frame {frame})[:"
      " {policy}]; {outcome}[ (frame {reply})].",
      "If the session was slower or reached less from then on, find out in RADIUS why (a quota, a schedule).", NULL },

    /* diagnosis/signs_of_eap.c */
    { "auth_eap_unfinished", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_auth_eap_unfinished,
      "The capture ends during EAP: the last packet is a {method} {what} from {sender} (frame {frame}, {octets}), and"
      " what {other} replied was not captured.",
      "Continue the capture until the authentication has an outcome.", NULL },

    /* diagnosis/signs_of_authentication.c */
    { "auth_downgraded", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_auth_downgraded,
      "The authentication was downgraded from {first} to {last}: {server} asked for {first} first (frame {asked})[,"
      " which {client} refused (frame {refused})]; they agreed on {last} (frame {frame}).[ {lost}.]",
      "[See first why {server} refused this user's MS-CHAP (frame {stronger}): it may keep the password in a form that"
      " suits PAP only. ]Allow only the stronger protocol on both ends.", NULL },
    { "auth_server_unproven", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_auth_server_unproven,
      "{proof}. {client} went on after that Success (frame {frame}) all the same, so it does not check who the server"
      " is.",
      "Find out which password the server and its RADIUS server hold; update the client.", NULL },

    /* diagnosis/signs_of_inside.c */
    { "tcp_inside_refused", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_tcp_inside_refused_by_host,
      TCP_REFUSED " Nothing listens on these ports of that host, or a firewall rejects the connections.",
      "Check that the service runs on that host, and that its firewall lets the tunnel's addresses in.", NULL },

    /* diagnosis/signs_of_audit.c */
    { "pap_password", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_pap_password,
      "PAP sent the password of {who} in the clear (frame {frame}).",
      "Change the password, and allow only MS-CHAPv2 or EAP-TLS.", NULL },
    { "clear_data", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_clear_data,
      "Packets crossed this tunnel unencrypted: {list}[ (from frame {frame} on)].",
      "Require MPPE, or replace PPTP.", NULL },
    { "lm_response", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_lm_response,
      "MS-CHAPv1 carried an LM response (frame {frame}): the password of {who} is easily recovered.",
      "Allow only MS-CHAPv2, and replace PPTP.", NULL },
    { "mppe_40", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mppe_40,
      "MPPE uses 40-bit keys (agreed in frame {frame}), which brute force can find.[ {sender} had offered"
      " {stronger}-bit keys first (frame {offered}).]",
      "Require 128-bit keys, or replace PPTP.", NULL },
    { "mppe_56", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mppe_56,
      "MPPE uses 56-bit keys (agreed in frame {frame}), which brute force can find.[ {sender} had offered"
      " {stronger}-bit keys first (frame {offered}).]",
      "Require 128-bit keys, or replace PPTP.", NULL },
    { "mschapv1_handshake", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mschapv1_handshake,
      "The MS-CHAPv1 handshake of {who} was captured (frames {challenge} and {frame}): the password hash can be"
      " recovered offline (single DES), and the server did not authenticate itself.",
      "Allow only MS-CHAPv2, and replace PPTP.", NULL },
    { "mschapv2_handshake", PPTP_IN_LINK, PPTP_NOTE, pptp_sign_mschapv2_handshake,
      "The {handshake} handshake of {who} was captured (frames {challenge} and {frame}): the password hash can be"
      " recovered offline (single DES).",
      "Replace PPTP wherever data must stay confidential.", NULL },
    { "eap_name", PPTP_IN_LINK, PPTP_WARNING, pptp_sign_eap_name,
      "An EAP packet carries a name of {name_size} octets (frame {frame}). A name of more than 255 octets is the"
      " pattern of CVE-2020-8597, an attack on pppd.",
      "Update pppd on both ends; find out where the packet came from.", NULL,
      .explains = THE_END " auth_not_agreed auth_eap_stalled auth_of_server" },
    { "nmap_probe", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_nmap_probe,
      "{address} looks like nmap (host \"none\", vendor \"nmap\"): a probe, not a user.",
      NULL, NULL,
      .explains = THE_END " closed_before_reply" },

    /* diagnosis/signs_of_impostors.c */
    { "other_client", PPTP_IN_ATTEMPT, PPTP_NOTE, pptp_sign_other_client,
      "{client} did not send PPTP to TCP port 1723: its first octets are {octets} (frame {frame})[, which looks like"
      " {service}]. It is probably a scanner.",
      NULL, NULL,
      .explains = "unexplained" },
    { "probe", PPTP_IN_ATTEMPT, PPTP_NOTE, pptp_sign_probe,
      "{client} opened the TCP connection (accepted in frame {frame}) and sent nothing in {span}[; then {how} the"
      " connection (frame {closed})].[ {visitor} is probably a port scanner or a monitor, not a user.][ Either"
      " {waiting} is a port scanner or a monitor, or its Start-Control-Connection-Request was lost on the way.]",
      "[If a user misses this connection, capture at {user}, too.]", NULL,
      .explains = "unexplained" },
    { "probe_start", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_probe_start,
      "{client} started the control connection (frame {frame}) and left {span} later without asking for a call (frame"
      " {closed}). It may be a scanner or a monitor.",
      NULL, NULL,
      .explains = "unexplained" },

    /* diagnosis/signs_of_nat.c */
    { "nat_call_id", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_nat_call_id,
      "The client's Call ID {call_id} equals its TCP source port (frame {frame}[, {times} times in all]): a Linux NAT"
      " has probably rewritten it, which is harmless.",
      NULL, NULL },

    /* diagnosis/signs_of_habits.c */
    { "habits", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_habits,
      "Harmless oddities of the implementations: {list}.",
      NULL, NULL, .is_habit = true },

    /* diagnosis/signs_of_ends.c */
    { "ended_by_server", PPTP_IN_CALL, PPTP_NOTE, pptp_sign_ended_by_server,
      "{sender} ended {what}, {span} after the last data (frame {last}): {how} (frame {frame}). {reading}.",
      "If nobody wanted that, look in the log of that end for that time.", NULL },
    { "unexplained", PPTP_IN_CALL, PPTP_WARNING, pptp_sign_unexplained,
      "The session ended {stage}: {how}[ by {ender}] (frame {frame}). Nothing in this capture explains it.[ Not seen:"
      " {unseen}.]",
      "Check the logs of both ends for that time.", NULL,
      .series = "sessions that ended without data" },
    { "unexplained", PPTP_IN_CALL, PPTP_NOTE, pptp_sign_unexplained_in_part,
      "The session ended {stage}: {how}[ by {ender}] (frame {frame}).[ Not seen in this capture: {unseen}.]",
      "If the session failed, check the logs of both ends for that time.", NULL,
      .series = "sessions that ended without data" },
    { "unexplained", PPTP_IN_STRAY_TUNNEL, PPTP_NOTE, pptp_sign_unexplained_tunnel,
      "The session ended {stage}: {how}[ by {ender}] (frame {frame}).[ Not seen in this capture: {unseen}.]",
      "If the session failed, check the logs of both ends for that time.", NULL,
      .series = "sessions that ended without data" },
    { "unexplained", PPTP_IN_CONNECTION, PPTP_NOTE, pptp_sign_unexplained_connection,
      "The control connection ended with no call captured: {how}[ by {ender}] (frame {frame}).",
      "If a session was wanted, check the logs of both ends for that time.", NULL,
      .series = "control connections that ended with no call captured" },
    { "unexplained", PPTP_IN_ATTEMPT, PPTP_NOTE, pptp_sign_unexplained_attempt,
      "The TCP connection {message}: {how}[ by {ender}] (frame {frame}).[ {probe}.][ It was probably the control"
      " connection of call {call}, whose GRE was captured.]",
      "[If a session was wanted, check the log of {client}.]", NULL,
      .series = "TCP connections that ended with no control message captured" },

    /* diagnosis/signs_of_gre.c */
    { "tunnel_frames", PPTP_IN_CALL, PPTP_CHAT, pptp_sign_tunnel_frames,
      "GRE of this call (display filter pptp.call == {call}):[ {to_pac} to {server} with Call ID {pac_id}"
      " ({frames_to_pac});][ {to_pns} to {client} with Call ID {pns_id} ({frames_to_pns});] each Call ID is the"
      " receiver's.",
      NULL, NULL },

    /* diagnosis/signs_of_ends.c */
    { "ended", PPTP_IN_CALL, PPTP_CHAT, pptp_sign_ended,
      "The call was ended[ by {ender}]: {how} (frame {frame})[; the call was over in frame {end_frame}].",
      NULL, NULL },
    { "still_up", PPTP_IN_CALL, PPTP_CHAT, pptp_sign_still_up,
      "[The call (established in frame {frame}) was still {up} at the end of the capture.][No {end} of the call"
      " (established in frame {frame}) was captured, but its last packet (frame {last}) came {silence} before the"
      " capture ended.]",
      NULL, NULL },
};

const unsigned pptp_rule_count = array_length(pptp_rules);

bool
pptp_diagnosis_rule_explains(const struct pptp_rule *rule, const char *id)
{
    size_t length = strlen(id);

    for (const char *word = rule->explains; word; word = strchr(word, ' ')) {
        word += *word == ' ';
        if (strncmp(word, id, length) == 0 && (word[length] == ' ' || word[length] == 0))
            return true;
    }
    return false;
}

bool
pptp_diagnosis_rule_explains_end(const struct pptp_rule *rule)
{
    return pptp_diagnosis_rule_explains(rule, PPTP_UNEXPLAINED);
}
