/* Tells how far a session came, and what was not seen of a sound one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "diagnosis/subject_ending.h"
#include "diagnosis/subject_reached.h"

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

static bool
is_authenticated(const struct pptp_subject *subject)
{
    const struct pptp_authentication *authentication = subject->link ? subject->link->authentication : NULL;

    if (!authentication)
        return subject->link && is_lcp_up(subject) && pptp_ppp_link_is_unauthenticated(subject->link);
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

    return sent && (sent->clear > 0 || sent->encrypted > 0 || sent->compressed > 0);
}

bool
pptp_subject_has_data(const struct pptp_subject *subject)
{
    return has_data_from(subject, 0) || has_data_from(subject, 1);
}

bool
pptp_subject_is_ppp_up(const struct pptp_subject *subject)
{
    return is_network_up(subject) || pptp_subject_has_data(subject);
}

/* By a message. TCP alone may be closed by anything. */
static bool
is_end_asked_for(const struct pptp_subject *subject)
{
    const struct pptp_call *call = subject->call;

    return (subject->link && subject->link->terminated.frame) || (call && (call->clear_request || call->disconnect))
        || (subject->connection && (subject->connection->stop_request || subject->connection->closed_in == 0));
}

static void
list(wmem_strbuf_t *text, const char *what, const char *whose)
{
    wmem_strbuf_append_printf(text, "%s%s%s", wmem_strbuf_get_len(text) > 0 ? ", " : "", what, whose);
}

static void
list_data(wmem_strbuf_t *text, wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    if (!pptp_subject_has_data(subject)) {
        list(text, "data", "");
        return;
    }
    for (unsigned end = 0; end < 2; end++) {
        if (!has_data_from(subject, end))
            list(text, "data from ", pptp_subject_party(scope, subject, end));
    }
}

const char *
pptp_subject_unseen(wmem_allocator_t *scope, const struct pptp_subject *subject)
{
    static const struct {
        const char *what;
        bool (*is_seen)(const struct pptp_subject *subject);
    } needs[] = {
        { "the start of the control connection", is_control_up }, { "the setup of a call", is_call_up },
        { "LCP", is_lcp_up }, { "authentication", is_authenticated }, { "IPCP", is_network_up }
    };
    wmem_strbuf_t *text = wmem_strbuf_new(scope, NULL);

    for (unsigned i = 0; i < array_length(needs); i++) {
        if (!needs[i].is_seen(subject))
            list(text, needs[i].what, "");
    }
    list_data(text, scope, subject);
    if (!is_end_asked_for(subject))
        list(text, "a request to end it", "");
    return wmem_strbuf_get_str(text);
}
