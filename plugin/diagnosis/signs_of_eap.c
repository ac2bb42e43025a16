/* EAP finds no common method, stalls, or breaks its rules.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/facts.h"
#include "diagnosis/logons.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/eap.h"

enum { A_WHILE = 3, SOME_TIME = 5 };    /* seconds */
enum { IDENTITY = 1 };                  /* the type (RFC 3748 section 5.1) */
enum { LARGE = 1200 };                  /* octets of EAP, which may not pass where small packets do */

/* The newest conversation of EAP without success; NULL if there is none. */
static const struct pptp_authentication *
find_eap(const struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = evidence->subject.link->authentication;

    while (last && !last->eap)
        last = last->before;
    return last && !last->succeeded ? last : NULL;
}

/* "EAP-TLS, PEAP" in scope; NULL: the Nak names no method. */
static const char *
name_wanted(wmem_allocator_t *scope, const struct pptp_eap *eap)
{
    wmem_strbuf_t *list = wmem_strbuf_new(scope, NULL);

    for (unsigned i = 0; i < PPTP_EAP_WANTED && eap->wanted[i]; i++)
        wmem_strbuf_append_printf(list, "%s%s", i ? ", " : "", pptp_ppp_eap_method_show(scope, eap->wanted[i]));
    return wmem_strbuf_get_len(list) ? wmem_strbuf_get_str(list) : NULL;
}

/* The Nak names the method that it refuses, and no other. */
static bool
wants_the_same(const struct pptp_eap *eap)
{
    return eap->wanted[0] == eap->refused && eap->wanted[1] == 0;
}

static void
put_nak(struct pptp_evidence *evidence, const struct pptp_eap *eap)
{
    const char *wanted = name_wanted(evidence->scope, eap);

    if (eap->nak.frame == 0)
        return;
    pptp_evidence_put(evidence, "refused", "%s", pptp_ppp_eap_method_show(evidence->scope, eap->refused));
    pptp_evidence_put_frame(evidence, "nak", eap->nak.frame);
    pptp_evidence_put(evidence, "wanted", "%s%s", wanted ? "asked for " : "named no other method",
                      wanted ? wanted : "");
}

bool
pptp_sign_auth_eap_type(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_eap(evidence);
    const struct pptp_eap *eap = last ? last->eap : NULL;

    if (!eap || eap->senseless_count == 0)
        return false;
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put_frame(evidence, "frame", eap->senseless.at.frame);
    if (eap->senseless_count > 1)
        pptp_evidence_put_number(evidence, "times", eap->senseless_count);
    pptp_evidence_put_number(evidence, "type", eap->senseless.type);
    pptp_evidence_put(evidence, "meaning", "%s", eap->senseless.type ? "Nak" : "reserved");
    pptp_evidence_put(evidence, "rule", "%s", eap->senseless.type ? "only a Response may have" : "no packet may have");
    put_nak(evidence, eap);
    pptp_evidence_put_sequel(evidence, last);
    return true;
}

bool
pptp_sign_auth_eap_flags(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_eap(evidence);
    const struct pptp_eap *eap = last ? last->eap : NULL;

    if (!eap || eap->no_flags.frame == 0)
        return false;
    pptp_evidence_put(evidence, "method", "%s", pptp_ppp_eap_method_show(evidence->scope, last->method));
    pptp_evidence_put_party(evidence, "sender", eap->no_flags_from);
    pptp_evidence_put_frame(evidence, "frame", eap->no_flags.frame);
    pptp_evidence_put_count(evidence, "octets", eap->longest.size, "octet");
    pptp_evidence_put_frame(evidence, "longest", eap->longest.at.frame);
    pptp_evidence_put_sequel(evidence, last);
    return true;
}

/* The Nak was the last word on methods. */
bool
pptp_sign_auth_eap_no_common(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_eap(evidence);
    const struct pptp_eap *eap = last ? last->eap : NULL;

    if (!eap || eap->nak.frame == 0 || eap->nak.frame < eap->offer.frame || eap->senseless_count || !eap->refused
        || (last->outcome.frame == 0 && !pptp_diagnosis_is_stuck(evidence, eap->nak.when, A_WHILE * PPTP_SECOND)))
        return false;
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put_frame(evidence, "frame", eap->offer.frame);
    put_nak(evidence, eap);
    if (wants_the_same(eap))
        pptp_evidence_put(evidence, "same", "%s", pptp_ppp_eap_method_show(evidence->scope, eap->refused));
    else
        pptp_evidence_put(evidence, "other", "%s", "EAP method");
    pptp_evidence_put_sequel(evidence, last);
    return true;
}

bool
pptp_sign_auth_eap_server_rejected(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_eap(evidence);
    const struct pptp_eap *eap = last ? last->eap : NULL;

    if (!eap || eap->mschapv2_refusal.frame == 0)
        return false;
    pptp_evidence_put_authentication(evidence, last);
    pptp_evidence_put_frame(evidence, "frame", eap->mschapv2_success.frame);
    pptp_evidence_put_frame(evidence, "refusal", eap->mschapv2_refusal.frame);
    if (eap->mschapv2_response.frame && eap->success_identifier != eap->response_identifier) {
        pptp_evidence_put_number(evidence, "success_id", eap->success_identifier);
        pptp_evidence_put_number(evidence, "response_id", eap->response_identifier);
        pptp_evidence_put(evidence, "or", "%s", "or");
        pptp_evidence_cite(evidence, eap->mschapv2_response.frame);
    }
    if (last->credentials.success == PPTP_MATCHES || last->credentials.success == PPTP_DIFFERS)
        pptp_evidence_put(evidence, "proof", "The configured password gives %s",
                          last->credentials.success == PPTP_MATCHES ? "the same S=, so the proof is right"
                                                                    : "another S=");
    pptp_evidence_put_sequel(evidence, last);
    return true;
}

/* Another finding says why there is no outcome. */
static bool
is_explained(const struct pptp_eap *eap)
{
    return eap->senseless_count || eap->no_flags.frame || eap->mschapv2_refusal.frame
        || eap->nak.frame > eap->offer.frame;
}

/* The newest conversation that waits for a packet; NULL if there is none, if another finding says why, or if nothing at
 * all of the end that it waits for was captured. */
static const struct pptp_authentication *
find_waiting(const struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_eap(evidence);

    return last && last->outcome.frame == 0 && last->eap->last.at.frame && !is_explained(last->eap)
                   && !pptp_diagnosis_is_rejected(&evidence->subject, last)
                   && pptp_diagnosis_refused_logon(&evidence->subject) != last
                   && evidence->subject.link->furthest <= PPTP_STAGE_AUTHENTICATION
                   && pptp_subject_flow(&evidence->subject, !last->eap->last.from)
               ? last
               : NULL;
}

static void
put_last_packet(struct pptp_evidence *evidence, const struct pptp_authentication *last)
{
    const struct pptp_eap_packet *packet = &last->eap->last;

    pptp_evidence_put_frame(evidence, "frame", packet->at.frame);
    pptp_evidence_put(evidence, "method", "%s", pptp_ppp_eap_method_show(evidence->scope, last->method));
    pptp_evidence_put_parties(evidence, "sender", "other", packet->from);
    pptp_evidence_put(evidence, "what", "%s%s", packet->type == IDENTITY ? "Identity " : "",
                      packet->from == last->authenticator ? "Request" : "Response");
    pptp_evidence_put_count(evidence, "octets", packet->size, "octet");
}

/* The end that sent the last packet ended the call itself, before a reply could be missed. */
static bool
is_given_up_at_once(const struct pptp_evidence *evidence, const struct pptp_eap_packet *packet, int64_t waited)
{
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, &evidence->subject);

    return ending.frame && ending.end == (int)packet->from && waited < A_WHILE * PPTP_SECOND;
}

static void
put_hint(struct pptp_evidence *evidence, const struct pptp_eap_packet *packet)
{
    const struct pptp_packet *sent = pptp_subject_packet(&evidence->subject, packet->from, packet->at.frame);
    const struct pptp_packet *by = sent ? pptp_tunnel_sequence_confirmed_by(sent) : NULL;

    if (by) {
        pptp_evidence_put_frame(evidence, "heard", by->frame);
    } else if (packet->size >= LARGE) {
        pptp_evidence_put(evidence, "hint", "%s", "Packets of this size may be lost on the way");
        pptp_evidence_put(evidence, "large", "%s", "large packets");
    }
}

/* The end that sent the last packet waits for the other. */
bool
pptp_sign_auth_eap_stalled(struct pptp_evidence *evidence)
{
    const struct pptp_link *link = evidence->subject.link;
    const struct pptp_authentication *last = find_waiting(evidence);
    int64_t end = link->terminated.frame ? link->terminated.when : pptp_subject_end_time(&evidence->subject);
    const struct pptp_eap_packet *packet = last ? &last->eap->last : NULL;

    if (!packet || !pptp_diagnosis_is_stuck(evidence, packet->at.when, SOME_TIME * PPTP_SECOND)
        || is_given_up_at_once(evidence, packet, end - packet->at.when))
        return false;
    put_last_packet(evidence, last);
    if (packet->times > 1)
        pptp_evidence_put_number(evidence, "times", packet->times);
    pptp_evidence_put_seconds(evidence, "span", end - packet->at.when);
    put_hint(evidence, packet);
    pptp_evidence_put_sequel(evidence, last);
    return true;
}

bool
pptp_sign_auth_eap_unfinished(struct pptp_evidence *evidence)
{
    const struct pptp_authentication *last = find_waiting(evidence);

    if (!last || pptp_diagnosis_is_stuck(evidence, last->eap->last.at.when, SOME_TIME * PPTP_SECOND))
        return false;
    put_last_packet(evidence, last);
    return true;
}
