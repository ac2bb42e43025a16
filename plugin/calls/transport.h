/* What the TCP segments of a control connection show besides its messages: who reset it, what was never acknowledged,
 * and the first octets of an end that does not speak PPTP.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_CALLS_TRANSPORT_H
#define PPTP_CALLS_TRANSPORT_H

#include <wsutil/wmem/wmem.h>

#include "calls/event.h"

/* Flags: RFC 9293 section 3.1. */
enum { PPTP_TCP_FIN = 0x01, PPTP_TCP_SYN = 0x02, PPTP_TCP_RST = 0x04, PPTP_TCP_ACK = 0x10 };
enum { PPTP_TCP_ECN = 0xc0 };           /* in a SYN: RFC 3168 section 6.1.1 */

#define PPTP_OPENING 40         /* octets that are kept */

enum pptp_checksum { PPTP_CHECKSUM_UNKNOWN, PPTP_CHECKSUM_RIGHT, PPTP_CHECKSUM_WRONG };

struct pptp_segment {
    struct pptp_moment moment;          /* frame 0: none so far */
    uint32_t sequence;
    uint32_t acknowledgment;
    uint32_t size;                      /* octets of payload */
    uint16_t window;
    uint16_t ip_id;                     /* IPv4's Identification; 0 for IPv6 */
    uint8_t ttl;                        /* IPv4's; 0 for IPv6 */
    uint8_t flags;
    uint8_t checksum;                   /* enum pptp_checksum */
    uint8_t vantage;                    /* without the TTL (witness/points.h) */
};

/* The first octets that an end sent, if they belong to no message. */
struct pptp_opening {
    uint32_t frame;
    uint32_t size;                      /* octets of the segment */
    unsigned count;                     /* octets kept */
    uint8_t octets[PPTP_OPENING];
};

/* What an end sent again, or what did not reach it. All is zero where nothing was. */
struct pptp_transport_trouble {
    uint32_t repetitions;               /* of the waiting segment */
    uint32_t repeated_first;            /* frame of the first repetition of any segment; 0: none */
    struct pptp_moment repeated;        /* the last of them */
    uint32_t damaged;                   /* of them, with a wrong checksum */
    struct pptp_moment unheard;         /* the other end's last segment, much later, that does not acknowledge the
                                           waiting one; frame 0: none */
    struct pptp_moment stale;           /* the first segment that answers the other end's SYN, but with the numbers of
                                           an older connection (RFC 9293 section 3.5.1); frame 0: none */
    uint32_t stales;
    uint32_t syns_again;                /* SYNs after the other end had acknowledged one */
    struct pptp_moment syn_again;       /* the first of these; frame 0: none */
};

/* What is known of an RST. All is zero if there was none. */
struct pptp_transport_reset {
    struct pptp_segment segment;        /* the first RST */
    uint32_t count;
    uint8_t by;                         /* the end whose address it bears */
    bool unprovoked;                    /* it answers a segment of the other end that was not captured */
    struct pptp_segment provoked;       /* the other end's last segment before it */
    struct pptp_moment went_on;         /* that end's first new octets after the RST; frame 0: none so far */
};

struct pptp_transport_end {
    int64_t quiet;                      /* nanoseconds: how long neither end had sent anything before waiting */
    struct pptp_opening *opening;       /* NULL: none */
    struct pptp_transport_trouble *trouble; /* see pptp_transport_trouble() */
    uint32_t segments;                  /* without RSTs. The members below count none either */
    struct pptp_segment last;
    struct pptp_segment waiting;        /* the oldest one whose octets are not acknowledged so far; frame 0: none */
    uint32_t beyond;                    /* frame of the end's last segment with later octets only; 0: none */
    uint32_t missing;                   /* first octet that was not captured so far; equal to missing_end: none */
    uint32_t missing_end;               /* after the last such octet; those between them may have been captured */
    uint32_t acknowledged;              /* what the other end last acknowledged */
    uint8_t ttl;                        /* of the first segment */
    uint8_t vantage;                    /* likewise */
    bool ttl_varies : 1;
    bool vantage_varies : 1;
    bool is_sound : 1;                  /* a segment of it had a right checksum */
    bool is_unsound : 1;                /* a segment of it had a wrong one */
    bool closed : 1;                    /* it sent a FIN */
    bool has_message : 1;               /* it sent a message of PPTP */
};

struct pptp_transport {
    struct pptp_transport_end end[2];
    int64_t last;                       /* when the last segment came: nanoseconds since 1970 */
    int64_t quiet;                      /* nanoseconds: how long neither end had sent anything before the last
                                         * segment, or, after an RST, before the one that provoked it */
    struct pptp_transport_reset *reset; /* see pptp_transport_reset() */
};

_Static_assert(sizeof(struct pptp_transport) <= 248, "a flood has one for each connection: no octet to spare");

/* Follows a segment of an end. Call this for each segment, in the order of frames. What few connections have is
 * allocated in scope, which must live as long as the transport. */
void pptp_transport_follow(wmem_allocator_t *scope, struct pptp_transport *transport, unsigned end,
                           const struct pptp_segment *segment);

/* Return the trouble of an end, and the first RST of a connection: never NULL, not even for NULL. They are valid until
 * the next segment. */
const struct pptp_transport_trouble *pptp_transport_trouble(const struct pptp_transport_end *end);
const struct pptp_transport_reset *pptp_transport_reset(const struct pptp_transport *transport);

/* Returns true if an end received segments of the other that were not captured: it acknowledged their octets or later
 * ones, or it answered one with an RST. transport: may be NULL. */
bool pptp_transport_lacks_segments(const struct pptp_transport *transport);

/* Returns how many octets of an end were not captured, from the first that the other end does not acknowledge either,
 * although later ones came; 0: none. transport: may be NULL. */
uint32_t pptp_transport_gap(const struct pptp_transport *transport, unsigned end);

/* Returns true if pptp_transport_follow() needs the checksum of the end's next segment: of the first, of the one after
 * each SYN, and of those that may repeat what the other end does not acknowledge. */
bool pptp_transport_wants_checksum(const struct pptp_transport_end *end);

/* Returns true if the segment is the next one of an end, or repeats the last one. */
bool pptp_transport_is_next(const struct pptp_transport *transport, unsigned end, const struct pptp_segment *segment);

/* Keeps octets that belong to no message, in scope, if they are the first that the end sent. size: of the whole
 * segment. */
void pptp_transport_open(wmem_allocator_t *scope, struct pptp_transport_end *end, uint32_t frame, const uint8_t *octets,
                         unsigned captured, uint32_t size);

/* Returns true if an end began with octets that belong to no message. */
bool pptp_transport_has_opening(const struct pptp_transport *transport);

/* Returns true if the first RST bears the address of that end. transport: may be NULL. */
bool pptp_transport_is_reset_by(const struct pptp_transport *transport, unsigned end);

/* Returns true if the RST has another TTL than all other packets of that end: another device may have sent it. */
bool pptp_transport_is_reset_from_elsewhere(const struct pptp_transport *transport);

/* Returns true if that end did not send the RST that bears its address: it went on afterwards, or the TTL differs.
 * transport: may be NULL. */
bool pptp_transport_is_reset_forged(const struct pptp_transport *transport);

/* Returns true if the RST is the reply of a host that does not know the connection (RFC 9293 section 3.10.7.1): it
 * answers a segment, acknowledges nothing, and no FIN came first. transport: may be NULL. */
bool pptp_transport_is_reset_unknowing(const struct pptp_transport *transport);

#endif
