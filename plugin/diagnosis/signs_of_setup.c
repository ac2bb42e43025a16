/* A session comes up, but one end keeps the other waiting for a step of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/logons.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_reached.h"
#include "diagnosis/subject_tunnel.h"
#include "radius/exchange.h"
#include "tunnel/sequence.h"

enum { LONG = 5, AT_ONCE = 2 };         /* seconds */

/* A step that one end asked for, and the other took. */
struct step {
    unsigned slow;                      /* the end that was asked */
    struct pptp_moment asked, taken;    /* frame 0: not so far */
    const char *question;
    const char *word;                   /* what took so long to come */
    const char *cause;                  /* if it is a server */
};

static struct pptp_moment
earlier(struct pptp_moment one, struct pptp_moment other)
{
    return one.frame == 0 || (other.frame != 0 && other.when < one.when) ? other : one;
}

/* The end's first word of a protocol: its own request, or its Ack. */
static struct pptp_moment
first_word(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol, unsigned end)
{
    return earlier(pptp_evidence_asked(evidence, protocol, end)->first,
                   pptp_evidence_asked(evidence, protocol, !end)->first_ack);
}

/* A request that TCP repeated was late itself. */
static struct step
answer_request(const struct pptp_evidence *evidence, unsigned end, const struct pptp_event *request)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *reply = request && request->from != end ? request->reply : NULL;
    uint32_t again = reply ? pptp_transport_trouble(&connection->transport->end[!end])->repeated_first : 0;

    if (!reply || (again != 0 && again < reply->frame))
        return (struct step){ .slow = end };
    return (struct step){ end, { .frame = request->frame, .when = request->when },
                          { .frame = reply->frame, .when = reply->when }, request->kind->name, reply->kind->name,
                          "Its PPTP program is probably slow (a reverse lookup of the other end's address in DNS,"
                          " RADIUS, its log, load): TCP had no need to repeat the request" };
}

static struct step
begin_control(const struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_connection *connection = evidence->subject.connection;

    return answer_request(evidence, end, connection && evidence->subject.call == connection->first_call
                                             ? connection->start_request : NULL);
}

static struct step
set_up_call(const struct pptp_evidence *evidence, unsigned end)
{
    return answer_request(evidence, end, evidence->subject.call ? evidence->subject.call->setup : NULL);
}

static struct step
begin_ppp(const struct pptp_evidence *evidence, unsigned end)
{
    return (struct step){ end, pptp_evidence_asked(evidence, PPTP_LCP, !end)->first,
                          first_word(evidence, PPTP_LCP, end), "LCP Configure-Request", "first packet of LCP",
                          "Its PPP program probably starts slowly" };
}

/* RADIUS that was captured tells more, and EAP asks several times. */
static struct step
check_logon(const struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_authentication *last = pptp_diagnosis_logon_outcome(evidence->subject.link, end);

    if (!last || !last->succeeded || last->eap || pptp_radius_exchange_decisive(last->radius))
        return (struct step){ .slow = end };
    return (struct step){ end, last->response, last->outcome,
                          last->challenge.frame ? "Response" : "Authenticate-Request", "outcome of the authentication",
                          "What it asks to check the logon is probably slow (RADIUS, a domain controller, name"
                          " resolution)" };
}

static struct step
give_address(const struct pptp_evidence *evidence, unsigned end)
{
    return (struct step){ end, pptp_evidence_asked(evidence, PPTP_IPCP, !end)->first,
                          first_word(evidence, PPTP_IPCP, end), "IPCP Configure-Request", "first packet of IPCP",
                          "What gives it the addresses is probably slow (DHCP, a pool, RADIUS)" };
}

/* The packet in which the other end acknowledged the question, NULL: none did soon. */
static const struct pptp_packet *
find_receipt(const struct pptp_evidence *evidence, const struct step *step)
{
    const struct pptp_packet *asked = pptp_subject_packet(&evidence->subject, !step->slow, step->asked.frame);
    const struct pptp_packet *by = asked ? pptp_tunnel_sequence_acknowledged_by(asked) : NULL;

    return by && by->when - step->asked.when <= AT_ONCE * PPTP_SECOND ? by : NULL;
}

static void
put_step(struct pptp_evidence *evidence, const struct step *step)
{
    const struct pptp_packet *receipt = find_receipt(evidence, step);
    bool is_in_gre = pptp_subject_packet(&evidence->subject, !step->slow, step->asked.frame) != NULL;

    pptp_evidence_put_parties(evidence, "slow", "other", step->slow);
    pptp_evidence_put_seconds(evidence, "delay", step->taken.when - step->asked.when);
    pptp_evidence_put(evidence, "question", "%s", step->question);
    pptp_evidence_put(evidence, "word", "%s", step->word);
    pptp_evidence_put_frame(evidence, "asked", step->asked.frame);
    pptp_evidence_put_frame(evidence, "frame", step->taken.frame);
    if (receipt)
        pptp_evidence_put_frame(evidence, "receipt", receipt->frame);
    if (step->slow != pptp_subject_client(&evidence->subject))
        pptp_evidence_put(evidence, receipt || !is_in_gre ? "cause" : "guess", "%s", step->cause);
}

static void
put_second(struct pptp_evidence *evidence, const struct step *step)
{
    pptp_evidence_put_party(evidence, "second", step->slow);
    pptp_evidence_put(evidence, "second_word", "%s", step->word);
    pptp_evidence_put_seconds(evidence, "second_delay", step->taken.when - step->asked.when);
    pptp_evidence_put_frame(evidence, "second_frame", step->taken.frame);
}

bool
pptp_sign_setup_slow(struct pptp_evidence *evidence)
{
    static struct step (*const steps[])(const struct pptp_evidence *evidence, unsigned end) = {
        begin_control, set_up_call, begin_ppp, check_logon, give_address
    };
    unsigned found = 0;

    if (!pptp_subject_is_ppp_up(&evidence->subject))
        return false;
    for (unsigned i = 0; i < 2 * array_length(steps); i++) {
        struct step step = steps[i / 2](evidence, i % 2);

        if (step.asked.frame == 0 || step.taken.frame == 0 || step.taken.when - step.asked.when < LONG * PPTP_SECOND)
            continue;
        if (found++ == 0)
            put_step(evidence, &step);
        else if (found == 2)
            put_second(evidence, &step);
    }
    return found > 0;
}
