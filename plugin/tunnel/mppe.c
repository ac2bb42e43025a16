/* Dissects PPP's protocol 0x00FD in a tunnel: MPPE's header, why a packet was not decrypted, or what it decrypts to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/expert.h>
#include <epan/packet.h>
#include <epan/ppptypes.h>
#include <epan/tfs.h>

#include "calls/tunnel.h"
#include "mppe/keys.h"
#include "mppe/mppe.h"
#include "ppp/decryption.h"
#include "ppp/eap.h"
#include "ppp/link.h"
#include "show.h"
#include "takeover.h"
#include "tunnel/mppe.h"
#include "tunnel/multilink.h"
#include "tunnel/verdicts.h"

static int proto_mppe = -1;
static int hf_mppe_flags = -1;
static int hf_mppe_flags_a = -1;
static int hf_mppe_flags_b = -1;
static int hf_mppe_flags_c = -1;
static int hf_mppe_flags_d = -1;
static int hf_mppe_coherency_count = -1;
static int hf_mppe_data = -1;
static int hf_mppe_key_length = -1;
static int hf_mppe_stateless = -1;
static int hf_mppe_account = -1;
static int hf_mppe_key_source = -1;
static int hf_mppe_not_decrypted = -1;

static int ett_mppe = -1;
static int ett_mppe_flags = -1;

static expert_field ei_mppe_no_ccp = EI_INIT;
static expert_field ei_mppe_unknown = EI_INIT;
static expert_field ei_mppe_no_handshake = EI_INIT;
static expert_field ei_mppe_no_ciphers = EI_INIT;
static expert_field ei_mppe_eap = EI_INIT;
static expert_field ei_mppe_no_keys = EI_INIT;
static expert_field ei_mppe_no_account = EI_INIT;
static expert_field ei_mppe_wrong_password = EI_INIT;
static expert_field ei_mppe_no_secret = EI_INIT;
static expert_field ei_mppe_wrong_secret = EI_INIT;
static expert_field ei_mppe_no_lm_hash = EI_INIT;
static expert_field ei_mppe_short = EI_INIT;
static expert_field ei_mppe_lost = EI_INIT;
static expert_field ei_mppe_late = EI_INIT;
static expert_field ei_mppe_far = EI_INIT;
static expert_field ei_mppe_cut = EI_INIT;
static expert_field ei_mppe_garbage = EI_INIT;

static const true_false_string set_or_not = { "Set", "Not set" };
static const true_false_string yes_or_no = { "Yes", "No" };

static struct pptp_place compressed = {
    .table = "ppp.protocol", .pattern = PPP_COMP, .description = "PPP compressed (with MPPE)"
};
static dissector_handle_t ppp, mppe;
static int proto_compressed = -1;           /* of the built-in dissector */

/* Why a packet was not decrypted: in brief for the Info column, and as an expert item where the reason first applies.
 */
static const struct {
    const char *word;
    expert_field *ei;
} reasons[] = {
    [PPTP_NOT_DECRYPTED_NO_CCP] = { "CCP was not captured", &ei_mppe_no_ccp },
    [PPTP_NOT_DECRYPTED_OFF] = { "decryption is switched off", NULL },
    [PPTP_NOT_DECRYPTED_NO_HANDSHAKE] = { "no MS-CHAP authentication was captured in full", &ei_mppe_no_handshake },
    [PPTP_NOT_DECRYPTED_NO_CIPHERS] = { "libgcrypt refuses RC4, DES or MD4", &ei_mppe_no_ciphers },
    [PPTP_NOT_DECRYPTED_EAP] = { "the keys come from EAP", &ei_mppe_eap },
    [PPTP_NOT_DECRYPTED_NO_KEYS] = { "the authentication provides no keys", &ei_mppe_no_keys },
    [PPTP_NOT_DECRYPTED_NO_ACCOUNT] = { "no account for this user", &ei_mppe_no_account },
    [PPTP_NOT_DECRYPTED_WRONG_PASSWORD] = { "the account's password does not match", &ei_mppe_wrong_password },
    [PPTP_NOT_DECRYPTED_NO_SECRET] = { "no matching password, and no RADIUS shared secret", &ei_mppe_no_secret },
    [PPTP_NOT_DECRYPTED_WRONG_SECRET] = { "the RADIUS shared secret does not match", &ei_mppe_wrong_secret },
    [PPTP_NOT_DECRYPTED_NO_LM_HASH] = { "needs the password itself, not its NT hash", &ei_mppe_no_lm_hash },
    [PPTP_NOT_DECRYPTED_SHORT] = { "the packet is too short", &ei_mppe_short },
    [PPTP_NOT_DECRYPTED_LOST] = { "an earlier packet is missing", &ei_mppe_lost },
    [PPTP_NOT_DECRYPTED_LATE] = { "the packet came too late", &ei_mppe_late },
    [PPTP_NOT_DECRYPTED_FAR] = { "too many earlier packets are missing", &ei_mppe_far },
    [PPTP_NOT_DECRYPTED_CUT] = { "not fully captured", &ei_mppe_cut },
    [PPTP_NOT_DECRYPTED_GARBAGE] = { "the result is not a PPP packet", &ei_mppe_garbage },
};

/* A summary in pieces, which columns and items take as they are: "MPPE 128-bit stateless", ", count ", "12", ", ",
 * "65", " octets"; empty pieces if the header was not captured. */
struct summary {
    const char *name, *before_count, *count, *before_size, *size, *after_size;
    char digits[2][PPTP_SHOW_DIGITS];
};

static void
summarize(packet_info *pinfo, tvbuff_t *tvb, const struct pptp_decryption *decryption, struct summary *summary)
{
    summary->name = decryption->result == PPTP_NOT_DECRYPTED_NO_CCP ? "MPPE"
        : pptp_ppp_compression_name(pinfo->pool, (struct pptp_compression){ .mppe = decryption->bits });
    summary->before_count = summary->count = summary->before_size = summary->size = summary->after_size = "";
    if (tvb_captured_length(tvb) < PPTP_MPPE_HEADER)
        return;
    summary->before_count = ", count ";
    summary->count = pptp_show_digits(summary->digits[0], tvb_get_ntohs(tvb, 0) & PPTP_MPPE_COUNT);
    summary->before_size = ", ";
    summary->size = pptp_show_digits(summary->digits[1], tvb_reported_length(tvb) - PPTP_MPPE_HEADER);
    summary->after_size = " octets";
}

static void
show_header(proto_tree *tree, tvbuff_t *tvb)
{
    static int *const flags[] = { &hf_mppe_flags_a, &hf_mppe_flags_b, &hf_mppe_flags_c, &hf_mppe_flags_d, NULL };

    proto_tree_add_bitmask(tree, tvb, 0, hf_mppe_flags, ett_mppe_flags, flags, ENC_BIG_ENDIAN);
    proto_tree_add_item(tree, hf_mppe_coherency_count, tvb, 0, PPTP_MPPE_HEADER, ENC_BIG_ENDIAN);
    if (tvb_captured_length(tvb) > PPTP_MPPE_HEADER)
        proto_tree_add_item(tree, hf_mppe_data, tvb, PPTP_MPPE_HEADER, -1, ENC_NA);
}

static void
show_facts(proto_tree *tree, tvbuff_t *tvb, const struct pptp_decryption *decryption)
{
    static const char *const key_sources[] = {
        [PPTP_KEYS_OF_PASSWORD] = "password", [PPTP_KEYS_OF_NT_HASH] = "NT hash", [PPTP_KEYS_OF_RADIUS] = "RADIUS"
    };
    unsigned bits = pptp_mppe_key_bits(decryption->bits);

    if (bits)
        proto_item_append_text(pptp_show_number(tree, hf_mppe_key_length, tvb, bits), " bits");
    if (decryption->bits)
        proto_item_set_generated(proto_tree_add_boolean(tree, hf_mppe_stateless, tvb, 0, 0,
                                                        (decryption->bits & PPTP_MPPE_STATELESS) != 0));
    if (decryption->account)
        pptp_show_string(tree, hf_mppe_account, tvb, *decryption->account ? decryption->account : "(any user)");
    if (decryption->needed_key)
        pptp_show_string(tree, hf_mppe_key_source, tvb, key_sources[decryption->key_source]);
    if (decryption->result != PPTP_DECRYPTED)
        pptp_show_string(tree, hf_mppe_not_decrypted, tvb, reasons[decryption->result].word);
}

/* A tunnel's packet, and the result of its decryption. */
struct encrypted {
    const struct pptp_packet *packet;
    const struct pptp_link *link;       /* that carried it; NULL: unknown */
    const struct pptp_decryptions *decryptions;
    unsigned from;                      /* the end that sent it */
    struct pptp_decryption decryption;
    bool is_mppe;                       /* otherwise there is no result */
};

static void
dissect_decrypted(packet_info *pinfo, proto_tree *tree, tvbuff_t *tvb, const struct encrypted *encrypted)
{
    unsigned captured = tvb_captured_length(tvb);
    struct pptp_mppe_clear clear;
    tvbuff_t *decrypted;

    if (!pptp_ppp_decryption_clear(encrypted->decryptions, pinfo->pool, &encrypted->decryption,
                                   tvb_get_ptr(tvb, 0, captured), captured, &clear))
        return;
    decrypted = tvb_new_child_real_data(tvb, clear.octets, clear.captured, clear.length);
    add_new_data_source(pinfo, decrypted, "Decrypted MPPE");
    call_dissector(ppp, decrypted, pinfo, tree);
}

static void
add_expert(packet_info *pinfo, proto_item *item, const struct pptp_decryption *decryption)
{
    const char *current = pptp_show_as_pptp(pinfo);
    expert_field *ei = reasons[decryption->result].ei;

    if (decryption->result == PPTP_NOT_DECRYPTED_EAP && decryption->method)
        expert_add_info_format(pinfo, item, ei, "Not decrypted: %s provides the keys, and no password yields them",
                               pptp_ppp_eap_method_show(pinfo->pool, decryption->method));
    else
        expert_add_info(pinfo, item, ei);
    pinfo->current_proto = current;
}

/* Returns a user's name as it may be shown, or NULL if the authentication named none. */
static const char *
shown_user(wmem_allocator_t *pool, const struct pptp_authentication *authentication)
{
    if (!authentication || !authentication->has_user || authentication->user.size == 0)
        return NULL;
    return pptp_show_cut(pool, pptp_show_printable(pool, pptp_ppp_text_show(pool, &authentication->user)),
                         PPTP_SHOW_NAME);
}

/* Returns why a packet was not decrypted; if an account is missing, whose it is and where to add it. */
static const char *
describe_reason(wmem_allocator_t *pool, const struct encrypted *encrypted)
{
    const char *user = encrypted->link && encrypted->decryption.result == PPTP_NOT_DECRYPTED_NO_ACCOUNT
        ? shown_user(pool, encrypted->link->authentication) : NULL;

    if (!user)
        return reasons[encrypted->decryption.result].word;
    return wmem_strdup_printf(pool, "no account for %s: Preferences, Protocols, PPTP, Accounts", user);
}

/* Of an empty packet, the built-in dissector writes the line anew. */
static void
write_info(packet_info *pinfo, tvbuff_t *tvb, const struct encrypted *encrypted)
{
    const struct pptp_packet *named = tvb_captured_length(tvb) > 0 ? encrypted->packet : NULL;
    struct summary summary;

    summarize(pinfo, tvb, &encrypted->decryption, &summary);
    col_add_lstr(pinfo->cinfo, COL_INFO, pptp_tunnel_verdicts_name_call(pinfo, named), summary.name,
                 summary.before_count, summary.count, summary.before_size, summary.size, summary.after_size, " (",
                 describe_reason(pinfo->pool, encrypted), ")", COL_ADD_LSTR_TERMINATOR);
}

static void
say_why_not(packet_info *pinfo, proto_item *item, tvbuff_t *tvb, const struct encrypted *encrypted)
{
    const struct pptp_decryption *decryption = &encrypted->decryption;

    if (col_get_writable(pinfo->cinfo, COL_INFO))
        write_info(pinfo, tvb, encrypted);
    if (decryption->packet == encrypted->packet && reasons[decryption->result].ei)
        add_expert(pinfo, item, decryption);
}

static void
write_title(packet_info *pinfo, proto_item *item, tvbuff_t *tvb, const struct pptp_decryption *decryption)
{
    struct summary summary;

    summarize(pinfo, tvb, decryption, &summary);
    proto_item_append_text(item, ", %s%s%s%s%s%s", summary.name, summary.before_count, summary.count,
                           summary.before_size, summary.size, summary.after_size);
}

static void
show_tree(packet_info *pinfo, proto_item *item, tvbuff_t *tvb, const struct pptp_decryption *decryption)
{
    proto_tree *tree = proto_item_add_subtree(item, ett_mppe);

    if (pptp_show_is_seen(tree))
        write_title(pinfo, item, tvb, decryption);
    if (tvb_captured_length(tvb) >= PPTP_MPPE_HEADER)
        show_header(tree, tvb);
    show_facts(tree, tvb, decryption);
}

static int
dissect_mppe(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    const struct encrypted *encrypted = data;
    const struct pptp_decryption *decryption = &encrypted->decryption;
    proto_item *item = tree ? proto_tree_add_item(tree, proto_mppe, tvb, 0, -1, ENC_NA) : NULL;

    col_set_str(pinfo->cinfo, COL_PROTOCOL, "MPPE");
    if (proto_field_is_referenced(tree, proto_mppe))
        show_tree(pinfo, item, tvb, decryption);
    if (decryption->result == PPTP_DECRYPTED)
        dissect_decrypted(pinfo, tree, tvb, encrypted);
    else
        say_why_not(pinfo, item, tvb, encrypted);
    return tvb_captured_length(tvb);
}

/* Returns whether anybody reads the columns, or in the tree what a packet that stays encrypted has there: items of
 * MPPE's or of the built-in dissector, and a place among the frame's protocols. */
static bool
is_read(const packet_info *pinfo, proto_tree *tree)
{
    return pinfo->cinfo || (tree && (proto_field_is_referenced(tree, proto_mppe)
                                     || proto_field_is_referenced(tree, proto_compressed)
                                     || pptp_show_protocols_are_read(tree)));
}

/* Returns false if nobody sees what the packet would show: otherwise a packet that stays encrypted has only, where the
 * reason first applies, an expert item. */
static bool
is_shown(const packet_info *pinfo, proto_tree *tree)
{
    const struct pptp_packet *packet = is_read(pinfo, tree) ? NULL : pptp_tunnel_carried_packet(pinfo);

    return !packet || packet->has_result;
}

/* CCP was not captured, and nothing shows that the packet is MPPE. */
static bool
is_unknown(const struct encrypted *encrypted)
{
    return encrypted->is_mppe && encrypted->decryption.result == PPTP_NOT_DECRYPTED_NO_CCP
        && !pptp_ppp_decryption_is_recognized(encrypted->decryptions, encrypted->from);
}

static void
say_unknown(packet_info *pinfo, proto_tree *tree, tvbuff_t *tvb, const struct encrypted *encrypted)
{
    const char *current;

    if (encrypted->decryption.packet != encrypted->packet)
        return;
    current = pptp_show_as_pptp(pinfo);
    proto_tree_add_expert(tree, pinfo, &ei_mppe_unknown, tvb, 0, MIN(PPTP_MPPE_HEADER, tvb_captured_length(tvb)));
    pinfo->current_proto = current;
}

static void
find_decryption(struct encrypted *encrypted, struct pptp_carried carried)
{
    encrypted->packet = carried.packet;
    encrypted->from = carried.from;
    encrypted->link = carried.link;
    encrypted->decryptions = carried.link ? carried.link->decryptions : NULL;
    encrypted->is_mppe = pptp_ppp_decryption_at(encrypted->decryptions, carried.from, carried.packet,
                                                &encrypted->decryption);
}

static int
dissect_compressed(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    struct encrypted encrypted;

    if (!is_shown(pinfo, tree))
        return tvb_captured_length(tvb);
    find_decryption(&encrypted, pptp_tunnel_carried(pinfo));
    if (is_unknown(&encrypted)) {
        say_unknown(pinfo, tree, tvb, &encrypted);
        encrypted.is_mppe = false;
    }
    if (encrypted.is_mppe && call_dissector_only(mppe, tvb, pinfo, tree, &encrypted) > 0)
        return tvb_captured_length(tvb);
    return pptp_takeover_call(&compressed, tvb, pinfo, tree, data);
}

void
pptp_tunnel_mppe_handoff(void)
{
    ppp = find_dissector("ppp");
    if (ppp)
        pptp_takeover_wrap(&compressed, dissect_compressed);
    proto_compressed = proto_get_id_by_filter_name("comp_data");
}

static void
register_experts(void)
{
    static ei_register_info ei[] = {
        { &ei_mppe_no_ccp,
          { "mppe.no_ccp", PI_DECRYPTION, PI_CHAT,
            "Not decrypted: CCP, which agrees on the keys, was not captured. The flags and the Coherency Count are "
            "MPPE's",
            EXPFILL } },
        { &ei_mppe_unknown,
          { "mppe.unknown", PI_UNDECODED, PI_CHAT,
            "Compressed or encrypted: CCP was not captured, and the header does not tell MPPE from another compression "
            "(MPPC, Deflate, BSD Compress)",
            EXPFILL } },
        { &ei_mppe_no_handshake,
          { "mppe.no_handshake", PI_DECRYPTION, PI_CHAT,
            "Not decrypted: MPPE's keys come from a successful MS-CHAP authentication, and none was captured in full",
            EXPFILL } },
        { &ei_mppe_no_ciphers,
          { "mppe.no_ciphers", PI_DECRYPTION, PI_NOTE,
            "Not decrypted: libgcrypt refuses RC4, DES or MD4, as it does in FIPS mode", EXPFILL } },
        { &ei_mppe_eap,
          { "mppe.eap", PI_DECRYPTION, PI_CHAT,
            "Not decrypted: an EAP method other than EAP-MSCHAPv2 may provide the keys", EXPFILL } },
        { &ei_mppe_no_keys,
          { "mppe.no_keys", PI_DECRYPTION, PI_WARN,
            "Not decrypted: PAP, CHAP-MD5, EAP-MD5, EAP-OTP and EAP-GTC provide no keys for MPPE", EXPFILL } },
        { &ei_mppe_no_account,
          { "mppe.no_account", PI_DECRYPTION, PI_CHAT,
            "Not decrypted: no account matches the user. Add one under Preferences, Protocols, PPTP, Accounts, or for "
            "tshark with -o 'uat:pptp_accounts:\"USER\",\"PASSWORD\",\"password\"'",
            EXPFILL } },
        { &ei_mppe_wrong_password,
          { "mppe.wrong_password", PI_DECRYPTION, PI_NOTE,
            "Not decrypted: the account's password is not the one that the user authenticated with",
            EXPFILL } },
        { &ei_mppe_no_secret,
          { "mppe.no_secret", PI_DECRYPTION, PI_CHAT,
            "Not decrypted: no account provides the keys. RADIUS sent them: to decrypt them, set the shared secret "
            "under Preferences, Protocols, RADIUS, or in tshark with -o radius.shared_secret:SECRET",
            EXPFILL } },
        { &ei_mppe_wrong_secret,
          { "mppe.wrong_secret", PI_DECRYPTION, PI_NOTE,
            "Not decrypted: RADIUS encrypted the keys with a shared secret other than the one under Preferences, "
            "Protocols, RADIUS (RFC 2865 section 3, RFC 2548 section 2.4)",
            EXPFILL } },
        { &ei_mppe_no_lm_hash,
          { "mppe.no_lm_hash", PI_DECRYPTION, PI_NOTE,
            "Not decrypted: 40- and 56-bit keys of MS-CHAP come from the LAN Manager hash (RFC 3079 section 2), so the "
            "account needs the password itself, in ASCII",
            EXPFILL } },
        { &ei_mppe_short,
          { "mppe.short", PI_MALFORMED, PI_ERROR, "The packet is shorter than MPPE's header", EXPFILL } },
        { &ei_mppe_lost,
          { "mppe.lost", PI_DECRYPTION, PI_NOTE,
            "Not decrypted: an earlier packet is missing, and no flushed one has come since. In stateful mode, the "
            "receiver cannot decrypt it either (RFC 3078 section 8.2)",
            EXPFILL } },
        { &ei_mppe_late,
          { "mppe.late", PI_DECRYPTION, PI_NOTE, "Not decrypted: the packet is so late that its key is gone",
            EXPFILL } },
        { &ei_mppe_far,
          { "mppe.far", PI_DECRYPTION, PI_NOTE,
            "Not decrypted: too many packets of this direction are missing before this one", EXPFILL } },
        { &ei_mppe_cut,
          { "mppe.cut", PI_DECRYPTION, PI_CHAT, "Not decrypted, or not decompressed: the packet was not fully captured",
            EXPFILL } },
        { &ei_mppe_garbage,
          { "mppe.garbage", PI_DECRYPTION, PI_WARN,
            "Not decrypted: the result is not a PPP packet. The sender used another key, or the packet was altered",
            EXPFILL } },
    };

    expert_register_field_array(expert_register_protocol(proto_mppe), ei, array_length(ei));
}

static void
register_fields(void)
{
    static hf_register_info hf[] = {
        { &hf_mppe_flags,
          { "Flags", "mppe.flags", FT_UINT16, BASE_HEX, NULL, 0xf000,
            "Bits A to D (RFC 3078 section 3.1, RFC 2118 section 3.1)", HFILL } },
        { &hf_mppe_flags_a,
          { "A: flushed", "mppe.flags.a", FT_BOOLEAN, 16, TFS(&set_or_not), PPTP_MPPE_FLUSHED,
            "The cipher and the compression history start over with this packet", HFILL } },
        { &hf_mppe_flags_b,
          { "B: at the front of the history", "mppe.flags.b", FT_BOOLEAN, 16, TFS(&set_or_not), PPTP_MPPE_AT_FRONT,
            "Bit of MPPC: the packet starts at the front of the history", HFILL } },
        { &hf_mppe_flags_c,
          { "C: compressed", "mppe.flags.c", FT_BOOLEAN, 16, TFS(&set_or_not), PPTP_MPPE_COMPRESSED,
            "Compressed by MPPC", HFILL } },
        { &hf_mppe_flags_d,
          { "D: encrypted", "mppe.flags.d", FT_BOOLEAN, 16, TFS(&set_or_not), PPTP_MPPE_ENCRYPTED, NULL, HFILL } },
        { &hf_mppe_coherency_count,
          { "Coherency Count", "mppe.coherency_count", FT_UINT16, BASE_DEC, NULL, PPTP_MPPE_COUNT,
            "Increases by one with each packet; 0 follows 4095", HFILL } },
        { &hf_mppe_data,
          { "Data", "mppe.data", FT_BYTES, BASE_NONE, NULL, 0x0, "Encrypted or compressed octets, as sent", HFILL } },
        { &hf_mppe_key_length,
          { "Key length", "mppe.key_length", FT_UINT32, BASE_DEC, NULL, 0x0,
            "Key length in bits, as CCP agreed", HFILL } },
        { &hf_mppe_stateless,
          { "Stateless", "mppe.stateless", FT_BOOLEAN, BASE_NONE, TFS(&yes_or_no), 0x0,
            "Whether each packet has a key of its own, as CCP agreed", HFILL } },
        { &hf_mppe_account,
          { "Decrypted with the account", "mppe.account", FT_STRING, BASE_NONE, NULL, 0x0,
            "User name of the account in the preferences whose password decrypted the packet", HFILL } },
        { &hf_mppe_key_source,
          { "Key from", "mppe.key_source", FT_STRING, BASE_NONE, NULL, 0x0,
            "Source of the key that decrypted the packet: the account's password or NT hash, or RADIUS", HFILL } },
        { &hf_mppe_not_decrypted,
          { "Not decrypted", "mppe.not_decrypted", FT_STRING, BASE_NONE, NULL, 0x0,
            "Why the packet was not decrypted", HFILL } },
    };

    proto_register_field_array(proto_mppe, hf, array_length(hf));
}

void
pptp_tunnel_mppe_register(void)
{
    static int *ett[] = { &ett_mppe, &ett_mppe_flags };

    proto_mppe = proto_register_protocol("Microsoft Point-to-Point Encryption", "MPPE", "mppe");
    mppe = create_dissector_handle(dissect_mppe, proto_mppe);
    register_fields();
    register_experts();
    proto_register_subtree_array(ett, array_length(ett));
}
