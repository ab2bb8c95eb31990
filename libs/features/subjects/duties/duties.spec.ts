import fc from 'fast-check';
import type { Field } from '#libs/catalogue';
import { testId } from '../testing';
import { Duties, inOrder } from './duties';
import type { Duty, Holder } from './duty';
import { withMark, type Mark, type Marks } from './marks';

type Bare<M> = M extends Mark ? Omit<M, 'event' | 'time' | 'catalogue'> : never;

/** Marks in their order, each of an event of its own. */
function marked(...bare: readonly Bare<Mark>[]): Mark[] {
  return bare.map((mark, i) => ({
    ...mark,
    event: testId('event', i),
    time: new Date(Date.UTC(2026, 2, 2, 9, i)).toISOString(),
    catalogue: '2018-05-25',
  }));
}

const DNS = { recipient: 'dns-belgium', purpose: 'domain-be', link: testId('link') } as const;
const BANK = { recipient: 'bank', instance: 'kbc', purpose: 'direct-debit' } as const;
const shared = (holder: Holder, versions: Duty['versions'], n = 0): Bare<Mark> => ({
  is: 'shared',
  sharing: testId('sharing', n),
  ...holder,
  versions,
});
const corrected = (purpose: string, versions: Duty['versions']): Bare<Mark> => ({
  is: 'corrected',
  values: [{ purpose, versions }],
});
const told = (duty: Duty | undefined, versions: Duty['versions'] = {}): Bare<Mark> => ({
  is: 'told',
  duty: duty!.duty,
  channel: 'email',
  versions,
});
const short = ({ recipient, kind, status, versions }: Duty) => ({ recipient, kind, status, versions });
const after = (...bare: readonly Bare<Mark>[]): Duties => Duties.of(marked(...bare));

describe('Art. 19 a correction', () => {
  const history = [
    shared(DNS, { email: 1, telephone: 1 }),
    shared(BANK, { familyName: 1 }, 1),
    corrected('domain-be', { email: 2 }),
  ];

  test('is to be told to who got an earlier version, for the same purpose', () => {
    expect(
      after(...history)
        .all()
        .map(short),
    ).toEqual([{ recipient: 'dns-belgium', kind: 'correction', status: 'open', versions: { email: 2 } }]);
  });

  test('corrected twice before it was told, it is one duty, with the newest versions', () => {
    const [first] = after(...history).all();
    const twice = after(...history, corrected('domain-be', { email: 3, telephone: 2 })).all();
    expect(twice.map(short)).toEqual([
      { recipient: 'dns-belgium', kind: 'correction', status: 'open', versions: { email: 3, telephone: 2 } },
    ]);
    expect(twice[0]!.duty).toBe(first!.duty);
  });

  test('told, confirmed; corrected again it is another duty', () => {
    const [open] = after(...history).all();
    const done = [...history, told(open, { email: 2 })];
    expect(after(...done).all()).toMatchObject([{ status: 'told', told: { channel: 'email' } }]);
    const confirmed: Bare<Mark>[] = [...done, { is: 'confirmed', duty: open!.duty }];
    expect(after(...confirmed).all()).toMatchObject([{ status: 'confirmed' }]);
    const again = after(...confirmed, corrected('domain-be', { email: 3 })).all();
    expect(again.map(({ status }) => status)).toEqual(['confirmed', 'open']);
  });

  test('a telling that did not arrive leaves it open', () => {
    const [open] = after(...history).all();
    const failed: Bare<Mark> = { is: 'failed', duty: open!.duty };
    expect(after(...history, told(open, { email: 2 }), failed).all()).toEqual([open]);
  });

  test('goes by itself when the newest versions are shared, and comes back when that did not arrive', () => {
    const gone = [...history, shared(DNS, { email: 2 }, 2)];
    expect(after(...gone).all()).toMatchObject([{ status: 'shared' }]);
    const back = after(...gone, { is: 'not-arrived', sharing: testId('sharing', 2) });
    expect(back.all()).toMatchObject([{ status: 'open', versions: { email: 2 } }]);
    expect(after(...history, shared(DNS, { telephone: 1 }, 2)).all()).toMatchObject([{ status: 'open' }]);
  });

  test('goes by itself when what the recipient got turns out not to have arrived', () => {
    const never: Bare<Mark> = { is: 'not-arrived', sharing: testId('sharing', 0) };
    expect(after(...history, never).all()).toMatchObject([{ status: 'not-arrived' }]);
  });

  test('is no longer to be told when the values are erased', () => {
    const erased: Bare<Mark> = { is: 'erased', purpose: 'domain-be', kept: [] };
    expect(after(...history, erased).all()).toMatchObject([{ status: 'erased' }]);
    const kept: Bare<Mark> = { is: 'erased', kept: ['domain-be'] };
    expect(after(...history, kept).all()).toMatchObject([{ status: 'open' }]);
  });
});

describe('Art. 19 a restriction', () => {
  const first: Bare<Mark> = { is: 'restricted', restriction: testId('restriction', 0) };
  const second: Bare<Mark> = { is: 'restricted', restriction: testId('restriction', 1) };
  const lifted = (n: number): Bare<Mark> => ({ is: 'lifted', restriction: testId('restriction', n) });

  test('is told to everybody who got something, once for all grounds', () => {
    const duties = after(shared(DNS, { email: 1 }), shared(BANK, { familyName: 1 }, 1), first, second).all();
    expect(duties.map(short)).toEqual([
      { recipient: 'dns-belgium', kind: 'restriction', status: 'open', versions: { email: 1 } },
      { recipient: 'bank', kind: 'restriction', status: 'open', versions: { familyName: 1 } },
    ]);
  });

  test('is not told any more once the last one is lifted', () => {
    const history = [shared(DNS, { email: 1 }), first, second, lifted(0)];
    expect(after(...history).all()).toMatchObject([{ status: 'open' }]);
    expect(after(...history, lifted(1)).all()).toMatchObject([{ status: 'lifted' }]);
  });
});

describe('Art. 19 an erasure', () => {
  const duty = testId('duty');
  const versions = { email: 1, telephone: 1 };
  const prepared: Bare<Mark> = {
    is: 'prepared',
    erasure: testId('erasure'),
    until: '2026-06-01',
    duties: [{ duty, ...DNS, versions }],
  };
  const again = shared(DNS, { email: 2 }, 1);
  const never: Bare<Mark> = { is: 'not-arrived', sharing: testId('sharing', 1) };
  const ended: Bare<Mark> = { is: 'key-ended', duty, epoch: 1 };
  const status = (...bare: readonly Bare<Mark>[]): unknown =>
    after(shared(DNS, versions), prepared, ...bare).find(duty)?.status;

  test('stands again when what made it go turns out not to have arrived, while its key is there', () => {
    const all = shared(DNS, { email: 2, telephone: 2 }, 1);
    expect(status(all)).toBe('shared');
    expect(status(all, never)).toBe('open');
    const toldOf: Bare<Mark> = { is: 'told', duty, channel: 'email', versions };
    expect(status(again, toldOf)).toBe('told');
    expect(status(again, toldOf, never)).toBe('open');
  });

  test('goes by itself once the recipient is told newer values, as it does once they are shared', () => {
    const history = [
      shared(DNS, { email: 1 }),
      { ...prepared, duties: [{ duty, ...DNS, versions: { email: 1 } }] },
    ];
    const [, correction] = after(...history, corrected('domain-be', { email: 2 })).all();
    const toldOf = told(correction, { email: 2 });
    const statuses = (...more: readonly Bare<Mark>[]): unknown[] =>
      after(...history, corrected('domain-be', { email: 2 }), toldOf, ...more)
        .all()
        .map(({ kind, status }) => [kind, status]);
    expect(statuses()).toEqual([
      ['erasure', 'shared'],
      ['correction', 'told'],
    ]);
    expect(statuses({ is: 'failed', duty: correction!.duty })).toEqual([
      ['erasure', 'open'],
      ['correction', 'open'],
    ]);
  });

  test('does not stand again once its key has ended: nobody can be told any more', () => {
    const all = shared(DNS, { email: 2, telephone: 2 }, 1);
    expect(status(all, ended, never)).toBe('impossible');
    const toldOf: Bare<Mark> = { is: 'told', duty, channel: 'email', versions };
    expect(status(again, toldOf, ended, never)).toBe('impossible');
    expect(status(toldOf, ended, { is: 'failed', duty })).toBe('impossible');
    expect(status(all, never, ended)).toBe('impossible');
    expect(status(toldOf, ended)).toBe('told');
  });
});

// A plain re-reading of the marks, one question at a time: it keeps nothing but the list.

interface Act {
  readonly holder: Holder;
  readonly kind: Duty['kind'];
  readonly versions: Duty['versions'];
}
/** A history: its marks, and for each act on a duty what that duty was about. */
interface History {
  readonly marks: readonly Mark[];
  readonly acts: ReadonlyMap<number, Act>;
}

const same = (one: Holder, other: Holder): boolean =>
  one.recipient === other.recipient &&
  one.instance === other.instance &&
  one.purpose === other.purpose &&
  one.link === other.link;

function openByReading({ marks, acts }: History): unknown[] {
  const dutyOf = (mark: Mark): string | undefined => ('duty' in mark ? mark.duty : undefined);
  /** Whether what comes next of the duty that was told says that it did not arrive. */
  const failedTelling = (at: number): boolean =>
    marks.find((mark, i) => i > at && dutyOf(mark) === dutyOf(marks[at]!))?.is === 'failed';
  const failedSharing = (sharing: string): boolean =>
    marks.some(mark => mark.is === 'not-arrived' && mark.sharing === sharing);
  /** Version of a field that a holder got by the mark at a place, if it did. */
  const got = (at: number, holder: Holder, field: Field, tellings: boolean): number | undefined => {
    const mark = marks[at]!;
    if (mark.is === 'shared')
      return same(mark, holder) && !failedSharing(mark.sharing) ? mark.versions[field] : undefined;
    const act = acts.get(at);
    if (!tellings || mark.is !== 'told' || !act || act.kind !== 'correction' || !same(act.holder, holder))
      return undefined;
    return failedTelling(at) ? undefined : mark.versions[field];
  };
  const had = (before: number, holder: Holder, field: Field): boolean =>
    marks.some((_, i) => i < before && got(i, holder, field, true) !== undefined);
  const restricted = (at: number): boolean => {
    const standing = new Set<string>();
    marks.slice(0, at).forEach(mark => {
      if (mark.is === 'restricted') standing.add(mark.restriction);
      if (mark.is === 'lifted') standing.delete(mark.restriction);
    });
    return standing.size > 0;
  };
  /** What the mark at a place says is to be told of, for a holder and field: in which version. */
  const begins = (at: number, kind: Duty['kind'], holder: Holder, field: Field): number | undefined => {
    const mark = marks[at]!;
    if (kind === 'correction' && mark.is === 'corrected' && had(at, holder, field))
      return mark.values.find(({ purpose }) => purpose === holder.purpose)?.versions[field];
    if (kind === 'restriction' && mark.is === 'restricted' && !restricted(at) && had(at, holder, field)) {
      const last = marks.findLastIndex((_, i) => i < at && got(i, holder, field, true) !== undefined);
      return got(last, holder, field, true);
    }
    if (kind === 'erasure' && mark.is === 'prepared' && had(at, holder, field))
      return mark.duties.find(each => same(each, holder))?.versions[field];
    return undefined;
  };
  /** Whether the mark at a place ends what was to be told. */
  const ends = (at: number, kind: Duty['kind'], holder: Holder, field: Field, version: number): boolean => {
    const mark = marks[at]!;
    const act = acts.get(at);
    if (act && act.kind === kind && same(act.holder, holder)) {
      if (mark.is === 'told') return mark.versions[field] !== undefined && !failedTelling(at);
      return mark.is === 'waived' && act.versions[field] !== undefined;
    }
    if (kind === 'erasure') return (got(at, holder, field, true) ?? 0) > version;
    if (mark.is === 'erased')
      return (
        !mark.kept.includes(holder.purpose) &&
        (mark.purpose === undefined || mark.purpose === holder.purpose) &&
        (mark.field === undefined || mark.field === field)
      );
    if (kind === 'restriction') return mark.is === 'lifted' && !restricted(at + 1);
    return (got(at, holder, field, false) ?? 0) >= version;
  };
  const holders = marks.flatMap((mark): Holder[] => (mark.is === 'shared' ? [mark] : []));
  const each = holders.filter((holder, i) => holders.findIndex(other => same(holder, other)) === i);
  return each.flatMap(holder =>
    (['correction', 'restriction', 'erasure'] as const).flatMap(kind => {
      const versions = FIELDS.flatMap(field => {
        const last = marks.findLastIndex((_, i) => begins(i, kind, holder, field) !== undefined);
        if (last < 0) return [];
        const version = begins(last, kind, holder, field)!;
        const over = marks.some((_, i) => i > last && ends(i, kind, holder, field, version));
        return over ? [] : [[field, version] as const];
      });
      return versions.length > 0 ? [of(holder, kind, Object.fromEntries(versions))] : [];
    }),
  );
}

const FIELDS = ['email', 'familyName', 'telephone'] as const;
const HOLDERS: readonly Holder[] = [
  DNS,
  { ...DNS, link: testId('link', 1) },
  BANK,
  { ...BANK, instance: 'ing' },
  { recipient: 'registrar', purpose: 'domain-be' },
];

function of({ recipient, instance, purpose, link }: Holder, kind: Duty['kind'], versions: Duty['versions']) {
  return { recipient, instance, purpose, link, kind, versions };
}

type Step = readonly [what: number, which: number, fields: number];

/** A history that could have been: values go on in their versions, acts are on duties as they stand. */
function historyOf(steps: readonly Step[]): History {
  const marks: Mark[] = [];
  const acts = new Map<number, Act>();
  const current = new Map<string, number>();
  const versions = (purpose: string, bits: number, next: boolean) =>
    Object.fromEntries(
      FIELDS.filter((_, i) => (bits >> i) & 1).map(field => {
        const key = `${purpose} ${field}`;
        const version = (current.get(key) ?? 1) + (next ? 1 : 0);
        current.set(key, version);
        return [field, version];
      }),
    );
  const add = (bare: Bare<Mark>, act?: Act): void => {
    if (act) acts.set(marks.length, act);
    marks.push({
      ...bare,
      event: testId('event', marks.length),
      time: '2026-03-02T09:00:00.000Z',
      catalogue: 'c',
    });
  };
  for (const [what, which, bits] of steps) {
    const purpose = which % 2 === 0 ? 'domain-be' : 'direct-debit';
    const duties = Duties.of(marks).all();
    const act = (status: Duty['status'], make: (duty: Duty) => Bare<Mark>): void => {
      const fitting = duties.filter(duty => duty.status === status);
      const duty = fitting[which % Math.max(1, fitting.length)];
      if (duty) add(make(duty), { holder: duty, kind: duty.kind, versions: duty.versions });
    };
    if (what < 4) {
      const holder = HOLDERS[which % HOLDERS.length]!;
      add(shared(holder, versions(holder.purpose, bits, false), marks.length));
    } else if (what < 7) add(corrected(purpose, versions(purpose, bits, true)));
    else if (what === 7) {
      const sharings = marks.flatMap(mark => (mark.is === 'shared' ? [mark.sharing] : []));
      const sharing = sharings[which % Math.max(1, sharings.length)];
      if (sharing) add({ is: 'not-arrived', sharing });
    } else if (what === 8) add({ is: 'restricted', restriction: testId('restriction', which % 2) });
    else if (what === 9) add({ is: 'lifted', restriction: testId('restriction', which % 2) });
    else if (what === 10 && bits > 3)
      add({ is: 'erased', ...(bits > 4 && { purpose }), ...(bits > 5 && { field: 'email' }), kept: [] });
    else if (what > 10 && what < 13) act('open', duty => told(duty, duty.versions));
    else if (what === 13) act('told', ({ duty }) => ({ is: 'failed', duty }));
    else if (what === 14) act('told', ({ duty }) => ({ is: 'confirmed', duty }));
    else if (what === 15)
      act('open', ({ duty }) => ({
        is: 'waived',
        duty,
        ground: 'impossible',
        reason: 'recipient-ceased',
        by: 'olivia',
      }));
    else if (what === 16 && !marks.some(mark => mark.is === 'prepared')) {
      const held = Duties.of(marks).held();
      const named = held.map(({ sharings: _, ...each }, i) => ({ duty: testId('erasure-duty', i), ...each }));
      const erasure = testId('erasure');
      add({ is: 'prepared', erasure, until: '2026-05-31', duties: named });
      add({ is: 'erased', erasure, kept: [] });
    }
  }
  return { marks, acts };
}

test('Art. 19 for any history the open duties are those that a plain re-reading of it gives', () => {
  const step: fc.Arbitrary<Step> = fc.tuple(fc.nat(16), fc.nat(7), fc.nat(7));
  let seen = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), steps => {
      const history = historyOf(steps);
      const open = Duties.of(history.marks)
        .all()
        .filter(({ status }) => status === 'open');
      seen += open.length;
      const shown = (each: unknown): string => JSON.stringify(each);
      expect(
        open
          .map(duty => of(duty, duty.kind, duty.versions))
          .map(shown)
          .sort(),
      ).toEqual(openByReading(history).map(shown).sort());
    }),
    {
      numRuns: 400,
      examples: [
        [
          [
            [0, 1, 5],
            [0, 0, 0],
            [0, 0, 0],
            [0, 0, 0],
            [4, 0, 5],
            [0, 6, 3],
            [15, 0, 0],
            [7, 4, 0],
          ],
        ],
      ],
    },
  );
  expect(seen).toBeGreaterThan(100);
});

test('Art. 19 a duty keeps its id while it is open', () => {
  const step: fc.Arbitrary<Step> = fc.tuple(fc.nat(15), fc.nat(7), fc.nat(7));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), steps => {
      const { marks } = historyOf(steps);
      const duties = new Duties();
      let before = new Map<string, string>();
      for (const mark of marks) {
        duties.apply(mark);
        const open = duties.all().filter(({ status }) => status === 'open');
        const now = new Map(open.map(duty => [JSON.stringify(of(duty, duty.kind, {})), duty.duty]));
        // One for each recipient and kind.
        expect(now.size).toBe(open.length);
        for (const [about, id] of now)
          if (before.has(about) && duties.find(before.get(about)!)?.status === 'open')
            expect(id).toBe(before.get(about));
        before = now;
      }
    }),
  );
});

test('Art. 19 duties that an erasure names once it has begun are those that it would have named with it', () => {
  const happens: fc.Arbitrary<Step> = fc.tuple(fc.nat(7), fc.nat(7), fc.nat(7));
  const erasure = testId('erasure');
  const at = { event: testId('event', 999), time: '2026-03-02T09:00:00.000Z', catalogue: 'c' };
  const begun: Mark = { is: 'erased', erasure, kept: [], ...at };
  let gone = 0;
  fc.assert(
    fc.property(
      fc.array(happens, { maxLength: 30, size: 'max' }),
      fc.nat(30),
      fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }),
      (steps, cut, places) => {
        const { marks } = historyOf(steps);
        const [before, since] = [marks.slice(0, cut), marks.slice(cut)];
        const duties = Duties.of(before)
          .held()
          .map(({ sharings: _, ...held }, i) => ({ duty: testId('erasure-duty', i), ...held }));
        const naming = (some: typeof duties): Mark => ({
          is: 'prepared',
          erasure,
          until: '2026-05-31',
          duties: some,
          ...at,
        });
        const later = places.reduce<Mark[]>((all, place, i) => {
          const some = duties.filter((_, n) => n % places.length === i);
          const where = Math.min(place, all.length);
          return [...all.slice(0, where), naming(some), ...all.slice(where)];
        }, since);
        const told = (...history: readonly Mark[]): unknown[] =>
          Duties.of(history)
            .all()
            .filter(({ kind }) => kind === 'erasure')
            .map(({ duty, status, versions }) => `${duty} ${status} ${JSON.stringify(versions)}`)
            .sort();
        const together = told(...before, naming(duties), begun, ...since);
        gone += together.filter(each => !String(each).includes(' open ')).length;
        expect(told(...before, begun, ...later)).toEqual(together);
      },
    ),
    { numRuns: 300 },
  );
  expect(gone).toBeGreaterThan(20);
});

test('Art. 19 corrected again before it is told, one mark stands for all of them', () => {
  const again = (n: number): Bare<Mark> => corrected('domain-be', { email: n });
  const kept = (...bare: readonly Bare<Mark>[]): Mark[] =>
    inOrder(marked(...bare).reduce<Marks | null>(withMark, null));
  const first = shared(DNS, { email: 1 });
  expect(kept(again(2), again(3))).toEqual([]);
  expect(kept(first, again(2), again(3), again(4)).map(({ is }) => is)).toEqual(['shared', 'corrected']);
  expect(kept(first, again(2), corrected('domain-be', { email: 3, telephone: 2 }))).toHaveLength(3);
  const asked = { ...again(3), request: testId('request') };
  expect(kept(first, again(2), asked, again(4))).toHaveLength(4);
});

test('Art. 19 for any history the marks that are kept come to the same duties', () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom<Step>([4, 0, 1], [4, 0, 3], [5, 0, 1], [6, 1, 7]) },
    { weight: 3, arbitrary: fc.tuple(fc.nat(16), fc.nat(7), fc.nat(7)) },
  );
  const listed = (duties: Duties): unknown[] =>
    duties.all().map(({ versions, ...duty }) => ({ ...duty, fields: Object.keys(versions) }));
  let [fewer, open] = [0, 0];
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), steps => {
      const { marks } = historyOf(steps);
      const all = Duties.of(marks);
      open += all.open().size;
      const kept = inOrder(marks.reduce<Marks | null>(withMark, null));
      expect(Duties.of(kept).all()).toEqual(all.all());

      const list = new Duties();
      for (const mark of marks) {
        if (list.changesWith(mark)) list.apply(mark);
        else fewer += 1;
      }
      expect(listed(list)).toEqual(listed(all));
    }),
    { numRuns: 400 },
  );
  expect(fewer).toBeGreaterThan(100);
  expect(open).toBeGreaterThan(100);
});
