/* The tables of -z conv,pptp and -z endpoints,pptp: who exchanges control messages and GRE with whom.
 *
 * The messages of a control connection are a conversation between addresses and TCP ports. The tunnel of a call is
 * one between addresses, with the Call ID that each end assigned in place of its port. A tunnel whose call was not
 * captured is a conversation for each direction, because GRE carries only the receiver's Call ID. The tables count
 * messages and GRE packets, and their octets from the header of PPTP or GRE on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef PPTP_STATISTICS_CONVERSATIONS_H
#define PPTP_STATISTICS_CONVERSATIONS_H

/* Registers both tables. protocol: PPTP's id. Call this where protocols are registered. */
void pptp_statistics_conversations_register(int protocol);

#endif
