/* The fields that control messages and tunnel packets share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_SHOW_H
#define PPTP_SHOW_H

#include <epan/packet.h>

#include "calls/call.h"

/* pptp.stream: which control connection. Answers its item. */
proto_item *pptp_show_stream(proto_tree *tree, tvbuff_t *tvb, const struct pptp_connection *connection);

/* pptp.call: which call. Answers its item. */
proto_item *pptp_show_call(proto_tree *tree, tvbuff_t *tvb, const struct pptp_call *call);

/* pptp.call.setup_in: the frame that created the call. */
void pptp_show_setup(proto_tree *tree, tvbuff_t *tvb, const struct pptp_call *call);

/* A generated item of no octets. Each answers it. number: of an FT_UINT32 or FT_FRAMENUM field. */
proto_item *pptp_show_number(proto_tree *tree, int hf, tvbuff_t *tvb, uint32_t number);
proto_item *pptp_show_string(proto_tree *tree, int hf, tvbuff_t *tvb, const char *text);
proto_item *pptp_show_time(proto_tree *tree, int hf, tvbuff_t *tvb, int64_t nanoseconds);

/* Without control characters: for a terminal. In scope. */
char *pptp_show_printable(wmem_allocator_t *scope, const char *text);

/* What Wireshark calls a value of one of its own fields that has an extended list of names; NULL if it has no name for it.
 * Static. The lists themselves are not exported to plugins, or on some versions only. */
const char *pptp_show_field_value_name(const char *field, uint32_t value);

void pptp_show_register(int protocol);

#endif
