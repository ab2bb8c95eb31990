import type { Clock, Uuid } from '#libs/kernel';
import { Batch } from './batch';
import type { BlindIndex } from './blind-index';
import type { Epochs } from './epochs';
import type { Keyring } from './keyring';
import {
  KeyFenced,
  KeyringUnavailable,
  KeyUnavailable,
  type ClaimResult,
  type LookupKind,
  type SharedLookup,
  type UniqueLookup,
} from './types';

/** A claim that was neither confirmed nor released: its command was interrupted. */
export interface PendingClaim {
  readonly kind: UniqueLookup;
  readonly owner: string;
  readonly commandId: Uuid;
  readonly since: Date;
}

/** Kinds whose rows are claims: each has a command, and the others have none. The compiler wants all of them. */
const UNIQUE: Readonly<Record<UniqueLookup, true>> = {
  login: true,
  'login-skeleton': true,
  identity: true,
  'domain-holder': true,
};

/** The pending claims of a command of an owner. */
const OF_COMMAND = 'where k.key_id = l.key_id and k.owner = $1 and l.command_id = $2 and l.pending';

/** Tries against others who claim and release the same value all the time. */
const TRIES = 10;

interface ClaimItem {
  readonly kind: UniqueLookup;
  readonly value: string;
  readonly commandId: Uuid;
}

interface SharedRow {
  readonly kind: SharedLookup;
  readonly value: string;
  readonly owner: string;
  readonly key: Uuid;
}

/** Look-up rows: they live as long as the key that they hang on. Claims that are asked for together go together. */
export class Lookups {
  private readonly claims: Batch<ClaimItem & { owner: string; key: Uuid }, ClaimRow | undefined>;
  private readonly confirmations: Batch<ClaimItem, void>;
  private readonly blind: BlindIndex;

  constructor(
    private readonly keyring: Keyring,
    private readonly epochs: Epochs,
    private readonly clock: Clock,
  ) {
    this.blind = epochs.blind;
    this.claims = new Batch(items => epochs.underActive(() => this.claimAll(items)));
    this.confirmations = new Batch(items => this.confirmAll(items));
  }

  async claim(
    kind: UniqueLookup,
    value: string,
    owner: string,
    commandId: Uuid,
    key: Uuid,
  ): Promise<ClaimResult> {
    const item = { kind, value, commandId };
    for (let tries = 0; tries < TRIES; tries++) {
      const row = await this.claims.ask(nameOf(item), { ...item, owner, key });
      // No row: whoever held it released it between the claim and the look.
      if (!row) continue;
      if (row.o_state === 'claimed') return { state: 'claimed' };
      if (row.o_state === 'fenced') throw new KeyFenced('a fence stands before the key of this claim');
      if (row.o_state === 'missing') throw new KeyUnavailable(`key ${key} is not there`);
      if (row.o_state === 'holder-missing')
        throw new KeyUnavailable('the key of whoever holds a value is not there');
      const taken = { state: 'taken', owner: row.o_owner } as const;
      return row.o_state === 'taken'
        ? taken
        : { ...taken, pending: { commandId: row.o_command, since: row.o_since } };
    }
    throw new KeyringUnavailable('a look-up row changes hands all the time');
  }

  async confirm(kind: UniqueLookup, value: string, commandId: Uuid): Promise<void> {
    const item = { kind, value, commandId };
    await this.confirmations.ask(nameOf(item), item);
  }

  async release(kind: UniqueLookup, value: string, owner: string, commandId?: Uuid): Promise<void> {
    await this.keyring.query({
      name: 'release-claim',
      text: `delete from lookups l using keys k where l.blind = any ($1::bytea[]) and l.command_id is not null
        and k.key_id = l.key_id and k.owner = $2 and ($3::uuid is null or (l.command_id = $3 and l.pending))`,
      values: [this.blind.all(kind, value), owner, commandId ?? null],
    });
  }

  async add(rows: readonly SharedRow[]): Promise<void> {
    if (rows.length === 0) return;
    const missing = await this.epochs.underActive(() => {
      const values = this.kept(rows);
      return this.keyring.query<{ o_missing: Uuid }>({
        name: 'add-lookups',
        text: `select * from add_lookups_under($1, $2::text[], $3::bytea[], $4::bytea[], $5::text[], $6::uuid[], $7)`,
        values: [
          this.blind.epoch,
          rows.map(({ kind }) => kind),
          values.map(({ blind }) => blind),
          values.map(({ box }) => box),
          rows.map(({ owner }) => owner),
          rows.map(({ key }) => key),
          this.clock.now(),
        ],
      });
    });
    if (missing.length > 0)
      throw new KeyUnavailable(
        `${missing.length} keys of look-ups are not there, such as ${missing[0]!.o_missing}`,
      );
  }

  /** How the rows' values are kept. A value that an owner has under several keys is sealed once: its rows are told to be equal by their index. */
  private kept(rows: readonly SharedRow[]): { readonly blind: Buffer; readonly box: Buffer }[] {
    const known = new Map<string, { readonly blind: Buffer; readonly box: Buffer }>();
    return rows.map(({ kind, value, owner }) => {
      const name = `${kind}|${owner}|${value}`;
      let one = known.get(name);
      if (!one) {
        one = { blind: this.blind.of(kind, value).active, box: this.blind.sealValue(kind, owner, value) };
        known.set(name, one);
      }
      return one;
    });
  }

  async find(kind: LookupKind, value: string): Promise<{ owner: string; pendingCommand?: Uuid }[]> {
    const isClaim = Object.hasOwn(UNIQUE, kind);
    const rows = await this.keyring.query<{ owner: string; command: Uuid | null }>({
      name: isClaim ? 'find-claim' : 'find-lookup',
      // Each sort has its index, which has the other's rows not in it.
      text: `select distinct k.owner, case when l.pending then l.command_id end as command from lookups l join keys k using (key_id)
        where l.blind = any ($1::bytea[]) and l.command_id ${isClaim ? 'is not null' : 'is null'} order by k.owner`,
      values: [this.blind.all(kind, value)],
    });
    return rows.map(({ owner, command }) => (command ? { owner, pendingCommand: command } : { owner }));
  }

  /** Those of the commands whose claims stand under these keys: told without opening anything. */
  async claimedBy(
    kind: UniqueLookup,
    claims: readonly { readonly commandId: Uuid; readonly key: Uuid }[],
  ): Promise<ReadonlySet<Uuid>> {
    const rows = await this.keyring.query<{ command: Uuid }>({
      name: 'claimed-by',
      text: `select l.command_id as command from unnest($2::uuid[], $3::uuid[]) as c(key, command)
        join lookups l on l.key_id = c.key and l.command_id = c.command and l.kind = $1`,
      values: [kind, claims.map(({ key }) => key), claims.map(({ commandId }) => commandId)],
    });
    return new Set(rows.map(({ command }) => command));
  }

  /** Claims pending since before a time, the oldest first. */
  async pending(before: Date, limit: number): Promise<PendingClaim[]> {
    return this.keyring.query<PendingClaim>({
      text: `select l.kind, k.owner, l.command_id as "commandId", l.since from lookups l join keys k using (key_id)
        where l.pending and l.since < $1 order by l.since limit $2`,
      values: [before, limit],
    });
  }

  /** Ends the pending claims of a command, as its stream says: confirmed when it was carried out, else released. */
  async settle(owner: string, commandId: Uuid, carriedOut: boolean): Promise<void> {
    await this.keyring.query({
      text: carriedOut
        ? `update lookups l set pending = false from keys k ${OF_COMMAND}`
        : `delete from lookups l using keys k ${OF_COMMAND}`,
      values: [owner, commandId],
    });
  }

  private async claimAll(
    items: readonly (ClaimItem & { owner: string; key: Uuid })[],
  ): Promise<(ClaimRow | undefined)[]> {
    const blinds = items.map(({ kind, value }) => this.blind.of(kind, value));
    const others = blinds.flatMap(({ others: all }, index) => all.map(blind => ({ item: index + 1, blind })));
    const rows = await this.keyring.query<ClaimRow & { o_item: number }>({
      name: 'claim-lookups',
      text: `select * from claim_lookups_under($1, $2::text[], $3::bytea[], $4::bytea[], $5::text[], $6::uuid[], $7::uuid[],
        $8::int[], $9::bytea[], $10)`,
      values: [
        this.blind.epoch,
        items.map(({ kind }) => kind),
        blinds.map(({ active }) => active),
        items.map(({ kind, owner, value }) => this.blind.sealValue(kind, owner, value)),
        items.map(({ owner }) => owner),
        items.map(({ commandId }) => commandId),
        items.map(({ key }) => key),
        others.map(({ item }) => item),
        others.map(({ blind }) => blind),
        this.clock.now(),
      ],
    });
    const found = new Map(rows.map(row => [row.o_item, row]));
    return items.map((_, index) => found.get(index + 1));
  }

  private async confirmAll(items: readonly ClaimItem[]): Promise<void[]> {
    const rows = items.flatMap(({ kind, value, commandId }) =>
      this.blind.all(kind, value).map(blind => ({ blind, commandId })),
    );
    // Not durable: one that is lost is pending again, and settled as its stream says.
    await this.keyring.query({
      name: 'confirm-claims',
      text: `select confirm_claims($1::bytea[], $2::uuid[])
        from (select set_config('synchronous_commit', 'off', true)) as no_wait`,
      values: [rows.map(({ blind }) => blind), rows.map(({ commandId }) => commandId)],
    });
    return items.map(() => undefined);
  }
}

interface ClaimRow {
  readonly o_state: 'claimed' | 'pending' | 'taken' | 'fenced' | 'missing' | 'holder-missing';
  readonly o_owner: string;
  readonly o_command: Uuid;
  readonly o_since: Date;
}

/** Callers with the same command and value share one item. */
function nameOf({ kind, value, commandId }: ClaimItem): string {
  return `${kind}|${commandId}|${value}`;
}
