import { AsyncLocalStorage } from 'node:async_hooks';
import { DatabaseError, type ClientBase, type Pool, type QueryConfig } from 'pg';
import { createPool } from '#libs/database';
import type { Uuid } from '#libs/kernel';
import { ANOTHER_KEYRING } from './epoch-migration';
import { KEY_CACHE_MS } from './fresh';
import { KeyringUnavailable } from './types';

/** SQLSTATE classes that tell of the database's state rather than of a wrong statement. */
const OUTAGE = /^(08|25|28|3D|40|53|55|57|58)/;

/**
 * What may be said of a failed statement: its class and code. The error itself carries values (message, detail,
 * parameters) and goes nowhere.
 */
export function outward(error: unknown): Error {
  const raw = (error as { code?: unknown } | null)?.code;
  const code = typeof raw === 'string' && /^[0-9A-Z_]{4,20}$/.test(raw) ? raw : undefined;
  if (error instanceof TypeError) return new KeyringError('TypeError');
  if (code === ANOTHER_KEYRING) return new KeyringUnavailable('the keyring was emptied or replaced');
  if (error instanceof DatabaseError && code && !OUTAGE.test(code)) return new KeyringError(code);
  return new KeyringUnavailable(`the keyring does not answer: ${code ?? 'no connection'}`, code === '53100');
}

/** A statement that the keyring refused: a defect here or in its schema. */
export class KeyringError extends Error {
  constructor(readonly code: string) {
    super(`the keyring refused a statement: ${code}`);
  }
}

/** What the keyring says of itself each time it is asked what changed. */
export interface KeyringState {
  /** Epoch that keys are wrapped under. */
  readonly epoch: number;
  /** Epoch of the blind index; 0: the look-up key of before. */
  readonly blindEpoch: number;
}

/** What is waited for such a statement, at most. */
const LONG_MS = 3_600_000;

type Run = <R>(statement: QueryConfig) => Promise<R[]>;

/** The keyring's database. Whatever fails here fails without a value in its error. */
export class Keyring {
  private readonly pool: Pool;
  private readonly restoring = new AsyncLocalStorage<true>();
  /** Why nothing is asked of it. */
  private refused: string | undefined;
  private gate: () => Promise<void> = () => Promise.resolve();

  /**
   * @param options readOnly: the database itself refuses whatever would change something; id: of the keyring that is meant,
   *   so that another one at the same address takes neither key nor fence
   */
  constructor(
    url: string,
    private readonly options: { readonly readOnly?: boolean; readonly id?: Uuid } = {},
  ) {
    this.pool = createPool(url, options.readOnly ? 'look at the keyring' : 'keyring', {
      ...(options.readOnly && { options: '-c default_transaction_read_only=on' }),
      max: 6,
      // A server that neither answers nor hangs up is an outage; and an answer older than a cached key may be is none.
      query_timeout: KEY_CACHE_MS,
      statement_timeout: KEY_CACHE_MS - 1_000,
      lock_timeout: KEY_CACHE_MS - 2_000,
      idle_in_transaction_session_timeout: KEY_CACHE_MS,
      // Awaited by the pool.
      onConnect: client => settings(client, options.id),
    });
  }

  /** `name` prepares the statement once for each connection. @throws KeyringUnavailable also while it is another keyring */
  readonly query: Run = async statement => {
    this.assertOwn();
    return this.anyway(statement);
  };

  /** {@link query} whichever keyring it is. */
  readonly anyway: Run = async statement => {
    try {
      return (await this.pool.query(statement)).rows as never[];
    } catch (error) {
      throw outward(error);
    }
  };

  /** A statement that takes as long as it takes, such as VACUUM. */
  async longRunning(statement: QueryConfig): Promise<void> {
    const client = await this.pool.connect().catch(error => {
      throw outward(error);
    });
    try {
      for (const name of ['statement_timeout', 'transaction_timeout'])
        await client.query(
          `select set_config('${name}', '0', false) where current_setting('${name}', true) is not null`,
        );
      // By itself, not within the pool's time for an answer.
      await client.query({ ...statement, query_timeout: LONG_MS } as QueryConfig);
    } catch (error) {
      throw outward(error);
    } finally {
      client.release(true);
    }
  }

  async transaction<T>(work: (run: Run) => Promise<T>): Promise<T> {
    this.assertOwn();
    const client = await this.pool.connect().catch(error => {
      throw outward(error);
    });
    // A connection that breaks between two statements must not end the process; the next statement finds out.
    const broken = (): void => undefined;
    client.on('error', broken);
    const run: Run = async statement => {
      try {
        return (await client.query(statement)).rows as never[];
      } catch (error) {
        throw outward(error);
      }
    };
    try {
      await run({ text: 'begin' });
      const result = await work(run);
      await run({ text: 'commit' });
      client.off('error', broken);
      client.release();
      return result;
    } catch (error) {
      // The connection goes, and with it the transaction.
      client.release(true);
      throw error;
    }
  }

  /** What runs before anything is asked of a keyring again that was put back. */
  onRestored(gate: () => Promise<void>): void {
    this.gate = gate;
  }

  /**
   * Told which keyring this is. Another one, or none, is used for nothing; one that was put back, when the gate has been
   * through.
   * @throws KeyringUnavailable
   */
  async recognise(id: Uuid | null, wentBack: boolean): Promise<void> {
    if (this.options.id !== undefined && id !== this.options.id) {
      this.refused = id === null ? 'the keyring was emptied' : 'this is another keyring';
      throw new KeyringUnavailable(`${this.refused}: stop all processes, restore it, and start them`);
    }
    if (this.refused === undefined && !wentBack) return;
    this.refused = 'the keyring was put back, and is told what it does not know yet';
    await this.restoring.run(true, this.gate);
    this.refused = undefined;
  }

  private assertOwn(): void {
    if (this.refused !== undefined && !this.restoring.getStore()) throw new KeyringUnavailable(this.refused);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/**
 * A key is durable before the event that needs it, whatever the server's default is. And a process that was stopped
 * with the fence lock in its hand loses it (PostgreSQL 17 and newer; before, when its connection breaks).
 */
function settings(client: ClientBase, id: Uuid = ''): unknown {
  return client.query(`select set_config('synchronous_commit', 'on', false), set_config('inzage.keyring', '${id}', false),
    case when current_setting('server_version_num')::int >= 170000
      then set_config('transaction_timeout', '${KEY_CACHE_MS}', false) end`);
}
