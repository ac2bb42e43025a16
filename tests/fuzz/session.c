/* Dissects frames in one process. What the reports say must be the same whatever the passes, and text that any
 * terminal can show.
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
#include <epan/packet.h>
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

#include "fuzz/session.h"
#include "fuzz/statistics.h"
#include "fuzz/target.h"

/* Since 4.6, a frame's octets are in its record, and epan does not ask for the program's name. */
#if PPTP_WIRESHARK < 406
#define DESCRIBE_PACKET(rec, encapsulation) \
    ((rec)->rec_type = REC_TYPE_PACKET, (rec)->rec_header.packet_header.pkt_encap = (encapsulation))
#define LOG_INIT() ws_log_init("fuzz", NULL)
#define CONFIGURATION_INIT() configuration_init("fuzz", NULL)
#define RECORD_INIT(rec) wtap_rec_init(rec)
#define RECORD(rec, frame) (rec), tvb_new_real_data((frame)->octets, (frame)->captured, (frame)->length)
#else
#define DESCRIBE_PACKET(rec, encapsulation) wtap_setup_packet_rec(rec, encapsulation)
#define LOG_INIT() ws_log_init(NULL)
#define CONFIGURATION_INIT() configuration_init("fuzz")
#define RECORD_INIT(rec) wtap_rec_init(rec, 0)
#define RECORD(rec, frame) (ws_buffer_append(&(rec)->data, (frame)->octets, (frame)->captured), (rec))
#endif

/* The first one is drawn last: JSON, which begins in the first column. */
static const char *const reports[] = {
    "pptp,json", "pptp,points", "pptp,calls", "pptp,diagnosis", "pptp,conformance", "pptp,conformance,json",
    "pptp,json,lines"
};

/* Relative sequence numbers would begin anew with a SYN-ACK in the middle of a connection, and Wireshark's second pass
 * then not find the messages that its first one reassembled. */
static const char *const settings[] = {
    "uat:pptp_accounts:\"alice\",\"wonderland42\",\"password\"", "uat:pptp_accounts:\"\",\"\",\"password\"",
    "uat:pptp_accounts:\"carol\",\"00112233445566778899aabbccddeeff\",\"NT hash\"",
    "radius.shared_secret:testing123", "pptp.info_call:always", "pptp.show_habits:TRUE",
    "tcp.relative_sequence_numbers:FALSE"
};

/* What epan asks the program for. */
struct packet_provider_data {
    const struct fuzz_frame *frames;
    unsigned count;
    frame_data *data;               /* of each frame, since the first pass */
};

/* How frames are dissected. */
struct run {
    bool has_tree;
    unsigned passes;
};

static column_info columns;

/* In Wireshark's place. It ignores WIRESHARK_DATA_DIR for root, and would read its tables of names for each capture. */
pptp_callback_bool
started_with_special_privs(void)
{
    return FALSE;
}

static const nstime_t *
time_of(struct packet_provider_data *provider, guint32 number)
{
    return number > 0 && number <= provider->count ? &provider->frames[number - 1].when : NULL;
}

static const struct packet_provider_funcs functions = { .get_frame_ts = time_of };

static void
set_preference(const char *text)
{
    char *setting = g_strdup(text), *error = NULL;

    if (prefs_set_pref(setting, &error) != PREFS_SET_OK)
        fuzz_fail("no such preference", text);
    g_free(setting);
}

static void
set_preferences(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(settings); i++)
        set_preference(settings[i]);
    prefs_apply_all();
}

/* Wireshark's TCP fails an assertion of its own, with any protocol above it, if it reassembles out of order and a
 * segment that the snapshot length cut comes again. */
static void
choose_order(const struct fuzz_frame *frames, unsigned count)
{
    unsigned whole = 0;

    while (whole < count && frames[whole].captured == frames[whole].length)
        whole++;
    set_preference(whole == count ? "tcp.reassemble_out_of_order:TRUE" : "tcp.reassemble_out_of_order:FALSE");
    prefs_apply_all();
}

/* Wireshark moves the heuristic dissector that took a packet to the front of its table, for all captures that follow,
 * so that another one may take a connection that PPTP took before. */
static void
keep_own(const char *table, heur_dtbl_entry_t *entry, void *data)
{
    (void)table;
    (void)data;
    entry->enabled = entry->protocol == find_protocol_by_id(proto_get_id_by_filter_name("pptp"));
}

static void
set_up(void)
{
    static tap_reg_t no_listener;       /* of this program */

    g_setenv("WIRESHARK_ABORT_ON_DISSECTOR_BUG", "1", 1);
    LOG_INIT();
    init_process_policies();
    g_free(CONFIGURATION_INIT());
    wtap_init(FALSE);
    plugin_register();
    if (!epan_init(NULL, NULL, FALSE))
        exit(EXIT_FAILURE);
    epan_load_settings();
    timestamp_set_type(TS_RELATIVE);
    timestamp_set_seconds_type(TS_SECONDS_DEFAULT);
    timestamp_set_precision(TS_PREC_AUTO);
    set_preferences();
    heur_dissector_table_foreach("tcp", keep_own, NULL);
    register_all_tap_listeners(&no_listener);
    build_column_format_array(&columns, prefs.num_cols, TRUE);
    for (unsigned i = 0; i < G_N_ELEMENTS(reports); i++) {
        if (!process_stat_cmd_arg(reports[i]))
            fuzz_fail("no such report", reports[i]);
    }
    start_requested_stats();
    fuzz_statistics_start();
}

static void
describe(wtap_rec *rec, const struct fuzz_frame *frame, int encapsulation)
{
    DESCRIBE_PACKET(rec, encapsulation);
    rec->presence_flags = WTAP_HAS_TS | WTAP_HAS_CAP_LEN | WTAP_HAS_INTERFACE_ID;
    rec->tsprec = WTAP_TSPREC_USEC;
    rec->ts = frame->when;
    rec->rec_header.packet_header.caplen = frame->captured;
    rec->rec_header.packet_header.len = frame->length;
    rec->rec_header.packet_header.interface_id = frame->interface;
}

static void
dissect(epan_t *session, const struct run *run, bool taps, frame_data *data, wtap_rec *rec,
        const struct fuzz_frame *frame)
{
    static const frame_data *reference;
    static nstime_t elapsed;
    epan_dissect_t *edt = epan_dissect_new(session, run->has_tree, run->has_tree);
    guint32 octets_so_far = 0;

    frame_data_set_before_dissect(data, &elapsed, &reference, NULL);
    reference = NULL;
    if (taps)
        epan_dissect_run_with_taps(edt, WTAP_FILE_TYPE_SUBTYPE_UNKNOWN, RECORD(rec, frame), data, &columns);
    else
        epan_dissect_run(edt, WTAP_FILE_TYPE_SUBTYPE_UNKNOWN, RECORD(rec, frame), data, NULL);
    frame_data_set_after_dissect(data, &octets_so_far);
    epan_dissect_free(edt);
}

static void
pass(epan_t *session, struct packet_provider_data *provider, const struct run *run, unsigned number, int encapsulation)
{
    for (unsigned i = 0; i < provider->count; i++) {
        wtap_rec rec;

        RECORD_INIT(&rec);
        describe(&rec, &provider->frames[i], encapsulation);
        if (number == 0)
            frame_data_init(&provider->data[i], i + 1, &rec, i, 0);
        dissect(session, run, number + 1 == run->passes, &provider->data[i], &rec, &provider->frames[i]);
        wtap_rec_cleanup(&rec);
    }
}

/* Returns what the reports print. The caller frees it. */
static char *
draw(void)
{
    FILE *out = stdout;
    char *text = NULL;
    size_t size = 0;

    stdout = open_memstream(&text, &size);
    draw_tap_listeners(TRUE);
    fclose(stdout);
    stdout = out;
    return text;
}

/* Returns what the reports print. The caller frees it. */
static char *
report(const struct fuzz_frame *frames, unsigned count, int encapsulation, const struct run *run)
{
    struct packet_provider_data provider = { .frames = frames, .count = count, .data = g_new0(frame_data, count) };
    epan_t *session = epan_new(&provider, &functions);
    char *text;

    reset_tap_listeners();
    for (unsigned number = 0; number < run->passes; number++)
        pass(session, &provider, run, number, encapsulation);
    text = draw();
    epan_free(session);
    for (unsigned i = 0; i < count; i++)
        frame_data_destroy(&provider.data[i]);
    g_free(provider.data);
    return text;
}

/* Returns where the JSON begins. */
static const char *
check_text(const char *text)
{
    const char *json = g_strrstr(text, "\n{\n");

    if (!g_utf8_validate(text, -1, NULL))
        fuzz_fail("no UTF-8", text);
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        if (g_unichar_iscntrl(g_utf8_get_char(at)) && *at != '\n' && *at != '\t')
            fuzz_fail("a control character", at);
    }
    if (!json || json_parse(json + 1, NULL, 0) <= 0)
        fuzz_fail("no JSON", json ? json : text);
    return json;
}

/* Writes the frames into a file of pcap, for whoever wants to see them in Wireshark. */
static void
write_capture(const char *name, const struct fuzz_frame *frames, unsigned count, unsigned link_type)
{
    uint32_t header[] = { 0xa1b2c3d4, 4 << 16 | 2, 0, 0, UINT16_MAX, link_type };
    FILE *file = name ? fopen(name, "wb") : NULL;

    if (!file)
        return;
    fwrite(header, sizeof header, 1, file);
    for (unsigned i = 0; i < count; i++) {
        uint32_t record[] = { (uint32_t)frames[i].when.secs, (uint32_t)frames[i].when.nsecs / 1000,
                              frames[i].captured | frames[i].interface << 28, frames[i].length };

        fwrite(record, sizeof record, 1, file);
        fwrite(frames[i].octets, 1, frames[i].captured, file);
    }
    fclose(file);
}

void
fuzz_session_check(const struct fuzz_frame *frames, unsigned count, unsigned link_type)
{
    int encapsulation = wtap_pcap_encap_to_wtap_encap((int)link_type);
    static const struct run runs[] = { { true, 1 }, { false, 1 }, { true, 2 } };
    char *text[G_N_ELEMENTS(runs)];
    static bool is_set_up;

    if (!is_set_up)
        set_up();
    is_set_up = true;
    write_capture(getenv("PPTP_FUZZ_CAPTURE"), frames, count, link_type);
    choose_order(frames, count);
    for (unsigned i = 0; i < G_N_ELEMENTS(runs); i++) {
        text[i] = report(frames, count, encapsulation, &runs[i]);
        if (strcmp(check_text(text[i]), check_text(text[0])) != 0)
            fuzz_fail("the passes disagree", text[i]);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(runs); i++)
        free(text[i]);
}
