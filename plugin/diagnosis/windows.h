/* The errors that Windows reports for remote access, in words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_WINDOWS_H
#define PPTP_DIAGNOSIS_WINDOWS_H

#include <epan/packet.h>

/* What each error says, in short. Only errors that Microsoft documents (raserror.h, and KB 923944). */
extern const value_string pptp_diagnosis_windows_errors[];

/* Returns what to do about an error that answers a logon; NULL if the error says nothing of the logon. Static. */
const char *pptp_diagnosis_windows_advice(uint32_t error);

/* Returns the numbers in a text, as "619 or 721", each followed by what it says. In scope. */
const char *pptp_diagnosis_windows_explain(wmem_allocator_t *scope, const char *numbers);

/* Returns the numbers in a text, as "619 or 721", without those that say that the remote computer closed: what the end
 * that closed does not report. In scope. */
const char *pptp_diagnosis_windows_of_closer(wmem_allocator_t *scope, const char *numbers);

#endif
