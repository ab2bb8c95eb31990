import { inEea } from '../eea';
import { FORMAT_RULES, type FormatRule } from '../formats';
import { fieldsOf, sharedFields } from '../lookup';
import { FIELDS } from '../fields';
import type { Catalogue, Condition, Purpose, PurposeRecipient } from '../types';
import { contradiction, isBlank, repeated, type Contradiction } from './contradiction';

/** Sharing gives a known recipient fields that the purpose has, under the conditions that the policy promises. */
export function* sharing(catalogue: Catalogue): Iterable<Contradiction> {
  const known = new Set(catalogue.recipients.map(({ id }) => id));
  for (const purpose of catalogue.purposes) {
    for (const shared of purpose.recipients) {
      if (!known.has(shared.recipient))
        yield contradiction('unknown-recipient', purpose.id, shared.recipient);
      yield* fields(purpose, shared);
      yield* conditions(purpose, shared);
      yield* transit(purpose, shared);
      yield* format(purpose, shared);
    }
  }
  for (const { extension, recipient } of catalogue.extensions)
    if (!known.has(recipient)) yield contradiction('unknown-recipient', extension, recipient);
}

function* fields(purpose: Purpose, shared: PurposeRecipient): Iterable<Contradiction> {
  const { recipient, fields: needed } = shared;
  const all = sharedFields(shared);
  if (all.length === 0) yield contradiction('sharing-empty', purpose.id, recipient);
  for (const field of repeated(all)) yield contradiction('field-listed-twice', purpose.id, recipient, field);
  for (const field of new Set(all))
    if (!fieldsOf(purpose).includes(field))
      yield contradiction('shared-field-not-in-purpose', purpose.id, recipient, field);
  // What a recipient cannot do without must not be something that the purpose can do without.
  for (const field of needed)
    if (purpose.optional.includes(field))
      yield contradiction('shared-field-not-required', purpose.id, recipient, field);
}

const OF_EXTENSIONS: readonly Condition[] = ['terms-accepted', 'extension-served', 'holder-link'];

/** P02 and P10 for holders' data, P11 and P12 for payments: the condition and the opening belong together. */
function* conditions(purpose: Purpose, shared: PurposeRecipient): Iterable<Contradiction> {
  const { extension, payment } = purpose.opening;
  const expected: Condition[] = [
    ...(extension === undefined ? [] : OF_EXTENSIONS),
    ...(payment === undefined ? [] : ['payment-chosen' as const]),
  ];
  for (const condition of expected)
    if (!shared.conditions.includes(condition))
      yield contradiction('condition-missing', purpose.id, shared.recipient, condition);
  for (const condition of shared.conditions) {
    if (OF_EXTENSIONS.includes(condition) && extension === undefined)
      yield contradiction('condition-without-extension', purpose.id, shared.recipient, condition);
    if (condition === 'payment-chosen' && payment === undefined)
      yield contradiction('condition-without-payment', purpose.id, shared.recipient, condition);
  }
}

/** Transit is what the closed vocabulary lacks: a field that came in as transit would be shared and not recorded. */
function* transit(purpose: Purpose, shared: PurposeRecipient): Iterable<Contradiction> {
  for (const { name, required, requiredWhen } of shared.transit) {
    if (FIELDS.some(field => field.toLowerCase() === name.toLowerCase()))
      yield contradiction('transit-names-a-field', purpose.id, shared.recipient, name);
    if (required && requiredWhen !== undefined)
      yield contradiction('transit-required-twice', purpose.id, shared.recipient, name);
  }
}

/** A format gets what it needs, and nothing that it has no place for: what is on record is what goes out. */
function* format(purpose: Purpose, shared: PurposeRecipient): Iterable<Contradiction> {
  const { recipient, transit, conditional = [] } = shared;
  const required = transit.filter(each => each.required).map(({ name }) => name);
  // An account is known by its transit attribute only.
  for (const { field, when } of conditional)
    if (!required.includes('iban'))
      yield contradiction('case-without-account', purpose.id, recipient, field, when);
  if (shared.format === undefined || sharedFields(shared).length === 0) return;
  const { needs, carries, transitNeeds, transitCarries }: FormatRule = FORMAT_RULES[shared.format];
  const names = (code: 'format-lacks' | 'format-cannot-carry', list: readonly string[]): Contradiction[] =>
    list.map(name => contradiction(code, purpose.id, recipient, name));
  yield* names('format-lacks', [
    ...needs.filter(field => !shared.fields.includes(field)),
    ...transitNeeds.filter(name => !required.includes(name)),
  ]);
  yield* names('format-cannot-carry', [
    ...sharedFields(shared).filter(field => !needs.includes(field) && !carries.includes(field)),
    ...transit
      .map(({ name }) => name)
      .filter(name => !transitNeeds.includes(name) && !transitCarries.includes(name)),
  ]);
}

/** Recipients are used, have a reasoned role, and outside the EEA a ground (Art. 44–49). */
export function* recipients(catalogue: Catalogue): Iterable<Contradiction> {
  const used = new Set(
    catalogue.purposes.flatMap(purpose => purpose.recipients.map(({ recipient }) => recipient)),
  );
  for (const { id, reason, country, instances, transferGround, transferSource } of catalogue.recipients) {
    if (!used.has(id)) yield contradiction('recipient-unused', id);
    if (!reason || isBlank(reason.nl) || isBlank(reason.en))
      yield contradiction('recipient-without-reason', id);
    const places: [name: string, country: string][] = instances
      ? instances.map(instance => [`${id}/${instance.id}`, instance.country])
      : [[id, country]];
    const outside = places.filter(([, place]) => !inEea(place));
    if (transferGround === undefined) {
      for (const [name, place] of outside) yield contradiction('transfer-without-ground', name, place);
    } else if (outside.length === 0) {
      yield contradiction('transfer-ground-inside-eea', id, country);
    } else if (isBlank(transferSource)) {
      yield contradiction('transfer-without-source', id, transferGround);
    }
  }
  for (const { id, byBic = [] } of catalogue.recipients) for (const row of byBic) yield* transfers(id, row);
}

type ByBic = NonNullable<Catalogue['recipients'][number]['byBic']>[number];

function* transfers(
  id: string,
  { countries, transferGround, transferSource }: ByBic,
): Iterable<Contradiction> {
  for (const country of countries) {
    if (transferGround === undefined ? !inEea(country) : inEea(country))
      yield contradiction(
        transferGround === undefined ? 'transfer-without-ground' : 'transfer-ground-inside-eea',
        id,
        country,
      );
  }
  if (transferGround !== undefined && isBlank(transferSource))
    yield contradiction('transfer-without-source', id, transferGround);
}

/** What a condition wants of a reference can be met: its example does. Each condition in use is told in words. */
export function* toldConditions(catalogue: Catalogue): Iterable<Contradiction> {
  if (!catalogue.conditions) return;
  for (const { condition, reference } of catalogue.conditions) {
    if (!reference) continue;
    if (!isCheap(reference)) yield contradiction('reference-form-costly', condition);
    else if (!matches(reference)) yield contradiction('reference-form-broken', condition);
  }
  const used = catalogue.purposes.flatMap(({ recipients }) =>
    recipients.flatMap(({ conditions }) => conditions),
  );
  for (const condition of new Set(used))
    if (!catalogue.conditions.some(each => each.condition === condition))
      yield contradiction('condition-untold', condition);
}

/** Characters of a pattern and of its example, at most. */
const MOST = 200;

/**
 * Whether a pattern is decided in a time that grows slowly with the text: no group is repeated, and there are few places where
 * it could go on in one way or another. One pattern that is not would hold up the whole process.
 */
function isCheap({ pattern, example }: { pattern: string; example: string }): boolean {
  if (pattern.length > MOST || example.length > MOST || /\\[1-9k]/.test(pattern)) return false;
  const bare = pattern
    .replace(/\\./g, 'x')
    .replace(/\[[^\]]*\]/g, 'x')
    .replace(/\(\?[:=!]/g, '(');
  return !/\)[*+{]/.test(bare) && (bare.match(/[*+{?|]/g) ?? []).length <= 3;
}

function matches({ pattern, example }: { pattern: string; example: string }): boolean {
  try {
    return new RegExp(pattern).test(example);
  } catch {
    return false;
  }
}
