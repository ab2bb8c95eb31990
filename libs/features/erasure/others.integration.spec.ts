import fc from 'fast-check';
import { encodeRecord } from '#libs/event-store';
import { readRecord, type CustomerRecord } from '#libs/features/records';
import { histories, renamed, sealed } from '#libs/features/records/testing';
import { evolve, initial, type SubjectEvent, type SubjectState } from '#libs/features/subjects';
import { onKeyring } from '#libs/vault/testing';
import { TestCore } from '../../../test/setup/core';
import { withoutKeyCaches } from '../../../test/setup/fencing';
import { ApproveErasure } from './commands/approve-erasure';
import { BeginErasure } from './commands/begin-erasure';
import { ResumeErasure } from './commands/resume-erasure';

/** Left out: erasures, which are what is tested, and transfers, which reactors would resume meanwhile. */
const LEFT_OUT = [
  ...['ErasureBegun', 'DataResealed', 'DataErased', 'SubjectErased'],
  ...['DomainTransferBegun', 'DomainTransferFailed'],
];

let own: TestCore;
beforeAll(async () => void (own = await TestCore.open(undefined, withoutKeyCaches())));
afterAll(() => own.close());

const withoutThem = (history: readonly SubjectEvent[]): SubjectEvent[] =>
  history.filter(({ type }) => !LEFT_OUT.includes(type));

async function append(events: readonly SubjectEvent[]): Promise<void> {
  const revisions = new Map<string, number>();
  for (const event of events) {
    const last = revisions.get(event.stream);
    const { revision } = await own.core.store.append(event.stream, last ?? 'no-stream', [
      encodeRecord(event),
    ]);
    revisions.set(event.stream, revision);
  }
}

function statesOf(events: readonly SubjectEvent[]): SubjectState[] {
  const states = new Map<string, SubjectState>();
  for (const event of events) states.set(event.stream, evolve(states.get(event.stream) ?? initial, event));
  return [...states.values()].map(state => ({ ...state }));
}

async function shown(subject: string): Promise<CustomerRecord | undefined> {
  return readRecord(own.core.pool, own.core.vault, subject);
}

const lookups = (subject: string): Promise<unknown[]> =>
  onKeyring(
    own.database.keyringUrl,
    `select to_jsonb(l) - 'key_id' as row from lookups l join keys k using (key_id)
      where k.owner = 'subject:${subject}' order by l.kind, l.blind, l.key_id`,
  );

test('Art. 17: whatever was erased of one, the records and look-ups of all others are what they were', async () => {
  const { runner, vault, bus } = own.core;
  const scopes = fc.array(fc.constantFrom('purpose', 'field', 'superseded', 'subject'), {
    minLength: 1,
    maxLength: 3,
  });
  let erased = 0;
  await fc.assert(
    fc.asyncProperty(histories, fc.nat(), scopes, async (history, chance, wanted) => {
      const events = await sealed(vault, renamed(withoutThem(history)));
      await append(events);
      await own.project();
      const states = statesOf(events);
      // One of whom something is held, where there is one.
      const held = states.filter(({ purposes }) => Object.keys(purposes).length > 0);
      const among = held.length > 0 ? held : states;
      const one = among[chance % among.length]!;
      const others = states.filter(state => state !== one);
      const before = await Promise.all(others.map(({ id }) => shown(id)));
      const found = await Promise.all(others.map(({ id }) => lookups(id)));

      for (const part of wanted) {
        const [purpose] = Object.keys(one.purposes);
        const [field] = Object.keys(one.purposes[purpose ?? ''] ?? {});
        const scope = {
          of: part,
          ...(part !== 'subject' && { purpose }),
          ...(part === 'field' && { field }),
        };
        const context = { ...own.context(), actor: { role: 'privacy-officer', id: 'olivia' } } as const;
        const ground = { reason: 'unlawful', finding: 'kept-too-long' } as const;
        const body = { scope: scope as never, ...ground };
        const approved = { ...ground, ...(part !== 'subject' && { scope: scope as never }) };
        await bus.execute(new ApproveErasure(one.id, approved, own.context())).catch(() => undefined);
        const begun = await bus.execute(new BeginErasure(one.id, body, context)).catch(() => undefined);
        const { erasure } = (begun?.events.at(-1)?.data ?? {}) as { erasure?: string };
        if (erasure === undefined) continue;
        await bus.execute(new ResumeErasure(one.id, erasure, context));
        erased += 1;
      }
      await own.project();
      expect(await Promise.all(others.map(({ id }) => shown(id)))).toEqual(before);
      expect(await Promise.all(others.map(({ id }) => lookups(id)))).toEqual(found);
      // And whoever it was, what is shown of them is what decisions still know.
      const { state } = await runner.load({
        name: `subject-${one.id}`,
        owner: `subject:${one.id}`,
        fold: { initial, evolve },
      });
      const values = (await shown(one.id))!.values.filter(value => 'value' in value);
      const known = Object.values(state.purposes).flatMap(fields => Object.keys(fields));
      expect(values.map(({ field }) => field).sort()).toEqual(known.sort());
    }),
    { numRuns: 25 },
  );
  expect(erased).toBeGreaterThan(5);
});
