import { grant, revoke } from '#libs/database';
import { FIRST_OPEN, FULL, PAST, post, POSTINGS } from './postings';
import { noteTimes, TIMES } from './times';

type QueryRunner = Parameters<typeof grant>[0];

/** Names that stand in few entries: the sign-in address, links' values, what is not of the vocabulary. */
const RARE_FIELDS: readonly string[] = ['domain', 'ipAddress', 'issuer', 'login', 'subject', 'unlisted'];

/** The condition of the index of rare fields. */
const HAS_RARE_FIELD = `fields && '{${RARE_FIELDS.join(',')}}'::text[]`;

/**
 * The register. `bytes` is the entry; all other columns only find it, and say what the bytes say.
 * The database computes the leaf hash (RFC 9162) itself, so that no entry can have another's.
 * Purposes, kinds and the like compare by bytes ("C"), which keyset and prefix searches need. A field of the vocabulary is
 * in so many entries that a page of them is soon found from the end; only the rare ones have an index, which costs nothing
 * where a GIN index over all would cost as much as all the others together.
 */
export class Register1767225600200 {
  readonly name = 'Register1767225600200';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table register_entries (
        n bigint primary key check (n >= 0),
        time timestamptz not null,
        subject uuid,
        event_id uuid not null,
        kind text collate "C" not null,
        purpose text collate "C",
        recipient text collate "C",
        actor text collate "C" not null,
        fields text[] collate "C" not null,
        bytes bytea not null,
        leaf_hash bytea not null generated always as (sha256('\\x00'::bytea || bytes)) stored
      );
      alter table register_entries alter column bytes set storage external;
      create index register_by_subject on register_entries (subject, n) where subject is not null;
      create index register_by_kind on register_entries (kind, n);
      create index register_by_purpose on register_entries (purpose, n) where purpose is not null;
      create index register_by_recipient on register_entries (recipient, n) where recipient is not null;
      create index register_by_actor on register_entries (actor, n);
      create index register_by_rare_field on register_entries (n) where ${HAS_RARE_FIELD};
      create index register_by_time on register_entries using brin (time) with (pages_per_range = 32, autosummarize = on);
    `);
    await grant(queryRunner, 'SELECT, INSERT', 'register_entries');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table register_entries');
  }
}

/** Entries that the person concerned may not know yet, by their event, with the matter that says so and until when. */
export class RegisterSilences1767225600210 {
  readonly name = 'RegisterSilences1767225600210';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table register_silences (
        event uuid primary key,
        matter uuid not null,
        until timestamptz not null
      );
      create index register_silences_by_matter on register_silences (matter);
    `);
    await grant(queryRunner, 'SELECT, INSERT, UPDATE', 'register_silences');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table register_silences');
  }
}

/**
 * The register's tree (RFC 9162): roots of full blocks of 256 entries at level 1, of 256 of those at level 2, and so on. Leaves
 * are the entries' own hashes. Added to and never changed, as the entries are; what is not there yet follows from them.
 */
export class RegisterTree1767225602000 {
  readonly name = 'RegisterTree1767225602000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table register_tree (
        level smallint not null check (level > 0),
        n bigint not null check (n >= 0),
        hash bytea not null check (octet_length(hash) = 32),
        primary key (level, n)
      );`);
    await grant(queryRunner, 'SELECT, INSERT', 'register_tree');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table register_tree');
  }
}

/**
 * Signed checkpoints, apart from what a rebuild swaps: one of an origin and a size, once and for all, with what witnesses said of
 * it; how each witness does; and where the register was found not to go on from what was signed.
 */
export class RegisterCheckpoints1767225602100 {
  readonly name = 'RegisterCheckpoints1767225602100';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table register_checkpoints (
        origin text collate "C" not null,
        size bigint not null check (size >= 0),
        root bytea not null check (octet_length(root) = 32),
        time timestamptz not null,
        key text not null,
        note text not null,
        primary key (origin, size)
      );
      create table register_cosignatures (
        origin text collate "C" not null,
        size bigint not null,
        witness text collate "C" not null,
        line text not null,
        time timestamptz not null default clock_timestamp(),
        primary key (origin, size, witness)
      );
      create table register_witnesses (
        name text primary key,
        size bigint,
        reached_at timestamptz,
        tried_at timestamptz,
        failures integer not null default 0,
        error text
      );
      create table register_forks (
        origin text primary key,
        since timestamptz not null,
        sound bigint not null,
        signed bigint not null,
        place text not null
      );`);
    await grant(queryRunner, 'SELECT, INSERT', 'register_checkpoints');
    await grant(queryRunner, 'SELECT, INSERT', 'register_cosignatures');
    await grant(queryRunner, 'SELECT, INSERT, UPDATE', 'register_witnesses');
    await grant(queryRunner, 'SELECT, INSERT, DELETE', 'register_forks');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'drop table register_checkpoints, register_cosignatures, register_witnesses, register_forks',
    );
  }
}

/**
 * Adding to the register as its owner does it: the service's role has no right on the tables but to read them.
 * - An entry has the next number, and is found by what its own bytes say: none can be hidden from whom it is about.
 * - A root has the next place of its level.
 * - What is hidden, and for how long, follows from an event of that matter in the log, where the log is in this database.
 */
export class RegisterProcedures1767225602610 {
  readonly name = 'RegisterProcedures1767225602610';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function add_register_entries(
        p_first bigint, p_bytes bytea, p_starts int[], p_lengths int[], p_fields text[]
      ) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
      begin
        if p_first <> (select coalesce(max(n) + 1, 0) from register_entries) then
          raise exception 'entries are numbered without gaps' using errcode = '22023';
        end if;
        insert into register_entries (n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes)
        select case when x.n = p_first + e.i - 1 then x.n end, x.time, x.subject, x.event, x.kind, x.purpose, x.recipient,
               x.actor ->> 'id', string_to_array(e.fields, ','), substring(p_bytes from e.start for e.length)
          from unnest(p_starts, p_lengths, p_fields) with ordinality as e(start, length, fields, i)
         cross join lateral json_to_record(convert_from(substring(p_bytes from e.start for e.length), 'utf8')::json)
            as x(n bigint, time timestamptz, subject uuid, event uuid, kind text, purpose text, recipient text, actor json);
      end $$;

      create function add_register_roots(p_level smallint, p_first bigint, p_hashes bytea)
      returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
      begin
        if p_first <> (select coalesce(max(n) + 1, 0) from register_tree where level = p_level) or length(p_hashes) % 32 <> 0 then
          raise exception 'roots are numbered without gaps' using errcode = '22023';
        end if;
        insert into register_tree (level, n, hash)
        select p_level, p_first + i - 1, substring(p_hashes from (i::int - 1) * 32 + 1 for 32)
          from generate_series(1, length(p_hashes) / 32) i;
      end $$;

      create function change_register_silence(p_op text, p_cause uuid, p_matter uuid, p_until timestamptz)
      returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
      begin
        if to_regclass('public.events') is not null and exists (select from events)
           and not exists (select from events where id = p_cause and right(stream, 36) = p_matter::text) then
          raise exception 'no event of the matter says so' using errcode = '22023';
        end if;
        case p_op
          when 'hide' then
            insert into register_silences (event, matter, until) values (p_cause, p_matter, p_until);
          when 'end' then
            update register_silences set until = least(until, p_until) where matter = p_matter;
          when 'extend' then
            update register_silences set until = greatest(until, p_until) where matter = p_matter;
        end case;
      end $$;

      revoke execute on function add_register_entries, add_register_roots, change_register_silence from public;
    `);
    for (const name of ['add_register_entries', 'add_register_roots', 'change_register_silence'])
      await grant(queryRunner, 'EXECUTE', `FUNCTION ${name}`);
    for (const table of ['register_entries', 'register_tree']) await revoke(queryRunner, 'INSERT', table);
    await revoke(queryRunner, 'INSERT, UPDATE', 'register_silences');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'drop function add_register_entries, add_register_roots, change_register_silence',
    );
  }
}

/**
 * What is hidden follows also from an event that makes up for one that the register passed over (ADR 0034): it is in a
 * stream of its own, and its data names the change and the matter.
 */
class SilencesMadeUpFor1767225603100 {
  readonly name = 'SilencesMadeUpFor1767225603100';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      changeOfSilence(`(right(stream, 36) = p_matter::text
             or convert_from(bytes, 'utf8')::jsonb #> '{data,silences}'
                @> jsonb_build_array(jsonb_build_object('op', p_op, 'matter', p_matter)))`),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(changeOfSilence('right(stream, 36) = p_matter::text'));
  }
}

/** @param said when an event says what is to be hidden or told */
function changeOfSilence(said: string): string {
  return `
      create or replace function change_register_silence(p_op text, p_cause uuid, p_matter uuid, p_until timestamptz)
      returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
      begin
        if to_regclass('public.events') is not null and exists (select from events)
           and not exists (select from events where id = p_cause and ${said}) then
          raise exception 'no event of the matter says so' using errcode = '22023';
        end if;
        case p_op
          when 'hide' then
            insert into register_silences (event, matter, until) values (p_cause, p_matter, p_until);
          when 'end' then
            update register_silences set until = least(until, p_until) where matter = p_matter;
          when 'extend' then
            update register_silences set until = greatest(until, p_until) where matter = p_matter;
        end case;
      end $$`;
}

/** The times of entries by their numbers, kept by who adds entries. */
export class RegisterTimes1767225603730 {
  readonly name = 'RegisterTimes1767225603730';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(TIMES);
    await queryRunner.query(noteTimes('0'));
    await grant(queryRunner, 'SELECT', 'register_times');
    await queryRunner.query(addEntries(`${noteTimes('p_first')};`));
    await queryRunner.query('drop index register_by_time');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(addEntries(''));
    await queryRunner.query(
      'create index register_by_time on register_entries using brin (time) with (pages_per_range = 32, autosummarize = on)',
    );
    await queryRunner.query('drop table register_times');
  }
}

/** Indexes whose work postings do. */
const REPLACED = ['kind', 'purpose', 'recipient', 'actor', 'rare_field'] as const;

/**
 * What finds entries, but for their numbers and whom they are about, is written once for a full block of the register, and not
 * entry by entry into five indexes: those took a fifth of what PostgreSQL did for an event, and no one of them narrowed what
 * two filters find together.
 */
class RegisterPostings1767225604600 {
  readonly name = 'RegisterPostings1767225604600';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(POSTINGS);
    await queryRunner.query(post('0', FULL));
    await grant(queryRunner, 'SELECT', 'register_postings');
    await queryRunner.query(
      addEntries(`${noteTimes('p_first', 'p_first + cardinality(p_starts)')};
        declare
          v_first bigint := ${FIRST_OPEN};
          v_past bigint := ${PAST};
        begin
          if v_first < v_past then
            ${post('v_first', 'v_past')};
          end if;
        end;`),
    );
    await queryRunner.query(`drop index ${REPLACED.map(name => `register_by_${name}`).join(', ')}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create index register_by_kind on register_entries (kind, n);
      create index register_by_purpose on register_entries (purpose, n) where purpose is not null;
      create index register_by_recipient on register_entries (recipient, n) where recipient is not null;
      create index register_by_actor on register_entries (actor, n);
      create index register_by_rare_field on register_entries (n) where ${HAS_RARE_FIELD};
    `);
    await queryRunner.query(addEntries(`${noteTimes('p_first')};`));
    await queryRunner.query('drop table register_postings');
  }
}

/** @param also what is done beside in the same statement of the caller */
function addEntries(also: string): string {
  return `
      create or replace function add_register_entries(
        p_first bigint, p_bytes bytea, p_starts int[], p_lengths int[], p_fields text[]
      ) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
      begin
        if p_first <> (select coalesce(max(n) + 1, 0) from register_entries) then
          raise exception 'entries are numbered without gaps' using errcode = '22023';
        end if;
        insert into register_entries (n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes)
        select case when x.n = p_first + e.i - 1 then x.n end, x.time, x.subject, x.event, x.kind, x.purpose, x.recipient,
               x.actor ->> 'id', string_to_array(e.fields, ','), substring(p_bytes from e.start for e.length)
          from unnest(p_starts, p_lengths, p_fields) with ordinality as e(start, length, fields, i)
         cross join lateral json_to_record(convert_from(substring(p_bytes from e.start for e.length), 'utf8')::json)
            as x(n bigint, time timestamptz, subject uuid, event uuid, kind text, purpose text, recipient text, actor json);
        ${also}
      end $$`;
}

export const registerMigrations = [
  Register1767225600200,
  RegisterSilences1767225600210,
  RegisterTree1767225602000,
  RegisterCheckpoints1767225602100,
  RegisterProcedures1767225602610,
  SilencesMadeUpFor1767225603100,
  RegisterTimes1767225603730,
  RegisterPostings1767225604600,
];
