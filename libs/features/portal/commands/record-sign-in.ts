import { Type, type Static } from '@sinclair/typebox';
import type { AccessEventData } from '#libs/features/access';
import { purposeName, purposeOf, type Catalogue } from '#libs/catalogue';
import { decided, ToSeal, type Decided } from '#libs/commands';
import { closed } from '#libs/http/schema';
import { brusselsDay, DomainError } from '#libs/kernel';
import {
  isOpen,
  parseIpAddress,
  periodOf,
  requireNoObjection,
  type SubjectState,
} from '#libs/features/subjects';

/** The purpose that sign-in addresses are for, and no other (P06). */
const PURPOSE = 'fraud';

export const SignInBody = closed(
  {
    ipAddress: Type.String({
      maxLength: 45,
      description: 'IPv4, or IPv6 in any text form; kept encrypted under a key of the month.',
    }),
  },
  { $id: 'SignIn' },
);
export type SignIn = Static<typeof SignInBody>;

/**
 * A customer has signed in to the customer application (P06). Failed attempts and staff are nobody's sign-in here: it
 * needs a subject, and a contract that stands (P22).
 */
export function decideSignIn(
  state: SubjectState,
  command: SignIn,
  now: Date,
  catalogue: Catalogue,
): Decided<AccessEventData>[] {
  if (state.erasure !== 'none') throw new DomainError('subject-erased');
  if (state.kind === undefined) throw new DomainError('not-found');
  const day = brusselsDay(now);
  const purpose = purposeOf(catalogue, PURPOSE);
  if (!purpose) throw new DomainError('purpose-unknown');
  requireNoObjection(state, purpose);
  if (!isOpen(state, purpose, day)) throw new DomainError('purpose-closed', { purpose: purpose.id });
  const ip = parseIpAddress(command.ipAddress);
  if (!ip.ok)
    throw new DomainError('malformed-value', { errors: [{ pointer: '/ipAddress', rule: ip.rule }] });
  const sealed = new ToSeal(purposeName(purpose.id), periodOf(purpose.period, day), { ipAddress: ip.value });
  return [
    decided<AccessEventData, 'SignedIn'>('SignedIn', { purpose: purpose.id, basis: purpose.basis, sealed }),
  ];
}
