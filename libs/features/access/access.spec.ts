import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { event, type SubjectDecided } from '#libs/features/subjects';
import { holder, stateAfter, testId } from '#libs/features/subjects/testing';
import { decideLook, mayBeObjectedTo } from './commands/record-look';
import { decideSearch } from './commands/record-search';

const [catalogue] = shippedCatalogues() as [Catalogue];
const look = (purpose: string, ...past: readonly SubjectDecided[]) =>
  decideLook(stateAfter(...past), { view: 'record', purpose }, { catalogue });

describe('P09 a look', () => {
  test('says what was shown and why, by the purpose in its present version', () => {
    expect(look('customer-care', ...holder)).toEqual([
      { type: 'RecordLooked', data: { purpose: 'customer-care/1', basis: 'A6-1-b', view: 'record' } },
    ]);
  });

  test('is for a purpose of the catalogue that allows looking', () => {
    expect(() => look('curiosity')).toThrow('purpose-unknown');
    expect(() => look('government-order')).toThrow('purpose-required');
    expect(() =>
      decideSearch(undefined, { by: 'email', found: [], purpose: 'curiosity' }, { catalogue }),
    ).toThrow('purpose-unknown');
  });

  test('Art. 21(1): for a legitimate interest, not once that was objected to', () => {
    const [interest] = catalogue.purposes.filter(({ basis, look: allowed }) => basis === 'A6-1-f' && allowed);
    const { id: purpose, basis } = interest!;
    expect(mayBeObjectedTo({ view: 'record', purpose }, { catalogue })).toBe(true);
    expect(mayBeObjectedTo({ view: 'record', purpose: 'customer-care' }, { catalogue })).toBe(false);
    expect(look(purpose, ...holder)).toHaveLength(1);
    const raised = event('ObjectionRaised', { objection: testId('objection'), purpose, basis });
    expect(() => look(purpose, ...holder, raised)).toThrow('purpose-objected');
  });

  test('a search is recorded when it found nobody, too, and not what was searched for', () => {
    expect(
      decideSearch(undefined, { by: 'email', found: [], purpose: 'customer-care' }, { catalogue }),
    ).toEqual([
      {
        type: 'SubjectsSearched',
        data: { purpose: 'customer-care/1', basis: 'A6-1-b', by: 'email', found: [] },
      },
    ]);
  });
});
