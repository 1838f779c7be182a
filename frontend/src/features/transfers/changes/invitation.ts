import type { PlanRequest } from '@/api/types';

import { accountProblem, emailProblem, nameProblem, notesProblem } from './rules';

/** What was entered in the form of an invitation. */
export interface Invitation {
  by: 'account' | 'email';
  account: string;
  email: string;
  name: string;
  starts: string;
  notes: string;
}

/** What is wrong with each field; undefined when it is right. */
export interface InvitationProblems {
  account?: string | undefined;
  email?: string | undefined;
  name?: string | undefined;
  notes?: string | undefined;
}

/** Checks the form by AWS's rules. */
export function invitationProblems(form: Invitation, receiver: string): InvitationProblems {
  return {
    ...(form.by === 'account' ? { account: accountProblem(form.account.trim(), receiver) } : { email: emailProblem(form.email.trim()) }),
    name: nameProblem(form.name),
    notes: notesProblem(form.notes),
  };
}

/** The form as the contract takes it: one of account and email, and no empty message. */
export function inviteRequest(form: Invitation): NonNullable<PlanRequest['invite']> {
  return {
    ...(form.by === 'account' ? { account_id: form.account.trim() } : { email: form.email.trim() }),
    name: form.name.trim(),
    starts: form.starts,
    ...(form.notes.trim() !== '' && { notes: form.notes }),
  };
}
