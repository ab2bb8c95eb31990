import {
  contractOf,
  purposeName,
  purposeOf,
  type Catalogue,
  type Field,
  type Purpose,
} from '#libs/catalogue';
import {
  decided,
  ToSeal,
  type ActsFor,
  type Decided,
  type DecisionContext,
  type RunOutcome,
  type Unsealed,
  type Yields,
} from '#libs/commands';
import { DomainError, type Json, type Uuid, type ValueError } from '#libs/kernel';
import type { SealedValues, SubjectEventData, SubjectEventType } from './events';
import { requireNoObjection } from './objections';
import { isHeldInRecord, isOpen } from './purposes';
import type { HeldValue, OpenedLinks, SubjectState, Transfer } from './state';
import type { Parsed } from './vocabulary/parsed';

/** A decided event of this feature. */
export type SubjectDecided = Decided<SubjectEventData>;

/** What a decision of this feature answers that can yield events of these types; an empty list: nothing changes. */
export type SubjectYields<T extends SubjectEventType> = Yields<SubjectEventData, T>;

/** What a command of this feature comes to. */
export type SubjectOutcome<T extends SubjectEventType = SubjectEventType> = RunOutcome<
  SubjectState,
  Pick<SubjectEventData, T>
>;

/** What decisions of this feature are made in: besides time, ids and catalogue, what was opened for them. */
export interface SubjectContext extends DecisionContext {
  /** Opened values that are held, where the decision compares them. */
  readonly current: Current;
  /** Opened links of this subject under the value that is claimed. */
  readonly links: OpenedLinks;
  /** Version of the record that the caller has seen, where the command needs it. */
  readonly version: number;
}

/** The opened value of a field as held for a purpose; undefined when none is held or its key is fenced. */
export type Current = (purpose: string, field: Field) => Json | undefined;

export function event<T extends SubjectEventType>(
  type: T,
  data: Unsealed<SubjectEventData[T]>,
): { type: T; data: Unsealed<SubjectEventData[T]> } {
  return decided<SubjectEventData, T>(type, data);
}

/** Values of one purpose, to be sealed in one envelope, each one version after the one that is held. */
export function sealedFor(
  purpose: Pick<Purpose, 'id' | 'basis'>,
  period: string,
  values: Readonly<Partial<Record<Field, Json>>>,
  held: Readonly<Partial<Record<Field, HeldValue>>>,
): Unsealed<SealedValues> {
  const versions: Partial<Record<Field, number>> = {};
  for (const field of Object.keys(values) as Field[]) versions[field] = (held[field]?.version ?? 0) + 1;
  const sealed = new ToSeal(purposeName(purpose.id), period, values);
  return { basis: purpose.basis, purpose: purpose.id, sealed, versions };
}

/** A subject that is there: registered, not erased. Unknown and foreign subjects get the same answer. */
export function requireSubject(
  state: SubjectState,
): asserts state is SubjectState & { kind: NonNullable<SubjectState['kind']> } {
  if (state.erasure !== 'none') throw new DomainError('subject-erased');
  if (state.kind === undefined) throw new DomainError('not-found');
}

/** Art. 18(2): what is restricted may be stored, and no more without the subject's consent or for legal claims. */
export function requireUnrestricted(state: SubjectState): void {
  if (Object.keys(state.restrictions).length > 0) throw new DomainError('subject-restricted');
}

export function requirePurpose(catalogue: Catalogue, name: string): Purpose {
  const purpose = purposeOf(catalogue, name);
  if (!purpose) throw new DomainError('purpose-unknown');
  return purpose;
}

/**
 * What has an own matter, request, mediation or order is used there and nowhere else: refused on record (P07, P15, P16).
 */
export function refuseFromMatter(purpose: Purpose): void {
  if (purpose.opening.matter)
    throw new DomainError(
      'matter-purpose-only',
      { purpose: purpose.id },
      { reason: 'condition-unmet', purpose: purpose.id, condition: 'own-matter' },
    );
}

/** What is done for the contract itself: links, services, documents, ways to pay. */
export function forContract(_state: unknown, _body: unknown, catalogue: Catalogue): ActsFor {
  const contract = contractOf(catalogue);
  return { purposes: contract ? [contract.id] : [] };
}

/** What is done for a right of the person (Art. 16 to 21). */
export const forRight = (): ActsFor => ({ purposes: ['data-subject-request'] });

/** P22: data is processed solely for the service that one is a customer of. Refused on record otherwise. */
export function requireOpen(state: SubjectState, purpose: Purpose, day: string): void {
  requireNoObjection(state, purpose);
  if (!isHeldInRecord(purpose) || !isOpen(state, purpose, day)) {
    throw new DomainError(
      'purpose-closed',
      { purpose: purpose.id },
      { reason: 'condition-unmet', purpose: purpose.id, condition: 'purpose-open' },
    );
  }
}

/** @param ifMatch the record's version that the caller has seen */
export function expectVersion(state: Pick<SubjectState, 'version'>, ifMatch: number): void {
  if (state.version !== ifMatch) throw new DomainError('stale-version');
}

export function malformed(...errors: readonly ValueError[]): DomainError {
  return new DomainError('malformed-value', { errors });
}

/** The parsed value of a member of the body, or its refusal. */
export function required<T>(parsed: Parsed<T>, pointer: string): T {
  if (parsed.ok) return parsed.value;
  throw malformed({ pointer: parsed.at ? `${pointer}/${parsed.at}` : pointer, rule: parsed.rule });
}

/** A transfer that was begun by this subject. */
export function requireTransfer(state: SubjectState, id: Uuid): Transfer {
  requireSubject(state);
  const transfer = state.transfers[id];
  if (!transfer) throw new DomainError('transfer-unknown');
  return transfer;
}
