import type { Pool, PoolClient } from 'pg';

/**
 * A frozen process that holds the checkpoint's row is disconnected by the database, so that another can take over.
 * The commit does not wait for the disk: what a crash takes back, rows and checkpoint together, follows from the log
 * again, byte for byte. The appends, which everybody waits for, have the disk to themselves.
 */
const BEGIN =
  "begin; set local idle_in_transaction_session_timeout = '3s'; set local statement_timeout = '30s';" +
  ' set local synchronous_commit = off';

/** Runs work in one transaction on a connection of the pool. */
export async function inTransaction<T>(pool: Pool, work: (tx: PoolClient) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  let broken: Error | undefined;
  tx.on('error', ignore);
  try {
    await tx.query(BEGIN);
    const done = await work(tx);
    await tx.query('commit');
    return done;
  } catch (error) {
    await tx.query('rollback').catch((failed: unknown) => (broken = failed as Error));
    throw error;
  } finally {
    tx.removeListener('error', ignore);
    tx.release(broken);
  }
}

/** Runs work in a transaction that is taken back: whether it could be done, with no other trace of it. */
export async function undone(pool: Pool, work: (tx: PoolClient) => Promise<void>): Promise<void> {
  const back = new Error('taken back');
  await inTransaction(pool, async tx => {
    await work(tx);
    throw back;
  }).catch((error: unknown) => {
    if (error !== back) throw error;
  });
}

/** An error of the connection reaches the query that waits for it. */
function ignore(): void {
  return;
}
