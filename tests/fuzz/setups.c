/* Reads setups from captures that are part of the program.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <string.h>

#include <wsutil/wmem/wmem_strutl.h>

#include "fuzz/setups.h"
#include "fuzz/target.h"
#include "mppe/mschap.h"

enum { FILE_HEADER = 24, FRAME_HEADER = 16, CAPTURED_AT = 8, PROTOCOL_AT = 23, GRE = 47, NUMBERED = 0x10 };
enum { VALUE = 49, RESPONSE_AT = 24 };      /* of MS-CHAPv2's Response: RFC 2759 section 4 */

static const char user[] = "alice", password[] = "wonderland42";

/* FUZZ_CAPTURES is the folder of captures. */
#define EMBED(name, file) \
    __asm__(".pushsection .rodata\n" #name ": .incbin \"" FUZZ_CAPTURES "/" file ".pcap\"\n.popsection\n"); \
    extern const uint8_t name[] __attribute__((visibility("hidden")))

EMBED(stateless, "a_mppe128");
EMBED(stateful, "b_mppe128_stateful");
EMBED(compressed, "mppe-mppc");
EMBED(eap, "mppe-eap");
EMBED(eap_of_pppd, "i_eap_mschapv2_mppe128");
EMBED(multilink, "l_mp_mppe128");
EMBED(version_1, "b_mschapv1_mppe128");
EMBED(clear, "b_clear_chapmd5_vj");

static const struct {
    const uint8_t *capture;
    unsigned frames;                /* before data */
    bool is_encrypted;              /* after MS-CHAPv2, with 128 bits */
    bool is_stateless;
} setups[FUZZ_SETUPS] = {
    { stateless, 38, true, true },
    { stateful, 37, true, false },
    { compressed, 24, true, true },
    { eap, 24, true, true },
    { eap_of_pppd, 41, true, true },
    { multilink, 39, true, true },
    { version_1, 37, false, false },
    { clear, 38, false, false },
};

/* Begins both directions if the frame is the client's Response: a value of 49 octets before the user's name. */
static void
find_keys(struct fuzz_setup *setup, const uint8_t *frame, unsigned size, bool is_stateless)
{
    const uint8_t *name = ws_memmem(frame, size, user, sizeof user - 1);
    uint8_t hash[PPTP_PASSWORD_HASH], start[PPTP_START_KEY];

    if (setup->is_encrypted || !name || name - frame <= VALUE || name[-1 - VALUE] != VALUE)
        return;
    setup->is_encrypted = true;
    pptp_mppe_nt_password_hash(password, hash);
    for (unsigned i = 0; i < 2; i++) {
        pptp_mppe_mschapv2_start_key(hash, name - VALUE + RESPONSE_AT, i == 1, start);
        fuzz_sender_begin(&setup->sender[i], start, is_stateless);
    }
}

/* The client sends the first packet with a number. */
static void
find_header(struct fuzz_setup *setup, const uint8_t *frame, unsigned size)
{
    enum { SOURCE_AT = 26, FLAGS_AT = FUZZ_ETHERNET + FUZZ_IP, NUMBER_AT = FLAGS_AT + 8 };
    unsigned from;

    if (size < sizeof setup->header[0] || frame[PROTOCOL_AT] != GRE || !(frame[FLAGS_AT] & NUMBERED))
        return;
    from = setup->header[0][0] && memcmp(setup->header[0] + SOURCE_AT, frame + SOURCE_AT, 4) != 0;
    memcpy(setup->header[from], frame, sizeof setup->header[from]);
    setup->number[from] = frame[NUMBER_AT + 3];
}

static uint32_t
captured(const uint8_t *record)
{
    return record[CAPTURED_AT] | record[CAPTURED_AT + 1] << 8;
}

void
fuzz_setup_begin(struct fuzz_setup *setup, unsigned number, struct fuzz_frames *frames)
{
    const uint8_t *record = setups[number].capture + FILE_HEADER;

    *setup = (struct fuzz_setup){ .is_encrypted = false };
    for (unsigned i = 0; i < setups[number].frames; i++, record += FRAME_HEADER + captured(record)) {
        find_header(setup, record + FRAME_HEADER, captured(record));
        if (setups[number].is_encrypted)
            find_keys(setup, record + FRAME_HEADER, captured(record), setups[number].is_stateless);
        fuzz_frames_wait(frames, 10);
        fuzz_frames_add(frames, record + FRAME_HEADER, captured(record));
    }
}

void
fuzz_setup_end(struct fuzz_setup *setup)
{
    for (unsigned i = 0; setup->is_encrypted && i < 2; i++)
        fuzz_sender_end(&setup->sender[i]);
}
