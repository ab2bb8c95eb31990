import type { Json } from '#libs/kernel';

/** Columns of a CSV file. */
export const COLUMNS = [
  'kind',
  'policy',
  'purposes',
  'familyName',
  'givenName',
  'street',
  'number',
  'box',
  'postalCode',
  'city',
  'country',
  'telephone',
  'email',
  'language',
  'login',
  'domains',
] as const;
export type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string>>>;

const ADDRESS = ['street', 'number', 'box', 'postalCode', 'city', 'country'] as const;
const PLAIN = ['familyName', 'givenName', 'telephone', 'email', 'language'] as const;

/** The same values for each purpose that is named (default: the contract). An empty cell is no value. */
export function customerOf(row: Row): Json {
  const pick = (names: readonly (keyof Row)[]): Record<string, string> =>
    Object.fromEntries(names.flatMap(name => (row[name] ? [[name, row[name]]] : [])));
  const address = pick(ADDRESS);
  const values = { ...pick(PLAIN), ...(Object.keys(address).length > 0 && { address }) };
  const words = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter(word => word !== '');
  const purposes = words(row.purposes);
  return {
    kind: row.kind ?? 'natural-person',
    policy: row.policy ?? '',
    collect: (purposes.length > 0 ? purposes : ['contract']).map(purpose => ({ purpose, values })),
    ...(row.login && { login: row.login }),
    ...(words(row.domains).length > 0 && { domains: words(row.domains) }),
  };
}
