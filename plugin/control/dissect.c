/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "compat.h"

#include "control/dissect.h"
#include "control/summary.h"
#include "control/walk.h"

static int proto_pptp = -1;
static int ett_pptp = -1;

void
pptp_dissect_begin_info(packet_info *pinfo)
{
    col_set_str(pinfo->cinfo, COL_PROTOCOL, "PPTP");
    col_clear(pinfo->cinfo, COL_INFO);
}

void
pptp_dissect_append_info(packet_info *pinfo, const char *text)
{
    col_append_sep_str(pinfo->cinfo, COL_INFO, "; ", text);
}

proto_item *
pptp_dissect_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    proto_item *item = proto_tree_add_item(tree, proto_pptp, tvb, 0, -1, ENC_NA);
    bool read = tree || col_get_writable(pinfo->cinfo, COL_INFO);
    struct pptp_message message = { .kind = NULL };

    pptp_walk(tvb, pinfo, proto_item_add_subtree(item, ett_pptp), read, &message);
    if (read) {
        proto_item_append_text(item, ", %s", pptp_summary(pinfo->pool, &message, PPTP_INFO_RFC));
        pptp_dissect_append_info(pinfo, pptp_summary(pinfo->pool, &message, pptp_info_style()));
    }
    if (tvb_captured_length(tvb) < tvb_reported_length(tvb))
        proto_item_append_text(item, ", %u of %u octets captured", tvb_captured_length(tvb), tvb_reported_length(tvb));
    return item;
}

void
pptp_dissect_register(int protocol)
{
    static int *ett[] = {
        &ett_pptp,
    };

    proto_pptp = protocol;
    proto_register_subtree_array(ett, array_length(ett));
}
