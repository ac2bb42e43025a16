/* The signs of trouble: one function for each rule of diagnosis/rules.c, in a file for each trouble.
 *
 * A sign looks for its finding in the subject of the evidence. It returns true if the finding is there, and has then
 * put the values and frames of the finding into the evidence.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef PPTP_DIAGNOSIS_SIGNS_H
#define PPTP_DIAGNOSIS_SIGNS_H

#include "diagnosis/evidence.h"

typedef bool (*pptp_sign)(struct pptp_evidence *evidence);

/* diagnosis/signs_of_refusal.c */
bool pptp_sign_tcp_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_tcp_unanswered_in_half(struct pptp_evidence *evidence);
bool pptp_sign_tcp_refused(struct pptp_evidence *evidence);
bool pptp_sign_closed_before_message(struct pptp_evidence *evidence);
bool pptp_sign_start_refused(struct pptp_evidence *evidence);
bool pptp_sign_call_refused(struct pptp_evidence *evidence);
bool pptp_sign_stop_refused(struct pptp_evidence *evidence);
bool pptp_sign_start_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_start_swallowed(struct pptp_evidence *evidence);
bool pptp_sign_call_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_closed_before_call_reply(struct pptp_evidence *evidence);
bool pptp_sign_closed_before_reply(struct pptp_evidence *evidence);
bool pptp_sign_collision(struct pptp_evidence *evidence);
bool pptp_sign_version(struct pptp_evidence *evidence);

/* diagnosis/signs_of_call_reply.c */
bool pptp_sign_call_reply_swallowed(struct pptp_evidence *evidence);
bool pptp_sign_call_reply_missing(struct pptp_evidence *evidence);

/* diagnosis/signs_of_handshake.c */
bool pptp_sign_tcp_half_open(struct pptp_evidence *evidence);
bool pptp_sign_syn_flood(struct pptp_evidence *evidence);
bool pptp_sign_tcp_answered_elsewhere(struct pptp_evidence *evidence);

/* diagnosis/signs_of_idle.c */
bool pptp_sign_gre_idle_forgotten(struct pptp_evidence *evidence);
bool pptp_sign_gre_idle_missing(struct pptp_evidence *evidence);

/* diagnosis/signs_of_forgotten.c */
bool pptp_sign_end_restarted(struct pptp_evidence *evidence);
bool pptp_sign_tcp_forgotten(struct pptp_evidence *evidence);
bool pptp_sign_tcp_unacknowledged(struct pptp_evidence *evidence);
bool pptp_sign_gre_forgotten(struct pptp_evidence *evidence);
bool pptp_sign_gre_cut_off(struct pptp_evidence *evidence);
bool pptp_sign_end_ignored(struct pptp_evidence *evidence);
bool pptp_sign_numbering_not_followed(struct pptp_evidence *evidence);
bool pptp_sign_former_session(struct pptp_evidence *evidence);
bool pptp_sign_old_call_id(struct pptp_evidence *evidence);

/* diagnosis/signs_of_transport.c */
bool pptp_sign_tcp_held(struct pptp_evidence *evidence);
bool pptp_sign_tcp_held_here(struct pptp_evidence *evidence);
bool pptp_sign_tcp_moved(struct pptp_evidence *evidence);
bool pptp_sign_tcp_moved_here(struct pptp_evidence *evidence);

/* diagnosis/signs_of_gre.c */
bool pptp_sign_gre_translated(struct pptp_evidence *evidence);
bool pptp_sign_gre_nat64(struct pptp_evidence *evidence);
bool pptp_sign_gre_unheard(struct pptp_evidence *evidence);
bool pptp_sign_gre_only_from_pns(struct pptp_evidence *evidence);
bool pptp_sign_gre_only_from_pac(struct pptp_evidence *evidence);
bool pptp_sign_gre_none(struct pptp_evidence *evidence);
bool pptp_sign_gre_none_in_capture(struct pptp_evidence *evidence);
bool pptp_sign_tunnel_frames(struct pptp_evidence *evidence);
bool pptp_sign_window_of_none(struct pptp_evidence *evidence);

/* diagnosis/signs_of_gre_icmp.c */
bool pptp_sign_gre_icmp(struct pptp_evidence *evidence);
bool pptp_sign_gre_icmp_of_its_own(struct pptp_evidence *evidence);
bool pptp_sign_gre_icmp_unreachable(struct pptp_evidence *evidence);
bool pptp_sign_gre_ttl(struct pptp_evidence *evidence);
bool pptp_sign_gre_icmp_for_a_while(struct pptp_evidence *evidence);

/* diagnosis/signs_of_gre_malformed.c */
bool pptp_sign_gre_damaged(struct pptp_evidence *evidence);
bool pptp_sign_gre_malformed(struct pptp_evidence *evidence);
bool pptp_sign_gre_malformed_harmlessly(struct pptp_evidence *evidence);

/* diagnosis/signs_of_impostors.c */
bool pptp_sign_other_service(struct pptp_evidence *evidence);
bool pptp_sign_other_client(struct pptp_evidence *evidence);
bool pptp_sign_proxy_header(struct pptp_evidence *evidence);
bool pptp_sign_reset_forged(struct pptp_evidence *evidence);
bool pptp_sign_device_other(struct pptp_evidence *evidence);
bool pptp_sign_probe(struct pptp_evidence *evidence);
bool pptp_sign_probe_start(struct pptp_evidence *evidence);

/* diagnosis/signs_of_inside.c */
bool pptp_sign_address_of_outside(struct pptp_evidence *evidence);
bool pptp_sign_forwarding_refused(struct pptp_evidence *evidence);
bool pptp_sign_not_forwarded(struct pptp_evidence *evidence);
bool pptp_sign_world_not_forwarded(struct pptp_evidence *evidence);
bool pptp_sign_netbios_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_tcp_inside_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_tcp_inside_refused(struct pptp_evidence *evidence);
bool pptp_sign_tcp_inside_refused_by_host(struct pptp_evidence *evidence);
bool pptp_sign_no_way_back(struct pptp_evidence *evidence);
bool pptp_sign_dns_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_tcp_port_silent(struct pptp_evidence *evidence);
bool pptp_sign_tcp_port_refused(struct pptp_evidence *evidence);
bool pptp_sign_dhcp_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_ipv6_unconfigured(struct pptp_evidence *evidence);

/* diagnosis/signs_of_replies.c */
bool pptp_sign_replies_elsewhere(struct pptp_evidence *evidence);
bool pptp_sign_tcp_checksum_inside(struct pptp_evidence *evidence);
bool pptp_sign_loop_inside(struct pptp_evidence *evidence);

/* diagnosis/signs_of_lan.c */
bool pptp_sign_address_in_use(struct pptp_evidence *evidence);
bool pptp_sign_arp_unanswered(struct pptp_evidence *evidence);

/* diagnosis/signs_of_names.c */
bool pptp_sign_dns_query_refused(struct pptp_evidence *evidence);
bool pptp_sign_dns_server_failure(struct pptp_evidence *evidence);
bool pptp_sign_name_unknown(struct pptp_evidence *evidence);
bool pptp_sign_dns_unusable(struct pptp_evidence *evidence);
bool pptp_sign_dns_odd(struct pptp_evidence *evidence);

/* diagnosis/signs_of_half_capture.c */
bool pptp_sign_control_half_captured(struct pptp_evidence *evidence);
bool pptp_sign_gre_half_captured(struct pptp_evidence *evidence);

/* diagnosis/signs_of_breakdown.c */
bool pptp_sign_server_broke_down(struct pptp_evidence *evidence);

/* diagnosis/signs_of_part.c */
bool pptp_sign_capture_filtered(struct pptp_evidence *evidence);
bool pptp_sign_capture_incomplete(struct pptp_evidence *evidence);
bool pptp_sign_captured_twice(struct pptp_evidence *evidence);
bool pptp_sign_capture_disordered(struct pptp_evidence *evidence);
bool pptp_sign_capture_cut(struct pptp_evidence *evidence);

/* diagnosis/signs_of_hangup.c */
bool pptp_sign_client_ended_at_once(struct pptp_evidence *evidence);
bool pptp_sign_server_ended_at_once(struct pptp_evidence *evidence);
bool pptp_sign_client_closed_without_stop(struct pptp_evidence *evidence);
bool pptp_sign_shut_down(struct pptp_evidence *evidence);
bool pptp_sign_disconnected_by_error(struct pptp_evidence *evidence);
bool pptp_sign_server_closed_without_stop(struct pptp_evidence *evidence);

/* diagnosis/signs_of_nat.c */
bool pptp_sign_set_link_info_call_id(struct pptp_evidence *evidence);
bool pptp_sign_call_id_of_peer(struct pptp_evidence *evidence);
bool pptp_sign_call_id_changed(struct pptp_evidence *evidence);
bool pptp_sign_nat_call_id(struct pptp_evidence *evidence);
bool pptp_sign_gre_astray(struct pptp_evidence *evidence);
bool pptp_sign_gre_unknown_call_id(struct pptp_evidence *evidence);

/* diagnosis/signs_of_nat_address.c */
bool pptp_sign_gre_elsewhere(struct pptp_evidence *evidence);
bool pptp_sign_gre_not_passed_on(struct pptp_evidence *evidence);
bool pptp_sign_gre_led_away(struct pptp_evidence *evidence);
bool pptp_sign_address_changed(struct pptp_evidence *evidence);
bool pptp_sign_gre_other_address(struct pptp_evidence *evidence);

/* diagnosis/signs_of_nat_shared.c */
bool pptp_sign_call_id_shared(struct pptp_evidence *evidence);
bool pptp_sign_call_id_taken(struct pptp_evidence *evidence);
bool pptp_sign_linux_nat_helper(struct pptp_evidence *evidence);
bool pptp_sign_call_displaced(struct pptp_evidence *evidence);
bool pptp_sign_call_displaced_unheard(struct pptp_evidence *evidence);

/* diagnosis/signs_of_framing.c */
bool pptp_sign_hdlc_in_gre(struct pptp_evidence *evidence);
bool pptp_sign_protocol_missing(struct pptp_evidence *evidence);
bool pptp_sign_protocol_compressed(struct pptp_evidence *evidence);
bool pptp_sign_unreadable_data(struct pptp_evidence *evidence);

/* diagnosis/signs_of_lcp.c */
bool pptp_sign_lcp_looped_back(struct pptp_evidence *evidence);
bool pptp_sign_lcp_echo_late(struct pptp_evidence *evidence);
bool pptp_sign_lcp_echo_in_vain(struct pptp_evidence *evidence);
bool pptp_sign_lcp_echo_mirrored(struct pptp_evidence *evidence);
bool pptp_sign_lcp_round_trip(struct pptp_evidence *evidence);
bool pptp_sign_lcp_begun_again(struct pptp_evidence *evidence);
bool pptp_sign_lcp_again_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_lcp_again_ended(struct pptp_evidence *evidence);
bool pptp_sign_lcp_restarts(struct pptp_evidence *evidence);
bool pptp_sign_lcp_one_sided(struct pptp_evidence *evidence);
bool pptp_sign_multilink_one_sided(struct pptp_evidence *evidence);

/* diagnosis/signs_of_multilink.c */
bool pptp_sign_multilink_joined_wrongly(struct pptp_evidence *evidence);
bool pptp_sign_multilink_split(struct pptp_evidence *evidence);
bool pptp_sign_multilink_lost(struct pptp_evidence *evidence);
bool pptp_sign_multilink_rejected(struct pptp_evidence *evidence);
bool pptp_sign_multilink_bundle(struct pptp_evidence *evidence);

/* diagnosis/signs_of_callback.c */
bool pptp_sign_callback_rejected(struct pptp_evidence *evidence);
bool pptp_sign_callback_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_callback_missing(struct pptp_evidence *evidence);
bool pptp_sign_callback_agreed(struct pptp_evidence *evidence);

/* diagnosis/signs_of_protocols.c */
bool pptp_sign_protocol_not_agreed(struct pptp_evidence *evidence);
bool pptp_sign_protocol_disowned(struct pptp_evidence *evidence);
bool pptp_sign_protocol_refused(struct pptp_evidence *evidence);
bool pptp_sign_protocol_ended_link(struct pptp_evidence *evidence);
bool pptp_sign_protocol_missed(struct pptp_evidence *evidence);

/* diagnosis/signs_of_negotiation.c */
bool pptp_sign_ppp_replies_not_received(struct pptp_evidence *evidence);
bool pptp_sign_ppp_replies_ignored(struct pptp_evidence *evidence);
bool pptp_sign_ppp_reply_altered(struct pptp_evidence *evidence);
bool pptp_sign_ppp_reply_altered_harmlessly(struct pptp_evidence *evidence);
bool pptp_sign_ppp_accepted_late(struct pptp_evidence *evidence);
bool pptp_sign_ppp_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_ppp_unanswered_though_heard(struct pptp_evidence *evidence);
bool pptp_sign_ppp_no_agreement(struct pptp_evidence *evidence);
bool pptp_sign_ppp_ended_at_request(struct pptp_evidence *evidence);
bool pptp_sign_ppp_stuck(struct pptp_evidence *evidence);

/* diagnosis/signs_of_authentication.c */
bool pptp_sign_auth_failed(struct pptp_evidence *evidence);
bool pptp_sign_auth_refused(struct pptp_evidence *evidence);
bool pptp_sign_auth_failed_pap(struct pptp_evidence *evidence);
bool pptp_sign_auth_failed_chap_md5(struct pptp_evidence *evidence);
bool pptp_sign_auth_eap_failed(struct pptp_evidence *evidence);
bool pptp_sign_auth_timeout(struct pptp_evidence *evidence);
bool pptp_sign_auth_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_auth_failed_late(struct pptp_evidence *evidence);
bool pptp_sign_auth_failed_no_reason(struct pptp_evidence *evidence);
bool pptp_sign_auth_challenge_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_auth_identifier(struct pptp_evidence *evidence);

/* diagnosis/signs_of_authentication_agreement.c */
bool pptp_sign_auth_not_begun(struct pptp_evidence *evidence);
bool pptp_sign_auth_ended_before(struct pptp_evidence *evidence);
bool pptp_sign_auth_no_common(struct pptp_evidence *evidence);
bool pptp_sign_auth_before_lcp(struct pptp_evidence *evidence);
bool pptp_sign_auth_not_agreed(struct pptp_evidence *evidence);
bool pptp_sign_auth_value_size(struct pptp_evidence *evidence);
bool pptp_sign_auth_of_server(struct pptp_evidence *evidence);
bool pptp_sign_auth_of_server_refused(struct pptp_evidence *evidence);
bool pptp_sign_auth_downgraded(struct pptp_evidence *evidence);

/* diagnosis/signs_of_authentication_success.c */
bool pptp_sign_auth_outcome_lost(struct pptp_evidence *evidence);
bool pptp_sign_auth_server_rejected(struct pptp_evidence *evidence);
bool pptp_sign_auth_succeeded_late(struct pptp_evidence *evidence);
bool pptp_sign_auth_challenge_again(struct pptp_evidence *evidence);
bool pptp_sign_auth_again_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_ended_after_success(struct pptp_evidence *evidence);
bool pptp_sign_auth_server_unproven(struct pptp_evidence *evidence);

/* diagnosis/signs_of_eap.c */
bool pptp_sign_auth_eap_type(struct pptp_evidence *evidence);
bool pptp_sign_auth_eap_flags(struct pptp_evidence *evidence);
bool pptp_sign_auth_eap_no_common(struct pptp_evidence *evidence);
bool pptp_sign_auth_eap_server_rejected(struct pptp_evidence *evidence);
bool pptp_sign_auth_eap_stalled(struct pptp_evidence *evidence);
bool pptp_sign_auth_eap_unfinished(struct pptp_evidence *evidence);

/* diagnosis/signs_of_silence.c */
bool pptp_sign_server_silent(struct pptp_evidence *evidence);
bool pptp_sign_clients_silent(struct pptp_evidence *evidence);

/* diagnosis/signs_of_logons.c */
bool pptp_sign_auth_failed_again(struct pptp_evidence *evidence);
bool pptp_sign_password_guessing(struct pptp_evidence *evidence);
bool pptp_sign_logons_all_rejected(struct pptp_evidence *evidence);
bool pptp_sign_client_came_again(struct pptp_evidence *evidence);
bool pptp_sign_client_left(struct pptp_evidence *evidence);
bool pptp_sign_address_replaced(struct pptp_evidence *evidence);
bool pptp_sign_same_user(struct pptp_evidence *evidence);

/* diagnosis/signs_of_radius.c */
bool pptp_sign_radius_from_elsewhere(struct pptp_evidence *evidence);
bool pptp_sign_radius_silent(struct pptp_evidence *evidence);
bool pptp_sign_radius_fallback(struct pptp_evidence *evidence);
bool pptp_sign_radius_slow(struct pptp_evidence *evidence);
bool pptp_sign_radius_challenged(struct pptp_evidence *evidence);
bool pptp_sign_radius_rejected(struct pptp_evidence *evidence);
bool pptp_sign_radius_accepted_in_vain(struct pptp_evidence *evidence);
bool pptp_sign_radius_accepted_too_late(struct pptp_evidence *evidence);
bool pptp_sign_radius_without_keys(struct pptp_evidence *evidence);
bool pptp_sign_radius_not_asked(struct pptp_evidence *evidence);

/* diagnosis/signs_of_radius_ended.c */
bool pptp_sign_radius_disconnected(struct pptp_evidence *evidence);

/* diagnosis/signs_of_accounting.c */
bool pptp_sign_accounting_ended(struct pptp_evidence *evidence);
bool pptp_sign_accounting_silent(struct pptp_evidence *evidence);
bool pptp_sign_radius_address_ignored(struct pptp_evidence *evidence);
bool pptp_sign_radius_changed(struct pptp_evidence *evidence);

/* diagnosis/signs_of_encryption.c */
bool pptp_sign_mppe_rejected(struct pptp_evidence *evidence);
bool pptp_sign_mppe_bits_rejected(struct pptp_evidence *evidence);
bool pptp_sign_mppe_not_used(struct pptp_evidence *evidence);
bool pptp_sign_clear_in_spite_of_mppe(struct pptp_evidence *evidence);
bool pptp_sign_mppe_never_used(struct pptp_evidence *evidence);
bool pptp_sign_mppe_ccp_rejected(struct pptp_evidence *evidence);
bool pptp_sign_mppe_no_agreement(struct pptp_evidence *evidence);
bool pptp_sign_mppe_absent(struct pptp_evidence *evidence);
bool pptp_sign_ccp_begun_again(struct pptp_evidence *evidence);
bool pptp_sign_ccp_ended(struct pptp_evidence *evidence);
bool pptp_sign_ccp_storm(struct pptp_evidence *evidence);
bool pptp_sign_mppe_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_mppe_required(struct pptp_evidence *evidence);
bool pptp_sign_mppe_without_keys(struct pptp_evidence *evidence);
bool pptp_sign_mppe_offered_again(struct pptp_evidence *evidence);
bool pptp_sign_mppe_offered_again_harmlessly(struct pptp_evidence *evidence);

/* diagnosis/signs_of_keys.c */
bool pptp_sign_mppe_lost_step(struct pptp_evidence *evidence);
bool pptp_sign_mppe_garbage(struct pptp_evidence *evidence);
bool pptp_sign_mppe_not_flushed(struct pptp_evidence *evidence);
bool pptp_sign_mppe_other_keys(struct pptp_evidence *evidence);
bool pptp_sign_mppe_protocol_rejected(struct pptp_evidence *evidence);
bool pptp_sign_mppe_given_up(struct pptp_evidence *evidence);
bool pptp_sign_mppe_resets_ignored(struct pptp_evidence *evidence);
bool pptp_sign_mppe_resets(struct pptp_evidence *evidence);
bool pptp_sign_data_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_few_data_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_clear_data_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_forwarded_data_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_password_encoding(struct pptp_evidence *evidence);

/* diagnosis/signs_of_addresses.c */
bool pptp_sign_ipcp_rejected(struct pptp_evidence *evidence);
bool pptp_sign_address_never_assigned(struct pptp_evidence *evidence);
bool pptp_sign_address_of_server(struct pptp_evidence *evidence);
bool pptp_sign_dns_rejected(struct pptp_evidence *evidence);
bool pptp_sign_dns_zero(struct pptp_evidence *evidence);
bool pptp_sign_vj_rejected_again(struct pptp_evidence *evidence);
bool pptp_sign_vj_rejected_again_at_first(struct pptp_evidence *evidence);
bool pptp_sign_ipcp_no_agreement(struct pptp_evidence *evidence);
bool pptp_sign_ipcp_address_left_out(struct pptp_evidence *evidence);
bool pptp_sign_ipcp_terminated(struct pptp_evidence *evidence);
bool pptp_sign_address_disputed(struct pptp_evidence *evidence);
bool pptp_sign_ipcp_address_disputed(struct pptp_evidence *evidence);
bool pptp_sign_ipv6_no_agreement(struct pptp_evidence *evidence);
bool pptp_sign_ipcp_only_ipv6(struct pptp_evidence *evidence);
bool pptp_sign_tunnel_in_itself(struct pptp_evidence *evidence);
bool pptp_sign_tunnel_swallowed(struct pptp_evidence *evidence);
bool pptp_sign_ipcp_address_changed(struct pptp_evidence *evidence);
bool pptp_sign_address_unusable(struct pptp_evidence *evidence);
bool pptp_sign_address_odd(struct pptp_evidence *evidence);
bool pptp_sign_address_overlaps(struct pptp_evidence *evidence);
bool pptp_sign_address_overlaps_harmlessly(struct pptp_evidence *evidence);

/* diagnosis/signs_of_addresses_shared.c */
bool pptp_sign_address_shared(struct pptp_evidence *evidence);
bool pptp_sign_address_taken(struct pptp_evidence *evidence);

/* diagnosis/signs_of_loss.c */
bool pptp_sign_tunnel_outage(struct pptp_evidence *evidence);
bool pptp_sign_tunnel_loss(struct pptp_evidence *evidence);
bool pptp_sign_tunnel_loss_slight(struct pptp_evidence *evidence);
bool pptp_sign_tunnel_not_captured(struct pptp_evidence *evidence);
bool pptp_sign_tunnel_reordered(struct pptp_evidence *evidence);
bool pptp_sign_tunnel_reordered_slightly(struct pptp_evidence *evidence);
bool pptp_sign_tunnel_loop(struct pptp_evidence *evidence);
bool pptp_sign_tunnel_duplicates(struct pptp_evidence *evidence);
bool pptp_sign_stateful_loss(struct pptp_evidence *evidence);

/* diagnosis/signs_of_portal.c */
bool pptp_sign_portal_inside(struct pptp_evidence *evidence);

/* diagnosis/signs_of_line.c */
bool pptp_sign_line_errors(struct pptp_evidence *evidence);

/* diagnosis/signs_of_window.c */
bool pptp_sign_window_limits(struct pptp_evidence *evidence);

/* diagnosis/signs_of_points.c */
bool pptp_sign_points_blocked(struct pptp_evidence *evidence);
bool pptp_sign_points_lost(struct pptp_evidence *evidence);
bool pptp_sign_points_lost_slightly(struct pptp_evidence *evidence);
bool pptp_sign_points_reordered(struct pptp_evidence *evidence);
bool pptp_sign_points_clock(struct pptp_evidence *evidence);
bool pptp_sign_points_nat(struct pptp_evidence *evidence);

/* diagnosis/signs_of_mtu.c */
bool pptp_sign_mtu_icmp(struct pptp_evidence *evidence);
bool pptp_sign_mtu_icmp_learned(struct pptp_evidence *evidence);
bool pptp_sign_fragments_lost(struct pptp_evidence *evidence);
bool pptp_sign_fragmented(struct pptp_evidence *evidence);
bool pptp_sign_fragmented_harmlessly(struct pptp_evidence *evidence);
bool pptp_sign_mru_exceeded_in_vain(struct pptp_evidence *evidence);
bool pptp_sign_mru_exceeded(struct pptp_evidence *evidence);
bool pptp_sign_mru_exceeded_by_mppe(struct pptp_evidence *evidence);
bool pptp_sign_mss_too_big(struct pptp_evidence *evidence);
bool pptp_sign_mss_too_big_for_mppe(struct pptp_evidence *evidence);
bool pptp_sign_mtu_inside(struct pptp_evidence *evidence);
bool pptp_sign_black_hole(struct pptp_evidence *evidence);

/* diagnosis/signs_of_delay.c */
bool pptp_sign_tunnel_slower(struct pptp_evidence *evidence);
bool pptp_sign_gre_delayed(struct pptp_evidence *evidence);

/* diagnosis/signs_of_setup.c */
bool pptp_sign_setup_slow(struct pptp_evidence *evidence);

/* diagnosis/signs_of_keepalive.c */
bool pptp_sign_echo_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_echo_ignored(struct pptp_evidence *evidence);
bool pptp_sign_echo_identifier(struct pptp_evidence *evidence);
bool pptp_sign_control_idle(struct pptp_evidence *evidence);
bool pptp_sign_lcp_echo_unanswered(struct pptp_evidence *evidence);
bool pptp_sign_lcp_echo_ignored(struct pptp_evidence *evidence);
bool pptp_sign_connect_time_of_radius(struct pptp_evidence *evidence);
bool pptp_sign_idle_timeout_of_radius(struct pptp_evidence *evidence);
bool pptp_sign_idle_timeout(struct pptp_evidence *evidence);
bool pptp_sign_connect_time(struct pptp_evidence *evidence);
bool pptp_sign_connect_time_even(struct pptp_evidence *evidence);
bool pptp_sign_idle_timeout_even(struct pptp_evidence *evidence);
bool pptp_sign_gre_stopped(struct pptp_evidence *evidence);

/* diagnosis/signs_of_ends.c */
bool pptp_sign_windows_error(struct pptp_evidence *evidence);
bool pptp_sign_user_cancelled(struct pptp_evidence *evidence);
bool pptp_sign_user_gave_up(struct pptp_evidence *evidence);
bool pptp_sign_ended(struct pptp_evidence *evidence);
bool pptp_sign_ended_by_server(struct pptp_evidence *evidence);
bool pptp_sign_still_up(struct pptp_evidence *evidence);
bool pptp_sign_unexplained(struct pptp_evidence *evidence);
bool pptp_sign_unexplained_in_part(struct pptp_evidence *evidence);
bool pptp_sign_unexplained_tunnel(struct pptp_evidence *evidence);
bool pptp_sign_unexplained_connection(struct pptp_evidence *evidence);
bool pptp_sign_unexplained_attempt(struct pptp_evidence *evidence);

/* diagnosis/signs_of_stream.c */
bool pptp_sign_impossible_length(struct pptp_evidence *evidence);
bool pptp_sign_message_malformed(struct pptp_evidence *evidence);
bool pptp_sign_lost_sync(struct pptp_evidence *evidence);
bool pptp_sign_after_close(struct pptp_evidence *evidence);
bool pptp_sign_several_messages(struct pptp_evidence *evidence);

/* diagnosis/signs_of_audit.c */
bool pptp_sign_pap_password(struct pptp_evidence *evidence);
bool pptp_sign_clear_data(struct pptp_evidence *evidence);
bool pptp_sign_lm_response(struct pptp_evidence *evidence);
bool pptp_sign_mppe_40(struct pptp_evidence *evidence);
bool pptp_sign_mppe_56(struct pptp_evidence *evidence);
bool pptp_sign_mschapv1_handshake(struct pptp_evidence *evidence);
bool pptp_sign_mschapv2_handshake(struct pptp_evidence *evidence);
bool pptp_sign_eap_name(struct pptp_evidence *evidence);
bool pptp_sign_nmap_probe(struct pptp_evidence *evidence);

/* diagnosis/signs_of_habits.c */
bool pptp_sign_habits(struct pptp_evidence *evidence);

/* habit, implementation: static. implementation is NULL if no fingerprint matches. */
typedef void (*pptp_habit_visitor)(const char *habit, const char *implementation, uint32_t frame, void *data);

/* Calls visit with each harmless oddity of the connection's ends, and the first frame that shows it. */
void pptp_sign_visit_habits(const struct pptp_connection *connection, pptp_habit_visitor visit, void *data);

#endif
