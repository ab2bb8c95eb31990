import type { EventStore } from '#libs/event-store';
import { PostgresEventStore } from '#libs/event-store/postgres';
import type { Config } from '#apps/api/config';
import type { DatabaseUrls } from '#libs/database/embedded';

/** The log, on the engine that the configuration names. Nothing above the port knows which. */
export async function openLog(
  { eventStoreUrl }: Pick<Config, 'eventStoreUrl'>,
  database: DatabaseUrls,
): Promise<EventStore> {
  if (eventStoreUrl === undefined) return PostgresEventStore.open({ url: database.service });
  // Its client takes time to load, so it is loaded where it is used.
  const { openEventStoreDb } = await import('#libs/event-store/eventstoredb');
  return openEventStoreDb(eventStoreUrl);
}
