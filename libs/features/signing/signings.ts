import { createPublicKey } from 'node:crypto';
import type { Pool } from 'pg';
import type { CommandRunner } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import {
  forkOf,
  latestCheckpoint,
  readVkey,
  vkeyOf,
  type CheckpointFile,
  type SignerPlace,
  type Signing,
  type SigningFile,
} from '#libs/register';
import { requireSigning, type FoundFork, type NewKey } from './guards';
import { SIGNING, type KnownKey, type SigningState } from './state';

/** Where an installation has what it signs with. */
export interface SigningPlaces {
  readonly keys: SigningFile;
  readonly place: SignerPlace;
  readonly file: CheckpointFile;
}

/** What the log and this installation know of keys, of the signer and of the origin of checkpoints. */
export class Signings {
  constructor(
    private readonly runner: CommandRunner,
    private readonly pool: Pool,
    /** Of a log that was never signed before. */
    readonly firstOrigin: string,
    readonly at: SigningPlaces,
  ) {}

  async state(): Promise<SigningState> {
    return (await this.runner.load(SIGNING)).state;
  }

  /** What the log says of signing, as the signer needs it. */
  async signing(): Promise<Signing | undefined> {
    const { origins, keys, signer } = await this.state();
    const origin = origins.at(-1);
    if (origin === undefined || signer === undefined) return undefined;
    const own = keys
      .filter(each => each.origin === origin)
      .map(({ vkey, until }) => ({ vkey, ...(until !== undefined && { until: BigInt(until) }) }));
    return { origin, signer, keys: own };
  }

  /** A new key in the signing file, under the name of an origin. */
  async makeKey(origin: string): Promise<NewKey> {
    const vkey = vkeyOf(origin, createPublicKey(await this.at.keys.make()));
    return { key: readVkey(vkey).id, vkey };
  }

  /**
   * The key that signs. Only where it signs is it changed: anywhere else it would not be known what was signed last.
   * @throws DomainError `not-signing`, `signer-elsewhere`
   */
  async keyToChange(): Promise<KnownKey> {
    const state = await this.state();
    const active = requireSigning(state);
    if ((await this.at.place.signer()) !== state.signer) throw new DomainError('signer-elsewhere');
    return active;
  }

  /** The largest checkpoint of an origin that file or table has. */
  async last(origin: string): Promise<{ size: bigint; root: Buffer } | undefined> {
    const [one, other] = [await this.at.file.latest(origin), await latestCheckpoint(this.pool, origin)];
    return one && other ? (one.size < other.size ? other : one) : (one ?? other);
  }

  async lastSize(origin: string): Promise<bigint> {
    return (await this.last(origin))?.size ?? 0n;
  }

  /** Where the register does not go on from what was signed. */
  fork(): Promise<FoundFork | undefined> {
    return forkOf(this.pool);
  }
}
