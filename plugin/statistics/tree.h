/* -z pptp_tree,tree: control messages by the phase of a tunnel's life, the tunnels' packets by who sent them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_STATISTICS_TREE_H
#define PPTP_STATISTICS_TREE_H

void pptp_statistics_tree_register(void);

#endif
