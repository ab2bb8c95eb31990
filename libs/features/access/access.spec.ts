import { purposeOf, shippedCatalogues, type Catalogue } from '#libs/catalogue';
import type { Decided } from '#libs/commands';
import { Decision } from '#libs/commands/testing';
import type { Actor } from '#libs/event-store';
import type { Refusal } from '#libs/kernel';
import { event, type SubjectDecided } from '#libs/features/subjects';
import { ended, holder, registered, stateAfter, testId } from '#libs/features/subjects/testing';
import { decideLookAtActor } from './commands/look-at-actor';
import { decideLook, type RecordLookBody } from './commands/record-look';
import { decideSearch } from './commands/record-search';
import type { AccessEventData } from './events';
import { opensLook, requireLookingPurpose, requireWhole } from './guards';

const catalogue = shippedCatalogues().at(-1)!;
const [before] = shippedCatalogues() as [Catalogue];
const now = new Date('2026-03-02T09:00:00Z');
const AN: Actor = { role: 'staff', id: 'an' };
const OLIVIA: Actor = { role: 'privacy-officer', id: 'olivia' };
const SHOP: Actor = { role: 'service', id: 'webshop' };
const BOOKS: Actor = { role: 'service', id: 'bookkeeping' };

const look = (
  body: Partial<RecordLookBody>,
  past: readonly SubjectDecided[] = holder,
  by: Actor = AN,
  of: Catalogue = catalogue,
): Decision<Decided<AccessEventData>> =>
  new Decision(() =>
    decideLook(
      by.role === 'customer' ? undefined : stateAfter(...past),
      { view: 'record', purpose: 'customer-care', ...body },
      { catalogue: of, now, by },
    ),
  );
const search = (purpose: string): Decision<Decided<AccessEventData>> =>
  new Decision(() => decideSearch(undefined, { by: 'email', found: [], purpose }, { catalogue, actor: AN }));

describe('P09 a look', () => {
  test('says what was shown and why, by the purpose in its present version', () => {
    const looked = { purpose: 'customer-care/1', basis: 'A6-1-b', view: 'record' } as const;
    look({}).thenYields({ type: 'RecordLooked', data: looked });
    look({ fields: ['email', 'address', 'email'] }).thenYields({
      type: 'RecordLooked',
      data: { ...looked, fields: ['address', 'email'] },
    });
  });

  test('is for a purpose of the catalogue that allows looking', () => {
    expect(look({ purpose: 'curiosity' }).refusal()).toBe('purpose-unknown');
    expect(look({ purpose: 'government-order' }).refusal()).toBe('purpose-required');
    expect(search('curiosity').refusal()).toBe('purpose-unknown');
  });

  test('P04: and for one that the catalogue lets that role look for, or that client act for', () => {
    expect(look({ purpose: 'contract' }).refusal()).toBe('look-not-allowed');
    expect(look({ purpose: 'audit' }).refusal()).toBe('look-not-allowed');
    expect(look({ purpose: 'audit' }, holder, OLIVIA).events()).toHaveLength(1);
    expect(look({ purpose: 'contract' }, holder, SHOP).events()).toHaveLength(1);
    expect(look({ purpose: 'contract' }, holder, BOOKS).refusal()).toBe('client-not-allowed');
    const unknown: Actor = { role: 'service', id: 'unknown' };
    expect(look({ purpose: 'contract' }, holder, unknown).refusal()).toBe('client-not-allowed');
    // Before catalogues said so, whoever may call.
    expect(look({ purpose: 'contract' }, holder, AN, before).events()).toHaveLength(1);
  });

  test('P22: nothing for a purpose that is not open for the subject; a legal duty stands, and what is one’s own', () => {
    const left = [...holder, ended('2026-01-01')];
    expect(look({}, left).refusal()).toBe('purpose-closed');
    expect(look({ purpose: 'domain-be' }, left, SHOP).refusal()).toBe('purpose-closed');
    expect(look({ purpose: 'data-subject-request' }, left).events()).toHaveLength(1);
    expect(look({ purpose: 'bookkeeping' }, left, BOOKS).events()).toHaveLength(1);
    expect(look({}, left, { role: 'customer', id: 'jan' }).events()).toHaveLength(1);
    expect(look({ purpose: 'hosting' }, [registered()], SHOP).refusal()).toBe('purpose-closed');
  });

  test('Art. 21(1): for a legitimate interest, not once that was objected to', () => {
    const raised = event('ObjectionRaised', {
      objection: testId('objection'),
      purpose: 'fraud/1',
      basis: 'A6-1-f',
    });
    expect(look({ purpose: 'fraud' }).events()).toHaveLength(1);
    expect(look({ purpose: 'fraud' }, [...holder, raised]).refusal()).toBe('purpose-objected');
    // Nor is anybody found for it.
    const fraud = purposeOf(catalogue, 'fraud')!;
    expect(opensLook(stateAfter(...holder), fraud, '2026-03-02')).toBe(true);
    expect(opensLook(stateAfter(...holder, raised), fraud, '2026-03-02')).toBe(false);
    expect(look({}, [...holder, raised]).events()).toHaveLength(1);
  });

  test('P09, P22: one that is refused is on record: for what, and by which rule', () => {
    const left = [...holder, ended('2026-01-01')];
    const objection = testId('objection');
    const raised = event('ObjectionRaised', { objection, purpose: 'fraud/1', basis: 'A6-1-f' });
    const unmet = (purpose: string, condition: string) =>
      ({ reason: 'condition-unmet', purpose, condition }) as Refusal;
    const contract = { purpose: 'contract' };
    look(contract).thenRefused('look-not-allowed', undefined, unmet('contract/1', 'look-allowed'));
    const order = unmet('government-order/1', 'look-allowed');
    look({ purpose: 'government-order' }).thenRefused('purpose-required', undefined, order);
    const client = unmet('contract/1', 'client-allowed');
    look(contract, holder, BOOKS).thenRefused('client-not-allowed', undefined, client);
    look({}, left).thenRefused('purpose-closed', undefined, unmet('customer-care/1', 'purpose-open'));
    const objected = look({ purpose: 'fraud' }, [...holder, raised]);
    objected.thenRefused('purpose-objected', undefined, unmet('fraud/1', 'no-objection'));
    const care = requireLookingPurpose(catalogue, 'customer-care', AN);
    const whole = new Decision(() => [requireWhole(care)]);
    whole.thenRefused('look-not-allowed', undefined, unmet('customer-care/1', 'look-allowed'));
    // Nobody knows such a purpose: it may be anything.
    look({ purpose: 'jan@example.be' }).thenRefused('purpose-unknown');
  });

  test('a search is recorded when it found nobody, too, and not what was searched for', () => {
    search('customer-care').thenYields({
      type: 'SubjectsSearched',
      data: { purpose: 'customer-care/1', basis: 'A6-1-b', by: 'email', found: [] },
    });
  });

  test('CJEU C-579/21: at an employee, by an officer alone', () => {
    const body = { actor: testId('actor'), by: 'pseudonym', purpose: 'audit' } as const;
    const by = (officer: Actor) =>
      new Decision(() => decideLookAtActor(undefined, body, { catalogue, officer }));
    by(OLIVIA).thenYields({ type: 'ActorLooked', data: { ...body, purpose: 'audit/1', basis: 'A6-1-c' } });
    expect(by(AN).refusal()).toBe('look-not-allowed');
  });
});

describe('P04: what somebody is shown', () => {
  const lens = (purpose: string, by: Actor) => requireLookingPurpose(catalogue, purpose, by).lens;

  test('of a purpose that values are held for, those alone; of another, its fields whatever they are held for', () => {
    const books = lens('bookkeeping', BOOKS);
    expect(books.shows({ field: 'address', purpose: 'bookkeeping/1' })).toBe(true);
    expect(books.shows({ field: 'address', purpose: 'contract/1' })).toBe(false);
    expect(books.shows({ field: 'email', purpose: 'bookkeeping/1' })).toBe(false);
    const care = lens('customer-care', AN);
    expect(care.shows({ field: 'email', purpose: 'contract/1' })).toBe(true);
    expect(care.shows({ field: 'ipAddress', purpose: 'fraud/1' })).toBe(false);
  });

  test('links where they are needed', () => {
    const domain = { kind: 'domain', extension: 'be' };
    expect(lens('contract', SHOP).showsLink(domain)).toBe(true);
    expect(lens('domain-be', SHOP).showsLink(domain)).toBe(true);
    expect(lens('domain-eu', SHOP).showsLink(domain)).toBe(false);
    expect(lens('bookkeeping', BOOKS).showsLink({ kind: 'login' })).toBe(false);
    expect(lens('customer-care', AN).showsLink({ kind: 'login' })).toBe(true);
  });

  test('all of it: who asked, and whoever answers that', () => {
    expect(lens('data-subject-request', AN).whole).toBe(true);
    expect(lens('customer-care', AN).whole).toBe(false);
    expect(lens('contract', { role: 'customer', id: 'jan' }).whole).toBe(true);
  });
});
