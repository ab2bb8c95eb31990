import { Client } from 'pg';
import { decodeRecord, type EventStore } from '#libs/event-store';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import type { ProjectedEvent, Projection } from '#libs/projections';
import { RegisterProjection } from '#libs/register';
import { withClient } from '../bulk';
import { median } from '../cpu';

const BATCH = 1_000;

/** The register's tables in a schema of their own, and the projection that fills them. */
interface Register {
  readonly client: Client;
  readonly projection: Projection;
  /** Milliseconds of each batch, until it is committed. */
  readonly took: number[];
}

/**
 * Events a second that the register's projection applies, from the first event on, into tables of its own: with its tree, and
 * without one as before there was any. Both get each batch one after the other and take turns at being first, so that what
 * else the machine and the database do falls on both; `slower` compares their medians.
 */
export async function catchUp(
  ownerUrl: string,
  store: EventStore,
): Promise<{ readonly withTree: number; readonly without: number; readonly slower: number }> {
  const stop = new AbortController();
  const both = [await registerIn(ownerUrl, 'with_tree'), await registerIn(ownerUrl, 'without_tree')] as const;
  const [withTree, without] = both;
  try {
    // A tree that says that it is complete is left alone.
    await without.client.query(`insert into register_tree values (1, 1::bigint << 40, sha256(''))`);
    let turn = 0;
    for await (const { events, caughtUp } of store.batches(null, { limit: BATCH, signal: stop.signal })) {
      const projected = events.map(stored => ({ stored, record: decodeRecord(stored.bytes) }));
      // The last batch is a part of one.
      if (events.length === BATCH)
        for (const each of turn++ % 2 === 0 ? [without, withTree] : [withTree, without])
          await applied(each, projected);
      if (caughtUp) break;
    }
    if (turn === 0) throw new Error(`the log has fewer than ${BATCH} events`);
    return {
      withTree: perSecond(withTree.took),
      without: perSecond(without.took),
      slower: Math.round((median(withTree.took) / median(without.took) - 1) * 1000) / 1000,
    };
  } finally {
    stop.abort();
    await Promise.all(both.map(({ client }) => client.end()));
    await withClient(ownerUrl, db =>
      db.query('drop schema if exists with_tree cascade; drop schema if exists without_tree cascade'),
    );
  }
}

async function registerIn(ownerUrl: string, schema: string): Promise<Register> {
  const composition = new Composition(FEATURES);
  const projection = new RegisterProjection(composition.entries(), composition.holds()).beside();
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const like = projection.tables!.map(
    table => `create table ${schema}.${table} (like public.${table} including all);`,
  );
  await client.query(`drop schema if exists ${schema} cascade; create schema ${schema}; ${like.join(' ')}
    set search_path to ${schema}, public; set synchronous_commit = off`);
  return { client, projection, took: [] };
}

async function applied(
  { client, projection, took }: Register,
  events: readonly ProjectedEvent[],
): Promise<void> {
  const began = performance.now();
  await client.query('begin');
  await projection.apply(events, client as never);
  await client.query('commit');
  took.push(performance.now() - began);
}

function perSecond(took: readonly number[]): number {
  return Math.round((took.length * BATCH * 1000) / took.reduce((sum, ms) => sum + ms, 0));
}
