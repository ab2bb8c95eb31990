import { accepted, refused, type Parsed } from './parsed';
import { caseFolded } from './text';

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+(?: [\p{L}\p{M}\p{N}\p{P}\p{S}]+)*$/u;

/** A login name as its owner writes it: printable, single spaces inside, NFC, 1 to 64 code points. */
export function parseLogin(value: unknown): Parsed<string> {
  if (typeof value !== 'string') return refused('not-text');
  if (value.length > 512) return refused('too-long');
  const text = value.trim().normalize('NFC');
  if (text === '') return refused('empty');
  if ([...text].length > 64) return refused('too-long');
  // A login that folds to nothing could not be found again.
  if (!PRINTABLE.test(text) || caseFolded(text) === '') return refused('login-form');
  return accepted(text);
}

/** Who signs in, by the claims `iss` and `sub` of the tokens (OpenID Connect Core section 2). */
export type Identity = { readonly issuer: string; readonly subject: string };

export function parseIdentity(value: unknown): Parsed<Identity> {
  if (typeof value !== 'object' || value === null) return refused('not-an-object');
  const { issuer, subject } = value as Readonly<Record<string, unknown>>;
  if (typeof issuer !== 'string' || typeof subject !== 'string') return refused('not-text');
  // `iss` is a URL without query and fragment, `sub` at most 255 ASCII characters; both are compared as they are.
  if (issuer.length > 255 || !/^https?:\/\/[^\s?#]+$/.test(issuer)) return refused('identity-form', 'issuer');
  if (!/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(subject))
    return refused('identity-form', 'subject');
  return accepted({ issuer, subject });
}
