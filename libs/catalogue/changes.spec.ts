import fc from 'fast-check';
import { canonicalText } from '#libs/kernel';
import { changesBetween, type Change } from './changes';
import { shippedCatalogues } from './shipped';
import { edited, purpose, type Edit } from './testing/planted';
import type { Catalogue } from './types';

const [first, latest] = [shippedCatalogues()[0]!, shippedCatalogues().at(-1)!];
const contract =
  (change: (of: ReturnType<typeof purpose>) => unknown): Edit =>
  c =>
    change(purpose(c, 'contract'));

describe('P21 what a version says otherwise, in words', () => {
  test.each<[string, Edit, Change]>([
    [
      'a purpose that there was not',
      c => c.purposes.push({ ...c.purposes[0]!, id: 'newsletter/1' }),
      { code: 'purpose-added', purpose: 'newsletter' },
    ],
    [
      'a legal basis',
      contract(p => (p.basis = 'A6-1-f')),
      { code: 'basis-changed', purpose: 'contract', was: 'A6-1-b', is: 'A6-1-f' },
    ],
    [
      'a longer retention',
      contract(p => (p.retention.duration = 'P9Y')),
      { code: 'retention-longer', purpose: 'contract', part: 'duration', was: 'P1Y', is: 'P9Y' },
    ],
    [
      'a shorter one, in another unit',
      contract(p => (p.retention.duration = 'P3M')),
      { code: 'retention-shorter', purpose: 'contract', part: 'duration', was: 'P1Y', is: 'P3M' },
    ],
    [
      'a time that is no duration',
      contract(p => (p.retention.duration = 'ever')),
      { code: 'retention-changed', purpose: 'contract', part: 'duration', was: 'P1Y', is: 'ever' },
    ],
    [
      'an optional field that is needed',
      contract(p => p.required.push(p.optional.splice(p.optional.indexOf('telephone'), 1)[0]!)),
      { code: 'field-required', purpose: 'contract', field: 'telephone' },
    ],
    [
      'a recipient that is gone',
      c =>
        c.recipients.splice(
          c.recipients.findIndex(({ id }) => id === 'ingenico'),
          1,
        ),
      { code: 'recipient-removed', recipient: 'ingenico' },
    ],
    [
      'a field that a recipient gets',
      c => purpose(c, 'bookkeeping').recipients[0]!.fields.push('telephone'),
      {
        code: 'shared-field-added',
        purpose: 'bookkeeping',
        recipient: 'accounting-office',
        field: 'telephone',
      },
    ],
    [
      'a truth value',
      contract(p => (p.look = !p.look)),
      { code: 'purpose-changed', purpose: 'contract', part: 'look', was: 'true', is: 'false' },
    ],
    [
      'what there are no words for, by its place',
      c => (c.controller.name = 'Another'),
      { code: 'other-changed', part: 'controller/name', was: first.controller.name, is: 'Another' },
    ],
  ])('%s', (_what, edit, expected) => {
    expect(changesBetween(first, edited(edit, first))).toEqual([expected]);
  });

  test('rows that stand elsewhere, and the name and first day of the version, are no change', () => {
    const turned: Catalogue = {
      ...latest,
      version: '2999-01-01',
      from: '2999-01-01',
      purposes: [...latest.purposes].reverse(),
      looks: [...latest.looks!].reverse(),
    };
    expect(changesBetween(latest, turned)).toEqual([]);
  });

  test('a name that every object has is a name as any other', () => {
    const looks = [...latest.looks!, { purpose: 'constructor', roles: ['staff' as const], fields: [] }];
    expect(changesBetween(latest, { ...latest, looks })).toEqual([
      { code: 'look-added', purpose: 'constructor' },
    ]);
    expect(Object).not.toHaveProperty('staff');
  });

  test('that clients are named at all is a change, and each of them', () => {
    const changes = changesBetween(first, latest);
    expect(changes).toContainEqual({ code: 'limits-changed', part: 'clients', was: 'false', is: 'true' });
    expect(changes.filter(({ code }) => code === 'client-added').map(({ name }) => name)).toEqual(
      latest.clients!.map(({ client }) => client).sort(),
    );
  });

  test('whether a client gained or lost what it may do (P04, P14)', () => {
    const clients = latest.clients!.map(each => ({ ...each, erases: ['contract'] }));
    const [{ client: name } = { client: '' }] = clients;
    const more: Catalogue = { ...latest, clients };
    const about = { code: 'client-changed', name, part: 'erases/contract' };
    expect(changesBetween(latest, more)).toContainEqual({ ...about, is: 'true' });
    expect(changesBetween(more, latest)).toContainEqual({ ...about, was: 'true' });
  });

  test('what a rule says that came or went', () => {
    const { telling: _, mediation, ...without } = latest;
    const more: Catalogue = { ...latest, portability: { migration: false } };
    const about = { code: 'other-changed', part: 'portability/migration' };
    expect(changesBetween(latest, more)).toEqual([{ ...about, is: 'false' }]);
    expect(changesBetween(more, latest)).toEqual([{ ...about, was: 'false' }]);
    const gone = changesBetween(latest, without);
    expect(gone).toContainEqual({ code: 'other-changed', part: 'mediation/kept', was: mediation!.kept });
    expect(gone).toContainEqual({ code: 'other-changed', part: 'telling/erasures/objection', was: 'true' });
  });

  test('whether an attribute passes through to a recipient, or no more', () => {
    const transit = [{ name: 'iban', required: true }];
    const with_ = edited(
      c =>
        purpose(c, 'hosting').recipients.push({
          recipient: 'bank',
          fields: ['email'],
          conditions: [],
          transit: [],
        }),
      latest,
    );
    const more = edited(c => (purpose(c, 'hosting').recipients.at(-1)!.transit = transit), with_);
    const about = { code: 'sharing-changed', purpose: 'hosting', recipient: 'bank', part: 'transit/iban' };
    expect(changesBetween(with_, more)).toEqual([{ ...about, is: 'true' }]);
    expect(changesBetween(more, with_)).toEqual([{ ...about, was: 'true' }]);
  });

  test('whatever member is edited, it is told, and the other way round what came went', () => {
    const leaves = [...placesOf(latest, [])].filter(([top]) => top !== 'version' && top !== 'from');
    fc.assert(
      fc.property(fc.constantFrom(...leaves), place => {
        const other = structuredClone(latest) as never;
        const parent = place
          .slice(0, -1)
          .reduce<Record<string, unknown>>((at, name) => at[name] as never, other);
        const [name, was] = [place.at(-1)!, parent[place.at(-1)!]];
        parent[name] =
          typeof was === 'number' ? was + 1 : typeof was === 'boolean' ? !was : `${String(was)}-other`;
        const [there, back] = [changesBetween(latest, other), changesBetween(other, latest)];
        expect([place, there.length > 0, back.length]).toEqual([place, true, there.length]);
      }),
      { numRuns: 300 },
    );
    expect(canonicalText(changesBetween(latest, structuredClone(latest)))).toBe('[]');
  });
});

/** Paths of all values that are neither lists nor objects. */
function* placesOf(value: unknown, path: readonly string[]): Iterable<string[]> {
  if (typeof value !== 'object' || value === null) yield [...path];
  else for (const [name, each] of Object.entries(value)) yield* placesOf(each, [...path, name]);
}
