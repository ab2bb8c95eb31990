import type { Uuid } from '#libs/kernel';
import { decrypt } from './envelope';
import { nameOf } from './actors';
import { BlindIndex } from './blind-index';
import { LIVING_SECONDS } from './epochs';
import { FENCE_LOCK } from './fence-lock';
import { endIdSecret, FOUNDING_LOCK, recogniseAgain } from './founding';
import { Keyring } from './keyring';
import {
  checkValues,
  LOOKUP_KEY,
  masterName,
  newMasterKey,
  withoutEpochsBefore,
  withoutIdSecret,
  type Secrets,
} from './secrets';
import { readSecretsFile, writeSecretsFile } from './secrets-file';
import { VaultRefused, type KeyScope, type LookupKind } from './types';
import { Wrapping } from './wrapping';

/** Rows that are wrapped anew in one transaction. */
const PORTION = 1_000;
/** Look-up rows of one: whoever claims one waits for it. */
const BLIND_PORTION = 250;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** An epoch of the master key, as the keyring and this copy of the secrets file have it. */
export interface EpochStatus {
  readonly epoch: number;
  readonly announcedAt: Date;
  readonly activatedAt: Date | null;
  readonly retiredAt: Date | null;
  readonly inFile: boolean;
  /** Rows that need it still. */
  readonly keys: number;
  readonly lookups: number;
  readonly actors: number;
}

/** A process that has this keyring in use, or said so not long ago. */
export interface ProcessStatus {
  readonly name: string;
  readonly epochs: readonly number[];
  readonly seenAt: Date;
  readonly living: boolean;
  /** Why it could not read its secrets file again. */
  readonly trouble: string | null;
}

export interface RotationStatus {
  /** Keys are wrapped under it. */
  readonly active: number;
  readonly epochs: readonly EpochStatus[];
  readonly processes: readonly ProcessStatus[];
  /** Look-up rows of before epochs. */
  readonly lookupsOfBefore: number;
  /**
   * Every secrets file that could make fingerprints of version 1 has this epoch or one before it; 0: none ever could;
   * null: this one still can.
   */
  readonly fingerprints: number | null;
}

/** What still may hold what was wrapped under an epoch, apart from copies that nobody here knows of. */
export interface Remains {
  /** Name of the segment that the write-ahead log was at: this one and those before it. */
  readonly wal: string;
  readonly archive: string | null;
  readonly slots: readonly string[];
  /** Dumps, base backups and file system snapshots of the keyring from before. */
  readonly before: Date;
}

/** A step that cannot be taken now, and what is to be done first. */
export class RotationRefused extends Error {}

/** Rows of before have no value with them; what it may be is said by who can read the log. */
export type ValuesOf = (owner: string) => Promise<readonly { kind: LookupKind; value: string }[]>;

/** Steps of a rotation of the master key (ADR 0026), each of which may be taken again. For operators, beside the service. */
export class Rotation {
  private readonly keyring: Keyring;

  constructor(
    private readonly options: {
      readonly keyringUrl: string;
      readonly secretsFile: string;
      readonly logId: Uuid;
    },
  ) {
    this.keyring = new Keyring(options.keyringUrl);
  }

  async close(): Promise<void> {
    await this.keyring.close();
  }

  async status(): Promise<RotationStatus> {
    const secrets = await this.secrets();
    const [identity] = await this.keyring.query<{ epoch: number; fingerprints: number | null }>({
      text: 'select epoch, fingerprints from identity',
    });
    if (!identity) throw new RotationRefused('The keyring is empty.');
    const counted = await this.keyring.query<{
      of: 'keys' | 'lookups' | 'actors';
      epoch: number;
      rows: string;
    }>({
      text: `select 'keys' as of, epoch, count(*) as rows from keys group by epoch
        union all select 'lookups', epoch, count(*) from lookups group by epoch
        union all select 'actors', epoch, count(*) from actors group by epoch`,
    });
    const rowsOf = (of: string, epoch: number): number =>
      Number(counted.find(each => each.of === of && each.epoch === epoch)?.rows ?? 0);
    const epochs = await this.keyring.query<Omit<EpochStatus, 'keys' | 'lookups' | 'actors' | 'inFile'>>({
      text: `select epoch, announced_at as "announcedAt", activated_at as "activatedAt", retired_at as "retiredAt"
        from epochs order by epoch`,
    });
    return {
      active: identity.epoch,
      fingerprints: identity.fingerprints,
      lookupsOfBefore: rowsOf('lookups', 0) + rowsOf('actors', 0),
      processes: await processesOf(this.keyring),
      epochs: epochs.map(each => ({
        ...each,
        inFile: secrets.masterKeys.some(({ epoch }) => epoch === each.epoch),
        keys: rowsOf('keys', each.epoch),
        lookups: rowsOf('lookups', each.epoch),
        actors: rowsOf('actors', each.epoch),
      })),
    };
  }

  /** Puts a new epoch into the secrets file, then tells the keyring of it. @returns the epoch that is to be activated */
  async announce(): Promise<number> {
    const { secretsFile, logId } = this.options;
    return this.alone(async run => {
      const [newest] = await run<{ epoch: number; waits: boolean }>({
        text: 'select epoch, activated_at is null as waits from epochs order by epoch desc limit 1',
      });
      let secrets = await this.secrets();
      const has = (epoch: number): boolean => secrets.masterKeys.some(each => each.epoch === epoch);
      if (newest!.waits) {
        if (has(newest!.epoch)) return newest!.epoch;
        throw new RotationRefused(
          `Epoch ${newest!.epoch} was announced from another copy of the secrets file: go on with that one.`,
        );
      }
      const epoch = newest!.epoch + 1;
      // In the file first: what the keyring knows of can be lost by nobody any more.
      if (!has(epoch)) {
        secrets = { ...secrets, masterKeys: [...secrets.masterKeys, newMasterKey(epoch)] };
        await writeSecretsFile(secretsFile, secrets);
      }
      const name = masterName(epoch);
      await run({
        text: 'insert into checks (secret, value) values ($1, $2)',
        values: [name, checkValues(secrets, logId).get(name)],
      });
      await run({
        text: 'insert into epochs (epoch, announced_at) values ($1, clock_timestamp())',
        values: [epoch],
      });
      return epoch;
    });
  }

  /** The epoch that is to be activated, when every living process has it. @throws RotationRefused that names who has not */
  async readyToActivate(): Promise<number | undefined> {
    const [next] = await this.keyring.query<{ epoch: number }>({
      text: 'select max(epoch) as epoch from epochs where activated_at is null having max(epoch) is not null',
    });
    if (!next) return undefined;
    const without = (await processesOf(this.keyring)).filter(
      ({ living, epochs }) => living && !epochs.includes(next.epoch),
    );
    if (without.length > 0)
      throw new RotationRefused(
        `Epoch ${next.epoch} is not in the secrets file of ${without
          .map(({ name, trouble }) => (trouble ? `${name} (${trouble})` : name))
          .join(', ')}. Give each the file: it is read again within seconds.`,
      );
    return next.epoch;
  }

  /** From here on the keyring takes nothing under an older epoch. Again is the same. */
  async activate(epoch: number): Promise<void> {
    await this.keyring.query({ text: 'select activate_epoch($1)', values: [epoch] });
  }

  /**
   * Wraps every key and makes every look-up row anew under the active epoch: in portions, each by compare-and-set, so that it
   * goes on wherever it was cut off, beside all that the service does, with a rest after each portion.
   * @returns rows that it could not make anew: of before, with a value that the log does not tell
   */
  async rewrap(
    valuesOf: ValuesOf,
    told: (done: { readonly keys: number; readonly lookups: number }) => void,
  ): Promise<number> {
    const [identity] = await this.keyring.query<{ epoch: number; blind: number }>({
      text: 'select epoch, blind_epoch as blind from identity',
    });
    const { secrets } = await recogniseAgain(this.keyring, this.options.secretsFile, this.options.logId);
    const wrapping = new Wrapping(secrets, identity!.epoch);
    const blind = new BlindIndex(secrets, identity!.blind, identity!.epoch);
    let [keys, lookups] = [0, 0];
    for await (const count of this.rewrapKeys(wrapping)) told({ keys: (keys += count), lookups });
    for await (const count of this.rewrapActors(wrapping, blind)) told({ keys, lookups: (lookups += count) });
    const values = new Map<string, Map<string, string>>();
    for await (const count of this.rewrapLookups(blind, values, valuesOf))
      told({ keys, lookups: (lookups += count) });
    const [left] = await this.keyring.query<{ rows: string }>({
      text: 'select count(*) as rows from lookups where epoch < $1',
      values: [blind.epoch],
    });
    return Number(left!.rows);
  }

  private async *rewrapKeys(wrapping: Wrapping): AsyncGenerator<number> {
    for (let after = FIRST; ;) {
      const began = Date.now();
      const rows = await this.keyring.query<KeyRow>({
        name: 'rewrap-keys',
        text: `select key_id as id, owner, purpose, period, wrapped, epoch from keys
          where key_id > $1 and epoch < $2 order by key_id limit ${PORTION}`,
        values: [after, wrapping.epoch],
      });
      if (rows.length === 0) return;
      const anew = rows.map(row => wrapping.rewrap(row.wrapped, row.id, row, row.epoch));
      await this.keyring.query({
        name: 'rewrapped-keys',
        text: `update keys k set wrapped = n.wrapped, epoch = $4
          from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as n(id, before, wrapped)
          where k.key_id = n.id and k.wrapped = n.before`,
        values: [rows.map(({ id }) => id), rows.map(({ wrapped }) => wrapped), anew, wrapping.epoch],
      });
      after = rows.at(-1)!.id;
      yield rows.length;
      await rest(began);
    }
  }

  private async *rewrapActors(wrapping: Wrapping, blind: BlindIndex): AsyncGenerator<number> {
    for (let after = FIRST; ;) {
      const began = Date.now();
      const rows = await this.keyring.query<ActorRow>({
        text: `select a.pseudonym, a.box, k.key_id as id, k.owner, k.purpose, k.period, k.wrapped, k.epoch
          from actors a join keys k using (key_id)
          where a.pseudonym > $1 and a.epoch < $2 order by a.pseudonym limit ${BLIND_PORTION}`,
        values: [after, blind.epoch],
      });
      if (rows.length === 0) return;
      const blinds = rows.map(row => {
        const key = wrapping.unwrap(row.wrapped, row.id, row, row.epoch);
        const { issuer, subject } = decrypt(key, row.id, row.pseudonym, row.box);
        const person = { issuer: issuer!.value as string, subject: subject!.value as string };
        return blind.of('actor', nameOf(person)).active;
      });
      await this.keyring.transaction(async run => {
        await run({ text: 'select pg_advisory_xact_lock($1)', values: [FENCE_LOCK] });
        await run({
          text: `update actors a set blind = n.blind, epoch = $3
            from unnest($1::uuid[], $2::bytea[]) as n(pseudonym, blind)
            where a.pseudonym = n.pseudonym and a.epoch < $3`,
          values: [rows.map(({ pseudonym }) => pseudonym), blinds, blind.epoch],
        });
      });
      after = rows.at(-1)!.pseudonym;
      yield rows.length;
      await rest(began);
    }
  }

  /** Look-ups are moved with nobody claiming meanwhile: a value must not be free for a moment, nor be there twice. */
  private async *rewrapLookups(
    blind: BlindIndex,
    known: Map<string, Map<string, string>>,
    valuesOf: ValuesOf,
  ): AsyncGenerator<number> {
    for (let after: LookupRow | undefined; ;) {
      const began = Date.now();
      const rows: LookupRow[] = await this.keyring.query<LookupRow>({
        text: `select l.kind, l.blind, k.owner, key_id as key, l.box, l.epoch from lookups l left join keys k using (key_id)
          where l.epoch < $1 and (key_id, l.blind) > ($2::uuid, $3::bytea)
          order by key_id, l.blind limit ${BLIND_PORTION}`,
        values: [blind.epoch, after?.key ?? FIRST, after?.blind ?? Buffer.alloc(0)],
      });
      if (rows.length === 0) return;
      const moved: { row: LookupRow; anew: Buffer | null; box: Buffer | null }[] = [];
      for (const row of rows) {
        const { kind, owner, box } = row;
        // Nobody's, since its key is gone: of a table that was restored alone.
        if (owner === null) {
          moved.push({ row, anew: null, box: null });
          continue;
        }
        const value = box
          ? blind.openValue(kind, owner, box)
          : await valueOfBefore({ ...row, owner }, blind, known, valuesOf);
        if (value === undefined) continue;
        moved.push({ row, anew: blind.of(kind, value).active, box: blind.sealValue(kind, owner, value) });
      }
      await this.keyring.transaction(async run => {
        await run({ text: 'select pg_advisory_xact_lock($1)', values: [FENCE_LOCK] });
        await run({
          text: `with moved as (
              delete from lookups l using unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[]) as n(key, blind, anew, box)
              where l.key_id = n.key and l.blind = n.blind
              returning l.*, n.anew, n.box as sealed
            )
            insert into lookups (key_id, command_id, since, epoch, pending, kind, blind, box)
              select key_id, command_id, since, $5, pending, kind, anew, sealed from moved where anew is not null
              on conflict do nothing`,
          values: [
            moved.map(({ row }) => row.key),
            moved.map(({ row }) => row.blind),
            moved.map(({ anew }) => anew),
            moved.map(({ box }) => box),
            blind.epoch,
          ],
        });
      });
      after = rows.at(-1)!;
      yield moved.length;
      await rest(began);
    }
  }

  /**
   * Takes the epochs before the active one out: of the keyring, then of this secrets file, then what is dead of the tables.
   * @throws RotationRefused while a row needs one of them
   */
  async retire(): Promise<{ readonly epochs: readonly number[]; readonly remains: Remains } | undefined> {
    const { secretsFile } = this.options;
    const { active, epochs, lookupsOfBefore } = await this.status();
    if (epochs.some(({ activatedAt }) => activatedAt === null))
      throw new RotationRefused('An epoch is announced and not active yet: activate comes first.');
    const old = epochs.filter(({ epoch }) => epoch < active);
    const left = old.reduce((sum, { keys, lookups, actors }) => sum + keys + lookups + actors, 0);
    if (old.length === 0) return undefined;
    if (left + lookupsOfBefore > 0)
      throw new RotationRefused(
        `${left + lookupsOfBefore} rows of the keyring are still under an older epoch: npm run keys -- rewrap.`,
      );
    await this.alone(async run => {
      // No row can have come since: the keyring refuses it.
      await run({
        text: 'update epochs set retired_at = clock_timestamp() where epoch < $1 and retired_at is null',
        values: [active],
      });
      await run({
        text: 'delete from checks where secret = any ($1)',
        values: [[...old.map(({ epoch }) => masterName(epoch)), LOOKUP_KEY]],
      });
    });
    const secrets = await this.secrets();
    if (secrets.lookupKey || secrets.masterKeys.some(({ epoch }) => epoch < active))
      await writeSecretsFile(secretsFile, withoutEpochsBefore(active, secrets));
    for (const table of ['keys', 'lookups', 'actors', 'checks'])
      await this.keyring.longRunning({ text: `vacuum (analyze) ${table}` });
    return { epochs: old.map(({ epoch }) => epoch), remains: await this.remains() };
  }

  /** Ends fingerprints of version 1: their key cannot be derived from this file any more. Again is the same. */
  async endFingerprints(): Promise<void> {
    const { secretsFile, logId } = this.options;
    await this.alone(async run => {
      const secrets = await this.secrets();
      if (secrets.idSecret) {
        const anew = withoutIdSecret(secrets);
        // What the keyring knows the new file by, before there is one.
        for (const [secret, value] of checkValues(anew, logId))
          if (secret.endsWith('-id key'))
            await this.keyring.query({
              text: 'insert into checks (secret, value) values ($1, $2) on conflict do nothing',
              values: [secret, value],
            });
        await writeSecretsFile(secretsFile, anew);
      }
      await endIdSecret(run, await this.secrets(), logId);
    });
  }

  private async remains(): Promise<Remains> {
    const [row] = await this.keyring.query<Omit<Remains, 'slots'>>({
      text: `select pg_walfile_name(pg_current_wal_lsn()) as wal, clock_timestamp() as before,
        (select last_archived_wal from pg_stat_archiver where current_setting('archive_mode') <> 'off') as archive`,
    });
    const slots = await this.keyring.query<{ name: string }>({
      text: 'select slot_name::text as name from pg_replication_slots order by 1',
    });
    return { ...row!, slots: slots.map(({ name }) => name) };
  }

  private async secrets(): Promise<Secrets> {
    const { secretsFile } = this.options;
    const secrets = await readSecretsFile(secretsFile);
    if (!secrets) throw new VaultRefused('secrets-missing', `${secretsFile} is missing`);
    return secrets;
  }

  /** One operator at a time, and no first start beside. */
  private alone<T>(work: (run: Run) => Promise<T>): Promise<T> {
    return this.keyring.transaction(async run => {
      await run({ text: 'select pg_advisory_xact_lock($1)', values: [FOUNDING_LOCK] });
      return work(run);
    });
  }
}

type Run = Parameters<Parameters<Keyring['transaction']>[0]>[0];

/** Processes that have said within the hour which epochs they have. */
export async function processesOf(keyring: Pick<Keyring, 'query'>): Promise<ProcessStatus[]> {
  return keyring.query<ProcessStatus>({
    text: `select name, epochs, seen_at as "seenAt", trouble,
        seen_at > clock_timestamp() - make_interval(secs => ${LIVING_SECONDS}) as living
      from processes where seen_at > clock_timestamp() - interval '1 hour' order by name`,
  });
}

/** The value of a row of before: that of its owner's which the old key makes the row of. */
async function valueOfBefore(
  row: LookupRow & { readonly owner: string },
  blind: BlindIndex,
  known: Map<string, Map<string, string>>,
  valuesOf: ValuesOf,
): Promise<string | undefined> {
  let mine = known.get(row.owner);
  if (!mine) {
    mine = new Map();
    for (const { kind, value } of await valuesOf(row.owner))
      mine.set(blind.under(row.epoch, kind, value)!.toString('hex'), value);
    if (known.size >= 1_000) known.clear();
    known.set(row.owner, mine);
  }
  return mine.get(row.blind.toString('hex'));
}

/** A quarter of what the work took, for those who wait for the same disk and locks. */
async function rest(began: number): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, (Date.now() - began) / 4));
}

interface KeyRow extends KeyScope {
  readonly id: Uuid;
  readonly wrapped: Buffer;
  readonly epoch: number;
}

interface ActorRow extends KeyRow {
  readonly pseudonym: Uuid;
  readonly box: string;
}

interface LookupRow {
  readonly kind: LookupKind;
  readonly blind: Buffer;
  /** Of its key; null where that is gone. */
  readonly owner: string | null;
  readonly key: Uuid;
  readonly box: Buffer | null;
  readonly epoch: number;
}
