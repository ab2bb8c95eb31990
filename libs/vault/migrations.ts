import type { MigrationInterface, QueryRunner } from 'typeorm';
import { migrate } from '#libs/database';
import { MasterKeyEpochs1767225600630 } from './epoch-migration';
import { FENCE_LOCK } from './fence-lock';
import { SlimLookups1767225603710 } from './lookups-migration';
import { NarrowLookups1767225604200 } from './narrow-lookups-migration';

const TABLES = [
  `create table identity (
    one boolean primary key default true check (one),
    log uuid not null,
    founded_at timestamptz not null
  )`,
  `create table checks (secret text primary key, value bytea not null)`,
  `create table keys (
    key_id uuid primary key,
    owner text not null,
    purpose text not null,
    period text not null,
    generation int not null check (generation > 0),
    wrapped bytea not null,
    epoch int not null,
    created_at timestamptz not null,
    unique (owner, purpose, period, generation)
  )`,
  `create index keys_created on keys (created_at, key_id)`,
  // A fence bars its generation of the scope and all before it; it outlives the key and is never lifted.
  `create table fences (
    key_id uuid primary key,
    owner text not null,
    purpose text not null,
    period text not null,
    generation int not null check (generation > 0),
    fenced_at timestamptz not null
  )`,
  `create index fences_scope on fences (owner, purpose, period, generation)`,
  // Journal of what makes a cached key wrong. Numbered under the fence lock: without gaps, in commit order.
  `create table key_changes (
    number bigint primary key,
    key_id uuid not null,
    owner text not null,
    purpose text not null,
    period text not null
  )`,
  // Owners of whom everything was erased: no key and no look-up row is made again.
  `create table barred_owners (owner text primary key, barred_at timestamptz not null)`,
  `create table lookups (
    kind text not null,
    blind bytea not null,
    owner text not null,
    key_id uuid not null references keys on delete cascade,
    command_id uuid,
    pending boolean not null,
    since timestamptz not null,
    primary key (kind, blind, owner, key_id)
  )`,
  `create unique index lookups_unique on lookups (kind, blind) where command_id is not null`,
  `create index lookups_key on lookups (key_id)`,
  `create index lookups_owner on lookups (owner)`,
  `create index lookups_pending on lookups (since) where pending`,
  `create table actors (
    pseudonym uuid primary key,
    blind bytea not null unique,
    key_id uuid not null references keys on delete cascade,
    box text not null
  )`,
  `create index actors_key on actors (key_id)`,
];

const FUNCTIONS = [
  // The newest usable key of each scope from a generation on. Where there is none, the key that is offered becomes it,
  // unless a fence stands. `o_wrapped` is given for keys other than the one offered; `o_number` is the last change.
  `create function keys_of_scopes(
    p_owner text[], p_purpose text[], p_period text[], p_generation int[], p_key uuid[], p_wrapped bytea[],
    p_epoch int, p_at timestamptz
  ) returns table (o_key uuid, o_generation int, o_epoch int, o_wrapped bytea, o_fenced boolean, o_number bigint)
  language plpgsql as $$
  begin
    perform pg_advisory_xact_lock_shared(${FENCE_LOCK});
    insert into keys (key_id, owner, purpose, period, generation, wrapped, epoch, created_at)
      select r.key, r.owner, r.purpose, r.period, r.generation, r.wrapped, p_epoch, p_at
      from unnest(p_owner, p_purpose, p_period, p_generation, p_key, p_wrapped)
        as r(owner, purpose, period, generation, key, wrapped)
      where not exists (select from barred_owners b where b.owner = r.owner)
        and not exists (select from keys k where k.owner = r.owner and k.purpose = r.purpose
          and k.period = r.period and k.generation >= r.generation)
        and not exists (select from fences f where f.owner = r.owner and f.purpose = r.purpose
          and f.period = r.period and f.generation >= r.generation)
      order by r.owner, r.purpose, r.period
      on conflict (owner, purpose, period, generation) do nothing;
    return query
      select k.key_id, k.generation, k.epoch, case when k.key_id <> r.key then k.wrapped end,
        k.key_id is null and (
          exists (select from barred_owners b where b.owner = r.owner)
          or exists (select from fences f where f.owner = r.owner and f.purpose = r.purpose
            and f.period = r.period and f.generation >= r.generation)),
        h.number
      from (select coalesce(max(c.number), 0) as number from key_changes c) h
      cross join unnest(p_owner, p_purpose, p_period, p_generation, p_key) with ordinality
        as r(owner, purpose, period, generation, key, ord)
      left join lateral (
        select c.* from keys c
        where c.owner = r.owner and c.purpose = r.purpose and c.period = r.period and c.generation >= r.generation
          and not exists (select from fences f where f.owner = r.owner and f.purpose = r.purpose
            and f.period = r.period and f.generation >= c.generation)
        order by c.generation desc limit 1
      ) k on true
      order by r.ord;
  end $$`,
  // A next generation of a scope is a change: the scope's older key is not to be sealed with any more.
  `create function renew_key(
    p_owner text, p_purpose text, p_period text, p_generation int, p_key uuid, p_wrapped bytea, p_epoch int,
    p_at timestamptz
  ) returns table (o_key uuid, o_generation int, o_epoch int, o_wrapped bytea, o_fenced boolean, o_number bigint)
  language plpgsql as $$
  begin
    perform pg_advisory_xact_lock(${FENCE_LOCK});
    return query select * from keys_of_scopes(array[p_owner], array[p_purpose], array[p_period],
      array[p_generation], array[p_key], array[p_wrapped], p_epoch, p_at);
    insert into key_changes (number, key_id, owner, purpose, period)
      select (select coalesce(max(c.number), 0) from key_changes c) + 1, k.key_id, k.owner, k.purpose, k.period
      from keys k where k.key_id = p_key;
  end $$`,
  // Fence, keys, look-up rows, actors and journal: all or nothing.
  `create function set_fences(
    p_key uuid[], p_owner text[], p_purpose text[], p_period text[], p_generation int[], p_barred text[],
    p_at timestamptz
  ) returns void language plpgsql as $$
  begin
    perform pg_advisory_xact_lock(${FENCE_LOCK});
    insert into barred_owners (owner, barred_at) select distinct unnest(p_barred), p_at on conflict do nothing;
    delete from lookups where owner = any (p_barred);
    with fenced as (
      insert into fences (key_id, owner, purpose, period, generation, fenced_at)
        select r.key, r.owner, r.purpose, r.period, r.generation, p_at
        from unnest(p_key, p_owner, p_purpose, p_period, p_generation) as r(key, owner, purpose, period, generation)
        on conflict do nothing
        returning key_id, owner, purpose, period
    ), deleted as (
      delete from keys where key_id = any (p_key) returning key_id, owner, purpose, period
    )
    insert into key_changes (number, key_id, owner, purpose, period)
      select h.number + row_number() over (), t.key_id, t.owner, t.purpose, t.period
      from (select * from fenced union select * from deleted) t,
        (select coalesce(max(c.number), 0) as number from key_changes c) h;
  end $$`,
  `create function claim_lookup(
    p_kind text, p_blind bytea, p_owner text, p_command uuid, p_key uuid, p_at timestamptz
  ) returns table (o_state text, o_owner text, o_command uuid, o_since timestamptz)
  language plpgsql as $$
  begin
    perform pg_advisory_xact_lock_shared(${FENCE_LOCK});
    if exists (select from barred_owners where owner = p_owner) or exists (select from fences where key_id = p_key)
    then
      return query select 'fenced', p_owner, null::uuid, null::timestamptz;
      return;
    end if;
    if not exists (select from keys where key_id = p_key and owner = p_owner) then
      return query select 'missing', p_owner, null::uuid, null::timestamptz;
      return;
    end if;
    insert into lookups (kind, blind, owner, key_id, command_id, pending, since)
      values (p_kind, p_blind, p_owner, p_key, p_command, true, p_at)
      on conflict (kind, blind) where command_id is not null
      do update set key_id = excluded.key_id
      where lookups.owner = excluded.owner and lookups.command_id = excluded.command_id;
    return query
      select case when l.owner = p_owner and l.command_id = p_command then 'claimed'
          when l.pending then 'pending' else 'taken' end,
        l.owner, l.command_id, l.since
      from lookups l where l.kind = p_kind and l.blind = p_blind and l.command_id is not null;
  end $$`,
  // Answers the keys that are missing though no fence says why.
  `create function add_lookups(
    p_kind text[], p_blind bytea[], p_owner text[], p_key uuid[], p_at timestamptz
  ) returns table (o_missing uuid) language plpgsql as $$
  begin
    perform pg_advisory_xact_lock_shared(${FENCE_LOCK});
    insert into lookups (kind, blind, owner, key_id, pending, since)
      select distinct r.kind, r.blind, r.owner, r.key, false, p_at
      from unnest(p_kind, p_blind, p_owner, p_key) as r(kind, blind, owner, key)
      where exists (select from keys k where k.key_id = r.key and k.owner = r.owner)
        and not exists (select from barred_owners b where b.owner = r.owner)
      order by 1, 2, 3, 4
      on conflict do nothing;
    return query
      select distinct r.key from unnest(p_key, p_owner) as r(key, owner)
      where not exists (select from keys k where k.key_id = r.key and k.owner = r.owner)
        and not exists (select from fences f where f.key_id = r.key and f.owner = r.owner)
        and not exists (select from barred_owners b where b.owner = r.owner);
  end $$`,
];

class KeyringTables1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...FUNCTIONS]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('a keyring is not taken back: its keys would be lost');
  }
}

/** How far the keyring has followed the log's journal of fences, and what to do about a partial restore. */
class JournalMark1767225600600 implements MigrationInterface {
  readonly name = 'JournalMark1767225600600';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table identity add journal int not null default -1');
    await queryRunner.query(`create function enforce_fences() returns void language plpgsql as $$
      begin
        perform pg_advisory_xact_lock(${FENCE_LOCK});
        delete from keys k using fences f where k.key_id = f.key_id;
        delete from lookups l using barred_owners b where l.owner = b.owner;
      end $$`);
  }

  async down(): Promise<void> {
    throw new Error('a keyring is not taken back: its keys would be lost');
  }
}

/**
 * Orphans end in two looks: a key that no event names is retired first (nobody seals with it any more, it still opens),
 * and removed when after a long time there still is none. A retired key's generation is not given again before.
 */
class RetiredKeys1767225600610 implements MigrationInterface {
  readonly name = 'RetiredKeys1767225600610';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table keys add retired_at timestamptz');
    await queryRunner.query('create index keys_retired on keys (retired_at) where retired_at is not null');
    await queryRunner.query(`create or replace function keys_of_scopes(
      p_owner text[], p_purpose text[], p_period text[], p_generation int[], p_key uuid[], p_wrapped bytea[],
      p_epoch int, p_at timestamptz
    ) returns table (o_key uuid, o_generation int, o_epoch int, o_wrapped bytea, o_fenced boolean, o_number bigint)
    language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(${FENCE_LOCK});
      insert into keys (key_id, owner, purpose, period, generation, wrapped, epoch, created_at)
        select r.key, r.owner, r.purpose, r.period,
          greatest(r.generation, (select max(k.generation) + 1 from keys k where k.owner = r.owner
            and k.purpose = r.purpose and k.period = r.period)),
          r.wrapped, p_epoch, p_at
        from unnest(p_owner, p_purpose, p_period, p_generation, p_key, p_wrapped)
          as r(owner, purpose, period, generation, key, wrapped)
        where not exists (select from barred_owners b where b.owner = r.owner)
          and not exists (select from keys k where k.owner = r.owner and k.purpose = r.purpose
            and k.period = r.period and k.generation >= r.generation and k.retired_at is null)
          and not exists (select from fences f where f.owner = r.owner and f.purpose = r.purpose
            and f.period = r.period and f.generation >= r.generation)
        order by r.owner, r.purpose, r.period
        on conflict (owner, purpose, period, generation) do nothing;
      return query
        select k.key_id, k.generation, k.epoch, case when k.key_id <> r.key then k.wrapped end,
          k.key_id is null and (
            exists (select from barred_owners b where b.owner = r.owner)
            or exists (select from fences f where f.owner = r.owner and f.purpose = r.purpose
              and f.period = r.period and f.generation >= r.generation)),
          h.number
        from (select coalesce(max(c.number), 0) as number from key_changes c) h
        cross join unnest(p_owner, p_purpose, p_period, p_generation, p_key) with ordinality
          as r(owner, purpose, period, generation, key, ord)
        left join lateral (
          select c.* from keys c
          where c.owner = r.owner and c.purpose = r.purpose and c.period = r.period and c.generation >= r.generation
            and c.retired_at is null
            and not exists (select from fences f where f.owner = r.owner and f.purpose = r.purpose
              and f.period = r.period and f.generation >= c.generation)
          order by c.generation desc limit 1
        ) k on true
        order by r.ord;
    end $$`);
    // Whoever caches the scope lets go of it, as when another key follows.
    await queryRunner.query(`create function retire_keys(p_key uuid[]) returns void language plpgsql as $$
      begin
        perform pg_advisory_xact_lock(${FENCE_LOCK});
        with retired as (
          update keys set retired_at = clock_timestamp() where key_id = any (p_key) and retired_at is null
            returning key_id, owner, purpose, period
        )
        insert into key_changes (number, key_id, owner, purpose, period)
          select h.number + row_number() over (), t.key_id, t.owner, t.purpose, t.period
          from retired t, (select coalesce(max(c.number), 0) as number from key_changes c) h;
      end $$`);
  }

  async down(): Promise<void> {
    throw new Error('a keyring is not taken back: its keys would be lost');
  }
}

/** Claims of many commands in one statement, in one order, so that two batches never wait for each other crosswise. */
class ClaimsTogether1767225600620 implements MigrationInterface {
  readonly name = 'ClaimsTogether1767225600620';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`create function claim_lookups(
      p_kind text[], p_blind bytea[], p_owner text[], p_command uuid[], p_key uuid[], p_at timestamptz
    ) returns table (o_item int, o_state text, o_owner text, o_command uuid, o_since timestamptz)
    language plpgsql as $$
    declare
      r record;
    begin
      for r in select * from unnest(p_kind, p_blind, p_owner, p_command, p_key) with ordinality
          as u(kind, blind, owner, command, key, ord) order by kind, blind, ord
      loop
        return query select r.ord::int, c.* from claim_lookup(r.kind, r.blind, r.owner, r.command, r.key, p_at) c;
      end loop;
    end $$`);
    await queryRunner.query(`create function confirm_claims(p_kind text[], p_blind bytea[], p_command uuid[])
    returns void language sql as $$
      update lookups l set pending = false from (
        select x.kind, x.blind, x.owner, x.key_id
          from unnest(p_kind, p_blind, p_command) as u(kind, blind, command)
          join lookups x on x.kind = u.kind and x.blind = u.blind and x.command_id = u.command and x.pending
         order by x.kind, x.blind for update of x
      ) c
      where l.kind = c.kind and l.blind = c.blind and l.owner = c.owner and l.key_id = c.key_id
    $$`);
  }

  async down(): Promise<void> {
    throw new Error('a keyring is not taken back: its keys would be lost');
  }
}

/** Migrations of the keyring's database, run by the one role that owns it. */
export const keyringMigrations = [
  KeyringTables1764000000000,
  JournalMark1767225600600,
  RetiredKeys1767225600610,
  ClaimsTogether1767225600620,
  MasterKeyEpochs1767225600630,
  SlimLookups1767225603710,
  NarrowLookups1767225604200,
];

/** Brings a keyring's database up to date. @param migrations so far and no further */
export async function migrateKeyring(
  keyringUrl: string,
  migrations: typeof keyringMigrations = keyringMigrations,
): Promise<void> {
  await migrate(keyringUrl, 'none', migrations);
}
