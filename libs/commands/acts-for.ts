import { mayAct, purposeOf, recipientOf, type Catalogue } from '#libs/catalogue';
import type { Actor } from '#libs/event-store';
import { DomainError } from '#libs/kernel';

/** What a service acts for: purposes, and with whom it shares. */
export interface ActsFor {
  readonly purposes: readonly string[];
  readonly recipient?: string;
}

/** P04, P10: a client acts for the purposes and recipients that the catalogue lets it; refused on record otherwise. */
export function requireClient(catalogue: Catalogue, actor: Actor, asked: ActsFor): void {
  const refused = notAllowed(catalogue, actor, asked);
  if (refused) throw refused;
}

function notAllowed(
  catalogue: Catalogue,
  { role, id }: Actor,
  { purposes, recipient }: ActsFor,
): DomainError | undefined {
  if (role !== 'service') return undefined;
  const beyond = purposes.find(purpose => !mayAct(catalogue, id, purpose, recipient));
  if (beyond === undefined) return undefined;
  const purpose = purposeOf(catalogue, beyond)?.id ?? beyond;
  const to = recipient === undefined ? {} : { recipient };
  return new DomainError(
    'client-not-allowed',
    { purpose, ...to },
    { reason: 'condition-unmet', purpose, condition: 'client-allowed', ...to },
  );
}

/**
 * What a service is told of a command that was refused: that it may not act, before anything that tells of the state. Asked
 * only of purposes and recipients that the catalogue knows: another is refused as what it is, whoever names it.
 * @param actsFor throws where it cannot be told from a state that refuses
 */
export function clientFirst(
  refused: DomainError,
  catalogue: Catalogue,
  actor: Actor,
  actsFor: () => ActsFor,
): DomainError {
  let asked: ActsFor;
  try {
    asked = actsFor();
  } catch {
    return refused;
  }
  const { purposes, recipient } = asked;
  const known =
    purposes.every(purpose => purposeOf(catalogue, purpose)) &&
    (recipient === undefined || recipientOf(catalogue, recipient) !== undefined);
  return known ? (notAllowed(catalogue, actor, asked) ?? refused) : refused;
}
