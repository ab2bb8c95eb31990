import { domainToASCII, domainToUnicode } from 'node:url';
import { getDomain } from 'tldts';
import { accepted, refused, type Parsed } from './parsed';

/** What the URL parser behind domainToASCII would cut off, decode or strip instead of refusing. */
const NOT_IN_A_NAME = /[\p{Cc}\p{Cf}\p{Cs}\s!-,/:-@[-`{-~]/u;
/** Letters, digits, hyphen (RFC 5890 section 2.3.1), in lower case. */
const LDH_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A domain name as A-labels in lower case (RFC 5890), at least two labels, 253 characters at most.
 * No IP address, no trailing dot, no reserved label other than `xn--`.
 */
export function parseDomainName(value: unknown): Parsed<string> {
  if (typeof value !== 'string') return refused('not-text');
  const text = value.trim();
  if (text === '') return refused('empty');
  if (text.length > 253) return refused('too-long');
  if (NOT_IN_A_NAME.test(text)) return refused('domain-form');
  const ascii = domainToASCII(text);
  if (ascii === '') return refused('domain-form');
  if (ascii.length > 253) return refused('too-long');
  const labels = ascii.split('.');
  for (const label of labels) {
    if (!LDH_LABEL.test(label)) return refused('domain-label');
    if (label.slice(2, 4) === '--' && !label.startsWith('xn--')) return refused('domain-label');
    if (label.startsWith('xn--') && !decodes(label)) return refused('domain-form');
  }
  if (labels.length < 2) return refused('domain-single-label');
  // An IPv4 address, in whichever notation, comes out with a last label of digits; no top-level domain has one.
  if (/^[0-9]+$/.test(labels.at(-1)!)) return refused('domain-form');
  return accepted(ascii);
}

/** An A-label is one only if it stands for a U-label (RFC 5891 section 5.4). Versions of Node differ in saying so. */
function decodes(label: string): boolean {
  const unicode = domainToUnicode(label);
  return unicode !== '' && unicode !== label && domainToASCII(unicode) === label;
}

/**
 * A name that somebody can be holder of, as {@link parseDomainName} writes it: one label below a public suffix of the IANA
 * list (no `www.`, no deeper label, no suffix itself).
 */
export function parseRegistrableName(value: unknown): Parsed<string> {
  const name = parseDomainName(value);
  if (!name.ok) return name;
  return getDomain(name.value) === name.value ? name : refused('domain-not-registrable');
}

/** Whether the first label of a name is written in these letters, beside digits and hyphen. */
export function isWrittenIn(letters: string, name: string): boolean {
  const label = domainToUnicode(name.slice(0, name.indexOf('.')));
  return [...label].every(character => /[0-9-]/.test(character) || letters.includes(character));
}
