import type { Field } from './fields';
import { electronicFormatIBAN, extractIBAN, isValidBIC } from 'ibantools';
import { inEea } from './eea';
import type {
  Catalogue,
  ClientRule,
  Condition,
  ConditionRule,
  DocumentVersion,
  Extension,
  Instance,
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
  const versions = `${nameOrId}/`;
  return catalogue.purposes.find(({ id }) => id === nameOrId || id.startsWith(versions));
}

/** The purpose of the contract itself, which what is done for a customer may take values over from (P04, P22). */
export function contractOf(catalogue: Catalogue): Purpose | undefined {
  return catalogue.purposes.find(
    ({ opening, lookOnly }) => opening.contract && opening.payment === undefined && !lookOnly,
  );
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

/** What catalogues mean that say nothing of it. */
const INVOICE = { pattern: '^invoice/.', example: 'invoice/2026-17' };

/** What a condition wants of the caller's reference; undefined where it is about something else. */
export function referenceFor(catalogue: Catalogue, condition: Condition): ConditionRule['reference'] {
  const said = catalogue.conditions?.find(each => each.condition === condition);
  return said ? said.reference : condition === 'invoice-reference' ? INVOICE : undefined;
}

/**
 * Whether a client may act for a purpose, and share with a recipient for it. Where the catalogue names no clients, scopes
 * alone say what they may.
 */
export function mayAct(catalogue: Catalogue, client: string, purpose: string, recipient?: string): boolean {
  const rule = ruleOf(catalogue, client);
  return (
    !rule ||
    (rule.purposes.includes(purposeName(purpose)) &&
      (recipient === undefined || rule.recipients.includes(recipient)))
  );
}

/** What a client may act for, by names; nothing for one that is not named. Undefined where the catalogue names no clients. */
export function ruleOf(
  { clients }: Catalogue,
  client: string,
): Pick<ClientRule, 'purposes' | 'recipients'> | undefined {
  return clients && (clients.find(each => each.client === client) ?? { purposes: [], recipients: [] });
}

/**
 * The fields that somebody is shown who looks for a purpose; undefined where they may not look for it.
 * @param role of a person, or `service`, whose client is `id`
 */
export function fieldsShown(
  catalogue: Catalogue,
  purpose: Purpose,
  { role, id }: { readonly role: string; readonly id: string },
): readonly Field[] | undefined {
  if (role === 'service') return mayAct(catalogue, id, purpose.id) ? fieldsOf(purpose) : undefined;
  if (!catalogue.looks) return fieldsOf(purpose);
  const rules = catalogue.looks.filter(
    each => each.purpose === purposeName(purpose.id) && each.roles.some(name => name === role),
  );
  return rules.length === 0 ? undefined : [...new Set(rules.flatMap(({ fields }) => fields))];
}

/** Whether a client may erase a part of what is held for a purpose; where the catalogue names no clients, none may. */
export function mayErase({ clients = [] }: Catalogue, client: string, purpose: string): boolean {
  return clients.some(each => each.client === client && each.erases.includes(purpose));
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

/**
 * One of a recipient that is a kind of many: listed, or a bank of a country that it may be in, known by its BIC.
 * @param nameOrBic id of one that is listed, or a BIC of 8 or 11 characters
 */
export function instanceOf(recipient: Recipient, nameOrBic: string): Instance | undefined {
  const { instances = [], byBic = [] } = recipient;
  const bic = nameOrBic.slice(0, 8).toUpperCase();
  const listed = instances.find(each => each.id === nameOrBic || each.bic === bic);
  if (listed || !isValidBIC(nameOrBic.toUpperCase())) return listed;
  const country = bic.slice(4, 6);
  return byBic.some(({ countries }) => countries.includes(country))
    ? { id: bic, name: bic, country }
    : undefined;
}

/** The bank of an account, where the catalogue has its bank code; an account of a bank that it does not know is nobody's. */
export function bankOf({ instances = [] }: Recipient, iban: string): Instance | undefined {
  const { countryCode, bankIdentifier } = extractIBAN(electronicFormatIBAN(iban) ?? iban);
  if (bankIdentifier === undefined) return undefined;
  return instances.find(
    ({ country, bankCodes = [] }) =>
      country === countryCode &&
      bankCodes.some(code => {
        const [from, to = from] = code.split('-') as [string, string?];
        return from.length === bankIdentifier.length && from <= bankIdentifier && bankIdentifier <= to;
      }),
  );
}

/** Country that a sharing reaches: the instance's where there is one. */
export function countryOf(recipient: Recipient, instance: string | undefined): string | undefined {
  if (!recipient.instances) return recipient.country;
  return instance === undefined ? undefined : instanceOf(recipient, instance)?.country;
}

/** Ground of a transfer to a country outside the EEA (Art. 44–49). */
export function transferGroundOf(recipient: Recipient, country: string): string | undefined {
  if (inEea(country)) return undefined;
  const listed = !recipient.instances || recipient.instances.some(each => each.country === country);
  const row = recipient.byBic?.find(({ countries }) => countries.includes(country));
  return listed ? recipient.transferGround : row?.transferGround;
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
