import { isValid as isCountry } from 'i18n-iso-countries/index';
import { accepted, refused, type Parsed } from './parsed';
import { postalCodesOf, writtenPostalCode } from './postal-codes';
import { parseText } from './text';

/** A postal address; some houses have a name or a place and no number. `postalCode` is absent only where the country has none, or none that is known to be needed. */
export type Address = {
  readonly street: string;
  readonly number?: string;
  readonly box?: string;
  readonly postalCode?: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
};

const MEMBERS = new Set(['street', 'number', 'box', 'postalCode', 'city', 'country']);
/** In use with ISO's leave, but not assigned by ISO 3166-1. */
const USER_ASSIGNED = new Set(['XK']);

export function parseAddress(value: unknown): Parsed<Address> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refused('not-an-object');
  const given = value as Readonly<Record<string, unknown>>;
  if (Object.keys(given).some(name => !MEMBERS.has(name))) return refused('unknown-member');

  const country = parseCountry(given.country);
  if (!country.ok) return refused(country.rule, 'country');
  const parts: Record<string, string> = {};
  for (const [name, max] of [
    ['street', 100],
    ['number', 20],
    ['box', 20],
    ['city', 100],
  ] as const) {
    if (given[name] === undefined && (name === 'number' || name === 'box')) continue;
    const part = parsePart(given[name], max);
    if (!part.ok) return refused(part.rule, name);
    parts[name] = part.value;
  }
  const code = parsePostalCode(country.value, given.postalCode);
  if (!code.ok) return refused(code.rule, 'postalCode');
  return accepted({
    street: parts.street!,
    ...(parts.number !== undefined && { number: parts.number }),
    ...(parts.box !== undefined && { box: parts.box }),
    ...(code.value !== undefined && { postalCode: code.value }),
    city: parts.city!,
    country: country.value,
  });
}

function parsePart(value: unknown, max: number): Parsed<string> {
  return value === undefined ? refused('missing') : parseText(value, max);
}

function parseCountry(value: unknown): Parsed<string> {
  if (value === undefined) return refused('missing');
  if (typeof value !== 'string') return refused('not-text');
  const country = value.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(country) || USER_ASSIGNED.has(country) || !isCountry(country)) {
    return refused('country-unknown');
  }
  return accepted(country);
}

function parsePostalCode(country: string, value: unknown): Parsed<string | undefined> {
  const codes = postalCodesOf(country);
  if (value === undefined) return codes === 'known' ? refused('missing') : accepted(undefined);
  if (codes === 'none') return refused('postal-code-not-used');
  if (typeof value !== 'string') return refused('not-text');
  if (value.length > 20) return refused('too-long');
  const written = writtenPostalCode(country, value);
  return written === undefined ? refused('postal-code-form') : accepted(written);
}
