/* Something other than the PPTP server answers, or something other than a PPTP client asks: a device that resets,
 * another service, a scanner.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include "diagnosis/signs.h"
#include "diagnosis/subject_transport.h"
#include "show.h"

enum { SHORT_VISIT = 10, LONG_SILENCE = 60 };        /* seconds */

/* The first octets of what may listen on, or send to, port 1723. */
static const struct {
    const char *octets;
    unsigned size;
    const char *name;
} services[] = {
    { "SSH-", 4, "SSH" },
    { "\x14\x03", 2, "TLS" },
    { "\x15\x03", 2, "TLS (an alert)" },
    { "\x16\x03", 2, "TLS (a handshake)" },
    { "\x17\x03", 2, "TLS" },
    { "HTTP/", 5, "HTTP" },
    { "GET ", 4, "an HTTP request" },
    { "HEAD ", 5, "an HTTP request" },
    { "POST ", 5, "an HTTP request" },
    { "OPTIONS ", 8, "an HTTP or RTSP request" },
    { "CONNECT ", 8, "an HTTP request to a proxy" },
    { "<!DOCTYPE", 9, "HTML" },
    { "<html", 5, "HTML" },
    { "220 ", 4, "FTP or SMTP" },
    { "220-", 4, "FTP or SMTP" },
    { "+OK", 3, "POP3" },
    { "* OK", 4, "IMAP" },
    { "RFB ", 4, "VNC" },
    { "\x03\0\0", 3, "RDP" },
    { "\x05\0", 2, "SOCKS" },
    { "\x05\xff", 2, "SOCKS" },
    { "\xff\xfb", 2, "Telnet" },
    { "\xff\xfd", 2, "Telnet" },
    { "-ERR", 4, "Redis or POP3" },
};

static const char *
name_service(const struct pptp_opening *opening)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(services); i++) {
        if (opening->count >= services[i].size && memcmp(opening->octets, services[i].octets, services[i].size) == 0)
            return services[i].name;
    }
    return NULL;
}

/* The first line if it is text, else the octets in hexadecimal. */
static const char *
show_octets(wmem_allocator_t *scope, const struct pptp_opening *opening)
{
    wmem_strbuf_t *text = wmem_strbuf_new(scope, "\"");
    unsigned i = 0;

    while (i < opening->count && g_ascii_isprint(opening->octets[i]))
        wmem_strbuf_append_c(text, opening->octets[i++]);
    if (i > 0 && (i == opening->count || g_ascii_isspace(opening->octets[i]))) {
        wmem_strbuf_append(text, i < opening->size && i == opening->count ? "...\"" : "\"");
        return wmem_strbuf_get_str(text);
    }
    wmem_strbuf_truncate(text, 0);
    for (i = 0; i < opening->count; i++)
        wmem_strbuf_append_printf(text, "%s%02x", i > 0 ? " " : "", opening->octets[i]);
    wmem_strbuf_append(text, opening->count < opening->size ? " ..." : "");
    return wmem_strbuf_get_str(text);
}

static bool
put_opening(struct pptp_evidence *evidence, const struct pptp_transport_end *end)
{
    const char *service;

    if (!end->opening || end->has_message)
        return false;
    service = name_service(end->opening);
    pptp_evidence_put_frame(evidence, "frame", end->opening->frame);
    pptp_evidence_put(evidence, "octets", "%s", show_octets(evidence->scope, end->opening));
    if (service)
        pptp_evidence_put(evidence, "service", "%s", service);
    return true;
}

static const address *
client_address(const struct pptp_subject *subject)
{
    return subject->attempt ? &subject->attempt->client->address
                            : pptp_subject_address(subject, pptp_subject_client(subject));
}

/* HTTP that sends everybody elsewhere, or asks for a logon to the network (RFC 9110 section 15.4, RFC 6585 section
 * 6). */
static const char *
read_portal(const struct pptp_opening *opening)
{
    enum { VERSION = 9 };       /* octets, before the status */
    const char *octets = (const char *)opening->octets;

    if (opening->count < VERSION + 3 || memcmp(octets, "HTTP/1.", 7) != 0)
        return NULL;
    if (memcmp(octets + VERSION, "511", 3) == 0)
        return "It asks for a logon to the network";
    return octets[VERSION] == '3' ? "It sends everybody to another page" : NULL;
}

bool
pptp_sign_other_service(struct pptp_evidence *evidence)
{
    struct pptp_server server = pptp_subject_server(&evidence->subject);
    const char *portal;

    if (!server.transport || !put_opening(evidence, &server.transport->end[server.end]))
        return false;
    pptp_evidence_put_address(evidence, "server", server.address);
    portal = read_portal(server.transport->end[server.end].opening);
    if (portal) {
        pptp_evidence_put(evidence, "portal", "%s", portal);
        pptp_evidence_put_address(evidence, "client", client_address(&evidence->subject));
    }
    return true;
}

/* The PROXY protocol of HAProxy, in versions 1 and 2. */
static bool
is_proxy_header(const struct pptp_opening *opening)
{
    static const char *const heads[] = { "PROXY TCP", "PROXY UNKNOWN", "\r\n\r\n" };
    static const char *const second = "\r\nQUIT\n";     /* of version 2, after an octet 0 */

    for (unsigned i = 0; opening && i < G_N_ELEMENTS(heads); i++) {
        unsigned size = strlen(heads[i]);

        if (opening->count >= size && memcmp(opening->octets, heads[i], size) == 0)
            return opening->octets[0] == 'P'
                || (opening->count > size + strlen(second) && opening->octets[size] == 0
                    && memcmp(opening->octets + size + 1, second, strlen(second)) == 0);
    }
    return false;
}

static void
put_closed_by(struct pptp_evidence *evidence, unsigned end)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_attempt *attempt = evidence->subject.attempt;

    if (connection ? connection->closed_by != end : attempt->closed_by_client == (end == attempt->server_end))
        return;
    pptp_evidence_put(evidence, "how", (connection ? connection->reset : attempt->reset) ? "reset" : "closed");
    pptp_evidence_put_frame(evidence, "closed", connection ? connection->closed_in : attempt->closed.frame);
}

/* A server that knows the header replies. */
bool
pptp_sign_proxy_header(struct pptp_evidence *evidence)
{
    const struct pptp_subject *subject = &evidence->subject;
    struct pptp_server server = pptp_subject_server(subject);
    const struct pptp_opening *opening = server.transport ? server.transport->end[!server.end].opening : NULL;

    if (!is_proxy_header(opening) || server.transport->end[server.end].has_message)
        return false;
    pptp_evidence_put_frame(evidence, "frame", opening->frame);
    pptp_evidence_put_address(evidence, "client", subject->connection ? &subject->connection->end[!server.end].address
                                                                      : &subject->attempt->client->address);
    if (opening->octets[0] == 'P')
        pptp_evidence_put(evidence, "octets", "%s", show_octets(evidence->scope, opening));
    put_closed_by(evidence, server.end);
    return true;
}

bool
pptp_sign_other_client(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;

    if (is_proxy_header(attempt->transport->end[!attempt->server_end].opening)
        || !put_opening(evidence, &attempt->transport->end[!attempt->server_end]))
        return false;
    pptp_evidence_put_address(evidence, "client", &attempt->client->address);
    return true;
}

/* --- Resets -------------------- */

static uint32_t
closed_in(const struct pptp_subject *subject)
{
    return subject->connection ? subject->connection->closed_in : subject->attempt->closed.frame;
}

/* After a silence, the address has probably moved: what was there before would have sent something. */
static const char *
read_other_device(const struct pptp_transport *transport)
{
    enum { SILENCE = 5 };       /* seconds */
    const struct pptp_transport_reset *reset = pptp_transport_reset(transport);
    const struct pptp_transport_end *from = &transport->end[reset->by];

    return reset->segment.moment.when - from->last.moment.when < SILENCE * PPTP_SECOND || reset->went_on.frame
        ? "two devices probably use that address at the same time (an address conflict, or both of a failover pair are"
          " active), or a firewall on this link answers in its place"
        : "that address has probably moved to another device in between (a failover, a device replaced), which does not"
          " know the connection; or two devices use it (an address conflict), or a firewall on this link answers in its"
          " place";
}

/* Another device with the address of an end does not know the connection. */
bool
pptp_sign_device_other(struct pptp_evidence *evidence)
{
    struct pptp_server server = pptp_subject_server(&evidence->subject);
    const struct pptp_transport *transport = server.transport;
    const struct pptp_transport_reset *reset = pptp_transport_reset(transport);
    const address *link[2];

    if (!pptp_subject_is_reset_of_another(transport, link)
        || reset->segment.moment.frame != closed_in(&evidence->subject))
        return false;
    pptp_evidence_put_frame(evidence, "frame", reset->segment.moment.frame);
    pptp_evidence_put(evidence, "sender", reset->by == server.end ? "the server" : "the client");
    pptp_evidence_put_address(evidence, "usual", link[0]);
    pptp_evidence_put_address(evidence, "link", link[1]);
    pptp_evidence_put_frame(evidence, "last", transport->end[reset->by].last.moment.frame);
    pptp_evidence_put_frame(evidence, "on", reset->went_on.frame);
    pptp_evidence_put(evidence, "reading", "%s", read_other_device(transport));
    return true;
}

bool
pptp_sign_reset_forged(struct pptp_evidence *evidence)
{
    const address *link[2];
    struct pptp_server server = pptp_subject_server(&evidence->subject);
    const struct pptp_transport *transport = server.transport;
    const struct pptp_transport_reset *reset = pptp_transport_reset(transport);
    const struct pptp_transport_end *from = transport ? &transport->end[reset->by] : NULL;
    bool by_server = transport && reset->by == server.end;

    if (!pptp_transport_is_reset_forged(transport) || pptp_subject_is_reset_of_another(transport, link)
        || reset->segment.moment.frame != closed_in(&evidence->subject))
        return false;
    pptp_evidence_put_frame(evidence, "frame", reset->segment.moment.frame);
    pptp_evidence_put(evidence, "sender", by_server ? "the server" : "the client");
    if (pptp_transport_is_reset_from_elsewhere(transport)) {
        pptp_evidence_put_number(evidence, "ttl", reset->segment.ttl);
        pptp_evidence_put_number(evidence, "usual", from->ttl);
        pptp_evidence_put_number(evidence, "id", reset->segment.ip_id);
        pptp_evidence_put_number(evidence, "window", reset->segment.window);
    }
    pptp_evidence_put_frame(evidence, "on", reset->went_on.frame);
    pptp_evidence_put(evidence, "cause",
                      reset->went_on.frame || reset->segment.flags & PPTP_TCP_ACK
                          ? "a firewall, an intrusion prevention system or a censor"
                          : "a NAT or firewall that does not know the connection, or no longer does");
    return true;
}

/* --- Visits -------------------- */

/* What the capture shows may not be what the client sent, unless the client itself closes. */
static void
put_visitor(struct pptp_evidence *evidence, const struct pptp_attempt *attempt)
{
    bool alone = attempt->closed_by_client
        || pptp_subject_is_captured_at(attempt->transport, !pptp_subject_server(&evidence->subject).end);

    pptp_evidence_put(evidence, alone ? "visitor" : "waiting", alone ? "It" : "it");
    if (!alone)
        pptp_evidence_put_address(evidence, "user", &attempt->client->address);
}

/* The client opens TCP and says nothing: a port scan, a monitor. */
bool
pptp_sign_probe(struct pptp_evidence *evidence)
{
    const struct pptp_attempt *attempt = evidence->subject.attempt;
    bool closed = attempt->closed.frame != 0;
    int64_t until = closed ? attempt->closed.when : evidence->subject.history->last_time;

    if (attempt->answered.frame == 0 || attempt->carried_data || pptp_transport_lacks_segments(attempt->transport)
        || (closed ? !attempt->closed_by_client && !pptp_subject_is_waited_for(attempt)
                   : until - attempt->answered.when < LONG_SILENCE * PPTP_SECOND)
        || pptp_transport_has_opening(attempt->transport))
        return false;
    pptp_evidence_put_address(evidence, "client", &attempt->client->address);
    pptp_evidence_put_frame(evidence, "frame", attempt->answered.frame);
    pptp_evidence_put_seconds(evidence, "span", until - attempt->answered.when);
    put_visitor(evidence, attempt);
    if (closed) {
        pptp_evidence_put(evidence, "how", "%s %s", attempt->closed_by_client ? "it" : "the server",
                          attempt->reset ? "reset" : "closed");
        pptp_evidence_put_frame(evidence, "closed", attempt->closed.frame);
    }
    return true;
}

/* The client no longer waited when the reply to its start request came. */
static bool
has_given_up(const struct pptp_connection *connection, const struct pptp_event *reply)
{
    const struct pptp_event *stop = connection->stop_request;

    return connection->closed_at < reply->when || (stop && stop->from != reply->from && stop->when < reply->when);
}

/* The client learns who the server is, and leaves at once. */
bool
pptp_sign_probe_start(struct pptp_evidence *evidence)
{
    const struct pptp_connection *connection = evidence->subject.connection;
    const struct pptp_event *request = connection->start_request, *reply = request ? request->reply : NULL;

    if (!reply || reply->outcome != PPTP_ACCEPTED || connection->first_call || connection->closed_in == 0
        || connection->closed_by != request->from || connection->version_given != connection->version_asked
        || connection->closed_at - reply->when > SHORT_VISIT * PPTP_SECOND || has_given_up(connection, reply)
        || g_strcmp0(connection->implementation[request->from], "nmap") == 0)
        return false;
    pptp_evidence_put_address(evidence, "client", &connection->end[request->from].address);
    pptp_evidence_put_frame(evidence, "frame", reply->frame);
    pptp_evidence_put_frame(evidence, "closed", connection->closed_in);
    pptp_evidence_put_seconds(evidence, "span", connection->closed_at - reply->when);
    return true;
}
