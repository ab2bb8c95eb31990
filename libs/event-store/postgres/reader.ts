import type { Pool } from 'pg';
import type { Uuid } from '#libs/kernel';
import { StoreUnavailable, type Batch, type Position, type Revision, type StoredEvent } from '../port';
import { isFull, isOutage, safeCause } from './failures';
import { COLUMNS, pageOfLog, storedEvent, type Row } from './rows';

const STATEMENTS = {
  forwards: `select ${COLUMNS} from events where stream = $1 and revision >= $2 order by revision limit $3`,
  backwards: `select ${COLUMNS} from events where stream = $1 and revision <= $2 order by revision desc limit $3`,
  append: `select ${COLUMNS}
             from (select revision as first, append_size as size from events
                    where id = $2 and stream = $1 and append_index = 0) a
             join events on stream = $1 and revision between a.first and a.first + a.size - 1
            order by revision`,
  // A position is visible only together with all before it, see the migration: no gap can open behind the page.
  all: pageOfLog(`${COLUMNS}, (select max(position)::text from events) as head`, '$2'),
  head: 'select max(position)::text as head from events',
};

/** Reads of the log. Every statement finds its rows by an index. */
export class Reader {
  constructor(private readonly pool: Pool) {}

  async readStream(
    stream: string,
    options: { from?: Revision; direction?: 'forwards' | 'backwards'; limit?: number } = {},
  ): Promise<StoredEvent[]> {
    const { direction = 'forwards', from = direction === 'forwards' ? 0 : 2 ** 31 - 1, limit } = options;
    return (await this.#rows<Row>(direction, [stream, from, limit ?? null])).map(storedEvent);
  }

  async findAppend(stream: string, first: Uuid): Promise<StoredEvent[]> {
    return (await this.#rows<Row>('append', [stream, first])).map(storedEvent);
  }

  async readAll(after: Position | null, limit: number): Promise<Batch> {
    const rows = await this.#rows<Row & { head: string }>('all', [after ?? '0', limit]);
    const last = rows.at(-1);
    return {
      events: rows.map(storedEvent),
      position: last?.position ?? after ?? '0',
      caughtUp: last === undefined || last.position === last.head,
    };
  }

  async head(): Promise<Position | null> {
    const [row] = await this.#rows<{ head: string | null }>('head', []);
    return row?.head ?? null;
  }

  async #rows<R extends object>(name: keyof typeof STATEMENTS, values: unknown[]): Promise<R[]> {
    try {
      return (await this.pool.query<R>({ name: `events ${name}`, text: STATEMENTS[name], values })).rows;
    } catch (error) {
      if (isOutage(error))
        throw new StoreUnavailable(`the log cannot be read: ${safeCause(error)}`, isFull(error));
      throw new Error(`the engine refuses this read: ${safeCause(error)}`);
    }
  }
}
