import type { EventStore } from '#libs/event-store';
import { PostgresEventStore } from '#libs/event-store/postgres';
import type { Config } from '#libs/config';
import type { DatabaseUrls } from '#libs/database';
import type { Composition } from '#libs/feature';

export interface LogOptions {
  /** For who only looks: no log is made where there is none. */
  readonly found?: false;
  /** Asked before a log is made. @throws what stops the start */
  readonly judge?: () => Promise<void>;
  /** Told of each event of somebody else under the log's prefix that was passed over. */
  readonly foreign?: (stream: string) => void;
}

/**
 * The log, on the engine that the configuration names. Nothing above the port knows which.
 */
export async function openLog(
  { eventStoreUrl }: Pick<Config, 'eventStoreUrl'>,
  database: DatabaseUrls,
  features: Composition,
  options: LogOptions = {},
): Promise<EventStore> {
  if (eventStoreUrl === undefined) return PostgresEventStore.open({ url: database.service });
  // Its client takes time to load, so it is loaded where it is used.
  const { openEventStoreDb } = await import('#libs/event-store/eventstoredb');
  const { found, judge, foreign } = options;
  return openEventStoreDb(
    eventStoreUrl,
    {},
    {
      founding: found === false ? { found } : judge ? { judge } : {},
      streams: { knows: name => features.isOwnStream(name), ...(foreign && { foreign }) },
    },
  );
}
