import { Client } from 'pg';
import { migrate } from '#libs/database';
import type { LogSource, LogTarget } from '#libs/event-store/copy';
import { FEATURES } from '#libs/features';
import { logMigrations } from '#libs/platform/beside';

/** What the command line asks for cannot be done; the message says what to do. */
export class Refused extends Error {}

type Engine = 'postgres' | 'eventstoredb';

/** An address, or the name of an environment variable that has it: a command line can be read by others. */
export function addressOf(text: string, option: string): { readonly url: string; readonly engine: Engine } {
  const url = /^[A-Z][A-Z_]*$/.test(text) ? process.env[text] : text;
  if (!url) throw new Refused(`${option} names a variable that is not set.`);
  if (/^postgres(ql)?:\/\//.test(url)) return { url, engine: 'postgres' };
  if (/^(esdb|kurrentdb)(\+discover)?:\/\//.test(url)) return { url, engine: 'eventstoredb' };
  throw new Refused(
    `${option} must be an address that begins with postgres://, esdb:// or kurrentdb://, or a variable that has one.`,
  );
}

export async function openSource({ url, engine }: ReturnType<typeof addressOf>): Promise<LogSource> {
  if (engine === 'postgres') return (await import('#libs/event-store/postgres')).PostgresWholeLog.open(url);
  return (await import('#libs/event-store/eventstoredb')).EventStoreDbWholeLog.openSource(url);
}

/**
 * Makes the tables where there are none, and gives an empty log the identity of the source.
 * @param serviceRole who gets the service's rights on new tables
 * @throws TargetRefused when another log is there
 */
export async function openTarget(
  { url, engine }: ReturnType<typeof addressOf>,
  logId: string,
  serviceRole: string | undefined,
): Promise<LogTarget> {
  if (engine === 'eventstoredb')
    return (await import('#libs/event-store/eventstoredb')).EventStoreDbWholeLog.openTarget(url, logId);
  const { adoptIdentity, PostgresWholeLog } = await import('#libs/event-store/postgres');
  if (!(await hasLog(url))) {
    if (serviceRole === undefined)
      throw new Refused(
        "The target has no tables yet: --to must be its owner's address, and --service-role must name the role of DATABASE_URL.",
      );
    await migrate(url, serviceRole, logMigrations(FEATURES));
  }
  await adoptIdentity(url, logId);
  return PostgresWholeLog.open(url);
}

async function hasLog(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regclass('events') is not null as there`,
    );
    return rows[0]!.there;
  } finally {
    await client.end().catch(() => undefined);
  }
}
