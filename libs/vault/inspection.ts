import type { Uuid } from '#libs/kernel';
import { recogniseOnly } from './founding';
import { Keyring } from './keyring';
import { KeyUnavailable, type KeyScope } from './types';
import { Wrapping } from './wrapping';

/** What a keyring has of a key id. `both`: a fence stands, and the key is there all the same. */
export type KeyState = 'alive' | 'fenced' | 'both' | 'unknown';

const PAGE = 1_000;

interface KeyRow extends KeyScope {
  readonly key: Uuid;
  readonly wrapped: Buffer;
  readonly epoch: number;
}

/** A keyring looked at by an operator, beside the service. It opens no envelope, and its connections are read-only. */
export class KeyringInspection {
  private constructor(
    private readonly keyring: Keyring,
    /** Absent while neither keyring nor log hold anything. */
    private readonly wrapping: Wrapping | undefined,
  ) {}

  /** @throws VaultRefused when secrets, keyring and log do not belong together; KeyringUnavailable */
  static async open(options: {
    readonly keyringUrl: string;
    readonly secretsFile: string;
    readonly logId: Uuid;
    readonly logIsEmpty: boolean;
  }): Promise<KeyringInspection> {
    const keyring = new Keyring(options.keyringUrl, { readOnly: true });
    try {
      const secrets = await recogniseOnly(keyring, options.secretsFile, options);
      return new KeyringInspection(keyring, secrets && new Wrapping(secrets, 0));
    } catch (error) {
      await keyring.close();
      throw error;
    }
  }

  /** Revision of the log's journal of fences up to which it was applied here at some start; -1: none. */
  async journalRead(): Promise<number> {
    const [row] = await this.keyring.query<{ journal: number }>({ text: 'select journal from identity' });
    return row?.journal ?? -1;
  }

  /** In the order of the ids. */
  async statesOf(ids: readonly Uuid[]): Promise<KeyState[]> {
    const rows = await this.keyring.query<{ alive: boolean; fenced: boolean }>({
      text: `select exists (select from keys where key_id = i.id) as alive, exists (select from fences where key_id = i.id) as fenced
        from unnest($1::uuid[]) with ordinality as i(id, ord) order by ord`,
      values: [ids],
    });
    return rows.map(({ alive, fenced }) => {
      if (alive) return fenced ? 'both' : 'alive';
      return fenced ? 'fenced' : 'unknown';
    });
  }

  /** Those of the owners that can get a key or a look-up row again. */
  async unbarred(owners: readonly string[]): Promise<string[]> {
    const rows = await this.keyring.query<{ owner: string }>({
      text: `select distinct o.owner from unnest($1::text[]) as o(owner)
        where not exists (select from barred_owners b where b.owner = o.owner) order by 1`,
      values: [owners],
    });
    return rows.map(({ owner }) => owner);
  }

  /** Owners of whom everything, or a purpose, is erased and whose values of it stand in look-ups still. */
  async erasedWithLookups(): Promise<string[]> {
    const rows = await this.keyring.query<{ owner: string }>({
      text: `select owner from lookups join keys using (key_id) join barred_owners using (owner)
        union select owner from lookups join fences using (key_id) order by 1 limit 1000`,
    });
    return rows.map(({ owner }) => owner);
  }

  /** Those of the look-up rows that are not there. */
  async missingLookups<L extends { readonly kind: string; readonly owner: string; readonly key: Uuid }>(
    wanted: readonly L[],
  ): Promise<L[]> {
    const rows = await this.keyring.query<{ ord: number }>({
      text: `select w.ord::int from unnest($1::text[], $2::text[], $3::uuid[]) with ordinality as w(kind, owner, key, ord)
        where not exists (select from lookups l join keys k using (key_id)
          where l.key_id = w.key and l.kind = w.kind and k.owner = w.owner) order by 1`,
      values: [
        wanted.map(({ kind }) => kind),
        wanted.map(({ owner }) => owner),
        wanted.map(({ key }) => key),
      ],
    });
    return rows.map(({ ord }) => wanted[ord - 1]!);
  }

  /** Keys that the master key does not unwrap: altered, moved to another owner, or of an epoch that is not at hand. */
  async *unreadable(): AsyncGenerator<Uuid> {
    if (!this.wrapping) return;
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const rows = await this.keyring.query<KeyRow>({
        text: `select key_id as key, owner, purpose, period, wrapped, epoch from keys where key_id > $1 order by key_id limit $2`,
        values: [after, PAGE],
      });
      for (const row of rows) if (!unwraps(this.wrapping, row)) yield row.key;
      if (rows.length < PAGE) return;
      after = rows.at(-1)!.key;
    }
  }

  async close(): Promise<void> {
    await this.keyring.close();
  }
}

function unwraps(wrapping: Wrapping, row: KeyRow): boolean {
  try {
    wrapping.unwrap(row.wrapped, row.key, row, row.epoch);
    return true;
  } catch (error) {
    if (error instanceof KeyUnavailable) return false;
    throw error;
  }
}
