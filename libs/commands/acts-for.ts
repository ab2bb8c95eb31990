import { mayAct, purposeOf, type Catalogue } from '#libs/catalogue';
import type { Actor } from '#libs/event-store';
import { DomainError } from '#libs/kernel';

/** What a service acts for: purposes, and with whom it shares. */
export interface ActsFor {
  readonly purposes: readonly string[];
  readonly recipient?: string;
}

/** P04, P10: a client acts for the purposes and recipients that the catalogue lets it; refused on record otherwise. */
export function requireClient(
  catalogue: Catalogue,
  { role, id }: Actor,
  { purposes, recipient }: ActsFor,
): void {
  if (role !== 'service') return;
  const beyond = purposes.find(purpose => !mayAct(catalogue, id, purpose, recipient));
  if (beyond === undefined) return;
  const purpose = purposeOf(catalogue, beyond)?.id ?? beyond;
  const to = recipient === undefined ? {} : { recipient };
  throw new DomainError(
    'client-not-allowed',
    { purpose, ...to },
    { reason: 'condition-unmet', purpose, condition: 'client-allowed', ...to },
  );
}
