/* Links the tunnels in which the same user logged on to the same server, one after the other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include <epan/to_str.h>

#include "ppp/link.h"
#include "ppp/text.h"
#include "tunnel/logons.h"

/* From server and user, as text, to the struct pptp_tunnel of the newest logon. */
static wmem_map_t *newest;

/* Octets that are no text are replaced, so that such names may be taken for the same. */
static char *
key_of(const struct pptp_text *user, const address *server)
{
    return wmem_strdup_printf(wmem_file_scope(), "%s %s", address_to_str(wmem_file_scope(), server),
                              pptp_ppp_text_show(wmem_file_scope(), user));
}

PPTP_RARE void
pptp_tunnel_logons_follow(const struct pptp_tunnel *tunnel, const struct pptp_packet *packet, const address *server)
{
    const struct pptp_authentication *last = tunnel->link->authentication;
    struct pptp_tunnel *before;
    char *key;

    if (!last || last->outcome.frame != packet->frame || !last->succeeded || last->user.size == 0)
        return;
    key = key_of(&last->user, server);
    before = wmem_map_insert(newest, key, (void *)tunnel);
    if (!before || before == tunnel || before->link->again)
        return;
    before->link->again = tunnel;
    before->link->again_at = last->outcome;
}

void
pptp_tunnel_logons_begin(void)
{
    newest = wmem_map_new(wmem_file_scope(), wmem_str_hash, g_str_equal);
}
