/* Tells how far a session came, and what was not seen of a sound one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_reached.h"
#include "diagnosis/subject_tunnel.h"
#include "ppp/authentication.h"

static bool
is_control_up(const struct pptp_subject *subject)
{
    const struct pptp_event *request = subject->connection ? subject->connection->start_request : NULL;

    return request && request->reply;
}

static bool
is_call_up(const struct pptp_subject *subject)
{
    return subject->call && subject->call->established && !subject->call->adopted;
}

static bool
is_acknowledged(const struct pptp_link *link, enum pptp_control_protocol protocol)
{
    return link && pptp_ppp_link_asked(link, protocol, 0)->acks > 0 && pptp_ppp_link_asked(link, protocol, 1)->acks > 0;
}

static bool
is_lcp_up(const struct pptp_subject *subject)
{
    return is_acknowledged(subject->link, PPTP_LCP);
}

/* What cannot be read here succeeded, since PPP went on (RFC 1661 section 3.5). */
static bool
is_authenticated_unread(const struct pptp_link *link)
{
    return link->unread_authentication && link->furthest > PPTP_STAGE_AUTHENTICATION;
}

static bool
is_authenticated(const struct pptp_subject *subject)
{
    const struct pptp_authentication *authentication = subject->link ? subject->link->authentication : NULL;

    if (!authentication)
        return subject->link && (is_authenticated_unread(subject->link)
                                 || (is_lcp_up(subject) && pptp_ppp_link_is_unauthenticated(subject->link)));
    while (authentication && !(authentication->outcome.frame && authentication->succeeded))
        authentication = authentication->before;
    return authentication != NULL;
}

static bool
is_network_up(const struct pptp_subject *subject)
{
    return is_acknowledged(subject->link, PPTP_IPCP) || is_acknowledged(subject->link, PPTP_IPV6CP);
}

static bool
has_data_from(const struct pptp_subject *subject, unsigned end)
{
    const struct pptp_sent *sent = subject->link ? &subject->link->sent[end] : NULL;

    if (sent && subject->link->leader)
        return sent->multilink.count > 0;
    return sent && (sent->clear > 0 || sent->encrypted > 0 || sent->compressed > 0 || sent->opaque > 0);
}

bool
pptp_subject_has_data(const struct pptp_subject *subject)
{
    return has_data_from(subject, 0) || has_data_from(subject, 1);
}

/* What a bundle carries counts as its first link's: of the others, only the fragments are their own. The first link may
 * be unknown. */
static struct pptp_moment
last_data_from(const struct pptp_link *link, unsigned end)
{
    const struct pptp_sent *sent = &link->sent[end];

    return link->leader || sent->last_data.frame == 0 ? sent->multilink.last : sent->last_data;
}

struct pptp_moment
pptp_subject_last_data(const struct pptp_subject *subject)
{
    struct pptp_moment one, other;

    if (!subject->link)
        return (struct pptp_moment){ .frame = 0 };
    one = last_data_from(subject->link, 0);
    other = last_data_from(subject->link, 1);
    return other.when > one.when ? other : one;
}

bool
pptp_subject_is_ppp_up(const struct pptp_subject *subject)
{
    return is_network_up(subject) || pptp_subject_has_data(subject);
}

/* By a request. TCP alone may be closed by anything. */
static bool
is_end_asked_for(const struct pptp_subject *subject)
{
    const struct pptp_call *call = subject->call;

    return (subject->link && (subject->link->terminated.frame || subject->link->terminated_unseen.frame))
        || (call && (call->clear_request || call->disconnect))
        || (subject->connection && (subject->connection->stop_request || subject->connection->closed_in == 0));
}

static void
list(wmem_strbuf_t *text, const char *what, const char *whose)
{
    wmem_strbuf_append_printf(text, "%s%s%s", wmem_strbuf_get_len(text) > 0 ? ", " : "", what, whose);
}

/* Everything from the other end could be read, and nothing of it can be an answer to what the end asks. */
static bool
is_unanswered(const struct pptp_link *link, unsigned end)
{
    enum { SOME = 3 };          /* questions */
    const struct pptp_beyond *sent = pptp_ppp_link_beyond(link, end);

    return sent->asked.count >= SOME && sent->asked.last.when - sent->asked.first.when >= PPTP_SECOND
        && pptp_ppp_link_beyond(link, !end)->possible_answers == 0
        && link->sent[!end].encrypted == link->sent[!end].decrypted;
}

static void
list_data(wmem_strbuf_t *text, wmem_allocator_t *scope, const struct pptp_subject *subject, int unheard)
{
    if (!pptp_subject_has_data(subject)) {
        list(text, "data", "");
        return;
    }
    for (unsigned end = 0; end < 2; end++) {
        bool heard = (int)end != unheard;

        if (heard && !has_data_from(subject, end))
            list(text, "data from ", pptp_subject_party(scope, subject, end));
        else if (heard && has_data_from(subject, !end) && is_unanswered(subject->link, end))
            list(text, "an answer to data from ", pptp_subject_party(scope, subject, end));
    }
}

/* The end that took part, but of which no packet was captured; -1: none. */
static int
find_unheard(const struct pptp_subject *subject)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct pptp_flow *other = pptp_subject_flow(subject, !end);

        if (other && other->acknowledges && !pptp_subject_flow(subject, end)
            && !(subject->connection && subject->connection->first_sent[end]))
            return (int)end;
    }
    return -1;
}

/* The other half of the same, of which nothing more could be captured. */

static bool
has_creation(const struct pptp_subject *subject)
{
    return subject->connection && subject->connection->sequence[PPTP_CREATION].messages > 0;
}

static bool
has_half(const struct pptp_link *link, enum pptp_control_protocol protocol)
{
    return link
        && (pptp_ppp_link_asked(link, protocol, 0)->acks > 0 || pptp_ppp_link_asked(link, protocol, 1)->acks > 0);
}

static bool
has_half_of_lcp(const struct pptp_subject *subject)
{
    return has_half(subject->link, PPTP_LCP);
}

static bool
has_half_of_network(const struct pptp_subject *subject)
{
    return has_half(subject->link, PPTP_IPCP) || has_half(subject->link, PPTP_IPV6CP);
}

const char *
pptp_subject_unseen(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    static const struct {
        const char *what;
        bool (*is_seen)(const struct pptp_subject *subject);
        bool (*is_half_seen)(const struct pptp_subject *subject);   /* where one end's packets are missing */
    } needs[] = {
        { "the start of the control connection", is_control_up, has_creation },
        { "the setup of a call", is_call_up, has_creation }, { "LCP", is_lcp_up, has_half_of_lcp },
        { "authentication", is_authenticated, is_authenticated },
        { "IPCP", is_network_up, has_half_of_network }
    };
    wmem_strbuf_t *text = wmem_strbuf_new(scope, NULL);
    int unheard = find_unheard(subject);

    for (unsigned i = 0; i < array_length(needs); i++) {
        if (!(unheard < 0 ? needs[i].is_seen : needs[i].is_half_seen)(subject))
            list(text, needs[i].what, "");
    }
    list_data(text, scope, subject, unheard);
    if (unheard >= 0)
        list(text, "any packet of ", pptp_subject_party(scope, subject, (unsigned)unheard));
    if (!is_end_asked_for(subject))
        list(text, "a request to end it", "");
    return wmem_strbuf_get_str(text);
}

/* --- The stage at which a session ended ---------- */

static bool
is_ccp_up(const struct pptp_subject *subject)
{
    return is_acknowledged(subject->link, PPTP_CCP);
}

static const struct {
    const char *name;
    bool (*is_over)(const struct pptp_subject *subject);    /* NULL: not known */
} stages[] = {
    [PPTP_STAGE_LCP] = { "LCP", is_lcp_up }, [PPTP_STAGE_AUTHENTICATION] = { "authentication", is_authenticated },
    [PPTP_STAGE_CALLBACK] = { "callback control", NULL }, [PPTP_STAGE_CCP] = { "CCP", is_ccp_up },
    [PPTP_STAGE_IPCP] = { "IPCP", NULL }
};

/* An authentication that cannot be read here. */
static const char *
name_unread(wmem_allocator_t *scope, uint16_t protocol)
{
    return wmem_strdup_printf(scope, "in authentication with %s, whose outcome cannot be read here",
                              pptp_ppp_authentication_option_name(scope, (uint32_t)protocol << 8));
}

static const char *
stage_of_ppp(wmem_allocator_t *scope, const struct pptp_subject *subject, bool in_whole)
{
    enum pptp_stage stage = subject->link->furthest;

    if (!in_whole)
        return wmem_strdup_printf(scope, "with %s as its last stage in this capture", stages[stage].name);
    if (stage == PPTP_STAGE_AUTHENTICATION && subject->link->unread_authentication)
        return name_unread(scope, subject->link->unread_authentication);
    if (stages[stage].is_over && stages[stage].is_over(subject))
        return wmem_strdup_printf(scope, "after %s", stages[stage].name);
    return wmem_strdup_printf(scope, "in %s, without an outcome", stages[stage].name);
}

const char *
pptp_subject_stage(wmem_allocator_t *scope, const struct pptp_subject *subject, bool in_whole)
{
    enum pptp_stage stage = subject->link ? subject->link->furthest : PPTP_STAGE_NONE;

    if (pptp_subject_is_ppp_up(subject))
        return "after PPP had come up, without data in this capture";
    if (stage > PPTP_STAGE_NONE && stage < array_length(stages))
        return stage_of_ppp(scope, subject, in_whole);
    if (subject->call && !subject->call->established && !subject->call->adopted)
        return "before its call was established";
    if (!subject->tunnel)
        return "with none of its GRE captured";
    return in_whole ? "before PPP began" : "with no PPP captured";
}
