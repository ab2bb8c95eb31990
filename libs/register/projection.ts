import { setImmediate } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import type { ProjectedEvent, Projection } from '#libs/projections';
import type { EntryTable } from './entries';
import { entryText } from './entry';
import { HoldTable, writeHolds } from './holds';
import { completeTree } from './tree-store';
import { asOwner, throughProcedures, type RegisterWriting } from './writing';

/** Events whose entries are made and added at once. */
const AT_ONCE = 512;

/** The processing register (Art. 30, Art. 5(2)): a function of the events alone, numbered without gaps from 0, and their tree. */
export class RegisterProjection implements Projection {
  readonly name = 'register';
  readonly tables = [
    'register_entries',
    'register_silences',
    'register_tree',
    'register_times',
    'register_postings',
  ];

  constructor(
    private readonly table: EntryTable,
    private readonly holds = new HoldTable(),
    private readonly by: RegisterWriting = throughProcedures,
  ) {}

  /** The procedures write to the live tables: a rebuild writes its own as the owner that it is. */
  beside(): Projection {
    return new RegisterProjection(this.table, this.holds, asOwner);
  }

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    // In the transaction of the entries: nothing is ever seen before it is hidden.
    await writeHolds(
      tx,
      this.by,
      events.flatMap(({ record }) =>
        this.holds.changesOf(record).map(change => [record.id, change] as const),
      ),
    );
    // The checkpoint's row is held: nobody else adds entries meanwhile.
    const head = await tx.query<{ next: string; blocks: string }>({
      name: 'register-head',
      text: `select (select coalesce(max(n) + 1, 0) from register_entries) as next,
                    (select coalesce(max(n) + 1, 0) from register_tree where level = 1) as blocks`,
    });
    const past = await this.add(events, Number(head.rows[0]!.next), tx);
    await completeTree(tx, this.by, BigInt(past), BigInt(head.rows[0]!.blocks));
  }

  /**
   * Adds the entries of events from number `first` on. Those of a part are made while the database adds the part before, so that
   * neither waits for the other. @returns the number after the last
   */
  private async add(events: readonly ProjectedEvent[], first: number, tx: PoolClient): Promise<number> {
    let next = first;
    let adding: Promise<unknown> = Promise.resolve();
    for (let from = 0; from < events.length; from += AT_ONCE) {
      const part = this.entriesOf(events.slice(from, from + AT_ONCE), next);
      await adding;
      if (part.lengths.length === 0) continue;
      adding = this.by.entries(tx, next, part.bytes, starts(part.lengths), part.lengths, part.fields);
      // Awaited below: it may fail before that.
      adding.catch(() => undefined);
      next += part.lengths.length;
      // By then it is sent.
      await setImmediate();
    }
    await adding;
    return next;
  }

  /** What goes in by one statement: the bytes of entries in one parameter, cut by the database. */
  private entriesOf(
    events: readonly ProjectedEvent[],
    first: number,
  ): { readonly bytes: Buffer; readonly lengths: number[]; readonly fields: string[] } {
    const texts: string[] = [];
    const lengths: number[] = [];
    // All other columns say what the bytes say; these are in the order in which they were decided.
    const fields: string[] = [];
    for (const { stored, record } of events) {
      for (const draft of this.table.entriesOf(record)) {
        const text = entryText(first + texts.length, stored, record, draft);
        texts.push(text);
        lengths.push(Buffer.byteLength(text));
        fields.push(draft.fields ? Object.keys(draft.fields).join(',') : '');
      }
    }
    return { bytes: Buffer.from(texts.join(''), 'utf8'), lengths, fields };
  }
}

/** Where each piece begins, counted from 1. */
function starts(lengths: readonly number[]): number[] {
  let next = 1;
  return lengths.map(length => {
    const start = next;
    next += length;
    return start;
  });
}
