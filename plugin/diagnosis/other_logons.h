/* What other logons of the capture tell about one that a server refused.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PPTP_DIAGNOSIS_OTHER_LOGONS_H
#define PPTP_DIAGNOSIS_OTHER_LOGONS_H

#include "diagnosis/evidence.h"

/* All of them look at the calls shortly before and after the subject's only, and at those with the same server. The
 * subject may lack a call. */

/* The server accepted the same user from the same address before, and never after: puts "before", "before_ago" and
 * "before_reading". Or it accepted that user from another address before and after, and others from this one: puts
 * "bound_to", "bound", "bound_again", "bound_other" and "bound_reading". Or it accepted that user by PAP, and never by
 * MS-CHAP: puts "pap". Or the user still had a session: puts "session", "elsewhere" and "since", and "left" (its last
 * packet) if nothing more had come from it for long. */
void pptp_evidence_put_other_logons(struct pptp_evidence *evidence, const struct pptp_authentication *refused);

/* Soon after, the server accepted another form of the same name from the same address. Puts "form_later",
 * "form_accepted", and "form" or, if the two differ only in upper and lower case, "cased". */
void pptp_evidence_put_other_form(struct pptp_evidence *evidence, const struct pptp_authentication *refused);

/* Returns whether the server later accepted a right password of the same user, in any form of the name: it knows it. */
bool pptp_evidence_is_password_known(const struct pptp_evidence *evidence, const struct pptp_authentication *refused);

/* Returns whether the server accepted anybody by MS-CHAP: it keeps passwords in a form that suits it. */
bool pptp_evidence_suits_mschap(const struct pptp_evidence *evidence, const struct pptp_authentication *refused);

/* Returns when the server refused the same user, who was now accepted, by MS-CHAP; frame 0: it did not. */
struct pptp_moment pptp_evidence_refused_mschap(const struct pptp_evidence *evidence,
                                                const struct pptp_authentication *accepted);

#endif
