import { instanceOf, textIn, type Catalogue } from '#libs/catalogue';
import type { Json } from '#libs/kernel';
import { dayText, type Language } from '#libs/letters';
import type { Overview } from './overview';
import { durationSaid, said, WORDS } from './words';

export function place({ fields }: Catalogue, field: string): number {
  return fields.findIndex(each => each.field === field);
}

/** Purposes and fields in the catalogue's order. */
export function byPurpose(
  { values }: Overview,
  catalogue: Catalogue,
): [string, Overview['values'][number][]][] {
  const known = catalogue.purposes.map(({ id }) => id);
  const ids = [...new Set([...known, ...values.map(({ purpose }) => purpose)])];
  return ids
    .map((id): [string, Overview['values'][number][]] => [
      id,
      values
        .filter(({ purpose }) => purpose === id)
        .sort((one, other) => place(catalogue, one.field) - place(catalogue, other.field)),
    ])
    .filter(([, held]) => held.length > 0);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function nameOf({ values }: Overview): string {
  const of = (field: string): string => {
    const found = values.find(value => value.field === field && 'value' in value);
    return found && 'value' in found && typeof found.value === 'string' ? found.value : '';
  };
  return [of('givenName'), of('familyName')].filter(Boolean).join(' ') || '–';
}

export function keptSaid(kept: NonNullable<Overview['values'][number]['kept']>, language: Language): string {
  const until = kept.until === undefined ? '' : `, ${WORDS.until[language]} ${dayText(kept.until, language)}`;
  const by = kept.decidedBy === 'law' ? WORDS.lawful[language] : WORDS.decided[language];
  return `${durationSaid(kept.duration, language)} ${said(kept.after, language)}${until} (${by})`;
}

export function recipientName(catalogue: Catalogue, recipient: string, instance: string | undefined): string {
  const found = catalogue.recipients.find(({ id }) => id === recipient);
  const which = found && instance !== undefined ? instanceOf(found, instance) : undefined;
  return which?.name ?? found?.name ?? recipient;
}

/** A value as one reads it: an address over its lines, anything else in one. */
export function lines(value: Json, countries: Intl.DisplayNames): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map(each => lines(each, countries)).join(', ');
  const { street, number, box, postalCode, city, country, ...rest } = value as Record<string, string>;
  const address = [
    [street, number, box && `/ ${box}`].filter(Boolean).join(' '),
    [postalCode, city].filter(Boolean).join(' '),
    country !== undefined && (/^[A-Z]{2}$/.test(country) ? (countries.of(country) ?? country) : country),
  ];
  return [...address, ...Object.values(rest)].filter(Boolean).join('\n');
}

export function instanceName(catalogue: Catalogue, instance: string | undefined): string | undefined {
  const all = catalogue.recipients.flatMap(({ instances = [] }) => instances);
  return all.find(({ id }) => id === instance)?.name ?? instance;
}

export function titleOf(catalogue: Catalogue, document: string, version: string, language: Language): string {
  const found = catalogue.documents.find(one => one.document === document && one.version === version);
  return found ? textIn(found.title, language) : document;
}
