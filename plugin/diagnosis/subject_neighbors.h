/* The calls that became known shortly before or after a call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_SUBJECT_NEIGHBORS_H
#define PPTP_DIAGNOSIS_SUBJECT_NEIGHBORS_H

#include "diagnosis/subject.h"

/* Returns whether a call is the one that is looked for. */
typedef bool (*pptp_choice)(const struct pptp_call *other, const void *data);

/* Returns the nearest call, by number, for which choose returns true; NULL if there is none. Looks at a hundred calls
 * before the call and as many after it only, since there may be very many. data: for choose. */
const struct pptp_call *pptp_subject_neighbor(const struct pptp_call *call, pptp_choice choose, const void *data);

#endif
