import type { EventStore } from '#libs/event-store';
import { PostgresEventStore } from '#libs/event-store/postgres';
import type { Config } from '#apps/api/config';
import type { DatabaseUrls } from '#tools/embedded-postgres';

/**
 * The log, on the engine that the configuration names. Nothing above the port knows which.
 * @param options found: false for who only looks, so that no log is made where there is none
 */
export async function openLog(
  { eventStoreUrl }: Pick<Config, 'eventStoreUrl'>,
  database: DatabaseUrls,
  options: { readonly found?: false } = {},
): Promise<EventStore> {
  if (eventStoreUrl === undefined) return PostgresEventStore.open({ url: database.service });
  // Its client takes time to load, so it is loaded where it is used.
  const { openEventStoreDb } = await import('#libs/event-store/eventstoredb');
  return openEventStoreDb(eventStoreUrl, {}, options.found === false ? { found: false } : {});
}
