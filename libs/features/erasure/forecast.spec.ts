import * as fc from 'fast-check';
import { purposeOf, type Purpose } from '#libs/catalogue';
import { addDays, midnight, type Day, type Uuid } from '#libs/kernel';
import {
  allHeldIn,
  type AllHeld,
  evolve,
  event,
  LINKS_PERIOD,
  subjectOwner,
  type SubjectDecided,
  type SubjectEvent,
  type SubjectState,
} from '#libs/features/subjects';
import {
  collected,
  dcube,
  ended,
  holder,
  jan,
  keyId,
  linkedDomain,
  registered,
  restricted,
  sealed,
  SELF,
  started,
  stateAfter,
  stored,
  testId,
} from '#libs/features/subjects/testing';
import type { KeyOfOwner } from '#libs/vault';
import { decideBegin } from './commands/begin-erasure';
import { decideErased } from './commands/resume-erasure';
import { decideExpire } from './commands/expire-subject';
import { decideRetire } from './commands/review-retention';
import { forecastRetention, type Falling } from './forecast';
import { isWaiting, type ErasureContext } from './guards';
import { lastDay } from './kept';
import { ALL_DUE, reviewRetention, type Due } from './retention';

const owner = subjectOwner(SELF);
const key = (purpose: string, period = 'contract', generation = 1): KeyOfOwner => ({
  key: keyId(purpose, period, generation),
  owner,
  purpose,
  period,
  generation,
  fenced: false,
});
const UNLINKED = 'P90D';
const CORRECTED = 'P30D';

/** From 2027 on names under .be are kept for longer, and what is recorded since then by that rule. */
const LONGER = '2027-01-01';
const rulesOn =
  (day: Day) =>
  (name: string): Purpose | undefined => {
    const rule = purposeOf(dcube, name);
    const later = name === 'domain-be/2' || (name === 'domain-be' && day >= LONGER);
    if (!later) return rule;
    const before = purposeOf(dcube, 'domain-be')!;
    return { ...before, id: 'domain-be/2', retention: { ...before.retention, duration: 'P9M' } };
  };

interface History {
  readonly events: readonly SubjectDecided[];
  readonly keys: readonly KeyOfOwner[];
  readonly from: Day;
  readonly until: Day;
  readonly expires?: { readonly on: Day; readonly after: string };
}

interface Ran {
  /** Day, scope, purpose, period and field of what was erased. */
  readonly erased: readonly string[];
  /** What waited, and since when. */
  readonly waited: readonly { readonly day: Day; readonly due: Due; readonly code: string }[];
}

/** The worker, with its own decisions, which looks at the subject on every single day. */
class Worker {
  private readonly erased: string[] = [];
  private readonly waited: { day: Day; due: Due; code: string }[] = [];
  private keys: readonly KeyOfOwner[];
  private state: SubjectState;
  private readonly events: SubjectEvent[];
  private held: AllHeld;

  constructor(private readonly history: History) {
    this.keys = history.keys;
    this.state = stateAfter(...history.events);
    this.events = history.events.map((each, index) => stored(each, index));
    this.held = allHeldIn(this.events);
  }

  run(): Ran {
    const { from, until } = this.history;
    for (let day = from; day <= until; day = addDays(day, 1)) this.work(day);
    return { erased: this.erased, waited: this.waited };
  }

  private work(day: Day): void {
    const { expires } = this.history;
    if (this.state.erasure === 'erased') {
      this.try(day, ALL_DUE, decideBegin);
      return;
    }
    const rules = rulesOn(day);
    const review = reviewRetention(this.state, {
      rules,
      keys: this.keys,
      today: day,
      corrected: CORRECTED,
      held: this.held,
    });
    for (const due of review.due) this.try(day, due, decideRetire);
    for (const due of review.waiting) this.waited.push({ day, due, code: 'telling-open' });
    if (expires && expires.on <= day) this.try(day, ALL_DUE, decideExpire);
  }

  private try(day: Day, due: Due, decide: typeof decideRetire): void {
    const id = (role: string, index = 0): Uuid => testId(`${role} ${day} ${JSON.stringify(due)}`, index);
    const context: ErasureContext = {
      now: midnight(day),
      id,
      rules: rulesOn(day),
      keys: this.keys,
      actors: [],
      corrected: CORRECTED,
      held: this.held,
    };
    try {
      for (const decided of decide(this.state, due, context)) this.happens(day, decided);
    } catch (error) {
      if (!isWaiting(error)) throw error;
      this.waited.push({ day, due, code: (error as { code: string }).code });
    }
  }

  private happens(day: Day, decided: SubjectDecided): void {
    this.append(day, decided);
    if (decided.type === 'DataResealed') {
      const { purpose, period, after } = decided.data.sealed;
      this.keys = [...this.keys, key(purpose, period, after + 1)];
    }
    if (decided.type !== 'ErasureBegun') return;
    const { scope, keys, kept, erasure } = decided.data;
    const field = scope.of === 'field' ? scope.field : '';
    const parts = keys.map(({ purpose, period }) => `${purpose} ${lastDay(period) ? period : ''} ${field}`);
    for (const part of new Set(parts)) this.erased.push(`${day} ${scope.of} ${part}`);
    const gone = (each: KeyOfOwner): boolean =>
      scope.of === 'subject'
        ? !kept.some(one => one.key === each.key)
        : keys.some(one => one.key === each.key);
    this.keys = this.keys.map(each => ({ ...each, fenced: each.fenced || gone(each) }));
    for (const done of decideErased(this.state, { erasure }, { epoch: 1 })) this.append(day, done);
  }

  private append(day: Day, decided: SubjectDecided): void {
    const event = stored(decided, this.events.length, midnight(day));
    this.events.push(event);
    this.held = allHeldIn(this.events);
    this.state = evolve(this.state, event);
  }
}

const forecast = ({ events, keys, ...days }: History): Falling[] =>
  forecastRetention(
    SELF,
    events.map((each, index) => stored(each, index)),
    { ...days, keys, rulesOn, correctedOn: () => CORRECTED },
  );
const said = ({ day: on, scope, purpose, period, field }: Falling): string =>
  `${on} ${scope} ${purpose} ${period ?? ''} ${field ?? ''}`;

const day = (from: Day, days: number): fc.Arbitrary<Day> =>
  fc.integer({ min: 0, max: days }).map(after => addDays(from, after));
const service = (index: number): fc.Arbitrary<readonly SubjectDecided[]> =>
  fc
    .record({
      type: fc.constantFrom('domain' as const, 'hosting' as const, 'email' as const),
      linked: fc.boolean(),
      ends: fc.option(day('2025-06-01', 700), { freq: 5, nil: undefined }),
    })
    .map(({ type, linked, ends }) => [
      started(type, {
        service: testId('service', index),
        ...(type === 'domain' && linked && { link: testId('link') }),
      }),
      ...(ends === undefined ? [] : [ended(ends, testId('service', index))]),
    ]);
const longer = event('DataCorrected', {
  channel: 'letter',
  source: 'subject',
  purposes: [{ ...sealed('domain-be', { email: 'new@example.be' }, 2), purpose: 'domain-be/2' }],
});
const corrected = (name: string, year = 'fy-2024'): SubjectDecided =>
  event('DataCorrected', {
    channel: 'letter',
    source: 'subject',
    purposes: [sealed(name, { familyName: 'Janssens' }, 3, name === 'bookkeeping' ? year : 'contract')],
  });
/** Who got it has to hear of each correction (Art. 19). */
const shared = event('DataShared', {
  sharing: testId('sharing'),
  recipient: 'dns-belgium',
  purpose: 'domain-be/1',
  basis: 'A6-1-b',
  versions: { familyName: 1 },
  commitments: {},
  transit: [],
});
const year = fc.constantFrom('fy-2015', 'fy-2016', 'fy-2024', 'fy-2025');
const month = fc.constantFrom('2025-11', '2025-12', '2026-02', '2026-05');

const history: fc.Arbitrary<History> = fc
  .record({
    domain: fc.constantFrom('example.be', 'example.eu', undefined),
    services: fc.tuple(service(0), service(1)).chain(both => fc.subarray([...both])),
    held: fc.subarray(['domain-be', 'hosting', 'direct-debit', 'renewal'] as const),
    books: fc.uniqueArray(year, { maxLength: 2 }),
    months: fc.uniqueArray(month, { maxLength: 3 }),
    longer: fc.boolean(),
    corrected: fc.subarray(['contract', 'domain-be', 'hosting', 'bookkeeping'] as const),
    told: fc.boolean(),
    restricted: fc.integer({ min: 0, max: 5 }).map(one => one === 0),
    from: day('2026-01-01', 400),
    days: fc.integer({ min: 0, max: 1_000 }),
    loose: fc.option(day('2026-01-01', 600), { freq: 2, nil: undefined }),
  })
  .map(({ domain, services, held, books, months, from, days, loose, ...is }) => {
    const values = { familyName: jan.familyName, email: jan.email, telephone: jan.telephone };
    const events = [
      registered(),
      collected('contract', values),
      ...(domain === undefined ? [] : [linkedDomain(domain)]),
      ...services.flat(),
      ...held.map(name => collected(name, values)),
      ...books.map(period => collected('bookkeeping', values, 'subject', period)),
      ...(is.told ? [] : [shared]),
      ...(is.longer && held.includes('domain-be') ? [longer] : []),
      ...is.corrected
        .filter(name => name === 'contract' || name === 'bookkeeping' || held.includes(name))
        .map(name => corrected(name, books[0])),
      ...(is.restricted ? [restricted()] : []),
    ];
    const keys = [
      key('contract'),
      ...(domain === undefined ? [] : [key('contract', LINKS_PERIOD)]),
      ...held.map(name => key(name)),
      ...books.map(period => key('bookkeeping', period)),
      ...months.map(period => key('fraud', period)),
    ];
    return {
      events,
      keys,
      from,
      until: addDays(from, days),
      ...(loose !== undefined && { expires: { on: loose, after: UNLINKED } }),
    };
  });

test('Art. 5(1)(e) what is told to fall due is what the worker then erases, on that day, whatever the history', () => {
  let erasures = 0;
  fc.assert(
    fc.property(history, given => {
      const told = forecast(given);
      const { erased, waited } = new Worker(given).run();
      expect(
        told
          .filter(({ waits }) => waits === undefined)
          .map(said)
          .sort(),
      ).toEqual([...erased].sort());
      // What waits, and since when: a whole subject as each of its purposes.
      const since = (one: Falling): boolean =>
        waited.some(
          ({ day: on, due: { scope }, code }) =>
            on === one.day && code === one.waits && (scope.of === 'subject' || scope.purpose === one.purpose),
        );
      for (const one of told.filter(({ waits }) => waits !== undefined))
        expect([one, since(one)]).toEqual([one, true]);
      const unheard = waited.filter(
        ({ day: on, due: { scope }, code }) =>
          !told.some(
            one =>
              one.day <= on &&
              one.waits === code &&
              (scope.of === 'subject' || scope.purpose === one.purpose),
          ),
      );
      expect(unheard).toEqual([]);
      erasures += erased.length;
    }),
    { numRuns: 60 },
  );
  // It compares nothing with nothing otherwise.
  expect(erasures).toBeGreaterThan(30);
});

describe('what falls due, and by which rule', () => {
  const keys = [key('contract'), key('contract', LINKS_PERIOD), key('domain-be')];
  const left: History = {
    events: [...holder, ended('2026-03-02')],
    keys,
    from: '2026-03-02',
    until: '2030-01-01',
  };

  test('P22 each purpose on its day, by the rule that it was recorded under, the contract as a whole', () => {
    const rule = (name: string) => {
      const { id, retention } = purposeOf(dcube, name)!;
      const { after, duration, decidedBy } = retention;
      return { purpose: id, after, duration, decidedBy };
    };
    expect(forecast(left)).toEqual([
      { day: '2026-06-03', scope: 'purpose', purpose: 'domain-be', rule: rule('domain-be') },
      { day: '2027-03-03', scope: 'subject', purpose: 'contract', rule: rule('contract') },
    ]);
    expect(forecast({ ...left, until: '2027-03-02' })).toHaveLength(1);
    expect(forecast({ ...left, events: holder })).toEqual([]);
  });

  test('Art. 17(3)(b) the books of who is erased are told too, years later', () => {
    const books = { ...left, keys: [...keys, key('bookkeeping', 'fy-2026')], until: '2037-12-31' };
    expect(forecast(books).at(-1)).toMatchObject({
      day: '2037-01-01',
      scope: 'subject',
      purpose: 'bookkeeping',
      period: 'fy-2026',
      rule: { decidedBy: 'law' },
    });
  });

  test('Art. 18(2) what is restricted waits, and says why', () => {
    const waiting = { ...left, events: [...left.events, restricted()] };
    expect(forecast(waiting)).toMatchObject([
      { day: '2026-06-03', purpose: 'domain-be', waits: 'subject-restricted' },
      { day: '2027-03-03', purpose: 'contract', waits: 'subject-restricted' },
    ]);
  });

  test('Art. 5(1)(d) earlier values end a time after the correction, once whoever got one has heard of it', () => {
    const history = [...holder, shared, corrected('contract'), corrected('domain-be')];
    expect(forecast({ ...left, events: history })).toEqual([
      expect.objectContaining({
        day: '2026-04-02',
        scope: 'superseded',
        purpose: 'contract',
        rule: { after: 'correction', duration: CORRECTED, decidedBy: 'controller' },
      }),
      expect.objectContaining({ day: '2026-04-02', purpose: 'domain-be', waits: 'telling-open' }),
    ]);
  });

  test('P05 who is linked to nothing expires as a whole', () => {
    const events = [registered(), collected('contract', jan)];
    const expires = { on: '2026-06-01', after: UNLINKED };
    expect(forecast({ ...left, events, keys: [key('contract')], expires })).toEqual([
      {
        day: '2026-06-01',
        scope: 'subject',
        purpose: 'contract',
        rule: { after: 'unlinked', duration: UNLINKED, decidedBy: 'controller' },
      },
    ]);
  });
});
