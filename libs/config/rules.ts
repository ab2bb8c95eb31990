import ipaddr from 'ipaddr.js';
import { ValidateBy, type ValidationArguments } from 'class-validator';
import type { Profile } from './variable';

/** A rule of a variable that is set. What is said of a broken one names variables, and never a value. */
function rule<V>(
  name: string,
  holds: (text: string, variables: V, property: string) => boolean,
  says: (property: string, text: string, variables: V) => string,
  profiles?: readonly Profile[],
): PropertyDecorator {
  const validator = {
    validate: (value: unknown, about?: ValidationArguments): boolean =>
      typeof value !== 'string' || holds(value, about!.object as V, about!.property),
    defaultMessage: (about?: ValidationArguments): string =>
      says(about!.property, String(about!.value), about!.object as V),
  };
  return ValidateBy({ name, validator }, profiles ? { groups: [...profiles] } : { always: true });
}

export const WholeNumber = (least: number, most: number): PropertyDecorator =>
  rule(
    'wholeNumber',
    text => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most,
    property => `${property} must be a whole number from ${least} to ${most}.`,
  );

export const OneOf = (...values: readonly string[]): PropertyDecorator =>
  rule(
    'oneOf',
    text => values.includes(text),
    property => `${property} must be one of ${values.join(', ')}.`,
  );

/** @param otherwise what is said of one that has not that form */
export const OfForm = (form: RegExp, otherwise: string): PropertyDecorator =>
  rule(
    'ofForm',
    text => form.test(text),
    property => `${property} ${otherwise}.`,
  );

/** @param protocols such as `https:` */
export const Address = (...protocols: readonly string[]): PropertyDecorator =>
  rule(
    'address',
    text => addressOf(text, protocols) !== undefined,
    property =>
      `${property} must be an address that begins with ${protocols.map(protocol => `${protocol}//`).join(' or ')}.`,
  );

/** @param why said of a variable that is set in production all the same */
export const DevelopmentOnly = (why: string): PropertyDecorator =>
  rule(
    'developmentOnly',
    () => false,
    property => `${property} is for development${why}`,
    ['production'],
  );

/** The address that a text is, where it is one of such a protocol. */
export function addressOf(text: string | undefined, protocols: readonly string[]): URL | undefined {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  return url && protocols.includes(url.protocol) ? url : undefined;
}

/** Networks in CIDR form, parted by spaces. */
export const Networks = (): PropertyDecorator =>
  rule(
    'networks',
    text => networksOf(text).every(each => ipaddr.isValidCIDR(each)),
    property => `${property} names what is no network in CIDR form, such as 10.1.0.0/16.`,
  );

export function networksOf(text: string): string[] {
  return text.split(/\s+/).filter(each => each !== '');
}

export const POSTGRES = ['postgres:', 'postgresql:'] as const;

/** The variables that name databases: all of them, or none. */
export interface Databases {
  readonly DATABASE_URL?: string;
  readonly DATABASE_ADMIN_URL?: string;
  readonly KEYRING_URL?: string;
}
const DATABASES = ['DATABASE_URL', 'DATABASE_ADMIN_URL', 'KEYRING_URL'] as const;
const given = (variables: Databases): string[] => DATABASES.filter(name => variables[name] !== undefined);
const missing = (variables: Databases): string[] => DATABASES.filter(name => variables[name] === undefined);

/** In development: a PostgreSQL of one's own for all, or the embedded one for all. Said once, at the first that is set. */
export const AllDatabasesOrNone = (): PropertyDecorator =>
  rule<Databases>(
    'allDatabasesOrNone',
    (_text, variables, property) => missing(variables).length === 0 || property !== given(variables)[0],
    (_property, _text, variables) => {
      const absent = missing(variables);
      return (
        `${absent.join(' and ')} ${absent.length > 1 ? 'are' : 'is'} missing beside ${given(variables).join(' and ')}: ` +
        'set all three to use a PostgreSQL of your own, or none to use the embedded one.'
      );
    },
    ['development'],
  );

/** A database is reached by a role, and by which one matters. */
export const NamesRole = (): PropertyDecorator =>
  rule(
    'namesRole',
    text => addressOf(text, POSTGRES)?.username !== '',
    property => `${property} names no role.`,
  );

const place = (url: URL): string => `${url.host}${url.pathname}`;

/** A rule about two databases that are both named; where one is no address, another rule says so. */
function between(
  name: string,
  other: keyof Databases,
  holds: (one: URL, another: URL) => boolean,
  says: string,
): PropertyDecorator {
  return rule<Databases>(
    name,
    (text, variables) => {
      const [one, another] = [text, variables[other]].map(each => addressOf(each, POSTGRES));
      return !one || !another || missing(variables).length > 0 || holds(one, another);
    },
    property => `${property} and ${other} ${says}`,
  );
}

export const OtherRoleThan = (other: keyof Databases): PropertyDecorator =>
  between(
    'otherRole',
    other,
    (one, another) => one.username !== another.username,
    'name the same role: the service must not own log and register.',
  );

export const SameDatabaseAs = (other: keyof Databases): PropertyDecorator =>
  between(
    'sameDatabase',
    other,
    (one, another) => place(one) === place(another),
    'name different databases.',
  );

export const OtherDatabaseThan = (other: keyof Databases): PropertyDecorator =>
  between(
    'otherDatabase',
    other,
    (one, another) => place(one) !== place(another),
    'name the same database: the keyring must be apart from the log.',
  );

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\]|.*\.localhost)$/;
const issuerOf = (text: string): URL | undefined => addressOf(text, ['https:', 'http:']);
const isLocal = (text: string): boolean => LOOPBACK.test(issuerOf(text)?.hostname ?? '');

/** An issuer is reached by TLS; in development one on this machine need not be. */
export const Issuer =
  (): PropertyDecorator =>
  (prototype, property): void => {
    const plain = (text: string): boolean => issuerOf(text)?.protocol === 'http:';
    const rules = [
      rule(
        'issuerByTls',
        text => !plain(text),
        (name, text) =>
          isLocal(text)
            ? `${name} is an issuer on loopback without TLS, such as the local one of the development profile: it gives a token to anybody.`
            : `${name} is without TLS: it must be https.`,
        ['production'],
      ),
      rule(
        'issuerByTlsOrHere',
        text => !plain(text) || isLocal(text),
        name => `${name} is without TLS and not on loopback: it must be https.`,
        ['development'],
      ),
      rule(
        'issuerBare',
        text => !issuerOf(text)?.search && !issuerOf(text)?.hash,
        name => `${name} has a query or a fragment.`,
      ),
      Address('https:', 'http:'),
    ];
    for (const each of rules) each(prototype, property);
  };
