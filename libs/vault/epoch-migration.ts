import type { MigrationInterface, QueryRunner } from 'typeorm';
import { FENCE_LOCK } from './fence-lock';

/** SQLSTATE of what the keyring itself refuses: a key or a look-up row under an older epoch than the active one. */
export const OLD_EPOCH = 'IZ001';
/** SQLSTATE of what was meant for another keyring, or for this one before it was emptied. */
export const ANOTHER_KEYRING = 'IZ002';

const TABLES = [
  // `epoch`: keys are wrapped under it. `blind_epoch`: the blind index is made under its key; 0: under the look-up key of
  // the secrets file. `fingerprints`: see RotationStatus.
  `alter table identity add id uuid not null default gen_random_uuid(), add epoch int not null default 1,
    add blind_epoch int not null default 0, add fingerprints int`,
  `create table epochs (
    epoch int primary key check (epoch > 0),
    announced_at timestamptz not null,
    activated_at timestamptz,
    retired_at timestamptz
  )`,
  `insert into epochs (epoch, announced_at, activated_at)
    select substring(secret from '^master key, epoch (\\d+)$')::int, clock_timestamp(), clock_timestamp()
      from checks where secret like 'master key, epoch %'`,
  `update identity set epoch = coalesce((select max(epoch) from epochs), 1)`,
  // Processes with this keyring in use, and the epochs that each has at hand. A process that ends in order takes itself out.
  `create table processes (
    id uuid primary key,
    name text not null,
    epochs int[] not null,
    since timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp(),
    trouble text
  )`,
  // Highest epoch that the key, or a look-up row that hung on it, was ever wrapped under; null of before.
  `alter table fences add epoch int`,
  `alter table barred_owners add epoch int`,
  `alter table lookups add epoch int not null default 0, add box bytea`,
  `alter table actors add epoch int not null default 0`,
];

/** Whoever says which keyring is meant (`inzage.keyring`) is held to it; whoever is of before says nothing. */
const MEANT = `
  select i.epoch, i.blind_epoch, i.id into v_epoch, v_blind, v_id from identity i;
  v_meant := nullif(current_setting('inzage.keyring', true), '');
  if v_meant is not null and v_id is distinct from v_meant::uuid then
    raise exception 'another keyring' using errcode = '${ANOTHER_KEYRING}';
  end if;`;

function guard(name: string, table: string, epoch: 'v_epoch' | 'v_blind' | undefined): string[] {
  return [
    `create function ${name}() returns trigger language plpgsql as $$
    declare
      v_epoch int; v_blind int; v_id uuid; v_meant text;
    begin
      ${MEANT}
      ${
        epoch === undefined
          ? ''
          : `if exists (select from written w where w.epoch < ${epoch}) then
        raise exception 'an epoch that is not active any more' using errcode = '${OLD_EPOCH}';
      end if;`
      }
      return null;
    end $$`,
    `create trigger ${name} after insert on ${table} referencing new table as written
      for each statement execute function ${name}()`,
  ];
}

/** What is wrapped or made anew must not go back either; other columns of an older row may change. */
function guardOfUpdates(name: string, table: string, column: string, epoch: string): string[] {
  return [
    `create function ${name}() returns trigger language plpgsql as $$
    begin
      if new.epoch < (select i.${epoch} from identity i) then
        raise exception 'an epoch that is not active any more' using errcode = '${OLD_EPOCH}';
      end if;
      return new;
    end $$`,
    `create trigger ${name} before update of epoch, ${column} on ${table} for each row execute function ${name}()`,
  ];
}

const FUNCTIONS = [
  ...guard('guard_keys', 'keys', 'v_epoch'),
  ...guard('guard_lookups', 'lookups', 'v_blind'),
  ...guard('guard_actors', 'actors', 'v_blind'),
  ...guard('guard_fences', 'fences', undefined),
  ...guardOfUpdates('guard_wrapped', 'keys', 'wrapped', 'epoch'),
  ...guardOfUpdates('guard_blind', 'lookups', 'blind', 'blind_epoch'),
  ...guardOfUpdates('guard_actor', 'actors', 'blind', 'blind_epoch'),

  // Answers the highest epoch that any of the keys, or a look-up row of theirs, was ever wrapped under. A key that was never
  // here is taken to have been under the active one. Look-up rows of a barred owner go before the keys do: it is noted.
  `create function set_fences_told(
    p_key uuid[], p_owner text[], p_purpose text[], p_period text[], p_generation int[], p_barred text[],
    p_at timestamptz
  ) returns int language plpgsql as $$
  declare
    v_keys uuid[]; v_epochs int[]; v_owners text[]; v_barred int[];
  begin
    perform pg_advisory_xact_lock(${FENCE_LOCK});
    select array_agg(o.owner), array_agg((select max(l.epoch) from lookups l where l.owner = o.owner))
      into v_owners, v_barred from (select distinct unnest(p_barred) as owner) o;
    select array_agg(r.key), array_agg(coalesce(greatest(k.epoch, f.epoch,
        (select max(l.epoch) from lookups l where l.key_id = r.key),
        (select max(a.epoch) from actors a where a.key_id = r.key),
        (select b.epoch from barred_owners b where b.owner = r.owner)), i.epoch))
      into v_keys, v_epochs
      from unnest(p_key, p_owner) as r(key, owner) cross join identity i
      left join keys k on k.key_id = r.key left join fences f on f.key_id = r.key;
    perform set_fences(p_key, p_owner, p_purpose, p_period, p_generation, p_barred, p_at);
    update barred_owners b set epoch = greatest(b.epoch, n.epoch)
      from unnest(v_owners, v_barred) as n(owner, epoch) where b.owner = n.owner and n.epoch is not null;
    update fences f set epoch = n.epoch
      from unnest(v_keys, v_epochs) as n(key, epoch) where f.key_id = n.key and f.epoch is distinct from n.epoch;
    return (select max(n) from unnest(v_epochs) n);
  end $$`,

  `create function claim_lookup_under(
    p_epoch int, p_kind text, p_blind bytea, p_box bytea, p_others bytea[], p_owner text, p_command uuid, p_key uuid,
    p_at timestamptz
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
    -- A row under another epoch stands for the value just as well. It is moved under the fence lock alone, so not now.
    if exists (select from lookups l where l.kind = p_kind and l.blind = any (p_others) and l.command_id is not null) then
      update lookups l set key_id = p_key
        where l.kind = p_kind and l.blind = any (p_others) and l.owner = p_owner and l.command_id = p_command;
    else
      insert into lookups (kind, blind, owner, key_id, command_id, pending, since, epoch, box)
        values (p_kind, p_blind, p_owner, p_key, p_command, true, p_at, p_epoch, p_box)
        on conflict (kind, blind) where command_id is not null
        do update set key_id = excluded.key_id
        where lookups.owner = excluded.owner and lookups.command_id = excluded.command_id;
    end if;
    return query
      select case when l.owner = p_owner and l.command_id = p_command then 'claimed'
          when l.pending then 'pending' else 'taken' end,
        l.owner, l.command_id, l.since
      from lookups l
      where l.kind = p_kind and (l.blind = p_blind or l.blind = any (p_others)) and l.command_id is not null;
  end $$`,
  `create function claim_lookups_under(
    p_epoch int, p_kind text[], p_blind bytea[], p_box bytea[], p_owner text[], p_command uuid[], p_key uuid[],
    p_other_item int[], p_other bytea[], p_at timestamptz
  ) returns table (o_item int, o_state text, o_owner text, o_command uuid, o_since timestamptz)
  language plpgsql as $$
  declare
    r record;
  begin
    for r in select * from unnest(p_kind, p_blind, p_box, p_owner, p_command, p_key) with ordinality
        as u(kind, blind, box, owner, command, key, ord) order by kind, blind, ord
    loop
      return query select r.ord::int, c.* from claim_lookup_under(p_epoch, r.kind, r.blind, r.box,
        array(select o.blind from unnest(p_other_item, p_other) as o(item, blind) where o.item = r.ord),
        r.owner, r.command, r.key, p_at) c;
    end loop;
  end $$`,
  // Answers the keys that are missing though no fence says why.
  `create function add_lookups_under(
    p_epoch int, p_kind text[], p_blind bytea[], p_box bytea[], p_owner text[], p_key uuid[], p_at timestamptz
  ) returns table (o_missing uuid) language plpgsql as $$
  begin
    perform pg_advisory_xact_lock_shared(${FENCE_LOCK});
    insert into lookups (kind, blind, owner, key_id, pending, since, epoch, box)
      select distinct on (r.kind, r.blind, r.owner, r.key) r.kind, r.blind, r.owner, r.key, false, p_at, p_epoch, r.box
      from unnest(p_kind, p_blind, p_box, p_owner, p_key) as r(kind, blind, box, owner, key)
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
  // Whoever is first makes an actor; who comes second takes back the key that it made for nothing.
  `create function make_actors(
    p_epoch int, p_pseudonym uuid[], p_blind bytea[], p_key uuid[], p_box text[], p_other_item int[], p_other bytea[]
  ) returns void language plpgsql as $$
  begin
    perform pg_advisory_xact_lock_shared(${FENCE_LOCK});
    with rows as (
      select * from unnest(p_pseudonym, p_blind, p_key, p_box) with ordinality as r(pseudonym, blind, key_id, box, ord)
    ), mine as (
      insert into actors (pseudonym, blind, key_id, box, epoch)
        select r.pseudonym, r.blind, r.key_id, r.box, p_epoch from rows r
        where not exists (select from actors a join unnest(p_other_item, p_other) as o(item, blind) using (blind)
          where o.item = r.ord)
        order by r.blind
        on conflict (blind) do nothing returning actors.key_id
    )
    delete from keys k where k.key_id in (select r.key_id from rows r except select m.key_id from mine m);
  end $$`,
  // From here on nothing is wrapped or made under an older epoch. Whoever was at it has come to its end before.
  `create function activate_epoch(p_epoch int) returns void language plpgsql as $$
  begin
    perform pg_advisory_xact_lock(${FENCE_LOCK});
    update identity set epoch = p_epoch, blind_epoch = p_epoch where epoch < p_epoch or blind_epoch < p_epoch;
    update epochs set activated_at = clock_timestamp() where epoch = p_epoch and activated_at is null;
  end $$`,
];

/** Epochs of the master key: which is active, who has which, and what the keyring itself refuses (ADR 0026). */
export class MasterKeyEpochs1767225600630 implements MigrationInterface {
  readonly name = 'MasterKeyEpochs1767225600630';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...FUNCTIONS]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('a keyring is not taken back: its keys would be lost');
  }
}
