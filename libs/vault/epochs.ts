import { hostname } from 'node:os';
import { randomId, type Uuid } from '#libs/kernel';
import { BlindIndex } from './blind-index';
import { OLD_EPOCH } from './epoch-migration';
import { recogniseAgain } from './founding';
import { KeyringError, type Keyring, type KeyringState } from './keyring';
import type { Secrets } from './secrets';
import { stampOf } from './secrets-file';
import { KeyringUnavailable, VaultRefused } from './types';
import { Wrapping } from './wrapping';

/** How often a process says which epochs it has. */
const SAYS_EVERY_MS = 5_000;
/** A process that has said nothing for so long is not counted as living. */
export const LIVING_SECONDS = 20;

/**
 * Epochs of the master key as this process has them. The keyring says which is active; what is in the secrets file is read
 * again when it changes or when an epoch is active that is not there. What was read last and was good stays in use.
 */
export class Epochs {
  readonly wrapping: Wrapping;
  readonly blind: BlindIndex;
  private readonly id: Uuid = randomId();
  private saying: NodeJS.Timeout | undefined;
  private stamp: string | undefined;
  private trouble: string | null = null;
  /** Asks the keyring what changed; set by who does so anyway. */
  refresh: () => Promise<void> = () => Promise.resolve();

  /** @param file of the secrets, to be read again; absent where they were given */
  constructor(
    private readonly keyring: Keyring,
    private readonly log: Uuid,
    secrets: Secrets,
    state: KeyringState,
    private readonly file: string | undefined,
  ) {
    this.wrapping = new Wrapping(secrets, state.epoch);
    this.blind = new BlindIndex(secrets, state.blindEpoch, state.epoch);
  }

  /** Begins to tell the keyring which epochs are here, if it stays. */
  async start(stays: boolean): Promise<void> {
    if (this.file !== undefined) this.stamp = await stampOf(this.file);
    if (!stays) return;
    await this.say();
    this.saying = setInterval(() => void this.say().catch(() => undefined), SAYS_EVERY_MS).unref();
  }

  async told({ epoch, blindEpoch }: KeyringState): Promise<void> {
    const isNew = epoch !== this.wrapping.epoch || blindEpoch !== this.blind.epoch;
    const held = this.wrapping.epochs.includes(epoch);
    const changed = this.file !== undefined && (await stampOf(this.file)) !== this.stamp;
    if (changed || !held) await this.readAgain();
    this.wrapping.epoch = epoch;
    this.blind.epoch = blindEpoch;
    this.blind.masterEpoch = epoch;
    if (isNew && this.saying) await this.say();
  }

  /**
   * Does what makes keys or look-up rows. Where the keyring refuses it because another epoch has become active meanwhile,
   * it is done again under that one.
   * @throws KeyringUnavailable while the active epoch is not at hand
   */
  async underActive<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isOldEpoch(error)) throw error;
    }
    await this.refresh();
    return work().catch((error: unknown) => {
      throw isOldEpoch(error)
        ? new KeyringUnavailable('another epoch of the master key became active')
        : error;
    });
  }

  async close(): Promise<void> {
    clearInterval(this.saying);
    if (this.saying)
      await this.keyring
        .query({ text: 'delete from processes where id = $1', values: [this.id] })
        .catch(() => undefined);
  }

  private async readAgain(): Promise<void> {
    if (this.file === undefined) return;
    const stamp = await stampOf(this.file);
    try {
      const { secrets, whole } = await recogniseAgain(this.keyring, this.file, this.log);
      this.wrapping.take(secrets);
      this.blind.take(secrets);
      this.trouble = null;
      // What the keyring is about to be told of is read once more, until it was.
      this.stamp = whole ? stamp : undefined;
    } catch (error) {
      if (!(error instanceof VaultRefused)) throw error;
      this.trouble = error.code;
      this.stamp = stamp;
    }
    if (this.saying) await this.say();
  }

  /** Not durable: what is lost is said again. */
  private async say(): Promise<void> {
    await this.keyring.query({
      name: 'say-epochs',
      text: `insert into processes (id, name, epochs, trouble)
        select $1, $2, $3, $4 from (select set_config('synchronous_commit', 'off', true)) as no_wait
        on conflict (id) do update set epochs = excluded.epochs, trouble = excluded.trouble, seen_at = clock_timestamp()`,
      values: [this.id, `${hostname()}:${process.pid}`, this.wrapping.epochs, this.trouble],
    });
  }
}

function isOldEpoch(error: unknown): boolean {
  return error instanceof KeyringError && error.code === OLD_EPOCH;
}
