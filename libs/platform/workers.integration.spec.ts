import { randomUUID } from 'node:crypto';
import { LEASE } from '#libs/database';
import { TestCore } from '../../test/setup/core';
import { until } from '../../test/setup/until';
import { projectionRunner, timerWorker } from './workers';
import { Register } from '#libs/features/subjects';

let test1: TestCore;
beforeAll(async () => void (test1 = await TestCore.open()));
afterAll(() => test1.close());

interface Held {
  readonly holder: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

test('turns are renewed and events projected while queries hold every connection that they may have', async () => {
  const { core } = test1;
  const turns: boolean[] = [];
  const runner = projectionRunner(core.container, { hooks: { active: is => turns.push(is) } });
  const timers = await timerWorker(core.container);
  const queries = await Promise.all(Array.from({ length: core.pool.options.max }, () => core.pool.connect()));
  // One more that waits for a connection, as behind it all others would.
  const waiting = core.pool.query('select 1');
  const held = async (name: string): Promise<Held | undefined> => {
    const { rows } = await queries[0]!.query<{ holder: string; until: Date }>(
      'select holder, until from leases where name = $1',
      [name],
    );
    return rows[0] && { holder: rows[0].holder, until: rows[0].until.getTime() };
  };
  try {
    runner.start();
    timers.start();
    const [projecting, firing] = await Promise.all(
      ['projections', 'timers'].map(name =>
        until(
          () => held(name),
          is => is !== undefined,
        ),
      ),
    );
    const { position } = await test1.carryOut(Register, randomUUID(), {
      kind: 'natural-person',
      policy: '2018-05-25',
      collect: [],
    });
    await core.progress.waitFor('records', position!, 10_000);
    // Twice at least, and both by one statement.
    const later = await until(
      () => Promise.all(['projections', 'timers'].map(held)),
      ([one, other]) => one!.until > projecting!.until + LEASE.ttlMs / 2 && one!.until === other!.until,
    );
    expect(later.map(one => one!.holder)).toEqual([projecting!.holder, firing!.holder]);
    expect(turns).toEqual([true]);
  } finally {
    for (const client of queries) client.release();
    await waiting;
    await timers.stop();
    await runner.stop();
  }
});
