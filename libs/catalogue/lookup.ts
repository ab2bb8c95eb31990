import type {
  Catalogue,
  DocumentVersion,
  Extension,
  Field,
  Purpose,
  PurposeRecipient,
  Recipient,
  Text,
} from './types';

/** Pure look-ups in a catalogue that contradicts itself nowhere. What depends on a subject's state is not here. */

/** `contract` of `contract/1`: the name scopes keys, the version says which rules held. */
export function purposeName(id: string): string {
  return id.slice(0, id.indexOf('/') < 0 ? undefined : id.indexOf('/'));
}

/** The purpose by its name (`contract`) or exactly by its versioned id (`contract/1`). */
export function purposeOf(catalogue: Catalogue, nameOrId: string): Purpose | undefined {
  return catalogue.purposes.find(({ id }) => id === nameOrId || purposeName(id) === nameOrId);
}

/** All fields that a purpose may hold (P03, P04). */
export function fieldsOf(purpose: Purpose): readonly Field[] {
  return [...purpose.required, ...purpose.optional];
}

/** The fields that must be given or held: a legal person has a name and no first name (P03). */
export function requiredFields(purpose: Purpose, kind: 'natural-person' | 'legal-person'): readonly Field[] {
  return kind === 'natural-person'
    ? purpose.required
    : purpose.required.filter(field => !purpose.naturalPersonOnly.includes(field));
}

export function recipientOf(catalogue: Catalogue, id: string): Recipient | undefined {
  return catalogue.recipients.find(recipient => recipient.id === id);
}

/** What a purpose shares with a recipient, or that it shares nothing. */
export function sharingOf(purpose: Purpose, recipient: string): PurposeRecipient | undefined {
  return purpose.recipients.find(sharing => sharing.recipient === recipient);
}

/** All fields that a sharing may hand over, in whichever case. */
export function sharedFields({
  fields,
  optional = [],
  conditional = [],
}: PurposeRecipient): readonly Field[] {
  return [...fields, ...optional, ...conditional.map(({ field }) => field)];
}

/** Countries that a sharing reaches: the instance's where there is one. */
export function countryOf(recipient: Recipient, instance: string | undefined): string | undefined {
  if (!recipient.instances) return recipient.country;
  return recipient.instances.find(({ id }) => id === instance)?.country;
}

/**
 * Which extension a domain name has on a day, and so who serves it (P10): the longest suffix among those in force.
 * @param domain A-labels, lower case, without trailing dot: `xn--mnchen-3ya.be`
 * @param day in Europe/Brussels, `YYYY-MM-DD`
 */
export function servedBy(catalogue: Catalogue, domain: string, day: string): Extension | undefined {
  return catalogue.extensions
    .filter(row => domain.length > row.extension.length + 1 && domain.endsWith(`.${row.extension}`))
    .filter(row => row.from <= day && (row.to === undefined || day <= row.to))
    .reduce<Extension | undefined>(
      (best, row) => (best && best.extension.length >= row.extension.length ? best : row),
      undefined,
    );
}

/** The version of a document (`policy`, `terms:be`) that is in force on a day (P02, P21). */
export function currentDocument(
  catalogue: Catalogue,
  document: string,
  day: string,
): DocumentVersion | undefined {
  return catalogue.documents
    .filter(version => version.document === document && version.from <= day)
    .reduce<DocumentVersion | undefined>(
      (latest, version) => (latest && latest.from >= version.from ? latest : version),
      undefined,
    );
}

/** A text in the reader's language (BCP 47): Dutch, French, else English. */
export function textIn(text: Text, language: string): string {
  const [primary] = language.toLowerCase().split('-');
  if (primary === 'nl') return text.nl;
  return (primary === 'fr' ? text.fr : undefined) ?? text.en;
}

/** What a field is called in the catalogue; its own name where the catalogue does not list it. */
export function fieldLabel(catalogue: Catalogue, field: Field, language: string): string {
  const listed = catalogue.fields.find(entry => entry.field === field);
  return listed ? textIn(listed.label, language) : field;
}
