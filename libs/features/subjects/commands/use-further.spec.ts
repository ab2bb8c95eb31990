import { event, type SubjectDecided } from '../guards';
import {
  address,
  closed,
  collected,
  given,
  holder,
  jan,
  registered,
  restricted,
  sealed,
  started,
} from '../testing';
import { decideUseFurther, type UseFurtherBody } from './use-further';

const { familyName, givenName, email, telephone } = jan;
const use = (history: readonly SubjectDecided[], command: UseFurtherBody, at = '2026-03-02T09:00:00Z') =>
  given(...history).when((state, { context }) => decideUseFurther(state, command, context), at);
const customer = [
  registered(),
  collected('contract', { familyName, givenName, address, email, telephone }),
  started('hosting'),
];
const names = { familyName: 1, givenName: 1 };
const namesGiven = { familyName: 'subject', givenName: 'subject' } as const;

describe('P04 P22 use held data for a further purpose', () => {
  test('what the further purpose requires is sealed anew for it, and no more', () => {
    use(customer, { from: 'contract', to: 'renewal' }).thenYields(
      event('DataUsedFurther', {
        from: 'contract/1',
        fromVersions: { ...names, email: 1 },
        sources: { ...namesGiven, email: 'subject' },
        purposes: [sealed('renewal', { familyName, givenName, email })],
      }),
    );
  });

  test('optional fields only by name', () => {
    use(customer, { from: 'contract', to: 'hosting', fields: ['email', 'telephone'] }).thenYields(
      event('DataUsedFurther', {
        from: 'contract/1',
        fromVersions: { email: 1, telephone: 1 },
        sources: { email: 'subject', telephone: 'subject' },
        purposes: [sealed('hosting', { email, telephone })],
      }),
    );
  });

  test('what is held there already changes nothing', () => {
    const held = [...customer, collected('hosting', { email })];
    use(held, { from: 'contract', to: 'hosting', fields: ['email'] }).thenNothing();
    use(held, { from: 'contract', to: 'hosting' }).thenNothing();
  });

  test('another value that is held there is not overwritten', () => {
    use([...customer, collected('hosting', { email: 'other@example.be' })], {
      from: 'contract',
      to: 'hosting',
      fields: ['email'],
    }).thenRefused('field-held', { purpose: 'hosting', fields: ['email'] });
  });

  test('P13 a new financial year takes the books on', () => {
    const values = { familyName, givenName, address };
    const books = [registered(), collected('bookkeeping', values, 'subject', 'fy-2026')];
    use(books, { from: 'bookkeeping', to: 'bookkeeping' }).thenNothing();
    use(books, { from: 'bookkeeping', to: 'bookkeeping' }, '2026-12-31T23:00:00Z').thenYields(
      event('DataUsedFurther', {
        from: 'bookkeeping/1',
        fromVersions: { ...names, address: 1 },
        sources: { ...namesGiven, address: 'subject' },
        purposes: [sealed('bookkeeping', values, 2, 'fy-2027')],
      }),
    );
  });

  test('P03 P04 fields that the further purpose does not need are refused on record', () => {
    const fields = ['address', 'unlisted'];
    use(customer, { from: 'contract', to: 'hosting', fields: ['email', 'address', 'shoeSize'] }).thenRefused(
      'field-not-needed',
      { purpose: 'hosting/1', fields, unlistedAt: ['3'] },
      { reason: 'over-collection', purpose: 'hosting/1', fields },
    );
  });

  test('what is not held cannot be used', () => {
    use([registered(), started('hosting')], { from: 'contract', to: 'hosting' }).thenRefused(
      'field-not-held',
      {
        purpose: 'contract/1',
        fields: ['email'],
      },
    );
  });

  test('enough for the further purpose must come', () => {
    use(customer, { from: 'contract', to: 'renewal', fields: ['email'] }).thenRefused('field-missing', {
      purpose: 'renewal/1',
      fields: ['familyName', 'givenName'],
    });
  });

  test('P22 the further purpose must be open; P02 its terms accepted', () => {
    use(customer, { from: 'contract', to: 'domain-be' }).thenRefused(
      'purpose-closed',
      undefined,
      closed('domain-be/1'),
    );
    use(customer, { from: 'contract', to: 'customer-care' }).thenRefused(
      'purpose-closed',
      undefined,
      closed('customer-care/1'),
    );
    const untold = holder.filter(each => each.type !== 'DocumentAccepted');
    use(untold, { from: 'contract', to: 'domain-be' }).thenRefused('terms-not-accepted', undefined, {
      reason: 'condition-unmet',
      purpose: 'domain-be/1',
      condition: 'terms-accepted',
    });
  });

  test('Art. 18 a restricted subject’s data is not used further', () => {
    use([...customer, restricted()], { from: 'contract', to: 'renewal' }).thenRefused('subject-restricted');
  });

  test('nobody, and unknown purposes', () => {
    use([], { from: 'contract', to: 'renewal' }).thenRefused('not-found');
    use(customer, { from: 'x', to: 'renewal' }).thenRefused('purpose-unknown');
    use(customer, { from: 'contract', to: 'x' }).thenRefused('purpose-unknown');
  });
});
