import {
  currentDocument,
  fieldsOf,
  requiredFields,
  type Catalogue,
  type Field,
  type Purpose,
} from '#libs/catalogue';
import { canonicalText, DomainError, type Json, type ValueError } from '#libs/kernel';
import { malformed, type Current } from './guards';
import type { SubjectRegistered } from './events';
import { hasAccepted, termsOn } from './purposes';
import type { HeldValues, SubjectState } from './state';
import { isField, parseField } from './vocabulary/field';

/** Whose values they are: what kind of subject, and with how many names. */
export type Who = Pick<SubjectRegistered, 'kind' | 'oneName'>;
/** Values in canonical form, by field. */
export type FieldJson = Readonly<Partial<Record<Field, Json>>>;

/** P03: a legal person has a name and no first name. */
function mayHold(purpose: Purpose, { kind }: Who): readonly Field[] {
  const fields = fieldsOf(purpose);
  return kind === 'natural-person'
    ? fields
    : fields.filter(field => field !== 'givenName' && !purpose.naturalPersonOnly.includes(field));
}

/** Not a first name of who has none: a legal person, or a natural person with one name. */
export function mustHold(purpose: Purpose, who: Who): readonly Field[] {
  const fields = mayHold(purpose, who);
  return requiredFields(purpose, who.kind).filter(
    field => fields.includes(field) && !(who.oneName && field === 'givenName'),
  );
}

/** Refuses fields that the purpose does not need (P03, P04): once, by catalogue names, for the register. */
export function refuseOverCollection(purpose: Purpose, who: Who, names: readonly string[]): void {
  const needed = mayHold(purpose, who);
  const over = names.filter(name => !isField(name) || !needed.includes(name));
  if (over.length === 0) return;
  const fields = [...new Set(over.map(name => (isField(name) ? name : 'unlisted')))].sort();
  throw new DomainError(
    'field-not-needed',
    { purpose: purpose.id, fields, ...unlistedAt(names) },
    { reason: 'over-collection', purpose: purpose.id, fields },
  );
}

/**
 * Where names stand that no field has: a misspelt one is found by its place among the members of `values`, the first is 1,
 * and is never echoed.
 */
export function unlistedAt(names: readonly string[]): { readonly unlistedAt?: readonly string[] } {
  const places = names.flatMap((name, i) => (isField(name) ? [] : [String(i + 1)]));
  return places.length > 0 ? { unlistedAt: places } : {};
}

/** Values in canonical form; all that are malformed are named in one refusal, never echoed. */
export function parseValues(given: Readonly<Record<string, unknown>>, pointer: string): FieldJson {
  const values: Partial<Record<Field, Json>> = {};
  const errors: ValueError[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (!isField(name) || value === undefined) continue;
    const parsed = parseField(name, value);
    if (parsed.ok) values[name] = parsed.value;
    else errors.push({ pointer: [pointer, name, parsed.at].filter(Boolean).join('/'), rule: parsed.rule });
  }
  if (errors.length > 0) throw malformed(...errors);
  return values;
}

/**
 * Those of the values that are new to a purpose. One that is held already changes nothing; another value for a held
 * field is a correction and has to come as one (P17, P18).
 */
export function newTo(purpose: string, values: FieldJson, held: HeldValues, current: Current): FieldJson {
  const fresh: Partial<Record<Field, Json>> = {};
  const other: Field[] = [];
  for (const [name, value] of Object.entries(values)) {
    const field = name as Field;
    if (!held[field]) fresh[field] = value;
    else if (!sameValue(value, current(purpose, field))) other.push(field);
  }
  if (other.length > 0) throw new DomainError('field-held', { purpose, fields: other.sort() });
  return fresh;
}

export function sameValue(one: Json, other: Json | undefined): boolean {
  return other !== undefined && canonicalText(one) === canonicalText(other);
}

/** All that the purpose needs is held or comes now (P04 has two sides: no more, and enough for the purpose). */
export function requireEnough(purpose: Purpose, who: Who, ...sources: readonly object[]): void {
  const fields = mustHold(purpose, who).filter(field => !sources.some(source => field in source));
  if (fields.length > 0)
    throw new DomainError('field-missing', { purpose: purpose.id, fields: [...fields].sort() });
}

/** P02: the terms of an extension are accepted before the holder's data is collected for it. */
export function requireTerms(state: SubjectState, catalogue: Catalogue, purpose: Purpose, day: string): void {
  const { extension } = purpose.opening;
  if (extension === undefined) return;
  const terms = termsOn(catalogue, extension, day);
  if (terms && hasAccepted(state, terms)) return;
  throw new DomainError(
    'terms-not-accepted',
    terms ? { document: terms.document, version: terms.version } : {},
    { reason: 'condition-unmet', purpose: purpose.id, condition: 'terms-accepted' },
  );
}

/** P21: which version of the policy a registration may name; what is taken over was accepted at its time. */
export function requirePolicy(catalogue: Catalogue, version: string, day: string, anyVersion: boolean): void {
  const known = catalogue.documents.some(
    row => row.document === 'policy' && row.version === version && row.from <= day,
  );
  if (!known) throw new DomainError('document-version-unknown');
  const current = currentDocument(catalogue, 'policy', day)!;
  if (!anyVersion && current.version !== version) {
    throw new DomainError('terms-not-accepted', { document: 'policy', version: current.version });
  }
}
