/* Where packets were captured. A file may hold what several capture points saw: merged captures, or all interfaces of a
 * router. Copies of one packet prove that two places are different capture points.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_WITNESS_POINTS_H
#define PPTP_WITNESS_POINTS_H

#include <epan/packet.h>

#include "packets.h"

#define PPTP_NO_VANTAGE 0           /* the file has too many of them */

/* Forgets the places of the capture before. */
void pptp_witness_points_begin(void);

/* Returns a number for what the packet tells of where it was captured: its place, which is the interface and the
 * addresses of the link in either direction, and its TTL. The same packets have the same number; PPTP_NO_VANTAGE is
 * possible. when: the packet's time (capture.h). */
uint8_t pptp_witness_vantage(const packet_info *pinfo, uint8_t ttl, int64_t when);

/* Returns a number as pptp_witness_vantage() does, of a packet whose TTL is not known. */
uint8_t pptp_witness_vantage_of_link(const packet_info *pinfo, int64_t when);

/* Returns the capture point of the packet's place, or PPTP_NO_POINT. Call this on any pass. */
uint8_t pptp_witness_point_of_link(const packet_info *pinfo);

/* One packet was captured at both vantages: their places are two capture points. */
void pptp_witness_prove(uint8_t vantage, uint8_t other);

/* Returns whether both vantages have the same place, so that only the TTL tells one from the other. */
bool pptp_witness_is_same_place(uint8_t vantage, uint8_t other);

/* Returns the TTL of a vantage; 0: not known. */
uint8_t pptp_witness_ttl(uint8_t vantage);

/* Returns the capture point of the vantage's place, or PPTP_NO_POINT. */
uint8_t pptp_witness_point(uint8_t vantage);

/* Two vantages of one link that share one of its addresses: sets link to the other address of each. Returns false if
 * they are no such two. */
bool pptp_witness_other_links(uint8_t vantage, uint8_t other, const address *link[2]);

/* Returns the capture point of a place that shares an interface and a link-layer address with the vantage's, as two
 * clients of a router do; PPTP_NO_POINT: none. */
uint8_t pptp_witness_point_nearby(uint8_t vantage);

/* Returns a number for a capture point that is new: from 0, in the order in which they are proven; PPTP_NO_POINT if
 * there are too many. */
uint8_t pptp_witness_new_point(void);

/* The vantage's place is at the capture point, unless it is known to be at another. */
void pptp_witness_set_point(uint8_t vantage, uint8_t point);

/* Tells when the first and the last packet of PPTP were captured at the vantage's place, in nanoseconds since 1970. */
void pptp_witness_place_span(uint8_t vantage, int64_t *from, int64_t *to);

/* The vantage's place holds two capture points, and tells of no packet which. number: theirs, in the order in which
 * packets to the receiver pass them; only the first for a place counts. */
void pptp_witness_share(uint8_t vantage, const address *receiver, const uint8_t number[2]);

/* Returns whether the vantage's place holds two capture points. */
bool pptp_witness_is_shared(uint8_t vantage);

/* Returns which of two points that share the vantage's place comes first or second, by nth 0 or 1, for packets from one
 * address to another; PPTP_NO_POINT: not known. */
uint8_t pptp_witness_shared_point(uint8_t vantage, const address *sender, const address *receiver, unsigned nth);

/* Describes the place of a vantage, as "interface 1, 02:00:00:00:00:01 and 02:00:00:00:00:02". Returns "" where nothing
 * tells one place from another. */
const char *pptp_witness_place_name(wmem_allocator_t *scope, uint8_t vantage);

#endif
