import { Pool, types, type PoolConfig } from 'pg';

// bigint stays text: positions and entry numbers are compared as bigint, never as floating point.
types.setTypeParser(types.builtins.INT8, text => text);
// A day stays text, YYYY-MM-DD: it has no time zone.
types.setTypeParser(types.builtins.DATE, text => text);

/**
 * What has no work is not lost unnoticed: who has a connection asks every half minute whether its server is still there. By
 * itself the system asks after two hours, and firewalls forget sooner.
 */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 30_000 } as const;

/** A pool with a name that an operator finds in pg_stat_activity, and time-outs so that nothing waits for ever. */
export function createPool(url: string, name: string, options: PoolConfig = {}): Pool {
  const { statement_timeout = 30_000 } = options;
  const pool = new Pool({
    connectionString: url,
    application_name: `inzage ${name}`,
    max: 8,
    // What is asked now and then does not begin with a connection: its password alone costs more than the answer.
    min: 1,
    connectionTimeoutMillis: 5_000,
    statement_timeout,
    // A server that neither answers nor hangs up: the connection is given up, and the next query gets another.
    ...(statement_timeout ? { query_timeout: statement_timeout + 1_000 } : {}),
    ...KEEP_ALIVE,
    ...options,
    // A role may give itself another path to look names up, for every later connection: this one counts.
    options: ['-c search_path=public', options.options ?? ''].join(' ').trim(),
  });
  // An idle connection that breaks must not end the process; the next query finds out by itself.
  pool.on('error', () => undefined);
  return pool;
}
