import { purposeName } from '#libs/catalogue';
import { periodOf } from '#libs/features/subjects';
import { brusselsDay } from '#libs/kernel';
import type { Entry, Kind } from '#libs/register';
import type { Criteria } from './criteria';

/** Of what somebody is asked for: what was held for a purpose, of some fields, or by a recipient. */
export type HeldCriteria = Omit<Criteria, 'actor'>;

/** Kinds of entries by which values come to be held, and by which they are no longer. */
interface HeldKinds {
  readonly gains: readonly Kind[];
  readonly ends: readonly Kind[];
}
const HELD_HERE: HeldKinds = {
  gains: ['collected', 'used-further', 'corrected', 'linked', 'signed-in'],
  ends: ['erasure-begun', 'erased', 'unlinked'],
};
/** The same of a recipient: what it had got by then, and not what was held here. */
const HELD_BY_RECIPIENT: HeldKinds = { gains: ['shared'], ends: ['sharing-failed'] };

export function kindsOf({ recipient }: HeldCriteria): HeldKinds {
  return recipient === undefined ? HELD_HERE : HELD_BY_RECIPIENT;
}

interface Value {
  readonly purpose: string;
  readonly field: string;
  readonly since: string;
  /** Of the link or the sharing that it came by. */
  readonly by: unknown;
  /** Erasures that it is of, whose fences do not all stand yet. */
  readonly erasures: readonly unknown[];
}

/**
 * Whether something was held of a person at some time of the period: the fold of their entries of the register, as it was
 * then. What an erasure is of is told when it begins, and held until every fence of it stood.
 * @param entries of one person, in the order of their numbers
 */
export function isHeld(entries: readonly Entry[], asked: HeldCriteria): boolean {
  const { gains, ends } = kindsOf(asked);
  let values: Value[] = [];
  for (const entry of entries) {
    const { kind, time, about } = entry;
    if (gains.includes(kind)) {
      if (time < asked.to && fits(entry, asked)) values.push(...valuesOf(entry, asked));
    } else if (!ends.includes(kind)) continue;
    else if (kind === 'erasure-begun')
      values = values.map(value =>
        isOf(value, entry) ? { ...value, erasures: [...value.erasures, about?.erasure] } : value,
      );
    // What did not arrive was never there, whenever that is found out.
    else if (kind === 'sharing-failed') values = values.filter(({ by }) => by !== about?.sharing);
    else if (time < asked.from)
      values = values.filter(({ by, erasures }) =>
        kind === 'unlinked'
          ? by === undefined || by !== about?.link
          : kind !== 'erased' || !erasures.includes(about?.erasure),
      );
  }
  return values.length > 0;
}

function fits({ purpose = '', recipient }: Entry, asked: HeldCriteria): boolean {
  const wanted = asked.purpose ?? purpose;
  return (
    (wanted.includes('/') ? purpose === wanted : purposeName(purpose) === wanted) &&
    (asked.recipient === undefined || recipient === asked.recipient)
  );
}

function valuesOf({ purpose = '', fields = {}, time, about }: Entry, asked: HeldCriteria): Value[] {
  return Object.keys(fields)
    .filter(field => asked.fields?.includes(field) ?? true)
    .map(field => ({ purpose, field, since: time, by: about?.link ?? about?.sharing, erasures: [] }));
}

/** Whether an erasure that begins is of a value. */
function isOf({ purpose, field, since }: Value, { about = {}, ...entry }: Entry): boolean {
  const name = purposeName(purpose);
  if (isKept(name, since, about.kept)) return false;
  if (about.of === 'subject') return true;
  if (entry.purpose === undefined || purposeName(entry.purpose) !== name) return false;
  if (about.of === 'field') return field in (entry.fields ?? {});
  if (about.of === 'period') return isOfPeriod(since, String(about.period));
  // Of values that were corrected since the current one stays.
  return about.of === 'purpose';
}

/** What an erasure names as kept: `purpose period until`. */
function isKept(name: string, since: string, kept: string | readonly string[] | undefined): boolean {
  return [kept ?? []].flat().some(text => {
    const [purpose, period = ''] = text.split(' ');
    return purpose === name && isOfPeriod(since, period);
  });
}

/** Whether what came at a time was sealed in a period: of a month, of a financial year, or of one that has no days. */
function isOfPeriod(since: string, period: string): boolean {
  const day = brusselsDay(new Date(since));
  if (period.startsWith('fy-')) return periodOf('financial-year', day) === period;
  return /^\d/.test(period) ? periodOf('month', day) === period : true;
}
