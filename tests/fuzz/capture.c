/* Dissects whole captures in one process, each in one pass, in one without a tree, and in two, with all reports drawn
 * at the end: what the reports say must be the same, and text that any terminal can show.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <epan/column-info.h>
#include <epan/column.h>
#include <epan/epan.h>
#include <epan/epan_dissect.h>
#include <epan/frame_data.h>
#include <epan/prefs.h>
#include <epan/stat_tap_ui.h>
#include <epan/tap.h>
#include <epan/timestamp.h>
#include <wiretap/pcap-encap.h>
#include <wiretap/wtap.h>
#include <wsutil/filesystem.h>
#include <wsutil/privileges.h>
#include <wsutil/wslog.h>
#include <wsutil/wsjson.h>

#include "fuzz/target.h"

enum { FILE_HEADER = 24, FRAME_HEADER = 16, MAGIC = 0xa1b2c3d4 };     /* pcap, little-endian */
enum { MOST_FRAMES = 20000 };

/* The first one is drawn last: JSON, which begins in the first column. */
static const char *const reports[] = { "pptp,json", "pptp,points", "pptp,calls", "pptp,diagnosis" };

static const char *const settings[] = {
    "uat:pptp_accounts:\"alice\",\"wonderland42\",\"password\"", "uat:pptp_accounts:\"\",\"\",\"password\"",
    "tcp.reassemble_out_of_order:TRUE"
};

/* What epan asks the program for. */
struct packet_provider_data {
    frame_data *frames;
    unsigned count;
};

/* An input, read as a file of pcap. */
struct capture {
    const uint8_t *octets;
    size_t size;
    int encapsulation;
};

/* How a capture is dissected. */
struct run {
    bool has_tree;
    unsigned passes;
};

static column_info columns;

static const nstime_t *
time_of(struct packet_provider_data *provider, guint32 number)
{
    return number > 0 && number <= provider->count ? &provider->frames[number - 1].abs_ts : NULL;
}

static const struct packet_provider_funcs functions = { .get_frame_ts = time_of };

static void
fail(const char *what, const char *text)
{
    fprintf(stderr, "%s:\n%s\n", what, text);
    abort();
}

static void
set_up(void)
{
    static tap_reg_t no_listener;       /* of this program */
    char *error = NULL;

    g_setenv("WIRESHARK_ABORT_ON_DISSECTOR_BUG", "1", 1);
    ws_log_init("fuzz", NULL);
    init_process_policies();
    g_free(configuration_init("fuzz", NULL));
    wtap_init(FALSE);
    plugin_register();
    if (!epan_init(NULL, NULL, FALSE))
        exit(EXIT_FAILURE);
    epan_load_settings();
    timestamp_set_type(TS_RELATIVE);
    timestamp_set_seconds_type(TS_SECONDS_DEFAULT);
    timestamp_set_precision(TS_PREC_AUTO);
    for (unsigned i = 0; i < G_N_ELEMENTS(settings); i++) {
        char *setting = g_strdup(settings[i]);

        if (prefs_set_pref(setting, &error) != PREFS_SET_OK)
            fail("no such preference", settings[i]);
        g_free(setting);
    }
    prefs_apply_all();
    register_all_tap_listeners(&no_listener);
    build_column_format_array(&columns, prefs.num_cols, TRUE);
    for (unsigned i = 0; i < G_N_ELEMENTS(reports); i++) {
        if (!process_stat_cmd_arg(reports[i]))
            fail("no such report", reports[i]);
    }
    start_requested_stats();
}

static uint32_t
number_at(const uint8_t *octets)
{
    return octets[0] | octets[1] << 8 | octets[2] << 16 | (uint32_t)octets[3] << 24;
}

/* Returns false if there is no further frame. */
static bool
read_frame(const struct capture *capture, size_t *at, wtap_rec *rec, const uint8_t **octets)
{
    const uint8_t *header = capture->octets + *at;
    uint32_t captured;

    if (capture->size - *at < FRAME_HEADER)
        return false;
    captured = MIN(number_at(header + 8), capture->size - *at - FRAME_HEADER);
    rec->rec_type = REC_TYPE_PACKET;
    rec->presence_flags = WTAP_HAS_TS | WTAP_HAS_CAP_LEN;
    rec->tsprec = WTAP_TSPREC_USEC;
    rec->ts.secs = number_at(header);
    rec->ts.nsecs = (int)(number_at(header + 4) % 1000000 * 1000);
    rec->rec_header.packet_header.caplen = captured;
    rec->rec_header.packet_header.len = MAX(number_at(header + 12), captured);
    rec->rec_header.packet_header.pkt_encap = capture->encapsulation;
    *octets = header + FRAME_HEADER;
    *at += FRAME_HEADER + captured;
    return true;
}

static void
dissect(epan_t *session, const struct run *run, bool taps, frame_data *frame, wtap_rec *rec, const uint8_t *octets)
{
    static const frame_data *reference;
    static nstime_t elapsed;
    epan_dissect_t *edt = epan_dissect_new(session, run->has_tree, run->has_tree);
    tvbuff_t *tvb = tvb_new_real_data(octets, rec->rec_header.packet_header.caplen, rec->rec_header.packet_header.len);
    guint32 octets_so_far = 0;

    frame_data_set_before_dissect(frame, &elapsed, &reference, NULL);
    reference = NULL;
    if (taps)
        epan_dissect_run_with_taps(edt, WTAP_FILE_TYPE_SUBTYPE_UNKNOWN, rec, tvb, frame, &columns);
    else
        epan_dissect_run(edt, WTAP_FILE_TYPE_SUBTYPE_UNKNOWN, rec, tvb, frame, NULL);
    frame_data_set_after_dissect(frame, &octets_so_far);
    epan_dissect_free(edt);
}

/* The first pass creates the frames. */
static void
pass(epan_t *session, struct packet_provider_data *provider, const struct capture *capture, const struct run *run,
     unsigned number)
{
    wtap_rec rec;
    size_t at = FILE_HEADER, begin = at;
    const uint8_t *octets;

    wtap_rec_init(&rec);
    for (unsigned i = 0; i < MOST_FRAMES && read_frame(capture, &at, &rec, &octets); i++, begin = at) {
        if (number == 0) {
            frame_data_init(&provider->frames[i], i + 1, &rec, (gint64)begin, 0);
            provider->count = i + 1;
        }
        dissect(session, run, number + 1 == run->passes, &provider->frames[i], &rec, octets);
    }
    wtap_rec_cleanup(&rec);
}

/* Returns what the reports print. The caller frees it. */
static char *
report(const struct capture *capture, const struct run *run)
{
    struct packet_provider_data provider = { .frames = g_new0(frame_data, MOST_FRAMES) };
    epan_t *session = epan_new(&provider, &functions);
    FILE *out = stdout;
    char *text = NULL;
    size_t size = 0;

    reset_tap_listeners();
    for (unsigned number = 0; number < run->passes; number++)
        pass(session, &provider, capture, run, number);
    stdout = open_memstream(&text, &size);
    draw_tap_listeners(TRUE);
    fclose(stdout);
    stdout = out;
    epan_free(session);
    for (unsigned i = 0; i < provider.count; i++)
        frame_data_destroy(&provider.frames[i]);
    g_free(provider.frames);
    return text;
}

/* Returns where the JSON begins. */
static const char *
check_text(const char *text)
{
    const char *json = g_strrstr(text, "\n{\n");

    if (!g_utf8_validate(text, -1, NULL))
        fail("no UTF-8", text);
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        if (g_unichar_iscntrl(g_utf8_get_char(at)) && *at != '\n' && *at != '\t')
            fail("a control character", at);
    }
    if (!json || json_parse(json + 1, NULL, 0) <= 0)
        fail("no JSON", json ? json : text);
    return json;
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
    static const struct run runs[] = { { true, 1 }, { false, 1 }, { true, 2 } };
    struct capture capture = { .octets = octets, .size = size };
    char *text[G_N_ELEMENTS(runs)];
    static bool is_set_up;

    if (size < FILE_HEADER || number_at(octets) != MAGIC)
        return 0;
    if (!is_set_up)
        set_up();
    is_set_up = true;
    capture.encapsulation = wtap_pcap_encap_to_wtap_encap((int)number_at(octets + 20));
    for (unsigned i = 0; i < G_N_ELEMENTS(runs); i++) {
        text[i] = report(&capture, &runs[i]);
        if (strcmp(check_text(text[i]), check_text(text[0])) != 0)
            fail("the passes disagree", text[i]);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(runs); i++)
        free(text[i]);
    return 0;
}
