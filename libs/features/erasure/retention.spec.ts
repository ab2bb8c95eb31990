import { purposeOf } from '#libs/catalogue';
import { event, LINKS_PERIOD, subjectOwner, type SubjectDecided } from '#libs/features/subjects';
import {
  accepted,
  collected,
  dcube,
  ended,
  holder,
  jan,
  keyId,
  linkedDomain,
  registered,
  sealed,
  SELF,
  started,
  stateAfter,
  testId,
} from '#libs/features/subjects/testing';
import type { KeyOfOwner } from '#libs/vault';
import { isUnused, reviewRetention, type RetentionReview } from './retention';

const key = (purpose: string, period = 'contract'): KeyOfOwner => ({
  key: keyId(purpose, period),
  owner: subjectOwner(SELF),
  purpose,
  period,
  generation: 1,
  fenced: false,
});
const KEYS = [key('contract'), key('contract', LINKS_PERIOD), key('domain-be')];

const review = (
  events: readonly SubjectDecided[],
  keys: readonly KeyOfOwner[],
  day: string,
): RetentionReview =>
  reviewRetention(stateAfter(...events), { rules: name => purposeOf(dcube, name), keys, today: day });
const purpose = (name: string): object => ({
  scope: { of: 'purpose', purpose: name },
  reason: 'retention-ended',
});
const whole = { scope: { of: 'subject' }, reason: 'retention-ended' };

describe('P22: when something is kept no longer', () => {
  const left = [...holder, ended('2026-03-02')];

  test('nothing while a service runs, and nothing to wait for', () => {
    expect(review(holder, KEYS, '2099-01-01')).toEqual({ due: [], waiting: [] });
  });

  test('a purpose stays through its last day, goes on the next, and the contract is what is next', () => {
    expect(review(left, KEYS, '2026-06-02')).toEqual({ due: [], waiting: [], again: '2026-06-03' });
    expect(review(left, KEYS, '2026-06-03')).toEqual({
      due: [purpose('domain-be')],
      waiting: [],
      again: '2027-03-03',
    });
  });

  test('an end that is yet to come counts from its day', () => {
    expect(review([...holder, ended('2026-05-01')], KEYS, '2026-03-02')).toEqual({
      due: [],
      waiting: [],
      again: '2026-08-02',
    });
  });

  test('the contract takes with it all but what a law demands, as a whole', () => {
    const books = key('bookkeeping', 'fy-2026');
    expect(review(left, [...KEYS, books], '2027-03-03')).toEqual({ due: [whole], waiting: [] });
    const debit = key('direct-debit');
    expect(review(left, [...KEYS, books, debit], '2027-03-03')).toEqual({
      due: [purpose('contract'), purpose('domain-be')],
      waiting: [],
      again: '2027-04-03',
    });
  });

  test('a service that is started again takes the end back', () => {
    const again = [...left, started('hosting', { service: testId('service', 1) })];
    expect(review(again, KEYS, '2027-03-03')).toEqual({ due: [purpose('domain-be')], waiting: [] });
  });

  test('a name under another extension keeps nothing', () => {
    const link = testId('link', 1);
    const two = [
      ...holder,
      linkedDomain('example.eu', 'holder', link),
      accepted('terms:eu'),
      started('domain', { service: testId('service', 1), link }),
      ended('2026-03-02'),
    ];
    expect(review(two, [...KEYS, key('domain-eu')], '2026-06-03').due).toEqual([purpose('domain-be')]);
  });

  test('P06, P13: each month and each financial year by itself', () => {
    const keys = [
      key('contract'),
      key('fraud', '2026-01'),
      key('fraud', '2026-02'),
      key('bookkeeping', 'fy-2015'),
      key('bookkeeping', 'fy-2016'),
    ];
    const period = (name: string, of: string): object => ({
      scope: { of: 'period', purpose: name, period: of },
      reason: 'retention-ended',
    });
    expect(review(holder, keys, '2026-05-01')).toEqual({
      due: [period('fraud', '2026-01'), period('bookkeeping', 'fy-2015')],
      waiting: [],
      again: '2026-05-29',
    });
  });

  test('P21: what was recorded under an earlier version of a purpose has the end that was told then', () => {
    const now = purposeOf(dcube, 'domain-be')!;
    const longer = { ...now, id: 'domain-be/2', retention: { ...now.retention, duration: 'P9M' } };
    const rules = (name: string) =>
      name === 'domain-be' || name === 'domain-be/2' ? longer : purposeOf(dcube, name);
    // What the key sealed was recorded under domain-be/1.
    const earlier = reviewRetention(stateAfter(...left), { rules, keys: KEYS, today: '2026-06-03' });
    expect(earlier).toEqual({ due: [purpose('domain-be')], waiting: [], again: '2027-03-03' });
    const withNew = (event: SubjectDecided, day: string): RetentionReview =>
      reviewRetention(stateAfter(...left, event), { rules, keys: KEYS, today: day });
    const since = event('DataCorrected', {
      channel: 'letter',
      source: 'subject',
      purposes: [{ ...sealed('domain-be', { email: 'new@example.be' }, 2), purpose: 'domain-be/2' }],
    });
    // One value was recorded under the new version since: the others go alone, and it stays for the longer.
    const field = (name: string): object => ({
      scope: { of: 'field', purpose: 'domain-be', field: name },
      reason: 'retention-ended',
    });
    const earlierFields = Object.keys(jan).filter(name => name !== 'email');
    expect(withNew(since, '2026-06-03')).toEqual({
      due: earlierFields.map(field),
      waiting: [],
      again: '2026-12-03',
    });
    expect(withNew(since, '2026-06-02')).toEqual({ due: [], waiting: [], again: '2026-06-03' });
    expect(withNew(since, '2026-12-03').due).toEqual([purpose('domain-be')]);
  });

  test('P21: a shorter present rule takes nothing that was recorded under a longer one', () => {
    const contract = purposeOf(dcube, 'contract')!;
    const shorter = { ...contract, id: 'contract/2', retention: { ...contract.retention, duration: 'P1M' } };
    const rules = (name: string) => (name === 'contract' ? shorter : purposeOf(dcube, name));
    const on = (today: string) => reviewRetention(stateAfter(...left), { rules, keys: KEYS, today });
    expect(on('2026-05-01')).toEqual({ due: [], waiting: [], again: '2026-06-03' });
    expect(on('2027-03-03').due).toEqual([whole]);
  });

  test('nothing of who is erased or was never there, nor what is fenced already', () => {
    expect(review([], KEYS, '2099-01-01')).toEqual({ due: [], waiting: [] });
    const fenced = KEYS.map(each => ({ ...each, fenced: true }));
    expect(review(left, fenced, '2099-01-01')).toEqual({ due: [], waiting: [] });
  });
});

test('P05: unused is who has neither domain nor login name and never had a service', () => {
  const contract = [registered(), collected('contract', jan)];
  expect(isUnused(stateAfter(...contract))).toBe(true);
  expect(isUnused(stateAfter(...contract, linkedDomain('example.be')))).toBe(false);
  expect(isUnused(stateAfter(...contract, started('dns'), ended('2026-03-02')))).toBe(false);
});
