import { dutyTimers } from '#features/duties/timers';
import type { Timer } from '#libs/timers';
import type { TestClock, TestCore } from './core';

/** Fires each due timer of a subject's duties once, and takes it away, as the worker does. @returns how many there were */
export async function fireDutyTimers(own: TestCore, clock: TestClock, subject: string): Promise<number> {
  await own.project();
  const { pool, bus } = own.core;
  const due = await pool.query<Timer>(
    `delete from timers where name like 'duties/%' and due <= $1 and payload->>'subject' = $2
      returning name, key, due, payload`,
    [clock.now(), subject],
  );
  for (const timer of due.rows) {
    const fired = { ...timer, context: own.context(), signal: new AbortController().signal };
    expect(await bus.execute(await dutyTimers.due[timer.name]!(fired))).toBeUndefined();
  }
  return due.rows.length;
}
