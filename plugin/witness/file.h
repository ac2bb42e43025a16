/* What the capture file proves about itself: packets that it should hold, and octets that its frames should.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_WITNESS_FILE_H
#define PPTP_WITNESS_FILE_H

#include <epan/packet.h>

#include "calls/flow.h"
#include "packets.h"

struct pptp_witness_file {
    const struct pptp_packets *packets;     /* the capture's GRE packets */
    uint32_t frames;                        /* with GRE or control messages of PPTP */
    uint32_t cut;                           /* of these, the frames that the snapshot length cut */
    uint32_t first_cut;                     /* frame; 0: none */
    uint32_t longest_cut;                   /* octets captured of the longest cut frame */
    uint32_t bare_acknowledgments;          /* GRE packets without a payload */
    uint32_t gre;                           /* GRE packets */
    uint32_t copies;                        /* of these, copies of one that was captured before */
    uint32_t first_copy;                    /* frame; 0: none */
    uint32_t early;                         /* frames whose time is before that of the one counted before */
    uint32_t first_early;                   /* frame; 0: none */
    int64_t most_early;                     /* by how much, at most, in nanoseconds */
    int64_t last_time;                      /* of the frame counted last, in nanoseconds since 1970 */
    uint32_t first_unseen;                  /* frame: the first that acknowledges what was not captured before it */
    uint32_t streams;                       /* control connections of which segments that arrived were not captured */
    uint32_t first_stream;                  /* frame that proves it of the first */
    uint32_t last_frame;                    /* the frame counted last */
};

/* Starts the file of a capture that was just opened. packets must live as long as the capture. */
void pptp_witness_begin(const struct pptp_packets *packets);

/* Counts a frame of PPTP, once however often it is called. when: its time, in nanoseconds since 1970. Call this on the
 * first pass, in the order of frames. */
void pptp_witness_see_frame(const packet_info *pinfo, int64_t when);

/* Notes what a GRE packet acknowledges, and whether it is a copy of one that was captured before. Call this once for
 * each packet, after its verdicts. */
void pptp_witness_see_gre(const struct pptp_packet *packet, bool is_copy);

/* Notes whether a control connection lacks segments that arrived, before and after this one. */
void pptp_witness_see_stream(const packet_info *pinfo, bool lacked, bool lacks);

/* Returns what is known so far. It changes during the first pass only. */
const struct pptp_witness_file *pptp_witness_file(void);

/* Returns whether a direction sent enough for the silence of the other one to mean something: two packets, and a second
 * to answer the first. until: when the call or the capture ended, in nanoseconds since 1970. */
bool pptp_witness_is_silence_telling(const struct pptp_flow *flow, int64_t until);

/* Returns whether the file is proven to lack packets that passed its capture point: one of GRE or TCP was
 * acknowledged, so it arrived, but it was not captured. */
bool pptp_witness_lacks_packets(void);

#endif
