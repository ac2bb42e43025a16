/* Collects the values and frames of a finding, and writes its sentence.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <epan/to_str.h>

#include "diagnosis/evidence.h"
#include "diagnosis/windows.h"
#include "ppp/text.h"

const struct pptp_negotiation *
pptp_evidence_asked(const struct pptp_evidence *evidence, enum pptp_control_protocol protocol, unsigned end)
{
    return pptp_ppp_link_asked(evidence->subject.link, protocol, end);
}

static void G_GNUC_PRINTF(4, 0)
put(struct pptp_evidence *evidence, const char *name, bool is_number, const char *format, va_list arguments)
{
    if (evidence->values < PPTP_MOST_VALUES)
        evidence->value[evidence->values++] = (struct pptp_value){
            .name = name, .text = wmem_strdup_vprintf(evidence->scope, format, arguments), .is_number = is_number };
}

void
pptp_evidence_put(struct pptp_evidence *evidence, const char *name, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    put(evidence, name, false, format, arguments);
    va_end(arguments);
}

void
pptp_evidence_drop_guesses(struct pptp_evidence *evidence)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < evidence->values; i++) {
        if (!g_str_has_prefix(evidence->value[i].name, "guess"))
            evidence->value[kept++] = evidence->value[i];
    }
    evidence->values = kept;
}

static void G_GNUC_PRINTF(3, 4)
put_number(struct pptp_evidence *evidence, const char *name, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    put(evidence, name, true, format, arguments);
    va_end(arguments);
}

void
pptp_evidence_put_number(struct pptp_evidence *evidence, const char *name, uint64_t number)
{
    put_number(evidence, name, "%" PRIu64, number);
}

void
pptp_evidence_put_count(struct pptp_evidence *evidence, const char *name, uint64_t number, const char *what)
{
    put_number(evidence, name, "%" PRIu64 " %s%s", number, what, number == 1 ? "" : "s");
}

void
pptp_evidence_put_seconds(struct pptp_evidence *evidence, const char *name, int64_t nanoseconds)
{
    bool is_instant = nanoseconds > 0 && nanoseconds < PPTP_SECOND / 2000;

    put_number(evidence, name, is_instant ? "%.6f s" : nanoseconds < PPTP_SECOND ? "%.3f s" : "%.1f s",
               pptp_seconds(nanoseconds));
}

void
pptp_evidence_put_party(struct pptp_evidence *evidence, const char *name, unsigned end)
{
    pptp_evidence_put(evidence, name, "%s", pptp_subject_party(evidence->scope, &evidence->subject, end));
}

void
pptp_evidence_put_parties(struct pptp_evidence *evidence, const char *name, const char *other, unsigned end)
{
    pptp_evidence_put_party(evidence, name, end);
    pptp_evidence_put_party(evidence, other, !end);
}

void
pptp_evidence_put_address(struct pptp_evidence *evidence, const char *name, const address *host)
{
    pptp_evidence_put(evidence, name, "%s", address_to_str(evidence->scope, host));
}

void
pptp_evidence_put_addresses(struct pptp_evidence *evidence, const char *name, const address *const hosts[],
                            unsigned count)
{
    enum { MOST = 4 };
    wmem_strbuf_t *text = wmem_strbuf_new(evidence->scope, NULL);

    for (unsigned i = 0; i < MIN(count, MOST); i++)
        wmem_strbuf_append_printf(text, "%s%s", i > 0 ? ", " : "", address_to_str(evidence->scope, hosts[i]));
    pptp_evidence_put(evidence, name, "%s%s", wmem_strbuf_get_str(text), count > MOST ? "..." : "");
}

const char *
pptp_evidence_show_host(const struct pptp_evidence *evidence, const struct pptp_host *host)
{
    address shown = ADDRESS_INIT(host->size == 16 ? AT_IPv6 : AT_IPv4, host->size, host->octets);

    return address_to_str(evidence->scope, &shown);
}

void
pptp_evidence_put_host(struct pptp_evidence *evidence, const char *name, const struct pptp_host *host)
{
    pptp_evidence_put(evidence, name, "%s", pptp_evidence_show_host(evidence, host));
}

void
pptp_evidence_put_ipv4(struct pptp_evidence *evidence, const char *name, uint32_t ipv4)
{
    pptp_evidence_put(evidence, name, "%s",
                      pptp_ppp_option_value(evidence->scope, PPTP_IPCP, PPTP_OPTION_ADDRESS, ipv4));
}

void
pptp_evidence_put_text(struct pptp_evidence *evidence, const char *name, const struct pptp_text *text)
{
    if (text->size > 0)
        pptp_evidence_put(evidence, name, "%s", pptp_ppp_text_show(evidence->scope, text));
}

void
pptp_evidence_put_reason(struct pptp_evidence *evidence, const char *name, const struct pptp_text *text)
{
    uint32_t error = 0;
    const char *meaning =
        pptp_ppp_termination_is_windows(text, &error) ? try_val_to_str(error, pptp_diagnosis_windows_errors) : NULL;

    if (pptp_ppp_termination_has_reason(text))
        pptp_evidence_put(evidence, name, "%s%s%s", pptp_ppp_termination_show(evidence->scope, text),
                          meaning ? ": " : "", meaning ? meaning : "");
}

void
pptp_evidence_cite(struct pptp_evidence *evidence, uint32_t frame)
{
    for (unsigned i = 0; i < evidence->frames; i++) {
        if (evidence->frame[i] == frame)
            return;
    }
    if (frame > 0 && evidence->frames < PPTP_MOST_FRAMES)
        evidence->frame[evidence->frames++] = frame;
}

void
pptp_evidence_put_frame(struct pptp_evidence *evidence, const char *name, uint32_t frame)
{
    if (frame == 0)
        return;
    pptp_evidence_put_number(evidence, name, frame);
    pptp_evidence_cite(evidence, frame);
}

static const char *
value_of(const struct pptp_evidence *evidence, const char *name, size_t length)
{
    for (unsigned i = 0; i < evidence->values; i++) {
        if (strlen(evidence->value[i].name) == length && strncmp(evidence->value[i].name, name, length) == 0)
            return evidence->value[i].text;
    }
    return NULL;
}

bool
pptp_evidence_has(const struct pptp_evidence *evidence, const char *name)
{
    return value_of(evidence, name, strlen(name)) != NULL;
}

/* A value that begins a sentence begins with a capital letter, unless it is an address (IPv6: "fe80::1"). */
static void
write_value(wmem_strbuf_t *text, const char *value)
{
    const char *written = wmem_strbuf_get_str(text);

    if ((*written == '\0' || g_str_has_suffix(written, ". ")) && !g_hostname_is_ip_address(value)) {
        wmem_strbuf_append_c(text, g_ascii_toupper(*value));
        value += *value != 0;
    }
    wmem_strbuf_append(text, value);
}

/* Returns false if a value is missing, and then may have written what stands before it. */
static bool
write_part(const struct pptp_evidence *evidence, wmem_strbuf_t *text, const char *from, const char *to)
{
    while (from < to) {
        const char *open = memchr(from, '{', to - from);
        const char *end = open ? memchr(open, '}', to - open) : NULL;
        const char *value = end ? value_of(evidence, open + 1, end - open - 1) : NULL;

        wmem_strbuf_append_len(text, from, (end ? open : to) - from);
        if (end && !value)
            return false;
        if (value)
            write_value(text, value);
        from = end ? end + 1 : to;
    }
    return true;
}

static void
write_optional_part(const struct pptp_evidence *evidence, wmem_strbuf_t *text, const char *from, const char *to)
{
    size_t length = wmem_strbuf_get_len(text);

    if (!write_part(evidence, text, from, to))
        wmem_strbuf_truncate(text, length);
}

const char *
pptp_evidence_write(const struct pptp_evidence *evidence, const char *sentence)
{
    wmem_strbuf_t *text;
    const char *open, *close;

    if (!strpbrk(sentence, "{["))
        return sentence;
    text = wmem_strbuf_new(evidence->scope, NULL);
    while ((open = strchr(sentence, '[')) != NULL) {
        close = strchr(open, ']');
        write_part(evidence, text, sentence, open);
        write_optional_part(evidence, text, open + 1, close);
        sentence = close + 1;
    }
    write_part(evidence, text, sentence, sentence + strlen(sentence));
    return wmem_strbuf_finalize(text);
}
