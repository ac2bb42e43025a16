/* A session breaks in the middle: a NAT, a firewall or an end has forgotten its TCP connection or its GRE.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "control/messages.h"
#include "diagnosis/facts.h"
#include "diagnosis/signs.h"
#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_transport.h"
#include "diagnosis/subject_tunnel.h"

enum { A_WHILE = 3, SOONEST_TIMEOUT = 30, A_SLEEP = 180 }; /* seconds */
enum { LONG_SILENCE = 120 };    /* seconds: an end may give up after that (RFC 2637 section 3.1.4) */
enum { MANY_PACKETS = 5, SOME_ECHOES = 2 };

/* The first ICMP error from the end's own address about GRE of the connection's calls; NULL: none. */
static const struct pptp_refusal *
find_refusal_by(const struct pptp_connection *connection, unsigned end)
{
    for (const struct pptp_call *call = connection->first_call; call; call = call->next) {
        struct pptp_subject subject = pptp_subject_of_call(call);
        const struct pptp_refusal *refusal = pptp_subject_refusal(&subject, false);

        if (refusal && addresses_equal(&refusal->sender, &connection->end[end].address))
            return refusal;
    }
    return NULL;
}

/* The end's first GRE packet or message after a time; frame 0: none. */
static struct pptp_moment
first_after(const struct pptp_connection *connection, unsigned end, int64_t when)
{
    struct pptp_moment first = { .frame = 0 };
    const struct pptp_event *event = connection->first_sent[end];

    for (const struct pptp_call *call = connection->first_call; call; call = call->next) {
        const struct pptp_flow *flow = call->tunnel ? call->tunnel->flow[!end] : NULL;
        struct pptp_moment gre = { .frame = 0 };

        if (flow && flow->last_time > when && pptp_subject_sent_after(flow, when, &gre) > 0
            && (first.frame == 0 || gre.when < first.when))
            first = gre;
    }
    while (event && event->when <= when)
        event = event->next_sent;
    if (event && (first.frame == 0 || event->when < first.when))
        first = (struct pptp_moment){ .frame = event->frame, .when = event->when };
    return first;
}

/* How many Echo-Requests the end sent until a time. */
static unsigned
echoes_until(const struct pptp_connection *connection, unsigned end, int64_t when)
{
    unsigned count = 0;

    for (const struct pptp_event *event = connection->first_sent[end]; event && event->when <= when;
         event = event->next_sent)
        count += event->kind && event->kind->code == PPTP_ECHO_REQUEST;
    return count;
}

/* The end itself was silent after the other end's last packet, although it had kept the session alive: a laptop that
 * slept. Puts "asleep". */
static bool
put_sleep(struct pptp_evidence *evidence, unsigned end, struct pptp_moment last)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    struct pptp_moment woke = first_after(connection, end, last.when);
    wmem_allocator_t *scope = evidence->scope;

    if (last.frame == 0 || woke.frame == 0 || woke.when - last.when < A_SLEEP * PPTP_SECOND
        || echoes_until(connection, end, last.when) < SOME_ECHOES)
        return false;
    pptp_evidence_put(evidence, "asleep",
                      "%s itself had sent nothing for %.0f s until frame %u, not even the Echo-Requests that it used to"
                      " send: it was probably asleep or cut off, and %s has ended the session meanwhile",
                      pptp_subject_party(scope, &evidence->subject, end), pptp_seconds(woke.when - last.when),
                      woke.frame, pptp_subject_party(scope, &evidence->subject, !end));
    pptp_evidence_cite(evidence, woke.frame);
    pptp_evidence_put_party(evidence, "sleeper", end);
    return true;
}

/* Other reasons why an end no longer knows the session. by_itself: its host tells, so that no NAT can be meant.
 * was_away: nothing had come from it for long. was_silent: nor from the other end on TCP. */
static const char *
read_ignorance(bool by_itself, bool was_away, bool was_silent)
{
    if (by_itself)
        return was_away ? ", or gave the session up meanwhile, since nothing passed between the two" : "";
    return was_silent ? ", or had given up the silent connection, or a NAT or firewall has forgotten it"
                      : ", or a NAT or firewall has forgotten the connection";
}

bool
pptp_sign_end_restarted(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_transport *transport = connection->transport;
    const struct pptp_transport_reset *reset = pptp_transport_reset(transport);
    const struct pptp_refusal *refusal;
    struct pptp_moment last;

    if (!pptp_subject_is_restarted(connection))
        return false;
    refusal = find_refusal_by(connection, reset->by);
    last = pptp_subject_last_packet_of(connection, reset->by);
    pptp_evidence_put_frame(evidence, "frame", reset->segment.moment.frame);
    pptp_evidence_put_frame(evidence, "asked", reset->provoked.moment.frame);
    pptp_evidence_put(evidence, "message", "%s",
                      pptp_subject_message_in(connection, !reset->by, reset->provoked.moment.frame));
    pptp_evidence_put_party(evidence, "sender", reset->by);
    pptp_evidence_put_frame(evidence, "last", last.frame);
    pptp_evidence_put_seconds(evidence, "span", reset->segment.moment.when - last.when);
    if (pptp_evidence_put_refusal(evidence, refusal))
        pptp_evidence_put_frame(evidence, "unreachable", refusal->first.frame);
    if (put_sleep(evidence, !reset->by, last))
        return true;
    pptp_evidence_put(evidence, "restarted", "%s was probably restarted in between%s",
                      pptp_subject_party(evidence->scope, &evidence->subject, reset->by),
                      read_ignorance(refusal != NULL,
                                     reset->segment.moment.when - last.when > LONG_SILENCE * PPTP_SECOND,
                                     transport->quiet > LONG_SILENCE * PPTP_SECOND));
    pptp_evidence_put_party(evidence, "restarter", reset->by);
    return true;
}

/* The connection is gone sooner than any idle timeout. An end that lacks octets acknowledges those before them again
 * when later ones arrive: one message that is dropped on the way and a whole connection differ in that. */
static void
put_loss(struct pptp_evidence *evidence, const struct pptp_transport_end *sender, unsigned end)
{
    uint32_t unheard = pptp_transport_trouble(sender)->unheard.frame;
    bool lost = sender->beyond && unheard == 0;

    pptp_evidence_put_seconds(evidence, "lull", sender->quiet);
    if (unheard)
        pptp_evidence_put_frame(evidence, "unheard", unheard);
    else if (lost)
        pptp_evidence_put_frame(evidence, "beyond", sender->beyond);
    else
        pptp_evidence_put(evidence, "either", "here");
    pptp_evidence_put_party(evidence, lost ? "loser" : "target", lost ? end : !end);
}

/* Only TCP is gone. NATs and firewalls forget no connection sooner than this. */
static void
put_forgetting(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_transport_end *sender = &evidence->subject.connection->transport->end[end];

    if (pptp_evidence_put_damage(evidence, end))
        return;
    if (sender->quiet < SOONEST_TIMEOUT * PPTP_SECOND)
        put_loss(evidence, sender, end);
    else
        pptp_evidence_put_seconds(evidence, "quiet", sender->quiet);
}

/* When the end had last sent something before the other end's waiting segment. TCP's acknowledgments are not kept. */
static int64_t
last_before_waiting(const struct pptp_connection *connection, unsigned end)
{
    const struct pptp_transport_end *other = &connection->transport->end[!end];
    int64_t when = other->waiting.moment.when - other->quiet;

    return MAX(when, pptp_subject_last_gre_until(connection, end, other->waiting.moment.when).when);
}

/* The end that does not acknowledge sent nothing at all, and comes back when the other has given up. */
static bool
put_absence(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_transport_end *other = &connection->transport->end[!end];
    const struct pptp_transport_trouble *trouble = pptp_transport_trouble(other);
    struct pptp_moment back = first_after(connection, end, trouble->repeated.when);
    int64_t silent = back.when - last_before_waiting(connection, end);
    wmem_allocator_t *scope = evidence->scope;

    if (back.frame == 0 || silent < A_SLEEP * PPTP_SECOND
        || (trouble->unheard.frame && trouble->unheard.when < back.when)
        || first_after(connection, end, other->waiting.moment.when).frame != back.frame)
        return false;
    pptp_evidence_put(evidence, "asleep",
                      "%s sent neither TCP nor GRE for %.0f s, until frame %u: it was asleep, off, or cut off from the"
                      " network, and %s has given up meanwhile",
                      pptp_subject_party(scope, &evidence->subject, end), pptp_seconds(silent), back.frame,
                      pptp_subject_party(scope, &evidence->subject, !end));
    pptp_evidence_cite(evidence, back.frame);
    pptp_evidence_put_party(evidence, "absent", end);
    return true;
}

static void
put_down(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    struct pptp_moment unheard = pptp_transport_trouble(&connection->transport->end[end])->unheard;

    if (connection->moved_to || pptp_evidence_put_damage(evidence, end) || put_absence(evidence, !end))
        return;
    pptp_evidence_put_party(evidence, unheard.frame ? "target" : "gone", !end);
    if (unheard.frame) {
        pptp_evidence_put_party(evidence, "speaker", !end);
        pptp_evidence_put_frame(evidence, "unheard", unheard.frame);
    } else if (!put_sleep(evidence, end, pptp_subject_last_packet_of(connection, !end))) {
        pptp_evidence_put(evidence, "down", "%s is probably down, or cut off",
                          pptp_subject_party(evidence->scope, &evidence->subject, !end));
    }
}

/* TCP repeats a segment in vain. If GRE from the other end still comes meanwhile, only the TCP connection is gone. */
static bool
is_unacknowledged(struct pptp_evidence *evidence, unsigned end, bool forgotten)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_transport_end *sender;
    const struct pptp_transport_trouble *trouble;
    struct pptp_moment gre;

    if (!pptp_subject_is_unacknowledged(connection, end))
        return false;
    sender = &connection->transport->end[end];
    trouble = pptp_transport_trouble(sender);
    gre = pptp_subject_last_gre_until(connection, !end, trouble->repeated.when);
    if ((gre.when > sender->waiting.moment.when + PPTP_SECOND) != forgotten)
        return false;
    if (forgotten)
        gre = pptp_subject_last_gre(connection, !end);
    pptp_evidence_put_frame(evidence, "frame", sender->waiting.moment.frame);
    pptp_evidence_put_parties(evidence, "sender", "other", end);
    pptp_evidence_put(evidence, "message", "%s",
                      pptp_subject_message_in(connection, end, sender->waiting.moment.frame));
    pptp_evidence_put_count(evidence, "times", trouble->repetitions, "time");
    pptp_evidence_put_frame(evidence, "last", trouble->repeated.frame);
    pptp_evidence_put_seconds(evidence, "span", trouble->repeated.when - sender->waiting.moment.when);
    pptp_evidence_put_frame(evidence, "gre", gre.frame);
    (forgotten ? put_forgetting : put_down)(evidence, end);
    return true;
}

bool
pptp_sign_tcp_forgotten(struct pptp_evidence *evidence)
{
    return is_unacknowledged(evidence, 0, true) || is_unacknowledged(evidence, 1, true);
}

bool
pptp_sign_tcp_unacknowledged(struct pptp_evidence *evidence)
{
    if (pptp_subject_is_start_swallowed(evidence->subject.connection))
        return false;
    return is_unacknowledged(evidence, 0, false) || is_unacknowledged(evidence, 1, false);
}

static const struct pptp_transport_end *
transport_of(const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_transport *transport = subject->connection ? subject->connection->transport : NULL;

    return transport ? &transport->end[end] : NULL;
}

/* A firewall that says so is the cause; otherwise several are possible. */
static void
put_cause(struct pptp_evidence *evidence, const struct pptp_refusal *refusal, bool by_receiver)
{
    const char *other = pptp_subject_party(evidence->scope, &evidence->subject, !refusal->quoted);

    if (pptp_refusal_kind(refusal) == PPTP_REFUSAL_FILTERED)
        pptp_evidence_put(evidence, "cause", "%s", "A firewall there has forgotten the call, or now rejects GRE");
    else if (by_receiver)
        pptp_evidence_put(evidence, "cause", "The PPP program of %s has ended, or a NAT or firewall at that address"
                          " has forgotten the call", other);
    else
        pptp_evidence_put(evidence, "cause", "The path to %s has changed or broken, or a firewall on it has forgotten"
                          " the call", other);
}

/* The address that the refused packets went to; NULL: nothing of the call was captured. */
static const address *
receiver_of(const struct pptp_subject *subject, const struct pptp_refusal *refusal)
{
    const struct pptp_flow *flow = pptp_subject_flow(subject, refusal->quoted);
    const struct pptp_flow *back = pptp_subject_flow(subject, !refusal->quoted);

    return flow ? &flow->route->receiver : back ? &back->route->sender : NULL;
}

/* GRE that had got through in both directions is refused: by its receiver's address, or on the way. */
static bool
is_refused_later(struct pptp_evidence *evidence, bool by_receiver)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_refusal *refusal = pptp_subject_refusal_later(subject);
    const address *receiver = refusal ? receiver_of(subject, refusal) : NULL;
    const struct pptp_transport_end *tcp;

    if (!receiver || addresses_equal(&refusal->sender, receiver) != by_receiver
        || (subject->connection && pptp_subject_is_restarted(subject->connection)))
        return false;
    tcp = transport_of(subject, !refusal->quoted);
    pptp_evidence_put_tunnel_refusal(evidence, refusal);
    pptp_evidence_put_party(evidence, "other", !refusal->quoted);
    if (refusal->before.frame) {
        pptp_evidence_put_frame(evidence, "last", refusal->before.frame);
        pptp_evidence_put_seconds(evidence, "span", refusal->first.when - refusal->before.when);
    }
    if (refusal->before.frame && refusal->first.when - refusal->before.when >= SOONEST_TIMEOUT * PPTP_SECOND)
        pptp_evidence_put_seconds(evidence, "quiet", refusal->first.when - refusal->before.when);
    put_cause(evidence, refusal, by_receiver);
    if (tcp && tcp->last.moment.when > refusal->first.when)
        pptp_evidence_put_frame(evidence, "tcp", tcp->last.moment.frame);
    return true;
}

bool
pptp_sign_gre_forgotten(struct pptp_evidence *evidence)
{
    return is_refused_later(evidence, true);
}

bool
pptp_sign_gre_cut_off(struct pptp_evidence *evidence)
{
    return is_refused_later(evidence, false);
}

/* The first packet of the end's newest numbering if the other end acknowledged packets before it, but none since,
 * although it goes on sending; NULL: there is none. */
static const struct pptp_packet *
find_begun_in_vain(const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_flow *flow = pptp_subject_flow(subject, end), *other = pptp_subject_flow(subject, !end);
    const struct pptp_sequence *numbering = flow ? pptp_subject_numbering(flow) : NULL;
    const struct pptp_packet *first =
        numbering && numbering->before ? pptp_tunnel_sequence_in_order(numbering, 0) : NULL;

    return first && other && flow->heard_up_to != 0 && flow->heard_up_to < first->when
                   && other->last_time > first->when + PPTP_SECOND * A_WHILE
                   && first->position <= numbering->before->acknowledged
                   && pptp_tunnel_sequence_counts(numbering).packets >= MANY_PACKETS
               ? first : NULL;
}

bool
pptp_sign_numbering_not_followed(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_packet *first = find_begun_in_vain(&evidence->subject, end);

        if (!first)
            continue;
        pptp_evidence_put_frame(evidence, "frame", first->frame);
        pptp_evidence_put_number(evidence, "number", (uint32_t)first->position);
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_number(evidence, "acknowledged", (uint32_t)first->sequence->before->acknowledged);
        pptp_evidence_put_count(evidence, "count", pptp_tunnel_sequence_counts(first->sequence).packets, "packet");
        pptp_evidence_put_frame(evidence, "sending", pptp_subject_flow(&evidence->subject, !end)->last_frame);
        return true;
    }
    return false;
}

/* --- A session that one end has not forgotten --------------------------------------------------------------------- */

/* When the newest control connection between the two began, if it is not this one. */
static int64_t
next_begun(const struct pptp_connection *connection)
{
    const struct pptp_connection *newest = connection->route[0]->connection;
    int64_t begun = PPTP_LATEST;

    for (unsigned end = 0; newest != connection && end < 2; end++) {
        if (newest->first_sent[end])
            begun = MIN(begun, newest->first_sent[end]->when);
    }
    return begun;
}

/* Whether TCP of the other end acknowledged all that the end sent, of which the last says that the session is over. */
static bool
is_told(const struct pptp_connection *connection, unsigned end)
{
    return connection->transport->end[!end].segments > 0 && !connection->reset
        && connection->transport->end[end].waiting.moment.frame == 0;
}

/* An end goes on in a call that the other has ended, and does not dial again. */
bool
pptp_sign_end_ignored(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_call *call = subject->call;
    struct pptp_ending ending = pptp_subject_ending(evidence->scope, subject);
    unsigned deaf = ending.end == 0;
    struct pptp_tally sent;

    if (!pptp_subject_is_established(subject) || call->ended_in == 0 || ending.end < 0
        || !is_told(subject->connection, ending.end))
        return false;
    sent = pptp_subject_sent_between(pptp_subject_flow(subject, deaf), call->ended_at + A_WHILE * PPTP_SECOND,
                                     next_begun(subject->connection), false);
    if (sent.count < MANY_PACKETS || sent.last.when - sent.first.when < A_WHILE * PPTP_SECOND)
        return false;
    pptp_evidence_put_frame(evidence, "frame", ending.frame);
    pptp_evidence_put_party(evidence, "sender", ending.end);
    pptp_evidence_put(evidence, "how", "%s", ending.how);
    pptp_evidence_put_party(evidence, "other", deaf);
    pptp_evidence_put_party(evidence, deaf == pptp_subject_client(subject) ? "dialer" : "holder", deaf);
    pptp_evidence_put_count(evidence, "count", sent.count, "GRE packet");
    pptp_evidence_put_frame(evidence, "first", sent.first.frame);
    pptp_evidence_put_frame(evidence, "last", sent.last.frame);
    pptp_evidence_put_seconds(evidence, "span", sent.last.when - call->ended_at);
    if (subject->connection->closed_in && !subject->connection->transport->end[deaf].closed)
        pptp_evidence_put_frame(evidence, "open", subject->connection->closed_in);
    return true;
}

/* The oldest numbering of the flow, if it goes on with that of the flow before with the same Call ID; NULL: it does
 * not, or the flow has no other numbering. */
static const struct pptp_sequence *
find_former(const struct pptp_flow *flow)
{
    const struct pptp_flow *older = flow->older;
    const struct pptp_sequence *oldest = flow->sequence->before;

    while (oldest && oldest->before)
        oldest = oldest->before;
    return oldest && older && older->sequence && older->call && older->call != flow->call
                   && pptp_tunnel_sequence_continues(oldest, older->sequence)
               ? oldest
               : NULL;
}

bool
pptp_sign_former_session(struct pptp_evidence *evidence)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *flow = pptp_subject_flow(&evidence->subject, end);
        const struct pptp_sequence *former = flow ? find_former(flow) : NULL;
        const struct pptp_packet *first = former ? pptp_tunnel_sequence_in_order(former, 0) : NULL;

        if (!first)
            continue;
        pptp_evidence_put_party(evidence, "sender", end);
        pptp_evidence_put_count(evidence, "count", pptp_tunnel_sequence_counts(former).packets, "GRE packet");
        pptp_evidence_put_number(evidence, "call_id", flow->call_id);
        pptp_evidence_put_frame(evidence, "frame", first->frame);
        pptp_evidence_put_number(evidence, "former", flow->older->call->number);
        pptp_evidence_put_frame(evidence, "last", flow->older->last_frame);
        return true;
    }
    return false;
}

/* GRE of the end that belongs to the call before between the two, and still comes after this one is established; NULL:
 * none. */
static const struct pptp_flow *
find_old_flow(const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_connection *served = subject->connection->served;
    const struct pptp_call *former = served ? served->last_call : NULL;
    uint32_t begun = subject->call->established->frame;

    for (unsigned i = 0; former && former->ended_in && former->ended_in < begun && i < 2; i++) {
        const struct pptp_flow *flow = former->flow[i];

        if (flow && flow->last_frame > begun
            && addresses_equal(&flow->route->sender, pptp_subject_address(subject, end)))
            return flow;
    }
    return NULL;
}

/* After a new call, an end goes on with the Call ID of the last. */
bool
pptp_sign_old_call_id(struct pptp_evidence *evidence)
{
    enum { SOME = 3 };
    const struct pptp_subject *subject = &evidence->subject;
    const struct pptp_call *call = subject->call;

    for (unsigned end = 0; end < 2 && pptp_subject_is_established(subject); end++) {
        const struct pptp_flow *flow = pptp_subject_flow(subject, end) ? NULL : find_old_flow(subject, end);
        struct pptp_moment first;
        uint32_t count = flow ? pptp_subject_sent_after(flow, call->established->when, &first) : 0;

        if (count < SOME || !call->id_known[!end])
            continue;
        pptp_evidence_put_parties(evidence, "sender", "other", end);
        pptp_evidence_put_number(evidence, "old", flow->call_id);
        pptp_evidence_put_number(evidence, "former", flow->call->number);
        pptp_evidence_put_frame(evidence, "frame", first.frame);
        pptp_evidence_put_frame(evidence, "ended", flow->call->ended_in);
        pptp_evidence_put_count(evidence, "count", count, "packet");
        pptp_evidence_put_number(evidence, "call_id", call->id[!end]);
        pptp_evidence_put_frame(evidence, "established", call->established->frame);
        return true;
    }
    return false;
}
