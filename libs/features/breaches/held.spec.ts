import fc from 'fast-check';
import { Composition } from '#libs/feature';
import { evolve, heldFor, initial, type SubjectState } from '#libs/features/subjects';
import { FEATURES } from '#libs/features';
import type { Entry, Kind } from '#libs/register';
import { histories, subjectId } from '#features/records/testing/histories';
import { counted, isNarrowed } from './criteria';
import { isHeld, type HeldCriteria } from './held';

const DURING = { from: '2026-06-01T00:00:00.000Z', to: '2026-07-01T00:00:00.000Z' };

function entry(kind: Kind, time: string, more: Partial<Entry> = {}): Entry {
  return { kind, time: new Date(time).toISOString(), ...more } as Entry;
}
const collected = (time: string, purpose = 'contract/1', ...fields: string[]): Entry =>
  entry('collected', time, {
    purpose,
    fields: Object.fromEntries((fields.length > 0 ? fields : ['email']).map(f => [f, {}])),
  });
/** An erasure that begins and ends at a time; of an id of its own. */
let erasures = 0;
const erased = (time: string, about: NonNullable<Entry['about']>, more: Partial<Entry> = {}): Entry[] => {
  const whole = { about: { ...about, erasure: String(++erasures) }, ...more };
  return [entry('erasure-begun', time, whole), entry('erased', time, whole)];
};
const held = (entries: readonly Entry[], asked: Partial<HeldCriteria> = {}): boolean =>
  isHeld(entries, { ...DURING, purpose: 'contract', ...asked });

describe('who was held at that time', () => {
  test('from when it came until it was erased, and at some time of the period is enough', () => {
    expect(held([collected('2026-05-01')])).toBe(true);
    expect(held([collected('2026-06-30')])).toBe(true);
    expect(held([collected('2026-07-01')])).toBe(false);
    const gone = (time: string): Entry[] => [collected('2026-05-01'), ...erased(time, { of: 'subject' })];
    expect(held(gone('2026-05-31T23:59:59Z'))).toBe(false);
    expect(held(gone('2026-06-01'))).toBe(true);
    expect(held([...gone('2026-05-15'), collected('2026-05-20')])).toBe(true);
  });

  test('by purpose, of whichever version or of one, and by any of the fields', () => {
    const entries = [collected('2026-05-01', 'hosting/2', 'email')];
    expect(held(entries)).toBe(false);
    expect(held(entries, { purpose: 'hosting' })).toBe(true);
    expect(held(entries, { purpose: 'hosting/1' })).toBe(false);
    expect(held(entries, { purpose: 'hosting', fields: ['telephone', 'email'] })).toBe(true);
    expect(held(entries, { purpose: 'hosting', fields: ['telephone'] })).toBe(false);
  });

  test('what an erasure of a part leaves is held', () => {
    const both = collected('2026-05-01', 'contract/1', 'email', 'telephone');
    const field = (name: string): Entry[] =>
      erased('2026-05-10', { of: 'field' }, { purpose: 'contract', fields: { [name]: {} } });
    expect(held([both, ...field('telephone')])).toBe(true);
    expect(held([both, ...field('telephone')], { fields: ['telephone'] })).toBe(false);
    expect(held([both, ...field('telephone'), ...field('email')])).toBe(false);
    expect(held([both, ...erased('2026-05-10', { of: 'superseded' }, { purpose: 'contract' })])).toBe(true);
    expect(held([both, ...erased('2026-05-10', { of: 'purpose' }, { purpose: 'hosting' })])).toBe(true);
    expect(held([both, ...erased('2026-05-10', { of: 'purpose' }, { purpose: 'contract' })])).toBe(false);
  });

  test('a month ends alone, and what a law keeps of an erased person is held', () => {
    const signIns = ['2026-03-31T21:59:59Z', '2026-03-31T22:00:00Z'].map(time =>
      entry('signed-in', time, { purpose: 'fraud/1', fields: { ipAddress: {} } }),
    );
    const march = erased('2026-05-01', { of: 'period', period: '2026-03' }, { purpose: 'fraud' });
    // 22:00 in UTC is April in Brussels.
    expect(held([signIns[0]!, ...march], { purpose: 'fraud' })).toBe(false);
    expect(held([signIns[1]!, ...march], { purpose: 'fraud' })).toBe(true);
    const books = [collected('2026-02-01'), collected('2026-02-01', 'bookkeeping/1')];
    const kept = erased('2026-05-01', { of: 'subject', kept: ['bookkeeping fy-2026 2036-12-31'] });
    expect(held([...books, ...kept], { purpose: 'bookkeeping' })).toBe(true);
    expect(held([...books, ...kept])).toBe(false);
    const other = erased('2026-05-01', { of: 'subject', kept: ['bookkeeping fy-2025 2035-12-31'] });
    expect(held([...books, ...other], { purpose: 'bookkeeping' })).toBe(false);
  });

  test('a link until it is unlinked', () => {
    const link = (id: string): Entry =>
      entry('linked', '2026-05-01', { purpose: 'contract/1', fields: { domain: {} }, about: { link: id } });
    const gone = entry('unlinked', '2026-05-10', { about: { link: 'a' } });
    expect(held([link('a'), gone], { fields: ['domain'] })).toBe(false);
    expect(held([link('a'), link('b'), gone], { fields: ['domain'] })).toBe(true);
  });

  test('by a recipient: who was shared with it by then, unless that never arrived', () => {
    const shared = (sharing: string): Entry =>
      entry('shared', '2026-05-01', {
        purpose: 'domain-be/1',
        recipient: 'dns-belgium',
        fields: { email: {} },
        about: { sharing },
      });
    const asked = { purpose: 'domain-be', recipient: 'dns-belgium' };
    expect(held([shared('a')], asked)).toBe(true);
    expect(held([shared('a')], { ...asked, recipient: 'eurid' })).toBe(false);
    expect(held([collected('2026-05-01', 'domain-be/1')], asked)).toBe(false);
    // Whenever that is found out.
    const failed = entry('sharing-failed', '2026-11-01', { about: { sharing: 'a' } });
    expect(held([shared('a'), failed], asked)).toBe(false);
    expect(held([shared('a'), shared('b'), failed], asked)).toBe(true);
    // What was erased here is there.
    expect(held([shared('a'), ...erased('2026-05-02', { of: 'subject' })], asked)).toBe(true);
  });
});

const table = new Composition(FEATURES).entries();

test('for any history: what the entries say was held at a time is what the fold of the events held then', () => {
  const purposes = fc.constantFrom('contract', 'bookkeeping', 'domain-be');
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(histories, fc.nat(100), purposes, (records, share, purpose) => {
      const at = records[Math.floor((share / 101) * records.length)]!.time;
      for (const subject of [0, 1, 2, 3].map(subjectId)) {
        const own = records.filter(({ stream }) => stream === `subject-${subject}`);
        const state = own
          .filter(({ time }) => time < at)
          .reduce<SubjectState>((so, each) => evolve(so, each), initial);
        // The fold lets go of what is being erased when that begins, the register when the fences stand.
        if (Object.values(state.erasures).some(({ fenced }) => !fenced)) continue;
        const entries = own.flatMap(record =>
          table.entriesOf(record).map(draft => ({ ...draft, time: record.time }) as unknown as Entry),
        );
        const fields = ['familyName', 'email', 'telephone'];
        const holds = fields.some(field => field in heldFor(state, purpose));
        // At one time: by what came before it.
        expect(isHeld(entries, { from: at, to: at, purpose, fields })).toBe(holds);
        seen.add(holds);
      }
    }),
  );
  expect(seen).toEqual(new Set([true, false]));
});

describe('criteria and lists', () => {
  test('a period alone matches everybody', () => {
    expect(isNarrowed(DURING)).toBe(false);
    for (const one of [
      { actor: 'shop' },
      { recipient: 'bank' },
      { purpose: 'contract' },
      { fields: ['email'] },
    ])
      expect(isNarrowed({ ...DURING, ...one })).toBe(true);
  });

  test('a list is told by its number and the SHA-256 of its lines', () => {
    expect(counted([])).toEqual({
      count: 0,
      digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    });
    // printf 'a\nb\n' | sha256sum
    expect(counted(['a', 'b'])).toEqual({
      count: 2,
      digest: '911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2',
    });
  });
});
