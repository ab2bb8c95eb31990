import type { PoolClient } from 'pg';
import type { ProjectedEvent, Projection } from '#libs/projections';
import type { EntryTable } from './entries';
import { entryText } from './entry';
import { SilenceTable, writeSilences } from './silence';
import { completeTree } from './tree-store';

interface Columns {
  lengths: number[];
  times: string[];
  subjects: (string | undefined)[];
  events: string[];
  kinds: string[];
  purposes: (string | undefined)[];
  recipients: (string | undefined)[];
  actors: string[];
  fields: string[];
}

/** Entries go in by one statement: their bytes in one parameter, cut by the database, and a column for each index. */
const INSERT = `
  insert into register_entries (n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes)
  select $1::bigint + e.i - 1, e.time, e.subject, e.event, e.kind, e.purpose, e.recipient, e.actor,
         string_to_array(e.fields, ','), substring($2::bytea from e.start for e.length)
    from unnest($3::int[], $4::int[], $5::timestamptz[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[],
                $11::text[], $12::text[])
         with ordinality as e(start, length, time, subject, event, kind, purpose, recipient, actor, fields, i)`;

/** The processing register (Art. 30, Art. 5(2)): a function of the events alone, numbered without gaps from 0, and their tree. */
export class RegisterProjection implements Projection {
  readonly name = 'register';
  readonly tables = ['register_entries', 'register_silences', 'register_tree'];

  constructor(
    private readonly table: EntryTable,
    private readonly silences = new SilenceTable(),
  ) {}

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    // In the transaction of the entries: nothing is ever seen before it is hidden.
    await writeSilences(
      tx,
      events.flatMap(({ record }) => this.silences.changesOf(record)),
    );
    // The checkpoint's row is held: nobody else adds entries meanwhile.
    const head = await tx.query<{ next: string; blocks: string }>({
      name: 'register-head',
      text: `select (select coalesce(max(n) + 1, 0) from register_entries) as next,
                    (select coalesce(max(n) + 1, 0) from register_tree where level = 1) as blocks`,
    });
    const first = Number(head.rows[0]!.next);
    const columns = emptyColumns();
    const texts: string[] = [];
    for (const { stored, record } of events) {
      for (const draft of this.table.entriesOf(record)) {
        const text = entryText(first + texts.length, stored, record, draft);
        texts.push(text);
        columns.lengths.push(Buffer.byteLength(text));
        columns.times.push(record.time);
        columns.subjects.push(draft.subject);
        columns.events.push(record.id);
        columns.kinds.push(draft.kind);
        columns.purposes.push(draft.purpose);
        columns.recipients.push(draft.recipient);
        columns.actors.push(record.actor.id);
        columns.fields.push(draft.fields ? Object.keys(draft.fields).join(',') : '');
      }
    }
    const tree = (): Promise<void> =>
      completeTree(tx, BigInt(first + texts.length), BigInt(head.rows[0]!.blocks));
    if (texts.length === 0) return tree();
    const { lengths, ...index } = columns;
    const bytes = Buffer.from(texts.join(''), 'utf8');
    await tx.query({
      name: 'register-insert',
      text: INSERT,
      values: [first, bytes, starts(lengths), lengths, ...Object.values(index)],
    });
    await tree();
  }
}

function emptyColumns(): Columns {
  return {
    lengths: [],
    times: [],
    subjects: [],
    events: [],
    kinds: [],
    purposes: [],
    recipients: [],
    actors: [],
    fields: [],
  };
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
