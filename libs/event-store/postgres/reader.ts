import type { Pool } from 'pg';
import type { Uuid } from '#libs/kernel';
import { StoreUnavailable, type Batch, type Position, type Revision, type StoredEvent } from '../port';
import { isFull, isNoText, isOutage, safeCause } from './failures';
import { COLUMNS, pageOfLog, storedEvent, TEXT_COLUMNS, type Row, type TextRow } from './rows';

const HEAD = { name: 'events head', text: 'select max(position)::text as head from events' };

const statements = (columns: string) => ({
  forwards: `select ${columns} from events where stream = $1 and revision >= $2 order by revision limit $3`,
  backwards: `select ${columns} from events where stream = $1 and revision <= $2 order by revision desc limit $3`,
  append: `select ${columns}
             from (select revision as first, append_size as size from events
                    where id = $2 and stream = $1 and append_index = 0) a
             join events on stream = $1 and revision between a.first and a.first + a.size - 1
            order by revision`,
  // A position is visible only together with all before it, see the migration: no gap can open behind the page.
  all: pageOfLog(`${columns}, (select max(position)::text from events) as head`, '$2'),
});
type Statement = keyof ReturnType<typeof statements>;
const AS_TEXT = statements(TEXT_COLUMNS);
/** For an event that was damaged: all others are text. */
const AS_BYTES = statements(COLUMNS);

/** Reads of the log. Every statement finds its rows by an index. */
export class Reader {
  constructor(private readonly pool: Pool) {}

  async readStream(
    stream: string,
    options: { from?: Revision; direction?: 'forwards' | 'backwards'; limit?: number } = {},
  ): Promise<StoredEvent[]> {
    const { direction = 'forwards', from = direction === 'forwards' ? 0 : 2 ** 31 - 1, limit } = options;
    return (await this.#events(direction, [stream, from, limit ?? null])).map(storedEvent);
  }

  async findAppend(stream: string, first: Uuid): Promise<StoredEvent[]> {
    return (await this.#events('append', [stream, first])).map(storedEvent);
  }

  async readAll(after: Position | null, limit: number): Promise<Batch> {
    const rows = await this.#events<{ head: string }>('all', [after ?? '0', limit]);
    const last = rows.at(-1);
    return {
      events: rows.map(storedEvent),
      position: last?.position ?? after ?? '0',
      caughtUp: last === undefined || last.position === last.head,
    };
  }

  async head(): Promise<Position | null> {
    const [row] = await rowsOf<{ head: string | null }>(this.pool.query(HEAD));
    return row?.head ?? null;
  }

  /** As text, and where one is damaged as bytes. */
  async #events<More = unknown>(name: Statement, values: unknown[]): Promise<((TextRow | Row) & More)[]> {
    const asText = { name: `events ${name}`, text: AS_TEXT[name], values };
    const asBytes = { name: `events ${name} as bytes`, text: AS_BYTES[name], values };
    return rowsOf<(TextRow | Row) & More>(
      this.pool.query(asText).catch((error: unknown) => {
        if (isNoText(error)) return this.pool.query(asBytes);
        throw error;
      }),
    );
  }
}

async function rowsOf<R>(answer: Promise<{ readonly rows: R[] }>): Promise<R[]> {
  try {
    return (await answer).rows;
  } catch (error) {
    if (isOutage(error))
      throw new StoreUnavailable(`the log cannot be read: ${safeCause(error)}`, isFull(error));
    throw new Error(`the engine refuses this read: ${safeCause(error)}`);
  }
}
