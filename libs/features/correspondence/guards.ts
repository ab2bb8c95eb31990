import { purposeOf, type Catalogue, type Purpose } from '#libs/catalogue';
import { decided, type ActsFor, type RunOutcome, type Unsealed, type Yields } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import type { MatterEventData, MatterEventType } from './events';
import type { MatterState } from './state';

/** What a decision of this feature answers; an empty list: nothing changes. */
export type MatterYields<T extends MatterEventType> = Yields<MatterEventData, T>;

/** What a command of this feature comes to. */
export type MatterOutcome<T extends MatterEventType> = RunOutcome<MatterState, Pick<MatterEventData, T>>;

export function event<T extends MatterEventType>(
  type: T,
  data: Unsealed<MatterEventData[T]>,
): { type: T; data: Unsealed<MatterEventData[T]> } {
  return decided<MatterEventData, T>(type, data);
}

/** The only purpose that a matter's content is for (P07). */
const PURPOSE = 'correspondence';

/** What a service that handles mail has to be let act for. */
export const forMatters = (): ActsFor => ({ purposes: [PURPOSE] });

/** That purpose, as the catalogue has it now. */
export function matterPurpose(catalogue: Catalogue): Purpose {
  const purpose = purposeOf(catalogue, PURPOSE);
  if (!purpose) throw new DomainError('purpose-unknown');
  return purpose;
}

/** Whether mail came to where questions about the policy and requests go (P20): it may be one. */
export function isPrivacyMailbox(mailbox: string, { controller }: Catalogue): boolean {
  return mailbox === controller.contact.split('@')[0]!.toLowerCase();
}

export type OpenedMatter = MatterState & Required<Pick<MatterState, 'opened'>>;

export function requireThere(state: MatterState): asserts state is OpenedMatter {
  if (state.opened === undefined) throw new DomainError('not-found');
}

/** A matter that stands. */
export function requireOpen(state: MatterState): asserts state is OpenedMatter {
  requireThere(state);
  if (state.status === 'ended') throw new DomainError('matter-ended');
}

/**
 * P07: what came by mail is processed no further than to handle the matter. Any other purpose is refused, on record.
 * @param command what is refused then, by its name in the record
 */
export function requireOwnPurpose(catalogue: Catalogue, purpose: string, command: string): Purpose {
  const asked = purposeOf(catalogue, purpose);
  if (!asked) throw new DomainError('purpose-unknown');
  const own = matterPurpose(catalogue);
  if (asked.id !== own.id)
    throw new DomainError(
      'matter-purpose-only',
      { purpose: own.id, command },
      { reason: 'condition-unmet', purpose: asked.id, condition: 'own-matter' },
    );
  return own;
}
