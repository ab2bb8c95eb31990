import { createHash } from 'node:crypto';
import { addDays, brusselsDay, type Day } from '#libs/kernel';
import { TAKE_UP_MS } from './catalogues';
import { contradictions } from './check';
import { CODES, type Contradiction } from './checks/contradiction';
import type { CataloguePublished } from './events';
import { changedPurposes } from './publication';
import type { Catalogue } from './types';

/** Why a draft cannot be published: its contradictions, and what stands in its way besides. Added, never renamed. */
export const FAULTS = [
  ...CODES,
  'version-published',
  'begins-too-early',
  'begins-too-late',
  'purpose-number-taken',
] as const;
export type FaultCode = (typeof FAULTS)[number];

/** A code, and the names that it is about. */
export interface Fault extends Omit<Contradiction, 'code'> {
  readonly code: FaultCode;
}

/**
 * The first day on which a version may begin that is published now: after every published one, and after today, so that it
 * is never retroactive and every process knows it by then.
 */
export function earliestDay(published: readonly Pick<CataloguePublished, 'from'>[], now: Date): Day {
  const last = published.at(-1)?.from ?? '';
  const known = brusselsDay(new Date(now.getTime() + TAKE_UP_MS));
  return addDays(last > known ? last : known, 1);
}

/** How many days ahead a version may begin: the next one begins after it, so a slip of the pen would be the last word. */
const MOST_DAYS_AHEAD = 366;

/** The last day on which a version may begin that is published now. */
export function latestDay(now: Date): Day {
  return addDays(brusselsDay(now), MOST_DAYS_AHEAD);
}

/** All that a start would refuse the catalogue for, and that it would change what happened (P21). Pure. */
export function faultsOf(
  catalogue: Catalogue,
  published: readonly CataloguePublished[],
  now: Date,
): readonly Fault[] {
  const { version, from } = catalogue;
  const [earliest, latest] = [earliestDay(published, now), latestDay(now)];
  const taken = changedPurposes(
    catalogue,
    published.map(each => each.catalogue),
  );
  return [
    ...contradictions(catalogue),
    ...(published.some(each => each.version === version) ? [fault('version-published', version)] : []),
    ...(from < earliest ? [fault('begins-too-early', from, earliest)] : []),
    ...(from > latest ? [fault('begins-too-late', from, latest)] : []),
    ...taken.map(({ id }) => fault('purpose-number-taken', id)),
  ];
}

function fault(code: FaultCode, ...names: readonly string[]): Fault {
  return { code, names };
}

/**
 * What a check was of: this text, after that version. Who publishes names it, so that nothing is published that was not
 * checked as it stands.
 */
export function checkOf(
  draft: Pick<CataloguePublished, 'digest'>,
  last: Pick<CataloguePublished, 'digest'>,
): string {
  return createHash('sha256').update(`${draft.digest} ${last.digest}`).digest('base64url');
}
