import { createHash } from 'node:crypto';
import type { EventStore } from '#libs/event-store';
import type { TestDatabase } from './database';

/**
 * Environment by which a test's service has its log on the EventStoreDB that EVENTSTORE_URL names, where the test run has it:
 * a log of its own for each data folder or database. Without the variable the log is in PostgreSQL.
 */
export function logEnvironment(of: string): { EVENTSTORE_URL?: string } {
  const server = process.env.EVENTSTORE_URL;
  if (server === undefined) return {};
  const prefix = `test_${createHash('sha256').update(of).digest('hex').slice(0, 16)}`;
  return { EVENTSTORE_URL: `${server}${server.includes('?') ? '&' : '?'}streamPrefix=${prefix}` };
}

/** The log of a test's service, opened as another process would. */
export async function testLog({ ownerUrl, serviceUrl, keyringUrl }: TestDatabase): Promise<EventStore> {
  // What most specs of the service do without, and what takes a second to load.
  const [{ openLog }, { Composition }, { FEATURES }] = await Promise.all([
    import('#libs/platform/beside'),
    import('#libs/feature'),
    import('#libs/features'),
  ]);
  const { EVENTSTORE_URL: eventStoreUrl } = logEnvironment(serviceUrl);
  const urls = { owner: ownerUrl, service: serviceUrl, keyring: keyringUrl };
  return openLog(eventStoreUrl === undefined ? {} : { eventStoreUrl }, urls, new Composition(FEATURES));
}
