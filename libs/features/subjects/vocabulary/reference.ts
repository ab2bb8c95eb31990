import { accepted, refused, type Parsed } from './parsed';

/** A caller's own reference: a form in which a name or an e-mail address hardly fits. Encrypted all the same. */
export const REFERENCE = '^[A-Za-z0-9._/-]{1,64}$';
const PATTERN = new RegExp(REFERENCE);

export function parseReference(value: unknown): Parsed<string> {
  if (typeof value !== 'string') return refused('not-text');
  return PATTERN.test(value) ? accepted(value) : refused('reference-form');
}
