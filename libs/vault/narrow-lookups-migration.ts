import type { MigrationInterface, QueryRunner } from 'typeorm';
import { FENCE_LOCK } from './fence-lock';

const TABLES = [
  `alter table lookups rename to lookups_of_before`,
  // `blind`: see blindIndex. The key says whose the row is. A claim has a command, another look-up has none.
  `create table lookups (
    key_id uuid not null,
    command_id uuid,
    since timestamptz,
    epoch int not null,
    pending boolean not null,
    kind text not null,
    blind bytea not null check (octet_length(blind) = 16),
    box bytea
  )`,
  // A row whose key is gone is nobody's: it comes of a table that was restored alone.
  `insert into lookups (key_id, command_id, since, epoch, pending, kind, blind, box)
    select l.key_id, l.command_id, case when l.command_id is not null then l.since end, l.epoch, l.pending, l.kind,
        substring(l.blind for 16), l.box
      from lookups_of_before l join keys k on k.key_id = l.key_id and k.owner = l.owner order by l.key_id`,
  `drop table lookups_of_before`,
  // Rows of a key lie together, and new keys at the end. Each row is in one of the two others.
  `alter table lookups add primary key (key_id, blind)`,
  `create unique index lookups_claimed on lookups (blind) where command_id is not null`,
  `create index lookups_shared on lookups (blind) where command_id is null`,
  `create index lookups_pending on lookups (since) where pending`,
  `create trigger guard_lookups after insert on lookups referencing new table as written
    for each statement execute function guard_lookups()`,
  `create trigger guard_blind before update of epoch, blind on lookups for each row execute function guard_blind()`,
  `drop function claim_lookup(text, bytea, text, uuid, uuid, timestamptz)`,
  `drop function claim_lookups(text[], bytea[], text[], uuid[], uuid[], timestamptz)`,
  `drop function add_lookups(text[], bytea[], text[], uuid[], timestamptz)`,
  `drop function confirm_claims(text[], bytea[], uuid[])`,
];

/** Whether a claim stands as it is asked for, and nothing bars it. */
const IS_MADE = `exists (select from lookups l join keys k using (key_id)
        where l.key_id = u.key and l.blind = u.blind and l.command_id = u.command and k.owner = u.owner)
      and not exists (select from barred_owners b where b.owner = u.owner)
      and not exists (select from fences f where f.key_id = u.key)`;

const FUNCTIONS = [
  // One claim. What stands is not locked: whoever claims much waits only for what is not committed yet, in one order.
  `create or replace function claim_lookup_under(
    p_epoch int, p_kind text, p_blind bytea, p_box bytea, p_others bytea[], p_owner text, p_command uuid, p_key uuid,
    p_at timestamptz
  ) returns table (o_state text, o_owner text, o_command uuid, o_since timestamptz)
  language plpgsql as $$
  declare
    v_blinds bytea[] := p_others || p_blind;
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
    -- Of a table that was restored alone: whoever had the value is erased.
    delete from lookups l using fences f
      where l.blind = any (v_blinds) and l.command_id is not null and f.key_id = l.key_id;
    -- A row under another epoch stands for the value just as well. It is moved under the fence lock alone, so not now.
    if not exists (select from lookups l where l.blind = any (p_others) and l.command_id is not null) then
      insert into lookups (key_id, command_id, since, epoch, pending, kind, blind, box)
        values (p_key, p_command, p_at, p_epoch, true, p_kind, p_blind, p_box)
        on conflict do nothing;
    end if;
    update lookups l set key_id = p_key from keys k
      where l.blind = any (v_blinds) and l.command_id = p_command and l.key_id <> p_key
        and k.key_id = l.key_id and k.owner = p_owner;
    return query
      select case when k.owner is null then 'holder-missing'
          when k.owner = p_owner and l.command_id = p_command then 'claimed'
          when l.pending then 'pending' else 'taken' end,
        k.owner, l.command_id, l.since
      from lookups l left join keys k using (key_id)
      where l.blind = any (v_blinds) and l.command_id is not null;
  end $$`,
  // Claims of many commands. Those that find their values free, or made already, are one statement's work; each of the others
  // is looked at by itself.
  `create or replace function claim_lookups_under(
    p_epoch int, p_kind text[], p_blind bytea[], p_box bytea[], p_owner text[], p_command uuid[], p_key uuid[],
    p_other_item int[], p_other bytea[], p_at timestamptz
  ) returns table (o_item int, o_state text, o_owner text, o_command uuid, o_since timestamptz)
  language plpgsql as $$
  declare
    v_made bigint;
    v_one record;
  begin
    perform pg_advisory_xact_lock_shared(${FENCE_LOCK});
    insert into lookups (key_id, command_id, since, epoch, pending, kind, blind, box)
      select distinct on (r.blind) r.key, r.command, p_at, p_epoch, true, r.kind, r.blind, r.box
      from unnest(p_kind, p_blind, p_box, p_owner, p_command, p_key) with ordinality
        as r(kind, blind, box, owner, command, key, ord)
      join keys k on k.key_id = r.key and k.owner = r.owner
      where not exists (select from barred_owners b where b.owner = r.owner)
        and not exists (select from fences f where f.key_id = r.key)
        and not exists (select from unnest(p_other_item, p_other) as o(item, blind)
          join lookups l on l.blind = o.blind and l.command_id is not null where o.item = r.ord)
      order by r.blind, r.ord
      on conflict do nothing;
    get diagnostics v_made = row_count;
    if v_made = cardinality(p_kind) then
      return query select u.ord::int, 'claimed', u.owner, u.command, p_at
        from unnest(p_owner, p_command) with ordinality as u(owner, command, ord);
      return;
    end if;
    return query select u.ord::int, 'claimed', u.owner, u.command, p_at
      from unnest(p_blind, p_owner, p_command, p_key) with ordinality as u(blind, owner, command, key, ord)
      where ${IS_MADE};
    for v_one in select * from unnest(p_kind, p_blind, p_box, p_owner, p_command, p_key) with ordinality
        as u(kind, blind, box, owner, command, key, ord) where not (${IS_MADE}) order by blind, ord
    loop
      return query select v_one.ord::int, c.* from claim_lookup_under(p_epoch, v_one.kind, v_one.blind, v_one.box,
        array(select o.blind from unnest(p_other_item, p_other) as o(item, blind) where o.item = v_one.ord),
        v_one.owner, v_one.command, v_one.key, p_at) c;
    end loop;
  end $$`,
  `create function confirm_claims(p_blind bytea[], p_command uuid[]) returns void language sql as $$
    update lookups l set pending = false from (
      select x.key_id, x.blind
        from unnest(p_blind, p_command) as u(blind, command)
        join lookups x on x.blind = u.blind and x.command_id = u.command and x.pending
       order by x.blind for update of x
    ) c
    where l.key_id = c.key_id and l.blind = c.blind
  $$`,
  // Answers the keys that are missing though no fence says why.
  `create or replace function add_lookups_under(
    p_epoch int, p_kind text[], p_blind bytea[], p_box bytea[], p_owner text[], p_key uuid[], p_at timestamptz
  ) returns table (o_missing uuid) language plpgsql as $$
  begin
    perform pg_advisory_xact_lock_shared(${FENCE_LOCK});
    return query
      with wanted as materialized (
        select r.*, k.key_id is not null as alive
        from unnest(p_kind, p_blind, p_box, p_owner, p_key) as r(kind, blind, box, owner, key)
        left join keys k on k.key_id = r.key and k.owner = r.owner
        where not exists (select from barred_owners b where b.owner = r.owner)
      ), added as (
        insert into lookups (key_id, epoch, pending, kind, blind, box)
          select w.key, p_epoch, false, w.kind, w.blind, w.box from wanted w where w.alive order by w.key, w.blind
          on conflict do nothing
      )
      select distinct w.key from wanted w
      where not w.alive and not exists (select from fences f where f.key_id = w.key and f.owner = w.owner);
  end $$`,
  // The newest usable key of each scope, as before. Where all of them are made, which is what new customers come to, nothing
  // more is looked for.
  `create or replace function keys_of_scopes(
    p_owner text[], p_purpose text[], p_period text[], p_generation int[], p_key uuid[], p_wrapped bytea[],
    p_epoch int, p_at timestamptz
  ) returns table (o_key uuid, o_generation int, o_epoch int, o_wrapped bytea, o_fenced boolean, o_number bigint)
  language plpgsql as $$
  declare
    v_made bigint;
  begin
    perform pg_advisory_xact_lock_shared(${FENCE_LOCK});
    insert into keys (key_id, owner, purpose, period, generation, wrapped, epoch, created_at)
      select r.key, r.owner, r.purpose, r.period, greatest(r.generation, h.newest + 1), r.wrapped, p_epoch, p_at
      from unnest(p_owner, p_purpose, p_period, p_generation, p_key, p_wrapped)
        as r(owner, purpose, period, generation, key, wrapped)
      cross join lateral (
        select max(k.generation) as newest,
            bool_or(k.generation >= r.generation and k.retired_at is null) as usable
          from keys k where k.owner = r.owner and k.purpose = r.purpose and k.period = r.period
      ) h
      where h.usable is not true
        and not exists (select from barred_owners b where b.owner = r.owner)
        and not exists (select from fences f where f.owner = r.owner and f.purpose = r.purpose
          and f.period = r.period and f.generation >= r.generation)
      order by r.owner, r.purpose, r.period
      on conflict (owner, purpose, period, generation) do nothing;
    get diagnostics v_made = row_count;
    if v_made = cardinality(p_key) then
      return query
        select k.key_id, k.generation, k.epoch, null::bytea, false, h.number
          from (select coalesce(max(c.number), 0) as number from key_changes c) h
          cross join unnest(p_key) with ordinality as r(key, ord)
          join keys k on k.key_id = r.key
         order by r.ord;
      return;
    end if;
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
  end $$`,
];

/** Look-up rows with an index of 16 bytes and without their owner's name; keys that are all new are made by one statement. */
export class NarrowLookups1767225604200 implements MigrationInterface {
  readonly name = 'NarrowLookups1767225604200';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...FUNCTIONS]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('a keyring is not taken back: its keys would be lost');
  }
}
