import { Client } from 'pg';
import { KEEP_ALIVE } from '#libs/database';
import type { Revision } from '../port';
import type { Pending } from './queue';

export interface SessionLimits {
  /** Longest wait for the append lock: a holder that is stopped delays others by this much, no more. */
  readonly lockTimeoutMs: number;
  /** Longest that one batch may take; the client gives the server a second more before it lets go of the connection. */
  readonly statementTimeoutMs: number;
}

export type Verdict =
  | { readonly verdict: 'appended' | 'repeated'; readonly revision: Revision; readonly position: string }
  | { readonly verdict: 'wrong-revision'; readonly revision: Revision }
  | { readonly verdict: 'id-conflict' };

const APPEND = 'call append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, null, null, null)';

/** A connection that a process has for appending alone. One batch is one prepared statement, one round trip, one transaction. */
export class AppendSession {
  #usable = true;

  private constructor(private readonly client: Client) {
    const broken = () => (this.#usable = false);
    client.on('error', broken).on('end', broken);
  }

  static async connect(url: string, limits: SessionLimits): Promise<AppendSession> {
    const client = new Client({
      connectionString: url,
      application_name: 'inzage append',
      connectionTimeoutMillis: limits.statementTimeoutMs,
      options: '-c search_path=public',
      query_timeout: limits.statementTimeoutMs + 1_000,
      ...KEEP_ALIVE,
    });
    const session = new AppendSession(client);
    try {
      await client.connect();
      await client.query(settings(limits));
      return session;
    } catch (error) {
      session.destroy();
      throw error;
    }
  }

  get usable(): boolean {
    return this.#usable;
  }

  /** Verdicts in the order of the batch, after the commit. An error means that this transaction left nothing, or that nobody knows. */
  async append(batch: readonly Pending[]): Promise<Verdict[]> {
    const { rows } = await this.client.query<[string[], number[], string[]]>({
      name: 'append',
      text: APPEND,
      values: parameters(batch),
      rowMode: 'array',
    });
    const [verdicts, revisions, positions] = rows[0]!;
    return verdicts.map(
      (verdict, i) => ({ verdict, revision: revisions[i], position: positions[i] }) as Verdict,
    );
  }

  /** Finishes politely when idle, lets go at once when a statement is under way. */
  destroy(): void {
    this.#usable = false;
    this.client.end().catch(() => undefined);
  }
}

function settings({ lockTimeoutMs, statementTimeoutMs }: SessionLimits): string {
  return `
    set default_transaction_isolation = 'read committed';
    set lock_timeout = ${lockTimeoutMs};
    set statement_timeout = ${statementTimeoutMs};
    set idle_in_transaction_session_timeout = ${statementTimeoutMs};
    set tcp_keepalives_idle = 10;
    set tcp_keepalives_interval = 5;
    set tcp_keepalives_count = 3;
    -- The plan is made once, on whatever the table held then: index scans are right at every size.
    set plan_cache_mode = force_generic_plan;
    set enable_seqscan = off;
    set jit = off;
    -- At least flushed here; what is configured stronger (remote_apply) stays.
    select set_config('synchronous_commit', 'on', false)
     where current_setting('synchronous_commit') not in ('on', 'remote_apply');`;
}

/** Columns for unnest(): arrays by append, arrays by event, and the bytes of all events in one. */
function parameters(batch: readonly Pending[]): unknown[] {
  const events = batch.flatMap(({ events }, append) =>
    events.map((event, index) => ({ event, append: append + 1, index })),
  );
  let start = 1;
  const starts = events.map(({ event }) => (start += event.bytes.length) - event.bytes.length);
  return [
    array(batch.map(append => append.stream)),
    array(batch.map(append => (append.expected === 'no-stream' ? -1 : append.expected))),
    array(batch.map(append => append.events.length)),
    array(events.map(({ append }) => append)),
    array(events.map(({ index }) => index)),
    array(events.map(({ event }) => event.id)),
    array(events.map(({ event }) => event.type)),
    array(events.map(({ event }) => event.commandId)),
    array(events.map(({ event }) => event.fingerprint)),
    array(starts),
    array(events.map(({ event }) => event.bytes.length)),
    Buffer.concat(events.map(({ event }) => event.bytes)),
  ];
}

/**
 * An array as PostgreSQL reads it. What is appended has neither quotation mark nor backslash in its names, see
 * {@link assertAppendable}, so it is made at once, where pg looks for them in each element.
 */
function array(values: readonly (string | number)[]): string {
  return `{"${values.join('","')}"}`;
}
