import type { PoolClient } from 'pg';
import type { Changes } from './changes';

type Column = readonly (string | number | null | undefined)[];

/** One set-based statement, prepared; left out when there is nothing for it to do. */
async function run(tx: PoolClient, name: string, text: string, columns: readonly Column[]): Promise<void> {
  if (columns[0]!.length > 0) await tx.query({ name, text, values: [...columns] });
}

const REGISTER = `
  insert into subject_records (subject, kind, policy, version, registered, updated)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::timestamptz[], $6::timestamptz[])`;

const TOUCH = `
  update subject_records r set version = r.version + c.versions, updated = c.updated
    from unnest($1::uuid[], $2::int[], $3::timestamptz[]) as c(subject, versions, updated)
   where r.subject = c.subject`;

const HOLD = `
  insert into subject_values
    (subject, purpose_name, event, purpose, basis, key, box, channel, catalogue, since, fields)
  select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[],
                       $9::text[], $10::timestamptz[], $11::jsonb[])`;

const PUT = `
  insert into subject_facts as f (subject, kind, id, event, since, key, box, data)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[], $6::uuid[], $7::text[],
                       $8::jsonb[])
  on conflict (subject, kind, id) do update
     set event = excluded.event, since = excluded.since, key = excluded.key, box = excluded.box, data = excluded.data`;

const MERGE = `
  update subject_facts f set data = jsonb_strip_nulls(f.data || c.data)
    from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[]) as c(subject, kind, id, data)
   where f.subject = c.subject and f.kind = c.kind and f.id = c.id`;

const DROP = `
  delete from subject_facts f using unnest($1::uuid[], $2::text[], $3::text[]) as c(subject, kind, id)
   where f.subject = c.subject and f.kind = c.kind and f.id = c.id`;

const SHARE = `
  insert into subject_sharings
    (sharing, subject, recipient, instance, purpose, basis, link, versions, transfer_ground, at, failed)
  select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::jsonb[],
                       $9::text[], $10::timestamptz[], $11::text[])`;

const FAIL = `
  update subject_sharings s set failed = c.reason
    from unnest($1::uuid[], $2::text[]) as c(sharing, reason) where s.sharing = c.sharing`;

/** Carries out what a batch does to the records. */
export async function writeChanges(changes: Changes, tx: PoolClient): Promise<void> {
  await writeHeads(changes, tx);
  await writeValues(changes, tx);
  await writeFacts(changes, tx);
  await writeSharings(changes, tx);
}

async function writeHeads({ heads }: Changes, tx: PoolClient): Promise<void> {
  const all = [...heads];
  const fresh = all.flatMap(([subject, head]) =>
    head.registered ? [{ subject, ...head, ...head.registered }] : [],
  );
  const known = all.filter(([, head]) => !head.registered);
  await run(tx, 'records-register', REGISTER, [
    fresh.map(one => one.subject),
    fresh.map(one => one.kind),
    fresh.map(one => one.policy),
    fresh.map(one => one.versions),
    fresh.map(one => one.at),
    fresh.map(one => one.updated),
  ]);
  await run(tx, 'records-touch', TOUCH, [
    known.map(([subject]) => subject),
    known.map(([, head]) => head.versions),
    known.map(([, head]) => head.updated),
  ]);
}

async function writeValues({ values: rows }: Changes, tx: PoolClient): Promise<void> {
  await run(tx, 'records-hold', HOLD, [
    rows.map(row => row.subject),
    rows.map(row => row.purposeName),
    rows.map(row => row.event),
    rows.map(row => row.purpose),
    rows.map(row => row.basis),
    rows.map(row => row.envelope.key),
    rows.map(row => row.envelope.box),
    rows.map(row => row.channel),
    rows.map(row => row.catalogue),
    rows.map(row => row.since),
    rows.map(row => JSON.stringify(row.fields)),
  ]);
}

async function writeFacts({ facts }: Changes, tx: PoolClient): Promise<void> {
  const all = [...facts.values()];
  const puts = all.flatMap(({ change, ...fact }) =>
    change.op === 'put' ? [{ ...fact, ...change.put }] : [],
  );
  const merges = all.flatMap(({ change, ...fact }) =>
    change.op === 'merge' ? [{ ...fact, data: change.data }] : [],
  );
  const drops = all.filter(({ change }) => change.op === 'drop');
  await run(tx, 'records-put', PUT, [
    ...keysOf(puts),
    puts.map(fact => fact.event),
    puts.map(fact => fact.since),
    puts.map(fact => fact.envelope?.key),
    puts.map(fact => fact.envelope?.box),
    puts.map(fact => JSON.stringify(fact.data, withoutNull)),
  ]);
  await run(tx, 'records-merge', MERGE, [...keysOf(merges), merges.map(fact => JSON.stringify(fact.data))]);
  await run(tx, 'records-drop', DROP, keysOf(drops));
}

async function writeSharings({ sharings, failures }: Changes, tx: PoolClient): Promise<void> {
  const rows = [...sharings.values()];
  await run(tx, 'records-share', SHARE, [
    rows.map(row => row.sharing),
    rows.map(row => row.subject),
    rows.map(row => row.recipient),
    rows.map(row => row.instance),
    rows.map(row => row.purpose),
    rows.map(row => row.basis),
    rows.map(row => row.link),
    rows.map(row => JSON.stringify(row.versions)),
    rows.map(row => row.transferGround),
    rows.map(row => row.at),
    rows.map(row => row.failed),
  ]);
  await run(tx, 'records-fail', FAIL, [[...failures.keys()], [...failures.values()]]);
}

function keysOf(facts: readonly { subject: string; kind: string; id: string }[]): Column[] {
  return [facts.map(fact => fact.subject), facts.map(fact => fact.kind), facts.map(fact => fact.id)];
}

function withoutNull(_name: string, value: unknown): unknown {
  return value === null ? undefined : value;
}
