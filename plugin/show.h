/* The fields that control messages and tunnel packets share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_SHOW_H
#define PPTP_SHOW_H

#include <epan/packet.h>

#include "calls/call.h"

/* Adds pptp.stream, the number of the control connection. Returns its item. */
proto_item *pptp_show_stream(proto_tree *tree, tvbuff_t *tvb, const struct pptp_connection *connection);

/* Adds pptp.call, the number of the call. Returns its item. */
proto_item *pptp_show_call(proto_tree *tree, tvbuff_t *tvb, const struct pptp_call *call);

/* Adds pptp.capture_point, the number of the capture point (witness/points.h). */
void pptp_show_point(proto_tree *tree, tvbuff_t *tvb, uint8_t point);

/* Adds pptp.call.setup_in, the frame that created the call. */
void pptp_show_setup(proto_tree *tree, tvbuff_t *tvb, const struct pptp_call *call);

/* Returns the first item of a protocol among a node and those after it; NULL if there is none. first may be NULL. */
proto_node *pptp_show_find(proto_node *first, int protocol);

/* Returns whether somebody asks for the frame's protocols: one that adds nothing to a tree is not among them. tree may
 * be NULL. */
bool pptp_show_protocols_are_read(proto_tree *tree);

/* Returns the tree, or NULL if nobody asks for fields or expert items of PPTP's, nor for the frame's protocols: then
 * nothing needs to be added to it. tree may be NULL. */
proto_tree *pptp_show_wanted(proto_tree *tree);

/* Returns whether a tree's lines are seen, not only its fields. Text for the lines of another tree takes time and is
 * lost. tree may be NULL. */
bool pptp_show_is_seen(const proto_tree *tree);

/* Returns whether anybody reads the words of an expert item: a tree, or who listens for expert items, such as tshark -z
 * expert. */
bool pptp_show_words_are_read(const proto_tree *tree);

/* Makes PPTP the current protocol, under which Expert Information lists the items that are added from now on. Returns
 * the one before, for the caller to put back into pinfo->current_proto. */
const char *pptp_show_as_pptp(packet_info *pinfo);

/* Each adds a generated item that covers no octets, and returns it; or returns the tree if nobody asked for the field,
 * as Wireshark's functions do, after much more work. number: for an FT_UINT32 or FT_FRAMENUM field. text: copied.
 * nanoseconds: for an FT_RELATIVE_TIME field. */
proto_item *pptp_show_number(proto_tree *tree, int hf, tvbuff_t *tvb, uint32_t number);
proto_item *pptp_show_string(proto_tree *tree, int hf, tvbuff_t *tvb, const char *text);
proto_item *pptp_show_time(proto_tree *tree, int hf, tvbuff_t *tvb, int64_t nanoseconds);

enum { PPTP_SHOW_DIGITS = sizeof "4294967295" };

/* Writes a number in decimal to the end of digits, and returns where it begins. printf() would take ten times as
 * long. */
const char *pptp_show_digits(char digits[PPTP_SHOW_DIGITS], uint32_t number);

/* Appends words and a number to a line, in the same way. */
void pptp_show_write_number(wmem_strbuf_t *line, const char *words, uint32_t number);

/* Appends trouble in brief to a line for the Info column, as "[late] "; with words that end in a space, such as
 * "duplicate of ", also the number, as "[duplicate of 131] ". */
void pptp_show_trouble(wmem_strbuf_t *line, const char *words, uint32_t number);

/* Returns whether the Info column names a call (preference pptp.info_call). call may be NULL. On the first pass, calls
 * that begin later are not known. */
bool pptp_show_names_call(const struct pptp_call *call);

/* Appends "Call 1 PNS: " to a line for the Info column. sender: PPTP_ANY_ROLE if unknown. */
void pptp_show_call_name(packet_info *pinfo, wmem_strbuf_t *line, const struct pptp_call *call, enum pptp_role sender);

/* Returns whether the Info column of this packet names a call already: that of a packet further inside. */
bool pptp_show_call_is_named(packet_info *pinfo);

/* Returns the text with everything escaped that moves a terminal's cursor or is no character. text: valid UTF-8.
 * The result lives in scope. */
char *pptp_show_printable(wmem_allocator_t *scope, const char *text);

/* Octets that fit into the label of an item or an expert item, after the longest words that Wireshark or we put
 * before them. Wireshark cuts longer ones, perhaps inside a character, and its output is no UTF-8 any more. */
enum { PPTP_SHOW_LABEL = ITEM_LABEL_LENGTH - sizeof "Point-to-Point Tunnelling Protocol, " };

/* Octets of a peer's name that is one part of such a text. */
enum { PPTP_SHOW_NAME = 64 };

/* Returns the text, or, if it has more than most octets, as many whole characters as fit, with an ellipsis. text:
 * valid UTF-8; most: at least 3. The result is text or lives in scope. */
const char *pptp_show_cut(wmem_allocator_t *scope, const char *text, size_t most);

/* Returns Wireshark's name for a value of one of its own fields, or NULL if it has none. Static. The field must have
 * a list of names, plain or extended; plugins cannot reach these lists directly on every version. */
const char *pptp_show_field_value_name(const char *field, uint32_t value);

/* Registers the shared fields under the protocol. */
void pptp_show_register(int protocol);

#endif
