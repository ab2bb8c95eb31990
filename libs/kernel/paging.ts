import { DomainError } from './errors';
import { isUuid } from './ids';
import { isOfCalendar } from './moments';

/** One page of a list that is read by key: rows that come meanwhile neither repeat nor hide others. */
export interface Page {
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

/** `due`: a day, or `infinity` where there is none. */
type Form = 'uuid' | 'time' | 'due' | 'text';
const FITS: Readonly<Record<Form, (text: string) => boolean>> = {
  uuid: isUuid,
  time: text =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    isOfCalendar(text.slice(0, 10)),
  due: text => text === 'infinity' || (/^\d{4}-\d\d-\d\d$/.test(text) && isOfCalendar(text)),
  text: text => /^[\x21-\x7e]{1,100}$/.test(text),
};

/**
 * The key that a page begins after, part by part; nothing without a cursor.
 * @throws DomainError `invalid-request` for a cursor that was not answered by a list of these forms
 */
export function keyAfter(cursor: string | undefined, ...forms: readonly Form[]): readonly string[] {
  if (cursor === undefined) return [];
  const parts = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (parts.length !== forms.length || !forms.every((form, i) => FITS[form](parts[i]!)))
    throw new DomainError('invalid-request', { parameter: 'cursor' });
  return parts;
}

/** The rows of a page, of which one more than its limit was asked for, and where the next one begins. */
export function pageOf<R>(
  found: readonly R[],
  limit: number,
  key: (row: R) => readonly string[],
): { readonly rows: readonly R[]; readonly next?: string } {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return found.length > limit && last
    ? { rows, next: Buffer.from(key(last).join(' ')).toString('base64url') }
    : { rows };
}
