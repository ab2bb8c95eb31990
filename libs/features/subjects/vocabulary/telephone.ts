import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { accepted, refused, type Parsed } from './parsed';

/**
 * A telephone number in E.164 form (`+3292345678`). It must be given with its country calling code, be valid in that
 * country's numbering plan, and have no extension, which E.164 cannot carry.
 */
export function parseTelephone(value: unknown): Parsed<string> {
  if (typeof value !== 'string') return refused('not-text');
  const text = value.trim();
  if (text === '') return refused('empty');
  if (text.length > 40) return refused('too-long');
  if (!text.startsWith('+')) return refused('telephone-not-international');
  const number = parsePhoneNumberFromString(text, { extract: false });
  if (number?.ext !== undefined) return refused('telephone-extension');
  if (!number?.isValid()) return refused('telephone-invalid');
  return accepted(number.number);
}
