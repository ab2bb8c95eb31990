import type { PoolClient } from 'pg';
import type { ProjectedEvent, Projection } from '#libs/projections';
import type { EntryTable } from './entries';
import { entryText } from './entry';
import { HoldTable, writeHolds } from './holds';
import { completeTree } from './tree-store';
import { asOwner, throughProcedures, type RegisterWriting } from './writing';

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
    const first = Number(head.rows[0]!.next);
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
    // Entries go in by one statement: their bytes in one parameter, cut by the database.
    if (texts.length > 0)
      await this.by.entries(tx, first, Buffer.from(texts.join(''), 'utf8'), starts(lengths), lengths, fields);
    await completeTree(tx, this.by, BigInt(first + texts.length), BigInt(head.rows[0]!.blocks));
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
