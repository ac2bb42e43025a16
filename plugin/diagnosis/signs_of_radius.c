/* The RADIUS server that an end asks about a user does not answer, rejects the user, wants more than the password,
 * or accepts in vain.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/to_str.h>

#include "diagnosis/facts.h"
#include "diagnosis/logons.h"
#include "diagnosis/other_logons.h"
#include "diagnosis/signs.h"
#include "mppe/option.h"
#include "ppp/negotiation.h"
#include "ppp/radius.h"
#include "ppp/text.h"
#include "radius/tracking.h"

enum { NAMED_SERVERS = 4 };

/* An authentication of the link, and the Access-Request that decided about it. */
struct asking {
    const struct pptp_authentication *authentication;   /* NULL: none, as for the next */
    const struct pptp_radius_request *request;
};

/* Returns the last authentication that an end asked RADIUS about, if it succeeded or not, as wanted. */
static struct asking
find_asking(const struct pptp_link *link, bool succeeded)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_authentication *last = pptp_diagnosis_logon(link, end);
        const struct pptp_radius_request *request = last ? pptp_radius_exchange_decisive(last->radius) : NULL;

        if (request && last->succeeded == succeeded)
            return (struct asking){ .authentication = last, .request = request };
    }
    return (struct asking){ .request = NULL };
}

static void
put_server(struct pptp_evidence *evidence, const struct pptp_radius_request *request)
{
    pptp_evidence_put(evidence, "radius", "RADIUS server %s",
                      address_to_str(evidence->scope, &request->server.address));
}

/* Puts what any sentence about a reply needs. */
static void
put_reply(struct pptp_evidence *evidence, const struct asking *asking)
{
    const struct pptp_radius_reply *reply = &asking->request->reply;
    struct pptp_text sent = { .octets = reply->message.octets, .size = reply->message.size };
    struct pptp_text message = pptp_ppp_text_line(evidence->scope, sent);

    put_server(evidence, asking->request);
    pptp_evidence_put_authentication(evidence, asking->authentication);
    pptp_evidence_put_frame(evidence, "frame", reply->at.frame);
    pptp_evidence_put_frame(evidence, "request", asking->request->first.frame);
    pptp_evidence_put_seconds(evidence, "delay", reply->at.when - asking->request->first.when);
    pptp_evidence_put_text(evidence, "message", &message);
}

/* --- No answer ---------------------------------------------------------------------------------------------------- */

/* The Access-Requests about one authentication that were not answered, but for those that other hosts pass on. */
struct silence {
    uint32_t times;
    struct pptp_moment first;
    struct pptp_moment last;
    bool has_signed;                                    /* one has a Message-Authenticator, or may have */
    const struct pptp_radius_request *refused;          /* the first that an ICMP error quotes; NULL: none */
    const struct pptp_radius_request *stray;            /* the first to which another end replied; NULL: none */
    const struct pptp_radius_request *to[NAMED_SERVERS];        /* one for each server */
    unsigned servers;
};

static bool
is_known(const struct silence *silence, const struct pptp_radius_request *request)
{
    for (unsigned i = 0; i < silence->servers; i++) {
        if (addresses_equal(&silence->to[i]->server.address, &request->server.address))
            return true;
    }
    return silence->servers == NAMED_SERVERS;
}

static void
count_request(struct silence *silence, const struct pptp_radius_request *request)
{
    silence->times += request->times;
    if (silence->first.frame == 0)
        silence->first = request->first;
    silence->last = request->last;
    silence->has_signed |= !request->is_unsigned;
    if (!silence->refused && request->refusal.count > 0)
        silence->refused = request;
    if (!silence->stray && request->stray.at.frame)
        silence->stray = request;
    if (!is_known(silence, request))
        silence->to[silence->servers++] = request;
}

static struct silence
measure_silence(const struct pptp_radius_exchange *exchange)
{
    const struct pptp_radius_request *first = pptp_radius_exchange_first(exchange);
    struct silence silence = { .times = 0 };

    for (const struct pptp_radius_request *next = first; next; next = next->next) {
        if (next->reply.at.frame == 0 && addresses_equal(&next->client.address, &first->client.address))
            count_request(&silence, next);
    }
    return silence;
}

static void
put_servers(struct pptp_evidence *evidence, const struct silence *silence)
{
    const char *noun = silence->servers == 1 ? "RADIUS server " : "RADIUS servers ";
    wmem_strbuf_t *names = wmem_strbuf_new(evidence->scope, noun);

    for (unsigned i = 0; i < silence->servers; i++)
        wmem_strbuf_append_printf(names, "%s%s", i == 0 ? "" : i + 1 == silence->servers ? " and " : ", ",
                                  address_to_str(evidence->scope, &silence->to[i]->server.address));
    pptp_evidence_put(evidence, "radius", "%s", wmem_strbuf_get_str(names));
}

/* Puts what is known of Access-Requests without a reply. Returns false if there are none. A reply may not have been
 * captured: only that the authentication did not succeed shows that none came. */
static bool
put_silence(struct pptp_evidence *evidence, struct silence *silence)
{
    struct asking asking = find_asking(evidence->subject.link, false);

    if (!asking.request || asking.request->reply.at.frame
        || !pptp_evidence_is_over_since(evidence, asking.request->last.when))
        return false;
    *silence = measure_silence(asking.authentication->radius);
    put_servers(evidence, silence);
    pptp_evidence_put_authentication(evidence, asking.authentication);
    pptp_evidence_put_count(evidence, "count", silence->times, "Access-Request");
    pptp_evidence_put_frame(evidence, "frame", silence->first.frame);
    if (silence->last.frame != silence->first.frame)
        pptp_evidence_put_frame(evidence, "last", silence->last.frame);
    pptp_evidence_put(evidence, "port", "%u", asking.request->server.port);
    return true;
}

static const char *
reply_name(uint8_t code)
{
    static const value_string names[] = { { PPTP_RADIUS_ACCEPT, "Access-Accept" },
                                          { PPTP_RADIUS_REJECT, "Access-Reject" },
                                          { PPTP_RADIUS_CHALLENGE, "Access-Challenge" },
                                          { 0, NULL } };

    return val_to_str_const(code, names, "reply");
}

/* The other end: its address, or its port if the address is the one that was asked. */
static const char *
name_stray(wmem_allocator_t *scope, const struct pptp_radius_request *request)
{
    const struct pptp_end *from = &request->stray.from;

    if (addresses_equal(&from->address, &request->server.address))
        return wmem_strdup_printf(scope, "UDP port %u", from->port);
    return address_to_str(scope, &from->address);
}

bool
pptp_sign_radius_from_elsewhere(struct pptp_evidence *evidence)
{
    struct silence silence;
    const struct pptp_radius_stray *stray;

    if (!put_silence(evidence, &silence) || !silence.stray)
        return false;
    stray = &silence.stray->stray;
    pptp_evidence_put(evidence, "outcome", "%s", reply_name(stray->code));
    pptp_evidence_put(evidence, "other", "%s", name_stray(evidence->scope, silence.stray));
    pptp_evidence_put_frame(evidence, "reply", stray->at.frame);
    if (stray->refusal.count == 0)
        return true;
    pptp_evidence_put(evidence, "error", "%s", pptp_refusal_name(evidence->scope, &stray->refusal));
    pptp_evidence_put_frame(evidence, "icmp", stray->refusal.first.frame);
    return true;
}

static void
put_unsigned(struct pptp_evidence *evidence, const struct silence *silence)
{
    pptp_evidence_put(evidence, "unsigned", "%s", silence->times == 1 ? "It has" : "They have");
    pptp_evidence_put(evidence, "see", "%s", "See in its log");
}

bool
pptp_sign_radius_silent(struct pptp_evidence *evidence)
{
    struct silence silence;

    if (!put_silence(evidence, &silence) || silence.stray)
        return false;
    if (!silence.refused && !silence.has_signed)
        put_unsigned(evidence, &silence);
    if (!silence.refused)
        return true;
    pptp_evidence_put_refusal(evidence, &silence.refused->refusal);
    pptp_evidence_put_frame(evidence, "icmp", silence.refused->refusal.first.frame);
    return true;
}

enum { LONG = 3 };                      /* seconds */

/* A logon waits for each server that is asked first, in vain. */
bool
pptp_sign_radius_fallback(struct pptp_evidence *evidence)
{
    struct asking asking = find_asking(evidence->subject.link, true);
    struct silence silence;
    int64_t waited;

    if (!asking.request || asking.request->reply.code != PPTP_RADIUS_ACCEPT)
        return false;
    silence = measure_silence(asking.authentication->radius);
    waited = silence.times ? asking.request->reply.at.when - silence.first.when : 0;
    if (waited < LONG * PPTP_SECOND || silence.first.when > asking.request->first.when
        || is_known(&silence, asking.request))
        return false;
    put_servers(evidence, &silence);
    pptp_evidence_put_authentication(evidence, asking.authentication);
    pptp_evidence_put_count(evidence, "count", silence.times, "Access-Request");
    pptp_evidence_put_frame(evidence, "frame", silence.first.frame);
    pptp_evidence_put_seconds(evidence, "delay", waited);
    pptp_evidence_put(evidence, "second", "%s", address_to_str(evidence->scope, &asking.request->server.address));
    pptp_evidence_put_frame(evidence, "reply", asking.request->reply.at.frame);
    return true;
}

/* What was sent again may have been lost before. */
bool
pptp_sign_radius_slow(struct pptp_evidence *evidence)
{
    struct asking asking = find_asking(evidence->subject.link, true);

    if (!asking.request || asking.request->reply.code != PPTP_RADIUS_ACCEPT
        || asking.request->reply.at.when - asking.request->last.when < LONG * PPTP_SECOND)
        return false;
    put_reply(evidence, &asking);
    return true;
}

/* --- Answers ------------------------------------------------------------------------------------------------------ */

static bool
is_about_sessions(const struct pptp_radius_octets *message)
{
    static const char *const words[] = { "lready", "ogged in", "imultaneous", "oncurrent" };
    struct pptp_text text = { .octets = message->octets, .size = message->size };

    for (unsigned i = 0; i < G_N_ELEMENTS(words); i++) {
        if (pptp_ppp_text_has(&text, words[i]))
            return true;
    }
    return false;
}

/* RADIUS counts a session until its Accounting-Request (Stop) arrives. */
static void
put_earlier_session(struct pptp_evidence *evidence, const struct pptp_radius_request *request)
{
    const struct pptp_radius_session *earlier = request->tie.earlier;
    bool has_ended = earlier && earlier->ended.frame && earlier->ended.frame < request->first.frame;

    if (!earlier)
        return;
    if (!has_ended && is_about_sessions(&request->reply.message))
        pptp_evidence_put_frame(evidence, "running", earlier->first.frame);
    if (!has_ended || earlier->repeated == 0)
        return;
    pptp_evidence_put_frame(evidence, "stop", earlier->ended.frame);
    pptp_evidence_put(evidence, "stops", "frame %u, the last in frame %u", earlier->ended.frame,
                      earlier->last_unanswered.frame);
}

/* Of CHAP, the Request Authenticator may be the challenge (RFC 2865 section 2.2). */
static bool
is_without_challenge(const struct asking *asking)
{
    const struct pptp_text *challenge = &asking->authentication->challenge_value;

    return asking->request->lacks_challenge && challenge->size > 0
        && (challenge->size != PPTP_RADIUS_AUTHENTICATOR
            || memcmp(challenge->octets, asking->request->authenticator, challenge->size) != 0);
}

/* RADIUS cannot check a Response if it is not told what that responds to. */
static void
put_missing_challenge(struct pptp_evidence *evidence, const struct asking *asking)
{
    if (!is_without_challenge(asking))
        return;
    pptp_evidence_put(evidence, "attribute", "%s",
                      asking->authentication->protocol == PPTP_CHAP_MD5 ? "CHAP-Challenge" : "MS-CHAP-Challenge");
    pptp_evidence_put_frame(evidence, "challenge", asking->authentication->challenge.frame);
}

/* Returns the frame in which the end last asked about this Response again although the reply had come, the same server
 * or another; 0: it did not. */
static uint32_t
asked_again_in(const struct asking *asking)
{
    const struct pptp_radius_request *first = pptp_radius_exchange_first(asking->authentication->radius);
    uint32_t frame = 0;

    for (const struct pptp_radius_request *next = first; next; next = next->next) {
        if (next->last.when > asking->request->reply.at.when && next->response == asking->request->response
            && addresses_equal(&next->client.address, &first->client.address))
            frame = next->last.frame;
    }
    return frame;
}

/* An end that does not take a reply did not get it, or its secret is not that of RADIUS, which reads the password of
 * PAP with it (RFC 2865 section 5.2). */
static void
put_discarded(struct pptp_evidence *evidence, const struct asking *asking)
{
    uint32_t again = asked_again_in(asking);
    bool may_differ = !asking->request->is_signed;

    if (!again)
        return;
    pptp_evidence_put_frame(evidence, "again", again);
    pptp_evidence_put(evidence, "discarded", "%s",
                      !may_differ ? "it did not get the reply, or discarded it"
                      : asking->authentication->protocol == PPTP_PAP
                          ? "it probably discarded the reply, because the shared secrets differ, or did not get it."
                            " RADIUS reads the password of PAP with the secret: if they differ, it rejects the right"
                            " password, too"
                          : "it probably discarded the reply, because the shared secrets differ, or did not get it");
    if (may_differ)
        pptp_evidence_put(evidence, "compare", "%s", "Compare the shared secrets");
}

bool
pptp_sign_radius_rejected(struct pptp_evidence *evidence)
{
    struct asking asking = find_asking(evidence->subject.link, false);
    const char *meaning;

    if (!asking.request || asking.request->reply.code != PPTP_RADIUS_REJECT)
        return false;
    put_reply(evidence, &asking);
    put_earlier_session(evidence, asking.request);
    put_missing_challenge(evidence, &asking);
    put_discarded(evidence, &asking);
    pptp_evidence_put_other_logons(evidence, asking.authentication);
    if (asking.request->reply.error == 0)
        return true;
    pptp_evidence_put_number(evidence, "error", asking.request->reply.error);
    meaning = try_val_to_str(asking.request->reply.error, pptp_authentication_errors);
    if (meaning)
        pptp_evidence_put(evidence, "meaning", "%s", meaning);
    return true;
}

/* Only EAP can carry the question to the user, and the answer back. */
bool
pptp_sign_radius_challenged(struct pptp_evidence *evidence)
{
    struct asking asking = find_asking(evidence->subject.link, false);

    if (!asking.request || asking.request->reply.code != PPTP_RADIUS_CHALLENGE
        || asking.authentication->protocol == PPTP_EAP
        || !pptp_evidence_is_over_since(evidence, asking.request->reply.at.when))
        return false;
    put_reply(evidence, &asking);
    pptp_evidence_put_frame(evidence, "failure", asking.authentication->outcome.frame);
    return true;
}

#define CHECK_SECRETS "Compare the shared secrets of both ends"

#define SECRETS_AGREE                                                                                                  \
    " The shared secrets probably agree: RADIUS discards a request whose Message-Authenticator does not match"

/* Why an end probably rejects a user whom RADIUS accepted, and what to do about it. */
struct vanity {
    const char *why;
    const char *advice;
};

/* A RADIUS server that has checked the request's Message-Authenticator has the same secret (RFC 3579 section 3.2). */
static struct vanity
explain_asked_again(const struct pptp_radius_request *request)
{
    if (request->is_signed && request->reply.is_unsigned)
        return (struct vanity){ "it asked again after that reply, so it probably discarded the reply: the request has a"
                                " Message-Authenticator and the reply has none, but servers that are protected against"
                                " the Blast-RADIUS attack (CVE-2024-3596) demand one." SECRETS_AGREE,
                                "Let the RADIUS server put a Message-Authenticator into its replies (update it), or let"
                                " the VPN server accept replies without one (MikroTik: require-message-auth=no)" };
    if (request->is_signed)
        return (struct vanity){
            "it asked again after that reply, so the reply did not get there, or it discarded it." SECRETS_AGREE,
            "Look for loss or a firewall between the two"
        };
    if (request->reply.is_unsigned)
        return (struct vanity){ "it asked again after that reply, so it probably discarded the reply, because the"
                                " shared secrets differ or because it demands a Message-Authenticator, which the reply"
                                " does not have",
                                CHECK_SECRETS };
    return (struct vanity){ "it asked again after that reply, so it probably discarded the reply because the shared"
                            " secrets differ",
                            CHECK_SECRETS };
}

/* The server cannot make the Success of MS-CHAPv2 itself: that takes the password. */
static struct vanity
explain_lack_of_proof(const struct pptp_radius_request *request)
{
    static const char advice[] = "Let the RADIUS server check MS-CHAPv2 itself and return MS-CHAP2-Success (FreeRADIUS:"
                                 " its mschap module in authorize and authenticate)";

    return (struct vanity){
        request->is_signed
            ? "the reply has no MS-CHAP2-Success (RFC 2548 section 2.3.3), without which the server has no MS-CHAPv2"
              " Success for the client"
            : "the reply has no MS-CHAP2-Success (RFC 2548 section 2.3.3), without which the server has no MS-CHAPv2"
              " Success for the client; or the server discarded it because the shared secrets differ",
        advice
    };
}

static struct vanity
explain_vanity(const struct asking *asking)
{
    if (asking->request->reply.at.when > asking->authentication->outcome.when)
        return (struct vanity){ "the reply came too late", "Check the server's RADIUS timeout" };
    if (asked_again_in(asking))
        return explain_asked_again(asking->request);
    if (asking->request->reply.lacks_proof && asking->authentication->protocol == PPTP_MSCHAPV2)
        return explain_lack_of_proof(asking->request);
    return (struct vanity){ "a server discards a reply whose authenticator does not match its shared secret, and may"
                            " reject a user if it cannot apply the attributes in the reply",
                            CHECK_SECRETS };
}

bool
pptp_sign_radius_accepted_in_vain(struct pptp_evidence *evidence)
{
    struct asking asking = find_asking(evidence->subject.link, false);
    struct vanity vanity;

    if (!asking.request || asking.request->reply.code != PPTP_RADIUS_ACCEPT
        || asking.authentication->outcome.frame == 0)
        return false;
    vanity = explain_vanity(&asking);
    put_reply(evidence, &asking);
    pptp_evidence_put_frame(evidence, "failure", asking.authentication->outcome.frame);
    pptp_evidence_put(evidence, "why", "%s", vanity.why);
    pptp_evidence_put(evidence, "advice", "%s", vanity.advice);
    return true;
}

/* The client did not wait for the outcome. */
bool
pptp_sign_radius_accepted_too_late(struct pptp_evidence *evidence)
{
    struct asking asking = find_asking(evidence->subject.link, false);
    const struct pptp_link *link = evidence->subject.link;

    if (!asking.request || asking.request->reply.code != PPTP_RADIUS_ACCEPT
        || asking.authentication->outcome.frame != 0 || link->terminated.frame == 0
        || asking.request->reply.at.when < link->terminated.when)
        return false;
    put_reply(evidence, &asking);
    pptp_evidence_put_party(evidence, "sender", link->terminated_by);
    pptp_evidence_put_frame(evidence, "ended", link->terminated.frame);
    pptp_evidence_put_seconds(evidence, "early", asking.request->reply.at.when - link->terminated.when);
    return true;
}

/* --- Keys --------------------------------------------------------------------------------------------------------- */

/* The frame that shows that an end wants MPPE; 0: none. */
static uint32_t
wants_mppe(const struct pptp_link *link)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_negotiation *ccp = pptp_ppp_link_asked(link, PPTP_CCP, end);

        if (pptp_ppp_negotiation_value(ccp, PPTP_OPTION_MPPE) & PPTP_MPPE_KEYS)
            return ccp->last.first.frame;
    }
    if (link->terminated.frame && pptp_ppp_text_has(&link->terminated_text, "MPPE"))
        return link->terminated.frame;
    return link->ncp_terminated.frame && pptp_ppp_text_has(&link->ncp_terminated_text, "MPPE")
               ? link->ncp_terminated.frame : 0;
}

/* An end that encrypts has keys, wherever it got them. */
bool
pptp_sign_radius_without_keys(struct pptp_evidence *evidence)
{
    struct asking asking = find_asking(evidence->subject.link, true);
    uint32_t wanted = wants_mppe(evidence->subject.link);

    if (!asking.request || asking.request->reply.code != PPTP_RADIUS_ACCEPT || !wanted
        || asking.request->reply.keys.known != PPTP_RADIUS_NO_KEYS
        || evidence->subject.link->sent[asking.authentication->authenticator].encrypted > 0)
        return false;
    put_reply(evidence, &asking);
    pptp_evidence_put_frame(evidence, "wanted", wanted);
    return true;
}

/* --- Nobody asked ------------------------------------------------------------------------------------------------- */

/* The host asks RADIUS about others, before or after. An Access-Request about this user may not have been captured. */
bool
pptp_sign_radius_not_asked(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_authentication *last = pptp_diagnosis_logon_outcome(evidence->subject.link, end);
        const address *host = pptp_subject_address(&evidence->subject, end);
        const struct pptp_radius_client *client = pptp_radius_tracking_client(host);

        if (!client || !last || last->succeeded || !last->radius || pptp_radius_exchange_first(last->radius)
            || pptp_radius_tracking_lacks_request())
            continue;
        put_server(evidence, client->first);
        pptp_evidence_put_authentication(evidence, last);
        pptp_evidence_put_frame(evidence, "frame", last->outcome.frame);
        pptp_evidence_put_frame(evidence, "request", client->first->first.frame);
        return true;
    }
    return false;
}
