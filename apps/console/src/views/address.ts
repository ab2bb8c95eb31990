import { every } from '../api/every';
import type { paths } from '../api/schema';
import type { Words } from '../i18n';
import type { ActionField, Values } from '../ui/action';
import { countryOf } from '../ui/typed';

type Correction =
  paths['/v1/subjects/{subject}/correct']['post']['requestBody']['content']['application/json'];
export type Address = NonNullable<Correction['values']['address']>;

const PARTS = every<keyof Address>({
  street: true,
  number: true,
  box: true,
  postalCode: true,
  city: true,
  country: true,
});

/** An address, part by part; its country by its name. */
export function addressFields(
  { t, country }: Words,
  address: Readonly<Record<string, string>> = {},
  more: Pick<ActionField, 'asked'> = {},
): ActionField[] {
  return PARTS.map(part => ({
    name: part,
    label: t(`address.${part}`),
    kind: 'text',
    initial: (part === 'country' && address[part] ? country(address[part]) : address[part]) ?? '',
    ...more,
  }));
}

/** What was filled in of an address; the service says what it lacks. */
export function addressIn(values: Values, { language }: Words): Address {
  const parts = PARTS.flatMap(part => {
    const text = values[part]?.trim() ?? '';
    return text === '' ? [] : [[part, part === 'country' ? countryOf(text, language) : text] as const];
  });
  return Object.fromEntries(parts) as unknown as Address;
}

/** Whether an address says something else than another. */
export function isOtherAddress(one: Address, other: Readonly<Record<string, string>>): boolean {
  return PARTS.some(part => (one[part] ?? '') !== (other[part] ?? ''));
}
