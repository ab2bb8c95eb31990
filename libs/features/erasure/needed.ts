import { purposeName, requiredFields, type Field, type Purpose } from '#libs/catalogue';
import { brusselsDay, DomainError, type Day, type Uuid } from '#libs/kernel';
import {
  heldFor,
  isHeldInRecord,
  isOpen,
  keptUntil,
  runs,
  type ErasureBegun,
  type SubjectState,
} from '#libs/features/subjects';
import type { ErasureContext } from './guards';
import { lastDay } from './kept';

type Scope = ErasureBegun['scope'];

/** What stands in the way of an erasure for "no longer needed", until when, and what would end it. */
export interface Needed {
  readonly what: 'service' | 'purpose';
  /** Id of a service that runs. */
  readonly service?: Uuid;
  /** Its type. */
  readonly type?: string;
  /** Name of a purpose that is open, and its required fields that would go. */
  readonly purpose?: string;
  readonly fields?: readonly Field[];
  /** Last day on which it stands in the way; absent while that is not known. */
  readonly until?: Day;
  /**
   * What ends it: `end-service` of each service that runs, `drop-payment`, the end of its `retention`, or the erasure of the
   * whole subject (`erase-subject`), of whom nothing but the contract is left.
   */
  readonly endedBy: 'end-service' | 'drop-payment' | 'retention' | 'erase-subject';
}

/**
 * What is still needed of what is to be erased (Art. 17(1)(a)): of a whole subject a service that runs; of a part, required
 * fields of a purpose that is open. What a law keeps is told apart (`kept-by-law`), and what was superseded is needed for
 * nothing. Pure.
 */
export function stillNeeded(
  state: SubjectState,
  scope: Scope,
  { now, rules }: Pick<ErasureContext, 'now' | 'rules'>,
): readonly Needed[] {
  const today = brusselsDay(now);
  if (scope.of === 'superseded') return [];
  if (scope.of === 'subject') return running(state, today);
  const purpose = rules(scope.purpose);
  if (!purpose || purpose.retention.decidedBy === 'law' || !isOpen(state, purpose, today)) return [];
  const fields = neededFields(state, purpose, scope);
  if (fields.length === 0) return [];
  const end = endOf(state, purpose, scope, today);
  return end ? [{ what: 'purpose', purpose: purposeName(purpose.id), fields, ...end }] : [];
}

/** @throws DomainError `still-needed`, with all that is in the way */
export function requireUnneeded(...given: Parameters<typeof stillNeeded>): void {
  const needed = stillNeeded(...given);
  if (needed.length > 0) throw new DomainError('still-needed', { needed: needed.map(each => ({ ...each })) });
}

function running({ services }: SubjectState, today: Day): Needed[] {
  return Object.entries(services)
    .filter(([, service]) => runs(service, today))
    .map(([service, { type, endsOn }]) => ({
      what: 'service',
      service,
      type,
      ...(endsOn !== undefined && { until: endsOn }),
      endedBy: 'end-service',
    }));
}

function neededFields(state: SubjectState, purpose: Purpose, scope: Scope): readonly Field[] {
  const required = requiredFields(purpose, state.kind!);
  if (scope.of === 'field') return required.filter(field => field === scope.field);
  // What is not held in the record, such as sign-in addresses, is there for the purpose whenever there is a key.
  if (!isHeldInRecord(purpose)) return required;
  const held = heldFor(state, purposeName(purpose.id));
  return required.filter(field => held[field] !== undefined);
}

/** What would end the need; undefined where it has ended. */
function endOf(
  state: SubjectState,
  purpose: Purpose,
  scope: Scope,
  today: Day,
): Pick<Needed, 'until' | 'endedBy'> | undefined {
  const over = scope.of === 'period' ? lastDay(scope.period) : undefined;
  if (over !== undefined) {
    const until = keptUntil(purpose, over, { services: [], links: [] });
    return until !== undefined && until < today
      ? undefined
      : { endedBy: 'retention', ...(until !== undefined && { until }) };
  }
  if (purpose.opening.payment !== undefined) return { endedBy: 'drop-payment' };
  const services = running(state, today);
  if (services.length === 0) return { endedBy: 'erase-subject' };
  const ends = services.flatMap(({ until }) => until ?? []).sort();
  return {
    endedBy: 'end-service',
    ...(ends.length === services.length && { until: ends.at(-1)! }),
  };
}
