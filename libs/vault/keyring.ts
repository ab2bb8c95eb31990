import { DatabaseError, type ClientBase, type Pool, type QueryConfig } from 'pg';
import { createPool } from '#libs/database';
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
  if (error instanceof DatabaseError && code && !OUTAGE.test(code)) return new KeyringError(code);
  return new KeyringUnavailable(`the keyring does not answer: ${code ?? 'no connection'}`, code === '53100');
}

/** A statement that the keyring refused: a defect here or in its schema. */
export class KeyringError extends Error {
  constructor(readonly code: string) {
    super(`the keyring refused a statement: ${code}`);
  }
}

type Run = <R>(statement: QueryConfig) => Promise<R[]>;

/** The keyring's database. Whatever fails here fails without a value in its error. */
export class Keyring {
  private readonly pool: Pool;

  /** @param options readOnly: the database itself refuses whatever would change something */
  constructor(url: string, options: { readonly readOnly?: boolean } = {}) {
    this.pool = createPool(url, options.readOnly ? 'look at the keyring' : 'keyring', {
      ...(options.readOnly && { options: '-c default_transaction_read_only=on' }),
      max: 6,
      // A server that neither answers nor hangs up is an outage; and an answer older than a cached key may be is none.
      query_timeout: KEY_CACHE_MS,
      statement_timeout: KEY_CACHE_MS - 1_000,
      lock_timeout: KEY_CACHE_MS - 2_000,
      idle_in_transaction_session_timeout: KEY_CACHE_MS,
      // Awaited by the pool.
      onConnect: durable,
    });
  }

  /** `name` prepares the statement once for each connection. */
  readonly query: Run = async statement => {
    try {
      return (await this.pool.query(statement)).rows as never[];
    } catch (error) {
      throw outward(error);
    }
  };

  async transaction<T>(work: (run: Run) => Promise<T>): Promise<T> {
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

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/**
 * A key is durable before the event that needs it, whatever the server's default is. And a process that was stopped
 * with the fence lock in its hand loses it (PostgreSQL 17 and newer; before, when its connection breaks).
 */
function durable(client: ClientBase): unknown {
  return client.query(`select set_config('synchronous_commit', 'on', false),
    case when current_setting('server_version_num')::int >= 170000
      then set_config('transaction_timeout', '${KEY_CACHE_MS}', false) end`);
}
