import { isDeepStrictEqual } from 'node:util';
import { Client } from 'pg';
import {
  comparePositions,
  isBefore,
  type Batch,
  type EventRecord,
  type EventStore,
  type Position,
  type StoredEvent,
} from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import { assertReadModelsOf } from './belonging';
import { concerning } from './concerns';
import { heldStates, loadCheckpoint, moveCheckpoint } from './checkpoint';
import { nameOf } from './failure';
import { nothingDecided, type PassingDecisions, type ReadDecisions } from './passing';
import type { ProjectedEvent, Projection, ProjectionState } from './types';

/** Why a rebuild did not end in a swap. The live read model stays as it is. */
export class RebuildStopped extends Error {}

export interface RebuildOptions {
  readonly store: EventStore;
  readonly read: (stored: StoredEvent) => EventRecord;
  /** Address of the log's database for its owner. */
  readonly ownerUrl: string;
  readonly projection: Projection;
  /** What officers decided to pass over: a rebuild passes over the same, though the decision is later in the log. */
  readonly decisions?: ReadDecisions;
  readonly progress?: (state: {
    readonly events: number;
    readonly position: Position | null;
    readonly until: Position | null;
  }) => void;
  /**
   * Compares what was rebuilt with what is live, inside the transaction of the swap. Answers the first difference.
   * `further`: what was rebuilt has come further in the log, so that it may have more.
   */
  readonly differs?: (client: Client, rebuilt: string, further: boolean) => Promise<string | undefined>;
}

const BATCH = 1_000;

/**
 * Builds a read model anew beside the live one (schema `rebuild_<name>`), to the head of the log, while queries and the
 * live projection go on; then swaps tables in one transaction that holds the live checkpoint and moves it along: a
 * projection that stood at an event goes on after it where this program gets past it.
 * Interrupted, it leaves the live tables alone and starts again.
 * @returns how many events were applied
 * @throws RebuildStopped at an event that it cannot apply, before the head, or where what was rebuilt differs;
 * ReadModelsOfAnotherLog where its positions would mean nothing to the others
 */
export async function rebuild(options: RebuildOptions): Promise<number> {
  const { store, read, ownerUrl, progress } = options;
  const projection = options.projection.beside?.() ?? options.projection;
  const tables = projection.tables ?? [];
  const decisions = options.decisions ?? nothingDecided;
  const passed = (await decisions()).passed(projection.name);
  const schema = `rebuild_${projection.name.replaceAll('-', '_')}`;
  const client = new Client({
    connectionString: ownerUrl,
    application_name: `inzage rebuild ${projection.name}`,
  });
  client.on('error', () => undefined);
  await client.connect();
  let position: Position | null = null;
  let applied = 0;

  // What follows is read while what came is written.
  let reading: { readonly after: Position | null; readonly batch: Promise<Batch> } | undefined;
  const batchAfter = (after: Position | null): Promise<Batch> => {
    const batch = reading?.after === after ? reading.batch : store.readAll(after, BATCH);
    reading = undefined;
    return batch;
  };
  const readAhead = (after: Position): void => {
    const batch = store.readAll(after, BATCH);
    batch.catch(() => undefined);
    reading = { after, batch };
  };

  const apply = async (events: readonly ProjectedEvent[]): Promise<void> => {
    const mine = concerning(projection, events);
    if (mine.length === 0) return;
    await client.query('savepoint page');
    try {
      await projection.apply(mine, client as never);
    } catch (error) {
      await client.query('rollback to page');
      if (mine.length === 1) throw new RebuildStopped(stoppedAt(mine[0]!.stored, error));
      // Half by half, until the event at fault is found.
      const half = Math.ceil(mine.length / 2);
      await apply(mine.slice(0, half));
      await apply(mine.slice(half));
    }
    await client.query('release page');
  };
  const catchUp = async (until: Position | null): Promise<void> => {
    while (until !== null && isBefore(position, until)) {
      const batch = await batchAfter(position);
      if (batch.events.length === 0 && !batch.caughtUp && batch.position === position) break;
      const events = batch.events.filter(stored => comparePositions(stored.position, until) <= 0);
      if (events.length === batch.events.length && !batch.caughtUp) readAhead(batch.position);
      await apply(events.filter(({ id }) => !passed.has(id)).map(stored => decoded(read, stored)));
      applied += events.length;
      progress?.({ events: applied, position: events.at(-1)?.position ?? position, until });
      // All up to there was looked at: a checkpoint may stand beyond the last event.
      position = events.length < batch.events.length || batch.caughtUp ? until : batch.position;
    }
    if (until !== null && isBefore(position, until))
      throw new RebuildStopped('The log cannot be read to its head. The live read model stays as it is.');
  };
  const inTransaction = async (work: () => Promise<void>): Promise<void> => {
    await client.query('begin');
    try {
      await client.query(`set local search_path to ${schema}, public`);
      await work();
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  };

  try {
    await assertReadModelsOf(client, store);
    await client.query(`drop schema if exists ${schema} cascade`);
    await client.query(`create schema ${schema}`);
    for (const table of tables)
      await client.query(`create table ${schema}.${table} (like public.${table} including all)`);
    // To the head, page by page; what comes meanwhile is little.
    for (let until = await store.head(); ;) {
      const before: number = applied;
      await inTransaction(() => catchUp(until));
      const next = await store.head();
      if (next === until || applied - before < BATCH) break;
      until = next;
    }
    await inTransaction(async () => {
      // Whoever projects waits here, and finds the checkpoint where it left it or moved on.
      const { position: live, failure } = await liveCheckpoint(client, projection.name);
      const standsAt = failure?.at?.event;
      assertDecided(await decisions(), projection.name, { passed, standsAt });
      await catchUp(live);
      const further = position !== null && isBefore(live, position);
      const difference = await options.differs?.(client, schema, further);
      if (difference !== undefined)
        throw new RebuildStopped(
          `The rebuilt read model is not the live one, so both stay as they are: ${difference}`,
        );
      for (const table of tables) await swap(client, schema, table);
      if (further)
        await moveCheckpoint(client, projection.name, { from: live, to: position!, last: null, standsAt });
    });
    await client.query(`drop schema ${schema} cascade`);
    return applied;
  } finally {
    await client.end();
  }
}

/** @throws RebuildStopped where this program cannot read it */
function decoded(read: RebuildOptions['read'], stored: StoredEvent): ProjectedEvent {
  try {
    return { stored, record: read(stored) };
  } catch (error) {
    throw new RebuildStopped(stoppedAt(stored, error));
  }
}

/** Where the live projection is; held until the end of the transaction. */
async function liveCheckpoint(client: Client, name: string): Promise<ProjectionState> {
  await loadCheckpoint(client, name);
  const [state] = await heldStates(client, [name]);
  return state!;
}

/** Under the lock that an approval takes too. @throws RebuildStopped where officers decide, or decided meanwhile */
function assertDecided(
  now: PassingDecisions,
  name: string,
  { passed, standsAt }: { passed: ReadonlySet<Uuid>; standsAt: Uuid | undefined },
): void {
  if (standsAt !== undefined && now.proposed(name).has(standsAt))
    throw new RebuildStopped(
      `Officers decide whether ${name} passes over event ${standsAt}. Run it again when they have. The live read model stays as it is.`,
    );
  if (!isDeepStrictEqual(now.passed(name), passed))
    throw new RebuildStopped(
      'Officers decided about an event meanwhile. Run it again. The live read model stays as it is.',
    );
}

/** By the event's id and type and the error's class: its message may carry values. */
function stoppedAt({ id, type, position }: StoredEvent, error: unknown): string {
  return `Stopped before the head of the log, at event ${id} (${type}, position ${position}): ${nameOf(error)}. The live read model stays as it is.`;
}

/** The rebuilt table takes the live one's name, place and grants. */
async function swap(client: Client, schema: string, table: string): Promise<void> {
  const grants = await client.query<{ grantee: string; privilege_type: string }>(
    `select grantee, privilege_type from information_schema.role_table_grants
      where table_schema = 'public' and table_name = $1 and grantee <> current_user`,
    [table],
  );
  await client.query(`drop table public.${table}`);
  await client.query(`alter table ${schema}.${table} set schema public`);
  for (const { grantee, privilege_type: privilege } of grants.rows) {
    await client.query(`grant ${privilege} on public.${table} to ${client.escapeIdentifier(grantee)}`);
  }
}
