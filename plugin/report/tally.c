/* Counts what one peer did about one clause of RFC 2637.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compat.h"

#include "report/tally.h"

static void
keep_frame(struct pptp_conduct *conduct, uint32_t frame)
{
    for (unsigned i = 0; i < PPTP_CONDUCT_FRAMES && conduct->frame[i] != frame; i++) {
        if (conduct->frame[i] == 0) {
            conduct->frame[i] = frame;
            return;
        }
    }
}

static void
keep_every(struct pptp_conduct *conduct, uint32_t frame)
{
    if (!conduct->every)
        conduct->every = wmem_array_new(conduct->scope, sizeof frame);
    wmem_array_append_one(conduct->every, frame);
}

void
pptp_report_conduct_add(struct pptp_conduct *conduct, enum pptp_ruling ruling, uint32_t times, uint32_t frame)
{
    uint32_t *counts[] = { [PPTP_RULED_KEPT] = &conduct->kept, [PPTP_RULED_BROKEN] = &conduct->broken,
                           [PPTP_RULED_HABIT] = &conduct->habits, [PPTP_RULED_UNCLEAR] = &conduct->unclear };

    *counts[ruling] += times;
    if (ruling != PPTP_RULED_KEPT && times > 0)
        keep_frame(conduct, frame);
    if ((ruling == PPTP_RULED_BROKEN || ruling == PPTP_RULED_HABIT) && times > 0)
        keep_every(conduct, frame);
}

void
pptp_report_conduct_add_value(struct pptp_conduct *conduct, enum pptp_ruling ruling, uint32_t frame, uint32_t value)
{
    if (ruling != PPTP_RULED_KEPT && !conduct->has_value) {
        conduct->value = value;
        conduct->has_value = true;
    }
    pptp_report_conduct_add(conduct, ruling, 1, frame);
}

unsigned
pptp_report_conduct_worst(const struct pptp_conduct *conduct)
{
    return conduct->broken ? PPTP_RULED_BROKEN : conduct->habits ? PPTP_RULED_HABIT
         : conduct->unclear ? PPTP_RULED_UNCLEAR : conduct->kept ? (unsigned)PPTP_RULED_KEPT : PPTP_NOT_EXERCISED;
}

const char *
pptp_report_conduct_verdict(const struct pptp_conduct *conduct)
{
    static const char *const names[PPTP_STANDINGS] = {
        [PPTP_RULED_KEPT] = "kept", [PPTP_RULED_BROKEN] = "broken", [PPTP_RULED_HABIT] = "known habit",
        [PPTP_RULED_UNCLEAR] = "unclear", [PPTP_NOT_EXERCISED] = "not exercised"
    };

    return names[pptp_report_conduct_worst(conduct)];
}

uint32_t
pptp_report_conduct_breaches(const struct pptp_conduct *conduct)
{
    return conduct->broken + conduct->habits + conduct->unclear;
}

const char *
pptp_report_conduct_frames(wmem_allocator_t *scope, const struct pptp_conduct *conduct)
{
    wmem_strbuf_t *words = wmem_strbuf_new(scope, NULL);

    for (unsigned i = 0; i < PPTP_CONDUCT_FRAMES && conduct->frame[i] > 0; i++)
        wmem_strbuf_append_printf(words, "%s%u", i > 0 ? ", " : "", conduct->frame[i]);
    return wmem_strdup_printf(scope, "frame%s %s%s", conduct->frame[1] > 0 ? "s" : "", wmem_strbuf_get_str(words),
                              pptp_report_conduct_breaches(conduct) > PPTP_CONDUCT_FRAMES ? ", ..." : "");
}
