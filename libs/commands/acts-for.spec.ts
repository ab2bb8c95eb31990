import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import type { Actor } from '#libs/event-store';
import { DomainError } from '#libs/kernel';
import { clientFirst, type ActsFor } from './acts-for';

const client = { client: 'shop', purposes: ['contract'], recipients: [], erases: [] };
const catalogue: Catalogue = { ...shippedCatalogues().at(-1)!, clients: [client] };
const refused = new DomainError('field-not-held', { purpose: 'contract' });

const told = (asked: ActsFor | (() => ActsFor), by: Actor): string =>
  clientFirst(refused, catalogue, by, typeof asked === 'function' ? asked : () => asked).code;

describe('P04: a service that may not act learns nothing of the state from how it is refused', () => {
  const unlisted: Actor = { role: 'service', id: 'unlisted' };

  test('it is told that it may not; who may, and who is no service, what is in the way', () => {
    expect(told({ purposes: ['contract'] }, unlisted)).toBe('client-not-allowed');
    expect(told({ purposes: ['contract'] }, { role: 'service', id: 'shop' })).toBe('field-not-held');
    expect(told({ purposes: ['contract'] }, { role: 'staff', id: 'an' })).toBe('field-not-held');
    expect(told({ purposes: ['contract', 'hosting'] }, { role: 'service', id: 'shop' })).toBe(
      'client-not-allowed',
    );
  });

  test('what the catalogue does not know is refused as that, and what cannot be told from the state is not asked', () => {
    expect(told({ purposes: ['jan@example.be'] }, unlisted)).toBe('field-not-held');
    expect(told({ purposes: ['contract'], recipient: 'broker' }, unlisted)).toBe('field-not-held');
    const untold = (): ActsFor => {
      throw new DomainError('not-found');
    };
    expect(told(untold, unlisted)).toBe('field-not-held');
  });
});
