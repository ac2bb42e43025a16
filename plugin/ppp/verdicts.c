/* Puts what a PPP packet told into words and adds it as expert items.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>

#include "conformance/clauses.h"
#include "ppp/text.h"
#include "ppp/verdicts.h"
#include "show.h"

static expert_field ei_pptp_ppp_length = EI_INIT;
static expert_field ei_pptp_auth_failed = EI_INIT;
static expert_field ei_pptp_auth_wrong_password = EI_INIT;
static expert_field ei_pptp_auth_wrong_server = EI_INIT;
static expert_field ei_pptp_auth_password_in_clear = EI_INIT;
static expert_field ei_pptp_auth_lm_response = EI_INIT;
static expert_field ei_pptp_auth_eap_name = EI_INIT;
static expert_field ei_pptp_auth_eap_type = EI_INIT;
static expert_field ei_pptp_auth_eap_flags = EI_INIT;
static expert_field ei_pptp_auth_not_agreed = EI_INIT;
static expert_field ei_pptp_auth_value_size = EI_INIT;
static expert_field ei_pptp_auth_no_proof = EI_INIT;
static expert_field ei_pptp_ppp_terminated = EI_INIT;
static expert_field ei_pptp_ppp_protocol_rejected = EI_INIT;
static expert_field ei_pptp_ppp_encryption_rejected = EI_INIT;
static expert_field ei_pptp_ppp_encryption_offered_again = EI_INIT;
static expert_field ei_pptp_ppp_repeated_after_answer = EI_INIT;
static expert_field ei_pptp_ppp_reset_request = EI_INIT;
static expert_field ei_pptp_ppp_clear_data = EI_INIT;
static expert_field ei_pptp_ppp_mru_exceeded = EI_INIT;
static expert_field ei_pptp_ppp_mss = EI_INIT;
static expert_field ei_pptp_ppp_clear_in_spite = EI_INIT;
static expert_field ei_pptp_ppp_mru_exceeded_habit = EI_INIT;
static expert_field ei_pptp_ppp_looped_back = EI_INIT;
static expert_field ei_pptp_ppp_hdlc = EI_INIT;
static expert_field ei_pptp_ppp_no_protocol = EI_INIT;
static expert_field ei_pptp_ppp_short_protocol = EI_INIT;
static expert_field ei_pptp_ppp_fragments_lost = EI_INIT;
static expert_field ei_pptp_ppp_fragment_bits = EI_INIT;

const char *
pptp_ppp_end_name(wmem_allocator_t *pool, const struct pptp_call *call, unsigned end)
{
    if (!call)
        return "one end";
    /* The roles in a call older than the capture may be told by a later frame. */
    if (!call->setup)
        return address_to_str(pool, &call->connection->end[end].address);
    return end == call->pns ? "the PNS" : "the PAC";
}

/* Returns an event's verdict as a sentence, in pool. Its first letter is made a capital. number: the verdict's. */
typedef char *(*writer)(wmem_allocator_t *pool, const struct pptp_link_event *event, uint32_t number,
                        const struct pptp_call *call);

static char *
write_failure(wmem_allocator_t *pool, const struct pptp_link_event *event, uint32_t number,
              const struct pptp_call *call _U_)
{
    const struct pptp_authentication *authentication = event->authentication;
    const char *message = pptp_ppp_text_show(pool, &event->text);
    const char *user = pptp_show_printable(pool, pptp_ppp_text_show(pool, &event->user));
    const char *meaning = try_val_to_str(number, pptp_authentication_errors);

    return wmem_strdup_printf(pool, "%s authentication of user \"%s\" failed%s%s%s%s%s%s",
                              pptp_ppp_authentication_name(event->protocol), pptp_show_cut(pool, user, PPTP_SHOW_NAME),
                              number ? wmem_strdup_printf(pool, ": E=%u", number) : "", meaning ? ", " : "",
                              meaning ? meaning : "", number && authentication->retry ? ". A retry is allowed" : "",
                              *message ? ". Message: " : "", message);
}

static char *
write_type(wmem_allocator_t *pool, const struct pptp_link_event *event _U_, uint32_t number,
           const struct pptp_call *call _U_)
{
    return wmem_strdup_printf(pool, "EAP Request of Type %u, which %s (RFC 3748 section 5)", number,
                              number ? "only a Response may have" : "is reserved");
}

static char *
write_disagreement(wmem_allocator_t *pool, const struct pptp_link_event *event, uint32_t number,
                   const struct pptp_call *call _U_)
{
    return wmem_strdup_printf(pool, "%s, but LCP agreed on %s (RFC 1661 section 6.2)",
                              pptp_ppp_authentication_name(event->protocol),
                              number ? pptp_ppp_authentication_option_name(pool, number) : "no authentication");
}

static char *
write_size(wmem_allocator_t *pool, const struct pptp_link_event *event, uint32_t number,
           const struct pptp_call *call _U_)
{
    return wmem_strdup_printf(pool, "A Value of %u octet%s, but %s has %u", number, number == 1 ? "" : "s",
                              pptp_ppp_authentication_name(event->protocol),
                              pptp_ppp_authentication_value_size(event->protocol));
}

static char *
write_termination(wmem_allocator_t *pool, const struct pptp_link_event *event, uint32_t number,
                  const struct pptp_call *call)
{
    const char *text = pptp_ppp_termination_show(pool, &event->text);
    const char *protocol = pptp_ppp_control_protocol_name(number);

    return wmem_strdup_printf(pool, "%s terminates %s%s%s%s", pptp_ppp_end_name(pool, call, event->from), protocol,
                              *text ? ": \"" : "", text, *text ? "\"" : "");
}

static char *
write_rejection(wmem_allocator_t *pool, const struct pptp_link_event *event, uint32_t number,
                const struct pptp_call *call)
{
    const char *name = pptp_show_field_value_name("ppp.protocol", number);

    return wmem_strdup_printf(
        pool, "%s rejects protocol 0x%04x (%s)%s", pptp_ppp_end_name(pool, call, event->from), number,
        name ? name : "unassigned",
        event->compression[event->from].mppe & PPTP_MPPE_KEYS
            ? ". If no such packet was sent, decryption gave garbage: the two ends have different MPPE keys"
            : "");
}

static char *
write_repetition(wmem_allocator_t *pool, const struct pptp_link_event *event, uint32_t number,
                 const struct pptp_call *call)
{
    return wmem_strdup_printf(pool,
                              "%s repeats a Configure-Request that frame %u answered: the reply may not have arrived",
                              pptp_ppp_end_name(pool, call, event->from), number);
}

static char *
write_offer(wmem_allocator_t *pool, const struct pptp_link_event *event, uint32_t number, const struct pptp_call *call)
{
    return wmem_strdup_printf(
        pool, "%s again offers MPPE without a key length, although frame %u rejected it (RFC 1661 section 5.4)",
        pptp_ppp_end_name(pool, call, event->from), number);
}

static char *
write_excess(wmem_allocator_t *pool, const struct pptp_link_event *event _U_, uint32_t number,
             const struct pptp_call *call _U_)
{
    return wmem_strdup_printf(pool, "%u octets exceed the receiver's Maximum-Receive-Unit", number);
}

static char *
write_mss(wmem_allocator_t *pool, const struct pptp_link_event *event _U_, uint32_t number,
          const struct pptp_call *call _U_)
{
    return wmem_strdup_printf(
        pool, "TCP in the tunnel announces an MSS of %u octets, too large for the Maximum-Receive-Unit", number);
}

static char *
write_lost_fragments(wmem_allocator_t *pool, const struct pptp_link_event *event _U_, uint32_t number,
                     const struct pptp_call *call _U_)
{
    return wmem_strdup_printf(pool, "%u Multilink packet%s missing: every active link has gone beyond %s", number,
                              number == 1 ? " is" : "s are", number == 1 ? "it" : "them");
}

/* write: NULL if the expert item's registered text says it all. brief: for the Info column (pptp_show_trouble()); NULL:
 * nothing there. */
static const struct {
    expert_field *ei;
    writer write;
    const char *brief;
} verdicts[PPTP_LINK_VERDICTS] = {
    [PPTP_LINK_LENGTH] = { &ei_pptp_ppp_length, NULL, "length does not fit" },
    [PPTP_LINK_AUTHENTICATION_FAILED] = { &ei_pptp_auth_failed, write_failure, "authentication failed: " },
    [PPTP_LINK_WRONG_PASSWORD] = { &ei_pptp_auth_wrong_password, NULL, "wrong password" },
    [PPTP_LINK_WRONG_SERVER] = { &ei_pptp_auth_wrong_server, NULL, "server does not know the password" },
    [PPTP_LINK_PASSWORD_IN_CLEAR] = { &ei_pptp_auth_password_in_clear, NULL, NULL },
    [PPTP_LINK_LM_RESPONSE] = { &ei_pptp_auth_lm_response, NULL, NULL },
    [PPTP_LINK_EAP_NAME] = { &ei_pptp_auth_eap_name, NULL, "EAP-MD5 Name too long: " },
    [PPTP_LINK_EAP_TYPE] = { &ei_pptp_auth_eap_type, write_type, "EAP Request of Type " },
    [PPTP_LINK_EAP_FLAGS] = { &ei_pptp_auth_eap_flags, NULL, "EAP flags missing" },
    [PPTP_LINK_NOT_AGREED] = { &ei_pptp_auth_not_agreed, write_disagreement, "authentication not agreed on" },
    [PPTP_LINK_VALUE_SIZE] = { &ei_pptp_auth_value_size, write_size, "Value of another size: " },
    [PPTP_LINK_NO_PROOF] = { &ei_pptp_auth_no_proof, NULL, NULL },
    [PPTP_LINK_TERMINATED] = { &ei_pptp_ppp_terminated, write_termination, NULL },
    [PPTP_LINK_PROTOCOL_REJECTED] = { &ei_pptp_ppp_protocol_rejected, write_rejection, NULL },
    [PPTP_LINK_ENCRYPTION_REJECTED] = { &ei_pptp_ppp_encryption_rejected, NULL, "MPPE rejected" },
    [PPTP_LINK_ENCRYPTION_OFFERED_AGAIN] = { &ei_pptp_ppp_encryption_offered_again, write_offer,
        "offered again, rejected in " },
    [PPTP_LINK_REPEATED] = { &ei_pptp_ppp_repeated_after_answer, write_repetition, "repeated, answered in " },
    [PPTP_LINK_RESET] = { &ei_pptp_ppp_reset_request, NULL, NULL },
    [PPTP_LINK_CLEAR_DATA] = { &ei_pptp_ppp_clear_data, NULL, NULL },
    [PPTP_LINK_MRU_EXCEEDED] = { &ei_pptp_ppp_mru_exceeded, write_excess, "exceeds the MRU: " },
    [PPTP_LINK_CLEAR_IN_SPITE] = { &ei_pptp_ppp_clear_in_spite, NULL, "in the clear in spite of MPPE" },
    [PPTP_LINK_MRU_EXCEEDED_HABIT] = { &ei_pptp_ppp_mru_exceeded_habit, NULL, NULL },
    [PPTP_LINK_MSS] = { &ei_pptp_ppp_mss, write_mss, NULL },
    [PPTP_LINK_LOOPED] = { &ei_pptp_ppp_looped_back, NULL, "looped back" },
    [PPTP_LINK_HDLC] = { &ei_pptp_ppp_hdlc, NULL, "HDLC framing" },
    [PPTP_LINK_NO_PROTOCOL] = { &ei_pptp_ppp_no_protocol, NULL, "no protocol field" },
    [PPTP_LINK_SHORT_PROTOCOL] = { &ei_pptp_ppp_short_protocol, NULL, NULL },
    [PPTP_LINK_FRAGMENTS_LOST] = { &ei_pptp_ppp_fragments_lost, write_lost_fragments, "Multilink: " },
    [PPTP_LINK_FRAGMENT_BITS] = { &ei_pptp_ppp_fragment_bits, NULL, "Multilink bits" },
};

static void
show_verdict(packet_info *pinfo, proto_item *item, unsigned verdict, const struct pptp_link_event *event,
             const struct pptp_call *call)
{
    writer write = verdicts[verdict].write;
    char *sentence;

    if (!write) {
        expert_add_info(pinfo, item, verdicts[verdict].ei);
        return;
    }
    sentence = write(pinfo->pool, event, pptp_ppp_link_event_number(event, verdict), call);
    sentence = pptp_show_printable(pinfo->pool, sentence);
    sentence[0] = g_ascii_toupper(sentence[0]);
    expert_add_info_format(pinfo, item, verdicts[verdict].ei, "%s",
                           pptp_show_cut(pinfo->pool, sentence, PPTP_SHOW_LABEL));
}

/* Names the clause of RFC 2637 that PPP in GRE breaks, if it is one. */
static void
name_clause(packet_info *pinfo, proto_item *item, unsigned verdict)
{
    static const struct { unsigned verdict; enum pptp_course course; } courses[] = {
        { PPTP_LINK_HDLC, PPTP_COURSE_HDLC }, { PPTP_LINK_NO_PROTOCOL, PPTP_COURSE_NO_PPP }
    };

    for (unsigned i = 0; item && i < G_N_ELEMENTS(courses); i++) {
        if (courses[i].verdict == verdict)
            pptp_conformance_show(pinfo->pool, proto_item_get_subtree(item),
                                  pptp_conformance_clause(PPTP_BY_COURSE, courses[i].course, 0, NULL), false);
    }
}

void
pptp_ppp_verdicts_show(packet_info *pinfo, proto_item *item, const struct pptp_link *link,
                       const struct pptp_packet *packet, const struct pptp_call *call)
{
    const struct pptp_link_event *event = pptp_ppp_link_event_at(link, packet);

    /* It was told to another link if the packet was taken for another tunnel's at first. */
    if (!event || event->packet != packet)
        return;
    for (unsigned i = 0; i < PPTP_LINK_VERDICTS; i++) {
        if (event->verdicts >> i & 1) {
            show_verdict(pinfo, item, i, event, call);
            name_clause(pinfo, item, i);
        }
    }
}

/* Without E=, a failure has no number. */
static void
append_brief(wmem_strbuf_t *line, const struct pptp_link_event *event, unsigned verdict)
{
    uint32_t number = pptp_ppp_link_event_number(event, verdict);

    if (verdict == PPTP_LINK_AUTHENTICATION_FAILED && number == 0)
        pptp_show_trouble(line, "authentication failed", 0);
    else if (verdicts[verdict].brief)
        pptp_show_trouble(line, verdicts[verdict].brief, number);
}

void
pptp_ppp_verdicts_brief(wmem_strbuf_t *line, const struct pptp_link *link, const struct pptp_packet *packet)
{
    const struct pptp_link_event *event = pptp_ppp_link_event_at(link, packet);

    if (!event || event->packet != packet)
        return;
    for (unsigned i = 0; i < PPTP_LINK_VERDICTS; i++) {
        if (event->verdicts >> i & 1)
            append_brief(line, event, i);
    }
}

void
pptp_ppp_verdicts_register(expert_module_t *expert)
{
    static ei_register_info ei[] = {
        { &ei_pptp_ppp_length,
          { "pptp.ppp.length", PI_MALFORMED, PI_ERROR,
            "A length field in the PPP packet does not match the data that follows, so that part is skipped",
            EXPFILL } },
        { &ei_pptp_auth_failed, { "pptp.auth.failed", PI_SECURITY, PI_WARN, "Authentication failed", EXPFILL } },
        { &ei_pptp_auth_wrong_password,
          { "pptp.auth.wrong_password", PI_SECURITY, PI_WARN,
            "The Response does not match the password of the user's account: one of the two is wrong", EXPFILL } },
        { &ei_pptp_auth_wrong_server,
          { "pptp.auth.wrong_server", PI_SECURITY, PI_WARN,
            "S= does not match the password of the user's account: the server does not know it, and a client that "
            "checks S= closes the connection",
            EXPFILL } },
        { &ei_pptp_auth_password_in_clear,
          { "pptp.auth.password_in_clear", PI_SECURITY, PI_NOTE, "PAP sends the password in the clear", EXPFILL } },
        { &ei_pptp_auth_lm_response,
          { "pptp.auth.lm_response", PI_SECURITY, PI_NOTE,
            "MS-CHAP with a LAN Manager response, from which the password is easily recovered", EXPFILL } },
        { &ei_pptp_auth_eap_name,
          { "pptp.auth.eap_name", PI_SECURITY, PI_WARN,
            "EAP-MD5 with a Name of 256 octets or more: the pattern of CVE-2020-8597", EXPFILL } },
        { &ei_pptp_auth_eap_type,
          { "pptp.auth.eap_type", PI_PROTOCOL, PI_WARN, "EAP Request with a Type that no Request may have", EXPFILL } },
        { &ei_pptp_auth_eap_flags,
          { "pptp.auth.eap_flags", PI_MALFORMED, PI_ERROR,
            "A packet of this EAP method lacks its octet of flags (RFC 5216 section 3.1)", EXPFILL } },
        { &ei_pptp_auth_not_agreed,
          { "pptp.auth.not_agreed", PI_PROTOCOL, PI_WARN, "LCP did not agree on this authentication", EXPFILL } },
        { &ei_pptp_auth_value_size,
          { "pptp.auth.value_size", PI_PROTOCOL, PI_WARN,
            "The Value does not have the size that the agreed protocol prescribes", EXPFILL } },
        { &ei_pptp_auth_no_proof,
          { "pptp.auth.no_proof", PI_SECURITY, PI_NOTE,
            "Success without S=: the server does not prove that it knows the password (RFC 2759 section 5)",
            EXPFILL } },
        { &ei_pptp_ppp_terminated, { "pptp.ppp.terminated", PI_SEQUENCE, PI_NOTE, "Terminate-Request", EXPFILL } },
        { &ei_pptp_ppp_protocol_rejected,
          { "pptp.ppp.protocol_rejected", PI_SEQUENCE, PI_NOTE, "Protocol-Reject", EXPFILL } },
        { &ei_pptp_ppp_encryption_rejected,
          { "pptp.ppp.encryption_rejected", PI_SECURITY, PI_WARN,
            "CCP rejects MPPE: this direction will not be encrypted", EXPFILL } },
        { &ei_pptp_ppp_encryption_offered_again,
          { "pptp.ppp.encryption_offered_again", PI_PROTOCOL, PI_WARN,
            "MPPE without a key length is offered again after it was rejected", EXPFILL } },
        { &ei_pptp_ppp_repeated_after_answer,
          { "pptp.ppp.repeated_after_answer", PI_SEQUENCE, PI_NOTE,
            "A Configure-Request is repeated although it was answered", EXPFILL } },
        { &ei_pptp_ppp_reset_request,
          { "pptp.ppp.reset_request", PI_SEQUENCE, PI_NOTE,
            "CCP Reset-Request: packets were lost or could not be decrypted", EXPFILL } },
        { &ei_pptp_ppp_clear_data,
          { "pptp.ppp.clear_data", PI_SECURITY, PI_NOTE, "Data crosses this tunnel in the clear from here on",
            EXPFILL } },
        { &ei_pptp_ppp_mru_exceeded,
          { "pptp.ppp.mru_exceeded", PI_PROTOCOL, PI_WARN,
            "The packet is longer than the receiver's Maximum-Receive-Unit", EXPFILL } },
        { &ei_pptp_ppp_clear_in_spite,
          { "pptp.ppp.clear_in_spite_of_mppe", PI_SECURITY, PI_WARN,
            "Data in the clear, although encryption was agreed on and is in use: a leak, or injected by somebody else",
            EXPFILL } },
        { &ei_pptp_ppp_mru_exceeded_habit,
          { "pptp.ppp.mru_exceeded.habit", PI_PROTOCOL, PI_NOTE,
            "The packet exceeds the receiver's Maximum-Receive-Unit by MPPE's own octets, which some ends do not count",
            EXPFILL } },
        { &ei_pptp_ppp_looped_back,
          { "pptp.ppp.looped_back", PI_PROTOCOL, PI_WARN,
            "The Magic Number is the other end's own: its packets come back to it", EXPFILL } },
        { &ei_pptp_ppp_hdlc,
          { "pptp.ppp.hdlc", PI_PROTOCOL, PI_WARN,
            "HDLC flags or escapes, as on a serial line: PPP in GRE has neither (RFC 2637 section 4)", EXPFILL } },
        { &ei_pptp_ppp_no_protocol,
          { "pptp.ppp.no_protocol", PI_PROTOCOL, PI_WARN, "An IP header stands where PPP's protocol field should be",
            EXPFILL } },
        { &ei_pptp_ppp_short_protocol,
          { "pptp.ppp.protocol_compressed", PI_PROTOCOL, PI_NOTE,
            "The protocol field is compressed to one octet, although the receiver did not ask for that (RFC 1661"
            " section 6.5)",
            EXPFILL } },
        { &ei_pptp_ppp_fragments_lost,
          { "pptp.ppp.fragments_lost", PI_SEQUENCE, PI_WARN,
            "Multilink packets are missing: every active link has gone beyond them (RFC 1990 section 4.1)", EXPFILL } },
        { &ei_pptp_ppp_fragment_bits,
          { "pptp.ppp.fragment_bits", PI_PROTOCOL, PI_WARN,
            "Bit B does not match bit E of the preceding Multilink packet (RFC 1990 section 3)", EXPFILL } },
        { &ei_pptp_ppp_mss,
          { "pptp.ppp.mss_too_big", PI_SEQUENCE, PI_NOTE,
            "TCP in the tunnel announces a Maximum Segment Size that is too large for the Maximum-Receive-Unit",
            EXPFILL } },
    };

    expert_register_field_array(expert, ei, array_length(ei));
}
