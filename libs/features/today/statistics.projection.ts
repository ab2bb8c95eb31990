import type { PoolClient } from 'pg';
import { brusselsDay } from '#libs/kernel';
import type { ProjectedEvent, Projection } from '#libs/projections';
import type { EntryTable } from '#libs/register';

interface Counted {
  readonly day: string;
  readonly kind: string;
  readonly recipient: string;
  entries: number;
}

const ADD = `
  insert into statistics as s (day, kind, recipient, entries)
  select * from unnest($1::date[], $2::text[], $3::text[], $4::bigint[])
  on conflict (day, kind, recipient) do update set entries = s.entries + excluded.entries`;

/** Counts what the register says, so that no chart reads a million entries. */
export class StatisticsProjection implements Projection {
  readonly name = 'statistics';
  readonly tables = ['statistics'];

  constructor(private readonly table: EntryTable) {}

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    const counted = new Map<string, Counted>();
    for (const { record } of events) {
      for (const { kind, recipient = '' } of this.table.entriesOf(record)) {
        const day = brusselsDay(new Date(record.time));
        const key = `${day} ${kind} ${recipient}`;
        const row = counted.get(key);
        if (row) row.entries += 1;
        else counted.set(key, { day, kind, recipient, entries: 1 });
      }
    }
    if (counted.size === 0) return;
    // In one order always: two batches never wait for each other's rows.
    const rows = [...counted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    await tx.query({
      name: 'statistics-add',
      text: ADD,
      values: [
        rows.map(({ day }) => day),
        rows.map(({ kind }) => kind),
        rows.map(({ recipient }) => recipient),
        rows.map(({ entries }) => entries),
      ],
    });
  }
}
