/* The tree of -z pptp_tree,tree: control messages by phase, tunnel packets by sender.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_STATISTICS_TREE_H
#define PPTP_STATISTICS_TREE_H

/* Registers the tree. Call this where protocols are registered: sharkd knows no later ones. */
void pptp_statistics_tree_register(void);

#endif
