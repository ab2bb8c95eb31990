import type { LookupKind } from '#libs/vault';
import type { Address } from './address';
import type { Identity } from './login';
import { loginSkeleton } from './skeleton';
import { caseFolded, wordsFolded } from './text';

/** What is searched by under each kind, in the canonical form of its field. */
export interface LookupValues {
  readonly login: string;
  /** The login name whose look is sought. */
  readonly 'login-skeleton': string;
  readonly identity: Identity;
  readonly 'domain-holder': string;
  readonly 'domain-payer': string;
  readonly email: string;
  readonly telephone: string;
  readonly 'name-postcode': { readonly familyName: string; readonly postalCode: string };
}

const FORMS: { readonly [K in LookupKind]: (value: LookupValues[K]) => string } = {
  login: caseFolded,
  'login-skeleton': loginSkeleton,
  identity: ({ issuer, subject }) => `${issuer} ${subject}`,
  'domain-holder': domain => domain,
  'domain-payer': domain => domain,
  email: caseFolded,
  telephone: number => number,
  'name-postcode': ({ familyName, postalCode }) =>
    `${wordsFolded(familyName)}|${wordsFolded(postalCode).replace(/ /g, '')}`,
};

/** The normal form under which the blind index holds and finds a value. Values must be parsed before. */
export function lookupForm<K extends LookupKind>(kind: K, value: LookupValues[K]): string {
  return FORMS[kind](value);
}

type Lookup = { readonly kind: 'email' | 'telephone' | 'name-postcode'; readonly value: string };

/** Under which shared look-ups a person with these values is found. */
export function lookupsOf(values: {
  readonly familyName?: string;
  readonly address?: Address;
  readonly telephone?: string;
  readonly email?: string;
}): Lookup[] {
  const { familyName, address, telephone, email } = values;
  const found: Lookup[] = [];
  if (email !== undefined) found.push({ kind: 'email', value: lookupForm('email', email) });
  if (telephone !== undefined) found.push({ kind: 'telephone', value: lookupForm('telephone', telephone) });
  if (familyName !== undefined && address?.postalCode !== undefined) {
    const form = lookupForm('name-postcode', { familyName, postalCode: address.postalCode });
    found.push({ kind: 'name-postcode', value: form });
  }
  return found;
}
