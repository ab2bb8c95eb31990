import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Pool } from 'pg';
import type { CommandContext, CommandRunner, Decided, Given, RunOutcome } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import {
  forkOf,
  latestCheckpoint,
  publicOf,
  readVkey,
  vkeyOf,
  type CheckpointFile,
  type SignerPlace,
  type Signing,
  type SigningFile,
} from '#libs/register';
import {
  decideBeginOrigin,
  decideMake,
  decideMove,
  decideRecordFork,
  decideRetire,
  decideRotate,
  nextOrigin,
  type NewKey,
} from './decisions';
import type { SigningEventData } from './events';
import { activeKey, SIGNING, type SigningState } from './state';

type Run = Promise<RunOutcome<SigningState>>;

/** Where an installation has what it signs with. */
export interface SigningPlaces {
  readonly keys: SigningFile;
  readonly place: SignerPlace;
  readonly file: CheckpointFile;
}

/** Keys, the signer and the origin of checkpoints: each change is an event, and an entry of the register. */
export class Signings {
  constructor(
    private readonly runner: CommandRunner,
    private readonly pool: Pool,
    /** Of a log that was never signed before. */
    private readonly firstOrigin: string,
    private readonly at: SigningPlaces,
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

  /** Makes a key and makes this the place that signs. @throws DomainError signing-key-exists */
  async make(context: CommandContext): Run {
    const state = await this.state();
    if (activeKey(state)) throw new DomainError('signing-key-exists');
    const origin = state.origins.at(-1) ?? this.firstOrigin;
    const key = named(origin, await this.at.keys.make());
    const signer = await this.at.place.take();
    return this.run(context, now => decideMake(now, { origin, signer, ...key }));
  }

  /** Puts a new key in the place of the one that signs, which signs nothing any more. @throws DomainError not-signing */
  async rotate(context: CommandContext): Run {
    const origin = await this.originToChange();
    const key = named(origin, await this.at.keys.make());
    const until = await this.lastSize(origin);
    const outcome = await this.run(context, state => decideRotate(state, key, until));
    await this.at.keys.keep([publicOf(key.vkey)]);
    return outcome;
  }

  /** @throws DomainError not-signing */
  async retire(context: CommandContext): Run {
    const origin = await this.originToChange();
    const until = await this.lastSize(origin);
    const outcome = await this.run(context, state => decideRetire(state, until));
    await this.at.keys.keep([]);
    return outcome;
  }

  /** Makes this the place that signs. @throws DomainError not-signing */
  async move(context: CommandContext): Run {
    if ((await this.state()).signer === undefined) throw new DomainError('not-signing');
    const signer = (await this.at.place.signer()) ?? (await this.at.place.take());
    return this.run(context, state => decideMove(state, signer));
  }

  /** @throws DomainError not-forked */
  async recordFork(context: CommandContext): Run {
    const fork = await forkOf(this.pool);
    return this.run(context, (state, given) => decideRecordFork(state, fork, given));
  }

  /** @throws DomainError not-found, second-officer-needed, not-signing */
  async beginOrigin(incident: Uuid, context: CommandContext): Run {
    const state = await this.state();
    const active = activeKey(state);
    if (!active) throw new DomainError('not-signing');
    const last = await this.last(active.origin);
    if (!last) throw new DomainError('not-found');
    const vkey = vkeyOf(nextOrigin(state), readVkey(active.vkey).key);
    const key = { key: readVkey(vkey).id, vkey, last };
    return this.run(context, now => decideBeginOrigin(now, incident, context.actor.id, key));
  }

  /** Only where it signs is a key changed: anywhere else it would not know what was signed last. */
  private async originToChange(): Promise<string> {
    const state = await this.state();
    const active = activeKey(state);
    if (!active) throw new DomainError('not-signing');
    if ((await this.at.place.signer()) !== state.signer) throw new DomainError('signer-elsewhere');
    return active.origin;
  }

  private async lastSize(origin: string): Promise<bigint> {
    return (await this.last(origin))?.size ?? 0n;
  }

  /** The largest that file or table has. */
  private async last(origin: string): Promise<{ size: bigint; root: Buffer } | undefined> {
    const [one, other] = [await this.at.file.latest(origin), await latestCheckpoint(this.pool, origin)];
    return one && other ? (one.size < other.size ? other : one) : (one ?? other);
  }

  private run(
    context: CommandContext,
    decide: (state: SigningState, given: Given) => Decided<SigningEventData>[],
  ): Run {
    return this.runner.run<SigningState, SigningEventData>({
      stream: SIGNING,
      context,
      decide,
    });
  }
}

function named(origin: string, key: KeyObject): NewKey {
  const vkey = vkeyOf(origin, createPublicKey(key));
  return { key: readVkey(vkey).id, vkey };
}
