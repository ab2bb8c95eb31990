import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant, revoke } from '#libs/database';
import { MOVED_AWAY } from './failures';

/**
 * The log ★.
 *
 * `append_index` and `append_size` say which events were appended together: a retry must bring the same company.
 * Bytes are ciphertext for the most part, so they are not compressed, and stay in the row up to 8 KB.
 * Streams are ordered by code point: an operating system's new collation must not break an index of the log.
 */
const TABLES = `
  create table events (
    position bigint primary key,
    revision integer not null check (revision >= 0),
    append_index smallint not null,
    append_size smallint not null check (append_index between 0 and append_size - 1),
    id uuid not null,
    command_id uuid not null,
    stream text collate "C" not null,
    type text not null,
    fingerprint text not null,
    bytes bytea not null
  ) with (toast_tuple_target = 8160);
  alter table events alter column bytes set storage external;
  alter table events add constraint events_stream_revision unique (stream, revision);
  alter table events add constraint events_id unique (id);
  create index events_command on events (command_id);

  create table log (one boolean primary key default true check (one), id uuid not null default gen_random_uuid());
  insert into log default values;

  -- Who appends holds this row until its commit. Locked, never updated: a counter that is updated for each batch leaves a
  -- dead row version each time, and behind a long snapshot (a dump) every append would have to pass all of them.
  create table append_lock (one boolean primary key default true check (one));
  insert into append_lock default values;
`;

/**
 * Carries out a batch of appends, each to a stream of its own, in one transaction; answers a verdict for each, in order.
 * - The lock is a statement of its own, so that the next one's snapshot sees every append that was before.
 *   Held until after the commit, it makes positions gapless and in commit order: readers need no gap detection.
 * - Parameters by append: stream, expected revision (-1: no stream), number of events. By event: ordinal of its append
 *   (from 1), index in it (from 0), id, type, command id, fingerprint, and where its bytes are in the last parameter.
 * - It commits itself. Else the lock would be held until the client's Sync message is there, and a client that is stopped
 *   just before that would hold up all others: before PostgreSQL 17 no time-out ends such a session.
 * - 'appended' and 'repeated' come with the revision and position of the append's last event, 'wrong-revision' with the
 *   stream's revision.
 */
const APPEND = `
  create procedure append_events(
    p_streams text[], p_expected integer[], p_sizes integer[],
    p_append integer[], p_index integer[], p_ids uuid[], p_types text[], p_commands uuid[], p_fingerprints text[],
    p_starts integer[], p_lengths integer[], p_bytes bytea,
    inout o_verdicts text[], inout o_revisions integer[], inout o_positions text[]
  ) language plpgsql as $$
  declare
    v_base bigint;
    v_head bigint;
  begin
    perform 1 from append_lock for update;
    select coalesce(max(e.position), 0) into v_base from events e;

    with append as materialized (
      select a.ord, a.stream, a.expected, a.size, coalesce(last.revision, -1) as actual
        from unnest(p_streams, p_expected, p_sizes) with ordinality as a(stream, expected, size, ord)
        left join lateral (
          select e.revision from events e where e.stream = a.stream order by e.revision desc limit 1
        ) last on true
    ), known as materialized (
      select n.ord, max(e.revision) as revision, max(e.position) as position, count(*) as found,
             max(e.revision - n.i) = min(e.revision - n.i) and bool_and(
               e.stream = a.stream and e.fingerprint = n.fingerprint
               and e.append_index = n.i and e.append_size = a.size) as same
        from unnest(p_append, p_index, p_ids, p_fingerprints) as n(ord, i, id, fingerprint)
        join append a on a.ord = n.ord
       cross join lateral (
          select x.stream, x.revision, x.position, x.fingerprint, x.append_index, x.append_size
            from events x where x.id = n.id limit 1
        ) e
       group by n.ord
    ), judged as materialized (
      select a.ord, a.expected, a.size, a.actual, k.revision, k.position,
             case when k.found = a.size and k.same then 'repeated'
                  when k.found is not null then 'id-conflict'
                  when a.actual <> a.expected then 'wrong-revision'
                  else 'appended' end as verdict
        from append a left join known k on k.ord = a.ord
    ), accepted as materialized (
      select j.ord, j.expected, j.size, (v_base + sum(j.size) over (order by j.ord) - j.size)::bigint as before
        from judged j where j.verdict = 'appended'
    ), written as (
      insert into events (position, revision, append_index, append_size, id, command_id, stream, type, fingerprint, bytes)
      select c.before + n.i + 1, c.expected + n.i + 1, n.i, c.size, n.id, n.command, a.stream, n.type, n.fingerprint,
             substring(p_bytes from n.start for n.length)
        from unnest(p_append, p_index, p_ids, p_types, p_commands, p_fingerprints, p_starts, p_lengths)
             as n(ord, i, id, type, command, fingerprint, start, length)
        join accepted c on c.ord = n.ord
        join append a on a.ord = n.ord
       order by 1
    )
    select array_agg(j.verdict order by j.ord),
           array_agg(case j.verdict when 'appended' then j.expected + j.size when 'repeated' then j.revision else j.actual end
                     order by j.ord),
           array_agg((case j.verdict when 'appended' then c.before + c.size when 'repeated' then j.position end)::text
                     order by j.ord)
      into o_verdicts, o_revisions, o_positions
      from judged j left join accepted c on c.ord = j.ord;

    select coalesce(max(e.position), 0) into v_head from events e;
    if v_head > v_base then
      perform pg_notify('events', v_head::text);
    end if;
    commit;
  end $$;
`;

/** Arguments of both. */
const BATCH = `
    p_streams text[], p_expected integer[], p_sizes integer[],
    p_append integer[], p_index integer[], p_ids uuid[], p_types text[], p_commands uuid[], p_fingerprints text[],
    p_starts integer[], p_lengths integer[], p_bytes bytea,`;

/**
 * Appending as the owner does it, with a path of its own to look names up: the service's role has no right on the table but
 * to read it, so that positions, revisions and times follow each other whoever has its password. What a batch says of
 * itself is checked: sizes that its events do not have would leave gaps.
 * A procedure that commits cannot be one that runs as its owner, so the one that commits calls it.
 */
const APPEND_AS_OWNER = `
  create function append_batch(${BATCH}
    out o_verdicts text[], out o_revisions integer[], out o_positions text[]
  ) language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
  declare
    v_base bigint;
    v_head bigint;
  begin
    if exists (
      select from unnest(p_sizes) with ordinality as s(size, ord)
        full join (select ord, count(*) as n, min(i) as first, max(i) as last, count(distinct i) as parts
                     from unnest(p_append, p_index) as e(ord, i) group by ord) e on e.ord = s.ord
       where (e.n, e.first, e.last, e.parts) is distinct from (s.size::bigint, 0, s.size - 1, s.size::bigint))
    then
      raise exception 'the events of an append are not what it says' using errcode = '22023';
    end if;
    perform 1 from append_lock for update;
    select coalesce(max(e.position), 0) into v_base from events e;

    with append as materialized (
      select a.ord, a.stream, a.expected, a.size, coalesce(last.revision, -1) as actual
        from unnest(p_streams, p_expected, p_sizes) with ordinality as a(stream, expected, size, ord)
        left join lateral (
          select e.revision from events e where e.stream = a.stream order by e.revision desc limit 1
        ) last on true
    ), known as materialized (
      select n.ord, max(e.revision) as revision, max(e.position) as position, count(*) as found,
             max(e.revision - n.i) = min(e.revision - n.i) and bool_and(
               e.stream = a.stream and e.fingerprint = n.fingerprint
               and e.append_index = n.i and e.append_size = a.size) as same
        from unnest(p_append, p_index, p_ids, p_fingerprints) as n(ord, i, id, fingerprint)
        join append a on a.ord = n.ord
       cross join lateral (
          select x.stream, x.revision, x.position, x.fingerprint, x.append_index, x.append_size
            from events x where x.id = n.id limit 1
        ) e
       group by n.ord
    ), judged as materialized (
      select a.ord, a.expected, a.size, a.actual, k.revision, k.position,
             case when k.found = a.size and k.same then 'repeated'
                  when k.found is not null then 'id-conflict'
                  when a.actual <> a.expected then 'wrong-revision'
                  else 'appended' end as verdict
        from append a left join known k on k.ord = a.ord
    ), accepted as materialized (
      select j.ord, j.expected, j.size, (v_base + sum(j.size) over (order by j.ord) - j.size)::bigint as before
        from judged j where j.verdict = 'appended'
    ), written as (
      insert into events (position, revision, append_index, append_size, id, command_id, stream, type, fingerprint, bytes)
      select c.before + n.i + 1, c.expected + n.i + 1, n.i, c.size, n.id, n.command, a.stream, n.type, n.fingerprint,
             substring(p_bytes from n.start for n.length)
        from unnest(p_append, p_index, p_ids, p_types, p_commands, p_fingerprints, p_starts, p_lengths)
             as n(ord, i, id, type, command, fingerprint, start, length)
        join accepted c on c.ord = n.ord
        join append a on a.ord = n.ord
       order by 1
    )
    select array_agg(j.verdict order by j.ord),
           array_agg(case j.verdict when 'appended' then j.expected + j.size when 'repeated' then j.revision else j.actual end
                     order by j.ord),
           array_agg((case j.verdict when 'appended' then c.before + c.size when 'repeated' then j.position end)::text
                     order by j.ord)
      into o_verdicts, o_revisions, o_positions
      from judged j left join accepted c on c.ord = j.ord;

    select coalesce(max(e.position), 0) into v_head from events e;
    if v_head > v_base then
      perform pg_notify('events', v_head::text);
    end if;
  end $$;

  create or replace procedure append_events(${BATCH}
    inout o_verdicts text[], inout o_revisions integer[], inout o_positions text[]
  ) language plpgsql as $$
  begin
    select b.o_verdicts, b.o_revisions, b.o_positions into o_verdicts, o_revisions, o_positions
      from public.append_batch(p_streams, p_expected, p_sizes, p_append, p_index, p_ids, p_types, p_commands, p_fingerprints,
        p_starts, p_lengths, p_bytes) b;
    commit;
  end $$;
`;

class EventLog1767225600000 implements MigrationInterface {
  readonly name = 'EventLog1767225600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(TABLES);
    await queryRunner.query(APPEND);
    await queryRunner.query('revoke execute on procedure append_events from public');
    await grant(queryRunner, 'EXECUTE', 'PROCEDURE append_events');
    await grant(queryRunner, 'SELECT, INSERT', 'events');
    await grant(queryRunner, 'SELECT', 'log');
    // Needed to lock the row; its check leaves an update nothing to change.
    await grant(queryRunner, 'SELECT, UPDATE', 'append_lock');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('a log is not taken down'));
  }
}

/**
 * A log that is copied to another database has the same identity there; read models tell the two apart by the mark.
 * Once it was moved away it takes no more events, whoever still has it open: the check is under the lock of appends.
 */
class LogMoves1767225602200 implements MigrationInterface {
  readonly name = 'LogMoves1767225602200';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table log add column mark uuid not null default gen_random_uuid();
      create table log_moved_away (one boolean primary key default true check (one), at timestamptz not null default now());
      create function refuse_events() returns trigger language plpgsql as $$
      begin
        if exists (select from log_moved_away) then
          raise exception 'the log was moved away' using errcode = '${MOVED_AWAY}';
        end if;
        return null;
      end $$;
      create trigger events_moved_away before insert on events for each statement execute function refuse_events()`);
    await grant(queryRunner, 'SELECT, INSERT', 'log_moved_away');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop trigger events_moved_away on events;
      drop function refuse_events();
      drop table log_moved_away;
      alter table log drop column mark`);
  }
}

class AppendAsOwner1767225602600 implements MigrationInterface {
  readonly name = 'AppendAsOwner1767225602600';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(APPEND_AS_OWNER);
    await queryRunner.query('revoke execute on function append_batch from public');
    await grant(queryRunner, 'EXECUTE', 'FUNCTION append_batch');
    await revoke(queryRunner, 'INSERT', 'events');
    await revoke(queryRunner, 'ALL', 'append_lock');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('a log is not taken down'));
  }
}

/** The service's role closes a log that moves, under the lock of appends, and may write nothing else there. */
class MoveAwayAsOwner1767225602900 implements MigrationInterface {
  readonly name = 'MoveAwayAsOwner1767225602900';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function move_log_away() returns void
        language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
      begin
        perform from append_lock for update;
        insert into log_moved_away (one) values (true) on conflict do nothing;
      end $$`);
    await queryRunner.query('revoke execute on function move_log_away from public');
    await grant(queryRunner, 'EXECUTE', 'FUNCTION move_log_away');
    await revoke(queryRunner, 'INSERT', 'log_moved_away');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await grant(queryRunner, 'INSERT', 'log_moved_away');
    await queryRunner.query('drop function move_log_away');
  }
}

/** What a command left is found by its first event's id. */
class WithoutCommandIndex1767225603700 implements MigrationInterface {
  readonly name = 'WithoutCommandIndex1767225603700';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index events_command');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('create index events_command on events (command_id)');
  }
}

/** Migrations of the log, for `migrate()` of libs/database. */
export const eventStoreMigrations = [
  EventLog1767225600000,
  LogMoves1767225602200,
  AppendAsOwner1767225602600,
  MoveAwayAsOwner1767225602900,
  WithoutCommandIndex1767225603700,
];
