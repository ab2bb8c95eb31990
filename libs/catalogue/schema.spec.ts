import type { Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { CatalogueSchema } from './schema';
import type { Catalogue } from './types';
import shipped from './data/2018-05-25.2.json';

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
type Identical<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

/** The compiler is the test: a member in one of the two shapes only makes this line fail. */
const same: Identical<DeepReadonly<Static<typeof CatalogueSchema>>, DeepReadonly<Catalogue>> = true;

test('schema and types say the same', () => expect(same).toBe(true));

test('the shipped catalogue has the shape', () => {
  expect([...Value.Errors(CatalogueSchema, shipped)]).toEqual([]);
});

type Plant = (catalogue: Record<string, never>) => unknown;
test.each<[string, string, Plant]>([
  ['an unknown member', '/surprise', c => Object.assign(c, { surprise: 1 })],
  [
    'a field beyond the closed vocabulary (P03)',
    '/purposes/0/required/0',
    c => set(c, ['purposes', 0, 'required', 0], 'birthDate'),
  ],
  ['consent as a basis', '/purposes/0/basis', c => set(c, ['purposes', 0, 'basis'], 'A6-1-a')],
  ['a purpose without version', '/purposes/0/id', c => set(c, ['purposes', 0, 'id'], 'contract')],
  ['a version that no route takes (P21)', '/version', c => set(c, ['version'], '2027-01-01.1234567')],
  [
    'a reason of a book',
    '/purposes/0/reason/nl',
    c => set(c, ['purposes', 0, 'reason', 'nl'], 'x'.repeat(2_001)),
  ],
  ['a day before 1900', '/extensions/0/from', c => set(c, ['extensions', 0, 'from'], '0018-06-01')],
  ['a country by name', '/recipients/0/country', c => set(c, ['recipients', 0, 'country'], 'Belgium')],
  [
    'a promise that the policy does not make',
    '/purposes/0/policy/0',
    c => set(c, ['purposes', 0, 'policy', 0], 'P23'),
  ],
  [
    'an extension with a leading dot',
    '/extensions/0/extension',
    c => set(c, ['extensions', 0, 'extension'], '.be'),
  ],
])('%s does not have the shape', (_, path, plant) => {
  const catalogue = structuredClone(shipped) as unknown as Record<string, never>;
  plant(catalogue);
  expect([...Value.Errors(CatalogueSchema, catalogue)].map(error => error.path)).toContain(path);
});

function set(target: object, path: readonly (string | number)[], value: unknown): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], target);
  (parent as Record<string | number, unknown>)[path.at(-1)!] = value;
}
