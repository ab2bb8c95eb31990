import { Client } from 'pg';
import { comparePositions, type EventStore, type Position } from '#libs/event-store';
import { projectionState, type ProjectedEvent } from '#libs/projections';
import { RecordsProjection } from '#features/records/projection';
import type { Check } from '../check';
import { Tally } from '../findings';
import type { World } from '../world';

const SUBJECTS = 200;
const EVENTS = 500;
const AT_ONCE = 20;
const START = '00000000-0000-0000-0000-000000000000';

/**
 * Records are what their events make of them: for each customer the projection itself builds them anew, into temporary tables
 * of this session, and all columns are compared, at the position of the live ones. The session is read-only but for those.
 */
export const records: Check = {
  name: 'records',
  async run(world) {
    const log = await world.log();
    const tally = new Tally();
    const tables = new RecordsProjection().tables;
    const client = await shadow(world, tables);
    try {
      for (let [after, done] = [START, 0]; ;) {
        // One snapshot of rows and checkpoint; short, so that it holds nothing up.
        await client.query('begin isolation level repeatable read');
        const { position } = await projectionState(client, 'records');
        const subjects = await nextSubjects(client, tables, after);
        const known = await project(world, log, client, subjects, position);
        for (const subject of subjects)
          if (!known.has(subject)) tally.add('record-foreign', `subject ${subject}`);
        const built = subjects.filter(subject => known.has(subject));
        for (const table of tables) await compare(client, table, built, tally);
        await client.query('commit');
        if (subjects.length === 0) return tally.findings();
        after = subjects.at(-1)!;
        world.progress(`${(done += subjects.length)} records`);
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  },
};

/** A session whose tables of these names are temporary ones: they are found before the live ones. */
async function shadow({ urls }: World, tables: readonly string[]): Promise<Client> {
  const client = new Client({ connectionString: urls.owner, application_name: 'inzage doctor' });
  client.on('error', () => undefined);
  await client.connect();
  for (const table of tables)
    await client.query(
      `create temporary table ${table} (like public.${table} including all) on commit delete rows`,
    );
  await client.query('set default_transaction_read_only = on');
  return client;
}

/** The next customers of whom any of the tables has something. */
async function nextSubjects(client: Client, tables: readonly string[], after: string): Promise<string[]> {
  const each = tables.map(
    table => `(select subject from public.${table} where subject > $1 order by subject limit $2)`,
  );
  const { rows } = await client.query<{ subject: string }>(
    `select distinct subject from (${each.join(' union all ')}) t order by 1 limit $2`,
    [after, SUBJECTS],
  );
  const subjects = rows.map(({ subject }) => subject);
  // A table with many rows for each may not have come as far as the others.
  const { rows: ends } = await client.query<{ last: string | null }>(
    each
      .map(one => `select max(subject::text) as last from ${one} t having count(*) = $2`)
      .join(' union all '),
    [after, SUBJECTS],
  );
  const end = ends.map(({ last }) => last!).sort()[0];
  return end === undefined ? subjects : subjects.filter(subject => subject <= end);
}

/** @returns those of the subjects whom the log knows */
async function project(
  world: World,
  log: EventStore,
  client: Client,
  subjects: readonly string[],
  position: Position | null,
): Promise<Set<string>> {
  const projection = new RecordsProjection();
  const passed = (await world.decisions()).passed(projection.name);
  const known = new Set<string>();
  for (let i = 0; i < subjects.length; i += AT_ONCE) {
    // Page by page of each stream, in turns: what is in memory is a page of each of a few.
    let open = subjects.slice(i, i + AT_ONCE);
    for (let from = 0; open.length > 0; from += EVENTS) {
      const pages = await Promise.all(
        open.map(subject => log.readStream(`subject-${subject}`, { from, limit: EVENTS })),
      );
      const applied = pages.map(page =>
        page.filter(stored => position !== null && comparePositions(stored.position, position) <= 0),
      );
      const events = applied
        .flat()
        .filter(({ id }) => !passed.has(id))
        .map((stored): ProjectedEvent => ({ stored, record: world.read(stored) }));
      if (events.length > 0) await projection.apply(events, client as never);
      open.filter((_, at) => applied[at]!.length > 0).forEach(subject => known.add(subject));
      open = open.filter((_, at) => applied[at]!.length === EVENTS);
    }
  }
  return known;
}

async function compare(
  client: Client,
  table: string,
  subjects: readonly string[],
  tally: Tally,
): Promise<void> {
  const live = `select * from public.${table} where subject = any($1::uuid[])`;
  const built = `select * from pg_temp.${table}`;
  const { rows } = await client.query<{ subject: string }>(
    `select distinct subject from (
        (${live} except all ${built}) union all (${built} except all ${live})) d order by 1`,
    [subjects],
  );
  for (const { subject } of rows) tally.add('record-differs', `subject ${subject} in ${table}`);
}
