import fc from 'fast-check';
import { CatalogueRefused, contradictions, readCatalogue } from './check';
import { CODES } from './checks/contradiction';
import shipped from './data/2018-05-25.json';
import { be, edited, good, PLANTED, purpose, without, type Edit } from './testing/planted';
import type { Catalogue, Purpose } from './types';

describe('a contradiction planted alone is named', () => {
  test.each(PLANTED)('%s: %p', (code, names, edit, also = []) => {
    const expected = [[code, names], ...also].map(([code, names]) => ({ code, names }));
    const found = contradictions(edited(edit));
    expect(found).toHaveLength(expected.length);
    expect(found).toEqual(expect.arrayContaining(expected));
  });

  test('and there is a plant for every code', () => {
    const planted = new Set(PLANTED.map(([code]) => code));
    expect(CODES.filter(code => !planted.has(code))).toEqual([]);
  });
});

test('extensions may change hands from one day to the next', () => {
  expect(
    contradictions(edited(c => c.extensions.splice(0, 1, be('2020-01-01'), be('2018-05-25', '2019-12-31')))),
  ).toEqual([]);
});

test.each([
  ['^INV-[0-9]{4}(-[0-9]+)?$', 'INV-2026-7'],
  ['^(?:order|invoice)/[0-9]+$', 'order/7'],
])('%s is a form of references that is decided fast', (pattern, example) => {
  const reference = { pattern, example };
  expect(
    contradictions(
      edited(c => {
        c.conditions!.find(each => each.reference)!.reference = reference;
      }),
    ),
  ).toEqual([]);
});

test.each(['P0D', 'P2W', 'P1Y6M', 'P1Y6M10D', 'P13M'])('%s is a duration', duration => {
  expect(contradictions(edited(c => (purpose(c, 'contract').retention.duration = duration)))).toEqual([]);
});

describe('for any catalogue near the shipped one', () => {
  /** Everything that something else refers to, by the names of which one must be said when it is gone. */
  const referenced: [names: readonly string[], Edit][] = [
    ...good.fields.map(({ field }): [string[], Edit] => [
      [field],
      c => without(c.fields, f => f.field !== field),
    ]),
    ...good.services.map(({ type }): [string[], Edit] => [
      [type],
      c => without(c.services, s => s.type !== type),
    ]),
    ...good.recipients.map(({ id }): [string[], Edit] => [
      [id],
      c => without(c.recipients, r => r.id !== id),
    ]),
    ...good.extensions.map(({ extension }): [string[], Edit] => [
      [extension],
      c => without(c.extensions, e => e.extension !== extension),
    ]),
    ...good.documents.map(({ document }): [string[], Edit] => [
      [document],
      c => without(c.documents, d => d.document !== document),
    ]),
    ...good.purposes
      .filter(each => usedBy(each).length > 0)
      .map((each): [readonly string[], Edit] => [
        usedBy(each),
        c => without(c.purposes, p => p.id !== each.id),
      ]),
  ];

  /** What the absence of a purpose leaves without use. */
  function usedBy({ recipients, opening: { services, extension } }: Purpose): readonly string[] {
    const only = services === undefined || services === 'any' || extension !== undefined ? [] : services;
    return [...recipients.map(({ recipient }) => recipient), ...only];
  }

  test('deleting a thing that is referred to is caught, and named', () => {
    fc.assert(
      fc.property(fc.constantFrom(...referenced), ([names, edit]) => {
        const found = contradictions(edited(edit)).flatMap(each => each.names);
        expect(names.filter(name => found.includes(name))).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('the order of its lists changes nothing', () => {
    const plant = fc.constantFrom(...PLANTED.map(([, , edit]) => edit));
    const shuffled = plant.chain(edit => {
      const catalogue = edited(edit);
      return fc.record({
        before: fc.constant(catalogue),
        purposes: permutation(catalogue.purposes),
        recipients: permutation(catalogue.recipients),
        extensions: permutation(catalogue.extensions),
        documents: permutation(catalogue.documents),
      });
    });
    fc.assert(
      fc.property(shuffled, ({ before, ...lists }) => {
        const text = (c: Catalogue): string[] =>
          contradictions(c)
            .map(each => JSON.stringify(each))
            .sort();
        expect(text({ ...before, ...lists })).toEqual(text(before));
      }),
    );
  });

  function permutation<T>(list: readonly T[]): fc.Arbitrary<T[]> {
    return fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length });
  }
});

describe('a file that cannot be published is refused', () => {
  test('with each place that has the wrong shape', () => {
    const data = { ...structuredClone(shipped), extra: 1, from: 'May' };
    expect(refusal(data)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\/extra: /), expect.stringMatching(/^\/from: /)]),
    );
    expect(refusal(null)).toHaveLength(1);
  });

  test('or with each contradiction', () => {
    const data = edited(c => {
      purpose(c, 'contract').reason.nl = '';
      without(c.recipients, r => r.id !== 'eurid');
    });
    expect(refusal(data)).toEqual([
      'basis-without-reason: contract/1',
      'unknown-recipient: domain-eu/1, eurid',
      'unknown-recipient: eu, eurid',
      'unknown-recipient: service, eurid',
      'unknown-recipient: webshop, eurid',
    ]);
  });

  function refusal(data: unknown): readonly string[] {
    try {
      readCatalogue(data, 'planted.json');
    } catch (error) {
      if (!(error instanceof CatalogueRefused)) throw error;
      expect(error.message).toContain('planted.json');
      for (const fault of error.faults) expect(error.message).toContain(fault);
      return error.faults;
    }
    throw new Error('it was not refused');
  }
});
