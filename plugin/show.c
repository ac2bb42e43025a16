/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include "show.h"

static int hf_pptp_stream = -1;
static int hf_pptp_call = -1;
static int hf_pptp_call_setup_in = -1;

static proto_item *
generated(proto_item *item)
{
    proto_item_set_generated(item);
    return item;
}

proto_item *
pptp_show_stream(proto_tree *tree, tvbuff_t *tvb, const struct pptp_connection *connection)
{
    return generated(proto_tree_add_uint(tree, hf_pptp_stream, tvb, 0, 0, connection->index));
}

proto_item *
pptp_show_call(proto_tree *tree, tvbuff_t *tvb, const struct pptp_call *call)
{
    return generated(proto_tree_add_uint(tree, hf_pptp_call, tvb, 0, 0, call->index));
}

void
pptp_show_setup(proto_tree *tree, tvbuff_t *tvb, const struct pptp_call *call)
{
    generated(proto_tree_add_uint(tree, hf_pptp_call_setup_in, tvb, 0, 0, call->setup->frame));
}

void
pptp_show_register(int protocol)
{
    static hf_register_info hf[] = {
        { &hf_pptp_stream,
            { "Control connection", "pptp.stream",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Number of the control connection in this capture, from 0", HFILL }
        },
        { &hf_pptp_call,
            { "Call", "pptp.call",
              FT_UINT32, BASE_DEC, NULL, 0x0,
              "Number of the call in this capture, from 0", HFILL }
        },
        { &hf_pptp_call_setup_in,
            { "Set up in", "pptp.call.setup_in",
              FT_FRAMENUM, BASE_NONE, NULL, 0x0,
              "The message that created the call", HFILL }
        },
    };

    proto_register_field_array(protocol, hf, array_length(hf));
}
