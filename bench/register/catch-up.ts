import { Client } from 'pg';
import { decodeRecord, type EventStore } from '#libs/event-store';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { RegisterProjection } from '#libs/register';

const BATCH = 1_000;

/**
 * Events a second that the register's projection applies, from the first event on, into tables of its own: with its tree, and
 * without one as before there was any.
 */
export async function catchUp(
  ownerUrl: string,
  store: EventStore,
  rounds: number,
): Promise<{ readonly withTree: number; readonly without: number; readonly slower: number }> {
  const rates = { withTree: [] as number[], without: [] as number[] };
  for (let round = 0; round < rounds; round++)
    for (const kind of round % 2 === 0
      ? (['without', 'withTree'] as const)
      : (['withTree', 'without'] as const))
      rates[kind].push(await once(ownerUrl, store, kind === 'withTree'));
  const [withTree, without] = [Math.max(...rates.withTree), Math.max(...rates.without)];
  return { withTree, without, slower: Math.round((without / withTree - 1) * 1000) / 1000 };
}

async function once(ownerUrl: string, store: EventStore, tree: boolean): Promise<number> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const stop = new AbortController();
  try {
    const composition = new Composition(FEATURES);
    const register = new RegisterProjection(composition.entries(), composition.holds()).beside();
    const like = register.tables!.map(
      table => `create table measured.${table} (like public.${table} including all);`,
    );
    await client.query(`drop schema if exists measured cascade; create schema measured; ${like.join(' ')}
      set search_path to measured, public; set synchronous_commit = off`);
    // A tree that says that it is complete is left alone.
    if (!tree)
      await client.query(`insert into measured.register_tree values (1, 1::bigint << 40, sha256(''))`);
    let events = 0;
    const began = performance.now();
    for await (const { events: batch, caughtUp } of store.batches(null, {
      limit: BATCH,
      signal: stop.signal,
    })) {
      if (batch.length > 0) {
        await client.query('begin');
        const projected = batch.map(stored => ({ stored, record: decodeRecord(stored.bytes) }));
        await register.apply(projected, client as never);
        await client.query('commit');
        events += batch.length;
      }
      if (caughtUp) break;
    }
    return Math.round(events / ((performance.now() - began) / 1000));
  } finally {
    stop.abort();
    await client.query('reset search_path; drop schema measured cascade');
    await client.end();
  }
}
