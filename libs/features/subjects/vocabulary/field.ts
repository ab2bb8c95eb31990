import { FIELDS, type Field } from '#libs/catalogue';
import { parseAddress, type Address } from './address';
import { parseEmail } from './email';
import { parseIpAddress } from './ip-address';
import { parseLanguage } from './language';
import type { Parsed } from './parsed';
import { parseTelephone } from './telephone';
import { parseText } from './text';

/** The closed vocabulary with its types (P03, P06). */
export interface FieldValues {
  readonly familyName: string;
  readonly givenName: string;
  readonly address: Address;
  readonly telephone: string;
  readonly email: string;
  readonly language: string;
  readonly ipAddress: string;
}

const PARSERS: { readonly [F in Field]: (value: unknown) => Parsed<FieldValues[F]> } = {
  familyName: value => parseText(value, 100),
  givenName: value => parseText(value, 100),
  address: parseAddress,
  telephone: parseTelephone,
  email: parseEmail,
  language: parseLanguage,
  ipAddress: parseIpAddress,
};

export function isField(name: string): name is Field {
  return (FIELDS as readonly string[]).includes(name);
}

/** The value in the canonical form of its field, or the rule that it breaks. */
export function parseField<F extends Field>(field: F, value: unknown): Parsed<FieldValues[F]> {
  return PARSERS[field](value);
}
