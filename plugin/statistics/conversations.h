/* -z conv,pptp and -z endpoints,pptp: who talks to whom, in control messages and in tunnels.
 *
 * A control connection's messages are a conversation between addresses and TCP ports. A call's tunnel is one between
 * addresses, each with the Call ID that it assigned in the place of a port. A tunnel whose call was not captured is one for
 * each direction, for GRE names the receiver's Call ID only. What is counted are messages and GRE packets, and their octets
 * from PPTP's or GRE's header on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_STATISTICS_CONVERSATIONS_H
#define PPTP_STATISTICS_CONVERSATIONS_H

void pptp_statistics_conversations_register(int protocol);

#endif
