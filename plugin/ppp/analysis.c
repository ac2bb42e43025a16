/* Shows what is known of a tunnel's PPP link as generated fields, pptp.ppp.* and pptp.auth.*.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/tfs.h>

#include "ppp/analysis.h"
#include "ppp/eap.h"
#include "ppp/radius.h"
#include "ppp/text.h"
#include "ppp/verdicts.h"
#include "show.h"

static int hf_pptp_ppp_stage = -1;
static int hf_pptp_ppp_encryption = -1;
static int hf_pptp_auth_protocol = -1;
static int hf_pptp_auth_method = -1;
static int hf_pptp_auth_user = -1;
static int hf_pptp_auth_peer_challenge = -1;
static int hf_pptp_auth_nt_response = -1;
static int hf_pptp_auth_verified = -1;
static int hf_pptp_auth_outcome = -1;
static int hf_pptp_auth_error = -1;
static int hf_pptp_auth_radius_request_in = -1;
static int hf_pptp_auth_radius_reply_in = -1;
static int hf_pptp_auth_radius_outcome = -1;
static int hf_pptp_auth_radius_time = -1;

static proto_item *
show_octets(proto_tree *tree, int hf, tvbuff_t *tvb, const uint8_t *octets, unsigned size)
{
    proto_item *item = proto_tree_add_bytes_with_length(tree, hf, tvb, 0, 0, octets, size);

    proto_item_set_generated(item);
    return item;
}

/* Shown if an account has the user's name. */
static void
show_verification(proto_tree *tree, tvbuff_t *tvb, enum pptp_verification verification, enum pptp_encoding encoding)
{
    static const char *const as[] = {
        [PPTP_ENCODING_ASCII] = "",
        [PPTP_ENCODING_UTF16] = " (as UTF-16; a peer that takes each octet for a character, as pppd does, would fail)",
        [PPTP_ENCODING_OCTETS] = " (each octet taken for a character, as pppd does; a peer that uses UTF-16 would fail)"
    };
    proto_item *item;

    if (verification != PPTP_MATCHES && verification != PPTP_DIFFERS)
        return;
    item = proto_tree_add_boolean(tree, hf_pptp_auth_verified, tvb, 0, 0, verification == PPTP_MATCHES);
    proto_item_set_generated(item);
    if (verification == PPTP_MATCHES)
        proto_item_append_text(item, "%s", as[encoding]);
}

static void
show_response(proto_tree *tree, tvbuff_t *tvb, const struct pptp_authentication *authentication)
{
    if (!authentication->has_nt_response)
        return;
    if (pptp_ppp_authentication_is_mschapv2(authentication))
        show_octets(tree, hf_pptp_auth_peer_challenge, tvb, authentication->peer_challenge, PPTP_PEER_CHALLENGE);
    show_octets(tree, hf_pptp_auth_nt_response, tvb, authentication->nt_response, PPTP_NT_RESPONSE);
    show_verification(tree, tvb, authentication->credentials.response,
                      authentication->credentials.encoding);
}

static void
show_proof(proto_tree *tree, tvbuff_t *tvb, const struct pptp_authentication *authentication)
{
    if (authentication->error)
        pptp_show_number(tree, hf_pptp_auth_error, tvb, authentication->error);
    show_verification(tree, tvb, authentication->credentials.success,
                      authentication->credentials.encoding);
}

static void
show_outcome(proto_tree *tree, tvbuff_t *tvb, const struct pptp_authentication *authentication)
{
    pptp_show_string(tree, hf_pptp_auth_outcome, tvb, authentication->succeeded ? "success" : "failure");
    if (!authentication->eap || authentication->error)
        show_proof(tree, tvb, authentication);
}

/* Shown with the Response and with the outcome, as far as the capture has been read. */
static void
show_radius(proto_tree *tree, tvbuff_t *tvb, const struct pptp_link_event *event)
{
    const struct pptp_radius_request *request = event->part == PPTP_OUTCOME
        ? pptp_radius_exchange_decisive(event->authentication->radius)
        : pptp_radius_exchange_of(event->authentication->radius, event->packet->frame);

    if (!request)
        return;
    pptp_show_number(tree, hf_pptp_auth_radius_request_in, tvb, request->first.frame);
    pptp_show_string(tree, hf_pptp_auth_radius_outcome, tvb, pptp_radius_exchange_outcome(request));
    if (request->reply.at.frame == 0)
        return;
    pptp_show_number(tree, hf_pptp_auth_radius_reply_in, tvb, request->reply.at.frame);
    pptp_show_time(tree, hf_pptp_auth_radius_time, tvb, request->reply.at.when - request->first.when);
}

/* The value is the user's name as it is; the label is fit for a terminal. */
static void
show_user(wmem_allocator_t *pool, proto_tree *tree, tvbuff_t *tvb, const char *user)
{
    const char *label = pptp_show_cut(pool, pptp_show_printable(pool, user), PPTP_SHOW_LABEL);

    proto_item_set_generated(
        proto_tree_add_string_format_value(tree, hf_pptp_auth_user, tvb, 0, 0, user, "%s", label));
}

static void
show_authentication(packet_info *pinfo, proto_tree *tree, tvbuff_t *tvb, const struct pptp_link_event *event)
{
    const struct pptp_authentication *authentication = event->authentication;
    const char *user = pptp_ppp_text_show(pinfo->pool, &event->user);

    pptp_show_string(tree, hf_pptp_auth_protocol, tvb, pptp_ppp_authentication_name(event->protocol));
    if (event->method)
        pptp_show_string(tree, hf_pptp_auth_method, tvb, pptp_ppp_eap_method_show(pinfo->pool, event->method));
    if (event->part != PPTP_CHALLENGE && *user)
        show_user(pinfo->pool, tree, tvb, user);
    if (event->part == PPTP_RESPONSE)
        show_response(tree, tvb, authentication);
    if (event->part == PPTP_PROOF)
        show_proof(tree, tvb, authentication);
    if (event->part == PPTP_OUTCOME)
        show_outcome(tree, tvb, authentication);
    show_radius(tree, tvb, event);
}

/* The ends agree on each direction separately, but as a rule on the same. */
static void
show_compression(packet_info *pinfo, proto_tree *tree, tvbuff_t *tvb, const struct pptp_link_event *event,
                 const struct pptp_call *call)
{
    const char *names[2], *both;

    for (unsigned end = 0; end < 2; end++)
        names[end] = pptp_ppp_compression_name(pinfo->pool, event->compression[end]);
    both = g_strcmp0(names[0], names[1]) == 0 ? names[0]
        : wmem_strdup_printf(pinfo->pool, "%s to %s, %s to %s", names[0], pptp_ppp_end_name(pinfo->pool, call, 0),
                             names[1], call ? pptp_ppp_end_name(pinfo->pool, call, 1) : "the other");
    pptp_show_string(tree, hf_pptp_ppp_encryption, tvb, both);
}

void
pptp_ppp_analysis_show(packet_info *pinfo, proto_tree *tree, tvbuff_t *tvb, const struct pptp_link *link,
                       const struct pptp_packet *packet, const struct pptp_call *call)
{
    const struct pptp_link_event *event = pptp_ppp_link_event_at(link, packet);

    if (!event)
        return;
    pptp_show_string(tree, hf_pptp_ppp_stage, tvb, pptp_ppp_stage_name(event->stage));
    if (event->packet != packet)
        return;
    if (event->authentication)
        show_authentication(pinfo, tree, tvb, event);
    if (event->shows_compression)
        show_compression(pinfo, tree, tvb, event, call);
}

void
pptp_ppp_analysis_register(int protocol)
{
    static hf_register_info hf[] = {
        { &hf_pptp_ppp_stage,
          { "Stage", "pptp.ppp.stage", FT_STRING, BASE_NONE, NULL, 0x0,
            "The stage that the call has reached with this packet: LCP, Auth, CCP, IPCP, Data, Closed", HFILL } },
        { &hf_pptp_ppp_encryption,
          { "Encryption", "pptp.ppp.encryption", FT_STRING, BASE_NONE, NULL, 0x0,
            "The encryption or compression that CCP has agreed on so far", HFILL } },
        { &hf_pptp_auth_protocol,
          { "Authentication", "pptp.auth.protocol", FT_STRING, BASE_NONE, NULL, 0x0,
            "The authentication protocol: PAP, CHAP-MD5, MS-CHAP, MS-CHAPv2 or EAP", HFILL } },
        { &hf_pptp_auth_method,
          { "Method", "pptp.auth.method", FT_STRING, BASE_NONE, NULL, 0x0,
            "The method of EAP that the authenticator has requested last (RFC 3748 section 5)", HFILL } },
        { &hf_pptp_auth_user,
          { "User", "pptp.auth.user", FT_STRING, BASE_NONE, NULL, 0x0, "Name of the user who is being authenticated",
            HFILL } },
        { &hf_pptp_auth_peer_challenge,
          { "Peer Challenge", "pptp.auth.peer_challenge", FT_BYTES, BASE_NONE, NULL, 0x0,
            "The Peer-Challenge in MS-CHAPv2's Response (RFC 2759 section 4)", HFILL } },
        { &hf_pptp_auth_nt_response,
          { "NT Response", "pptp.auth.nt_response", FT_BYTES, BASE_NONE, NULL, 0x0,
            "The NT-Response in a Response of MS-CHAP or MS-CHAPv2", HFILL } },
        { &hf_pptp_auth_verified,
          { "Matches the account's password", "pptp.auth.verified", FT_BOOLEAN, BASE_NONE, TFS(&tfs_yes_no), 0x0,
            "Whether the Response, or S= in MS-CHAPv2's Success, is what the user's account in the table "
            "pptp_accounts gives",
            HFILL } },
        { &hf_pptp_auth_outcome,
          { "Outcome", "pptp.auth.outcome", FT_STRING, BASE_NONE, NULL, 0x0,
            "How the authentication ended: success or failure", HFILL } },
        { &hf_pptp_auth_error,
          { "Error", "pptp.auth.error", FT_UINT32, BASE_DEC, VALS(pptp_authentication_errors), 0x0,
            "E= in a Failure of MS-CHAP or MS-CHAPv2 (RFC 2759 section 6)", HFILL } },
        { &hf_pptp_auth_radius_request_in,
          { "RADIUS request in", "pptp.auth.radius_request_in", FT_FRAMENUM, BASE_NONE,
            FRAMENUM_TYPE(FT_FRAMENUM_REQUEST), 0x0, "The Access-Request that carries the Response", HFILL } },
        { &hf_pptp_auth_radius_outcome,
          { "RADIUS outcome", "pptp.auth.radius_outcome", FT_STRING, BASE_NONE, NULL, 0x0,
            "The reply to the Access-Request: accept, reject, challenge, or no reply", HFILL } },
        { &hf_pptp_auth_radius_reply_in,
          { "RADIUS reply in", "pptp.auth.radius_reply_in", FT_FRAMENUM, BASE_NONE,
            FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE), 0x0, "The reply to the Access-Request", HFILL } },
        { &hf_pptp_auth_radius_time,
          { "RADIUS time", "pptp.auth.radius_time", FT_RELATIVE_TIME, BASE_NONE, NULL, 0x0,
            "The time from the first Access-Request with this Response to the reply", HFILL } },
    };

    proto_register_field_array(protocol, hf, array_length(hf));
}
