/* What TCP and GRE together show of a control connection: which end was alive, and what it no longer knew.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_SUBJECT_TRANSPORT_H
#define PPTP_DIAGNOSIS_SUBJECT_TRANSPORT_H

#include "diagnosis/subject.h"

/* The server of an attempt or of a control connection. */
struct pptp_server {
    const struct pptp_transport *transport;     /* NULL: no segment was captured */
    unsigned end;
    const address *address;
};

struct pptp_server pptp_subject_server(const struct pptp_subject *subject);

/* Whether the server, which closed the connection before any data came, had waited for the client's first octets longer
 * than any client takes that means to dial. */
bool pptp_subject_is_waited_for(const struct pptp_attempt *attempt);

/* Whether the server sent octets of another protocol than PPTP, and no message. */
bool pptp_subject_is_other_service(const struct pptp_subject *subject);

/* Whether the RST that closed the connection bears the address of an end that did not send it. */
bool pptp_subject_is_reset_forged(const struct pptp_connection *connection);

/* Whether an RST came from another link-layer address than all packets of the end whose address it bears, which is a
 * host of this link itself. link: set to the address of those, and that of the RST. */
bool pptp_subject_is_of_another(const struct pptp_transport_end *from, const struct pptp_segment *reset,
                                const address *link[2]);

/* The same for the connection's own RST. transport: may be NULL. */
bool pptp_subject_is_reset_of_another(const struct pptp_transport *transport, const address *link[2]);

/* Whether no router has lowered the TTL, as far as it tells. */
bool pptp_subject_is_ttl_of_sender(uint8_t ttl);

/* Whether the capture was probably taken on the link of the end, and not on the other's: routers have lowered the other
 * end's TTL only, or nothing of that end was captured. transport: may be NULL. */
bool pptp_subject_is_captured_at(const struct pptp_transport *transport, unsigned end);

/* Whether the checksum of each of the end's segments is wrong on the way to the other end, which discards them. Where
 * the capture was taken at the end itself, its network card may fill the checksum in later. transport: may be NULL. */
bool pptp_subject_is_unsound(const struct pptp_transport *transport, unsigned end);

/* The end's last GRE packet in any of the connection's calls; frame 0: it sent none. */
struct pptp_moment pptp_subject_last_gre(const struct pptp_connection *connection, unsigned end);

/* The same until a time. */
struct pptp_moment pptp_subject_last_gre_until(const struct pptp_connection *connection, unsigned end, int64_t when);

/* The end's last packet on the connection or in its calls: a TCP segment, without RSTs, or GRE; frame 0: none was
 * captured. */
struct pptp_moment pptp_subject_last_packet_of(const struct pptp_connection *connection, unsigned end);

/* The last TCP segment of either end on the connection, or GRE packet of this one of its calls: a connection may have
 * very many. call: NULL, none. */
struct pptp_moment pptp_subject_last_packet(const struct pptp_connection *connection, const struct pptp_call *call);

/* The name of the end's first message in the frame; "a TCP segment" if there is none. Static. */
const char *pptp_subject_message_in(const struct pptp_connection *connection, unsigned end, uint32_t frame);

/* The frame of the end's first message after one time that came by another: its control connection still worked; 0:
 * none. Also without a control connection. */
uint32_t pptp_subject_message_between(const struct pptp_subject *subject, unsigned end, int64_t after, int64_t until);

/* Whether the end answered a segment as a host does that does not know the connection, after a silence: it was
 * restarted, or a NAT has forgotten the connection. */
bool pptp_subject_is_restarted(const struct pptp_connection *connection);

/* Whether TCP repeated a segment of the end several times, and the other end never acknowledged it. */
bool pptp_subject_is_unacknowledged(const struct pptp_connection *connection, unsigned end);

/* Returns whether TCP has acknowledged all octets of a request: it arrived. */
bool pptp_subject_is_delivered(const struct pptp_connection *connection, const struct pptp_event *request);

/* Whether the checksum of all repetitions of the end's unacknowledged segment is wrong, and that of another of its
 * segments right. */
bool pptp_subject_is_damaged(const struct pptp_connection *connection, unsigned end);

/* Whether TCP repeated the message that set a call up, and the other end still sent segments much later, none of which
 * acknowledges it. */
bool pptp_subject_is_call_reply_swallowed(const struct pptp_connection *connection, const struct pptp_event *reply);

/* Whether that segment is the first message, and the other end sent none: it never got into the dialogue. */
bool pptp_subject_is_start_swallowed(const struct pptp_connection *connection);

#endif
