import { Client } from 'pg';
import { comparePositions, type EventStore } from '#libs/event-store';
import { CHANNELS } from '#libs/projections';
import type { TestDatabase } from './database';
import { testLog } from './log';
import { until } from './until';

/** How far the projections of a test's service are, as its database says. */
export class Projected {
  private constructor(
    private readonly log: EventStore,
    private readonly client: Client,
  ) {}

  static async of(database: TestDatabase): Promise<Projected> {
    const client = new Client({ connectionString: database.superUrl });
    await client.connect();
    return new Projected(await testLog(database), client);
  }

  /** Resolves when each of the named projections has applied all that the log holds now. */
  async untilHead(...names: readonly string[]): Promise<void> {
    const head = (await this.log.head())!;
    const behind = async (): Promise<string[]> => {
      await this.client.query('select pg_notify($1, name) from unnest($2::text[]) as name', [
        CHANNELS.awaited,
        names,
      ]);
      const { rows } = await this.client.query<{ projection: string; position: string | null }>(
        'select projection, position from checkpoints where projection = any($1)',
        [names],
      );
      const there = rows.filter(({ position }) => position !== null && comparePositions(position, head) >= 0);
      return names.filter(name => !there.some(({ projection }) => projection === name));
    };
    await until(behind, left => left.length === 0);
  }

  async close(): Promise<void> {
    await this.client.end();
    await this.log.close();
  }
}
