import type { EventStore } from '#libs/event-store';
import { PostgresEventStore } from '#libs/event-store/postgres';
import type { Config } from '#libs/config';
import type { DatabaseUrls } from '#libs/database';
import type { Composition } from '#libs/feature';

/**
 * The log, on the engine that the configuration names. Nothing above the port knows which.
 * @param options found: false for who only looks, so that no log is made where there is none; foreign: told of each event
 *   of somebody else under the log's prefix that was passed over
 */
export async function openLog(
  { eventStoreUrl }: Pick<Config, 'eventStoreUrl'>,
  database: DatabaseUrls,
  features: Composition,
  options: { readonly found?: false; readonly foreign?: (stream: string) => void } = {},
): Promise<EventStore> {
  if (eventStoreUrl === undefined) return PostgresEventStore.open({ url: database.service });
  // Its client takes time to load, so it is loaded where it is used.
  const { openEventStoreDb } = await import('#libs/event-store/eventstoredb');
  const { foreign } = options;
  return openEventStoreDb(
    eventStoreUrl,
    {},
    {
      ...(options.found === false && { founding: { found: false } }),
      streams: { knows: name => features.isOwnStream(name), ...(foreign && { foreign }) },
    },
  );
}
